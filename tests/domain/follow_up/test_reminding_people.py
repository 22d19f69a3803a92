"""What each person is to be told on a day: at most one digest, only with news, upwards in time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from strategy.domain.figures.assessment import assess
from strategy.domain.follow_up.reminders import Kind, Step, digests
from strategy.domain.items import ActionState, ReviewOutcome, Role
from strategy.domain.plan import Plan
from tests.builders import (
    ADA,
    CAST,
    HEGE,
    LIV,
    OLA,
    PER,
    RITA,
    a_check_in,
    a_period,
    a_person,
    a_position,
    a_review,
    a_unit,
    an_action,
    an_indicator,
    an_organisation,
)

MONDAY = date(2026, 3, 2)
DINA = a_person("dina", "Dina Dahl", Role.OWNER)
EVERYBODY = (*CAST, DINA)
LEADER = a_position(id="leader", title="Oppvekstsjef", holder_id=LIV.id, leads=True)
# Away from every reporting period, so that only what a test is about is told.
QUIET_CALENDAR = {"reporting_days": ()}


def a_plan(*actions, **given):
    organisation = an_organisation(**{**QUIET_CALENDAR, **given.pop("organisation", {})})
    given = {
        "units": (a_unit(),),
        "positions": (a_position(deputy_id=DINA.id), LEADER),
        "people": EVERYBODY,
        "actions": actions,
        **given,
    }
    return Plan(1, organisation, **given)


def told(plan, today, last_told=None):
    """Who is told what: person, then kind, item and step of each notice."""
    found = digests(plan, assess(plan, today), today=today, last_told=last_told or {})
    return {
        digest.person_id: [(n.kind, n.item_id, n.step) for n in digest.notices] for digest in found
    }


def an_own(**given):
    return an_action(**{"id": "a", "owner_id": "position", "unit_id": "unit", **given})


def said_before(action):
    """What was said before anybody was asked about the deadline."""
    return said_lately(action, on=date(2026, 2, 2))


def said_lately(action, on=date(2026, 2, 20)):
    return {"check_ins": (a_check_in(action, on=on),)}


# --- due soon -----------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [14, 7, 1])
def test_the_owner_is_told_two_weeks_a_week_and_a_day_ahead(days):
    action = an_own(due=MONDAY + timedelta(days=days))
    plan = a_plan(action, **said_before(action))
    yesterday = {OLA.id: MONDAY - timedelta(days=1)}
    assert told(plan, MONDAY, yesterday) == {"ola": [(Kind.DUE_SOON, "a", Step.OWNER)]}


@pytest.mark.parametrize("days", [15, 13, 6, 0])
def test_on_the_days_between_there_is_no_news(days):
    action = an_own(due=MONDAY + timedelta(days=days))
    plan = a_plan(action, **said_lately(action))
    assert told(plan, MONDAY, {OLA.id: MONDAY - timedelta(days=1)}) == {}


def test_what_fell_on_a_day_nothing_could_be_sent_is_told_on_the_next():
    saturday = date(2026, 2, 28)
    action = an_own(due=saturday + timedelta(days=14))
    plan = a_plan(action, **said_lately(action))
    friday = {OLA.id: saturday - timedelta(days=1)}
    assert told(plan, saturday, friday) == {}
    assert told(plan, MONDAY, friday) == {"ola": [(Kind.DUE_SOON, "a", Step.OWNER)]}


def test_an_owner_who_has_said_how_it_goes_is_not_told_of_the_deadline_again():
    action = an_own(due=MONDAY + timedelta(days=7))
    plan = a_plan(action, **said_lately(action, on=date(2026, 2, 24)))
    assert told(plan, MONDAY, {OLA.id: date(2026, 2, 27)}) == {}


def test_an_organisation_chooses_how_early_deadlines_are_told():
    action = an_own(due=MONDAY + timedelta(days=5))
    plan = a_plan(action, organisation={"due_soon_days": 5}, **said_lately(action))
    assert told(plan, MONDAY, {OLA.id: date(2026, 2, 27)}) != {}


def test_a_deadline_ahead_does_not_climb():
    action = an_own(due=MONDAY + timedelta(days=7))
    plan = a_plan(action, **said_lately(action))
    assert set(told(plan, MONDAY)) == {"ola"}


# --- overdue ------------------------------------------------------------------------------------


def overdue_since(days, **given):
    action = an_own(due=MONDAY - timedelta(days=days), **given)
    return a_plan(action, check_ins=(a_check_in(action, on=action.due),))


def test_the_owner_is_told_the_day_after_the_deadline():
    yesterday = {OLA.id: MONDAY - timedelta(days=1)}
    assert told(overdue_since(1), MONDAY, yesterday) == {"ola": [(Kind.OVERDUE, "a", Step.OWNER)]}


@pytest.mark.parametrize(("days", "news"), [(2, False), (7, False), (8, True), (9, False)])
def test_what_is_overdue_is_told_again_every_week(days, news):
    yesterday = {OLA.id: MONDAY - timedelta(days=1)}
    assert bool(told(overdue_since(days), MONDAY, yesterday)) is news


@pytest.mark.parametrize(
    ("days", "people"),
    [
        (14, {"ola": Step.OWNER}),
        (15, {"ola": Step.OWNER, "dina": Step.DEPUTY}),
        (28, {"ola": Step.OWNER, "dina": Step.DEPUTY}),
        (29, {"ola": Step.OWNER, "dina": Step.DEPUTY, "liv": Step.LEADER}),
        (
            43,
            {
                "ola": Step.OWNER,
                "dina": Step.DEPUTY,
                "liv": Step.LEADER,
                "hege": Step.HR,
            },
        ),
    ],
)
def test_when_nobody_reacts_it_climbs_to_the_deputy_the_leader_and_hr(days, people):
    found = told(overdue_since(days), MONDAY)
    assert {person: notices[0][2] for person, notices in found.items()} == people


def test_whoever_says_something_makes_the_waiting_begin_anew():
    action = an_own(due=MONDAY - timedelta(days=60))
    plan = a_plan(action, check_ins=(a_check_in(action, on=MONDAY - timedelta(days=3)),))
    assert set(told(plan, MONDAY)) == {"ola"}


def test_an_overdue_action_nobody_ever_told_of_waits_since_its_deadline():
    plan = a_plan(an_own(start=None, due=MONDAY - timedelta(days=15)))
    assert set(told(plan, MONDAY)) == {"ola", "dina"}


def test_an_action_nobody_owns_comes_to_the_leader_at_once_and_then_to_hr():
    loose = an_action(id="a", unit_id="unit", due=MONDAY - timedelta(days=1))
    plan = a_plan(loose, check_ins=(a_check_in(loose, on=loose.due),))
    assert told(plan, MONDAY) == {"liv": [(Kind.OVERDUE, "a", Step.LEADER)]}
    older = an_action(id="a", unit_id="unit", due=MONDAY - timedelta(days=15))
    plan = a_plan(older, check_ins=(a_check_in(older, on=older.due),))
    assert set(told(plan, MONDAY)) == {"liv", "hege"}


def test_a_deputy_who_may_not_report_is_asked_for_nothing():
    action = an_own(due=MONDAY - timedelta(days=20))
    positions = (a_position(deputy_id=RITA.id), LEADER)
    plan = a_plan(action, positions=positions, check_ins=(a_check_in(action, on=action.due),))
    assert set(told(plan, MONDAY)) == {"ola", "liv"}


def test_a_vacant_position_leaves_the_matter_with_the_deputy():
    vacant = a_position(holder_id=None, deputy_id=DINA.id)
    action = an_own(due=MONDAY - timedelta(days=1))
    plan = a_plan(action, positions=(vacant,), check_ins=(a_check_in(action, on=action.due),))
    assert told(plan, MONDAY) == {"dina": [(Kind.OVERDUE, "a", Step.DEPUTY)]}


def test_whoever_is_owner_and_leader_is_told_as_the_owner():
    mine = a_position(holder_id=LIV.id, leads=True)
    action = an_own(due=MONDAY - timedelta(days=40))
    plan = a_plan(action, positions=(mine,), check_ins=(a_check_in(action, on=action.due),))
    assert told(plan, MONDAY)["liv"] == [(Kind.OVERDUE, "a", Step.OWNER)]


# --- silent -------------------------------------------------------------------------------------


def test_the_owner_is_told_when_it_has_been_silent_for_too_long():
    action = an_own(due=date(2027, 1, 1))
    heard = MONDAY - timedelta(days=153)
    plan = a_plan(action, check_ins=(a_check_in(action, on=heard),))
    started = an_own(start=heard, due=date(2027, 1, 1))
    plan = a_plan(started, check_ins=(a_check_in(started, on=heard),))
    assert told(plan, MONDAY) == {"ola": [(Kind.SILENT, "a", Step.OWNER)]}
    assert told(plan, MONDAY, {OLA.id: MONDAY - timedelta(days=1)}) != {}
    assert told(plan, MONDAY + timedelta(days=1), {OLA.id: MONDAY}) == {}
    assert told(plan, MONDAY - timedelta(days=3)) == {}


def test_closed_actions_remind_nobody():
    done = an_own(state=ActionState.DONE, closed_on=MONDAY, due=MONDAY - timedelta(days=9))
    assert told(a_plan(done), MONDAY) == {}


def test_an_action_without_a_deadline_that_was_heard_of_lately_reminds_nobody():
    action = an_own(due=None)
    assert told(a_plan(action, **said_lately(action)), MONDAY) == {}


# --- asked back and periods ---------------------------------------------------------------------

PERIOD = a_period()
WITH_PERIODS = {"organisation": {"reporting_days": ("04-30", "08-31", "12-31")}}


def in_period(today, *, last_told=None, check_ins=(), reviews=(), **given):
    action = an_own(start=date(2026, 3, 1), due=date(2027, 1, 1))
    plan = a_plan(action, check_ins=check_ins, reviews=reviews, **{**WITH_PERIODS, **given})
    found = digests(plan, assess(plan, today), today=today, last_told=last_told or {})
    return {d.person_id: [(n.kind, n.count, n.since) for n in d.notices] for d in found}


def test_the_owner_is_told_when_reporting_opens():
    opens = date(2026, 4, 16)
    assert in_period(opens) == {"ola": [(Kind.PERIOD_OPENS, 1, opens)]}
    assert in_period(opens - timedelta(days=1)) == {}
    assert in_period(opens + timedelta(days=1), last_told={"ola": opens}) == {}


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2026, 5, 7), date(2026, 5, 7)),
        (date(2026, 5, 12), date(2026, 5, 7)),
        (date(2026, 5, 13), date(2026, 5, 13)),
        (date(2026, 5, 15), date(2026, 5, 15)),
        (date(2026, 5, 21), date(2026, 5, 15)),
        (date(2026, 5, 22), date(2026, 5, 22)),
    ],
)
def test_the_owner_is_told_a_week_and_a_day_ahead_and_every_week_after_the_deadline(today, since):
    assert in_period(today) == {"ola": [(Kind.PERIOD_CLOSES, 1, since)]}


def test_a_short_period_is_told_when_it_opens_and_when_it_is_late():
    short = {"organisation": {"reporting_days": ("04-30",), "opens_days": 0, "deadline_days": 0}}
    opens = date(2026, 4, 30)
    assert in_period(opens, **short)["ola"][0][0] is Kind.PERIOD_OPENS
    late = date(2026, 5, 4)
    assert in_period(late, **short) == {"ola": [(Kind.PERIOD_CLOSES, 1, date(2026, 5, 1))]}


def test_what_waits_in_a_period_is_counted_with_the_indicators():
    figure = an_indicator(owner_id="position")
    found = in_period(date(2026, 4, 16), indicators=(figure,))
    assert found["ola"][0][1] == 2


def test_the_leader_is_told_when_everything_is_there():
    action = an_own()
    said = a_check_in(action, on=date(2026, 4, 20))
    found = in_period(date(2026, 4, 21), check_ins=(said,))
    assert found == {"liv": [(Kind.TO_REVIEW, 0, date(2026, 4, 20))]}
    reviewed = (a_review(PERIOD),)
    assert in_period(date(2026, 4, 21), check_ins=(said,), reviews=reviewed) == {}


def test_what_belongs_to_no_unit_waits_for_no_leader():
    action = an_action(id="a", start=date(2026, 3, 1), due=date(2027, 1, 1))
    said = a_check_in(action, on=date(2026, 4, 20))
    plan = a_plan(action, check_ins=(said,), **WITH_PERIODS)
    assert told(plan, date(2026, 4, 21)) == {}


def test_what_a_leader_asks_for_is_told_to_the_owner():
    asked = a_review(PERIOD, action_id="a", outcome=ReviewOutcome.ASKED_BACK, on=date(2026, 5, 4))
    found = in_period(date(2026, 5, 4), reviews=(asked,))
    assert found["ola"][0] == (Kind.ASKED_BACK, 0, date(2026, 5, 4))


# --- whom, and when not -------------------------------------------------------------------------


def test_a_digest_tells_all_that_waits_the_gravest_first():
    late = an_own(id="late", due=MONDAY - timedelta(days=1))
    soon = an_own(id="soon", code="T-2", due=MONDAY + timedelta(days=3))
    check_ins = (a_check_in(late, on=late.due), a_check_in(soon, on=date(2026, 2, 2)))
    plan = a_plan(soon, late, check_ins=check_ins)
    news = {OLA.id: MONDAY - timedelta(days=1)}
    assert [kind for kind, *_ in told(plan, MONDAY, news)["ola"]] == [Kind.OVERDUE, Kind.DUE_SOON]


def test_nobody_gets_two_a_day():
    assert told(overdue_since(1), MONDAY, {OLA.id: MONDAY}) == {}


def test_nobody_is_told_on_a_quiet_day():
    assert told(overdue_since(1), date(2026, 3, 1)) == {}


def test_what_is_confidential_is_told_to_nobody_else():
    plan = overdue_since(50, confidential_to=(OLA.id,))
    assert set(told(plan, MONDAY)) == {"ola"}


def test_an_owner_is_not_told_to_report_on_what_is_hidden_from_them():
    hidden = an_action(id="h", code="T-9", owner_id="position", confidential_to=(LIV.id,))
    plan = a_plan(hidden, **WITH_PERIODS)
    assert told(plan, date(2026, 4, 16)) == {}


def test_a_leader_without_an_address_is_passed_by():
    nameless = tuple(p.model_copy(update={"email": ""}) if p == LIV else p for p in EVERYBODY)
    plan = replace(overdue_since(50), people=nameless)
    assert set(told(plan, MONDAY)) == {"ola", "dina", "hege"}


def test_who_may_not_see_the_plan_or_has_no_address_is_told_nothing():
    politician = a_position(holder_id=PER.id, deputy_id=ADA.id)
    action = an_own(due=MONDAY - timedelta(days=1))
    check_ins = (a_check_in(action, on=action.due),)
    nameless = tuple(p.model_copy(update={"email": ""}) if p == ADA else p for p in CAST)
    plan = a_plan(action, positions=(politician, LEADER), check_ins=check_ins, people=nameless)
    assert told(plan, MONDAY) == {"liv": [(Kind.OVERDUE, "a", Step.LEADER)]}


def test_hr_who_have_left_are_told_nothing():
    gone = tuple(p.model_copy(update={"retired": True}) if p == HEGE else p for p in CAST)
    action = an_action(id="a", due=MONDAY - timedelta(days=1))
    plan = a_plan(action, people=gone, check_ins=(a_check_in(action, on=action.due),))
    assert told(plan, MONDAY) == {}
