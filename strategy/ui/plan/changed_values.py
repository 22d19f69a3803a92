"""What a field of any item held, in words: names for codes, titles for references."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, get_args

from strategy.domain.items import (
    ActionState,
    Comparison,
    Direction,
    Item,
    Outcome,
    Party,
    Precision,
    ReviewOutcome,
    Role,
    Signal,
    StrategyStatus,
)
from strategy.domain.kinds import PLAN_KINDS
from strategy.domain.meeting_items import Attends, Decided, MeetingState, Presence, Theme, Topic
from strategy.domain.plan import Plan
from strategy.i18n import Words
from strategy.services import reading
from strategy.services.reflection import answering
from strategy.ui.session import Here
from strategy.ui.text import plain, shortened

_LONG = 200
_LEAP_YEAR = 2000

CHOICES: Mapping[type[StrEnum], str] = {
    ActionState: "state",
    Attends: "attends",
    Comparison: "comparison",
    Decided: "decided",
    Direction: "direction",
    MeetingState: "meeting_state",
    Outcome: "outcome",
    Party: "party",
    Precision: "precision",
    Presence: "presence",
    ReviewOutcome: "review_outcome",
    Role: "role",
    Signal: "signal",
    StrategyStatus: "strategy_status",
    Theme: "theme",
    Topic: "topic",
}
"""Where the catalogue has the words for each kind of choice."""

_PEOPLE = ("confidential_to", "closed_by", "approved_by", "decided_by", "proposed_by")
_REFERENCES = ("_id", "_ids", "_by", "confidential_to")
_PICTURES = ("coat_of_arms",)


@dataclass(frozen=True)
class Names:
    """What values are told by: the plan with its titles, the words, the titles of rounds."""

    plan: Plan
    words: Words
    rounds: Mapping[str, str]


def names(here: Here, kind: str) -> Names:
    """Return the names one person may see, as far as values of this kind need them."""
    # Somebody who looks at a unit or another day still meets what lies outside it.
    plan = reading.all_seen(here.database, by=here.person)
    rounds = answering.rounds(here.database, by=here.person) if kind == "agreement" else ()
    return Names(plan, here.words, {one.id: one.title for one in rounds})


def value_words(known: Names, kind: str, name: str, value: object) -> str:
    """Return the value of a kind's field in words; the caller makes it safe to show."""
    w = known.words
    if value is None or value in ("", [], ()):
        return "–"
    if isinstance(value, bool):
        return w("yes") if value else w("no")
    if isinstance(value, list | tuple):
        return "; ".join(value_words(known, kind, name, part) for part in value)
    if name == "percent" and isinstance(value, int):
        return w.formats.share(value / 100)
    if isinstance(value, int | float):
        return w.formats.number(value, decimals=3)
    return _text(known, kind, name, str(value))


def label(w: Words, kind: str, name: str) -> str:
    """Return the label of a kind's field; a field that is no more is told by its name."""
    return w.field(name, of=kind) if w.has(f"field.{name}") else plain(name)


def _text(known: Names, kind: str, name: str, value: str) -> str:
    w = known.words
    prefix = "language" if name == "language" else choice_of(kind, name)
    if prefix:
        return w(f"{prefix}.{value}") if w.has(f"{prefix}.{value}") else w("history.unknown")
    if name == "round_key":
        return known.rounds.get(value, w("field.round_key"))
    if name.endswith(_REFERENCES):
        return _referred(known, name, value)
    if name in _PICTURES:
        return w("yes")
    try:
        return w.formats.short_day(date.fromisoformat(value))
    except ValueError:
        return _other_text(known, name, value)


def _other_text(known: Names, name: str, value: str) -> str:
    if name == "reporting_days":
        month, day = value.split("-")
        return known.words.formats.day_of_year(date(_LEAP_YEAR, int(month), int(day)))
    return shortened(value, _LONG)


@cache
def choice_of(kind: str, name: str) -> str:
    """Return where the words for a field's choices are; empty where it is not a choice."""
    model = PLAN_KINDS.get(kind)
    field = model.model_fields.get(name) if model else None
    found = (CHOICES[part] for part in _parts(field.annotation if field else None))
    return next(found, "")


def _parts(annotation: Any) -> tuple[type[StrEnum], ...]:  # noqa: ANN401 - any annotation
    """Return the kinds of choice an annotation names, whatever it wraps them in."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return (annotation,)
    return tuple(part for inner in get_args(annotation) for part in _parts(inner))


def _referred(known: Names, name: str, value: str) -> str:
    item = known.plan.ever_by_id.get(value)
    said = _title(item) if item else ""
    if said:
        return said
    is_person = name in _PEOPLE or name.startswith(("person", "holder", "deputy"))
    return known.words("person.former" if is_person else "history.unknown")


def _title(item: Item) -> str:
    fields = ("title", "name", "sentence", "text")
    said = next((str(getattr(item, one)) for one in fields if getattr(item, one, "")), "")
    return shortened(f"{getattr(item, 'code', '')} {said}".strip(), _LONG)
