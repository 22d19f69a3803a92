"""The parts of Strategien: the strategy itself and its foundation."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from strategy.domain.items import (
    Adoption,
    Challenge,
    Pillar,
    PlanLink,
    Strategy,
    Value,
)
from strategy.services import planning
from strategy.services.plan.library import as_challenge
from strategy.ui import links, registers, session
from strategy.ui.forms import Form, form
from strategy.ui.plan import library, strategy_life
from strategy.ui.plan.facts import show_fact
from strategy.ui.pressing import then
from strategy.ui.registers import Register, nothing_open
from strategy.ui.session import Here
from strategy.ui.text import plain, shortened

_BRIEF = 160


def choose_section(here: Here) -> str:
    """Let the user choose what to set; the choice lives in the address."""
    return registers.choose_section(here, "strategy", tuple(_SECTIONS))


def show_section(here: Here, name: str) -> None:
    """Show one section and nothing of the others."""
    _SECTIONS[name](here)


def _show_strategy(here: Here) -> None:
    w = here.words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.header(w("register.strategy.title"), anchor=False, width="stretch")
        st.button(
            w("edit"),
            icon=":material/edit:",
            key="strategy.edit",
            on_click=then(here, session.ask, {"do": "edit"}),
        )
    if session.asked("do") == "edit" or here.plan.strategy is None:
        _edit_strategy(here, here.plan.strategy)
    else:
        _show_facts(here, here.plan.strategy)
        strategy_life.show(here)


def _show_facts(here: Here, strategy: Strategy) -> None:
    w = here.words
    with st.container(border=True):
        st.markdown(f"**{plain(strategy.title)}**")
        show_fact(w("field.period"), strategy_life.period_words(here, strategy))
        show_fact(w("field.vision"), strategy.vision or w("strategy.no_vision"))
        show_fact(w("field.description"), strategy.description)


def _edit_strategy(here: Here, strategy: Strategy | None) -> None:
    w = here.words
    key = "strategy.draft" if here.drafting else "strategy"
    with form(here, key, item=strategy) as drawing:
        drawing.text("title", required=True)
        drawing.text("vision", lines=2, hint=w("strategy.vision_help"))
        drawing.text("description", lines=4)
        left, right = st.columns(2)
        with left:
            drawing.day("period_from", required=here.drafting is not None)
        with right:
            drawing.day("period_to")
        saving = drawing.submit(w("save"))
    st.button(
        w("cancel"), key="strategy.cancel", type="tertiary", on_click=then(here, nothing_open)
    )
    if not saving:
        return
    base = drawing.item if isinstance(drawing.item, Strategy) else strategy
    saved = drawing.save(
        lambda values: (
            planning.change(here.database, base, values, by=here.person)
            if base
            else planning.add(here.database, Strategy, values, by=here.person)
        )
    )
    if saved is not None:
        session.tell_next(w("saved"))
        nothing_open()
        st.rerun()


def _show_pillars(here: Here) -> None:
    plan = here.plan

    def line(pillar: Pillar) -> tuple[str, str]:
        goals = here.words("register.pillar.goals", count=len(plan.goals_under(pillar.id)))
        return _coded(pillar), _joined(goals, _about(pillar.description))

    Register(
        here,
        "pillar",
        Pillar,
        plan.pillars,
        line,
        _draw_coded,
        start={"code": planning.next_code(plan, Pillar)},
        fixed={"position": _last_place(plan.pillars)},
    ).show()


def _show_challenges(here: Here) -> None:
    plan = here.plan

    def line(challenge: Challenge) -> tuple[str, str]:
        count = sum(challenge.id in goal.challenge_ids for goal in plan.goals)
        goals = here.words("register.challenge.goals", count=count)
        return _coded(challenge), _joined(goals, _about(challenge.description))

    Register(
        here,
        "challenge",
        Challenge,
        plan.challenges,
        line,
        _draw_coded,
        fixed={"position": _last_place(plan.challenges)},
        suggest=lambda: _suggested_challenge(here),
    ).show()


def _suggested_challenge(here: Here) -> tuple[str, dict[str, object]]:
    suggestion = library.offer_challenges(here)
    if suggestion is None:
        return "", {}
    return suggestion.key, as_challenge(here.plan, suggestion)


def _show_values(here: Here) -> None:
    def draw(drawing: Form, _value: Value | None) -> None:
        drawing.text("title", required=True)
        drawing.text("description", lines=2)

    Register(
        here,
        "value",
        Value,
        here.plan.values,
        lambda value: (_bold(value.title), _about(value.description)),
        draw,
        fixed={"position": _last_place(here.plan.values)},
    ).show()


def _show_plan_links(here: Here) -> None:
    def draw(drawing: Form, _link: PlanLink | None) -> None:
        drawing.text("title", required=True)
        drawing.text("url")
        drawing.text("note", lines=2)

    Register(
        here,
        "plan_link",
        PlanLink,
        here.plan.plan_links,
        lambda link: (_bold(link.title), _joined(plain(link.url), _about(link.note))),
        draw,
    ).show()


def _show_adoptions(here: Here) -> None:
    def line(adoption: Adoption) -> tuple[str, str]:
        day = plain(here.formats.day(adoption.on)) if adoption.on else here.words("date.none")
        case = here.words("register.adoption.case", number=plain(adoption.case_number))
        told = case if adoption.case_number else ""
        return _bold(adoption.body), _joined(day, told, _about(adoption.note))

    def draw(drawing: Form, _adoption: Adoption | None) -> None:
        drawing.text("body", required=True)
        left, right = st.columns(2)
        with left:
            drawing.day("on")
        with right:
            drawing.text("case_number")
        drawing.text("note", lines=2)

    Register(here, "adoption", Adoption, here.plan.adoptions, line, draw).show()


def _show_meetings(here: Here) -> None:
    """Link to Møter, the only place where meetings are kept: a copy here would soon differ."""
    w = here.words
    st.header(w("register.meeting.title"), anchor=False)
    st.write(w("strategy.meetings_moved"))
    st.page_link(links.MEETINGS, label=w("page.meetings"), icon=":material/groups:")


_SECTIONS: dict[str, Callable[[Here], None]] = {
    "strategy": _show_strategy,
    "pillar": _show_pillars,
    "challenge": _show_challenges,
    "value": _show_values,
    "plan_link": _show_plan_links,
    "adoption": _show_adoptions,
    "meeting": _show_meetings,
}


def _draw_coded(drawing: Form, _item: Pillar | Challenge | None) -> None:
    left, right = st.columns([1, 4])
    with left:
        drawing.text("code", required=True)
    with right:
        drawing.text("title", required=True)
    drawing.text("description", lines=3)


def _last_place(items: tuple[Pillar | Challenge | Value, ...]) -> int:
    return max((item.position for item in items), default=0) + 1


def _coded(item: Pillar | Challenge) -> str:
    return _bold(f"{item.code} {item.title}")


def _bold(text: str) -> str:
    return f"**{plain(text)}**"


def _about(text: str) -> str:
    return plain(shortened(text, _BRIEF))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
