"""A presentation being built: slides with titles, texts that fit, tables, notes, a language."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.table import _Cell as Cell
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Inches, Pt

from strategy.charts.palette import LIGHT
from strategy.reports.slides.fit import BODY, SMALL, Fitted, Room, Said, title_size
from strategy.reports.slides.theme import (
    BOTTOM,
    COVER,
    MARGIN,
    TEXT,
    TITLE_HEIGHT,
    TOP,
    TWO,
    WIDTH,
    new_deck,
    place,
)

ACROSS = WIDTH - 2 * MARGIN
HALF = (ACROSS - 0.4) / 2
ROOM = Room(ACROSS - 0.2, BOTTOM - TOP - 0.1)
HALF_ROOM = Room(HALF - 0.2, BOTTOM - TOP - 0.1)
_NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TITLE_ROOM = Room(ACROSS - 0.2, TITLE_HEIGHT - 0.1)
_COVER_ROOM = Room(ACROSS - 0.2, 2.1)
_HEAD_INK = RGBColor(0xFF, 0xFF, 0xFF)

Inked = tuple[str, str]
"""The text of a table cell and its colour; None for the default colour."""

Draw = Callable[[Slide], BaseShape]


@dataclass(frozen=True)
class Grid:
    """A table: its header, its rows, and the widths of its columns in inches."""

    head: Sequence[str]
    rows: Sequence[Sequence[Inked]]
    widths: Sequence[float]
    alternative: str


class Deck:
    """Slides in one language, with the same footer and the same source in their notes."""

    def __init__(self, locale: str, *, foot: str, source: Sequence[str]) -> None:
        """Make an empty presentation."""
        self._deck = new_deck()
        self._locale = locale
        self._foot = foot
        self._source = tuple(source)

    def cover(self, title: str, lines: Sequence[str]) -> None:
        """Add the first slide."""
        slide = self._begun(COVER, title, _COVER_ROOM)
        said = tuple(Said(line, ink=LIGHT.text) for line in lines if line)
        self._write(_placeholder(slide, 1), Fitted(said, BODY))
        self._finish(slide, ())

    def text(self, title: str, page: Fitted, *, told: Sequence[str] = ()) -> None:
        """Add a slide of text."""
        slide = self._begun(TEXT, title, _TITLE_ROOM)
        self._write(_placeholder(slide, 1), page)
        self._finish(slide, told)

    def picture(
        self, title: str, caption: Fitted, draw: Draw, *, caption_height: float, alternative: str
    ) -> None:
        """Add a slide with a chart above a caption; the alternative text says what it shows."""
        slide = self._begun(TEXT, title, _TITLE_ROOM)
        body = _placeholder(slide, 1)
        place(body, MARGIN, BOTTOM - caption_height, ACROSS, caption_height)
        self._write(body, caption)
        _describe(draw(slide), title, alternative)
        self._finish(slide, (alternative,))

    def table(self, title: str, grid: Grid, *, told: Sequence[str]) -> None:
        """Add a slide with a full-width table; what does not fit there is in the notes."""
        slide = self._begun(TEXT, title, _TITLE_ROOM)
        _remove(_placeholder(slide, 1))
        self._add_table(slide, title, grid, MARGIN)
        self._finish(slide, told)

    def beside(self, title: str, page: Fitted, grid: Grid, *, told: Sequence[str]) -> None:
        """Add a slide with text on the left and a table on the right."""
        slide = self._begun(TWO, title, _TITLE_ROOM)
        _remove(_placeholder(slide, 2))
        if page.said:
            self._write(_placeholder(slide, 1), page)
        else:
            _remove(_placeholder(slide, 1))
        self._add_table(slide, title, grid, MARGIN + HALF + 0.4)
        self._finish(slide, told)

    def saved(self, *, title: str, author: str, published_at: datetime) -> bytes:
        """Return the presentation as the bytes of its file."""
        properties = self._deck.core_properties
        properties.title, properties.author = _clean(title), _clean(author)
        properties.language = self._locale
        properties.created = properties.modified = published_at
        properties.last_modified_by, properties.comments = "", ""
        with io.BytesIO() as written:
            self._deck.save(written)
            return written.getvalue()

    # --- the parts of a slide --------------------------------------------------------------------

    def _begun(self, layout: int, title: str, room: Room) -> Slide:
        places = {COVER: 0, TEXT: 1, TWO: 2}
        slide: Slide = self._deck.slides.add_slide(self._deck.slide_layouts[places[layout]])
        shape = slide.shapes.title
        assert shape is not None  # noqa: S101 - every layout of ours has one
        self._paragraph(
            shape.text_frame.paragraphs[0], Said(title, heading=True), title_size(title, room)
        )
        return slide

    def _write(self, shape: BaseShape, page: Fitted) -> None:
        frame: TextFrame = shape.text_frame
        frame.word_wrap = True
        for number, said in enumerate(page.said):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(page.size * 0.45)
            if not said.bullet:
                _without_bullet(paragraph)
            self._paragraph(paragraph, said, page.size)

    def _paragraph(self, paragraph: _Paragraph, said: Said, size: float) -> None:
        run = paragraph.add_run()
        run.text = _clean(said.text)
        run.font.size, run.font.bold = Pt(size), said.heading
        if said.ink:
            run.font.color.rgb = RGBColor.from_string(said.ink[1:])
        run._r.get_or_add_rPr().set("lang", self._locale)  # noqa: SLF001 - there is no other way

    def _add_table(self, slide: Slide, name: str, grid: Grid, left: float) -> None:
        box = map(Inches, (left, TOP, sum(grid.widths), 0.3))
        frame = slide.shapes.add_table(len(grid.rows) + 1, len(grid.head), *box)
        table = frame.table
        table.first_row, table.horz_banding = True, False
        for column, (text, width) in enumerate(zip(grid.head, grid.widths, strict=True)):
            table.columns[column].width = Inches(width)
            self._fill(table.cell(0, column), (text, ""), head=True)
        for line, row in enumerate(grid.rows, start=1):
            table.rows[line].height = Inches(0.3)
            for column, told in enumerate(row):
                self._fill(table.cell(line, column), told)
                _tint(table.cell(line, column), LIGHT.surface if line % 2 else LIGHT.background)
        _describe(frame, name, grid.alternative)

    def _fill(self, cell: Cell, told: Inked, *, head: bool = False) -> None:
        text, ink = told
        cell.margin_top = cell.margin_bottom = Inches(0.05)
        paragraph = cell.text_frame.paragraphs[0]
        self._paragraph(paragraph, Said(text, heading=head or bool(ink), ink=ink), SMALL)
        if head:
            paragraph.runs[0].font.color.rgb = _HEAD_INK

    def _finish(self, slide: Slide, told: Sequence[str]) -> None:
        """Add the footer and the notes, last because screen readers should read them last."""
        for shape in slide.slide_layout.placeholders:
            kind = shape.placeholder_format.type.name
            if kind in {"FOOTER", "SLIDE_NUMBER"}:
                self._copy(slide, shape, with_text=kind == "FOOTER")
        notes = slide.notes_slide.notes_text_frame
        assert notes is not None  # noqa: S101 - the notes we make have a body
        for number, line in enumerate((*told, *self._source)):
            paragraph = notes.paragraphs[0] if number == 0 else notes.add_paragraph()
            self._paragraph(paragraph, Said(line), 12)

    def _copy(self, slide: Slide, shape: BaseShape, *, with_text: bool) -> None:
        # python-pptx leaves footers and slide numbers on the layout.
        element = copy.deepcopy(shape.element)
        slide.shapes._spTree.append(element)  # noqa: SLF001 - there is no other way
        element.nvSpPr.cNvPr.set("id", str(len(slide.shapes) + 100))
        for face in element.iter(qn("a:rPr")):
            face.set("lang", self._locale)
        if with_text:
            added = slide.placeholders[shape.placeholder_format.idx]
            self._paragraph(added.text_frame.paragraphs[0], Said(self._foot, ink=LIGHT.muted), 11)


def _placeholder(slide: Slide, idx: int) -> BaseShape:
    found: BaseShape = slide.placeholders[idx]
    return found


def _tint(cell: Cell, colour: str) -> None:
    # Paler than any PowerPoint style, so that coloured words are readable on it.
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string(colour[1:])


def _remove(shape: BaseShape) -> None:
    shape.element.getparent().remove(shape.element)


def _without_bullet(paragraph: _Paragraph) -> None:
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - there is no other way
    properties.set("marL", "0")
    properties.set("indent", "0")
    properties.append(properties.makeelement(qn("a:buNone"), {}))


def _describe(shape: BaseShape, name: str, alternative: str) -> None:
    about = shape._element.nvGraphicFramePr.cNvPr  # noqa: SLF001 - there is no other way
    about.set("name", _clean(name))
    about.set("descr", _clean(alternative))


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
