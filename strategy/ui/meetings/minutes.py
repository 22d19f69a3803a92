"""The minutes of a meeting on the screen: read, corrected, approved, downloaded."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import streamlit as st

from strategy.domain.meeting_items import Decision, Meeting, MeetingState
from strategy.domain.meetings.minutes import Minutes, Treated
from strategy.domain.roles import Permission
from strategy.reports.minutes import paper
from strategy.reports.minutes.paper import PaperPart
from strategy.services import clock
from strategy.services.meetings import decisions
from strategy.services.meetings import minutes as service
from strategy.services.meetings import running as meetings
from strategy.ui import session
from strategy.ui.acting import carry_out
from strategy.ui.downloads import offer_file
from strategy.ui.forms import form
from strategy.ui.meetings import deciding, running
from strategy.ui.messages import show_empty
from strategy.ui.session import Here
from strategy.ui.text import paragraphs, plain


def minutes_of(here: Here, meeting: Meeting) -> Minutes:
    """Return the minutes as this person may read them."""
    return service.minutes_of(here.database, meeting.id, by=here.person, today=here.today)


def show_head(here: Here, told: Minutes) -> None:
    """Show when and where it was, the state of the minutes, and what the user can do."""
    w = here.words
    st.markdown(plain(" · ".join(paper.facts_of(told, w))))
    state = paper.state_words(told, here.plan, w, with_names=True)
    approved = told.meeting.state is MeetingState.APPROVED
    icon = ":material/lock:" if approved else ":material/edit_note:"
    st.caption(f"{icon} {plain(state)}")
    if not told.intact:
        st.error(w("minutes.tampered"), icon=":material/gpp_bad:")
    if told.withheld:
        st.info(w("minutes.withheld", count=told.withheld), icon=":material/lock:")
    _offer_files(here, told)


def _offer_files(here: Here, told: Minutes) -> None:
    w, meeting = here.words, told.meeting
    secret = any(one.item.confidential_to for one in told.treated)
    # Leave out confidential items unless asked for: the file may be passed on.
    whole = secret and st.toggle(w("minutes.with_confidential"), key="minutes.confidential")
    name = f"{w('minutes.file')}-{meeting.on.isoformat()}"
    with st.container(horizontal=True):
        offer_file(
            here,
            w("minutes.word"),
            partial(_as_word, meeting_id=meeting.id, for_all=not whole),
            name=f"{name}.docx",
            icon=":material/description:",
            key="minutes.word",
        )
        offer_file(
            here,
            w("minutes.pdf"),
            partial(_as_pdf, meeting_id=meeting.id, for_all=not whole),
            name=f"{name}.pdf",
            icon=":material/picture_as_pdf:",
            key="minutes.pdf",
        )


def _as_word(here: Here, *, meeting_id: str, for_all: bool) -> bytes:
    return service.minutes_as_word(
        here.database,
        meeting_id,
        by=here.person,
        today=here.today,
        now=clock.now(),
        language=here.words.language,
        for_all=for_all,
    )


def _as_pdf(here: Here, *, meeting_id: str, for_all: bool) -> bytes:
    return service.minutes_as_pdf(
        here.database,
        meeting_id,
        by=here.person,
        today=here.today,
        now=clock.now(),
        language=here.words.language,
        for_all=for_all,
    )


def show_minutes(here: Here, told: Minutes) -> None:
    """Show items with notes and decisions, and beside them attendance and the course of events."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_items(here, told)
    with right:
        _show_people(here, told)
        _show_followed_up(here, told)
        _show_since(here, told)


def _show_items(here: Here, told: Minutes) -> None:
    w = here.words
    correcting = told.meeting.state is MeetingState.HELD and here.may(Permission.RUN_MEETING)
    for one in told.treated:
        lock = " :material/lock:" if one.item.confidential_to else ""
        st.subheader(f"{plain(f'{one.number}. {one.item.title}')}{lock}", anchor=False)
        if one.item.notes:
            st.markdown(paragraphs(one.item.notes))
        elif not one.decisions:
            st.caption(w("minutes.no_notes"))
        for decision in one.decisions:
            deciding.show_decision(here, decision)
        if correcting:
            _offer_correcting(here, one)
    if told.elsewhere:
        st.subheader(w("minutes.elsewhere"), anchor=False)
        for decision in told.elsewhere:
            deciding.show_decision(here, decision)
    _show_list(w("minutes.agreements"), (one.sentence for one in told.agreements))
    _show_list(w("minutes.parked"), (item.title for item in told.parked))
    if not told.treated and not told.decisions:
        show_empty(w("prepare.no_items"))


def _offer_correcting(here: Here, one: Treated) -> None:
    w = here.words
    with st.expander(w("minutes.correct"), icon=":material/edit:"):
        with form(here, f"minutes.notes.{one.item.id}", item=one.item) as drawing:
            drawing.text("notes", lines=6)
            saving = drawing.submit(w("save"))
        base = drawing.item if isinstance(drawing.item, type(one.item)) else one.item
        if saving and drawing.saved(
            lambda values: meetings.change_item(here.database, base, values, by=here.person)
        ):
            _told(w("saved"))
        for decision in one.decisions:
            _correct_decision(here, decision)


def _correct_decision(here: Here, decision: Decision) -> None:
    w = here.words
    with form(here, f"minutes.decision.{decision.id}", item=decision) as drawing:
        st.markdown(f"**{plain(w('decide.correct', code=decision.code))}**")
        drawing.text("title", required=True)
        drawing.text("description", lines=2)
        drawing.flag("reorganisation")
        saving = drawing.submit(w("save"))
    base = drawing.item if isinstance(drawing.item, Decision) else decision
    if saving and drawing.saved(
        lambda values: decisions.correct(here.database, base, values, by=here.person)
    ):
        _told(w("saved"))


def _show_people(here: Here, told: Minutes) -> None:
    parts = paper.attendance_parts(told.attendees, here.words, with_names=True)
    st.subheader(here.words("minutes.attendance"), anchor=False)
    _show_parts(parts)
    if not parts:
        st.caption(here.words("prepare.nobody"))
    if told.meeting.state is MeetingState.HELD and here.may(Permission.RUN_MEETING):
        running.show_attendance(here, told.meeting, steers=True)


def _show_followed_up(here: Here, told: Minutes) -> None:
    lines = (paper.followed_words(one, here.words) for one in told.followed_up)
    _show_list(here.words("minutes.followed_up"), lines)


def _show_since(here: Here, told: Minutes) -> None:
    heading = paper.since_heading(told, here.words)
    if not heading:
        return
    st.subheader(heading, anchor=False)
    parts = paper.since_parts(told.happened, here.words)
    if not parts:
        st.caption(here.words("minutes.nothing_since"))
    _show_parts(parts)


def _show_parts(parts: Iterable[PaperPart]) -> None:
    for part in parts:
        lines = "\n".join(f"* {plain(line)}" for line in part.lines)
        st.markdown(f"**{plain(part.heading)}**\n\n{lines}")


def _show_list(title: str, lines: Iterable[str]) -> None:
    written = "\n".join(f"* {plain(line)}" for line in lines)
    if written:
        st.subheader(title, anchor=False)
        st.markdown(written)


def offer_decision(here: Here, meeting: Meeting) -> None:
    """Offer to record a decision that was forgotten, until the minutes are approved."""
    if meeting.state is not MeetingState.HELD or not here.may(Permission.RUN_MEETING):
        return
    with st.expander(here.words("minutes.new_decision"), icon=":material/gavel:"):
        deciding.show_deciding(here, meeting, None)


def offer_approving(here: Here, meeting: Meeting) -> None:
    """Offer to approve the minutes, or to resume a meeting that was ended by mistake."""
    w = here.words
    if meeting.state is not MeetingState.HELD or not here.may(Permission.RUN_MEETING):
        return
    with st.container(border=True):
        if not here.may(Permission.APPROVE_MINUTES):
            st.markdown(f":material/how_to_reg: {w('minutes.who_approves')}")
        else:
            st.markdown(w("minutes.approve_explained"))
        sure = here.may(Permission.APPROVE_MINUTES) and _ask_about_doubts(here, meeting)
        with st.container(horizontal=True):
            if here.may(Permission.APPROVE_MINUTES) and st.button(
                w("minutes.approve"), type="primary", icon=":material/lock:", key="minutes.approve"
            ):
                _approve(here, meeting, sure=sure)
            if st.button(w("run.go_on"), icon=":material/play_arrow:", key="minutes.go_on"):
                running.start(here, meeting)


def _ask_about_doubts(here: Here, meeting: Meeting) -> bool:
    """Ask whether what looks wrong about a meeting is right; return the answer."""
    w = here.words
    doubts = service.doubts(here.database, meeting.id, today=here.today)
    for doubt in doubts:
        st.warning(w(f"problem.{doubt}"), icon=":material/help:")
    return bool(doubts) and st.checkbox(w("minutes.it_is_right"), key="minutes.it_is_right")


def _approve(here: Here, meeting: Meeting, *, sure: bool) -> None:
    carry_out(
        lambda: service.approve(
            here.database, meeting, by=here.person, today=here.today, sure=sure
        ),
        here.words,
        news=here.words("minutes.approved"),
    )


def _told(message: str) -> None:
    session.tell_next(message)
    st.rerun()
