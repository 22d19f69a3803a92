"""A decision's way through AMU, administrasjonsutvalg, formannskap and kommunestyre."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from strategy.domain.errors import NotFoundError
from strategy.domain.items import Adoption, Person
from strategy.domain.meeting_items import Decision
from strategy.domain.roles import Permission, demand
from strategy.services.validation import altered, build
from strategy.store.change import Change
from strategy.store.database import Database

_STEP = ("body", "on", "case_number", "note")


def add_step(
    database: Database, decision: Decision, values: Mapping[str, Any], *, by: Person
) -> Adoption:
    """Add a step to a decision's trail: which body, when, the case number, what it decided."""
    demand(by, Permission.RUN_MEETING)
    step = build(Adoption, {**_given(values), "decision_id": decision.id})
    with database.change(by=by.id) as writing:
        stored = writing.plan.find(Decision, decision.id)
        if stored is None or stored.id not in writing.plan.seen_by(by.id).by_id:
            raise NotFoundError("decision", decision.id)
        return cast("Adoption", writing.add(step))


def change_step(
    database: Database, step: Adoption, values: Mapping[str, Any], *, by: Person
) -> Adoption:
    """Change a step of a decision's trail; raises StaleEditError if it has changed meanwhile."""
    demand(by, Permission.RUN_MEETING)
    with database.change(by=by.id) as writing:
        wanted = altered(_standing(writing, step, by), _given(values))
        return cast("Adoption", writing.update(wanted.model_copy(update={"version": step.version})))


def remove_step(database: Database, step: Adoption, *, by: Person, reason: str = "") -> None:
    """Remove a step from a decision's trail; it stays in the history."""
    demand(by, Permission.RUN_MEETING)
    with database.change(by=by.id, reason=reason) as writing:
        _standing(writing, step, by)
        writing.update(step.model_copy(update={"retired": True}))


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in _STEP if name in values}


def _standing(writing: Change, step: Adoption, by: Person) -> Adoption:
    stored = writing.plan.seen_by(by.id).by_id.get(step.id)
    # Not everyone who runs meetings may change the steps of the strategy itself.
    if not isinstance(stored, Adoption) or stored.decision_id is None:
        raise NotFoundError("adoption", step.id)
    return stored
