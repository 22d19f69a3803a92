"""The parts of Påminnelser: whether mails are sent, whom they reach, what is wrong."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from strategy.domain.follow_up.quiet_days import is_quiet, next_writing_day
from strategy.domain.items import Person
from strategy.mail.post import UNTRUSTED
from strategy.services import outgoing
from strategy.services.follow_up import reminders as service
from strategy.services.follow_up.reminders import MailHealth
from strategy.services.posting import Delivery
from strategy.settings import read_settings
from strategy.ui import links, session
from strategy.ui.messages import mail_problem_words, show_empty
from strategy.ui.session import Here
from strategy.ui.text import plain


def show_state(here: Here) -> None:
    """Say whether reminders are sent, how, and what prevents it."""
    w, organisation = here.words, here.plan.organisation
    on = organisation.reminders
    st.title(
        w("reminders.on", hour=organisation.reminder_hour) if on else w("reminders.off"),
        anchor=False,
    )
    st.caption(w("reminders.explained"))
    mail = read_settings().mail
    if organisation.demo:
        st.info(w("problem.demo_sends_nothing"), icon=":material/info:")
    elif mail is None:
        st.warning(w("reminders.no_server"), icon=":material/mail_off:")
    else:
        server = plain(f"{mail.host}:{mail.port}")
        st.markdown(w("reminders.server", server=server, sender=plain(mail.sender)))
    health = service.mail_health(here.database, by=here.person)
    _show_what_waits(here, health)
    sent = health.last_sent
    st.markdown(
        w("reminders.last_sent", day=here.formats.day(sent)) if sent else w("reminders.never_sent")
    )
    st.page_link(links.SETTINGS, label=w("reminders.settings"), icon=":material/settings:")


def _show_what_waits(here: Here, health: MailHealth) -> None:
    w, for_server = here.words, health.waiting - health.unmade
    if health.unmade:
        st.error(w("reminders.unmade", count=health.unmade), icon=":material/error:")
    if for_server and read_settings().mail is None:
        st.info(w("reminders.waiting_for_a_server", count=for_server), icon=":material/schedule:")
    elif for_server and not health.problem:
        st.info(w("reminders.waiting_to_go", count=for_server), icon=":material/schedule_send:")
    elif for_server:
        problem = plain(health.problem)
        st.error(w("reminders.waiting", count=for_server, problem=problem), icon=":material/error:")
        if health.problem.startswith(UNTRUSTED):
            st.caption(w("reminders.untrusted"))
    if health.waiting:
        _offer_another_try(here)


def show_today(here: Here) -> None:
    """Show who will be reminded today, and offer to send it now."""
    w = here.words
    st.subheader(_todays_title(here), anchor=False)
    st.caption(w("reminders.personal"))
    if is_quiet(here.today):
        day = here.formats.day(next_writing_day(here.today))
        st.caption(w("reminders.quiet_today", day=day))
        return
    for sending in _planned(here):
        name = plain(sending.person.name) or w("person.somebody")
        with st.expander(f"{name} · {sending.letter.subject}"):
            for section in sending.letter.sections:
                st.markdown(f"**{plain(section.heading)}**")
                entries = (plain(f"{entry.text}: {entry.note}") for entry in section.entries)
                st.markdown("\n".join(f"- {entry}" for entry in entries))
    _offer_sending(here)


def show_latest(here: Here) -> None:
    """Show the latest mails and the status of each."""
    w = here.words
    st.subheader(w("reminders.latest"), anchor=False)
    st.caption(w("reminders.latest_explained"))
    latest = service.mail_health(here.database, by=here.person).latest
    if not latest:
        show_empty(w("reminders.never_sent"))
        return
    people = {person.id: person for person in here.plan.people}
    rows = [
        {
            w("precision.day"): here.formats.short_day(mail.day),
            w("reminders.to"): _name(people.get(mail.person_id), here),
            w("reminders.kind"): w(f"mail_kind.{mail.kind}"),
            w("reminders.state"): w(f"mail_state.{mail.state}"),
            w("reminders.problem"): mail_problem_words(mail.problem, w),
        }
        for mail in latest
    ]
    st.dataframe(rows, hide_index=True, key="mails")


def _offer_another_try(here: Here) -> None:
    """Offer to contact the mail server again at once, for when it has just been fixed."""
    w, settings = here.words, read_settings()
    if settings.mail is None or here.plan.organisation.demo:
        return
    if st.button(w("reminders.try_again"), key="mails.again", icon=":material/refresh:"):
        delivery = Delivery(settings.mail, settings.address, datetime.now(UTC))
        count = outgoing.try_again(here.database, delivery, today=here.today, by=here.person)
        session.tell_next(w("reminders.sent_now", count=count))
        st.rerun()


def _name(person: Person | None, here: Here) -> str:
    return (person.name if person else "") or here.words("person.somebody")


def _todays_title(here: Here) -> str:
    is_on = here.plan.organisation.reminders and not here.plan.organisation.demo
    key = "reminders.today" if is_on else "reminders.today_if_on"
    return here.words(key, count=len(_planned(here)))


def _planned(here: Here) -> tuple[service.Sending, ...]:
    address = read_settings().address
    return service.planned(here.database, today=here.today, base_url=address, by=here.person)


def _offer_sending(here: Here) -> None:
    w, settings = here.words, read_settings()
    if settings.mail is None or here.plan.organisation.demo or not _planned(here):
        return
    if st.button(w("reminders.send_now"), key="reminders.send", icon=":material/send:"):
        delivery = Delivery(settings.mail, settings.address, datetime.now(UTC))
        told = service.send_reminders(here.database, delivery, today=here.today, by=here.person)
        session.tell_next(w("reminders.sent_now", count=len(told)))
        st.rerun()
