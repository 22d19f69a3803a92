"""An agenda follows from the plan, has its times, and each meeting knows the one before."""

from datetime import date, datetime, timedelta

import pytest

from strategy.domain.figures.assessment import assess
from strategy.domain.figures.waiting import proposals
from strategy.domain.items import ActionState, Outcome, Signal
from strategy.domain.meeting_items import MeetingState, Topic
from strategy.domain.meetings.agenda import (
    agenda_of,
    last_held,
    meeting_before,
    next_meeting,
    parked_in,
    pillar_of_the_day,
    read_clock,
    slipping,
    still_parked,
    suggested,
    timetable,
)
from strategy.domain.meetings.decisions import became_of, next_decision_code
from strategy.domain.meetings.meeting_clock import MeetingClock, paused, shown
from strategy.domain.plan import Plan
from tests.builders import (
    a_check_in,
    a_decision,
    a_goal,
    a_meeting,
    a_pillar,
    a_postponement,
    an_action,
    an_agenda_item,
    an_organisation,
)

TODAY = date(2026, 7, 1)
APPROVED, HELD = {"state": MeetingState.APPROVED}, {"state": MeetingState.HELD}
FIRST = a_meeting(id="first", on=date(2026, 3, 1), **APPROVED)
LAST = a_meeting(id="last", on=date(2026, 6, 1), begins="13:00", **HELD)
SAME_DAY = a_meeting(id="same-day", on=date(2026, 6, 1), begins="09:00", **HELD)
COMING = a_meeting(id="coming", on=date(2026, 7, 20), begins="23:30")
MEETINGS = (FIRST, SAME_DAY, LAST, COMING)
GOAL = a_goal(id="goal")
LATE = an_action(
    id="late", code="T-1", goal_ids=("goal",), start=date(2026, 1, 1), due=date(2026, 6, 1)
)
FINE = an_action(
    id="fine", code="T-2", goal_ids=("goal",), start=date(2026, 6, 20), due=date(2026, 12, 1)
)
QUIET = an_action(
    id="quiet", code="T-3", goal_ids=("goal",), start=date(2025, 1, 1), due=date(2026, 12, 1)
)
BEHIND = an_action(
    id="behind", code="T-4", goal_ids=("goal",), start=date(2026, 1, 1), due=date(2026, 12, 1)
)
CHECK_INS = (
    a_check_in(FINE, on=date(2026, 6, 30), percent=5),
    a_check_in(LATE, on=date(2026, 6, 30), percent=40, cause="Ventet på midler"),
    a_check_in(BEHIND, on=date(2026, 6, 30), percent=34),
)


def plan(**given):
    usual = {
        "meetings": MEETINGS,
        "goals": (GOAL,),
        "actions": (LATE, FINE, QUIET, BEHIND),
        "check_ins": CHECK_INS,
        "pillars": (a_pillar(),),
    }
    return Plan(revision=1, organisation=an_organisation(), **{**usual, **given})


def test_the_items_come_in_order_and_the_parked_by_themselves():
    items = (
        an_agenda_item(LAST, id="b", position=2),
        an_agenda_item(LAST, id="a", position=1),
        an_agenda_item(LAST, id="p", position=0, parked=True),
        an_agenda_item(FIRST, id="x"),
    )
    found = plan(agenda_items=items)
    assert [i.id for i in agenda_of(found, "last")] == ["a", "b"]
    assert [i.id for i in parked_in(found, "last")] == ["p"]


def test_every_item_has_its_times_past_midnight_too():
    items = (an_agenda_item(COMING, minutes=20), an_agenda_item(COMING, minutes=45))
    assert [(s.begins, s.ends) for s in timetable(COMING, items)] == [
        ("23:30", "23:50"), ("23:50", "00:35"),
    ]  # fmt: skip
    assert [(s.begins, s.ends) for s in timetable(FIRST, items)] == [("", ""), ("", "")]


@pytest.mark.parametrize(
    ("written", "clock"),
    [
        ("9", "09:00"), ("9.05", "09:05"), (" 13:30 ", "13:30"), ("0930", "09:30"),
        ("24", None), ("9:60", None), ("ni", None), ("", None), ("12345", None),
    ],
)  # fmt: skip
def test_a_time_of_day_is_read(written, clock):
    assert read_clock(written) == clock


def test_each_meeting_knows_the_one_before_also_on_the_same_day():
    found = plan()
    assert meeting_before(found, FIRST) is None
    assert meeting_before(found, LAST) is SAME_DAY
    assert meeting_before(found, COMING) is LAST


def test_a_meeting_that_was_only_planned_is_no_previous_meeting():
    dropped = a_meeting(id="dropped", on=date(2026, 6, 20))
    running = a_meeting(id="running", on=date(2026, 6, 25), state=MeetingState.RUNNING)
    found = plan(meetings=(*MEETINGS, dropped, running))
    assert meeting_before(found, COMING) is LAST
    assert last_held(found, before=TODAY) is LAST
    assert last_held(found, before=date(2026, 3, 1)) is None


def test_what_was_parked_long_ago_waits_until_it_is_taken_up_and_then_no_more():
    old = an_agenda_item(FIRST, id="old", title="Lønn", parked=True)
    new = an_agenda_item(LAST, id="new", title="Vikarer", parked=True)
    assert [i.id for i in still_parked(plan(agenda_items=(new, old)))] == ["old", "new"]
    again = an_agenda_item(COMING, id="again", title="Lønn", takes_up_id="old")
    found = plan(agenda_items=(new, old, again))
    assert [i.id for i in still_parked(found)] == ["new"]
    # Parked a second time it waits once, not twice.
    twice = again.model_copy(update={"parked": True})
    found = plan(agenda_items=(new, old, twice))
    assert [i.id for i in still_parked(found)] == ["new", "again"]


def test_the_next_meeting_is_todays_or_the_soonest_to_come():
    assert next_meeting(plan(), today=TODAY) is COMING
    assert next_meeting(plan(), today=COMING.on) is COMING
    assert next_meeting(plan(), today=date(2026, 7, 21)) is None
    held = COMING.model_copy(update={"ends": "23:50"})
    assert next_meeting(plan(meetings=(held,)), today=TODAY) is None


def test_what_slips_is_late_or_silent_or_far_behind():
    found = plan()
    slips = slipping(found, assess(found, TODAY))
    assert [one.item.id for one in slips] == ["late", "quiet"]


def test_what_waits_for_an_answer_is_what_nobody_has_decided_on():
    asked = a_postponement(LATE, id="asked", outcome=Outcome.PENDING)
    answered = a_postponement(FINE, id="answered", outcome=Outcome.DECLINED)
    lost = a_postponement(LATE, id="lost", outcome=Outcome.PENDING, action_id="gone")
    found = plan(postponements=(asked, answered, lost))
    assert proposals(found) == ((LATE, asked),)


def test_the_pillar_of_the_day_is_the_one_that_has_waited_longest():
    two = a_pillar(id="two", code="2")
    three = a_pillar(id="three", code="3")
    items = (
        an_agenda_item(FIRST, pillar_id="pillar"),
        an_agenda_item(LAST, pillar_id="two"),
        an_agenda_item(LAST, pillar_id="three", meeting_id="gone"),
    )
    pillars = (a_pillar(), two, three)
    assert pillar_of_the_day(plan(pillars=pillars, agenda_items=items)) is three
    both = (a_pillar(), two)
    assert pillar_of_the_day(plan(pillars=both, agenda_items=items)).id == "pillar"
    assert pillar_of_the_day(plan(pillars=())) is None


def test_the_plan_suggests_what_to_take_up_in_the_order_to_do_it():
    parked = an_agenda_item(LAST, title="Lønn", minutes=7, parked=True, confidential_to=("liv",))
    asked = a_postponement(LATE, id="asked", outcome=Outcome.PENDING)
    decided = tuple(a_decision(LAST, id=f"d{n}", code=f"{n}/2026") for n in range(1, 6))
    found = plan(agenda_items=(parked,), postponements=(asked,), decisions=decided)
    told = suggested(found, assess(found, TODAY), COMING)

    assert [(s.topic, s.minutes) for s in told] == [
        (Topic.FOLLOW_UP, 15), (Topic.SLIPS, 15), (Topic.DECIDE, 10), (Topic.PILLAR, 30),
        (Topic.TALK, 7),
    ]  # fmt: skip
    assert (told[-1].title, told[-1].confidential_to) == ("Lønn", ("liv",))
    assert told[-1].takes_up_id == parked.id
    empty = plan(meetings=(FIRST,), pillars=(), actions=(), check_ins=())
    assert suggested(empty, assess(empty, TODAY), FIRST) == ()


# --- what was decided ---------------------------------------------------------------------------


def test_the_number_of_a_decision_is_the_next_of_its_year():
    made = (
        a_decision(LAST, id="a", code="2/2026"),
        a_decision(LAST, id="b", code="11/2026"),
        a_decision(LAST, id="c", code="40/2025"),
        a_decision(LAST, id="d", code="uten nummer"),
    )
    gone = a_decision(LAST, id="e", code="12/2026", retired=True)
    assert next_decision_code(plan(decisions=made, retired=(gone, GOAL)), 2026) == "13/2026"
    assert next_decision_code(plan(), 2026) == "1/2026"


def test_what_became_of_a_decision_is_how_its_goals_and_actions_stand():
    done = LATE.model_copy(
        update={"id": "done", "state": ActionState.DONE, "closed_on": date(2026, 6, 15)}
    )
    gone = FINE.model_copy(update={"id": "gone", "retired": True})
    left = a_goal(id="left", retired=True)
    decision = a_decision(
        LAST, goal_ids=("goal", "left"), action_ids=("late", "done", "gone", "fine", "pillar", "?")
    )
    found = plan(actions=(LATE, FINE, done), decisions=(decision,), retired=(gone, left))
    became = became_of(found, assess(found, TODAY), decision)

    assert [(b.item.id, b.signal is None) for b in became] == [
        ("goal", False), ("left", True), ("late", False), ("done", False), ("gone", True),
        ("fine", False),
    ]  # fmt: skip
    late, closed, fine = became[2], became[3], became[5]
    assert (late.signal, late.overdue_days, late.cause) == (
        Signal.OFF_TRACK, 30, "Ventet på midler",
    )  # fmt: skip
    assert (closed.signal, closed.closed_on) == (Signal.DONE, date(2026, 6, 15))
    assert (fine.signal, fine.cause, fine.closed_on) == (Signal.ON_TRACK, "", None)


# --- the clock ----------------------------------------------------------------------------------

NOON = datetime(2026, 7, 1, 12)  # noqa: DTZ001 - the store speaks UTC without a zone


def test_the_clock_keeps_the_time_of_every_item():
    up = shown(MeetingClock(id="m"), "a", by="liv", now=NOON)
    later = NOON + timedelta(seconds=90)
    assert (up.paused, up.spent) == (False, ())
    assert up.seconds_on("a", now=later) == 90
    assert up.seconds_on("b", now=later) == up.seconds_on(None, now=later) == 0
    # A clock put back takes no time away.
    assert up.seconds_on("a", now=NOON - timedelta(hours=1)) == 0

    up = shown(up, "b", by="hege", now=later)
    still = paused(up, by="hege", now=later + timedelta(seconds=10))
    assert (still.paused, dict(still.spent)) == (True, {"a": 90, "b": 10})
    assert still.seconds_on("b", now=later + timedelta(hours=1)) == 10
    assert (still.agenda_item_id, still.run_by) == ("b", "hege")
