"""What is stored about a person: export all of it, and erase it on request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from strategy.domain.errors import NotFoundError, StaleEditError
from strategy.domain.items import Action, Item, Person
from strategy.domain.kinds import PLAN_KINDS, kind_of
from strategy.domain.meeting_items import Attendance, Meeting
from strategy.domain.plan import Plan
from strategy.domain.publishing.questions import Progress
from strategy.domain.roles import Permission, demand
from strategy.services.reflection import answering as reflection
from strategy.services.validation import check_in_plan
from strategy.store.database import Database
from strategy.store.journal import JournalEntry
from strategy.store.orphans import REFERENCES

Document = dict[str, Any]

_A_PAGE = 500
_EVERY_MAIL = 10**6
_NAMING = tuple(field for field, kinds in REFERENCES.items() if kinds == ("person",))
"""The fields of the plan that name a person."""

_WRITTEN = frozenset(
    kind
    for kind, model in PLAN_KINDS.items()
    if not {"by_id", "proposed_by"}.isdisjoint(model.model_fields)
)
"""The kinds that hold a person's own words, and name that person."""


def everything_about(database: Database, person_id: str, *, by: Person, today: date) -> bytes:
    """Return all that is stored about a person as JSON; for that person and administrators only."""
    if by.id != person_id:
        demand(by, Permission.ADMINISTER)
    plan = database.plan()
    person = plan.find(Person, person_id)
    if person is None:
        raise NotFoundError("person", person_id)
    # Confidential items are named by id only: the file goes to the person and leaves the plan.
    document = {
        "taken_on": today,
        "organisation": plan.organisation.name,
        "person": person.model_dump(mode="json"),
        "named_in": list(_named_in(database, plan.seen_by(by.id), person_id)),
        "publications": list(_published_by(database, person_id)),
        "trusted_with_confidential_items": _trusted_with(plan, person_id),
        "what_they_did": [_done(entry) for entry in _journal_of(database, person_id)],
        "reflection": reflection.all_about(database, person_id, by=by),
        "questions": list(_questions_of(database, person_id)),
        **_way_in(database, person_id),
    }
    return json.dumps(document, ensure_ascii=False, indent=2, default=_written).encode()


def erase_person(database: Database, person: Person, *, by: Person) -> None:
    """Remove a person's name, address, access and traces of visits, for good.

    Their positions become vacant; what they did is kept as done by a former employee. Raises
    InvalidInputError for the last administrator. Backups taken before keep the name until they
    are pruned, and anyone who restores one has to erase the person again.
    """
    demand(by, Permission.ADMINISTER)
    _gone(database.plan(), person)
    # Access goes first: if the process stops in between, the name is still there and the
    # person can be erased again. The other way round they could not.
    database.identities.erase(person.id)
    database.outbox.erase(person.id)
    database.calendar_feeds.withdraw(person.id)
    database.reflections.erase(person.id)
    with database.change(by=by.id) as writing:
        writing.update(_gone(writing.plan, person))
        for position in writing.plan.positions_held_by(person.id):
            held = next(p for p in writing.plan.positions if p.id == position)
            holder_id = None if held.holder_id == person.id else held.holder_id
            deputy_id = None if held.deputy_id == person.id else held.deputy_id
            left = {"holder_id": holder_id, "deputy_id": deputy_id}
            writing.update(held.model_copy(update=left))


def _gone(plan: Plan, person: Person) -> Person:
    """Return the empty record that replaces an erased person; raise if it cannot be stored."""
    stored = plan.find(Person, person.id)
    if stored is None:
        raise NotFoundError(kind_of(person), person.id)
    if stored.version != person.version:
        raise StaleEditError(stored)
    gone = Person(id=stored.id, version=person.version, retired=True, erased=True)
    check_in_plan(plan, gone, before=stored)
    return gone


def _named_in(database: Database, plan: Plan, person_id: str) -> Iterator[Document]:
    """Yield the items that name a person, retired ones too, and what they wrote themselves."""
    for item in _everything(database, plan):
        fields = [name for name in _NAMING if _names(getattr(item, name, None), person_id)]
        if fields:
            kind = kind_of(item)
            named = {"kind": kind, "id": item.id, "as": fields, "what": _title(plan, item)}
            yield {**named, "said": item.model_dump(mode="json")} if kind in _WRITTEN else named


def _names(value: object, person_id: str) -> bool:
    return person_id in value if isinstance(value, tuple) else value == person_id


def _everything(database: Database, plan: Plan) -> Iterator[Item]:
    yield from plan.ever_by_id.values()
    # The plan holds only the latest check-in of each action; the earlier ones are stored too.
    for action in (item for item in plan.ever_by_id.values() if isinstance(item, Action)):
        earlier = (c for c in database.check_ins(action.id) if c.id not in plan.ever_by_id)
        yield from earlier


def _published_by(database: Database, person_id: str) -> Iterator[Document]:
    """Yield the publications a person prepared, approved or withdrew, drafts included."""
    for draft in database.publications.drafts():
        if draft.prepared_by == person_id:
            yield {"id": draft.id, "title": draft.title, "day": draft.day, "as": ["prepared_by"]}
    for one in database.publications.all():
        fields = [f for f in ("prepared_by", "approved_by") if getattr(one, f) == person_id]
        if fields:
            yield {"id": one.id, "title": one.title, "day": one.day, "as": fields}
    for event in database.publications.events():
        if event.by_id == person_id:
            told = {"id": event.publication_id, "did": event.kind, "at": event.happened_at}
            yield {**told, "reason": event.reason}


def _title(plan: Plan, item: Item) -> str:
    # An attendance has no title of its own: use that of its meeting.
    told = plan.find(Meeting, item.meeting_id) if isinstance(item, Attendance) else item
    return str(getattr(told, "title", ""))


def _trusted_with(plan: Plan, person_id: str) -> int:
    confided = (getattr(item, "confidential_to", ()) for item in plan.by_id.values())
    return sum(person_id in people for people in confided)


def _journal_of(database: Database, person_id: str) -> Iterator[JournalEntry]:
    offset = 0
    while page := database.journal(by=person_id, limit=_A_PAGE, offset=offset):
        yield from page
        offset += _A_PAGE


def _done(entry: JournalEntry) -> Document:
    told = {
        "at": entry.made_at,
        "did": entry.event,
        "kind": entry.kind,
        "id": entry.item_id,
        "reason": entry.reason,
    }
    # What they wrote themselves; the rest of the plan is not about them.
    return {**told, "wrote": entry.after} if entry.kind in _WRITTEN else told


def _questions_of(database: Database, person_id: str) -> Iterator[Document]:
    """Yield what the person asked, and the steps they took with questions."""
    for question in database.questions.all():
        steps = [s.model_dump(mode="json") for s in question.steps if s.by_id == person_id]
        wrote = any(s["progress"] == Progress.ANSWERED for s in steps)
        if question.asked_by == person_id or steps:
            yield {
                "id": question.id,
                "asked": question.text if question.asked_by == person_id else None,
                "answered": question.answer if wrote else None,
                "steps": steps,
            }


def _way_in(database: Database, person_id: str) -> Document:
    identities = database.identities
    return {
        "identities": [asdict(identity) for identity in identities.of(person_id)],
        "invitations": [asdict(invitation) for invitation in identities.invitations_of(person_id)],
        "mails": [asdict(mail) for mail in database.outbox.mails_to(person_id)],
        "mails_they_asked_for": [
            {"day": mail.day, "kind": mail.kind, "to": mail.person_id}
            for mail in database.outbox.mails(limit=_EVERY_MAIL)
            if mail.asked_by == person_id
        ],
        "calendar_address_made_at": database.calendar_feeds.made_at(person_id),
        "visits": [asdict(visit) for visit in identities.visits_of(person_id)],
    }


def _written(value: object) -> str:
    assert isinstance(value, date | datetime)  # noqa: S101 - nothing else is in the document
    return value.isoformat()
