"""All figures are of one family, and a user's text is never markup."""

from datetime import date

import plotly.graph_objects as go
import pytest

from strategy.charts.frame import (
    PLAIN,
    cut,
    figure,
    month_ticks,
    plain,
    shortened,
    title_height,
    title_of,
    wrapped,
)
from strategy.charts.palette import Look
from strategy.i18n import words

LAPTOP = Look(dark=False)
PHONE = Look(dark=False, narrow=True)


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("<a href=x>Klikk</a>", "&lt;a href=x&gt;Klikk&lt;/a&gt;"),
        ("<b>fet</b>", "&lt;b&gt;fet&lt;/b&gt;"),
        ("HR & lønn", "HR &amp; lønn"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("to\nlinjer", "to linjer"),
    ],
)
def test_what_a_user_wrote_shows_as_it_was_written(written, drawn):
    assert plain(written) == drawn


def test_a_text_is_cut_before_it_is_made_literal():
    assert shortened("<b>Heltid</b>", 5) == "&lt;b&gt;H…"
    assert cut("Heltid i helse", 8) == "Heltid…"
    assert cut("Heltid", 6) == "Heltid"


def test_a_long_title_is_broken_and_ends_with_a_sign_that_there_is_more():
    assert wrapped("Vi prøver nytt og lærer", 10) == ("Vi prøver", "nytt og…")
    assert wrapped("<i>å</i>", 20) == ("&lt;i&gt;å&lt;/i&gt;",)


def test_a_title_takes_more_lines_on_a_phone():
    title = "7 av 22 tiltak er over fristen, 4 har fått ny frist"
    assert title_height(title, LAPTOP) == 36
    assert title_height(title, PHONE) == 58
    assert title_height("", PHONE) == 0


def test_a_figure_stands_on_the_family_base():
    drawn = figure([{"type": "scatter", "x": [1], "y": [2]}], PHONE, height=100, title="<b>Funn")
    layout = drawn.to_dict()["layout"]
    assert go.Figure(drawn.to_dict())
    assert layout["height"] == 136
    assert layout["margin"] == {"l": 0, "t": 36, "r": 0, "b": 0, "pad": 0}
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"
    assert layout["font"]["family"] == "Inter, sans-serif"
    assert layout["dragmode"] is False
    assert layout["template"] == {"layout": {}}
    assert [note["text"] for note in layout["annotations"]] == ["&lt;b&gt;Funn"]


def test_a_figure_knows_its_title_as_plain_text():
    long = "Tre av åtte mål er i rute & «to» er <bak plan>, og det er mer enn i fjor " * 2
    with_title = figure([], PHONE, height=100, title=long)

    assert title_of(with_title) == " ".join(long.split())
    assert title_of(figure([], PHONE, height=100)) == ""


def test_the_toolbar_and_the_zoom_are_off():
    assert PLAIN["displayModeBar"] is False
    assert PLAIN["scrollZoom"] is False
    assert PLAIN["responsive"] is True


def test_the_months_are_written_in_the_readers_language_and_never_crowd():
    nb, en = words("nb"), words("en")
    half_year = (date(2026, 1, 15), date(2026, 5, 1))
    assert [text for _, text in month_ticks(*half_year, LAPTOP, nb)] == [
        "feb. 2026",
        "mars 2026",
        "apr. 2026",
        "mai 2026",
    ]
    assert [text for _, text in month_ticks(*half_year, PHONE, en)] == ["Mar 2026", "May 2026"]
    years = month_ticks(date(2024, 1, 1), date(2027, 12, 31), PHONE, nb)
    assert [text for _, text in years] == ["2024", "2025", "2026", "2027"]
    assert month_ticks(date(1900, 1, 1), date(2026, 1, 1), PHONE, nb)[0][1] == "1900"
