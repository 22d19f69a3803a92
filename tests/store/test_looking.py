from datetime import date
from threading import Barrier, Thread

from strategy.store.database import Database
from tests.builders import ADA, a_value, an_organisation
from tests.claims import every

TODAY = date(2026, 11, 22)


def settle(database: Database) -> None:
    with database.change(by=ADA.id) as change:
        change.add(an_organisation())


def add_value(database: Database, title: str) -> None:
    with database.change(by=ADA.id) as change:
        change.add(a_value(title=title))


def test_whoever_looks_at_one_revision_sees_their_own_change_at_once(database):
    settle(database)
    with database.at_one_revision():
        before = database.plan()
        add_value(database, "Modig")

        assert [value.title for value in before.values] == []
        assert [value.title for value in database.plan().values] == ["Modig"]
        assert database.revision() == 2


def test_whoever_looks_at_one_revision_is_not_shown_another_halfway(database):
    settle(database)
    with database.at_one_revision():
        shown = database.plan()
        in_another_thread(lambda: add_value(database, "Modig"))

        assert database.plan() is shown
        assert database.revision() == 1
    assert database.revision() == 2
    assert [value.title for value in database.plan().values] == ["Modig"]


def test_a_change_begins_from_what_others_did_while_one_looked(database):
    settle(database)
    with database.at_one_revision():
        database.plan()
        in_another_thread(lambda: add_value(database, "Modig"))
        with database.change(by=ADA.id) as change:
            assert [value.title for value in change.plan.values] == ["Modig"]
            change.add(a_value(title="Raus"))

        assert {value.title for value in database.plan().values} == {"Modig", "Raus"}


def test_the_same_question_gets_a_new_answer_after_a_change(database):
    settle(database)
    assert database.journal_count() == 1
    assert database.journal_count() == 1

    add_value(database, "Modig")

    assert database.journal_count() == 2
    assert database.revision_at(TODAY.replace(year=2100)) == 2


def test_old_answers_make_room_for_new_ones(duck):
    settle(duck)

    counts = [duck.journal_count(search=f"finnes ikke {n}") for n in range(300)]

    assert counts == [0] * 300
    assert duck.journal_count() == 1


def test_an_answer_found_while_somebody_changed_the_plan_is_not_kept_for_others(database):
    settle(database)
    with database.at_one_revision():
        database.plan()
        in_another_thread(lambda: add_value(database, "Modig"))
        assert database.journal_count() == 2
    assert database.journal_count(kind="value") == 1
    assert database.journal_count() == 2


def test_several_who_look_back_at_once_are_shown_the_same_plan(database):
    settle(database)
    for number in range(12):
        add_value(database, f"Verdi {number}")
    shown = []

    def look(start: Barrier, revision: int) -> None:
        start.wait()
        shown.append((revision, database.plan(revision=revision)))

    for revision in range(2, 13):
        start = Barrier(6)
        looking = [Thread(target=look, args=(start, revision)) for _ in range(6)]
        for one in looking:
            one.start()
        for one in looking:
            one.join()
    assert len(shown) == 66
    assert every(len(plan.values) == revision - 1 for revision, plan in shown)


def in_another_thread(work) -> None:
    thread = Thread(target=work)
    thread.start()
    thread.join()
