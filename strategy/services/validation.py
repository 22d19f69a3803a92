"""The rules for storing an item: build a valid item from values, or report the problems."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from strategy.domain.errors import InvalidInputError, Problem
from strategy.domain.items import (
    Action,
    Adoption,
    Challenge,
    Goal,
    Indicator,
    Involvement,
    Item,
    Organisation,
    Person,
    Pillar,
    Position,
    Role,
    Strategy,
    Target,
    Text,
    Unit,
)
from strategy.domain.kinds import PARENT_FIELDS, kind_of
from strategy.domain.meeting_items import Decision
from strategy.domain.numbers import reads_two_ways
from strategy.domain.plan import Plan
from strategy.domain.sayable import wrong_with
from strategy.domain.strategies import Ground, in_preparation, is_in_preparation, of_strategy
from strategy.domain.targets import contradicts
from strategy.store.orphans import REFERENCES

T = TypeVar("T", bound=Item)

_RULES = {
    "missing": "required",
    "string_too_short": "required",
    "string_too_long": "too_long",
    "date_from_datetime_parsing": "not_a_date",
    "date_from_datetime_inexact": "not_a_date",
    "date_parsing": "not_a_date",
    "date_type": "not_a_date",
    "float_parsing": "not_a_number",
    "float_type": "not_a_number",
    "int_parsing": "not_a_number",
    "int_type": "not_a_number",
    "int_from_float": "not_whole",
    "finite_number": "not_a_number",
    "int_parsing_size": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
}
"""Pydantic's error types as rules in our catalogue (`problem.<rule>`)."""

_CODED = (Pillar, Goal, Indicator, Action, Challenge, Unit, Decision)
_STANDS_UNDER: dict[str, tuple[str, ...]] = {
    "goal": ("pillar_id",),
    "indicator": ("goal_id", "pillar_id"),
    "unit": ("parent_id",),
    "position": ("unit_id",),
    **{kind: (field,) for kind, field in PARENT_FIELDS.items()},
}
"""The fields that name the items an item depends on, by its kind."""

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_REASON: TypeAdapter[str] = TypeAdapter(Text)


def build(kind: type[T], values: Mapping[str, Any]) -> T:
    """Return a valid item of the kind; raises InvalidInputError listing every problem."""
    unsure = tuple(_read_two_ways(kind, values))
    if unsure:
        raise InvalidInputError(unsure)
    try:
        return kind.model_validate({name: cleaned(value) for name, value in values.items()})
    except ValidationError as error:
        raise InvalidInputError(tuple(_problem(detail) for detail in error.errors())) from error


def altered(item: T, values: Mapping[str, Any]) -> T:
    """Return the item with these values replaced, validated as a new one would be."""
    return build(type(item), {**item.model_dump(), **values})


def written(reason: str) -> str:
    """Return the reason for a change, cleaned for storing; raises InvalidInputError."""
    try:
        return _REASON.validate_python(cleaned(reason))
    except ValidationError as error:
        (detail,) = error.errors()
        raise InvalidInputError((_problem({**detail, "loc": ("reason",)}),)) from error


def demand_sayable(item: Item, *, today: date, before: Item | None = None) -> None:
    """Raise InvalidInputError where an item says what nobody may say; see `sayable`."""
    problems = tuple(wrong_with(item, today=today, before=before))
    if problems:
        raise InvalidInputError(problems)


def check_in_plan(
    plan: Plan, item: Item, *, before: Item | None = None, seen: Plan | None = None
) -> None:
    """Raise InvalidInputError unless the item fits the plan.

    Codes must be free, and any new reference (one not in `before`) must be to an existing item
    of the right kind. `seen` is the plan as the acting person sees it: what is hidden from
    them is treated as if it did not exist.
    """
    seen = seen or plan
    problems = (
        *_code_taken(plan, item, seen),
        *_unknown_references(seen, item, before),
        *_loops(plan, item),
        *_between_strategies(plan, item, before),
        *_between_periods(plan, item, before),
        *_about_a_person(plan, item),
        *_against_direction(plan, item, before),
    )
    if problems:
        raise InvalidInputError(problems)


def check_may_return(plan: Plan, item: Item, *, seen: Plan) -> None:
    """Raise InvalidInputError if a retired item cannot be brought back where it belongs."""
    parents = ((f, getattr(item, f)) for f in _STANDS_UNDER.get(kind_of(item), ()))
    gone = tuple(
        Problem(field, "parent_gone")
        for field, parent_id in parents
        if parent_id and parent_id not in seen.by_id
    )
    problems = (*_code_taken(plan, item, seen), *gone, *_of_no_strategy(plan, item))
    if problems:
        raise InvalidInputError(problems)


def check_nothing_depends(plan: Plan, item: Item) -> None:
    """Raise InvalidInputError if other items depend on the item to be retired.

    An action does not depend on its goals: it serves them, and is kept when they are retired.
    """
    problems = (*_never_leaves(item), *_carries(plan, item))
    if problems:
        raise InvalidInputError(problems)


def cleaned(value: object) -> object:
    """Return the value without characters nobody types or sees, in nested values too.

    Pasted text has them; PostgreSQL refuses some, and spreadsheets, Word and XML refuse others.
    """
    if isinstance(value, str):
        return _UNSEEN.sub("", value)
    if isinstance(value, Mapping):
        return {name: cleaned(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return tuple(cleaned(part) for part in value)
    return value


def _against_direction(plan: Plan, item: Item, before: Item | None) -> Iterator[Problem]:
    """Yield where a target and its indicator's direction now ask for opposite things."""
    if isinstance(item, Target) and _differs(item, before, "comparison", "low", "high"):
        indicator = plan.find(Indicator, item.indicator_id)
        if indicator and contradicts(indicator.direction, indicator.baseline, item):
            yield Problem("text", "against_direction")
    if isinstance(item, Indicator) and _differs(item, before, "direction", "baseline"):
        targets = plan.targets_of(item.id)
        if any(contradicts(item.direction, item.baseline, target) for target in targets):
            yield Problem("direction", "against_direction")


def _differs(item: Item, before: Item | None, *fields: str) -> bool:
    return any(getattr(item, name) != getattr(before, name, None) for name in fields)


def _read_two_ways(kind: type[Item], values: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield each number given as text that one may mean as thousands and another as decimals."""
    for name, value in values.items():
        numeric = name in kind.model_fields and _is_number(kind.model_fields[name].annotation)
        if numeric and isinstance(value, str) and reads_two_ways(value):
            whole = value.strip().replace(".", "")
            yield Problem(name, "reads_two_ways", {"text": value.strip(), "whole": whole})


def _is_number(annotation: Any) -> bool:  # noqa: ANN401 - whatever a field may be annotated with
    return any(one in (int, float) for one in (annotation, *get_args(annotation)))


def _problem(detail: ErrorDetails) -> Problem:
    place = ".".join(str(part) for part in detail["loc"][:1])
    if detail["type"] == "value_error":
        where, _, rule = str(detail["ctx"]["error"]).partition(".")
        return Problem(where, rule)
    if detail["input"] is None:
        return Problem(place, "required")
    limits = {k: str(v) for k, v in detail.get("ctx", {}).items() if k in _LIMITS}
    return Problem(place, _RULES.get(detail["type"], "invalid"), limits)


_LIMITS = ("max_length", "ge", "le")


def _code_taken(plan: Plan, item: Item, seen: Plan) -> Iterator[Problem]:
    if not isinstance(item, _CODED):
        return
    for other in plan.by_id.values():
        if isinstance(other, type(item)) and _takes_code(other, item):
            if other.id in seen.by_id:
                details = {"code": item.code, "title": other.title}
                yield Problem("code", "code_taken", details)
            else:
                # A hidden item keeps its code, but nothing more is revealed about it.
                yield Problem("code", "code_in_use", {"code": item.code})
            return


def _takes_code(other: Item, item: Item) -> bool:
    if other.id == item.id:
        return False
    if isinstance(other, Goal) and isinstance(item, Goal) and other.strategy_id != item.strategy_id:
        # Goals keep their codes from one strategy to the next.
        return False
    if isinstance(item, Ground) and isinstance(other, Ground) and _in_place_of(item, other):
        return False
    return getattr(other, "code", None) == getattr(item, "code", "")


def _in_place_of(item: Ground, other: Ground) -> bool:
    """Return whether one of the two replaces the other in a draft strategy."""
    return item.carried_from == other.id or other.carried_from == item.id


def _between_strategies(plan: Plan, item: Item, before: Item | None) -> Iterator[Problem]:
    """Yield a problem if an item would change strategy, or refer to items of two strategies."""
    own = getattr(item, "strategy_id", None)
    if before is None and own is not None and not _is_prepared(plan, own):
        yield Problem("strategy_id", "other_strategy")
    if before is not None and own != getattr(before, "strategy_id", None):
        yield Problem("strategy_id", "other_strategy")
    if not isinstance(item, Goal | Action | Indicator):
        return
    strategies = _strategies_of(plan, item) | (_strategies_of(plan, before) if before else set())
    if len(strategies) > 1 and not isinstance(item, Goal):
        yield Problem("goal_ids" if isinstance(item, Action) else "goal_id", "other_strategy")
    for field in _GROUND_FIELDS:
        named = (plan.by_id.get(ground_id) for ground_id in _named_by(item, field))
        others = (n.strategy_id for n in named if isinstance(n, Ground) and n.strategy_id)
        if not strategies.issuperset(others):
            yield Problem(field, "other_strategy")


_GROUND_FIELDS = ("pillar_id", "challenge_ids", "plan_link_ids")
"""The fields that refer to the ground of a strategy."""


def _between_periods(plan: Plan, item: Item, before: Item | None) -> Iterator[Problem]:
    """Yield a problem if a draft strategy would not begin after the one it follows."""
    if not isinstance(item, Strategy) or _period(item) == _period(before):
        return
    if is_in_preparation(item):
        yield from _follows_on(plan.find(Strategy, item.follows_id), item)
        return
    prepared = in_preparation(plan)
    begins = prepared.period_from if prepared and prepared.follows_id == item.id else None
    if prepared and begins and item.period_to and begins <= item.period_to:
        yield Problem("period_to", "overlaps_next", {"title": prepared.title})


def _follows_on(holds: Strategy | None, draft: Strategy) -> Iterator[Problem]:
    if draft.period_from is None:
        yield Problem("period_from", "required")
    elif holds and holds.period_from and draft.period_from <= holds.period_from:
        yield Problem("period_from", "before_the_last")
    elif holds and holds.period_to and draft.period_from <= holds.period_to:
        yield Problem("period_from", "overlaps_last", {"title": holds.title})


def _period(strategy: Item | None) -> tuple[date | None, date | None] | None:
    if not isinstance(strategy, Strategy):
        return None
    return strategy.period_from, strategy.period_to


def _of_no_strategy(plan: Plan, item: Item) -> Iterator[Problem]:
    """Yield a problem if an item would come back to a strategy nobody works on any more."""
    if isinstance(item, Strategy):
        if in_preparation(plan) is not None:
            yield Problem("strategy", "already_preparing")
        return
    holds = {None, plan.strategy.id if plan.strategy else None}
    strategies = _strategies_of(plan, item)
    alive = (s in holds or _is_prepared(plan, s) for s in strategies)
    if strategies and not any(alive):
        yield Problem("strategy_id", "of_a_past_strategy")


def _is_prepared(plan: Plan, strategy_id: str | None) -> bool:
    strategy = plan.by_id.get(strategy_id or "")
    return isinstance(strategy, Strategy) and is_in_preparation(strategy)


def _strategies_of(plan: Plan, item: Item) -> set[str | None]:
    """Return the strategies an item belongs to, by its goals, or by itself if it has none."""
    named = (*_named_by(item, "goal_ids"), *_named_by(item, "goal_id"))
    goals = (plan.ever_by_id.get(goal_id) for goal_id in named)
    told = {goal.strategy_id for goal in goals if isinstance(goal, Goal)}
    own = getattr(item, "strategy_id", None)
    return told | ({own} if own or (not told and hasattr(item, "strategy_id")) else set())


def _unknown_references(seen: Plan, item: Item, before: Item | None) -> Iterator[Problem]:
    for field, kinds in REFERENCES.items():
        meant = kinds
        if isinstance(item, Involvement) and field == "item_id":
            meant = (item.item_kind,)
        old = _named_by(before, field)
        fresh = (item_id for item_id in _named_by(item, field) if item_id not in old)
        if any(not _is_there(seen, item_id, meant) for item_id in fresh):
            yield Problem(field, "unknown_reference")


def _named_by(item: Item | None, field: str) -> tuple[str, ...]:
    value = getattr(item, field, None)
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _is_there(plan: Plan, item_id: str, kinds: tuple[str, ...]) -> bool:
    found = plan.by_id.get(item_id)
    if found is None or kind_of(found) not in kinds:
        return False
    return not (found.retired or getattr(found, "erased", False))


def _loops(plan: Plan, item: Item) -> Iterator[Problem]:
    if isinstance(item, Unit) and item.parent_id in plan.units_below(item.id):
        yield Problem("parent_id", "below_itself")


def _about_a_person(plan: Plan, item: Item) -> Iterator[Problem]:
    if not isinstance(item, Person):
        return
    if not item.name and not item.erased:
        yield Problem("name", "required")
    if _leaves_nobody_to_administer(plan, item):
        yield Problem("roles", "last_administrator")


def _leaves_nobody_to_administer(plan: Plan, wanted: Person) -> bool:
    after = [wanted if person.id == wanted.id else person for person in plan.people]
    return any(map(_administers, plan.people)) and not any(map(_administers, after))


def _administers(person: Person) -> bool:
    return Role.ADMINISTRATOR in person.roles and not person.retired and not person.erased


def _never_leaves(item: Item) -> Iterator[Problem]:
    if isinstance(item, Organisation | Strategy):
        yield Problem("retired", "cannot_leave")
    if isinstance(item, Adoption) and item.at_revision is not None:
        yield Problem("retired", "adoption_counts")


def _carries(plan: Plan, item: Item) -> Iterator[Problem]:
    match item:
        case Position():
            owned = (i for i in plan.by_id.values() if isinstance(i, Goal | Indicator | Action))
            rule, count = "has_responsibilities", sum(o.owner_id == item.id for o in owned)
        case Person():
            if _leaves_nobody_to_administer(plan, item.model_copy(update={"retired": True})):
                yield Problem("roles", "last_administrator")
            rule, count = "holds_positions", len(plan.positions_held_by(item.id))
        case _:
            rule, count = "has_parts", _standing_on(plan, item)
    if count:
        yield Problem("retired", rule, {"count": str(count)})


def _standing_on(plan: Plan, item: Item) -> int:
    """Count what depends on an item; for a draft's own copy, also through the shared original."""
    if not isinstance(item, Ground) or item.strategy_id is None:
        return sum(item.id in _needed_by(other) for other in plan.by_id.values())
    # Items carried over or shared still refer to the original this copy replaces.
    names = {item.id, item.carried_from}
    looked_at = of_strategy(plan, item.strategy_id)
    others = (*looked_at.goals, *looked_at.indicators)
    return sum(not names.isdisjoint(_needed_by(other)) for other in others)


def _needed_by(item: Item) -> tuple[str, ...]:
    """Return the ids an item depends on; a part has none, as it is retired with its parent."""
    if kind_of(item) in PARENT_FIELDS:
        return ()
    fields = {*_STANDS_UNDER.get(kind_of(item), ()), "unit_id"}
    return tuple(item_id for field in fields for item_id in _named_by(item, field))
