"""Errors that people may see, as data; their words are looked up where they are shown."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime

from strategy.domain.items import Item


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what was given: where, which rule (a key of the catalogue), details."""

    field: str
    rule: str
    details: dict[str, str] = dataclasses.field(default_factory=dict)


class StrategyError(Exception):
    """Something a person asked for cannot be done; subclasses carry the reason."""


class NotAllowedError(StrategyError):
    """The person may not do this."""

    def __init__(self, permission: str) -> None:
        """Remember which permission was missing."""
        super().__init__(permission)
        self.permission = permission


class InvalidInputError(StrategyError):
    """What was given cannot be stored; every problem is listed, nothing was saved."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Remember the problems."""
        super().__init__("; ".join(f"{p.field}: {p.rule}" for p in problems))
        self.problems = problems


class NotFoundError(StrategyError):
    """There is nothing of this kind under this id."""

    def __init__(self, kind: str, item_id: str) -> None:
        """Remember what was looked for."""
        super().__init__(f"{kind} {item_id}")
        self.kind = kind
        self.item_id = item_id


class StaleEditError(StrategyError):
    """Somebody else changed the item meanwhile; `theirs` is the item as it is now."""

    def __init__(
        self, theirs: Item, *, by_id: str | None = None, at: datetime | None = None
    ) -> None:
        """Remember the item as it is now, who changed it and when."""
        super().__init__(theirs.id)
        self.theirs = theirs
        self.by_id = by_id
        self.at = at


class StoreBusyError(StrategyError):
    """Another process has the database file open."""

    def __init__(self, path: str, process_id: int | None) -> None:
        """Remember which file, and which process when it is known."""
        super().__init__(path)
        self.path = path
        self.process_id = process_id


class StoreAwayError(StrategyError):
    """The database is not answering at the moment; it may soon."""

    def __init__(self, place: str) -> None:
        """Remember which one."""
        super().__init__(place)
        self.place = place


class NewerStoreError(StrategyError):
    """The database was written by a newer version of the program."""

    def __init__(self, *, found: int, known: int) -> None:
        """Remember both schema versions."""
        super().__init__(f"schema {found}, this program knows {known}")
        self.found = found
        self.known = known


class ForgottenError(StrategyError):
    """The date asked for is older than the history that is kept."""

    def __init__(self, begins: date) -> None:
        """Remember the first day one can look back to."""
        super().__init__(begins.isoformat())
        self.begins = begins


class NotADatabaseError(StrategyError):
    """The file or address is not a database made by this program."""

    def __init__(self, path: str, reason: str) -> None:
        """Remember what was opened and what the engine said."""
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class StoreDamagedError(StrategyError):
    """The stored data is damaged: the database file, its log, or a file beside it."""

    def __init__(self, path: str, problems: tuple[Problem, ...]) -> None:
        """Remember which file and what is wrong with it."""
        super().__init__(f"{path}: {'; '.join(problem.rule for problem in problems)}")
        self.path = path
        self.problems = problems


class StoreLostError(StrategyError):
    """A database that was here is gone, or the last data written to it is missing."""

    def __init__(self, path: str, problem: Problem) -> None:
        """Remember where it should be and what is missing."""
        super().__init__(f"{path}: {problem.rule}")
        self.path = path
        self.problem = problem


class StoreOutOfReachError(StrategyError):
    """The operating system does not let this program read or write a file."""

    def __init__(self, path: str, problem: Problem) -> None:
        """Remember which file and the reason."""
        super().__init__(f"{path}: {problem.rule}")
        self.path = path
        self.problem = problem


class StrangeFileError(NotADatabaseError):
    """The file is a database, but its contents are not what this program creates."""

    def __init__(self, path: str, problems: tuple[Problem, ...]) -> None:
        """Remember what was opened and what does not belong in it."""
        super().__init__(
            path, ", ".join(f"{p.field} {p.details.get('name', '')}" for p in problems)
        )
        self.problems = problems


class StaleFiguresError(StrategyError):
    """The figures for a publication's date have changed since it was prepared."""


class TamperedPublicationError(StrategyError):
    """The stored publication differs from what was published."""

    def __init__(self, publication_id: str) -> None:
        """Remember which one."""
        super().__init__(publication_id)
        self.publication_id = publication_id


class CutLogError(TamperedPublicationError):
    """The publication log is missing entries it is known to have had."""

    def __init__(self, *, entries: int, noted: int) -> None:
        """Remember how many entries there are, and how many were last recorded."""
        super().__init__("")
        self.entries = entries
        self.noted = noted


class ApprovedMinutesError(StrategyError):
    """The minutes of the meeting are approved: nothing about it can be changed."""

    def __init__(self, meeting_id: str) -> None:
        """Remember which meeting."""
        super().__init__(meeting_id)
        self.meeting_id = meeting_id


class UnknownPersonError(StrategyError):
    """The sign-in provider identified somebody who has not been given access."""


class RolesLeftOutError(StrategyError):
    """The provider says that a person has roles, but not which: there are too many to list."""


class LapsedSecretError(StrategyError):
    """The invitation or code has been used, has expired or never existed."""


class TakenIdentityError(StrategyError):
    """Somebody else already signs in with the provider's identifier for this person."""


@dataclass(frozen=True)
class RowRefusal:
    """Why one of several rows could not be saved."""

    row_id: str
    error: StrategyError


class RowsRefusedError(StrategyError):
    """Some of the rows cannot be saved, so none were."""

    def __init__(self, refusals: tuple[RowRefusal, ...]) -> None:
        """Remember what is wrong with which row."""
        super().__init__("; ".join(f"{r.row_id}: {r.error}" for r in refusals))
        self.refusals = refusals
