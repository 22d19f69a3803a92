"""A reporting period from its opening to its closing: who may say what, and what stays."""

from datetime import date

import pytest

from strategy.domain.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleEditError,
)
from strategy.domain.follow_up.reporting import Phase, period_of, periods
from strategy.domain.items import ReportingPeriod, Review, ReviewOutcome
from strategy.i18n import words
from strategy.services import planning, reading
from strategy.services.follow_up import reporting
from strategy.services.follow_up import reporting_in as follow_up
from tests.builders import (
    ADA,
    HEGE,
    LIV,
    OLA,
    RITA,
    a_check_in,
    a_period,
    a_position,
    a_unit,
)
from tests.services.fjordvik import HIDDEN, OPEN, item, refused, settle, told

DAY = date(2026, 5, 4)
KEY = "period-2026-04-30"
SAID = {"percent": 40, "comment": "Godt i gang"}
LEADER = a_position(id="leader", title="Oppvekstsjef", holder_id=LIV.id, leads=True)
OWN = {
    "title": "Halvveis",
    "first": date(2026, 1, 1),
    "ends": date(2026, 3, 1),
    "opens": date(2026, 3, 1),
    "deadline": date(2026, 3, 15),
    "grace_until": date(2026, 3, 20),
}


@pytest.fixture
def led(town):
    """Fjordvik, where Liv leads the unit."""
    with town.change(by=None) as change:
        change.add(LEADER)
    return town


@pytest.fixture
def small_led(small_town):
    """The same in memory."""
    with small_town.change(by=None) as change:
        change.add(LEADER)
    return small_town


def the_period(database, *, today=DAY):
    return period_of(database.plan(), KEY, today=today)


def report(database, *, by=HEGE, today=DAY, **given):
    return reporting.reported_in(
        database, the_period(database, today=today), by=by, today=today, **given
    )


def state(database, action_id="action", **given):
    lines = [line for unit in report(database, **given).units for line in unit.lines]
    return {line.item.id: line.reported for line in lines}.get(action_id)


def check_in(database, *, today=DAY, by=OLA):
    follow_up.check_in(database, "action", SAID, by=by, today=today)


# --- seeing -------------------------------------------------------------------------------------


def test_an_action_is_reported_once_its_owner_checks_in(led):
    assert state(led) is False
    check_in(led)
    assert state(led) is True


def test_what_is_confidential_is_in_nobody_elses_report(small_led):
    assert state(small_led, HIDDEN.id, by=LIV) is True
    assert state(small_led, HIDDEN.id, by=HEGE) is None


def test_one_unit_can_be_looked_at_alone(small_led):
    shown = report(small_led, unit_id="unit")
    assert [unit.unit.id for unit in shown.units] == ["unit"]


def test_a_check_in_for_the_next_period_does_not_count_for_the_last(small_led):
    late = date(2026, 9, 1)
    with small_led.change(by=OLA.id) as change:
        change.add(a_check_in(OPEN, on=late))
    assert state(small_led, today=late) is False


def test_what_is_said_about_a_period_that_is_over_still_counts(small_led):
    late = date(2026, 9, 1)
    review = reporting.acknowledge(small_led, KEY, "unit", by=LIV, today=late)
    (unit,) = [u for u in report(small_led, today=late).units if u.unit]
    assert unit.review == review


def test_a_period_goes_by_its_own_name_or_its_days():
    assert reporting.period_name(a_period(title="Våren"), words("nb")) == "Våren"
    assert reporting.period_name(a_period(), words("nn")) == "1. tertial 2026"


# --- reviewing ----------------------------------------------------------------------------------


def test_the_leader_of_the_unit_acknowledges_what_it_reported(led):
    check_in(led)
    review = reporting.acknowledge(led, KEY, "unit", by=LIV, today=DAY, comment="Bra")
    assert (review.outcome, review.comment, review.by_id, review.on) == (
        ReviewOutcome.ACKNOWLEDGED,
        "Bra",
        "liv",
        DAY,
    )
    assert led.plan().find(Review, review.id) == review
    # The period follows the calendar until somebody does something with it.
    assert the_period(led).version == 1


def test_an_action_the_leader_asks_about_is_not_reported_until_its_owner_answers(led):
    check_in(led)
    reporting.ask_back(
        led, KEY, "unit", action_id="action", comment="Hva med lokalene?", by=LIV, today=DAY
    )
    assert state(led) is False
    check_in(led)
    assert state(led) is True


def test_the_leader_can_ask_about_what_nobody_has_told_of(small_led):
    asked = reporting.ask_back(
        small_led, KEY, "unit", action_id="action", comment="Status?", by=LIV, today=DAY
    )
    assert asked.check_in_id is None
    assert state(small_led) is False


def test_the_whole_unit_can_be_asked_for_more(small_led):
    asked = reporting.ask_back(small_led, KEY, "unit", comment="Mer om T-1", by=LIV, today=DAY)
    assert (asked.action_id, asked.outcome) == (None, ReviewOutcome.ASKED_BACK)


def test_nobody_asks_back_without_a_word(small_led):
    with told(small_led, ("comment", "reason_required")):
        reporting.ask_back(small_led, KEY, "unit", comment=" ", by=LIV, today=DAY)


@pytest.mark.parametrize("person", [HEGE, ADA, OLA, RITA], ids=lambda person: person.id)
def test_who_does_not_lead_the_unit_does_not_review_it(small_led, person):
    with refused(small_led, NotAllowedError):
        reporting.acknowledge(small_led, KEY, "unit", by=person, today=DAY)


def test_what_belongs_to_no_unit_is_reviewed_by_those_who_may_change_the_plan(small_led):
    assert reporting.acknowledge(small_led, KEY, None, by=HEGE, today=DAY).unit_id is None
    with refused(small_led, NotAllowedError):
        reporting.acknowledge(small_led, KEY, None, by=OLA, today=DAY)


def test_nothing_is_said_about_a_unit_an_action_or_a_period_that_is_not_there(small_led):
    with refused(small_led, NotFoundError):
        reporting.acknowledge(small_led, KEY, "gone", by=LIV, today=DAY)
    with refused(small_led, NotFoundError):
        reporting.acknowledge(small_led, "period-1999-12-31", "unit", by=LIV, today=DAY)
    for action_id in ("gone", "theirs"):
        with refused(small_led, NotFoundError):
            reporting.ask_back(
                small_led, KEY, "unit", action_id=action_id, comment="?", by=LIV, today=DAY
            )


def test_nobody_asks_about_an_action_that_is_hidden_from_them(small_led):
    with small_led.change(by=None) as change:
        change.update(item(small_led, LEADER.id).model_copy(update={"holder_id": HEGE.id}))
    with refused(small_led, NotFoundError):
        reporting.ask_back(
            small_led, KEY, "unit", action_id=HIDDEN.id, comment="?", by=HEGE, today=DAY
        )


def test_what_the_leader_asks_about_a_hidden_action_is_hidden_with_it(small_led):
    asked = reporting.ask_back(
        small_led, KEY, "unit", action_id=HIDDEN.id, comment="Når?", by=LIV, today=DAY
    )
    plan = small_led.plan()
    assert plan.seen_by(LIV.id).reviews == (asked,)
    assert plan.seen_by(HEGE.id).reviews == ()
    assert asked.id in reading.hidden_from(plan, HEGE)


def test_nobody_reviews_a_period_that_has_not_opened(small_led):
    with told(small_led, ("opens", "not_open_yet")):
        reporting.acknowledge(small_led, "period-2026-08-31", "unit", by=LIV, today=DAY)


# --- closing ------------------------------------------------------------------------------------


def test_a_closed_period_stays_as_it_was(led):
    check_in(led)
    closed = reporting.close_period(led, KEY, by=HEGE, today=DAY, reason="Til møtet")
    before = led.revision() - 1
    assert (closed.closed_on, closed.closed_by, closed.closed_revision) == (DAY, "hege", before)

    later = date(2026, 5, 20)
    with led.change(by=None) as change:
        change.update(item(led, "action").model_copy(update={"retired": True}))
    shown = report(led, today=later)
    assert shown.phase is Phase.CLOSED
    assert state(led, today=later) is True


def test_a_closed_period_is_reviewed_no_more(small_led):
    reporting.close_period(small_led, KEY, by=HEGE, today=DAY)
    with told(small_led, ("closed_on", "period_closed")):
        reporting.acknowledge(small_led, KEY, "unit", by=LIV, today=DAY)
    with told(small_led, ("closed_on", "period_closed")):
        reporting.close_period(small_led, KEY, by=HEGE, today=DAY)


def test_a_closed_period_can_be_opened_again_with_a_reason(small_led):
    reporting.close_period(small_led, KEY, by=HEGE, today=DAY)
    with told(small_led, ("reason", "reason_required")):
        reporting.reopen_period(small_led, KEY, by=HEGE, reason="")
    opened = reporting.reopen_period(small_led, KEY, by=HEGE, reason="For tidlig")
    assert (opened.closed_on, opened.closed_by, opened.closed_revision) == (None, None, None)
    with refused(small_led, NotFoundError):
        reporting.reopen_period(small_led, KEY, by=HEGE, reason="En gang til")
    with refused(small_led, NotFoundError):
        reporting.reopen_period(small_led, "gone", by=HEGE, reason="Hva?")


def test_only_those_who_may_change_the_plan_close_and_move_periods(small_led):
    period = the_period(small_led)
    calls = (
        lambda: reporting.close_period(small_led, KEY, by=OLA, today=DAY),
        lambda: reporting.reopen_period(small_led, KEY, by=OLA, reason="!"),
        lambda: reporting.add_period(small_led, OWN, by=OLA),
        lambda: reporting.move_period(small_led, period, {}, by=OLA, today=DAY),
        lambda: reporting.drop_period(small_led, period, by=OLA, today=DAY),
    )
    for call in calls:
        with refused(small_led, NotAllowedError):
            call()


# --- a calendar of one's own --------------------------------------------------------------------


def test_hr_adds_a_period_of_their_own(led):
    added = reporting.add_period(led, OWN, by=HEGE)
    assert added in periods(led.plan(), today=DAY)
    assert led.plan().find(ReportingPeriod, added.id) == added


def test_a_period_of_ones_own_needs_a_name_and_days_in_order(small_led):
    with told(small_led, ("title", "required")):
        reporting.add_period(small_led, {**OWN, "title": " "}, by=HEGE)
    with told(small_led, ("deadline", "before_opening")):
        reporting.add_period(small_led, {**OWN, "deadline": date(2026, 2, 1)}, by=HEGE)
    with told(small_led, ("closed_on", "not_here")):
        reporting.add_period(small_led, {**OWN, "closed_on": DAY}, by=HEGE)


def test_hr_moves_the_days_of_a_period_and_moves_them_again(small_led):
    longer = {"deadline": date(2026, 5, 20)}
    moved = reporting.move_period(small_led, the_period(small_led), longer, by=HEGE, today=DAY)
    assert (moved.version, moved.deadline) == (1, date(2026, 5, 20))
    named = {"title": "Vår", "ends": date(2026, 4, 29)}
    again = reporting.move_period(small_led, moved, named, by=HEGE, today=DAY)
    assert (again.version, again.title, again.ends) == (2, "Vår", date(2026, 4, 29))
    assert again.deadline == date(2026, 5, 20)


def test_two_who_move_a_period_at_once_do_not_erase_each_other(small_led):
    first = reporting.move_period(
        small_led, the_period(small_led), {"title": "Vår"}, by=HEGE, today=DAY
    )
    reporting.move_period(small_led, first, {"title": "Våren"}, by=LIV, today=DAY)
    with refused(small_led, StaleEditError):
        reporting.move_period(small_led, first, {"title": "Vinter"}, by=HEGE, today=DAY)


def test_a_closed_period_is_not_moved(small_led):
    closed = reporting.close_period(small_led, KEY, by=HEGE, today=DAY)
    with refused(small_led, InvalidInputError):
        reporting.move_period(small_led, closed, {"title": "Vår"}, by=HEGE, today=DAY)


def test_a_new_calendar_makes_nobody_late_for_a_period_that_never_was(led):
    autumn = date(2026, 11, 2)
    before = periods(led.plan(), today=autumn)
    quarters = ("03-31", "06-30", "09-30", "12-31")
    organisation = led.plan().organisation
    planning.change(led, organisation, {"reporting_days": quarters}, by=ADA, today=autumn)
    after = periods(led.plan(), today=autumn)
    assert [(p.id, p.first, p.ends, p.opens) for p in after] == [
        (p.id, p.first, p.ends, p.opens) for p in before
    ]


def test_a_period_can_be_taken_out_of_the_calendar(small_led):
    coming = period_of(small_led.plan(), "period-2026-08-31", today=DAY)
    reporting.drop_period(small_led, coming, by=HEGE, today=DAY)
    assert coming.id not in {p.id for p in periods(small_led.plan(), today=DAY)}
    with refused(small_led, NotFoundError):
        reporting.drop_period(small_led, coming, by=HEGE, today=DAY)


def test_nothing_of_a_period_leads_nowhere(duck):
    settle(duck, LEADER, a_unit(id="below", code="110", parent_id="unit"))
    check_in(duck)
    reporting.ask_back(duck, KEY, "unit", action_id="action", comment="?", by=LIV, today=DAY)
    reporting.close_period(duck, KEY, by=HEGE, today=DAY)
    assert duck.orphans() == ()
