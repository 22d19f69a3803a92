"""Items covered by approved minutes cannot be changed, by anyone or in any way."""

from __future__ import annotations

from collections.abc import Iterable

from strategy.domain.errors import ApprovedMinutesError
from strategy.domain.items import Item
from strategy.domain.meeting_items import (
    AgendaItem,
    Agreement,
    Attendance,
    Decision,
    Meeting,
    MeetingState,
)
from strategy.domain.plan import Plan

_LOCKABLE = (Meeting, AgendaItem, Attendance, Decision, Agreement)


def is_lockable(item: Item) -> bool:
    """Return whether an item is of a kind that minutes cover."""
    return isinstance(item, _LOCKABLE)


def is_locked(plan: Plan, meeting_id: str | None) -> bool:
    """Return whether a meeting's minutes are approved."""
    meeting = plan.find(Meeting, meeting_id)
    return meeting is not None and meeting.state is MeetingState.APPROVED


def check_not_locked(plan: Plan, items: Iterable[Item]) -> None:
    """Raise ApprovedMinutesError if any of the items belongs to a meeting with approved minutes."""
    for item in items:
        meeting_id = item.id if isinstance(item, Meeting) else getattr(item, "meeting_id", None)
        if is_locked(plan, meeting_id):
            raise ApprovedMinutesError(str(meeting_id))
