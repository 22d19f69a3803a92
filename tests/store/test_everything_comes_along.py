"""Into an empty store a backup brings all there is; into its own, what was sent stays sent."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from strategy.domain.meeting_items import Theme
from strategy.domain.reflection import Asked, Round
from strategy.store.database import Database, open_database
from strategy.store.outbox import MailKey, MailKind, MailState
from strategy.store.shapes import quoted
from strategy.store.statements import statement
from tests.builders import ADA, OLA, one_of_everything, stock

# What lets somebody in comes along nowhere: everybody comes in anew.
KEYS = {
    "sign_in_session", "invitation", "first_code", "calendar_feed", "reflection_code",
    "reflection_guest",
}  # fmt: skip
OF_ITS_OWN = {"schema_version"}

MONDAY = date(2026, 3, 2)
SEVEN = datetime(2026, 3, 2, 7, tzinfo=UTC).replace(tzinfo=None)


def tables(database: Database) -> dict[str, dict[str, str]]:
    """Every table there is, each with its columns and their types."""
    with database._engine.reading() as connection:  # noqa: SLF001 - walks the schema itself
        return {
            table: dict(connection.rows(statement("columns"), {"table": table}))
            for (table,) in connection.rows(statement("tables"))
            if table not in OF_ITS_OWN
        }


def rows(database: Database, table: str, columns: dict[str, str]) -> list[tuple]:
    """Every row of a table; a history has an epoch of its own."""
    names = [name for name in columns if (table, name) != ("store", "epoch")]
    listed = quoted(names)
    with database._engine.reading() as connection:  # noqa: SLF001 - as above
        return connection.rows(f"select {listed} from {quoted([table])} order by {listed}")  # noqa: S608


def everything(database: Database) -> dict[str, list[tuple]]:
    """Every row of every table."""
    return {table: rows(database, table, columns) for table, columns in tables(database).items()}


def made_up(kind: str, number: int) -> object:
    """Something of a type, another thing for another number."""
    kind = kind.lower()
    if "char" in kind or kind == "text":
        return f"Ærlig «{number}» 'sitat' \\ \n😀"
    if "timestamp" in kind:
        return SEVEN + timedelta(seconds=number, microseconds=number)
    return {
        "date": MONDAY + timedelta(days=number),
        "boolean": number % 2 == 0,
        "double": number + 0.1,
        "double precision": number + 0.1,
    }.get(kind, number)


def fill(database: Database) -> None:
    """Put two rows of made-up things into every table that has none: whatever table there is."""
    stock(database, *one_of_everything())
    asked = Asked(key="dare-1", theme=Theme.DARE, texts={"nb": "Hva torde vi?"})
    database.reflections.add(Round(title="Mot", prompts=(asked,), prepared_on=MONDAY))
    numbers = count(1)
    for table, columns in tables(database).items():
        if rows(database, table, columns):
            continue
        made = [tuple(made_up(t, n) for t in columns.values()) for n in (next(numbers), 9000)]
        with database._engine.writing() as connection:  # noqa: SLF001 - as above
            connection.insert_many(table, list(columns), made)


@pytest.fixture
def filled(database: Database) -> Database:
    fill(database)
    assert [table for table, found in everything(database).items() if not found] == []
    return database


@pytest.mark.postgres
@pytest.mark.parametrize("engine", ["duck_url", "postgres_url"])
def test_whatever_is_in_a_store_comes_along_into_an_empty_one(
    filled: Database, tmp_path: Path, engine: str, request: pytest.FixtureRequest
):
    filled.backup(tmp_path / "backup.duckdb")
    before = everything(filled)
    url = request.getfixturevalue(engine)
    other = open_database(url.replace("plan.duckdb", "other.duckdb"))
    other.restore(tmp_path / "backup.duckdb")
    after = everything(other)
    other.close()
    copy = open_database(f"duckdb:///{tmp_path / 'backup.duckdb'}")
    kept = everything(copy)
    copy.close()

    for table, found in before.items():
        expected = [] if table in KEYS else found
        assert after[table] == expected, table
        assert kept[table] == expected, table


def test_whatever_is_in_a_store_is_there_after_going_back_to_it(filled: Database, tmp_path: Path):
    filled.backup(tmp_path / "backup.duckdb")
    before = everything(filled)
    filled.restore(tmp_path / "backup.duckdb")
    after = everything(filled)
    for table, found in before.items():
        assert after[table] == ([] if table in KEYS else found), table


# --- what was mailed ----------------------------------------------------------------------------


def ask(database: Database, *keys: MailKey, now=SEVEN) -> None:
    database.outbox.ask(keys, now=now, asked_by=ADA.id)


def send(database: Database, key: MailKey, state=MailState.SENT, *, now=SEVEN, message="<1@x>"):
    before = now - timedelta(minutes=10)
    database.outbox.claim(key, message_id=message, now=now, tried_before=before)
    if state is not MailState.CLAIMED:
        database.outbox.settle(key, state)


def state_of(database: Database, key: MailKey) -> MailState | None:
    return next((m.state for m in database.outbox.mails() if m.key == key), None)


ROWS = MailKey(OLA.id, MONDAY, MailKind.ROWS)
AGENDA = MailKey(OLA.id, MONDAY, MailKind.AGENDA, "meeting", 1)
LATER = SEVEN + timedelta(hours=1)


def test_what_was_sent_since_the_backup_is_not_sent_again(database: Database, tmp_path: Path):
    stock(database)
    ask(database, ROWS)
    database.backup(tmp_path / "backup.duckdb")
    send(database, ROWS, now=LATER)
    ask(database, AGENDA, now=LATER)
    send(database, AGENDA, now=LATER)

    database.restore(tmp_path / "backup.duckdb")

    assert state_of(database, ROWS) is MailState.SENT
    assert state_of(database, AGENDA) is MailState.SENT
    assert not database.outbox.has_work(tried_before=LATER + timedelta(days=1))


def test_what_was_sent_elsewhere_meanwhile_is_not_sent_here(database: Database, tmp_path: Path):
    """Moved to another store, used there, and back into the one that was left."""
    stock(database)
    ask(database, ROWS, AGENDA)
    database.backup(tmp_path / "there.duckdb")
    elsewhere = open_database(f"duckdb:///{tmp_path / 'elsewhere.duckdb'}")
    elsewhere.restore(tmp_path / "there.duckdb")
    send(elsewhere, ROWS, now=LATER)
    elsewhere.backup(tmp_path / "back.duckdb")
    elsewhere.close()

    database.restore(tmp_path / "back.duckdb")

    assert state_of(database, ROWS) is MailState.SENT
    assert state_of(database, AGENDA) is MailState.WAITING


def test_what_was_asked_for_again_since_the_backup_waits_still(database: Database, tmp_path: Path):
    stock(database)
    ask(database, ROWS)
    send(database, ROWS, MailState.REFUSED)
    database.backup(tmp_path / "backup.duckdb")
    ask(database, ROWS, now=LATER)
    database.restore(tmp_path / "backup.duckdb")
    assert state_of(database, ROWS) is MailState.WAITING


@pytest.mark.parametrize("state", [MailState.CLAIMED, MailState.UNSURE])
def test_what_may_have_gone_is_not_sent_again_wherever_it_comes(
    database: Database, tmp_path: Path, state: MailState
):
    stock(database)
    ask(database, ROWS)
    send(database, ROWS, state)
    database.backup(tmp_path / "backup.duckdb")
    elsewhere = open_database(f"duckdb:///{tmp_path / 'elsewhere.duckdb'}")
    elsewhere.restore(tmp_path / "backup.duckdb")
    elsewhere.outbox.doubt()
    assert state_of(elsewhere, ROWS) is MailState.UNSURE
    elsewhere.close()


def test_where_the_clock_was_seen_comes_along_into_an_empty_store_only(
    database: Database, tmp_path: Path
):
    stock(database)
    database.upkeep.believe(SEVEN)
    database.backup(tmp_path / "backup.duckdb")
    database.upkeep.believe(LATER)
    database.restore(tmp_path / "backup.duckdb")
    assert database.upkeep.known_time().settled == LATER
    elsewhere = open_database(f"duckdb:///{tmp_path / 'elsewhere.duckdb'}")
    elsewhere.restore(tmp_path / "backup.duckdb")
    assert elsewhere.upkeep.known_time().settled == SEVEN
    elsewhere.close()
