"""Any file with figures: JSON-stat, a workbook or CSV."""

from __future__ import annotations

from strategy.domain.series.series import Found
from strategy.exchange.jsonstat.document import is_json
from strategy.exchange.jsonstat.reading import read_json_stat
from strategy.exchange.series.tables import read_tables_of_figures
from strategy.i18n import Words


def read_series(content: bytes, name: str, *, w: Words, period: str = "") -> Found:
    """Return the series of a file, and what to ask or complain about; nothing is raised.

    `period` is the period of a table that does not state one itself; `w` names what has no name
    there.
    """
    if is_json(content):
        return read_json_stat(content)
    return read_tables_of_figures(content, name, w=w, period=period)
