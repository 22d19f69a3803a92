"""A plan nobody has reported on yet says what is missing instead of how well it goes."""

from strategy.domain.figures.health import Rule, findings
from strategy.domain.figures.young_plan import is_young, lacking
from tests.builders import a_goal, a_target, an_indicator
from tests.domain.plans import a_done_action, a_halfway_action, a_plan, all_of, measured, said

GOAL = a_goal(id="goal")
ACTION = a_halfway_action("action", goal_ids=("goal",))
FIGURE = an_indicator(id="figure", goal_id="goal")


def test_a_plan_is_young_until_somebody_reports_or_measures():
    young = a_plan(GOAL, ACTION, FIGURE)
    assert is_young(all_of(young))
    assert is_young(all_of(a_plan()))
    assert not is_young(all_of(a_plan(GOAL, ACTION, said(ACTION, 0))))
    assert not is_young(all_of(a_plan(GOAL, a_done_action("done"))))
    assert not is_young(all_of(a_plan(FIGURE, a_target(FIGURE), measured(FIGURE, 7.0))))


def test_what_is_missing_is_counted_what_to_fill_in_first_at_the_top():
    plan = a_plan(GOAL, ACTION, FIGURE, a_goal(id="other", code="1.2"))
    found = lacking(findings(plan, all_of(plan)))
    assert found[:2] == ((Rule.NO_OWNER, 3), (Rule.GOAL_WITHOUT_ACTION, 1))
    assert dict(found)[Rule.INDICATOR_WITHOUT_TARGET] == 1
    assert lacking(()) == ()
