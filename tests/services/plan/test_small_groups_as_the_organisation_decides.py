"""An organisation decides how small a group may be shown, and whether others are kept."""

from datetime import date

import pytest

from strategy.domain.errors import InvalidInputError, NotAllowedError
from strategy.domain.items import Organisation
from strategy.services import planning, reading
from strategy.services.administration import transfer
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.plan import history
from tests.builders import ADA, CAST, HEGE, LIV
from tests.claims import every
from tests.services.fjordvik import TODAY

DAY = date(2026, 4, 30)


def decided(town, **choices):
    organisation = town.plan().organisation
    planning.change(town, organisation, choices, by=ADA)


def recorded(town, size, value=8.125, **given):
    figure = {"on": DAY, "value": value, "text": f"{value} %", "group_size": size, **given}
    return follow_up.record_measurement(town, "indicator", figure, by=HEGE, today=TODAY)


def seen(town, measurement, by=HEGE):
    plan = reading.moment(town, by=by, today=TODAY).plan
    return next(m for m in plan.measurements if m.id == measurement.id)


def stored(town, measurement):
    return next(m for m in town.plan().measurements if m.id == measurement.id)


def test_five_are_enough_until_the_organisation_decides_otherwise(small_town):
    organisation = Organisation(name="Fjordvik")
    assert (organisation.smallest_group, organisation.keep_small_groups) == (5, False)
    assert seen(small_town, recorded(small_town, 5)).value == 8.125
    assert seen(small_town, recorded(small_town, 4)).masked


@pytest.mark.parametrize("limit", [2, 11, 0, -3])
def test_the_limit_is_from_three_to_ten(small_town, limit):
    with pytest.raises(InvalidInputError) as refused:
        decided(small_town, smallest_group=limit)
    assert [problem.field for problem in refused.value.problems] == ["smallest_group"]


@pytest.mark.parametrize("person", [p for p in CAST if p is not ADA], ids=lambda p: p.id)
def test_only_an_administrator_decides(small_town, person):
    with pytest.raises(NotAllowedError):
        planning.change(
            small_town, small_town.plan().organisation, {"keep_small_groups": True}, by=person
        )


def test_where_three_are_enough_three_are_shown_and_two_are_not(small_town):
    decided(small_town, smallest_group=3)
    assert seen(small_town, recorded(small_town, 3)).value == 8.125
    two = recorded(small_town, 2)
    assert (two.value, two.text) == (None, "")
    assert seen(small_town, two).masked


def test_a_stricter_limit_withholds_at_once_and_destroys_nothing(small_town):
    seven = recorded(small_town, 7)
    decided(small_town, smallest_group=10)
    assert seen(small_town, seven).masked
    assert stored(small_town, seven).value == 8.125
    assert "8.125" not in repr(history.entries(small_town, by=LIV, limit=500))

    decided(small_town, smallest_group=5)
    assert seen(small_town, seven).value == 8.125


def test_a_figure_that_is_kept_is_seen_by_those_who_may_change_the_plan_and_nowhere_else(
    small_town,
):
    decided(small_town, keep_small_groups=True)
    three = recorded(small_town, 3)
    assert stored(small_town, three).value == 8.125
    assert every(seen(small_town, three, by).masked for by in (ADA, HEGE, LIV))
    assert [m.value for m in small_town.plan().measurements if m.id == three.id] == [8.125]
    outlets = (
        repr(reading.moment(small_town, by=LIV, today=TODAY).assessment.indicators),
        repr(history.entries(small_town, by=LIV, limit=500)),
        transfer.export_csv(small_town, "measurement", by=ADA, language="nb").decode("utf-8-sig"),
    )
    assert every("8.125" not in told and "8,125" not in told for told in outlets)

    (kept,) = follow_up.figures_of_few(small_town, "indicator", by=HEGE)
    assert (kept.id, kept.value) == (three.id, 8.125)


def test_who_may_not_change_the_plan_is_not_told_what_is_kept(small_town):
    decided(small_town, keep_small_groups=True)
    recorded(small_town, 3)
    refused = [p for p in CAST if p.id not in {"hege", "liv", "ada"}]
    assert refused
    for person in refused:
        with pytest.raises(NotAllowedError):
            follow_up.figures_of_few(small_town, "indicator", by=person)


def test_what_was_not_kept_is_not_among_what_is_kept(small_town):
    recorded(small_town, 3)
    recorded(small_town, 40, period="T2 2026")
    assert follow_up.figures_of_few(small_town, "indicator", by=HEGE) == ()


def test_nothing_kept_is_destroyed_when_the_organisation_changes_its_mind(small_town):
    decided(small_town, keep_small_groups=True)
    three = recorded(small_town, 3)
    decided(small_town, keep_small_groups=False)
    assert stored(small_town, three).value == 8.125
    assert seen(small_town, three).masked
    # Nor by a change of something else, nor by our own file read back.
    recorded(small_town, 3, note="Ny merknad")
    assert (stored(small_town, three).value, stored(small_town, three).note) == (
        8.125,
        "Ny merknad",
    )
    book = transfer.export_workbook(small_town, by=ADA, language="nb")
    assert previewed(small_town, book).changed == 0
    assert recorded(small_town, 3, value=9.25).value is None


def previewed(town, book):
    return transfer.preview_import(town, book, "plan.xlsx", by=ADA, today=TODAY)


def test_what_a_figure_was_while_it_was_about_a_few_stays_untold_when_it_is_about_many(small_town):
    decided(small_town, keep_small_groups=True)
    recorded(small_town, 3)
    recorded(small_town, 300, value=5.5)
    told = repr(history.entries(small_town, by=LIV, limit=500))
    assert "8.125" not in told
    assert "5.5" in told
