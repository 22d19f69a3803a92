"""Targets as plans write them: "< 6 %", "70-80", "minst 60 %", "skal ned"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from strategy.domain.dates import find_date, without_dates
from strategy.domain.items import Comparison, Direction, Precision, Target
from strategy.domain.numbers import NUMBER, reads_two_ways, tidy, unsigned


@dataclass(frozen=True)
class ParsedTarget:
    """A target read from its text; where the text is only words, `comparison` is TEXT.

    `low` is the figure to reach, be at least or be above; `high` the one to be at most or below.
    An approximate figure ("ca. 2 %") is kept in `low` but compared with nothing.
    """

    comparison: Comparison = Comparison.TEXT
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    direction: Direction | None = None
    due: date | None = None
    due_precision: Precision = Precision.DAY


_AT_LEAST = (
    r"minst|mindst|minimum|min\.?|lägst|ikke under|ikkje under|inte under|ikke mindre enn"
    r"|ikkje mindre enn|ikke lavere enn|ikkje lågare enn|at least|no less than|not less than"
    r"|not below|>=|=>|≥"
)
_AT_MOST = (
    r"høyst|høgst|højst|högst|maks\.?|max\.?|maksimalt|maximalt|maksimum|inntil|opptil|ikke over"
    r"|ikkje over|inte över|ikke mer enn|ikkje meir enn|ikke høyere enn|ikkje høgare enn|at most"
    r"|up to|no more than|not more than|not above|<=|=<|≤"
)
_ABOVE = (
    r"over|över|mer enn|meir enn|mere end|mer än|flere enn|fleire enn|fler än|høyere enn"
    r"|høgare enn|større enn|above|more than|higher than|greater than|>"
)
_BELOW = (
    r"under|mindre enn|mindre end|mindre än|lavere enn|lågare enn|lägre än|færre enn|færre end"
    r"|below|less than|lower than|fewer than|<"
)
_BETTER = r"bedre enn|betre enn|bedre end|bättre än|better than"
_COMPARED: tuple[tuple[str, Comparison], ...] = (
    (_AT_LEAST, Comparison.AT_LEAST),
    (_AT_MOST, Comparison.AT_MOST),
    (_ABOVE, Comparison.ABOVE),
    (_BELOW, Comparison.BELOW),
)
_OR_MORE = re.compile(
    r"\b(?:eller|or|och|og|and)\s+(?:mer|meir|flere|fleire|høyere|høgare|over|more|higher|above"
    r"|fler|högre|mere|flere)\b"
)
_OR_LESS = re.compile(
    r"\b(?:eller|or|och|og|and)\s+(?:mindre|færre|lavere|lågare|under|less|fewer|lower|below"
    r"|lägre)\b"
)
_OR_BETTER = re.compile(r"\b(?:eller|or)\s+(?:bedre|betre|better|bättre)\b")

_UP = re.compile(
    r"\b(?:øk\w*|auk\w*|opp|dobl\w*|öka\w*|ökning\w*|up|stig\w*|increas\w*|rais\w*|rise|grow|flere"
    r"|fleire|fler|høyere|høgare|högre|more|higher|vekst|upp)\b"
)
_DOWN = re.compile(
    r"\b(?:ned|halver\w*|nullvisjon\w*|0-visjon\w*|minsk\w*|mindsk\w*|reduser\w*|reduksjon\w*|reducer\w*|redus\w*|senk\w*|sänk\w*"
    r"|synk\w*|sjunk\w*|fall\w*|nedgang\w*|lavere|lågare|lägre|færre|mindre|down|decreas\w*"
    r"|reduc\w*|lower|fewer|less)\b"
)
_CHANGE = re.compile(
    r"\b(?:økning|auke|auking|vekst|reduksjon|nedgang|increase|decrease|reduction|ökning"
    r"|minskning|stigning)\b"
)
_RELATIVE = re.compile(
    r"(?:%|prosent|procent|per ?cent)\s+(?:færre|flere|fleire|lavere|lågare|høyere|høgare|mindre"
    r"|mer|meir|fewer|lower|higher|more|less)\b"
)
"""A change from what was, and not a figure to reach: "20 % færre"."""
_APPROXIMATE = re.compile(r"^(?:ca\.?|cirka|omtrent|rundt|om lag|omlag|around|about|~|≈)\s*")
_LEAD = re.compile(
    r"^(?:(?:innen|innan|inden|inom|i|in|by|per) \d{4}[:,]? ?)?"
    r"(?:(?:mål|målet|måltall|måltal|target|goal|skal være|skal vere|ska vara|skal være på"
    r"|skal nå|skal|ska|shall be|være|vere|være på|på|nå|=|:)\s*)*+(?=[\s\d<>=≤≥+-])"
)
_LOW = r"(?P<low>[-+]?\s?" + NUMBER + r")(?![\d.,\s]*\d|\s?[/:]\s?\d|-[^\W\d_])"
_HIGH = _LOW.replace("low", "high")
_UNIT = (
    r"\s*(?P<unit>%-poeng|%|prosentpoeng|prosenteining\w*|procentenhet\w*|percentage points?"
    r"|prosent|procent|per cent|percent|pct\.?|pst\.?|[^\W\d_]+\.?(?: kr)?)?"
)
_PER_CENT = {"%", "prosent", "procent", "percent", "per cent", "pct", "pct.", "pst", "pst."}
_POINTS = re.compile(r"^(?:%-poeng|prosentpoeng|prosentein|procentenhet|percentage point)")
_NOT_UNITS = re.compile(
    r"^(?:i|in|av|of|innen|innan|inden|inom|by|per|pr\.?|eller|or|og|och|and|til|till|to|for|på"
    r"|ved|at|der|som|hvert|kvart|med|with|from|fra|frå|skal|er|is)$"
)
_ONE = re.compile(_LOW + _UNIT)
_RANGE = re.compile(
    r"(?:mellom\s+|mellem\s+|mellan\s+|between\s+)?"
    + r"(?P<low>[-+]?\s?" + NUMBER + r")\s*(?:%|prosent|procent)?\s*(?:-|–|—|\.\.|og|och|and)\s*"
    + _HIGH + _UNIT
)  # fmt: skip
_MOVED_TO = re.compile(r"\b(?:til|till|to)\s+(?P<limit>under\s+|over\s+)?" + _LOW + _UNIT)
_FIGURE = re.compile(r"(?<!\w)" + NUMBER + r"(?!-[^\W\d_])")
_FROM_TO = re.compile(r"\b(?:fra|frå|från|from)\b.*\b(?:til|till|to)\b")
_PARTS = re.compile(r"\s*[;\n]\s*|\s+/\s+|,\s+|\s+(?:og|and|och|så|deretter|then)\s+")
_LONGEST = 300
"""The longest text that is read; the rest of a longer one is ignored."""
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")


# Cached, as an import reads the same text several times and every pattern is slow.
@lru_cache(maxsize=4_096)
def parse_target(text: str, direction: Direction) -> ParsedTarget:
    """Read a target's text; `direction` decides what "better than 70" means. Never raises.

    A text whose figures can be read in several ways, "1 av 4", is kept as text.
    """
    plain = re.sub(r"\s+", " ", tidy(text[:_LONGEST])).casefold().replace("\u2212", "-")
    learnt = _direction(plain)
    dated = find_date(plain)
    read = (
        _compared(plain, direction)
        or _range(plain)
        or _moved_to(plain)
        or _stated(plain, direction)
        or ParsedTarget()
    )
    if _is_unsure(plain, read):
        # With several figures, one cannot say which of the days is meant either.
        return ParsedTarget(direction=learnt)
    return replace(
        read,
        direction=learnt or read.direction,
        due=dated.date if dated else None,
        due_precision=dated.precision if dated else Precision.DAY,
    )


def parse_targets(text: str, direction: Direction) -> tuple[tuple[str, ParsedTarget], ...]:
    """Read each of the dated targets in a text, with its own words: "80 % i 2024, 90 % i 2026".

    It is one target, unless every part states a figure and a day of its own.
    """
    parts = [part.strip() for part in _PARTS.split(text[:_LONGEST]) if part.strip()]
    read = [parse_target(part, direction) for part in parts]
    days = {one.due for one in read}
    are_stated = None not in days and Comparison.TEXT not in {one.comparison for one in read}
    if len(parts) > 1 and len(days) == len(parts) and are_stated:
        return tuple(zip(parts, (_like(read[0], one) for one in read), strict=True))
    return ((text, parse_target(text, direction)),)


def _like(first: ParsedTarget, one: ParsedTarget) -> ParsedTarget:
    """Return a bare figure read as the first was: "under 6 % i 2025 og 5 % i 2027"."""
    if one.comparison is not Comparison.REACH:
        return one
    alike = replace(
        one,
        comparison=first.comparison,
        unit=one.unit or first.unit,
        direction=one.direction or first.direction,
    )
    if first.comparison in (Comparison.AT_MOST, Comparison.BELOW):
        return replace(alike, low=None, high=one.low)
    return alike if first.comparison in (Comparison.AT_LEAST, Comparison.ABOVE) else one


def _is_unsure(plain: str, read: ParsedTarget) -> bool:
    """Return whether there are more figures in the text than were read, or one reads two ways."""
    if read.low is None and read.high is None:
        return False
    is_span = read.comparison is Comparison.BETWEEN or _FROM_TO.search(plain) is not None
    figures = _FIGURE.findall(without_dates(plain))
    return reads_two_ways(plain) or len(figures) > (2 if is_span else 1)


def _direction(plain: str) -> Direction | None:
    stated = _OR_MORE.sub("", _OR_LESS.sub("", plain))
    bare = re.sub(r"(?:mer|meir|flere|fleire|høyere|mindre|lavere|færre|less|more)\s+(?:enn|than)",
                  "", stated)  # fmt: skip
    up, down = _UP.search(bare), _DOWN.search(bare)
    if bool(up) == bool(down):
        return None
    return Direction.UP if up else Direction.DOWN


def _compared(plain: str, direction: Direction) -> ParsedTarget | None:
    for words, comparison in (*_COMPARED, (_BETTER, _better(direction))):
        found = re.search(r"(?<!\w)(?:" + words + r")\s*" + _ONE.pattern, plain)
        if found and not _is_year(found):
            return _limit(comparison, found)
    return None


def _better(direction: Direction, *, reached: bool = False) -> Comparison:
    if direction is Direction.DOWN:
        return Comparison.AT_MOST if reached else Comparison.BELOW
    return Comparison.AT_LEAST if reached else Comparison.ABOVE


def _is_year(found: re.Match[str]) -> bool:
    # "under 2026" is about time; "under 2026 årsverk" is not.
    return _BARE_YEAR.fullmatch(found["low"].strip()) is not None and _unit(found) is None


def _limit(comparison: Comparison, found: re.Match[str]) -> ParsedTarget:
    number = _number(found["low"])
    if comparison in (Comparison.AT_MOST, Comparison.BELOW):
        return ParsedTarget(comparison, high=number, unit=_unit(found), direction=Direction.DOWN)
    learnt = None if comparison in (Comparison.REACH, Comparison.TEXT) else Direction.UP
    return ParsedTarget(comparison, low=number, unit=_unit(found), direction=learnt)


def _range(plain: str) -> ParsedTarget | None:
    found = _RANGE.match(_LEAD.sub("", plain))
    if found is None:
        return None
    low, high = sorted((_number(found["low"]), _number(found["high"])))
    return ParsedTarget(
        Comparison.BETWEEN, low=low, high=high, unit=_unit(found), direction=Direction.RANGE
    )


def _moved_to(plain: str) -> ParsedTarget | None:
    found = _MOVED_TO.search(plain)
    if found is None or _is_year(found):
        return None
    limit = {"under": Comparison.BELOW, "over": Comparison.ABOVE}
    return _limit(limit.get((found["limit"] or "").strip(), Comparison.REACH), found)


def _stated(plain: str, direction: Direction) -> ParsedTarget | None:
    bare = _LEAD.sub("", plain)
    figure = _APPROXIMATE.sub("", bare)
    found = _ONE.match(figure)
    if found is None or _CHANGE.search(figure) or _RELATIVE.search(figure):
        return None
    if figure != bare:
        return _limit(Comparison.TEXT, found)
    rest = figure[found.end("low") :]
    if _OR_MORE.search(rest):
        return _limit(Comparison.AT_LEAST, found)
    if _OR_LESS.search(rest):
        return _limit(Comparison.AT_MOST, found)
    if _OR_BETTER.search(rest):
        return _limit(_better(direction, reached=True), found)
    return _limit(Comparison.REACH, found)


def _number(text: str) -> float:
    size = unsigned(text.strip("+- "))
    return -size if text.startswith("-") else size


def _unit(found: re.Match[str]) -> str | None:
    unit = found["unit"] or ""
    if unit in _PER_CENT:
        return "%"
    if _POINTS.match(unit):
        return "prosentpoeng"
    if not unit or _NOT_UNITS.match(unit) or _UP.match(unit) or _DOWN.match(unit):
        return None
    return unit


_USUALLY_DOWN = re.compile(
    r"sykefrav|sjukefrav|sjukfrånv|sickness|sick leave|turnover|gjennomtrekk|fråvær|fravær"
    r"|absence|overtid|overtime|vikarbruk|innleie|vold|trusler|truslar|mobbing|trakassering"
    r"|uønska deltid|ufrivillig deltid|ledige stillinger|vakante|utenforskap|skader|injur"
)
_USUALLY_UP = re.compile(
    r"nærvær|jobbnærvær|heltid|full-time|lærling|apprentice|tilfreds|trivsel|engasjement"
    r"|engagement|mestring|motivasjon|gjennomføring|søkere|søkarar|svarprosent|response rate"
    r"|medarbeidersamtale|medarbeidarsamtale|stillingsprosent|stillingsstørrelse"
)


def implied_direction(
    title: str, baseline: float | None, target: ParsedTarget | None
) -> Direction | None:
    """Return where an indicator should move: by its target, its baseline, or as is usual.

    None where nothing says it: then a person must.
    """
    if target is not None and target.direction is not None:
        return target.direction
    aim = None if target is None else target.low
    if aim is not None and baseline is not None and aim != baseline:
        return Direction.UP if aim > baseline else Direction.DOWN
    plain = title.casefold()
    down, up = _USUALLY_DOWN.search(plain), _USUALLY_UP.search(plain)
    if bool(down) == bool(up):
        return None
    return Direction.DOWN if down else Direction.UP


_ASKED = {
    Comparison.AT_LEAST: Direction.UP,
    Comparison.ABOVE: Direction.UP,
    Comparison.AT_MOST: Direction.DOWN,
    Comparison.BELOW: Direction.DOWN,
    Comparison.BETWEEN: Direction.RANGE,
}
"""The direction that a comparison asks for by itself."""


def understood(target: Target) -> ParsedTarget:
    """Return what a stored target says: its figures, with the unit and direction of its text."""
    read = parse_target(target.text, Direction.UP)
    return replace(
        read,
        comparison=target.comparison,
        low=target.low,
        high=target.high,
        direction=_ASKED.get(target.comparison, read.direction),
    )


def implied_by_all(
    title: str, baseline: float | None, targets: Iterable[Target]
) -> Direction | None:
    """Return where an indicator should move: by the first target that says it, or as is usual."""
    implied = (implied_direction("", baseline, understood(one)) for one in targets)
    stated = next((direction for direction in implied if direction), None)
    return stated or implied_direction(title, baseline, None)


def contradicts(
    direction: Direction, baseline: float | None, target: Target | ParsedTarget
) -> bool:
    """Return whether a target asks for the opposite of the direction: at least 80, lower better."""
    asked = _ASKED.get(target.comparison)
    if target.comparison is Comparison.REACH and None not in (baseline, target.low):
        ahead = (target.low or 0.0) - (baseline or 0.0)
        asked = None if ahead == 0 else Direction.UP if ahead > 0 else Direction.DOWN
    opposite = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP}
    return asked is not None and opposite.get(direction) is asked
