"""What a meeting decides is written down and done in one change, or not at all."""

from datetime import date

import pytest

from strategy.domain.errors import (
    NotAllowedError,
    NotFoundError,
    StaleEditError,
)
from strategy.domain.items import Action, ActionState, Goal, Outcome
from strategy.domain.meeting_items import Decided, Decision, MeetingState
from strategy.services import planning
from strategy.services.meetings import decisions
from tests.builders import (
    HEGE,
    LIV,
    OLA,
    PER,
    RITA,
    a_decision,
    a_goal,
    a_meeting,
    a_postponement,
    an_action,
    an_agenda_item,
    an_agreement,
)
from tests.claims import none
from tests.services.fjordvik import TODAY, item, refused, told

MEETING = a_meeting(id="meeting", on=TODAY, state=MeetingState.RUNNING)
ITEM = an_agenda_item(MEETING, id="item")
SECRET_ITEM = an_agenda_item(MEETING, id="hush", confidential_to=("liv", "ada"))
EMPTY_GOAL = a_goal(id="empty", code="1.5", title="Ingen vet hvorfor")
AGREED = an_agreement(id="agreed")
DATED = an_action(
    id="dated", code="T-5", title="Kurs", goal_ids=("goal",), owner_id="position",
    start=date(2026, 1, 1), due=date(2026, 9, 1), original_due=date(2026, 9, 1),
)  # fmt: skip
PARTS = (MEETING, ITEM, SECRET_ITEM, EMPTY_GOAL, AGREED, DATED, a_meeting(id="coming", on=TODAY))


@pytest.fixture
def room(town):
    return _in_a_meeting(town)


@pytest.fixture
def small_room(small_town):
    return _in_a_meeting(small_town)


def _in_a_meeting(database):
    with database.change(by=None) as writing:
        writing.add_many(PARTS)
    return database


def decide(database, kind, *, by=LIV, under="item", about=None, meeting="meeting", **values):
    return decisions.decide(
        database,
        meeting,
        {"decided": kind, "title": "Vi gjør det", **values},
        by=by,
        today=TODAY,
        agenda_item_id=under,
        about=about,
    )


def test_a_new_action_has_an_owner_and_a_date_and_both_ways_are_linked(room):
    before = room.revision()
    made = decide(
        room,
        Decided.NEW_ACTION,
        owner_id="position",
        due=date(2026, 12, 1),
        goal_ids=("goal",),
        agreement_ids=("agreed",),
        description="Fra høsten",
    )
    action = item(room, made.action_ids[0])

    assert room.revision() == before + 1
    assert isinstance(action, Action)
    assert (action.code, action.title, action.owner_id) == ("T-001", "Vi gjør det", "position")
    assert (action.start, action.due, action.original_due) == (
        TODAY, date(2026, 12, 1), date(2026, 12, 1),
    )  # fmt: skip
    assert action.goal_ids == ("goal",)
    assert (made.code, made.agenda_item_id, made.goal_ids) == ("1/2026", "item", ("goal",))
    assert (made.owner_id, made.due, made.agreement_ids) == (
        "position", date(2026, 12, 1), ("agreed",),
    )  # fmt: skip
    assert item(room, made.id) == made
    assert {entry.reason for entry in room.journal(limit=2)} == {"Vi gjør det"}


def test_an_action_decided_for_yesterday_begins_no_later(small_room):
    made = decide(small_room, Decided.NEW_ACTION, owner_id="position", due="2026-06-01")
    action = item(small_room, made.action_ids[0])
    assert (action.start, action.due) == (date(2026, 6, 1), date(2026, 6, 1))


def test_a_new_goal_stands_under_its_pillar(room):
    made = decide(room, Decided.NEW_GOAL, pillar_id="pillar", action_ids=("dated",))
    goal = item(room, made.goal_ids[0])

    assert isinstance(goal, Goal)
    assert (goal.code, goal.title, goal.pillar_id) == ("1.2", "Vi gjør det", "pillar")
    assert made.action_ids == ()


def test_a_moved_date_counts_as_an_approved_postponement(room):
    made = decide(
        room, Decided.NEW_DATE, about=item(room, "dated"), due=date(2027, 1, 15), reason="Sykdom"
    )
    action = item(room, "dated")
    (moved,) = room.plan().postponements_of("dated")

    assert (action.due, action.original_due) == (date(2027, 1, 15), date(2026, 9, 1))
    assert (moved.outcome, moved.from_due, moved.reason, moved.decided_by) == (
        Outcome.APPROVED, date(2026, 9, 1), "Sykdom", "liv",
    )  # fmt: skip
    assert (made.action_ids, made.owner_id) == (("dated",), "position")


def test_the_date_that_waits_is_approved_by_the_decision(room):
    with room.change(by=None) as writing:
        writing.add(_asked(date(2026, 11, 1)))
    decide(room, Decided.NEW_DATE, about=item(room, "dated"), due=date(2026, 11, 1))
    (asked,) = room.plan().postponements_of("dated")

    assert (asked.outcome, asked.decision_note) == (Outcome.APPROVED, "Vi gjør det")
    assert item(room, "dated").due == date(2026, 11, 1)


def test_the_date_that_waits_is_declined_where_another_is_decided(room):
    with room.change(by=None) as writing:
        writing.add(_asked(date(2026, 11, 1)))
    decide(room, Decided.NEW_DATE, about=item(room, "dated"), due=date(2026, 10, 1))
    asked, moved = sorted(room.plan().postponements_of("dated"), key=lambda p: p.proposed_on)

    assert (asked.outcome, moved.outcome) == (Outcome.DECLINED, Outcome.APPROVED)
    assert item(room, "dated").due == date(2026, 10, 1)


def _asked(due):
    return a_postponement(
        DATED, id="asked", from_due=DATED.due, proposed_due=due, proposed_on=date(2026, 6, 1),
        proposed_by="ola", outcome=Outcome.PENDING,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("due", "field", "rule"),
    [
        (date(2026, 9, 1), "due", "same_date"),
        (date(2025, 12, 31), "due", "before_start"),
        (None, "due", "required"),
        ("snart", "due", "not_a_date"),
    ],
)
def test_a_date_that_does_not_do(small_room, due, field, rule):
    with told(small_room, (field, rule)):
        decide(small_room, Decided.NEW_DATE, about=item(small_room, "dated"), due=due)


def test_the_date_of_what_is_closed_stays(small_room):
    closed = {"state": ActionState.DONE, "closed_on": TODAY}
    with small_room.change(by=None) as writing:
        writing.update(item(small_room, "dated").model_copy(update=closed))
    with told(small_room, ("state", "closed")):
        decide(small_room, Decided.NEW_DATE, about=item(small_room, "dated"), due=date(2027, 1, 1))


def test_whoever_decides_on_an_older_version_sees_the_newer(room):
    seen = item(room, "dated")
    planning.change(room, seen, {"title": "Kurs for alle"}, by=HEGE, today=TODAY)

    with refused(room, StaleEditError) as caught:
        decide(room, Decided.NEW_DATE, about=seen, due=date(2027, 1, 1))
    assert caught.value.theirs.title == "Kurs for alle"


def test_a_goal_that_leaves_leaves_by_the_rules_of_retiring(room):
    made = decide(room, Decided.RETIRED_GOAL, about=item(room, "empty"))
    assert (made.goal_ids, made.action_ids) == (("empty",), ())
    assert room.plan().find(Goal, "empty") is None
    assert item(room, made.id) == made

    # An indicator stands under the other one.
    with told(room, ("retired", "has_parts")):
        decide(room, Decided.RETIRED_GOAL, about=item(room, "goal"))


def test_a_statement_changes_nothing_but_names_what_it_is_about(small_room):
    made = decide(
        small_room, Decided.STATEMENT, goal_ids=("goal",), action_ids=("dated",), under=None,
        reorganisation=True,
    )  # fmt: skip
    assert (made.goal_ids, made.action_ids, made.agenda_item_id) == (("goal",), ("dated",), None)
    assert made.reorganisation
    assert [e.kind for e in small_room.journal(limit=1)] == ["decision"]


def test_decisions_are_numbered_through_the_year_without_a_hole(room):
    first = decide(room, Decided.STATEMENT)
    planning.retire(room, first, by=LIV)
    second = decide(room, Decided.STATEMENT, confidential_to=("liv",))
    third = decide(room, Decided.STATEMENT, by=HEGE)
    with room.change(by=None) as writing:
        writing.add(a_decision(MEETING, id="old", code="31/2025"))
    fourth = decide(room, Decided.STATEMENT)

    assert [d.code for d in (first, second, third, fourth)] == [
        "1/2026", "2/2026", "3/2026", "4/2026",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "values", "problems"),
    [
        (Decided.NEW_ACTION, {}, [("owner_id", "required"), ("due", "required")]),
        (Decided.NEW_GOAL, {}, [("pillar_id", "required")]),
        (Decided.NEW_DATE, {}, [("action_ids", "required"), ("due", "required")]),
        (Decided.RETIRED_GOAL, {}, [("goal_ids", "required")]),
        (Decided.STATEMENT, {"title": ""}, [("title", "required")]),
        ("dance", {}, [("decided", "invalid")]),
        (Decided.STATEMENT, {"code": "9/2026"}, [("code", "not_here")]),
        (Decided.STATEMENT, {"meeting_id": "x"}, [("meeting_id", "not_here")]),
        (Decided.STATEMENT, {"goal_ids": ("secret-action",)}, [("goal_ids", "unknown_reference")]),
        (Decided.STATEMENT, {"agreement_ids": ("x",)}, [("agreement_ids", "unknown_reference")]),
        (Decided.STATEMENT, {"confidential_to": ("hege",)}, [("confidential_to", "not_yourself")]),
        (
            Decided.NEW_ACTION,
            {"owner_id": "liv", "due": date(2026, 12, 1)},
            [("owner_id", "unknown_reference")],
        ),
        (Decided.NEW_GOAL, {"pillar_id": "goal"}, [("pillar_id", "unknown_reference")]),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_told_and_nothing_is_half_saved(
    small_room, kind, values, problems
):
    with told(small_room, *problems):
        decide(small_room, kind, **values)


def test_a_date_of_a_goal_and_the_leaving_of_an_action_are_nothing(small_room):
    with told(small_room, ("action_ids", "required")):
        decide(small_room, Decided.NEW_DATE, about=item(small_room, "goal"), due=TODAY)
    with told(small_room, ("goal_ids", "required")):
        decide(small_room, Decided.RETIRED_GOAL, about=item(small_room, "dated"))


def test_nothing_is_decided_before_the_meeting_begins(small_room):
    with told(small_room, ("meeting_id", "meeting_not_begun")):
        decide(small_room, Decided.STATEMENT, meeting="coming", under=None)
    with refused(small_room, NotFoundError):
        decide(small_room, Decided.STATEMENT, meeting="nowhere", under=None)
    with refused(small_room, NotFoundError):
        decide(small_room, Decided.STATEMENT, under="nowhere")


@pytest.mark.parametrize("person", [OLA, RITA, PER], ids=lambda p: p.id)
def test_an_owner_a_representative_and_a_politician_decide_nothing(small_room, person):
    for kind, about in ((Decided.STATEMENT, None), (Decided.NEW_DATE, item(small_room, "dated"))):
        with refused(small_room, NotAllowedError):
            decide(small_room, kind, by=person, about=about, due=date(2027, 1, 1))


# --- what is confidential -----------------------------------------------------------------------


def test_what_is_decided_under_a_confidential_item_is_for_those_named(room):
    made = decide(
        room, Decided.NEW_ACTION, under="hush", owner_id="position", due=date(2026, 12, 1)
    )
    action = item(room, made.action_ids[0])

    assert made.confidential_to == action.confidential_to == ("liv", "ada")
    assert {entry.reason for entry in room.journal(limit=2)} == {""}
    seen = room.plan().seen_by("hege")
    assert seen.find(Decision, made.id) is None
    assert seen.find(Action, action.id) is None
    with refused(room, NotFoundError):
        decide(room, Decided.STATEMENT, by=HEGE, under="hush")


def test_fewer_can_be_named_than_under_the_item_never_more(small_room):
    fewer = decide(small_room, Decided.STATEMENT, under="hush", confidential_to=("liv", "hege"))
    assert fewer.confidential_to == ("liv",)


def test_a_confidential_decision_leaves_no_word_on_an_open_action(room):
    decide(
        room, Decided.NEW_DATE, about=item(room, "dated"), due=date(2027, 1, 1), under="hush",
        title="Fordi teknisk drift legges ned",
    )  # fmt: skip
    (moved,) = room.plan().postponements_of("dated")

    assert moved.reason == ""
    told_to_all = [str(e.after) + e.reason for e in room.journal(item_id="dated")]
    assert none("legges ned" in text for text in told_to_all)


def test_what_one_may_not_know_of_is_not_decided_about(small_room):
    hidden = item(small_room, "secret-action")
    with refused(small_room, NotFoundError):
        decide(small_room, Decided.NEW_DATE, by=HEGE, about=hidden, due=date(2027, 1, 1))
    with refused(small_room, NotFoundError):
        decide(small_room, Decided.RETIRED_GOAL, by=HEGE, about=item(small_room, "secret"))


# --- putting it right ---------------------------------------------------------------------------


def test_the_wording_is_put_right_and_nothing_else(room):
    made = decide(room, Decided.STATEMENT)
    better = decisions.correct(room, made, {"title": "Vi gjør det i mai"}, by=HEGE)
    assert (better.title, better.code) == ("Vi gjør det i mai", "1/2026")

    with told(room, ("action_ids", "not_here"), ("code", "not_here")):
        decisions.correct(room, better, {"code": "7/2026", "action_ids": ("dated",)}, by=HEGE)
    with refused(room, StaleEditError):
        decisions.correct(room, made, {"title": "Vi gjør det i juni"}, by=LIV)
    with refused(room, NotAllowedError):
        decisions.correct(room, better, {"title": "Nei"}, by=OLA)


def test_a_decision_is_corrected_by_another_and_by_the_history(room):
    decide(room, Decided.RETIRED_GOAL, about=item(room, "empty"))
    planning.bring_back(room, "empty", by=LIV)
    decide(room, Decided.STATEMENT, title="Målet beholdes likevel", goal_ids=("empty",))

    assert room.plan().find(Goal, "empty") is not None
    assert [d.title for d in room.plan().decisions] == ["Vi gjør det", "Målet beholdes likevel"]
