"""Dates as plans state them: the last day they may mean, and how exactly."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.domain.dates import Dated, find_date, parse_date
from strategy.domain.items import Precision


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2022", date(2022, 12, 31), "year"),
        ("i løpet av 2026", date(2026, 12, 31), "year"),
        ("innen utgangen av 2026", date(2026, 12, 31), "year"),
        ("by the end of 2026", date(2026, 12, 31), "year"),
        ("2025–2027", date(2027, 12, 31), "year"),
        ("2025/2026", date(2026, 12, 31), "year"),
        ("31.12.2026", date(2026, 12, 31), "day"),
        ("1.2.2026", date(2026, 2, 1), "day"),
        ("31.12.26", date(2026, 12, 31), "day"),
        ("31/12/2026", date(2026, 12, 31), "day"),
        ("2026-12-31", date(2026, 12, 31), "day"),
        ("2026-12-31 00:00:00", date(2026, 12, 31), "day"),
        ("1. desember 2026", date(2026, 12, 1), "day"),
        ("1 December 2026", date(2026, 12, 1), "day"),
        ("December 1, 2026", date(2026, 12, 1), "day"),
        ("den 3. maj 2026", date(2026, 5, 3), "day"),
        ("29.02.2024", date(2024, 2, 29), "day"),
        ("per 31.08.2021", date(2021, 8, 31), "day"),
        ("des. 2026", date(2026, 12, 31), "month"),
        ("Desember 2026", date(2026, 12, 31), "month"),
        ("februar 2024", date(2024, 2, 29), "month"),
        ("maj 2026", date(2026, 5, 31), "month"),
        ("2021-09", date(2021, 9, 30), "month"),
        ("09.2021", date(2021, 9, 30), "month"),
        ("by the end of June 2026", date(2026, 6, 30), "month"),
        ("første halvår 2022", date(2022, 6, 30), "half_year"),
        ("i løpet av første halvår 2022", date(2022, 6, 30), "half_year"),
        ("i laupet av fyrste halvår 2022", date(2022, 6, 30), "half_year"),
        ("2. halvår 2022", date(2022, 12, 31), "half_year"),
        ("andra halvåret 2026", date(2026, 12, 31), "half_year"),
        ("second half of 2026", date(2026, 12, 31), "half_year"),
        ("H1 2022", date(2022, 6, 30), "half_year"),
        ("2022 H1", date(2022, 6, 30), "half_year"),
        ("våren 2026", date(2026, 6, 30), "half_year"),
        ("foråret 2026", date(2026, 6, 30), "half_year"),
        ("høsten 2026", date(2026, 12, 31), "half_year"),
        ("hausten 2026", date(2026, 12, 31), "half_year"),
        ("hösten 2026", date(2026, 12, 31), "half_year"),
        ("1. kvartal 2026", date(2026, 3, 31), "quarter"),
        ("Q3 2026", date(2026, 9, 30), "quarter"),
        ("K4 2026", date(2026, 12, 31), "quarter"),
        ("2026K4", date(2026, 12, 31), "quarter"),
        ("2026M05", date(2026, 5, 31), "month"),
        ("2026S1", date(2026, 6, 30), "half_year"),
        ("2026U01", date(2026, 1, 4), "day"),
        ("2026 Q1", date(2026, 3, 31), "quarter"),
        ("siste kvartal 2026", date(2026, 12, 31), "quarter"),
        ("third quarter of 2026", date(2026, 9, 30), "quarter"),
        ("T1 2026", date(2026, 4, 30), "tertial"),
        ("2026-T2", date(2026, 8, 31), "tertial"),
        ("1. tertial 2026", date(2026, 4, 30), "tertial"),
        ("sommeren 2026", date(2026, 8, 31), "tertial"),
        ("uke 34 2026", date(2026, 8, 23), "day"),
        ("veke 34, 2026", date(2026, 8, 23), "day"),
        ("week 34 of 2026", date(2026, 8, 23), "day"),
        ("2026-W34", date(2026, 8, 23), "day"),
    ],
)
def test_a_date_is_the_last_day_it_may_mean(text, day, precision):
    assert parse_date(text) == Dated(day, Precision(precision))


@pytest.mark.parametrize(
    "text",
    [
        "", "snarest", "løpende", "første halvår", "TBD", "0206", "1234", "32.12.2026",
        "29.02.2023", "13.2026", "2026-13-01", "uke 54 2026", "T4 2026", "4. halvår 2026",
        "juni-august 2026", "1.2.5", "før sommeren 2026",
    ],
)  # fmt: skip
def test_what_is_not_a_date_is_not_guessed(text):
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2022", date(2022, 1, 1)),
        ("2. halvår 2022", date(2022, 7, 1)),
        ("T2 2026", date(2026, 5, 1)),
        ("Q3 2026", date(2026, 7, 1)),
        ("2021-09", date(2021, 9, 1)),
        ("31.12.2026", date(2026, 12, 31)),
    ],
)
def test_a_date_knows_the_first_day_it_may_mean(text, first):
    assert parse_date(text).first == first


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("fra 33 % i 2020 til 50 % i 2024", date(2024, 12, 31)),
        ("målt i T2 2026", date(2026, 8, 31)),
        ("6 % (2026)", date(2026, 12, 31)),
        ("ferdig 31.12.2026, sier planen", date(2026, 12, 31)),
        ("over 2000 ansatte", None),
        ("i 1066", None),
        ("skal ned", None),
    ],
)
def test_the_last_date_in_a_sentence_is_found(text, day):
    found = find_date(text)
    assert (found.date if found else None) == day


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_a_day_is_read_in_every_way_it_is_written(day):
    exact = Dated(day, Precision.DAY)
    assert parse_date(day.isoformat()) == exact
    assert parse_date(f"{day:%d.%m.%Y}") == exact
    assert parse_date(f"{day.day}/{day.month}/{day.year}") == exact


@given(st.text() | st.from_regex(r"[0-9./\- qhtwuke]{1,16}"))
def test_no_text_is_too_odd_for_the_date_reader(text):
    for dated in (parse_date(text), find_date(text)):
        if dated is not None:
            assert dated.first <= dated.date
            assert dated.date - dated.first < timedelta(days=366)


def test_a_very_long_text_is_no_date():
    assert parse_date("innen " * 5_000 + "2026") is None
