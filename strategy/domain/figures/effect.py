"""Does it work? Attainment of indicators: where we started, where we should be, where we are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from strategy.domain.in_turn import measured_turn, target_turn
from strategy.domain.items import (
    Comparison,
    Direction,
    Indicator,
    Measurement,
    Organisation,
    Signal,
    Target,
)
from strategy.domain.plausible import unexplained

_BETTER_IS_HIGHER = {Comparison.AT_LEAST, Comparison.ABOVE}
_BETTER_IS_LOWER = {Comparison.AT_MOST, Comparison.BELOW}
_STRICT = {Comparison.ABOVE, Comparison.BELOW}
_LIMITS = {*_BETTER_IS_HIGHER, *_BETTER_IS_LOWER, Comparison.BETWEEN}
_ALMOST = 0.99
"""The highest attainment when a strict limit is reached but not passed."""


@dataclass(frozen=True)
class IndicatorStatus:
    """The status of an indicator on a day. Attainment is 0..1, `raw` unclamped; None: not measured.

    `distance` is how far the value is from satisfying the target, in the indicator's unit;
    `doubtful`: the latest value looks mistyped and nobody has said why, so that nothing is judged;
    `worsening`: the target is not met and the value is worse than the one before or the baseline.
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
    worsening: bool = False
    doubtful: bool = False

    @property
    def measured(self) -> bool:
        """Whether there is an effect to show."""
        return self.attainment is not None

    @property
    def judged(self) -> bool:
        """Whether there is a figure and something to judge it by."""
        told = self.measured or self.met or self.is_limit
        return self.latest is not None and not self.doubtful and told

    @property
    def is_limit(self) -> bool:
        """Whether the target is a limit or a range: it is either met or not, however close."""
        return self.target is not None and self.target.comparison in _LIMITS


def indicator_status(
    indicator: Indicator,
    targets: Sequence[Target],
    measurements: Sequence[Measurement],
    organisation: Organisation,
    *,
    today: date,
    horizon: date | None = None,
) -> IndicatorStatus:
    """Return the status of an indicator; `horizon` is the due day of an undated target."""
    series = figures(measurements, today=today)
    target = current_target(targets, today=today)
    if not series:
        return IndicatorStatus(indicator.id, target=target)
    doubted = {m.id for m in unexplained(indicator, targets, [m for m, _ in series])}
    doubtful = series[-1][0].id in doubted
    status = _as_measured(indicator, target, series, organisation, today=today, doubtful=doubtful)
    if target is None:
        return status
    if status.doubtful:
        return replace(status, attainment=None, raw=None, distance=None, met=False, worsening=False)
    path = expected_path(indicator, targets, series[0][0].on, horizon=horizon)
    expected_value = value_on(path, today)
    expected = None
    if expected_value is not None:
        expected = _raw_attainment(expected_value, indicator, target)
    status = replace(status, expected_value=expected_value, expected=expected)
    due = target.due or horizon
    return replace(status, signal=_signal(status, organisation, due=due, today=today))


def _as_measured(
    indicator: Indicator,
    target: Target | None,
    series: Sequence[tuple[Measurement, float]],
    organisation: Organisation,
    *,
    today: date,
    doubtful: bool,
) -> IndicatorStatus:
    latest, value = series[-1]
    comparable = len(series) > 1 and not latest.series_break
    before = series[-2][1] if comparable else None
    met = target is not None and _met(value, target, indicator)
    raw = None if target is None else _raw_attainment(value, indicator, target)
    worse_than_start = _is_worse(value, indicator.baseline, indicator, target)
    return IndicatorStatus(
        indicator.id,
        latest=latest,
        target=target,
        attainment=None if raw is None else min(max(raw, 0.0), 1.0),
        raw=raw,
        distance=None if target is None else _distance(value, target),
        met=met,
        fresh=fresh_until(indicator, latest.on, organisation) >= today,
        doubtful=doubtful,
        worse_than_start=worse_than_start,
        worsening=not met and (worse_than_start or _is_worse(value, before, indicator, target)),
    )


def last_measured(series: Iterable[Measurement], today: date) -> date | None:
    """Return the day an indicator was last measured; None where there is no figure yet."""
    # A masked figure has still been measured: nobody should be asked for it again.
    taken = (m.on for m in series if m.on <= today and (m.masked or m.value is not None))
    return max(taken, default=None)


def measure_by(indicator: Indicator, last: date) -> date:
    """Return the day the next figure is expected; owners are asked for it from the day after."""
    return last + timedelta(days=indicator.cadence_days)


def fresh_until(indicator: Indicator, last: date, organisation: Organisation) -> date:
    """Return the last day a figure counts as fresh: when the next is expected, plus the grace."""
    return measure_by(indicator, last) + timedelta(days=organisation.grace_days)


def figures(measurements: Sequence[Measurement], *, today: date) -> list[tuple[Measurement, float]]:
    """Return the measurements taken by today that have a figure, with it, the oldest first.

    Of two for the same day a final figure comes after a preliminary one, and a corrected one after
    one that never was; their ids, which are chance, decide nothing.
    """
    taken = [
        (m, m.value) for m in measurements if m.value is not None and m.on <= today and not m.masked
    ]
    return sorted(taken, key=lambda pair: measured_turn(pair[0]))


def _signal(
    status: IndicatorStatus, organisation: Organisation, *, due: date | None, today: date
) -> Signal:
    if not status.fresh:
        return Signal.UNKNOWN
    if status.met:
        return Signal.ON_TRACK
    if status.is_limit and due is not None and due < today:
        return Signal.OFF_TRACK
    if status.raw is not None and status.expected is not None:
        return by_distance((min(status.expected, 1.0) - status.raw) * 100, organisation)
    if status.raw is None and status.judged:
        # A limit without a baseline has no path: there is time to meet it until its due day.
        return Signal.OFF_TRACK if due is None else Signal.AT_RISK
    return Signal.UNKNOWN


def by_distance(points_behind: float, organisation: Organisation) -> Signal:
    """Return the signal for being this many points behind plan."""
    # A small tolerance, so that exactly ten points is ten points in floating point too.
    if points_behind <= organisation.at_risk_points + 1e-9:
        return Signal.ON_TRACK
    if points_behind <= organisation.off_track_points + 1e-9:
        return Signal.AT_RISK
    return Signal.OFF_TRACK


def current_target(targets: Sequence[Target], *, today: date) -> Target | None:
    """Return the target in force today: the next dated, else an undated, else the last."""
    usable = sorted((t for t in targets if aim(t) is not None), key=target_turn)
    ahead = [t for t in usable if t.due is None or t.due >= today]
    return ahead[0] if ahead else next(reversed(usable), None)


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
    corners = [(indicator.baseline_on or first_measured, indicator.baseline)]
    for target in sorted(targets, key=lambda t: (t.due or horizon or date.max, target_turn(t))):
        due = target.due or horizon
        if due is not None and due > corners[-1][0] and aim(target) is not None:
            corners.append((due, _nearest(indicator.baseline, target)))
    return tuple(corners) if len(corners) > 1 else ()


def value_on(path: Sequence[tuple[date, float]], day: date) -> float | None:
    """Return a path's value on a day, constant beyond its ends; None without a path."""
    if not path:
        return None
    if day <= path[0][0]:
        return path[0][1]
    for (from_day, from_value), (to_day, to_value) in pairwise(path):
        if day <= to_day:
            share = (day - from_day).days / (to_day - from_day).days
            return from_value + share * (to_value - from_value)
    return path[-1][1]


def _nearest(value: float, target: Target) -> float:
    """Return the figure nearest to a value that satisfies the target."""
    low, high = _bounds(target)
    raised = value if low is None else max(value, low)
    return raised if high is None else min(raised, high)


def _bounds(target: Target) -> tuple[float | None, float | None]:
    if target.comparison is Comparison.BETWEEN:
        return target.low, target.high
    low = None if target.comparison in _BETTER_IS_LOWER else aim(target)
    high = None if target.comparison in _BETTER_IS_HIGHER else aim(target)
    return low, high


def _met(value: float, target: Target, indicator: Indicator) -> bool:
    nearest = _nearest(value, target)
    if value == nearest:
        return target.comparison not in _STRICT or value != aim(target)
    if target.comparison in _LIMITS:
        return False
    higher = _better_is_higher(indicator, target)
    return higher is not None and (value > nearest) is higher


def _raw_attainment(value: float, indicator: Indicator, target: Target) -> float | None:
    met = _met(value, target, indicator)
    if met and target.comparison in _LIMITS:
        return 1.0
    if indicator.baseline is None:
        return None
    figure = _nearest(indicator.baseline, target)
    if figure == indicator.baseline:
        # Baseline equal to target means «maintain»: it is met or not.
        return 1.0 if met else 0.0
    if target.comparison is Comparison.BETWEEN:
        # Past the far end of a range counts the same as equally far before its near end.
        return 1 - _distance(value, target) / abs(figure - indicator.baseline)
    raw = (value - indicator.baseline) / (figure - indicator.baseline)
    return raw if met or target.comparison not in _STRICT else min(raw, _ALMOST)


def _distance(value: float, target: Target) -> float:
    return abs(_nearest(value, target) - value)


def _is_worse(
    value: float, before: float | None, indicator: Indicator, target: Target | None
) -> bool:
    if before is None:
        return False
    if target is not None and target.comparison is Comparison.BETWEEN:
        return _distance(value, target) > _distance(before, target)
    higher = _better_is_higher(indicator, target)
    if higher is None:
        return False
    return value < before if higher else value > before


def _better_is_higher(indicator: Indicator, target: Target | None) -> bool | None:
    if target is not None and target.comparison in _BETTER_IS_HIGHER:
        return True
    if target is not None and target.comparison in _BETTER_IS_LOWER:
        return False
    figure = None if target is None else aim(target)
    if figure is not None and indicator.baseline not in {None, figure}:
        # The direction from baseline to target is more reliable than a field left at its default.
        return figure > (indicator.baseline or 0.0)
    return {Direction.UP: True, Direction.DOWN: False}.get(indicator.direction)
