"""A round of reflection under an item of the agenda: begun in two steps, or brought along."""

import pytest

from strategy.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from strategy.domain.meeting_items import AgendaItem, Presence, Topic
from strategy.domain.reflection import Phase
from strategy.services.meetings import rounds as meeting_rounds
from strategy.services.meetings import running as meetings
from strategy.services.reflection import answering as reflection
from strategy.services.reflection import rounds as reflection_rounds
from tests.builders import (
    ADA,
    HEGE,
    LIV,
    OLA,
    PER,
    RITA,
    a_meeting,
    an_agenda_item,
    an_attendance,
)
from tests.claims import every
from tests.services.rounds import DAY, GROUP, a_round, all_say, gather, say

MEETING = a_meeting(id="meeting", on=DAY)
ITEM = an_agenda_item(
    MEETING, id="item", title="Hva torde vi?", topic=Topic.REFLECTION, pillar_id="pillar"
)
FEW = an_agenda_item(
    MEETING, id="few", title="Ny organisering", topic=Topic.REFLECTION, confidential_to=("liv",)
)
ASKED = tuple(an_attendance(MEETING, id=f"at-{p.id}", person_id=p.id) for p in GROUP)
BY_FUNCTION = an_attendance(MEETING, id="at-safety", person_id=None, who="Verneombud sone øst")


@pytest.fixture
def room(database):
    """Fjordvik in a meeting with a reflection on its agenda, once on each engine."""
    return with_meeting(gather(database))


@pytest.fixture
def small_room(duck):
    return with_meeting(gather(duck))


def with_meeting(town):
    with town.change(by=LIV.id) as writing:
        writing.add_many((MEETING, ITEM, FEW, *ASKED, BY_FUNCTION))
    return town


def stored(room, item=ITEM) -> AgendaItem:
    return room.plan().find(AgendaItem, item.id)


def begun(room, item=ITEM, *, by=LIV, **given):
    values = {"prompts": ("dare-1", "dare-2"), "anonymous": True, "seats": 0, **given}
    return meeting_rounds.begin(room, item.id, values, by=by, today=DAY)


def seen(room, by=LIV, item=ITEM):
    return meeting_rounds.seen(room, stored(room, item), by=by, today=DAY)


def rules(caught):
    return [(p.field, p.rule) for p in caught.value.problems]


# --- beginning one ------------------------------------------------------------------------------


def test_a_leader_begins_a_round_under_the_item_and_all_who_are_there_can_answer(room):
    assert meeting_rounds.has_none(room, stored(room))
    assert seen(room) is None
    asked = begun(room)

    assert (asked.phase, asked.live, asked.current) == (Phase.OPEN, True, "dare-1")
    assert asked.title == "Hva torde vi?"
    assert stored(room).round_key == asked.id
    assert not meeting_rounds.has_none(room, stored(room))
    say(room, asked, PER, "Vi venter på de andre", 2)
    (first, _) = seen(room).prompts
    assert (first.turnout.answered, first.turnout.expected) == (1, len(GROUP))
    assert first.shown.answers == ()


def test_only_those_who_came_are_asked_once_it_is_noted_who_did(small_room):
    came = {one.id: Presence.ABSENT for one in ASKED}
    came |= {"at-liv": Presence.PRESENT, "at-ola": Presence.PRESENT}
    meetings.tick(small_room, "meeting", came, by=LIV)
    assert set(begun(small_room).participant_ids) == {"liv", "ola"}


def test_who_cannot_come_is_not_asked(small_room):
    meetings.tick(small_room, "meeting", {"at-per": Presence.ABSENT}, by=LIV)
    assert "per" not in begun(small_room).participant_ids


def test_who_does_not_use_the_tool_answers_by_a_code_at_once(small_room):
    assert meeting_rounds.guests(small_room.plan(), ITEM) == 1
    begun(small_room, seats=1)
    assert len(seen(small_room).code) == 6


def test_the_questions_of_the_items_pillar_come_first(small_room):
    about = meeting_rounds.questions(small_room.plan(), ITEM)
    others = meeting_rounds.questions(small_room.plan(), FEW)
    assert about[0].pillar_id == "pillar"
    last_of_it = max(n for n, one in enumerate(about) if one.pillar_id == "pillar")
    assert every(one.pillar_id == "pillar" for one in about[: last_of_it + 1])
    assert {one.key for one in about} == {one.key for one in others}


def test_under_a_confidential_item_nobody_else_is_asked_or_told(small_room):
    asked = begun(small_room, FEW)
    assert asked.participant_ids == ("liv",)
    assert meeting_rounds.guests(small_room.plan(), FEW) == 0
    for other in (HEGE, ADA, OLA):
        assert seen(small_room, other, FEW) is None
    with pytest.raises(NotFoundError):
        begun(small_room, FEW, by=HEGE)


def test_no_code_lets_anybody_in_on_what_is_confidential(small_room):
    with pytest.raises(InvalidInputError) as caught:
        begun(small_room, FEW, seats=3)
    assert rules(caught) == [("seats", "no_guests_in_confidence")]

    made = a_round(small_room, seats=3)
    with pytest.raises(InvalidInputError) as caught:
        meeting_rounds.take_up(small_room, FEW.id, made.id, by=LIV)
    assert rules(caught) == [("seats", "no_guests_in_confidence")]
    assert stored(small_room, FEW).round_key is None


def test_two_who_begin_at_once_begin_one_round(room):
    first = begun(room)
    with pytest.raises(InvalidInputError) as caught:
        begun(room, by=HEGE)
    assert rules(caught) == [("round", "round_is_there")]
    assert room.reflections.rounds() == (first,)


def test_who_read_the_agenda_before_another_began_is_told_so(small_room):
    before = stored(small_room)
    asked = begun(small_room)
    reflection_rounds.drop(small_room, asked.id, by=LIV)
    with small_room.change(by=LIV.id) as writing:
        writing.update(stored(small_room).model_copy(update={"round_key": "another"}))
    with pytest.raises(InvalidInputError) as caught:
        meeting_rounds._link(small_room, before, "mine", LIV)  # noqa: SLF001 - a race, by hand
    assert rules(caught) == [("round", "round_is_there")]


@pytest.mark.parametrize("person", [OLA, RITA, PER], ids=lambda p: p.id)
def test_who_may_not_run_a_meeting_begins_nothing(small_room, person):
    brought = a_round(small_room)
    for call in (
        lambda: begun(small_room, by=person),
        lambda: meeting_rounds.take_up(small_room, "item", brought.id, by=person),
        lambda: meeting_rounds.let_go(small_room, "item", by=person),
    ):
        with pytest.raises(NotAllowedError):
            call()
    assert stored(small_room).round_key is None


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"prompts": ()}, ("prompts", "choose_prompts")),
        ({"title": "En annen"}, ("title", "not_here")),
        ({"anonymous": False, "seats": 3}, ("seats", "guests_are_anonymous")),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_begun(small_room, given, problem):
    with pytest.raises(InvalidInputError) as caught:
        begun(small_room, **given)
    assert problem in rules(caught)
    assert stored(small_room).round_key is None
    assert small_room.reflections.rounds() == ()


def test_a_round_nobody_could_answer_is_not_begun(small_room):
    meetings.tick(
        small_room, "meeting", {one.id: Presence.ABSENT for one in (*ASKED, BY_FUNCTION)}, by=LIV
    )
    with pytest.raises(InvalidInputError) as caught:
        begun(small_room)
    assert rules(caught) == [("participant_ids", "nobody_to_ask")]
    assert begun(small_room, seats=5).participant_ids == ()


# --- bringing one along -------------------------------------------------------------------------


def test_a_round_answered_before_the_meeting_is_taken_up_in_it(room):
    brought = a_round(room)
    all_say(room, brought, 1, 2, 3, 4, 5)
    assert meeting_rounds.to_take_up(room, by=LIV) == (brought,)
    assert meeting_rounds.to_take_up(room, by=ADA) == ()

    meeting_rounds.take_up(room, "item", brought.id, by=LIV)
    assert meeting_rounds.to_take_up(room, by=LIV) == ()
    reflection.reveal(room, brought.id, by=LIV, today=DAY)
    assert seen(room).prompts[0].shown.spread == (1, 1, 1, 1, 1)
    agreed = reflection.agree(
        room, brought.id, "dare-1", sentence="Vi prøver", level=3, by=LIV, today=DAY
    )
    assert (agreed.meeting_id, agreed.round_key) == ("meeting", brought.id)


def test_a_round_somebody_else_runs_or_another_item_has_is_not_to_be_taken(small_room):
    brought = a_round(small_room)
    with pytest.raises(NotFoundError):
        meeting_rounds.take_up(small_room, "item", brought.id, by=ADA)
    begun(small_room)
    with pytest.raises(InvalidInputError):
        meeting_rounds.take_up(small_room, "item", brought.id, by=LIV)


def test_a_round_begun_by_mistake_is_let_go_while_nobody_has_answered(small_room):
    asked = begun(small_room)
    meeting_rounds.let_go(small_room, "item", by=LIV)
    assert meeting_rounds.has_none(small_room, stored(small_room))
    assert small_room.reflections.rounds() == ()

    again = begun(small_room)
    assert again.id != asked.id
    say(small_room, again, OLA, "Sagt", 3)
    with pytest.raises(InvalidInputError):
        meeting_rounds.let_go(small_room, "item", by=LIV)
    assert stored(small_room).round_key == again.id


def test_an_item_whose_round_is_gone_takes_up_another(small_room):
    asked = begun(small_room)
    reflection_rounds.drop(small_room, asked.id, by=LIV)
    assert meeting_rounds.has_none(small_room, stored(small_room))
    assert seen(small_room) is None
    assert begun(small_room).phase is Phase.OPEN
