"""The parts of Oversikt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import streamlit as st

from strategy.charts import pillar_overview, progress_over_time
from strategy.domain.figures.attention import Attention, Reason, needing_attention
from strategy.domain.figures.changes import Change, ChangeKind, Moment, new_strategy, points_between
from strategy.domain.figures.young_plan import is_young, lacking
from strategy.domain.items import GOOD, Action, Goal, Indicator, Pillar, Position, Signal
from strategy.domain.roles import Permission
from strategy.domain.strategies import superseded_by
from strategy.services import reading
from strategy.services.follow_up.reporting import day_name
from strategy.ui import links
from strategy.ui.choices import choose
from strategy.ui.figures import Picture, drawn, show_chart
from strategy.ui.messages import show_empty
from strategy.ui.session import Here
from strategy.ui.signals import (
    coloured_symbol,
    distance_words,
    measurement_words,
    target_words,
)
from strategy.ui.text import plain, shortened

_PILLAR = Picture(
    "pillar", pillar_overview.pillar_overview_figure, pillar_overview.summary, pillar_overview.table
)

_PROGRESS = Picture(
    "progress",
    progress_over_time.progress_over_time_figure,
    progress_over_time.summary,
    progress_over_time.table,
)

_SHOWN = 5
_NAMED = 3

_ICONS = {
    ChangeKind.NEW_STRATEGY: ":material/swap_horiz:",
    ChangeKind.DONE: ":material/check_circle:",
    ChangeKind.STOPPED: ":material/stop_circle:",
    ChangeKind.POSTPONED: ":material/event_repeat:",
    ChangeKind.OVERDUE: ":material/alarm:",
    ChangeKind.WORSE: ":material/trending_down:",
    ChangeKind.BETTER: ":material/trending_up:",
    ChangeKind.NEW_GOAL: ":material/flag:",
    ChangeKind.NEW_ACTION: ":material/add_circle:",
    ChangeKind.RETIRED: ":material/archive:",
    ChangeKind.ADOPTED: ":material/gavel:",
}


@dataclass(frozen=True)
class Since:
    """The day to compare with, and its label."""

    name: str
    day: date


def show_welcome(here: Here) -> None:
    """Say what to do first in a plan that is still empty."""
    w = here.words
    st.title(w("overview.empty_title"), anchor=False)
    st.write(w("overview.empty_text"))
    if here.may(Permission.CHANGE_PLAN):
        st.page_link(links.GOALS, label=w("overview.first_goal"), icon=":material/flag:")
        st.page_link(links.TRANSFER, label=w("overview.import"), icon=":material/upload_file:")
    if here.may(Permission.CHANGE_STRATEGY):
        st.page_link(links.STRATEGY, label=w("overview.strategy"), icon=":material/edit_document:")


def show_finding(here: Here) -> None:
    """Sum up the status in one sentence."""
    w = here.words
    if is_young(here.assessment):
        st.title(w("overview.young", count=len(here.plan.goals)), anchor=False)
        return
    signals = here.assessment.goal_signals
    on_track = sum(signals.get(signal, 0) for signal in GOOD)
    off_track = signals.get(Signal.OFF_TRACK, 0)
    goals = len(here.plan.goals)
    title = w("overview.finding", good=on_track, goals=goals)
    if off_track:
        title += w("overview.finding_off", off=off_track)
    st.title(title, anchor=False)


def choose_since(here: Here) -> Since | None:
    """Let the user choose what to compare with: the last meeting, the last tertial, last year."""
    w = here.words
    plan = here.plan
    found = {
        "meeting": reading.last_meeting(plan, today=here.day),
        "period": reading.last_reporting_day(plan, today=here.day),
        "year": reading.a_year_ago(here.day),
    }
    days = {name: day for name, day in found.items() if day and _had_a_plan(here, day)}
    if not days:
        return None
    names = {name: w(f"since.{name}", period=day_name(plan, day, w)) for name, day in days.items()}
    chosen = choose(
        "since", w("since.choose"), names, w, shape="segments", default=next(iter(days))
    )
    return Since(chosen, days[chosen]) if chosen else None


def _had_a_plan(here: Here, day: date) -> bool:
    """Return whether the plan had any goal on a day that one can still look back to."""
    begins = reading.history_begins(here.database, by=here.person)
    if begins is not None and day < begins:
        return False
    then = reading.moment(here.database, by=here.person, today=here.today, as_of=day)
    return bool(then.plan.goals)


def show_pillars(here: Here, since: Since | None) -> None:
    """Show each pillar: its goals by signal, activity and effect, and how they changed."""
    then = _then(here, since)
    new = new_strategy(then.plan, here.plan) if then else None
    if new is not None:
        # The pillars' figures are of another strategy, with other actions: not compared.
        then = None
        st.caption(here.words("changes.not_compared", day=here.formats.day(new.first_day)))
    before = {key: p.activity for key, p in then.assessment.pillars.items()} if then else {}
    grid = st.grid(len(here.plan.pillars), min_column_width=220, border=True)
    for pillar in here.plan.pillars:
        with grid.cell():
            _show_pillar(here, pillar, since, before.get(pillar.id))


def show_attention(here: Here) -> None:
    """Show what needs somebody today, the most serious first."""
    w = here.words
    if is_young(here.assessment):
        _show_lacking(here)
        return
    st.header(w("attention.title"), anchor=False)
    waiting = here.moment.once("attention", lambda: needing_attention(here.plan, here.assessment))
    if not waiting:
        show_empty(w("attention.none"))
    for attention in waiting[:_SHOWN]:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap=None):
                symbol = coloured_symbol(attention.signal)
                word = w(f"signal.{attention.signal}")
                st.markdown(f"{symbol} **{links.coded_title(attention.item, width=70)}**")
                st.markdown(f"{word}. {_why(here, attention)}")
            with st.container(width="content"):
                links.link_to(attention.item, label=w("open"))
    if len(waiting) > _SHOWN:
        st.page_link(links.HEALTH, label=w("actions.more", count=len(waiting) - _SHOWN))


def _show_lacking(here: Here) -> None:
    """Show what a new plan lacks, most important first, with the way to fill it in."""
    w = here.words
    found = lacking(reading.findings_of(here.moment, by=here.person))
    st.header(w("overview.lacking"), anchor=False)
    if not found:
        show_empty(w("overview.nothing_lacks"))
        return
    for rule, count in found:
        st.markdown(f"**{here.formats.number(count)}** · {w(f'rule.{rule}')}")
    st.page_link(links.HEALTH, label=w("overview.fill_in"), icon=":material/arrow_forward:")


def show_changes(here: Here, since: Since | None) -> None:
    """Show what has changed since the chosen day."""
    w = here.words
    if since is None:
        return
    st.header(w(f"changes.since_{since.name}", day=here.formats.day(since.day)), anchor=False)
    changes = _changes(here, since)
    if not changes:
        show_empty(w("changes.none"))
    for kind, group in groupby(changes, key=lambda change: change.kind):
        with st.container(border=True, gap=None):
            st.markdown(f"{_ICONS[kind]} **{w(f'change.{kind}')}**")
            st.markdown(_told(here, kind, tuple(group)))


def show_progress(here: Here) -> None:
    """Show how activity has developed against the plan, month by month."""
    strategy = here.plan.strategy
    took_over = strategy is not None and superseded_by(here.plan, strategy) is not None
    begins = strategy.first_day if strategy is not None and took_over else None
    chart = drawn(
        here,
        _PROGRESS,
        lambda: progress_over_time.progress_over_time(
            here.database.progress_points(),
            here.plan.actions,
            today=here.day,
            since=begins,
        ),
    )
    if len(chart.table) > 1:
        st.header(here.words("progress.title"), anchor=False)
        if begins is not None:
            st.caption(here.words("changes.new_since", day=here.formats.day(begins)))
        show_chart(here, chart, key="progress")


def _show_pillar(here: Here, pillar: Pillar, since: Since | None, before: float | None) -> None:
    w = here.words
    status = here.assessment.pillars[pillar.id]
    st.subheader(plain(pillar.title), anchor=False)
    if not status.goals and not status.indicators:
        # One line says all there is to say of an empty card.
        st.caption(w("pillar.on_track", good=0, count=0))
        return
    good = sum(status.signals.get(signal, 0) for signal in GOOD)
    young = set(status.signals) == {Signal.NOT_STARTED}
    word = "pillar.not_started" if young else "pillar.on_track"
    said = w(word, good=good, count=status.goals)
    moved = points_between(before, status.activity)
    if since and moved is not None:
        said += " · " + _moved(here, since, moved)
    st.caption(said)
    chart = drawn(
        here,
        _PILLAR,
        lambda: pillar_overview.pillar_overview(here.plan, here.assessment, pillar.id),
        choices=pillar.id,
    )
    show_chart(here, chart, key=f"pillar.{pillar.id}", with_table=False)
    st.page_link(links.GOALS, label=w("pillar.open"), query_params={"pillar": pillar.code})


def _moved(here: Here, since: Since, points: int) -> str:
    w = here.words
    written = w.formats.signed(points)
    period = day_name(here.plan, since.day, w)
    return w(f"pillar.moved.{since.name}", count=points, points=written, period=period)


def _then(here: Here, since: Since | None) -> Moment | None:
    if since is None:
        return None
    return reading.moment(
        here.database,
        by=here.person,
        today=here.today,
        unit_id=here.unit.id if here.unit else None,
        as_of=since.day,
    )


def _changes(here: Here, since: Since) -> tuple[Change, ...]:
    return reading.changes_since(
        here.database,
        since.day,
        by=here.person,
        today=here.today,
        until=here.as_of,
        unit_id=here.unit.id if here.unit else None,
    )


def _told(here: Here, kind: ChangeKind, changes: Sequence[Change]) -> str:
    w = here.words
    if kind is ChangeKind.POSTPONED:
        return ", ".join(
            w(
                "changes.postponed",
                code=plain(change.code),
                day=here.formats.day(change.after if isinstance(change.after, date) else None),
                count=change.times,
            )
            for change in changes[:_NAMED]
        ) + _rest(here, changes)
    if kind is ChangeKind.NEW_STRATEGY:
        return "; ".join(_new_strategy(here, change) for change in changes)
    if kind is ChangeKind.ADOPTED:
        return "; ".join(_adopted(here, change) for change in changes)
    named = ", ".join(
        w("changes.named", code=plain(c.code), title=plain(shortened(c.title, 50)))
        for c in changes[:_NAMED]
    )
    return named + _rest(here, changes)


def _new_strategy(here: Here, change: Change) -> str:
    day = here.formats.day(change.after if isinstance(change.after, date) else None)
    return here.words("changes.new_strategy", title=plain(change.title), day=day)


def _adopted(here: Here, change: Change) -> str:
    day = here.formats.short_day(change.after if isinstance(change.after, date) else None)
    return plain(" ".join(part for part in (change.title, day, change.code) if part))


def _rest(here: Here, changes: Sequence[Change]) -> str:
    more = len(changes) - _NAMED
    return " " + here.words("changes.more", count=more) if more > 0 else ""


def _why(here: Here, attention: Attention) -> str:
    owner = _owner(here, attention.item)
    return f"{_reason(here, attention)} {here.words('attention.owner', owner=owner)}"


def _reason(here: Here, attention: Attention) -> str:
    w = here.words
    item = attention.item
    if isinstance(item, Goal):
        return _goal_reason(here, item, attention.reason)
    status = here.assessment.actions[item.id]
    if attention.reason is Reason.SILENT:
        return w("attention.silent", count=status.silent_days or 0)
    if attention.reason is Reason.NEVER_UPDATED:
        return w("attention.never_updated")
    said = distance_words(status, w)
    if status.postponements:
        said += ", " + w("attention.postponed", count=status.postponements)
    return f"{said}."


def _goal_reason(here: Here, goal: Goal, reason: Reason) -> str:
    w = here.words
    if reason is Reason.NOT_MEASURED:
        return w("attention.not_measured")
    if reason is Reason.ACTIVITY_OFF_TRACK:
        return w("attention.by_activity")
    worst = _worst_indicator(here, here.plan.indicators_of(goal.id))
    status = here.assessment.indicators[worst.id]
    return w(
        "attention.effect",
        indicator=plain(shortened(worst.title, 50)),
        value=plain(measurement_words(status.latest, worst, w)),
        target=plain(target_words(status.target, worst, w)),
    )


def _worst_indicator(here: Here, indicators: Iterable[Indicator]) -> Indicator:
    order = list(Signal)
    known = [i for i in indicators if here.assessment.indicators[i.id].fresh]
    return min(known, key=lambda i: order.index(here.assessment.indicators[i.id].signal))


def _owner(here: Here, item: Goal | Action) -> str:
    owner = here.plan.find(Position, item.owner_id)
    return plain(owner.title if owner else item.owner_text or here.words("owner.none"))
