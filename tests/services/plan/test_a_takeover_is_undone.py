"""A takeover is undone as one step with a reason, and nothing reported meanwhile is lost."""

from datetime import date

import pytest

from strategy.domain.errors import NotAllowedError, NotFoundError, StaleEditError
from strategy.domain.figures.assessment import assess
from strategy.domain.items import (
    Action,
    ActionState,
    Adoption,
    Goal,
    Indicator,
    Pillar,
    StrategyStatus,
    Value,
)
from strategy.domain.strategies import in_preparation
from strategy.services import planning
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.plan import drafts, in_force, strategies
from strategy.services.plan.undoing import Undone, offered, undo_adoption
from tests.builders import HEGE, LIV, OLA, PER, RITA, a_strategy
from tests.services.fjordvik import TODAY, item, refused, told
from tests.services.plan.drafting import (
    COUNCIL,
    adopt_ahead,
    begin,
    drafted,
    for_draft,
    take_over,
    titles,
)

WHY = "Ført på feil dag"


def running(town):
    return town.plan().strategy


def undo(town, strategy=None, by=LIV, reason=WHY):
    return undo_adoption(town, strategy or running(town), by=by, reason=reason)


def adopt(town, **step):
    return strategies.adopt(town, running(town), {**COUNCIL, **step}, by=LIV, today=TODAY)


def without_versions(plan):
    """Everything of a plan except how often it was changed, and the strategies."""
    items = (i for i in plan.ever_by_id.values() if i.id not in {s.id for s in plan.strategies})
    return {i.id: i.model_copy(update={"version": 0}) for i in items}


def test_a_takeover_is_undone_in_one_change_and_all_is_as_it_was(town):
    adopt(town)
    draft = begin(town, {"goal": ["action"]})
    for_draft(town, Pillar, code="6", title="Å bære")
    for_draft(town, Action, code="T-50", title="Venter på mål")
    drafts.change_ground(town, draft, town.plan().pillars[0], {"title": "Å tørre"}, by=LIV)
    before, own, figures = town.plan(), drafted(town), assess(town.plan(), TODAY)
    take_over(town, case_number="KS 1/26")
    revision = town.revision()

    undone = undo(town)

    plan = town.plan()
    assert town.revision() == revision + 1
    assert (undone.id, undone.status) == (draft.id, StrategyStatus.DRAFT)
    assert (undone.adopted_on, undone.adopted_revision, undone.in_force_from) == (None, None, None)
    assert in_preparation(plan) == undone
    assert (plan.strategy.id, plan.strategy.status) == ("strategy", StrategyStatus.ADOPTED)
    assert (plan.strategy.superseded_on, plan.strategy.superseded_revision) == (None, None)
    now = without_versions(plan)
    assert {key: now[key] for key in without_versions(before)} == without_versions(before)
    assert assess(plan, TODAY) == figures
    assert titles(drafted(town).pillars) == titles(own.pillars)
    assert drafted(town).adoptions == own.adoptions == ()
    assert town.orphans() == ()
    assert town.plan(revision=town.revision()) == plan


def test_what_was_reported_and_changed_meanwhile_is_kept(small_town):
    draft = begin(small_town, {"goal": ["action"]})
    take_over(small_town)
    (goal,) = [g for g in small_town.plan().goals if g.carried_from == "goal"]
    follow_up.check_in(small_town, "action", {"percent": 40}, by=LIV, today=TODAY)
    follow_up.record_measurement(
        small_town, "indicator", {"on": TODAY, "value": 7.0}, by=LIV, today=TODAY
    )
    planning.change(small_town, goal, {"title": "Skjerpet ordlyd"}, by=LIV)
    planning.change(small_town, item(small_town, "action"), {"title": "Ny tittel"}, by=LIV)

    undo(small_town)

    plan = small_town.plan()
    assert plan.latest_check_in("action").percent == 40
    assert [m.value for m in plan.measurements_of("indicator")] == [7.0]
    assert [a.title for a in plan.actions_for("goal")][:1] == ["Ny tittel"]
    assert plan.find(Goal, "goal").title == "Vi prøver ut nye løsninger"
    (carried,) = [g for g in drafted(small_town).goals if g.carried_from == "goal"]
    assert (carried.title, carried.strategy_id) == ("Skjerpet ordlyd", draft.id)


def test_what_was_added_to_the_new_strategy_stays_with_it_as_a_draft(small_town):
    begin(small_town, {"goal": ["action"]})
    take_over(small_town)
    new = {"code": "1.7", "pillar_id": "pillar", "title": "Nytt mål"}
    goal = planning.add(small_town, Goal, new, by=LIV)
    planning.add(small_town, Action, {"code": "T-60", "title": "Løst"}, by=LIV)
    planning.add(small_town, Indicator, {"code": "I-60", "title": "Samlet"}, by=LIV)
    planning.add(small_town, Value, {"title": "Modig"}, by=LIV)
    planning.add(small_town, Adoption, {"body": "Formannskapet"}, by=LIV)
    action = item(small_town, "action")
    both = {"goal_ids": (*action.goal_ids, goal.id)}
    planning.change(small_town, action, both, by=LIV)

    undo(small_town)

    plan, own = small_town.plan(), drafted(small_town)
    assert "Nytt mål" not in titles(plan.goals)
    assert not {"Løst", "Samlet", "Modig"} & {*titles(plan.actions), *titles(plan.values)}
    assert "Samlet" not in titles(plan.indicators)
    assert plan.adoptions == ()
    assert item(small_town, "action").goal_ids == ("goal",)
    assert "Løst" in titles(own.actions)
    assert "Samlet" in titles(own.indicators)
    assert titles(own.values) == ["Modig"]
    assert [step.body for step in own.adoptions] == ["Formannskapet"]
    (new_goal,) = [g for g in own.goals if g.title == "Nytt mål"]
    assert [a.id for a in own.actions_for(new_goal.id)] == ["action"]
    assert small_town.orphans() == ()


def test_an_action_and_an_indicator_moved_to_another_goal_meanwhile_go_back_to_the_old_ones(
    small_town,
):
    planning.add(small_town, Goal, {"code": "1.3", "pillar_id": "pillar", "title": "To"}, by=LIV)
    second = next(g for g in small_town.plan().goals if g.title == "To")
    begin(small_town, {"goal": ["action"], second.id: []})
    take_over(small_town)
    (carried,) = [g for g in small_town.plan().goals if g.carried_from == second.id]
    planning.change(small_town, item(small_town, "action"), {"goal_ids": (carried.id,)}, by=LIV)
    planning.change(small_town, item(small_town, "indicator"), {"goal_id": carried.id}, by=LIV)

    undo(small_town)

    assert item(small_town, "action").goal_ids == (second.id,)
    assert item(small_town, "indicator").goal_id == second.id
    (again,) = [g for g in drafted(small_town).goals if g.carried_from == second.id]
    assert again.carried_action_ids == ("action",)


def test_an_action_moved_to_a_new_goal_alone_belongs_to_the_draft(small_town):
    begin(small_town, {"goal": ["action"]})
    take_over(small_town)
    new = {"code": "1.7", "pillar_id": "pillar", "title": "Nytt mål"}
    goal = planning.add(small_town, Goal, new, by=LIV)
    planning.change(small_town, item(small_town, "action"), {"goal_ids": (goal.id,)}, by=LIV)
    planning.change(small_town, item(small_town, "indicator"), {"goal_id": None}, by=LIV)

    undo(small_town)

    assert "action" not in {a.id for a in small_town.plan().actions}
    assert "action" in {a.id for a in drafted(small_town).actions}


def test_a_pillar_renamed_for_the_draft_and_again_since_is_the_drafts(small_town):
    draft = begin(small_town)
    pillar = small_town.plan().pillars[0]
    drafts.change_ground(small_town, draft, pillar, {"title": "Å tørre"}, by=LIV)
    take_over(small_town)
    planning.change(small_town, small_town.plan().pillars[0], {"title": "Å våge alt"}, by=LIV)

    undo(small_town)

    assert titles(small_town.plan().pillars) == [pillar.title]
    assert titles(drafted(small_town).pillars) == ["Å våge alt"]


def test_what_the_draft_left_out_is_in_the_old_strategy_again(small_town):
    planning.add(small_town, Value, {"title": "Modig"}, by=LIV)
    (value,) = small_town.plan().values
    draft = begin(small_town)
    drafts.leave_out(small_town, draft, value, by=LIV)
    take_over(small_town)
    assert small_town.plan().values == ()

    undo(small_town)

    assert titles(small_town.plan().values) == ["Modig"]
    assert drafted(small_town).values == ()


def test_a_strategy_undone_can_be_adopted_again_and_takes_over_as_before(town):
    begin(town, {"goal": ["action"]})
    take_over(town)
    goals = titles(town.plan().goals)
    undo(town)

    take_over(town)

    assert titles(town.plan().goals) == goals
    assert [a.id for a in town.plan().actions if a.goal_ids][:1] == ["action"]
    assert len(town.plan().adoptions) == 1
    assert town.orphans() == ()


def test_an_adoption_ahead_is_undone_and_does_not_come_into_force(small_town):
    begin(small_town)
    adopted = adopt_ahead(small_town)
    assert offered(small_town, adopted, by=LIV) is Undone.UPCOMING

    undone = undo(small_town, adopted)

    assert (undone.status, undone.in_force_from) == (StrategyStatus.DRAFT, None)
    assert drafted(small_town).adoptions == ()
    strategies.discard(small_town, undone, by=LIV)


def test_a_takeover_that_came_by_itself_is_undone_as_well(small_town):
    begin(small_town, {"goal": ["action"]})
    adopted = adopt_ahead(small_town, in_force_from=date(2026, 7, 2))
    with small_town.change(by=None) as writing:
        in_force.take_over(writing, adopted, adopted.first_day)
        writing.update(adopted.model_copy(update={"status": StrategyStatus.ADOPTED}))
    assert offered(small_town, running(small_town), by=LIV) is Undone.TAKEOVER

    undone = undo(small_town)

    assert (undone.id, undone.status) == (adopted.id, StrategyStatus.DRAFT)
    assert running(small_town).id == "strategy"
    assert (small_town.plan().adoptions, drafted(small_town).adoptions) == ((), ())


def test_a_revision_is_undone_alone_and_the_adoption_before_it_counts(small_town):
    begin(small_town)
    first = take_over(small_town)
    adopt(small_town, on=date(2026, 7, 1))
    assert offered(small_town, running(small_town), by=LIV) is Undone.REVISION

    undone = undo(small_town)

    assert undone.status is StrategyStatus.ADOPTED
    assert (undone.adopted_on, undone.adopted_revision) == (
        first.adopted_on,
        first.adopted_revision,
    )
    assert offered(small_town, undone, by=LIV) is Undone.TAKEOVER
    assert undo(small_town).status is StrategyStatus.DRAFT


def test_the_first_adoption_of_the_first_strategy_is_undone(small_town):
    adopt(small_town)
    assert offered(small_town, running(small_town), by=LIV) is Undone.FIRST

    assert undo(small_town).status is StrategyStatus.DRAFT
    assert small_town.plan().adoptions == ()


def test_undoing_asks_why_and_says_what_cannot_be_undone(small_town):
    with told(small_town, ("strategy", "not_adopted")):
        undo(small_town)
    draft = begin(small_town)
    adopted = take_over(small_town)
    with told(small_town, ("reason", "required")):
        undo(small_town, reason=" ")
    with told(small_town, ("strategy", "superseded")):
        undo(small_town, item(small_town, "strategy"))
    with refused(small_town, NotFoundError):
        undo(small_town, a_strategy(id="nowhere"))
    with refused(small_town, StaleEditError):
        undo(small_town, adopted.model_copy(update={"version": draft.version}))
    begin(small_town, period_from=date(2034, 1, 1))
    with told(small_town, ("strategy", "undo_beside_draft")):
        undo(small_town)


@pytest.mark.parametrize("outsider", [HEGE, OLA, RITA, PER])
def test_nobody_but_a_leader_undoes_an_adoption(small_town, outsider):
    adopt(small_town)

    with refused(small_town, NotAllowedError):
        undo(small_town, by=outsider)


# --- the record cannot part from what it caused ---------------------------------------------------


def test_the_record_of_an_adoption_is_not_removed_alone(small_town):
    adopt(small_town)
    (step,) = small_town.plan().adoptions

    with told(small_town, ("retired", "adoption_counts")):
        planning.retire(small_town, step, by=LIV)


def test_a_record_taken_out_with_its_adoption_comes_back_as_a_step_like_any_other(small_town):
    adopt(small_town)
    (step,) = small_town.plan().adoptions
    undo(small_town)

    planning.bring_back(small_town, step.id, by=LIV)

    (back,) = small_town.plan().adoptions
    assert back.at_revision is None
    assert running(small_town).status is StrategyStatus.DRAFT
    planning.retire(small_town, back, by=LIV)


def test_a_day_corrected_in_the_record_is_corrected_in_the_strategy(small_town):
    adopt(small_town)
    (step,) = small_town.plan().adoptions

    def to(day):
        planning.change(small_town, step, {"on": day}, by=LIV, today=TODAY)

    with told(small_town, ("on", "required")):
        to(None)
    with told(small_town, ("on", "in_the_future")):
        to(date(2026, 7, 2))
    to(date(2026, 6, 18))

    assert running(small_town).adopted_on == date(2026, 6, 18)
    (step,) = small_town.plan().adoptions
    planning.change(small_town, step, {"note": "Enstemmig"}, by=LIV, today=TODAY)
    assert running(small_town).adopted_on == date(2026, 6, 18)


def test_a_day_corrected_in_an_earlier_adoption_leaves_the_latest_one_alone(small_town):
    adopt(small_town)
    adopt(small_town, on=date(2026, 7, 1))
    first = min(small_town.plan().adoptions, key=lambda step: step.at_revision)

    planning.change(small_town, first, {"on": date(2026, 6, 1)}, by=LIV, today=TODAY)

    assert running(small_town).adopted_on == date(2026, 7, 1)


def test_an_action_closed_meanwhile_stays_closed(small_town):
    begin(small_town, {"goal": ["action"]})
    take_over(small_town)
    follow_up.check_in(
        small_town, "action", {"percent": 100}, state=ActionState.DONE, by=LIV, today=TODAY
    )

    undo(small_town)

    assert item(small_town, "action").state is ActionState.DONE
