"""Read what was published, from the publications alone and never from the working plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from pydantic import ValidationError

from strategy.domain.errors import CutLogError, NotFoundError, TamperedPublicationError
from strategy.domain.items import Person
from strategy.domain.publishing.publication import Content
from strategy.domain.publishing.sealing import (
    Event,
    EventKind,
    LogEnd,
    Publication,
    Record,
    digest_of_pages,
    end_of,
)
from strategy.domain.roles import Permission, demand
from strategy.services.publishing import coat_of_arms
from strategy.store.database import Database

_KEPT = 64


@dataclass(frozen=True)
class Published:
    """A publication with its content, its entry in the log, and what became of it."""

    publication: Publication
    content: Content
    entry: LogEnd
    withdrawn_on: datetime | None = None
    withdrawn_reason: str = ""
    replaced_on: datetime | None = None
    replaced_by: int | None = None
    corrects: int | None = None
    before: Content | None = None
    coat: bytes | None = None

    @property
    def counts(self) -> bool:
        """Whether this is valid: neither withdrawn nor replaced."""
        return self.withdrawn_on is None and self.replaced_on is None

    def gone_by(self, moment: datetime) -> bool:
        """Return whether this was no longer valid at a moment."""
        ends = (self.withdrawn_on, self.replaced_on)
        return any(end is not None and end <= moment for end in ends)


def everything(database: Database, *, by: Person) -> tuple[Published, ...]:
    """Return everything ever published, the latest first, with what became of it.

    Raises TamperedPublicationError when one of them is not what was published.
    """
    demand(by, Permission.SEE_PUBLISHED)
    return told(database)


def what_counts(database: Database, *, by: Person) -> tuple[Published, ...]:
    """Return the valid publications: those neither withdrawn nor replaced."""
    demand(by, Permission.SEE_PUBLISHED)
    return tuple(published for published in told(database) if published.counts)


def that_counts(database: Database, publication_id: str, *, by: Person) -> Published:
    """Return one of the valid publications; raises NotFoundError if it is not one of them."""
    found = (p for p in what_counts(database, by=by) if p.publication.id == publication_id)
    shown = next(found, None)
    if shown is None:
        raise NotFoundError("publication", publication_id)
    return shown


def told(database: Database) -> tuple[Published, ...]:
    """Return everything ever published, for any reader.

    Raises TamperedPublicationError unless all of it, and its log, is as sealed.
    """
    return _told(database, _sealed_record(database))


def told_with_log_end(database: Database) -> tuple[tuple[Published, ...], LogEnd]:
    """Return everything ever published, as `told` does, and the end of its log."""
    record = _sealed_record(database)
    return _told(database, record), end_of(record.log)


def pages(database: Database, publication: Publication) -> dict[str, str]:
    """Return the pages and data files of a publication, by name.

    Raises TamperedPublicationError when they are not those that were published.
    """
    found = database.publications.pages(publication.id)
    if publication.pages_hash != digest_of_pages(found):
        raise TamperedPublicationError(publication.id)
    return found


def _sealed_record(database: Database) -> Record:
    """Return the stored record; raises if any of it changed, as none can be trusted then."""
    record = database.publications.record()
    if record.changed:
        raise TamperedPublicationError(min(record.changed))
    if record.noted is not None and record.is_cut:
        raise CutLogError(entries=len(record.log), noted=record.noted.entries)
    return record


def _told(database: Database, record: Record) -> tuple[Published, ...]:
    numbers = {publication.id: publication.number for publication in record.publications}
    found = tuple(_published(database, one, record.log, numbers) for one in record.publications)
    return tuple(replace(one, before=content_before(one.publication, found)) for one in found)


def content_before(publication: Publication, everything: Sequence[Published]) -> Content | None:
    """Return the content of the previous publication: the latest one of an earlier day.

    One that this publication replaces, or that was withdrawn or replaced by then, does not count.
    """
    earlier = [
        one
        for one in everything
        if one.publication.day < publication.day
        and one.publication.number < publication.number
        and not one.gone_by(publication.published_at)
    ]
    latest = max(earlier, key=_age, default=None)
    return latest.content if latest else None


def _age(published: Published) -> tuple[date, int]:
    return published.publication.day, published.publication.number


@dataclass(frozen=True)
class Soundness:
    """Whether the stored publications are what was published.

    `changed` are the ids of publications that have been altered, or whose log has; `is_cut` says
    whether the log lacks entries it had when it was `noted`.
    """

    changed: tuple[str, ...]
    count: int
    end: LogEnd
    noted: LogEnd | None
    is_cut: bool

    @property
    def is_sound(self) -> bool:
        """Whether everything is as it was sealed and noted."""
        return not self.changed and not self.is_cut


def tampered(database: Database, *, by: Person) -> tuple[str, ...]:
    """Return the ids of the publications that have been altered, or whose log has."""
    return soundness(database, by=by).changed


def soundness(database: Database, *, by: Person) -> Soundness:
    """Check everything that is stored: contents, pages, pictures, and the log to its end."""
    demand(by, Permission.PREPARE_PUBLICATION)
    record = database.publications.record()
    elsewhere = {
        one.id
        for one in record.publications
        if not (_has_its_pages(database, one) and _has_its_picture(database, one))
    }
    return Soundness(
        tuple(sorted(record.changed | elsewhere)),
        len(record.publications),
        end_of(record.log),
        record.noted,
        record.is_cut,
    )


def number_of(database: Database, publication_id: str) -> int | None:
    """Return the number of a publication, valid or not; None if it does not exist."""
    kept = database.publications.record().publications
    return next((one.number for one in kept if one.id == publication_id), None)


def _has_its_pages(database: Database, publication: Publication) -> bool:
    try:
        pages(database, publication)
    except TamperedPublicationError:
        return False
    return True


def _has_its_picture(database: Database, publication: Publication) -> bool:
    # Read from the store itself, not from a cache.
    try:
        digest = _read(publication.content).coat_of_arms
    except ValidationError:
        return False
    return not digest or database.pictures.picture(digest) is not None


def _published(
    database: Database,
    publication: Publication,
    log: Sequence[Event],
    numbers: Mapping[str, int],
) -> Published:
    own = {event.kind: event for event in log if event.publication_id == publication.id}
    withdrawn, replaced = own.get(EventKind.WITHDRAWN), own.get(EventKind.REPLACED)
    content = _read(publication.content)
    coat = coat_of_arms.picture(database, content.coat_of_arms)
    if content.coat_of_arms and coat is None:
        raise TamperedPublicationError(publication.id)
    return Published(
        publication,
        content,
        LogEnd(own[EventKind.PUBLISHED].place, own[EventKind.PUBLISHED].seal),
        withdrawn_on=withdrawn.happened_at if withdrawn else None,
        withdrawn_reason=withdrawn.reason if withdrawn else "",
        replaced_on=replaced.happened_at if replaced else None,
        replaced_by=numbers.get(replaced.other_id or "") if replaced else None,
        corrects=numbers.get(publication.replaces_id or ""),
        coat=coat,
    )


@lru_cache(maxsize=_KEPT)
def _read(content: str) -> Content:
    # Large, and the same for everybody who may see it: read once.
    return Content.model_validate_json(content)
