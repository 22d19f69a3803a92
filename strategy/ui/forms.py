"""Forms that lose nothing: problems beside their field, others' changes shown, text kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any, Literal, TypeVar, cast

import streamlit as st

from strategy.domain.dates import parse_date
from strategy.domain.errors import InvalidInputError, Problem, StaleEditError, StrategyError
from strategy.domain.items import Item, Precision
from strategy.domain.kinds import kind_of
from strategy.domain.numbers import typed_number
from strategy.i18n import Words
from strategy.services.repeats import is_repeat, note
from strategy.ui.messages import problem_words, refusal_words
from strategy.ui.session import Here, forget, kept_under, recall, remember
from strategy.ui.text import plain
from strategy.ui.typed import settle

T = TypeVar("T")

TYPED_OVER = "off"
"""How the browser knows a field whose content is selected when one comes to it."""

_READ_INTO: Mapping[str, tuple[str, str]] = {
    "measured_value": ("measurement", "value"),
    "target_due": ("target", "due"),
    "target_text": ("target", "text"),
}
"""Fields asked for under another name, and the item field each is read into: same label."""


class Form:
    """One form on the page: draw the fields, then `save`."""

    def __init__(
        self,
        here: Here,
        key: str,
        item: Item | None,
        values: Mapping[str, Any],
        *,
        of: str,
        live: bool = False,
    ) -> None:
        """Start from an existing item, or from the initial values of a new one."""
        self.here = here
        self.of = of
        self.name = f"form.{key}"
        self._saves = _saves()
        times = self._saves.times.get(self.name, 0)
        # Saved, it is another form: a second press of the old one presses nothing.
        self.key = f"{self.name}.again{times}" if times else self.name
        self.item = self._base(item)
        self.start = {**(self.item.model_dump() if self.item else {}), **values}
        self.values: dict[str, Any] = {}
        self.problems: tuple[Problem, ...] = recall(f"{self.key}:problems", ())
        self._fields: dict[str, str] = {}
        self.live = live
        self.percents: set[str] = set()
        """The numbers that were typed with a percent sign."""
        self._once_more = False

    # --- fields ------------------------------------------------------------------------------

    def text(
        self,
        name: str,
        *,
        required: bool = False,
        lines: int = 1,
        hint: str | None = None,
        example: str = "",
    ) -> None:
        """Ask for text; `lines` above one gives room to write, `example` is shown while empty."""
        value = self._initial(name, self.start.get(name) or "")
        draw = st.text_area if lines > 1 else st.text_input
        room: dict[str, Any] = {"height": 26 * lines + 20} if lines > 1 else {"live": self.live}
        self.values[name] = draw(
            self._label(name, required=required),
            value,
            key=self._widget(name),
            help=hint,
            placeholder=example,
            **room,
        )
        self._show_problems(name)

    def choice(
        self,
        name: str,
        options: Mapping[Any, str],
        *,
        required: bool = False,
        preselect: bool = True,
        hint: str | None = None,
    ) -> None:
        """Ask for one of several, by id; unless required, none may be chosen.

        Without `preselect` what is required starts empty as well: a default decides no meaning.
        """
        ids = list(options)
        start = self._initial(name, self.start.get(name))
        known = str(start) if start is not None and str(start) in options else None
        first = 0 if required and preselect and ids else None
        chosen = st.selectbox(
            self._label(name, required=required),
            ids,
            index=ids.index(known) if known is not None else first,
            format_func=lambda option: options[option],
            key=self._widget(name),
            placeholder=self.here.words("form.choose"),
            help=hint,
        )
        self.values[name] = chosen
        self._show_problems(name)

    def choices(self, name: str, options: Mapping[Any, str], *, hint: str | None = None) -> None:
        """Ask for any number of several, by id."""
        start = [o for o in self._initial(name, self.start.get(name) or ()) if o in options]
        self.values[name] = tuple(
            st.multiselect(
                self._label(name),
                list(options),
                default=start,
                format_func=lambda option: options[option],
                key=self._widget(name),
                placeholder=self.here.words("form.choose_several"),
                help=hint,
            )
        )
        self._show_problems(name)

    def flag(self, name: str, *, hint: str | None = None) -> None:
        """Ask for yes or no."""
        start = bool(self._initial(name, self.start.get(name, False)))
        self.values[name] = st.checkbox(self._label(name), start, key=self._widget(name), help=hint)
        self._show_problems(name)

    def percent(self, name: str) -> None:
        """Ask for a whole number of per cent, typed as anybody writes it: 95, 95 %."""
        start = str(self._initial(name, self.start.get(name) or 0))
        written = number_field(f"{self._label(name)} (%)", start, key=self._widget(name), width=200)
        self.values[name] = typed_number(written)
        self._show_problems(name)

    def pick(self, name: str, options: Mapping[str, str]) -> None:
        """Ask for one of a few options, all visible at once."""
        ids = list(options)
        start = self._initial(name, self.start.get(name))
        self.values[name] = st.segmented_control(
            self._label(name),
            ids,
            default=start if start in options else ids[0],
            required=True,
            format_func=lambda option: options[option],
            key=self._widget(name),
        )
        self._show_problems(name)

    def number(self, name: str, *, hint: str | None = None) -> None:
        """Ask for a number as the reader writes it: comma or point, spaces between thousands."""
        start = self.start.get(name)
        shown = self._initial(name, self.here.formats.typed(start))
        written = number_field(self._label(name), shown, key=self._widget(name), hint=hint)
        self.values[name] = typed_number(written, point=self.here.formats.point)
        if written.strip().endswith("%"):
            self.percents.add(name)
        self._show_problems(name)

    def figure(self, name: str, *, required: bool = False, hint: str | None = None) -> None:
        """Ask for a figure as its source writes it: "8,3 %", "> 70"; kept as typed."""
        label = self._label(name, required=required)
        start = self._initial(name, str(self.start.get(name) or ""))
        self.values[name] = number_field(label, start, key=self._widget(name), hint=hint)
        self._show_problems(name)

    def day(self, name: str, *, required: bool = False, hint: str | None = None) -> None:
        """Ask for a day, written as 31.12.2026 or otherwise recognisable."""
        start = self.start.get(name)
        shown = self.here.formats.short_day(start) if isinstance(start, date) else ""
        written = st.text_input(
            self._label(name, required=required),
            self._initial(name, shown),
            key=self._widget(name),
            placeholder=self.here.words("form.day_example"),
            help=hint,
        )
        dated = parse_date(written)
        self.values[name] = dated.date if dated else (written.strip() or None)
        self._show_problems(name)

    def deadline(self, name: str, *, precision: str, text: str | None = None) -> None:
        """Ask for a date, maybe only a half-year or a year; `text` keeps what cannot be read."""
        start = self.start.get(name)
        shown = str(self.start.get(text) or "") if text else ""
        if isinstance(start, date):
            shown = self.here.formats.due(start, Precision(self.start.get(precision) or "day"))
        written = st.text_input(
            self._label(name),
            self._initial(name, shown),
            key=self._widget(name),
            placeholder=self.here.words("form.deadline_example"),
            help=self.here.words("form.deadline_help"),
        )
        dated = parse_date(written)
        self.values[name] = dated.date if dated else None
        self.values[precision] = dated.precision if dated else Precision.DAY
        if text:
            self.values[text] = "" if dated else written
        elif written.strip() and dated is None:
            self.values[name] = written
        self._show_problems(name)

    # --- saving ------------------------------------------------------------------------------

    def submit(self, label: str) -> bool:
        """Draw the form's button; return True in the rerun it was pressed in."""
        self._show_other_problems()
        if recall(f"{self.key}:repeated", default=False):
            # Another label makes it another button: a double click does not answer the question.
            self._once_more, label = True, self.here.words("form.once_more")
            st.warning(self.here.words("form.repeated"), icon=":material/content_copy:")
        pressed = self._button(label)
        return pressed or self._saves.is_interrupted(self.name)

    def _button(self, label: str) -> bool:
        icon = ":material/check:"
        if self.live:
            return st.button(label, type="primary", icon=icon, key=f"{self.key}:submit")
        return st.form_submit_button(label, type="primary", icon=icon)

    def save(self, call: Callable[[dict[str, Any]], T]) -> T | None:
        """Make the service call; on a refusal show it, keep what was written and return None.

        What this person saved in the same way less than a minute ago is asked about first. After
        a call that went well the form is empty, and a second press presses nothing.
        """
        if self._saves.is_interrupted(self.name):
            return cast("T", self._saves.resumed(self.name))
        database, by = self.here.database, self.here.person
        given = dict(self.values)
        is_new = self.item is None
        if is_new and not self._once_more and is_repeat(database, self.name, given, by=by):
            remember(f"{self.key}:repeated", value=True)
            st.rerun()
        try:
            result = call(self.values)
        except StaleEditError as error:
            self._meet(error)
        except StrategyError as error:
            remember(f"{self.key}:problems", _problems(error))
            remember(f"{self.key}:refusal", _refusal(error, self.here))
            st.rerun()
        else:
            note(database, self.name, given, by=by)
            self._saves.note(self.name, result)
            # From here on another press may interrupt; the next rerun goes on with the result.
            settle(self.name)
            return cast("T", self._saves.resumed(self.name))
        return None

    def saved(self, call: Callable[[dict[str, Any]], object]) -> bool:
        """Make the service call and return whether it was saved; see `save`."""
        return self.save(call) is not None

    def _meet(self, error: StaleEditError) -> None:
        """Take over the other's value where this person changed nothing; show the conflicts."""
        base = self.item.model_dump() if self.item else {}
        theirs = error.theirs.model_dump()
        changed = [n for n in self.values if theirs.get(n) != base.get(n)]
        conflicts = []
        for name in changed:
            if self.values[name] in (base.get(name), theirs[name]):
                self._draw_anew(name)
            else:
                conflicts.append((name, theirs[name]))
        remember(f"{self.key}:base", error.theirs)
        stale = _Stale(error.by_id, tuple(changed), tuple(conflicts))
        remember(f"{self.key}:stale", stale)
        st.rerun()

    def _base(self, item: Item | None) -> Item | None:
        kept: Item | None = recall(f"{self.key}:base", None)
        still_open = recall(f"{self.key}:drawn", default=False) and kept_under(f"{self.key}.")
        # A new item has no base to keep, but the form's problems must outlive the rerun too.
        if still_open and (item is None or isinstance(kept, Item)):
            return kept
        forget(f"{self.key}:")
        remember(f"{self.key}:base", item)
        remember(f"{self.key}:drawn", value=True)
        return item

    def _initial(self, name: str, value: T) -> T:
        self._fields[name] = name
        return value

    def _widget(self, name: str) -> str:
        drawn: dict[str, int] = recall(f"{self.key}:anew", {})
        return f"{self.key}.{name}.again{drawn[name]}" if name in drawn else f"{self.key}.{name}"

    def _draw_anew(self, name: str) -> None:
        # Under the same key the browser would keep the field's content.
        drawn: dict[str, int] = recall(f"{self.key}:anew", {})
        remember(f"{self.key}:anew", {**drawn, name: drawn.get(name, 0) + 1})

    def _label(self, name: str, *, required: bool = False) -> str:
        label = field_word(name, self.here.words, of=self.of)
        return f"{label} *" if required else label

    def _show_problems(self, name: str) -> None:
        for problem in self.problems:
            if problem.field == name:
                st.markdown(f":red[:material/error: {problem_words(problem, self.here.words)}]")

    def _show_other_problems(self) -> None:
        w = self.here.words
        for problem in self.problems:
            if problem.field not in self._fields:
                st.error(problem_words(problem, w), icon=":material/error:")
        refusal: str | None = recall(f"{self.key}:refusal", None)
        if refusal:
            st.error(refusal, icon=":material/error:")
        stale: _Stale | None = recall(f"{self.key}:stale", None)
        if stale is not None:
            told = _stale_words(self.here, stale, of=self.of)
            st.warning(told, icon=":material/group:")


@dataclass
class _Saves:
    """How often each form of this session was saved, and what is saved but not told yet.

    An object that is only changed, never put in the session anew: Streamlit lets a second press
    interrupt a rerun whenever the session is written to.
    """

    times: dict[str, int]
    untold: dict[str, tuple[float, object]]

    def note(self, form: str, result: object) -> None:
        self.times[form] = self.times.get(form, 0) + 1
        self.untold[form] = (monotonic(), result)

    def is_interrupted(self, form: str) -> bool:
        at, _ = self.untold.get(form, (-_UNTOLD_FOR, None))
        return monotonic() - at < _UNTOLD_FOR

    def resumed(self, form: str) -> object:
        return self.untold.pop(form)[1]


_SAVES = "form_saves"
_UNTOLD_FOR = 10.0


def _saves() -> _Saves:
    kept: _Saves | None = recall(_SAVES, None)
    if kept is None:
        kept = _Saves({}, {})
        remember(_SAVES, kept)
    return kept


@contextmanager
def form(
    here: Here,
    key: str,
    *,
    item: Item | None = None,
    values: Mapping[str, Any] | None = None,
    of: str = "",
    border: bool = True,
    live: bool = False,
) -> Iterator[Form]:
    """Draw a form; inside the block draw its fields and its button.

    `of` is the kind of item it makes, where that kind has field labels of its own.
    Pass `border=False` where something around the form has a border already. With `live` the
    page is drawn again while somebody fills in the form, to show how it is understood.
    """
    kind = kind_of(item) if item else of
    drawing = Form(here, key, item, values or {}, of=kind, live=live)
    around = st.container(border=border) if live else st.form(drawing.key, border=border)
    with around:
        yield drawing


def number_field(
    label: str,
    shown: str = "",
    *,
    key: str,
    hint: str | None = None,
    live: bool = False,
    width: Literal["stretch"] | int = "stretch",
) -> str:
    """Ask for a number as text and return what was typed: the server reads it and judges it.

    A browser's own number field sends nothing at all once it refuses what is typed. What the
    field holds is selected when one comes to it (see `screen/typing.js`), so that it is typed
    over. With `live` the server is told while one types.
    """
    written = st.text_input(
        label, shown, key=key, help=hint, autocomplete=TYPED_OVER, live=live, width=width
    )
    return written or ""


def field_word(name: str, w: Words, *, of: str = "") -> str:
    """Return the label of a field of a form."""
    kind, field = _READ_INTO.get(name, (of, name))
    return w.field(field, of=kind)


@dataclass(frozen=True)
class _Stale:
    """What somebody else changed meanwhile, and which fields both changed."""

    by_id: str | None
    changed: tuple[str, ...]
    conflicts: tuple[tuple[str, object], ...]


def _problems(error: StrategyError) -> tuple[Problem, ...]:
    return error.problems if isinstance(error, InvalidInputError) else ()


def _refusal(error: StrategyError, here: Here) -> str | None:
    return None if isinstance(error, InvalidInputError) else refusal_words(error, here.words)


def _stale_words(here: Here, stale: _Stale, *, of: str) -> str:
    w = here.words
    names = {person.id: person.name for person in here.plan.people}
    who = names.get(stale.by_id or "") or w("person.somebody")
    fields = ", ".join(w.field(name, of=of) for name in stale.changed)
    lines = [w("form.stale", who=plain(who), fields=fields)]
    lines += [
        w("form.stale_field", field=w.field(name, of=of), theirs=plain(_written(here, theirs)))
        for name, theirs in stale.conflicts
    ]
    return "  \n".join(lines)


def _written(here: Here, value: object) -> str:
    if isinstance(value, date):
        return here.formats.short_day(value)
    item = here.plan.by_id.get(value) if isinstance(value, str) else None
    return str(getattr(item, "title", value if value is not None else "–"))
