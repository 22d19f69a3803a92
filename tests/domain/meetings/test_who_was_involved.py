"""Who has been involved in what, what awaits an answer, and what nobody was asked about."""

from dataclasses import replace

import pytest

from strategy.domain.figures.health import Rule, findings
from strategy.domain.items import Party
from strategy.domain.meetings.involvement import (
    HearingState,
    awaits_answer,
    heard_about,
    hearings_for,
    hearings_in_order,
    log,
    nobody_involved,
    state_of,
)
from tests.builders import (
    RITA,
    a_decision,
    a_goal,
    a_hearing,
    a_meeting,
    an_action,
    an_involvement,
)
from tests.domain.plans import TODAY, a_plan, all_of, days

MET = a_meeting(id="met", on=TODAY - days(10))
GOAL = a_goal(id="goal")


def a_round(hearing_id, opens, closes, **given):
    given = {
        "id": hearing_id,
        "opens": TODAY + days(opens),
        "closes": TODAY + days(closes),
        **given,
    }
    return a_hearing(**given)


OPEN = a_round("open", -5, 0, asked_ids=(RITA.id,), goal_ids=("goal",))
COMING = a_round("coming", 1, 9, asked_ids=(RITA.id,))
LATE = a_round("late", -9, -1, asked_ids=(RITA.id,))
CLOSED = a_round("closed", -30, -20, closed_on=TODAY - days(15))
LATER_CLOSED = a_round("later", -30, -10, closed_on=TODAY - days(5))


def ids(items):
    return [item.id for item in items]


@pytest.mark.parametrize(
    ("hearing", "state"),
    [
        (OPEN, HearingState.OPEN),
        (COMING, HearingState.COMING),
        (LATE, HearingState.TO_CONCLUDE),
        (CLOSED, HearingState.CONCLUDED),
    ],
)
def test_a_hearing_is_open_to_the_end_of_its_last_day(hearing, state):
    assert state_of(hearing, TODAY) is state


def test_open_hearings_come_first_and_what_was_concluded_last():
    plan = a_plan(CLOSED, LATE, LATER_CLOSED, COMING, OPEN)

    assert ids(hearings_in_order(plan, TODAY)) == ["open", "coming", "late", "later", "closed"]
    assert ids(hearings_for(plan, RITA.id, TODAY)) == ["open"]
    assert hearings_for(plan, "somebody", TODAY) == ()


def test_a_hearing_tells_what_it_is_about_whatever_became_of_that():
    gone = an_action(id="gone", retired=True)
    decision = a_decision(MET, id="decided")
    asked = OPEN.model_copy(
        update={"action_ids": ("gone", "nowhere"), "decision_ids": ("decided",)}
    )
    plan = a_plan(GOAL, decision, asked, retired=(gone,))

    assert heard_about(plan, asked) == (GOAL, gone, decision)


def test_the_log_tells_the_latest_first_with_what_each_was_about():
    first = an_involvement(GOAL, id="first", on=TODAY - days(5))
    second = an_involvement(GOAL, id="second", on=TODAY, hearing_id="open", outcome="Tatt med")
    lost = an_involvement(GOAL, id="lost", item_id="nowhere")
    plan = a_plan(GOAL, OPEN, first, second, lost)

    assert [(e.involvement.id, e.about.id, e.hearing) for e in log(plan)] == [
        ("second", "goal", OPEN),
        ("first", "goal", None),
    ]


def test_input_awaits_an_answer_until_somebody_says_what_became_of_it():
    answered = an_involvement(GOAL, id="answered", outcome="Tatt med")
    waiting = an_involvement(GOAL, id="waiting")
    heard = an_involvement(GOAL, id="heard", hearing_id="closed")
    asked = an_involvement(GOAL, id="asked", hearing_id="open")
    plan = a_plan(GOAL, OPEN, CLOSED, answered, waiting, heard, asked)

    assert {e.involvement.id for e in log(plan) if awaits_answer(e)} == {"waiting", "asked"}


def test_a_goal_is_a_gap_unless_somebody_was_involved_in_it_its_actions_or_decisions():
    on_action, on_decision = a_goal(id="b", code="1.2"), a_goal(id="c", code="1.3")
    carried = a_goal(id="d", code="1.4", carried_from="before")
    action = an_action(id="action", goal_ids=("b",))
    decision = a_decision(MET, id="decided", goal_ids=("c",))
    about = (
        an_involvement(action, id="1"),
        an_involvement(GOAL, id="2", item_kind="decision", item_id="decided"),
        an_involvement(GOAL, id="3", item_id="before"),
    )
    plan = a_plan(GOAL, on_action, on_decision, carried, action, decision, *about)

    assert nobody_involved(plan) == (GOAL,)


# --- plan health --------------------------------------------------------------------------------


def warned(decision, *items):
    plan = a_plan(MET, decision, *items)
    found = findings(plan, all_of(plan))
    return [f.item_id for f in found if f.rule is Rule.UNIONS_NOT_INVOLVED and f.kind == "decision"]


def heard(about, on=-10, party=Party.UNION_REP):
    return an_involvement(GOAL, on=TODAY + days(on), party=party, **about)


ABOUT = a_decision(MET, id="decided", reorganisation=True)
IN_IT = {"item_kind": "decision", "item_id": "decided"}
IN_THE_GOAL = {"item_kind": "goal", "item_id": "goal"}
ON_GOAL = a_decision(MET, id="decided", goal_ids=("goal", "nowhere"))
REORGANISED = a_goal(id="goal", reorganisation=True)


def test_a_decision_on_a_reorganisation_is_a_finding_unless_unions_were_involved_before_it():
    assert warned(ABOUT) == ["decided"]
    assert warned(ABOUT, heard(IN_IT)) == []
    assert warned(ABOUT, heard(IN_IT, on=-9)) == ["decided"]
    assert warned(ABOUT, heard(IN_IT, party=Party.SAFETY_REP)) == ["decided"]


def test_so_is_one_on_a_goal_or_action_that_is_about_one():
    assert warned(ON_GOAL, REORGANISED) == ["decided"]
    assert warned(ON_GOAL, REORGANISED, heard(IN_THE_GOAL)) == []
    assert warned(ON_GOAL, GOAL) == []


def test_a_decision_without_its_meeting_asks_only_whether_unions_were_involved():
    plan = replace(a_plan(ABOUT, heard(IN_IT, on=5)), meetings=())

    found = findings(plan, all_of(plan))

    assert Rule.UNIONS_NOT_INVOLVED not in {finding.rule for finding in found}
