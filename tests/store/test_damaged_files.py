"""A damaged database file is recognised from its bytes alone, before the engine opens it."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from struct import pack_into, unpack_from

import duckdb
import pytest

from strategy.domain.errors import (
    NotADatabaseError,
    StoreDamagedError,
    StoreLostError,
    StoreOutOfReachError,
)
from strategy.store.database import open_database
from strategy.store.files.foreign import look_into
from strategy.store.files.log_file import log_of, read_log
from strategy.store.files.opening import examine, flaws_found
from strategy.store.files.soundness import Flaw, FlawKind, Head, checksum, read_head
from strategy.store.files.witness import Seen, note_of, read_note
from tests.builders import a_goal, stock
from tests.damage import change

HEADER, FIRST_BLOCK = 4096, 3 * 4096
BLOCK = 16_384
TURN, UNUSED, COUNT_OF_BLOCKS, SIZE_OF_BLOCKS = 8, 24, 32, 40
ENDING_OF_A_CHANGE = b"d\x00d\xff\xff"
NOWHERE = (1 << 64) - 1

OPENS_IT = """
import sys, duckdb
with duckdb.connect(sys.argv[1]):
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def spacious(tmp_path: Path) -> Path:
    """A database in which much was stored and deleted: many of its blocks are unused."""
    path = tmp_path / "spacious.duckdb"
    with duckdb.connect() as engine:
        engine.execute(f"attach '{path}' as spacious (block_size {BLOCK})")
        for table in ("deleted", "kept"):
            engine.execute(f"create table spacious.{table} (i bigint, h ubigint)")
            engine.execute(
                f"insert into spacious.{table} select i, hash(i) from range(100000) r(i)"  # noqa: S608 - our own name
            )
            engine.execute("checkpoint spacious")
        engine.execute("drop table spacious.deleted")
        engine.execute("checkpoint spacious")
    return path


def number_at(path: Path, place: int) -> int:
    return unpack_from("<Q", path.read_bytes(), place)[0]


def latest_head(path: Path) -> int:
    """Where the newer of the two heads begins."""
    return max((HEADER, 2 * HEADER), key=lambda place: number_at(path, place + TURN))


def list_of_unused(path: Path) -> int:
    """Where the list of unused blocks begins: its next part, its length, its numbers."""
    pointer = number_at(path, latest_head(path) + UNUSED)
    part = (BLOCK - 8) // 64 // 8 * 8
    return FIRST_BLOCK + (pointer & (1 << 56) - 1) * BLOCK + 8 + (pointer >> 56) * part


def rewritten(path: Path, place: int, number: int) -> None:
    """Write a number into a head or a block, with a checksum that says all is well."""
    content = bytearray(path.read_bytes())
    pack_into("<Q", content, place, number)
    if place < FIRST_BLOCK:
        begins, size = place // HEADER * HEADER, HEADER
    else:
        begins, size = place - (place - FIRST_BLOCK) % BLOCK, BLOCK
    sealed = checksum(bytes(content[begins + 8 : begins + size]))
    pack_into("<Q", content, begins, sealed)
    path.write_bytes(content)


def an_unused_block(path: Path) -> int:
    return number_at(path, list_of_unused(path) + 16)


def damage_block(path: Path, number: int) -> None:
    change(path, FIRST_BLOCK + number * BLOCK + 100, 1)


def test_damage_in_a_block_that_is_not_in_use_is_told_as_such(spacious: Path):
    # There are so many that the list of them has several parts.
    assert number_at(spacious, list_of_unused(spacious) + 8) > (BLOCK - 8) // 64 // 8
    number = an_unused_block(spacious)
    damage_block(spacious, number)
    (flaw,) = flaws_found(spacious)
    assert (flaw.kind, flaw.place) == (FlawKind.UNUSED_BLOCK, number)
    # It keeps nobody from working.
    examine(spacious)


@pytest.mark.parametrize(
    ("where", "number"),
    [
        ("head", NOWHERE),
        ("head", 1 << 55),
        ("head", 255 << 56),
        ("length", 1 << 63),
        ("next part", NOWHERE),
        ("next part", 1 << 55),
    ],
)
def test_where_the_list_of_unused_blocks_cannot_be_read_every_damaged_block_counts(
    spacious: Path, where: str, number: int
):
    damaged = an_unused_block(spacious)
    listed = list_of_unused(spacious)
    places = {
        "head": latest_head(spacious) + UNUSED,
        "length": listed + 8,
        "next part": listed,
    }
    rewritten(spacious, places[where], number)
    damage_block(spacious, damaged)
    (flaw,) = flaws_found(spacious)
    assert (flaw.kind, flaw.place) == (FlawKind.BLOCK, damaged)


def test_a_list_of_unused_blocks_that_goes_round_in_a_circle_is_not_believed(spacious: Path):
    damaged = an_unused_block(spacious)
    rewritten(
        spacious, list_of_unused(spacious), number_at(spacious, latest_head(spacious) + UNUSED)
    )
    damage_block(spacious, damaged)
    assert [flaw.kind for flaw in flaws_found(spacious)] == [FlawKind.BLOCK]


def test_a_list_of_unused_blocks_that_is_damaged_itself_is_not_believed(spacious: Path):
    change(spacious, list_of_unused(spacious) + 16, 1)
    assert [flaw.kind for flaw in flaws_found(spacious)] == [FlawKind.BLOCK]


def test_a_file_cut_within_its_heads_is_cut_short(spacious: Path):
    os.truncate(spacious, 10_000)
    assert flaws_found(spacious) == (Flaw(FlawKind.SHORT, 10_000, FIRST_BLOCK),)


@pytest.mark.parametrize("size", [0, 8, 1 << 40])
def test_a_head_that_tells_of_blocks_of_an_impossible_size_is_damaged(spacious: Path, size: int):
    rewritten(spacious, latest_head(spacious) + SIZE_OF_BLOCKS, size)
    assert flaws_found(spacious) == (Flaw(FlawKind.HEAD),)


def test_a_head_that_tells_of_more_blocks_than_any_disk_has_is_cut_short(spacious: Path):
    rewritten(spacious, latest_head(spacious) + COUNT_OF_BLOCKS, 1 << 63)
    assert [flaw.kind for flaw in flaws_found(spacious)] == [FlawKind.SHORT]


def test_a_bit_turned_over_in_the_head_is_found(spacious: Path):
    change(spacious, 1000, 1)
    assert flaws_found(spacious) == (Flaw(FlawKind.HEAD),)


def test_a_format_this_program_does_not_write_is_left_to_the_engine(spacious: Path):
    rewritten(spacious, 12, 1000)
    assert flaws_found(spacious) == ()


def test_a_damaged_file_that_another_process_has_open_is_left_to_the_engine(spacious: Path):
    with subprocess.Popen(
        [sys.executable, "-c", OPENS_IT, str(spacious)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"open"
        change(spacious, 1000, 1)
        examine(spacious)
        other.communicate()
    with pytest.raises(StoreDamagedError):
        examine(spacious)


def test_a_letter_where_the_log_should_be_is_a_damaged_log(spacious: Path):
    letter = "Kjære kommune".encode()
    log_of(spacious).write_bytes(letter)
    assert flaws_found(spacious) == (Flaw(FlawKind.LOG, 0, len(letter)),)


def test_a_log_cut_within_its_head_is_damaged(spacious: Path):
    log_of(spacious).write_bytes(b"d\x00be\x00")
    assert flaws_found(spacious) == (Flaw(FlawKind.LOG, 0, 5),)


@pytest.fixture
def logged(tmp_path: Path) -> Path:
    """A database with ten changes that lie in its log only, of words of every length."""
    path = tmp_path / "logged.duckdb"
    with duckdb.connect(str(path)) as engine:
        engine.execute("create table word (word varchar)")
        engine.execute("checkpoint")
        engine.execute("pragma disable_checkpoint_on_shutdown")
        for length in range(10):
            engine.execute("insert into word values (?)", ["å" + "a" * length])
    return path


def test_a_whole_log_has_no_flaw_and_every_change(logged: Path):
    log = read_log(log_of(logged))
    assert log is not None
    assert (log.changes, log.torn, log.damaged_at) == (10, False, None)
    assert flaws_found(logged) == ()


def test_a_log_that_ends_within_a_change_is_torn_and_no_flaw(logged: Path):
    os.truncate(log_of(logged), log_of(logged).stat().st_size - 1)
    log = read_log(log_of(logged))
    assert log is not None
    assert (log.changes, log.torn, log.damaged_at) == (9, True, None)
    assert flaws_found(logged) == ()


@pytest.mark.parametrize("from_its_beginning", [7, 8, 16], ids=["length", "checksum", "words"])
def test_a_change_that_is_damaged_amid_others_is_no_torn_end(logged: Path, from_its_beginning: int):
    log = log_of(logged)
    ending = log.read_bytes().index(ENDING_OF_A_CHANGE) + len(ENDING_OF_A_CHANGE)
    change(log, ending + from_its_beginning, 1)
    assert flaws_found(logged) == (Flaw(FlawKind.LOG, ending, log.stat().st_size),)


def test_a_log_with_nothing_in_it_is_as_good_as_none(spacious: Path):
    log_of(spacious).touch()
    assert flaws_found(spacious) == ()


def test_a_letter_in_the_place_of_a_store_that_was_here_is_damage(tmp_path: Path):
    path = tmp_path / "plan.duckdb"
    with closing(open_database(f"duckdb:///{path}")) as database:
        stock(database, a_goal())
    path.write_text("Kjære kommune")
    with pytest.raises(StoreDamagedError):
        examine(path)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store that was closed, with the note of how far it had come."""
    path = tmp_path / "plan.duckdb"
    with closing(open_database(f"duckdb:///{path}")) as database:
        stock(database, a_goal())
    return path


def noted(path: Path, **known: int | str) -> None:
    """Write into the note that the store was last seen otherwise than it is now."""
    seen = read_note(note_of(path))
    assert seen is not None
    text = json.dumps({**asdict(seen), **known}, separators=(",", ":"))
    mark = hashlib.sha256(text.encode()).hexdigest()[:16]
    note_of(path).write_text(f"{text} {mark}\n")


def test_what_the_note_knows_better_is_a_flaw(store: Path):
    examine(store)
    seen = read_note(note_of(store))
    assert seen is not None
    log_of(store).unlink(missing_ok=True)
    noted(store, log=0)
    assert flaws_found(store) == ()
    noted(store, log=100)
    assert flaws_found(store) == (Flaw(FlawKind.LOG_GONE, 0, 100),)
    noted(store, turn=seen.turn + 1)
    assert flaws_found(store) == (Flaw(FlawKind.OLDER, seen.turn, seen.turn + 1),)
    note_of(store).write_text("Kjære kommune")
    assert flaws_found(store) == (Flaw(FlawKind.NOTE),)


def test_a_log_shorter_than_noted_or_of_another_file_is_a_flaw(store: Path, logged: Path):
    log = log_of(logged).read_bytes()
    log_of(store).write_bytes(log)
    assert flaws_found(store) == (Flaw(FlawKind.LOG_OF_ANOTHER),)
    with logged.open("rb") as file:
        head = read_head(file.fileno())
    assert isinstance(head, Head)
    seen = Seen(head.file.hex(), head.turn, 0)
    shutil.copyfile(note_of(store), note_of(logged))
    noted(logged, **{**asdict(seen), "log": len(log) + 1})
    assert flaws_found(logged) == (Flaw(FlawKind.LOG_SHORT, len(log), len(log) + 1),)


def test_a_store_that_was_here_and_is_gone_is_lost(store: Path):
    store.unlink()
    with pytest.raises(StoreLostError):
        examine(store)


def test_an_empty_file_is_told_as_such(tmp_path: Path):
    (tmp_path / "empty.duckdb").touch()
    assert flaws_found(tmp_path / "empty.duckdb") == (Flaw(FlawKind.EMPTY),)


def test_a_letter_where_no_store_was_is_left_to_the_engine(tmp_path: Path):
    letter = tmp_path / "letter.duckdb"
    letter.write_text("Kjære kommune")
    examine(letter)
    examine(tmp_path)
    examine(tmp_path / "not yet there.duckdb")


def test_a_backup_looked_for_in_a_folder_or_below_a_file_is_out_of_reach(tmp_path: Path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Kjære kommune")
    for path, rule in ((tmp_path, "folder"), (letter / "backup.duckdb", "no_folder")):
        with pytest.raises(StoreOutOfReachError) as refused:
            look_into(path)
        assert refused.value.problem.rule == f"out_of_reach.{rule}"


def test_a_backup_that_is_damaged_is_refused_before_the_engine_sees_it(spacious: Path):
    change(spacious, 1000, 1)
    with pytest.raises(StoreDamagedError):
        look_into(spacious)


def test_a_backup_whose_revisions_lack_a_column_is_none_of_ours(store: Path):
    with duckdb.connect(str(store)) as file:
        file.execute("alter table revision rename column made_at to other")
    note_of(store).unlink()
    with pytest.raises(NotADatabaseError):
        look_into(store)
