"""What each column of a table is taken for, and why: by its heading, and by its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from strategy.domain.dates import parse_date
from strategy.exchange.status_words import status_said
from strategy.exchange.tables.headings import Table, is_part_of_year
from strategy.exchange.tables.profiles import Profile, profile_of
from strategy.exchange.tables.vocabulary import (
    EXACT,
    PART,
    SUBJECTS,
    SURE,
    Field,
    Meaning,
    meanings,
    without_period,
)

_FIT_TO_TAKE = 70
_MOSTLY = 0.6
_HALF = 0.5
_SHORT = 18
_EXAMPLES = 3
_LOOKED_AT = 500
_SEVERAL = frozenset(
    {Field.OWNER, Field.CONTRIBUTOR, Field.COMMENT, Field.DESCRIPTION, Field.BUDGET, Field.VALUE,
     Field.TARGET, Field.STEPS, Field.CRITERION, Field.DEPARTMENT, Field.NOTHING}
)  # fmt: skip
"""What several columns of a table may be."""

_INSTEAD = {
    Field.PILLAR: Field.DESCRIPTION, Field.GOAL: Field.SUBGOAL, Field.ACTION: Field.DESCRIPTION,
    Field.CODE: Field.NOTHING,
}  # fmt: skip
"""What a second column of a kind is, when there is one already."""

_TITLES = (Field.PILLAR, Field.GOAL, Field.SUBGOAL, Field.ACTION, Field.INDICATOR, Field.OWNER)
_FIGURED = (Field.VALUE, Field.TARGET, Field.BASELINE)
_MEASURED = (*_FIGURED, Field.MEASURE, Field.PERIOD)


@dataclass(frozen=True)
class Column:
    """A column: what it is taken for, and the rule that says why (`tables.why.<why>`).

    `like` is the known word its heading is like. `period` is the year of its heading. `marks` says
    that its cells only tick off the heading, be it a status or a period.
    """

    index: int
    heading: str
    field: Field = Field.NOTHING
    why: str = "unknown"
    like: str = ""
    sure: bool = True
    period: str = ""
    marks: bool = False
    examples: tuple[str, ...] = ()


def columns_of(table: Table, chosen: Mapping[int, Field]) -> tuple[Column, ...]:
    """Return the columns that say something; `chosen` is what a person took them for, by index."""
    measured = _is_measured(table)
    found: list[Column] = []
    for index, heading in zip(table.columns, table.headings, strict=True):
        if _is_covered(table, index, heading):
            continue
        cells = [line.cell(index) for line in table.lines]
        said = tuple(dict.fromkeys(cell.text for cell in cells if cell.text))
        profile = profile_of(cells[:_LOOKED_AT])
        if heading or said or profile.lights:
            column = _taken(index, heading, profile, measured=measured)
            column = replace(column, examples=said[:_EXAMPLES])
            if index in table.hidden_columns:
                column = replace(column, field=Field.NOTHING, why="hidden", sure=True)
            found.append(column)
    settled = _with_a_subject(_without_doubles(found), table)
    return tuple(_chosen(column, chosen) for column in settled)


def _is_covered(table: Table, index: int, heading: str) -> bool:
    """Tell whether a column only shows what is merged into it from the column before it."""
    place = table.columns.index(index)
    if not place or table.headings[place - 1] != heading:
        return False
    pairs = [(line.cell(index), line.cell(table.columns[place - 1])) for line in table.lines]
    return any(cell.text for cell, _ in pairs) and all(
        (cell.spread and cell.text == before.text) or not cell.text for cell, before in pairs
    )


def _with_a_subject(columns: list[Column], table: Table) -> list[Column]:
    """Let the column of the longest texts be the actions, where no heading says what rows are."""
    if {column.field for column in columns} & set(SUBJECTS):
        return columns
    lengths: dict[int, float] = {}
    for column in columns:
        profile = profile_of([line.cell(column.index) for line in table.lines[:_LOOKED_AT]])
        if column.why == "unknown" and max(profile.dated, profile.figures) < _HALF:
            lengths[column.index] = profile.length
    if not lengths:
        return columns
    longest = max((c for c in columns if c.index in lengths), key=lambda c: lengths[c.index])
    taken = replace(longest, field=Field.ACTION, why="longest", sure=False)
    return [taken if column is longest else column for column in columns]


def _chosen(column: Column, chosen: Mapping[int, Field]) -> Column:
    if column.index not in chosen:
        return column
    return replace(column, field=chosen[column.index], why="chosen", sure=True)


def _is_measured(table: Table) -> bool:
    """Tell whether the rows are about indicators and not about actions."""
    fields = {m.field for h in table.headings for m in meanings(h) if m.score >= PART}
    return Field.INDICATOR in fields and Field.ACTION not in fields


def _taken(index: int, heading: str, profile: Profile, *, measured: bool) -> Column:
    bare, period = without_period(heading)
    column = Column(index, heading, period=period)
    ignored = [m for m in meanings(bare) if m.field is Field.NOTHING and m.score == EXACT]
    if ignored and profile.ticks < _MOSTLY:
        return replace(column, why="not_needed", like=ignored[0].word)
    if profile.marks >= _MOSTLY and status_said(heading):
        return replace(column, field=Field.STATUS, why="marks", marks=True)
    if profile.marks >= _MOSTLY and heading and (parse_date(heading) or is_part_of_year(heading)):
        return replace(column, field=Field.DUE, why="marks", marks=True, period=heading)
    if heading and parse_date(heading):
        return _of_a_period(replace(column, period=heading), profile, measured=measured)
    fitting = [
        (meaning.score + _fit(meaning.field, profile, measured=measured), meaning)
        for meaning in meanings(bare)
    ]
    best = max(fitting, key=lambda pair: pair[0], default=None)
    if best is None or best[0] < _FIT_TO_TAKE:
        return _by_values(column, profile)
    return _named(column, best[1], profile)


def _named(column: Column, meaning: Meaning, profile: Profile) -> Column:
    field = meaning.field
    if field is Field.STATUS and profile.percents >= _MOSTLY:
        field = Field.PERCENT
    if field is Field.PILLAR and profile.statuses >= _MOSTLY:
        # Lists on a board are often how far things have come.
        field = Field.STATUS
    why = "exact" if meaning.score == EXACT else "alike"
    sure = meaning.score >= SURE
    return replace(column, field=field, why=why, like=meaning.word, sure=sure)


def _of_a_period(column: Column, profile: Profile, *, measured: bool) -> Column:
    if measured:
        return replace(column, field=Field.VALUE, why="period")
    if profile.figures >= _HALF:
        # A figure under a bare year may be money or a result: only people know.
        return replace(column, field=Field.BUDGET, why="figures", sure=False)
    return replace(column, field=Field.COMMENT, why="texts", sure=False)


def _by_values(column: Column, profile: Profile) -> Column:
    if profile.lights >= _HALF and not profile.count:
        return replace(column, field=Field.STATUS, why="colours")
    if profile.statuses >= _MOSTLY:
        return replace(column, field=Field.STATUS, why="statuses", sure=False)
    if profile.dated >= _MOSTLY and profile.length > len("2026"):
        return replace(column, field=Field.DUE, why="dates", sure=False)
    if profile.people >= _MOSTLY:
        return replace(column, field=Field.OWNER, why="people", sure=False)
    return replace(column, why="unknown" if profile.count else "blank")


def _fit(field: Field, profile: Profile, *, measured: bool) -> int:
    """Return how well a column's values go with a meaning: below 0 when they speak against it."""
    if not profile.count:
        return 0
    if field in _MEASURED and not measured:
        return -40
    if field in _FIGURED:
        return 10 if profile.figures >= _HALF else -20
    if field in (Field.MEASURE, Field.DEPARTMENT):
        fits = profile.length <= _SHORT and not profile.dated
        return 5 * (measured == (field is Field.MEASURE)) if fits else -10
    if field in _TITLES:
        figures = profile.figures >= _MOSTLY or profile.marks >= _MOSTLY
        return -40 if figures else 3 * (field is Field.INDICATOR and measured)
    if field in (Field.DUE, Field.START):
        return _fit_day(profile, measured=measured)
    if field is Field.PERCENT:
        return 8 if profile.figures >= _HALF else -40
    if field is Field.STATUS:
        return _fit_status(profile, measured=measured)
    return 0


def _fit_day(profile: Profile, *, measured: bool) -> int:
    if measured and profile.figures >= _HALF > profile.dated:
        # "Start" is where an indicator began.
        return -40
    return -40 if profile.statuses >= _MOSTLY > profile.dated else 5 * (profile.dated > 0)


def _fit_status(profile: Profile, *, measured: bool) -> int:
    if profile.statuses >= _HALF or profile.lights >= _HALF or profile.marks >= _HALF:
        return 8
    return -20 if measured and profile.figures >= _HALF else 0


def _without_doubles(columns: Iterable[Column]) -> list[Column]:
    """Let one column be each field of which a row has one; the first of those surest stays."""
    kept: list[Column] = []
    found = list(columns)
    # A heading that is a known word comes before one that is only like it.
    first = {c.field: c for c in reversed(found) if not c.marks}
    first |= {c.field: c for c in reversed(found) if c.why == "exact"}
    taken: dict[Field, Column] = {}
    for column in found:
        field = column.field
        if field in _SEVERAL or column.marks or column is first[field]:
            taken.setdefault(field, column)
            kept.append(column)
            continue
        instead = _INSTEAD.get(field, Field.NOTHING)
        doubled = instead in taken and instead not in _SEVERAL
        kept.append(
            replace(
                column,
                field=Field.NOTHING if doubled else instead,
                why="second",
                sure=field in _INSTEAD and not doubled,
                like=first[field].heading,
            )
        )
        taken.setdefault(instead, column)
    return kept
