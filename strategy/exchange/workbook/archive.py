"""What is known about a workbook before it is opened: its unpacked size, special cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.utils import column_index_from_string

MAX_UNPACKED_BYTES = 400_000_000
MAX_PARTS = 5_000

_CHUNK = 1_000_000
_LONGEST_MARK = 200
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]{0,99}?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"'
)


@dataclass(frozen=True)
class MergedDown:
    """A cell that covers the rows below it too; the column counts from 0."""

    column: int
    first_row: int
    last_row: int


@dataclass(frozen=True)
class Marks:
    """What is special about a sheet."""

    formulas: bool
    merged: tuple[MergedDown, ...]


def swells(archive: zipfile.ZipFile) -> bool:
    """Return whether the archive would unpack to more than is sensible."""
    parts = archive.infolist()
    # The size in the directory is also the most that is ever unpacked.
    return len(parts) > MAX_PARTS or sum(p.file_size for p in parts) > MAX_UNPACKED_BYTES


def marks_of(archive: zipfile.ZipFile, part: str) -> Marks:
    """Return what is special about a sheet, read as a stream."""
    formulas = False
    merged: dict[MergedDown, None] = {}
    for text in _overlapping(archive, part):
        formulas = formulas or _FORMULA.search(text) is not None
        for column, first, last in _MERGED.findall(text):
            area = MergedDown(column_index_from_string(column.decode()) - 1, int(first), int(last))
            merged[area] = None
    return Marks(formulas, tuple(merged))


def _overlapping(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            yield tail + chunk
            tail = chunk[-_LONGEST_MARK:]
