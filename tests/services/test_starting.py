"""Beginning: the framework in three languages, and an own plan in an empty store or a demo's."""

from datetime import date

import pytest

from strategy.domain.errors import InvalidInputError, NotAllowedError
from strategy.domain.items import Direction, Role, StrategyStatus
from strategy.services.starting import framework, may_start, start_own_plan
from tests.builders import ADA, LIV, an_organisation
from tests.claims import every

TODAY = date(2026, 11, 22)


@pytest.fixture
def demo(database):
    """A store that holds a demo with Ada as its administrator."""
    with database.change(by=ADA.id) as change:
        change.add_many((an_organisation(demo=True), ADA, LIV))
    return database


def begin(database, **given):
    wishes = {
        "name": "Lillevik kommune",
        "language": "nn",
        "administrator_name": "Guri Grav",
        "today": TODAY,
    }
    return start_own_plan(database, **{**wishes, **given})


# --- the framework ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("nb", ("Å våge", "Å lede", "Å lære", "Å mobilisere", "Å samhandle")),
        ("nn", ("Å våge", "Å leie", "Å lære", "Å mobilisere", "Å samhandle")),
        ("en", ("To dare", "To lead", "To learn", "To mobilise", "To collaborate")),
    ],
)
def test_the_five_pillars_stand_in_their_order_in_each_language(language, titles):
    pillars = framework(language).pillars

    assert tuple(pillar.title for pillar in pillars) == titles
    assert tuple(pillar.code for pillar in pillars) == ("1", "2", "3", "4", "5")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_nothing_in_the_framework_is_left_blank(language):
    usual = framework(language)
    indicators = usual.indicators

    assert (len(usual.pillars), len(usual.challenges), len(indicators)) == (5, 7, 47)
    assert every(pillar.description for pillar in usual.pillars)
    assert every(c.code and c.title and c.description for c in usual.challenges)
    assert every(i.title and i.unit and i.source and i.cadence_days for i in indicators)
    assert every(i.definition and i.beware for i in indicators)
    assert every(bool(i.numerator) == bool(i.denominator) for i in indicators)
    assert every(i.numerator for i in indicators if i.unit == "%")
    assert {i.pillar_code for i in indicators} == {"1", "2", "3", "4", "5"}


def test_the_languages_tell_the_same_in_words_of_their_own():
    absence = {
        language: next(i for i in framework(language).indicators if i.key == "sick_leave")
        for language in ("nb", "nn", "en")
    }

    assert {language: found.title for language, found in absence.items()} == {
        "nb": "Sykefravær", "nn": "Sjukefråvær", "en": "Sickness absence",
    }  # fmt: skip
    assert {found.direction for found in absence.values()} == {Direction.DOWN}


def test_a_usual_indicator_says_what_it_must_not_be_compared_with():
    usual = {i.key: i for i in framework("nb").indicators}

    assert "1. desember" in usual["full_time_share"].definition
    assert "KS' turnovertall" in usual["turnover"].beware
    assert usual["apprentices"].unit == "per 1 000 innbyggere"
    assert "legemeldt" in usual["sick_leave"].beware
    assert "hele faktoren" in usual["leadership_score"].title
    assert (usual["pay_ratio"].pillar_code, usual["pay_ratio"].cadence_days) == ("2", 731)


# --- an own plan --------------------------------------------------------------------------------


def test_an_own_plan_begins_with_five_pillars_and_nothing_else(database):
    guri = begin(database, number="4242")

    plan = database.plan()
    assert (plan.organisation.name, plan.organisation.number) == ("Lillevik kommune", "4242")
    assert plan.organisation.language == "nn"
    assert not plan.organisation.demo
    assert [p.title for p in plan.pillars] == [
        "Å våge", "Å leie", "Å lære", "Å mobilisere", "Å samhandle",
    ]  # fmt: skip
    assert plan.goals == ()
    assert [person.id for person in plan.people] == [guri.id]


def test_an_own_plan_is_a_draft_for_four_years(database):
    begin(database)

    plan = database.plan()
    assert plan.strategy.title == "Arbeidsgivarstrategi"
    assert plan.strategy.status is StrategyStatus.DRAFT
    assert (plan.strategy.period_from, plan.strategy.period_to) == (
        date(2026, 1, 1),
        date(2029, 12, 31),
    )


def test_whoever_begins_is_the_administrator(database):
    guri = begin(database)

    assert guri.name == "Guri Grav"
    assert guri.roles == (Role.ADMINISTRATOR,)
    assert [revision.by_id for revision in database.revisions()] == [guri.id]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"administrator_name": " "}, "administrator_name"),
        ({"language": "nb", "name": "x" * 301}, "name"),
        ({"language": "xx"}, "language"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_stored(database, given, field):
    with pytest.raises(InvalidInputError) as refused:
        begin(database, **given)

    assert [problem.field for problem in refused.value.problems] == [field]
    assert database.is_empty()


def test_a_real_plan_is_never_replaced(database):
    begin(database)

    with pytest.raises(InvalidInputError) as refused:
        begin(database, name="Storevik kommune", replace_demo=True)

    assert [p.rule for p in refused.value.problems] == ["already_started"]
    assert database.plan().organisation.name == "Lillevik kommune"
    assert not may_start(database, replace_demo=True)


def test_a_demo_stays_unless_it_is_said_that_it_may_leave(demo):
    with pytest.raises(InvalidInputError):
        begin(demo)

    assert not may_start(demo)
    assert may_start(demo, replace_demo=True)
    assert demo.plan().organisation.name == "Fjordvik kommune"


def test_a_demo_leaves_with_its_people_and_its_history(demo):
    epoch, _ = demo.version_key()

    guri = begin(demo, by=ADA, replace_demo=True)

    assert demo.plan().organisation.name == "Lillevik kommune"
    assert [person.id for person in demo.plan().people] == [guri.id]
    assert demo.revision() == 1
    assert demo.journal(search="Fjordvik") == ()
    assert demo.version_key()[0] != epoch


def test_only_an_administrator_sends_the_demo_away(demo):
    with pytest.raises(NotAllowedError):
        begin(demo, by=LIV, replace_demo=True)

    assert demo.plan().organisation.name == "Fjordvik kommune"


def test_at_the_terminal_nobody_has_to_be_named(demo):
    begin(demo, replace_demo=True)

    assert demo.plan().organisation.name == "Lillevik kommune"


def test_when_a_name_is_missing_the_demo_stays(demo):
    with pytest.raises(InvalidInputError):
        begin(demo, name="", by=ADA, replace_demo=True)

    assert demo.plan().organisation.name == "Fjordvik kommune"
