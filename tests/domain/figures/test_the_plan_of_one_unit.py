"""Everything can be seen for one unit and what lies below it."""

import pytest

from tests.builders import (
    LIV,
    a_goal,
    a_measurement,
    a_position,
    a_target,
    a_unit,
    an_indicator,
    an_involvement,
)
from tests.domain.plans import a_halfway_action, a_plan, all_of, said

UNITS = (
    a_unit(id="municipality", code="0", title="Kommunen"),
    a_unit(id="education", code="1", title="Oppvekst", parent_id="municipality"),
    a_unit(id="school", code="11", title="Fjordvik skole", parent_id="education"),
    a_unit(id="health", code="2", title="Helse", parent_id="municipality"),
)
HEAD = a_position(id="head", title="Rektor", unit_id="school")
NURSE = a_position(id="nurse", title="Sykepleier", unit_id="health")
OWN = a_goal(id="own", unit_id="education")
THEIRS = a_goal(id="theirs", unit_id="health")
SHARED = a_goal(id="shared")
ACTIONS = (
    a_halfway_action("by-unit", unit_id="school", goal_ids=("shared", "theirs")),
    a_halfway_action("by-owner", owner_id="head"),
    a_halfway_action("health's", owner_id="nurse", goal_ids=("own",)),
    a_halfway_action("nobody's", goal_ids=("own",)),
    a_halfway_action("adrift"),
    a_halfway_action("unit-gone", unit_id="closed", goal_ids=("shared",)),
)
INDICATORS = (
    an_indicator(id="ours", unit_id="education", goal_id="theirs"),
    an_indicator(id="follows", goal_id="own"),
    an_indicator(id="away", goal_id="shared", owner_id="nurse"),
    an_indicator(id="strategy's"),
)
PLAN = a_plan(*UNITS, HEAD, NURSE, OWN, THEIRS, SHARED, *ACTIONS, *INDICATORS)


def ids(items) -> set[str]:
    return {item.id for item in items}


def test_a_unit_has_everything_below_it():
    assert PLAN.units_below("municipality") == {"municipality", "education", "school", "health"}
    assert PLAN.units_below("education") == {"education", "school"}
    assert PLAN.units_below("school") == {"school"}


def test_units_that_lie_below_each_other_do_not_make_it_run_for_ever():
    ring = (a_unit(id="a", code="a", parent_id="b"), a_unit(id="b", code="b", parent_id="a"))
    assert a_plan(*ring).units_below("a") == {"a", "b"}


@pytest.mark.parametrize(
    ("item", "unit_id"),
    [
        (OWN, "education"),
        (ACTIONS[1], "school"),
        (SHARED, None),
        (ACTIONS[5], None),
        (a_halfway_action("x", owner_id="gone"), None),
    ],
)
def test_an_item_belongs_to_its_own_unit_or_else_its_owners(item, unit_id):
    unit = PLAN.unit_of(item)
    assert (unit.id if unit else None) == unit_id


def test_an_area_sees_what_is_its_own_and_what_is_nobodys_under_its_goals():
    seen = PLAN.within("education")
    assert ids(seen.actions) == {"by-unit", "by-owner", "nobody's"}
    assert ids(seen.indicators) == {"ours", "follows"}


def test_an_area_sees_the_goals_its_actions_and_indicators_are_for():
    assert ids(PLAN.within("education").goals) == {"own", "shared", "theirs"}
    assert ids(PLAN.within("school").goals) == {"shared", "theirs"}


def test_the_whole_municipality_lacks_only_what_belongs_to_no_unit():
    seen = PLAN.within("municipality")
    assert ids(PLAN.actions) - ids(seen.actions) == {"adrift", "unit-gone"}
    assert ids(PLAN.indicators) - ids(seen.indicators) == {"strategy's"}


def test_parts_follow_what_they_belong_to():
    kept, dropped = ACTIONS[0], ACTIONS[2]
    plan = a_plan(
        *UNITS,
        NURSE,
        OWN,
        THEIRS,
        *ACTIONS,
        *INDICATORS,
        *(said(action, 40, id=f"said-{action.id}") for action in (kept, dropped)),
        *(an_involvement(item, id=f"involved-{item.id}") for item in (OWN, kept, dropped)),
        *(a_target(i, id=f"target-{i.id}") for i in INDICATORS),
        *(a_measurement(i, id=f"measurement-{i.id}") for i in INDICATORS),
    )
    seen = plan.within("education")
    assert ids(seen.check_ins) == {"said-by-unit"}
    assert ids(seen.involvements) == {"involved-own", "involved-by-unit"}
    assert ids(seen.targets) == {"target-ours", "target-follows"}
    assert ids(seen.measurements) == {"measurement-ours", "measurement-follows"}


def test_an_action_seen_in_a_unit_names_only_goals_that_are_seen():
    seen = PLAN.only(goals={"shared"}, indicators=set(), actions={"by-unit"})
    assert [a.goal_ids for a in seen.actions] == [("shared",)]


def test_figures_of_a_unit_come_from_its_own_items():
    done = a_halfway_action("done", unit_id="school", state="done")
    slow = a_halfway_action("slow", unit_id="health")
    plan = a_plan(*UNITS, done, slow)
    assert all_of(plan.within("education")).activity == 1.0
    assert all_of(plan.within("health")).activity == 0.0
    assert all_of(plan.within("municipality")).activity == 0.5


def test_what_was_retired_stays_known_in_a_unit_to_those_who_may_see_it():
    secret = a_halfway_action("x", retired=True, confidential_to=(LIV.id,))
    plan = a_plan(*UNITS, retired=(secret,))
    assert plan.seen_by(LIV.id).within("school").retired == (secret,)
    assert plan.seen_by("somebody").within("school").retired == ()
