"""Numbers and dates as the reader writes them, in each language."""

from datetime import UTC, date, datetime

import pytest

from strategy.domain.items import Precision
from strategy.i18n.formats import Formats

NB, NN, EN = Formats("nb"), Formats("nn"), Formats("en")
LAST_DAY = date(2026, 12, 31)
JUNE = date(2022, 6, 30)


@pytest.mark.parametrize(
    ("value", "norwegian", "english"),
    [
        (9694, "9\N{NO-BREAK SPACE}694", "9,694"),
        (1234567, "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567", "1,234,567"),
        (8.3, "8,3", "8.3"),
        (8.0, "8", "8"),
        (8.25, "8,2", "8.2"),
        (0, "0", "0"),
        (-0.01, "0", "0"),
        (-3.2, "\N{MINUS SIGN}3,2", "-3.2"),
        (None, "–", "–"),
    ],
)
def test_a_number_has_the_readers_own_comma_and_thousands(value, norwegian, english):
    assert NB.number(value) == norwegian
    assert NN.number(value) == norwegian
    assert EN.number(value) == english


@pytest.mark.parametrize(("decimals", "written"), [(0, "8"), (1, "8,3"), (2, "8,35"), (3, "8,346")])
def test_a_number_has_no_more_decimals_than_asked_for(decimals, written):
    assert NB.number(8.346, decimals=decimals) == written


@pytest.mark.parametrize(
    ("value", "norwegian", "english"),
    [
        (7, "+7", "+7"),
        (-7, "\N{MINUS SIGN}7", "-7"),
        (0, "0", "0"),
        (0.4, "0", "0"),
        (None, "–", "–"),
    ],
)
def test_a_difference_shows_its_sign(value, norwegian, english):
    assert NB.signed(value) == norwegian
    assert EN.signed(value) == english


def test_a_difference_may_have_decimals():
    assert NB.signed(1.25, decimals=2) == "+1,25"


@pytest.mark.parametrize(
    ("share", "norwegian", "english"),
    [
        (0.41, "41\N{NO-BREAK SPACE}%", "41%"),
        (1, "100\N{NO-BREAK SPACE}%", "100%"),
        (0.0, "0\N{NO-BREAK SPACE}%", "0%"),
        (None, "–", "–"),
    ],
)
def test_a_share_is_written_in_whole_per_cents(share, norwegian, english):
    assert NB.share(share) == norwegian
    assert NN.share(share) == norwegian
    assert EN.share(share) == english


@pytest.mark.parametrize(
    ("value", "unit", "norwegian", "english"),
    [
        (8.3, "%", "8,3\N{NO-BREAK SPACE}%", "8.3\N{NO-BREAK SPACE}%"),
        (
            9694,
            "årsverk",
            "9\N{NO-BREAK SPACE}694\N{NO-BREAK SPACE}årsverk",
            "9,694\N{NO-BREAK SPACE}årsverk",
        ),
        (4.25, "", "4,25", "4.25"),
        (None, "%", "–", "–"),
    ],
)
def test_a_value_is_never_parted_from_its_unit(value, unit, norwegian, english):
    assert NB.measured(value, unit) == norwegian
    assert EN.measured(value, unit) == english


def test_a_day_is_written_in_full():
    assert NB.day(date(2026, 10, 12)) == "12. oktober 2026"
    assert NN.day(date(2026, 5, 1)) == "1. mai 2026"
    assert EN.day(date(2026, 10, 12)) == "12 October 2026"
    assert NB.day(None) == "–"


def test_a_day_is_written_in_figures():
    assert NB.short_day(LAST_DAY) == "31.12.2026"
    assert NN.short_day(LAST_DAY) == "31.12.2026"
    assert EN.short_day(LAST_DAY) == "31/12/2026"
    assert EN.short_day(None) == "–"


def test_a_moment_has_its_time_of_day():
    moment = datetime(2026, 10, 12, 14, 5, tzinfo=UTC)
    assert NB.moment(moment) == "12.10.2026 14:05"
    assert NN.moment(moment) == "12.10.2026 14:05"
    assert EN.moment(moment) == "12/10/2026 14:05"


def test_a_month_is_written_short():
    assert NB.month(date(2026, 10, 1)) == "okt. 2026"
    assert NN.month(date(2026, 10, 1)) == "okt. 2026"
    assert EN.month(date(2026, 10, 1)) == "Oct 2026"


@pytest.mark.parametrize(
    ("day", "precision", "nb", "nn", "en"),
    [
        (LAST_DAY, Precision.DAY, "31.12.2026", "31.12.2026", "31/12/2026"),
        (LAST_DAY, Precision.MONTH, "des. 2026", "des. 2026", "Dec 2026"),
        (JUNE, Precision.QUARTER, "2. kvartal 2022", "2. kvartal 2022", "Q2 2022"),
        (date(2026, 8, 31), Precision.TERTIAL, "2. tertial 2026", "2. tertial 2026", "T2 2026"),
        (LAST_DAY, Precision.TERTIAL, "3. tertial 2026", "3. tertial 2026", "T3 2026"),
        (JUNE, Precision.HALF_YEAR, "1. halvår 2022", "1. halvår 2022", "H1 2022"),
        (LAST_DAY, Precision.HALF_YEAR, "2. halvår 2026", "2. halvår 2026", "H2 2026"),
        (LAST_DAY, Precision.YEAR, "2026", "2026", "2026"),
        (None, Precision.YEAR, "–", "–", "–"),
    ],
)
def test_a_due_date_is_written_no_more_exactly_than_it_was_given(day, precision, nb, nn, en):
    assert (NB.due(day, precision), NN.due(day, precision), EN.due(day, precision)) == (nb, nn, en)


@pytest.mark.parametrize("unit", ["antall", "Antall", "stk", "number"])
def test_what_is_only_counted_has_no_unit_to_say(unit):
    assert Formats("nb").measured(7, unit) == "7"


@pytest.mark.parametrize(
    ("value", "nb", "en"), [(1200, "1200", "1200"), (8.3, "8,3", "8.3"), (None, "", "")]
)
def test_a_number_stands_in_its_field_as_one_types_it(value, nb, en):
    # With a comma between thousands, what the field holds would be read as decimals.
    assert (NB.typed(value), EN.typed(value)) == (nb, en)
    assert (NB.point, EN.point) == (False, True)
