"""Whoever reads at the terminal: which language, and what is said of a store in trouble."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from strategy.commands.outcome import Exit, Outcome
from strategy.domain.errors import StoreDamagedError, StoreLostError
from strategy.i18n import Language, Words, words
from strategy.services.administration import recovery
from strategy.services.administration.recovery import Trouble
from strategy.settings import read_settings, store_file

_BY_LOCALE: Mapping[str, Language] = {"nb": "nb", "no": "nb", "nn": "nn"}


def words_here(environment: Mapping[str, str] | None = None) -> Words:
    """Return the words of the language the terminal is set to; English unless it is Norwegian."""
    given = os.environ if environment is None else environment
    written = given.get("LC_ALL") or given.get("LC_MESSAGES") or given.get("LANG") or ""
    return words(_BY_LOCALE.get(written[:2].lower(), "en"))


def in_trouble(error: Trouble) -> Outcome:
    """Return what is wrong with a store or a backup, and the next step, as an outcome."""
    w = words_here()
    told = [recovery.trouble_words(error, w)]
    if isinstance(error, StoreDamagedError | StoreLostError):
        told += _next_steps(error, w)
    text = "\n".join(told)
    return Outcome({"error": text, "path": error.path}, text, Exit.STORE)


def _next_steps(error: StoreDamagedError | StoreLostError, w: Words) -> Iterator[str]:
    settings = read_settings()
    yield recovery.newest_words(settings.backup_folder, w)
    is_the_store = store_file(settings.database_url) == Path(error.path)
    if is_the_store and recovery.may_go_on(error):
        yield w("recovery.go_on")
