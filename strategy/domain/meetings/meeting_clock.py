"""A running meeting's clock: which item is up, since when, and how long each has taken."""

from __future__ import annotations

from datetime import datetime

from strategy.domain.items import Item


class MeetingClock(Item):
    """What is up in a meeting; its id is the meeting's. Times are UTC, without a zone.

    `since` is when the item that is up came up, or went on after a pause; None while it pauses.
    `spent` tells the seconds each item had taken by then.
    """

    agenda_item_id: str | None = None
    since: datetime | None = None
    spent: tuple[tuple[str, int], ...] = ()
    run_by: str | None = None

    @property
    def paused(self) -> bool:
        """Whether time stands still."""
        return self.since is None

    def seconds_on(self, item_id: str | None, *, now: datetime) -> int:
        """Return how long an item has been up in all."""
        before = dict(self.spent).get(item_id or "", 0)
        if item_id != self.agenda_item_id or self.since is None:
            return before
        return before + max(int((now - self.since).total_seconds()), 0)


def shown(clock: MeetingClock, item_id: str | None, *, by: str, now: datetime) -> MeetingClock:
    """Return the clock with another item up, or the same again; its time runs from now."""
    counted = _counted(clock, now)
    return counted.model_copy(update={"agenda_item_id": item_id, "since": now, "run_by": by})


def paused(clock: MeetingClock, *, by: str, now: datetime) -> MeetingClock:
    """Return the clock standing still, what has passed kept."""
    return _counted(clock, now).model_copy(update={"since": None, "run_by": by})


def _counted(clock: MeetingClock, now: datetime) -> MeetingClock:
    if clock.agenda_item_id is None:
        return clock
    seconds = clock.seconds_on(clock.agenda_item_id, now=now)
    spent = {**dict(clock.spent), clock.agenda_item_id: seconds}
    return clock.model_copy(update={"spent": tuple(spent.items())})
