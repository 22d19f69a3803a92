"""Before anything is served: the store is opened, the mode chosen, and a refusal put in words."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping

import click

from strategy.commands.outcome import Exit, Outcome, Progress, Request, failure
from strategy.commands.progress import ShownProgress
from strategy.commands.running import refused, run
from strategy.domain.errors import StoreBusyError, StrategyError
from strategy.services.opening import close_databases, the_database
from strategy.settings import (
    InvalidSettingsError,
    Mode,
    Settings,
    is_local,
    read_settings,
    reasons_not_to_start,
)
from strategy.store.database import Database
from strategy.store.files.working_folder import clear_left_folders

DEMO_BY_DEFAULT = """STRATEGY_MODE is not set and nothing says who is served: this is the demo.
Everybody who sits at this machine may be anybody in it; nobody else is answered.
A plan of your own, and a server for everybody: README.md."""

_ASK_EVERY_SECONDS = 0.2
_PATIENCE_SECONDS = 5.0

ChooseMode = Callable[[Database, Settings], None]


def make_ready(
    listens_on: str, *, demo: bool, choose_mode: ChooseMode, progress: Progress
) -> Outcome:
    """Prepare everything that serving needs, or return why it cannot be served.

    `demo` loads the demo municipality where the store is new and the mode is the demo's.
    """
    try:
        settings = read_settings()
        database = _open()
        clear_left_folders(settings.backup_folder)
    except InvalidSettingsError as error:
        return failure(str(error))
    except StrategyError as error:
        return refused(error)
    choose_mode(database, settings)
    if demo and read_settings().mode is Mode.DEMO and database.is_empty():
        run(Request("demo"), database, progress=progress)
    reasons = reasons_against(database, read_settings(), listens_on=listens_on)
    return failure("\n".join(reasons)) if reasons else Outcome({}, "")


def make_ready_or_leave(listens_on: str, port: int) -> None:
    """Prepare what `streamlit run` serves; if it must not be served, say why and exit.

    Called before the server starts: a refusal from within would look like a program failure.
    """
    # Links lead to where this is served, whichever port was free.
    os.environ["PORT"] = str(port)
    outcome = make_ready(
        listens_on,
        demo=True,
        choose_mode=lambda database, settings: _demo_where_nothing_is_set(
            database, settings, listens_on
        ),
        progress=ShownProgress(),
    )
    if outcome.exit_code is Exit.OK:
        return
    close_databases()
    click.echo(f"This is not started:\n{outcome.text}", err=True)
    sys.exit(int(outcome.exit_code))


def _demo_where_nothing_is_set(database: Database, settings: Settings, listens_on: str) -> None:
    """Choose the demo where nothing is set up and there is nothing it could disclose."""
    if _says_how_one_comes_in(os.environ) or settings.base_url or settings.providers:
        return
    shows_demo = database.is_empty() or database.plan().organisation.demo
    if shows_demo and is_local(listens_on):
        os.environ["STRATEGY_MODE"] = Mode.DEMO
        click.echo(DEMO_BY_DEFAULT)


def demo_or_local(*, demo: bool) -> ChooseMode:
    """Return how a command that serves only this machine chooses the mode, if nobody has."""

    def choose(database: Database, _settings: Settings) -> None:
        if _says_how_one_comes_in(os.environ):
            return
        shows_demo = demo if database.is_empty() else database.plan().organisation.demo
        os.environ["STRATEGY_MODE"] = Mode.DEMO if shows_demo else Mode.LOCAL

    return choose


def _says_how_one_comes_in(environment: Mapping[str, str]) -> bool:
    return bool(environment.get("STRATEGY_MODE"))


def reasons_against(database: Database, settings: Settings, *, listens_on: str) -> tuple[str, ...]:
    """Return why this store must not be served with these settings, in sentences."""
    holds_demo = None if database.is_empty() else database.plan().organisation.demo
    return reasons_not_to_start(settings, holds_demo=holds_demo, listens_on=listens_on)


def _open() -> Database:
    # A command run a moment ago may still have the file open.
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return the_database()
        except StoreBusyError:
            if time.monotonic() > until:
                raise
            time.sleep(_ASK_EVERY_SECONDS)
