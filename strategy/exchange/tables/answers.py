"""What a person says about a file, and what has to be asked because the file does not say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from strategy.domain.items import ActionState
from strategy.domain.plan import Plan
from strategy.exchange.status_words import folded_status, status_said
from strategy.exchange.tables.columns import Column
from strategy.exchange.tables.facts import Record
from strategy.exchange.tables.vocabulary import Field, theme_of
from strategy.exchange.workbook.recognition import Question
from strategy.exchange.workbook.vocabulary import folded
from strategy.i18n import LANGUAGES, Words, words

OWN = "own"
"""The answer that gives a focus area a pillar of its own."""

_MOST_ONE_BY_ONE = 2
Place = tuple[int, int]
"""A column of a file: the number of its table, and its index in the sheet."""


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Answers:
    """What a person said: what columns are, where focus areas go, what statuses mean.

    `pillars` holds, by focus area, the id of a pillar or OWN; the blank focus area stands for goals
    without one. `guess` takes everything unanswered as it is guessed. `positions` makes a position
    of every owner nobody knows.
    """

    columns: Mapping[Place, Field] = field(default_factory=lambda: MappingProxyType({}))
    pillars: Mapping[str, str] = field(default_factory=_nothing)
    statuses: Mapping[str, ActionState] = field(default_factory=lambda: MappingProxyType({}))
    positions: bool = False
    guess: bool = False


def questions_about(
    columns: Iterable[Column], records: Iterable[Record], plan: Plan, answers: Answers, w: Words
) -> tuple[Question, ...]:
    """Return what to ask about a file, five questions at the most."""
    rows = tuple(records)
    asked = (
        *_about_columns(columns, w),
        *_about_pillars(rows, plan, answers, w),
        *_about_statuses(rows, answers, w),
        *_about_struck(rows, w),
    )
    return tuple(asked)


def _about_columns(columns: Iterable[Column], w: Words) -> Iterator[Question]:
    unsure = [column for column in columns if not column.sure]
    choices = tuple(w(f"tables.field.{each.value}") for each in Field)
    if len(unsure) > _MOST_ONE_BY_ONE:
        yield Question("columns", tuple(dict.fromkeys(c.heading for c in unsure)), choices)
        return
    for column in unsure:
        yield Question("column", (column.heading or "—",), choices)


def _about_pillars(
    records: tuple[Record, ...], plan: Plan, answers: Answers, w: Words
) -> Iterator[Question]:
    unknown = [
        a for a in areas_of(records) if a and not _known(a, plan) and a not in answers.pillars
    ]
    own = w("tables.own_pillar")
    titles = tuple(pillar.title for pillar in plan.pillars)
    if unknown and plan.pillars:
        yield Question("pillars", tuple(unknown), (w("tables.as_suggested"), own, *titles))
    elif "" in areas_of(records) and plan.pillars and "" not in answers.pillars:
        yield Question("no_pillars", (), (w("tables.as_suggested"), *titles))


def _about_statuses(records: tuple[Record, ...], answers: Answers, w: Words) -> Iterator[Question]:
    unknown = unknown_statuses(records)
    if [status for status in unknown if status not in answers.statuses]:
        choices = (*(w(f"state.{state.value}") for state in ActionState), w("tables.only_text"))
        yield Question("statuses", unknown, choices)


def _about_struck(records: tuple[Record, ...], w: Words) -> Iterator[Question]:
    struck = [record for record in records if record.struck and not record.status]
    if struck:
        rows = tuple(str(record.row) for record in struck)
        yield Question("struck", rows, (w("state.stopped"), w("state.open")))


def unknown_statuses(records: Iterable[Record]) -> tuple[str, ...]:
    """Return the statuses nobody knows the meaning of, each once, in the form they are compared."""
    said = (record.status for record in records)
    return tuple(
        dict.fromkeys(folded_status(each) for each in said if each and status_said(each) is None)
    )


def areas_of(records: Iterable[Record]) -> tuple[str, ...]:
    """Return the focus areas of a file in its order; a blank one for goals that have none."""
    found: dict[str, str] = {}
    for record in records:
        area = record.titles.get(Field.PILLAR, "")
        if area or Field.GOAL in record.titles or Field.SUBGOAL in record.titles:
            found.setdefault(folded(area), area)
    return tuple(found.values())


def suggested_pillar(title: str, plan: Plan, about: str = "") -> str:
    """Return the pillar of the plan a title goes under by its words: an id, or OWN for none."""
    known = _known(title, plan)
    if known:
        return known
    for text in (title, about):
        theme = theme_of(text)
        if theme:
            names = {folded(words(language)(f"theme.{theme}")) for language in LANGUAGES}
            found = (p.id for p in plan.pillars if folded(p.title) in names)
            return next(found, OWN)
    return OWN


def _known(title: str, plan: Plan) -> str:
    return next((p.id for p in plan.pillars if folded(p.title) == folded(title)), "")
