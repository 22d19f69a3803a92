"""What must hold before a thing is stored: a valid item from values, or the problems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from strategy.domain.errors import InvalidInputError, Problem
from strategy.domain.items import (
    Action,
    Challenge,
    Goal,
    Indicator,
    Item,
    Pillar,
    Position,
    Unit,
    kind_of,
)
from strategy.domain.plan import Plan

T = TypeVar("T", bound=Item)

_RULES = {
    "missing": "required",
    "string_too_short": "required",
    "string_too_long": "too_long",
    "date_from_datetime_parsing": "not_a_date",
    "date_parsing": "not_a_date",
    "date_type": "not_a_date",
    "float_parsing": "not_a_number",
    "float_type": "not_a_number",
    "int_parsing": "not_a_number",
    "int_type": "not_a_number",
    "int_from_float": "not_a_number",
    "finite_number": "not_a_number",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
}
"""Pydantic's error types in the words of our catalogue (`problem.<rule>`)."""

_CODED = (Pillar, Goal, Indicator, Action, Challenge, Unit)


def build(kind: type[T], values: Mapping[str, Any]) -> T:
    """Return a valid item of the kind, or refuse with InvalidInputError listing every problem."""
    try:
        return kind.model_validate(dict(values))
    except ValidationError as error:
        raise InvalidInputError(tuple(_problem(detail) for detail in error.errors())) from error


def altered(item: T, values: Mapping[str, Any]) -> T:
    """Return the item with these values instead, validated as a new one would be."""
    return build(type(item), {**item.model_dump(), **values})


def check_in_plan(plan: Plan, item: Item) -> None:
    """Refuse with InvalidInputError unless the item fits the plan: codes free, references known."""
    problems = (*_code_taken(plan, item), *_unknown_references(plan, item), *_loops(plan, item))
    if problems:
        raise InvalidInputError(problems)


def check_nothing_depends(plan: Plan, item: Item) -> None:
    """Refuse with InvalidInputError to retire what other things still stand under."""
    parts = [
        kind_of(other)
        for other in plan.by_id.values()
        if other.id != item.id and item.id in _owners_of(other)
    ]
    if parts:
        problem = Problem("retired", "has_parts", {"count": str(len(parts))})
        raise InvalidInputError((problem,))


def _problem(detail: ErrorDetails) -> Problem:
    place = ".".join(str(part) for part in detail["loc"][:1])
    if detail["type"] == "value_error":
        where, _, rule = str(detail["ctx"]["error"]).partition(".")
        return Problem(where, rule)
    limits = {k: str(v) for k, v in detail.get("ctx", {}).items() if k in _LIMITS}
    return Problem(place, _RULES.get(detail["type"], "invalid"), limits)


_LIMITS = ("max_length", "ge", "le")


def _code_taken(plan: Plan, item: Item) -> tuple[Problem, ...]:
    if not isinstance(item, _CODED):
        return ()
    other = plan.coded(type(item), item.code)
    if other is None or other.id == item.id:
        return ()
    return (Problem("code", "code_taken", {"code": item.code, "title": other.title}),)


def _unknown_references(plan: Plan, item: Item) -> tuple[Problem, ...]:
    problems = []
    for field, value in item:
        ids = (value,) if field.endswith("_id") else value if field.endswith("_ids") else ()
        for item_id in ids:
            if item_id is not None and item_id not in plan.by_id:
                problems.append(Problem(field, "unknown_reference"))
                break
    return tuple(problems)


def _loops(plan: Plan, item: Item) -> tuple[Problem, ...]:
    if isinstance(item, Unit) and item.parent_id in plan.units_below(item.id):
        return (Problem("parent_id", "below_itself"),)
    return ()


def _owners_of(item: Item) -> tuple[str, ...]:
    """Return the ids of what an item would be orphaned without."""
    match item:
        case Goal():
            return (item.pillar_id,)
        case Indicator():
            return tuple(i for i in (item.goal_id, item.pillar_id) if i)
        case Unit():
            return (item.parent_id,) if item.parent_id else ()
        case Position():
            return (item.unit_id,) if item.unit_id else ()
        case _:
            return ()
