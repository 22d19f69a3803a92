"""StratML goes out as one may see it, and comes in all of it or nothing."""

import re
from contextlib import closing
from datetime import date

import pytest

from strategy.domain.errors import InvalidInputError, NotAllowedError, StaleEditError
from strategy.domain.items import Direction, Goal
from strategy.exchange.stratml.files import Edition
from strategy.exchange.stratml.reading import read_stratml
from strategy.services import planning
from strategy.services.administration import transfer
from strategy.store.database import open_database
from tests.builders import ADA, HEGE, LIV, OLA, PER, stock
from tests.exchange.stratml_documents import a_goal_with, a_report
from tests.services.fjordvik import settle

TODAY = date(2026, 9, 1)


def exported(database, *, by=HEGE, edition=Edition.PLAN, language="nb"):
    return transfer.export_stratml(database, edition, by=by, language=language, today=TODAY)


def carried_in(database, content, *, by=HEGE):
    preview = transfer.preview_import(database, content, "plan.xml", by=by, today=TODAY)
    return transfer.apply_import(database, preview, by=by)


def titles(content):
    return {o.title for goal in read_stratml(content).goals for o in goal.objectives}


@pytest.mark.parametrize("edition", [Edition.STRATEGY, Edition.PLAN])
def test_an_export_imported_again_changes_nothing(database, edition):
    stock(database)
    before = database.revision()

    result = carried_in(database, exported(database, edition=edition))

    assert (result.new, result.changed, result.problems) == (0, 0, ())
    assert database.revision() == before


def test_a_plan_moves_to_an_empty_store_and_goes_out_the_same(database):
    stock(database)
    down = {"direction": Direction.DOWN}
    with database.change(by=None, reason="sick leave is wanted down") as change:
        change.update(change.plan.indicators[0].model_copy(update=down))
    first = exported(database)

    second = moved(first)

    assert without_ids(second) == without_ids(first)
    # What the tests call things is no id of ours; from here on every id is kept, too.
    assert moved(second) == second


def moved(content):
    """The document as it goes out of an empty store it was carried into."""
    with closing(open_database("duckdb:///:memory:")) as empty:
        stock(empty, ADA)
        # Only an administrator names an organisation.
        assert carried_in(empty, content, by=ADA).new > 5
        return exported(empty, by=ADA)


def without_ids(content):
    return re.sub(rb"<Identifier>.*?</Identifier>", b"", content)


def test_a_document_of_others_is_saved_with_one_reason_and_can_be_seen(database):
    stock(database)

    carried_in(database, a_report(a_goal_with("")))

    assert "Flere prøver nytt" in {goal.title for goal in database.plan().goals}
    assert database.revisions()[0].reason == "plan.xml"


def test_what_is_confidential_goes_out_only_to_those_it_is_named_for(database):
    settle(database)

    assert "Slå sammen skolene" in titles(exported(database, by=LIV))
    for other in (HEGE, ADA, OLA):
        assert b"Sl\xc3\xa5 sammen skolene" not in exported(database, by=other)
        assert b"_secret" not in exported(database, by=other)


def test_nobodys_name_goes_out_even_to_an_administrator(database):
    settle(database)

    content = exported(database, by=ADA).decode()

    assert not [p.name for p in database.plan().people if p.name and p.name in content]


def test_a_politician_takes_no_working_plan_out_and_an_owner_brings_none_in(database):
    stock(database)

    with pytest.raises(NotAllowedError):
        exported(database, by=PER)
    for outsider in (PER, OLA):
        with pytest.raises(NotAllowedError):
            transfer.preview_import(
                database, a_report(a_goal_with("")), "plan.xml", by=outsider, today=TODAY
            )


def test_who_may_not_change_the_plan_saves_nothing_of_what_another_previewed(database):
    stock(database)
    preview = transfer.preview_import(
        database, a_report(a_goal_with("")), "plan.xml", by=HEGE, today=TODAY
    )
    before = database.revision()

    with pytest.raises(NotAllowedError):
        transfer.apply_import(database, preview, by=OLA)

    assert database.revision() == before


def test_a_document_with_a_problem_is_not_half_saved(database):
    stock(database)
    wrong = f"<Goal><Name>B</Name><Description>{'x' * 10_001}</Description></Goal>"
    before = database.revision()

    with pytest.raises(InvalidInputError):
        carried_in(database, a_report(a_goal_with("") + wrong))

    assert database.revision() == before


def test_what_somebody_changed_meanwhile_is_not_overwritten(database):
    stock(database)
    goal = database.plan().goals[0]
    content = exported(database).replace(goal.title.encode(), b"Endret")
    preview = transfer.preview_import(database, content, "plan.xml", by=HEGE, today=TODAY)
    planning.change(database, goal, {"description": "Ny"}, by=HEGE)

    with pytest.raises(StaleEditError):
        transfer.apply_import(database, preview, by=HEGE)

    assert database.plan().find(Goal, goal.id).title == goal.title
