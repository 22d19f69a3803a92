"""Who has how much to do, and when does it pile up? Open actions due per owner and month."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from strategy.charts.drawing import Box, Drawing, Label
from strategy.charts.frame import SMALL, cut, plain
from strategy.charts.palette import SYMBOLS, Look
from strategy.domain.figures.assessment import Assessment
from strategy.domain.items import Action, ActionState, Position, Signal
from strategy.domain.plan import Plan
from strategy.i18n import Words

MONTHS = 12
MOST_OWNERS = 20
_MONTHS_NARROW = 4
_HEAD = 34
_ROW = 40
_NARROW_ROW = 66
_EMPTY = 40
_CELL = 26
_NAME_WIDE = 0.24


@dataclass(frozen=True)
class OwnerRow:
    """What one owner has due. No id: an owner known only as text, or nobody at all."""

    owner_id: str | None
    name: str
    vacant: bool
    earlier: int
    by_month: tuple[int, ...]
    later: int
    undated: int

    @property
    def open(self) -> int:
        """How many open actions the owner has in all."""
        return self.earlier + sum(self.by_month) + self.later + self.undated

    @property
    def somebody(self) -> bool:
        """Whether there is an owner at all, who could have too much."""
        return bool(self.owner_id or self.name)

    def over(self, limit: int) -> tuple[int, ...]:
        """Return the positions of the months with more than the limit."""
        if not self.somebody:
            return ()
        return tuple(i for i, count in enumerate(self.by_month) if count > limit)


@dataclass(frozen=True)
class OwnerLoad:
    """Owners with the most first; `more` are left out. `limit` is for one month."""

    months: tuple[date, ...]
    rows: tuple[OwnerRow, ...]
    limit: int
    more: int = 0

    @property
    def crowded(self) -> tuple[tuple[str, date, int], ...]:
        """Every owner and month over the limit, the fullest first."""
        found = [
            (row.name, self.months[i], row.by_month[i])
            for row in self.rows
            for i in row.over(self.limit)
        ]
        return tuple(sorted(found, key=lambda one: (-one[2], one[1], one[0])))


def owner_load(
    plan: Plan, assessment: Assessment, *, months: int = MONTHS, owners: int = MOST_OWNERS
) -> OwnerLoad:
    """Count each owner's open actions by the month they are due, from this month on."""
    ahead = _months(assessment.today, months)
    carried: defaultdict[tuple[str | None, str, bool], list[Action]] = defaultdict(list)
    for action in plan.actions:
        if action.state is ActionState.OPEN:
            carried[_owner(plan, action)].append(action)
    rows = [_row(owner, actions, ahead) for owner, actions in carried.items()]
    rows.sort(key=lambda row: (-row.open, row.name))
    return OwnerLoad(
        months=ahead,
        rows=tuple(rows[:owners]),
        limit=plan.organisation.load_limit,
        more=max(len(rows) - owners, 0),
    )


def _months(today: date, count: int) -> tuple[date, ...]:
    first = today.year * 12 + today.month - 1
    return tuple(date(m // 12, m % 12 + 1, 1) for m in range(first, first + count))


def _owner(plan: Plan, action: Action) -> tuple[str | None, str, bool]:
    position = plan.find(Position, action.owner_id)
    if position is None:
        return None, action.owner_text, False
    return position.id, position.title, position.holder_id is None


def _row(
    owner: tuple[str | None, str, bool], actions: list[Action], months: tuple[date, ...]
) -> OwnerRow:
    due = [action.due.replace(day=1) for action in actions if action.due]
    by_month = Counter(due)
    owner_id, name, vacant = owner
    return OwnerRow(
        owner_id,
        name,
        vacant,
        earlier=sum(month < months[0] for month in due),
        by_month=tuple(by_month[month] for month in months),
        later=sum(month > months[-1] for month in due),
        undated=len(actions) - len(due),
    )


@dataclass(frozen=True)
class _Column:
    """One column of the chart: its heading, and each row's count in it."""

    heading: str
    counts: tuple[int, ...]
    month: bool = False


def owner_load_figure(shown: OwnerLoad, words: Words, look: Look) -> go.Figure:
    """Draw a cell per owner and month, darker for higher counts, marked if over the limit."""
    drawing = Drawing()
    if not shown.rows:
        drawing.labels.append(Label(0, _EMPTY / 2, words("chart.load.none"), look.theme.muted))
        return drawing.figure(look, height=_EMPTY)
    columns = _columns(shown, words, look)
    left = 0.0 if look.narrow else _NAME_WIDE
    wide = (1 - left) / len(columns)
    tall = _NARROW_ROW if look.narrow else _ROW
    for place, column in enumerate(columns):
        x = left + (place + 0.5) * wide
        drawing.labels.append(
            Label(x, 16, column.heading, look.theme.muted, side="center", size=SMALL)
        )
    for number, row in enumerate(shown.rows):
        top = _HEAD + number * tall
        _draw_name(drawing, row, words, look, y=top + (16 if look.narrow else tall / 2))
        y = top + (46 if look.narrow else tall / 2)
        for place, column in enumerate(columns):
            cell = _cell(row, column, column.counts[number], shown.limit)
            _draw_cell(drawing, cell, words, look, left=left + place * wide, wide=wide, y=y)
    height = _HEAD + tall * len(shown.rows)
    if shown.more:
        text = words("chart.load.more", count=shown.more)
        drawing.labels.append(Label(0, height + 16, text, look.theme.muted))
        height += 32
    return drawing.figure(look, height=height, title=finding(shown, words))


def _columns(shown: OwnerLoad, words: Words, look: Look) -> list[_Column]:
    kept = _MONTHS_NARROW if look.narrow else len(shown.months)
    months = [
        _Column(_month(day, words, look), tuple(r.by_month[i] for r in shown.rows), month=True)
        for i, day in enumerate(shown.months[:kept])
    ]
    later = tuple(row.later + sum(row.by_month[kept:]) for row in shown.rows)
    others = (
        ("chart.load.later", later),
        ("chart.load.undated", tuple(row.undated for row in shown.rows)),
    )
    earlier = tuple(row.earlier for row in shown.rows)
    columns = [_Column(words("chart.load.earlier"), earlier)] if any(earlier) else []
    return columns + months + [_Column(words(key), counts) for key, counts in others if any(counts)]


def _month(day: date, words: Words, look: Look) -> str:
    said = words.formats.month(day)
    short = said.split()[0].rstrip(".")
    # The year is shown where it begins, except on a phone, where there is no room.
    return short if look.narrow or day.month != 1 else f"{short} {day.year}"


def _draw_name(drawing: Drawing, row: OwnerRow, words: Words, look: Look, *, y: float) -> None:
    name = plain(owner_in_words(row, words, limit=26 if look.narrow else 34))
    drawing.labels.append(Label(0, y, name, look.theme.text, weight=600, key=row.owner_id))
    if look.narrow:
        said = words("chart.actions", count=row.open)
        drawing.labels.append(Label(1, y, said, look.theme.muted, side="right", size=SMALL))


def owner_in_words(row: OwnerRow, words: Words, *, limit: int = 300) -> str:
    """Say who owns: a position, a vacant one, a name known only as text, or nobody."""
    if row.owner_id is None and not row.name:
        return words("chart.load.nobody")
    # Cut only the name: the reader must see that nobody holds the position.
    name = cut(row.name, limit)
    if row.owner_id is None:
        return words("chart.load.text_owner", name=name)
    return words("chart.load.vacant", name=name) if row.vacant else name


@dataclass(frozen=True)
class _Cell:
    """What one owner has due in one column."""

    row: OwnerRow
    heading: str
    count: int
    limit: int
    crowded: bool


def _cell(row: OwnerRow, column: _Column, count: int, limit: int) -> _Cell:
    crowded = column.month and count > limit and row.somebody
    return _Cell(row, column.heading, count, limit, crowded=crowded)


def _draw_cell(
    drawing: Drawing,
    cell: _Cell,
    words: Words,
    look: Look,
    *,
    left: float,
    wide: float,
    y: float,
) -> None:
    theme = look.theme
    right = left + wide * 0.92
    if not cell.count:
        drawing.boxes.append(Box(left, right, y, _CELL, theme.surface, radius=4))
        return
    ink = theme.ink(Signal.AT_RISK)
    fill, edge = (ink.fill, ink.edge) if cell.crowded else (_heat(cell, look), None)
    hover = _cell_in_words(cell, words)
    key = cell.row.owner_id
    drawing.boxes.append(Box(left, right, y, _CELL, fill, edge, hover=hover, key=key, radius=4))
    said = words.formats.number(cell.count)
    text = f"{SYMBOLS[Signal.AT_RISK]} {said}" if cell.crowded else said
    color = ink.on_fill if cell.crowded else theme.text
    middle = (left + right) / 2
    drawing.labels.append(Label(middle, y, text, color, side="center", weight=600))


def _heat(cell: _Cell, look: Look) -> str:
    steps = look.theme.heat
    strongest = len(steps) - 1
    return steps[min(math.ceil(cell.count * strongest / cell.limit), strongest)]


def _cell_in_words(cell: _Cell, words: Words) -> str:
    owner = plain(owner_in_words(cell.row, words))
    said = f"{owner}<br>{cell.heading}: {words('chart.actions', count=cell.count)}"
    if not cell.crowded:
        return said
    over = words("chart.load.over", limit=cell.limit)
    return f"{said}<br>{SYMBOLS[Signal.AT_RISK]} {over}"


def finding(shown: OwnerLoad, words: Words) -> str:
    """Say who has too much due at once and when, or that nobody has."""
    if not shown.rows:
        return words("chart.load.none")
    crowded = shown.crowded
    if not crowded:
        return words("chart.load.nobody_over", limit=shown.limit)
    name, month, count = crowded[0]
    said = words("chart.load.fullest", name=name, month=words.formats.month(month), count=count)
    others = len(crowded) - 1
    return said + words("chart.load.and_others", count=others) if others else said


def summary(shown: OwnerLoad, words: Words) -> str:
    """Say in one sentence who has most due at once."""
    return finding(shown, words).rstrip(".") + "."


def table(shown: OwnerLoad, words: Words) -> pd.DataFrame:
    """Return owners as rows and months as columns."""
    rows = [
        {
            words("chart.owner"): owner_in_words(row, words),
            words("chart.load.earlier"): row.earlier,
            **{
                words.formats.month(month): count
                for month, count in zip(shown.months, row.by_month, strict=True)
            },
            words("chart.load.later"): row.later,
            words("chart.load.undated"): row.undated,
            words("chart.load.open"): row.open,
        }
        for row in shown.rows
    ]
    return pd.DataFrame(rows)
