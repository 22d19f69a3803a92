"""The parts of Indikatorer and of one indicator's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from strategy.charts import indicator_trend
from strategy.domain.errors import InvalidInputError, NotFoundError, Problem
from strategy.domain.items import (
    Comparison,
    Direction,
    Goal,
    Indicator,
    Pillar,
    Signal,
    Target,
)
from strategy.domain.roles import Permission
from strategy.domain.targets import ParsedTarget, implied_direction, parse_targets
from strategy.services import planning
from strategy.ui import choices, links, options, session, typed
from strategy.ui.figures import Drawn, Picture, drawn, show_chart
from strategy.ui.forms import Form, form
from strategy.ui.plan import facts, library
from strategy.ui.session import Here
from strategy.ui.signals import (
    indicator_note,
    measurement_words,
    show_signal,
    signal_word,
    target_words,
    understood_words,
)
from strategy.ui.strategies import of_draft
from strategy.ui.text import paragraphs, plain

_TREND = Picture(
    "trend", indicator_trend.indicator_trend_figure, indicator_trend.summary, indicator_trend.table
)

_A_PAGE = 12


def show_finding(here: Here) -> None:
    """Say how many indicators are measured and their status."""
    w = here.words
    measured = sum(1 for s in here.assessment.indicators.values() if s.latest is not None)
    st.title(
        w("indicators.finding", measured=measured, count=len(here.plan.indicators)), anchor=False
    )


def choose(here: Here) -> tuple[Indicator, ...]:
    """Let the user filter the indicators and turn the pages."""
    w = here.words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        signals = {str(signal): signal_word(signal, w) for signal in Signal}
        signal = choices.choose("signal", w("filter.signal"), signals, w, width=168)
        titles = {pillar.code: pillar.title for pillar in here.plan.pillars}
        code = choices.choose("pillar", w("filter.pillar"), titles, w, width=168)
    pillar = here.plan.coded(Pillar, code)
    found = tuple(
        i
        for i in here.plan.indicators
        if (signal is None or here.assessment.indicators[i.id].signal == signal)
        and (pillar is None or here.plan.pillar_of_indicator(i) == pillar)
    )
    pages = -(-len(found) // _A_PAGE)
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    return found[(number - 1) * _A_PAGE : number * _A_PAGE]


def show_cards(here: Here, chosen: tuple[Indicator, ...]) -> None:
    """Show indicators as cards, each with its series."""
    grid = st.grid(3, min_column_width=320, border=True)
    for indicator in chosen:
        with grid.cell():
            _show_card(here, indicator)


def show_new(here: Here, *, goal: Goal | None = None) -> None:
    """Show the form for a new indicator and save it, with its target."""
    w = here.words
    goal_id = goal.id if goal else None
    suggestion = library.offer_indicators(here, goal)
    key = f"indicator.new.{goal_id or ''}{suggestion.key if suggestion else ''}"
    start = {**(suggestion.values if suggestion else {}), "goal_id": goal_id}
    with form(here, key, values=start, of="indicator", live=True) as drawing:
        _fields(here, drawing)
        left, right = st.columns(2)
        with left:
            drawing.text("target_text", hint=w("field.target.text.help"))
        with right:
            drawing.deadline("target_due", precision="target_due_precision")
        _show_understood(here, drawing.values, _with_what_it_implies(drawing))
        saving = drawing.submit(w("indicator.add"))
    if saving:
        saved = drawing.save(lambda values: _add(here, values, _with_what_it_implies(drawing)))
        if saved is not None:
            session.tell_next(w("indicator.added", code=saved.code))
            links.go_to(saved)


def offer_cancel(here: Here) -> None:
    """Offer to leave a form without saving."""
    if st.button(here.words("cancel"), key="indicator.cancel", type="tertiary"):
        typed.settle("form.")
        session.ask({"do": None})
        st.rerun()


def show_head(here: Here, indicator: Indicator) -> None:
    """Show an indicator's name and latest value, and what the user can do with it."""
    w = here.words
    status = here.assessment.indicators[indicator.id]
    st.page_link(links.INDICATORS, label=w("indicator.back"), icon=":material/arrow_back:")
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        st.title(plain(indicator.title), anchor=False)
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        if here.may(Permission.CHANGE_PLAN) and st.button(w("edit"), icon=":material/edit:"):
            session.ask({"code": indicator.code, "do": "edit"})
            st.rerun()
    show_signal(status.signal, w, note=indicator_note(status, w))
    if indicator.description:
        st.markdown(paragraphs(indicator.description))


def show_edit(here: Here, indicator: Indicator) -> None:
    """Show the form that changes an indicator, and save it."""
    w = here.words
    with form(here, f"indicator.{indicator.id}", item=indicator) as drawing:
        drawing.text("code", required=True)
        _fields(here, drawing)
        drawing.text("owner_text", hint=w("field.owner_text.help"))
        drawing.choices(
            "confidential_to", options.people(here), hint=w("field.confidential_to.help")
        )
        drawing.text("reason")
        saving = drawing.submit(w("save"))
    offer_cancel(here)
    if saving:
        saved = drawing.save(lambda values: _change(here, drawing, indicator, values))
        if saved is not None:
            session.tell_next(w("saved"))
            links.go_to(saved)
    facts.offer_retiring(here, indicator, back_to=links.INDICATORS)


def show_trend(here: Here, indicator: Indicator) -> None:
    """Show the series against baseline and target path."""
    show_chart(here, trend_of(here, indicator), key=f"trend.{indicator.id}")


def show_facts(here: Here, indicator: Indicator) -> None:
    """Show what the indicator covers, its source and who is responsible for it."""
    w = here.words
    goal = here.plan.find(Goal, indicator.goal_id)
    pillar = here.plan.pillar_of_indicator(indicator)
    with st.container(border=True):
        st.markdown(f"**{w('indicator.tells_about')}**")
        if goal is not None:
            links.link_to(goal, label=links.coded_title(goal))
        else:
            st.markdown(plain(pillar.title) if pillar else w("kind.strategy"))
        facts.show_owner(here, indicator)
        facts.show_fact(w("field.direction"), w(f"direction.{indicator.direction}"))
        baseline = here.formats.measured(indicator.baseline, indicator.unit)
        if indicator.baseline is None:
            baseline = indicator.baseline_text or w("indicator.no_baseline")
        elif indicator.baseline_on:
            baseline += f" ({here.formats.short_day(indicator.baseline_on)})"
        facts.show_fact(w("field.baseline"), baseline)
        for name in ("numerator", "denominator", "source", "licence"):
            facts.show_fact(w(f"field.{name}"), getattr(indicator, name))
        facts.show_fact(w("field.indicator.cadence_days"), w("days", count=indicator.cadence_days))
    facts.show_findings(here, indicator)


def show_targets(here: Here, indicator: Indicator) -> None:
    """Show the targets and let the user add another."""
    w = here.words
    with st.container(border=True):
        st.markdown(f":material/my_location: **{w('targets.title')}**")
        for target in here.plan.targets_of(indicator.id):
            _show_target(here, indicator, target)
        if here.may(Permission.CHANGE_PLAN):
            with st.expander(w("target.add"), icon=":material/add:"):
                _add_target(here, indicator)


def _show_target(here: Here, indicator: Indicator, target: Target) -> None:
    w = here.words
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(target_words(target, indicator, w)), width="stretch")
        if here.may(Permission.CHANGE_PLAN) and st.button(
            w("prompts.take_out"), key=f"target.{target.id}", type="tertiary"
        ):
            planning.retire(here.database, target, by=here.person)
            st.rerun()


def _show_card(here: Here, indicator: Indicator) -> None:
    w = here.words
    status = here.assessment.indicators[indicator.id]
    links.link_to(indicator, label=plain(indicator.title))
    with st.container(horizontal=True, vertical_alignment="center"):
        value = plain(measurement_words(status.latest, indicator, w))
        st.markdown(f"**{value}**")
        show_signal(status.signal, w)
    target = plain(target_words(status.target, indicator, w))
    st.caption(f"{w('field.target.text')}: {target}")
    chart = trend_of(here, indicator, in_card=True)
    show_chart(here, chart, key=f"card.{indicator.id}", with_table=False)


def trend_of(here: Here, indicator: Indicator, *, in_card: bool = False) -> Drawn:
    """Return an indicator's series, drawn."""
    return drawn(
        here, _TREND, lambda: _series(here, indicator), choices=indicator.id, in_card=in_card
    )


def _series(here: Here, indicator: Indicator) -> indicator_trend.IndicatorTrend:
    shown = indicator_trend.indicator_trend(here.plan, here.assessment, indicator.id)
    if shown is None:
        raise NotFoundError("indicator", indicator.id)
    return shown


def _fields(here: Here, drawing: Form) -> None:
    w = here.words
    drawing.text("title", required=True)
    drawing.text("description", lines=2)
    left, right = st.columns(2)
    with left:
        drawing.choice("goal_id", options.goals(here), hint=w("field.goal_id.help"))
        drawing.text("unit", hint=w("field.unit.help"))
        drawing.number("baseline")
        drawing.number("cadence_days", hint=w("field.indicator.cadence_days.help"))
    with right:
        drawing.choice("pillar_id", options.pillars(here), hint=w("field.pillar_id.help"))
        directions = options.words_for("direction", tuple(Direction), w)
        drawing.choice("direction", directions, required=True, preselect=False)
        drawing.day("baseline_on")
        drawing.choice("owner_id", options.positions(here))
    drawing.text("source")
    drawing.text("licence", hint=w("field.licence.help"))
    above, below = st.columns(2)
    with above:
        drawing.text("numerator", hint=w("field.numerator.help"))
    with below:
        drawing.text("denominator", hint=w("field.denominator.help"))


def _target_values(values: Mapping[str, Any], direction: Direction) -> list[dict[str, object]]:
    """Return the values of each target that was written: none, one, or several dated ones."""
    text = str(values.get("target_text") or "").strip()
    read = parse_targets(text, direction) if text else ()
    return [_values_of(words, one, values, alone=len(read) == 1) for words, one in read]


def _values_of(
    words: str, read: ParsedTarget, values: Mapping[str, Any], *, alone: bool
) -> dict[str, object]:
    said = values.get("target_due") if alone else None
    precision = values["target_due_precision"] if said and said != read.due else read.due_precision
    return {
        "text": words,
        "comparison": read.comparison,
        "low": read.low,
        "high": read.high,
        "due": said or read.due,
        "due_precision": precision,
    }


def _with_what_it_implies(drawing: Form) -> dict[str, object]:
    """Return the direction and unit nobody said: target, baseline and title imply them."""
    values = drawing.values
    text = str(values.get("target_text") or "")
    ((_, read), *_) = parse_targets(text, Direction.UP)
    implied: dict[str, object] = {}
    if values.get("direction") is None:
        baseline = values.get("baseline")
        known = baseline if isinstance(baseline, int | float) else None
        direction = implied_direction(str(values.get("title") or ""), known, read)
        implied |= {"direction": direction} if direction else {}
    unit = read.unit or ("%" if "baseline" in drawing.percents else None)
    if unit and not str(values.get("unit") or "").strip():
        implied["unit"] = unit
    return implied


def _show_understood(
    here: Here, values: Mapping[str, Any], implied: Mapping[str, object] | None = None
) -> None:
    """Show how the target was understood, and the direction that follows, while one types."""
    w, known = here.words, implied or {}
    text = str(values.get("target_text") or "").strip()
    direction = Direction(str(values.get("direction") or known.get("direction") or Direction.UP))
    unit = str(values.get("unit") or known.get("unit") or "")
    read = [one for _, one in parse_targets(text, direction)] if text else []
    if any(one.comparison is Comparison.TEXT for one in read):
        st.caption(f":material/help: {w('target.only_text')}")
    elif read:
        told = "; ".join(understood_words(one, unit, w) for one in read)
        st.caption(f":material/check: {plain(w('target.understood', targets=told))}")
    if "direction" in known:
        st.caption(plain(w("target.implies", direction=w(f"direction.{direction}"))))


def _add(here: Here, values: dict[str, object], implied: dict[str, object]) -> Indicator:
    kept = {**values, **implied}
    targets = _target_values(kept, Direction(str(kept.get("direction") or Direction.UP)))
    for name in ("target_text", "target_due", "target_due_precision"):
        kept.pop(name)
    if kept.get("cadence_days") is None:
        kept.pop("cadence_days")
    code = planning.free_code(here.database, Indicator, by=here.person)
    return planning.add_indicator(
        here.database,
        {**kept, **of_draft(here), "code": code},
        target=targets[0] if targets else None,
        more=targets[1:],
        by=here.person,
    )


def _change(
    here: Here, drawing: Form, indicator: Indicator, values: dict[str, object]
) -> Indicator:
    base = drawing.item if isinstance(drawing.item, Indicator) else indicator
    reason = str(values.pop("reason", ""))
    return planning.change(here.database, base, values, by=here.person, reason=reason)


def _add_target(here: Here, indicator: Indicator) -> None:
    w = here.words
    with form(here, f"target.{indicator.id}", live=True) as drawing:
        drawing.text("target_text", required=True, hint=w("field.target.text.help"))
        drawing.deadline("target_due", precision="target_due_precision")
        known = {"direction": indicator.direction, "unit": indicator.unit}
        _show_understood(here, {**drawing.values, **known})
        saving = drawing.submit(w("target.add"))
    if saving and drawing.saved(lambda values: _save_target(here, indicator, values)):
        session.tell_next(w("saved"))
        st.rerun()


def _save_target(here: Here, indicator: Indicator, values: dict[str, object]) -> tuple[Target, ...]:
    targets = _target_values(values, indicator.direction)
    if not targets:
        raise InvalidInputError((Problem("target_text", "required"),))
    return planning.add_targets(here.database, indicator, targets, by=here.person)
