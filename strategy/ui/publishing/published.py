"""The parts of Folkevalgt: the publication on one screen, and down to each action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from strategy.domain.errors import TamperedPublicationError
from strategy.domain.items import Signal
from strategy.exchange.lists.plain_table import write_table
from strategy.i18n import Words
from strategy.reports.publication.report import (
    ActionRow,
    Bar,
    GoalPart,
    IndicatorRow,
    PillarPart,
    Report,
    Share,
    SincePart,
    State,
    report_of,
)
from strategy.services.publishing import papers, published
from strategy.services.publishing.papers import Form
from strategy.services.publishing.published import Published
from strategy.ui import links, session
from strategy.ui.choices import choose
from strategy.ui.downloads import offer_file
from strategy.ui.messages import show_empty, show_refusal
from strategy.ui.session import Reader
from strategy.ui.signals import coloured_symbol
from strategy.ui.text import plain

_ICONS = {
    "done": ":material/check_circle:",
    "late": ":material/alarm:",
    "postponed": ":material/event_repeat:",
    "worse": ":material/trending_down:",
    "better": ":material/trending_up:",
    "new_goal": ":material/flag:",
    "new_action": ":material/add_circle:",
    "stopped": ":material/stop_circle:",
    "gone": ":material/archive:",
    "decided": ":material/gavel:",
}


def show_nothing_yet(reader: Reader) -> None:
    """Explain this page while nothing is published."""
    w = reader.words
    st.title(w("published.none"), anchor=False)
    show_empty(w("published.none_explained"))


def choose_publication(
    reader: Reader, everything: Sequence[Published]
) -> tuple[Published, Published | None]:
    """Let the user choose what to read, and what to compare with: by default the two latest."""
    w = reader.words
    names = {str(p.publication.number): _named(p, w) for p in everything}
    # Kept away from the headline finding, which readers come for.
    with st.popover(w("published.choose_period"), icon=":material/calendar_month:"):
        number = choose("number", w("published.choose"), names, w, default=next(iter(names)))
        shown = next((p for p in everything if str(p.publication.number) == number), everything[0])
        others = {
            str(p.publication.number): _named(p, w)
            for p in everything
            if p.publication.day < shown.publication.day
        }
        if not others:
            return shown, None
        chosen = choose("since", w("published.compare"), others, w, default=next(iter(others)))
    before = (p for p in everything if str(p.publication.number) == chosen)
    return shown, next(before, None)


def report_for(reader: Reader, shown: Published, before: Published | None) -> Report:
    """Return the report on a publication in the reader's language."""
    return report_of(
        shown.content,
        reader.words,
        publication=shown.publication,
        before=before.content if before else None,
        corrects=shown.corrects,
    )


def show_overview(report: Report, w: Words, *, narrow: bool, drill: bool = True) -> None:
    """Show the one screen: status, each pillar, changes since last time, what was decided."""
    _show_head(report)
    st.header(report.labels["pillars"], anchor=False)
    grid = st.grid(3, min_column_width=260, border=True)
    for pillar in report.pillars:
        with grid.cell():
            _show_card(pillar, w, drill=drill)
    if report.needed:
        st.header(report.labels["needed"], anchor=False)
        with st.container(border=True):
            st.markdown("\n".join(f"- {plain(line)}" for line in report.needed))
    if report.since is not None:
        _show_since(report.since, narrow=narrow)
    _show_decisions(report, narrow=narrow)


def show_downloads(
    reader: Reader, shown: Published, before: Published | None, report: Report
) -> None:
    """Offer the publication as a document, the decisions as a workbook, and the data behind it."""
    w = reader.words
    name = f"{w('published.file')}-{shown.publication.number}"
    decisions = f"{name}-{w('published.decisions_name')}"
    asked = _Asked(shown.publication.id, before.publication.id if before else None)
    files: tuple[tuple[str, str, str, Callable[[_Asked, Reader], bytes]], ...] = (
        ("pdf", f"{name}.pdf", "picture_as_pdf", _paper),
        ("word", f"{name}.docx", "description", _attachment),
        ("slides", f"{name}.pptx", "slideshow", _slides),
        ("workbook", f"{name}.xlsx", "table_view", _workbook),
        ("decisions_file", f"{decisions}.xlsx", "table", _decisions),
        ("charts_file", f"{name}.zip", "imagesmode", _charts),
        ("stratml", f"{name}.xml", "code", _stratml),
    )
    with st.container(horizontal=True):
        for key, called, icon, make in files:
            offer_file(
                reader,
                w(f"published.{key}"),
                partial(make, asked),
                name=called,
                icon=f":material/{icon}:",
            )
    with st.expander(report.labels["about"], icon=":material/info:"):
        for line in report.about:
            st.caption(plain(line))


@dataclass(frozen=True)
class _Asked:
    """Which publication the user wants as a file, and which one it is compared with."""

    shown_id: str
    before_id: str | None


def _shown(asked: _Asked, reader: Reader) -> Published:
    return published.that_counts(reader.database, asked.shown_id, by=reader.person)


def _paper(asked: _Asked, reader: Reader) -> bytes:
    return papers.paper(_shown(asked, reader), reader.words.language)


def _attachment(asked: _Asked, reader: Reader) -> bytes:
    return papers.attachment(_shown(asked, reader), reader.words.language)


def _slides(asked: _Asked, reader: Reader) -> bytes:
    return papers.slides(_shown(asked, reader), reader.words.language)


def _workbook(asked: _Asked, reader: Reader) -> bytes:
    return papers.paper(_shown(asked, reader), reader.words.language, Form.WORKBOOK)


def _charts(asked: _Asked, reader: Reader) -> bytes:
    return papers.charts(_shown(asked, reader), reader.words.language)


def _stratml(asked: _Asked, reader: Reader) -> bytes:
    return papers.paper(_shown(asked, reader), reader.words.language, Form.STRATML)


def _decisions(asked: _Asked, reader: Reader) -> bytes:
    before_id = asked.before_id
    before = (
        published.that_counts(reader.database, before_id, by=reader.person) if before_id else None
    )
    table = report_for(reader, _shown(asked, reader), before).decisions
    return write_table(table.caption, table.head, table.rows)


def show_pillar(report: Report, w: Words, code: str) -> bool:
    """Show one pillar and its goals; False if there is no such pillar."""
    pillar = next((p for p in report.pillars if p.code == code), None)
    if pillar is None:
        return False
    _link_back(w("published.back"))
    st.caption(report.period)
    st.title(plain(pillar.title), anchor=False)
    if pillar.description:
        st.write(plain(pillar.description))
    st.markdown(_said(pillar.state))
    _show_assessment(pillar, report)
    _show_bar(pillar.bar)
    _show_shares(pillar.activity, pillar.effect)
    _show_indicators(pillar.indicators, report)
    st.header(report.labels["goals"], anchor=False)
    for goal in pillar.goals:
        with st.container(border=True):
            _show_goal(goal, report)
    return True


def _named(one: Published, w: Words) -> str:
    return w("published.chosen", title=one.publication.title, day=w.formats.day(one.content.day))


def _link_back(label: str) -> None:
    kept = {name: value for name in ("number", "since") if (value := session.asked(name))}
    st.page_link(
        links.PUBLISHED, label=label, icon=":material/arrow_back:", query_params=kept or None
    )


def _show_head(report: Report) -> None:
    st.caption(plain(f"{report.strategy} · {report.period}"))
    st.title(plain(report.finding), anchor=False)
    for notice in report.notices:
        st.info(plain(notice), icon=":material/published_with_changes:")
    for text in report.summary:
        st.markdown(plain(text))
    _show_bar(report.bar)
    _show_shares(report.activity, report.effect)


def _show_bar(bar: Bar, *, said: str = "") -> None:
    """Show one coloured symbol for each goal, and a sentence that says the same."""
    symbols = " ".join(
        coloured_symbol(Signal(part.state.signal)) for part in bar.slices for _ in range(part.count)
    )
    with st.container(gap=None):
        if symbols:
            st.markdown(symbols)
        st.caption(plain(said or bar.said))


def _show_shares(activity: Share, effect: Share) -> None:
    # Side by side on a phone, too: neither is to be read without the other.
    with st.container(horizontal=True, gap="large"):
        for share in (activity, effect):
            with st.container(gap=None, width="content"):
                st.metric(share.label, share.said)
                st.caption(plain(share.note))


def _show_card(pillar: PillarPart, w: Words, *, drill: bool) -> None:
    st.subheader(plain(pillar.title), anchor=False)
    st.markdown(_said(pillar.state))
    _show_bar(pillar.bar, said=pillar.number)
    st.markdown(
        "  \n".join(
            f"{plain(share.label)} **{plain(share.said)}** :gray[{plain(share.note)}]"
            for share in (pillar.activity, pillar.effect)
        )
    )
    if drill:
        kept = {name: value for name in ("number", "since") if (value := session.asked(name))}
        st.page_link(
            links.PUBLISHED, label=w("pillar.open"), query_params={**kept, "pillar": pillar.code}
        )


def _show_since(since: SincePart, *, narrow: bool) -> None:
    st.header(plain(since.heading), anchor=False)
    if since.nothing:
        show_empty(since.nothing)
    columns = st.columns(1 if narrow else 2)
    for place, part in enumerate(since.parts):
        with columns[place % len(columns)], st.container(border=True, gap=None):
            st.markdown(f"{_ICONS[part.news]} **{part.heading}**")
            st.markdown("\n".join(f"- {plain(line)}" for line in part.lines))


def _show_decisions(report: Report, *, narrow: bool) -> None:
    table = report.decisions
    if not table.rows:
        return
    st.header(report.labels["decisions"], anchor=False)
    if not narrow:
        st.table(
            {
                plain(head): [plain(row[place]) for row in table.rows]
                for place, head in enumerate(table.head)
            },
            hide_index=True,
        )
        return
    # A phone has no room for five columns side by side.
    for body, on, title, decided, status in table.rows:
        with st.container(border=True, gap=None):
            st.markdown(f"**{plain(body)}** · {plain(on)}")
            st.markdown(plain(title))
            if decided:
                st.markdown(plain(decided))
            st.markdown(f":gray[{table.head[-1]}:] {plain(status)}")


def _show_assessment(pillar: PillarPart, report: Report) -> None:
    with st.container(border=True):
        if pillar.number:
            st.markdown(f"**{plain(pillar.number)}**")
        for name, texts in (("analysis", pillar.analysis), ("ahead", pillar.ahead)):
            if texts:
                st.markdown(f"**{report.labels[name]}**")
                st.markdown("\n\n".join(plain(text) for text in texts))


def _show_goal(goal: GoalPart, report: Report) -> None:
    st.subheader(plain(f"{goal.code} {goal.title}"), anchor=False)
    note = f" :gray[({goal.note})]" if goal.note else ""
    st.markdown(_said(goal.state) + note)
    if goal.facts:
        st.caption(plain(" · ".join(goal.facts)))
    _show_shares(goal.activity, goal.effect)
    _show_indicators(goal.indicators, report)
    if goal.actions:
        st.markdown(f"**{report.labels['actions']}**")
        for action in goal.actions:
            _show_action(action, report)


def _show_indicators(rows: Sequence[IndicatorRow], report: Report) -> None:
    if not rows:
        return
    st.markdown(f"**{report.labels['indicators']}**")
    for row in rows:
        with st.container(gap=None):
            st.markdown(f"{plain(row.title)}: **{plain(row.latest)}**")
            start = f"{report.labels['start_value']}: {row.baseline}"
            about = f"{start} · {report.labels['aim']}: {row.aim}"
            st.markdown(f"{_said(row.state)} :gray[{plain(about)}]")
            for line in row.origin:
                st.caption(plain(line))


def _show_action(action: ActionRow, report: Report) -> None:
    with st.container(gap=None):
        st.markdown(plain(f"{action.code} {action.title}"))
        about = f"{action.percent} · {report.labels['due']}: {action.due} · {action.responsible}"
        st.markdown(f"{_said(action.state)} :gray[{plain(about)}]")
        if action.why:
            st.markdown(f":gray[{plain(action.why)}]")


def _said(state: State) -> str:
    return f"{coloured_symbol(Signal(state.signal))} {plain(state.word)}"


def what_counts(reader: Reader) -> tuple[Published, ...]:
    """Return the publications in force, the latest day first; stop if one was tampered with."""
    try:
        found = published.what_counts(reader.database, by=reader.person)
    except TamperedPublicationError as error:
        show_refusal(error, reader.words)
        st.stop()
    return tuple(sorted(found, key=lambda one: one.publication.day, reverse=True))
