"""What colleagues change in the running strategy is listed for the draft and taken in by choice."""

from datetime import date

import pytest

from strategy.domain.errors import NotAllowedError
from strategy.domain.items import Action, ActionState, Goal, Indicator
from strategy.domain.known_time import KnownDay
from strategy.domain.since_copied import Missed
from strategy.services import planning
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.plan import catching_up, drafts, strategies
from tests.builders import HEGE, LIV, OLA
from tests.services.fjordvik import TODAY, item, refused, told
from tests.services.plan.drafting import begin, drafted, take_over, titles


def missed(town, by=LIV):
    return catching_up.missed(town, by=by)


def said(town, by=LIV):
    return [(m.kind, m.field or (m.action or m.goal).title, m.now) for m in missed(town, by)]


def take(town, *kinds, by=LIV):
    chosen = [m.key for m in missed(town) if m.kind in kinds]
    return catching_up.take_over_changes(town, chosen, by=by)


def carried(town, goal_id="goal"):
    return next(g for g in drafted(town).goals if g.carried_from == goal_id)


def reword(town, **values):
    planning.change(town, item(town, "goal"), values, by=HEGE)


def test_a_goal_renamed_after_the_draft_began_is_listed_and_taken_in(town):
    begin(town, {"goal": ["action"]})
    assert missed(town) == ()
    reword(town, title="Nye ord", due=date(2028, 1, 1))
    assert said(town) == [
        (Missed.GOAL_CHANGED, "title", "Nye ord"),
        (Missed.GOAL_CHANGED, "due", date(2028, 1, 1)),
    ]
    assert not [m for m in missed(town) if m.is_rival]

    assert take(town, Missed.GOAL_CHANGED) == 2

    assert (carried(town).title, carried(town).due) == ("Nye ord", date(2028, 1, 1))
    assert missed(town) == ()
    take_over(town)
    assert titles(town.plan().goals) == ["Nye ord"]


def test_what_the_draft_has_changed_too_is_told_with_both_and_left_unless_chosen(small_town):
    begin(small_town, {"goal": []})
    planning.change(small_town, carried(small_town), {"title": "Utkastets ord"}, by=LIV)
    reword(small_town, title="Nye ord")

    (miss,) = missed(small_town)

    assert miss.is_rival
    assert (miss.before, miss.now, miss.own) == (
        "Vi prøver ut nye løsninger",
        "Nye ord",
        "Utkastets ord",
    )
    assert carried(small_town).title == "Utkastets ord"


def test_a_change_that_both_made_is_not_listed(small_town):
    begin(small_town, {"goal": []})
    planning.change(small_town, carried(small_town), {"title": "Nye ord"}, by=LIV)
    reword(small_town, title="Nye ord")

    assert missed(small_town) == ()


def test_a_pillar_of_the_drafts_own_is_no_change_of_its_goals(small_town):
    draft = begin(small_town, {"goal": []})
    pillar = small_town.plan().pillars[0]
    drafts.change_ground(small_town, draft, pillar, {"title": "Å tørre"}, by=LIV)

    assert missed(small_town) == ()


def test_a_new_action_on_a_goal_carried_over_is_listed_and_taken_in(small_town):
    begin(small_town, {"goal": []})
    new = {"code": "T-40", "title": "Nytt tiltak", "goal_ids": ("goal",)}
    action = planning.add(small_town, Action, new, by=HEGE)
    assert said(small_town) == [(Missed.ACTION_ADDED, "Nytt tiltak", None)]

    take(small_town, Missed.ACTION_ADDED)

    assert carried(small_town).carried_action_ids == (action.id,)
    assert missed(small_town) == ()


def test_an_action_finished_already_is_not_offered(small_town):
    begin(small_town, {"goal": []})
    new = {"code": "T-40", "title": "Nytt tiltak", "goal_ids": ("goal",)}
    action = planning.add(small_town, Action, new, by=HEGE)
    follow_up.check_in(
        small_town, action.id, {"percent": 100}, state=ActionState.DONE, by=LIV, today=TODAY
    )

    assert missed(small_town) == ()


def test_an_indicator_and_an_action_carried_over_change_along_by_themselves(small_town):
    begin(small_town, {"goal": ["action"]})
    planning.change(small_town, item(small_town, "action"), {"title": "Nytt navn"}, by=HEGE)
    figure = {"code": "I-40", "title": "Ny indikator", "goal_id": "goal"}
    planning.add(small_town, Indicator, figure, by=HEGE)

    assert missed(small_town) == ()
    own = drafted(small_town)
    assert "Nytt navn" in titles(own.actions)
    assert "Ny indikator" in titles(own.indicators_of(carried(small_town).id))


def test_a_goal_added_after_the_draft_began_is_carried_over_with_its_actions(small_town):
    begin(small_town, {"goal": []})
    new = {"code": "1.6", "pillar_id": "pillar", "title": "Helt nytt"}
    goal = planning.add(small_town, Goal, new, by=HEGE)
    serves = {"code": "T-40", "title": "Tjener det", "goal_ids": (goal.id,)}
    action = planning.add(small_town, Action, serves, by=HEGE)
    assert said(small_town) == [(Missed.GOAL_ADDED, "Helt nytt", None)]

    take(small_town, Missed.GOAL_ADDED)

    assert carried(small_town, goal.id).carried_action_ids == (action.id,)
    assert missed(small_town) == ()


def test_a_goal_taken_out_is_taken_out_of_the_draft_when_somebody_says_so(small_town):
    planning.add(
        small_town, Goal, {"code": "1.6", "pillar_id": "pillar", "title": "Slutter"}, by=LIV
    )
    goal = next(g for g in small_town.plan().goals if g.title == "Slutter")
    begin(small_town, {goal.id: []})
    planning.retire(small_town, item(small_town, goal.id), by=HEGE)
    assert said(small_town) == [(Missed.GOAL_RETIRED, "Slutter", None)]

    take(small_town, Missed.GOAL_RETIRED)

    assert "Slutter" not in titles(drafted(small_town).goals)
    assert missed(small_town) == ()


def test_a_goal_left_out_on_purpose_and_one_only_of_the_draft_are_not_listed(small_town):
    draft = begin(small_town)
    new = {"code": "1.6", "pillar_id": "pillar", "title": "Nytt", "strategy_id": draft.id}
    planning.add(small_town, Goal, new, by=LIV)
    reword(small_town, title="Nye ord")

    assert missed(small_town) == ()


def test_what_is_confidential_is_in_nobody_elses_list(small_town):
    begin(small_town, {"secret": []})
    planning.change(small_town, item(small_town, "secret"), {"title": "Enda mer"}, by=LIV)

    assert said(small_town) == [(Missed.GOAL_CHANGED, "title", "Enda mer")]
    assert missed(small_town, by=HEGE) == ()


def test_what_is_hidden_from_somebody_later_is_not_told_as_taken_out(small_town):
    begin(small_town, {"goal": []})
    reword(small_town, confidential_to=(HEGE.id,))

    assert missed(small_town) == ()


def test_only_what_is_still_missed_is_taken_in_and_only_by_leaders(small_town):
    with told(small_town, ("strategy", "not_prepared_now")):
        catching_up.take_over_changes(small_town, ["x"], by=LIV)
    begin(small_town, {"goal": []})
    with told(small_town, ("strategy", "not_missed_now")):
        catching_up.take_over_changes(small_town, ["x"], by=LIV)
    for outsider in (HEGE, OLA):
        with refused(small_town, NotAllowedError):
            catching_up.take_over_changes(small_town, [], by=outsider)


def test_without_a_draft_nothing_is_missed(small_town):
    assert missed(small_town) == ()


def test_where_the_beginning_of_the_draft_is_forgotten_nothing_is_listed(duck_town_long_ago):
    reword(duck_town_long_ago, title="Nye ord")

    assert missed(duck_town_long_ago) == ()


@pytest.fixture
def duck_town_long_ago(small_town):
    """A draft begun so long ago that the history no longer tells how."""
    begin(small_town, {"goal": []})
    planning.add(small_town, Goal, {"code": "1.8", "pillar_id": "pillar", "title": "X"}, by=LIV)
    small_town.forget(KnownDay(date(2030, 1, 1)).days_ago(1))
    return small_town


def test_a_draft_that_is_discarded_has_missed_nothing(small_town):
    draft = begin(small_town, {"goal": []})
    reword(small_town, title="Nye ord")
    strategies.discard(small_town, draft, by=LIV)

    assert missed(small_town) == ()
