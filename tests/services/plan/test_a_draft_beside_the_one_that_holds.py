"""While a draft is prepared the plan goes on, and neither undoes what is done in the other."""

import pytest

from strategy.domain.errors import NotFoundError, StaleEditError
from strategy.domain.items import Action, Goal, Indicator, Pillar, PlanLink, Value
from strategy.services import planning
from strategy.services.plan import arranging, drafts, strategies
from tests.builders import LIV
from tests.services.fjordvik import item, refused, told
from tests.services.plan.drafting import begin, drafted, for_draft, take_over, titles


def add(town, kind, **values):
    return planning.add(town, kind, values, by=LIV)


def change(town, changed, **values):
    return planning.change(town, changed, values, by=LIV)


def pillars(plan):
    return [(p.code, p.title, p.description) for p in plan.pillars]


# --- what is changed today while the draft has its own --------------------------------------------


def test_a_title_changed_today_stays_when_the_draft_only_moved_the_pillar(town):
    second = add(town, Pillar, code="2", title="Å lede", position=2)
    draft = begin(town)
    arranging.move(town, second, steps=-1, by=LIV, draft=draft)

    change(town, item(town, second.id), title="Å lede sammen", description="Alle leder")

    assert pillars(drafted(town))[0] == ("2", "Å lede sammen", "Alle leder")
    take_over(town)
    assert pillars(town.plan())[0] == ("2", "Å lede sammen", "Alle leder")


def test_what_the_draft_says_for_itself_stays_whatever_is_said_today(town):
    draft = begin(town)
    today = town.plan().pillars[0]
    drafts.change_ground(town, draft, today, {"title": "Å tørre"}, by=LIV)

    change(town, today, title="Å våge mer", description="Vi prøver", code="A")

    assert pillars(drafted(town)) == [("A", "Å tørre", "Vi prøver")]
    assert pillars(town.plan()) == [("A", "Å våge mer", "Vi prøver")]
    take_over(town)
    assert pillars(town.plan()) == [("A", "Å tørre", "Vi prøver")]


def test_an_address_changed_today_reaches_the_plan_the_draft_renamed(small_town):
    link = add(small_town, PlanLink, title="Klimaplan", url="https://old.example")
    draft = begin(small_town)
    drafts.change_ground(small_town, draft, link, {"title": "Klimaplan 2"}, by=LIV)

    change(small_town, link, url="https://new.example")
    take_over(small_town)

    (after,) = small_town.plan().plan_links
    assert (after.title, after.url) == ("Klimaplan 2", "https://new.example")


def test_what_the_draft_left_out_comes_back_to_it_as_it_is_said_today(small_town):
    value = add(small_town, Value, title="Modig")
    draft = begin(small_town)
    left = drafts.leave_out(small_town, draft, value, by=LIV)
    change(small_town, value, title="Modigst")

    planning.bring_back(small_town, left.id, by=LIV)

    assert titles(drafted(small_town).values) == ["Modigst"]


def test_whoever_writes_in_the_draft_is_told_what_was_changed_today(small_town):
    draft = begin(small_town)
    today = small_town.plan().pillars[0]
    own = drafts.change_ground(small_town, draft, today, {"title": "Å tørre"}, by=LIV)
    change(small_town, today, description="Vi prøver")

    with refused(small_town, StaleEditError) as caught:
        drafts.change_ground(small_town, draft, own, {"description": "Mitt"}, by=LIV)
    assert caught.value.theirs.description == "Vi prøver"


def test_a_draft_that_was_given_up_does_not_follow_what_is_changed(small_town):
    draft = begin(small_town)
    today = small_town.plan().pillars[0]
    own = drafts.change_ground(small_town, draft, today, {"title": "Å tørre"}, by=LIV)
    strategies.discard(small_town, draft, by=LIV)

    change(small_town, today, description="Vi prøver")

    assert small_town.plan().ever_by_id[own.id].description == own.description


# --- what the draft leaves out --------------------------------------------------------------------


def test_a_pillar_an_indicator_of_both_hangs_on_is_not_left_out(small_town):
    second = add(small_town, Pillar, code="2", title="Å lede")
    shared = add(small_town, Indicator, code="I-50", title="Ledere", pillar_id=second.id)
    draft = begin(small_town)

    with told(small_town, ("retired", "has_parts")):
        drafts.leave_out(small_town, draft, second, by=LIV)
    own = drafts.change_ground(small_town, draft, second, {"title": "Å styre"}, by=LIV)
    with told(small_town, ("retired", "has_parts")):
        drafts.leave_out(small_town, draft, own, by=LIV)

    planning.retire(small_town, shared, by=LIV)
    drafts.leave_out(small_town, draft, own, by=LIV)
    take_over(small_town)
    assert second.id not in small_town.plan().by_id


def test_an_indicator_of_a_goal_that_ends_does_not_keep_its_pillar_in_the_draft(small_town):
    second = add(small_town, Pillar, code="2", title="Å lede")
    goal = add(small_town, Goal, code="2.1", title="Ledere", pillar_id=second.id)
    figure = {"goal_id": goal.id, "pillar_id": second.id}
    add(small_town, Indicator, code="I-50", title="Ledere", **figure)
    draft = begin(small_town, {"goal": []})

    drafts.leave_out(small_town, draft, second, by=LIV)
    take_over(small_town)

    assert second.id not in small_town.plan().by_id


def test_an_indicator_that_moves_with_its_goal_still_keeps_the_pillar_it_names(small_town):
    second = add(small_town, Pillar, code="2", title="Å lede")
    change(small_town, item(small_town, "indicator"), pillar_id=second.id)
    draft = begin(small_town, {"goal": []})

    with told(small_town, ("retired", "has_parts")):
        drafts.leave_out(small_town, draft, second, by=LIV)


def test_what_a_colleague_left_out_meanwhile_is_not_changed_in_an_old_form(small_town):
    value = add(small_town, Value, title="Modig")
    draft = begin(small_town)
    drafts.leave_out(small_town, draft, value, by=LIV)

    with refused(small_town, StaleEditError) as caught:
        drafts.change_ground(small_town, draft, value, {"title": "Modigst"}, by=LIV)
    assert caught.value.theirs.retired
    with refused(small_town, StaleEditError):
        drafts.leave_out(small_town, draft, value, by=LIV)


# --- what was retired, once the draft holds -------------------------------------------------------


def test_what_the_draft_had_in_the_place_of_a_pillar_does_not_come_back_beside_it(town):
    draft = begin(town)
    today = town.plan().pillars[0]
    own = drafts.change_ground(town, draft, today, {"title": "Å tørre"}, by=LIV)
    take_over(town)

    with told(town, ("code", "code_taken")):
        planning.bring_back(town, own.id, by=LIV)
    assert town.orphans() == ()


def test_a_pillar_the_draft_left_out_comes_back_once(small_town):
    second = add(small_town, Pillar, code="2", title="Å lede")
    draft = begin(small_town)
    left = drafts.leave_out(small_town, draft, second, by=LIV)
    take_over(small_town)

    planning.bring_back(small_town, second.id, by=LIV)

    with told(small_town, ("code", "code_taken")):
        planning.bring_back(small_town, left.id, by=LIV)


def test_a_pillar_retired_from_the_draft_comes_back_to_whatever_follows(small_town):
    begin(small_town)
    sixth = for_draft(small_town, Pillar, code="6", title="Å bære")
    planning.retire(small_town, sixth, by=LIV)
    take_over(small_town)

    planning.bring_back(small_town, sixth.id, by=LIV)
    begin(small_town, period_from="2040-01-01")

    assert "Å bære" in titles(drafted(small_town).pillars)


def test_a_goal_retired_from_the_draft_comes_back_under_the_pillar_that_holds(town):
    draft = begin(town)
    today = town.plan().pillars[0]
    own = drafts.change_ground(town, draft, today, {"title": "Å tørre"}, by=LIV)
    goal = for_draft(town, Goal, code="1.5", title="Tørre mer", pillar_id=own.id)
    figure = for_draft(town, Indicator, code="I-50", title="Mot", pillar_id=own.id)
    action = for_draft(town, Action, code="T-50", title="Øve", goal_ids=(goal.id,))
    for gone in (action, goal, figure):
        planning.retire(town, item(town, gone.id), by=LIV)
    take_over(town)

    for gone in (goal, action, figure):
        planning.bring_back(town, gone.id, by=LIV)

    plan = town.plan()
    assert plan.by_id[goal.id].pillar_id == today.id
    assert plan.by_id[figure.id].pillar_id == today.id
    assert "Øve" in titles(plan.actions_for(goal.id))
    assert {plan.by_id[i.id].strategy_id for i in (goal, figure, action)} == {None}
    assert town.orphans() == ()


def test_a_goal_whose_pillar_the_draft_left_out_comes_back_after_that_pillar(small_town):
    second = add(small_town, Pillar, code="2", title="Å lede")
    draft = begin(small_town)
    own = drafts.change_ground(small_town, draft, second, {"title": "Å styre"}, by=LIV)
    goal = for_draft(small_town, Goal, code="2.1", title="Ledere", pillar_id=own.id)
    planning.retire(small_town, goal, by=LIV)
    drafts.leave_out(small_town, draft, own, by=LIV)
    take_over(small_town)

    with told(small_town, ("pillar_id", "parent_gone")):
        planning.bring_back(small_town, goal.id, by=LIV)
    planning.bring_back(small_town, second.id, by=LIV)
    planning.bring_back(small_town, goal.id, by=LIV)

    assert item(small_town, goal.id).pillar_id == second.id


# --- which draft ----------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [-1, 1])
def test_a_page_that_still_shows_a_discarded_draft_moves_nothing_in_the_next(small_town, steps):
    second = add(small_town, Pillar, code="2", title="Å lede", position=2)
    discarded = begin(small_town)
    strategies.discard(small_town, discarded, by=LIV)
    draft = begin(small_town)

    with refused(small_town, NotFoundError):
        arranging.move(small_town, second, steps=steps, by=LIV, draft=discarded)

    drafts.change_ground(small_town, draft, second, {"title": "Å styre"}, by=LIV)
    assert titles(drafted(small_town).pillars)[-1] == "Å styre"
