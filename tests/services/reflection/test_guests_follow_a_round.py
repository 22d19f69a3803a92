"""What guests see of a round, read once for all of them, and answers that come together."""

import pytest

from strategy.domain.errors import InvalidInputError, LapsedSecretError, NotFoundError
from strategy.domain.reflection import Phase
from strategy.services import planning
from strategy.services.reflection import (
    answering as reflection,
)
from strategy.services.reflection import (
    guests as reflection_guests,
)
from strategy.services.reflection import (
    rounds as reflection_rounds,
)
from strategy.services.reflection.guests import Given, guest_address, in_groups
from tests.builders import ADA, LIV
from tests.services.rounds import DAY, a_round, all_say, gather


@pytest.fixture
def town(database):
    return gather(database)


@pytest.fixture
def small_town(duck):
    return gather(duck)


def invited(database, **given):
    asked = a_round(database, **{"seats": 9, **given})
    return asked, reflection_guests.invite_guests(database, asked.id, by=LIV)


def send(database, token, **answers):
    given = {f"dare-{key[-1]}": answer for key, answer in answers.items()}
    return reflection_guests.answer_all_as_guest(database, token, given, today=DAY)


def marks(database, asked):
    with database.reflections.looking_at(asked.id) as one:
        return len(one.marks())


def test_one_look_tells_of_every_round_and_of_the_plan(town):
    asked, code = invited(town)
    other = a_round(town, prompts=("dare-2",))
    before = reflection_guests.moments(town)
    assert set(before) == {asked.id, other.id}

    reflection_guests.join(town, code, today=DAY)
    joined = reflection_guests.moments(town)
    assert joined[asked.id] != before[asked.id]
    assert joined[other.id] == before[other.id]

    planning.change(town, town.plan().organisation, {"name": "Fjordvik"}, by=ADA)
    assert reflection_guests.moments(town)[other.id] != joined[other.id]


def test_several_answers_are_kept_together(town):
    asked, code = invited(town)
    token = reflection_guests.join(town, code, today=DAY)

    assert send(town, token, q1=Given("Ja", 2), q2=Given(level=5)) == ("dare-1", "dare-2")
    assert marks(town, asked) == 2
    # Sent once more is as if it were not.
    assert send(town, token, q1=Given("Nei", 1), q2=Given(level=1)) == ()
    assert marks(town, asked) == 2


def test_where_one_answer_cannot_be_taken_none_is(town):
    asked, code = invited(town)
    token = reflection_guests.join(town, code, today=DAY)
    reflection.reveal(town, asked.id, by=LIV, today=DAY, prompt_key="dare-2")

    for wrong in (Given("For sent"), Given("x" * 4001)):
        with pytest.raises(InvalidInputError):
            send(town, token, q1=Given("Ja"), q2=wrong)
    with pytest.raises(NotFoundError):
        send(town, token, q1=Given("Ja"), q9=Given("Hva?"))
    with pytest.raises(LapsedSecretError):
        send(town, "made up", q1=Given("Ja"))
    assert marks(town, asked) == 0


def test_the_door_tells_what_stands_behind_it_and_no_more(small_town):
    asked, code = invited(small_town, seats=1, opened=False)
    told = reflection_guests.at_the_door(small_town, code.lower(), today=DAY)
    assert (told.organisation, told.title, told.language) == (
        "Fjordvik kommune",
        "Torde vi nok?",
        "nb",
    )
    assert (told.phase, told.takes_answers, told.has_seat) == (Phase.PREPARED, False, True)

    reflection_rounds.open_round(small_town, asked.id, by=LIV, today=DAY)
    reflection_guests.join(small_town, code, today=DAY)
    full = reflection_guests.at_the_door(small_town, code, today=DAY)
    assert (full.takes_answers, full.has_seat) == (True, False)
    with pytest.raises(LapsedSecretError):
        reflection_guests.at_the_door(small_town, "ABCDEF", today=DAY)


def test_a_guest_sees_the_spread_of_five_and_the_sentence_after_the_reveal(small_town):
    asked, code = invited(small_town)
    token = reflection_guests.join(small_town, code, today=DAY)
    all_say(small_town, asked, 1, 2, 2, 4, 5)
    before = reflection_guests.guest_view(small_town, token, today=DAY).prompts[0]
    assert (before.revealed, before.shown.spread, before.agreed) == (False, None, None)

    reflection.reveal(small_town, asked.id, by=LIV, today=DAY)
    agreed = reflection.agree(
        small_town, asked.id, "dare-1", sentence="Vi prøver", level=2, by=LIV, today=DAY
    )
    after, other = reflection_guests.guest_view(small_town, token, today=DAY).prompts
    assert (after.revealed, after.shown.spread, after.shown.answers) == (True, (1, 2, 0, 1, 1), ())
    assert (after.agreed, other.agreed) == (agreed, None)


def test_a_code_is_read_in_two_halves_and_leads_below_the_apps_address():
    assert in_groups("K7M2QF") == "K7M 2QF"
    assert guest_address("https://x.example", "K7M2QF") == "https://x.example/vote/K7M2QF"
