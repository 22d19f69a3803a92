"""What is set from outside: environment variables, read once, each with its default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The folder the program lies in."""

DATA = ROOT / "data"


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
    return Settings(
        database_url=url,
        backup_folder=Path(given.get("BACKUP_DIR") or DATA / "backups"),
        port=int(given.get("PORT") or 8501),
    )
