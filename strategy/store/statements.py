"""The named statements of the `.sql` files beside this module."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

_HEADING = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


@cache
def statement(name: str) -> str:
    """Return the SQL that goes by this name in `sql/*.sql`."""
    return _statements()[name]


@cache
def _statements() -> dict[str, str]:
    found: dict[str, str] = {}
    folder = resources.files("strategy.store") / "sql"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        _, *parts = _HEADING.split(file.read_text(encoding="utf-8"))
        found.update(zip(parts[::2], (part.strip() for part in parts[1::2]), strict=True))
    return found
