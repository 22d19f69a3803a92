"""A meeting is planned from a template or the plan, run by two, and loses nothing anybody wrote."""

from datetime import date, datetime, timedelta

import pytest

from strategy.domain.errors import (
    NotAllowedError,
    NotFoundError,
    StaleEditError,
)
from strategy.domain.meeting_items import (
    AgendaItem,
    Attends,
    Meeting,
    MeetingState,
    Presence,
    Topic,
)
from strategy.domain.meetings.agenda import agenda_of, parked_in
from strategy.services import planning
from strategy.services.meetings import running as meetings
from strategy.services.meetings.agendas import templates
from tests.builders import (
    ADA,
    HEGE,
    LIV,
    OLA,
    PER,
    RITA,
    a_decision,
    a_meeting,
    a_postponement,
    an_agenda_item,
    an_attendance,
)
from tests.claims import every
from tests.services.fjordvik import OPEN, TODAY, item, refused, told

NOW = datetime(2026, 7, 1, 7, 0)  # noqa: DTZ001 - the store speaks UTC without a zone
WHEN = {"on": date(2026, 7, 8)}
MEETING = a_meeting(id="meeting", on=TODAY, begins="09:00")
FIRST = an_agenda_item(MEETING, id="first", title="Hva glipper?", position=1, minutes=20)
SECOND = an_agenda_item(MEETING, id="second", title="Frister", position=2, minutes=10)
SECRET_ITEM = an_agenda_item(
    MEETING, id="hush", title="Ny organisering", position=3, confidential_to=("liv",)
)
PARTS = (MEETING, FIRST, SECOND, SECRET_ITEM)
STEERERS = (ADA, LIV, HEGE)
OTHERS = (OLA, RITA, PER)


@pytest.fixture
def room(town):
    """Fjordvik with a meeting planned for today."""
    return _with_meeting(town)


@pytest.fixture
def small_room(small_town):
    return _with_meeting(small_town)


def _with_meeting(database):
    with database.change(by=None) as writing:
        writing.add_many(PARTS)
    return database


def planned(database, template="tertial", by=HEGE, language="nb", **values):
    return meetings.plan_meeting(
        database, {**WHEN, **values}, template=template, by=by, language=language, today=TODAY
    )


def begun(database, by=LIV):
    return meetings.start(database, item(database, "meeting"), by=by, now=NOW)


def clock(database):
    return meetings.clock(database, "meeting")


# --- preparing ----------------------------------------------------------------------------------


def test_a_meeting_comes_with_the_agenda_of_its_template_and_those_to_ask(town):
    (meeting,) = planned(town)
    plan = town.plan()

    assert (meeting.title, meeting.begins) == (
        "Tertialgjennomgang av arbeidsgiverstrategien",
        "09:00",
    )
    assert [i.topic for i in agenda_of(plan, meeting.id)] == [
        Topic.FOLLOW_UP, Topic.SLIPS, Topic.PILLAR, Topic.DECIDE, Topic.TALK, Topic.TALK,
    ]  # fmt: skip
    assert [i.position for i in agenda_of(plan, meeting.id)] == [1, 2, 3, 4, 5, 6]
    asked = [(a.person_id, a.who, a.attends_as) for a in plan.attendances]
    assert sorted(asked, key=str) == sorted(
        [
            ("liv", "", Attends.LEADER),
            ("hege", "", Attends.OTHER),
            ("rita", "", Attends.UNION_REP),
            (None, "Hovedverneombud", Attends.SAFETY_REP),
        ],
        key=str,
    )


def test_the_pillar_of_the_day_is_the_one_whose_turn_it_is(small_town):
    (meeting,) = planned(small_town)

    (pillar,) = [i for i in agenda_of(small_town.plan(), meeting.id) if i.topic is Topic.PILLAR]
    assert pillar.pillar_id == "pillar"


def test_the_follow_up_of_a_survey_is_two_meetings_two_weeks_apart(small_town):
    first, second = planned(small_town, "survey", title="Vår undersøkelse")

    assert (first.title, first.on) == ("Vår undersøkelse", date(2026, 7, 8))
    assert (second.title, second.on) == (
        "Medarbeiderundersøkelsen 2: hva gjør vi?",
        date(2026, 7, 22),
    )
    assert {i.topic for i in agenda_of(small_town.plan(), second.id)} >= {Topic.DECIDE}


def test_an_agenda_from_the_plan_begins_with_what_was_decided_last(small_room):
    with small_room.change(by=None) as writing:
        writing.update(MEETING.model_copy(update={"state": MeetingState.HELD, "version": 1}))
        writing.add(a_decision(MEETING))
        writing.add(a_postponement(OPEN, id="asked", proposed_due=date(2027, 1, 1)))
        writing.update(SECOND.model_copy(update={"parked": True, "version": 1}))
    (meeting,) = planned(small_room, "plan")
    agenda = agenda_of(small_room.plan(), meeting.id)

    assert [i.topic for i in agenda][:1] == [Topic.FOLLOW_UP]
    assert [i.topic for i in agenda][-3:] == [Topic.REFLECTION, Topic.TALK, Topic.TALK]
    assert {Topic.DECIDE, Topic.PILLAR} <= {i.topic for i in agenda}
    assert (agenda[-1].title, agenda[-1].description) == ("Frister", "Parkert i et tidligere møte.")


def test_what_is_confidential_is_carried_over_for_those_named_only(small_room):
    with small_room.change(by=None) as writing:
        writing.update(SECRET_ITEM.model_copy(update={"parked": True, "version": 1}))
    (by_hege,) = planned(small_room, "plan")
    (by_liv,) = planned(small_room, "plan", by=LIV, on=date(2026, 7, 6))
    plan = small_room.plan()

    assert "Ny organisering" not in {i.title for i in agenda_of(plan, by_hege.id)}
    (carried,) = [i for i in agenda_of(plan, by_liv.id) if i.title == "Ny organisering"]
    assert carried.confidential_to == ("liv",)


def test_an_empty_meeting_is_a_day_and_nothing_else(small_town):
    (meeting,) = planned(small_town, "blank", title="Kaffe", begins="")

    assert agenda_of(small_town.plan(), meeting.id) == ()
    assert small_town.plan().attendances == ()


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_template_stands_in_three_languages(language):
    told_in = templates(language)

    assert [one.key for one in told_in] == ["plan", "tertial", "strategy_day", "survey", "blank"]
    assert every(one.title and one.explained for one in told_in)
    assert every(item.title for one in told_in for part in one.meetings for item in part.items)


def test_a_meeting_from_a_template_needs_a_day_too(small_town):
    with told(small_town, ("on", "required")):
        planned(small_town, on=None)


def test_a_meeting_starts_from_something_there_is(small_town):
    with told(small_town, ("template", "no_such_template")):
        planned(small_town, "party")


@pytest.mark.parametrize(
    ("written", "kept"), [("9", "09:00"), ("9.30", "09:30"), ("0930", "09:30"), ("23:59", "23:59")]
)
def test_the_time_of_day_is_read_as_people_write_it(small_town, written, kept):
    (meeting,) = planned(small_town, begins=written)
    assert meeting.begins == kept


@pytest.mark.parametrize("written", ["kl ni", "25:00", "9:75", "999999"])
def test_what_is_no_time_of_day_is_told_so(small_town, written):
    with told(small_town, ("begins", "not_a_clock")):
        planned(small_town, begins=written)


@pytest.mark.parametrize("name", ["state", "approved_by", "seal", "ends"])
def test_how_far_a_meeting_has_come_is_not_filled_in(small_room, name):
    forged = {"state": "approved", "approved_by": "liv", "seal": "x", "ends": "10:00"}[name]
    with told(small_room, (name, "not_here")):
        meetings.change_meeting(small_room, item(small_room, "meeting"), {name: forged}, by=LIV)
    with told(small_room, (name, "not_here")):
        planning.change(small_room, item(small_room, "meeting"), {name: forged}, by=LIV)


def test_a_meeting_moves_and_is_cancelled_until_it_is_held(room):
    moved = meetings.change_meeting(
        room, item(room, "meeting"), {"on": date(2026, 7, 3), "begins": "10", "place": "A"}, by=HEGE
    )
    assert (moved.on, moved.begins, moved.place) == (date(2026, 7, 3), "10:00", "A")

    meetings.cancel(room, moved, by=HEGE, today=NOW.date(), now=NOW, reason="Ferie")
    assert room.plan().find(Meeting, "meeting") is None


def test_a_meeting_under_way_is_not_cancelled(small_room):
    running = begun(small_room)
    with told(small_room, ("state", "meeting_not_planned")):
        meetings.cancel(small_room, running, by=LIV, today=NOW.date(), now=NOW)


def test_items_are_added_moved_and_parked(room):
    added = meetings.add_item(room, "meeting", {"title": "Nytt"}, by=HEGE, after="first")
    last = meetings.add_item(room, "meeting", {"title": "Sist", "minutes": 5}, by=HEGE)
    assert [i.title for i in agenda_of(room.plan(), "meeting")] == [
        "Hva glipper?", "Nytt", "Frister", "Ny organisering", "Sist",
    ]  # fmt: skip
    assert (added.minutes, last.minutes) == (10, 5)

    meetings.move_item(room, item(room, added.id), steps=-1, by=HEGE)
    meetings.move_item(room, item(room, "first"), steps=9, by=HEGE)
    meetings.park(room, item(room, "second"), parked=True, by=HEGE)
    assert [i.id for i in agenda_of(room.plan(), "meeting")] == [
        added.id, "hush", last.id, "first",
    ]  # fmt: skip
    assert [i.id for i in parked_in(room.plan(), "meeting")] == ["second"]

    meetings.move_item(room, item(room, "second"), steps=-1, by=HEGE)
    meetings.park(room, item(room, "second"), parked=False, by=HEGE)
    assert agenda_of(room.plan(), "meeting")[-1].id == "second"


def test_the_second_to_change_an_item_sees_the_first(small_room):
    seen = item(small_room, "first")
    meetings.change_item(small_room, seen, {"title": "Hva går bra?"}, by=HEGE)

    with refused(small_room, StaleEditError) as caught:
        meetings.change_item(small_room, seen, {"title": "Hva går dårlig?"}, by=LIV)
    assert caught.value.theirs.title == "Hva går bra?"


def test_a_person_or_a_function_is_asked_never_a_free_name(room):
    meetings.invite(room, "meeting", person_id="rita", attends_as=Attends.UNION_REP, by=HEGE)
    meetings.invite(room, "meeting", who="Verneombud sone øst", attends_as=Attends.OTHER, by=HEGE)
    assert [(a.person_id, a.who) for a in room.plan().attendances] == [
        (None, "Verneombud sone øst"), ("rita", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "field", "rule"),
    [
        ({"who": "Rita Ruud"}, "who", "a_name"),
        ({"who": "leder: RITA RUUD, Fagforbundet"}, "who", "a_name"),
        ({"who": "rita@example.org"}, "who", "a_name"),
        ({}, "who", "person_or_function"),
        ({"who": "Rektor", "person_id": "rita"}, "who", "person_or_function"),
        ({"person_id": "liv"}, "person_id", "already_asked"),
        ({"person_id": "nobody"}, "person_id", "unknown_reference"),
    ],
)
def test_whom_one_cannot_ask(small_room, given, field, rule):
    with small_room.change(by=None) as writing:
        writing.add(an_attendance(MEETING, id="liv-comes"))
    with told(small_room, (field, rule)):
        meetings.invite(small_room, "meeting", attends_as=Attends.OTHER, by=HEGE, **given)


def test_who_was_asked_by_mistake_is_taken_away(small_room):
    asked = meetings.invite(
        small_room, "meeting", person_id="rita", attends_as=Attends.OTHER, by=HEGE
    )
    meetings.not_asked(small_room, asked, by=HEGE)
    assert small_room.plan().attendances == ()


# --- running ------------------------------------------------------------------------------------


def test_the_first_item_is_up_when_the_meeting_begins_and_time_runs(room):
    running = begun(room)
    up = meetings.clock(room, "meeting")

    assert running.state is MeetingState.RUNNING
    assert (up.agenda_item_id, up.since, up.run_by) == ("first", NOW, "liv")
    assert up.seconds_on("first", now=NOW + timedelta(minutes=3)) == 180


def test_a_meeting_without_a_time_begins_when_it_begins(small_room):
    with small_room.change(by=None) as writing:
        writing.update(MEETING.model_copy(update={"begins": "", "version": 1}))
    # Two hours ahead of universal time in July.
    assert begun(small_room).begins == "09:00"


def test_before_it_begins_the_first_item_waits(small_room):
    up = meetings.clock(small_room, "meeting")
    assert (up.agenda_item_id, up.paused, up.version) == ("first", True, 0)
    assert meetings.clock(small_room, "nowhere").agenda_item_id is None


def test_next_pause_and_on_again_keep_the_time_of_each_item(room):
    begun(room)
    seen = meetings.clock(room, "meeting")
    later = NOW + timedelta(minutes=5)
    meetings.show_item(room, seen, "second", by=HEGE, now=later)
    meetings.pause(room, meetings.clock(room, "meeting"), by=HEGE, now=later + timedelta(minutes=2))
    up = meetings.clock(room, "meeting")
    assert (up.agenda_item_id, up.paused, up.run_by) == ("second", True, "hege")
    assert (up.seconds_on("first", now=later), up.seconds_on("second", now=later)) == (300, 120)

    back = later + timedelta(minutes=30)
    meetings.resume(room, up, by=LIV, now=back)
    up = meetings.clock(room, "meeting")
    assert up.seconds_on("second", now=back + timedelta(minutes=1)) == 180


def test_two_who_press_next_at_once_move_one_step(room):
    begun(room)
    seen = meetings.clock(room, "meeting")
    meetings.show_item(room, seen, "second", by=HEGE, now=NOW)

    with pytest.raises(StaleEditError) as caught:
        meetings.show_item(room, seen, "second", by=LIV, now=NOW)
    assert caught.value.by_id == "hege"
    with pytest.raises(StaleEditError):
        meetings.pause(room, seen, by=LIV, now=NOW)
    assert meetings.clock(room, "meeting").agenda_item_id == "second"


def test_the_store_itself_lets_only_one_of_two_move_on(room):
    begun(room)
    seen = room.meeting_clocks.of("meeting")
    kept = room.meeting_clocks.keep(seen)
    assert kept.version == seen.version + 1
    assert room.meeting_clocks.version_of("meeting") == kept.version
    with pytest.raises(StaleEditError):
        room.meeting_clocks.keep(seen)


def test_what_follows_is_up_when_what_was_up_is_parked(small_room):
    begun(small_room)
    meetings.park(small_room, item(small_room, "first"), parked=True, by=LIV)

    up = meetings.clock(small_room, "meeting")
    assert (up.agenda_item_id, up.paused) == ("second", True)


def test_a_meeting_ends_and_can_go_on_until_its_minutes_are_approved(room):
    running = begun(room)
    held = meetings.end(room, running, by=HEGE, now=NOW + timedelta(hours=2))
    assert (held.state, held.ends) == (MeetingState.HELD, "11:00")
    assert meetings.clock(room, "meeting").paused

    again = meetings.start(room, held, by=HEGE, now=NOW + timedelta(hours=3))
    assert (again.state, again.ends) == (MeetingState.RUNNING, "")
    up = meetings.clock(room, "meeting")
    meetings.pause(room, up, by=HEGE, now=NOW + timedelta(hours=3))
    meetings.end(room, again, by=HEGE, now=NOW + timedelta(hours=4))


def test_a_meeting_is_stored_as_it_was_held_and_not_as_it_was_planned(room):
    begun = meetings.start(room, item(room, "meeting"), by=HEGE, now=NOW + timedelta(minutes=7))
    assert (begun.on, begun.begins) == (TODAY, "09:07")
    ended = meetings.end(room, begun, by=HEGE, now=NOW + timedelta(hours=1))
    again = meetings.start(room, ended, by=HEGE, now=NOW + timedelta(days=1))
    # One that was ended by mistake still began when it did.
    assert (again.on, again.begins) == (TODAY, "09:07")


def test_starting_twice_lets_the_clock_run_on(small_room):
    begun = meetings.start(small_room, item(small_room, "meeting"), by=HEGE, now=NOW)
    again = meetings.start(small_room, begun, by=HEGE, now=NOW + timedelta(minutes=1))
    assert (again.state, again.begins) == (MeetingState.RUNNING, begun.begins)
    assert not meetings.clock(small_room, "meeting").paused


def test_starting_a_meeting_on_another_day_than_planned_is_asked_about(small_room):
    later = NOW + timedelta(days=2)
    with told(small_room, ("on", "planned_for_another_day")):
        meetings.start(small_room, item(small_room, "meeting"), by=HEGE, now=later)
    begun = meetings.start(
        small_room, item(small_room, "meeting"), by=HEGE, now=later, on_another_day=True
    )
    assert (begun.on, begun.begins) == (date(2026, 7, 3), "09:00")


def test_nothing_is_shown_in_a_meeting_that_is_not_under_way(small_room):
    up = meetings.clock(small_room, "meeting")
    for act in (meetings.pause, meetings.resume):
        with told(small_room, ("state", "meeting_not_running")):
            act(small_room, up, by=LIV, now=NOW)
    with told(small_room, ("state", "meeting_not_running")):
        meetings.show_item(small_room, up, "second", by=LIV, now=NOW)
    with told(small_room, ("state", "meeting_not_running")):
        meetings.end(small_room, item(small_room, "meeting"), by=LIV, now=NOW)


def test_a_meeting_held_without_the_screen_gets_minutes_too(small_room):
    seen = item(small_room, "meeting")
    with told(small_room, ("ends", "not_a_clock")):
        meetings.hold_without_clock(small_room, seen, ends="sent", by=HEGE)
    on = date(2026, 6, 30)
    held = meetings.hold_without_clock(
        small_room, seen, on=on, begins="8.30", ends="11.15", by=HEGE
    )
    assert (held.state, held.on, held.begins, held.ends) == (
        MeetingState.HELD, on, "08:30", "11:15",
    )  # fmt: skip
    with told(small_room, ("state", "meeting_not_planned")):
        meetings.hold_without_clock(small_room, held, ends="", by=HEGE)


def test_attendance_is_ticked_in_one_go(room):
    one = meetings.invite(room, "meeting", person_id="rita", attends_as=Attends.UNION_REP, by=HEGE)
    two = meetings.invite(room, "meeting", who="Rektor", attends_as=Attends.OTHER, by=HEGE)
    meetings.tick(room, "meeting", {one.id: Presence.PRESENT, two.id: Presence.ABSENT}, by=HEGE)
    assert {a.id: a.presence for a in room.plan().attendances} == {
        one.id: Presence.PRESENT, two.id: Presence.ABSENT,
    }  # fmt: skip
    with refused(room, NotFoundError):
        meetings.tick(room, "meeting", {one.id: Presence.ABSENT, "x": Presence.ABSENT}, by=HEGE)


def test_who_comes_late_is_there(small_room):
    begun(small_room)
    late = meetings.invite(
        small_room, "meeting", person_id="rita", attends_as=Attends.UNION_REP, by=HEGE
    )
    assert late.presence is Presence.PRESENT


def test_two_who_take_notes_lose_nothing(room):
    meetings.note(room, "first", "Liv: to tiltak", based_on="", by=LIV)
    meetings.note(room, "first", "Hege: ett tiltak", based_on="", by=HEGE)
    meetings.note(room, "first", "Liv: to tiltak\nOg én frist", based_on="Liv: to tiltak", by=LIV)

    assert item(room, "first").notes == "Liv: to tiltak\nHege: ett tiltak\nOg én frist"


# --- nobody else steers -------------------------------------------------------------------------

ACTS = {
    "plan": lambda d, by: planned(d, by=by),
    "change": lambda d, by: meetings.change_meeting(d, item(d, "meeting"), {"place": "B"}, by=by),
    "cancel": lambda d, by: meetings.cancel(
        d, item(d, "meeting"), by=by, today=NOW.date(), now=NOW
    ),
    "add": lambda d, by: meetings.add_item(d, "meeting", {"title": "x"}, by=by),
    "edit": lambda d, by: meetings.change_item(d, item(d, "first"), {"title": "x"}, by=by),
    "move": lambda d, by: meetings.move_item(d, item(d, "first"), steps=1, by=by),
    "park": lambda d, by: meetings.park(d, item(d, "first"), parked=True, by=by),
    "invite": lambda d, by: meetings.invite(d, "meeting", who="X", attends_as=Attends.OTHER, by=by),
    "tick": lambda d, by: meetings.tick(d, "meeting", {}, by=by),
    "start": lambda d, by: meetings.start(d, item(d, "meeting"), by=by, now=NOW),
    "show": lambda d, by: meetings.show_item(d, clock(d), "second", by=by, now=NOW),
    "pause": lambda d, by: meetings.pause(d, clock(d), by=by, now=NOW),
    "resume": lambda d, by: meetings.resume(d, clock(d), by=by, now=NOW),
    "end": lambda d, by: meetings.end(d, item(d, "meeting"), by=by, now=NOW),
    "held": lambda d, by: meetings.hold_without_clock(d, item(d, "meeting"), ends="", by=by),
    "note": lambda d, by: meetings.note(d, "first", "x", based_on="", by=by),
}  # fmt: skip


@pytest.mark.parametrize("person", OTHERS, ids=lambda p: p.id)
@pytest.mark.parametrize("act", ACTS)
def test_an_owner_a_representative_and_a_politician_do_not_steer(small_room, act, person):
    before = small_room.meeting_clocks.of("meeting")
    with refused(small_room, NotAllowedError):
        ACTS[act](small_room, person)
    assert small_room.meeting_clocks.of("meeting") == before


def test_a_confidential_item_is_as_unknown_as_none_to_others(small_room):
    begun(small_room)
    up = meetings.clock(small_room, "meeting")
    hidden = item(small_room, "hush")
    for call in (
        lambda: meetings.show_item(small_room, up, "hush", by=HEGE, now=NOW),
        lambda: meetings.note(small_room, "hush", "x", based_on="", by=HEGE),
        lambda: meetings.park(small_room, hidden, parked=True, by=HEGE),
        lambda: meetings.move_item(small_room, hidden, steps=1, by=HEGE),
        lambda: meetings.add_item(small_room, "nowhere", {"title": "x"}, by=HEGE),
    ):
        with refused(small_room, NotFoundError):
            call()
    meetings.show_item(small_room, up, "hush", by=LIV, now=NOW)
    assert small_room.plan().seen_by("hege").find(AgendaItem, "hush") is None
