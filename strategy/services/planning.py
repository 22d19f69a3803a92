"""Edit the plan: add, change, retire and bring back the items of a strategy.

The stored item is authoritative, never the one the caller passes: that one only identifies the
item and the version that was read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar, cast, get_args

from strategy.domain.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    Problem,
    StaleEditError,
)
from strategy.domain.follow_up.reporting import kept_from_earlier_calendar
from strategy.domain.items import (
    Action,
    Adoption,
    CheckIn,
    Goal,
    Indicator,
    Involvement,
    Item,
    Measurement,
    Milestone,
    Organisation,
    Outcome,
    Person,
    Position,
    Postponement,
    Strategy,
    Target,
    Unit,
)
from strategy.domain.kinds import kind_of
from strategy.domain.meeting_items import (
    AgendaItem,
    Agreement,
    Attendance,
    Decision,
    Hearing,
    Meeting,
    Prompt,
)
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand
from strategy.domain.strategies import Ground, of_strategy
from strategy.domain.targets import contradicts
from strategy.services.reading import today_in
from strategy.services.validation import (
    altered,
    build,
    check_in_plan,
    check_may_return,
    check_nothing_depends,
    demand_sayable,
    written,
)
from strategy.store.change import Change
from strategy.store.database import Database

T = TypeVar("T", bound=Item)

_PLANNED = (Goal, Indicator, Target, Action, Milestone, Hearing)
_MET = (Meeting, AgendaItem, Attendance, Agreement, Decision, Prompt)
_ADMINISTERED = (Organisation, Unit, Position, Person)
_REPORTED = (CheckIn, Measurement, Postponement)
_NEVER_GIVEN = frozenset({"id", "version", "retired"})
_NEVER_GIVEN_TO: dict[type[Item], frozenset[str]] = {
    Action: frozenset({"original_due", "state", "closed_on"}),
    Organisation: frozenset({"demo"}),
    Involvement: frozenset({"by_id"}),
    Strategy: frozenset(
        {
            "follows_id",
            "adopted_on",
            "adopted_revision",
            "in_force_from",
            "superseded_on",
            "superseded_revision",
        }
    ),
    Adoption: frozenset({"at_revision"}),
    Goal: frozenset({"carried_from"}),
    **dict.fromkeys(get_args(Ground), frozenset({"carried_from"})),
    Hearing: frozenset({"closed_on", "conclusion"}),
    Meeting: frozenset({"state", "ends", "approved_by", "approved_on", "seal"}),
}
"""The fields that result from other actions and cannot be filled in."""

# A reopened action can return to its earlier state; a meeting that was held stays held.
_COMES_BACK: dict[type[Item], frozenset[str]] = {Action: frozenset({"state", "closed_on"})}


def _not_brought_back(kind: type[Item]) -> frozenset[str]:
    """Return the fields that are not restored from an earlier version of a kind."""
    follows = _NEVER_GIVEN_TO.get(kind, frozenset()) - _COMES_BACK.get(kind, frozenset())
    return _NEVER_GIVEN | follows | {"confidential_to", "erased", "strategy_id"}


def permission_to_change(kind: type[Item]) -> Permission:
    """Return the permission needed to add, change or retire a kind of item."""
    if kind in _PLANNED:
        return Permission.CHANGE_PLAN
    if kind in _MET:
        return Permission.RUN_MEETING
    if kind in _ADMINISTERED:
        return Permission.ADMINISTER
    if kind is Involvement:
        return Permission.GIVE_INPUT
    return Permission.CHANGE_STRATEGY


def add(
    database: Database, kind: type[T], values: Mapping[str, Any], *, by: Person, reason: str = ""
) -> T:
    """Add an item to the plan and return it as stored.

    Raises NotAllowedError, or InvalidInputError listing what is wrong field by field.
    """
    day = today_in(database)
    with database.change(by=by.id, reason=written(reason)) as writing:
        return add_within(writing, kind, values, by=by, today=day)


def add_within(
    writing: Change,
    kind: type[T],
    values: Mapping[str, Any],
    *,
    by: Person,
    today: date | None = None,
) -> T:
    """Add an item as part of a larger change, for those who may; see `add`.

    `today` is the organisation's day, by default the day everywhere.
    """
    _demand(kind, by)
    item = _new(kind, values)
    demand_sayable(item, today=today or datetime.now(UTC).date())
    _check_not_there(writing.plan, item)
    _check_fits(writing.plan, item, by)
    return cast("T", writing.add(_signed(item, by)))


def add_indicator(
    database: Database,
    values: Mapping[str, Any],
    *,
    target: Mapping[str, Any] | None,
    by: Person,
    more: Sequence[Mapping[str, Any]] = (),
) -> Indicator:
    """Add an indicator together with its first target and `more` of them, all or nothing."""
    demand(by, permission_to_change(Indicator))
    indicator = _new(Indicator, values)
    given = (*(() if target is None else (target,)), *more)
    targets = [_new(Target, {**one, "indicator_id": indicator.id}) for one in given]
    if any(contradicts(indicator.direction, indicator.baseline, one) for one in targets):
        raise InvalidInputError((Problem("direction", "against_direction"),))
    day = today_in(database)
    for item in (indicator, *targets):
        demand_sayable(item, today=day)
    with database.change(by=by.id) as writing:
        _check_fits(writing.plan, indicator, by)
        stored = cast("Indicator", writing.add(indicator))
        writing.add_many(targets)
        return stored


def add_targets(
    database: Database, indicator: Indicator, targets: Sequence[Mapping[str, Any]], *, by: Person
) -> tuple[Target, ...]:
    """Add targets to an indicator, all or nothing; see `add`."""
    with database.change(by=by.id) as writing:
        return tuple(
            add_within(writing, Target, {**one, "indicator_id": indicator.id}, by=by)
            for one in targets
        )


def change(
    database: Database,
    item: T,
    values: Mapping[str, Any],
    *,
    by: Person,
    reason: str = "",
    today: date | None = None,
) -> T:
    """Change an item as the caller read it; raises StaleEditError if it has changed meanwhile.

    An action's original due date is kept, and moving a due date later counts as a postponement:
    proposed and approved by the person who moves it. `today` defaults to the organisation's day.
    """
    _demand(type(item), by)
    day = today or today_in(database)
    given = _settable(type(item), values, before=item)
    return _change(database, item, given, by=by, reason=reason, today=day)


def retire(database: Database, item: T, *, by: Person, reason: str = "") -> T:
    """Retire an item from the views; it stays in the history and can be brought back.

    Its parts are retired with it. Raises InvalidInputError while other items depend on it. The
    actions that serve a goal are kept: they wait for another goal, or for this one to come back.
    """
    with database.change(by=by.id, reason=written(reason)) as writing:
        return retire_within(writing, item, by=by)


def retire_within(writing: Change, item: T, *, by: Person) -> T:
    """Retire an item as part of a larger change, for those who may; see `retire`."""
    _demand(type(item), by)
    stored = _standing(writing.plan, item, by)
    _demand_own(stored, by)
    check_nothing_depends(writing.plan, stored)
    gone = stored.model_copy(update={"retired": True, "version": item.version})
    return _updated(writing, gone, by)


def bring_back(database: Database, item_id: str, *, by: Person, reason: str = "") -> Item:
    """Bring a retired item back into the views.

    Raises InvalidInputError when its code has been taken meanwhile, or when the item it belongs
    to no longer exists.
    """
    with database.change(by=by.id, reason=written(reason)) as writing:
        item = _retired(writing.plan, item_id, by)
        _demand(type(item), by)
        _demand_own(item, by)
        check_may_return(writing.plan, item, seen=writing.plan.seen_by(by.id))
        return writing.update(item.model_copy(update={"retired": False}))


def bring_back_version(
    database: Database,
    item: T,
    earlier: Mapping[str, Any],
    *,
    by: Person,
    reason: str = "",
    today: date | None = None,
) -> T:
    """Give an item the values it had at an earlier time, as a new change made today.

    Who may see it, and the original due date, stay as they are.
    """
    _demand(type(item), by)
    day = today or today_in(database)
    fields = type(item).model_fields.keys() - _not_brought_back(type(item))
    known = {name: value for name, value in earlier.items() if name in fields}
    return _change(database, item, known, by=by, reason=reason, today=day)


def free_code(
    database: Database,
    kind: type[Item],
    *,
    by: Person,
    under: str = "",
    strategy_id: str | None = None,
) -> str:
    """Return a code for a new item of a strategy; what `by` may not see has codes too."""
    _demand(kind, by)
    return next_code(of_strategy(database.plan(), strategy_id), kind, under=under)


def next_code(plan: Plan, kind: type[Item], *, under: str = "") -> str:
    """Return the next free human code: "2.4" under pillar 2, "T-049" for an action."""
    elsewhere = {item.id for item in plan.elsewhere if isinstance(item, Goal)}
    taken = {
        getattr(i, "code", "")
        for i in (*plan.by_id.values(), *plan.retired)
        if isinstance(i, kind) and i.id not in elsewhere
    }
    prefix, width = _CODE_FORMS.get(kind, ("", 1))
    prefix = f"{under}." if under else prefix
    numbers = (f"{prefix}{n:0{width}d}" for n in range(1, len(taken) + 2))
    return next(code for code in numbers if code not in taken)


_CODE_FORMS: dict[type[Item], tuple[str, int]] = {Action: ("T-", 3), Indicator: ("I-", 2)}


def change_within(
    writing: Change, item: T, values: Mapping[str, Any], *, by: Person, reason: str, today: date
) -> T:
    """Change an item as part of a larger change, for those who may; see `change`."""
    _demand(type(item), by)
    stored = _standing(writing.plan, item, by)
    _demand_own(stored, by)
    wanted = _keeping_hidden_goals(writing.plan, stored, altered(stored, values), by)
    _check_fits(writing.plan, wanted, by, before=stored)
    demand_sayable(wanted, today=today, before=stored)
    dated = _keeping_original_due(wanted.model_copy(update={"version": item.version}), stored)
    keep_begun_periods(writing, dated, today=today)
    after = _updated(writing, dated, by)
    _count_postponement(writing, stored, after, by=by, reason=reason, today=today)
    _date_adoption(writing, stored, after, today)
    return after


def keep_begun_periods(writing: Change, changed: Item, *, today: date) -> None:
    """Store the reporting periods that have begun before the settings of their calendar change."""
    if isinstance(changed, Organisation):
        writing.add_many(kept_from_earlier_calendar(writing.plan, changed, today=today))


def _change(
    database: Database, item: T, values: Mapping[str, Any], *, by: Person, reason: str, today: date
) -> T:
    why = written(reason)
    with database.change(by=by.id, reason=why) as writing:
        return change_within(writing, item, values, by=by, reason=why, today=today)


def _demand(kind: type[Item], by: Person) -> None:
    if kind in _REPORTED:
        # Reports have rules of their own: see follow_up.
        raise NotAllowedError(Permission.REPORT)
    demand(by, permission_to_change(kind))


def _demand_own(stored: Item, by: Person) -> None:
    """Raise for somebody else's involvement, unless the person may change the whole plan."""
    if isinstance(stored, Involvement) and stored.by_id != by.id:
        demand(by, Permission.CHANGE_PLAN)


def _signed(item: T, by: Person) -> T:
    return item.model_copy(update={"by_id": by.id}) if isinstance(item, Involvement) else item


def _new(kind: type[T], values: Mapping[str, Any]) -> T:
    item = build(kind, _settable(kind, values))
    return _keeping_original_due(item, item)


def _settable(
    kind: type[Item], values: Mapping[str, Any], *, before: Item | None = None
) -> dict[str, Any]:
    """Return the values without fields nobody may set; raises if one differs from the stored."""
    kept = _NEVER_GIVEN | _NEVER_GIVEN_TO.get(kind, frozenset())
    usual = {name: kind.model_fields[name].default for name in kept}
    known = usual if before is None else {name: getattr(before, name) for name in kept}
    wrong = sorted(name for name in kept & values.keys() if values[name] != known[name])
    if wrong:
        raise InvalidInputError(tuple(Problem(name, "not_here") for name in wrong))
    return {name: value for name, value in values.items() if name not in kept}


def _standing(plan: Plan, item: T, by: Person) -> T:
    """Return the item as stored; raises NotFoundError also where the person may not see it."""
    stored = plan.by_id.get(item.id)
    if not isinstance(stored, type(item)) or item.id not in plan.seen_by(by.id).by_id:
        raise NotFoundError(kind_of(item), item.id)
    return stored


def _check_not_there(plan: Plan, item: Item) -> None:
    # Ids are random, but there is only one organisation, and its id is always the same.
    other = plan.by_id.get(item.id)
    if other is not None and other.version > 0:
        raise InvalidInputError((Problem("id", "already_started"),))


def _check_fits(plan: Plan, item: Item, by: Person, *, before: Item | None = None) -> None:
    named: tuple[str, ...] = getattr(item, "confidential_to", ())
    if named and by.id not in named:
        # The person who makes an item confidential must still see it, or nobody could open it.
        raise InvalidInputError((Problem("confidential_to", "not_yourself"),))
    check_in_plan(plan, item, before=before, seen=plan.seen_by(by.id))


def _updated(writing: Change, item: T, by: Person) -> T:
    try:
        return cast("T", writing.update(item))
    except StaleEditError as error:
        theirs = writing.plan.seen_by(by.id).by_id[item.id]
        raise StaleEditError(theirs, by_id=error.by_id, at=error.at) from error


def _retired(plan: Plan, item_id: str, by: Person) -> Item:
    if item_id in {item.id for item in plan.seen_by(by.id).retired}:
        return next(item for item in plan.retired if item.id == item_id)
    raise NotFoundError("item", item_id)


def _keeping_hidden_goals(plan: Plan, stored: T, wanted: T, by: Person) -> T:
    """Return the item with the goals added that the person could not see, and so did not remove."""
    if not isinstance(stored, Action) or not isinstance(wanted, Action):
        return wanted
    seen = plan.seen_by(by.id).by_id
    hidden = (g for g in stored.goal_ids if g in plan.by_id and g not in seen)
    kept = (goal_id for goal_id in hidden if goal_id not in wanted.goal_ids)
    return wanted.model_copy(update={"goal_ids": (*wanted.goal_ids, *kept)})


def _keeping_original_due(item: T, before: Item) -> T:
    if not isinstance(item, Action) or not isinstance(before, Action):
        return item
    first = before.original_due or before.due or item.due
    return item.model_copy(update={"original_due": first})


def _date_adoption(writing: Change, before: Item, after: Item, today: date) -> None:
    """Let a strategy follow when the day of the step that adopted it is corrected."""
    if not isinstance(before, Adoption) or not isinstance(after, Adoption):
        return
    if after.at_revision is None or before.on == after.on:
        return
    if after.on is None:
        raise InvalidInputError((Problem("on", "required"),))
    if after.on > today:
        raise InvalidInputError((Problem("on", "in_the_future"),))
    for strategy in writing.plan.strategies:
        if strategy.adopted_revision == after.at_revision:
            kept = {"adopted_on": after.on, "in_force_from": strategy.first_day}
            writing.update(strategy.model_copy(update=kept))


def _count_postponement(
    writing: Change, before: Item, after: Item, *, by: Person, reason: str, today: date
) -> None:
    if not isinstance(before, Action) or not isinstance(after, Action):
        return
    # A date that was removed and set again to a later one counts as moved too.
    agreed = before.due or before.original_due
    if agreed is None or after.due is None or after.due <= agreed:
        return
    moved = Postponement(
        action_id=after.id,
        from_due=agreed,
        proposed_due=after.due,
        reason=reason,
        proposed_by=by.id,
        proposed_on=today,
        outcome=Outcome.APPROVED,
        decided_by=by.id,
        decided_on=today,
    )
    writing.add(moved)
