"""Streamlit as a browser meets it: a server process, and sessions over its websocket."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

ADDRESS = "127.0.0.1"
_PATIENCE = 120.0
_ENOUGH = 1 << 28


@dataclass(frozen=True)
class Server:
    """A server process that answers."""

    port: int
    process: psutil.Process
    started_in: float

    def memory(self) -> int:
        """Return how many bytes of memory the process holds."""
        return int(self.process.memory_info().rss)

    def own_memory(self) -> int:
        """Return how many bytes it takes, what it shares with others counted in part (PSS)."""
        return int(self.process.memory_full_info().pss)


@contextmanager
def serving(
    script: Sequence[str], *, cwd: Path, log: Path, environment: Mapping[str, str]
) -> Iterator[Server]:
    """Run a Streamlit server for as long as the block lasts: `script` is what Python runs."""
    port = _free_port()
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    began = time.perf_counter()
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *script, *options],
            cwd=cwd,
            env={**os.environ, **environment},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(port, process, log)
        yield Server(port, psutil.Process(process.pid), time.perf_counter() - began)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server has ended: {log.read_text(errors='replace')[-2000:]}")
        if _is_healthy(port):
            return
        time.sleep(0.02)
    raise RuntimeError(f"the server does not answer, see {log}")


def _is_healthy(port: int) -> bool:
    connection = HTTPConnection(ADDRESS, port, timeout=5)
    with closing(connection):
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False


@dataclass
class Rerun:
    """What one rerun sent: how long it took, and every delta where it belongs."""

    seconds: float
    deltas: list[tuple[tuple[int, ...], Delta]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    page: str = ""
    size: int = 0

    @property
    def kinds(self) -> Counter[str]:
        """How many elements there are of each type."""
        elements = (d.new_element for _, d in self.deltas if d.WhichOneof("type") == "new_element")
        return Counter(str(e.WhichOneof("type")) for e in elements)


class Session:
    """One visitor with a browser's habits: keeps messages, and says which it has."""

    def __init__(self, port: int, page: str, query: str = "") -> None:
        """Come to a page when the block begins, leave when it ends."""
        address = f"ws://{ADDRESS}:{port}/_stcore/stream"
        self._connecting = connect(
            address,
            subprotocols=["streamlit"],
            max_size=_ENOUGH,
            compression=None,
            origin=f"http://{ADDRESS}:{port}",
            user_agent_header="Mozilla/5.0 (X11; Linux x86_64) bench",
        )
        self._page = page
        self._query = query
        self._hash = ""
        self._kept: dict[str, ForwardMsg] = {}
        self.looks_again: tuple[float, str] = (1.0, "")

    def __enter__(self) -> Self:
        self._socket: ClientConnection = self._connecting.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connecting.__exit__(kind, error, trace)

    def rerun(self) -> Rerun:
        """Ask for the page once more and wait until it is all there."""
        raw: list[bytes] = []
        began = time.perf_counter()
        self.asks()
        while True:
            message = self._socket.recv(timeout=_PATIENCE)
            raw.append(message if isinstance(message, bytes) else message.encode())
            # The last message of a run is tiny; the others are read once the clock has stopped.
            if len(raw[-1]) < 200 and _is_end(raw[-1]):
                break
        return self._told(Rerun(time.perf_counter() - began), raw)

    def goes_to(self, page: str, query: str = "") -> None:
        """Ask for another page from now on, as one who presses a link."""
        self._page, self._query, self._hash = page, query, ""

    def asks(self, *, fragment: str = "") -> None:
        """Ask for the page once more, or for that part of it which looks again by itself."""
        state = ClientState(
            query_string=self._query,
            page_script_hash=self._hash,
            page_name="" if self._hash else self._page,
            cached_message_hashes=list(self._kept),
            fragment_id=fragment,
            is_auto_rerun=bool(fragment),
        )
        state.context_info.timezone = "Europe/Oslo"
        state.context_info.locale = "nb-NO"
        state.context_info.color_scheme = "light"
        self._socket.send(BackMsg(rerun_script=state).SerializeToString())

    def hears(self, seconds: float) -> bytes | None:
        """Return the next message, None when there is none within these seconds."""
        try:
            message = self._socket.recv(timeout=seconds)
        except TimeoutError:
            return None
        return message if isinstance(message, bytes) else message.encode()

    def _told(self, rerun: Rerun, raw: list[bytes]) -> Rerun:
        for data in raw:
            self.takes(rerun, data)
        return rerun

    def takes(self, rerun: Rerun, data: bytes) -> ForwardMsg:
        """Take in a message as part of a rerun, and return it whole."""
        message = ForwardMsg.FromString(data)
        rerun.size += len(data)
        if message.WhichOneof("type") == "ref_hash":
            kept = ForwardMsg()
            kept.CopyFrom(self._kept[message.ref_hash])
            kept.metadata.CopyFrom(message.metadata)
            message = kept
        elif message.metadata.cacheable and message.hash:
            self._kept[message.hash] = message
        self._take(rerun, message)
        return message

    def _take(self, rerun: Rerun, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._hash = message.new_session.page_script_hash or self._hash
        elif kind == "navigation":
            self._hash = message.navigation.page_script_hash or self._hash
        elif kind == "auto_rerun":
            self.looks_again = (message.auto_rerun.interval, message.auto_rerun.fragment_id)
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "page_not_found":
            rerun.errors.append(f"not found: {message.page_not_found.page_name}")
        elif kind == "page_config_changed":
            rerun.page = message.page_config_changed.title or rerun.page
        elif kind == "delta":
            rerun.deltas.append((tuple(message.metadata.delta_path), message.delta))
            if message.delta.new_element.WhichOneof("type") == "exception":
                rerun.errors.append(message.delta.new_element.exception.message)


def _is_end(data: bytes) -> bool:
    return ForwardMsg.FromString(data).WhichOneof("type") == "script_finished"
