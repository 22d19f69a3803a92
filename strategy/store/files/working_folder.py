"""Working folders: removed when the work is done, and found again if the process was killed."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

with suppress(ImportError):
    # Windows has none.
    import fcntl

BACKUP = ".backup-"
"""Name prefix of the folders in which a backup is written, beside its destination."""

RESTORE = "restore-"
COPY = "backup-"
DEMO = "demo-"
"""Name prefix of the working folders in the temporary folder."""

_IN_USE = ".in-use"
_YOUNG_SECONDS = 2.0
_OLD_SECONDS = 600.0
# An earlier version left these without a mark; nothing else by such a name holds only these.
_OURS = frozenset({"backup.duckdb", "backup.duckdb.wal", "strategy.duckdb", "strategy.duckdb.wal"})


@contextmanager
def working_folder(prefix: str, *, within: Path | None = None) -> Iterator[Path]:
    """Yield a new folder, and remove it with everything in it afterwards."""
    with tempfile.TemporaryDirectory(prefix=prefix, dir=within, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        # The system releases the lock on the mark however the process ends.
        with (folder / _IN_USE).open("w") as mark:
            _lock(mark, wait=True)
            yield folder


def clear_left_folders(backups: Path) -> tuple[Path, ...]:
    """Remove the folders nobody works in any more, and return which they were."""
    temporary = Path(tempfile.gettempdir())
    found = [*_named(backups, BACKUP)]
    for prefix in (RESTORE, COPY, DEMO):
        found += _named(temporary, prefix)
    left = tuple(folder for folder in found if _is_left(folder))
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return left


def _named(place: Path, prefix: str) -> list[Path]:
    with suppress(OSError):
        return [path for path in place.iterdir() if path.name.startswith(prefix) and _is_own(path)]
    return []


def _is_own(path: Path) -> bool:
    if path.is_symlink() or not path.is_dir():
        return False
    return sys.platform == "win32" or path.stat().st_uid == os.geteuid()


def _is_left(folder: Path) -> bool:
    with suppress(OSError):
        mark, age = folder / _IN_USE, time.time() - folder.stat().st_mtime
        if age <= _YOUNG_SECONDS:
            # A process that has just begun may not have made or locked the mark yet.
            return False
        if mark.exists():
            return _is_let_go(mark)
        if folder.name.startswith(BACKUP):
            return True
        held = {path.name for path in folder.iterdir()}
        old = age > _OLD_SECONDS
        return old and not folder.name.startswith(DEMO) and bool(held) and held <= _OURS
    return False


def _is_let_go(mark: Path) -> bool:
    with mark.open("r+") as file:
        return _lock(file, wait=False)


def _lock(mark: TextIO, *, wait: bool) -> bool:
    """Lock a mark until it is closed; False where another process has it."""
    with suppress(BlockingIOError):
        # On Windows nobody can delete a file that somebody has open: it needs no lock.
        return sys.platform == "win32" or _flock(mark, wait=wait)
    return False


def _flock(mark: TextIO, *, wait: bool) -> bool:
    fcntl.flock(mark, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    return True
