"""What a rerun asks the database, counted where a connection is given it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from streamlit.testing.v1 import AppTest

from strategy.services.opening import close_databases
from strategy.settings import ROOT
from strategy.store.duck import DuckConnection
from strategy.ui.links import PLACES
from tests.bench.pages import Page

_TIMEOUT = 120
_ASKING = {one.__code__ for one in (DuckConnection.rows, DuckConnection.run)}


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
        return tuple(_asked_during(app))


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


def _asked_during(app: AppTest) -> Sequence[str]:
    # The settings of a store are locked, so the engine's own log cannot be turned on: what is given
    # to a connection is watched instead, in whichever thread that is.
    asked: list[str] = []

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in _ASKING:
            lines = str(frame.f_locals["sql"]).splitlines()
            asked.append("\n".join(line for line in lines if not line.startswith("--")))

    threading.setprofile(watch)
    try:
        app.run()
    finally:
        threading.setprofile(None)
    if app.exception:
        raise AssertionError(app.exception)
    return asked
