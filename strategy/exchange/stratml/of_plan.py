"""A plan as a StratML document: pillars, goals, indicators and actions in the places it has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from strategy.domain import items
from strategy.domain.items import ActionState, Comparison, Item, Position, Precision
from strategy.domain.plan import Plan
from strategy.exchange.stratml.document import (
    LOOSE,
    OF_PILLAR,
    OF_STRATEGY,
    PROCESSING,
    QUALITATIVE,
    WHOLE,
    Document,
    Edition,
    Goal,
    Measure,
    Objective,
    Principle,
    Result,
)
from strategy.exchange.stratml.lines import SAID_IN_LINES, line, lines_of
from strategy.exchange.workbook.vocabulary import choice_word
from strategy.i18n import Words

_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9._-]")
_LIMITED_ABOVE = (Comparison.AT_MOST, Comparison.BELOW)


def document_of(
    plan: Plan,
    w: Words,
    *,
    edition: Edition,
    published: date,
    other: str = "",
    remarks: Mapping[str, str] | None = None,
) -> Document:
    """Return a plan as a document; `remarks` are what is said beside pillars, goals and actions.

    The plan is used as given: the caller has left out what is not to be shown.
    """
    if edition is Edition.STRATEGY:
        # Part 1 has neither indicators nor what we write as such.
        plan = replace(plan, indicators=(), actions=())
    # What is dated later has not been measured or reported yet.
    taken = tuple(m for m in plan.measurements if m.on <= published)
    plan = replace(plan.until(published), measurements=taken)
    return _Teller(plan, w, remarks or {}).document(edition, published, other)


class _Teller:
    """Converts a plan part by part."""

    def __init__(self, plan: Plan, w: Words, remarks: Mapping[str, str]) -> None:
        self._plan = plan
        self._w = w
        self._remarks = remarks
        self._told: Counter[str] = Counter()

    def document(self, edition: Edition, published: date, other: str) -> Document:
        plan, strategy = self._plan, self._plan.strategy
        goals = [self._goal(pillar) for pillar in plan.pillars]
        goals += self._whole(needed=not goals)
        return Document(
            edition=edition,
            name=strategy.title if strategy else plan.organisation.name,
            description=strategy.description if strategy else "",
            other=other,
            organisation=plan.organisation.name,
            vision=strategy.vision if strategy else "",
            values=tuple(Principle(value.title, value.description) for value in plan.values),
            goals=tuple(goals),
            starts=strategy.period_from if strategy else None,
            ends=strategy.period_to if strategy else None,
            published=published,
        )

    # --- pillars and goals -----------------------------------------------------------------------

    def _goal(self, pillar: items.Pillar) -> Goal:
        objectives = [self._objective(goal) for goal in self._plan.goals_under(pillar.id)]
        own = [
            self._indicator(i)
            for i in self._plan.indicators
            if i.pillar_id == pillar.id and self._plan.find(items.Goal, i.goal_id) is None
        ]
        if own:
            name = OF_PILLAR + _bare(pillar)
            objectives.append(Objective(self._w("stratml.of_pillar"), "", name, measures=(*own,)))
        return Goal(
            title=pillar.title,
            description=pillar.description,
            identifier=_id(pillar),
            sequence=pillar.code,
            other=self._remarks.get(pillar.id, ""),
            objectives=tuple(objectives),
        )

    def _whole(self, *, needed: bool) -> Iterator[Goal]:
        """Return what belongs to no pillar; a document needs at least one goal."""
        plan, w = self._plan, self._w
        indicators = [
            self._indicator(i) for i in plan.indicators if plan.pillar_of_indicator(i) is None
        ]
        loose = [self._action(action) for action in plan.loose_actions]
        parts = (
            (OF_STRATEGY, "stratml.of_strategy", indicators),
            (LOOSE, "stratml.loose", loose),
        )
        objectives = tuple(
            Objective(w(key), "", name, measures=tuple(measures))
            for name, key, measures in parts
            if measures
        )
        if objectives or needed:
            explained = w("stratml.whole_explained")
            yield Goal(w("stratml.whole"), explained, WHOLE, objectives=objectives)

    def _objective(self, goal: items.Goal) -> Objective:
        owner = self._owner(goal)
        lines = lines_of(goal, "goal", ("due",), self._w) if goal.due else ()
        if goal.due_text and not goal.due:
            lines = (line("goal", "due", goal.due_text, self._w),)
        measures = [self._indicator(i) for i in self._plan.indicators_of(goal.id)]
        measures += [self._action(action) for action in self._plan.actions_for(goal.id)]
        return Objective(
            title=goal.title,
            description=goal.description,
            identifier=_id(goal),
            sequence=goal.code,
            performers=(owner,) if owner else (),
            other=_text(self._remarks.get(goal.id, ""), *lines),
            measures=tuple(measures),
        )

    def _owner(self, item: items.Goal | items.Action) -> str:
        position = self._plan.find(Position, item.owner_id)
        return position.title if position else item.owner_text

    # --- indicators ------------------------------------------------------------------------------

    def _indicator(self, indicator: items.Indicator) -> Measure:
        lines = lines_of(indicator, "indicator", SAID_IN_LINES["indicator"], self._w)
        targets = sorted(self._plan.targets_of(indicator.id), key=_target_turn)
        measured = sorted(self._plan.measurements_of(indicator.id), key=_measured_turn)
        return Measure(
            title=indicator.title,
            unit=indicator.unit,
            identifier=_id(indicator),
            sequence=indicator.code,
            targets=tuple(self._target(target) for target in targets),
            actuals=(*self._baseline(indicator), *(self._measurement(m) for m in measured)),
            other=_text(indicator.description, *lines),
        )

    def _baseline(self, indicator: items.Indicator) -> Iterator[Result]:
        if indicator.baseline is not None:
            yield Result(
                ends=indicator.baseline_on,
                number=indicator.baseline,
                name=self._w("field.baseline"),
            )

    def _target(self, target: items.Target) -> Result:
        exact = target.due_precision is Precision.DAY
        lines = () if exact else lines_of(target, "target", ("due",), self._w)
        number = target.high if target.comparison in _LIMITED_ABOVE else target.low
        value = ""
        if target.comparison is Comparison.BETWEEN:
            value = f"{_figure(target.low)}–{_figure(target.high)}"
            number = None
        return Result(
            ends=target.due,
            number=None if target.comparison is Comparison.TEXT else number,
            name=choice_word(target.comparison, self._w),
            value=value,
            told=_text(target.text, *lines),
        )

    def _measurement(self, measurement: items.Measurement) -> Result:
        lines = lines_of(
            measurement, "measurement", ("note", "series_break", "preliminary"), self._w
        )
        text = self._w("stratml.withheld") if measurement.masked else measurement.text
        return Result(
            ends=measurement.on,
            number=measurement.value,
            name=self._w("field.period") if measurement.period else "",
            value=measurement.period,
            told=_text(text, *lines),
        )

    # --- actions ---------------------------------------------------------------------------------

    def _action(self, action: items.Action) -> Measure:
        """Return an action; if it serves several goals, it is written once and then referred to."""
        self._told[action.id] += 1
        told, times = self._full(action), self._told[action.id]
        if times == 1:
            return told
        return replace(told, identifier=f"{_id(action)}.{times}", same_as=(_id(action),))

    def _full(self, action: items.Action) -> Measure:
        return Measure(
            title=action.title,
            unit=self._w("field.percent"),
            identifier=_id(action),
            sequence=action.code,
            stage=PROCESSING,
            kind=QUALITATIVE,
            targets=(
                Result(
                    starts=action.start,
                    ends=action.due,
                    name=self._w("kind.action"),
                    value=choice_word(ActionState.DONE, self._w),
                ),
            ),
            actuals=(self._state(action),),
            other=_text(action.description, *self._lines(action)),
        )

    def _state(self, action: items.Action) -> Result:
        check_in = self._plan.latest_check_in(action.id)
        told = choice_word(action.state, self._w)
        return Result(
            ends=action.closed_on or (check_in.on if check_in else None),
            name=self._w("kind.action"),
            value=f"{told}, {check_in.percent} %" if check_in else told,
            told=self._remarks.get(action.id, ""),
        )

    def _lines(self, action: items.Action) -> Iterator[str]:
        owner, w = self._owner(action), self._w
        if owner:
            yield line("action", "owner_id", owner, w)
        if action.start and action.start_precision is not Precision.DAY:
            yield from lines_of(action, "action", ("start",), w)
        if action.due and action.due_precision is not Precision.DAY:
            yield from lines_of(action, "action", ("due",), w)
        elif action.due_text and not action.due:
            yield line("action", "due", action.due_text, w)
        if action.original_due and action.original_due != action.due:
            yield from lines_of(action, "action", ("original_due",), w)


def _id(item: Item) -> str:
    """Return an item's id as XML allows it: it must not begin with a digit."""
    return f"_{_bare(item)}"


def _bare(item: Item) -> str:
    return _NOT_IN_AN_ID.sub("-", item.id)


def _text(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _figure(number: float | None) -> str:
    return "" if number is None else f"{number:.15g}"


def _target_turn(target: items.Target) -> tuple[date, str, float, float]:
    return target.due or date.max, target.text, target.low or 0, target.high or 0


def _measured_turn(measurement: items.Measurement) -> tuple[date, str, str]:
    return measurement.on, measurement.period, measurement.text
