"""A working folder is removed when the work is done, or later if the process was killed in it."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from strategy.store.files.working_folder import (
    BACKUP,
    COPY,
    DEMO,
    RESTORE,
    clear_left_folders,
    working_folder,
)

ROOT = Path(__file__).resolve().parents[2]
AN_HOUR = 3600

# It works in a folder of this name until somebody stops it.
WORKER = """
import sys, time
from pathlib import Path
from strategy.store.files.working_folder import working_folder
with working_folder(sys.argv[1], within=Path(sys.argv[2])) as folder:
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch) -> Path:
    """The temporary folder of the machine, with nothing of others in it."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    place = tmp_path / "backups"
    place.mkdir()
    return place


def make_old(path: Path) -> Path:
    then = path.stat().st_mtime - AN_HOUR
    os.utime(path, (then, then))
    return path


def left_in(place: Path, name: str, *held: str) -> Path:
    """A folder from an hour ago, with these files in it."""
    folder = place / name
    folder.mkdir()
    for file in held:
        (folder / file).write_bytes(b"rows")
    return make_old(folder)


def test_a_working_folder_is_gone_when_the_work_is_done(backups: Path):
    with working_folder(BACKUP, within=backups) as folder:
        (folder / "backup.duckdb").write_bytes(b"rows")

    assert not list(backups.iterdir())


@pytest.mark.usefixtures("temporary")
def test_a_folder_somebody_works_in_stays_and_goes_once_they_were_killed(backups: Path):
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, BACKUP, str(backups)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with worker:
        folder = make_old(Path(worker.stdout.readline().strip()))

        assert clear_left_folders(backups) == ()
        assert folder.exists()

        worker.send_signal(signal.SIGKILL)
    assert clear_left_folders(backups) == (folder,)
    assert not folder.exists()


@pytest.mark.usefixtures("temporary")
@pytest.mark.parametrize("held", [(".in-use",), ()], ids=["not yet locked", "not yet marked"])
def test_a_folder_somebody_has_just_made_stays(backups: Path, held: tuple[str, ...]):
    folder = backups / f"{BACKUP}new"
    folder.mkdir()
    for file in held:
        (folder / file).touch()

    assert clear_left_folders(backups) == ()
    assert folder.exists()


def test_what_an_earlier_version_left_is_removed_and_nothing_of_anybody_else(
    backups: Path, temporary: Path
):
    ours = {
        left_in(backups, f"{BACKUP}a", "backup.duckdb"),
        left_in(temporary, f"{RESTORE}b", "backup.duckdb"),
        left_in(temporary, f"{COPY}c", "strategy.duckdb", "strategy.duckdb.wal"),
    }
    theirs = {
        left_in(temporary, f"{COPY}holiday", "photo.jpg"),
        left_in(temporary, f"{COPY}empty"),
        left_in(temporary, f"{DEMO}d", "strategy.duckdb"),
        left_in(temporary, "another", "backup.duckdb"),
    }
    young = temporary / f"{RESTORE}young"
    young.mkdir()
    (young / "backup.duckdb").write_bytes(b"rows")
    a_file = temporary / f"{COPY}list.txt"
    a_file.touch()
    a_link = temporary / f"{COPY}link"
    a_link.symlink_to(backups)

    assert set(clear_left_folders(backups)) == ours

    assert set(temporary.iterdir()) == theirs | {young, a_file, a_link}


@pytest.mark.usefixtures("temporary")
def test_a_folder_whose_mark_cannot_be_read_stays(backups: Path):
    folder = backups / f"{BACKUP}odd"
    (folder / ".in-use").mkdir(parents=True)
    make_old(folder)

    assert clear_left_folders(backups) == ()
    assert folder.exists()


@pytest.mark.usefixtures("temporary")
def test_where_no_backup_was_ever_made_nothing_is_left(tmp_path: Path):
    assert clear_left_folders(tmp_path / "none") == ()
