"""A reorganisation before it is discussed: seen by those named, absent for everybody else."""

from dataclasses import replace

import pytest

from strategy.domain.figures.changes import Moment, changes_between
from strategy.domain.figures.health import findings
from strategy.domain.items import Item
from strategy.domain.plan import Plan
from tests.builders import (
    HEGE,
    LIV,
    OLA,
    RITA,
    a_goal,
    a_measurement,
    a_milestone,
    a_pillar,
    a_postponement,
    a_target,
    an_indicator,
    an_involvement,
)
from tests.domain.plans import a_halfway_action, a_plan, all_of, said

SECRET = {"confidential_to": (LIV.id, HEGE.id)}
OPEN_GOAL = a_goal(id="open", code="1.1")
SECRET_GOAL = a_goal(id="secret", code="1.2", **SECRET)


def an_action_with_parts(action_id: str, **given) -> tuple[Item, ...]:
    action = a_halfway_action(action_id, **given)
    return (
        action,
        said(action, 50, id=f"{action_id}-check_in"),
        a_milestone(action, id=f"{action_id}-milestone"),
        a_postponement(action, id=f"{action_id}-postponement"),
        an_involvement(action, id=f"{action_id}-involvement"),
    )


def an_indicator_with_parts(indicator_id: str, **given) -> tuple[Item, ...]:
    indicator = an_indicator(id=indicator_id, code=indicator_id, **given)
    return (
        indicator,
        a_target(indicator, id=f"{indicator_id}-target"),
        a_measurement(indicator, id=f"{indicator_id}-measurement"),
    )


PLAN = a_plan(
    a_pillar(),
    OPEN_GOAL,
    SECRET_GOAL,
    an_involvement(SECRET_GOAL, id="secret-involvement"),
    *an_action_with_parts("open-action", goal_ids=("open",)),
    *an_action_with_parts("secret-action", goal_ids=("open",), **SECRET),
    *an_action_with_parts("under-secret", goal_ids=("secret",)),
    *an_action_with_parts("under-both", goal_ids=("open", "secret")),
    *an_action_with_parts("loose"),
    *an_indicator_with_parts("open-indicator", goal_id="open"),
    *an_indicator_with_parts("secret-indicator", goal_id="open", **SECRET),
    *an_indicator_with_parts("indicator-under-secret", goal_id="secret"),
    *an_indicator_with_parts("strategy-indicator"),
)
HIDDEN = ("secret", "secret-", "under-secret", "indicator-under-secret")


def ids_of(plan: Plan) -> set[str]:
    return set(plan.by_id) | {item.id for item in plan.retired}


@pytest.mark.parametrize("person", [LIV, HEGE])
def test_those_named_see_everything(person):
    seen = PLAN.seen_by(person.id)
    assert ids_of(seen) == ids_of(PLAN)
    assert seen == PLAN


@pytest.mark.parametrize("person_id", [OLA.id, RITA.id, None])
def test_everybody_else_sees_no_trace(person_id):
    seen = PLAN.seen_by(person_id)

    assert {item_id for item_id in ids_of(seen) if item_id.startswith(HIDDEN)} == set()
    assert {g.id for g in seen.goals} == {"open"}
    assert {a.id for a in seen.actions} == {"open-action", "under-both", "loose"}
    assert {i.id for i in seen.indicators} == {"open-indicator", "strategy-indicator"}
    assert {c.action_id for c in seen.check_ins} == {"open-action", "under-both", "loose"}
    assert {t.indicator_id for t in seen.targets} == {"open-indicator", "strategy-indicator"}
    assert {m.indicator_id for m in seen.measurements} == {"open-indicator", "strategy-indicator"}
    assert "secret" not in repr(seen)


def test_what_serves_an_open_goal_too_is_seen_without_the_hidden_one():
    seen = PLAN.seen_by(OLA.id)
    (shared,) = [a for a in seen.actions if a.id == "under-both"]
    assert shared.goal_ids == ("open",)


def test_figures_and_findings_for_others_know_nothing_of_what_is_hidden():
    without = a_plan(
        a_pillar(),
        OPEN_GOAL,
        *an_action_with_parts("open-action", goal_ids=("open",)),
        *an_action_with_parts("under-both", goal_ids=("open",)),
        *an_action_with_parts("loose"),
        *an_indicator_with_parts("open-indicator", goal_id="open"),
        *an_indicator_with_parts("strategy-indicator"),
    )
    seen = PLAN.seen_by(OLA.id)
    assert all_of(seen) == all_of(without)
    assert findings(seen, all_of(seen)) == findings(without, all_of(without))
    assert all_of(seen).pillars["pillar"].goals == 1
    assert all_of(PLAN).pillars["pillar"].goals == 2


def test_a_plan_without_secrets_is_the_same_plan_for_everybody():
    plan = a_plan(OPEN_GOAL)
    assert plan.seen_by(OLA.id) is plan


@pytest.mark.parametrize(
    ("item", "is_secret"),
    [
        (SECRET_GOAL, True),
        (a_halfway_action("x", **SECRET), True),
        (an_indicator(**SECRET), True),
        (OPEN_GOAL, False),
    ],
)
def test_a_plan_knows_whether_it_keeps_anything_from_somebody(item, is_secret):
    assert a_plan(item).has_confidential is is_secret
    assert a_plan(retired=(item,)).has_confidential is is_secret


# --- what left the views -------------------------------------------------------------------------


def retired(*items: Item) -> tuple[Item, ...]:
    return tuple(item.model_copy(update={"retired": True}) for item in items)


def test_what_was_retired_stays_hidden_with_its_parts_and_what_hung_on_it():
    plan = a_plan(
        OPEN_GOAL,
        *an_action_with_parts("waits", goal_ids=("secret",)),
        *an_action_with_parts("serves", goal_ids=("open", "secret")),
        retired=retired(
            SECRET_GOAL,
            *an_action_with_parts("under-secret", goal_ids=("secret",)),
            *an_indicator_with_parts("indicator-under-secret", goal_id="secret"),
            *an_action_with_parts("gone", goal_ids=("open", "secret")),
            a_milestone(a_halfway_action("secret-action"), id="secret-milestone"),
            an_involvement(SECRET_GOAL, id="secret-involvement"),
            *an_indicator_with_parts("old-indicator", goal_id="open"),
        ),
    )
    seen = plan.seen_by(OLA.id)

    assert {a.id: a.goal_ids for a in seen.actions} == {"serves": ("open",)}
    assert {item.id for item in seen.retired} == {
        "gone",
        "gone-check_in",
        "gone-milestone",
        "gone-postponement",
        "gone-involvement",
        "secret-milestone",
        "old-indicator",
        "old-indicator-target",
        "old-indicator-measurement",
    }
    assert {i.goal_ids for i in seen.retired if i.id == "gone"} == {("open",)}
    assert plan.seen_by(LIV.id) == plan


def test_retiring_something_hidden_is_not_told_to_others():
    before = PLAN
    after = replace(PLAN, goals=(OPEN_GOAL,), retired=retired(SECRET_GOAL))

    def told_to(person_id: str) -> set[str]:
        moments = [
            Moment(plan.seen_by(person_id), all_of(plan.seen_by(person_id)))
            for plan in (before, after)
        ]
        return {change.item_id for change in changes_between(*moments)}

    assert told_to(LIV.id) == {"secret"}
    assert told_to(OLA.id) == set()
