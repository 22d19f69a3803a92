"""Whole plans for tests of the rules: name the items, leave out what does not matter."""

from datetime import date, timedelta

from strategy.domain.figures.assessment import ActionStatus, Assessment, GoalStatus, assess
from strategy.domain.figures.effect import IndicatorStatus
from strategy.domain.items import (
    Action,
    ActionState,
    CheckIn,
    Indicator,
    Item,
    Measurement,
    Organisation,
    Strategy,
    Target,
)
from strategy.domain.kinds import kind_of
from strategy.domain.plan import Plan
from tests.builders import a_check_in, a_measurement, a_target, an_action, an_organisation

TODAY = date(2026, 7, 1)
FIELD_OF = {"strategy": "strategy", "organisation": "organisation", "person": "people"}


def days(number: int) -> timedelta:
    return timedelta(days=number)


def a_plan(*items: Item, retired: tuple[Item, ...] = ()) -> Plan:
    """The plan these items make up, in a municipality with the usual settings."""
    parts: dict[str, list[Item]] = {}
    for item in items:
        parts.setdefault(FIELD_OF.get(kind_of(item), f"{kind_of(item)}s"), []).append(item)
    organisation = next((i for i in items if isinstance(i, Organisation)), an_organisation())
    strategy = next((i for i in items if isinstance(i, Strategy)), None)
    tuples = {
        field: tuple(found)
        for field, found in parts.items()
        if field not in {"organisation", "strategy"}
    }
    return Plan(revision=1, organisation=organisation, strategy=strategy, retired=retired, **tuples)


def a_halfway_action(action_id: str, **given: object) -> Action:
    """An action that should be half done today."""
    dates = {"start": TODAY - days(50), "due": TODAY + days(50), "original_due": None}
    return an_action(**{"id": action_id, "code": action_id, **dates, **given})


def said(action: Action, percent: int, **given: object) -> CheckIn:
    """What somebody said about an action today."""
    return a_check_in(action, **{"percent": percent, "on": TODAY, **given})


def points_behind(action_id: str, points: int, **given: object) -> tuple[Action, CheckIn]:
    """An action that is so many points behind its plan today."""
    action = a_halfway_action(action_id, **given)
    return action, said(action, 50 - points)


def silent(action_id: str, points: int, **given: object) -> tuple[Action, CheckIn]:
    """An action nobody has told about for 153 days, so many points behind if nothing happened."""
    dates = {"start": TODAY - days(200), "due": TODAY + days(200)}
    action = a_halfway_action(action_id, **{**dates, **given})
    return action, said(action, 50 - points, on=TODAY - days(153))


def a_done_action(action_id: str, **given: object) -> Action:
    return a_halfway_action(action_id, state=ActionState.DONE, **given)


def a_stopped_action(action_id: str, **given: object) -> Action:
    return a_halfway_action(action_id, state=ActionState.STOPPED, **given)


def measured(indicator: Indicator, value: float | None, **given: object) -> Measurement:
    """A measurement made today."""
    return a_measurement(indicator, **{"value": value, "on": TODAY, **given})


def halfway_to(indicator: Indicator, low: float | None = None, **given: object) -> Target:
    """A target as far ahead as the indicator's baseline is behind."""
    return a_target(indicator, **{"low": low, "due": TODAY + days(100), **given})


def all_of(plan: Plan, today: date = TODAY) -> Assessment:
    return assess(plan, today)


def action_in(plan: Plan, action_id: str, today: date = TODAY) -> ActionStatus:
    return assess(plan, today).actions[action_id]


def goal_in(plan: Plan, goal_id: str, today: date = TODAY) -> GoalStatus:
    return assess(plan, today).goals[goal_id]


def indicator_in(plan: Plan, indicator_id: str, today: date = TODAY) -> IndicatorStatus:
    return assess(plan, today).indicators[indicator_id]
