"""What is published: a self-contained value, made of what everybody may know.

Being in the plan is not enough to be published. What a publication holds is named here, field by
field, so that what is added to the plan later stays out until somebody adds it here.
"""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from strategy.domain.items import (
    ActionState,
    Comparison,
    Item,
    Line,
    Precision,
    Signal,
    Text,
    Title,
)

FORM = 1
"""The version of the publication's format; increase it when the format changes."""


class Part(BaseModel):
    """A part of what is published."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


# --- what people write --------------------------------------------------------------------------


class PillarText(Part):
    """The text about a pillar: the figure in words, what it means, and what comes next."""

    pillar_id: str
    number: Line = ""
    analysis: Text = ""
    ahead: Text = ""


class Explanation(Part):
    """Why an action is late or was moved, written for everybody to read."""

    action_id: str
    text: Text = ""


class DecisionStatus(Part):
    """What became of a decision."""

    adoption_id: str
    status: Line = ""


class Draft(Item):
    """A publication being prepared: which figures, of which day, and the texts about them."""

    title: Title
    day: date
    revision: int
    summary: Text = ""
    pillars: tuple[PillarText, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    decisions: tuple[DecisionStatus, ...] = ()
    needed: tuple[Line, ...] = ()
    replaces_id: str | None = None
    correction: Text = ""
    prepared_by: str


# --- what is published --------------------------------------------------------------------------


class Figure(Part):
    """A measured figure; `withheld` if it is about a small group or would reveal one.

    A `doubtful` figure looks mistyped; somebody has said why it is right if it is `explained`.
    `source` and `licence` say whose figure it is, where it came in from outside.
    """

    on: date
    period: str = ""
    value: float | None = None
    withheld: bool = False
    series_break: bool = False
    preliminary: bool = False
    doubtful: bool = False
    explained: bool = False
    source: str = ""
    licence: str = ""


class Aim(Part):
    """What an indicator should reach."""

    text: str = ""
    comparison: Comparison
    low: float | None = None
    high: float | None = None
    due: date | None = None
    due_precision: Precision = Precision.DAY


class PublishedIndicator(Part):
    """An indicator with its figures, what it divides by what, and its source with its licence."""

    id: str
    code: str
    title: str
    unit: str
    signal: Signal
    baseline: float | None = None
    attainment: float | None = None
    fresh: bool = False
    worse_than_start: bool = False
    figures: tuple[Figure, ...] = ()
    aim: Aim | None = None
    numerator: str = ""
    denominator: str = ""
    source: str = ""
    licence: str = ""

    @property
    def latest(self) -> Figure | None:
        """The last figure, even if it is withheld."""
        return self.figures[-1] if self.figures else None


class PublishedAction(Part):
    """An action with its progress; `percent` is a share of 0..1."""

    id: str
    code: str
    title: str
    goal_ids: tuple[str, ...] = ()
    responsible: str = ""
    unit: str = ""
    start: date | None = None
    due: date | None = None
    due_precision: Precision = Precision.DAY
    original_due: date | None = None
    state: ActionState
    closed_on: date | None = None
    signal: Signal
    percent: float
    overdue_days: int = 0
    postponements: int = 0
    explanation: str = ""


class PublishedGoal(Part):
    """A goal with its signal, activity and effect, and how many indicators the effect uses."""

    id: str
    code: str
    title: str
    description: str = ""
    responsible: str = ""
    unit: str = ""
    due: date | None = None
    due_precision: Precision = Precision.DAY
    signal: Signal
    by_activity: bool = False
    activity: float | None = None
    effect: float | None = None
    measured: int = 0
    indicators: tuple[PublishedIndicator, ...] = ()


class PublishedPillar(Part):
    """A pillar with its goals and the text about it."""

    id: str
    code: str
    title: str
    description: str = ""
    signal: Signal
    signals: dict[Signal, int] = Field(default_factory=dict)
    activity: float | None = None
    effect: float | None = None
    measured: int = 0
    indicator_count: int = 0
    number: str = ""
    analysis: str = ""
    ahead: str = ""
    goals: tuple[PublishedGoal, ...] = ()
    indicators: tuple[PublishedIndicator, ...] = ()


class Decision(Part):
    """A decision and what became of it, in the form control committees ask for."""

    id: str
    body: str
    on: date | None = None
    case_number: str = ""
    title: str = ""
    decided: str = ""
    status: str = ""


class Content(Part):
    """Everything in a publication. It is never changed once it is published.

    `coat_of_arms` is the digest of the picture it contains.
    """

    form: int = FORM
    organisation: str
    organisation_number: str = ""
    language: str = "nb"
    strategy: str = ""
    vision: str = ""
    title: str
    day: date
    revision: int
    summary: str = ""
    activity: float | None = None
    effect: float | None = None
    measured: int = 0
    indicator_count: int = 0
    pillars: tuple[PublishedPillar, ...] = ()
    actions: tuple[PublishedAction, ...] = ()
    indicators: tuple[PublishedIndicator, ...] = ()
    decisions: tuple[Decision, ...] = ()
    needed: tuple[str, ...] = ()
    correction: str = ""
    coat_of_arms: str = ""

    @property
    def goals(self) -> tuple[PublishedGoal, ...]:
        """Every goal, pillar by pillar."""
        return tuple(goal for pillar in self.pillars for goal in pillar.goals)

    @property
    def all_indicators(self) -> tuple[PublishedIndicator, ...]:
        """Every indicator: of the goals, the pillars and the strategy."""
        of_goals = (i for goal in self.goals for i in goal.indicators)
        of_pillars = (i for pillar in self.pillars for i in pillar.indicators)
        return (*of_goals, *of_pillars, *self.indicators)

    def actions_for(self, goal_id: str) -> tuple[PublishedAction, ...]:
        """Return the actions that serve a goal."""
        return tuple(action for action in self.actions if goal_id in action.goal_ids)
