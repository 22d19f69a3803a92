"""One shared query for all waiting phones: whether anything has changed for them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from strategy.domain.errors import NotFoundError
from strategy.services import reading
from strategy.services.failures import failures
from strategy.services.opening import the_database
from strategy.services.reflection import guests as reflection_guests
from strategy.services.reflection.guests import ForGuests

# A guest may have a few tabs open; a program that opens hundreds gets no more places.
_MOST_OF_ONE = 4
_MOST = 1_000


@dataclass(frozen=True)
class Known:
    """A round at one look, None where it no longer exists."""

    moment: Hashable
    round: ForGuests | None


class Watch:
    """Looks regularly for everybody who waits, and not at all while nobody does."""

    def __init__(self, every: float) -> None:
        """Look every so many seconds."""
        self._every = every
        self._rounds: Counter[str] = Counter()
        self._guests: Counter[str] = Counter()
        self._known: Mapping[str, Known] = {}
        self._begun = self._ended = 0
        self._next = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    @property
    def looks(self) -> int:
        """How many looks have succeeded."""
        return self._ended

    def has_room(self, guest: str) -> bool:
        """Tell whether a guest may wait here, too."""
        return self._guests[guest] < _MOST_OF_ONE and self._guests.total() < _MOST

    @contextmanager
    def place(self, round_id: str, guest: str) -> Iterator[bool]:
        """Hold a place for a guest of a round for as long as the block lasts; False: none is left.

        It is taken at once: however many ask together, no more get one than there are places.
        """
        if not self.has_room(guest):
            yield False
            return
        self._rounds[round_id] += 1
        self._guests[guest] += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_on())
        try:
            yield True
        finally:
            for counted, name in ((self._rounds, round_id), (self._guests, guest)):
                counted[name] -= 1
                if not counted[name]:
                    del counted[name]

    async def follow(self, round_id: str, seconds: float) -> AsyncGenerator[ForGuests | None]:
        """Yield the current round, and again whenever anything about it has changed.

        The caller must hold a place. What is yielded is never older than the call: a guest who has
        just answered is not shown the page from before.
        """
        first, last = self._begun + 1, None
        until = asyncio.get_running_loop().time() + seconds
        while await self._until_looked(until):
            known = self._known.get(round_id)
            if self._ended < first or known is None or known.moment == last:
                continue
            last = known.moment
            yield known.round

    async def _until_looked(self, until: float) -> bool:
        left = until - asyncio.get_running_loop().time()
        if left <= 0:
            return False
        try:
            async with asyncio.timeout(left):
                await self._next.wait()
        except TimeoutError:
            return False
        return True

    async def _look_on(self) -> None:
        while self._rounds:
            self._begun += 1
            begun = self._begun
            try:
                self._known = await run_in_threadpool(_look, tuple(self._rounds), self._known)
            except Exception as error:  # noqa: BLE001 - they wait on, and so do we
                failures.number_of(error, during="a look at the rounds that are waited for")
            else:
                self._ended = begun
            looked, self._next = self._next, asyncio.Event()
            looked.set()
            await asyncio.sleep(self._every)


def _look(wanted: Collection[str], before: Mapping[str, Known]) -> Mapping[str, Known]:
    database = the_database()
    today = reading.today_in(database)
    moments = reflection_guests.moments(database)
    found = {}
    for round_id in wanted:
        moment = (today, moments.get(round_id))
        known = before.get(round_id)
        if known is None or known.moment != moment:
            try:
                read = reflection_guests.for_guests(database, round_id, today=today)
            except NotFoundError:
                read = None
            known = Known(moment, read)
        found[round_id] = known
    return found
