"""What a rerun asks the database, counted by the engine itself."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
from streamlit.testing.v1 import AppTest

from strategy.services.opening import close_databases
from strategy.settings import ROOT
from strategy.ui.frame import PLACES
from tests.bench.pages import Page

_TIMEOUT = 120
_LIKE_THE_STORE = {"threads": 2}


def asked_by_a_rerun(file: Path, page: Page) -> tuple[str, ...]:
    """Return every statement of a page's third rerun, nothing having changed in between."""
    with _served_from(file):
        (script,) = [p.script for p in PLACES if p.path == (page.path or PLACES[0].path)]
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=_TIMEOUT).run()
        if page.path:
            # The first page is where one is already; by its own name one is only sent back to it.
            app.switch_page(script)
        app.query_params.update(dict(part.split("=") for part in page.query.split("&") if part))
        app.run()
        app.run()
        return tuple(_logged_during(file, app))


@contextmanager
def _served_from(file: Path) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in ("DATABASE_URL", "STRATEGY_MODE")}
    os.environ |= {"DATABASE_URL": f"duckdb:///{file}", "STRATEGY_MODE": "demo"}
    try:
        yield
    finally:
        close_databases()
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _logged_during(file: Path, app: AppTest) -> Sequence[str]:
    # A second handle on the file this process has open: the same engine, with its own log.
    watching = duckdb.connect(str(file), config=dict(_LIKE_THE_STORE))
    try:
        watching.execute("call enable_logging('QueryLog')")
        app.run()
        watching.execute("call disable_logging()")
        rows = watching.execute("select message from duckdb_logs() where type = 'QueryLog'")
        logged = [message for (message,) in rows.fetchall()]
    finally:
        watching.execute("call truncate_duckdb_logs()")
        watching.close()
    if app.exception:
        raise AssertionError(app.exception)
    own = ("BEGIN", "call ", "COMMIT")
    return [message for message in logged if not message.startswith(own)]
