"""Whoever may sets goals, actions and indicators, and the rest of the plan."""

from datetime import date

import pytest

from strategy.domain.errors import NotAllowedError
from strategy.domain.items import (
    Action,
    ActionState,
    Adoption,
    CheckIn,
    Comparison,
    Goal,
    Indicator,
    Involvement,
    Measurement,
    Milestone,
    Organisation,
    Person,
    Pillar,
    Position,
    Postponement,
    Role,
    Strategy,
    Target,
    Unit,
)
from strategy.domain.meeting_items import Meeting
from strategy.services import planning, reading
from tests.builders import ADA, CAST, HEGE, LIV, OLA, PER, RITA
from tests.services.fjordvik import item, refused, told

A_GOAL = {"code": "1.2", "pillar_id": "pillar", "title": "Heltid som norm"}
AN_ACTION = {"code": "T-3", "title": "Kurs i heltid", "goal_ids": ("goal",)}
AN_INDICATOR = {"code": "I-3", "title": "Heltidsandel", "goal_id": "goal"}
INVOLVED = {"item_kind": "goal", "item_id": "goal", "party": "union_rep", "on": "2026-05-01"}


def test_hege_adds_a_goal_and_says_why(town):
    goal = planning.add(town, Goal, {**A_GOAL, "due": "2027-12-31"}, by=HEGE, reason="Vedtatt")

    assert item(town, goal.id) == goal
    assert (goal.code, goal.title, goal.due) == ("1.2", "Heltid som norm", date(2027, 12, 31))
    assert goal.version == 1
    newest = town.journal(limit=1)[0]
    assert (newest.by_id, newest.reason, newest.event) == ("hege", "Vedtatt", "added")


@pytest.mark.parametrize("due", [None, date(2026, 12, 31)])
def test_the_first_due_date_of_an_action_is_kept_as_the_original(small_town, due):
    action = planning.add(small_town, Action, {**AN_ACTION, "due": due}, by=HEGE)

    assert (action.due, action.original_due) == (due, due)


@pytest.mark.parametrize(
    ("values", "field", "rule"),
    [
        ({"title": ""}, "title", "required"),
        ({"title": None}, "title", "required"),
        ({"title": "x" * 301}, "title", "too_long"),
        ({"description": "x" * 100_000}, "description", "too_long"),
        ({"pillar_id": None}, "pillar_id", "required"),
        ({"pillar_id": "nowhere"}, "pillar_id", "unknown_reference"),
        ({"pillar_id": "goal"}, "pillar_id", "unknown_reference"),
        ({"owner_id": "ola"}, "owner_id", "unknown_reference"),
        ({"unit_id": "position"}, "unit_id", "unknown_reference"),
        ({"challenge_ids": ("goal",)}, "challenge_ids", "unknown_reference"),
        ({"plan_link_ids": ("x", "y")}, "plan_link_ids", "unknown_reference"),
        ({"confidential_to": ("hege", "nobody")}, "confidential_to", "unknown_reference"),
        ({"confidential_to": ("liv",)}, "confidential_to", "not_yourself"),
        ({"due": "31. februar"}, "due", "not_a_date"),
        ({"due": "2026-05-01T12:00"}, "due", "not_a_date"),
        ({"due_precision": "century"}, "due_precision", "invalid"),
        ({"un_goals": (18,)}, "un_goals", "out_of_range"),
        ({"title": "\ud800"}, "title", "invalid"),
        ({"code": "1.1"}, "code", "code_taken"),
        ({"code": "1.9"}, "code", "code_in_use"),
        ({"colour": "red"}, "colour", "invalid"),
        ({"id": "goal"}, "id", "not_here"),
        ({"version": 7}, "version", "not_here"),
        ({"retired": True}, "retired", "not_here"),
    ],
)
def test_hege_is_told_what_is_wrong_with_a_goal(small_town, values, field, rule):
    with told(small_town, (field, rule)):
        planning.add(small_town, Goal, {**A_GOAL, **values}, by=HEGE)


@pytest.mark.parametrize(
    ("values", "field", "rule"),
    [
        ({"start": "2026-05-01", "due": "2026-04-30"}, "due", "before_start"),
        ({"budget_nok": "mye"}, "budget_nok", "not_a_number"),
        ({"budget_nok": 1.5}, "budget_nok", "not_whole"),
        ({"budget_nok": -1}, "budget_nok", "out_of_range"),
        ({"budget_nok": 10**30}, "budget_nok", "out_of_range"),
        ({"budget_nok": "9" * 5000}, "budget_nok", "out_of_range"),
        ({"goal_ids": ("pillar",)}, "goal_ids", "unknown_reference"),
        ({"goal_ids": ("goal", "secret")}, "goal_ids", "unknown_reference"),
        ({"contributor_ids": ("ola",)}, "contributor_ids", "unknown_reference"),
        ({"state": ActionState.DONE}, "state", "not_here"),
        ({"closed_on": "2026-01-01"}, "closed_on", "not_here"),
        ({"original_due": "2024-01-01"}, "original_due", "not_here"),
    ],
)
def test_hege_is_told_what_is_wrong_with_an_action(small_town, values, field, rule):
    with told(small_town, (field, rule)):
        planning.add(small_town, Action, {**AN_ACTION, **values}, by=HEGE)


def test_every_problem_is_told_at_once(small_town):
    with told(small_town, ("code", "code_taken"), ("pillar_id", "unknown_reference")):
        planning.add(small_town, Goal, {**A_GOAL, "code": "1.1", "pillar_id": "x"}, by=HEGE)


def test_whoever_has_a_code_is_named_but_not_what_is_hidden(small_town):
    for code, details in (
        ("1.1", {"code": "1.1", "title": "Vi prøver ut nye løsninger"}),
        ("1.9", {"code": "1.9"}),
    ):
        with refused(small_town, planning.InvalidInputError) as caught:
            planning.add(small_town, Goal, {**A_GOAL, "code": code}, by=HEGE)
        assert caught.value.problems[0].details == details


def test_nothing_is_hung_on_what_hege_does_not_know_of(small_town):
    for kind, values, field in (
        (Indicator, {**AN_INDICATOR, "goal_id": "secret"}, "goal_id"),
        (Target, {"indicator_id": "secret-figure", "text": "6"}, "indicator_id"),
        (Milestone, {"action_id": "secret-action", "title": "Vedtak"}, "action_id"),
        (Milestone, {"action_id": "under-secret", "title": "Vedtak"}, "action_id"),
        (Involvement, {**INVOLVED, "item_id": "secret"}, "item_id"),
    ):
        with told(small_town, (field, "unknown_reference")):
            planning.add(small_town, kind, values, by=HEGE)


def test_liv_hangs_things_on_what_only_she_knows_of(small_town):
    milestone = {"action_id": "secret-action", "title": "Vedtak"}
    stored = planning.add(small_town, Milestone, milestone, by=LIV)

    assert item(small_town, stored.id) == stored


def test_an_involvement_is_of_what_it_says_it_is_of(small_town):
    with told(small_town, ("item_id", "unknown_reference")):
        planning.add(small_town, Involvement, {**INVOLVED, "item_kind": "action"}, by=HEGE)


def test_somebody_who_has_left_gets_no_position(small_town):
    left = planning.add(small_town, Person, {"name": "Nils Nes"}, by=ADA)
    planning.retire(small_town, left, by=ADA)
    erased = planning.add(small_town, Person, {"erased": True}, by=ADA)

    for person in (left, erased):
        with told(small_town, ("holder_id", "unknown_reference")):
            planning.add(small_town, Position, {"title": "Rektor", "holder_id": person.id}, by=ADA)


def test_a_person_has_a_name(small_town):
    with told(small_town, ("name", "required")):
        planning.add(small_town, Person, {"name": "  "}, by=ADA)


def test_there_is_one_organisation_and_it_stays_no_demo(small_town):
    with told(small_town, ("id", "already_started")):
        planning.add(small_town, Organisation, {"name": "Storevik"}, by=ADA)
    with told(small_town, ("demo", "not_here")):
        planning.add(small_town, Organisation, {"name": "Storevik", "demo": True}, by=ADA)


def test_an_organisation_nobody_has_named_yet_is_added(duck):
    planning.add(duck, Organisation, {"name": "Storevik kommune"}, by=ADA)

    assert duck.plan().organisation.name == "Storevik kommune"


def test_an_indicator_comes_with_its_first_target(town):
    target = {"text": "minst 60 %", "comparison": "at_least", "low": 60.0}
    indicator = planning.add_indicator(town, AN_INDICATOR, target=target, by=HEGE)

    assert item(town, indicator.id) == indicator
    (stored,) = town.plan().targets_of(indicator.id)
    assert (stored.low, stored.comparison) == (60.0, Comparison.AT_LEAST)


def test_an_indicator_comes_without_a_target_too(small_town):
    indicator = planning.add_indicator(small_town, AN_INDICATOR, target=None, by=HEGE)

    assert small_town.plan().targets_of(indicator.id) == ()


def test_without_a_sound_target_there_is_no_indicator_either(town):
    with told(town, ("low", "not_a_number")):
        planning.add_indicator(town, AN_INDICATOR, target={"low": "seksti"}, by=HEGE)
    with told(town, ("goal_id", "unknown_reference")):
        planning.add_indicator(town, {**AN_INDICATOR, "goal_id": "secret"}, target=None, by=HEGE)


PLANNERS = {"ada", "liv", "hege"}
DECIDERS = {"ada", "liv"}
INSIDE = {"ada", "liv", "hege", "ola", "rita"}
MAY_ADD = [
    (Strategy, {"title": "Ny strategi"}, DECIDERS),
    (Pillar, {"code": "2", "title": "Å lede"}, DECIDERS),
    (Adoption, {"body": "Kommunestyret"}, DECIDERS),
    (Goal, A_GOAL, PLANNERS),
    (Indicator, AN_INDICATOR, PLANNERS),
    (Target, {"indicator_id": "indicator", "text": "6"}, PLANNERS),
    (Action, AN_ACTION, PLANNERS),
    (Milestone, {"action_id": "action", "title": "Oppstart"}, PLANNERS),
    (Meeting, {"title": "Ledermøte", "on": "2026-08-01"}, PLANNERS),
    (Involvement, INVOLVED, INSIDE),
    (Unit, {"code": "200", "title": "Helse"}, {"ada"}),
    (Position, {"title": "Rektor"}, {"ada"}),
    (Person, {"name": "Nils Nes"}, {"ada"}),
]


@pytest.mark.parametrize("person", CAST, ids=lambda person: person.id)
@pytest.mark.parametrize(
    ("kind", "values", "allowed"), MAY_ADD, ids=lambda v: getattr(v, "__name__", "")
)
def test_each_role_adds_what_it_may_and_nothing_else(small_town, person, kind, values, allowed):
    if person.id in allowed:
        stored = planning.add(small_town, kind, values, by=person)
        assert [entry.item_id for entry in small_town.journal(limit=1)] == [stored.id]
        return
    with refused(small_town, NotAllowedError):
        planning.add(small_town, kind, values, by=person)


@pytest.mark.parametrize("person", [OLA, RITA, PER], ids=lambda person: person.id)
def test_an_indicator_with_its_target_is_for_planners_too(small_town, person):
    with refused(small_town, NotAllowedError):
        planning.add_indicator(small_town, AN_INDICATOR, target=None, by=person)


@pytest.mark.parametrize("kind", [CheckIn, Measurement, Postponement])
def test_what_people_report_is_not_added_as_a_part_of_the_plan(small_town, kind):
    with refused(small_town, NotAllowedError):
        planning.add(small_town, kind, {}, by=ADA)


def test_somebody_who_has_left_does_nothing(small_town):
    gone = HEGE.model_copy(update={"retired": True})
    with refused(small_town, NotAllowedError):
        planning.add(small_town, Goal, A_GOAL, by=gone)


def test_the_next_code_is_the_first_nobody_has_or_had(small_town):
    planning.retire(small_town, item(small_town, "theirs"), by=HEGE)
    plan = small_town.plan()

    assert planning.next_code(plan, Action) == "T-001"
    assert planning.next_code(plan, Indicator) == "I-01"
    assert planning.next_code(plan, Goal, under="1") == "1.2"
    assert planning.next_code(plan, Pillar) == "2"


def test_two_actions_in_a_row_get_codes_in_a_row(small_town):
    first = planning.next_code(small_town.plan(), Action)
    planning.add(small_town, Action, {**AN_ACTION, "code": first}, by=HEGE)

    assert (first, planning.next_code(small_town.plan(), Action)) == ("T-001", "T-002")


def test_a_new_item_does_not_get_the_code_of_one_that_is_kept_from_its_author(small_town):
    secret = {**AN_ACTION, "code": "T-001", "confidential_to": (LIV.id,)}
    planning.add(small_town, Action, secret, by=LIV)

    assert planning.free_code(small_town, Action, by=HEGE) == "T-002"
    with refused(small_town, NotAllowedError):
        planning.free_code(small_town, Action, by=RITA)


def test_what_is_shown_before_it_is_known_who_asks_lacks_what_is_for_few(small_town):
    secret = {**AN_ACTION, "code": "T-001", "confidential_to": (LIV.id,)}
    kept = planning.add(small_town, Action, secret, by=LIV)

    shown = reading.open_plan(small_town)
    assert small_town.plan().find(Action, kept.id) is not None
    assert shown.find(Action, kept.id) is None
    assert (shown.people, shown.units) == (small_town.plan().people, small_town.plan().units)


def test_a_unit_is_not_below_itself(small_town):
    below = {"code": "110", "title": "Skole", "parent_id": "unit"}
    school = planning.add(small_town, Unit, below, by=ADA)

    for parent in (school.id, "unit"):
        with told(small_town, ("parent_id", "below_itself")):
            planning.change(small_town, item(small_town, "unit"), {"parent_id": parent}, by=ADA)


def test_a_role_of_a_new_person_is_one_there_is(small_town):
    with told(small_town, ("roles", "invalid")):
        planning.add(small_town, Person, {"name": "Nils", "roles": ("king",)}, by=ADA)
    nils = planning.add(small_town, Person, {"name": "Nils", "roles": [Role.HR]}, by=ADA)
    assert nils.roles == (Role.HR,)


def test_a_target_that_asks_for_the_opposite_of_the_direction_is_refused(small_town):
    below = {"comparison": "below", "high": 8, "text": "under 8 %"}
    with told(small_town, ("direction", "against_direction")):
        planning.add_indicator(
            small_town, {**AN_INDICATOR, "direction": "up"}, target=below, by=HEGE
        )
    indicator = planning.add_indicator(
        small_town, {**AN_INDICATOR, "direction": "down"}, target=below, by=HEGE
    )
    with told(small_town, ("text", "against_direction")):
        planning.add_targets(
            small_town, indicator, [{"comparison": "at_least", "low": 80}], by=HEGE
        )
    with told(small_town, ("direction", "against_direction")):
        planning.change(small_town, indicator, {"direction": "up"}, by=HEGE)
    (target,) = planning.add_targets(
        small_town, indicator, [{"comparison": "below", "high": 6}], by=HEGE
    )
    assert target.id in {one.id for one in small_town.plan().targets_of(indicator.id)}


def test_a_number_given_as_text_that_reads_two_ways_is_refused(small_town):
    with told(small_town, ("baseline", "reads_two_ways")):
        planning.add_indicator(
            small_town, {**AN_INDICATOR, "baseline": "1.200"}, target=None, by=HEGE
        )
