"""Start the app on this machine: a free port, its store, and a server in this very process."""

from __future__ import annotations

import runpy
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import closing
from types import FrameType

from strategy.commands.outcome import Exit, Outcome, Progress, failure
from strategy.settings import ROOT, InvalidSettingsError, read_settings, store_file
from strategy.web.starting_up import demo_or_local, make_ready

ADDRESS = "127.0.0.1"

Say = Callable[[str], None]


def prepare(port: int, *, demo: bool, say: Say, progress: Progress) -> Outcome:
    """Prepare everything that serving needs, or return why it cannot be served."""
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
    return make_ready(ADDRESS, demo=demo, choose_mode=demo_or_local(demo=demo), progress=progress)


def serve(port: int) -> None:
    """Serve until somebody stops the program; it says its address once it answers."""
    # The server passes these on after it has shut down by itself.
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, _leave)
    sys.argv = [
        "streamlit",
        "run",
        str(ROOT / "app.py"),
        f"--server.address={ADDRESS}",
        f"--server.port={port}",
        f"--browser.serverPort={port}",
    ]
    # In this very process, as a program and not as a library: one process owns the file.
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
        return True


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
