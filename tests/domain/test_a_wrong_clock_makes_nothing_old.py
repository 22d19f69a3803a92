"""No one reading of a clock makes anything old; the time goes on where the clock does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.domain.known_time import LEAP, KnownDay, KnownTime, known_day, look

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC).replace(tzinfo=None)
A_DAY = timedelta(days=1)
moments = st.datetimes(datetime(1970, 1, 1), datetime(2199, 1, 1))  # noqa: DTZ001 - UTC


def seen(known, *readings):
    for now in readings:
        known = look(known, now)
    return known


def test_the_first_look_is_believed_as_there_is_nothing_else():
    assert look(None, NOON) == KnownTime(NOON)


def test_a_clock_that_goes_on_is_followed():
    known = seen(KnownTime(NOON), *(NOON + n * A_DAY for n in range(1, 100)))
    assert known == KnownTime(NOON + 99 * A_DAY)


@given(moments, moments)
def test_no_one_reading_makes_anything_old(before, reading):
    known = look(KnownTime(before), reading)
    day = known_day(known, reading.date()).day
    assert day <= max(before, min(reading, before + LEAP)).date()
    assert day <= reading.date()


@given(moments, st.lists(moments, min_size=1, max_size=6))
def test_nor_does_one_wild_reading_after_another(before, readings):
    wild = [moment for moment in readings if abs(moment - before) > timedelta(days=100)]
    known = seen(KnownTime(before), *wild)
    assert known_day(known, date.max).day <= before.date() or not known.in_doubt or not wild
    assert known.settled == before


def test_after_a_holiday_the_second_day_is_believed():
    back = NOON + 10 * A_DAY
    known = look(KnownTime(NOON), back)
    assert known.in_doubt
    assert known_day(known, back.date()) == KnownDay(NOON.date())
    # However often one looks, it is one day.
    known = seen(known, *(back + timedelta(minutes=15 * n) for n in range(40)))
    assert known.in_doubt
    assert look(known, back + A_DAY) == KnownTime(back + A_DAY)


def test_five_years_take_half_a_year_to_be_believed():
    ahead = NOON.replace(year=2031)
    days = 0
    known = KnownTime(NOON)
    while known.in_doubt or not days:
        known = look(known, ahead + days * A_DAY)
        days += 1
    assert 180 < days < 240


def test_a_clock_that_comes_back_was_wrong_and_leaves_no_trace():
    known = seen(KnownTime(NOON), NOON.replace(year=2031), NOON + timedelta(hours=1))
    assert known == KnownTime(NOON + timedelta(hours=1))


@pytest.mark.parametrize("year", [1970, 2019, 2031])
def test_a_leap_either_way_is_doubted(year):
    known = look(KnownTime(NOON), NOON.replace(year=year))
    assert known.in_doubt
    assert known.settled == NOON


def test_a_clock_that_has_fallen_behind_takes_nobody_back():
    known = KnownTime(NOON)
    assert known.not_before(NOON.replace(year=1970)) == NOON
    assert known.not_before(NOON - A_DAY) == NOON - A_DAY
    assert known.not_before(NOON.replace(year=2031)) == NOON.replace(year=2031)


def test_what_is_old_is_told_in_days_months_and_years():
    day = KnownDay(date(2028, 2, 29))
    assert day.days_ago(7).day == date(2028, 2, 22)
    assert day.months_ago(24).day == date(2026, 2, 28)
    assert day.years_ago(1).day == date(2027, 2, 28)
