"""What changed between two states of a plan, as shown under «since the last meeting»."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar, cast

from strategy.domain.figures.assessment import GRAVITY, Assessment
from strategy.domain.items import Action, ActionState, Adoption, Goal, Signal, Strategy
from strategy.domain.kinds import kind_of
from strategy.domain.once import Once
from strategy.domain.plan import Plan

T = TypeVar("T")

_KEPT = 200


class ChangeKind(StrEnum):
    """What can have happened, in display order."""

    NEW_STRATEGY = "new_strategy"
    DONE = "done"
    STOPPED = "stopped"
    POSTPONED = "postponed"
    OVERDUE = "overdue"
    WORSE = "worse"
    BETTER = "better"
    NEW_GOAL = "new_goal"
    NEW_ACTION = "new_action"
    RETIRED = "retired"
    ADOPTED = "adopted"


@dataclass(frozen=True)
class Change:
    """One thing that happened to one item."""

    kind: ChangeKind
    item_kind: str
    item_id: str
    code: str
    title: str
    before: Signal | date | None = None
    after: Signal | date | None = None
    times: int = 0


@dataclass(frozen=True)
class Moment:
    """A plan with its figures as of one day."""

    plan: Plan
    assessment: Assessment
    _worked_out: Once[object] = field(
        default_factory=lambda: Once(_KEPT), init=False, repr=False, compare=False
    )

    def once(self, what: Hashable, work_out: Callable[[], T]) -> T:
        """Return a cached value that depends on this moment, computed when first asked for.

        `what` is the cache key, with everything else the value depends on. Callers must not change
        the value: it is shared by everybody who sees this moment, and is dropped with it.
        """
        return cast("T", self._worked_out.get(what, work_out))  # `what` names the kind of result


def changes_between(before: Moment, after: Moment) -> tuple[Change, ...]:
    """Return what happened from one moment to the next, kind by kind.

    Where another strategy has taken over, that is told first. Goals are not compared across it:
    one carried over is neither new nor better or worse.
    """
    found = [
        *_taken_over(before.plan, after.plan),
        *_about_actions(before, after),
        *_about_goals(before, after),
        *_adoptions(before.plan, after.plan),
    ]
    order = list(ChangeKind)
    return tuple(sorted(found, key=lambda change: order.index(change.kind)))


def new_strategy(before: Plan, after: Plan) -> Strategy | None:
    """Return the strategy that has taken over between two states of the plan, if one has."""
    strategy = after.strategy
    if strategy is None or before.strategy is None or strategy.id == before.strategy.id:
        return None
    return strategy


def _taken_over(before: Plan, after: Plan) -> Iterator[Change]:
    new = new_strategy(before, after)
    if new is not None:
        kind = ChangeKind.NEW_STRATEGY
        yield Change(kind, kind_of(new), new.id, "", new.title, after=new.first_day)


def points_between(before: float | None, after: float | None) -> int | None:
    """Return how many points a share moved, or None where one of them is not known."""
    if before is None or after is None:
        return None
    return round(after * 100) - round(before * 100)


def _about_actions(before: Moment, after: Moment) -> Iterator[Change]:
    known = {action.id: action for action in before.plan.actions}
    for action in after.plan.actions:
        old = known.get(action.id)
        if old is None:
            yield _change(ChangeKind.NEW_ACTION, action)
            continue
        yield from _about_action(old, action, before, after)
    for old in known.values():
        left = after.plan.by_id.get(old.id)
        if isinstance(left, Action) and left.id not in after.assessment.actions:
            # Finished before the new strategy took over, which did not carry it.
            yield from _ended(old, left)
    yield from _retirements(known, after.plan)


def _ended(old: Action, new: Action) -> Iterator[Change]:
    if old.state is not new.state and new.state is not ActionState.OPEN:
        kind = ChangeKind.DONE if new.state is ActionState.DONE else ChangeKind.STOPPED
        yield _change(kind, new)


def _retirements(known: Mapping[str, Goal | Action], after: Plan) -> Iterator[Change]:
    left = {item.id for item in after.retired}
    yield from (_change(ChangeKind.RETIRED, i) for i in known.values() if i.id in left)


def _about_action(old: Action, new: Action, before: Moment, after: Moment) -> Iterator[Change]:
    if old.state is not new.state and new.state is not ActionState.OPEN:
        yield from _ended(old, new)
        return
    if old.due and new.due and new.due > old.due:
        times = after.assessment.actions[new.id].postponements
        yield _change(ChangeKind.POSTPONED, new, before=old.due, after=new.due, times=times)
    was_late = before.assessment.actions[old.id].overdue_days > 0
    if after.assessment.actions[new.id].overdue_days > 0 and not was_late:
        yield _change(ChangeKind.OVERDUE, new, after=new.due)


def _about_goals(before: Moment, after: Moment) -> Iterator[Change]:
    known = {goal.id: goal for goal in before.plan.goals}
    for goal in after.plan.goals:
        if goal.id not in known:
            if goal.carried_from not in known:
                yield _change(ChangeKind.NEW_GOAL, goal)
            continue
        old = before.assessment.goals[goal.id].signal
        new = after.assessment.goals[goal.id].signal
        if old is not new:
            yield _change(_turn(old, new), goal, before=old, after=new)
    yield from _retirements(known, after.plan)


def _turn(old: Signal, new: Signal) -> ChangeKind:
    # A goal whose signal becomes unknown has not improved, however bad it was.
    is_worse = new is Signal.UNKNOWN or GRAVITY.index(new) < GRAVITY.index(old)
    return ChangeKind.WORSE if is_worse else ChangeKind.BETTER


def _adoptions(before: Plan, after: Plan) -> Iterator[Change]:
    known = {adoption.id for adoption in before.adoptions}
    for adoption in after.adoptions:
        if adoption.id not in known:
            yield _adopted(adoption)


def _adopted(adoption: Adoption) -> Change:
    return Change(
        ChangeKind.ADOPTED,
        kind_of(adoption),
        adoption.id,
        adoption.case_number,
        adoption.body,
        after=adoption.on,
    )


def _change(
    kind: ChangeKind,
    item: Goal | Action,
    *,
    before: Signal | date | None = None,
    after: Signal | date | None = None,
    times: int = 0,
) -> Change:
    return Change(kind, kind_of(item), item.id, item.code, item.title, before, after, times)
