"""The command line: every command, what it prints for people and for machines, how it ends."""

import json
import re
from contextlib import closing
from datetime import date, datetime

import duckdb
import pytest

from strategy.cli import main
from strategy.commands.running import COMMANDS, refused
from strategy.domain.errors import (
    ForgottenError,
    InvalidInputError,
    NewerStoreError,
    NotADatabaseError,
    NotFoundError,
    Problem,
    StoreBusyError,
)
from strategy.services.publishing import publications as publishing
from strategy.store.database import open_database
from tests.builders import HEGE, LIV

EVERY_COMMAND = {*COMMANDS, "go-on", "serve"}


def document(result):
    return json.loads(result.stdout)


def revision_of(url):
    with closing(open_database(url)) as database:
        return database.revision()


# --- help ---------------------------------------------------------------------------------------


def test_the_help_lists_every_command_and_exit_code(terminal):
    told = terminal("--help")
    assert told.exit_code == 0
    assert set(main.commands) == EVERY_COMMAND
    for name in EVERY_COMMAND:
        assert re.search(rf"^  {name}  +\S", told.stdout, re.MULTILINE), name
    for code in range(6):
        assert re.search(rf"^ +{code}  \S", told.stdout, re.MULTILINE), code


@pytest.mark.parametrize("name", sorted(EVERY_COMMAND))
def test_every_option_of_a_command_is_explained(terminal, name):
    told = terminal(name, "--help")
    assert told.exit_code == 0
    for option in main.commands[name].params:
        if option.param_type_name == "option":
            assert getattr(option, "help", None), option.name


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_on_the_store_speaks_json(name):
    assert "--json" in {o for option in main.commands[name].params for o in option.opts}


@pytest.mark.parametrize(
    "wrong", [["fly"], ["import"], ["import", "there-is-none.xlsx"], ["status", "--loud"]]
)
def test_what_is_not_understood_ends_with_2(terminal, wrong):
    assert terminal(*wrong).exit_code == 2


# --- beginning ----------------------------------------------------------------------------------


def test_one_begins_an_own_plan(terminal):
    begun = terminal("init", "--name", "Lillevik", "--language", "nn", "--administrator", "Guri")
    assert begun.exit_code == 0
    assert begun.stdout == "Lillevik has an empty plan with 5 pillars.\n"
    status = document(terminal("status", "--json"))
    assert status["strategy"]["organisation"] == "Lillevik"
    assert [p["title"] for p in status["pillars"]] == [
        "Å våge",
        "Å leie",
        "Å lære",
        "Å mobilisere",
        "Å samhandle",
    ]


def test_init_asks_for_what_it_was_not_told(terminal):
    begun = terminal("init", answers="Lillevik\nen\nGuri Grav\n")
    assert begun.exit_code == 0
    assert "Lillevik has an empty plan" in begun.stdout


def test_init_takes_its_defaults_where_nobody_answers(terminal):
    begun = terminal("init", "--json")
    assert begun.exit_code == 0
    assert document(begun)["organisation"] == "Kommunen"


def test_init_leaves_a_plan_alone(terminal, stocked):
    refused = terminal("init", "--name", "X", "--language", "nb", "--administrator", "Y")
    assert refused.exit_code == 3
    assert refused.stdout == ""
    assert "There is a plan already" in refused.stderr
    assert revision_of(stocked) == 1


def test_init_wants_a_name(terminal, duck_url):
    refused = terminal("init", "--name", " ", "--language", "nb", "--administrator", "Y", "--json")
    assert refused.exit_code == 3
    assert document(refused)["error"].startswith("name: ")
    assert revision_of(duck_url) == 0


@pytest.mark.slow
def test_the_demo_is_loaded_with_progress_into_an_empty_store_only(terminal):
    loaded = terminal("demo")
    assert loaded.exit_code == 0
    assert "Nyfjord kommune is there" in loaded.stdout
    assert "Loading the demo municipality … 100%" in loaded.stderr
    assert terminal("demo").exit_code == 3
    checked = terminal("check", "--json")
    assert checked.exit_code == 0
    assert document(checked)["orphans"] == []
    assert document(checked)["journal_agrees"] is True
    own = ("init", "--name", "Lillevik", "--language", "nb", "--administrator", "Guri")
    assert terminal(*own).exit_code == 3
    assert terminal(*own, "--replace-demo").exit_code == 0


# --- in and out ---------------------------------------------------------------------------------


def test_what_is_exported_comes_back_unchanged(terminal, stocked, tmp_path):
    workbook = tmp_path / "out" / "plan.xlsx"
    exported = terminal("export", workbook, "--json")
    assert exported.exit_code == 0
    assert document(exported) == {"path": str(workbook), "bytes": workbook.stat().st_size}
    looked = terminal("import", workbook, "--dry-run", "--json")
    assert looked.exit_code == 0
    told = document(looked)
    assert (told["new"], told["changed"], told["problems"]) == (0, 0, [])
    assert told["unchanged"] > 10
    assert terminal("import", workbook).exit_code == 0
    assert revision_of(stocked) == 1


@pytest.mark.parametrize(
    ("part", "root"), [("1", "StrategicPlan"), ("2", "PerformancePlanOrReport")]
)
def test_what_is_exported_as_stratml_comes_back_unchanged(terminal, stocked, tmp_path, part, root):
    document_file = tmp_path / "plan.XML"
    assert terminal("export", document_file, "--part", part).exit_code == 0
    assert f"<{root} xmlns=" in document_file.read_text(encoding="utf-8")
    looked = terminal("import", document_file, "--dry-run", "--json")
    told = document(looked)
    assert (told["new"], told["changed"], told["problems"]) == (0, 0, [])
    assert terminal("import", document_file).exit_code == 0
    assert revision_of(stocked) == 1


def test_a_stratml_file_with_problems_is_told_about_by_element_and_line(
    terminal, stocked, tmp_path
):
    wrong = tmp_path / "plan.xml"
    wrong.write_text("<StrategicPlan>\n<Name/>\n</StrategicPlan>", encoding="utf-8")
    refused = terminal("import", wrong)
    assert refused.exit_code == 3
    assert "StrategicPlan, linje 1: Dokumentet har verken mål" in refused.stderr
    wrong.write_text("<html/>", encoding="utf-8")
    assert "Dette er XML, men ikke StratML" in terminal("import", wrong, "--dry-run").stdout
    wrong.write_bytes(b"<a>" + b" " * 10_000_000)
    assert terminal("import", wrong).stderr.count("\nFilen er større enn 10 MB.") == 1
    assert revision_of(stocked) == 1


def test_an_import_is_noted_as_made_at_the_command_line(terminal, stocked, tmp_path):
    goals = tmp_path / "Mål.csv"
    goals.write_text("Kode;Tittel;Satsingsområde\n1.2;Flere prøver seg fram;1\n", encoding="utf-8")
    looked = terminal("import", goals, "--dry-run", "--json")
    assert (document(looked)["new"], looked.exit_code) == (1, 0), looked.stdout
    assert revision_of(stocked) == 1
    assert terminal("import", goals).exit_code == 0
    with closing(open_database(stocked)) as database:
        assert database.revisions()[0].by_id == "system"
    assert terminal("check").exit_code == 0


def test_a_handlingsplan_of_anybodys_is_asked_about_and_imported_as_guessed(
    terminal, stocked, tmp_path
):
    plan = tmp_path / "Handlingsplan.csv"
    plan.write_text(
        "Satsingsområde;Mål;Tiltak;Ansvar;Frist;Rart\nRekruttering;Ro;Kurs;HR-sjef;2026;x y\n",
        encoding="utf-8",
    )
    told = document(terminal("import", plan, "--dry-run", "--json"))
    assert told["recognised"] == "table"
    (table,) = told["tables"]
    assert (table["sheet"], table["rows"]) == ("Handlingsplan", 1)
    assert table["columns"][3] == {
        "heading": "Ansvar", "taken_for": "owner", "why": "heter det samme som «Ansvar»",
    }  # fmt: skip
    assert table["columns"][5]["taken_for"] is None
    assert (told["found"]["pillars"], told["found"]["actions"], told["found"]["dates"]) == (1, 1, 1)
    (question,) = told["questions"]
    assert "Rekruttering" in question["about"]
    assert "Som foreslått" in question["choices"]
    refused = terminal("import", plan)
    assert refused.exit_code == 3
    assert "Nothing is saved until the questions are answered" in refused.stderr
    assert revision_of(stocked) == 1
    assert terminal("import", plan, "--guess").exit_code == 0
    again = document(terminal("import", plan, "--guess", "--dry-run", "--json"))
    assert (again["new"], again["changed"], again["problems"]) == (0, 0, [])
    assert document(terminal("undo-import", "--json"))["name"] == "Handlingsplan.csv"
    nothing = terminal("undo-import")
    assert (nothing.exit_code, "no import to take back" in nothing.stderr) == (3, True)


def test_a_file_with_problems_is_told_about_and_not_imported(terminal, stocked, tmp_path):
    letter = tmp_path / "letter.xlsx"
    letter.write_bytes(b"Kjaere kommune")
    looked = terminal("import", letter, "--dry-run", "--json")
    assert looked.exit_code == 1
    (problem,) = document(looked)["problems"]
    assert set(problem) == {"sheet", "row", "column", "message"}
    assert problem["message"]
    refused = terminal("import", letter)
    assert refused.exit_code == 3
    assert "1 problems: nothing was saved." in refused.stderr
    assert revision_of(stocked) == 1


@pytest.mark.usefixtures("stocked")
def test_a_file_that_cannot_be_written_is_told_about(terminal, tmp_path):
    (tmp_path / "taken").write_text("a file, no folder")
    refused = terminal("export", tmp_path / "taken" / "plan.xlsx")
    assert refused.exit_code == 3
    assert "there lies a file where a folder should be" in refused.stderr


# --- looking ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("stocked")
def test_status_shows_goals_with_their_figures(terminal):
    shown = terminal("status")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("Fjordvik kommune · Arbeidsgiverstrategi 2025–2029, ")
    assert re.search(r"^  1\.1 Vi prøver ut nye løsninger +30% ", shown.stdout, re.MULTILINE)
    assert re.search(r"^Findings: \d+ ", shown.stdout, re.MULTILINE)


def test_status_of_an_empty_store_says_so(terminal):
    shown = terminal("status")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("Nothing here yet, ")


@pytest.mark.usefixtures("stocked")
def test_check_finds_a_reference_that_leads_nowhere(terminal, duck_url):
    with closing(duckdb.connect(duck_url.removeprefix("duckdb:///"))) as behind_our_back:
        behind_our_back.execute("update goal set pillar_id = 'gone'")
    found = terminal("check", "--json")
    assert found.exit_code == 1
    assert document(found)["orphans"] == [
        {"kind": "goal", "item_id": "goal", "field": "pillar_id", "missing_id": "gone"}
    ]
    assert document(found)["journal_agrees"] is False
    told = terminal("check")
    assert "goal goal: pillar_id leads to nothing (gone)" in told.stdout
    assert "journal DIFFERS" in told.stdout


@pytest.mark.usefixtures("stocked")
@pytest.mark.parametrize(
    "sql",
    [
        "update publication set title = 'T9'",
        "update publication_event set by_id = 'nobody'",
        "update publication_page set body = 'x' where name = 'nn.html'",
    ],
)
def test_check_finds_a_publication_that_is_not_what_was_published(terminal, duck_url, sql):
    with closing(open_database(duck_url)) as store:
        now = datetime(2026, 7, 1, 10)  # noqa: DTZ001 - the store speaks UTC without a zone
        given = {"title": "T1", "day": date(2026, 4, 30), "today": now.date()}
        draft = publishing.prepare(store, by=HEGE, now=now, **given)
        draft = publishing.save(store, draft, {"summary": "Bra"}, by=HEGE)
        one = publishing.publish(store, draft, by=LIV, now=now)
    whole = terminal("check", "--json")
    assert document(whole)["tampered_publications"] == []
    assert "Publications: as published." in terminal("check").stdout
    with closing(duckdb.connect(duck_url.removeprefix("duckdb:///"))) as behind_our_back:
        behind_our_back.execute(sql)

    found = terminal("check", "--json")
    assert found.exit_code == 1
    assert document(found)["tampered_publications"] == [one.id]
    told = terminal("check").stdout
    assert f"publication {one.id}: not what was published, or its log is not" in told
    assert "Publications: 1 CHANGED." in told


@pytest.mark.usefixtures("stocked")
def test_check_counts_the_findings_by_rule(terminal):
    looked = terminal("check", "--json")
    assert looked.exit_code == 0
    told = document(looked)
    assert told["findings"] == sum(told["by_rule"].values()) > 0


# --- keeping ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("stocked")
def test_a_backup_goes_into_the_folder_beside_the_store(terminal, tmp_path):
    taken = terminal("backup", "--json")
    assert taken.exit_code == 0
    (kept,) = (tmp_path / "backups").iterdir()
    assert document(taken) == {"path": str(kept), "bytes": kept.stat().st_size, "revision": 1}


def test_a_backup_taken_to_a_file_is_restored(terminal, stocked, tmp_path):
    kept = tmp_path / "kept.duckdb"
    assert terminal("backup", kept).stdout == f"Backup taken: {kept}\n"
    with closing(open_database(stocked)) as database, database.change(by=None) as change:
        goal = change.plan.goals[0]
        change.update(goal.model_copy(update={"title": "Noe annet"}))
    for answers in ("n\n", ""):
        refused = terminal("restore", kept, answers=answers)
        assert refused.exit_code == 3
        assert "Nothing was changed" in refused.stderr
    assert revision_of(stocked) == 2
    assert terminal("restore", kept, "--yes").exit_code == 0
    with closing(open_database(stocked)) as database:
        assert database.plan().goals[0].title == "Vi prøver ut nye løsninger"


def test_what_is_no_backup_is_not_restored(terminal, stocked, tmp_path):
    letter = tmp_path / "letter.duckdb"
    letter.write_text("Kjære kommune")
    refused = terminal("restore", letter, "--yes")
    assert refused.exit_code == 4
    assert "Not a database of ours" in refused.stderr
    assert revision_of(stocked) == 1


@pytest.mark.usefixtures("stocked")
def test_migrate_says_the_tables_are_up_to_date(terminal):
    assert terminal("migrate").stdout == "The tables are up to date.\n"
    assert document(terminal("migrate", "--json")) == {"up_to_date": True, "revision": 1}


# --- stores that cannot be used -----------------------------------------------------------------


@pytest.mark.parametrize("url", ["mysql://here/plan", "plan.duckdb", "duckdb://plan"])
def test_an_address_that_leads_nowhere_ends_with_4(terminal, monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    refused = terminal("status")
    assert refused.exit_code == 4
    assert "Not a database of ours" in refused.stderr


@pytest.mark.parametrize(
    ("error", "exit_code", "told"),
    [
        (StoreBusyError("plan.duckdb", 17), 4, "plan.duckdb is in use by process 17."),
        (StoreBusyError("plan.duckdb", None), 4, "plan.duckdb is in use by another process."),
        (NewerStoreError(found=9, known=3), 4, "(schema 9, this program knows 3)"),
        (ForgottenError(date(2024, 7, 1)), 3, "The history begins on 2024-07-01"),
        (NotADatabaseError("x", "a letter"), 4, "Not a database of ours: x (a letter)."),
        (NotFoundError("goal", "2.1"), 3, "NotFoundError, goal 2.1"),
        (InvalidInputError((Problem("name", "juggled_twice"),)), 3, "name: juggled twice"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_refusal_says_what_happened(error, exit_code, told):
    outcome = refused(error)
    assert outcome.exit_code == exit_code
    assert told in outcome.text
    assert outcome.document == {"error": outcome.text}


def test_a_password_is_never_printed(terminal, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://ola:s3cret@127.0.0.1:1/plan")
    refused = terminal("status")
    assert refused.exit_code == 4
    assert "s3cret" not in refused.stdout + refused.stderr


@pytest.mark.usefixtures("stocked")
def test_a_store_of_a_newer_version_ends_with_4(terminal, duck_url):
    with closing(duckdb.connect(duck_url.removeprefix("duckdb:///"))) as newer:
        newer.execute(
            "insert into schema_version (number, name, applied_at) values (999, 'x', '2030-01-01')"
        )
    refused = terminal("check", "--json")
    assert refused.exit_code == 4
    assert "newer version (schema 999" in document(refused)["error"]


@pytest.mark.usefixtures("stocked")
def test_a_backup_folder_nobody_can_make_is_told_about(terminal, tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("a file, no folder")
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "taken"))
    refused = terminal("backup")
    assert refused.exit_code == 3
    assert "taken" in refused.stderr


@pytest.mark.postgres
def test_every_step_works_on_a_server_too(terminal, monkeypatch, postgres_url, tmp_path):
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "safe"))
    own = ("--name", "Lillevik", "--language", "nb", "--administrator", "Guri")
    assert terminal("init", *own).exit_code == 0
    assert len(document(terminal("status", "--json"))["pillars"]) == 5
    assert terminal("check").exit_code == 0
    kept = document(terminal("backup", "--json"))["path"]
    assert terminal("restore", kept, "--yes").exit_code == 0
    assert document(terminal("status", "--json"))["strategy"]["organisation"] == "Lillevik"
