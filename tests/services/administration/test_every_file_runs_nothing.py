"""Every file of the product, found by the test itself: no cell of any runs what somebody typed."""

import csv
import importlib
import inspect
import io
import pkgutil
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from typing import get_args, get_type_hints

import openpyxl
import pytest

from strategy import services, ui
from strategy.domain.follow_up.duty_lists import ListBy
from strategy.exchange.lists.plain_table import write_csv_table, write_table
from strategy.exchange.workbook.columns import SHEET_KINDS
from strategy.services import reading
from strategy.services.administration import privacy, transfer
from strategy.services.follow_up import duty_lists, owner_files
from strategy.services.meetings import minutes
from strategy.services.publishing import papers, public_pages, published
from strategy.services.publishing import publications as publishing
from strategy.store.database import Database
from tests.builders import ADA, HEGE, LIV, PER
from tests.traps import a_trapped_plan, trapped

TODAY = date(2027, 2, 1)
NOW = datetime(2027, 2, 1, 10, tzinfo=UTC)
TYPED = {
    "unseen before a sign": "\u200b\u00ad\u202e=cmd|'/C calc'!A0",
    "wide": "\uff1dHYPERLINK(\uff02x\uff02)",
    "in the next cell of another program": "Kurs;=1+1,\ufeff@SUM(1)\tog\u2212\n-2+3",
    "plain": "=1+1",
    "an address": "https://example.com/x",
}

FileMaker = Callable[[Database, published.Published], object]
TAKEN_OUT: dict[str, FileMaker] = {
    "administration.transfer.export_workbook": lambda town, _: transfer.export_workbook(
        town, by=ADA, language="nb"
    ),
    "administration.transfer.export_csv": lambda town, _: [
        (f"{sheet.kind}.csv", transfer.export_csv(town, sheet.kind, by=ADA, language="en"))
        for sheet in SHEET_KINDS
    ],
    "administration.transfer.import_template": lambda *_: transfer.import_template("nn"),
    "administration.privacy.everything_about": lambda town, _: privacy.everything_about(
        town, "ola", by=ADA, today=TODAY
    ),
    "follow_up.duty_lists.duty_workbook": lambda town, _: duty_lists.duty_workbook(
        reading.moment(town, by=HEGE, today=TODAY), by=HEGE, listed_by=ListBy.PERSON, language="nb"
    ),
    "follow_up.duty_lists.duty_csv": lambda town, _: [
        (
            "ansvar.csv",
            duty_lists.duty_csv(
                reading.moment(town, by=HEGE, today=TODAY), by=HEGE, listed_by=each, language="nb"
            ),
        )
        for each in ListBy
    ],
    "follow_up.owner_files.owner_workbooks": lambda town, _: owner_files.owner_workbooks(
        town, by=HEGE, today=TODAY, language="nb"
    ),
    "follow_up.owner_files.all_in_one": lambda town, _: owner_files.all_in_one(
        owner_files.owner_workbooks(town, by=HEGE, today=TODAY, language="nb")
    ),
    "meetings.minutes.agenda_as_word": lambda town, _: minutes.agenda_as_word(
        town, "meeting", by=LIV, now=NOW.replace(tzinfo=None), language="nb"
    ),
    "meetings.minutes.minutes_as_word": lambda town, _: minutes.minutes_as_word(
        town, "meeting", by=LIV, today=TODAY, now=NOW.replace(tzinfo=None), language="nb"
    ),
    "publishing.papers.paper": lambda _, read: [
        (f"rapport.{form}", papers.paper(read, "nb", form)) for form in papers.Form
    ],
    "publishing.papers.attachment": lambda _, read: papers.attachment(read, "nb"),
    "publishing.papers.slides": lambda _, read: papers.slides(read, "nb"),
    "publishing.papers.charts": lambda _, read: papers.charts(read, "nb"),
    "publishing.public_pages.export_folder": lambda town, _: public_pages.export_folder(
        town, by=LIV
    ),
    "lists.plain_table.write_table": lambda town, _: write_table("Vedtak", *a_list(town)),
    "lists.plain_table.write_csv_table": lambda town, _: [
        ("vedtak.csv", write_csv_table(*a_list(town)))
    ],
}
"""How each file is made that holds a table or may, by the name of what makes it."""

NO_TABLE = {
    "administration.transfer.export_stratml": "XML",
    "administration.upkeep.take_copy": "a database",
    "administration.upkeep.backup_content": "a database",
    "publishing.published.told_with_log_end": "a value with the coat of arms",
    "administration.upkeep_mails.envelope": "a letter",
    "apart.made_apart": "what another function makes, in a process of its own",
    "tabs.wish": "a value that names the file",
    "follow_up.duty_lists.duty_page": "a page",
    "follow_up.calendar_feed.calendar_file": "a calendar",
    "follow_up.calendar_feed.calendar_at": "a calendar",
    "follow_up.owner_files.written": "one of owner_workbooks",
    "follow_up.owner_files.told_apart": "the names of owner_workbooks",
    "follow_up.owner_mails.envelope": "a letter with what owner_workbooks made",
    "meetings.letters.envelope": "a letter with a calendar",
    "meetings.letters.cancelled": "a letter with a calendar",
    "meetings.minutes.minutes_as_pdf": "PDF",
    "publishing.coat_of_arms.picture": "a picture",
    "publishing.public_pages.open_file": "one of export_folder",
    "publishing.published.everything": "a value with the coat of arms",
    "publishing.published.what_counts": "a value with the coat of arms",
    "publishing.published.that_counts": "a value with the coat of arms",
    "publishing.published.told": "a value with the coat of arms",
    "publishing.question_mails.envelope": "a letter",
    "publishing.questions.publications": "a value with the coat of arms",
    "publishing.questions.publication_of": "a value with the coat of arms",
}
"""What makes bytes in which no cell is, and why."""


def a_list(town: Database) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    plan = town.plan()
    titles = [item.title for item in (*plan.decisions, *plan.goals, *plan.actions)]
    return ("Tittel", "Igjen"), [(title, title) for title in titles]


# --- what makes files ----------------------------------------------------------------------------


def holds_bytes(hint: object, within: tuple[object, ...] = ()) -> bool:
    if hint is bytes:
        return True
    if hint in within:
        return False
    parts = get_type_hints(hint).values() if is_dataclass(hint) else get_args(hint)
    return any(holds_bytes(part, (*within, hint)) for part in parts)


def functions_in(package) -> Iterator[tuple[str, Callable[..., object]]]:
    """Every function a package's modules know that returns bytes, however deep, by its place."""
    for told in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for name, made in vars(importlib.import_module(told.name)).items():
            public = inspect.isfunction(made) and not name.startswith("_")
            ours = public and made.__module__.startswith("strategy.")
            if ours and holds_bytes(get_type_hints(made).get("return")):
                yield told.name, made


def named(made: Callable[..., object]) -> str:
    return f"{made.__module__}.{made.__name__}".split(".", 2)[2]


def test_every_file_that_is_made_is_looked_at_here():
    found = {named(made) for place, made in functions_in(services) if made.__module__ == place}
    # Some pages have a file made without a service between.
    found |= {
        named(made)
        for place, made in functions_in(ui)
        if made.__module__.startswith("strategy.exchange.")
    }
    assert len(found) > 20
    assert found - set(TAKEN_OUT) - set(NO_TABLE) == set(), "say what is in it"
    assert set(NO_TABLE) | set(TAKEN_OUT) <= found


# --- what is in them -----------------------------------------------------------------------------


def runs(cell: object) -> bool:
    for character in cell if isinstance(cell, str) else "":
        if unicodedata.category(character)[0] in "ZCM" or character == '"':
            continue
        return unicodedata.normalize("NFKC", character) in set("=+-@\u2212")
    return False


def tables_in(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Every workbook and CSV file in a file, those behind charts and in archives as well."""
    if name.endswith(".csv"):
        yield name, content
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "xl/workbook.xml" in archive.namelist():
                yield f"{name}.xlsx", content
            for part in archive.namelist():
                yield from tables_in(f"{name}/{part}", archive.read(part))


def assert_inert(name: str, content: bytes) -> None:
    if name.endswith(".csv"):
        text = content.decode("utf-8-sig")
        for delimiter in ",;\t|":
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                for cell in row:
                    assert not runs(cell) or cell.replace(",", "").lstrip("-").isdecimal(), cell
        return
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        written = b"".join(parts.read(n) for n in parts.namelist() if n.endswith((".xml", ".rels")))
    for risk in (b"<f>", b"<f ", b"<hyperlink", b"externalLink", b"ddeLink", b"oleLink"):
        assert risk not in written, (name, risk)
    for page in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        for row in page.iter_rows():
            for cell in row:
                if runs(cell.value):
                    assert (cell.data_type, cell.quotePrefix) == ("s", True), (name, cell.value)


def files_of(made: object, name: str) -> Iterator[tuple[str, bytes]]:
    if isinstance(made, bytes):
        yield name, made
    else:
        yield from made


@pytest.fixture(params=TYPED.values(), ids=TYPED)
def hostile(duck: Database, request: pytest.FixtureRequest):
    """A municipality and its publication, in which every word is hostile."""
    text = request.param
    long_ago = datetime(2025, 1, 1, 12)  # noqa: DTZ001 - the store speaks UTC without a zone
    with duck.change(by=None, made_at=long_ago) as change:
        change.add_many(trapped(item, text) for item in a_trapped_plan())
    with duck.change(by=ADA.id) as change:
        change.update(change.plan.organisation.model_copy(update={"public": True}))
    now = NOW.replace(tzinfo=None)
    draft = publishing.prepare(
        duck, title=text, day=date(2026, 12, 31), by=HEGE, today=TODAY, now=now
    )
    draft = publishing.save(duck, draft, {"summary": text, "needed": (text,)}, by=HEGE)
    publishing.publish(duck, draft, by=LIV, now=now)
    (read,) = published.what_counts(duck, by=PER)
    return duck, read


def test_nothing_in_any_file_runs(hostile):
    town, read = hostile
    looked_at = []
    for maker, make in TAKEN_OUT.items():
        for name, content in files_of(make(town, read), maker):
            for table, inside in tables_in(name, content):
                assert_inert(table, inside)
                looked_at.append(table)
    assert len(looked_at) > 30
    assert any("/ppt/embeddings/" in table for table in looked_at), "the sheets behind charts"


def test_what_is_taken_out_of_the_plan_reads_back_unchanged(hostile):
    town, _ = hostile
    files = [
        ("plan.xlsx", transfer.export_workbook(town, by=ADA, language="nb")),
        *(
            (f"{sheet.kind}.csv", transfer.export_csv(town, sheet.kind, by=ADA, language="nb"))
            for sheet in SHEET_KINDS
        ),
    ]
    for name, content in files:
        told = transfer.preview_import(town, content, name, by=ADA, today=TODAY)
        assert (told.new, told.changed) == (0, 0), name
