"""Who has been involved in what: hearings, unanswered input, goals nobody was asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from strategy.domain.in_turn import involved_turn
from strategy.domain.items import Action, Goal, Involvement
from strategy.domain.meeting_items import Decision, Hearing
from strategy.domain.plan import Plan

About = Goal | Action | Decision
"""What one can be involved in."""


class HearingState(StrEnum):
    """The state of a hearing."""

    OPEN = "open"
    COMING = "coming"
    TO_CONCLUDE = "to_conclude"
    CONCLUDED = "concluded"


@dataclass(frozen=True)
class Entry:
    """One involvement with the item it was about and its hearing, as far as the reader may see."""

    involvement: Involvement
    about: About
    hearing: Hearing | None


def state_of(hearing: Hearing, today: date) -> HearingState:
    """Return the state of a hearing on a day; it is still open on its last day."""
    if hearing.closed_on is not None:
        return HearingState.CONCLUDED
    if today < hearing.opens:
        return HearingState.COMING
    return HearingState.OPEN if today <= hearing.closes else HearingState.TO_CONCLUDE


def hearings_in_order(plan: Plan, today: date) -> tuple[Hearing, ...]:
    """Return the hearings, the open ones first, then by closing day."""
    order = list(HearingState)
    # The latest concluded hearing comes first among the concluded ones.
    return tuple(
        sorted(
            plan.hearings,
            key=lambda h: (
                order.index(state_of(h, today)),
                -h.closes.toordinal() if h.closed_on else h.closes.toordinal(),
                h.id,
            ),
        )
    )


def heard_about(plan: Plan, hearing: Hearing) -> tuple[About, ...]:
    """Return the goals, actions and decisions a hearing is about."""
    ids = (*hearing.goal_ids, *hearing.action_ids, *hearing.decision_ids)
    found = (plan.ever_by_id.get(item_id) for item_id in ids)
    return tuple(item for item in found if isinstance(item, Goal | Action | Decision))


def answers_to(plan: Plan, hearing: Hearing) -> tuple[Involvement, ...]:
    """Return the answers in a hearing, the earliest first."""
    answers = (i for i in plan.involvements if i.hearing_id == hearing.id)
    return tuple(sorted(answers, key=involved_turn))


def hearings_for(plan: Plan, person_id: str, today: date) -> tuple[Hearing, ...]:
    """Return the open hearings a person is invited to answer, the soonest to close first."""
    return tuple(
        hearing
        for hearing in hearings_in_order(plan, today)
        if person_id in hearing.asked_ids and state_of(hearing, today) is HearingState.OPEN
    )


def unanswered_hearings(plan: Plan, person_id: str, today: date) -> tuple[Hearing, ...]:
    """Return the open hearings that wait for a person's answer, the soonest to close first."""
    return tuple(
        hearing
        for hearing in hearings_for(plan, person_id, today)
        if not any(answer.by_id == person_id for answer in answers_to(plan, hearing))
    )


def log(plan: Plan) -> tuple[Entry, ...]:
    """Return everybody's involvement, the latest first."""
    found = []
    for involvement in sorted(plan.involvements, key=involved_turn, reverse=True):
        about = plan.ever_by_id.get(involvement.item_id)
        if isinstance(about, Goal | Action | Decision):
            hearing = plan.find(Hearing, involvement.hearing_id)
            found.append(Entry(involvement, about, hearing))
    return tuple(found)


def awaits_answer(entry: Entry) -> bool:
    """Return whether nobody has said what came of somebody's input.

    A hearing's conclusion answers everybody who took part in it.
    """
    concluded = entry.hearing is not None and entry.hearing.closed_on is not None
    return not entry.involvement.outcome and not concluded


def nobody_involved(plan: Plan) -> tuple[Goal, ...]:
    """Return the goals without involvement, also in their actions and decisions about them."""
    return tuple(goal for goal in plan.goals if not _was_anybody_involved(plan, goal))


def _was_anybody_involved(plan: Plan, goal: Goal) -> bool:
    decisions = (d for d in plan.decisions if goal.id in d.goal_ids)
    # A goal carried over inherits the involvement in the goal it continues.
    line = (goal.id, goal.carried_from or "")
    about = (*line, *(a.id for a in plan.actions_for(goal.id)), *(d.id for d in decisions))
    return any(plan.involvements_of(item_id) for item_id in about)
