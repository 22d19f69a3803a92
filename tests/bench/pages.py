"""Every page's warm rerun over a real websocket, by turns with its bare twin."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from strategy.settings import ROOT
from tests.bench.plans import Size
from tests.bench.result import Row, Timing, by_turns
from tests.bench.twins import write_home, write_twin
from tests.bench.wire import Server, Session, serving

_WARMING = 3
_SESSIONS = 20
_BACKED_UP_WITHIN = 60.0


@dataclass(frozen=True)
class Page:
    """A page as one comes to it."""

    name: str
    path: str
    query: str = ""


PAGES = (
    Page("overview", ""),
    Page("strategy map", "strategy-map"),
    Page("strategy map, flow", "strategy-map", "view=flow"),
    Page("goals", "goals"),
    Page("actions", "actions"),
    Page("actions, timeline", "actions", "view=timeline"),
    Page("indicators", "indicators"),
    Page("responsibility", "responsibility"),
    Page("health", "health"),
    Page("history", "history"),
    Page("goal", "goal", "code=1.1"),
    Page("action", "action", "code=T-006"),
    Page("indicator", "indicator", "code=I-1"),
    Page("strategy", "strategy"),
    Page("transfer", "transfer"),
    Page("people", "people"),
    Page("organisation", "organisation"),
    Page("backup", "backup"),
    Page("start", "start"),
)

"""Pages that ask the database nothing but the revision."""

MORE_PAGES = (
    Page("my page", "my-page"),
    Page("grid", "grid"),
    Page("periods", "periods"),
    Page("rows", "rows"),
    Page("meetings", "meetings"),
    Page("reflection", "reflection"),
    Page("maturity", "maturity"),
    Page("decisions", "decisions"),
    Page("involvement", "involvement"),
    Page("published", "published"),
    Page("publish", "publish"),
    Page("questions", "questions"),
    Page("reminders", "reminders"),
)
"""The pages of follow-up, meeting and report that may ask more, and the settings of reminders."""


@contextmanager
def app(file: Path, folder: Path) -> Iterator[Server]:
    """Serve the app from a plan, once its first backup is out of the way."""
    folder.mkdir(parents=True, exist_ok=True)
    own = folder / "plan.duckdb"
    shutil.copyfile(file, own)
    backups = folder / "backups"
    environment = {
        "DATABASE_URL": f"duckdb:///{own}",
        "BACKUP_DIR": str(backups),
        "STRATEGY_MODE": "demo",
    }
    with _streamlit("app.py", cwd=ROOT, log=folder / "log", environment=environment) as server:
        until = time.monotonic() + _BACKED_UP_WITHIN
        while not list(backups.glob("*.duckdb")) and time.monotonic() < until:
            time.sleep(0.1)
        yield server


def _streamlit(script: str, *, cwd: Path, log: Path, environment: dict[str, str]):
    return serving(["-m", "streamlit", "run", script], cwd=cwd, log=log, environment=environment)


def measure(
    files: dict[Size, Path], *, pages: Sequence[Page], rounds: int, folder: Path
) -> Iterator[Row]:
    """Measure every page at every size, the start of a server and the memory of a session."""
    twins = folder / "twins"
    shutil.rmtree(folder, ignore_errors=True)
    write_home(twins)
    with ExitStack() as stack:
        bare = stack.enter_context(
            _streamlit("twins.py", cwd=twins, log=twins / "log", environment={})
        )
        servers = {
            size: stack.enter_context(app(file, folder / size.name)) for size, file in files.items()
        }
        for size, server in servers.items():
            started = Timing((server.started_in,))
            yield Row("cold start", size.name, started, Timing((bare.started_in,)))
        for page in pages:
            yield from _measure_page(page, servers, bare, twins=twins, rounds=rounds)
        for size, server in servers.items():
            # The twin of the first page at this size has been written above.
            twin = _twin_name(pages[0], size)
            ours = _memory_of_sessions(server, pages[0].path, pages[0].query)
            theirs = _memory_of_sessions(bare, twin, "")
            yield Row("memory of a session", size.name, ours, theirs, unit="MB")


def _measure_page(
    page: Page, servers: dict[Size, Server], bare: Server, *, twins: Path, rounds: int
) -> Iterator[Row]:
    with ExitStack() as stack:
        works: list[Callable[[], float]] = []
        for size, server in servers.items():
            ours = stack.enter_context(Session(server.port, page.path, page.query))
            shown = _warm(ours)
            name = _twin_name(page, size)
            write_twin(twins, name, shown)
            twin = stack.enter_context(Session(bare.port, name))
            alike = _warm(twin)
            if alike.kinds != shown.kinds:
                raise AssertionError(f"{name} is no twin: {shown.kinds} {alike.kinds}")
            works += [_seconds_of(ours), _seconds_of(twin)]
        timings = by_turns(rounds, *works)
    found = [
        Row(f"page {page.name}", size.name, timings[2 * n], timings[2 * n + 1])
        for n, size in enumerate(servers)
    ]
    yield from found
    for larger in found[1:]:
        yield Row(
            f"growth of page {page.name}",
            f"{larger.size}/{found[0].size}",
            larger.measured,
            found[0].measured,
        )


def _seconds_of(session: Session) -> Callable[[], float]:
    return lambda: session.rerun().seconds


def _warm(session: Session):
    for _ in range(_WARMING):
        shown = session.rerun()
        if shown.errors:
            raise AssertionError(shown.errors)
    return shown


def _twin_name(page: Page, size: Size) -> str:
    # Streamlit makes one mark of several in an address.
    return re.sub(r"[^a-z]+", "_", f"{size.name}_{page.name}".lower())


def _memory_of_sessions(server: Server, path: str, query: str) -> Timing:
    """Return how many megabytes a session holds, over some that are open at once."""
    with ExitStack() as stack:
        _open_some(stack, server, path, query, count=_SESSIONS // 4)
        before = server.memory()
        _open_some(stack, server, path, query, count=_SESSIONS)
        held = (server.memory() - before) / _SESSIONS
    return Timing((held / 1e6,))


def _open_some(stack: ExitStack, server: Server, path: str, query: str, *, count: int) -> None:
    for _ in range(count):
        session = stack.enter_context(Session(server.port, path, query))
        for _ in range(2):
            session.rerun()
