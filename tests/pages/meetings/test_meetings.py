"""What those who lead a meeting, and those who come to it, see and do on its pages."""

import pytest

from strategy.domain.items import Person
from strategy.domain.meeting_items import Meeting, MeetingState
from strategy.domain.meetings.agenda import agenda_of
from strategy.services.meetings import running as meetings
from strategy.services.opening import the_database
from tests.claims import every
from tests.pages.opened import alone, choose, failures, press, said, shown, write

pytestmark = pytest.mark.usefixtures("nyfjord")

HANNE, KARI, BERIT, TONE = (f"demo-person-{name}" for name in ("hanne", "kari", "berit", "tone"))
NEXT, LAST = "demo-meeting-next", "demo-meeting-5"


def the_next():
    return the_database().plan().find(Meeting, NEXT)


def started():
    from datetime import UTC, datetime  # noqa: PLC0415 - only here

    database = the_database()
    person = database.plan().find(Person, HANNE)
    now = datetime.now(UTC).replace(tzinfo=None)
    return meetings.start(database, the_next(), by=person, now=now, on_another_day=True)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize(
    ("script", "address"),
    [
        ("meetings", {}),
        ("meetings", {"do": "add"}),
        ("meetings", {"prepare": NEXT}),
        ("meetings", {"prepare": NEXT, "do": "item"}),
        ("meetings", {"prepare": NEXT, "item": "demo-meeting-next-item-glipper"}),
        ("meeting", {"meeting": NEXT}),
        ("meeting", {"meeting": LAST}),
        ("meeting", {"meeting": "demo-meeting-1"}),
        ("meeting", {"meeting": "finnes-ikke"}),
    ],
)
def test_every_page_of_meetings_opens_in_three_languages(script, address, language):
    app = shown(f"meetings/{script}", HANNE, language=language, **address)
    assert failures(app) == []
    assert len(app.title) == 1


@pytest.mark.parametrize("person", [HANNE, KARI, BERIT])
def test_a_running_meeting_opens_for_who_steers_and_who_follows(person):
    started()
    app = shown("meetings/meeting", person, meeting=NEXT)
    assert failures(app) == []
    steers = "Neste" in {button.label for button in app.button}
    assert steers == (person != BERIT)


@pytest.mark.parametrize("script", ["meetings", "meeting"])
def test_a_politician_is_refused_and_told_nothing(script):
    told = said(alone(f"meetings/{script}", TONE))
    assert "ikke for din rolle" in told
    assert "tertialgjennomgang" not in told


def test_the_list_says_when_the_next_meeting_is_and_what_came_out_of_the_last():
    told = said(shown("meetings/meetings", BERIT))
    assert "Neste møte er" in told
    assert "4 saker · 4 beslutninger" in told
    assert "Forbered" not in told


def test_looking_back_shows_no_meetings():
    app = shown("meetings/meetings", HANNE)
    from strategy.ui import session  # noqa: PLC0415 - only here

    app.session_state[session.AS_OF] = the_next().on.replace(year=the_next().on.year - 1)
    for script in ("meetings", "meeting"):
        app.switch_page(f"pages/meetings/{script}.py")
        assert "Gå tilbake til i dag" in said(app.run())


def test_a_meeting_is_planned_from_the_plan():
    app = shown("meetings/meetings", HANNE, do="add")
    write(app, "form.meeting.new.title", "Januarmøtet")
    app = press(app, "Planlegg møtet")
    assert failures(app) == []
    made = next(m for m in the_database().plan().meetings if m.title == "Januarmøtet")
    assert len(agenda_of(the_database().plan(), made.id)) >= 6
    assert app.title[0].value == "Januarmøtet"


def test_a_meeting_without_a_day_is_told_so_and_keeps_the_words():
    app = shown("meetings/meetings", HANNE, do="add")
    write(app, "form.meeting.new.title", "Uten dag")
    write(app, "form.meeting.new.on", "")
    app = press(app, "Planlegg møtet")
    assert [t.value for t in app.text_input if t.key.endswith(".title")] == ["Uten dag"]
    assert every(m.title != "Uten dag" for m in the_database().plan().meetings)


def test_items_are_added_moved_and_changed():
    app = shown("meetings/meetings", HANNE, prepare=NEXT, do="item")
    write(app, f"form.prepare.new.{NEXT}.title", "Julebordet")
    app = press(app, "Ny sak")
    plan = the_database().plan()
    assert agenda_of(plan, NEXT)[-1].title == "Julebordet"

    last = agenda_of(plan, NEXT)[-1]
    next(b for b in app.button if b.key == f"prepare.earlier.{last.id}").click().run()
    assert agenda_of(the_database().plan(), NEXT)[-2].title == "Julebordet"

    app = shown("meetings/meetings", HANNE, prepare=NEXT, item=last.id)
    write(app, f"form.prepare.item.{last.id}.title", "Julebord og nyttår")
    press(app, "Lagre")
    assert "Julebord og nyttår" in {i.title for i in agenda_of(the_database().plan(), NEXT)}

    app = shown("meetings/meetings", HANNE, prepare=NEXT, item=last.id)
    press(app, "Ta ut av sakslisten")
    assert len(agenda_of(the_database().plan(), NEXT)) == 8


def test_somebody_is_asked_and_taken_away_again():
    app = shown("meetings/meetings", HANNE, prepare=NEXT)
    write(app, f"form.prepare.ask.{NEXT}.who_function", "Verneombud sone øst")
    app = press(app, "Kall inn")
    assert "Verneombud sone øst" in said(app)
    asked = next(a for a in the_database().plan().attendances if a.who == "Verneombud sone øst")
    app = shown("meetings/meetings", HANNE, prepare=NEXT)
    next(b for b in app.button if b.key == f"prepare.out.{asked.id}").click().run()
    assert asked.id not in the_database().plan().by_id

    app = shown("meetings/meetings", HANNE, prepare=NEXT)
    write(app, f"form.prepare.ask.{NEXT}.who_function", "Berit Solstrand")
    assert "Skriv funksjonen, ikke navnet." in said(press(app, "Kall inn"))


def test_the_time_is_changed_and_the_meeting_cancelled():
    app = shown("meetings/meetings", HANNE, prepare=NEXT)
    write(app, f"form.prepare.when.{NEXT}.begins", "1230")
    app = press(app, "Lagre")
    assert the_next().begins == "12:30"
    app = shown("meetings/meetings", HANNE, prepare=NEXT)
    next(b for b in app.button if b.key == "prepare.cancel").click().run()
    assert the_next() is None


def test_a_meeting_held_without_the_screen_is_written_up():
    app = shown("meetings/meetings", HANNE, prepare="demo-meeting-1")
    press(app, "Skriv referat")
    held = the_database().plan().find(Meeting, "demo-meeting-1")
    assert held.state is MeetingState.HELD
    app = shown("meetings/meeting", HANNE, meeting="demo-meeting-1")
    assert "Godkjenn referatet" not in said(app)
    assert "En leder eller administrator godkjenner referatet." in said(app)


def test_who_steers_goes_on_pauses_parks_and_ends():
    started()
    for label in ("Neste", "Pause", "Fortsett", "Forrige", "Parker saken"):
        app = press(shown("meetings/meeting", HANNE, meeting=NEXT), label)
        assert failures(app) == [], label
    assert len(agenda_of(the_database().plan(), NEXT)) == 7
    app = shown("meetings/meeting", HANNE, meeting=NEXT)
    unpark = next(b for b in app.button if b.key.startswith("run.unpark."))
    unpark.click().run()
    assert len(agenda_of(the_database().plan(), NEXT)) == 8

    app = shown("meetings/meeting", HANNE, meeting=NEXT)
    next(b for b in app.button if b.key == "run.end").click().run()
    assert the_next().state is MeetingState.HELD


def test_attendance_is_ticked_and_an_item_added_on_the_fly():
    started()
    app = shown("meetings/meeting", HANNE, meeting=NEXT)
    next(box for box in app.checkbox if "Kari Nesheim" in box.label).check()
    app = press(app, "Lagre frammøtet")
    assert "1 av 7 til stede" in str([e.label for e in app.expander])

    write(app, f"form.meeting.item.{NEXT}.title", "Brannøvelse")
    press(app, "Legg til etter denne")
    assert agenda_of(the_database().plan(), NEXT)[1].title == "Brannøvelse"


@pytest.mark.parametrize(
    ("kind", "fields", "decided"),
    [
        ("new_action", {"title": "Kurs", "due": "30.4.2027", "owner_id": "demo-position-hrsjef"},
         "Kurs"),
        ("new_goal", {"title": "Alle trives", "pillar_id": "demo-pillar-1"}, "Alle trives"),
        ("new_date", {"action_id": "demo-action-t-009", "due": "1.6.2027"},
         "Ny frist for T-009: 01.06.2027"),
        ("statement", {"title": "Vi venter"}, "Vi venter"),
    ],
)  # fmt: skip
def test_each_kind_of_decision_is_made_on_the_page(kind, fields, decided):
    started()
    app = shown("meetings/meeting", HANNE, meeting=NEXT)
    group = next(g for g in app.get("button_group") if g.key == "decide.kind")
    app = group.set_value(kind).run()
    form = f"form.decide.{kind}.demo-meeting-next-item-siden"
    for name, value in fields.items():
        if name.endswith("_id"):
            choose(app, f"{form}.{name}", value)
        else:
            write(app, f"{form}.{name}", value)
    app = press(app, "Lagre beslutningen")
    assert failures(app) == []
    assert decided in {d.title for d in the_database().plan().decisions}


def test_a_goal_with_indicators_is_not_retired_on_the_spot():
    started()
    app = shown("meetings/meeting", HANNE, meeting=NEXT)
    group = next(g for g in app.get("button_group") if g.key == "decide.kind")
    app = group.set_value("retired_goal").run()
    form = "form.decide.retired_goal.demo-meeting-next-item-siden"
    choose(app, f"{form}.goal_id", "demo-goal-2.3")
    before = the_database().revision()
    app = press(app, "Lagre beslutningen")
    assert len(app.error) == 1
    assert the_database().revision() == before


def test_a_date_that_waits_is_approved_in_one_press():
    started()
    app = press(shown("meetings/meeting", HANNE, meeting=NEXT), "Neste")
    app = press(app, "Neste")
    app = press(app, "Neste")
    approve = next(b for b in app.button if b.key.startswith("decide.approve."))
    approve.click().run()
    plan = the_database().plan()
    assert plan.pending_postponements() == ()
    assert any(d.title.startswith("Ny frist for T-037") for d in plan.decisions)


def test_a_goal_goes_on_the_next_agenda_and_says_that_it_is_there():
    app = shown("plan/goal", HANNE, code="3.2")
    next(b for b in app.button if b.label.startswith("Ta opp i neste møte")).click().run()
    assert "Vi har to lærlinger per tusen innbyggere" in {
        i.title for i in agenda_of(the_database().plan(), NEXT)
    }
    assert "Står på sakslisten" in said(shown("plan/goal", BERIT, code="3.2"))
    assert "Ta opp i neste møte" not in said(shown("plan/action", BERIT, code="T-009"))
    assert "Neste møte er" in said(shown("plan/overview", BERIT))


def test_minutes_are_corrected_and_approved():
    app = shown("meetings/meetings", KARI, prepare="demo-meeting-1")
    press(app, "Skriv referat")
    app = shown("meetings/meeting", KARI, meeting="demo-meeting-1")
    app = press(app, "Godkjenn referatet")
    assert "Ingen er krysset av som til stede." in said(app)
    assert the_database().plan().find(Meeting, "demo-meeting-1").state is MeetingState.HELD
    app.checkbox(key="minutes.it_is_right").check().run()
    app = press(app, "Godkjenn referatet")
    assert failures(app) == []
    approved = the_database().plan().find(Meeting, "demo-meeting-1")
    assert approved.state is MeetingState.APPROVED
    assert "Godkjenn referatet" not in said(shown("meetings/meeting", KARI, meeting=approved.id))
