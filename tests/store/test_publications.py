"""Publications are kept as they were, with a log of their own, beside the plan."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from strategy.domain.errors import NotFoundError, StaleEditError
from strategy.domain.publishing.publication import Draft
from strategy.domain.publishing.sealing import (
    EventKind,
    LogEnd,
    Publication,
    digest,
    event_seal,
    is_intact,
    sealed,
)
from strategy.store.database import Database
from strategy.store.log_notes import LogNotes
from strategy.store.publications import Publications
from tests.builders import HEGE, LIV, stock

NOW = datetime(2026, 5, 20, 12, 30)  # noqa: DTZ001 - the store speaks UTC without a zone
LATER = datetime(2026, 6, 1, 8)  # noqa: DTZ001 - as above


def a_draft(**given) -> Draft:
    given = {
        "id": "draft",
        "title": "T1 2026",
        "day": date(2026, 4, 30),
        "revision": 1,
        "prepared_by": HEGE.id,
        **given,
    }
    return Draft(**given)


def made(publication_id: str, *, at: datetime = NOW, replaces_id: str | None = None):
    def make(number: int, _log_before: LogEnd):
        publication = Publication(
            id=publication_id,
            number=number,
            title="T1 2026",
            day=date(2026, 4, 30),
            plan_revision=1,
            prepared_by=HEGE.id,
            approved_by=LIV.id,
            published_at=at,
            replaces_id=replaces_id,
            content='{"blå": "bær"}',
            content_hash=digest('{"blå": "bær"}'),
            pages_hash="",
            seal="",
        )
        return sealed(publication), {"nb.html": "<p>æøå</p>", "data.json": "{}"}

    return make


def publish(database: Database, publication_id: str, **given) -> Publication:
    draft = database.publications.add_draft(a_draft(id=f"draft-{publication_id}"), now=NOW)
    return database.publications.publish(draft, made(publication_id, **given))


def test_a_draft_is_kept_and_changed_version_by_version(database: Database):
    draft = database.publications.add_draft(a_draft(), now=NOW)
    changed = database.publications.change_draft(draft.model_copy(update={"summary": "Bra"}))

    assert (draft.version, changed.version) == (1, 2)
    assert database.publications.draft("draft") == changed
    assert database.publications.drafts() == (changed,)
    assert changed.summary == "Bra"


def test_the_latest_draft_comes_first(database: Database):
    database.publications.add_draft(a_draft(id="early"), now=NOW)
    database.publications.add_draft(a_draft(id="late"), now=LATER)

    assert [draft.id for draft in database.publications.drafts()] == ["late", "early"]


def test_whoever_writes_second_is_told(database: Database):
    read = database.publications.add_draft(a_draft(), now=NOW)
    database.publications.change_draft(read.model_copy(update={"summary": "Først"}))

    with pytest.raises(StaleEditError) as refused:
        database.publications.change_draft(read.model_copy(update={"summary": "Sist"}))
    with pytest.raises(StaleEditError):
        database.publications.drop_draft(read)

    assert refused.value.theirs.summary == "Først"
    assert database.publications.draft("draft").summary == "Først"


def test_a_draft_that_is_dropped_is_gone(database: Database):
    draft = database.publications.add_draft(a_draft(), now=NOW)
    database.publications.drop_draft(draft)

    assert database.publications.drafts() == ()
    with pytest.raises(NotFoundError):
        database.publications.change_draft(draft)


def test_what_is_published_reads_back_as_it_was_with_its_pages(database: Database):
    first, second = publish(database, "one"), publish(database, "two", at=LATER)

    assert (first.number, second.number) == (1, 2)
    assert database.publications.all() == (second, first)
    assert database.publications.one("one") == first
    assert is_intact(database.publications.one("one"))
    assert database.publications.pages("one") == {"nb.html": "<p>æøå</p>", "data.json": "{}"}
    assert database.publications.drafts() == ()


def test_nothing_is_kept_when_the_draft_has_changed_meanwhile(database: Database):
    read = database.publications.add_draft(a_draft(), now=NOW)
    database.publications.change_draft(read)

    with pytest.raises(StaleEditError):
        database.publications.publish(read, made("one"))

    assert database.publications.all() == ()
    assert database.publications.events() == ()
    assert len(database.publications.drafts()) == 1


def test_what_does_not_exist_is_said_not_to(database: Database):
    with pytest.raises(NotFoundError):
        database.publications.one("none")
    with pytest.raises(NotFoundError):
        database.publications.withdraw("none", by=LIV.id, reason="Feil", now=NOW)


def test_the_log_tells_what_happened_in_order_each_entry_sealed_with_the_last(database: Database):
    publish(database, "one")
    publish(database, "two", at=LATER, replaces_id="one")
    database.publications.withdraw("two", by=LIV.id, reason="Feil tall", now=LATER)

    log = database.publications.events()

    assert [(e.place, e.publication_id, e.kind, e.reason, e.other_id) for e in log] == [
        (1, "one", EventKind.PUBLISHED, "", None),
        (2, "two", EventKind.PUBLISHED, "", None),
        (3, "one", EventKind.REPLACED, "", "two"),
        (4, "two", EventKind.WITHDRAWN, "Feil tall", None),
    ]
    assert (log[0].happened_at, log[3].happened_at, log[3].by_id) == (NOW, LATER, LIV.id)
    seals = ["", *(event.seal for event in log)]
    assert [event_seal(event, seals[place]) for place, event in enumerate(log)] == seals[1:]
    assert event_seal(replace(log[0], by_id="x"), "") != seals[1]


def test_publishing_leaves_plan_and_journal_alone(database: Database):
    stock(database)
    before = (database.revision(), database.journal_count())

    publish(database, "one")

    assert (database.revision(), database.journal_count()) == before


def test_a_backup_includes_what_is_published_and_being_prepared(database: Database, tmp_path: Path):
    publish(database, "one")
    database.publications.add_draft(a_draft(), now=NOW)
    before = (database.publications.all(), database.publications.events())
    database.backup(tmp_path / "backup.duckdb")
    publish(database, "two")

    database.restore(tmp_path / "backup.duckdb")

    assert (database.publications.all(), database.publications.events()) == before
    assert database.publications.pages("one")["nb.html"] == "<p>æøå</p>"
    assert [draft.id for draft in database.publications.drafts()] == ["draft"]


def test_a_log_that_is_cut_is_not_noted_beside_a_backup(database: Database, tmp_path: Path):
    notes = LogNotes("here", None)
    notes.add(LogEnd(3, "seal"), "published 3")
    record = Publications(database._engine, notes)  # noqa: SLF001 - a log that ends too early
    record.note_in(tmp_path, "backup")
    assert list(tmp_path.glob("*.jsonl")) == []
