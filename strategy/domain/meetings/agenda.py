"""The agenda of a meeting with its times, and what the plan suggests that it takes up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from strategy.domain.figures.assessment import Assessment
from strategy.domain.figures.attention import Attention, needing_attention
from strategy.domain.figures.waiting import proposals
from strategy.domain.items import Action, Pillar, Signal
from strategy.domain.meeting_items import AgendaItem, Decision, Meeting, Topic
from strategy.domain.plan import Plan

_HOUR, _DAY = 60, 24 * 60
_SHORT, _USUAL, _LONG = 10, 15, 30
_MINUTES_EACH = 3


@dataclass(frozen=True)
class Slot:
    """An agenda item with its planned times; empty if the meeting has no start time."""

    item: AgendaItem
    begins: str
    ends: str


@dataclass(frozen=True)
class Told:
    """An agenda item as sent to somebody: only its number and time if they may not see it."""

    begins: str
    minutes: int
    title: str = ""
    description: str = ""
    number: int = 0


@dataclass(frozen=True)
class Suggested:
    """Something the plan suggests that a meeting takes up.

    `title` and `takes_up_id` are set for an item an earlier meeting parked.
    """

    topic: Topic
    minutes: int
    pillar_id: str | None = None
    title: str = ""
    takes_up_id: str | None = None
    confidential_to: tuple[str, ...] = ()


def agenda_of(plan: Plan, meeting_id: str) -> tuple[AgendaItem, ...]:
    """Return the items of a meeting's agenda, in order."""
    return _items_of(plan, meeting_id, parked=False)


def parked_in(plan: Plan, meeting_id: str) -> tuple[AgendaItem, ...]:
    """Return the items a meeting postponed to another day."""
    return _items_of(plan, meeting_id, parked=True)


def numbers_of(whole: Plan, meeting_id: str) -> dict[str, int]:
    """Return the number of each item of a meeting, 1 for the first, by the item's id.

    `whole` is the plan with everything: an item keeps its number for those who may not see another
    one, when another one is parked, and in the minutes.
    """
    items = (i for i in whole.agenda_items if i.meeting_id == meeting_id)
    in_order = sorted(items, key=lambda item: (item.position, item.parked))
    return {item.id: number for number, item in enumerate(in_order, start=1)}


def still_parked(plan: Plan) -> tuple[AgendaItem, ...]:
    """Return the parked items that no other agenda has taken up, the longest parked first."""
    taken = {item.takes_up_id for item in plan.agenda_items if item.takes_up_id}
    found = (i for i in plan.agenda_items if i.parked and i.id not in taken)
    days = {meeting.id: meeting.on for meeting in plan.meetings}
    return tuple(sorted(found, key=lambda i: (days.get(i.meeting_id, date.max), i.position)))


def _items_of(plan: Plan, meeting_id: str, *, parked: bool) -> tuple[AgendaItem, ...]:
    found = (i for i in plan.agenda_items if i.meeting_id == meeting_id and i.parked is parked)
    return tuple(sorted(found, key=lambda item: item.position))


def timetable(meeting: Meeting, items: Iterable[AgendaItem]) -> tuple[Slot, ...]:
    """Return the items with the times of day they begin and end."""
    minutes = minutes_of_day(meeting.begins)
    slots = []
    for item in items:
        ends = None if minutes is None else minutes + item.minutes
        slots.append(Slot(item, clock_of(minutes), clock_of(ends)))
        minutes = ends
    return tuple(slots)


def agenda_told_to(plan: Plan, meeting: Meeting, person_id: str | None) -> tuple[Told, ...]:
    """Return the agenda as sent to a person, or to anyone (None).

    Items they may not see are included without text, so that the times of the rest are right.
    """
    hidden, numbers = plan.kept_from(person_id), numbers_of(plan, meeting.id)
    told = []
    for slot in timetable(meeting, agenda_of(plan, meeting.id)):
        item, shown = slot.item, slot.item.id not in hidden
        told.append(
            Told(
                slot.begins,
                item.minutes,
                item.title if shown else "",
                item.description if shown else "",
                numbers[item.id],
            )
        )
    return tuple(told)


def minutes_of_day(clock: str) -> int | None:
    """Return a time of day ("09:30") in minutes since midnight; None for an empty one."""
    if not clock:
        return None
    hours, minutes = clock.split(":")
    return int(hours) * _HOUR + int(minutes)


def clock_of(minutes: int | None) -> str:
    """Return minutes since midnight as a time of day; empty for None."""
    if minutes is None:
        return ""
    return f"{minutes % _DAY // _HOUR:02d}:{minutes % _HOUR:02d}"


def meeting_before(plan: Plan, meeting: Meeting) -> Meeting | None:
    """Return the last meeting that was held before this one, by date and time.

    One that was only planned is no previous meeting: nothing was decided or parked in it.
    """
    earlier = (m for m in plan.meetings if m.state.took_place and _when(m) < _when(meeting))
    return max(earlier, key=_when, default=None)


def last_held(plan: Plan, *, before: date) -> Meeting | None:
    """Return the last meeting that was held before a day."""
    held = (m for m in plan.meetings if m.state.took_place and m.on < before)
    return max(held, key=_when, default=None)


def next_meeting(plan: Plan, *, today: date) -> Meeting | None:
    """Return the next meeting that has not ended, today's included."""
    coming = (m for m in plan.meetings if m.on >= today and not m.ends)
    return min(coming, key=_when, default=None)


def decisions_of(plan: Plan, meeting_id: str) -> tuple[Decision, ...]:
    """Return a meeting's decisions, in the order they were made."""
    return tuple(decision for decision in plan.decisions if decision.meeting_id == meeting_id)


def slipping(plan: Plan, assessment: Assessment) -> tuple[Attention, ...]:
    """Return the actions that slip: overdue, far behind or silent, the most serious first."""
    return tuple(
        found
        for found in needing_attention(plan, assessment)
        if isinstance(found.item, Action) and _slips(found, assessment)
    )


def _slips(found: Attention, assessment: Assessment) -> bool:
    return found.signal is Signal.OFF_TRACK or assessment.actions[found.item.id].silent


def pillar_of_the_day(plan: Plan) -> Pillar | None:
    """Return the pillar whose turn it is: one never taken up, or else the longest ago."""
    last: dict[str, date] = {}
    for item in plan.agenda_items:
        meeting = plan.find(Meeting, item.meeting_id)
        if item.pillar_id and meeting is not None:
            last[item.pillar_id] = max(last.get(item.pillar_id, date.min), meeting.on)
    return min(plan.pillars, key=lambda pillar: last.get(pillar.id, date.min), default=None)


def suggested(plan: Plan, assessment: Assessment, meeting: Meeting) -> tuple[Suggested, ...]:
    """Return what the plan suggests that a meeting takes up, in order."""
    return tuple(_suggested(plan, assessment, meeting))


def _suggested(plan: Plan, assessment: Assessment, meeting: Meeting) -> Iterator[Suggested]:
    before = meeting_before(plan, meeting)
    decided = decisions_of(plan, before.id) if before else ()
    if before:
        yield Suggested(Topic.FOLLOW_UP, _room_for(len(decided), _SHORT))
    slips = len(slipping(plan, assessment))
    if slips:
        yield Suggested(Topic.SLIPS, _room_for(slips, _USUAL))
    waiting = len(proposals(plan))
    if waiting:
        yield Suggested(Topic.DECIDE, _room_for(waiting, _SHORT))
    pillar = pillar_of_the_day(plan)
    if pillar is not None:
        yield Suggested(Topic.PILLAR, _LONG, pillar_id=pillar.id)
    for item in still_parked(plan):
        yield Suggested(
            Topic.TALK,
            item.minutes,
            title=item.title,
            takes_up_id=item.id,
            confidential_to=item.confidential_to,
        )


def _room_for(count: int, least: int) -> int:
    return max(least, min(count * _MINUTES_EACH, _LONG))


def _when(meeting: Meeting) -> tuple[date, str]:
    return meeting.on, meeting.begins


_CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?")
_HOURS, _MINUTES = 24, 60


def read_clock(written: str) -> str | None:
    """Return a time of day as people write it ("9", "9.30", "0930") as "09:30", or None."""
    found = _CLOCK.fullmatch(written.strip())
    if found is None:
        return None
    hours, minutes = int(found[1]), int(found[2] or 0)
    return f"{hours:02d}:{minutes:02d}" if hours < _HOURS and minutes < _MINUTES else None
