"""The parts of Personer og enheter: who uses the tool, who holds which position, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import streamlit as st

from strategy.domain.items import Person, Position, Role, Unit
from strategy.i18n import LANGUAGES, words
from strategy.services.administration import people as service
from strategy.services.plan.many import Many
from strategy.ui import options, registers, session
from strategy.ui.acting import carry_out
from strategy.ui.administration import letting_in
from strategy.ui.forms import Form, form
from strategy.ui.plan import many
from strategy.ui.pressing import then
from strategy.ui.registers import Register, nothing_open, saved_and_closed
from strategy.ui.session import Here
from strategy.ui.text import plain


def choose_section(here: Here) -> str:
    """Let the user choose what to set; the choice lives in the address."""
    return registers.choose_section(here, "people", tuple(_SECTIONS))


def show_section(here: Here, name: str) -> None:
    """Show one section and nothing of the others."""
    if name in _MANY:
        many.offer(here)
        if session.asked("do") == "many":
            many.show(here, _MANY[name], {})
    _SECTIONS[name](here)


_MANY = {"person": Many.PERSON, "unit": Many.UNIT}
"""The sections in which many can be added at a time."""


# --- people -------------------------------------------------------------------------------------


def _show_people(here: Here) -> None:
    w = here.words
    st.info(w("people.personal"), icon=":material/lock:")
    database, me = here.database, here.person

    def line(person: Person) -> tuple[str, str]:
        roles = ", ".join(w(f"role.{role}") for role in person.roles) or w("people.no_role")
        held = [p.title for p in here.plan.positions if p.holder_id == person.id]
        name = plain(person.name) or w("people.no_name")
        parts = (roles, plain(", ".join(held)), plain(person.email))
        return f"**{name}**", " · ".join(part for part in parts if part)

    def retire(person: Person, reason: str) -> None:
        service.deactivate(database, person, by=me, reason=reason)

    known = sorted(
        (p for p in here.plan.people if not p.erased and not p.retired),
        key=lambda person: person.name.casefold(),
    )
    draw = _person_fields(here)
    letting_in.show_made(here)
    more = partial(letting_in.offer, here)
    Register(here, "person", Person, tuple(known), line, draw, retire=retire, more=more).show()
    _show_former(here)


def _show_former(here: Here) -> None:
    """Offer to give people who lost their access their access back."""
    w = here.words
    former = [p for p in here.plan.people if p.retired and not p.erased]
    if not former:
        return
    with st.expander(w("people.former", count=len(former)), icon=":material/archive:"):
        for person in former:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain(person.name) or w("people.no_name"), width="stretch")
                pressed = st.button(
                    w("people.let_back"),
                    icon=":material/undo:",
                    key=f"let_back.{person.id}",
                    type="tertiary",
                )
            if pressed:
                _let_back(here, person)


def _let_back(here: Here, person: Person) -> None:
    carry_out(
        lambda: service.let_back(here.database, person, by=here.person),
        here.words,
        news=here.words("saved"),
        then=nothing_open,
    )


def _person_fields(here: Here) -> Callable[[Form, Person | None], None]:
    def draw(drawing: Form, _person: Person | None) -> None:
        w = here.words
        left, right = st.columns(2)
        with left:
            drawing.text("name", required=True)
        with right:
            drawing.text("email")
        drawing.choices("roles", options.words_for("role", tuple(Role), w), hint=w("people.roles"))
        languages = {code: words(code)("language.own_name") for code in LANGUAGES}
        drawing.choice("language", languages, hint=w("people.language"))

    return draw


# --- positions ----------------------------------------------------------------------------------


def _show_positions(here: Here) -> None:
    w = here.words
    plan = here.plan
    names = options.people(here)
    vacant = sum(p.holder_id not in names for p in plan.positions)
    if vacant:
        st.warning(w("people.vacant", count=vacant), icon=":material/person_off:")
    _take_over_form(here)

    def line(position: Position) -> tuple[str, str]:
        holder = names.get(position.holder_id or "")
        shown = (
            plain(holder) if holder else f":orange[:material/person_off: {w('position.vacant')}]"
        )
        deputy = names.get(position.deputy_id or "")
        unit = plan.find(Unit, position.unit_id)
        carried = len(service.responsibilities(plan, position))
        parts = (
            shown,
            w("position.deputy", name=plain(deputy)) if deputy else "",
            plain(unit.title) if unit else "",
            w("people.carries", count=carried),
        )
        return f"**{plain(position.title)}**", " · ".join(part for part in parts if part)

    def more(position: Position) -> None:
        st.button(
            w("people.take_over"),
            icon=":material/swap_horiz:",
            key=f"take_over.{position.id}",
            type="tertiary",
            on_click=then(here, session.ask, {"do": None, "item": None, "takeover": position.id}),
        )

    draw = _position_fields(here)
    Register(here, "position", Position, plan.positions, line, draw, more=more).show()


def _position_fields(here: Here) -> Callable[[Form, Position | None], None]:
    def draw(drawing: Form, _position: Position | None) -> None:
        left, right = st.columns(2)
        with left:
            drawing.text("title", required=True)
            drawing.choice("holder_id", options.people(here), hint=here.words("people.holder"))
        with right:
            drawing.choice("unit_id", options.units(here))
            drawing.choice("deputy_id", options.people(here))
        drawing.flag("leads", hint=here.words("people.leads"))

    return draw


def _take_over_form(here: Here) -> None:
    w = here.words
    position = here.plan.find(Position, session.asked("takeover"))
    if position is None:
        return
    st.subheader(w("people.take_over_title", title=plain(position.title)), anchor=False)
    st.caption(w("people.take_over_explained"))
    with form(
        here, f"takeover.{position.id}", item=position, values={"holder_id": None}
    ) as drawing:
        others = {i: name for i, name in options.people(here).items() if i != position.holder_id}
        drawing.choice("holder_id", others)
        left, right = st.columns(2)
        with left:
            drawing.text("newcomer_name")
        with right:
            drawing.text("newcomer_email")
        saving = drawing.submit(w("people.take_over_do"))
    st.button(
        w("cancel"), key="takeover.cancel", type="tertiary", on_click=then(here, nothing_open)
    )
    base = drawing.item if isinstance(drawing.item, Position) else position
    if saving and drawing.saved(
        lambda values: service.take_over(here.database, base, by=here.person, **values)
    ):
        saved_and_closed(here)


# --- units --------------------------------------------------------------------------------------


def _show_units(here: Here) -> None:
    plan = here.plan
    depths = dict(_tree(plan.units))

    def line(unit: Unit) -> tuple[str, str]:
        positions = sum(p.unit_id == unit.id for p in plan.positions)
        told = here.words("people.unit_positions", count=positions)
        return f"**{plain(f'{unit.code} {unit.title}')}**", told

    def draw(drawing: Form, unit: Unit | None) -> None:
        left, right = st.columns([1, 4])
        with left:
            drawing.text("code", required=True)
        with right:
            drawing.text("title", required=True)
        below = plan.units_below(unit.id) if unit else frozenset()
        parents = {i: title for i, title in options.units(here).items() if i not in below}
        drawing.choice("parent_id", parents, hint=here.words("people.parent"))

    Register(here, "unit", Unit, tuple(depths), line, draw, depth=depths.__getitem__).show()


def _tree(units: tuple[Unit, ...]) -> Iterator[tuple[Unit, int]]:
    """Yield the units from the top with their depth, each followed by the units below it."""
    known = {unit.id for unit in units}

    def below(parent_id: str | None, depth: int) -> Iterator[tuple[Unit, int]]:
        for unit in units:
            parent = unit.parent_id if unit.parent_id in known else None
            if parent == parent_id:
                yield unit, depth
                yield from below(unit.id, depth + 1)

    yield from below(None, 0)


_SECTIONS: dict[str, Callable[[Here], None]] = {
    "person": _show_people,
    "position": _show_positions,
    "unit": _show_units,
}
