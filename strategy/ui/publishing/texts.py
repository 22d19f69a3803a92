"""The texts of a publication being prepared: each in its place, saved together."""

from __future__ import annotations

import streamlit as st

from strategy.domain.publishing.publication import Content, Draft
from strategy.services.publishing import publications as publishing
from strategy.ui import session
from strategy.ui.acting import carry_out
from strategy.ui.session import Here
from strategy.ui.text import plain

_BASE = "publish.base."
_FIELDS = "publish.field."

WRITTEN = (_FIELDS, _BASE)
"""The prefixes of the keys of everything written here."""


def write_texts(here: Here, draft: Draft, content: Content) -> None:
    """Show every text of a draft in one form, and save them together."""
    w = here.words
    base = session.recall(f"{_BASE}{draft.id}", draft.version)
    session.remember(f"{_BASE}{draft.id}", base)
    with st.form(f"publish.write.{draft.id}", border=False):
        values: dict[str, object] = {
            "title": _line(here, draft, "title", draft.title),
            "summary": _area(here, draft, "summary", draft.summary),
        }
        if draft.replaces_id:
            values["correction"] = _area(here, draft, "correction", draft.correction)
        values["pillars"] = _write_pillars(here, draft, content)
        values["explanations"] = _write_explanations(here, draft, content)
        needed = _area(
            here, draft, "needed", "\n".join(draft.needed), hint=w("publish.needed_help")
        )
        values["needed"] = tuple(line for line in needed.splitlines() if line.strip())
        values["decisions"] = _write_decisions(here, draft, content)
        saving = st.form_submit_button(w("save"), type="primary")
    if saving:
        read = draft.model_copy(update={"version": base})
        carry_out(
            lambda: publishing.save(here.database, read, values, by=here.person),
            here.words,
            news=w("saved"),
            forget=WRITTEN,
        )


def _write_pillars(here: Here, draft: Draft, content: Content) -> tuple[dict[str, str], ...]:
    known = {text.pillar_id: text for text in draft.pillars}
    written = []
    for pillar in content.pillars:
        text = known.get(pillar.id)
        st.subheader(plain(pillar.title), anchor=False)
        written.append(
            {
                "pillar_id": pillar.id,
                "number": _line(
                    here, draft, "number", text.number if text else "", about=pillar.id
                ),
                "analysis": _area(
                    here, draft, "analysis", text.analysis if text else "", about=pillar.id
                ),
                "ahead": _area(here, draft, "ahead", text.ahead if text else "", about=pillar.id),
            }
        )
    return tuple(written)


def _write_explanations(here: Here, draft: Draft, content: Content) -> tuple[dict[str, str], ...]:
    if not draft.explanations:
        return ()
    w = here.words
    st.subheader(w("publish.explanations"), anchor=False)
    st.caption(w("publish.explanations_help"))
    actions = {action.id: action for action in content.actions}
    return tuple(
        {
            "action_id": one.action_id,
            "text": st.text_input(
                plain(f"{actions[one.action_id].code} {actions[one.action_id].title}"),
                one.text,
                key=f"{_FIELDS}{draft.id}.explanation.{one.action_id}",
                help=_working_reason(here, one.action_id),
            ),
        }
        for one in draft.explanations
        if one.action_id in actions
    )


def _working_reason(here: Here, action_id: str) -> str | None:
    """Return the owner's internal reason, to be rewritten for publication."""
    check_in = here.plan.latest_check_in(action_id)
    moved = here.plan.postponements_of(action_id)
    said = [check_in.cause if check_in else "", moved[-1].reason if moved else ""]
    told = " ".join(plain(text) for text in said if text)
    return here.words("publish.working_reason", reason=told) if told else None


def _write_decisions(here: Here, draft: Draft, content: Content) -> tuple[dict[str, str], ...]:
    if not content.decisions:
        return ()
    st.subheader(here.words("publish.decisions"), anchor=False)
    # One matter, however many bodies treated it: its status is written once, at the last of them.
    last = content.decisions[-1]
    bodies = (f"{d.body} {here.formats.short_day(d.on)} {d.case_number}" for d in content.decisions)
    status = st.text_input(
        plain(" · ".join(" ".join(told.split()) for told in bodies)),
        last.status,
        key=f"{_FIELDS}{draft.id}.decision.{last.id}",
        max_chars=300,
    )
    return ({"adoption_id": last.id, "status": status},)


def _line(here: Here, draft: Draft, name: str, value: str, *, about: str = "") -> str:
    return st.text_input(
        here.words(f"publish.field.{name}"),
        value,
        key=f"{_FIELDS}{draft.id}.{name}.{about}",
        max_chars=300,
    )


def _area(
    here: Here, draft: Draft, name: str, value: str, *, about: str = "", hint: str | None = None
) -> str:
    return st.text_area(
        here.words(f"publish.field.{name}"),
        value,
        key=f"{_FIELDS}{draft.id}.{name}.{about}",
        max_chars=10_000,
        height="content",
        help=hint,
    )


def as_read(draft: Draft) -> Draft:
    """Return a draft in the version the user started from, so that others' edits are detected."""
    return draft.model_copy(update={"version": session.recall(f"{_BASE}{draft.id}", draft.version)})
