"""What one person is to do today, in order, and when they are next asked for something."""

from datetime import date

import pytest

from strategy.domain.figures.health import Rule, findings
from strategy.domain.figures.waiting import Ask
from strategy.domain.follow_up.tasks import Upcoming, owns_anything, tasks_for, upcoming
from strategy.domain.items import Outcome, Review, ReviewOutcome, Role
from tests.builders import (
    HEGE,
    OLA,
    PER,
    RITA,
    a_check_in,
    a_goal,
    a_measurement,
    a_person,
    a_position,
    a_postponement,
    a_target,
    an_action,
    an_indicator,
    an_organisation,
)
from tests.domain.plans import TODAY, a_done_action, a_plan, all_of, days

DINA = a_person("dina", "Dina Dahl", Role.OWNER)
SEAT = a_position(deputy_id=DINA.id)
PEOPLE = (OLA, DINA, HEGE, PER, RITA, SEAT)


def an_owned(action_id, **given):
    dates = {"start": TODAY - days(100), "due": TODAY + days(200), "original_due": None}
    return an_action(**{"id": action_id, "code": action_id, "owner_id": SEAT.id, **dates, **given})


def heard(action, days_ago, **given):
    return a_check_in(action, **{"on": TODAY - days(days_ago), **given})


def asked(person, *items, today=TODAY):
    plan = a_plan(*PEOPLE, *items)
    return [
        (task.ask, task.item.code, task.days)
        for task in tasks_for(plan, all_of(plan, today), person)
    ]


def next_for(person, *items, **settings):
    # No reporting period opens before next summer.
    organisation = an_organisation(reporting_days=("06-30",), opens_days=0, **settings)
    plan = a_plan(organisation, *PEOPLE, *items)
    return upcoming(plan, all_of(plan), person)


LATE = an_owned("late", due=TODAY - days(10))
FRESH = an_owned("fresh")


def test_an_overdue_action_waits_for_its_owner():
    assert asked(OLA, LATE, heard(LATE, 20)) == [(Ask.OVERDUE, "late", 10)]


@pytest.mark.parametrize("days_ago", [10, 9, 0])
def test_a_report_alone_does_not_answer_for_what_is_late(days_ago):
    assert asked(OLA, LATE, heard(LATE, days_ago)) == [(Ask.OVERDUE, "late", 10)]


def test_a_proposed_date_answers_for_something_late_until_it_is_decided():
    proposal = a_postponement(LATE, proposed_on=TODAY - days(2))
    told = (LATE, heard(LATE, 20))
    assert asked(OLA, *told, proposal) == []
    declined = proposal.model_copy(update={"outcome": Outcome.DECLINED})
    assert asked(OLA, *told, declined) == [(Ask.OVERDUE, "late", 10)]


def test_a_silent_action_waits_for_its_owner():
    quiet = an_owned("quiet", start=TODAY - days(200))
    assert asked(OLA, quiet, heard(quiet, 152)) == []
    assert asked(OLA, quiet, heard(quiet, 153)) == [(Ask.SILENT, "quiet", 153)]


def test_an_action_nobody_ever_told_about_waits_from_its_first_day():
    begun = an_owned("begun", start=TODAY)
    coming = an_owned("coming", start=TODAY + days(1))
    undated = an_owned("undated", start=None, due=None)
    assert asked(OLA, begun, coming, undated) == [
        (Ask.NEVER_UPDATED, "begun", None),
        (Ask.NEVER_UPDATED, "undated", None),
    ]


@pytest.mark.parametrize(
    ("left", "days_ago", "found"),
    [
        (14, 1, [(Ask.DUE_SOON, "soon", 14)]),
        (15, 1, []),
        (0, 15, [(Ask.DUE_SOON, "soon", 0)]),
        (10, 4, []),
        (10, 5, [(Ask.DUE_SOON, "soon", 10)]),
    ],
)
def test_an_action_due_within_a_fortnight_is_asked_about_once(left, days_ago, found):
    soon = an_owned("soon", due=TODAY + days(left))
    assert asked(OLA, soon, heard(soon, days_ago)) == found


def test_what_has_not_begun_is_asked_about_when_it_is_due_soon():
    short = an_owned("short", start=TODAY + days(5), due=TODAY + days(12))
    assert asked(OLA, short) == [(Ask.DUE_SOON, "short", 12)]


def test_what_goes_as_it_should_asks_for_nothing():
    assert asked(OLA, FRESH, heard(FRESH, 20)) == []
    assert asked(OLA, a_done_action("done", owner_id=SEAT.id)) == []


def test_a_figure_is_asked_for_when_its_cadence_is_over():
    figure = an_indicator(id="i", owner_id=SEAT.id, cadence_days=90)
    assert asked(OLA, figure) == [(Ask.MEASURE, "I-1", None)]
    assert asked(OLA, figure, a_measurement(figure, on=TODAY - days(90))) == []
    assert asked(OLA, figure, a_measurement(figure, on=TODAY - days(91))) == [
        (Ask.MEASURE, "I-1", 91)
    ]


def test_a_figure_is_asked_for_while_there_is_still_time_to_measure():
    # What is asked for today is missed only when the days of grace are over: the owner hears of it
    # before everybody sees it.
    figure = an_indicator(id="i", owner_id=SEAT.id, cadence_days=90, baseline=9.0)
    for age, missed in ((91, False), (120, False), (121, True)):
        told = (figure, a_target(figure), a_measurement(figure, on=TODAY - days(age)))
        plan = a_plan(*PEOPLE, *told)
        assert asked(OLA, *told) == [(Ask.MEASURE, "I-1", age)]
        found = {f.rule for f in findings(plan, all_of(plan)) if f.item_id == "i"}
        assert (Rule.NOT_MEASURED in found) is missed
        assert all_of(plan).indicators["i"].fresh is not missed


def test_a_masked_figure_was_measured_all_the_same_and_one_ahead_was_not():
    figure = an_indicator(id="i", owner_id=SEAT.id)
    masked = a_measurement(figure, on=TODAY - days(1), group_size=3)
    ahead = a_measurement(figure, on=TODAY + days(1))
    assert asked(OLA, figure, masked) == []
    assert asked(OLA, figure, ahead) == [(Ask.MEASURE, "I-1", None)]


def test_a_proposed_date_waits_for_those_who_may_approve_it():
    proposal = a_postponement(FRESH, id="p", proposed_on=TODAY - days(3))
    told = (FRESH, heard(FRESH, 3))
    assert asked(HEGE, *told, proposal) == [(Ask.DECIDE, "fresh", 3)]
    assert asked(OLA, *told, proposal) == []
    assert asked(HEGE, proposal) == []


def test_one_may_be_asked_twice_about_one_action_by_different_keys():
    seat = SEAT.model_copy(update={"holder_id": HEGE.id})
    plan = a_plan(OLA, HEGE, seat, FRESH, a_postponement(
        FRESH, id="p", proposed_on=TODAY - days(12)
    ))  # fmt: skip
    found = tasks_for(plan, all_of(plan), HEGE)
    asks = [(task.ask, task.key) for task in found]
    assert asks == [(Ask.NEVER_UPDATED, "fresh"), (Ask.DECIDE, "p")]


def test_the_deputy_is_asked_for_the_same_and_told_why():
    plan = a_plan(*PEOPLE, LATE)
    (own,) = tasks_for(plan, all_of(plan), OLA)
    (theirs,) = tasks_for(plan, all_of(plan), DINA)
    assert (own.item, own.as_deputy) == (LATE, False)
    assert (theirs.item, theirs.as_deputy) == (LATE, True)


@pytest.mark.parametrize("person", [HEGE, PER, RITA])
def test_nobody_is_asked_for_what_is_somebody_elses(person):
    figure = an_indicator(id="i", owner_id=SEAT.id)
    assert asked(person, LATE, figure) == []
    assert next_for(person, LATE, figure) is None
    assert owns_anything(a_plan(*PEOPLE, LATE), person) is False


def test_a_politician_who_holds_a_position_is_asked_for_nothing():
    seat = SEAT.model_copy(update={"holder_id": PER.id})
    plan = a_plan(PER, seat, LATE, an_indicator(owner_id=seat.id))
    assert tasks_for(plan, all_of(plan), PER) == ()
    assert owns_anything(plan, PER) is False


def test_the_most_pressing_comes_first():
    later = an_owned("later", due=TODAY - days(30))
    quiet = an_owned("quiet", start=TODAY - days(200))
    never = an_owned("never")
    soon = an_owned("soon", due=TODAY + days(12))
    sooner = an_owned("sooner", due=TODAY + days(5))
    figure = an_indicator(id="i", code="I-1", owner_id=SEAT.id)
    old = an_indicator(id="j", code="I-2", owner_id=SEAT.id)
    said = [heard(a, 40) for a in (LATE, later, soon, sooner)]
    found = asked(
        OLA, soon, figure, old, quiet, LATE, never, later, sooner, *said,
        a_measurement(old, on=date(2020, 1, 1)), heard(quiet, 160),
    )  # fmt: skip
    assert [code for _, code, _ in found] == [
        "later", "late", "quiet", "never", "sooner", "soon", "I-1", "I-2",
    ]  # fmt: skip


# --- reporting periods ----------------------------------------------------------------------------

# The first tertial's period opened on 16 April and has its deadline on 14 May 2026.
IN_PERIOD = date(2026, 5, 4)
RUNNING = an_owned("running", start=date(2026, 1, 1))


def test_what_nobody_has_reported_in_an_open_period_is_asked_for():
    told = (RUNNING, a_check_in(RUNNING, on=date(2026, 4, 15)))
    assert asked(OLA, *told, today=IN_PERIOD) == [(Ask.PERIOD, "running", 10)]
    assert asked(OLA, RUNNING, a_check_in(RUNNING, on=date(2026, 4, 16)), today=IN_PERIOD) == []


def test_a_figure_due_within_an_open_period_is_asked_for():
    figure = an_indicator(id="i", owner_id=SEAT.id, cadence_days=105)
    measured = a_measurement(figure, on=date(2026, 1, 10))
    assert asked(OLA, figure, measured, today=date(2026, 4, 15)) == []
    assert asked(OLA, figure, measured, today=date(2026, 4, 20)) == [(Ask.PERIOD, "I-1", 24)]
    assert asked(OLA, figure, measured, today=date(2026, 4, 26)) == [(Ask.MEASURE, "I-1", 106)]


def test_what_the_reviewer_asks_back_about_comes_before_what_is_silent():
    said = a_check_in(RUNNING, id="said", on=date(2026, 4, 20))
    review = Review(
        period_id="period-2026-04-30",
        action_id=RUNNING.id,
        check_in_id="said",
        outcome=ReviewOutcome.ASKED_BACK,
        comment="Hva gjenstår?",
        by_id=HEGE.id,
        on=date(2026, 5, 1),
    )
    plan = a_plan(*PEOPLE, RUNNING, said, review)
    (task,) = tasks_for(plan, all_of(plan, IN_PERIOD), OLA)
    assert (task.ask, task.days, task.review) == (Ask.ASKED_BACK, 3, review)
    assert task.period.id == "period-2026-04-30"


# --- when the next thing comes --------------------------------------------------------------------


def test_the_next_day_is_when_the_due_date_comes_near():
    told = (FRESH, heard(FRESH, 1, percent=30))
    assert next_for(OLA, *told, cadence_days=700) == Upcoming(TODAY + days(186), FRESH)


def test_the_next_day_is_when_one_has_been_silent_for_too_long():
    assert next_for(OLA, FRESH, heard(FRESH, 1)) == Upcoming(TODAY + days(152), FRESH)


def test_the_next_day_is_when_something_begins():
    coming = an_owned("coming", start=TODAY + days(3))
    assert next_for(OLA, coming) == Upcoming(TODAY + days(3), coming)


def test_the_next_day_is_the_day_after_the_due_date_once_one_has_answered():
    soon = an_owned("soon", due=TODAY + days(10))
    assert next_for(OLA, soon, heard(soon, 0)) == Upcoming(TODAY + days(11), soon)


def test_the_next_day_is_when_a_figure_is_due():
    figure = an_indicator(id="i", owner_id=SEAT.id, cadence_days=90)
    measured = a_measurement(figure, on=TODAY - days(80))
    assert next_for(OLA, figure, measured) == Upcoming(TODAY + days(11), figure)


def test_nothing_comes_for_what_is_done():
    done = a_done_action("done", owner_id=SEAT.id)
    assert next_for(OLA, done) is None


def test_the_next_day_is_when_a_reporting_period_opens():
    undated = an_owned("undated", start=None, due=None)
    assert next_for(OLA, undated) == Upcoming(date(2027, 6, 30), undated)
    figure = an_indicator(id="i", owner_id=SEAT.id)
    assert next_for(OLA, figure) == Upcoming(date(2027, 6, 30), figure)


def test_one_who_holds_a_position_owns_its_figures_too():
    plan = a_plan(*PEOPLE, an_indicator(owner_id=SEAT.id), a_goal())
    assert owns_anything(plan, OLA) is True
