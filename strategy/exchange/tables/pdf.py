"""Tables of a PDF, with lines around their cells or without; one of pictures only is refused."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import PdfminerException

from strategy.exchange.tables.cells import (
    BLANK,
    Cell,
    Contents,
    Grid,
    Line,
    UnreadableFileError,
    line_of,
    text_cell,
)
from strategy.exchange.tables.pdf_words import lines_of_page

MAX_PAGES = 200
_LINES_ABOVE = 3


def read_pdf(content: bytes, name: str) -> Contents:
    """Return the tables of a PDF, those over several pages as one; raises UnreadableFileError."""
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise UnreadableFileError("too_many_pages", limit=str(MAX_PAGES))
            grids = _joined(_grids(pdf.pages))
            if not grids and not any(page.chars for page in pdf.pages):
                raise UnreadableFileError("picture_only")
    except PdfminerException as error:
        locked = isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect)
        raise UnreadableFileError("password" if locked else "damaged") from error
    return Contents(name, grids)


def _grids(pages: list[Page]) -> Iterator[tuple[int, Grid]]:
    """Return each table with how many columns it has."""
    starts: tuple[float, ...] = ()
    for page in pages:
        last = 0.0
        tables = [table for table in page.find_tables() if _has_columns(table)]
        if not tables:
            lines, starts = lines_of_page(page, starts)
            if lines:
                yield len(starts), Grid(f"{page.page_number}", tuple(lines))
        for table in tables:
            rows = [[_cell(text) for text in row] for row in table.extract()]
            above = _above(page, table, last)
            last = table.bbox[3]
            said = [line_of(place - len(above), [a]) for place, a in enumerate(above, start=1)]
            said += [line_of(number, cells) for number, cells in enumerate(rows, start=1)]
            found = tuple(line for line in said if line is not None)
            title = above[-1].text if above else f"{page.page_number}"
            if found:
                yield max(map(len, rows)), Grid(title, found)
        page.close()


def _has_columns(table: Table) -> bool:
    return any(sum(cell is not None for cell in row.cells) > 1 for row in table.rows)


def _joined(grids: Iterator[tuple[int, Grid]]) -> tuple[Grid, ...]:
    """Put a table that goes on at the top of the next page behind what came before it."""
    found: list[tuple[int, Grid]] = []
    for width, grid in grids:
        goes_on = found and found[-1][0] == width and grid.lines[0].number > 0
        if goes_on:
            before = found[-1][1]
            last = before.lines[-1].number
            more = (Line(last + line.number, line.cells) for line in grid.lines)
            found[-1] = width, Grid(before.name, (*before.lines, *more))
        else:
            found.append((width, grid))
    return tuple(grid for _, grid in found)


def _above(page: Page, table: Table, last: float) -> list[Cell]:
    top = max(table.bbox[1], last + 1)
    text = page.crop((page.bbox[0], max(last, page.bbox[1]), page.bbox[2], top)).extract_text()
    return [text_cell(line) for line in text.splitlines() if line.strip()][-_LINES_ABOVE:]


def _cell(text: str | None) -> Cell:
    return text_cell(" ".join(text.split())) if text else BLANK
