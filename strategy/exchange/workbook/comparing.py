"""What importing a file would do to a plan: what is new, what changes, what prevents it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from strategy.domain.dates import parse_date
from strategy.domain.errors import Problem
from strategy.domain.items import (
    Action,
    CheckIn,
    Direction,
    Goal,
    Item,
    Measurement,
    Organisation,
    Pillar,
    Target,
    Unit,
    new_id,
)
from strategy.domain.kinds import kind_of
from strategy.domain.measured_periods import period_key, same_period
from strategy.domain.plan import Plan
from strategy.domain.plausible import unexplained
from strategy.domain.sayable import says_something, wrong_with, wrong_with_reporting
from strategy.exchange.workbook.cells import (
    Reader,
    UnreadableError,
    Values,
    parse,
    plain,
    says_the_same,
)
from strategy.exchange.workbook.codes import Codes
from strategy.exchange.workbook.columns import BY_KIND, IMPORT_ORDER, Column, Holds, SheetKind
from strategy.exchange.workbook.completing import Importer, complete, either, running_day
from strategy.exchange.workbook.dated_targets import with_a_row_each
from strategy.exchange.workbook.directions import as_text, learn, measured_anew
from strategy.exchange.workbook.matching import Claims, Entry, Key, comparable
from strategy.exchange.workbook.names import names_of
from strategy.exchange.workbook.recognition import UNTOLD, Told, told_of_workbook
from strategy.exchange.workbook.said_status import is_a_status, keep_status
from strategy.exchange.workbook.sheets import Cell, RowProblem, Sheets, letter
from strategy.exchange.workbook.tables import PeriodColumn, Recognised, Table, recognise
from strategy.exchange.workbook.vocabulary import coded, folded, says_clear
from strategy.exchange.workbook.writing import items_of
from strategy.i18n import words

MOST_PROBLEMS = 500
Earlier = Callable[[str], tuple[CheckIn, ...]]
"""Finds every check-in of an action."""

NOBODY = "import"
"""The reporter of rows that name nobody, when the importing person is unknown."""

_EMPTY = (None, "", (), False)
"""What a field can be emptied to; where something else stands by default, it is written out."""

_OUR_IDS = re.compile(r"[0-9a-f]{32}")
_RULES = {
    "missing": "required",
    "string_too_short": "required",
    "string_too_long": "too_long",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
}


@dataclass(frozen=True)
class Update:
    """An item before the import and as the file has it."""

    before: Item
    after: Item


@dataclass(frozen=True)
class Preview:
    """What an import would do. With problems it does nothing; notices are only shown."""

    name: str = ""
    items_to_add: tuple[Item, ...] = ()
    updates: tuple[Update, ...] = ()
    unchanged: int = 0
    problems: tuple[RowProblem, ...] = ()
    notices: tuple[RowProblem, ...] = ()
    renames: tuple[RowProblem, ...] = ()
    """Items that a row names by their code and calls something else: told before all the rest."""
    today: date | None = None
    is_markup: bool = False
    """Whether complaints name elements and lines, instead of sheets and rows."""
    told: Told = UNTOLD
    """What the file was recognised as, and what was found in it."""

    @property
    def items_to_update(self) -> tuple[Item, ...]:
        """The changed items as they would be."""
        return tuple(update.after for update in self.updates)

    @property
    def new(self) -> int:
        """How many items are new."""
        return len(self.items_to_add)

    @property
    def changed(self) -> int:
        """How many items change."""
        return len(self.updates)


def preview(
    sheets: Sheets,
    plan: Plan,
    *,
    today: date,
    by_id: str | None = None,
    whole: Plan | None = None,
    earlier: Earlier | None = None,
    keeps_blanks: bool = True,
) -> Preview:
    """Return what importing the sheets into a plan would do.

    `plan` is what the importing person may see, `whole` everything: hidden items are neither
    changed nor shown, but their codes and ids stay taken. `earlier` finds every check-in of an
    action; a plan holds only the latest. A format that does not keep blanks and line breaks
    changes none of them.
    """
    comparison = _Comparison(plan, whole or plan, Importer(by_id or NOBODY, today), earlier)
    comparison.keeps_blanks = keeps_blanks
    found = recognise(sheets)
    if not found.problems:
        comparison.compare(found.tables)
    return comparison.result(sheets.name, found)


class _Comparison:
    """Compares a file with a plan, kind by kind, so that what rows refer to comes first."""

    def __init__(
        self, plan: Plan, whole: Plan, importer: Importer, earlier: Earlier | None
    ) -> None:
        self.plan, self.whole, self.importer = plan, whole, importer
        self.earlier = cache(earlier) if earlier else lambda _: ()
        self.written = names_of(plan)
        self.known = names_of(plan)
        everything = (*whole.by_id.values(), *whole.retired)
        self.codes = Codes(everything)
        self.unavailable = {item.id for item in everything} - plan.by_id.keys()
        self.added: dict[str, Item] = {}
        self.updates: dict[str, Update] = {}
        self.unchanged = 0
        self.problems: list[RowProblem] = []
        self.renames: list[RowProblem] = []
        self.notices: list[RowProblem] = []
        self.entries: dict[str, Entry] = {}
        self.by_first: defaultdict[tuple[str, object], list[Item]] = defaultdict(list)
        self.keeps_blanks = True
        self.positions: defaultdict[str, int] = defaultdict(int)

    def compare(self, tables: Iterable[Table]) -> None:
        by_kind: defaultdict[str, list[Table]] = defaultdict(list)
        for table in tables:
            by_kind[table.sheet.kind].append(with_a_row_each(table, self.whole.by_id))
        for kind in IMPORT_ORDER:
            entries = self._identified(kind, by_kind[kind.kind])
            for entry in entries:
                self._learn(entry)
            for entry in entries:
                self._build(entry)
        self._learn_from_targets()
        self._check_codes()
        self._check_units()
        self._check_measurements()
        self._check_sayable()
        self._tell_doubts()

    def result(self, name: str, found: Recognised) -> Preview:
        problems = (*found.problems, *self.problems)
        more = len(problems) - MOST_PROBLEMS
        if more > 0:
            rest = RowProblem("file.more_problems", details={"more": str(more)})
            problems = (*problems[:MOST_PROBLEMS], rest)
        return Preview(
            name,
            items_to_add=tuple(self.added.values()),
            updates=tuple(self.updates.values()),
            unchanged=self.unchanged,
            problems=problems,
            notices=(*found.notices, *self.notices),
            renames=tuple(self.renames),
            today=self.importer.today,
            told=told_of_workbook(found.tables, "plan_workbook"),
        )

    # --- which item a row is about ---------------------------------------------------------------

    def _identified(self, kind: SheetKind, tables: Iterable[Table]) -> list[Entry]:
        rows = [Entry(table, row, "", None) for table in tables for row in table.rows]
        items = items_of(self.plan, kind)
        for item in items:
            first = comparable(getattr(item, kind.required), kind.required)
            self.by_first[kind.kind, first].append(item)
        claims = Claims(items, kind, self._key_of_row, self._same_as)
        claims.reserve(rows)
        entries = []
        for row in rows:
            self.codes.take(kind.type, row.said("code"))
            entry = self._identify(row, claims)
            if entry:
                entries.append(entry)
                self.entries[entry.item_id] = entry
        return entries

    def _identify(self, row: Entry, claims: Claims) -> Entry | None:
        said = row.said("id")
        if said in self.unavailable:
            self.problems.append(row.problem("row.unavailable", "id"))
            return None
        if row.kind.single and claims.used:
            self.problems.append(row.problem("row.only_one"))
            return None
        existing, twice = claims.claim(row)
        fresh = _OUR_IDS.fullmatch(said) and said not in self.plan.by_id
        item_id = existing.id if existing else said if fresh else new_id()
        if twice or item_id in self.entries:
            self.problems.append(row.problem("row.twice"))
            return None
        return Entry(row.table, row.row, item_id, existing)

    def _key_of_row(self, row: Entry, fields: Iterable[str]) -> Key:
        key = []
        for field in fields:
            column = row.kind.column(field)
            index = row.table.places[field]
            try:
                read = parse(row.row.cell(index), column, Reader(self.known)) if column else {}
            except UnreadableError:
                read = {field: object()}
            key.append(comparable(read.get(field), field))
        return tuple(key)

    def _learn(self, entry: Entry) -> None:
        titles = (entry.said(field) for field in ("title", "name", "email", "id"))
        self.known.learn(entry.kind.type, entry.item_id, code=entry.said("code"), titles=titles)

    # --- what a row makes of its item ------------------------------------------------------------

    def _build(self, entry: Entry) -> None:
        if self._is_history(entry):
            self.unchanged += 1
            return
        before = len(self.problems)
        values = self._read(entry)
        self._complete(entry, values)
        if len(self.problems) == before:
            item = self._made(entry, values)
            if item is not None:
                self._keep(entry, item)
                self._build_periods(entry, item)

    def _is_history(self, entry: Entry) -> bool:
        # A plan holds only the latest check-in of an action; an earlier one is not new either.
        if not entry.kind.fixed or entry.existing:
            return False
        actions = self.known.find((Action,), entry.said("action_id"))
        latest = self.plan.latest_check_in(actions[0]) if actions else None
        on = parse_date(entry.said("on"))
        if latest is None or on is None or on.date > latest.on:
            return False
        known = {each.id for each in self.earlier(latest.action_id)}
        return entry.said("id") in known or self._was_said(entry, latest.action_id)

    def _was_said(self, entry: Entry, action_id: str) -> bool:
        told = self._parsed(entry)
        return told is not None and any(_agrees(told, c) for c in self.earlier(action_id))

    def _parsed(self, entry: Entry) -> Values | None:
        """Return what the cells of a row say, or None where one cannot be read."""
        values: Values = {}
        try:
            for column, index in entry.columns():
                cell = entry.row.cell(index)
                if cell is not None and not says_clear(plain(cell)):
                    read = parse(cell, column, self._reader(entry, values))
                    values[column.field] = read[column.field]
        except UnreadableError:
            return None
        return values

    def _same_as(self, entry: Entry) -> Iterator[Item]:
        """Yield the items that say all a row says already."""
        values = self._parsed(entry)
        if values is not None:
            needed = entry.kind.required
            alike = self.by_first[entry.kind.kind, comparable(values.get(needed), needed)]
            yield from (item for item in alike if _agrees(values, item))

    def _read(self, entry: Entry) -> Values:
        values: Values = {}
        unknown = ""
        for column, index in entry.columns():
            cell = entry.row.cell(index)
            if cell is None or (entry.existing is None and says_clear(plain(cell))):
                # A blank cell leaves what stands; emptying it has a sign of its own.
                continue
            if says_clear(plain(cell)):
                values.update(self._emptied(entry, column))
                continue
            if entry.existing and self._says_the_same(cell, entry.existing, column):
                continue
            try:
                values.update(self._parse(cell, column, entry, values))
            except UnreadableError as error:
                if error.rule == "unknown_choice" and is_a_status(entry, column.field):
                    unknown = column.field
                else:
                    self.problems.append(self._unreadable(entry, column, error))
        if unknown:
            keep_status(entry, unknown, values, words(self.plan.organisation.language))
            text = entry.said(unknown)
            self.notices.append(entry.problem("cell.status_unknown", unknown, text=text))
        return values

    def _parse(self, cell: Cell, column: Column, entry: Entry, values: Values) -> Values:
        parsed = parse(cell, column, self._reader(entry, values))
        if not self.keeps_blanks and entry.existing and column.holds is Holds.ITEMS:
            # A document has an action under each of its goals, in the order of the goals.
            stands = getattr(entry.existing, column.field)
            if set(parsed[column.field]) == set(stands):
                return {column.field: stands}
        return parsed

    def _says_the_same(self, cell: Cell, item: Item, column: Column) -> bool:
        if says_the_same(cell, item, column, self.written):
            return True
        stands = getattr(item, column.field)
        is_text = not self.keeps_blanks and isinstance(stands, str)
        return is_text and stands.split() == plain(cell).split()

    def _emptied(self, entry: Entry, column: Column) -> Values:
        default = entry.kind.type.model_fields[column.field].default
        if column.field == entry.kind.required or default not in _EMPTY:
            self.problems.append(entry.problem("cell.cannot_be_emptied", column.field))
            return {}
        return parse(None, column, Reader(self.known))

    def _reader(self, entry: Entry, values: Values) -> Reader:
        if entry.kind.type is not Target:
            return Reader(self.known)
        indicator = self._found(either(values, entry, "indicator_id"))
        return Reader(self.known, getattr(indicator, "direction", Direction.UP))

    def _unreadable(self, entry: Entry, column: Column, error: UnreadableError) -> RowProblem:
        details = dict(error.details)
        if error.rule == "unknown_choice" and column.choices:
            details["choices"] = column.choices.__name__
        return entry.problem(f"cell.{error.rule}", column.field, **details)

    def _complete(self, entry: Entry, values: Values) -> None:
        """Fill in what people leave out: codes, order, dates that follow from others."""
        kind = entry.kind.type
        if "code" in kind.model_fields and not values.get("code"):
            values.pop("code", None)
            if entry.existing is None:
                values["code"] = self._next_code(kind, values)
        if "position" in kind.model_fields:
            self._complete_position(entry, values)
        if entry.kind.kind == "person" and not either(values, entry, "name") and values:
            self.problems.append(entry.problem("cell.required", "name"))
        item = self._found(either(values, entry, "item_id"))
        if item is not None:
            values["item_kind"] = kind_of(item)
        complete(entry, values, self.importer)
        for field, value in list(values.items()):
            if value is None and not kind.model_fields[field].is_required():
                values[field] = kind.model_fields[field].default

    def _next_code(self, kind: type[Item], values: Values) -> str:
        pillar = self._found(values.get("pillar_id")) if kind is Goal else None
        return self.codes.next(kind, under=pillar.code if isinstance(pillar, Pillar) else "")

    def _complete_position(self, entry: Entry, values: Values) -> None:
        if entry.existing is None and values.get("position") is None:
            kind = entry.kind.kind
            taken = [getattr(item, "position", 0) for item in items_of(self.plan, entry.kind)]
            self.positions[kind] = max(self.positions[kind], *taken, 0) + 1
            values["position"] = self.positions[kind]
        elif values.get("position", 0) is None:
            del values["position"]

    def _made(self, entry: Entry, values: Values) -> Item | None:
        kind = entry.kind.type
        # A figure that is withheld from the importing person is not changed.
        base = (
            self._stored(entry.existing).model_dump() if entry.existing else {"id": entry.item_id}
        )
        try:
            return self._as_kept(entry, kind.model_validate({**base, **values}))
        except ValidationError as error:
            for detail in error.errors():
                self.problems.append(_invalid(entry, detail))
            return None

    def _as_kept(self, entry: Entry, item: Item) -> Item:
        """Return an item as it will be stored; where a figure is left out, the preview says so."""
        if not isinstance(item, Measurement):
            return item
        stored = self.whole.by_id.get(item.id)
        before = stored if isinstance(stored, Measurement) else None
        kept = item.as_kept_by(self._organisation(), before)
        if kept != item:
            self.notices.append(entry.problem("row.figure_not_kept"))
        return kept

    def _organisation(self) -> Organisation:
        update = self.updates.get(self.whole.organisation.id)
        after = update.after if update else None
        return after if isinstance(after, Organisation) else self.whole.organisation

    def _keep(self, entry: Entry, item: Item) -> None:
        if isinstance(item, Target) and item != entry.existing:
            self.notices.extend(as_text(item, entry))
        if entry.existing is None and isinstance(item, Measurement) and not says_something(item):
            self.notices.append(entry.problem("row.no_value", "value"))
        elif entry.existing is None:
            self._add(item)
        elif item == self._stored(entry.existing):
            self.unchanged += 1
        elif entry.kind.fixed:
            self.problems.append(entry.problem("row.fixed"))
        else:
            self._tell_rename(entry, entry.existing, item)
            self._update(self._stored(entry.existing), item)

    def _tell_rename(self, entry: Entry, before: Item, after: Item) -> None:
        old, new = getattr(before, "title", ""), getattr(after, "title", "")
        if entry.said("code") and entry.said("id") != before.id and folded(old) != folded(new):
            details = {"code": entry.said("code"), "before": old, "after": new}
            self.renames.append(entry.problem("row.renames", "code", **details))

    def _stored(self, item: Item) -> Item:
        return self.whole.by_id.get(item.id, item) if isinstance(item, Measurement) else item

    def _add(self, item: Item) -> None:
        self.added[item.id] = item
        code, title = getattr(item, "code", ""), getattr(item, "title", "")
        self.known.learn(type(item), item.id, code=code, titles=(title,))

    def _update(self, before: Item, after: Item) -> None:
        stored = self.whole.by_id[before.id]
        if isinstance(stored, Action) and isinstance(before, Action) and isinstance(after, Action):
            # The goals the importing person may not see stay linked.
            hidden = tuple(goal for goal in stored.goal_ids if goal not in before.goal_ids)
            after = after.model_copy(update={"goal_ids": (*after.goal_ids, *hidden)})
        self.updates[before.id] = Update(stored, after)

    # --- a column a year -------------------------------------------------------------------------

    def _build_periods(self, entry: Entry, item: Item) -> None:
        for period in entry.table.periods:
            if entry.row.cell(period.index) is not None:
                self._build_period(entry, item, period)

    def _build_period(self, entry: Entry, item: Item, period: PeriodColumn) -> None:
        cell = entry.row.cell(period.index)
        column = BY_KIND["measurement"].column("value")
        assert column is not None  # noqa: S101 - the sheet has it; tells mypy
        measured = self.plan.measurements_of(item.id)
        key = period_key(period.period)
        existing = next((m for m in measured if same_period(m) == key), None)
        if existing and plain(cell) == existing.text:
            self.unchanged += 1
            return
        if existing and says_the_same(cell, existing, column, self.written):
            self.unchanged += 1
            return
        try:
            values = parse(cell, column, Reader(self.known))
        except UnreadableError as error:
            self.problems.append(entry.table.problem(f"cell.{error.rule}", entry.row.number))
            return
        if existing:
            stored = self._stored(existing)
            changed = self._as_kept(entry, stored.model_copy(update=values))
            if changed == stored:
                self.unchanged += 1
            else:
                self._update(existing, changed)
            return
        on = running_day(period.period, period.on, self.importer.today)
        self._add(Measurement(indicator_id=item.id, period=period.period, on=on, **values))

    # --- when all rows are read ------------------------------------------------------------------

    def _learn_from_targets(self) -> None:
        """Give new indicators the direction and unit their targets imply, where nobody said."""
        learnt = learn(self._final(), self.added, self.whole.by_id, self.entries)
        self.added |= {indicator.id: indicator for indicator in learnt.indicators}
        self.problems.extend(learnt.problems)
        self.notices.extend(learnt.notices)

    def _final(self) -> list[Item]:
        after = {u.after.id: u.after for u in self.updates.values()}
        items = [after.get(i.id, i) for i in self.whole.by_id.values()]
        return [*items, *self.added.values()]

    def _check_codes(self) -> None:
        owners: defaultdict[tuple[type[Item], str], list[Item]] = defaultdict(list)
        for item in self._final():
            if hasattr(item, "code"):
                owners[type(item), coded(item.code)].append(item)
        for items in owners.values():
            ours = [i for i in items if i.id in self.added or i.id in self.updates]
            if len(items) > 1 and ours:
                entry, code = self.entries[ours[-1].id], getattr(ours[-1], "code", "")
                self.problems.append(entry.problem("cell.code_taken", "code", code=code))

    def _check_units(self) -> None:
        parents = {unit.id: unit.parent_id for unit in self._final() if isinstance(unit, Unit)}
        for unit_id, parent_id in parents.items():
            seen: set[str] = set()
            above = parent_id
            while above and above not in seen and above != unit_id:
                seen.add(above)
                above = parents.get(above)
            if above == unit_id and unit_id in self.entries:
                entry = self.entries[unit_id]
                self.problems.append(entry.problem("cell.below_itself", "parent_id"))

    def _check_measurements(self) -> None:
        seen: set[tuple[str, tuple[str, str]]] = set()
        for item in self.added.values():
            if isinstance(item, Measurement):
                key = (item.indicator_id, same_period(item))
                if key in seen:
                    entry = self.entries.get(item.id) or self.entries[item.indicator_id]
                    self.problems.append(entry.problem("row.twice"))
                seen.add(key)

    def _check_sayable(self) -> None:
        """Apply the rules that forms have: nothing from tomorrow, nothing about what is closed."""
        today = self.importer.today
        for item in self.added.values():
            self._complain(item, wrong_with(item, today=today))
            if isinstance(item, CheckIn):
                self._complain(item, self._wrong_reporting(item))
        for update in self.updates.values():
            wrong = wrong_with(update.after, today=today, before=update.before)
            self._complain(update.after, wrong)

    def _tell_doubts(self) -> None:
        """Tell of each new figure that looks mistyped, by the rule every door has."""
        for indicator, figures, targets in measured_anew(self._final(), self.added, self.updates):
            for figure in unexplained(indicator, targets, figures):
                if figure.id in self.added or figure.id in self.updates:
                    problem = Problem("value", "implausible", {"text": f"{figure.value:g}"})
                    self.notices.append(self._placed(figure, problem))

    def _wrong_reporting(self, check_in: CheckIn) -> Iterator[Problem]:
        before = self.whole.by_id.get(check_in.action_id)
        update = self.updates.get(check_in.action_id)
        after = update.after if update else self.added.get(check_in.action_id, before)
        was = before if isinstance(before, Action) else None
        reported = (one for one in (after,) if isinstance(one, Action))
        for action in reported:
            yield from wrong_with_reporting(check_in, action, before=was)

    def _complain(self, item: Item, wrong: Iterable[Problem]) -> None:
        self.problems.extend(self._placed(item, problem) for problem in wrong)

    def _placed(self, item: Item, problem: Problem) -> RowProblem:
        entry = self.entries.get(item.id)
        if entry is None:
            return self._in_a_period(item, problem)
        return entry.problem(f"cell.{problem.rule}", problem.field, **problem.details)

    def _in_a_period(self, item: Item, problem: Problem) -> RowProblem:
        """Return the complaint about a figure that stands in a column of its own period."""
        entry = self.entries[getattr(item, "indicator_id", "")]
        period = next(p for p in entry.table.periods if p.period == getattr(item, "period", ""))
        place = letter(period.index)
        return RowProblem(
            f"cell.{problem.rule}",
            entry.table.name,
            entry.row.number,
            place,
            period.period,
            problem.details,
        )

    def _found(self, item_id: str | None) -> Item | None:
        return self.added.get(item_id or "") or self.plan.by_id.get(item_id or "")


def _agrees(said: Values, item: Item) -> bool:
    return all(
        comparable(getattr(item, field), field) == comparable(said[field], field) for field in said
    )


def _invalid(entry: Entry, detail: ErrorDetails) -> RowProblem:
    field = ".".join(str(part) for part in detail["loc"][:1])
    if detail["type"] == "value_error":
        field, _, rule = str(detail["ctx"]["error"]).partition(".")
        return entry.problem(f"cell.{rule}", field)
    required = detail["input"] is None or detail["type"] in ("missing", "string_too_short")
    column = entry.kind.column(field)
    if required and column and field not in entry.table.places:
        return entry.problem("column.missing", column=f"{entry.kind.kind}.{field}")
    rule = "required" if required else _RULES.get(detail["type"], "invalid")
    limits = {"max_length": str(detail.get("ctx", {}).get("max_length", ""))}
    return entry.problem(f"cell.{rule}", field, **limits)
