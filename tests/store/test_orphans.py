"""References that lead nowhere are found, whichever field they are in."""

import pytest

from strategy.domain.kinds import PLAN_KINDS
from strategy.store.database import Database
from strategy.store.orphans import REFERENCES, Orphan
from tests.builders import a_check_in, a_goal, an_action, one_of_everything, stock


def test_a_whole_plan_has_no_orphans(database: Database):
    stock(database, *one_of_everything())

    assert database.orphans() == ()


def test_every_reference_that_leads_nowhere_is_found(database: Database):
    action = an_action(id="action", goal_ids=("goal", "gone"), contributor_ids=("nobody",))
    goal = a_goal(id="goal", owner_id="vacant", un_goals=(3,), confidential_to=("who",))
    stock(database, goal, action, a_check_in(action, id="said"))

    assert set(database.orphans()) == {
        Orphan("goal", "goal", "pillar_id", "pillar"),
        Orphan("goal", "goal", "owner_id", "vacant"),
        Orphan("goal", "goal", "confidential_to", "who"),
        Orphan("action", "action", "goal_ids", "gone"),
        Orphan("action", "action", "contributor_ids", "nobody"),
        Orphan("check_in", "said", "by_id", "ola"),
    }


def test_what_is_retired_is_still_there_to_refer_to(database: Database):
    stock(database, a_goal(id="goal", retired=True), an_action(goal_ids=("goal",)))

    assert {orphan.kind for orphan in database.orphans()} == {"goal"}


def test_a_reference_must_lead_to_the_right_kind(database: Database):
    stock(database, an_action(id="action"), an_action(id="other", goal_ids=("action",)))

    assert database.orphans() == (Orphan("action", "other", "goal_ids", "action"),)


@pytest.mark.parametrize("kind", PLAN_KINDS)
def test_every_field_that_refers_to_something_is_watched(kind: str):
    fields = PLAN_KINDS[kind].model_fields
    referring = {name for name in fields if name.endswith(("_id", "_ids", "_by", "_to"))}

    assert referring - {"period_to"} <= set(REFERENCES)
