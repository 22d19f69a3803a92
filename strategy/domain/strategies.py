"""Views of a plan for one of its strategies: one is in force, one may be a draft.

A goal that names no strategy belongs to the one in force. What is written into a draft is kept in
`Plan.elsewhere`, found only by its id, so that no figure of today includes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from strategy.domain.items import (
    Action,
    ActionState,
    Adoption,
    Challenge,
    CheckIn,
    Goal,
    Indicator,
    Item,
    Measurement,
    Milestone,
    Pillar,
    PlanLink,
    Postponement,
    Strategy,
    StrategyStatus,
    Target,
    Value,
)
from strategy.domain.plan import Plan

T = TypeVar("T", bound=Item)
G = TypeVar("G", bound=Pillar | Challenge | Value | PlanLink)

_PARTED: dict[type[Item], str] = {
    Goal: "goals",
    Indicator: "indicators",
    Target: "targets",
    Measurement: "measurements",
    Action: "actions",
    Milestone: "milestones",
    CheckIn: "check_ins",
    Postponement: "postponements",
    Adoption: "adoptions",
    Pillar: "pillars",
    Challenge: "challenges",
    Value: "values",
    PlanLink: "plan_links",
}
"""The kinds that belong to one strategy, with the tuple each is in when that one is viewed."""

Ground = Pillar | Challenge | Value | PlanLink
"""What a strategy builds on: a draft shares it until it has a version of its own."""


def which_holds(strategies: Iterable[Strategy]) -> Strategy | None:
    """Return the strategy in force: neither superseded nor a draft to follow another."""
    return max((s for s in strategies if not s.retired), key=_how_current, default=None)


def _how_current(strategy: Strategy) -> tuple[bool, bool, date, str]:
    alive = strategy.status is not StrategyStatus.SUPERSEDED
    return alive, not is_in_preparation(strategy), strategy.period_from or date.min, strategy.id


_NOT_YET = (StrategyStatus.DRAFT, StrategyStatus.UPCOMING)


def is_in_preparation(strategy: Strategy) -> bool:
    """Return whether a strategy is to follow the one in force: a draft, or adopted already."""
    return strategy.status in _NOT_YET and strategy.follows_id is not None


def is_upcoming(strategy: Strategy) -> bool:
    """Return whether a strategy is adopted, and waits for the day it comes into force."""
    return strategy.status is StrategyStatus.UPCOMING


def due_to_enter(plan: Plan, today: date) -> Strategy | None:
    """Return the adopted strategy whose first day has come, while another is still in force."""
    coming = in_preparation(plan)
    if coming is None or not is_upcoming(coming):
        return None
    begins = coming.first_day
    return coming if begins is not None and begins <= today else None


def in_preparation(plan: Plan) -> Strategy | None:
    """Return the draft strategy, if there is one."""
    return next((s for s in plan.strategies if is_in_preparation(s)), None)


def superseded_by(plan: Plan, strategy: Strategy) -> Strategy | None:
    """Return the strategy that this one took over from; None where it has not, or from none."""
    old = next((s for s in plan.strategies if s.id == strategy.follows_id), None)
    return old if old is not None and old.status is StrategyStatus.SUPERSEDED else None


def in_force_on(plan: Plan, day: date) -> Strategy | None:
    """Return the strategy that was in force at the end of a day, as far as the plan knows."""
    later = (s for s in plan.strategies if s.superseded_on is not None and s.superseded_on > day)
    return min(later, key=lambda s: s.superseded_on or day, default=plan.strategy)


def new_since(plan: Plan, day: date) -> Strategy | None:
    """Return the strategy in force if it took over from another after a day; else None."""
    strategy = plan.strategy
    if strategy is None or superseded_by(plan, strategy) is None:
        return None
    return strategy if strategy.first_day and strategy.first_day > day else None


def reported_later(then: Plan, now: Plan) -> Plan:
    """Return an earlier plan with what has been reported since on what it held, and reviewed."""
    whole = together(now)
    said = {check_in.action_id: check_in for check_in in whole.check_ins}
    measured = {m.indicator_id for m in whole.measurements}
    known = {indicator.id for indicator in then.indicators}
    return replace(
        then,
        check_ins=tuple(said.get(c.action_id, c) for c in _reported_first(then, said)),
        measurements=(
            *(m for m in then.measurements if m.indicator_id not in measured),
            *(m for m in whole.measurements if m.indicator_id in known),
        ),
        reviews=now.reviews,
    )


def _reported_first(then: Plan, said: Mapping[str, CheckIn]) -> tuple[CheckIn, ...]:
    heard = {check_in.action_id for check_in in then.check_ins}
    first = (said[a.id] for a in then.actions if a.id in said and a.id not in heard)
    return (*then.check_ins, *first)


def adoptions_of(plan: Plan, strategy: Strategy) -> tuple[Adoption, ...]:
    """Return the steps that adopted a strategy in the form it had then, the earliest first."""
    frozen = (step for step in of_strategy(plan, strategy.id).adoptions if step.at_revision)
    return tuple(sorted(frozen, key=lambda step: step.at_revision or 0))


def together(plan: Plan) -> Plan:
    """Return the plan with the items of all strategies in its tuples."""
    if not plan.elsewhere:
        return plan
    others: defaultdict[str, list[Item]] = defaultdict(list)
    for item in plan.elsewhere:
        others[_PARTED[type(item)]].append(item)
    joined: dict[str, Any] = {
        name: (*getattr(plan, name), *items) for name, items in others.items()
    }
    return replace(plan, elsewhere=(), **joined)


def of_strategy(plan: Plan, strategy_id: str | None = None) -> Plan:
    """Return the view of the plan for one strategy, by default the one in force.

    In the view of a draft, indicators and actions carried over belong to the draft's goals, and
    the draft's own versions replace what it would share. `plan` must be the view of the strategy in
    force.
    """
    wanted = next((s for s in plan.strategies if s.id == strategy_id), plan.strategy)
    whole = together(plan)
    if wanted is plan.strategy and _is_undivided(whole):
        return whole
    return _Parting(whole, wanted).plan()


def _is_undivided(whole: Plan) -> bool:
    groups: tuple[Iterable[Goal | Action | Indicator | Ground], ...] = (
        *(whole.goals, whole.actions, whole.indicators),
        *(whole.pillars, whole.challenges, whole.values, whole.plan_links),
    )
    return not (
        any(item.strategy_id for items in groups for item in items)
        or any(step.strategy_id or step.decision_id for step in whole.adoptions)
    )


@dataclass(frozen=True)
class _Parting:
    """Splits a whole plan into what belongs to one strategy and what does not."""

    whole: Plan
    wanted: Strategy | None

    def plan(self) -> Plan:
        whole = self.whole
        indicators = _kept(whole.indicators, self._indicator)
        actions = _kept(whole.actions, self._action)
        of_indicator, of_action = {i.id for i in indicators}, {a.id for a in actions}
        shown: dict[str, Any] = {
            "goals": self._goals,
            "indicators": indicators,
            "targets": tuple(t for t in whole.targets if t.indicator_id in of_indicator),
            "measurements": tuple(m for m in whole.measurements if m.indicator_id in of_indicator),
            "actions": actions,
            "milestones": tuple(m for m in whole.milestones if m.action_id in of_action),
            "check_ins": tuple(c for c in whole.check_ins if c.action_id in of_action),
            "postponements": tuple(p for p in whole.postponements if p.action_id in of_action),
            "adoptions": tuple(a for a in whole.adoptions if self._is_step_of(a)),
            "pillars": self._ground(whole.pillars),
            "challenges": self._ground(whole.challenges),
            "values": self._ground(whole.values),
            "plan_links": self._ground(whole.plan_links),
        }
        ids = {item.id for items in shown.values() for item in items}
        everything: Iterable[Item] = (i for n in shown for i in getattr(whole, n))
        elsewhere = tuple(item for item in everything if item.id not in ids)
        return replace(whole, strategy=self.wanted, elsewhere=elsewhere, **shown)

    @cached_property
    def _holds(self) -> bool:
        return self.wanted is self.whole.strategy

    def _mine(self, strategy_id: str | None) -> bool:
        if strategy_id is None:
            return self._holds
        return self.wanted is not None and strategy_id == self.wanted.id

    @cached_property
    def _goals(self) -> tuple[Goal, ...]:
        goals = (goal for goal in self.whole.goals if self._mine(goal.strategy_id))
        return tuple(on_ground(goal, self._own) for goal in goals)

    @cached_property
    def _own(self) -> dict[str, str | None]:
        """The id of the draft's own version by the id of what it replaces; None: left out."""
        if self._holds or self.wanted is None:
            return {}
        return grounds_of(self.whole, self.wanted)

    def _ground(self, items: Iterable[G]) -> tuple[G, ...]:
        stood_on = (i for i in items if i.strategy_id is None or self._mine(i.strategy_id))
        return tuple(sorted((i for i in stood_on if i.id not in self._own), key=_place))

    @cached_property
    def _strategies(self) -> dict[str, str | None]:
        """The `strategy_id` of every goal there ever was, by the goal's id."""
        ever = (*self.whole.goals, *self.whole.retired)
        return {goal.id: goal.strategy_id for goal in ever if isinstance(goal, Goal)}

    @cached_property
    def _carried(self) -> dict[str, str]:
        """The draft's goal by the id of the goal in force that it continues."""
        goals = () if self._holds else self._goals
        return {goal.carried_from: goal.id for goal in goals if goal.carried_from}

    @cached_property
    def _served(self) -> dict[str, tuple[str, ...]]:
        """The draft's goals by the id of the action in force that will serve them."""
        goals = () if self._holds else self._goals
        served: defaultdict[str, list[str]] = defaultdict(list)
        for goal in goals:
            for action_id in goal.carried_action_ids:
                served[action_id].append(goal.id)
        return {action_id: tuple(ids) for action_id, ids in served.items()}

    def _indicator(self, indicator: Indicator) -> Indicator | None:
        goal_id = indicator.goal_id
        if goal_id is None:
            if indicator.strategy_id is None or self._mine(indicator.strategy_id):
                return on_ground(indicator, self._own)
            return None
        if self._mine(self._strategies.get(goal_id)):
            return indicator
        carried = self._carried.get(goal_id)
        return indicator.model_copy(update={"goal_id": carried}) if carried else None

    def _action(self, action: Action) -> Action | None:
        named = {self._strategies[g] for g in action.goal_ids if g in self._strategies}
        if any(self._mine(strategy_id) for strategy_id in named or {action.strategy_id}):
            return action
        served = self._served.get(action.id)
        return action.model_copy(update={"goal_ids": served}) if served else None

    def _is_step_of(self, step: Adoption) -> bool:
        return step.decision_id is None and self._mine(step.strategy_id)


def grounds_of(whole: Plan, strategy: Strategy) -> dict[str, str | None]:
    """Return the ids of a draft's own versions, by the id of the shared item each replaces.

    None means that the draft leaves the shared item out.
    """
    groups: tuple[Iterable[Item], ...] = (
        *(whole.pillars, whole.challenges, whole.values, whole.plan_links),
        *(whole.elsewhere, whole.retired),
    )
    return {
        item.carried_from: None if item.retired else item.id
        for items in groups
        for item in items
        if isinstance(item, Ground) and item.strategy_id == strategy.id and item.carried_from
    }


_PLACE = {"id", "version", "retired", "strategy_id", "carried_from"}


def told_of(item: Item) -> frozenset[str]:
    """Return the fields with people's content, without those about identity and strategy."""
    return frozenset(type(item).model_fields) - _PLACE


def in_place_of(plan: Plan, shared: Ground) -> tuple[Ground, ...]:
    """Return the draft's versions of a shared item, retired ones included (left out)."""
    draft = in_preparation(plan)
    if draft is None or shared.strategy_id is not None:
        return ()
    return tuple(
        item
        for item in plan.ever_by_id.values()
        if isinstance(item, Ground) and item.strategy_id == draft.id
        if item.carried_from == shared.id
    )


def following(own: T, before: Item, after: Item) -> T:
    """Return a draft's version updated with a change in the shared item it replaces.

    Only fields the draft has not changed are updated, so that it undoes nothing when it takes over.
    """
    same = (name for name in told_of(before) if getattr(own, name) == getattr(before, name))
    return own.model_copy(update={name: getattr(after, name) for name in same})


def on_ground(item: T, places: Mapping[str, str | None]) -> T:
    """Return a goal or an indicator with its references moved to the draft's own versions."""
    if isinstance(item, Goal):
        moved: dict[str, object] = {
            "pillar_id": places.get(item.pillar_id) or item.pillar_id,
            "challenge_ids": _placed(item.challenge_ids, places),
            "plan_link_ids": _placed(item.plan_link_ids, places),
        }
    elif isinstance(item, Indicator) and item.pillar_id:
        moved = {"pillar_id": places.get(item.pillar_id) or item.pillar_id}
    else:
        return item
    changed = any(getattr(item, name) != value for name, value in moved.items())
    return item.model_copy(update=moved) if changed else item


def _placed(ids: tuple[str, ...], places: Mapping[str, str | None]) -> tuple[str, ...]:
    placed = (places.get(item_id, item_id) for item_id in ids)
    return tuple(dict.fromkeys(item_id for item_id in placed if item_id))


def _place(item: Ground) -> tuple[int, str]:
    return (0, item.title) if isinstance(item, PlanLink) else (item.position, "")


def _kept(items: Iterable[T], look: Callable[[T], T | None]) -> tuple[T, ...]:
    return tuple(found for found in map(look, items) if found is not None)


@dataclass(frozen=True)
class Turnover:
    """What happens to goals, actions and indicators when the draft takes over."""

    carried: tuple[Goal, ...]
    new: tuple[Goal, ...]
    left_goals: tuple[Goal, ...]
    going_on: tuple[Action, ...]
    left_actions: tuple[Action, ...]
    indicators: tuple[Indicator, ...]


def turnover(holds: Plan, prepared: Plan) -> Turnover:
    """Return what is carried over from the strategy in force, what is new and what is left behind.

    Finished actions are not counted as left behind.
    """
    goals = {goal.id for goal in holds.goals}
    carried = {g.carried_from for g in prepared.goals if g.carried_from in goals}
    going_on = {action.id for action in prepared.actions}
    return Turnover(
        carried=tuple(g for g in prepared.goals if g.carried_from in carried),
        new=tuple(g for g in prepared.goals if g.carried_from not in carried),
        left_goals=tuple(g for g in holds.goals if g.id not in carried),
        going_on=tuple(a for a in holds.actions if a.id in going_on and a.goal_ids),
        left_actions=tuple(a for a in unfinished(holds.actions) if a.id not in going_on),
        indicators=tuple(i for i in prepared.indicators if i.goal_id),
    )


def unfinished(actions: Iterable[Action]) -> tuple[Action, ...]:
    """Return the open actions that serve a goal."""
    return tuple(a for a in actions if a.state is ActionState.OPEN and a.goal_ids)
