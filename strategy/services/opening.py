"""The one database handle of this process, opened on first use."""

from __future__ import annotations

import threading

from strategy.settings import database_url, read_settings
from strategy.store.database import Database, open_database

_lock = threading.Lock()
_open: dict[str, Database] = {}


def the_database() -> Database:
    """Return this process's database, the same handle for every session."""
    # A module-level handle and not a Streamlit cache, which any client can clear.
    url = database_url()
    with _lock:
        if url not in _open:
            _open[url] = open_database(url, notes=read_settings().backup_folder)
        return _open[url]


def close_databases() -> None:
    """Close every handle of this process."""
    with _lock:
        while _open:
            _open.popitem()[1].close()
