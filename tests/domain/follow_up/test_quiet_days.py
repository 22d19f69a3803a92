"""Nobody is written to at weekends and on Norway's public holidays."""

from datetime import date, timedelta

import pytest

from strategy.domain.follow_up.quiet_days import holidays, is_quiet, next_writing_day


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1954, date(1954, 4, 18)),
        (1981, date(1981, 4, 19)),
        (2008, date(2008, 3, 23)),
        (2024, date(2024, 3, 31)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
        (2049, date(2049, 4, 18)),
    ],
)
def test_easter_falls_where_the_almanac_says(year, day):
    assert {day, day + timedelta(days=1)} <= holidays(year)


def test_the_quiet_days_of_2026_are_those_of_the_almanac():
    assert sorted(holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 2),
        date(2026, 4, 3),
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 5, 17),
        date(2026, 5, 24),
        date(2026, 5, 25),
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2026, 12, 31),
    ]


@pytest.mark.parametrize(
    ("day", "quiet"),
    [
        (date(2026, 5, 15), False),
        (date(2026, 5, 16), True),
        (date(2026, 5, 17), True),
        (date(2026, 5, 18), False),
        (date(2026, 5, 14), True),
    ],
)
def test_weekends_and_holidays_are_quiet(day, quiet):
    assert is_quiet(day) is quiet


def test_after_a_long_easter_one_is_written_to_on_the_tuesday():
    assert next_writing_day(date(2026, 4, 2)) == date(2026, 4, 7)
    assert next_writing_day(date(2026, 4, 7)) == date(2026, 4, 7)
