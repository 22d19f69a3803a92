"""Anybody's file into a plan: what it says, what importing it would do, what has to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from strategy.domain.plan import Plan
from strategy.exchange.tables.answers import OWN, Answers, questions_about
from strategy.exchange.tables.cards import as_rows
from strategy.exchange.tables.cells import Contents
from strategy.exchange.tables.columns import Column, columns_of
from strategy.exchange.tables.facts import Record, records_of, without_number
from strategy.exchange.tables.headings import Table, tables_in
from strategy.exchange.tables.own_workbook import as_sheets, is_ours
from strategy.exchange.tables.plans import made_of
from strategy.exchange.tables.reading import TYPES, read_tables
from strategy.exchange.tables.vocabulary import (
    Field,
    folded_heading,
    is_plain_title,
    section_of,
    shape_of,
)
from strategy.exchange.workbook.comparing import Earlier, Preview, preview
from strategy.exchange.workbook.directions import ABOUT_MEANING
from strategy.exchange.workbook.reading import read_workbook
from strategy.exchange.workbook.recognition import FACTS, Told, ToldColumn, ToldTable
from strategy.exchange.workbook.sheets import RowProblem, letter
from strategy.exchange.workbook.vocabulary import folded
from strategy.i18n import words

__all__ = ["OWN", "TYPES", "Answers", "Field", "preview_any", "preview_tables"]


def preview_any(
    content: bytes,
    name: str,
    plan: Plan,
    *,
    today: date,
    by_id: str | None = None,
    whole: Plan | None = None,
    earlier: Earlier | None = None,
    answers: Answers | None = None,
) -> Preview:
    """Return what importing a plan workbook would do, or anybody's own tables in any format."""
    sheets = read_workbook(content, name)
    own = sheets if not sheets.problems and is_ours(sheets) else None
    contents = None if own else read_tables(content, name)
    if contents is not None and sheets.problems and not contents.problems:
        sheets = as_sheets(contents)
        own = sheets if is_ours(sheets) else None
    as_own = partial(preview, today=today, by_id=by_id, whole=whole or plan, earlier=earlier)
    if contents is None or own is not None:
        return as_own(sheets, plan)
    if contents.problems:
        return Preview(name, problems=contents.problems)
    found = preview_tables(
        contents,
        plan,
        today=today,
        by_id=by_id,
        whole=whole or plan,
        earlier=earlier,
        answers=answers,
    )
    if found.told.found.get("actions"):
        return found
    plainly = as_own(sheets, plan)
    unknown = any(notice.rule not in ABOUT_MEANING for notice in plainly.notices)
    clear = not plainly.problems and not unknown
    # Where every column is one of ours there is nothing to guess, and where nothing else is found
    # the complaints about our own sheets say more.
    nothing = {problem.rule for problem in found.problems} & {"file.no_table", "file.nothing_known"}
    return plainly if plainly.told.tables and (clear or nothing) else found


def preview_tables(
    contents: Contents,
    plan: Plan,
    *,
    today: date,
    by_id: str | None = None,
    whole: Plan | None = None,
    earlier: Earlier | None = None,
    answers: Answers | None = None,
) -> Preview:
    """Return what importing anybody's tables would do; unanswered questions are guessed."""
    given = answers or Answers()
    grids = as_rows(contents.grids) or contents.grids
    tables = tuple(table for grid in grids for table in tables_in(grid))
    if contents.problems or not tables:
        problems = contents.problems or (RowProblem("file.no_table"),)
        return Preview(contents.name, problems=problems, told=Told("table"))
    w = words(plan.organisation.language)
    columns = tuple(
        columns_of(table, {i: f for (at, i), f in given.columns.items() if at == number})
        for number, table in enumerate(tables)
    )
    read = [
        records_of(table, taken, above)
        for table, taken, above in zip(tables, columns, _above(tables, columns), strict=True)
    ]
    records = _with_areas(tuple(record for each in read for record in each.records))
    made = made_of(records, contents.name, plan, given, today=today, w=w)
    result = preview(made.sheets, plan, today=today, by_id=by_id, whole=whole, earlier=earlier)
    said = tuple(column for taken in columns for column in taken)
    questions = questions_about(said, records, plan, given, w)
    told = Told(
        shape_of(heading for table in tables for heading in table.headings),
        tuple(_told(table, taken) for table, taken in zip(tables, columns, strict=True)),
        _found(records),
        questions,
        settled=given.guess or not questions,
    )
    left_out = tuple(
        RowProblem(f"table.{why}", table.sheet, row)
        for table, each in zip(tables, read, strict=True)
        for row, why in each.left_out
    )
    notices = (*contents.notices, *_about_tables(tables, columns), *left_out, *made.notices)
    return replace(
        result,
        problems=tuple(map(made.placed, result.problems)),
        renames=tuple(map(made.placed, result.renames)),
        notices=(*notices, *map(made.placed, result.notices)),
        told=told,
    )


def _above(
    tables: tuple[Table, ...], columns: tuple[tuple[Column, ...], ...]
) -> list[Mapping[Field, str]]:
    """Return what titles and sheets say of every row of a table: its focus area, its goal."""
    by_sheet = _are_sheets_areas(tables, columns)
    found: list[Mapping[Field, str]] = []
    for table, taken in zip(tables, columns, strict=True):
        fields = {column.field for column in taken}
        said = dict(filter(None, map(section_of, table.titles)))
        for text in table.under:
            free = [of for of in _PLAIN if of not in fields | said.keys()]
            level, title = section_of(text) or (free[0] if free else Field.NOTHING, text)
            said.setdefault(level, without_number(title))
        title = _title_of(table, tables, by_sheet=by_sheet)
        if title and Field.PILLAR not in fields | said.keys():
            said[Field.PILLAR] = without_number(title)
        found.append({level: title for level, title in said.items() if level not in fields})
    return found


_PLAIN = (Field.PILLAR, Field.GOAL)


def _title_of(table: Table, tables: tuple[Table, ...], *, by_sheet: bool) -> str:
    """Return the plain title of a table that is one of several of a kind; empty without one."""
    shape = _shape(table)
    alike = [other for other in tables if _shape(other) == shape]
    title = table.sheet if len(alike) > 1 or by_sheet else ""
    if len(alike) > 1 and table.titles and sum(t.sheet == table.sheet for t in tables) > 1:
        title = table.titles[-1]
    return "" if is_plain_title(title) or section_of(title) else title


def _shape(table: Table) -> tuple[str, ...]:
    return tuple(map(folded_heading, table.headings))


def _are_sheets_areas(tables: tuple[Table, ...], columns: tuple[tuple[Column, ...], ...]) -> bool:
    """Tell whether each sheet is a focus area: all are named as one, and none has a column."""
    sheets = {table.sheet for table in tables}
    fields = {column.field for taken in columns for column in taken}
    in_titles = any(table.sheet in table.titles for table in tables)
    return (
        len(sheets) > 1
        and Field.PILLAR not in fields
        and not in_titles
        and not any(map(is_plain_title, sheets))
    )


def _with_areas(records: tuple[Record, ...]) -> tuple[Record, ...]:
    """Let a goal that another table lays under a focus area lie there in every table."""
    areas: dict[str, set[str]] = {}
    for record in records:
        if Field.GOAL in record.titles and Field.PILLAR in record.titles:
            goal = folded(record.titles[Field.GOAL])
            areas.setdefault(goal, set()).add(record.titles[Field.PILLAR])
    return tuple(_with_area(record, areas) for record in records)


def _with_area(record: Record, areas: Mapping[str, set[str]]) -> Record:
    known = areas.get(folded(record.titles.get(Field.GOAL, "")), set())
    if Field.PILLAR in record.titles or len(known) != 1:
        return record
    return replace(record, titles={Field.PILLAR: next(iter(known)), **record.titles})


def _told(table: Table, columns: Iterable[Column]) -> ToldTable:
    told = tuple(
        ToldColumn(
            column.index,
            column.heading,
            "" if column.field is Field.NOTHING else column.field.value,
            column.why,
            column.like,
            column.sure,
            column.examples,
        )
        for column in columns
    )
    return ToldTable(table.sheet, table.row, len(table.lines), told)


def _about_tables(
    tables: tuple[Table, ...], columns: tuple[tuple[Column, ...], ...]
) -> Iterable[RowProblem]:
    for table, taken in zip(tables, columns, strict=True):
        hidden = [line.number for line in table.lines if line.hidden]
        if hidden:
            rows = ", ".join(map(str, hidden))
            yield RowProblem("table.hidden_rows", table.sheet, hidden[0], details={"rows": rows})
        for column in taken:
            place = letter(column.index)
            if column.field is Field.NOTHING:
                rule = "table.hidden_column" if column.why == "hidden" else "table.left_out"
                yield RowProblem(rule, table.sheet, table.row, place, column.heading)
            elif any(line.cell(column.index).lost for line in table.lines):
                yield RowProblem("table.lost", table.sheet, table.row, place, column.heading)


def _found(records: tuple[Record, ...]) -> Mapping[str, int]:
    """Return how many facts of each kind the records hold."""
    found = dict.fromkeys(FACTS, 0)
    paths: dict[str, set[tuple[str, ...]]] = {
        "pillars": set(), "goals": set(), "subgoals": set(), "indicators": set()
    }  # fmt: skip
    for record in records:
        titles = {level: folded(title) for level, title in record.titles.items()}
        path = (titles.get(Field.PILLAR, ""), titles.get(Field.GOAL, ""))
        for fact, level in _COUNTED_ONCE.items():
            if level in titles:
                paths[fact].add((*path, titles[level]) if fact != "pillars" else path[:1])
        paths["goals"] |= {(path[0], folded(goal), folded(goal)) for goal in record.goals}
        found["actions"] += Field.ACTION in titles
        found["owners"] += len(record.owners)
        found["dates"] += sum(bool(record.said(of)) for of in (Field.DUE, Field.START))
        found["statuses"] += bool(record.status or record.said(Field.PERCENT))
        found["comments"] += sum(
            len(record.texts.get(of, ())) for of in (Field.COMMENT, Field.DESCRIPTION)
        )
        found["values"] += sum(of is not Field.BUDGET for of, _, _ in record.figures)
    return found | {fact: len(each) for fact, each in paths.items()}


_COUNTED_ONCE = {
    "pillars": Field.PILLAR,
    "goals": Field.GOAL,
    "subgoals": Field.SUBGOAL,
    "indicators": Field.INDICATOR,
}
