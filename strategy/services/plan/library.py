"""What others know: example goals, actions, challenges and indicators to start from.

Nothing here enters a plan by itself: it fills in a form that a person adjusts and saves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from strategy.domain.items import Challenge, Item, Pillar
from strategy.domain.plan import Plan
from strategy.i18n import LANGUAGES, Language
from strategy.services.starting import (
    FrameworkChallenge,
    FrameworkPillar,
    IndicatorDefinition,
    framework,
    in_language,
)
from strategy.settings import DATA


@dataclass(frozen=True)
class Suggestion:
    """Something to start from: its pillar's code, if any, and the values a form begins with.

    `leads_to` is the key of the indicator that shows whether a suggested goal is reached.
    """

    key: str
    pillar_code: str
    values: dict[str, Any]
    leads_to: str = ""

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self.values["title"])


@dataclass(frozen=True)
class Library:
    """Everything to start from, in one language."""

    pillars: tuple[FrameworkPillar, ...]
    goals: tuple[Suggestion, ...]
    actions: tuple[Suggestion, ...]
    indicators: tuple[Suggestion, ...]
    challenges: tuple[Suggestion, ...]


@cache
def library(language: Language) -> Library:
    """Return everything to start from, in a language."""
    usual = framework(language)
    told = {p.code: _examples(p.code, language) for p in usual.pillars}
    return Library(
        pillars=usual.pillars,
        goals=tuple(
            Suggestion(f"goal-{code}-{n}", code, {"title": row["title"]}, row["indicator"])
            for code, rows in told.items()
            for n, row in enumerate(rows["goal"], start=1)
        ),
        actions=tuple(
            Suggestion(f"action-{code}-{n}", code, {"title": row["title"]})
            for code, rows in told.items()
            for n, row in enumerate(rows["action"], start=1)
        ),
        indicators=tuple(_indicator(one) for one in usual.indicators),
        challenges=tuple(_challenge(one) for one in usual.challenges),
    )


def _examples(pillar_code: str, language: Language) -> dict[str, list[dict[str, Any]]]:
    return in_language(DATA / "library" / f"pillar_{pillar_code}.toml", language)


def _indicator(one: IndicatorDefinition) -> Suggestion:
    values = {
        "title": one.title,
        "description": f"{one.definition}\n\n{one.beware}",
        "unit": one.unit,
        "direction": one.direction,
        "cadence_days": one.cadence_days,
        "source": one.source,
        "numerator": one.numerator,
        "denominator": one.denominator,
    }
    return Suggestion(one.key, one.pillar_code, values)


def _challenge(one: FrameworkChallenge) -> Suggestion:
    values = {"code": one.code, "title": one.title, "description": one.description}
    return Suggestion(f"challenge-{one.code}", "", values)


def not_taken(suggestions: Iterable[Suggestion], items: Iterable[Item]) -> tuple[Suggestion, ...]:
    """Return the suggestions whose title no item of the plan has yet."""
    taken = {str(getattr(item, "title", "")).casefold() for item in items}
    return tuple(one for one in suggestions if one.title.casefold() not in taken)


def pillar_for(plan: Plan, suggestion: Suggestion) -> Pillar | None:
    """Return the plan's pillar a suggestion belongs under; None where the plan has others."""
    found = plan.coded(Pillar, suggestion.pillar_code)
    titles = (
        pillar.title
        for language in LANGUAGES
        for pillar in library(language).pillars
        if pillar.code == suggestion.pillar_code
    )
    return found if found is not None and found.title in titles else None


def as_challenge(plan: Plan, suggestion: Suggestion) -> dict[str, Any]:
    """Return the values of a suggested challenge; without its code where the plan uses it."""
    values = dict(suggestion.values)
    if plan.coded(Challenge, values["code"]) is not None:
        values.pop("code")
    return values
