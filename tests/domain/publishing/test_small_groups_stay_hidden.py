"""No figure of one to four people is published, nor what it could be worked out from."""

from datetime import date

from strategy.domain.plan import Plan
from strategy.domain.publishing.publishable import content_of
from tests.builders import a_measurement, a_position, a_unit, an_indicator, an_organisation
from tests.domain.publishing.test_what_is_published import a_draft, a_plan

DAY = date(2025, 12, 31)
UNITS = (
    a_unit(id="all", code="0", title="Kommunen"),
    a_unit(id="a", code="1", title="A", parent_id="all"),
    a_unit(id="b", code="2", title="B", parent_id="all"),
    a_unit(id="c", code="3", title="C", parent_id="all"),
    a_unit(id="a1", code="4", title="A1", parent_id="a"),
)


def sick_leave(unit: str | None, size: int | None, value: float = 8.0, **given):
    """Sick leave in a unit, measured among so many people."""
    indicator = an_indicator(id=f"i-{unit}", code=f"I-{unit}", unit_id=unit, **given)
    return indicator, a_measurement(indicator, id=f"m-{unit}", on=DAY, value=value, group_size=size)


def hidden(*measured) -> set[str]:
    plan = Plan(
        revision=1,
        organisation=an_organisation(),
        units=UNITS,
        indicators=tuple(indicator for indicator, _ in measured),
        measurements=tuple(measurement for _, measurement in measured),
    )
    return {measurement_id.removeprefix("m-") for measurement_id in plan.withheld}


def test_a_group_of_one_to_four_is_withheld_and_larger_ones_are_not():
    assert hidden(sick_leave("a", 4), sick_leave("b", 5)) == {"a"}


def test_with_one_small_part_the_smallest_other_part_is_withheld_too():
    whole, small = sick_leave("all", 100), sick_leave("a", 3)

    assert hidden(whole, small, sick_leave("b", 40), sick_leave("c", 57)) == {"a", "b"}


def test_two_small_parts_that_are_five_together_hide_each_other():
    whole = sick_leave("all", 100)

    assert hidden(whole, sick_leave("a", 3), sick_leave("b", 2), sick_leave("c", 95)) == {"a", "b"}


def test_a_part_nobody_measured_is_not_left_over_small():
    assert hidden(sick_leave("all", 50), sick_leave("a", 48)) == {"a"}
    assert hidden(sick_leave("all", 50), sick_leave("a", 45)) == set()
    assert hidden(sick_leave("all", 50), sick_leave("a", 50)) == set()


def test_the_whole_may_be_the_organisation_itself():
    assert hidden(sick_leave(None, 60), sick_leave("a", 2), sick_leave("b", 58)) == {"a", "b"}


def test_where_sizes_are_not_known_one_more_part_is_withheld():
    whole = sick_leave("all", None)

    found = hidden(whole, sick_leave("a", 2), sick_leave("b", None), sick_leave("c", 9))

    assert found == {"a", "c"}


def test_a_part_of_unknown_size_hides_the_small_one():
    assert hidden(sick_leave("all", None), sick_leave("a", 2), sick_leave("b", None)) == {"a", "b"}


def test_what_is_withheld_below_shows_at_no_level_above():
    top, middle = sick_leave("all", 100), sick_leave("a", 30)
    small = sick_leave("a1", 28)

    # A1 must go, or two people of A stand alone; A then hides them by itself.
    assert hidden(top, middle, small) == {"a1"}


def test_a_whole_that_is_withheld_itself_betrays_nothing():
    assert hidden(sick_leave("all", 4), sick_leave("a", 2), sick_leave("b", None)) == {"all", "a"}


def test_other_figures_and_other_days_are_left_alone():
    turnover = sick_leave("b", 40, title="Turnover")
    indicator, measurement = sick_leave("c", 40)
    other_day = (indicator, measurement.model_copy(update={"on": date(2024, 12, 31)}))

    assert hidden(sick_leave("all", 100), sick_leave("a", 2), turnover, other_day) == {"a"}


def test_the_unit_may_be_the_owners():
    position = a_position(id="p", unit_id="a")
    whole, (own, measured) = sick_leave("all", 50), sick_leave("a", 48)
    own = own.model_copy(update={"unit_id": None, "owner_id": "p"})
    plan = Plan(
        revision=1,
        organisation=an_organisation(),
        units=UNITS,
        positions=(position,),
        indicators=(whole[0], own),
        measurements=(whole[1], measured),
    )

    assert plan.withheld == {"m-a"}


def test_both_figures_of_a_day_go_together():
    indicator, small = sick_leave("a", 3)
    preliminary = a_measurement(indicator, id="m-early", on=DAY, preliminary=True)
    plan = Plan(
        revision=1,
        organisation=an_organisation(),
        indicators=(indicator,),
        measurements=(preliminary, small),
    )

    assert plan.withheld == {"m-early", "m-a"}


def test_neither_value_nor_effect_nor_size_of_what_is_withheld_is_published():
    whole, small, other = (
        sick_leave("all", 100, 7.125, baseline=10.0),
        sick_leave("a", 3, 6.5, baseline=10.0),
        sick_leave("b", 97, 7.375, baseline=10.0),
    )
    plan = a_plan(
        units=UNITS,
        indicators=tuple(i for i, _ in (whole, small, other)),
        measurements=tuple(m for _, m in (whole, small, other)),
        targets=(),
    )

    content = content_of(plan, a_draft())

    told = {i.id: i for i in content.indicators}
    assert [f.withheld for f in told["i-a"].figures] == [True]
    assert [f.withheld for f in told["i-b"].figures] == [True]
    assert [f.value for f in told["i-b"].figures] == [None]
    assert told["i-b"].attainment is None
    assert [f.value for f in told["i-all"].figures] == [7.125]
    assert "7.375" not in content.model_dump_json()
    assert "97" not in content.model_dump_json()
