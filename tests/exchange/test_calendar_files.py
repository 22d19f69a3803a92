"""A person's deadlines in the calendar they use: whole days that move when the plan moves."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from strategy.domain.items import ActionState, Precision
from strategy.domain.plan import Plan
from strategy.exchange.calendar import Deadline, calendar_of, deadlines_of
from strategy.i18n import words
from tests.builders import (
    CAST,
    HEGE,
    LIV,
    OLA,
    a_measurement,
    a_milestone,
    a_period,
    a_position,
    an_action,
    an_indicator,
    an_organisation,
)

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 5, 30, tzinfo=UTC)
SITE = "https://k.example"
QUIET = {"reporting_days": ()}


def a_plan(*actions, organisation=QUIET, **given):
    given = {"positions": (a_position(),), "people": CAST, "actions": actions, **given}
    return Plan(1, an_organisation(**organisation), **given)


def mine(plan, person=OLA, language="nb"):
    return deadlines_of(plan, person, today=TODAY, w=words(language), base_url=SITE)


def an_own(**given):
    return an_action(**{"id": "a", "owner_id": "position", "version": 3, **given})


def the_file(*deadlines):
    return calendar_of(deadlines, name="Strategien – Fjordvik", time_zone="Europe/Oslo", now=NOW)


# --- whose deadlines ----------------------------------------------------------------------------


def test_the_owner_the_deputy_and_who_contributes_have_the_deadline():
    deadline = Deadline(
        key="due-a",
        day=date(2026, 12, 31),
        version=3,
        title="Frist: T-1 Lederutvikling for alle",
        link="https://k.example/action?code=T-1",
    )
    deputy = a_position(holder_id=LIV.id, deputy_id=OLA.id)
    helping = an_own(owner_id=None, contributor_ids=("position",))
    assert mine(a_plan(an_own())) == (deadline,)
    assert mine(a_plan(an_own(), positions=(deputy,))) == (deadline,)
    assert mine(a_plan(helping)) == (deadline,)
    assert mine(a_plan(an_own()), HEGE) == ()


@pytest.mark.parametrize("given", [{"due": None}, {"state": ActionState.DONE}])
def test_what_has_no_deadline_or_is_done_is_in_no_calendar(given):
    assert mine(a_plan(an_own(**given))) == ()


def test_a_deadline_that_is_only_a_year_says_so():
    yearly = an_own(due_precision=Precision.YEAR)
    (deadline,) = mine(a_plan(yearly))
    assert deadline.note == "Planen sier 2026; dette er den siste dagen det kan bety."


def test_milestones_that_are_not_reached_have_days_of_their_own():
    action = an_own(due=None)
    step = a_milestone(action, id="m", version=2)
    reached = a_milestone(action, id="n", done_on=TODAY)
    undated = a_milestone(action, id="o", due=None)
    (deadline,) = mine(a_plan(action, milestones=(step, reached, undated)))
    assert deadline == Deadline(
        key="milestone-m",
        day=date(2026, 3, 1),
        version=2,
        title="Milepæl: Første samling",
        link="https://k.example/action?code=T-1",
        note="T-1 Lederutvikling for alle",
    )


def test_an_indicator_is_to_be_measured_again_when_its_figure_ages():
    figure = an_indicator(id="i", owner_id="position", version=1, cadence_days=365)
    others = an_indicator(id="j", code="I-2", owner_id="other")
    measured = (a_measurement(figure), a_measurement(others))
    (deadline,) = mine(a_plan(indicators=(figure, others), measurements=measured))
    assert (deadline.key, deadline.day, deadline.version, deadline.title, deadline.link) == (
        "measure-i",
        date(2026, 12, 31),
        2,
        "Mål på nytt: I-1 Sykefravær",
        "https://k.example/indicator?code=I-1",
    )
    assert mine(a_plan(indicators=(figure,))) == ()


def test_reporting_periods_open_and_are_due_for_everybody():
    named = a_period(id="own", title="Halvveis", version=4)
    closed = a_period(id="past", title="Forrige", closed_on=TODAY)
    plan = a_plan(reporting_periods=(named, closed))
    assert [(d.key, d.day, d.version, d.title, d.link) for d in mine(plan, HEGE)] == [
        (
            "own-opens",
            date(2026, 4, 16),
            4,
            "Rapporteringen for Halvveis åpner",
            "https://k.example/periods?period=own",
        ),
        (
            "own-deadline",
            date(2026, 5, 14),
            4,
            "Frist for rapportering: Halvveis",
            "https://k.example/periods?period=own",
        ),
    ]


def test_a_period_by_the_calendar_has_the_name_of_its_days():
    plan = a_plan(organisation={"reporting_days": ("12-31",)})
    assert mine(plan, language="en")[-1].title == "Reporting due: 2026"


def test_what_is_hidden_is_not_there_and_what_is_confidential_only_pointed_at():
    hidden = an_own(confidential_to=(LIV.id,))
    named = an_own(confidential_to=(OLA.id,))
    assert mine(a_plan(hidden)) == ()
    found = mine(a_plan(named, milestones=(a_milestone(named, id="m"),)))
    assert [deadline.title for deadline in found] == [
        "Milepæl: T-1",
        "Frist: T-1 (fortrolig: åpne for å se)",
    ]


# --- the file -----------------------------------------------------------------------------------


def test_the_file_is_written_as_outlook_and_google_read_it():
    deadline = Deadline(
        "due-a", date(2026, 12, 31), 3, "Frist: T-1", f"{SITE}/a", "Kl. 12; husk, å"
    )
    assert the_file(deadline).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "PRODID:-//Arbeidsgiverkompasset//NO",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Strategien – Fjordvik",
        "X-WR-CALNAME:Strategien – Fjordvik",
        "X-WR-TIMEZONE:Europe/Oslo",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "BEGIN:VEVENT",
        "UID:due-a@arbeidsgiverkompasset",
        "DTSTAMP:20260302T053000Z",
        "SEQUENCE:3",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:Frist: T-1",
        "DESCRIPTION:Kl. 12\\; husk\\, å\\nhttps://k.example/a",
        "URL:https://k.example/a",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_no_line_is_longer_than_calendars_take_and_no_letter_is_torn_apart():
    long = Deadline("due-a", TODAY, 1, "Frist: " + "blåbærsyltetøy " * 20, SITE)
    content = the_file(long)
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["SUMMARY"] == ("Frist: " + "blåbærsyltetøy " * 20).strip()


def test_nobody_adds_an_entry_by_writing_a_line_break():
    sly = Deadline("due-a", TODAY, 1, "Frist\r\nEND:VEVENT\r\nBEGIN:VEVENT", SITE, "a\r\nURL:x")
    content = calendar_of((sly,), name="A\r\nMETHOD:CANCEL", time_zone="Europe/Oslo", now=NOW)
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "PUBLISH"
    assert event["SUMMARY"] == "Frist END:VEVENT BEGIN:VEVENT"
    assert event["URL"] == SITE


def test_an_entry_that_moves_keeps_its_name_and_raises_its_number():
    before, after = mine(a_plan(an_own())), mine(a_plan(an_own(version=4, due=date(2027, 1, 31))))
    assert before[0].key == after[0].key
    assert (before[0].version, after[0].version) == (3, 4)
