"""Unexpected errors: logged once, under a number the user can quote."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from traceback import extract_tb
from types import TracebackType

from strategy.i18n import Words
from strategy.settings import InvalidSettingsError, read_settings
from strategy.store import kept

log = logging.getLogger(__name__)

# No characters that sound alike or are easily confused when read out over the telephone.
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH = 8
_SAME_FOR_SECONDS = 600.0
_KEPT = 500


@dataclass(frozen=True)
class _Met:
    number: str
    at: float


class Failures:
    """Numbers errors. The same error in the same tab gets the number it had before."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with no errors."""
        self._clock = clock
        self._lock = threading.Lock()
        self._met: OrderedDict[tuple[str, ...], _Met] = OrderedDict()

    def number_of(self, error: BaseException, *, during: str, of: str = "") -> str:
        """Return the number this failure has in the log; log it if it is new.

        `during` says what was being done, `of` identifies the tab or client. Neither may contain a
        secret.
        """
        key = (of, during, type(error).__name__, *_place(error))
        with self._lock:
            known = self._met.pop(key, None)
            is_new = known is None or self._clock() - known.at > _SAME_FOR_SECONDS
            met = _Met(_a_number(), self._clock()) if known is None or is_new else known
            self._met[key] = met
            while len(self._met) > _KEPT:
                self._met.popitem(last=False)
        if is_new:
            log.error("Failure %s during %s", met.number, during, exc_info=error)
        return met.number

    def survived(self, during: str) -> _Survived:
        """Return a block in which a failure is logged under a number, and after which we go on."""
        return _Survived(self, during)


@dataclass(frozen=True)
class _Survived:
    failures: Failures
    during: str

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, _kind: object, error: BaseException | None, _traceback: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        self.failures.number_of(error, during=self.during)
        return True


def _place(error: BaseException) -> tuple[str, ...]:
    """Return where the error occurred: a page that polls fails in the same place every time."""
    frames = extract_tb(error.__traceback__)
    return (frames[-1].filename, str(frames[-1].lineno)) if frames else ()


def _a_number() -> str:
    signs = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
    return f"{signs[:4]}-{signs[4:]}"


failures = Failures()
"""The failures of this process."""


def saved_words(w: Words) -> str:
    """Return whether the interrupted operation stored anything."""
    return w("failure.saved_some" if kept.anything() else "failure.saved_nothing")


def contact_words(w: Words) -> str:
    """Return whom to contact, even when nothing else works."""
    try:
        contact = read_settings().contact
    except InvalidSettingsError:
        contact = ""
    return contact or w("sign_in.contact")
