"""Whether the plan itself gets better: how much there was to fix, month by month, and whose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from strategy.domain.figures.health import Finding, Rule
from strategy.domain.items import Action, Goal, Indicator, Position, Unit
from strategy.domain.meeting_items import Decision
from strategy.domain.plan import Plan
from strategy.domain.strategies import new_since

MONTHS = 12


@dataclass(frozen=True)
class HealthPoint:
    """How many findings of each rule there were at the end of a day."""

    day: date
    counts: Mapping[Rule, int] = field(default_factory=lambda: MappingProxyType({}))

    def count(self, rule: Rule | None = None) -> int:
        """Return how many findings there were, of one rule or in all."""
        return sum(self.counts.values()) if rule is None else self.counts.get(rule, 0)


def health_point(day: date, findings: Iterable[Finding]) -> HealthPoint:
    """Return how many findings of each rule there are on a day."""
    return HealthPoint(day, MappingProxyType(dict(Counter(f.rule for f in findings))))


def month_ends(today: date, months: int = MONTHS) -> tuple[date, ...]:
    """Return the last days of the months before this one, the earliest first."""
    first = today.year * 12 + today.month - 1
    starts = (date(m // 12, m % 12 + 1, 1) for m in range(first - months + 1, first + 1))
    return tuple(start - timedelta(days=1) for start in starts)


def new_from(plan: Plan, last: date) -> date | None:
    """Return the first day of a strategy that took over in the year before a day, else None.

    What there was to fix in the strategy before it is not compared with what there is to fix in it.
    """
    new = new_since(plan, month_ends(last)[0])
    return new.first_day if new else None


def owner_of(plan: Plan, finding: Finding) -> Position | None:
    """Return the owner of the item a finding is about; an indicator may have its goal's owner."""
    item = plan.by_id.get(finding.item_id)
    if isinstance(item, Position):
        return item
    if not isinstance(item, Goal | Action | Indicator | Decision):
        return None
    owner = plan.find(Position, item.owner_id)
    if owner is None and isinstance(item, Indicator):
        goal = plan.find(Goal, item.goal_id)
        owner = plan.find(Position, goal.owner_id) if goal else None
    return owner


def unit_of(plan: Plan, finding: Finding) -> Unit | None:
    """Return the unit of the item a finding is about: its own, or else that of its owner."""
    item = plan.by_id.get(finding.item_id)
    unit = plan.unit_of(item) if isinstance(item, Goal | Action | Indicator) else None
    if unit is not None:
        return unit
    owner = owner_of(plan, finding)
    return plan.find(Unit, owner.unit_id) if owner else None
