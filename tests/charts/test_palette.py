"""The colours are readable, and told apart by people who see colours differently."""

from itertools import combinations

import numpy as np
import pytest

from strategy.charts.palette import DARK, LIGHT, READING_ORDER, SYMBOLS, Look
from strategy.domain.items import Signal

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])

# Machado, Oliveira and Fernandes (2009), complete deficiency, for linear RGB.
SIGHTS = {
    "everybody": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear(color):
    parts = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def luminance(color):
    return linear(color) @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def as_seen(color, sight):
    seen = np.clip(SIGHTS[sight] @ linear(color), 0, 1)
    x, y, z = TO_XYZ @ seen / np.array([0.95047, 1.0, 1.08883])
    x, y, z = (np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_the_ruler_knows_black_from_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert as_seen("#ffffff", "everybody")[0] == pytest.approx(100, abs=0.1)


def test_every_signal_has_a_symbol_of_its_own():
    assert set(SYMBOLS) == set(Signal)
    assert len(set(SYMBOLS.values())) == len(Signal)
    assert READING_ORDER[0] is Signal.DONE


def test_a_look_gives_the_colours_of_its_theme():
    assert Look(dark=False).theme is LIGHT
    assert Look(dark=True, narrow=True).theme is DARK


@THEMES
@pytest.mark.parametrize("signal", list(Signal))
def test_a_signal_is_readable_wherever_it_is_drawn(theme, signal):
    ink = theme.ink(signal)
    assert contrast(ink.on_fill, ink.fill) >= 4.5
    assert contrast(ink.text, theme.background) >= 4.5
    assert contrast(ink.edge, theme.background) >= 3
    # A symbol is a graphic, the title beside it is text.
    assert contrast(ink.text, ink.tint) >= 3
    assert contrast(theme.text, ink.tint) >= 4.5


@THEMES
def test_what_is_not_a_signal_is_readable_too(theme):
    for graphic in (theme.activity, theme.effect, theme.border):
        assert contrast(graphic, theme.background) >= 3
    for graphic in (theme.activity, theme.effect):
        assert contrast(graphic, theme.track) >= 3
    for text in (theme.text, theme.muted):
        assert contrast(text, theme.background) >= 4.5
        assert contrast(text, theme.surface) >= 4.5
    for fill in theme.heat:
        assert contrast(theme.text, fill) >= 4.5


@THEMES
@pytest.mark.parametrize("sight", list(SIGHTS))
def test_no_two_signals_look_alike_to_anybody(theme, sight):
    seen = {signal: as_seen(theme.ink(signal).fill, sight) for signal in Signal}
    distances = {
        (one, other): float(np.linalg.norm(seen[one] - seen[other]))
        for one, other in combinations(Signal, 2)
    }
    assert min(distances.values()) >= 10, min(distances, key=distances.get)


@THEMES
@pytest.mark.parametrize("sight", list(SIGHTS))
def test_activity_and_effect_are_told_apart(theme, sight):
    apart = as_seen(theme.activity, sight) - as_seen(theme.effect, sight)
    assert np.linalg.norm(apart) >= 10
