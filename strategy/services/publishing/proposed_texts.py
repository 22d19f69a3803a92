"""Draft texts for a publication, generated from its figures, for somebody to edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from strategy.domain.items import GOOD, ActionState, Signal
from strategy.domain.publishing.publication import (
    Content,
    DecisionStatus,
    Explanation,
    PillarText,
    PublishedAction,
    PublishedGoal,
    PublishedPillar,
)
from strategy.i18n import Words

_NAMED = 3


def proposed_summary(content: Content, w: Words) -> str:
    """Return a draft summary of the whole strategy, beyond how many goals are on track."""
    unknown = sum(goal.signal is Signal.UNKNOWN for goal in content.goals)
    figures = _figures(
        content.activity, content.effect, content.measured, content.indicator_count, w
    )
    return f"{figures} {w('proposed.goals_unknown', count=unknown)}" if unknown else figures


def proposed_pillars(content: Content, w: Words) -> tuple[PillarText, ...]:
    """Return a draft text about each pillar."""
    return tuple(
        PillarText(
            pillar_id=pillar.id,
            number=_state(pillar.goals, w),
            analysis=" ".join(_analysis(content, pillar, w)),
            ahead=_ahead(content, pillar, w),
        )
        for pillar in content.pillars
    )


def proposed_decisions(content: Content, w: Words) -> tuple[DecisionStatus, ...]:
    """Return a draft of the status of each decision."""
    good, goals = sum(goal.signal in GOOD for goal in content.goals), len(content.goals)
    status = w("proposed.decision", good=good, goals=goals)
    return tuple(DecisionStatus(adoption_id=d.id, status=status) for d in content.decisions)


def to_explain(content: Content) -> tuple[Explanation, ...]:
    """Return an empty explanation for every action that is late or was moved."""
    return tuple(
        Explanation(action_id=action.id)
        for action in content.actions
        if action.state is ActionState.OPEN and (action.overdue_days or action.postponements)
    )


def _state(goals: Iterable[PublishedGoal], w: Words) -> str:
    signals = [goal.signal for goal in goals]
    if not signals:
        return w("proposed.no_goals")
    good = sum(signal in GOOD for signal in signals)
    said = w("proposed.good", good=good, goals=len(signals))
    off = signals.count(Signal.OFF_TRACK)
    unknown = signals.count(Signal.UNKNOWN)
    if off:
        said += " " + w("proposed.off", count=off)
    if unknown:
        said += " " + w("proposed.goals_unknown", count=unknown)
    return said


def _figures(
    activity: float | None, effect: float | None, measured: int, indicators: int, w: Words
) -> str:
    said = []
    if activity is not None:
        said.append(w("proposed.activity", share=w.formats.share(activity)))
    if effect is None:
        said.append(w("proposed.not_measured"))
    else:
        coverage = {"measured": measured, "indicators": indicators}
        said.append(w("proposed.effect", share=w.formats.share(effect), **coverage))
    return " ".join(said)


def _analysis(content: Content, pillar: PublishedPillar, w: Words) -> Iterator[str]:
    for goal in pillar.goals:
        if goal.signal is Signal.OFF_TRACK:
            yield w("proposed.goal_off", code=goal.code, title=goal.title)
    late = [a for a in _open_actions(content, pillar) if a.overdue_days]
    if late:
        yield w("proposed.late", count=len(late), codes=_named(late, w))
    yield _figures(pillar.activity, pillar.effect, pillar.measured, pillar.indicator_count, w)


def _ahead(content: Content, pillar: PublishedPillar, w: Words) -> str:
    coming = [a for a in _open_actions(content, pillar) if a.due and a.due >= content.day]
    coming.sort(key=lambda action: (action.due or content.day, action.code))
    told = (
        w("proposed.next", title=a.title, due=w.formats.due(a.due, a.due_precision))
        for a in coming[:_NAMED]
    )
    said = "; ".join(told)
    return w("proposed.ahead", actions=said) if said else ""


def _open_actions(content: Content, pillar: PublishedPillar) -> list[PublishedAction]:
    goals = {goal.id for goal in pillar.goals}
    return [
        action
        for action in content.actions
        if action.state is ActionState.OPEN and not goals.isdisjoint(action.goal_ids)
    ]


def _named(actions: list[PublishedAction], w: Words) -> str:
    codes = ", ".join(action.code for action in actions[:_NAMED])
    more = len(actions) - _NAMED
    return f"{codes} {w('proposed.more', count=more)}" if more > 0 else codes
