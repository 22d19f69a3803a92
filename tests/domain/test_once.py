"""What many ask for at once is worked out once, and what is kept is bounded."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from strategy.domain.once import Once
from tests.claims import every


def test_ten_who_ask_at_once_wait_for_one_answer():
    kept: Once[list[int]] = Once(5)
    everybody = threading.Barrier(10)
    asked: list[int] = []

    def work_out() -> list[int]:
        asked.append(1)
        return [len(asked)]

    def ask(_who: int) -> list[int]:
        everybody.wait()
        return kept.get("the same", work_out)

    with ThreadPoolExecutor(10) as hands:
        answers = list(hands.map(ask, range(10)))
    assert asked == [1]
    assert every(answer is answers[0] for answer in answers)


def test_nobody_waits_for_something_else():
    kept: Once[str] = Once(5)
    going, go_on = threading.Event(), threading.Event()

    def slowly() -> str:
        going.set()
        assert go_on.wait(10)
        return "slow"

    with ThreadPoolExecutor(1) as hands:
        slow = hands.submit(kept.get, "slow", slowly)
        assert going.wait(10)
        assert kept.get("quick", lambda: "quick") == "quick"
        go_on.set()
        assert slow.result() == "slow"


def test_who_waits_gets_the_error_as_well_and_the_next_tries_again():
    kept: Once[str] = Once(5)
    going, go_on = threading.Event(), threading.Event()

    def fails() -> str:
        going.set()
        assert go_on.wait(10)
        raise ValueError("no answer")

    with ThreadPoolExecutor(2) as hands:
        first = hands.submit(kept.get, "key", fails)
        assert going.wait(10)
        second = hands.submit(kept.get, "key", fails)
        go_on.set()
        with pytest.raises(ValueError, match="no answer"):
            first.result()
        with pytest.raises(ValueError, match="no answer"):
            second.result()
    assert kept.get("key", lambda: "well") == "well"


def test_the_least_recently_used_is_dropped_first():
    kept: Once[int] = Once(2)
    asked: list[int] = []

    def work_out(number: int) -> int:
        asked.append(number)
        return number

    for number in (1, 2, 1, 3, 1, 2):
        kept.get(number, lambda number=number: work_out(number))
    assert asked == [1, 2, 3, 2]
    assert len(kept) == 2


def test_of_heavy_values_fewer_are_kept_and_the_newest_always():
    kept: Once[int] = Once(10, weigh=float)
    for number in (3, 4, 20):
        kept.get(number, lambda number=number: number)
    assert len(kept) == 1
    for number in (1, 2, 3):
        kept.get(number, lambda number=number: number)
    assert len(kept) == 3


def test_what_was_dropped_while_it_was_worked_out_is_not_kept():
    kept: Once[int] = Once(10)

    def work_out() -> int:
        kept.drop("key")
        return 1

    assert kept.get("key", work_out) == 1
    assert len(kept) == 0


def test_what_is_old_is_worked_out_anew_from_the_old():
    kept: Once[int] = Once(10)
    seen: list[int | None] = []

    def after(old: int | None) -> int:
        seen.append(old)
        return (old or 0) + 1

    for wanted in (1, 1, 2, 3, 3):
        assert kept.renewed("key", lambda value, wanted=wanted: value == wanted, after) == wanted
    assert seen == [None, 1, 2]
    assert len(kept) == 1


def test_who_waits_for_an_older_one_works_out_their_own():
    kept: Once[str] = Once(10)
    going, go_on = threading.Event(), threading.Event()

    def older(_old: str | None) -> str:
        going.set()
        assert go_on.wait(10)
        return "older"

    with ThreadPoolExecutor(2) as hands:
        first = hands.submit(kept.renewed, "key", lambda v: v == "older", older)
        assert going.wait(10)
        second = hands.submit(kept.renewed, "key", lambda v: v == "newer", lambda _old: "newer")
        go_on.set()
        assert (first.result(), second.result()) == ("older", "newer")
