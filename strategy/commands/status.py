"""What the pages show, as a document other programs can read and a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from strategy.domain.figures.assessment import Assessment
from strategy.domain.figures.changes import Moment
from strategy.domain.figures.effect import aim
from strategy.domain.figures.health import Finding
from strategy.domain.items import Action, Goal, Indicator, Measurement, Pillar, Position
from strategy.domain.plan import Plan
from strategy.i18n import Words, words

Document = dict[str, Any]

_WIDTH = 64


def status_document(
    seen: Moment, findings: Iterable[Finding], *, today: date, w: Words, leaves_out: bool = False
) -> Document:
    """Return the plan with its figures and findings, ready for JSON.

    `leaves_out` tells that something confidential is in none of the figures.
    """
    plan, figures = seen.plan, seen.assessment
    return {
        "strategy": _strategy(plan, figures),
        "as_of": today.isoformat(),
        "leaves_out_confidential": leaves_out,
        "pillars": [_pillar(plan, figures, pillar) for pillar in plan.pillars],
        "indicators": [
            _indicator(plan, figures, indicator)
            for indicator in plan.indicators
            if plan.pillar_of_indicator(indicator) is None
        ],
        "loose_actions": [_action(plan, figures, action) for action in plan.loose_actions],
        "findings": [
            {"rule": str(f.rule), "item": f.code, "message": finding_message(f, w)}
            for f in findings
        ],
    }


def finding_message(finding: Finding, w: Words) -> str:
    """Return a finding as a sentence."""
    details = {name: _detail(name, value, w) for name, value in finding.details.items()}
    return w(f"rule.{finding.rule}.message", code=finding.code, title=finding.title, **details)


def _detail(name: str, value: float | str | date, w: Words) -> object:
    if isinstance(value, date):
        return w.formats.month(value) if name == "month" else w.formats.short_day(value)
    return w(f"signal.{value}") if name in {"reported", "computed"} else value


def _strategy(plan: Plan, figures: Assessment) -> Document:
    strategy = plan.strategy
    # What was never stored has no version yet: nobody has said whose strategy this is.
    return {
        "organisation": plan.organisation.name if plan.organisation.version else None,
        "demo": plan.organisation.demo,
        "title": strategy.title if strategy else None,
        "vision": strategy.vision if strategy else None,
        "status": str(strategy.status) if strategy else None,
        "period_from": _iso(strategy.period_from if strategy else None),
        "period_to": _iso(strategy.period_to if strategy else None),
        "values": [value.title for value in plan.values],
        "activity": figures.activity,
        "effect": figures.effect,
        "revision": plan.revision,
    }


def _pillar(plan: Plan, figures: Assessment, pillar: Pillar) -> Document:
    status = figures.pillars[pillar.id]
    return {
        "code": pillar.code,
        "title": pillar.title,
        "signal": str(status.signal),
        "activity": status.activity,
        "effect": status.effect,
        "goals": [_goal(plan, figures, goal) for goal in plan.goals_under(pillar.id)],
        "indicators": [
            _indicator(plan, figures, indicator)
            for indicator in plan.indicators
            if not indicator.goal_id and indicator.pillar_id == pillar.id
        ],
    }


def _goal(plan: Plan, figures: Assessment, goal: Goal) -> Document:
    status = figures.goals[goal.id]
    return {
        "code": goal.code,
        "title": goal.title,
        "signal": str(status.signal),
        "activity": status.activity,
        "effect": status.effect,
        "owner": _owner(plan, goal),
        "indicators": [_indicator(plan, figures, i) for i in plan.indicators_of(goal.id)],
        "actions": [_action(plan, figures, action) for action in plan.actions_for(goal.id)],
    }


def _indicator(plan: Plan, figures: Assessment, indicator: Indicator) -> Document:
    status = figures.indicators[indicator.id]
    # A target that is only words is no figure to compare with, but it is what the plan says.
    target = status.target or next(iter(plan.targets_of(indicator.id)), None)
    return {
        "name": indicator.title,
        "unit": indicator.unit,
        "baseline": indicator.baseline,
        "target": aim(target) if target else None,
        "target_text": target.text if target else None,
        "latest": status.latest.value if status.latest else None,
        "attainment": status.attainment,
        "measurements": [
            _measurement(m) for m in plan.measurements_of(indicator.id, until=figures.today)
        ],
    }


def _measurement(measurement: Measurement) -> Document:
    period = measurement.period or measurement.on.isoformat()
    return {"period": period, "value": measurement.value}


def _action(plan: Plan, figures: Assessment, action: Action) -> Document:
    status = figures.actions[action.id]
    unit = plan.unit_of(action)
    return {
        "code": action.code,
        "title": action.title,
        "owner": _owner(plan, action),
        "unit": unit.title if unit else None,
        "start": _iso(action.start),
        "due": _iso(action.due),
        "original_due": _iso(action.original_due),
        "percent": round(status.percent * 100),
        "signal": str(status.signal),
        "reported_signal": str(status.reported) if status.reported else None,
    }


def _owner(plan: Plan, item: Goal | Action) -> str | None:
    position = plan.find(Position, item.owner_id)
    return position.title if position else item.owner_text or None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def status_text(document: Document) -> str:
    """Return the same as a table for the terminal."""
    w = words("en")
    strategy = document["strategy"]
    heading = " · ".join(part for part in (strategy["organisation"], strategy["title"]) if part)
    lines = [f"{heading or 'Nothing here yet'}, {document['as_of']}", ""]
    lines += [_line("", w("figure.activity"), w("figure.effect"), "")]
    lines += [_figures("", "All pillars", strategy, w)]
    lines += [line for pillar in document["pillars"] for line in _pillar_lines(pillar, w)]
    lines += ["", f"Actions without a goal: {len(document['loose_actions'])}"]
    lines += [f"Findings: {len(document['findings'])} (python -m strategy check)"]
    if document["leaves_out_confidential"]:
        lines.append("What is confidential is not included; those it is open to see other figures.")
    return "\n".join(lines)


def _pillar_lines(pillar: Document, w: Words) -> Iterator[str]:
    yield _figures("", f"{pillar['code']} {pillar['title']}", pillar, w)
    for goal in pillar["goals"]:
        yield _figures("  ", f"{goal['code']} {goal['title']}", goal, w)


def _figures(indent: str, title: str, row: Document, w: Words) -> str:
    signal = w(f"signal.{row['signal']}") if "signal" in row else ""
    activity, effect = (w.formats.share(row[name]) for name in ("activity", "effect"))
    return _line(f"{indent}{title}", activity, effect, signal)


def _line(title: str, activity: str, effect: str, signal: str) -> str:
    shown = title if len(title) <= _WIDTH else f"{title[: _WIDTH - 1]}…"
    return f"{shown:<{_WIDTH}}  {activity:>8}  {effect:>8}  {signal}".rstrip()
