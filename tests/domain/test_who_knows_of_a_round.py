"""Who may know that there is a round of reflection."""

from datetime import date

from strategy.domain.reflection import Phase, Round, knows_of
from tests.builders import HEGE, LIV, OLA, PER

ROUND = Round(
    title="Hvor står vi?",
    participant_ids=(OLA.id, PER.id),
    facilitator_ids=(LIV.id,),
    prepared_on=date(2026, 7, 1),
    phase=Phase.OPEN,
)


def test_who_takes_part_or_runs_it_knows_of_it_from_the_start():
    assert knows_of(ROUND, OLA)
    assert knows_of(ROUND, PER)
    assert knows_of(ROUND, LIV)


def test_the_others_inside_know_of_it_once_it_is_revealed():
    assert not knows_of(ROUND, HEGE)
    assert knows_of(ROUND.model_copy(update={"phase": Phase.REVEALED}), HEGE)
