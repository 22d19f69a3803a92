"""One run of all measurements."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.bench import crowd, files, meeting, pages, parts, room, statements
from tests.bench.crowd import Crowd
from tests.bench.pages import MORE_PAGES, PAGES, Page
from tests.bench.plans import Size, plan_file
from tests.bench.result import Row, Timing

_CROWDS = (Crowd(50, 40), Crowd(50, 40, changes=True), Crowd(100, 40))
_PHONES = 30
_LAPTOPS = 30
_ALONE = "streamlit.runtime.scriptrunner_utils.script_run_context"


def measure(
    sizes: Sequence[Size],
    *,
    rounds: int,
    folder: Path,
    shown: Sequence[Page] = (*PAGES, *MORE_PAGES),
    crowds: Sequence[Crowd] = _CROWDS,
    crowded: Sequence[Size] = (),
    phones: int = _PHONES,
    laptops: int = _LAPTOPS,
    say: Callable[[str], None] = lambda _text: None,
) -> list[Row]:
    """Return every row; plans are written into the folder and found there the next time.

    The crowds come to the sizes `crowded`, by default to all of them.
    """
    today = datetime.now(ZoneInfo("Europe/Oslo")).date()
    say("Making the plans …")
    made = {size: plan_file(size, today=today, folder=folder) for size in sizes}
    rows = [_load_of_the_machine()]
    for size, file in made.items():
        say(f"Measuring the parts at {size.name} …")
        work = folder / f"parts-{size.name}"
        rows += parts.measure(size, file, today=today, rounds=rounds, folder=work)
        shutil.rmtree(work)
    say("Measuring the pages …")
    rows += pages.measure(made, pages=shown, rounds=rounds, folder=folder / "pages")
    for size, file in [(size, made[size]) for size in crowded or sizes]:
        say(f"Letting many read at {size.name} …")
        at_once = {"crowds": crowds, "pages": shown, "folder": folder / "crowd"}
        rows += crowd.measure(size, file, **at_once)
        say(f"Making every file at {size.name} …")
        rows += files.measure(size, file, today=today, folder=folder / "files")
        shutil.rmtree(folder / "files")
    say("Holding a meeting …")
    rows += meeting.measure(
        sizes[0], made[sizes[0]], today=today, phones=phones, folder=folder / "meeting"
    )
    rows += room.measure(
        sizes[0], made[sizes[0]], today=today, laptops=laptops, folder=folder / "room"
    )
    say("Counting what a rerun asks the database …")
    rows += _statements(sizes[0], made[sizes[0]], shown, folder / "statements.duckdb")
    return rows


def _statements(size: Size, file: Path, shown: Sequence[Page], copy: Path) -> list[Row]:
    # Streamlit says at every rerun that nobody serves it: here that is so.
    logging.getLogger(_ALONE).disabled = True
    shutil.copyfile(file, copy)
    found = []
    for page in [page for page in shown if page in PAGES]:
        asked = statements.asked_by_a_rerun(copy, page)
        found.append(
            Row(
                f"statements of a rerun of {page.name}",
                size.name,
                Timing((float(len(asked)),)),
                Timing((1.0,)),
                unit="statements",
            )
        )
    copy.unlink()
    return found


def _load_of_the_machine() -> Row:
    """Return how many processes wanted to run in the last minute, whoever they belong to."""
    busy = Timing((os.getloadavg()[0],))
    return Row(f"load of the machine, of {os.cpu_count()} cores", "-", busy, unit="processes")
