"""The files the browser needs for our own components, beside this one."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent


def screen_file(*names: str) -> str:
    """Return files of a component as one text: list the shared ones first."""
    return "".join((_FOLDER / name).read_text(encoding="utf-8") for name in names)
