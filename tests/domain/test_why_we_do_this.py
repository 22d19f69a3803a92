"""From every goal and action one sees what was agreed and decided, and back what became of it."""

from datetime import date

import pytest

from strategy.domain.items import ActionState
from strategy.domain.meeting_items import Decided
from strategy.domain.why import Became, became, decided_on, late_actions, next_body, why
from tests.builders import (
    a_decision,
    a_goal,
    a_meeting,
    a_pillar,
    an_action,
    an_adoption,
    an_agreement,
    an_indicator,
)
from tests.domain.plans import TODAY, a_plan, all_of, days, halfway_to, measured

MET = a_meeting(id="met", on=date(2026, 5, 4))
AGREED = an_agreement(id="agreed")
GOAL = a_goal(id="goal")
ACTION = an_action(id="action", goal_ids=("goal",))
OTHER = an_action(id="other", code="T-2", goal_ids=("goal",))
FIGURE = an_indicator(id="figure", goal_id="goal")
ON_GOAL = a_decision(MET, id="on-goal", goal_ids=("goal",), agreement_ids=("agreed",))
ON_ACTION = a_decision(MET, id="on-action", code="2/2026", action_ids=("action",))
PLAN = a_plan(MET, AGREED, a_pillar(), GOAL, ACTION, OTHER, FIGURE, ON_GOAL, ON_ACTION)


def ids(items):
    return [item.id for item in items]


def test_a_goal_tells_what_was_agreed_and_decided_and_what_is_done():
    found = why(PLAN, "goal")

    assert found.is_known
    assert (ids(found.agreements), ids(found.decisions)) == (["agreed"], ["on-goal"])
    assert (ids(found.actions), ids(found.indicators)) == (["action", "other"], ["figure"])
    assert found.carried_from is None


def test_an_action_tells_the_decision_on_it_or_else_those_on_its_goals():
    assert ids(why(PLAN, "action").decisions) == ["on-action"]
    assert ids(why(PLAN, "other").decisions) == ["on-goal"]
    assert ids(why(PLAN, "other").agreements) == ["agreed"]
    assert (ids(why(PLAN, "other").goals), ids(why(PLAN, "other").indicators)) == (
        ["goal"],
        ["figure"],
    )


def test_a_decision_and_an_agreement_tell_what_came_of_them():
    decision, agreement = why(PLAN, "on-goal"), why(PLAN, "agreed")

    assert (ids(decision.agreements), ids(decision.goals)) == (["agreed"], ["goal"])
    assert decision.decisions == ()
    assert (ids(agreement.decisions), ids(agreement.goals)) == (["on-goal"], ["goal"])
    assert ids(agreement.indicators) == ["figure"]
    assert ids(why(PLAN, "on-action").actions) == ["action"]


def test_nothing_is_told_of_what_is_none_of_these():
    assert why(PLAN, "figure") is None
    assert why(PLAN, "nowhere") is None
    assert not why(a_plan(GOAL), "goal").is_known


def test_a_goal_carried_over_brings_the_decisions_on_the_one_before():
    before = GOAL.model_copy(update={"strategy_id": "old", "retired": True})
    now = a_goal(id="now", carried_from="goal")
    plan = a_plan(MET, now, ON_GOAL, retired=(before,))

    found = why(plan, "now")

    assert found.carried_from == before
    assert ids(found.decisions) == ["on-goal"]


def test_a_line_that_bites_its_tail_or_leads_nowhere_ends():
    first, second = a_goal(id="a", carried_from="b"), a_goal(id="b", carried_from="a")
    assert why(a_plan(first, second), "a").carried_from == second
    assert why(a_plan(a_goal(id="c", carried_from="pillar"), a_pillar()), "c").carried_from is None


def test_what_was_decided_on_a_goal_that_has_left_is_still_told():
    gone = GOAL.model_copy(update={"retired": True})
    plan = a_plan(MET, ON_GOAL, retired=(gone,))

    assert why(plan, "on-goal").goals == (gone,)


DONE = {"state": ActionState.DONE}
STOPPED = {"state": ActionState.STOPPED}
LATE = {"due": TODAY - days(3), "original_due": None, "start": TODAY - days(90)}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (({},), Became.UNDER_WAY),
        ((LATE, DONE), Became.LATE),
        ((DONE, {}), Became.UNDER_WAY),
        ((DONE, STOPPED), Became.DONE),
        ((STOPPED,), Became.STOPPED),
    ],
)
def test_what_became_of_a_decision_is_told_by_its_actions(given, expected):
    actions = [an_action(id=f"a{n}", code=f"T-{n}", **more) for n, more in enumerate(given)]
    decision = a_decision(MET, action_ids=tuple(ids(actions)))
    plan = a_plan(MET, decision, *actions)

    assert became(plan, all_of(plan), decision) is expected


def test_why_a_decision_is_late_is_told_by_the_open_actions_past_their_date():
    late, done, open_one = (
        an_action(id=name, code=name, **more)
        for name, more in {"late": LATE, "done": {**LATE, **DONE}, "open": {}}.items()
    )
    decision = a_decision(MET, action_ids=("late", "done", "open"))
    plan = a_plan(MET, decision, late, done, open_one)

    assert late_actions(plan, all_of(plan), decision) == (late,)


def test_an_action_that_was_retired_is_not_late_for_ever():
    gone = an_action(id="gone", retired=True, **LATE)
    decision = a_decision(MET, action_ids=("gone",))
    plan = a_plan(MET, decision, retired=(gone,))

    assert became(plan, all_of(plan), decision) is Became.STOPPED


def test_an_action_one_sees_no_figures_of_is_not_called_late():
    decision = a_decision(MET, action_ids=("elsewhere",))
    plan = a_plan(MET, decision)
    plan = type(plan)(
        revision=1,
        organisation=plan.organisation,
        decisions=(decision,),
        elsewhere=(an_action(id="elsewhere", **LATE),),
    )

    assert became(plan, all_of(plan), decision) is Became.UNDER_WAY


@pytest.mark.parametrize(("value", "expected"), [(7.0, Became.UNDER_WAY), (20.0, Became.LATE)])
def test_where_only_goals_hang_on_it_they_tell(value, expected):
    figure = an_indicator(
        id="figure", goal_id="goal", baseline=9.0, baseline_on=TODAY - days(100), direction="down"
    )
    decision = a_decision(MET, goal_ids=("goal",), decided=Decided.NEW_GOAL)
    items = (figure, halfway_to(figure, 6.0), measured(figure, value))
    plan = a_plan(MET, decision, a_pillar(), GOAL, *items)

    assert became(plan, all_of(plan), decision) is expected


def test_a_goal_whose_actions_are_all_done_is_done_and_one_that_left_was_stopped():
    decision = a_decision(MET, goal_ids=("goal",), decided=Decided.NEW_GOAL)
    plan = a_plan(MET, decision, a_pillar(), GOAL, ACTION.model_copy(update=DONE))
    gone = a_plan(MET, decision, retired=(GOAL.model_copy(update={"retired": True}),))

    assert became(plan, all_of(plan), decision) is Became.DONE
    assert became(gone, all_of(gone), decision) is Became.STOPPED


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, Became.NOTED),
        ({"due": TODAY}, Became.UNDER_WAY),
        ({"due": TODAY - days(1)}, Became.LATE),
        ({"decided": Decided.RETIRED_GOAL}, Became.DONE),
    ],
)
def test_where_nothing_hangs_on_it_its_own_date_tells(given, expected):
    decision = a_decision(MET, **given)
    plan = a_plan(MET, decision)

    assert became(plan, all_of(plan), decision) is expected


def test_a_decision_was_taken_on_the_day_of_its_meeting():
    assert decided_on(PLAN, ON_GOAL) == date(2026, 5, 4)
    assert decided_on(a_plan(), ON_GOAL) is None


@pytest.mark.parametrize(
    ("reached", "expected"),
    [((), "AMU"), (("amu",), "Råd"), (("AMU", "Annet"), "Råd"), (("Råd", "Styre"), "Styre")],
)
def test_the_body_a_decision_goes_to_next_is_proposed(reached, expected):
    trail = [an_adoption(body=body) for body in reached]

    assert next_body(trail, ["AMU", "Råd", "Styre"]) == expected
