"""Small SVG drawings: goals by signal, and an indicator over time. Only alternative text."""

from __future__ import annotations

import base64
import struct
from collections.abc import Mapping
from html import escape

from strategy.reports.publication.report import Bar, Trend

_BAR_WIDTH, _BAR_HEIGHT, _GAP = 300, 14, 3
_TREND_WIDTH, _TREND_HEIGHT, _MARGIN = 120, 32, 4


def bar_drawing(bar: Bar, paint: Mapping[str, str], *, spoken: bool = True) -> str:
    """Return the goals by signal as a bar with one piece per goal; `paint` is colours by signal."""
    count = sum(part.count for part in bar.slices)
    pieces = [part.state.signal for part in bar.slices for _ in range(part.count)]
    width = (_BAR_WIDTH - _GAP * (count - 1)) / max(count, 1)
    drawn = "".join(
        f'<rect x="{place * (width + _GAP):.2f}" y="1" width="{width:.2f}"'
        f' height="{_BAR_HEIGHT - 2}" rx="2" fill="{paint[signal]}"'
        f' stroke="{paint["edge"]}" stroke-width="1"/>'
        for place, signal in enumerate(pieces)
    )
    drawing = _svg(_BAR_WIDTH, _BAR_HEIGHT, bar.said if spoken else "", drawn)
    # Stretched to the width available without getting higher.
    return drawing.replace("<svg ", '<svg preserveAspectRatio="none" ', 1)


def trend_drawing(trend: Trend, paint: Mapping[str, str], *, spoken: bool = True) -> str:
    """Return an indicator as a line, with its last value as a dot and its target as a dashed line.

    With fewer than two figures the result is empty.
    """
    if len(trend.points) < 2:  # noqa: PLR2004 - a line needs two ends
        return ""
    values = [value for _, value in trend.points] + ([] if trend.aim is None else [trend.aim])
    low, high = min(values), max(values)
    first, last = trend.points[0][0], trend.points[-1][0]

    def across(day: int) -> float:
        share = (day - first) / ((last - first) or 1)
        return _MARGIN + share * (_TREND_WIDTH - 2 * _MARGIN)

    def down(value: float) -> float:
        share = (high - value) / ((high - low) or 1)
        return _MARGIN + share * (_TREND_HEIGHT - 2 * _MARGIN)

    line = " ".join(f"{across(day):.1f},{down(value):.1f}" for day, value in trend.points)
    drawn = (
        f'<polyline points="{line}" fill="none" stroke="{paint["line"]}" stroke-width="2"'
        ' stroke-linejoin="round" stroke-linecap="round"/>'
        f'<circle cx="{across(last):.1f}" cy="{down(trend.points[-1][1]):.1f}" r="3"'
        f' fill="{paint["line"]}"/>'
    )
    if trend.aim is not None:
        height = f"{down(trend.aim):.1f}"
        drawn = (
            f'<line x1="0" x2="{_TREND_WIDTH}" y1="{height}" y2="{height}"'
            f' stroke="{paint["aim"]}" stroke-width="1.5" stroke-dasharray="4 3"/>{drawn}'
        )
    return _svg(_TREND_WIDTH, _TREND_HEIGHT, trend.said if spoken else "", drawn)


def picture_drawing(picture: str) -> str:
    """Return a base64-encoded PNG as an SVG of its own size, as the PDF accepts only SVG."""
    width, height = size_of(base64.b64decode(picture[:32]))
    source = f"data:image/png;base64,{picture}"
    drawn = f'<image width="{width}" height="{height}" href="{source}"/>'
    return _svg(width, height, "", drawn)


def size_of(picture: bytes) -> tuple[int, int]:
    """Return the width and height of a PNG in pixels."""
    # They are at the same offset in every PNG.
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def _svg(width: int, height: int, said: str, drawn: str) -> str:
    spoken = f' role="img" aria-label="{escape(said)}"' if said else ' aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}"{spoken}>{drawn}</svg>'
    )
