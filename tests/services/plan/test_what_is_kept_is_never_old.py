"""Whatever changes, what is shown is what a process that has just been started would show."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from strategy.domain.figures.health import Rule
from strategy.domain.figures.health_trend import HealthPoint
from strategy.domain.items import (
    Action,
    ActionState,
    CheckIn,
    Goal,
    Indicator,
    Item,
    Outcome,
    Person,
    Position,
)
from strategy.domain.plan import Plan
from strategy.services import reading
from strategy.services.follow_up import ahead
from strategy.services.follow_up.health_trend import health_trend
from strategy.store import plans
from strategy.store.database import Database, open_database
from tests.builders import (
    HEGE,
    LIV,
    OLA,
    a_check_in,
    a_goal,
    a_measurement,
    a_postponement,
    a_target,
    an_action,
    an_involvement,
    an_organisation,
    stock,
)
from tests.claims import every
from tests.services.fjordvik import item, settle

TODAY = date(2026, 7, 15)
BEGAN = date(2025, 9, 1)
STEPS = 30
MEETING = date(2026, 3, 3)

Chance = random.Random


def one_of(chance: Chance, items: tuple[Any, ...]) -> Any:
    return chance.choice(items)


def a_day(chance: Chance) -> date:
    return BEGAN + timedelta(days=chance.randrange((TODAY - BEGAN).days))


def says(plan: Plan, chance: Chance) -> Item:
    action = one_of(chance, plan.actions)
    judgement = chance.choice(("on_track", "at_risk", "off_track"))
    told = {"on": a_day(chance), "percent": chance.randrange(101), "judgement": judgement}
    return CheckIn(action_id=action.id, by_id=OLA.id, comment="Vi er i gang", **told)


def measures(plan: Plan, chance: Chance) -> Item:
    figures = {"value": float(chance.randrange(100)), "group_size": chance.choice((None, 3, 40))}
    return a_measurement(one_of(chance, plan.indicators), on=a_day(chance), **figures)


def moves(plan: Plan, chance: Chance) -> Item:
    decided = {"outcome": Outcome.APPROVED, "decided_by": LIV.id, "decided_on": TODAY}
    return a_postponement(one_of(chance, plan.actions), **decided)


def involves(plan: Plan, chance: Chance) -> Item:
    return an_involvement(one_of(chance, (*plan.goals, *plan.actions)))


def aims(plan: Plan, chance: Chance) -> Item:
    return a_target(one_of(chance, plan.indicators), due=a_day(chance))


def begins_more(_plan: Plan, chance: Chance) -> Item:
    few = chance.choice(((), (), (LIV.id,)))
    number = chance.randrange(10**6)
    kind: Callable[..., Item] = chance.choice((an_action, a_goal))
    return kind(id=f"more-{number}", code=f"X-{number}", confidential_to=few)


ADDED = (says, says, measures, moves, involves, aims, begins_more)


def changed(plan: Plan, chance: Chance) -> Item:
    """One thing as it is after somebody has changed something about it."""
    found: Item = chance.choice(
        (*plan.actions, *plan.goals, *plan.indicators, *plan.positions, *plan.people,
         plan.organisation, plan.organisation)
    )  # fmt: skip
    match found:
        case Action():
            states = chance.choice((ActionState.OPEN, ActionState.DONE, ActionState.STOPPED))
            closed = None if states is ActionState.OPEN else a_day(chance)
            now: dict[str, Any] = {"state": states, "closed_on": closed, "due": a_day(chance)}
        case Goal():
            now = {"confidential_to": chance.choice(((), (LIV.id,), (HEGE.id,)))}
        case Indicator():
            now = {"baseline": float(chance.randrange(50)), "unit_id": None}
        case Position():
            now = {"holder_id": chance.choice((None, OLA.id, LIV.id))}
        case Person():
            now = {"name": f"Et navn {chance.randrange(100)}", "retired": found.id == OLA.id}
        case _:
            now = {"cadence_days": chance.randrange(30, 200), "at_risk_points": 5}
    if isinstance(found, Action | Goal) and chance.random() < 0.2:
        now = {"retired": True}
    return found.model_copy(update=now)


def happens(database: Database, chance: Chance, at: datetime) -> None:
    plan = database.plan()
    with database.change(by=HEGE.id, made_at=at) as change:
        if chance.random() < 0.6:
            change.add(chance.choice(ADDED)(plan, chance))
        else:
            change.update(changed(plan, chance))


def shown(database: Database, by: Person) -> list[object]:
    """Everything that is worked out for one person, so that it can be compared."""
    now = reading.moment(database, by=by, today=TODAY)
    part = reading.moment(database, by=by, today=TODAY, unit_id="unit")
    then = reading.moment(database, by=by, today=TODAY, as_of=MEETING)
    return [
        (now.plan, now.assessment, reading.findings_of(now, by=by)),
        (part.plan, part.assessment, reading.findings_of(part, by=by)),
        (then.plan, then.assessment),
        reading.changes_since(database, MEETING, by=by, today=TODAY),
        health_trend(database, by=by, today=TODAY),
        reading.hidden_from(database.plan(), by),
        sorted(database.progress_points()),
    ]


@pytest.fixture
def two_handles(tmp_path: Path):
    """One that remembers what it has shown, and how to open the same anew."""
    lasting = settle(open_database(f"duckdb:///{tmp_path / 'plan.duckdb'}"))
    number = iter(range(1_000))

    def anew() -> Database:
        # What is kept in this process is kept by address: this one has not been asked at before.
        return open_database(f"duckdb:///{tmp_path}/{'./' * next(number)}./plan.duckdb")

    yield lasting, anew
    lasting.close()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_every_change_each_sees_what_a_fresh_process_would_show(two_handles, seed):
    lasting, anew = two_handles
    chance = random.Random(seed)  # noqa: S311 - the same story every time is the point
    days = sorted(a_day(chance) for _ in range(STEPS))
    for place, day in enumerate(days):
        happens(lasting, chance, datetime.combine(day, time(12)))
        if place % 3:
            continue
        fresh = anew()
        for by in (HEGE, LIV):
            assert shown(lasting, by) == shown(fresh, by)
        fresh.close()


@pytest.mark.parametrize("seed", [4, 5])
def test_any_earlier_plan_is_what_the_journal_says_wherever_one_looks_back_from(two_handles, seed):
    lasting, _ = two_handles
    chance = random.Random(seed)  # noqa: S311 - the same story every time is the point
    for day in sorted(a_day(chance) for _ in range(STEPS)):
        happens(lasting, chance, datetime.combine(day, time(12)))
    earlier = list(range(lasting.revision() + 1))
    chance.shuffle(earlier)
    with lasting._engine.reading() as connection:  # noqa: SLF001 - what the journal says by itself
        told = {number: plans.plan_at(connection, number) for number in earlier}

    assert every(lasting.plan(revision=number) == told[number] for number in earlier)
    assert lasting.plan_in_journal() == lasting.plan()


def test_what_has_not_changed_since_is_the_same_object_then_and_now(small_town):
    with small_town.change(by=HEGE.id) as change:
        action = item(small_town, "action")
        change.update(action.model_copy(update={"title": "Nå"}))

    then, now = small_town.plan(revision=1), small_town.plan()
    assert then.measurements is now.measurements
    assert [a.title for a in then.actions if a.id == "action"] == ["Lederutvikling for alle"]
    assert then.by_id["theirs"] is now.by_id["theirs"]


def test_one_who_changes_name_has_it_in_the_past_too(small_town):
    stock(small_town, a_goal(id="new", code="1.8"))
    assert small_town.plan(revision=1).people == small_town.plan().people
    with small_town.change(by=None) as change:
        change.update(item(small_town, OLA.id).model_copy(update={"name": "Ola Nordmann"}))

    assert {p.name for p in small_town.plan(revision=1).people if p.id == OLA.id} == {
        "Ola Nordmann"
    }


def test_one_who_leaves_leaves_a_vacancy_in_the_months_before_as_well(small_town):
    def vacant() -> list[int]:
        points = health_trend(small_town, by=HEGE, today=TODAY)
        return [point.count(Rule.VACANT_OWNER) for point in points]

    before = vacant()
    with small_town.change(by=None) as change:
        change.update(item(small_town, OLA.id).model_copy(update={"retired": True}))
    assert sum(vacant()) > sum(before)
    assert len(set(vacant())) == 1


def test_a_history_replaced_while_one_looks_is_read_by_itself(duck):
    settle(duck)
    stock(duck, a_goal(id="late", code="1.7"))
    with duck.at_one_revision():
        before = duck.plan(revision=2)
        _forgotten_elsewhere(duck)
        assert duck.plan(revision=1).goals
        assert duck.plan(revision=2) is before


def _forgotten_elsewhere(database: Database) -> None:
    """Give the history another name, as one who shortens it in another process does."""
    with database._engine.writing() as connection:  # noqa: SLF001 - the other process
        connection.run('update "store" set "epoch" = \'another\'')


def test_of_many_different_views_each_is_right():
    actions = tuple(
        an_action(id=f"a{n}", code=f"T-{n}", confidential_to=(f"p{n}",)) for n in range(40)
    )
    plan = Plan(revision=1, organisation=an_organisation(), actions=actions)
    for _ in range(2):
        assert every([a.id for a in plan.seen_by(f"p{n}").actions] == [f"a{n}"] for n in range(40))
    assert plan.seen_by("p1") is plan.seen_by("p1")
    assert plan.seen_by(None).actions == ()


def test_points_reported_later_are_added_to_those_known(database):
    action = an_action(id="a")
    stock(database, action, a_check_in(action, id="one", on=date(2026, 3, 1), percent=10))
    first = database.progress_points()
    assert database.progress_points() is first
    stock(database, a_goal(id="other"))
    assert database.progress_points() is first
    stock(database, a_check_in(action, id="two", on=date(2026, 2, 1), percent=5))

    assert list(database.progress_points()) == [
        ("a", date(2026, 2, 1), 5),
        ("a", date(2026, 3, 1), 10),
    ]
    assert (len(first), len(database.progress_points())) == (1, 2)
    database.clear()
    assert list(database.progress_points()) == []


# --- worked out ahead ---------------------------------------------------------------------------


def test_what_is_worked_out_ahead_is_worked_out_again_after_a_change_only(small_town):
    ready = ahead.Ahead(small_town)
    assert ready.look(TODAY)
    assert not ready.look(TODAY)
    assert ready.look(TODAY + timedelta(days=1))
    stock(small_town, a_goal(id="new", code="1.8"))
    assert ready.look(TODAY + timedelta(days=1))


def test_who_comes_then_waits_for_nothing(small_town):
    ahead.work_out(small_town, today=TODAY)

    def not_again() -> HealthPoint:
        raise AssertionError("it is worked out once more")

    for by in (HEGE, LIV):
        seen = reading.moment(small_town, by=by, today=TODAY)
        assert seen.once("findings", not_again)


def test_an_empty_store_has_nothing_to_work_out(duck):
    assert ahead.Ahead(duck).look(TODAY)


def test_where_there_is_no_day_to_compare_with_the_rest_is_worked_out(small_town):
    with small_town.change(by=None) as change:
        change.update(change.plan.organisation.model_copy(update={"reporting_days": ()}))
    ahead.work_out(small_town, today=TODAY)
    seen = reading.moment(small_town, by=HEGE, today=TODAY)
    assert seen.once("findings", tuple) != ()
