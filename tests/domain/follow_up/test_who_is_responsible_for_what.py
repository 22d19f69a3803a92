"""A list to print: one heading a person or a unit, and below it what they answer for."""

from datetime import date

import pytest

from strategy.domain.figures.assessment import assess
from strategy.domain.follow_up.duty_lists import DutyGroup, DutyLine, Heading, ListBy, duty_list
from strategy.domain.items import ActionState, Precision, Signal
from strategy.domain.plan import Plan
from tests.builders import (
    CAST,
    HEGE,
    OLA,
    a_check_in,
    a_goal,
    a_pillar,
    a_position,
    a_unit,
    an_action,
    an_indicator,
)
from tests.domain.plans import TODAY, a_plan

ACTION = an_action(
    id="action", owner_id="position", due=date(2026, 12, 31), due_precision=Precision.YEAR
)


def fjordvik() -> Plan:
    """Ola holds two positions, one stands vacant; somebody is known only as text."""
    return a_plan(
        a_pillar(),
        a_unit(),
        a_unit(id="health", code="200", title="Helse"),
        a_position(deputy_id=HEGE.id),
        a_position(id="second", title="Rektor", unit_id="health", deputy_id=HEGE.id),
        a_position(id="vacant", title="Fagsjef", unit_id=None, holder_id=None),
        a_goal(id="goal", owner_id="second", due=None, due_text="når vi kan"),
        ACTION,
        an_action(id="done", code="T-0", owner_id="position", state=ActionState.DONE),
        an_action(id="undated", code="T-2", owner_id="position", due=None, original_due=None),
        an_action(id="waiting", code="T-3", owner_id="vacant"),
        an_action(id="text", code="T-4", owner_text="Arbeidsgruppen"),
        an_action(id="loose", code="T-5"),
        an_indicator(id="figure", owner_id="position"),
        a_check_in(ACTION, percent=30),
        *CAST,
    )


def listed(by: ListBy) -> tuple[DutyGroup, ...]:
    plan = fjordvik()
    return duty_list(plan, assess(plan, TODAY), by)


def test_everybody_who_answers_for_something_has_one_heading():
    assert [(group.heading, group.title) for group in listed(ListBy.PERSON)] == [
        (Heading.PERSON, "Ola Owren"),
        (Heading.VACANT, "Fagsjef"),
        (Heading.TEXT, "Arbeidsgruppen"),
        (Heading.NOBODY, ""),
    ]


def test_a_person_stands_there_once_with_every_position_and_who_stands_in():
    ola = listed(ListBy.PERSON)[0]
    assert (ola.key, ola.positions, ola.deputies) == (
        OLA.id,
        ("Rektor", "Kommunalsjef oppvekst"),
        ("Hege Hagen",),
    )
    assert [line.item_id for line in ola.lines] == ["goal", "action", "undated", "figure"]


def test_a_line_says_what_it_is_how_it_goes_and_when_it_is_due():
    goal, action, *_, figure = listed(ListBy.PERSON)[0].lines
    assert action == DutyLine(
        kind="action",
        item_id="action",
        code="T-1",
        title="Lederutvikling for alle",
        signal=Signal.AT_RISK,
        owner="Kommunalsjef oppvekst",
        holder="Ola Owren",
        unit="Oppvekst",
        due=date(2026, 12, 31),
        due_precision=Precision.YEAR,
        percent=0.3,
        last=date(2026, 4, 30),
    )
    assert (goal.kind, goal.due, goal.due_text, goal.percent) == ("goal", None, "når vi kan", None)
    assert (figure.kind, figure.signal, figure.due) == ("indicator", Signal.UNKNOWN, None)


def test_a_unit_has_what_its_positions_answer_for():
    assert [
        (group.heading, group.title, [line.item_id for line in group.lines])
        for group in listed(ListBy.UNIT)
    ] == [
        (Heading.UNIT, "Helse", ["goal"]),
        (Heading.UNIT, "Oppvekst", ["action", "undated", "figure"]),
        (Heading.NOBODY, "", ["waiting", "text", "loose"]),
    ]


@pytest.mark.parametrize("by", ListBy)
def test_an_empty_plan_has_an_empty_list(by):
    plan = a_plan()
    assert duty_list(plan, assess(plan, TODAY), by) == ()


def test_somebody_who_left_leaves_the_position_with_what_it_answers_for():
    plan = a_plan(a_position(), ACTION, retired=(OLA.model_copy(update={"retired": True}),))
    (group,) = duty_list(plan, assess(plan, TODAY), ListBy.PERSON)
    assert (group.heading, group.title) == (Heading.VACANT, "Kommunalsjef oppvekst")
    assert group.lines[0].holder == ""
