"""Are we getting there? A plan and a date in, every figure the product shows out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from strategy.domain.effect import IndicatorStatus, by_distance, indicator_status
from strategy.domain.items import (
    Action,
    ActionState,
    CheckIn,
    Indicator,
    Organisation,
    Outcome,
    Signal,
)
from strategy.domain.plan import Plan

GRAVITY: tuple[Signal, ...] = tuple(Signal)
"""Signals from the gravest to the least grave: what «worst of» means."""


@dataclass(frozen=True)
class ActionStatus:
    """How one action stands: shares 0..1, `behind` in points against the approved due date.

    `behind_original` is the same against the date first agreed.
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

    @property
    def counts(self) -> bool:
        """Whether the action counts in activity: all do, but the stopped ones."""
        return self.signal is not Signal.STOPPED

    @property
    def differs(self) -> bool:
        """Whether the owner's own judgement is another than the computed one."""
        return self.reported is not None and self.reported is not self.signal


@dataclass(frozen=True)
class GoalStatus:
    """How one goal stands. `activity` and `effect` are 0..1; None where there is nothing to tell.

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
    """How one pillar stands: its goals by signal first, the averages second."""

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
    """Every figure of a plan on a day, by the id of what it is about."""

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
        """How many goals have each signal, the gravest first."""
        return distribution(status.signal for status in self.goals.values())

    @cached_property
    def action_signals(self) -> Mapping[Signal, int]:
        """How many actions have each signal, the gravest first."""
        return distribution(status.signal for status in self.actions.values())

    @property
    def signal(self) -> Signal:
        """The gravest signal of any goal."""
        return worst(self.goal_signals)


def assess(plan: Plan, today: date) -> Assessment:
    """Compute every figure of a plan as it stands today."""
    horizon = plan.strategy.period_to if plan.strategy else None
    organisation = plan.organisation
    actions = {a.id: action_status(plan, a, today=today) for a in plan.actions}
    indicators = {
        i.id: indicator_status(
            i,
            plan.targets_of(i.id),
            plan.measurements_of(i.id),
            organisation,
            today=today,
            horizon=horizon,
        )
        for i in plan.indicators
    }
    goals = {
        goal.id: _goal_status(
            goal.id,
            [actions[a.id] for a in plan.actions_for(goal.id)],
            [indicators[i.id] for i in plan.indicators_of(goal.id)],
            organisation,
        )
        for goal in plan.goals
    }
    by_pillar: dict[str | None, list[Indicator]] = {}
    for indicator in plan.indicators:
        pillar = plan.pillar_of_indicator(indicator)
        by_pillar.setdefault(pillar.id if pillar else None, []).append(indicator)
    pillars = {}
    for pillar in plan.pillars:
        under = plan.goals_under(pillar.id)
        serving = {a.id: actions[a.id] for g in under for a in plan.actions_for(g.id)}
        own = [indicators[i.id] for i in by_pillar.get(pillar.id, ())]
        signals = distribution(goals[g.id].signal for g in under)
        pillars[pillar.id] = PillarStatus(
            pillar.id,
            signal=worst(signals),
            signals=signals,
            activity=activity_of(serving.values()),
            effect=effect_of(own),
            measured=sum(status.measured for status in own),
            indicators=len(own),
            goals=len(under),
        )
    return Assessment(
        today=today,
        actions=actions,
        indicators=indicators,
        goals=goals,
        pillars=pillars,
        activity=activity_of(actions.values()),
        effect=effect_of(indicators.values()),
        measured=sum(status.measured for status in indicators.values()),
    )


def action_status(plan: Plan, action: Action, *, today: date) -> ActionStatus:
    """Tell how an action stands, by the first rule that applies."""
    organisation = plan.organisation
    check_in = plan.latest_check_in(action.id)
    percent = _percent(action, check_in)
    planned = planned_share(action.start, action.due, today=today)
    original = planned_share(
        action.start, action.original_due or action.due, today=today
    )
    behind = None if planned is None else (planned - percent) * 100
    since = check_in.on if check_in else action.start
    silent_days = None if since is None or since > today else (today - since).days
    is_open = action.state is ActionState.OPEN
    silent = is_open and (
        silent_days is not None
        and silent_days > organisation.cadence_days + organisation.grace_days
    )
    overdue = is_open and action.due is not None and action.due < today
    return ActionStatus(
        action.id,
        signal=_action_signal(
            action,
            organisation,
            overdue=overdue,
            # Without a start nobody can tell how long nothing has been said: that is not green.
            silent=silent or (is_open and since is None),
            behind=behind,
            today=today,
        ),
        percent=percent,
        planned=planned,
        behind=behind,
        behind_original=None if original is None else (original - percent) * 100,
        reported=check_in.judgement if check_in else None,
        silent_days=silent_days,
        silent=silent,
        overdue_days=(today - action.due).days if overdue and action.due else 0,
        postponements=sum(
            p.outcome is Outcome.APPROVED for p in plan.postponements_of(action.id)
        ),
    )


def planned_share(start: date | None, due: date | None, *, today: date) -> float | None:
    """Return how far a straight line from start to due has come today, 0..1."""
    if start is None or due is None:
        return None
    if today >= due:
        return 1.0
    if today <= start:
        return 0.0
    return (today - start) / (due - start)


def worst(signals: Iterable[Signal]) -> Signal:
    """Return the gravest of the signals; unknown where there is none."""
    return min(signals, key=GRAVITY.index, default=Signal.UNKNOWN)


def distribution(signals: Iterable[Signal]) -> dict[Signal, int]:
    """Count the signals, the gravest first, only those that occur."""
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


def _action_signal(
    action: Action,
    organisation: Organisation,
    *,
    overdue: bool,
    silent: bool,
    behind: float | None,
    today: date,
) -> Signal:
    if action.state is ActionState.STOPPED:
        return Signal.STOPPED
    if action.state is ActionState.DONE:
        return Signal.DONE
    if overdue:
        return Signal.OFF_TRACK
    if silent:
        return Signal.UNKNOWN
    if action.start is not None and today < action.start:
        return Signal.NOT_STARTED
    if behind is None:
        return Signal.UNKNOWN
    return by_distance(behind, organisation)


def _goal_status(
    goal_id: str,
    actions: list[ActionStatus],
    indicators: list[IndicatorStatus],
    organisation: Organisation,
) -> GoalStatus:
    has_figures = [status for status in indicators if status.latest is not None]
    if has_figures:
        told = [
            s.signal for s in has_figures if s.fresh and s.signal is not Signal.UNKNOWN
        ]
        signal = worst(told)
    else:
        signal = _signal_by_activity(actions, organisation)
    return GoalStatus(
        goal_id,
        signal=signal,
        by_activity=not has_figures,
        activity=activity_of(actions),
        effect=effect_of(indicators),
        measured=sum(status.measured for status in indicators),
        indicators=len(indicators),
        actions=len(actions),
    )


def _signal_by_activity(
    actions: list[ActionStatus], organisation: Organisation
) -> Signal:
    counted = [status for status in actions if status.counts]
    if not counted:
        return Signal.UNKNOWN
    for everybody in (Signal.DONE, Signal.NOT_STARTED):
        if all(status.signal is everybody for status in counted):
            return everybody
    known = [status for status in counted if status.planned is not None]
    if not known:
        return Signal.UNKNOWN
    behind = sum(_behind(status) for status in known) / len(known)
    signal = by_distance(behind, organisation)
    some_unknown = any(status.signal is Signal.UNKNOWN for status in counted)
    # Silence is never green: one action nobody tells about is enough not to claim it.
    return Signal.UNKNOWN if signal is Signal.ON_TRACK and some_unknown else signal


def _behind(status: ActionStatus) -> float:
    return 0.0 if status.signal is Signal.DONE else (status.behind or 0.0)


def _mean(shares: list[float]) -> float | None:
    # Sorted, so that the same figures give the same mean in whatever order they came.
    return sum(sorted(shares)) / len(shares) if shares else None


def silent_after(organisation: Organisation) -> timedelta:
    """Return how long nothing may be said about an action before it counts as silent."""
    return timedelta(days=organisation.cadence_days + organisation.grace_days)
