"""The colours and symbols of every chart: light and dark, safe for every colour vision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from strategy.domain.items import Signal

SYMBOLS: Mapping[Signal, str] = MappingProxyType(
    {
        Signal.DONE: "✓",
        Signal.ON_TRACK: "●",
        Signal.AT_RISK: "▲",
        Signal.OFF_TRACK: "■",
        Signal.NOT_STARTED: "□",
        Signal.UNKNOWN: "○",
        Signal.STOPPED: "×",
    }
)
"""The symbol of each signal, in display order: from done to stopped."""

READING_ORDER: tuple[Signal, ...] = tuple(SYMBOLS)


@dataclass(frozen=True)
class Ink:
    """How one signal is drawn: `fill` with `on_fill` for text on it, `tint` under ordinary text.

    `edge` outlines a fill too pale to see by itself; `text` is for text on the page's background.
    """

    fill: str
    on_fill: str
    edge: str
    text: str
    tint: str


@dataclass(frozen=True)
class Theme:
    """The colours of one theme that are not about signals."""

    background: str
    surface: str
    track: str
    grid: str
    border: str
    muted: str
    text: str
    activity: str
    effect: str
    band: str
    link: str
    heat: tuple[str, ...]
    inks: Mapping[Signal, Ink]

    def ink(self, signal: Signal) -> Ink:
        """Return how a signal is drawn."""
        return self.inks[signal]


@dataclass(frozen=True)
class Look:
    """What a drawing is adapted to: the reader's theme, and whether the screen is a phone's."""

    dark: bool
    narrow: bool = False

    @property
    def theme(self) -> Theme:
        """The colours to draw with."""
        return DARK if self.dark else LIGHT


LIGHT = Theme(
    background="#ffffff",
    surface="#f3f3f4",
    track="#e8e8e9",
    grid="#e8e8e9",
    border="#77797b",
    muted="#5b5d60",
    text="#292c30",
    activity="#0062ba",
    effect="#0d7a5f",
    band="rgba(13, 122, 95, 0.14)",
    link="rgba(119, 121, 123, 0.30)",
    heat=("#f3f3f4", "#ddeaf6", "#c7ddf0", "#afcee9", "#99c0e3"),
    inks=MappingProxyType(
        {
            Signal.DONE: Ink("#8fc997", "#023409", "#056d13", "#056d13", "#ecf6ee"),
            Signal.ON_TRACK: Ink("#068718", "#ffffff", "#068718", "#056d13", "#ecf6ee"),
            Signal.AT_RISK: Ink("#ea9b1b", "#000000", "#a56d13", "#80540f", "#fcf2e2"),
            Signal.OFF_TRACK: Ink("#9b1616", "#ffffff", "#9b1616", "#9b1616", "#fbf1f1"),
            Signal.NOT_STARTED: Ink("#f3f3f4", "#292c30", "#77797b", "#5b5d60", "#f3f3f4"),
            Signal.UNKNOWN: Ink("#c9cacb", "#292c30", "#77797b", "#5b5d60", "#f3f3f4"),
            Signal.STOPPED: Ink("#5b5d60", "#ffffff", "#5b5d60", "#5b5d60", "#f3f3f4"),
        }
    ),
)

DARK = Theme(
    background="#17181a",
    surface="#26282b",
    track="#343538",
    grid="#343538",
    border="#808183",
    muted="#a7a8a9",
    text="#ececec",
    activity="#4c91cf",
    effect="#38927b",
    band="rgba(126, 184, 170, 0.18)",
    link="rgba(167, 168, 169, 0.28)",
    heat=("#26282b", "#142941", "#1a3757", "#21446d", "#285182"),
    inks=MappingProxyType(
        {
            Signal.DONE: Ink("#2b5a2b", "#e6efe6", "#89b289", "#89b289", "#112411"),
            Signal.ON_TRACK: Ink("#138d24", "#000000", "#138d24", "#66b571", "#112411"),
            Signal.AT_RISK: Ink("#d39e5b", "#000000", "#d39e5b", "#d39e5b", "#281e11"),
            Signal.OFF_TRACK: Ink("#d76e6e", "#000000", "#d76e6e", "#df8b8b", "#371512"),
            Signal.NOT_STARTED: Ink("#26282b", "#ececec", "#808183", "#a7a8a9", "#1e2022"),
            Signal.UNKNOWN: Ink("#4e5052", "#ececec", "#a7a8a9", "#a7a8a9", "#1e2022"),
            Signal.STOPPED: Ink("#aaabad", "#000000", "#aaabad", "#aaabad", "#1e2022"),
        }
    ),
)
