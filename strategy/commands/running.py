"""Run a command against an open database; the one place that knows what each of them does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from strategy.commands import figures, mailing
from strategy.commands.outcome import Exit, Outcome, Progress, Request, failure
from strategy.commands.reader import in_trouble, words_here
from strategy.commands.recognised import told_document, told_text
from strategy.commands.status import status_document, status_text
from strategy.demo import loading
from strategy.domain.errors import (
    ForgottenError,
    InvalidInputError,
    NewerStoreError,
    NotADatabaseError,
    Problem,
    StoreBusyError,
    StoreDamagedError,
    StoreLostError,
    StoreOutOfReachError,
    StrangeFileError,
    StrategyError,
)
from strategy.domain.items import Person, Role
from strategy.domain.kinds import kind_of
from strategy.exchange.stratml.files import Edition
from strategy.exchange.tables.files import Answers
from strategy.exchange.workbook.told import told_changes, told_names
from strategy.exchange.workbook.workbook import Preview, RowProblem, explain
from strategy.i18n import Words, words
from strategy.services import reading, starting
from strategy.services.administration import recovery, taking_back, transfer, upkeep
from strategy.services.plan import in_force
from strategy.services.publishing import published
from strategy.services.publishing.published import Soundness
from strategy.settings import read_settings
from strategy.store.database import Database, open_database
from strategy.store.files.failures import refusal_of
from strategy.store.files.working_folder import DEMO, working_folder

THE_COMMAND_LINE = Person(id="system", roles=(Role.ADMINISTRATOR,))
"""Whoever may open the database at the machine; the journal names this id."""


@dataclass(frozen=True)
class _Asked:
    """A command with all it needs."""

    database: Database
    options: Mapping[str, Any]
    file: bytes
    today: date
    backups: Path
    progress: Progress

    @property
    def words(self) -> Words:
        """The words of the plan's own language."""
        return words(self.database.plan().organisation.language)


def run(request: Request, database: Database, *, progress: Progress) -> Outcome:
    """Run a command and return what came of it; refusals are outcomes too."""
    asked = _Asked(
        database=database,
        options=request.options,
        file=request.file,
        today=reading.today_in(database),
        backups=read_settings().backup_folder,
        progress=progress,
    )
    command = COMMANDS.get(request.name)
    if command is None:
        return failure(f"The app that has the file open knows no command {request.name!r}.")
    try:
        in_force.enter_if_due(database, now=datetime.now(UTC))
        return command(asked)
    except StrategyError as error:
        return refused(error)
    except OSError as error:
        known = refusal_of(error, "")
        if known is not None:
            return replace(refused(known), exit_code=Exit.REFUSED)
        return failure(f"{error.filename or 'The machine'}: {error.strerror or error}.")


def refused(error: StrategyError) -> Outcome:
    """Return a refusal as an outcome that says what happened and what to do."""
    match error:
        case StoreDamagedError() | StoreLostError() | StoreOutOfReachError() | StrangeFileError():
            return in_trouble(error)
        case StoreBusyError():
            who = f"process {error.process_id}" if error.process_id else "another process"
            return failure(
                f"{error.path} is in use by {who}. If the app runs already, use that one;"
                " otherwise end it, or set DATABASE_URL to another store.",
                Exit.STORE,
            )
        case NewerStoreError():
            return failure(
                f"The database was written by a newer version (schema {error.found}, this program"
                f" knows {error.known}). Update the program.",
                Exit.STORE,
            )
        case ForgottenError():
            return failure(
                f"The history begins on {error.begins}; what is older is no longer stored."
            )
        case NotADatabaseError():
            return failure(f"Not a database of ours: {error.path} ({error.reason}).", Exit.STORE)
        case InvalidInputError():
            told = "\n".join(_problem_words(problem, words("en")) for problem in error.problems)
            return failure(told)
        case _:
            return failure(f"Refused: {type(error).__name__}, {error}.")


def _problem_words(problem: Problem, w: Words) -> str:
    if problem.rule == "already_started":
        return "There is a plan already. Use another DATABASE_URL, or init --replace-demo."
    key = f"problem.{problem.rule}"
    told = w(key, **problem.details) if w.has(key) else problem.rule.replace("_", " ")
    return f"{problem.field}: {told}"


# --- beginning ----------------------------------------------------------------------------------


def _init(asked: _Asked) -> Outcome:
    administrator = starting.start_own_plan(
        asked.database,
        name=asked.options["name"],
        language=asked.options["language"],
        administrator_name=asked.options["administrator"],
        today=asked.today,
        replace_demo=asked.options.get("replace_demo", False),
    )
    plan = asked.database.plan()
    document = {
        "organisation": plan.organisation.name,
        "language": plan.organisation.language,
        "pillars": len(plan.pillars),
        "administrator_id": administrator.id,
    }
    text = f"{plan.organisation.name} has an empty plan with {len(plan.pillars)} pillars."
    return Outcome(document, text)


def _demo(asked: _Asked) -> Outcome:
    if not starting.may_start(asked.database):
        raise InvalidInputError((Problem("organisation", "already_started"),))
    with working_folder(DEMO) as folder:
        # Told somewhere else first: whoever breaks off is not left with half a municipality.
        whole = folder / "demo.duckdb"
        scratch = open_database("duckdb:///:memory:")
        loading.load_demo(scratch, today=asked.today, progress=asked.progress)
        scratch.backup(whole)
        scratch.close()
        asked.database.restore(whole)
    plan = asked.database.plan()
    document = {
        "organisation": plan.organisation.name,
        "goals": len(plan.goals),
        "actions": len(plan.actions),
        "indicators": len(plan.indicators),
    }
    text = (
        f"{plan.organisation.name} is there: {len(plan.goals)} goals, {len(plan.actions)} actions,"
        f" {len(plan.indicators)} indicators."
    )
    return Outcome(document, text)


# --- in and out ---------------------------------------------------------------------------------


def _import(asked: _Asked) -> Outcome:
    preview = transfer.preview_import(
        asked.database,
        asked.file,
        asked.options["name"],
        by=THE_COMMAND_LINE,
        today=asked.today,
        answers=Answers(guess=True) if asked.options.get("guess", False) else None,
    )
    dry_run = asked.options.get("dry_run", False)
    changes = _changes(preview, asked)
    unsettled = bool(preview.told.questions) and not preview.told.settled
    if preview.problems or (unsettled and not dry_run):
        return _imported(preview, asked.words, Exit.PROBLEMS if dry_run else Exit.REFUSED)
    if not dry_run:
        transfer.apply_import(asked.database, preview, by=THE_COMMAND_LINE)
    return _imported(preview, asked.words, Exit.OK, changes)


def _undo_import(asked: _Asked) -> Outcome:
    found = taking_back.take_back(asked.database, by=THE_COMMAND_LINE)
    document = {"name": found.name, "made_at": found.made_at.isoformat()}
    return Outcome(document, f"The import of {found.name} has been taken back.")


def _figures(asked: _Asked) -> Outcome:
    return figures.figures(
        asked.database,
        asked.options,
        asked.file,
        by=THE_COMMAND_LINE,
        today=asked.today,
        w=asked.words,
    )


_EDITIONS = {"1": Edition.STRATEGY, "2": Edition.PLAN}


def _changes(preview: Preview, asked: _Asked) -> list[dict[str, Any]]:
    """Return field by field what an import changes and empties."""
    names = told_names(preview, asked.database.plan())
    return [
        {
            "kind": kind_of(update.before),
            "code": getattr(update.before, "code", ""),
            "id": update.before.id,
            "field": change.field,
            "before": change.before,
            "after": change.after,
            "emptied": change.emptied,
        }
        for update in preview.updates
        for change in told_changes(update, names, asked.words)
    ]


def _imported(
    preview: Preview, w: Words, exit_code: Exit, changes: Sequence[dict[str, Any]] = ()
) -> Outcome:
    document = {
        "new": preview.new,
        "changed": preview.changed,
        "unchanged": preview.unchanged,
        "renames": [_problem(rename, w) for rename in preview.renames],
        "changes": list(changes),
        "problems": [_problem(problem, w) for problem in preview.problems],
        "notices": [_problem(notice, w) for notice in preview.notices],
        **told_document(preview.told, w),
    }
    lines = [f"{preview.new} new, {preview.changed} changed, {preview.unchanged} unchanged."]
    place = _element if preview.is_markup else _place
    told = (*preview.renames, *preview.notices, *preview.problems)
    lines += [place(problem, w) for problem in told]
    lines += [
        f"{change['kind']} {change['code'] or change['id']}, {change['field']}:"
        f" {change['before'] or '–'} → {change['after'] or w('exchange.clear')}"
        for change in changes
    ]
    if preview.problems:
        lines.append(f"{len(preview.problems)} problems: nothing was saved.")
    lines += told_text(preview.told, w)
    return Outcome(document, "\n".join(lines), exit_code)


def _problem(problem: RowProblem, w: Words) -> dict[str, Any]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "message": explain(problem, w),
    }


def _place(problem: RowProblem, w: Words) -> str:
    cell = f"{problem.column}{problem.row or ''}"
    place = " ".join(part for part in (problem.sheet, cell) if part)
    return f"{place}: {explain(problem, w)}" if place else explain(problem, w)


def _element(problem: RowProblem, w: Words) -> str:
    line = w("stratml.line", line=str(problem.row)) if problem.row else ""
    place = ", ".join(part for part in (problem.sheet, line) if part)
    return f"{place}: {explain(problem, w)}" if place else explain(problem, w)


def _export(asked: _Asked) -> Outcome:
    language = asked.options.get("language") or asked.words.language
    edition = _EDITIONS.get(asked.options.get("stratml", ""))
    if edition is None:
        content = transfer.export_workbook(asked.database, by=THE_COMMAND_LINE, language=language)
    else:
        content = transfer.export_stratml(
            asked.database, edition, by=THE_COMMAND_LINE, language=language, today=asked.today
        )
    return Outcome({"bytes": len(content)}, f"{len(content)} bytes.", file=content)


# --- looking ------------------------------------------------------------------------------------


def _status(asked: _Asked) -> Outcome:
    seen = reading.moment(asked.database, by=THE_COMMAND_LINE, today=asked.today)
    found = reading.findings_of(seen, by=THE_COMMAND_LINE)
    hidden = reading.shows_less(asked.database, by=THE_COMMAND_LINE)
    document = status_document(seen, found, today=asked.today, w=asked.words, leaves_out=hidden)
    return Outcome(document, status_text(document))


def _check(asked: _Asked) -> Outcome:
    # What was imported here was told by the command line, which is nobody in the plan.
    known = {THE_COMMAND_LINE.id}
    orphans = [o for o in asked.database.orphans() if o.missing_id not in known]
    agrees = _journal_agrees(asked.database)
    published_as_sealed = published.soundness(asked.database, by=THE_COMMAND_LINE)
    seen = reading.moment(asked.database, by=THE_COMMAND_LINE, today=asked.today)
    found = reading.findings_of(seen, by=THE_COMMAND_LINE)
    by_rule: dict[str, int] = {}
    for finding in found:
        by_rule[str(finding.rule)] = by_rule.get(str(finding.rule), 0) + 1
    document = {
        "orphans": [asdict(orphan) for orphan in orphans],
        "journal_agrees": agrees,
        "tampered_publications": list(published_as_sealed.changed),
        "publication_log": {
            "entries": published_as_sealed.end.entries,
            "seal": published_as_sealed.end.seal,
            "cut": published_as_sealed.is_cut,
        },
        "findings": len(found),
        "by_rule": by_rule,
    }
    lines = [f"{o.kind} {o.item_id}: {o.field} leads to nothing ({o.missing_id})" for o in orphans]
    if not agrees:
        lines.append("The journal tells of another plan than the tables hold.")
    lines += _about_publications(published_as_sealed)
    ahead = recovery.backup_ahead(asked.database, asked.backups, until=asked.today)
    document["backup_ahead"] = str(ahead.path) if ahead else None
    if ahead:
        lines.append(_about_backup(ahead, asked.database.revision()))
    lines.append(f"Store: {len(orphans)} orphans, journal {'agrees' if agrees else 'DIFFERS'}.")
    hidden = reading.shows_less(asked.database, by=THE_COMMAND_LINE)
    apart = " What is confidential is not included." if hidden else ""
    lines.append(f"Plan: {len(found)} findings.{apart}")
    lines += [f"  {number:>4}  {rule.replace('_', ' ')}" for rule, number in by_rule.items()]
    whole = agrees and not orphans and published_as_sealed.is_sound
    exit_code = Exit.STORE if ahead else Exit.OK if whole else Exit.PROBLEMS
    return Outcome(document, "\n".join(lines), exit_code)


def _about_backup(ahead: recovery.GoodBackup, revision: int) -> str:
    return (
        f"The newest backup holds more than the store: {ahead.path} holds revision"
        f" {ahead.held.revision}, the store is at {revision}. Restore it if changes were lost; if"
        " this is meant to be another store, give it a BACKUP_DIR of its own."
    )


def _about_publications(found: Soundness) -> Iterator[str]:
    for publication_id in found.changed:
        yield f"publication {publication_id}: not what was published, or its log is not"
    if found.is_cut and found.noted is not None:
        yield (
            f"The log of publications has {found.end.entries} entries, but had"
            f" {found.noted.entries}, with the seal {found.noted.seal}, when that was last noted:"
            " its end was cut or replaced."
        )
    state = f"{len(found.changed)} CHANGED" if found.changed else "as published"
    yield f"Publications: {'log CUT' if found.is_cut and not found.changed else state}."
    if found.end.entries:
        yield f"Their log: {found.end.entries} entries, last seal {found.end.seal}."


def _journal_agrees(database: Database) -> bool:
    """Tell whether the plan told from the journal alone is the plan the tables hold."""
    now = database.plan()
    return database.plan_in_journal() == now


def _migrate(asked: _Asked) -> Outcome:
    # Opening a database brings it up to date; one that cannot be is refused before this.
    document = {"up_to_date": True, "revision": asked.database.revision()}
    return Outcome(document, "The tables are up to date.")


# --- keeping ------------------------------------------------------------------------------------


def _backup(asked: _Asked) -> Outcome:
    if asked.options.get("to_file", False):
        content = upkeep.take_copy(asked.database, by=THE_COMMAND_LINE)
        return Outcome({"bytes": len(content)}, f"{len(content)} bytes.", file=content)
    taken = upkeep.backup_now(asked.database, asked.backups, by=THE_COMMAND_LINE, today=asked.today)
    path = asked.backups / taken.name
    document = {"path": str(path), "bytes": taken.size, "revision": taken.revision}
    return Outcome(document, f"Backup taken: {path} (holds revision {taken.revision})")


def _restore(asked: _Asked) -> Outcome:
    named = asked.options.get("name", "")
    if not asked.options.get("yes", True):
        held = recovery.look_into_copy(asked.file, named=named)
        question = recovery.question_words(named, held, asked.database, words_here())
        return Outcome({"asks": question}, question, Exit.REFUSED)
    before = upkeep.restore_copy(
        asked.database,
        asked.backups,
        asked.file,
        by=THE_COMMAND_LINE,
        today=asked.today,
        named=named,
    )
    kept = asked.backups / before.name
    document = {"revision": asked.database.revision(), "before": str(kept)}
    return Outcome(document, f"Restored. What was there before is kept in {kept}")


# --- mailing ------------------------------------------------------------------------------------


def _remind(asked: _Asked) -> Outcome:
    dry_run = asked.options.get("dry_run", False)
    return mailing.remind(asked.database, by=THE_COMMAND_LINE, today=asked.today, dry_run=dry_run)


def _send_rows(asked: _Asked) -> Outcome:
    dry_run = asked.options.get("dry_run", False)
    return mailing.send_rows(
        asked.database, by=THE_COMMAND_LINE, today=asked.today, dry_run=dry_run
    )


COMMANDS: Mapping[str, Callable[[_Asked], Outcome]] = MappingProxyType(
    {
        "init": _init,
        "demo": _demo,
        "import": _import,
        "undo-import": _undo_import,
        "export": _export,
        "figures": _figures,
        "status": _status,
        "check": _check,
        "backup": _backup,
        "restore": _restore,
        "remind": _remind,
        "send-rows": _send_rows,
        "migrate": _migrate,
    }
)
"""Every command that needs the database, by its name."""
