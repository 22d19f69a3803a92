"""A person can take along all that is stored about them, and have it erased."""

import json
from datetime import UTC, date, datetime

import pytest

from strategy.domain.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleEditError
from strategy.domain.items import Person, Role
from strategy.domain.kinds import PLAN_KINDS
from strategy.services import sign_in as service
from strategy.services.administration import privacy
from strategy.services.follow_up import calendar_feed
from strategy.services.publishing import publications as publishing
from strategy.services.sign_in import Vouched
from strategy.settings import Settings
from strategy.store.database import open_database
from strategy.store.outbox import MailKey, MailKind
from strategy.store.statements import statement
from tests.builders import (
    ADA,
    CAST,
    HEGE,
    LIV,
    OLA,
    a_check_in,
    a_goal,
    a_period,
    a_person,
    a_pillar,
    a_position,
    a_postponement,
    a_review,
    a_strategy,
    an_action,
    an_involvement,
    an_organisation,
    stock,
)

TODAY = date(2026, 5, 4)
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC).replace(tzinfo=None)
SETTINGS = Settings(database_url="", backup_folder=None, port=1)


@pytest.fixture
def municipality(database):
    action = an_action(id="action", goal_ids=("goal",))
    secret = a_goal(id="secret", code="9.9", title="Slå sammen", confidential_to=("ola", "liv"))
    stock(
        database,
        an_organisation(),
        a_strategy(),
        a_pillar(),
        a_goal(id="goal"),
        secret,
        action,
        a_position(unit_id=None, deputy_id="hege"),
        a_position(id="deputy", title="Rektor", unit_id=None, holder_id="hege", deputy_id="ola"),
        *CAST,
    )
    with database.change(by="ola", reason="Rapport") as change:
        change.add(a_check_in(action, comment="Vi er i rute"))
        change.add(a_postponement(action))
        change.update(change.plan.pillars[0].model_copy(update={"title": "Å tørre"}))
    token = service.invite(database, "ola", by=ADA, now=NOW)
    given = Vouched("work", "https://login.example", "ola-at-work")
    service.accept_invitation(database, token, given, SETTINGS, now=NOW)
    return database


def ola_in(database):
    return database.plan().find(Person, "ola")


def export(database, by):
    return json.loads(privacy.everything_about(database, "ola", by=by, today=TODAY))


def test_ola_takes_along_all_that_is_stored_about_him(municipality):
    told = export(municipality, by=OLA)
    assert told["organisation"] == "Fjordvik kommune"
    assert told["person"]["name"] == "Ola Owren"
    assert told["person"]["email"] == "ola@example.org"
    assert told["person"]["roles"] == ["owner"]
    assert told["identities"] == [
        {
            "issuer": "https://login.example",
            "subject": "ola-at-work",
            "bound_at": "2026-05-04T12:00:00",
        }
    ]
    assert told["visits"][0]["started_at"] == "2026-05-04T12:00:00"
    assert told["invitations"][0]["used_at"] == "2026-05-04T12:00:00"
    assert told["trusted_with_confidential_items"] == 1
    named = {(entry["kind"], entry["what"], *entry["as"]) for entry in told["named_in"]}
    assert ("position", "Kommunalsjef oppvekst", "holder_id") in named
    assert ("position", "Rektor", "deputy_id") in named
    assert ("postponement", "", "proposed_by") in named
    did = {entry["kind"]: entry for entry in told["what_they_did"]}
    assert did["check_in"]["wrote"]["comment"] == "Vi er i rute"
    assert "wrote" not in did["pillar"]


# --- all of it, whatever the store holds ---------------------------------------------------------

ELSEWHERE = {
    "identity": "identities",
    "invitation": "invitations",
    "sign_in_session": "visits",
    "outbox": "mails",
    "calendar_feed": "calendar_address_made_at",
    "revision": "what_they_did",
    "journal": "what_they_did",
}
"""Where what a table holds of a person stands in what they take along, if not by the row's id."""

KEEPS_THE_ID = {*PLAN_KINDS, "revision", "journal", "publication", "publication_event"}
"""Where a former employee stays, as an id that leads to no name."""


@pytest.fixture
def busy(municipality):
    """Ola has left traces wherever somebody can."""
    a_period_ago = datetime(2026, 1, 5, 12)  # noqa: DTZ001 - the store speaks UTC without a zone
    with municipality.change(by="ola", made_at=a_period_ago) as change:
        change.add(a_check_in(an_action(id="action"), id="older", on=date(2026, 1, 5)))
        change.add(an_involvement(a_goal(id="goal"), id="input", by_id="ola"))
        change.add(a_period(closed_by="ola", closed_on=TODAY, closed_revision=1))
        change.add(a_review(a_period(), id="review", unit_id=None, by_id="ola"))
        change.add(a_position(id="left", title="Nedlagt", holder_id="ola", retired=True))
    with municipality.change(by=ADA.id) as change:
        ola = change.plan.find(Person, "ola")
        change.update(ola.model_copy(update={"roles": (Role.LEADER,)}))
    ola = ola_in(municipality)
    calendar_feed.new_address(municipality, by=ola, now=NOW, base_url="https://x.example")
    key = MailKey("ola", TODAY)
    municipality.outbox.hold(key, message_id="<1@x.example>", now=NOW, problem="")
    wanted = [MailKey("hege", TODAY, MailKind.ROWS)]
    municipality.outbox.ask(wanted, now=NOW, asked_by="ola")
    for title in ("2025", "T1"):
        draft = publishing.prepare(
            municipality, title=title, day=TODAY, by=ola, today=TODAY, now=NOW
        )
    del draft
    return municipality


def rows_about(database, *words):
    """Every row of every table that holds one of these words, by its table."""
    found = {}
    with database._engine.reading() as connection:  # noqa: SLF001 - looks below on purpose
        for (table,) in connection.rows(statement("tables")):
            rows = connection.rows(f'select * from "{table}"')  # noqa: S608 - our own tables
            found[table] = [row for row in rows if any(word in str(row) for word in words)]
    return {table: rows for table, rows in found.items() if rows}


def test_nothing_the_store_holds_about_ola_is_missing(busy):
    told = export(busy, by=ola_in(busy))
    everything = json.dumps(told)
    found = rows_about(busy, "'ola'", '"ola"')
    assert {
        "check_in",
        "involvement",
        "calendar_feed",
        "outbox",
        "publication_draft",
    } <= found.keys()
    for table, rows in found.items():
        if table in ELSEWHERE:
            assert told[ELSEWHERE[table]], table
        else:
            # A table of its own for something new has to be told of as well.
            assert [row[0] for row in rows if f'"{row[0]}"' not in everything] == [], table
    (asked,) = told["mails_they_asked_for"]
    assert (asked["to"], asked["kind"]) == ("hege", "rows")
    said = {entry["id"]: entry["said"] for entry in told["named_in"] if "said" in entry}
    assert said["older"]["percent"] == 30
    assert said["input"]["how"] == "Drøftet i AMU"


def test_nothing_but_an_id_without_a_name_is_left_of_ola_anywhere(busy):
    privacy.erase_person(busy, ola_in(busy), by=ADA)
    assert rows_about(busy, "Ola Owren", "ola@example.org", "ola-at-work") == {}
    left = rows_about(busy, "'ola'", '"ola"').keys()
    assert left <= KEEPS_THE_ID | {"publication_draft", "outbox"}


def test_an_administrator_gets_no_more_than_they_may_see(municipality):
    assert "Slå sammen" not in json.dumps(export(municipality, by=ADA), ensure_ascii=False)


@pytest.mark.parametrize("person", [LIV, HEGE], ids=lambda p: p.id)
def test_nobody_else_gets_it(municipality, person):
    with pytest.raises(NotAllowedError):
        export(municipality, by=person)


def test_there_is_nothing_about_nobody(municipality):
    with pytest.raises(NotFoundError):
        privacy.everything_about(municipality, "nobody", by=ADA, today=TODAY)


def test_who_is_erased_leaves_no_name_behind(municipality, tmp_path):
    privacy.erase_person(municipality, ola_in(municipality), by=ADA)

    ola = ola_in(municipality)
    assert (ola.name, ola.email, ola.roles, ola.erased) == ("", "", (), True)
    assert municipality.plan(revision=1).find(Person, "ola").name == ""
    assert municipality.identities.of("ola") == ()
    assert municipality.identities.visits_of("ola") == ()
    assert municipality.identities.invitations_of("ola") == ()
    held = {p.id: (p.holder_id, p.deputy_id) for p in municipality.plan().positions}
    assert held == {"position": (None, "hege"), "deputy": ("hege", None)}
    assert municipality.plan().check_ins[0].comment == "Vi er i rute"

    municipality.backup(tmp_path / "after.duckdb")
    copy = open_database(f"duckdb:///{tmp_path / 'after.duckdb'}")
    with copy._engine.reading() as connection:  # noqa: SLF001 - looks below on purpose
        rows = str([connection.rows(f"select * from {t}") for t in ("person", "journal")])  # noqa: S608 - our own
    copy.close()
    assert "Owren" not in rows
    assert "ola@example.org" not in rows
    assert "Hagen" in rows


def test_an_erasure_that_stopped_half_way_is_done_again(municipality):
    # As if the machine had stopped once the access was gone.
    municipality.identities.erase("ola")
    privacy.erase_person(municipality, ola_in(municipality), by=ADA)
    assert rows_about(municipality, "Ola Owren", "ola@example.org", "ola-at-work") == {}


def test_who_is_erased_can_neither_come_in_nor_be_invited(municipality):
    privacy.erase_person(municipality, ola_in(municipality), by=ADA)
    with pytest.raises(NotFoundError):
        service.invite(municipality, "ola", by=ADA, now=NOW)


def test_the_last_administrator_stays(municipality):
    with pytest.raises(InvalidInputError):
        privacy.erase_person(municipality, municipality.plan().find(Person, "ada"), by=ADA)
    assert municipality.plan().find(Person, "ada").name == "Ada Aune"


@pytest.mark.parametrize("person", [LIV, HEGE, OLA], ids=lambda p: p.id)
def test_only_an_administrator_erases(municipality, person):
    with pytest.raises(NotAllowedError):
        privacy.erase_person(municipality, ola_in(municipality), by=person)


def test_nobody_is_erased_on_old_news(municipality):
    old = ola_in(municipality)
    with municipality.change(by=ADA.id) as change:
        change.update(old.model_copy(update={"email": "new@example.org"}))
    with pytest.raises(StaleEditError):
        privacy.erase_person(municipality, old, by=ADA)
    with pytest.raises(NotFoundError):
        privacy.erase_person(municipality, a_person("nobody", "N", Role.HR), by=ADA)
    assert municipality.identities.of("ola")
