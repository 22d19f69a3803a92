"""Whatever file somebody brings is read, or answered in words that say what to do."""

import io
import random
import zipfile

import pytest

from strategy.domain.items import Pillar
from strategy.exchange.encodings import text_of
from strategy.exchange.file_kinds import FileKind, kind_of_file
from strategy.exchange.workbook.workbook import explain
from strategy.i18n import LANGUAGES, words
from tests.exchange.plans import a_file, an_empty_plan, previewed

PILLARS = {"Pilarer": [["Kode", "Tittel"], ["1", "Å våge"], ["2", "Å lære"]]}
READ = (FileKind.WORKBOOK, FileKind.TEXT, FileKind.MARKUP)


def packed(**parts: bytes) -> bytes:
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
        return file.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def old_office(stream: str) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + stream.encode("utf-16-le") + b"\0" * 64
    )


def strict() -> bytes:
    parts = parts_of(a_file(PILLARS))
    ordinary = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        ordinary, b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    return packed(**parts)


FILES = {
    "strict.xlsx": (strict(), FileKind.STRICT_WORKBOOK),
    "plan.xlsb": (packed(xl__workbook_DOT_bin=b"x"), FileKind.BINARY_WORKBOOK),
    "plan.xls": (old_office("Workbook"), FileKind.OLD_WORKBOOK),
    "older.xls": (old_office("Book"), FileKind.OLD_WORKBOOK),
    "locked.xlsx": (old_office("EncryptedPackage"), FileKind.PASSWORD),
    "plan.doc": (old_office("WordDocument"), FileKind.WORD),
    "plan.ppt": (old_office("PowerPoint Document"), FileKind.SLIDES),
    "what.xls": (old_office("x"), FileKind.OLD_OR_ENCRYPTED),
    "plan.ods": (packed(mimetype=b"application/vnd.oasis"), FileKind.OPEN_DOCUMENT),
    "plan.fods": (
        b'<?xml version="1.0"?><office:document xmlns:office='
        b'"urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
        FileKind.OPEN_DOCUMENT,
    ),
    "plan.numbers": (packed(Index__Document_DOT_iwa=b"x"), FileKind.NUMBERS),
    "plan.docx": (packed(word__document_DOT_xml=b"<w/>"), FileKind.WORD),
    "plan.rtf": (b"{\\rtf1 Tiltak}", FileKind.WORD),
    "plan.pptx": (packed(ppt__presentation_DOT_xml=b"<p/>"), FileKind.SLIDES),
    "plan.pdf": (b"%PDF-1.7\n%\xe2\xe3", FileKind.PDF),
    "plan.png": (b"\x89PNG\r\n\x1a\n\0", FileKind.PICTURE),
    "plan.webp": (b"RIFF\x10\0\0\0WEBPVP8 ", FileKind.PICTURE),
    "plan.heic": (b"\0\0\0\x18ftypheic", FileKind.PICTURE),
    "web.xls": (b"<html><table><tr><td>Kode</td></tr></table></html>", FileKind.WEB_PAGE),
    "web2.xls": (b"\xef\xbb\xbf\n<!DOCTYPE html><p>", FileKind.WEB_PAGE),
    "web.mht": (b"MIME-Version: 1.0\nContent-Type: multipart/related", FileKind.WEB_PAGE),
    "xml.xls": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        FileKind.XML_WORKBOOK,
    ),
    "plan.zip": (packed(**{"plan.xlsx": b"x"}), FileKind.PACKED),
    "half.xlsx": (a_file(PILLARS)[:900], FileKind.DAMAGED),
    "nothing.xlsx": (b"", FileKind.EMPTY),
    "blank.csv": (b"\xef\xbb\xbf \r\n", FileKind.EMPTY),
    "plan.csv": (b"Kode;Tittel", FileKind.TEXT),
    "limits.csv": (b"< 6 %;2026", FileKind.TEXT),
    "plan.xml": ("<StrategicPlan/>".encode("utf-16"), FileKind.MARKUP),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_known_by_what_is_in_it(name):
    content, kind = FILES[name]
    assert kind_of_file(content) is kind


@pytest.mark.parametrize("name", [name for name, (_, kind) in FILES.items() if kind not in READ])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_read_is_answered_with_what_to_do(name, language):
    content, kind = FILES[name]
    (problem,) = previewed(an_empty_plan(), content, name).problems
    assert problem.rule == f"file.{kind.value}"
    assert explain(problem, words(language)).endswith(".")


def test_there_is_an_example_of_every_kind_of_file():
    assert {kind for _, kind in FILES.values()} | {FileKind.WORKBOOK} == set(FileKind)


def test_a_workbook_is_read_whatever_its_name_ends_in():
    for name in ("pilarer.csv", "pilarer.xls", "pilarer", "pilarer.xlsm"):
        result = previewed(an_empty_plan(), a_file(PILLARS), name)
        assert [item.code for item in result.items_to_add if isinstance(item, Pillar)] == ["1", "2"]


# --- damage ---------------------------------------------------------------------------------------


def said_or_read(content: bytes) -> None:
    result = previewed(an_empty_plan(), content, "plan.xlsx")
    assert result.items_to_add or result.problems
    for problem in result.problems:
        assert explain(problem, words("nb"))


@pytest.mark.parametrize("part", sorted(parts_of(a_file(PILLARS))))
def test_a_workbook_with_any_part_damaged_is_read_or_answered(part):
    parts = parts_of(a_file(PILLARS))
    whole = parts.pop(part)
    said_or_read(packed(**parts))
    for damaged in (b"", whole[: len(whole) // 2], b'<a b="1" c', b"\0\xff" * 50, b"<x/>"):
        said_or_read(packed(**parts, **{part: damaged}))


def test_a_workbook_with_any_bytes_changed_is_read_or_answered():
    chance, whole = random.Random(18), a_file(PILLARS)  # noqa: S311 - repeatable, no secret
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        said_or_read(bytes(content))


# --- encodings ------------------------------------------------------------------------------------

LINE = "Kode;Tittel\r\n1;Å våge – «på tvers» i sjøens ærend\r\n2;Øvelse gjør mester\r\n"
WITHOUT_QUOTES = LINE.replace("«", "").replace("»", "").replace("–", "-")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_text_from_programs_of_today_is_read(encoding):
    assert text_of(LINE.encode(encoding)).removeprefix("\ufeff") == LINE


@pytest.mark.parametrize("encoding", ["mac_roman", "cp865", "cp850", "latin-1"])
def test_text_from_an_old_mac_and_from_dos_is_read(encoding):
    assert text_of(WITHOUT_QUOTES.encode(encoding)) == WITHOUT_QUOTES


@pytest.mark.parametrize("ending", ["\r", "\n", "\r\n"])
def test_a_list_from_an_old_mac_is_read_into_the_plan(ending):
    content = WITHOUT_QUOTES.replace("\r\n", ending).encode("mac_roman")
    result = previewed(an_empty_plan(), content, "pilarer.csv")
    assert [p.title for p in result.items_to_add if isinstance(p, Pillar)] == [
        "Å våge - på tvers i sjøens ærend",
        "Øvelse gjør mester",
    ]


def test_bytes_that_are_no_text_are_answered():
    (problem,) = previewed(an_empty_plan(), b"Kode;\x01\x02\xff\xfe\x03", "a.csv").problems
    assert problem.rule == "file.not_a_workbook"
