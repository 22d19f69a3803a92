"""When one reports, who has and has not, and who reviews it."""

from datetime import date

import pytest
from pydantic import ValidationError

from strategy.domain.follow_up.reporting import (
    Phase,
    current_period,
    kept_from_earlier_calendar,
    leaders_of,
    may_review,
    open_periods,
    past_reporting_days,
    people_in,
    period_of,
    periods,
    phase_of,
    precision_of_day,
    report_of,
    reviewers_of,
    seen_on,
)
from strategy.domain.items import ActionState, Precision, ReviewOutcome
from strategy.domain.plan import Plan
from tests.builders import (
    CAST,
    HEGE,
    LIV,
    OLA,
    PER,
    RITA,
    a_check_in,
    a_measurement,
    a_period,
    a_position,
    a_review,
    a_unit,
    an_action,
    an_indicator,
    an_organisation,
)

MAY_DAY = date(2026, 5, 4)
PERIOD = a_period()
LEADER = a_position(id="leader", title="Leder", holder_id=LIV.id, leads=True)


def a_plan(**given):
    given = {
        "units": (a_unit(),),
        "positions": (a_position(),),
        "people": CAST,
        **given,
    }
    return Plan(1, given.pop("organisation", an_organisation()), **given)


def ids(found):
    return [period.id for period in found]


def only_line(plan, period=PERIOD, today=MAY_DAY):
    (unit,) = report_of(plan, period, today=today).units
    (line,) = unit.lines
    return line


# --- the calendar -------------------------------------------------------------------------------


def test_tertials_open_before_their_last_day_and_are_due_after_it():
    period = period_of(a_plan(), "period-2026-04-30", today=MAY_DAY)
    assert period == PERIOD


def test_the_year_that_was_and_the_next_period_to_come_are_shown():
    assert ids(periods(a_plan(), today=MAY_DAY)) == [
        "period-2025-08-31",
        "period-2025-12-31",
        "period-2026-04-30",
        "period-2026-08-31",
    ]


@pytest.mark.parametrize(
    ("days", "precision"),
    [
        (("12-31",), Precision.YEAR),
        (("06-30", "12-31"), Precision.HALF_YEAR),
        (("12-31", "04-30", "08-31"), Precision.TERTIAL),
        (("03-31", "06-30", "09-30", "12-31"), Precision.QUARTER),
        (("03-15", "10-15"), Precision.DAY),
    ],
)
def test_a_known_calendar_gives_its_periods_their_name(days, precision):
    plan = a_plan(organisation=an_organisation(reporting_days=days))
    assert {period.ends_precision for period in periods(plan, today=MAY_DAY)} == {precision}


# --- the calendar changes -------------------------------------------------------------------------

NOVEMBER = date(2026, 11, 2)
QUARTERS = ("03-31", "06-30", "09-30", "12-31")


def changed_to(today, **settings):
    """The plan after its calendar's settings were changed on a day."""
    before = a_plan(actions=(an_action(),))
    changed = an_organisation(**settings)
    kept = kept_from_earlier_calendar(before, changed, today=today)
    stored = tuple(period.model_copy(update={"version": 1}) for period in kept)
    return a_plan(organisation=changed, reporting_periods=stored)


def days_of(found):
    return [(period.first, period.ends) for period in found]


def test_tertials_that_become_quarters_stay_what_they_were_until_the_year_is_over():
    after = changed_to(NOVEMBER, reporting_days=QUARTERS)
    assert periods(after, today=NOVEMBER) == tuple(
        period.model_copy(update={"version": 1}) for period in periods(a_plan(), today=NOVEMBER)
    )
    coming = current_period(after, today=date(2027, 3, 20))
    assert days_of([coming]) == [(date(2027, 1, 1), date(2027, 3, 31))]
    assert past_reporting_days(after, today=NOVEMBER)[:2] == (date(2026, 8, 31), date(2026, 4, 30))
    assert precision_of_day(after, date(2026, 8, 31)) is Precision.TERTIAL
    assert precision_of_day(after, date(2027, 3, 31)) is Precision.QUARTER


def test_a_new_calendar_begins_on_the_day_after_the_running_period():
    summer = date(2026, 8, 1)
    after = changed_to(summer, reporting_days=QUARTERS)
    found = [days for days in days_of(periods(after, today=date(2026, 10, 1))) if days[1] > summer]
    assert found == [
        (date(2026, 5, 1), date(2026, 8, 31)),
        (date(2026, 9, 1), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 12, 31)),
    ]


def test_a_longer_deadline_counts_from_the_next_period_on():
    after = changed_to(MAY_DAY, deadline_days=60)
    running = period_of(after, PERIOD.id, today=MAY_DAY)
    assert running.deadline == PERIOD.deadline
    coming = period_of(after, "period-2026-12-31", today=date(2026, 12, 20))
    assert coming.deadline == date(2027, 3, 1)


def test_other_settings_keep_nothing():
    plan = a_plan(actions=(an_action(),))
    assert kept_from_earlier_calendar(plan, an_organisation(name="Ny"), today=MAY_DAY) == ()


def test_a_calendar_that_is_being_set_up_keeps_nothing():
    quarters = an_organisation(reporting_days=QUARTERS)
    assert kept_from_earlier_calendar(a_plan(), quarters, today=NOVEMBER) == ()


def test_without_reporting_days_there_are_no_periods():
    plan = a_plan(organisation=an_organisation(reporting_days=()))
    assert periods(plan, today=MAY_DAY) == ()
    assert current_period(plan, today=MAY_DAY) is None


def test_one_reporting_day_a_year_makes_a_period_of_a_year():
    plan = a_plan(organisation=an_organisation(reporting_days=("04-30",)))
    (last, coming) = periods(plan, today=MAY_DAY)
    assert (last.first, last.ends) == (date(2025, 5, 1), date(2026, 4, 30))
    assert coming.ends == date(2027, 4, 30)


def test_a_period_with_days_of_its_own_counts_instead_of_the_calendars():
    moved = a_period(version=1, deadline=date(2026, 5, 20))
    plan = a_plan(reporting_periods=(moved,))
    assert period_of(plan, PERIOD.id, today=MAY_DAY) == moved


def test_a_period_that_was_taken_out_is_left_out():
    plan = a_plan(retired=(a_period(retired=True), an_action(retired=True)))
    assert PERIOD.id not in ids(periods(plan, today=MAY_DAY))


@pytest.mark.parametrize(
    ("today", "phase"),
    [
        (date(2026, 4, 15), Phase.COMING),
        (date(2026, 4, 16), Phase.OPEN),
        (date(2026, 5, 14), Phase.OPEN),
        (date(2026, 5, 15), Phase.GRACE),
        (date(2026, 6, 13), Phase.GRACE),
        (date(2026, 6, 14), Phase.OVER),
    ],
)
def test_a_period_opens_is_due_and_has_its_grace(today, phase):
    assert phase_of(PERIOD, today=today) is phase


def test_only_a_decision_closes_a_period():
    closed = a_period(closed_on=date(2026, 5, 4))
    assert phase_of(closed, today=date(2026, 4, 1)) is Phase.CLOSED


def test_the_period_that_has_opened_last_is_shown_first():
    assert current_period(a_plan(), today=date(2026, 4, 15)).ends == date(2025, 12, 31)
    assert current_period(a_plan(), today=date(2026, 4, 16)).ends == date(2026, 4, 30)


def test_before_the_first_period_has_opened_that_one_is_shown():
    organisation = an_organisation(reporting_days=())
    coming = a_period(version=1)
    plan = a_plan(organisation=organisation, reporting_periods=(coming,))
    assert current_period(plan, today=date(2026, 1, 5)) == coming


def test_one_reports_in_the_periods_that_are_open_or_in_grace():
    assert ids(open_periods(a_plan(), today=MAY_DAY)) == ["period-2026-04-30"]
    assert ids(open_periods(a_plan(), today=date(2026, 4, 10))) == []


def test_what_comes_once_the_next_period_has_opened_belongs_to_that_one():
    assert seen_on(a_plan(), PERIOD, today=date(2026, 8, 16)) is None
    assert seen_on(a_plan(), PERIOD, today=date(2026, 8, 17)) == date(2026, 8, 16)
    last = periods(a_plan(), today=MAY_DAY)[-1]
    assert seen_on(a_plan(), last, today=MAY_DAY) is None


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"ends": date(2025, 12, 31)}, "ends.before_start"),
        ({"deadline": date(2026, 4, 1)}, "deadline.before_opening"),
        ({"grace_until": date(2026, 5, 1)}, "grace_until.before_deadline"),
    ],
)
def test_the_days_of_a_period_stand_in_order(given, rule):
    with pytest.raises(ValidationError, match=rule):
        a_period(**given)


# --- who has reported ---------------------------------------------------------------------------


def test_an_action_is_reported_once_somebody_told_of_it_after_the_opening():
    action = an_action(owner_id="position")
    before = a_check_in(action, on=date(2026, 4, 15))
    after = a_check_in(action, on=date(2026, 4, 16))
    assert not only_line(a_plan(actions=(action,))).reported
    assert not only_line(a_plan(actions=(action,), check_ins=(before,))).reported
    line = only_line(a_plan(actions=(action,), check_ins=(after,)))
    assert (line.reported, line.last, line.late) == (True, date(2026, 4, 16), False)


def test_what_is_told_after_the_deadline_is_late():
    action = an_action()
    late = a_check_in(action, on=date(2026, 5, 15))
    plan = a_plan(actions=(action,), check_ins=(late,))
    assert only_line(plan, today=late.on).late
    # Until then nobody has said it.
    assert not only_line(plan).reported


def test_an_action_that_ended_in_the_period_needs_no_further_word():
    closed = an_action(state=ActionState.DONE, closed_on=date(2026, 2, 1))
    line = only_line(a_plan(actions=(closed,)))
    assert (line.reported, line.last) == (True, date(2026, 2, 1))


@pytest.mark.parametrize(
    "given",
    [
        {"start": date(2026, 5, 1)},
        {"state": ActionState.DONE, "closed_on": date(2025, 12, 31)},
        {"state": ActionState.STOPPED, "closed_on": None},
    ],
)
def test_a_period_does_not_ask_about_what_comes_later_or_ended_before(given):
    plan = a_plan(actions=(an_action(**given),))
    assert report_of(plan, PERIOD, today=MAY_DAY).units == ()


def test_an_action_without_a_start_is_asked_about():
    assert not only_line(a_plan(actions=(an_action(start=None),))).reported


def test_what_is_asked_back_is_not_reported_until_somebody_answers():
    action = an_action(id="action", owner_id="position")
    first = a_check_in(action, id="first", on=date(2026, 4, 20))
    asked = a_review(
        PERIOD,
        unit_id="unit",
        action_id="action",
        check_in_id="first",
        outcome=ReviewOutcome.ASKED_BACK,
    )
    waiting = only_line(a_plan(actions=(action,), check_ins=(first,), reviews=(asked,)))
    assert (waiting.reported, waiting.asked_back) == (False, asked)
    answer = a_check_in(action, id="second", on=asked.on)
    answered = only_line(a_plan(actions=(action,), check_ins=(answer,), reviews=(asked,)))
    assert (answered.reported, answered.asked_back) == (True, None)


def test_what_was_never_told_of_can_be_asked_back_too():
    action = an_action(id="action")
    asked = a_review(PERIOD, action_id="action", outcome=ReviewOutcome.ASKED_BACK)
    assert only_line(a_plan(actions=(action,), reviews=(asked,))).asked_back == asked


def test_an_acknowledged_action_waits_for_nothing():
    action = an_action(id="action")
    said = a_review(PERIOD, action_id="action")
    assert only_line(a_plan(actions=(action,), reviews=(said,))).asked_back is None


def test_an_indicator_is_asked_about_when_its_figure_is_due():
    yearly = an_indicator(id="i", cadence_days=365)
    fresh = a_measurement(yearly, on=date(2025, 12, 31))
    stale = a_measurement(yearly, on=date(2025, 3, 31))
    new = a_measurement(yearly, on=date(2026, 2, 1))

    def lines(*measurements):
        plan = a_plan(indicators=(yearly,), measurements=measurements)
        units = report_of(plan, PERIOD, today=MAY_DAY).units
        return [(line.reported, line.last) for unit in units for line in unit.lines]

    assert lines() == [(False, None)]
    assert lines(fresh) == []
    assert lines(stale) == [(False, date(2025, 3, 31))]
    assert lines(stale, new) == [(True, date(2026, 2, 1))]


def test_a_report_stands_unit_by_unit_and_what_belongs_to_none_last():
    other = a_unit(id="other", code="200", title="Helse")
    mine = an_action(owner_id="position")
    said = a_check_in(mine, on=date(2026, 5, 1))
    theirs = an_action(code="T-2", unit_id="other")
    nobodys = an_action(code="T-3")
    plan = a_plan(units=(a_unit(), other), actions=(nobodys, theirs, mine), check_ins=(said,))
    report = report_of(plan, PERIOD, today=MAY_DAY)
    assert [u.unit.title if u.unit else None for u in report.units] == ["Oppvekst", "Helse", None]
    assert [(u.reported, u.missing) for u in report.units] == [(1, 0), (0, 1), (0, 1)]
    assert (report.expected, report.reported, report.to_review) == (3, 1, 1)
    assert report.phase is Phase.OPEN


def test_the_last_word_about_a_unit_counts():
    action = an_action(unit_id="unit")
    said = a_check_in(action, on=date(2026, 5, 1))
    asked = a_review(PERIOD, outcome=ReviewOutcome.ASKED_BACK, comment="Hvor er T2?")
    well = a_review(PERIOD, on=date(2026, 5, 6))
    elsewhere = a_review(PERIOD, unit_id="other")
    plan = a_plan(actions=(action,), check_ins=(said,), reviews=(asked, well, elsewhere))
    report = report_of(plan, PERIOD, today=MAY_DAY)
    assert report.units[0].review == well
    assert report.units[0].acknowledged
    assert report.to_review == 0


# --- who reviews --------------------------------------------------------------------------------


def test_the_leader_of_a_unit_reviews_it_and_so_does_the_deputy():
    leader = LEADER.model_copy(update={"deputy_id": HEGE.id})
    plan = a_plan(positions=(leader, a_position()))
    assert reviewers_of(plan, a_unit()) == (LIV, HEGE)
    assert may_review(plan, LIV, a_unit())
    assert may_review(plan, HEGE, a_unit())
    assert not may_review(plan, OLA, a_unit())


def test_a_unit_without_a_leader_is_reviewed_from_above():
    below = a_unit(id="below", code="110", parent_id="unit")
    vacant = a_position(id="vacant", unit_id="below", holder_id=None, leads=True)
    plan = a_plan(units=(a_unit(), below), positions=(LEADER, vacant))
    assert leaders_of(plan, below) == (LEADER,)


def test_where_nobody_leads_the_planners_review():
    plan = a_plan()
    assert reviewers_of(plan, a_unit()) == ()
    assert may_review(plan, HEGE, None)
    assert not may_review(plan, OLA, None)


def test_a_leader_who_may_no_longer_come_in_does_not_review():
    politician = a_position(id="leader", holder_id=PER.id, leads=True)
    assert not may_review(a_plan(positions=(politician,)), PER, a_unit())


def test_who_has_left_fills_no_position():
    gone = OLA.model_copy(update={"retired": True})
    erased = RITA.model_copy(update={"erased": True})
    plan = a_plan(people=(gone, erased))
    assert people_in(plan, a_position(deputy_id=RITA.id)) == ()
    assert people_in(plan, None) == ()


def test_units_that_stand_in_a_ring_still_have_an_end():
    one, two = a_unit(id="one", parent_id="two"), a_unit(id="two", code="2", parent_id="one")
    assert leaders_of(a_plan(units=(one, two)), one) == ()
