"""Which column of rows about people holds what, by its heading as payroll systems write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from strategy.domain.series.series import Period
from strategy.exchange.series.grids import Line
from strategy.exchange.series.headings import period_of

_NUMBERED = frozenset(
    [
        "ansattnummer",
        "ansattnr",
        "ansattid",
        "ansnr",
        "anstnr",
        "tilsettnr",
        "tilsettnummer",
        "ressursnr",
        "ressursnummer",
        "fødselsnummer",
        "fnr",
        "personnummer",
        "personnr",
        "personid",
        "pnr",
        "medarbeidernr",
        "medarbeidernummer",
        "medarbejdernr",
        "medarbejdernummer",
        "lønnsnummer",
        "lønnsnr",
        "lønnr",
        "anställningsnummer",
        "anställningsnr",
        "anstnr",
        "employeeid",
        "employeenumber",
        "employeeno",
        "cpr",
        "cprnr",
        "cprnummer",
    ]
)
_CALLED = frozenset(
    [
        "ansattnavn",
        "tilsettnamn",
        "etternavn",
        "etternamn",
        "fornavn",
        "fornamn",
        "fødselsdato",
        "fødselsår",
        "efternamn",
        "förnamn",
        "efternavn",
        "firstname",
        "lastname",
        "surname",
        "dateofbirth",
        "födelsedatum",
        "epost",
    ]
)
_PERHAPS = frozenset(
    [
        "navn",
        "namn",
        "name",
        "ansatt",
        "tilsett",
        "medarbeider",
        "medarbejder",
        "employee",
        "person",
        "anställd",
    ]
)
_SHARE = frozenset(
    [
        "stillingsprosent",
        "stillingsprosent%",
        "stillingsstørrelse",
        "stillingsstorleik",
        "stillingsandel",
        "stilling%",
        "stillings%",
        "still%",
        "stillpst",
        "stillingspst",
        "fte",
        "dellønnsprosent",
        "prosentstilling",
        "positionpercentage",
        "stillingspct",
        "sysselsättningsgrad",
        "sysselsättningsgrad%",
        "beskæftigelsesgrad",
        "tjänstgöringsgrad",
    ]
)
_ABSENT = frozenset(
    [
        "sykedagsverk",
        "sykefraværsdagsverk",
        "fraværsdagsverk",
        "fraværsdager",
        "sykedager",
        "tapte dagsverk",
        "taptedagsverk",
        "sjukedagsverk",
        "fråværsdagsverk",
        "sjukedagar",
        "sykefraværsdager",
        "sykefraværtimer",
        "sykefraværstimer",
        "fraværstimer",
        "sjukefråværsdagsverk",
        "sjukfrånvarotimmar",
        "sjukdagar",
        "sygedage",
        "sickdays",
        "absencedays",
    ]
)
_AGREED = frozenset(
    [
        "avtaltedagsverk",
        "muligedagsverk",
        "moglegedagsverk",
        "avtaltedager",
        "muligedager",
        "dagsverk",
        "moglegedagar",
        "avtaltedagar",
        "avtaltetimer",
        "muligetimer",
        "planlagtetimer",
        "arbeidsdager",
        "ordinarietimmar",
        "arbetsdagar",
        "arbejdsdage",
        "workdays",
        "possibledays",
    ]
)
_SELF = re.compile(r".*ei?genmel(?:dt|ding).*")
_DOCTOR = re.compile(r".*(?:lege|syk|sjuk)mel(?:dt|ding).*")
_SEX = frozenset(["kjønn", "kjonn", "sex", "gender", "kön", "køn"])
_UNIT = frozenset(
    [
        "enhet",
        "eining",
        "avdeling",
        "sektor",
        "virksomhet",
        "tjenesteområde",
        "enhed",
        "unit",
        "orgenhet",
        "orgeining",
        "organisasjonsenhet",
        "kommunalområde",
        "seksjon",
        "tjenestested",
        "arbeidssted",
        "förvaltning",
        "afdeling",
        "department",
        "avdelning",
        "verksemd",
    ]
)
_TIME = frozenset(
    [
        "dato",
        "periode",
        "år",
        "måned",
        "månad",
        "tidspunkt",
        "date",
        "period",
        "year",
        "month",
        "telledato",
        "perdato",
        "prdato",
        "uttrekksdato",
        "rapportdato",
        "rapportperiode",
        "kvartal",
        "quarter",
        "måleperiode",
        "årstall",
        "datum",
        "tertial",
    ]
)
_PAID = frozenset(
    ["årslønn", "årsløn", "månedslønn", "grunnlønn", "lønn", "lön", "salary", "timelønn"]
)
_TOTALS = frozenset({"", "sum", "total", "totalt", "i alt", "summer", "totalsum"})


@dataclass(frozen=True)
class Columns:
    """Which columns hold what; -1 or nothing where there is none."""

    who: tuple[int, ...]
    share: int
    absent: tuple[int, ...]
    by_self: tuple[int, ...]
    by_doctor: tuple[int, ...]
    agreed: int
    sex: int
    unit: int
    times: tuple[int, ...]
    head: Line

    def key(self, line: Line) -> str:
        """Return what tells the person of a row from others; nothing for a row of totals."""
        told = [line.cell(column) for column in self.who]
        return "" if told[0].strip(" .:").casefold() in _TOTALS else "\n".join(told)

    def period(self, line: Line) -> Period | None:
        """Return the period of a row, as one or two columns state it."""
        return period_of((line.cell(c), self.head.cell(c)) for c in self.times if line.cell(c))


def columns_about_people(line: Line) -> Columns | None:
    """Return the columns that a line heads, if the rows below it are each about a person."""
    columns = _columns(line)
    words = {_folded(text) for _, text in line.said()}
    measured = columns.share >= 0 or (bool(columns.absent) and columns.agreed >= 0)
    certainly = bool(words & (_NUMBERED | _CALLED))
    perhaps = bool(columns.who) and (measured or bool(words & _PAID))
    return columns if certainly or perhaps else None


def _columns(line: Line) -> Columns:
    folded = {column: _folded(text) for column, text in line.said()}

    def where(words: frozenset[str]) -> tuple[int, ...]:
        return tuple(column for column, text in folded.items() if text in words)

    def first(words: frozenset[str]) -> int:
        return next(iter(where(words)), -1)

    by_self, by_doctor = (_days(folded, kind) for kind in (_SELF, _DOCTOR))
    return Columns(
        who=where(_NUMBERED)[:1] or where(_CALLED) or where(_PERHAPS)[:1],
        share=first(_SHARE),
        absent=where(_ABSENT)[:1] or (*by_self, *by_doctor),
        by_self=by_self,
        by_doctor=by_doctor,
        agreed=first(_AGREED),
        sex=first(_SEX),
        unit=first(_UNIT),
        times=where(_TIME),
        head=line,
    )


def _days(folded: dict[int, str], kind: re.Pattern[str]) -> tuple[int, ...]:
    """Return the columns with days or hours of one kind of absence; a per cent cannot be summed."""
    found = (c for c, text in folded.items() if kind.fullmatch(text))
    return tuple(c for c in found if not folded[c].endswith(("%", "prosent")))


def said_of(columns: Columns, line: Line) -> Iterator[tuple[str, str]]:
    """Yield the parts of the organisation and the sex that a row is about, with headings."""
    for column in (columns.unit, columns.sex):
        if column >= 0 and line.cell(column):
            yield columns.head.cell(column), line.cell(column)


def _folded(heading: str) -> str:
    return re.sub(r"[\s._:/-]+", "", heading.casefold())
