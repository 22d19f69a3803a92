"""What StratML has no element for, as lines «Heading: value» in its texts, in any language."""

from __future__ import annotations

from collections.abc import Iterable

from strategy.domain.items import Item
from strategy.exchange.workbook.cells import norwegian, render
from strategy.exchange.workbook.columns import BY_KIND, Column
from strategy.exchange.workbook.names import Names
from strategy.exchange.workbook.vocabulary import columns_by_word, folded, heading
from strategy.i18n import Words

SAID_IN_LINES: dict[str, tuple[str, ...]] = {
    "goal": ("due",),
    "indicator": (
        "direction", "baseline_text", "source", "licence", "numerator", "denominator",
    ),
    "target": ("due",),
    "measurement": ("note", "series_break", "preliminary"),
    "action": ("owner_id", "start", "due", "original_due"),
}  # fmt: skip
"""The fields of each kind written as lines: the words are those of the workbook's columns."""


def lines_of(item: Item, kind: str, fields: Iterable[str], w: Words) -> tuple[str, ...]:
    """Return the fields of an item that say something, a line each."""
    written = {field: render(item, _column(kind, field), Names(), w) for field in fields}
    texts = {
        field: said if isinstance(said, str) else norwegian(said, w)
        for field, said in written.items()
    }
    return tuple(line(kind, field, text, w) for field, text in texts.items() if text)


def line(kind: str, field: str, text: str, w: Words) -> str:
    """Return one line for a field that says this."""
    return f"{heading(BY_KIND[kind], _column(kind, field), w)}: {' '.join(text.split())}"


def _column(kind: str, field: str) -> Column:
    return next(column for column in BY_KIND[kind].columns if column.field == field)


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
