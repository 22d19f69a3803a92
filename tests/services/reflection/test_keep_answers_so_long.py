"""What was answered in a round is kept as long as the organisation says; the sentences stay."""

from datetime import date

import pytest

from strategy.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from strategy.domain.items import Organisation, Person
from strategy.domain.known_time import KnownDay
from strategy.domain.reflection import Phase
from strategy.services import planning
from strategy.services.administration import people, upkeep
from strategy.services.reflection import (
    answering as reflection,
)
from strategy.services.reflection import (
    guests as reflection_guests,
)
from strategy.services.reflection import (
    maturity,
)
from strategy.services.reflection import (
    rounds as reflection_rounds,
)
from tests.builders import ADA, HEGE, LIV, OLA, a_person, an_agenda_item
from tests.builders import a_meeting as a_met
from tests.services.rounds import DAY, a_round, all_say, gather, say, seen_by

IN_TWO_YEARS = date(2028, 5, 4)
A_DAY_LATER = date(2028, 5, 5)


@pytest.fixture
def town(database):
    return gather(database)


@pytest.fixture
def small_town(duck):
    return gather(duck)


def stored_in(town, asked):
    with town.reflections.looking_at(asked.id) as one:
        return one.answers(), one.marks(), one.guests(), one.code()


def ended(town, **given):
    asked = a_round(town, **given)
    all_say(town, asked, 2, 2, 3, 4, 5)
    reflection.close(town, asked.id, by=LIV, today=DAY)
    return asked


# --- how long -----------------------------------------------------------------------------------


def test_answers_are_gone_two_years_after_the_round_and_the_sentence_stays(town):
    asked = ended(town, seats=4)
    reflection.agree(town, asked.id, "dare-1", sentence="Vi tør mer", level=3, by=LIV, today=DAY)

    assert upkeep.forget_old_answers(town, today=KnownDay(IN_TWO_YEARS)) == 0
    assert len(stored_in(town, asked)[0]) == 5
    assert upkeep.forget_old_answers(town, today=KnownDay(A_DAY_LATER)) == 1
    assert upkeep.forget_old_answers(town, today=KnownDay(A_DAY_LATER)) == 0

    assert stored_in(town, asked) == ((), frozenset(), 0, None)
    view = seen_by(town, asked, LIV, A_DAY_LATER)
    assert (view.round.phase, view.round.forgotten) == (Phase.CLOSED, True)
    assert view.prompts[0].shown.answers == ()
    assert view.prompts[0].agreement.sentence == "Vi tør mer"


def test_where_the_group_stood_is_still_seen_when_the_answers_are_gone(town):
    asked = ended(town)
    before = {
        person.id: maturity.judged_rounds(town, by=person, today=DAY) for person in (LIV, ADA)
    }
    upkeep.forget_old_answers(town, today=KnownDay(A_DAY_LATER))

    for person in (LIV, ADA):
        (now,) = maturity.judged_rounds(town, by=person, today=A_DAY_LATER)
        assert now.standings == before[person.id][0].standings
        assert [one.spread for one in now.shown] == [
            one.spread for one in before[person.id][0].shown
        ]
    view = seen_by(town, asked, LIV, A_DAY_LATER)
    assert view.prompts[0].shown.spread == (0, 2, 1, 1, 1)
    assert view.prompts[0].shown.answers == ()


@pytest.mark.parametrize("anonymous", [True, False])
def test_nothing_is_kept_of_fewer_than_five(small_town, anonymous):
    asked = a_round(small_town, anonymous=anonymous)
    all_say(small_town, asked, 2, 2, 3, 4)
    reflection.close(small_town, asked.id, by=LIV, today=DAY)
    upkeep.forget_old_answers(small_town, today=KnownDay(A_DAY_LATER))

    view = seen_by(small_town, asked, LIV, A_DAY_LATER)
    assert view.prompts[0].shown.spread is None
    assert view.round.kept == {}
    assert maturity.judged_rounds(small_town, by=LIV, today=A_DAY_LATER) == ()


def test_it_counts_from_when_the_round_was_ended(small_town):
    asked = a_round(small_town)
    all_say(small_town, asked, 3, 3, 3, 3, 3)
    reflection.reveal(small_town, asked.id, by=LIV, today=DAY)
    reflection.close(small_town, asked.id, by=LIV, today=date(2026, 12, 1))
    assert upkeep.forget_old_answers(small_town, today=KnownDay(date(2028, 12, 1))) == 0
    assert upkeep.forget_old_answers(small_town, today=KnownDay(date(2028, 12, 2))) == 1


def test_a_round_nobody_ended_does_not_keep_its_answers_for_ever(small_town):
    asked = a_round(small_town, closes=date(2026, 6, 1))
    guests = a_round(small_town, seats=3, closes=date(2026, 6, 1))
    token = reflection_guests.join(
        small_town, reflection_guests.invite_guests(small_town, guests.id, by=LIV), today=DAY
    )
    say(small_town, asked, OLA, "Glemt", 2)
    assert upkeep.forget_old_answers(small_town, today=KnownDay(date(2028, 6, 1))) == 0
    assert upkeep.forget_old_answers(small_town, today=KnownDay(date(2028, 6, 2))) == 2
    assert stored_in(small_town, asked)[0] == ()
    assert reflection_guests.round_of_guest(small_town, token) is None


def test_while_somebody_may_still_answer_nothing_is_forgotten(small_town):
    until_december = a_round(small_town, live=True, closes=date(2028, 12, 1))
    reflection.reveal(small_town, until_december.id, by=LIV, today=DAY, prompt_key="dare-1")
    without_end = a_round(small_town)
    for asked in (until_december, without_end):
        reflection.answer(
            small_town, asked.id, "dare-2", text="Nå", level=2, by=OLA, today=date(2028, 10, 1)
        )

    assert upkeep.forget_old_answers(small_town, today=KnownDay(date(2028, 10, 2))) == 0
    assert upkeep.forget_old_answers(small_town, today=KnownDay(date(2040, 1, 1))) == 1
    assert len(stored_in(small_town, without_end)[0]) == 1


def test_one_that_is_only_prepared_has_nothing_to_forget(small_town):
    a_round(small_town, opened=False)
    assert upkeep.forget_old_answers(small_town, today=KnownDay(date(2040, 1, 1))) == 0


def test_the_administrator_says_how_long(small_town):
    asked = ended(small_town)
    organisation = small_town.plan().organisation
    assert Organisation(name="Fjordvik").reflection_months == organisation.reflection_months == 24
    for person in (LIV, HEGE, OLA):
        with pytest.raises(NotAllowedError):
            planning.change(small_town, organisation, {"reflection_months": 1}, by=person)
    for months in (0, -1, 241, "to", None):
        with pytest.raises(InvalidInputError) as caught:
            planning.change(small_town, organisation, {"reflection_months": months}, by=ADA)
        assert [p.field for p in caught.value.problems] == ["reflection_months"]
    planning.change(small_town, organisation, {"reflection_months": 1}, by=ADA)
    assert upkeep.forget_old_answers(small_town, today=KnownDay(date(2026, 6, 5))) == 1
    assert stored_in(small_town, asked)[0] == ()


# --- nobody left to end it ----------------------------------------------------------------------


def gone(town, *ids):
    for person_id in ids:
        people.deactivate(town, town.plan().find(Person, person_id), by=ADA)


def left_alone(town, **given):
    """A round only Liv and Hege may run, and both have left."""
    asked = a_round(town, participant_ids=("hege", "ola", "rita"), **given)
    gone(town, "liv", "hege")
    return asked


def test_an_administrator_ends_a_round_when_all_who_ran_it_have_left(town):
    asked = a_round(town, participant_ids=("hege", "ola", "rita"))
    say(town, asked, OLA, "Sagt i fortrolighet", 2)
    gone(town, "liv")
    assert asked not in reflection.rounds(town, by=ADA)
    with pytest.raises(NotFoundError):
        reflection.close(town, asked.id, by=ADA, today=DAY)
    gone(town, "hege")

    view = seen_by(town, asked, ADA)
    assert (view.ends, view.runs, view.takes_part, view.code) == (True, False, False, None)
    assert view.prompts[0].turnout.missing_ids == ()
    reflection.close(town, asked.id, by=ADA, today=DAY)
    after = seen_by(town, asked, ADA)
    assert (after.round.phase, after.ends) == (Phase.CLOSED, False)
    assert after.prompts[0].shown.answers == ()


def test_who_ends_it_for_others_does_nothing_else_with_it(small_town):
    asked = left_alone(small_town)
    for call in (
        lambda: reflection.reveal(small_town, asked.id, by=ADA, today=DAY),
        lambda: reflection.put_up(small_town, asked.id, "dare-2", by=ADA),
        lambda: reflection_guests.invite_guests(small_town, asked.id, by=ADA),
    ):
        with pytest.raises(NotFoundError):
            call()


def test_nobody_but_an_administrator_ends_what_others_ran(small_town):
    other = a_person("elin", "Elin", *HEGE.roles)
    with small_town.change(by=ADA.id) as writing:
        writing.add(other)
    asked = left_alone(small_town)
    assert not seen_by(small_town, asked, OLA).ends
    with pytest.raises(NotAllowedError):
        reflection.close(small_town, asked.id, by=OLA, today=DAY)
    with pytest.raises(NotFoundError):
        reflection.close(small_town, asked.id, by=other, today=DAY)


def test_one_that_was_never_opened_is_deleted(small_town):
    asked = left_alone(small_town, opened=False)
    reflection_rounds.drop(small_town, asked.id, by=ADA)
    assert small_town.reflections.rounds() == ()


def test_what_was_taken_up_among_a_few_stays_among_them(small_town):
    meeting = a_met()
    asked = a_round(small_town, participant_ids=("hege", "ola"))
    item = an_agenda_item(meeting, round_key=asked.id, confidential_to=("liv", "hege"))
    with small_town.change(by=LIV.id) as writing:
        writing.add_many((meeting, item))
    gone(small_town, "liv", "hege")
    assert reflection.rounds(small_town, by=ADA) == ()
    for call in (
        lambda: reflection.close(small_town, asked.id, by=ADA, today=DAY),
        lambda: reflection_rounds.drop(small_town, asked.id, by=ADA),
    ):
        with pytest.raises(NotFoundError):
            call()
    assert stored_in(small_town, asked)[0] == ()
    assert small_town.reflections.rounds()[0].phase is Phase.OPEN
