"""Check a database file before the engine opens it: is it there, whole, and the latest?"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from strategy.domain.errors import Problem, StoreLostError
from strategy.store.files.failures import damaged
from strategy.store.files.log_file import Log, log_of, read_log
from strategy.store.files.soundness import Flaw, FlawKind, Head, flaws_of_file, read_head
from strategy.store.files.witness import Seen, note_of, read_note

with suppress(ImportError):
    # Windows has no such module, and no need of it.
    import fcntl

log = logging.getLogger(__name__)

_LOOKS = 3
_BREATH_SECONDS = 0.4


def examine(path: Path) -> None:
    """Refuse a database file that is damaged, gone, or has lost what was stored last.

    StoreDamagedError and StoreLostError say what is wrong. A file that somebody else has open is
    left to the engine, which knows who that is.
    """
    if not path.exists():
        _demand_never_there(path)
    elif path.is_file():
        with path.open("rb") as file:
            if not _is_held(file.fileno()):
                _examine(path, file.fileno())


def _examine(path: Path, file: int) -> None:
    flaws = tuple(flaws_of(path, file))
    grave = tuple(flaw for flaw in flaws if not flaw.loses_nothing)
    if grave == (Flaw(FlawKind.NOT_OURS),) and not _was_here(path):
        # Not a database at all, such as a letter or a picture: the engine says so.
        return
    if grave:
        raise damaged(str(path), grave)
    if flaws:
        log.warning("%s: %s unused blocks are damaged; nothing is lost by it", path, len(flaws))


def _was_here(path: Path) -> bool:
    return note_of(path).exists() or log_of(path).exists()


def _demand_never_there(path: Path) -> None:
    seen = read_note(note_of(path))
    if _was_here(path):
        revision = str(seen.revision) if seen else "?"
        raise StoreLostError(str(path), Problem(str(path), "lost.gone", {"revision": revision}))


def flaws_found(path: Path) -> tuple[Flaw, ...]:
    """Return what is wrong with a database file and its log, read as they lie on the disk.

    Somebody may be writing meanwhile: only flaws that are found every time count.
    """
    with path.open("rb") as file:
        found = tuple(flaws_of(path, file.fileno()))
        for _ in range(_LOOKS):
            if found:
                time.sleep(_BREATH_SECONDS)
                again = frozenset(flaws_of(path, file.fileno()))
                found = tuple(flaw for flaw in found if flaw in again)
    return found


def flaws_of(path: Path, file: int) -> Iterator[Flaw]:
    """Return what is wrong with an open database file and the log that lies beside it."""
    # In this order: if the log is merged meanwhile, the head has moved on by the end.
    seen = read_note(note_of(path))
    if seen is None and note_of(path).exists():
        yield Flaw(FlawKind.NOTE)
    logged = read_log(log_of(path))
    yield from flaws_of_file(file)
    head = read_head(file)
    if isinstance(head, Head):
        yield from _flaws_of_log(logged, head, seen)


def _flaws_of_log(logged: Log | None, head: Head, seen: Seen | None) -> Iterator[Flaw]:
    known = seen if seen is not None and seen.file == head.file.hex() else None
    if known and head.turn < known.turn:
        yield Flaw(FlawKind.OLDER, head.turn, known.turn)
        return
    expected = known.log if known and known.turn == head.turn else 0
    if logged is None:
        if expected:
            yield Flaw(FlawKind.LOG_GONE, 0, expected)
    elif logged.damaged_at is not None:
        yield Flaw(FlawKind.LOG, logged.damaged_at, logged.size)
    elif logged.belongs_to != head.file or logged.turn not in {head.turn, head.turn - 1}:
        yield Flaw(FlawKind.LOG_OF_ANOTHER)
    elif logged.whole_until < expected or (expected and logged.turn < head.turn):
        yield Flaw(FlawKind.LOG_SHORT, logged.whole_until, expected)


def _is_held(file: int) -> bool:
    """Tell whether another process has a file open for itself, as the engine does."""
    # On Windows it could not have been opened.
    return sys.platform != "win32" and _is_locked(file)


def _is_locked(file: int) -> bool:
    try:
        # Held until the file is closed again: nobody changes it while it is read.
        fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    return False
