"""HR changes many actions at once; nothing of the table they come from is trusted."""

from datetime import date

import pytest

from strategy.domain.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    RowsRefusedError,
    StaleEditError,
)
from strategy.domain.items import ActionState, Outcome, Precision
from strategy.services import planning
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.follow_up.grid import RowChange, save_rows
from tests.builders import ADA, HEGE, LIV, OLA, PER, RITA
from tests.services.fjordvik import DINA, HIDDEN, ODD, OPEN, TODAY, item, refused

THEIRS = "theirs"


def a_row(**given):
    return RowChange(
        **{"action_id": OPEN.id, "version": 1, "check_in_id": None, "values": {}, **given}
    )


def on_theirs(**values):
    return a_row(action_id=THEIRS, values=values)


def save(database, *rows, by=HEGE, **given):
    return save_rows(database, rows, by=by, today=TODAY, **given)


def refusals(database, *rows, by=HEGE):
    with refused(database, RowsRefusedError) as caught:
        save(database, *rows, by=by)
    return caught.value.refusals


def kinds(database, *rows):
    return [(r.row_id, type(r.error)) for r in refusals(database, *rows)]


def problems(database, **values):
    (refusal,) = refusals(database, a_row(values=values))
    assert isinstance(refusal.error, InvalidInputError)
    return [(problem.field, problem.rule) for problem in refusal.error.problems]


def test_hege_changes_several_actions_at_once(town):
    before = town.revision()
    plan_of = {"title": "Nytt navn", "owner_id": "other", "unit_id": "unit"}
    assert save(town, a_row(values=plan_of), on_theirs(percent=70, comment="Godt i gang")) == 2
    changed = item(town, OPEN.id)
    assert (changed.title, changed.owner_id, changed.unit_id) == ("Nytt navn", "other", "unit")
    check_in = town.plan().latest_check_in(THEIRS)
    assert (check_in.percent, check_in.comment, check_in.by_id) == (70, "Godt i gang", HEGE.id)
    assert town.revision() == before + 1


def test_a_row_may_change_the_plan_and_report_in_one(town):
    save(town, a_row(values={"title": "Nytt navn", "percent": 50}))
    assert item(town, OPEN.id).title == "Nytt navn"
    assert town.plan().latest_check_in(OPEN.id).percent == 50


def test_a_comment_alone_keeps_the_percent_last_told(town):
    save(town, a_row(values={"comment": "Venter"}))
    first = town.plan().latest_check_in(OPEN.id)
    assert (first.percent, first.comment) == (0, "Venter")
    follow_up.check_in(town, OPEN.id, {"percent": 30}, by=OLA, today=TODAY)
    latest = town.plan().latest_check_in(OPEN.id)
    save(town, a_row(check_in_id=latest.id, values={"comment": "Venter ennå"}))
    assert town.plan().latest_check_in(OPEN.id).percent == 30


def test_a_later_due_date_counts_as_a_postponement_with_the_reason(town):
    due = {"due": date(2027, 6, 30), "due_precision": Precision.HALF_YEAR, "due_text": ""}
    save(town, a_row(values=due), reason="Budsjettet er flyttet")
    moved = item(town, OPEN.id)
    assert (moved.due, moved.due_precision) == (date(2027, 6, 30), Precision.HALF_YEAR)
    assert moved.original_due == date(2026, 12, 31)
    (postponed,) = town.plan().postponements_of(OPEN.id)
    assert (postponed.outcome, postponed.reason) == (Outcome.APPROVED, "Budsjettet er flyttet")


def test_nothing_to_save_saves_nothing(town):
    before = town.revision()
    assert save(town) == 0
    assert town.revision() == before


@pytest.mark.parametrize("person", [ADA, LIV, HEGE])
def test_those_who_may_change_the_plan_use_the_grid(town, person):
    assert save(town, a_row(values={"title": "Nytt navn"}), by=person) == 1


@pytest.mark.parametrize("person", [OLA, DINA, ODD, RITA, PER])
def test_nobody_else_does_not_even_for_their_own(town, person):
    with refused(town, NotAllowedError):
        save(town, a_row(values={"percent": 10}), by=person)


# --- nothing of the table is trusted --------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"code": "T-99"}, [("code", "not_here")]),
        ({"id": "theirs", "version": 7}, [("id", "not_here"), ("version", "not_here")]),
        ({"original_due": date(2030, 1, 1)}, [("original_due", "not_here")]),
        ({"confidential_to": ()}, [("confidential_to", "not_here")]),
        ({"_index": "x"}, [("_index", "not_here")]),
        ({"title": ""}, [("title", "required")]),
        ({"title": "x" * 301}, [("title", "too_long")]),
        ({"title": ["a"]}, [("title", "invalid")]),
        ({"owner_id": "Ordfører"}, [("owner_id", "unknown_reference")]),
        ({"owner_id": "unit"}, [("owner_id", "unknown_reference")]),
        ({"unit_id": "nowhere"}, [("unit_id", "unknown_reference")]),
        ({"start": "snart"}, [("start", "not_a_date")]),
        ({"due": "snart"}, [("due", "not_a_date")]),
        ({"due": date(2025, 1, 1)}, [("due", "before_start")]),
        ({"percent": 101}, [("percent", "out_of_range")]),
        ({"percent": -1}, [("percent", "out_of_range")]),
        ({"percent": 12.5}, [("percent", "not_whole")]),
        ({"percent": None}, [("percent", "required")]),
        ({"percent": "mye"}, [("percent", "not_a_number")]),
        ({"comment": "x" * 10_001}, [("comment", "too_long")]),
        ({"percent": 200, "due": "snart"}, [("percent", "out_of_range"), ("due", "not_a_date")]),
    ],
)
def test_what_cannot_stand_in_a_cell_is_refused(small_town, values, found):
    assert problems(small_town, **values) == found


@pytest.mark.parametrize(
    "row_id", ["", "?", "nowhere", "goal", "indicator", HIDDEN.id, "under-secret", "'; drop table"]
)
def test_a_row_that_is_not_there_is_refused(small_town, row_id):
    row = a_row(action_id=row_id, values={"title": "Kapret"})
    assert kinds(small_town, row) == [(row_id, NotFoundError)]


def test_those_who_are_let_in_change_what_is_confidential(town):
    row = a_row(action_id=HIDDEN.id, values={"title": "Stille endring"})
    assert save(town, row, by=LIV) == 1


def test_one_bad_row_keeps_all_the_others_from_being_saved(town):
    assert kinds(
        town,
        on_theirs(title="Nytt navn", percent=20),
        a_row(values={"percent": 200}),
        a_row(action_id="nowhere", values={"title": "x"}),
    ) == [(OPEN.id, InvalidInputError), ("nowhere", NotFoundError)]


def test_the_same_row_twice_is_refused(town):
    rows = (a_row(values={"percent": 1}), a_row(values={"percent": 2}))
    assert kinds(town, *rows) == [(OPEN.id, InvalidInputError)] * 2


def test_a_closed_action_takes_no_report(town):
    follow_up.check_in(town, OPEN.id, {"percent": 100}, by=OLA, today=TODAY, state=ActionState.DONE)
    latest = town.plan().latest_check_in(OPEN.id)
    (refusal,) = refusals(town, a_row(check_in_id=latest.id, values={"percent": 10}))
    assert [(p.field, p.rule) for p in refusal.error.problems] == [("state", "closed")]


# --- what changed meanwhile -----------------------------------------------------------------------


def test_who_changed_what_meanwhile_is_told_and_nothing_overwritten(town):
    planning.change(town, item(town, OPEN.id), {"title": "Livs navn"}, by=LIV, today=TODAY)
    (refusal,) = refusals(town, a_row(values={"title": "Heges navn"}), on_theirs(percent=20))
    assert isinstance(refusal.error, StaleEditError)
    assert (refusal.error.theirs.title, refusal.error.by_id) == ("Livs navn", LIV.id)
    assert save(town, a_row(version=2, values={"title": "Heges navn"})) == 1


def test_who_reported_meanwhile_is_told(town):
    theirs = follow_up.check_in(town, OPEN.id, {"percent": 30}, by=OLA, today=TODAY)
    (refusal,) = refusals(town, a_row(values={"percent": 40}))
    assert (refusal.error.theirs, refusal.error.by_id) == (theirs, OLA.id)


def test_a_report_meanwhile_does_not_stand_in_the_way_of_the_plan(town):
    follow_up.check_in(town, OPEN.id, {"percent": 30}, by=OLA, today=TODAY)
    assert save(town, a_row(values={"title": "Nytt navn"})) == 1


def test_a_change_to_what_stands_there_already_is_no_conflict(town):
    planning.change(town, item(town, OPEN.id), {"title": "Samme navn"}, by=LIV, today=TODAY)
    before = town.revision()
    assert save(town, a_row(values={"title": "Samme navn"})) == 1
    assert town.revision() == before
