"""How far the publication log had come, noted outside the database: beside the backups.

Anyone who can change the database can cut off the end of the log, and the rest looks whole. A note
outside shows what is missing. It is no proof against somebody who can change both.
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
"""The name of the file. Each line is a note: store, time, reason, number of entries, last seal."""

log = logging.getLogger(__name__)


class LogNotes:
    """The notes about one store: in memory, and in a file where there is a place for one."""

    def __init__(self, place: str, file: Path | None) -> None:
        """Keep notes about the store at `place` in `file`; None keeps them in memory only."""
        self._place = place
        self._file = file
        self._here: LogEnd | None = None
        self._unwritten = False
        self._read: tuple[tuple[int, int], LogEnd | None] | None = None
        self._noting = threading.Lock()

    def last(self) -> LogEnd | None:
        """Return the last noted end of the log; None where none was ever noted."""
        noted = self._last_in_file()
        # A note that could not be written to the file is still in memory.
        return self._here if noted is None or self._unwritten else noted

    def add(self, end: LogEnd, why: str) -> None:
        """Note how far the log has come, unless it never held anything."""
        with self._noting:
            known = self.last()
            if end == known or (known is None and not end.entries):
                return
            self._here = end
            self._unwritten = self._file is not None and not self._write(self._file, end, why)

    def add_beside(self, folder: Path, end: LogEnd, why: str) -> None:
        """Note it beside a backup as well, for anyone who keeps backups elsewhere."""
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
            # The publication itself is stored; the next look tries to note it again.
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
                # A line that was cut off while it was written is skipped.
                with suppress(ValueError, KeyError, TypeError):
                    note = json.loads(line)
                    if note["store"] == self._place:
                        yield LogEnd(int(note["entries"]), str(note["seal"]))
