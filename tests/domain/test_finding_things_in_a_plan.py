"""A plan answers by id, by code and by what belongs together."""

from datetime import date

from strategy.domain.items import (
    Action,
    Goal,
    Organisation,
    Outcome,
    Pillar,
    Strategy,
)
from strategy.domain.kinds import PLAN_KINDS, kind_of
from tests.builders import (
    OLA,
    RITA,
    a_challenge,
    a_check_in,
    a_goal,
    a_measurement,
    a_milestone,
    a_pillar,
    a_position,
    a_postponement,
    a_target,
    an_action,
    an_indicator,
    an_involvement,
    one_of_everything,
)
from tests.domain.plans import a_plan

DARE, LEAD = a_pillar(id="dare", code="1"), a_pillar(id="lead", code="2")
TRY = a_goal(id="try", code="1.1", pillar_id="dare")
GROW = a_goal(id="grow", code="2.1", pillar_id="lead")
BOTH = an_action(id="both", code="T-1", goal_ids=("grow", "try", "gone"))
LOOSE = an_action(id="loose", code="T-2")
SICK_LEAVE = an_indicator(id="sick", goal_id="try")
TURNOVER = an_indicator(id="turnover", code="I-2", pillar_id="lead")
OVERALL = an_indicator(id="overall", code="I-3")
PLAN = a_plan(DARE, LEAD, TRY, GROW, BOTH, LOOSE, SICK_LEAVE, TURNOVER, OVERALL)


def test_everything_in_a_plan_is_found_by_its_id():
    items = one_of_everything()
    plan = a_plan(*items)
    assert plan.by_id == {item.id: item for item in items}
    assert plan.find(Organisation, "organisation") == plan.organisation
    assert plan.find(Strategy, "strategy") == plan.strategy


def test_every_kind_of_item_has_one_name():
    assert {kind_of(item) for item in one_of_everything()} == set(PLAN_KINDS)


def test_an_item_is_found_only_as_what_it_is():
    assert PLAN.find(Goal, "try") == TRY
    assert PLAN.find(Action, "try") is None
    assert PLAN.find(Goal, "gone") is None
    assert PLAN.find(Goal, None) is None


def test_an_item_is_found_by_its_code_among_its_own_kind():
    challenge = a_challenge(code="1")
    plan = a_plan(DARE, challenge, TRY)
    assert plan.coded(Pillar, "1") == DARE
    assert plan.coded(Goal, "1.1") == TRY
    assert plan.coded(Goal, "1") is None
    assert plan.coded(Goal, None) is None


def test_the_tree_is_read_downwards():
    assert PLAN.goals_under("dare") == (TRY,)
    assert PLAN.goals_under("gone") == ()
    assert PLAN.actions_for("try") == (BOTH,)
    assert PLAN.actions_for("nothing") == ()
    assert PLAN.indicators_of("try") == (SICK_LEAVE,)
    assert PLAN.indicators_of("grow") == ()


def test_the_tree_is_read_upwards():
    assert PLAN.pillar_of(TRY) == DARE
    assert PLAN.goals_of_action(BOTH) == (GROW, TRY)
    assert PLAN.pillar_of_indicator(SICK_LEAVE) == DARE
    assert PLAN.pillar_of_indicator(TURNOVER) == LEAD
    assert PLAN.pillar_of_indicator(OVERALL) is None


def test_actions_that_wait_for_a_goal_are_known():
    orphan = an_action(id="orphan", code="T-3", goal_ids=("gone",))
    assert a_plan(TRY, GROW, BOTH, LOOSE, orphan).loose_actions == (LOOSE, orphan)


def test_what_belongs_to_an_item_comes_in_the_order_of_time():
    jan, may, dec = date(2026, 1, 31), date(2026, 5, 31), date(2026, 12, 31)
    plan = a_plan(
        *(a_measurement(SICK_LEAVE, id=str(on), on=on) for on in (may, dec, jan)),
        *(a_target(SICK_LEAVE, id=str(due), due=due) for due in (None, dec, jan)),
        *(a_milestone(BOTH, id=str(due), due=due) for due in (None, dec, jan)),
        *(a_postponement(BOTH, id=str(on), proposed_on=on) for on in (may, jan)),
        *(an_involvement(BOTH, id=str(on), on=on) for on in (may, jan)),
    )
    assert [m.on for m in plan.measurements_of("sick")] == [jan, may, dec]
    assert [t.due for t in plan.targets_of("sick")] == [jan, dec, None]
    assert [m.due for m in plan.milestones_of("both")] == [jan, dec, None]
    assert [p.proposed_on for p in plan.postponements_of("both")] == [jan, may]
    assert [i.on for i in plan.involvements_of("both")] == [jan, may]


def test_nothing_belongs_to_what_has_no_parts():
    assert PLAN.measurements_of("sick") == PLAN.targets_of("sick") == ()
    assert PLAN.milestones_of("both") == PLAN.postponements_of("both") == ()
    assert PLAN.involvements_of("both") == ()
    assert PLAN.latest_check_in("both") is None


def test_the_last_word_about_an_action_counts_whatever_the_order():
    old = a_check_in(BOTH, id="old", on=date(2026, 4, 30))
    new = a_check_in(BOTH, id="new", on=date(2026, 8, 31))
    assert a_plan(BOTH, old, new).latest_check_in("both") == new
    assert a_plan(BOTH, new, old).latest_check_in("both") == new


def test_proposed_dates_nobody_has_decided_on_are_known():
    waiting = a_postponement(BOTH, id="waiting")
    decided = a_postponement(BOTH, id="decided", outcome=Outcome.DECLINED)
    assert a_plan(waiting, decided).pending_postponements() == (waiting,)


def test_a_person_has_the_positions_they_hold_or_are_deputy_for():
    held = a_position(id="held", holder_id=OLA.id)
    deputy = a_position(id="deputy", holder_id=RITA.id, deputy_id=OLA.id)
    vacant = a_position(id="vacant", holder_id=None)
    plan = a_plan(held, deputy, vacant)
    assert plan.positions_held_by(OLA.id) == {"held", "deputy"}
    assert plan.positions_held_by(RITA.id) == {"deputy"}
    assert plan.positions_held_by("nobody") == set()


def test_a_position_without_a_holder_is_vacant_even_with_a_deputy():
    vacant = a_position(id="vacant", holder_id=None, deputy_id=OLA.id)
    held = a_position(id="held", holder_id=OLA.id)
    plan = a_plan(vacant, held, OLA)
    assert plan.is_vacant(vacant)
    assert not plan.is_vacant(held)
