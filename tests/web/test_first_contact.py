"""What everybody types for a Streamlit app works in a fresh clone, and a refusal is words."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection

import pytest

from strategy.settings import ROOT
from strategy.store.database import open_database
from tests.builders import an_organisation, stock
from tests.served import a_free_port

OF_A_CLONE = ("app.py", "pages", "strategy", "data", "static", ".streamlit")
LEFT_BEHIND = shutil.ignore_patterns("*.duckdb*", "backups", "__pycache__")
PROVIDER = {
    "SIGN_IN_ISSUER": "https://login.example.org",
    "SIGN_IN_CLIENT_ID": "kompass",
    "SIGN_IN_CLIENT_SECRET": "s3cret",
}
OURS = ("STRATEGY_", "DATABASE_URL", "BACKUP_DIR", "BASE_URL", "PORT", "SIGN_IN_", "STREAMLIT_")


class Clone:
    """A fresh copy of the program on a newcomer's machine, and what they type in it."""

    def __init__(self, folder):
        self.folder = folder
        self.port = a_free_port()
        self.process = None
        folder.mkdir()
        for name in OF_A_CLONE:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=LEFT_BEHIND)
            else:
                shutil.copy(source, folder / name)

    @property
    def store(self):
        return f"duckdb:///{self.folder / 'data' / 'strategy.duckdb'}"

    @property
    def log(self):
        return (self.folder / "terminal.txt").read_text(encoding="utf-8")

    def runs(self, *options, **environment):
        """Type `streamlit run app.py` here."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
        with (self.folder / "terminal.txt").open("wb") as terminal:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "streamlit", "run", "app.py"),
                    *("--server.port", str(self.port), *options),
                ],
                cwd=self.folder,
                env={**inherited, **environment},
                stdin=subprocess.DEVNULL,
                stdout=terminal,
                stderr=terminal,
            )

    def refuses(self, *options, **environment):
        """Type it, and return the exit code it leaves with."""
        self.runs(*options, **environment)
        try:
            return self.process.wait(timeout=90)
        finally:
            self.process.kill()

    def answers(self):
        """Wait until the address is told, which is when it answers."""
        until = time.monotonic() + 120
        while time.monotonic() < until and self.process.poll() is None:
            if f"http://127.0.0.1:{self.port}" in self.log:
                return True
            time.sleep(0.1)
        return False

    def get(self, path="/", **headers):
        """Ask for a page and return the status."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", path, headers=named)
            return connection.getresponse().status

    def ends(self):
        """Press Ctrl+C, and tell whether it went without a failure."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)
        return "Traceback" not in self.log


@pytest.fixture
def clone(tmp_path):
    clone = Clone(tmp_path / "clone")
    yield clone
    if clone.process is not None and clone.process.poll() is None:
        clone.process.kill()
        clone.process.wait(timeout=30)


@pytest.mark.slow
def test_a_fresh_clone_shows_the_demo_to_this_machine_alone(clone):
    clone.runs()
    assert clone.answers(), clone.log
    assert "this is the demo" in clone.log
    assert clone.get() == 200
    assert clone.get(Host="strategi.example.no") == 403
    assert clone.get(X_Forwarded_For="10.0.0.7") == 403
    assert clone.ends()
    with closing(open_database(clone.store)) as database:
        assert database.plan().organisation.demo

    clone.runs()
    assert clone.answers(), clone.log
    assert "Loading the demo" not in clone.log
    assert clone.ends()


NOT_A_NUMBER = "SESSION_HOURS must be a whole number above 0, not 'long'."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "environment", "code", "told"),
    [
        ((), {"BASE_URL": "https://strategi.example.no"}, 3, "No sign-in provider is set up"),
        ((), PROVIDER, 3, "BASE_URL is missing"),
        ((), {"STRATEGY_MODE": "dmeo"}, 3, "BASE_URL is missing"),
        (("--server.address", "0.0.0.0"), {}, 3, "BASE_URL is missing"),  # noqa: S104 - refused
        ((), {"SESSION_HOURS": "long"}, 3, NOT_A_NUMBER),
        ((), {"DATABASE_URL": "mysql://localhost/plan"}, 4, "Not a database of ours"),
        ((), {"DATABASE_URL": "postgresql://ola:s3cret@127.0.0.1:1/x"}, 4, "Not a database of"),
    ],
    ids=str,
)
def test_what_is_half_set_up_is_refused_in_words(clone, options, environment, code, told):
    assert clone.refuses(*options, **environment) == code
    assert told in clone.log
    assert "Traceback" not in clone.log
    assert "s3cret" not in clone.log
    assert "You can now view" not in clone.log


@pytest.mark.slow
def test_ones_own_plan_is_not_shown_as_a_demo(clone):
    with closing(open_database(clone.store)) as database:
        stock(database, an_organisation())
    assert clone.refuses() == 3
    assert "or local for a plan of your own" in clone.log
    assert "Traceback" not in clone.log


@pytest.mark.slow
def test_a_store_somebody_else_has_open_is_named(clone):
    with closing(open_database(clone.store)):
        assert clone.refuses() == 4
    assert f"in use by process {os.getpid()}" in clone.log
    assert "Traceback" not in clone.log
