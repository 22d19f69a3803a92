"""Cards: a form for each action, with the headings below each other and the values beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from strategy.exchange.tables.cells import BLANK, Cell, Grid, Line
from strategy.exchange.tables.vocabulary import SUBJECTS, folded_heading, named_exactly

_FEWEST = 3
_PAIR = 2


def as_rows(grids: Sequence[Grid]) -> tuple[Grid, ...] | None:
    """Return the cards of a file as one table with a row for each; None where there are none.

    Every row has the number its card begins with.
    """
    cards: list[tuple[int, dict[str, tuple[str, Cell]]]] = []
    for grid in grids:
        cards += _cards(grid)
    counts = Counter(key for _, card in cards for key in card)
    if len(counts) < _FEWEST or not _is_about_something(cards):
        return None
    headings = {key: heading for _, card in cards for key, (heading, _) in card.items()}
    first = Line(0, tuple(Cell(heading) for heading in headings.values()))
    lines = (
        Line(number, tuple(card[key][1] if key in card else BLANK for key in headings))
        for number, card in cards
    )
    return (Grid(grids[0].name, (first, *lines)),)


def _is_about_something(cards: list[tuple[int, dict[str, tuple[str, Cell]]]]) -> bool:
    return all(
        any(named_exactly(heading) & set(SUBJECTS) for heading, _ in card.values())
        for _, card in cards
    )


def _cards(grid: Grid) -> list[tuple[int, dict[str, tuple[str, Cell]]]]:
    """Return what each card of a sheet says; a heading that comes again begins the next one."""
    found: list[tuple[int, dict[str, tuple[str, Cell]]]] = []
    for line in grid.lines:
        said = [cell for _, cell in line.said()]
        if len(said) != _PAIR or not named_exactly(said[0].text):
            continue
        key = folded_heading(said[0].text)
        if not found or key in found[-1][1]:
            found.append((line.number, {}))
        found[-1][1][key] = (said[0].text.rstrip(": "), said[1])
    return found
