"""Does it work? How a value is held against where we started and where we shall be."""

from datetime import date

import pytest

from strategy.domain.figures.effect import (
    IndicatorStatus,
    aim,
    by_distance,
    current_target,
    expected_path,
    value_on,
)
from strategy.domain.items import Comparison, Direction, Indicator, Signal, Target
from tests.builders import a_measurement, a_strategy, a_target, an_indicator, an_organisation
from tests.domain.plans import TODAY, a_plan, days, halfway_to, indicator_in, measured

UP, DOWN, NONE, RANGE = Direction.UP, Direction.DOWN, Direction.NONE, Direction.RANGE
REACH, AT_LEAST, ABOVE = Comparison.REACH, Comparison.AT_LEAST, Comparison.ABOVE
AT_MOST, BELOW, BETWEEN = Comparison.AT_MOST, Comparison.BELOW, Comparison.BETWEEN


def an_indicator_from(baseline: float | None, direction: Direction = UP, **given) -> Indicator:
    return an_indicator(
        id="i",
        baseline=baseline,
        baseline_on=TODAY - days(100),
        direction=direction,
        **given,
    )


def status_of(indicator: Indicator, *parts, today: date = TODAY) -> IndicatorStatus:
    return indicator_in(a_plan(indicator, *parts), "i", today)


@pytest.mark.parametrize(
    ("given", "value", "shares"),
    [
        # More is better.
        ((UP, 50.0, REACH, 70.0, None), 50.0, (0.0, 0.0)),
        ((UP, 50.0, REACH, 70.0, None), 60.0, (0.5, 0.5)),
        ((UP, 50.0, REACH, 70.0, None), 70.0, (1.0, 1.0)),
        ((UP, 50.0, REACH, 70.0, None), 80.0, (1.0, 1.5)),
        ((UP, 50.0, REACH, 70.0, None), 40.0, (0.0, -0.5)),
        # Less is better.
        ((DOWN, 10.0, REACH, 6.0, None), 9.0, (0.25, 0.25)),
        ((DOWN, 10.0, REACH, 6.0, None), 5.0, (1.0, 1.25)),
        ((DOWN, 10.0, REACH, 6.0, None), 12.0, (0.0, -0.5)),
        # Where nobody said which way is better, the target does.
        ((NONE, 10.0, REACH, 6.0, None), 8.0, (0.5, 0.5)),
        ((UP, 10.0, REACH, 6.0, None), 8.0, (0.5, 0.5)),
        # Limits with a baseline.
        ((DOWN, 10.0, BELOW, 6.0, None), 8.0, (0.5, 0.5)),
        ((DOWN, 10.0, BELOW, 6.0, None), 5.0, (1.0, 1.0)),
        ((DOWN, 10.0, AT_MOST, None, 6.0), 6.0, (1.0, 1.0)),
        ((UP, 50.0, AT_LEAST, 70.0, None), 60.0, (0.5, 0.5)),
        ((UP, 50.0, ABOVE, 70.0, None), 71.0, (1.0, 1.0)),
        # Limits without a baseline: met or unknown.
        ((DOWN, None, BELOW, 6.0, None), 5.9, (1.0, 1.0)),
        ((DOWN, None, BELOW, 6.0, None), 6.0, (None, None)),
        ((DOWN, None, AT_MOST, 6.0, None), 6.0, (1.0, 1.0)),
        ((UP, None, ABOVE, 70.0, None), 70.0, (None, None)),
        ((UP, None, AT_LEAST, 70.0, None), 70.0, (1.0, 1.0)),
        # A limit that was kept at the start is to be kept: it holds or it does not.
        ((DOWN, 5.0, BELOW, 6.0, None), 5.5, (1.0, 1.0)),
        ((DOWN, 5.0, BELOW, 6.0, None), 7.0, (0.0, 0.0)),
        # Ranges: too much is as wrong as too little.
        ((RANGE, None, BETWEEN, 70.0, 80.0), 75.0, (1.0, 1.0)),
        ((RANGE, None, BETWEEN, 70.0, 80.0), 80.0, (1.0, 1.0)),
        ((RANGE, None, BETWEEN, 70.0, 80.0), 81.0, (None, None)),
        ((RANGE, 50.0, BETWEEN, 70.0, 80.0), 60.0, (0.5, 0.5)),
        ((RANGE, 50.0, BETWEEN, 70.0, 80.0), 90.0, (0.5, 0.5)),
        ((RANGE, 50.0, BETWEEN, 70.0, 80.0), 40.0, (0.0, -0.5)),
        ((RANGE, 75.0, BETWEEN, 70.0, 80.0), 85.0, (0.0, 0.0)),
        ((RANGE, 90.0, BETWEEN, 70.0, 80.0), 85.0, (0.5, 0.5)),
        ((RANGE, 50.0, BETWEEN, 70.0, None), 90.0, (1.0, 1.0)),
        ((RANGE, 90.0, BETWEEN, None, 80.0), 85.0, (0.5, 0.5)),
        # Baseline equal to target means «maintain».
        ((UP, 80.0, REACH, 80.0, None), 80.0, (1.0, 1.0)),
        ((UP, 80.0, REACH, 80.0, None), 85.0, (1.0, 1.0)),
        ((UP, 80.0, REACH, 80.0, None), 79.0, (0.0, 0.0)),
        ((DOWN, 6.0, REACH, 6.0, None), 5.0, (1.0, 1.0)),
        ((NONE, 6.0, REACH, 6.0, None), 5.0, (0.0, 0.0)),
        # Without a baseline there is no way to measure along.
        ((UP, None, REACH, 70.0, None), 60.0, (None, None)),
    ],
)
def test_attainment_is_the_share_of_the_way_from_baseline_to_target(given, value, shares):
    direction, baseline, comparison, low, high = given
    attainment, raw = shares
    indicator = an_indicator_from(baseline, direction)
    target = halfway_to(indicator, low, high=high, comparison=comparison)

    status = status_of(indicator, target, measured(indicator, value))

    assert status.attainment == pytest.approx(attainment)
    assert status.raw == pytest.approx(raw)
    assert status.measured is (attainment is not None)


@pytest.mark.parametrize(
    ("comparison", "low", "high", "value", "distance"),
    [
        (BELOW, 6.0, None, 8.5, 2.5),
        (BELOW, 6.0, None, 5.0, 0.0),
        (ABOVE, 70.0, None, 61.0, 9.0),
        (BETWEEN, 70.0, 80.0, 84.0, 4.0),
        (BETWEEN, 70.0, 80.0, 66.0, 4.0),
        (REACH, 70.0, None, 75.0, 5.0),
    ],
)
def test_the_distance_to_the_target_is_told_in_the_indicators_unit(
    comparison, low, high, value, distance
):
    indicator = an_indicator_from(None)
    target = halfway_to(indicator, low, high=high, comparison=comparison)
    assert status_of(indicator, target, measured(indicator, value)).distance == distance


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "value", "is_worse"),
    [
        (UP, 50.0, {"low": 70.0}, 49.0, True),
        (UP, 50.0, {"low": 70.0}, 50.0, False),
        (DOWN, 10.0, {"low": 6.0}, 10.1, True),
        (DOWN, 10.0, {"low": 6.0}, 9.9, False),
        # The target tells the way, whatever the field was left as.
        (UP, 10.0, {"low": 6.0}, 9.0, False),
        (UP, 10.0, {"low": 6.0, "comparison": BELOW}, 11.0, True),
        (DOWN, 50.0, {"low": 70.0, "comparison": AT_LEAST}, 49.0, True),
        (RANGE, 60.0, {"low": 70.0, "high": 80.0, "comparison": BETWEEN}, 95.0, True),
        (RANGE, 60.0, {"low": 70.0, "high": 80.0, "comparison": BETWEEN}, 85.0, False),
        (NONE, 6.0, {"low": 6.0}, 4.0, False),
        (UP, None, {"low": 70.0}, 10.0, False),
    ],
)
def test_worse_than_at_the_start_is_said(direction, baseline, target, value, is_worse):
    indicator = an_indicator_from(baseline, direction)
    status = status_of(indicator, halfway_to(indicator, **target), measured(indicator, value))
    assert status.worse_than_start is is_worse


def test_worse_than_at_the_start_is_said_without_a_target_too():
    indicator = an_indicator_from(50.0)
    assert status_of(indicator, measured(indicator, 49.0)).worse_than_start


@pytest.mark.parametrize(
    ("values", "is_worsening"),
    [
        ((9.0, 8.0, 8.5), True),
        ((9.0, 8.5, 8.0), False),
        ((8.0,), False),
        ((11.0,), True),
        # Within the limit nobody needs to worry about a little more.
        ((9.0, 5.0, 5.5), False),
    ],
)
def test_a_figure_worsens_when_it_is_worse_than_the_one_before(values, is_worsening):
    indicator = an_indicator_from(10.0, DOWN)
    target = halfway_to(indicator, 6.0, comparison=BELOW)
    series = [
        measured(indicator, value, on=TODAY - days(10 * (len(values) - n)))
        for n, value in enumerate(values)
    ]
    assert status_of(indicator, target, *series).worsening is is_worsening


def test_a_figure_is_not_compared_across_a_break_in_the_series():
    indicator = an_indicator_from(10.0, DOWN)
    before = measured(indicator, 7.0, on=TODAY - days(30))
    after = measured(indicator, 8.0, series_break=True)
    assert not status_of(indicator, halfway_to(indicator, 6.0), before, after).worsening


def test_nothing_measured_is_not_nought_per_cent():
    indicator = an_indicator_from(50.0)
    target = halfway_to(indicator, 70.0)

    status = status_of(indicator, target)

    assert status == IndicatorStatus("i", target=target)
    assert status.attainment is None
    assert status.signal is Signal.UNKNOWN


@pytest.mark.parametrize(
    "lacking",
    [
        {"value": None, "text": "ca. en tredel"},
        {"on": TODAY + days(1)},
        {"group_size": 4},
    ],
    ids=["only text", "in the future", "masked"],
)
def test_what_is_no_figure_yet_is_not_measured(lacking):
    indicator = an_indicator_from(50.0)
    measurement = measured(indicator, **{"value": 60.0, **lacking})
    status = status_of(indicator, halfway_to(indicator, 70.0), measurement)
    assert (status.latest, status.attainment) == (None, None)


def test_a_figure_of_a_small_group_counts_nowhere_even_if_it_got_in():
    indicator = an_indicator_from(50.0)
    known = measured(indicator, 60.0)
    smuggled = known.model_copy(update={"group_size": 2})
    assert status_of(indicator, halfway_to(indicator, 70.0), smuggled).attainment is None


def test_a_target_of_text_only_is_no_target_to_measure_against():
    indicator = an_indicator_from(50.0)
    target = halfway_to(indicator, comparison=Comparison.TEXT, text="skal opp")

    status = status_of(indicator, target, measured(indicator, 60.0))

    assert (status.target, status.attainment, status.signal) == (None, None, Signal.UNKNOWN)
    assert not status.judged


def test_the_latest_figure_counts():
    indicator = an_indicator_from(50.0)
    old = measured(indicator, 55.0, on=TODAY - days(200))
    new = measured(indicator, 65.0, on=TODAY - days(2))
    status = status_of(indicator, halfway_to(indicator, 70.0), new, old)
    assert (status.latest, status.attainment) == (new, 0.75)


def test_a_final_figure_stands_before_a_preliminary_one_of_the_same_day():
    indicator = an_indicator_from(50.0)
    final = measured(indicator, 60.0, id="a")
    guess = measured(indicator, 69.0, id="b", preliminary=True)
    assert status_of(indicator, halfway_to(indicator, 70.0), final, guess).latest == final


# --- several dated targets -----------------------------------------------------------------------


def targets_by_year(indicator: Indicator) -> tuple[Target, Target, Target]:
    return (
        a_target(indicator, id="2026", low=60.0, due=date(2026, 12, 31)),
        a_target(indicator, id="2027", low=65.0, due=date(2027, 12, 31)),
        a_target(indicator, id="whenever", low=80.0),
    )


@pytest.mark.parametrize(
    ("today", "counting"),
    [
        (date(2026, 7, 1), "2026"),
        (date(2026, 12, 31), "2026"),
        (date(2027, 1, 1), "2027"),
        (date(2028, 1, 1), "whenever"),
    ],
)
def test_the_next_dated_target_counts_and_then_the_undated_one(today, counting):
    targets = targets_by_year(an_indicator_from(50.0))
    assert current_target(targets, today=today).id == counting
    assert current_target(targets[::-1], today=today).id == counting


def test_the_last_target_goes_on_counting_when_its_day_is_past():
    targets = targets_by_year(an_indicator_from(50.0))[:2]
    assert current_target(targets, today=date(2030, 1, 1)).id == "2027"


def test_no_target_counts_where_none_has_a_figure():
    indicator = an_indicator_from(50.0)
    text = a_target(indicator, low=None, comparison=Comparison.TEXT)
    assert current_target((text,), today=TODAY) is None
    assert current_target((), today=TODAY) is None


@pytest.mark.parametrize(
    ("given", "figure"),
    [
        ({"low": 6.0}, 6.0),
        ({"low": None, "high": 7.0}, 7.0),
        ({"low": 70.0, "high": 80.0, "comparison": BETWEEN}, 70.0),
        ({"low": None}, None),
        ({"low": 6.0, "comparison": Comparison.TEXT}, None),
    ],
)
def test_a_target_leads_to_its_figure(given, figure):
    assert aim(a_target(an_indicator(), **given)) == figure


def test_a_target_without_a_figure_is_never_met_and_has_no_path():
    indicator = an_indicator_from(50.0)
    empty = halfway_to(indicator, None)
    assert current_target((empty,), today=TODAY) is None
    assert expected_path(indicator, (empty,), TODAY) == ()


# --- the path ------------------------------------------------------------------------------------


def test_the_path_runs_from_the_baseline_through_the_dated_targets():
    indicator = an_indicator(baseline=50.0, baseline_on=date(2026, 1, 1))
    targets = targets_by_year(indicator)
    assert expected_path(indicator, targets, TODAY) == (
        (date(2026, 1, 1), 50.0),
        (date(2026, 12, 31), 60.0),
        (date(2027, 12, 31), 65.0),
    )


def test_an_undated_target_lies_at_the_end_of_the_strategy():
    indicator = an_indicator(baseline=50.0, baseline_on=date(2026, 1, 1))
    target = a_target(indicator, low=80.0)
    assert expected_path(indicator, (target,), TODAY, horizon=date(2029, 12, 31)) == (
        (date(2026, 1, 1), 50.0),
        (date(2029, 12, 31), 80.0),
    )


def test_the_path_starts_with_the_first_measurement_when_the_baseline_has_no_day():
    indicator = an_indicator(id="i", baseline=10.0, direction=DOWN)
    target = a_target(indicator, low=6.0, due=TODAY + days(100))
    first = measured(indicator, 10.0, on=TODAY - days(100))
    last = measured(indicator, 8.0)
    status = status_of(indicator, target, last, first)
    assert (status.expected_value, status.expected) == (8.0, 0.5)


@pytest.mark.parametrize(
    ("comparison", "low", "high", "baseline", "end"),
    [
        (BETWEEN, 70.0, 80.0, 50.0, 70.0),
        (BETWEEN, 70.0, 80.0, 90.0, 80.0),
        (BETWEEN, 70.0, 80.0, 75.0, 75.0),
        (BELOW, 6.0, None, 5.0, 5.0),
        (BELOW, 6.0, None, 9.0, 6.0),
        (AT_LEAST, 70.0, None, 75.0, 75.0),
    ],
)
def test_the_path_ends_at_the_nearest_figure_that_satisfies_the_target(
    comparison, low, high, baseline, end
):
    indicator = an_indicator(baseline=baseline, baseline_on=TODAY)
    target = halfway_to(indicator, low, high=high, comparison=comparison)
    assert expected_path(indicator, (target,), TODAY)[-1] == (TODAY + days(100), end)


@pytest.mark.parametrize(
    ("indicator", "target"),
    [
        (an_indicator(), {"low": 6.0, "due": TODAY + days(1)}),
        (an_indicator(baseline=9.0), {"low": 6.0}),
        (an_indicator(baseline=9.0, baseline_on=TODAY), {"low": 6.0, "due": TODAY}),
    ],
    ids=["no baseline", "no day", "due no later than it starts"],
)
def test_there_is_no_path_without_two_ends(indicator, target):
    assert expected_path(indicator, (a_target(indicator, **target),), TODAY) == ()


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2025, 6, 1), 50.0),
        (date(2026, 1, 1), 50.0),
        (date(2026, 1, 6), 55.0),
        (date(2026, 1, 11), 60.0),
        (date(2026, 1, 16), 50.0),
        (date(2026, 1, 21), 40.0),
        (date(2030, 1, 1), 40.0),
    ],
)
def test_a_path_is_straight_between_its_corners_and_held_at_its_ends(day, value):
    path = ((date(2026, 1, 1), 50.0), (date(2026, 1, 11), 60.0), (date(2026, 1, 21), 40.0))
    assert value_on(path, day) == value


def test_no_path_has_no_value():
    assert value_on((), TODAY) is None


# --- the signal ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "signal"),
    [
        (60.0, Signal.ON_TRACK),
        (58.0, Signal.ON_TRACK),
        (57.9, Signal.AT_RISK),
        (55.0, Signal.AT_RISK),
        (54.9, Signal.OFF_TRACK),
        (70.0, Signal.ON_TRACK),
    ],
)
def test_an_indicators_signal_is_its_distance_from_the_path(value, signal):
    # Halfway from 50 to 70 today, so 60 is expected: a point of the way is 0.2.
    indicator = an_indicator_from(50.0)
    status = status_of(indicator, halfway_to(indicator, 70.0), measured(indicator, value))
    assert status.signal is signal
    assert (status.expected, status.expected_value) == (0.5, 60.0)


@pytest.mark.parametrize(
    ("points", "signal"),
    [
        (-50.0, Signal.ON_TRACK),
        (10.0, Signal.ON_TRACK),
        (0.1 * 3 * 100 - 20, Signal.ON_TRACK),
        (10.1, Signal.AT_RISK),
        (25.0, Signal.AT_RISK),
        (25.1, Signal.OFF_TRACK),
    ],
)
def test_ten_and_twenty_five_points_are_the_usual_limits(points, signal):
    assert by_distance(points, an_organisation()) is signal


def test_a_municipality_may_set_other_limits():
    strict = an_organisation(at_risk_points=0, off_track_points=5)
    assert by_distance(1.0, strict) is Signal.AT_RISK
    assert by_distance(6.0, strict) is Signal.OFF_TRACK


@pytest.mark.parametrize(
    ("age", "fresh", "signal"),
    [
        (0, True, Signal.ON_TRACK),
        (90, True, Signal.ON_TRACK),
        (120, True, Signal.ON_TRACK),
        (121, False, Signal.UNKNOWN),
    ],
)
def test_a_figure_is_fresh_for_its_cadence_and_the_days_of_grace(age, fresh, signal):
    indicator = an_indicator_from(50.0, cadence_days=90)
    measurement = measured(indicator, 75.0, on=TODAY - days(age))
    status = status_of(indicator, halfway_to(indicator, 70.0), measurement)
    assert (status.fresh, status.signal) == (fresh, signal)
    assert status.attainment == 1.0


@pytest.mark.parametrize(("grace", "age", "fresh"), [(0, 90, True), (0, 91, False), (7, 97, True)])
def test_a_municipality_may_grant_more_days_or_none(grace, age, fresh):
    indicator = an_indicator_from(50.0, cadence_days=90)
    measurement = measured(indicator, 75.0, on=TODAY - days(age))
    organisation = an_organisation(grace_days=grace)
    told = (indicator, halfway_to(indicator, 70.0), measurement, organisation)
    assert indicator_in(a_plan(*told), indicator.id).fresh is fresh


@pytest.mark.parametrize(
    ("due", "signal"),
    [
        (TODAY + days(1), Signal.AT_RISK),
        (TODAY, Signal.AT_RISK),
        (TODAY - days(1), Signal.OFF_TRACK),
        (None, Signal.OFF_TRACK),
    ],
)
def test_a_limit_not_met_without_a_baseline_is_a_risk_until_its_day(due, signal):
    indicator = an_indicator_from(None, DOWN)
    target = halfway_to(indicator, 6.0, comparison=BELOW, due=due)
    status = status_of(indicator, target, measured(indicator, 8.0))
    assert (status.signal, status.attainment, status.judged) == (signal, None, True)


def test_an_undated_limit_has_until_the_end_of_the_strategy():
    indicator = an_indicator_from(None, DOWN)
    target = halfway_to(indicator, 6.0, comparison=BELOW, due=None)
    strategy = a_strategy(period_to=TODAY)
    status = status_of(indicator, target, measured(indicator, 8.0), strategy)
    assert status.signal is Signal.AT_RISK


def test_a_figure_without_a_path_has_an_effect_but_no_signal():
    indicator = an_indicator_from(50.0)
    target = a_target(indicator, low=70.0)
    status = status_of(indicator, target, measured(indicator, 60.0))
    assert (status.attainment, status.expected, status.signal) == (0.5, None, Signal.UNKNOWN)


def test_a_target_met_is_on_track_without_a_path():
    indicator = an_indicator_from(None)
    target = a_target(indicator, low=70.0)
    status = status_of(indicator, target, measured(indicator, 71.0))
    assert (status.attainment, status.met, status.signal) == (None, True, Signal.ON_TRACK)


def test_after_the_last_target_all_of_the_way_is_expected():
    indicator = an_indicator_from(50.0)
    target = a_target(indicator, low=70.0, due=TODAY - days(10))
    late = status_of(indicator, target, a_measurement(indicator, value=60.0, on=TODAY))
    assert (late.expected, late.signal) == (1.0, Signal.OFF_TRACK)


@pytest.mark.parametrize(
    ("comparison", "direction", "value", "worse"),
    [
        # What the target says of better and worse goes before a field left as it was.
        (AT_LEAST, DOWN, 45.0, True),
        (AT_LEAST, DOWN, 60.0, False),
        (AT_MOST, UP, 60.0, True),
        (AT_MOST, UP, 45.0, False),
    ],
)
def test_at_least_and_at_most_say_which_way_is_better(comparison, direction, value, worse):
    indicator = an_indicator_from(50.0, direction)
    target = a_target(
        indicator, comparison=comparison, low=70.0 if comparison is AT_LEAST else 30.0
    )
    assert status_of(indicator, target, measured(indicator, value)).worse_than_start is worse


@pytest.mark.parametrize(("value", "met"), [(69.9, False), (70.0, True), (75.0, True)])
def test_at_least_is_judged_without_a_baseline_whatever_direction_is_set(value, met):
    indicator = an_indicator_from(None, DOWN)
    target = a_target(indicator, comparison=AT_LEAST, low=70.0)
    status = status_of(indicator, target, measured(indicator, value))
    assert (status.met, status.judged) == (met, True)
    assert status.attainment == (1.0 if met else None)


@pytest.mark.parametrize(("value", "met"), [(0.0, False), (0.5, True)])
def test_a_baseline_of_nought_shows_which_way_leads_to_the_target(value, met):
    indicator = an_indicator_from(0.0, NONE)
    target = a_target(indicator, comparison=REACH, low=0.5)
    assert status_of(indicator, target, measured(indicator, value)).met is met


def test_targets_in_any_order_make_the_same_path():
    indicator = an_indicator_from(10.0, DOWN)
    near = a_target(indicator, id="z", low=8.0, due=TODAY + days(100))
    far = a_target(indicator, id="a", low=6.0, due=TODAY + days(300))
    path = expected_path(indicator, (far, near), TODAY)
    assert [value for _, value in path] == [10.0, 8.0, 6.0]


@pytest.mark.parametrize("baseline", [10.0, None])
def test_a_strict_limit_reached_but_not_passed_is_not_met_and_never_all_of_the_way(baseline):
    indicator = an_indicator_from(baseline, DOWN)
    target = a_target(indicator, comparison=BELOW, low=6.0, due=TODAY - days(1))
    status = status_of(indicator, target, measured(indicator, 6.0))
    assert not status.met
    assert status.attainment is None or status.attainment < 1
    assert status.signal is Signal.OFF_TRACK


@pytest.mark.parametrize("baseline", [10.0, None])
@pytest.mark.parametrize(("due", "signal"), [(0, Signal.AT_RISK), (-1, Signal.OFF_TRACK)])
def test_a_limit_missed_by_a_hair_is_missed_once_its_day_has_passed(baseline, due, signal):
    indicator = an_indicator_from(baseline, DOWN)
    target = a_target(indicator, comparison=AT_MOST, low=6.0, due=TODAY + days(due))
    found = status_of(indicator, target, measured(indicator, 6.4)).signal
    assert found is (signal if baseline is None or due < 0 else Signal.ON_TRACK)
