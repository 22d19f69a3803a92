"""Which figures must be withheld, so that a small group's cannot be computed from those shown.

Two indicators are the same figure for different parts of the organisation when title and unit of
measure are the same; a part's unit is then below the whole's, or the whole has no unit. From each
whole that is shown, readers can subtract the parts shown below it, also parts below withheld ones.
The number of people left must be zero, or large enough not to be a small group. Otherwise the
smallest figure that was subtracted is withheld too, and the check is repeated. Nothing else can be
computed: every other sum is a combination of these.

Not checked, as the program cannot know: the same figure under different titles, figures published
elsewhere, and what was shown before somebody stated how few people a figure is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from strategy.domain.items import SMALLEST_GROUP, is_small

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
    """Every copy of the figure measured for one unit and one day."""

    unit_id: str | None
    ids: list[str] = field(default_factory=list)
    people: int | None = None
    hidden: bool = False
    below: list[_Cell] = field(default_factory=list)


def withheld(
    figures: Iterable[Measured], units_below: Mapping[str, Set[str]], *, limit: int = SMALLEST_GROUP
) -> frozenset[str]:
    """Return the ids of the figures to withhold: those of small groups, and those revealing them.

    `units_below` maps each unit to the units below it, without the unit itself.
    """
    families: defaultdict[tuple[tuple[str, str], date], list[Measured]] = defaultdict(list)
    for figure in figures:
        families[figure.what, figure.on].append(figure)
    found: set[str] = set()
    for family in families.values():
        if any(is_small(figure.people, limit) for figure in family) or len(family) > 1:
            found.update(_withheld_in(_cells_of(family, units_below, limit), limit))
    return frozenset(found)


def _withheld_in(cells: Sequence[_Cell], limit: int) -> Iterator[str]:
    while (betrayed := next(_betrayers(cells, limit), None)) is not None:
        betrayed.hidden = True
    for cell in cells:
        if cell.hidden:
            yield from cell.ids


def _cells_of(
    family: Iterable[Measured], units_below: Mapping[str, Set[str]], limit: int
) -> tuple[_Cell, ...]:
    """Return the cells of one figure, each linked to those nearest below it."""
    cells: dict[str | None, _Cell] = {}
    for figure in family:
        cell = cells.setdefault(figure.unit_id, _Cell(figure.unit_id))
        cell.ids.append(figure.id)
        if figure.people is not None:
            # If copies disagree about the group size, trust the smallest.
            cell.people = min(figure.people, cell.people or _MANY)
            cell.hidden = cell.hidden or is_small(figure.people, limit)
    inside = {unit_id: _inside(unit_id, cells, units_below) for unit_id in cells}
    for unit_id, cell in cells.items():
        parts = inside[unit_id]
        further: set[str] = set().union(*(inside[part] for part in parts))
        cell.below = [cells[part] for part in sorted(parts - further)]
    return tuple(cells.values())


def _inside(
    unit_id: str | None, cells: Mapping[str | None, _Cell], units_below: Mapping[str, Set[str]]
) -> set[str]:
    """Return the measured units below one; None means the whole organisation."""
    below = set(units_below) if unit_id is None else units_below.get(unit_id, frozenset())
    return {part for part in cells if part is not None and part in below and part != unit_id}


def _betrayers(cells: Iterable[_Cell], limit: int) -> Iterator[_Cell]:
    """Yield the figure to withhold for every whole where subtraction leaves too few people."""
    for whole in cells:
        if whole.hidden:
            continue
        shown, hidden = _subtracted(whole)
        if shown and 0 < _people_left(whole, shown, hidden, limit) < limit:
            yield min(shown, key=lambda cell: (cell.people or _MANY, min(cell.ids)))


def _subtracted(whole: _Cell) -> tuple[list[_Cell], list[_Cell]]:
    """Return the shown cells nearest below a whole, and the withheld ones passed on the way."""
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
    """Return how many people are left when what is shown is subtracted, as far as known."""
    sizes = [cell.people for cell in shown]
    if whole.people is not None and None not in sizes:
        return whole.people - sum(size or 0 for size in sizes)
    # A withheld part of unknown size is assumed large enough to hide the others.
    last = [cell for cell in hidden if not cell.below]
    return sum(limit if cell.people is None else cell.people for cell in last)
