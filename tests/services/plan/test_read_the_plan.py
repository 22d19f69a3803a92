"""Everybody inside reads the plan with its figures: each what they may see, computed once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from strategy.domain.errors import NotAllowedError
from strategy.domain.figures.changes import ChangeKind
from strategy.domain.items import Measurement
from strategy.domain.meeting_items import MeetingState
from strategy.services import planning, reading
from strategy.services.follow_up import reporting_in as follow_up
from strategy.store.database import Database, open_database
from tests.builders import (
    ADA,
    CAST,
    HEGE,
    LIV,
    OLA,
    PER,
    RITA,
    a_goal,
    a_meeting,
    a_milestone,
    a_person,
    a_unit,
    an_action,
    an_organisation,
    one_of_everything,
    stock,
    today_here,
)
from tests.claims import every
from tests.services.fjordvik import LONG_AGO, TODAY, item, settle

THEN = date(2020, 6, 1)
"""After Fjordvik was settled, before anybody did anything."""


@pytest.fixture
def open_town(duck: Database) -> Database:
    """A plan nothing in which is kept from anybody."""
    stock(duck)
    return duck


def read(database: Database, by=HEGE, **given):
    return reading.moment(database, by=by, **{"today": TODAY, **given})


def ids(moment):
    return set(moment.plan.by_id) | {gone.id for gone in moment.plan.retired}


def test_hege_reads_the_plan_with_its_figures(town):
    seen = read(town)

    assert {goal.id for goal in seen.plan.goals} == {"goal"}
    assert {action.id for action in seen.plan.actions} == {"action", "theirs"}
    assert seen.assessment.actions.keys() == {"action", "theirs"}
    assert seen.assessment.today == TODAY


def test_liv_reads_what_only_she_may_know_of(town):
    seen = read(town, LIV)

    assert {goal.id for goal in seen.plan.goals} == {"goal", "secret"}
    assert seen.assessment.actions.keys() == {"action", "theirs", "secret-action", "under-secret"}


def test_a_politician_reads_nothing_of_the_working_plan(small_town):
    for person in (PER, ADA.model_copy(update={"retired": True})):
        with pytest.raises(NotAllowedError):
            read(small_town, person)
        with pytest.raises(NotAllowedError):
            reading.findings_of(read(small_town), by=person)
        with pytest.raises(NotAllowedError):
            reading.changes_since(small_town, THEN, by=person, today=TODAY)


# --- computed once --------------------------------------------------------------------------------


def test_a_plan_open_to_all_is_computed_once_for_all(open_town):
    first = read(open_town)

    assert every(read(open_town, person) is first for person in CAST if person is not PER)


def test_what_some_may_not_see_is_computed_once_for_all_who_see_the_same(small_town):
    for_hege, for_liv = read(small_town), read(small_town, LIV)

    assert read(small_town, RITA) is read(small_town, OLA) is for_hege
    assert read(small_town, LIV) is for_liv
    assert ids(for_hege) < ids(for_liv)


def test_two_people_named_in_different_matters_see_different_plans(duck):
    settle(duck, a_goal(id="other-secret", code="1.8", confidential_to=("hege",)))

    assert {g.id for g in read(duck, HEGE).plan.goals} == {"goal", "other-secret"}
    assert {g.id for g in read(duck, LIV).plan.goals} == {"goal", "secret"}
    assert {g.id for g in read(duck, OLA).plan.goals} == {"goal"}


def test_nothing_is_mixed_up_between_days_units_and_the_past(duck):
    settle(duck, a_unit(id="empty", code="200"))
    planning.change(duck, item(duck, "action"), {"title": "Nå"}, by=HEGE, today=TODAY)
    tomorrow = TODAY + timedelta(days=1)

    today = read(duck)
    assert read(duck, today=tomorrow).assessment.today == tomorrow
    assert read(duck, today=tomorrow) is not today
    assert read(duck, unit_id="empty").plan.actions == ()
    assert [a.id for a in read(duck, unit_id="unit").plan.actions] == ["action"]
    then = read(duck, as_of=THEN)
    assert then.assessment.today == THEN
    assert [a.title for a in then.plan.actions if a.id == "action"] == ["Lederutvikling for alle"]
    assert read(duck, as_of=THEN, unit_id="empty").plan.actions == ()
    assert read(duck) is today
    assert [a.title for a in today.plan.actions if a.id == "action"] == ["Nå"]


def test_a_change_is_seen_at_once(small_town):
    before = read(small_town)
    follow_up.check_in(small_town, "action", {"percent": 100}, by=OLA, today=TODAY)

    assert before.assessment.actions["action"].percent == 0.0
    assert read(small_town).assessment.actions["action"].percent == 1.0


def test_two_databases_are_never_mixed_up(open_town):
    with_other = open_database("duckdb:///:memory:")
    stock(with_other, an_organisation(name="Storevik kommune"))

    assert read(open_town).plan.organisation.name == "Fjordvik kommune"
    assert read(with_other).plan.organisation.name == "Storevik kommune"
    with_other.close()


def test_what_is_kept_is_bounded(small_town):
    first = read(small_town)
    for number in range(1, 101):
        read(small_town, today=TODAY + timedelta(days=number))

    assert len(reading._results) <= 64  # noqa: SLF001 - nothing else tells how much is kept
    again = read(small_town)
    assert again is not first
    assert again == first


def test_what_is_asked_for_often_is_kept(small_town):
    first = read(small_town)
    for number in range(1, 101):
        read(small_town, today=TODAY + timedelta(days=number))
        assert read(small_town) is first


def test_twenty_people_at_once_read_the_same(town):
    people = [HEGE, LIV] * 10
    with ThreadPoolExecutor(20) as pool:
        seen = list(pool.map(lambda person: read(town, person), people))

    assert len({id(moment) for moment in seen[::2]}) == 1
    assert len({id(moment) for moment in seen[1::2]}) == 1
    assert ids(seen[0]) < ids(seen[1])


def test_findings_are_of_the_plan_as_one_sees_it(small_town):
    for_hege = reading.findings_of(read(small_town), by=HEGE)
    for_liv = reading.findings_of(read(small_town, LIV), by=LIV)

    about = {"secret", "secret-action", "secret-figure", "under-secret"}
    assert {finding.item_id for finding in for_hege} & about == set()
    assert {finding.item_id for finding in for_liv} >= about
    assert reading.findings_of(read(small_town), by=HEGE) is for_hege


def test_findings_of_one_moment_are_never_those_of_another(small_town):
    for number in range(200):
        day = TODAY + timedelta(days=3 * number)
        moment = read(small_town, today=day)
        found = reading.findings_of(moment, by=HEGE)
        assert found == reading.findings(moment.plan, moment.assessment)


# --- looking back ---------------------------------------------------------------------------------


def test_what_is_confidential_now_is_not_seen_by_looking_back_either(town):
    for goal_id, code in (("late", "1.7"),):
        with town.change(by="liv", made_at=LONG_AGO) as change:
            change.add(a_goal(id=goal_id, code=code))
            action = an_action(id="late-action", code="T-7", goal_ids=(goal_id,))
            change.add(action)
            change.add(a_milestone(action, id="late-milestone"))
            change.add(a_milestone(action, id="late-retired").model_copy(update={"retired": True}))
    late = {"late", "late-action", "late-milestone", "late-retired"}
    assert ids(read(town, as_of=THEN)) >= late

    planning.change(town, item(town, "late"), {"confidential_to": ("liv",)}, by=LIV, today=TODAY)

    assert ids(read(town, as_of=THEN)) & late == set()
    assert read(town, as_of=THEN).assessment.goals.keys() == {"goal"}
    assert ids(read(town, LIV, as_of=THEN)) >= late


def test_what_was_confidential_then_is_not_seen_by_looking_back(town):
    planning.change(town, item(town, "secret"), {"confidential_to": ()}, by=LIV, today=TODAY)

    assert {g.id for g in read(town).plan.goals} == {"goal", "secret"}
    assert {g.id for g in read(town, as_of=THEN).plan.goals} == {"goal"}
    assert {g.id for g in read(town, LIV, as_of=THEN).plan.goals} == {"goal", "secret"}


def test_what_happened_since_a_day_is_told_as_one_sees_it(town):
    now = today_here() + timedelta(days=2)
    for action_id, by in (("action", OLA), ("secret-action", LIV)):
        follow_up.check_in(town, action_id, {}, by=by, today=now, state=follow_up.ActionState.DONE)

    def told(by, **given):
        changes = reading.changes_since(town, THEN, by=by, today=now, **given)
        return {c.item_id for c in changes if c.kind is ChangeKind.DONE}

    assert told(HEGE) == {"action"}
    assert told(LIV) == {"action", "secret-action"}
    assert told(HEGE, until=THEN) == set()
    assert told(HEGE, unit_id="unit") == {"action"}
    assert told(HEGE, unit_id="nowhere") == set()


# --- what one may not know of ---------------------------------------------------------------------


def test_everything_hidden_is_counted_with_its_parts(small_town):
    planning.retire(small_town, item(small_town, "secret-figure"), by=LIV)
    plan = small_town.plan()

    assert reading.hidden_from(plan, LIV) == frozenset()
    assert reading.hidden_from(plan, HEGE) == {
        "secret", "secret-action", "secret-milestone", "secret-proposal", "secret-check-in",
        "secret-involvement", "secret-figure", "secret-target", "secret-measurement",
        "under-secret",
    }  # fmt: skip


def test_in_an_open_plan_nothing_is_hidden(open_town):
    assert reading.hidden_from(open_town.plan(), RITA) == frozenset()
    assert any(isinstance(i, Measurement) for i in one_of_everything())


# --- days -----------------------------------------------------------------------------------------


def test_the_day_is_the_one_where_the_organisation_is(duck):
    stock(duck, an_organisation(time_zone="Pacific/Kiritimati"), ADA)
    in_the_east = reading.today_in(duck)
    planning.change(
        duck, duck.plan().organisation, {"time_zone": "Pacific/Pago_Pago"}, by=ADA, today=TODAY
    )
    in_the_west = reading.today_in(duck)

    # Their clocks are 25 hours apart.
    assert in_the_east - in_the_west in (timedelta(days=1), timedelta(days=2))


def test_the_last_meeting_is_the_latest_that_was_held_before_today(duck):
    days = (date(2026, 5, 4), date(2026, 6, 8), TODAY, date(2026, 8, 3))
    held = (a_meeting(on=day, state=MeetingState.HELD) for day in days)
    stock(duck, an_organisation(), *held, a_meeting(on=date(2026, 6, 29)))

    # The one planned for 29 June was never held.
    assert reading.last_meeting(duck.plan(), today=TODAY) == date(2026, 6, 8)
    assert reading.last_meeting(duck.plan(), today=date(2026, 5, 4)) is None


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 7, 1), date(2026, 4, 30)),
        (date(2026, 8, 31), date(2026, 4, 30)),
        (date(2026, 9, 1), date(2026, 8, 31)),
        (date(2026, 1, 1), date(2025, 12, 31)),
    ],
)
def test_the_last_reporting_day_is_the_end_of_the_last_tertial(duck, today, day):
    stock(duck, an_organisation())
    assert reading.last_reporting_day(duck.plan(), today=today) == day


def test_without_reporting_days_there_is_no_last_one(duck):
    stock(duck, an_organisation(reporting_days=()))
    assert reading.last_reporting_day(duck.plan(), today=TODAY) is None


@pytest.mark.parametrize(
    ("today", "before"),
    [
        (date(2026, 7, 1), date(2025, 7, 1)),
        (date(2028, 12, 31), date(2027, 12, 31)),
        (date(2028, 2, 29), date(2027, 2, 28)),
        (date(2029, 2, 28), date(2028, 2, 28)),
    ],
)
def test_a_year_ago_is_the_same_day_of_the_year_before(today, before):
    assert reading.a_year_ago(today) == before


def test_a_stranger_without_a_role_reads_nothing(small_town):
    with pytest.raises(NotAllowedError):
        read(small_town, a_person("nobody", "Ingen"))
