"""A plan workbook among anybody's tables: known as ours, whatever program saved it last."""

from __future__ import annotations

from datetime import date

from strategy.exchange.tables.cells import Cell as Seen
from strategy.exchange.tables.cells import Contents, Kind
from strategy.exchange.workbook.cells import plain
from strategy.exchange.workbook.sheets import Cell, Row, Sheet, Sheets
from strategy.exchange.workbook.tables import Table, recognise
from strategy.exchange.workbook.vocabulary import folded, own_headings, readme_names

_NEARLY_ALL = 0.8


def is_ours(sheets: Sheets) -> bool:
    """Tell whether sheets are laid out as we write them, and need no guessing."""
    if any(folded(sheet.name) in readme_names() for sheet in sheets.sheets):
        return True
    return any(map(_is_ours, recognise(sheets).tables))


def _is_ours(table: Table) -> bool:
    own = own_headings(table.sheet.kind)
    said = [folded(plain(cell)) for cell in table.headings.cells if plain(cell)]
    known = {own[word].field for word in said if word in own}
    required = table.sheet.required
    return len(known) >= _NEARLY_ALL * len(said) and ("id" in known or required in known)


def as_sheets(contents: Contents) -> Sheets:
    """Return tables as the sheets of a workbook: those a workbook of ours would have."""
    sheets = (
        Sheet(
            grid.name,
            tuple(Row(line.number, tuple(map(_value, line.cells))) for line in grid.lines),
        )
        for grid in contents.grids
    )
    return Sheets(contents.name, tuple(sheets), contents.problems)


def _value(cell: Seen) -> Cell:
    if cell.kind is Kind.NUMBER:
        return cell.number
    if cell.kind is Kind.DATE and len(cell.text) == len("2026-12-31"):
        return date.fromisoformat(cell.text)
    return cell.text or None
