"""A refusal tells a program what happened; the reader's words are found where it is shown."""

from datetime import UTC, datetime

import pytest

from strategy.domain.errors import (
    InvalidInputError,
    NewerStoreError,
    NotADatabaseError,
    NotAllowedError,
    NotFoundError,
    Problem,
    StaleEditError,
    StoreBusyError,
    StrategyError,
)
from tests.builders import OLA, a_goal

GOAL = a_goal(id="goal", title="Vi lærer")
AT = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
PROBLEMS = (Problem("title", "required"), Problem("code", "code_taken", {"code": "1.1"}))


@pytest.mark.parametrize(
    ("error", "data", "text"),
    [
        (NotAllowedError("change_plan"), {"permission": "change_plan"}, "change_plan"),
        (
            InvalidInputError(PROBLEMS),
            {"problems": PROBLEMS},
            "title: required; code: code_taken",
        ),
        (NotFoundError("goal", "x"), {"kind": "goal", "item_id": "x"}, "goal x"),
        (
            StaleEditError(GOAL, by_id=OLA.id, at=AT),
            {"theirs": GOAL, "by_id": "ola", "at": AT},
            "goal",
        ),
        (
            StoreBusyError("plan.duckdb", 42),
            {"path": "plan.duckdb", "process_id": 42},
            "plan.duckdb",
        ),
        (
            NewerStoreError(found=9, known=2),
            {"found": 9, "known": 2},
            "schema 9, this program knows 2",
        ),
        (
            NotADatabaseError("plan.txt", "not a file of ours"),
            {"path": "plan.txt", "reason": "not a file of ours"},
            "plan.txt: not a file of ours",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, StrategyError) else "",
)
def test_a_refusal_carries_what_the_reader_needs_to_know(error, data, text):
    assert isinstance(error, StrategyError)
    assert {name: getattr(error, name) for name in data} == data
    assert str(error) == text


def test_a_problem_without_details_has_none():
    assert Problem("title", "required").details == {}
