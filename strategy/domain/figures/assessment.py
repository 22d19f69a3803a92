"""Are we getting there? Computes every figure the product shows from a plan and a date."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import fsum
from statistics import fmean

from strategy.domain.figures.effect import IndicatorStatus, by_distance, indicator_status
from strategy.domain.items import (
    Action,
    ActionState,
    CheckIn,
    Goal,
    Indicator,
    Organisation,
    Outcome,
    Signal,
)
from strategy.domain.plan import Plan

GRAVITY: tuple[Signal, ...] = tuple(Signal)
"""Signals from the most to the least serious: what «worst of» means."""


@dataclass(frozen=True, slots=True)
class ActionStatus:
    """The status of one action: shares 0..1, `behind` in points against the approved due date.

    `behind_original` is the same against the date first agreed. It is `begun` once somebody has
    reported on it or closed it.
    """

    action_id: str
    signal: Signal
    percent: float
    planned: float | None = None
    behind: float | None = None
    behind_original: float | None = None
    reported: Signal | None = None
    silent_days: int | None = None
    silent: bool = False
    overdue_days: int = 0
    postponements: int = 0
    begun: bool = True

    @property
    def counts(self) -> bool:
        """Whether the action counts in activity: all do except the stopped ones."""
        return self.signal is not Signal.STOPPED

    @property
    def differs(self) -> bool:
        """Whether the owner's judgement differs from the computed one."""
        return self.reported is not None and self.reported is not self.signal


@dataclass(frozen=True)
class GoalStatus:
    """The status of one goal. `activity` and `effect` are 0..1; None without any data.

    `by_activity` marks a signal that comes from the actions, as no indicator is measured.
    """

    goal_id: str
    signal: Signal
    by_activity: bool
    activity: float | None
    effect: float | None
    measured: int
    indicators: int
    actions: int


@dataclass(frozen=True)
class PillarStatus:
    """The status of one pillar: its goals by signal first, the averages second."""

    pillar_id: str
    signal: Signal
    signals: Mapping[Signal, int]
    activity: float | None
    effect: float | None
    measured: int
    indicators: int
    goals: int


@dataclass(frozen=True)
class Assessment:
    """Every figure of a plan on a day, by the id of the item it is about."""

    today: date
    actions: Mapping[str, ActionStatus]
    indicators: Mapping[str, IndicatorStatus]
    goals: Mapping[str, GoalStatus]
    pillars: Mapping[str, PillarStatus]
    activity: float | None
    effect: float | None
    measured: int

    @cached_property
    def goal_signals(self) -> Mapping[Signal, int]:
        """How many goals have each signal, the most serious first."""
        return distribution(status.signal for status in self.goals.values())

    @cached_property
    def action_signals(self) -> Mapping[Signal, int]:
        """How many actions have each signal, the most serious first."""
        return distribution(status.signal for status in self.actions.values())

    @property
    def signal(self) -> Signal:
        """The most serious signal of any goal."""
        return worst(self.goal_signals)


def assess(plan: Plan, today: date, *, known: tuple[Plan, Assessment] | None = None) -> Assessment:
    """Compute every figure of a plan as of today.

    `known` is a similar plan with its figures: what is the same in both is not computed again.
    """
    plan = plan.until(today)
    alike = known if known is not None and _are_judged_alike(known, plan, today) else None
    actions = {a.id: _action_status(plan, a, today, alike) for a in plan.actions}
    indicators = {i.id: _indicator_status(plan, i, today, alike) for i in plan.indicators}
    goals = {goal.id: _goal_status(plan, goal, actions, indicators) for goal in plan.goals}
    return Assessment(
        today=today,
        actions=actions,
        indicators=indicators,
        goals=goals,
        pillars=_pillar_statuses(plan, actions, indicators, goals),
        activity=activity_of(actions.values()),
        effect=effect_of(indicators.values()),
        measured=sum(status.measured for status in indicators.values()),
    )


def _are_judged_alike(known: tuple[Plan, Assessment], plan: Plan, today: date) -> bool:
    before, figures = known
    return (
        figures.today == today
        and before.organisation == plan.organisation
        and _horizon(before) == _horizon(plan)
    )


def _horizon(plan: Plan) -> date | None:
    return plan.strategy.period_to if plan.strategy else None


def _action_status(
    plan: Plan, action: Action, today: date, known: tuple[Plan, Assessment] | None
) -> ActionStatus:
    if known is not None:
        before, figures = known
        if (
            before.find(Action, action.id) is action
            and before.latest_check_in(action.id) is plan.latest_check_in(action.id)
            and before.postponements_of(action.id) == plan.postponements_of(action.id)
        ):
            return figures.actions[action.id]
    return action_status(plan, action, today=today)


def _indicator_status(
    plan: Plan, indicator: Indicator, today: date, known: tuple[Plan, Assessment] | None
) -> IndicatorStatus:
    if known is not None:
        before, figures = known
        if (
            before.find(Indicator, indicator.id) is indicator
            and before.targets_of(indicator.id) == plan.targets_of(indicator.id)
            and before.measurements_of(indicator.id) == plan.measurements_of(indicator.id)
        ):
            return figures.indicators[indicator.id]
    return indicator_status(
        indicator,
        plan.targets_of(indicator.id),
        plan.measurements_of(indicator.id),
        plan.organisation,
        today=today,
        horizon=_horizon(plan),
    )


def _pillar_statuses(
    plan: Plan,
    actions: Mapping[str, ActionStatus],
    indicators: Mapping[str, IndicatorStatus],
    goals: Mapping[str, GoalStatus],
) -> dict[str, PillarStatus]:
    told: defaultdict[str, list[IndicatorStatus]] = defaultdict(list)
    for indicator in plan.indicators:
        pillar = plan.pillar_of_indicator(indicator)
        if pillar is not None:
            told[pillar.id].append(indicators[indicator.id])
    return {
        pillar.id: _pillar_status(plan, pillar.id, actions, told[pillar.id], goals)
        for pillar in plan.pillars
    }


def _pillar_status(
    plan: Plan,
    pillar_id: str,
    actions: Mapping[str, ActionStatus],
    indicators: Sequence[IndicatorStatus],
    goals: Mapping[str, GoalStatus],
) -> PillarStatus:
    under = plan.goals_under(pillar_id)
    serving = {a.id: actions[a.id] for goal in under for a in plan.actions_for(goal.id)}
    signals = distribution(goals[goal.id].signal for goal in under)
    return PillarStatus(
        pillar_id,
        signal=worst(signals),
        signals=signals,
        activity=activity_of(serving.values()),
        effect=effect_of(indicators),
        measured=sum(status.measured for status in indicators),
        indicators=len(indicators),
        goals=len(under),
    )


def action_status(plan: Plan, action: Action, *, today: date) -> ActionStatus:
    """Return the status of an action, by the first rule that applies."""
    organisation = plan.organisation
    check_in = plan.latest_check_in(action.id)
    percent = _percent(action, check_in)
    planned = planned_share(action.start, action.due, today=today)
    original = planned_share(action.start, action.original_due or action.due, today=today)
    behind = None if planned is None else (planned - percent) * 100
    is_open = action.state is ActionState.OPEN
    overdue_days = (today - action.due).days if is_open and action.due else 0
    since = _last_heard(action, check_in)
    silent_days = None if since is None or since > today else (today - since).days
    silent = is_open and (silent_days or 0) > silent_after(organisation).days
    is_late = overdue_days > 0
    return ActionStatus(
        action.id,
        signal=(
            _open_signal(
                action, organisation, is_late=is_late, silent=silent, behind=behind, today=today
            )
            if is_open
            else _CLOSED[action.state]
        ),
        percent=percent,
        planned=planned,
        behind=behind,
        behind_original=None if original is None else (original - percent) * 100,
        reported=check_in.judgement if check_in else None,
        silent_days=silent_days,
        silent=silent,
        overdue_days=max(overdue_days, 0),
        postponements=sum(p.outcome is Outcome.APPROVED for p in plan.postponements_of(action.id)),
        begun=check_in is not None or not is_open,
    )


def planned_share(start: date | None, due: date | None, *, today: date) -> float | None:
    """Return today's share, 0..1, on a straight line from start to due."""
    if start is None or due is None:
        return None
    if today >= due:
        return 1.0
    if today <= start:
        return 0.0
    return (today - start) / (due - start)


def worst(signals: Iterable[Signal]) -> Signal:
    """Return the most serious of the signals; unknown if there are none."""
    return min(signals, key=GRAVITY.index, default=Signal.UNKNOWN)


def distribution(signals: Iterable[Signal]) -> dict[Signal, int]:
    """Count the signals that occur, the most serious first."""
    counted = Counter(signals)
    return {signal: counted[signal] for signal in GRAVITY if counted[signal]}


def activity_of(actions: Iterable[ActionStatus]) -> float | None:
    """Return the mean progress of the actions that count, 0..1; None without any."""
    return _mean([status.percent for status in actions if status.counts])


def effect_of(indicators: Iterable[IndicatorStatus]) -> float | None:
    """Return the mean attainment of the measured indicators, 0..1; None where none is measured."""
    return _mean([s.attainment for s in indicators if s.attainment is not None])


def _percent(action: Action, check_in: CheckIn | None) -> float:
    if action.state is ActionState.DONE:
        return 1.0
    return check_in.percent / 100 if check_in else 0.0


def _last_heard(action: Action, check_in: CheckIn | None) -> date | None:
    """Return the day silence is counted from: the start or the last check-in, the later."""
    days = [day for day in (action.start, check_in.on if check_in else None) if day]
    return max(days, default=None)


_CLOSED = {ActionState.STOPPED: Signal.STOPPED, ActionState.DONE: Signal.DONE}


def _open_signal(
    action: Action,
    organisation: Organisation,
    *,
    is_late: bool,
    silent: bool,
    behind: float | None,
    today: date,
) -> Signal:
    if is_late:
        return Signal.OFF_TRACK
    if silent:
        return Signal.UNKNOWN
    if action.start is not None and today < action.start:
        return Signal.NOT_STARTED
    # Without both a start and a due date there is no planned progress: that is not green.
    return Signal.UNKNOWN if behind is None else by_distance(behind, organisation)


def _goal_status(
    plan: Plan,
    goal: Goal,
    actions: Mapping[str, ActionStatus],
    indicators: Mapping[str, IndicatorStatus],
) -> GoalStatus:
    serving = [actions[action.id] for action in plan.actions_for(goal.id)]
    telling = [indicators[indicator.id] for indicator in plan.indicators_of(goal.id)]
    judged = [status for status in telling if status.judged]
    waits = bool(serving or telling) and not any(
        (*(s.begun for s in serving), *(s.latest is not None for s in telling))
    )
    return GoalStatus(
        goal.id,
        signal=(
            _signal_by_effect(judged)
            if judged
            else _signal_by_activity(serving, plan.organisation, waits=waits)
        ),
        by_activity=not judged,
        activity=activity_of(serving),
        effect=effect_of(telling),
        measured=sum(status.measured for status in telling),
        indicators=len(telling),
        actions=len(serving),
    )


def _signal_by_effect(judged: Sequence[IndicatorStatus]) -> Signal:
    # A fresh figure without a path is left out: nobody is silent. An old figure is never green.
    return worst(s.signal for s in judged if s.signal is not Signal.UNKNOWN or not s.fresh)


def _signal_by_activity(
    actions: Sequence[ActionStatus], organisation: Organisation, *, waits: bool
) -> Signal:
    """Return a goal's signal by its actions; `waits` if nothing is reported or measured yet."""
    counted = [status for status in actions if status.counts]
    signals = {status.signal for status in counted}
    if len(signals) == 1 and signals <= {Signal.DONE, Signal.NOT_STARTED}:
        return signals.pop()
    behind = _behind_together(counted)
    signal = Signal.UNKNOWN if behind is None else by_distance(behind, organisation)
    silent = any(status.silent for status in counted)
    # Being on plan without having reported anything is no success yet.
    if waits and not silent and signal in {Signal.ON_TRACK, Signal.UNKNOWN}:
        signal = Signal.NOT_STARTED
    # Silence is never green: one action that nobody reports on rules it out.
    if Signal.UNKNOWN in signals and signal is Signal.ON_TRACK:
        signal = Signal.UNKNOWN
    return worst((signal, *_limit_by_overdue(counted)))


def _limit_by_overdue(actions: Sequence[ActionStatus]) -> tuple[Signal, ...]:
    """Return the best signal a goal can have with overdue actions; empty if none is overdue.

    Silent actions are left out of the share of overdue ones: they would only dilute it.
    """
    heard = [status for status in actions if status.signal is not Signal.UNKNOWN]
    overdue = sum(status.overdue_days > 0 for status in heard)
    still_open = sum(status.signal is not Signal.DONE for status in heard)
    if not overdue:
        return ()
    is_grave = still_open == 1 or overdue * 3 >= len(heard)
    return (Signal.OFF_TRACK if is_grave else Signal.AT_RISK,)


def _behind_together(actions: Sequence[ActionStatus]) -> float | None:
    """Return how far the actions are behind plan on average.

    A silent action counts only if it makes the average worse: its last report, maybe an old one,
    must not hide or outweigh a red action.
    """
    dated = [status for status in actions if status.behind is not None]
    behind = [s.behind or 0.0 for s in dated if s.signal is not Signal.UNKNOWN]
    quiet = sorted((s.behind or 0.0 for s in dated if s.signal is Signal.UNKNOWN), reverse=True)
    total, count = fsum(behind), len(behind)
    for points in quiet:
        if count and points <= total / count:
            break
        total, count = total + points, count + 1
    return total / count if count else None


def _mean(shares: Sequence[float]) -> float | None:
    # `fmean` sums without intermediate rounding, so the order of the figures does not matter.
    return fmean(shares) if shares else None


def silent_after(organisation: Organisation) -> timedelta:
    """Return how long an action can go without a report before it counts as silent."""
    return timedelta(days=organisation.cadence_days + organisation.grace_days)
