"""The parts of a running meeting: the screen, who steers it, notes, attendance, what is next."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from strategy.domain.errors import StaleEditError, StrategyError
from strategy.domain.figures.assessment import GRAVITY
from strategy.domain.items import Goal, Indicator, Person
from strategy.domain.meeting_items import AgendaItem, Meeting, Presence, Topic
from strategy.domain.meetings.agenda import Slot, agenda_of, parked_in, timetable
from strategy.domain.meetings.meeting_clock import MeetingClock
from strategy.domain.meetings.minutes import attendees, came
from strategy.domain.roles import Permission
from strategy.reports.minutes.paper import attendee_words
from strategy.services import clock
from strategy.services.meetings import running as service
from strategy.services.reflection.answering import RoundView
from strategy.store.database import Database
from strategy.ui import links, session
from strategy.ui.figures import show_chart
from strategy.ui.following import follow
from strategy.ui.forms import form
from strategy.ui.meetings import scenes
from strategy.ui.meetings.round import act, round_of, show_round_here
from strategy.ui.meetings.stage import Act, show_notes, show_stage
from strategy.ui.messages import refusal_words, show_empty
from strategy.ui.plan import indicators
from strategy.ui.pressing import icon_button
from strategy.ui.session import Here
from strategy.ui.text import one_line, paragraphs, plain

_MOST_TRENDS = 2
_GOT = "meeting.got"
_SHOWN = "meeting.confidential"


@dataclass(frozen=True)
class Running:
    """A meeting under way: the item shown, and whether this person steers it."""

    here: Here
    meeting: Meeting
    clock: MeetingClock
    items: tuple[AgendaItem, ...]
    steers: bool

    @cached_property
    def round(self) -> RoundView | None:
        """The round of reflection of the item shown, as far as this person may see it."""
        return round_of(self.here, self.shown_item)

    @property
    def item(self) -> AgendaItem | None:
        """The current item, where this person may know of it."""
        return self.here.plan.find(AgendaItem, self.clock.agenda_item_id)

    @property
    def shown_item(self) -> AgendaItem | None:
        """The current item, unless it is confidential and the user has not asked to see it."""
        return None if self.item is None or _is_kept_off(self.item) else self.item

    @property
    def following_item(self) -> AgendaItem | None:
        """The item after the current one."""
        if self.item not in self.items:
            return self.items[0] if self.items else None
        return next(iter(self.items[self.items.index(self.item) + 1 :]), None)

    @property
    def item_before(self) -> AgendaItem | None:
        """The item before the current one."""
        place = self.items.index(self.item) if self.item in self.items else 0
        return self.items[place - 1] if place else None

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each item, by its id, the same for everybody."""
        return service.item_numbers(self.here.database, self.meeting.id, by=self.here.person)


def running(here: Here, meeting: Meeting) -> Running:
    """Return the current state of the meeting."""
    return Running(
        here,
        meeting,
        service.clock(here.database, meeting.id),
        agenda_of(here.plan, meeting.id),
        here.may(Permission.RUN_MEETING),
    )


def follow_meeting(here: Here, meeting: Meeting) -> None:
    """Rerun this page whenever anyone moves on, writes, decides or answers, on any screen."""
    up = here.plan.find(AgendaItem, service.clock(here.database, meeting.id).agenda_item_id)
    follow(here, _mark(here.database, meeting.id, up.round_key if up else None))


def _mark(database: Database, meeting_id: str, round_id: str | None) -> Callable[[], Hashable]:
    """Return a mark that changes with a step, a note, a decision, and an answer or reveal."""

    def mark() -> Hashable:
        steps = database.meeting_clocks.version_of(meeting_id)
        answers = database.reflections.pulse(round_id) if round_id else 0
        return database.version_key(), steps, answers

    return mark


# --- the screen ---------------------------------------------------------------------------------


def show_screen(now: Running) -> None:
    """Fill the screen with the current item."""
    here, item = now.here, now.item
    if not now.items and item is None:
        show_empty(here.words("prepare.no_items"))
        return
    if item is None or now.shown_item is None:
        scene = scenes.withheld(here, now.clock)
    else:
        scene = scenes.scene(here, now.meeting, item, now.clock, now=clock.now(), view=now.round)
    asked = show_stage(here, scene, steers=now.steers, key="meeting.stage")
    if isinstance(asked, Act):
        act(here, now.round, asked)
    elif asked is not None and now.steers:
        seen = now.clock.model_copy(update={"version": asked.seen})
        _move(now, asked.to, seen=seen)


def _is_kept_off(item: AgendaItem) -> bool:
    """Return whether to ask first: a confidential item must not be shown to a whole room."""
    return bool(item.confidential_to) and session.recall(_SHOWN, "") != item.id


def show_round(now: Running) -> None:
    """Show the controls for the round of reflection, where the current item is one."""
    item = now.shown_item
    if item is not None and item.topic is Topic.REFLECTION:
        show_round_here(now.here, item, now.round, steers=now.steers)


def show_figures(now: Running) -> None:
    """Show the plan's own charts for the current item."""
    item, here = now.shown_item, now.here
    if item is None:
        return
    goals = [g for g in (here.plan.find(Goal, i) for i in item.goal_ids) if g is not None]
    if item.pillar_id:
        goals += here.plan.goals_under(item.pillar_id)
    measured = [(g, i) for g in dict.fromkeys(goals) for i in here.plan.indicators_of(g.id)]
    if not measured:
        return
    columns = st.columns(min(len(measured), _MOST_TRENDS), gap="large")
    gravest = sorted(measured, key=lambda pair: _gravity(here, pair[1]))[:_MOST_TRENDS]
    for column, (goal, indicator) in zip(columns, gravest, strict=True):
        with column:
            st.caption(links.coded_title(goal))
            chart = indicators.trend_of(here, indicator, in_card=True)
            show_chart(here, chart, key=f"meeting.trend.{indicator.id}", with_table=False)


def _gravity(here: Here, indicator: Indicator) -> int:
    return GRAVITY.index(here.assessment.indicators[indicator.id].signal)


# --- steering -----------------------------------------------------------------------------------


def show_steering(now: Running) -> None:
    """Offer to move on, pause, park and end to those who may."""
    if not now.steers:
        return
    w = now.here.words
    _offer_confidential(now)
    with st.container(horizontal=True, vertical_alignment="center"):
        before, after = now.item_before, now.following_item
        if st.button(
            w("run.previous"), icon=":material/arrow_back:", key="run.previous", disabled=not before
        ):
            _move(now, before.id if before else "")
        if st.button(
            w("run.next"),
            icon=":material/arrow_forward:",
            key="run.next",
            type="primary",
            disabled=not after,
        ):
            _move(now, after.id if after else "")
        if now.clock.paused:
            if st.button(w("run.resume"), icon=":material/play_arrow:", key="run.resume"):
                _try(now, lambda: _act(now, service.resume))
        elif st.button(w("run.pause"), icon=":material/pause:", key="run.pause"):
            _try(now, lambda: _act(now, service.pause))
        if st.button(
            w("run.park"), icon=":material/local_parking:", key="run.park", disabled=not now.item
        ):
            _try(now, lambda: _park(now))
        st.space("stretch")
        _offer_end(now)


def _offer_confidential(now: Running) -> None:
    item, w = now.item, now.here.words
    if item is None or not item.confidential_to:
        return
    st.warning(
        w("run.confidential_warning", count=len(item.confidential_to)), icon=":material/lock:"
    )
    if now.shown_item is None and st.button(
        w("run.show_confidential"), icon=":material/visibility:", key="run.reveal"
    ):
        session.remember(_SHOWN, item.id)
        st.rerun()


def _offer_end(now: Running) -> None:
    w = now.here.words
    with st.popover(w("run.end"), icon=":material/stop_circle:"):
        st.write(w("run.end_explained"))
        if st.button(w("run.end"), key="run.end", type="primary"):
            _try(now, lambda: _end(now))


def _end(now: Running) -> None:
    service.end(now.here.database, now.meeting, by=now.here.person, now=clock.now())
    session.tell_next(now.here.words("run.ended"))


def tell_who_steers(now: Running) -> None:
    """Show who last moved on."""
    person = now.here.plan.find(Person, now.clock.run_by)
    if person is not None and person.name:
        st.caption(now.here.words("run.run_by", who=plain(person.name)))


def _move(now: Running, item_id: str, *, seen: MeetingClock | None = None) -> None:
    _try(
        now,
        lambda: service.show_item(
            now.here.database, seen or now.clock, item_id, by=now.here.person, now=clock.now()
        ),
    )


def _act(now: Running, act: Callable[..., object]) -> None:
    act(now.here.database, now.clock, by=now.here.person, now=clock.now())


def _park(now: Running) -> None:
    item, after = now.item, now.following_item or now.item_before
    if item is None:
        return
    database, person = now.here.database, now.here.person
    if after is not None:
        service.show_item(database, now.clock, after.id, by=person, now=clock.now())
    service.park(database, item, parked=True, by=person)


def _try(now: Running, call: Callable[[], object]) -> None:
    """Act in the meeting; where somebody was quicker, say who, and show the current item."""
    w = now.here.words
    try:
        call()
    except StaleEditError as error:
        person = now.here.plan.find(Person, error.by_id)
        who = person.name if person is not None and person.name else w("person.somebody")
        session.tell_next(w("run.somebody_moved", who=who))
    except StrategyError as error:
        session.tell_next(refusal_words(error, w))
    session.remember(_SHOWN, None)
    st.rerun()


# --- notes --------------------------------------------------------------------------------------


def show_item_notes(now: Running) -> None:
    """Let the person who steers write autosaved notes; show them live to the others."""
    item, here = now.shown_item, now.here
    if item is None:
        return
    if not now.steers:
        if item.notes:
            st.markdown(f"**{here.words('run.notes')}**  \n{paragraphs(item.notes)}")
        return
    kept = f"{_GOT}.{item.id}"
    got = session.recall(kept, "")
    written = show_notes(here, item.id, item.notes, got=got, key=f"meeting.notes.{item.id}")
    if written is not None and written.id != got:
        try:
            service.note(
                here.database, written.item_id, written.text, based_on=written.base, by=here.person
            )
        except StrategyError as error:
            st.error(refusal_words(error, here.words), icon=":material/error:")
            return
        session.remember(kept, written.id)
        st.rerun()


# --- beside the screen --------------------------------------------------------------------------


def show_agenda(now: Running) -> None:
    """Show the agenda with times and the current item; who steers can show any item."""
    here = now.here
    st.subheader(here.words("run.agenda"), anchor=False)
    with st.container(gap="xxsmall"):
        for slot in timetable(now.meeting, now.items):
            _show_slot(now, slot, now.numbers[slot.item.id])
    if now.clock.agenda_item_id and now.item is None:
        st.caption(f":material/lock: {here.words('run.confidential_up')}")
    _show_parked(now)
    if now.steers:
        _offer_new_item(now)


def _show_slot(now: Running, slot: Slot, place: int) -> None:
    """Show an item's line; the person who steers shows the item by pressing it."""
    w, item = now.here.words, slot.item
    # The list may be on the same wall as the screen.
    title = w("agenda.confidential_item") if _is_kept_off(item) else item.title
    told = plain(f"{place}. {title}")
    time = f":gray[{slot.begins}] " if slot.begins else ""
    lock = " :material/lock:" if item.confidential_to else ""
    is_up = item.id == now.clock.agenda_item_id
    line = f"{time}**▶ {told}**{lock}" if is_up else f"{time}{told}{lock}"
    if not now.steers:
        st.markdown(line)
    elif st.button(
        line,
        key=f"run.jump.{item.id}",
        help=w("run.jump", title=one_line(title)),
        type="tertiary",
    ):
        _move(now, item.id)


def _show_parked(now: Running) -> None:
    parked = parked_in(now.here.plan, now.meeting.id)
    if not parked:
        return
    w = now.here.words
    st.markdown(f":material/local_parking: **{w('field.parked')}**")
    for item in parked:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(plain(item.title), width="stretch")
            if now.steers and icon_button(
                "undo", w("run.unpark", title=item.title), key=f"run.unpark.{item.id}"
            ):
                _unpark(now, item)


def _unpark(now: Running, item: AgendaItem) -> None:
    database, person = now.here.database, now.here.person
    _try(now, lambda: service.park(database, item, parked=False, by=person))


def _offer_new_item(now: Running) -> None:
    here = now.here
    with (
        st.expander(here.words("run.new_item"), icon=":material/add:"),
        form(here, f"meeting.item.{now.meeting.id}") as drawing,
    ):
        drawing.text("title", required=True)
        saving = drawing.submit(here.words("run.add_now"))
    if saving and drawing.saved(
        lambda values: service.add_item(
            here.database,
            now.meeting.id,
            values,
            by=here.person,
            after=now.clock.agenda_item_id,
        )
    ):
        session.tell_next(here.words("prepare.item_added"))
        st.rerun()


def show_attendance(here: Here, meeting: Meeting, *, steers: bool) -> None:
    """Let the person who steers tick who came; show the others how many did."""
    w = here.words
    asked = attendees(here.plan, meeting.id)
    present = len(came(asked, Presence.PRESENT))
    told = w("run.came", present=present, asked=len(asked))
    if not steers or not asked:
        if asked:
            st.caption(f":material/group: {told}")
        return
    with st.expander(f"{w('field.presence')} · {told}", icon=":material/group:"):
        with st.form(f"meeting.attendance.{meeting.id}", border=False):
            ticked = {
                one.attendance.id: st.checkbox(
                    plain(
                        f"{attendee_words(one, w)} ({w(f'attends.{one.attendance.attends_as}')})"
                    ),
                    value=one.attendance.presence is Presence.PRESENT,
                    key=f"present.{one.attendance.id}.{one.attendance.version}",
                )
                for one in asked
            }
            saving = st.form_submit_button(w("run.save_attendance"), icon=":material/check:")
        if saving:
            _tick(here, meeting, ticked)


def _tick(here: Here, meeting: Meeting, ticked: dict[str, bool]) -> None:
    present = {i: Presence.PRESENT if yes else Presence.ABSENT for i, yes in ticked.items()}
    try:
        service.tick(here.database, meeting.id, present, by=here.person)
    except StrategyError as error:
        st.error(refusal_words(error, here.words), icon=":material/error:")
        return
    session.tell_next(here.words("run.attendance_saved"))
    st.rerun()


def show_agenda_only(now: Running) -> None:
    """Show what the meeting will go through, and who is asked."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        if now.items:
            st.subheader(now.here.words("run.agenda"), anchor=False)
        else:
            show_empty(now.here.words("prepare.no_items"))
        for slot in timetable(now.meeting, now.items):
            when = f"{slot.begins}–{slot.ends}" if slot.begins else ""
            minutes = now.here.words("prepare.minutes", count=slot.item.minutes)
            lock = " :material/lock:" if slot.item.confidential_to else ""
            about = f"  \n{paragraphs(slot.item.description)}" if slot.item.description else ""
            told = f":gray[{' · '.join(part for part in (when, minutes) if part)}]"
            shown = plain(f"{now.numbers[slot.item.id]}. {slot.item.title}")
            st.markdown(f"**{shown}**{lock}  \n{told}{about}")
    with right:
        show_attendance(now.here, now.meeting, steers=now.steers)


# --- before it starts ---------------------------------------------------------------------------


def offer_start(here: Here, meeting: Meeting) -> None:
    """Offer to start a meeting to those who may; tell others that it has not started."""
    w = here.words
    if not here.may(Permission.RUN_MEETING):
        st.info(w("run.not_started"), icon=":material/hourglass_empty:")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        meant = _ask_about_the_day(here, meeting)
        if st.button(w("run.start"), type="primary", icon=":material/play_arrow:", key="run.start"):
            start(here, meeting, on_another_day=meant)
        st.page_link(
            links.MEETINGS,
            label=w("meetings.prepare"),
            icon=":material/edit_calendar:",
            query_params={"prepare": meeting.id},
        )


def _ask_about_the_day(here: Here, meeting: Meeting) -> bool:
    """Ask whether a meeting planned for another day is held today; return the answer."""
    if meeting.on == here.today:
        return False
    day = here.formats.day(meeting.on)
    return st.checkbox(here.words("run.held_today", day=day), key="run.held_today")


def start(here: Here, meeting: Meeting, *, on_another_day: bool = False) -> None:
    """Start a meeting, or resume it, and show its first item."""
    try:
        service.start(
            here.database, meeting, by=here.person, now=clock.now(), on_another_day=on_another_day
        )
    except StrategyError as error:
        st.error(refusal_words(error, here.words), icon=":material/error:")
        return
    st.rerun()
