"""Where a group says it stands, round by round, for those who may see it."""

from datetime import timedelta

import pytest

from strategy.domain.errors import NotAllowedError
from strategy.domain.meeting_items import Theme
from strategy.domain.reflection import Standing
from strategy.services.reflection import answering as reflection
from strategy.services.reflection import maturity
from tests.builders import LIV, PER, RITA
from tests.services.rounds import DAY, EVA, a_round, all_say, gather

YEAR = timedelta(days=365)


@pytest.fixture
def town(duck):
    return gather(duck)


def judged(town, person):
    return maturity.judged_rounds(town, by=person, today=DAY)


def test_rounds_stand_in_order_with_what_may_be_shown(town):
    for year, levels in enumerate(((2, 2, 2, 2, 2), (3, 3, 4, 4, 4))):
        asked = a_round(town, title=f"År {year}")
        all_say(town, asked, *levels)
        all_say(town, asked, 1, 1, key="dare-2")
        reflection.reveal(town, asked.id, by=LIV, today=DAY - YEAR * (1 - year))

    for person in (LIV, EVA, RITA):
        assert [(one.title, one.day, one.standings) for one in judged(town, person)] == [
            ("År 0", DAY - YEAR, (Standing(Theme.DARE, 2.0, 1, "pillar"),)),
            ("År 1", DAY, (Standing(Theme.DARE, 3.6, 1, "pillar"),)),
        ]


def test_a_small_named_round_is_compared_only_by_those_inside(town):
    asked = a_round(town, anonymous=False, participant_ids=("liv", "rita"))
    reflection.answer(town, asked.id, "dare-1", text="", level=4, by=RITA, today=DAY)
    reflection.reveal(town, asked.id, by=LIV, today=DAY)
    assert [one.round_id for one in judged(town, LIV)] == [asked.id]
    assert judged(town, EVA) == ()


def test_a_round_that_is_open_or_too_small_is_not_there(town):
    all_say(town, a_round(town), 1, 2, 3, 4, 5)
    few = a_round(town)
    all_say(town, few, 1, 2)
    reflection.reveal(town, few.id, by=LIV, today=DAY)
    assert judged(town, LIV) == ()


def test_a_politician_compares_nothing(town):
    with pytest.raises(NotAllowedError):
        judged(town, PER)
