"""What the headings of a table of figures mean: periods, units, notes, dimensions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from strategy.domain.numbers import parse_number
from strategy.domain.series.marks import stands_instead
from strategy.domain.series.series import Period, parse_period, says_so_far


class Means(StrEnum):
    """What a column holds."""

    TIME = "time"
    VALUE = "value"
    TITLE = "title"
    UNIT = "unit"
    NOTE = "note"
    SOURCE = "source"
    SIZE = "size"
    STATUS = "status"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    DIMENSION = "dimension"
    ASIDE = "aside"
    UNSAID = "unsaid"


_WORDS = {
    Means.TIME: (
        "år|ar|periode|period|tid|time|year|kvartal|quarter|måned|månad|month|tertial|halvår"
        "|dato|date|tidspunkt|måletidspunkt|time_period|uke|veke|week|tidsperiode"
        "|rapporteringsperiode|telledato|per dato|pr dato|pr. dato|uttrekksdato|rapportdato"
        "|tidpunkt|årstall|årstal|period_id|måneder|month_year"
    ),
    Means.VALUE: (
        "verdi|value|tall|tal|resultat|result|måling|snitt|gjennomsnitt|score|skår|figure"
        "|värde|værdi|obs_value|verdier|observation|tallverdi|talverdi"
    ),
    Means.TITLE: (
        "indikator|indicator|nøkkeltall|nøkkeltal|måleindikator|statistikkvariabel|variabel"
        "|variable|faktor|factor|spørsmål|påstand|styringsindikator|measure|tittel|title"
        "|nyckeltal|nøgletal|kpi|kpi_title|kpi title|kennzahl|indikatornavn|indikatornamn"
    ),
    Means.UNIT: (
        "måleenhet|måleining|unit|unit of measure|unit_measure|benevning|mätenhet|måleenhed"
    ),
    Means.STATUS: "status|obs_status|merke|flagg|flag|statuskode|symbol|markering",
    Means.NOTE: (
        "merknad|merknader|kommentar|note|noter|fotnote|anmerkning|comment|comments|forklaring"
    ),
    Means.SOURCE: "kilde|kjelde|source|källa|kilder",
    Means.SIZE: (
        "antall svar|antall respondenter|gruppestørrelse|antall besvarelser|respondenter|svar"
        "|n|group size|group_size|respondents|talet på svar|antal svar"
    ),
    Means.NUMERATOR: "teller|teljar|numerator|täljare|tæller",
    Means.DENOMINATOR: "nevner|nemnar|denominator|nämnare|nævner",
    Means.DIMENSION: (
        "enhet|eining|enhed|avdeling|sektor|virksomhet|område|tjenesteområde|kjønn|kjonn|sex"
        "|gender|kön|køn|region|kommune|kommunenummer|kommunenr|alder|aldersgruppe|age|yrke"
        "|stilling|stillingsgruppe|næring|ansettelse|ansettelsesforhold|organisasjon"
        "|virksomhetsområde|gruppe"
    ),
    Means.ASIDE: (
        "kode|code|id|nr|retning|direction|utgangspunkt|baseline|mål|måltall|måltal|target"
        "|goal|ansvarlig|ansvarleg|eier|owner|budsjett|prognose|endring|change|differanse"
        "|diff|trend|dataflow|freq|frequency|rank|rangering|sortering"
    ),
}
_MEANS = {word: means for means, words in _WORDS.items() for word in words.split("|")}
_UNITS = frozenset(
    [
        "%",
        "prosent",
        "procent",
        "percent",
        "per cent",
        "pct",
        "pct.",
        "pc",
        "antall",
        "antal",
        "tal",
        "tall",
        "stk",
        "kr",
        "kroner",
        "nok",
        "mill. kr",
        "mill kr",
        "1 000 kr",
        "1000 kr",
        "tusen kr",
        "år",
        "årsverk",
        "timer",
        "timar",
        "hours",
        "dager",
        "dagar",
        "days",
        "døgn",
        "promille",
        "poeng",
        "personer",
        "persons",
        "people",
        "andel",
        "minutter",
        "m2",
        "kwh",
        "dagsverk",
        "km",
        "indeks",
        "index",
        "snitt",
        "1-5",
        "1–5",
        "1-6",
        "1–6",
        "skala 1-5",
        "skala 1–5",
        "years",
        "number",
        "fte",
        "årsværk",
        "årsarbetare",
        "timmar",
        "ansatte",
        "score",
        "skår",
        "1-100",
        "0-100",
    ]
)
_UNIT_BEGINS = ("antall ", "antal ", "per ", "kr ", "kroner ", "poeng ", "mill", "skala ")
_IN_BRACKETS = re.compile(r"(?P<title>.+?)\s*[(\[](?P<unit>[^()\[\]]{1,30})[)\]]")
_DIVIDES = frozenset(
    [
        "kvinner",
        "kvinne",
        "menn",
        "mann",
        "begge kjønn",
        "kvinner og menn",
        "totalt",
        "total",
        "i alt",
        "alle",
        "women",
        "men",
        "female",
        "male",
        "both sexes",
        "kvinnor",
        "män",
        "mænd",
        "kvinder",
        "all",
        "sum",
        "kommunen",
        "kommune",
        "norge",
        "landet",
        "noreg",
    ]
)
_COUNTS = frozenset({"count", "antall", "antal", "n_obs"})
_MEASURES = re.compile(
    r"(?:legemeldt |egenmeldt |totalt )?(?:sy[kg]efravær|sjukefråvær|sjukfrånvaro|turnover|heltid"
    r"|heiltid|deltid|årsverk|antall ansatte|ansatte|tilsette|lærlinger|lærlingar|svarprosent"
    r"|sickness absence|absence|andel|del av|gjennomsnittlig|gjennomsnittleg|snittalder)\b.*",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(
    r"(?:herav|derav|hvorav|kvarav|varav|heraf|av dette|av desse|of which)[ :]+(?P<part>\S.*)",
    re.IGNORECASE,
)
_LONGEST_HEADING = 150
_PARTS = 3


def meaning(heading: str) -> Means:
    """Return what a heading says that its column holds; `Mål 2020` is beside the matter, too."""
    folded = heading.strip(" .:*").casefold()
    words = folded.split()
    if len(words) > 1 and _MEANS.get(words[0]) is Means.ASIDE and period_in(heading):
        return Means.ASIDE
    return _MEANS.get(folded, Means.UNSAID)


def names_everybody_or_a_sex(text: str) -> bool:
    """Return whether a heading divides people, so that it is not what was measured."""
    return text.strip().casefold() in _DIVIDES


def names_a_measure(text: str) -> bool:
    """Return whether a heading says what is measured in all rows below it: `Sykefravær`."""
    return _MEASURES.fullmatch(text.strip()) is not None


def is_a_count(heading: str) -> bool:
    """Return whether a heading says no more than that something was counted."""
    return heading.strip(" .:").casefold() in _COUNTS


def part_named(title: str) -> str:
    """Return the part a title is about where it begins as `herav kvinner` does, or nothing."""
    found = _OF_WHICH.fullmatch(title)
    return found["part"] if found else ""


def with_meaning(label: str) -> tuple[Means, str]:
    """Return what a heading's last words mean, and the words before: `Norge` of `Norge Snitt`."""
    words = label.split()
    for start in range(len(words)):
        means = meaning(" ".join(words[start:]))
        if means in (Means.VALUE, Means.SIZE):
            return means, " ".join(words[:start])
    return Means.UNSAID, label


def is_unit(text: str) -> bool:
    """Return whether a text names what figures are counted in."""
    folded = text.strip().casefold()
    return folded in _UNITS or folded.startswith(_UNIT_BEGINS)


def without_unit(title: str) -> tuple[str, str]:
    """Return a title and the unit it ends with in brackets: `Sykefravær (%)`."""
    found = _IN_BRACKETS.fullmatch(title)
    if found and is_unit(found["unit"]):
        return found["title"], found["unit"].strip()
    return title, ""


def period_in(heading: str) -> tuple[Period, str] | None:
    """Return the period a heading states and the words beside it: `Norge 2018`, or None."""
    if len(heading) > _LONGEST_HEADING or says_so_far(heading):
        return None
    whole = parse_period(heading)
    if whole is not None:
        return whole, ""
    words = heading.replace("(", " ").replace(")", " ").split()
    for count in range(min(_PARTS, len(words) - 1), 0, -1):
        for stated, rest in ((words[-count:], words[:-count]), (words[:count], words[count:])):
            period = parse_period(" ".join(stated))
            if period is not None:
                return period, " ".join(rest).strip(" ,:;-–")
    return None


def is_figure(text: str) -> bool:
    """Return whether a cell holds a number, or a mark that stands instead of one."""
    return parse_number(text) is not None or stands_instead(text) or text.startswith("<")


def period_of(told: Iterable[tuple[str, str]]) -> Period | None:
    """Return the period of a row whose cells state it, each given with its heading."""
    texts = tuple(told)
    years = [text for text, _ in texts if parse_period(text) is not None]
    for text, heading in texts:
        together = joined(text, years[0], heading) if years and text != years[0] else None
        if together is not None:
            return together
    return parse_period(years[0]) if years else None


def joined(part: str, year: str, heading: str = "") -> Period | None:
    """Return the period two cells state together: `1. kvartal` of `2024`, or `1` under Kvartal."""
    named = parse_period(f"{part} {year}")
    if named is not None or not part.isdecimal():
        return named
    sign = {"k": "K", "q": "Q", "t": "T", "h": "H", "m": "M", "u": "U", "v": "U", "w": "W"}
    letter = sign.get(heading[:1].casefold(), "")
    return parse_period(f"{year}{letter}{part.zfill(2) if letter in 'MUW' else part}")
