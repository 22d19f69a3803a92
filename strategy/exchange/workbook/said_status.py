"""A status word we do not know: kept as a line of text, and asked about, never guessed."""

from __future__ import annotations

from strategy.exchange.workbook.cells import Values
from strategy.exchange.workbook.matching import Entry
from strategy.i18n import LANGUAGES, Words, words

_TEXTS = {("action", "state"): "description", ("check_in", "judgement"): "comment"}
"""The text in which an unknown word of a status column is kept."""


def is_a_status(entry: Entry, field: str) -> bool:
    """Tell whether a field is a status, so that an unknown word in it is kept as text."""
    return (entry.kind.kind, field) in _TEXTS


def keep_status(entry: Entry, field: str, values: Values, w: Words) -> None:
    """Put the word of a status column into the text of the row, instead of an earlier one."""
    text_field = _TEXTS[entry.kind.kind, field]
    text = values.get(text_field, getattr(entry.existing, text_field, ""))
    others = tuple(_line("", words(language)).strip() for language in LANGUAGES)
    rest = "\n".join(line for line in text.splitlines() if not line.startswith(others)).strip()
    kept = _line(entry.said(field), w)
    values[text_field] = f"{rest}\n\n{kept}" if rest else kept


def _line(said: str, w: Words) -> str:
    return w("exchange.status_line", text=said)
