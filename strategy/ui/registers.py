"""Registers: short lists of one kind of item, each line with a form that opens in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

import streamlit as st

from strategy.domain.items import Challenge, Item, Pillar, Value
from strategy.domain.kinds import KIND_OF
from strategy.domain.roles import Permission
from strategy.domain.strategies import Ground
from strategy.services import planning, reading
from strategy.services.plan import arranging, drafts
from strategy.ui import session, typed
from strategy.ui.acting import carry_out
from strategy.ui.choices import choose
from strategy.ui.forms import Form, form
from strategy.ui.messages import show_empty
from strategy.ui.pressing import icon_button, then
from strategy.ui.session import Here
from strategy.ui.strategies import of_draft

T = TypeVar("T", bound=Item)

_A_PAGE = 25
_WORTH_SEARCHING = 12
_STEP_PIXELS = 28


def require(permission: Permission, *, with_draft: bool = False) -> Here:
    """Return who is here; stop the page if they may not be, or while they look at the past.

    With `with_draft` the draft strategy is edited while it is chosen in the frame.
    """
    here = session.require(permission)
    if with_draft and session.prepared_strategy(reading.open_plan(here.database)) is not None:
        here = session.require(permission, any_strategy=True)
    if here.as_of is not None:
        show_empty(here.words("register.only_today"))
        st.stop()
    return here


def choose_section(here: Here, page: str, names: Sequence[str]) -> str:
    """Let the user choose what to edit; changing section closes the form of the previous one."""
    w = here.words
    titles = {name: w(f"register.{name}.title") for name in names}
    label = w(f"{page}.section")
    chosen = choose("section", label, titles, w, shape="segments", default=names[0]) or names[0]
    if session.recall(f"section.{page}", chosen) != chosen:
        nothing_open()
    session.remember(f"section.{page}", chosen)
    return chosen


def nothing_open() -> None:
    """Close any open form."""
    typed.settle("form.")
    session.ask({"do": None, "item": None, "takeover": None})


def saved_and_closed(here: Here) -> None:
    """Say that it is saved and show the list again."""
    session.tell_next(here.words("saved"))
    nothing_open()
    st.rerun()


@dataclass(frozen=True)
class Register(Generic[T]):
    """The list of one kind of item: how a line reads, its form, how it is saved and removed.

    Its words are the keys under `register.<name>`. `line` returns an item's title and a note, both
    safe to show; `fixed` holds the values a new item gets without being asked for; `suggest` offers
    something to start from, and returns its name and values.
    """

    here: Here
    name: str
    kind: type[T]
    items: tuple[T, ...]
    line: Callable[[T], tuple[str, str]]
    draw: Callable[[Form, T | None], None]
    start: Mapping[str, Any] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    retire: Callable[[T, str], object] | None = None
    more: Callable[[T], None] | None = None
    depth: Callable[[T], int] | None = None
    suggest: Callable[[], tuple[str, Mapping[str, Any]]] | None = None

    def show(self) -> None:
        """Show the list, and the form of the one that is open."""
        self._head()
        if session.asked("do") == "add":
            self._new()
        elif not self.items:
            show_empty(self._word("none"))
        shown = self._page()
        opened = self._opened()
        if opened is not None and opened not in shown:
            self._edit(opened)
        for item in shown:
            if opened is not None and item.id == opened.id:
                self._edit(item)
            else:
                self._indented(item)

    # --- the list ----------------------------------------------------------------------------

    def _head(self) -> None:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.header(self._word("title"), anchor=False, width="stretch")
            st.button(
                self._word("add"),
                icon=":material/add:",
                key=f"register.{self.name}.add",
                on_click=then(self.here, self._open, {"do": "add", "item": None}),
            )
        st.caption(self._word("explained"))
        if self.here.drafting is not None:
            st.caption(self.here.words(self._of_draft()), width="stretch")

    def _of_draft(self) -> str:
        shared = issubclass(self.kind, Ground)
        return "register.draft.shared" if shared else "register.draft.own"

    def _page(self) -> tuple[T, ...]:
        found = self.items
        if len(found) > _WORTH_SEARCHING:
            label = self.here.words("filter.search")
            wanted = st.text_input(
                label, key=f"search.{self.name}", type="search", width=320, placeholder=""
            )
            words = wanted.casefold().split()
            found = tuple(i for i in found if all(word in _words_of(i) for word in words))
            if not found:
                show_empty(self.here.words("register.none_match"))
        pages = -(-len(found) // _A_PAGE)
        number = st.pagination(pages, key=f"page.{self.name}") if pages > 1 else 1
        return found[(number - 1) * _A_PAGE : number * _A_PAGE]

    def _indented(self, item: T) -> None:
        depth = self.depth(item) if self.depth is not None else 0
        if not depth:
            self._line(item)
            return
        with st.container(horizontal=True, gap=None):
            st.space(depth * _STEP_PIXELS)
            with st.container():
                self._line(item)

    def _line(self, item: T) -> None:
        title, rest = self.line(item)
        with st.container(border=True, horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.markdown(f"{title}  \n:gray[{rest}]" if rest else title, width="stretch")
            with st.container(horizontal=True, width="content", gap="xsmall"):
                if isinstance(item, Pillar | Challenge | Value):
                    self._offer_moving(item)
                if self.more is not None:
                    self.more(item)
                st.button(
                    self.here.words("edit"),
                    icon=":material/edit:",
                    key=f"register.{self.name}.edit.{item.id}",
                    type="tertiary",
                    on_click=then(self.here, self._open, {"do": None, "item": item.id}),
                )

    def _offer_moving(self, item: Pillar | Challenge | Value) -> None:
        for way, steps, end in (("up", -1, self.items[0]), ("down", 1, self.items[-1])):
            pressed = icon_button(
                f"arrow_{way}ward",
                self.here.words(f"register.{way}", title=item.title),
                key=f"register.{self.name}.{way}.{item.id}",
                disabled=item.id == end.id,
            )
            if pressed:
                database, person = self.here.database, self.here.person
                draft = self.here.drafting
                move = partial(arranging.move, database, item, steps=steps, by=person, draft=draft)
                self._try(move)

    # --- the forms ---------------------------------------------------------------------------

    def _new(self) -> None:
        st.subheader(self._word("add"), anchor=False)
        key, kind, start = f"{self.name}.new", KIND_OF[self.kind], self.start
        if self.suggest is not None:
            name, start = self.suggest()
            key += f".{name}" if name else ""
        with form(self.here, key, values=start, of=kind) as drawing:
            self.draw(drawing, None)
            saving = drawing.submit(self.here.words("register.add"))
        self._offer_cancel()
        if saving and drawing.save(self._added) is not None:
            saved_and_closed(self.here)

    def _edit(self, item: T) -> None:
        st.subheader(self.line(item)[0].strip("*"), anchor=False)
        with form(self.here, f"{self.name}.{item.id}", item=item) as drawing:
            self.draw(drawing, item)
            saving = drawing.submit(self.here.words("save"))
        self._offer_cancel()
        if saving:
            # The form may have taken over somebody else's change meanwhile: save against its base.
            base = drawing.item if isinstance(drawing.item, self.kind) else item
            if drawing.save(lambda values: self._changed(base, values)) is not None:
                saved_and_closed(self.here)
        self._offer_retiring(item)

    def _added(self, values: dict[str, Any]) -> T:
        given = {**values, **self.fixed, **of_draft(self.here)}
        return planning.add(self.here.database, self.kind, given, by=self.here.person)

    def _changed(self, item: T, values: dict[str, Any]) -> T:
        database, person, draft = self.here.database, self.here.person, self.here.drafting
        if draft is not None and isinstance(item, Ground):
            return drafts.change_ground(database, draft, item, values, by=person)
        return planning.change(self.here.database, item, values, by=self.here.person)

    def _offer_cancel(self) -> None:
        st.button(
            self.here.words("cancel"),
            key=f"register.{self.name}.cancel",
            type="tertiary",
            on_click=then(self.here, nothing_open),
        )

    def _offer_retiring(self, item: T) -> None:
        w = self.here.words
        own = f"register.{self.name}.retire"
        title = w(own) if w.has(own) else w("retire.title")
        with st.expander(title, icon=":material/archive:"):
            explained = f"{own}_explained"
            if self.here.drafting is not None and isinstance(item, Ground):
                st.write(w("register.draft.leave_out"))
            else:
                st.write(w(explained) if w.has(explained) else w("retire.explained"))
            reason = st.text_input(w("field.reason"), key=f"retire.reason.{item.id}")
            if st.button(title, key=f"retire.{item.id}", icon=":material/archive:"):
                self._try(lambda: self._retired(item, reason))

    def _retired(self, item: T, reason: str) -> object:
        if self.retire is not None:
            return self.retire(item, reason)
        draft = self.here.drafting
        if draft is not None and isinstance(item, Ground):
            database, person = self.here.database, self.here.person
            return drafts.leave_out(database, draft, item, by=person, reason=reason)
        return planning.retire(self.here.database, item, by=self.here.person, reason=reason)

    # --- what they share -----------------------------------------------------------------------

    def _try(self, call: Callable[[], object]) -> None:
        w = self.here.words
        carry_out(call, w, news=w("saved"), then=nothing_open)

    def _open(self, asked: Mapping[str, str | None]) -> None:
        nothing_open()
        session.ask(asked)

    def _opened(self) -> T | None:
        wanted = session.asked("item")
        return next((item for item in self.items if item.id == wanted), None)

    def _word(self, key: str) -> str:
        return self.here.words(f"register.{self.name}.{key}")


def _words_of(item: Item) -> str:
    told = (getattr(item, name, "") for name in ("code", "title", "name", "email"))
    return " ".join(told).casefold()
