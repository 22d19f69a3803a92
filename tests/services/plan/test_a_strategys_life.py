"""Adopt a strategy, revise it, prepare the next period, and let it take over."""

from datetime import date

import pytest

from strategy.domain.errors import NotAllowedError, NotFoundError, StaleEditError
from strategy.domain.figures.assessment import assess
from strategy.domain.items import Action as Doing
from strategy.domain.items import (
    ActionState,
    Goal,
    Indicator,
    Measurement,
    Strategy,
    StrategyStatus,
)
from strategy.domain.since_adopted import Amended
from strategy.domain.strategies import in_preparation
from strategy.services import planning, reading
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.plan import strategies
from tests.builders import HEGE, LIV, OLA, PER, RITA, a_goal, an_action, an_adoption
from tests.services.fjordvik import TODAY, item, refused, told

COUNCIL = {"body": "Kommunestyret", "on": date(2026, 6, 19), "case_number": "KS 47/26"}
NEXT = {"title": "Strategi 2030–2033", "period_from": date(2030, 1, 1)}


def the_strategy(town):
    return town.plan().strategy


def adopt(town, by=LIV, **step):
    return strategies.adopt(town, the_strategy(town), {**COUNCIL, **step}, by=by, today=TODAY)


def begin(town, carried=None, by=LIV, **facts):
    return strategies.begin_period(town, {**NEXT, **facts}, carried or {}, by=by)


def take_over(town, by=LIV):
    step = {**COUNCIL, "in_force_from": COUNCIL["on"]}
    return strategies.adopt(town, in_preparation(town.plan()), step, by=by, today=TODAY)


def seen(town, strategy_id=None, by=LIV):
    return reading.moment(town, by=by, today=TODAY, strategy_id=strategy_id)


def ids(items):
    return [item.id for item in items]


# --- adopting -----------------------------------------------------------------------------------


def test_a_leader_records_that_the_council_adopted_the_strategy(town):
    adopted = adopt(town)

    assert adopted.status is StrategyStatus.ADOPTED
    assert adopted.adopted_on == date(2026, 6, 19)
    assert adopted.adopted_revision == town.revision()
    (step,) = town.plan().adoptions
    assert (step.body, step.case_number, step.at_revision) == (
        "Kommunestyret",
        "KS 47/26",
        town.revision(),
    )
    assert town.orphans() == ()


@pytest.mark.parametrize("outsider", [HEGE, OLA, RITA, PER])
def test_nobody_but_a_leader_adopts_begins_or_discards(small_town, outsider):
    with refused(small_town, NotAllowedError):
        adopt(small_town, by=outsider)
    with refused(small_town, NotAllowedError):
        begin(small_town, by=outsider)
    begin(small_town)
    with refused(small_town, NotAllowedError):
        strategies.discard(small_town, in_preparation(small_town.plan()), by=outsider)
    with refused(small_town, NotAllowedError):
        take_over(small_town, by=outsider)


def test_an_adoption_has_a_body_and_a_day_that_has_been(small_town):
    with told(small_town, ("body", "required")):
        adopt(small_town, body=" ")
    with told(small_town, ("on", "required")):
        adopt(small_town, on=None)
    with told(small_town, ("on", "in_the_future")):
        adopt(small_town, on=date(2026, 7, 2))


def test_whoever_adopts_what_somebody_has_just_changed_is_told(small_town):
    read = the_strategy(small_town)
    planning.change(small_town, read, {"vision": "Sammen"}, by=LIV)

    with refused(small_town, StaleEditError):
        strategies.adopt(small_town, read, COUNCIL, by=LIV, today=TODAY)


def test_what_a_strategy_was_adopted_as_is_not_for_anybody_to_fill_in(small_town):
    with told(small_town, ("adopted_revision", "not_here")):
        planning.change(small_town, the_strategy(small_town), {"adopted_revision": 1}, by=LIV)


def test_later_changes_are_shown_against_what_was_adopted(town):
    assert strategies.amendments(town, seen(town), by=LIV) == ()
    adopt(town)
    planning.change(town, item(town, "goal"), {"title": "Nye ord", "due": date(2028, 1, 1)}, by=LIV)
    planning.add(town, Goal, {"code": "1.5", "pillar_id": "pillar", "title": "Nytt"}, by=LIV)

    found = strategies.amendments(town, seen(town), by=LIV)

    assert [(a.kind, a.code, a.before, a.after) for a in found] == [
        (Amended.GOAL_ADDED, "1.5", None, None),
        (Amended.GOAL_REWORDED, "1.1", "Vi prøver ut nye løsninger", "Nye ord"),
        (Amended.DATE_MOVED, "1.1", None, date(2028, 1, 1)),
    ]


def test_what_is_confidential_is_in_nobody_elses_list_of_changes(small_town):
    adopt(small_town)
    planning.change(small_town, item(small_town, "secret"), {"title": "Enda mer"}, by=LIV)

    assert [a.title for a in strategies.amendments(small_town, seen(small_town), by=LIV)] == [
        "Enda mer"
    ]
    assert strategies.amendments(small_town, seen(small_town, by=HEGE), by=HEGE) == ()


def test_a_revised_strategy_is_adopted_anew_and_counts_from_then(small_town):
    first = adopt(small_town)
    planning.change(small_town, item(small_town, "goal"), {"title": "Nye ord"}, by=LIV)

    revised = adopt(small_town, on=date(2026, 7, 1))

    assert strategies.amendments(small_town, seen(small_town), by=LIV) == ()
    then = reading.moment(small_town, by=LIV, today=TODAY, revision=revised.adopted_revision)
    (changed,) = strategies.between(small_town, first.adopted_revision, then, by=LIV)
    assert (changed.kind, changed.after) == (Amended.GOAL_REWORDED, "Nye ord")
    assert [step.at_revision for step in small_town.plan().adoptions] == [
        first.adopted_revision,
        revised.adopted_revision,
    ]


# --- the next period ----------------------------------------------------------------------------


def test_a_leader_prepares_the_next_period_and_chooses_what_is_carried_over(town):
    draft = begin(town, {"goal": ["action"]})

    assert in_preparation(town.plan()) == draft
    assert draft.follows_id == "strategy"
    prepared = seen(town, draft.id).plan
    (carried,) = [goal for goal in prepared.goals if goal.carried_from == "goal"]
    assert (carried.code, carried.carried_action_ids) == ("1.1", ("action",))
    assert ids(prepared.actions_for(carried.id)) == ["action"]
    assert ids(prepared.indicators_of(carried.id)) == ["indicator"]
    assert town.orphans() == ()


def test_nothing_of_today_moves_while_the_next_period_is_prepared(town):
    figures, before = assess(town.plan(), TODAY), content_for_politicians(town)
    draft = begin(town, {"goal": ["action"]})
    planning.add(
        town,
        Goal,
        {"code": "1.2", "pillar_id": "pillar", "title": "Nytt", "strategy_id": draft.id},
        by=HEGE,
    )
    fresh = next(g for g in seen(town, draft.id).plan.goals if g.title == "Nytt")
    planning.add(town, Doing, {"code": "T-3", "title": "Nytt", "goal_ids": (fresh.id,)}, by=HEGE)
    planning.add(town, Indicator, {"code": "I-3", "title": "Nytt", "goal_id": fresh.id}, by=HEGE)

    assert assess(town.plan(), TODAY) == figures
    assert content_for_politicians(town) == before
    assert len(seen(town, draft.id).plan.actions_for(fresh.id)) == 1


def content_for_politicians(town):
    goals, actions = town.plan().seen_by(None).goals, town.plan().seen_by(None).actions
    return ids(goals), ids(actions)


def test_only_one_period_is_prepared_at_a_time_and_it_comes_after_the_one_that_holds(small_town):
    with told(small_town, ("period_from", "required")):
        begin(small_town, period_from=None)
    planning.change(small_town, the_strategy(small_town), {"period_from": date(2030, 1, 1)}, by=LIV)
    with told(small_town, ("period_from", "before_the_last")):
        begin(small_town)
    begin(small_town, period_from=date(2034, 1, 1))
    with told(small_town, ("strategy", "already_preparing")):
        begin(small_town, period_from=date(2038, 1, 1))


def test_only_what_is_there_and_unfinished_is_carried_over(small_town):
    follow_up.check_in(
        small_town, "theirs", {"percent": 100}, state=ActionState.DONE, by=LIV, today=TODAY
    )
    with told(small_town, ("goal_ids", "unknown_reference")):
        begin(small_town, {"nowhere": []})
    with told(small_town, ("action_ids", "unknown_reference")):
        begin(small_town, {"goal": ["theirs"]})


def test_a_period_follows_another(duck):
    with refused(duck, NotFoundError):
        begin(duck)


def test_what_one_may_not_know_of_is_carried_over_whole(small_town):
    quiet = an_action(id="quiet", code="T-7", goal_ids=("goal",), confidential_to=(HEGE.id,))
    settle_more(small_town, a_goal(id="hers", code="1.8", confidential_to=(HEGE.id,)), quiet)
    draft = begin(small_town, {"goal": []})

    carried = {goal.carried_from: goal for goal in seen(small_town, draft.id, by=HEGE).plan.goals}

    assert carried.keys() == {"goal", "hers"}
    assert carried["goal"].carried_action_ids == ("quiet",)
    assert "hers" not in {goal.carried_from for goal in seen(small_town, draft.id).plan.goals}


def settle_more(town, *items):
    with town.change(by=None) as change:
        change.add_many(items)


def test_a_planner_chooses_later_which_actions_go_on(small_town):
    draft = begin(small_town, {"goal": []})
    (carried,) = [g for g in seen(small_town, draft.id).plan.goals if g.carried_from == "goal"]

    changed = strategies.carry_actions(small_town, carried, ["action", "theirs"], by=HEGE)

    assert changed.carried_action_ids == ("action", "theirs")
    with refused(small_town, NotAllowedError):
        strategies.carry_actions(small_town, changed, [], by=OLA)
    with told(small_town, ("action_ids", "unknown_reference")):
        strategies.carry_actions(small_town, changed, ["secret-action"], by=HEGE)
    with refused(small_town, NotFoundError):
        strategies.carry_actions(small_town, item(small_town, "goal"), [], by=HEGE)
    with refused(small_town, StaleEditError):
        strategies.carry_actions(small_town, carried, [], by=HEGE)


def test_an_action_or_a_goal_never_moves_from_one_strategy_to_another(small_town):
    draft = begin(small_town, {"goal": ["action"]})
    (carried,) = [g for g in seen(small_town, draft.id).plan.goals if g.carried_from == "goal"]
    action, figure = item(small_town, "action"), item(small_town, "indicator")

    with told(small_town, ("goal_ids", "other_strategy")):
        planning.change(small_town, action, {"goal_ids": (carried.id,)}, by=HEGE)
    with told(small_town, ("goal_id", "other_strategy")):
        planning.change(small_town, figure, {"goal_id": carried.id}, by=HEGE)
    with told(small_town, ("goal_ids", "other_strategy")):
        both = {"code": "T-5", "title": "Begge", "goal_ids": ("goal", carried.id)}
        planning.add(small_town, Doing, both, by=HEGE)
    with told(small_town, ("code", "code_taken"), ("strategy_id", "other_strategy")):
        planning.change(small_town, carried, {"strategy_id": None}, by=HEGE)
    with told(small_town, ("strategy_id", "other_strategy")):
        goal = {"code": "1.7", "pillar_id": "pillar", "title": "Feil", "strategy_id": "strategy"}
        planning.add(small_town, Goal, goal, by=HEGE)


def test_goals_keep_their_codes_from_one_strategy_to_the_next(small_town):
    draft = begin(small_town, {"goal": []})
    taken = {"code": "1.1", "pillar_id": "pillar", "title": "To like", "strategy_id": draft.id}

    with told(small_town, ("code", "code_taken")):
        planning.add(small_town, Goal, taken, by=HEGE)
    assert planning.next_code(small_town.plan(), Goal, under="1") == "1.2"
    assert planning.next_code(seen(small_town, draft.id).plan, Goal, under="1") == "1.2"


def test_a_draft_is_given_up_with_all_that_is_only_of_it(small_town):
    figures = assess(small_town.plan(), TODAY)
    draft = begin(small_town, {"goal": ["action"]})
    (carried,) = [g for g in seen(small_town, draft.id).plan.goals if g.carried_from == "goal"]
    only = {"code": "T-3", "title": "Bare her", "goal_ids": (carried.id,)}
    planning.add(small_town, Doing, only, by=HEGE)

    strategies.discard(small_town, draft, by=LIV, reason="Valget")

    plan = small_town.plan()
    assert in_preparation(plan) is None
    assert ids(plan.strategies) == ["strategy"]
    assert assess(plan, TODAY) == figures
    assert small_town.orphans() == ()
    with told(small_town, ("strategy", "not_in_preparation")):
        strategies.discard(small_town, plan.strategy, by=LIV)


# --- taking over --------------------------------------------------------------------------------


def test_the_new_strategy_takes_over_in_one_change(town):
    adopt(town)
    draft = begin(town, {"goal": ["action"]})
    before = town.revision()

    adopted = take_over(town)

    plan = town.plan()
    assert town.revision() == before + 1
    assert plan.strategy == adopted
    assert (adopted.id, adopted.status) == (draft.id, StrategyStatus.ADOPTED)
    old = plan.find(Strategy, "strategy")
    assert (old.status, old.superseded_on, old.superseded_revision) == (
        StrategyStatus.SUPERSEDED,
        date(2026, 6, 19),
        before,
    )
    (goal,) = plan.seen_by(None).goals
    assert (goal.carried_from, goal.strategy_id, goal.carried_action_ids) == ("goal", None, ())
    assert ids(plan.actions_for(goal.id)) == ["action"]
    assert ids(plan.indicators_of(goal.id)) == ["indicator"]
    assert "theirs" not in ids(plan.actions)
    assert len(plan.adoptions) == 1
    assert town.orphans() == ()
    assert town.plan(revision=town.revision()) == plan


def test_a_series_goes_on_under_the_goal_carried_over(small_town):
    measure(small_town, date(2025, 12, 31), 8.4)
    draft = begin(small_town, {"goal": []})
    take_over(small_town)

    measure(small_town, date(2026, 6, 30), 8.0)

    (goal,) = [g for g in seen(small_town, draft.id).plan.goals if g.carried_from == "goal"]
    (figure,) = small_town.plan().indicators_of(goal.id)
    assert [m.value for m in small_town.plan().measurements_of(figure.id)] == [8.4, 8.0]


def measure(town, on, value) -> Measurement:
    return follow_up.record_measurement(
        town, "indicator", {"on": on, "value": value}, by=LIV, today=TODAY
    )


def test_the_old_strategy_stays_readable_as_it_stood(small_town):
    before = seen(small_town)
    begin(small_town, {"goal": []})
    take_over(small_town)
    planning.add(
        small_town, Goal, {"code": "1.6", "pillar_id": "pillar", "title": "Senere"}, by=LIV
    )

    old = seen(small_town, "strategy")

    assert old.plan.goals == before.plan.goals
    assert old.plan.actions == before.plan.actions
    assert old.assessment.today == date(2026, 6, 19)
    assert "Senere" in [goal.title for goal in small_town.plan().goals]


def test_what_is_confidential_stays_so_when_one_looks_at_another_strategy(small_town):
    draft = begin(small_town, {"goal": [], "secret": []})
    assert "Slå sammen skolene" in [g.title for g in seen(small_town, draft.id).plan.goals]
    assert "Slå sammen skolene" not in [
        g.title for g in seen(small_town, draft.id, by=HEGE).plan.goals
    ]
    take_over(small_town)

    assert "secret" not in ids(seen(small_town, "strategy", by=HEGE).plan.goals)
    assert "secret" in ids(seen(small_town, "strategy").plan.goals)


def test_a_superseded_strategy_is_not_adopted_anew(small_town):
    begin(small_town)
    old = the_strategy(small_town)
    take_over(small_town)

    with told(small_town, ("strategy", "superseded")):
        strategies.adopt(small_town, old, COUNCIL, by=LIV, today=TODAY)
    with refused(small_town, NotFoundError):
        gone = Strategy(id="nowhere", title="Borte")
        strategies.adopt(small_town, gone, COUNCIL, by=LIV, today=TODAY)


def test_what_was_retired_stays_with_the_strategy_it_was_of(small_town):
    planning.retire(small_town, item(small_town, "their-figure"), by=LIV)
    settle_more(small_town, a_goal(id="old", code="1.7"), an_adoption(id="before", body="AMU"))
    planning.retire(small_town, item(small_town, "old"), by=LIV)
    begin(small_town)
    take_over(small_town)

    plan = small_town.plan()

    assert plan.ever_by_id["old"].strategy_id == "strategy"
    assert [step.body for step in plan.adoptions] == ["Kommunestyret"]
    assert plan.by_id["before"].strategy_id == "strategy"


def test_nothing_comes_back_to_a_strategy_nobody_works_on_any_more(small_town):
    settle_more(small_town, a_goal(id="old", code="1.7"))
    planning.retire(small_town, item(small_town, "old"), by=LIV)
    planning.retire(small_town, item(small_town, "theirs"), by=LIV)
    given_up = begin(small_town)
    strategies.discard(small_town, given_up, by=LIV)
    begin(small_town)

    with told(small_town, ("strategy", "already_preparing")):
        planning.bring_back(small_town, given_up.id, by=LIV)
    take_over(small_town)
    with told(small_town, ("strategy_id", "of_a_past_strategy")):
        planning.bring_back(small_town, "old", by=LIV)
    with told(small_town, ("strategy_id", "of_a_past_strategy")):
        planning.bring_back(small_town, "theirs", by=LIV)


def test_a_draft_that_was_given_up_can_come_back_while_none_is_prepared(small_town):
    given_up = begin(small_town)
    strategies.discard(small_town, given_up, by=LIV)

    planning.bring_back(small_town, given_up.id, by=LIV)

    assert in_preparation(small_town.plan()).id == given_up.id
