"""What begins and ends with the application: its database, commands, daily backups, reminders."""

from __future__ import annotations

import gc
import importlib
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from strategy.commands.channel import Channel
from strategy.commands.running import run
from strategy.services import outgoing, reading, sign_in
from strategy.services.administration import upkeep
from strategy.services.follow_up import reminders
from strategy.services.opening import close_databases, the_database
from strategy.services.posting import Delivery
from strategy.settings import Mode, Settings, read_settings, store_file
from strategy.store.database import Database
from strategy.web.starting_up import reasons_against

log = logging.getLogger(__name__)

# What the first visitor would wait for; the pages import it anyway.
_WARM = ("pandas", "pyarrow", "plotly.graph_objects")
_LOOK_EVERY_SECONDS = 900.0
_REMIND_EVERY_SECONDS = 300.0
_MAIL_EVERY_SECONDS = 60.0


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
    invite_first_administrator(database, settings)
    database.plan()
    for module in _WARM:
        importlib.import_module(module)
    with (
        commands_taken(database, store_file(settings.database_url)),
        repeated(lambda: keep_house(database, settings.backup_folder), every=_LOOK_EVERY_SECONDS),
        repeated(
            lambda: remind(database, settings, now=datetime.now(UTC)),
            every=_REMIND_EVERY_SECONDS,
        ),
        repeated(
            lambda: send_mails(database, settings, now=datetime.now(UTC)),
            every=_MAIL_EVERY_SECONDS,
        ),
    ):
        # What is loaded now stays: no collection needs to look at it again.
        gc.collect()
        gc.freeze()
        click.echo(f"Arbeidsgiverkompasset: {settings.address}  (Ctrl+C stops it)")
        yield
    close_databases()
    gc.unfreeze()


def invite_first_administrator(database: Database, settings: Settings) -> None:
    """Tell whoever reads the log how to become the first administrator, while there is none."""
    if settings.mode is not Mode.PRODUCTION:
        return
    code = sign_in.first_code(database, now=datetime.now(UTC).replace(tzinfo=None))
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


def keep_house(database: Database, folder: Path) -> None:
    """Back up, and only then forget what is no longer to be kept; without a backup nothing is.

    What is old among the mails goes either way: whoever goes back to a backup gets no mails back.
    """
    put_away_old_mails(database)
    if back_up(database, folder):
        forget_history(database)
        forget_answers(database)


def forget_history(database: Database) -> None:
    """Forget the history the organisation keeps no longer; a failure is logged and tried again."""
    try:
        begins = upkeep.forget_old_history(database, today=reading.today_in(database))
    except Exception:
        log.exception("Forgetting the old history failed")
        return
    if begins is not None:
        log.info("The history begins on %s now; what was older is gone", begins)


def forget_answers(database: Database) -> None:
    """Forget answers given in rounds of old; a failure is logged and tried again."""
    try:
        rounds = upkeep.forget_old_answers(database, today=reading.today_in(database))
    except Exception:
        log.exception("Forgetting the old answers failed")
        return
    if rounds:
        log.info("The answers given in %s old rounds of reflection are gone", rounds)


def put_away_old_mails(database: Database) -> None:
    """Give up and forget old mails; a failure is logged and tried again.

    Here and not where they are sent: where there is no mail server nobody sends.
    """
    try:
        outgoing.put_away_old(database, today=reading.today_in(database))
    except Exception:
        log.exception("What is old among the mails could not be put away")


def back_up(database: Database, folder: Path) -> bool:
    """Take today's backup unless it has been taken, and tell whether there is one.

    A failure is logged and tried again.
    """
    try:
        taken = upkeep.daily_backup(database, folder, today=reading.today_in(database))
    except Exception:
        log.exception("The daily backup failed")
        return False
    if taken is not None:
        log.info("Backup taken: %s", folder / taken.name)
    return True


def remind(database: Database, settings: Settings, *, now: datetime) -> None:
    """Send today's reminders once their hour has come; a failure is logged and tried again."""
    try:
        if settings.mail is None or not reminders.is_time(database.plan().organisation, now=now):
            return
        delivery = Delivery(settings.mail, settings.address, now)
        told = reminders.send_reminders(database, delivery, today=_day(database, now), by=None)
    except Exception:
        log.exception("The reminders failed")
        return
    if told:
        log.info("Reminders: %s", reminders.summary(told))


def send_mails(database: Database, settings: Settings, *, now: datetime) -> None:
    """Send what was asked for and has not gone yet; a failure is logged and tried again."""
    try:
        if settings.mail is None:
            return
        delivery = Delivery(settings.mail, settings.address, now)
        told = outgoing.send_waiting(database, delivery, today=_day(database, now))
    except Exception:
        log.exception("The mails that wait could not be sent")
        return
    if told:
        log.info("Mails sent or tried: %s", len(told))


def _day(database: Database, now: datetime) -> date:
    return now.astimezone(ZoneInfo(database.plan().organisation.time_zone)).date()
