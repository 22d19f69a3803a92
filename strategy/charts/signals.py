"""How a distribution of signals is drawn and written: symbol, count, colour and word together."""

from __future__ import annotations

from collections.abc import Mapping

from strategy.charts.drawing import Box, Drawing, Label
from strategy.charts.frame import SMALL
from strategy.charts.palette import READING_ORDER, SYMBOLS, Look
from strategy.domain.items import GOOD, Signal
from strategy.i18n import Words

Counted = tuple[tuple[Signal, int], ...]

_ROOM_FOR_TEXT = 0.15


def counted(signals: Mapping[Signal, int]) -> Counted:
    """Return how many there are of each signal, in display order."""
    return tuple((signal, signals[signal]) for signal in READING_ORDER if signals.get(signal))


def total(signals: Counted) -> int:
    """Return how many there are in all."""
    return sum(count for _, count in signals)


def how_many(signals: Counted, *kinds: Signal) -> int:
    """Return how many have one of these signals."""
    return sum(count for signal, count in signals if signal in kinds)


def symbol_and_word(signal: Signal, words: Words) -> str:
    """Write a signal without colours: `▲ I risiko`."""
    return f"{SYMBOLS[signal]} {words(f'signal.{signal}')}"


def in_symbols(signals: Counted, words: Words) -> str:
    """Write a distribution in short form: `● 2  ▲ 1`."""
    return "\N{EN SPACE}".join(
        f"{SYMBOLS[signal]}\N{NO-BREAK SPACE}{words.formats.number(count)}"
        for signal, count in signals
    )


def finding(signals: Counted, words: Words) -> str:
    """Sum up the signals of some goals: `9 av 16 mål er i rute, 2 er bak plan`."""
    goals = total(signals)
    if not goals:
        return words("chart.no_goals")
    said = words("chart.goals_on_track", count=goals, good=how_many(signals, *GOOD))
    off = how_many(signals, Signal.OFF_TRACK)
    risk = how_many(signals, Signal.AT_RISK)
    if off:
        return said + words("chart.and_off_track", count=off)
    return said + words("chart.and_at_risk", count=risk) if risk else said


def draw_distribution(
    drawing: Drawing,
    signals: Counted,
    look: Look,
    words: Words,
    *,
    y: float,
    left: float = 0.0,
    right: float = 1.0,
    tall: float = 28,
    size: int = 14,
    room_for_text: float = _ROOM_FOR_TEXT,
) -> None:
    """Draw how many there are of each signal as one bar, the counts in it or right below."""
    if not signals:
        _draw_none(drawing, look, words, y=y, left=left, right=right, tall=tall)
        return
    goals = total(signals)
    room = right - left
    inside = min(count for _, count in signals) / goals * room >= room_for_text
    thick = tall if inside else tall * 0.4
    middle = y if inside else y - tall * 0.3
    # A gap of two or three pixels whether the bar fills a card or a projector column.
    gap = 0.012 if room == 1 else 0.003
    at = left
    for signal, count in signals:
        ink = look.theme.ink(signal)
        wide = count / goals * (room + gap)
        text = f"{SYMBOLS[signal]} {words.formats.number(count)}"
        said = words(f"chart.counted.{signal}", count=count)
        end = at + wide - gap
        drawing.boxes.append(Box(at, end, middle, thick, ink.fill, ink.edge, hover=said, radius=4))
        if inside:
            at_middle = at + (wide - gap) / 2
            drawing.labels.append(
                Label(at_middle, y, text, ink.on_fill, side="center", size=size, weight=600)
            )
        at += wide
    if not inside:
        below = y + tall * 0.32
        text = in_symbols(signals, words)
        drawing.labels.append(
            Label(left, below, text, look.theme.text, size=min(size, SMALL), weight=600)
        )


def _draw_none(
    drawing: Drawing,
    look: Look,
    words: Words,
    *,
    y: float,
    left: float,
    right: float,
    tall: float,
) -> None:
    theme = look.theme
    drawing.boxes.append(Box(left, right, y, tall, theme.surface, theme.track, radius=4))
    text = words("chart.no_goals")
    drawing.labels.append(Label((left + right) / 2, y, text, theme.muted, side="center"))


def draw_share(
    drawing: Drawing,
    share: float | None,
    color: str,
    look: Look,
    *,
    y: float,
    left: float = 0.0,
    right: float = 1.0,
    tall: float = 8,
) -> None:
    """Draw a share as a thin bar on its track; the track is empty if nothing is measured."""
    track = look.theme.track if share is not None else look.theme.surface
    edge = None if share is not None else look.theme.track
    drawing.boxes.append(Box(left, right, y, tall, track, edge, radius=4))
    if share:
        end = left + share * (right - left)
        drawing.boxes.append(Box(left, end, y, tall, color, radius=4, layer=1))


def share_or_not_measured(share: float | None, words: Words) -> str:
    """Write a share, or say that nothing is measured."""
    return words("figure.not_measured") if share is None else words.formats.share(share)
