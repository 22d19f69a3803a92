"""The parts of Tiltak and of one action's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from strategy.charts import action_timeline
from strategy.domain.items import Action, ActionState, Goal, Pillar, Position, Signal, Unit
from strategy.domain.roles import Permission
from strategy.i18n import Words
from strategy.services import planning
from strategy.services.follow_up import reporting_in as follow_up
from strategy.ui import choices, links, options, session, typed
from strategy.ui.figures import Picture, drawn, show_chart
from strategy.ui.forms import Form, form
from strategy.ui.plan import facts, library
from strategy.ui.session import Here
from strategy.ui.signals import coloured, distance_words, show_signal, signal_word
from strategy.ui.strategies import of_draft
from strategy.ui.text import paragraphs, plain, shortened

_TIMELINE = Picture(
    "timeline",
    action_timeline.action_timeline_figure,
    action_timeline.summary,
    action_timeline.table,
)

_A_PAGE = 50
_A_TIMELINE = 25
_BRIEF = 12
_OPENED = "actions.opened"


@dataclass(frozen=True)
class Shown:
    """The actions left by the filters, and how to show them."""

    actions: tuple[Action, ...]
    as_timeline: bool

    def page(self) -> tuple[Action, ...]:
        """Return the page of them that the reader chose."""
        size = _A_TIMELINE if self.as_timeline else _A_PAGE
        pages = -(-len(self.actions) // size)
        number = 1
        if pages > 1:
            number = st.pagination(pages, key="page", bind="query-params")
        return self.actions[(number - 1) * size : number * size]


def show_finding(here: Here) -> None:
    """Say how many actions there are and how many slip."""
    signals = here.assessment.action_signals
    late, open_ones = here.moment.once("late and open", lambda: _late_and_open(here))
    w = here.words
    title = w("actions.finding", count=open_ones)
    if late:
        title += w("actions.finding_late", late=late)
    st.title(title, anchor=False)
    st.caption(
        " · ".join(f"{signal_word(signal, w)}: {count}" for signal, count in signals.items())
    )


def _late_and_open(here: Here) -> tuple[int, int]:
    late = sum(1 for status in here.assessment.actions.values() if status.overdue_days)
    return late, sum(1 for action in here.plan.actions if action.state is ActionState.OPEN)


def choose(here: Here) -> Shown:
    """Let the user filter the actions and choose table or timeline, all kept in the address."""
    w = here.words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.text_input(
            w("filter.search"), key="search", bind="query-params", type="search", width=240
        )
        signal = _filter("signal", {str(s): signal_word(s, w) for s in Signal}, w)
        pillar = _filter("pillar", {p.code: p.title for p in here.plan.pillars}, w)
        owner = _filter("owner", options.position_titles(here), w)
        unit = _filter("unit", {u.code: u.title for u in here.plan.units}, w)
        views = {name: w(f"filter.{name}") for name in ("table", "timeline")}
        view = choices.choose("view", w("filter.view"), views, w, shape="segments", default="table")
    found = _matching(here, wanted, signal=signal, pillar=pillar, owner=owner, unit=unit)
    return Shown(tuple(found), as_timeline=view == "timeline")


def show_table(here: Here, actions: Iterable[Action]) -> None:
    """Show actions as a table; pressing a code opens the action."""
    w = here.words
    rows = list(actions)
    columns = {
        "code": w("field.code"),
        "signal": w("field.signal"),
        "title": w("kind.action"),
        "owner": w("field.owner_id"),
        "due": w("field.due"),
        "percent": w("field.percent"),
        "distance": w("column.distance"),
        "last": w("field.last_on"),
    }
    table = here.moment.once(
        ("actions", w.language, tuple(action.id for action in rows)),
        lambda: pd.DataFrame([_row(here, action) for action in rows], columns=list(columns)),
    )
    st.dataframe(
        coloured(table, "signal", theme=here.look.theme, w=w),
        hide_index=True,
        height="content",
        key="actions.table",
        column_config={
            **{name: st.column_config.TextColumn(label) for name, label in columns.items()},
            "code": st.column_config.ButtonColumn(
                columns["code"],
                width=80,
                alignment="left",
                type="tertiary",
                help=w("actions.open_help"),
                key=_OPENED,
            ),
            "signal": st.column_config.TextColumn(columns["signal"], width=125),
            "title": st.column_config.TextColumn(columns["title"], width=290),
            "owner": st.column_config.TextColumn(columns["owner"], width=200),
            "due": st.column_config.TextColumn(columns["due"], width=100),
            "distance": st.column_config.TextColumn(columns["distance"], width=170),
            "percent": st.column_config.ProgressColumn(
                columns["percent"], width=120, min_value=0, max_value=100, format="%d %%"
            ),
        },
        alt=w("actions.table_alt", count=len(rows)),
    )
    opened = session.recall(_OPENED, None)
    action = here.plan.coded(Action, opened["label"]) if opened else None
    if action is not None:
        links.go_to(action)


def show_timeline(here: Here, actions: tuple[Action, ...]) -> None:
    """Show actions from start to due, with today, postponements and milestones."""
    chart = drawn(
        here,
        _TIMELINE,
        lambda: action_timeline.action_timeline(here.plan, here.assessment, actions),
        choices=tuple(action.id for action in actions),
    )
    show_chart(here, chart, key="timeline")


def show_lines(here: Here, actions: tuple[Action, ...], *, most: int = _BRIEF) -> None:
    """Show actions a line each, the worst first, and how many more there are than `most`."""
    w = here.words
    for action in _gravest_first(here, actions)[:most]:
        status = here.assessment.actions[action.id]
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap=None):
                links.link_to(action)
                due = facts.due_words(here, action) or w("due.none")
                st.caption(f"{facts.owner_words(here, action)} · {plain(due)}")
            with st.container(horizontal=True, width="content", vertical_alignment="center"):
                st.markdown(f"**{here.formats.share(status.percent)}**")
                show_signal(status.signal, w)
    if len(actions) > most:
        st.caption(w("actions.more", count=len(actions) - most))


def show_page(here: Here, shown: Shown) -> None:
    """Show the actions found: on a timeline, in a table, or on a phone a line each."""
    if shown.as_timeline:
        show_timeline(here, shown.page())
    elif here.look.narrow:
        show_lines(here, shown.page(), most=_A_PAGE)
    else:
        show_table(here, shown.page())


def show_new(here: Here, *, goal: Goal | None = None) -> None:
    """Show the form for a new action and save it."""
    w = here.words
    start = {
        "goal_ids": (goal.id,) if goal else (),
        "start": here.today,
        "owner_id": goal.owner_id if goal else None,
    }
    suggestion = library.offer_actions(here, goal)
    key = f"action.new.{goal.id if goal else ''}{suggestion.key if suggestion else ''}"
    start |= suggestion.values if suggestion else {}
    with form(here, key, values=start) as drawing:
        _fields(here, drawing)
        saving = drawing.submit(w("action.add"))
    if saving:
        saved = drawing.save(lambda values: _add(here, values))
        if saved is not None:
            session.tell_next(w("action.added", code=saved.code))
            links.go_to(saved)


def offer_cancel(here: Here) -> None:
    """Offer to leave a form without saving."""
    if st.button(here.words("cancel"), key="action.cancel", type="tertiary"):
        typed.settle("form.")
        session.ask({"do": None})
        st.rerun()


def show_head(here: Here, action: Action) -> None:
    """Show an action's title and status, and what the user can do with it."""
    w = here.words
    status = here.assessment.actions[action.id]
    st.page_link(links.ACTIONS, label=w("action.back"), icon=":material/arrow_back:")
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        st.title(plain(f"{action.code} {action.title}"), anchor=False)
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        if here.may(Permission.CHANGE_PLAN) and st.button(w("edit"), icon=":material/edit:"):
            session.ask({"code": action.code, "do": "edit"})
            st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        show_signal(status.signal, w)
        if status.differs and status.reported is not None:
            st.badge(w("action.owner_says", signal=signal_word(status.reported, w)), color="blue")
        if action.experiment:
            st.badge(w("field.experiment"), icon=":material/science:", color="violet")
        if action.confidential_to:
            st.badge(w("confidential"), icon=":material/lock:", color="violet")
    with st.container(horizontal=True, gap="large"):
        percent = here.formats.share(status.percent)
        st.metric(w("field.percent"), percent, width="content")
        if action.state is ActionState.OPEN:
            expected = here.formats.share(status.planned)
            st.metric(w("action.expected"), expected, width="content")
            st.metric(w("column.distance"), distance_words(status, w), width="content")
    if action.description:
        st.markdown(paragraphs(action.description))


def show_edit(here: Here, action: Action) -> None:
    """Show the form that changes an action, and save it."""
    w = here.words
    with form(here, f"action.{action.id}", item=action) as drawing:
        _fields(here, drawing, full=True)
        drawing.text("reason")
        saving = drawing.submit(w("save"))
    offer_cancel(here)
    if saving:
        saved = drawing.save(lambda values: _change(here, drawing, action, values))
        if saved is not None:
            session.tell_next(w("saved"))
            links.go_to(saved)
    if action.state is not ActionState.OPEN and st.button(w("action.reopen")):
        follow_up.reopen(here.database, action.id, by=here.person)
        st.rerun()
    facts.offer_retiring(here, action, back_to=links.ACTIONS)


def show_facts(here: Here, action: Action) -> None:
    """Show who owns the action, its dates and the goals it serves."""
    w = here.words
    with st.container(border=True):
        facts.show_owner(here, action)
        contributors = [p.title for p in here.plan.positions if p.id in action.contributor_ids]
        facts.show_fact(w("field.contributor_ids"), "; ".join(contributors))
        if action.budget_nok is not None:
            budget = here.formats.number(action.budget_nok, decimals=0)
            facts.show_fact(w("field.budget_nok"), w("budget", amount=budget))
        st.markdown(f"**{w('field.goal_ids')}**")
        goals = here.plan.goals_of_action(action)
        for goal in goals:
            links.link_to(goal, label=links.coded_title(goal))
        if not goals:
            st.caption(w("action.waits_for_goal"))
    facts.show_findings(here, action)


def show_experiment(here: Here, action: Action) -> None:
    """Show what an experiment tries, how we will know, and what we learned."""
    if not action.experiment:
        return
    w = here.words
    with st.container(border=True):
        st.markdown(f":material/science: **{w('field.experiment')}**")
        for name in ("hypothesis", "success_criterion", "learned"):
            facts.show_fact(w.field(name), getattr(action, name))


def show_involvement(here: Here, action: Action) -> None:
    """Show who has been involved, and let the user add to it."""
    facts.show_involvement(here, action)


def _filter(name: str, options_: dict[str, str], w: Words) -> str | None:
    return choices.choose(name, w(f"filter.{name}"), options_, w, width=168)


def _matching(
    here: Here,
    wanted: str,
    *,
    signal: str | None,
    pillar: str | None,
    owner: str | None,
    unit: str | None,
) -> list[Action]:
    plan = here.plan
    found: Iterable[Action] = here.moment.once(
        "gravest first", lambda: _gravest_first(here, plan.actions)
    )
    if wanted:
        sought = wanted.casefold()
        found = [a for a in found if sought in f"{a.code} {a.title} {a.description}".casefold()]
    if signal:
        found = [a for a in found if here.assessment.actions[a.id].signal == signal]
    chosen_pillar = plan.coded(Pillar, pillar)
    if chosen_pillar:
        goals = {goal.id for goal in plan.goals_under(chosen_pillar.id)}
        found = [a for a in found if not goals.isdisjoint(a.goal_ids)]
    if owner:
        found = [a for a in found if a.owner_id == owner]
    chosen_unit = plan.coded(Unit, unit)
    if chosen_unit:
        units = plan.units_below(chosen_unit.id)
        found = [a for a in found if (where := plan.unit_of(a)) and where.id in units]
    return list(found)


def _gravest_first(here: Here, actions: Iterable[Action]) -> tuple[Action, ...]:
    order = {signal: place for place, signal in enumerate(Signal)}
    statuses = here.assessment.actions
    return tuple(
        sorted(
            actions,
            key=lambda a: (order[statuses[a.id].signal], a.due is None, a.due or here.today),
        )
    )


def _row(here: Here, action: Action) -> tuple[object, ...]:
    w = here.words
    status = here.assessment.actions[action.id]
    owner = here.plan.find(Position, action.owner_id)
    latest = here.plan.latest_check_in(action.id)
    is_open = action.state is ActionState.OPEN
    return (
        action.code,
        signal_word(status.signal, w),
        shortened(action.title, 90),
        owner.title if owner else action.owner_text or w("owner.none"),
        facts.due_words(here, action),
        round(status.percent * 100),
        distance_words(status, w) if is_open else "",
        here.formats.short_day(latest.on) if latest else "",
    )


def _fields(here: Here, drawing: Form, *, full: bool = False) -> None:
    drawing.text("title", required=True)
    drawing.text("description", lines=3)
    drawing.choices("goal_ids", options.goals(here))
    left, right = st.columns(2)
    with left:
        drawing.choice("owner_id", options.positions(here))
        drawing.day("start")
    with right:
        drawing.choice("unit_id", options.units(here))
        drawing.deadline("due", precision="due_precision", text="due_text")
    if full:
        _more_fields(here, drawing)
    drawing.flag("experiment", hint=here.words("field.experiment.help"))
    if full:
        drawing.text("hypothesis", lines=2)
        drawing.text("success_criterion", lines=2)
        drawing.text("learned", lines=2)


def _more_fields(here: Here, drawing: Form) -> None:
    w = here.words
    left, right = st.columns(2)
    with left:
        drawing.text("code", required=True)
        drawing.text("owner_text", hint=w("field.owner_text.help"))
    with right:
        drawing.choices("contributor_ids", options.position_titles(here))
        drawing.number("budget_nok")
    drawing.flag("reorganisation", hint=w("field.reorganisation.help"))
    drawing.choices("confidential_to", options.people(here), hint=w("field.confidential_to.help"))


def _add(here: Here, values: dict[str, object]) -> Action:
    code = planning.free_code(here.database, Action, by=here.person)
    return planning.add(
        here.database, Action, {**values, **of_draft(here), "code": code}, by=here.person
    )


def _change(here: Here, drawing: Form, action: Action, values: dict[str, object]) -> Action:
    base = drawing.item if isinstance(drawing.item, Action) else action
    reason = str(values.pop("reason", ""))
    return planning.change(here.database, base, values, by=here.person, reason=reason)
