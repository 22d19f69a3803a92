"""A table of texts goes out as a workbook that runs nothing."""

import io

import openpyxl

from strategy.exchange.plain_table import write_csv_table, write_table


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
