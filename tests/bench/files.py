"""Everything as a file, and a file read in again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from strategy.domain.items import Person
from strategy.services.administration import transfer
from strategy.services.publishing import papers, publications, published
from strategy.services.publishing.published import Published
from strategy.store.database import Database, open_database
from tests.bench.plans import Size
from tests.bench.result import Row, Timing, timed


def measure(size: Size, file: Path, *, today: date, folder: Path) -> Iterator[Row]:
    """Measure every export of the whole plan, and the import of its workbook."""
    folder.mkdir(parents=True, exist_ok=True)
    own = shutil.copyfile(file, folder / "files.duckdb")
    with closing(open_database(f"duckdb:///{own}")) as database:
        by = database.plan().find(Person, "p0")
        if by is None:
            raise AssertionError("nobody exports")
        made: list[bytes] = []
        seconds = timed(
            lambda: made.append(transfer.export_workbook(database, by=by, language="nb"))
        )
        yield Row("export workbook", size.name, Timing((seconds,)))
        yield Row("import workbook", size.name, Timing((_read_in(database, made[0], by, today),)))
        one = _publish(database, by, today)
        for name, make in _PAPERS.items():
            seconds = timed(lambda make=make: make(one))
            yield Row(f"export {name}", size.name, Timing((seconds,)))


def _read_in(database: Database, content: bytes, by: Person, today: date) -> float:
    return timed(
        lambda: transfer.preview_import(database, content, "plan.xlsx", by=by, today=today)
    )


_PAPERS: dict[str, Callable[[Published], bytes]] = {
    "pdf": lambda one: papers.paper(one, "nb"),
    "word": lambda one: papers.attachment(one, "nb"),
    "slides": lambda one: papers.slides(one, "nb"),
    "stratml": lambda one: papers.paper(one, "nb", papers.Form.STRATML),
}


def _publish(database: Database, by: Person, today: date) -> Published:
    now = datetime.now(UTC).replace(tzinfo=None)
    draft = publications.prepare(
        database, title="Til kommunestyret", day=today, by=by, today=today, now=now
    )
    publications.publish(database, draft, by=by, now=now)
    return published.what_counts(database, by=by)[0]
