"""The attachment to a case: headings, tables and a language that Word knows as such."""

import io
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import docx
import pytest
from docx.oxml.ns import qn

from strategy.i18n import words
from strategy.reports.columns import column_widths
from strategy.reports.publication.report import report_of
from strategy.reports.publication.word import word_of
from tests.claims import every
from tests.exchange.pictures import a_picture
from tests.reports.publications import HOSTILE

WHEN = datetime(2026, 5, 20, 12)  # noqa: DTZ001 - the store speaks UTC without a zone


@pytest.fixture(scope="module")
def paper(report):
    return docx.Document(io.BytesIO(word_of(report, published_at=WHEN)))


def test_it_has_a_title_a_sender_and_a_language(paper):
    properties = paper.core_properties

    assert properties.title == "Fjordvik kommune: status for arbeidsgiverstrategien, T1 2026"
    assert (properties.author, properties.language) == ("Fjordvik kommune", "nb-NO")
    assert paper.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "nb-NO"


def test_its_headings_are_headings_in_order(paper):
    headings = [
        (p.style.name, p.text) for p in paper.paragraphs if p.style.name.startswith(("Head", "Tit"))
    ]

    assert headings[0] == ("Title", "0 av 2 mål er i rute, 1 er bak plan")
    assert ("Heading 1", "Siden sist: T3 2025 (31. desember 2025)") in headings
    assert ("Heading 1", "Å våge") in headings
    assert ("Heading 2", f"1.1 {HOSTILE}") in headings
    assert {style for style, _ in headings} == {"Title", "Heading 1", "Heading 2"}


def test_its_tables_have_heads_that_are_told_as_such(paper):
    decisions = paper.tables[0]

    assert [cell.text for cell in decisions.rows[0].cells] == [
        "Utvalg", "Møtedato", "Tittel", "Vedtak", "Status",
    ]  # fmt: skip
    assert every(
        table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None  # noqa: SLF001 - no other way
        for table in paper.tables
    )
    states = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert any(text.startswith("■ Bak plan (30 dager over fristen.") for text in states)


def test_it_is_printed_on_a4_and_the_words_get_more_room_than_the_figures(paper):
    (section,) = paper.sections
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)

    text_width = section.page_width - section.left_margin - section.right_margin
    for table in paper.tables:
        widths = [column.width for column in table.columns]
        assert sum(widths) == pytest.approx(text_width, rel=0.01)
        assert min(widths) < max(widths)


def test_no_word_of_a_table_is_broken(report):
    long = replace(
        report.decisions,
        rows=(
            ("Administrasjonsutvalget", "12.06.2025", "Strategi", "Medbestemmelsesordning", "Ja"),
        ),
    )
    paper = docx.Document(io.BytesIO(word_of(replace(report, decisions=long), published_at=WHEN)))

    for table in paper.tables:
        for column in table.columns:
            words = [word for cell in column.cells for word in cell.text.split() if len(word) < 30]
            room = (column.width.pt - 10) / (9 * 0.54)
            assert max(map(len, words), default=0) <= room + 0.1


def test_a_table_with_more_words_than_room_is_as_wide_as_the_paper():
    widths = column_widths((1, 1), (90.0, 30.0), 100)

    assert widths == [75.0, 25.0]


def test_the_charts_are_there_and_say_in_words_what_they_show(paper, report):
    said = [shape._inline.docPr.get("descr") for shape in paper.inline_shapes]  # noqa: SLF001 - no other way
    (row,) = [
        row for goal in report.pillars[0].goals for row in goal.indicators if row.trend.points
    ]

    assert said == [report.bar.said, report.pillars[0].bar.said, row.trend.said]
    assert every(shape.width.mm < 166 for shape in paper.inline_shapes)


def test_a_report_without_anything_to_draw_has_no_pictures(content):
    report = report_of(content.model_copy(update={"pillars": ()}), words("nb"))
    paper = docx.Document(io.BytesIO(word_of(report, published_at=WHEN)))

    assert len(paper.inline_shapes) == 0


def test_two_tables_never_run_into_one(paper):
    kinds = [element.tag for element in paper.element.body]

    assert len(paper.tables) > 1
    assert (qn("w:tbl"), qn("w:tbl")) not in set(pairwise(kinds))


def test_what_no_document_can_hold_is_left_out(content):
    report = report_of(content.model_copy(update={"summary": "A\x08B\ufffe"}), words("nb"))

    paper = docx.Document(io.BytesIO(word_of(report, published_at=WHEN)))

    assert "AB" in [p.text for p in paper.paragraphs]


def test_where_nothing_changed_it_says_so(content):
    quiet = content.model_copy(update={"actions": (), "needed": ()})
    report = report_of(quiet, words("nb"), before=quiet)

    paper = docx.Document(io.BytesIO(word_of(report, published_at=WHEN)))

    assert "Ingenting har endret seg." in [p.text for p in paper.paragraphs]


def test_the_coat_of_arms_is_on_it_and_said_in_words(content):
    report = report_of(content, words("nb"), coat=a_picture())
    paper = docx.Document(io.BytesIO(word_of(report, published_at=WHEN)))

    shape = paper.inline_shapes[0]
    assert shape._inline.docPr.get("descr") == "Kommunevåpenet til Fjordvik kommune"  # noqa: SLF001 - no other way
    assert shape.height > shape.width
