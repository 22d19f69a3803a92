"""What there is to mend, counted month by month, and put together by whose it is."""

from datetime import date

import pytest

from strategy.domain.figures.health import Finding, Rule
from strategy.domain.figures.health_trend import (
    HealthPoint,
    health_point,
    month_ends,
    owner_of,
    unit_of,
)
from tests.builders import a_goal, a_pillar, a_position, a_unit, an_action, an_indicator
from tests.domain.plans import a_plan

PLAN = a_plan(
    a_pillar(),
    a_unit(),
    a_unit(id="health", code="200", title="Helse"),
    a_position(),
    a_position(id="roaming", title="Rådgiver", unit_id=None),
    a_goal(id="goal", owner_id="position"),
    a_goal(id="orphan", code="1.2"),
    an_action(id="action", owner_id="position", unit_id="health"),
    an_action(id="nobodys", code="T-2"),
    an_indicator(id="figure", goal_id="goal"),
    an_indicator(id="own", code="I-2", goal_id="goal", owner_id="roaming"),
    an_indicator(id="alone", code="I-3"),
)


def about(item_id: str, rule: Rule = Rule.NO_OWNER, kind: str = "action") -> Finding:
    return Finding(rule, kind, item_id, "", "")


def test_a_day_counts_its_findings_by_rule():
    point = health_point(date(2026, 1, 31), [about("a"), about("b"), about("c", Rule.SILENT)])
    assert point == HealthPoint(date(2026, 1, 31), {Rule.NO_OWNER: 2, Rule.SILENT: 1})
    assert [point.count(), point.count(Rule.NO_OWNER), point.count(Rule.IMPLAUSIBLE)] == [3, 2, 0]
    assert HealthPoint(date(2026, 1, 31)).count() == 0


def test_the_months_before_this_one_end_on_their_last_days():
    assert month_ends(date(2026, 3, 31), 3) == (
        date(2025, 12, 31),
        date(2026, 1, 31),
        date(2026, 2, 28),
    )
    assert len(month_ends(date(2026, 3, 1))) == 12


@pytest.mark.parametrize(
    ("item_id", "owner", "unit"),
    [
        ("goal", "position", "unit"),
        ("orphan", None, None),
        ("action", "position", "health"),
        ("nobodys", None, None),
        ("figure", "position", "unit"),
        ("own", "roaming", None),
        ("alone", None, None),
        ("position", "position", "unit"),
        ("gone", None, None),
    ],
)
def test_a_finding_is_whoevers_thing_it_is_about(item_id, owner, unit):
    found = owner_of(PLAN, about(item_id)), unit_of(PLAN, about(item_id))
    assert tuple(item and item.id for item in found) == (owner, unit)
