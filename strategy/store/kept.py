"""Whether anything has been stored on this thread: what somebody is told when a step breaks off."""

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
    """Tell whether anything was stored on this thread since it was last forgotten."""
    return _here.times > 0


def forget() -> None:
    """Begin anew: what was stored until now belongs to a step that is over."""
    _here.times = 0


@contextmanager
def unnoted() -> Iterator[None]:
    """Store what nobody has asked for, such as when somebody was last seen."""
    before = _here.times
    yield
    _here.times = before
