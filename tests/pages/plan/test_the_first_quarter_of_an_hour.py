"""A newcomer's first screens: what the demo is, the way out of it, and what a new plan needs."""

from datetime import date

import pytest

from strategy.domain.items import Role
from strategy.services.opening import close_databases, the_database
from strategy.services.planning import add
from strategy.services.starting import start_own_plan
from strategy.ui import session
from tests.builders import a_unit
from tests.pages.opened import begun, choose, failures, press, said, shown, write


def somebody(database, role):
    people = database.plan().people
    return next(person for person in people if role in person.roles)


@pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.OWNER, Role.POLITICIAN])
def test_the_first_screen_of_the_demo_says_what_it_is_and_leads_everybody_out_of_it(nyfjord, role):
    app = begun(somebody(nyfjord, role).id)
    told = said(app)
    assert failures(app) == []
    assert "Velkommen til Nyfjord" in told
    assert "finnes ikke, og alt du ser, er oppdiktet" in told
    assert "ikke laget av KS og ikke godkjent av KS" in told

    press(app, "Start egen plan")
    assert failures(app) == []
    administrator = nyfjord.plan().by_id[app.session_state[session.PERSON]]
    assert Role.ADMINISTRATOR in administrator.roles
    assert "Det som forsvinner" in said(app)


def test_the_welcome_is_on_the_first_screen_only_and_goes_when_hidden(nyfjord):
    rep = somebody(nyfjord, Role.REPRESENTATIVE)
    assert "Velkommen til" not in said(shown("plan/goals", rep.id))
    app = begun(rep.id)
    press(app, "Skjul")
    assert "Velkommen til" not in said(app)


def test_whoever_chooses_whom_to_be_sees_the_finding_first(nyfjord):
    app = begun(somebody(nyfjord, Role.REPRESENTATIVE).id)
    app.selectbox(key="frame.person").select(somebody(nyfjord, Role.POLITICIAN).id).run()
    assert not app.exception
    assert "Velkommen til" not in said(app)


@pytest.fixture
def lillevik(tmp_path, monkeypatch):
    """A plan of one's own, begun a moment ago, and its administrator."""
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{tmp_path / 'plan.duckdb'}")
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    close_databases()
    opened = the_database()
    guri = start_own_plan(
        opened,
        name="Lillevik kommune",
        language="nb",
        administrator_name="Guri Grav",
        today=date(2026, 11, 22),
    )
    yield opened, guri
    close_databases()


def test_a_new_plan_ticks_off_what_is_there_and_leads_to_the_next_step(lillevik):
    database, guri = lillevik
    app = begun(guri.id)
    assert failures(app) == []
    assert "Kom i gang: 1 av 8 steg er tatt" in said(app)
    assert "Velkommen til" not in said(app)

    unit = a_unit()
    add(database, type(unit), unit.model_dump(include={"code", "title"}), by=guri)
    app = begun(guri.id)
    assert "Kom i gang: 2 av 8 steg er tatt" in said(app)
    press(app, "Neste: legg inn stillingene og hvem som har dem")
    assert failures(app) == []
    assert "Personer og enheter" in said(app)


def test_the_list_goes_when_it_is_hidden(lillevik):
    _, guri = lillevik
    app = begun(guri.id)
    app.button(key="first_steps.hide").click().run()
    assert "Kom i gang" not in said(app)


def test_a_suggested_goal_is_adjusted_before_it_is_saved_and_leads_to_its_indicator(lillevik):
    database, guri = lillevik
    app = shown("plan/goals", guri.id, do="add")
    choose(app, "library.goal", "goal-1-4")
    app.run()
    assert failures(app) == []
    assert database.plan().goals == ()

    write(app, "form.goal.new.goal-1-4.title", "Ideer fra ansatte får svar innen en uke")
    *_, save = (button for button in app.button if button.label == "Nytt mål")
    app = save.click().run()
    assert failures(app) == []
    (goal,) = database.plan().goals
    assert (goal.code, goal.title) == ("1.1", "Ideer fra ansatte får svar innen en uke")

    app = shown("plan/goal", guri.id, code="1.1", do="indicator", library="ideas_answered")
    assert failures(app) == []
    fields = {field.key: field.value for field in app.text_input}
    title = next(value for key, value in fields.items() if key.endswith("ideas_answered.title"))
    assert title == "Ideer som får svar innen 14 dager"
    assert database.plan().indicators == ()


def test_actions_and_challenges_are_offered_where_one_adds_them(lillevik):
    _, guri = lillevik
    app = shown("plan/actions", guri.id, do="add")
    assert len(next(box for box in app.selectbox if box.key == "library.action").options) >= 100

    app = shown("administration/strategy", guri.id, section="challenge", do="add")
    choose(app, "library.challenge", "challenge-U3")
    app.run()
    assert failures(app) == []
    assert "Utenforskap" in [field.value for field in app.text_input]


def test_many_goals_are_pasted_seen_and_saved_or_none_of_them(lillevik):
    database, guri = lillevik
    app = press(shown("plan/goals", guri.id), "Legg til mange")
    write(app, "many.text.goal", "Heltid\t4\nLæring\t9")
    app = press(app.run(), "Legg til 2")
    assert failures(app) == []
    assert "Ingenting er lagret" in said(app)
    assert "«9» finnes ikke" in said(app)
    assert database.plan().goals == ()

    write(app, "many.text.goal", "Heltid\t4\nLæring\t3")
    press(app.run(), "Legg til 2")
    assert [goal.code for goal in database.plan().goals] == ["3.1", "4.1"]


@pytest.mark.parametrize(
    ("script", "kind", "address"),
    [
        ("plan/actions", "action", {}),
        ("plan/indicators", "indicator", {}),
        ("administration/people", "unit", {"section": "unit"}),
    ],
)
def test_many_of_anything_are_added_where_their_list_is(lillevik, script, kind, address):
    database, guri = lillevik
    app = shown(script, guri.id, do="many", **address)
    write(app, f"many.text.{kind}", "En\nTo")
    press(app.run(), "Legg til 2")
    assert len(getattr(database.plan(), f"{kind}s")) == 2

    app = shown(script, guri.id, do="many", **address)
    app = press(app, "Avbryt")
    assert f"many.text.{kind}" not in [area.key for area in app.text_area]


def test_a_list_that_is_too_long_is_refused_where_it_is_written(lillevik):
    _, guri = lillevik
    app = shown("administration/people", guri.id, do="many", section="person")
    write(app, "many.text.person", "Kari\n" * 501)
    assert "grensen er 500" in said(app.run())
