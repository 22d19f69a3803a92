"""What goes out comes in again as it was: nothing new, nothing changed."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strategy.domain.items import (
    Action,
    ActionState,
    CheckIn,
    Comparison,
    Direction,
    Goal,
    Indicator,
    Measurement,
    Organisation,
    Person,
    Pillar,
    Position,
    Precision,
    Signal,
    Target,
    Unit,
)
from strategy.domain.plan import Plan
from strategy.exchange.workbook.columns import SHEET_KINDS
from strategy.exchange.workbook.workbook import write_csv, write_template, write_workbook
from strategy.i18n import LANGUAGES, words
from tests.claims import none
from tests.exchange.plans import a_rich_plan, an_empty_plan, imported, previewed

TITLES = st.sampled_from(["Mål", "=1+1", "Å lede; å lære", "-3", "'abc", "2022", "8,3 %"]) | (
    st.text(min_size=1, max_size=12).filter(str.strip)
)
TEXTS = st.just("") | TITLES
DATES = st.none() | st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))
NUMBERS = st.none() | st.floats(min_value=-1e12, max_value=1e12).map(lambda x: round(x, 3))


def some(ids):
    return (
        st.lists(st.sampled_from(ids), max_size=2, unique=True).map(tuple) if ids else st.just(())
    )


def one(ids):
    return st.none() | st.sampled_from(ids) if ids else st.none()


@st.composite
def plans(draw):
    """A plan with a few things of the kinds that refer to each other."""

    def several(kind, prefix, **fields):
        count = draw(st.integers(0, 3))
        return tuple(
            kind(id=f"{prefix}{n}", **{name: draw(given_) for name, given_ in fields.items()})
            for n in range(count)
        )

    def coded(kind, prefix, **fields):
        codes = draw(
            st.lists(TITLES.map(str.strip), min_size=3, max_size=3, unique_by=str.casefold)
        )
        items = several(kind, prefix, code=st.just("x"), **fields)
        return tuple(i.model_copy(update={"code": c}) for i, c in zip(items, codes, strict=False))

    people = several(Person, "pe", name=TEXTS, email=TEXTS)
    persons = [person.id for person in people]
    units = coded(Unit, "u", title=TITLES)
    positions = several(
        Position, "po", title=TITLES, unit_id=one([u.id for u in units]), holder_id=one(persons)
    )
    owners = [position.id for position in positions]
    pillars = coded(Pillar, "p", title=TITLES, position=st.integers(0, 9))
    goals = ()
    if pillars:
        goals = coded(
            Goal,
            "g",
            pillar_id=st.sampled_from([pillar.id for pillar in pillars]),
            title=TITLES,
            owner_id=one(owners),
            owner_text=TEXTS,
            due=DATES,
            due_precision=st.sampled_from(Precision),
            due_text=TEXTS,
            un_goals=st.lists(st.integers(1, 17), max_size=2).map(tuple),
            confidential_to=some(persons),
        )
    indicators = coded(
        Indicator,
        "i",
        goal_id=one([goal.id for goal in goals]),
        title=TITLES,
        direction=st.sampled_from(Direction),
        baseline=NUMBERS,
        baseline_text=TEXTS,
    )
    targets, measurements = (), ()
    if indicators:
        indicator = st.sampled_from([indicator.id for indicator in indicators])
        targets = several(
            Target,
            "t",
            indicator_id=indicator,
            text=TEXTS,
            comparison=st.sampled_from(Comparison),
            low=NUMBERS,
            high=NUMBERS,
            due=DATES,
            due_precision=st.sampled_from(Precision),
        )
        measurements = several(
            Measurement,
            "m",
            indicator_id=indicator,
            on=DATES.filter(bool),
            period=TEXTS,
            value=NUMBERS,
            text=TEXTS,
            group_size=st.none() | st.integers(0, 9),
            preliminary=st.booleans(),
        )
    actions = coded(
        Action,
        "a",
        title=TITLES,
        goal_ids=some([goal.id for goal in goals]),
        owner_id=one(owners),
        owner_text=TEXTS,
        start=DATES,
        start_precision=st.sampled_from(Precision),
        original_due=DATES,
        state=st.sampled_from(ActionState),
        budget_nok=st.none() | st.integers(0, 10**9),
        experiment=st.booleans(),
    )
    check_ins = ()
    if actions:
        check_ins = several(
            CheckIn,
            "c",
            action_id=st.sampled_from([action.id for action in actions]),
            on=DATES.filter(bool),
            by_id=st.just("somebody"),
            percent=st.integers(0, 100),
            judgement=st.none() | st.sampled_from(Signal),
            comment=TEXTS,
        )
    return Plan(
        revision=1,
        organisation=Organisation(name=draw(TITLES), number=draw(TEXTS)),
        units=units,
        positions=positions,
        people=people,
        pillars=pillars,
        goals=goals,
        indicators=indicators,
        targets=targets,
        measurements=measurements,
        actions=actions,
        check_ins=check_ins,
    )


def nothing_happens(plan, content, name="plan.xlsx"):
    result = previewed(plan, content, name)
    assert result.problems == ()
    assert result.notices == ()
    assert [(u.before, u.after) for u in result.updates] == []
    assert result.items_to_add == ()
    return True


@given(plans(), st.sampled_from(LANGUAGES), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_plan_goes_out_and_in_again_unchanged(plan, language, with_people):
    content = write_workbook(plan, words(language), include_people=with_people)
    assert nothing_happens(plan, content)


@given(plans(), st.sampled_from(SHEET_KINDS), st.sampled_from(LANGUAGES))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_sheet_goes_out_as_csv_and_in_again_unchanged(plan, sheet, language):
    content = write_csv(plan, sheet.kind, words(language), include_people=True)
    assert nothing_happens(plan, content, f"{words(language)(f'exchange.sheet.{sheet.kind}')}.csv")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("with_people", [True, False])
def test_a_rich_plan_goes_out_and_in_again_unchanged(language, with_people):
    plan = a_rich_plan()
    assert nothing_happens(plan, write_workbook(plan, words(language), include_people=with_people))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sheet", SHEET_KINDS, ids=lambda sheet: sheet.kind)
def test_each_sheet_of_a_rich_plan_goes_out_as_csv_and_in_again_unchanged(sheet, language):
    plan, w = a_rich_plan(), words(language)
    content = write_csv(plan, sheet.kind, w, include_people=True)
    assert nothing_happens(plan, content, f"{w(f'exchange.sheet.{sheet.kind}')}.csv")


def test_a_rich_plan_moves_to_another_installation_as_it_is():
    plan = a_rich_plan()
    content = write_workbook(plan, words("nb"), include_people=True)
    result = previewed(an_empty_plan(), content)
    assert result.problems == ()
    copy = imported(an_empty_plan(), result)
    assert shape(copy) == shape(plan)


def shape(plan):
    """What a plan says, told by codes and titles, whatever the ids are."""
    title = {i.id: getattr(i, "title", getattr(i, "name", "")) for i in plan.by_id.values()}
    # How often a check-in repeated the one before is our own count, not the file's.
    left_out = {"id", "version", "original_due", "unchanged_count"}

    def told(value):
        if isinstance(value, tuple):
            return tuple(map(told, value))
        return title.get(value, value) if isinstance(value, str) else value

    items = [item for item in plan.by_id.values() if not getattr(item, "erased", False)]
    return [
        (type(item), {field: told(value) for field, value in item if field not in left_out})
        for item in items
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_template_imports_as_nothing(language):
    assert nothing_happens(a_rich_plan(), write_template(words(language)))


def test_without_leave_no_name_of_a_person_goes_out():
    content = write_workbook(a_rich_plan(), words("nb"))
    result = previewed(an_empty_plan(), content)
    assert none(isinstance(item, Person) for item in result.items_to_add)
    assert "Kari Nes" not in str(result)
    assert b"Kari" not in write_csv(a_rich_plan(), "person", words("nb"))
