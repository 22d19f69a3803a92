"""Tables with a column for each period, or for each group at one period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from strategy.domain.series.series import Period, parse_period
from strategy.exchange.series.columns import Column, columns_of, first, holds_figures
from strategy.exchange.series.figures import figure_in, point_of, sized
from strategy.exchange.series.gathering import GROUP, Gathering, place
from strategy.exchange.series.grids import Line
from strategy.exchange.series.headings import (
    Means,
    is_figure,
    meaning,
    names_a_measure,
    names_everybody_or_a_sex,
    part_named,
    period_in,
    with_meaning,
    without_unit,
)
from strategy.exchange.series.surroundings import divisions_in, notes_in

_AHEAD = 6
_LONGEST_STEP = 6
_WHOLE = -1
"""Where the last title is kept that was no part of another."""
_FEW = 2


@dataclass(frozen=True)
class Head:
    """A table's heading: the lines it takes, and what its columns of figures are about."""

    begins: int
    ends: int
    line: Line
    values: Mapping[int, tuple[Period | None, str]]
    corner: str = ""
    sizes: Mapping[int, int] = field(default_factory=dict)
    """The column that says of how many people each column of figures is."""


def wide_head(lines: Sequence[Line], at: int) -> Head | None:
    """Return the heading that begins a table with periods across, if this line is one."""
    line = lines[at]
    stated = {
        column: found
        for column, text in line.said()
        if meaning(text) is not Means.ASIDE and (found := period_in(text)) is not None
    }
    if not stated or (min(stated) == 0 and len(stated) < max(_FEW, len(list(line.said())))):
        return None
    if any(is_figure(text) for c, text in line.said() if c not in stated and c > min(stated)):
        return None
    if len(stated) == 1 and any(before.cell(min(stated)) for before in lines[:at]):
        # A lone figure such as 1950 under a heading reads as a year, too.
        return None
    head = _with_line_below(lines, at, Head(at, at + 1, line, stated))
    if not _has_figures(lines, head):
        return None
    return _with_sizes(_with_line_above(lines, at, head))


def _with_sizes(head: Head) -> Head:
    """Return a heading where columns that say how many answered are no figures of their own."""
    meant = {c: (period, *with_meaning(label)) for c, (period, label) in head.values.items()}
    sizes = {(p, rest): c for c, (p, means, rest) in meant.items() if means is Means.SIZE}
    # `Resultat 2023` is about no group.
    values = {
        c: (p, rest if means is Means.VALUE else head.values[c][1])
        for c, (p, means, rest) in meant.items()
        if means is not Means.SIZE
    }
    if not values:
        return head
    beside = {c: sizes[told] for c, told in values.items() if told in sizes}
    return replace(head, values=values, sizes=beside)


def plain_head(lines: Sequence[Line], at: int, period: Period | None) -> Head | None:
    """Return the heading of a table of groups across, all at one period."""
    line = lines[at]
    columns = [c for c, text in line.said() if c > 0 and not is_figure(text)]
    values = {c: (period, line.cell(c)) for c in columns if meaning(line.cell(c)) in _FIGURES}
    head = Head(at, at + 1, line, values)
    shown = [c for c in values if _figures_in(lines, head, c)]
    if not shown:
        return None
    kept = {
        c: told if len(shown) > 1 else (told[0], "") for c, told in values.items() if c in shown
    }
    return replace(head, values=kept)


_FIGURES = (Means.UNSAID, Means.VALUE, Means.DIMENSION)


def _has_figures(lines: Sequence[Line], head: Head) -> bool:
    if len(head.values) >= _FEW and not _in_step([p for p, _ in head.values.values() if p]):
        return False
    return any(_figures_in(lines, head, column) for column in head.values)


def _figures_in(lines: Sequence[Line], head: Head, column: int) -> bool:
    return any(is_figure(line.cell(column)) for line in lines[head.ends : head.ends + _AHEAD])


def _in_step(periods: Sequence[Period]) -> bool:
    """Return whether periods follow each other as headings do, unlike figures that look so."""
    years = sorted(period.on.year for period in periods)
    steps = {later - year for year, later in pairwise(years)}
    return max(steps, default=0) <= _LONGEST_STEP


def _with_line_below(lines: Sequence[Line], at: int, head: Head) -> Head:
    """Return a heading of two lines: years above, quarters or groups below."""
    below = lines[at + 1] if at + 1 < len(lines) else None
    start = min(head.values)
    if below is None:
        return head
    groups = [(column, text) for column, text in below.said() if column >= start]
    if len(groups) <= 1 or not _are_headings([text for _, text in groups]):
        return head
    if not _goes_on_with_figures(lines, at + 2, groups):
        return head
    names = tuple(
        below.cell(c) or head.line.cell(c) if c < start else "" for c in range(len(below.cells))
    )
    above = head.line.cell(0) if start and below.cell(0) else ""
    corner = above if above != below.cell(0) else ""
    return Head(at, at + 2, Line(below.number, names), _both(head, groups), corner)


def _are_headings(texts: Sequence[str]) -> bool:
    """Return whether these are words, with at most years among them."""
    numbers = [text for text in texts if is_figure(text)]
    return len(numbers) < len(texts) and all(parse_period(text) for text in numbers)


def _both(head: Head, groups: Sequence[tuple[int, str]]) -> Mapping[int, tuple[Period | None, str]]:
    """Return what two lines of headings say of each column: `2023` over `Menn`, or the reverse."""
    over: dict[int, tuple[Period | None, str]] = {
        c: (None, text) for c, text in head.line.said() if c >= min(head.values)
    }
    over.update(head.values)
    values: dict[int, tuple[Period | None, str]] = {}
    latest: Period | None = None
    for column, text in groups:
        period, label = over[max(c for c in over if c <= column)]
        own = parse_period(text) or (parse_period(f"{text} {period.text}") if period else None)
        values[column] = (own, label) if own else (period or latest, f"{label} {text}".strip())
        latest = values[column][0]
    return values


def _goes_on_with_figures(
    lines: Sequence[Line], at: int, groups: Sequence[tuple[int, str]]
) -> bool:
    return any(is_figure(line.cell(c)) for line in lines[at : at + _AHEAD] for c, _ in groups)


def _with_line_above(lines: Sequence[Line], at: int, head: Head) -> Head:
    """Return a heading of two lines: groups above, each over its periods."""
    start = min(head.values)
    above = dict(lines[at - 1].said()) if at else {}
    groups = {column: text for column, text in above.items() if column >= start}
    asides = any(meaning(text) in (Means.SOURCE, Means.NOTE, Means.TIME) for text in above.values())
    if not groups or asides or any(map(is_figure, groups.values())):
        return head
    values: dict[int, tuple[Period | None, str]] = {}
    for column, (period, label) in head.values.items():
        over = [c for c in groups if c <= column]
        group = groups[max(over)] if over else ""
        values[column] = (period, " ".join(filter(None, (group, label))))
    names = tuple(
        head.line.cell(c) or above.get(c, "") if c < start else head.line.cell(c)
        for c in range(len(head.line.cells))
    )
    return replace(head, begins=at - 1, line=Line(head.line.number, names), values=values)


# --- rows ----------------------------------------------------------------------------------------


def read_wide(gathering: Gathering, head: Head, body: Sequence[Line]) -> None:
    """Gather the series of a table, one a row and group."""
    columns = columns_of(head.line, body, _beside(head, body))
    labels = _named(gathering, [c for c in columns if _labels(c, head)], body)
    section = ""
    above: dict[int, str] = {}
    for line in body:
        if not any(line.cell(column) for column in head.values):
            section = next((text for _, text in line.said()), section)
            continue
        if not any(line.cell(column.index) for column in labels) and labels:
            # Words over the figures alone go on with the heading.
            continue
        told = _told(line, columns, labels, above)
        _read_row(gathering, head, line, told, section)


def _named(gathering: Gathering, labels: Sequence[Column], body: Sequence[Line]) -> list[Column]:
    """Return what the columns left of the figures are called; numbers of rows are left out."""
    numbered = [c for c in labels if c.means in _COUNTED and holds_figures(c.index, body)]
    kept = [c for c in labels if c not in numbered] or list(labels)
    unnamed = [c for c in kept if not c.heading]
    if len(unnamed) <= 1 or not gathering.around.is_titled:
        return kept
    # A statistics office leaves these headings out: its title says what they are.
    told = divisions_in(gathering.around.title)
    group = gathering.w("series.group")
    usual = [group, *(f"{group} {number}" for number in range(2, len(unnamed) + 1))]
    names = told[: len(unnamed)] if len(told) == len(unnamed) + 1 else usual
    called = {c.index: name for c, name in zip(unnamed, names, strict=True)}
    return [
        replace(c, heading=called[c.index], means=Means.DIMENSION) if c.index in called else c
        for c in kept
    ]


_COUNTED = (Means.TITLE, Means.UNSAID)


def _beside(head: Head, body: Sequence[Line]) -> list[int]:
    width = max((len(line.cells) for line in body), default=0)
    return [
        column
        for column in range(max(width, len(head.line.cells)))
        if column not in head.values and column not in head.sizes.values()
    ]


@dataclass(frozen=True)
class _Told:
    """What the cells beside the figures say of a row."""

    title: str
    dimensions: Mapping[str, str]
    by_meaning: Mapping[Means, str]


_LABELS = (Means.TITLE, Means.DIMENSION, Means.UNSAID, Means.VALUE, Means.TIME)
"""What a column left of the figures may be called: `År` in the corner is about the headings."""


def _labels(column: Column, head: Head) -> bool:
    return column.index < max(head.values) and column.means in _LABELS


def _told(
    line: Line, columns: Sequence[Column], labels: Sequence[Column], above: dict[int, str]
) -> _Told:
    for number, column in enumerate(labels):
        text = line.cell(column.index)
        if text:
            above[column.index] = text
            # What stands further right belonged to the line above.
            for later in labels[number + 1 :]:
                above.pop(later.index, None)
    unnamed = (first(labels, means) for means in (Means.UNSAID, Means.VALUE, Means.TIME))
    named = first(labels, Means.TITLE) or next(filter(None, unnamed), None)
    title = _without_bullet(above.get(named.index, "")) if named else ""
    part = part_named(title)
    if part:
        title = above.get(_WHOLE, title)
    else:
        above[_WHOLE] = title
    if named and _says_what_was_measured(named.heading, title):
        title, named = named.heading, None
    dimensions = {
        _name(column, title): above.get(column.index, "")
        for column in labels
        if column is not named
    }
    if part:
        dimensions[GROUP] = part
    by_meaning = {column.means: line.cell(column.index) for column in columns}
    return _Told(title, dimensions, by_meaning)


def _says_what_was_measured(corner: str, label: str) -> bool:
    """Return whether the corner does, as `Sykefravær (%)` or over rows for each sex."""
    is_group = meaning(corner) is Means.UNSAID and names_everybody_or_a_sex(label)
    measured = bool(without_unit(corner)[1]) or (bool(label) and names_a_measure(corner))
    return measured or (bool(corner) and is_group)


def _without_bullet(title: str) -> str:
    return title.lstrip("-–•· ") or title


def _name(column: Column, title: str) -> str:
    return GROUP if column.heading == title else column.heading


def _read_row(gathering: Gathering, head: Head, line: Line, told: _Told, section: str) -> None:
    notes, footnotes = notes_in([told.by_meaning.get(Means.NOTE, "")])
    legend = {**gathering.around.legend, **footnotes}
    for column, (period, label) in head.values.items():
        figure = figure_in(line.cell(column))
        if figure.wrong:
            gathering.complain(figure.wrong, line, column, text=line.cell(column))
        if period is None or figure.wrong:
            continue
        title, group = _title(gathering, told, label)
        groups = ", ".join(
            part for part in (section, told.dimensions.get(GROUP, ""), group) if part
        )
        point = point_of(period, figure, legend, where=place(line, column))
        size = line.cell(head.sizes[column]) if column in head.sizes else ""
        gathering.add(
            title,
            {**told.dimensions, GROUP: groups},
            sized(point, size),
            figure,
            unit=told.by_meaning.get(Means.UNIT, ""),
            source=told.by_meaning.get(Means.SOURCE, ""),
            notes=notes,
        )


def _title(gathering: Gathering, told: _Told, label: str) -> tuple[str, str]:
    """Return what was measured, and the group the column is about."""
    if told.title:
        return told.title, label
    measured = label and not gathering.around.is_titled and not names_everybody_or_a_sex(label)
    return (label, "") if measured else (gathering.around.title, label)
