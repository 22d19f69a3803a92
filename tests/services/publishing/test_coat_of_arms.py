"""An administrator chooses the coat of arms; what was published keeps the one it had."""

import base64
from datetime import date, datetime

import pytest

from strategy.domain.errors import InvalidInputError, NotAllowedError
from strategy.services.publishing import (
    coat_of_arms,
    papers,
    public_pages,
    published,
)
from strategy.services.publishing import (
    publications as publishing,
)
from strategy.store.database import Database
from tests.builders import ADA, HEGE, LIV, OLA, PER
from tests.claims import every
from tests.exchange.pictures import a_picture
from tests.services.fjordvik import TODAY

NOW = datetime(2026, 7, 1, 10)  # noqa: DTZ001 - the store speaks UTC without a zone


def choose(database: Database, **given) -> bytes:
    """Choose one and return the picture as it is kept."""
    organisation = coat_of_arms.choose(database, a_picture(**given), by=ADA, now=NOW)
    found = coat_of_arms.picture(database, organisation.coat_of_arms)
    assert found is not None
    return found


def publish(database: Database, day: date = date(2026, 4, 30)):
    draft = publishing.prepare(database, title="T1", day=day, by=HEGE, today=TODAY, now=NOW)
    publishing.publish(database, draft, by=LIV, now=NOW)
    return published.told(database)[0]


def run(database: Database, sql: str) -> None:
    with database._engine.writing() as connection:  # noqa: SLF001 - as somebody would outside the tool
        connection.run(sql)


def test_it_is_on_what_is_published_from_then_on(town: Database):
    before = publish(town)
    picture = choose(town)
    after = publish(town, date(2026, 5, 1))

    assert (before.coat, after.coat) == (None, picture)
    written = base64.b64encode(picture).decode()
    page = town.publications.pages(after.publication.id)["nb.html"]
    assert (
        f'src="data:image/png;base64,{written}" alt="Kommunevåpenet til Fjordvik kommune"' in page
    )
    assert (
        "coat" not in town.publications.pages(before.publication.id)["nb.html"].split("</style>")[1]
    )
    assert papers.report_in(after, "nb").coat.said == "Kommunevåpenet til Fjordvik kommune"
    assert published.told(town)[1] == before
    assert published.tampered(town, by=HEGE) == ()


def test_what_was_published_keeps_the_one_it_had(small_town: Database):
    first = choose(small_town)
    one = publish(small_town)
    second = choose(small_town, size=(200, 200))
    coat_of_arms.remove(small_town, by=ADA)
    two = publish(small_town, date(2026, 5, 1))

    assert first != second
    assert published.told(small_town) == (two, one)
    assert (one.coat, two.coat) == (first, None)
    assert small_town.plan().organisation.coat_of_arms == ""


def test_it_comes_back_with_a_backup(small_town: Database, tmp_path):
    picture = choose(small_town, size=(130, 130))
    one = publish(small_town)
    small_town.backup(tmp_path / "copy.duckdb")
    small_town.clear()
    small_town.restore(tmp_path / "copy.duckdb")

    assert small_town.pictures.picture(one.content.coat_of_arms) == picture
    assert published.tampered(small_town, by=HEGE) == ()


def test_a_draft_shows_the_one_that_will_be_on_it(small_town: Database):
    draft = publishing.prepare(
        small_town, title="T1", day=date(2026, 4, 30), by=HEGE, today=TODAY, now=NOW
    )
    choose(small_town)

    content = publishing.preview(small_town, draft, by=HEGE)
    assert content.coat_of_arms == small_town.plan().organisation.coat_of_arms != ""
    assert not publishing.is_stale(small_town, draft, by=HEGE)


@pytest.mark.parametrize("nobody", [LIV, HEGE, OLA, PER])
def test_only_administrators_choose_it(small_town: Database, nobody):
    with pytest.raises(NotAllowedError):
        coat_of_arms.choose(small_town, a_picture(), by=nobody, now=NOW)
    with pytest.raises(NotAllowedError):
        coat_of_arms.remove(small_town, by=nobody)

    assert small_town.plan().organisation.coat_of_arms == ""


def test_what_is_no_picture_leaves_no_trace(small_town: Database):
    before = small_town.revision()
    with pytest.raises(InvalidInputError):
        coat_of_arms.choose(small_town, b"<svg onload=alert(1)>", by=ADA, now=NOW)

    assert small_town.revision() == before


def test_the_same_one_chosen_twice_is_kept_once(small_town: Database):
    choose(small_town)
    choose(small_town)
    with small_town._engine.reading() as connection:  # noqa: SLF001 - looks below on purpose
        assert connection.rows("select count(*) from coat_of_arms") == [(1,)]


@pytest.mark.parametrize(
    "sql",
    [
        "delete from coat_of_arms",
        "update coat_of_arms set picture = 'AAAA'",
        "update coat_of_arms set picture = 'no base64 at all'",
    ],
)
def test_a_picture_that_was_changed_is_found(town: Database, sql: str):
    choose(town, size=(90, 90))
    one = publish(town)
    run(town, sql)

    assert published.tampered(town, by=HEGE) == (one.publication.id,)


def test_so_many_are_remembered_and_no_more(small_town: Database):
    digests = []
    for side in range(60, 80):
        choose(small_town, size=(side, side))
        digests.append(small_town.plan().organisation.coat_of_arms)

    assert every(coat_of_arms.picture(small_town, digest) for digest in digests)
    assert coat_of_arms.picture(small_town, "unknown") is None


def test_the_open_pages_carry_it_within(small_town: Database):
    choose(small_town)
    publish(small_town)
    packed = public_pages.export_folder(small_town, by=LIV)

    assert packed.startswith(b"PK")
