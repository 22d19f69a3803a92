"""What approved minutes tell of stands as it was approved, whoever wants to change it and how."""

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
    """Tell whether an item is of a kind that minutes tell of."""
    return isinstance(item, _LOCKABLE)


def is_locked(plan: Plan, meeting_id: str | None) -> bool:
    """Tell whether a meeting's minutes are approved."""
    meeting = plan.find(Meeting, meeting_id)
    return meeting is not None and meeting.state is MeetingState.APPROVED


def check_not_locked(plan: Plan, items: Iterable[Item]) -> None:
    """Refuse with ApprovedMinutesError to touch what belongs to a meeting with such minutes."""
    for item in items:
        meeting_id = item.id if isinstance(item, Meeting) else getattr(item, "meeting_id", None)
        if is_locked(plan, meeting_id):
            raise ApprovedMinutesError(str(meeting_id))
