"""The parts and the results of a meeting, stored beside the plan it is about."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from strategy.domain.items import Code, Item, Line, Text, Title

Clock = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$"),
]
"""A time of day in the organisation's time zone, "09:30", or empty."""


class MeetingState(StrEnum):
    """The state of a meeting."""

    PLANNED = "planned"
    RUNNING = "running"
    HELD = "held"
    APPROVED = "approved"

    @property
    def took_place(self) -> bool:
        """Whether the meeting was held, whether or not its minutes are approved."""
        return self in {MeetingState.HELD, MeetingState.APPROVED}


class Topic(StrEnum):
    """What an item of the agenda is for."""

    FOLLOW_UP = "follow_up"
    SLIPS = "slips"
    DECIDE = "decide"
    PILLAR = "pillar"
    REFLECTION = "reflection"
    TALK = "talk"


class Attends(StrEnum):
    """The capacity in which somebody attends a meeting."""

    LEADER = "leader"
    UNION_REP = "union_rep"
    SAFETY_REP = "safety_rep"
    POLITICIAN = "politician"
    OTHER = "other"


class Presence(StrEnum):
    """Whether somebody who was invited to a meeting came."""

    INVITED = "invited"
    PRESENT = "present"
    ABSENT = "absent"


class Decided(StrEnum):
    """The kind of decision."""

    NEW_GOAL = "new_goal"
    NEW_ACTION = "new_action"
    NEW_DATE = "new_date"
    RETIRED_GOAL = "retired_goal"
    STATEMENT = "statement"


class Theme(StrEnum):
    """What a prompt to reflect is about: a pillar of the framework, or what carries them all.

    `PILLAR` is for a pillar of the organisation's own; the prompt names it.
    """

    DARE = "dare"
    LEAD = "lead"
    LEARN = "learn"
    MOBILISE = "mobilise"
    COLLABORATE = "collaborate"
    VALUES = "values"
    LEADERSHIP = "leadership"
    CLIMATE = "climate"
    PARTICIPATION = "participation"
    PILLAR = "pillar"


class Meeting(Item):
    """A day when the group goes through the plan; «since the last meeting» counts from it.

    Once its minutes are approved, nothing about it can be changed. `seal` is the fingerprint of
    what was approved.
    """

    title: Title
    on: date
    begins: Clock = ""
    ends: Clock = ""
    place: Line = ""
    state: MeetingState = MeetingState.PLANNED
    note: Text = ""
    approved_by: str | None = None
    approved_on: date | None = None
    seal: Line = ""


class AgendaItem(Item):
    """A topic of a meeting, with the minutes set aside for it; a parked one waits for another day.

    `round_key` names the reflection round it takes up, which is stored outside the plan;
    `takes_up_id` the item parked in an earlier meeting that it takes up again.
    """

    meeting_id: str
    title: Title
    description: Text = ""
    position: int = Field(default=0, ge=0, le=10**6)
    minutes: int = Field(default=15, ge=0, le=600)
    topic: Topic = Topic.TALK
    pillar_id: str | None = None
    goal_ids: tuple[str, ...] = ()
    action_ids: tuple[str, ...] = ()
    round_key: Line | None = None
    notes: Text = ""
    parked: bool = False
    takes_up_id: str | None = None
    confidential_to: tuple[str, ...] = ()


class Attendance(Item):
    """Somebody invited to a meeting; a person without an account is named by their function."""

    meeting_id: str
    person_id: str | None = None
    who: Line = ""
    attends_as: Attends = Attends.OTHER
    presence: Presence = Presence.INVITED


class Agreement(Item):
    """The sentence a group agreed on after each had first thought about a question alone.

    `level` is where the group agreed that it is, 1 to 5. The question is kept as it was asked.
    """

    round_key: Line
    prompt_key: Line
    question: Text
    theme: Theme | None = None
    pillar_id: str | None = None
    sentence: Title
    level: int | None = Field(default=None, ge=1, le=5)
    on: date
    meeting_id: str | None = None
    confidential_to: tuple[str, ...] = ()


class Decision(Item):
    """What a meeting decided, and what it became; linked both ways."""

    code: Code
    meeting_id: str
    agenda_item_id: str | None = None
    title: Title
    description: Text = ""
    decided: Decided = Decided.STATEMENT
    goal_ids: tuple[str, ...] = ()
    action_ids: tuple[str, ...] = ()
    agreement_ids: tuple[str, ...] = ()
    owner_id: str | None = None
    due: date | None = None
    reorganisation: bool = False
    confidential_to: tuple[str, ...] = ()


class Hearing(Item):
    """A hearing of those concerned before a decision; answers are stored as `Involvement`.

    `asked_ids` are those who find it on their own page, `asked` describes everybody else. From
    `closed_on` nobody can answer, and `conclusion` says what came of the answers.
    """

    title: Title
    description: Text = ""
    asked: Text = ""
    asked_ids: tuple[str, ...] = ()
    opens: date
    closes: date
    goal_ids: tuple[str, ...] = ()
    action_ids: tuple[str, ...] = ()
    decision_ids: tuple[str, ...] = ()
    conclusion: Text = ""
    closed_on: date | None = None
    confidential_to: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> Self:
        if self.closes < self.opens:
            raise ValueError("closes.before_start")
        return self


class Prompt(Item):
    """A question of the organisation's own to reflect on, or its own wording of one of ours.

    One with the id of one of ours replaces it; when retired, it removes ours.
    """

    theme: Theme
    pillar_id: str | None = None
    text: Text
    position: int = Field(default=0, ge=0, le=10**6)
