"""A terminal with a store of its own, and the app as a process of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from strategy.cli import main
from strategy.store.database import open_database
from tests.builders import stock

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def terminal(duck_url, monkeypatch):
    """Give a command in this process: its result has exit_code, stdout and stderr."""
    monkeypatch.setenv("DATABASE_URL", duck_url)
    monkeypatch.delenv("BACKUP_DIR", raising=False)

    def give(*arguments, answers=None):
        return CliRunner().invoke(main, [str(a) for a in arguments], input=answers)

    return give


@pytest.fixture
def stocked(duck_url):
    """The store of the terminal, with one of everything in it."""
    with closing(open_database(duck_url)) as database:
        stock(database)
    return duck_url


@dataclass
class RunningApp:
    """The app, started as a person starts it."""

    process: subprocess.Popen[str]
    port: int
    said: str
    environment: dict[str, str]

    def beside(self, *arguments, timeout=60):
        """Give a command while the app runs, in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "strategy", *(str(a) for a in arguments)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def document(self, *arguments):
        """Give a command with --json and return what it prints."""
        return json.loads(self.beside(*arguments, "--json").stdout)

    def end(self, how=signal.SIGTERM):
        """End the app in a way and return its exit code."""
        self.process.send_signal(how)
        self.process.communicate(timeout=30)
        return self.process.returncode


@pytest.fixture
def start_app(duck_url, tmp_path) -> Iterator:
    """Start the app, as often as a test wants to."""
    started = []
    environment = {**os.environ, "DATABASE_URL": duck_url, "BACKUP_DIR": str(tmp_path / "safe")}

    def start(*options):
        port = a_free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "strategy", "serve", "--port", str(port), *options],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        said = ""
        for line in process.stdout:
            said += line
            if re.search(r"Ctrl\+C stops it", line):
                break
        return RunningApp(process, port, said, environment)

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def another_port():
    """A port nobody listens on."""
    return a_free_port()


def a_free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
