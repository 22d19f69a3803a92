"""«Since the last meeting»: what happened between two states of a plan."""

from dataclasses import replace
from datetime import date

import pytest

from strategy.domain.figures.changes import (
    Change,
    ChangeKind,
    Moment,
    changes_between,
    new_strategy,
    points_between,
)
from strategy.domain.items import ActionState, Item, Outcome, Signal, StrategyStatus
from strategy.domain.strategies import of_strategy
from tests.builders import a_goal, a_postponement, a_strategy, an_adoption
from tests.domain.plans import (
    TODAY,
    a_halfway_action,
    a_plan,
    all_of,
    days,
    points_behind,
    said,
)

MAY = TODAY - days(40)
GOAL = a_goal(id="goal", title="Vi prøver ut nye løsninger")
ACTION = a_halfway_action("T-1", title="Lederutvikling")


def a_moment(*items: Item, on: date = TODAY, retired: tuple[Item, ...] = ()) -> Moment:
    plan = a_plan(*items, retired=retired)
    return Moment(plan, all_of(plan, on))


def what_happened(before: Moment, after: Moment) -> list[tuple[ChangeKind, str]]:
    return [(change.kind, change.item_id) for change in changes_between(before, after)]


def test_nothing_happens_to_a_plan_nobody_touches():
    items = (GOAL, ACTION, an_adoption(id="adoption"))
    assert changes_between(a_moment(*items), a_moment(*items)) == ()


@pytest.mark.parametrize(
    ("state", "kind"),
    [(ActionState.DONE, ChangeKind.DONE), (ActionState.STOPPED, ChangeKind.STOPPED)],
)
def test_an_action_that_was_closed_is_told_as_that_and_nothing_else(state, kind):
    closed = ACTION.model_copy(update={"state": state, "due": ACTION.due + days(90)})
    changes = changes_between(a_moment(ACTION), a_moment(closed))
    assert changes == (Change(kind, "action", "T-1", "T-1", "Lederutvikling"),)


def test_an_action_that_was_closed_already_is_not_told_again():
    closed = ACTION.model_copy(update={"state": ActionState.DONE})
    assert changes_between(a_moment(closed), a_moment(closed)) == ()


def test_a_reopened_action_is_not_told_as_closed():
    closed = ACTION.model_copy(update={"state": ActionState.DONE})
    assert changes_between(a_moment(closed), a_moment(ACTION)) == ()


def test_a_later_due_date_is_told_with_both_dates_and_the_number_of_times():
    later = ACTION.model_copy(update={"due": TODAY + days(90)})
    moves = [a_postponement(later, outcome=Outcome.APPROVED) for _ in range(2)]
    (change,) = changes_between(a_moment(ACTION), a_moment(later, *moves))
    assert change.kind is ChangeKind.POSTPONED
    assert (change.before, change.after, change.times) == (TODAY + days(50), TODAY + days(90), 2)


@pytest.mark.parametrize("due", [TODAY + days(20), None], ids=["earlier", "taken away"])
def test_another_due_date_is_only_a_postponement_when_it_is_later(due):
    changed = ACTION.model_copy(update={"due": due})
    assert changes_between(a_moment(ACTION), a_moment(changed)) == ()


def test_a_first_due_date_is_no_postponement():
    undated = ACTION.model_copy(update={"due": None})
    assert changes_between(a_moment(undated), a_moment(ACTION)) == ()


def test_an_action_that_passed_its_due_date_is_told_once():
    action = a_halfway_action("T-1", start=TODAY - days(200), due=TODAY - days(10))
    (change,) = changes_between(a_moment(action, on=MAY), a_moment(action))
    assert (change.kind, change.after) == (ChangeKind.OVERDUE, TODAY - days(10))
    assert changes_between(a_moment(action), a_moment(action, on=TODAY + days(1))) == ()


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (0, 20, ChangeKind.WORSE),
        (20, 40, ChangeKind.WORSE),
        (40, 20, ChangeKind.BETTER),
        (20, 0, ChangeKind.BETTER),
    ],
)
def test_a_goal_that_turned_is_told_with_both_signals(before, after, kind):
    signals = {0: Signal.ON_TRACK, 20: Signal.AT_RISK, 40: Signal.OFF_TRACK}
    was = points_behind("T", before, goal_ids=("goal",))
    now = points_behind("T", after, goal_ids=("goal",))
    (change,) = changes_between(a_moment(GOAL, *was), a_moment(GOAL, *now))
    assert (change.kind, change.item_kind, change.item_id) == (kind, "goal", "goal")
    assert (change.before, change.after) == (signals[before], signals[after])


@pytest.mark.parametrize("points", [0, 20, 40])
def test_losing_sight_of_a_goal_is_never_told_as_better(points):
    action, check_in = points_behind("T", points, goal_ids=("goal",))
    undated = action.model_copy(update={"due": None})
    seen, unseen = a_moment(GOAL, action, check_in), a_moment(GOAL, undated, check_in)
    assert what_happened(seen, unseen) == [(ChangeKind.WORSE, "goal")]


def test_new_goals_and_actions_are_told():
    after = a_moment(GOAL, a_halfway_action("T-1", goal_ids=("goal",)))
    assert what_happened(a_moment(), after) == [
        (ChangeKind.NEW_GOAL, "goal"),
        (ChangeKind.NEW_ACTION, "T-1"),
    ]


def test_what_was_retired_is_told():
    gone = tuple(item.model_copy(update={"retired": True}) for item in (ACTION, GOAL))
    assert what_happened(a_moment(GOAL, ACTION), a_moment(retired=gone)) == [
        (ChangeKind.RETIRED, "T-1"),
        (ChangeKind.RETIRED, "goal"),
    ]


def test_what_somebody_may_no_longer_see_is_not_told_as_retired():
    assert changes_between(a_moment(GOAL, ACTION), a_moment()) == ()


def test_what_was_retired_before_is_not_told_again():
    gone = ACTION.model_copy(update={"retired": True})
    assert changes_between(a_moment(retired=(gone,)), a_moment(retired=(gone,))) == ()


def test_an_adoption_is_told_with_body_day_and_case_number():
    adoption = an_adoption(id="a", body="Kommunestyret", case_number="43/26", on=TODAY)
    assert changes_between(a_moment(), a_moment(adoption)) == (
        Change(ChangeKind.ADOPTED, "adoption", "a", "43/26", "Kommunestyret", after=TODAY),
    )


def test_changes_are_told_kind_by_kind():
    late = a_halfway_action("late", start=TODAY - days(200), due=TODAY - days(10))
    done = a_halfway_action("done")
    before = a_moment(late, done, said(done, 90), on=MAY)
    finished = done.model_copy(update={"state": ActionState.DONE})
    after = a_moment(an_adoption(id="adoption"), GOAL, late, finished)
    assert [kind for kind, _ in what_happened(before, after)] == [
        ChangeKind.DONE,
        ChangeKind.OVERDUE,
        ChangeKind.NEW_GOAL,
        ChangeKind.ADOPTED,
    ]


@pytest.mark.parametrize(
    ("before", "after", "points"),
    [
        (0.41, 0.48, 7),
        (0.5, 0.25, -25),
        (0.5, 0.5, 0),
        # What the page shows is rounded; the difference must fit what it shows.
        (0.404, 0.406, 1),
        (None, 0.5, None),
        (0.5, None, None),
    ],
)
def test_points_between_fit_the_whole_per_cents_shown(before, after, points):
    assert points_between(before, after) == points


# --- another strategy has taken over ------------------------------------------------------------

OLD = a_strategy(id="old", title="2022–2025")
NEW = a_strategy(
    id="new",
    title="2026–2029",
    follows_id="old",
    status=StrategyStatus.ADOPTED,
    in_force_from=date(2026, 1, 1),
)


def under(strategy, *items: Item, among=(OLD,)) -> Moment:
    plan = of_strategy(replace(a_plan(strategy, *items), strategies=among))
    return Moment(plan, all_of(plan, TODAY))


def taken_over(*items: Item) -> Moment:
    old = OLD.model_copy(update={"status": StrategyStatus.SUPERSEDED})
    return under(NEW, *items, among=(old, NEW))


def test_a_takeover_is_told_first_and_a_goal_carried_over_is_neither_new_nor_worse():
    left = a_goal(id="left", code="1.2", strategy_id="old")
    carried = a_goal(id="carried", carried_from="goal")
    old_goal = GOAL.model_copy(update={"strategy_id": "old"})
    fresh = a_goal(id="fresh", code="1.3")
    before = under(OLD, GOAL, left.model_copy(update={"strategy_id": None}))

    changes = changes_between(before, taken_over(old_goal, left, carried, fresh))

    assert [(c.kind, c.item_id, c.after) for c in changes] == [
        (ChangeKind.NEW_STRATEGY, "new", date(2026, 1, 1)),
        (ChangeKind.NEW_GOAL, "fresh", None),
    ]


def test_an_action_finished_before_another_strategy_took_over_is_told_as_done():
    open_one = ACTION.model_copy(update={"goal_ids": ("goal",)})
    ongoing = a_halfway_action("T-2", goal_ids=("goal",))
    done = open_one.model_copy(update={"state": ActionState.DONE})
    old_goal = GOAL.model_copy(update={"strategy_id": "old"})

    changes = changes_between(
        under(OLD, GOAL, open_one, ongoing), taken_over(old_goal, done, ongoing)
    )

    assert [(c.kind, c.item_id) for c in changes] == [
        (ChangeKind.NEW_STRATEGY, "new"),
        (ChangeKind.DONE, "T-1"),
    ]


def test_a_plan_without_a_strategy_has_no_other():
    assert new_strategy(a_plan(), a_plan(NEW)) is None
    assert new_strategy(a_plan(OLD), a_plan()) is None
    assert new_strategy(a_plan(OLD), a_plan(OLD)) is None
