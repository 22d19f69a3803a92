"""A note beside a database file of how far it had come, so that a lost file or log is noticed.

A loss leaves no trace of its own: the engine creates a new file where there is none, and a log that
is missing or cut looks like one that was merged.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from strategy.store.files.log_file import log_of, size_of_log
from strategy.store.files.places import BINARY, write_at
from strategy.store.files.soundness import Head, read_head

_LONGEST = 512
_MARK = 16


@dataclass(frozen=True)
class Seen:
    """How a store was last seen: which file, its turn, the bytes in its log; and what it held."""

    file: str
    turn: int
    log: int
    epoch: str = ""
    revision: int = 0


def note_of(database: Path) -> Path:
    """Return where the note beside a database file lies."""
    return database.with_name(f"{database.name}.last")


def read_note(path: Path) -> Seen | None:
    """Return what was noted; None where nothing was, or the note is damaged."""
    try:
        text, _, mark = path.read_text(encoding="ascii").strip().rpartition(" ")
        known = json.loads(text) if mark == _mark_of(text) else None
        return Seen(**known) if known else None
    except (OSError, ValueError, TypeError):
        return None


class Witness:
    """Writes the note of one open database file, in place and a moment after each change."""

    def __init__(self, database: Path) -> None:
        """Watch this file for as long as the engine has it open."""
        # Closed only after the engine has closed its own: the system takes the engine's hold on the
        # file away from a process that closes any handle on it.
        self._database = os.open(database, os.O_RDONLY | BINARY)
        self._note = os.open(note_of(database), os.O_RDWR | os.O_CREAT | BINARY, 0o600)
        self._log = log_of(database)
        self._held: tuple[str, int] = ("", 0)
        known = read_note(note_of(database))
        if known is not None:
            self._held = known.epoch, known.revision

    def holds(self, epoch: str, revision: int) -> None:
        """Note how far the store has come, in case it is lost."""
        self._held = epoch, revision
        self.note()

    def note(self) -> None:
        """Record the current state of the file and its log."""
        head = read_head(self._database)
        if not isinstance(head, Head):
            return
        seen = Seen(head.file.hex(), head.turn, size_of_log(self._log), *self._held)
        text = json.dumps(asdict(seen), separators=(",", ":"))
        line = f"{text} {_mark_of(text)}".ljust(_LONGEST - 1) + "\n"
        # Never forced to disk: a note older than the store says less, but nothing wrong.
        write_at(self._note, line.encode("ascii"), 0)

    def close(self) -> None:
        """Write the last note and close the files."""
        self.note()
        os.close(self._note)
        os.close(self._database)


def _mark_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK]
