"""What is set from outside: environment variables, read once, each with its default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The folder the program lies in."""

DATA = ROOT / "data"

_FILE = "duckdb:///"


@dataclass(frozen=True)
class Settings:
    """Where the data lie and how the program is reached."""

    database_url: str
    backup_folder: Path
    port: int


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings the environment gives, defaults where it is silent."""
    given = os.environ if environment is None else environment
    url = given.get("DATABASE_URL") or f"duckdb:///{DATA / 'strategy.duckdb'}"
    file = store_file(url)
    # Beside the file, so that the backups of two stores never lie in one folder.
    backups = file.parent / "backups" if file else DATA / "backups"
    return Settings(
        database_url=url,
        backup_folder=Path(given.get("BACKUP_DIR") or backups),
        port=int(given.get("PORT") or 8501),
    )


def store_file(url: str) -> Path | None:
    """Return the file an address leads to, None where it leads to a server or to memory."""
    path = url.removeprefix(_FILE)
    if path in {url, ":memory:"}:
        return None
    return Path(path).resolve()
