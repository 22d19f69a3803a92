"""The minutes of a meeting as a Word document, to archive and to attach to a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from docx import Document
from docx.document import Document as Paper

from strategy.domain.meeting_items import Meeting
from strategy.domain.meetings.agenda import Told, agenda_told_to
from strategy.domain.meetings.minutes import attendees
from strategy.domain.plan import Plan
from strategy.i18n import Words
from strategy.reports.minutes.paper import (
    MinutesPaper,
    PaperDecision,
    PaperItem,
    PaperPart,
    attendee_words,
)
from strategy.reports.word_parts import bullets, framed, heading, paragraphs, saved, set_up, table


def minutes_word(minutes: MinutesPaper, *, written_at: datetime) -> bytes:
    """Return minutes as a .docx; `written_at` is UTC."""
    paper = Document()
    title = f"{minutes.labels['minutes']}: {minutes.title}"
    set_up(
        paper,
        title=title,
        author=minutes.organisation,
        language=minutes.language,
        written_at=written_at,
    )
    heading(paper, title, 0)
    paragraphs(paper, (minutes.organisation, " · ".join(minutes.facts), minutes.state))
    paragraphs(paper, minutes.notices)
    _write_parts(paper, minutes.labels["attendance"], minutes.attendance)
    if minutes.followed_up:
        heading(paper, minutes.labels["followed_up"], 1)
        bullets(paper, minutes.followed_up)
    if minutes.since:
        _write_parts(paper, minutes.since_heading, minutes.since)
    heading(paper, minutes.labels["items"], 1)
    for item in minutes.items:
        _write_item(paper, item, minutes.labels["decision"])
    if minutes.elsewhere:
        heading(paper, minutes.labels["elsewhere"], 1)
        _write_decisions(paper, minutes.elsewhere, minutes.labels["decision"])
    for name, lines in (("agreements", minutes.agreements), ("parked", minutes.parked)):
        if lines:
            heading(paper, minutes.labels[name], 1)
            bullets(paper, lines)
    return saved(paper)


def agenda_word(
    plan: Plan,
    meeting: Meeting,
    w: Words,
    *,
    written_at: datetime,
    reader_id: str | None = None,
) -> bytes:
    """Return the agenda of a meeting as a .docx, without the text of items the reader may not see.

    Without a particular reader, that is every confidential item.
    """
    paper = Document()
    set_up(
        paper,
        title=meeting.title,
        author=plan.organisation.name,
        language=w.language,
        written_at=written_at,
    )
    heading(paper, meeting.title, 0)
    when = [w.formats.day(meeting.on), meeting.place]
    if meeting.begins:
        when.insert(1, w("meeting.at", begins=meeting.begins))
    paragraphs(paper, (plan.organisation.name, " · ".join(part for part in when if part)))
    heading(paper, w("prepare.agenda"), 1)
    rows = [
        (one.begins, *_agenda_texts(one, w)) for one in agenda_told_to(plan, meeting, reader_id)
    ]
    table(
        paper, (w("agenda.at"), w("kind.agenda_item"), w("field.minutes")), rows, shares=(2, 13, 2)
    )
    heading(paper, w("prepare.people"), 1)
    bullets(paper, [attendee_words(one, w) for one in attendees(plan, meeting.id)])
    return saved(paper)


def _agenda_texts(one: Told, w: Words) -> tuple[str, str]:
    told = f"{one.title}\n{one.description}" if one.description else one.title
    return told or w("agenda.confidential_item"), str(one.minutes)


def _write_parts(paper: Paper, title: str, parts: Iterable[PaperPart]) -> None:
    heading(paper, title, 1)
    for part in parts:
        heading(paper, part.heading, 2)
        bullets(paper, part.lines)


def _write_item(paper: Paper, item: PaperItem, label: str) -> None:
    heading(paper, item.title, 2)
    paragraphs(paper, (item.description, *item.notes))
    _write_decisions(paper, item.decisions, label)


def _write_decisions(paper: Paper, decisions: Iterable[PaperDecision], label: str) -> None:
    for decision in decisions:
        said = f"{label} {decision.code}: {decision.title}"
        framed(paper, said, (decision.description, decision.facts))
