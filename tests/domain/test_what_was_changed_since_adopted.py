"""What is not as it was adopted: goals, targets, dates, pillars and the strategy itself."""

from datetime import date

from strategy.domain.since_adopted import Amended, since_adopted
from tests.builders import a_goal, a_pillar, a_strategy, a_target, an_action, an_indicator
from tests.domain.plans import a_plan

GOAL = a_goal(id="goal", due=date(2027, 12, 31))
FIGURE = an_indicator(id="figure", goal_id="goal")
TARGET = a_target(FIGURE, id="target", due=date(2027, 12, 31))
PILLAR = a_pillar()
ACTION = an_action(id="action", goal_ids=("goal",))
ADOPTED = a_plan(a_strategy(vision="Nær"), PILLAR, GOAL, FIGURE, TARGET, ACTION)


def altered(item, **given):
    return item.model_copy(update=given)


def told(*items, pillars=(PILLAR,)):
    found = since_adopted(ADOPTED, a_plan(*items, *pillars))
    return [(a.kind, a.code, a.before, a.after) for a in found]


def test_nothing_is_told_of_what_stands_as_it_was_adopted():
    assert since_adopted(ADOPTED, ADOPTED) == ()


def test_goals_that_came_left_or_got_other_words_are_told():
    came = a_goal(id="came", code="1.2")
    rest = (a_strategy(vision="Nær"), FIGURE, TARGET, ACTION)

    assert told(*rest, came) == [
        (Amended.GOAL_ADDED, "1.2", None, None),
        (Amended.GOAL_RETIRED, "1.1", None, None),
    ]
    assert told(*rest, altered(GOAL, title="Nye ord")) == [
        (Amended.GOAL_REWORDED, "1.1", "Vi prøver ut nye løsninger", "Nye ord")
    ]
    assert told(*rest, altered(GOAL, description="Mer")) == [
        (Amended.GOAL_REWORDED, "1.1", None, None)
    ]
    assert told(*rest, altered(GOAL, pillar_id="other")) == [
        (Amended.GOAL_REWORDED, "1.1", None, None)
    ]


def test_targets_and_dates_that_moved_are_told():
    moved = altered(TARGET, text="5", low=5.0, due=date(2028, 12, 31))
    later = altered(ACTION, due=date(2027, 6, 30))

    assert told(a_strategy(vision="Nær"), GOAL, FIGURE, moved, later) == [
        (Amended.TARGET_MOVED, "I-1", "6", "5"),
        (Amended.DATE_MOVED, "I-1", date(2027, 12, 31), date(2028, 12, 31)),
        (Amended.DATE_MOVED, "T-1", date(2026, 12, 31), date(2027, 6, 30)),
    ]


def test_targets_that_came_or_were_dropped_are_told_but_not_those_of_a_new_indicator():
    fresh = an_indicator(id="fresh", code="I-2", goal_id="goal")
    other = a_target(FIGURE, id="other", text="4")
    items = (a_strategy(vision="Nær"), GOAL, FIGURE, ACTION, other, fresh)

    assert told(*items, a_target(fresh, id="aim")) == [
        (Amended.TARGET_ADDED, "I-1", None, "4"),
        (Amended.TARGET_DROPPED, "I-1", "6", None),
    ]


def test_another_vision_is_told():
    rest = (GOAL, FIGURE, TARGET, ACTION)

    assert told(a_strategy(vision="Modig"), *rest) == [(Amended.VISION_CHANGED, "", "Nær", "Modig")]
    assert told(*rest) == []


def test_another_title_period_and_pillar_are_told():
    whole = (GOAL, FIGURE, TARGET, ACTION)
    renamed = a_strategy(vision="Nær", title="Folk først", period_to=date(2030, 12, 31))
    before = a_strategy(vision="Nær")

    assert told(
        renamed, *whole, pillars=(a_pillar(title="Å tørre"), a_pillar(id="6", code="6"))
    ) == [
        (Amended.PILLAR_ADDED, "6", None, None),
        (Amended.PILLAR_REWORDED, "1", "Å våge", "Å tørre"),
        (Amended.TITLE_CHANGED, "", before.title, "Folk først"),
        (Amended.PERIOD_MOVED, "", before.period_to, date(2030, 12, 31)),
    ]
    assert told(before, *whole, pillars=()) == [(Amended.PILLAR_RETIRED, "1", None, None)]
