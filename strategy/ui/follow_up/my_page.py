"""The parts of Min side: the list of what I must do, saved one by one or all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from strategy.domain.errors import RowsRefusedError
from strategy.domain.figures.waiting import Ask
from strategy.domain.follow_up.reporting import to_review
from strategy.domain.follow_up.tasks import Task, actions_of, owns_anything, tasks_for, upcoming
from strategy.domain.items import Action, Position
from strategy.services.follow_up import my_tasks
from strategy.services.follow_up.reporting import period_name
from strategy.services.reflection import answering as reflection
from strategy.ui import links, session
from strategy.ui.follow_up import report_cards
from strategy.ui.follow_up.report_cards import Card
from strategy.ui.messages import show_empty
from strategy.ui.plan import facts, proposals
from strategy.ui.pressing import pressed
from strategy.ui.session import Here
from strategy.ui.text import plain, shortened

_DONE = "my_page.done"
_OPENED = "my_page.opened"


@dataclass(frozen=True)
class Mine:
    """What the user must do, and what they have done since they opened the page.

    `waiting` is how much waits for them in all: what is in `tasks` because it is asked for, and
    the rounds, questions, hearings and reviews beside it.
    """

    here: Here
    listed: dict[str, Task]
    tasks: dict[str, Task]
    waiting: int = 0

    @property
    def has_nothing(self) -> bool:
        """Whether nothing waits for this person and nothing here is their responsibility."""
        return (
            not self.waiting
            and not self.listed
            and not owns_anything(self.here.plan, self.here.person)
        )

    @property
    def done(self) -> tuple[str, ...]:
        """What was on the list and no longer has to be done, in the list's order."""
        return tuple(key for key in self.listed if key not in self.tasks)


def mine(here: Here, *, beside: int = 0) -> Mine:
    """Return what must be done today, in an order that is stable while the user works through it.

    `beside` is how much waits for the user that other jobs show on this page. Anything the user has
    begun to write on stays too, even when it is no longer asked for.
    """
    found = {task.key: task for task in tasks_for(here.plan, here.assessment, here.person)}
    kept: dict[str, Task] = session.recall(_kept_key(here), {})
    listed = kept | found
    session.remember(_kept_key(here), listed)
    waiting = dict(found)
    for key, task in kept.items():
        item = here.plan.find(type(task.item), task.item.id)
        if key not in found and item is not None and report_cards.has_words(here, task):
            waiting[key] = replace(task, item=item)
    rounds = reflection.waiting_for(here.database, by=here.person, today=here.today)
    reviews = to_review(here.plan, here.person, today=here.today)
    return Mine(here, listed, waiting, len(found) + len(rounds) + len(reviews) + beside)


def show_finding(mine: Mine) -> None:
    """Say how much there is to do, for which positions, and how far the user has come."""
    here, w = mine.here, mine.here.words
    title = w("my.finding", count=mine.waiting) if mine.waiting else w("my.done_title")
    st.title(w("my.nothing_title") if mine.has_nothing else title, anchor=False)
    positions = [p for p in here.plan.positions if here.person.id in (p.holder_id, p.deputy_id)]
    if positions:
        st.caption(" · ".join(_position_words(here, position) for position in positions))
    if mine.tasks and mine.done:
        done, total = len(mine.done), len(mine.listed)
        st.progress(done / total, text=w("my.progress", done=done, total=total))


def show_rounds(here: Here) -> None:
    """Show the rounds of reflection this person has not answered yet."""
    w = here.words
    for asked in reflection.waiting_for(here.database, by=here.person, today=here.today):
        label = w("my.reflect", title=plain(shortened(asked.title)))
        if asked.closes:
            day = here.formats.day(asked.closes)
            label = w("my.reflect_by", title=plain(shortened(asked.title)), day=day)
        st.page_link(
            links.REFLECTION,
            label=label,
            icon=":material/psychology:",
            query_params={"round": asked.id},
        )


def show_reviews(here: Here) -> None:
    """Show the units that have reported everything and wait for this person's review."""
    w = here.words
    for one in to_review(here.plan, here.person, today=here.today):
        period = plain(period_name(one.period, w))
        st.page_link(
            links.PERIODS,
            label=w("my.review", unit=plain(shortened(one.unit.title)), period=period),
            icon=":material/rate_review:",
            query_params={"period": one.period.id},
        )


def show_nothing(here: Here) -> None:
    """Explain this page to somebody who is responsible for nothing."""
    w = here.words
    show_empty(w("my.nothing_text"))
    st.page_link(links.ACTIONS, label=w("my.see_actions"), icon=":material/arrow_forward:")


def show_cards(mine: Mine) -> list[Card]:
    """Show a card for each thing to do, and a line for each that is done."""
    here = mine.here
    cards = []
    for key, listed in mine.listed.items():
        task = mine.tasks.get(key)
        if task is None:
            title = links.coded_title(listed.item, width=70)
            became = report_cards.became_words(here, listed)
            told = f" – {plain(became)}" if became else ""
            st.markdown(f":green[:material/check_circle:] {title}{told}")
        elif task.proposal is not None:
            proposals.show_decision(here, task.proposal, days=task.days)
        else:
            cards.append(report_cards.show_card(here, task))
    return cards


def show_all_actions(mine: Mine) -> list[Card]:
    """List all the user's open actions, each with its last report and a way to update it."""
    here, w = mine.here, mine.here.words
    actions = actions_of(here.plan, here.person)
    opened: frozenset[str] = session.recall(_OPENED, frozenset())
    if not actions:
        return []
    cards = []
    st.header(w("my.all_actions", count=len(actions)), anchor=False)
    for action in actions:
        if action.id in opened and action.id not in mine.tasks:
            cards.append(report_cards.show_card(here, Task(Ask.BY_CHOICE, action)))
        else:
            _show_line(mine, action)
    return cards


def _show_line(mine: Mine, action: Action) -> None:
    here, w = mine.here, mine.here.words
    latest = here.plan.latest_check_in(action.id)
    day = here.formats.short_day(latest.on) if latest else ""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap=None, width="stretch"):
            links.link_to(action)
            percent = here.formats.share(here.assessment.actions[action.id].percent)
            due = plain(facts.due_words(here, action) or w("due.none"))
            last = w("my.last_update", day=day) if latest else w("my.never_updated")
            st.caption(w("my.action_line", percent=percent, due=due, last=last))
        if action.id in mine.tasks:
            st.caption(w("my.waits_above"), width="content")
        else:
            st.button(
                w("my.update"),
                key=f"my.update.{action.id}",
                icon=":material/edit:",
                on_click=pressed(here, _open_card, action.id),
            )


def _open_card(_here: Here, action_id: str) -> None:
    opened: frozenset[str] = session.recall(_OPENED, frozenset())
    session.remember(_OPENED, opened | {action_id})


def save_pressed(mine: Mine, cards: Sequence[Card]) -> None:
    """Save the card whose button was pressed, or all cards by the button below them."""
    w = mine.here.words
    chosen = [card for card in cards if card.pressed]
    if len(cards) > 1:
        written = [card for card in cards if card.written]
        label = w("my.save_all", count=len(written))
        if st.button(label, key="my.save_all", type="primary", icon=":material/check:"):
            chosen = written
            if not written:
                st.info(w("my.nothing_written"), icon=":material/info:")
    if chosen:
        _save(mine.here, chosen)


def show_end(mine: Mine) -> None:
    """Say that the user is done and what happens next, once nothing is left."""
    here, w = mine.here, mine.here.words
    if mine.tasks or mine.waiting:
        return
    next_one = upcoming(here.plan, here.assessment, here.person)
    with st.container(border=True):
        st.markdown(f":green[:material/task_alt:] **{w('my.done_text')}**")
        if next_one is not None:
            item = links.coded_title(next_one.item)
            st.markdown(w("my.next", day=here.formats.day(next_one.on), item=item))
        st.caption(w("my.what_happens"))
    st.page_link(links.RESPONSIBILITY, label=w("my.see_all"), icon=":material/arrow_forward:")


def _save(here: Here, cards: Sequence[Card]) -> None:
    w = here.words
    reports = [card.report for card in cards]
    try:
        my_tasks.report_all(here.database, reports, by=here.person, today=here.today)
    except RowsRefusedError as error:
        report_cards.keep_refusals(here, cards, error)
        st.rerun()
    for card in cards:
        report_cards.settle(here, card.task)
    opened: frozenset[str] = session.recall(_OPENED, frozenset())
    session.remember(_OPENED, opened - {card.task.item.id for card in cards})
    session.tell_next(w("my.saved", count=len(cards)))
    st.rerun()


def _kept_key(here: Here) -> str:
    return f"{_DONE}.{here.person.id}"


def _position_words(here: Here, position: Position) -> str:
    if position.holder_id == here.person.id:
        return plain(position.title)
    return here.words("my.deputy_for", position=plain(position.title))
