"""The parts of Sikkerhetskopi: the existing backups, taking one now, and restoring one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from strategy.domain.errors import NotADatabaseError, StrangeFileError, StrategyError
from strategy.services.administration import upkeep
from strategy.services.administration.upkeep import Backup
from strategy.settings import read_settings
from strategy.ui import session, typed
from strategy.ui.acting import carry_out
from strategy.ui.downloads import offer_file
from strategy.ui.messages import show_empty, show_refusal
from strategy.ui.pressing import then
from strategy.ui.session import Here

_ROUND = "backup.round"
_MEGABYTE = 1_000_000
_LARGEST_MB = 500


def show_what_happens(here: Here) -> None:
    """Say what is backed up automatically, and offer to take a backup now."""
    w = here.words
    st.write(w("backup.by_itself", days=here.plan.organisation.backup_days))
    st.caption(w("backup.personal"))
    if st.button(w("backup.now"), type="primary", icon=":material/add:"):
        with st.spinner(w("backup.working")):
            carry_out(
                lambda: upkeep.backup_now(
                    here.database, _folder(), by=here.person, today=here.today
                ),
                w,
                news=lambda taken: w(
                    "backup.taken", name=_title(here, taken), revision=str(taken.revision)
                ),
            )


def show_all(here: Here) -> None:
    """Show the existing backups, the newest first."""
    w = here.words
    st.header(w("backup.all"), anchor=False)
    found = upkeep.list_backups(_folder())
    if not found:
        show_empty(w("backup.none"))
    for backup in found:
        _show_one(here, backup)


def show_restoring_copy(here: Here) -> None:
    """Let the user restore a backup that was kept elsewhere."""
    w = here.words
    st.header(w("backup.from_file"), anchor=False)
    st.caption(w("backup.from_file_explained"))
    file = st.file_uploader(
        w("backup.choose"),
        key=f"backup.upload.{session.recall(_ROUND, 0)}",
        max_upload_size=_LARGEST_MB,
    )
    if file is not None and _confirmed(here, "upload"):
        _restore(
            here,
            lambda: upkeep.restore_copy(
                here.database, _folder(), file.getvalue(), by=here.person, today=here.today
            ),
        )


def _show_one(here: Here, backup: Backup) -> None:
    w = here.words
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            size = here.formats.number(backup.size / _MEGABYTE)
            about = f"**{_title(here, backup)}**  \n:gray[{size} MB]"
            st.markdown(about, width="stretch")
            offer_file(
                here,
                w("backup.download"),
                partial(_content, name=backup.name),
                name=backup.name,
                key=f"backup.download.{backup.name}",
                emphasis="tertiary",
            )
            st.button(
                w("backup.restore"),
                icon=":material/restore:",
                key=f"backup.restore.{backup.name}",
                type="tertiary",
                on_click=then(here, session.ask, {"restore": backup.name}),
            )
        if session.asked("restore") == backup.name and _confirmed(here, backup.name):
            _restore(
                here,
                lambda: upkeep.restore_backup(
                    here.database, _folder(), backup.name, by=here.person, today=here.today
                ),
            )


def _confirmed(here: Here, key: str) -> bool:
    """Ask for the word that confirms restoring; True once it has been typed."""
    w = here.words
    word = w("backup.word")
    with st.form(f"backup.confirm.{key}", border=False):
        st.warning(w("backup.warning"), icon=":material/warning:")
        typed = st.text_input(w("backup.type_word", word=word), width=320)
        pressed = st.form_submit_button(w("backup.restore_do"), icon=":material/restore:")
    st.button(
        w("cancel"),
        key=f"backup.cancel.{key}",
        type="tertiary",
        on_click=then(here, _nothing_chosen),
    )
    if pressed and typed.strip().casefold() != word.casefold():
        st.error(w("backup.wrong_word", word=word), icon=":material/error:")
        return False
    return pressed


def _restore(here: Here, call: Callable[[], Backup]) -> None:
    try:
        with st.spinner(here.words("backup.working")):
            before = call()
    except StrangeFileError as error:
        show_refusal(error, here.words)
    except NotADatabaseError:
        st.error(here.words("backup.not_a_backup"), icon=":material/error:")
    except StrategyError as error:
        show_refusal(error, here.words)
    else:
        typed.settle("form.")
        _nothing_chosen()
        session.tell_next(here.words("backup.restored", name=_title(here, before)))
        st.rerun()


def _nothing_chosen() -> None:
    session.ask({"restore": None})
    # A new key for each round, so that the uploaded file leaves the page.
    session.remember(_ROUND, session.recall(_ROUND, 0) + 1)


def _title(here: Here, backup: Backup) -> str:
    day = here.formats.day(backup.on)
    return day if backup.number == 1 else f"{day} ({backup.number})"


def _content(here: Here, *, name: str) -> bytes:
    return upkeep.backup_content(_folder(), name, by=here.person)


def _folder() -> Path:
    return read_settings().backup_folder
