"""The demo municipality as it stands today, told once in each process and copied from there."""

import atexit
import shutil
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

from strategy.demo.loading import load_demo
from strategy.store.database import open_database
from tests.builders import today_here


def copy_of_the_demo(file: Path) -> Path:
    """Lay a store with the demo municipality here."""
    return shutil.copyfile(_told(), file)


@cache
def _told() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "demo.duckdb"
    with closing(open_database(f"duckdb:///{file}")) as database:
        load_demo(database, today=today_here())
    return file
