"""A decision goes through the bodies: its steps are its own, never the strategy's."""

from datetime import date

import pytest

from strategy.domain.errors import NotAllowedError, NotFoundError, StaleEditError
from strategy.domain.figures.assessment import assess
from strategy.domain.figures.changes import Moment, changes_between
from strategy.domain.publishing.publication import Draft
from strategy.domain.publishing.publishable import content_of
from strategy.services.meetings import trail
from tests.builders import ADA, HEGE, LIV, OLA, PER, RITA, a_decision, a_meeting, an_adoption
from tests.services.fjordvik import SECRET, TODAY, item, refused, settle, told

MEETING = a_meeting(id="met")
DECIDED = a_decision(MEETING, id="decided", goal_ids=("goal",))
HUSHED = a_decision(MEETING, id="hushed", code="2/2026", **SECRET)
AMU = {"body": "AMU", "on": date(2026, 6, 1), "case_number": "AMU 3/26", "note": "Enstemmig"}


@pytest.fixture
def deciding(database):
    return settle(database, MEETING, DECIDED, HUSHED, an_adoption(id="adopted"))


@pytest.fixture
def deciding_here(duck):
    return settle(duck, MEETING, DECIDED, HUSHED, an_adoption(id="adopted"))


@pytest.mark.parametrize("planner", [ADA, LIV, HEGE])
def test_whoever_runs_meetings_adds_a_step(deciding, planner):
    step = trail.add_step(deciding, DECIDED, AMU, by=planner)

    assert (step.body, step.case_number, step.decision_id) == ("AMU", "AMU 3/26", "decided")
    assert deciding.plan().trail_of("decided") == (step,)
    assert deciding.orphans() == ()
    assert deciding.plan(revision=deciding.revision()) == deciding.plan()


@pytest.mark.parametrize("outsider", [OLA, RITA, PER])
def test_nobody_else_touches_a_decisions_way(deciding_here, outsider):
    step = trail.add_step(deciding_here, DECIDED, AMU, by=HEGE)

    with refused(deciding_here, NotAllowedError):
        trail.add_step(deciding_here, DECIDED, AMU, by=outsider)
    with refused(deciding_here, NotAllowedError):
        trail.change_step(deciding_here, step, {"body": "Noe annet"}, by=outsider)
    with refused(deciding_here, NotAllowedError):
        trail.remove_step(deciding_here, step, by=outsider)


def test_a_step_names_its_body(deciding_here):
    with told(deciding_here, ("body", "required")):
        trail.add_step(deciding_here, DECIDED, {**AMU, "body": ""}, by=HEGE)


def test_a_step_is_changed_and_taken_out_again(deciding):
    step = trail.add_step(deciding, DECIDED, AMU, by=HEGE)

    changed = trail.change_step(deciding, step, {"case_number": "AMU 4/26"}, by=LIV)
    assert deciding.plan().trail_of("decided") == (changed,)
    with refused(deciding, StaleEditError):
        trail.change_step(deciding, step, {"note": "For sent"}, by=HEGE)
    trail.remove_step(deciding, changed, by=HEGE, reason="Feil sak")

    assert deciding.plan().trail_of("decided") == ()


def test_the_steps_of_the_strategy_itself_are_not_touched_this_way(deciding_here):
    with refused(deciding_here, NotFoundError):
        trail.change_step(deciding_here, item(deciding_here, "adopted"), {"body": "X"}, by=HEGE)
    with refused(deciding_here, NotFoundError):
        trail.remove_step(deciding_here, an_adoption(id="nowhere"), by=HEGE)


def test_the_way_of_a_confidential_decision_is_for_those_named(deciding_here):
    step = trail.add_step(deciding_here, HUSHED, AMU, by=LIV)

    with refused(deciding_here, NotFoundError):
        trail.add_step(deciding_here, HUSHED, AMU, by=HEGE)
    with refused(deciding_here, NotFoundError):
        trail.change_step(deciding_here, step, {"body": "X"}, by=HEGE)
    assert deciding_here.plan().seen_by(HEGE.id).trail_of("hushed") == ()
    assert deciding_here.plan().seen_by(LIV.id).trail_of("hushed") == (step,)


def test_a_decisions_way_is_no_adoption_of_the_strategy_anywhere(deciding_here):
    before = deciding_here.plan()
    trail.add_step(deciding_here, DECIDED, AMU, by=HEGE)
    after = deciding_here.plan()

    assert [a.id for a in after.adoptions] == ["adopted"]
    assert changes_between(told_at(before), told_at(after)) == ()
    draft = Draft(title="T2", day=TODAY, revision=after.revision, prepared_by=HEGE.id)
    assert [d.id for d in content_of(after, draft).decisions] == ["adopted"]


def told_at(plan):
    return Moment(plan, assess(plan, TODAY))
