"""Export what a person may see of the plan to files, and import files: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from typing import cast

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem, StaleEditError
from strategy.domain.items import Action, CheckIn, Item, Measurement, Person, Postponement
from strategy.domain.kinds import kind_of
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand, may
from strategy.domain.sayable import wrong_with_reporting
from strategy.exchange.stratml.files import Edition, preview_stratml, stratml_in, write_plan
from strategy.exchange.tables.files import Answers, preview_any
from strategy.exchange.workbook.workbook import (
    Preview,
    write_csv,
    write_template,
    write_workbook,
)
from strategy.i18n import Language, words
from strategy.services.apart import is_large, made_apart
from strategy.services.planning import keep_begun_periods, permission_to_change
from strategy.services.reading import today_in
from strategy.services.validation import written
from strategy.store.change import Change
from strategy.store.database import Database

_REPORTED = (CheckIn, Measurement, Postponement)


def export_workbook(database: Database, *, by: Person, language: Language) -> bytes:
    """Return what the person may see of the plan as a workbook; names for administrators only."""
    demand(by, Permission.SEE_PLAN)
    plan = database.plan(today=today_in(database)).seen_by(by.id)
    given = plan.alone(), language, may(by, Permission.ADMINISTER)
    # What the person may see is decided here; the other process only lays it out.
    return made_apart(_workbook, *given) if is_large(plan) else _workbook(*given)


def _workbook(plan: Plan, language: Language, include_people: bool) -> bytes:  # noqa: FBT001
    return write_workbook(plan, words(language), include_people=include_people)


def export_csv(database: Database, kind: str, *, by: Person, language: Language) -> bytes:
    """Return one kind of thing the person may see as CSV; names for administrators only."""
    demand(by, Permission.SEE_PLAN)
    plan = database.plan(today=today_in(database)).seen_by(by.id)
    return write_csv(plan, kind, words(language), include_people=may(by, Permission.ADMINISTER))


def export_stratml(
    database: Database, edition: Edition, *, by: Person, language: Language, today: date
) -> bytes:
    """Return what the person may see of the plan as StratML; no comments, no people."""
    demand(by, Permission.SEE_PLAN)
    plan = database.plan(today=today).seen_by(by.id)
    return write_plan(plan, words(language), edition=edition, published=today)


def import_template(language: Language) -> bytes:
    """Return an empty workbook to fill in."""
    return write_template(words(language))


def preview_import(
    database: Database,
    content: bytes,
    name: str,
    *,
    by: Person,
    today: date,
    answers: Answers | None = None,
) -> Preview:
    """Return what importing any file would do; nothing is saved.

    A plan workbook, a CSV file of one sheet of it and StratML are known by themselves; of anybody's
    own tables it is told what they are taken for, with questions that `answers` answers.
    """
    demand(by, Permission.CHANGE_PLAN)
    plan = database.plan()
    seen = database.plan(today=today).seen_by(by.id)
    document = stratml_in(content)
    if document is not None:
        return preview_stratml(
            document,
            name,
            seen,
            today=today,
            by_id=by.id,
            whole=plan,
            earlier=database.check_ins,
        )
    return preview_any(
        content,
        name,
        seen,
        today=today,
        by_id=by.id,
        whole=plan,
        earlier=database.check_ins,
        answers=answers,
    )


def apply_import(database: Database, previewed: Preview, *, by: Person) -> Preview:
    """Carry out a previewed import, all of it or nothing.

    Raises NotAllowedError, InvalidInputError while there are problems or open questions, and
    StaleEditError when something the file changes has been changed since the preview.
    """
    demand(by, Permission.CHANGE_PLAN)
    if previewed.told.questions and not previewed.told.settled:
        raise InvalidInputError((Problem("file", "import_has_questions"),))
    touched = (*previewed.items_to_add, *previewed.items_to_update)
    for kind in {type(item) for item in touched}:
        demand(by, permission_for(kind))
    _check_sound(previewed, touched, by)
    today = today_in(database)
    if touched:
        with database.change(by=by.id, reason=written(previewed.name)) as change:
            _check_current(change.plan, previewed)
            _check_administrators(change.plan, previewed)
            _check_open(change.plan, previewed)
            _write(change, previewed, today=today)
    return previewed


def permission_for(kind: type[Item]) -> Permission:
    """Return the permission needed to import a kind of item, or to take such an import back."""
    return Permission.REPORT if kind in _REPORTED else permission_to_change(kind)


def _check_sound(previewed: Preview, touched: Iterable[Item], by: Person) -> None:
    if previewed.problems:
        count = {"count": str(len(previewed.problems))}
        raise InvalidInputError((Problem("file", "import_has_problems", count),))
    for item in touched:
        named: tuple[str, ...] = getattr(item, "confidential_to", ())
        if named and by.id not in named:
            # The person who makes an item confidential must still see it, or nobody could open it.
            raise InvalidInputError((Problem("confidential_to", "not_yourself"),))


def _check_current(plan: Plan, previewed: Preview) -> None:
    updated = {item.id for item in previewed.items_to_update}
    for item in previewed.items_to_add:
        other = plan.by_id.get(item.id) or plan.coded(type(item), getattr(item, "code", None))
        if other is not None and other.id not in updated and _is_stored(other):
            raise StaleEditError(other)
    known = plan.by_id.keys() | {item.id for item in previewed.items_to_add}
    for item in previewed.items_to_add:
        _check_references(item, known)
    for update in previewed.updates:
        # References that were already broken are no reason to refuse the rest.
        _check_references(update.after, known | set(references(update.before)))


def _check_administrators(plan: Plan, previewed: Preview) -> None:
    after = {p.id: p for p in (*plan.people, *_people(previewed)) if not p.erased}
    if any(map(_administers, plan.people)) and not any(map(_administers, after.values())):
        raise InvalidInputError((Problem("roles", "last_administrator"),))


def _check_open(plan: Plan, previewed: Preview) -> None:
    """Raise InvalidInputError if an action that is reported on was closed since the preview."""
    after = {item.id: item for item in (*previewed.items_to_add, *previewed.items_to_update)}
    for item in previewed.items_to_add:
        before = plan.by_id.get(item.action_id) if isinstance(item, CheckIn) else None
        if isinstance(item, CheckIn) and isinstance(before, Action):
            action = after.get(item.action_id, before)
            problems = tuple(wrong_with_reporting(item, cast("Action", action), before=before))
            if problems:
                raise InvalidInputError(problems)


def _people(previewed: Preview) -> Iterator[Person]:
    for item in (*previewed.items_to_add, *previewed.items_to_update):
        if isinstance(item, Person):
            yield item


def _administers(person: Person) -> bool:
    return may(person, Permission.ADMINISTER)


def _check_references(item: Item, known: AbstractSet[str]) -> None:
    for referred in references(item):
        if referred not in known:
            raise NotFoundError(kind_of(item), referred)


def references(item: Item) -> Iterator[str]:
    """Yield the ids of what an item refers to, except of who made it."""
    for field, value in item:
        if field.endswith("_id") and field != "by_id" and value:
            yield value
        elif field.endswith("_ids"):
            yield from value


def _write(change: Change, previewed: Preview, *, today: date) -> None:
    # An organisation that has no name yet is in the plan but not in the store.
    fresh = [item for item in previewed.items_to_update if not _is_stored(item)]
    change.add_many((*fresh, *previewed.items_to_add))
    for item in previewed.items_to_update:
        if _is_stored(item):
            keep_begun_periods(change, item, today=today)
            change.update(item)


def _is_stored(item: Item) -> bool:
    return item.version > 0
