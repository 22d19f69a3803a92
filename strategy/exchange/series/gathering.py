"""Points found in a table, gathered into series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from strategy.domain.series.series import Found, Point, Remark, Series, in_order
from strategy.exchange.series.figures import Figure
from strategy.exchange.series.grids import Grid, Line
from strategy.exchange.series.headings import without_unit
from strategy.exchange.series.surroundings import Surroundings
from strategy.exchange.workbook.sheets import letter
from strategy.i18n import Words

GROUP = ""
"""Stands for a dimension whose heading the table leaves out, until it gets a name in words."""

Key = tuple[str, tuple[tuple[str, str], ...]]


@dataclass
class _Line:
    unit: str = ""
    source: str = ""
    per_cent: bool = False
    decimals: int = 0
    points: list[Point] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)


@dataclass
class Gathering:
    """Collects points by what they are about."""

    grid: Grid
    around: Surroundings
    w: Words
    _lines: dict[Key, _Line] = field(default_factory=dict)
    _problems: list[Remark] = field(default_factory=list)
    _questions: list[Remark] = field(default_factory=list)

    def add(
        self,
        title: str,
        dimensions: Mapping[str, str],
        point: Point,
        figure: Figure,
        *,
        unit: str = "",
        source: str = "",
        notes: Iterable[str] = (),
    ) -> None:
        """Add a point to the series of this title and these dimensions."""
        key = (title, tuple((name, value) for name, value in dimensions.items() if value))
        line = self._lines.setdefault(key, _Line())
        line.unit = line.unit or unit
        line.source = line.source or source
        line.per_cent = line.per_cent or figure.per_cent
        line.decimals = max(line.decimals, figure.decimals)
        line.points.append(point)
        line.notes.update(dict.fromkeys(notes))

    def complain(self, rule: str, line: Line, column: int, **details: str) -> None:
        """Say what is wrong with a cell."""
        self._problems.append(self.grid.remark(rule, line, column, **details))

    def ask(self, rule: str, **details: str) -> None:
        """Say what should be looked at."""
        self._questions.append(Remark(rule, details, self.grid.name))

    def found(self) -> Found:
        """Return the series there are; one without a single figure or mark is none."""
        told = {key: line for key, line in self._lines.items() if _says_something(line)}
        read = [in_order(self._series(key, line)) for key, line in told.items()]
        wrong = tuple(remark for _, remarks in read for remark in remarks)
        return Found(
            tuple(series for series, _ in read), tuple(self._questions), (*self._problems, *wrong)
        )

    def _series(self, key: Key, line: _Line) -> Series:
        title, dimensions = key
        bare, unit = without_unit(title)
        return Series(
            title=bare,
            points=tuple(line.points),
            unit=line.unit or unit or ("%" if _is_per_cent(line, bare) else self.around.unit),
            decimals=line.decimals,
            source=line.source or self.around.source,
            updated=self.around.updated,
            dimensions={name or self.w("series.group"): value for name, value in dimensions},
            notes=(*self.around.notes, *line.notes),
        )


def _is_per_cent(line: _Line, title: str) -> bool:
    return line.per_cent or title.casefold().endswith(("prosent", "procent", "percent", "per cent"))


def _says_something(line: _Line) -> bool:
    return any(point.value is not None or point.mark for point in line.points)


def place(line: Line, column: int) -> str:
    """Return a cell's name, `B7`."""
    return f"{letter(column)}{line.number}"
