"""Errors of the engine and the machine, turned into refusals with messages of their own."""

from __future__ import annotations

import errno
import re

from strategy.domain.errors import (
    NotADatabaseError,
    Problem,
    StoreBusyError,
    StoreDamagedError,
    StoreOutOfReachError,
    StrategyError,
)
from strategy.store.files.soundness import Flaw

_PROCESS = re.compile(r"PID (\d+)")
_LOCKED = "Could not set lock on file"
# The engine passes on the system's message, but no error number.
_OUT_OF_REACH = {
    "No space left on device": "full",
    "Disk quota exceeded": "full",
    "File too large": "full",
    "Permission denied": "no_permission",
    "Operation not permitted": "no_permission",
    "Read-only file system": "read_only",
    "read-only mode": "read_only",
    "Is a directory": "folder",
    "Not a directory": "no_folder",
    "Input/output error": "unreadable",
}
_NUMBERS = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "full",
    errno.EACCES: "no_permission",
    errno.EPERM: "no_permission",
    errno.EROFS: "read_only",
    errno.EISDIR: "folder",
    errno.ENOTDIR: "no_folder",
    errno.EEXIST: "no_folder",
    errno.EIO: "unreadable",
}
_DAMAGED = (
    "orrupt",
    "checksum",
    "replaying WAL",
    "INTERNAL Error",
    "FATAL Error",
    "has been invalidated",
    "erialization Error",
    "Could not read enough bytes",
    "Could not read all",
)


def refusal_of(error: Exception, path: str) -> StrategyError | None:
    """Return what an error of the engine or the machine means; None for one of our own making."""
    if isinstance(error, OSError) and error.errno in _NUMBERS:
        return out_of_reach(str(error.filename or path), _NUMBERS[error.errno])
    said = str(error)
    if _LOCKED in said:
        process = _PROCESS.search(said)
        return StoreBusyError(path, int(process[1]) if process else None)
    for words, rule in _OUT_OF_REACH.items():
        if words in said:
            return out_of_reach(path, rule)
    if any(words in said for words in _DAMAGED):
        return StoreDamagedError(path, (Problem(path, "damaged.engine"),))
    return None


def refusal_to_open(error: Exception, path: str) -> StrategyError:
    """Return the refusal for a file that the engine cannot open."""
    return refusal_of(error, path) or NotADatabaseError(path, str(error))


def out_of_reach(path: str, rule: str) -> StoreOutOfReachError:
    """Return the refusal for a file that cannot be read or written, with the reason."""
    return StoreOutOfReachError(path, Problem(path, f"out_of_reach.{rule}"))


def damaged(path: str, flaws: tuple[Flaw, ...]) -> StoreDamagedError:
    """Return the refusal for a file that is not what was written."""
    return StoreDamagedError(path, tuple(problem_of(flaw, path) for flaw in flaws))


def problem_of(flaw: Flaw, path: str) -> Problem:
    """Return a flaw as a problem with words."""
    details = {"place": str(flaw.place), "whole": str(flaw.whole)}
    return Problem(path, f"damaged.{flaw.kind}", details)
