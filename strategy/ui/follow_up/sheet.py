"""The actions as a sheet of cells: a snapshot of the plan, the user's edits, and saving them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from strategy.domain.dates import parse_date
from strategy.domain.items import Action, Position, Unit
from strategy.domain.numbers import typed_number
from strategy.domain.plan import Plan
from strategy.services.follow_up.grid import RowChange
from strategy.ui.plan import facts
from strategy.ui.session import Here
from strategy.ui.signals import signal_word

CHOSEN = "chosen"
SHOWN = ("code", "signal", "last")
COLUMNS = (
    CHOSEN,
    "code",
    "title",
    "owner_id",
    "due",
    "percent",
    "comment",
    "signal",
    "last",
    "start",
    "unit_id",
)

Cells = Mapping[str, Any]


@dataclass(frozen=True)
class Sheet:
    """A snapshot of the plan, and every cell the user has changed since, by row id."""

    plan: Plan
    cells: Mapping[str, Cells]
    written: Mapping[str, Cells]
    round: int = 0

    def with_written(self, more: Mapping[str, Cells]) -> Sheet:
        """Return the sheet with these cells overwritten."""
        ids = dict.fromkeys((*self.written, *more))
        merged = {i: {**self.written.get(i, {}), **more.get(i, {})} for i in ids}
        return replace(self, written=merged)

    def chosen(self) -> tuple[str, ...]:
        """Return the ids of the rows that are ticked."""
        return tuple(
            i for i, cells in self.written.items() if cells.get(CHOSEN) and i in self.cells
        )

    def changed(self) -> dict[str, Cells]:
        """Return the cells that differ from when the sheet was made, by row id."""
        differing = {
            row_id: {n: v for n, v in cells.items() if n != CHOSEN and not self._same(row_id, n, v)}
            for row_id, cells in self.written.items()
        }
        return {row_id: cells for row_id, cells in differing.items() if cells}

    def _same(self, row_id: str, name: str, value: object) -> bool:
        before = self.cells.get(row_id, {}).get(name)
        if name == "percent":
            return _percent(value) == _percent(before)
        return (value or "") == (before or "")

    def frame(self, ids: Iterable[str]) -> pd.DataFrame:
        """Return the rows with these ids as a table, what was written included."""
        rows = [{**self.cells[i], **self.written.get(i, {})} for i in ids]
        table = pd.DataFrame(rows, columns=list(COLUMNS))
        return pd.DataFrame({name: _column(table[name], name) for name in COLUMNS})


def drawn_up(here: Here, *, round_: int) -> Sheet:
    """Return a sheet of the current plan."""
    names = _Names(
        {item_id: label for label, item_id in owner_labels(here.plan).items()},
        {item_id: label for label, item_id in unit_labels(here.plan).items()},
    )
    cells = {action.id: _cells(here, action, names) for action in here.plan.actions}
    return Sheet(here.plan, cells, {}, round_)


def owner_labels(plan: Plan) -> dict[str, str]:
    """Return the positions' ids by label, with every label unique."""
    return _labels((p.title, p.id, _unit_title(plan, p)) for p in plan.positions)


def unit_labels(plan: Plan) -> dict[str, str]:
    """Return the units' ids by label, with every label unique."""
    return _labels((u.title, u.id, u.code) for u in plan.units)


def percent_words(percent: int) -> str:
    """Return a percent as a cell shows it: as text, since a browser reads 40 % as 0,4."""
    return f"{percent} %"


def row_changes(sheet: Sheet) -> tuple[RowChange, ...]:
    """Return the changes the sheet asks for; unreadable values are passed on to be refused."""
    owners, units = owner_labels(sheet.plan), unit_labels(sheet.plan)
    return tuple(
        _row_change(sheet.plan, row_id, _values(cells, owners, units))
        for row_id, cells in sheet.changed().items()
    )


def _row_change(plan: Plan, row_id: str, values: dict[str, Any]) -> RowChange:
    action = plan.find(Action, row_id)
    latest = plan.latest_check_in(row_id)
    return RowChange(row_id, action.version if action else 0, latest.id if latest else None, values)


def _values(cells: Cells, owners: Mapping[str, str], units: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, cell in cells.items():
        match name:
            case "owner_id":
                values[name] = _referred(cell, owners)
            case "unit_id":
                values[name] = _referred(cell, units)
            case "start":
                values[name] = _day(cell)
            case "due":
                values |= _due(cell)
            case "percent":
                values[name] = _percent(cell)
            case _:
                values[name] = "" if cell is None else cell
    return values


def _referred(cell: object, ids: Mapping[str, str]) -> str | None:
    # An unknown name is passed on as it is: the service knows no such id and refuses it.
    return ids.get(str(cell), str(cell)) if cell else None


def _day(cell: object) -> object:
    dated = parse_date(str(cell)) if cell else None
    return dated.date if dated else cell or None


def _due(cell: object) -> dict[str, Any]:
    dated = parse_date(str(cell)) if cell else None
    if dated is not None:
        return {"due": dated.date, "due_precision": dated.precision, "due_text": ""}
    return {"due": cell} if cell else {"due": None, "due_text": ""}


def _percent(cell: object) -> object:
    return typed_number(str(cell)) if cell else None


@dataclass(frozen=True)
class _Names:
    """The labels of positions and units in the sheet, by id."""

    owners: Mapping[str, str]
    units: Mapping[str, str]


def _cells(here: Here, action: Action, names: _Names) -> dict[str, Any]:
    plan = here.plan
    status = here.assessment.actions[action.id]
    latest = plan.latest_check_in(action.id)
    return {
        CHOSEN: False,
        "code": action.code,
        "title": action.title,
        "owner_id": names.owners.get(action.owner_id or ""),
        "unit_id": names.units.get(action.unit_id or ""),
        "start": here.formats.due(action.start, action.start_precision) if action.start else "",
        "due": facts.due_words(here, action),
        "percent": percent_words(latest.percent) if latest else "",
        "comment": "",
        "signal": signal_word(status.signal, here.words),
        "last": here.formats.short_day(latest.on) if latest else "",
    }


def _unit_title(plan: Plan, position: Position) -> str:
    unit = plan.find(Unit, position.unit_id)
    return unit.title if unit else position.id[:6]


def _column(cells: pd.Series[Any], name: str) -> Any:  # noqa: ANN401 - a column of any kind
    """Return a column's cells in the type it holds, whatever a browser may have sent."""
    if name == CHOSEN:
        return cells.map(bool)
    return [None if cell is None else str(cell) for cell in cells]


def _labels(named: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for title, item_id, distinction in named:
        label = title if title not in labels else f"{title} ({distinction})"
        labels[label if label not in labels else f"{label} {item_id[:6]}"] = item_id
    return labels
