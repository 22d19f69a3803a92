"""The demo's meetings: what was talked about, who came, what was decided, and the next one."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from strategy.demo.story import Chronicle, Event, Row, given, item_id, item_ids, optional_id
from strategy.domain.items import Item
from strategy.domain.meeting_items import (
    AgendaItem,
    Attendance,
    Decided,
    Decision,
    Meeting,
    MeetingState,
    Presence,
    Topic,
)
from strategy.domain.meetings.locking import is_lockable
from strategy.domain.meetings.minutes import seal_of

_PREPARED_BEFORE = timedelta(days=8)


def met(chronicle: Chronicle, file: Path) -> Iterator[Event]:
    """Yield how each meeting was prepared, held and approved, and how the next is prepared."""
    with file.open("rb") as written:
        told = tomllib.load(written)
    numbers: Counter[int] = Counter()
    for row in told["without_minutes"]:
        yield _only_held(chronicle, row)
    for row in told["held"]:
        yield from _held(chronicle, row, numbers)
    yield _planned(chronicle, told["next"])


def sealed(story: Iterable[Event]) -> Iterator[Event]:
    """Yield the same story with every approval sealed over what there was to approve."""
    known: dict[str, Item] = {}
    for event in story:
        done = tuple(_seal(item, known.values()) for item in event.updated)
        known.update((i.id, i) for i in (*event.added, *done) if is_lockable(i))
        yield replace(event, updated=done)


def _seal(item: Item, known: Iterable[Item]) -> Item:
    if not isinstance(item, Meeting) or item.state is not MeetingState.APPROVED:
        return item
    return item.model_copy(update={"seal": seal_of(item, known)})


def _only_held(chronicle: Chronicle, row: Row) -> Event:
    """Return that a meeting was held, and nothing was written about it."""
    meeting = _in_calendar(chronicle, row)
    held = meeting.model_copy(update={"state": MeetingState.HELD})
    return Event(meeting.on, item_id("person", row["by"]), updated=(held,))


def _in_calendar(chronicle: Chronicle, row: Row) -> Meeting:
    calendar = chronicle.organisation["meeting"][row["meeting"] - 1]
    return Meeting(
        id=item_id("meeting", str(row["meeting"])),
        version=1,
        title=calendar["title"],
        on=chronicle.meeting_day(row["meeting"]),
        **given(row, "begins", "ends", "place"),
    )


def _held(chronicle: Chronicle, row: Row, numbers: Counter[int]) -> Iterator[Event]:
    meeting = _in_calendar(chronicle, row)
    on, by = meeting.on, item_id("person", row["by"])
    items = tuple(_items(row, meeting))
    asked = tuple(_asked(row, meeting))
    prepared = tuple(item.model_copy(update={"notes": "", "parked": False}) for item in items)
    invited = tuple(a.model_copy(update={"presence": Presence.INVITED}) for a in asked)
    yield Event(on - _PREPARED_BEFORE, by, added=(*prepared, *invited))
    decisions = tuple(_decisions(chronicle, row, meeting, numbers))
    held = meeting.model_copy(update={"state": MeetingState.HELD})
    minuted = (i.model_copy(update={"version": 1}) for i in (*items, *asked))
    yield Event(on, by, added=tuple(d for d, _ in decisions), updated=(held, *minuted))
    for decision, became in decisions:
        if became:
            linked = {"action_ids": item_ids("action", became["actions"]), "version": 1}
            later = chronicle.days.day(became["on"])
            yield Event(later, by, updated=(decision.model_copy(update=linked),))
    approved_on = chronicle.days.sitting_day(row["approved"], after=on)
    approved = {
        "state": MeetingState.APPROVED,
        "approved_by": item_id("person", row["approved_by"]),
        "approved_on": approved_on,
        "version": 2,
    }
    yield Event(
        approved_on,
        item_id("person", row["approved_by"]),
        updated=(held.model_copy(update=approved),),
    )


def _planned(chronicle: Chronicle, row: Row) -> Event:
    on: date = chronicle.days.working_day(row["on"])
    meeting = Meeting(
        id=item_id("meeting", "next"), on=on, **given(row, "title", "begins", "place")
    )
    asked = (a.model_copy(update={"presence": Presence.INVITED}) for a in _asked(row, meeting))
    added = (meeting, *_items(row, meeting), *asked)
    return Event(chronicle.days.day(row["made"]), item_id("person", row["by"]), added=added)


def _items(row: Row, meeting: Meeting) -> Iterator[AgendaItem]:
    for position, item in enumerate(row["item"], start=1):
        yield AgendaItem(
            id=_item_id(meeting, item["key"]),
            meeting_id=meeting.id,
            position=position,
            topic=Topic(item["topic"]),
            pillar_id=optional_id("pillar", item.get("pillar")),
            goal_ids=item_ids("goal", item.get("goals", ())),
            action_ids=item_ids("action", item.get("actions", ())),
            confidential_to=item_ids("person", item.get("confidential_to", ())),
            **given(item, "title", "description", "minutes", "notes", "parked"),
        )


def _asked(row: Row, meeting: Meeting) -> Iterator[Attendance]:
    for number, one in enumerate(row["attendance"], start=1):
        yield Attendance(
            id=f"{meeting.id}-attendance-{number}",
            meeting_id=meeting.id,
            person_id=optional_id("person", one.get("person")),
            who=one.get("who", ""),
            attends_as=one["as"],
            presence=Presence.ABSENT if one.get("absent") else Presence.PRESENT,
        )


def _decisions(
    chronicle: Chronicle, row: Row, meeting: Meeting, numbers: Counter[int]
) -> Iterator[tuple[Decision, Row | None]]:
    for item in row["item"]:
        for told in item.get("decisions", ()):
            numbers[meeting.on.year] += 1
            code = f"{numbers[meeting.on.year]}/{meeting.on.year}"
            decision = Decision(
                id=item_id("decision", f"{row['meeting']}-{numbers[meeting.on.year]}"),
                code=code,
                meeting_id=meeting.id,
                agenda_item_id=_item_id(meeting, item["key"]),
                decided=Decided(told["decided"]),
                goal_ids=item_ids("goal", told.get("goals", ())),
                action_ids=item_ids("action", told.get("actions", ())),
                owner_id=optional_id("position", told.get("owner")),
                due=chronicle.days.day(told["due"]) if "due" in told else None,
                confidential_to=item_ids("person", item.get("confidential_to", ())),
                **given(told, "title", "reorganisation"),
            )
            yield decision, told.get("became")


def _item_id(meeting: Meeting, key: str) -> str:
    return f"{meeting.id}-item-{key}"
