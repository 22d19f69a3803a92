"""Mailing from a meeting: the agenda to those asked, the minutes to those who came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from strategy.domain.meeting_items import Meeting, MeetingState
from strategy.domain.roles import Permission
from strategy.reports.minutes.paper import attendee_words
from strategy.services.meetings import mails as service
from strategy.services.meetings.mails import Recipient, Sendable, Standing
from strategy.settings import read_settings
from strategy.store.outbox import MailKind
from strategy.ui import sending
from strategy.ui.messages import mail_problem_words, show_empty
from strategy.ui.session import Here
from strategy.ui.text import plain

_FRESH = timedelta(days=14)


def offer_agenda(here: Here, meeting: Meeting) -> None:
    """Let the person who prepares a meeting send its agenda to those who are asked."""
    found = service.sendable(here.database, MailKind.AGENDA, meeting.id, by=here.person)
    st.header(here.words("agenda_mail.heading"), anchor=False)
    sending.show_what_came_of_it(here, MailKind.AGENDA)
    _offer(here, meeting, found)


def offer_minutes(here: Here, meeting: Meeting) -> None:
    """Let the person who runs meetings send approved minutes to those who came."""
    if meeting.state is not MeetingState.APPROVED or not here.may(Permission.RUN_MEETING):
        return
    found = service.sendable(here.database, MailKind.MINUTES, meeting.id, by=here.person)
    heading = here.words("minutes_mail.heading")
    sending.show_what_came_of_it(here, MailKind.MINUTES)
    # Minutes approved long ago were sent at the time, or are not to be sent.
    fresh = meeting.approved_on is not None and here.today - meeting.approved_on <= _FRESH
    with st.expander(heading, icon=":material/send:", expanded=fresh and bool(found.lacking)):
        _offer(here, meeting, found)


def _offer(here: Here, meeting: Meeting, found: Sendable) -> None:
    w, kind = here.words, found.kind
    st.caption(w(f"{kind}_mail.explained"))
    if not found.recipients:
        show_empty(w("meeting_mail.nobody"))
        return
    st.markdown(_last_sent(here, found))
    told = (f"* **{plain(how)}:** {plain(who)}" for how, who in _by_standing(here, found.reachable))
    st.markdown("\n".join(told))
    if found.out_of_reach:
        others = " ".join(f"{how}: {who}." for how, who in _by_standing(here, found.out_of_reach))
        told_otherwise = f"{w('meeting_mail.out_of_reach')} {others}"
        st.warning(plain(told_otherwise), icon=":material/mail_off:")
    if kind is MailKind.AGENDA:
        _show_preview(here, meeting)
    _offer_sending(here, meeting, found)


def _last_sent(here: Here, found: Sendable) -> str:
    w = here.words
    if found.last_sent is None:
        return w(f"{found.kind}_mail.not_sent")
    zone = ZoneInfo(here.plan.organisation.time_zone)
    when = here.formats.moment(found.last_sent.replace(tzinfo=UTC).astimezone(zone))
    return w(f"{found.kind}_mail.last_sent", when=when, count=found.last_reached)


def _by_standing(here: Here, recipients: Sequence[Recipient]) -> Iterator[tuple[str, str]]:
    """Yield each state of delivery with the names in it, those who still lack it first."""
    for standing in Standing:
        people = [_name(here, one) for one in recipients if one.standing is standing]
        if people:
            yield here.words(f"meeting_mail.standing.{standing}"), ", ".join(people)


def _name(here: Here, one: Recipient) -> str:
    name = one.attendee.name or attendee_words(one.attendee, here.words)
    return f"{name} ({mail_problem_words(one.problem, here.words)})" if one.problem else name


def _show_preview(here: Here, meeting: Meeting) -> None:
    with st.expander(here.words("meeting_mail.preview"), icon=":material/visibility:"):
        address = read_settings().address
        letter = service.preview(here.database, meeting.id, by=here.person, base_url=address)
        st.markdown(f"**{plain(letter.subject)}**")
        st.markdown(plain(letter.greeting))
        for section in letter.sections:
            entries = (" – ".join(filter(None, (e.text, e.note))) for e in section.entries)
            lines = "\n".join(f"* {plain(entry)}" for entry in entries)
            st.markdown(f"**{plain(section.heading)}**\n\n{lines}")
        st.caption(plain(letter.closing[0]))


def _offer_sending(here: Here, meeting: Meeting, found: Sendable) -> None:
    w, kind = here.words, found.kind
    if found.reachable and not found.lacking:
        st.caption(f":material/check_circle: {w(f'{kind}_mail.all_have_it')}")
    delivery = sending.delivery_or_why_not(here, no_server="meeting_mail.no_server")
    if delivery is None:
        return
    # The number of the mailing is in the button's key, so that a double press sends only once.
    lacking, everybody = len(found.lacking), len(found.reachable)
    with st.container(horizontal=True):
        to_some = lacking > 0 and st.button(
            w(f"{kind}_mail.send", count=lacking),
            key=f"meeting_mail.send.{found.turn}",
            type="primary",
            icon=":material/send:",
        )
        to_all = everybody > lacking and st.button(
            w("meeting_mail.send_all", count=everybody),
            key=f"meeting_mail.send_all.{found.turn}",
            icon=":material/forward_to_inbox:",
        )
    if (to_some or to_all) and sending.send(
        here,
        kind,
        lambda: [
            mail.state
            for mail in service.send(
                here.database,
                delivery,
                kind,
                meeting.id,
                by=here.person,
                today=here.today,
                turn=found.turn,
                everybody=to_all,
            )
        ],
    ):
        st.rerun()
