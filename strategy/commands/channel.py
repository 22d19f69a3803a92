"""Hand a command to the app that has the database file open, over a private local channel.

The app listens beside the file and leaves an invitation there that only its own user can read:
where to knock, and the key. What travels is JSON and files, never pickled objects.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import stat
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import (
    Client,
    Connection,
    Listener,
    answer_challenge,
    deliver_challenge,
)
from pathlib import Path
from typing import Any

from strategy.commands.outcome import Exit, Outcome, Progress, Request
from strategy.domain.errors import StrategyError
from strategy.services.failures import failures

Answer = Callable[[Request, Progress], Outcome]
Challenge = Callable[[Connection, bytes], None]

LARGEST = 512 * 1024 * 1024
"""No file that travels is larger, in bytes."""

log = logging.getLogger(__name__)

_FAMILY = "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"
_LONGEST_ADDRESS = 100
_PATIENCE_SECONDS = 10
_BREATH_SECONDS = 0.1
_OWN_FOLDER = "strategy-"


class NobodyAnswersError(StrategyError):
    """The process that has the file open takes no commands."""


class BrokenOffError(StrategyError):
    """The app stopped in the middle of a command."""


def invitation_file(database: Path) -> Path:
    """Return where the app that has a database file open tells how to reach it."""
    return database.with_name(f"{database.name}.channel")


class Channel:
    """Where the app takes commands while it has a database file open."""

    def __init__(self, database: Path, answer: Answer) -> None:
        """Answer the commands about this file with this function."""
        self._invitation = invitation_file(database)
        self._answer = answer
        self._key = secrets.token_bytes(32)
        self._stopping = threading.Event()
        # The database engine lets one process in: whatever lies here was left by one that died.
        _clear_away(self._invitation)
        self._address = _address_beside(database)
        self._listener = Listener(self._address, family=_FAMILY)
        self._thread = threading.Thread(target=self._listen, name="commands", daemon=True)

    def start(self) -> None:
        """Begin to take commands."""
        if _FAMILY == "AF_UNIX":
            Path(self._address).chmod(0o600)
        content = {"address": self._address, "key": self._key.hex(), "process": os.getpid()}
        _write_private(self._invitation, json.dumps(content))
        self._thread.start()

    def stop(self) -> None:
        """Take no more commands and leave nothing behind."""
        self._stopping.set()
        with suppress(OSError):
            # Nothing else wakes a thread that waits for somebody to knock.
            Client(self._address, family=_FAMILY).close()
        self._thread.join(_PATIENCE_SECONDS)
        self._listener.close()
        _clear_away(self._invitation)

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                connection = self._listener.accept()
            except OSError:
                # Whoever knocked has gone already, or the machine has no room: no hurry, then.
                self._stopping.wait(_BREATH_SECONDS)
                continue
            threading.Thread(target=self._attend, args=(connection,), daemon=True).start()

    def _attend(self, connection: Connection) -> None:
        with connection, failures.survived("a command"):
            try:
                if _is_let_in(connection, self._key, first=deliver_challenge):
                    self._answer_to(connection)
            except (OSError, EOFError):
                log.info("Somebody asked something and left before the answer")

    def _answer_to(self, connection: Connection) -> None:
        head, file = _receive(connection)
        request = Request(head["name"], head["options"], file)

        def tell(share: float, doing: str) -> None:
            _send(connection, {"progress": share, "doing": doing})

        outcome = self._answer(request, tell)
        told = {
            "document": outcome.document,
            "text": outcome.text,
            "exit_code": int(outcome.exit_code),
        }
        _send(connection, told, outcome.file)


def hand_over(
    database: Path,
    request: Request,
    *,
    progress: Progress,
    patience_seconds: float = _PATIENCE_SECONDS,
) -> Outcome:
    """Let the app that has the file open run a command, and return what came of it.

    Refuses with NobodyAnswersError where no app listens, BrokenOffError where it stops midway.
    """
    with _knock(invitation_file(database), patience_seconds) as connection:
        try:
            _send(connection, {"name": request.name, "options": request.options}, request.file)
            head, file = _receive(connection)
            while "progress" in head:
                progress(head["progress"], head["doing"])
                head, file = _receive(connection)
        except (OSError, EOFError) as error:
            raise BrokenOffError from error
    return Outcome(head["document"], head["text"], Exit(head["exit_code"]), file)


def _knock(invitation: Path, patience_seconds: float) -> Connection:
    try:
        content = json.loads(invitation.read_text(encoding="utf-8"))
        key = bytes.fromhex(content["key"])
        connection = Client(content["address"], family=_FAMILY)
    except (OSError, ValueError, KeyError, TypeError) as error:
        # No invitation, one nobody wrote, or one that leads to an app that has ended.
        raise NobodyAnswersError from error
    if connection.poll(patience_seconds) and _is_let_in(connection, key, first=answer_challenge):
        return connection
    connection.close()
    raise NobodyAnswersError


def _is_let_in(connection: Connection, key: bytes, *, first: Challenge) -> bool:
    """Prove the key to each other; the app asks first."""
    second = answer_challenge if first is deliver_challenge else deliver_challenge
    try:
        first(connection, key)
        second(connection, key)
    except (OSError, EOFError, AuthenticationError):
        return False
    return True


def _send(connection: Connection, head: dict[str, Any], file: bytes = b"") -> None:
    connection.send_bytes(json.dumps(head, ensure_ascii=False).encode())
    # An empty message would look like the end on a pipe of Windows.
    connection.send_bytes(b"." + file)


def _receive(connection: Connection) -> tuple[dict[str, Any], bytes]:
    head: dict[str, Any] = json.loads(connection.recv_bytes(LARGEST))
    return head, connection.recv_bytes(LARGEST)[1:]


def _address_beside(database: Path) -> str:
    if _FAMILY == "AF_PIPE":
        return rf"\\.\pipe\{_OWN_FOLDER}{uuid.uuid4().hex}"
    beside = database.with_name(f"{database.name}.sock")
    if len(os.fsencode(beside)) <= _LONGEST_ADDRESS:
        beside.unlink(missing_ok=True)
        return str(beside)
    # The system limits how long a socket's path may be; nobody else can enter this folder.
    return str(Path(tempfile.mkdtemp(prefix=_OWN_FOLDER)) / "sock")


def _write_private(path: Path, text: str) -> None:
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    unfinished.replace(path)


def _clear_away(invitation: Path) -> None:
    """Remove an invitation and the socket it leads to."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        address = Path(json.loads(invitation.read_text(encoding="utf-8"))["address"])
        if address.exists() and stat.S_ISSOCK(address.stat().st_mode):
            address.unlink()
        if address.parent.name.startswith(_OWN_FOLDER):
            # Only ever an empty folder: the one made for a socket whose path was too long.
            address.parent.rmdir()
    invitation.unlink(missing_ok=True)
