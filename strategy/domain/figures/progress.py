"""How far every action had come, whenever somebody said so: a column each, as there are many."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

Point = tuple[str, date, float]
"""An action's id, a day, and its per cent done on that day."""


@dataclass(frozen=True)
class ProgressPoints:
    """Points in the order they were reported in; `who` are places in `ids`, `when` ordinal days."""

    ids: tuple[str, ...] = ()
    who: array[int] = field(default_factory=lambda: array("l"))
    when: array[int] = field(default_factory=lambda: array("l"))
    percent: array[float] = field(default_factory=lambda: array("d"))

    def __len__(self) -> int:
        return len(self.when)

    def __iter__(self) -> Iterator[Point]:
        """Yield the points, the earliest day first, and of one day the last reported last."""
        columns = zip(self.when, self.who, self.percent, strict=True)
        for when, who, percent in sorted(columns, key=lambda point: point[0]):
            yield self.ids[who], date.fromordinal(when), percent

    def followed_by(self, points: Iterable[Point]) -> ProgressPoints:
        """Return these points and others reported after them."""
        places = {action_id: place for place, action_id in enumerate(self.ids)}
        who, when, percent = array("l", self.who), array("l", self.when), array("d", self.percent)
        for action_id, on, share in points:
            who.append(places.setdefault(action_id, len(places)))
            when.append(on.toordinal())
            percent.append(share)
        return ProgressPoints(tuple(places), who, when, percent)
