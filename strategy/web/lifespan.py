"""What begins and ends with the application: its database, commands, daily backups, reminders."""

from __future__ import annotations

import gc
import importlib
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from strategy.commands.channel import Channel
from strategy.commands.running import run
from strategy.services import reading, reminders, upkeep
from strategy.services.opening import close_databases, the_database
from strategy.settings import Settings, read_settings, store_file
from strategy.store.database import Database

log = logging.getLogger(__name__)

# What the first visitor would wait for; the pages import it anyway.
_WARM = ("pandas", "pyarrow", "plotly.graph_objects")
_LOOK_EVERY_SECONDS = 900.0
_REMIND_EVERY_SECONDS = 300.0


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Open what the application needs, and close it when it ends."""
    settings = read_settings()
    database = the_database()
    database.plan()
    for module in _WARM:
        importlib.import_module(module)
    with (
        commands_taken(database, store_file(settings.database_url)),
        repeated(lambda: back_up(database, settings.backup_folder), every=_LOOK_EVERY_SECONDS),
        repeated(lambda: remind(database, settings), every=_REMIND_EVERY_SECONDS),
    ):
        # What is loaded now stays: no collection needs to look at it again.
        gc.collect()
        gc.freeze()
        yield
    close_databases()
    gc.unfreeze()


@contextmanager
def commands_taken(database: Database, file: Path | None) -> Iterator[None]:
    """Take commands for a DuckDB file from other processes, which cannot open it themselves."""
    if file is None:
        yield
        return
    channel = Channel(file, lambda request, tell: run(request, database, progress=tell))
    channel.start()
    try:
        yield
    finally:
        channel.stop()


@contextmanager
def repeated(work: Callable[[], None], *, every: float) -> Iterator[None]:
    """Do something now and every so many seconds, beside everything else."""
    ending = threading.Event()

    def loop() -> None:
        work()
        while not ending.wait(every):
            work()

    thread = threading.Thread(target=loop, name="upkeep", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


def back_up(database: Database, folder: Path) -> None:
    """Take today's backup unless it has been taken; a failure is logged and tried again."""
    try:
        taken = upkeep.daily_backup(database, folder, today=reading.today_in(database))
    except Exception:
        log.exception("The daily backup failed")
        return
    if taken is not None:
        log.info("Backup taken: %s", folder / taken.name)


def remind(database: Database, settings: Settings) -> None:
    """Send today's reminders once their hour has come; a failure is logged and tried again."""
    now = datetime.now(UTC)
    try:
        if settings.mail is None or not reminders.is_time(database.plan().organisation, now=now):
            return
        delivery = reminders.Delivery(settings.mail, settings.address, now)
        today = reading.today_in(database)
        told = reminders.send_reminders(database, delivery, today=today, by=None)
    except Exception:
        log.exception("The reminders failed")
        return
    if told:
        log.info("Reminders: %s", reminders.summary(told))
