"""How a goal stands: by its figures where there are any, else by what is done for it."""

import pytest

from strategy.domain.items import Comparison, Goal, Indicator, Signal
from tests.builders import a_goal, a_target, an_indicator
from tests.domain.plans import (
    TODAY,
    a_done_action,
    a_halfway_action,
    a_plan,
    a_stopped_action,
    days,
    goal_in,
    halfway_to,
    measured,
    points_behind,
    said,
    silent,
)

GOAL = a_goal(id="goal")
FOR_GOAL = {"goal_ids": ("goal",)}


def a_goal_indicator(indicator_id: str, **given) -> Indicator:
    return an_indicator(
        **{
            "id": indicator_id,
            "code": indicator_id,
            "goal_id": "goal",
            "baseline": 0.0,
            "baseline_on": TODAY - days(100),
            **given,
        }
    )


def an_indicator_behind(indicator_id: str, points: float, **when):
    """An indicator that should be at 50 of 100 today and lies so many points below."""
    indicator = a_goal_indicator(indicator_id)
    return indicator, halfway_to(indicator, 100.0), measured(indicator, 50.0 - points, **when)


def the_goal(*items) -> tuple[Signal, bool]:
    status = goal_in(a_plan(GOAL, *items), "goal")
    return status.signal, status.by_activity


# --- by its figures ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("distances", "signal"),
    [
        ((0,), Signal.ON_TRACK),
        ((0, 20), Signal.AT_RISK),
        ((0, 20, 30), Signal.OFF_TRACK),
    ],
)
def test_a_goal_is_no_better_than_its_worst_indicator(distances, signal):
    items = [part for n, d in enumerate(distances) for part in an_indicator_behind(f"I{n}", d)]
    assert the_goal(*items) == (signal, False)


def test_what_is_done_does_not_make_a_measured_goal_greener():
    items = an_indicator_behind("I", 40)
    assert the_goal(*items, a_done_action("T", **FOR_GOAL)) == (Signal.OFF_TRACK, False)


def test_a_goal_is_unknown_when_its_only_figure_is_too_old():
    items = an_indicator_behind("I", -50, on=TODAY - days(396))
    assert the_goal(*items) == (Signal.UNKNOWN, False)


def test_an_old_figure_beside_a_fresh_one_takes_the_green_away():
    fresh = an_indicator_behind("I1", 0)
    old = an_indicator_behind("I2", 0, on=TODAY - days(396))
    assert the_goal(*fresh, *old) == (Signal.UNKNOWN, False)


def test_an_old_figure_beside_a_fresh_one_does_not_hide_the_red():
    fresh = an_indicator_behind("I1", 40)
    old = an_indicator_behind("I2", 0, on=TODAY - days(396))
    assert the_goal(*fresh, *old) == (Signal.OFF_TRACK, False)


def test_an_indicator_nobody_has_measured_does_not_speak():
    status = goal_in(a_plan(GOAL, *an_indicator_behind("I1", 0), a_goal_indicator("I2")), "goal")
    assert status.signal is Signal.ON_TRACK
    assert (status.measured, status.indicators) == (1, 2)


def test_a_figure_that_has_no_path_does_not_speak_beside_one_that_has():
    indicator = a_goal_indicator("I2")
    pathless = (indicator, a_target(indicator, low=100.0), measured(indicator, 10.0))
    assert the_goal(*an_indicator_behind("I1", 0), *pathless) == (Signal.ON_TRACK, False)
    assert the_goal(*pathless) == (Signal.UNKNOWN, False)


def test_a_limit_missed_without_a_baseline_speaks_though_it_has_no_effect():
    indicator = a_goal_indicator("I", baseline=None)
    target = halfway_to(indicator, 6.0, comparison=Comparison.BELOW)
    status = goal_in(a_plan(GOAL, indicator, target, measured(indicator, 8.0)), "goal")
    assert (status.signal, status.by_activity) == (Signal.AT_RISK, False)
    assert (status.effect, status.measured) == (None, 0)


# --- by activity ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "indicator_parts",
    [
        (),
        (a_goal_indicator("I"),),
        (a_goal_indicator("I"), measured(a_goal_indicator("I"), 50.0)),
        (
            a_goal_indicator("I"),
            measured(a_goal_indicator("I"), 50.0),
            halfway_to(a_goal_indicator("I"), comparison=Comparison.TEXT, text="skal opp"),
        ),
    ],
    ids=["no indicator", "not measured", "no target", "target of text"],
)
def test_with_nothing_measured_the_signal_comes_from_the_actions_and_says_so(indicator_parts):
    action = points_behind("T", 20, **FOR_GOAL)
    assert the_goal(*indicator_parts, *action) == (Signal.AT_RISK, True)


@pytest.mark.parametrize(
    ("distances", "signal"),
    [
        ((10,), Signal.ON_TRACK),
        ((11,), Signal.AT_RISK),
        ((0, 20), Signal.ON_TRACK),
        ((0, 50), Signal.AT_RISK),
        ((50, 20), Signal.OFF_TRACK),
        ((-20, 40), Signal.ON_TRACK),
    ],
)
def test_by_activity_the_mean_distance_from_plan_decides(distances, signal):
    items = [
        part for n, d in enumerate(distances) for part in points_behind(f"T{n}", d, **FOR_GOAL)
    ]
    assert the_goal(*items) == (signal, True)


def test_a_goal_without_actions_or_figures_is_unknown():
    assert the_goal() == (Signal.UNKNOWN, True)


def test_stopped_actions_do_not_speak_for_their_goal():
    stopped = a_stopped_action("T1", **FOR_GOAL)
    assert the_goal(stopped) == (Signal.UNKNOWN, True)
    assert the_goal(stopped, *points_behind("T2", 0, **FOR_GOAL)) == (Signal.ON_TRACK, True)


def test_a_goal_is_done_when_all_its_actions_are():
    done = [a_done_action(f"T{n}", **FOR_GOAL) for n in range(2)]
    assert the_goal(*done) == (Signal.DONE, True)
    assert the_goal(*done, *points_behind("T9", 0, **FOR_GOAL)) == (Signal.ON_TRACK, True)


def test_a_goal_has_not_started_when_none_of_its_actions_has():
    later = a_halfway_action("T", start=TODAY + days(1), **FOR_GOAL)
    assert the_goal(later) == (Signal.NOT_STARTED, True)
    assert the_goal(later, *points_behind("T2", 50, **FOR_GOAL)) == (Signal.AT_RISK, True)


def test_finishing_an_action_early_helps_as_much_as_its_progress_did():
    slow = points_behind("T1", 40, **FOR_GOAL)
    nearly = points_behind("T2", -45, **FOR_GOAL)
    assert the_goal(*slow, *nearly) == (Signal.ON_TRACK, True)
    assert the_goal(*slow, a_done_action("T2", **FOR_GOAL)) == (Signal.ON_TRACK, True)


def test_actions_without_dates_leave_their_goal_unknown():
    undated = a_halfway_action("T", due=None, **FOR_GOAL)
    assert the_goal(undated, said(undated, 90)) == (Signal.UNKNOWN, True)


# --- silence -------------------------------------------------------------------------------------


def test_one_silent_action_is_enough_not_to_call_a_goal_green():
    green = points_behind("T1", 0, **FOR_GOAL)
    assert the_goal(*green, *silent("T2", 0, **FOR_GOAL)) == (Signal.UNKNOWN, True)
    assert the_goal(*silent("T2", 0, **FOR_GOAL)) == (Signal.UNKNOWN, True)


def test_silence_does_not_hide_a_yellow_or_a_red():
    assert the_goal(*silent("T", 20, **FOR_GOAL)) == (Signal.AT_RISK, True)
    assert the_goal(*silent("T", 40, **FOR_GOAL)) == (Signal.OFF_TRACK, True)


def test_a_silent_action_that_was_ahead_does_not_pay_for_one_that_is_behind():
    behind = points_behind("T1", 40, **FOR_GOAL)
    assert the_goal(*behind, *silent("T2", -50, **FOR_GOAL)) == (Signal.OFF_TRACK, True)


def test_silent_actions_far_behind_pull_their_goal_down_together():
    items = [*points_behind("T1", 0, **FOR_GOAL)]
    assert the_goal(*items, *silent("T2", 40, **FOR_GOAL)) == (Signal.AT_RISK, True)
    items += [part for n in range(3) for part in silent(f"S{n}", 40, **FOR_GOAL)]
    assert the_goal(*items) == (Signal.OFF_TRACK, True)


def test_a_goal_knows_what_its_figures_come_from():
    other = Goal(id="other", code="1.2", pillar_id="pillar", title="Et annet mål")
    plan = a_plan(
        GOAL,
        other,
        *an_indicator_behind("I1", 0),
        a_goal_indicator("I2"),
        *points_behind("T1", 20, **FOR_GOAL),
        *points_behind("T2", 0, goal_ids=("other",)),
    )
    status = goal_in(plan, "goal")
    assert (status.goal_id, status.measured, status.indicators, status.actions) == ("goal", 1, 2, 1)
    assert (status.activity, status.effect) == (0.3, 0.5)
