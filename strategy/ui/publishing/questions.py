"""The parts of Spørsmål: what waits for this person, and the state of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

import streamlit as st

from strategy.domain.errors import TamperedPublicationError
from strategy.domain.items import Action, Goal, Person, Position
from strategy.domain.publishing.questions import Progress, Question, Subject, may_answer, title_of
from strategy.domain.roles import Permission
from strategy.services import clock
from strategy.services.publishing import questions
from strategy.services.publishing.published import Published
from strategy.ui import links
from strategy.ui.acting import carry_out
from strategy.ui.messages import show_empty, show_refusal
from strategy.ui.publishing.asking import asked_as
from strategy.ui.session import Here
from strategy.ui.text import one_line, paragraphs, plain

_FIELDS = "question."
_LONGEST = 5_000
_SHOWN_CLOSED = 50


def show_all(here: Here) -> None:
    """Show what waits for this person first, then for others, then what is done."""
    w = here.words
    mine = questions.waiting(here.database, by=here.person)
    everything = questions.to_work_on(here.database, by=here.person)
    finding = w("questions.waiting", count=len(mine)) if mine else w("questions.none_waiting")
    st.title(finding, anchor=False)
    st.caption(w("questions.explained"))
    if not everything:
        show_empty(w("questions.none"))
    read = _publications(here)
    _show_each(here, mine, read, waits=True)
    others = [one for one in everything if one.is_open and one not in mine]
    if others:
        st.header(w("questions.others"), anchor=False)
    _show_each(here, sorted(others, key=lambda one: one.due), read)
    closed = [one for one in everything if not one.is_open]
    if closed:
        with st.expander(w("questions.closed", count=len(closed))):
            _show_each(here, closed[:_SHOWN_CLOSED], read)


def _publications(here: Here) -> dict[str, Published]:
    """Return the publications by id; stop if one was tampered with."""
    try:
        found = questions.publications(here.database, by=here.person)
    except TamperedPublicationError as error:
        show_refusal(error, here.words)
        st.stop()
    return {one.publication.id: one for one in found}


def waiting_count(here: Here) -> int:
    """Return how many questions wait for this person's answer."""
    return len(questions.waiting(here.database, by=here.person))


def show_waiting(here: Here) -> None:
    """Remind people on their own page of questions that wait for them."""
    w = here.words
    mine = questions.waiting(here.database, by=here.person)
    late = questions.late_elsewhere(here.database, by=here.person, today=here.today)
    if not mine and not late:
        return
    said = [w("questions.waiting", count=len(mine))] if mine else []
    said += [w("questions.late", count=len(late))] if late else []
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/contact_support: **{plain('. '.join(said))}**", width="stretch")
        st.page_link(links.QUESTIONS, label=w("questions.see"), icon=":material/arrow_forward:")


def _show_each(
    here: Here, asked: Iterable[Question], read: Mapping[str, Published], *, waits: bool = False
) -> None:
    for question in asked:
        with st.container(border=True):
            _show(here, question, read)
            if here.as_of is None:
                _show_steps(here, question, waits=waits)


def _show(here: Here, question: Question, read: Mapping[str, Published]) -> None:
    w = here.words
    st.caption(plain(_about(here, question, read)))
    st.markdown(f"**{paragraphs(question.text)}**")
    st.caption(_state(here, question))
    if question.answer:
        st.markdown(paragraphs(question.answer))
    if question.note:
        key = "questions.note_said" if question.is_open else "questions.reason_said"
        st.info(plain(w(key, note=question.note)), icon=":material/chat:")


def _about(here: Here, question: Question, read: Mapping[str, Published]) -> str:
    one = read.get(question.publication_id)
    title = title_of(one.content, question.subject, question.subject_id) if one else ""
    return " · ".join(
        (
            here.words(f"questions.progress.{question.progress}"),
            title or here.words("question.about_whole"),
        )
    )


def _state(here: Here, question: Question) -> str:
    w, formats = here.words, here.formats
    said = [plain(w("questions.from", who=_asker(here, question)))]
    position = here.plan.find(Position, question.position_id)
    if position is not None:
        said.append(plain(w("questions.with", position=position.title)))
    if question.is_open:
        is_late = question.is_late(here.today)
        key = "questions.overdue" if is_late else "questions.due"
        due = plain(w(key, day=formats.day(question.due)))
        said.append(f":red[:material/alarm: {due}]" if is_late else due)
    return " · ".join(said)


def _asker(here: Here, question: Question) -> str:
    """Return who asked: their name for those who prepare publications, else only their role."""
    person = here.plan.find(Person, question.asked_by)
    if person is not None and person.name and here.may(Permission.PREPARE_PUBLICATION):
        return person.name
    return here.words(f"questions.asker_{asked_as(question.asked_as)}")


# --- the next step ------------------------------------------------------------------------------


def _show_steps(here: Here, question: Question, *, waits: bool) -> None:
    """Show what can be done, one step at a time: open where the question waits for this person.

    Otherwise the steps are collapsed, so that the list stays short.
    """
    steps = _steps(here, question)
    if not steps:
        return
    if waits:
        _show_in_turn(here, question, steps)
        return
    label = here.words("questions.act")
    key = f"{_FIELDS}{question.id}.act"
    with st.expander(label, icon=":material/edit_note:", key=key, on_change="rerun") as part:
        if part.open:
            _show_in_turn(here, question, steps)


def _steps(here: Here, question: Question) -> dict[str, Callable[[Here, Question], None]]:
    """Return what this person can do with a question, the likeliest first."""
    steps: dict[str, Callable[[Here, Question], None]] = {}
    plans = here.may(Permission.PREPARE_PUBLICATION)
    if plans and question.progress is Progress.ANSWERED:
        steps |= {"approve": _approve, "send_back": _send_back}
    if may_answer(here.plan, here.person, question):
        delegate_first = plans and question.progress is Progress.ASKED
        answers = {"delegate": _delegate, "answer": _answer} if plans else {"answer": _answer}
        steps |= answers if delegate_first else dict(reversed(answers.items()))
    if plans and question.progress is not Progress.WITHDRAWN:
        steps["withdraw"] = _withdraw
    return steps


def _show_in_turn(
    here: Here, question: Question, steps: Mapping[str, Callable[[Here, Question], None]]
) -> None:
    if len(steps) == 1:
        for show in steps.values():
            show(here, question)
        return
    w = here.words
    for part, show in zip(
        st.tabs([w(f"questions.{name}") for name in steps]), steps.values(), strict=True
    ):
        with part:
            show(here, question)


def _take(
    here: Here, question: Question, step: Callable[..., Question], *, news: str, **given: object
) -> None:
    """Take a step with the question as it is shown here, and report the outcome."""
    carry_out(
        lambda: step(
            here.database, question.id, question.version, by=here.person, now=clock.now(), **given
        ),
        here.words,
        news=news,
        forget=(_FIELDS,),
    )


def _delegate(here: Here, question: Question) -> None:
    w = here.words
    positions = {p.id: p.title for p in here.plan.positions if p.holder_id or p.deputy_id}
    ids = list(positions)
    fitting = question.position_id or _responsible(here, question)
    soonest = here.today
    with st.form(f"question.delegate.{question.id}", border=False):
        chosen = st.selectbox(
            w("questions.position"),
            ids,
            index=ids.index(fitting) if fitting in ids else None,
            format_func=lambda position_id: one_line(positions[position_id]),
            placeholder=w("form.choose"),
            key=f"{_FIELDS}{question.id}.position",
        )
        due = st.date_input(
            w("questions.due_field"),
            max(question.due, soonest),
            min_value=soonest,
            max_value=soonest + timedelta(days=365),
            format="DD.MM.YYYY",
            key=f"{_FIELDS}{question.id}.due",
        )
        pressed = st.form_submit_button(w("questions.delegate_do"), type="primary")
    if pressed:
        _take(
            here,
            question,
            questions.delegate,
            news=w("questions.delegated"),
            position_id=chosen or "",
            due=due,
        )


def _responsible(here: Here, question: Question) -> str | None:
    """Return the position responsible for what is asked about, as far as this person may know."""
    kind = {Subject.GOAL: Goal, Subject.ACTION: Action}.get(question.subject)
    item = here.plan.by_id.get(question.subject_id) if kind else None
    return item.owner_id if isinstance(item, Goal | Action) else None


def _answer(here: Here, question: Question) -> None:
    w = here.words
    with st.form(f"question.answer.{question.id}", border=False):
        text = st.text_area(
            w("questions.answer_field"),
            question.answer,
            key=f"{_FIELDS}{question.id}.answer",
            max_chars=_LONGEST,
            height=160,
            help=w("questions.answer_help"),
        )
        pressed = st.form_submit_button(w("questions.answer_do"), type="primary")
    if pressed:
        _take(here, question, questions.answer, news=w("questions.answered"), text=text)


def _approve(here: Here, question: Question) -> None:
    w = here.words
    with st.form(f"question.approve.{question.id}", border=False):
        shown_as = st.text_area(
            w("questions.shown_as"),
            question.shown_as or question.text,
            key=f"{_FIELDS}{question.id}.shown_as",
            max_chars=_LONGEST,
            height=68,
            help=w("questions.shown_as_help"),
        )
        text = st.text_area(
            w("questions.answer_field"),
            question.answer,
            key=f"{_FIELDS}{question.id}.approved",
            max_chars=_LONGEST,
            height=160,
            help=w("questions.answer_help"),
        )
        pressed = st.form_submit_button(w("questions.approve_do"), type="primary")
    if pressed:
        _take(
            here,
            question,
            questions.approve,
            news=w("questions.approved"),
            shown_as=shown_as,
            answer=text,
            today=here.today,
        )


def _send_back(here: Here, question: Question) -> None:
    w = here.words
    with st.form(f"question.send_back.{question.id}", border=False):
        note = st.text_area(
            w("questions.note"), key=f"{_FIELDS}{question.id}.note", max_chars=_LONGEST
        )
        pressed = st.form_submit_button(w("questions.send_back"))
    if pressed:
        _take(here, question, questions.send_back, news=w("questions.sent_back"), note=note)


def _withdraw(here: Here, question: Question) -> None:
    w = here.words
    with st.form(f"question.withdraw.{question.id}", border=False):
        st.caption(w("questions.withdraw_explained"))
        reason = st.text_area(
            w("questions.reason"), key=f"{_FIELDS}{question.id}.reason", max_chars=_LONGEST
        )
        pressed = st.form_submit_button(w("questions.withdraw"))
    if pressed:
        _take(here, question, questions.withdraw, news=w("questions.withdrawn"), reason=reason)
