"""One run of all measurements."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.bench import meeting, pages, parts, room, statements
from tests.bench.pages import PAGES, Page
from tests.bench.plans import Size, plan_file
from tests.bench.result import Row, Timing

_PHONES = 30
_LAPTOPS = 30
_ALONE = "streamlit.runtime.scriptrunner_utils.script_run_context"


def measure(
    sizes: Sequence[Size],
    *,
    rounds: int,
    folder: Path,
    shown: Sequence[Page] = PAGES,
    phones: int = _PHONES,
    laptops: int = _LAPTOPS,
    say: Callable[[str], None] = lambda _text: None,
) -> list[Row]:
    """Return every row; plans are written into the folder and found there the next time."""
    today = datetime.now(ZoneInfo("Europe/Oslo")).date()
    say("Making the plans …")
    files = {size: plan_file(size, today=today, folder=folder) for size in sizes}
    rows: list[Row] = []
    for size, file in files.items():
        say(f"Measuring the parts at {size.name} …")
        work = folder / f"parts-{size.name}"
        rows += parts.measure(size, file, today=today, rounds=rounds, folder=work)
        shutil.rmtree(work)
    say("Measuring the pages …")
    rows += pages.measure(files, pages=shown, rounds=rounds, folder=folder / "pages")
    say("Holding a meeting …")
    rows += meeting.measure(
        sizes[0], files[sizes[0]], today=today, phones=phones, folder=folder / "meeting"
    )
    rows += room.measure(
        sizes[0], files[sizes[0]], today=today, laptops=laptops, folder=folder / "room"
    )
    say("Counting what a rerun asks the database …")
    rows += _statements(sizes[0], files[sizes[0]], shown, folder / "statements.duckdb")
    return rows


def _statements(size: Size, file: Path, shown: Sequence[Page], copy: Path) -> list[Row]:
    # Streamlit says at every rerun that nobody serves it: here that is so.
    logging.getLogger(_ALONE).disabled = True
    shutil.copyfile(file, copy)
    found = []
    for page in shown:
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
