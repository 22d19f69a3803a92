"""A new date is proposed with a reason, and counts once somebody who may approves it."""

from datetime import date

import pytest

from strategy.domain.errors import NotAllowedError, NotFoundError, StaleEditError
from strategy.domain.figures.assessment import assess
from strategy.domain.items import ActionState, Outcome, Precision
from strategy.services import planning
from strategy.services.follow_up import reporting_in as follow_up
from strategy.store.database import Database
from tests.builders import ADA, CAST, HEGE, LIV, OLA, a_postponement, an_action
from tests.services.fjordvik import DINA, ODD, OPEN, TODAY, item, refused, settle, told

LATER = date(2027, 3, 31)
DUE = date(2026, 12, 31)
ASKED = {"proposed_due": LATER, "reason": "Venter på lokaler"}


def propose(database: Database, values=ASKED, *, action_id="action", by=OLA):
    return follow_up.propose_date(database, action_id, values, by=by, today=TODAY)


def decide(database: Database, proposal, *, approve=True, by=HEGE, note=""):
    return follow_up.decide_date(database, proposal, approve=approve, by=by, today=TODAY, note=note)


def test_a_proposal_changes_nothing_until_somebody_approves_it(town):
    proposal = propose(town)

    assert item(town, proposal.id) == proposal
    assert (proposal.from_due, proposal.proposed_due) == (DUE, LATER)
    assert (proposal.proposed_by, proposal.proposed_on) == ("ola", TODAY)
    assert proposal.outcome is Outcome.PENDING
    assert item(town, "action") == OPEN.model_copy(update={"version": 1})
    assert proposal in town.plan().pending_postponements()


def test_hege_approves_and_the_date_moves_while_the_original_stays(town):
    decided = decide(town, propose(town), note="Greit")

    assert item(town, decided.id) == decided
    assert (decided.outcome, decided.decided_by, decided.decided_on) == (
        Outcome.APPROVED,
        "hege",
        TODAY,
    )
    assert decided.decision_note == "Greit"
    action = item(town, "action")
    assert (action.due, action.original_due, action.due_precision) == (LATER, DUE, Precision.DAY)
    assert assess(town.plan(), TODAY).actions["action"].postponements == 1
    assert town.journal(limit=1)[0].reason == "Greit"
    assert town.revision() == 3


def test_hege_declines_and_nothing_moves(town):
    decided = decide(town, propose(town), approve=False, note="Nei")

    assert (decided.outcome, decided.decided_by) == (Outcome.DECLINED, "hege")
    assert item(town, "action").due == DUE
    assert assess(town.plan(), TODAY).actions["action"].postponements == 0
    assert propose(town).outcome is Outcome.PENDING


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({**ASKED, "reason": " "}, [("reason", "reason_required")]),
        ({"reason": "Fordi"}, [("proposed_due", "required")]),
        ({**ASKED, "proposed_due": None}, [("proposed_due", "required")]),
        ({**ASKED, "proposed_due": "snart"}, [("proposed_due", "not_a_date")]),
        ({**ASKED, "proposed_due": DUE}, [("proposed_due", "same_date")]),
        ({**ASKED, "proposed_due": date(2025, 1, 1)}, [("proposed_due", "before_start")]),
        ({**ASKED, "reason": "x" * 10_001}, [("reason", "too_long")]),
        ({"proposed_due": DUE}, [("reason", "reason_required"), ("proposed_due", "same_date")]),
        *[
            ({**ASKED, name: value}, [(name, "not_here")])
            for name, value in {
                "outcome": "approved", "decided_by": "liv", "decided_on": TODAY, "from_due": DUE,
                "proposed_by": "liv", "proposed_on": "2020-01-01", "action_id": "theirs",
                "decision_note": "Ja", "id": "x", "version": 4, "retired": True,
            }.items()
        ],
    ],
)  # fmt: skip
def test_ola_is_told_what_is_wrong_with_a_proposal(small_town, values, problems):
    with told(small_town, *problems):
        propose(small_town, values)


def test_one_proposal_waits_at_a_time(small_town):
    propose(small_town)
    with told(small_town, ("proposed_due", "already_pending")):
        propose(small_town, {**ASKED, "proposed_due": date(2027, 6, 30)})


def test_a_closed_action_gets_no_new_date(duck):
    settle(
        duck,
        done := an_action(id="done", code="T-5", state=ActionState.DONE),
        a_postponement(done, id="proposal"),
    )
    with told(duck, ("state", "closed")):
        propose(duck, action_id="done", by=HEGE)
    with told(duck, ("state", "closed")):
        decide(duck, item(duck, "proposal"))
    assert decide(duck, item(duck, "proposal"), approve=False).outcome is Outcome.DECLINED


def test_an_action_without_a_date_gets_its_first_one_as_the_original(duck):
    settle(duck, an_action(id="new", code="T-5", due=None, original_due=None, start=None))
    decide(duck, propose(duck, action_id="new", by=HEGE))

    action = item(duck, "new")
    assert (action.due, action.original_due) == (LATER, LATER)


@pytest.mark.parametrize("person", [*CAST, DINA, ODD], ids=lambda person: person.id)
def test_each_role_proposes_and_decides_what_it_may(small_town, person):
    if person.id in {"ada", "liv", "hege", "ola", "dina"}:
        proposal = propose(small_town, by=person)
    else:
        with refused(small_town, NotAllowedError):
            propose(small_town, by=person)
        proposal = propose(small_town, by=OLA)
    if person.id in {"ada", "liv", "hege"}:
        assert decide(small_town, proposal, by=person).outcome is Outcome.APPROVED
        return
    for approve in (True, False):
        with refused(small_town, NotAllowedError):
            decide(small_town, proposal, by=person, approve=approve)


def test_an_owner_does_not_approve_a_proposal_of_ones_own_but_a_planner_may(small_town):
    proposal = propose(small_town, by=OLA)
    with refused(small_town, NotAllowedError):
        decide(small_town, proposal, by=OLA)
    decide(small_town, proposal, approve=False)

    assert decide(small_town, propose(small_town, by=HEGE), by=HEGE).decided_by == "hege"


def test_what_is_hidden_is_neither_proposed_for_nor_decided_on(small_town):
    secret = item(small_town, "secret-proposal")
    for person in (ADA, HEGE):
        with refused(small_town, NotFoundError):
            propose(small_town, action_id="secret-action", by=person)
        with refused(small_town, NotFoundError):
            decide(small_town, secret, by=person)
        with refused(small_town, NotFoundError):
            decide(small_town, secret.model_copy(update={"action_id": "action"}), by=person)
    assert decide(small_town, secret, by=LIV).outcome is Outcome.APPROVED


def test_the_proposal_as_stored_counts_not_the_one_handed_over(small_town):
    forged = {"proposed_due": date(2040, 1, 1), "action_id": "theirs", "reason": "Noe annet"}
    decided = decide(small_town, propose(small_town).model_copy(update=forged))

    assert (decided.proposed_due, decided.reason) == (LATER, "Venter på lokaler")
    assert item(small_town, "action").due == LATER
    assert item(small_town, "theirs").due == DUE


def test_a_proposal_that_never_was_is_not_decided_on(small_town):
    for made_up in (a_postponement(OPEN), a_postponement(OPEN, id="action")):
        with refused(small_town, NotFoundError):
            decide(small_town, made_up)


def test_what_somebody_has_decided_is_decided(town):
    proposal = propose(town)
    decide(town, proposal, by=LIV, approve=False)
    decided = item(town, proposal.id)

    for read in (proposal, decided, decided.model_copy(update={"outcome": Outcome.PENDING})):
        with refused(town, StaleEditError) as caught:
            decide(town, read)
        assert (caught.value.theirs, caught.value.by_id) == (decided, "liv")


def test_a_version_from_the_future_is_not_believed(small_town):
    proposal = propose(small_town)
    with refused(small_town, StaleEditError):
        decide(small_town, proposal.model_copy(update={"version": 7}))


def test_a_date_that_moved_meanwhile_is_not_moved_on_an_old_proposal(small_town):
    proposal = propose(small_town)
    planning.change(
        small_town, item(small_town, "action"), {"due": "2027-01-31"}, by=LIV, today=TODAY
    )
    with refused(small_town, StaleEditError) as caught:
        decide(small_town, proposal)
    assert caught.value.theirs.due == date(2027, 1, 31)

    assert decide(small_town, proposal, approve=False).outcome is Outcome.DECLINED


def test_a_start_moved_past_the_proposal_is_told(small_town):
    proposal = propose(small_town, {**ASKED, "proposed_due": date(2026, 8, 1)})
    planning.change(
        small_town, item(small_town, "action"), {"start": "2026-09-01"}, by=LIV, today=TODAY
    )
    with told(small_town, ("due", "before_start")):
        decide(small_town, proposal)


def test_a_note_longer_than_anybody_reads_is_refused(small_town):
    proposal = propose(small_town)
    with told(small_town, ("reason", "too_long")):
        decide(small_town, proposal, note="x" * 10_001)


def test_moving_a_date_keeps_the_goal_hege_cannot_see(duck):
    settle(duck, an_action(id="both", code="T-5", goal_ids=("secret", "goal")))
    decide(duck, propose(duck, action_id="both", by=HEGE))

    assert item(duck, "both").goal_ids == ("secret", "goal")
