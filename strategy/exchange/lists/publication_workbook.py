"""A publication as one workbook with everything in it: figures as figures, dates as dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment

from strategy.domain.items import GOOD, Precision, Signal
from strategy.domain.publishing.publication import (
    Content,
    PublishedAction,
    PublishedGoal,
    PublishedIndicator,
    PublishedPillar,
)
from strategy.exchange.lists.styled_sheets import (
    Coloured,
    Column,
    Share,
    Sheet,
    Value,
    add_sheet,
    lines_in,
    make_room,
    set_up_print,
)
from strategy.exchange.spreadsheets import saved, write_text
from strategy.exchange.workbook.writing import TITLE_FONT
from strategy.i18n import Words

_ABOUT_WIDTH = 100


@dataclass(frozen=True)
class Beside:
    """What is said about a publication beside its content, in the reader's words."""

    title: str
    period: str
    finding: str
    states: Mapping[Signal, Coloured]
    news: tuple[tuple[str, str], ...]
    decisions: tuple[tuple[Value, ...], ...]
    about: tuple[str, ...]
    published_at: datetime


def write_publication(content: Content, beside: Beside, w: Words) -> bytes:
    """Return a publication as a workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    properties = book.properties
    properties.title, properties.creator = beside.title, content.organisation
    properties.created = properties.modified = beside.published_at
    properties.language = w.formats.locale.language
    for sheet in _sheets(content, beside, w):
        add_sheet(book, sheet, w)
    _add_about(book, beside, w)
    return saved(book)


def _sheets(content: Content, beside: Beside, w: Words) -> Iterator[Sheet]:
    teller = _Teller(content, beside, w)
    yield teller.overview()
    yield teller.goals()
    yield teller.actions()
    yield teller.indicators()
    yield teller.measurements()
    yield Sheet("since", (Column("news", 28), Column("told", 110)), beside.news)
    columns = (
        Column("body", 24),
        Column("decided_on"),
        Column("title", 34),
        Column("decided", 50),
        Column("status", 50),
    )
    yield Sheet("decisions", columns, beside.decisions)


class _Teller:
    """Lays the parts of a publication out in rows."""

    def __init__(self, content: Content, beside: Beside, w: Words) -> None:
        self._content = content
        self._beside = beside
        self._w = w
        self._codes = {goal.id: goal.code for goal in content.goals}

    # --- the pillars -----------------------------------------------------------------------------

    def overview(self) -> Sheet:
        columns = (
            Column("pillar", 26),
            Column("state", 16),
            Column("goal_count", 11),
            Column("good", 16),
            Column("activity", 12),
            Column("effect", 12),
            Column("measured", 14),
            Column("indicator_count", 14),
            Column("number", 40),
            Column("analysis", 60),
            Column("ahead", 50),
        )
        content, beside = self._content, self._beside
        whole: tuple[Value, ...] = (
            self._w("workbook.whole"),
            None,
            len(content.goals),
            _good(content.goals),
            _share(content.activity),
            self._effect(content.effect),
            content.measured,
            content.indicator_count,
            None,
            content.summary,
            None,
        )
        rows = (whole, *map(self._pillar, content.pillars))
        return Sheet("overview", columns, rows, (beside.title, beside.period, beside.finding))

    def _pillar(self, pillar: PublishedPillar) -> tuple[Value, ...]:
        return (
            f"{pillar.code} {pillar.title}",
            self._beside.states[pillar.signal],
            len(pillar.goals),
            _good(pillar.goals),
            _share(pillar.activity),
            self._effect(pillar.effect),
            pillar.measured,
            pillar.indicator_count,
            pillar.number,
            pillar.analysis,
            pillar.ahead,
        )

    def _effect(self, effect: float | None) -> Value:
        # Where nothing is measured there is no figure: an empty one would look like none at all.
        return self._w("figure.not_measured") if effect is None else Share(effect)

    # --- goals and actions -----------------------------------------------------------------------

    def goals(self) -> Sheet:
        columns = (
            Column("pillar", 22),
            Column("code", 8),
            Column("goal", 44),
            Column("state", 16),
            Column("by_activity", 14),
            Column("activity", 12),
            Column("effect", 12),
            Column("measured", 14),
            Column("indicator_count", 14),
            Column("responsible", 28),
            Column("unit", 22),
            Column("due", 12),
            Column("due_said", 16),
            Column("description", 50),
        )
        content = self._content
        rows = (self._goal(p, goal) for p in content.pillars for goal in p.goals)
        return Sheet("goals", columns, tuple(rows))

    def _goal(self, pillar: PublishedPillar, goal: PublishedGoal) -> tuple[Value, ...]:
        judged = "workbook.by_actions" if goal.by_activity else "workbook.by_measures"
        due = self._w.formats.due(goal.due, goal.due_precision) if goal.due else None
        return (
            pillar.title,
            goal.code,
            goal.title,
            self._beside.states[goal.signal],
            None if goal.signal is Signal.UNKNOWN else self._w(judged),
            _share(goal.activity),
            self._effect(goal.effect),
            goal.measured,
            len(goal.indicators),
            goal.responsible,
            goal.unit,
            goal.due,
            None if goal.due_precision is Precision.DAY else due,
            goal.description,
        )

    def actions(self) -> Sheet:
        columns = (
            Column("code", 9),
            Column("action", 46),
            Column("goals", 14),
            Column("state", 16),
            Column("done_share", 15),
            Column("start", 12),
            Column("due", 12),
            Column("due_said", 16),
            Column("original_due", 15),
            Column("overdue_days", 13),
            Column("postponements", 12),
            Column("responsible", 28),
            Column("unit", 22),
            Column("why", 50),
        )
        return Sheet("actions", columns, tuple(map(self._action, self._content.actions)))

    def _action(self, action: PublishedAction) -> tuple[Value, ...]:
        codes = (self._codes[goal] for goal in action.goal_ids if goal in self._codes)
        due = self._w.formats.due(action.due, action.due_precision) if action.due else None
        return (
            action.code,
            action.title,
            ", ".join(codes),
            self._beside.states[action.signal],
            Share(action.percent),
            action.start,
            action.due,
            None if action.due_precision is Precision.DAY else due,
            action.original_due,
            action.overdue_days or None,
            action.postponements or None,
            action.responsible,
            action.unit,
            action.explanation,
        )

    # --- indicators ------------------------------------------------------------------------------

    def indicators(self) -> Sheet:
        columns = (
            Column("code", 9),
            Column("indicator", 44),
            Column("belongs", 30),
            Column("measured_in", 14),
            Column("state", 16),
            Column("start_value", 16),
            Column("latest_value", 14),
            Column("latest_on", 14),
            Column("aim", 26),
            Column("aim_low", 13),
            Column("aim_high", 13),
            Column("due", 12),
            Column("attainment", 11),
            Column("numerator", 26),
            Column("denominator", 26),
            Column("source", 26),
            Column("licence", 14),
        )
        rows = (self._indicator(i, belongs) for i, belongs in self._placed())
        return Sheet("indicators", columns, tuple(rows))

    def _placed(self) -> Iterator[tuple[PublishedIndicator, str]]:
        for pillar in self._content.pillars:
            for indicator in pillar.indicators:
                yield indicator, f"{pillar.code} {pillar.title}"
            for goal in pillar.goals:
                for indicator in goal.indicators:
                    yield indicator, f"{goal.code} {goal.title}"
        for indicator in self._content.indicators:
            yield indicator, self._w("workbook.whole")

    def _indicator(self, indicator: PublishedIndicator, belongs: str) -> tuple[Value, ...]:
        aim, latest = indicator.aim, indicator.latest
        return (
            indicator.code,
            indicator.title,
            belongs,
            indicator.unit,
            self._beside.states[indicator.signal],
            indicator.baseline,
            self._shown(latest.value, withheld=latest.withheld) if latest else None,
            latest.on if latest else None,
            aim.text if aim else None,
            aim.low if aim else None,
            aim.high if aim else None,
            aim.due if aim else None,
            _share(indicator.attainment),
            indicator.numerator,
            indicator.denominator,
            indicator.source,
            indicator.licence,
        )

    def measurements(self) -> Sheet:
        columns = (
            Column("code", 9),
            Column("indicator", 44),
            Column("on", 12),
            Column("period", 16),
            Column("value", 16),
            Column("measured_in", 14),
            Column("remark", 34),
            Column("source", 26),
            Column("licence", 14),
        )
        return Sheet("measurements", columns, tuple(self._measured()))

    def _measured(self) -> Iterator[tuple[Value, ...]]:
        w = self._w
        for indicator, _ in self._placed():
            for figure in indicator.figures:
                marks = (
                    ("preliminary", figure.preliminary),
                    ("series_break", figure.series_break),
                    ("doubtful", figure.doubtful),
                )
                yield (
                    indicator.code,
                    indicator.title,
                    figure.on,
                    figure.period,
                    self._shown(figure.value, withheld=figure.withheld),
                    indicator.unit,
                    ", ".join(w(f"workbook.{name}") for name, is_so in marks if is_so),
                    figure.source or indicator.source,
                    figure.licence or indicator.licence,
                )

    def _shown(self, value: float | None, *, withheld: bool) -> Value:
        return self._w("figure.masked") if withheld else value


def _add_about(book: Workbook, beside: Beside, w: Words) -> None:
    """Say what the figures mean, and which publication this is."""
    page = book.create_sheet(w("workbook.sheet.about"))
    page.column_dimensions["A"].width = _ABOUT_WIDTH
    for place, text in enumerate((beside.title, beside.period, *beside.about), start=1):
        cell = page.cell(place, 1)
        write_text(cell, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        make_room(page, place, lines_in(text, _ABOUT_WIDTH - 10) + (place == 1))
    page.cell(1, 1).font = TITLE_FONT
    set_up_print(page, w, landscape=False)


def _good(goals: Sequence[PublishedGoal]) -> int:
    return sum(goal.signal in GOOD for goal in goals)


def _share(share: float | None) -> Value:
    return None if share is None else Share(share)
