"""The tables of a file are read as a person sees them, whatever program saved it."""

import io
from datetime import date, datetime

import pytest
import typst
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from PIL import Image

from strategy.exchange.tables.profiles import light_of
from strategy.exchange.tables.reading import read_tables
from strategy.exchange.workbook.reading import MAX_BYTES
from tests.exchange.tables.table_files import (
    a_csv,
    a_document,
    a_workbook,
    an_open_document,
    grids_of,
    rezipped,
    saved,
    the_problem,
    zipped,
)

HEADINGS = ["Mål", "Tiltak", "Frist"]
ROW = ["Trygge ledere", "Kurs", "2026"]


def the_cells(content, name="plan.xlsx"):
    (grid,) = read_tables(content, name).grids
    return grid.lines[-1].cells


# --- spreadsheets -------------------------------------------------------------------------------


def test_numbers_percents_dates_and_answers_are_what_the_cells_show():
    def formatted(page):
        for column, shows in {"B": "0 %", "C": "mmm yy", "D": "yyyy", "E": "dd.mm.yyyy"}.items():
            page[f"{column}1"].number_format = shows

    day = datetime(2026, 3, 1)  # noqa: DTZ001 - spreadsheets know no time zones
    cells = the_cells(a_workbook([12.5, 0.8, day, day, date(2026, 3, 1), True], change=formatted))
    assert [(cell.text, cell.kind.value) for cell in cells] == [
        ("12,5", "number"),
        ("80 %", "percent"),
        ("2026-03", "date"),
        ("2026", "date"),
        ("2026-03-01", "date"),
        ("true", "bool"),
    ]


def test_a_merged_cell_says_the_same_in_all_it_covers():
    def merged(page):
        page.merge_cells("A1:B1")
        page.merge_cells("A2:A3")
        page.merge_cells("C2:C3")

    rows = ["Plan", None, None], ["Mål", "Tiltak", None], [None, "Kurs", None]
    assert grids_of(a_workbook(*rows, change=merged)) == [
        [["Plan", "Plan"], ["Mål", "Tiltak"], ["Mål", "Kurs"]]
    ]


def test_what_is_struck_through_or_coloured_is_seen():
    def looks(page):
        page["A1"].font = Font(strike=True)
        for at, colour in enumerate((Color(rgb="FF00B050"), Color(indexed=10), Color(theme=4)), 2):
            page.cell(1, at).fill = PatternFill("solid", fgColor=colour)
        page["E1"].fill = PatternFill("solid", fgColor=Color(indexed=64))
        page["F1"].comment = Comment("ikke vis", "Kari")

    cells = the_cells(a_workbook(["Kurs", None, "x", "y", "z", "siste"], change=looks))
    assert [cell.struck for cell in cells] == [True, False, False, False, False, False]
    assert [cell.colour for cell in cells] == ["", "00B050", "FF0000", "", "", ""]


def test_formulas_without_a_value_and_errors_are_marked():
    cells = the_cells(a_workbook(["=1+1", "#DIV/0!", "Kurs"]))
    assert [(cell.text, cell.lost) for cell in cells] == [("", True), ("", True), ("Kurs", False)]


def test_hidden_rows_and_columns_are_known_and_hidden_sheets_named():
    book = Workbook()
    page = book.worksheets[0]
    page.append(HEADINGS)
    page.append(ROW)
    page.row_dimensions[2].hidden = True
    page.column_dimensions["B"].hidden = True
    book.create_sheet("Lister").append(["x"])
    book["Lister"].sheet_state = "hidden"
    book.create_sheet("Tom")
    contents = read_tables(saved(book), "plan.xlsx")
    (grid,) = contents.grids
    assert [line.hidden for line in grid.lines] == [False, True]
    assert grid.hidden_columns == {1}
    assert [(n.rule, n.sheet) for n in contents.notices] == [("table.hidden_sheet", "Lister")]


def test_a_workbook_with_broken_styles_is_read_without_its_looks():
    broken = rezipped(a_workbook(HEADINGS, ROW), xl__styles_xml=b'<styleSheet 1x="y"></styleSheet>')
    assert grids_of(broken) == [[HEADINGS, ROW]]


def test_a_large_workbook_is_read_without_its_looks(monkeypatch):
    monkeypatch.setattr("strategy.exchange.tables.spreadsheets._STYLED_UP_TO", 100)
    merged = a_workbook(HEADINGS, ["", "Kurs", "2026"], change=lambda p: p.merge_cells("A1:A2"))
    assert grids_of(merged) == [[HEADINGS, ["Mål", "Kurs", "2026"]]]


def test_an_open_document_is_read_and_its_hidden_sheets_named():
    contents = read_tables(an_open_document(HEADINGS, ROW, hidden_sheet=True), "plan.ods")
    assert [[cell.text for cell in line.cells] for line in contents.grids[0].lines] == [
        HEADINGS,
        ROW,
    ]
    assert [n.sheet for n in contents.notices] == ["Lister"]


def test_what_is_locked_damaged_or_too_much_is_refused_with_its_reason(monkeypatch):
    assert the_problem(an_open_document(ROW, encrypted=True), "plan.ods") == "file.password"
    assert the_problem(zipped({"mimetype": "x", "content.xml": "<"}), "a.ods") == "file.damaged"
    assert the_problem(b"a" * (MAX_BYTES + 1)) == "file.too_large"
    assert the_problem(b"") == "file.empty"
    flat = b"<office:document xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'/>"
    assert the_problem(flat, "plan.fods") == "file.open_document"
    book = Workbook()
    for number in range(300):
        book.create_sheet(f"Ark {number}")
    assert the_problem(saved(book)) == "file.too_many_sheets"
    monkeypatch.setattr("strategy.exchange.tables.spreadsheets.MAX_ROWS", 2)
    assert the_problem(a_workbook(ROW, ROW, ROW, ROW)) == "file.too_many_rows"
    monkeypatch.setattr("strategy.exchange.tables.texts.MAX_ROWS", 1)
    assert the_problem(a_csv(ROW, ROW), "plan.csv") == "file.too_many_rows"
    monkeypatch.setattr("strategy.exchange.tables.texts._MOST_LINES", 3)
    assert the_problem(b"\n" * 9 + b"a;b\n", "plan.csv") == "file.too_many_rows"


def test_what_unpacks_to_far_too_much_is_not_unpacked(monkeypatch):
    monkeypatch.setattr("strategy.exchange.workbook.archive.MAX_UNPACKED_BYTES", 10)
    assert the_problem(a_workbook(ROW)) == "file.bomb"
    with io.BytesIO() as file:
        a_document(ROW).save(file)
        assert the_problem(file.getvalue(), "plan.docx") == "file.bomb"


# --- text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [";", "\t", ",", "|"])
def test_a_text_file_is_split_by_the_sign_its_lines_agree_on(delimiter):
    content = a_csv(HEADINGS, ["Trygge ledere", "Kurs for alle", "2026"], delimiter=delimiter)
    assert grids_of(content, "plan.csv") == [[HEADINGS, ["Trygge ledere", "Kurs for alle", "2026"]]]


def test_a_table_drawn_with_lines_is_read_without_them():
    drawn = b"| Tiltak | Frist |\n|---|---|\n| Kurs | 2026 |\n"
    assert grids_of(drawn, "limt inn.txt") == [[["Tiltak", "Frist"], ["Kurs", "2026"]]]


def test_a_file_says_itself_what_splits_it():
    assert grids_of(b"sep=|\r\nTiltak, og mer|Frist;\r\n", "a.csv") == [
        [["Tiltak, og mer", "Frist;"]]
    ]


def test_text_that_is_no_table_has_no_cells_beside_each_other():
    assert grids_of(b"Kjaere kommune\n", "brev.txt") == [[["Kjaere kommune"]]]
    assert grids_of(b"\n;;\n;x\n".replace(b"x", b""), "tom.csv") == []


def test_text_in_no_encoding_or_with_cells_beyond_measure_is_refused():
    assert the_problem(b"a\x00b\x01\xfe\x99\x00\x07") == "file.not_a_workbook"
    assert the_problem(b"a;b\n" + b"x" * 140_000 + b";c\n", "a.csv") == "file.not_a_workbook"


# --- documents ----------------------------------------------------------------------------------


def word(document):
    with io.BytesIO() as file:
        document.save(file)
        return file.getvalue()


def test_a_word_table_is_read_with_the_lines_above_it_and_its_merged_cells():
    document = a_document(HEADINGS, ROW, ["", "Samling", "2027"], above=["", "Satsing: Ledelse"])
    table = document.tables[0]
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Trygge ledere"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Hva"
    inner = table.cell(2, 1).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "innfelt"
    assert grids_of(word(document), "plan.docx") == [
        [
            ["Satsing: Ledelse"],
            ["Mål", "Hva", "Hva"],
            ["Trygge ledere", "Kurs", "2026"],
            ["Trygge ledere", "Samling\ninnfelt", "2027"],
        ]
    ]


def test_the_colours_and_struck_words_of_a_word_table_are_seen():
    document = a_document(["Tiltak", "Status", ""], ["Kurs", "", ""])
    cell = document.tables[0].cell(1, 1)
    for fill, place in (("00b050", cell), ("auto", document.tables[0].cell(1, 0))):
        shade = OxmlElement("w:shd")
        shade.set(qn("w:fill"), fill)
        place._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - python-docx has no shading
    run = document.tables[0].cell(1, 0).paragraphs[0].runs[0]
    run.font.strike = True
    run.add_tab()
    run.add_break()
    cells = the_cells(word(document), "plan.docx")
    assert [(c.text, c.colour, c.struck) for c in cells] == [
        ("Kurs", "", True),
        ("", "00B050", False),
    ]


def test_a_damaged_document_is_refused_and_an_empty_table_is_none():
    assert the_problem(zipped({"word/document.xml": "<w"}), "plan.docx") == "file.word"
    assert grids_of(word(a_document(["", ""])), "plan.docx") == []
    assert read_tables(word(a_document(ROW)), "plan.docx").grids[0].name == "1"


def test_the_table_of_a_web_page_is_read_whatever_its_file_is_called():
    page = (
        "<html><body><table><tr><th rowspan='2'>Mål</th><th colspan='x'>Tiltak</th></tr>"
        "<tr><td>Kurs</td></tr><tr><td colspan='2'>Sum</td></tr></table>"
        "<table></table></body></html>"
    )
    assert grids_of(page.encode(), "rapport.xls") == [
        [["Mål", "Tiltak"], ["Mål", "Kurs"], ["Sum", "Sum"]]
    ]


# --- PDF ----------------------------------------------------------------------------------------

TABLE = "#table(columns: 3, [Mål], [Tiltak], [Frist], {rows})"
KURS = "[Trygge ledere], [Kurs], [2026],"


def pdf(markup):
    return typst.compile(markup.encode())


def test_a_pdf_table_that_goes_on_over_pages_is_one():
    first = "Handlingsplan\n\n" + TABLE.format(rows=KURS)
    second = "#table(columns: 3, [Trygge ledere], [Samling], [2027])"
    assert grids_of(pdf(f"{first}\n#pagebreak()\n{second}"), "plan.pdf") == [
        [["Handlingsplan"], HEADINGS, ROW, ["Trygge ledere", "Samling", "2027"]]
    ]


def test_pdf_tables_of_other_shapes_stay_apart():
    two = (
        TABLE.format(rows=KURS)
        + "\n#table(columns: 2, [Tiltak], [Frist])\n#table(columns: 2, [], [])"
    )
    assert [len(grid) for grid in grids_of(pdf(two), "plan.pdf")] == [2, 1]


def test_a_pdf_that_is_a_picture_is_damaged_or_endless_is_refused(monkeypatch):
    with io.BytesIO() as file:
        Image.new("RGB", (40, 40), "white").save(file, "PDF")
        assert the_problem(file.getvalue(), "skannet.pdf") == "file.picture_only"
    assert the_problem(b"%PDF-1.7\nnonsense", "plan.pdf") == "file.damaged"
    assert grids_of(pdf("Bare tekst"), "plan.pdf") == []
    monkeypatch.setattr("strategy.exchange.tables.pdf.MAX_PAGES", 1)
    assert the_problem(pdf("a\n#pagebreak()\nb"), "plan.pdf") == "file.too_many_pages"


# --- colours ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("colour", "light"),
    [
        ("FF0000", "rød"),
        ("C00040", "rød"),
        ("FFC000", "gul"),
        ("00B050", "grønn"),
        ("4472C4", ""),
        ("F2F2F2", ""),
        ("zzzzzz", ""),
    ],
)
def test_a_colour_is_a_traffic_light_or_none(colour, light):
    cell = the_cells(a_csv(["Kurs", "x"]), "a.csv")[0]
    assert light_of(type(cell)("x", colour=colour)) == light
