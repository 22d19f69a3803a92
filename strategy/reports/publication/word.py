"""A report as a Word document to attach to a case: real headings, tables and a language."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as Paper
from docx.shared import Length, Mm, RGBColor
from docx.text.paragraph import Paragraph

from strategy.charts.palette import LIGHT
from strategy.domain.items import Signal
from strategy.reports.publication.report import (
    ActionRow,
    Coat,
    GoalPart,
    IndicatorRow,
    PillarPart,
    Report,
    Share,
    State,
)
from strategy.reports.word_parts import (
    SMALL,
    bullets,
    clean,
    heading,
    lines,
    paragraphs,
    saved,
    set_up,
    table,
)

# The relative widths of the columns.
_DECISIONS = (5, 3, 5, 7, 5)
_INDICATORS = (7, 3, 3, 4, 3)
_ACTIONS = (7, 4, 2, 3, 5)


def word_of(report: Report, *, published_at: datetime) -> bytes:
    """Return a report as a .docx."""
    paper = Document()
    set_up(
        paper,
        title=report.title,
        author=report.organisation,
        language=report.language,
        written_at=published_at,
    )
    _write_overview(paper, report)
    for pillar in report.pillars:
        _write_pillar(paper, pillar, report)
    if report.loose:
        heading(paper, report.labels["loose"], 1)
        _write_actions(paper, report.loose, report)
    heading(paper, report.labels["about"], 1)
    paragraphs(paper, report.about)
    return saved(paper)


def _write_overview(paper: Paper, report: Report) -> None:
    if report.coat is not None:
        _show_coat(paper, report.coat)
    heading(paper, report.finding, 0)
    paragraphs(paper, (f"{report.organisation} · {report.strategy} · {report.period}",))
    paragraphs(paper, (*report.notices, *report.summary, report.bar.said))
    _write_shares(paper, report.activity, report.effect)
    if report.needed:
        heading(paper, report.labels["needed"], 1)
        bullets(paper, report.needed)
    if report.since is not None:
        heading(paper, report.since.heading, 1)
        if report.since.nothing:
            paragraphs(paper, (report.since.nothing,))
        for part in report.since.parts:
            heading(paper, part.heading, 2)
            bullets(paper, part.lines)
    heading(paper, report.labels["decisions"], 1)
    table(paper, report.decisions.head, report.decisions.rows, shares=_DECISIONS)


def _show_coat(paper: Paper, coat: Coat) -> None:
    shape = (
        paper.add_paragraph()
        .add_run()
        .add_picture(io.BytesIO(base64.b64decode(coat.picture)), height=Mm(18))
    )
    # Alternative text for the picture; python-docx has no other way.
    shape._inline.docPr.set("descr", clean(coat.said))  # noqa: SLF001 - as above


def _write_pillar(paper: Paper, pillar: PillarPart, report: Report) -> None:
    heading(paper, pillar.title, 1)
    _write_state(paper.add_paragraph(), pillar.state)
    paragraphs(paper, (pillar.description, pillar.number))
    for name, texts in (("analysis", pillar.analysis), ("ahead", pillar.ahead)):
        if texts:
            heading(paper, report.labels[name], 2)
            paragraphs(paper, texts)
    paragraphs(paper, (pillar.bar.said,))
    _write_shares(paper, pillar.activity, pillar.effect)
    _write_indicators(paper, pillar.indicators, report)
    for goal in pillar.goals:
        _write_goal(paper, goal, report)


def _write_goal(paper: Paper, goal: GoalPart, report: Report) -> None:
    heading(paper, f"{goal.code} {goal.title}", 2)
    said = paper.add_paragraph()
    _write_state(said, goal.state, note=goal.note)
    paragraphs(paper, (goal.description, " · ".join(goal.facts)))
    _write_shares(paper, goal.activity, goal.effect)
    _write_indicators(paper, goal.indicators, report)
    _write_actions(paper, goal.actions, report)


def _write_indicators(paper: Paper, rows: Sequence[IndicatorRow], report: Report) -> None:
    if not rows:
        return
    names = ("indicator", "start_value", "latest_value", "aim", "state")
    rows_of = table(
        paper,
        [report.labels[name] for name in names],
        [(row.title, row.baseline, row.latest, row.aim, "") for row in rows],
        shares=_INDICATORS,
    )
    for line, row in zip(lines(rows_of), rows, strict=True):
        _write_state(line.cells[4].paragraphs[0], row.state, size=SMALL)


def _write_actions(paper: Paper, rows: Sequence[ActionRow], report: Report) -> None:
    if not rows:
        return
    names = ("action", "state", "done_share", "due", "responsible")
    rows_of = table(
        paper,
        [report.labels[name] for name in names],
        [(f"{row.code} {row.title}", "", row.percent, row.due, row.responsible) for row in rows],
        shares=_ACTIONS,
    )
    for line, row in zip(lines(rows_of), rows, strict=True):
        _write_state(line.cells[1].paragraphs[0], row.state, note=row.why, size=SMALL)


def _write_shares(paper: Paper, *shares: Share) -> None:
    said = " · ".join(f"{share.label}: {share.said} ({share.note})" for share in shares)
    paragraphs(paper, (said,))


def _write_state(
    paragraph: Paragraph, state: State, *, note: str = "", size: Length | None = None
) -> None:
    run = paragraph.add_run(f"{state.symbol} {state.word}")
    run.bold, run.font.size = True, size
    run.font.color.rgb = RGBColor.from_string(LIGHT.ink(Signal(state.signal)).text[1:])
    if note:
        paragraph.add_run(f" ({clean(note)})").font.size = size
