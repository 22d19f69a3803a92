"""Files of every kind come in: ours, other people's, and the ones that are no good."""

import io
import re
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from strategy.domain.items import Action, Goal, Indicator, Measurement, Pillar
from strategy.exchange.workbook import archive, reading
from strategy.exchange.workbook.sheets import Flaw
from strategy.exchange.workbook.workbook import explain, read_workbook, write_csv, write_workbook
from strategy.i18n import words
from tests.exchange.plans import a_file, a_rich_plan, an_empty_plan, previewed

nb = words("nb")


def refused(content, name="plan.xlsx"):
    """The rule by which a whole file is refused."""
    (problem,) = previewed(an_empty_plan(), content, name).problems
    assert explain(problem, nb)
    return problem.rule


def saved(book):
    with io.BytesIO() as file:
        book.save(file)
        return file.getvalue()


def rewritten(content, part, change):
    """The workbook with one part of its archive changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as old, io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                said = old.read(name)
                new.writestr(name, change(said) if name == part else said)
        return file.getvalue()


# --- files that are no good ------------------------------------------------------------------


def test_a_picture_is_not_a_workbook():
    assert refused(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "plan.xlsx") == "file.picture"


def test_an_old_or_encrypted_file_is_told_apart():
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512) == "file.old_or_encrypted"


def test_a_hundred_megabytes_are_too_much():
    problem = previewed(an_empty_plan(), b"a" * 100_000_000).problems[0]
    assert problem.rule == "file.too_large"
    assert explain(problem, nb) == "Filen er større enn 25 MB. Del den i flere filer."


def test_a_zip_bomb_is_never_unpacked():
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("xl/workbook.xml", b"<workbook/>")
            for number in range(5):
                packed.writestr(f"xl/worksheets/sheet{number}.xml", b" " * 100_000_000)
        assert refused(file.getvalue()) == "file.bomb"


def test_an_archive_of_very_many_parts_is_refused():
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w") as packed:
            for number in range(archive.MAX_PARTS + 1):
                packed.writestr(f"{number}", b"")
        assert refused(file.getvalue()) == "file.bomb"


def test_some_other_zip_is_not_a_workbook():
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr("word/document.xml", b"<document/>")
        assert refused(file.getvalue()) == "file.word"


def test_a_workbook_cut_off_halfway_is_not_a_workbook():
    content = write_workbook(a_rich_plan(), nb)
    assert refused(content[: len(content) // 2]) == "file.damaged"


def test_a_workbook_with_a_broken_sheet_is_not_a_workbook():
    content = write_workbook(a_rich_plan(), nb)
    broken = rewritten(content, "xl/worksheets/sheet2.xml", lambda said: said[:200])
    assert refused(broken) == "file.damaged"


def test_entities_that_swell_are_not_expanded():
    content = write_workbook(a_rich_plan(), nb)
    laughs = b'<!DOCTYPE x [<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
    )

    def swelling(said):
        return laughs + b"]>" + said.replace(b"Nyfjord", b"&a11;")

    swollen = rewritten(content, "xl/worksheets/sheet2.xml", swelling)
    assert refused(swollen) == "file.damaged"


def test_more_rows_than_we_take_are_refused():
    rows = b"Tittel;Beskrivelse\n" + b"x;y\n" * (reading.MAX_ROWS + 1)
    assert refused(rows, "pilarer.csv") == "file.too_many_rows"


def test_an_empty_file_is_said_to_be_empty():
    assert refused(b"", "plan.csv") == "file.empty"


def test_a_workbook_of_something_else_holds_nothing_we_know():
    content = a_file({"Budsjett": [["Konto", "Beløp"], ["1000", 5]]})
    result = previewed(an_empty_plan(), content)
    assert [problem.rule for problem in result.problems] == ["file.nothing_known"]
    assert [(n.rule, n.sheet) for n in result.notices] == [("sheet.unknown", "Budsjett")]


def test_a_csv_cell_without_end_is_not_a_csv_file():
    assert refused(b'Tittel;Kode\n"' + b"x" * 200_000, "pilarer.csv") == "file.not_a_workbook"


# --- headings --------------------------------------------------------------------------------


def test_a_sheet_of_ours_with_wrong_headings_is_told():
    content = a_file({"Mål": [["Foo", "Bar"], ["a", "b"]]})
    (problem,) = previewed(an_empty_plan(), content).problems
    assert (problem.rule, problem.sheet) == ("sheet.no_headings", "Mål")


def test_an_unknown_column_is_told_and_left_out():
    content = a_file({"Pilarer": [["Tittel", "Farge"], ["Å våge", "blå"]]})
    result = previewed(an_empty_plan(), content)
    assert [item.title for item in result.items_to_add] == ["Å våge"]
    (notice,) = result.notices
    assert (notice.rule, notice.sheet, notice.row) == ("column.unknown", "Pilarer", 1)
    assert (notice.column, notice.heading) == ("B", "Farge")


def test_the_same_column_twice_is_refused():
    content = a_file({"Pilarer": [["Tittel", "Title"], ["Å våge", "To dare"]]})
    (problem,) = previewed(an_empty_plan(), content).problems
    assert (problem.rule, problem.column) == ("column.twice", "B")


def test_a_heading_of_ours_goes_before_one_that_merely_means_the_same():
    content = a_file({"Pilarer": [["Navn", "Tittel"], ["annet", "Å våge"]]})
    result = previewed(an_empty_plan(), content)
    assert [item.title for item in result.items_to_add] == ["Å våge"]
    assert [notice.heading for notice in result.notices] == ["Navn"]


def test_headings_may_be_in_any_language_order_and_case_below_a_title_row():
    content = a_file(
        {
            "PILLARS": [
                ["Våre pilarer"],
                [None, None],
                ["  SKILDRING ", "code *", "Tittel:"],
                ["modig", "1", "Å våge"],
            ]
        }
    )
    result = previewed(an_empty_plan(), content)
    assert (result.problems, result.notices) == ((), ())
    (pillar,) = result.items_to_add
    assert (pillar.code, pillar.title, pillar.description) == ("1", "Å våge", "modig")


def test_a_sheet_called_something_like_ours_is_known_by_its_headings():
    content = a_file({"Tiltak 2026": [["Tiltak", "Frist"], ["Kurs", "2026"]]})
    (action,) = previewed(an_empty_plan(), content).items_to_add
    assert isinstance(action, Action)


def test_a_sheet_with_another_name_is_known_by_its_headings_alone():
    content = a_file({"Ark1": [["Tiltak", "Frist", "Status"], ["Kurs", "2026", "i gang"]]})
    (action,) = previewed(an_empty_plan(), content).items_to_add
    assert isinstance(action, Action)


def test_a_blank_sheet_and_the_instructions_are_passed_over():
    book = Workbook()
    book.worksheets[0].title = "Les meg først"
    book.worksheets[0]["A1"] = "Tittel"
    book.create_sheet("Mål")
    book.create_sheet("Pilarer").append(["Tittel"])
    assert previewed(an_empty_plan(), saved(book)).problems == ()


# --- cells -----------------------------------------------------------------------------------


def test_a_formula_counts_with_the_value_the_spreadsheet_last_saw():
    book = Workbook()
    page = book.worksheets[0]
    page.title = "Pilarer"
    page.append(["Tittel", "Rekkefølge"])
    page.append(["Å våge", "=1+1"])
    never_counted = saved(book)
    (problem,) = previewed(an_empty_plan(), never_counted).problems
    assert (problem.rule, problem.sheet, problem.row) == (
        "cell.formula_without_value",
        "Pilarer",
        2,
    )
    assert (problem.column, problem.heading) == ("B", "Rekkefølge")
    counted = rewritten(
        never_counted,
        "xl/worksheets/sheet1.xml",
        lambda said: re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", said),
    )
    (pillar,) = previewed(an_empty_plan(), counted).items_to_add
    assert pillar.position == 2


def test_an_error_of_the_spreadsheet_is_told_with_its_place():
    content = a_file({"Pilarer": [["Tittel", "Kode"], ["#REF!", "1"]]})
    (problem,) = previewed(an_empty_plan(), content).problems
    assert (problem.rule, problem.row, problem.column) == ("cell.error_value", 2, "A")
    assert explain(problem, nb) == "Cellen viser feilen #REF!. Rett den i regnearket."


def test_a_cell_merged_down_counts_for_every_row_it_covers():
    book = Workbook()
    page = book.worksheets[0]
    page.title = "Mål"
    for row in (
        ["Våre mål", None],
        ["Pilar", "Mål"],
        ["1", "Flere prøver"],
        [None, "Flere tør"],
        [None, "Flere vil"],
    ):
        page.append(row)
    page.merge_cells("A1:B1")
    page.merge_cells("A3:A4")
    page.merge_cells("Z1:Z9")
    page.merge_cells("Y2:Y8")
    pillars = book.create_sheet("Pilarer")
    pillars.append(["Kode", "Tittel"])
    pillars.append(["1", "Å våge"])
    content = rewritten(
        saved(book),
        "xl/worksheets/sheet1.xml",
        lambda said: said.replace(b"Z1:Z9", b"A9:A1048576"),
    )
    result = previewed(an_empty_plan(), content)
    # The last row is not covered, so it has no pillar.
    assert [(p.rule, p.row, p.column) for p in result.problems] == [("cell.required", 5, "A")]
    assert [g.title for g in result.items_to_add if isinstance(g, Goal)] == [
        "Flere prøver",
        "Flere tør",
    ]


def test_a_cell_shown_as_per_cent_means_what_it_shows():
    book = Workbook()
    page = book.worksheets[0]
    page.title = "Indikatorer"
    page.append(["Indikator", 2025])
    page.append(["Sykefravær", 0.083])
    page["B2"].number_format = "0.0%"
    result = previewed(an_empty_plan(), saved(book))
    (value,) = [m for m in result.items_to_add if isinstance(m, Measurement)]
    assert (value.value, value.text) == (8.3, "8,3 %")


def test_cells_hold_days_words_and_numbers():
    book = Workbook()
    page = book.worksheets[0]
    page.append(["a", datetime(2026, 5, 4, 12), date(2026, 5, 4), True, 3, 2.5, "  ", None, "#N/A"])  # noqa: DTZ001 - a spreadsheet knows no zones
    (sheet,) = read_workbook(saved(book), "x.xlsx").sheets
    day = date(2026, 5, 4)
    assert sheet.rows[0].cells == (
        "a", day, day, "true", 3, 2.5, None, None, Flaw("error_value", "#N/A"),
    )  # fmt: skip


def test_text_that_could_run_stays_text():
    content = write_workbook(a_rich_plan(), nb)
    page = load_workbook(io.BytesIO(content))["Verdier"]
    assert (page["B2"].value, page["B2"].data_type, page["B2"].quotePrefix) == ("=1+1", "s", True)
    assert "'=1+1" in write_csv(a_rich_plan(), "value", nb).decode("utf-8-sig")
    assert "'@Alle er med" in write_csv(a_rich_plan(), "goal", nb).decode("utf-8-sig")


def test_a_workbook_is_pleasant_to_open():
    book = load_workbook(io.BytesIO(write_workbook(a_rich_plan(), nb)))
    assert book.sheetnames[:3] == ["Les meg først", "Kommune", "Strategi"]
    page = book["Tiltak"]
    assert page.freeze_panes == "A2"
    assert page["A1"].value == "Kode"
    assert page.column_dimensions["B"].width == 48
    offered = {rule.formula1 for rule in page.data_validations.dataValidation}
    assert offered == {'"Pågår,Fullført,Stoppet"', '"Ja,Nei"'}


# --- CSV -------------------------------------------------------------------------------------

BROKEN_WIDE = b"\xff\xfeT"
NORWEGIAN = "\ufeffKode;Tittel;Beskrivelse\r\n1;Å våge;modig\r\n"


@pytest.mark.parametrize(
    "content",
    [
        NORWEGIAN.encode("utf-8"),
        NORWEGIAN.lstrip("\ufeff").encode("cp1252"),
        NORWEGIAN.lstrip("\ufeff").encode("utf-16"),
        NORWEGIAN.replace(";", ",").encode(),
        NORWEGIAN.replace(";", "\t").encode(),
        b'Kode,"Tittel",Beskrivelse\n1,"\xc3\x85 v\xc3\xa5ge",modig\n',
    ],
)
@pytest.mark.parametrize("name", ["pilarer.csv", "Nyfjord-pillars.csv", "C:\\plan\\Pilarar.CSV"])
def test_csv_is_read_however_it_was_saved(content, name):
    result = previewed(an_empty_plan(), content, name)
    assert (result.problems, result.notices) == ((), ())
    (pillar,) = result.items_to_add
    assert isinstance(pillar, Pillar)
    assert (pillar.code, pillar.title, pillar.description) == ("1", "Å våge", "modig")


def test_a_file_from_an_old_mac_is_read():
    (pillar,) = previewed(an_empty_plan(), b"Kode;Tittel\n1;\x81", "pilarer.csv").items_to_add
    assert pillar.title == "Å"


def test_a_wide_encoding_that_breaks_off_is_no_csv_file():
    assert refused(BROKEN_WIDE, "pilarer.csv") == "file.not_a_workbook"


def test_blank_lines_are_passed_over_and_rows_keep_their_numbers():
    content = "Tittel;Rekkefølge\n\n;;\nÅ våge;først\n".encode()
    (problem,) = previewed(an_empty_plan(), content, "pilarer.csv").problems
    assert (problem.rule, problem.row, problem.column) == ("cell.not_a_number", 4, "B")


def test_a_csv_file_with_any_name_is_known_by_its_headings():
    content = "Indikator;Måleenhet;Ønsket retning\nSykefravær;%;ned\n".encode()
    (indicator,) = previewed(an_empty_plan(), content, "eksport.csv").items_to_add
    assert isinstance(indicator, Indicator)


def test_csv_from_norwegian_excel_has_semicolons_commas_and_a_mark():
    content = write_csv(a_rich_plan(), "measurement", nb)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("Indikator;Periode;Dato;Verdi;Slik kilden skriver det")
    assert lines[1].startswith("I-01;2024;31.12.2024;8,3;;")


# --- size ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_fifty_thousand_rows_come_in_cleanly():
    rows = "".join(f"T-{n};Tiltak {n};2026\n" for n in range(50_000))
    result = previewed(an_empty_plan(), f"Kode;Tittel;Frist\n{rows}".encode(), "tiltak.csv")
    assert (result.new, result.problems) == (50_000, ())


def test_very_many_problems_are_told_once():
    rows = "".join(f";{n}\n" for n in range(800))
    result = previewed(an_empty_plan(), f"Tittel;Rekkefølge\n{rows}".encode(), "pilarer.csv")
    assert len(result.problems) == 501
    assert result.problems[0].rule == "cell.required"
    assert explain(result.problems[-1], nb).startswith("Det er 300 problemer til.")
