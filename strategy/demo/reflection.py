"""The demo leadership group's reflection: rounds, answers and agreed sentences."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from strategy.demo.story import Chronicle, Event, item_id, item_ids
from strategy.domain.items import Person
from strategy.domain.meeting_items import Agreement, Theme
from strategy.domain.reflection import Round
from strategy.services.reflection import answering as reflection
from strategy.services.reflection import rounds as reflection_rounds
from strategy.services.reflection.prompts import chosen, our_prompts
from strategy.store.database import Database
from strategy.store.reflections import OneRound

Row = Mapping[str, Any]

_TO_ANSWER = timedelta(days=10)
_AFTER = timedelta(days=1)
_CODE = "NYFJRD"


def agreed(chronicle: Chronicle, file: Path) -> Iterator[Event]:
    """Yield the days on which the group agreed on its sentences: that part is in the plan."""
    for row in _rounds(file):
        on = chronicle.days.past_day(row["on"] + _AFTER.days)
        for question in row["question"]:
            if "agreed" in question:
                by = item_id("person", row["by"])
                yield Event(on, by, added=(_agreement(chronicle, row, question, on),))


def reflect_demo(database: Database, file: Path, *, today: date) -> None:
    """Have the demo's people answer as the file says, and reveal rounds no longer open."""
    people = {person.id: person for person in database.plan().people}
    for row in _rounds(file):
        _hold(database, row, people, today)


def _hold(database: Database, row: Row, people: Mapping[str, Person], today: date) -> None:
    on = today + timedelta(days=row["on"])
    is_open = "closes" in row
    leader = people[item_id("person", row["by"])]
    asked = database.reflections.add(_round(database, row, today))
    reflection_rounds.open_round(database, asked.id, by=leader, today=on - _TO_ANSWER)
    with database.reflections.at(asked.id) as one:
        _answer(one, row, today if is_open else on)
        if is_open:
            one.set_code(_CODE)
    if not is_open:
        reflection.reveal(database, asked.id, by=leader, today=on)
        _lay(database, asked, row, leader)
        reflection.close(database, asked.id, by=leader, today=on)


def _answer(one: OneRound, row: Row, day: date) -> None:
    for question in row["question"]:
        answers = zip(row["people"], question["levels"], question["texts"], strict=False)
        for key, level, text in answers:
            who = item_id("person", key)
            person_id = None if one.round.anonymous else who
            if level or text:
                reflection.give(
                    one,
                    question["key"],
                    text,
                    level or None,
                    who=who,
                    person_id=person_id,
                    today=day,
                )


def _round(database: Database, row: Row, today: date) -> Round:
    on = today + timedelta(days=row["on"])
    begun = on if "closes" in row else on - _TO_ANSWER
    return Round(
        id=item_id("round", row["key"]),
        title=row["title"],
        anonymous=not row.get("named", False),
        opens=begun,
        closes=today + timedelta(days=row["closes"]) if "closes" in row else on,
        prompts=chosen(database.plan(), tuple(q["key"] for q in row["question"])),
        participant_ids=item_ids("person", row["people"]),
        facilitator_ids=item_ids("person", dict.fromkeys((row["by"], "hanne"))),
        seats=row.get("seats", 0),
        prepared_on=begun,
    )


def _lay(database: Database, asked: Round, row: Row, leader: Person) -> None:
    """Put the named answers in their heaps, each found by its text."""
    heaps = {
        text: heap
        for question in row["question"]
        for text, heap in zip(question["texts"], question.get("heaps", ()), strict=False)
    }
    with database.reflections.looking_at(asked.id) as one:
        laid = {answer.id: heaps[answer.text] for answer in one.answers() if answer.text in heaps}
    reflection.group(database, asked.id, laid, by=leader)


def _agreement(chronicle: Chronicle, row: Row, question: Row, on: date) -> Agreement:
    asked = next(prompt for prompt in our_prompts() if prompt.key == question["key"])
    code = str(list(Theme).index(asked.theme) + 1)
    codes = {file["pillar"]["code"] for file in chronicle.pillars}
    return Agreement(
        id=item_id("agreement", f"{row['key']}-{question['key']}"),
        round_key=item_id("round", row["key"]),
        prompt_key=question["key"],
        question=asked.text(chronicle.organisation["organisation"]["language"]),
        theme=asked.theme,
        pillar_id=item_id("pillar", code) if code in codes else None,
        sentence=question["agreed"],
        level=question["agreed_level"],
        on=on,
    )


def _rounds(file: Path) -> list[Row]:
    with file.open("rb") as written:
        rows: list[Row] = tomllib.load(written)["round"]
    return rows
