"""What needs somebody today, the gravest first, each with its reason."""

import pytest

from strategy.domain.figures.attention import Reason, needing_attention
from strategy.domain.items import Direction, Item, Signal
from tests.builders import a_goal, a_milestone, an_indicator
from tests.domain.plans import (
    TODAY,
    a_done_action,
    a_halfway_action,
    a_plan,
    a_stopped_action,
    all_of,
    days,
    halfway_to,
    measured,
    points_behind,
    said,
    silent,
)


def attention(*items: Item) -> list[tuple[str, Signal, Reason]]:
    plan = a_plan(*items)
    return [(a.item.id, a.signal, a.reason) for a in needing_attention(plan, all_of(plan))]


def overdue(action_id: str, number: int, **given) -> tuple[Item, ...]:
    due = TODAY - days(number)
    action = a_halfway_action(action_id, start=due - days(100), due=due, **given)
    return action, said(action, 90)


def a_measured_goal(goal_id: str, value: float, **given) -> tuple[Item, ...]:
    """A goal whose indicator should be at 50 today, on its way from 0 to 100."""
    goal = a_goal(id=goal_id, code=goal_id)
    start = TODAY - days(100)
    indicator = an_indicator(
        id=f"{goal_id}-indicator", code=f"I-{goal_id}", goal_id=goal_id,
        direction=Direction.UP, baseline=0.0, baseline_on=start,
    )  # fmt: skip
    return goal, indicator, halfway_to(indicator, 100.0), measured(indicator, value, **given)


def test_nothing_needs_anybody_where_all_is_well():
    assert (
        attention(
            *a_measured_goal("well", 50.0),
            *points_behind("fine", 0),
            a_done_action("done"),
            a_stopped_action("stopped"),
            a_halfway_action("later", start=TODAY + days(1), due=TODAY + days(50)),
        )
        == []
    )


def test_nothing_is_in_an_empty_plan():
    assert attention() == []


@pytest.mark.parametrize(
    ("items", "signal", "reason"),
    [
        (overdue("it", 1), Signal.OFF_TRACK, Reason.OVERDUE),
        (silent("it", 0, due=TODAY - days(1)), Signal.OFF_TRACK, Reason.OVERDUE),
        (points_behind("it", 40), Signal.OFF_TRACK, Reason.BEHIND),
        (points_behind("it", 15), Signal.AT_RISK, Reason.BEHIND),
        (silent("it", 40), Signal.UNKNOWN, Reason.SILENT),
        ((a_halfway_action("it", start=None),), Signal.UNKNOWN, Reason.NEVER_UPDATED),
        (a_measured_goal("it", 0.0), Signal.OFF_TRACK, Reason.EFFECT_OFF_TRACK),
        (a_measured_goal("it", 50.0, on=TODAY - days(396)), Signal.UNKNOWN, Reason.NOT_MEASURED),
        (a_measured_goal("it", 35.0), Signal.AT_RISK, Reason.EFFECT_OFF_TRACK),
        ((a_goal(id="it"),), Signal.UNKNOWN, Reason.NOT_MEASURED),
    ],
)
def test_each_thing_says_why_it_needs_somebody(items, signal, reason):
    assert attention(*items) == [("it", signal, reason)]


def test_a_goal_says_that_it_is_told_by_its_actions():
    goal = a_goal(id="goal")
    assert attention(goal, *points_behind("action", 40, goal_ids=("goal",))) == [
        ("goal", Signal.OFF_TRACK, Reason.ACTIVITY_OFF_TRACK),
        ("action", Signal.OFF_TRACK, Reason.BEHIND),
    ]


def test_what_was_heard_of_lately_but_has_no_dates_is_for_plan_health_to_tell():
    undated = a_halfway_action("undated", start=None, due=None)
    begun = a_halfway_action("begun", start=TODAY - days(10), due=None)

    assert attention(undated, said(undated, 20), begun, said(begun, 20)) == []


def test_the_gravest_stands_first_and_goals_before_actions():
    found = attention(
        *silent("quiet", 10),
        a_halfway_action("never", start=None),
        *points_behind("a bit behind", 12),
        *points_behind("more behind", 20),
        *points_behind("far behind", 30),
        *points_behind("furthest behind", 45),
        *overdue("late", 2),
        *overdue("later", 20),
        *a_measured_goal("failing", 0.0),
        *a_measured_goal("slow", 35.0),
        a_goal(id="unknown", code="1.9"),
    )
    assert [item_id for item_id, *_ in found] == [
        "failing",
        "later",
        "late",
        "furthest behind",
        "far behind",
        "slow",
        "more behind",
        "a bit behind",
        "unknown",
        "quiet",
        "never",
    ]


def test_the_longest_silence_stands_first():
    quiet, quieter = silent("quiet", 10), silent("quieter", 10, start=TODAY - days(300))
    older = said(quieter[0], 40, on=TODAY - days(250))

    assert [item_id for item_id, *_ in attention(*quiet, quieter[0], older)] == [
        "quieter",
        "quiet",
    ]


def test_only_goals_and_actions_are_told():
    action, check_in = points_behind("action", 40)
    found = attention(action, check_in, a_milestone(action, due=TODAY - days(9)), an_indicator())

    assert [item_id for item_id, *_ in found] == ["action"]
