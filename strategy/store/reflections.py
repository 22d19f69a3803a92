"""Rounds of reflection and what was answered: beside the plan, outside its journal."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from strategy.domain.errors import LapsedSecretError, NotFoundError, StaleEditError
from strategy.domain.items import new_id
from strategy.domain.known_time import OldBefore
from strategy.domain.reflection import Answer, Mark, Phase, Round, figures_to_keep
from strategy.store.engine import Connection, Engine, Row
from strategy.store.statements import statement

_ANSWER_COLUMNS = ("id", "round_id", "prompt_key", "person_id", "text", "level", "heap")
_MARK_COLUMNS = ("round_id", "prompt_key", "who")
_chance = secrets.SystemRandom()

Moment = tuple[str, ...]
"""How far a round and the plan have come; it is only ever compared."""


class OneRound:
    """A round within one transaction: read, and write what becomes of it."""

    def __init__(self, connection: Connection, asked: Round) -> None:
        """Work on this round; Reflections.at hands these out."""
        self._connection = connection
        self.round = asked

    @property
    def _id(self) -> dict[str, object]:
        return {"id": self.round.id}

    def marks(self) -> frozenset[Mark]:
        """Return who has answered which question."""
        return _marks(self._connection, self.round.id)

    def answers(self) -> tuple[Answer, ...]:
        """Return what was answered."""
        return _answers(self._connection, self.round.id)

    def guests(self) -> int:
        """Return how many guests came in."""
        return _guests(self._connection, self.round.id)

    def code(self) -> str | None:
        """Return the code guests come in by."""
        return _code(self._connection, self.round.id)

    def save(self, asked: Round) -> Round:
        """Store the changed round and return it at its next version."""
        content = asked.model_dump_json()
        values = {**self._id, "version": self.round.version, "content": content}
        self._connection.run(statement("change_reflection_round"), values)
        self.round = asked.model_copy(update={"version": self.round.version + 1})
        return self.round

    def demand_current(self, version: int) -> None:
        """Refuse with StaleEditError unless the round is still at the version somebody read."""
        if self.round.version != version:
            raise StaleEditError(self.round)

    def drop(self) -> None:
        """Forget the round, its code and its guests."""
        for name in ("drop_reflection_code", "drop_reflection_guests", "drop_reflection_round"):
            self._connection.run(statement(name), self._id)

    def give(self, answer: Answer, who: str) -> None:
        """Store an answer and the mark that somebody has answered.

        All answers to the question are rewritten, in random order and with random ids: neither a
        row's place nor its transaction shows whose answer it is. A named answer replaces the
        person's earlier one.
        """
        others = (a for a in self._answers_to(answer.prompt_key) if _differs(a, answer))
        self._write_answers(answer.prompt_key, (*others, answer))
        done = {name for key, name in self.marks() if key == answer.prompt_key}
        self._write_marks(answer.prompt_key, done | {who})

    def lay(self, answer_id: str, heap: str) -> bool:
        """Put an answer in a heap; False when there is no such answer."""
        values = {**self._id, "answer_id": answer_id, "heap": heap}
        return self._connection.run(statement("lay_reflection_answer"), values) == 1

    def erase(self, person_id: str) -> frozenset[str]:
        """Forget a person, and return the questions that lost an answer of theirs."""
        values = {**self._id, "who": person_id}
        gone = {a.prompt_key for a in self.answers() if a.person_id == person_id}
        if self.round.anonymous:
            renamed = {**values, "nobody": new_id()}
            self._connection.run(statement("rename_reflection_marks"), renamed)
        else:
            self._connection.run(statement("drop_reflection_answers_of"), values)
            self._connection.run(statement("drop_reflection_marks_of"), values)
        return frozenset(gone)

    def forget(self) -> None:
        """Forget what was answered, who had answered and who came in.

        The round itself stays, with those of its figures that reveal nobody.
        """
        kept = figures_to_keep(self.round, self.answers())
        for name in (
            "drop_reflection_answers",
            "drop_reflection_marks",
            "drop_reflection_guests",
            "drop_reflection_code",
        ):
            self._connection.run(statement(name), self._id)
        over = {"phase": Phase.CLOSED, "current": None, "forgotten": True, "kept": kept}
        self.save(self.round.model_copy(update=over))

    def set_code(self, code: str | None) -> None:
        """Let guests come in by this code only, or by none."""
        self._connection.run(statement("drop_reflection_code"), self._id)
        if code is not None:
            self._connection.run(statement("set_reflection_code"), {**self._id, "code": code})

    def code_is_taken(self, code: str) -> bool:
        """Tell whether a code leads to a round already."""
        return bool(self._connection.rows(statement("reflection_round_of_code"), {"code": code}))

    def let_in(self, fingerprint: str) -> None:
        """Let a guest in."""
        values = {**self._id, "fingerprint": fingerprint}
        self._connection.run(statement("add_reflection_guest"), values)

    def _answers_to(self, key: str) -> tuple[Answer, ...]:
        values = {**self._id, "prompt_key": key}
        rows = self._connection.rows(statement("reflection_answers_to"), values)
        return tuple(_answer(row) for row in rows)

    def _write_answers(self, key: str, answers: Iterable[Answer]) -> None:
        drawn = [answer.model_copy(update={"id": new_id()}) for answer in answers]
        _chance.shuffle(drawn)
        values = {**self._id, "prompt_key": key}
        self._connection.run(statement("drop_reflection_answers_to"), values)
        rows = [_row(self.round.id, answer) for answer in drawn]
        self._connection.insert_many("reflection_answer", _ANSWER_COLUMNS, rows)

    def _write_marks(self, key: str, done: Iterable[str]) -> None:
        drawn = list(done)
        _chance.shuffle(drawn)
        values = {**self._id, "prompt_key": key}
        self._connection.run(statement("drop_reflection_marks_to"), values)
        rows = [(self.round.id, key, who) for who in drawn]
        self._connection.insert_many("reflection_mark", _MARK_COLUMNS, rows)


class Reflections:
    """The rounds of reflection in a store. They hold no times of day, only days."""

    def __init__(self, engine: Engine) -> None:
        """Use this database."""
        self._engine = engine

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Change something, and leave none of it in the engine's log.

        The log keeps changes separate and in order: who answered, next to what was answered.
        """
        with self._engine.writing() as connection:
            yield connection
        self._engine.merge_log()

    def rounds(self) -> tuple[Round, ...]:
        """Return every round, the latest first."""
        with self._engine.reading() as connection:
            rounds = [_round(row) for row in connection.rows(statement("reflection_rounds"))]
        return tuple(sorted(rounds, key=lambda asked: (asked.day, asked.id), reverse=True))

    def pulse(self, round_id: str) -> int:
        """Return a number that changes whenever anything about a round does, 0 for none."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("reflection_pulse"), {"id": round_id})
        return int(rows[0][0]) if rows else 0

    def moments(self) -> dict[str, Moment]:
        """Return for every round a value that changes when it or the plan does, in one query."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("reflection_moments"))
        return {str(round_id): tuple(map(str, moment)) for round_id, *moment in rows}

    def add(self, asked: Round) -> Round:
        """Keep a new round and return it as stored, at version 1."""
        added = asked.model_copy(update={"version": 1})
        values = {"id": asked.id, "content": added.model_dump_json()}
        with self._writing() as connection:
            connection.run(statement("add_reflection_round"), values)
        return added

    @contextmanager
    def looking_at(self, round_id: str) -> Iterator[OneRound]:
        """Read one round, all of it in one consistent state."""
        with self._engine.reading() as connection:
            yield OneRound(connection, _stored(connection, round_id))

    @contextmanager
    def at(self, round_id: str) -> Iterator[OneRound]:
        """Change one round: all of it is kept when the block ends well, nothing when not."""
        with self._writing() as connection:
            yield OneRound(connection, _stored(connection, round_id))
            connection.run(statement("beat_reflection_round"), {"id": round_id})

    @contextmanager
    def at_code(self, code: str) -> Iterator[OneRound]:
        """Change the round a code leads to; refuses with LapsedSecretError for an unknown one."""
        with self._writing() as connection:
            rows = connection.rows(statement("reflection_round_of_code"), {"code": code})
            if not rows:
                raise LapsedSecretError
            asked = _stored(connection, str(rows[0][0]))
            yield OneRound(connection, asked)
            connection.run(statement("beat_reflection_round"), {"id": asked.id})

    # --- people and guests -------------------------------------------------------------------

    def round_of_guest(self, fingerprint: str) -> str | None:
        """Return the id of the round a guest was let into, None for a stranger."""
        values = {"fingerprint": fingerprint}
        with self._engine.reading() as connection:
            rows = connection.rows(statement("reflection_round_of_guest"), values)
        return str(rows[0][0]) if rows else None

    def round_of_code(self, code: str) -> str | None:
        """Return the id of the round a code leads to, None for a code that leads nowhere."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("reflection_round_of_code"), {"code": code})
        return str(rows[0][0]) if rows else None

    def answers_of(self, person_id: str) -> tuple[tuple[str, Answer], ...]:
        """Return what a person answered by name, each with the id of its round."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("reflection_answers_of"), {"who": person_id})
        return tuple((str(row[-1]), _answer(row[:-1])) for row in rows)

    def marks_of(self, person_id: str) -> tuple[tuple[str, str], ...]:
        """Return what a person has answered: round and question, never what they said."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("reflection_marks_of"), {"who": person_id})
        return tuple((str(round_id), str(key)) for round_id, key in rows)

    def forget(self, before: OldBefore) -> int:
        """Forget what was answered in the rounds that were over before a day; return how many."""
        with self._writing() as connection:
            rounds = [_round(row) for row in connection.rows(statement("reflection_rounds"))]
            old = [asked for asked in rounds if _has_answers(asked) and _is_over(asked, before.day)]
            for asked in old:
                OneRound(connection, asked).forget()
                connection.run(statement("beat_reflection_round"), {"id": asked.id})
        return len(old)

    def erase(self, person_id: str) -> None:
        """Forget a person: their named answers, and that they were asked.

        The figures of a question that lost an answer are withheld from outsiders for good:
        comparing them before and after would reveal that answer.
        """
        with self._writing() as connection:
            for row in connection.rows(statement("reflection_rounds")):
                asked = _round(row)
                one = OneRound(connection, asked)
                gone = one.erase(person_id)
                after = _without(asked, person_id, gone)
                if after != asked or gone:
                    one.save(after)
                    connection.run(statement("beat_reflection_round"), {"id": asked.id})


def _has_answers(asked: Round) -> bool:
    return not asked.forgotten and asked.phase is not Phase.PREPARED


def _is_over(asked: Round, before: date) -> bool:
    return asked.over_since is not None and asked.over_since < before


def _round(row: Row) -> Round:
    content, version = row
    return Round.model_validate_json(content).model_copy(update={"version": int(version)})


def _stored(connection: Connection, round_id: str) -> Round:
    rows = connection.rows(statement("reflection_round"), {"id": round_id})
    if not rows:
        raise NotFoundError("reflection_round", round_id)
    return _round(rows[0])


def _answer(row: Row) -> Answer:
    answer_id, key, person_id, text, level, heap = row
    return Answer(
        id=answer_id, prompt_key=key, person_id=person_id, text=text, level=level, heap=heap
    )


def _row(round_id: str, answer: Answer) -> Row:
    who, text, level = answer.person_id, answer.text, answer.level
    return (answer.id, round_id, answer.prompt_key, who, text, level, answer.heap)


def _answers(connection: Connection, round_id: str) -> tuple[Answer, ...]:
    rows = connection.rows(statement("reflection_answers"), {"id": round_id})
    return tuple(_answer(row) for row in rows)


def _marks(connection: Connection, round_id: str) -> frozenset[Mark]:
    rows = connection.rows(statement("reflection_marks"), {"id": round_id})
    return frozenset((str(key), str(who)) for key, who in rows)


def _guests(connection: Connection, round_id: str) -> int:
    ((count,),) = connection.rows(statement("reflection_guests"), {"id": round_id})
    return int(count)


def _code(connection: Connection, round_id: str) -> str | None:
    rows = connection.rows(statement("reflection_code"), {"id": round_id})
    return str(rows[0][0]) if rows else None


def _differs(one: Answer, other: Answer) -> bool:
    return one.person_id is None or one.person_id != other.person_id


def _without(asked: Round, person_id: str, gone: frozenset[str]) -> Round:
    left = {
        "participant_ids": tuple(i for i in asked.participant_ids if i != person_id),
        "facilitator_ids": tuple(i for i in asked.facilitator_ids if i != person_id),
        "withheld": (*asked.withheld, *sorted(gone & {*asked.revealed} - {*asked.withheld})),
    }
    return asked.model_copy(update=left)
