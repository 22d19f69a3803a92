"""What is published: a value that stands by itself, made of what may be known by everybody.

Nothing gets in by being in the plan. What a publication holds is named here, field by field, so
that what is added to the plan later stays out until somebody lets it in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

from strategy.domain.assessment import Assessment, assess
from strategy.domain.effect import IndicatorStatus
from strategy.domain.items import (
    Action,
    ActionState,
    Comparison,
    Goal,
    Indicator,
    Item,
    Line,
    Measurement,
    Outcome,
    Person,
    Pillar,
    Position,
    Precision,
    Signal,
    Target,
    Text,
    Title,
)
from strategy.domain.plan import Plan
from strategy.domain.residuals import withheld

Owned = TypeVar("Owned", Goal, Indicator, Action)

FORM = 1
"""How a publication is laid out; raised when it is laid out differently."""


class Part(BaseModel):
    """A part of what is published."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


# --- what somebody writes -----------------------------------------------------------------------


class PillarText(Part):
    """What is said about a pillar: the figure in words, what it means, and what comes next."""

    pillar_id: str
    number: Line = ""
    analysis: Text = ""
    ahead: Text = ""


class Explanation(Part):
    """Why an action is late or was moved, said for everybody to read."""

    action_id: str
    text: Text = ""


class DecisionStatus(Part):
    """What became of a decision."""

    adoption_id: str
    status: Line = ""


class Draft(Item):
    """A publication being prepared: whose figures, of which day, and what is said about them."""

    title: Title
    day: date
    revision: int
    summary: Text = ""
    pillars: tuple[PillarText, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    decisions: tuple[DecisionStatus, ...] = ()
    needed: tuple[Line, ...] = ()
    replaces_id: str | None = None
    correction: Text = ""
    prepared_by: str


# --- what is published --------------------------------------------------------------------------


class Figure(Part):
    """What an indicator showed; `withheld` where the group is small or would show through."""

    on: date
    period: str = ""
    value: float | None = None
    withheld: bool = False
    series_break: bool = False
    preliminary: bool = False


class Aim(Part):
    """What an indicator should reach."""

    text: str = ""
    comparison: Comparison
    low: float | None = None
    high: float | None = None
    due: date | None = None
    due_precision: Precision = Precision.DAY


class PublishedIndicator(Part):
    """An indicator with its figures."""

    id: str
    code: str
    title: str
    unit: str
    signal: Signal
    baseline: float | None = None
    attainment: float | None = None
    fresh: bool = False
    worse_than_start: bool = False
    figures: tuple[Figure, ...] = ()
    aim: Aim | None = None

    @property
    def latest(self) -> Figure | None:
        """The last figure, be it withheld."""
        return self.figures[-1] if self.figures else None


class PublishedAction(Part):
    """An action with how far it has come; `percent` is a share of 0..1."""

    id: str
    code: str
    title: str
    goal_ids: tuple[str, ...] = ()
    responsible: str = ""
    unit: str = ""
    start: date | None = None
    due: date | None = None
    due_precision: Precision = Precision.DAY
    original_due: date | None = None
    state: ActionState
    closed_on: date | None = None
    signal: Signal
    percent: float
    overdue_days: int = 0
    postponements: int = 0
    explanation: str = ""


class PublishedGoal(Part):
    """A goal with its signal, its activity and its effect, and how much the effect rests on."""

    id: str
    code: str
    title: str
    description: str = ""
    responsible: str = ""
    unit: str = ""
    due: date | None = None
    due_precision: Precision = Precision.DAY
    signal: Signal
    by_activity: bool = False
    activity: float | None = None
    effect: float | None = None
    measured: int = 0
    indicators: tuple[PublishedIndicator, ...] = ()


class PublishedPillar(Part):
    """A pillar with its goals, and what is said about it."""

    id: str
    code: str
    title: str
    description: str = ""
    signal: Signal
    signals: dict[Signal, int] = Field(default_factory=dict)
    activity: float | None = None
    effect: float | None = None
    measured: int = 0
    indicator_count: int = 0
    number: str = ""
    analysis: str = ""
    ahead: str = ""
    goals: tuple[PublishedGoal, ...] = ()
    indicators: tuple[PublishedIndicator, ...] = ()


class Decision(Part):
    """A decision and what became of it, as control committees ask for it."""

    id: str
    body: str
    on: date | None = None
    case_number: str = ""
    title: str = ""
    decided: str = ""
    status: str = ""


class Content(Part):
    """Everything a publication says. It is never changed once it is published."""

    form: int = FORM
    organisation: str
    organisation_number: str = ""
    language: str = "nb"
    strategy: str = ""
    vision: str = ""
    title: str
    day: date
    revision: int
    summary: str = ""
    activity: float | None = None
    effect: float | None = None
    measured: int = 0
    indicator_count: int = 0
    pillars: tuple[PublishedPillar, ...] = ()
    actions: tuple[PublishedAction, ...] = ()
    indicators: tuple[PublishedIndicator, ...] = ()
    decisions: tuple[Decision, ...] = ()
    needed: tuple[str, ...] = ()
    correction: str = ""

    @property
    def goals(self) -> tuple[PublishedGoal, ...]:
        """Every goal, pillar by pillar."""
        return tuple(goal for pillar in self.pillars for goal in pillar.goals)

    @property
    def all_indicators(self) -> tuple[PublishedIndicator, ...]:
        """Every indicator: of the goals, the pillars and the strategy."""
        of_goals = (i for goal in self.goals for i in goal.indicators)
        of_pillars = (i for pillar in self.pillars for i in pillar.indicators)
        return (*of_goals, *of_pillars, *self.indicators)

    def actions_for(self, goal_id: str) -> tuple[PublishedAction, ...]:
        """Return the actions that serve a goal."""
        return tuple(action for action in self.actions if goal_id in action.goal_ids)


def publishable(plan: Plan, *, names: bool = False) -> Plan:
    """Return the plan without what is not for everybody.

    Out go confidential items, what owners wrote while they worked, dates nobody approved, people
    (unless names are shown), and the figures that small groups could be known by.
    """
    seen = plan.seen_by(None)
    hidden = withheld(seen)
    return replace(
        seen,
        goals=tuple(_without_words(goal, names=names) for goal in seen.goals),
        indicators=tuple(_without_words(i, names=names) for i in seen.indicators),
        actions=tuple(_without_words(action, names=names) for action in seen.actions),
        measurements=tuple(_shown(m, hidden=m.id in hidden) for m in seen.measurements),
        check_ins=tuple(c.model_copy(update=_WORKING_WORDS) for c in seen.check_ins),
        postponements=tuple(
            p.model_copy(update={"reason": "", "decision_note": ""})
            for p in seen.postponements
            if p.outcome is Outcome.APPROVED
        ),
        involvements=(),
        reviews=(),
        people=seen.people if names else (),
        retired=(),
    )


_WORKING_WORDS = {
    "comment": "",
    "cause": "",
    "remedy": "",
    "override_reason": "",
    "judgement": None,
}


def _without_words(item: Owned, *, names: bool) -> Owned:
    # An owner who is only text may be somebody's name.
    return item if names else item.model_copy(update={"owner_text": ""})


def _shown(measurement: Measurement, *, hidden: bool) -> Measurement:
    words = {"note": "", "group_size": None}
    return measurement.model_copy(update={**words, "value": None, "text": ""} if hidden else words)


def content_of(plan: Plan, draft: Draft, *, names: bool = False) -> Content:
    """Return what a draft would publish of a plan. The plan itself may hold whatever it likes."""
    shown = publishable(plan, names=names)
    maker = _Maker(shown, assess(shown, draft.day), withheld(plan.seen_by(None)), draft)
    return maker.content()


class _Maker:
    """Picks what is published out of a plan that is fit to be published."""

    def __init__(
        self, plan: Plan, figures: Assessment, withheld_ids: frozenset[str], draft: Draft
    ) -> None:
        self._plan = plan
        self._figures = figures
        self._withheld = withheld_ids
        self._draft = draft
        self._texts = {text.pillar_id: text for text in draft.pillars}
        self._why = {e.action_id: e.text for e in draft.explanations}
        self._statuses = {d.adoption_id: d.status for d in draft.decisions}

    def content(self) -> Content:
        plan, figures, draft = self._plan, self._figures, self._draft
        strategy = plan.strategy
        return Content(
            organisation=plan.organisation.name,
            organisation_number=plan.organisation.number,
            language=plan.organisation.language,
            strategy=strategy.title if strategy else "",
            vision=strategy.vision if strategy else "",
            title=draft.title,
            day=draft.day,
            revision=draft.revision,
            summary=draft.summary,
            activity=figures.activity,
            effect=figures.effect,
            measured=figures.measured,
            indicator_count=len(plan.indicators),
            pillars=tuple(self._pillar(pillar) for pillar in plan.pillars),
            actions=tuple(self._action(action) for action in plan.actions),
            indicators=tuple(
                self._indicator(i) for i in plan.indicators if plan.pillar_of_indicator(i) is None
            ),
            decisions=tuple(self._decisions()),
            needed=tuple(line for line in draft.needed if line),
            correction=draft.correction,
        )

    def _pillar(self, pillar: Pillar) -> PublishedPillar:
        status = self._figures.pillars[pillar.id]
        text = self._texts.get(pillar.id, PillarText(pillar_id=pillar.id))
        return PublishedPillar(
            id=pillar.id,
            code=pillar.code,
            title=pillar.title,
            description=pillar.description,
            signal=status.signal,
            signals=dict(status.signals),
            activity=status.activity,
            effect=status.effect,
            measured=status.measured,
            indicator_count=status.indicators,
            number=text.number,
            analysis=text.analysis,
            ahead=text.ahead,
            goals=tuple(self._goal(goal) for goal in self._plan.goals_under(pillar.id)),
            indicators=tuple(
                self._indicator(i)
                for i in self._plan.indicators
                if i.pillar_id == pillar.id and self._plan.find(Goal, i.goal_id) is None
            ),
        )

    def _goal(self, goal: Goal) -> PublishedGoal:
        status = self._figures.goals[goal.id]
        return PublishedGoal(
            id=goal.id,
            code=goal.code,
            title=goal.title,
            description=goal.description,
            responsible=self._responsible(goal),
            unit=self._unit(goal),
            due=goal.due,
            due_precision=goal.due_precision,
            signal=status.signal,
            by_activity=status.by_activity,
            activity=status.activity,
            effect=status.effect,
            measured=status.measured,
            indicators=tuple(self._indicator(i) for i in self._plan.indicators_of(goal.id)),
        )

    def _indicator(self, indicator: Indicator) -> PublishedIndicator:
        status = self._figures.indicators[indicator.id]
        series = self._plan.measurements_of(indicator.id)
        figures = (self._figure(m) for m in series if m.on <= self._draft.day)
        return PublishedIndicator(
            id=indicator.id,
            code=indicator.code,
            title=indicator.title,
            unit=indicator.unit,
            signal=status.signal,
            baseline=indicator.baseline,
            attainment=status.attainment,
            fresh=status.fresh,
            worse_than_start=status.worse_than_start,
            figures=tuple(f for f in figures if f.value is not None or f.withheld),
            aim=_aim(self._target(indicator, status)),
        )

    def _target(self, indicator: Indicator, status: IndicatorStatus) -> Target | None:
        # A target that is only text counts for nothing, but is what the plan says.
        return status.target or next(iter(self._plan.targets_of(indicator.id)), None)

    def _figure(self, measurement: Measurement) -> Figure:
        return Figure(
            on=measurement.on,
            period=measurement.period,
            value=measurement.value,
            withheld=measurement.id in self._withheld,
            series_break=measurement.series_break,
            preliminary=measurement.preliminary,
        )

    def _action(self, action: Action) -> PublishedAction:
        status = self._figures.actions[action.id]
        return PublishedAction(
            id=action.id,
            code=action.code,
            title=action.title,
            goal_ids=action.goal_ids,
            responsible=self._responsible(action),
            unit=self._unit(action),
            start=action.start,
            due=action.due,
            due_precision=action.due_precision,
            original_due=action.original_due,
            state=action.state,
            closed_on=action.closed_on,
            signal=status.signal,
            percent=status.percent,
            overdue_days=status.overdue_days,
            postponements=status.postponements,
            explanation=self._why.get(action.id, ""),
        )

    def _responsible(self, item: Goal | Action) -> str:
        position = self._plan.find(Position, item.owner_id)
        if position is None:
            return item.owner_text
        holder = self._plan.find(Person, position.holder_id)
        return f"{position.title} ({holder.name})" if holder and holder.name else position.title

    def _unit(self, item: Goal | Action) -> str:
        unit = self._plan.unit_of(item)
        return unit.title if unit else ""

    def _decisions(self) -> list[Decision]:
        strategy = self._plan.strategy
        return [
            Decision(
                id=step.id,
                body=step.body,
                on=step.on,
                case_number=step.case_number,
                title=strategy.title if strategy else "",
                decided=step.note,
                status=self._statuses.get(step.id, ""),
            )
            for step in self._plan.adoptions
            if step.on is None or step.on <= self._draft.day
        ]


def _aim(target: Target | None) -> Aim | None:
    if target is None:
        return None
    return Aim(
        text=target.text,
        comparison=target.comparison,
        low=target.low,
        high=target.high,
        due=target.due,
        due_precision=target.due_precision,
    )


# --- kept as it was -----------------------------------------------------------------------------


class EventKind(StrEnum):
    """What can happen to a publication."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Publication:
    """A publication as it is kept: who, when, of what, and the seals that betray any change."""

    id: str
    number: int
    title: str
    day: date
    plan_revision: int
    prepared_by: str
    approved_by: str
    published_at: datetime
    replaces_id: str | None
    content: str
    content_hash: str
    pages_hash: str
    seal: str


@dataclass(frozen=True)
class Event:
    """One entry of the publications' log; each is sealed together with the one before it."""

    place: int
    publication_id: str
    kind: EventKind
    happened_at: datetime
    by_id: str
    reason: str
    other_id: str | None
    publication_seal: str
    seal: str


def written_out(content: Content) -> str:
    """Return a publication's content as it is kept, always the same for the same content."""
    return json.dumps(
        content.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def digest(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_pages(pages: Mapping[str, str]) -> str:
    """Return one digest for all the pages made of a publication."""
    return digest(json.dumps(sorted((name, digest(body)) for name, body in pages.items())))


def sealed(publication: Publication) -> Publication:
    """Return a publication with the seal over everything else it says."""
    return replace(publication, seal=_seal(publication))


def is_intact(publication: Publication) -> bool:
    """Tell whether a publication is what it was when it was sealed."""
    return publication.content_hash == digest(publication.content) and (
        publication.seal == _seal(publication)
    )


def _seal(publication: Publication) -> str:
    said = (
        publication.id,
        publication.number,
        publication.title,
        publication.day.isoformat(),
        publication.plan_revision,
        publication.prepared_by,
        publication.approved_by,
        publication.published_at.isoformat(),
        publication.replaces_id,
        publication.content_hash,
        publication.pages_hash,
    )
    return digest(json.dumps(said))


def event_seal(event: Event, before: str) -> str:
    """Return the seal of an entry, over what it says and the seal of the one before."""
    said = (
        before,
        event.place,
        event.publication_id,
        event.kind,
        event.happened_at.isoformat(),
        event.by_id,
        event.reason,
        event.other_id,
        event.publication_seal,
    )
    return digest(json.dumps(said))
