"""The parts of Publisering: prepare, check, preview, publish."""

from __future__ import annotations

from datetime import date

import streamlit as st

from strategy.domain.follow_up.reporting import past_reporting_days
from strategy.domain.publishing.publication import Content, Draft
from strategy.domain.roles import Permission
from strategy.reports.publication.report import report_of
from strategy.services import clock
from strategy.services.follow_up.reporting import day_name
from strategy.services.publishing import publications as publishing
from strategy.services.publishing import published
from strategy.ui.acting import Once, carry_out
from strategy.ui.plan import facts
from strategy.ui.publishing.log import show_what_is_not_as_sealed
from strategy.ui.publishing.published import show_overview
from strategy.ui.publishing.texts import WRITTEN, as_read, write_texts
from strategy.ui.session import Here
from strategy.ui.text import plain

_PERIODS = 6


def show_tampering(here: Here) -> bool:
    """Warn when what is stored is not what was published; True when nothing more is shown."""
    found = published.soundness(here.database, by=here.person)
    show_what_is_not_as_sealed(here, found)
    return not found.is_sound


def show_beginning(here: Here) -> None:
    """Let the user start a publication: which day's figures, and its title."""
    w = here.words
    st.write(w("publish.explained"))
    days = _days(here)
    with st.form("publish.begin", border=True):
        left, right = st.columns(2)
        with left:
            day = st.selectbox(
                w("publish.day"), days, format_func=here.formats.day, help=w("publish.day_help")
            )
        with right:
            title = st.text_input(
                w("publish.name"), value=_period_name(here, days[0]), max_chars=300
            )
        begun = st.form_submit_button(
            w("publish.begin"), type="primary", icon=":material/edit_document:"
        )
    if begun:
        carry_out(
            lambda: publishing.prepare(
                here.database,
                title=title,
                day=day,
                by=here.person,
                today=here.today,
                now=clock.now(),
            ),
            here.words,
            news=w("publish.begun"),
            forget=WRITTEN,
            once=Once(here, "publish.begin", {"title": title, "day": day}),
        )


def show_draft(here: Here, draft: Draft) -> None:
    """Show one publication being prepared: write, check, preview, publish."""
    w = here.words
    st.header(
        w("publish.draft", title=plain(draft.title), day=here.formats.day(draft.day)),
        anchor=False,
    )
    if publishing.is_stale(here.database, draft, by=here.person):
        st.warning(w("publish.stale"), icon=":material/sync_problem:")
        if st.button(w("publish.renew"), icon=":material/sync:"):
            carry_out(
                lambda: publishing.renew(here.database, draft, by=here.person),
                here.words,
                news=w("publish.renewed"),
                forget=WRITTEN,
            )
    content = publishing.preview(here.database, draft, by=here.person)
    write, look, see = st.tabs([w("publish.write"), w("publish.look"), w("publish.see")])
    with write:
        write_texts(here, draft, content)
    with look:
        blocked = _look_over(here, draft)
    with see:
        st.caption(w("publish.see_explained"))
        with st.container(border=True):
            _preview(here, draft, content)
    _finish(here, draft, blocked=blocked)


# --- looking it over ----------------------------------------------------------------------------


def _look_over(here: Here, draft: Draft) -> bool:
    """Show what would embarrass; True when something must be fixed before publishing."""
    w = here.words
    about_text, about_plan = publishing.concerns_about(here.database, draft, by=here.person)
    if not about_text and not about_plan:
        st.success(w("publish.nothing_to_see"), icon=":material/check_circle:")
    for blocks in (True, False):
        told = [
            w(f"worry.{c.worry}", about=plain(c.about)) for c in about_text if c.blocks == blocks
        ]
        if told:
            show = st.error if blocks else st.warning
            show(
                "\n".join(f"- {sentence}" for sentence in told),
                icon=":material/block:" if blocks else ":material/warning:",
            )
    if about_plan:
        st.subheader(w("publish.about_plan", count=len(about_plan)), anchor=False)
        st.caption(w("publish.about_plan_help"))
        st.markdown("\n".join(f"- {facts.finding_words(here, f)}" for f in about_plan))
    return any(concern.blocks for concern in about_text)


def _preview(here: Here, draft: Draft, content: Content) -> None:
    earlier = (
        one
        for one in published.what_counts(here.database, by=here.person)
        if one.publication.day < draft.day and one.publication.id != draft.replaces_id
    )
    before = max(earlier, key=lambda one: one.publication.day, default=None)
    report = report_of(content, here.words, before=before.content if before else None)
    show_overview(report, here.words, narrow=here.look.narrow, drill=False)


def _finish(here: Here, draft: Draft, *, blocked: bool) -> None:
    w = here.words
    if not here.may(Permission.PUBLISH):
        st.info(w("publish.leader_approves"), icon=":material/how_to_reg:")
    with st.container(horizontal=True):
        if here.may(Permission.PUBLISH):
            with st.popover(w("publish.do"), icon=":material/publish:", disabled=blocked):
                st.write(w("publish.do_explained"))
                if st.button(w("publish.do_now"), type="primary", key=f"publish.do.{draft.id}"):
                    carry_out(
                        lambda: publishing.publish(
                            here.database, as_read(draft), by=here.person, now=clock.now()
                        ),
                        here.words,
                        news=w("publish.done"),
                        forget=WRITTEN,
                    )
        with st.popover(w("publish.discard"), icon=":material/delete:"):
            st.write(w("publish.discard_explained"))
            if st.button(w("publish.discard"), key=f"publish.discard.{draft.id}"):
                carry_out(
                    lambda: publishing.discard(here.database, as_read(draft), by=here.person),
                    here.words,
                    news=w("publish.discarded"),
                    forget=WRITTEN,
                )


# --- how ----------------------------------------------------------------------------------------


def _days(here: Here) -> list[date]:
    """Return the days a publication can be for: the last reporting days, and today."""
    past = past_reporting_days(here.plan, today=here.today)
    return [*past[:_PERIODS], here.today]


def _period_name(here: Here, day: date) -> str:
    known = (p.title for p in here.plan.reporting_periods if p.ends == day and p.title)
    return next(known, None) or day_name(here.plan, day, here.words)


def chosen_draft(here: Here) -> Draft | None:
    """Return the publication being prepared, the latest started; None where there is none."""
    return next(iter(publishing.drafts(here.database, by=here.person)), None)
