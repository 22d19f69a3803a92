"""What goals, actions and indicators have in common on their pages."""

from __future__ import annotations

from datetime import date

import streamlit as st

from strategy.domain.figures.health import Finding
from strategy.domain.items import (
    Action,
    Goal,
    Indicator,
    Involvement,
    Party,
    Position,
)
from strategy.domain.kinds import kind_of
from strategy.domain.meeting_items import Decision
from strategy.domain.roles import Permission
from strategy.services import planning
from strategy.ui import options, session
from strategy.ui.acting import carry_out
from strategy.ui.forms import form
from strategy.ui.session import Here
from strategy.ui.text import paragraphs, plain

_SHORT = 6


def owner_words(here: Here, item: Goal | Action | Indicator) -> str:
    """Return who owns an item, safe to show: position, holder, or that nobody does."""
    w = here.words
    position = here.plan.find(Position, item.owner_id)
    if position is None:
        return plain(item.owner_text) if item.owner_text else w("owner.none")
    people = {person.id: person.name for person in here.plan.people}
    holder = people.get(position.holder_id or "")
    return plain(f"{position.title} ({holder or w('position.vacant')})")


def due_words(here: Here, item: Goal | Action) -> str:
    """Return a deadline with the precision it was given in."""
    if item.due is None:
        return item.due_text
    return here.formats.due(item.due, item.due_precision)


def show_owner(here: Here, item: Goal | Action | Indicator) -> None:
    """Show who owns an item and the unit it belongs to."""
    w = here.words
    st.markdown(f"**{w('field.owner_id')}**  \n{owner_words(here, item)}")
    unit = here.plan.unit_of(item)
    show_fact(w.field("unit_id", of=kind_of(item)), unit.title if unit else "")


def show_fact(label: str, text: str) -> None:
    """Show one labelled fact; nothing where there is none."""
    if text:
        st.markdown(f"**{label}**  \n{plain(text)}")


def finding_words(here: Here, finding: Finding) -> str:
    """Return a finding as a sentence, safe to show."""
    details = {name: _detail(here, name, value) for name, value in finding.details.items()}
    return here.words(
        f"rule.{finding.rule}.message",
        code=plain(finding.code),
        title=plain(finding.title),
        **details,
    )


def _detail(here: Here, name: str, value: float | str | date) -> object:
    if name == "month" and isinstance(value, date):
        return here.formats.month(value)
    if isinstance(value, date):
        return here.formats.short_day(value)
    if name in {"reported", "computed"}:
        return here.words(f"signal.{value}")
    return plain(value) if isinstance(value, str) else value


def show_findings(here: Here, item: Goal | Action | Indicator | Decision) -> None:
    """Show what is wrong with this item in the plan, each with its fix."""
    mine = [finding for finding in here.findings if finding.item_id == item.id]
    if not mine:
        return
    with st.container(border=True):
        st.markdown(f":material/healing: **{here.words('health.on_item')}**")
        for finding in mine[:_SHORT]:
            fix = here.words(f"rule.{finding.rule}.fix")
            st.markdown(f"{finding_words(here, finding)}  \n:gray[{fix}]")


def show_involvement(here: Here, item: Goal | Action | Decision) -> None:
    """Show who was involved in an item, when and how, and let the user add to it."""
    w = here.words
    with st.container(border=True):
        st.markdown(f":material/diversity_3: **{w('kind.involvement')}**")
        entries = here.plan.involvements_of(item.id)
        if not entries:
            st.caption(w("involvement.none"))
        for entry in entries:
            who = plain(entry.who) or w(f"party.{entry.party}")
            st.markdown(
                f"**{here.formats.short_day(entry.on)}** · {w(f'party.{entry.party}')} · {who}  \n"
                f"{paragraphs(entry.how)}  \n:gray[{paragraphs(entry.outcome)}]"
            )
        if here.may(Permission.GIVE_INPUT):
            with st.expander(w("involvement.add"), icon=":material/add:"):
                _add_involvement(here, item)


def _add_involvement(here: Here, item: Goal | Action | Decision) -> None:
    w = here.words
    start = {"on": here.today, "party": Party.UNION_REP}
    with form(here, f"involvement.{item.id}", values=start, of="involvement") as drawing:
        drawing.choice("party", options.words_for("party", tuple(Party), w), required=True)
        drawing.text("who")
        drawing.day("on", required=True)
        drawing.text("how", lines=2)
        drawing.text("outcome", lines=2)
        saving = drawing.submit(w("involvement.add"))
    fixed = {"item_kind": kind_of(item), "item_id": item.id}
    if saving and drawing.saved(
        lambda values: planning.add(here.database, Involvement, {**values, **fixed}, by=here.person)
    ):
        session.tell_next(w("saved"))
        st.rerun()


def offer_retiring(here: Here, item: Goal | Action | Indicator, *, back_to: str) -> None:
    """Offer to remove an item from the views; asks for confirmation first."""
    w = here.words
    with st.expander(w("retire.title"), icon=":material/archive:"):
        st.write(w("retire.explained"))
        reason = st.text_input(w("field.reason"), key=f"retire.reason.{item.id}")
        if st.button(w("prompts.take_out"), key=f"retire.{item.id}", icon=":material/archive:"):
            carry_out(
                lambda: planning.retire(here.database, item, by=here.person, reason=reason),
                w,
                news=w("retire.done", code=item.code),
                then=lambda: st.switch_page(back_to),
            )
