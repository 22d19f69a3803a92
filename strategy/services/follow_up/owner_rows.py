"""Import what the owners send back: preview first, then all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from strategy.domain.errors import (
    InvalidInputError,
    Problem,
)
from strategy.domain.items import Action, ActionState, CheckIn, Person, Position, Unit
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, demand, may_report
from strategy.exchange.owners.returns import ReturnedBook, ReturnedLine, read_returned
from strategy.exchange.owners.sheet import PREFILLED, Scope, prefilled
from strategy.exchange.workbook.sheets import RowProblem, cleaned
from strategy.mail.letters import NamedFile
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.follow_up.my_tasks import ActionReport, Saved, report_all
from strategy.services.follow_up.owner_files import belongs
from strategy.store.database import Database

_PROPOSED = ("proposed_due", "reason")
_OF_A_CHECK_IN = frozenset(
    {"reason_required", "not_a_judgement", "same_date", "before_start", "already_pending", "closed"}
)
_REASON_LENGTH = 300
_FULL = 100


# --- preview -------------------------------------------------------------------------------------


class Happens(StrEnum):
    """What importing a row would do, in the order it is listed."""

    COMPLETED = "completed"
    STOPPED = "stopped"
    CHECK_IN = "check_in"
    NEW_DATE = "new_date"
    UNCHANGED = "unchanged"


class Meanwhile(StrEnum):
    """What changed in the tool after the file was written, or else has to be asked about."""

    CHECK_IN = "check_in"
    DUE = "due"
    CLOSED = "closed"
    DONE_BELOW = "done_below"


class Choice(StrEnum):
    """Which value to keep where both have changed."""

    TOOL = "tool"
    FILE = "file"


@dataclass(frozen=True)
class ReturnedRow:
    """What one row of a returned file would do, and what prevents it."""

    file: str
    line: ReturnedLine
    action: Action | None = None
    latest: CheckIn | None = None
    happens: tuple[Happens, ...] = ()
    report: ActionReport | None = None
    meanwhile: tuple[Meanwhile, ...] = ()
    problems: tuple[RowProblem, ...] = ()

    @property
    def key(self) -> str:
        """The key of a choice about this row."""
        return f"{self.file}:{self.line.row}"

    @property
    def can_be_taken(self) -> bool:
        """Whether the file's values can be used: not if the action was closed meanwhile."""
        return Meanwhile.CLOSED not in self.meanwhile


@dataclass(frozen=True)
class Returned:
    """What the returned files would do, row by row; `problems` concern whole files."""

    rows: tuple[ReturnedRow, ...] = ()
    problems: Mapping[str, tuple[RowProblem, ...]] = field(default_factory=dict)
    recognised: Mapping[str, str] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[ReturnedRow, ...]:
        """The rows that need a choice."""
        return tuple(row for row in self.rows if row.meanwhile and not row.problems)

    @property
    def troubled(self) -> tuple[ReturnedRow, ...]:
        """The rows that cannot be imported."""
        return tuple(row for row in self.rows if row.problems)

    def taken(self, choices: Mapping[str, Choice]) -> tuple[ReturnedRow, ...]:
        """Return the rows that would be saved."""
        return tuple(
            row
            for row in self.rows
            if row.report is not None
            and not row.problems
            and (not row.meanwhile or choices.get(row.key) is Choice.FILE)
        )


def preview_returned(
    database: Database, files: Sequence[NamedFile], *, by: Person, today: date
) -> Returned:
    """Return what each row of the returned files would do; nothing is saved."""
    demand(by, Permission.REPORT_OWN)
    plan = database.plan(today=today).seen_by(by.id)
    books = [read_returned(content, name) for name, content in _once_each(files)]
    looking = _Look(database, plan, by, today)
    problems = {book.name: _wrong_with(plan, book) for book in books}
    sound = [book for book in books if not problems[book.name]]
    rows = [looking.at(book, line) for book in sound for line in book.lines]
    return Returned(
        tuple(_without_repeats(rows, {book.name: book for book in sound})),
        {name: found for name, found in problems.items() if found},
        {book.name: _scope_title(plan, book) for book in sound},
    )


def _once_each(files: Iterable[NamedFile]) -> Iterator[NamedFile]:
    """Yield the files under unique names, as two people may send files with the same name."""
    seen: Counter[str] = Counter()
    for name, content in files:
        seen[name] += 1
        yield (name if seen[name] == 1 else f"{name} ({seen[name]})"), content


def _wrong_with(plan: Plan, book: ReturnedBook) -> tuple[RowProblem, ...]:
    if book.problems:
        return book.problems
    if book.revision is None or book.revision > plan.revision:
        return (RowProblem("file.from_elsewhere", book.sheet),)
    if not _scope_title(plan, book):
        return (RowProblem("file.whose_unknown", book.sheet),)
    return ()


def _scope_title(plan: Plan, book: ReturnedBook) -> str:
    owner = _owner(plan, book)
    return owner.title if owner is not None else ""


def _owner(plan: Plan, book: ReturnedBook) -> Position | Unit | None:
    if book.scope is Scope.POSITION:
        return plan.find(Position, book.scope_id)
    return plan.find(Unit, book.scope_id)


@dataclass(frozen=True)
class _Look:
    """The context of one preview: which plan, by whom, on which day."""

    database: Database
    plan: Plan
    by: Person
    today: date

    def at(self, book: ReturnedBook, line: ReturnedLine) -> ReturnedRow:
        """Return what a row would do."""
        action = self.plan.find(Action, line.action_id)
        wrong = self._wrong_with_keys(book, line, action)
        if action is None or wrong:
            return ReturnedRow(book.name, line, problems=tuple(wrong))
        found, written_from = self._written_from(action, line)
        if not found:
            problem = book.problem("row.keys_changed", line.row)
            return ReturnedRow(book.name, line, action, problems=(problem,))
        return self._row(book, line, action, _differences(line, written_from))

    def _wrong_with_keys(
        self, book: ReturnedBook, line: ReturnedLine, action: Action | None
    ) -> Iterator[RowProblem] | tuple[RowProblem, ...]:
        if not line.action_id:
            return (book.problem("row.added_by_hand", line.row),)
        if action is None:
            return (book.problem("row.unknown_action", line.row),)
        if line.version is None or line.version > action.version:
            return (book.problem("row.keys_changed", line.row),)
        if cleaned(action.code) != line.code and cleaned(action.title) != line.title:
            return (book.problem("row.mixed_up", line.row, "code"),)
        if not self._is_theirs(book, action):
            return (book.problem("row.not_theirs", line.row, "code"),)
        if not may_report(self.plan, self.by, action):
            return (book.problem("row.not_yours", line.row, "code"),)
        return ()

    def _is_theirs(self, book: ReturnedBook, action: Action) -> bool:
        owner = _owner(self.plan, book)
        return owner is not None and belongs(self.plan, owner, action)

    def _written_from(self, action: Action, line: ReturnedLine) -> tuple[bool, CheckIn | None]:
        """Return whether the check-in a row is based on is known, and the check-in itself."""
        if line.check_in_id is None:
            return True, None
        latest = self.plan.latest_check_in(action.id)
        if latest is not None and latest.id == line.check_in_id:
            return True, latest
        every = self.database.check_ins(action.id)
        found = next((c for c in every if c.id == line.check_in_id), None)
        return found is not None, found

    def _row(
        self, book: ReturnedBook, line: ReturnedLine, action: Action, differs: dict[str, Any]
    ) -> ReturnedRow:
        latest = self.plan.latest_check_in(action.id)
        if not differs and not line.problems:
            return ReturnedRow(book.name, line, action, latest, (Happens.UNCHANGED,))
        report = _report(action, latest, line, differs)
        problems = line.problems or tuple(self._refusals(book, line, action, report))
        return ReturnedRow(
            book.name,
            line,
            action,
            latest,
            tuple(_happens(report)),
            report,
            () if problems else tuple(_meanwhile(action, latest, line)),
            problems,
        )

    def _refusals(
        self, book: ReturnedBook, line: ReturnedLine, action: Action, report: ActionReport
    ) -> Iterator[RowProblem]:
        # An action closed meanwhile is reported as such, and its row can only be skipped.
        if action.state is not ActionState.OPEN:
            return
        by, today = self.by, self.today
        if report.proposal is not None and report.state is not ActionState.OPEN:
            yield book.problem("said.date_of_closed", line.row, "proposed_due")
        try:
            if report.said is not None:
                follow_up.checked_check_in(
                    self.plan, action, report.said, by=by, today=today, state=report.state
                )
        except InvalidInputError as error:
            yield from (_at_cell(book, line, problem) for problem in error.problems)
        try:
            if report.proposal is not None:
                follow_up.checked_proposal(self.plan, action, report.proposal, by=by, today=today)
        except InvalidInputError as error:
            yield from (_at_cell(book, line, problem) for problem in error.problems)


def _at_cell(book: ReturnedBook, line: ReturnedLine, problem: Problem) -> RowProblem:
    group = "said" if problem.rule in _OF_A_CHECK_IN else "cell"
    rule = f"{group}.{problem.rule}"
    if problem.rule == "reason_required":
        rule = f"{rule}.{problem.field}"
    return book.problem(rule, line.row, problem.field, **problem.details)


def _differences(line: ReturnedLine, written_from: CheckIn | None) -> dict[str, Any]:
    """Return the values of a row that differ from what the file was prefilled with."""
    start = prefilled(written_from)
    differs = {name: said for name, said in line.said.items() if not _same(said, start[name])}
    # A cleared figure says nothing: nobody means that the action has no progress.
    if "percent" in differs and differs["percent"] is None:
        del differs["percent"]
    if differs.get("state", ActionState.OPEN) is None:
        del differs["state"]
    return differs


def _same(said: object, start: object) -> bool:
    if isinstance(start, str) and isinstance(said, str) and type(start) is str:
        return said == cleaned(start).strip()
    return said == start


def _report(
    action: Action, latest: CheckIn | None, line: ReturnedLine, differs: Mapping[str, Any]
) -> ActionReport:
    state = differs.get("state", ActionState.OPEN)
    reports = state is not ActionState.OPEN or any(name in differs for name in CheckIn.SAID)
    proposes = any(name in differs for name in _PROPOSED)
    # Cells that were not edited keep the current values of the tool, not those of the file.
    said: dict[str, Any] = dict.fromkeys(PREFILLED)
    if latest is not None:
        said = {name: getattr(latest, name) for name in PREFILLED}
    said |= {name: differs[name] for name in CheckIn.SAID if name in differs}
    if said["percent"] is None and state is ActionState.STOPPED:
        # Stopping an action nobody has reported on does not mean that any work was done.
        said["percent"] = 0
    proposal = {name: line.said.get(name) for name in _PROPOSED}
    return ActionReport(
        action.id,
        action.version,
        latest.id if latest else None,
        said=said if reports else None,
        state=state,
        proposal=proposal if proposes else None,
    )


def _happens(report: ActionReport) -> Iterator[Happens]:
    if report.state is ActionState.DONE:
        yield Happens.COMPLETED
    elif report.state is ActionState.STOPPED:
        yield Happens.STOPPED
    elif report.said is not None:
        yield Happens.CHECK_IN
    if report.proposal is not None:
        yield Happens.NEW_DATE


def _meanwhile(action: Action, latest: CheckIn | None, line: ReturnedLine) -> Iterator[Meanwhile]:
    if action.state is not ActionState.OPEN:
        yield Meanwhile.CLOSED
    if (latest.id if latest else None) != line.check_in_id:
        yield Meanwhile.CHECK_IN
    if action.due != line.from_due:
        yield Meanwhile.DUE
    percent = line.said.get("percent")
    if line.said.get("state") is ActionState.DONE and percent is not None and percent < _FULL:
        # "Completed" beside 76 per cent: one of the two is a slip.
        yield Meanwhile.DONE_BELOW


def _without_repeats(
    rows: Sequence[ReturnedRow], books: Mapping[str, ReturnedBook]
) -> Iterator[ReturnedRow]:
    """Yield the rows; two rows that change the same action conflict with each other."""
    wanted = Counter(row.action.id for row in rows if row.action and row.report)
    for row in rows:
        if row.action and row.report and wanted[row.action.id] > 1 and not row.problems:
            problem = books[row.file].problem("row.same_action", row.line.row, "code")
            yield ReturnedRow(
                row.file,
                row.line,
                row.action,
                row.latest,
                row.happens,
                row.report,
                problems=(problem,),
            )
        else:
            yield row


# --- import --------------------------------------------------------------------------------------


def apply_returned(
    database: Database,
    returned: Returned,
    *,
    by: Person,
    today: date,
    choices: Mapping[str, Choice],
    leave_out_problems: bool = False,
) -> tuple[Saved, ...]:
    """Save what the rows say, all of it or nothing, and return what was stored.

    `choices` says by row key which value to keep where the tool changed meanwhile; every such row
    needs one. Raises InvalidInputError while one is missing, or while there are problems in rows
    that are not left out; and as `report_all` does when something has changed since the preview.
    """
    demand(by, Permission.REPORT_OWN)
    _check_decided(returned, choices, leave_out_problems=leave_out_problems)
    taken = returned.taken(choices)
    reports = [row.report for row in taken if row.report is not None]
    if not reports:
        return ()
    files = ", ".join(dict.fromkeys(row.file for row in taken))
    return report_all(database, reports, by=by, today=today, reason=files[:_REASON_LENGTH])


def _check_decided(
    returned: Returned, choices: Mapping[str, Choice], *, leave_out_problems: bool
) -> None:
    troubles = len(returned.troubled) + len(returned.problems)
    if troubles and not leave_out_problems:
        details = {"count": str(troubles)}
        raise InvalidInputError((Problem("file", "returned_has_problems", details),))
    for row in returned.conflicts:
        choice = choices.get(row.key)
        if choice is None or (choice is Choice.FILE and not row.can_be_taken):
            raise InvalidInputError((Problem("file", "conflict_undecided"),))
