"""Prepare a meeting, run it and write its notes; every screen shows the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem, StaleEditError
from strategy.domain.figures.assessment import assess
from strategy.domain.items import Item, Person
from strategy.domain.meeting_items import (
    AgendaItem,
    Attendance,
    Attends,
    Meeting,
    MeetingState,
    Presence,
)
from strategy.domain.meetings.agenda import agenda_of, numbers_of, read_clock
from strategy.domain.meetings.locking import check_not_locked
from strategy.domain.meetings.meeting_clock import MeetingClock, paused, shown
from strategy.domain.meetings.notes import merged
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.i18n import Language
from strategy.services import planning
from strategy.services.meetings import agendas
from strategy.services.meetings.letters import MAY_HAVE_IT
from strategy.services.validation import altered, written
from strategy.store.change import Change
from strategy.store.database import Database
from strategy.store.outbox import MailKey, MailKind

T = TypeVar("T", bound=Item)

_PLANNED = {"title", "on", "begins", "place", "note"}
_ON_THE_FLY_MINUTES = 10
_NAMED_FROM = 3


# --- preparing ----------------------------------------------------------------------------------


def plan_meeting(
    database: Database,
    values: Mapping[str, Any],
    *,
    template: str,
    by: Person,
    language: Language,
    today: date,
) -> tuple[Meeting, ...]:
    """Plan a meeting, or a series of meetings, from a template: all or none.

    `values`: title, on, begins, place, note; empty ones are taken from the template.
    """
    demand(by, Permission.RUN_MEETING)
    chosen = agendas.template(template, language)
    if chosen is None:
        raise InvalidInputError((Problem("template", "no_such_template"),))
    with database.change(by=by.id) as writing:
        made = []
        for number, part in enumerate(chosen.meetings):
            given = _meeting_values(values, part, first=number == 0)
            meeting = planning.add_within(writing, Meeting, given, by=by)
            seen = writing.plan_on(today).seen_by(by.id)
            figures = assess(seen, today)
            if template == agendas.FROM_PLAN:
                items = agendas.agenda_from_plan(seen, figures, meeting, language=language)
            else:
                items = agendas.agenda_from(seen, figures, meeting, of=part, language=language)
            asked = agendas.asked_to(seen, meeting, part.asked, language=language)
            writing.add_many((*items, *asked))
            made.append(meeting)
    return tuple(made)


def _meeting_values(
    values: Mapping[str, Any], part: agendas.TemplateMeeting, *, first: bool
) -> dict[str, Any]:
    given = _only_planned(values)
    given["begins"] = given.get("begins") or part.begins
    title = given.get("title") if first else None
    given["title"] = title or part.title
    if isinstance(given.get("on"), date):
        given["on"] += timedelta(days=part.after_days)
    return given


def change_meeting(
    database: Database, meeting: Meeting, values: Mapping[str, Any], *, by: Person
) -> Meeting:
    """Change the time and place of a meeting, as the caller read it."""
    return planning.change(database, meeting, _only_planned(values), by=by)


def cancel(
    database: Database,
    meeting: Meeting,
    *,
    by: Person,
    today: date,
    now: datetime,
    reason: str = "",
) -> None:
    """Cancel a meeting that has not been held, and its agenda with it.

    Anyone who has been mailed the agenda is mailed that the meeting is cancelled, and agenda mails
    that still wait are not sent; `now` is UTC.
    """
    demand(by, Permission.RUN_MEETING)
    with database.change(by=by.id, reason=written(reason)) as writing:
        _check_state(_meeting(writing.plan, meeting.id), MeetingState.PLANNED)
        planning.retire_within(writing, meeting, by=by)
        writing.keep_back(MailKind.AGENDA, meeting.id)
        told = _cancellations(writing, meeting.id, today)
        writing.mail(told, now=now, asked_by=by.id)


def _cancellations(writing: Change, meeting_id: str, today: date) -> tuple[MailKey, ...]:
    """Return the cancellation mails for those who have, or may have, a meeting's agenda."""
    earlier = writing.mails_about(MailKind.CANCELLED, meeting_id)
    turn = max((mail.turn for mail in earlier), default=0) + 1
    agendas_sent = writing.mails_about(MailKind.AGENDA, meeting_id)
    reached = {mail.person_id for mail in agendas_sent if mail.state in MAY_HAVE_IT}
    return tuple(
        MailKey(person_id, today, MailKind.CANCELLED, meeting_id, turn)
        for person_id in sorted(reached)
    )


def _only_planned(values: Mapping[str, Any]) -> dict[str, Any]:
    others = sorted(values.keys() - _PLANNED)
    if others:
        raise InvalidInputError(tuple(Problem(name, "not_here") for name in others))
    given = dict(values)
    if "begins" in given:
        given["begins"] = _read("begins", str(given["begins"] or ""))
    return given


def add_item(
    database: Database,
    meeting_id: str,
    values: Mapping[str, Any],
    *,
    by: Person,
    after: str | None = None,
) -> AgendaItem:
    """Add an item to the agenda, last or after another item; also while the meeting runs."""
    demand(by, Permission.RUN_MEETING)
    with database.change(by=by.id) as writing:
        meeting = _meeting(writing.plan, meeting_id)
        order = [item.id for item in agenda_of(writing.plan, meeting.id)]
        place = order.index(after) + 1 if after in order else len(order)
        given = {"minutes": _ON_THE_FLY_MINUTES, **values, "meeting_id": meeting.id}
        given["position"] = place + 1
        added = planning.add_within(writing, AgendaItem, given, by=by)
        _number(writing, [*order[:place], added.id, *order[place:]])
        return added


def change_item(
    database: Database, item: AgendaItem, values: Mapping[str, Any], *, by: Person
) -> AgendaItem:
    """Change an item of the agenda, as the caller read it."""
    return planning.change(database, item, values, by=by)


def move_item(database: Database, item: AgendaItem, *, steps: int, by: Person) -> None:
    """Move an item: -1 is one place earlier, 1 one place later; it stops at either end."""
    demand(by, Permission.RUN_MEETING)
    with database.change(by=by.id) as writing:
        stored = _item(writing.plan, item.id, by)
        order = [one.id for one in agenda_of(writing.plan, stored.meeting_id)]
        if stored.id in order:
            place = order.index(stored.id)
            order.pop(place)
            order.insert(max(place + steps, 0), stored.id)
        _number(writing, order)


def park(database: Database, item: AgendaItem, *, parked: bool, by: Person) -> AgendaItem:
    """Set an item aside for another day, or put it back as the last item."""
    demand(by, Permission.RUN_MEETING)
    with database.change(by=by.id) as writing:
        stored = _item(writing.plan, item.id, by)
        last = len(agenda_of(writing.plan, stored.meeting_id)) + 1
        place = {} if parked else {"position": last}
        return _updated(writing, altered(stored, {"parked": parked, **place}))


def _number(writing: Change, order: list[str]) -> None:
    for position, item_id in enumerate(order, start=1):
        item = writing.plan.find(AgendaItem, item_id)
        if item is not None:
            # An item already in its place is not written: the store sees that nothing changed.
            writing.update(item.model_copy(update={"position": position}))


def invite(
    database: Database,
    meeting_id: str,
    *,
    attends_as: Attends,
    by: Person,
    person_id: str | None = None,
    who: str = "",
) -> Attendance:
    """Invite somebody to a meeting: a person who uses the tool, or a function, never a free name.

    Names are stored in one table only, where they can be erased; the minutes refer to it.
    """
    demand(by, Permission.RUN_MEETING)
    if bool(person_id) == bool(who.strip()):
        raise InvalidInputError((Problem("who", "person_or_function"),))
    with database.change(by=by.id) as writing:
        _check_function(writing.plan, who)
        _check_not_asked(writing.plan, meeting_id, person_id)
        values = {"meeting_id": meeting_id, "person_id": person_id, "who": who}
        given = {**values, "attends_as": attends_as}
        meeting = _meeting(writing.plan, meeting_id)
        if meeting.state is not MeetingState.PLANNED:
            # Anyone added while it runs, or when the minutes are written, was present.
            given["presence"] = Presence.PRESENT
        return planning.add_within(writing, Attendance, given, by=by)


def _check_function(plan: Plan, who: str) -> None:
    told = who.casefold()
    names = (p.name.casefold() for p in plan.people if len(p.name) > _NAMED_FROM)
    if "@" in told or any(name in told for name in names):
        raise InvalidInputError((Problem("who", "a_name"),))


def _check_not_asked(plan: Plan, meeting_id: str, person_id: str | None) -> None:
    asked = {a.person_id for a in plan.attendances if a.meeting_id == meeting_id}
    if person_id and person_id in asked:
        raise InvalidInputError((Problem("person_id", "already_asked"),))


def not_asked(database: Database, attendance: Attendance, *, by: Person) -> None:
    """Remove an invitation to a meeting."""
    planning.retire(database, attendance, by=by)


def tick(
    database: Database, meeting_id: str, present: Mapping[str, Presence], *, by: Person
) -> None:
    """Record who attended: presence by the id of the attendance, all in one change."""
    demand(by, Permission.RUN_MEETING)
    with database.change(by=by.id) as writing:
        _meeting(writing.plan, meeting_id)
        for attendance_id, presence in present.items():
            stored = writing.plan.find(Attendance, attendance_id)
            if stored is None or stored.meeting_id != meeting_id:
                raise NotFoundError("attendance", attendance_id)
            writing.update(altered(stored, {"presence": presence}))


# --- running ------------------------------------------------------------------------------------


def item_numbers(database: Database, meeting_id: str, *, by: Person) -> dict[str, int]:
    """Return the number of each item of a meeting by its id, the same for everybody."""
    demand(by, Permission.SEE_PLAN)
    return numbers_of(database.plan(), meeting_id)


def clock(database: Database, meeting_id: str) -> MeetingClock:
    """Return a meeting's clock; if not started, it stands still at the first item."""
    found = database.meeting_clocks.of(meeting_id)
    items = agenda_of(database.plan(), meeting_id)
    known = {item.id for item in items}
    first = items[0].id if items else None
    if found is None:
        return MeetingClock(id=meeting_id, agenda_item_id=first)
    if found.agenda_item_id in known:
        return found
    # The item on the screens has been parked: show the first one instead, with the clock stopped.
    return found.model_copy(update={"agenda_item_id": first, "since": None})


def start(
    database: Database,
    meeting: Meeting,
    *,
    by: Person,
    now: datetime,
    on_another_day: bool = False,
) -> Meeting:
    """Start a meeting, or resume one that was ended by mistake; its first item is shown.

    Its day and its beginning become those when it is started. Raises InvalidInputError where it
    is planned for another day, unless the caller says that this is meant.
    """
    demand(by, Permission.RUN_MEETING)
    with database.change(by=by.id) as writing:
        stored = _meeting(writing.plan, meeting.id)
        check_not_locked(writing.plan, (stored,))
        values: dict[str, Any] = {"state": MeetingState.RUNNING, "ends": ""}
        if stored.state is MeetingState.PLANNED:
            here_now = _where(writing.plan, now)
            if stored.on != here_now.date() and not on_another_day:
                raise InvalidInputError((Problem("on", "planned_for_another_day"),))
            values |= {"on": here_now.date(), "begins": f"{here_now:%H:%M}"}
        begun = _updated(writing, altered(stored, {**values, "version": meeting.version}))
    up = clock(database, meeting.id)
    if up.paused:
        database.meeting_clocks.keep(shown(up, up.agenda_item_id, by=by.id, now=now))
    return begun


def show_item(
    database: Database, seen: MeetingClock, item_id: str, *, by: Person, now: datetime
) -> MeetingClock:
    """Show an item on everybody's screen.

    Raises StaleEditError when somebody else has moved on since the clock was `seen`: two people
    who press at once move one step, not two.
    """
    demand(by, Permission.RUN_MEETING)
    _running(database, seen.id)
    _item(database.plan(), item_id, by)
    return _moved(database, seen, lambda up: shown(up, item_id, by=by.id, now=now))


def pause(database: Database, seen: MeetingClock, *, by: Person, now: datetime) -> MeetingClock:
    """Pause the clock."""
    demand(by, Permission.RUN_MEETING)
    _running(database, seen.id)
    return _moved(database, seen, lambda up: paused(up, by=by.id, now=now))


def resume(database: Database, seen: MeetingClock, *, by: Person, now: datetime) -> MeetingClock:
    """Start the clock again, on the current item."""
    demand(by, Permission.RUN_MEETING)
    _running(database, seen.id)
    return _moved(database, seen, lambda up: shown(up, up.agenda_item_id, by=by.id, now=now))


def end(database: Database, meeting: Meeting, *, by: Person, now: datetime) -> Meeting:
    """End a meeting; its minutes can be corrected until they are approved."""
    demand(by, Permission.RUN_MEETING)
    with database.change(by=by.id) as writing:
        stored = _meeting(writing.plan, meeting.id)
        _check_state(stored, MeetingState.RUNNING)
        values = {"state": MeetingState.HELD, "ends": _local(writing.plan, now)}
        held = _updated(writing, altered(stored, {**values, "version": meeting.version}))
    up = clock(database, meeting.id)
    if not up.paused:
        database.meeting_clocks.keep(paused(up, by=by.id, now=now))
    return held


def hold_without_clock(
    database: Database,
    meeting: Meeting,
    *,
    ends: str,
    by: Person,
    on: date | None = None,
    begins: str | None = None,
) -> Meeting:
    """Record that a meeting was held without the clock, so that it gets minutes.

    `on` and `begins` are the day and time it was held; None if they are as planned.
    """
    demand(by, Permission.RUN_MEETING)
    closed = _read("ends", ends)
    begun = _read("begins", begins or "")
    with database.change(by=by.id) as writing:
        stored = _meeting(writing.plan, meeting.id)
        _check_state(stored, MeetingState.PLANNED)
        values: dict[str, Any] = {"state": MeetingState.HELD, "ends": closed}
        values |= {} if on is None else {"on": on}
        values |= {} if begins is None else {"begins": begun}
        return _updated(writing, altered(stored, {**values, "version": meeting.version}))


def _read(field: str, written: str) -> str:
    clock = read_clock(written) if written.strip() else ""
    if clock is None:
        raise InvalidInputError((Problem(field, "not_a_clock"),))
    return clock


def note(database: Database, item_id: str, text: str, *, based_on: str, by: Person) -> AgendaItem:
    """Save the notes of an item; `based_on` is the text the author started from.

    What somebody else wrote meanwhile is merged in, line by line.
    """
    demand(by, Permission.RUN_MEETING)
    with database.change(by=by.id) as writing:
        stored = _item(writing.plan, item_id, by)
        together = merged(based_on, stored.notes, text)
        return _updated(writing, altered(stored, {"notes": together}))


def _moved(
    database: Database, seen: MeetingClock, move: Callable[[MeetingClock], MeetingClock]
) -> MeetingClock:
    stored = database.meeting_clocks.of(seen.id)
    if stored is not None and stored.version != seen.version:
        raise StaleEditError(stored, by_id=stored.run_by)
    return database.meeting_clocks.keep(move(stored or clock(database, seen.id)))


def _running(database: Database, meeting_id: str) -> None:
    _check_state(_meeting(database.plan(), meeting_id), MeetingState.RUNNING)


def _check_state(meeting: Meeting, state: MeetingState) -> None:
    if meeting.state is not state:
        raise InvalidInputError((Problem("state", f"meeting_not_{state}"),))


def _local(plan: Plan, now: datetime) -> str:
    return f"{_where(plan, now):%H:%M}"


def _where(plan: Plan, now: datetime) -> datetime:
    zone = ZoneInfo(plan.organisation.time_zone)
    return now.replace(tzinfo=UTC).astimezone(zone)


def _meeting(plan: Plan, meeting_id: str) -> Meeting:
    found = plan.find(Meeting, meeting_id)
    if found is None:
        raise NotFoundError("meeting", meeting_id)
    return found


def _item(plan: Plan, item_id: str, by: Person) -> AgendaItem:
    # An item the person may not see is treated as if it did not exist.
    found = plan.find(AgendaItem, item_id)
    if found is None or item_id in plan.kept_from(by.id):
        raise NotFoundError("agenda_item", item_id)
    return found


def _updated(writing: Change, item: T) -> T:
    return cast("T", writing.update(item))
