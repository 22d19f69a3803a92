"""Under which licence a publisher's figures may be used, where the publisher has said so."""

from __future__ import annotations

from strategy.domain.series.series import Series

_BY_PUBLISHER = {
    "statistisk sentralbyrå": "CC BY 4.0",
    "statistics norway": "CC BY 4.0",
    "ssb": "CC BY 4.0",
}


def licence_of(series: Series) -> str:
    """Return the licence of a series: its own, or its publisher's; empty where neither is known."""
    return series.licence or _BY_PUBLISHER.get(series.source.strip().casefold(), "")
