"""A figure is weighed against all that is known of its indicator, and doubted until explained."""

from datetime import date

import pytest

from strategy.domain.figures.effect import indicator_status
from strategy.domain.items import Direction, Signal
from strategy.domain.plausible import in_doubt, is_implausible, unexplained
from tests.builders import a_measurement, a_target, an_indicator, an_organisation

ABSENCE = an_indicator(id="absence", direction=Direction.DOWN)
BELOW_6 = a_target(ABSENCE, text="< 6 %", comparison="below", low=None, high=6.0)


@pytest.mark.parametrize(
    ("value", "known", "unit", "looks_wrong"),
    [
        (100.0, (), "%", False),
        (100.1, (), "%", True),
        (665.0, (8.2, 6.0), " Prosent ", True),
        (105.0, (110.0,), "%", False),
        (9694.0, (), "årsverk", False),
        (830.0, (8.3,), "dager", True),
        (829.0, (8.3,), "dager", False),
        (0.083, (8.3,), "dager", True),
        (-830.0, (8.3,), "dager", True),
        (830.0, (8.3, 800.0), "dager", False),
        (5.0, (0.0,), "dager", False),
        (0.0, (8.3,), "dager", False),
        (0.08, (6.0,), "%", True),
        (0.5, (6.0,), "%", False),
        (20.0, (0.5, 15.0), "%", False),
    ],
)
def test_a_value_is_far_from_all_that_is_known_or_more_than_a_whole(
    value, known, unit, looks_wrong
):
    assert is_implausible(value, unit=unit, known=known) is looks_wrong


def series(*values, **given):
    return [
        a_measurement(ABSENCE, id=f"m{n}", on=date(2020 + n, 12, 31), value=value, **given)
        for n, value in enumerate(values)
    ]


def test_the_same_misprint_twice_does_not_vouch_for_itself():
    assert in_doubt(ABSENCE, [BELOW_6], series(0.08, 0.08)) == {"m0", "m1"}


def test_what_is_known_is_the_baseline_and_the_last_figure_that_looks_right_too():
    assert in_doubt(ABSENCE.model_copy(update={"baseline": 8.2}), [], series(0.08)) == {"m0"}
    assert in_doubt(ABSENCE, [], series(8.1, 0.08, 7.9)) == {"m1"}
    text_only = a_target(ABSENCE, text="skal ned", comparison="text", low=None)
    assert in_doubt(ABSENCE, [text_only], series(0.08)) == frozenset()


def test_a_note_explains_a_figure_and_the_next_one_like_it():
    first, second = series(0.08, 0.09)
    explained = first.model_copy(update={"note": "Bare de med lønn"})
    assert in_doubt(ABSENCE, [BELOW_6], [explained, second]) == {"m0"}
    assert unexplained(ABSENCE, [BELOW_6], [explained, second]) == ()
    assert explained.without_note().is_explained


def test_where_the_series_breaks_nothing_earlier_says_anything():
    days = an_indicator(id="absence", unit="dager")
    before, after = series(8.3, 830.0)
    broken = after.model_copy(update={"series_break": True})
    assert in_doubt(days, [], [before, broken]) == frozenset()
    assert in_doubt(days, [], [before, after]) == {"m1"}


def test_what_is_masked_or_has_no_figure_is_not_weighed():
    none, masked = series(None, 665.0, group_size=2)
    assert in_doubt(ABSENCE, [BELOW_6], [none, masked]) == frozenset()


@pytest.mark.parametrize(
    ("note", "signal", "met"), [("", Signal.UNKNOWN, False), ("Stemmer", Signal.ON_TRACK, True)]
)
def test_a_misprint_is_no_success_until_somebody_says_why(note, signal, met):
    status = indicator_status(
        ABSENCE, [BELOW_6], series(0.08, note=note), an_organisation(), today=date(2020, 12, 31)
    )
    assert (status.signal, status.met, status.doubtful) == (signal, met, not met)
    assert status.judged is met
