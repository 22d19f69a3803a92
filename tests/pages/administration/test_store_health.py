"""An administrator sees on one page whether what is stored is what it should be."""

from strategy.store.database import Database
from tests.pages.opened import failures, press, said, shown


def backup_page(database: Database) -> str:
    admin = next(p for p in database.plan().people if "administrator" in p.roles)
    page = shown("administration/backup", admin.id)
    assert "publikasjoner" not in said(page)
    page = press(page, "Kontroller nå")
    assert failures(page) == []
    return said(page)


def change(database: Database, sql: str) -> None:
    with database._engine.writing() as connection:  # noqa: SLF001 - as somebody would outside the tool
        connection.run(sql)


def test_all_is_well_in_the_demo(nyfjord: Database):
    told = backup_page(nyfjord)

    assert "Alle 2 publikasjoner er slik de ble publisert." in told
    assert "Alle henvisninger i planen fører fram." in told


def test_what_was_changed_is_told(nyfjord: Database):
    change(nyfjord, "update publication set title = 'T9' where number = 1")
    change(nyfjord, "update goal set unit_id = 'gone' where code = '1.1'")

    told = backup_page(nyfjord)
    assert "er ikke det som ble publisert" in told
    assert "Én henvisning i planen fører ingen steder." in told
