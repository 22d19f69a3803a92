"""Reflect together: answer alone, see all answers at once, then agree on a sentence.

Nobody sees anybody else's answer before the reveal, whatever their role; see docs/security.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem, StaleEditError
from strategy.domain.items import Person
from strategy.domain.meeting_items import Agreement
from strategy.domain.plan import Plan
from strategy.domain.reflection import (
    Answer,
    Asked,
    Mark,
    Phase,
    Round,
    Shown,
    Standing,
    Turnout,
    may_end,
    runs,
    shown,
    standings,
    takes_part,
    turnout,
)
from strategy.domain.roles import Permission, may
from strategy.services.reflection.rounds import demand_may_end, demand_runs, is_open_to
from strategy.services.validation import altered, build, check_in_plan
from strategy.store.database import Database
from strategy.store.reflections import OneRound


@dataclass(frozen=True)
class PromptView:
    """One question of a round as one person sees it.

    `mine` is their own answer where answers are named; an anonymous one has no owner once sent.
    """

    prompt: Asked
    shown: Shown
    turnout: Turnout
    answered: bool
    mine: Answer | None
    agreement: Agreement | None


@dataclass(frozen=True)
class RoundView:
    """A round as one person sees it; `ends` says whether they may end it."""

    round: Round
    prompts: tuple[PromptView, ...]
    takes_part: bool
    runs: bool
    ends: bool
    takes_answers: bool
    guests: int
    code: str | None

    @property
    def inside(self) -> bool:
        """Whether they take part or run it."""
        return self.takes_part or self.runs

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The group's position on each theme, as far as the person may see."""
        return standings(one.shown for one in self.prompts)

    @property
    def all_answered(self) -> bool:
        """Whether they have answered every question."""
        return all(one.answered for one in self.prompts)

    @property
    def current(self) -> PromptView | None:
        """The question currently shown in a meeting."""
        return next((p for p in self.prompts if p.prompt.key == self.round.current), None)

    @property
    def up(self) -> PromptView:
        """The question for everybody to look at now: the current one, or the first."""
        return self.current or self.prompts[0]


# --- reading ------------------------------------------------------------------------------------


def rounds(database: Database, *, by: Person) -> tuple[Round, ...]:
    """Return every round a person may see, the latest first."""
    plan = database.plan()
    return tuple(asked for asked in database.reflections.rounds() if is_open_to(plan, asked, by))


def view(database: Database, round_id: str, *, by: Person, today: date) -> RoundView:
    """Return a round as this person may see it; raises NotFoundError if they may not.

    Before the reveal it contains nothing of what others answered, not even counts.
    """
    plan = database.plan()
    with database.reflections.looking_at(round_id) as one:
        asked, marks, answers = one.round, one.marks(), one.answers()
        guests, code = one.guests(), one.code()
    if not is_open_to(plan, asked, by):
        raise NotFoundError("reflection_round", round_id)
    agreed = {a.prompt_key: a for a in _agreements(plan.seen_by(by.id), round_id)}
    invited = _still_here(plan, asked, marks)
    leads, invited_too = runs(asked, by), takes_part(asked, by)
    inside = leads or invited_too
    seen = tuple(
        PromptView(
            prompt,
            shown(asked, prompt, answers, inside=inside),
            _turnout(prompt, marks, invited, guests, names=leads),
            (prompt.key, by.id) in marks,
            _own(answers, prompt, by),
            agreed.get(prompt.key),
        )
        for prompt in asked.prompts
    )
    accepting = asked.takes_answers(today)
    return RoundView(
        round=asked,
        prompts=seen,
        takes_part=invited_too,
        runs=leads,
        ends=may_end(asked, by, plan.people),
        takes_answers=accepting,
        guests=guests,
        code=code if inside else None,
    )


def pulse(database: Database, round_id: str) -> Hashable:
    """Return a mark that changes whenever the content of a round's page does; cheap to get."""
    return (database.version_key(), database.reflections.pulse(round_id))


def waiting_for(database: Database, *, by: Person, today: date) -> tuple[Round, ...]:
    """Return the rounds this person has yet to answer, the one that closes first at the top."""
    return _unanswered(database, database.reflections.rounds(), by, today)


def waiting_for_each(database: Database, *, today: date) -> dict[str, tuple[Round, ...]]:
    """Return the rounds each person has yet to answer, by person id, for the reminder mails.

    Whether somebody has answered is known even in anonymous rounds: show it to nobody else.
    """
    stored = database.reflections.rounds()
    asked = {person_id for one in stored for person_id in one.participant_ids}
    people = (person for person in database.plan().people if person.id in asked)
    return {person.id: _unanswered(database, stored, person, today) for person in people}


def _unanswered(
    database: Database, stored: Iterable[Round], person: Person, today: date
) -> tuple[Round, ...]:
    done = set(database.reflections.marks_of(person.id))
    waiting = (
        asked
        for asked in stored
        if takes_part(asked, person)
        and any(
            asked.takes_answer_to(prompt.key, today) and (asked.id, prompt.key) not in done
            for prompt in asked.prompts
        )
    )
    return tuple(sorted(waiting, key=lambda asked: (asked.closes or date.max, asked.id)))


def all_about(database: Database, person_id: str, *, by: Person) -> dict[str, Any]:
    """Return what is stored about a person in rounds; only for that person."""
    if by.id != person_id:
        return {"invited_to": [], "answers": []}
    in_turn = sorted(database.reflections.rounds(), key=lambda one: (one.day, one.title))
    stored = {asked.id: asked for asked in in_turn}
    done = Counter(round_id for round_id, _ in database.reflections.marks_of(person_id))
    invited = [asked for asked in stored.values() if person_id in asked.participant_ids]
    return {
        "invited_to": [
            {"round": asked.title, "answered": done[asked.id], "of": len(asked.prompts)}
            for asked in invited
        ],
        "answers": [
            {
                "round": stored[round_id].title,
                "question": _asked(stored[round_id], given.prompt_key).text(by.language or "nb"),
                "text": given.text,
                "level": given.level,
            }
            for round_id, given in database.reflections.answers_of(person_id)
        ],
    }


# --- answering ----------------------------------------------------------------------------------


def answer(
    database: Database,
    round_id: str,
    prompt_key: str,
    *,
    text: str,
    level: int | None,
    by: Person,
    today: date,
) -> None:
    """Answer one question of a round, for those invited.

    A named answer replaces the earlier one until the reveal. An anonymous one cannot be
    changed: nothing stored shows whose it is. Raises InvalidInputError.
    """
    with database.reflections.at(round_id) as one:
        if not takes_part(one.round, by):
            raise NotFoundError("reflection_round", round_id)
        person_id = None if one.round.anonymous else by.id
        give(one, prompt_key, text, level, who=by.id, person_id=person_id, today=today)


def give(
    one: OneRound,
    prompt_key: str,
    text: str,
    level: int | None,
    *,
    who: str,
    person_id: str | None,
    today: date,
) -> None:
    """Store an answer; raises InvalidInputError."""
    _check_takes(one.round, prompt_key, today)
    if person_id is None and (prompt_key, who) in one.marks():
        raise InvalidInputError((Problem("text", "already_answered"),))
    values = {"prompt_key": prompt_key, "person_id": person_id, "text": text, "level": level}
    given = build(Answer, values)
    if not given.text and given.level is None:
        raise InvalidInputError((Problem("text", "answer_is_empty"),))
    one.give(given, who)


# --- running ------------------------------------------------------------------------------------


def put_up(database: Database, round_id: str, prompt_key: str | None, *, by: Person) -> None:
    """Show one question, or all of them, on everybody's screen."""
    with database.reflections.at(round_id) as one:
        demand_runs(one.round, by)
        if prompt_key is not None:
            _asked(one.round, prompt_key)
        one.save(one.round.model_copy(update={"current": prompt_key}))


def reveal(
    database: Database, round_id: str, *, by: Person, today: date, prompt_key: str | None = None
) -> None:
    """Reveal the answers to one question, or to all; no more answers are accepted to those.

    It cannot be undone. Raises InvalidInputError before the round is open.
    """
    with database.reflections.at(round_id) as one:
        demand_runs(one.round, by)
        fresh = _keys(one.round) if prompt_key is None else (_asked(one.round, prompt_key).key,)
        _reveal(one, fresh, today)


def close(database: Database, round_id: str, *, by: Person, today: date) -> None:
    """End a round: unrevealed answers are shown, and no more guests can join.

    An administrator may do so when nobody who runs the round is left.
    """
    plan = database.plan()
    with database.reflections.at(round_id) as one:
        demand_may_end(plan, one.round, by)
        _reveal(one, _keys(one.round), today)
        one.set_code(None)
        over = {"phase": Phase.CLOSED, "current": None, "closed_on": one.round.closed_on or today}
        one.save(one.round.model_copy(update=over))


def _keys(asked: Round) -> tuple[str, ...]:
    return tuple(prompt.key for prompt in asked.prompts)


def _reveal(one: OneRound, fresh: Collection[str], today: date) -> None:
    if one.round.phase is Phase.PREPARED:
        raise InvalidInputError((Problem("round", "round_not_open"),))
    revealed = tuple(key for key in _keys(one.round) if key in {*one.round.revealed, *fresh})
    if revealed == one.round.revealed:
        return
    whole = revealed == _keys(one.round)
    phase = Phase.REVEALED if whole else one.round.phase
    day = one.round.revealed_on or today
    after = {"revealed": revealed, "revealed_on": day, "phase": phase}
    one.save(one.round.model_copy(update=after))


def group(database: Database, round_id: str, heaps: Mapping[str, str], *, by: Person) -> None:
    """Group answers by id under the given names; an empty name removes one from its group."""
    with database.reflections.at(round_id) as one:
        demand_runs(one.round, by)
        open_to_see = {a.id: a for a in one.answers() if a.prompt_key in one.round.revealed}
        for answer_id, name in heaps.items():
            stored = open_to_see.get(answer_id)
            if stored is None or not _may_be_laid(one, stored):
                raise NotFoundError("reflection_answer", answer_id)
            one.lay(answer_id, altered(stored, {"heap": name}).heap)


# --- agreeing -----------------------------------------------------------------------------------


def agree(
    database: Database,
    round_id: str,
    prompt_key: str,
    *,
    sentence: str,
    level: int | None,
    by: Person,
    today: date,
    version: int = 0,
    confidential_to: Collection[str] = (),
) -> Agreement:
    """Store in the plan what the group agreed on, or correct it; all of it in one change.

    `version` is that of the sentence as the caller read it, 0 where there was none. Raises
    StaleEditError when somebody else has written one meanwhile, and InvalidInputError before
    the answers are revealed.
    """
    with database.reflections.looking_at(round_id) as one:
        asked = one.round
    demand_runs(asked, by)
    _asked(asked, prompt_key)
    if prompt_key not in asked.revealed:
        raise InvalidInputError((Problem("sentence", "not_revealed_yet"),))
    said = {"sentence": sentence, "level": level}
    with database.change(by=by.id) as writing:
        agreed = _agreements(writing.plan, round_id)
        stored = next((a for a in agreed if a.prompt_key == prompt_key), None)
        if stored is None:
            origin = _origin(writing.plan, asked, prompt_key, tuple(confidential_to))
            first = build(Agreement, {**origin, **said, "on": today})
            _check_agreement(writing.plan, first, by)
            return cast("Agreement", writing.add(first))
        if stored.id not in writing.plan.seen_by(by.id).by_id:
            raise NotFoundError("agreement", prompt_key)
        if version == 0:
            raise StaleEditError(stored)
        return cast("Agreement", writing.update(altered(stored, {**said, "version": version})))


def _origin(
    plan: Plan, asked: Round, prompt_key: str, confidential_to: tuple[str, ...]
) -> dict[str, object]:
    """Return where a sentence comes from: the question, and the meeting the round belongs to.

    A sentence from a confidential agenda item is confidential to the same people.
    """
    prompt = _asked(asked, prompt_key)
    item = next((i for i in plan.agenda_items if i.round_key == asked.id), None)
    return {
        "round_key": asked.id,
        "prompt_key": prompt.key,
        "question": prompt.text(plan.organisation.language),
        "theme": prompt.theme,
        "pillar_id": prompt.pillar_id if prompt.pillar_id in plan.by_id else None,
        "meeting_id": item.meeting_id if item else None,
        "confidential_to": confidential_to or (item.confidential_to if item else ()),
    }


def _check_agreement(plan: Plan, agreement: Agreement, by: Person) -> None:
    if agreement.confidential_to and by.id not in agreement.confidential_to:
        raise InvalidInputError((Problem("confidential_to", "not_yourself"),))
    check_in_plan(plan, agreement)


# --- rules and look-ups -------------------------------------------------------------------------


def _agreements(plan: Plan, round_id: str) -> tuple[Agreement, ...]:
    return tuple(a for a in plan.agreements if a.round_key == round_id)


def _asked(asked: Round, prompt_key: str) -> Asked:
    prompt = asked.prompt(prompt_key)
    if prompt is None:
        raise NotFoundError("prompt", prompt_key)
    return prompt


def _check_takes(asked: Round, prompt_key: str, today: date) -> None:
    _asked(asked, prompt_key)
    if asked.phase is Phase.PREPARED or (asked.opens and asked.opens > today):
        raise InvalidInputError((Problem("round", "round_not_open"),))
    if asked.is_late(today) and asked.phase is Phase.OPEN:
        raise InvalidInputError((Problem("round", "round_is_over"),))
    if not asked.takes_answer_to(prompt_key, today):
        raise InvalidInputError((Problem("round", "already_revealed"),))


def _own(answers: tuple[Answer, ...], prompt: Asked, by: Person) -> Answer | None:
    mine = (a for a in answers if a.prompt_key == prompt.key and a.person_id == by.id)
    return next(mine, None)


def _still_here(plan: Plan, asked: Round, marks: Collection[Mark]) -> tuple[str, ...]:
    """Return those invited who can answer, or have; people who left are not waited for."""
    done = {who for _, who in marks}
    able = {person.id for person in plan.people if may(person, Permission.ANSWER_INVITED)}
    return tuple(person_id for person_id in asked.participant_ids if person_id in able | done)


def _turnout(
    prompt: Asked, marks: Collection[Mark], invited: tuple[str, ...], guests: int, *, names: bool
) -> Turnout:
    counted = turnout(prompt.key, marks, invited, guests)
    return counted if names else replace(counted, missing_ids=())


def _may_be_laid(one: OneRound, stored: Answer) -> bool:
    """Return whether an answer is shown to participants, so that it can be put in a group."""
    prompt = _asked(one.round, stored.prompt_key)
    seen = shown(one.round, prompt, one.answers(), inside=True)
    return stored.id in {answer.id for answer in seen.answers}
