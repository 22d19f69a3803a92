"""The order of things on the same day, by what they say: an id is chance and decides nothing.

The id comes last in each key only so that things that say the same always come in one order.
"""

from __future__ import annotations

from datetime import date

from strategy.domain.items import Involvement, Measurement, Target

_LEAST = float("-inf")


def measured_turn(measurement: Measurement) -> tuple[object, ...]:
    """Return the sort key of a measurement: by day, then final, corrected, and higher ones last."""
    value = _LEAST if measurement.value is None else measurement.value
    return (
        measurement.on,
        not measurement.preliminary,
        measurement.version,
        value,
        measurement.text,
        measurement.id,
    )


def target_turn(target: Target) -> tuple[object, ...]:
    """Return the sort key of a target: the soonest first, an undated one last, then by figure."""
    low = _LEAST if target.low is None else target.low
    high = _LEAST if target.high is None else target.high
    return target.due or date.max, low, high, str(target.comparison), target.text, target.id


def involved_turn(involvement: Involvement) -> tuple[object, ...]:
    """Return the sort key of somebody's involvement: by day, then by party and what was said."""
    return involvement.on, str(involvement.party), involvement.how, involvement.id
