"""The app as people meet it: a server process of its own and a real browser."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

from strategy.domain.items import Item, Role
from strategy.services.starting import start_own_plan
from strategy.store.database import open_database
from tests.builders import today_here
from tests.the_demo import copy_of_the_demo

ROOT = Path(__file__).resolve().parent.parent

BROWSERS = ("chromium", "chromium-browser", "google-chrome")

A_PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": (
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/130.0.0.0 Mobile Safari/537.36"
    ),
}

# Streamlit has run the page, drawn all of it, and nothing on it is from an earlier run.
_AT_REST = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app?.getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('h1, h2')
    && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')
    && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')]
      .every((chart) => chart.querySelector('svg.main-svg'));
}"""

_A_MOMENT = 150
_STORE = "plan.duckdb"


@dataclass
class Server:
    """The app, served from a store of its own."""

    url: str
    folder: Path
    port: int
    environment: dict[str, str] = field(default_factory=lambda: {"STRATEGY_MODE": "demo"})
    program: str = "streamlit"
    process: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def start(self) -> None:
        """Start, and come back when it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", self.program, "run", str(ROOT / "app.py")),
                    *("--server.port", str(self.port)),
                ],
                cwd=ROOT,
                env={
                    **os.environ,
                    "DATABASE_URL": self.url,
                    "BACKUP_DIR": str(self.folder / "backups"),
                    **self.environment,
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._until_it_answers()

    def stop(self) -> None:
        """End as an administrator would."""
        self.process.terminate()
        self.process.wait(timeout=20)

    def kill(self) -> None:
        """End as a power cut would: nothing is told, nothing is closed."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=20)

    def _until_it_answers(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
                    connection.request("GET", "/healthz")
                    if connection.getresponse().status == HTTPStatus.OK:
                        return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"The app does not answer:\n{self.log.read_text()[-3000:]}")


@contextmanager
def served_demo(folder: Path, *, to: Role = Role.HR, public: bool = False):
    """Serve the demo municipality, shown at first to somebody in this role.

    `public` lets everybody read what it has published.
    """

    def tell(database):
        if to is not Role.HR:
            _greet(database, to)
        if public:
            _open_to_everybody(database)

    copy_of_the_demo(folder / _STORE)
    with _served(folder, tell) as server:
        yield server


@contextmanager
def served_demo_with(folder: Path, prepare):
    """Serve the demo municipality with something more in it: `prepare` gets its database."""

    copy_of_the_demo(folder / _STORE)
    with _served(folder, prepare) as server:
        yield server


def _open_to_everybody(database):
    plan = database.plan()
    with database.change(by=plan.people[0].id) as writing:
        writing.update(plan.organisation.model_copy(update={"public": True}))


def _greet(database, role):
    # The demo greets one as its first person in HR, who now has another role as well.
    first = next(p for p in database.plan().people if Role.HR in p.roles)
    with database.change(by=first.id) as writing:
        writing.update(first.model_copy(update={"roles": (*first.roles, role)}))


@contextmanager
def served_own_plan(folder: Path):
    """Serve the empty plan of a municipality that has just begun."""

    def begin(database):
        start_own_plan(
            database,
            name="Fjordvik kommune",
            language="nb",
            administrator_name="Ada Aune",
            today=today_here(),
        )

    with _served(folder, begin) as server:
        yield server


@contextmanager
def served_with(folder: Path, *items: Item, then=None):
    """Serve a plan of exactly these items, and whatever else is done with the store before."""

    def write_down(database):
        with database.change(by=None) as writing:
            writing.add_many(items)
        if then is not None:
            then(database)

    with _served(folder, write_down) as server:
        yield server


@contextmanager
def _served(folder, fill):
    url = f"duckdb:///{folder / _STORE}"
    with closing(open_database(url)) as database:
        fill(database)
        mode = "demo" if database.plan().organisation.demo else "local"
    server = Server(url, folder, a_free_port(), {"STRATEGY_MODE": mode})
    server.start()
    try:
        yield server
    finally:
        server.stop()


def a_free_port() -> int:
    """Return a port nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def launch(playwright: Playwright) -> Browser:
    """Start the Chromium of this machine, or the one Playwright brought."""
    installed = next((path for path in map(shutil.which, BROWSERS) if path), None)
    # As root Chromium has no sandbox; elsewhere it keeps it.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return playwright.chromium.launch(
        executable_path=installed, args=["--no-sandbox"] if is_root else []
    )


def at_rest(page: Page) -> None:
    """Come back when the page has finished drawing."""
    # What was just done needs a moment to reach the server.
    page.wait_for_timeout(_A_MOMENT)
    page.wait_for_function(_AT_REST, timeout=20_000)
    page.evaluate("document.fonts.ready.then(() => true)")
