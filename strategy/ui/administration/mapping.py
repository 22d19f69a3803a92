"""What a file's columns are taken for, beside examples of them; every guess can be changed."""

from __future__ import annotations

import streamlit as st

from strategy.domain.items import ActionState
from strategy.exchange.tables.files import OWN, Answers, Field
from strategy.exchange.workbook.recognition import Question, Told, ToldColumn
from strategy.ui.session import Here
from strategy.ui.text import plain


def ask_about(here: Here, told: Told, *, key: str) -> Answers:
    """Show what a file is taken for with its questions, and return what the person says."""
    w = here.words
    st.subheader(w("tables.mapping"), anchor=False)
    columns: dict[tuple[int, int], Field] = {}
    for number, table in enumerate(told.tables):
        with st.expander(plain(table.sheet) or w("tables.mapping")):
            for column in table.columns:
                chosen = _ask_column(here, column, key=f"{key}.{number}.{column.index}")
                if chosen.value != (column.field or Field.NOTHING.value):
                    columns[number, column.index] = chosen
    pillars: dict[str, str] = {}
    statuses: dict[str, ActionState] = {}
    for question in told.questions:
        st.markdown(plain(question.about(w)))
        if question.rule == "pillars":
            pillars |= _ask_pillars(here, question, key=key)
        elif question.rule == "statuses":
            statuses |= _ask_statuses(here, question, key=key)
    positions = st.checkbox(w("tables.positions"), key=f"{key}.positions")
    # Where nothing is asked, what one sees is what will be read.
    settled = not told.questions or st.checkbox(w("tables.settled"), key=f"{key}.settled")
    return Answers(columns, pillars, statuses, positions, settled)


def _ask_column(here: Here, column: ToldColumn, *, key: str) -> Field:
    w, fields = here.words, list(Field)
    why = w(f"tables.why.{column.why}", like=column.like)
    field = st.selectbox(
        plain(column.heading) or "—",
        fields,
        index=fields.index(Field(column.field or Field.NOTHING.value)),
        format_func=lambda each: w(f"tables.field.{each.value}"),
        key=key,
    )
    st.caption(plain(" · ".join((why, *column.examples))))
    return field


def _ask_pillars(here: Here, question: Question, *, key: str) -> dict[str, str]:
    w = here.words
    titles = {"": w("tables.as_suggested"), OWN: w("tables.own_pillar")}
    titles |= {pillar.id: pillar.title for pillar in here.plan.pillars}
    said = {
        area: st.selectbox(
            plain(area),
            list(titles),
            format_func=lambda each: titles[each],
            key=f"{key}.pillar.{place}",
        )
        for place, area in enumerate(question.names)
    }
    return {area: pillar for area, pillar in said.items() if pillar}


def _ask_statuses(here: Here, question: Question, *, key: str) -> dict[str, ActionState]:
    w = here.words
    words_for = {"": w("tables.only_text")} | {s.value: w(f"state.{s.value}") for s in ActionState}
    said = {
        status: st.selectbox(
            plain(status),
            list(words_for),
            format_func=lambda each: words_for[each],
            key=f"{key}.status.{place}",
        )
        for place, status in enumerate(question.names)
    }
    return {status: ActionState(state) for status, state in said.items() if state}
