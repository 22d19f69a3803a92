"""A leadership group of nine that thinks together: rounds, and answers given in them."""

from datetime import date

from strategy.domain.items import Person, Role
from strategy.domain.reflection import Round
from strategy.services.reflection import answering as reflection
from strategy.services.reflection import rounds as reflection_rounds
from strategy.store.database import Database
from tests.builders import HEGE, LIV, OLA, PER, RITA, a_person
from tests.services.fjordvik import DINA, ODD, settle

DAY = date(2026, 5, 4)

EVA = a_person("eva", "Eva Eide", Role.LEADER)
KIM = a_person("kim", "Kim Kvam", Role.LEADER)
GROUP = (LIV, HEGE, OLA, RITA, PER, DINA, ODD)


def gather(database: Database) -> Database:
    """Fjordvik, with two leaders more, who are not asked."""
    return settle(database, EVA, KIM)


def a_round(database: Database, *, by: Person = LIV, opened: bool = True, **given) -> Round:
    """A round of seven people and two questions, run by Liv; open, and anonymous unless said."""
    values = {
        "title": "Torde vi nok?",
        "prompts": ("dare-1", "dare-2"),
        "participant_ids": tuple(person.id for person in GROUP),
        **given,
    }
    prepared = reflection_rounds.prepare(database, values, by=by, today=DAY)
    if not opened:
        return prepared
    return reflection_rounds.open_round(database, prepared.id, by=by, today=DAY)


def say(database: Database, asked: Round, person: Person, text: str = "", level=None, **given):
    """Somebody answers the first question, or another one."""
    key = given.pop("key", "dare-1")
    day = given.pop("today", DAY)
    reflection.answer(database, asked.id, key, text=text, level=level, by=person, today=day)


def all_say(database: Database, asked: Round, *levels: int, key: str = "dare-1") -> None:
    """As many as there are levels answer, each with a text of their own."""
    for person, level in zip(GROUP, levels, strict=False):
        say(database, asked, person, f"Svar {person.id}", level, key=key)


def seen_by(database: Database, asked: Round, person: Person, today: date = DAY):
    """The round as somebody sees it."""
    return reflection.view(database, asked.id, by=person, today=today)
