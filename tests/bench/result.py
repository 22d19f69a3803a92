"""What was measured: rows for machines, a table for people."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Timing:
    """The same thing done several times."""

    seconds: tuple[float, ...]

    @property
    def typical(self) -> float:
        return median(self.seconds)


@dataclass(frozen=True)
class Row:
    """One measurement beside what it is measured against; `unit` is s unless it is told."""

    name: str
    size: str
    measured: Timing
    baseline: Timing | None = None
    unit: str = "s"

    @property
    def ratio(self) -> float | None:
        if self.baseline is None or not self.baseline.typical:
            return None
        return self.measured.typical / self.baseline.typical

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name if self.unit == "s" else f"{self.name} ({self.unit})",
            "size": self.size,
            "seconds": self.measured.typical,
            "baseline_seconds": self.baseline.typical if self.baseline else None,
            "ratio": self.ratio,
        }


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def by_turns(rounds: int, *works: Callable[[], float]) -> tuple[Timing, ...]:
    """Do several things by turns, so that a busy machine is busy for all of them alike."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for seconds, work in zip(found, works, strict=True):
            seconds.append(work())
    return tuple(Timing(tuple(seconds)) for seconds in found)


def write(rows: Sequence[Row], path: Path) -> None:
    """Write the rows for machines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = [row.as_json() for row in rows]
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a table: milliseconds, or the unit a row tells."""
    head = f"{'':46}{'size':>5}{'median':>10}{'min':>9}{'max':>9}{'baseline':>10}{'ratio':>8}"
    return "\n".join((head, *(_line(row) for row in rows)))


def _line(row: Row) -> str:
    times = 1000 if row.unit == "s" else 1
    unit = "ms" if row.unit == "s" else row.unit
    measured = row.measured
    figures = (measured.typical, min(measured.seconds), max(measured.seconds))
    shown = "".join(f"{f * times:{w}.1f}" for f, w in zip(figures, (10, 9, 9), strict=True))
    baseline = f"{row.baseline.typical * times:10.1f}" if row.baseline else f"{'–':>10}"
    ratio = f"{row.ratio:8.2f}" if row.ratio is not None else f"{'–':>8}"
    return f"{row.name:46}{row.size:>5}{shown}{baseline}{ratio}  {unit}"
