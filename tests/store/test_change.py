"""A change is whole or it is not there, and everybody sees whose came first."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest

from strategy.domain.errors import NotFoundError, StaleEditError
from strategy.domain.items import Action, Goal
from strategy.store.database import Database, open_database
from tests.builders import (
    HEGE,
    LIV,
    OLA,
    a_check_in,
    a_goal,
    a_pillar,
    an_action,
    one_of_everything,
    stock,
)

MONDAY = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - the store keeps UTC without a zone


def test_an_empty_store_has_a_plan_that_says_nothing(database: Database):
    plan = database.plan()

    assert plan.revision == 0
    assert plan.organisation.name == "–"
    assert plan.goals == ()
    assert database.revision() == 0
    assert database.is_empty()


def test_a_change_stores_the_row_its_journal_entry_and_one_revision(database: Database):
    with database.change(by=HEGE.id, reason="Nytt mål", made_at=MONDAY) as change:
        goal = change.add(a_goal(id="goal", title="Vi lærer av feil"))

    (entry,) = database.journal()
    assert goal.version == 1
    assert database.plan().goals == (goal,)
    assert database.revision() == 1
    assert (entry.revision, entry.by_id, entry.reason, entry.made_at) == (
        1,
        "hege",
        "Nytt mål",
        MONDAY,
    )
    assert (entry.kind, entry.item_id, entry.version, entry.event) == ("goal", "goal", 1, "added")
    assert entry.before is None
    assert entry.after is not None
    assert entry.after["title"] == "Vi lærer av feil"


def test_a_change_is_made_now_unless_said_otherwise(database: Database):
    before = datetime.now(UTC).replace(tzinfo=None)
    stock(database, a_pillar())
    after = datetime.now(UTC).replace(tzinfo=None)

    (revision,) = database.revisions()
    assert before <= revision.made_at <= after
    assert (revision.number, revision.by_id, revision.reason) == (1, None, "the first plan")


def test_a_change_that_fails_leaves_nothing_behind(database: Database):
    stock(database, a_goal(id="goal", title="Før"))

    with pytest.raises(NotFoundError), database.change(by=HEGE.id) as change:  # noqa: PT012 - the failure is the last of several steps
        change.add(an_action())
        goal = change.plan.find(Goal, "goal")
        change.update(goal.model_copy(update={"title": "Etter"}))
        change.update(a_goal(id="nowhere"))

    plan = database.plan()
    assert plan.actions == ()
    assert [goal.title for goal in plan.goals] == ["Før"]
    assert database.revision() == 1
    assert database.journal_count() == 1


def test_a_statement_that_fails_undoes_what_went_before_it(database: Database):
    stock(database, a_goal(id="goal"))

    with pytest.raises(Exception, match="goal"), database.change(by=HEGE.id) as change:  # noqa: PT012 - the failure is the last of several steps
        change.add(an_action())
        change.add(a_goal(id="goal"))

    assert database.plan().actions == ()
    assert database.revision() == 1
    # The store still works: the next change finds nothing of the failed one in its way.
    stock(database, an_action())
    assert database.revision() == 2


def test_a_change_that_wrote_nothing_is_no_revision(database: Database):
    with database.change(by=HEGE.id):
        pass

    assert database.revision() == 0
    assert database.revisions() == ()


def test_an_update_raises_the_version_and_remembers_before_and_after(database: Database):
    stock(database, a_goal(id="goal", title="Før"))

    with database.change(by=LIV.id) as change:
        goal = change.plan.find(Goal, "goal")
        changed = change.update(goal.model_copy(update={"title": "Etter"}))

    (entry, _) = database.journal()
    assert changed.version == 2
    assert database.plan().goals == (changed,)
    assert entry.event == "changed"
    assert (entry.before["title"], entry.after["title"]) == ("Før", "Etter")


def test_an_update_that_changes_nothing_writes_nothing(database: Database):
    stock(database, a_goal(id="goal"))

    with database.change(by=LIV.id) as change:
        same = change.update(change.plan.find(Goal, "goal"))

    assert same.version == 1
    assert database.revision() == 1


def test_one_item_can_change_twice_in_one_change(database: Database):
    with database.change(by=LIV.id) as change:
        added = change.add(a_goal(title="Først"))
        change.update(added.model_copy(update={"title": "Så"}))

    (goal,) = database.plan().goals
    assert (goal.title, goal.version) == ("Så", 2)
    assert database.plan(revision=1).goals == (goal,)
    assert [entry.event for entry in database.journal()] == ["changed", "added"]


def test_what_is_retired_leaves_the_views_and_can_be_brought_back(database: Database):
    stock(database, a_goal(id="goal"))

    with database.change(by=LIV.id) as change:
        retired = change.update(change.plan.find(Goal, "goal").model_copy(update={"retired": True}))
    assert database.plan().goals == ()
    assert database.plan().retired == (retired,)

    with database.change(by=LIV.id) as change:
        back = change.update(retired.model_copy(update={"retired": False}))
    assert database.plan().goals == (back,)
    assert database.plan().retired == ()
    assert [entry.event for entry in database.journal()] == ["restored", "retired", "added"]


def test_whoever_saves_second_is_told_what_the_first_one_wrote(database: Database):
    stock(database, a_goal(id="goal", title="Før"))
    seen = database.plan().find(Goal, "goal")
    with database.change(by=HEGE.id, made_at=MONDAY) as change:
        change.update(seen.model_copy(update={"title": "Hege skrev dette"}))

    with pytest.raises(StaleEditError) as refused, database.change(by=LIV.id) as change:
        change.update(seen.model_copy(update={"title": "Liv skrev dette"}))

    assert refused.value.theirs.title == "Hege skrev dette"
    assert (refused.value.by_id, refused.value.at) == ("hege", MONDAY)
    assert database.plan().find(Goal, "goal").title == "Hege skrev dette"


def test_a_change_can_be_too_late_for_itself(database: Database):
    with pytest.raises(StaleEditError) as refused, database.change(by=LIV.id) as change:  # noqa: PT012 - the failure is the last of several steps
        goal = change.add(a_goal(title="Én"))
        change.update(goal.model_copy(update={"title": "To"}))
        change.update(goal.model_copy(update={"title": "Tre"}))

    assert refused.value.theirs.title == "To"
    assert (refused.value.by_id, refused.value.at) == (None, None)


def test_a_check_in_is_never_changed(database: Database):
    action = an_action()
    said = a_check_in(action)
    stock(database, action, said)

    with pytest.raises(TypeError), database.change(by=OLA.id) as change:
        change.update(said.model_copy(update={"percent": 100}))

    assert database.check_ins(action.id)[0].percent == 30


def test_the_plan_of_a_change_stays_as_it_was_when_the_change_began(database: Database):
    stock(database, a_goal(id="goal"))

    with database.change(by=LIV.id) as change:
        change.add(a_goal(code="1.2"))
        assert [goal.id for goal in change.plan.goals] == ["goal"]

    assert len(database.plan().goals) == 2


def test_many_items_are_stored_and_journalled_like_one(database: Database):
    actions = [an_action(code=f"T-{n}") for n in range(1, 251)]
    with database.change(by=HEGE.id) as change:
        added = change.add_many([*actions, a_goal(code="9.9", due=date(2027, 1, 1))])

    plan = database.plan()
    assert len(added) == 251
    assert plan.actions == added[:250]
    assert plan.goals == added[250:]
    assert plan.actions[249].code == "T-250"
    assert database.plan(revision=1) == plan
    assert (database.revision(), database.journal_count()) == (1, 251)


def test_a_history_told_at_once_has_a_revision_for_each_change(database: Database):
    with database.many_changes() as change_by:
        with change_by(by=HEGE.id, made_at=MONDAY) as change:
            goal = change.add(a_goal(title="Først"))
        with change_by(by=LIV.id, reason="Så") as change:
            change.update(goal.model_copy(update={"title": "Så"}))
        assert database.revision() == 0

    assert [(r.number, r.by_id) for r in database.revisions()] == [(2, "liv"), (1, "hege")]
    assert database.plan(revision=1).goals == (goal,)
    assert database.plan().goals[0].title == "Så"


def test_a_history_with_a_failed_change_is_not_told_at_all(database: Database):
    with pytest.raises(RuntimeError), database.many_changes() as change_by:  # noqa: PT012 - the failure is the last of several steps
        with change_by(by=HEGE.id) as change:
            change.add(a_goal())
        with pytest.raises(NotFoundError), change_by(by=LIV.id) as change:  # noqa: PT012 - see above
            change.add(an_action())
            change.update(a_goal(id="nowhere"))

    assert database.revision() == 0
    assert database.plan().goals == ()
    assert database.is_empty()


def test_eight_threads_changing_one_action_lose_nothing(database: Database, database_url: str):
    stock(database, an_action(id="action", budget_nok=0))
    # Two doors to one store, as two servers have: on PostgreSQL no lock in memory helps here.
    other = open_database(database_url)
    start = Barrier(8)

    def add_ten_kroner(through: Database) -> None:
        start.wait()
        for _ in range(10):
            with through.change(by=OLA.id) as change:
                action = change.plan.find(Action, "action")
                change.update(action.model_copy(update={"budget_nok": action.budget_nok + 1}))

    doors = (database, other) * 4
    threads = [Thread(target=add_ten_kroner, args=(through,)) for through in doors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()

    (action,) = database.plan().actions
    assert (action.budget_nok, action.version) == (80, 81)
    assert [revision.number for revision in database.revisions()] == list(range(81, 0, -1))


def test_two_connections_to_one_store_take_turns(database: Database, database_url: str):
    stock(database, *one_of_everything())
    other = open_database(database_url)
    try:
        with other.change(by=LIV.id) as change:
            change.update(change.plan.goals[0].model_copy(update={"title": "Fra en annen"}))
    finally:
        other.close()

    assert database.revision() == 2
    assert database.plan().goals[0].title == "Fra en annen"
