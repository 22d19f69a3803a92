"""`figures`: what series a file holds, and giving one of them to an indicator."""

import json
from contextlib import closing

import pytest

from strategy.store.database import open_database

TABLE = (
    "Indikator;Måleenhet;Kjønn;2023;2024\nSykefravær;%;Menn;5,1;..\nSykefravær;%;Kvinner;8,1;8,3\n"
    "Kilde: KS;;;;\n"
)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "fravær.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def document(result):
    return json.loads(result.stdout)


def figures_in(url, code="I-1"):
    with closing(open_database(url)) as database:
        plan = database.plan()
        indicator = next(i for i in plan.indicators if i.code == code)
        return {m.period: m.value for m in plan.measurements_of(indicator.id)}


def messages(told):
    return [one["message"] for one in told]


@pytest.mark.usefixtures("stocked")
def test_a_dry_run_tells_every_series_for_machines(terminal, table):
    looked = terminal("figures", table, "--dry-run", "--json")
    assert looked.exit_code == 0
    told = document(looked)
    assert set(told) == {"series", "questions", "problems"}
    assert told["series"][0] == {
        "title": "Sykefravær",
        "unit": "%",
        "source": "KS",
        "updated": "",
        "dimensions": {"Kjønn": "Menn"},
        "periods": 2,
        "values": 1,
        "missing": 1,
        "first": {"period": "2023", "value": 5.1},
        "last": {"period": "2024", "value": None},
    }
    assert (told["questions"], told["problems"]) == ([], [])


@pytest.mark.usefixtures("stocked")
def test_without_json_there_is_a_line_for_each_series(terminal, table, tmp_path):
    looked = terminal("figures", table)
    assert looked.stdout.splitlines() == [
        "Sykefravær, Menn: 2023–2024: 5.1 → .. %, 1 of 2 periods",
        "Sykefravær, Kvinner: 2023–2024: 8.1 → 8.3 %, 2 of 2 periods",
    ]
    many = tmp_path / "many.csv"
    rows = "".join(f"X{number};{number}\n" for number in range(50))
    many.write_text(f"Indikator;2024\n{rows}", encoding="utf-8")
    assert terminal("figures", many).stdout.endswith("… 10 more series.\n")


def test_one_series_is_given_to_an_indicator_and_twice_is_once(terminal, table, stocked):
    before = figures_in(stocked)
    where = ("--indicator", "I-1", "--where", "Kjønn=Kvinner")
    looked = terminal("figures", table, *where, "--dry-run", "--json")
    assert (looked.exit_code, document(looked)["changes"]["new"]) == (0, 2)
    assert figures_in(stocked) == before
    assert terminal("figures", table, *where).exit_code == 0
    assert figures_in(stocked) == {**before, "2023": 8.1, "2024": 8.3}
    again = terminal("figures", table, *where)
    assert again.stdout.endswith("0 new, 0 changed, 2 unchanged.\n")


def test_which_series_is_asked_where_several_fit_or_none(terminal, table, stocked):
    before = figures_in(stocked)
    several = terminal("figures", table, "--indicator", "I-1", "--json")
    assert several.exit_code == 3
    assert messages(document(several)["questions"]) == [
        "Filen har 2 serier. Velg én: Kjønn = Menn | Kvinner."
    ]
    none = terminal("figures", table, "--indicator", "I-1", "--where", "Kjønn=Ukjent", "--dry-run")
    assert none.exit_code == 1
    assert "Ingen serie passer med valget" in none.stdout
    assert "Nothing was saved." in none.stdout
    assert figures_in(stocked) == before


def test_problems_keep_everything_from_being_saved(terminal, table, stocked, tmp_path):
    before = figures_in(stocked)
    table.write_text("Indikator;2023;2024\nSykefravær;8;ca. 8\n", encoding="utf-8")
    refused = terminal("figures", table, "--indicator", "I-1")
    assert refused.exit_code == 3
    assert "fravær C2: «ca. 8» er ikke et tall." in refused.stderr
    table.write_text("Indikator;Måleenhet;2023\nSykefravær;antall;8\n", encoding="utf-8")
    other = terminal("figures", table, "--indicator", "I-1", "--dry-run", "--json")
    assert other.exit_code == 1
    assert "måles i «%»" in messages(document(other)["problems"])[0]
    letter = tmp_path / "letter.json"
    letter.write_text("{}")
    assert "ikke JSON-stat" in terminal("figures", letter).stderr
    assert figures_in(stocked) == before


@pytest.mark.usefixtures("stocked")
def test_an_indicator_that_is_not_there_is_told(terminal, table):
    refused = terminal("figures", table, "--indicator", "I-99")
    assert refused.exit_code == 3
    assert "I-99" in refused.stderr


@pytest.mark.usefixtures("stocked")
def test_a_table_without_a_period_gets_one(terminal, table):
    table.write_text("Faktor;Kommunen\nMotivasjon;4,3\n", encoding="utf-8")
    assert terminal("figures", table, "--dry-run").exit_code == 1
    looked = terminal("figures", table, "--period", "2018", "--dry-run", "--json")
    assert document(looked)["series"][0]["first"] == {"period": "2018", "value": 4.3}
