"""Does it work? Attainment of indicators: where we started, where we should be, where we are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from strategy.domain.items import (
    Comparison,
    Direction,
    Indicator,
    Measurement,
    Organisation,
    Signal,
    Target,
)

_BETTER_IS_HIGHER = {Comparison.AT_LEAST, Comparison.ABOVE}
_BETTER_IS_LOWER = {Comparison.AT_MOST, Comparison.BELOW}
_LIMITS = {*_BETTER_IS_HIGHER, *_BETTER_IS_LOWER, Comparison.BETWEEN}


@dataclass(frozen=True)
class IndicatorStatus:
    """How one indicator stands on a day. Attainments are 0..1, `raw` unclamped; None: not measured.

    `distance` is how far the value is from satisfying the target, in the indicator's unit.
    """

    indicator_id: str
    signal: Signal = Signal.UNKNOWN
    latest: Measurement | None = None
    target: Target | None = None
    attainment: float | None = None
    raw: float | None = None
    expected: float | None = None
    expected_value: float | None = None
    distance: float | None = None
    met: bool = False
    fresh: bool = False
    worse_than_start: bool = False

    @property
    def measured(self) -> bool:
        """Whether an effect can be told."""
        return self.attainment is not None


def indicator_status(
    indicator: Indicator,
    targets: Sequence[Target],
    measurements: Sequence[Measurement],
    organisation: Organisation,
    *,
    today: date,
    horizon: date | None = None,
) -> IndicatorStatus:
    """Tell how an indicator stands; `horizon` is the day an undated target counts for."""
    taken = [m for m in measurements if m.value is not None and m.on <= today]
    target = current_target(targets, today=today)
    if not taken:
        return IndicatorStatus(indicator.id, target=target)
    latest = max(taken, key=lambda m: m.on)
    value = latest.value
    assert value is not None  # noqa: S101 - filtered two lines above; tells mypy
    fresh = latest.on + timedelta(days=indicator.cadence_days) >= today
    worse = _is_worse(value, indicator, target)
    if target is None:
        return IndicatorStatus(
            indicator.id, latest=latest, fresh=fresh, worse_than_start=worse
        )
    met = _met(value, target, indicator.direction)
    raw = _raw_attainment(value, indicator, target, met=met)
    path = expected_path(indicator, targets, taken[0].on, horizon=horizon)
    expected_value = value_on(path, today)
    expected = (
        None
        if expected_value is None or raw is None
        else _raw_attainment(
            expected_value,
            indicator,
            target,
            met=_met(expected_value, target, indicator.direction),
        )
    )
    attainment = None if raw is None else min(max(raw, 0.0), 1.0)
    if not fresh:
        signal = Signal.UNKNOWN
    elif met:
        signal = Signal.ON_TRACK
    elif attainment is not None and raw is not None and expected is not None:
        signal = by_distance((min(expected, 1.0) - raw) * 100, organisation)
    elif target.comparison in _LIMITS and attainment is None:
        signal = (
            Signal.AT_RISK
            if target.due is not None and target.due > today
            else Signal.OFF_TRACK
        )
    else:
        signal = Signal.UNKNOWN
    return IndicatorStatus(
        indicator.id,
        signal=signal,
        latest=latest,
        target=target,
        attainment=attainment,
        raw=raw,
        expected=expected,
        expected_value=expected_value,
        distance=_distance(value, target),
        met=met,
        fresh=fresh,
        worse_than_start=worse,
    )


def by_distance(points_behind: float, organisation: Organisation) -> Signal:
    """Return the signal for being this many points behind plan."""
    # A hair of tolerance, so that exactly ten points is ten points in floating point too.
    if points_behind <= organisation.at_risk_points + 1e-9:
        return Signal.ON_TRACK
    if points_behind <= organisation.off_track_points + 1e-9:
        return Signal.AT_RISK
    return Signal.OFF_TRACK


def current_target(targets: Sequence[Target], *, today: date) -> Target | None:
    """Return the target that counts today: the next dated, else an undated, else the last."""
    figures = [t for t in targets if aim(t) is not None]
    ahead = [t for t in figures if t.due is not None and t.due >= today]
    if ahead:
        return min(ahead, key=lambda t: t.due or date.max)
    undated = [t for t in figures if t.due is None]
    if undated:
        return undated[0]
    return max(figures, key=lambda t: t.due or date.min, default=None)


def aim(target: Target) -> float | None:
    """Return the figure a target's path leads to, or None where the target is only text."""
    if target.comparison is Comparison.TEXT:
        return None
    return target.low if target.low is not None else target.high


def expected_path(
    indicator: Indicator,
    targets: Sequence[Target],
    first_measured: date,
    *,
    horizon: date | None = None,
) -> tuple[tuple[date, float], ...]:
    """Return the straight lines from baseline through the dated targets, as dated corners."""
    if indicator.baseline is None:
        return ()
    start = indicator.baseline_on or first_measured
    corners = [(start, indicator.baseline)]
    for target in targets:
        due = target.due or horizon
        figure = _nearest_bound(indicator.baseline, target)
        if due is not None and figure is not None and due > corners[-1][0]:
            corners.append((due, figure))
    return tuple(corners) if len(corners) > 1 else ()


def value_on(path: Sequence[tuple[date, float]], day: date) -> float | None:
    """Return the value a path has on a day, its ends held; None without a path."""
    if not path:
        return None
    if day <= path[0][0]:
        return path[0][1]
    for (from_day, from_value), (to_day, to_value) in zip(path, path[1:], strict=False):
        if day <= to_day:
            share = (day - from_day).days / (to_day - from_day).days
            return from_value + share * (to_value - from_value)
    return path[-1][1]


def _nearest_bound(baseline: float, target: Target) -> float | None:
    figure = aim(target)
    if (
        target.comparison is not Comparison.BETWEEN
        or target.low is None
        or target.high is None
    ):
        return figure
    return min(max(baseline, target.low), target.high)


def _met(value: float, target: Target, direction: Direction) -> bool:
    figure = aim(target)
    if figure is None:
        return False
    match target.comparison:
        case Comparison.ABOVE:
            return value > figure
        case Comparison.BELOW:
            return value < figure
        case Comparison.AT_LEAST:
            return value >= figure
        case Comparison.AT_MOST:
            return value <= figure
        case Comparison.BETWEEN:
            return _inside(value, target)
        case _ if direction is Direction.DOWN:
            return value <= figure
        case _ if direction is Direction.UP:
            return value >= figure
        case _:
            return value == figure


def _inside(value: float, target: Target) -> bool:
    above = target.low is None or value >= target.low
    below = target.high is None or value <= target.high
    return above and below


def _raw_attainment(
    value: float, indicator: Indicator, target: Target, *, met: bool
) -> float | None:
    is_limit = target.comparison in _LIMITS
    if met and is_limit:
        return 1.0
    if indicator.baseline is None:
        return None
    figure = _nearest_bound(indicator.baseline, target)
    if figure is None:
        return None
    if figure == indicator.baseline:
        # Baseline equal to target means «maintain»: it holds or it does not.
        return 1.0 if met else 0.0
    return (value - indicator.baseline) / (figure - indicator.baseline)


def _distance(value: float, target: Target) -> float | None:
    figure = _nearest_bound(value, target)
    return None if figure is None else abs(figure - value)


def _is_worse(value: float, indicator: Indicator, target: Target | None) -> bool:
    if indicator.baseline is None:
        return False
    better_is_higher = _better_is_higher(indicator, target)
    if better_is_higher is None:
        return False
    return (
        value < indicator.baseline if better_is_higher else value > indicator.baseline
    )


def _better_is_higher(indicator: Indicator, target: Target | None) -> bool | None:
    if target is not None and target.comparison in _BETTER_IS_HIGHER:
        return True
    if target is not None and target.comparison in _BETTER_IS_LOWER:
        return False
    return {Direction.UP: True, Direction.DOWN: False}.get(indicator.direction)
