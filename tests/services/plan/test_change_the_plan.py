"""Whoever may changes what stands in the plan; what is stored decides, not what is handed over."""

from datetime import date

import pytest

from strategy.domain.errors import NotAllowedError, NotFoundError
from strategy.domain.items import (
    Action,
    ActionState,
    Outcome,
    Precision,
    Role,
)
from strategy.services import planning
from strategy.services.follow_up import reporting_in as follow_up
from strategy.store.database import Database
from tests.builders import (
    ADA,
    CAST,
    HEGE,
    LIV,
    a_check_in,
    a_goal,
    a_measurement,
    a_postponement,
    an_action,
    an_involvement,
)
from tests.services.fjordvik import FIGURE, HIDDEN, OPEN, TODAY, item, refused, settle, told

LATER = date(2027, 3, 31)
STILL_LATER = date(2027, 6, 30)


def change(database: Database, item_id: str, values, *, by=HEGE, **given):
    return planning.change(
        database, item(database, item_id), values, by=by, **{"today": TODAY, **given}
    )


def test_hege_changes_a_goal_and_says_why(town):
    goal = change(town, "goal", {"title": "Heltid som norm"}, reason="Etter møtet")

    assert item(town, "goal") == goal
    assert (goal.title, goal.version) == ("Heltid som norm", 2)
    newest = town.journal(limit=1)[0]
    assert (newest.by_id, newest.reason, newest.event) == ("hege", "Etter møtet", "changed")


def test_a_change_that_changes_nothing_leaves_no_trace(town):
    change(town, "goal", {"title": "Vi prøver ut nye løsninger"})

    assert town.revision() == 1


def test_the_values_a_form_shows_may_come_back_as_they_were(small_town):
    action = change(small_town, "action", {**OPEN.model_dump(), "version": 1, "title": "Kurs"})

    assert (action.title, action.version, action.original_due) == ("Kurs", 2, OPEN.original_due)


@pytest.mark.parametrize(
    ("values", "field", "rule"),
    [
        ({"title": " "}, "title", "required"),
        ({"code": "T-2"}, "code", "code_taken"),
        ({"goal_ids": ("secret",)}, "goal_ids", "unknown_reference"),
        ({"owner_id": "ola"}, "owner_id", "unknown_reference"),
        ({"confidential_to": ("liv",)}, "confidential_to", "not_yourself"),
        ({"start": "2027-01-01"}, "due", "before_start"),
        ({"state": "done"}, "state", "not_here"),
        ({"closed_on": "2026-01-01"}, "closed_on", "not_here"),
        ({"original_due": "2020-01-01"}, "original_due", "not_here"),
        ({"id": "theirs"}, "id", "not_here"),
        ({"version": 99}, "version", "not_here"),
        ({"retired": True}, "retired", "not_here"),
    ],
)
def test_hege_is_told_what_is_wrong_with_a_change(small_town, values, field, rule):
    with told(small_town, (field, rule)):
        change(small_town, "action", values)


def test_a_reason_longer_than_anybody_reads_is_refused(small_town):
    for given in ({"title": "Kurs"}, {}):
        with told(small_town, ("reason", "too_long")):
            change(small_town, "action", given, reason="x" * 100_000)


@pytest.mark.parametrize("person", CAST, ids=lambda person: person.id)
@pytest.mark.parametrize(
    ("item_id", "values", "allowed"),
    [
        ("strategy", {"title": "Ny"}, {"ada", "liv"}),
        ("pillar", {"title": "Ny"}, {"ada", "liv"}),
        ("goal", {"title": "Ny"}, {"ada", "liv", "hege"}),
        ("indicator", {"title": "Ny"}, {"ada", "liv", "hege"}),
        ("action", {"title": "Ny"}, {"ada", "liv", "hege"}),
        ("milestone", {"title": "Ny"}, {"ada", "liv", "hege"}),
        ("involvement", {"how": "Drøftet"}, {"ada", "liv", "hege"}),
        ("organisation", {"name": "Ny"}, {"ada"}),
        ("unit", {"title": "Ny"}, {"ada"}),
        ("position", {"title": "Ny"}, {"ada"}),
        ("rita", {"name": "Ny"}, {"ada"}),
    ],
)
def test_each_role_changes_what_it_may_and_nothing_else(duck, person, item_id, values, allowed):
    settle(duck, an_involvement(OPEN, id="involvement"))
    if person.id in allowed:
        assert change(duck, item_id, values, by=person).version == 2
        assert item(duck, item_id).model_dump().items() >= values.items()
        return
    with refused(duck, NotAllowedError):
        change(duck, item_id, values, by=person)


@pytest.mark.parametrize(
    "reported",
    [a_check_in(OPEN, id="r"), a_measurement(FIGURE, id="r"), a_postponement(OPEN, id="r")],
)
def test_what_people_report_is_not_changed_as_a_part_of_the_plan(duck, reported):
    settle(duck, reported)
    for act in (
        lambda: change(duck, "r", {}, by=ADA),
        lambda: planning.retire(duck, item(duck, "r"), by=ADA),
        lambda: planning.bring_back_version(duck, item(duck, "r"), {}, by=ADA),
    ):
        with refused(duck, NotAllowedError):
            act()


# --- what is handed over is not believed ----------------------------------------------------------


def test_what_is_handed_over_only_tells_which_item_is_meant(small_town):
    forged = OPEN.model_copy(update={"version": 1, "title": "Noe annet", "original_due": None})
    planning.change(small_town, forged, {"description": "Kort"}, by=HEGE, today=TODAY)

    action = item(small_town, "action")
    assert (action.title, action.description) == ("Lederutvikling for alle", "Kort")
    assert action.original_due == date(2026, 12, 31)


def test_forging_what_is_kept_changes_nothing(small_town):
    forged = OPEN.model_copy(update={"version": 1, "original_due": LATER})
    values = {"original_due": LATER, "title": "Kurs"}
    planning.change(small_town, forged, values, by=HEGE, today=TODAY)

    assert item(small_town, "action").original_due == date(2026, 12, 31)


@pytest.mark.parametrize(
    "forged",
    [
        an_action(id="nowhere", version=1),
        a_goal(id="action", version=1),
        an_action(id="goal", version=1),
        an_action(id="secret-action", version=1),
        an_action(id="under-secret", version=1),
        a_goal(id="secret", version=1),
        a_goal(id="secret", version=1, confidential_to=("hege",)),
    ],
    ids=lambda forged: f"{type(forged).__name__} {forged.id}",
)
def test_what_hege_may_not_know_of_is_as_absent_as_what_is_not_there(small_town, forged):
    for act in (
        lambda: planning.change(small_town, forged, {"title": "Ny"}, by=HEGE),
        lambda: planning.retire(small_town, forged, by=HEGE),
        lambda: planning.bring_back_version(small_town, forged, {"title": "Ny"}, by=HEGE),
    ):
        with refused(small_town, NotFoundError):
            act()


def test_an_action_keeps_the_goal_hege_cannot_see(duck):
    settle(duck, an_action(id="both", code="T-5", goal_ids=("secret", "goal")))
    seen = duck.plan().seen_by(HEGE.id).find(Action, "both")
    assert seen.goal_ids == ("goal",)

    planning.change(duck, seen, {"goal_ids": ("goal",)}, by=HEGE, today=TODAY)
    assert set(item(duck, "both").goal_ids) == {"goal", "secret"}
    planning.change(duck, item(duck, "both"), {"title": "Kurs"}, by=HEGE, today=TODAY)
    assert set(item(duck, "both").goal_ids) == {"goal", "secret"}
    planning.change(duck, item(duck, "both"), {"goal_ids": ()}, by=LIV, today=TODAY)
    assert item(duck, "both").goal_ids == ()


def test_what_already_led_nowhere_is_no_reason_to_refuse_the_rest(duck):
    settle(duck, a_goal(id="old", code="1.2", owner_id="gone"))

    assert change(duck, "old", {"title": "Ny"}).title == "Ny"
    with told(duck, ("owner_id", "unknown_reference")):
        change(duck, "old", {"owner_id": "gone too"})


# --- the last administrator -----------------------------------------------------------------------


def test_the_last_administrator_keeps_the_role(small_town):
    for values in ({"roles": (Role.LEADER,)}, {"erased": True, "name": ""}):
        with told(small_town, ("roles", "last_administrator")):
            change(small_town, "ada", values, by=ADA)


def test_with_another_administrator_ada_may_go_on_to_something_else(small_town):
    change(small_town, "hege", {"roles": (Role.HR, Role.ADMINISTRATOR)}, by=ADA)

    assert change(small_town, "ada", {"roles": (Role.LEADER,)}, by=ADA).roles == (Role.LEADER,)


# --- a due date moved by an edit ------------------------------------------------------------------


def moves(database: Database, action_id: str = "action"):
    found = sorted(database.plan().postponements_of(action_id), key=lambda p: p.proposed_due)
    return [
        (p.from_due, p.proposed_due, p.outcome, p.reason, p.proposed_by, p.decided_by, p.decided_on)
        for p in found
    ]


def test_a_due_date_hege_moves_later_counts_as_a_postponement(town):
    action = change(town, "action", {"due": LATER}, reason="Venter på lokaler")

    assert (action.due, action.original_due) == (LATER, date(2026, 12, 31))
    approved = (Outcome.APPROVED, "Venter på lokaler", "hege", "hege", TODAY)
    assert moves(town) == [(date(2026, 12, 31), LATER, *approved)]
    assert {e.kind for e in town.journal(limit=2)} == {"action", "postponement"}
    assert town.revision() == 2


def test_each_move_counts_and_the_original_date_stays(small_town):
    change(small_town, "action", {"due": LATER})
    action = change(small_town, "action", {"due": STILL_LATER})

    assert action.original_due == date(2026, 12, 31)
    assert [(before, after) for before, after, *_ in moves(small_town)] == [
        (date(2026, 12, 31), LATER),
        (LATER, STILL_LATER),
    ]


def test_a_due_date_that_is_taken_away_and_comes_back_later_has_moved(small_town):
    change(small_town, "action", {"due": None})
    assert moves(small_town) == []
    change(small_town, "action", {"due": date(2026, 12, 31)})
    assert moves(small_town) == []
    change(small_town, "action", {"due": None})
    change(small_town, "action", {"due": LATER})
    assert [(before, after) for before, after, *_ in moves(small_town)] == [
        (date(2026, 12, 31), LATER)
    ]


def test_a_due_date_moved_earlier_or_told_less_exactly_does_not_count(small_town):
    change(small_town, "action", {"due": date(2026, 10, 1)})
    change(small_town, "action", {"due_precision": Precision.YEAR})

    assert moves(small_town) == []


def test_a_first_due_date_is_the_original_one(duck):
    settle(duck, an_action(id="new", code="T-5", due=None, original_due=None))
    action = change(duck, "new", {"due": LATER})

    assert (action.original_due, moves(duck, "new")) == (LATER, [])


def test_a_date_imported_without_an_original_becomes_the_original_before_it_moves(duck):
    settle(duck, an_action(id="new", code="T-5", original_due=None))
    action = change(duck, "new", {"due": LATER})

    assert action.original_due == date(2026, 12, 31)
    assert len(moves(duck, "new")) == 1


def test_without_a_day_given_it_is_the_day_where_the_organisation_is(small_town):
    change(small_town, "action", {"due": LATER}, today=None)

    (moved,) = small_town.plan().postponements_of("action")
    assert moved.decided_on == planning.today_in(small_town)


# --- an earlier version comes back ----------------------------------------------------------------


def bring_back(database: Database, item_id: str, earlier, *, by=HEGE):
    return planning.bring_back_version(
        database, item(database, item_id), earlier, by=by, reason="Angret", today=TODAY
    )


def test_hege_gives_a_goal_back_what_it_said_before(town):
    change(town, "goal", {"title": "Feil", "un_goals": (3,), "due": LATER})
    goal = bring_back(town, "goal", town.journal(limit=1)[0].before)

    assert (goal.title, goal.un_goals, goal.due) == ("Vi prøver ut nye løsninger", (), None)
    assert goal.version == 3
    assert town.journal(limit=1)[0].reason == "Angret"


def test_an_action_that_was_open_before_is_open_again(town):
    follow_up.check_in(town, "action", {}, by=HEGE, today=TODAY, state=ActionState.DONE)
    action = bring_back(town, "action", town.journal(limit=1)[0].before)

    assert (action.state, action.closed_on) == (ActionState.OPEN, None)


def test_who_may_see_an_item_and_its_first_date_stay_as_they_are(small_town):
    earlier = {
        **HIDDEN.model_dump(),
        "title": "Før",
        "confidential_to": [],
        "original_due": "2020-01-01",
        "id": "other",
        "version": 9,
        "retired": True,
        "colour": "red",
    }
    action = bring_back(small_town, "secret-action", earlier, by=LIV)

    assert (action.id, action.title, action.version) == ("secret-action", "Før", 2)
    assert action.confidential_to == ("liv",)
    assert (action.original_due, action.retired) == (date(2026, 12, 31), False)


def test_a_version_that_names_what_is_gone_is_refused_naming_the_field(small_town):
    earlier = {"owner_id": "gone", "pillar_id": "gone", "code": "1.9"}
    with told(
        small_town,
        ("code", "code_in_use"),
        ("pillar_id", "unknown_reference"),
        ("owner_id", "unknown_reference"),
    ):
        bring_back(small_town, "goal", earlier)


def test_a_later_date_that_comes_back_counts_as_a_postponement(small_town):
    bring_back(small_town, "action", {"due": "2027-03-31"})

    assert [(after, reason) for _, after, _, reason, *_ in moves(small_town)] == [(LATER, "Angret")]


@pytest.mark.parametrize("person", CAST, ids=lambda person: person.id)
def test_only_planners_bring_an_earlier_version_back(small_town, person):
    if person.id in {"ada", "liv", "hege"}:
        assert bring_back(small_town, "goal", {"title": "Før"}, by=person).title == "Før"
        return
    with refused(small_town, NotAllowedError):
        bring_back(small_town, "goal", {"title": "Før"}, by=person)
