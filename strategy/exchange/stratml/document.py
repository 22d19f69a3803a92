"""A StratML document as data: what it says, and where each part of it is in the file.

StratML (ISO 17469-1, and ANSI/AIIM 22 for plans and reports with figures) knows goals, objectives
and performance indicators. Our pillars are its goals, our goals its objectives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

CORE = "urn:ISO:std:iso:17469:tech:xsd:stratml_core"
PERFORMANCE = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
PERFORMER = "Performer"
OUTCOME, PROCESSING = "Outcome", "Output_Processing"
QUANTITATIVE, QUALITATIVE = "Quantitative", "Qualitative"

WHOLE = "_whole-strategy"
"""The goal for what belongs to no pillar; StratML has no place for it."""

LOOSE = "_actions-without-a-goal"
OF_STRATEGY = "_indicators-of-the-strategy"
OF_PILLAR = "_indicators-of-"
"""The objectives for what belongs to no goal; the last is followed by the pillar's id."""


class Edition(StrEnum):
    """What a document is: the strategy alone, a plan with figures, a report with results."""

    STRATEGY = "Strategic_Plan"
    PLAN = "Performance_Plan"
    REPORT = "Performance_Report"


@dataclass(frozen=True)
class Spot:
    """Where an element is: its path by local names, and its line."""

    path: str = ""
    line: int = 0


@dataclass(frozen=True)
class Result:
    """A target or an actual result."""

    starts: date | None = None
    ends: date | None = None
    number: float | None = None
    name: str = ""
    value: str = ""
    told: str = ""
    spot: Spot = Spot()

    @property
    def says_nothing(self) -> bool:
        """Whether every element of it is empty, as forms leave them."""
        dated = self.starts or self.ends
        return not (dated or self.name or self.value or self.told) and self.number is None


@dataclass(frozen=True)
class Measure:
    """A performance indicator; an action of ours is a qualitative one of processing."""

    title: str
    unit: str = ""
    identifier: str = ""
    sequence: str = ""
    stage: str = OUTCOME
    kind: str = QUANTITATIVE
    same_as: tuple[str, ...] = ()
    targets: tuple[Result, ...] = ()
    actuals: tuple[Result, ...] = ()
    other: str = ""
    spot: Spot = Spot()


@dataclass(frozen=True)
class Objective:
    """An objective with its indicators: a goal of ours."""

    title: str
    description: str = ""
    identifier: str = ""
    sequence: str = ""
    performers: tuple[str, ...] = ()
    other: str = ""
    measures: tuple[Measure, ...] = ()
    spot: Spot = Spot()


@dataclass(frozen=True)
class Goal:
    """A goal with its objectives: a pillar of ours. Some documents measure the goal itself."""

    title: str
    description: str = ""
    identifier: str = ""
    sequence: str = ""
    other: str = ""
    objectives: tuple[Objective, ...] = ()
    measures: tuple[Measure, ...] = ()
    spot: Spot = Spot()


@dataclass(frozen=True)
class Principle:
    """One of an organisation's values."""

    title: str
    description: str = ""
    spot: Spot = Spot()


@dataclass(frozen=True)
class Document:
    """A whole document."""

    edition: Edition
    name: str
    description: str = ""
    other: str = ""
    organisation: str = ""
    vision: str = ""
    mission: str = ""
    values: tuple[Principle, ...] = ()
    goals: tuple[Goal, ...] = ()
    starts: date | None = None
    ends: date | None = None
    published: date | None = None
    stakeholders: int = 0
    spot: Spot = Spot()
