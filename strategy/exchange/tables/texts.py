"""Tables as text: .csv and .tsv in any encoding and with any delimiter, and what people paste."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import PurePosixPath

from strategy.exchange.encodings import text_of
from strategy.exchange.formulas import as_typed
from strategy.exchange.tables.cells import (
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Contents,
    Grid,
    UnreadableFileError,
    line_of,
    text_cell,
)

_DELIMITERS = "\t;,|"
_LOOKED_AT = 50
_MOST_LINES = 2 * MAX_ROWS
"""Every other line may be blank."""
_RULE = re.compile(r"[-:=\s|+]+")


def read_text(content: bytes, name: str) -> Contents:
    """Return the table a text file holds; raises UnreadableFileError."""
    text = text_of(content)
    if text is None:
        raise UnreadableFileError("not_a_workbook")
    text = text.removeprefix("\ufeff")
    title = PurePosixPath(name.replace("\\", "/")).stem
    lines = []
    for number, cells in enumerate(_records(text), start=1):
        line = line_of(number, cells)
        # A line of dashes is drawn between headings and rows in text tables.
        if line is not None and not all(_RULE.fullmatch(cell.text) for _, cell in line.said()):
            lines.append(line)
    if len(lines) > MAX_ROWS:
        raise UnreadableFileError("too_many_rows", limit=str(MAX_ROWS))
    return Contents(name, (Grid(title, tuple(lines)),) if lines else ())


def _records(text: str) -> list[list[Cell]]:
    said = re.match(r"sep=(.)\r?\n", text)
    delimiter = said[1] if said else _delimiter(text)
    body = text[said.end() :] if said else text
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
    known: dict[str, Cell] = {}
    rows: list[list[Cell]] = []
    try:
        for row in reader:
            rows.append([_known(value, known) for value in row[:MAX_COLUMNS]])
            if len(rows) > _MOST_LINES:
                # Millions are not spread out first and counted afterwards.
                raise UnreadableFileError("too_many_rows", limit=str(MAX_ROWS))
    except csv.Error as error:
        raise UnreadableFileError("not_a_workbook") from error
    if delimiter == "|":
        # Every line of a table drawn in text begins and ends with one.
        rows = [row[1:] if row and not row[0].text else row for row in rows]
    return rows


def _known(value: str, known: dict[str, Cell]) -> Cell:
    """Return a cell, the same one for the same text: tables repeat themselves."""
    cell = known.get(value)
    if cell is None:
        cell = known[value] = _cell(value)
    return cell


def _cell(value: str) -> Cell:
    return text_cell(as_typed(value.strip()))


def _delimiter(text: str) -> str:
    """Return the sign that splits most lines into the same number of cells, at least two."""
    best, most = ";", 0.0
    for delimiter in _DELIMITERS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        widths: Counter[int] = Counter()
        try:
            for row, _ in zip(reader, range(_LOOKED_AT), strict=False):
                widths[len(row)] += 1
        except csv.Error:
            continue
        del widths[1], widths[0]
        agreeing = max(widths.values(), default=0)
        # Of two that split alike the one that gives more cells; commas stand in sentences too.
        score = agreeing + min(max(widths, default=0), 30) / 100 - (delimiter == ",") / 10
        if agreeing and score > most:
            best, most = delimiter, score
    return best
