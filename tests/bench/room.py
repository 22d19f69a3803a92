"""A meeting in the app itself: laptops that look at what is up, and how late they follow."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from pathlib import Path

from strategy.domain.meetings.agenda import agenda_of
from strategy.domain.roles import Permission, may
from strategy.i18n import words
from strategy.services.meetings import agendas
from strategy.services.meetings import running as meetings
from strategy.store.database import open_database
from tests.bench.meeting import GIVE_UP_SECONDS, laid_out, lateness, run_by_orders
from tests.bench.plans import Size
from tests.bench.result import Row
from tests.bench.wire import Rerun, Session

_TURNS = 3


class Laptop(Session):
    """Somebody's open page of the meeting: it looks for news as often as the page asks it to."""

    def waits_for(self, word: str) -> float:
        """Follow the meeting until a word shows and the page is whole; return when that was."""
        every, fragment = self.looks_again
        until, look = time.monotonic() + GIVE_UP_SECONDS, time.monotonic() + every
        seen, told = False, Rerun(0.0)
        while time.monotonic() < until:
            if time.monotonic() >= look:
                look += every
                self.asks(fragment=fragment)
            data = self.hears(max(look - time.monotonic(), 0.0))
            if data is None:
                continue
            message = self.takes(told, data)
            kind = message.WhichOneof("type")
            seen = seen or (kind == "delta" and word in str(message.delta))
            if kind == "script_finished" and seen:
                return time.time()
        return float("inf")


def measure(size: Size, file: Path, *, today: date, laptops: int, folder: Path) -> Iterator[Row]:
    """Measure how late the screens of those who sit in the app follow what is put up."""
    own = laid_out(file, folder)
    meeting_id, items = _begun(own, today)
    query = f"meeting={meeting_id}&lang=nb"
    with run_by_orders(own, MEETING_ID=meeting_id) as (server, orders), ExitStack() as here:
        room = [here.enter_context(Laptop(server.port, "meeting", query)) for _ in range(laptops)]
        late = _turn(room, items, orders)
    yield from lateness(late, size, who=f"{laptops} laptops", counted="laptops")


def _begun(file: Path, today: date) -> tuple[str, tuple[str, ...]]:
    now = datetime.now(UTC).replace(tzinfo=None)
    with closing(open_database(f"duckdb:///{file}")) as database:
        by = next(p for p in database.plan().people if may(p, Permission.RUN_MEETING))
        (meeting,) = meetings.plan_meeting(
            database,
            {"title": "Tertial", "on": today},
            template=agendas.FROM_PLAN,
            by=by,
            language="nb",
            today=today,
        )
        meetings.start(database, meeting, by=by, now=now, on_another_day=True)
        return meeting.id, tuple(item.id for item in agenda_of(database.plan(), meeting.id))


def _turn(room: list[Laptop], items: tuple[str, ...], orders: Path) -> list[float]:
    """Put one item up after another; return how late each screen was, in turn."""
    late: list[float] = []
    with ThreadPoolExecutor(len(room)) as hands:
        list(hands.map(Laptop.rerun, room))
        for place, item in enumerate(items[1 : _TURNS + 1], start=2):
            word = words("nb")("run.item", place=place, count=len(items))
            waiting = [hands.submit(laptop.waits_for, word) for laptop in room]
            # Until all of them wait.
            time.sleep(1.0)
            (orders / f"item-{item}").touch()
            saw = [future.result() for future in waiting]
            done = float((orders / f"done-item-{item}").read_text())
            late += [max(moment - done, 0.0) for moment in saw]
    return late
