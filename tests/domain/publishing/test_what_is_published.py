"""A publication holds what everybody may know, and nothing else; it betrays every change."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from strategy.domain.items import (
    ActionState,
    Comparison,
    Measurement,
    Organisation,
    Outcome,
    Signal,
)
from strategy.domain.plan import Plan
from strategy.domain.publishing.publication import (
    Content,
    DecisionStatus,
    Draft,
    Explanation,
    PillarText,
)
from strategy.domain.publishing.publishable import content_of, publishable
from strategy.domain.publishing.sealing import (
    Event,
    EventKind,
    Publication,
    digest,
    digest_of_pages,
    event_seal,
    is_intact,
    sealed,
    written_out,
)
from tests.builders import (
    HEGE,
    LIV,
    OLA,
    a_check_in,
    a_goal,
    a_measurement,
    a_pillar,
    a_position,
    a_postponement,
    a_strategy,
    a_target,
    a_unit,
    an_action,
    an_adoption,
    an_indicator,
    an_involvement,
    an_organisation,
)

DAY = date(2026, 4, 30)
NOW = datetime(2026, 5, 20, 12)  # noqa: DTZ001 - the store speaks UTC without a zone

GOAL = a_goal(id="goal", owner_id="position", owner_text="Ola Owren selv", due=date(2026, 12, 31))
ACTION = an_action(id="action", goal_ids=("goal",), owner_text="Hege Hagen")
FIGURE = an_indicator(id="figure", goal_id="goal", baseline=10.0)
SECRET = a_goal(id="secret", code="1.9", title="Slå sammen skolene", confidential_to=(LIV.id,))


def a_plan(**given) -> Plan:
    given = {
        "organisation": an_organisation(),
        "strategy": a_strategy(vision="Sammen"),
        "units": (a_unit(),),
        "positions": (a_position(),),
        "pillars": (a_pillar(),),
        "goals": (GOAL, SECRET),
        "indicators": (FIGURE,),
        "targets": (a_target(FIGURE),),
        "measurements": (a_measurement(FIGURE),),
        "actions": (ACTION,),
        "people": (OLA, HEGE, LIV),
        **given,
    }
    return Plan(revision=7, **given)


def a_draft(**given) -> Draft:
    given = {"title": "T1 2026", "day": DAY, "revision": 7, "prepared_by": HEGE.id, **given}
    return Draft(**given)


def a_publication(content: Content, **given) -> Publication:
    text = written_out(content)
    made = Publication(
        id="one",
        number=1,
        title="T1 2026",
        day=DAY,
        plan_revision=7,
        prepared_by=HEGE.id,
        approved_by=LIV.id,
        published_at=NOW,
        replaces_id=None,
        content=text,
        content_hash=digest(text),
        pages_hash=digest_of_pages({}),
        seal="",
    )
    return sealed(replace(made, **given))


# --- what gets in ---------------------------------------------------------------------------------


def test_what_owners_wrote_while_they_worked_is_never_published():
    check_in = a_check_in(
        ACTION,
        comment="hemmelig-kommentar",
        cause="hemmelig-årsak",
        remedy="hemmelig-utvei",
        judgement=Signal.ON_TRACK,
        override_reason="hemmelig-grunn",
    )
    moved = a_postponement(
        ACTION,
        outcome=Outcome.APPROVED,
        reason="hemmelig-flytting",
        decision_note="hemmelig-merknad",
    )
    plan = a_plan(
        check_ins=(check_in,),
        postponements=(moved,),
        involvements=(an_involvement(GOAL, how="hemmelig-drøfting"),),
        measurements=(a_measurement(FIGURE, note="hemmelig-notat"),),
    )

    content = content_of(plan, a_draft())

    assert "hemmelig" not in written_out(content)
    assert content.actions[0].percent == 0.3
    assert content.actions[0].postponements == 1


def test_what_is_confidential_is_in_no_text_and_in_no_figure():
    action = an_action(id="hidden", code="T-9", goal_ids=("goal",), confidential_to=(LIV.id,))
    figure = an_indicator(id="dark", code="I-9", title="Mørketall", confidential_to=(LIV.id,))
    plan = a_plan(
        actions=(ACTION, action),
        indicators=(FIGURE, figure),
        check_ins=(a_check_in(ACTION, percent=40), a_check_in(action, percent=100)),
    )

    content = content_of(plan, a_draft())

    assert [goal.code for goal in content.goals] == ["1.1"]
    assert [a.code for a in content.actions] == ["T-1"]
    assert content.activity == 0.4
    assert "Slå sammen skolene" not in written_out(content)
    assert "Mørketall" not in written_out(content)


def test_positions_and_units_are_shown_and_names_are_not():
    content = content_of(a_plan(), a_draft())

    assert content.goals[0].responsible == "Kommunalsjef oppvekst"
    assert content.goals[0].unit == "Oppvekst"
    assert content.actions[0].responsible == ""
    for name in ("Ola Owren", "Hege Hagen", "Liv Lie"):
        assert name not in written_out(content)


def test_names_are_shown_once_the_organisation_turns_them_on():
    content = content_of(a_plan(), a_draft(), names=True)

    assert content.goals[0].responsible == "Kommunalsjef oppvekst (Ola Owren)"
    assert content.actions[0].responsible == "Hege Hagen"


def test_a_vacant_position_is_shown_without_a_holder():
    plan = a_plan(positions=(a_position(holder_id=None),))

    assert content_of(plan, a_draft(), names=True).goals[0].responsible == "Kommunalsjef oppvekst"


def test_a_date_nobody_approved_is_not_published():
    proposed = a_postponement(ACTION, proposed_due=date(2031, 1, 31))

    content = content_of(a_plan(postponements=(proposed,)), a_draft())

    assert content.actions[0].due == date(2026, 12, 31)
    assert "2031" not in written_out(content)


def test_nothing_retired_and_nobody_is_left_in_what_is_publishable():
    plan = replace(a_plan(), retired=(a_goal(id="old", retired=True),))

    assert publishable(plan).retired == ()
    assert publishable(plan).people == ()
    assert publishable(plan, names=True).people == (OLA, HEGE, LIV)


def test_the_figures_are_those_of_the_day_and_later_ones_stay_out():
    later = a_measurement(FIGURE, on=date(2026, 6, 30), value=3.25)

    content = content_of(a_plan(measurements=(a_measurement(FIGURE), later)), a_draft())

    (indicator,) = content.goals[0].indicators
    assert [figure.value for figure in indicator.figures] == [8.4]
    assert indicator.latest.value == 8.4
    assert indicator.attainment == pytest.approx(0.4)
    assert (indicator.aim.low, indicator.aim.comparison) == (6.0, Comparison.REACH)


def test_an_indicator_without_figures_or_target_is_published_as_such():
    content = content_of(a_plan(measurements=(), targets=()), a_draft())

    (indicator,) = content.all_indicators
    assert (indicator.latest, indicator.aim, indicator.attainment) == (None, None, None)
    assert content.effect is None


def test_a_figure_that_is_only_text_is_no_figure():
    said = Measurement(indicator_id="figure", on=DAY, text="om lag åtte")

    assert content_of(a_plan(measurements=(said,)), a_draft()).all_indicators[0].figures == ()


def test_every_indicator_stands_where_it_belongs():
    of_pillar = an_indicator(id="p", code="I-2", pillar_id="pillar", title="Turnover")
    of_all = an_indicator(id="s", code="I-3", title="Omdømme")

    content = content_of(a_plan(indicators=(FIGURE, of_pillar, of_all)), a_draft())

    assert [i.code for i in content.goals[0].indicators] == ["I-1"]
    assert [i.code for i in content.pillars[0].indicators] == ["I-2"]
    assert [i.code for i in content.indicators] == ["I-3"]
    assert [i.code for i in content.all_indicators] == ["I-1", "I-2", "I-3"]


def test_what_somebody_wrote_stands_at_the_right_place():
    adoption = an_adoption(id="ks", case_number="KS 47/24", note="Enstemmig")
    later = an_adoption(id="later", on=date(2026, 8, 1))
    draft = a_draft(
        summary="Det går bra.",
        pillars=(PillarText(pillar_id="pillar", number="1 av 1", analysis="A", ahead="B"),),
        explanations=(Explanation(action_id="action", text="Været"),),
        decisions=(DecisionStatus(adoption_id="ks", status="Fulgt opp"),),
        needed=("Skal vi gå videre?", ""),
        correction="Tallet var feil",
    )

    content = content_of(a_plan(adoptions=(adoption, later)), draft)

    pillar = content.pillars[0]
    assert (pillar.number, pillar.analysis, pillar.ahead) == ("1 av 1", "A", "B")
    assert content.summary == "Det går bra."
    assert content.actions[0].explanation == "Været"
    assert content.needed == ("Skal vi gå videre?",)
    assert content.correction == "Tallet var feil"
    (decision,) = content.decisions
    assert (decision.body, decision.case_number, decision.decided, decision.status) == (
        "Kommunestyret", "KS 47/24", "Enstemmig", "Fulgt opp",
    )  # fmt: skip
    assert decision.title == "Arbeidsgiverstrategi 2025–2029"


def test_a_matter_that_passed_four_bodies_has_one_status():
    bodies = ("AMU", "Utvalget", "Formannskapet", "Kommunestyret")
    steps = tuple(
        an_adoption(id=body, body=body, on=date(2026, 3, day))
        for day, body in enumerate(bodies, start=1)
    )
    written = (
        DecisionStatus(adoption_id="AMU", status="Under arbeid"),
        DecisionStatus(adoption_id="Formannskapet", status="Fulgt opp"),
    )
    content = content_of(a_plan(adoptions=steps), a_draft(decisions=written))
    assert [d.body for d in content.decisions] == list(bodies)
    assert {d.status for d in content.decisions} == {"Fulgt opp"}


def test_a_plan_without_a_strategy_can_be_published_all_the_same():
    content = content_of(a_plan(strategy=None, adoptions=(an_adoption(on=None),)), a_draft())

    assert (content.strategy, content.vision, content.decisions[0].title) == ("", "", "")
    assert content.actions_for("goal") == content.actions
    assert content.actions[0].state is ActionState.OPEN


def test_the_whole_plan_of_nobody_is_empty():
    content = content_of(Plan(revision=1, organisation=Organisation(name="–")), a_draft())

    assert (content.pillars, content.actions, content.activity) == ((), (), None)


# --- kept as it was -------------------------------------------------------------------------------


def test_the_same_content_is_always_written_the_same_way_and_reads_back():
    content = content_of(a_plan(), a_draft())

    assert written_out(content) == written_out(content_of(a_plan(), a_draft()))
    assert Content.model_validate_json(written_out(content)) == content


def test_a_publication_as_it_was_sealed_is_intact():
    assert is_intact(a_publication(content_of(a_plan(), a_draft())))


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "two"},
        {"number": 2},
        {"title": "T2 2026"},
        {"day": date(2026, 8, 31)},
        {"plan_revision": 8},
        {"prepared_by": "somebody"},
        {"approved_by": "somebody"},
        {"published_at": datetime(2026, 5, 21)},  # noqa: DTZ001 - as above
        {"replaces_id": "zero"},
        {"content": "{}"},
        {"content": "{}", "content_hash": digest("{}")},
        {"pages_hash": "0"},
        {"seal": "0"},
    ],
    ids="+".join,
)
def test_whatever_is_changed_afterwards_shows(changed):
    publication = a_publication(content_of(a_plan(), a_draft()))

    assert not is_intact(replace(publication, **changed))


def test_pages_have_one_digest_whatever_order_they_come_in():
    assert digest_of_pages({"a": "1", "b": "2"}) == digest_of_pages({"b": "2", "a": "1"})
    assert digest_of_pages({"a": "1"}) != digest_of_pages({"a": "2"})


def test_an_entry_of_the_log_is_sealed_with_the_one_before():
    event = Event(1, "one", EventKind.WITHDRAWN, NOW, LIV.id, "Feil tall", None, "seal", "")

    assert event_seal(event, "") != event_seal(event, "before")
    assert event_seal(event, "") != event_seal(replace(event, reason="Andre tall"), "")
