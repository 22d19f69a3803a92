"""Plan health: what is wrong with the plan itself, each finding with its rule, item and fix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from strategy.domain.figures.assessment import ActionStatus, Assessment
from strategy.domain.figures.effect import aim, fresh_until, last_measured
from strategy.domain.figures.waiting import Ask, reasons_of_action
from strategy.domain.items import (
    GOOD,
    Action,
    ActionState,
    CheckIn,
    Goal,
    Indicator,
    Measurement,
    Party,
    Position,
    Target,
)
from strategy.domain.kinds import kind_of
from strategy.domain.measured_periods import same_period
from strategy.domain.meeting_items import Decision, Meeting
from strategy.domain.plan import Plan
from strategy.domain.plausible import unexplained

EMPTY_CONFIRMATIONS = 3


class Rule(StrEnum):
    """What can be wrong with a plan, the most urgent first."""

    VACANT_OWNER = "vacant_owner"
    NO_OWNER = "no_owner"
    OWNER_ONLY_TEXT = "owner_only_text"
    UNIONS_NOT_INVOLVED = "unions_not_involved"
    GREEN_AGAINST_FIGURES = "green_against_figures"
    JUDGEMENT_DIFFERS = "judgement_differs"
    NEVER_UPDATED = "never_updated"
    SILENT = "silent"
    EMPTY_CONFIRMATIONS = "empty_confirmations"
    NO_DUE_DATE = "no_due_date"
    MOVED_OFTEN = "moved_often"
    OWNER_OVERLOADED = "owner_overloaded"
    GOAL_WITHOUT_ACTION = "goal_without_action"
    GOAL_WITHOUT_INDICATOR = "goal_without_indicator"
    ACTION_WITHOUT_GOAL = "action_without_goal"
    INDICATOR_WITHOUT_BASELINE = "indicator_without_baseline"
    INDICATOR_WITHOUT_TARGET = "indicator_without_target"
    TARGET_ONLY_TEXT = "target_only_text"
    NOT_MEASURED = "not_measured"
    MEASURED_TWICE = "measured_twice"
    IMPLAUSIBLE = "implausible"


@dataclass(frozen=True)
class Finding:
    """One thing to fix: which rule, on which item, with the details its sentence needs."""

    rule: Rule
    kind: str
    item_id: str
    code: str
    title: str
    details: dict[str, int | float | str | date] = field(default_factory=dict)


def findings(plan: Plan, assessment: Assessment) -> tuple[Finding, ...]:
    """Return everything wrong with the plan, the most urgent rule first."""
    plan = plan.until(assessment.today)
    found = [
        *(f for goal in plan.goals for f in _about_goal(plan, goal)),
        *(f for a in plan.actions for f in _about_action(plan, assessment, a)),
        *(f for i in plan.indicators for f in _about_indicator(plan, assessment, i)),
        *(f for decision in plan.decisions for f in _about_decision(plan, decision)),
        *_about_owners(plan),
    ]
    order = {rule: place for place, rule in enumerate(Rule)}
    return tuple(sorted(found, key=lambda f: order[f.rule]))


def _finding(
    rule: Rule, item: Goal | Action | Indicator | Decision, **details: float | str | date
) -> Finding:
    return Finding(rule, kind_of(item), item.id, item.code, item.title, dict(details))


def _about_goal(plan: Plan, goal: Goal) -> Iterator[Finding]:
    yield from _about_owner(plan, goal)
    if not plan.actions_for(goal.id):
        yield _finding(Rule.GOAL_WITHOUT_ACTION, goal)
    if not plan.indicators_of(goal.id):
        yield _finding(Rule.GOAL_WITHOUT_INDICATOR, goal)
    yield from _about_involvement(plan, goal)


def _about_action(plan: Plan, assessment: Assessment, action: Action) -> Iterator[Finding]:
    if not plan.goals_of_action(action):
        yield _finding(Rule.ACTION_WITHOUT_GOAL, action)
    yield from _about_involvement(plan, action)
    if action.state is not ActionState.OPEN:
        return
    yield from _about_owner(plan, action)
    if action.due is None:
        yield _finding(Rule.NO_DUE_DATE, action)
    status = assessment.actions[action.id]
    yield from _about_reporting(plan, assessment, action, status)
    if status.postponements >= plan.organisation.postponed_limit:
        yield _finding(Rule.MOVED_OFTEN, action, times=status.postponements)


def _about_reporting(
    plan: Plan, assessment: Assessment, action: Action, status: ActionStatus
) -> Iterator[Finding]:
    reasons = {waits.ask for waits in reasons_of_action(plan, assessment, action)}
    check_in = plan.latest_check_in(action.id)
    if check_in is None:
        if Ask.NEVER_UPDATED in reasons:
            yield _finding(Rule.NEVER_UPDATED, action)
        return
    if Ask.SILENT in reasons:
        yield _finding(Rule.SILENT, action, days=status.silent_days or 0)
    if check_in.unchanged_count >= EMPTY_CONFIRMATIONS:
        yield _finding(Rule.EMPTY_CONFIRMATIONS, action, times=check_in.unchanged_count)
    yield from _about_judgement(plan, assessment, action, check_in)


def _about_judgement(
    plan: Plan, assessment: Assessment, action: Action, check_in: CheckIn
) -> Iterator[Finding]:
    status = assessment.actions[action.id]
    if status.differs:
        yield _finding(
            Rule.JUDGEMENT_DIFFERS,
            action,
            reported=str(check_in.judgement),
            computed=str(status.signal),
        )
    if check_in.judgement not in GOOD:
        return
    for goal in plan.goals_of_action(action):
        for indicator in plan.indicators_of(goal.id):
            if assessment.indicators[indicator.id].worsening:
                yield _finding(Rule.GREEN_AGAINST_FIGURES, action, indicator=indicator.title)
                return


def _about_owner(plan: Plan, item: Goal | Action) -> Iterator[Finding]:
    owner = plan.find(Position, item.owner_id)
    if owner is None:
        rule = Rule.OWNER_ONLY_TEXT if item.owner_text else Rule.NO_OWNER
        yield _finding(rule, item, owner=item.owner_text)
    elif plan.is_vacant(owner):
        yield _finding(Rule.VACANT_OWNER, item, owner=owner.title)


def _about_involvement(plan: Plan, item: Goal | Action) -> Iterator[Finding]:
    if not item.reorganisation:
        return
    if not any(i.party is Party.UNION_REP for i in plan.involvements_of(item.id)):
        yield _finding(Rule.UNIONS_NOT_INVOLVED, item)


def _about_decision(plan: Plan, decision: Decision) -> Iterator[Finding]:
    """Yield a finding if unions were not involved before a decision about a reorganisation."""
    named = (*decision.goal_ids, *decision.action_ids)
    items = [i for i in map(plan.by_id.get, named) if isinstance(i, Goal | Action)]
    if not (decision.reorganisation or any(item.reorganisation for item in items)):
        return
    meeting = plan.find(Meeting, decision.meeting_id)
    before = meeting.on if meeting else date.max
    # Involvement in the decision's goals and actions counts as involvement in the decision.
    heard = (i for about in (decision, *items) for i in plan.involvements_of(about.id))
    if not any(i.party is Party.UNION_REP and i.on <= before for i in heard):
        yield _finding(Rule.UNIONS_NOT_INVOLVED, decision)


def _about_indicator(plan: Plan, assessment: Assessment, indicator: Indicator) -> Iterator[Finding]:
    targets = plan.targets_of(indicator.id)
    if indicator.baseline is None:
        yield _finding(Rule.INDICATOR_WITHOUT_BASELINE, indicator)
    if not targets:
        yield _finding(Rule.INDICATOR_WITHOUT_TARGET, indicator)
    elif all(aim(target) is None for target in targets):
        yield _finding(Rule.TARGET_ONLY_TEXT, indicator, target=targets[0].text)
    series = plan.measurements_of(indicator.id)
    yield from _not_measured(plan, indicator, series, assessment.today)
    yield from _measured_twice(indicator, series)
    yield from _implausible(indicator, targets, series)


def _measured_twice(indicator: Indicator, series: tuple[Measurement, ...]) -> Iterator[Finding]:
    """Yield a finding for each period that has two figures, from a time when it could."""
    seen: dict[tuple[str, str], str | date] = {}
    for measurement in series:
        key, period = same_period(measurement), measurement.period or measurement.on
        if key in seen:
            yield _finding(Rule.MEASURED_TWICE, indicator, period=period, other=seen[key])
        seen[key] = period


def _not_measured(
    plan: Plan, indicator: Indicator, series: tuple[Measurement, ...], today: date
) -> Iterator[Finding]:
    last = last_measured(series, today)
    if last is None:
        yield _finding(Rule.NOT_MEASURED, indicator)
    elif fresh_until(indicator, last, plan.organisation) < today:
        yield _finding(Rule.NOT_MEASURED, indicator, last=last)


def _implausible(
    indicator: Indicator, targets: tuple[Target, ...], series: tuple[Measurement, ...]
) -> Iterator[Finding]:
    for measurement in unexplained(indicator, targets, series):
        yield _finding(
            Rule.IMPLAUSIBLE,
            indicator,
            value=measurement.value or 0.0,
            period=measurement.period or measurement.on,
        )


def _about_owners(plan: Plan) -> Iterator[Finding]:
    due: Counter[tuple[str, int, int]] = Counter(
        (a.owner_id, a.due.year, a.due.month)
        for a in plan.actions
        if a.owner_id and a.due and a.state is ActionState.OPEN
    )
    for (owner_id, year, month), count in sorted(due.items()):
        owner = plan.find(Position, owner_id)
        if owner is not None and count > plan.organisation.load_limit:
            yield Finding(
                Rule.OWNER_OVERLOADED,
                kind_of(owner),
                owner.id,
                "",
                owner.title,
                {"actions": count, "month": date(year, month, 1)},
            )
