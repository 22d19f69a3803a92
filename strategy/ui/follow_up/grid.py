"""The parts of Rediger tiltak: an editable table of many rows that others' edits do not move."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from strategy.domain.errors import (
    InvalidInputError,
    RowRefusal,
    RowsRefusedError,
    StaleEditError,
    StrategyError,
)
from strategy.domain.items import Action, ActionState, CheckIn, Position, Signal, Unit
from strategy.i18n import Words
from strategy.services.follow_up import grid as service
from strategy.ui import choices, links, options, session
from strategy.ui.follow_up.sheet import (
    CHOSEN,
    COLUMNS,
    SHOWN,
    Sheet,
    drawn_up,
    owner_labels,
    row_changes,
    unit_labels,
)
from strategy.ui.forms import number_field
from strategy.ui.messages import problem_words, refusal_words, show_empty, show_refusal
from strategy.ui.plan import action_story, proposals
from strategy.ui.session import Here
from strategy.ui.signals import coloured, signal_word
from strategy.ui.text import one_line, plain, shortened

_SHEET = "grid.sheet"
_FOR = "grid.for"
_IDS = "grid.ids"
_REFUSED = "grid.refused"
_REASON = "grid.reason"
_FRAME = "grid.frame"
_STORY = "grid.story"
_TICKED = "grid.ticked"
_ROUND = "grid_round"
_HEIGHT = 560
_UNKNOWN = "?"
_MANY = ("owner_id", "unit_id", "due", "percent")
_COMPARED = ("title", "owner_id", "unit_id", "start", "due", "state", "percent", "comment")


def sheet(here: Here) -> Sheet:
    """Return the sheet the user works on, with all they have written on it so far."""
    kept: Sheet | None = session.recall(_SHEET, None)
    if kept is None or session.recall(_FOR, None) != here.person.id:
        kept = _begin(here)
    return kept.with_written(_edits(kept))


def choose(here: Here, current: Sheet, *, within: Unit | None) -> tuple[str, ...]:
    """Let the user filter the rows, kept in the address; return the ids of the rows left."""
    w = here.words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.text_input(
            w("filter.search"), key="search", bind="query-params", type="search", width=240
        )
        owner = choices.choose(
            "owner", w("filter.owner"), options.position_titles(here), w, width=220
        )
        units = {u.code: plain(u.title) for u in here.plan.units}
        unit = choices.choose("unit", w("filter.unit"), units, w, width=200)
        signals = {str(s): signal_word(s, w) for s in Signal}
        signal = choices.choose("signal", w("filter.signal"), signals, w, width=168)
        views = {name: w(f"grid.{name}") for name in ("open", "all")}
        view = choices.choose("view", w("filter.view"), views, w, shape="segments", default="open")
    return tuple(
        action.id
        for action in current.plan.actions
        if (view == "all" or action.state is ActionState.OPEN)
        and (not owner or action.owner_id == owner)
        and (not signal or _signal(here, action) == signal)
        and _is_in(current, action, within)
        and _is_in(current, action, current.plan.coded(Unit, unit))
        and wanted.casefold() in f"{action.code} {action.title}".casefold()
    )


def show_editor(here: Here, current: Sheet, ids: tuple[str, ...]) -> None:
    """Show the rows as a table to write in and paste into."""
    w = here.words
    if not ids:
        show_empty(w("actions.none_match"))
    if session.recall(_IDS, None) != ids:
        # Another set of rows is another table: what was written is carried over by id.
        current = _next_round(current)
        session.remember(_IDS, ids)
    if not ids:
        return
    st.caption(w("grid.help"))
    st.data_editor(
        coloured(_still(current, ids), "signal", theme=here.look.theme, w=w),
        key=_editor_key(current),
        hide_index=True,
        num_rows="fixed",
        height=min(_HEIGHT, 38 + 35 * len(ids)),
        column_config=_columns(here, current),
        disabled=list(SHOWN),
        placeholder="",
        alt=w("grid.alt", count=len(ids)),
    )


def offer_saving(here: Here) -> None:
    """Show what is not saved yet, and offer to save or discard it all."""
    w = here.words
    current = sheet(here)
    changed = current.changed()
    if changed:
        with st.expander(w("grid.unsaved", count=len(changed)), icon=":material/edit_note:"):
            st.markdown("  \n".join(_change_lines(here, current)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(w("field.reason"), key=_REASON, width=320, help=w("grid.reason_help"))
        saving = st.button(
            w("grid.save", count=len(changed)), type="primary", icon=":material/check:"
        )
        undoing = bool(changed) and st.button(w("grid.undo"), icon=":material/undo:")
    if undoing:
        _begin(here)
        st.rerun()
    if saving and not changed:
        st.info(w("grid.nothing"), icon=":material/info:")
    elif saving:
        _save(here, current)


def offer_setting_many(here: Here) -> None:
    """Let the user set the same value in every ticked row; it is saved together with the rest."""
    w = here.words
    current = sheet(here)
    chosen = current.chosen()
    with st.expander(w("grid.many", count=len(chosen)), icon=":material/library_add_check:"):
        if not chosen:
            st.caption(w("grid.many_help"))
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.selectbox(
                w("grid.many_field"),
                _MANY,
                format_func=w.field,
                key="grid.many.field",
                width=220,
            )
            value = _value_for_many(here, current, name)
            if st.button(w("grid.many_do", count=len(chosen)), icon=":material/done_all:"):
                _set_many(current, chosen, name, value)


def show_proposals(here: Here) -> None:
    """Show the proposed dates that wait for an answer."""
    w = here.words
    waiting = here.plan.pending_postponements()
    st.header(w("grid.proposals", count=len(waiting)), anchor=False)
    if not waiting:
        show_empty(w("grid.no_proposals"))
    for proposal in waiting:
        proposals.show_decision(here, proposal, days=(here.today - proposal.proposed_on).days)


def show_story(here: Here) -> None:
    """Show one action's history beside the table: the row ticked last, or the one chosen."""
    w = here.words
    titles = {a.id: one_line(f"{a.code} {a.title}") for a in here.plan.actions}
    _take_what_was_ticked(here, titles)
    with st.container(border=True, gap="small"):
        wanted = st.selectbox(
            w("grid.story"),
            list(titles),
            index=None,
            format_func=lambda action_id: titles.get(action_id, ""),
            key=_STORY,
            placeholder=w("grid.story_of"),
        )
        action = here.plan.find(Action, wanted)
        if action is None:
            st.caption(w("grid.story_help"))
        else:
            action_story.show(here, action)


def _take_what_was_ticked(here: Here, titles: Collection[str]) -> None:
    """Show the history of the row that was just ticked."""
    ticked = frozenset(sheet(here).chosen())
    before: frozenset[str] = session.recall(_TICKED, frozenset())
    session.remember(_TICKED, ticked)
    fresh = sorted(row for row in ticked - before if row in titles)
    if fresh:
        session.keep(_STORY, fresh[0])


def show_refusals(here: Here, current: Sheet) -> None:
    """List every row that could not be saved: which row and column, why, and what to do."""
    refused: tuple[RowRefusal, ...] = session.recall(_REFUSED, ())
    if not refused:
        return
    w = here.words
    lines = [line for refusal in refused for line in _refusal_lines(here, current, refusal)]
    table = pd.DataFrame(lines, columns=["row", "column", "why"])
    with st.container(border=True):
        st.markdown(f":red[:material/error:] **{w('grid.refused', count=len(refused))}**")
        st.table(table.rename(columns=lambda name: w(f"grid.refused_{name}")), hide_index=True)
        if any(isinstance(refusal.error, StaleEditError) for refusal in refused):
            st.caption(w("grid.stale_help"))
            if st.button(w("grid.take_over"), icon=":material/sync:"):
                _take_over(here, current)


# --- what is written, and where it is kept --------------------------------------------------------


def _editor_key(current: Sheet) -> str:
    return f"grid.editor.{current.round}"


def _edits(current: Sheet) -> dict[str, dict[str, Any]]:
    """Return the cells written in the table by row id; the browser sends row numbers only."""
    ids: tuple[str, ...] = session.recall(_IDS, ())
    state: dict[str, Any] = session.recall(_editor_key(current), {})
    edits: dict[str, dict[str, Any]] = {}
    for place, cells in state.get("edited_rows", {}).items():
        row_id = ids[int(place)] if 0 <= int(place) < len(ids) else _UNKNOWN
        edits.setdefault(row_id, {}).update(cells)
    if state.get("added_rows") or state.get("deleted_rows"):
        # Adding and deleting rows is turned off; a forged request is refused as an unknown row.
        edits.setdefault(_UNKNOWN, {}).setdefault("code", _UNKNOWN)
    return edits


def _begin(here: Here) -> Sheet:
    """Make a sheet of the current plan, with nothing written on it."""
    session.forget("grid.")
    session.remember(_FOR, here.person.id)
    return _next_round(drawn_up(here, round_=0))


def _next_round(current: Sheet) -> Sheet:
    """Replace the table with a new one; what was written is carried over."""
    session.forget("grid.editor.")
    # Never reuse a number: the browser would bring back what it remembers of that table.
    number = session.recall(_ROUND, 0) + 1
    session.remember(_ROUND, number)
    following = replace(current, round=number)
    session.remember(_SHEET, following)
    session.remember(_FRAME, None)
    return following


def _still(current: Sheet, ids: tuple[str, ...]) -> pd.DataFrame:
    kept: pd.DataFrame | None = session.recall(_FRAME, None)
    if kept is None:
        kept = current.frame(ids)
        session.remember(_FRAME, kept)
    return kept


def _take_over(here: Here, current: Sheet) -> None:
    """Start again from the current plan, keeping all that was written and not saved."""
    changed = current.changed()
    fresh = drawn_up(here, round_=current.round)
    _next_round(fresh.with_written({i: cells for i, cells in changed.items() if i in fresh.cells}))
    session.remember(_REFUSED, None)
    st.rerun()


def _set_many(current: Sheet, chosen: tuple[str, ...], name: str, value: object) -> None:
    _next_round(current.with_written({row_id: {name: value} for row_id in chosen}))
    st.rerun()


def _save(here: Here, current: Sheet) -> None:
    reason = session.recall(_REASON, "")
    rows = row_changes(current)
    try:
        count = service.save_rows(
            here.database, rows, by=here.person, today=here.today, reason=reason
        )
    except RowsRefusedError as error:
        session.remember(_REFUSED, error.refusals)
        st.rerun()
    except StrategyError as error:
        show_refusal(error, here.words)
    else:
        session.tell_next(here.words("grid.saved", count=count))
        session.remember(_SHEET, None)
        st.rerun()


# --- the table ------------------------------------------------------------------------------------


def _columns(here: Here, current: Sheet) -> dict[str, Any]:
    w = here.words
    kind = st.column_config
    labels = {name: w(f"grid.column.{name}") for name in COLUMNS}
    return {
        CHOSEN: kind.CheckboxColumn(labels[CHOSEN], width=72, pinned=True),
        "code": kind.TextColumn(labels["code"], width=75, pinned=True),
        "title": kind.TextColumn(labels["title"], width=275, required=True, max_chars=300),
        "owner_id": kind.SelectboxColumn(
            labels["owner_id"], width=200, options=list(owner_labels(current.plan))
        ),
        "unit_id": kind.SelectboxColumn(
            labels["unit_id"], width=150, options=list(unit_labels(current.plan))
        ),
        "start": kind.TextColumn(labels["start"], width=105),
        "due": kind.TextColumn(labels["due"], width=115, help=w("form.deadline_help")),
        "percent": kind.TextColumn(labels["percent"], width=110, alignment="right"),
        "comment": kind.TextColumn(labels["comment"], width=260),
        "signal": kind.TextColumn(labels["signal"], width=125),
        "last": kind.TextColumn(labels["last"], width=105),
    }


def _signal(here: Here, action: Action) -> Signal | None:
    status = here.assessment.actions.get(action.id)
    return status.signal if status else None


def _is_in(current: Sheet, action: Action, unit: Unit | None) -> bool:
    if unit is None:
        return True
    where = current.plan.unit_of(action)
    return where is not None and where.id in current.plan.units_below(unit.id)


def _value_for_many(here: Here, current: Sheet, name: str) -> object:
    w = here.words
    label, key = w("grid.many_value"), f"grid.many.{name}"
    match name:
        case "owner_id" | "unit_id":
            labels = owner_labels(current.plan) if name == "owner_id" else unit_labels(current.plan)
            return st.selectbox(
                label, list(labels), index=None, key=key, placeholder=w("form.choose"), width=320
            )
        case "percent":
            # Read and judged where it is saved, as what is typed in the table is.
            return number_field(f"{label} (%)", key=key, width=160)
        case _:
            return st.text_input(label, key=key, placeholder=w("form.deadline_example"), width=220)


# --- in words -------------------------------------------------------------------------------------


def _change_lines(here: Here, current: Sheet) -> Iterator[str]:
    for row_id, cells in current.changed().items():
        for name, value in cells.items():
            before = current.cells.get(row_id, {}).get(name)
            label = _column_label(here.words, name)
            yield (
                f"**{_row_label(current, row_id)}** · {label}: "
                f"{_cell_words(before)} → {_cell_words(value)}"
            )


def _row_label(current: Sheet, row_id: str) -> str:
    action = current.plan.find(Action, row_id)
    return links.coded_title(action, width=50) if action else _UNKNOWN


def _column_label(w: Words, name: str) -> str:
    for key in (f"grid.column.{name}", f"field.{name}"):
        if w.has(key):
            return w(key)
    return ""


def _cell_words(value: object) -> str:
    return plain(shortened(str(value), 60)) if value not in (None, "") else "–"


def _refusal_lines(
    here: Here, current: Sheet, refusal: RowRefusal
) -> Iterator[tuple[str, str, str]]:
    w, error = here.words, refusal.error
    row = _row_label(current, refusal.row_id)
    if isinstance(error, InvalidInputError):
        for problem in error.problems:
            yield row, _column_label(w, problem.field), problem_words(problem, w)
    elif isinstance(error, StaleEditError):
        yield from ((row, *told) for told in _meanwhile(here, current, refusal.row_id, error))
    else:
        yield row, "", refusal_words(error, w)


def _meanwhile(
    here: Here, current: Sheet, row_id: str, error: StaleEditError
) -> Iterator[tuple[str, str]]:
    """Yield by column who changed what since the user began, and to what."""
    w = here.words
    names = {person.id: person.name for person in here.plan.people}
    who = plain(names.get(error.by_id or "", "")) or w("person.somebody")
    before = _as_read(current, row_id, error)
    for name in _COMPARED:
        theirs = getattr(error.theirs, name, None)
        if theirs != getattr(before, name, None):
            told = _theirs_words(here, theirs)
            yield _column_label(w, name), w("grid.stale", who=who, theirs=told)


def _as_read(current: Sheet, row_id: str, error: StaleEditError) -> Action | CheckIn | None:
    if isinstance(error.theirs, CheckIn):
        return current.plan.latest_check_in(row_id)
    return current.plan.find(Action, row_id)


def _theirs_words(here: Here, value: object) -> str:
    item = here.plan.by_id.get(value) if isinstance(value, str) else None
    if isinstance(item, Position | Unit):
        return plain(item.title)
    if isinstance(value, date):
        return here.formats.short_day(value)
    if isinstance(value, ActionState):
        return here.words(f"state.{value}")
    return plain(str(value)) if value not in (None, "") else "–"
