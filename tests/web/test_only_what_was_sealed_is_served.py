"""Whoever changes the database behind our back changes nothing that anybody reads of us.

The attackers write to the real database, on both engines; the readers fetch real addresses.
"""

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from strategy.commands.outcome import Exit, Request
from strategy.commands.running import run
from strategy.domain.errors import TamperedPublicationError
from strategy.domain.publishing.sealing import EventKind, end_of, event_seal
from strategy.services import planning
from strategy.services.administration import upkeep
from strategy.services.opening import close_databases, the_database
from strategy.services.publishing import coat_of_arms, papers, public_pages, published
from strategy.services.publishing import publications as publishing
from strategy.store.database import Database
from strategy.store.log_notes import FILE
from strategy.web.middleware import middleware
from strategy.web.routes import ROUTES
from tests.builders import ADA, HEGE, LIV, PER
from tests.exchange.pictures import a_picture
from tests.services.fjordvik import TODAY, settle

NOW = datetime(2026, 7, 1, 10)  # noqa: DTZ001 - the store speaks UTC without a zone
HERE = {"base_url": "http://localhost", "client": ("127.0.0.1", 1)}
ALL = ("index.html", "index-en.html", "schema.json", "1/nb.html", "2/nb.html", "3/nb.html",
       "3/en.html", "3/data.json", "3/goals.csv", "3/actions.csv", "3/indicators.csv",
       "3/nb-all.svg", "3/nb.pdf", "3/nb.xlsx", "3/nb.xml")  # fmt: skip

CHANGED = {
    "a page": "update publication_page set body = replace(body, 'mål', 'MÅL')"
    " where name = 'nb.html'",
    "a script on a page": "update publication_page set body = replace(body, '</body>',"
    " '<script>alert(1)</script></body>') where name = 'en.html'",
    "a page more": "insert into publication_page (publication_id, name, body)"
    " select id, 'x.html', '<script>alert(1)</script>' from publication where number = 3",
    "a page less": "delete from publication_page where name = 'nn.html'",
    "a page of nothing published": "insert into publication_page (publication_id, name, body)"
    " values ('nobody', 'x.html', '<script>alert(1)</script>')",
    "the data": "update publication_page set body = '{}' where name = 'data.json'",
    "the goals": "update publication_page set body = 'x' where name = 'goals.csv'",
    "the actions": "update publication_page set body = 'x' where name = 'actions.csv'",
    "the indicators": "update publication_page set body = 'x' where name = 'indicators.csv'",
    "a picture": "update publication_page set body = '<svg/>' where name = 'nb-all.svg'",
    "a page by another name": "update publication_page set name = 'x.html' where name = 'nn.html'",
    "the coat of arms": "update coat_of_arms set picture = 'AAAA'",
    "a title": "update publication set title = 'T9' where number = 1",
    "what is said": "update publication set content = replace(content, 'Fjordvik', 'Storvik')",
    "nothing that can be read": "update publication set content = 'x' where number = 1",
    "what it was sealed with": "update publication set seal = content_hash where number = 2",
    "a number": "update publication set number = 9 where number = 3",
    "a publication without an entry": "insert into publication (id, number, title, day,"
    " plan_revision, prepared_by, approved_by, published_at, replaces_id, content, content_hash,"
    " pages_hash, seal) select 'x', 4, title, day, plan_revision, prepared_by, approved_by,"
    " published_at, replaces_id, content, content_hash, pages_hash, seal from publication"
    " where number = 1",
    "a publication gone": "delete from publication where number = 1",
    "who withdrew": "update publication_event set by_id = 'per' where kind = 'withdrawn'",
    "why it was withdrawn": "update publication_event set reason = 'x' where kind = 'withdrawn'",
    "an entry of no kind": "update publication_event set kind = 'lost' where kind = 'withdrawn'",
    "a withdrawal of another": "update publication_event set publication_id ="
    " (select id from publication where number = 3) where kind = 'withdrawn'",
    "a withdrawal made a publishing": "update publication_event set kind = 'published'"
    " where kind = 'withdrawn'",
    "a withdrawal with a false seal": "insert into publication_event (place, publication_id, kind,"
    " happened_at, by_id, reason, other_id, publication_seal, seal)"
    " select 5, id, 'withdrawn', published_at, approved_by, 'Feil', null, seal, seal"
    " from publication where number = 3",
    "an entry moved": "update publication_event set place = 9 where kind = 'withdrawn'",
    "an entry taken out": "delete from publication_event where place = 2",
    "no entries": "delete from publication_event",
}
"""What somebody can do to what is kept, each found by the seals alone."""

CUT = {
    "the last entry": ("delete from publication_event where place = 4",),
    "the last publication": (
        "delete from publication_event where publication_id ="
        " (select id from publication where number = 3)",
        "update publication_event set place = 3 where place = 4",
        "delete from publication_page where publication_id ="
        " (select id from publication where number = 3)",
        "delete from publication where number = 3",
    ),
    "everything": (
        "delete from publication_event",
        "delete from publication_page",
        "delete from publication",
    ),
}
"""What leaves a log that is whole as far as it goes, or can be made so."""


@dataclass
class Town:
    """A municipality that is served, and the way behind its back."""

    database: Database
    backups: Path

    def attack(self, *statements: str) -> None:
        with self.database._engine.writing() as connection:  # noqa: SLF001 - as somebody would outside the tool
            for sql in statements:
                connection.run(sql)

    def sealed_anew(self) -> None:
        """The whole chain made again, as somebody would who knows how it is made."""
        before = ""
        for event in self.database.publications.events():
            seal = event_seal(event, before)
            at = f"place = {event.place}"
            self.attack(f"update publication_event set seal = '{seal}' where {at}")  # noqa: S608 - our own digest
            before = seal

    def started_again(self) -> None:
        close_databases()
        coat_of_arms._seen.clear()  # noqa: SLF001 - as in a process that has just begun
        self.database = the_database()

    def answers(self) -> dict[str, int]:
        public_pages.look_again(self.database)
        browser = TestClient(Starlette(routes=ROUTES, middleware=middleware()), **HERE)
        return {path: browser.get(f"/public/{path}").status_code for path in ALL}

    def check(self):
        return run(Request("check"), self.database, progress=lambda *_: None)


def publish(database: Database, title: str) -> str:
    day = date(2026, 4, 30)
    draft = publishing.prepare(database, title=title, day=day, by=HEGE, today=TODAY, now=NOW)
    return publishing.publish(database, draft, by=LIV, now=NOW).id


@pytest.fixture
def town(database_url, monkeypatch, tmp_path):
    """Three things published, the second withdrawn, for everybody to read."""
    monkeypatch.setenv("STRATEGY_MODE", "local")
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    coat_of_arms._seen.clear()  # noqa: SLF001 - as in a process that has just begun
    database = settle(the_database())
    coat_of_arms.choose(database, a_picture(size=(90, 90)), by=ADA, now=NOW)
    planning.change(database, database.plan().organisation, {"public": True}, by=ADA)
    publish(database, "T1")
    wrong = publish(database, "T2")
    publish(database, "T3")
    publishing.withdraw(database, wrong, reason="Feil tall", by=LIV, now=NOW)
    yield Town(database, tmp_path / "backups")
    close_databases()


def assert_nothing_is_shown(town: Town, *, only_pages: bool = False) -> None:
    """Not one address answers, nothing is taken out, and whoever should know is told."""
    assert set(town.answers().values()) == {503}
    with pytest.raises(TamperedPublicationError):
        public_pages.export_folder(town.database, by=LIV)
    # Within the tool the content itself is read, and its pages are not.
    for refused in (
        ()
        if only_pages
        else (
            lambda: published.what_counts(town.database, by=PER),
            lambda: published.everything(town.database, by=PER),
            lambda: publish(town.database, "T4"),
        )
    ):
        with pytest.raises(TamperedPublicationError):
            refused()
    assert not published.soundness(town.database, by=ADA).is_sound
    assert town.check().exit_code == Exit.PROBLEMS


def test_what_was_published_is_read_at_every_address(town: Town):
    assert set(town.answers().values()) == {200}
    assert town.check().exit_code == Exit.OK


@pytest.mark.parametrize("sql", CHANGED.values(), ids=CHANGED)
def test_what_was_changed_is_shown_to_nobody(town: Town, sql: str):
    town.attack(sql)
    town.started_again()

    of_a_publication = "publication_page" in sql and "'nobody'" not in sql
    assert_nothing_is_shown(town, only_pages=of_a_publication)


@pytest.mark.parametrize(
    "name", ["a script on a page", "the data", "what is said", "an entry moved"]
)
def test_what_is_changed_while_people_read_is_never_shown(town: Town, name: str):
    read = public_pages.open_file(town.database, "3/nb.html")
    town.attack(CHANGED[name])

    # What lies in memory is what was published; it goes when somebody looks again.
    assert public_pages.open_file(town.database, "3/nb.html") == read
    assert set(town.answers().values()) == {503}


@pytest.mark.parametrize("statements", CUT.values(), ids=CUT)
@pytest.mark.parametrize("anew", [False, True], ids=["as it was cut", "sealed anew"])
def test_a_log_that_lost_its_end_is_noticed(town: Town, statements: tuple[str, ...], *, anew: bool):
    town.attack(*statements)
    if anew:
        town.sealed_anew()
    town.started_again()

    assert_nothing_is_shown(town)
    assert "cut or replaced" in town.check().text


def test_a_withdrawal_cut_off_does_not_bring_back_what_was_withdrawn(town: Town):
    town.attack(*CUT["the last entry"])

    assert town.answers()["2/nb.html"] == 503
    told = town.check()
    assert "has 3 entries, but had 4" in told.text
    assert told.document["publication_log"]["cut"] is True


def test_nobody_makes_another_log_good_by_looking_at_it(town: Town):
    town.attack(*CUT["the last entry"])
    for _ in range(3):
        town.answers()
        town.started_again()
        upkeep.backup_now(town.database, town.backups, by=None, today=TODAY)

    assert town.check().exit_code == Exit.PROBLEMS


def test_what_was_lost_comes_back_with_a_backup(town: Town):
    upkeep.backup_now(town.database, town.backups, by=None, today=TODAY)
    town.attack(*CUT["the last publication"])
    assert town.answers()["1/nb.html"] == 503

    (backup,) = upkeep.list_backups(town.backups)
    upkeep.restore_backup(town.database, town.backups, backup.name, by=ADA, today=TODAY)

    assert set(town.answers().values()) == {200}
    assert town.check().exit_code == Exit.OK
    town.started_again()
    assert town.check().exit_code == Exit.OK


def test_going_back_to_before_something_was_published_is_no_loss(town: Town):
    upkeep.backup_now(town.database, town.backups, by=None, today=TODAY)
    (backup,) = upkeep.list_backups(town.backups)
    publish(town.database, "T4")
    upkeep.restore_backup(town.database, town.backups, backup.name, by=ADA, today=TODAY)

    assert set(town.answers().values()) == {200}
    town.started_again()
    assert town.check().exit_code == Exit.OK
    publish(town.database, "T4")
    assert town.check().exit_code == Exit.OK


def notes(town: Town) -> list[dict[str, object]]:
    lines = (town.backups / FILE).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_how_far_the_log_has_come_is_noted_outside_it_each_time(town: Town):
    told = [(note["entries"], note["why"]) for note in notes(town)]
    assert told == [(1, "published 1"), (2, "published 2"), (3, "published 3"), (4, "withdrawn 2")]
    assert notes(town)[-1]["seal"] == end_of(town.database.publications.events()).seal
    upkeep.backup_now(town.database, town.backups, by=None, today=TODAY)
    assert notes(town)[-1]["why"] == f"backup strategy-{TODAY}.duckdb"


def test_notes_that_cannot_be_written_keep_nothing_from_being_published(town: Town, caplog):
    (town.backups / FILE).unlink()
    (town.backups / FILE).mkdir()

    publish(town.database, "T4")

    assert "could not be noted" in caplog.text
    assert set(town.answers().values()) == {200}
    # Nor is it forgotten as long as the program runs.
    town.attack("delete from publication_event where place = 5")
    assert set(town.answers().values()) == {503}


def test_half_a_note_says_nothing(town: Town):
    with (town.backups / FILE).open("a", encoding="utf-8") as file:
        file.write('\n{"store": 3}\n[]\nnonsense\n{"store": "')
    town.started_again()

    assert set(town.answers().values()) == {200}
    town.attack(*CUT["the last entry"])
    assert set(town.answers().values()) == {503}


# --- what one reads instead ----------------------------------------------------------------------


@contextmanager
def attacked(town: Town):
    town.attack(CHANGED["a title"])
    public_pages.look_again(town.database)
    yield TestClient(Starlette(routes=ROUTES, middleware=middleware()), **HERE)


@pytest.mark.parametrize(
    ("path", "accepts", "said"),
    [
        ("1/nb.html", "", "Vises ikke før det er undersøkt"),
        ("1/nn.html", "en", "Blir ikkje vist før det er undersøkt"),
        ("index-en.html", "nb", "Not shown until it is looked into"),
        ("1/data.json", "nn", "Blir ikkje vist"),
        ("1/nb.pdf", "", "Vises ikke"),
        ("nothing/of/the/kind", "en-GB,en;q=0.9", "Not shown"),
        ("", "de", "Vises ikke"),
    ],
)
def test_a_calm_page_says_why_in_the_readers_language(town: Town, path, accepts, said):
    with attacked(town) as browser:
        answer = browser.get(f"/public/{path}", headers={"accept-language": accepts})

    assert answer.status_code == 503
    assert said in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "T9" not in answer.text
    assert "Traceback" not in answer.text


# --- on paper ------------------------------------------------------------------------------------


def test_every_paper_tells_which_entry_of_the_log_it_is(town: Town):
    log = town.database.publications.events()
    (latest, *_) = published.what_counts(town.database, by=PER)
    about = papers.report_in(latest, "nb").about
    assert about[-1] == f"I loggen over det som er publisert: innførsel 3, segl {log[2].seal}"
    # A page is made before its entry is: it tells the one before.
    page = public_pages.open_file(town.database, "3/nb.html").decode()
    assert "Før denne hadde loggen over det som er publisert, 2 innførsler" in page
    assert log[1].seal in page
    first = public_pages.open_file(town.database, "1/en.html").decode()
    assert "The log of what is published begins with this one." in first


def test_the_list_tells_how_far_the_log_has_come(town: Town):
    end = end_of(town.database.publications.events())
    page = public_pages.open_file(town.database, "index-en.html").decode()
    assert f"has 4 entries; the last has the seal {end.seal}" in page
    assert [event.kind for event in town.database.publications.events()][-1] == EventKind.WITHDRAWN
