"""Downloading a chart as a picture: made by the reader's own browser, from what they see."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from strategy.ui.session import Here
from strategy.ui.text import one_line, shortened

_HERE = Path(__file__).parent
_HTML = (
    '<div class="pictures" role="group"><button type="button" class="png"></button>'
    '<button type="button" class="svg"></button></div>'
)
_NOT_IN_A_NAME = re.compile(r"[^\w-]+")
_NOT_IN_A_CLASS = re.compile(r"[^a-zA-Z0-9_-]")
_LONGEST_NAME = 60


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "chart_picture",
        html=_HTML,
        css=(_HERE / "chart_picture.css").read_text(encoding="utf-8"),
        js=(_HERE / "chart_picture.js").read_text(encoding="utf-8"),
        # In the page itself, so that keyboards and screen readers find the buttons like all others.
        isolate_styles=False,
    )


def offer_picture(here: Here, summary: str, *, chart: str, name: str) -> None:
    """Offer a chart on the page as PNG and as SVG, with its summary and source below it.

    `chart` is the key the chart is shown under, `name` what it is a picture of.
    """
    w, theme = here.words, here.look.theme
    plan = here.plan
    strategy = plan.strategy.title if plan.strategy else ""
    parts = (plan.organisation.name, strategy, w("overview.as_of", day=here.formats.day(here.day)))
    _component()(
        key=f"{chart}.picture",
        data={
            "chart": _NOT_IN_A_CLASS.sub("-", chart.strip()),
            "label": w("chart.picture"),
            "png": w("chart.as_png"),
            "svg": w("chart.as_svg"),
            "title": one_line(name),
            "summary": one_line(summary),
            "source": " · ".join(one_line(part) for part in parts if part),
            "file": _file_name(f"{shortened(name, _LONGEST_NAME)}-{here.day}"),
            "language": w.language,
            "paper": theme.background,
            "muted": theme.muted,
            "fonts": [
                {"address": face["url"], "range": face["unicodeRange"]}
                for face in st.get_option("theme.fontFaces") or ()
            ],
        },
    )


def _file_name(title: str) -> str:
    return _NOT_IN_A_NAME.sub("-", title.casefold()).strip("-")
