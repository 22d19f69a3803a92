"""Nothing is deleted: it leaves the views, stays in the history and can be brought back."""

import pytest

from strategy.domain.errors import NotAllowedError, NotFoundError, StaleEditError
from strategy.domain.items import Action
from strategy.services import planning
from strategy.store.database import Database
from tests.builders import (
    ADA,
    CAST,
    HEGE,
    LIV,
    RITA,
    a_goal,
    a_measurement,
    a_pillar,
    a_position,
    a_unit,
    an_action,
    an_adoption,
    an_indicator,
    an_involvement,
)
from tests.services.fjordvik import FIGURE, OPEN, TODAY, item, refused, settle, told


def retire(database: Database, item_id: str, *, by=HEGE, **given):
    return planning.retire(database, item(database, item_id), by=by, **given)


def gone(database: Database) -> set[str]:
    return {item.id for item in database.plan().retired}


def test_hege_takes_an_action_out_with_its_parts_and_says_why(town):
    action = retire(town, "action", reason="Ferdig utredet")

    assert action.retired
    assert town.plan().find(Action, "action") is None
    assert gone(town) == {"action"}
    newest = town.journal(limit=1)[0]
    assert (newest.event, newest.reason) == ("retired", "Ferdig utredet")


def test_hege_brings_it_back_as_it_was(town):
    retire(town, "action")
    action = planning.bring_back(town, "action", by=HEGE, reason="Likevel")

    assert action == OPEN.model_copy(update={"version": 3})
    assert town.plan().milestones_of("action") != ()
    newest = town.journal(limit=1)[0]
    assert (newest.event, newest.reason) == ("restored", "Likevel")


@pytest.mark.parametrize("person", CAST, ids=lambda person: person.id)
@pytest.mark.parametrize(
    ("item_id", "allowed"),
    [
        ("adoption", {"ada", "liv"}),
        ("goal2", {"ada", "liv", "hege"}),
        ("indicator", {"ada", "liv", "hege"}),
        ("action", {"ada", "liv", "hege"}),
        ("milestone", {"ada", "liv", "hege"}),
        ("involvement", {"ada", "liv", "hege"}),
        ("unit2", {"ada"}),
        ("position2", {"ada"}),
    ],
)
def test_each_role_retires_and_brings_back_what_it_may(duck, person, item_id, allowed):
    settle(
        duck,
        an_adoption(id="adoption"),
        a_goal(id="goal2", code="1.2"),
        an_involvement(OPEN, id="involvement"),
        a_unit(id="unit2", code="200"),
        a_position(id="position2"),
    )
    if person.id in allowed:
        retire(duck, item_id, by=person)
        assert gone(duck) == {item_id}
        planning.bring_back(duck, item_id, by=person)
        assert gone(duck) == set()
        return
    with refused(duck, NotAllowedError):
        retire(duck, item_id, by=person)
    retire(duck, item_id, by=ADA)
    with refused(duck, NotAllowedError):
        planning.bring_back(duck, item_id, by=person)


# --- what others stand under ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("under", "item_id"),
    [
        (a_goal(code="2.1", pillar_id="new"), "new"),
        (an_indicator(code="I-5", pillar_id="new"), "new"),
        (an_indicator(code="I-5", goal_id="bare"), "bare"),
        (a_unit(id="u", code="5", parent_id="empty"), "empty"),
        (a_position(id="p", unit_id="empty"), "empty"),
        (a_goal(code="2.1", unit_id="empty"), "empty"),
        (an_indicator(code="I-5", unit_id="empty"), "empty"),
        (an_action(code="T-5", unit_id="empty"), "empty"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else value,
)
def test_nothing_leaves_that_something_stands_under(duck, under, item_id):
    settle(
        duck,
        a_pillar(id="new", code="2"),
        a_goal(id="bare", code="1.2"),
        a_unit(id="empty", code="200"),
        under,
    )
    with refused(duck, planning.InvalidInputError) as caught:
        retire(duck, item_id, by=ADA)

    (problem,) = caught.value.problems
    assert (problem.field, problem.rule) == ("retired", "has_parts")
    assert problem.details == {"count": "1"}


def test_a_goal_leaves_its_actions_waiting_for_another_one_or_for_itself(small_town):
    retire(small_town, "indicator")
    retire(small_town, "goal")

    assert {a.id for a in small_town.plan().loose_actions} >= {"action", "theirs"}
    planning.bring_back(small_town, "goal", by=HEGE)
    assert {a.id for a in small_town.plan().actions_for("goal")} == {"action", "theirs"}


def test_an_action_that_waits_can_be_changed(small_town):
    retire(small_town, "indicator")
    retire(small_town, "goal")
    changed = planning.change(
        small_town, item(small_town, "action"), {"title": "Kurs"}, by=HEGE, today=TODAY
    )

    assert (changed.title, changed.goal_ids) == ("Kurs", ("goal",))


def test_parts_do_not_keep_what_they_belong_to(duck):
    settle(duck, a_measurement(FIGURE, id="m"), an_involvement(a_goal(id="goal2"), id="i"))

    assert retire(duck, "indicator").retired


def test_a_position_with_responsibilities_stays(duck):
    settle(
        duck,
        a_position(id="p1"),
        a_position(id="p2"),
        a_goal(code="1.2", owner_id="p1"),
        an_indicator(code="I-5", owner_id="p1"),
        an_action(code="T-5", owner_id="p1", contributor_ids=("p2",)),
    )
    with refused(duck, planning.InvalidInputError) as caught:
        retire(duck, "p1", by=ADA)

    (problem,) = caught.value.problems
    assert (problem.rule, problem.details) == ("has_responsibilities", {"count": "3"})
    assert retire(duck, "p2", by=ADA).retired


@pytest.mark.parametrize("person_id", ["ola", "dina"])
def test_whoever_holds_a_position_stays_until_somebody_takes_over(small_town, person_id):
    with told(small_town, ("retired", "holds_positions")):
        retire(small_town, person_id, by=ADA)

    values = {"holder_id": RITA.id, "deputy_id": None}
    planning.change(small_town, item(small_town, "position"), values, by=ADA)
    assert retire(small_town, person_id, by=ADA).retired


def test_the_last_administrator_stays(small_town):
    with told(small_town, ("roles", "last_administrator")):
        retire(small_town, "ada", by=ADA)


def test_the_organisation_and_the_strategy_stay(small_town):
    for item_id in ("organisation", "strategy"):
        with told(small_town, ("retired", "cannot_leave")):
            retire(small_town, item_id, by=ADA)


# --- what cannot come back ------------------------------------------------------------------------


def test_what_is_not_retired_does_not_come_back(small_town):
    for item_id in ("nowhere", "action", "ada"):
        with refused(small_town, NotFoundError):
            planning.bring_back(small_town, item_id, by=ADA)


def test_a_former_person_does_not_come_back_this_way(small_town):
    retire(small_town, "rita", by=ADA)
    with refused(small_town, NotFoundError):
        planning.bring_back(small_town, "rita", by=ADA)


def test_what_was_retired_is_neither_changed_nor_retired_again(small_town):
    action = item(small_town, "action")
    retire(small_town, "action")
    for act in (
        lambda: planning.retire(small_town, action, by=HEGE),
        lambda: planning.change(small_town, action, {"title": "Ny"}, by=HEGE),
    ):
        with refused(small_town, NotFoundError):
            act()


def test_somebody_who_was_quicker_is_not_overrun_by_retiring(small_town):
    read = item(small_town, "action")
    planning.change(small_town, read, {"title": "Kurs"}, by=LIV, today=TODAY)
    with refused(small_town, StaleEditError) as caught:
        planning.retire(small_town, read, by=HEGE)
    assert caught.value.theirs.title == "Kurs"


def test_a_code_taken_meanwhile_is_told(small_town):
    retire(small_town, "action")
    planning.add(small_town, Action, {"code": "T-1", "title": "Ny"}, by=HEGE)
    with told(small_town, ("code", "code_taken")):
        planning.bring_back(small_town, "action", by=HEGE)


@pytest.mark.parametrize(
    ("child", "parent", "field"),
    [
        (
            a_goal(id="child", code="2.1", pillar_id="new"),
            a_pillar(id="new", code="2"),
            "pillar_id",
        ),
        (
            an_indicator(id="child", code="I-5", goal_id="new"),
            a_goal(id="new", code="1.2"),
            "goal_id",
        ),
        (
            an_indicator(id="child", code="I-5", pillar_id="new"),
            a_pillar(id="new", code="2"),
            "pillar_id",
        ),
        (a_unit(id="child", code="5", parent_id="new"), a_unit(id="new", code="4"), "parent_id"),
        (a_position(id="child", unit_id="new"), a_unit(id="new", code="4"), "unit_id"),
        (
            an_involvement(an_action(id="new"), id="child"),
            an_action(id="new", code="T-5"),
            "item_id",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_stood_under_something_that_left_waits_for_it(duck, child, parent, field):
    settle(duck, parent, child)
    retire(duck, "child", by=ADA)
    retire(duck, "new", by=ADA)

    with told(duck, (field, "parent_gone")):
        planning.bring_back(duck, "child", by=ADA)
    planning.bring_back(duck, "new", by=ADA)
    assert planning.bring_back(duck, "child", by=ADA).retired is False


def test_what_left_with_its_owner_gone_comes_back_without_one(small_town):
    retire(small_town, "their-figure")
    retire(small_town, "theirs")
    retire(small_town, "other", by=ADA)

    assert planning.bring_back(small_town, "theirs", by=HEGE).retired is False


def test_what_is_hidden_comes_back_only_for_those_who_know_of_it(small_town):
    retire(small_town, "secret-action", by=LIV)
    with refused(small_town, NotFoundError):
        planning.bring_back(small_town, "secret-action", by=HEGE)

    assert planning.bring_back(small_town, "secret-action", by=LIV).confidential_to == ("liv",)


def test_coming_back_an_action_keeps_the_goal_hege_cannot_see(duck):
    settle(duck, an_action(id="both", code="T-5", goal_ids=("secret", "goal")))
    retire(duck, "both")

    assert planning.bring_back(duck, "both", by=HEGE).goal_ids == ("secret", "goal")
