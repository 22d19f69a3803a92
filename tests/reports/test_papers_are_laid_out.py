"""What a reader leafs through: no heading left alone, contents, and links that lead there."""

import io
from dataclasses import replace
from datetime import datetime

import pdfplumber
import pikepdf
import pytest

from strategy.reports.minutes.paper import MinutesPaper, PaperDecision, PaperItem, PaperPart
from strategy.reports.minutes.pdf import minutes_pdf
from strategy.reports.publication.pdf import pdf_of
from tests.claims import every, none

WHEN = datetime(2026, 5, 20, 12)  # noqa: DTZ001 - the store speaks UTC without a zone
LONG = "En lang setning om arbeidsmiljø, heltid og rekruttering. "
_FOOT, _HEAD = 785, 60


def lines_of(page):
    """The lines of a page between header and footer: text, and whether all of it is bold."""
    words = page.extract_words(extra_attrs=["fontname"], use_text_flow=False)
    lines: dict[int, list] = {}
    for word in words:
        if _HEAD < word["top"] < _FOOT:
            lines.setdefault(round(word["bottom"] / 3), []).append(word)
    return [
        (
            " ".join(word["text"] for word in line),
            every("SemiBold" in word["fontname"] for word in line),
        )
        for _, line in sorted(lines.items())
    ]


def last_lines(paper):
    with pdfplumber.open(io.BytesIO(paper)) as pages:
        return [lines[-1] for page in pages.pages if (lines := lines_of(page))]


def a_long_report(report, extra):
    """A report whose pages end in all kinds of places, and elsewhere for each `extra`."""
    pillar = report.pillars[0]
    goal, empty = pillar.goals
    kinds = (goal, empty, replace(goal, indicators=()), replace(goal, actions=()))
    goals = [
        replace(kinds[n % 4], code=f"1.{n}", title=LONG.strip(), description=LONG * (n * 5 % 9))
        for n in range(48)
    ]
    news = replace(report.since, parts=report.since.parts * 24)
    pillar = replace(pillar, analysis=(LONG * extra,), goals=tuple(goals))
    pillars = (pillar, *report.pillars[1:])
    return replace(report, summary=("Det går bra.",) * extra, since=news, pillars=pillars)


@pytest.mark.parametrize("extra", [0, 4, 9])
def test_no_heading_of_a_report_stands_alone_at_the_foot_of_a_page(report, extra):
    last = last_lines(pdf_of(a_long_report(report, extra), published_at=WHEN))

    assert len(last) > 12
    assert none(is_bold or text.startswith("Ansvarlig:") for text, is_bold in last), last


@pytest.mark.parametrize("extra", range(0, 28, 4))
def test_no_heading_of_minutes_stands_alone_at_the_foot_of_a_page(extra):
    decision = PaperDecision("V-1", "Vi prøver", LONG * 4, "Ansvarlig: HR-sjef")
    parts = tuple(PaperPart(f"Del {n}", (LONG,) * 3) for n in range(5))
    items = tuple(PaperItem(f"{n}. Sak", LONG, (LONG * 3,), (decision,)) for n in range(9))
    paper = MinutesPaper(
        language="nb", organisation="Fjordvik kommune", title="Ledermøte", state="Utkast",
        facts=("1. mai 2026",), notices=("Endret.",) * extra, attendance=parts, items=items,
        elsewhere=(decision,), agreements=(LONG,), parked=(LONG,), followed_up=(LONG,),
        since_heading="Siden sist", since=parts,
        labels=dict.fromkeys((
            "minutes", "attendance", "items", "decisions", "elsewhere", "agreements", "parked",
            "followed_up", "decision", "nothing_decided",
        ), "Overskrift"),
    )  # fmt: skip
    last = last_lines(minutes_pdf(paper, written_at=WHEN))

    assert len(last) > 2
    assert none(is_bold for _, is_bold in last), last


def test_a_text_longer_than_a_page_is_all_there(report):
    pillar = report.pillars[0]
    action = replace(pillar.goals[0].actions[0], why=LONG * 160 + "Sist i tiltaket.")
    goal = replace(pillar.goals[0], description=LONG * 160 + "Sist i målet.", actions=(action,) * 2)
    pillar = replace(pillar, analysis=(LONG * 160 + "Sist i analysen.",), goals=(goal,))
    paper = pdf_of(replace(report, pillars=(pillar,)), published_at=WHEN)

    with pdfplumber.open(io.BytesIO(paper)) as pages:
        said = " ".join(text for page in pages.pages for text, _ in lines_of(page))
    assert every(end in said for end in ("Sist i tiltaket.", "Sist i målet.", "Sist i analysen."))


def test_the_contents_lead_to_every_part_and_the_pillars_to_their_own(report):
    paper = pdf_of(report, published_at=WHEN)

    with pdfplumber.open(io.BytesIO(paper)) as pages:
        first = [text for text, _ in lines_of(pages.pages[0])]
    start = first.index("Innhold")
    parts = [line.partition(" .")[0] for line in first[start + 1 :]]
    assert {"Pilar for pilar", "Dette må avgjøres", "Å våge", "Å lede"} <= set(parts)
    pdf = pikepdf.open(io.BytesIO(paper))
    links = [note for page in pdf.pages for note in page.get("/Annots", ())]
    assert len(links) >= len(report.pillars) * 2 + 5
    assert every("/Dest" in link or link.A.S == "/GoTo" for link in links)
    assert pdf.open_outline().root[0].title == "0 av 2 mål er i rute, 1 er bak plan"


def test_what_an_indicator_counts_and_its_source_are_beside_it(report):
    row = replace(
        report.pillars[0].indicators[0],
        origin=("Teller: Sluttet · Nevner: Ansatte", "Kilde: Statistisk sentralbyrå, CC BY 4.0"),
    )
    pillar = replace(report.pillars[0], indicators=(row,))
    paper = pdf_of(replace(report, pillars=(pillar,)), published_at=WHEN)

    with pdfplumber.open(io.BytesIO(paper)) as pages:
        said = " ".join(page.extract_text() for page in pages.pages).replace("\n", " ")
    assert every(word in said for word in ("Nevner:", "sentralbyrå,", "CC BY 4.0"))
