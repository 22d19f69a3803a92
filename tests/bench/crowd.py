"""Many readers at once, first views, and what they cost the server; the readers sit apart."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import quantiles

from strategy.settings import ROOT
from tests.bench.meeting import laid_out, run_by_orders
from tests.bench.pages import Page
from tests.bench.plans import Size
from tests.bench.result import Row, Timing
from tests.bench.wire import Server, Session

_CARRIED_OUT_WITHIN = 60.0
_CHANGES = count()


@dataclass(frozen=True)
class Crowd:
    """So many readers for so many seconds; with changes somebody checks in every so often."""

    readers: int
    seconds: float
    changes: bool = False
    change_every: float = 5.0
    thinking: float = 4.5

    @property
    def name(self) -> str:
        return f"readers {self.readers}" + (", changes" if self.changes else "")


def measure(
    size: Size, file: Path, *, crowds: Sequence[Crowd], pages: Sequence[Page], folder: Path
) -> Iterator[Row]:
    """Measure first views of each page, then one crowd after another, with one server for all."""
    began = time.perf_counter()
    with run_by_orders(laid_out(file, folder)) as (server, orders):
        yield from _first_views(size, server, orders, pages, began)
        for crowd in crowds:
            yield from _with_readers(size, server, orders, crowd)


# --- first views ----------------------------------------------------------------------------


def _first_views(
    size: Size, server: Server, orders: Path, pages: Sequence[Page], began: float
) -> Iterator[Row]:
    with ExitStack() as here:
        open_pages: list[tuple[Page, Session]] = []
        for page in pages:
            session = here.enter_context(Session(server.port, page.path, page.query))
            seconds = _seen(session)
            if not open_pages:
                yield Row("first content", size.name, Timing((time.perf_counter() - began,)))
            yield Row(f"first view {page.name}", size.name, Timing((seconds,)))
            open_pages.append((page, session))
        for page, session in open_pages:
            _change(orders)
            after = Timing((_seen(session),))
            yield Row(f"first view after a change {page.name}", size.name, after)


def _seen(session: Session) -> float:
    shown = session.rerun()
    if shown.errors:
        raise AssertionError(shown.errors)
    return shown.seconds


def _change(orders: Path) -> None:
    """Let somebody check in, and wait until it is stored."""
    order = f"change-{next(_CHANGES)}"
    (orders / order).touch()
    until = time.monotonic() + _CARRIED_OUT_WITHIN
    while not (orders / f"done-{order}").exists():
        if time.monotonic() > until:
            raise AssertionError("nobody carries out what is ordered")
        time.sleep(0.005)


# --- readers --------------------------------------------------------------------------------


def _with_readers(size: Size, server: Server, orders: Path, crowd: Crowd) -> Iterator[Row]:
    asked = (server.port, crowd.readers, crowd.seconds, crowd.thinking)
    readers = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.readers", *(str(part) for part in asked)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        memory = _watch(readers, server, orders, crowd)
        told = json.loads(readers.communicate()[0])
    finally:
        readers.kill()
        readers.wait()
    yield Row(crowd.name, size.name, Timing((p95(told["later"]),)))
    yield Row(f"{crowd.name}, first page", size.name, Timing((p95(told["first"]),)))
    busy = Timing((told["busy"],))
    yield Row(f"{crowd.name}, the readers' own share", size.name, busy, unit="cores")
    if not crowd.changes:
        yield Row(f"memory {crowd.readers} readers", size.name, Timing((memory,)), unit="MB")


def _watch(readers: subprocess.Popen[str], server: Server, orders: Path, crowd: Crowd) -> float:
    """Order changes for as long as the readers read; return the most memory seen, in MB."""
    most = 0.0
    while readers.poll() is None:
        most = max(most, server.own_memory() / 1e6)
        try:
            readers.wait(crowd.change_every)
        except subprocess.TimeoutExpired:
            if crowd.changes:
                _change(orders)
    return most


def p95(seconds: Sequence[float]) -> float:
    """Return what 95 of a hundred were quicker than; of a single one, that one."""
    return quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]
