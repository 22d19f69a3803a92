"""What a file really is, told from its content: names lie, and people rename what will not open."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum


class FileKind(StrEnum):
    """The kinds of files people bring, by what each is answered or read with."""

    WORKBOOK = "workbook"
    TEXT = "text"
    MARKUP = "markup"
    EMPTY = "empty"
    STRICT_WORKBOOK = "strict_workbook"
    BINARY_WORKBOOK = "binary_workbook"
    OLD_WORKBOOK = "old_workbook"
    XML_WORKBOOK = "xml_workbook"
    PASSWORD = "password"  # noqa: S105 - a kind of file, no secret
    OLD_OR_ENCRYPTED = "old_or_encrypted"
    OPEN_DOCUMENT = "open_document"
    NUMBERS = "numbers"
    WORD = "word"
    SLIDES = "slides"
    PDF = "pdf"
    PICTURE = "picture"
    WEB_PAGE = "web_page"
    PACKED = "packed"
    DAMAGED = "damaged"


_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4_000
_STRICT = b"purl.oclc.org/ooxml"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_LATER_PICTURES = (b"WEBP", b"ftyp")
_WEB = re.compile(
    rb"<(?:!doctype html|html|head|body|table|meta|div|style|script)[\s>]", re.IGNORECASE
)
_TAG = re.compile(rb"<[?!A-Za-z_]")
_XML_WORKBOOK = b"urn:schemas-microsoft-com:office:spreadsheet"
_FLAT_DOCUMENT = b"urn:oasis:names:tc:opendocument"
_WIDE = (b"\xff\xfe", b"\xfe\xff")

_WITHIN_OLD = (
    ("EncryptedPackage", FileKind.PASSWORD),
    ("WordDocument", FileKind.WORD),
    ("PowerPoint Document", FileKind.SLIDES),
    ("Workbook", FileKind.OLD_WORKBOOK),
    ("Book", FileKind.OLD_WORKBOOK),
)
"""The streams that tell the old Office formats apart."""

_WITHIN_ZIP = (
    ("xl/workbook.bin", FileKind.BINARY_WORKBOOK),
    ("word/document.xml", FileKind.WORD),
    ("ppt/presentation.xml", FileKind.SLIDES),
    ("Index/Document.iwa", FileKind.NUMBERS),
    ("Index.zip", FileKind.NUMBERS),
)
"""The parts that tell archives apart."""


def kind_of_file(content: bytes) -> FileKind:
    """Return what a file is by its content alone; never raises."""
    head = content[:_HEAD]
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return FileKind.EMPTY
    if content.startswith((_ZIP, _EMPTY_ZIP)):
        return _of_archive(content)
    if content.startswith(_OLD_OFFICE):
        return _of_old_office(content)
    if b"%PDF-" in head[:1024]:
        return FileKind.PDF
    if content.startswith(_PICTURES) or {head[4:8], head[8:12]} & {*_LATER_PICTURES}:
        return FileKind.PICTURE
    if content.startswith(b"{\\rtf"):
        return FileKind.WORD
    return _of_text(head)


def _of_text(head: bytes) -> FileKind:
    plain = head
    if head.startswith(_WIDE):
        plain = head[2:].replace(b"\0", b"")
    plain = plain.removeprefix(b"\xef\xbb\xbf").lstrip()
    if plain[:13].lower() == b"mime-version:":
        return FileKind.WEB_PAGE
    if not _TAG.match(plain):
        return FileKind.TEXT
    if _XML_WORKBOOK in plain:
        return FileKind.XML_WORKBOOK
    if _FLAT_DOCUMENT in plain:
        return FileKind.OPEN_DOCUMENT
    return FileKind.WEB_PAGE if _WEB.search(plain) else FileKind.MARKUP


def _of_old_office(content: bytes) -> FileKind:
    for stream, kind in _WITHIN_OLD:
        if stream.encode("utf-16-le") in content:
            return kind
    return FileKind.OLD_OR_ENCRYPTED


def _of_archive(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _within(archive)
    except Exception:  # noqa: BLE001 - a damaged archive raises nearly anything
        return FileKind.DAMAGED


def _within(archive: zipfile.ZipFile) -> FileKind:
    names = set(archive.namelist())
    if "mimetype" in names:
        # The first thing every OpenDocument file says, and no workbook of ours does.
        return FileKind.OPEN_DOCUMENT
    if "xl/workbook.xml" in names:
        with archive.open("xl/workbook.xml") as part:
            strict = _STRICT in part.read(_HEAD)
        return FileKind.STRICT_WORKBOOK if strict else FileKind.WORKBOOK
    for part_name, kind in _WITHIN_ZIP:
        if part_name in names:
            return kind
    return FileKind.WORKBOOK if "[Content_Types].xml" in names else FileKind.PACKED
