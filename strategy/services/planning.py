"""Set the plan: add, change, retire and bring back whatever a strategy consists of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from strategy.domain.errors import InvalidInputError, NotAllowedError, NotFoundError, Problem
from strategy.domain.items import (
    Action,
    CheckIn,
    Goal,
    Indicator,
    Involvement,
    Item,
    Measurement,
    MeetingDay,
    Milestone,
    Organisation,
    Person,
    Position,
    Postponement,
    Target,
    Unit,
    kind_of,
)
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.services.validation import (
    altered,
    build,
    check_in_plan,
    check_nothing_depends,
)
from strategy.store.database import Database

T = TypeVar("T", bound=Item)

_PLANNED = (Goal, Indicator, Target, Action, Milestone)
_ADMINISTERED = (Organisation, Unit, Position, Person)
_REPORTED = (CheckIn, Measurement, Postponement)


def permission_to_change(kind: type[Item]) -> Permission:
    """Return what one must be allowed in order to add, change or retire a kind of item."""
    if kind in _PLANNED or kind is MeetingDay:
        return Permission.CHANGE_PLAN
    if kind in _ADMINISTERED:
        return Permission.ADMINISTER
    if kind is Involvement:
        return Permission.GIVE_INPUT
    return Permission.CHANGE_STRATEGY


def add(
    database: Database, kind: type[T], values: Mapping[str, Any], *, by: Person, reason: str = ""
) -> T:
    """Add an item to the plan and return it as stored.

    Refuses with NotAllowedError, or InvalidInputError listing what is wrong field by field.
    """
    _demand(kind, by)
    item = build(kind, _with_original_due(kind, values))
    with database.change(by=by.id, reason=reason) as change:
        _check_visible(change.plan, item, by)
        check_in_plan(change.plan, item)
        return _stored(change.add(item), kind)


def add_indicator(
    database: Database,
    values: Mapping[str, Any],
    *,
    target: Mapping[str, Any] | None,
    by: Person,
) -> Indicator:
    """Add an indicator together with its first target, both or neither."""
    demand(by, permission_to_change(Indicator))
    indicator = build(Indicator, values)
    with database.change(by=by.id) as writing:
        _check_visible(writing.plan, indicator, by)
        check_in_plan(writing.plan, indicator)
        stored = _stored(writing.add(indicator), Indicator)
        if target is not None:
            writing.add(build(Target, {**target, "indicator_id": indicator.id}))
        return stored


def change(
    database: Database,
    item: T,
    values: Mapping[str, Any],
    *,
    by: Person,
    reason: str = "",
) -> T:
    """Change an item as the caller read it; refuses with StaleEditError if somebody was quicker.

    An approved action's due date is moved here only by those who may approve dates; the original
    date stays.
    """
    _demand(type(item), by)
    wanted = altered(item, values)
    with database.change(by=by.id, reason=reason) as writing:
        _check_visible(writing.plan, item, by)
        check_in_plan(writing.plan, wanted)
        return _stored(writing.update(_keeping_original_due(wanted)), type(item))


def retire(database: Database, item: T, *, by: Person, reason: str = "") -> T:
    """Take an item out of the views; it stays in the history and can be brought back."""
    _demand(type(item), by)
    with database.change(by=by.id, reason=reason) as writing:
        _check_visible(writing.plan, item, by)
        check_nothing_depends(writing.plan, item)
        return _stored(writing.update(item.model_copy(update={"retired": True})), type(item))


def bring_back(database: Database, item_id: str, *, by: Person, reason: str = "") -> Item:
    """Bring a retired item back into the views, unless its code has been taken meanwhile."""
    with database.change(by=by.id, reason=reason) as writing:
        item = _retired(writing.plan, item_id, by)
        _demand(type(item), by)
        check_in_plan(writing.plan, item)
        return writing.update(item.model_copy(update={"retired": False}))


def bring_back_version(
    database: Database, item: T, earlier: Mapping[str, Any], *, by: Person, reason: str = ""
) -> T:
    """Give an item the values it had at an earlier time, as a new change of today."""
    kept = {k: v for k, v in earlier.items() if k not in {"id", "version", "retired"}}
    known = {k: v for k, v in kept.items() if k in type(item).model_fields}
    return change(database, item, known, by=by, reason=reason)


def next_code(plan: Plan, kind: type[Item], *, under: str = "") -> str:
    """Return the next free human code: "2.4" under pillar 2, "T-049" for an action."""
    taken = {
        getattr(i, "code", "") for i in (*plan.by_id.values(), *plan.retired) if isinstance(i, kind)
    }
    prefix, width = _CODE_FORMS.get(kind, ("", 1))
    prefix = f"{under}." if under else prefix
    numbers = (f"{prefix}{n:0{width}d}" for n in range(1, len(taken) + 2))
    return next(code for code in numbers if code not in taken)


_CODE_FORMS: dict[type[Item], tuple[str, int]] = {Action: ("T-", 3), Indicator: ("I-", 2)}


def _demand(kind: type[Item], by: Person) -> None:
    if kind in _REPORTED:
        # What somebody reports has rules of its own: see follow_up.
        raise NotAllowedError(Permission.REPORT)
    demand(by, permission_to_change(kind))


def _check_visible(plan: Plan, item: Item, by: Person) -> None:
    """Refuse as if the item did not exist where the person may not know that it does."""
    named: tuple[str, ...] = getattr(item, "confidential_to", ())
    stored = plan.by_id.get(item.id)
    stored_named: tuple[str, ...] = getattr(stored, "confidential_to", ())
    if stored_named and by.id not in stored_named:
        raise NotFoundError(kind_of(item), item.id)
    if named and by.id not in named:
        # Whoever makes a thing confidential must still see it, or nobody could open it again.
        raise InvalidInputError((Problem("confidential_to", "not_yourself"),))


def _retired(plan: Plan, item_id: str, by: Person) -> Item:
    for item in plan.seen_by(by.id).retired:
        if item.id == item_id:
            return item
    raise NotFoundError("item", item_id)


def _with_original_due(kind: type[Item], values: Mapping[str, Any]) -> Mapping[str, Any]:
    if kind is Action and values.get("due") and not values.get("original_due"):
        return {**values, "original_due": values["due"]}
    return values


def _keeping_original_due(item: Item) -> Item:
    if isinstance(item, Action) and item.due and item.original_due is None:
        return item.model_copy(update={"original_due": item.due})
    return item


def _stored(item: Item, kind: type[T]) -> T:
    if not isinstance(item, kind):
        raise TypeError(kind)
    return item
