"""Values computed once for everybody who asks, in a memory of bounded size."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from functools import partial
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Computes each value once: whoever asks meanwhile waits for that, and for nothing else.

    At most `most` values are kept, and of heavy ones fewer: `weigh` says how much of `most` a value
    takes. The least recently used are dropped first, the newest never.
    """

    def __init__(self, most: int, weigh: Callable[[T], float] = lambda _value: 1.0) -> None:
        """Keep so many values."""
        self._most = most
        self._weigh = weigh
        self._lock = threading.Lock()
        self._flights: OrderedDict[Hashable, Future[T]] = OrderedDict()
        self._weights: dict[Hashable, float] = {}

    def __len__(self) -> int:
        return len(self._flights)

    def get(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """Return the value for a key, computed by the first who asks.

        If that fails, all who wait get the same error, and the next who asks tries again.
        """
        return self.renewed(key, lambda _value: True, lambda _old: work_out())

    def renewed(
        self, key: Hashable, is_fresh: Callable[[T], bool], work_out: Callable[[T | None], T]
    ) -> T:
        """Return a fresh value for a key, computed from the old one where there is one."""
        while True:
            with self._lock:
                flight = self._flights.get(key)
                old = _landed(flight)
                is_mine = flight is None or (old is not None and not is_fresh(old))
                if flight is None or is_mine:
                    flight = self._flights[key] = Future()
                self._flights.move_to_end(key)
            if is_mine:
                self._land(key, flight, partial(work_out, old))
            value = flight.result()
            # What somebody else has computed meanwhile may be for them, and old for us.
            if is_mine or is_fresh(value):
                return value

    def drop(self, key: Hashable) -> None:
        """Forget a value; whoever has it keeps it."""
        with self._lock:
            self._forget(key)

    def _land(self, key: Hashable, flight: Future[T], work_out: Callable[[], T]) -> None:
        try:
            value = work_out()
        except BaseException as error:
            self.drop(key)
            flight.set_exception(error)
            raise
        flight.set_result(value)
        with self._lock:
            # Unless it has been dropped meanwhile.
            if key in self._flights:
                self._weights[key] = self._weigh(value)
                self._make_room(key)

    def _make_room(self, newest: Hashable) -> None:
        over = sum(self._weights.values()) - self._most
        for key in [known for known in self._flights if known in self._weights and known != newest]:
            if over <= 0:
                break
            over -= self._weights[key]
            self._forget(key)

    def _forget(self, key: Hashable) -> None:
        self._flights.pop(key, None)
        self._weights.pop(key, None)


def _landed(flight: Future[T] | None) -> T | None:
    return flight.result() if flight is not None and flight.done() else None
