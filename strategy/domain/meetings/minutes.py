"""The minutes of a meeting, made from what was prepared, noted and decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from strategy.domain.figures.assessment import Assessment
from strategy.domain.figures.changes import Change, ChangeKind
from strategy.domain.items import Item, Person, Position
from strategy.domain.kinds import kind_of
from strategy.domain.meeting_items import (
    AgendaItem,
    Agreement,
    Attendance,
    Attends,
    Decision,
    Meeting,
    Presence,
)
from strategy.domain.meetings.agenda import (
    agenda_of,
    decisions_of,
    meeting_before,
    minutes_of_day,
    numbers_of,
    parked_in,
)
from strategy.domain.meetings.decisions import Became, became_of
from strategy.domain.plan import Plan

_NOT_SEALED = {"version", "seal", "state", "approved_by", "approved_on"}
_SINCE_THEN = {"takes_up_id"}
"""Fields newer than the first seals: sealed only where filled in, so that old seals hold."""
_TOLD = (
    ChangeKind.NEW_STRATEGY,
    ChangeKind.DONE,
    ChangeKind.STOPPED,
    ChangeKind.OVERDUE,
    ChangeKind.POSTPONED,
    ChangeKind.NEW_GOAL,
    ChangeKind.NEW_ACTION,
    ChangeKind.RETIRED,
)
"""The kinds of change shown in minutes, in display order."""

_WITH_A_CAUSE = (ChangeKind.OVERDUE, ChangeKind.POSTPONED, ChangeKind.STOPPED)


@dataclass(frozen=True)
class Attendee:
    """Somebody invited to a meeting; `name` is empty for guests and former users."""

    attendance: Attendance
    name: str
    function: str
    former: bool = False


@dataclass(frozen=True)
class Treated:
    """One agenda item, its number on the agenda, and the decisions made under it."""

    item: AgendaItem
    decisions: tuple[Decision, ...]
    number: int


@dataclass(frozen=True)
class Happened:
    """One thing that happened since the last meeting, with the cause given for it."""

    change: Change
    cause: str


@dataclass(frozen=True)
class FollowedUp:
    """A decision of the previous meeting, and what became of it."""

    decision: Decision
    became: tuple[Became, ...]


@dataclass(frozen=True)
class Minutes:
    """The content of a meeting's minutes. `withheld` counts the items hidden from this reader.

    `intact` is False if the minutes differ from what was approved.
    """

    meeting: Meeting
    previous: Meeting | None
    attendees: tuple[Attendee, ...]
    treated: tuple[Treated, ...]
    decisions: tuple[Decision, ...]
    parked: tuple[AgendaItem, ...]
    agreements: tuple[Agreement, ...]
    happened: tuple[Happened, ...]
    followed_up: tuple[FollowedUp, ...]
    withheld: int = 0
    intact: bool = True

    @property
    def elsewhere(self) -> tuple[Decision, ...]:
        """The decisions that belong to none of the agenda items shown."""
        told = {decision.id for one in self.treated for decision in one.decisions}
        return tuple(decision for decision in self.decisions if decision.id not in told)


def minutes(
    seen: Plan,
    meeting: Meeting,
    *,
    at_the_time: Plan,
    figures: Assessment,
    changes: Iterable[Change] = (),
    whole: Plan | None = None,
) -> Minutes:
    """Return the minutes of a meeting, with what the reader may see.

    `seen` is the plan as the reader may see it, `whole` the plan with everything. `at_the_time` is
    the plan when the meeting was held, with its `figures`; `changes` is what happened since the
    previous meeting.
    """
    everything = whole or seen
    decisions = decisions_of(seen, meeting.id)
    previous = meeting_before(seen, meeting)
    numbers = numbers_of(everything, meeting.id)
    return Minutes(
        meeting=meeting,
        previous=previous,
        attendees=attendees(seen, meeting.id),
        treated=tuple(
            Treated(
                item, tuple(d for d in decisions if d.agenda_item_id == item.id), numbers[item.id]
            )
            for item in agenda_of(seen, meeting.id)
        ),
        decisions=decisions,
        parked=parked_in(seen, meeting.id),
        agreements=_agreed(seen, meeting),
        happened=tuple(_happened(at_the_time, changes)),
        followed_up=followed_up(at_the_time, figures, previous),
        withheld=_count(everything, meeting) - _count(seen, meeting),
        intact=not meeting.seal or meeting.seal == seal_of(meeting, parts_of(everything)),
    )


class Doubt(StrEnum):
    """What looks wrong about a meeting whose minutes somebody is about to approve."""

    NOBODY_PRESENT = "nobody_present"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    DAY_AHEAD = "day_ahead"


def doubts_about(plan: Plan, meeting: Meeting, *, today: date) -> tuple[Doubt, ...]:
    """Return what looks wrong about when a meeting was held and who was there."""
    asked = [a for a in plan.attendances if a.meeting_id == meeting.id]
    begins, ends = minutes_of_day(meeting.begins), minutes_of_day(meeting.ends)
    found = {
        Doubt.NOBODY_PRESENT: not any(a.presence is Presence.PRESENT for a in asked),
        Doubt.ENDS_BEFORE_IT_BEGINS: begins is not None and ends is not None and ends < begins,
        Doubt.DAY_AHEAD: meeting.on > today,
    }
    return tuple(doubt for doubt, is_so in found.items() if is_so)


def attendees(plan: Plan, meeting_id: str) -> tuple[Attendee, ...]:
    """Return those invited to a meeting: leaders, representatives, politicians, others."""
    order = list(Attends)
    found = (_attendee(plan, a) for a in plan.attendances if a.meeting_id == meeting_id)
    return tuple(
        sorted(found, key=lambda a: (order.index(a.attendance.attends_as), a.name, a.function))
    )


def came(meeting_attendees: Iterable[Attendee], presence: Presence) -> tuple[Attendee, ...]:
    """Return the attendees with this presence: came, did not come, or not yet registered."""
    return tuple(a for a in meeting_attendees if a.attendance.presence is presence)


def followed_up(
    plan: Plan, assessment: Assessment, previous: Meeting | None
) -> tuple[FollowedUp, ...]:
    """Return what became of the previous meeting's decisions."""
    if previous is None:
        return ()
    decided = decisions_of(plan, previous.id)
    return tuple(FollowedUp(one, became_of(plan, assessment, one)) for one in decided)


def parts_of(plan: Plan) -> tuple[Item, ...]:
    """Return everything in a plan that belongs to some meeting."""
    return (*plan.agenda_items, *plan.attendances, *plan.decisions, *plan.agreements)


def seal_of(meeting: Meeting, parts: Iterable[Item]) -> str:
    """Return the fingerprint of a meeting and its parts; other meetings' parts are ignored."""
    mine = [part for part in parts if getattr(part, "meeting_id", None) == meeting.id]
    told = [_sealed(i) for i in (meeting, *sorted(mine, key=lambda part: (kind_of(part), part.id)))]
    approved = [str(meeting.approved_by), str(meeting.approved_on)]
    written = json.dumps([*told, approved], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def _sealed(item: Item) -> dict[str, object]:
    told = item.model_dump(mode="json", exclude=_NOT_SEALED)
    empty = {name for name in _SINCE_THEN if told.get(name) is None}
    return {"kind": kind_of(item), **{k: v for k, v in told.items() if k not in empty}}


def _attendee(plan: Plan, attendance: Attendance) -> Attendee:
    person = plan.find(Person, attendance.person_id)
    if attendance.person_id is None:
        return Attendee(attendance, "", attendance.who)
    if person is None or person.erased:
        return Attendee(attendance, "", "", former=True)
    held = (plan.find(Position, p) for p in sorted(plan.positions_held_by(person.id)))
    titles = (p.title for p in held if p is not None and p.holder_id == person.id)
    return Attendee(attendance, person.name, attendance.who or ", ".join(titles))


def _agreed(plan: Plan, meeting: Meeting) -> tuple[Agreement, ...]:
    return tuple(one for one in plan.agreements if one.meeting_id == meeting.id)


def _happened(plan: Plan, changes: Iterable[Change]) -> Iterator[Happened]:
    told = (change for change in changes if change.kind in _TOLD)
    for change in sorted(told, key=lambda one: _TOLD.index(one.kind)):
        said = plan.latest_check_in(change.item_id)
        yield Happened(change, said.cause if said and change.kind in _WITH_A_CAUSE else "")


def _count(plan: Plan, meeting: Meeting) -> int:
    """Return the number of items in the minutes; a decision counts with its agenda item."""
    parts: tuple[AgendaItem | Decision, ...] = (*plan.agenda_items, *plan.decisions)
    mine = [part for part in parts if part.meeting_id == meeting.id]
    items = {part.id for part in mine if isinstance(part, AgendaItem)}
    loose = [p for p in mine if isinstance(p, Decision) and p.agenda_item_id not in items]
    return len(items) + len(loose)
