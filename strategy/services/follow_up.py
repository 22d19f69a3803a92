"""Keep the plan alive: check in on an action, record a measurement, move a date with approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from strategy.domain.assessment import action_status
from strategy.domain.errors import InvalidInputError, NotFoundError, Problem
from strategy.domain.items import (
    Action,
    ActionState,
    CheckIn,
    Indicator,
    Measurement,
    Outcome,
    Person,
    Postponement,
    Signal,
)
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand, demand_report
from strategy.services.validation import altered, build
from strategy.store.change import Change
from strategy.store.database import Database

_FULL = 100


def check_in(
    database: Database,
    action_id: str,
    values: Mapping[str, Any],
    *,
    by: Person,
    today: date,
    state: ActionState = ActionState.OPEN,
    learned: str | None = None,
) -> CheckIn:
    """Record how an action is doing; its owner, deputy and the planners may.

    `values`: percent, judgement, override_reason, comment, cause, remedy. `state` completes or
    stops the action in the same change. A judgement that differs from the computed signal needs
    a written reason, and so does stopping.
    """
    with database.change(by=by.id) as change:
        action = _visible_action(change.plan, action_id, by)
        demand_report(change.plan, by, action)
        given = dict(values)
        if state is ActionState.DONE:
            given["percent"] = _FULL
        fresh = build(CheckIn, {**given, "action_id": action_id, "on": today, "by_id": by.id})
        _check_reasons(change.plan, action, fresh, state=state, learned=learned, today=today)
        latest = change.plan.latest_check_in(action_id)
        fresh = fresh.model_copy(update={"unchanged_count": unchanged_count(latest, fresh)})
        change.add(fresh)
        _close_or_reopen(change, action, state=state, learned=learned, today=today)
        return fresh


def confirm_unchanged(database: Database, action_id: str, *, by: Person, today: date) -> CheckIn:
    """Say that nothing has changed since the last check-in, in one go."""
    latest = database.plan().latest_check_in(action_id)
    percent = latest.percent if latest else 0
    judgement = latest.judgement if latest else None
    reason = latest.override_reason if latest else ""
    values = {"percent": percent, "judgement": judgement, "override_reason": reason}
    return check_in(database, action_id, values, by=by, today=today)


def unchanged_count(latest: CheckIn | None, fresh: CheckIn) -> int:
    """Return how many check-ins in a row, this one included, have changed nothing."""
    if latest is None:
        return 0
    says_something = fresh.comment or fresh.cause or fresh.remedy
    if says_something or (fresh.percent, fresh.judgement) != (latest.percent, latest.judgement):
        return 0
    return latest.unchanged_count + 1


def reopen(database: Database, action_id: str, *, by: Person) -> Action:
    """Open a completed or stopped action again; those who may change the plan may."""
    demand(by, Permission.CHANGE_PLAN)
    with database.change(by=by.id) as change:
        action = _visible_action(change.plan, action_id, by)
        opened = action.model_copy(update={"state": ActionState.OPEN, "closed_on": None})
        change.update(opened)
        return opened


def record_measurement(
    database: Database, indicator_id: str, values: Mapping[str, Any], *, by: Person, today: date
) -> Measurement:
    """Record what an indicator showed; a second figure for the same period corrects the first."""
    with database.change(by=by.id) as change:
        indicator = _visible_indicator(change.plan, indicator_id, by)
        demand_report(change.plan, by, indicator)
        fresh = build(Measurement, {**values, "indicator_id": indicator_id})
        _check_measurement(fresh, today=today)
        same = _same_period(change.plan, fresh)
        if same is None:
            change.add(fresh)
            return fresh
        corrected = altered(same, {**values, "indicator_id": indicator_id})
        change.update(corrected)
        return corrected


def propose_date(
    database: Database, action_id: str, values: Mapping[str, Any], *, by: Person, today: date
) -> Postponement:
    """Propose a new due date, with a reason; it changes nothing until somebody approves it."""
    with database.change(by=by.id) as change:
        action = _visible_action(change.plan, action_id, by)
        demand_report(change.plan, by, action)
        proposal = build(
            Postponement,
            {
                **values,
                "action_id": action_id,
                "from_due": action.due,
                "proposed_by": by.id,
                "proposed_on": today,
            },
        )
        _check_proposal(change.plan, action, proposal)
        change.add(proposal)
        return proposal


def decide_date(
    database: Database,
    proposal: Postponement,
    *,
    approve: bool,
    by: Person,
    today: date,
    note: str = "",
) -> Postponement:
    """Approve or decline a proposed date; approving moves the action's due date."""
    demand(by, Permission.CHANGE_PLAN)
    outcome = Outcome.APPROVED if approve else Outcome.DECLINED
    with database.change(by=by.id, reason=note) as change:
        action = _visible_action(change.plan, proposal.action_id, by)
        decided = altered(
            proposal,
            {"outcome": outcome, "decided_by": by.id, "decided_on": today, "decision_note": note},
        )
        change.update(decided)
        if approve:
            change.update(
                altered(
                    action,
                    {
                        "due": proposal.proposed_due,
                        "due_precision": "day",
                        "due_text": "",
                        "original_due": action.original_due or action.due,
                    },
                )
            )
        return decided


def complete_milestone(
    database: Database, milestone_id: str, *, done_on: date | None, by: Person
) -> None:
    """Tick a milestone off, or open it again; whoever may check in on the action may."""
    with database.change(by=by.id) as change:
        milestone = next((m for m in change.plan.milestones if m.id == milestone_id), None)
        if milestone is None:
            raise NotFoundError("milestone", milestone_id)
        action = _visible_action(change.plan, milestone.action_id, by)
        demand_report(change.plan, by, action)
        change.update(milestone.model_copy(update={"done_on": done_on}))


def _visible_action(plan: Plan, action_id: str, by: Person) -> Action:
    action = plan.find(Action, action_id)
    if action is None or (action.confidential_to and by.id not in action.confidential_to):
        raise NotFoundError("action", action_id)
    return action


def _visible_indicator(plan: Plan, indicator_id: str, by: Person) -> Indicator:
    indicator = plan.seen_by(by.id).find(Indicator, indicator_id)
    if indicator is None:
        raise NotFoundError("indicator", indicator_id)
    return indicator


def _check_reasons(
    plan: Plan,
    action: Action,
    fresh: CheckIn,
    *,
    state: ActionState,
    learned: str | None,
    today: date,
) -> None:
    if state is ActionState.STOPPED:
        if not (fresh.comment or learned):
            raise InvalidInputError((Problem("comment", "reason_required"),))
        return
    if fresh.judgement is None or state is not ActionState.OPEN:
        return
    computed = computed_after(plan, action, fresh, today=today)
    if fresh.judgement is not computed and not fresh.override_reason:
        details = {"computed": str(computed)}
        raise InvalidInputError((Problem("override_reason", "reason_required", details),))


def computed_after(plan: Plan, action: Action, fresh: CheckIn, *, today: date) -> Signal:
    """Return the signal the rules would give the action once this check-in is saved."""
    others = tuple(c for c in plan.check_ins if c.action_id != action.id)
    after = replace(plan, check_ins=(*others, fresh))
    return action_status(after, action, today=today).signal


def _close_or_reopen(
    change: Change, action: Action, *, state: ActionState, learned: str | None, today: date
) -> None:
    values: dict[str, Any] = {}
    if state is not action.state:
        values["state"] = state
        values["closed_on"] = None if state is ActionState.OPEN else today
    if learned is not None and learned != action.learned:
        values["learned"] = learned
    if values:
        change.update(altered(action, values))


def _check_measurement(fresh: Measurement, *, today: date) -> None:
    if fresh.on > today:
        raise InvalidInputError((Problem("on", "in_the_future"),))
    if fresh.value is None and not fresh.text and not fresh.note and not fresh.masked:
        raise InvalidInputError((Problem("value", "required"),))


def _same_period(plan: Plan, fresh: Measurement) -> Measurement | None:
    for measurement in plan.measurements_of(fresh.indicator_id):
        if measurement.on == fresh.on and measurement.period == fresh.period:
            return measurement
    return None


def _check_proposal(plan: Plan, action: Action, proposal: Postponement) -> None:
    problems = []
    if not proposal.reason:
        problems.append(Problem("reason", "reason_required"))
    if proposal.proposed_due == action.due:
        problems.append(Problem("proposed_due", "same_date"))
    if action.start and proposal.proposed_due < action.start:
        problems.append(Problem("proposed_due", "before_start"))
    if any(p.outcome is Outcome.PENDING for p in plan.postponements_of(action.id)):
        problems.append(Problem("proposed_due", "already_pending"))
    if problems:
        raise InvalidInputError(tuple(problems))
