"""What is set in a draft is the draft's alone until it takes over, and then it is the plan."""

from datetime import date

import pytest

from strategy.domain.errors import (
    NotAllowedError,
    NotFoundError,
    StaleEditError,
)
from strategy.domain.figures.assessment import assess
from strategy.domain.items import (
    Action,
    Adoption,
    Challenge,
    Goal,
    Indicator,
    Pillar,
    PlanLink,
    StrategyStatus,
    Value,
)
from strategy.domain.strategies import in_preparation
from strategy.services import planning, reading
from strategy.services.administration.transfer import export_workbook, preview_import
from strategy.services.plan import arranging, drafts, strategies
from tests.builders import HEGE, LIV, OLA, PER, RITA
from tests.services.fjordvik import TODAY, item, refused, told
from tests.services.plan.drafting import COUNCIL, begin, drafted, for_draft, take_over, titles

# --- title, vision, period ----------------------------------------------------------------------


def test_a_leader_edits_the_drafts_title_vision_and_period(town):
    draft = begin(town)
    days = {"period_from": date(2030, 7, 1), "period_to": date(2034, 6, 30)}

    planning.change(town, draft, {"title": "Vi 2034", "vision": "Sammen", **days}, by=LIV)

    after = in_preparation(town.plan())
    assert (after.title, after.vision) == ("Vi 2034", "Sammen")
    assert (after.period_from, after.period_to) == (date(2030, 7, 1), date(2034, 6, 30))
    assert town.plan().strategy.title != "Vi 2034"


@pytest.mark.parametrize("outsider", [HEGE, OLA, RITA, PER])
def test_nobody_but_a_leader_sets_the_draft(small_town, outsider):
    draft = begin(small_town)
    pillar = small_town.plan().pillars[0]

    with refused(small_town, NotAllowedError):
        planning.change(small_town, draft, {"title": "Min"}, by=outsider)
    with refused(small_town, NotAllowedError):
        drafts.change_ground(small_town, draft, pillar, {"title": "Min"}, by=outsider)
    with refused(small_town, NotAllowedError):
        drafts.leave_out(small_town, draft, pillar, by=outsider)
    with refused(small_town, NotAllowedError):
        arranging.move(small_town, pillar, steps=1, by=outsider, draft=draft)


def test_whoever_edits_a_draft_somebody_has_just_changed_is_told(small_town):
    draft = begin(small_town)
    planning.change(small_town, draft, {"vision": "Først"}, by=LIV)

    with refused(small_town, StaleEditError):
        planning.change(small_town, draft, {"vision": "Sist"}, by=LIV)


def test_a_drafts_period_begins_ends_and_follows_the_one_that_holds(small_town):
    holds = small_town.plan().strategy
    runs = {"period_from": date(2026, 1, 1), "period_to": date(2029, 12, 31)}
    planning.change(small_town, holds, runs, by=LIV)
    with told(small_town, ("period_from", "overlaps_last")):
        begin(small_town, period_from=date(2029, 12, 31))
    draft = begin(small_town)

    with told(small_town, ("period_to", "before_start")):
        planning.change(small_town, draft, {"period_to": date(2029, 1, 1)}, by=LIV)
    with told(small_town, ("period_from", "required")):
        planning.change(small_town, draft, {"period_from": None}, by=LIV)
    with told(small_town, ("period_from", "overlaps_last")):
        planning.change(small_town, draft, {"period_from": date(2029, 6, 1)}, by=LIV)
    with told(small_town, ("period_from", "before_the_last")):
        planning.change(small_town, draft, {"period_from": date(2020, 1, 1)}, by=LIV)
    with told(small_town, ("period_to", "overlaps_next")):
        longer = {"period_to": date(2030, 1, 1)}
        planning.change(small_town, small_town.plan().strategy, longer, by=LIV)


def test_one_adoption_is_recorded_once(small_town):
    strategy = small_town.plan().strategy
    adopted = strategies.adopt(small_town, strategy, COUNCIL, by=LIV, today=TODAY)

    with refused(small_town, StaleEditError):
        strategies.adopt(small_town, strategy, COUNCIL, by=LIV, today=TODAY)
    with told(small_town, ("strategy", "already_adopted")):
        strategies.adopt(small_town, adopted, COUNCIL, by=LIV, today=TODAY)


def test_a_draft_takes_over_once(small_town):
    draft = begin(small_town)
    take_over(small_town)

    with refused(small_town, StaleEditError):
        strategies.adopt(small_town, draft, COUNCIL, by=LIV, today=TODAY)


# --- what it stands on --------------------------------------------------------------------------


def test_what_is_added_in_a_draft_is_only_of_it_until_it_takes_over(town):
    before, figures = town.plan(), assess(town.plan(), TODAY)
    begin(town)
    sixth = for_draft(town, Pillar, code="6", title="Å bære", position=6)
    for_draft(town, Challenge, code="U9", title="Klima")
    for_draft(town, Value, title="Nøysom")
    for_draft(town, PlanLink, title="Klimaplan")
    for_draft(town, Adoption, body="Formannskapet", on=date(2026, 5, 1))
    goal = for_draft(town, Goal, code="6.1", pillar_id=sixth.id, title="Halve utslippene")
    for_draft(town, Action, code="T-50", title="Sykler", goal_ids=(goal.id,))
    for_draft(town, Action, code="T-51", title="Venter på mål")
    for_draft(town, Indicator, code="I-50", title="Utslipp", pillar_id=sixth.id)
    for_draft(town, Indicator, code="I-51", title="Alt i alt")

    plan, own = town.plan(), drafted(town)

    assert plan.pillars == before.pillars
    assert (plan.values, plan.challenges) == (before.values, before.challenges)
    assert (plan.plan_links, plan.adoptions) == (before.plan_links, before.adoptions)
    assert (plan.actions, plan.indicators) == (before.actions, before.indicators)
    assert assess(plan, TODAY) == figures
    assert titles(own.pillars)[-1] == "Å bære"
    assert {"Sykler", "Venter på mål"} <= set(titles(own.actions))
    assert {"Utslipp", "Alt i alt"} <= set(titles(own.indicators))
    assert titles(own.values)[-1] == "Nøysom"
    assert town.orphans() == ()

    take_over(town)

    plan = town.plan()
    assert titles(plan.pillars)[-1] == "Å bære"
    assert {"Sykler", "Venter på mål"} <= set(titles(plan.actions))
    assert {"Utslipp", "Alt i alt"} <= set(titles(plan.indicators))
    assert "Klima" in titles(plan.challenges)
    assert "Klimaplan" in titles(plan.plan_links)
    assert {step.body for step in plan.adoptions} == {"Formannskapet", "Kommunestyret"}
    mine = (*plan.pillars, *plan.values, *plan.actions, *plan.indicators, *plan.adoptions)
    assert {i.strategy_id for i in mine} == {None}


def test_what_is_changed_in_a_draft_stays_as_it_is_today(town):
    draft = begin(town, {"goal": ["action"]})
    today = town.plan().pillars[0]

    drafts.change_ground(town, draft, today, {"title": "Å tørre"}, by=LIV)

    assert town.plan().pillars[0] == today
    (own,) = drafted(town).pillars
    assert own.title == "Å tørre"
    (goal,) = [g for g in drafted(town).goals if g.carried_from == "goal"]
    assert drafted(town).goals_under(own.id) == (goal,) or goal in drafted(town).goals_under(own.id)

    drafts.change_ground(town, draft, own, {"title": "Å våge mer"}, by=LIV)
    take_over(town)

    (after,) = town.plan().pillars
    assert (after.id, after.title) == (today.id, "Å våge mer")
    assert {g.pillar_id for g in town.plan().goals} == {today.id}
    assert town.orphans() == ()
    then = reading.moment(town, by=LIV, today=TODAY, strategy_id="strategy").plan
    assert then.pillars[0].title == today.title


def test_two_who_change_the_same_pillar_for_the_draft_hear_of_each_other(small_town):
    draft = begin(small_town)
    pillar = small_town.plan().pillars[0]
    drafts.change_ground(small_town, draft, pillar, {"title": "Først"}, by=LIV)

    with refused(small_town, StaleEditError) as caught:
        drafts.change_ground(small_town, draft, pillar, {"title": "Sist"}, by=LIV)
    assert caught.value.theirs.title == "Først"


def test_what_the_next_period_leaves_out_holds_until_then(small_town):
    planning.add(small_town, Value, {"title": "Modig"}, by=LIV)
    planning.add(small_town, Challenge, {"code": "U1", "title": "Alder"}, by=LIV)
    (value,), (challenge,) = small_town.plan().values, small_town.plan().challenges
    goal = item(small_town, "goal")
    planning.change(small_town, goal, {"challenge_ids": (challenge.id,)}, by=LIV)
    draft = begin(small_town, {"goal": []})

    drafts.leave_out(small_town, draft, value, by=LIV)
    drafts.leave_out(small_town, draft, challenge, by=LIV)

    assert (small_town.plan().values, drafted(small_town).values) == ((value,), ())
    assert {g.challenge_ids for g in drafted(small_town).goals if g.carried_from == "goal"} == {()}
    take_over(small_town)
    assert (small_town.plan().values, small_town.plan().challenges) == ((), ())


def test_a_pillar_goals_of_the_draft_stand_under_is_not_left_out(small_town):
    draft = begin(small_town, {"goal": []})
    pillar = small_town.plan().pillars[0]

    with told(small_town, ("retired", "has_parts")):
        drafts.leave_out(small_town, draft, pillar, by=LIV)
    own = drafts.change_ground(small_town, draft, pillar, {"title": "Å tørre"}, by=LIV)
    with told(small_town, ("retired", "has_parts")):
        drafts.leave_out(small_town, draft, own, by=LIV)


def test_what_has_left_the_plan_is_not_changed_for_a_draft(small_town):
    draft = begin(small_town)
    planning.add(small_town, Value, {"title": "Modig"}, by=LIV)
    (value,) = small_town.plan().values
    planning.retire(small_town, value, by=LIV)

    with refused(small_town, NotFoundError):
        drafts.change_ground(small_town, draft, value, {"title": "Modigst"}, by=LIV)
    strategies.discard(small_town, draft, by=LIV)
    with told(small_town, ("strategy", "not_prepared_now")):
        drafts.change_ground(
            small_town, draft, small_town.plan().pillars[0], {"title": "For sent"}, by=LIV
        )
    with refused(small_town, NotFoundError):
        arranging.move(small_town, small_town.plan().pillars[0], steps=1, by=LIV, draft=draft)


def test_the_draft_has_an_order_of_its_own(small_town):
    for place, title in enumerate(("Modig", "Raus", "Klok"), start=1):
        planning.add(small_town, Value, {"title": title, "position": place}, by=LIV)
    draft = begin(small_town)

    arranging.move(small_town, small_town.plan().values[2], steps=-2, by=LIV, draft=draft)

    assert titles(drafted(small_town).values) == ["Klok", "Modig", "Raus"]
    assert titles(small_town.plan().values) == ["Modig", "Raus", "Klok"]
    take_over(small_town)
    assert titles(small_town.plan().values) == ["Klok", "Modig", "Raus"]


def test_nothing_of_today_stands_on_what_only_the_draft_has(small_town):
    begin(small_town)
    sixth = for_draft(small_town, Pillar, code="6", title="Å bære")

    with told(small_town, ("pillar_id", "other_strategy")):
        goal = {"code": "6.1", "pillar_id": sixth.id, "title": "I dag"}
        planning.add(small_town, Goal, goal, by=LIV)
    with told(small_town, ("strategy_id", "other_strategy")):
        planning.change(small_town, sixth, {"strategy_id": None}, by=LIV)
    with told(small_town, ("code", "code_taken")):
        planning.add(small_town, Pillar, {"code": "6", "title": "En annen"}, by=LIV)


def test_an_action_that_waits_for_a_goal_waits_in_its_own_strategy(small_town):
    draft = begin(small_town, {"goal": []})
    waits = for_draft(small_town, Action, code="T-50", title="Venter")
    (carried,) = [g for g in drafted(small_town).goals if g.carried_from == "goal"]

    with told(small_town, ("goal_ids", "other_strategy")):
        planning.change(small_town, waits, {"goal_ids": ("goal",)}, by=HEGE)
    planning.change(small_town, waits, {"goal_ids": (carried.id,)}, by=HEGE)

    assert waits.id not in {a.id for a in small_town.plan().actions}
    assert waits.id in {a.id for a in drafted(small_town).actions}
    assert draft.status is StrategyStatus.DRAFT


def test_a_draft_that_is_given_up_takes_what_was_its_own_with_it(small_town):
    before = small_town.plan()
    draft = begin(small_town)
    for_draft(small_town, Pillar, code="6", title="Å bære")
    for_draft(small_town, Action, code="T-50", title="Venter")
    for_draft(small_town, Adoption, body="Formannskapet")
    drafts.change_ground(small_town, draft, before.pillars[0], {"title": "Å tørre"}, by=LIV)

    strategies.discard(small_town, draft, by=LIV)

    plan = small_town.plan()
    assert (plan.pillars, plan.actions, plan.elsewhere) == (before.pillars, before.actions, ())


def test_what_was_retired_from_the_draft_comes_back_to_it_when_it_holds(small_town):
    begin(small_town)
    waits = for_draft(small_town, Action, code="T-50", title="Venter")
    planning.retire(small_town, waits, by=LIV)
    take_over(small_town)

    planning.bring_back(small_town, waits.id, by=LIV)

    assert "Venter" in titles(small_town.plan().actions)


def test_the_workbook_carries_the_strategy_that_holds_and_leaves_the_draft_alone(small_town):
    begin(small_town, {"goal": []})
    for_draft(small_town, Pillar, code="6", title="Å bære")
    for_draft(small_town, Action, code="T-50", title="Venter")
    before = drafted(small_town)

    content = export_workbook(small_town, by=LIV, language="nb")
    previewed = preview_import(small_town, content, "plan.xlsx", by=LIV, today=TODAY)

    assert (previewed.items_to_add, previewed.items_to_update) == ((), ())
    assert previewed.problems == ()
    assert drafted(small_town).pillars == before.pillars


def test_the_history_shows_the_draft_as_it_stood(small_town):
    draft = begin(small_town)
    for_draft(small_town, Action, code="T-50", title="Venter")
    revision = small_town.revision()
    strategies.discard(small_town, draft, by=LIV)

    then = small_town.plan(revision=revision)

    assert "Venter" in titles(i for i in then.elsewhere if isinstance(i, Action))
