"""A store or a backup that is damaged, gone or out of reach: words, an exit code, the next step."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from strategy.cli import main
from strategy.commands.outcome import Exit
from strategy.domain.items import Goal
from strategy.services.administration import upkeep
from strategy.store.database import open_database
from tests.builders import LIV, a_goal, an_organisation, stock, today_here
from tests.claims import none
from tests.damage import ALL_IS_WELL, change, laid_again, some_damage

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = 12

# What is there when the machine stops: three changes in the file and two more in its log.
WRITER = """
import os, sys
from strategy.store.database import open_database
database = open_database(sys.argv[1])
for number in range(2):
    with database.change(by="liv") as change:
        goal = change.plan.by_id["goal"]
        change.update(goal.model_copy(update={"title": f"Fra loggen {number}"}))
os.kill(os.getpid(), 9)
"""


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    """A folder with the store as a kill leaves it, and a backup that is one change older."""
    folder = tmp_path_factory.mktemp("sound")
    url = f"duckdb:///{folder / 'plan.duckdb'}"
    with closing(open_database(url)) as database:
        stock(database, an_organisation(name="Nyfjord", language="nb"), a_goal(id="goal"))
        upkeep.backup_now(database, folder / "backups", by=None, today=today_here())
        with database.change(by=LIV.id) as change:
            change.update(change.plan.by_id["goal"].model_copy(update={"title": "I filen"}))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", WRITER, url], cwd=ROOT, env=environment, check=False)
    return folder


@pytest.fixture
def here(sound: Path, tmp_path: Path) -> Path:
    """The same, to be damaged."""
    laid_again(sound, tmp_path / "here")
    return tmp_path / "here"


@pytest.fixture
def give(here: Path, monkeypatch):
    """Give a command about the store; nothing may escape it."""
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{here / 'plan.duckdb'}")
    monkeypatch.delenv("BACKUP_DIR", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def give(*arguments, answers=None):
        given = CliRunner().invoke(main, [str(a) for a in arguments], input=answers)
        assert given.exception is None or isinstance(given.exception, SystemExit), given.exception
        assert "Traceback" not in given.output
        return given

    return give


def title_of(folder: Path) -> str:
    with closing(open_database(f"duckdb:///{folder / 'plan.duckdb'}")) as database:
        return database.plan().find(Goal, "goal").title


def backup_in(folder: Path) -> Path:
    return next((folder / "backups").glob("*.duckdb"))


def refuse(given, *told: str):
    """Nothing was done, it says what is wrong, and what to do."""
    assert given.exit_code == Exit.STORE, given.output
    assert none(well in given.output for well in ALL_IS_WELL)
    for text in told:
        assert text in given.output, given.output
    return given


def test_a_store_that_was_killed_is_whole(give, here):
    looked = give("check")
    assert looked.exit_code in {Exit.OK, Exit.PROBLEMS}
    assert "journal agrees" in looked.output
    assert title_of(here) == "Fra loggen 1"


@pytest.mark.parametrize(("part", "damage"), [
    (part, number) for part in ("plan.duckdb", "plan.duckdb.wal", "plan.duckdb.last")
    for number in range(SAMPLE // 3)
])  # fmt: skip
def test_no_damage_is_told_as_all_well_and_none_by_a_traceback(give, here, part, damage):
    ((_, done),) = some_damage((here / part,), 1, seed=damage)
    done.do(here / part)
    looked = give("check")
    assert looked.exit_code == Exit.STORE, (done.name, looked.output)


@pytest.mark.parametrize("number", range(6))
def test_a_damaged_backup_is_refused_and_the_store_stays(give, here, number):
    backup = backup_in(here)
    ((_, done),) = some_damage((backup,), 1, seed=100 + number)
    done.do(backup)
    given = give("restore", backup, "--yes")
    assert given.exit_code == Exit.STORE, (done.name, given.output)
    assert title_of(here) == "Fra loggen 1"


def test_what_is_wrong_is_said_with_the_newest_good_backup_its_day_and_its_revision(give, here):
    change(here / "plan.duckdb", 300_000, 4)
    backup = backup_in(here)
    looked = refuse(give("check"), "block 1 of", str(backup), "(Nyfjord, change 1, ", "restore")
    assert re.search(r"change 1, \d\d/\d\d/\d{4} \d\d:\d\d\)", looked.output)
    # A damaged file is not gone on with.
    assert "go-on" not in looked.output
    assert give("go-on", "--yes").exit_code == Exit.STORE


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("nb_NO.UTF-8", "er skadet. \nDen nyeste hele sikkerhetskopien"),
        ("nn_NO.UTF-8", "er skadd. \nDen nyaste heile tryggingskopien"),
        ("en_GB.UTF-8", "is damaged. \nThe newest whole backup"),
    ],
)
def test_it_is_said_in_the_readers_language(give, here, monkeypatch, locale, told):
    monkeypatch.setenv("LC_ALL", locale)
    change(here / "plan.duckdb", 300_000, 4)
    assert told.replace(" \n", "\n") in give("status").output


def test_a_backup_that_is_damaged_itself_is_passed_over(give, here):
    good = backup_in(here)
    newer = shutil.copyfile(good, good.with_name("strategy-2099-01-01.duckdb"))
    change(newer, 20_000, 1)
    change(here / "plan.duckdb", 300_000, 4)
    assert str(good) in give("check").output


def test_without_a_backup_one_is_told_to_look_elsewhere(give, here):
    shutil.rmtree(here / "backups")
    change(here / "plan.duckdb", 300_000, 4)
    refuse(give("check"), "no whole backup", "restore FILE")


def test_restore_puts_a_damaged_store_aside_and_deletes_nothing(give, here):
    change(here / "plan.duckdb", 300_000, 4)
    damaged = {path.name: path.read_bytes() for path in here.glob("plan.duckdb*")}

    asked = give("restore", backup_in(here), answers="n\n")
    assert asked.exit_code == Exit.REFUSED
    assert "Put what is damaged aside" in asked.output
    assert "Nothing was changed" in asked.output
    given = json.loads(give("restore", backup_in(here), "--yes", "--json").output)

    aside = Path(given["put_aside"])
    assert aside.parent == here
    assert re.fullmatch(r"plan\.duckdb\.damaged-\d{4}-\d\d-\d\d", aside.name)
    assert {path.name: path.read_bytes() for path in aside.iterdir()} == damaged
    assert give("check").exit_code in {Exit.OK, Exit.PROBLEMS}
    assert title_of(here) == a_goal().title


def test_a_backup_that_is_none_leaves_the_damaged_store_where_it_is(give, here):
    change(here / "plan.duckdb", 300_000, 4)
    letter = here / "letter.duckdb"
    letter.write_text("Kjære kommune")
    before = sorted(here.iterdir())
    refuse(give("restore", letter, "--yes"), "Not a database of ours", str(letter))
    assert sorted(here.iterdir()) == before


def test_one_goes_on_without_what_a_damaged_log_has_lost(give, here):
    log = here / "plan.duckdb.wal"
    content = log.read_bytes()
    # The last change of the two is damaged; the one before it is whole.
    change(log, len(content) - 60, 2)
    refuse(give("check"), "the log (.wal) is damaged at byte", "The changes before that", "go-on")

    assert give("go-on", answers="n\n").exit_code == Exit.REFUSED
    went = give("go-on", "--yes")

    assert went.exit_code == Exit.OK
    assert "at change 3" in went.output
    assert "it had come to change 4" in went.output
    assert title_of(here) == "Fra loggen 0"
    (aside,) = here.glob("*.damaged-*")
    assert (aside / "plan.duckdb.wal").stat().st_size == len(content)
    assert str(aside) in went.output
    assert (
        give("go-on", "--yes").output == "There is nothing to go on without: the store is whole.\n"
    )


@pytest.mark.parametrize(
    ("lose", "told"),
    [
        (lambda here: (here / "plan.duckdb.wal").unlink(), "the log (.wal) is gone"),
        (lambda here: (here / "plan.duckdb").unlink(), "the store is gone"),
        (lambda here: os.truncate(here / "plan.duckdb.wal", 200), "the log (.wal) is cut short"),
        (lambda here: os.truncate(here / "plan.duckdb", 200_000), "the file is cut short"),
        (lambda here: os.truncate(here / "plan.duckdb", 0), "the file is empty"),
        (
            lambda here: [p.unlink() for p in here.glob("plan.duckdb*") if p.suffix != ".last"],
            "it had come to change 4",
        ),
    ],
    ids=["no log", "no file", "half a log", "half a file", "an empty file", "neither"],
)
@pytest.mark.parametrize("command", ["check", "status", "backup", "remind", "migrate"])
def test_what_is_gone_is_no_silence(give, here, lose, told, command):
    lose(here)
    there = {path.name for path in here.iterdir()}
    refuse(give(command), told, str(backup_in(here)))
    # And nothing new takes the place of what was there.
    assert {path.name for path in here.iterdir()} == there


def test_an_older_file_in_the_place_of_the_store_is_found(give, here, sound):
    with closing(open_database(f"duckdb:///{here / 'plan.duckdb'}")) as database:
        stock(database, a_goal(code="9.9"))
    (here / "plan.duckdb.wal").unlink(missing_ok=True)
    shutil.copyfile(sound / "plan.duckdb", here / "plan.duckdb")
    refuse(give("check"), "older than the one that was here last")


def test_a_log_of_another_store_is_not_merged(give, here, tmp_path):
    with closing(open_database(f"duckdb:///{tmp_path / 'plan.duckdb'}")) as other:
        stock(other)
    shutil.copyfile(tmp_path / "plan.duckdb", here / "plan.duckdb")
    refuse(give("check"), "belongs to another file")


def test_damage_where_nothing_lies_is_told_and_keeps_nobody_from_working(give, here):
    """Bytes that are in no use may be the first the disk loses."""
    file = here / "plan.duckdb"
    with closing(open_database(f"duckdb:///{file}")) as database:
        database._engine.merge_log()  # noqa: SLF001 - so that there are blocks nothing lies in
    for place in range(20_000, file.stat().st_size, 262_144):
        change(file, place, 1)
        looked = give("check")
        if "not in use now" in looked.output:
            break
        change(file, place, 1)
    assert looked.exit_code == Exit.STORE
    assert give("status").exit_code == Exit.OK


@pytest.mark.parametrize("wrong", ["a folder", "an empty file", "half", "a letter"])
def test_what_is_no_backup_is_said_in_words(give, here, wrong):
    path = here / "wrong.duckdb"
    match wrong:
        case "an empty file":
            path.touch()
        case "half":
            path.write_bytes(backup_in(here).read_bytes()[:262_144])
        case "a letter":
            path.write_text("Kjære kommune")
        case _:
            path.mkdir()
    given = give("restore", path, "--yes")
    assert given.exit_code in {Exit.USAGE, Exit.REFUSED, Exit.STORE}
    assert str(path) in given.output
    assert title_of(here) == "Fra loggen 1"


def test_a_folder_in_the_place_of_the_store_is_said_to_be_one(give, here):
    for path in here.glob("plan.duckdb*"):
        path.unlink()
    (here / "plan.duckdb").mkdir()
    refuse(give("check"), "this is a folder, not a file")


@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="nothing is denied to root"
)
@pytest.mark.parametrize("mode", [0o000, 0o400])
def test_permission_denied_is_said_as_such(give, here, mode):
    (here / "plan.duckdb").chmod(mode)
    refuse(give("check"), "permission denied")


@pytest.mark.slow
def test_a_running_app_is_told_of_damage_on_its_disk(start_app, tmp_path):
    """Whoever has the file open has read it already, and would notice nothing."""
    app = start_app("--no-demo")
    assert (
        app.beside(
            "init", "--name", "Lillevik", "--language", "nb", "--administrator", "G"
        ).returncode
        == 0
    )
    app.beside("backup")
    change(tmp_path / "plan.duckdb", 20_000, 1)
    looked = app.beside("check")
    assert looked.returncode == Exit.STORE
    assert "is damaged" in looked.stderr
    app.end(signal.SIGKILL)
