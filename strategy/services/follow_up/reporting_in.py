"""Keep the plan current: check in on an action, record a measurement, propose a new date."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem, StaleEditError
from strategy.domain.figures.assessment import action_status
from strategy.domain.items import (
    Action,
    ActionState,
    CheckIn,
    Indicator,
    Measurement,
    Milestone,
    Outcome,
    Person,
    Postponement,
    Precision,
    Signal,
)
from strategy.domain.measured_periods import measured_before
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand, demand_report
from strategy.services.reading import today_in
from strategy.services.validation import altered, build, demand_sayable, written
from strategy.store.change import Change
from strategy.store.database import Database

_FULL = 100
_MEASURED = {
    "on", "period", "value", "text", "note", "group_size", "series_break", "preliminary",
    "source", "licence",
}  # fmt: skip
_PROPOSED = {"proposed_due", "reason"}


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

    `values`: those of `CheckIn.SAID`. `state` completes or
    stops the action in the same change. A judgement that differs from the computed signal needs
    a written reason, and so does stopping. A closed action must be reopened first.
    """
    with database.change(by=by.id) as change:
        return check_in_within(
            change, action_id, values, by=by, today=today, state=state, learned=learned
        )


def check_in_within(
    change: Change,
    action_id: str,
    values: Mapping[str, Any],
    *,
    by: Person,
    today: date,
    state: ActionState = ActionState.OPEN,
    learned: str | None = None,
) -> CheckIn:
    """Record how an action is doing as part of a larger change; see `check_in`."""
    action = _reportable_action(change.plan, action_id, by)
    return _said(change, action, values, by=by, today=today, state=state, learned=learned)


def confirm_unchanged(database: Database, action_id: str, *, by: Person, today: date) -> CheckIn:
    """Confirm that nothing has changed since the last check-in.

    Raises NotFoundError where nobody has checked in yet.
    """
    with database.change(by=by.id) as change:
        return confirm_within(change, action_id, by=by, today=today)


def confirm_within(change: Change, action_id: str, *, by: Person, today: date) -> CheckIn:
    """Confirm that nothing has changed as part of a larger change; see `confirm_unchanged`."""
    action = _reportable_action(change.plan, action_id, by)
    latest = change.plan_on(today).latest_check_in(action_id)
    if latest is None:
        raise NotFoundError("check_in", action_id)
    values = {name: getattr(latest, name) for name in CheckIn.KEPT}
    return _said(change, action, values, by=by, today=today)


def unchanged_count(latest: CheckIn | None, fresh: CheckIn) -> int:
    """Return the number of successive check-ins, this one included, that changed nothing."""
    if latest is None:
        return 0
    news = set(CheckIn.WORKING_WORDS) - set(CheckIn.KEPT)
    says_something = any(getattr(fresh, name) for name in news)
    if says_something or (fresh.percent, fresh.judgement) != (latest.percent, latest.judgement):
        return 0
    return latest.unchanged_count + 1


def reopen(database: Database, action_id: str, *, by: Person) -> Action:
    """Reopen a completed or stopped action; for those who may change the plan."""
    demand(by, Permission.CHANGE_PLAN)
    with database.change(by=by.id) as change:
        action = _visible_action(change.plan, action_id, by)
        opened = action.model_copy(update={"state": ActionState.OPEN, "closed_on": None})
        return cast("Action", change.update(opened))


def record_measurement(
    database: Database, indicator_id: str, values: Mapping[str, Any], *, by: Person, today: date
) -> Measurement:
    """Record an indicator's figure; a second figure for the same period corrects the first."""
    with database.change(by=by.id) as change:
        return record_within(change, indicator_id, values, by=by, today=today)


def figures_of_few(database: Database, indicator_id: str, *, by: Person) -> tuple[Measurement, ...]:
    """Return an indicator's kept figures about small groups, which nobody else is shown.

    For those who may change the plan, and only what the organisation has chosen to keep.
    """
    demand(by, Permission.CHANGE_PLAN)
    plan = database.plan()
    _visible_indicator(plan, indicator_id, by)
    return tuple(
        measurement
        for measurement in plan.measurements_of(indicator_id)
        if measurement.is_of_few(plan.organisation) and not measurement.is_without_figure
    )


def record_within(
    change: Change, indicator_id: str, values: Mapping[str, Any], *, by: Person, today: date
) -> Measurement:
    """Record an indicator's figure as part of a larger change; see `record_measurement`."""
    indicator = _visible_indicator(change.plan, indicator_id, by)
    demand_report(change.plan, by, indicator)
    given = {**_only(_MEASURED, values), "indicator_id": indicator_id}
    fresh = build(Measurement, given)
    demand_sayable(fresh, today=today)
    same = measured_before(change.plan, fresh)
    if same is None:
        return cast("Measurement", change.add(fresh))
    return cast("Measurement", change.update(altered(same, given)))


def propose_date(
    database: Database, action_id: str, values: Mapping[str, Any], *, by: Person, today: date
) -> Postponement:
    """Propose a new due date, with a reason; nothing changes until it is approved."""
    with database.change(by=by.id) as change:
        return propose_within(change, action_id, values, by=by, today=today)


def propose_within(
    change: Change, action_id: str, values: Mapping[str, Any], *, by: Person, today: date
) -> Postponement:
    """Propose a new due date as part of a larger change; see `propose_date`."""
    action = _reportable_action(change.plan, action_id, by)
    proposal = checked_proposal(change.plan, action, values, by=by, today=today)
    return cast("Postponement", change.add(proposal))


def checked_proposal(
    plan: Plan, action: Action, values: Mapping[str, Any], *, by: Person, today: date
) -> Postponement:
    """Return the proposal as it would be stored; raises InvalidInputError."""
    _check_open(action)
    told = {
        "action_id": action.id,
        "from_due": action.due,
        "proposed_by": by.id,
        "proposed_on": today,
    }
    proposal = build(Postponement, {**_only(_PROPOSED, values), **told})
    demand_sayable(proposal, today=today)
    _check_proposal(plan, action, proposal)
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
    """Approve or decline a proposed date; approving moves the action's due date.

    The stored proposal is what counts. Raises StaleEditError when it has been decided meanwhile,
    or when the date it was to move has been moved.
    """
    demand(by, Permission.CHANGE_PLAN)
    why = written(note)
    with database.change(by=by.id, reason=why) as change:
        return decide_date_within(change, proposal, approve=approve, by=by, today=today, note=why)


def decide_date_within(
    change: Change,
    proposal: Postponement,
    *,
    approve: bool,
    by: Person,
    today: date,
    note: str = "",
) -> Postponement:
    """Approve or decline a proposed date as part of a larger change; see `decide_date`."""
    demand(by, Permission.CHANGE_PLAN)
    outcome = Outcome.APPROVED if approve else Outcome.DECLINED
    stored = _pending(change.plan, proposal, by)
    action = _visible_action(change.plan, stored.action_id, by)
    if approve:
        _check_open(action)
        _move(change, action, stored, by)
    decision = {"decided_by": by.id, "decided_on": today, "decision_note": written(note)}
    decided = altered(stored, {"outcome": outcome, **decision})
    return cast("Postponement", change.update(decided))


def check_may_move(plan: Plan, action: Action, due: date, *, by: Person) -> None:
    """Raise unless the date may be moved: the action is open and the date not before its start.

    Raises NotFoundError, StaleEditError when somebody changed the action since it was read, or
    InvalidInputError.
    """
    stored = _visible_action(plan, action.id, by)
    if stored.version != action.version:
        raise StaleEditError(plan.seen_by(by.id).by_id[action.id])
    _check_open(stored)
    if due == stored.due:
        raise InvalidInputError((Problem("due", "same_date"),))
    if stored.start and due < stored.start:
        raise InvalidInputError((Problem("due", "before_start"),))


def complete_milestone(
    database: Database,
    milestone_id: str,
    *,
    done_on: date | None,
    by: Person,
    today: date | None = None,
) -> None:
    """Mark a milestone as done or not done; anyone who may check in on the action may.

    `today` is the organisation's day.
    """
    day = today or today_in(database)
    with database.change(by=by.id) as change:
        milestone = change.plan.seen_by(by.id).find(Milestone, milestone_id)
        if milestone is None:
            raise NotFoundError("milestone", milestone_id)
        _reportable_action(change.plan, milestone.action_id, by)
        done = altered(milestone, {"done_on": done_on})
        demand_sayable(done, today=day, before=milestone)
        change.update(done)


def computed_after(plan: Plan, action: Action, fresh: CheckIn, *, today: date) -> Signal:
    """Return the signal the rules would give the action once this check-in is saved."""
    others = tuple(c for c in plan.check_ins if c.action_id != action.id)
    after = replace(plan, check_ins=(*others, fresh))
    return action_status(after, action, today=today).signal


def checked_check_in(
    plan: Plan,
    action: Action,
    values: Mapping[str, Any],
    *,
    by: Person,
    today: date,
    state: ActionState = ActionState.OPEN,
    learned: str | None = None,
) -> CheckIn:
    """Return the check-in as it would be stored; raises InvalidInputError."""
    _check_open(action)
    given = {**_only(CheckIn.SAID, values), "action_id": action.id, "on": today, "by_id": by.id}
    if state is ActionState.DONE:
        given["percent"] = _FULL
    fresh = build(CheckIn, given)
    _check_reasons(plan, action, fresh, state=state, learned=learned, today=today)
    return fresh


def _said(
    change: Change,
    action: Action,
    values: Mapping[str, Any],
    *,
    by: Person,
    today: date,
    state: ActionState = ActionState.OPEN,
    learned: str | None = None,
) -> CheckIn:
    fresh = checked_check_in(
        change.plan, action, values, by=by, today=today, state=state, learned=learned
    )
    closing = state is not ActionState.OPEN
    latest = change.plan_on(today).latest_check_in(action.id)
    # Completing or stopping an action counts as a report, even without a comment.
    count = 0 if closing else unchanged_count(latest, fresh)
    stored = change.add(fresh.model_copy(update={"unchanged_count": count}))
    closed = {"state": state, "closed_on": today} if closing else {}
    lesson = {} if learned is None else {"learned": learned}
    change.update(altered(action, {**closed, **lesson}))
    return cast("CheckIn", stored)


def _only(known: Collection[str], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values; raises for fields that are not filled in here."""
    others = sorted(values.keys() - set(known))
    if others:
        raise InvalidInputError(tuple(Problem(name, "not_here") for name in others))
    return dict(values)


def _visible_action(plan: Plan, action_id: str, by: Person) -> Action:
    # As stored: this person's view of it leaves out the goals hidden from them.
    action = plan.find(Action, action_id)
    if action is None or action_id in plan.kept_from(by.id):
        raise NotFoundError("action", action_id)
    return action


def _reportable_action(plan: Plan, action_id: str, by: Person) -> Action:
    action = _visible_action(plan, action_id, by)
    demand_report(plan, by, action)
    return action


def _visible_indicator(plan: Plan, indicator_id: str, by: Person) -> Indicator:
    indicator = plan.find(Indicator, indicator_id)
    if indicator is None or indicator_id in plan.kept_from(by.id):
        raise NotFoundError("indicator", indicator_id)
    return indicator


def _check_open(action: Action) -> None:
    if action.state is not ActionState.OPEN:
        raise InvalidInputError((Problem("state", "closed"),))


def _check_reasons(
    plan: Plan,
    action: Action,
    fresh: CheckIn,
    *,
    state: ActionState,
    learned: str | None,
    today: date,
) -> None:
    demand_sayable(fresh, today=today)
    if state is ActionState.STOPPED and not (fresh.comment or (learned or "").strip()):
        raise InvalidInputError((Problem("comment", "reason_required"),))
    if fresh.judgement is None or state is not ActionState.OPEN:
        return
    computed = computed_after(plan, action, fresh, today=today)
    if fresh.judgement is not computed and not fresh.override_reason:
        details = {"computed": str(computed)}
        raise InvalidInputError((Problem("override_reason", "reason_required", details),))


def _check_proposal(plan: Plan, action: Action, proposal: Postponement) -> None:
    problems = tuple(_wrong_with(plan, action, proposal))
    if problems:
        raise InvalidInputError(problems)


def _wrong_with(plan: Plan, action: Action, proposal: Postponement) -> Iterator[Problem]:
    if not proposal.reason:
        yield Problem("reason", "reason_required")
    if proposal.proposed_due == action.due:
        yield Problem("proposed_due", "same_date")
    if action.start and proposal.proposed_due < action.start:
        yield Problem("proposed_due", "before_start")
    if any(p.outcome is Outcome.PENDING for p in plan.postponements_of(action.id)):
        yield Problem("proposed_due", "already_pending")


def _pending(plan: Plan, proposal: Postponement, by: Person) -> Postponement:
    stored = plan.seen_by(by.id).find(Postponement, proposal.id)
    if stored is None:
        raise NotFoundError("postponement", proposal.id)
    if stored.version != proposal.version or stored.outcome is not Outcome.PENDING:
        raise StaleEditError(stored, by_id=stored.decided_by)
    return stored


def _move(change: Change, action: Action, proposal: Postponement, by: Person) -> None:
    if action.due != proposal.from_due:
        raise StaleEditError(change.plan.seen_by(by.id).by_id[action.id])
    moved = {
        "due": proposal.proposed_due,
        "due_precision": Precision.DAY,
        "due_text": "",
        "original_due": action.original_due or action.due or proposal.proposed_due,
    }
    change.update(altered(action, moved))
