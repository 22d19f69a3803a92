"""Which item of the plan a row is about: by id, else by code, else by what it says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from strategy.domain.items import Item
from strategy.domain.measured_periods import period_key
from strategy.exchange.workbook.cells import plain
from strategy.exchange.workbook.columns import Column, Holds, SheetKind
from strategy.exchange.workbook.sheets import Row, RowProblem
from strategy.exchange.workbook.tables import Table
from strategy.exchange.workbook.vocabulary import coded, folded

Key = tuple[object, ...]


@dataclass(frozen=True)
class Entry:
    """A row, the id its item has or gets, and the item it is about if there is one."""

    table: Table
    row: Row
    item_id: str
    existing: Item | None

    @property
    def kind(self) -> SheetKind:
        """The kind of sheet the row is on."""
        return self.table.sheet

    def said(self, field: str) -> str:
        """Return what the row says in the column of a field, as text."""
        index = self.table.places.get(field)
        return "" if index is None else plain(self.row.cell(index))

    def columns(self) -> Iterator[tuple[Column, int]]:
        """Return the columns of the sheet in our order, each with its index."""
        for column in self.kind.columns:
            index = self.table.places.get(column.field)
            if index is not None and column.holds is not Holds.ID:
                yield column, index

    def problem(self, rule: str, field: str = "", **details: str) -> RowProblem:
        """Return a complaint about the row, or about its cell in the column of a field."""
        return self.table.problem(rule, self.row.number, field, **details)


KeyOfRow = Callable[[Entry, Iterable[str]], Key]
SameAs = Callable[[Entry], Iterator[Item]]


class Claims:
    """Gives each existing item of a kind to one row: by id, else by code, else by what it says."""

    def __init__(
        self,
        items: tuple[Item, ...],
        kind: SheetKind,
        key_of_row: KeyOfRow,
        same_as: SameAs,
    ) -> None:
        """Start with the plan's items of the kind, none of them given to a row."""
        self.items, self.kind, self.key_of_row, self.same_as = items, kind, key_of_row, same_as
        self.same: dict[int, Item] = {}
        self.by_id = {item.id: item for item in items}
        self.by_code: dict[str, Item] = {}
        for item in items:
            self.by_code.setdefault(coded(getattr(item, "code", item.id)), item)
        # The code exactly as it is written comes before one that is only spelt like it.
        self.by_code |= {getattr(item, "code", item.id): item for item in items}
        self.by_key: dict[tuple[str, ...], defaultdict[Key, list[Item]]] = {}
        self.reserved: set[str] = set()
        self.used: set[str] = set()

    def reserve(self, rows: Iterable[Entry]) -> None:
        """Reserve what rows name by id or code, or repeat, so that similar rows do not get it."""
        others = []
        for row in rows:
            named = self._named(row)
            if named:
                self.reserved.add(named.id)
            elif self.items:
                others.append(row)
        for row in others:
            same = next((item for item in self.same_as(row) if item.id not in self.reserved), None)
            if same is not None:
                self.reserved.add(same.id)
                self.same[id(row.row)] = same

    def claim(self, row: Entry) -> tuple[Item | None, bool]:
        """Return the item a row is about, if any, and whether another row has it already."""
        if self.kind.single:
            self.used.add("single")
            return (self.items[0] if self.items else None), False
        # A row with several targets is several rows of one number.
        same = self.same.get(id(row.row))
        item = self._named(row) or same or self._alike(row)
        twice = item is not None and item.id in self.used
        if item:
            self.used.add(item.id)
        return item, twice

    def _named(self, row: Entry) -> Item | None:
        code = row.said("code")
        by_code = self.by_code.get(code) or self.by_code.get(coded(code)) if code else None
        return self.by_id.get(row.said("id")) or by_code

    def _alike(self, row: Entry) -> Item | None:
        fields = tuple(field for field in self.kind.key if field in row.table.places)
        second = tuple(field for field in self.kind.second_key if row.said(field))
        item = self._free(row, fields) if self._is_enough(fields) else None
        if item is None and second and second == self.kind.second_key:
            item = self._free(row, second)
        return item

    def _is_enough(self, fields: tuple[str, ...]) -> bool:
        # The item a part belongs to does not distinguish it from the other parts.
        needed = 2 if self.kind.required.endswith("_id") else 1
        return self.kind.required in fields and len(fields) >= needed

    def _free(self, row: Entry, fields: tuple[str, ...]) -> Item | None:
        alike = self._index(fields)[self.key_of_row(row, fields)]
        return next((i for i in alike if i.id not in self.used | self.reserved), None)

    def _index(self, fields: tuple[str, ...]) -> defaultdict[Key, list[Item]]:
        if fields not in self.by_key:
            index: defaultdict[Key, list[Item]] = defaultdict(list)
            for item in self.items:
                index[tuple(comparable(getattr(item, field), field) for field in fields)].append(
                    item
                )
            self.by_key[fields] = index
        return self.by_key[fields]


def comparable(value: object, field: str) -> object:
    """Return the value of a field in the form in which rows are compared."""
    if field == "period" and isinstance(value, str):
        # "T2 2026" and "2. tertial 2026" are one period.
        return period_key(value)
    return folded(value) if isinstance(value, str) else value
