"""The slides for the meeting: titles, charts one can edit, nothing too long, everything told."""

import io
import time
from dataclasses import replace
from datetime import datetime

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_LEGEND_POSITION
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from strategy.i18n import words
from strategy.reports.publication.report import Share, report_of
from strategy.reports.slides.slides import slides_of
from tests.claims import every
from tests.reports.publications import HOSTILE, before, record

WHEN = datetime(2026, 5, 20, 12)  # noqa: DTZ001 - the store speaks UTC without a zone
LONG = "En lang setning om arbeidsmiljø, heltid og rekruttering. "


def opened(report, language="nb"):
    return Presentation(io.BytesIO(slides_of(report, language=language, published_at=WHEN)))


@pytest.fixture(scope="module")
def deck(report):
    return opened(report)


def titled(deck, title):
    """The slides of this title, their numbers apart."""
    return [s for s in deck.slides if s.shapes.title.text_frame.text.split(" (")[0] == title]


def texts(slide):
    """All that is read on a slide, tables included, in its order."""
    found = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        elif shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return found


def is_body(placeholder):
    return placeholder.placeholder_format.idx == 1


def sizes_in(frames):
    return {run.font.size for frame in frames for p in frame.paragraphs for run in p.runs}


def charts_of(slide):
    return [shape for shape in slide.shapes if shape.has_chart]


def charts(deck):
    return [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def figures(chart):
    """The figures of a chart, series by series."""
    return {series.name: list(series.values) for series in chart.plots[0].series}


def test_it_is_wide_and_has_a_title_a_sender_and_a_language(deck):
    assert (deck.slide_width, deck.slide_height) == (Inches(13.333), Inches(7.5))
    properties = deck.core_properties
    assert properties.title == "Fjordvik kommune: status for arbeidsgiverstrategien, T1 2026"
    assert (properties.author, properties.language) == ("Fjordvik kommune", "nb-NO")


def test_it_is_told_in_the_order_of_the_meeting(deck):
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]

    assert titles == [
        "Fjordvik kommune: status for arbeidsgiverstrategien, T1 2026",
        "Kort fortalt",
        "0 av 2 mål er i rute, 1 er bak plan",
        "Aktivitet og effekt, pilar for pilar",
        "Siden sist: T3 2025 (31. desember 2025)",
        "Dette må avgjøres",
        "Hva ble det av det vi vedtok?",
        "Å våge",
        "Å lede",
        "Om tallene",
    ]


def test_every_title_is_a_title_and_no_placeholder_is_left_empty(deck):
    for slide in deck.slides:
        kinds = {p.placeholder_format.type: p for p in slide.placeholders}
        assert kinds.keys() & {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}
        assert every(p.text_frame.text for p in slide.placeholders)
        assert slide.shapes[0].is_placeholder
        assert slide.shapes[0].shape_id == slide.shapes.title.shape_id


def test_the_charts_are_charts_and_their_figures_are_those_of_the_report(deck, report):
    states, shares = (frame.chart for frame in charts(deck))

    assert list(states.plots[0].categories) == ["Å våge", "Å lede"]
    assert figures(states) == {"■ Bak plan": [1, 0], "○ Ukjent": [1, 0]}
    first, second = report.pillars
    assert figures(shares) == {
        "Aktivitet": [first.activity.share, second.activity.share],
        "Effekt": [first.effect.share, None],
    }
    assert states.part.chart_workbook.xlsx_part is not None


def test_a_chart_is_drawn_anew_from_the_figures_somebody_changes(report):
    chart = charts(opened(report))[1].chart
    changed = CategoryChartData()
    changed.categories = ["Å våge"]
    changed.add_series("Aktivitet", [0.5])

    chart.replace_data(changed)

    assert figures(chart) == {"Aktivitet": [0.5]}


def test_every_chart_and_table_says_in_words_what_it_shows(deck):
    frames = [s for slide in deck.slides for s in slide.shapes if s.has_chart or s.has_table]

    said = [f._element.nvGraphicFramePr.cNvPr.get("descr").replace("\xa0", " ") for f in frames]  # noqa: SLF001 - no other way
    assert said == [
        "Søylediagram: mål etter status i hver pilar. Å våge: 2 mål: ■ Bak plan 1, ○ Ukjent 1. "
        "Å lede: Ingen mål ennå.",
        "Søylediagram: aktivitet og effekt i hver pilar. Å våge: aktivitet 30 %, effekt 0 %. "
        "Å lede: aktivitet ingen tiltak, effekt ikke målt.",
        "Tabell: Oppfølging av vedtak",
        "Tabell: Mål, Å våge",
    ]


def test_a_state_is_a_symbol_a_word_and_a_colour(deck):
    (slide,) = titled(deck, "Å våge")
    (table,) = [shape.table for shape in slide.shapes if shape.has_table]

    (run,) = table.cell(1, 1).text_frame.paragraphs[0].runs
    assert (run.text, str(run.font.color.rgb), run.font.bold) == ("■ Bak plan", "9B1616", True)
    assert table.first_row


def test_every_text_has_one_size_and_every_table_another(report):
    pillar = replace(report.pillars[0], analysis=(LONG * 60,))
    deck = opened(replace(report, summary=(LONG,), pillars=(pillar, *report.pillars[1:])))

    texts_only = [slide for slide in list(deck.slides)[1:] if not charts_of(slide)]
    bodies = [p.text_frame for s in texts_only for p in s.placeholders if is_body(p)]
    tables = [shape.table for slide in texts_only for shape in slide.shapes if shape.has_table]
    frames = [cell.text_frame for table in tables for row in table.rows for cell in row.cells]
    assert sizes_in(bodies) == {Pt(18)}
    assert sizes_in(frames) == {Pt(14)}


def test_the_legend_is_in_the_order_of_the_bars(deck):
    for frame in charts(deck):
        drawn = frame.chart._chartSpace.iter(qn("c:order"))  # noqa: SLF001 - no other way
        orders = [int(order.get("val")) for order in drawn]
        assert orders == sorted(orders)
        assert frame.chart.legend.position == XL_LEGEND_POSITION.TOP
        assert frame.chart.category_axis.reverse_order


def test_every_word_of_a_table_has_room_for_itself(report):
    rows = (("Administrasjonsutvalget", "12.06.2025", "Kompetansemobiliseringsplan", "Ja", "Ja"),)
    deck = opened(replace(report, decisions=replace(report.decisions, rows=rows)))

    (slide,) = titled(deck, "Hva ble det av det vi vedtok?")
    (table,) = [shape.table for shape in slide.shapes if shape.has_table]
    letters = [(column.width.inches - 0.2) * 72 / (14 * 0.56) for column in table.columns]
    longest = [max(len(word) for word in cell.split()) for cell in rows[0]]
    assert every(word <= room for word, room in zip(longest, letters, strict=True))


def test_what_an_indicator_shows_and_its_source_are_in_the_notes(report):
    row = replace(report.pillars[0].indicators[0], origin=("Kilde: SSB, CC BY 4.0",))
    pillar = replace(report.pillars[0], indicators=(row,))
    (slide,) = titled(opened(replace(report, pillars=(pillar,))), "Å våge")

    assert f"{row.title}: {row.latest}. Kilde: SSB, CC BY 4.0" in (
        slide.notes_slide.notes_text_frame.text
    )


def test_what_is_not_measured_is_said_and_not_drawn(deck):
    (slide,) = titled(deck, "Aktivitet og effekt, pilar for pilar")

    assert "Effekten er ikke målt for Å lede." in slide.placeholders[1].text_frame.text


def test_a_pillar_has_its_assessment(deck):
    (slide,) = titled(deck, "Å våge")

    said = slide.placeholders[1].text_frame.text.split("\n")
    assert said[:2] == ["■ Bak plan", "1 av 2"]
    assert {"Hva betyr det?", "Tja.", HOSTILE, "Hva gjør vi nå?", "Mer."} <= set(said)


def test_what_happened_is_told_kind_by_kind(deck):
    (slide,) = titled(deck, "Siden sist: T3 2025")

    paragraphs = slide.placeholders[1].text_frame.paragraphs
    assert every(p.runs[0].font.bold for p in paragraphs if p.text == "Over fristen")
    assert any("Streik" in p.text for p in paragraphs)


def test_every_slide_tells_its_source_in_the_notes_and_is_numbered(deck, publication):
    for slide in deck.slides:
        notes = slide.notes_slide.notes_text_frame.text
        assert "Kilde: Fjordvik kommune" in notes
        assert publication.content_hash in notes
        kinds = {p.placeholder_format.type for p in slide.placeholders}
        assert {PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER} <= kinds
        ids = [shape.shape_id for shape in slide.shapes]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("language", "locale"), [("nb", "nb-NO"), ("nn", "nn-NO"), ("en", "en-GB")]
)
def test_every_word_is_marked_with_its_language(content, language, locale):
    report = report_of(content, words(language), publication=record(content), before=before())
    deck = opened(report, language)

    for slide in deck.slides:
        faces = [run.find(qn("a:rPr")) for run in slide.element.iter(qn("a:r"))]
        assert {face.get("lang") for face in faces} == {locale}
    for frame in charts(deck):
        spoken = frame.chart._chartSpace.find(qn("c:lang"))  # noqa: SLF001 - no other way
        assert spoken.get("val") == locale


def test_our_font_is_asked_for_and_something_alike_where_it_is_missing(deck):
    faces = deck.slide_master.part.part_related_by(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
    ).blob.decode()

    assert faces.count('<a:latin typeface="Inter" panose="020B0604020202020204"') == 2


def test_long_texts_go_on_to_the_next_slide_and_none_is_lost(report):
    pillar = replace(report.pillars[0], title=LONG * 5, analysis=(LONG * 120,))
    goals = tuple(replace(pillar.goals[0], code=f"1.{n}", title=LONG * 5) for n in range(20))
    decisions = replace(
        report.decisions, rows=(("KS", "12.06.2025", "Strategi", LONG * 150, LONG * 5),) * 3
    )
    deck = opened(
        replace(
            report,
            summary=(LONG * 80, "Sist."),
            pillars=(replace(pillar, goals=goals), *report.pillars[1:]),
            decisions=decisions,
        )
    )

    summary = [s for s in deck.slides if s.shapes.title.text_frame.text.startswith("Kort fortalt")]
    assert len(summary) > 1
    assert summary[0].shapes.title.text_frame.text == f"Kort fortalt (1 av {len(summary)})"
    told = " ".join(s.placeholders[1].text_frame.text for s in summary)
    assert " ".join((LONG * 80 + "Sist.").split()) in " ".join(told.split())
    everything_said = "\n".join(text for slide in deck.slides for text in texts(slide))
    assert every(f"1.{n} " in everything_said for n in range(20))
    notes = "\n".join(s.notes_slide.notes_text_frame.text for s in deck.slides)
    assert LONG * 150 in notes


def test_no_table_is_higher_than_its_slide(report):
    rows = (("Administrasjonsutvalget", "12.06.2025", "Strategi", LONG * 150, ""),) * 4
    deck = opened(replace(report, decisions=replace(report.decisions, rows=rows)))

    slides = titled(deck, "Hva ble det av det vi vedtok?")
    assert len(slides) == 4
    cells = [s.shapes[1].table.cell(1, 3).text for s in slides]
    assert every(len(cell) < 700 and cell.endswith("…") for cell in cells)


def test_many_pillars_are_spread_over_several_charts(report):
    many = tuple(replace(report.pillars[0], title=f"Pilar {n}") for n in range(8))

    shown = [
        list(frame.chart.plots[0].categories)
        for frame in charts(opened(replace(report, pillars=many)))
    ]

    assert [len(each) for each in shown] == [4, 4, 4, 4]


def test_a_report_without_pillars_decisions_and_news_is_told_too(report):
    deck = opened(
        replace(
            report,
            pillars=(),
            needed=(),
            summary=(),
            since=replace(report.since, parts=(), nothing="Ingenting har endret seg."),
            decisions=replace(report.decisions, rows=()),
        )
    )

    said = [text for slide in deck.slides for text in texts(slide)]
    assert "Ingenting har endret seg." in said
    assert "Ingen vedtak er registrert." in said
    assert charts(deck) == []


def test_the_first_publication_has_no_slide_about_last_time(report):
    deck = opened(replace(report, since=None))

    assert not [s for s in deck.slides if "Siden sist" in s.shapes.title.text_frame.text]


def test_what_no_slide_can_hold_is_left_out(report):
    deck = opened(replace(report, summary=("A\x08B\ufffe",)))

    assert "AB" in titled(deck, "Kort fortalt")[0].placeholders[1].text_frame.text.split("\n")


def test_everything_measured_needs_no_remark(report):
    measured = Share("Effekt", "50 %", "1 av 1 teller", 0.5)
    pillars = tuple(replace(p, effect=measured) for p in report.pillars)
    deck = opened(replace(report, pillars=pillars))

    (slide,) = titled(deck, "Aktivitet og effekt, pilar for pilar")
    assert "ikke målt" not in slide.placeholders[1].text_frame.text


def test_three_hundred_actions_and_forty_goals_take_seconds(report):
    pillar = report.pillars[0]
    goal = pillar.goals[0]
    many = replace(pillar, goals=(replace(goal, actions=goal.actions * 8),) * 8)
    part = replace(report.since.parts[0], lines=report.since.parts[0].lines * 300)

    began = time.process_time()
    deck = opened(replace(report, pillars=(many,) * 5, since=replace(report.since, parts=(part,))))

    assert time.process_time() - began < 10
    assert len(deck.slides) > 20
