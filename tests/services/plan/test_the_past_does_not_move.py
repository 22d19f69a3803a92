"""A period that is over is counted against the strategy that was in force then."""

from dataclasses import replace
from datetime import date

import pytest

from strategy.domain.figures.changes import ChangeKind
from strategy.domain.figures.health_trend import new_from
from strategy.domain.follow_up.reporting import period_of, report_of
from strategy.domain.items import Action, ActionState, Goal, Indicator, StrategyStatus
from strategy.domain.strategies import in_force_on, new_since, of_strategy, reported_later
from strategy.services import planning, reading
from strategy.services.follow_up import reporting
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.follow_up.health_trend import health_trend
from tests.builders import (
    HEGE,
    LIV,
    a_check_in,
    a_measurement,
    a_strategy,
    an_action,
    an_indicator,
)
from tests.domain.plans import a_plan
from tests.services.fjordvik import TODAY, item
from tests.services.plan.drafting import COUNCIL, begin, drafted, take_over
from tests.services.plan.test_a_takeover_is_undone import undo

T1 = "period-2026-04-30"
T2 = "period-2026-08-31"


def counted(town, key=T1, today=TODAY):
    period = period_of(town.plan(), key, today=today)
    found = reporting.reported_in(town, period, by=LIV, today=today)
    lines = {line.item.code: line.reported for unit in found.units for line in unit.lines}
    return found.expected, found.reported, lines


def test_a_period_that_ended_before_the_takeover_reads_as_it_did(town):
    follow_up.check_in(town, "action", {"percent": 40}, by=LIV, today=TODAY)
    follow_up.check_in(
        town, "theirs", {"percent": 100}, state=ActionState.DONE, by=LIV, today=TODAY
    )
    before = counted(town)
    assert "T-2" in before[2]
    begin(town, {"goal": ["action"]})

    take_over(town)

    assert item(town, "theirs").id not in {action.id for action in town.plan().actions}
    assert counted(town) == before


def test_plan_health_is_not_compared_across_a_takeover(small_town):
    assert len(health_trend(small_town, by=LIV, today=TODAY)) == 13
    begin(small_town, {"goal": ["action"]})
    take_over(small_town)

    days = [point.day for point in health_trend(small_town, by=LIV, today=TODAY)]
    assert days == [date(2026, 6, 30), TODAY]
    assert new_from(small_town.plan(), TODAY) == COUNCIL["on"]


def test_what_is_reported_late_on_what_was_carried_over_still_counts(small_town):
    begin(small_town, {"goal": ["action"]})
    take_over(small_town)
    assert counted(small_town)[2]["T-1"] is False

    follow_up.check_in(small_town, "action", {"percent": 40}, by=LIV, today=TODAY)

    assert counted(small_town)[2]["T-1"] is True


def test_a_period_closed_after_the_takeover_is_counted_against_what_was_in_force_in_it(small_town):
    before = counted(small_town)
    begin(small_town, {"goal": ["action"]})
    take_over(small_town)

    reporting.close_period(small_town, T1, by=HEGE, today=TODAY)

    assert counted(small_town) == before


def test_the_period_that_runs_is_counted_against_the_new_strategy(small_town):
    begin(small_town, {"goal": ["action"]})
    take_over(small_town)

    assert "T-2" not in counted(small_town, T2)[2]


def test_after_a_takeover_is_undone_the_past_is_as_it_was_too(small_town):
    before = counted(small_town)
    begin(small_town, {"goal": ["action"]})
    take_over(small_town)

    undo(small_town)

    assert counted(small_town) == before


def test_nobody_is_asked_to_report_in_an_old_period_on_what_only_the_new_strategy_has(small_town):
    begin(small_town, {"goal": ["action"]})
    draft = drafted(small_town).strategy
    new = {"code": "1.7", "pillar_id": "pillar", "title": "Nytt", "strategy_id": draft.id}
    goal = planning.add(small_town, Goal, new, by=LIV)
    own = {"code": "T-60", "title": "Nytt tiltak", "goal_ids": (goal.id,), "owner_id": "position"}
    planning.add(small_town, Action, own, by=LIV)
    figure = {"code": "I-60", "title": "Ny", "goal_id": goal.id, "owner_id": "position"}
    planning.add(small_town, Indicator, figure, by=LIV)
    take_over(small_town)

    def asked(key):
        period = period_of(small_town.plan(), key, today=TODAY)
        units = report_of(small_town.plan(), period, today=TODAY).units
        return {line.item.code for unit in units for line in unit.lines}

    assert not {"T-60", "I-60"} & asked(T1)
    assert {"T-60", "I-60", "T-1"} <= asked(T2)
    assert "T-1" in asked(T1)


def test_since_the_last_meeting_says_that_the_strategy_is_new(small_town):
    """Fjordvik was told long ago; whatever is done now is done since then."""
    begin(small_town, {"goal": ["action"]})
    take_over(small_town)

    changes = reading.changes_since(small_town, date(2026, 1, 1), by=LIV, today=TODAY)

    told = [(c.kind, c.title) for c in changes]
    assert told[0] == (ChangeKind.NEW_STRATEGY, "Strategi 2030–2033")
    assert ChangeKind.NEW_GOAL not in {kind for kind, _ in told}
    assert ChangeKind.RETIRED not in {kind for kind, _ in told}


OLD = a_strategy(id="old", status=StrategyStatus.SUPERSEDED, superseded_on=date(2026, 1, 1))
OLDEST = a_strategy(id="oldest", status=StrategyStatus.SUPERSEDED, superseded_on=date(2022, 1, 1))
NOW = a_strategy(
    id="now", follows_id="old", status=StrategyStatus.ADOPTED, in_force_from=date(2026, 1, 1)
)


@pytest.mark.parametrize(
    ("day", "strategy"),
    [
        (date(2021, 12, 31), OLDEST),
        (date(2022, 1, 1), OLD),
        (date(2025, 12, 31), OLD),
        (date(2026, 1, 1), NOW),
    ],
)
def test_on_every_day_one_strategy_was_in_force(day, strategy):
    plan = replace(a_plan(NOW), strategies=(OLDEST, OLD, NOW))

    assert in_force_on(plan, day) == strategy
    assert (new_since(plan, day) is NOW) is (strategy is not NOW)


def test_a_plan_with_one_strategy_or_none_has_none_that_is_new():
    assert new_since(a_plan(), TODAY) is None
    assert new_since(a_plan(OLD), date(2020, 1, 1)) is None
    assert in_force_on(a_plan(), TODAY) is None


def test_what_is_reported_later_is_added_to_what_an_earlier_plan_held():
    kept, gone = an_action(id="kept"), an_action(id="gone", code="T-2")
    figure, other = an_indicator(id="figure"), an_indicator(id="other", code="I-2")
    said = a_check_in(gone, id="said")
    first = a_measurement(other, id="first")
    then = a_plan(kept, gone, figure, other, said, first)
    later = a_check_in(kept, id="later")
    measured = a_measurement(figure, id="measured")
    now = of_strategy(a_plan(kept, figure, later, measured))

    merged = reported_later(then, now)

    assert [c.id for c in merged.check_ins] == ["said", "later"]
    assert [m.id for m in merged.measurements] == ["first", "measured"]
