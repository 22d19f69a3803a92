"""The app in a process of its own, which also does to its store what a test tells it to.

DuckDB lets one process in: what happens elsewhere while an attack is under way (a role taken away,
a session ended) has to be done in the server's own process.
"""

import os
import runpy
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

from strategy.services.opening import the_database

SOCKET = "ATTENDED_SOCKET"

Deed = Callable[..., Any]


def tell(socket: Path, deed: Deed, *told: Any) -> Any:
    """Have the server at this socket do something with its store; return what came of it."""
    with Client(str(socket), "AF_UNIX") as connection:
        connection.send((deed, told))
        came, worked = connection.recv()
    if not worked:
        raise came
    return came


def _attend(listener: Listener) -> None:
    while True:
        with listener.accept() as connection:
            _do(connection)


def _do(connection: Connection) -> None:
    deed, told = connection.recv()
    try:
        connection.send((deed(the_database(), *told), True))
    except Exception as error:  # noqa: BLE001 - whatever it is, the test that asked is to hear it
        connection.send((error, False))


if __name__ == "__main__":
    listening = Listener(os.environ[SOCKET], "AF_UNIX")
    threading.Thread(target=_attend, args=(listening,), daemon=True).start()
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    sys.exit()
