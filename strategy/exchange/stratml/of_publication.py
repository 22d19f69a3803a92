"""A publication as a StratML performance report: nothing but what is published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from strategy.domain import items
from strategy.domain.items import Comparison, Direction, Strategy, Target
from strategy.domain.plan import Plan
from strategy.domain.publishing.publication import (
    Content,
    PublishedAction,
    PublishedGoal,
    PublishedIndicator,
    PublishedPillar,
)
from strategy.exchange.stratml.document import Edition
from strategy.exchange.stratml.of_plan import document_of
from strategy.exchange.stratml.writing import write_stratml
from strategy.i18n import Words

_TOLD_BY = "publication"


def write_report(content: Content, w: Words, *, published: date, about: str) -> bytes:
    """Return a publication as a StratML file; `about` says what it is and what it is based on."""
    document = document_of(
        _plan_of(content, w),
        w,
        edition=Edition.REPORT,
        published=published,
        other=about,
        remarks=dict(_remarks(content, w)),
    )
    return write_stratml(document, w)


def _remarks(content: Content, w: Words) -> Iterator[tuple[str, str]]:
    """Return what is said about pillars, goals and actions, by their ids."""
    for pillar in content.pillars:
        told = (w(f"signal.{pillar.signal}"), pillar.number, pillar.analysis, pillar.ahead)
        yield pillar.id, "\n".join(part for part in told if part)
    for goal in content.goals:
        yield goal.id, w(f"signal.{goal.signal}")
    for action in content.actions:
        state = w(f"signal.{action.signal}")
        yield action.id, f"{state}. {action.explanation}" if action.explanation else state


def _plan_of(content: Content, w: Words) -> Plan:
    """Return what is published as the plan it would be."""
    indicators = [(i, "", goal.id) for goal in content.goals for i in goal.indicators]
    indicators += [(i, pillar.id, "") for pillar in content.pillars for i in pillar.indicators]
    indicators += [(i, "", "") for i in content.indicators]
    return Plan(
        revision=content.revision,
        organisation=items.Organisation(name=content.organisation),
        strategy=Strategy(
            id="strategy",
            title=content.strategy or content.organisation,
            vision=content.vision,
            description=content.summary,
        ),
        pillars=tuple(map(_pillar, content.pillars)),
        goals=tuple(_goal(g, pillar.id) for pillar in content.pillars for g in pillar.goals),
        indicators=tuple(_indicator(i, pillar, goal) for i, pillar, goal in indicators),
        targets=tuple(target for i, _, _ in indicators for target in _targets(i)),
        measurements=tuple(m for i, _, _ in indicators for m in _measurements(i, w)),
        actions=tuple(map(_action, content.actions)),
        check_ins=tuple(_check_in(action, content.day) for action in content.actions),
    )


def _pillar(pillar: PublishedPillar) -> items.Pillar:
    return items.Pillar(
        id=pillar.id, code=pillar.code, title=pillar.title, description=pillar.description
    )


def _goal(goal: PublishedGoal, pillar_id: str) -> items.Goal:
    return items.Goal(
        id=goal.id,
        code=goal.code,
        pillar_id=pillar_id,
        title=goal.title,
        description=goal.description,
        owner_text=goal.responsible or goal.unit,
        due=goal.due,
        due_precision=goal.due_precision,
    )


def _indicator(indicator: PublishedIndicator, pillar_id: str, goal_id: str) -> items.Indicator:
    return items.Indicator(
        id=indicator.id,
        code=indicator.code,
        goal_id=goal_id or None,
        pillar_id=pillar_id or None,
        title=indicator.title,
        unit=indicator.unit,
        direction=_direction(indicator),
        baseline=indicator.baseline,
        source=indicator.source,
        licence=indicator.licence,
        numerator=indicator.numerator,
        denominator=indicator.denominator,
    )


def _direction(indicator: PublishedIndicator) -> Direction:
    """Return which way an indicator should move, as its aim tells."""
    aim, start = indicator.aim, indicator.baseline
    if aim is None:
        return Direction.NONE
    limited = aim.comparison in {Comparison.AT_MOST, Comparison.BELOW}
    falls = start is not None and aim.low is not None and aim.low < start
    return Direction.DOWN if limited or falls else Direction.UP


def _targets(indicator: PublishedIndicator) -> Iterator[Target]:
    aim = indicator.aim
    if aim is not None:
        yield Target(
            indicator_id=indicator.id,
            text=aim.text,
            comparison=aim.comparison,
            low=aim.low,
            high=aim.high,
            due=aim.due,
            due_precision=aim.due_precision,
        )


def _measurements(indicator: PublishedIndicator, w: Words) -> Iterator[items.Measurement]:
    for figure in indicator.figures:
        yield items.Measurement(
            indicator_id=indicator.id,
            on=figure.on,
            period=figure.period,
            value=None if figure.withheld else figure.value,
            text=w("stratml.withheld") if figure.withheld else "",
            note=w("figure.doubtful") if figure.doubtful else "",
            series_break=figure.series_break,
            preliminary=figure.preliminary,
        )


def _action(action: PublishedAction) -> items.Action:
    return items.Action(
        id=action.id,
        code=action.code,
        title=action.title,
        goal_ids=action.goal_ids,
        owner_text=action.responsible or action.unit,
        start=action.start,
        due=action.due,
        due_precision=action.due_precision,
        original_due=action.original_due,
        state=action.state,
        closed_on=action.closed_on,
    )


def _check_in(action: PublishedAction, day: date) -> items.CheckIn:
    return items.CheckIn(
        action_id=action.id, on=day, by_id=_TOLD_BY, percent=round(action.percent * 100)
    )
