"""The one clock of what people do: services are handed the time by those who call them."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current time as it is stored: UTC, without a zone."""
    return stored(datetime.now(UTC))


def stored(moment: datetime) -> datetime:
    """Return a moment, of any time zone, as it is stored: UTC, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)
