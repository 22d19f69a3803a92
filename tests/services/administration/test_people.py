"""Who may do what, who takes over, and who leaves."""

import pytest

from strategy.domain.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleEditError
from strategy.domain.items import Person, Position, Role
from strategy.services import planning
from strategy.services.administration import people
from strategy.store.database import Database
from tests.builders import ADA, HEGE, LIV, OLA, RITA, a_position, stock


@pytest.fixture
def plan(duck: Database) -> Database:
    stock(duck)
    return duck


def person(database: Database, person_id: str) -> Person | None:
    return database.plan().find(Person, person_id)


def the_position(database: Database) -> Position:
    return database.plan().positions[0]


def problems(refusal: pytest.ExceptionInfo[InvalidInputError]) -> list[tuple[str, str]]:
    return [(problem.field, problem.rule) for problem in refusal.value.problems]


def test_whoever_leaves_leaves_the_position_vacant_and_other_positions_alone(plan):
    given = {"title": "HR-sjef", "holder_id": HEGE.id, "deputy_id": OLA.id}
    planning.add(plan, Position, given, by=ADA)
    people.deactivate(plan, person(plan, "ola"), by=ADA, reason="Ny jobb")
    held = {p.title: (p.holder_id, p.deputy_id) for p in plan.plan().positions}
    assert held == {"Kommunalsjef oppvekst": (None, None), "HR-sjef": ("hege", None)}
    assert person(plan, "ola").retired
    assert plan.journal(item_id="ola")[0].reason == "Ny jobb"


def test_the_last_administrator_stays(plan):
    before = plan.revision()
    with pytest.raises(InvalidInputError) as refusal:
        people.deactivate(plan, person(plan, "ada"), by=ADA)
    assert problems(refusal) == [("roles", "last_administrator")]
    assert plan.revision() == before


def test_somebody_known_takes_over_and_is_no_longer_the_deputy(plan):
    planning.change(plan, the_position(plan), {"deputy_id": RITA.id}, by=ADA)
    people.take_over(plan, the_position(plan), holder_id=RITA.id, by=ADA)
    assert (the_position(plan).holder_id, the_position(plan).deputy_id) == ("rita", None)


def test_the_deputy_stays_when_somebody_else_takes_over(plan):
    planning.change(plan, the_position(plan), {"deputy_id": RITA.id}, by=ADA)
    people.take_over(plan, the_position(plan), holder_id=HEGE.id, by=ADA)
    assert (the_position(plan).holder_id, the_position(plan).deputy_id) == ("hege", "rita")


def test_a_newcomer_arrives_and_takes_over_in_one_change(plan):
    before = plan.revision()
    people.take_over(
        plan, the_position(plan), newcomer_name=" Nora Nes ", newcomer_email="nora@x.no", by=ADA
    )
    nora = person(plan, the_position(plan).holder_id)
    assert (nora.name, nora.email, nora.roles) == ("Nora Nes", "nora@x.no", (Role.OWNER,))
    assert plan.revision() == before + 1


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ("holder_id", "one_of_two")),
        ({"holder_id": "hege", "newcomer_name": "Nora"}, ("newcomer_name", "one_of_two")),
        ({"holder_id": "nobody"}, ("holder_id", "unknown_reference")),
    ],
)
def test_taking_over_takes_exactly_one_who_is_there(plan, given, expected):
    before = plan.revision()
    with pytest.raises(InvalidInputError) as refusal:
        people.take_over(plan, the_position(plan), by=ADA, **given)
    assert problems(refusal) == [expected]
    assert plan.revision() == before


def test_no_newcomer_is_left_behind_when_somebody_was_quicker(plan):
    as_read = the_position(plan)
    planning.change(plan, as_read, {"title": "Kommunalsjef"}, by=ADA)
    with pytest.raises(StaleEditError):
        people.take_over(plan, as_read, newcomer_name="Nora Nes", by=ADA)
    assert "Nora Nes" not in [p.name for p in plan.plan().people]


def test_a_position_nobody_has_any_more_is_not_taken_over(plan):
    with pytest.raises(NotFoundError):
        people.take_over(plan, a_position(id="gone"), holder_id="hege", by=ADA)


def test_whoever_left_can_come_back_without_the_position(plan):
    people.deactivate(plan, person(plan, "ola"), by=ADA)
    people.let_back(plan, person(plan, "ola"), by=ADA)
    assert not person(plan, "ola").retired
    assert the_position(plan).holder_id is None


def test_nobody_unknown_leaves_or_comes_back(plan):
    stranger = ADA.model_copy(update={"id": "stranger"})
    for attempt in (people.deactivate, people.let_back):
        with pytest.raises(NotFoundError):
            attempt(plan, stranger, by=ADA)


def test_two_who_decide_about_the_same_person_do_not_overwrite_each_other(plan):
    as_read = person(plan, "ola")
    planning.change(plan, as_read, {"email": "ola@fjordvik.example"}, by=ADA)
    with pytest.raises(StaleEditError):
        people.deactivate(plan, as_read, by=ADA)
    assert not person(plan, "ola").retired


def test_a_position_is_responsible_for_what_it_owns(plan):
    owned = people.responsibilities(plan.plan(), the_position(plan))
    assert [item.id for item in owned] == ["goal", "action"]


@pytest.mark.parametrize("by", [LIV, HEGE, OLA])
def test_nobody_but_administrators_decides_about_people(plan, by):
    before = plan.revision()
    ola, position = person(plan, "ola"), the_position(plan)
    for attempt in (
        lambda: people.deactivate(plan, ola, by=by),
        lambda: people.take_over(plan, position, holder_id=by.id, by=by),
        lambda: people.let_back(plan, ola, by=by),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert plan.revision() == before
