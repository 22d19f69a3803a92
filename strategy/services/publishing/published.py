"""Read what was published: from the publications alone, never from the plan one works in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from strategy.domain.errors import TamperedPublicationError
from strategy.domain.items import Person
from strategy.domain.publishing.publication import Content
from strategy.domain.publishing.sealing import (
    Event,
    EventKind,
    Publication,
    digest_of_pages,
    event_seal,
    is_intact,
)
from strategy.domain.roles import Permission, demand
from strategy.services.publishing import coat_of_arms
from strategy.store.database import Database

_KEPT = 64


@dataclass(frozen=True)
class Published:
    """A publication with what it says, and what became of it."""

    publication: Publication
    content: Content
    withdrawn_on: datetime | None = None
    withdrawn_reason: str = ""
    replaced_on: datetime | None = None
    replaced_by: int | None = None
    corrects: int | None = None
    before: Content | None = None
    coat: bytes | None = None

    @property
    def counts(self) -> bool:
        """Whether this is what the organisation says: neither withdrawn nor replaced."""
        return self.withdrawn_on is None and self.replaced_on is None

    def gone_by(self, moment: datetime) -> bool:
        """Tell whether this counted no more at a moment."""
        ends = (self.withdrawn_on, self.replaced_on)
        return any(end is not None and end <= moment for end in ends)


def everything(database: Database, *, by: Person) -> tuple[Published, ...]:
    """Return all that was ever published, the latest first, with what became of it.

    Refuses with TamperedPublicationError when one of them is not what was published.
    """
    demand(by, Permission.SEE_PUBLISHED)
    return told(database)


def what_counts(database: Database, *, by: Person) -> tuple[Published, ...]:
    """Return what the organisation says: the publications neither withdrawn nor replaced."""
    demand(by, Permission.SEE_PUBLISHED)
    return tuple(published for published in told(database) if published.counts)


def told(database: Database) -> tuple[Published, ...]:
    """Return all that was ever published, for whoever it is to be shown to."""
    kept = database.publications.all()
    log = database.publications.events()
    numbers = {publication.id: publication.number for publication in kept}
    for publication in kept:
        if not is_intact(publication):
            raise TamperedPublicationError(publication.id)
    found = tuple(_published(database, publication, log, numbers) for publication in kept)
    return tuple(replace(one, before=content_before(one.publication, found)) for one in found)


def content_before(publication: Publication, everything: Sequence[Published]) -> Content | None:
    """Return what the publication before another one said: of an earlier day, and the latest.

    What this one replaces is not before it; nor is what was withdrawn or replaced by then.
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


def tampered(database: Database, *, by: Person) -> tuple[str, ...]:
    """Return the ids of the publications that are not what was published, or whose log is not."""
    demand(by, Permission.PREPARE_PUBLICATION)
    kept = {publication.id: publication for publication in database.publications.all()}
    changed = {
        publication.id
        for publication in kept.values()
        if not (
            is_intact(publication)
            and _has_its_pages(database, publication)
            and _has_its_picture(database, publication)
        )
    }
    return tuple(sorted(changed | set(_broken_in_log(database.publications.events(), kept))))


def _has_its_pages(database: Database, publication: Publication) -> bool:
    return publication.pages_hash == digest_of_pages(database.publications.pages(publication.id))


def _has_its_picture(database: Database, publication: Publication) -> bool:
    # Asked of the store itself, not of what is remembered.
    digest = _read(publication.content).coat_of_arms
    return not digest or database.pictures.picture(digest) is not None


def _broken_in_log(log: tuple[Event, ...], kept: Mapping[str, Publication]) -> Iterable[str]:
    before = ""
    first = {event.publication_id for event in log if event.kind is EventKind.PUBLISHED}
    for event in log:
        publication = kept.get(event.publication_id)
        is_whole = publication is not None and event.publication_seal == publication.seal
        if not is_whole or event.seal != event_seal(event, before):
            yield event.publication_id
        before = event.seal
    yield from kept.keys() - first


def _published(
    database: Database,
    publication: Publication,
    log: tuple[Event, ...],
    numbers: Mapping[str, int],
) -> Published:
    own = {event.kind: event for event in log if event.publication_id == publication.id}
    withdrawn, replaced = own.get(EventKind.WITHDRAWN), own.get(EventKind.REPLACED)
    content = _read(publication.content)
    return Published(
        publication,
        content,
        withdrawn_on=withdrawn.happened_at if withdrawn else None,
        withdrawn_reason=withdrawn.reason if withdrawn else "",
        replaced_on=replaced.happened_at if replaced else None,
        replaced_by=numbers.get(replaced.other_id or "") if replaced else None,
        corrects=numbers.get(publication.replaces_id or ""),
        coat=coat_of_arms.picture(database, content.coat_of_arms),
    )


@lru_cache(maxsize=_KEPT)
def _read(content: str) -> Content:
    # The same for everybody who may see it, and long: it is read once.
    return Content.model_validate_json(content)
