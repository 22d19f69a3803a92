"""Tables of a Word document or a web page, each with the lines that stand above it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree
from lxml.html import HTMLParser

from strategy.exchange.encodings import text_of
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
from strategy.exchange.workbook.archive import MAX_UNPACKED_BYTES, swells

_PART = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LINES_ABOVE = 3
_HEADING = re.compile(r"(?:heading|overskrift|rubrik)\s*([1-4])", re.IGNORECASE)
_WEB_HEADINGS = ("h1", "h2", "h3", "h4")
_NEW_LINE = ("br", "p", "div", "li")
_NO_FILL = ("auto", "FFFFFF", "")


def read_document(content: bytes, name: str) -> Contents:
    """Return the tables of a .docx; raises UnreadableFileError."""
    body = _body(content)
    grids = list(_grids(body))
    return Contents(name, tuple(_without_titles(grids)) if grids else ())


def _body(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if swells(archive):
                raise UnreadableFileError("bomb", limit=str(MAX_UNPACKED_BYTES // 1_000_000))
            return etree.fromstring(archive.read(_PART), parser)
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError) as error:
        raise UnreadableFileError("word") from error


def _grids(body: etree._Element) -> Iterator[Grid]:
    above: list[str] = []
    over: dict[int, str] = {}
    count = 0
    for element in body.iter(f"{_W}p", f"{_W}tbl"):
        if any(True for _ in element.iterancestors(f"{_W}tbl")):
            # What stands within a table belongs to its cells.
            continue
        if element.tag == f"{_W}p":
            above = [*above, _text(element)] if _text(element) else above
            _put_over(over, _level(element), _text(element))
            continue
        count += 1
        lines = _lines(element, above[-_LINES_ABOVE:])
        title = above[-1] if above else ""
        above = []
        if lines:
            yield Grid(title or f"{count}", lines, under=_ordered(over))


def _put_over(over: dict[int, str], level: int, text: str) -> None:
    """Let a heading of a document be over what follows; what was below the last one is over."""
    if level and text:
        for below in [each for each in over if each >= level]:
            del over[below]
        over[level] = text


def _ordered(over: dict[int, str]) -> tuple[str, ...]:
    return tuple(over[level] for level in sorted(over))


def _level(paragraph: etree._Element) -> int:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    found = _HEADING.fullmatch("" if style is None else style.get(f"{_W}val", ""))
    return int(found[1]) if found else 0


def _without_titles(grids: list[Grid]) -> Iterator[Grid]:
    """Leave out the headings all tables stand under: those are the title of the document."""
    alike = {text for text in grids[0].under if all(text in grid.under for grid in grids)}
    for grid in grids:
        yield replace(grid, under=tuple(text for text in grid.under if text not in alike))


def _lines(table: etree._Element, above: list[str]) -> tuple[Line, ...]:
    found = [line_of(place - len(above), [text_cell(text)]) for place, text in enumerate(above, 1)]
    before: list[Cell] = []
    for number, row in enumerate(table.iterchildren(f"{_W}tr"), start=1):
        cells = list(_cells(row, before))
        before = list(cells)
        found.append(line_of(number, cells))
    return tuple(line for line in found if line is not None)


def _cells(row: etree._Element, before: list[Cell]) -> Iterator[Cell]:
    place = 0
    for element in row.iter(f"{_W}tc"):
        if element.getparent() is not row and element.getparent().tag != f"{_W}sdtContent":
            continue
        wide = _number(element, f"{_W}tcPr/{_W}gridSpan")
        merged = element.find(f"{_W}tcPr/{_W}vMerge")
        continues = merged is not None and merged.get(f"{_W}val", "continue") == "continue"
        if continues and place < len(before):
            cell = replace(before[place], spread=True)
        else:
            cell = _cell(element)
        yield cell
        for _ in range(wide - 1):
            yield replace(cell, spread=True) if cell.text else BLANK
        place += wide


def _cell(element: etree._Element) -> Cell:
    paragraphs = [_text(each) for each in element.iter(f"{_W}p")]
    shade = element.find(f"{_W}tcPr/{_W}shd")
    fill = "" if shade is None else shade.get(f"{_W}fill", "")
    cell = text_cell("\n".join(text for text in paragraphs if text))
    colour = "" if fill in _NO_FILL else fill.upper()
    runs = [run for run in element.iter(f"{_W}r") if run.find(f"{_W}t") is not None]
    struck = bool(runs) and all(run.find(f"{_W}rPr/{_W}strike") is not None for run in runs)
    bold = bool(runs) and all(run.find(f"{_W}rPr/{_W}b") is not None for run in runs)
    return replace(cell, colour=colour, struck=struck, bold=bold)


def _text(paragraph: etree._Element) -> str:
    parts = []
    for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        if element.tag == f"{_W}t":
            parts.append(element.text or "")
        else:
            parts.append("\n" if element.tag == f"{_W}br" else " ")
    return "".join(parts).strip()


def read_web_page(content: bytes, name: str) -> Contents:
    """Return the tables of a web page, or of a spreadsheet that some system saved as one."""
    parser = HTMLParser(no_network=True, encoding=None)
    parser.feed(text_of(content) or "")
    grids = [grid for grid in _web_grids(parser.close()) if grid.lines]
    return Contents(name, tuple(_without_titles(grids)) if grids else ())


def _web_grids(page: etree._Element) -> Iterator[Grid]:
    over: dict[int, str] = {}
    count = 0
    for element in page.iter("table", *_WEB_HEADINGS):
        if element.tag in _WEB_HEADINGS:
            _put_over(over, int(element.tag[1]), _web_text(element))
        elif element.find(".//table") is None:
            count += 1
            title = _web_title(element) or f"{count}"
            yield Grid(title, _web_lines(element), under=_ordered(over))


def _web_title(table: etree._Element) -> str:
    """Return a table's caption, or the heading before it that no other table comes between."""
    captions = table.xpath("./caption")
    before = table.xpath(
        "preceding::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::table][1]"
    )
    titles = captions or [one for one in before if one.tag != "table"]
    return " ".join("".join(titles[0].itertext()).split()) if titles else ""


def _web_lines(table: etree._Element) -> tuple[Line, ...]:
    found = []
    down: dict[int, tuple[int, Cell]] = {}
    for number, row in enumerate(table.iter("tr"), start=1):
        cells: list[Cell] = []
        for element in row.iter("td", "th"):
            _take_from_above(cells, down)
            cell = text_cell(_web_text(element))
            rows, wide = (_span(element, f"{way}span") for way in ("row", "col"))
            covering = replace(cell, spread=True)
            for place in range(len(cells), len(cells) + wide):
                down[place] = (rows - 1, covering)
            cells += [cell, *[covering] * (wide - 1)]
        _take_from_above(cells, down)
        found.append(line_of(number, cells))
    return tuple(line for line in found if line is not None)


def _web_text(element: etree._Element) -> str:
    """Return what a cell shows, on as many lines as it shows it."""
    shown = "".join(_web_parts(element))
    lines = (" ".join(line.split()) for line in shown.split("\n"))
    return "\n".join(line for line in lines if line)


def _web_parts(element: etree._Element) -> Iterator[str]:
    yield " ".join(f"|{element.text or ''}|".split())[1:-1]
    for inner in element.iterchildren():
        yield "\n" if inner.tag in _NEW_LINE else ""
        if isinstance(inner.tag, str):
            yield from _web_parts(inner)
        yield " ".join(f"|{inner.tail or ''}|".split())[1:-1]


def _take_from_above(cells: list[Cell], down: dict[int, tuple[int, Cell]]) -> None:
    while len(cells) in down and down[len(cells)][0] > 0:
        left, covering = down[len(cells)]
        down[len(cells)] = (left - 1, covering)
        cells.append(covering)


def _span(element: etree._Element, way: str) -> int:
    said = element.get(way, "1")
    return min(max(int(said), 1), 1000) if said.isdecimal() else 1


def _number(element: etree._Element, path: str) -> int:
    found = element.find(path)
    said = "1" if found is None else found.get(f"{_W}val", "1")
    return min(int(said), 100) if said.isdecimal() else 1
