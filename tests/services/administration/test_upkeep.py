"""Keeping the plan safe: daily backups that are thinned out, and the way back from one."""

from datetime import date

import pytest

from strategy.domain.errors import NotADatabaseError, NotAllowedError, NotFoundError
from strategy.domain.items import Goal
from strategy.domain.known_time import KnownDay
from strategy.services.administration.upkeep import (
    Backup,
    backup_content,
    backup_due,
    backup_now,
    daily_backup,
    list_backups,
    prune_backups,
    restore_backup,
    restore_copy,
    take_copy,
)
from tests.builders import ADA, CAST, a_goal, an_organisation, stock

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
OTHERS = tuple(person for person in CAST if person is not ADA)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def stocked(database):
    stock(database)
    return database


def laid_down(folder, *names):
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"a backup")


def names_in(folder):
    return [backup.name for backup in list_backups(folder)]


def retitle(database, title):
    with database.change(by=ADA.id) as change:
        goal = change.plan.find(Goal, "goal")
        change.update(goal.model_copy(update={"title": title}))


def test_a_backup_is_named_after_its_day(stocked, folder):
    taken = backup_now(stocked, folder, by=ADA, today=MONDAY)
    size = (folder / "strategy-2026-11-23.duckdb").stat().st_size
    assert taken == Backup("strategy-2026-11-23.duckdb", MONDAY, 1, size)
    assert list_backups(folder) == (taken,)


def test_a_second_one_on_the_same_day_leaves_the_first_alone(stocked, folder):
    for _ in range(3):
        backup_now(stocked, folder, by=ADA, today=MONDAY)
    assert names_in(folder) == [
        "strategy-2026-11-23-3.duckdb",
        "strategy-2026-11-23-2.duckdb",
        "strategy-2026-11-23.duckdb",
    ]


@pytest.mark.parametrize("person", OTHERS, ids=lambda person: person.id)
def test_only_an_administrator_takes_and_restores_backups(duck, folder, person):
    stock(duck)
    laid_down(folder, "strategy-2026-11-23.duckdb")
    for attempt in (
        lambda: backup_now(duck, folder, by=person, today=MONDAY),
        lambda: take_copy(duck, by=person),
        lambda: backup_content(folder, names_in(folder)[0], by=person),
        lambda: restore_backup(duck, folder, names_in(folder)[0], by=person, today=MONDAY),
        lambda: restore_copy(duck, folder, b"x", by=person, today=MONDAY),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert names_in(folder) == ["strategy-2026-11-23.duckdb"]


def test_where_there_is_no_folder_there_are_no_backups(folder):
    assert list_backups(folder) == ()
    assert backup_due(folder, today=MONDAY)


def test_files_of_others_are_neither_listed_nor_removed(duck, folder):
    stock(duck, an_organisation(backup_days=1))
    laid_down(folder, "strategy-2020-13-40.duckdb", "notes.txt", "strategy-2020-01-01.duckdb.part")
    (folder / "strategy-2020-01-02.duckdb").mkdir()
    assert list_backups(folder) == ()
    assert prune_backups(duck, folder, today=KnownDay(MONDAY)) == ()
    assert len(list(folder.iterdir())) == 4


def test_backups_are_listed_newest_first_by_day_and_number(folder):
    laid_down(
        folder,
        "strategy-2026-11-22-10.duckdb",
        "strategy-2026-11-23.duckdb",
        "strategy-2026-11-22-9.duckdb",
        "strategy-2026-11-22.duckdb",
    )
    assert names_in(folder) == [
        "strategy-2026-11-23.duckdb",
        "strategy-2026-11-22-10.duckdb",
        "strategy-2026-11-22-9.duckdb",
        "strategy-2026-11-22.duckdb",
    ]


def test_the_calendar_takes_one_backup_a_day(stocked, folder):
    assert daily_backup(stocked, folder, today=MONDAY).name == "strategy-2026-11-23.duckdb"
    assert daily_backup(stocked, folder, today=MONDAY) is None
    assert daily_backup(stocked, folder, today=TUESDAY).name == "strategy-2026-11-24.duckdb"


def test_an_empty_store_is_not_backed_up(duck, folder):
    assert daily_backup(duck, folder, today=MONDAY) is None
    assert not folder.exists()


def test_backups_are_kept_as_long_as_the_organisation_says(duck, folder):
    stock(duck, an_organisation(backup_days=8))
    days = range(10, 24)
    laid_down(folder, *(f"strategy-2026-11-{day}.duckdb" for day in days))
    removed = prune_backups(duck, folder, today=KnownDay(MONDAY))
    assert [backup.on.day for backup in removed] == [14, 13, 12, 11, 10]
    assert [backup.on.day for backup in list_backups(folder)] == list(reversed(range(15, 24)))


def test_the_newest_backups_stay_however_old_they_are(duck, folder):
    stock(duck, an_organisation(backup_days=14))
    laid_down(folder, *(f"strategy-2024-01-0{day}.duckdb" for day in range(1, 8)))
    removed = prune_backups(duck, folder, today=KnownDay(MONDAY))
    assert [backup.on.day for backup in removed] == [2, 1]
    assert [backup.on.day for backup in list_backups(folder)] == [7, 6, 5, 4, 3]


def test_a_backup_from_a_day_to_come_counts_for_nothing(stocked, folder):
    ahead = [f"strategy-2031-01-0{day}.duckdb" for day in range(1, 8)]
    laid_down(folder, *ahead, *(f"strategy-2024-01-0{day}.duckdb" for day in range(1, 6)))
    assert daily_backup(stocked, folder, today=MONDAY).name == "strategy-2026-11-23.duckdb"
    removed = prune_backups(stocked, folder, today=KnownDay(MONDAY))
    # The five newest are those until today: none of those to come, and none of them goes.
    assert [backup.name for backup in removed] == ["strategy-2024-01-01.duckdb"]
    assert {*ahead} <= {*names_in(folder)}


def test_one_comes_back_to_a_backup_and_can_change_ones_mind(stocked, folder):
    backup_now(stocked, folder, by=ADA, today=MONDAY)
    retitle(stocked, "Vi ombestemte oss")
    before = restore_backup(stocked, folder, "strategy-2026-11-23.duckdb", by=ADA, today=TUESDAY)
    assert stocked.plan().find(Goal, "goal").title == a_goal().title
    assert before.name == "strategy-2026-11-24.duckdb"
    restore_backup(stocked, folder, before.name, by=ADA, today=TUESDAY)
    assert stocked.plan().find(Goal, "goal").title == "Vi ombestemte oss"


def test_a_backup_is_taken_along_as_it_is(duck, folder):
    stock(duck)
    taken = backup_now(duck, folder, by=ADA, today=MONDAY)
    assert backup_content(folder, taken.name, by=ADA) == (folder / taken.name).read_bytes()


def test_one_comes_back_to_a_copy_kept_elsewhere(stocked, folder):
    kept = take_copy(stocked, by=ADA)
    retitle(stocked, "Vi ombestemte oss")
    restore_copy(stocked, folder, kept, by=ADA, today=TUESDAY)
    assert stocked.plan().find(Goal, "goal").title == a_goal().title
    assert names_in(folder) == ["strategy-2026-11-24.duckdb"]


@pytest.mark.parametrize(
    "name",
    [
        "strategy-2026-11-22.duckdb",
        "../outside.duckdb",
        "/etc/passwd",
        "..",
        "",
        "notes.txt",
        "strategy-2026-11-23.duckdb/../../outside.duckdb",
    ],
)
def test_only_a_backup_of_the_folder_is_restored_or_taken_along(duck, folder, tmp_path, name):
    stock(duck)
    backup_now(duck, folder, by=ADA, today=MONDAY)
    laid_down(folder, "notes.txt")
    duck.backup(tmp_path / "outside.duckdb")
    revision = duck.version_key()
    with pytest.raises(NotFoundError):
        restore_backup(duck, folder, name, by=ADA, today=MONDAY)
    with pytest.raises(NotFoundError):
        backup_content(folder, name, by=ADA)
    assert duck.version_key() == revision


def test_what_is_no_backup_changes_nothing(duck, folder):
    stock(duck)
    before = duck.plan()
    with pytest.raises(NotADatabaseError):
        restore_copy(duck, folder, b"this is a letter, not a database", by=ADA, today=MONDAY)
    assert duck.plan() == before
