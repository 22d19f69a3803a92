"""What the strategy answers: from each challenge through the goals to the pillars."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from strategy.charts.frame import SMALL, figure, shortened
from strategy.charts.palette import SYMBOLS, Look
from strategy.charts.signals import symbol_and_word
from strategy.domain.figures.assessment import Assessment, worst
from strategy.domain.items import Challenge, Pillar, Signal
from strategy.domain.plan import Plan
from strategy.i18n import Words

MOST_GOALS_SHOWN = 30
_EMPTY_HEIGHT = 60


@dataclass(frozen=True)
class FlowGoal:
    """A goal between the challenges it answers and the pillar it belongs to."""

    id: str
    code: str
    title: str
    signal: Signal
    pillar: str
    challenges: tuple[str, ...]


@dataclass(frozen=True)
class ChallengeFlow:
    """What the flow shows. A goal that answers no challenge has an empty tuple of them."""

    challenges: tuple[str, ...]
    goals: tuple[FlowGoal, ...]
    pillars: tuple[str, ...]

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The challenges no goal answers."""
        answered = {challenge for goal in self.goals for challenge in goal.challenges}
        return tuple(title for title in self.challenges if title not in answered)

    @property
    def without_challenge(self) -> int:
        """How many goals answer no challenge."""
        return sum(not goal.challenges for goal in self.goals)


def challenge_flow(plan: Plan, assessment: Assessment) -> ChallengeFlow:
    """Gather which goals answer which challenges under which pillar."""
    goals = []
    for goal in plan.goals:
        pillar = plan.pillar_of(goal)
        found = (plan.find(Challenge, challenge_id) for challenge_id in goal.challenge_ids)
        goals.append(
            FlowGoal(
                goal.id,
                code=goal.code,
                title=goal.title,
                signal=assessment.goals[goal.id].signal,
                pillar=pillar.title if pillar else "",
                challenges=tuple(c.title for c in found if c is not None),
            )
        )
    return ChallengeFlow(
        challenges=tuple(challenge.title for challenge in plan.challenges),
        goals=tuple(goals),
        pillars=_titles(plan.pillars),
    )


def _titles(pillars: tuple[Pillar, ...]) -> tuple[str, ...]:
    return tuple(pillar.title for pillar in pillars)


@dataclass(frozen=True)
class _Node:
    column: int
    name: str


_Links = dict[tuple[_Node, _Node], list[Signal]]


def challenge_flow_figure(shown: ChallengeFlow, words: Words, look: Look) -> go.Figure:
    """Draw the flow; on a phone, and with many goals, straight from challenge to pillar."""
    title = finding(shown, words)
    if not shown.goals:
        return figure([], look, height=_EMPTY_HEIGHT, title=title)
    through_goals = not look.narrow and len(shown.goals) <= MOST_GOALS_SHOWN
    links = _links(shown, through_goals=through_goals)
    nodes = _ordered(shown, links)
    rows = max(Counter(node.column for node in nodes).values())
    height = max(rows * (38 if through_goals else 64), 220)
    trace = _sankey(shown, links, nodes, words, look)
    return figure([trace], look, height=height, title=title, margin=(0, 8, 0, 12))


def _links(shown: ChallengeFlow, *, through_goals: bool) -> _Links:
    links: _Links = {}
    for goal in shown.goals:
        pillar = _Node(2, goal.pillar)
        middle = _Node(1, goal.id) if through_goals else pillar
        for challenge in goal.challenges or ("",):
            links.setdefault((_Node(0, challenge), middle), []).append(goal.signal)
            if through_goals:
                links.setdefault((middle, pillar), []).append(goal.signal)
    return links


def _ordered(shown: ChallengeFlow, links: _Links) -> list[_Node]:
    used = {node for link in links for node in link}
    every = [
        *(_Node(0, title) for title in (*shown.challenges, "")),
        *(_Node(1, goal.id) for goal in shown.goals),
        *(_Node(2, title) for title in (*shown.pillars, "")),
    ]
    return [node for node in every if node in used]


def _sankey(
    shown: ChallengeFlow, links: _Links, nodes: list[_Node], words: Words, look: Look
) -> dict[str, Any]:
    theme = look.theme
    at = {node: number for number, node in enumerate(nodes)}
    goals = {goal.id: goal for goal in shown.goals}
    colors = [
        theme.ink(goals[node.name].signal).fill if node.column == 1 else theme.border
        for node in nodes
    ]
    names = {node: _name(node, goals, words, look) for node in nodes}
    return {
        "type": "sankey",
        "arrangement": "fixed",
        "node": {
            "label": [names[node] for node in nodes],
            "color": colors,
            "line": {"color": theme.border, "width": 0.5},
            "pad": 14,
            "thickness": 12,
            "hoverinfo": "skip",
        },
        "link": {
            "source": [at[source] for source, _ in links],
            "target": [at[target] for _, target in links],
            "value": [len(signals) for signals in links.values()],
            "color": [_faint(theme.ink(worst(signals)).edge) for signals in links.values()],
            "customdata": [
                f"{names[source]} → {names[target]}<br>"
                + words("chart.goals_worst", count=len(signals), signal=_said(signals, words))
                for (source, target), signals in links.items()
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        "textfont": {"size": SMALL, "color": theme.text, "shadow": "none"},
    }


def _said(signals: list[Signal], words: Words) -> str:
    return symbol_and_word(worst(signals), words)


def _name(node: _Node, goals: dict[str, FlowGoal], words: Words, look: Look) -> str:
    if node.column == 1:
        goal = goals[node.name]
        return f"{SYMBOLS[goal.signal]} {shortened(f'{goal.code} {goal.title}', 52)}"
    if not node.name:
        return words("chart.no_challenge" if node.column == 0 else "chart.no_pillar")
    return shortened(node.name, 22 if look.narrow else 44)


def _faint(color: str) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.28)"


def finding(shown: ChallengeFlow, words: Words) -> str:
    """Say which challenges nobody answers, or that all are answered."""
    if not shown.challenges:
        return words("chart.flow.no_challenges")
    unanswered = shown.unanswered
    if unanswered:
        return words("chart.flow.unanswered", count=len(unanswered), titles=", ".join(unanswered))
    return words("chart.flow.all_answered", count=len(shown.challenges))


def summary(shown: ChallengeFlow, words: Words) -> str:
    """Say in one sentence which challenges are answered and how many goals answer none."""
    said = finding(shown, words) + "."
    if not shown.without_challenge:
        return said
    return f"{said} {words('chart.flow.without', count=shown.without_challenge)}"


def table(shown: ChallengeFlow, words: Words) -> pd.DataFrame:
    """Return challenge, goal, pillar and signal as rows."""
    columns = [
        words("chart.challenge"),
        words("chart.goal"),
        words("chart.pillar"),
        words("chart.goal_signal"),
    ]
    rows = [
        (challenge or words("chart.no_challenge"), f"{goal.code} {goal.title}", goal.pillar, signal)
        for goal in shown.goals
        for signal in (symbol_and_word(goal.signal, words),)
        for challenge in goal.challenges or ("",)
    ]
    return pd.DataFrame(rows, columns=columns)
