"""A report as a Word document to attach to a case: real headings, tables and a language."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as Paper

from strategy.charts.palette import LIGHT, READING_ORDER
from strategy.domain.items import Signal
from strategy.reports.publication.drawing import bar_drawing, size_of, trend_drawing
from strategy.reports.publication.pictures import Drawing, pictures_of
from strategy.reports.publication.report import (
    ActionRow,
    Bar,
    Coat,
    GoalPart,
    IndicatorRow,
    PillarPart,
    Report,
    Share,
    State,
    Trend,
)
from strategy.reports.word_parts import (
    Inked,
    Picture,
    bullets,
    heading,
    paragraphs,
    saved,
    set_up,
    show_picture,
    table,
    write_inked,
)

# The relative widths of the columns.
_DECISIONS = (5, 3, 5, 7, 5)
_INDICATORS = (7, 3, 3, 4, 3, 4)
_ACTIONS = (7, 4, 2, 3, 5)


_PAINT = {
    **{signal.value: LIGHT.ink(signal).fill for signal in READING_ORDER},
    "edge": LIGHT.border,
    "line": LIGHT.activity,
    "aim": LIGHT.muted,
}
_WIDE, _HALF, _BAR_HEIGHT = 465.0, 260.0, 10.0
_TREND_WIDTH, _TREND_HEIGHT = 75.0, 20.0
_COAT_HEIGHT = 51.0

Pictures = Mapping[Bar | Trend, Picture]


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
    writer = _Writer(paper, report)
    writer.overview()
    for pillar in report.pillars:
        writer.pillar(pillar)
    if report.loose:
        heading(paper, report.labels["loose"], 1)
        writer.actions(report.loose)
    heading(paper, report.labels["about"], 1)
    paragraphs(paper, report.about)
    return saved(paper)


class _Writer:
    """Writes the parts of a report into a document."""

    def __init__(self, paper: Paper, report: Report) -> None:
        self._paper = paper
        self._report = report
        self._pictures = _drawn(report)

    def overview(self) -> None:
        paper, report = self._paper, self._report
        if report.coat is not None:
            show_picture(paper.add_paragraph().add_run(), _coat(report.coat))
        heading(paper, report.finding, 0)
        paragraphs(paper, (f"{report.organisation} · {report.strategy} · {report.period}",))
        paragraphs(paper, (*report.notices, *report.summary))
        self._bar(report.bar)
        self._shares(report.activity, report.effect)
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

    def pillar(self, pillar: PillarPart) -> None:
        paper, report = self._paper, self._report
        heading(paper, pillar.title, 1)
        self._state(pillar.state)
        paragraphs(paper, (pillar.description, pillar.number))
        for name, texts in (("analysis", pillar.analysis), ("ahead", pillar.ahead)):
            if texts:
                heading(paper, report.labels[name], 2)
                paragraphs(paper, texts)
        self._bar(pillar.bar)
        self._shares(pillar.activity, pillar.effect)
        self._indicators(pillar.indicators)
        for goal in pillar.goals:
            self._goal(goal)

    def _goal(self, goal: GoalPart) -> None:
        paper = self._paper
        heading(paper, f"{goal.code} {goal.title}", 2)
        self._state(goal.state, note=goal.note)
        paragraphs(paper, (goal.description, " · ".join(goal.facts)))
        self._shares(goal.activity, goal.effect)
        self._indicators(goal.indicators)
        self.actions(goal.actions)

    def _indicators(self, rows: Sequence[IndicatorRow]) -> None:
        if not rows:
            return
        names = ("indicator", "start_value", "latest_value", "aim", "state", "trend")
        table(
            self._paper,
            [self._report.labels[name] for name in names],
            [
                (
                    "\n".join((row.title, *row.origin)),
                    row.baseline,
                    row.latest,
                    row.aim,
                    _inked(row.state),
                    self._pictures.get(row.trend, "–"),
                )
                for row in rows
            ],
            shares=_INDICATORS,
        )

    def actions(self, rows: Sequence[ActionRow]) -> None:
        """Write a table of actions, if there are any."""
        if not rows:
            return
        names = ("action", "state", "done_share", "due", "responsible")
        table(
            self._paper,
            [self._report.labels[name] for name in names],
            [
                (
                    f"{row.code} {row.title}",
                    _inked(row.state, note=row.why),
                    row.percent,
                    row.due,
                    row.responsible,
                )
                for row in rows
            ],
            shares=_ACTIONS,
        )

    def _bar(self, bar: Bar) -> None:
        if bar in self._pictures:
            drawn = self._paper.add_paragraph()
            drawn.paragraph_format.keep_with_next = True
            show_picture(drawn.add_run(), self._pictures[bar])
        paragraphs(self._paper, (bar.said,))

    def _shares(self, *shares: Share) -> None:
        said = " · ".join(f"{share.label}: {share.said} ({share.note})" for share in shares)
        paragraphs(self._paper, (said,))

    def _state(self, state: State, *, note: str = "") -> None:
        said = self._paper.add_paragraph()
        said.paragraph_format.keep_with_next = True
        write_inked(said, _inked(state, note=note))


def _drawn(report: Report) -> Pictures:
    """Return the bars and lines of a report as pictures, all made at once."""
    drawings: dict[Bar | Trend, Drawing] = {}
    for shown, drawing in _drawings(report):
        # The same bar may be drawn twice: the wide one of the whole comes first.
        drawings.setdefault(shown, drawing)
    pictures = pictures_of(tuple(drawings.values()))
    return {
        shown: Picture(content, drawing.width, shown.said)
        for (shown, drawing), content in zip(drawings.items(), pictures, strict=True)
    }


def _drawings(report: Report) -> Iterator[tuple[Bar | Trend, Drawing]]:
    bars = ((report.bar, _WIDE), *((pillar.bar, _HALF) for pillar in report.pillars))
    for bar, width in bars:
        if bar.slices:
            yield bar, Drawing(bar_drawing(bar, _PAINT, spoken=False), width, _BAR_HEIGHT)
    rows = [row for pillar in report.pillars for row in pillar.indicators]
    rows += [row for pillar in report.pillars for goal in pillar.goals for row in goal.indicators]
    for row in rows:
        drawn = trend_drawing(row.trend, _PAINT, spoken=False)
        if drawn:
            yield row.trend, Drawing(drawn, _TREND_WIDTH, _TREND_HEIGHT)


def _coat(coat: Coat) -> Picture:
    content = base64.b64decode(coat.picture)
    width, height = size_of(content)
    return Picture(content, _COAT_HEIGHT * width / height, coat.said)


def _inked(state: State, *, note: str = "") -> Inked:
    ink = LIGHT.ink(Signal(state.signal)).text
    return Inked(f"{state.symbol} {state.word}", ink, note)
