"""Before anything is published, what would embarrass is pointed out; the worst stops it."""

from datetime import date

import pytest

from strategy.domain.figures.assessment import assess
from strategy.domain.figures.health import Rule, findings
from strategy.domain.publishing.concerns import Concern, Worry, concerns, embarrassing
from strategy.domain.publishing.publication import Explanation, PillarText
from strategy.domain.publishing.publishable import content_of
from tests.builders import a_check_in, a_measurement, an_action
from tests.domain.publishing.test_what_is_published import ACTION, DAY, FIGURE, a_draft, a_plan

WRITTEN = (PillarText(pillar_id="pillar", analysis="Vi er på vei."),)


def worries(plan=None, *, names=False, proposed=(), **written) -> list[Concern]:
    plan = plan or a_plan()
    draft = a_draft(**{"pillars": WRITTEN, **written})
    content = content_of(plan, draft, names=names)
    return list(concerns(plan, content, names=names, proposed=frozenset(proposed)))


def test_a_publication_without_fault_is_left_alone():
    assert worries() == []


def test_the_title_of_something_confidential_stops_it():
    found = worries(summary="Vi vurderer å slå sammen skolene.")

    assert found == [Concern(Worry.CONFIDENTIAL, "Slå sammen skolene", blocks=True)]


def test_somebodys_name_stops_it_unless_names_are_shown():
    assert worries(summary="Takk til ola owren!") == [Concern(Worry.NAME, "Ola Owren", blocks=True)]
    assert worries(summary="Takk til Ola Owren!", names=True) == []


def test_what_looks_like_a_national_identity_number_stops_it():
    assert worries(summary="Gjelder 010203 12345.") == [
        Concern(Worry.PERSONAL, "010203 12345", blocks=True)
    ]


def test_an_address_is_pointed_out_but_may_be_meant():
    assert worries(summary="Skriv til post@fjordvik.example") == [
        Concern(Worry.PERSONAL, "post@fjordvik.example")
    ]


@pytest.mark.parametrize("field", ["comment", "cause", "remedy", "override_reason"])
def test_words_taken_from_a_check_in_are_pointed_out(field):
    plan = a_plan(check_ins=(a_check_in(ACTION, **{field: "Kranglet med entreprenøren"}),))

    assert worries(plan, summary="Vi har kranglet med entreprenøren.") == [
        Concern(Worry.WORKING_COMMENT, "Kranglet med entreprenøren")
    ]


def test_a_short_comment_may_be_said_by_two_people():
    plan = a_plan(check_ins=(a_check_in(ACTION, comment="Går bra"),))

    assert worries(plan, summary="Det går bra.") == []


def test_a_pillar_nobody_has_judged_is_pointed_out():
    assert worries(pillars=()) == [Concern(Worry.NO_ANALYSIS, "Å våge")]


def test_the_tools_own_words_are_pointed_out():
    assert worries(proposed=["Vi er på vei."]) == [Concern(Worry.UNCHANGED, "Å våge")]


def test_what_is_late_needs_a_reason():
    late = an_action(id="late", code="T-2", title="Ny avtale", due=date(2026, 2, 28))
    plan = a_plan(actions=(late,))

    assert worries(plan) == [Concern(Worry.NO_REASON, "T-2 Ny avtale")]
    assert worries(plan, explanations=(Explanation(action_id="late", text="Streik"),)) == []


def test_withheld_figures_are_pointed_out():
    plan = a_plan(measurements=(a_measurement(FIGURE, group_size=3),))

    assert worries(plan) == [Concern(Worry.WITHHELD, "Sykefravær")]


@pytest.mark.parametrize("note", ["", "Telt på nytt"])
def test_a_figure_that_looks_mistyped_stops_it_until_its_note_says_why(note):
    unlikely = a_measurement(FIGURE, on=DAY, value=665.0, note=note, period="T1 2026")
    found = [c for c in worries(a_plan(measurements=(unlikely,))) if c.worry is Worry.IMPLAUSIBLE]

    assert [c.blocks for c in found] == ([] if note else [True])
    assert [c.about for c in found] == ([] if note else ["Sykefravær: 665 % (T1 2026)"])


def test_an_unusual_figure_that_is_explained_is_marked_and_its_note_is_not_published():
    explained = a_measurement(FIGURE, on=DAY, value=665.0, note="Telt på nytt")
    content = content_of(a_plan(measurements=(explained,)), a_draft())

    (figure,) = [f for i in content.all_indicators for f in i.figures]
    assert (figure.doubtful, figure.explained) == (True, True)
    assert "Telt" not in content.model_dump_json()


def test_of_the_plans_own_findings_those_readers_ask_about_are_shown():
    plan = a_plan()
    found = findings(plan, assess(plan, DAY))

    shown = embarrassing(found)

    assert {f.rule for f in shown} == {Rule.OWNER_ONLY_TEXT, Rule.NO_OWNER, Rule.NEVER_UPDATED}
    assert Rule.GOAL_WITHOUT_ACTION in {f.rule for f in found}
