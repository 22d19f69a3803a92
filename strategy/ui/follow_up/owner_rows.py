"""The parts of Send ut og hent inn: export the owners' workbooks, and import their replies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from strategy.domain.errors import RowsRefusedError, StaleEditError, StrategyError
from strategy.domain.items import Action
from strategy.domain.roles import Permission
from strategy.exchange.owners.sheet import Scope
from strategy.exchange.workbook.complaints import explain
from strategy.i18n import Language
from strategy.mail.letters import NamedFile
from strategy.services.follow_up import owner_files, owner_rows
from strategy.services.follow_up.owner_rows import Choice, Happens, Meanwhile, Returned, ReturnedRow
from strategy.ui import session
from strategy.ui.choices import choose
from strategy.ui.downloads import offer_file
from strategy.ui.follow_up import owner_mails
from strategy.ui.messages import refusal_words, show_empty, show_refusal
from strategy.ui.plan import facts
from strategy.ui.session import Here
from strategy.ui.text import one_line, plain, shortened

_ROUND = "owner_rows.round"
_LOOKED = "owner_rows.looked"
_ALL = ("all", "units")
_SHORT = 120
_WIDE = ("wrong", "happens")

Looked = tuple[tuple[object, ...], Returned]


def title_key(here: Here) -> str:
    """Return the key of the page's title: for all owners, or for the user's own actions."""
    return "owner_rows.title" if here.may(Permission.REPORT) else "owner_rows.title_own"


def explained_key(here: Here) -> str:
    """Return the key of the text that explains the page."""
    mine = "owner_rows.explained_own"
    return "owner_rows.explained" if here.may(Permission.REPORT) else mine


def stop_in_the_past(here: Here) -> None:
    """Stop the page while the user looks at the past: the workbooks are about today."""
    if here.as_of is not None:
        show_empty(here.words("register.only_today"))
        st.stop()


# --- out -----------------------------------------------------------------------------------------


def show_out(here: Here) -> None:
    """Offer the workbooks by e-mail or as files; an owner is offered their own only."""
    w = here.words
    st.header(w("owner_rows.out"), anchor=False)
    if not here.may(Permission.REPORT):
        _offer_own(here)
        return
    ways = {name: w(f"owner_mail.way.{name}") for name in ("mail", "file")}
    if choose("how", w("owner_rows.out"), ways, w, shape="segments", default="mail") == "mail":
        owner_mails.show_mailing(here)
    else:
        _offer_files(here)


def _offer_files(here: Here) -> None:
    """Offer the workbooks as files: of one owner, one unit, or all of them in one archive."""
    w = here.words
    ways = {name: w(f"owner_rows.for.{name}") for name in ("all", "position", "unit", "units")}
    way = choose("to", w("owner_rows.for"), ways, w, shape="segments", default="all")
    if way in _ALL:
        each = Scope.UNIT if way == "units" else Scope.POSITION
        language = here.plan.organisation.language
        offer_file(
            here,
            w("owner_rows.download_all"),
            partial(_archive, each=each, language=language),
            name=f"{w('owner_rows.archive')}-{here.today}.zip",
            icon=":material/folder_zip:",
            emphasis="primary",
        )
    elif way == "position":
        _offer_one(here, "owner", "filter.owner", _owners(here), Scope.POSITION)
    else:
        _offer_one(
            here, "unit", "filter.unit", {u.id: u.title for u in here.plan.units}, Scope.UNIT
        )


def _owners(here: Here) -> dict[str, str]:
    busy = {action.owner_id for action in here.plan.actions}
    return {p.id: p.title for p in here.plan.positions if p.id in busy}


def _offer_one(here: Here, name: str, label: str, titles: dict[str, str], scope: Scope) -> None:
    w = here.words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = next(iter(titles), None)
        chosen = choose(name, w(label), titles, w, default=first, width=360)
        if chosen is not None:
            language = here.plan.organisation.language
            _offer_file(here, scope, chosen, language)


def _offer_own(here: Here) -> None:
    held = here.plan.positions_held_by(here.person.id)
    mine = [p for p in here.plan.positions if p.id in held and p.id in _owners(here)]
    if not mine:
        show_empty(here.words("owner_rows.nothing_yours"))
    for position in mine:
        if len(mine) > 1:
            st.markdown(plain(position.title))
        _offer_file(here, Scope.POSITION, position.id, here.words.language)


def _offer_file(here: Here, scope: Scope, owner_id: str, language: Language) -> None:
    offer_file(
        here,
        here.words("owner_rows.download"),
        partial(_one, scope=scope, owner_id=owner_id, language=language),
        name=_file_name(here, owner_id, language),
        key=f"rows.download.{owner_id}",
        emphasis="primary",
    )


def _file_name(here: Here, owner_id: str, language: Language) -> str:
    title = getattr(here.plan.by_id[owner_id], "title", "")
    return owner_files.name_of_file(title, language, here.today)


def _one(here: Here, *, scope: Scope, owner_id: str, language: Language) -> bytes:
    ((_, content),) = owner_files.owner_workbooks(
        here.database,
        by=here.person,
        today=here.today,
        language=language,
        position_id=owner_id if scope is Scope.POSITION else None,
        unit_id=owner_id if scope is Scope.UNIT else None,
    )
    return content


def _archive(here: Here, *, each: Scope, language: Language) -> bytes:
    files = owner_files.owner_workbooks(
        here.database, by=here.person, today=here.today, language=language, each=each
    )
    return owner_files.all_in_one(files)


# --- in ------------------------------------------------------------------------------------------


def show_in(here: Here) -> None:
    """Take the returned files, show what each row would change, and import once confirmed."""
    w = here.words
    st.header(w("owner_rows.in"), anchor=False)
    st.caption(w("owner_rows.in_explained"))
    # A new key for each round, so that the files leave the page once they have been imported.
    number = session.recall(_ROUND, 0)
    uploaded = st.file_uploader(
        w("owner_rows.choose"),
        key=f"owner_rows.upload.{number}",
        accept_multiple_files=True,
    )
    if not uploaded:
        return
    key = (here.person.id, here.plan.revision, here.today, *(file.file_id for file in uploaded))
    try:
        returned = _looked_at(here, key, lambda: [(f.name, f.getvalue()) for f in uploaded])
    except StrategyError as error:
        show_refusal(error, w)
        return
    _show_returned(here, returned)


def _looked_at(
    here: Here, key: tuple[object, ...], files: Callable[[], list[NamedFile]]
) -> Returned:
    """Return what the files would change, computed once for these files and this plan."""
    looked: Looked | None = session.recall(_LOOKED, None)
    if looked is None or looked[0] != key:
        with st.spinner(here.words("owner_rows.reading")):
            returned = owner_rows.preview_returned(
                here.database, files(), by=here.person, today=here.today
            )
        looked = key, returned
        session.remember(_LOOKED, looked)
    return looked[1]


def _show_returned(here: Here, returned: Returned) -> None:
    w = here.words
    if returned.recognised:
        names = ", ".join(plain(title) for title in returned.recognised.values())
        st.markdown(w("owner_rows.recognised", count=len(returned.recognised), names=names))
    _show_counts(here, returned)
    leave_out = _show_troubles(here, returned)
    choices = _choose_between(here, returned.conflicts)
    _show_rows(here, returned.rows)
    _offer_taking_in(here, returned, choices, leave_out=leave_out)


def _show_counts(here: Here, returned: Returned) -> None:
    w = here.words
    sound = [row for row in returned.rows if not row.problems]
    counts = {
        w(f"owner_rows.happens.{what}"): sum(what in row.happens for row in sound)
        for what in Happens
    }
    counts[w("owner_rows.conflict")] = len(returned.conflicts)
    counts[w("owner_rows.problem")] = len(returned.troubled) + len(returned.problems)
    with st.container(horizontal=True, gap="large"):
        for label, count in counts.items():
            if count:
                st.metric(label, here.formats.number(count), width="content")


def _show_troubles(here: Here, returned: Returned) -> bool:
    """Show what cannot be imported; return whether to leave it out."""
    count = len(returned.troubled) + len(returned.problems)
    if not count:
        return False
    w = here.words
    st.error(w("owner_rows.troubles", count=count), icon=":material/error:")
    told = [(name, problem) for name, found in returned.problems.items() for problem in found]
    told += [(row.file, problem) for row in returned.troubled for problem in row.problems]
    rows = [
        (explain(p, w), f"{p.column} {p.heading}".strip(), p.row or "", name) for name, p in told
    ]
    _table(here, ("wrong", "column", "row", "file"), rows)
    return st.checkbox(w("owner_rows.leave_out"), key="rows.leave_out")


def _choose_between(here: Here, conflicts: Sequence[ReturnedRow]) -> dict[str, Choice]:
    """Let the user choose for each conflict between the value in the tool and in the file."""
    if not conflicts:
        return {}
    w = here.words
    st.subheader(w("owner_rows.conflicts_title"), anchor=False)
    st.caption(w("owner_rows.conflicts_explained"))
    chosen = {row.key: _choose_one(here, row) for row in conflicts}
    return {key: choice for key, choice in chosen.items() if choice is not None}


def _choose_one(here: Here, row: ReturnedRow) -> Choice | None:
    w = here.words
    action = row.action
    if action is None:
        return None
    with st.container(border=True):
        st.markdown(f"**{plain(action.code)} {plain(action.title)}**")
        for meanwhile in row.meanwhile:
            st.markdown(_meanwhile_words(here, row, action, meanwhile))
        st.markdown(w("owner_rows.in_file", said=_said_words(here, row)))
        offered = list(Choice) if row.can_be_taken else [Choice.TOOL]
        return st.segmented_control(
            w("owner_rows.choice_of", code=one_line(action.code)),
            offered,
            format_func=lambda choice: w(f"owner_rows.choice.{choice}"),
            default=None if row.can_be_taken else Choice.TOOL,
            key=f"rows.choice.{row.key}",
            label_visibility="collapsed",
        )


def _meanwhile_words(here: Here, row: ReturnedRow, action: Action, what: Meanwhile) -> str:
    w = here.words
    if what is Meanwhile.DUE:
        then = here.formats.short_day(row.line.from_due)
        return w("owner_rows.meanwhile.due", now=facts.due_words(here, action) or "–", then=then)
    if what is Meanwhile.CLOSED:
        return w("owner_rows.meanwhile.closed", state=w(f"state.{action.state}"))
    if what is Meanwhile.DONE_BELOW:
        return w("owner_rows.meanwhile.done_below", percent=row.line.said["percent"])
    latest = row.latest
    if latest is None:
        return ""
    said = w("owner_rows.said_percent", percent=latest.percent)
    if latest.comment:
        said += f" · «{plain(shortened(latest.comment, _SHORT))}»"
    return w("owner_rows.meanwhile.check_in", day=here.formats.short_day(latest.on), said=said)


def _said_words(here: Here, row: ReturnedRow) -> str:
    w, report = here.words, row.report
    parts = [w(f"owner_rows.happens.{what}") for what in row.happens]
    if report is None:
        return " · ".join(parts)
    if report.said is not None:
        parts.append(w("owner_rows.said_percent", percent=report.said["percent"]))
        if report.said.get("comment"):
            parts.append(f"«{plain(shortened(str(report.said['comment']), _SHORT))}»")
    if report.proposal is not None:
        day = here.formats.short_day(report.proposal["proposed_due"])
        parts.append(w("owner_rows.said_date", day=day))
    return " · ".join(parts)


def _show_rows(here: Here, rows: Sequence[ReturnedRow]) -> None:
    shown = [row for row in rows if row.action is not None]
    told = [
        (
            one_line(f"{row.action.code} {row.action.title}") if row.action else "",
            _outcome(here, row),
            row.file,
            row.line.row,
        )
        for row in shown
    ]
    if told:
        _table(here, ("action", "happens", "file", "row"), told)


def _outcome(here: Here, row: ReturnedRow) -> str:
    w = here.words
    if row.problems:
        return f"{w('owner_rows.problem')}: {explain(row.problems[0], w)}"
    # A table shows plain text: do not escape for Markdown here.
    said = [w(f"owner_rows.happens.{what}") for what in row.happens]
    report = row.report
    if report is not None and report.said is not None:
        said.append(w("owner_rows.said_percent", percent=report.said["percent"]))
        said.append(one_line(str(report.said.get("comment", ""))))
    if report is not None and report.proposal is not None:
        said.append(here.formats.short_day(report.proposal["proposed_due"]))
    if row.meanwhile:
        said.insert(0, w("owner_rows.conflict"))
    return " · ".join(part for part in said if part)


def _table(here: Here, names: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    w = here.words
    own = {"column", "wrong"}
    headings = [
        w(f"transfer.column_{name}") if name in own else w(f"owner_rows.column.{name}")
        for name in names
    ]
    table = pd.DataFrame([tuple(map(str, row)) for row in rows], columns=headings)
    wide = next(heading for heading, name in zip(headings, names, strict=True) if name in _WIDE)
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        column_config={wide: st.column_config.TextColumn(width="large")},
    )


def _offer_taking_in(
    here: Here, returned: Returned, choices: dict[str, Choice], *, leave_out: bool
) -> None:
    w = here.words
    count = len(returned.taken(choices))
    undecided = len(choices) < len(returned.conflicts)
    troubles = returned.troubled or returned.problems
    if undecided:
        st.info(w("owner_rows.undecided"), icon=":material/rule:")
    elif not count:
        st.info(w("owner_rows.nothing"), icon=":material/check_circle:")
        return
    pressed = st.button(
        w("owner_rows.do", count=count),
        type="primary",
        icon=":material/upload:",
        disabled=undecided or not count or bool(troubles and not leave_out),
    )
    if pressed:
        _take_in(here, returned, choices, leave_out=leave_out)


def _take_in(
    here: Here, returned: Returned, choices: dict[str, Choice], *, leave_out: bool
) -> None:
    w = here.words
    try:
        saved = owner_rows.apply_returned(
            here.database,
            returned,
            by=here.person,
            today=here.today,
            choices=choices,
            leave_out_problems=leave_out,
        )
    except RowsRefusedError as error:
        session.remember(_LOOKED, None)
        _show_refusals(here, error)
    except StrategyError as error:
        show_refusal(error, w)
    else:
        count = len({item.action_id for item in saved if hasattr(item, "action_id")})
        session.tell_next(w("owner_rows.done", count=count))
        session.remember(_ROUND, session.recall(_ROUND, 0) + 1)
        session.remember(_LOOKED, None)
        session.forget("rows.choice.")
        st.rerun()


def _show_refusals(here: Here, error: RowsRefusedError) -> None:
    w = here.words
    lines = []
    for refusal in error.refusals:
        action = here.plan.find(Action, refusal.row_id)
        code = plain(action.code) if action else ""
        stale = isinstance(refusal.error, StaleEditError)
        said = (
            w("owner_rows.mended_meanwhile", code=code)
            if stale
            else f"{code}: {refusal_words(refusal.error, w)}"
        )
        lines.append(f"- {said}")
    st.error("\n".join((w("owner_rows.unsaved"), "", *lines)), icon=":material/error:")
