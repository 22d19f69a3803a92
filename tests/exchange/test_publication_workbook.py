"""A publication in Excel: every sheet to sort and filter, figures as figures, dates as dates."""

import io
import time
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from strategy.domain.items import Signal
from strategy.exchange.lists.publication_workbook import Beside, write_publication
from strategy.exchange.lists.styled_sheets import Coloured
from strategy.i18n import LANGUAGES, words
from tests.claims import every
from tests.reports.publications import HOSTILE, everything

WHEN = datetime(2026, 5, 20, 12)  # noqa: DTZ001 - the store speaks UTC without a zone


@pytest.fixture(scope="module")
def content():
    return everything()


def beside(**given):
    return Beside(
        **{
            "title": "Fjordvik: status",
            "period": "T1 2026",
            "finding": "0 av 2 mål er i rute",
            "states": {signal: Coloured(f"* {signal}", "9B1616") for signal in Signal},
            "news": (("Forsinket", "T-1 Streik."),),
            "decisions": (("KS", date(2025, 6, 12), "Strategi", "47/24", "I gang"),),
            "about": ("Om tallene.", "=1+1"),
            "published_at": WHEN,
            **given,
        }
    )


def opened(content, language="nb", **given):
    written = write_publication(content, beside(**given), words(language))
    return load_workbook(io.BytesIO(written))


@pytest.fixture(scope="module")
def book(content):
    return opened(content)


def rows(page, head=1):
    """The rows below the head, by what stands above each column."""
    headings = [cell.value for cell in page[head]]
    return [
        dict(zip(headings, (cell.value for cell in row), strict=True))
        for row in page.iter_rows(min_row=head + 1)
    ]


def test_it_has_a_sheet_for_each_thing(book):
    assert book.sheetnames == [
        "Oversikt", "Mål", "Tiltak", "Indikatorer", "Målinger", "Siden sist", "Vedtak",
        "Om tallene",
    ]  # fmt: skip
    assert (book.properties.title, book.properties.creator) == (
        "Fjordvik: status",
        "Fjordvik kommune",
    )


def test_the_overview_begins_with_the_finding_and_tells_pillar_by_pillar(book, content):
    page = book["Oversikt"]

    assert [page.cell(row, 1).value for row in (1, 2, 3)] == [
        "Fjordvik: status", "T1 2026", "0 av 2 mål er i rute",
    ]  # fmt: skip
    whole, first, second = rows(page, head=5)
    assert (whole["Pilar"], whole["Antall mål"]) == ("Hele strategien", 2)
    assert (first["Pilar"], first["Tallet i ord"]) == ("1 Å våge", "1 av 2")
    assert first["Aktivitet"] == content.pillars[0].activity
    assert second["Effekt"] == "ikke målt"


def test_actions_have_dates_that_are_dates_and_shares_that_are_figures(book, content):
    late = next(row for row in rows(book["Tiltak"]) if row["Kode"] == "T-1")

    assert late["Frist"] == datetime(2026, 3, 31)  # noqa: DTZ001 - a workbook knows no zones
    assert late["Opprinnelig frist"] == datetime(2025, 12, 31)  # noqa: DTZ001 - see above
    assert late["Framdrift"] == 0.6
    assert (late["Dager over fristen"], late["Forklaring"]) == (30, "Streik")
    assert len(rows(book["Tiltak"])) == len(content.actions)


def test_measurements_are_figures_and_small_groups_stay_hidden(book, content):
    measured = rows(book["Målinger"])

    assert [row["Verdi"] for row in measured if row["Indikator"] == "Sykefravær"] == [9.5, 10.5]
    assert [row["Verdi"] for row in measured if row["Indikator"] == "Få folk"] == ["skjermet"]
    assert len(measured) == sum(len(i.figures) for i in content.all_indicators)


def test_indicators_tell_where_they_belong_and_what_they_aim_at(book):
    found = {row["Indikator"]: row for row in rows(book["Indikatorer"])}

    assert found["Turnover"]["Hører til"] == "1 Å våge"
    assert found["Sykefravær"]["Utgangsverdi"] == 10
    assert found["Få folk"]["Siste verdi"] == "skjermet"
    assert found["Få folk"]["Måltall, fra"] == 3


def test_what_is_preliminary_and_where_a_series_breaks_is_remarked(content):
    goal = content.goals[0]
    marked = (
        goal.indicators[0]
        .figures[0]
        .model_copy(update={"preliminary": True, "series_break": True, "doubtful": True})
    )
    indicator = goal.indicators[0].model_copy(update={"figures": (marked,)})
    changed = content.model_copy(update={"indicators": (indicator,)})

    last = rows(opened(changed)["Målinger"])[-1]

    assert last["Merknad"] == "foreløpig, brudd i serien, uvanlig tall, forklart"


@pytest.mark.parametrize("name", ["Oversikt", "Mål", "Tiltak", "Indikatorer", "Målinger"])
def test_every_sheet_is_a_named_table_with_a_head_that_stays(book, name):
    page = book[name]

    (table,) = page.tables.values()
    head = 5 if name == "Oversikt" else 1
    assert table.ref.startswith(f"A{head}:")
    assert table.autoFilter is not None
    assert page.freeze_panes == f"A{head + 1}"
    assert page.print_title_rows == f"${head}:${head}"
    assert (page.page_setup.orientation, page.page_setup.fitToWidth) == ("landscape", 1)
    assert every(cell.font.bold and cell.fill.fgColor.rgb == "001F3A5F" for cell in page[head])
    assert every(page.column_dimensions[cell.column_letter].width >= 8 for cell in page[head])


def test_every_state_is_a_word_in_its_colour(book):
    states = list(book["Mål"]["D"][1:])

    assert {cell.value for cell in states} == {"* off_track", "* unknown"}
    assert {cell.font.color.rgb for cell in states} == {"009B1616"}


def test_nothing_anybody_wrote_runs(book):
    cells = [cell for page in book for row in page.iter_rows() for cell in row]

    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}
    assert any(cell.value == "=HYPERLINK(1)" for cell in cells)
    assert any(cell.value == HOSTILE for cell in cells)


def test_where_there_is_nothing_it_says_so(content):
    page = opened(content, news=())["Siden sist"]

    assert page["A2"].value == "Ingenting å vise."
    assert page.tables == {}


def test_a_goal_says_whether_it_is_judged_by_its_actions(content):
    pillar = content.pillars[0]
    judged = pillar.goals[0].model_copy(update={"by_activity": True, "signal": Signal.ON_TRACK})
    changed = content.model_copy(
        update={"pillars": (pillar.model_copy(update={"goals": (judged, *pillar.goals[1:])}),)}
    )

    found = rows(opened(changed)["Mål"])

    assert [row["Vurdert etter"] for row in found] == ["Tiltak", None]
    assert rows(opened(changed, "en")["Goals"])[0]["Judged by"] == "Actions"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_reads_in_every_language(content, language):
    book = opened(content, language)

    shares = {cell.number_format for row in book.worksheets[2] for cell in row}
    assert ("0%" if language == "en" else "0\\ %") in shares
    assert ("DD/MM/YYYY" if language == "en" else "DD.MM.YYYY") in shares


def test_three_hundred_actions_take_seconds(content):
    many = content.model_copy(update={"actions": content.actions * 100})

    began = time.process_time()
    book = opened(many)

    assert time.process_time() - began < 5
    assert book["Tiltak"].max_row == 301
