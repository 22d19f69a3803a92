"""Files only the user who runs the program may read, whatever the machine's settings."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

_NOT_THE_OWNER = 0o077
_FILE = 0o600


def keep_to_the_owner() -> None:
    """Make everything this process creates from now on accessible to its user only.

    For the process as a whole: the database engine makes files (its log, a temporary one) when it
    sees fit, and offers no other way to say who may read them.
    """
    os.umask(_NOT_THE_OWNER)


def close_to_others(*paths: Path) -> None:
    """Remove everybody else's permissions on these files; one that is missing is fine."""
    for path in paths:
        # The permissions of somebody else's file are theirs to set.
        with suppress(FileNotFoundError, PermissionError):
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & _NOT_THE_OWNER:
                path.chmod(mode & ~_NOT_THE_OWNER)


def write_for_the_owner(path: Path, content: bytes) -> None:
    """Write a file only its owner may read; it appears, or replaces another, when complete."""
    if path.exists() and not path.is_file():
        # A device or a pipe: there is nothing to replace.
        path.write_bytes(content)
        return
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
