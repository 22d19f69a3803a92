"""Refusals a person can meet, as data; the reader's words are found where they are shown."""

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
    """Something a person asked for that cannot be done, with the reason."""


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
    """Somebody else changed the item meanwhile; `theirs` is how it stands now."""

    def __init__(
        self, theirs: Item, *, by_id: str | None = None, at: datetime | None = None
    ) -> None:
        """Remember how the item stands now, who changed it and when."""
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
    """The database does not answer now; it may in a moment."""

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
    """What is asked about is older than the history that is kept."""

    def __init__(self, begins: date) -> None:
        """Remember the first day one can look back to."""
        super().__init__(begins.isoformat())
        self.begins = begins


class NotADatabaseError(StrategyError):
    """The file or address does not lead to a database of ours."""

    def __init__(self, path: str, reason: str) -> None:
        """Remember what was opened and what the engine said."""
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class StoreDamagedError(StrategyError):
    """What is stored is not what was written: the file, its log, or what lies beside it."""

    def __init__(self, path: str, problems: tuple[Problem, ...]) -> None:
        """Remember which file and what is wrong with it."""
        super().__init__(f"{path}: {'; '.join(problem.rule for problem in problems)}")
        self.path = path
        self.problems = problems


class StoreLostError(StrategyError):
    """A store that was here is gone, or what was stored last is missing in it."""

    def __init__(self, path: str, problem: Problem) -> None:
        """Remember where it should be and what is missing."""
        super().__init__(f"{path}: {problem.rule}")
        self.path = path
        self.problem = problem


class StoreOutOfReachError(StrategyError):
    """The machine does not let this program read or write a file."""

    def __init__(self, path: str, problem: Problem) -> None:
        """Remember which file and what keeps it."""
        super().__init__(f"{path}: {problem.rule}")
        self.path = path
        self.problem = problem


class StrangeFileError(NotADatabaseError):
    """The file is a database, but not one of ours as this program makes them."""

    def __init__(self, path: str, problems: tuple[Problem, ...]) -> None:
        """Remember what was opened and what does not belong in it."""
        super().__init__(
            path, ", ".join(f"{p.field} {p.details.get('name', '')}" for p in problems)
        )
        self.problems = problems


class StaleFiguresError(StrategyError):
    """The figures a publication was prepared with are not those of its day any more."""


class TamperedPublicationError(StrategyError):
    """What is stored of a publication is not what was published."""

    def __init__(self, publication_id: str) -> None:
        """Remember which one."""
        super().__init__(publication_id)
        self.publication_id = publication_id


class CutLogError(TamperedPublicationError):
    """The log of what was published has lost entries it is known to have had."""

    def __init__(self, *, entries: int, noted: int) -> None:
        """Remember how many there are, and how many there were when that was last noted."""
        super().__init__("")
        self.entries = entries
        self.noted = noted


class ApprovedMinutesError(StrategyError):
    """The minutes of the meeting are approved: nothing about it changes any more."""

    def __init__(self, meeting_id: str) -> None:
        """Remember which meeting."""
        super().__init__(meeting_id)
        self.meeting_id = meeting_id


class UnknownPersonError(StrategyError):
    """A provider vouches for somebody whom nobody has let in."""


class LapsedSecretError(StrategyError):
    """The invitation or code has been used, has lapsed, or never was."""


class TakenIdentityError(StrategyError):
    """What the provider calls this person, somebody else comes in with already."""


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
