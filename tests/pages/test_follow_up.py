"""What owners and HR meet: Min side, done in two minutes, and the table of all actions."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from strategy.domain.items import Role
from strategy.services import follow_up, planning
from strategy.services.opening import close_databases, the_database
from strategy.services.reading import today_in
from strategy.store.database import Database
from strategy.ui import session
from tests.builders import (
    CAST,
    HEGE,
    LIV,
    OLA,
    a_check_in,
    a_goal,
    a_person,
    a_pillar,
    a_position,
    a_postponement,
    a_strategy,
    a_unit,
    an_action,
    an_indicator,
    an_organisation,
    stock,
)

ROOT = Path(__file__).resolve().parents[2]
APP = str(ROOT / "app.py")
pytestmark = pytest.mark.usefixtures("database")
DINA = a_person("dina", "Dina Dahl", Role.OWNER)
ODD = a_person("odd", "Odd Olsen", Role.OWNER)


def days_ago(database: Database, number: int) -> date:
    return today_in(database) - timedelta(days=number)


def an_owned(database: Database, action_id: str, code: str, *, due_in: int):
    return an_action(
        id=action_id,
        code=code,
        title=f"Tiltak {code}",
        goal_ids=("goal",),
        owner_id="position",
        start=days_ago(database, 100),
        due=days_ago(database, -due_in),
        original_due=None,
    )


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The store the app itself opens: Ola is late with one action, another is due soon."""
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{tmp_path / 'plan.duckdb'}")
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    close_databases()
    opened = the_database()
    late = an_owned(opened, "late", "T-1", due_in=-10)
    soon = an_owned(opened, "soon", "T-2", due_in=200)
    said = {"on": days_ago(opened, 40), "percent": 40, "comment": "Halvparten er kurset"}
    stock(
        opened,
        an_organisation(),
        a_strategy(),
        a_unit(),
        a_position(deputy_id="dina"),
        a_position(id="other", title="Kommunalsjef helse", holder_id=None),
        a_pillar(),
        a_goal(id="goal"),
        late,
        soon,
        a_check_in(late, id="said", **said),
        an_indicator(id="figure", goal_id="goal", owner_id="position"),
        *CAST,
        DINA,
        ODD,
    )
    yield opened
    close_databases()


def shown(page: str, person_id: str, *, language: str | None = None, **address: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=20)
    app.session_state[session.PERSON] = person_id
    app.session_state[session.LANGUAGE] = language
    app.run()
    app.switch_page(f"pages/follow_up/{page}.py")
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def alone(page: str, person_id: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / "follow_up" / f"{page}.py"), default_timeout=20)
    app.session_state[session.PERSON] = person_id
    return app.run()


def everything_said(app: AppTest) -> str:
    kinds = (app.title, app.header, app.markdown, app.caption, app.error, app.warning, app.info)
    said = [str(element.value) for kind in kinds for element in kind]
    return "\n".join((*said, *(button.label for button in app.button)))


def press(app: AppTest, key: str) -> AppTest:
    return next(button for button in app.button if button.key == key).click().run()


def write(app: AppTest, key: str, text: str) -> AppTest:
    fields = (*app.text_input, *app.text_area)
    return next(field for field in fields if field.key == key).set_value(text).run()


def card(person_id: str, item_id: str, name: str) -> str:
    return f"my.{person_id}/{item_id}/{name}"


# --- Min side -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize(("page", "person_id"), [("my_page", "ola"), ("grid", "hege")])
def test_the_pages_open_in_every_language(page, person_id, language):
    app = shown(page, person_id, language=language)
    assert [e.value for e in app.exception] == []
    assert app.title[0].value


def test_ola_sees_what_waits_for_him_with_what_was_said_last():
    said = everything_said(shown("my_page", OLA.id))
    assert "3 ting venter på deg" in said
    assert "10 dager over fristen" in said
    assert "40 %" in said
    assert "Halvparten er kurset" in said
    assert "Aldri meldt" in said
    assert "Aldri målt" in said


def test_nothing_has_changed_takes_one_press(database):
    app = press(shown("my_page", OLA.id), card("ola", "late", "confirm"))
    latest = database.plan().latest_check_in("late")
    assert (latest.percent, latest.unchanged_count, latest.by_id) == (40, 1, "ola")
    assert "2 ting venter på deg" in everything_said(app)


def test_ola_does_everything_and_is_told_that_he_is_done(database):
    app = shown("my_page", OLA.id)
    app = write(app, card("ola", "late", "comment"), "Siste gruppe er i gang")
    app = write(app, card("ola", "late", "proposed_due"), "31.12.2099")
    app = write(app, card("ola", "late", "reason"), "Lokalet ble ledig sent")
    app = write(app, card("ola", "soon", "comment"), "Vi har begynt")
    app = write(app, card("ola", "figure", "measured_value"), "7,9 %")
    before = database.revision()
    app = press(app, "my.save_all")
    assert [e.value for e in app.exception] == []
    assert database.revision() == before + 1
    plan = database.plan()
    assert plan.latest_check_in("late").comment == "Siste gruppe er i gang"
    assert plan.latest_check_in("soon").comment == "Vi har begynt"
    assert plan.measurements_of("figure")[0].value == 7.9
    (proposal,) = plan.postponements_of("late")
    assert proposal.proposed_due == date(2099, 12, 31)
    assert "Du er ferdig" in everything_said(app)
    assert "Neste gang vi spør deg er" in everything_said(app)


def test_one_refusal_saves_nothing_and_keeps_every_word(database):
    app = shown("my_page", OLA.id)
    app = write(app, card("ola", "late", "proposed_due"), "31.12.2099")
    app = write(app, card("ola", "soon", "comment"), "Vi har begynt")
    before = database.revision()
    app = press(app, "my.save_all")
    assert database.revision() == before
    assert [error.value for error in app.error] == ["**Begrunnelse:** Skriv en kort begrunnelse."]
    kept = {field.key: field.value for field in (*app.text_input, *app.text_area)}
    assert kept[card("ola", "late", "proposed_due")] == "31.12.2099"
    assert kept[card("ola", "soon", "comment")] == "Vi har begynt"
    app = write(app, card("ola", "late", "reason"), "Lokalet ble ledig sent")
    app = press(app, "my.save_all")
    assert database.revision() == before + 1
    assert app.error == []


def test_a_judgement_of_ones_own_asks_for_a_reason_at_once(database):
    app = shown("my_page", OLA.id)
    keys = [field.key for field in app.text_input]
    assert card("ola", "soon", "override_reason") not in keys
    choice = next(b for b in app.get("button_group") if b.key == card("ola", "soon", "judgement"))
    app = choice.set_value(["on_track"]).run()
    app = write(app, card("ola", "soon", "override_reason"), "Det meste skjer i høst")
    app = press(app, card("ola", "soon", "save"))
    latest = database.plan().latest_check_in("soon")
    assert (latest.judgement, latest.override_reason) == ("on_track", "Det meste skjer i høst")


def test_what_somebody_else_did_meanwhile_is_shown_and_not_overwritten(database):
    app = shown("my_page", OLA.id)
    app = write(app, card("ola", "late", "comment"), "Mitt ord")
    follow_up.check_in(
        database, "late", {"percent": 70, "comment": "Heges ord"}, by=HEGE, today=today_in(database)
    )
    # Hege's answer takes the action off the list of what waits, so Ola comes back to a late one.
    app = press(app, card("ola", "soon", "save"))
    assert database.plan().latest_check_in("late").comment == "Heges ord"
    assert "Heges ord" not in everything_said(app)


def test_a_card_somebody_else_answered_first_says_so(database):
    app = shown("my_page", OLA.id)
    app = write(app, card("ola", "soon", "comment"), "Mitt ord")
    planning.change(
        database,
        database.plan().by_id["soon"],
        {"title": "Nytt navn"},
        by=LIV,
        today=today_in(database),
    )
    before = database.revision()
    app = press(app, card("ola", "soon", "save"))
    assert database.revision() == before
    assert "Liv Lie endret dette mens du skrev" in everything_said(app)
    app = press(app, card("ola", "soon", "save"))
    assert database.plan().latest_check_in("soon").comment == "Mitt ord"
    assert app.warning == []


def test_a_hundred_per_cent_asks_whether_it_is_completed(database):
    app = shown("my_page", OLA.id)
    key = card("ola", "late", "percent")
    app = next(n for n in app.number_input if n.key == key).set_value(100).run()
    box = next(c for c in app.checkbox if c.key == card("ola", "late", "completed"))
    app = box.check().run()
    press(app, card("ola", "late", "save"))
    assert database.plan().by_id["late"].state == "done"


def test_nothing_written_is_told_calmly(database):
    before = database.revision()
    app = press(shown("my_page", OLA.id), "my.save_all")
    assert "Du har ikke skrevet noe ennå" in everything_said(app)
    assert database.revision() == before


def test_the_deputy_is_told_that_it_is_somebody_elses():
    said = everything_said(shown("my_page", DINA.id))
    assert "stedfortreder for Kommunalsjef oppvekst" in said
    assert "som stedfortreder" in said


def test_one_who_answers_for_nothing_is_told_what_the_page_is_for():
    said = everything_said(shown("my_page", ODD.id))
    assert "Ingenting er ditt ansvar ennå" in said
    assert "Lagre" not in said


def test_a_leader_answers_a_proposed_date_from_min_side(database):
    action = database.plan().by_id["late"]
    with database.change(by=OLA.id) as change:
        change.add(a_postponement(action, id="p", proposed_on=days_ago(database, 3)))
    app = shown("my_page", LIV.id)
    assert "Ny frist, har ventet 3 dager" in everything_said(app)
    app = write(app, "decide.note.p", "Greit")
    app = press(app, "decide.yes.p")
    (decided,) = database.plan().postponements_of("late")
    assert (decided.outcome, decided.decided_by, decided.decision_note) == (
        "approved",
        "liv",
        "Greit",
    )
    assert "Du er ferdig" in everything_said(app)


def test_min_side_is_the_whole_plans_whatever_unit_is_chosen():
    app = shown("my_page", OLA.id)
    app.session_state[session.UNIT] = "unit"
    assert "3 ting venter på deg" in everything_said(app.run())


def test_nobody_reports_on_the_past(database):
    app = shown("my_page", OLA.id)
    app.session_state[session.AS_OF] = days_ago(database, 1)
    app.run()
    assert "Gå tilbake til i dag for å melde" in everything_said(app)
    assert app.text_area == []


def test_for_an_owner_min_side_stands_first_in_the_menu():
    from strategy.i18n import words  # noqa: PLC0415
    from strategy.ui import frame  # noqa: PLC0415, F401

    assert words("nb")("page.my-page") == "Min side"


@pytest.mark.parametrize("page", ["my_page", "grid"])
def test_a_politician_meets_a_closed_door(page):
    app = alone(page, "per")
    assert [e.value for e in app.exception] == []
    assert "Denne siden er ikke for deg" in app.header[0].value or app.header[0].value
    assert app.button == []


@pytest.mark.parametrize("person_id", ["ola", "rita"])
def test_only_planners_meet_the_table(person_id):
    app = alone("grid", person_id)
    assert app.get("arrow_data_frame") == []
    assert app.button == []


# --- the table ------------------------------------------------------------------------------------


def edit(app: AppTest, rows: dict[int, dict[str, object]], **more: object) -> AppTest:
    """Do in the table what a browser, or somebody pretending to be one, would send."""
    key = f"grid.editor.{app.session_state['grid_round']}"
    app.session_state[key] = {"edited_rows": rows, "added_rows": [], "deleted_rows": [], **more}
    return app.run()


def save(app: AppTest) -> AppTest:
    return next(b for b in app.button if b.label.startswith("Lagre")).click().run()


def test_hege_changes_two_rows_and_saves_them_together(database):
    app = edit(
        shown("grid", HEGE.id),
        {0: {"owner_id": "Kommunalsjef helse", "due": "1. halvår 2099"}, 1: {"percent": 55.0}},
    )
    assert "2 tiltak har endringer som ikke er lagret" in [e.label for e in app.expander]
    before = database.revision()
    app = save(app)
    assert [e.value for e in app.exception] == []
    assert database.revision() == before + 1
    plan = database.plan()
    assert plan.by_id["late"].owner_id == "other"
    assert plan.by_id["late"].due == date(2099, 6, 30)
    assert plan.latest_check_in("soon").percent == 55
