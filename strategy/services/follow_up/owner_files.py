"""Export the owners' rows: one workbook for each position or unit, with what its owner sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from strategy.domain.errors import NotAllowedError, NotFoundError
from strategy.domain.figures.assessment import Assessment
from strategy.domain.items import Action, ActionState, Person, Position, Unit
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand, may
from strategy.exchange.owners.sheet import OwnerBook, OwnerRow, Scope
from strategy.exchange.owners.workbook import file_name, packed, write_owner_workbook
from strategy.i18n import Language, words
from strategy.mail.letters import NamedFile
from strategy.services import reading
from strategy.store.database import Database


def owner_workbooks(
    database: Database,
    *,
    by: Person,
    today: date,
    language: Language,
    position_id: str | None = None,
    unit_id: str | None = None,
    each: Scope = Scope.POSITION,
) -> tuple[NamedFile, ...]:
    """Return the workbook of one position or one unit, or one for each that has actions.

    `each` says whether those are positions or units. A unit's workbook includes the units below
    it, unless every unit gets one. Planners may export any; an owner only those of positions they
    hold or are deputy for, and gets all of these when neither position nor unit is given. Items
    the owner may not see are left out of their workbook.
    """
    demand(by, Permission.REPORT_OWN)
    seen = reading.moment(database, by=by, today=today)
    books = _books(
        seen.plan, seen.assessment, by, position_id=position_id, unit_id=unit_id, each=each
    )
    return tuple(written(book, language) for book in books)


def all_in_one(files: Sequence[NamedFile]) -> bytes:
    """Return the workbooks as one zip archive, each under a unique name."""
    return packed(told_apart(files))


def _books(
    plan: Plan,
    assessment: Assessment,
    by: Person,
    *,
    position_id: str | None = None,
    unit_id: str | None = None,
    each: Scope = Scope.POSITION,
) -> Iterator[OwnerBook]:
    scopes = _scopes(plan, by, position_id=position_id, unit_id=unit_id, each=each)
    for scope, owner in scopes:
        actions = _actions_of(plan, owner, by, below=unit_id is not None)
        # A workbook asked for by name is made even if empty; otherwise empty ones are skipped.
        if actions or position_id or unit_id:
            yield _book(plan, assessment, scope, owner, actions)


def books_of_positions(plan: Plan, assessment: Assessment) -> tuple[OwnerBook, ...]:
    """Return the workbook content for each position with open actions in the given plan."""
    found = ((position, _open_actions(plan, position)) for position in plan.positions)
    return tuple(
        _book(plan, assessment, Scope.POSITION, position, actions)
        for position, actions in found
        if actions
    )


def _book(
    plan: Plan,
    assessment: Assessment,
    scope: Scope,
    owner: Position | Unit,
    actions: Iterable[Action],
) -> OwnerBook:
    rows = (
        OwnerRow(a, assessment.actions[a.id].signal, plan.latest_check_in(a.id)) for a in actions
    )
    return OwnerBook(
        scope,
        owner.id,
        owner.title,
        plan.organisation.name,
        plan.revision,
        assessment.today,
        tuple(rows),
    )


def _scopes(
    plan: Plan, by: Person, *, position_id: str | None, unit_id: str | None, each: Scope
) -> Iterator[tuple[Scope, Position | Unit]]:
    if position_id is not None:
        position = plan.find(Position, position_id)
        if position is None:
            raise NotFoundError("position", position_id)
        _demand_position(plan, position, by)
        yield Scope.POSITION, position
    elif unit_id is not None:
        demand(by, Permission.REPORT)
        unit = plan.find(Unit, unit_id)
        if unit is None:
            raise NotFoundError("unit", unit_id)
        yield Scope.UNIT, unit
    elif each is Scope.UNIT:
        demand(by, Permission.REPORT)
        yield from ((Scope.UNIT, unit) for unit in plan.units)
    else:
        held = plan.positions_held_by(by.id)
        everybody = may(by, Permission.REPORT)
        shown = (p for p in plan.positions if everybody or p.id in held)
        yield from ((Scope.POSITION, position) for position in shown)


def _demand_position(plan: Plan, position: Position, by: Person) -> None:
    if position.id not in plan.positions_held_by(by.id) and not may(by, Permission.REPORT):
        raise NotAllowedError(Permission.REPORT)


def _actions_of(
    plan: Plan, owner: Position | Unit, by: Person, *, below: bool
) -> tuple[Action, ...]:
    return _open_actions(_as_they_see_it(plan, owner, by), owner, below=below)


def _open_actions(plan: Plan, owner: Position | Unit, *, below: bool = False) -> tuple[Action, ...]:
    still_open = (a for a in plan.actions if a.state is ActionState.OPEN)
    mine = (a for a in still_open if belongs(plan, owner, a, below=below))
    return tuple(sorted(mine, key=lambda a: (a.due or date.max, a.code)))


def _as_they_see_it(plan: Plan, owner: Position | Unit, by: Person) -> Plan:
    """Return what both the person asking and the recipient of the file may see."""
    if isinstance(owner, Position):
        if owner.id in plan.positions_held_by(by.id):
            return plan
        return plan.seen_by(owner.holder_id)
    # Nobody knows how many people a unit's file will be passed on to.
    return plan.seen_by(None)


def belongs(plan: Plan, owner: Position | Unit, action: Action, *, below: bool = True) -> bool:
    """Return whether an action is among the rows of a position or a unit."""
    if isinstance(owner, Position):
        return action.owner_id == owner.id
    unit = plan.unit_of(action)
    units = plan.units_below(owner.id) if below else {owner.id}
    return unit is not None and unit.id in units


def written(book: OwnerBook, language: Language) -> NamedFile:
    """Return a workbook as a file to fill in."""
    name = name_of_file(book.title, language, book.on)
    return name, write_owner_workbook(book, words(language))


def name_of_file(title: str, language: Language, on: date) -> str:
    """Return the file name of the workbook of a position or a unit."""
    return f"{file_name(words(language)('owner_rows.file'), title, on.isoformat())}.xlsx"


def told_apart(files: Iterable[NamedFile]) -> Iterator[NamedFile]:
    """Yield the files, each under a unique name."""
    seen: Counter[str] = Counter()
    for name, content in files:
        seen[name] += 1
        stem = name.removesuffix(".xlsx")
        yield (name if seen[name] == 1 else f"{stem}-{seen[name]}.xlsx"), content
