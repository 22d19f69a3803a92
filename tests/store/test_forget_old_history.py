"""The history begins where it is set to: nothing is left from before, nothing since differs."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strategy.domain.errors import ForgottenError, StaleEditError
from strategy.domain.items import Action, Goal, Person, ReportingPeriod
from strategy.domain.known_time import OldBefore
from strategy.store import retention
from strategy.store.change import Change
from strategy.store.database import Database
from tests.builders import (
    HEGE,
    LIV,
    OLA,
    a_check_in,
    a_goal,
    a_period,
    a_pillar,
    an_action,
    an_involvement,
    an_organisation,
)

BEGINS = date(2026, 3, 1)
# The store keeps UTC without a zone; noon is the same day in Oslo.
JANUARY, FEBRUARY, MARCH, MAY = (
    datetime(2026, month, 10, 12)  # noqa: DTZ001
    for month in (1, 2, 3, 5)
)


@pytest.fixture
def history(database: Database) -> Database:
    """January: a goal, an action, a word on it. February: a new title, a period is closed.

    March: another title. May: the goal leaves.
    """
    with database.change(by=HEGE.id, reason="Ny plan", made_at=JANUARY) as change:
        change.add(an_organisation())
        change.add(OLA)
        change.add(a_pillar())
        change.add(a_goal(id="goal", title="Vi prøver"))
        action = change.add(an_action(id="action", goal_ids=("goal",)))
        change.add(a_check_in(action, id="said", comment="Så vidt i gang"))
        change.add(a_period())
    with database.change(by=LIV.id, reason="Etter høringen", made_at=FEBRUARY) as change:
        retitle(change, "Vi tør")
    with database.change(by=LIV.id, reason="Lukket", made_at=FEBRUARY) as change:
        close(change, change.plan.revision)
    with database.change(by=HEGE.id, reason="Før møtet", made_at=FEBRUARY) as change:
        retitle(change, "Vi tør mer")
    with database.change(by=LIV.id, reason="Vedtatt", made_at=MARCH) as change:
        retitle(change, "Vi våger")
    with database.change(by=HEGE.id, made_at=MAY) as change:
        change.update(the_goal(change).model_copy(update={"retired": True}))
    return database


def the_goal(change: Change) -> Goal:
    return next(i for i in change.plan.ever_by_id.values() if i.id == "goal")


def retitle(change: Change, title: str) -> None:
    change.update(the_goal(change).model_copy(update={"title": title}))


def close(change: Change, revision: int | None) -> None:
    period = change.plan.find(ReportingPeriod, "period-2026-04-30")
    change.update(period.model_copy(update={"closed_revision": revision}))


def test_the_plan_on_the_day_it_begins_and_since_is_as_before(history: Database):
    days = (BEGINS, date(2026, 3, 10), date(2026, 5, 9), date(2026, 5, 10))
    before = [history.plan(as_of=day) for day in days]
    assert [[goal.title for goal in plan.goals] for plan in before] == [
        ["Vi tør mer"],
        ["Vi våger"],
        ["Vi våger"],
        [],
    ]

    assert history.begins() is None
    assert history.forget(OldBefore(BEGINS)) is True
    assert history.begins() == BEGINS
    assert [history.plan(as_of=day) for day in days] == before
    assert history.plan(revision=history.revision()) == history.plan()


def test_what_is_older_is_refused_and_told_from_when_one_can_ask(history: Database):
    assert history.plan(as_of=date(2026, 2, 28)).goals[0].title == "Vi tør mer"
    history.forget(OldBefore(BEGINS))

    for ask in (
        lambda: history.plan(as_of=date(2026, 2, 28)),
        lambda: history.plan(as_of=datetime(2026, 2, 28, 22, 59)),  # noqa: DTZ001 - before midnight in Oslo
        lambda: history.revision_at(date(1999, 1, 1)),
        lambda: history.plan(revision=1),
        lambda: history.plan(revision=3),
        lambda: history.plan(revision=0),
    ):
        with pytest.raises(ForgottenError) as refused:
            ask()
        assert refused.value.begins == BEGINS
    assert history.plan(as_of=datetime(2026, 2, 28, 23, 0)).goals[0].title == "Vi tør mer"  # noqa: DTZ001


def test_nothing_is_left_of_who_did_what_before_when_and_why(history: Database):
    history.forget(OldBefore(BEGINS))

    told = [(e.revision, e.by_id, e.kind, e.event) for e in history.journal()]
    assert told == [(6, HEGE.id, "goal", "retired"), (5, LIV.id, "goal", "changed")]
    assert history.journal_count() == 2
    for gone in ("Vi prøver", "høringen", "Så vidt i gang", "Ny plan", "Lukket"):
        assert history.journal_count(search=gone) == 0
    assert history.journal_count(by=HEGE.id) == 1
    assert [(r.number, r.by_id, r.reason) for r in history.revisions()] == [
        (6, HEGE.id, ""),
        (5, LIV.id, "Vedtatt"),
        (4, None, ""),
        (2, None, ""),
    ]


def test_an_item_tells_how_it_stood_when_its_history_begins(history: Database):
    history.forget(OldBefore(BEGINS))

    gone, named, first, frozen = history.journal(item_id="goal")
    assert [e.event for e in (gone, named, first, frozen)] == [
        "retired",
        "changed",
        "begins",
        "begins",
    ]
    assert (first.revision, first.by_id, first.before) == (4, None, None)
    assert first.after["title"] == "Vi tør mer"
    assert (frozen.revision, frozen.after["title"]) == (2, "Vi tør")
    # What was said stays: it is how the action stands, not who changed what.
    assert [said.comment for said in history.check_ins("action")] == ["Så vidt i gang"]


def test_a_closed_period_still_shows_the_plan_it_was_closed_with(history: Database):
    frozen = history.plan(revision=2)
    assert frozen.goals[0].title == "Vi tør"

    history.forget(OldBefore(BEGINS))
    assert history.plan(revision=2) == frozen


def test_what_a_period_opened_again_showed_is_forgotten_the_next_time(history: Database):
    with history.change(by=HEGE.id, made_at=MAY) as change:
        close(change, None)
    history.forget(OldBefore(BEGINS))

    with pytest.raises(ForgottenError):
        history.plan(revision=2)


def test_forgetting_goes_on_from_day_to_day_and_never_back(history: Database):
    history.forget(OldBefore(BEGINS))
    assert history.forget(OldBefore(BEGINS)) is False
    assert history.forget(OldBefore(BEGINS - timedelta(days=60))) is False
    assert history.begins() == BEGINS

    now = history.plan()
    assert history.forget(OldBefore(date(2026, 4, 1))) is True
    assert history.begins() == date(2026, 4, 1)
    assert [e.revision for e in history.journal()] == [6]
    assert history.plan(revision=2).goals[0].title == "Vi tør"
    assert history.plan() == now


def test_where_nothing_is_that_old_nothing_is_forgotten(history: Database):
    assert history.forget(OldBefore(date(2026, 1, 10))) is False
    assert history.begins() is None
    assert history.plan(as_of=date(2020, 1, 1)).goals == ()
    assert history.journal_count() == 12


def test_the_next_change_gets_the_next_number(history: Database):
    history.forget(OldBefore(date(2026, 6, 1)))
    assert history.journal_count() == 0

    with history.change(by=LIV.id, made_at=datetime(2026, 6, 2, 12)) as change:  # noqa: DTZ001
        change.update(the_goal(change).model_copy(update={"retired": False}))
    assert history.revision() == 7
    assert [e.event for e in history.journal()] == ["restored"]
    assert history.plan(as_of=date(2026, 6, 1)).goals == ()
    assert history.plan().goals[0].title == "Vi våger"


def test_somebody_who_was_slow_is_still_told_that_they_were(history: Database):
    read = history.plan(revision=1).find(Action, "action")
    with history.change(by=LIV.id, made_at=FEBRUARY) as change:
        change.update(read.model_copy(update={"title": "Et annet navn"}))
    history.forget(OldBefore(date(2026, 6, 1)))

    with history.change(by=HEGE.id) as change, pytest.raises(StaleEditError) as refused:
        change.update(read.model_copy(update={"title": "Mitt navn"}))
    assert (refused.value.theirs.title, refused.value.by_id) == ("Et annet navn", None)


def test_a_backup_carries_where_the_history_begins(history: Database, tmp_path: Path):
    whole, short = tmp_path / "whole.duckdb", tmp_path / "short.duckdb"
    history.backup(whole)
    history.forget(OldBefore(BEGINS))
    kept = history.plan(as_of=BEGINS)
    history.backup(short)

    # A copy from before holds what was forgotten since; the next night forgets it again.
    history.restore(whole)
    assert history.begins() is None
    assert history.plan(as_of=date(2026, 2, 28)).goals[0].title == "Vi tør mer"

    history.restore(short)
    assert history.begins() == BEGINS
    assert history.plan(as_of=BEGINS) == kept
    with pytest.raises(ForgottenError):
        history.plan(as_of=date(2026, 2, 28))
    history.clear()
    assert history.begins() is None


def test_who_has_the_plan_open_meanwhile_sees_the_same_plan(history: Database):
    with history.at_one_revision():
        before = history.plan()
        history.forget(OldBefore(BEGINS))
        assert history.plan() == before
        assert history.begins() == BEGINS


def forget_and_stumble(database: Database) -> None:
    with database._engine.writing() as connection:  # noqa: SLF001 - when the machine stops in between
        retention.forget_before(
            connection,
            datetime(2026, 3, 1),  # noqa: DTZ001 - the store speaks UTC without a zone
            now=datetime(2026, 12, 1),  # noqa: DTZ001 - as above
            also_keep=(),
        )
        raise RuntimeError


def test_half_of_it_is_never_forgotten(history: Database):
    before = history.journal()

    with pytest.raises(RuntimeError):
        forget_and_stumble(history)

    assert history.journal() == before
    assert history.begins() is None


# --- whatever the history ------------------------------------------------------------------------

Step = tuple[str, int, int]
STEPS = (
    "add",
    "retitle",
    "retire",
    "restore",
    "act",
    "say",
    "involve",
    "close",
    "reopen",
    "let_go",
)
FIRST = date(2026, 1, 1)
histories = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 3), st.integers(0, 120)),
    min_size=1,
    max_size=14,
)


def tell(database: Database, steps: list[Step], *, in_order: bool) -> None:
    """Make a history of these steps, each on its day; clocks can be wrong about the order."""
    database.clear()
    with database.change(by="first", made_at=at_noon(0)) as change:
        change.add_many((an_organisation(), OLA, a_pillar(), a_period()))
    days = sorted(day for *_, day in steps) if in_order else [day for *_, day in steps]
    for number, ((step, which, _), day) in enumerate(zip(steps, days, strict=True)):
        said = f"step {number}"
        with database.change(by=f"by-{number}", reason=said, made_at=at_noon(day)) as change:
            DO[step](change, which, said)


def at_noon(day: int) -> datetime:
    return datetime.combine(FIRST + timedelta(days=day), time(12))


def add(change: Change, which: int, said: str) -> None:
    if f"g{which}" not in change.plan.ever_by_id:
        change.add(a_goal(id=f"g{which}", code=f"1.{which}", title=said))


def alter(change: Change, item_id: str, **given: object) -> None:
    item = change.plan.ever_by_id.get(item_id)
    if item is not None:
        change.update(item.model_copy(update=given))


def act(change: Change, which: int, said: str) -> None:
    if f"a{which}" not in change.plan.ever_by_id:
        change.add(an_action(id=f"a{which}", code=f"T-{which}", title=said))


def say(change: Change, which: int, said: str) -> None:
    action = change.plan.ever_by_id.get(f"a{which}")
    if isinstance(action, Action):
        change.add(a_check_in(action, comment=said, on=date(2026, 1, 1 + which)))


def involve(change: Change, which: int, said: str) -> None:
    goal = change.plan.ever_by_id.get(f"g{which}")
    if isinstance(goal, Goal):
        change.add(an_involvement(goal, how=said, by_id=OLA.id))


def let_go(change: Change, _: int, said: str) -> None:
    ola = change.plan.find(Person, OLA.id)
    change.update(ola.model_copy(update={"name": said}))


DO: dict[str, Callable[[Change, int, str], None]] = {
    "add": add,
    "retitle": lambda change, which, said: alter(change, f"g{which}", title=said),
    "retire": lambda change, which, _: alter(change, f"g{which}", retired=True),
    "restore": lambda change, which, _: alter(change, f"g{which}", retired=False),
    "act": act,
    "say": say,
    "involve": involve,
    "close": lambda change, *_: close(change, change.plan.revision),
    "reopen": lambda change, *_: close(change, None),
    "let_go": let_go,
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=histories, begins=st.integers(0, 125), again=st.integers(0, 40), in_order=st.booleans()
)
def test_any_plan_since_it_begins_is_the_same_before_and_after(
    database: Database, steps: list[Step], begins: int, again: int, *, in_order: bool
):
    tell(database, steps, in_order=in_order)
    last = begins + again
    days = [FIRST + timedelta(days=day) for day in range(last, max(130, last + 2), 7)]
    plans = {day: database.plan(as_of=day) for day in days}
    now = database.plan()
    closed = {
        p.closed_revision: database.plan(revision=p.closed_revision)
        for p in now.reporting_periods
        if p.closed_revision is not None
    }
    since = FIRST + timedelta(days=last)
    told = [e for e in database.journal() if e.revision > database.revision_at(since)]

    # Twice, as it happens night after night.
    forgot = database.forget(OldBefore(FIRST + timedelta(days=begins)))
    forgot = database.forget(OldBefore(since)) or forgot

    assert {day: database.plan(as_of=day) for day in days} == plans
    assert database.plan() == database.plan(revision=now.revision) == now
    assert {r: database.plan(revision=r) for r in closed} == closed
    assert [e for e in database.journal() if e.revision > database.revision_at(since)] == told
    assert database.orphans() == ()
    assert database.revision() == now.revision
    if forgot:
        assert database.begins() is not None
        assert database.begins() <= since
        with pytest.raises(ForgottenError):
            database.plan(as_of=database.begins() - timedelta(days=1))
