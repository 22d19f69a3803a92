"""The command line: `python -m strategy …`, for people at the terminal and for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import click

from strategy import __version__
from strategy.commands import recovering
from strategy.commands.channel import BrokenOffError, NobodyAnswersError, hand_over
from strategy.commands.outcome import Exit, Outcome, Request, failure
from strategy.commands.progress import ShownProgress
from strategy.commands.running import refused, run
from strategy.domain.errors import StoreBusyError, StrategyError
from strategy.i18n import LANGUAGES
from strategy.settings import InvalidSettingsError, read_settings
from strategy.store.database import open_database
from strategy.store.files.owner_only import write_for_the_owner

ABOUT = """Arbeidsgiverkompasset: an employer strategy, its goals, actions and results.

DATABASE_URL picks the store: duckdb:///path/to/file.duckdb (a fourth slash makes it absolute) or
postgresql://user@host/name. Without it, data/strategy.duckdb beside the program is used. While
the app has a DuckDB file open, it runs the commands given here.

\b
Exit codes:
  0  done, nothing wrong
  1  done, and something is wrong with what was looked at
  2  the command was not understood
  3  refused: not allowed, or what was given is invalid; nothing was saved
  4  the store cannot be used: busy, damaged, gone, out of reach, of a newer version, or not ours
  5  the port is taken
"""

Command = Callable[..., None]

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")
_existing = click.Path(exists=True, dir_okay=False, path_type=Path)
_new = click.Path(dir_okay=False, path_type=Path)


@click.group(help=ABOUT, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="arbeidsgiverkompasset")
def main() -> None:
    """Carry the commands; click shows ABOUT."""


@main.command()
@click.option("--name", help="The organisation's name; «Kommunen» until it is changed.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="Its language; bokmål unless another is asked for.",
)
@click.option("--administrator", help="Who will administer it; «Administrator» until changed.")
@click.option("--replace-demo", is_flag=True, help="Let a demo municipality leave for it.")
@_json
def init(
    *,
    name: str | None,
    language: str | None,
    administrator: str | None,
    replace_demo: bool,
    as_json: bool,
) -> None:
    """Start one's own, empty plan with the five pillars; asks for what is missing."""
    options = {
        "name": name or _asked("The organisation's name", "Kommunen"),
        "language": language or _asked("Its language", "nb", click.Choice(LANGUAGES)),
        "administrator": administrator or _asked("Your name", "Administrator"),
        "replace_demo": replace_demo,
    }
    _finish(_perform(Request("init", options)), as_json=as_json)


@main.command()
@_json
def demo(*, as_json: bool) -> None:
    """Load the made-up demo municipality into an empty store."""
    _finish(_perform(Request("demo"), quiet=as_json), as_json=as_json)


@main.command(name="import")
@click.argument("file", type=_existing)
@click.option("--dry-run", is_flag=True, help="Only tell what would happen.")
@click.option("--guess", is_flag=True, help="Take what is guessed where the file is ambiguous.")
@_json
def import_(*, file: Path, dry_run: bool, guess: bool, as_json: bool) -> None:
    """Import a plan, all or nothing: our own workbook, StratML (.xml) or anybody's tables.

    Tables are found in .xlsx, .xlsm, .xls, .xlsb, .ods, .csv, .tsv, .docx, .html and .pdf. Exits
    with 3 when the file has problems, or is ambiguous and --guess is not given: its questions are
    printed. --dry-run tells what each column is taken for, and exits with 1 when it finds problems.
    """
    options = {"name": file.name, "dry_run": dry_run, "guess": guess}
    request = Request("import", options, file.read_bytes())
    _finish(_perform(request), as_json=as_json)


@main.command(name="undo-import")
@_json
def undo_import(*, as_json: bool) -> None:
    """Take the latest import back in one step, as long as nothing has built on it.

    What it added goes, and what it changed is as it was before. Exits with 3 when something has
    been changed or added since that rests on it: that is named.
    """
    _finish(_perform(Request("undo-import")), as_json=as_json)


@main.command()
@click.argument("file", type=_new)
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Of the headings; the plan's by default."
)
@click.option(
    "--part",
    type=click.Choice(("1", "2")),
    default="2",
    help="Of StratML: 1 for the strategy alone, 2 with figures and actions.",
)
@_json
def export(*, file: Path, language: str | None, part: str, as_json: bool) -> None:
    """Export the plan as a workbook (.xlsx) or as StratML (.xml); both can be imported again."""
    part = part if file.suffix.lower() == ".xml" else ""
    outcome = _perform(Request("export", {"language": language, "stratml": part}))
    _finish(_written(outcome, file, "The plan is exported to"), as_json=as_json)


@main.command()
@click.argument("file", type=_existing)
@click.option("--indicator", help="The code of the indicator that gets the figures.")
@click.option(
    "--where",
    multiple=True,
    metavar="NAME=VALUE",
    help="Which series, where the file has several; may be repeated.",
)
@click.option("--period", help="The period of a table that does not state one itself.")
@click.option("--dry-run", is_flag=True, help="Only tell what would happen.")
@_json
def figures(
    *,
    file: Path,
    indicator: str | None,
    where: tuple[str, ...],
    period: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """List the series of figures in a file, and give one of them to an indicator.

    JSON-stat, as Statistics Norway publishes it (.json), or a workbook or CSV file with periods in
    its columns or rows. All or nothing; the same file again changes nothing. Exits with 3 when the
    file has problems or it is not clear which series is meant, with 1 when --dry-run finds that.
    """
    options = {
        "name": file.name,
        "indicator": indicator,
        "where": list(where),
        "period": period,
        "dry_run": dry_run,
    }
    _finish(_perform(Request("figures", options, file.read_bytes())), as_json=as_json)


@main.command()
@_json
def status(*, as_json: bool) -> None:
    """Show the plan with its figures as the pages show them."""
    _finish(_perform(Request("status")), as_json=as_json)


@main.command()
@_json
def check(*, as_json: bool) -> None:
    """Look for what is wrong with the store, and count the findings on the plan.

    Every block of a DuckDB file and every entry of its log is read from the disk first. Exits with
    4 when the store is damaged, with 1 when a reference leads nowhere, the journal tells of another
    plan or a publication was changed.
    """
    _finish(recovering.checked(_perform), as_json=as_json)


@main.command()
@click.argument("file", type=_new, required=False)
@_json
def backup(*, file: Path | None, as_json: bool) -> None:
    """Take a backup: into FILE, or into the folder of the daily ones (BACKUP_DIR)."""
    outcome = _perform(Request("backup", {"to_file": file is not None}))
    if file is not None:
        outcome = _written(outcome, file, "Backup taken:")
    _finish(outcome, as_json=as_json)


@main.command()
@click.argument("file", type=_existing)
@click.option("--yes", is_flag=True, help="Do not ask.")
@_json
def restore(*, file: Path, yes: bool, as_json: bool) -> None:
    """Replace everything in the store by what the backup FILE holds.

    What was there before is kept as a backup of its own. A store that cannot be opened is put aside
    in a folder beside it, and the backup takes its place.
    """
    _finish(recovering.restored(file, _perform, yes=yes, is_sure=_is_sure), as_json=as_json)


@main.command(name="go-on")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_json
def go_on(*, yes: bool, as_json: bool) -> None:
    """Open a store again that has lost its log, its latest changes or its file, without those.

    What lies there now is kept in a folder beside it. A damaged file needs `restore` instead.
    """
    _finish(recovering.gone_on(yes=yes, is_sure=_is_sure), as_json=as_json)


@main.command()
@click.option("--dry-run", is_flag=True, help="Only tell who would be reminded of what.")
@_json
def remind(*, dry_run: bool, as_json: bool) -> None:
    """Send today's reminders by mail, each once however often this is run.

    Exits with 1 when some could not be sent; the app, and the next run, try them again.
    """
    _finish(_perform(Request("remind", {"dry_run": dry_run})), as_json=as_json)


@main.command(name="send-rows")
@click.option("--dry-run", is_flag=True, help="Only tell who would get what, and who cannot.")
@_json
def send_rows(*, dry_run: bool, as_json: bool) -> None:
    """Mail every owner a workbook of their open actions, at most once a day.

    Exits with 1 when some could not be sent; the app, and the next run, try them again.
    """
    _finish(_perform(Request("send-rows", {"dry_run": dry_run})), as_json=as_json)


@main.command()
@_json
def migrate(*, as_json: bool) -> None:
    """Bring the tables up to date with this program; opening the store does the same."""
    _finish(_perform(Request("migrate")), as_json=as_json)


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Where to listen; PORT or 8501.")
@click.option(
    "--demo/--no-demo", default=True, help="Load the demo municipality into a new store, or not."
)
def serve(*, port: int | None, demo: bool) -> None:
    """Start the app on this machine, 127.0.0.1, and print its address."""
    # The server's libraries take their time to load; no other command needs them.
    from strategy.web import serving  # noqa: PLC0415 - see above

    try:
        wanted = port or read_settings().port
    except InvalidSettingsError as error:
        _finish(failure(str(error)), as_json=False)
    outcome = serving.prepare(wanted, demo=demo, say=_say, progress=ShownProgress())
    if outcome.exit_code is not Exit.OK:
        _finish(outcome, as_json=False)
    serving.serve(wanted)


# --- how a command is run and told --------------------------------------------------------------


def _perform(request: Request, *, quiet: bool = True) -> Outcome:
    """Run a command here, or let the app that has the file open run it."""
    progress = _silence if quiet else ShownProgress()
    try:
        settings = read_settings()
        database = open_database(settings.database_url, notes=settings.backup_folder)
    except InvalidSettingsError as error:
        return failure(str(error))
    except StoreBusyError as busy:
        return _handed_over(request, busy, progress)
    except StrategyError as error:
        return refused(error)
    with closing(database):
        return run(request, database, progress=progress)


def _handed_over(
    request: Request, busy: StoreBusyError, progress: Callable[[float, str], None]
) -> Outcome:
    who = f"process {busy.process_id}" if busy.process_id else "another process"
    try:
        return hand_over(Path(busy.path), request, progress=progress)
    except NobodyAnswersError:
        return failure(
            f"{busy.path} is in use by {who}, which takes no commands. If it is the app, it may"
            " still be starting; otherwise end it, or set DATABASE_URL to another store.",
            Exit.STORE,
        )
    except BrokenOffError:
        return failure(
            f"The app ({who}) stopped in the middle of the command; see its log.", Exit.STORE
        )


def _written(outcome: Outcome, file: Path, told: str) -> Outcome:
    """Write the file that came of a command, as the user who gave it."""
    if outcome.exit_code is not Exit.OK:
        return outcome
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_for_the_owner(file, outcome.file)
    except OSError as error:
        return recovering.unreadable(file, error)
    document = {"path": str(file), "bytes": len(outcome.file)}
    return Outcome(document, f"{told} {file}")


def _finish(outcome: Outcome, *, as_json: bool) -> NoReturn:
    """Tell what came of a command and leave with its exit code."""
    if as_json:
        click.echo(json.dumps(outcome.document, ensure_ascii=False, indent=2))
    elif outcome.text:
        click.echo(outcome.text, err=outcome.exit_code >= Exit.REFUSED)
    sys.exit(int(outcome.exit_code))


def _asked(question: str, default: str, kind: click.Choice[str] | None = None) -> str:
    """Ask whoever sits there; where nobody answers, take the default."""
    try:
        answer: str = click.prompt(question, default=default, type=kind, err=True)
    except click.Abort:
        return default
    return answer


def _is_sure(question: str) -> bool:
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        return False


def _say(text: str) -> None:
    click.echo(text)


def _silence(_share: float, _doing: str) -> None:
    """Show nothing: a machine reads along."""
