"""What the store needs of the operating system: nothing that only some of them have."""

import os
from contextlib import closing

from strategy.store.database import open_database
from strategy.store.files.soundness import flaws_of_file
from strategy.store.files.witness import note_of, read_note
from tests.builders import stock


def test_a_store_opens_changes_and_is_examined_where_files_have_no_positioned_reads(
    tmp_path, monkeypatch
):
    # Windows has neither.
    monkeypatch.delattr(os, "pread")
    monkeypatch.delattr(os, "pwrite")
    file = tmp_path / "plan.duckdb"
    with closing(open_database(f"duckdb:///{file}")) as database:
        stock(database)
    with closing(open_database(f"duckdb:///{file}")) as database:
        assert database.revision() == 1
    with file.open("rb") as opened:
        assert list(flaws_of_file(opened.fileno())) == []
    noted = read_note(note_of(file))
    assert noted is not None
    assert noted.revision == 1
