"""Dates as plans state them: a day, a month, "første halvår 2022", "T1 2026", "uke 34 2026"."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass

from strategy.domain.items import Precision
from strategy.domain.numbers import LONGEST, tidy

YEARS = range(1900, 2200)
"""The years a plan can mean; anything else is a typing error."""

DECEMBER = 12


@dataclass(frozen=True)
class Dated:
    """A date with the precision it was given in; `date` is the last day it may mean."""

    date: datetime.date
    precision: Precision

    @property
    def first(self) -> datetime.date:
        """The first day it may mean."""
        months = _MONTHS_IN.get(self.precision)
        if months is None:
            return self.date
        return self.date.replace(month=(self.date.month - 1) // months * months + 1, day=1)


_MONTHS_IN = {
    Precision.MONTH: 1,
    Precision.QUARTER: 3,
    Precision.TERTIAL: 4,
    Precision.HALF_YEAR: 6,
    Precision.YEAR: 12,
}

_MONTH = (
    r"(?P<month>jan(?:uar[yi]?)?|feb(?:ruar[yi]?)?|mar(?:s|ch|ts)?|apr(?:il)?|ma[iyj]|jun[ei]?"
    r"|jul[yi]?|aug(?:usti?)?|sep(?:t(?:ember)?)?|o[kc]t(?:ober)?|nov(?:ember)?"
    r"|de[sc](?:ember)?)\.?"
)
_MONTH_NUMBERS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "mai": 5, "may": 5, "maj": 5, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "des": 12, "dec": 12,
}  # fmt: skip
_ORDINALS = {
    "første": 1, "fyrste": 1, "første.": 1, "första": 1, "first": 1, "1st": 1,
    "andre": 2, "annet": 2, "andet": 2, "anden": 2, "andra": 2, "second": 2, "2nd": 2,
    "tredje": 3, "third": 3, "3rd": 3,
    "fjerde": 4, "fjärde": 4, "fourth": 4, "4th": 4,
    "siste": 0, "sista": 0, "sidste": 0, "last": 0,
}  # fmt: skip
_ORDINAL = r"(?P<ordinal>[1-4]\.?|" + "|".join(re.escape(word) for word in _ORDINALS) + r")"
_YEAR = r"(?P<year>(?!0000)\d{4})"
_OF = r",? (?:av |i |of |in )?"
_HALF = r"(?:halvår(?:et)?|halv ?del(?:en)?|half(?: ?-?year)?)"
_QUARTER = r"(?:kvartal(?:et)?|kvt\.?|kv\.?|quarter)"
_TERTIAL = r"(?:tertial(?:et|en)?|tert\.?|four-month period)"
_SPRING = r"(?:vår(?:en|halvåret)?|forår(?:et)?|spring|vårsemesteret)"
_SUMMER = r"(?:sommer(?:en)?|sumar(?:en)?|sommar(?:en)?|summer)"
_AUTUMN = (
    r"(?:høst(?:en|halvåret)?|haust(?:en|halvåret)?|höst(?:en)?|efterår(?:et)?|autumn|fall"
    r"|høstsemesteret)"
)
_WEEK = r"(?:uke|veke|uge|vecka|week|w)"

Build = Callable[[re.Match[str]], Dated | None]


def _day(found: re.Match[str]) -> Dated | None:
    try:
        date = datetime.date(
            _full_year(found["year"]), _month_number(found["month"]), int(found["day"])
        )
    except ValueError:
        return None
    return Dated(date, Precision.DAY)


def _full_year(digits: str) -> int:
    return int(digits.rjust(3, "0").rjust(4, "2"))


def _end(year: int, month: int, precision: Precision) -> Dated:
    return Dated(datetime.date(year, month, monthrange(year, month)[1]), precision)


def _month(found: re.Match[str]) -> Dated | None:
    month = _month_number(found["month"])
    return (
        _end(int(found["year"]), month, Precision.MONTH)
        if month in _MONTH_NUMBERS.values()
        else None
    )


def _short_month(found: re.Match[str]) -> Dated | None:
    return _end(_full_year(found["year"]), _month_number(found["month"]), Precision.MONTH)


def _month_number(text: str) -> int:
    return int(text) if text.isdigit() else _MONTH_NUMBERS[text[:3]]


def _part(precision: Precision) -> Build:
    months = _MONTHS_IN[precision]

    def build(found: re.Match[str]) -> Dated | None:
        ordinal = found["ordinal"].rstrip(".")
        number = int(ordinal) if ordinal.isdigit() else _ORDINALS[ordinal]
        last = number * months or DECEMBER
        return _end(int(found["year"]), last, precision) if last <= DECEMBER else None

    return build


def _fixed(month: int, precision: Precision) -> Build:
    return lambda found: _end(int(found["year"]), month, precision)


def _week(found: re.Match[str]) -> Dated | None:
    try:
        sunday = datetime.date.fromisocalendar(int(found["year"]), int(found["week"]), 7)
    except ValueError:
        return None
    return Dated(sunday, Precision.DAY)


def _two_years(found: re.Match[str]) -> Dated | None:
    """Return the end of a school year or a winter such as 2023/24."""
    ends = int(found["year"]) + 1
    return _end(ends, DECEMBER, Precision.YEAR) if ends % 100 == int(found["later"]) else None


_FORMS: tuple[tuple[str, Build], ...] = (
    (_YEAR + r"-(?P<month>\d\d?)-(?P<day>\d\d?)(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?", _day),
    (r"(?P<day>\d\d?)[./-] ?(?P<month>\d\d?)[./-] ?" + _YEAR, _day),
    (r"(?P<day>\d\d?)[./](?P<month>\d\d?)[./](?P<year>\d\d)", _day),
    (r"(?:den )?(?P<day>\d\d?)(?:\.|st|nd|rd|th)? ?(?:of )?" + _MONTH + r",? " + _YEAR, _day),
    (_MONTH + r" (?P<day>\d\d?)(?:st|nd|rd|th)?, " + _YEAR, _day),
    (_MONTH + _OF + _YEAR, _month),
    (_YEAR + r"-(?P<month>\d\d)", _month),
    (_YEAR + r"[ -]?m(?P<month>\d\d)", _month),
    (r"(?P<month>\d\d?)[./]" + _YEAR, _month),
    (_ORDINAL + r" ?" + _HALF + _OF + _YEAR, _part(Precision.HALF_YEAR)),
    (r"h(?P<ordinal>[12])[ /-]?" + _YEAR, _part(Precision.HALF_YEAR)),
    (_YEAR + r"[ /-]?[hs](?P<ordinal>[12])", _part(Precision.HALF_YEAR)),
    (_ORDINAL + r" ?" + _QUARTER + _OF + _YEAR, _part(Precision.QUARTER)),
    (r"[qk](?P<ordinal>[1-4])[ /-]?" + _YEAR, _part(Precision.QUARTER)),
    (_YEAR + r"[ /-]?[qk](?P<ordinal>[1-4])", _part(Precision.QUARTER)),
    (_ORDINAL + r" ?" + _TERTIAL + _OF + _YEAR, _part(Precision.TERTIAL)),
    (r"t(?P<ordinal>[1-3])[ /-]?" + _YEAR, _part(Precision.TERTIAL)),
    (_YEAR + r"[ /-]?t(?P<ordinal>[1-3])", _part(Precision.TERTIAL)),
    (_SPRING + _OF + _YEAR, _fixed(6, Precision.HALF_YEAR)),
    (_SUMMER + _OF + _YEAR, _fixed(8, Precision.TERTIAL)),
    (_AUTUMN + _OF + _YEAR, _fixed(12, Precision.HALF_YEAR)),
    (_WEEK + r" ?(?P<week>\d\d?),?[ /-](?:i |in |of )?" + _YEAR, _week),
    (_YEAR + r"[ -]?[uw](?P<week>\d\d?)", _week),
    (_YEAR + r"/(?P<later>\d\d)", _two_years),
    (r"(?:året |year |år )?" + _YEAR, _fixed(12, Precision.YEAR)),
    (r"\d{4} ?[-/] ?" + _YEAR, _fixed(12, Precision.YEAR)),
)
_AS_SPREADSHEETS_SHOW = ((_MONTH.removesuffix(r"\.?") + r"[.-](?P<year>\d\d)", _short_month),)
"""What a spreadsheet makes of "juni 2027": "jun.27". In a sentence this could be anything."""

_WHOLE = tuple((re.compile(form), build) for form, build in (*_FORMS, *_AS_SPREADSHEETS_SHOW))
_LED_YEAR = (
    r"(?:i|in|innen|innan|inden|inom|by|per|pr\.?|til|till|av|af|of|år|året|year|\() ?" + _YEAR
)
"""In a sentence a number is a year only after one of these words: not in "over 2000 ansatte"."""
_WITHIN = tuple(
    (re.compile(r"(?<![\w.,])(?:" + form + r")(?![\w%]|[.,]\d| ?%)"), build)
    for form, build in (*_FORMS[:-2], (_LED_YEAR, _FORMS[-2][1]))
)
_LEAD = re.compile(
    r"(?:(?:i løpet av|i laupet av|i loppet av|løpet av|under loppet av|during|within|innen|innan"
    r"|inden|inom|senest|seinast|senast|no later than|by|in|under|per|pr\.?|til|till|to|fra|frå"
    r"|från|from|frist:?|ca\.?|(?:ved )?utgangen av|(?:ved )?slutten av|utgången av|slutet av"
    r"|(?:ved )?udgangen af|the end of|end of|ultimo|i) )+(?:the )?"
)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def years_before(day: datetime.date, years: int) -> datetime.date:
    """Return the same day this many years earlier; 29 February may become 28 February."""
    return months_before(day, years * DECEMBER)


def months_before(day: datetime.date, months: int) -> datetime.date:
    """Return the same day this many months earlier, or the last day of a shorter month."""
    year, month = divmod(day.year * DECEMBER + day.month - 1 - months, DECEMBER)
    last = monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def parse_date(text: str) -> Dated | None:
    """Return the date a text states and how exactly, or None where it states none."""
    if len(text) > LONGEST:
        return None
    plain = _plain(text)
    lead = _LEAD.match(plain)
    bare = plain[lead.end() :] if lead else plain
    for form, build in _WHOLE:
        found = form.fullmatch(bare)
        if found:
            return _sensible(build(found))
    return None


def find_date(text: str) -> Dated | None:
    """Return the last date found anywhere in a text: "from 33 in 2020 to 50 in 2024"."""
    plain = _plain(text)
    found = [(match, build) for form, build in _WITHIN for match in form.finditer(plain)]
    if not found:
        return None
    last, build = max(found, key=lambda pair: (pair[0].end(), -pair[0].start()))
    return _sensible(build(last))


def without_dates(text: str) -> str:
    """Return the text with every date in it left out: what is left has figures of another kind."""
    plain = _plain(text)
    for form, _ in _WITHIN:
        plain = form.sub(" ", plain)
    return plain


def _plain(text: str) -> str:
    spaced = re.sub(r"\s+", " ", tidy(text)).casefold().translate(_DASHES)
    return re.sub(r" ?- ?", "-", spaced).rstrip(". ")


def _sensible(dated: Dated | None) -> Dated | None:
    return dated if dated and dated.date.year in YEARS else None
