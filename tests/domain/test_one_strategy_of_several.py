"""A plan is looked at for one strategy: what is prepared for the next is in no figure of today."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.domain.figures.assessment import assess
from strategy.domain.figures.health import findings
from strategy.domain.items import ActionState, StrategyStatus
from strategy.domain.strategies import (
    in_preparation,
    of_strategy,
    together,
    turnover,
    unfinished,
    which_holds,
)
from tests.builders import (
    a_check_in,
    a_goal,
    a_measurement,
    a_milestone,
    a_pillar,
    a_postponement,
    a_strategy,
    a_target,
    an_action,
    an_adoption,
    an_indicator,
)
from tests.domain.plans import TODAY, a_plan

NOW = a_strategy(id="now", status=StrategyStatus.ADOPTED, period_from=date(2025, 1, 1))
NEXT = a_strategy(id="next", follows_id="now", period_from=date(2029, 1, 1))
KEPT, LEFT = a_goal(id="kept"), a_goal(id="left", code="1.2")
GOING_ON = an_action(id="going-on", goal_ids=("kept",))
ENDING = an_action(id="ending", code="T-2", goal_ids=("left",))
SERIES = an_indicator(id="series", goal_id="kept", baseline=9.0)
CARRIED = a_goal(
    id="carried", strategy_id="next", carried_from="kept", carried_action_ids=("going-on",)
)
FRESH = a_goal(id="fresh", code="1.3", strategy_id="next")
PLANNED = an_action(id="planned", code="T-3", goal_ids=("fresh",))
MEANT = an_indicator(id="meant", code="I-2", goal_id="fresh")
TODAYS = (
    a_pillar(),
    KEPT,
    LEFT,
    GOING_ON,
    a_check_in(GOING_ON, id="said"),
    ENDING,
    SERIES,
    a_target(SERIES, id="target"),
    a_measurement(SERIES, id="measured"),
    an_adoption(id="adopted"),
)
PREPARED = (
    CARRIED,
    FRESH,
    PLANNED,
    a_check_in(PLANNED, id="early"),
    a_milestone(PLANNED, id="step"),
    a_postponement(PLANNED, id="moved"),
    MEANT,
    a_target(MEANT, id="aim"),
    a_measurement(MEANT, id="first"),
    an_adoption(id="heard", body="AMU", strategy_id="next"),
)


def two_strategies(*more):
    whole = replace(a_plan(NOW, *TODAYS, *PREPARED, *more), strategies=(NOW, NEXT))
    return of_strategy(whole)


def ids(items):
    return [item.id for item in items]


def test_one_who_looks_at_the_plan_sees_the_strategy_that_holds():
    plan = two_strategies()

    assert plan.strategy == NOW
    assert ids(plan.goals) == ["kept", "left"]
    assert ids(plan.actions) == ["going-on", "ending"]
    assert ids(plan.indicators) == ["series"]
    assert ids(plan.adoptions) == ["adopted"]
    assert ids(plan.check_ins) == ["said"]
    assert plan.pending_postponements() == plan.milestones == ()


def test_a_draft_changes_no_figure_and_no_finding_of_today():
    before = replace(a_plan(NOW, *TODAYS), strategies=(NOW,))
    plan = two_strategies()

    assert assess(plan, TODAY) == assess(before, TODAY)
    assert findings(plan, assess(plan, TODAY)) == findings(before, assess(before, TODAY))


@given(st.sets(st.sampled_from(PREPARED[2:])), st.lists(st.integers(0, 100), max_size=3))
def test_whatever_is_prepared_no_figure_of_today_moves(prepared, said):
    check_ins = [
        a_check_in(PLANNED, id=f"said-{number}", percent=percent)
        for number, percent in enumerate(said)
    ]
    before = replace(a_plan(NOW, *TODAYS), strategies=(NOW,))
    items = (*TODAYS, CARRIED, FRESH, *prepared, *check_ins)

    plan = of_strategy(replace(a_plan(NOW, *items), strategies=(NOW, NEXT)))

    assert assess(plan, TODAY) == assess(before, TODAY)


def test_a_goal_carried_over_keeps_its_series_and_the_actions_chosen():
    plan = of_strategy(two_strategies(), "next")

    assert plan.strategy == NEXT
    assert ids(plan.goals) == ["carried", "fresh"]
    assert ids(plan.indicators_of("carried")) == ["series"]
    assert ids(plan.measurements_of("series")) == ["measured"]
    assert ids(plan.targets_of("series")) == ["target"]
    assert ids(plan.actions_for("carried")) == ["going-on"]
    assert plan.latest_check_in("going-on").id == "said"
    assert ids(plan.actions_for("fresh")) == ["planned"]
    assert ids(plan.adoptions) == ["heard"]


@given(st.lists(st.floats(0, 100, allow_nan=False), min_size=1, max_size=6))
def test_however_long_a_series_is_the_goal_carried_over_shows_all_of_it(values):
    series = [
        a_measurement(SERIES, id=f"m-{n}", on=date(2020 + n, 12, 31), value=value)
        for n, value in enumerate(values)
    ]
    plan = two_strategies(*series)

    then = of_strategy(plan, "next")

    assert then.measurements_of("series") == plan.measurements_of("series")
    assert assess(then, TODAY).goals["carried"].effect == assess(plan, TODAY).goals["kept"].effect


def test_what_is_elsewhere_is_found_by_its_id_and_comes_back_whole():
    plan = two_strategies()

    assert plan.by_id["fresh"] == FRESH
    assert plan.by_id["aim"].id == "aim"
    assert of_strategy(together(plan)) == plan
    assert together(of_strategy(a_plan(NOW, *TODAYS))) == a_plan(NOW, *TODAYS)


def test_what_waits_for_a_goal_is_of_the_strategy_that_holds():
    waiting = an_action(id="waiting", code="T-9")
    plan = two_strategies(waiting)

    assert "waiting" in ids(plan.actions)
    assert "waiting" not in ids(of_strategy(plan, "next").actions)


def test_what_tells_about_the_whole_strategy_tells_about_each():
    overall = an_indicator(id="overall", code="I-9")
    plan = two_strategies(overall)

    assert "overall" in ids(plan.indicators)
    assert "overall" in ids(of_strategy(plan, "next").indicators)


def test_an_action_of_a_prepared_goal_that_was_given_up_is_in_no_figure():
    gone = FRESH.model_copy(update={"retired": True})
    whole = replace(a_plan(NOW, *TODAYS, PLANNED, retired=(gone,)), strategies=(NOW, NEXT))
    divided = of_strategy(replace(whole, goals=(*whole.goals, CARRIED)))

    assert "planned" not in ids(divided.actions)


@pytest.mark.parametrize(
    ("strategies", "holds"),
    [
        ((NOW, NEXT), "now"),
        ((NEXT.model_copy(update={"period_from": date(2020, 1, 1)}), NOW), "now"),
        ((a_strategy(id="first"),), "first"),
        ((NOW.model_copy(update={"status": StrategyStatus.SUPERSEDED}), NEXT), "next"),
        ((NOW, NEXT.model_copy(update={"status": StrategyStatus.ADOPTED})), "next"),
    ],
)
def test_the_strategy_that_holds_is_neither_superseded_nor_in_preparation(strategies, holds):
    assert which_holds(strategies).id == holds


def test_where_there_is_none_none_holds_and_none_is_prepared():
    assert which_holds(()) is None
    assert in_preparation(a_plan()) is None
    assert of_strategy(a_plan(a_goal(strategy_id="lost"))).goals == ()


def test_one_is_told_what_becomes_of_everything_before_the_new_strategy_takes_over():
    done = an_action(id="done", code="T-7", goal_ids=("left",), state=ActionState.DONE)
    plan = two_strategies(done)

    found = turnover(plan, of_strategy(plan, "next"))

    assert (ids(found.carried), ids(found.new)) == (["carried"], ["fresh"])
    assert (ids(found.left_goals), ids(found.left_actions)) == (["left"], ["ending"])
    assert (ids(found.going_on), ids(found.indicators)) == (["going-on"], ["series", "meant"])
    assert ids(unfinished(plan.actions)) == ["going-on", "ending"]
