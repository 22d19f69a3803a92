"""What was published, as it was: kept beside the plan, never changed, with a log of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import astuple, fields, replace
from datetime import datetime
from pathlib import Path

from strategy.domain.errors import NotFoundError, StaleEditError
from strategy.domain.publishing.publication import Draft
from strategy.domain.publishing.sealing import (
    Event,
    EventKind,
    LogEnd,
    Publication,
    Record,
    end_of,
    event_seal,
    reaches,
)
from strategy.store.engine import Connection, Engine, Row
from strategy.store.log_notes import LogNotes
from strategy.store.statements import statement

Made = tuple[Publication, Mapping[str, str]]
"""A publication, and the pages made of it by their names."""

_COLUMNS = tuple(field.name for field in fields(Publication))
_EVENT_COLUMNS = tuple(field.name for field in fields(Event))
_PAGE_COLUMNS = ("publication_id", "name", "body")


class Publications:
    """Publications and drafts of them; every method is one transaction. Times are UTC."""

    def __init__(self, engine: Engine, notes: LogNotes) -> None:
        """Use this database, and note outside it how far the log has come."""
        self._engine = engine
        self._notes = notes

    # --- being prepared ----------------------------------------------------------------------

    def drafts(self) -> tuple[Draft, ...]:
        """Return every publication being prepared, the latest first."""
        with self._engine.reading() as connection:
            return tuple(_draft(row) for row in connection.rows(statement("publication_drafts")))

    def draft(self, draft_id: str) -> Draft:
        """Return one publication being prepared."""
        with self._engine.reading() as connection:
            return _stored(connection, draft_id)

    def add_draft(self, draft: Draft, *, now: datetime) -> Draft:
        """Store a new draft."""
        values = {"id": draft.id, "prepared_at": now, "content": draft.model_dump_json()}
        with self._engine.writing() as connection:
            connection.run(statement("add_publication_draft"), values)
        return draft.model_copy(update={"version": 1})

    def change_draft(self, draft: Draft) -> Draft:
        """Store a changed draft; refuses with StaleEditError when somebody changed it meanwhile."""
        with self._engine.writing() as connection:
            values = {
                "id": draft.id,
                "version": draft.version,
                "content": draft.model_dump_json(),
            }
            if connection.run(statement("change_publication_draft"), values) == 0:
                raise StaleEditError(_stored(connection, draft.id))
        return draft.model_copy(update={"version": draft.version + 1})

    def drop_draft(self, draft: Draft) -> None:
        """Delete a draft; refuses with StaleEditError when somebody changed it meanwhile."""
        with self._engine.writing() as connection:
            _drop(connection, draft)

    # --- published ---------------------------------------------------------------------------

    def all(self) -> tuple[Publication, ...]:
        """Return everything that was ever published, the latest first."""
        return self.record().publications

    def record(self) -> Record:
        """Return everything that was ever published, the latest first, and its log.

        Everything is returned as stored; the record can tell whether it is what was published.
        """
        with self._engine.reading() as connection:
            kept = tuple(Publication(*row) for row in connection.rows(statement("publications")))
            log = _events(connection)
            pages_of = frozenset(of for (of,) in connection.rows(statement("whose_pages")))
        found = Record(kept, log, pages_of, self._notes.last())
        if found.is_sound:
            # Another process may have published, perhaps one that keeps no notes.
            self._notes.add(end_of(log), "as it was found")
        return found

    def one(self, publication_id: str) -> Publication:
        """Return one publication."""
        with self._engine.reading() as connection:
            return _one(connection, publication_id)

    def pages(self, publication_id: str) -> dict[str, str]:
        """Return the pages made of a publication, by their names."""
        with self._engine.reading() as connection:
            return dict(connection.rows(statement("publication_pages"), {"id": publication_id}))

    def events(self) -> tuple[Event, ...]:
        """Return what happened to publications, in order."""
        with self._engine.reading() as connection:
            return _events(connection)

    def publish(self, draft: Draft, make: Callable[[int, LogEnd], Made]) -> Publication:
        """Store the publication made of a draft under the next number, and delete the draft.

        `make` gets the number and the end of the log before it. Refuses with StaleEditError when
        somebody changed the draft since it was read.
        """
        with self._engine.writing() as connection:
            _drop(connection, draft)
            ((number,),) = connection.rows(statement("next_publication_number"))
            publication, pages = make(int(number), end_of(_events(connection)))
            connection.insert_many("publication", _COLUMNS, [astuple(publication)])
            rows = [(publication.id, name, body) for name, body in pages.items()]
            connection.insert_many("publication_page", _PAGE_COLUMNS, rows)
            by, now = publication.approved_by, publication.published_at
            _note(connection, publication, EventKind.PUBLISHED, by=by, now=now)
            if publication.replaces_id is not None:
                old = _one(connection, publication.replaces_id)
                _note(connection, old, EventKind.REPLACED, by=by, now=now, other=publication.id)
            end = end_of(_events(connection))
        self._notes.add(end, f"published {number}")
        return publication

    def withdraw(self, publication_id: str, *, by: str, reason: str, now: datetime) -> None:
        """Record that a publication is withdrawn."""
        with self._engine.writing() as connection:
            publication = _one(connection, publication_id)
            kind = EventKind.WITHDRAWN
            _note(connection, publication, kind, by=by, now=now, reason=reason)
            end = end_of(_events(connection))
        self._notes.add(end, f"withdrawn {publication.number}")

    # --- how far the log has come ------------------------------------------------------------

    def note_where_it_begins_anew(self, why: str) -> None:
        """Note that the log is a new one from now on, after a restore or a clear."""
        self._notes.add(end_of(self.events()), why)

    def note_in(self, folder: Path, why: str) -> None:
        """Note beside a backup how far the log has come, unless the log is known to be cut."""
        log = self.events()
        noted = self._notes.last()
        if noted is None or reaches(log, noted):
            self._notes.add_beside(folder, end_of(log), why)


def _draft(row: Row) -> Draft:
    content, version = row
    return Draft.model_validate_json(content).model_copy(update={"version": int(version)})


def _stored(connection: Connection, draft_id: str) -> Draft:
    rows = connection.rows(statement("publication_draft"), {"id": draft_id})
    if not rows:
        raise NotFoundError("publication_draft", draft_id)
    return _draft(rows[0])


def _drop(connection: Connection, draft: Draft) -> None:
    values = {"id": draft.id, "version": draft.version}
    if connection.run(statement("drop_publication_draft"), values) == 0:
        raise StaleEditError(_stored(connection, draft.id))


def _one(connection: Connection, publication_id: str) -> Publication:
    rows = connection.rows(statement("publication"), {"id": publication_id})
    if not rows:
        raise NotFoundError("publication", publication_id)
    return Publication(*rows[0])


def revisions_of_drafts(connection: Connection) -> tuple[int, ...]:
    """Return the revisions whose figures are being prepared for publication."""
    return tuple(_draft(row).revision for row in connection.rows(statement("publication_drafts")))


def _events(connection: Connection) -> tuple[Event, ...]:
    rows = connection.rows(statement("publication_events"))
    events = (Event(*row) for row in rows)
    # An unknown kind of event is not ours: it is kept as it is, and breaks the seal.
    return tuple(
        replace(event, kind=EventKind(event.kind)) if event.kind in {*EventKind} else event
        for event in events
    )


def _note(
    connection: Connection,
    publication: Publication,
    kind: EventKind,
    *,
    by: str,
    now: datetime,
    reason: str = "",
    other: str | None = None,
) -> None:
    log = _events(connection)
    place = len(log) + 1
    event = Event(place, publication.id, kind, now, by, reason, other, publication.seal, "")
    event = replace(event, seal=event_seal(event, log[-1].seal if log else ""))
    connection.insert_many("publication_event", _EVENT_COLUMNS, [astuple(event)])
