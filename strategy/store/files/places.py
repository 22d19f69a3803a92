"""Reading and writing at a place in an open file, on every system: not all have `pread`."""

from __future__ import annotations

import os

BINARY = getattr(os, "O_BINARY", 0)
"""What Windows needs to be told when a file is opened; elsewhere nothing."""


def read_at(file: int, size: int, place: int) -> bytes:
    """Return up to `size` bytes from a place on. No two threads may use one open file at a time."""
    os.lseek(file, place, os.SEEK_SET)
    return os.read(file, size)


def write_at(file: int, content: bytes, place: int) -> None:
    """Write at a place. No two threads may use one open file at a time."""
    os.lseek(file, place, os.SEEK_SET)
    os.write(file, content)
