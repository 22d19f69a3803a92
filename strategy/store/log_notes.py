"""How far the log of publications had come, noted where the log is not: beside the backups.

Who changes the database can cut the log at its end, and what is left is whole. A note outside tells
what is missing. It is no proof against somebody who can change both.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from strategy.domain.publishing.sealing import LogEnd

FILE = "published.jsonl"
"""The name of the file, a line a note: which store, when, why, how many entries, the last seal."""

log = logging.getLogger(__name__)


class LogNotes:
    """The notes about one store: in memory, and in a file where there is a place for one."""

    def __init__(self, place: str, file: Path | None) -> None:
        """Note what concerns the store at this place in this file."""
        self._place = place
        self._file = file
        self._here: LogEnd | None = None
        self._unwritten = False
        self._read: tuple[tuple[int, int], LogEnd | None] | None = None
        self._noting = threading.Lock()

    def last(self) -> LogEnd | None:
        """Return how far the log had come when that was last noted; None where it never was."""
        noted = self._last_in_file()
        # What could not be written is known here all the same.
        return self._here if noted is None or self._unwritten else noted

    def add(self, end: LogEnd, why: str) -> None:
        """Note how far the log has come; one in which nothing ever was is not worth a note."""
        with self._noting:
            known = self.last()
            if end == known or (known is None and not end.entries):
                return
            self._here = end
            self._unwritten = self._file is not None and not self._write(self._file, end, why)

    def add_beside(self, folder: Path, end: LogEnd, why: str) -> None:
        """Note it beside a backup as well, for whoever keeps that elsewhere."""
        if end.entries:
            self._write(folder / FILE, end, why)

    def _write(self, file: Path, end: LogEnd, why: str) -> bool:
        note = {
            "store": self._place,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "why": why,
            "entries": end.entries,
            "seal": end.seal,
        }
        line = f"{json.dumps(note, ensure_ascii=False)}\n".encode()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            written = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(written, line)
            finally:
                os.close(written)
        except OSError:
            # What was published is published; the next look notes it again.
            log.exception("How far the log of publications has come could not be noted in %s", file)
            return False
        return True

    def _last_in_file(self) -> LogEnd | None:
        if self._file is None:
            return None
        try:
            found = self._file.stat()
        except OSError:
            return None
        mark = found.st_mtime_ns, found.st_size
        if self._read is None or self._read[0] != mark:
            *_, last = (None, *self._noted_in(self._file))
            self._read = mark, last
        return self._read[1]

    def _noted_in(self, file: Path) -> Iterator[LogEnd]:
        with suppress(OSError):
            for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
                # A line that was cut off while it was written says nothing.
                with suppress(ValueError, KeyError, TypeError):
                    note = json.loads(line)
                    if note["store"] == self._place:
                        yield LogEnd(int(note["entries"]), str(note["seal"]))
