"""Building blocks of our Word documents: headings, paragraphs, lists, tables, a language."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from docx.document import Document as Paper
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.table import _Row as Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from strategy.reports.columns import column_widths, longest_word

# The limits of the format itself.
_LONGEST_PROPERTY = 255
_LOCALES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
_NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GRID = "Table Grid"
_LIST = "List Bullet"
# Paper in Norway is A4; the library's own template has an American size.
_SHEET, _MARGIN = (Mm(210), Mm(297)), Mm(22)
_SIZES = {"Title": 22, "Heading 1": 15, "Heading 2": 12}
_TEXT_WIDTH = _SHEET[0] - 2 * _MARGIN
SMALL = Pt(9)
"""The text size in a table."""

_A_LETTER = SMALL * 0.54
"""The mean width of a letter in a table, rather too wide than too narrow."""

_BESIDE = Pt(10)
"""The space to the left and right of the text in a cell."""

_PALE, _LINE, _ACCENT = "F2F2F2", "BFBFBF", "0062BA"


@dataclass(frozen=True)
class Inked:
    """A bold text in a colour, with a note behind it in brackets."""

    text: str
    ink: str
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A PNG, its width in points, and what it shows in words."""

    content: bytes
    width: float
    said: str


Content = str | Inked | Picture
"""What a cell of a table can hold."""


def set_up(paper: Paper, *, title: str, author: str, language: str, written_at: datetime) -> None:
    """Set a document's title, author, language and time (UTC)."""
    properties = paper.core_properties
    properties.title = clean(title)[:_LONGEST_PROPERTY]
    properties.author = clean(author)[:_LONGEST_PROPERTY]
    properties.language = _LOCALES[language]
    properties.created = properties.modified = written_at
    properties.comments = ""
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    for name, points in _SIZES.items():
        paper.styles[name].font.size = Pt(points)
    for section in paper.sections:
        section.page_width, section.page_height = _SHEET
        section.left_margin = section.right_margin = _MARGIN
        section.top_margin = section.bottom_margin = _MARGIN
    fonts = normal.element.get_or_add_rPr()
    fonts.append(fonts.makeelement(qn("w:lang"), {qn("w:val"): _LOCALES[language]}))


def saved(paper: Paper) -> bytes:
    """Return a document as a .docx."""
    with io.BytesIO() as written:
        paper.save(written)
        return written.getvalue()


def table(
    paper: Paper,
    head: Sequence[str],
    rows: Iterable[Sequence[Content]],
    *,
    shares: Sequence[int],
) -> None:
    """Write a table whose first row is its header.

    `shares` are the relative widths of the columns; a column is wider where a word needs it.
    """
    told = [tuple(row) for row in rows]
    written: WordTable = paper.add_table(rows=1, cols=len(head))
    written.style = _GRID
    _fill(written.rows[0], head, bold=True)
    keep_with_next(written.rows[0])
    # Marked as a header row: screen readers announce it, and it is repeated on each page.
    properties = written.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way
    properties.append(properties.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    for row in told:
        _fill(written.add_row(), row)  # type: ignore[no-untyped-call] # it names no type
    _rule(written)
    _widen(written, _widths(shares, (tuple(head), *told)))
    # Word processors join two tables with nothing between them.
    after = paper.add_paragraph().paragraph_format
    after.space_after, after.line_spacing = Pt(0), Pt(8)


def keep_with_next(row: Row) -> None:
    """Keep a row on the page of the next one."""
    for cell in row.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def _rule(table: WordTable) -> None:
    """Draw lines between the rows only, with space around the text."""
    properties = table._tbl.tblPr  # noqa: SLF001 - python-docx has no other way
    borders = _before(properties, ("w:tblLayout", "w:tblLook"), "w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        drawn = side in {"top", "bottom", "insideH"}
        _below(borders, f"w:{side}", val="single" if drawn else "nil", sz="4", color=_LINE)
    margins = _before(properties, ("w:tblLook",), "w:tblCellMar")
    for side, twips in (("top", "50"), ("left", "90"), ("bottom", "50"), ("right", "90")):
        _below(margins, f"w:{side}", w=twips, type="dxa")


def _widths(shares: Sequence[int], rows: Sequence[Sequence[Content]]) -> list[int]:
    columns = zip(*rows, strict=True)
    least = [max(map(_least, column)) for column in columns]
    return [int(width) for width in column_widths(shares, least, _TEXT_WIDTH)]


def _least(content: Content) -> float:
    """Return how wide a column must be for no word of this to be broken."""
    if isinstance(content, Picture):
        return Pt(content.width) + _BESIDE
    texts = (content.text, content.note) if isinstance(content, Inked) else (content,)
    return longest_word(texts) * _A_LETTER + _BESIDE


def _widen(table: WordTable, widths: Sequence[int]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _before(parent: BaseOxmlElement, followers: Sequence[str], tag: str) -> BaseOxmlElement:
    """Add an element where the format requires it: before the first of `followers` present."""
    made: BaseOxmlElement = parent.makeelement(qn(tag), {})
    next(one for one in parent if one.tag in {qn(f) for f in followers}).addprevious(made)
    return made


def _below(parent: BaseOxmlElement, tag: str, **attributes: str) -> BaseOxmlElement:
    """Add an element to one of python-docx's own; return it."""
    named = {qn(f"w:{name}"): value for name, value in attributes.items()}
    made: BaseOxmlElement = parent.makeelement(qn(tag), named)
    parent.append(made)
    return made


def _fill(row: Row, contents: Sequence[Content], *, bold: bool = False) -> None:
    # Do not split a row across pages.
    _below(row._tr.get_or_add_trPr(), "w:cantSplit", val="true")  # noqa: SLF001 - as above
    for cell, content in zip(row.cells, contents, strict=True):
        cell.paragraphs[0].paragraph_format.space_after = Pt(0)
        _fill_cell(cell, content, bold=bold)
        if bold:
            properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - python-docx has no other way
            _below(properties, "w:shd", val="clear", fill=_PALE)


def _fill_cell(cell: WordCell, content: Content, *, bold: bool) -> None:
    paragraph = cell.paragraphs[0]
    if isinstance(content, Picture):
        show_picture(paragraph.add_run(), content)
    elif isinstance(content, Inked):
        write_inked(paragraph, content, size=SMALL)
    else:
        run = paragraph.add_run(clean(content))
        run.bold, run.font.size = bold, SMALL


def write_inked(paragraph: Paragraph, said: Inked, *, size: Length | None = None) -> None:
    """Write a coloured text with its note at the end of a paragraph."""
    run = paragraph.add_run(clean(said.text))
    run.bold, run.font.size = True, size
    run.font.color.rgb = RGBColor.from_string(said.ink.removeprefix("#"))
    if said.note:
        paragraph.add_run(f" ({clean(said.note)})").font.size = size


def show_picture(run: Run, picture: Picture) -> None:
    """Show a picture with its alternative text."""
    shape = run.add_picture(io.BytesIO(picture.content), width=Pt(picture.width))
    # Alternative text; python-docx has no other way.
    shape._inline.docPr.set("descr", clean(picture.said))  # noqa: SLF001 - as above


def heading(paper: Paper, text: str, level: int) -> None:
    """Write a heading; level 0 is the title."""
    paper.add_heading(clean(text), level)


def paragraphs(paper: Paper, texts: Iterable[str]) -> None:
    """Write paragraphs, skipping empty ones."""
    for text in texts:
        if text:
            paper.add_paragraph(clean(text))


def bullets(paper: Paper, lines: Iterable[str]) -> None:
    """Write a list with bullets."""
    for line in lines:
        paper.add_paragraph(clean(line), style=_LIST)


def framed(paper: Paper, title: str, texts: Iterable[str]) -> None:
    """Write highlighted text under its own title: shaded, with a bar to the left."""
    said = [text for text in texts if text]
    first = paper.add_paragraph()
    first.add_run(clean(title)).bold = True
    for paragraph in (first, *(paper.add_paragraph(clean(text)) for text in said)):
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.keep_together = True
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no other way
        bar = properties.makeelement(qn("w:pBdr"), {})
        _below(bar, "w:left", val="single", sz="24", space="8", color=_ACCENT)
        shade = properties.makeelement(qn("w:shd"), {qn("w:val"): "clear", qn("w:fill"): _PALE})
        # The format requires this order.
        place = properties.find(qn("w:spacing"))
        place.addprevious(bar)
        place.addprevious(shade)
    paragraph.paragraph_format.space_after = Pt(10)


def clean(text: str) -> str:
    """Return text without the characters a Word file cannot contain."""
    return _NOT_IN_XML.sub("", text)
