"""One change: rows and journal together, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Protocol

from strategy.domain.errors import NotFoundError, StaleEditError
from strategy.domain.items import CheckIn, Item, Measurement, Organisation
from strategy.domain.kinds import kind_of
from strategy.domain.meetings.locking import check_not_locked, is_lockable
from strategy.domain.plan import Plan
from strategy.domain.strategies import Ground, following, in_place_of
from strategy.store import journal
from strategy.store.engine import Connection, Row
from strategy.store.outbox import (
    Mail,
    MailKey,
    MailKind,
    ask_within,
    keep_back_within,
    mails_about_within,
)
from strategy.store.shapes import Shape, shape_of
from strategy.store.statements import statement


class ReadPlan(Protocol):
    """Returns the stored plan; with a day, without the check-ins that are dated after it."""

    def __call__(self, *, today: date | None = None) -> Plan:
        """Return the plan."""


class Change:
    """What somebody does to the plan in one go; the database hands it out and completes it."""

    def __init__(self, connection: Connection, *, revision: int, read_plan: ReadPlan) -> None:
        """Write on this connection, as this revision."""
        self._connection = connection
        self._revision = revision
        self._read_plan = read_plan
        self.entries: list[Row] = []

    @property
    def revision(self) -> int:
        """The revision this change will be."""
        return self._revision

    @cached_property
    def plan(self) -> Plan:
        """The plan as it stood when the change began; nobody else can change it meanwhile."""
        return self._read_plan()

    def plan_on(self, today: date) -> Plan:
        """Return the same plan without the check-ins that are dated after today."""
        return self._read_plan(today=today)

    def add(self, item: Item) -> Item:
        """Add an item and return it as stored, at version 1."""
        shape = shape_of(kind_of(item))
        self._check_not_locked(item)
        added = self._as_kept(item).model_copy(update={"version": 1})
        self._connection.run(shape.insert, {**shape.values(added), "revision": self._revision})
        self._note(before=None, after=added)
        return added

    def add_many(self, items: Iterable[Item]) -> tuple[Item, ...]:
        """Add many items at once, much faster than one by one, and return them as stored."""
        given = tuple(items)
        organisation = next((item for item in given if isinstance(item, Organisation)), None)
        kept = (self._as_kept(item, organisation) for item in given)
        added = tuple(item.model_copy(update={"version": 1}) for item in kept)
        self._check_not_locked(*added)
        by_kind: defaultdict[str, list[Item]] = defaultdict(list)
        for item in added:
            by_kind[kind_of(item)].append(item)
            self._note(before=None, after=item)
        for kind, members in by_kind.items():
            shape = shape_of(kind)
            rows = ((*shape.row(item), self._revision) for item in members)
            self._connection.insert_many(kind, (*shape.columns, "revision"), rows)
        return added

    def update(self, item: Item) -> Item:
        """Update a stored item and return it at its next version.

        Refuses with StaleEditError when somebody changed it since this version was read. An update
        without changes is not written. A draft's own version of the item follows where both still
        say the same.
        """
        if isinstance(item, CheckIn):
            raise TypeError("a check-in is followed by another, never changed")
        shape = shape_of(kind_of(item))
        before, written_in = self._stored(shape, item.id)
        item = self._as_kept(item, before=before)
        if item.model_copy(update={"version": before.version}) == before:
            return before
        self._check_not_locked(before, item)
        own = in_place_of(self.plan, before) if isinstance(before, Ground) else ()
        values = {**shape.values(item), "revision": self._revision}
        if self._connection.run(shape.update, values) == 0:
            raise self._stale(before, written_in)
        after = item.model_copy(update={"version": before.version + 1})
        self._note(before=before, after=after)
        self._let_follow(own, before, after)
        return after

    def mail(self, wanted: Iterable[MailKey], *, now: datetime, asked_by: str | None) -> None:
        """Request mails about this change: they are sent only if it is made."""
        ask_within(self._connection, wanted, now=now, asked_by=asked_by)

    def mails_about(self, kind: MailKind, about: str) -> tuple[Mail, ...]:
        """Return the mails of a kind about one thing: none goes out before this change is made."""
        return mails_about_within(self._connection, kind, about)

    def keep_back(self, kind: MailKind, about: str) -> None:
        """Cancel the waiting mails of a kind about one thing, if this change is made."""
        keep_back_within(self._connection, kind, about)

    def demand_current(self, item: Item, version: int) -> None:
        """Refuse with StaleEditError unless the item is still at the version somebody read."""
        stored, written_in = self._stored(shape_of(kind_of(item)), item.id)
        if stored.version != version:
            raise self._stale(stored, written_in)

    def _as_kept(
        self, item: Item, organisation: Organisation | None = None, *, before: Item | None = None
    ) -> Item:
        # Here and not in a service: whatever way a figure comes in, the organisation has decided.
        if not isinstance(item, Measurement):
            return item
        stored = before if isinstance(before, Measurement) else None
        return item.as_kept_by(organisation or self.plan.organisation, stored)

    def _check_not_locked(self, *items: Item) -> None:
        # Here and not in a service, because every write goes through here.
        lockable = [item for item in items if is_lockable(item)]
        if lockable:
            check_not_locked(self.plan, lockable)

    def _let_follow(self, own: Iterable[Ground], before: Item, after: Item) -> None:
        # Here and not in a service: drafts must follow however a shared item is changed.
        for item in own:
            stored, _ = self._stored(shape_of(kind_of(item)), item.id)
            self.update(following(stored, before, after))

    def _note(self, *, before: Item | None, after: Item) -> None:
        place = len(self.entries) + 1
        self.entries.append(journal.entry_row(self._revision, place, before=before, after=after))

    def _stored(self, shape: Shape, item_id: str) -> tuple[Item, int]:
        found = self._connection.rows(shape.select_one, {"id": item_id})
        if not found:
            raise NotFoundError(shape.kind, item_id)
        ((*columns, revision),) = found
        return shape.item(tuple(columns)), int(revision)

    def _stale(self, theirs: Item, revision: int) -> StaleEditError:
        found = self._connection.rows(statement("changed_at"), {"revision": revision})
        # A row this very change wrote has no revision on record yet.
        by_id, made_at = found[0] if found else (None, None)
        return StaleEditError(theirs, by_id=by_id, at=made_at)
