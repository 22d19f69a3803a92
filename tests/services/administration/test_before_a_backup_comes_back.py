"""Before a backup comes back one is told what it holds, and what would be gone."""

from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from strategy.domain.errors import StrangeFileError
from strategy.i18n import words
from strategy.services.administration.recovery import (
    look_into_copy,
    question_words,
    trouble_words,
    wrong_on_disk,
)
from strategy.store.database import open_database
from tests.builders import LIV, an_organisation, stock

ENGLISH = words("en")
NAMED = "fra i går.duckdb"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A backup of Nyfjord."""
    path = tmp_path / "kept.duckdb"
    with closing(open_database(f"duckdb:///{tmp_path / 'nyfjord.duckdb'}")) as nyfjord:
        stock(nyfjord, an_organisation(name="Nyfjord"))
        nyfjord.backup(path)
    return path


def asked(database, kept: Path) -> str:
    held = look_into_copy(kept.read_bytes(), named=NAMED)
    told = question_words(NAMED, held, database, ENGLISH)
    assert told.startswith(f"{NAMED} holds Nyfjord, change 1 (")
    assert told.endswith("Replace everything in the store by what the backup holds?")
    return told


def test_nothing_is_lost_where_there_is_nothing(duck, kept):
    assert "The store is empty." in asked(duck, kept)


def test_the_backup_of_another_municipality_is_pointed_out(duck, kept):
    stock(duck)
    told = asked(duck, kept)
    assert "The store holds Fjordvik kommune" in told
    assert "Mind: it is not the same organisation." in told


def test_what_was_changed_since_would_be_gone(duck, kept):
    duck.restore(kept)
    assert "Mind" not in asked(duck, kept)
    with duck.change(by=LIV.id) as change:
        change.update(change.plan.organisation.model_copy(update={"backup_days": 90}))
    assert "Mind: what was changed since will be gone" in asked(duck, kept)


def test_a_file_that_holds_more_than_a_backup_is_told_by_what_does_not_belong(duck, kept):
    with duckdb.connect(str(kept)) as file:
        for number in range(10):
            file.execute(f"create macro f{number}() as 1")
    with pytest.raises(StrangeFileError) as refused:
        duck.restore(kept, named=NAMED)
    told = trouble_words(refused.value, ENGLISH)
    assert told.startswith(f"{NAMED} is not a backup this program has made.")
    assert "the function f0, the function f1" in told
    assert told.endswith("the function f7 and 2 more.")


def test_where_there_is_no_store_nothing_is_wrong_with_it(tmp_path):
    assert wrong_on_disk(tmp_path / "none.duckdb") == ()
