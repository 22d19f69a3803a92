"""What begins and ends with the application: its database, commands, daily backups, reminders."""

from __future__ import annotations

import gc
import importlib
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from strategy.commands.channel import Channel
from strategy.commands.running import run
from strategy.domain.known_time import KnownDay
from strategy.services import clock, outgoing, reading, sign_in
from strategy.services.administration import recovery, upkeep, upkeep_mails
from strategy.services.failures import failures
from strategy.services.follow_up import reminders
from strategy.services.follow_up.ahead import Ahead
from strategy.services.forgetting import FORGETTING
from strategy.services.opening import close_databases, the_database
from strategy.services.plan import in_force
from strategy.services.posting import Delivery
from strategy.settings import Mode, Settings, read_settings, store_file
from strategy.store.database import Database
from strategy.web.starting_up import reasons_against

log = logging.getLogger(__name__)

# Imported at start-up so that the first visitor need not wait; the pages import it anyway.
_WARM = ("pandas", "pyarrow", "plotly.graph_objects")
_LOOK_EVERY_SECONDS = 900.0
_ENTER_EVERY_SECONDS = 60.0
_REMIND_EVERY_SECONDS = 300.0
_MAIL_EVERY_SECONDS = 60.0
_LOOK_AHEAD_EVERY_SECONDS = 0.5


class NotToBeServedError(Exception):
    """The settings do not fit together; the sentences say what to do."""


def lifespan_on(address: str) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """Return what begins and ends with an application that listens on this address."""
    return lambda app: lifespan(app, listens_on=address)


@asynccontextmanager
async def lifespan(_app: object, *, listens_on: str = "127.0.0.1") -> AsyncIterator[None]:
    """Open what the application needs, and close it when it ends."""
    settings = read_settings()
    database = the_database()
    reasons = reasons_against(database, settings, listens_on=listens_on)
    if reasons:
        close_databases()
        raise NotToBeServedError("\n".join(("this is not started:", *reasons)))
    _compare_with_backup(database, settings.backup_folder)
    invite_first_administrator(database, settings)
    database.plan()
    for module in _WARM:
        importlib.import_module(module)
    with (
        commands_taken(database, store_file(settings.database_url)),
        repeated(
            lambda: keep_house_and_tell(database, settings, now=datetime.now(UTC)),
            every=_LOOK_EVERY_SECONDS,
        ),
        repeated(
            lambda: enter_into_force(database, now=datetime.now(UTC)),
            every=_ENTER_EVERY_SECONDS,
        ),
        repeated(
            lambda: remind(database, settings, now=datetime.now(UTC)),
            every=_REMIND_EVERY_SECONDS,
        ),
        repeated(
            lambda: send_mails(database, settings, now=datetime.now(UTC)),
            every=_MAIL_EVERY_SECONDS,
        ),
        repeated(working_ahead(database), every=_LOOK_AHEAD_EVERY_SECONDS),
    ):
        # What is loaded now stays: garbage collection need not look at it again.
        gc.collect()
        gc.freeze()
        click.echo(f"Arbeidsgiverkompasset: {settings.address}  (Ctrl+C stops it)")
        yield
    close_databases()
    gc.unfreeze()


def _compare_with_backup(database: Database, folder: Path) -> None:
    """Log it where the newest backup holds more than the store; Administrasjon and mail tell it."""
    ahead = recovery.backup_ahead(database, folder, until=datetime.now(UTC).date())
    if ahead is not None:
        log.error(
            "The newest backup %s holds revision %s, the store is at %s: changes may have been"
            " lost. Run check",
            ahead.path,
            ahead.held.revision,
            database.revision(),
        )


def invite_first_administrator(database: Database, settings: Settings) -> None:
    """Log how to become the first administrator, while there is none."""
    if settings.mode is not Mode.PRODUCTION:
        return
    code = sign_in.first_code(database, now=clock.now())
    if code is not None:
        log.warning(
            "There is no administrator yet. Open %s/first-administrator and give this code,"
            " which works once: %s",
            settings.base_url,
            code,
        )


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
    """Run something now and every so many seconds, in the background."""
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


def keep_house_and_tell(database: Database, settings: Settings, *, now: datetime) -> None:
    """Keep house, and mail the administrators, once a day, if something is wrong afterwards."""
    keep_house(database, settings.backup_folder, now=now)
    if settings.mail is None:
        return
    with failures.survived("telling the administrators how the store fares"):
        upkeep_mails.ask_where_something_is_wrong(
            database,
            settings.backup_folder,
            Delivery(settings.mail, settings.address, now),
            today=reading.day_at(database, now),
        )


def keep_house(database: Database, folder: Path, *, now: datetime) -> None:
    """Back up, and forget what is old; without a backup only what needs none.

    Whatever fails is logged and tried again, and does not prevent the rest.
    """
    with failures.survived("finding out which day it is"):
        today = reading.known_day_at(database, now)
        _say_what_is_doubted(database)
        _forget(database, folder, today, after_backup=False)
        if back_up(database, folder, now=now):
            _forget(database, folder, today, after_backup=True)


def _say_what_is_doubted(database: Database) -> None:
    known = database.upkeep.known_time()
    if known is not None and known.in_doubt:
        log.warning(
            "The clock says %s, but was last seen at %s: until it is borne out, or somebody vouches"
            " for it in Administrasjon, nothing more grows old and no mail is sent",
            known.leapt_to,
            known.settled,
        )


def _forget(database: Database, folder: Path, today: KnownDay, *, after_backup: bool) -> None:
    for one in FORGETTING:
        if one.after_backup is not after_backup:
            continue
        with failures.survived(f"forgetting the old {one.name}"):
            if told := one.forget(database, folder, today):
                log.info("%s", told)


def back_up(database: Database, folder: Path, *, now: datetime) -> bool:
    """Take today's backup unless it has been taken, and tell whether there is one.

    A failure is logged and tried again.
    """
    with failures.survived("the daily backup"):
        taken = upkeep.daily_backup(database, folder, today=reading.day_at(database, now))
        if taken is not None:
            log.info("Backup taken: %s, holds revision %s", folder / taken.name, taken.revision)
        return True
    return False


def enter_into_force(database: Database, *, now: datetime) -> None:
    """Let an adopted strategy take over on its day; a failure is logged and tried again."""
    with failures.survived("putting the adopted strategy into force"):
        entered = in_force.enter_if_due(database, now=now)
        if entered is not None:
            log.info("The adopted strategy is in force from %s", entered.first_day)


def remind(database: Database, settings: Settings, *, now: datetime) -> None:
    """Send today's reminders once their hour has come; a failure is logged and tried again."""
    with failures.survived("the reminders"):
        if settings.mail is None or not reminders.is_time(database.plan().organisation, now=now):
            return
        delivery = Delivery(settings.mail, settings.address, now)
        told = reminders.send_reminders(
            database, delivery, today=reading.day_at(database, now), by=None
        )
        if told:
            log.info("Reminders: %s", reminders.summary(told))


def working_ahead(database: Database) -> Callable[[], None]:
    """Return what works out, after a change, what pages will show; failures are only logged."""
    ahead = Ahead(database)

    def look() -> None:
        with failures.survived("work ahead of the pages"):
            ahead.look(reading.today_in(database))

    return look


def send_mails(database: Database, settings: Settings, *, now: datetime) -> None:
    """Send the mails that are waiting; a failure is logged and tried again."""
    if settings.mail is None:
        return
    with failures.survived("sending the mails that wait"):
        delivery = Delivery(settings.mail, settings.address, now)
        told = outgoing.send_waiting(database, delivery, today=reading.day_at(database, now))
        if told:
            log.info("Mails sent or tried: %s", len(told))
