"""One's own calendar: as a file, and at an address only one person knows."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from strategy.domain.errors import NotAllowedError
from strategy.services.follow_up import calendar_feed
from tests.builders import LIV, OLA, PER
from tests.claims import none
from tests.services.fjordvik import item

TODAY = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 6, tzinfo=UTC)
SITE = "https://k.example"


def new_address(database, person=OLA):
    return calendar_feed.new_address(database, by=person, now=NOW, base_url=SITE)


def token_in(address):
    return address.removeprefix(f"{SITE}/calendar/").removesuffix(".ics")


def calendar_at(database, address):
    return calendar_feed.calendar_at(
        database, token_in(address), today=TODAY, now=NOW, base_url=SITE
    )


def titles(content):
    return {str(event["SUMMARY"]) for event in Calendar.from_ical(content).walk("VEVENT")}


def test_one_gets_ones_own_deadlines_in_ones_own_language(small_town):
    english = OLA.model_copy(update={"language": "en"})
    content = calendar_feed.calendar_file(
        small_town, by=english, today=TODAY, now=NOW, base_url=SITE
    )
    assert "Due: T-1 Lederutvikling for alle" in titles(content)
    assert none("T-9" in title for title in titles(content))
    assert Calendar.from_ical(content)["X-WR-CALNAME"] == "The strategy – Fjordvik kommune"


def test_the_address_leads_to_the_same_calendar(town):
    address = new_address(town)
    file = calendar_feed.calendar_file(town, by=OLA, today=TODAY, now=NOW, base_url=SITE)
    assert address.startswith("https://k.example/calendar/")
    assert len(token_in(address)) == 43
    assert calendar_at(town, address) == file
    assert calendar_feed.address_made_at(town, by=OLA) == datetime(2026, 7, 1, 6)  # noqa: DTZ001 - as stored


def test_a_new_address_makes_the_old_one_lead_nowhere(town):
    old, new = new_address(town), new_address(town)
    assert old != new
    assert calendar_at(town, old) is None
    assert calendar_at(town, new) is not None


def test_an_address_that_was_withdrawn_leads_nowhere(small_town):
    address = new_address(small_town)
    calendar_feed.withdraw_address(small_town, by=OLA)
    assert calendar_at(small_town, address) is None
    assert calendar_feed.address_made_at(small_town, by=OLA) is None


def test_an_address_nobody_made_leads_nowhere(small_town):
    assert calendar_at(small_town, f"{SITE}/calendar/guess.ics") is None


@pytest.mark.parametrize("change", [{"retired": True}, {"roles": ()}])
def test_who_may_no_longer_come_in_has_no_calendar_either(small_town, change):
    address = new_address(small_town, LIV)
    with small_town.change(by=None) as writing:
        writing.update(item(small_town, "liv").model_copy(update=change))
    assert calendar_at(small_town, address) is None


def test_a_politician_has_no_calendar_of_the_working_plan(small_town):
    with pytest.raises(NotAllowedError):
        new_address(small_town, PER)
    with pytest.raises(NotAllowedError):
        calendar_feed.calendar_file(small_town, by=PER, today=TODAY, now=NOW, base_url=SITE)


def test_every_change_of_the_plan_raises_what_programs_tell_changes_by(town):
    def marks():
        content = calendar_at(town, address)
        events = Calendar.from_ical(content).walk("VEVENT")
        (due,) = [event for event in events if str(event["UID"]).startswith("due-action@")]
        return due["SEQUENCE"], due["LAST-MODIFIED"].dt, due["DTSTART"].dt

    address = new_address(town)
    before = marks()
    assert marks() == before
    with town.change(by=None) as writing:
        writing.update(item(town, "action").model_copy(update={"due": date(2027, 1, 15)}))
    after = marks()
    assert after[0] > before[0]
    assert after[1] > before[1]
    assert (before[2], after[2]) == (date(2026, 12, 31), date(2027, 1, 15))
