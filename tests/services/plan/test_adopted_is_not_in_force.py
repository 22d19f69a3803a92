"""A strategy is adopted before its period begins, and takes over by itself on its first day."""

import threading
from datetime import date, datetime, time, timedelta

from strategy.domain.errors import NotAllowedError
from strategy.domain.figures.assessment import assess
from strategy.domain.items import Goal, Strategy, StrategyStatus
from strategy.domain.since_adopted import Amended
from strategy.domain.strategies import in_preparation
from strategy.services import planning, reading
from strategy.services.plan import drafts, in_force, strategies
from strategy.services.plan.history import entries
from tests.builders import HEGE, LIV
from tests.services.fjordvik import TODAY, refused, told
from tests.services.plan.drafting import (
    COUNCIL,
    NEXT,
    adopt_ahead,
    begin,
    drafted,
    take_over,
    titles,
)

FIRST_DAY = NEXT["period_from"]


def on(town, day):
    """The program runs on every day until this one, and lets in what is due."""
    noon = datetime.combine(day, time(12))
    town.upkeep.believe(noon)
    return in_force.enter_if_due(town, now=noon)


def test_a_strategy_adopted_years_ahead_leaves_the_running_one_in_force(town):
    running, figures = town.plan().strategy, assess(town.plan(), TODAY)
    begin(town, {"goal": ["action"]})

    adopted = adopt_ahead(town)

    assert (adopted.status, adopted.in_force_from) == (StrategyStatus.UPCOMING, FIRST_DAY)
    assert (adopted.adopted_on, adopted.adopted_revision) == (COUNCIL["on"], town.revision())
    plan = town.plan()
    assert plan.strategy == running
    assert assess(plan, TODAY) == figures
    assert plan.adoptions == ()
    assert [step.at_revision for step in drafted(town).adoptions] == [town.revision()]
    assert town.orphans() == ()
    assert town.plan(revision=town.revision()) == plan


def test_it_takes_over_by_itself_on_its_first_day_and_not_the_day_before(town):
    begin(town, {"goal": ["action"]})
    adopted = adopt_ahead(town)
    before = town.revision()

    assert on(town, FIRST_DAY - timedelta(days=1)) is None
    assert town.revision() == before
    entered = on(town, FIRST_DAY)

    plan = town.plan()
    assert plan.strategy == entered
    assert (entered.id, entered.status) == (adopted.id, StrategyStatus.ADOPTED)
    assert (entered.adopted_on, entered.adopted_revision) == (COUNCIL["on"], before)
    old = plan.find(Strategy, "strategy")
    assert (old.status, old.superseded_on) == (StrategyStatus.SUPERSEDED, FIRST_DAY)
    assert titles(plan.goals) == ["Vi prøver ut nye løsninger"]
    assert [step.body for step in plan.adoptions] == ["Kommunestyret"]
    assert on(town, FIRST_DAY) is None
    assert {e.by_id for e in entries(town, by=LIV, item_id=adopted.id, limit=1)} == {"calendar"}
    assert town.orphans() == ()
    assert town.plan(revision=town.revision()) == plan


def test_when_nobody_looked_on_its_first_day_it_takes_over_later_and_counts_from_that_day(
    small_town,
):
    begin(small_town)
    adopt_ahead(small_town)

    on(small_town, FIRST_DAY + timedelta(days=40))

    assert small_town.plan().find(Strategy, "strategy").superseded_on == FIRST_DAY


def test_a_clock_that_leaps_lets_no_strategy_in(small_town):
    begin(small_town)
    adopt_ahead(small_town)
    small_town.upkeep.look(datetime.combine(TODAY, time(12)))

    entered = in_force.enter_if_due(small_town, now=datetime.combine(FIRST_DAY, time(12)))

    assert entered is None
    assert small_town.plan().strategy.id == "strategy"


def test_two_programs_that_look_on_the_first_day_let_it_in_once(small_town):
    begin(small_town)
    adopt_ahead(small_town)
    noon = datetime.combine(FIRST_DAY, time(12))
    small_town.upkeep.believe(noon)
    before, found = small_town.revision(), []
    together = threading.Barrier(2)

    def look():
        together.wait()
        found.append(in_force.enter_if_due(small_town, now=noon))

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(entered is None for entered in found) == [False, True]
    assert small_town.revision() == before + 1


def test_a_strategy_recorded_late_takes_over_at_once_and_counts_from_the_day_given(small_town):
    begin(small_town)

    adopted = take_over(small_town, in_force_from=date(2026, 6, 25))

    assert adopted.status is StrategyStatus.ADOPTED
    assert small_town.plan().strategy == adopted
    assert small_town.plan().find(Strategy, "strategy").superseded_on == date(2026, 6, 25)


def test_a_strategy_is_not_in_force_before_it_is_adopted_or_from_no_day_at_all(small_town):
    begin(small_town)

    with told(small_town, ("in_force_from", "before_adopted")):
        adopt_ahead(small_town, in_force_from=date(2026, 6, 18))
    with told(small_town, ("in_force_from", "not_a_date")):
        adopt_ahead(small_town, in_force_from="neste år")


def test_the_day_it_comes_into_force_is_not_for_anybody_to_fill_in(small_town):
    draft = begin(small_town)

    with told(small_town, ("in_force_from", "not_here")):
        planning.change(small_town, draft, {"in_force_from": TODAY}, by=LIV)


def test_an_adopted_strategy_is_not_discarded_and_no_other_is_begun_beside_it(small_town):
    begin(small_town)
    adopted = adopt_ahead(small_town)

    with told(small_town, ("strategy", "adopted_not_discarded")):
        strategies.discard(small_town, adopted, by=LIV)
    with told(small_town, ("strategy", "already_preparing")):
        begin(small_town, period_from=date(2034, 1, 1))
    with refused(small_town, NotAllowedError):
        strategies.adopt(small_town, adopted, COUNCIL, by=HEGE, today=TODAY)


def test_an_adopted_strategy_can_be_adopted_as_revised_with_another_first_day(small_town):
    begin(small_town)
    adopt_ahead(small_town)

    revised = adopt_ahead(small_town, case_number="KS 90/26", in_force_from=date(2030, 2, 1))

    assert (revised.status, revised.in_force_from) == (StrategyStatus.UPCOMING, date(2030, 2, 1))
    assert len(drafted(small_town).adoptions) == 2


def test_a_running_strategy_adopted_again_was_in_force_all_the_time(small_town):
    begin(small_town)
    first = take_over(small_town)

    again = strategies.adopt(
        small_town,
        small_town.plan().strategy,
        {"body": "Kommunestyret", "on": date(2026, 6, 30)},
        by=LIV,
        today=TODAY,
    )

    assert (again.adopted_on, again.first_day) == (date(2026, 6, 30), first.in_force_from)


def test_changes_after_an_adoption_ahead_are_shown_against_what_was_adopted(small_town):
    draft = begin(small_town, {"goal": []})
    pillar = small_town.plan().pillars[0]
    drafts.change_ground(small_town, draft, pillar, {"title": "Å tørre"}, by=LIV)
    adopt_ahead(small_town)
    (carried,) = [g for g in drafted(small_town).goals if g.carried_from == "goal"]
    planning.change(small_town, carried, {"title": "Nye ord"}, by=LIV)

    def amended():
        draft_id = in_preparation(small_town.plan())
        seen = reading.moment(
            small_town, by=LIV, today=TODAY, strategy_id=draft_id.id if draft_id else None
        )
        found = strategies.amendments(small_town, seen, by=LIV)
        return [(a.kind, a.before, a.after) for a in found]

    reworded = [(Amended.GOAL_REWORDED, "Vi prøver ut nye løsninger", "Nye ord")]
    assert amended() == reworded
    on(small_town, FIRST_DAY)
    # The draft's own pillar has given its words to the shared one: that is no change.
    assert amended() == reworded


def test_a_goal_moved_to_another_pillar_after_the_adoption_is_told(small_town):
    draft = begin(small_town, {"goal": []})
    planning.add(
        small_town,
        type(small_town.plan().pillars[0]),
        {"code": "2", "title": "Å lede", "strategy_id": draft.id},
        by=LIV,
    )
    adopt_ahead(small_town)
    (carried,) = [g for g in drafted(small_town).goals if g.carried_from == "goal"]
    second = drafted(small_town).pillars[-1]
    planning.change(small_town, carried, {"pillar_id": second.id}, by=LIV)
    seen = reading.moment(small_town, by=LIV, today=TODAY, strategy_id=draft.id)

    found = strategies.amendments(small_town, seen, by=LIV)

    assert [(a.kind, a.title) for a in found] == [(Amended.GOAL_REWORDED, carried.title)]


def test_goals_are_added_to_an_adopted_strategy_until_and_after_its_first_day(small_town):
    draft = begin(small_town)
    adopt_ahead(small_town)
    values = {"code": "1.5", "pillar_id": "pillar", "title": "Nytt", "strategy_id": draft.id}
    planning.add(small_town, Goal, values, by=LIV)

    on(small_town, FIRST_DAY)

    assert "Nytt" in titles(small_town.plan().goals)
