"""Many at a time: a list is read as people write and paste it, and saved all or not at all."""

import pytest

from strategy.domain.errors import InvalidInputError, RowsRefusedError
from strategy.domain.items import Position, Precision
from strategy.services.plan.many import MOST, Many, add_many, read_lines
from tests.builders import ADA, HEGE, OLA, a_goal, a_pillar, a_position, an_organisation, stock
from tests.claims import every

PILLAR = a_pillar(code="1", title="Å våge")
BOSS = a_position(id="boss", title="HR-sjef", holder_id=OLA.id)


@pytest.fixture
def town(database):
    goal = a_goal(code="1.1", title="Flere på jobb")
    empty = a_position(id="empty", title="Rektor", holder_id=None)
    stock(database, an_organisation(), PILLAR, goal, BOSS, empty, ADA, HEGE, OLA)
    return database


def added(database, kind, text, *, by=HEGE, **start):
    return add_many(database, kind, read_lines(kind, text), start=start, by=by)


def test_one_a_line_is_enough_and_marks_and_empty_lines_are_left_out():
    lines = read_lines(Many.GOAL, "- Flere på jobb\n\n2. Heltid\n   • Læring\n")

    assert [line.cells["title"] for line in lines] == ["Flere på jobb", "Heltid", "Læring"]
    assert [line.number for line in lines] == [1, 3, 4]
    assert read_lines(Many.GOAL, " \n") == ()


def test_headings_in_any_language_say_which_column_is_which():
    text = "Tittel\tFrist\tAnsvarleg\nHeltid\t2027\tHR-sjef"
    (line,) = read_lines(Many.GOAL, text)

    assert line.cells == {"title": "Heltid", "due": "2027", "owner": "HR-sjef"}


def test_a_list_that_is_a_file_is_refused_in_words():
    with pytest.raises(InvalidInputError) as refused:
        read_lines(Many.UNIT, "Enhet\n" * (MOST + 1))
    assert [problem.rule for problem in refused.value.problems] == ["too_many_lines"]


def test_goals_get_codes_owners_and_dates(town):
    text = "Heltid\t\tola owren\t31.12.2027\nLæring\tå våge\tKulturlaget\tnår vi rekker det"
    first, second = added(town, Many.GOAL, text, pillar_id=PILLAR.id)

    assert (first.code, first.owner_id, first.due.year) == ("1.2", BOSS.id, 2027)
    assert (first.due_precision, second.code) == (Precision.DAY, "1.3")
    assert (second.owner_text, second.due_text) == ("Kulturlaget", "når vi rekker det")


def test_nothing_is_saved_when_one_line_cannot_be(town):
    before = town.revision()
    text = "Kurs\t1.1\nFadder\tEt mål som ikke finnes\n" + "x" * 301
    with pytest.raises(RowsRefusedError) as refused:
        added(town, Many.ACTION, text)

    assert [refusal.row_id for refusal in refused.value.refusals] == ["2", "3"]
    assert town.revision() == before


def test_a_goal_without_a_pillar_is_asked_for_one(town):
    with pytest.raises(RowsRefusedError):
        added(town, Many.GOAL, "Heltid")


def test_actions_and_indicators_find_their_goal_by_code_or_title(town):
    actions = added(town, Many.ACTION, "Kurs\t1.1 Flere på jobb\nMøter")
    indicators = added(town, Many.INDICATOR, "Sykefravær\tflere på jobb\t%\tLønn\nTrivsel")

    assert [action.code for action in actions] == ["T-001", "T-002"]
    assert [len(action.goal_ids) for action in actions] == [1, 0]
    assert [(i.code, i.unit, bool(i.goal_id)) for i in indicators] == [
        ("I-01", "%", True), ("I-02", "", False),
    ]  # fmt: skip


def test_people_come_with_positions_and_units_which_are_made_where_missing(town):
    text = (
        "Kari Nes\tkari@lillevik.example\tRektor\n"
        "Odd Vik\t\tVaktmester\tTeknisk\n"
        "Siv Moe\t\tIngeniør\tTeknisk\n"
        "Eli Dal"
    )
    kari, odd, siv, eli = added(town, Many.PERSON, text, by=ADA)
    plan = town.plan()
    held = {p.title: p.holder_id for p in plan.positions}

    assert held == {
        "HR-sjef": OLA.id, "Rektor": kari.id, "Vaktmester": odd.id, "Ingeniør": siv.id,
    }  # fmt: skip
    assert [unit.title for unit in plan.units] == ["Teknisk"]
    assert every(not person.roles for person in (kari, odd, siv, eli))
    made = [p for p in plan.positions if p.title in {"Vaktmester", "Ingeniør"}]
    assert every(isinstance(p, Position) and p.unit_id == plan.units[0].id for p in made)


def test_units_find_the_one_they_belong_to(town):
    helse, hjemme = added(town, Many.UNIT, "Helse\nHjemmetjenesten\tHelse", by=ADA)

    assert (helse.parent_id, hjemme.parent_id) == (None, helse.id)
    assert helse.code != hjemme.code
