"""Somebody prints who is responsible for what, and takes the list along."""

import csv
import io
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook

from strategy.domain.errors import NotAllowedError
from strategy.domain.follow_up.duty_lists import ListBy
from strategy.services import reading
from strategy.services.follow_up.duty_lists import duties, duty_csv, duty_page, duty_workbook
from strategy.store.database import Database
from tests.builders import HEGE, LIV, PER, RITA, a_check_in, a_position, an_action
from tests.services.fjordvik import OPEN, TODAY, settle

MAKERS = (duty_csv, duty_page, duty_workbook)
HOSTILE = "<script>alert(1)</script> & «Ola»"


@pytest.fixture
def town(duck: Database) -> Database:
    """Fjordvik, with a hostile title, a vacant position and an owner known only as text."""
    return settle(
        duck,
        an_action(
            id="hostile",
            code="T-5",
            title=HOSTILE,
            owner_text="=1+1",
            due_text="snart",
            due=None,
            original_due=None,
        ),
        a_position(id="vacant", title="Fagsjef", holder_id=None),
        an_action(id="waiting", code="T-6", owner_id="vacant"),
        a_check_in(OPEN, percent=30),
    )


def seen(database: Database, by=HEGE):
    return reading.moment(database, by=by, today=TODAY)


def made(maker, database, *, by=HEGE, listed_by=ListBy.PERSON, language="nb") -> bytes:
    return maker(seen(database, by), by=by, listed_by=listed_by, language=language)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_the_csv_has_a_row_for_each_responsibility(town):
    head, *rows = rows_of(made(duty_csv, town))
    assert head[:4] == ["Ansvarlig eller enhet", "Type", "Kode", "Tittel"]
    assert ["Ola Owren", "Tiltak", "T-1"] in [row[:3] for row in rows]
    ours = next(row for row in rows if row[2] == "T-1")
    assert ours[4:] == [
        "Kommunalsjef oppvekst",
        "Oppvekst",
        "31.12.2026",
        "I risiko",
        "30",
        "30.04.2026",
    ]


def test_nothing_anybody_wrote_runs_in_a_spreadsheet(town):
    text = next(row for row in rows_of(made(duty_csv, town)) if row[2] == "T-5")
    assert (text[0], text[4], text[6]) == ("'=1+1 (bare tekst)", "'=1+1", "snart")
    page = load_workbook(io.BytesIO(made(duty_workbook, town))).worksheets[0]
    cells = [cell for row in page.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_the_workbook_prints_each_part_on_a_page_of_its_own(town):
    page = load_workbook(io.BytesIO(made(duty_workbook, town))).worksheets[0]
    parts = [group.title for group in duties(seen(town), by=HEGE, listed_by=ListBy.PERSON)]
    assert len(page.row_breaks.brk) == len(parts) - 1
    assert page.print_title_rows == "$1:$1"
    dated = next(row for row in page.iter_rows() if row[2].value == "T-1")
    assert (dated[8].value, dated[9].value.date()) == (30, date(2026, 4, 30))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("listed_by", ListBy)
def test_the_page_to_print_is_whole_and_shows_what_people_wrote_as_they_wrote_it(
    town, listed_by, language
):
    said = made(duty_page, town, listed_by=listed_by, language=language).decode()
    assert "<script" not in said
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; «Ola»" in said
    body = ET.fromstring(said[said.index("<body>") : said.index("</body>") + 7])  # noqa: S314 - our own
    assert f'<html lang="{language}">' in said
    assert len(body.findall(".//h1")) == 1
    assert len(body.findall(".//h2")) == len(body.findall(".//section"))
    for table in body.findall(".//table"):
        width = len(table.findall("./thead/tr/th[@scope='col']"))
        assert {len(row) for row in table.findall("./tbody/tr")} == {width}


def test_the_page_says_who_somebody_is_and_who_stands_in(town):
    said = made(duty_page, town).decode()
    assert "<h2>Ola Owren</h2>\n<p>Kommunalsjef oppvekst · stedfortreder Dina Dahl" in said
    assert "<h2>Fagsjef (ledig stilling)</h2>\n<p>1 oppgave med ansvar</p>" in said
    assert "<h2>Uten ansvarlig eller enhet</h2>" in said


def test_a_units_list_names_the_position_and_who_holds_it(town):
    rows = rows_of(made(duty_csv, town, listed_by=ListBy.UNIT))
    ours = next(row for row in rows if row[2] == "T-1")
    assert (ours[0], ours[4]) == ("Oppvekst", "Kommunalsjef oppvekst (Ola Owren)")


def test_somebody_with_two_positions_sees_which_one_it_is(duck):
    database = settle(
        duck,
        a_position(id="second", title="Rektor"),
        an_action(id="more", code="T-6", owner_id="second"),
    )
    said = made(duty_page, database).decode()
    assert '<th scope="col">Ansvarlig</th>' in said


def test_an_empty_plan_prints_an_invitation(duck):
    with duck.change(by=None) as change:
        change.add(HEGE)
    assert "Ingen har ansvar for noe ennå" in made(duty_page, duck).decode()
    assert len(rows_of(made(duty_csv, duck))) == 1
    page = load_workbook(io.BytesIO(made(duty_workbook, duck))).worksheets[0]
    assert page.max_row == 1


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_a_representative_takes_positions_along_but_no_names(town, maker):
    content = made(maker, town, by=RITA)
    if maker is duty_workbook:
        page = load_workbook(io.BytesIO(content)).worksheets[0]
        said = str([[cell.value for cell in row] for row in page.iter_rows()])
    else:
        said = content.decode("utf-8-sig")
    assert "Kommunalsjef oppvekst" in said
    assert "Ola Owren" not in said
    assert "Dina" not in said


def test_what_is_kept_from_somebody_is_not_on_their_list(town):
    assert "T-9" in {row[2] for row in rows_of(made(duty_csv, town, by=LIV))}
    assert "T-9" not in {row[2] for row in rows_of(made(duty_csv, town))}


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_a_politician_gets_no_list(town, maker):
    with pytest.raises(NotAllowedError):
        maker(seen(town), by=PER, listed_by=ListBy.UNIT, language="nb")


def test_somebody_without_a_name_still_has_a_heading(duck):
    database = settle(duck)
    nameless = database.plan().by_id["ola"].model_copy(update={"name": ""})
    with database.change(by=None) as change:
        change.update(nameless)
    assert "<h2>Uten navn</h2>" in made(duty_page, database).decode()
