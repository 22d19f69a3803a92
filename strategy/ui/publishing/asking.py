"""Questions in Folkevalgt: ask about what is published, and read the answers beside it."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from strategy.domain.items import Role
from strategy.domain.publishing.publication import Content, PublishedPillar
from strategy.domain.publishing.questions import OwnQuestion, Reply, Subject, stands_at, title_of
from strategy.domain.roles import Permission, may
from strategy.i18n import Words
from strategy.services import clock, reading
from strategy.services.publishing import questions
from strategy.services.publishing.published import Published
from strategy.ui import session
from strategy.ui.acting import Once, carry_out
from strategy.ui.session import Reader
from strategy.ui.text import one_line, paragraphs, plain

_FIELDS = "asking."
_BETWEEN = ":"
_LONGEST = 2_000


def show_questions(reader: Reader, shown: Published, *, pillar_code: str | None = None) -> None:
    """Show the questions about this pillar, or about the whole, and let the user ask more."""
    w, content = reader.words, shown.content
    pillar = next((p for p in content.pillars if p.code == pillar_code), None)
    place = pillar.id if pillar else None
    replies = [
        one
        for one in questions.answered(reader.database, by=reader.person)
        if stands_at(content, one, place)
    ]
    own = [
        one
        for one in questions.asked_by(reader.database, by=reader.person)
        if stands_at(content, one, place)
    ]
    may_ask = may(reader.person, Permission.ASK)
    if not (replies or own or may_ask):
        return
    st.header(w("question.heading"), anchor=False)
    for reply in replies:
        _show_reply(reply, content, w)
    if own:
        st.subheader(w("question.own"), anchor=False)
    for question in own:
        _show_own(reader, question, content)
    if may_ask:
        _show_form(reader, shown, pillar)


def _show_reply(reply: Reply, content: Content, w: Words) -> None:
    with st.container(border=True):
        st.caption(_subject_words(content, reply.subject, reply.subject_id, w))
        st.markdown(f"**{paragraphs(reply.text)}**")
        st.caption(" ".join(_about_asking(reply, w)))
        st.markdown(paragraphs(reply.answer))
        who = reply.answered_as or w("question.administration")
        day = w.formats.day(reply.answered_on)
        st.caption(plain(w("question.answer_by", who=who, day=day)))


def _about_asking(reply: Reply, w: Words) -> Iterable[str]:
    day = w.formats.day(reply.asked_on)
    if reply.asked_by:
        yield plain(w("question.from_named", name=reply.asked_by, day=day))
    else:
        yield plain(w(f"question.from_{asked_as(reply.asked_as)}", day=day))
    if reply.is_reworded:
        yield plain(w("question.reworded"))


def asked_as(role: Role) -> str:
    """Return the role somebody asked in: every role within the administration is an employee."""
    return role.value if role in {Role.POLITICIAN, Role.REPRESENTATIVE} else "employee"


def _show_own(reader: Reader, question: OwnQuestion, content: Content) -> None:
    w = reader.words
    with st.container(border=True):
        st.caption(_subject_words(content, question.subject, question.subject_id, w))
        st.markdown(paragraphs(question.text))
        st.caption(plain(_state_words(reader, question)))
        if question.waits and st.button(
            w("question.take_back"), key=f"asking.take_back.{question.id}", type="tertiary"
        ):
            carry_out(
                lambda: questions.withdraw(
                    reader.database,
                    question.id,
                    question.version,
                    reason="",
                    by=reader.person,
                    now=clock.now(),
                ),
                w,
                news=w("question.taken_back"),
            )


def _state_words(reader: Reader, question: OwnQuestion) -> str:
    w = reader.words
    if not question.waits:
        return f"{w('question.own_withdrawn')} {question.reason}".strip()
    is_late = question.due < reading.today_in(reader.database)
    return w(
        "question.own_late" if is_late else "question.own_waits",
        asked=w.formats.day(question.asked_on),
        due=w.formats.day(question.due),
    )


def _subject_words(content: Content, subject: Subject, subject_id: str, w: Words) -> str:
    return plain(title_of(content, subject, subject_id) or w("question.about_whole"))


def _show_form(reader: Reader, shown: Published, pillar: PublishedPillar | None) -> None:
    w = reader.words
    subjects = _subjects(shown.content, pillar, w)
    fields = session.fresh(_FIELDS)
    with st.expander(w("question.ask"), icon=":material/contact_support:"):
        st.caption(w("question.ask_explained"))
        with st.form(f"asking.{pillar.id if pillar else ''}", border=False):
            subject = st.selectbox(
                w("question.subject"),
                list(subjects),
                format_func=lambda key: one_line(subjects[key]),
                key=f"{fields}subject",
            )
            text = st.text_area(
                w("question.text"),
                key=f"{fields}text",
                max_chars=_LONGEST,
                help=w("question.text_help"),
            )
            sending = st.form_submit_button(w("question.send"), type="primary")
    if sending:
        kind, _, subject_id = subject.partition(_BETWEEN)
        _ask(reader, shown, {"subject": kind, "subject_id": subject_id, "text": text})


def _ask(reader: Reader, shown: Published, values: dict[str, str]) -> None:
    w, database = reader.words, reader.database
    today = reading.today_in(database)
    due = questions.due_from(database, today)
    carry_out(
        lambda: questions.ask(
            database, shown.publication.id, values, by=reader.person, today=today, now=clock.now()
        ),
        w,
        news=w("question.sent", day=w.formats.day(due)),
        forget=(_FIELDS,),
        once=Once(reader, "question", {**values, "publication": shown.publication.id}),
    )


def _subjects(content: Content, pillar: PublishedPillar | None, w: Words) -> dict[str, str]:
    """Return what can be asked about here, by kind and id: only what is on the page."""
    if pillar is None:
        whole = {f"{Subject.WHOLE}{_BETWEEN}": w("question.about_whole")}
        return whole | {f"{Subject.PILLAR}{_BETWEEN}{p.id}": p.title for p in content.pillars}
    found = {f"{Subject.PILLAR}{_BETWEEN}{pillar.id}": pillar.title}
    for goal in pillar.goals:
        found[f"{Subject.GOAL}{_BETWEEN}{goal.id}"] = f"{goal.code} {goal.title}"
        for action in content.actions_for(goal.id):
            key = f"{Subject.ACTION}{_BETWEEN}{action.id}"
            found[key] = f"{action.code} {action.title}"
    return found
