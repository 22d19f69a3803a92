"""All rounds, and preparing one: a theme, three questions, the leaders, two weeks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import streamlit as st

from strategy.domain.errors import NotFoundError
from strategy.domain.items import Role
from strategy.domain.reflection import Phase, Round, runs, takes_part
from strategy.domain.roles import Permission, may
from strategy.services import reading
from strategy.services.reflection import (
    answering as reflection,
)
from strategy.services.reflection import (
    prompts,
)
from strategy.services.reflection import (
    rounds as reflection_rounds,
)
from strategy.ui import links, session
from strategy.ui.choices import choose
from strategy.ui.forms import Form, form
from strategy.ui.messages import show_empty
from strategy.ui.reflection.prompts import Subject, choose_subject, subject_of
from strategy.ui.session import Here, Present
from strategy.ui.text import one_line, plain, shortened

_WEEKS = timedelta(weeks=2)
_QUESTIONS = 3
_SECTIONS = ("rounds", "questions")
_AT_THE_TABLE = frozenset({Role.LEADER, Role.HR, Role.REPRESENTATIVE})
"""Who usually takes part: the leadership group, HR, and the employees' representatives."""


def may_prepare(here: Here) -> bool:
    """Return whether to offer to prepare a round."""
    return here.may(Permission.RUN_MEETING)


def show_way_back(here: Present) -> None:
    """Show the link from one round to all of them."""
    label = here.words("reflection.all_rounds")
    st.page_link(links.REFLECTION, label=label, icon=":material/arrow_back:")


def choose_section(here: Here) -> str:
    """Let the user choose between the rounds and the questions they ask."""
    w = here.words
    names = {name: w(f"reflection.section_{name}") for name in _SECTIONS}
    label = w("reflection.section")
    return choose("section", label, names, w, shape="segments", default="rounds") or "rounds"


# --- the list -----------------------------------------------------------------------------------


def show_rounds(here: Present) -> None:
    """Show the rounds this person may know of, those that wait for them first."""
    w = here.words
    rounds = reflection.rounds(here.database, by=here.person)
    waiting = reflection.waiting_for(here.database, by=here.person, today=here.today)
    title = w("reflection.waiting", count=len(waiting)) if waiting else w("page.reflection")
    st.title(title, anchor=False)
    st.caption(w("reflection.explained"))
    if isinstance(here, Here) and may_prepare(here):
        _offer_new(here)
    if not rounds:
        show_empty(w("reflection.none"))
    ids = {asked.id for asked in waiting}
    for asked in (*waiting, *(asked for asked in rounds if asked.id not in ids)):
        _show_line(here, asked, waits=asked.id in ids)


def _show_line(here: Present, asked: Round, *, waits: bool) -> None:
    w = here.words
    with st.container(border=True):
        label = w("reflection.answer_now") if waits else w("reflection.see")
        st.subheader(plain(asked.title), anchor=False)
        st.caption(" · ".join(_facts(here, asked)))
        st.page_link(
            links.REFLECTION,
            label=f"{label}: {plain(shortened(asked.title, 60))}",
            icon=":material/edit_note:" if waits else ":material/arrow_forward:",
            query_params={"round": asked.id},
        )


def _facts(here: Present, asked: Round) -> list[str]:
    w = here.words
    facts = [w(f"round_phase.{asked.phase}")]
    facts.append(w("reflection.anonymous" if asked.anonymous else "reflection.named"))
    facts.append(w("reflection.questions", count=len(asked.prompts)))
    if asked.phase is Phase.OPEN and asked.closes:
        facts.append(w("reflection.answer_by", day=here.formats.day(asked.closes)))
    elif asked.revealed_on:
        facts.append(here.formats.day(asked.revealed_on))
    if runs(asked, here.person):
        facts.append(w("reflection.you_run"))
    elif takes_part(asked, here.person):
        facts.append(w("reflection.you_take_part"))
    return facts


# --- a new one ----------------------------------------------------------------------------------


def _offer_new(here: Here) -> None:
    if st.button(
        here.words("reflection.new"), type="primary", icon=":material/add:", key="round.new"
    ):
        session.ask({"do": "add"})
        st.rerun()


def show_form(here: Here) -> bool:
    """Show the form for a new or existing round, if asked for; return whether it was."""
    if session.asked("do") == "add":
        _show_form(here, None)
        return True
    asked = _to_change(here, session.asked("item") or "")
    if session.asked("do") != "change" or asked is None:
        return False
    _show_form(here, asked)
    return True


def _to_change(here: Here, round_id: str) -> Round | None:
    try:
        view = reflection.view(here.database, round_id, by=here.person, today=here.today)
    except NotFoundError:
        return None
    return view.round if view.runs else None


def _show_form(here: Here, asked: Round | None) -> None:
    w = here.words
    st.title(w("reflection.change_title" if asked else "reflection.new_title"), anchor=False)
    if asked is None:
        st.caption(w("reflection.choose_theme"))
        subject = choose_subject(here)
        key, start = f"round.{subject.key}", _usual(here, subject)
    else:
        key, start = f"round.{asked.id}", _start_of(asked)
    with form(here, key, item=asked, values=start) as drawing:
        _draw(here, drawing)
        pressed = drawing.submit(w("reflection.prepare"))
    if st.button(w("cancel"), key="round.cancel"):
        _leave({})
    if pressed:
        saved = drawing.save(lambda values: _save(here, drawing, asked, values))
        if saved is not None:
            session.tell_next(w("saved"))
            _leave({"round": saved.id})


def _draw(here: Here, drawing: Form) -> None:
    w, plan = here.words, reading.open_plan(here.database)
    drawing.text("title", required=True)
    offered = prompts.offered(plan)
    questions = {
        one.asked.key: one_line(f"{subject_of(here, one.asked)}: {one.asked.text(w.language)}")
        for one in offered
    }
    drawing.choices("prompts", questions)
    people = {p.id: one_line(p.name) for p in reflection_rounds.people_to_ask(plan)}
    drawing.choices("participant_ids", people)
    drawing.pick("answers", {n: w(f"reflection.{n}") for n in ("anonymous", "named")})
    drawing.pick("takes_place", {n: w(f"reflection.place_{n}") for n in ("weeks", "live")})
    drawing.day("closes")
    with st.expander(w("reflection.more_choices")):
        drawing.day("opens")
        drawing.number("seats", hint=w("reflection.seats_hint"))
        leading = {p.id: one_line(p.name) for p in plan.people if may(p, Permission.RUN_MEETING)}
        drawing.choices("facilitator_ids", leading)


def _usual(here: Here, subject: Subject) -> dict[str, Any]:
    """Return the usual values of a round, so that the user only has to confirm."""
    plan = reading.open_plan(here.database)
    keys = [one.asked.key for one in prompts.offered(plan) if subject.covers(one.asked)]
    able = reflection_rounds.people_to_ask(plan)
    group = [person.id for person in able if not _AT_THE_TABLE.isdisjoint(person.roles)]
    month = here.formats.month(here.today)
    return {
        "title": f"{subject.title}, {month}",
        "prompts": tuple(keys[:_QUESTIONS]),
        "participant_ids": tuple(group),
        "facilitator_ids": (here.person.id,),
        "answers": "anonymous",
        "takes_place": "weeks",
        "closes": here.today + _WEEKS,
        "seats": None,
    }


def _start_of(asked: Round) -> dict[str, Any]:
    return {
        "prompts": tuple(prompt.key for prompt in asked.prompts),
        "answers": "anonymous" if asked.anonymous else "named",
        "takes_place": "live" if asked.live else "weeks",
        "seats": asked.seats or None,
    }


def _save(here: Here, drawing: Form, asked: Round | None, written: Mapping[str, Any]) -> Round:
    values = dict(written)
    values["anonymous"] = values.pop("answers") == "anonymous"
    values["live"] = values.pop("takes_place") == "live"
    values["seats"] = values["seats"] or 0
    if asked is None:
        return reflection_rounds.prepare(here.database, values, by=here.person, today=here.today)
    read = drawing.item if isinstance(drawing.item, Round) else asked
    return reflection_rounds.change(here.database, read, values, by=here.person, today=here.today)


def _leave(address: dict[str, str]) -> None:
    session.ask({"do": None, "item": None, "theme": None, **address})
    st.rerun()
