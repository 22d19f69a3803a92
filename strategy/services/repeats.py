"""What each person did within the last minute, so that the same thing twice is asked about.

Kept in memory and never stored: a double click, a second press at a slow server and a second tab
all reach the same process. What is done is only remembered as a fingerprint.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from strategy.domain.items import Person
from strategy.store.database import Database

WITHIN = 60.0
"""For how many seconds the same thing again is asked about."""


@dataclass
class _Recent:
    lock: threading.Lock = field(default_factory=threading.Lock)
    done: dict[str, float] = field(default_factory=dict)


_recent: WeakKeyDictionary[Database, _Recent] = WeakKeyDictionary()
_opening = threading.Lock()


def is_repeat(database: Database, what: str, values: Mapping[str, Any], *, by: Person) -> bool:
    """Return whether this person did just this within the last minute, in any tab."""
    recent = _of(database)
    with recent.lock:
        at = recent.done.get(_mark(what, values, by))
        return at is not None and monotonic() - at < WITHIN


def note(database: Database, what: str, values: Mapping[str, Any], *, by: Person) -> None:
    """Note that this person has now done this."""
    recent, now = _of(database), monotonic()
    with recent.lock:
        recent.done = {mark: at for mark, at in recent.done.items() if now - at < WITHIN}
        recent.done[_mark(what, values, by)] = now


def _of(database: Database) -> _Recent:
    with _opening:
        return _recent.setdefault(database, _Recent())


def _mark(what: str, values: Mapping[str, Any], by: Person) -> str:
    written = (by.id, what, sorted((name, repr(value)) for name, value in values.items()))
    return sha256(repr(written).encode()).hexdigest()
