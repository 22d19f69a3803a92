"""A hearing: opened by a planner, answered by those concerned, and concluded."""

from datetime import date, timedelta

import pytest

from strategy.domain.errors import NotAllowedError, NotFoundError, StaleEditError
from strategy.domain.items import Involvement, Party
from strategy.domain.meeting_items import Hearing
from strategy.domain.meetings.involvement import HearingState, answers_to, hearings_for, state_of
from strategy.services import planning
from strategy.services.meetings import hearings
from tests.builders import HEGE, LIV, OLA, PER, RITA, a_hearing
from tests.services.fjordvik import TODAY, item, refused, told

ASKED = {
    "title": "Høring om nye veier",
    "opens": TODAY,
    "closes": TODAY + timedelta(days=14),
    "goal_ids": ("goal",),
    "asked_ids": (RITA.id,),
}
SAID = {"item_id": "goal", "party": Party.UNION_REP, "who": "Fagforbundet", "how": "Ta det rolig"}


def opened(town, **given) -> Hearing:
    return hearings.open_hearing(town, {**ASKED, **given}, by=HEGE)


def answered(town, hearing, by=RITA, today=TODAY, **given) -> Involvement:
    return hearings.answer(town, hearing, {**SAID, **given}, by=by, today=today)


def test_a_representative_answers_the_hearing_they_are_asked_in(town):
    hearing = opened(town)
    assert hearings_for(town.plan(), RITA.id, TODAY) == (hearing,)

    said = answered(town, hearing)

    assert (said.hearing_id, said.item_kind, said.item_id) == (hearing.id, "goal", "goal")
    assert (said.on, said.how, said.by_id) == (TODAY, "Ta det rolig", RITA.id)
    assert answers_to(town.plan(), hearing) == (said,)
    assert town.orphans() == ()


@pytest.mark.parametrize("outsider", [OLA, RITA, PER])
def test_only_planners_open_and_conclude_a_hearing(small_town, outsider):
    with refused(small_town, NotAllowedError):
        hearings.open_hearing(small_town, ASKED, by=outsider)
    hearing = opened(small_town)
    with refused(small_town, NotAllowedError):
        hearings.conclude(small_town, hearing, "Slik ble det", by=outsider, today=TODAY)


def test_a_politician_gives_no_input(small_town):
    hearing = opened(small_town)

    with refused(small_town, NotAllowedError):
        answered(small_town, hearing, by=PER)


def test_a_hearing_is_about_something_and_closes_after_it_opens(small_town):
    with told(small_town, ("goal_ids", "nothing_to_hear_about")):
        opened(small_town, goal_ids=())
    with told(small_town, ("closes", "before_start")):
        opened(small_town, closes=TODAY - timedelta(days=1))
    with told(small_town, ("goal_ids", "unknown_reference")):
        opened(small_town, goal_ids=("secret",))


@pytest.mark.parametrize("days", [-1, 15])
def test_nobody_answers_before_it_opens_or_after_its_last_day(small_town, days):
    hearing = opened(small_town)

    with told(small_town, ("hearing", "hearing_closed")):
        answered(small_town, hearing, today=TODAY + timedelta(days=days))


def test_an_answer_says_something_about_what_is_asked(small_town):
    hearing = opened(small_town)

    with told(small_town, ("how", "required")):
        answered(small_town, hearing, how=" ")
    with told(small_town, ("item_id", "unknown_reference")):
        answered(small_town, hearing, item_id="action")
    assert answered(small_town, hearing, item_id=None).item_id == "goal"


def test_what_became_of_a_hearing_is_told_and_then_nobody_answers(town):
    hearing = opened(town)

    closed = hearings.conclude(town, hearing, "Vi tar det rolig", by=HEGE, today=TODAY)

    assert (closed.conclusion, closed.closed_on) == ("Vi tar det rolig", TODAY)
    assert state_of(closed, TODAY) is HearingState.CONCLUDED
    assert hearings_for(town.plan(), RITA.id, TODAY) == ()
    with told(town, ("hearing", "hearing_closed")):
        answered(town, closed)
    with told(town, ("hearing", "hearing_closed")):
        hearings.conclude(town, closed, "En gang til", by=HEGE, today=TODAY)


def test_a_conclusion_is_not_empty_and_not_given_by_the_way(small_town):
    hearing = opened(small_town)

    with told(small_town, ("conclusion", "required")):
        hearings.conclude(small_town, hearing, " ", by=HEGE, today=TODAY)
    with told(small_town, ("conclusion", "not_here")):
        planning.change(small_town, hearing, {"conclusion": "Ferdig"}, by=HEGE)


def test_two_who_conclude_at_once_do_not_overwrite_each_other(small_town):
    hearing = opened(small_town)
    planning.change(small_town, hearing, {"title": "Høring om gamle veier"}, by=LIV)

    with refused(small_town, StaleEditError):
        hearings.conclude(small_town, hearing, "Slik ble det", by=HEGE, today=TODAY)


def test_a_hearing_for_few_is_as_if_it_were_not_there_for_others(small_town):
    hearing = opened(small_town, confidential_to=(HEGE.id,))

    with refused(small_town, NotFoundError):
        answered(small_town, hearing)
    with refused(small_town, NotFoundError):
        answered(small_town, a_hearing(id="nowhere"))


def test_whoever_gave_input_is_told_what_became_of_it(town):
    said = answered(town, opened(town))

    hearings.tell_outcome(town, said, "Vi tok det med", by=HEGE)

    assert item(town, said.id).outcome == "Vi tok det med"
    with refused(town, NotAllowedError):
        hearings.tell_outcome(town, said, "Nei", by=RITA)
    with told(town, ("outcome", "required")):
        hearings.tell_outcome(town, item(town, said.id), "", by=HEGE)


def test_the_last_day_of_a_hearing_is_in_the_calendars_of_those_asked(small_town):
    from strategy.exchange.calendar import deadlines_of  # noqa: PLC0415 - one test looks there
    from strategy.i18n import words  # noqa: PLC0415

    hearing = opened(small_town)
    secret = opened(small_town, title="Hysj", confidential_to=(HEGE.id, RITA.id))
    opened(small_town, opens=date(2026, 1, 1), closes=date(2026, 1, 31))

    def told_to(person):
        found = deadlines_of(
            small_town.plan(), person, today=TODAY, w=words("nb"), base_url="https://a.example"
        )
        return {d.key: d.title for d in found if "involvement" in d.link}

    assert told_to(RITA) == {
        f"{hearing.id}-closes": "Svarfrist for høring: Høring om nye veier",
        f"{secret.id}-closes": "Svarfrist for en høring",
    }
    assert told_to(OLA) == {}
