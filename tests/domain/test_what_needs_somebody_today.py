"""What stands on top of the overview: what is grave or unknown, and why."""

import pytest

from strategy.domain.attention import Reason, needing_attention
from strategy.domain.items import Item, Signal
from tests.builders import a_goal, an_indicator
from tests.domain.plans import (
    TODAY,
    a_done_action,
    a_halfway_action,
    a_plan,
    all_of,
    days,
    halfway_to,
    measured,
    points_behind,
    said,
    silent,
)

GOAL = a_goal(id="goal")
FOR_GOAL = {"goal_ids": ("goal",)}


def told(*items: Item) -> list[tuple[str, Signal, Reason]]:
    plan = a_plan(*items)
    return [(a.item.id, a.signal, a.reason) for a in needing_attention(plan, all_of(plan))]


def a_figure(points: int, **when) -> tuple[Item, ...]:
    """An indicator of the goal so many points behind its path."""
    indicator = an_indicator(id="i", goal_id="goal", baseline=0.0, baseline_on=TODAY - days(100))
    return indicator, halfway_to(indicator, 100.0), measured(indicator, 50.0 - points, **when)


@pytest.mark.parametrize(
    ("action", "signal", "reason"),
    [
        (points_behind("T", 40), Signal.OFF_TRACK, Reason.BEHIND),
        (points_behind("T", 20), Signal.AT_RISK, Reason.BEHIND),
        (silent("T", 0), Signal.UNKNOWN, Reason.SILENT),
        ((a_halfway_action("T", start=None),), Signal.UNKNOWN, Reason.NEVER_UPDATED),
        (silent("T", 0, due=TODAY - days(1)), Signal.OFF_TRACK, Reason.OVERDUE),
    ],
)
def test_an_action_needs_somebody_for_the_reason_its_signal_has(action, signal, reason):
    assert told(*action) == [("T", signal, reason)]


@pytest.mark.parametrize(
    "action",
    [
        points_behind("T", 0),
        (a_done_action("T"),),
        (a_halfway_action("T", start=TODAY + days(1)),),
    ],
    ids=["on track", "done", "not started"],
)
def test_what_goes_well_needs_nobody(action):
    assert told(*action) == []


@pytest.mark.parametrize(
    ("parts", "signal", "reason"),
    [
        (a_figure(40), Signal.OFF_TRACK, Reason.EFFECT_OFF_TRACK),
        (a_figure(20), Signal.AT_RISK, Reason.EFFECT_OFF_TRACK),
        (a_figure(0, on=TODAY - days(366)), Signal.UNKNOWN, Reason.NOT_MEASURED),
        ((), Signal.UNKNOWN, Reason.NOT_MEASURED),
    ],
)
def test_a_goal_needs_somebody_for_the_reason_its_signal_has(parts, signal, reason):
    assert told(GOAL, *parts) == [("goal", signal, reason)]


def test_a_goal_told_by_its_actions_says_so():
    items = (GOAL, *points_behind("T", 40, **FOR_GOAL))
    assert told(*items)[0] == ("goal", Signal.OFF_TRACK, Reason.ACTIVITY_OFF_TRACK)


def test_a_goal_that_goes_well_needs_nobody():
    assert told(GOAL, *a_figure(0)) == []


def test_the_gravest_come_first_goals_before_actions_and_then_the_latest():
    week_late = a_halfway_action("week", start=TODAY - days(90), due=TODAY - days(7))
    month_late = a_halfway_action("month", start=TODAY - days(90), due=TODAY - days(30))
    items = (
        *silent("quiet", 0),
        *points_behind("slow", 20),
        week_late,
        said(week_late, 90),
        month_late,
        said(month_late, 90),
        GOAL,
        *a_figure(40),
    )
    assert [item_id for item_id, _, _ in told(*items)] == [
        "goal",
        "month",
        "week",
        "slow",
        "quiet",
    ]
