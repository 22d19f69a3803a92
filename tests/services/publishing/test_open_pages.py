"""What lies open for everybody: from memory, at once, and only where it was opened."""

import html
import json
import zipfile
from datetime import date, datetime
from io import BytesIO
from threading import Barrier, Event, Thread, current_thread
from threading import enumerate as enumerate_threads

import pytest

from strategy.domain.errors import NotAllowedError, TamperedPublicationError
from strategy.domain.publishing.sealing import EventKind
from strategy.services.planning import change
from strategy.services.publishing import papers, public_pages, published
from strategy.services.publishing import publications as publishing
from strategy.store.database import Database
from tests.builders import ADA, HEGE, LIV, a_check_in, an_adoption
from tests.services.fjordvik import OPEN, TODAY, settle

NOW = datetime(2026, 7, 1, 10)  # noqa: DTZ001 - the store speaks UTC without a zone


class Clock:
    """A clock that stands until somebody moves it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def town(duck_url: str):
    from strategy.store.database import open_database  # noqa: PLC0415 - a store of its own address

    database = settle(
        open_database(duck_url),
        a_check_in(OPEN, percent=40, comment="hemmelig-kommentar"),
        an_adoption(id="ks", case_number="KS 47/25"),
    )
    yield database
    database.close()


def publish(database: Database, *, day: date = date(2026, 4, 30), **given):
    draft = publishing.prepare(
        database, title="T1 2026", day=day, by=HEGE, today=TODAY, now=NOW, **given
    )
    if given:
        draft = publishing.save(database, draft, {"correction": "Feil tall"}, by=HEGE)
    return publishing.publish(database, draft, by=LIV, now=NOW)


def open_it(database: Database, *, public: bool = True) -> None:
    change(database, database.plan().organisation, {"public": public}, by=ADA)


def read(database: Database, path: str, clock: Clock) -> bytes | None:
    return public_pages.open_file(database, path, clock=clock)


def test_nothing_lies_open_until_the_organisation_opens_it(town: Database, clock: Clock):
    publish(town)

    assert read(town, "1/nb.html", clock) is None
    assert read(town, "index.html", clock) is None


def test_everybody_reads_the_pages_the_paper_and_the_data(town: Database, clock: Clock):
    publish(town)
    open_it(town)

    assert b"0 av 1 m\xc3\xa5l er i rute" in read(town, "1/nb.html", clock)
    assert b'lang="en"' in read(town, "1/en.html", clock)
    assert read(town, "1/nn.pdf", clock).startswith(b"%PDF-")
    assert json.loads(read(town, "1/data.json", clock))["title"] == "T1 2026"
    assert read(town, "1/nn.xlsx", clock).startswith(b"PK")
    assert b"PerformancePlanOrReport" in read(town, "1/nb.xml", clock)
    assert b"T1 2026" in read(town, "index.html", clock)
    assert json.loads(read(town, "schema.json", clock))["title"] == "Content"
    for missing in ("2/nb.html", "1/xx.pdf", "1/", "../plan.duckdb", "1/nb.html/x"):
        assert read(town, missing, clock) is None


def test_nothing_secret_lies_open(town: Database):
    publish(town)
    packed = public_pages.export_folder(town, by=LIV)

    with zipfile.ZipFile(BytesIO(packed)) as archive:
        names = archive.namelist()
        told = b"".join(archive.read(name) for name in names)
        told += b"".join(
            inner.read(name)
            for inner in (zipfile.ZipFile(BytesIO(archive.read("1/nb.xlsx"))),)
            for name in inner.namelist()
        )
    assert {"index.html", "schema.json", "1/nb.html", "1/nb.pdf", "1/goals.csv"} <= set(names)
    assert {"1/nb.xlsx", "1/nn.xml"} <= set(names)
    for secret in ("hemmelig-kommentar", "Slå sammen skolene", "Ola Owren", "liv@example"):
        assert secret.encode() not in told


def test_ten_thousand_readers_do_not_ask_the_database(town: Database, clock: Clock):
    publish(town)
    open_it(town)
    first = read(town, "1/nb.html", clock)
    town.close()

    for _ in range(10_000):
        assert read(town, "1/nb.html", clock) is first


def test_many_readers_at_once_look_once(town: Database, clock: Clock):
    publish(town)
    open_it(town)
    start, found = Barrier(8), []

    def come() -> None:
        start.wait()
        found.append(read(town, "1/nb.html", clock))

    readers = [Thread(target=come) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert len({id(page) for page in found}) == 1


def test_while_one_looks_again_the_others_read_what_there_is(town: Database, clock: Clock):
    publish(town)
    open_it(town)
    page = read(town, "1/nb.html", clock)
    open_it(town, public=False)
    begun, go_on = Event(), Event()

    def slow_beside() -> float:
        if current_thread().name == "public pages":
            begun.set()
            go_on.wait(20)
        return clock.now

    clock.now += 31
    assert read(town, "1/nb.html", slow_beside) is page
    assert begun.is_set()
    assert read(town, "1/nb.html", slow_beside) is page
    (looking,) = (one for one in enumerate_threads() if one.name == "public pages")
    go_on.set()
    looking.join()
    assert read(town, "1/nb.html", slow_beside) is None


def test_what_another_process_does_shows_within_half_a_minute(town: Database, clock: Clock):
    publish(town)
    open_it(town)
    assert read(town, "1/nb.html", clock)
    open_it(town, public=False)

    assert read(town, "1/nb.html", clock)
    clock.now += 31
    assert read(town, "1/nb.html", clock) is None


def test_what_is_withdrawn_is_gone_at_once_and_says_why(town: Database, clock: Clock):
    one = publish(town)
    open_it(town)
    assert read(town, "1/nb.html", clock)
    publishing.withdraw(town, one.id, reason="Feil tall", by=LIV, now=NOW)

    page = read(town, "1/nb.html", clock).decode()
    assert "Trukket tilbake 1. juli 2026. Feil tall" in page
    assert "mål er i rute" not in page
    assert read(town, "1/data.json", clock) is None
    assert read(town, "1/nb.pdf", clock) is None
    assert b"Feil tall" in read(town, "index.html", clock)


def test_what_is_replaced_says_by_what(town: Database, clock: Clock):
    first = publish(town)
    open_it(town)
    publish(town, replaces_id=first.id)

    assert b"Erstattet av nummer 2" in read(town, "1/nb.html", clock)
    assert b"Denne publikasjonen retter nummer 1. Feil tall" in read(town, "2/nb.html", clock)
    kinds = [event.kind for event in town.publications.events()]
    assert kinds == [EventKind.PUBLISHED, EventKind.PUBLISHED, EventKind.REPLACED]


def test_what_was_tampered_with_is_shown_to_nobody(town: Database, clock: Clock):
    publish(town)
    open_it(town)
    with town._engine.writing() as connection:  # noqa: SLF001 - as somebody would outside the tool
        connection.run("update publication set title = 'T9'")

    for _ in range(2):
        with pytest.raises(TamperedPublicationError):
            read(town, "1/nb.html", clock)


def test_hr_takes_no_folder_out(town: Database):
    with pytest.raises(NotAllowedError):
        public_pages.export_folder(town, by=HEGE)


def test_a_paper_is_printed_once_and_the_oldest_make_room(town: Database):
    publish(town)
    (one,) = publishing.told(town)
    press = papers.Press(kept=1)

    printed = press.paper(one, "nb")
    assert press.paper(one, "nb") is printed
    press.paper(one, "en")
    assert press.paper(one, "nb") is not printed
    assert papers.paper(one, "nb") == printed


def test_a_publication_can_be_attached_to_a_case(town: Database):
    publish(town)
    (one,) = publishing.told(town)

    assert papers.attachment(one, "nn").startswith(b"PK")


def test_the_list_is_read_in_every_language_with_the_way_to_complain(town: Database, clock: Clock):
    contact = {"statement_url": "https://uustatus.no/x", "feedback_address": "post@example.org"}
    change(town, town.plan().organisation, {"public": True, **contact}, by=ADA)
    publish(town)

    english = read(town, "index-en.html", clock)
    assert b"Fjordvik kommune: the employer strategy" in english
    assert b'href="index-nn.html"' in english
    assert b'href="https://uustatus.no/x"' in english
    assert b'href="mailto:post@example.org"' in english
    assert read(town, "index.html", clock) == read(town, "index-nb.html", clock)


def test_every_chart_can_be_taken_along(town: Database):
    publish(town)
    (one,) = published.told(town)

    with zipfile.ZipFile(BytesIO(papers.charts(one, "en"))) as packed:
        assert packed.namelist() == ["en-all.svg", "en-pillar-1.svg"]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_nothing_secret_is_in_the_slides_the_workbook_or_the_stratml(town: Database, language: str):
    publish(town)
    (one,) = publishing.told(town)
    packed = (
        papers.slides(one, language),
        papers.paper(one, language, papers.Form.WORKBOOK),
    )

    told = [unpacked(each) for each in packed] + [
        papers.paper(one, language, papers.Form.STRATML).decode()
    ]
    for each in told:
        assert "T1 2026" in each
        assert "Fjordvik kommune" in each
        for secret in ("hemmelig-kommentar", "Slå sammen skolene", "Ola Owren", "liv@example"):
            assert secret not in each


def test_names_are_in_them_only_where_they_are_turned_on(town: Database):
    change(town, town.plan().organisation, {"publish_names": True}, by=ADA)
    publish(town)
    (one,) = publishing.told(town)

    assert "Ola Owren" in papers.paper(one, "nb", papers.Form.STRATML).decode()
    assert "Ola Owren" in unpacked(papers.paper(one, "nb", papers.Form.WORKBOOK))


def test_the_workbook_tells_since_last_time_and_which_publication_it_is(town: Database):
    publish(town)
    publish(town, day=date(2026, 6, 30))
    latest = next(one for one in publishing.told(town) if one.before)

    told = unpacked(papers.paper(latest, "nb", papers.Form.WORKBOOK))

    assert latest.publication.content_hash in told
    assert "KS 47/25" in told
    assert papers.slides(latest, "en").startswith(b"PK")


def unpacked(content: bytes) -> str:
    """All that is written in the parts of a document."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = (name for name in archive.namelist() if name.endswith((".xml", ".rels")))
        return html.unescape("".join(archive.read(name).decode() for name in parts))
