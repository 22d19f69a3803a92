"""What the program writes can be read by its user only, whatever was there before."""

import os
import stat
from pathlib import Path

import pytest

from strategy.store.database import open_database
from strategy.store.files.owner_only import close_to_others, write_for_the_owner
from tests.builders import a_goal, stock
from tests.damage import room_for


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_written_whole_and_for_its_owner(tmp_path: Path):
    report = tmp_path / "report.pdf"
    report.write_bytes(b"last year's")
    report.chmod(0o644)

    write_for_the_owner(report, b"this year's")

    assert report.read_bytes() == b"this year's"
    assert mode_of(report) == 0o600
    assert list(tmp_path.iterdir()) == [report]


def test_what_goes_through_a_pipe_arrives_and_the_pipe_stays(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_for_the_owner(pipe, b"a report")

        assert os.read(reader, 100) == b"a report"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_where_there_is_no_room_the_file_from_before_stays_and_nothing_half_done(tmp_path: Path):
    report = tmp_path / "report.pdf"
    report.write_bytes(b"last year's")

    with room_for(1000), pytest.raises(OSError, match="too large"):
        write_for_the_owner(report, b"this year's" * 1000)

    assert report.read_bytes() == b"last year's"
    assert list(tmp_path.iterdir()) == [report]


def test_a_store_others_could_read_is_closed_to_them_when_it_is_opened(tmp_path: Path):
    path = tmp_path / "plan.duckdb"
    database = open_database(f"duckdb:///{path}")
    stock(database, a_goal())
    database.close()
    path.chmod(0o664)

    for _ in ("others could read it", "it is closed already"):
        open_database(f"duckdb:///{path}").close()

        assert mode_of(path) == 0o600


def test_a_file_that_is_not_there_is_closed_already(tmp_path: Path):
    close_to_others(tmp_path / "gone")

    assert not list(tmp_path.iterdir())
