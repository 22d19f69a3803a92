"""What a politician is told happened between two publications."""

from datetime import date

from strategy.domain.items import ActionState, Signal
from strategy.domain.publishing.publication import Content, Decision, PublishedAction, PublishedGoal
from strategy.domain.publishing.publication import PublishedPillar as Pillar
from strategy.domain.publishing.published_changes import News, Told, since

DUE = date(2026, 6, 30)


def an_action(**given) -> PublishedAction:
    given = {
        "id": "a",
        "code": "T-1",
        "title": "Lederutvikling",
        "due": DUE,
        "state": ActionState.OPEN,
        "signal": Signal.ON_TRACK,
        "percent": 0.5,
        **given,
    }
    return PublishedAction(**given)


def a_goal(**given) -> PublishedGoal:
    given = {"id": "g", "code": "1.1", "title": "Prøve nytt", "signal": Signal.ON_TRACK, **given}
    return PublishedGoal(**given)


def published(*parts) -> Content:
    goals = tuple(part for part in parts if isinstance(part, PublishedGoal))
    pillar = Pillar(id="p", code="1", title="Å våge", signal=Signal.UNKNOWN, goals=goals)
    return Content(
        organisation="Fjordvik",
        title="T1",
        day=date(2026, 4, 30),
        revision=1,
        pillars=(pillar,),
        actions=tuple(part for part in parts if isinstance(part, PublishedAction)),
        decisions=tuple(part for part in parts if isinstance(part, Decision)),
    )


def news(before, after) -> list[Told]:
    return list(since(published(*before), published(*after)))


def test_nothing_happened():
    assert news([an_action(), a_goal()], [an_action(), a_goal()]) == []


def test_what_is_done_is_told_once():
    done = an_action(state=ActionState.DONE, closed_on=DUE)

    assert news([an_action()], [done]) == [Told(News.DONE, "T-1", "Lederutvikling", after=DUE)]
    assert news([done], [done]) == []


def test_what_was_stopped_is_told_with_its_reason():
    stopped = an_action(state=ActionState.STOPPED, explanation="Ingen midler")

    assert news([an_action()], [stopped]) == [
        Told(News.STOPPED, "T-1", "Lederutvikling", "Ingen midler")
    ]


def test_what_was_postponed_is_told_with_both_dates_and_why():
    later = an_action(due=date(2026, 9, 30), explanation="Venter på lokaler")

    assert news([an_action()], [later]) == [
        Told(
            News.POSTPONED,
            "T-1",
            "Lederutvikling",
            "Venter på lokaler",
            before=DUE,
            after=date(2026, 9, 30),
        )
    ]


def test_what_is_late_is_told_every_time_until_it_is_done():
    late = an_action(overdue_days=12)

    assert news([late], [late]) == [Told(News.LATE, "T-1", "Lederutvikling", after=DUE, days=12)]


def test_what_is_new_and_what_is_gone_is_told():
    assert news([], [an_action(), a_goal()]) == [
        Told(News.NEW_GOAL, "1.1", "Prøve nytt"),
        Told(News.NEW_ACTION, "T-1", "Lederutvikling", after=DUE),
    ]
    assert news([an_action(), a_goal()], []) == [
        Told(News.GONE, "T-1", "Lederutvikling"),
        Told(News.GONE, "1.1", "Prøve nytt"),
    ]


def test_a_goal_that_turns_is_told_and_losing_sight_of_it_is_no_improvement():
    worse = a_goal(signal=Signal.OFF_TRACK)

    assert news([a_goal()], [worse])[0].news is News.WORSE
    assert news([worse], [a_goal()]) == [
        Told(News.BETTER, "1.1", "Prøve nytt", before=Signal.OFF_TRACK, after=Signal.ON_TRACK)
    ]
    assert news([worse], [a_goal(signal=Signal.UNKNOWN)])[0].news is News.WORSE


def test_a_new_decision_is_told():
    decision = Decision(id="ks", body="Kommunestyret", case_number="KS 1/26", on=DUE)

    assert news([decision], [decision]) == []
    assert news([], [decision]) == [Told(News.DECIDED, "KS 1/26", "Kommunestyret", after=DUE)]


# --- another strategy ---------------------------------------------------------------------------


def of(strategy, *parts) -> Content:
    return published(*parts).model_copy(update={"strategy": strategy})


def test_another_strategy_is_told_first_and_a_goal_carried_over_is_neither_new_nor_gone():
    old = (a_goal(id="kept"), a_goal(id="left", code="1.2", title="Slutter"))
    new = (
        a_goal(id="carried", signal=Signal.OFF_TRACK),
        a_goal(id="fresh", code="1.3", title="Ny"),
    )

    found = since(of("2025–2028", *old), of("2029–2032", *new))

    assert list(found) == [
        Told(News.NEW_STRATEGY, "", "2029–2032"),
        Told(News.NEW_GOAL, "1.3", "Ny"),
        Told(News.GONE, "1.2", "Slutter"),
    ]


def test_a_strategy_that_was_renamed_is_the_same():
    worse = a_goal(signal=Signal.OFF_TRACK)

    (told,) = since(of("Strategi", a_goal()), of("Strategien", worse))

    assert told.news is News.WORSE
