"""The questions of an organisation: ours, reworded or removed, and its own."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from strategy.domain.items import Pillar
from strategy.domain.meeting_items import Theme
from strategy.domain.reflection import Asked
from strategy.services import reading
from strategy.services.reflection import prompts
from strategy.services.reflection.prompts import Offered
from strategy.ui import session
from strategy.ui.acting import carry_out
from strategy.ui.choices import choose
from strategy.ui.forms import form
from strategy.ui.messages import show_empty
from strategy.ui.session import Here, Present
from strategy.ui.text import one_line, plain


@dataclass(frozen=True)
class Subject:
    """What questions are about: one of our themes, or one of the organisation's own pillars."""

    title: str
    theme: Theme
    pillar_id: str | None = None

    @property
    def key(self) -> str:
        """Its key in the address."""
        return self.pillar_id or self.theme.value

    def covers(self, asked: Asked) -> bool:
        """Return whether a question is about this."""
        own = self.pillar_id is None or asked.pillar_id == self.pillar_id
        return asked.theme is self.theme and own


def choose_subject(here: Here) -> Subject:
    """Let the user choose what the questions are about; the choice lives in the address."""
    w = here.words
    themes = [Subject(w(f"theme.{t}"), t) for t in Theme if t is not Theme.PILLAR]
    pillars = prompts.own_pillars(reading.open_plan(here.database))
    own = [Subject(pillar.title, Theme.PILLAR, pillar.id) for pillar in pillars]
    by_key = {subject.key: subject for subject in (*themes, *own)}
    titles = {key: one_line(subject.title) for key, subject in by_key.items()}
    first = Theme.DARE.value
    chosen = choose("theme", w("field.theme"), titles, w, shape="pills", default=first)
    return by_key.get(chosen or first, by_key[first])


def subject_of(here: Present, asked: Asked) -> str:
    """Return the current name of what a question is about."""
    pillar = reading.open_plan(here.database).find(Pillar, asked.pillar_id)
    if asked.theme is Theme.PILLAR and pillar is not None:
        return pillar.title
    return here.words(f"theme.{asked.theme}")


def show_questions(here: Here) -> None:
    """Show the questions about one theme or pillar, and what can be done with each."""
    w = here.words
    st.title(w("prompts.title"), anchor=False)
    st.caption(w("prompts.explained"))
    subject = choose_subject(here)
    plan = reading.open_plan(here.database)
    about = [one for one in prompts.offered(plan) if subject.covers(one.asked)]
    for one in about:
        _show_question(here, one)
    if not about:
        show_empty(w("prompts.none_of_pillar"))
    _show_new(here, subject)
    gone = [one for one in prompts.taken_out(plan) if subject.covers(one.asked)]
    if gone:
        with st.expander(w("prompts.taken_out", count=len(gone)), icon=":material/archive:"):
            for one in gone:
                _show_gone(here, one)


def _show_question(here: Here, one: Offered) -> None:
    w, key = here.words, one.asked.key
    if session.asked("item") == key:
        _show_rewording(here, one)
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        mark = w("prompts.reworded") if one.reworded else w("prompts.own") if not one.ours else ""
        text = plain(one.asked.text(w.language))
        st.markdown(f"{text} :gray[{mark}]" if mark else text, width="stretch")
        label = w("prompts.reword")
        if st.button(label, key=f"prompt.edit.{key}", icon=":material/edit:", type="tertiary"):
            session.ask({"item": key})
            st.rerun()
        label = w("prompts.take_out")
        if st.button(label, key=f"prompt.out.{key}", icon=":material/remove:", type="tertiary"):
            _take_out(here, one)


def _show_rewording(here: Here, one: Offered) -> None:
    w = here.words
    start = {"question": one.asked.text(w.language)}
    with form(here, f"prompt.{one.asked.key}", item=one.item, values=start) as drawing:
        drawing.text("question", required=True, lines=3, hint=w("prompts.text_hint"))
        if one.ours is not None:
            st.caption(w("prompts.ours", text=plain(one.ours.text(w.language))))
        pressed = drawing.submit(w("save"))
    if st.button(w("cancel"), key="prompt.cancel"):
        _closed()
    if pressed and drawing.saved(
        lambda values: prompts.reword(
            here.database,
            one.asked.key,
            str(values["question"] or ""),
            by=here.person,
            version=drawing.item.version if drawing.item else 0,
        )
    ):
        session.tell_next(w("saved"))
        _closed()


def _show_new(here: Here, subject: Subject) -> None:
    w = here.words
    with (
        st.expander(w("prompts.add"), icon=":material/add:"),
        form(here, f"prompt.new.{subject.key}", values={"question": ""}) as drawing,
    ):
        drawing.text("question", required=True, lines=3, hint=w("prompts.text_hint"))
        pressed = drawing.submit(w("prompts.add"))
    if pressed and drawing.saved(
        lambda values: prompts.add_prompt(
            here.database,
            theme=subject.theme,
            text=str(values["question"] or ""),
            by=here.person,
            pillar_id=subject.pillar_id,
        )
    ):
        session.tell_next(w("saved"))
        st.rerun()


def _show_gone(here: Here, one: Offered) -> None:
    w, key = here.words, one.asked.key
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(one.asked.text(w.language)), width="stretch")
        label = w("prompts.bring_back")
        if st.button(label, key=f"prompt.back.{key}", icon=":material/undo:", type="tertiary"):
            carry_out(lambda: prompts.bring_back(here.database, key, by=here.person), w)


def _take_out(here: Here, one: Offered) -> None:
    version = one.item.version if one.item else 0
    carry_out(
        lambda: prompts.take_out(here.database, one.asked.key, by=here.person, version=version),
        here.words,
        news=here.words("prompts.taken_out_told"),
    )


def _closed() -> None:
    session.ask({"item": None})
    st.rerun()
