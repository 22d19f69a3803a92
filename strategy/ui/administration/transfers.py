"""The parts of Import og eksport: export the plan to files, and import it after a preview."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC
from functools import partial
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from strategy.domain.errors import StrategyError
from strategy.domain.items import Item
from strategy.domain.kinds import kind_of
from strategy.domain.roles import Permission
from strategy.exchange.stratml.files import Edition
from strategy.exchange.workbook.columns import SHEET_KINDS
from strategy.exchange.workbook.complaints import explain
from strategy.exchange.workbook.sheets import RowProblem
from strategy.exchange.workbook.told import ToldChange, told_changes, told_names
from strategy.exchange.workbook.workbook import Preview
from strategy.services.administration import taking_back, transfer
from strategy.ui import session
from strategy.ui.acting import carry_out
from strategy.ui.administration.mapping import ask_about
from strategy.ui.downloads import offer_file
from strategy.ui.messages import show_refusal
from strategy.ui.session import Here
from strategy.ui.text import plain, shortened

_ROUND = "transfer.round"
_EXAMPLES = 20
_KNOWN_BY_THEMSELVES = ("plan_workbook", "stratml")
_MOST_CHANGES = 200


def show_export(here: Here) -> None:
    """Offer the plan as a workbook, an empty template, and one sheet at a time as CSV."""
    w = here.words
    st.header(w("transfer.out"), anchor=False)
    st.caption(w("transfer.out_explained" if _sees_people(here) else "transfer.out_no_names"))
    st.caption(w("transfer.not_in_it"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        offer_file(
            here,
            w("transfer.workbook"),
            _workbook,
            name=f"{w('transfer.file')}-{here.today}.xlsx",
            emphasis="primary",
        )
        offer_file(
            here,
            w("transfer.template"),
            _template,
            name=f"{w('transfer.template_file')}.xlsx",
            icon=":material/draft:",
        )
    with st.expander(w("transfer.one_sheet"), icon=":material/table:"):
        _offer_csv(here)
    with st.expander(w("transfer.stratml"), icon=":material/code:"):
        _offer_stratml(here)


def show_import(here: Here) -> None:
    """Take a file, show what importing it would do, and import it once confirmed."""
    w = here.words
    st.header(w("transfer.in"), anchor=False)
    st.caption(w("transfer.in_explained"))
    # A new key for each round, so that the file leaves the page once it has been imported.
    number = session.recall(_ROUND, 0)
    # Every file may be chosen: what it really is, and what to do with it, is said in our own words.
    file = st.file_uploader(w("transfer.choose"), key=f"transfer.upload.{number}")
    if file is not None:
        _show_file(here, file.getvalue(), file.name, key=file.file_id)
    else:
        _show_pasting(here, number)
    _offer_taking_back(here)


def _show_pasting(here: Here, number: int) -> None:
    """Take a table that is pasted, as a file of its own."""
    w = here.words
    with st.expander(w("transfer.paste"), icon=":material/content_paste:"):
        text = st.text_area(
            w("transfer.paste"), help=w("transfer.paste_explained"), key=f"transfer.paste.{number}"
        )
    if text.strip():
        name = f"{w('transfer.pasted')} {here.today}.txt"
        _show_file(here, text.encode(), name, key=f"pasted.{number}")


def _offer_taking_back(here: Here) -> None:
    """Offer to take the latest import back, once one has said that one is sure."""
    w = here.words
    found = taking_back.latest_import(here.database, by=here.person)
    if found is None:
        return
    zone = ZoneInfo(here.plan.organisation.time_zone)
    day = here.formats.moment(found.made_at.replace(tzinfo=UTC).astimezone(zone))
    with st.expander(
        plain(w("transfer.latest", name=found.name, date=day)), icon=":material/undo:"
    ):
        sure = st.checkbox(w("transfer.take_back_sure"), key=f"transfer.sure.{found.revision}")
        if st.button(w("transfer.take_back"), icon=":material/undo:", disabled=not sure):
            carry_out(
                lambda: taking_back.take_back(here.database, by=here.person),
                w,
                news=w("transfer.taken_back", name=found.name),
            )


def _show_file(here: Here, content: bytes, name: str, *, key: str) -> None:
    w = here.words
    try:
        with st.spinner(w("transfer.reading")):
            previewed = transfer.preview_import(
                here.database, content, name, by=here.person, today=here.today
            )
        if previewed.told.tables and previewed.told.recognised not in _KNOWN_BY_THEMSELVES:
            answers = ask_about(here, previewed.told, key=f"tables.{key}")
            previewed = transfer.preview_import(
                here.database,
                content,
                name,
                by=here.person,
                today=here.today,
                answers=answers,
            )
    except StrategyError as error:
        show_refusal(error, w)
        return
    _show_counts(here, previewed)
    if previewed.problems:
        count = len(previewed.problems)
        st.error(w("transfer.has_problems", count=count), icon=":material/error:")
        _show_table(here, previewed.problems, is_markup=previewed.is_markup)
    if previewed.notices:
        with st.expander(w("transfer.notices", count=len(previewed.notices))):
            _show_table(here, previewed.notices, is_markup=previewed.is_markup)
    if not previewed.problems:
        _show_renames(here, previewed)
        _show_what_comes(here, previewed)
        if previewed.told.settled:
            _offer_applying(here, previewed)


def _show_counts(here: Here, previewed: Preview) -> None:
    w = here.words
    with st.container(horizontal=True, gap="large"):
        for name, count in (
            ("new", previewed.new),
            ("changed", previewed.changed),
            ("unchanged", previewed.unchanged),
            ("problems", len(previewed.problems)),
        ):
            st.metric(w(f"transfer.{name}"), here.formats.number(count), width="content")


def _show_table(here: Here, complaints: Iterable[RowProblem], *, is_markup: bool) -> None:
    w = here.words
    places = ("element", "line") if is_markup else ("sheet", "row", "column")
    headings = [w(f"transfer.column_{name}") for name in (*places, "wrong")]
    rows = [
        (
            *(c.sheet, str(c.row or ""), f"{c.column} {c.heading}".strip())[: len(places)],
            explain(c, w),
        )
        for c in complaints
    ]
    st.dataframe(
        pd.DataFrame(rows, columns=headings),
        hide_index=True,
        width="stretch",
        column_config={headings[-1]: st.column_config.TextColumn(width="large")},
    )


def _show_renames(here: Here, previewed: Preview) -> None:
    if previewed.renames:
        st.warning(here.words("transfer.renames"), icon=":material/warning:")
        _show_table(here, previewed.renames, is_markup=previewed.is_markup)


def _show_what_comes(here: Here, previewed: Preview) -> None:
    w = here.words
    if previewed.updates:
        with st.expander(_counted(here, "changed", previewed.items_to_update), expanded=True):
            _show_changes(here, previewed)
    if previewed.items_to_add:
        with st.expander(_counted(here, "new", previewed.items_to_add)):
            told = [_name(here, item) for item in previewed.items_to_add]
            st.markdown("\n".join(f"- {line}" for line in told[:_EXAMPLES]))
            if len(told) > _EXAMPLES:
                st.caption(w("transfer.more", count=len(told) - _EXAMPLES))


def _counted(here: Here, name: str, items: Iterable[Item]) -> str:
    kinds = Counter(kind_of(item) for item in items)
    counts = (f"{here.words(f'exchange.sheet.{kind}')} {count}" for kind, count in kinds.items())
    return f"{here.words(f'transfer.{name}')}: {', '.join(counts)}"


def _show_changes(here: Here, previewed: Preview) -> None:
    """Show field by field what is changed and emptied; whatever is emptied is always shown."""
    names = told_names(previewed, here.plan)
    told = [(u.after, told_changes(u, names, here.words)) for u in previewed.updates]
    told.sort(key=lambda pair: not any(change.emptied for change in pair[1]))
    emptied = sum(any(change.emptied for change in changes) for _, changes in told)
    shown = told[: max(emptied, _MOST_CHANGES)]
    lines = (
        "\n".join((f"- {_name(here, item)}", *(f"    - {_told(here, c)}" for c in changes)))
        for item, changes in shown
    )
    st.markdown("\n".join(lines))
    if len(told) > len(shown):
        st.caption(here.words("transfer.more", count=len(told) - len(shown)))


def _told(here: Here, change: ToldChange) -> str:
    rule = "emptied" if change.emptied else "becomes" if change.before else "is_set"
    before, after = (plain(shortened(text, 90)) for text in (change.before, change.after))
    return here.words(f"transfer.{rule}", field=change.field, before=before, after=after)


def _offer_applying(here: Here, previewed: Preview) -> None:
    w = here.words
    if not previewed.new and not previewed.changed:
        st.info(w("transfer.nothing"), icon=":material/check_circle:")
        return
    st.caption(w("transfer.all_or_nothing"))
    if not st.button(w("transfer.do"), type="primary", icon=":material/upload:"):
        return
    carry_out(
        lambda: transfer.apply_import(here.database, previewed, by=here.person),
        w,
        news=w("transfer.done", new=previewed.new, changed=previewed.changed),
        then=lambda: session.remember(_ROUND, session.recall(_ROUND, 0) + 1),
    )


def _offer_csv(here: Here) -> None:
    w = here.words
    kinds = {
        sheet.kind: w(f"exchange.sheet.{sheet.kind}")
        for sheet in SHEET_KINDS
        if _sees_people(here) or not sheet.personal
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            w("transfer.sheet"),
            list(kinds),
            index=list(kinds).index("action"),
            format_func=lambda name: kinds[name],
            width=280,
        )
        offer_file(
            here,
            w("transfer.csv"),
            partial(_csv, kind=kind),
            name=f"{kinds[kind].lower().replace(' ', '-')}-{here.today}.csv",
        )


def _offer_stratml(here: Here) -> None:
    w = here.words
    st.caption(w("transfer.stratml_explained"))
    with st.container(horizontal=True):
        for edition, name in ((Edition.PLAN, "part2"), (Edition.STRATEGY, "part1")):
            offer_file(
                here,
                w(f"transfer.stratml_{name}"),
                partial(_stratml, edition=edition),
                name=f"{w('transfer.file')}-{name}-{here.today}.xml",
            )


def _stratml(here: Here, *, edition: Edition) -> bytes:
    return transfer.export_stratml(
        here.database, edition, by=here.person, language=here.words.language, today=here.today
    )


def _workbook(here: Here) -> bytes:
    return transfer.export_workbook(here.database, by=here.person, language=here.words.language)


def _template(here: Here) -> bytes:
    return transfer.import_template(here.words.language)


def _csv(here: Here, *, kind: str) -> bytes:
    return transfer.export_csv(here.database, kind, by=here.person, language=here.words.language)


def _sees_people(here: Here) -> bool:
    return here.may(Permission.ADMINISTER)


def _name(here: Here, item: Item) -> str:
    told = (getattr(item, name, "") for name in ("code", "title", "name", "body"))
    called = " ".join(text for text in told if text)
    kind = here.words(f"kind.{kind_of(item)}")
    return f"{kind}: {plain(shortened(called, 90))}" if called else kind
