"""What administrators do: set the strategy, let people in, carry data, keep it, begin their own."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from strategy.domain.items import Person, Role
from strategy.exchange.tables.files import Field
from strategy.services import planning
from strategy.services.opening import close_databases, the_database
from strategy.store.database import Database
from strategy.ui import session
from tests.builders import (
    ADA,
    CAST,
    LIV,
    PER,
    a_person,
    a_pillar,
    a_unit,
    stock,
)
from tests.exchange.plans import a_file
from tests.exchange.stratml_documents import a_goal_with, a_report

ROOT = Path(__file__).resolve().parents[3]
APP = str(ROOT / "app.py")
pytestmark = pytest.mark.usefixtures("database")
PAGES = ("strategy", "people", "organisation", "transfer", "backup", "start")
SECTIONS = {
    "strategy": (
        "strategy",
        "pillar",
        "challenge",
        "value",
        "plan_link",
        "adoption",
        "meeting",
    ),
    "people": ("person", "position", "unit"),
}


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The store the app itself opens, holding one of everything."""
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{tmp_path / 'plan.duckdb'}")
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    close_databases()
    opened = the_database()
    stock(opened)
    yield opened
    close_databases()


def shown(
    page: str, person_id: str = "ada", *, language: str | None = None, **address: str
) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=20)
    app.session_state[session.PERSON] = person_id
    app.session_state[session.LANGUAGE] = language
    app.run()
    app.switch_page(f"pages/administration/{page}.py")
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def alone(page: str, person_id: str) -> AppTest:
    """The page without the frame around it: nothing but its own guard stands before it."""
    app = AppTest.from_file(str(ROOT / "pages" / "administration" / f"{page}.py"))
    app.session_state[session.PERSON] = person_id
    return app.run()


def everything_said(app: AppTest) -> str:
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.error)
    more = (app.warning, app.info, app.success)
    said = [str(element.value) for kind in (*kinds, *more) for element in kind]
    return "\n".join((*said, *(button.label for button in app.button)))


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def write(app: AppTest, key: str, text: str) -> None:
    fields = (*app.text_input, *app.text_area)
    next(field for field in fields if field.key == key).set_value(text)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_the_administrator(page, language):
    app = shown(page, language=language)
    assert [e.value for e in app.exception] == []
    assert app.title[0].value


@pytest.mark.parametrize(
    ("page", "section"), [(page, name) for page, names in SECTIONS.items() for name in names]
)
def test_every_section_opens_and_can_be_added_to(page, section):
    app = shown(page, section=section, do="add")
    assert [e.value for e in app.exception] == []
    if section not in {"strategy", "meeting"}:
        assert len(app.header) == 1
        assert len(app.subheader) == 1


def test_the_meeting_days_lead_to_the_one_place_where_meetings_are():
    app = shown("strategy", section="meeting")
    assert "Møtedagene ligger nå på siden Møter" in everything_said(app)
    # The bar's own link comes first.
    assert [link.proto.label for link in app.get("page_link")] == ["Personvern", "Møter"]


@pytest.mark.parametrize("page", PAGES)
def test_a_politician_who_follows_a_link_to_the_page_is_refused_calmly(page):
    app = shown(page, PER.id)
    assert [e.value for e in app.exception] == []
    assert [title.value for title in app.title] == ["Denne siden er ikke for din rolle"]
    assert [*app.header, *app.subheader, *app.text_input] == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("person_id", ["per", "ola", "rita"])
def test_whoever_finds_the_page_anyway_is_turned_away_and_sees_nothing(page, person_id):
    app = alone(page, person_id)
    assert [e.value for e in app.exception] == []
    assert [title.value for title in app.title] == ["Denne siden er ikke for din rolle"]
    assert len(app.markdown) == 1
    assert [*app.header, *app.caption, *app.button, *app.text_input] == []


@pytest.mark.parametrize("page", ["people", "organisation", "backup", "start"])
@pytest.mark.parametrize("person_id", ["liv", "hege"])
def test_only_administrators_administer(page, person_id):
    assert alone(page, person_id).title[0].value == "Denne siden er ikke for din rolle"


@pytest.mark.parametrize("page", PAGES)
def test_the_past_is_not_changed(page):
    app = AppTest.from_file(str(ROOT / "pages" / "administration" / f"{page}.py"))
    app.session_state[session.PERSON] = "ada"
    app.session_state[session.AS_OF] = date(2026, 1, 1)
    app.run()
    assert "Gå tilbake til i dag" in everything_said(app)
    assert [*app.button, *app.text_input] == []


def test_a_leader_renames_a_pillar(database):
    app = shown("strategy", LIV.id, section="pillar", item="pillar")
    write(app, "form.pillar.pillar.title", "Å tore")
    press(app, "Lagre")
    assert [pillar.title for pillar in database.plan().pillars] == ["Å tore"]
    assert "Å tore" in everything_said(app)


def test_a_new_pillar_comes_last_with_the_next_code(database):
    app = shown("strategy", section="pillar", do="add")
    write(app, "form.pillar.new.title", "Å lede")
    press(app, "Legg til")
    assert [(p.code, p.title) for p in database.plan().pillars] == [
        ("1", "Å våge"),
        ("2", "Å lede"),
    ]


def test_a_pillar_moves_up(database):
    planning.add(
        database, type(a_pillar()), {"code": "2", "title": "Å lede", "position": 1}, by=ADA
    )
    second = database.plan().pillars[1]
    app = shown("strategy", section="pillar")
    up = next(b for b in app.button if b.key == f"register.pillar.up.{second.id}")
    assert up.label == "Flytt «Å lede» opp"
    up.click().run()
    assert database.plan().pillars[0].id == second.id


def test_another_section_closes_the_form():
    app = shown("strategy", section="pillar", item="pillar")
    assert [field.value for field in app.subheader] == ["1 Å våge"]
    sections = next(g for g in app.get("button_group") if g.key == "choice.section")
    sections.set_value("value").run()
    assert app.header[0].value == "Verdier"
    assert not app.subheader
    assert "item" not in app.query_params


def test_cancelling_keeps_what_was_there(database):
    before = database.revision()
    app = shown("strategy", section="pillar", item="pillar")
    write(app, "form.pillar.pillar.title", "Å tore")
    press(app, "Avbryt")
    assert not app.subheader
    assert database.revision() == before


def test_a_long_list_can_be_searched_and_turned(database):
    with database.change(by="ada") as writing:
        writing.add_many(a_person(f"n{n}", f"Nina {n:02d}") for n in range(40))
    app = shown("people", item="n39")
    assert "Nina 39" in app.subheader[0].value
    assert "**Nina 30**" not in everything_said(app)
    app.text_input(key="search.person").set_value("nina 30").run()
    assert "**Nina 30**" in everything_said(app)
    app.text_input(key="search.person").set_value("finnes ikke").run()
    assert "Ingenting passer til det du søker etter" in everything_said(app)


def test_a_pillar_with_goals_stays(database):
    app = shown("strategy", section="pillar", item="pillar")
    press(app, "Ta ut av planen")
    assert "Dette har noe under seg" in app.error[0].value
    assert len(database.plan().pillars) == 1


def test_a_title_that_is_missing_is_told_beside_its_field_and_nothing_is_saved(database):
    before = database.revision()
    app = shown("strategy", section="pillar", item="pillar")
    write(app, "form.pillar.pillar.title", "  ")
    press(app, "Lagre")
    assert "Dette må fylles ut." in everything_said(app)
    assert database.revision() == before


def test_who_was_slower_sees_what_the_other_wrote(database):
    app = shown("strategy", do="edit")
    strategy = database.plan().strategy
    planning.change(database, strategy, {"title": "Sammen mot 2029"}, by=LIV)
    write(app, "form.strategy.title", "Vi mot 2029")
    press(app, "Lagre")
    assert "Liv Lie" in app.warning[0].value
    assert "Sammen mot 2029" in app.warning[0].value
    assert database.plan().strategy.title == "Sammen mot 2029"
    press(app, "Lagre")
    assert database.plan().strategy.title == "Vi mot 2029"


def test_what_people_wrote_is_shown_as_they_wrote_it(database):
    planning.change(database, database.plan().pillars[0], {"title": "[x](http://y) **z**"}, by=ADA)
    app = shown("strategy", section="pillar")
    assert "[x](http" not in everything_said(app)


def test_the_last_administrator_keeps_the_role(database):
    app = shown("people", item="ada")
    app.multiselect[0].set_value([Role.HR])
    press(app, "Lagre")
    assert "Dette er den eneste administratoren" in everything_said(app)
    assert database.plan().find(Person, "ada").roles == (Role.ADMINISTRATOR,)


def test_taking_access_away_leaves_the_position_vacant(database):
    app = shown("people", item="ola")
    press(app, "Ta fra tilgangen")
    plan = database.plan()
    assert plan.find(Person, "ola").retired
    assert plan.positions[0].holder_id is None
    assert "1 stilling er ledig" in shown("people", section="position").warning[0].value
    press(app, "Gi tilgangen tilbake")
    assert not database.plan().find(Person, "ola").retired


def test_a_newcomer_takes_over_a_position_in_one_step(database):
    app = shown("people", section="position", takeover="position")
    write(app, "form.takeover.position.newcomer_name", "Nora Nes")
    press(app, "Sett inn")
    plan = database.plan()
    nora = next(person for person in plan.people if person.name == "Nora Nes")
    assert plan.positions[0].holder_id == nora.id
    assert nora.roles == (Role.OWNER,)


def test_taking_over_without_anybody_is_told_and_changes_nothing(database):
    before = database.revision()
    app = shown("people", section="position", takeover="position")
    press(app, "Sett inn")
    assert "Velg en som er registrert, eller skriv navnet på en ny" in everything_said(app)
    assert database.revision() == before


def test_a_position_that_is_responsible_for_something_stays(database):
    app = shown("people", section="position", item="position")
    press(app, "Ta ut av planen")
    assert "Stillingen har ansvar for 2 mål, tiltak eller indikatorer" in app.error[0].value
    assert [position.id for position in database.plan().positions] == ["position"]


def test_somebody_without_a_name_is_not_added(database):
    app = shown("people", do="add")
    press(app, "Legg til")
    assert "Dette må fylles ut" in everything_said(app)
    assert len(database.plan().people) == len(CAST)


def test_units_stand_below_their_parent(database):
    planning.add(database, type(a_unit()), {"code": "050", "title": "Skole", "parent_id": "unit"},
                 by=ADA)  # fmt: skip
    planning.add(database, type(a_unit()), {"code": "900", "title": "Teknisk"}, by=ADA)
    app = shown("people", section="unit")
    lines = [m.value.partition("  \n")[0] for m in app.markdown if m.value.startswith("**")]
    assert lines == ["**100 Oppvekst**", "**050 Skole**", "**900 Teknisk**"]


def test_reporting_days_are_read_as_people_write_them(database):
    app = shown("organisation")
    write(app, "form.organisation.reporting_days", "31.12., 30.6")
    write(app, "form.organisation.at_risk_points", "5")
    press(app, "Lagre")
    organisation = database.plan().organisation
    assert organisation.reporting_days == ("06-30", "12-31")
    assert organisation.at_risk_points == 5


@pytest.mark.parametrize("written", ["31.02.", "29.02.", "i mai", "13-45"])
def test_a_day_that_does_not_exist_every_year_is_refused(database, written):
    before = database.revision()
    app = shown("organisation")
    write(app, "form.organisation.reporting_days", written)
    press(app, "Lagre")
    assert "Skriv dager som finnes hvert år" in everything_said(app)
    assert database.revision() == before


def test_a_limit_below_the_other_is_refused(database):
    app = shown("organisation")
    write(app, "form.organisation.off_track_points", "3")
    press(app, "Lagre")
    assert "Tallet er for lavt eller for høyt" in everything_said(app)
    assert database.plan().organisation.off_track_points == 25


def test_a_bad_file_is_told_row_by_row_and_changes_nothing(database):
    before = database.revision()
    app = shown("transfer")
    app.file_uploader[0].set_value(("plan.xlsx", a_workbook("bedre", ""), "")).run()
    table = app.dataframe[0].value
    assert list(table.columns)[:3] == ["Ark", "Rad", "Kolonne"]
    assert ("Tiltak", "2") in list(zip(table["Ark"], table["Rad"], strict=True))
    assert "Hent inn" not in [button.label for button in app.button]
    assert database.revision() == before


def test_a_good_file_is_shown_first_and_brought_in_when_asked(database):
    before = database.revision()
    app = shown("transfer")
    app.file_uploader[0].set_value(("plan.xlsx", a_workbook("T-77", "Ny turnus"), "")).run()
    assert [metric.value for metric in app.metric] == ["1", "0", "0", "0"]
    assert database.revision() == before
    press(app, "Hent inn")
    assert [a.title for a in database.plan().actions if a.code == "T-77"] == ["Ny turnus"]
    assert not app.metric


def test_anybodys_handlingsplan_is_read_as_a_person_says_and_brought_in(database):
    content = "Satsingsområde;Tiltak;Status;Rart\nRekruttering;Kurs i ro;Svever;Husk rom\n".encode()
    app = shown("transfer")
    app.file_uploader[0].set_value(("plan.csv", content, "")).run()
    assert "Hent inn" not in [button.label for button in app.button]
    boxes = {box.label: box for box in app.selectbox}
    boxes["Rart"].set_value(Field.COMMENT)
    boxes["Rekruttering"].set_value(database.plan().pillars[0].id)
    boxes["svever"].set_value("stopped")
    next(box for box in app.checkbox if box.label == "Slik skal filen leses").check().run()
    press(app, "Hent inn")
    (action,) = [a for a in database.plan().actions if a.title == "Kurs i ro"]
    assert (action.state, action.description) == ("stopped", "Kommentar: Husk rom")


def test_a_pasted_table_is_read_as_a_file_is_and_can_be_taken_back(database):
    app = shown("transfer")
    pasted = next(area for area in app.text_area if area.label == "Eller lim inn en tabell")
    pasted.set_value("Tiltak\tFrist\nKurs i ro\t2027\n").run()
    press(app, "Hent inn")
    assert "Kurs i ro" in [action.title for action in database.plan().actions]
    assert next(button for button in app.button if button.label == "Ta importen tilbake").disabled
    next(box for box in app.checkbox if box.label.startswith("Ja, fjern det")).check().run()
    press(app, "Ta importen tilbake")
    assert "Kurs i ro" not in [action.title for action in database.plan().actions]
    assert "Ta importen tilbake" not in [button.label for button in app.button]


def test_an_import_that_something_rests_on_is_not_taken_back_and_it_is_said_why(database):
    app = shown("transfer")
    app.file_uploader[0].set_value(("plan.csv", b"Tiltak;Frist\nKurs;2027\n", "")).run()
    press(app, "Hent inn")
    action = next(a for a in database.plan().actions if a.title == "Kurs")
    with database.change(by=None) as change:
        change.update(action.model_copy(update={"title": "Kurset"}))
    next(box for box in app.checkbox if box.label.startswith("Ja, fjern det")).check().run()
    press(app, "Ta importen tilbake")
    assert "Kurset" in everything_said(app)


def test_a_stratml_document_is_told_element_by_element_and_brought_in_when_asked(database):
    wrong = f"\n<Goal><Name>A</Name><Description>{'x' * 10_001}</Description></Goal>"
    app = shown("transfer")
    app.file_uploader[0].set_value(("plan.xml", a_report(wrong), "")).run()
    table = app.dataframe[0].value
    assert list(table.columns)[:2] == ["Element", "Linje"]
    assert list(table["Linje"]) == ["6"]
    assert table["Element"][0].endswith("StrategicPlanCore/Goal/Description")

    app.file_uploader[0].set_value(("plan.xml", a_report(a_goal_with("")), "")).run()
    press(app, "Hent inn")
    assert "Flere prøver nytt" in [goal.title for goal in database.plan().goals]


def test_the_plan_is_offered_as_stratml_in_two_parts():
    labels = [button.proto.label for button in shown("transfer").get("download_button")]
    assert {"Plan med tall (del 2)", "Bare strategien (del 1)"} <= set(labels)


def test_what_a_file_would_change_is_named(database):
    action = database.plan().actions[0]
    app = shown("transfer")
    app.file_uploader[0].set_value(("plan.xlsx", a_workbook(action.code, "Nytt navn"), "")).run()
    assert "Endret: Tiltak 1" in [expander.label for expander in app.expander]
    said = everything_said(app)
    assert "Tiltak: T\\-1 Nytt navn" in said
    assert f"Tittel: {action.title} → Nytt navn" in said
    assert "bruker koden til noe som finnes" in said


def test_what_a_file_would_empty_is_named_field_by_field(database):
    action = database.plan().actions[0]
    rows = [["Kode", "Frist"], [action.code, "[tøm]"]]
    app = shown("transfer")
    app.file_uploader[0].set_value(("plan.xlsx", a_file({"Tiltak": rows}), "")).run()
    assert "Frist: tømmes (det står " in everything_said(app)


def test_a_file_of_another_kind_is_answered_in_our_own_words(database):
    before = database.revision()
    app = shown("transfer")
    for name, content, said in (
        ("plan.pdf", b"%PDF-1.7", "Filen er skadet"),
        ("plan.xls", b"<html><table>", "ingen tabell med mål eller tiltak"),
        ("plan.docx", b"", "Filen er tom."),
    ):
        app.file_uploader[0].set_value((name, content, "")).run()
        assert any(said in text for text in app.dataframe[0].value.iloc[:, -1])
    assert database.revision() == before


def test_a_backup_is_taken_and_gone_back_to(database):
    app = shown("backup")
    press(app, "Ta en kopi nå")
    planning.change(database, database.plan().strategy, {"title": "Noe helt annet"}, by=ADA)
    press(app, "Gå tilbake til denne")
    press(app, "Gå tilbake")
    assert "Ingenting er endret" in app.error[0].value
    assert database.plan().strategy.title == "Noe helt annet"
    app.text_input[0].set_value("tilbake")
    press(app, "Gå tilbake")
    assert database.plan().strategy.title == "Arbeidsgiverstrategi 2025–2029"


def test_a_backup_kept_elsewhere_brings_the_plan_back(database, tmp_path):
    database.backup(tmp_path / "kept.duckdb")
    planning.change(database, database.plan().strategy, {"title": "Noe helt annet"}, by=ADA)
    app = shown("backup")
    kept = (tmp_path / "kept.duckdb").read_bytes()
    app.file_uploader[0].set_value(("kept.duckdb", kept, "")).run()
    app.text_input[0].set_value("Tilbake")
    press(app, "Gå tilbake")
    assert database.plan().strategy.title == "Arbeidsgiverstrategi 2025–2029"
    assert not app.text_input


def test_a_file_that_is_no_backup_changes_nothing(database):
    app = shown("backup")
    app.file_uploader[0].set_value(("kept.duckdb", b"not at all", "")).run()
    app.text_input[0].set_value("tilbake")
    press(app, "Gå tilbake")
    assert "Filen er ikke en sikkerhetskopi herfra" in app.error[0].value
    assert database.plan().strategy.title == "Arbeidsgiverstrategi 2025–2029"


def test_a_politician_who_learns_the_address_downloads_nothing():
    assert not alone("transfer", PER.id).get("download_button")
    assert not alone("backup", PER.id).get("download_button")


def test_from_the_demo_to_ones_own_plan(database, tmp_path):
    with database.change(by="ada") as writing:
        writing.update(database.plan().organisation.model_copy(update={"demo": True}))
    app = shown("start")
    write(app, "form.start.organisation_name", "Storvik kommune")
    write(app, "form.start.administrator_name", "Siri Sand")
    press(app, "Start egen plan")
    assert "Kryss av for at demoen kan erstattes" in everything_said(app)
    assert database.plan().organisation.demo
    app.checkbox[0].check()
    press(app, "Start egen plan")
    plan = database.plan()
    assert plan.organisation.name == "Storvik kommune"
    assert [person.name for person in plan.people] == ["Siri Sand"]
    assert len(list((tmp_path / "backups").glob("strategy-*.duckdb"))) == 1
    assert "Dette er planen til Storvik kommune" in app.success[0].value


def test_an_own_plan_is_not_started_twice():
    app = shown("start")
    assert "Fjordvik kommune" in app.success[0].value
    assert not app.text_input


def a_workbook(code: str, title: str) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Tiltak"
    page.append(["Kode", "Tittel", "Frist"])
    page.append([code, title, "31.12.2026" if title else "x" * 10])
    with io.BytesIO() as out:
        book.save(out)
        return out.getvalue()
