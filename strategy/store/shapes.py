"""How each kind of item is stored in its table, derived from its model."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeGuard, Union, get_args, get_origin

from strategy.domain.items import Item
from strategy.domain.kinds import PLAN_KINDS
from strategy.store.statements import statement

Row = tuple[Any, ...]
Decode = Callable[[Any], Any]
_set = object.__setattr__


@dataclass(frozen=True)
class Shape:
    """A kind's table: its columns and how a stored value becomes the model's value."""

    kind: str
    model: type[Item]
    columns: tuple[str, ...]
    from_row: Mapping[str, Decode]
    from_json: Mapping[str, Decode]
    defaults: Mapping[str, object]
    tuples: frozenset[str]
    set_fields: set[str]
    private: Mapping[str, object]
    select: str
    select_one: str
    insert: str
    update: str

    def item(self, row: Row) -> Item:
        """Return the item a row holds; the row was valid when it was written."""
        values = dict(zip(self.columns, row, strict=False))
        for column, decode in self.from_row.items():
            values[column] = decode(values[column])
        return self._made_of(values)

    def values(self, item: Item) -> dict[str, object]:
        """Return what to store of an item, by column."""
        values = {column: getattr(item, column) for column in self.columns}
        for column in self.tuples:
            values[column] = json.dumps(values[column], ensure_ascii=False)
        return values

    def row(self, item: Item) -> Row:
        """Return what to store of an item, in the order of the columns."""
        return tuple(self.values(item).values())

    def from_snapshot(self, item_id: str, version: int, snapshot: Mapping[str, Any]) -> Item:
        """Return the item a journal entry records; fields it lacks get their default."""
        known = {name: snapshot[name] for name in self.columns if name in snapshot}
        for column, decode in self.from_json.items():
            if known.get(column) is not None:
                known[column] = decode(known[column])
        return self._made_of({**self.defaults, **known, "id": item_id, "version": version})

    def _made_of(self, values: dict[str, Any]) -> Item:
        """Return the item with these values, unchecked: what our own store holds was checked.

        A plan has tens of thousands of items: `model_construct` takes five times as long for each,
        and gives each a set of its own with the names of its fields.
        """
        item = self.model.__new__(self.model)
        _set(item, "__dict__", values)
        _set(item, "__pydantic_fields_set__", self.set_fields)
        _set(item, "__pydantic_extra__", None)
        _set(item, "__pydantic_private__", {**self.private} if self.private else None)
        return item


def quoted(names: Sequence[str]) -> str:
    """Return names as SQL writes them, so that none is taken for a keyword."""
    return ", ".join(f'"{name}"' for name in names)


@cache
def statement_for(kind: str, name: str) -> str:
    """Return a named statement that reads items of a kind, with its columns for `{columns}`."""
    return statement(name).replace("{columns}", quoted(shape_of(kind).columns))


@cache
def shape_of(kind: str) -> Shape:
    """Return how a kind of item is stored in its table."""
    model = PLAN_KINDS[kind]
    columns = tuple(model.model_fields)
    types = {name: _plain(field.annotation) for name, field in model.model_fields.items()}
    decoders = {name: _decode_row(plain) for name, plain in types.items()}
    from_json = {name: _decode_json(plain) for name, plain in types.items()}
    every = (*columns, "revision")
    changed = [name for name in every if name not in {"id", "version"}]
    settings = ", ".join(f'"{name}" = ${name}' for name in changed)
    places = ", ".join(f"${name}" for name in every)
    return Shape(
        kind=kind,
        model=model,
        columns=columns,
        from_row={name: decode for name, decode in decoders.items() if decode},
        from_json={name: decode for name, decode in from_json.items() if decode},
        defaults={
            name: field.default
            for name, field in model.model_fields.items()
            if not field.is_required() and field.default_factory is None
        },
        tuples=frozenset(name for name, plain in types.items() if get_origin(plain) is tuple),
        set_fields=set(columns),
        private={name: kept.default for name, kept in model.__private_attributes__.items()},
        # Every name below comes from the model, never from a person.
        select=" ".join(("select", quoted(columns), "from", quoted([kind]))),
        select_one=" ".join(("select", quoted(every), "from", quoted([kind]), 'where "id" = $id')),
        insert=" ".join(("insert into", quoted([kind]), f"({quoted(every)}) values ({places})")),
        update=" ".join(
            (
                "update",
                quoted([kind]),
                f'set {settings}, "version" = "version" + 1',
                'where "id" = $id and "version" = $version',
            )
        ),
    )


def _plain(annotation: object) -> Any:  # noqa: ANN401 - a type has no type of its own
    """Return a field's type without its constraints and without None."""
    if get_origin(annotation) in {Union, UnionType}:
        (annotation,) = (part for part in get_args(annotation) if part is not NoneType)
    return annotation


def _is_enum(plain: object) -> TypeGuard[type[StrEnum]]:
    return isinstance(plain, type) and issubclass(plain, StrEnum)


def _decode_row(plain: object) -> Decode | None:
    if get_origin(plain) is tuple:
        return _tuple_from_text(get_args(plain)[0])
    return _optional(plain) if _is_enum(plain) else None


def _decode_json(plain: object) -> Decode | None:
    if get_origin(plain) is tuple:
        return _tuple_from_list(get_args(plain)[0])
    if plain is date:
        return date.fromisoformat
    return plain if _is_enum(plain) else None


def _optional(enum: type[StrEnum]) -> Decode:
    members: dict[str | None, StrEnum | None] = {member.value: member for member in enum}
    members[None] = None
    return members.__getitem__


def _tuple_from_list(member: object) -> Decode:
    if _is_enum(member):
        return lambda values: tuple(member(value) for value in values)
    return tuple


def _tuple_from_text(member: object) -> Decode:
    from_list = _tuple_from_list(member)

    def decode(text: str) -> tuple[Any, ...]:
        # Most lists are empty, and there are many of them.
        return () if text == "[]" else from_list(json.loads(text))

    return decode
