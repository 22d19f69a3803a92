"""Who may do what: the one table every service uses."""

from __future__ import annotations

from enum import StrEnum

from strategy.domain.errors import NotAllowedError
from strategy.domain.items import Action, Indicator, Person, Role
from strategy.domain.plan import Plan


class Permission(StrEnum):
    """Something a person may be allowed to do."""

    SEE_PLAN = "see_plan"
    SEE_PUBLISHED = "see_published"
    CHANGE_STRATEGY = "change_strategy"
    CHANGE_PLAN = "change_plan"
    REPORT = "report"
    REPORT_OWN = "report_own"
    GIVE_INPUT = "give_input"
    RUN_MEETING = "run_meeting"
    APPROVE_MINUTES = "approve_minutes"
    ANSWER = "answer"
    ANSWER_INVITED = "answer_invited"
    PREPARE_PUBLICATION = "prepare_publication"
    PUBLISH = "publish"
    ASK = "ask"
    ADMINISTER = "administer"


_EVERYBODY = frozenset(Role)
_DECIDERS = frozenset({Role.ADMINISTRATOR, Role.LEADER})
_PLANNERS = _DECIDERS | {Role.HR}
_INSIDE = _EVERYBODY - {Role.POLITICIAN}

_MAY: dict[Permission, frozenset[Role]] = {
    Permission.SEE_PLAN: _INSIDE,
    Permission.SEE_PUBLISHED: _EVERYBODY,
    Permission.CHANGE_STRATEGY: _DECIDERS,
    Permission.CHANGE_PLAN: _PLANNERS,
    Permission.REPORT: _PLANNERS,
    Permission.REPORT_OWN: _PLANNERS | {Role.OWNER},
    Permission.GIVE_INPUT: _INSIDE,
    Permission.RUN_MEETING: _PLANNERS,
    Permission.APPROVE_MINUTES: _DECIDERS,
    Permission.ANSWER: _PLANNERS,
    Permission.ANSWER_INVITED: _EVERYBODY,
    Permission.PREPARE_PUBLICATION: _PLANNERS,
    Permission.PUBLISH: _DECIDERS,
    Permission.ASK: _EVERYBODY,
    Permission.ADMINISTER: frozenset({Role.ADMINISTRATOR}),
}


def may(person: Person, permission: Permission) -> bool:
    """Return whether a person may do this at all."""
    if person.retired or person.erased:
        return False
    return not _MAY[permission].isdisjoint(person.roles)


def demand(person: Person, permission: Permission) -> None:
    """Raise NotAllowedError unless the person may do this."""
    if not may(person, permission):
        raise NotAllowedError(permission)


def may_report(plan: Plan, person: Person, item: Action | Indicator) -> bool:
    """Return whether a person may report on this: planners on all, owners and deputies on own."""
    if may(person, Permission.REPORT):
        return True
    own = item.owner_id in plan.positions_held_by(person.id)
    return own and may(person, Permission.REPORT_OWN)


def demand_report(plan: Plan, person: Person, item: Action | Indicator) -> None:
    """Raise NotAllowedError unless the person may report on this item."""
    if not may_report(plan, person, item):
        raise NotAllowedError(Permission.REPORT)
