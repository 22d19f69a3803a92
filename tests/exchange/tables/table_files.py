"""Files with tables as other people make them, for the tests that read them."""

import io
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from strategy.domain.items import Organisation, Pillar
from strategy.domain.plan import Plan
from strategy.exchange.tables.files import preview_any
from strategy.exchange.tables.reading import read_tables

TODAY = date(2026, 9, 1)

_BESIDE = Path(__file__).parents[4] / "shared" / "cases"
WILD = Path(os.environ.get("SHARED_CASES", _BESIDE)) / "wild"
needs_wild_files = pytest.mark.skipif(
    not WILD.is_dir(), reason="the wild files are not here: set SHARED_CASES to their folder"
)

FIVE = ("Å våge", "Å lede", "Å lære", "Å mobilisere", "Å samhandle")


def a_new_plan() -> Plan:
    """A plan as it is on its first day: five pillars and nothing else."""
    pillars = (
        Pillar(id=f"p{at}", code=str(at), title=title, position=at)
        for at, title in enumerate(FIVE, start=1)
    )
    return Plan(revision=1, organisation=Organisation(name="Nyfjord"), pillars=tuple(pillars))


def looked_at(content, name="plan.xlsx", plan=None, answers=None):
    """What importing a file into a new plan would do."""
    return preview_any(content, name, plan or a_new_plan(), today=TODAY, answers=answers)


def grids_of(content, name="plan.xlsx"):
    """Every table of a file as rows of texts."""
    contents = read_tables(content, name)
    assert contents.problems == ()
    return [[[cell.text for cell in line.cells] for line in grid.lines] for grid in contents.grids]


def the_problem(content, name="plan.xlsx"):
    """The one rule by which a file is refused."""
    (problem,) = read_tables(content, name).problems
    return problem.rule


def saved(book: Workbook) -> bytes:
    """A workbook as the bytes of its file."""
    with io.BytesIO() as file:
        book.save(file)
        return file.getvalue()


def a_workbook(*rows, title="Ark1", change=None) -> bytes:
    """A workbook of one sheet, changed by hand before it is saved."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = title
    for row in rows:
        page.append(row)
    if change:
        change(page)
    return saved(book)


def a_csv(*rows, delimiter=";") -> bytes:
    """A text file with a row a line."""
    return "\r\n".join(delimiter.join(map(str, row)) for row in rows).encode()


def a_document(*rows, above=()) -> Document:
    """A Word document with a table below some lines."""
    document = Document()
    for line in above:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=max(map(len, rows)))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = text
    return document


def an_open_document(*rows, name="Plan", hidden_sheet=False, encrypted=False) -> bytes:
    """A spreadsheet as LibreOffice saves it."""
    body = "".join(
        "<table:table-row>" + "".join(map(_cell, row)) + "</table:table-row>" for row in rows
    )
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    styles = (
        '<office:automatic-styles><style:style style:name="hid" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    hidden = (
        '<table:table table:name="Lister" table:style-name="hid"><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
        "</table:table-row></table:table>"
    )
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{names}office:1.0" '
        f'xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0" '
        f'xmlns:style="{names}style:1.0">{styles}<office:body><office:spreadsheet>'
        f'<table:table table:name="{name}">{body}</table:table>{hidden if hidden_sheet else ""}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    locked = "<manifest:encryption-data/>" if encrypted else ""
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="content.xml">{locked}</manifest:file-entry>'
        "</manifest:manifest>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest,
            "content.xml": content,
        }
    )


def _cell(value) -> str:
    if isinstance(value, date):
        about = f'office:value-type="date" office:date-value="{value}"'
    elif isinstance(value, int):
        about = f'office:value-type="float" office:value="{value}"'
    else:
        about = 'office:value-type="string"'
    return f"<table:table-cell {about}><text:p>{value}</text:p></table:table-cell>"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """An archive of these parts."""
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return file.getvalue()


def rezipped(content: bytes, **parts: bytes) -> bytes:
    """A file that is an archive, with parts of it replaced; `/` and `.` as `__` and `_`."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    return zipped(
        kept | {name.replace("__", "/").replace("_", "."): new for name, new in parts.items()}
    )
