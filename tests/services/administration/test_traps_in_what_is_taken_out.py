"""What people typed is inert in whatever is taken out: spreadsheets, papers, pages, letters."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from email import message_from_bytes
from html.parser import HTMLParser

import icalendar
import openpyxl
import pytest

from strategy.domain.follow_up.duty_lists import ListBy
from strategy.domain.items import (
    Indicator,
)
from strategy.domain.kinds import kind_of
from strategy.exchange.workbook.columns import SHEET_KINDS
from strategy.i18n import LANGUAGES
from strategy.mail.letters import message_of
from strategy.services import reading
from strategy.services.administration import transfer
from strategy.services.follow_up import calendar_feed, duty_lists, owner_files, reminders
from strategy.services.publishing import papers, public_pages, published
from strategy.services.publishing import publications as publishing
from strategy.store.database import Database
from tests.builders import ADA, HEGE, LIV, OLA, PER
from tests.traps import ALL, TEXTS, a_trapped_plan, trapped, typed_in

TODAY = date(2027, 2, 1)
NOW = datetime(2027, 2, 1, 10, tzinfo=UTC)
FORMULAS = {name: text for name, text in TEXTS.items() if "formula" in name or name == "quote"}
RISKY = ("=", "+", "-", "@", "\t", "\r")
WORTH_A_LOOK = ["all", *FORMULAS, "typst", "header", "calendar", "turned", "streamlit"]


def a_town(database: Database, text: str) -> Database:
    """A municipality in which every word is a trap, long ago enough to publish."""
    long_ago = datetime(2025, 1, 1, 12)  # noqa: DTZ001 - the store speaks UTC without a zone
    with database.change(by=None, made_at=long_ago) as change:
        change.add_many(trapped(item, text) for item in a_trapped_plan())
    return database


@pytest.fixture(params=WORTH_A_LOOK)
def town(duck: Database, request: pytest.FixtureRequest) -> Database:
    return a_town(duck, {"all": ALL, **TEXTS}[request.param])


# --- spreadsheets --------------------------------------------------------------------------------


def assert_inert(workbook: bytes) -> None:
    """Nothing in a workbook runs, and nothing leads out of it."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        names = parts.namelist()
        pages = [parts.read(n).decode() for n in names if n.startswith("xl/worksheets/sheet")]
        relations = "".join(parts.read(n).decode() for n in names if n.endswith(".rels"))
    assert pages
    assert not [page for page in pages if "<f>" in page or "<f " in page]
    assert "External" not in relations
    assert not [n for n in names if "externalLink" in n or "vba" in n.lower()]
    for sheet in openpyxl.load_workbook(io.BytesIO(workbook)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                assert cell.hyperlink is None
                if isinstance(cell.value, str) and cell.value.startswith(RISKY):
                    assert cell.quotePrefix, cell.value


def assert_inert_csv(content: bytes, delimiter: str) -> None:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))
    assert len(rows) > 1
    for row in rows:
        for cell in row:
            assert not cell.startswith(RISKY) or re.fullmatch(r"-?[\d.,]+", cell), cell


def test_the_workbook_of_the_plan_runs_nothing(town):
    for language in LANGUAGES:
        content = transfer.export_workbook(town, by=ADA, language=language)
        assert_inert(content)
    again = transfer.preview_import(town, content, "again.xlsx", by=ADA, today=TODAY)
    assert (again.new, again.changed) == (0, 0)


def test_every_csv_of_the_plan_runs_nothing(town):
    for sheet in SHEET_KINDS:
        content = transfer.export_csv(town, sheet.kind, by=ADA, language="nb")
        if content.count(b"\r\n") > 1:
            assert_inert_csv(content, ";")


def test_the_owners_workbooks_and_the_lists_run_nothing(town):
    for name, content in owner_files.owner_workbooks(town, by=HEGE, today=TODAY, language="nb"):
        assert re.search(r"[/\\\n\r\x00]", name) is None, name
        assert_inert(content)
    seen = reading.moment(town, by=HEGE, today=TODAY)
    for listed_by in ListBy:
        given = {"by": HEGE, "listed_by": listed_by, "language": "nb"}
        assert_inert(duty_lists.duty_workbook(seen, **given))
        assert_inert_csv(duty_lists.duty_csv(seen, **given), ";")
        assert_harmless(duty_lists.duty_page(seen, **given).decode())


def test_every_word_of_the_plan_is_in_the_workbook_as_it_was_typed(duck):
    # So that what is inert is not simply missing.
    town = a_town(duck, ALL)
    content = transfer.export_workbook(town, by=ADA, language="nb")
    cells = {
        str(cell.value)
        for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    for item in town.plan().by_id.values():
        sheet = next((s for s in SHEET_KINDS if s.kind == kind_of(item)), None)
        for field in typed_in(type(item)) if sheet else ():
            if any(column.field == field for column in sheet.columns):
                said = getattr(item, field)
                assert not said or said in cells, (kind_of(item), field)


# --- pages, papers -------------------------------------------------------------------------------


class Made(HTMLParser):
    """What a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def assert_harmless(page: str) -> None:
    """Nothing of a page was made by what people typed."""
    made = Made()
    made.feed(page)
    for tag, attributes in made.tags:
        assert tag not in {"script", "img", "iframe", "object", "embed", "form", "base"}, tag
        assert not [name for name in attributes if name.startswith("on")], attributes
        for name in ("href", "src", "action"):
            address = attributes.get(name) or ""
            assert "javascript:" not in address.lower()
            assert "example.com" not in address


def published_by(town: Database, text: str) -> published.Published:
    """A publication in which everything that is written is a trap as well."""
    now = NOW.replace(tzinfo=None)
    day = date(2026, 12, 31)
    draft = publishing.prepare(town, title=text, day=day, by=HEGE, today=TODAY, now=now)
    texts = {
        "summary": text,
        "needed": (text,),
        "pillars": tuple(
            {"pillar_id": p.id, "number": text, "analysis": text, "ahead": text}
            for p in town.plan().pillars
        ),
        "explanations": tuple({"action_id": a.id, "text": text} for a in town.plan().actions),
        "decisions": tuple({"adoption_id": a.id, "status": text} for a in town.plan().adoptions),
    }
    draft = publishing.save(town, draft, texts, by=HEGE)
    publishing.publish(town, draft, by=LIV, now=now)
    (read,) = published.what_counts(town, by=PER)
    return read


def open_to_everybody(town: Database) -> None:
    with town.change(by=ADA.id) as change:
        change.update(change.plan.organisation.model_copy(update={"public": True}))


@pytest.mark.parametrize("name", WORTH_A_LOOK)
def test_what_is_published_is_harmless_however_it_is_read(duck, name):
    text = {"all": ALL, **TEXTS}[name]
    town = a_town(duck, text)
    open_to_everybody(town)
    read = published_by(town, text)

    with zipfile.ZipFile(io.BytesIO(public_pages.export_folder(town, by=LIV))) as folder:
        files = {n: folder.read(n) for n in folder.namelist()}
    assert [n for n in files if n.endswith(".html")]
    for path, content in files.items():
        if path.endswith(".html"):
            assert_harmless(content.decode())
        elif path.endswith(".csv"):
            assert_inert_csv(content, ",")
        elif path.endswith(".json"):
            json.loads(content)
    assert_harmless_word(papers.attachment(read, "nb"))
    pdf = papers.paper(read, "nb")
    assert pdf.startswith(b"%PDF")
    for risk in (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/URI", b"/OpenAction"):
        assert risk not in pdf, risk


def assert_harmless_word(paper: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(paper)) as parts:
        everything = {n: parts.read(n).decode(errors="replace") for n in parts.namelist()}
    document = everything["word/document.xml"]
    for risk in ("w:hyperlink", "w:altChunk", "w:object", "w:dde", "DDEAUTO", "INCLUDETEXT"):
        assert risk not in document
    # Fields of ours count pages; none says what somebody typed.
    for field in re.findall(r"<w:instrText[^>]*>([^<]*)<", "".join(everything.values())):
        assert field.split()[0] in {"PAGE", "NUMPAGES"}
    assert "example.com" not in "".join(c for n, c in everything.items() if n.endswith(".rels"))


# --- calendars and letters -----------------------------------------------------------------------


def test_a_calendar_holds_events_and_nothing_people_added(town):
    content = calendar_feed.calendar_file(
        town, by=OLA, today=TODAY, now=NOW, base_url="https://strategi.example.no"
    )
    calendar = icalendar.Calendar.from_ical(content)
    kinds = {part.name for part in calendar.walk()}
    assert kinds <= {"VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT"}
    for event in calendar.walk("VEVENT"):
        assert str(event["url"]).startswith("https://strategi.example.no/")
        assert "ATTENDEE" not in event
        assert "ATTACH" not in event
    events = content.decode().count("BEGIN:VEVENT\r\n")
    assert events == len(calendar.walk("VEVENT"))


def test_a_letter_goes_to_one_address_and_leads_to_us_only(town):
    with town.change(by=ADA.id) as change:
        for person in change.plan.people:
            change.update(person.model_copy(update={"email": f"{person.id}@example.org"}))
    told = reminders.planned(town, today=TODAY, base_url="https://strategi.example.no", by=ADA)
    assert told
    for sending in told:
        message = message_of(
            sending.letter,
            name=sending.person.name,
            address=sending.person.email,
            sender="strategi@example.no",
            message_id="<1@example.no>",
            sent_at=NOW,
        )
        read = message_from_bytes(message.as_bytes())
        assert read.get_all("bcc") is None
        assert len(read.get_all("to")) == len(read.get_all("subject")) == 1
        assert len(message["to"].addresses) == 1
        page = message.get_body(("html",)).get_content()
        assert_harmless(page)
        assert "\n" not in message["subject"]


def test_there_is_an_indicator_among_the_traps(duck):
    town = a_town(duck, ALL)
    (indicator,) = (i for i in town.plan().by_id.values() if isinstance(i, Indicator))
    assert "<script>" in indicator.title
