"""What the browser is given of the components that are our own."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent / "screen"


def screen_file(*names: str) -> str:
    """Return files of a component as one text: what several share comes first."""
    return "".join((_FOLDER / name).read_text(encoding="utf-8") for name in names)
