"""Which column of a table holds what, by its heading and by what stands below it."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from strategy.domain.numbers import parse_number
from strategy.domain.series.series import parse_period
from strategy.exchange.series.grids import Line
from strategy.exchange.series.headings import Means, is_figure, is_unit, meaning

_CODE = re.compile(r"(?P<stem>.{3,}?)[ _-]?(?:id|kode|code|nr\.?|nummer)")


@dataclass(frozen=True)
class Column:
    """A column with its heading and what it holds."""

    index: int
    heading: str
    means: Means


def columns_of(head: Line, body: Sequence[Line], indexes: Sequence[int]) -> tuple[Column, ...]:
    """Return the columns with what they hold."""
    found = tuple(_column(index, head.cell(index), body) for index in indexes)
    names = {column.heading.casefold() for column in found}
    return tuple(
        replace(column, means=Means.ASIDE) if _is_code_beside(column.heading, names) else column
        for column in found
    )


def _is_code_beside(heading: str, headings: Set[str]) -> bool:
    """Return whether a column has the codes of what another column names."""
    found = _CODE.fullmatch(heading.casefold())
    stem = found["stem"] if found else ""
    return bool(stem) and any(
        other.startswith(stem) and _CODE.fullmatch(other) is None for other in headings
    )


def _column(index: int, heading: str, body: Sequence[Line]) -> Column:
    texts = [line.cell(index) for line in body if line.cell(index)]
    means = meaning(heading)
    if means in {Means.DIMENSION, Means.UNSAID, Means.UNIT} and texts:
        # «Enhet» is a part of the organisation in one table and a unit of measure in the next.
        if all(map(is_unit, texts)) and heading:
            means = Means.UNIT
        elif means is Means.UNIT and heading.casefold() == "unit":
            means = Means.DIMENSION
    return Column(index, heading, means)


def first(columns: Sequence[Column], means: Means) -> Column | None:
    """Return the first column that holds this."""
    return next((column for column in columns if column.means is means), None)


def holds_figures(index: int, body: Sequence[Line]) -> bool:
    """Return whether a column holds figures: numbers, and nothing but marks between them."""
    texts = [line.cell(index) for line in body if line.cell(index)]
    numbers = sum(parse_number(text) is not None for text in texts)
    return numbers > 0 and sum(map(is_figure, texts)) * 2 >= len(texts)


def holds_periods(index: int, body: Sequence[Line]) -> bool:
    """Return whether most cells of a column are periods."""
    texts = [line.cell(index) for line in body if line.cell(index)]
    periods = sum(parse_period(text) is not None for text in texts)
    return periods > 0 and periods * 2 >= len(texts)
