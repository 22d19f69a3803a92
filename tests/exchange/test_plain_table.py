"""A table of texts goes out as a workbook that runs nothing."""

import io
from zipfile import ZipFile

import openpyxl
import pytest
from lxml import etree

from strategy.exchange.lists.duty_files import write_duty_workbook
from strategy.exchange.lists.plain_table import write_csv_table, write_table
from strategy.exchange.workbook.workbook import write_template, write_workbook
from strategy.i18n import words
from tests.exchange.plans import a_rich_plan


def test_a_table_is_one_sheet_with_a_head_and_its_rows():
    written = write_table(
        "Oppfølging: av/vedtak", ("Utvalg", "Status"), [("Kommunestyret", "Fulgt opp")]
    )

    (page,) = openpyxl.load_workbook(io.BytesIO(written)).worksheets
    assert page.title == "Oppfølging  av vedtak"
    assert [[cell.value for cell in row] for row in page] == [
        ["Utvalg", "Status"],
        ["Kommunestyret", "Fulgt opp"],
    ]
    assert page["A1"].font.bold
    assert not page["A2"].font.bold
    assert page.freeze_panes == "A2"


@pytest.mark.parametrize(
    "made",
    [
        lambda: write_table("Vedtak", ("Utvalg",), [("Kommunestyret",)]),
        lambda: write_workbook(a_rich_plan(), words("nb")),
        lambda: write_template(words("nb")),
        lambda: write_duty_workbook((), words("nb")),
    ],
    ids=["table", "plan", "template", "duties"],
)
def test_every_letter_is_in_a_face_and_a_size_that_are_named(made):
    """What names none is shown in whatever a program falls back to."""
    with ZipFile(io.BytesIO(made())) as book:
        styles = etree.fromstring(book.read("xl/styles.xml"))
    fonts = styles.findall(".//{*}fonts/{*}font")
    assert fonts
    assert {font.find("{*}name").get("val") for font in fonts} == {"Calibri"}
    assert {float(font.find("{*}sz").get("val")) for font in fonts} <= {11.0, 14.0}


def test_what_looks_like_a_formula_stays_a_text():
    written = write_table("Vedtak", ("Utvalg",), [("=1+1",)])

    (page,) = openpyxl.load_workbook(io.BytesIO(written)).worksheets
    assert (page["A2"].value, page["A2"].data_type) == ("=1+1", "s")


def test_a_table_as_csv_opens_in_norwegian_excel_and_runs_nothing():
    told = write_csv_table(("Kode", "Tittel"), [("1/2026", "Å våge; mer"), ("2/2026", "=cmd|x")])
    assert told.decode("utf-8-sig").split("\r\n") == [
        "Kode;Tittel",
        '1/2026;"Å våge; mer"',
        "2/2026;'=cmd|x",
        "",
    ]
    assert told.startswith(b"\xef\xbb\xbf")
