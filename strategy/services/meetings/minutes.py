"""The minutes of a meeting: read, approve and seal them, and export them as files."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem
from strategy.domain.figures.changes import Change
from strategy.domain.items import Person
from strategy.domain.meeting_items import Meeting, MeetingState
from strategy.domain.meetings.agenda import meeting_before
from strategy.domain.meetings.locking import check_not_locked
from strategy.domain.meetings.minutes import (
    Doubt,
    Minutes,
    doubts_about,
    minutes,
    parts_of,
    seal_of,
)
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand, may
from strategy.i18n import Language, words
from strategy.reports.minutes.paper import MinutesPaper, paper_of
from strategy.reports.minutes.pdf import minutes_pdf
from strategy.reports.minutes.word import agenda_word, minutes_word
from strategy.services import reading
from strategy.services.validation import altered
from strategy.store.database import Database

_IN_DOUBT = {
    Doubt.NOBODY_PRESENT: "presence",
    Doubt.ENDS_BEFORE_IT_BEGINS: "ends",
    Doubt.DAY_AHEAD: "on",
}


def minutes_of(
    database: Database, meeting_id: str, *, by: Person, today: date, for_all: bool = False
) -> Minutes:
    """Return the minutes of a meeting as this person may read them.

    `for_all` leaves out confidential items whoever asks, for copies that are passed on.
    """
    seen = reading.moment(database, by=by, today=today)
    meeting = seen.plan.find(Meeting, meeting_id)
    if meeting is None:
        raise NotFoundError("meeting", meeting_id)
    held_on = meeting.on if meeting.on < today else None
    then = reading.moment(database, by=by, today=today, as_of=held_on)
    changes = _changes_before(database, seen.plan, meeting, by=by, today=today, until=held_on)
    if for_all:
        hidden = seen.plan.kept_from(None) | then.plan.kept_from(None)
        changes = tuple(change for change in changes if change.item_id not in hidden)
    return minutes(
        seen.plan.seen_by(None) if for_all else seen.plan,
        meeting,
        at_the_time=then.plan.seen_by(None) if for_all else then.plan,
        figures=then.assessment,
        changes=changes,
        whole=database.plan(),
    )


def _changes_before(
    database: Database,
    plan: Plan,
    meeting: Meeting,
    *,
    by: Person,
    today: date,
    until: date | None,
) -> tuple[Change, ...]:
    previous = meeting_before(plan, meeting)
    if previous is None or previous.on >= min(meeting.on, today):
        return ()
    return reading.changes_since(database, previous.on, by=by, today=today, until=until)


def doubts(database: Database, meeting_id: str, *, today: date) -> tuple[Doubt, ...]:
    """Return what to ask about before the minutes of a meeting are approved."""
    plan = database.plan()
    meeting = plan.find(Meeting, meeting_id)
    return () if meeting is None else doubts_about(plan, meeting, today=today)


def approve(
    database: Database, meeting: Meeting, *, by: Person, today: date, sure: bool = False
) -> Meeting:
    """Approve the minutes of a meeting that was held, as the caller read them; this locks them.

    For leaders and administrators. Approved minutes are sealed, so that tampering shows. Raises
    InvalidInputError for what looks wrong (see `doubts`), unless the caller says that it is right.
    """
    demand(by, Permission.APPROVE_MINUTES)
    with database.change(by=by.id) as writing:
        stored = writing.plan.find(Meeting, meeting.id)
        if stored is None:
            raise NotFoundError("meeting", meeting.id)
        check_not_locked(writing.plan, (stored,))
        if stored.state is not MeetingState.HELD:
            raise InvalidInputError((Problem("state", "meeting_not_held"),))
        found = doubts_about(writing.plan, stored, today=today)
        if found and not sure:
            raise InvalidInputError(tuple(Problem(_IN_DOUBT[doubt], doubt) for doubt in found))
        values = {"state": MeetingState.APPROVED, "approved_by": by.id, "approved_on": today}
        approved = altered(stored, {**values, "version": meeting.version})
        sealed = approved.model_copy(update={"seal": seal_of(approved, parts_of(writing.plan))})
        return cast("Meeting", writing.update(sealed))


def minutes_on_paper(
    database: Database,
    meeting_id: str,
    *,
    by: Person,
    today: date,
    language: Language,
    for_all: bool = True,
) -> MinutesPaper:
    """Return the minutes in a language, ready to print.

    The printed copy names people for those who run meetings; for others it names functions only.
    Confidential items are only counted, unless a person named in them asks for a copy that is
    not `for_all`.
    """
    told = minutes_of(database, meeting_id, by=by, today=today, for_all=for_all)
    plan = reading.moment(database, by=by, today=today).plan
    named = may(by, Permission.RUN_MEETING)
    return paper_of(told, plan, words(language), with_names=named)


def agenda_as_word(
    database: Database, meeting_id: str, *, by: Person, now: datetime, language: Language
) -> bytes:
    """Return the agenda of a meeting as a Word document for those invited; `now` is UTC."""
    demand(by, Permission.RUN_MEETING)
    plan = database.plan().seen_by(by.id)
    meeting = plan.find(Meeting, meeting_id)
    if meeting is None:
        raise NotFoundError("meeting", meeting_id)
    # It goes to everyone invited: confidential items are only counted.
    return agenda_word(plan, meeting, words(language), written_at=now)


def minutes_as_word(
    database: Database,
    meeting_id: str,
    *,
    by: Person,
    today: date,
    now: datetime,
    language: Language,
    for_all: bool = True,
) -> bytes:
    """Return the minutes as a Word document; `now` is UTC."""
    paper = minutes_on_paper(
        database, meeting_id, by=by, today=today, language=language, for_all=for_all
    )
    return minutes_word(paper, written_at=now)


def minutes_as_pdf(
    database: Database,
    meeting_id: str,
    *,
    by: Person,
    today: date,
    now: datetime,
    language: Language,
    for_all: bool = True,
) -> bytes:
    """Return the minutes as PDF/A; `now` is UTC."""
    paper = minutes_on_paper(
        database, meeting_id, by=by, today=today, language=language, for_all=for_all
    )
    return minutes_pdf(paper, written_at=now)
