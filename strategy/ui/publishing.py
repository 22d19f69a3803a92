"""The parts of Publisering: prepare, look it over, see it as it will be read, publish, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

import streamlit as st

from strategy.domain.errors import StrategyError
from strategy.domain.publication import Content, Draft
from strategy.domain.roles import Permission
from strategy.reports.report import report_of
from strategy.services import papers, planning, public_pages, published, publishing
from strategy.services.published import Published
from strategy.ui import facts, links, session
from strategy.ui.messages import show_empty, show_refusal
from strategy.ui.published import show_overview
from strategy.ui.session import Here
from strategy.ui.text import plain

_BASE = "publish.base."
_FIELDS = "publish.field."
_PERIODS = 6


def show_tampering(here: Here) -> bool:
    """Say so when what is stored is not what was published; True when nothing more is shown."""
    changed = published.tampered(here.database, by=here.person)
    if changed:
        numbers = ", ".join(_number(here, publication_id) for publication_id in changed)
        st.error(here.words("publish.tampered", numbers=numbers), icon=":material/gpp_bad:")
    return bool(changed)


def show_beginning(here: Here) -> None:
    """Let one begin: whose figures, and what to call it."""
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
        _do(
            here,
            lambda: publishing.prepare(
                here.database,
                title=title,
                day=day,
                by=here.person,
                today=here.today,
                now=_now(),
            ),
            w("publish.begun"),
        )


def show_draft(here: Here, draft: Draft) -> None:
    """Show one publication being prepared: write, look over, preview, publish."""
    w = here.words
    st.header(
        w("publish.draft", title=plain(draft.title), day=here.formats.day(draft.day)),
        anchor=False,
    )
    if publishing.is_stale(here.database, draft, by=here.person):
        st.warning(w("publish.stale"), icon=":material/sync_problem:")
        if st.button(w("publish.renew"), icon=":material/sync:"):
            _do(
                here,
                lambda: publishing.renew(here.database, draft, by=here.person),
                w("publish.renewed"),
            )
    content = publishing.preview(here.database, draft, by=here.person)
    write, look, see = st.tabs([w("publish.write"), w("publish.look"), w("publish.see")])
    with write:
        _write(here, draft, content)
    with look:
        blocked = _look_over(here, draft)
    with see:
        st.caption(w("publish.see_explained"))
        with st.container(border=True):
            _preview(here, draft, content)
    _finish(here, draft, blocked=blocked)


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
    """Let an administrator open the pages for everybody, and a leader take them elsewhere."""
    w = here.words
    st.header(w("publish.openness"), anchor=False)
    organisation = here.plan.organisation
    if organisation.public:
        st.markdown(w("publish.is_open"))
    else:
        st.markdown(w("publish.is_closed"))
    if here.may(Permission.PUBLISH):
        st.download_button(
            w("publish.folder"),
            partial(public_pages.export_folder, here.database, by=here.person),
            file_name=f"{w('published.file')}-{here.today}.zip",
            mime="application/zip",
            icon=":material/folder_zip:",
            on_click="ignore",
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
            "feedback_address": st.text_input(
                w("field.feedback_address"), organisation.feedback_address, max_chars=300
            ),
        }
        saving = st.form_submit_button(w("save"))
    if saving:
        _do(
            here,
            lambda: _set(here, values),
            w("saved"),
        )


def _set(here: Here, values: dict[str, object]) -> None:
    planning.change(here.database, here.plan.organisation, values, by=here.person)
    public_pages.look_again(here.database)


# --- writing ------------------------------------------------------------------------------------


def _write(here: Here, draft: Draft, content: Content) -> None:
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
        _do(
            here,
            lambda: publishing.save(here.database, read, values, by=here.person),
            w("saved"),
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
    """Return what the owner wrote for colleagues, to be put in other words."""
    check_in = here.plan.latest_check_in(action_id)
    moved = here.plan.postponements_of(action_id)
    said = [check_in.cause if check_in else "", moved[-1].reason if moved else ""]
    told = " ".join(plain(text) for text in said if text)
    return here.words("publish.working_reason", reason=told) if told else None


def _write_decisions(here: Here, draft: Draft, content: Content) -> tuple[dict[str, str], ...]:
    if not content.decisions:
        return ()
    st.subheader(here.words("publish.decisions"), anchor=False)
    return tuple(
        {
            "adoption_id": decision.id,
            "status": st.text_input(
                plain(
                    f"{decision.body} {here.formats.short_day(decision.on)} {decision.case_number}"
                ),
                decision.status,
                key=f"{_FIELDS}{draft.id}.decision.{decision.id}",
                max_chars=300,
            ),
        }
        for decision in content.decisions
    )


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


# --- looking it over ----------------------------------------------------------------------------


def _look_over(here: Here, draft: Draft) -> bool:
    """Show what would embarrass; True when something must be mended before publishing."""
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
                    _do(
                        here,
                        lambda: publishing.publish(
                            here.database, _as_read(draft), by=here.person, now=_now()
                        ),
                        w("publish.done"),
                    )
        with st.popover(w("publish.discard"), icon=":material/delete:"):
            st.write(w("publish.discard_explained"))
            if st.button(w("publish.discard"), key=f"publish.discard.{draft.id}"):
                _do(
                    here,
                    lambda: publishing.discard(here.database, _as_read(draft), by=here.person),
                    w("publish.discarded"),
                )


def _as_read(draft: Draft) -> Draft:
    return draft.model_copy(update={"version": session.recall(f"{_BASE}{draft.id}", draft.version)})


# --- the log ------------------------------------------------------------------------------------


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
                moment=here.formats.moment(record.published_at),
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
        st.download_button(
            w("published.pdf"),
            partial(papers.paper, one, w.language),
            file_name=f"{w('published.file')}-{record.number}.pdf",
            mime="application/pdf",
            icon=":material/picture_as_pdf:",
            key=f"publish.pdf.{record.id}",
            on_click="ignore",
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


def _correct(here: Here, one: Published) -> None:
    record = one.publication
    _do(
        here,
        lambda: publishing.prepare(
            here.database,
            title=record.title,
            day=record.day,
            by=here.person,
            today=here.today,
            now=_now(),
            replaces_id=record.id,
        ),
        here.words("publish.begun"),
    )


def _offer_withdrawing(here: Here, one: Published) -> None:
    w, record = here.words, one.publication
    with st.popover(w("publish.withdraw"), icon=":material/undo:"):
        st.write(w("publish.withdraw_explained"))
        with st.form(f"publish.withdraw.{record.id}", border=False):
            reason = st.text_area(w("publish.withdraw_reason"), max_chars=1000)
            pressed = st.form_submit_button(w("publish.withdraw"))
        if pressed:
            _do(
                here,
                lambda: publishing.withdraw(
                    here.database, record.id, reason=reason, by=here.person, now=_now()
                ),
                w("publish.withdrawn"),
            )


# --- how ----------------------------------------------------------------------------------------


def _do(here: Here, act: Callable[[], object], news: str) -> None:
    try:
        act()
    except StrategyError as error:
        show_refusal(error, here.words)
        return
    session.forget(_FIELDS)
    session.forget(_BASE)
    session.tell_next(news)
    st.rerun()


def _days(here: Here) -> list[date]:
    """Return the days one may report for: the last reporting days, and today."""
    ends = [
        date(year, *(int(part) for part in day.split("-")))
        for year in (here.today.year - 1, here.today.year)
        for day in here.plan.organisation.reporting_days
    ]
    past = sorted((day for day in ends if day < here.today), reverse=True)
    return [*past[:_PERIODS], here.today]


def _period_name(here: Here, day: date) -> str:
    known = (p.title for p in here.plan.reporting_periods if p.ends == day and p.title)
    tertials = here.plan.organisation.reporting_days == ("04-30", "08-31", "12-31")
    usual = f"T{(day.month - 1) // 4 + 1} {day.year}" if tertials else here.formats.short_day(day)
    return next(known, usual)


def _name(here: Here, person_id: str) -> str:
    person = next((p for p in here.plan.people if p.id == person_id), None)
    return person.name if person and person.name else here.words("person.former")


def _number(here: Here, publication_id: str) -> str:
    kept = here.database.publications.all()
    return next((str(p.number) for p in kept if p.id == publication_id), "–")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def chosen_draft(here: Here) -> Draft | None:
    """Return the publication being prepared, the latest begun; None where there is none."""
    return next(iter(publishing.drafts(here.database, by=here.person)), None)
