"""A command as it is asked and what came of it, the same whichever process runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

Progress = Callable[[float, str], None]
"""Hears the share done, 0..1, and what is being done."""


class Exit(IntEnum):
    """What a command's exit code means."""

    OK = 0
    PROBLEMS = 1
    USAGE = 2
    REFUSED = 3
    STORE = 4
    PORT = 5


@dataclass(frozen=True)
class Request:
    """A command by its name; `options` holds what JSON can, `file` what was read for it."""

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)
    file: bytes = b""


@dataclass(frozen=True)
class Outcome:
    """What came of a command: for machines, for people, and a file where one was asked for."""

    document: Mapping[str, Any]
    text: str
    exit_code: Exit = Exit.OK
    file: bytes = b""


def failure(message: str, exit_code: Exit = Exit.REFUSED) -> Outcome:
    """Return an outcome that says why nothing was done."""
    return Outcome({"error": message}, message, exit_code)
