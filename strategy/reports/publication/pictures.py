"""Drawings as pictures: PNG, for programs that show no SVG."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import typst

_HERE = Path(__file__).parent
_SHARP = 220.0
"""Pixels per inch: sharp on paper."""


@dataclass(frozen=True)
class Drawing:
    """An SVG and the size to show it in, in points."""

    svg: str
    width: float
    height: float


def pictures_of(drawings: Sequence[Drawing]) -> tuple[bytes, ...]:
    """Return drawings as PNG, in order; the same drawings give the same."""
    if not drawings:
        return ()
    made = typst.compile(
        _HERE / "pictures.typ",
        root=_HERE,
        ignore_system_fonts=True,
        format="png",
        ppi=_SHARP,
        sys_inputs={"drawings": json.dumps([asdict(drawing) for drawing in drawings])},
    )
    # One page comes as itself, several as a list.
    return tuple(made) if isinstance(made, list) else (made,)
