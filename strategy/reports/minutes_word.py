"""The minutes of a meeting as a Word document, to archive and to attach to a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from docx import Document
from docx.document import Document as Paper

from strategy.reports.minutes_paper import MinutesPaper, PaperDecision, PaperItem, PaperPart
from strategy.reports.word_parts import bullets, clean, heading, paragraphs, saved, set_up


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
        said = paper.add_paragraph()
        said.add_run(clean(f"{label} {decision.code}: {decision.title}")).bold = True
        paragraphs(paper, (decision.description, decision.facts))
