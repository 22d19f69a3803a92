"""Kill a writing process many times and damage many stores; print what was lost. `make soak`.

Not part of the gate: a thousand rounds take about half an hour. It exits with 1 when an
acknowledged change is missing or there twice, when damage is told as all well, or by a traceback.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from strategy.commands.outcome import Exit
from strategy.services.administration import upkeep
from strategy.store.database import open_database
from tests.builders import a_goal, an_action, an_organisation, stock, today_here
from tests.damage import ALL_IS_WELL, laid_again, some_damage

ROOT = Path(__file__).resolve().parent.parent
_ROUNDS_A_STORE = 25
_LONGEST_SECONDS = 0.4
_BACKUP = "backups"


@dataclass
class Killed:
    """What became of the changes of so many killed processes."""

    rounds: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0


@dataclass
class Damaged:
    """What was said of so many damaged stores and backups."""

    files: int = 0
    tracebacks: int = 0
    all_is_well: int = 0
    wrong_exit: int = 0


def write_for_ever(url: str) -> None:
    """Add one action after another, and say of each that it is stored, until somebody kills us."""
    with closing(open_database(url)) as database:
        print("ready", flush=True)
        number = 0
        while True:
            number += 1
            made = an_action(code=f"T-{os.getpid()}-{number}", title="Under strøm")
            with database.change(by=None) as change:
                change.add(made)
            print(made.code, flush=True)


def kill_rounds(folder: Path, rounds: int, *, seed: int = 1) -> Killed:
    """Kill a writer so many times, each at a moment of chance, and count what it had promised."""
    chance, found = random.Random(seed), Killed()  # noqa: S311 - no secret, the same again
    promised: list[str] = []
    for number in range(rounds):
        if number % _ROUNDS_A_STORE == 0:
            promised = []
            url = f"duckdb:///{folder / f'plan-{number}.duckdb'}"
            with closing(open_database(url)) as database:
                stock(database, an_organisation(), a_goal(id="goal"))
        promised += _killed_after(url, chance.uniform(0, _LONGEST_SECONDS))
        found.rounds += 1
        with closing(open_database(url)) as database:
            there = Counter(action.code for action in database.plan().actions)
        missing = [code for code in promised if not there[code]]
        found.lost += len(missing)
        # Counted once, not again in every round that follows.
        promised = [code for code in promised if there[code]]
        found.doubled += sum(count > 1 for count in there.values())
        found.acknowledged = found.acknowledged + len(missing)
        if number % _ROUNDS_A_STORE == _ROUNDS_A_STORE - 1 or number == rounds - 1:
            found.acknowledged += len(promised)
    return found


def _killed_after(url: str, seconds: float) -> list[str]:
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.soak", "--write", url],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    time.sleep(seconds)
    writer.kill()
    said, _ = writer.communicate()
    # The last line may be cut off in the middle: it was not said.
    return said.split("\n")[:-1]


def damage_rounds(folder: Path, count: int, *, seed: int = 1) -> Damaged:
    """Damage so many stores and backups, each in one way, and read what the commands say."""
    sound, here = folder / "sound", folder / "here"
    url = f"duckdb:///{sound / 'plan.duckdb'}"
    sound.mkdir()
    with closing(open_database(url)) as database:
        stock(database, an_organisation(), a_goal(id="goal"))
        upkeep.backup_now(database, sound / _BACKUP, by=None, today=today_here())
    _killed_after(url, 0.2)
    found = Damaged()
    for number in range(count):
        laid_again(sound, here)
        backup = next((here / _BACKUP).iterdir())
        parts = (backup,) if number % 2 else tuple(sorted(here.glob("plan.duckdb*")))
        ((part, damage),) = some_damage(parts, 1, seed=seed + number)
        damage.do(part)
        given = ("restore", str(backup), "--yes") if number % 2 else ("check",)
        _judge(found, here, given)
    return found


def _judge(found: Damaged, here: Path, given: tuple[str, ...]) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "strategy", *given],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"duckdb:///{here / 'plan.duckdb'}", "BACKUP_DIR": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    said = told.stdout + told.stderr
    found.files += 1
    found.tracebacks += "Traceback" in said
    found.all_is_well += any(well in said for well in ALL_IS_WELL)
    found.wrong_exit += told.returncode != Exit.STORE


def table(killed: Killed, damaged: Damaged) -> Iterator[str]:
    """Yield the lines that say what was found."""
    yield "kills     rounds  acknowledged  lost  doubled"
    yield (
        f"          {killed.rounds:>6}  {killed.acknowledged:>12}  {killed.lost:>4}"
        f"  {killed.doubled:>7}"
    )
    yield "damage    files   tracebacks  all is well  other exit code"
    yield (
        f"          {damaged.files:>5}   {damaged.tracebacks:>10}  {damaged.all_is_well:>11}"
        f"  {damaged.wrong_exit:>15}"
    )


def main() -> None:
    """Run so many rounds as asked for, print the table, and exit with 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--damaged", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", metavar="URL", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.write:
        write_for_ever(asked.write)
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        killed = kill_rounds(Path(name), asked.rounds, seed=asked.seed)
        damaged = damage_rounds(Path(name), asked.damaged, seed=asked.seed)
    print("\n".join(table(killed, damaged)))
    is_wrong = killed.lost or killed.doubled or damaged.tracebacks or damaged.all_is_well
    sys.exit(1 if is_wrong or damaged.wrong_exit else 0)


if __name__ == "__main__":
    main()
