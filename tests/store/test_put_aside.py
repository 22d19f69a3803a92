"""A damaged store is put aside whole, and what can be opened again goes on without what is lost."""

import errno
import shutil
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from strategy.domain.errors import StoreDamagedError, StoreOutOfReachError
from strategy.store.database import open_database
from strategy.store.files.aside import go_on_without, parts_of, put_aside
from strategy.store.files.failures import refusal_of
from strategy.store.files.log_file import log_of
from strategy.store.files.soundness import FlawKind
from strategy.store.files.witness import Witness, note_of, read_note
from tests.builders import a_goal, stock
from tests.claims import every
from tests.damage import room_for

TODAY = date(2026, 3, 2)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A store that was closed, with all it holds in its one file."""
    path = tmp_path / "plan.duckdb"
    with closing(open_database(f"duckdb:///{path}")) as database:
        stock(database, a_goal())
    return path


def goals_in(path: Path) -> int:
    with closing(open_database(f"duckdb:///{path}")) as database:
        return len(database.plan().goals)


def test_each_store_put_aside_on_a_day_gets_a_folder_of_its_own(file: Path):
    kept = file.read_bytes()

    folders = []
    for _ in range(3):
        file.write_bytes(kept)
        folders.append(put_aside(file, today=TODAY))

    name = "plan.duckdb.damaged-2026-03-02"
    assert [folder.name for folder in folders] == [name, f"{name}-2", f"{name}-3"]
    assert every((folder / file.name).read_bytes() == kept for folder in folders)
    assert parts_of(file) == ()


def test_where_there_is_no_store_nothing_is_put_aside(tmp_path: Path):
    assert go_on_without(tmp_path / "plan.duckdb", today=TODAY) == (None, ())
    assert not list(tmp_path.iterdir())


def test_a_sound_store_stays_as_it_is(file: Path):
    assert go_on_without(file, today=TODAY) == (None, ())
    assert goals_in(file) == 1


def test_a_store_that_is_cut_off_is_left_to_a_backup(file: Path):
    file.write_bytes(file.read_bytes()[:100])

    with pytest.raises(StoreDamagedError):
        go_on_without(file, today=TODAY)

    assert not list(file.parent.glob("*.damaged-*"))


def test_an_older_file_is_believed_once_somebody_says_so(file: Path):
    older = file.read_bytes()
    with closing(open_database(f"duckdb:///{file}")) as database:
        stock(database, a_goal(id="later"))
    file.write_bytes(older)

    folder, flaws = go_on_without(file, today=TODAY)

    assert flaws
    assert (folder / note_of(file).name).exists()
    assert goals_in(file) == 1


def test_a_store_whose_log_is_gone_goes_on_without_it(file: Path, tmp_path: Path):
    copy = tmp_path / "copy" / file.name
    copy.parent.mkdir()
    with closing(open_database(f"duckdb:///{file}")) as database:
        stock(database, a_goal(id="later"))
        # As the machine leaves them when it stops here.
        for part in parts_of(file):
            shutil.copy2(part, copy.parent / part.name)
    log_of(copy).unlink()

    _, flaws = go_on_without(copy, today=TODAY)

    assert [flaw.kind for flaw in flaws] == [FlawKind.LOG_GONE]
    assert goals_in(copy) == 1


def test_a_log_the_disk_has_no_room_to_merge_is_kept(file: Path, tmp_path: Path, caplog):
    copy = tmp_path / "copy" / file.name
    copy.parent.mkdir()
    with closing(open_database(f"duckdb:///{file}")) as database:
        stock(database, a_goal(id="later"))
        for part in parts_of(file):
            shutil.copy2(part, copy.parent / part.name)

    with room_for(copy.stat().st_size), pytest.raises(StoreOutOfReachError) as refused:
        open_database(f"duckdb:///{copy}")

    assert refused.value.problem.rule == "out_of_reach.full"
    assert "could not be merged" in caplog.text
    assert goals_in(copy) == 2


def test_nothing_is_noted_of_a_file_that_is_no_store(tmp_path: Path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Hei", encoding="utf-8")

    with closing(Witness(letter)) as witness:
        witness.note()

    assert read_note(note_of(letter)) is None


def test_what_the_machine_refuses_is_said_with_its_file():
    full = OSError(errno.ENOSPC, "No space left on device", "/srv/plan.duckdb")

    refusal = refusal_of(full, "plan.duckdb")

    assert isinstance(refusal, StoreOutOfReachError)
    assert refusal.path == "/srv/plan.duckdb"


def test_what_the_engine_says_of_damage_is_a_damaged_store():
    refusal = refusal_of(RuntimeError("Corrupt database file"), "plan.duckdb")

    assert isinstance(refusal, StoreDamagedError)
    assert refusal_of(RuntimeError("a fault of ours"), "plan.duckdb") is None
