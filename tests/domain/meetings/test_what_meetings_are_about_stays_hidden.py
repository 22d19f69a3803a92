"""What a meeting talks about or decides names things: it is hidden together with any of them."""

from tests.builders import (
    HEGE,
    LIV,
    OLA,
    a_decision,
    a_goal,
    a_hearing,
    a_meeting,
    a_pillar,
    an_action,
    an_agenda_item,
    an_agreement,
    an_involvement,
)
from tests.domain.plans import a_plan

SECRET = {"confidential_to": (LIV.id, HEGE.id)}
MEETING = a_meeting(id="meeting")
OPEN_GOAL = a_goal(id="open")
SECRET_GOAL = a_goal(id="secret", code="1.2", **SECRET)
SECRET_ACTION = an_action(id="secret-action", goal_ids=("open",), **SECRET)


def ids(items) -> set[str]:
    return {item.id for item in items}


def test_an_agenda_item_kept_from_somebody_is_not_there_for_them():
    plan = a_plan(
        MEETING,
        an_agenda_item(MEETING, id="open-item"),
        an_agenda_item(MEETING, id="secret-item", **SECRET),
        an_agenda_item(MEETING, id="left", retired=True),
        retired=(an_agenda_item(MEETING, id="secret-left", retired=True, **SECRET),),
    )
    assert ids(plan.seen_by(OLA.id).agenda_items) == {"open-item", "left"}
    assert plan.seen_by(OLA.id).retired == ()
    assert plan.seen_by(LIV.id) is plan


def test_a_decision_about_something_hidden_is_hidden_even_when_it_is_about_something_open_too():
    plan = a_plan(
        a_pillar(),
        OPEN_GOAL,
        SECRET_GOAL,
        SECRET_ACTION,
        MEETING,
        a_decision(MEETING, id="about-open", goal_ids=("open",)),
        a_decision(MEETING, id="about-both", code="2/2026", goal_ids=("open", "secret")),
        a_decision(MEETING, id="about-action", code="3/2026", action_ids=("secret-action",)),
        an_agenda_item(MEETING, id="about-secret", goal_ids=("secret",)),
    )
    seen = plan.seen_by(OLA.id)
    assert ids(seen.decisions) == {"about-open"}
    assert seen.agenda_items == ()
    assert ids(plan.seen_by(HEGE.id).decisions) == {"about-open", "about-both", "about-action"}


def test_what_rests_on_a_hidden_sentence_or_asks_about_a_hidden_decision_is_hidden_too():
    decision = a_decision(MEETING, id="decision", agreement_ids=("sentence",))
    plan = a_plan(
        MEETING,
        an_agreement(id="sentence", **SECRET),
        an_agreement(id="open-sentence"),
        decision,
        a_hearing(id="about-decision", decision_ids=("decision",)),
        a_hearing(id="open-hearing"),
        an_involvement(OPEN_GOAL, id="input", item_kind="decision", item_id="decision"),
    )
    seen = plan.seen_by(OLA.id)
    assert ids(seen.agreements) == {"open-sentence"}
    assert seen.decisions == ()
    assert ids(seen.hearings) == {"open-hearing"}
    assert seen.involvements == ()
    assert ids(plan.seen_by(LIV.id).involvements) == {"input"}


def test_a_smaller_plan_keeps_what_is_about_it_and_what_is_about_nothing_in_particular():
    plan = a_plan(
        a_pillar(),
        a_goal(id="ours"),
        a_goal(id="theirs", code="1.2"),
        an_action(id="act", goal_ids=("ours",)),
        MEETING,
        a_decision(MEETING, id="statement"),
        a_decision(MEETING, id="shared", code="2/2026", goal_ids=("ours", "theirs")),
        a_decision(MEETING, id="elsewhere", code="3/2026", goal_ids=("theirs",)),
        a_decision(MEETING, id="done", code="4/2026", action_ids=("act",)),
        an_involvement(OPEN_GOAL, id="kept", item_kind="decision", item_id="done"),
        an_involvement(OPEN_GOAL, id="gone", item_kind="decision", item_id="elsewhere"),
    )
    ours = plan.only(goals={"ours"}, indicators=set(), actions={"act"})
    assert [d.id for d in ours.decisions] == ["statement", "shared", "done"]
    assert ours.decisions[1].goal_ids == ("ours",)
    assert ids(ours.involvements) == {"kept"}
