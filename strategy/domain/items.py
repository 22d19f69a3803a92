"""The things a strategy consists of: frozen values, one class per kind, as they are stored."""

from __future__ import annotations

import uuid
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    StringConstraints,
    model_validator,
)

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]

MILDEST_GROUP = 3
"""The least an organisation may demand; no figure is shown of fewer."""

SMALLEST_GROUP = 5
"""The fewest people a figure must be about to be shown, until an organisation decides otherwise."""

STRICTEST_GROUP = 10
"""The most an organisation may demand."""


def new_id() -> str:
    """Return a new unique id."""
    return uuid.uuid4().hex


class Signal(StrEnum):
    """How something is going, the most serious first."""

    OFF_TRACK = "off_track"
    AT_RISK = "at_risk"
    UNKNOWN = "unknown"
    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    DONE = "done"
    STOPPED = "stopped"


GOOD = (Signal.ON_TRACK, Signal.DONE)
"""Signals that mean that all is well."""

JUDGEMENTS = (Signal.ON_TRACK, Signal.AT_RISK, Signal.OFF_TRACK)
"""The judgements a person reporting on an action can choose between."""

DEVIATIONS = (Signal.AT_RISK, Signal.OFF_TRACK)
"""Judgements that require a cause and a remedy."""


class Precision(StrEnum):
    """How precisely a date was given; the date stored is the last day it may mean."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    TERTIAL = "tertial"
    HALF_YEAR = "half_year"
    YEAR = "year"


class Direction(StrEnum):
    """Which way an indicator should move."""

    UP = "up"
    DOWN = "down"
    RANGE = "range"
    NONE = "none"


class Comparison(StrEnum):
    """What a target asks of a value."""

    REACH = "reach"
    AT_LEAST = "at_least"
    ABOVE = "above"
    AT_MOST = "at_most"
    BELOW = "below"
    BETWEEN = "between"
    TEXT = "text"


class ActionState(StrEnum):
    """Whether an action is still worked on."""

    OPEN = "open"
    DONE = "done"
    STOPPED = "stopped"


class StrategyStatus(StrEnum):
    """Where a strategy is in its life cycle; an upcoming one is adopted but not yet in force."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    ADOPTED = "adopted"
    SUPERSEDED = "superseded"


class Outcome(StrEnum):
    """What became of a proposed new date."""

    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"


class ReviewOutcome(StrEnum):
    """What a reviewer said about what was reported."""

    ACKNOWLEDGED = "acknowledged"
    ASKED_BACK = "asked_back"


class Party(StrEnum):
    """Who can be involved in a matter."""

    UNION_REP = "union_rep"
    SAFETY_REP = "safety_rep"
    EMPLOYEES = "employees"
    RESIDENTS = "residents"
    PARTNERS = "partners"


class Role(StrEnum):
    """A person's role in the work with the strategy; one person may have several."""

    ADMINISTRATOR = "administrator"
    LEADER = "leader"
    HR = "hr"
    OWNER = "owner"
    REPRESENTATIVE = "representative"
    POLITICIAN = "politician"


class Item(BaseModel):
    """Something stored under an id; its version rises with every change."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: str = Field(default_factory=new_id, min_length=1, max_length=64)
    version: int = 0
    retired: bool = False


TERTIALS = ("04-30", "08-31", "12-31")
"""The default reporting days, used until the organisation chooses others."""


class Organisation(Item):
    """The municipality or county, with the settings its figures are computed by."""

    id: str = "organisation"
    name: Title
    number: Line = ""
    time_zone: Line = "Europe/Oslo"
    language: Literal["nb", "nn", "en"] = "nb"
    cadence_days: int = Field(default=122, ge=1, le=730)
    grace_days: int = Field(default=30, ge=0, le=365)
    at_risk_points: int = Field(default=10, ge=0, le=100)
    off_track_points: int = Field(default=25, ge=0, le=100)
    reporting_days: tuple[str, ...] = TERTIALS
    load_limit: int = Field(default=4, ge=1, le=100)
    postponed_limit: int = Field(default=2, ge=1, le=20)
    backup_days: int = Field(default=14, ge=1, le=3650)
    history_years: int | None = Field(default=None, ge=1, le=100)
    reflection_months: int = Field(default=24, ge=1, le=240)
    smallest_group: int = Field(default=SMALLEST_GROUP, ge=MILDEST_GROUP, le=STRICTEST_GROUP)
    keep_small_groups: bool = False
    opens_days: int = Field(default=14, ge=0, le=120)
    deadline_days: int = Field(default=14, ge=0, le=120)
    reminders: bool = False
    reminder_hour: int = Field(default=7, ge=0, le=23)
    due_soon_days: int = Field(default=14, ge=1, le=120)
    escalate_days: int = Field(default=14, ge=1, le=120)
    public: bool = False
    publish_names: bool = False
    statement_url: Line = ""
    feedback_address: Line = ""
    coat_of_arms: Line = ""
    answer_days: int = Field(default=14, ge=1, le=120)
    demo: bool = False

    @model_validator(mode="after")
    def _limits_stand_in_order(self) -> Self:
        if self.off_track_points < self.at_risk_points:
            raise ValueError("off_track_points.out_of_range")
        return self

    @model_validator(mode="after")
    def _days_and_zone_exist(self) -> Self:
        # Every figure is for a day in a time zone: with a wrong one no page could be shown.
        for day in self.reporting_days:
            if not _is_a_day_of_every_year(day):
                raise ValueError("reporting_days.not_a_day_of_the_year")
        if not _is_a_time_zone(self.time_zone):
            raise ValueError("time_zone.not_a_time_zone")
        return self


def _is_a_day_of_every_year(day: str) -> bool:
    try:
        return f"{date.fromisoformat(f'2001-{day}'):%m-%d}" == day
    except ValueError:
        return False


def _is_a_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return False
    return True


class Strategy(Item):
    """An employer strategy for a period.

    One with a `follows_id` is prepared while the strategy it follows is still in force.
    `adopted_revision` is the revision it was adopted at, `superseded_revision` the last one at
    which it was in force. `in_force_from` is empty where that is the day of adoption.
    """

    title: Title
    vision: Text = ""
    description: Text = ""
    period_from: date | None = None
    period_to: date | None = None
    status: StrategyStatus = StrategyStatus.DRAFT
    follows_id: str | None = None
    adopted_on: date | None = None
    adopted_revision: int | None = Field(default=None, ge=0, le=2**31 - 1)
    in_force_from: date | None = None
    superseded_on: date | None = None
    superseded_revision: int | None = Field(default=None, ge=0, le=2**31 - 1)

    @property
    def first_day(self) -> date | None:
        """The day it came into force, or will; None while it is not adopted."""
        return self.in_force_from or self.adopted_on

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.period_from and self.period_to and self.period_to < self.period_from:
            raise ValueError("period_to.before_start")
        return self


class Adoption(Item):
    """One step in the path through the formal bodies: a body, a date, a case number.

    It belongs to the decision it names, or else to a strategy: the one in force, unless it names
    another. `at_revision` is the revision at which this step adopted a strategy.
    """

    body: Title
    on: date | None = None
    case_number: Line = ""
    note: Text = ""
    strategy_id: str | None = None
    decision_id: str | None = None
    at_revision: int | None = Field(default=None, ge=0, le=2**31 - 1)


class PlanLink(Item):
    """An overarching plan the strategy answers to.

    See `Pillar` for which strategy it belongs to.
    """

    title: Title
    url: Line = ""
    note: Text = ""
    strategy_id: str | None = None
    carried_from: str | None = None


class Value(Item):
    """One of the organisation's values.

    See `Pillar` for which strategy it belongs to.
    """

    title: Title
    description: Text = ""
    position: int = Field(default=0, ge=0, le=10**6)
    strategy_id: str | None = None
    carried_from: str | None = None


class Challenge(Item):
    """A driver the strategy answers: ageing, climate, exclusion, technology, finances.

    See `Pillar` for which strategy it belongs to.
    """

    code: Code
    title: Title
    description: Text = ""
    position: int = Field(default=0, ge=0, le=10**6)
    strategy_id: str | None = None
    carried_from: str | None = None


class Pillar(Item):
    """One of the strategy's pillars, five by default.

    Without a `strategy_id` it is shared by the strategy in force and the draft. With one it belongs
    to that draft alone: it is new there, or replaces the pillar in `carried_from`.
    """

    code: Code
    title: Title
    description: Text = ""
    position: int = Field(default=0, ge=0, le=10**6)
    strategy_id: str | None = None
    carried_from: str | None = None


class Goal(Item):
    """What the organisation wants under a pillar.

    It belongs to the strategy in force unless it names another: a draft, or a superseded one.
    `carried_from` is the goal of the previous strategy that it continues. Until its own strategy is
    in force, `carried_action_ids` are the actions of the previous one that will serve it.
    """

    code: Code
    pillar_id: str
    title: Title
    description: Text = ""
    owner_id: str | None = None
    owner_text: Line = ""
    unit_id: str | None = None
    due: date | None = None
    due_precision: Precision = Precision.DAY
    due_text: Line = ""
    challenge_ids: tuple[str, ...] = ()
    un_goals: tuple[Annotated[int, Field(ge=1, le=17)], ...] = ()
    plan_link_ids: tuple[str, ...] = ()
    strategy_id: str | None = None
    carried_from: str | None = None
    carried_action_ids: tuple[str, ...] = ()
    reorganisation: bool = False
    confidential_to: tuple[str, ...] = ()


class Indicator(Item):
    """A measure of whether a goal, a pillar or the strategy works.

    `numerator` and `denominator` say what is divided by what; `licence` is the source's.
    It belongs to the strategy of its goal. Without a goal, `strategy_id` names the strategy while
    that one is a draft.
    """

    code: Code
    goal_id: str | None = None
    pillar_id: str | None = None
    title: Title
    description: Text = ""
    unit: Line = ""
    direction: Direction = Direction.UP
    baseline: float | None = Field(default=None, allow_inf_nan=False)
    baseline_on: date | None = None
    baseline_text: Line = ""
    cadence_days: int = Field(default=365, ge=1, le=3650)
    owner_id: str | None = None
    owner_text: Line = ""
    unit_id: str | None = None
    source: Line = ""
    numerator: Line = ""
    denominator: Line = ""
    licence: Line = ""
    strategy_id: str | None = None
    confidential_to: tuple[str, ...] = ()


class Target(Item):
    """What an indicator should reach, by a date; its text is always kept."""

    indicator_id: str
    text: Line = ""
    comparison: Comparison = Comparison.REACH
    low: float | None = Field(default=None, allow_inf_nan=False)
    high: float | None = Field(default=None, allow_inf_nan=False)
    due: date | None = None
    due_precision: Precision = Precision.DAY


class Measurement(Item):
    """What an indicator showed for a period; `text` is what the source said.

    `source` and `licence` say whose figure it is, where it came in from outside.
    """

    indicator_id: str
    on: date
    period: Line = ""
    value: float | None = Field(default=None, allow_inf_nan=False)
    text: Line = ""
    note: Text = ""
    group_size: int | None = Field(default=None, ge=0, le=10**9)
    series_break: bool = False
    preliminary: bool = False
    source: Line = ""
    licence: Line = ""
    _withheld: bool = PrivateAttr(default=False)
    _explained: bool = PrivateAttr(default=False)

    @property
    def is_explained(self) -> bool:
        """Whether a note says why the figure is as it is."""
        return bool(self.note.strip()) or self._explained

    def without_note(self) -> Self:
        """Return a copy to show to everybody: it says that there is a note, and not what it is."""
        told = self.model_copy(update={"note": ""})
        told._explained = self.is_explained  # noqa: SLF001 - of the same class
        return told

    @property
    def masked(self) -> bool:
        """Whether the figure is withheld: the group is small, or would be revealed by it."""
        is_tiny = is_small(self.group_size, MILDEST_GROUP)
        return self.is_withheld or is_tiny or self.is_without_figure

    @property
    def is_without_figure(self) -> bool:
        """Whether a small group was measured, and the figure was not kept."""
        return 0 < (self.group_size or 0) < STRICTEST_GROUP and self.value is None and not self.text

    @property
    def is_withheld(self) -> bool:
        """Whether the figure has been removed before showing the measurement to people."""
        # Asked of every figure, in every count: by its name the attribute is ten times as slow.
        return bool((self.__pydantic_private__ or {}).get("_withheld"))

    def withheld(self) -> Self:
        """Return a copy to show to people, without the figure and marked as withheld."""
        told = self.model_copy(update={"value": None, "text": ""})
        told._withheld = True  # noqa: SLF001 - of the same class
        return told

    def as_kept_by(self, organisation: Organisation, before: Measurement | None = None) -> Self:
        """Return the measurement as this organisation stores it.

        Unless it has chosen otherwise, the figure of a small group is not stored: what is never
        stored can never leak. `before` is what is stored: a figure that was kept is not destroyed
        by a change of something else.
        """
        if organisation.keep_small_groups or not self.is_of_few(organisation):
            return self
        if before is not None and before.is_of_few(organisation) and self._says_as(before):
            return self
        return self.model_copy(update={"value": None, "text": ""})

    def _says_as(self, other: Measurement) -> bool:
        return (self.value, self.text) == (other.value, other.text)

    def is_of_few(self, organisation: Organisation) -> bool:
        """Tell whether the figure is about fewer people than this organisation shows figures of."""
        return is_small(self.group_size, organisation.smallest_group)


def is_small(people: int | None, limit: int) -> bool:
    """Tell whether a group is too small for its figure to be shown; an unknown size is not."""
    return people is not None and 0 < people < limit


class Action(Item):
    """Something somebody does by a date, for one goal or several.

    It belongs to the strategy of its goals. Without a goal it belongs to the strategy in force,
    unless it names the draft it was made for.
    """

    code: Code
    title: Title
    description: Text = ""
    goal_ids: tuple[str, ...] = ()
    owner_id: str | None = None
    owner_text: Line = ""
    contributor_ids: tuple[str, ...] = ()
    unit_id: str | None = None
    start: date | None = None
    start_precision: Precision = Precision.DAY
    due: date | None = None
    due_precision: Precision = Precision.DAY
    due_text: Line = ""
    original_due: date | None = None
    state: ActionState = ActionState.OPEN
    closed_on: date | None = None
    budget_nok: int | None = Field(default=None, ge=0, le=10**15)
    experiment: bool = False
    hypothesis: Text = ""
    success_criterion: Text = ""
    learned: Text = ""
    reorganisation: bool = False
    strategy_id: str | None = None
    confidential_to: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.start and self.due and self.due < self.start:
            raise ValueError("due.before_start")
        return self


class Milestone(Item):
    """A step of an action with a date of its own."""

    action_id: str
    title: Title
    due: date | None = None
    done_on: date | None = None


class CheckIn(Item):
    """The progress reported for an action on a day; never changed, only followed by another.

    `WORKING_WORDS` is what owners write for their own, `SAID` all that somebody reports, and `KEPT`
    what is repeated by confirming that nothing has changed.
    """

    WORKING_WORDS: ClassVar[tuple[str, ...]] = ("comment", "cause", "remedy", "override_reason")
    SAID: ClassVar[tuple[str, ...]] = ("percent", "judgement", *WORKING_WORDS)
    KEPT: ClassVar[tuple[str, ...]] = ("percent", "judgement", "override_reason")

    action_id: str
    on: date
    by_id: str
    percent: int = Field(ge=0, le=100)
    judgement: Signal | None = None
    override_reason: Text = ""
    comment: Text = ""
    cause: Text = ""
    remedy: Text = ""
    unchanged_count: int = 0


class Postponement(Item):
    """A proposed new date for an action; it counts once somebody has approved it."""

    action_id: str
    from_due: date | None = None
    proposed_due: date
    reason: Text = ""
    proposed_by: str
    proposed_on: date
    outcome: Outcome = Outcome.PENDING
    decided_by: str | None = None
    decided_on: date | None = None
    decision_note: Text = ""


class Involvement(Item):
    """Who was involved in a goal, an action or a decision, when and how, what became of it.

    `by_id` is the person who registered it; older entries do not have it.
    """

    item_kind: Literal["goal", "action", "decision"]
    item_id: str
    hearing_id: str | None = None
    party: Party
    who: Line = ""
    on: date
    how: Text = ""
    outcome: Text = ""
    by_id: str | None = None


class ReportingPeriod(Item):
    """The time to report on, and from when and until when one can report.

    Once closed it no longer changes: it shows the plan at `closed_revision`.
    """

    title: Line = ""
    first: date
    ends: date
    ends_precision: Precision = Precision.DAY
    opens: date
    deadline: date
    grace_until: date
    closed_on: date | None = None
    closed_by: str | None = None
    closed_revision: int | None = Field(default=None, ge=0, le=2**31 - 1)

    @model_validator(mode="after")
    def _days_stand_in_order(self) -> Self:
        if self.ends < self.first:
            raise ValueError("ends.before_start")
        if self.deadline < self.opens:
            raise ValueError("deadline.before_opening")
        if self.grace_until < self.deadline:
            raise ValueError("grace_until.before_deadline")
        return self


class Review(Item):
    """What a unit's reviewer said about its report, or about one action of it.

    Never changed, only followed by another. `check_in_id` is the action's latest check-in by then.
    """

    period_id: str
    unit_id: str | None = None
    action_id: str | None = None
    check_in_id: str | None = None
    outcome: ReviewOutcome
    comment: Text = ""
    by_id: str
    on: date


class Unit(Item):
    """A part of the organisation; units form a tree."""

    code: Code
    title: Title
    parent_id: str | None = None


class Position(Item):
    """A position that owns responsibilities, regardless of who holds it; no holder means vacant.

    One that `leads` its unit reviews what the unit reports.
    """

    title: Title
    unit_id: str | None = None
    holder_id: str | None = None
    deputy_id: str | None = None
    leads: bool = False


class Person(Item):
    """Somebody who uses the tool. Names live here and nowhere else, so that they can be erased."""

    name: Line = ""
    email: Line = ""
    roles: tuple[Role, ...] = ()
    language: Literal["nb", "nn", "en"] | None = None
    erased: bool = False
