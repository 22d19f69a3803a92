"""Codes for imported items without one: "2.4" under pillar 2, "T-049" for an action."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import count

from strategy.domain.items import Action, Challenge, Indicator, Item, Unit
from strategy.exchange.workbook.vocabulary import coded

_FORMS: dict[type[Item], tuple[str, int]] = {
    Action: ("T-", 3),
    Indicator: ("I-", 2),
    Challenge: ("U-", 1),
    Unit: ("E-", 1),
}


class Codes:
    """Hands out codes nobody has, kind by kind."""

    def __init__(self, items: Iterable[Item]) -> None:
        """Start with what is there, the retired and the hidden included."""
        self._taken: defaultdict[type[Item], set[str]] = defaultdict(set)
        self._last: defaultdict[tuple[type[Item], str], int] = defaultdict(int)
        for item in items:
            if hasattr(item, "code"):
                self.take(type(item), item.code)

    def take(self, kind: type[Item], code: str) -> None:
        """Remember a code as taken."""
        self._taken[kind].add(coded(code))

    def next(self, kind: type[Item], *, under: str = "") -> str:
        """Return the next free code and take it."""
        prefix, width = _FORMS.get(kind, (f"{under}." if under else "", 1))
        numbers = count(self._last[kind, prefix] + 1)
        number, code = next(
            (number, code)
            for number in numbers
            if coded(code := f"{prefix}{number:0{width}d}") not in self._taken[kind]
        )
        self._last[kind, prefix] = number
        self.take(kind, code)
        return code
