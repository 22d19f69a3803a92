"""A person's deadlines in the calendar they use: whole days that move when the plan moves."""

from datetime import UTC, date, datetime, timedelta

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
    a_meeting,
    a_milestone,
    a_period,
    a_position,
    an_action,
    an_agenda_item,
    an_attendance,
    an_indicator,
    an_organisation,
)
from tests.claims import none

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 5, 30, tzinfo=UTC)
CHANGED = datetime(2020, 1, 2, 0, 0, 5, tzinfo=UTC)
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
    return calendar_of(
        deadlines,
        name="Strategien – Fjordvik",
        time_zone="Europe/Oslo",
        now=NOW,
        changed_at=CHANGED,
    )


# --- whose deadlines ----------------------------------------------------------------------------


def test_the_owner_the_deputy_and_who_contributes_have_the_deadline():
    deadline = Deadline(
        key="due-a",
        day=date(2026, 12, 31),
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
        title="Milepæl: Første samling",
        link="https://k.example/action?code=T-1",
        note="T-1 Lederutvikling for alle",
    )


def test_an_indicator_is_to_be_measured_again_when_its_figure_ages():
    figure = an_indicator(id="i", owner_id="position", version=1, cadence_days=365)
    others = an_indicator(id="j", code="I-2", owner_id="other")
    measured = (a_measurement(figure), a_measurement(others))
    (deadline,) = mine(a_plan(indicators=(figure, others), measurements=measured))
    assert (deadline.key, deadline.day, deadline.title, deadline.link) == (
        "measure-i",
        date(2026, 12, 31),
        "Mål på nytt: I-1 Sykefravær",
        "https://k.example/indicator?code=I-1",
    )
    assert mine(a_plan(indicators=(figure,))) == ()


def test_reporting_periods_open_and_are_due_for_everybody():
    named = a_period(id="own", title="Halvveis", version=4)
    closed = a_period(id="past", title="Forrige", closed_on=TODAY)
    plan = a_plan(reporting_periods=(named, closed))
    assert [(d.key, d.day, d.title, d.link) for d in mine(plan, HEGE)] == [
        (
            "own-opens",
            date(2026, 4, 16),
            "Rapporteringen for Halvveis åpner",
            "https://k.example/periods?period=own",
        ),
        (
            "own-deadline",
            date(2026, 5, 14),
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
    deadline = Deadline("due-a", date(2026, 12, 31), "Frist: T-1", f"{SITE}/a", "Kl. 12; husk, å")
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
        "LAST-MODIFIED:20200102T000005Z",
        "SEQUENCE:86405",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:Frist: T-1",
        "DESCRIPTION:Kl. 12\\; husk\\, å\\nhttps://k.example/a",
        "URL:https://k.example/a",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_no_line_is_longer_than_calendars_take_and_no_letter_is_torn_apart():
    long = Deadline("due-a", TODAY, "Frist: " + "blåbærsyltetøy " * 20, SITE)
    content = the_file(long)
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["SUMMARY"] == ("Frist: " + "blåbærsyltetøy " * 20).strip()


def test_nobody_adds_an_entry_by_writing_a_line_break():
    sly = Deadline("due-a", TODAY, "Frist\r\nEND:VEVENT\r\nBEGIN:VEVENT", SITE, "a\r\nURL:x")
    content = calendar_of(
        (sly,),
        name="A\r\nMETHOD:CANCEL",
        time_zone="Europe/Oslo",
        now=NOW,
        changed_at=CHANGED,
    )
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "PUBLISH"
    assert event["SUMMARY"] == "Frist END:VEVENT BEGIN:VEVENT"
    assert event["URL"] == SITE


def test_an_entry_that_moves_keeps_its_name():
    before, after = mine(a_plan(an_own())), mine(a_plan(an_own(version=4, due=date(2027, 1, 31))))
    assert before[0].key == after[0].key
    assert before[0].day != after[0].day


# --- what each program needs, and why -----------------------------------------------------------

DEADLINE = Deadline("due-a", date(2026, 12, 31), "Frist: T-1", f"{SITE}/a")


def the_event(changed_at=CHANGED):
    content = calendar_of(
        (DEADLINE,), name="x", time_zone="Europe/Oslo", now=NOW, changed_at=changed_at
    )
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


def test_google_takes_a_moved_entry_anew_because_its_count_and_its_moment_rise():
    # Google reads the address a few times a day and keeps what it has of an entry it knows, unless
    # SEQUENCE is higher and LAST-MODIFIED later than when it last looked.
    before, after = the_event(), the_event(CHANGED + timedelta(seconds=1))
    assert (before["UID"], after["UID"]) == ("due-a@arbeidsgiverkompasset",) * 2
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt


def test_the_count_fits_the_31_bits_programs_have_for_it_and_is_never_below_nought():
    assert the_event(datetime(2087, 12, 31, tzinfo=UTC))["SEQUENCE"] < 2**31
    assert the_event(datetime(2019, 12, 31, tzinfo=UTC))["SEQUENCE"] == 0


def test_nothing_counts_as_changed_when_a_program_only_looks_again():
    # DTSTAMP says when the file was made, as RFC 5545 has it for a file with a METHOD; it must not
    # be what tells a change from none.
    content = the_file(DEADLINE).decode()
    later = calendar_of(
        (DEADLINE,),
        name="Strategien – Fjordvik",
        time_zone="Europe/Oslo",
        now=NOW + timedelta(hours=6),
        changed_at=CHANGED,
    ).decode()
    differing = set(content.split("\r\n")) ^ set(later.split("\r\n"))
    assert differing == {"DTSTAMP:20260302T053000Z", "DTSTAMP:20260302T113000Z"}


def test_outlook_shows_a_whole_free_day_that_ends_where_the_next_begins():
    # Without an end on the day after, Outlook shows an entry at midnight; what is OPAQUE or BUSY
    # hides the person from whoever looks for a time to meet.
    event = the_event()
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 31), date(2027, 1, 1))
    assert {event["DTSTART"].params["VALUE"], event["DTEND"].params["VALUE"]} == {"DATE"}
    assert event["X-MICROSOFT-CDO-ALLDAYEVENT"] == "TRUE"
    assert (event["TRANSP"], event["X-MICROSOFT-CDO-BUSYSTATUS"]) == ("TRANSPARENT", "FREE")


def test_outlook_takes_the_file_as_a_calendar_and_not_as_an_invitation():
    # PUBLISH: nobody is asked to accept anything. What is said of the whole calendar stands before
    # the first entry, as Outlook reads no further for it.
    lines = the_file(DEADLINE).decode().split("\r\n")
    first = lines.index("BEGIN:VEVENT")
    said = {line.partition(":")[0] for line in lines[:first]}
    assert {"METHOD", "X-WR-CALNAME", "X-PUBLISHED-TTL"} <= said
    assert "METHOD:PUBLISH" in lines
    assert none(line.startswith(("ATTENDEE", "ORGANIZER")) for line in lines)


def test_a_day_without_a_zone_needs_no_description_of_zones():
    # X-WR-TIMEZONE is Google's default zone for a calendar; whole days do not use it, and a TZID
    # without a VTIMEZONE beside it is refused by Outlook.
    content = the_file(DEADLINE).decode()
    assert "X-WR-TIMEZONE:Europe/Oslo" in content
    assert "TZID" not in content


# --- meetings -----------------------------------------------------------------------------------


def with_meetings(*meetings, items=(), asked=OLA):
    attendances = tuple(an_attendance(meeting, person_id=asked.id) for meeting in meetings)
    return a_plan(meetings=meetings, agenda_items=items, attendances=attendances)


def test_who_is_asked_to_a_meeting_has_it_at_its_time_and_for_as_long_as_its_agenda():
    meeting = a_meeting(id="m", on=date(2026, 3, 9), begins="09:30", place="Rådhuset")
    items = (an_agenda_item(meeting, minutes=20), an_agenda_item(meeting, minutes=25))
    (entry,) = mine(with_meetings(meeting, items=items))
    assert entry == Deadline(
        "meeting-m",
        date(2026, 3, 9),
        "Møte: Ledermøte",
        f"{SITE}/meeting?meeting=m",
        "Rådhuset",
        datetime(2026, 3, 9, 8, 30, tzinfo=UTC),
        datetime(2026, 3, 9, 9, 15, tzinfo=UTC),
    )
    (event,) = Calendar.from_ical(the_file(entry)).walk("VEVENT")
    assert event.decoded("dtstart") == datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2026, 3, 9, 9, 15, tzinfo=UTC)
    # A meeting takes one's time; a deadline does not.
    assert "transp" not in event


def test_a_meeting_without_a_time_lasts_all_day_and_one_without_an_agenda_an_hour():
    all_day = a_meeting(id="day", on=date(2026, 3, 9))
    an_hour = a_meeting(id="hour", on=date(2026, 3, 10), begins="09:00")
    day, hour = mine(with_meetings(all_day, an_hour))
    assert (day.begins, day.ends) == (None, None)
    assert hour.ends - hour.begins == timedelta(hours=1)


def test_a_meeting_that_was_or_that_others_are_asked_to_is_not_in_ones_calendar():
    was = a_meeting(id="was", on=date(2026, 3, 1))
    assert mine(with_meetings(was)) == ()
    assert mine(with_meetings(a_meeting(on=date(2026, 3, 9)), asked=LIV)) == ()
