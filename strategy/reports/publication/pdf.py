"""A report as a PDF that everybody can read and an archive can keep: PDF/A-2a, tagged."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from strategy.charts.palette import LIGHT, READING_ORDER
from strategy.reports.publication.drawing import bar_drawing, picture_drawing, trend_drawing
from strategy.reports.publication.report import Bar, IndicatorRow, Report

_HERE = Path(__file__).parent
_PAINT = {
    **{signal.value: LIGHT.ink(signal).fill for signal in READING_ORDER},
    "edge": LIGHT.border,
    "line": LIGHT.activity,
    "aim": LIGHT.muted,
}
_INKS = {signal.value: LIGHT.ink(signal).text for signal in READING_ORDER}
_NOT_IN_THE_FONT = re.compile(
    r"[^\u0020-\u007e\u00a0-\u0148\u014a-\u01c3\u01c5-\u024f\u0300-\u0304\u0306-\u0308\u030a-\u030c"
    r"\u0327-\u0328\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03e1"
    r"\u03f0-\u045f\u1e80-\u1eff\u2010-\u2026\u2030\u2032-\u2033\u2039-\u203a\u20ac\u2122"
    r"\u2190-\u2193\u2212\u2260\u2264-\u2265\u25a0-\u25a1\u25b2-\u25b3\u25b6\u25bc\u25c6-\u25c7"
    r"\u25cb\u25cf\u26a0\u2713]"
)
_INSTEAD = "□"


def pdf_of(report: Report, *, published_at: datetime) -> bytes:
    """Return a report as PDF/A-2a; the same report and moment (UTC) give the same."""
    data = {**_drawn(asdict(report), report), "inks": _INKS}
    document: bytes = typst.compile(
        _HERE / "report.typ",
        root=_HERE,
        font_paths=[_HERE.parent / "fonts"],
        # The same on every machine: use only the files beside this one.
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"report": json.dumps(printable(data), ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(published_at.replace(tzinfo=UTC).timestamp()),
    )
    return document


def _drawn(data: dict[str, Any], report: Report) -> dict[str, Any]:
    """Add the drawings to the data they are made from."""
    data["bar"]["svg"] = _bar(report.bar)
    if report.coat is not None:
        data["coat"] = {"svg": picture_drawing(report.coat.picture), "said": report.coat.said}
    for pillar, told in zip(data["pillars"], report.pillars, strict=True):
        pillar["bar"]["svg"] = _bar(told.bar)
        _draw_trends(pillar["indicators"], told.indicators)
        for goal, shown in zip(pillar["goals"], told.goals, strict=True):
            _draw_trends(goal["indicators"], shown.indicators)
    return data


def _draw_trends(rows: Sequence[dict[str, Any]], indicators: Sequence[IndicatorRow]) -> None:
    for row, indicator in zip(rows, indicators, strict=True):
        row["trend"]["svg"] = trend_drawing(indicator.trend, _PAINT, spoken=False)


def _bar(bar: Bar) -> str:
    return bar_drawing(bar, _PAINT, spoken=False) if bar.slices else ""


def printable(value: object) -> object:
    """Return data with only characters the font has, as PDF/A does not allow missing ones."""
    if isinstance(value, str):
        return _NOT_IN_THE_FONT.sub(_INSTEAD, unicodedata.normalize("NFC", _on_one_line(value)))
    if isinstance(value, Mapping):
        return {name: printable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    return value


def _on_one_line(text: str) -> str:
    # Thin spaces are fine between digits, but the font has only the ordinary ones.
    return re.sub(r"[\u2000-\u200a\u202f\u205f]", "\u00a0", re.sub(r"[\t\r\n]+", " ", text))
