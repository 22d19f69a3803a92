"""Whether anything was stored on this thread, to tell the user when a step fails half-way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Count(threading.local):
    times = 0


_here = _Count()


def note() -> None:
    """Note that a transaction was stored."""
    _here.times += 1


def anything() -> bool:
    """Tell whether anything was stored on this thread since `forget` was last called."""
    return _here.times > 0


def forget() -> None:
    """Start again: what was stored until now belongs to a step that is over."""
    _here.times = 0


@contextmanager
def unnoted() -> Iterator[None]:
    """Leave what the block stores unnoted: nobody asked for it, such as a last-seen time."""
    before = _here.times
    yield
    _here.times = before
