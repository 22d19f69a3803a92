"""The changes in a strategy since it was adopted, which a new adoption would decide on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from strategy.domain.items import Action, Goal, Indicator, Pillar, Target
from strategy.domain.kinds import kind_of
from strategy.domain.plan import Plan


class Amended(StrEnum):
    """What can have been changed, in display order."""

    GOAL_ADDED = "goal_added"
    GOAL_REWORDED = "goal_reworded"
    GOAL_RETIRED = "goal_retired"
    TARGET_ADDED = "target_added"
    TARGET_MOVED = "target_moved"
    TARGET_DROPPED = "target_dropped"
    DATE_MOVED = "date_moved"
    PILLAR_ADDED = "pillar_added"
    PILLAR_REWORDED = "pillar_reworded"
    PILLAR_RETIRED = "pillar_retired"
    TITLE_CHANGED = "title_changed"
    PERIOD_MOVED = "period_moved"
    VISION_CHANGED = "vision_changed"


@dataclass(frozen=True)
class Amendment:
    """One difference from what was adopted; `before` and `after` are texts to show."""

    kind: Amended
    item_kind: str
    code: str
    title: str
    before: str | date | None = None
    after: str | date | None = None


def since_adopted(adopted: Plan, now: Plan) -> tuple[Amendment, ...]:
    """Return what was changed in a strategy from its adoption until now, kind by kind."""
    found = [
        *_about_goals(adopted, now),
        *_about_targets(adopted, now),
        *_about_dates(adopted.goals, now.goals),
        *_about_dates(adopted.actions, now.actions),
        *_about_pillars(adopted, now),
        *_about_strategy(adopted, now),
    ]
    order = list(Amended)
    return tuple(sorted(found, key=lambda amendment: order.index(amendment.kind)))


def _about_goals(adopted: Plan, now: Plan) -> Iterator[Amendment]:
    before, after = ({goal.id: goal for goal in p.goals} for p in (adopted, now))
    places, moved = _pillar_places(adopted), _pillar_places(now)
    for goal in now.goals:
        old = before.get(goal.id)
        if old is None:
            yield _amendment(Amended.GOAL_ADDED, goal)
        elif old.title != goal.title:
            yield _amendment(Amended.GOAL_REWORDED, goal, old.title, goal.title)
        elif old.description != goal.description or (
            places.get(old.pillar_id, old.pillar_id) != moved.get(goal.pillar_id, goal.pillar_id)
        ):
            yield _amendment(Amended.GOAL_REWORDED, goal)
    for goal in adopted.goals:
        if goal.id not in after:
            yield _amendment(Amended.GOAL_RETIRED, goal)


def _about_targets(adopted: Plan, now: Plan) -> Iterator[Amendment]:
    known = {indicator.id for indicator in adopted.indicators}
    for indicator in now.indicators:
        if indicator.id not in known:
            # A new indicator is a new way to measure, not a changed target.
            continue
        before, after = ({t.id: t for t in p.targets_of(indicator.id)} for p in (adopted, now))
        for target_id in dict.fromkeys((*before, *after)):
            if target_id not in before:
                new = after[target_id]
                yield _amendment(Amended.TARGET_ADDED, indicator, None, new.text)
            elif target_id not in after:
                old = before[target_id]
                yield _amendment(Amended.TARGET_DROPPED, indicator, old.text, None)
            else:
                yield from _about_target(indicator, before[target_id], after[target_id])


def _about_target(indicator: Indicator, old: Target, new: Target) -> Iterator[Amendment]:
    if _asks(old) != _asks(new):
        yield _amendment(Amended.TARGET_MOVED, indicator, old.text, new.text)
    if old.due != new.due:
        yield _amendment(Amended.DATE_MOVED, indicator, old.due, new.due)


def _asks(target: Target) -> tuple[object, ...]:
    return target.text, target.comparison, target.low, target.high


def _about_dates(
    adopted: Iterable[Goal | Action], now: Iterable[Goal | Action]
) -> Iterator[Amendment]:
    before = {item.id: item for item in adopted}
    for item in now:
        old = before.get(item.id)
        if old is not None and old.due != item.due:
            yield _amendment(Amended.DATE_MOVED, item, old.due, item.due)


def _about_pillars(adopted: Plan, now: Plan) -> Iterator[Amendment]:
    before, after = ({_lasting(pillar): pillar for pillar in p.pillars} for p in (adopted, now))
    for pillar in now.pillars:
        old = before.get(_lasting(pillar))
        if old is None:
            yield _amendment(Amended.PILLAR_ADDED, pillar)
        elif old.title != pillar.title:
            yield _amendment(Amended.PILLAR_REWORDED, pillar, old.title, pillar.title)
    for pillar in adopted.pillars:
        if _lasting(pillar) not in after:
            yield _amendment(Amended.PILLAR_RETIRED, pillar)


def _pillar_places(plan: Plan) -> dict[str, str]:
    return {pillar.id: _lasting(pillar) for pillar in plan.pillars}


def _lasting(pillar: Pillar) -> str:
    """Return the id a pillar has once its strategy is in force; a draft's own differs."""
    return pillar.carried_from or pillar.id


def _about_strategy(adopted: Plan, now: Plan) -> Iterator[Amendment]:
    old, new = adopted.strategy, now.strategy
    if old is None or new is None:
        return
    told = (
        (Amended.TITLE_CHANGED, old.title, new.title),
        (Amended.PERIOD_MOVED, old.period_from, new.period_from),
        (Amended.PERIOD_MOVED, old.period_to, new.period_to),
        (Amended.VISION_CHANGED, old.vision, new.vision),
    )
    for kind, before, after in told:
        if before != after:
            yield Amendment(kind, kind_of(new), "", new.title, before, after)


def _amendment(
    kind: Amended,
    item: Goal | Action | Indicator | Pillar,
    before: str | date | None = None,
    after: str | date | None = None,
) -> Amendment:
    return Amendment(kind, kind_of(item), item.code, item.title, before, after)
