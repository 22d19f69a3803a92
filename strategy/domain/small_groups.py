"""Which figures must be withheld, so that nobody can work a small group's out of those shown.

Two indicators are the same figure for different parts of the organisation when title and unit of
measure are the same; a part's unit then lies below the whole's, or the whole has no unit. Of each
whole that is shown one can subtract whatever is shown below it, through parts that are withheld as
well: the people that leaves must be none, or more than a small group. Otherwise the smallest figure
that was subtracted is withheld too, until that holds. Nothing else can be worked out: every other
sum is put together of these.

Not checked, as no machine can know: figures of differing titles that are the same thing, figures
published elsewhere, and what was shown before somebody said how few a figure is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

USUAL_LIMIT = 5
"""How many people a figure is about at least, to be shown, unless the organisation says else."""

_MANY = 10**9


@dataclass(frozen=True)
class Measured:
    """A figure: what is measured, for which day, of which unit, among how many people."""

    id: str
    what: tuple[str, str]
    on: date
    unit_id: str | None
    people: int | None


@dataclass
class _Cell:
    """All that was measured of one unit for one day: the same figure, however often it is kept."""

    unit_id: str | None
    ids: list[str] = field(default_factory=list)
    people: int | None = None
    hidden: bool = False
    below: list[_Cell] = field(default_factory=list)


def withheld(
    figures: Iterable[Measured], units_below: Mapping[str, Set[str]], *, limit: int = USUAL_LIMIT
) -> frozenset[str]:
    """Return the ids of the figures not to be shown: of small groups, and what betrays them.

    `units_below` are the units below each, itself left out.
    """
    families: defaultdict[tuple[tuple[str, str], date], list[Measured]] = defaultdict(list)
    for figure in figures:
        families[figure.what, figure.on].append(figure)
    found: set[str] = set()
    for family in families.values():
        if any(_is_small(figure.people, limit) for figure in family) or len(family) > 1:
            found.update(_withheld_in(_cells_of(family, units_below, limit), limit))
    return frozenset(found)


def _withheld_in(cells: Sequence[_Cell], limit: int) -> Iterator[str]:
    while (betrayed := next(_betrayers(cells, limit), None)) is not None:
        betrayed.hidden = True
    for cell in cells:
        if cell.hidden:
            yield from cell.ids


def _is_small(people: int | None, limit: int) -> bool:
    return people is not None and 0 < people < limit


def _cells_of(
    family: Iterable[Measured], units_below: Mapping[str, Set[str]], limit: int
) -> tuple[_Cell, ...]:
    """Return the cells of a family, each with those nearest below it."""
    cells: dict[str | None, _Cell] = {}
    for figure in family:
        cell = cells.setdefault(figure.unit_id, _Cell(figure.unit_id))
        cell.ids.append(figure.id)
        if figure.people is not None:
            # Whoever says it is about fewer may be right.
            cell.people = min(figure.people, cell.people or _MANY)
            cell.hidden = cell.hidden or _is_small(figure.people, limit)
    inside = {unit_id: _inside(unit_id, cells, units_below) for unit_id in cells}
    for unit_id, cell in cells.items():
        parts = inside[unit_id]
        further: set[str] = set().union(*(inside[part] for part in parts))
        cell.below = [cells[part] for part in sorted(parts - further)]
    return tuple(cells.values())


def _inside(
    unit_id: str | None, cells: Mapping[str | None, _Cell], units_below: Mapping[str, Set[str]]
) -> set[str]:
    """Return the units below one that were measured; no unit is all of them."""
    below = set(units_below) if unit_id is None else units_below.get(unit_id, frozenset())
    return {part for part in cells if part is not None and part in below and part != unit_id}


def _betrayers(cells: Iterable[_Cell], limit: int) -> Iterator[_Cell]:
    """Yield the figure to withhold for every whole of which too few people are left."""
    for whole in cells:
        if whole.hidden:
            continue
        shown, hidden = _subtracted(whole)
        if shown and 0 < _people_left(whole, shown, hidden, limit) < limit:
            yield min(shown, key=lambda cell: (cell.people or _MANY, min(cell.ids)))


def _subtracted(whole: _Cell) -> tuple[list[_Cell], list[_Cell]]:
    """Return what is shown below a whole, nearest first, and what is withheld on the way there."""
    shown, hidden = [], []
    waiting = list(whole.below)
    while waiting:
        cell = waiting.pop()
        if cell.hidden:
            hidden.append(cell)
            waiting += cell.below
        else:
            shown.append(cell)
    return shown, hidden


def _people_left(whole: _Cell, shown: Sequence[_Cell], hidden: Sequence[_Cell], limit: int) -> int:
    """Return how many people the whole less what is shown is about, as far as that is known."""
    sizes = [cell.people for cell in shown]
    if whole.people is not None and None not in sizes:
        return whole.people - sum(size or 0 for size in sizes)
    # A part of unknown size, withheld for another's sake, hides that one well enough.
    last = [cell for cell in hidden if not cell.below]
    return sum(limit if cell.people is None else cell.people for cell in last)
