"""Save many rows together: all of them or none, each refusal reported at its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from strategy.domain.errors import (
    InvalidInputError,
    Problem,
    RowRefusal,
    RowsRefusedError,
    StaleEditError,
    StrategyError,
)
from strategy.domain.items import Action, CheckIn, Indicator, Measurement, Person
from strategy.store.change import Change

T = TypeVar("T")
Row = TypeVar("Row")


def save_each(rows: Iterable[tuple[str, Row]], save: Callable[[Row], T]) -> tuple[T, ...]:
    """Save every row and return what was stored.

    Raises RowsRefusedError after the last row has been tried, so that all problems are reported
    at once; the transaction around it then stores nothing. No row may occur twice.
    """
    given = tuple(rows)
    counted = Counter(row_id for row_id, _ in given)
    saved: list[T] = []
    refused: list[RowRefusal] = []
    for row_id, row in given:
        try:
            _check_once(counted[row_id])
            saved.append(save(row))
        except StrategyError as error:
            refused.append(RowRefusal(row_id, error))
    if refused:
        raise RowsRefusedError(tuple(refused))
    return tuple(saved)


def take_steps(*steps: Callable[[], T]) -> tuple[T, ...]:
    """Run every step of one row and return the results; all problems are reported together."""
    given: list[T] = []
    problems: list[Problem] = []
    for step in steps:
        try:
            given.append(step())
        except InvalidInputError as error:
            problems += error.problems
    if problems:
        raise InvalidInputError(tuple(problems))
    return tuple(given)


def check_unchanged(change: Change, item: Action | Indicator, version: int, by: Person) -> None:
    """Raise StaleEditError, with the item as the person may see it, unless it is unchanged."""
    try:
        change.demand_current(item, version)
    except StaleEditError as error:
        theirs = change.plan.seen_by(by.id).by_id[item.id]
        raise StaleEditError(theirs, by_id=error.by_id, at=error.at) from error


def check_latest(
    item: Action | Indicator, latest: CheckIn | Measurement | None, seen_id: str | None
) -> None:
    """Raise StaleEditError when somebody has reported since the person looked."""
    if (latest.id if latest else None) != seen_id:
        by_id = latest.by_id if isinstance(latest, CheckIn) else None
        raise StaleEditError(latest or item, by_id=by_id)


def unknown(names: Iterable[str], known: frozenset[str]) -> Iterator[Problem]:
    """Yield a problem for every name that cannot be filled in here."""
    return (Problem(name, "not_here") for name in sorted(set(names) - known))


def _check_once(count: int) -> None:
    if count > 1:
        raise InvalidInputError((Problem("id", "listed_twice"),))
