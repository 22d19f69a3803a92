"""Refusals in the reader's language: what happened and what to do."""

from __future__ import annotations

import streamlit as st

from strategy.domain.errors import (
    ApprovedMinutesError,
    CutLogError,
    ForgottenError,
    InvalidInputError,
    NewerStoreError,
    NotADatabaseError,
    NotAllowedError,
    NotFoundError,
    Problem,
    StaleEditError,
    StaleFiguresError,
    StoreBusyError,
    StoreDamagedError,
    StoreLostError,
    StoreOutOfReachError,
    StrangeFileError,
    StrategyError,
    TamperedPublicationError,
)
from strategy.i18n import Words
from strategy.services.administration.recovery import trouble_words
from strategy.services.posting import BAD_ADDRESS, NOT_MADE

_SENTENCES: dict[type[StrategyError], str] = {
    NotAllowedError: "error.not_allowed",
    NotFoundError: "error.not_found",
    StaleEditError: "error.stale",
    StaleFiguresError: "error.stale_figures",
    TamperedPublicationError: "error.tampered",
    CutLogError: "error.tampered",
    ApprovedMinutesError: "error.approved_minutes",
}

_OF_MAILS = {NOT_MADE: "mail_problem.not_made", BAD_ADDRESS: "mail_problem.address"}


def problem_words(problem: Problem, w: Words) -> str:
    """Return one problem as a sentence."""
    details = {
        name: w(f"signal.{value}") if name == "computed" else value
        for name, value in problem.details.items()
    }
    bounds = {"le": "too_high", "ge": "too_low"} if problem.rule == "out_of_range" else {}
    rule = next((bounds[name] for name in details if name in bounds), problem.rule)
    return w(f"problem.{rule}", **details)


def mail_problem_words(problem: str, w: Words) -> str:
    """Return why a mail was not sent: a sentence if the reason is ours, else the server's words."""
    return w(_OF_MAILS[problem]) if problem in _OF_MAILS else problem


def refusal_words(error: StrategyError, w: Words) -> str:
    """Return a refusal as a sentence that says what to do."""
    if type(error) in _SENTENCES:
        return w(_SENTENCES[type(error)])
    match error:
        case InvalidInputError():
            return " ".join(problem_words(problem, w) for problem in error.problems)
        case ForgottenError():
            return w("error.forgotten", day=w.formats.day(error.begins))
        case StoreBusyError():
            return w("error.store_busy", path=error.path)
        case NewerStoreError():
            return w("error.newer_store", found=error.found, known=error.known)
        case StoreDamagedError() | StoreLostError() | StoreOutOfReachError() | StrangeFileError():
            return trouble_words(error, w)
        case NotADatabaseError():
            return w("error.not_a_database", path=error.path)
        case _:
            return w("error.unexpected")


def show_refusal(error: StrategyError, w: Words) -> None:
    """Show a refusal on the page."""
    st.error(refusal_words(error, w), icon=":material/error:")


def show_empty(text: str) -> None:
    """Show that there is nothing here yet, and what belongs here."""
    with st.container(border=True):
        st.markdown(f":gray[{text}]")
