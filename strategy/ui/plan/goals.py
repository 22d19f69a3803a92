"""The parts of Mål and of one goal's page."""

from __future__ import annotations

import streamlit as st

from strategy.charts import goal_bullet
from strategy.domain.items import GOOD, Goal, Indicator, Pillar
from strategy.domain.roles import Permission
from strategy.services import planning
from strategy.services.plan.library import Suggestion, pillar_for
from strategy.services.plan.many import Many
from strategy.ui import links, options, session, typed
from strategy.ui.choices import choose
from strategy.ui.figures import Picture, drawn, show_chart
from strategy.ui.forms import Form, form
from strategy.ui.messages import show_empty
from strategy.ui.plan import actions, facts, indicators, library, many
from strategy.ui.session import Here
from strategy.ui.signals import activity_words, effect_label, effect_words, show_signal
from strategy.ui.strategies import of_draft
from strategy.ui.text import paragraphs, plain

_BULLET = Picture("bullet", goal_bullet.goal_bullet_figure, goal_bullet.summary, goal_bullet.table)

_A_PAGE = 20
_BRIEF = 8


def show_finding(here: Here) -> None:
    """Say how many goals there are and their status."""
    signals = here.assessment.goal_signals
    good = sum(signals.get(signal, 0) for signal in GOOD)
    title = here.words("goals.finding", good=good, count=len(here.plan.goals))
    st.title(title, anchor=False)


def choose_pillar(here: Here) -> Pillar | None:
    """Let the user choose a pillar; None means all of them, in brief."""
    titles = {pillar.code: pillar.title for pillar in here.plan.pillars}
    chosen = choose("pillar", here.words("kind.pillar"), titles, here.words, shape="pills")
    return here.plan.coded(Pillar, chosen)


def pillars_to_show(here: Here, chosen: Pillar | None) -> tuple[Pillar, ...]:
    """Return the pillars to show: the one chosen, or all."""
    return (chosen,) if chosen else here.plan.pillars


def show_pillar(here: Here, pillar: Pillar, *, paged: bool) -> None:
    """Show a pillar's goals, a line each; with `paged`, many goals are split into pages."""
    w = here.words
    goals = here.plan.goals_under(pillar.id)
    st.header(plain(f"{pillar.code} {pillar.title}"), anchor=False)
    if pillar.description:
        st.caption(paragraphs(pillar.description))
    if not goals:
        show_empty(w("goals.none_under"))
    for goal in goals[:_BRIEF] if not paged else _page_of(goals, pillar):
        _show_line(here, goal)
    if not paged and len(goals) > _BRIEF:
        st.page_link(
            links.GOALS,
            label=w("goals.more", count=len(goals) - _BRIEF),
            query_params={"pillar": pillar.code},
        )


def show_new(here: Here) -> None:
    """Show the form for a new goal and save it."""
    w = here.words
    pillar = here.plan.coded(Pillar, session.asked("pillar")) or next(iter(here.plan.pillars), None)
    st.header(w("goal.add"), anchor=False)
    if pillar is None:
        show_empty(w("goal.needs_pillar"))
        return
    suggestion = library.offer_goals(here)
    start = {"pillar_id": pillar.id, **_suggested(here, suggestion)}
    key = f"goal.new.{suggestion.key}" if suggestion else "goal.new"
    with form(here, key, values=start) as drawing:
        _fields(here, drawing)
        saving = drawing.submit(w("goal.add"))
    _offer_cancel(here)
    if saving:
        saved = drawing.save(lambda values: _add(here, values))
        if saved is not None:
            session.tell_next(w("goal.added", code=saved.code))
            _go_on(saved, suggestion)


def show_many(here: Here) -> None:
    """Show where to add many goals; those that name no pillar go under the one chosen."""
    pillars = options.pillars(here)
    chosen = st.selectbox(
        here.words("many.pillar"), list(pillars), format_func=lambda key: pillars[key]
    )
    many.show(here, Many.GOAL, {**of_draft(here), "pillar_id": chosen})


def _suggested(here: Here, suggestion: Suggestion | None) -> dict[str, object]:
    if suggestion is None:
        return {}
    pillar = pillar_for(here.plan, suggestion)
    return {**suggestion.values, **({"pillar_id": pillar.id} if pillar else {})}


def _go_on(goal: Goal, suggestion: Suggestion | None) -> None:
    """Open the new goal; a suggested one with the indicator that fits it, to adjust and add."""
    if suggestion is None:
        links.go_to(goal)
        return
    address = {"code": goal.code, "do": "indicator", "library": suggestion.leads_to}
    st.switch_page(links.GOAL, query_params=address)


def show_head(here: Here, goal: Goal) -> None:
    """Show a goal's title and status, and what the user can do with it."""
    w = here.words
    status = here.assessment.goals[goal.id]
    pillar = here.plan.pillar_of(goal)
    st.page_link(
        links.GOALS,
        label=plain(pillar.title) if pillar else w("goal.back"),
        icon=":material/arrow_back:",
        query_params={"pillar": pillar.code} if pillar else None,
    )
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        st.title(plain(f"{goal.code} {goal.title}"), anchor=False)
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        _offer_changes(here, goal)
    with st.container(horizontal=True, vertical_alignment="center"):
        note = w("figure.by_activity") if status.by_activity else ""
        show_signal(status.signal, w, note=note)
        if goal.confidential_to:
            st.badge(w("confidential"), icon=":material/lock:", color="violet")
    if status.by_activity and status.actions:
        st.caption(w("goal.by_activity_rule"))
    with st.container(horizontal=True, gap="large"):
        st.metric(w("figure.activity"), activity_words(status.activity, w), width="content")
        st.metric(effect_label(status, w), effect_words(status, w), width="content")
    if goal.description:
        st.markdown(paragraphs(goal.description))


def show_edit(here: Here, goal: Goal) -> None:
    """Show the form that changes a goal, and save it."""
    w = here.words
    with form(here, f"goal.{goal.id}", item=goal) as drawing:
        _fields(here, drawing, full=True)
        drawing.text("reason")
        saving = drawing.submit(w("save"))
    _offer_cancel(here)
    if saving:
        saved = drawing.save(lambda values: _change(here, drawing, goal, values))
        if saved is not None:
            session.tell_next(w("saved"))
            links.go_to(saved)
    facts.offer_retiring(here, goal, back_to=links.GOALS)


def show_new_indicator(here: Here, goal: Goal) -> None:
    """Show the form for a new indicator of this goal."""
    indicators.show_new(here, goal=goal)
    _offer_cancel(here)


def show_new_action(here: Here, goal: Goal) -> None:
    """Show the form for a new action for this goal."""
    actions.show_new(here, goal=goal)
    _offer_cancel(here)


def show_indicators(here: Here, goal: Goal) -> None:
    """Show how we know: each indicator's value, expected value and target."""
    w = here.words
    st.header(w("goal.how_we_know"), anchor=False)
    mine = here.plan.indicators_of(goal.id)
    if not mine:
        show_empty(w("goal.no_indicator"))
        return
    chart = drawn(
        here,
        _BULLET,
        lambda: goal_bullet.goal_bullet(here.plan, here.assessment, goal.id),
        choices=goal.id,
        in_card=True,
    )
    show_chart(here, chart, key=f"bullet.{goal.id}")
    for indicator in mine:
        _show_indicator_line(here, indicator)


def show_actions(here: Here, goal: Goal) -> None:
    """Show the actions for the goal."""
    w = here.words
    st.header(w("goal.what_we_do"), anchor=False)
    serving = here.plan.actions_for(goal.id)
    if not serving:
        show_empty(w("goal.no_action"))
        return
    actions.show_lines(here, serving)


def show_facts(here: Here, goal: Goal) -> None:
    """Show the goal's owner, deadline and connections."""
    w = here.words
    with st.container(border=True):
        facts.show_owner(here, goal)
        facts.show_fact(w("field.due"), facts.due_words(here, goal))
        challenges = [c.title for c in here.plan.challenges if c.id in goal.challenge_ids]
        facts.show_fact(w("field.challenge_ids"), "; ".join(challenges))
        un_goals = options.un_goals(w)
        facts.show_fact(w("field.un_goals"), "; ".join(un_goals[n] for n in goal.un_goals))
        plans = [link.title for link in here.plan.plan_links if link.id in goal.plan_link_ids]
        facts.show_fact(w("field.plan_link_ids"), "; ".join(plans))
    facts.show_findings(here, goal)


def show_involvement(here: Here, goal: Goal) -> None:
    """Show who has been involved, and let the user add to it."""
    facts.show_involvement(here, goal)


def _page_of(goals: tuple[Goal, ...], pillar: Pillar) -> tuple[Goal, ...]:
    pages = -(-len(goals) // _A_PAGE)
    number = st.pagination(pages, key=f"goals.page.{pillar.id}") if pages > 1 else 1
    return goals[(number - 1) * _A_PAGE : number * _A_PAGE]


def _show_line(here: Here, goal: Goal) -> None:
    w = here.words
    status = here.assessment.goals[goal.id]
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap=None):
            links.link_to(goal)
            owner = facts.owner_words(here, goal)
            counts = w("goals.line", actions=status.actions, indicators=status.indicators)
            st.caption(f"{owner} · {counts}")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            activity = activity_words(status.activity, w)
            effect = effect_words(status, w)
            st.markdown(
                f"{w('figure.activity')} **{activity}** · {w('figure.effect')} **{effect}**"
            )
            show_signal(status.signal, w)


def _show_indicator_line(here: Here, indicator: Indicator) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        links.link_to(indicator)
        show_signal(here.assessment.indicators[indicator.id].signal, here.words)


def _offer_changes(here: Here, goal: Goal) -> None:
    w = here.words
    if not here.may(Permission.CHANGE_PLAN):
        return
    wishes = (
        ("action", "action.add", ":material/add_task:"),
        ("indicator", "indicator.add", ":material/monitoring:"),
        ("edit", "edit", ":material/edit:"),
    )
    for wish, label, icon in wishes:
        if st.button(w(label), icon=icon, key=f"goal.do.{wish}"):
            session.ask({"code": goal.code, "do": wish})
            st.rerun()


def _offer_cancel(here: Here) -> None:
    if st.button(here.words("cancel"), key="goal.cancel", type="tertiary"):
        typed.settle("form.")
        session.ask({"do": None})
        st.rerun()


def _fields(here: Here, drawing: Form, *, full: bool = False) -> None:
    drawing.text("title", required=True)
    drawing.text("description", lines=3)
    left, right = st.columns(2)
    with left:
        drawing.choice("pillar_id", options.pillars(here), required=True)
        drawing.choice("owner_id", options.positions(here))
    with right:
        drawing.deadline("due", precision="due_precision", text="due_text")
    # What is wrong with a field in it must be seen.
    with st.expander(here.words("form.more"), expanded=bool(drawing.problems)):
        _more_fields(here, drawing, full=full)


def _more_fields(here: Here, drawing: Form, *, full: bool) -> None:
    drawing.choice("unit_id", options.units(here))
    drawing.choices("challenge_ids", options.challenges(here))
    if full:
        left, right = st.columns(2)
        with left:
            drawing.text("code", required=True)
            drawing.text("owner_text", hint=here.words("field.owner_text.help"))
        with right:
            drawing.choices("un_goals", options.un_goals(here.words))
            drawing.choices("plan_link_ids", options.plan_links(here))
        drawing.flag("reorganisation", hint=here.words("field.reorganisation.help"))
        drawing.choices(
            "confidential_to",
            options.people(here),
            hint=here.words("field.confidential_to.help"),
        )


def _add(here: Here, values: dict[str, object]) -> Goal:
    pillar = here.plan.find(Pillar, str(values["pillar_id"]))
    under = pillar.code if pillar else ""
    strategy_id = here.drafting.id if here.drafting else None
    code = planning.free_code(
        here.database, Goal, by=here.person, under=under, strategy_id=strategy_id
    )
    given = {**values, "code": code, "strategy_id": strategy_id}
    return planning.add(here.database, Goal, given, by=here.person)


def _change(here: Here, drawing: Form, goal: Goal, values: dict[str, object]) -> Goal:
    base = drawing.item if isinstance(drawing.item, Goal) else goal
    reason = str(values.pop("reason", ""))
    return planning.change(here.database, base, values, by=here.person, reason=reason)
