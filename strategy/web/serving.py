"""Start the app: open its store, load the demo where it is new, serve, and say when it answers."""

from __future__ import annotations

import os
import runpy
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from types import FrameType

from strategy.commands.outcome import Exit, Outcome, Progress, Request, failure
from strategy.commands.running import refused, run
from strategy.domain.errors import StoreBusyError, StrategyError
from strategy.services.opening import the_database
from strategy.settings import ROOT, InvalidSettingsError, Mode, read_settings, store_file
from strategy.store.database import Database
from strategy.web.lifespan import reasons_against

ADDRESS = "127.0.0.1"

_ASK_EVERY_SECONDS = 0.2
_GIVE_UP_AFTER_SECONDS = 120
_PATIENCE_SECONDS = 5.0

Say = Callable[[str], None]


def prepare(port: int, *, demo: bool, say: Say, progress: Progress) -> Outcome:
    """Make everything ready that serving needs, or tell why it cannot be."""
    if not _is_free(port):
        return failure(
            f"Port {port} is taken. Does the app run already? Choose another with --port or PORT.",
            Exit.PORT,
        )
    try:
        url = read_settings().database_url
    except InvalidSettingsError as error:
        return failure(str(error))
    say(f"Opening {store_file(url) or url.partition(':')[0]} …")
    try:
        database = _open()
    except StrategyError as error:
        return refused(error)
    choose_mode(database, demo=demo)
    if demo and read_settings().mode is Mode.DEMO and database.is_empty():
        run(Request("demo"), database, progress=progress)
    reasons = reasons_against(database, read_settings(), listens_on=ADDRESS)
    return failure("\n".join(reasons)) if reasons else Outcome({}, "")


def choose_mode(database: Database, *, demo: bool) -> None:
    """Say how one comes in where nobody has said it: this command serves this machine only."""
    if os.environ.get("STRATEGY_MODE"):
        return
    shows_demo = demo if database.is_empty() else database.plan().organisation.demo
    os.environ["STRATEGY_MODE"] = Mode.DEMO if shows_demo else Mode.LOCAL


def serve(port: int, *, say: Say) -> None:
    """Serve until somebody stops the program; says the address once it answers."""
    threading.Thread(target=_say_when_it_answers, args=(port, say), daemon=True).start()
    # The server hands these on when it has closed down by itself.
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, _leave)
    sys.argv = [
        "streamlit",
        "run",
        str(ROOT / "app.py"),
        f"--server.address={ADDRESS}",
        f"--server.port={port}",
        f"--browser.serverPort={port}",
        "--logger.hideWelcomeMessage=true",
    ]
    # In this very process, as a program and not as a library: one process owns the file.
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def address(port: int) -> str:
    """Return where the app is found."""
    return f"http://{ADDRESS}:{port}"


def _open() -> Database:
    # A command given a moment ago may still have the file.
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return the_database()
        except StoreBusyError:
            if time.monotonic() > until:
                raise
            time.sleep(_ASK_EVERY_SECONDS)


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
        return True


def _say_when_it_answers(port: int, say: Say) -> None:
    until = time.monotonic() + _GIVE_UP_AFTER_SECONDS
    while time.monotonic() < until:
        if _answers(port):
            say(f"Arbeidsgiverkompasset: {address(port)}  (Ctrl+C stops it)")
            return
        time.sleep(_ASK_EVERY_SECONDS)


def _answers(port: int) -> bool:
    connection = HTTPConnection(ADDRESS, port, timeout=_PATIENCE_SECONDS)
    with closing(connection), suppress(OSError, HTTPException):
        connection.request("GET", "/healthz")
        return connection.getresponse().status == HTTPStatus.OK
    return False


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
