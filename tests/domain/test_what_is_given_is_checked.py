"""What can be stored at all: the little that is refused, and what is taken as it is."""

from datetime import date

import pytest
from pydantic import ValidationError

from strategy.domain.items import Item, Measurement, Organisation, new_id
from tests.builders import (
    a_goal,
    a_measurement,
    a_strategy,
    an_action,
    an_indicator,
    an_organisation,
)

INDICATOR = an_indicator(id="i")


def complaint(build, **given) -> tuple[tuple, str]:
    with pytest.raises(ValidationError) as refusal:
        build(**given)
    (error,) = refusal.value.errors()
    return error["loc"], error["msg"]


def test_every_new_id_is_another():
    assert len({new_id() for _ in range(100)}) == 100


@pytest.mark.parametrize("size", [1, 2, 3, 4, "3", " 4 ", 2.0, "2.0"])
def test_a_figure_of_one_to_four_people_is_never_kept(size):
    given = Measurement(
        indicator_id="indicator", on=date(2025, 12, 31), value=50.0, text="50 %", group_size=size
    )
    masked = given.as_kept_by(Organisation(name="Fjordvik"))
    assert (masked.value, masked.text, masked.masked) == (None, "", True)


@pytest.mark.parametrize("size", [None, 0, 5, "5", 400])
def test_a_figure_of_a_larger_or_unknown_group_is_kept(size):
    kept = a_measurement(INDICATOR, value=50.0, text="50 %", group_size=size)
    assert (kept.value, kept.text, kept.masked) == (50.0, "50 %", False)


def test_a_group_that_is_no_number_is_refused():
    assert complaint(a_measurement, indicator=INDICATOR, group_size="få")[0] == ("group_size",)


def test_a_measurement_is_taken_as_it_is_when_it_is_one_already():
    known = a_measurement(INDICATOR)
    assert Measurement.model_validate(known) == known


@pytest.mark.parametrize(
    ("build", "given", "rule"),
    [
        (an_action, {"start": date(2026, 5, 2), "due": date(2026, 5, 1)}, "due.before_start"),
        (
            a_strategy,
            {"period_from": date(2026, 1, 1), "period_to": date(2025, 12, 31)},
            "period_to.before_start",
        ),
        (
            an_organisation,
            {"at_risk_points": 30, "off_track_points": 25},
            "off_track_points.out_of_range",
        ),
        (
            an_organisation,
            {"reporting_days": ("04-30", "02-29")},
            "reporting_days.not_a_day_of_the_year",
        ),
        (
            an_organisation,
            {"reporting_days": ("4-30",)},
            "reporting_days.not_a_day_of_the_year",
        ),
        (an_organisation, {"time_zone": "Europa/Oslo"}, "time_zone.not_a_time_zone"),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_rule(build, given, rule):
    assert complaint(build, **given) == ((), f"Value error, {rule}")


@pytest.mark.parametrize(
    ("build", "given"),
    [
        (an_action, {"start": date(2026, 5, 1), "due": date(2026, 5, 1)}),
        (an_action, {"start": None, "due": None}),
        (an_action, {"owner_text": "HR", "due_text": "første halvår"}),
        (a_strategy, {"period_from": date(2026, 1, 1)}),
        (an_organisation, {"at_risk_points": 10, "off_track_points": 10}),
        (a_goal, {"due_text": "snarest"}),
        (an_indicator, {"baseline_text": "ikke kjent"}),
    ],
)
def test_real_plans_are_incomplete_and_taken_as_they_are(build, given):
    assert build(**given).model_dump().items() >= given.items()


@pytest.mark.parametrize(
    ("build", "given", "field"),
    [
        (a_goal, {"title": "   "}, "title"),
        (a_goal, {"title": "x" * 301}, "title"),
        (a_goal, {"un_goals": (18,)}, "un_goals"),
        (an_indicator, {"baseline": float("nan")}, "baseline"),
        (an_indicator, {"baseline": float("inf")}, "baseline"),
        (a_goal, {"colour": "red"}, "colour"),
        (an_action, {"budget_nok": -1}, "budget_nok"),
    ],
)
def test_what_no_page_could_show_is_refused(build, given, field):
    assert complaint(build, **given)[0][0] == field


def test_spaces_around_a_text_are_not_kept():
    assert a_goal(title="  Vi lærer av hverandre ").title == "Vi lærer av hverandre"


def test_an_item_is_never_changed_in_place():
    with pytest.raises(ValidationError):
        a_goal().title = "Noe annet"
    assert Item().version == 0
