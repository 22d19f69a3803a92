"""What StratML has no element for, as lines «Heading: value» in its texts, in any language."""

from __future__ import annotations

from collections.abc import Iterable

from strategy.domain.items import Item
from strategy.exchange.cells import csv_text, render
from strategy.exchange.columns import BY_KIND
from strategy.exchange.names import Names
from strategy.exchange.vocabulary import columns_by_word, folded, heading
from strategy.i18n import Words

SAID_IN_LINES: dict[str, tuple[str, ...]] = {
    "goal": ("due",),
    "indicator": ("direction", "baseline_text", "source"),
    "target": ("due",),
    "measurement": ("note", "series_break", "preliminary"),
    "action": ("owner_id", "start", "due", "original_due"),
}
"""The fields of each kind that stand in lines: the words are those of the workbook's columns."""


def lines_of(item: Item, kind: str, fields: Iterable[str], w: Words) -> tuple[str, ...]:
    """Return the fields of an item that say something, a line each."""
    sheet, found = BY_KIND[kind], []
    for field in fields:
        column = sheet.column(field)
        if column:
            written = render(item, column, Names(), w)
            # Nothing runs in XML: a text needs no mark before it, as it does in a spreadsheet.
            text = written if isinstance(written, str) else csv_text(written, w)
            text = text.replace("\n", " ")
            if text:
                found.append(f"{heading(sheet, column, w)}: {text}")
    return tuple(found)


def line(kind: str, field: str, text: str, w: Words) -> str:
    """Return one line for a field that says this."""
    sheet = BY_KIND[kind]
    column = sheet.column(field)
    assert column is not None  # noqa: S101 - only fields of the sheet are asked for
    return f"{heading(sheet, column, w)}: {text}"


def split_lines(text: str, kind: str) -> tuple[str, dict[str, str]]:
    """Return a text without the lines that say a field, and what they say."""
    known, rest = columns_by_word(kind), []
    found: dict[str, str] = {}
    for each in text.splitlines():
        label, colon, value = each.partition(": ")
        column = known.get(folded(label)) if colon else None
        if column and column.field in SAID_IN_LINES[kind] and column.field not in found:
            found[column.field] = value.strip()
        else:
            rest.append(each)
    return "\n".join(rest).strip(), found
