"""The demo's actions as a story: begun, reported on, put off, finished or stopped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from strategy.demo.story import Chronicle, Event, Row, given, item_id, item_ids, optional_id
from strategy.domain.items import (
    Action,
    ActionState,
    CheckIn,
    Involvement,
    Item,
    Milestone,
    Outcome,
    Postponement,
    Signal,
)
from strategy.services.follow_up.reporting_in import unchanged_count

_PLANNED_AHEAD = 15
_FIRST_DAY = -738
"""The first actions were written down when the strategy had been adopted."""

_ENDINGS = {Signal.DONE, Signal.STOPPED}


def happened(chronicle: Chronicle) -> Iterator[Event]:
    """Yield what happened to every action, and who was asked about the goals."""
    for row in chronicle.rows("action"):
        yield _begun(chronicle, row)
        yield from _involved(chronicle, row, "action")
        yield from _reported(chronicle, row)
        yield from _steps_done(chronicle, row)
        yield from _moved_and_closed(chronicle, row)
    for row in chronicle.rows("goal"):
        yield from _involved(chronicle, row, "goal")


def _begun(chronicle: Chronicle, row: Row) -> Event:
    steps = (_milestone(chronicle, row, number) for number in range(len(_milestones(row))))
    return Event(
        _made(chronicle, row),
        item_id("person", chronicle.planner(row.get("owner"))),
        added=(_action(chronicle, row), *steps),
    )


def _made(chronicle: Chronicle, row: Row) -> date:
    """Return the day an action was written down: in a meeting, on a day of its own, or ahead."""
    if "made_in" in row:
        return chronicle.meeting_day(row["made_in"])
    ahead = max(row["start"] - _PLANNED_AHEAD, _FIRST_DAY) if "start" in row else 0
    return chronicle.days.day(row.get("made", ahead))


def _action(chronicle: Chronicle, row: Row) -> Action:
    due = chronicle.days.dated(row["due"]) if "due" in row else None
    return Action(
        id=item_id("action", row["code"]),
        goal_ids=item_ids("goal", row.get("goals", ())),
        owner_id=optional_id("position", row.get("owner")),
        contributor_ids=item_ids("position", row.get("contributors", ())),
        start=chronicle.days.day(row["start"]) if "start" in row else None,
        due=due.date if due else None,
        original_due=due.date if due else None,
        budget_nok=row.get("budget"),
        confidential_to=item_ids("person", row.get("confidential_to", ())),
        **({"due_precision": due.precision} if due else {}),
        **given(
            row, "code", "title", "description", "owner_text", "due_text", "experiment",
            "hypothesis", "success_criterion", "reorganisation",
        ),
    )  # fmt: skip


def _milestones(row: Row) -> tuple[Row, ...]:
    return tuple(row.get("milestones", ()))


def _milestone(chronicle: Chronicle, row: Row, number: int) -> Milestone:
    step = _milestones(row)[number]
    return Milestone(
        id=item_id("milestone", f"{row['code']}-{number + 1}"),
        action_id=item_id("action", row["code"]),
        title=step["title"],
        due=chronicle.days.day(step["due"]),
    )


def _steps_done(chronicle: Chronicle, row: Row) -> Iterator[Event]:
    by = item_id("person", chronicle.holder(row.get("owner")))
    for number, step in enumerate(_milestones(row)):
        if "done" in step:
            on = chronicle.days.day(step["done"])
            done = {"done_on": on, "version": 1}
            milestone = _milestone(chronicle, row, number).model_copy(update=done)
            yield Event(on, by, updated=(milestone,))


def _involved(chronicle: Chronicle, row: Row, kind: Literal["goal", "action"]) -> Iterator[Event]:
    by = item_id("person", chronicle.planner(row.get("owner")))
    for number, entry in enumerate(row.get("involved", ()), start=1):
        on = chronicle.days.working_day(entry["on"])
        involvement = Involvement(
            id=item_id("involvement", f"{row['code']}-{number}"),
            item_kind=kind,
            item_id=item_id(kind, row["code"]),
            on=on,
            by_id=by,
            **given(entry, "party", "who", "how", "outcome"),
        )
        yield Event(on, by, added=(involvement,))


def _reported(chronicle: Chronicle, row: Row) -> Iterator[Event]:
    before: CheckIn | None = None
    for number, report in enumerate(row.get("reports", ()), start=1):
        by = report.get("by") or chronicle.holder(row.get("owner"))
        check_in = CheckIn(
            id=item_id("check_in", f"{row['code']}-{number}"),
            action_id=item_id("action", row["code"]),
            on=_day_of(chronicle, row, report, by),
            by_id=item_id("person", by),
            judgement=report.get("says"),
            override_reason=report.get("override", ""),
            **given(report, "percent", "comment", "cause", "remedy"),
        )
        count = unchanged_count(before, check_in)
        before = check_in.model_copy(update={"unchanged_count": count})
        yield Event(check_in.on, check_in.by_id, added=(before,))


def _day_of(chronicle: Chronicle, row: Row, report: Row, by: str) -> date:
    # The last report on an ended action is the one that ended it.
    ended = row.get("done", row.get("stopped"))
    if ended is not None and report.get("says") in _ENDINGS:
        return chronicle.days.day(ended)
    return chronicle.reporting_day(report["on"], by)


def _moved_and_closed(chronicle: Chronicle, row: Row) -> Iterator[Event]:
    action = _action(chronicle, row).model_copy(update={"version": 1})
    for number, proposal in enumerate(row.get("postponed", ()), start=1):
        asked = _proposal(chronicle, row, proposal, number, due=action.due)
        yield Event(asked.proposed_on, asked.proposed_by, added=(asked,))
        if "decided" not in proposal:
            continue
        decided = _decided(chronicle, asked, proposal)
        updated: tuple[Item, ...] = (decided,)
        if decided.outcome is Outcome.APPROVED:
            moved = action.model_copy(update={"due": asked.proposed_due})
            updated = (decided, moved)
            action = moved.model_copy(update={"version": action.version + 1})
        by = item_id("person", proposal["by"])
        on = chronicle.days.day(proposal["decided"])
        yield Event(on, by, updated=updated, reason=decided.decision_note)
    yield from _closed(chronicle, row, action)


def _proposal(
    chronicle: Chronicle, row: Row, proposal: Row, number: int, *, due: date | None
) -> Postponement:
    return Postponement(
        id=item_id("postponement", f"{row['code']}-{number}"),
        action_id=item_id("action", row["code"]),
        from_due=due,
        proposed_due=chronicle.days.day(proposal["to"]),
        reason=proposal["reason"],
        proposed_by=item_id("person", chronicle.holder(row.get("owner"))),
        proposed_on=chronicle.days.day(proposal["on"]),
    )


def _decided(chronicle: Chronicle, asked: Postponement, proposal: Row) -> Postponement:
    decision = {
        "outcome": Outcome(proposal.get("outcome", Outcome.APPROVED)),
        "decided_by": item_id("person", proposal["by"]),
        "decided_on": chronicle.days.day(proposal["decided"]),
        "decision_note": proposal.get("note", ""),
        "version": 1,
    }
    return asked.model_copy(update=decision)


def _closed(chronicle: Chronicle, row: Row, action: Action) -> Iterator[Event]:
    for state in (ActionState.DONE, ActionState.STOPPED):
        if state.value not in row:
            continue
        on = chronicle.days.day(row[state.value])
        ending: dict[str, Any] = {"state": state, "closed_on": on}
        closed = action.model_copy(update={**ending, "learned": row.get("learned", "").strip()})
        by = item_id("person", chronicle.holder(row.get("owner")))
        yield Event(on, by, updated=(closed,))
