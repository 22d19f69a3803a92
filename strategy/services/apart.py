"""Long work that needs only what it is given, in a process of its own: nobody else waits for it."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import BinaryIO

from strategy.domain.plan import Plan
from strategy.settings import ROOT

_LARGE = 2_000
"""So many actions and figures take seconds to lay out, and would hold all others up meanwhile."""

_ANSWERING = "import sys; from strategy.services.apart import answer; answer(sys.stdin.buffer)"


def is_large(plan: Plan) -> bool:
    """Return whether laying a plan out as a file is worth a process of its own."""
    return len(plan.actions) + len(plan.measurements) > _LARGE


def made_apart(work: Callable[..., bytes], *given: object) -> bytes:
    """Return what a function makes of what it is given, made in another process.

    The function belongs to a module, so that the other process finds it, and reads no database.
    Raises CalledProcessError when it fails: what the person may and may not is decided before.
    """
    done = subprocess.run(  # noqa: S603 - our own program, with nothing from a person in its call
        [sys.executable, "-c", _ANSWERING],
        input=pickle.dumps((work, given), protocol=pickle.HIGHEST_PROTOCOL),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
    )
    return done.stdout


def answer(asked: BinaryIO, answers: BinaryIO | None = None) -> None:
    """Do the work that another process asks for, and write out what it makes."""
    work, given = pickle.load(asked)  # noqa: S301 - from the process that started this one
    (answers or sys.stdout.buffer).write(work(*given))
