"""Each chart of a publication as a file of its own: an SVG with title, words and source.

Made for use in a presentation or a paper: on white, and readable without the page around it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from strategy.charts.palette import LIGHT, READING_ORDER
from strategy.reports.publication.report import Bar, IndicatorRow, Report

_WIDTH, _EDGE = 720, 32
_TITLE, _TEXT = 22, 14
_TITLE_MOST, _TEXT_MOST = 56, 92
_FONT = 'font-family="Inter, Segoe UI, Arial, sans-serif"'
_PAINT = {signal.value: LIGHT.ink(signal).fill for signal in READING_ORDER}
_GAP = 4
_BAR_HEIGHT, _PLOT_HEIGHT = 28, 200
_LABEL_WIDTH = 190
_A_LINE = 2


@dataclass(frozen=True)
class ChartFile:
    """A chart: its file name, its title, and the content of the file."""

    name: str
    title: str
    content: str


def chart_files(report: Report) -> tuple[ChartFile, ...]:
    """Return every chart of a report: the goals by signal, and indicators with a line to draw."""
    return tuple(_charts(report))


def _charts(report: Report) -> Iterator[ChartFile]:
    if report.bar.slices:
        drawn = _bar(report, report.finding, report.bar)
        yield ChartFile(f"{report.language}-all.svg", report.finding, drawn)
    for pillar in report.pillars:
        if pillar.bar.slices:
            name = f"{report.language}-pillar-{_safe(pillar.code)}.svg"
            yield ChartFile(name, pillar.title, _bar(report, pillar.title, pillar.bar))
    for row in _rows(report):
        if len(row.trend.points) >= _A_LINE:
            name = f"{report.language}-indicator-{_safe(row.code)}.svg"
            yield ChartFile(name, row.title, _trend(report, row))


def _safe(code: str) -> str:
    """Return a code for use in a file name; different codes give different results."""
    kept = (c if c.isascii() and (c.isalnum() or c == "-") else f"_{ord(c):x}_" for c in code)
    return "".join(kept)


def _rows(report: Report) -> Iterator[IndicatorRow]:
    for pillar in report.pillars:
        yield from pillar.indicators
        for goal in pillar.goals:
            yield from goal.indicators


def _bar(report: Report, title: str, bar: Bar) -> str:
    pieces = [part.state.signal for part in bar.slices for _ in range(part.count)]
    room = _WIDTH - 2 * _EDGE
    width = (room - _GAP * (len(pieces) - 1)) / len(pieces)
    drawn = "".join(
        f'<rect x="{_EDGE + place * (width + _GAP):.1f}" y="0" width="{width:.1f}"'
        f' height="{_BAR_HEIGHT}" rx="3" fill="{_PAINT[signal]}" stroke="{LIGHT.border}"/>'
        for place, signal in enumerate(pieces)
    )
    return _file(report, title, bar.said, drawn, height=_BAR_HEIGHT)


def _trend(report: Report, row: IndicatorRow) -> str:
    trend = row.trend
    aims = [] if trend.aim is None else [trend.aim]
    values = [value for _, value in trend.points] + aims
    low, high = min(values), max(values)
    first, last = trend.points[0][0], trend.points[-1][0]
    room = _WIDTH - 2 * _EDGE - _LABEL_WIDTH

    def across(day: int) -> float:
        return _EDGE + room * (day - first) / ((last - first) or 1)

    def down(value: float) -> float:
        share = (high - value) / ((high - low) or 1)
        return 8 + share * (_PLOT_HEIGHT - 16)

    line = " ".join(f"{across(day):.1f},{down(value):.1f}" for day, value in trend.points)
    end = down(trend.points[-1][1])
    parts = [
        f'<polyline points="{line}" fill="none" stroke="{LIGHT.activity}" stroke-width="3"'
        ' stroke-linejoin="round" stroke-linecap="round"/>',
        f'<circle cx="{across(last):.1f}" cy="{end:.1f}" r="5" fill="{LIGHT.activity}"/>',
        _label(row.latest, end, LIGHT.text, bold=True),
    ]
    for aim in aims:
        height = down(aim)
        parts.append(
            f'<line x1="{_EDGE}" x2="{_EDGE + room}" y1="{height:.1f}" y2="{height:.1f}"'
            f' stroke="{LIGHT.muted}" stroke-width="2" stroke-dasharray="7 5"/>'
        )
        said = f"{report.labels['aim']}: {row.aim}"
        parts.append(_label(said, _apart(height, end), LIGHT.muted))
    drawn = "".join(parts)
    return _file(report, row.title, trend.said, drawn, height=_PLOT_HEIGHT, origin=row.origin)


def _apart(height: float, other: float) -> float:
    """Return the height of a label so that it does not cover another."""
    closest = 3 * _TEXT
    if abs(height - other) >= closest:
        return height
    return other + closest if height >= other else other - closest


def _label(text: str, middle: float, colour: str, *, bold: bool = False) -> str:
    lines = textwrap.wrap(text, 25)[:2]
    weight = ' font-weight="600"' if bold else ""
    top = middle + 5 - 9 * (len(lines) - 1)
    return "".join(
        f'<text x="{_WIDTH - _EDGE - _LABEL_WIDTH + 14}" y="{top + place * 18:.1f}" {_FONT}'
        f' font-size="{_TEXT}"{weight} fill="{colour}">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )


def _file(
    report: Report,
    title: str,
    said: str,
    drawn: str,
    *,
    height: int,
    origin: Sequence[str] = (),
) -> str:
    titles = textwrap.wrap(title, _TITLE_MOST)[:3]
    told = textwrap.wrap(said, _TEXT_MOST)[:4]
    whose = f"{report.organisation} · {report.strategy} · {report.period}"
    source = [line for text in (*origin, whose) for line in textwrap.wrap(text, _TEXT_MOST)]
    top = _EDGE + _TITLE + len(titles) * 28
    below = top + height + 32
    whole = below + (len(told) + len(source)) * 20 + _EDGE - 6
    heading = _written(titles, _EDGE + _TITLE, 28, _TITLE, LIGHT.text, weight=600)
    words = _written(told, below, 20, _TEXT, LIGHT.text)
    sources = _written(source, below + len(told) * 20 + 6, 20, 12, LIGHT.muted)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {whole}" width="{_WIDTH}"'
        f' height="{whole}" role="img" lang="{report.language}">'
        f"<title>{escape(title)}</title><desc>{escape(said)}</desc>"
        f'<rect width="100%" height="100%" fill="{LIGHT.background}"/>{heading}'
        f'<g transform="translate(0 {top})">{drawn}</g>{words}{sources}</svg>'
    )


def _written(
    lines: Sequence[str], top: int, step: int, size: int, colour: str, *, weight: int = 400
) -> str:
    return "".join(
        f'<text x="{_EDGE}" y="{top + place * step}" {_FONT} font-size="{size}"'
        f' font-weight="{weight}" fill="{colour}">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )
