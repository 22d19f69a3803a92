"""From the bytes of any file to the tables in it. Every file is hostile until read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from strategy.exchange.file_kinds import FileKind, kind_of_file
from strategy.exchange.tables.cells import Contents, UnreadableFileError
from strategy.exchange.tables.documents import read_document, read_web_page
from strategy.exchange.tables.pdf import read_pdf
from strategy.exchange.tables.spreadsheets import read_packed, read_plainly, read_spreadsheet
from strategy.exchange.tables.texts import read_text
from strategy.exchange.workbook.reading import MAX_BYTES

TYPES = ("xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt", "docx", "pdf", "htm", "html")
"""How the names of files end in which tables are found."""

_READERS: Mapping[FileKind, Callable[[bytes, str], Contents]] = {
    FileKind.WORKBOOK: read_spreadsheet,
    FileKind.STRICT_WORKBOOK: read_packed,
    FileKind.BINARY_WORKBOOK: read_packed,
    FileKind.OLD_WORKBOOK: read_plainly,
    FileKind.OPEN_DOCUMENT: read_packed,
    FileKind.WORD: read_document,
    FileKind.PDF: read_pdf,
    FileKind.WEB_PAGE: read_web_page,
    FileKind.TEXT: read_text,
}


def read_tables(content: bytes, name: str) -> Contents:
    """Return all tables of a file; what is wrong with it comes back as problems, never raised."""
    try:
        return _read(content, name)
    except UnreadableFileError as refused:
        return Contents(name, problems=(refused.problem,))


def _read(content: bytes, name: str) -> Contents:
    if len(content) > MAX_BYTES:
        raise UnreadableFileError("too_large", limit=str(MAX_BYTES // 1_000_000))
    kind = kind_of_file(content)
    reader = _READERS.get(kind)
    if reader is None:
        raise UnreadableFileError(kind.value)
    return reader(content, name)
