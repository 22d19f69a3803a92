"""A plan that has only just begun: what it lacks says more than how well it goes."""

from __future__ import annotations

from collections import Counter

from strategy.domain.figures.assessment import Assessment
from strategy.domain.figures.health import Finding, Rule

_LACKS = (
    Rule.NO_OWNER,
    Rule.VACANT_OWNER,
    Rule.OWNER_ONLY_TEXT,
    Rule.GOAL_WITHOUT_ACTION,
    Rule.GOAL_WITHOUT_INDICATOR,
    Rule.INDICATOR_WITHOUT_TARGET,
    Rule.INDICATOR_WITHOUT_BASELINE,
    Rule.NO_DUE_DATE,
    Rule.NOT_MEASURED,
    Rule.NEVER_UPDATED,
)
"""What to fill in first in a new plan, in this order."""


def is_young(assessment: Assessment) -> bool:
    """Return whether nobody has reported on anything and nothing has been measured yet."""
    begun = any(status.begun for status in assessment.actions.values())
    measured = any(status.latest is not None for status in assessment.indicators.values())
    return not begun and not measured


def lacking(findings: tuple[Finding, ...]) -> tuple[tuple[Rule, int], ...]:
    """Return how many items lack each thing a new plan needs, what to fill in first at the top."""
    counted = Counter(finding.rule for finding in findings)
    return tuple((rule, counted[rule]) for rule in _LACKS if counted[rule])
