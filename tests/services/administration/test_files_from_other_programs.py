"""What comes back from another spreadsheet program says the same as what went out.

The facts are from owners' workbooks, the plan and the template saved by LibreOffice Calc 7 and by
way of .ods: it writes dates with a format of its own, drops what it does not know of the document,
and lets go of frozen panes. What people do to a file on the way is here too.
"""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from openpyxl.styles import PatternFill, Protection

from strategy.services.administration import transfer
from strategy.services.follow_up import owner_files, owner_rows
from tests.builders import ADA, HEGE, a_check_in, one_of_everything, stock
from tests.services.fjordvik import OPEN, settle

TODAY = date(2026, 7, 1)
SERIAL = 46387
"""31 December 2026 as spreadsheets count days."""

EMPTY = PatternFill("solid", start_color="FFFFFF")


def rewritten(content, *changes):
    """A workbook as another program, or somebody's hands, leaves it."""
    book = load_workbook(io.BytesIO(content))
    for change in changes:
        change(book)
    with io.BytesIO() as file:
        book.save(file)
        return file.getvalue()


def dates_in_its_own_format(book):
    for cell in cells_of(book):
        if isinstance(cell.value, datetime):
            cell.number_format = r"dd\.mm\.yyyy"


def dates_without_a_format(book):
    for cell in cells_of(book):
        if isinstance(cell.value, datetime):
            cell.value = (cell.value - datetime(1899, 12, 30)).days  # noqa: DTZ001 - as a sheet counts
            cell.number_format = "General"


def dates_as_text(book):
    for cell in cells_of(book):
        if isinstance(cell.value, datetime):
            cell.value, cell.number_format = cell.value.strftime("%d.%m.%Y"), "@"


def nothing_of_the_document(book):
    book.properties.creator = book.properties.title = None
    for page in book.worksheets:
        page.freeze_panes = None
        page.print_title_rows = None
        page.data_validations.dataValidation.clear()
        page.protection.sheet = False


def hidden_things_shown(book):
    for page in book.worksheets:
        for dimension in (*page.row_dimensions.values(), *page.column_dimensions.values()):
            dimension.hidden = False


def sheets_in_another_order(book):
    book._sheets.reverse()  # noqa: SLF001 - openpyxl has no public way to turn them all round
    book.create_sheet("Ark1", 0)["A1"] = "Egne notater"


def empty_rows_below(book):
    for page in book.worksheets:
        last = page.max_row
        for row in range(last + 1, last + 200):
            for column in range(1, 20):
                cell = page.cell(row, column)
                cell.fill, cell.protection = EMPTY, Protection(locked=False)
            page.cell(row, 3).value = " "


def cells_of(book):
    return (cell for page in book.worksheets for row in page.iter_rows() for cell in row)


CHANGES = {
    "dates in its own format": dates_in_its_own_format,
    "dates without a format": dates_without_a_format,
    "dates as text": dates_as_text,
    "nothing of the document": nothing_of_the_document,
    "hidden things shown": hidden_things_shown,
    "sheets in another order": sheets_in_another_order,
    "empty rows below": empty_rows_below,
}
each_change = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())


@pytest.fixture
def town(duck):
    return settle(duck, a_check_in(OPEN, id="earlier", on=date(2026, 6, 1), comment="Kurs holdt"))


def from_owner(town):
    ((_, content),) = owner_files.owner_workbooks(
        town, by=HEGE, today=TODAY, language="nb", position_id="position"
    )
    return content


def looked_at(town, content, name="Kopi av tiltak (2) ferdig.xlsx"):
    return owner_rows.preview_returned(town, [(name, content)], by=HEGE, today=TODAY)


def filled_in(**cells):
    """Somebody fills in the first row."""

    def change(book):
        for page in book.worksheets:
            keys = next((r for r in page.iter_rows() if r[0].value == "action_id"), ())
            for key in keys:
                if key.value in cells:
                    cell = page.cell(key.row + 2, key.column)
                    cell.value = cells[key.value]
                    if isinstance(cell.value, int | float):
                        # Else the format of the column makes a day of any number.
                        cell.number_format = "General"

    return change


# --- an owner's rows ----------------------------------------------------------------------------


@each_change
def test_an_owners_workbook_saved_by_another_program_says_nothing_new(town, change):
    returned = looked_at(town, rewritten(from_owner(town), change))
    assert returned.problems == {}
    assert [(row.line.code, row.happens) for row in returned.rows] == [("T-1", ("unchanged",))]


@each_change
def test_what_an_owner_wrote_there_is_read_whatever_the_program_did(town, change):
    said = filled_in(
        percent=45.0, comment="Ferdig\nmed kurs", proposed_due="31.03.2027", reason="x"
    )
    returned = looked_at(town, rewritten(from_owner(town), said, change))
    (row,) = returned.rows
    assert row.problems == ()
    assert (row.report.said["percent"], row.report.said["comment"]) == (45, "Ferdig\nmed kurs")
    assert row.report.proposal["proposed_due"] == date(2027, 3, 31)


@pytest.mark.parametrize(
    "written",
    [SERIAL, float(SERIAL), str(SERIAL), datetime(2026, 12, 31), "31.12.2026", "2026-12-31"],  # noqa: DTZ001 - as a sheet holds it
)
def test_a_date_is_a_date_however_the_cell_holds_it(town, written):
    said = filled_in(proposed_due=written, reason="Venter")
    with town.change(by=None) as change:
        action = town.plan().by_id["action"]
        change.update(action.model_copy(update={"due": date(2026, 10, 1)}))
    (row,) = looked_at(town, rewritten(from_owner(town), said)).rows
    assert row.problems == ()
    assert row.report.proposal["proposed_due"] == date(2026, 12, 31)


@pytest.mark.parametrize("written", [45, 19999, 80000, 46387.5, "123456"])
def test_a_number_that_counts_no_day_of_ours_is_no_date(town, written):
    said = filled_in(proposed_due=written, reason="Venter")
    (row,) = looked_at(town, rewritten(from_owner(town), said)).rows
    assert [problem.rule for problem in row.problems] == ["cell.not_a_date"]


def an_open_document():
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", "<office:document-content/>")
        return file.getvalue()


def test_a_damaged_open_document_is_refused_with_what_to_do(town):
    returned = looked_at(town, an_open_document(), "tiltak.ods")
    assert [p.rule for p in returned.problems["tiltak.ods"]] == ["file.open_document"]
    look = transfer.preview_import(town, an_open_document(), "plan.ods", by=HEGE, today=TODAY)
    assert [problem.rule for problem in look.problems] == ["file.damaged"]


# --- the plan and the template ------------------------------------------------------------------


@each_change
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_plan_saved_by_another_program_changes_nothing(duck, change, language):
    stock(duck, *one_of_everything())
    content = transfer.export_workbook(duck, by=ADA, language=language)
    look = transfer.preview_import(
        duck, rewritten(content, change), "Ny plan (kopi).xlsx", by=ADA, today=TODAY
    )
    assert (look.problems, look.new, look.changed) == ((), 0, 0)
    assert look.unchanged > 10


@each_change
def test_the_empty_template_saved_by_another_program_is_still_empty(duck, change):
    stock(duck, *one_of_everything())
    content = rewritten(transfer.import_template("nb"), change)
    look = transfer.preview_import(duck, content, "mal.xlsx", by=ADA, today=TODAY)
    assert (look.problems, look.new, look.changed) == ((), 0, 0)


@pytest.mark.parametrize("written", [SERIAL, "31.12.2026", datetime(2026, 12, 31)])  # noqa: DTZ001 - as a sheet holds it
def test_a_due_date_typed_into_the_template_is_that_day(duck, written):
    stock(duck, *one_of_everything())

    def add_an_action(book):
        page = book["Tiltak"]
        headings = {cell.value: cell.column for cell in page[1]}
        for name, said in {"Kode": "T-50", "Tittel": "Nytt tiltak", "Frist": written}.items():
            page.cell(2, headings[name]).value = said

    content = rewritten(transfer.import_template("nb"), add_an_action)
    look = transfer.preview_import(duck, content, "mal.xlsx", by=ADA, today=TODAY)
    assert look.problems == ()
    (added,) = look.items_to_add
    assert (added.due, added.due_precision, added.due_text) == (date(2026, 12, 31), "day", "")
