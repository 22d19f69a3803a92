"""The base of every figure, so that all charts look alike and no text is read as markup."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import plotly.graph_objects as go

from strategy.charts.palette import Look
from strategy.i18n import Words

PLAIN: Mapping[str, object] = MappingProxyType(
    {
        "displayModeBar": False,
        "responsive": True,
        "scrollZoom": False,
        "doubleClick": False,
        "showTips": False,
        "showAxisDragHandles": False,
        "displaylogo": False,
    }
)
"""The Plotly config for every figure: no toolbar and no zoom, so that the page scrolls."""

FONT = "Inter, sans-serif"
BODY = 13
SMALL = 12
TITLE = 17
ELLIPSIS = "…"
_TITLE_LINE = 22
_TITLE = "title"
_TITLE_WIDTH = {False: 96, True: 38}
_TICKS = {False: 8, True: 4}
_MONTH_STEPS = (1, 2, 3, 4, 6, 12, 24, 36, 60, 120)


def plain(text: str) -> str:
    """Return a user's text escaped, as Plotly interprets tags and entities in labels."""
    kept = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return " ".join(kept.split())


def cut(text: str, limit: int) -> str:
    """Return a text cut to at most `limit` characters."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip(" ,.;:–-") + ELLIPSIS


def shortened(text: str, limit: int) -> str:
    """Return a user's text cut to at most `limit` characters, then escaped."""
    return plain(cut(text, limit))


def wrapped(text: str, width: int, *, lines: int = 2) -> tuple[str, ...]:
    """Return a user's text in at most `lines` lines of `width` characters, each escaped."""
    broken = textwrap.wrap(text, width, max_lines=lines, placeholder=ELLIPSIS)
    return tuple(plain(line) for line in broken)


def titled(text: str, look: Look) -> tuple[str, ...]:
    """Return a title split into lines for this screen width, each escaped."""
    return wrapped(text, _TITLE_WIDTH[look.narrow], lines=4)


def title_height(text: str, look: Look) -> int:
    """Return the pixels a title takes above its chart."""
    return len(titled(text, look)) * _TITLE_LINE + 14 if text else 0


def figure(
    traces: Sequence[Mapping[str, Any]],
    look: Look,
    *,
    height: int,
    title: str = "",
    margin: tuple[int, int, int, int] = (0, 0, 0, 0),
    annotations: Sequence[Mapping[str, object]] = (),
    **layout: object,
) -> go.Figure:
    """Build a figure in the common style; margins are left, top, right, bottom, below the title."""
    theme = look.theme
    left, top, right, bottom = margin
    above = title_height(title, look)
    base: dict[str, object] = {
        # Plotly's own template is 7 kB per figure and would conflict with ours.
        "template": {"layout": {}},
        "height": height + above,
        "margin": {"l": left, "t": top + above, "r": right, "b": bottom, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": BODY, "color": theme.text},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": theme.surface,
            "bordercolor": theme.border,
            "font": {"family": FONT, "size": BODY, "color": theme.text},
            "align": "left",
            "namelength": 0,
        },
        "separators": ", ",
        "uirevision": "kept",
    }
    notes = list(annotations)
    if title:
        notes.insert(0, _title(title, look, rise=above + top, indent=left))
    base["annotations"] = notes
    # Every value below is made here, not by a user: validating each would double the time.
    return go.Figure({"data": list(traces), "layout": base | layout}, _validate=False)


def _title(text: str, look: Look, *, rise: int, indent: int) -> dict[str, Any]:
    # Plotly's own title cuts the first of several lines; an annotation keeps them all.
    return {
        "name": _TITLE,
        "text": "<br>".join(titled(text, look)),
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "xshift": -indent - 2,
        "y": 1,
        "yref": "paper",
        "yanchor": "top",
        "yshift": rise,
        "align": "left",
        "showarrow": False,
        "font": {"size": TITLE, "weight": 600, "color": look.theme.text},
    }


def title_of(figure: go.Figure) -> str:
    """Return the title of a figure as plain text, empty if it has none."""
    titles = (note.text for note in figure.layout.annotations if note.name == _TITLE)
    return html.unescape(next(titles, "").replace("<br>", " "))


def hidden_axis(low: float, high: float) -> dict[str, Any]:
    """Return an invisible axis, used only for positions."""
    return {"range": [low, high], "visible": False, "fixedrange": True}


def month_ticks(first: date, last: date, look: Look, words: Words) -> list[tuple[date, str]]:
    """Return the months to show under a time axis, as many as there is room for."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    room = _TICKS[look.narrow]
    step = next((s for s in _MONTH_STEPS if months / s <= room), _MONTH_STEPS[-1])
    start = first.year * 12 + first.month - 1
    start += -start % step
    days = [date(m // 12, m % 12 + 1, 1) for m in range(start, last.year * 12 + last.month, step)]
    whole_years = step % 12 == 0
    return [
        (day, str(day.year) if whole_years else words.formats.month(day))
        for day in days
        if first <= day <= last
    ]


def time_axis(first: date, last: date, look: Look, words: Words) -> dict[str, Any]:
    """Return a time axis with the months in the reader's language."""
    ticks = month_ticks(first, last, look, words)
    return {
        "type": "date",
        "range": [first.isoformat(), last.isoformat()],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "tickmode": "array",
        "tickvals": [day.isoformat() for day, _ in ticks],
        "ticktext": [text for _, text in ticks],
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": look.theme.border,
        "tickfont": {"size": SMALL, "color": look.theme.muted},
        "linecolor": look.theme.border,
        "showline": True,
        "tickangle": 0,
    }
