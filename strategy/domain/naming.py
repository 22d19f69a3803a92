"""References between items of a plan: who may see an item, and what to drop with a hidden one."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import TypeVar

from strategy.domain.items import Action, Goal, Indicator, Item
from strategy.domain.kinds import PARENT_FIELDS, kind_of
from strategy.domain.meeting_items import AgendaItem, Agreement, Decision, Hearing

T = TypeVar("T")
M = TypeVar("M", AgendaItem, Decision, Hearing)

HIDEABLE = (Goal, Indicator, Action, AgendaItem, Agreement, Decision, Hearing)
"""The kinds that can be kept from somebody, or are about what is kept from them."""


def may_see(item: Item, person_id: str | None) -> bool:
    """Return whether a person may see the item itself; None is a reader who is nobody known."""
    named: tuple[str, ...] = getattr(item, "confidential_to", ())
    return not named or person_id in named


def goals_named_by(item: Item) -> tuple[str, ...]:
    """Return the ids of the goals an action or an indicator serves."""
    if isinstance(item, Action):
        return item.goal_ids
    if isinstance(item, Indicator) and item.goal_id:
        return (item.goal_id,)
    return ()


def not_in(hidden: AbstractSet[str], items: tuple[T, ...]) -> tuple[T, ...]:
    """Return the items that are not among the hidden."""
    return tuple(item for item in items if getattr(item, "id", None) not in hidden)


def named_by(item: Item) -> tuple[str, ...]:
    """Return the ids of what an agenda item, a decision or a hearing is about."""
    match item:
        case AgendaItem():
            return (*item.goal_ids, *item.action_ids)
        case Decision():
            return (*item.goal_ids, *item.action_ids, *item.agreement_ids)
        case Hearing():
            return (*item.goal_ids, *item.action_ids, *item.decision_ids)
        case _:
            return ()


def about_what_stays(items: tuple[M, ...], gone: AbstractSet[str]) -> tuple[M, ...]:
    """Return the items without references to what is gone, less those about nothing else."""
    found: list[M] = []
    for item in items:
        kept_goals = tuple(goal_id for goal_id in item.goal_ids if goal_id not in gone)
        kept_actions = tuple(action_id for action_id in item.action_ids if action_id not in gone)
        if (kept_goals, kept_actions) == (item.goal_ids, item.action_ids):
            found.append(item)
        elif kept_goals or kept_actions:
            kept = {"goal_ids": kept_goals, "action_ids": kept_actions}
            found.append(item.model_copy(update=kept))
    return tuple(found)


def is_of(item: Item, hidden: AbstractSet[str]) -> bool:
    """Return whether an item is one of the hidden, or a part of one."""
    parent_field = PARENT_FIELDS.get(kind_of(item))
    return item.id in hidden or (parent_field is not None and getattr(item, parent_field) in hidden)


def hidden_among(
    items: Iterable[Item], shown: AbstractSet[str], parts: Iterable[Item]
) -> frozenset[str]:
    """Return the ids of the items that can be hidden and are not shown, and of their parts.

    Parts of retired items are not hidden by that: they have left the views with the item.
    """
    hidden = {item.id for item in items if isinstance(item, HIDEABLE) and item.id not in shown}
    if hidden:
        hidden |= {part.id for part in parts if is_of(part, hidden)}
    return frozenset(hidden)


def without_goals(item: T, dropped: AbstractSet[str]) -> T:
    """Return an action without the dropped goals; return anything else unchanged."""
    if not isinstance(item, Action) or dropped.isdisjoint(item.goal_ids):
        return item
    kept = tuple(goal_id for goal_id in item.goal_ids if goal_id not in dropped)
    return item.model_copy(update={"goal_ids": kept})
