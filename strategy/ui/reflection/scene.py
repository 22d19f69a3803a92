"""What the screen shows of a round of reflection: the question, the turnout and the answers.

All of it is what the service shows this person, and goes to the browser. It never contains who
said what, whatever the kind of round, as the whole room sees the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from strategy.domain.meeting_items import AgendaItem
from strategy.domain.reflection import LEVELS, Answer, Phase
from strategy.exchange.qr_code import qr_code
from strategy.i18n import Words
from strategy.services.reflection.answering import PromptView, RoundView
from strategy.services.reflection.guests import guest_address, in_groups
from strategy.settings import read_settings
from strategy.ui.reflection.round import question_of, turnout_words
from strategy.ui.reflection.vote_code import guests_place
from strategy.ui.session import Here
from strategy.ui.text import one_line, shortened

_LONG = 400


@dataclass(frozen=True)
class Bar:
    """How many chose one level."""

    name: str
    count: int


@dataclass(frozen=True)
class Heap:
    """Answers grouped together, under the name the group gave them."""

    name: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Door:
    """How phones join: a QR code, and an address and a code to type."""

    picture: str
    alt: str
    how: str
    where: str
    then: str
    code: str


@dataclass(frozen=True)
class RoundAct:
    """A button on the screen for the person who runs the round; `sure` asks for confirmation."""

    do: str
    prompt: str
    label: str
    sure: str = ""


@dataclass(frozen=True)
class RoundScene:
    """A round on the screen. `told` is the text to show where there is nothing else to show."""

    prompt: str
    turnout: str
    answered: int
    expected: int
    told: str = ""
    said: str = ""
    bars: tuple[Bar, ...] = ()
    heaps: tuple[Heap, ...] = ()
    agreed: str = ""
    level: str = ""
    door: Door | None = None
    acts: tuple[RoundAct, ...] = ()


def is_up(view: RoundView) -> bool:
    """Return whether a round has been opened, so that everybody may see its question."""
    return view.round.phase is not Phase.PREPARED


def round_scene(here: Here, item: AgendaItem, view: RoundView) -> RoundScene:
    """Return what the screen shows of a round under an item."""
    w, one = here.words, view.up
    counted, shown = one.turnout, one.shown
    agreed = one.agreement
    if agreed is not None and agreed.confidential_to and not item.confidential_to:
        agreed = None
    turnout = turnout_words(counted, w)
    return RoundScene(
        prompt=one.prompt.key,
        turnout="" if view.round.forgotten else turnout,
        answered=counted.answered,
        expected=max(counted.expected, 1),
        told=_told(view, one, w),
        said=_said(one, here),
        bars=_bars(shown.spread, w),
        heaps=tuple(_heaps(shown.answers)),
        agreed=one_line(agreed.sentence) if agreed else "",
        level=w("reflection.agreed_level", level=agreed.level) if agreed and agreed.level else "",
        door=_door(here, view),
        acts=tuple(_acts(view, w)) if view.runs else (),
    )


def asked(here: Here, view: RoundView) -> str:
    """Return the question on the screen."""
    return one_line(view.up.prompt.text(here.words.language))


def which(here: Here, view: RoundView) -> str:
    """Return the current question's number in the round, and what it is about."""
    return one_line(question_of(here, view, view.up))


def _told(view: RoundView, one: PromptView, w: Words) -> str:
    if view.round.forgotten:
        return w("reflection.forgotten")
    if not one.shown.revealed:
        return ""
    if not one.turnout.answered:
        return w("reflection.no_answers")
    if one.shown.too_few:
        return w("reflection.too_few_levels" if one.shown.answers else "reflection.too_few")
    if one.shown.spread and not one.shown.answers and not view.inside:
        return w("reflection.only_figures")
    return ""


def _said(one: PromptView, here: Here) -> str:
    """Return the levels chosen in a sentence: how many, and their mean."""
    if one.shown.mean is None:
        return ""
    mean = here.formats.number(one.shown.mean, decimals=1)
    judged = len(one.shown.levels)
    key = "stage.round_mean" if judged == one.turnout.answered else "stage.round_said"
    return here.words(key, count=judged, mean=mean)


def _bars(spread: tuple[int, ...] | None, w: Words) -> tuple[Bar, ...]:
    if spread is None:
        return ()
    pairs = zip(LEVELS, spread, strict=True)
    return tuple(Bar(f"{level} – {w(f'vote.level.{level}')}", count) for level, count in pairs)


def _heaps(answers: Iterable[Answer]) -> Iterator[Heap]:
    """Yield the grouped answers without names, the largest group first, the ungrouped last."""
    laid = sorted((a for a in answers if a.text), key=lambda a: (a.heap.casefold(), a.id))
    heaps = [
        Heap(name, tuple(one_line(shortened(a.text, _LONG)) for a in lying))
        for name, lying in groupby(laid, key=lambda a: a.heap)
    ]
    yield from sorted(heaps, key=lambda heap: (not heap.name, -len(heap.texts)))


def _door(here: Here, view: RoundView) -> Door | None:
    """Return how phones join; None on a phone, whose user is in already, or if closed."""
    code, w = view.code, here.words
    if code is None or view.up.shown.revealed or not view.takes_answers or here.look.narrow:
        return None
    address = guest_address(read_settings().address, code)
    return Door(
        picture=qr_code(address),
        alt=w("vote.wall_alt", address=address),
        how=w("vote.wall_how"),
        where=guests_place(),
        then=w("vote.wall_and_type"),
        code=in_groups(code),
    )


def _acts(view: RoundView, w: Words) -> Iterator[RoundAct]:
    place, one = view.prompts.index(view.up), view.up
    if view.round.phase is Phase.OPEN and not one.shown.revealed:
        sure = w("reflection.reveal_now")
        yield RoundAct("reveal", one.prompt.key, w("reflection.reveal"), sure)
    for name, step in (("previous", place - 1), ("next", place + 1)):
        if 0 <= step < len(view.prompts):
            yield RoundAct("put_up", view.prompts[step].prompt.key, w(f"reflection.{name}"))
