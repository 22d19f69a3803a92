"""A meeting: phones that wait, people in the app beside them, and how late a screen follows."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from strategy.domain.items import Person
from strategy.domain.roles import Permission, may
from strategy.services.reflection import guests as reflection_guests
from strategy.services.reflection import rounds as reflection_rounds
from strategy.settings import ROOT
from strategy.store.database import open_database
from tests.bench.plans import Size
from tests.bench.result import Row, Timing
from tests.bench.wire import ADDRESS, Server, Session, serving

_LATE_SECONDS = 2.0
GIVE_UP_SECONDS = 30.0
_ASKED = ("dare-1", "dare-2")
_IN_THE_APP = 5
_SEEN = re.compile(r'data-seen="(\w+)"')
_FORM = re.compile(r'name="form" value="(\w+)"')


@dataclass
class Phone:
    """A phone in the meeting: one cookie, and the page it has."""

    port: int
    code: str
    number: int
    cookie: str = ""
    seen: str = ""
    form: str = ""

    def joins(self) -> None:
        """Come in by the code."""
        with closing(HTTPConnection(ADDRESS, self.port, timeout=GIVE_UP_SECONDS)) as connection:
            connection.request("POST", f"/vote/{self.code}/join")
            answer = connection.getresponse()
            answer.read()
            self.cookie = str(answer.getheader("set-cookie")).partition(";")[0]
        self._read(self._asks("GET", f"/vote/{self.code}"))

    def answers(self, key: str) -> None:
        """Answer a question, and see the page after it."""
        body = urlencode({"form": self.form, f"level.{key}": str(self.number % 5 + 1)})
        self._asks("POST", f"/vote/{self.code}", body)
        self._read(self._asks("GET", f"/vote/{self.code}"))

    def waits_for(self, word: str) -> float:
        """Follow the room until a word shows, and return when that was."""
        until = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < until:
            page = self._asks("GET", f"/vote/{self.code}/state?seen={self.seen}")
            now = time.time()
            if page:
                self._read(page)
            if word in page:
                return now
        return float("inf")

    def _asks(self, method: str, path: str, body: str = "") -> str:
        headers = {"cookie": self.cookie, "accept-language": "nb"}
        if body:
            headers["content-type"] = "application/x-www-form-urlencoded"
        with closing(HTTPConnection(ADDRESS, self.port, timeout=GIVE_UP_SECONDS)) as connection:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            if answer.status >= 400:
                raise AssertionError(f"{method} {path}: {answer.status}")
            return answer.read().decode()

    def _read(self, page: str) -> None:
        self.seen = _SEEN.findall(page)[0]
        self.form = _FORM.findall(page)[0]


def measure(size: Size, file: Path, *, today: date, phones: int, folder: Path) -> Iterator[Row]:
    """Measure how late the phones of a meeting follow two reveals and what is put up between."""
    own = laid_out(file, folder)
    round_id, code = _prepared(own, today, phones)
    with run_by_orders(own, MEETING_ROUND=round_id) as (server, orders):
        room = [Phone(server.port, code, number) for number in range(phones)]
        with _people_in_the_app(server.port):
            late = _hold(room, orders)
    yield from lateness(late, size, who=f"{phones} phones", counted="screens")


def laid_out(file: Path, folder: Path) -> Path:
    """Lay a plan of one's own for a meeting into a folder that was not there."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "orders").mkdir(parents=True)
    return shutil.copyfile(file, folder / "plan.duckdb")


@contextmanager
def run_by_orders(plan: Path, **meeting: str) -> Iterator[tuple[Server, Path]]:
    """Serve a plan whose meeting somebody runs by the orders laid into a folder."""
    orders = plan.parent / "orders"
    environment = {
        "DATABASE_URL": f"duckdb:///{plan}",
        "BACKUP_DIR": str(plan.parent / "backups"),
        "STRATEGY_MODE": "demo",
        "MEETING_ORDERS": str(orders),
        **meeting,
    }
    script = ["-m", "tests.bench.meeting_server"]
    log = plan.parent / "log"
    with serving(script, cwd=ROOT, log=log, environment=environment) as server:
        yield server, orders


def lateness(late: Sequence[float], size: Size, *, who: str, counted: str) -> Iterator[Row]:
    """Return how late each screen followed, and how many did too late."""
    yield Row(f"a meeting's {who} follow (each screen)", size.name, Timing(tuple(late)))
    count = float(sum(seconds > _LATE_SECONDS for seconds in late))
    name = f"late {counted} of a meeting, of {len(late)}"
    yield Row(name, size.name, Timing((count,)), unit="screens")


def _prepared(file: Path, today: date, phones: int) -> tuple[str, str]:
    with closing(open_database(f"duckdb:///{file}")) as database:
        leads = (p for p in database.plan().people if may(p, Permission.RUN_MEETING))
        by: Person = next(leads)
        values = {
            "title": "Torde vi nok?",
            "prompts": _ASKED,
            "participant_ids": (by.id,),
            "live": True,
            "seats": phones,
        }
        asked = reflection_rounds.prepare(database, values, by=by, today=today)
        reflection_rounds.open_round(database, asked.id, by=by, today=today)
        code = reflection_guests.invite_guests(database, asked.id, by=by)
    return asked.id, code


def _hold(room: Sequence[Phone], orders: Path) -> list[float]:
    """Let all of them join, answer and follow; return how late each screen was, in turn."""
    first, second = _ASKED
    late: list[float] = []
    with ThreadPoolExecutor(len(room)) as hands:
        list(hands.map(Phone.joins, room))
        list(hands.map(lambda phone: phone.answers(first), room))
        late += _follow(hands, room, orders, f"reveal-{first}", "Svarene er vist")
        late += _follow(hands, room, orders, f"show-{second}", "Spørsmål 2 av 2")
        list(hands.map(lambda phone: phone.answers(second), room))
        late += _follow(hands, room, orders, f"reveal-{second}", "Svarene er vist")
    return late


def _follow(
    hands: ThreadPoolExecutor, room: Sequence[Phone], orders: Path, order: str, word: str
) -> list[float]:
    waiting = [hands.submit(phone.waits_for, word) for phone in room]
    # Until all of them wait.
    time.sleep(1.0)
    (orders / order).touch()
    saw = [future.result() for future in waiting]
    done = float((orders / f"done-{order}").read_text())
    return [max(moment - done, 0.0) for moment in saw]


@contextmanager
def _people_in_the_app(port: int) -> Iterator[None]:
    """Let some read in the app meanwhile, one click a second each."""
    ending = threading.Event()

    def reads() -> None:
        with Session(port, "") as session:
            while not ending.wait(1.0):
                session.rerun()

    people = [threading.Thread(target=reads) for _ in range(_IN_THE_APP)]
    for person in people:
        person.start()
    try:
        yield
    finally:
        ending.set()
        for person in people:
            person.join()
