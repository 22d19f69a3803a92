"""A publication as it is stored, with seals that reveal any later change."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from strategy.domain.publishing.publication import Content


class EventKind(StrEnum):
    """What can happen to a publication."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Publication:
    """A publication as it is stored: who, when, of what, and the seals that reveal any change."""

    id: str
    number: int
    title: str
    day: date
    plan_revision: int
    prepared_by: str
    approved_by: str
    published_at: datetime
    replaces_id: str | None
    content: str
    content_hash: str
    pages_hash: str
    seal: str


@dataclass(frozen=True)
class Event:
    """One entry of the publications' log; each is sealed together with the one before it."""

    place: int
    publication_id: str
    kind: EventKind
    happened_at: datetime
    by_id: str
    reason: str
    other_id: str | None
    publication_seal: str
    seal: str


@dataclass(frozen=True)
class LogEnd:
    """The end of a log: how many entries it has, and the seal of the last."""

    entries: int = 0
    seal: str = ""


@dataclass(frozen=True)
class Record:
    """All that is stored of what was published.

    `noted` is the end of the log when that was last recorded outside the log.
    """

    publications: tuple[Publication, ...]
    log: tuple[Event, ...]
    pages_of: frozenset[str] = frozenset()
    noted: LogEnd | None = None

    @cached_property
    def changed(self) -> frozenset[str]:
        """The ids of the publications that were changed, or whose log entries were.

        A log cut at its end is not found here, as the rest of it is intact; see `is_cut`.
        """
        kept = {publication.id: publication for publication in self.publications}
        return frozenset(
            (
                *(one.id for one in self.publications if not is_intact(one)),
                *_broken_in_log(self.log, kept),
                *_out_of_turn(self.log, kept),
                *(self.pages_of - kept.keys()),
            )
        )

    @property
    def is_sound(self) -> bool:
        """Whether everything is as published and the log is complete."""
        return not self.changed and not self.is_cut

    @property
    def is_cut(self) -> bool:
        """Whether entries the log is known to have had are missing or replaced."""
        return self.noted is not None and not reaches(self.log, self.noted)


def written_out(content: Content) -> str:
    """Return a publication's content as it is stored; equal content gives the same text."""
    return json.dumps(
        content.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def digest(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_pages(pages: Mapping[str, str]) -> str:
    """Return one digest for all the pages of a publication."""
    return digest(json.dumps(sorted((name, digest(body)) for name, body in pages.items())))


def sealed(publication: Publication) -> Publication:
    """Return a publication with the seal computed over all its other fields."""
    return replace(publication, seal=_seal(publication))


def is_intact(publication: Publication) -> bool:
    """Return whether a publication is unchanged since it was sealed."""
    return publication.content_hash == digest(publication.content) and (
        publication.seal == _seal(publication)
    )


def _seal(publication: Publication) -> str:
    said = (
        publication.id,
        publication.number,
        publication.title,
        publication.day.isoformat(),
        publication.plan_revision,
        publication.prepared_by,
        publication.approved_by,
        publication.published_at.isoformat(),
        publication.replaces_id,
        publication.content_hash,
        publication.pages_hash,
    )
    return digest(json.dumps(said))


def end_of(log: Sequence[Event]) -> LogEnd:
    """Return the end of a log."""
    return LogEnd(len(log), log[-1].seal) if log else LogEnd()


def reaches(log: Sequence[Event], end: LogEnd) -> bool:
    """Return whether a log still contains this end; it may only have grown since."""
    return end_of(log[: end.entries]) == end


def _broken_in_log(log: Iterable[Event], kept: Mapping[str, Publication]) -> Iterator[str]:
    """Yield the publication ids of entries that break the chain of seals."""
    before = ""
    for place, event in enumerate(log, start=1):
        publication = kept.get(event.publication_id)
        is_whole = publication is not None and event.publication_seal == publication.seal
        if not is_whole or event.place != place or event.seal != event_seal(event, before):
            yield event.publication_id
        before = event.seal


def _out_of_turn(log: Iterable[Event], kept: Mapping[str, Publication]) -> Iterator[str]:
    """Yield the ids published without a log entry, more than once, or out of number order."""
    published = [event.publication_id for event in log if event.kind is EventKind.PUBLISHED]
    yield from (publication_id for publication_id, times in Counter(published).items() if times > 1)
    yield from kept.keys() - set(published)
    numbered = sorted(kept.values(), key=lambda one: one.number)
    for place, one in enumerate(numbered, start=1):
        if one.number != place or (place <= len(published) and published[place - 1] != one.id):
            yield one.id


def event_seal(event: Event, before: str) -> str:
    """Return the seal of an entry, over its content and the seal of the previous one."""
    said = (
        before,
        event.place,
        event.publication_id,
        event.kind,
        event.happened_at.isoformat(),
        event.by_id,
        event.reason,
        event.other_id,
        event.publication_seal,
    )
    return digest(json.dumps(said))
