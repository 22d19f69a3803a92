"""A report as slides for the meeting: first in brief, then one topic per slide."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from strategy.charts.palette import LIGHT
from strategy.domain.items import Signal
from strategy.i18n import Language, words
from strategy.reports.publication.report import GoalPart, PillarPart, Report, SincePart, State
from strategy.reports.slides.charts import add_figures, add_states
from strategy.reports.slides.deck import ACROSS, HALF, HALF_ROOM, ROOM, Deck, Grid, Inked
from strategy.reports.slides.fit import (
    BODY,
    SMALL,
    Fitted,
    Room,
    Said,
    cells_fitted,
    fitted,
    rows_fitted,
    widths_for,
)
from strategy.reports.slides.theme import BOTTOM, MARGIN, TOP

_LOCALES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
_PILLARS_ON_A_CHART = 6
_CAPTION = 0.9
_CHART = (MARGIN, TOP - 0.1, ACROSS, BOTTOM - TOP - _CAPTION)
_DECISIONS = (2.6, 1.3, 2.4, 3.3, 2.53)
_GOALS = (HALF - 1.9, 1.9)


def slides_of(report: Report, *, language: Language, published_at: datetime) -> bytes:
    """Return a report as a .pptx with charts that can be edited."""
    return _Teller(report, language).told(published_at)


class _Teller:
    """Makes the slides of a report."""

    def __init__(self, report: Report, language: Language) -> None:
        self._report = report
        self._w = w = words(language)
        self._locale = _LOCALES[language]
        source = w("slides.source", organisation=report.organisation, title=report.title)
        self._deck = Deck(
            self._locale,
            foot=f"{report.organisation} · {report.period}",
            source=(source, *report.about[2:]),
        )

    def told(self, published_at: datetime) -> bytes:
        report = self._report
        self._deck.cover(report.title, (report.strategy, report.period, *report.notices))
        self._text(self._w("slides.summary"), list(_in_brief(report)))
        self._states()
        self._figures()
        if report.since is not None:
            self._text(report.since.heading, list(_news(report.since)))
        needed = [Said(line, bullet=True) for line in report.needed]
        self._text(report.labels["needed"], needed)
        self._decisions()
        for pillar in report.pillars:
            self._pillar(pillar)
        self._text(report.labels["about"], [Said(line) for line in report.about])
        return self._deck.saved(
            title=report.title, author=report.organisation, published_at=published_at
        )

    # --- status ----------------------------------------------------------------------------------

    def _states(self) -> None:
        report, w = self._report, self._w
        parts = list(_some(report.pillars))
        for number, pillars in enumerate(parts, start=1):
            told = " ".join(
                w("slides.pillar_states", pillar=p.title, told=_ended(p.bar.said)) for p in pillars
            )
            self._deck.picture(
                self._numbered(report.finding, number, len(parts)),
                _smallest([Said(report.bar.said)]),
                partial(add_states, pillars=pillars, box=_CHART, locale=self._locale),
                caption_height=_CAPTION,
                alternative=w("slides.chart_of_states", told=told),
            )

    def _figures(self) -> None:
        w, parts = self._w, list(_some(self._report.pillars))
        for number, pillars in enumerate(parts, start=1):
            told = " ".join(
                w(
                    "slides.pillar_figures",
                    pillar=p.title,
                    activity=p.activity.said,
                    effect=p.effect.said,
                )
                for p in pillars
            )
            self._deck.picture(
                self._numbered(w("slides.figures"), number, len(parts)),
                _smallest(list(self._captions(pillars))),
                partial(add_figures, pillars=pillars, box=_CHART, locale=self._locale),
                caption_height=_CAPTION,
                alternative=w("slides.chart_of_figures", told=told),
            )

    def _captions(self, pillars: Sequence[PillarPart]) -> Iterator[Said]:
        shares = (self._report.activity, self._report.effect)
        yield Said(" · ".join(f"{share.label}: {share.said} ({share.note})" for share in shares))
        unmeasured = [pillar.title for pillar in pillars if pillar.effect.share is None]
        if unmeasured:
            yield Said(self._w("slides.not_measured", pillars=", ".join(unmeasured)))

    # --- what happened, and what was decided -----------------------------------------------------

    def _text(self, title: str, said: list[Said]) -> None:
        if not said:
            return
        pages = fitted(said, ROOM)
        for number, page in enumerate(pages, start=1):
            self._deck.text(self._numbered(title, number, len(pages)), page)

    def _decisions(self) -> None:
        table, title = self._report.decisions, self._report.labels["decisions"]
        if not table.rows:
            self._text(title, [Said(self._w("slides.nothing_decided"))])
            return
        widths = widths_for(table.rows, table.head, _DECISIONS)
        short = [cells_fitted(row, widths, ROOM.height) for row in table.rows]
        fit = rows_fitted(short, table.head, widths, ROOM.height)
        for number, (first, end) in enumerate(fit, start=1):
            rows = [[(text, "") for text in row] for row in short[first:end]]
            told = self._w("slides.table", name=table.caption)
            cut = [" | ".join(row) for row in table.rows[first:end] if row not in short]
            self._deck.table(
                self._numbered(title, number, len(fit)),
                Grid(table.head, rows, widths, told),
                told=cut,
            )

    # --- one pillar ------------------------------------------------------------------------------

    def _pillar(self, pillar: PillarPart) -> None:
        pages = fitted(list(self._assessment(pillar)), HALF_ROOM)
        texts = [[text for text, _ in _goal_row(goal)] for goal in pillar.goals]
        tables = rows_fitted(texts, self._goal_head(), _GOALS, ROOM.height) if texts else ()
        told = (pillar.bar.said, *_measured(pillar))
        parts = max(len(pages), len(tables))
        for part in range(parts):
            title = self._numbered(pillar.title, part + 1, parts)
            page = pages[part] if part < len(pages) else Fitted((), BODY)
            if part < len(tables):
                first, end = tables[part]
                grid = self._goals(title, pillar.goals[first:end])
                self._deck.beside(title, page, grid, told=told)
            else:
                self._deck.text(title, page, told=told)

    def _goal_head(self) -> tuple[str, str]:
        return self._w("kind.goal"), self._report.labels["state"]

    def _goals(self, title: str, goals: Sequence[GoalPart]) -> Grid:
        name = f"{self._report.labels['goals']}, {title}"
        return Grid(
            head=self._goal_head(),
            rows=[_goal_row(goal) for goal in goals],
            widths=_GOALS,
            alternative=self._w("slides.table", name=name),
        )

    def _assessment(self, pillar: PillarPart) -> Iterator[Said]:
        yield Said(
            f"{pillar.state.symbol} {pillar.state.word}", heading=True, ink=_ink(pillar.state)
        )
        if pillar.number:
            yield Said(pillar.number, heading=True)
        for share in (pillar.activity, pillar.effect):
            yield Said(f"{share.label}: {share.said} ({share.note})")
        for name, texts in (("analysis", pillar.analysis), ("ahead", pillar.ahead)):
            if texts:
                yield Said(self._report.labels[name], heading=True)
            yield from (Said(text) for text in texts)

    def _numbered(self, title: str, part: int, parts: int) -> str:
        if parts == 1:
            return title
        return self._w("slides.part", title=title, part=part, parts=parts)


def _some(pillars: Sequence[PillarPart]) -> Iterator[Sequence[PillarPart]]:
    """Yield the pillars in groups of as many as a chart can show."""
    charts = max(math.ceil(len(pillars) / _PILLARS_ON_A_CHART), 1)
    each = math.ceil(len(pillars) / charts)
    for number in range(charts if pillars else 0):
        yield pillars[number * each : (number + 1) * each]


def _smallest(said: list[Said]) -> Fitted:
    """Return the part of a caption that fits below a chart; the notes have all of it."""
    return fitted(said, Room(ROOM.width, _CAPTION), SMALL)[0]


def _in_brief(report: Report) -> Iterator[Said]:
    """Yield how it goes in one sentence, what the summary says, and the two figures."""
    yield Said(report.finding, heading=True)
    yield from (Said(text) for text in report.summary)
    for share in (report.activity, report.effect):
        yield Said(f"{share.label}: {share.said} ({share.note})", bullet=True)


def _measured(pillar: PillarPart) -> Iterator[str]:
    """Yield what each indicator of a pillar shows, with how it is counted and its source."""
    rows = (*pillar.indicators, *(row for goal in pillar.goals for row in goal.indicators))
    for row in rows:
        yield ". ".join((f"{row.title}: {row.latest}", *row.origin))


def _news(since: SincePart) -> Iterator[Said]:
    if since.nothing:
        yield Said(since.nothing)
    for part in since.parts:
        yield Said(part.heading, heading=True)
        yield from (Said(line, bullet=True) for line in part.lines)


def _goal_row(goal: GoalPart) -> list[Inked]:
    return [(f"{goal.code} {goal.title}", ""), (_state(goal), _ink(goal.state))]


def _state(goal: GoalPart) -> str:
    return f"{goal.state.symbol} {goal.state.word}"


def _ink(state: State) -> str:
    return LIGHT.ink(Signal(state.signal)).text


def _ended(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
