"""Whether a point or a comma in a table's numbers marks decimals or thousands, by the others."""

from __future__ import annotations

import re
from collections.abc import Iterable

_THREE = re.compile(r"(?P<sign>[-−]?)(?P<head>[1-9]\d{0,2})[.,](?P<tail>\d{3})(?P<rest> ?%|\*+)?")
_DECIMAL = re.compile(
    r"[-−]?(?:0|\d+)(?P<mark>[.,])(?:\d{1,2}|\d{4,})(?: ?%|\*+)?|0(?P<zero>[.,])\d+"
)


def decimal_marks(texts: Iterable[str]) -> frozenset[str]:
    """Return the signs that mark decimals for certain in some number among these texts."""
    found = (_DECIMAL.fullmatch(text) for text in texts if "." in text or "," in text)
    return frozenset(match["mark"] or match["zero"] for match in found if match)


def with_sure_mark(text: str, marks: frozenset[str]) -> str:
    """Return `9.694` as what the table's decimal marks show it to be: 9694, or 9,694.

    In a table that shows none it is left as it is.
    """
    found = _THREE.fullmatch(text) if "." in text or "," in text else None
    if found is None or not marks:
        return text
    thousands = "," in marks if "." in text else marks == {"."}
    between = "" if thousands else ","
    return f"{found['sign']}{found['head']}{between}{found['tail']}{found['rest'] or ''}"
