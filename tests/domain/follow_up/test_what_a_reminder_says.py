"""What one notice says: what it is about, the day that counts, since when it is news."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from strategy.domain.figures.assessment import assess
from strategy.domain.follow_up.reminders import Kind, Notice, Step, digests
from strategy.domain.items import ReviewOutcome
from strategy.domain.plan import Plan
from strategy.domain.reflection import Round
from tests.builders import (
    CAST,
    HEGE,
    LIV,
    OLA,
    PER,
    RITA,
    a_check_in,
    a_hearing,
    a_period,
    a_position,
    a_review,
    a_unit,
    an_action,
    an_involvement,
    an_organisation,
)

MONDAY = date(2026, 3, 2)
LEADER = a_position(id="leader", title="Oppvekstsjef", holder_id=LIV.id, leads=True)


def days(number):
    return timedelta(days=number)


def a_plan(*actions, reporting=(), **given):
    organisation = an_organisation(reporting_days=reporting, **given.pop("organisation", {}))
    known = {"units": (a_unit(),), "positions": (a_position(), LEADER), "people": CAST}
    return Plan(1, organisation, actions=actions, **{**known, **given})


def notices(plan, today, *, rounds=None, last_told=None):
    found = digests(
        plan, assess(plan, today), today=today, last_told=last_told or {}, rounds=rounds
    )
    return {digest.person_id: digest.notices for digest in found}


def olas(**given):
    return an_action(**{"id": "a", "owner_id": "position", "unit_id": "unit", **given})


# --- actions --------------------------------------------------------------------------------------


def test_an_overdue_action_names_its_deadline_and_the_day_after_it():
    due = MONDAY - days(3)
    action = olas(due=due)
    plan = a_plan(action, check_ins=(a_check_in(action, on=due),))
    assert notices(plan, MONDAY) == {"ola": (Notice(Kind.OVERDUE, "a", due, due + days(1)),)}


def test_an_overdue_action_is_news_again_after_a_week_and_not_before():
    due = MONDAY - days(8)
    action = olas(due=due)
    plan = a_plan(action, check_ins=(a_check_in(action, on=due),))
    assert notices(plan, MONDAY)["ola"][0].since == MONDAY
    assert notices(plan, MONDAY + days(1))["ola"][0].since == MONDAY


def test_a_silent_action_names_the_day_it_was_last_heard_of():
    heard = MONDAY - days(158)
    action = olas(start=heard, due=date(2027, 1, 1))
    plan = a_plan(action, check_ins=(a_check_in(action, on=heard),))
    assert notices(plan, MONDAY) == {"ola": (Notice(Kind.SILENT, "a", heard, MONDAY - days(5)),)}


def test_an_action_heard_of_lately_is_neither_silent_nor_due():
    action = olas(start=MONDAY - days(300), due=date(2027, 1, 1))
    plan = a_plan(action, check_ins=(a_check_in(action, on=MONDAY - days(20)),))
    assert notices(plan, MONDAY) == {}


@pytest.mark.parametrize(
    ("ahead", "told_on"), [(14, 14), (13, 14), (8, 14), (7, 7), (2, 7), (1, 1), (0, 1)]
)
def test_a_deadline_ahead_names_the_latest_day_it_was_told(ahead, told_on):
    due = MONDAY + days(ahead)
    action = olas(due=due)
    plan = a_plan(action, check_ins=(a_check_in(action, on=MONDAY - days(20)),))
    expected = Notice(Kind.DUE_SOON, "a", due, due - days(told_on))
    assert notices(plan, MONDAY) == {"ola": (expected,)}


@pytest.mark.parametrize(("chosen", "told_on"), [(5, (5, 1)), (3, (3, 1)), (1, (1,))])
def test_an_organisation_that_asks_for_fewer_days_than_a_week_is_told_on_those_and_the_last(
    chosen, told_on
):
    due = date(2026, 3, 13)
    action = olas(due=due)
    plan = a_plan(
        action,
        organisation={"due_soon_days": chosen},
        check_ins=(a_check_in(action, on=MONDAY - days(10)),),
    )
    week = [due - days(ahead) for ahead in (10, 9, 8, 7, 4, 3, 2, 1, 0)]
    seen = [notices(plan, day).get("ola") for day in week]
    since = {told[0].since for told in seen if told}
    assert since <= {due - days(ahead) for ahead in told_on}
    assert notices(plan, due - days(1))["ola"][0].since == due - days(1)
    assert notices(plan, due - days(chosen + 1)) == {}


def test_of_several_leading_positions_with_a_deputy_each_holder_alone_is_told():
    led = a_position(id="leader", holder_id=LIV.id, deputy_id=RITA.id, leads=True)
    loose = an_action(id="a", unit_id="unit", due=MONDAY - days(1))
    plan = a_plan(loose, positions=(led,), check_ins=(a_check_in(loose, on=loose.due),))
    assert set(notices(plan, MONDAY)) == {"liv"}


def test_things_of_one_kind_come_by_their_day_and_then_by_their_id():
    late = [olas(id=f"x{n}", code=f"T-{n}", due=MONDAY - days(n)) for n in (1, 4, 2)]
    twin = olas(id="x0", code="T-9", due=MONDAY - days(4))
    check_ins = tuple(a_check_in(one, on=one.due) for one in (*late, twin))
    plan = a_plan(*late, twin, check_ins=check_ins)
    assert [one.item_id for one in notices(plan, MONDAY)["ola"]] == ["x0", "x4", "x2", "x1"]


# --- periods --------------------------------------------------------------------------------------

TERTIALS = ("04-30", "08-31", "12-31")
PERIOD = a_period()


def reporting(today, *, reviews=(), check_ins=()):
    action = olas(start=date(2026, 3, 1), due=date(2027, 1, 1))
    plan = a_plan(action, reporting=TERTIALS, reviews=reviews, check_ins=check_ins)
    return notices(plan, today)


def test_an_open_period_is_named_with_its_deadline():
    (notice,) = reporting(date(2026, 4, 20))["ola"]
    assert notice == Notice(
        Kind.PERIOD_OPENS, PERIOD.id, PERIOD.deadline, date(2026, 4, 16), count=1
    )


def test_a_period_that_closes_is_named_with_its_deadline():
    (notice,) = reporting(date(2026, 5, 12))["ola"]
    assert notice == Notice(
        Kind.PERIOD_CLOSES, PERIOD.id, PERIOD.deadline, date(2026, 5, 7), count=1
    )


def test_a_reviewer_is_told_the_unit_the_deadline_and_when_the_last_came_in():
    said = a_check_in(olas(), on=date(2026, 4, 20))
    (notice,) = reporting(date(2026, 4, 21), check_ins=(said,))["liv"]
    expected = Notice(Kind.TO_REVIEW, "unit", PERIOD.deadline, date(2026, 4, 20), Step.LEADER)
    assert notice == expected


def test_what_was_asked_back_names_the_day_it_was_asked():
    asked = a_review(PERIOD, action_id="a", outcome=ReviewOutcome.ASKED_BACK, on=date(2026, 5, 4))
    first, *_ = reporting(date(2026, 5, 5), reviews=(asked,))["ola"]
    assert first == Notice(Kind.ASKED_BACK, "a", date(2026, 5, 4), date(2026, 5, 4))


# --- rounds of reflection -------------------------------------------------------------------------


def a_round(**given):
    known = {"id": "round", "title": "Tør vi?", "prepared_on": MONDAY - days(20)}
    return Round(**{**known, **given})


def test_somebody_invited_is_told_the_round_its_title_and_its_last_day():
    closes = MONDAY + days(30)
    asked = a_round(opens=MONDAY - days(4), closes=closes)
    found = notices(a_plan(), MONDAY, rounds={PER.id: [asked]})
    expected = Notice(Kind.TO_REFLECT, "round", closes, MONDAY - days(4), title="Tør vi?")
    assert found == {PER.id: (expected,)}


def test_a_round_without_a_first_day_is_news_since_it_was_prepared():
    asked = a_round(closes=MONDAY + days(30))
    found = notices(a_plan(), MONDAY, rounds={OLA.id: [asked]})
    assert found[OLA.id][0].since == MONDAY - days(20)


@pytest.mark.parametrize(("left", "since"), [(8, 12), (7, 0), (5, 2), (1, 0), (0, 1)])
def test_a_round_is_told_again_a_week_and_a_day_before_it_closes(left, since):
    asked = a_round(opens=MONDAY - days(12), closes=MONDAY + days(left))
    found = notices(a_plan(), MONDAY, rounds={OLA.id: [asked]})
    assert found[OLA.id][0].since == MONDAY - days(since)


@pytest.mark.parametrize(("open_for", "since"), [(0, 0), (6, 6), (7, 0), (10, 3), (14, 0)])
def test_a_round_without_a_last_day_is_told_again_every_week(open_for, since):
    asked = a_round(opens=MONDAY - days(open_for))
    (notice,) = notices(a_plan(), MONDAY, rounds={OLA.id: [asked]})[OLA.id]
    assert (notice.day, notice.since) == (None, MONDAY - days(since))


def test_a_round_answered_in_a_meeting_reminds_nobody():
    asked = a_round(opens=MONDAY, live=True)
    assert notices(a_plan(), MONDAY, rounds={OLA.id: [asked]}) == {}


def test_somebody_without_an_address_is_not_told_of_a_round():
    nameless = tuple(p.model_copy(update={"email": ""}) if p == OLA else p for p in CAST)
    plan = replace(a_plan(), people=nameless)
    assert notices(plan, MONDAY, rounds={OLA.id: [a_round(opens=MONDAY)]}) == {}


# --- hearings -------------------------------------------------------------------------------------


def hearing_plan(*, answered_by=None, **given):
    opens, closes = MONDAY - days(5), MONDAY + days(20)
    asked = a_hearing(id="h", opens=opens, closes=closes, asked_ids=(RITA.id, OLA.id), **given)
    action = olas(due=None, start=None)
    answers = ()
    if answered_by is not None:
        answers = (an_involvement(action, id="i", hearing_id="h", by_id=answered_by),)
    return a_plan(hearings=(asked,), involvements=answers)


def test_those_asked_in_a_hearing_are_told_it_and_its_last_day():
    found = notices(hearing_plan(), MONDAY)
    expected = Notice(Kind.TO_HEAR, "h", MONDAY + days(20), MONDAY - days(5))
    assert found == {RITA.id: (expected,), OLA.id: (expected,)}


def test_whoever_has_answered_a_hearing_is_told_of_it_no_more():
    assert set(notices(hearing_plan(answered_by=RITA.id), MONDAY)) == {OLA.id}


def test_an_answer_from_somebody_who_was_not_asked_reminds_the_others_all_the_same():
    assert set(notices(hearing_plan(answered_by=HEGE.id), MONDAY)) == {RITA.id, OLA.id}
