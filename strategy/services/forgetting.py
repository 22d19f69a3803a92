"""Everything that is deleted because of its age, in one list; nothing else is.

Age is judged by a `KnownDay`, never directly by the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from strategy.domain.known_time import KnownDay
from strategy.services import outgoing
from strategy.services.administration import upkeep
from strategy.store.database import Database

SESSIONS_KEPT_DAYS = 90
"""How long sessions and invitations are kept after they have expired, in days."""

Forget = Callable[[Database, Path, KnownDay], str]
"""Deletes old data, given a folder of backups, and returns what was deleted; empty if none."""


@dataclass(frozen=True)
class Forgetting:
    """One kind of data that is deleted when it is old, with its name.

    Most are deleted only after the day's backup, so that anything deleted by mistake can be
    restored.
    """

    name: str
    forget: Forget
    after_backup: bool = True


def _mails(database: Database, _folder: Path, today: KnownDay) -> str:
    outgoing.put_away_old(database, today=today)
    return ""


def _sessions(database: Database, _folder: Path, today: KnownDay) -> str:
    database.identities.forget(today.days_ago(SESSIONS_KEPT_DAYS))
    return ""


def _backups(database: Database, folder: Path, today: KnownDay) -> str:
    gone = upkeep.prune_backups(database, folder, today=today)
    names = ", ".join(backup.name for backup in gone)
    return f"Old backups removed: {names}" if gone else ""


def _history(database: Database, _folder: Path, today: KnownDay) -> str:
    begins = upkeep.forget_old_history(database, today=today)
    return f"The history begins on {begins} now; what was older is gone" if begins else ""


def _answers(database: Database, _folder: Path, today: KnownDay) -> str:
    rounds = upkeep.forget_old_answers(database, today=today)
    return f"The answers given in {rounds} old rounds of reflection are gone" if rounds else ""


FORGETTING = (
    # Without a mail server nothing is sent, and waiting mails must be deleted all the same.
    Forgetting("mails", _mails, after_backup=False),
    Forgetting("sessions and invitations", _sessions, after_backup=False),
    Forgetting("backups", _backups),
    Forgetting("history", _history),
    Forgetting("answers", _answers),
)
