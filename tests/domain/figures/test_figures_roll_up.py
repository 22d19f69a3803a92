"""From actions and indicators to goals, pillars and the strategy; nothing counts twice."""

import pytest

from strategy.domain.figures.assessment import GRAVITY, distribution, worst
from strategy.domain.items import Signal
from tests.builders import a_goal, a_pillar, an_indicator
from tests.domain.plans import (
    TODAY,
    a_done_action,
    a_plan,
    a_stopped_action,
    all_of,
    days,
    halfway_to,
    measured,
    points_behind,
)

DARE = a_pillar(id="dare", code="1", title="Å våge")
LEAD = a_pillar(id="lead", code="2", title="Å lede")
LEARN = a_pillar(id="learn", code="3", title="Å lære")
TRY_THINGS = a_goal(id="try", code="1.1", pillar_id="dare")
SHARE_THINGS = a_goal(id="share", code="1.2", pillar_id="dare")
GROW_LEADERS = a_goal(id="grow", code="2.1", pillar_id="lead")
TREE = (DARE, LEAD, LEARN, TRY_THINGS, SHARE_THINGS, GROW_LEADERS)


def an_indicator_at(indicator_id: str, value: float | None, **where):
    """An indicator that goes from 0 to 100, and lies at this value."""
    indicator = an_indicator(
        id=indicator_id, code=indicator_id, baseline=0.0, baseline_on=TODAY - days(100), **where
    )
    series = () if value is None else (measured(indicator, value),)
    return indicator, halfway_to(indicator, 100.0), *series


def test_a_shared_action_counts_in_each_goal_and_pillar_once_and_once_in_the_strategy():
    shared = points_behind("shared", 50, goal_ids=("try", "share", "grow"))
    own = a_done_action("own", goal_ids=("try",))

    figures = all_of(a_plan(*TREE, *shared, own))

    assert {g: s.activity for g, s in figures.goals.items()} == {
        "try": 0.5,
        "share": 0.0,
        "grow": 0.0,
    }
    assert figures.pillars["dare"].activity == 0.5
    assert figures.pillars["lead"].activity == 0.0
    assert figures.activity == 0.5


def test_an_action_that_names_a_goal_twice_counts_once_in_it():
    twice = points_behind("twice", 50, goal_ids=("try", "try"))
    figures = all_of(a_plan(*TREE, *twice, a_done_action("done", goal_ids=("try",))))
    assert (figures.goals["try"].activity, figures.goals["try"].actions) == (0.5, 2)


def test_an_action_that_waits_for_a_goal_counts_in_the_strategy():
    figures = all_of(a_plan(*TREE, a_done_action("loose")))
    assert figures.activity == 1.0
    assert figures.pillars["dare"].activity is None


def test_stopped_actions_do_not_count_in_activity():
    stopped = a_stopped_action("stopped", goal_ids=("try",))
    figures = all_of(a_plan(*TREE, stopped, a_done_action("done", goal_ids=("try",))))
    assert not figures.actions["stopped"].counts
    assert figures.goals["try"].activity == 1.0
    assert figures.pillars["dare"].activity == 1.0
    assert figures.activity == 1.0


def test_retired_actions_do_not_count_at_all():
    gone = a_done_action("gone", goal_ids=("try",), retired=True)
    kept, check_in = points_behind("kept", 0, goal_ids=("try",))
    figures = all_of(a_plan(*TREE, kept, check_in, retired=(gone,)))
    assert figures.activity == 0.5
    assert figures.goals["try"].actions == 1


def test_effect_is_the_mean_of_what_is_measured_with_its_coverage():
    figures = all_of(
        a_plan(
            *TREE,
            *an_indicator_at("I1", 20.0, goal_id="try"),
            *an_indicator_at("I2", 60.0, goal_id="try"),
            *an_indicator_at("I3", None, goal_id="try"),
            *an_indicator_at("I4", 100.0, goal_id="share"),
            *an_indicator_at("I5", 0.0, pillar_id="dare"),
            *an_indicator_at("I6", 90.0),
        )
    )
    goal, pillar = figures.goals["try"], figures.pillars["dare"]
    assert (goal.effect, goal.measured, goal.indicators) == (pytest.approx(0.4), 2, 3)
    assert (pillar.effect, pillar.measured, pillar.indicators) == (pytest.approx(0.45), 4, 5)
    assert (figures.effect, figures.measured) == (pytest.approx(0.54), 5)
    assert figures.pillars["lead"].effect is None


def test_nothing_measured_and_nothing_done_is_no_figure_at_all():
    figures = all_of(a_plan(*TREE))
    assert (figures.activity, figures.effect, figures.measured) == (None, None, 0)
    assert figures.pillars["learn"].signals == {}
    assert figures.pillars["learn"].signal is Signal.UNKNOWN
    assert figures.pillars["learn"].goals == 0
    assert all_of(a_plan()).signal is Signal.UNKNOWN


def test_a_pillar_shows_how_its_goals_are_spread_the_gravest_first():
    figures = all_of(
        a_plan(
            *TREE,
            a_goal(id="third", code="1.3", pillar_id="dare"),
            *points_behind("T1", 0, goal_ids=("try", "third")),
            *points_behind("T2", 40, goal_ids=("share",)),
            *points_behind("T3", 20, goal_ids=("grow",)),
        )
    )
    dare = figures.pillars["dare"]
    assert list(dare.signals.items()) == [(Signal.OFF_TRACK, 1), (Signal.ON_TRACK, 2)]
    assert (dare.signal, dare.goals) == (Signal.OFF_TRACK, 3)
    assert figures.pillars["lead"].signal is Signal.AT_RISK
    assert figures.signal is Signal.OFF_TRACK
    assert figures.goal_signals == {Signal.OFF_TRACK: 1, Signal.AT_RISK: 1, Signal.ON_TRACK: 2}
    assert figures.action_signals == {Signal.OFF_TRACK: 1, Signal.AT_RISK: 1, Signal.ON_TRACK: 1}


def test_the_gravest_signal_is_off_track_and_not_knowing_is_graver_than_green():
    assert GRAVITY == (
        Signal.OFF_TRACK,
        Signal.AT_RISK,
        Signal.UNKNOWN,
        Signal.NOT_STARTED,
        Signal.ON_TRACK,
        Signal.DONE,
        Signal.STOPPED,
    )


@pytest.mark.parametrize(
    ("signals", "gravest"),
    [
        ((), Signal.UNKNOWN),
        ((Signal.ON_TRACK, Signal.UNKNOWN), Signal.UNKNOWN),
        ((Signal.UNKNOWN, Signal.AT_RISK), Signal.AT_RISK),
        ((Signal.DONE, Signal.ON_TRACK), Signal.ON_TRACK),
    ],
)
def test_the_worst_of_several_signals_is_the_gravest(signals, gravest):
    assert worst(signals) is gravest


def test_only_signals_that_occur_are_counted():
    assert distribution([Signal.DONE, Signal.AT_RISK, Signal.DONE]) == {
        Signal.AT_RISK: 1,
        Signal.DONE: 2,
    }
