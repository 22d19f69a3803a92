"""How an action stands, by the first rule that applies."""

from datetime import date

import pytest

from strategy.domain.figures.assessment import planned_share, silent_after
from strategy.domain.items import ActionState, Outcome, Signal
from tests.builders import a_postponement, an_organisation
from tests.domain.plans import (
    TODAY,
    a_halfway_action,
    a_plan,
    action_in,
    days,
    points_behind,
    said,
    silent,
)

START, DUE = date(2026, 1, 1), date(2026, 1, 11)


@pytest.mark.parametrize(
    ("today", "share"),
    [
        (date(2025, 12, 1), 0.0),
        (date(2026, 1, 1), 0.0),
        (date(2026, 1, 2), 0.1),
        (date(2026, 1, 6), 0.5),
        (date(2026, 1, 11), 1.0),
        (date(2027, 1, 1), 1.0),
    ],
)
def test_planned_progress_is_a_straight_line_from_start_to_due(today, share):
    assert planned_share(START, DUE, today=today) == share


@pytest.mark.parametrize(("start", "due"), [(None, DUE), (START, None), (None, None)])
def test_without_both_ends_no_progress_is_planned(start, due):
    assert planned_share(start, due, today=TODAY) is None


def test_an_action_of_one_day_is_planned_done_on_that_day():
    assert planned_share(START, START, today=START) == 1.0
    assert planned_share(START, START, today=date(2025, 12, 31)) == 0.0


# --- the rules, in their order -------------------------------------------------------------------

LONG_AGO = {"start": TODAY - days(900), "due": TODAY - days(400)}


@pytest.mark.parametrize(
    ("state", "signal"),
    [(ActionState.STOPPED, Signal.STOPPED), (ActionState.DONE, Signal.DONE)],
)
def test_what_is_closed_is_neither_overdue_nor_silent(state, signal):
    action = a_halfway_action("T", state=state, **LONG_AGO)

    status = action_in(a_plan(action, said(action, 40, on=TODAY - days(800))), "T")

    assert status.signal is signal
    assert (status.silent, status.overdue_days) == (False, 0)


def test_a_done_action_is_a_hundred_per_cent_whatever_was_last_said():
    action = a_halfway_action("T", state=ActionState.DONE)
    assert action_in(a_plan(action, said(action, 80)), "T").percent == 1.0


@pytest.mark.parametrize(
    ("due", "signal", "overdue_days"),
    [
        (TODAY, Signal.ON_TRACK, 0),
        (TODAY - days(1), Signal.OFF_TRACK, 1),
        (TODAY - days(30), Signal.OFF_TRACK, 30),
    ],
    ids=["the day it is due", "the day after", "a month later"],
)
def test_an_action_is_overdue_from_the_day_after_it_was_due(due, signal, overdue_days):
    action = a_halfway_action("T", start=TODAY - days(100), due=due)
    status = action_in(a_plan(action, said(action, 95)), "T")
    assert (status.signal, status.overdue_days) == (signal, overdue_days)


def test_silence_does_not_hide_that_an_action_is_overdue():
    action, check_in = silent("T", 0, due=TODAY - days(1))
    status = action_in(a_plan(action, check_in), "T")
    assert status.signal is Signal.OFF_TRACK
    assert status.silent


@pytest.mark.parametrize(
    ("age", "is_silent", "signal"),
    [(152, False, Signal.ON_TRACK), (153, True, Signal.UNKNOWN)],
    ids=["exactly cadence and grace", "one day more"],
)
def test_an_action_is_silent_when_nobody_spoke_for_longer_than_cadence_and_grace(
    age, is_silent, signal
):
    action = a_halfway_action("T", start=TODAY - days(300), due=TODAY + days(300))

    status = action_in(a_plan(action, said(action, 100, on=TODAY - days(age))), "T")

    assert (status.silent, status.silent_days) == (is_silent, age)
    assert status.signal is signal


@pytest.mark.parametrize(("age", "is_silent"), [(152, False), (153, True)])
def test_silence_is_counted_from_the_start_when_nobody_ever_spoke(age, is_silent):
    action = a_halfway_action("T", start=TODAY - days(age), due=TODAY + days(5000))
    assert action_in(a_plan(action), "T").silent is is_silent


def test_silence_is_counted_from_a_start_later_than_the_last_check_in():
    action = a_halfway_action("T", start=TODAY + days(10), due=TODAY + days(100))
    status = action_in(a_plan(action, said(action, 0, on=TODAY - days(400))), "T")
    assert (status.signal, status.silent) == (Signal.NOT_STARTED, False)
    assert status.silent_days is None


def test_a_municipality_sets_its_own_cadence_and_grace():
    quick = an_organisation(cadence_days=30, grace_days=7)
    action = a_halfway_action("T")
    assert silent_after(quick) == days(37)
    assert action_in(a_plan(quick, action, said(action, 50, on=TODAY - days(38))), "T").silent
    assert not action_in(a_plan(quick, action, said(action, 50, on=TODAY - days(37))), "T").silent


@pytest.mark.parametrize(
    ("start", "signal"),
    [(TODAY + days(1), Signal.NOT_STARTED), (TODAY, Signal.ON_TRACK)],
)
def test_an_action_has_not_started_before_its_start(start, signal):
    action = a_halfway_action("T", start=start, due=TODAY + days(50))
    assert action_in(a_plan(action), "T").signal is signal


@pytest.mark.parametrize(
    ("points", "signal"),
    [
        (-50, Signal.ON_TRACK),
        (0, Signal.ON_TRACK),
        (10, Signal.ON_TRACK),
        (11, Signal.AT_RISK),
        (25, Signal.AT_RISK),
        (26, Signal.OFF_TRACK),
    ],
)
def test_an_open_action_is_told_by_its_distance_from_plan(points, signal):
    status = action_in(a_plan(*points_behind("T", points)), "T")
    assert (status.signal, status.planned) == (signal, 0.5)
    assert status.behind == pytest.approx(points)


def test_a_hair_of_arithmetic_does_not_make_ten_points_more_than_ten():
    # Planned 0.7 and said 60: the difference is 10.000000000000009 points to a computer.
    action = a_halfway_action("T", start=TODAY - days(7), due=TODAY + days(3))
    assert action_in(a_plan(action, said(action, 60)), "T").signal is Signal.ON_TRACK


@pytest.mark.parametrize("missing", [{"start": None}, {"due": None}, {"start": None, "due": None}])
def test_an_action_without_both_dates_is_never_green(missing):
    action = a_halfway_action("T", **missing)
    status = action_in(a_plan(action, said(action, 100)), "T")
    assert (status.signal, status.planned, status.behind) == (Signal.UNKNOWN, None, None)


def test_an_action_nobody_spoke_of_and_without_a_start_is_unknown():
    status = action_in(a_plan(a_halfway_action("T", start=None)), "T")
    assert (status.signal, status.silent_days, status.silent) == (Signal.UNKNOWN, None, False)


# --- the owner's own judgement -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reported", "differs"),
    [(Signal.OFF_TRACK, False), (Signal.ON_TRACK, True), (None, False)],
)
def test_the_owners_judgement_stands_beside_the_computed_signal(reported, differs):
    action = a_halfway_action("T")
    status = action_in(a_plan(action, said(action, 10, judgement=reported)), "T")
    assert (status.signal, status.reported) == (Signal.OFF_TRACK, reported)
    assert status.differs is differs


# --- postponing ----------------------------------------------------------------------------------


def an_overdue_action():
    return a_halfway_action(
        "T", start=TODAY - days(60), due=TODAY - days(10), original_due=TODAY - days(10)
    )


@pytest.mark.parametrize("outcome", [Outcome.PENDING, Outcome.DECLINED])
def test_a_new_date_nobody_approved_changes_nothing(outcome):
    action = an_overdue_action()
    wish = a_postponement(action, proposed_due=TODAY + days(60), outcome=outcome)
    plan = a_plan(action, said(action, 50), wish)
    without = a_plan(action, said(action, 50))

    assert action_in(plan, "T") == action_in(without, "T")
    assert action_in(plan, "T").signal is Signal.OFF_TRACK


def test_an_approved_date_counts_and_the_first_one_stays_in_sight():
    action = an_overdue_action().model_copy(update={"due": TODAY + days(60)})
    twice = [
        a_postponement(action, proposed_due=TODAY + days(n), outcome=Outcome.APPROVED)
        for n in (30, 60)
    ]
    status = action_in(a_plan(action, said(action, 50), *twice), "T")

    assert status.signal is Signal.ON_TRACK
    assert (status.planned, status.behind) == (0.5, 0.0)
    assert status.behind_original == 50.0
    assert status.postponements == 2


def test_an_action_never_postponed_is_measured_against_its_one_date():
    action, check_in = points_behind("T", 20)
    status = action_in(a_plan(action, check_in), "T")
    assert status.behind_original == status.behind == 20.0


def test_without_dates_there_is_no_first_path_either():
    action = a_halfway_action("T", start=None)
    assert action_in(a_plan(action, said(action, 10)), "T").behind_original is None
