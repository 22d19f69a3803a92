"""Whether a figure looks mistyped: the one rule that every door and every outlet asks.

A figure is compared with everything known about its indicator: the unit, the baseline, the targets
and the earlier figures that look right themselves. It is in doubt until its note says why it is so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from strategy.domain.in_turn import measured_turn
from strategy.domain.items import Comparison, Indicator, Measurement, Target

JUMP_FACTOR = 100
SHARE_FACTOR = 30
"""A percent below 1 this far from all that is known is a share typed as a percent: "0,08 %"."""

WHOLE_PERCENT = 100
_PERCENT = {"%", "prosent", "procent", "percent", "per cent", "pct", "pct.", "pst", "pst."}
_TOLERANCE = 1e-9
"""As 830 / 8.3 is slightly below 100 in floating point."""


def is_implausible(value: float, *, unit: str, known: Collection[float]) -> bool:
    """Return whether a value looks mistyped beside the figures that are known to be right.

    It does as a percent above 100 where nothing known is, and where it is a hundred times more or
    less than every known figure; a percent below 1 must not be thirty times less.
    """
    is_percent = unit.strip().casefold() in _PERCENT
    if is_percent and value > WHOLE_PERCENT and not any(one > WHOLE_PERCENT for one in known):
        return True
    # One that is near is mostly found at once, however many are known.
    return (
        value != 0
        and any(known)
        and all(_is_far(value, one, is_percent=is_percent) for one in known if one)
    )


def in_doubt(
    indicator: Indicator, targets: Iterable[Target], series: Iterable[Measurement]
) -> frozenset[str]:
    """Return the ids of an indicator's figures that look mistyped, explained or not."""
    fixed = [figure for target in targets for figure in _figures_of(target)]
    if indicator.baseline is not None:
        fixed.append(indicator.baseline)
    return frozenset(_doubted(indicator.unit, fixed, sorted(series, key=measured_turn)))


def unexplained(
    indicator: Indicator, targets: Iterable[Target], series: Collection[Measurement]
) -> tuple[Measurement, ...]:
    """Return an indicator's figures that look mistyped and whose note does not say why."""
    doubted = in_doubt(indicator, targets, series)
    return tuple(m for m in series if m.id in doubted and not m.is_explained)


def _doubted(unit: str, fixed: list[float], series: list[Measurement]) -> Iterator[str]:
    before: list[float] = []
    for one in series:
        if one.value is None or one.masked:
            continue
        # Where the series breaks, nothing that was known before says anything.
        known = () if one.series_break else (*fixed, *before)
        doubted = is_implausible(one.value, unit=unit, known=known)
        if doubted:
            yield one.id
        if not doubted or one.is_explained:
            before = [one.value]


def _figures_of(target: Target) -> Iterator[float]:
    if target.comparison is not Comparison.TEXT:
        yield from (figure for figure in (target.low, target.high) if figure is not None)


def _is_far(value: float, known: float, *, is_percent: bool) -> bool:
    smaller, larger = sorted((abs(value), abs(known)))
    is_share = is_percent and abs(value) < 1 <= abs(known)
    return larger / smaller >= (SHARE_FACTOR if is_share else JUMP_FACTOR) - _TOLERANCE
