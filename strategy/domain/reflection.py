"""Rounds of reflection: each person answers alone first, then all see the answers together.

What may be shown of the answers is decided here, once, for every page, chart and projector.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import fmean, pstdev
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from strategy.domain.items import SMALLEST_GROUP, Item, Line, Person, Title
from strategy.domain.meeting_items import Theme
from strategy.domain.roles import Permission, may

LEVELS = range(1, 6)
ENOUGH = SMALLEST_GROUP
"""The fewest answers for anything of them to be shown in an anonymous round."""

ANSWER_LENGTH = 4_000
AnswerText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=ANSWER_LENGTH)]
Heap = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]


class Phase(StrEnum):
    """The phase of a round; it never goes back to an earlier one."""

    PREPARED = "prepared"
    OPEN = "open"
    REVEALED = "revealed"
    CLOSED = "closed"


class Asked(BaseModel):
    """A question as a round asks it: a copy of its text in every language it was written in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    theme: Theme
    pillar_id: str | None = None
    texts: Mapping[str, str]

    def text(self, language: str) -> str:
        """Return the question in a language, or else as the organisation worded it."""
        return self.texts.get(language) or next(iter(self.texts.values()))


class Round(Item):
    """Questions put to some people, who each answer alone before they see all the answers.

    `revealed` are the questions whose answers are shown, `withheld` those whose figures outsiders
    can no longer see, `current` the one being shown in a meeting, `seats` how many guests may join
    with the code. Once `forgotten`, the answers and who gave them are deleted for good; for
    questions that five or more had judged, `kept` has how many chose each level.
    """

    title: Title
    note: Line = ""
    phase: Phase = Phase.PREPARED
    anonymous: bool = True
    live: bool = False
    opens: date | None = None
    closes: date | None = None
    prompts: tuple[Asked, ...] = ()
    participant_ids: tuple[str, ...] = ()
    facilitator_ids: tuple[str, ...] = ()
    seats: int = Field(default=0, ge=0, le=500)
    current: str | None = None
    revealed: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    prepared_on: date
    revealed_on: date | None = None
    closed_on: date | None = None
    forgotten: bool = False
    kept: Mapping[str, tuple[int, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> Self:
        if self.opens and self.closes and self.closes < self.opens:
            raise ValueError("closes.before_start")
        return self

    @model_validator(mode="after")
    def _guests_are_never_named(self) -> Self:
        if self.seats and not self.anonymous:
            raise ValueError("seats.guests_are_anonymous")
        return self

    def prompt(self, key: str | None) -> Asked | None:
        """Return the round's question with this key, or None."""
        return next((asked for asked in self.prompts if asked.key == key), None)

    def takes_answers(self, today: date) -> bool:
        """Return whether the round can be answered on this day."""
        begun = self.opens is None or self.opens <= today
        return self.phase is Phase.OPEN and begun and not self.is_late(today)

    def is_late(self, today: date) -> bool:
        """Return whether the last day to answer has passed."""
        return self.closes is not None and self.closes < today

    def takes_answer_to(self, key: str, today: date) -> bool:
        """Return whether one question can be answered on this day."""
        return self.takes_answers(today) and key not in self.revealed

    @property
    def day(self) -> date:
        """The day used for the round when rounds are compared."""
        return self.revealed_on or self.closes or self.opens or self.prepared_on

    @property
    def over_since(self) -> date | None:
        """The day the round ended, or the last known day of one that nobody ended.

        None for an open round without a last day to answer.
        """
        if self.closed_on is not None:
            return self.closed_on
        if self.phase is Phase.OPEN and self.closes is None:
            return None
        days = (self.revealed_on, self.closes, self.opens, self.prepared_on)
        return max(day for day in days if day is not None)


class Answer(Item):
    """One person's answer; `person_id` is set only where answers are named.

    `heap` is the name of the group it was put in when the answers were sorted.
    """

    prompt_key: str
    person_id: str | None = None
    text: AnswerText = ""
    level: int | None = Field(default=None, ge=LEVELS[0], le=LEVELS[-1])
    heap: Heap = ""


def takes_part(asked: Round, person: Person) -> bool:
    """Return whether a person is invited to answer."""
    return person.id in asked.participant_ids and may(person, Permission.ANSWER_INVITED)


def runs(asked: Round, person: Person) -> bool:
    """Return whether a person may run a round: a facilitator or participant with permission."""
    near = person.id in asked.facilitator_ids or person.id in asked.participant_ids
    return near and may(person, Permission.RUN_MEETING)


def is_left_alone(asked: Round, people: Iterable[Person]) -> bool:
    """Return whether a round has not ended and nobody is left who may run it."""
    return asked.phase is not Phase.CLOSED and not any(runs(asked, one) for one in people)


def may_end(asked: Round, person: Person, people: Iterable[Person]) -> bool:
    """Return whether a person may end a round: those running it, else an administrator."""
    if runs(asked, person):
        return True
    return may(person, Permission.ADMINISTER) and is_left_alone(asked, people)


def knows_of(asked: Round, person: Person) -> bool:
    """Return whether a person may know that the round exists."""
    if takes_part(asked, person) or runs(asked, person):
        return True
    return may(person, Permission.SEE_PLAN) and asked.phase in {Phase.REVEALED, Phase.CLOSED}


# --- what may be shown --------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """What somebody may see of the answers to one question.

    `too_few` means that there are answers, but so few that they would point at people. `spread` is
    how many chose each level, from the lowest; it is None where it may not be seen, like `mean`.
    """

    prompt: Asked
    revealed: bool
    answers: tuple[Answer, ...] = ()
    spread: tuple[int, ...] | None = None
    too_few: bool = False

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels chosen, in order, as far as they may be seen."""
        return tuple(
            level
            for level, count in zip(LEVELS, self.spread or (), strict=False)
            for _ in range(count)
        )

    @property
    def mean(self) -> float | None:
        """The mean of the levels chosen."""
        return fmean(self.levels) if self.spread else None

    @property
    def disagreement(self) -> float | None:
        """The standard deviation of the levels: 0 if all agree, 2 if half say 1 and half 5."""
        return pstdev(self.levels) if self.spread else None


def shown(asked: Round, prompt: Asked, answers: Iterable[Answer], *, inside: bool) -> Shown:
    """Return what may be seen of the answers to one question.

    `inside` is for those who take part in or run the round: where answers are named they see them
    all, while everybody else sees at most the figures of five or more answers.
    """
    if prompt.key not in asked.revealed:
        return Shown(prompt, revealed=False)
    if asked.forgotten:
        return Shown(prompt, revealed=True, spread=asked.kept.get(prompt.key))
    given = tuple(answer for answer in answers if answer.prompt_key == prompt.key)
    if not asked.anonymous and inside:
        return Shown(prompt, revealed=True, answers=given, spread=_spread(given, at_least=1))
    kept_back = prompt.key in asked.withheld
    if len(given) < ENOUGH or kept_back:
        return Shown(prompt, revealed=True, too_few=bool(given) or kept_back)
    texts = tuple(map(_only_text, filter(_has_text, given))) if inside else ()
    spread = _spread(given, at_least=ENOUGH)
    judged = any(answer.level is not None for answer in given)
    return Shown(prompt, revealed=True, answers=texts, spread=spread, too_few=judged and not spread)


def figures_to_keep(asked: Round, answers: Iterable[Answer]) -> dict[str, tuple[int, ...]]:
    """Return the figures of each question that anybody may see, to keep when answers are deleted.

    They let people compare with the group's judgement of some years ago.
    """
    given = tuple(answers)
    seen = (shown(asked, prompt, given, inside=False) for prompt in asked.prompts)
    return {one.prompt.key: one.spread for one in seen if one.spread is not None}


def _spread(answers: Iterable[Answer], *, at_least: int) -> tuple[int, ...] | None:
    chosen = [answer.level for answer in answers if answer.level is not None]
    if len(chosen) < at_least:
        return None
    return tuple(chosen.count(level) for level in LEVELS)


def _has_text(answer: Answer) -> bool:
    return bool(answer.text)


def _only_text(answer: Answer) -> Answer:
    # A text together with its level would reveal more about its author than either alone.
    return answer.model_copy(update={"level": None, "person_id": None})


@dataclass(frozen=True)
class Standing:
    """A group's own judgement on one theme: the unweighted mean over its questions.

    `pillar_id` is the pillar the theme was named after, or that was asked about, at the time.
    """

    theme: Theme
    mean: float
    questions: int
    pillar_id: str | None = None


def standings(seen: Iterable[Shown]) -> tuple[Standing, ...]:
    """Return a group's judgement on each theme, and on each pillar of the organisation's own.

    Computed only from what may be shown, so that it reveals nothing else.
    """
    means: dict[tuple[Theme, str | None], list[float]] = {}
    for one in seen:
        if one.mean is not None:
            means.setdefault((one.prompt.theme, one.prompt.pillar_id), []).append(one.mean)
    order = list(Theme)
    return tuple(
        Standing(theme, fmean(found), len(found), pillar_id)
        for (theme, pillar_id), found in sorted(
            means.items(), key=lambda item: (order.index(item[0][0]), item[0][1] or "")
        )
    )


# --- who has answered ---------------------------------------------------------------------------

Mark = tuple[str, str]
"""A question's key and who answered it: a person's id or a guest's fingerprint."""


@dataclass(frozen=True)
class Turnout:
    """How many have answered a question, and which of the people invited have not.

    A guest on a phone may be one of the people invited, who did not sign in: `invited` and `guests`
    are never added together. `expected` is how many there are at least.
    """

    answered: int
    expected: int
    missing_ids: tuple[str, ...]
    invited: int = 0
    guests: int = 0


def turnout(key: str, marks: Collection[Mark], invited: Iterable[str], guests: int) -> Turnout:
    """Count who has answered a question, among the people invited and the guests who joined."""
    done = {who for prompt_key, who in marks if prompt_key == key}
    people = tuple(invited)
    missing = tuple(person_id for person_id in people if person_id not in done)
    answered_people = len(people) - len(missing)
    on_phones = max(guests, len(done) - answered_people)
    expected = max(len(people), answered_people + on_phones)
    return Turnout(len(done), expected, missing, len(people), on_phones)
