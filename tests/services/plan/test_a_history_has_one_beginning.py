"""An item whose older history is forgotten begins once, however often the past was folded."""

from datetime import datetime

from strategy.services.plan.history import _with_one_beginning
from strategy.store.journal import JournalEntry
from strategy.store.retention import BEGINS


def entry(revision: int, event: str, item_id: str = "goal") -> JournalEntry:
    made_at = datetime(2026, 7, revision)  # noqa: DTZ001 - the store speaks UTC without a zone
    return JournalEntry(
        revision, made_at, None, "", "goal", item_id, None, revision, event, None, {}
    )


def test_only_the_last_beginning_of_an_item_is_told():
    told = [
        entry(5, "changed"),
        entry(4, BEGINS),
        entry(3, BEGINS, "other"),
        entry(2, BEGINS),
    ]
    assert list(_with_one_beginning(told)) == told[:3]
