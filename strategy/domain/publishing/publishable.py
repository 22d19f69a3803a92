"""Which parts of a plan can be published, and how a publication is made from them.

Removed are confidential items, what owners wrote while they worked, and what would reveal small
groups; the rest is put into the form of a publication.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from strategy.domain.figures.assessment import Assessment, assess
from strategy.domain.figures.effect import IndicatorStatus
from strategy.domain.items import (
    Action,
    Goal,
    Indicator,
    Measurement,
    Outcome,
    Person,
    Pillar,
    Position,
    Target,
)
from strategy.domain.plan import Plan
from strategy.domain.plausible import in_doubt
from strategy.domain.publishing.publication import (
    Aim,
    Content,
    Decision,
    Draft,
    Figure,
    PillarText,
    PublishedAction,
    PublishedGoal,
    PublishedIndicator,
    PublishedPillar,
)

Owned = TypeVar("Owned", Goal, Indicator, Action)


def publishable(plan: Plan, *, names: bool = False) -> Plan:
    """Return the plan with only what everybody may see.

    Removed are confidential items, what owners wrote while they worked, dates nobody approved,
    people (unless names are shown), and the figures that would reveal small groups.
    """
    seen = plan.seen_by(None)
    hidden = plan.withheld
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
    # An owner given only as text may be a person's name.
    return item if names else item.model_copy(update={"owner_text": ""})


def _shown(measurement: Measurement, *, hidden: bool) -> Measurement:
    words: dict[str, object] = {"group_size": None}
    shown = {**words, "value": None, "text": ""} if hidden else words
    return measurement.without_note().model_copy(update=shown)


def content_of(plan: Plan, draft: Draft, *, names: bool = False) -> Content:
    """Return what a draft would publish; `plan` may contain things that cannot be published."""
    shown = publishable(plan, names=names)
    maker = _Maker(shown, assess(shown, draft.day), plan.withheld, draft)
    return maker.content()


class _Maker:
    """Makes the content of a publication from a plan already reduced by `publishable`."""

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
        taken = self._plan.measurements_of(indicator.id, until=self._draft.day)
        doubted = in_doubt(indicator, self._plan.targets_of(indicator.id), taken)
        figures = (self._figure(m, doubted=m.id in doubted) for m in taken)
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
            numerator=indicator.numerator,
            denominator=indicator.denominator,
            source=indicator.source,
            licence=indicator.licence,
        )

    def _target(self, indicator: Indicator, status: IndicatorStatus) -> Target | None:
        # A target that is only text is in no figure, but it is what the plan says.
        return status.target or next(iter(self._plan.targets_of(indicator.id)), None)

    def _figure(self, measurement: Measurement, *, doubted: bool) -> Figure:
        return Figure(
            on=measurement.on,
            period=measurement.period,
            value=measurement.value,
            withheld=measurement.id in self._withheld,
            series_break=measurement.series_break,
            preliminary=measurement.preliminary,
            doubtful=doubted,
            explained=doubted and measurement.is_explained,
            source=measurement.source,
            licence=measurement.licence,
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
        steps = [s for s in self._plan.adoptions if s.on is None or s.on <= self._draft.day]
        # The bodies treated one matter: what became of it is one status, the last one written.
        written = (self._statuses.get(step.id, "") for step in reversed(steps))
        status = next((told for told in written if told), "")
        return [
            Decision(
                id=step.id,
                body=step.body,
                on=step.on,
                case_number=step.case_number,
                title=strategy.title if strategy else "",
                decided=step.note,
                status=status,
            )
            for step in steps
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
