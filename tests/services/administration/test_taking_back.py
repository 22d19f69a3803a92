"""An import can be taken back in one step, for as long as nothing has built on it."""

from datetime import date

import pytest

from strategy.domain.errors import InvalidInputError, NotAllowedError
from strategy.domain.items import Action
from strategy.exchange.tables.files import Answers
from strategy.services import planning
from strategy.services.administration import taking_back, transfer
from tests.builders import ADA, HEGE, RITA, stock
from tests.exchange.plans import a_file

TODAY = date(2026, 9, 1)
CONTENT = b"Tiltak;Prosent;Ansvar\r\nKurs;40 %;HR\r\nTur;;HR\r\n"


def brought_in(database, content=CONTENT, name="plan.csv", *, by=HEGE):
    answers = Answers(guess=True)
    looked_at = transfer.preview_import(
        database, content, name, by=by, today=TODAY, answers=answers
    )
    transfer.apply_import(database, looked_at, by=by)


def titles(database):
    return {action.title for action in database.plan().actions}


def the_refusal(database, by=HEGE):
    with pytest.raises(InvalidInputError) as refused:
        taking_back.take_back(database, by=by)
    (problem,) = refused.value.problems
    return problem.rule, problem.details


def test_what_an_import_added_goes_in_one_change_that_says_so(database):
    stock(database)
    before, revision = titles(database), database.revision()
    brought_in(database)
    assert titles(database) - before == {"Kurs", "Tur"}
    found = taking_back.latest_import(database, by=HEGE)
    assert (found.name, found.by_id) == ("plan.csv", HEGE.id)
    assert taking_back.take_back(database, by=HEGE) == found
    assert titles(database) == before
    assert database.revision() == revision + 2
    assert database.revisions()[0].reason == "Importen av «plan.csv» er tatt tilbake"
    assert taking_back.latest_import(database, by=HEGE) is None
    assert the_refusal(database)[0] == "no_import"


def test_what_an_import_changed_is_as_it_was_before(database):
    stock(database)
    (goal,) = (g for g in database.plan().goals if g.id == "goal")
    rows = {"Mål": [["Kode", "Tittel"], [goal.code, "Et helt nytt navn"]]}
    brought_in(database, a_file(rows), "mål.xlsx")
    assert database.plan().by_id["goal"].title == "Et helt nytt navn"
    taking_back.take_back(database, by=HEGE)
    after = database.plan().by_id["goal"]
    assert after.model_copy(update={"version": goal.version}) == goal


def test_the_same_file_may_come_in_again_and_be_taken_back_again(database):
    stock(database)
    brought_in(database)
    taking_back.take_back(database, by=HEGE)
    brought_in(database)
    assert {"Kurs", "Tur"} <= titles(database)
    taking_back.take_back(database, by=HEGE)
    assert not {"Kurs", "Tur"} & titles(database)


def test_what_has_been_changed_since_or_rests_on_it_is_named(database):
    stock(database)
    brought_in(database, b"M\xc3\xa5l;Tiltak\r\nRo;Kurs\r\n", by=ADA)
    plan = database.plan()
    kurs = next(a for a in plan.actions if a.title == "Kurs")
    ro = next(g for g in plan.goals if g.title == "Ro")
    planning.change(database, kurs, {"title": "Kurset"}, by=HEGE)
    planning.add(
        database, Action, {"code": "T-99", "title": "Bygger på", "goal_ids": (ro.id,)}, by=HEGE
    )
    rule, details = the_refusal(database, by=ADA)
    assert rule == "import_built_on"
    assert "Kurset" in details["names"]
    assert "Bygger på" in details["names"]
    assert {"Kurset", "Bygger på"} <= titles(database)


def test_many_things_that_rest_on_it_are_named_in_part(database):
    stock(database)
    brought_in(database, "\r\n".join(["Tiltak;Frist", *(f"K{n};2026" for n in range(7))]).encode())
    for action in [a for a in database.plan().actions if a.title.startswith("K")]:
        planning.retire(database, action, by=HEGE)
    named = the_refusal(database)[1]["names"]
    assert named.count(" K") == 5
    assert named.endswith(", …")


def test_a_status_reported_on_what_was_there_before_is_not_taken_back(database):
    stock(database)
    (old,) = (a for a in database.plan().actions if a.id == "action")
    brought_in(database, f"Tiltak;Prosent\r\n{old.title};45 %\r\n".encode())
    assert the_refusal(database)[0] == "import_built_on"


def test_only_who_may_change_the_plan_may_take_an_import_back(database):
    stock(database)
    brought_in(database)
    with pytest.raises(NotAllowedError):
        taking_back.take_back(database, by=RITA)
    assert taking_back.latest_import(database, by=ADA).name == "plan.csv"


def test_a_store_without_imports_has_none_to_take_back(database):
    stock(database)
    assert taking_back.latest_import(database, by=HEGE) is None
