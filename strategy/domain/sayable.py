"""What may be said about a plan, by whatever door it comes in: form, grid, file or command.

A fact is not of tomorrow, a closed action is not reported on, a measurement says something, and no
date is out of reach. What an item already says is never complained of again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from strategy.domain.errors import Problem
from strategy.domain.items import (
    JUDGEMENTS,
    Action,
    ActionState,
    CheckIn,
    Item,
    Measurement,
    Milestone,
    Postponement,
)

YEARS_AHEAD = 50
"""How far ahead a date of a plan may lie; anything later is a typing error."""

EARLIEST = date(1900, 1, 1)

_FACTS: dict[type[Item], tuple[str, ...]] = {
    CheckIn: ("on",),
    Measurement: ("on",),
    Milestone: ("done_on",),
    Action: ("closed_on",),
    Postponement: ("proposed_on", "decided_on"),
}
"""The dates on which something has happened."""


def wrong_with(item: Item, *, today: date, before: Item | None = None) -> Iterator[Problem]:
    """Yield what keeps an item from being stored as it is; `before` is what it was until now."""
    yield from _wrong_dates(item, today, before)
    if isinstance(item, Measurement) and not says_something(item) and _said_before(before):
        yield Problem("value", "required")
    if isinstance(item, CheckIn) and before is None and not _is_a_judgement(item):
        yield Problem("judgement", "not_a_judgement")


def wrong_with_reporting(
    check_in: CheckIn, action: Action, *, before: Action | None = None
) -> Iterator[Problem]:
    """Yield a problem if the action cannot be reported on: it is closed, and was so already.

    `before` is the action until now, where the same change makes or closes it. What was reported
    on until the day it was closed may come with it.
    """
    if action.state is ActionState.OPEN:
        return
    closing = before is None or before.state is ActionState.OPEN
    if not closing or (action.closed_on is not None and check_in.on > action.closed_on):
        yield Problem("action_id", "closed")


def last_day(today: date) -> date:
    """Return the last day a plan may name."""
    return date(today.year + YEARS_AHEAD, 12, 31)


def _wrong_dates(item: Item, today: date, before: Item | None) -> Iterator[Problem]:
    facts = _FACTS.get(type(item), ())
    for field, value in item:
        if not isinstance(value, date) or value == getattr(before, field, None):
            continue
        if field in facts and value > today:
            yield Problem(field, "in_the_future")
        elif not EARLIEST <= value <= last_day(today):
            latest = str(last_day(today).year)
            yield Problem(field, "too_far", {"earliest": str(EARLIEST.year), "latest": latest})


def _said_before(before: Item | None) -> bool:
    return not isinstance(before, Measurement) or says_something(before)


def says_something(item: Measurement) -> bool:
    """Tell whether a measurement has a value, or says in words why it has none."""
    return item.value is not None or bool(item.text or item.note) or item.masked


def _is_a_judgement(check_in: CheckIn) -> bool:
    return check_in.judgement is None or check_in.judgement in JUDGEMENTS
