"""Record a decision and carry out its effect on the plan, in one change: both or neither."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem
from strategy.domain.items import Action, Goal, Item, Person, Pillar, Precision
from strategy.domain.meeting_items import AgendaItem, Decided, Decision, Meeting, MeetingState
from strategy.domain.meetings.decisions import next_decision_code
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.services import planning
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.validation import build, check_in_plan, written
from strategy.store.change import Change
from strategy.store.database import Database

_SAID = {
    "title", "description", "decided", "agreement_ids", "reorganisation", "confidential_to",
    "owner_id", "due", "goal_ids", "action_ids",
}  # fmt: skip
_FOR_WHAT_IT_DOES = {"pillar_id", "reason"}
_MAY_BE_CORRECTED = {"title", "description", "agreement_ids", "reorganisation"}


@dataclass(frozen=True)
class _Deciding:
    """One decision being made, and everything needed to carry it out."""

    writing: Change
    values: Mapping[str, Any]
    about: Item | None
    by: Person
    today: date

    @property
    def plan(self) -> Plan:
        return self.writing.plan

    def named(self) -> tuple[str, ...]:
        return tuple(self.values.get("confidential_to") or ())


def decide(
    database: Database,
    meeting_id: str,
    values: Mapping[str, Any],
    *,
    by: Person,
    today: date,
    agenda_item_id: str | None = None,
    about: Goal | Action | None = None,
) -> Decision:
    """Record what a meeting decides and carry it out, in one change; return the decision.

    `values`: decided, title, description, agreement_ids, reorganisation, confidential_to; for a
    new goal pillar_id; for a new action goal_ids, owner_id and due; for a new date due (and
    reason); a statement may name goal_ids and action_ids. `about` is the action whose date moves
    or the goal that is retired, as the caller read it. Its effects follow the rules of planning and
    follow_up. A decision under a confidential item is visible only to those the item names.
    """
    demand(by, Permission.RUN_MEETING)
    given = _known(values)
    # The reason is shown with the change, to everyone who may see the change.
    secret = given.get("confidential_to") or _is_for_few(database.plan(), agenda_item_id)
    reason = "" if secret else written(str(given.get("title") or ""))
    with database.change(by=by.id, reason=reason) as writing:
        meeting = _deciding_meeting(writing.plan, meeting_id)
        given = _as_secret_as_its_item(writing.plan, given, meeting, agenda_item_id, by)
        wanted = build(Decision, {"code": "1", "meeting_id": meeting_id, **_said(given)})
        deciding = _Deciding(writing, {**given, "due": wanted.due}, about, by, today)
        _check_complete(wanted.decided, deciding)
        decision = build(
            Decision,
            {
                **_said(given),
                "code": next_decision_code(writing.plan, meeting.on.year),
                "meeting_id": meeting_id,
                "agenda_item_id": agenda_item_id,
            },
        )
        check_in_plan(writing.plan, decision, seen=writing.plan.seen_by(by.id))
        done = _DOES[wanted.decided](deciding)
        return cast("Decision", writing.add(decision.model_copy(update=done)))


def correct(
    database: Database, decision: Decision, values: Mapping[str, Any], *, by: Person
) -> Decision:
    """Correct the wording of a decision, as the caller read it, until the minutes are approved.

    Its effects on the plan are not undone here: use another decision, or the history, for that.
    """
    others = sorted(values.keys() - _MAY_BE_CORRECTED)
    if others:
        raise InvalidInputError(tuple(Problem(name, "not_here") for name in others))
    return planning.change(database, decision, values, by=by)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    others = sorted(values.keys() - _SAID - _FOR_WHAT_IT_DOES)
    if others:
        raise InvalidInputError(tuple(Problem(name, "not_here") for name in others))
    return dict(values)


def _said(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name in _SAID}


def _is_for_few(plan: Plan, item_id: str | None) -> bool:
    item = plan.find(AgendaItem, item_id)
    return item is not None and bool(item.confidential_to)


def _deciding_meeting(plan: Plan, meeting_id: str) -> Meeting:
    meeting = plan.find(Meeting, meeting_id)
    if meeting is None:
        raise NotFoundError("meeting", meeting_id)
    if meeting.state is MeetingState.PLANNED:
        raise InvalidInputError((Problem("meeting_id", "meeting_not_begun"),))
    return meeting


def _as_secret_as_its_item(
    plan: Plan, given: dict[str, Any], meeting: Meeting, item_id: str | None, by: Person
) -> dict[str, Any]:
    if item_id is None:
        return _not_hidden_from_oneself(given, by)
    item = plan.find(AgendaItem, item_id)
    if item is None or item.meeting_id != meeting.id or item_id in plan.kept_from(by.id):
        raise NotFoundError("agenda_item", item_id)
    named = tuple(given.get("confidential_to") or ())
    if item.confidential_to:
        wanted = tuple(p for p in named if p in item.confidential_to) or item.confidential_to
        given = {**given, "confidential_to": wanted}
    return _not_hidden_from_oneself(given, by)


def _not_hidden_from_oneself(given: dict[str, Any], by: Person) -> dict[str, Any]:
    named = tuple(given.get("confidential_to") or ())
    if named and by.id not in named:
        raise InvalidInputError((Problem("confidential_to", "not_yourself"),))
    return given


def _check_complete(kind: Decided, deciding: _Deciding) -> None:
    problems = tuple(_missing(kind, deciding))
    if problems:
        raise InvalidInputError(problems)


def _missing(kind: Decided, deciding: _Deciding) -> Iterator[Problem]:
    values = deciding.values
    match kind:
        case Decided.NEW_GOAL:
            wanted: tuple[str, ...] = ("pillar_id",)
        case Decided.NEW_ACTION:
            wanted = ("owner_id", "due")
        case Decided.NEW_DATE:
            wanted = ("due",)
            if not isinstance(deciding.about, Action):
                yield Problem("action_ids", "required")
        case Decided.RETIRED_GOAL:
            wanted = ()
            if not isinstance(deciding.about, Goal):
                yield Problem("goal_ids", "required")
        case _:
            wanted = ()
    yield from (Problem(name, "required") for name in wanted if not values.get(name))


# --- what a decision does -----------------------------------------------------------------------


def _add_goal(deciding: _Deciding) -> dict[str, Any]:
    values = deciding.values
    pillar = deciding.plan.find(Pillar, values["pillar_id"])
    code = planning.next_code(deciding.plan, Goal, under=pillar.code if pillar else "")
    goal = planning.add_within(
        deciding.writing,
        Goal,
        {
            "code": code,
            "pillar_id": values["pillar_id"],
            "title": values["title"],
            "owner_id": values.get("owner_id"),
            "due": values.get("due"),
            "confidential_to": deciding.named(),
        },
        by=deciding.by,
    )
    return {"goal_ids": (goal.id,), "action_ids": ()}


def _add_action(deciding: _Deciding) -> dict[str, Any]:
    values = deciding.values
    action = planning.add_within(
        deciding.writing,
        Action,
        {
            "code": planning.next_code(deciding.plan, Action),
            "title": values["title"],
            "goal_ids": tuple(values.get("goal_ids") or ()),
            "owner_id": values["owner_id"],
            "start": min(deciding.today, values["due"]),
            "due": values["due"],
            "confidential_to": deciding.named(),
        },
        by=deciding.by,
    )
    return {"action_ids": (action.id,)}


def _move_date(deciding: _Deciding) -> dict[str, Any]:
    action = cast("Action", deciding.about)
    due, why = deciding.values["due"], str(deciding.values.get("reason") or "")
    # Everyone who sees the action sees this reason: a confidential decision gives none.
    why = why if why or deciding.named() else str(deciding.values["title"])
    follow_up.check_may_move(deciding.plan, action, due, by=deciding.by)
    waiting = [p for p in deciding.plan.pending_postponements() if p.action_id == action.id]
    moved_by = (p for p in waiting if (p.proposed_due, p.from_due) == (due, action.due))
    approved = next(moved_by, None)
    for proposal in waiting:
        follow_up.decide_date_within(
            deciding.writing,
            proposal,
            approve=proposal is approved,
            by=deciding.by,
            today=deciding.today,
            note=why,
        )
    if approved is None:
        moved = {"due": due, "due_precision": Precision.DAY, "due_text": ""}
        planning.change_within(
            deciding.writing, action, moved, by=deciding.by, reason=why, today=deciding.today
        )
    return {"action_ids": (action.id,), "goal_ids": (), "owner_id": action.owner_id}


def _retire_goal(deciding: _Deciding) -> dict[str, Any]:
    goal = cast("Goal", deciding.about)
    planning.retire_within(deciding.writing, goal, by=deciding.by)
    return {"goal_ids": (goal.id,), "action_ids": ()}


def _say(_deciding: _Deciding) -> dict[str, Any]:
    return {}


_DOES: dict[Decided, Callable[[_Deciding], dict[str, Any]]] = {
    Decided.NEW_GOAL: _add_goal,
    Decided.NEW_ACTION: _add_action,
    Decided.NEW_DATE: _move_date,
    Decided.RETIRED_GOAL: _retire_goal,
    Decided.STATEMENT: _say,
}
