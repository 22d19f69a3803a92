"""The paper alone, ten years from now: PDF/A-2a, tagged, titled, its fonts within."""

import io
import re
import time
from datetime import datetime

import pikepdf
import pytest

from strategy.i18n import words
from strategy.reports.publication.pdf import pdf_of
from strategy.reports.publication.report import Report, report_of
from strategy.reports.publication.word import word_of
from tests.claims import every
from tests.exchange.pictures import a_picture
from tests.reports.publications import HOSTILE, everything, record

WHEN = datetime(2026, 5, 20, 12)  # noqa: DTZ001 - the store speaks UTC without a zone


@pytest.fixture(scope="module")
def paper(report: Report) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf_of(report, published_at=WHEN)))


def parts(element, found=None) -> list:
    """Every element of the structure tree."""
    found = [] if found is None else found
    kids = element.get("/K", ())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found.append(kid)
            parts(kid, found)
    return found


def test_it_says_that_it_is_pdf_a_2a_and_pdf_ua_1(paper):
    with paper.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == (
            "Fjordvik kommune: status for arbeidsgiverstrategien, T1 2026"
        )


def test_it_has_a_language_a_title_and_a_structure(paper):
    assert str(paper.Root.Lang).startswith("nb")
    assert paper.Root.MarkInfo.Marked
    assert paper.Root.ViewerPreferences.DisplayDocTitle
    assert paper.Root.OutputIntents[0].S == "/GTS_PDFA1"


def test_headings_tables_and_lists_are_what_they_look_like(paper):
    kinds = [str(part.S) for part in parts(paper.Root.StructTreeRoot)]

    assert kinds.count("/H1") == 1
    assert {"/H2", "/H3", "/H4", "/Table", "/TR", "/TH", "/TD", "/L", "/LI", "/P"} <= set(kinds)


def test_every_picture_says_in_words_what_it_shows(paper):
    figures = [p for p in parts(paper.Root.StructTreeRoot) if str(p.S) == "/Figure"]

    assert len(figures) == 3
    assert str(figures[0].Alt) == "2 mål: ■ Bak plan 1, ○ Ukjent 1."
    assert every(str(figure.Alt) for figure in figures)


def test_its_fonts_are_within(paper):
    fonts = {}
    for page in paper.pages:
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            (drawn,) = font.DescendantFonts
            fonts[str(drawn.BaseFont)] = drawn.FontDescriptor
    assert fonts
    assert every("/FontFile3" in f or "/FontFile2" in f for f in fonts.values())
    assert every("Inter" in name for name in fonts)


def test_it_runs_nothing_and_points_nowhere(paper):
    assert "/OpenAction" not in paper.Root
    assert "/Names" not in paper.Root or "/JavaScript" not in paper.Root.Names
    assert not re.search(rb"/(?:JavaScript|Launch|URI)\b", b"".join(
        bytes(o.unparse()) for o in paper.objects if isinstance(o, pikepdf.Dictionary)
    ))  # fmt: skip


def test_the_same_report_gives_the_same_paper(report):
    assert pdf_of(report, published_at=WHEN) == pdf_of(report, published_at=WHEN)


@pytest.mark.parametrize("language", ["nn", "en"])
def test_it_can_be_read_in_every_language(language):
    report = report_of(everything(), words(language), publication=record(everything()))

    paper = pikepdf.open(io.BytesIO(pdf_of(report, published_at=WHEN)))

    assert str(paper.Root.Lang).startswith(language)


@pytest.mark.parametrize("text", [HOSTILE, "漢字 🎉 \u202e ﷽", "a\tb\nc", "e\u0301 \u2009 \ue000"])
def test_whatever_people_write_stays_a_text(content, text):
    report = report_of(content.model_copy(update={"summary": text, "title": text}), words("nb"))

    assert pdf_of(report, published_at=WHEN).startswith(b"%PDF-")


def test_an_empty_plan_makes_a_paper_too(content):
    empty = content.model_copy(
        update={"pillars": (), "actions": (), "decisions": (), "needed": (), "summary": ""}
    )

    assert pdf_of(report_of(empty, words("nb")), published_at=WHEN).startswith(b"%PDF-")


def test_the_coat_of_arms_is_on_it_and_said_in_words(content):
    report = report_of(content, words("nn"), publication=record(content), coat=a_picture())
    paper = pikepdf.open(io.BytesIO(pdf_of(report, published_at=WHEN)))

    figures = [p for p in parts(paper.Root.StructTreeRoot) if str(p.S) == "/Figure"]
    assert str(figures[0].Alt) == "Kommunevåpenet til Fjordvik kommune"
    assert len(figures) == 4
    pictures = [o for o in paper.objects if isinstance(o, pikepdf.Stream)]
    assert {(int(p.Width), int(p.Height)) for p in pictures if "/Width" in p} == {(120, 150)}
    with paper.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["pdfuaid:part"] == "1"


def test_a_report_of_three_hundred_actions_takes_seconds(content):
    (late, *_) = content.actions
    many = tuple(
        late.model_copy(update={"id": f"a{n}", "code": f"T-{n}", "goal_ids": ("goal",)})
        for n in range(300)
    )
    report = report_of(content.model_copy(update={"actions": many}), words("nb"))

    began = time.process_time()
    printed = pdf_of(report, published_at=WHEN)
    written = word_of(report, published_at=WHEN)

    assert time.process_time() - began < 20
    assert len(pikepdf.open(io.BytesIO(printed)).pages) > 8
    assert written.startswith(b"PK")
