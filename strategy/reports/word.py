"""A report as a Word document to attach to a case: real headings, tables and a language."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as Paper
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Row as Row
from docx.text.paragraph import Paragraph

from strategy.charts.palette import LIGHT
from strategy.domain.items import Signal
from strategy.reports.report import (
    ActionRow,
    Coat,
    GoalPart,
    IndicatorRow,
    PillarPart,
    Report,
    Share,
    State,
)

# What the format itself allows.
_LONGEST_PROPERTY = 255
_LOCALES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
_NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GRID = "Table Grid"
_LIST = "List Bullet"


def word_of(report: Report, *, published_at: datetime) -> bytes:
    """Return a report as a .docx."""
    paper = Document()
    _set_up(paper, report, published_at)
    _write_overview(paper, report)
    for pillar in report.pillars:
        _write_pillar(paper, pillar, report)
    if report.loose:
        _heading(paper, report.labels["loose"], 1)
        _write_actions(paper, report.loose, report)
    _heading(paper, report.labels["about"], 1)
    _paragraphs(paper, report.about)
    with io.BytesIO() as written:
        paper.save(written)
        return written.getvalue()


def _set_up(paper: Paper, report: Report, published_at: datetime) -> None:
    properties = paper.core_properties
    properties.title = _clean(report.title)[:_LONGEST_PROPERTY]
    properties.author = _clean(report.organisation)[:_LONGEST_PROPERTY]
    properties.language = _LOCALES[report.language]
    properties.created = properties.modified = published_at
    properties.comments = ""
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    fonts = normal.element.get_or_add_rPr()
    language = fonts.makeelement(qn("w:lang"), {qn("w:val"): _LOCALES[report.language]})
    fonts.append(language)


def _write_overview(paper: Paper, report: Report) -> None:
    if report.coat is not None:
        _show_coat(paper, report.coat)
    _heading(paper, report.finding, 0)
    _paragraphs(paper, (f"{report.organisation} · {report.strategy} · {report.period}",))
    _paragraphs(paper, (*report.notices, *report.summary, report.bar.said))
    _write_shares(paper, report.activity, report.effect)
    if report.needed:
        _heading(paper, report.labels["needed"], 1)
        _list(paper, report.needed)
    if report.since is not None:
        _heading(paper, report.since.heading, 1)
        if report.since.nothing:
            _paragraphs(paper, (report.since.nothing,))
        for part in report.since.parts:
            _heading(paper, part.heading, 2)
            _list(paper, part.lines)
    _heading(paper, report.labels["decisions"], 1)
    _table(paper, report.decisions.head, report.decisions.rows)


def _show_coat(paper: Paper, coat: Coat) -> None:
    shape = (
        paper.add_paragraph()
        .add_run()
        .add_picture(io.BytesIO(base64.b64decode(coat.picture)), height=Mm(18))
    )
    # Read aloud instead of the picture; python-docx has no other way.
    shape._inline.docPr.set("descr", _clean(coat.said))  # noqa: SLF001 - as above


def _write_pillar(paper: Paper, pillar: PillarPart, report: Report) -> None:
    _heading(paper, pillar.title, 1)
    _paragraphs(paper, (pillar.description, pillar.number))
    for name, texts in (("analysis", pillar.analysis), ("ahead", pillar.ahead)):
        if texts:
            _heading(paper, report.labels[name], 2)
            _paragraphs(paper, texts)
    _paragraphs(paper, (pillar.bar.said,))
    _write_shares(paper, pillar.activity, pillar.effect)
    _write_indicators(paper, pillar.indicators, report)
    for goal in pillar.goals:
        _write_goal(paper, goal, report)


def _write_goal(paper: Paper, goal: GoalPart, report: Report) -> None:
    _heading(paper, f"{goal.code} {goal.title}", 2)
    said = paper.add_paragraph()
    _write_state(said, goal.state, note=goal.note)
    _paragraphs(paper, (goal.description, " · ".join(goal.facts)))
    _write_shares(paper, goal.activity, goal.effect)
    _write_indicators(paper, goal.indicators, report)
    _write_actions(paper, goal.actions, report)


def _write_indicators(paper: Paper, rows: Sequence[IndicatorRow], report: Report) -> None:
    if not rows:
        return
    names = ("indicator", "start_value", "latest_value", "aim", "state")
    table = _table(
        paper,
        [report.labels[name] for name in names],
        [(row.title, row.baseline, row.latest, row.aim, "") for row in rows],
    )
    for line, row in zip(_lines(table), rows, strict=True):
        _write_state(line.cells[4].paragraphs[0], row.state)


def _write_actions(paper: Paper, rows: Sequence[ActionRow], report: Report) -> None:
    if not rows:
        return
    names = ("action", "state", "done_share", "due", "responsible")
    table = _table(
        paper,
        [report.labels[name] for name in names],
        [(f"{row.code} {row.title}", "", row.percent, row.due, row.responsible) for row in rows],
    )
    for line, row in zip(_lines(table), rows, strict=True):
        _write_state(line.cells[1].paragraphs[0], row.state, note=row.why)


def _write_shares(paper: Paper, *shares: Share) -> None:
    said = " · ".join(f"{share.label}: {share.said} ({share.note})" for share in shares)
    _paragraphs(paper, (said,))


def _write_state(paragraph: Paragraph, state: State, *, note: str = "") -> None:
    run = paragraph.add_run(f"{state.symbol} {state.word}")
    run.bold = True
    run.font.color.rgb = RGBColor.from_string(LIGHT.ink(Signal(state.signal)).text[1:])
    if note:
        paragraph.add_run(f" ({_clean(note)})")


def _table(paper: Paper, head: Sequence[str], rows: Iterable[Sequence[str]]) -> WordTable:
    table: WordTable = paper.add_table(rows=1, cols=len(head))
    table.style = _GRID
    _fill(table.rows[0], head, bold=True)
    # Told as a heading to who hears the table, and repeated where a page ends.
    properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way
    properties.append(properties.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    for row in rows:
        _fill(table.add_row(), row)  # type: ignore[no-untyped-call] # it names no type
    return table


def _lines(table: WordTable) -> list[Row]:
    # Once for all: to ask the table for one cell makes it look at every cell there is.
    return list(table.rows)[1:]


def _fill(row: Row, texts: Sequence[str], *, bold: bool = False) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        run = cell.paragraphs[0].add_run(_clean(text))
        run.bold, run.font.size = bold, Pt(9)


def _heading(paper: Paper, text: str, level: int) -> None:
    paper.add_heading(_clean(text), level)


def _paragraphs(paper: Paper, texts: Iterable[str]) -> None:
    for text in texts:
        if text:
            paper.add_paragraph(_clean(text))


def _list(paper: Paper, lines: Iterable[str]) -> None:
    for line in lines:
        paper.add_paragraph(_clean(line), style=_LIST)


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
