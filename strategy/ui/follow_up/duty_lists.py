"""The parts of Ansvarslister."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from strategy.domain.follow_up.duty_lists import DutyGroup, ListBy
from strategy.exchange.lists.duty_files import beside_heading, columns_of, heading_words, texts_of
from strategy.services.follow_up import duty_lists
from strategy.ui import links
from strategy.ui.choices import choose
from strategy.ui.downloads import offer_file
from strategy.ui.messages import show_empty
from strategy.ui.session import Here
from strategy.ui.text import plain

_A_PAGE = 12

_NO_BREAK = "\N{NON-BREAKING HYPHEN}"
_NO_SPACE = "\N{NO-BREAK SPACE}"
_ONE_WORD = {"code", "due", "signal", "percent", "last"}
_BELOW_TITLE = ("due", "signal", "percent", "last")

Make = Callable[..., bytes]

_FILES: tuple[tuple[str, str, str, Make], ...] = (
    ("print", "html", ":material/print:", duty_lists.duty_page),
    ("workbook", "xlsx", ":material/download:", duty_lists.duty_workbook),
    ("csv", "csv", ":material/download:", duty_lists.duty_csv),
)


def offer_back(here: Here) -> None:
    """Offer the way back to Ansvar."""
    st.page_link(links.RESPONSIBILITY, label=here.words("lists.back"), icon=":material/arrow_back:")


def choose_headings(here: Here) -> ListBy:
    """Let the user choose whether to list by person or by unit."""
    w = here.words
    ways = {str(by): w(f"lists.by.{by}") for by in ListBy}
    chosen = choose("by", w("lists.by"), ways, w, shape="segments", default=str(ListBy.PERSON))
    return ListBy(chosen or ListBy.PERSON)


def offer_files(here: Here, listed_by: ListBy) -> None:
    """Offer the whole list as a page to print, a workbook and a CSV file."""
    w = here.words
    stem = f"{w('lists.file')}-{w(f'lists.file_by.{listed_by}')}-{here.day}"
    with st.container(horizontal=True):
        for name, ending, icon, make in _FILES:
            offer_file(
                here,
                w(f"lists.{name}"),
                partial(_file, make=make, listed_by=listed_by),
                name=f"{stem}.{ending}",
                icon=icon,
                key=f"lists.{name}",
            )
    st.caption(w("lists.explained"))


def _file(here: Here, *, make: Make, listed_by: ListBy) -> bytes:
    return make(here.moment, by=here.person, listed_by=listed_by, language=here.words.language)


def show(here: Here, listed_by: ListBy) -> None:
    """Show the list part by part, as plain tables that can be printed as they are."""
    groups = duty_lists.duties(here.moment, by=here.person, listed_by=listed_by)
    if not groups:
        show_empty(here.words("lists.none"))
        return
    pages = -(-len(groups) // _A_PAGE)
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    for group in groups[(number - 1) * _A_PAGE : number * _A_PAGE]:
        _show_group(here, group)


def _show_group(here: Here, group: DutyGroup) -> None:
    w = here.words
    st.subheader(plain(heading_words(group, w)), anchor=False)
    st.caption(plain(beside_heading(group, w)))
    rows = [texts_of(group, line, w) for line in group.lines]
    if here.look.narrow:
        # A phone has no room for a table: its content goes below the title instead.
        for row in rows:
            _show_line(row)
        return
    columns = columns_of(group)
    table = pd.DataFrame(
        [[_cell(name, row[name]) for name in columns] for row in rows],
        columns=[w(f"lists.column.{name}") for name in columns],
    )
    st.table(table, border="horizontal", hide_index=True)


def _cell(name: str, text: str) -> str:
    # Keep a code, a status or a part of a year on one line, despite hyphens and spaces in it.
    if name in _ONE_WORD:
        return plain(text.replace("-", _NO_BREAK)).replace(" ", _NO_SPACE)
    return plain(text)


def _show_line(row: dict[str, str]) -> None:
    beside = " · ".join(plain(row[name]) for name in _BELOW_TITLE if row[name])
    st.markdown(f"**{plain(row['code'])}** {plain(row['title'])}  \n:gray[{beside}]")
