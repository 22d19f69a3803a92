"""Commands for a store that may be damaged or gone: look at it, go back to a backup, go on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from strategy.commands.outcome import Exit, Outcome, Request, failure
from strategy.commands.reader import words_here
from strategy.commands.running import refused
from strategy.domain.errors import (
    NotADatabaseError,
    StoreBusyError,
    StoreDamagedError,
    StoreLostError,
    StrategyError,
)
from strategy.services.administration import recovery
from strategy.settings import InvalidSettingsError, read_settings, store_file
from strategy.store.database import open_database
from strategy.store.files.failures import refusal_of

Perform = Callable[[Request], Outcome]
IsSure = Callable[[str], bool]

Unopened = StoreDamagedError | StoreLostError | NotADatabaseError


def checked(perform: Perform) -> Outcome:
    """Look at the store as it lies on the disk, and then at what is in it."""
    try:
        file = store_file(read_settings().database_url)
        wrong = recovery.wrong_on_disk(file) if file else ()
    except InvalidSettingsError as error:
        return failure(str(error))
    except OSError as error:
        return unreadable(Path(error.filename or ""), error)
    damage = StoreDamagedError(str(file), wrong)
    if wrong and not recovery.loses_nothing(damage):
        return refused(damage)
    outcome = perform(Request("check"))
    if not wrong:
        return outcome
    text = "\n".join((recovery.trouble_words(damage, words_here()), outcome.text))
    return replace(outcome, text=text, exit_code=Exit.STORE)


def restored(file: Path, perform: Perform, *, yes: bool, is_sure: IsSure) -> Outcome:
    """Go back to a backup; a store that cannot be opened is put aside for it."""
    try:
        request = Request("restore", {"name": str(file), "yes": yes}, file.read_bytes())
    except OSError as error:
        return unreadable(file, error)
    outcome = _restored(request, perform)
    if "asks" not in outcome.document:
        return outcome
    if not is_sure(outcome.text):
        return failure(words_here()("recovery.nothing_changed"))
    return _restored(replace(request, options={**request.options, "yes": True}), perform)


def _restored(request: Request, perform: Perform) -> Outcome:
    found = _what_keeps_it_from_opening()
    if found is None:
        return perform(request)
    store, error = found
    w, named = words_here(), request.options["name"]
    try:
        held = recovery.look_into_copy(request.file, named=named)
        if not request.options["yes"]:
            return _asking(_question(error, recovery.holds_words(named, held, w)))
        folder, revision = recovery.begin_again(store, request.file, named=named, today=_today())
    except StrategyError as other:
        return refused(other)
    except OSError as other:
        return unreadable(store, other)
    told = [
        w(
            "recovery.begun_again",
            path=named,
            organisation=held.organisation or w("recovery.unnamed"),
            revision=str(revision),
        )
    ]
    told += [w("recovery.put_aside", folder=folder)] if folder else []
    document = {"revision": revision, "put_aside": str(folder) if folder else None}
    return Outcome(document, "\n".join(told))


def _what_keeps_it_from_opening() -> tuple[Path, Unopened] | None:
    """Return the store and why it cannot be opened, where only a backup or going on helps."""
    try:
        url = read_settings().database_url
        file = store_file(url)
        if file is not None:
            open_database(url).close()
    except (StoreDamagedError, StoreLostError, NotADatabaseError) as error:
        return (file, error) if file is not None else None
    except (StrategyError, InvalidSettingsError):
        # Busy or out of reach: whoever performs the command says so.
        return None
    return None


def gone_on(*, yes: bool, is_sure: IsSure) -> Outcome:
    """Open a store again without what of it is lost."""
    w = words_here()
    try:
        url = read_settings().database_url
        file = store_file(url)
        if file is None:
            return failure(w("recovery.files_only"))
        open_database(url).close()
    except InvalidSettingsError as error:
        return failure(str(error))
    except StoreBusyError as busy:
        return failure(w("recovery.not_while_open", path=busy.path), Exit.STORE)
    except (StoreDamagedError, StoreLostError) as error:
        if file is None or not recovery.may_go_on(error):
            return refused(error)
        question = f"{recovery.trouble_words(error, w)}\n{w('recovery.go_on_asked')}"
        if yes or is_sure(question):
            return _without_what_is_lost(url, file)
        return failure(w("recovery.nothing_changed"))
    except StrategyError as error:
        return refused(error)
    return Outcome({"revision": None}, w("recovery.nothing_wrong"))


def _without_what_is_lost(url: str, file: Path) -> Outcome:
    w = words_here()
    try:
        went = recovery.go_on(file, today=_today())
        with closing(open_database(url)) as database:
            revision = database.revision()
    except StrategyError as error:
        return refused(error)
    except OSError as error:
        return unreadable(file, error)
    known = went.known_revision
    lost = w("recovery.lost_until", revision=str(known)) if known and known > revision else ""
    told = [w("recovery.went_on", revision=str(revision), lost=lost).strip()]
    told += [w("recovery.put_aside", folder=went.folder)] if went.folder else []
    put_aside = str(went.folder) if went.folder else None
    document = {"revision": revision, "known_revision": known, "put_aside": put_aside}
    return Outcome(document, "\n".join(told))


def unreadable(file: Path, error: OSError) -> Outcome:
    """Return why a file cannot be read or written, in the reader's words where there are some."""
    known = refusal_of(error, str(file))
    if known is not None:
        return replace(refused(known), exit_code=Exit.REFUSED)
    return failure(f"{file}: {error.strerror or error}.")


def _question(error: Unopened, holds: str) -> str:
    wrong, *_ = refused(error).text.splitlines()
    return "\n".join((wrong, holds, words_here()("recovery.replace_damaged")))


def _asking(question: str) -> Outcome:
    return Outcome({"asks": question}, question, Exit.REFUSED)


def _today() -> date:
    return datetime.now(UTC).date()
