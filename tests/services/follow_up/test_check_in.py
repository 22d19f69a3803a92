"""Ola tells how an action is doing; so may his deputy and the planners."""

from datetime import date, timedelta

import pytest

from strategy.domain.errors import NotAllowedError, NotFoundError
from strategy.domain.figures.assessment import assess
from strategy.domain.items import ActionState, Signal
from strategy.services.follow_up import reporting_in as follow_up
from strategy.store.database import Database, open_database
from tests.builders import ADA, CAST, HEGE, LIV, OLA, PER, RITA, a_check_in, an_action
from tests.services.fjordvik import DINA, ODD, OPEN, TODAY, item, refused, settle, told

HALFWAY = {"percent": 50}


def check_in(database: Database, values=None, *, action_id="action", by=OLA, today=TODAY, **given):
    values = HALFWAY if values is None else values
    return follow_up.check_in(database, action_id, values, by=by, today=today, **given)


def latest(database: Database, action_id="action"):
    return database.plan().latest_check_in(action_id)


def test_ola_says_how_his_action_is_doing(town):
    said = check_in(town, {"percent": 40, "comment": "Første samling er holdt"})

    assert latest(town) == said
    assert (said.on, said.by_id, said.percent, said.version) == (TODAY, "ola", 40, 1)
    assert town.check_ins("action") == (said,)
    assert town.revision() == 2


@pytest.mark.parametrize("person", [*CAST, DINA, ODD], ids=lambda person: person.id)
@pytest.mark.parametrize(
    ("action_id", "allowed"),
    [
        ("action", {"ada", "liv", "hege", "ola", "dina"}),
        ("theirs", {"ada", "liv", "hege", "odd"}),
    ],
)
def test_each_role_checks_in_on_what_it_may(small_town, person, action_id, allowed):
    if person.id in allowed:
        assert check_in(small_town, action_id=action_id, by=person).by_id == person.id
        return
    for act in (
        lambda: check_in(small_town, action_id=action_id, by=person),
        lambda: follow_up.confirm_unchanged(small_town, action_id, by=person, today=TODAY),
    ):
        with refused(small_town, NotAllowedError):
            act()


def test_there_is_nothing_to_check_in_on_where_nothing_is_or_may_be_known(small_town):
    for action_id in ("nowhere", "goal", "secret-action", "under-secret"):
        with refused(small_town, NotFoundError):
            check_in(small_town, action_id=action_id, by=HEGE)
        with refused(small_town, NotFoundError):
            check_in(small_town, action_id=action_id, by=OLA)
    assert check_in(small_town, action_id="secret-action", by=LIV).by_id == "liv"


@pytest.mark.parametrize(
    ("values", "field", "rule"),
    [
        ({}, "percent", "required"),
        ({"percent": None}, "percent", "required"),
        ({"percent": -1}, "percent", "out_of_range"),
        ({"percent": 101}, "percent", "out_of_range"),
        ({"percent": "halvparten"}, "percent", "not_a_number"),
        ({"percent": 33.3}, "percent", "not_whole"),
        ({**HALFWAY, "comment": "x" * 10_001}, "comment", "too_long"),
        ({**HALFWAY, "judgement": "fine"}, "judgement", "invalid"),
        ({**HALFWAY, "judgement": "off_track"}, "override_reason", "reason_required"),
        ({**HALFWAY, "judgement": "off_track", "override_reason": " "}, "override_reason",
         "reason_required"),
        *[
            ({**HALFWAY, "judgement": signal, "override_reason": "Fordi"}, "judgement",
             "not_a_judgement")
            for signal in ("unknown", "not_started", "done", "stopped")
        ],
        *[
            ({**HALFWAY, name: value}, name, "not_here")
            for name, value in {
                "id": "x", "version": 3, "retired": True, "action_id": "theirs", "by_id": "liv",
                "on": "2020-01-01", "unchanged_count": 9, "state": "done",
            }.items()
        ],
    ],
)  # fmt: skip
def test_ola_is_told_what_is_wrong_with_a_check_in(small_town, values, field, rule):
    with told(small_town, (field, rule)):
        check_in(small_town, values)


@pytest.mark.parametrize("percent", [0, 100])
def test_nothing_done_and_all_done_are_both_an_answer(small_town, percent):
    assert check_in(small_town, {"percent": percent}).percent == percent


def test_a_judgement_that_agrees_with_the_rules_needs_no_reason(small_town):
    assert check_in(small_town, {**HALFWAY, "judgement": Signal.ON_TRACK}).override_reason == ""


def test_a_judgement_of_ones_own_needs_a_reason_and_the_refusal_tells_the_other(small_town):
    values = {**HALFWAY, "judgement": Signal.AT_RISK}
    with refused(small_town, follow_up.InvalidInputError) as caught:
        check_in(small_town, values)
    assert caught.value.problems[0].details == {"computed": "on_track"}

    said = check_in(small_town, {**values, "override_reason": "Lederen slutter"})
    assert (said.judgement, said.override_reason) == (Signal.AT_RISK, "Lederen slutter")


# --- completing, stopping, opening again ----------------------------------------------------------


def test_completing_an_action_makes_it_a_hundred_per_cent_today(town):
    said = check_in(town, {"percent": 40}, state=ActionState.DONE, learned="Begynn før")

    action = item(town, "action")
    assert (said.percent, action.state, action.closed_on) == (100, ActionState.DONE, TODAY)
    assert action.learned == "Begynn før"
    assert town.revision() == 2


def test_a_completed_action_needs_no_reason_for_what_its_owner_thinks_of_it(small_town):
    values = {"judgement": Signal.OFF_TRACK}
    assert check_in(small_town, values, state=ActionState.DONE).judgement is Signal.OFF_TRACK


@pytest.mark.parametrize("given", [{}, {"learned": "  "}])
def test_stopping_without_a_word_is_refused(small_town, given):
    with told(small_town, ("comment", "reason_required")):
        check_in(small_town, state=ActionState.STOPPED, **given)


@pytest.mark.parametrize(
    ("values", "given", "percent"),
    [
        ({"percent": 20, "comment": "Ingen penger"}, {}, 20),
        ({"percent": 20}, {"learned": "For stort"}, 20),
    ],
)
def test_stopping_takes_a_reason_or_a_lesson(small_town, values, given, percent):
    said = check_in(small_town, values, state=ActionState.STOPPED, **given)

    action = item(small_town, "action")
    assert (said.percent, action.state, action.closed_on) == (percent, ActionState.STOPPED, TODAY)


def test_a_lesson_can_be_kept_while_the_work_goes_on(small_town):
    check_in(small_town, learned="Spør brukerne først")

    action = item(small_town, "action")
    assert (action.learned, action.state) == ("Spør brukerne først", ActionState.OPEN)


def test_a_lesson_too_long_to_keep_keeps_the_check_in_out_too(small_town):
    with told(small_town, ("learned", "too_long")):
        check_in(small_town, learned="x" * 100_000)


@pytest.mark.parametrize("state", list(ActionState))
@pytest.mark.parametrize("closed", [ActionState.DONE, ActionState.STOPPED])
def test_a_closed_action_is_not_checked_in_on_until_it_is_open_again(duck, closed, state):
    settle(duck, an_action(id="old", code="T-5", state=closed), a_check_in(OPEN, action_id="old"))
    values = {"percent": 50, "comment": "Likevel"}
    with told(duck, ("state", "closed")):
        check_in(duck, values, action_id="old", by=HEGE, state=state)
    with told(duck, ("state", "closed")):
        follow_up.confirm_unchanged(duck, "old", by=HEGE, today=TODAY)

    follow_up.reopen(duck, "old", by=HEGE)
    assert check_in(duck, values, action_id="old", by=HEGE).percent == 50


def test_hege_opens_a_completed_action_again(town):
    check_in(town, state=ActionState.DONE)
    action = follow_up.reopen(town, "action", by=HEGE)

    assert item(town, "action") == action
    assert (action.state, action.closed_on, action.version) == (ActionState.OPEN, None, 3)


def test_what_is_open_stays_open_without_a_trace(small_town):
    assert follow_up.reopen(small_town, "action", by=HEGE).version == 1
    assert small_town.revision() == 1


@pytest.mark.parametrize("person", CAST, ids=lambda person: person.id)
def test_only_planners_open_an_action_again(small_town, person):
    check_in(small_town, state=ActionState.DONE)
    if person in (ADA, LIV, HEGE):
        assert follow_up.reopen(small_town, "action", by=person).state is ActionState.OPEN
        return
    with refused(small_town, NotAllowedError):
        follow_up.reopen(small_town, "action", by=person)


def test_there_is_nothing_to_open_where_nothing_may_be_known(small_town):
    with refused(small_town, NotFoundError):
        follow_up.reopen(small_town, "secret-action", by=HEGE)


def test_closing_an_action_keeps_the_goal_ola_cannot_see(duck):
    settle(duck, an_action(id="both", code="T-5", goal_ids=("secret", "goal")))
    check_in(duck, action_id="both", by=HEGE, state=ActionState.DONE)

    assert item(duck, "both").goal_ids == ("secret", "goal")


# --- saying the same again ------------------------------------------------------------------------


def test_saying_the_same_again_is_counted_until_something_is_said(small_town):
    counts = [check_in(small_town).unchanged_count for _ in range(4)]
    assert counts == [0, 1, 2, 3]

    assert check_in(small_town, {**HALFWAY, "comment": "Nytt"}).unchanged_count == 0
    assert check_in(small_town).unchanged_count == 1
    assert check_in(small_town, {"percent": 55}).unchanged_count == 0
    assert check_in(small_town, {"percent": 55, "cause": "Sykdom"}).unchanged_count == 0
    assert check_in(small_town, {"percent": 55, "remedy": "Vikar"}).unchanged_count == 0
    judged = {"percent": 55, "judgement": Signal.ON_TRACK}
    assert check_in(small_town, judged).unchanged_count == 0
    assert check_in(small_town, judged).unchanged_count == 1


def test_completing_says_something_even_without_a_word(small_town):
    check_in(small_town, {"percent": 100})
    assert check_in(small_town, state=ActionState.DONE).unchanged_count == 0


def test_ola_confirms_in_one_go_that_nothing_has_changed(town):
    values = {**HALFWAY, "judgement": Signal.AT_RISK, "override_reason": "Lederen slutter"}
    first = check_in(town, {**values, "comment": "Vi venter", "cause": "x", "remedy": "y"})
    same = follow_up.confirm_unchanged(town, "action", by=OLA, today=TODAY + timedelta(days=30))

    assert latest(town) == same
    assert (same.percent, same.judgement) == (first.percent, first.judgement)
    assert (same.override_reason, same.comment) == ("Lederen slutter", "")
    assert (same.unchanged_count, same.on) == (1, date(2026, 7, 31))


def test_where_nobody_has_checked_in_there_is_nothing_to_confirm(small_town):
    with refused(small_town, NotFoundError):
        follow_up.confirm_unchanged(small_town, "action", by=OLA, today=TODAY)


def test_what_was_right_then_may_need_a_reason_now(small_town):
    check_in(small_town, {**HALFWAY, "judgement": Signal.ON_TRACK})
    late = date(2026, 11, 20)
    with told(small_town, ("override_reason", "reason_required")):
        follow_up.confirm_unchanged(small_town, "action", by=OLA, today=late)


def test_the_second_check_in_of_a_day_is_the_one_that_counts(tmp_path):
    url = f"duckdb:///{tmp_path / 'plan.duckdb'}"
    first = settle(open_database(url))
    check_in(first, {"percent": 70})
    second = check_in(first, {"percent": 30}, by=DINA)
    assert latest(first) == second
    first.close()

    again = open_database(url)
    assert latest(again) == second
    assert assess(again.plan(), TODAY).actions["action"].percent == 0.3
    assert [c.percent for c in again.check_ins("action")] == [30, 70]
    again.close()


def test_the_second_check_in_of_a_day_counts_on_each_engine(town):
    check_in(town, {"percent": 70})
    check_in(town, {"percent": 30})

    assert latest(town).percent == 30
    assert [c.percent for c in town.check_ins("action")] == [30, 70]
    assert town.plan(revision=3).latest_check_in("action").percent == 30


# --- milestones -----------------------------------------------------------------------------------


def tick(database: Database, by, milestone_id="milestone", done_on=TODAY):
    follow_up.complete_milestone(database, milestone_id, done_on=done_on, by=by)


def test_ola_ticks_a_milestone_off_and_opens_it_again(town):
    tick(town, OLA)
    assert item(town, "milestone").done_on == TODAY

    tick(town, DINA, done_on=None)
    assert item(town, "milestone").done_on is None
    assert town.revision() == 3


def test_only_those_who_may_check_in_tick_a_milestone_off(small_town):
    for person in (RITA, PER, ODD):
        with refused(small_town, NotAllowedError):
            tick(small_town, person)


def test_a_milestone_nobody_knows_of_is_not_ticked_off(small_town):
    for person, milestone_id in ((HEGE, "nowhere"), (HEGE, "action"), (HEGE, "secret-milestone")):
        with refused(small_town, NotFoundError):
            tick(small_town, person, milestone_id)
    tick(small_town, LIV, "secret-milestone")
    assert item(small_town, "secret-milestone").done_on == TODAY


def test_a_milestone_is_done_on_a_day(small_town):
    with told(small_town, ("done_on", "not_a_date")):
        tick(small_town, OLA, done_on="snart")
