"""What every Word document of ours is made of: headings, paragraphs, lists, tables, a language."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from docx.document import Document as Paper
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table as WordTable
from docx.table import _Row as Row

# What the format itself allows.
_LONGEST_PROPERTY = 255
_LOCALES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
_NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GRID = "Table Grid"
_LIST = "List Bullet"


def set_up(paper: Paper, *, title: str, author: str, language: str, written_at: datetime) -> None:
    """Say what a document is, whose, in which language and of when (UTC)."""
    properties = paper.core_properties
    properties.title = clean(title)[:_LONGEST_PROPERTY]
    properties.author = clean(author)[:_LONGEST_PROPERTY]
    properties.language = _LOCALES[language]
    properties.created = properties.modified = written_at
    properties.comments = ""
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    fonts = normal.element.get_or_add_rPr()
    fonts.append(fonts.makeelement(qn("w:lang"), {qn("w:val"): _LOCALES[language]}))


def saved(paper: Paper) -> bytes:
    """Return a document as a .docx."""
    with io.BytesIO() as written:
        paper.save(written)
        return written.getvalue()


def table(paper: Paper, head: Sequence[str], rows: Iterable[Sequence[str]]) -> WordTable:
    """Write a table whose first row is its head; return it."""
    written: WordTable = paper.add_table(rows=1, cols=len(head))
    written.style = _GRID
    _fill(written.rows[0], head, bold=True)
    # Told as a heading to who hears the table, and repeated where a page ends.
    properties = written.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way
    properties.append(properties.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    for row in rows:
        _fill(written.add_row(), row)  # type: ignore[no-untyped-call] # it names no type
    return written


def lines(table: WordTable) -> list[Row]:
    """Return the rows below a table's head."""
    # Once for all: to ask the table for one cell makes it look at every cell there is.
    return list(table.rows)[1:]


def _fill(row: Row, texts: Sequence[str], *, bold: bool = False) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        run = cell.paragraphs[0].add_run(clean(text))
        run.bold, run.font.size = bold, Pt(9)


def heading(paper: Paper, text: str, level: int) -> None:
    """Write a heading; level 0 is the title."""
    paper.add_heading(clean(text), level)


def paragraphs(paper: Paper, texts: Iterable[str]) -> None:
    """Write paragraphs, those that say something."""
    for text in texts:
        if text:
            paper.add_paragraph(clean(text))


def bullets(paper: Paper, lines: Iterable[str]) -> None:
    """Write a list with bullets."""
    for line in lines:
        paper.add_paragraph(clean(line), style=_LIST)


def clean(text: str) -> str:
    """Return text without what a Word file cannot hold."""
    return _NOT_IN_XML.sub("", text)
