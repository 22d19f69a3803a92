"""The commands of the recovery chapter, run as they stand in it."""

import re
import shlex
import shutil
from contextlib import closing

import pytest
from click.testing import CliRunner

from strategy.cli import main
from strategy.commands.outcome import Exit
from strategy.domain.items import Goal
from strategy.services.administration import upkeep
from strategy.store.database import open_database
from tests.builders import a_goal, an_organisation, stock, today_here
from tests.damage import change
from tests.served import ROOT

CHAPTER = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8").split("## Recovery")[1]


def commands(heading):
    """The program's own commands of a section, each block a list."""
    section = CHAPTER.split(f"### {heading}\n")[1].split("\n### ")[0]
    blocks = re.findall(r"(?:^    .+\n)+", section, re.MULTILINE)
    ours = [[line for line in block.splitlines() if "strategy " in line] for block in blocks]
    return [[line.strip().removeprefix("python -m strategy ") for line in block] for block in ours]


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with a store of two changes and a backup of the first."""
    return a_machine(tmp_path / "first", monkeypatch)


def a_machine(folder, monkeypatch, *, with_store=True):
    folder.mkdir()
    use(folder, monkeypatch)
    if with_store:
        with closing(open_database(f"duckdb:///{folder / 'plan.duckdb'}")) as database:
            stock(database, an_organisation(), a_goal(id="goal", title="Før"))
            upkeep.backup_now(database, folder / "backups", by=None, today=today_here())
    return folder


def use(folder, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{folder / 'plan.duckdb'}")
    monkeypatch.setenv("BACKUP_DIR", str(folder / "backups"))
    monkeypatch.setenv("LC_ALL", "nb_NO.UTF-8")


def run(line, backup):
    words = [str(backup) if word == "BACKUP" else word for word in shlex.split(line)]
    given = CliRunner().invoke(main, words)
    assert "Traceback" not in given.output
    assert given.exception is None or isinstance(given.exception, SystemExit), given.exception
    return given


def newest(folder):
    return max((folder / "backups").glob("strategy-*.duckdb"))


def title(folder):
    with closing(open_database(f"duckdb:///{folder / 'plan.duckdb'}")) as database:
        return database.plan().find(Goal, "goal").title


def test_every_section_has_commands_of_ours():
    headings = re.findall(r"^### (.+)$", CHAPTER, re.MULTILINE)
    assert len(headings) == 4
    assert [heading for heading in headings if not any(commands(heading))] == []


def test_a_damaged_file_is_put_aside_for_the_newest_backup(machine):
    change(machine / "plan.duckdb", 300_000, 4)
    ((look, back, again),) = commands("A damaged file")
    looked = run(look, None)
    assert looked.exit_code == Exit.STORE
    assert str(newest(machine)) in looked.output
    assert run(back, newest(machine)).exit_code == Exit.OK
    assert run(again, None).exit_code in {Exit.OK, Exit.PROBLEMS}
    assert title(machine) == "Før"
    assert len(list(machine.glob("plan.duckdb.damaged-*"))) == 1


def test_a_lost_disk_is_replaced_by_the_backup_kept_elsewhere(machine, tmp_path, monkeypatch):
    elsewhere = shutil.copytree(machine / "backups", tmp_path / "elsewhere")
    shutil.rmtree(machine)
    fresh = a_machine(tmp_path / "second", monkeypatch, with_store=False)
    shutil.copytree(elsewhere, fresh / "backups")
    ((back, look),) = commands("A lost disk")
    assert run(back, newest(fresh)).exit_code == Exit.OK
    assert run(look, None).exit_code in {Exit.OK, Exit.PROBLEMS}
    assert title(fresh) == "Før"


def test_a_wrong_clock_needs_a_look_and_nothing_else(machine):
    ((look,),) = commands("A wrong clock")
    assert run(look, None).exit_code in {Exit.OK, Exit.PROBLEMS}
    assert title(machine) == "Før"


def test_another_machine_takes_over_with_the_last_change(machine, tmp_path, monkeypatch):
    url = f"duckdb:///{machine / 'plan.duckdb'}"
    with closing(open_database(url)) as database, database.change(by=None) as changed:
        goal = changed.plan.find(Goal, "goal")
        changed.update(goal.model_copy(update={"title": "Etter"}))
    (save,), (back, look) = commands("Another machine takes over")
    saved = run(save, None)
    assert saved.exit_code == Exit.OK
    assert "holds revision 2" in saved.output

    second = a_machine(tmp_path / "second", monkeypatch, with_store=False)
    shutil.copytree(machine / "backups", second / "backups")
    last = max((second / "backups").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    assert run(back, last).exit_code == Exit.OK
    assert run(look, None).exit_code in {Exit.OK, Exit.PROBLEMS}
    assert title(second) == "Etter"
