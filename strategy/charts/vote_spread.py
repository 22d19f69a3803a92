"""Where do we disagree? How many chose each level, most disagreement first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from strategy.charts.drawing import Box, Drawing, Label, Stroke
from strategy.charts.frame import BODY, SMALL, cut, wrapped
from strategy.charts.palette import Look
from strategy.domain.reflection import LEVELS, Shown
from strategy.i18n import Words

_FAR_APART = 1.0
_TALL = 78
_LINE = 20
_QUESTION_WIDTH = {False: 100, True: 44}
_SCALE = 26
_GAP = 30
_BIG = 2.2
_SAID = 300


@dataclass(frozen=True)
class SpreadRow:
    """The question, and how many chose each level, from the lowest."""

    question: str
    counts: tuple[int, ...]
    mean: float
    disagreement: float


@dataclass(frozen=True)
class VoteSpread:
    """The questions that may be shown, most disagreement first; `hidden` had too few answers."""

    rows: tuple[SpreadRow, ...]
    hidden: int = 0


def vote_spread(seen: Iterable[Shown], language: str) -> VoteSpread:
    """Gather what may be seen of the levels chosen."""
    told = tuple(seen)
    rows = [
        SpreadRow(one.prompt.text(language), one.spread, one.mean, one.disagreement or 0.0)
        for one in told
        if one.spread and one.mean is not None
    ]
    rows.sort(key=lambda row: (-row.disagreement, row.question))
    return VoteSpread(tuple(rows), sum(one.too_few and not one.spread for one in told))


def vote_spread_figure(
    shown: VoteSpread, words: Words, look: Look, *, big: bool = False, questions: bool = True
) -> go.Figure:
    """Draw five columns per question, each with its count; `big` is for the projector."""
    drawing = Drawing()
    scale = _BIG if big else 1.0
    y = 4.0
    for row in shown.rows:
        if questions:
            y = _draw_question(drawing, row, look, y)
        y = _draw_columns(drawing, row, look, words=words, y=y, scale=scale)
    # No title: the page shows the finding as a heading above, maybe for several charts.
    return drawing.figure(look, height=round(max(y, _LINE)))


def _draw_question(drawing: Drawing, row: SpreadRow, look: Look, y: float) -> float:
    for line in wrapped(row.question, _QUESTION_WIDTH[look.narrow], lines=4):
        drawing.labels.append(Label(0, y + _LINE / 2, line, look.theme.text, weight=600))
        y += _LINE
    return y


def _draw_columns(
    drawing: Drawing, row: SpreadRow, look: Look, *, words: Words, y: float, scale: float
) -> float:
    tall, room = _TALL * scale, 24 * scale
    floor = y + room + tall
    wide = 1 / len(LEVELS)
    most = max(row.counts)
    for place, count in enumerate(row.counts):
        x = (place + 0.5) * wide
        high = tall * count / most
        if count:
            box = Box(x - wide * 0.36, x + wide * 0.36, floor - high / 2, high, look.theme.activity)
            drawing.boxes.append(box)
        number = words.formats.number(count)
        drawing.labels.append(
            Label(
                x, floor - high - 11 * scale, number, look.theme.text, "center",
                round(BODY * scale), 700,
            )
        )  # fmt: skip
        drawing.labels.append(
            Label(
                x, floor + 13 * scale, str(LEVELS[place]), look.theme.muted, "center",
                round(SMALL * scale),
            )
        )  # fmt: skip
    drawing.strokes.append(Stroke(0, floor, 1, floor, look.theme.border))
    mean = words("chart.spread.mean", mean=words.formats.number(row.mean, decimals=1))
    below = floor + _SCALE * scale + 10 * scale
    drawing.labels.append(Label(0, below, mean, look.theme.text, size=round(SMALL * scale)))
    return below + _GAP * scale


def finding(shown: VoteSpread, words: Words) -> str:
    """Say whether people disagree, and how much."""
    if not shown.rows:
        return words("chart.spread.none")
    apart = sum(row.disagreement >= _FAR_APART for row in shown.rows)
    if apart:
        return words("chart.spread.apart", count=apart, of=len(shown.rows))
    return words("chart.spread.together")


def summary(shown: VoteSpread, words: Words) -> str:
    """Say how many chose what, question by question."""
    if not shown.rows:
        return words("chart.spread.none")
    told = (
        f"{cut(row.question, _SAID)} "
        + ", ".join(
            words("chart.spread.chose", count=count, level=str(level))
            for level, count in zip(LEVELS, row.counts, strict=True)
            if count
        )
        for row in shown.rows
    )
    return ". ".join(told) + "."


def table(shown: VoteSpread, words: Words) -> pd.DataFrame:
    """Return the questions as rows."""
    rows = [
        (row.question, *row.counts, words.formats.number(row.mean, decimals=1))
        for row in shown.rows
    ]
    levels = [str(level) for level in LEVELS]
    columns = [words("chart.spread.question"), *levels, words("chart.spread.mean_heading")]
    return pd.DataFrame(rows, columns=columns)
