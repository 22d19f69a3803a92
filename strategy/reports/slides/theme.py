"""The look of our slides: 16:9, our font and colours, and layouts with real placeholders."""

from __future__ import annotations

import re

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.util import Inches

from strategy.charts.palette import LIGHT

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6
TITLE_TOP, TITLE_HEIGHT = 0.45, 1.15
TOP, BOTTOM = 1.8, 6.75
FONT = "Inter"
HEAD = "1F3A5F"

COVER, TEXT, TWO = 0, 1, 3
_KEPT = (COVER, TEXT, TWO)
Box = tuple[float, float, float, float]

_FOOT_TOP, _FOOT_HEIGHT = 6.95, 0.35
# Tells programs without Inter to use a similar sans serif.
_FACE = f'typeface="{FONT}" panose="020B0604020202020204" pitchFamily="34" charset="0"'
_THEME_COLOURS = {
    "dk1": LIGHT.text[1:],
    "lt1": "FFFFFF",
    "dk2": HEAD,
    "lt2": LIGHT.surface[1:],
    "accent1": HEAD,
    "accent2": LIGHT.effect[1:],
    "accent3": LIGHT.activity[1:],
}


def new_deck() -> Deck:
    """Return an empty presentation in our look."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _set_theme(deck)
    _set_master(deck)
    layouts = list(deck.slide_layouts)
    for place, layout in enumerate(layouts):
        if place not in _KEPT:
            deck.slide_layouts.remove(layout)
        else:
            _set_layout(place, list(layout.placeholders))
    return deck


def place(shape: BaseShape, left: float, top: float, width: float, height: float) -> None:
    """Set the position and size of a shape, in inches."""
    shape.left, shape.top = Inches(left), Inches(top)
    shape.width, shape.height = Inches(width), Inches(height)


def _set_theme(deck: Deck) -> None:
    part = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = part.blob.decode()
    theme = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin) typeface="[^"]*"', rf"\1 {_FACE}", theme)
    for name, colour in _THEME_COLOURS.items():
        theme = re.sub(
            rf"<a:{name}>.*?</a:{name}>",
            f'<a:{name}><a:srgbClr val="{colour.upper()}"/></a:{name}>',
            theme,
            flags=re.DOTALL,
        )
    part._blob = theme.encode()  # noqa: SLF001 - python-pptx has no other way to a theme


def _set_master(deck: Deck) -> None:
    master = deck.slide_master
    styles = master.element.find(qn("p:txStyles"))
    title = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    face = title.find(qn("a:defRPr"))
    face.set("sz", "3000")
    face.set("b", "1")
    for face in styles.find(qn("p:bodyStyle")).iter(qn("a:defRPr")):
        face.set("sz", "2000")
    _set_layout(TEXT, list(master.placeholders))
    line = master.shapes._spTree  # noqa: SLF001 - there is no other way
    for face in line.iter(qn("a:schemeClr")):
        # The template's own footer is too pale to read.
        for tint in face.findall(qn("a:tint")):
            face.remove(tint)


def _set_layout(layout: int, placeholders: list[BaseShape]) -> None:
    """Put the placeholders of a layout where 16:9 has room for them."""
    across = WIDTH - 2 * MARGIN
    half, high = (across - 0.4) / 2, BOTTOM - TOP
    bodies: dict[int, tuple[Box, ...]] = {
        COVER: ((MARGIN, 4.0, across, 1.6),),
        TEXT: ((MARGIN, TOP, across, high),),
        TWO: ((MARGIN, TOP, half, high), (MARGIN + half + 0.4, TOP, half, high)),
    }
    title = (MARGIN, 1.6, across, 2.2) if layout == COVER else (MARGIN, TITLE_TOP, across, 1.15)
    boxes = iter(bodies[layout])
    for shape in placeholders:
        kind = shape.placeholder_format.type.name
        if kind in {"TITLE", "CENTER_TITLE"}:
            place(shape, *title)
            _anchor(shape, "b" if layout == COVER else "ctr")
        elif kind == "SLIDE_NUMBER":
            place(shape, WIDTH - MARGIN - 1.2, _FOOT_TOP, 1.2, _FOOT_HEIGHT)
        elif kind == "FOOTER":
            place(shape, MARGIN, _FOOT_TOP, 8, _FOOT_HEIGHT)
            _to_the_left(shape)
        elif kind == "DATE":
            shape.element.getparent().remove(shape.element)
        else:
            place(shape, *next(boxes))
            _to_the_left(shape)


def _anchor(shape: BaseShape, where: str) -> None:
    body = shape.element.find(qn("p:txBody")).find(qn("a:bodyPr"))
    body.set("anchor", where)
    for fit in (qn("a:normAutofit"), qn("a:spAutoFit")):
        for each in body.findall(fit):
            body.remove(each)


def _to_the_left(shape: BaseShape) -> None:
    for style in shape.element.iter(qn("a:lvl1pPr")):
        style.set("algn", "l")
