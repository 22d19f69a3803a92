"""Minutes can be corrected until they are approved; then nothing about the meeting changes."""

from datetime import date, datetime, timedelta

import pytest

from strategy.domain.errors import (
    ApprovedMinutesError,
    NotAllowedError,
    NotFoundError,
    StaleEditError,
)
from strategy.domain.meeting_items import (
    AgendaItem,
    Agreement,
    Attendance,
    Attends,
    Decided,
    Decision,
    MeetingState,
    Presence,
)
from strategy.domain.meetings.minutes import seal_of
from strategy.exchange.workbook.workbook import write_workbook
from strategy.i18n import words
from strategy.services import planning
from strategy.services.administration import privacy, transfer
from strategy.services.meetings import decisions, minutes
from strategy.services.meetings import running as meetings
from strategy.store.database import open_database
from tests.builders import (
    ADA,
    HEGE,
    LIV,
    OLA,
    PER,
    RITA,
    a_decision,
    a_meeting,
    an_agenda_item,
    an_agreement,
    an_attendance,
)
from tests.services.fjordvik import TODAY, item, refused, told

NOW = datetime(2026, 7, 1, 9, 0)  # noqa: DTZ001 - the store speaks UTC without a zone
BEFORE = a_meeting(id="before", on=date(2026, 5, 4), state=MeetingState.HELD)
MEETING = a_meeting(
    id="meeting", on=TODAY, begins="09:00", ends="11:00", place="Rådhuset", title="Tertialmøte",
    state=MeetingState.HELD,
)  # fmt: skip
FIRST = an_agenda_item(MEETING, id="first", position=1, notes="To tiltak.\nÉn frist.")
PARKED = an_agenda_item(MEETING, id="parked", title="Lønn", position=2, parked=True)
HUSH = an_agenda_item(
    MEETING, id="hush", position=3, title="Ny organisering", confidential_to=("liv",)
)
DECISION = a_decision(
    MEETING, id="decision", agenda_item_id="first", owner_id="position", due=date(2026, 9, 1)
)
HIDDEN = a_decision(
    MEETING, id="hidden", code="2/2026", title="Teknisk slås sammen", agenda_item_id="hush",
    confidential_to=("liv",),
)  # fmt: skip
LOOSE = a_decision(MEETING, id="loose", code="3/2026", title="Kaffe", reorganisation=True)
EARLIER = a_decision(BEFORE, id="earlier", code="9/2026", title="Vi måler", action_ids=("action",))
THERE = (
    an_attendance(MEETING, id="liv-there", presence=Presence.PRESENT),
    an_attendance(
        MEETING, id="ola-there", person_id="ola", attends_as=Attends.OTHER,
        presence=Presence.PRESENT,
    ),
    an_attendance(
        MEETING, id="chief", person_id=None, who="Hovedverneombud", attends_as=Attends.SAFETY_REP,
        presence=Presence.ABSENT,
    ),
    an_attendance(MEETING, id="rita-asked", person_id="rita", attends_as=Attends.UNION_REP),
)  # fmt: skip
AGREED = an_agreement(id="agreed", meeting_id="meeting")
PARTS = (BEFORE, MEETING, FIRST, PARKED, HUSH, DECISION, HIDDEN, LOOSE, EARLIER, *THERE, AGREED)


@pytest.fixture
def room(town):
    return _after(town)


@pytest.fixture
def small_room(small_town):
    return _after(small_town)


def _after(database):
    with database.change(by=None) as writing:
        writing.add_many(PARTS)
    return database


def approved(database, by=LIV):
    return minutes.approve(database, item(database, "meeting"), by=by, today=TODAY)


def read(database, by=HEGE):
    return minutes.minutes_of(database, "meeting", by=by, today=TODAY)


def paper(database, by=HEGE, language="nb"):
    return minutes.minutes_on_paper(database, "meeting", by=by, today=TODAY, language=language)


def test_the_minutes_tell_who_came_what_was_said_and_decided(room):
    told_of = paper(room)

    assert told_of.title == "Tertialmøte"
    assert told_of.facts == ("1. juli 2026", "kl. 09:00–11:00", "Rådhuset")
    assert told_of.state == "Referatet er ikke godkjent ennå."
    assert [(part.heading, part.lines) for part in told_of.attendance] == [
        ("Ledere", ("Liv Lie",)),
        ("Andre", ("Ola Owren, Kommunalsjef oppvekst",)),
        ("Forfall", ("Hovedverneombud",)),
        ("Innkalt", ("Rita Ruud",)),
    ]
    (first,) = told_of.items
    assert (first.title, first.notes) == ("1. Hva glipper?", ("To tiltak.", "Én frist."))
    (decided,) = first.decisions
    assert (decided.code, decided.title) == ("1/2026", "Vi prøver i tre enheter")
    assert decided.facts == (
        "Beslutning uten ny oppgave · Ansvarlig: Kommunalsjef oppvekst · frist 01.09.2026"
    )
    assert [d.title for d in told_of.elsewhere] == ["Kaffe"]
    assert told_of.elsewhere[0].facts.endswith("gjelder omorganisering")
    assert told_of.agreements == ("Vi prøver i det små hver måned.",)
    assert told_of.parked == ("Lønn",)
    assert told_of.notices == ("Én sak er fortrolig og vises ikke her.",)
    assert told_of.since_heading == "Siden forrige møte, 4. mai 2026"
    assert told_of.followed_up[0].startswith("9/2026 Vi måler – T-1 ")


def test_an_item_has_the_number_it_had_on_the_agenda_for_everybody_who_reads(small_room):
    with small_room.change(by=None) as writing:
        writing.add(an_agenda_item(MEETING, id="last", title="Eventuelt", position=4))
    # The second is parked, and the third is not for Hege.
    assert [i.title for i in paper(small_room, HEGE).items] == ["1. Hva glipper?", "4. Eventuelt"]
    numbers = {t.item.id: t.number for t in read(small_room, LIV).treated}
    assert numbers == {"first": 1, "hush": 3, "last": 4}
    shown = meetings.item_numbers(small_room, MEETING.id, by=HEGE)
    assert (shown["first"], shown["last"]) == (1, 4)


def test_those_named_read_the_confidential_item_and_others_that_there_is_one(room):
    to_liv, to_hege = read(room, LIV), read(room, HEGE)

    assert [t.item.id for t in to_liv.treated] == ["first", "hush"]
    assert (to_liv.withheld, to_hege.withheld) == (0, 1)
    assert [d.id for d in to_hege.decisions] == ["decision", "loose"]
    for person in (LIV, HEGE):
        everything = str(paper(room, by=person))
        assert "slås sammen" not in everything
        assert "organisering" not in everything.replace("omorganisering", "")


def test_those_named_take_the_whole_along_only_when_they_ask_for_it(small_room):
    asked = {"by": LIV, "today": TODAY, "language": "nb"}
    whole = minutes.minutes_on_paper(small_room, "meeting", for_all=False, **asked)
    assert [item.title for item in whole.items] == ["1. Hva glipper?", "3. Ny organisering"]
    assert whole.notices == ()
    everybodys = minutes.minutes_on_paper(small_room, "meeting", **asked)
    assert [item.title for item in everybodys.items] == ["1. Hva glipper?"]
    assert everybodys.notices == ("Én sak er fortrolig og vises ikke her.",)


def test_on_paper_those_who_do_not_run_meetings_take_functions_along(small_room):
    (leaders, others, *_) = paper(small_room, by=RITA).attendance
    assert (leaders.lines, others.lines) == (("Leder",), ("Kommunalsjef oppvekst",))
    approved(small_room)
    assert paper(small_room, by=RITA).state == "Godkjent 1. juli 2026 av Leder."
    assert paper(small_room, by=HEGE).state == "Godkjent 1. juli 2026 av Liv Lie."


def test_an_erased_person_is_a_former_employee_in_the_minutes(room):
    approved(room)
    for person in ("ola", "liv"):
        privacy.erase_person(room, item(room, person), by=ADA)
    told_of = paper(room)

    assert [part.lines for part in told_of.attendance[:2]] == [
        ("tidligere medarbeider",), ("tidligere medarbeider",),
    ]  # fmt: skip
    assert told_of.state == "Godkjent 1. juli 2026 av tidligere medarbeider."
    assert read(room).intact


def test_minutes_of_the_first_meeting_and_of_none(small_room):
    first = minutes.minutes_of(small_room, "before", by=HEGE, today=TODAY)
    assert (first.previous, first.happened, first.followed_up) == (None, (), ())
    told_of = minutes.minutes_on_paper(small_room, "before", by=HEGE, today=TODAY, language="nb")
    assert (told_of.since_heading, told_of.facts) == ("", ("4. mai 2026",))
    with pytest.raises(NotFoundError):
        minutes.minutes_of(small_room, "nowhere", by=HEGE, today=TODAY)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_minutes_and_agenda_are_taken_along_as_files(small_room, language):
    asked = {"by": HEGE, "language": language, "now": NOW}
    word = minutes.minutes_as_word(small_room, "meeting", today=TODAY, **asked)
    pdf = minutes.minutes_as_pdf(small_room, "meeting", today=TODAY, **asked)
    agenda = minutes.agenda_as_word(small_room, "meeting", **asked)

    assert (word[:2], agenda[:2], pdf[:5]) == (b"PK", b"PK", b"%PDF-")
    with pytest.raises(NotFoundError):
        minutes.agenda_as_word(small_room, "nowhere", **asked)


def test_the_minutes_are_not_for_a_politician_nor_the_agenda_file_for_an_owner(small_room):
    with pytest.raises(NotAllowedError):
        read(small_room, PER)
    with pytest.raises(NotAllowedError):
        minutes.agenda_as_word(small_room, "meeting", by=OLA, now=NOW, language="nb")


# --- approving ----------------------------------------------------------------------------------


def test_a_leader_approves_and_what_was_approved_is_sealed(room):
    meeting = approved(room)

    assert (meeting.state, meeting.approved_by, meeting.approved_on) == (
        MeetingState.APPROVED, "liv", TODAY,
    )  # fmt: skip
    assert len(meeting.seal) == 64
    assert read(room).intact


@pytest.mark.parametrize("person", [HEGE, OLA, RITA, PER], ids=lambda p: p.id)
def test_others_do_not_approve(small_room, person):
    with refused(small_room, NotAllowedError):
        approved(small_room, by=person)


def test_only_what_was_held_is_approved_and_as_one_read_it(small_room):
    with small_room.change(by=None) as writing:
        writing.add(a_meeting(id="planned", on=TODAY))
    seen = item(small_room, "meeting")
    with told(small_room, ("state", "meeting_not_held")):
        minutes.approve(small_room, item(small_room, "planned"), by=LIV, today=TODAY)
    with refused(small_room, NotFoundError):
        minutes.approve(small_room, a_meeting(id="nowhere"), by=LIV, today=TODAY)
    meetings.change_meeting(small_room, seen, {"place": "Annekset"}, by=HEGE)
    with refused(small_room, StaleEditError):
        minutes.approve(small_room, seen, by=LIV, today=TODAY)


def test_what_looks_wrong_is_asked_about_before_it_is_sealed(small_room):
    with small_room.change(by=None) as writing:
        for one in THERE:
            writing.update(one.model_copy(update={"presence": Presence.INVITED, "version": 1}))
        wrong = {"on": date(2026, 7, 9), "begins": "09:00", "ends": "06:48", "version": 1}
        writing.update(MEETING.model_copy(update=wrong))
    expected = (
        ("presence", "nobody_present"), ("ends", "ends_before_it_begins"), ("on", "day_ahead"),
    )  # fmt: skip
    found = minutes.doubts(small_room, "meeting", today=TODAY)
    assert found == tuple(rule for _, rule in expected)
    with told(small_room, *expected):
        minutes.approve(small_room, item(small_room, "meeting"), by=LIV, today=TODAY)
    seen = item(small_room, "meeting")
    sure = minutes.approve(small_room, seen, by=LIV, today=TODAY, sure=True)
    assert sure.state is MeetingState.APPROVED


def test_nothing_is_asked_about_a_meeting_that_was_held_as_written(small_room):
    assert minutes.doubts(small_room, "meeting", today=TODAY) == ()
    assert minutes.doubts(small_room, "nowhere", today=TODAY) == ()


def test_minutes_sealed_before_items_could_take_up_others_are_intact_today():
    # The seal as it was before there was such a field.
    sealed = "fdb17beb3c968861342dd5dd2f85d45b0353776e1ca40107ee45619935b5ef0d"
    assert seal_of(MEETING, (FIRST,)) == sealed
    again = FIRST.model_copy(update={"takes_up_id": "parked"})
    assert seal_of(MEETING, (again,)) != sealed


def test_approving_twice_is_refused(small_room):
    approved(small_room)
    with refused(small_room, ApprovedMinutesError):
        approved(small_room)


LOCKED = {
    "the meeting": lambda d: meetings.change_meeting(d, item(d, "meeting"), {"title": "x"}, by=LIV),
    "through planning": lambda d: planning.change(d, item(d, "meeting"), {"note": "x"}, by=LIV),
    "an earlier version": lambda d: planning.bring_back_version(
        d, item(d, "meeting"), {"state": "held", "title": "x"}, by=LIV, today=TODAY
    ),
    "retiring it": lambda d: planning.retire(d, item(d, "meeting"), by=LIV),
    "starting again": lambda d: meetings.start(d, item(d, "meeting"), by=LIV, now=NOW),
    "a note": lambda d: meetings.note(d, "first", "x", based_on="", by=LIV),
    "an item": lambda d: meetings.change_item(d, item(d, "first"), {"title": "x"}, by=LIV),
    "a new item": lambda d: meetings.add_item(d, "meeting", {"title": "x"}, by=LIV),
    "an item from elsewhere": lambda d: planning.change(
        d, item(d, "other-item"), {"meeting_id": "meeting"}, by=LIV
    ),
    "an item to elsewhere": lambda d: planning.change(
        d, item(d, "first"), {"meeting_id": "before"}, by=LIV
    ),
    "the order": lambda d: meetings.move_item(d, item(d, "first"), steps=1, by=LIV),
    "the parking": lambda d: meetings.park(d, item(d, "parked"), parked=False, by=LIV),
    "retiring an item": lambda d: planning.retire(d, item(d, "first"), by=LIV),
    "bringing an item back": lambda d: planning.bring_back(d, "gone-item", by=LIV),
    "attendance": lambda d: meetings.tick(d, "meeting", {"liv-there": Presence.ABSENT}, by=LIV),
    "one more": lambda d: meetings.invite(
        d, "meeting", who="Rektor", attends_as=Attends.OTHER, by=LIV
    ),
    "one less": lambda d: meetings.not_asked(d, item(d, "liv-there"), by=LIV),
    "a decision's words": lambda d: decisions.correct(
        d, item(d, "decision"), {"title": "x"}, by=LIV
    ),
    "a decision": lambda d: planning.change(d, item(d, "decision"), {"owner_id": None}, by=LIV),
    "retiring a decision": lambda d: planning.retire(d, item(d, "decision"), by=LIV),
    "another decision": lambda d: decisions.decide(
        d, "meeting", {"decided": Decided.STATEMENT, "title": "x"}, by=LIV, today=TODAY
    ),
    "a decision through planning": lambda d: planning.add(
        d, Decision, {"code": "8/2026", "meeting_id": "meeting", "title": "x"}, by=LIV
    ),
    "an item through planning": lambda d: planning.add(
        d, AgendaItem, {"meeting_id": "meeting", "title": "x"}, by=LIV
    ),
    "attendance through planning": lambda d: planning.add(
        d, Attendance, {"meeting_id": "meeting", "who": "x"}, by=LIV
    ),
    "what was agreed": lambda d: planning.change(d, item(d, "agreed"), {"sentence": "x"}, by=LIV),
    "what else was agreed": lambda d: planning.add(
        d, Agreement,
        {"round_key": "r", "prompt_key": "p", "question": "?", "sentence": "x",
         "on": TODAY, "meeting_id": "meeting"},
        by=LIV,
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", LOCKED)
def test_nothing_about_the_meeting_changes_by_any_way(small_room, way):
    gone = an_agenda_item(MEETING, id="gone-item", retired=True)
    with small_room.change(by=None) as writing:
        writing.add_many((gone, an_agenda_item(BEFORE, id="other-item")))
    approved(small_room)

    with refused(small_room, ApprovedMinutesError):
        LOCKED[way](small_room)
    assert read(small_room).intact


def test_nor_does_the_workbook_change_it(small_room):
    approved(small_room)
    plan = small_room.plan().seen_by("liv")
    edited = tuple(
        m.model_copy(update={"on": m.on + timedelta(days=1)}) if m.id == "meeting" else m
        for m in plan.meetings
    )
    from dataclasses import replace  # noqa: PLC0415 - only here

    content = write_workbook(replace(plan, meetings=edited), words("nb"))
    previewed = transfer.preview_import(small_room, content, "plan.xlsx", by=LIV, today=TODAY)
    assert [u.after.id for u in previewed.updates] == ["meeting"]
    with refused(small_room, ApprovedMinutesError):
        transfer.apply_import(small_room, previewed, by=LIV)


def test_the_plan_itself_goes_on_changing(room):
    approved(room)
    action = item(room, "action")
    planning.change(room, action, {"title": "Nytt navn på tiltaket"}, by=LIV, today=TODAY)
    assert read(room).intact


def test_tampering_past_the_tool_shows(tmp_path):
    from tests.services.fjordvik import settle  # noqa: PLC0415 - only here

    database = open_database(f"duckdb:///{tmp_path / 'plan.duckdb'}")
    _after(settle(database))
    approved(database)
    with database._engine.writing() as connection:  # noqa: SLF001 - as somebody with the file would
        connection.run('update "decision" set "title" = \'Noe annet\' where "id" = \'loose\'')
    database.close()
    database = open_database(f"duckdb:///{tmp_path / 'plan.duckdb'}")

    assert not read(database).intact
    assert paper(database).notices[0].startswith("Det som er lagret om møtet, er ikke det")
    database.close()
