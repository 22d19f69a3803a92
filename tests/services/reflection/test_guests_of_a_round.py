"""Guests come in by a short code, answer one round unnamed, and reach nothing else."""

import pytest

from strategy.domain.errors import InvalidInputError, LapsedSecretError, NotAllowedError
from strategy.domain.reflection import Phase
from strategy.services.reflection import (
    answering as reflection,
)
from strategy.services.reflection import (
    guests as reflection_guests,
)
from strategy.services.reflection import (
    rounds as reflection_rounds,
)
from tests.builders import HEGE, LIV, OLA
from tests.services.rounds import DAY, a_round, gather, say, seen_by


@pytest.fixture
def town(database):
    return gather(database)


@pytest.fixture
def small_town(duck):
    return gather(duck)


def rules(caught) -> list[tuple[str, str]]:
    return [(p.field, p.rule) for p in caught.value.problems]


def answer(database, token, text="", level=None, key="dare-1"):
    reflection_guests.answer_as_guest(database, token, key, text=text, level=level, today=DAY)


def test_a_guest_comes_in_by_the_code_and_answers_once(town):
    asked = a_round(town, seats=2)
    code = reflection_guests.invite_guests(town, asked.id, by=LIV)
    assert len(code) == 6
    assert seen_by(town, asked, OLA).code == code

    token = reflection_guests.join(town, f" {code[:3].lower()}-{code[3:]} ", today=DAY)
    met = reflection_guests.guest_view(town, token, today=DAY)
    assert (met.organisation, met.title, met.phase) == (
        "Fjordvik kommune",
        "Torde vi nok?",
        Phase.OPEN,
    )
    assert [(p.prompt.key, p.answered, p.revealed) for p in met.prompts] == [
        ("dare-1", False, False),
        ("dare-2", False, False),
    ]
    before = reflection_guests.guest_pulse(town, token)
    answer(town, token, "Fra salen", 4)

    assert reflection_guests.guest_pulse(town, token) == before + 1
    assert reflection_guests.guest_view(town, token, today=DAY).prompts[0].answered
    turnout = seen_by(town, asked, LIV).prompts[0].turnout
    assert (turnout.answered, turnout.expected, len(turnout.missing_ids)) == (1, 7, 7)
    assert (turnout.invited, turnout.guests) == (7, 1)
    with pytest.raises(InvalidInputError) as twice:
        answer(town, token, "En gang til")
    assert rules(twice) == [("text", "already_answered")]


def test_guests_and_people_are_counted_together_and_told_apart_by_nobody(town):
    asked = a_round(town, seats=9)
    code = reflection_guests.invite_guests(town, asked.id, by=LIV)
    say(town, asked, OLA, "Fra Ola", 1)
    for level in (2, 3, 4, 5):
        answer(town, reflection_guests.join(town, code, today=DAY), "Fra salen", level)
    reflection.reveal(town, asked.id, by=LIV, today=DAY)

    told = seen_by(town, asked, OLA).prompts[0].shown
    assert told.spread == (1, 1, 1, 1, 1)
    assert sorted(a.text for a in told.answers) == ["Fra Ola", *["Fra salen"] * 4]


def test_a_guest_sees_no_answer_even_after_the_reveal(small_town):
    asked = a_round(small_town, seats=9, live=True)
    code = reflection_guests.invite_guests(small_town, asked.id, by=LIV)
    token = reflection_guests.join(small_town, code, today=DAY)
    answer(small_town, token, "Hemmelig tanke", 4)
    reflection.reveal(small_town, asked.id, by=LIV, today=DAY)

    met = reflection_guests.guest_view(small_town, token, today=DAY)
    assert (met.phase, met.takes_answers, met.live, met.current) == (
        Phase.REVEALED,
        False,
        True,
        "dare-1",
    )
    assert "Hemmelig" not in repr(met)


def test_no_more_guests_than_seats(town):
    asked = a_round(town, seats=1)
    code = reflection_guests.invite_guests(town, asked.id, by=LIV)
    reflection_guests.join(town, code, today=DAY)
    with pytest.raises(InvalidInputError) as caught:
        reflection_guests.join(town, code, today=DAY)
    assert rules(caught) == [("seats", "seats_taken")]
    assert seen_by(town, asked, LIV).guests == 1


def test_a_code_leads_nowhere_when_it_is_wrong_old_or_withdrawn(town):
    asked = a_round(town, seats=5)
    old = reflection_guests.invite_guests(town, asked.id, by=LIV)
    new = reflection_guests.invite_guests(town, asked.id, by=HEGE)
    assert old != new
    for code in (old, "", "ABC", "' or 1=1"):
        with pytest.raises(LapsedSecretError):
            reflection_guests.join(town, code, today=DAY)
    token = reflection_guests.join(town, new, today=DAY)
    reflection_guests.stop_inviting(town, asked.id, by=LIV)
    with pytest.raises(LapsedSecretError):
        reflection_guests.join(town, new, today=DAY)
    answer(town, token, "Jeg var alt inne")

    assert seen_by(town, asked, LIV).prompts[0].turnout.answered == 1


def test_a_stranger_sees_and_answers_nothing(town):
    a_round(town, seats=5)
    for step in (
        lambda: reflection_guests.guest_view(town, "made up", today=DAY),
        lambda: reflection_guests.guest_pulse(town, ""),
        lambda: answer(town, "made up", "Hei"),
    ):
        with pytest.raises(LapsedSecretError):
            step()


def test_a_guests_token_is_good_for_that_round_alone(small_town):
    one, other = a_round(small_town, seats=5), a_round(small_town, seats=5, prompts=("dare-2",))
    code = reflection_guests.invite_guests(small_town, one.id, by=LIV)
    token = reflection_guests.join(small_town, code, today=DAY)
    answer(small_town, token, "Til den ene", key="dare-2")

    assert seen_by(small_town, one, LIV).prompts[1].turnout.answered == 1
    assert seen_by(small_town, other, LIV).prompts[0].turnout.answered == 0


def test_who_came_in_does_not_answer_when_it_is_over(small_town):
    asked = a_round(small_town, seats=5)
    code = reflection_guests.invite_guests(small_town, asked.id, by=LIV)
    token = reflection_guests.join(small_town, code, today=DAY)
    reflection.close(small_town, asked.id, by=LIV, today=DAY)

    with pytest.raises(InvalidInputError) as late:
        answer(small_town, token, "For sent")
    with pytest.raises(LapsedSecretError):
        reflection_guests.join(small_town, code, today=DAY)
    with pytest.raises(InvalidInputError) as closed:
        reflection_guests.invite_guests(small_town, asked.id, by=LIV)
    assert rules(late) == rules(closed) == [("round", "already_revealed")]


def test_nobody_comes_in_before_it_is_open(small_town):
    asked = a_round(small_town, seats=5, opened=False)
    code = reflection_guests.invite_guests(small_town, asked.id, by=LIV)
    with pytest.raises(InvalidInputError) as caught:
        reflection_guests.join(small_town, code, today=DAY)
    assert rules(caught) == [("round", "round_not_open")]
    reflection_rounds.open_round(small_town, asked.id, by=LIV, today=DAY)
    assert reflection_guests.join(small_town, code, today=DAY)


def test_guests_are_let_in_only_by_those_who_run_a_round_with_seats(small_town):
    asked, without = a_round(small_town, seats=5), a_round(small_town)
    for step in (reflection_guests.invite_guests, reflection_guests.stop_inviting):
        with pytest.raises(NotAllowedError):
            step(small_town, asked.id, by=OLA)
    with pytest.raises(InvalidInputError) as caught:
        reflection_guests.invite_guests(small_town, without.id, by=LIV)
    assert rules(caught) == [("seats", "no_seats")]


def test_no_two_rounds_have_one_code(small_town):
    one, other = a_round(small_town, seats=1), a_round(small_town, seats=1)
    codes = iter(["AAAAAA", "AAAAAA", "BBBBBB"])
    given = {"by": LIV, "draw": lambda: next(codes)}

    assert reflection_guests.invite_guests(small_town, one.id, **given) == "AAAAAA"
    assert reflection_guests.invite_guests(small_town, other.id, **given) == "BBBBBB"
