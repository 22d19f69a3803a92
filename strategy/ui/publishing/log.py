"""Everything that was ever published, and who may read it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from strategy.domain.numbers import typed_number
from strategy.domain.roles import Permission
from strategy.services import clock, planning
from strategy.services.publishing import papers, public_pages, published
from strategy.services.publishing import publications as publishing
from strategy.services.publishing.published import Published, Soundness
from strategy.ui import links
from strategy.ui.acting import carry_out
from strategy.ui.downloads import offer_file
from strategy.ui.forms import number_field
from strategy.ui.messages import show_empty
from strategy.ui.publishing.texts import WRITTEN
from strategy.ui.session import Here
from strategy.ui.text import plain


def show_log(here: Here) -> None:
    """Show everything that was ever published, and let a leader withdraw or correct it."""
    w = here.words
    st.header(w("publish.log"), anchor=False)
    everything = published.everything(here.database, by=here.person)
    if not everything:
        show_empty(w("publish.log_empty"))
    for one in everything:
        with st.container(border=True):
            _show_published(here, one)


def show_openness(here: Here) -> None:
    """Let an administrator open the pages to everybody, and a leader export them."""
    w = here.words
    st.header(w("publish.openness"), anchor=False)
    organisation = here.plan.organisation
    if organisation.public:
        st.markdown(w("publish.is_open"))
    else:
        st.markdown(w("publish.is_closed"))
    if here.may(Permission.PUBLISH):
        offer_file(
            here,
            w("publish.folder"),
            _folder,
            name=f"{w('published.file')}-{here.today}.zip",
            icon=":material/folder_zip:",
        )
    if not here.may(Permission.ADMINISTER):
        return
    with st.form("publish.openness"):
        values = {
            "public": st.checkbox(
                w("field.public"), organisation.public, help=w("publish.public_help")
            ),
            "publish_names": st.checkbox(
                w("field.publish_names"),
                organisation.publish_names,
                help=w("publish.names_help"),
            ),
            "statement_url": st.text_input(
                w("field.statement_url"),
                organisation.statement_url,
                max_chars=300,
                placeholder="https://uustatus.no/…",
            ),
            "answer_days": typed_number(
                number_field(
                    w("field.answer_days"),
                    str(organisation.answer_days),
                    key="publish.answer_days",
                    hint=w("publish.answer_days_help"),
                    width=320,
                )
            ),
            "feedback_address": st.text_input(
                w("field.feedback_address"), organisation.feedback_address, max_chars=300
            ),
        }
        saving = st.form_submit_button(w("save"))
    if saving:
        carry_out(lambda: _set(here, values), here.words, news=w("saved"), forget=WRITTEN)


def _set(here: Here, values: dict[str, object]) -> None:
    planning.change(here.database, here.plan.organisation, values, by=here.person)
    public_pages.look_again(here.database)


def _show_published(here: Here, one: Published) -> None:
    w, record = here.words, one.publication
    st.markdown(
        f"**{record.number}\\. {plain(record.title)}**, "
        + plain(w("publish.as_of", day=here.formats.day(record.day)))
    )
    became = public_pages.what_became(one, w)
    if became:
        st.markdown(f":material/block: {plain(became)}")
    st.caption(
        plain(
            w(
                "publish.record",
                moment=here.formats.moment(_where_we_are(here, record.published_at)),
                prepared=_name(here, record.prepared_by),
                approved=_name(here, record.approved_by),
                revision=str(record.plan_revision),
                hash=record.content_hash[:16],
            )
        )
    )
    if not one.counts:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        offer_file(
            here,
            w("published.pdf"),
            partial(_paper, publication_id=record.id),
            name=f"{w('published.file')}-{record.number}.pdf",
            icon=":material/picture_as_pdf:",
            key=f"publish.pdf.{record.id}",
        )
        st.page_link(
            links.PUBLISHED, label=w("publish.read"), query_params={"number": str(record.number)}
        )
        if st.button(
            w("publish.correct"), icon=":material/edit:", key=f"publish.correct.{record.id}"
        ):
            _correct(here, one)
        if here.may(Permission.PUBLISH):
            _offer_withdrawing(here, one)


def _folder(here: Here) -> bytes:
    return public_pages.export_folder(here.database, by=here.person)


def _paper(here: Here, *, publication_id: str) -> bytes:
    shown = published.that_counts(here.database, publication_id, by=here.person)
    return papers.paper(shown, here.words.language)


def _correct(here: Here, one: Published) -> None:
    record = one.publication
    carry_out(
        lambda: publishing.prepare(
            here.database,
            title=record.title,
            day=record.day,
            by=here.person,
            today=here.today,
            now=clock.now(),
            replaces_id=record.id,
        ),
        here.words,
        news=here.words("publish.begun"),
        forget=WRITTEN,
    )


def _offer_withdrawing(here: Here, one: Published) -> None:
    w, record = here.words, one.publication
    with st.popover(w("publish.withdraw"), icon=":material/undo:"):
        st.write(w("publish.withdraw_explained"))
        with st.form(f"publish.withdraw.{record.id}", border=False):
            reason = st.text_area(w("publish.withdraw_reason"), max_chars=1000)
            pressed = st.form_submit_button(w("publish.withdraw"))
        if pressed:
            carry_out(
                lambda: publishing.withdraw(
                    here.database, record.id, reason=reason, by=here.person, now=clock.now()
                ),
                here.words,
                news=w("publish.withdrawn"),
                forget=WRITTEN,
            )


def _where_we_are(here: Here, moment: datetime) -> datetime:
    """Return a stored moment in the organisation's time zone."""
    zone = ZoneInfo(here.plan.organisation.time_zone)
    return moment.replace(tzinfo=UTC).astimezone(zone)


def _name(here: Here, person_id: str) -> str:
    person = next((p for p in here.plan.people if p.id == person_id), None)
    return person.name if person and person.name else here.words("person.former")


def show_what_is_not_as_sealed(here: Here, found: Soundness) -> None:
    """Say in what way the stored publications differ from what was published."""
    w = here.words
    if found.changed:
        numbers = ", ".join(_number_of(here, publication_id) for publication_id in found.changed)
        st.error(w("publish.tampered", numbers=numbers), icon=":material/gpp_bad:")
    if found.is_cut and found.noted is not None:
        told = {"entries": str(found.end.entries), "noted": str(found.noted.entries)}
        st.error(w("publish.log_cut", **told), icon=":material/gpp_bad:")


def _number_of(here: Here, publication_id: str) -> str:
    """Return the number of a publication, a dash for one that no longer exists."""
    number = published.number_of(here.database, publication_id)
    return "–" if number is None else str(number)
