"""The parts of Historikk, and the history of one item on its own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from strategy.domain.dates import parse_date
from strategy.domain.errors import ForgottenError
from strategy.domain.items import Action, Goal, Indicator, Item
from strategy.domain.kinds import kind_of
from strategy.domain.meeting_items import Decision
from strategy.domain.roles import may
from strategy.services import planning, reading
from strategy.services.plan import history as story
from strategy.services.plan.history import Entry
from strategy.store.retention import BEGINS
from strategy.ui import choices, session
from strategy.ui.acting import carry_out
from strategy.ui.messages import show_refusal
from strategy.ui.plan.changed_values import Names, label, names, value_words
from strategy.ui.session import Here
from strategy.ui.text import plain, shortened

_A_PAGE = 30
_BRIEF = 15
_MOST = 300


@dataclass(frozen=True)
class Asked:
    """Which part of the history the user wants to see."""

    kind: str | None
    person_id: str | None
    words: str


def show_looking_back(here: Here) -> None:
    """Let the user choose a day and see the whole plan as of that day."""
    w = here.words
    with st.form("history.as_of", border=True):
        st.markdown(f"**{w('history.as_of')}**")
        st.caption(w("history.as_of_help"))
        begins = reading.history_begins(here.database, by=here.person)
        if begins is not None:
            st.caption(w("history.begins", day=here.formats.day(begins)))
        written = st.text_input(w("field.on"), placeholder=w("form.day_example"), width=240)
        chosen = st.form_submit_button(w("history.look_back"), icon=":material/history:")
    if not chosen:
        return
    dated = parse_date(written)
    if dated is None or dated.date > here.today:
        st.error(w("history.no_such_day"), icon=":material/error:")
        return
    if begins is not None and dated.date < begins:
        show_refusal(ForgottenError(begins), w)
        return
    session.look_back(dated.date if dated.date < here.today else None)
    st.rerun()


def choose(here: Here) -> Asked:
    """Let the user filter the history; the choice lives in the address."""
    w = here.words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = {kind: w(f"kind.{kind}") for kind in story.SHOWN_KINDS}
        kind = choices.choose("kind", w("history.kind"), kinds, w, width=168)
        people = {p.id: p.name for p in here.plan.people if p.name}
        person_id = choices.choose("who", w("history.who"), people, w, width=260)
        wanted = st.text_input(
            w("filter.search"), key="search", bind="query-params", type="search", width=240
        )
    return Asked(kind, person_id, wanted)


def page_of(here: Here, asked: Asked) -> tuple[Entry, ...]:
    """Return one page of the history, the newest first."""
    count = story.count(
        here.database, by=here.person, kind=asked.kind, who=asked.person_id, words=asked.words
    )
    pages = -(-count // _A_PAGE)
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    return story.entries(
        here.database,
        by=here.person,
        kind=asked.kind,
        who=asked.person_id,
        words=asked.words,
        limit=_A_PAGE,
        offset=(number - 1) * _A_PAGE,
    )


def show_entry(here: Here, entry: Entry) -> None:
    """Show one change: when, who, what, before → after, and why."""
    w = here.words
    with st.container(border=True, gap=None):
        what = plain(shortened(f"{entry.code} {entry.title}".strip(), 90))
        named = f" · {what}" if what else ""
        st.markdown(f"{_event(here, entry)}{named}")
        if entry.event != BEGINS:
            st.caption(f"{when(here, entry.made_at)} · {name_of(here, entry.by_id)}")
        told = _lines(here, entry)
        if told:
            st.markdown("  \n".join(told))
        if entry.reason:
            st.markdown(f":gray[{w('field.reason')}: {plain(entry.reason)}]")
        if entry.opens:
            _show_all_of(here, entry)


def _show_all_of(here: Here, entry: Entry) -> None:
    """Let the user open the other changes of the same step."""
    label = here.words("history.opens", count=entry.opens)
    with st.expander(label, key=f"opens.{entry.revision}", on_change="rerun") as shown:
        if not shown.open:
            return
        parts = story.made_in(here.database, entry.revision, by=here.person, limit=_MOST)
        for part in parts:
            if part.item_id == entry.item_id:
                continue
            what = plain(shortened(f"{part.code} {part.title}".strip(), 90))
            st.markdown("  \n".join([f"{_event(here, part)} · {what}", *_lines(here, part)]))
        if entry.opens >= _MOST:
            st.caption(here.words("history.opens_more", count=entry.opens + 1 - len(parts)))


def _lines(here: Here, entry: Entry) -> list[str]:
    """Return the changed fields in words, without those that say the same before and after."""
    if not entry.fields:
        return []
    known = names(here, entry.kind)
    return [
        f"{label(here.words, entry.kind, name)}: {told}"
        for name, before, after in entry.fields
        if (told := _change_words(known, entry, name, before, after))
    ]


def lines_of(here: Here, entry: Entry) -> list[str]:
    """Return the lines that describe one change: what, before → after, why, who and when."""
    lines = [_event(here, entry)]
    if entry.event != "added":
        lines += _lines(here, entry)
    if entry.reason:
        lines.append(f":gray[{here.words('field.reason')}: {plain(entry.reason)}]")
    who = f"{name_of(here, entry.by_id)}, {when(here, entry.made_at)}"
    return [*lines, f":gray[– {who}]"]


def show_story(here: Here, item: Goal | Action | Indicator | Decision) -> None:
    """Show the history of one item and its parts, and let the user restore an earlier state."""
    w = here.words
    with st.expander(w("history.of_item"), icon=":material/history:", on_change="rerun") as shown:
        if not shown.open:
            return
        found = story.entries(here.database, by=here.person, item_id=item.id, limit=_BRIEF)
        for entry in found:
            show_entry(here, entry)
            if not isinstance(item, Decision):
                # A decision is changed by a new decision, so it is not restored.
                _offer_bringing_back(here, item, entry)


def show_retired(here: Here) -> None:
    """Show the items removed from the views, and let the user restore them."""
    w = here.words
    gone = [item for item in here.plan.retired if hasattr(item, "title")]
    if not gone:
        return
    with st.expander(w("history.retired", count=len(gone)), icon=":material/archive:"):
        for item in gone[:_A_PAGE]:
            _show_retired(here, item)


def _show_retired(here: Here, item: Item) -> None:
    w = here.words
    kind = kind_of(item)
    with st.container(horizontal=True, vertical_alignment="center"):
        code = getattr(item, "code", "")
        title = plain(f"{code} {getattr(item, 'title', '')}".strip())
        st.markdown(f"{w(f'kind.{kind}')} · {title}", width="stretch")
        allowed = here.as_of is None and may(here.person, planning.permission_to_change(type(item)))
        if allowed and st.button(w("history.bring_back"), key=f"back.{item.id}"):
            carry_out(
                lambda: planning.bring_back(here.database, item.id, by=here.person),
                w,
                news=w("saved"),
            )


def _offer_bringing_back(here: Here, item: Goal | Action | Indicator, entry: Entry) -> None:
    w = here.words
    earlier = entry.before
    allowed = here.as_of is None and may(here.person, planning.permission_to_change(type(item)))
    if not allowed or entry.item_id != item.id or not earlier:
        return
    if st.button(w("history.restore_version"), key=f"version.{entry.revision}.{entry.item_id}"):
        reason = w("history.restored_reason", day=when(here, entry.made_at))
        carry_out(
            lambda: planning.bring_back_version(
                here.database, item, earlier, by=here.person, reason=reason
            ),
            w,
            news=w("saved"),
        )


def _change_words(known: Names, entry: Entry, name: str, before: object, after: object) -> str:
    """Return what a field became, safe to show; nothing where it reads the same as before."""
    was, now = (plain(value_words(known, entry.kind, name, value)) for value in (before, after))
    if entry.event in story.FIRST_TOLD:
        return now
    return f"{was} → {now}" if was != now else ""


def when(here: Here, made_at: datetime) -> str:
    """Return when something was done, in the organisation's time zone."""
    zone = ZoneInfo(here.plan.organisation.time_zone)
    return here.formats.moment(made_at.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone))


def name_of(here: Here, person_id: str | None) -> str:
    """Return who did something, safe to show: a person, a machine, or somebody who has left."""
    w = here.words
    if person_id in story.MACHINES:
        return w(f"person.{person_id}")
    names = {person.id: person.name for person in here.plan.people}
    return plain(names.get(person_id or "", "")) or w("person.former")


def _event(here: Here, entry: Entry) -> str:
    w = here.words
    return f"**{w(f'kind.{entry.kind}')} {w(f'event.{entry.event}').lower()}**"
