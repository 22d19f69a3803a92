"""Somebody reports on everything that is theirs in one go: all of it or nothing."""

from datetime import date

import pytest

from strategy.domain.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    RowsRefusedError,
    StaleEditError,
)
from strategy.domain.items import ActionState, Indicator, Outcome, Signal
from strategy.services import planning
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.follow_up.my_tasks import ActionReport, FigureReport, report_all
from tests.builders import HEGE, LIV, OLA, PER, RITA, a_check_in, an_action
from tests.services.fjordvik import DINA, FIGURE, HIDDEN, ODD, OPEN, TODAY, item, refused, settle

EARLIER = date(2026, 6, 1)
SECOND = an_action(id="second", code="T-3", goal_ids=("goal",), owner_id="position")


@pytest.fixture
def town(database):
    """Fjordvik, where Ola has a second action that was last told about in June."""
    said = a_check_in(SECOND, id="said", on=EARLIER, percent=40, judgement=Signal.ON_TRACK)
    return settle(database, SECOND, said)


def a_report(**given):
    return ActionReport(**{"action_id": OPEN.id, "version": 1, "check_in_id": None, **given})


def on_second(**given):
    return a_report(**{"action_id": SECOND.id, "check_in_id": "said", **given})


def a_figure(**given):
    measured = {"value": 7.9, "text": "7,9 %", "on": TODAY}
    return FigureReport(
        **{
            "indicator_id": FIGURE.id,
            "version": 1,
            "measurement_id": None,
            "measured": measured,
            **given,
        }
    )


def report(database, *reports, by=OLA):
    return report_all(database, reports, by=by, today=TODAY)


def why_refused(database, *reports, by=OLA):
    with refused(database, RowsRefusedError) as caught:
        report(database, *reports, by=by)
    return [(refusal.row_id, type(refusal.error)) for refusal in caught.value.refusals]


def problems(database, *reports, by=OLA):
    with refused(database, RowsRefusedError) as caught:
        report(database, *reports, by=by)
    (refusal,) = caught.value.refusals
    return [(problem.field, problem.rule) for problem in refusal.error.problems]


def test_ola_reports_on_all_that_is_his_in_one_go(town):
    before = town.revision()
    saved = report(
        town,
        a_report(said={"percent": 45, "comment": "Halvveis"}),
        on_second(unchanged=True),
        a_figure(),
    )
    first, second, figure = saved
    assert (first.percent, first.comment, first.by_id, first.on) == (45, "Halvveis", "ola", TODAY)
    assert (second.percent, second.judgement, second.unchanged_count) == (40, Signal.ON_TRACK, 1)
    assert (figure.indicator_id, figure.value, figure.text) == ("indicator", 7.9, "7,9 %")
    assert town.plan().latest_check_in(OPEN.id) == first
    assert town.revision() == before + 1


def test_a_deviation_and_a_new_date_go_in_together(town):
    said = {"percent": 20, "cause": "Sykdom", "remedy": "Vikar"}
    wanted = {"proposed_due": date(2027, 3, 1), "reason": "Vi mangler folk"}
    check_in, proposal = report(town, a_report(said=said, proposal=wanted))
    assert (check_in.cause, check_in.remedy) == ("Sykdom", "Vikar")
    assert (proposal.proposed_due, proposal.outcome) == (date(2027, 3, 1), Outcome.PENDING)
    assert item(town, OPEN.id).due == date(2026, 12, 31)


def test_a_new_date_may_be_all_there_is_to_say(town):
    (proposal,) = report(
        town, a_report(proposal={"proposed_due": date(2027, 3, 1), "reason": "Tid"})
    )
    assert proposal.action_id == OPEN.id
    assert town.plan().latest_check_in(OPEN.id) is None


def test_an_action_can_be_completed(town):
    (check_in,) = report(town, a_report(said={"percent": 90}, state=ActionState.DONE))
    assert check_in.percent == 100
    assert item(town, OPEN.id).state is ActionState.DONE


def test_the_deputy_reports_as_the_holder_does(town):
    (check_in,) = report(town, a_report(said={"percent": 45}), by=DINA)
    assert check_in.by_id == DINA.id


@pytest.mark.parametrize("person", [HEGE, LIV])
def test_the_planners_report_on_everything(town, person):
    assert len(report(town, a_report(said={"percent": 45}), a_figure(), by=person)) == 2


# --- all or nothing -------------------------------------------------------------------------------


def test_one_bad_row_keeps_all_the_others_from_being_saved(town):
    assert why_refused(
        town, on_second(unchanged=True), a_figure(), a_report(said={"percent": 101})
    ) == [("action", InvalidInputError)]


def test_everything_wrong_is_told_at_its_row_at_once(town):
    late = {"value": 8.0, "on": date(2026, 7, 2)}
    assert why_refused(
        town,
        a_report(unchanged=True),
        on_second(said={"percent": 50, "comment": "x" * 10_001}),
        a_figure(measured=late),
    ) == [
        ("action", NotFoundError),
        ("second", InvalidInputError),
        ("indicator", InvalidInputError),
    ]


def test_what_is_wrong_with_words_and_date_is_told_together(town):
    wanted = {"proposed_due": date(2026, 12, 31), "reason": ""}
    assert problems(town, a_report(said={"percent": -1}, proposal=wanted)) == [
        ("percent", "out_of_range"),
        ("reason", "reason_required"),
        ("proposed_due", "same_date"),
    ]


def test_a_judgement_against_the_computed_signal_needs_a_reason(town):
    said = {"percent": 0, "judgement": Signal.ON_TRACK}
    assert problems(town, a_report(said=said)) == [("override_reason", "reason_required")]


def test_nobody_can_say_nothing(town):
    assert problems(town, a_report()) == [("comment", "required")]


def test_a_completed_action_gets_no_new_date(town):
    wanted = {"proposed_due": date(2027, 3, 1), "reason": "Tid"}
    done = a_report(said={"percent": 100}, state=ActionState.DONE, proposal=wanted)
    assert problems(town, done) == [("proposed_due", "closed")]


def test_the_same_row_twice_is_refused(town):
    twice = a_report(said={"percent": 10})
    assert why_refused(town, twice, twice) == [
        ("action", InvalidInputError),
        ("action", InvalidInputError),
    ]


def test_what_a_person_does_not_fill_in_is_refused(town):
    assert problems(town, a_report(said={"percent": 10, "by_id": "liv"})) == [("by_id", "not_here")]
    assert problems(town, a_figure(measured={"value": 1.0, "on": TODAY, "id": "x"})) == [
        ("id", "not_here")
    ]


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", [ODD, RITA, PER])
def test_nobody_reports_on_what_is_not_theirs(town, person):
    assert why_refused(town, a_report(said={"percent": 1}), a_figure(), by=person) == [
        ("action", NotAllowedError),
        ("indicator", NotAllowedError),
    ]


def test_a_politician_who_holds_the_position_may_not_either(town):
    seat = item(town, "position")
    with town.change(by=None) as change:
        change.update(seat.model_copy(update={"holder_id": PER.id}))
    assert why_refused(town, a_report(said={"percent": 1}), by=PER) == [("action", NotAllowedError)]


def test_what_is_hidden_is_as_unknown_as_what_does_not_exist(town):
    hidden = a_report(action_id=HIDDEN.id, check_in_id="secret-check-in", said={"percent": 1})
    nowhere = a_report(action_id="' or 1=1 --", said={"percent": 1})
    wrong_kind = a_report(action_id=FIGURE.id, said={"percent": 1})
    no_figure = a_figure(indicator_id=OPEN.id)
    assert why_refused(town, hidden, nowhere, wrong_kind, no_figure) == [
        (HIDDEN.id, NotFoundError),
        ("' or 1=1 --", NotFoundError),
        (FIGURE.id, NotFoundError),
        (OPEN.id, NotFoundError),
    ]


# --- what changed meanwhile -----------------------------------------------------------------------


def stale(database, *reports):
    with refused(database, RowsRefusedError) as caught:
        report(database, *reports)
    (refusal,) = caught.value.refusals
    assert isinstance(refusal.error, StaleEditError)
    return refusal.error


def test_somebody_elses_check_in_is_shown_and_never_followed_unseen(town):
    theirs = follow_up.check_in(town, OPEN.id, {"percent": 60}, by=HEGE, today=TODAY)
    error = stale(town, a_report(said={"percent": 45}))
    assert (error.theirs, error.by_id) == (theirs, HEGE.id)
    report(town, a_report(check_in_id=theirs.id, said={"percent": 65}))
    assert town.plan().latest_check_in(OPEN.id).percent == 65


def test_somebody_elses_change_of_the_action_is_shown_with_who_made_it(town):
    planning.change(town, item(town, OPEN.id), {"title": "Nytt navn"}, by=LIV, today=TODAY)
    error = stale(town, a_report(said={"percent": 45}))
    assert (error.theirs.title, error.theirs.version, error.by_id) == ("Nytt navn", 2, LIV.id)
    assert error.at is not None


def test_somebody_elses_figure_is_shown(town):
    values = {"value": 8.1, "on": TODAY}
    theirs = follow_up.record_measurement(town, FIGURE.id, values, by=HEGE, today=TODAY)
    error = stale(town, a_figure())
    assert (error.theirs, error.by_id) == (theirs, None)
    (corrected,) = report(town, a_figure(measurement_id=theirs.id))
    assert (corrected.id, corrected.value) == (theirs.id, 7.9)


def test_somebody_elses_change_of_the_indicator_is_shown(town):
    planning.change(town, item(town, FIGURE.id), {"unit": "dager"}, by=LIV, today=TODAY)
    error = stale(town, a_figure())
    assert isinstance(error.theirs, Indicator)
    assert (error.theirs.unit, error.by_id) == ("dager", LIV.id)


def test_a_check_in_that_has_gone_meanwhile_is_told_by_the_action(town):
    error = stale(town, a_report(check_in_id="never", said={"percent": 45}))
    assert (error.theirs.id, error.by_id) == (OPEN.id, None)
