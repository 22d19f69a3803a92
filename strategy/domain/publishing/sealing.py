"""A publication as it is kept, and the seals that betray it when anything of it was changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from strategy.domain.publishing.publication import Content


class EventKind(StrEnum):
    """What can happen to a publication."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Publication:
    """A publication as it is kept: who, when, of what, and the seals that betray any change."""

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


def written_out(content: Content) -> str:
    """Return a publication's content as it is kept, always the same for the same content."""
    return json.dumps(
        content.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def digest(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_pages(pages: Mapping[str, str]) -> str:
    """Return one digest for all the pages made of a publication."""
    return digest(json.dumps(sorted((name, digest(body)) for name, body in pages.items())))


def sealed(publication: Publication) -> Publication:
    """Return a publication with the seal over everything else it says."""
    return replace(publication, seal=_seal(publication))


def is_intact(publication: Publication) -> bool:
    """Tell whether a publication is what it was when it was sealed."""
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


def event_seal(event: Event, before: str) -> str:
    """Return the seal of an entry, over what it says and the seal of the one before."""
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
