"""The minutes of a meeting as a PDF everybody can read and an archive can keep: PDF/A-2a."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import typst

from strategy.reports.minutes.paper import MinutesPaper
from strategy.reports.publication.pdf import printable

_HERE = Path(__file__).parent


def minutes_pdf(minutes: MinutesPaper, *, written_at: datetime) -> bytes:
    """Return minutes as PDF/A-2a; the same minutes and moment (UTC) give the same."""
    document: bytes = typst.compile(
        _HERE / "minutes.typ",
        root=_HERE,
        font_paths=[_HERE.parent / "fonts"],
        # The same on every machine: use only the files beside this one.
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"minutes": json.dumps(printable(asdict(minutes)), ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(written_at.replace(tzinfo=UTC).timestamp()),
    )
    return document
