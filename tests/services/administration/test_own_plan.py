"""From the demo to one's own plan: the demo is laid aside, not lost."""

from datetime import date

import pytest

from strategy.domain.errors import InvalidInputError, NotAllowedError
from strategy.domain.items import Role
from strategy.services.administration.own_plan import leave_demo
from strategy.store.database import Database
from tests.builders import ADA, LIV, a_strategy, an_organisation, stock

TODAY = date(2026, 5, 4)
ANSWERS = {
    "organisation_name": "Storvik kommune",
    "language": "nn",
    "administrator_name": "Siri Sand",
    "demo_may_leave": True,
    "number": "9999",
    "today": TODAY,
}


@pytest.fixture
def demo(duck: Database) -> Database:
    stock(duck, an_organisation(demo=True), a_strategy(), ADA, LIV)
    return duck


def test_the_own_plan_takes_the_place_of_the_demo(demo, tmp_path):
    siri = leave_demo(demo, tmp_path, by=ADA, **ANSWERS)
    plan = demo.plan()
    assert (plan.organisation.name, plan.organisation.number) == ("Storvik kommune", "9999")
    assert not plan.organisation.demo
    assert (siri.name, siri.roles) == ("Siri Sand", (Role.ADMINISTRATOR,))
    assert [person.id for person in plan.people] == [siri.id]


def test_the_demo_lies_in_a_backup(demo, tmp_path):
    leave_demo(demo, tmp_path, by=ADA, **ANSWERS)
    demo.restore(tmp_path / "strategy-2026-05-04.duckdb")
    assert demo.plan().organisation.name == "Fjordvik kommune"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"organisation_name": " "}, [("organisation_name", "required")]),
        (
            {"administrator_name": "", "demo_may_leave": False},
            [("administrator_name", "required"), ("demo_may_leave", "confirm_first")],
        ),
    ],
)
def test_every_missing_answer_is_named_and_nothing_happens(demo, tmp_path, answers, expected):
    backups = tmp_path / "backups"
    with pytest.raises(InvalidInputError) as refusal:
        leave_demo(demo, backups, by=ADA, **{**ANSWERS, **answers})
    assert [(p.field, p.rule) for p in refusal.value.problems] == expected
    assert demo.plan().organisation.demo
    assert not backups.exists()


def test_an_own_plan_is_never_replaced(duck, tmp_path):
    stock(duck)
    with pytest.raises(InvalidInputError) as refusal:
        leave_demo(duck, tmp_path, by=ADA, **ANSWERS)
    assert [p.rule for p in refusal.value.problems] == ["already_started"]
    assert duck.plan().organisation.name == "Fjordvik kommune"


def test_only_the_administrator_ends_the_demo(demo, tmp_path):
    with pytest.raises(NotAllowedError):
        leave_demo(demo, tmp_path, by=LIV, **ANSWERS)
    assert demo.plan().organisation.demo
