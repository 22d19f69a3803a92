"""The frame around every page: menu, person, language, unit, and the day looked back to."""

from __future__ import annotations

from copy import copy
from datetime import date
from functools import cache

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, StopException

from strategy.domain.errors import StoreAwayError
from strategy.domain.items import Person, Role, Unit
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, may
from strategy.i18n import LANGUAGES, Words, words
from strategy.services import reading
from strategy.services.opening import the_database
from strategy.services.reflection import answering as reflection
from strategy.settings import ROOT, Mode
from strategy.store import kept
from strategy.store.database import Database
from strategy.ui import door, links, session, store_away, strategies
from strategy.ui.links import OPEN_TO_ALL, PLACES, Place
from strategy.ui.plan import welcome
from strategy.ui.text import one_line, plain
from strategy.ui.typed import keep_what_is_typed

ICON = str(ROOT / "static" / "icon.svg")


_FOR_READERS = Place(links.PUBLISHED, "published", "", Permission.SEE_PUBLISHED)
"""The only page in the menu of those who only read what is published; they start there."""

_FOR_INVITED = Place(links.REFLECTION, "reflection", "", Permission.ANSWER_INVITED)
"""The additional page for those who are asked to answer a round of reflection."""


def show() -> None:
    """Run one rerun: set the page up, offer the menu this person may use, run the page."""
    try:
        database = the_database()
        with database.at_one_revision():
            _show(database)
    except StoreAwayError:
        store_away.show_store_away()
        return
    except RerunException:
        # Keep the note of what was stored: it belongs to the rerun that follows.
        raise
    except StopException:
        _drawn()
        raise
    _drawn()


def _drawn() -> None:
    """Note that the page was drawn to its end, with all that was stored shown on it."""
    session.note_drawn()
    session.tell_recovered()
    kept.forget()


def _show(database: Database) -> None:
    session.take_from_address()
    person = session.current_person(database)
    w = words(session.language(database, person))
    door.draw_for(person, w.language)
    session.remember(session.SPOKEN, w.language)
    st.set_page_config(page_title=w("app.name"), page_icon=ICON, layout="wide")
    if person is door.NOBODY and door.mode() is Mode.PRODUCTION:
        door.show_way_in(w)
        return
    menu = _menu(person, w, invited=_is_invited(database, person))
    page = st.navigation(menu, position="top")
    if page.url_path == _first_place(person).path:
        # The first page lives at the root; opened by its own name, it redirects there.
        st.switch_page(next(iter(menu.values()))[0], query_params=st.query_params.to_dict())
    door.turn_to(page.url_path)
    # The page's title first: it is what tells tabs and browser history entries apart.
    st.set_page_config(page_title=f"{page.title} – {w('app.name')}")
    session.tell_now()
    # The first page lies at the root, whichever it is.
    path = page.url_path or _first_place(person).path
    plan = reading.open_plan(database)
    _bar(plan, person, w, path=path, today=reading.today_in(database))
    if may(person, Permission.SEE_PLAN):
        strategies.show_looked_at(plan, w, path=path)
    if path == _first_place(person).path:
        welcome.show(plan, person, w)
    session.show_in_address()
    page.run()


def _is_invited(database: Database, person: Person) -> bool:
    """Return whether somebody who may not see the plan is invited to answer a round."""
    inside = may(person, Permission.SEE_PLAN)
    return not inside and bool(reflection.rounds(database, by=person))


def _menu(person: Person, w: Words, *, invited: bool) -> dict[str, list[st.Page]]:
    # Somebody who may see nothing is refused by the first page's own guard.
    first = _first_place(person)
    menu: dict[str, list[st.Page]] = {"": [_first_page(first, w), _page(first, w, offered=False)]}
    offered = [p for p in places_for(person, invited=invited) if may(person, p.needs)]
    for place in offered:
        if place.path != first.path:
            section = w(place.section) if place.section else ""
            menu.setdefault(section, []).append(_page(place, w))
    if any(may(person, place.needs) for place in PLACES):
        # Pages not offered are still reachable by a link, but hidden: their own guards refuse.
        menu.setdefault("", []).extend(
            _page(place, w, offered=False)
            for place in PLACES
            if place.path not in {first.path, *(one.path for one in offered)}
        )
    # Anyone with access may read what is stored about them.
    menu.setdefault("", []).append(_page(OPEN_TO_ALL, w))
    return menu


def places_for(person: Person, *, invited: bool = False) -> tuple[Place, ...]:
    """Return the menu's places, with the one most important to this person first."""
    if not may(person, Permission.SEE_PLAN):
        return (_FOR_READERS, _FOR_INVITED) if invited else (_FOR_READERS,)
    if Role.OWNER not in person.roles or may(person, Permission.REPORT):
        return PLACES
    others = tuple(place for place in PLACES if place.script != links.MY_PAGE)
    return (Place(links.MY_PAGE, "my-page", "", Permission.SEE_PLAN), *others)


def _first_place(person: Person) -> Place:
    """Return where this person starts: the first place they may use."""
    return next((p for p in places_for(person) if may(person, p.needs)), PLACES[0])


def _first_page(place: Place, w: Words) -> st.Page:
    """Return the page at the root; its own name stays free, to redirect from."""
    return copy(_known_page(place.script, w(f"page.{place.path}"), "first", is_first=True))


def _page(place: Place, w: Words, *, offered: bool = True) -> st.Page:
    is_visible = offered and not place.hidden
    title = w(f"page.{place.path}")
    return copy(_known_page(place.script, title, place.path, is_visible=is_visible))


@cache
def _known_page(
    script: str, title: str, path: str, *, is_visible: bool = True, is_first: bool = False
) -> st.Page:
    """Return a page of the menu, made once: looking up its file takes longer than all the rest.

    Each rerun gets a copy, as Streamlit notes in it whether it may be run.
    """
    return st.Page(
        ROOT / script,
        title=title,
        url_path=path,
        default=is_first,
        visibility="visible" if is_visible else "hidden",
    )


def _bar(plan: Plan, person: Person, w: Words, *, path: str, today: date) -> None:
    """Show the unit, day and strategy the figures are for, and let the user change them."""
    mode = door.mode()
    if mode is Mode.LOCAL:
        door.show_banner(w)
    # The key tells the page which language it speaks now; see web/translate.js.
    key = f"language-{w.language}"
    with st.container(horizontal=True, vertical_alignment="center", key=key):
        day = session.recall(session.AS_OF, None) or today
        inside = may(person, Permission.SEE_PLAN)
        told = _what_is_shown(plan, w, path=path, day=day) if inside else _whose(plan, w)
        with st.container(gap=None):
            st.caption(told)
            keep_what_is_typed(person.id)
        label = plain(person.name) if person.name else w("person.choose")
        with st.popover(label, icon=":material/account_circle:"):
            if mode is Mode.DEMO:
                _choose_persona(plan, person, w)
            _choose_language(w)
            if inside:
                _choose_unit(plan, w)
                strategies.choose(plan, w)
            _show_ways(person, mode, w)
    as_of: date | None = session.recall(session.AS_OF, None)
    if as_of is not None:
        begins = the_database().begins()
        says = "looking_back" if begins is None or as_of >= begins else "asked_back"
        _looking_back(w(f"history.{says}", day=w.formats.day(as_of)), w)


def _show_ways(person: Person, mode: Mode, w: Words) -> None:
    """Show the links to what is stored about the user, and to signing out."""
    if person is not door.NOBODY:
        st.page_link(links.PRIVACY, label=w("page.privacy"), icon=":material/shield_person:")
    if mode is Mode.PRODUCTION:
        door.show_way_out(w)


def _what_is_shown(plan: Plan, w: Words, *, path: str, day: date) -> str:
    unit = plan.find(Unit, session.recall(session.UNIT, None))
    strategy = strategies.shown_on(plan, path) or plan.strategy
    if strategy is not None and strategy.superseded_on is not None:
        day = strategy.superseded_on
    title = strategy.title if strategy else ""
    parts = [plan.organisation.name, title, unit.title if unit else ""]
    parts.append(w("overview.as_of", day=w.formats.day(day)))
    shown = " · ".join(plain(part) for part in parts if part)
    return f"{shown} · {w('app.demo')}" if plan.organisation.demo else shown


def _whose(plan: Plan, w: Words) -> str:
    """Name the organisation, for somebody who does not see the working plan."""
    name = plain(plan.organisation.name)
    return f"{name} · {w('app.demo')}" if plan.organisation.demo else name


def _choose_persona(plan: Plan, person: Person, w: Words) -> None:
    people = session.present(plan)
    names = {p.id: f"{p.name} · {', '.join(w(f'role.{r}') for r in p.roles)}" for p in people}
    ids = list(names)
    chosen = st.selectbox(
        w("person.persona"),
        ids,
        index=ids.index(person.id) if person.id in ids else None,
        format_func=lambda person_id: one_line(names[person_id]),
        key="frame.person",
        help=w("person.persona_help"),
    )
    if chosen is not None and chosen != person.id:
        session.remember(session.PERSON, chosen)
        session.remember(session.LANGUAGE, None)
        session.forget("frame.language")
        welcome.hide()
        _begin_as(next(p for p in people if p.id == chosen))


def _begin_as(person: Person) -> None:
    """Stay on the page, unless the new persona may not see it."""
    if not may(person, Permission.SEE_PLAN):
        st.switch_page(links.PUBLISHED)
    st.rerun()


def _choose_language(w: Words) -> None:
    chosen = st.segmented_control(
        w("field.language"),
        LANGUAGES,
        default=w.language,
        format_func=lambda language: words(language)("language.own_name"),
        required=True,
        key=f"frame.language.{w.language}",
    )
    if chosen is not None and chosen != w.language:
        session.remember(session.LANGUAGE, chosen)
        st.rerun()


def _choose_unit(plan: Plan, w: Words) -> None:
    if not plan.units:
        return
    names = {"": w("unit.all")} | {unit.id: unit.title for unit in plan.units}
    ids = list(names)
    now = session.recall(session.UNIT, None) or ""
    chosen = st.selectbox(
        w("unit.choose"),
        ids,
        index=ids.index(now) if now in ids else 0,
        format_func=lambda unit_id: one_line(names[unit_id]),
        key="frame.unit",
        help=w("unit.choose_help"),
    )
    if chosen != now:
        session.remember(session.UNIT, chosen or None)
        st.rerun()


def _looking_back(said: str, w: Words) -> None:
    with st.container(horizontal=True, border=True, vertical_alignment="center"):
        st.markdown(f":material/history: **{said}**", width="stretch")
        if st.button(w("history.back_to_today"), key="frame.today"):
            session.look_back(None)
            st.rerun()
