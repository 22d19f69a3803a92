"""Strategien: its status, what changed since it was adopted, and the next period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby, pairwise

import streamlit as st

from strategy.domain.items import Action, Adoption, Goal, Indicator, Strategy, StrategyStatus
from strategy.domain.since_adopted import Amended, Amendment, since_adopted
from strategy.domain.strategies import (
    in_preparation,
    is_in_preparation,
    is_upcoming,
    turnover,
    unfinished,
)
from strategy.services import reading
from strategy.services.plan import strategies
from strategy.ui import links, scope, session
from strategy.ui.acting import carry_out
from strategy.ui.forms import Form, form
from strategy.ui.messages import show_empty
from strategy.ui.plan import catching_up, coming_into_force
from strategy.ui.plan.facts import show_fact
from strategy.ui.pressing import then
from strategy.ui.registers import nothing_open
from strategy.ui.session import Here
from strategy.ui.strategies import named
from strategy.ui.text import one_line, plain, shortened

_BRIEF = 12
_REWORDED = frozenset(
    {
        *(Amended.GOAL_REWORDED, Amended.PILLAR_REWORDED),
        *(Amended.TITLE_CHANGED, Amended.VISION_CHANGED),
    }
)
"""Changes described by the earlier text: the current text is shown above."""
_LATER_YEARS = 4


def show(here: Here) -> None:
    """Show the strategy's status, and the step the user has started, if any."""
    here = scope.whole_plan(here)
    strategy = here.plan.strategy
    if strategy is None:
        return
    wish = session.asked("do")
    draft = in_preparation(here.plan)
    if here.drafting is not None:
        # Only what is about the draft: the one in force has a page of its own, one press away.
        _show_next_steps(here, strategy, wish)
        return
    _show_status(here, strategy, draft)
    if wish == "adopt":
        _show_adopting(here, strategy)
    elif wish == "next" and draft is None:
        _show_beginning(here, strategy)
    elif wish == "undo":
        coming_into_force.show_undoing(here, strategy)
    if draft is not None:
        _show_draft(here, draft, wish)
    if not wish:
        # Nothing else while a step is under way.
        _show_amendments(here, strategy)
        _show_earlier(here)


def _show_status(here: Here, strategy: Strategy, draft: Strategy | None) -> None:
    w = here.words
    with st.container(border=True):
        st.markdown(f"**{w(f'life.status.{strategy.status}')}**")
        st.caption(w(f"life.explained.{strategy.status}"))
        if strategy.adopted_on is not None:
            show_fact(w("field.adopted_on"), here.formats.day(strategy.adopted_on))
        if strategy.first_day != strategy.adopted_on:
            show_fact(w("field.in_force_from"), here.formats.day(strategy.first_day))
        with st.container(horizontal=True):
            again = strategy.status is StrategyStatus.ADOPTED
            _offer(here, "adopt", "life.adopt_again" if again else "life.adopt", "task_alt")
            if draft is None:
                _offer(here, "next", "life.next", "next_plan")
            if strategy.adopted_revision is not None:
                _offer(here, "undo", "undo.start", "undo")


def _offer(here: Here, wish: str, label: str, icon: str, *, primary: bool = False) -> None:
    st.button(
        here.words(label),
        icon=f":material/{icon}:",
        key=f"life.{wish}",
        type="primary" if primary else "secondary",
        on_click=then(here, _wish, wish),
    )


def _wish(wish: str) -> None:
    nothing_open()
    session.ask({"do": wish})


# --- adopting -----------------------------------------------------------------------------------


def _show_adopting(here: Here, strategy: Strategy) -> None:
    w = here.words
    st.subheader(w("life.adopt_title"), anchor=False)
    st.write(w("life.adopt_help"))
    with form(here, f"life.adopt.{strategy.id}", values=_usual_step(here)) as drawing:
        _step_fields(drawing)
        saving = drawing.submit(w("life.adopt_do"))
    _offer_cancel(here)
    if saving:
        _adopt(here, strategy, drawing)


def _usual_step(here: Here) -> dict[str, object]:
    return {"body": here.words("body.council"), "on": here.today}


def _step_fields(drawing: Form, *, first_day: bool = False) -> None:
    left, right = st.columns(2)
    with left:
        drawing.text("body", required=True)
        drawing.text("case_number")
    with right:
        drawing.day("on", required=True)
        if first_day:
            hint = drawing.here.words("in_force.day_help")
            drawing.day("in_force_from", required=True, hint=hint)
    drawing.text("note", lines=2)


def _adopt(here: Here, strategy: Strategy, drawing: Form) -> None:
    adopted = drawing.save(
        lambda values: strategies.adopt(
            here.database, strategy, values, by=here.person, today=here.today
        )
    )
    if adopted is not None:
        session.remember(session.STRATEGY, None)
        is_next = is_in_preparation(strategy)
        told = (
            coming_into_force.told_after(here, adopted) if is_next else here.words("life.adopted")
        )
        session.tell_next(told)
        nothing_open()
        st.rerun()


# --- the next period ----------------------------------------------------------------------------


def _show_beginning(here: Here, strategy: Strategy) -> None:
    """Ask for the next strategy's title, its period and what to carry over."""
    w = here.words
    st.subheader(w("life.next_title"), anchor=False)
    st.write(w("life.next_help"))
    with form(here, "life.next", values=_next_facts(here, strategy)) as drawing:
        st.markdown(f"**{w('life.step_period')}**")
        drawing.text("title", required=True)
        left, right = st.columns(2)
        with left:
            drawing.day("period_from", required=True)
        with right:
            drawing.day("period_to")
        drawing.text("vision", lines=2)
        st.markdown(f"**{w('life.step_goals')}**")
        st.caption(w("life.step_goals_help"))
        drawing.choices("goals", {g.id: _name(g) for g in here.plan.goals})
        st.markdown(f"**{w('life.step_actions')}**")
        st.caption(w("life.step_actions_help"))
        open_ones = unfinished(here.plan.actions)
        drawing.choices("actions", {a.id: _name(a) for a in open_ones})
        saving = drawing.submit(w("life.next_do"))
    _offer_cancel(here)
    if saving:
        begun = drawing.save(lambda values: _begin(here, values))
        if begun is not None:
            session.tell_next(w("life.begun"))
            nothing_open()
            st.rerun()


def _next_facts(here: Here, strategy: Strategy) -> dict[str, object]:
    ends = strategy.period_to or here.today
    begins = date(ends.year + 1, 1, 1)
    until = date(begins.year + _LATER_YEARS - 1, 12, 31)
    return {
        "title": here.words("life.next_name", first=str(begins.year), last=str(until.year)),
        "period_from": begins,
        "period_to": until,
        "vision": strategy.vision,
        "goals": tuple(goal.id for goal in here.plan.goals),
        "actions": tuple(action.id for action in unfinished(here.plan.actions)),
    }


def _begin(here: Here, values: dict[str, object]) -> Strategy:
    facts = {name: values[name] for name in ("title", "period_from", "period_to", "vision")}
    goals, actions = (_ids(values[name]) for name in ("goals", "actions"))
    carried = {
        goal_id: [a.id for a in unfinished(here.plan.actions_for(goal_id)) if a.id in actions]
        for goal_id in goals
    }
    return strategies.begin_period(here.database, facts, carried, by=here.person)


def _ids(value: object) -> tuple[str, ...]:
    return tuple(str(part) for part in value) if isinstance(value, tuple) else ()


def _show_draft(here: Here, draft: Strategy, wish: str | None) -> None:
    """Show the draft strategy beside the one in force."""
    w = here.words
    st.header(w("life.upcoming" if is_upcoming(draft) else "life.draft"), anchor=False)
    with st.container(border=True):
        st.markdown(f"**{plain(draft.title)}**")
        show_fact(w("field.period"), period_words(here, draft))
        coming_into_force.show_countdown(here, draft)
        st.caption(w("life.draft_help"))
        _offer_steps(here, draft)
    _show_steps(here, draft, wish)


def _show_next_steps(here: Here, draft: Strategy, wish: str | None) -> None:
    """Show what to do with the draft strategy, shown on its own."""
    with st.container(border=True):
        st.markdown(f"**{here.words('life.draft')}**")
        coming_into_force.show_countdown(here, draft)
        st.caption(here.words("life.drafting_help"))
        _offer_steps(here, draft)
    _show_steps(here, draft, wish)


def _offer_steps(here: Here, draft: Strategy) -> None:
    w = here.words
    with st.container(horizontal=True):
        if st.button(w("life.open_draft"), icon=":material/edit_document:"):
            session.remember(session.STRATEGY, draft.id)
            st.switch_page(links.GOALS)
        if here.drafting is None:
            st.button(
                w("life.edit_draft"),
                icon=":material/edit:",
                key="life.edit_draft",
                on_click=then(here, _edit_draft, draft.id),
            )
        again = is_upcoming(draft)
        label = "life.adopt_again" if again else "life.take_over"
        _offer(here, "take_over", label, "task_alt")
        if again:
            _offer(here, "undo_upcoming", "undo.start", "undo")
        else:
            _offer(here, "discard", "life.discard", "delete")


def _edit_draft(draft_id: str) -> None:
    """Show the draft and open its form; its pillars, values and challenges are beside it."""
    nothing_open()
    session.remember(session.STRATEGY, draft_id)
    session.ask({"do": "edit"})


def _show_steps(here: Here, draft: Strategy, wish: str | None) -> None:
    catching_up.show_missed(here)
    if wish == "take_over":
        _show_taking_over(here, draft)
    elif wish == "undo_upcoming" and is_upcoming(draft):
        coming_into_force.show_undoing(here, draft)
    elif wish == "discard":
        _show_discarding(here, draft)
    else:
        _show_turnover(here, draft)


def _show_turnover(here: Here, draft: Strategy) -> None:
    w = here.words
    holds, prepared = (
        reading.moment(here.database, by=here.person, today=here.today, strategy_id=of).plan
        for of in (None, draft.id)
    )
    found = turnover(holds, prepared)
    parts: tuple[tuple[str, Sequence[Goal | Action | Indicator]], ...] = (
        ("carried", found.carried),
        ("new", found.new),
        ("left_goals", found.left_goals),
        ("going_on", found.going_on),
        ("left_actions", found.left_actions),
        ("indicators", found.indicators),
    )
    for name, items in parts:
        if not items:
            continue
        with st.expander(w(f"life.turnover.{name}", count=len(items))):
            st.caption(w(f"life.turnover.{name}_help"))
            st.markdown("  \n".join(plain(_name(item)) for item in items))


def _show_taking_over(here: Here, draft: Strategy) -> None:
    w = here.words
    st.subheader(w("life.take_over"), anchor=False)
    st.warning(w("life.take_over_help", title=plain(draft.title)), icon=":material/swap_horiz:")
    coming_into_force.show_preview(here, draft)
    usual = {**_usual_step(here), **coming_into_force.usual_first_day(here, draft)}
    with form(here, f"life.take_over.{draft.id}", values=usual) as drawing:
        _step_fields(drawing, first_day=True)
        saving = drawing.submit(w("life.take_over_do"))
    _offer_cancel(here)
    if saving:
        _adopt(here, draft, drawing)


def _show_discarding(here: Here, draft: Strategy) -> None:
    w = here.words
    st.subheader(w("life.discard"), anchor=False)
    st.write(w("life.discard_help"))
    reason = st.text_input(w("field.reason"), key="life.discard.reason")
    if st.button(w("life.discard_do"), icon=":material/delete:", key="life.discard.do"):
        carry_out(
            lambda: strategies.discard(here.database, draft, by=here.person, reason=reason),
            w,
            news=w("life.discarded"),
            then=coming_into_force.back_to_the_one_in_force,
        )
    _offer_cancel(here)


def _offer_cancel(here: Here) -> None:
    st.button(
        here.words("cancel"), key="life.cancel", type="tertiary", on_click=then(here, nothing_open)
    )


# --- what changed since -------------------------------------------------------------------------


def _show_amendments(here: Here, strategy: Strategy) -> None:
    """Show what was changed since the strategy was adopted, and at each earlier adoption."""
    w = here.words
    if strategy.adopted_revision is None or strategy.adopted_on is None:
        return
    day = here.formats.day(strategy.adopted_on)
    st.header(w("life.since", day=day), anchor=False)
    found = strategies.amendments(here.database, here.moment, by=here.person)
    if not found:
        show_empty(w("life.unchanged"))
    _show_list(here, found)
    for earlier, later in _revisions(here.plan.adoptions):
        _show_revision(here, earlier, later)


def _revisions(steps: Iterable[Adoption]) -> list[tuple[Adoption, Adoption]]:
    frozen = sorted((s for s in steps if s.at_revision), key=lambda step: step.at_revision or 0)
    return list(pairwise(frozen))[::-1]


def _show_revision(here: Here, earlier: Adoption, later: Adoption) -> None:
    w = here.words
    day = here.formats.day(later.on) if later.on else ""
    with st.expander(w("life.revised", day=day, body=plain(later.body)), on_change="rerun") as part:
        if not part.open or earlier.at_revision is None or later.at_revision is None:
            return
        then, now = (
            reading.moment(
                here.database,
                by=here.person,
                today=here.today,
                revision=revision,
                strategy_id=here.plan.strategy.id if here.plan.strategy else None,
            )
            for revision in (earlier.at_revision, later.at_revision)
        )
        found = since_adopted(then.plan, now.plan)
        _show_list(here, found)
        if not found:
            st.caption(w("life.unchanged"))


def _show_list(here: Here, found: Sequence[Amendment]) -> None:
    w = here.words
    for kind, group in groupby(found, key=lambda amendment: amendment.kind):
        amendments = list(group)
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{w(f'amended.{kind}', count=len(amendments))}**")
            for amendment in amendments[:_BRIEF]:
                st.markdown(_amendment_words(here, amendment))
            if len(amendments) > _BRIEF:
                st.caption(w("changes.more", count=len(amendments) - _BRIEF))


def _amendment_words(here: Here, amendment: Amendment) -> str:
    title = plain(shortened(f"{amendment.code} {amendment.title}".strip(), 110))
    if amendment.before is None and amendment.after is None:
        return title
    before, after = (_value(here, value) for value in (amendment.before, amendment.after))
    if amendment.before is None:
        return f"{title}  \n:gray[{after}]"
    if amendment.kind in _REWORDED:
        return f"{title}  \n:gray[{here.words('life.was', before=before)}]"
    return f"{title}  \n:gray[{here.words('life.from_to', before=before, after=after)}]"


def _value(here: Here, value: str | date | None) -> str:
    if isinstance(value, date):
        return here.formats.short_day(value)
    return plain(value) if value else here.words("life.nothing")


def _show_earlier(here: Here) -> None:
    """Show the earlier strategies, each readable as it was."""
    w = here.words
    earlier = [s for s in here.plan.strategies if s.status is StrategyStatus.SUPERSEDED]
    if not earlier:
        return
    st.header(w("life.earlier"), anchor=False)
    for strategy in reversed(earlier):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            period = plain(period_words(here, strategy))
            st.markdown(f"**{plain(named(strategy, w))}**  \n:gray[{period}]", width="stretch")
            if strategy.superseded_revision is not None and st.button(
                w("life.read_it"), key=f"life.read.{strategy.id}"
            ):
                session.remember(session.STRATEGY, strategy.id)
                st.switch_page(links.GOALS)


def period_words(here: Here, strategy: Strategy) -> str:
    """Return the period a strategy covers, as far as it is known."""
    days = (strategy.period_from, strategy.period_to)
    return " – ".join(here.formats.short_day(day) for day in days if day)


def _name(item: Goal | Action | Indicator) -> str:
    return one_line(shortened(f"{item.code} {item.title}", 80))
