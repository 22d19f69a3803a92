"""Preparing a meeting: time and place, agenda, and who is asked."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from strategy.domain.dates import parse_date
from strategy.domain.errors import InvalidInputError, Problem, StrategyError
from strategy.domain.items import Precision
from strategy.domain.meeting_items import AgendaItem, Attendance, Attends, Meeting, Topic
from strategy.domain.meetings.agenda import Slot, agenda_of, timetable
from strategy.domain.meetings.minutes import Attendee, attendees
from strategy.reports.minutes.paper import attendee_words
from strategy.services import clock, planning
from strategy.services.meetings import minutes as papers
from strategy.services.meetings import running as service
from strategy.ui import links, options, session
from strategy.ui.acting import carry_out
from strategy.ui.downloads import offer_file
from strategy.ui.forms import Form, form
from strategy.ui.meetings import scenes
from strategy.ui.messages import show_empty, show_refusal
from strategy.ui.pressing import icon_button, then
from strategy.ui.registers import nothing_open
from strategy.ui.session import Here
from strategy.ui.text import one_line, paragraphs, plain

_REPRESENTATIVES = (Attends.UNION_REP, Attends.SAFETY_REP)


def show_head(here: Here, meeting: Meeting) -> None:
    """Show which meeting this is, and the link to its screen."""
    w = here.words
    st.button(
        w("meetings.back"),
        icon=":material/arrow_back:",
        key="prepare.back",
        type="tertiary",
        on_click=then(here, session.ask, {"prepare": None, "do": None, "item": None}),
    )
    st.title(plain(meeting.title), anchor=False)
    told = [here.formats.day(meeting.on)]
    told += [w("meeting.at", begins=meeting.begins)] if meeting.begins else []
    told += [meeting.place] if meeting.place else []
    st.markdown(plain(" · ".join(told)))
    with st.container(horizontal=True, vertical_alignment="center"):
        links.link_to_meeting(meeting, label=w("meetings.open"))
        offer_file(
            here,
            w("prepare.download"),
            partial(_agenda_as_word, meeting_id=meeting.id),
            name=f"{w('prepare.agenda_file')}-{meeting.on.isoformat()}.docx",
            icon=":material/description:",
            key="prepare.word",
        )


def _agenda_as_word(here: Here, *, meeting_id: str) -> bytes:
    return papers.agenda_as_word(
        here.database,
        meeting_id,
        by=here.person,
        now=clock.now(),
        language=here.words.language,
    )


# --- the agenda ---------------------------------------------------------------------------------


def show_agenda(here: Here, meeting: Meeting) -> None:
    """Show the agenda with its times; each item can be moved, changed and removed."""
    w = here.words
    items = agenda_of(here.plan, meeting.id)
    st.header(w("prepare.agenda"), anchor=False)
    slots = timetable(meeting, items)
    total = sum(item.minutes for item in items)
    if not slots:
        show_empty(w("prepare.no_items"))
    elif slots[-1].ends:
        st.caption(w("prepare.total", minutes=total, ends=slots[-1].ends))
    else:
        st.caption(w("prepare.total_without_clock", minutes=total))
    numbers = service.item_numbers(here.database, meeting.id, by=here.person)
    for slot in slots:
        if session.asked("item") == slot.item.id:
            _edit_item(here, slot.item)
        else:
            ends = (slot is slots[0], slot is slots[-1])
            _show_item(here, meeting, slot, numbers[slot.item.id], ends=ends)
    _offer_new_item(here, meeting)


def _show_item(
    here: Here, meeting: Meeting, slot: Slot, number: int, *, ends: tuple[bool, bool]
) -> None:
    w, item = here.words, slot.item
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        when = f"{slot.begins}–{slot.ends}" if slot.begins else ""
        told = (when, w("prepare.minutes", count=item.minutes), w(f"topic.{item.topic}"))
        lock = " :material/lock:" if item.confidential_to else ""
        notes = (item.description, scenes.counted(here, meeting, item))
        about = "".join(f"  \n{paragraphs(note)}" for note in notes if note)
        st.markdown(
            f"**{plain(f'{number}. {item.title}')}**{lock}  \n"
            f":gray[{' · '.join(part for part in told if part)}]{about}",
            width="stretch",
        )
        with st.container(horizontal=True, width="content", gap="xsmall"):
            for way, steps, end in (("earlier", -1, ends[0]), ("later", 1, ends[1])):
                arrow = "upward" if steps < 0 else "downward"
                if icon_button(
                    f"arrow_{arrow}",
                    w(f"prepare.{way}", title=item.title),
                    key=f"prepare.{way}.{item.id}",
                    disabled=end,
                ):
                    _move(here, item, steps)
            icon_button(
                "edit",
                w("prepare.edit_item", title=item.title),
                key=f"prepare.edit.{item.id}",
                on_click=then(here, session.ask, {"item": item.id, "do": None}),
            )


def _move(here: Here, item: AgendaItem, steps: int) -> None:
    carry_out(
        lambda: service.move_item(here.database, item, steps=steps, by=here.person), here.words
    )


def _edit_item(here: Here, item: AgendaItem) -> None:
    w = here.words
    with form(here, f"prepare.item.{item.id}", item=item) as drawing:
        _item_fields(here, drawing)
        saving = drawing.submit(w("save"))
    base = drawing.item if isinstance(drawing.item, AgendaItem) else item
    with st.container(horizontal=True):
        st.button(
            w("cancel"),
            key="prepare.cancel_item",
            type="tertiary",
            on_click=then(here, nothing_open),
        )
        if st.button(
            w("prepare.take_out"),
            key="prepare.take_out",
            icon=":material/archive:",
            type="tertiary",
        ):
            session.ask({"item": None})
            carry_out(
                lambda: planning.retire(here.database, item, by=here.person), w, news=w("saved")
            )
    if saving and drawing.saved(
        lambda values: service.change_item(here.database, base, values, by=here.person)
    ):
        session.tell_next(w("saved"))
        nothing_open()
        st.rerun()


def _item_fields(here: Here, drawing: Form) -> None:
    w = here.words
    drawing.text("title", required=True)
    drawing.text("description", lines=2)
    left, right = st.columns(2)
    with left:
        drawing.choice("topic", options.words_for("topic", tuple(Topic), w), required=True)
        drawing.choice("pillar_id", options.pillars(here))
    with right:
        drawing.number("minutes")
        drawing.choices("goal_ids", options.goals(here))
    actions = {a.id: one_line(f"{a.code} {a.title}") for a in here.plan.actions}
    drawing.choices("action_ids", actions)
    hint = w("prepare.confidential_help")
    drawing.choices("confidential_to", options.people(here), hint=hint)


def _offer_new_item(here: Here, meeting: Meeting) -> None:
    w = here.words
    if session.asked("do") != "item":
        st.button(
            w("prepare.add_item"),
            icon=":material/add:",
            key="prepare.add_item",
            on_click=then(here, session.ask, {"do": "item", "item": None}),
        )
        return
    st.subheader(w("prepare.add_item"), anchor=False)
    with form(
        here, f"prepare.new.{meeting.id}", values={"minutes": 15, "topic": "talk"}
    ) as drawing:
        _item_fields(here, drawing)
        saving = drawing.submit(w("prepare.add_item"))
    st.button(
        w("cancel"), key="prepare.cancel_new", type="tertiary", on_click=then(here, nothing_open)
    )
    if saving and drawing.saved(
        lambda values: service.add_item(here.database, meeting.id, values, by=here.person)
    ):
        session.tell_next(w("prepare.item_added"))
        nothing_open()
        st.rerun()


# --- who is asked -------------------------------------------------------------------------------


def show_people(here: Here, meeting: Meeting) -> None:
    """Show who is asked, and let the user ask more: people, or functions."""
    w = here.words
    st.header(w("prepare.people"), anchor=False)
    asked = attendees(here.plan, meeting.id)
    if not asked:
        show_empty(w("prepare.nobody"))
    elif not any(one.attendance.attends_as in _REPRESENTATIVES for one in asked):
        st.warning(w("prepare.no_representatives"), icon=":material/group_off:")
    for one in asked:
        _show_attendee(here, one)
    _offer_asking(here, meeting)


def _show_attendee(here: Here, one: Attendee) -> None:
    w = here.words
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        who = attendee_words(one, w)
        role = w(f"attends.{one.attendance.attends_as}")
        st.markdown(f"{plain(who)}  \n:gray[{role}]", width="stretch")
        if icon_button(
            "close",
            w("prepare.not_asked", who=one_line(who)),
            key=f"prepare.out.{one.attendance.id}",
        ):
            attendance = one.attendance
            carry_out(lambda: _take_away(here, attendance), here.words, news=here.words("saved"))


def _take_away(here: Here, attendance: Attendance) -> None:
    service.not_asked(here.database, attendance, by=here.person)


def _offer_asking(here: Here, meeting: Meeting) -> None:
    w = here.words
    st.caption(w("prepare.people_explained"))
    with form(here, f"prepare.ask.{meeting.id}", values={"attends_as": "leader"}) as drawing:
        asked = {a.person_id for a in here.plan.attendances if a.meeting_id == meeting.id}
        others = {i: name for i, name in options.people(here).items() if i not in asked}
        drawing.choice("person_id", others)
        drawing.text("who_function")
        attends = options.words_for("attends", tuple(Attends), w)
        drawing.choice("attends_as", attends, required=True)
        saving = drawing.submit(w("prepare.ask_person"))
    if saving and drawing.saved(lambda values: _ask(here, meeting, values)):
        session.tell_next(w("prepare.asked"))
        st.rerun()


def _ask(here: Here, meeting: Meeting, values: dict[str, Any]) -> Attendance:
    return service.invite(
        here.database,
        meeting.id,
        attends_as=Attends(values["attends_as"]),
        by=here.person,
        person_id=values["person_id"],
        who=values["who_function"],
    )


# --- when and where -----------------------------------------------------------------------------


def show_when(here: Here, meeting: Meeting) -> None:
    """Let the user change time and place, note that it was held elsewhere, or cancel it."""
    w = here.words
    with st.expander(w("prepare.when"), icon=":material/schedule:"):
        with form(here, f"prepare.when.{meeting.id}", item=meeting) as drawing:
            drawing.text("title", required=True)
            left, right = st.columns(2)
            with left:
                drawing.day("on", required=True)
            with right:
                drawing.text("begins")
            drawing.text("place")
            saving = drawing.submit(w("save"))
        base = drawing.item if isinstance(drawing.item, Meeting) else meeting
        if saving and drawing.saved(
            lambda values: service.change_meeting(here.database, base, values, by=here.person)
        ):
            session.tell_next(w("saved"))
            st.rerun()
    if meeting.on <= here.today:
        _offer_held(here, meeting)
    with st.expander(w("prepare.cancel"), icon=":material/event_busy:"):
        st.write(w("prepare.cancel_explained"))
        reason = st.text_input(w("field.reason"), key="prepare.cancel_reason")
        if st.button(w("prepare.cancel"), key="prepare.cancel", icon=":material/event_busy:"):
            session.ask({"prepare": None})
            carry_out(
                lambda: service.cancel(
                    here.database,
                    meeting,
                    by=here.person,
                    today=here.today,
                    now=clock.now(),
                    reason=reason,
                ),
                w,
                news=w("prepare.cancelled"),
            )


def _offer_held(here: Here, meeting: Meeting) -> None:
    w = here.words
    with st.expander(w("prepare.held_elsewhere"), icon=":material/history_edu:"):
        st.write(w("prepare.held_elsewhere_explained"))
        left, middle, right = st.columns(3)
        with left:
            day = st.text_input(
                w("prepare.held_on"), here.formats.short_day(meeting.on), key="prepare.held_on"
            )
        with middle:
            begins = st.text_input(w("field.begins"), meeting.begins, key="prepare.held_begins")
        with right:
            ends = st.text_input(w("field.ends_at"), key="prepare.ends")
        if st.button(w("meetings.write_up"), key="prepare.held", icon=":material/edit_note:"):
            try:
                service.hold_without_clock(
                    here.database,
                    meeting,
                    on=_day_held(day or "", today=here.today),
                    begins=begins or "",
                    ends=ends,
                    by=here.person,
                )
            except StrategyError as error:
                show_refusal(error, w)
            else:
                links.go_to_meeting(meeting)


def _day_held(written: str, *, today: date) -> date:
    dated = parse_date(written)
    if dated is None or dated.precision is not Precision.DAY:
        raise InvalidInputError((Problem("on", "not_a_date"),))
    if dated.date > today:
        raise InvalidInputError((Problem("on", "in_the_future"),))
    return dated.date
