"""Hent inn tall: a file or pasted cells, the series in it, what would change, and saving it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from strategy.domain.errors import StrategyError
from strategy.domain.items import Indicator
from strategy.domain.series.licences import licence_of
from strategy.domain.series.series import Found, Remark, Series, dimensions_of
from strategy.exchange.tables.reading import TYPES
from strategy.services.series import taking_in
from strategy.services.series.taking_in import Preview, Step
from strategy.services.series.telling import explained, why_missing
from strategy.ui import session
from strategy.ui.acting import carry_out
from strategy.ui.messages import show_refusal
from strategy.ui.session import Here
from strategy.ui.text import one_line, paragraphs, plain

_ROUND = "series.round"
_SHOWN = 12


def show(here: Here, indicator: Indicator) -> None:
    """Offer to take in figures from a file, to those who may report on the indicator."""
    if not here.may_report(indicator):
        return
    w = here.words
    with st.expander(w("series.take_in"), icon=":material/download:"):
        st.caption(w("series.explained"))
        # A new key for each round, so that the file leaves the page once it has been taken in.
        key = f"series.{indicator.id}.{session.recall(_ROUND, 0)}"
        file = st.file_uploader(w("series.file"), type=("json", *TYPES), key=f"{key}.file")
        pasted = st.text_area(w("series.paste"), help=w("series.paste.help"), key=f"{key}.paste")
        period = st.text_input(
            w("series.period"), help=w("series.period.help"), key=f"{key}.period"
        )
        content = file.getvalue() if file is not None else pasted.encode()
        if content.strip():
            name = file.name if file is not None else w("series.pasted")
            found = taking_in.read_file(content, name, by=here.person, w=w, period=period)
            _show_found(here, indicator, found, name, key)


def _show_found(here: Here, indicator: Indicator, found: Found, name: str, key: str) -> None:
    _show_remarks(here, found.questions, found.problems)
    if found.problems or not found.series:
        return
    series = _choose(here, indicator, found.series, key)
    _show_series(here, series)
    try:
        previewed = taking_in.preview_series(
            here.database, indicator.id, series, by=here.person, today=here.today
        )
    except StrategyError as error:
        show_refusal(error, here.words)
        return
    _show_remarks(here, previewed.questions, previewed.problems)
    if not previewed.problems:
        _show_changes(here, previewed)
        _offer_saving(here, previewed, name)


def _show_remarks(here: Here, questions: Sequence[Remark], problems: Sequence[Remark]) -> None:
    for problem in problems[:_SHOWN]:
        st.error(plain(_told(here, problem)), icon=":material/error:")
    if len(problems) > _SHOWN:
        st.caption(here.words("series.more_problems", count=len(problems) - _SHOWN))
    for question in questions:
        st.info(plain(_told(here, question)), icon=":material/help:")


def _told(here: Here, remark: Remark) -> str:
    cell = f"{remark.column}{remark.row or ''}"
    place = " ".join(part for part in (remark.sheet if cell else "", cell) if part)
    said = explained(remark, here.words)
    return f"{place}: {said}" if place else said


def _choose(here: Here, indicator: Indicator, found: Sequence[Series], key: str) -> Series:
    """Let the user choose one series, by what tells the series apart."""
    w = here.words
    st.markdown(w("series.found", count=len(found)))
    left = tuple(found)
    titles = list(dict.fromkeys(one.title for one in found))
    if len(titles) > 1:
        same = [n for n, t in enumerate(titles) if t.casefold() == indicator.title.casefold()]
        title = st.selectbox(
            w("series.which"),
            titles,
            index=same[0] if same else 0,
            format_func=one_line,
            key=f"{key}.title",
        )
        left = tuple(one for one in left if one.title == title)
    for name, values in dimensions_of(left).items():
        offered = [v for v in values if any(one.dimensions.get(name) == v for one in left)]
        if len(offered) > 1:
            value = st.selectbox(
                one_line(name), offered, format_func=one_line, key=f"{key}.dimension.{name}"
            )
            left = tuple(one for one in left if one.dimensions.get(name) == value)
    return left[0]


def _show_series(here: Here, series: Series) -> None:
    w = here.words
    named = ", ".join((series.title, *series.dimensions.values()))
    st.markdown(f"**{plain(named)}**")
    told = [w("series.source", source=series.source) if series.source else "", licence_of(series)]
    st.caption(plain(" · ".join(part for part in (*told, series.updated) if part)))
    for note in series.notes:
        st.caption(paragraphs(note))
    rows = [
        (
            one_line(point.period.text),
            here.formats.measured(point.value, series.unit) if point.value is not None else "",
            one_line(why_missing(point, w) or point.note),
        )
        for point in series.points
    ]
    headings = [w("field.period"), w("field.value"), w("field.note")]
    st.dataframe(pd.DataFrame(rows, columns=headings), hide_index=True, width="stretch")


def _show_changes(here: Here, previewed: Preview) -> None:
    w = here.words
    with st.container(horizontal=True, gap="large"):
        for name, count in (
            ("new", len(previewed.new)),
            ("changed", len(previewed.changed)),
            ("unchanged", previewed.unchanged),
        ):
            st.metric(w(f"transfer.{name}"), here.formats.number(count), width="content")
    for step in previewed.changed[:_SHOWN]:
        st.markdown(f"- {plain(_change(here, previewed, step))}")


def _change(here: Here, previewed: Preview, step: Step) -> str:
    unit = previewed.indicator.unit
    before = step.before.value if step.before else None
    return here.words(
        "series.change",
        period=step.point.period.text,
        before=here.formats.measured(before, unit) if before is not None else "–",
        after=here.formats.measured(step.point.value, unit),
    )


def _offer_saving(here: Here, previewed: Preview, name: str) -> None:
    w = here.words
    if not previewed.new and not previewed.changed:
        st.info(w("series.nothing"), icon=":material/check_circle:")
        return
    if not st.button(w("series.save"), type="primary", icon=":material/download_done:"):
        return
    carry_out(
        lambda: taking_in.take_in(
            here.database,
            previewed.indicator.id,
            previewed.series,
            by=here.person,
            today=here.today,
            name=name,
        ),
        w,
        news=lambda saved: w("series.saved", new=len(saved.new), changed=len(saved.changed)),
        then=lambda: session.remember(_ROUND, session.recall(_ROUND, 0) + 1),
    )
