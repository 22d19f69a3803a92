"""What happened between two publications, shown to politicians under «siden sist»."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from strategy.domain.figures.assessment import GRAVITY
from strategy.domain.items import ActionState, Signal
from strategy.domain.publishing.publication import Content, PublishedAction, PublishedGoal


class News(StrEnum):
    """What can have happened, in display order."""

    NEW_STRATEGY = "new_strategy"
    DONE = "done"
    LATE = "late"
    POSTPONED = "postponed"
    WORSE = "worse"
    BETTER = "better"
    NEW_GOAL = "new_goal"
    NEW_ACTION = "new_action"
    STOPPED = "stopped"
    GONE = "gone"
    DECIDED = "decided"


@dataclass(frozen=True)
class Told:
    """One thing that happened, and why, if somebody has written a reason for everybody to read."""

    news: News
    code: str
    title: str
    why: str = ""
    before: Signal | date | None = None
    after: Signal | date | None = None
    days: int = 0


def since(before: Content, after: Content) -> tuple[Told, ...]:
    """Return what happened from one publication to the next, kind by kind.

    Where they are of different strategies, that is told first, and a goal with the same words is
    neither new nor gone.
    """
    found = [
        *_strategy(before, after),
        *_actions(before, after),
        *_goals(before, after),
        *_decisions(before, after),
    ]
    order = list(News)
    return tuple(sorted(found, key=lambda told: order.index(told.news)))


def _strategy(before: Content, after: Content) -> Iterator[Told]:
    if _is_of_another(before, after):
        yield Told(News.NEW_STRATEGY, "", after.strategy)


def _is_of_another(before: Content, after: Content) -> bool:
    """Return whether another strategy has taken over: with another title, and no goal the same."""
    known = {goal.id for goal in before.goals}
    same = any(goal.id in known for goal in after.goals)
    return bool(known) and before.strategy != after.strategy and not same


def _actions(before: Content, after: Content) -> Iterator[Told]:
    known = {action.id: action for action in before.actions}
    for action in after.actions:
        old = known.pop(action.id, None)
        if old is None:
            yield Told(News.NEW_ACTION, action.code, action.title, after=action.due)
        else:
            yield from _action(old, action)
    for action in known.values():
        yield Told(News.GONE, action.code, action.title)


def _action(old: PublishedAction, new: PublishedAction) -> Iterator[Told]:
    if new.state is not ActionState.OPEN:
        if old.state is not new.state:
            news = News.DONE if new.state is ActionState.DONE else News.STOPPED
            yield Told(news, new.code, new.title, new.explanation, after=new.closed_on)
        return
    if old.due and new.due and new.due > old.due:
        yield Told(
            News.POSTPONED, new.code, new.title, new.explanation, before=old.due, after=new.due
        )
    if new.overdue_days:
        # What is late is listed every time until it is done, not only once.
        yield Told(
            News.LATE, new.code, new.title, new.explanation, after=new.due, days=new.overdue_days
        )


def _goals(before: Content, after: Content) -> Iterator[Told]:
    known = {goal.id: goal for goal in before.goals}
    if _is_of_another(before, after):
        carried = {goal.title.casefold() for goal in after.goals}
        words = {goal.title.casefold() for goal in before.goals}
        yield from _told(News.NEW_GOAL, after.goals, carried - words)
        yield from _told(News.GONE, before.goals, words - carried)
        return
    for goal in after.goals:
        old = known.pop(goal.id, None)
        if old is None:
            yield Told(News.NEW_GOAL, goal.code, goal.title)
        elif old.signal is not goal.signal:
            yield _turn(old, goal)
    for goal in known.values():
        yield Told(News.GONE, goal.code, goal.title)


def _told(news: News, goals: Iterable[PublishedGoal], titles: AbstractSet[str]) -> Iterator[Told]:
    return (Told(news, g.code, g.title) for g in goals if g.title.casefold() in titles)


def _turn(old: PublishedGoal, new: PublishedGoal) -> Told:
    # A goal whose signal becomes unknown has not improved, however bad it was.
    is_worse = new.signal is Signal.UNKNOWN or (
        GRAVITY.index(new.signal) < GRAVITY.index(old.signal)
    )
    news = News.WORSE if is_worse else News.BETTER
    return Told(news, new.code, new.title, before=old.signal, after=new.signal)


def _decisions(before: Content, after: Content) -> Iterator[Told]:
    known = {decision.id for decision in before.decisions}
    for decision in after.decisions:
        if decision.id not in known:
            yield Told(News.DECIDED, decision.case_number, decision.body, after=decision.on)
