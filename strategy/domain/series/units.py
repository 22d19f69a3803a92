"""Whether two units of measure are the same, and whether figures fit the unit they claim."""

from __future__ import annotations

from collections.abc import Sequence

_SAME = (
    frozenset({"%", "prosent", "procent", "percent", "per cent", "pct", "pct."}),
    frozenset({"antall", "tal", "tall", "antal", "number", "stk", "stk.", "personer", "persons"}),
    frozenset({"kr", "kroner", "nok"}),
    frozenset({"år", "years", "year"}),
)
_PER_CENT = _SAME[0]


def same_unit(one: str, other: str) -> bool:
    """Return whether two units mean the same: `%` and `prosent`."""
    folded = {one.strip().casefold(), other.strip().casefold()}
    return len(folded) == 1 or any(folded <= same for same in _SAME)


def looks_like_shares(figures: Sequence[float], earlier: Sequence[float], unit: str) -> bool:
    """Return whether figures for a unit in per cent look like shares between 0 and 1.

    They do when all are at most 1 and some are not whole, and what is there already is above 1.
    """
    if unit.strip().casefold() not in _PER_CENT or not figures:
        return False
    small = all(abs(figure) <= 1 for figure in figures) and any(f % 1 for f in figures)
    return small and (not earlier or max(earlier) > 1)
