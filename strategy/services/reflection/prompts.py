"""The questions to reflect on: the built-in ones, and the organisation's changes to them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import cast

from strategy.domain.errors import InvalidInputError, NotFoundError, Problem
from strategy.domain.items import Person, Pillar
from strategy.domain.meeting_items import Prompt, Theme
from strategy.domain.plan import Plan
from strategy.domain.reflection import Asked
from strategy.domain.roles import Permission, demand
from strategy.i18n import LANGUAGES, words
from strategy.services import planning
from strategy.services.validation import altered, build
from strategy.settings import DATA
from strategy.store.change import Change
from strategy.store.database import Database

_AFTER_OURS = 10**6


@dataclass(frozen=True)
class Offered:
    """A question that can be asked: built-in, built-in but reworded, or the organisation's own.

    `item` is what the organisation has stored of it; `ours` the built-in wording, in all languages.
    """

    asked: Asked
    item: Prompt | None
    ours: Asked | None

    @property
    def reworded(self) -> bool:
        """Whether the organisation has reworded a built-in question."""
        return self.item is not None and self.ours is not None and self.asked != self.ours


@cache
def our_prompts() -> tuple[Asked, ...]:
    """Return the built-in questions every organisation starts with, theme by theme."""
    with (DATA / "prompts.toml").open("rb") as file:
        written = tomllib.load(file)
    return tuple(
        Asked(key=f"{theme}-{number}", theme=Theme(theme), texts=row)
        for theme, rows in written.items()
        for number, row in enumerate(rows, start=1)
    )


def offered(plan: Plan) -> tuple[Offered, ...]:
    """Return every question that can be asked here, theme by theme."""
    return tuple(sorted(_offered(plan), key=_in_turn))


def taken_out(plan: Plan) -> tuple[Offered, ...]:
    """Return the questions the organisation has removed, theme by theme."""
    gone = {prompt.id: prompt for prompt in plan.retired if isinstance(prompt, Prompt)}
    ours = {asked.key: asked for asked in our_prompts()}
    found = (Offered(_asked(plan, p, ours.get(p.id)), p, ours.get(p.id)) for p in gone.values())
    return tuple(sorted(found, key=_in_turn))


def chosen(plan: Plan, keys: tuple[str, ...]) -> tuple[Asked, ...]:
    """Return the questions with these keys in their current wording, in this order.

    Raises InvalidInputError if one does not exist.
    """
    known = {one.asked.key: one.asked for one in offered(plan)}
    if not keys:
        raise InvalidInputError((Problem("prompts", "choose_prompts"),))
    if missing := [key for key in keys if key not in known]:
        raise InvalidInputError(tuple(Problem("prompts", "unknown_reference") for _ in missing))
    return tuple(known[key] for key in dict.fromkeys(keys))


def own_pillars(plan: Plan) -> tuple[Pillar, ...]:
    """Return the pillars without a built-in theme; all their questions are the organisation's."""
    ours = {words(lang)(f"theme.{theme}").casefold() for theme in Theme for lang in LANGUAGES}
    return tuple(pillar for pillar in plan.pillars if pillar.title.casefold() not in ours)


def add_prompt(
    database: Database, *, theme: Theme, text: str, by: Person, pillar_id: str | None = None
) -> Prompt:
    """Add a question of the organisation's own, to a theme or to one of its own pillars."""
    _demand_text(text)
    if theme is Theme.PILLAR and pillar_id is None:
        raise InvalidInputError((Problem("pillar_id", "required"),))
    values = {"theme": theme, "text": text, "pillar_id": pillar_id}
    return planning.add(database, Prompt, values, by=by)


def reword(database: Database, key: str, text: str, *, by: Person, version: int) -> Prompt:
    """Reword a question from now on; existing rounds keep the wording they asked.

    `version` is that of the organisation's own wording as it was read, 0 where there is none.
    The built-in wording, in any language, restores the built-in wording in all of them.
    """
    _demand_text(text)
    return _keep(database, key, by=by, version=version, text=text)


def take_out(database: Database, key: str, *, by: Person, version: int) -> Prompt:
    """Remove a question from those offered; it can be brought back, and rounds keep it."""
    return _keep(database, key, by=by, version=version, retired=True)


def bring_back(database: Database, key: str, *, by: Person) -> None:
    """Offer a removed question again."""
    demand(by, Permission.RUN_MEETING)
    planning.bring_back(database, key, by=by)


def _keep(
    database: Database,
    key: str,
    *,
    by: Person,
    version: int,
    text: str | None = None,
    retired: bool = False,
) -> Prompt:
    demand(by, planning.permission_to_change(Prompt))
    with database.change(by=by.id) as writing:
        stored = writing.plan.find(Prompt, key)
        if stored is None:
            stored = _first_of_ours(writing, key, by)
            version = stored.version if version == 0 else version
        values = {} if text is None else {"text": text}
        wanted = altered(stored, {**values, "retired": retired, "version": version})
        return cast("Prompt", writing.update(wanted))


def _first_of_ours(writing: Change, key: str, by: Person) -> Prompt:
    """Store a built-in question unchanged, so that the organisation can change it."""
    asked = next((asked for asked in our_prompts() if asked.key == key), None)
    if asked is None or key in writing.plan.ever_by_id:
        raise NotFoundError("prompt", key)
    language = by.language or writing.plan.organisation.language
    position = int(key.rpartition("-")[2])
    values = {"id": key, "theme": asked.theme, "text": asked.text(language), "position": position}
    return cast("Prompt", writing.add(build(Prompt, values)))


def _demand_text(text: str) -> None:
    if not text.strip():
        raise InvalidInputError((Problem("text", "required"),))


def _offered(plan: Plan) -> Iterator[Offered]:
    stored = {prompt.id: prompt for prompt in plan.prompts}
    gone = {prompt.id for prompt in plan.retired if isinstance(prompt, Prompt)}
    for ours in our_prompts():
        item = stored.pop(ours.key, None)
        if ours.key not in gone:
            asked = _asked(plan, item, ours) if item else _in_pillar(plan, ours)
            yield Offered(asked, item, _in_pillar(plan, ours))
    for item in stored.values():
        yield Offered(_asked(plan, item, None), item, None)


def _asked(plan: Plan, item: Prompt, ours: Asked | None) -> Asked:
    if ours is not None and item.text in ours.texts.values():
        return _in_pillar(plan, ours)
    language = plan.organisation.language
    texts = {language: item.text}
    asked = Asked(key=item.id, theme=item.theme, pillar_id=item.pillar_id, texts=texts)
    return asked if item.pillar_id else _in_pillar(plan, asked)


def _in_pillar(plan: Plan, asked: Asked) -> Asked:
    """Return the question with the pillar its theme is named after, if there is one."""
    names = {words(language)(f"theme.{asked.theme}").casefold() for language in LANGUAGES}
    pillar = next((p.id for p in plan.pillars if p.title.casefold() in names), None)
    return asked.model_copy(update={"pillar_id": pillar})


def _in_turn(one: Offered) -> tuple[int, int, str]:
    themes = list(Theme)
    _, _, number = one.asked.key.rpartition("-")
    place = int(number) if one.ours is not None else _AFTER_OURS
    return themes.index(one.asked.theme), place, one.asked.key
