"""What a spreadsheet would run as a formula, and how it stays a text in a file and comes back.

The one place for this rule: whatever writes a table asks here.
"""

from __future__ import annotations

import re
import unicodedata

MARK = "'"
"""Put before a text that could run. It counts as such a sign itself, so that it can be undone."""

SIGNS = frozenset("=+-@" + "＝＋－＠" + "﹦﹢﹣﹫" + "⁼⁺⁻" + "₌₊₋" + "−\ufb29" + MARK)  # noqa: RUF001 - they look alike
"""Characters that begin a formula in some program, in every width and height."""

_CHARACTERS_WITHOUT_INK = frozenset('"\u115f\u1160\u2800\u3164\uffa0')
"""Fillers that are letters by their category, and the quotes a file puts round a cell."""

_SEPARATORS = ",;|\t\r\n"
"""Characters after which some program begins a new cell, whatever the file's own separator."""

_BREAKS = ("\t", "\r", "\n")
_NEXT_CELL = re.compile(f"(?<=[{_SEPARATORS}])")
_TO_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def could_run(text: str) -> bool:
    """Tell whether a cell that says this could be taken for a formula.

    Invisible characters before the first visible one are ignored: programs ignore them, too.
    """
    return text.startswith(_BREAKS) or _begins_formula(text, breaks=True)


def inert(text: str) -> str:
    """Return a text as it is written into a CSV file: nothing in it runs, however it is split.

    A file with semicolons that is opened where commas are expected is split into other cells; so
    what would begin one of those is marked as well.
    """
    parts = _NEXT_CELL.split(text)
    marked = parts[0] + "".join(
        f"{MARK}{part}" if _begins_formula(part) else part for part in parts[1:]
    )
    return f"{MARK}{marked}" if could_run(marked) else marked


def as_typed(cell: str) -> str:
    """Return the text from which `inert` made a cell: its inverse."""
    if cell.startswith(MARK) and could_run(cell[1:]):
        cell = cell[1:]
    first, *others = _NEXT_CELL.split(cell)
    return first + "".join(
        part[1:] if part.startswith(MARK) and _begins_formula(part[1:]) else part for part in others
    )


def in_workbook(text: str) -> str:
    """Return a text as a workbook's XML says it: what looks like an escape is not one."""
    return _TO_ESCAPE.sub("_x005F_", text)


def from_workbook(said: str) -> str:
    """Return the text that a workbook's XML says, as programs that write escapes mean it."""
    return _ESCAPED.sub(_unescaped, said)


def _unescaped(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    # Half a character is none.
    return found[0] if unicodedata.category(character) == "Cs" else character


def _begins_formula(text: str, *, breaks: bool = False) -> bool:
    for character in text:
        if character in _BREAKS and not breaks:
            return False
        if not _is_unseen(character):
            return character in SIGNS
    return False


def _is_unseen(character: str) -> bool:
    # Spaces, controls and format characters, marks that belong to a letter before them.
    return character in _CHARACTERS_WITHOUT_INK or unicodedata.category(character)[0] in "ZCM"
