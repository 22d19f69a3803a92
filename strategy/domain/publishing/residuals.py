"""What of a plan's figures must be withheld, so that nobody can work a small group's out.

Two indicators are the same figure for different parts of the organisation when title and unit of
measure are the same; a part's unit then lies below the whole's, or the whole has no unit. Checked
for every such whole, for each day it was measured: the people of the whole who are in none of the
parts shown must be none, or more than a small group. Otherwise the smallest part shown is withheld
too, until that holds.

Not checked, as no machine can know: figures of differing titles that are the same thing, figures
published elsewhere, and what an earlier publication already showed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from strategy.domain.items import MASKED_GROUP, Indicator, Measurement
from strategy.domain.plan import Plan

Key = tuple[str, date]
"""An indicator and the day it was measured for."""

_ENOUGH = MASKED_GROUP.stop


def withheld(plan: Plan) -> frozenset[str]:
    """Return the ids of the measurements that must not be shown, small groups and what betrays."""
    by_key: dict[Key, Measurement] = {(m.indicator_id, m.on): m for m in plan.measurements}
    hidden = {m.id for m in plan.measurements if m.masked}
    families = tuple(_families(plan))
    while fresh := frozenset(_betrayers(families, by_key, hidden)):
        hidden |= fresh
    # Of two figures for one day both go, whichever is preliminary.
    days = {(m.indicator_id, m.on) for m in plan.measurements if m.id in hidden}
    return frozenset(m.id for m in plan.measurements if (m.indicator_id, m.on) in days)


def _families(plan: Plan) -> Iterator[tuple[Indicator, tuple[Indicator, ...]]]:
    """Yield every whole with its parts."""
    same: defaultdict[tuple[str, str], list[Indicator]] = defaultdict(list)
    for indicator in plan.indicators:
        same[indicator.title.casefold(), indicator.unit.casefold()].append(indicator)
    for members in same.values():
        below = {i.id: _units_below(plan, i) for i in members}
        units = {i.id: _unit_id(plan, i) for i in members}
        for whole in members:
            inside = [i for i in members if units[i.id] in below[whole.id]]
            parts = tuple(
                part
                for part in inside
                if not any(units[part.id] in below[between.id] for between in inside)
            )
            if parts:
                yield whole, parts


def _unit_id(plan: Plan, indicator: Indicator) -> str | None:
    unit = plan.unit_of(indicator)
    return unit.id if unit else None


def _units_below(plan: Plan, indicator: Indicator) -> frozenset[str | None]:
    unit_id = _unit_id(plan, indicator)
    if unit_id is None:
        return frozenset(unit.id for unit in plan.units)
    return frozenset(plan.units_below(unit_id) - {unit_id})


def _betrayers(
    families: Sequence[tuple[Indicator, Sequence[Indicator]]],
    by_key: Mapping[Key, Measurement],
    hidden: set[str],
) -> Iterator[str]:
    """Yield the part to withhold in every family that still betrays a small group."""
    for whole, parts in families:
        for (indicator_id, on), total in by_key.items():
            if indicator_id == whole.id and total.id not in hidden:
                measured = [by_key[part.id, on] for part in parts if (part.id, on) in by_key]
                shown = [m for m in measured if m.id not in hidden and m.value is not None]
                rest = _people_left(total, shown, [m for m in measured if m.id in hidden])
                if shown and 0 < rest < _ENOUGH:
                    yield min(shown, key=lambda m: (m.group_size or _MANY, m.id)).id


def _people_left(
    total: Measurement, shown: Sequence[Measurement], hidden: Sequence[Measurement]
) -> int:
    """Return how many people the whole less the parts shown is about, as far as that is known."""
    sizes = [m.group_size for m in shown]
    if total.group_size is not None and None not in sizes:
        return total.group_size - sum(size or 0 for size in sizes)
    # A part of unknown size, withheld for another's sake, hides that one well enough.
    return sum(_ENOUGH if m.group_size is None else m.group_size for m in hidden)


_MANY = 10**9
