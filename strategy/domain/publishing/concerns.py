"""What should be fixed before publishing, the most serious first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from strategy.domain.figures.health import Finding, Rule
from strategy.domain.items import Action, ActionState, CheckIn, Goal, Indicator
from strategy.domain.plan import Plan
from strategy.domain.publishing.publication import Content

_NATIONAL_ID = re.compile(r"(?<!\d)\d{6} ?\d{5}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_LONG_ENOUGH = 12
"""A shorter working comment may well match by coincidence."""

EMBARRASSING = (
    Rule.UNIONS_NOT_INVOLVED,
    Rule.GREEN_AGAINST_FIGURES,
    Rule.IMPLAUSIBLE,
    Rule.MEASURED_TWICE,
    Rule.VACANT_OWNER,
    Rule.NO_OWNER,
    Rule.OWNER_ONLY_TEXT,
    Rule.NEVER_UPDATED,
    Rule.SILENT,
    Rule.MOVED_OFTEN,
    Rule.NOT_MEASURED,
)
"""The faults in a plan that readers of a publication would ask about."""


class Worry(StrEnum):
    """What can be wrong with a publication itself."""

    CONFIDENTIAL = "confidential"
    NAME = "name"
    PERSONAL = "personal"
    WORKING_COMMENT = "working_comment"
    NO_ANALYSIS = "no_analysis"
    UNCHANGED = "unchanged"
    NO_REASON = "no_reason"
    WITHHELD = "withheld"
    IMPLAUSIBLE = "implausible"


@dataclass(frozen=True)
class Concern:
    """One thing to look at before publishing; one that `blocks` must be fixed first."""

    worry: Worry
    about: str
    blocks: bool = False


def concerns(
    plan: Plan, content: Content, *, names: bool = False, proposed: frozenset[str] = frozenset()
) -> tuple[Concern, ...]:
    """Return what should be fixed in a publication made from this plan.

    `proposed` holds the sentences the tool itself proposed: a person should rewrite them.
    """
    found = [
        *about_text(plan, _said(content), names=names),
        *_texts(content, proposed),
        *_late(content),
        *_withheld(content),
        *_doubtful(content),
    ]
    order = list(Worry)
    return tuple(sorted(found, key=lambda concern: order.index(concern.worry)))


def about_text(plan: Plan, said: str, *, names: bool = False) -> Iterator[Concern]:
    """Yield what a text reveals of a plan: confidential items, working comments, people."""
    yield from _secrets(plan, said)
    yield from _people(plan, said, names=names)


def embarrassing(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings in a plan that readers would ask about."""
    return tuple(finding for finding in found if finding.rule in EMBARRASSING)


def _secrets(plan: Plan, text: str) -> Iterator[Concern]:
    said = text.casefold()
    kept, shown = _titled(plan), _titled(plan.seen_by(None))
    # A title that a visible item has too reveals nothing.
    open_titles = {item.title.casefold() for item in shown}
    for item in kept:
        title = item.title.casefold()
        if title not in open_titles and title in said:
            yield Concern(Worry.CONFIDENTIAL, item.title, blocks=True)
    for check_in in plan.check_ins:
        for note in (getattr(check_in, name) for name in CheckIn.WORKING_WORDS):
            if len(note) >= _LONG_ENOUGH and note.casefold() in said:
                yield Concern(Worry.WORKING_COMMENT, note)


def _titled(plan: Plan) -> tuple[Goal | Action | Indicator, ...]:
    # Confidential items of a draft for the next period must not be revealed either.
    others = (i for i in plan.elsewhere if isinstance(i, Goal | Action | Indicator))
    return (*plan.goals, *plan.actions, *plan.indicators, *others)


def _people(plan: Plan, said: str, *, names: bool) -> Iterator[Concern]:
    if not names:
        folded = said.casefold()
        for person in plan.people:
            if " " in person.name and person.name.casefold() in folded:
                yield Concern(Worry.NAME, person.name, blocks=True)
    yield from (Concern(Worry.PERSONAL, n, blocks=True) for n in _NATIONAL_ID.findall(said))
    yield from (Concern(Worry.PERSONAL, address) for address in _EMAIL.findall(said))


def _said(content: Content) -> str:
    """Return all the text of a publication, without the ids."""
    return "\n".join(_strings(content.model_dump(mode="json")))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in {"id", "goal_ids"}:
                yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _texts(content: Content, proposed: frozenset[str]) -> Iterator[Concern]:
    for pillar in content.pillars:
        if not pillar.analysis:
            yield Concern(Worry.NO_ANALYSIS, pillar.title)
        elif pillar.analysis in proposed:
            yield Concern(Worry.UNCHANGED, pillar.title)


def _late(content: Content) -> Iterator[Concern]:
    for action in content.actions:
        is_late = action.overdue_days > 0 and action.state is ActionState.OPEN
        if is_late and not action.explanation:
            yield Concern(Worry.NO_REASON, f"{action.code} {action.title}")


def _withheld(content: Content) -> Iterator[Concern]:
    for indicator in content.all_indicators:
        if any(figure.withheld for figure in indicator.figures):
            yield Concern(Worry.WITHHELD, indicator.title)


def _doubtful(content: Content) -> Iterator[Concern]:
    """Yield each figure that looks mistyped until its note says why it is right."""
    for indicator in content.all_indicators:
        for figure in indicator.figures:
            if figure.doubtful and not figure.explained:
                period = figure.period or figure.on.isoformat()
                about = f"{indicator.title}: {figure.value:g} {indicator.unit}".strip()
                yield Concern(Worry.IMPLAUSIBLE, f"{about} ({period})", blocks=True)
