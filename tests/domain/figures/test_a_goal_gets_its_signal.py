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


# --- overdue, and not begun ----------------------------------------------------------------------


def late(action_id, percent, by=29):
    action = a_halfway_action(action_id, start=TODAY - days(200), due=TODAY - days(by), **FOR_GOAL)
    return action, said(action, percent)


def test_an_overdue_action_that_is_all_there_is_to_do_makes_its_goal_red():
    assert the_goal(*late("T", 95)) == (Signal.OFF_TRACK, True)


def test_two_done_early_do_not_hide_the_one_that_is_overdue():
    done = [a_done_action(f"D{n}", **FOR_GOAL) for n in range(2)]
    assert the_goal(*done, *late("T", 0)) == (Signal.OFF_TRACK, True)
    assert the_goal(*done, *late("T", 99, by=1)) == (Signal.OFF_TRACK, True)


@pytest.mark.parametrize(
    ("in_time", "overdue", "signal"),
    [
        (3, 1, Signal.AT_RISK),
        (2, 1, Signal.OFF_TRACK),
        (5, 2, Signal.AT_RISK),
        (4, 2, Signal.OFF_TRACK),
    ],
)
def test_a_goal_is_at_risk_beside_one_overdue_action_and_red_from_a_third(in_time, overdue, signal):
    items = [part for n in range(in_time) for part in points_behind(f"G{n}", 0, **FOR_GOAL)]
    items += [part for n in range(overdue) for part in late(f"T{n}", 99)]
    assert the_goal(*items) == (signal, True)


def test_silent_actions_do_not_make_the_overdue_one_weigh_less():
    quiet = [part for n in range(5) for part in silent(f"S{n}", 0, **FOR_GOAL)]
    assert the_goal(*late("T", 99), *quiet) == (Signal.OFF_TRACK, True)


def test_an_overdue_action_does_not_speak_for_a_goal_that_is_measured():
    assert the_goal(*an_indicator_behind("I", 0), *late("T", 50)) == (Signal.ON_TRACK, False)


def test_a_goal_nobody_has_begun_has_not_started():
    today = a_halfway_action("T", start=TODAY, due=TODAY + days(100), **FOR_GOAL)
    assert the_goal(today) == (Signal.NOT_STARTED, True)
    assert the_goal(today, a_goal_indicator("I")) == (Signal.NOT_STARTED, True)
    assert the_goal(a_goal_indicator("I")) == (Signal.NOT_STARTED, True)
    assert the_goal(today, said(today, 0)) == (Signal.ON_TRACK, True)


def test_a_goal_nobody_has_begun_that_is_late_says_so():
    never = a_halfway_action("T", start=TODAY - days(100), due=TODAY + days(100), **FOR_GOAL)
    overdue = a_halfway_action("O", start=TODAY - days(30), due=TODAY - days(1), **FOR_GOAL)
    assert the_goal(never) == (Signal.OFF_TRACK, True)
    assert the_goal(overdue) == (Signal.OFF_TRACK, True)


def test_a_goal_nobody_has_begun_and_nobody_reports_on_is_unknown():
    quiet = a_halfway_action("T", start=TODAY - days(160), due=TODAY + days(9000), **FOR_GOAL)
    assert the_goal(quiet) == (Signal.UNKNOWN, True)
