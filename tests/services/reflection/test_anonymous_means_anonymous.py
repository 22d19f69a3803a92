"""Nothing that is stored ties an anonymous answer to whoever gave it, and nobody gets around it."""

import contextlib
import json
import logging
from threading import Barrier, Event, Thread

import pytest

from strategy.domain.errors import InvalidInputError, StrategyError
from strategy.services.administration import privacy
from strategy.services.reflection import (
    answering as reflection,
)
from strategy.services.reflection import (
    guests as reflection_guests,
)
from strategy.services.reflection import (
    rounds as reflection_rounds,
)
from strategy.store.database import open_database
from strategy.store.statements import statement
from tests.builders import ADA, HEGE, LIV, OLA, RITA
from tests.services.rounds import DAY, EVA, GROUP, a_round, all_say, gather, say, seen_by


@pytest.fixture
def town(database):
    return gather(database)


def every_row(database) -> dict[str, list[tuple]]:
    """All there is, table by table, as the engine lays it out."""
    with database._engine.reading() as connection:  # noqa: SLF001 - looks below on purpose
        tables = [name for (name,) in connection.rows(statement("tables"))]
        return {name: connection.rows(f'select * from "{name}"') for name in tables}  # noqa: S608


def test_no_table_and_no_log_ties_an_answer_to_a_person(town, caplog):
    asked = a_round(town)
    revision, journal = town.revision(), town.journal_count()
    with caplog.at_level(logging.DEBUG):
        for person in GROUP:
            say(town, asked, person, f"Hemmelig {len(person.id)}", 3)
        seen_by(town, asked, OLA)

    rows = every_row(town)
    assert (town.revision(), town.journal_count()) == (revision, journal)
    assert "Hemmelig" not in caplog.text
    assert [name for name, found in rows.items() if "Hemmelig" in str(found)] == [
        "reflection_answer"
    ]
    people = {person.id for person in GROUP}
    for row in rows["reflection_answer"]:
        assert people.isdisjoint(map(str, row))
    for row in rows["reflection_mark"]:
        assert row[:2] == (asked.id, "dare-1")
        assert len(row) == 3


@pytest.mark.postgres
def test_neither_place_nor_transaction_tells_whose_an_answer_is(postgres_url):
    town = gather(open_database(postgres_url))
    asked = a_round(town)
    for person in GROUP:
        say(town, asked, person, f"Svar {person.id}", 3)
    with town._engine.reading() as connection:  # noqa: SLF001 - as above
        answers = connection.rows(
            'select xmin::text, "text" from "reflection_answer" order by ctid'
        )
        marks = connection.rows('select xmin::text, "who" from "reflection_mark" order by ctid')
    town.close()

    assert len({xmin for xmin, _ in (*answers, *marks)}) == 1
    assert len(answers) == len(marks) == 7


def test_the_order_of_answers_says_nothing(town):
    orders = set()
    for _ in range(8):
        asked = a_round(town)
        for person in GROUP:
            say(town, asked, person, person.id)
        kept = [row[4] for row in every_row(town)["reflection_answer"] if row[1] == asked.id]
        assert sorted(kept) == sorted(person.id for person in GROUP)
        orders.add(tuple(kept))
    assert len(orders) > 1


def test_the_ids_of_answers_change_with_every_answer_until_the_reveal(town):
    asked = a_round(town)
    say(town, asked, OLA, "Ola", 1)
    before = every_row(town)["reflection_answer"][0][0]
    say(town, asked, RITA, "Rita", 2)
    assert before not in str(every_row(town)["reflection_answer"])


def test_means_over_several_questions_hold_nothing_that_is_masked(town):
    asked = a_round(town)
    all_say(town, asked, 5, 5, 5, 5, 5)
    all_say(town, asked, 1, 1, 1, key="dare-2")
    reflection.reveal(town, asked.id, by=LIV, today=DAY)
    for person in (LIV, OLA, EVA):
        view = seen_by(town, asked, person)
        (dare,) = view.standings
        assert (dare.mean, dare.questions) == (5.0, 1)
        assert view.prompts[1].shown.spread is None


def test_levels_are_masked_alone_where_few_chose_one(town):
    asked = a_round(town)
    for person in GROUP[:3]:
        say(town, asked, person, f"Svar {person.id}", 2)
    for person in GROUP[3:]:
        say(town, asked, person, f"Svar {person.id}")
    reflection.reveal(town, asked.id, by=LIV, today=DAY)

    told = seen_by(town, asked, OLA).prompts[0].shown
    assert len(told.answers) == 7
    assert (told.spread, told.mean, told.too_few) == (None, None, True)


def test_whoever_answers_while_the_round_would_turn_named_is_never_named(town):
    """One changes the round and another answers at the same moment, ten times over."""
    for _ in range(10):
        asked = a_round(town, opened=False)
        start = Barrier(3)

        def try_it(step, start=start):
            start.wait()
            with contextlib.suppress(StrategyError):
                step()

        steps = (
            lambda a=asked: reflection_rounds.open_round(town, a.id, by=LIV, today=DAY),
            lambda a=asked: say(town, a, OLA, "I tillit", 1),
            lambda a=asked: reflection_rounds.change(
                town, a, {"anonymous": False}, by=HEGE, today=DAY
            ),
        )
        threads = [Thread(target=try_it, args=(step,)) for step in steps]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with town.reflections.looking_at(asked.id) as one:
            named = [answer.person_id for answer in one.answers()]
            assert named in ([], [None] if one.round.anonymous else ["ola"])
        current = seen_by(town, asked, LIV).round
        values = {"anonymous": not current.anonymous}
        with pytest.raises(InvalidInputError):
            reflection_rounds.change(town, current, values, by=LIV, today=DAY)


def test_seven_who_answer_at_once_are_all_heard_and_nobody_twice(town):
    asked = a_round(town)
    start = Barrier(14)
    refused = []

    def answer(person):
        start.wait()
        try:
            say(town, asked, person, f"Svar {person.id}", 2)
        except InvalidInputError:
            refused.append(person.id)

    threads = [Thread(target=answer, args=(person,)) for person in (*GROUP, *GROUP)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(refused) == sorted(person.id for person in GROUP)
    with town.reflections.looking_at(asked.id) as one:
        assert len(one.answers()) == len(one.marks()) == 7


def test_a_backup_holds_what_the_tables_hold_and_no_key_to_an_open_door(town, tmp_path):
    asked = a_round(town, seats=5)
    code = reflection_guests.invite_guests(town, asked.id, by=LIV)
    token = reflection_guests.join(town, code, today=DAY)
    all_say(town, asked, 1, 2, 3, 4, 5)
    town.backup(tmp_path / "backup.duckdb")
    copy = open_database(f"duckdb:///{tmp_path / 'backup.duckdb'}")
    rows = every_row(copy)
    copy.close()

    assert (len(rows["reflection_answer"]), len(rows["reflection_mark"])) == (5, 5)
    assert rows["reflection_code"] == rows["reflection_guest"] == []
    assert code not in str(rows)
    assert token not in str(rows)


# --- a person's own data ------------------------------------------------------------------------


def export(database, person, by):
    told = privacy.everything_about(database, person.id, by=by, today=DAY)
    return json.loads(told)["reflection"]


def test_a_person_takes_along_what_they_answered_by_name_and_no_more(town):
    named, unnamed = a_round(town, anonymous=False, title="Med navn"), a_round(town)
    say(town, named, OLA, "Mitt eget", 2)
    say(town, unnamed, OLA, "Ukjent", 5)

    told = export(town, OLA, OLA)
    assert told["invited_to"] == [
        {"round": "Med navn", "answered": 1, "of": 2},
        {"round": "Torde vi nok?", "answered": 1, "of": 2},
    ]
    (answer,) = told["answers"]
    assert (answer["round"], answer["text"], answer["level"]) == ("Med navn", "Mitt eget", 2)
    assert answer["question"].startswith("Hva har vi prøvd")
    assert "Ukjent" not in str(told)


def test_an_administrator_gets_nobodys_answers_by_exporting_them(town):
    named = a_round(town, anonymous=False)
    say(town, named, OLA, "Mitt eget", 2)
    assert export(town, OLA, ADA) == {"invited_to": [], "answers": []}
    reflection.reveal(town, named.id, by=LIV, today=DAY)
    assert export(town, OLA, ADA) == {"invited_to": [], "answers": []}


def test_who_is_erased_leaves_no_named_answer_and_no_mark(town):
    named, unnamed = a_round(town, anonymous=False), a_round(town)
    all_say(town, named, 1, 2, 3, 4, 5, 5)
    all_say(town, unnamed, 1, 2, 3, 4, 5, 5)
    for asked in (named, unnamed):
        reflection.reveal(town, asked.id, by=LIV, today=DAY)

    privacy.erase_person(town, town.plan().by_id["ola"], by=ADA)

    rows = every_row(town)
    for table in ("reflection_answer", "reflection_mark", "reflection_round"):
        assert '"ola"' not in str(rows[table])
        assert "'ola'" not in str(rows[table])
    first = seen_by(town, named, LIV).prompts[0]
    assert {answer.person_id for answer in first.shown.answers} == {
        "liv", "hege", "rita", "per", "dina"
    }  # fmt: skip
    second = seen_by(town, unnamed, LIV).prompts[0]
    assert len(second.shown.answers) == 6
    assert (second.turnout.answered, second.turnout.expected) == (6, 6)


def test_what_an_erased_answer_was_cannot_be_told_from_the_figures_before_and_after(town):
    named = a_round(town, anonymous=False)
    all_say(town, named, 1, 2, 3, 4, 5, 5)
    reflection.reveal(town, named.id, by=LIV, today=DAY)
    assert seen_by(town, named, EVA).prompts[0].shown.spread == (1, 1, 1, 1, 2)

    privacy.erase_person(town, town.plan().by_id["ola"], by=ADA)

    told = seen_by(town, named, EVA).prompts[0].shown
    assert (told.spread, told.too_few) == (None, True)


def test_erasing_somebody_who_took_part_in_nothing_leaves_rounds_alone(town):
    asked = a_round(town)
    before = reflection.pulse(town, asked.id)[1]
    privacy.erase_person(town, town.plan().by_id["eva"], by=ADA)
    assert reflection.pulse(town, asked.id)[1] == before


# --- what lies in the files of the engine --------------------------------------------------------


def test_no_answer_and_no_guest_leaves_anything_in_the_log_of_the_file(duck, tmp_path):
    """Replayed entry by entry, a log would tell who came when and what came with them."""
    town = gather(duck)
    log = tmp_path / "duck.duckdb.wal"
    asked = a_round(town, seats=5)
    code = reflection_guests.invite_guests(town, asked.id, by=LIV)
    enough = Event()

    def keep_reading():
        while not enough.is_set():
            town.reflections.rounds()

    reader = Thread(target=keep_reading)
    reader.start()
    try:
        for person in GROUP:
            say(town, asked, person, f"Hemmelig {person.id}", 3)
            assert not log.exists()
        reflection_guests.join(town, code, today=DAY)
        assert not log.exists()
    finally:
        enough.set()
        reader.join()
