"""What is counted, whose the figures are and under which licence goes with them everywhere."""

import io
import json
from datetime import date, datetime

import docx
import openpyxl
import pytest

from strategy.domain.publishing.publishable import content_of
from strategy.domain.publishing.sealing import LogEnd
from strategy.i18n import words
from strategy.reports.publication.chart_files import chart_files
from strategy.reports.publication.origins import origin_of, sources_of
from strategy.reports.publication.report import report_of
from strategy.reports.publication.web_pages import pages_of
from strategy.reports.publication.word import word_of
from strategy.services.publishing import papers
from strategy.services.publishing.published import Published
from tests.builders import a_goal, a_measurement, a_pillar, an_indicator
from tests.domain.publishing.test_what_is_published import a_draft, a_plan
from tests.reports.publications import record

WHEN = datetime(2026, 5, 20, 12)  # noqa: DTZ001 - the store speaks UTC without a zone
SSB = "Kilde: Statistisk sentralbyrå, CC BY 4.0"
SHARE = "Teller: Tapte dagsverk · Nevner: Avtalte dagsverk"


def published_of(*, figures=(), **said):
    indicator = an_indicator(id="one", goal_id="goal", **said)
    measured = tuple(
        a_measurement(indicator, on=date(2024 + n, 12, 31), value=8.0 + n, **figure)
        for n, figure in enumerate(figures or ({}, {}))
    )
    plan = a_plan(
        pillars=(a_pillar(),),
        goals=(a_goal(id="goal"),),
        indicators=(indicator,),
        measurements=measured,
    )
    return content_of(plan, a_draft())


@pytest.fixture(scope="module")
def content():
    return published_of(
        numerator="Tapte dagsverk",
        denominator="Avtalte dagsverk",
        source="Statistisk sentralbyrå",
        licence="CC BY 4.0",
    )


@pytest.mark.parametrize(
    ("said", "figures", "told"),
    [
        ({}, (), ()),
        ({"numerator": "Tapte dagsverk"}, (), ("Teller: Tapte dagsverk",)),
        ({"denominator": "Avtalte dagsverk"}, (), ("Nevner: Avtalte dagsverk",)),
        ({"source": "Lønnssystemet"}, (), ("Kilde: Lønnssystemet",)),
        ({}, ({"source": "Statistisk sentralbyrå", "licence": "CC BY 4.0"},), (SSB,)),
        (
            {"source": "Statistisk sentralbyrå"},
            ({"source": "Statistisk sentralbyrå", "licence": "CC BY 4.0"},),
            (SSB,),
        ),
        (
            {"source": "Lønnssystemet"},
            ({"source": "Statistisk sentralbyrå", "licence": "CC BY 4.0"}, {}),
            ("Kilde: Lønnssystemet; Statistisk sentralbyrå, CC BY 4.0",),
        ),
    ],
)
def test_a_source_is_named_once_with_its_licence(said, figures, told):
    (indicator,) = published_of(figures=figures, **said).all_indicators

    assert origin_of(indicator, words("nb")) == told


def test_a_publication_without_sources_says_nothing_of_them(content):
    assert sources_of(published_of(), words("nb")) == ()
    assert sources_of(content, words("nn")) == (
        "Kjelder til tala: Statistisk sentralbyrå, CC BY 4.0.",
    )


def test_the_page_the_charts_and_the_open_data_say_whose_the_figures_are(content):
    pages = pages_of(content, record(content))

    assert f"<small>{SHARE}</small><small>{SSB}</small>" in pages["nb.html"]
    assert SSB in pages["nb-indicator-I-1.svg"]
    (line, *_) = pages["indicators.csv"].splitlines()[1:]
    assert line.endswith("Tapte dagsverk,Avtalte dagsverk,Statistisk sentralbyrå,CC BY 4.0")
    (told,) = json.loads(pages["data.json"])["pillars"][0]["goals"][0]["indicators"]
    assert (told["numerator"], told["licence"]) == ("Tapte dagsverk", "CC BY 4.0")


def test_the_word_file_and_the_charts_say_whose_the_figures_are(content):
    report = report_of(content, words("nb"))
    paper = docx.Document(io.BytesIO(word_of(report, published_at=WHEN)))

    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert f"Sykefravær\n{SHARE}\n{SSB}" in cells
    assert "Kilder til tallene: Statistisk sentralbyrå, CC BY 4.0." in [
        p.text for p in paper.paragraphs
    ]
    assert chart_files(report)


def test_the_workbook_and_stratml_say_whose_the_figures_are(content):
    published = Published(record(content), content, LogEnd(1, "segl"))
    book = openpyxl.load_workbook(io.BytesIO(papers.paper(published, "nb", papers.Form.WORKBOOK)))
    row = [cell.value for cell in book["Indikatorer"][2]]

    assert row[-4:] == ["Tapte dagsverk", "Avtalte dagsverk", "Statistisk sentralbyrå", "CC BY 4.0"]
    measured = [cell.value for cell in book["Målinger"][2]]
    assert measured[-2:] == ["Statistisk sentralbyrå", "CC BY 4.0"]
    stratml = papers.paper(published, "nb", papers.Form.STRATML).decode()
    assert "Kilde: Statistisk sentralbyrå" in stratml
    assert "Nevner: Avtalte dagsverk" in stratml
