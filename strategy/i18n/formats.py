"""Numbers and dates as the reader writes them, by Unicode's own rules (CLDR, through Babel)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent, get_minus_sign_symbol

from strategy.domain.items import Precision

LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
NO_FIGURE = "–"
_COUNTED = {"antall", "tal", "stk", "stk.", "number", "count"}
"""Units that only mean that something is counted: «7» says as much as «7 antall»."""

_KEPT = 10_000

_MONTHS_IN_QUARTER = 3
_MONTHS_IN_TERTIAL = 4
_MONTHS_IN_HALF = 6
_PARTS = {
    Precision.QUARTER: {
        "nb": "{n}. kvartal {y}",
        "nn": "{n}. kvartal {y}",
        "en": "Q{n} {y}",
    },
    Precision.TERTIAL: {
        "nb": "{n}. tertial {y}",
        "nn": "{n}. tertial {y}",
        "en": "T{n} {y}",
    },
    Precision.HALF_YEAR: {
        "nb": "{n}. halvår {y}",
        "nn": "{n}. halvår {y}",
        "en": "H{n} {y}",
    },
}
_MONTHS = {
    Precision.QUARTER: _MONTHS_IN_QUARTER,
    Precision.TERTIAL: _MONTHS_IN_TERTIAL,
    Precision.HALF_YEAR: _MONTHS_IN_HALF,
}


@dataclass(frozen=True)
class Formats:
    """Number and date formats of one language."""

    language: str

    @property
    def locale(self) -> Locale:
        """The Babel locale."""
        return _locale(self.language)

    def number(self, value: float | None, *, decimals: int = 1) -> str:
        """Write a number: `9 694`, `8,3`; with at most `decimals` decimals."""
        if value is None:
            return NO_FIGURE
        pattern = "#,##0." + "#" * decimals if decimals else "#,##0"
        # A value that rounds to zero has no sign.
        return _decimal(value if round(value, decimals) else 0, pattern, self.language)

    def typed(self, value: float | None) -> str:
        """Write a number as one types it into a field: `1200,5`, with nothing between thousands."""
        return "" if value is None else _decimal(value, "0.######", self.language)

    @property
    def point(self) -> bool:
        """Whether the language writes decimals with a point, and thousands with a comma."""
        return self._english

    def signed(self, value: float | None, *, decimals: int = 0) -> str:
        """Write a difference with its sign, also when positive."""
        if value is None:
            return NO_FIGURE
        sign = "+" if round(value, decimals) > 0 else ""
        return sign + self.number(value, decimals=decimals)

    def share(self, value: float | None) -> str:
        """Write a share of 0..1 as whole per cent: `41 %`."""
        if value is None:
            return NO_FIGURE
        return _percent(round(value, 2), self.language)

    def measured(self, value: float | None, unit: str) -> str:
        """Write a value with its unit: `8,3 %`, `9 694 årsverk`."""
        if value is None:
            return NO_FIGURE
        written = self.number(value, decimals=2)
        if unit.casefold() in _COUNTED:
            return written
        return f"{written}\N{NO-BREAK SPACE}{unit}".strip()

    def day(self, day: date | None) -> str:
        """Write a day in full: `12. oktober 2026`."""
        if day is None:
            return NO_FIGURE
        return _date(day, "d MMMM y" if self._english else "d. MMMM y", self.language)

    def short_day(self, day: date | None) -> str:
        """Write a day in figures: `12.10.2026`."""
        if day is None:
            return NO_FIGURE
        return _date(day, "dd/MM/y" if self._english else "dd.MM.y", self.language)

    def day_of_year(self, day: date) -> str:
        """Write a day that comes every year: `31. desember`."""
        return _date(day, "d MMMM" if self._english else "d. MMMM", self.language)

    def month(self, day: date) -> str:
        """Write a month: `okt. 2026`."""
        return _date(day, "MMM y", self.language)

    def moment(self, moment: datetime) -> str:
        """Write a day and a time: `12.10.2026 14:05`."""
        written: str = format_datetime(
            moment,
            format="dd/MM/y HH:mm" if self._english else "dd.MM.y HH:mm",
            locale=self.locale,
        )
        return written

    def due(self, day: date | None, precision: Precision = Precision.DAY) -> str:
        """Write a date with the precision it was given in: `31.12.2026`, `1. halvår 2022`."""
        if day is None:
            return NO_FIGURE
        if precision is Precision.DAY:
            return self.short_day(day)
        if precision is Precision.YEAR:
            return str(day.year)
        if precision is Precision.MONTH:
            return self.month(day)
        part = _part_of_year(day, precision)
        return _PARTS[precision][self.language].format(n=part, y=day.year)

    def period(self, ends: date, precision: Precision) -> str:
        """Write a reporting period as briefly as people do: `T2 2026`, `1. halvår 2026`."""
        if precision is Precision.TERTIAL:
            return f"T{_part_of_year(ends, precision)} {ends.year}"
        return self.due(ends, precision)

    @property
    def _english(self) -> bool:
        return self.language == "en"


def _part_of_year(day: date, precision: Precision) -> int:
    return (day.month - 1) // _MONTHS[precision] + 1


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES[language])


# Cached: a page formats hundreds of numbers and dates again at every rerun, and Babel is slow.


@lru_cache(maxsize=_KEPT)
def _decimal(value: float, pattern: str, language: str) -> str:
    locale = _locale(language)
    written: str = format_decimal(value, format=pattern, locale=locale)
    return written.replace("-", get_minus_sign_symbol(locale))


@lru_cache(maxsize=_KEPT)
def _percent(share: float, language: str) -> str:
    written: str = format_percent(share, locale=_locale(language))
    return written


@lru_cache(maxsize=_KEPT)
def _date(day: date, pattern: str, language: str) -> str:
    written: str = format_date(day, format=pattern, locale=_locale(language))
    return written
