"""One person's deadlines and meetings as an iCalendar file, as Outlook and others read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText

from strategy.domain.figures.effect import last_measured, measure_by
from strategy.domain.follow_up.reporting import Phase, periods, phase_of
from strategy.domain.items import Action, ActionState, Indicator, Person, Precision
from strategy.domain.media_types import MEDIA_TYPES
from strategy.domain.meeting_items import Meeting
from strategy.domain.meetings.agenda import agenda_of, minutes_of_day
from strategy.domain.plan import Plan
from strategy.i18n import Words

MEDIA_TYPE = f"{MEDIA_TYPES['ics']}; charset=utf-8"

_PROGRAM = "-//Arbeidsgiverkompasset//NO"
_PLACE = "arbeidsgiverkompasset"
_LOOK_AGAIN = timedelta(hours=6)
_DAY = timedelta(days=1)
# The count must fit into 31 bits: from here on it does until 2088.
_COUNTED_FROM = datetime(2020, 1, 1, tzinfo=UTC)
_AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Deadline:
    """One entry: `key` stays the same while it moves.

    It lasts all day unless it begins and ends at a time of day.
    """

    key: str
    day: date
    title: str
    link: str
    note: str = ""
    begins: datetime | None = None
    ends: datetime | None = None


def deadlines_of(
    plan: Plan, person: Person, *, today: date, w: Words, base_url: str
) -> tuple[Deadline, ...]:
    """Return what one person must do by a day, the soonest first, of what they may see."""
    seen = plan.seen_by(person.id)
    mine = seen.positions_held_by(person.id)
    found = [
        *_of_actions(seen, mine, w, base_url),
        *_of_indicators(seen, mine, today, w, base_url),
        *_of_periods(seen, today, w, base_url),
        *_of_hearings(seen, person, today, w, base_url),
        *_of_meetings(seen, person, today, w, base_url),
    ]
    return tuple(sorted(found, key=lambda deadline: (deadline.day, deadline.key)))


def calendar_of(
    deadlines: tuple[Deadline, ...],
    *,
    name: str,
    time_zone: str,
    now: datetime,
    changed_at: datetime,
    cancelled: bool = False,
) -> bytes:
    """Return deadlines as an iCalendar file; both moments have a zone.

    With `cancelled` the file removes them from the reader's calendar again.

    Whole days have no zone of their own: they are the same day wherever the reader is. Programs
    update an entry they know only when it says that it has changed. Each entry says when the plan
    last changed, and its sequence number is derived from that moment, so that it never falls, not
    even when a backup is restored.
    """
    calendar = Calendar()
    calendar.add("prodid", _PROGRAM)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add("name", _text(name))
    calendar.add("x-wr-calname", _text(name))
    calendar.add("x-wr-timezone", _text(time_zone))
    calendar.add("refresh-interval", _LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for deadline in deadlines:
        event = _event(deadline, now, changed_at)
        # An entry that is on again says so: some programs keep it as cancelled otherwise.
        event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
        calendar.add_component(event)
    content: bytes = calendar.to_ical(sorted=False)
    return content


def _event(deadline: Deadline, now: datetime, changed_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{deadline.key}@{_PLACE}")
    event.add("dtstamp", now)
    event.add("last-modified", changed_at)
    event.add("sequence", max(int((changed_at - _COUNTED_FROM).total_seconds()), 0))
    event.add("dtstart", deadline.begins or deadline.day)
    # The day after: an all-day entry ends where the next day begins.
    event.add("dtend", deadline.ends or deadline.day + _DAY)
    event.add("summary", _text(deadline.title))
    event.add("description", vText("\n".join(p for p in (deadline.note, deadline.link) if p)))
    event.add("url", deadline.link)
    if deadline.begins:
        return event
    # A deadline takes no time: the day stays free in the calendar.
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-alldayevent", "TRUE")
    event.add("x-microsoft-cdo-busystatus", "FREE")
    return event


def _text(text: str) -> vText:
    return vText(" ".join(text.split()))


def _of_actions(plan: Plan, mine: frozenset[str], w: Words, base_url: str) -> Iterator[Deadline]:
    for action in plan.actions:
        involved = mine & {action.owner_id or "", *action.contributor_ids}
        if action.state is not ActionState.OPEN or not involved:
            continue
        link = f"{base_url}/action?code={action.code}"
        title = _titled(action, w)
        if action.due:
            said = w.formats.due(action.due, action.due_precision)
            exact = action.due_precision is Precision.DAY
            note = "" if exact else w("calendar.precision", due=said)
            heading = w("calendar.due", title=title)
            yield Deadline(f"due-{action.id}", action.due, heading, link, note)
        for milestone in plan.milestones_of(action.id):
            if milestone.due and milestone.done_on is None:
                step = action.code if action.confidential_to else milestone.title
                yield Deadline(
                    f"milestone-{milestone.id}",
                    milestone.due,
                    w("calendar.milestone", title=step),
                    link,
                    title,
                )


def _of_indicators(
    plan: Plan, mine: frozenset[str], today: date, w: Words, base_url: str
) -> Iterator[Deadline]:
    for indicator in plan.indicators:
        last = last_measured(plan.measurements_of(indicator.id), today)
        if indicator.owner_id not in mine or last is None:
            continue
        yield Deadline(
            f"measure-{indicator.id}",
            measure_by(indicator, last),
            w("calendar.measure", title=_titled(indicator, w)),
            f"{base_url}/indicator?code={indicator.code}",
        )


def _of_periods(plan: Plan, today: date, w: Words, base_url: str) -> Iterator[Deadline]:
    for period in periods(plan, today=today):
        if phase_of(period, today=today) is Phase.CLOSED:
            continue
        name = period.title or w.formats.due(period.ends, period.ends_precision)
        link = f"{base_url}/periods?period={period.id}"
        opens = w("calendar.opens", period=name)
        yield Deadline(f"{period.id}-opens", period.opens, opens, link)
        due = w("calendar.deadline", period=name)
        yield Deadline(f"{period.id}-deadline", period.deadline, due, link)


def _of_hearings(
    plan: Plan, person: Person, today: date, w: Words, base_url: str
) -> Iterator[Deadline]:
    for hearing in plan.hearings:
        if person.id not in hearing.asked_ids or hearing.closed_on or hearing.closes < today:
            continue
        # A calendar is read over many shoulders: what is confidential is only pointed at.
        named = w("calendar.hearing", title=hearing.title)
        title = w("calendar.hearing_closed_to_others") if hearing.confidential_to else named
        link = f"{base_url}/involvement?hearing={hearing.id}"
        yield Deadline(f"{hearing.id}-closes", hearing.closes, title, link)


def _of_meetings(
    plan: Plan, person: Person, today: date, w: Words, base_url: str
) -> Iterator[Deadline]:
    asked = {a.meeting_id for a in plan.attendances if a.person_id == person.id}
    for meeting in plan.meetings:
        if meeting.id not in asked or meeting.on < today:
            continue
        yield meeting_entry(plan, meeting, w, base_url=base_url)


def meeting_entry(plan: Plan, meeting: Meeting, w: Words, *, base_url: str) -> Deadline:
    """Return a meeting as a calendar entry that lasts as long as the agenda in this plan takes."""
    items = agenda_of(plan, meeting.id)
    begins = _begins(meeting, plan.organisation.time_zone)
    lasts = timedelta(minutes=sum(item.minutes for item in items)) or _AN_HOUR
    return Deadline(
        f"meeting-{meeting.id}",
        meeting.on,
        w("calendar.meeting", title=meeting.title),
        f"{base_url}/meeting?meeting={meeting.id}",
        meeting.place,
        begins,
        begins + lasts if begins else None,
    )


def _begins(meeting: Meeting, time_zone: str) -> datetime | None:
    minutes = minutes_of_day(meeting.begins)
    if minutes is None:
        return None
    local = datetime.combine(meeting.on, time(*divmod(minutes, 60)), ZoneInfo(time_zone))
    # In UTC no calendar program has to know the zone's rules.
    return local.astimezone(UTC)


def _titled(item: Action | Indicator, w: Words) -> str:
    # A calendar is read over many shoulders: what is confidential is only pointed at.
    if item.confidential_to:
        return w("mail.confidential", code=item.code)
    return f"{item.code} {item.title}"
