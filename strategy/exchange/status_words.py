"""What the words in a status column mean, in the five languages plans come in: one list for all."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from strategy.domain.items import ActionState, Signal

_WORDS = Path(__file__).parent / "status_words.toml"


class Standing(StrEnum):
    """What somebody says about how far something has come."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    NOT_DONE = "not_done"
    CONTINUOUS = "continuous"
    PARTLY_DONE = "partly_done"
    POSTPONED = "postponed"
    ON_HOLD = "on_hold"
    AWAITING_DECISION = "awaiting_decision"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True)
class SaidStatus:
    """A status as a plan says it: what it means, and the text it was read from."""

    standing: Standing
    text: str

    @property
    def state(self) -> ActionState:
        """Whether the action is still worked on."""
        return _STATES.get(self.standing, ActionState.OPEN)

    @property
    def judgement(self) -> Signal | None:
        """The judgement the word gives, if it is one (a colour, "forsinket")."""
        return _JUDGEMENTS.get(self.standing)

    @property
    def percent(self) -> int | None:
        """The percent that follows from the word alone; None where it says no figure."""
        return _PERCENTS.get(self.standing)

    @property
    def says_more(self) -> bool:
        """Whether the text says more than open, done or stopped, and is worth keeping.

        "Utsatt" and "Ferdig 2024" do, "Pågår" and "Ferdig" do not.
        """
        return self.standing not in _PLAIN or folded_status(self.text) not in standings_by_word()


_STATES = {Standing.DONE: ActionState.DONE, Standing.STOPPED: ActionState.STOPPED}
_JUDGEMENTS = {
    Standing.ON_TRACK: Signal.ON_TRACK,
    Standing.AT_RISK: Signal.AT_RISK,
    Standing.OFF_TRACK: Signal.OFF_TRACK,
}
_PERCENTS = {Standing.NOT_STARTED: 0, Standing.DONE: 100}
_PLAIN = frozenset({Standing.UNDER_WAY, Standing.DONE, Standing.STOPPED})
_TAILS = (
    re.compile(r"\s+(?:i |innen |in )?(?:19|20)\d\d$"),
    re.compile(r"(?:\s*[(:;,]|\s+[\u2013\u2014-]\s).*$"),
)
_UNTIL = re.compile(r"\s+(?:til|till|to|until|pga|grunnet|grunna|due)\b.*$")
_WAITS = frozenset({Standing.POSTPONED, Standing.ON_HOLD})


def status_said(text: str) -> SaidStatus | None:
    """Return what a status means, or None where the word is unknown and somebody must be asked.

    The whole text is looked up first, then its beginning: "Ferdig 2024", "Pågår (fase 2)" and
    "Utsatt til høsten" are known, "Klar til oppstart" is not.
    """
    known, whole = standings_by_word(), folded_status(text)
    for said in (whole, *(tail.sub("", whole) for tail in _TAILS)):
        if said in known:
            return SaidStatus(known[said], " ".join(text.split()))
    waits = known.get(_UNTIL.sub("", whole))
    return SaidStatus(waits, " ".join(text.split())) if waits in _WAITS else None


def folded_status(text: str) -> str:
    """Return a status in the form in which it is looked up."""
    return re.sub(r"\s+", " ", text.replace("\ufe0f", "")).strip(" *:.!").casefold()


@cache
def standings_by_word() -> dict[str, Standing]:
    """Return every known word, in the form it is looked up in, with what it means."""
    return {
        folded_status(word): standing for standing in Standing for word in words_meaning(standing)
    }


def words_meaning(standing: Standing) -> tuple[str, ...]:
    """Return the words that mean something, as people write them."""
    return tuple(_all_words()[standing.value])


@cache
def _all_words() -> dict[str, list[str]]:
    with _WORDS.open("rb") as file:
        return tomllib.load(file)
