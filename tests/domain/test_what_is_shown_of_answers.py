"""What may be shown of a round's answers, and where the group says it stands."""

from datetime import date

import pytest

from strategy.domain.meeting_items import Theme
from strategy.domain.reflection import (
    Answer,
    Asked,
    Phase,
    Round,
    Shown,
    Standing,
    Turnout,
    shown,
    standings,
    turnout,
)

DAY = date(2026, 5, 4)


def asked_about(theme: Theme = Theme.DARE, key: str = "dare-1") -> Asked:
    return Asked(key=key, theme=theme, texts={"nb": "Hva torde vi?", "en": "What did we dare?"})


def a_round(**given) -> Round:
    given = {
        "title": "Mot",
        "prompts": (asked_about(),),
        "prepared_on": DAY,
        "revealed": ("dare-1",),
        **given,
    }
    return Round(**given)


def answers(*levels: int | None, texts: bool = True) -> tuple[Answer, ...]:
    return tuple(
        Answer(prompt_key="dare-1", person_id=f"p{n}", level=level, text="Tekst" if texts else "")
        for n, level in enumerate(levels)
    )


def seen(*levels, inside=True, **given) -> Shown:
    return shown(a_round(**given), asked_about(), answers(*levels), inside=inside)


def test_a_question_is_asked_in_the_readers_language_or_as_it_was_worded():
    assert asked_about().text("en") == "What did we dare?"
    assert asked_about().text("nn") == "Hva torde vi?"


def test_nothing_is_shown_before_the_reveal():
    assert seen(1, 2, 3, 4, 5, revealed=()) == Shown(asked_about(), revealed=False)


@pytest.mark.parametrize(
    ("levels", "spread", "too_few"),
    [
        ((), None, False),
        ((1,), None, True),
        ((1, 2, 3, 4), None, True),
        ((1, 2, 3, 4, 4), (1, 1, 1, 2, 0), False),
        ((1, 2, 3, 4, None), None, True),
        ((None,) * 5, None, False),
    ],
)
def test_where_nobody_is_named_five_is_the_fewest(levels, spread, too_few):
    told = seen(*levels)
    assert (told.spread, told.too_few) == (spread, too_few)
    assert {answer.level for answer in told.answers} <= {None}


def test_named_answers_are_seen_by_those_inside_however_few():
    told = seen(4, anonymous=False)
    assert (told.answers, told.spread, told.mean) == (answers_like(told), (0, 0, 0, 1, 0), 4.0)
    outside = seen(4, anonymous=False, inside=False)
    assert (outside.answers, outside.spread, outside.too_few) == ((), None, True)


def answers_like(told: Shown) -> tuple[Answer, ...]:
    (only,) = told.answers
    assert (only.person_id, only.text, only.level) == ("p0", "Tekst", 4)
    return told.answers


def test_outsiders_see_figures_of_five_and_none_that_are_kept_back():
    assert seen(1, 1, 1, 1, 5, anonymous=False, inside=False).spread == (4, 0, 0, 0, 1)
    held = seen(1, 1, 1, 1, 5, anonymous=False, inside=False, withheld=("dare-1",))
    assert (held.spread, held.too_few) == (None, True)


def test_how_far_apart_people_are():
    assert seen(3, 3, 3, 3, 3).disagreement == 0
    assert seen(1, 1, 1, 5, 5, 5).disagreement == 2
    assert seen(1).disagreement is None


def test_a_theme_stands_where_its_questions_do_each_counting_alike():
    first = Shown(asked_about(), revealed=True, spread=(0, 0, 0, 0, 5))
    second = Shown(asked_about(key="dare-2"), revealed=True, spread=(9, 0, 0, 0, 0))
    masked = Shown(asked_about(key="dare-3"), revealed=True, too_few=True)
    other = Shown(asked_about(Theme.LEARN, "learn-1"), revealed=True, spread=(0, 0, 5, 0, 0))
    assert standings([other, first, second, masked]) == (
        Standing(Theme.DARE, 3.0, 2),
        Standing(Theme.LEARN, 3.0, 1),
    )


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ({}, DAY),
        ({"opens": date(2026, 5, 5)}, date(2026, 5, 5)),
        ({"opens": DAY, "closes": date(2026, 5, 6)}, date(2026, 5, 6)),
        ({"closes": date(2026, 5, 6), "revealed_on": date(2026, 5, 7)}, date(2026, 5, 7)),
    ],
)
def test_the_day_a_round_stands_for(given, day):
    assert a_round(**given).day == day


def test_a_round_takes_answers_while_it_is_open_and_to_what_is_not_revealed():
    asked = a_round(phase=Phase.OPEN)
    assert asked.takes_answers(DAY)
    assert not asked.takes_answer_to("dare-1", DAY)
    assert a_round(phase=Phase.OPEN, revealed=()).takes_answer_to("dare-1", DAY)
    assert not a_round(phase=Phase.REVEALED).takes_answers(DAY)
    assert asked.prompt("other") is None


def test_who_has_answered_is_counted_among_people_and_guests():
    marks = {("dare-1", "ola"), ("dare-1", "guest"), ("dare-2", "liv")}
    assert turnout("dare-1", marks, ["ola", "liv"], 3) == Turnout(2, 4, ("liv",), 2, 3)
    assert turnout("dare-1", marks, ["ola", "liv"], 0) == Turnout(2, 2, ("liv",), 2, 1)
    assert turnout("dare-3", marks, [], 0) == Turnout(0, 0, (), 0, 0)


def test_nobody_is_counted_twice_who_answers_on_a_phone_instead_of_signed_in():
    invited = [f"p{number}" for number in range(7)]
    before = turnout("dare-1", set(), invited, 0)
    after = turnout("dare-1", {("dare-1", f"guest{n}") for n in range(6)}, invited, 6)
    assert (before.answered, before.expected) == (0, 7)
    assert (after.answered, after.expected) == (6, 7)
