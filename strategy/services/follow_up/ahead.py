"""Work out ahead what people will ask for next, so that nobody waits for it on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from strategy.domain.items import Person
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, may
from strategy.services import reading
from strategy.services.follow_up.health_trend import health_trend
from strategy.store.database import Database

_VIEWS = 4
"""Of all the different views of a plan so many are worked out ahead: most people share few."""


class Ahead:
    """Works out everything anew after a change, and on a new day; otherwise it only looks."""

    def __init__(self, database: Database) -> None:
        """Begin without anything worked out."""
        self._database = database
        self._done: object = None

    def look(self, today: date) -> bool:
        """Work out what has become old, and tell whether there was anything."""
        with self._database.at_one_revision():
            asked = (self._database.version_key(), today)
            if asked == self._done:
                return False
            work_out(self._database, today=today)
        self._done = asked
        return True


def work_out(database: Database, *, today: date) -> None:
    """Compute the figures, the findings and the latest changes for the most usual views."""
    views = tuple(_usual_views(database.plan()))
    for by in views:
        seen = reading.moment(database, by=by, today=today)
        reading.findings_of(seen, by=by)
    database.progress_points()
    for by in views:
        since = _compared_with(database, by, today)
        if since is not None:
            reading.changes_since(database, since, by=by, today=today)
    for by in views:
        health_trend(database, by=by, today=today)


def _usual_views(plan: Plan) -> Iterator[Person]:
    """Yield one person for each of the views that most people have."""
    readers = [p for p in plan.people if not p.retired and may(p, Permission.SEE_PLAN)]
    somebody = {plan.opened_to(person.id): person for person in readers}
    views = Counter(plan.opened_to(person.id) for person in readers)
    return (somebody[opened] for opened, _ in views.most_common(_VIEWS))


def _compared_with(database: Database, by: Person, today: date) -> date | None:
    """Return the day that Oversikt compares with first, if the history goes back to it."""
    plan = database.plan()
    days = (reading.last_meeting(plan, today=today), reading.last_reporting_day(plan, today=today))
    begins = reading.history_begins(database, by=by) or date.min
    return next((day for day in days if day is not None and day >= begins), None)
