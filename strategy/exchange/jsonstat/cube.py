"""A JSON-stat table as a checked value: dimensions, categories, one cell for each combination."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

from strategy.domain.numbers import parse_number
from strategy.domain.series.marks import stands_instead
from strategy.exchange.jsonstat.document import Json, RefusedError

MAX_CELLS = 800_000
"""As many as the statistics offices' own interface gives in one answer."""

TIME, GEO, METRIC = "time", "geo", "metric"
_NOT_DIMENSIONS = ("id", "size", "role")
_LARGEST = 1e300


@dataclass(frozen=True)
class Unit:
    """What a category's figures are counted in."""

    text: str
    decimals: int | None


@dataclass(frozen=True)
class Category:
    """One value of a dimension."""

    code: str
    label: str
    unit: Unit | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dimension:
    """One way the table is divided; `role` is time, geo, metric or empty."""

    id: str
    label: str
    role: str
    categories: tuple[Category, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """A figure, or None, with the mark beside it or instead of it."""

    value: float | None
    mark: str = ""


@dataclass(frozen=True)
class Cube:
    """A table whose parts fit together: as many cells as its dimensions ask for, in their order."""

    label: str
    source: str
    updated: str
    licence: str
    dimensions: tuple[Dimension, ...]
    cells: tuple[Cell, ...]
    notes: tuple[str, ...]
    meanings: Mapping[str, str]
    decimals: int | None = None


def cube_of(table: Json, name: str) -> Cube:
    """Return a table as a value; raises RefusedError where its parts do not fit together."""
    named = table["dimension"]
    ids = _ids(table, named)
    roles = _roles(table, named)
    dimensions = tuple(_dimension(one, named.get(one), roles.get(one, "")) for one in ids)
    sizes = tuple(len(dimension.categories) for dimension in dimensions)
    _check_sizes(table.get("size", named.get("size")), sizes, ids)
    count = prod(sizes)
    if count > MAX_CELLS:
        raise RefusedError("too_many_cells", count=str(count), limit=str(MAX_CELLS))
    return Cube(
        label=_text(table.get("label")) or name,
        source=_text(table.get("source")),
        updated=_text(table.get("updated")),
        licence=_licence(table),
        dimensions=dimensions,
        cells=_cells(table, count),
        notes=_notes(table.get("note")),
        meanings=_meanings(table),
        decimals=_whole(_extension(table, "px", "decimals")),
    )


def _ids(table: Json, named: Json) -> tuple[str, ...]:
    given = table.get("id", named.get("id"))
    if given is None:
        given = [name for name in named if name not in _NOT_DIMENSIONS]
    if not isinstance(given, list) or not given:
        raise RefusedError("no_dimensions")
    return tuple(str(one) for one in given)


def _roles(table: Json, named: Json) -> dict[str, str]:
    given = table.get("role", named.get("role"))
    if not isinstance(given, Mapping):
        return {}
    return {
        str(one): role
        for role, ids in given.items()
        if role in (TIME, GEO, METRIC) and isinstance(ids, list)
        for one in ids
    }


def _check_sizes(given: object, sizes: tuple[int, ...], ids: tuple[str, ...]) -> None:
    if given is not None and given != list(sizes):
        told = ", ".join(f"{name}: {size}" for name, size in zip(ids, sizes, strict=True))
        raise RefusedError("sizes_differ", sizes=told, given=_short(given))


# --- dimensions ----------------------------------------------------------------------------------


def _dimension(name: str, given: object, role: str) -> Dimension:
    if not isinstance(given, Mapping) or not isinstance(given.get("category"), Mapping):
        raise RefusedError("dimension_missing", dimension=name)
    category: Json = given["category"]
    codes = _codes(category)
    if not codes:
        raise RefusedError("dimension_empty", dimension=name)
    categories = [_category(code, category) for code in codes]
    called = Counter(one.label for one in categories)
    return Dimension(
        id=name,
        label=_text(given.get("label")) or name,
        role=role,
        categories=tuple(one if called[one.label] == 1 else _with_code(one) for one in categories),
        notes=_notes(given.get("note")),
    )


def _codes(category: Json) -> tuple[str, ...]:
    """Return the codes in order; a dimension with one value may have a label and no index."""
    index = category.get("index")
    if isinstance(index, list):
        return tuple(str(code) for code in index)
    if isinstance(index, Mapping):
        places = {str(code): place for code, place in index.items()}
        if sorted(map(str, places.values())) != sorted(map(str, range(len(places)))):
            raise RefusedError("index_gaps", index=_short(index))
        return tuple(sorted(places, key=lambda code: int(places[code])))
    label = category.get("label")
    return tuple(str(code) for code in label) if isinstance(label, Mapping) else ()


def _category(code: str, category: Json) -> Category:
    return Category(
        code=code,
        label=_text(_part(category, "label", code)) or code,
        unit=_unit(_part(category, "unit", code)),
        notes=_notes(_part(category, "note", code)),
    )


def _with_code(category: Category) -> Category:
    """Return a category that another is called the same as, told apart by its code."""
    return replace(category, label=f"{category.label} ({category.code})")


def _part(category: Json, name: str, code: str) -> object:
    parts = category.get(name)
    return parts.get(code) if isinstance(parts, Mapping) else None


def _unit(given: object) -> Unit | None:
    if not isinstance(given, Mapping):
        return None
    told = (_text(given.get(name)) for name in ("base", "label", "symbol"))
    return Unit(next((text for text in told if text), ""), _whole(given.get("decimals")))


def _whole(given: object) -> int | None:
    return given if isinstance(given, int) and not isinstance(given, bool) else None


# --- cells ---------------------------------------------------------------------------------------


def _cells(table: Json, count: int) -> tuple[Cell, ...]:
    values = _spread(table.get("value"), count, "value")
    if values is None:
        raise RefusedError("no_values")
    marks = _marks(table.get("status"), count)
    return tuple(_cell(value, mark) for value, mark in zip(values, marks, strict=True))


def _marks(given: object, count: int) -> Sequence[Any]:
    if isinstance(given, str):
        return [given] * count
    if isinstance(given, list) and len(given) == 1:
        return given * count
    return _spread(given, count, "status") or [None] * count


def _spread(given: object, count: int, what: str) -> list[Any] | None:
    """Return one entry a cell, whether they are listed or given by their places."""
    if isinstance(given, list) and given:
        if len(given) != count:
            raise RefusedError(f"{what}_count", count=str(len(given)), cells=str(count))
        return given
    if not isinstance(given, Mapping):
        return None
    spread: list[Any] = [None] * count
    for place, entry in given.items():
        if not str(place).isdecimal() or int(place) >= count:
            raise RefusedError(f"{what}_place", place=_short(place), cells=str(count))
        spread[int(place)] = entry
    return spread


def _cell(value: object, mark: object) -> Cell:
    said = _text(mark)
    number = _number(value)
    if number is None:
        # Some write the mark in the figure's own place.
        return Cell(None, said or _text(value))
    if number == 0 and stands_instead(said):
        return Cell(None, said)
    return Cell(number, said)


def _number(value: object) -> float | None:
    if isinstance(value, str):
        return parse_number(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= _LARGEST else None


# --- words ---------------------------------------------------------------------------------------


def _text(given: object) -> str:
    if isinstance(given, str):
        return given.strip()
    return "" if given is None or isinstance(given, list | Mapping) else str(given)


def _notes(given: object) -> tuple[str, ...]:
    several = given if isinstance(given, list) else [given]
    return tuple(note for note in map(_text, several) if note)


def _extension(table: Json, *path: str) -> object:
    part: object = table.get("extension")
    for name in path:
        part = part.get(name) if isinstance(part, Mapping) else None
    return part


def _licence(table: Json) -> str:
    places = (_extension(table, "license"), _extension(table, "licence"), table.get("license"))
    return next((text for text in map(_text, places) if text), "")


def _meanings(table: Json) -> Mapping[str, str]:
    told = _extension(table, "status", "label")
    return {str(k): _text(v) for k, v in told.items()} if isinstance(told, Mapping) else {}


def _short(given: object) -> str:
    longest = 80
    told = str(given)
    return told if len(told) <= longest else f"{told[:longest]} …"
