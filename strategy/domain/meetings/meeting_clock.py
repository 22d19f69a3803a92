"""A running meeting's clock: the current item, since when, and how long each has taken."""

from __future__ import annotations

from datetime import datetime

from strategy.domain.items import Item


class MeetingClock(Item):
    """The current item of a meeting; the id is the meeting's. Times are UTC, without a zone.

    `since` is when the current item started, or resumed after a pause; None while paused.
    `spent` is the seconds each item had taken by then.
    """

    agenda_item_id: str | None = None
    since: datetime | None = None
    spent: tuple[tuple[str, int], ...] = ()
    run_by: str | None = None

    @property
    def paused(self) -> bool:
        """Whether the clock is paused."""
        return self.since is None

    def seconds_on(self, item_id: str | None, *, now: datetime) -> int:
        """Return how many seconds an item has taken in all."""
        before = dict(self.spent).get(item_id or "", 0)
        if item_id != self.agenda_item_id or self.since is None:
            return before
        return before + max(int((now - self.since).total_seconds()), 0)


def shown(clock: MeetingClock, item_id: str | None, *, by: str, now: datetime) -> MeetingClock:
    """Return the clock with an item as the current one, its time running from now."""
    counted = _counted(clock, now)
    return counted.model_copy(update={"agenda_item_id": item_id, "since": now, "run_by": by})


def paused(clock: MeetingClock, *, by: str, now: datetime) -> MeetingClock:
    """Return the clock paused, with the time spent so far kept."""
    return _counted(clock, now).model_copy(update={"since": None, "run_by": by})


def _counted(clock: MeetingClock, now: datetime) -> MeetingClock:
    if clock.agenda_item_id is None:
        return clock
    seconds = clock.seconds_on(clock.agenda_item_id, now=now)
    spent = {**dict(clock.spent), clock.agenda_item_id: seconds}
    return clock.model_copy(update={"spent": tuple(spent.items())})
