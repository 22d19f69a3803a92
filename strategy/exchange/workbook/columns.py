"""Which sheets a plan workbook has, and which columns; their words are in the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from strategy.domain.items import (
    Action,
    ActionState,
    Challenge,
    Comparison,
    Direction,
    Goal,
    Indicator,
    Item,
    Outcome,
    Party,
    Person,
    Pillar,
    PlanLink,
    Position,
    Role,
    Signal,
    StrategyStatus,
    Unit,
)
from strategy.domain.kinds import PLAN_KINDS
from strategy.i18n import LANGUAGES


class Holds(Enum):
    """What the cells of a column hold."""

    TEXT = auto()
    TEXTS = auto()
    CODE = auto()
    NUMBER = auto()
    WHOLE = auto()
    WHOLES = auto()
    MEASURED = auto()
    YES_NO = auto()
    DATE = auto()
    DATED = auto()
    CHOICE = auto()
    CHOICES = auto()
    ITEM = auto()
    ITEMS = auto()
    OWNER = auto()
    TARGET = auto()
    ID = auto()


class Language(StrEnum):
    """The languages a person or an organisation may choose, as a closed set of the workbook."""

    NB = LANGUAGES[0]
    NN = LANGUAGES[1]
    EN = LANGUAGES[2]


class ItemKind(StrEnum):
    """What somebody can be involved in."""

    GOAL = "goal"
    ACTION = "action"


@dataclass(frozen=True)
class Column:
    """A column: the item's field it fills, what it holds, and what its words or items are.

    Its heading is the word for the field, of the sheet's kind of item or of another one.
    """

    field: str
    holds: Holds = Holds.TEXT
    choices: type[StrEnum] | None = None
    refers_to: tuple[type[Item], ...] = ()
    text_field: str = ""
    precision_field: str = ""
    first_day: bool = False
    personal: bool = False
    width: int = 16
    of: str = ""


@dataclass(frozen=True)
class SheetKind:
    """A sheet of the workbook: its kind of item, its columns, what tells two rows apart."""

    kind: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("title",)
    second_key: tuple[str, ...] = ()
    single: bool = False
    fixed: bool = False
    personal: bool = False

    @property
    def type(self) -> type[Item]:
        """The class of the sheet's items."""
        return PLAN_KINDS[self.kind]

    def column(self, field: str) -> Column | None:
        """Return the column that fills a field, or None."""
        return next((column for column in self.columns if column.field == field), None)

    @property
    def required(self) -> str:
        """The field without which nothing new can be made of a row."""
        return self.key[0]


ID = Column("id", Holds.ID, width=34)
CODE = Column("code", Holds.CODE, width=10)
TITLE = Column("title", width=48)
DESCRIPTION = Column("description", width=60)
POSITION = Column("position", Holds.WHOLE, width=10)
UNIT = Column("unit_id", Holds.ITEM, refers_to=(Unit,), width=24)
OWNER = Column("owner_id", Holds.OWNER, refers_to=(Position,), text_field="owner_text", width=28)
DUE = Column("due", Holds.DATED, text_field="due_text", precision_field="due_precision")
DUE_TEXT = Column("due_text", width=24)
REORGANISATION = Column("reorganisation", Holds.YES_NO, width=12)
CONFIDENTIAL = Column("confidential_to", Holds.ITEMS, refers_to=(Person,), personal=True)
INDICATOR = Column("indicator_id", Holds.ITEM, refers_to=(Indicator,), width=30)
ACTION = Column("action_id", Holds.ITEM, refers_to=(Action,), width=12)


def _choice(field: str, choices: type[StrEnum], *, width: int = 16) -> Column:
    return Column(field, Holds.CHOICE, choices=choices, width=width)


def _date(field: str, *, first_day: bool = False) -> Column:
    return Column(field, Holds.DATE, first_day=first_day, width=14)


def _whole(field: str) -> Column:
    return Column(field, Holds.WHOLE, width=12)


def _person(field: str) -> Column:
    return Column(field, Holds.ITEM, refers_to=(Person,), personal=True, width=24)


def _text(field: str, *, width: int = 30) -> Column:
    return Column(field, width=width)


def _yes_no(field: str) -> Column:
    return Column(field, Holds.YES_NO, width=12)


SHEET_KINDS: tuple[SheetKind, ...] = (
    SheetKind(
        "organisation",
        (
            Column("name", width=30),
            _text("number", width=14),
            _text("time_zone", width=16),
            _choice("language", Language),
            _whole("cadence_days"),
            _whole("grace_days"),
            _whole("at_risk_points"),
            _whole("off_track_points"),
            Column("reporting_days", Holds.TEXTS, width=24),
            _whole("load_limit"),
            _whole("postponed_limit"),
            _whole("backup_days"),
            _whole("smallest_group"),
            _yes_no("keep_small_groups"),
            ID,
        ),
        key=("name",),
        single=True,
    ),
    SheetKind(
        "strategy",
        (
            TITLE,
            _text("vision", width=48),
            DESCRIPTION,
            _date("period_from", first_day=True),
            _date("period_to"),
            _choice("status", StrategyStatus),
            ID,
        ),
        single=True,
    ),
    SheetKind(
        "adoption",
        (Column("body", width=30), _date("on"), _text("case_number", width=18), _text("note"), ID),
        key=("body", "on"),
    ),
    SheetKind("plan_link", (TITLE, _text("url", width=40), _text("note"), ID)),
    SheetKind("value", (TITLE, DESCRIPTION, POSITION, ID)),
    SheetKind("challenge", (CODE, TITLE, DESCRIPTION, POSITION, ID)),
    SheetKind(
        "unit",
        (CODE, TITLE, Column("parent_id", Holds.ITEM, refers_to=(Unit,), width=24), ID),
    ),
    SheetKind(
        "position",
        (TITLE, UNIT, _person("holder_id"), _person("deputy_id"), _yes_no("leads"), ID),
        key=("title", "unit_id"),
    ),
    SheetKind(
        "person",
        (
            Column("name", width=30),
            _text("email"),
            Column("roles", Holds.CHOICES, choices=Role, width=30),
            _choice("language", Language),
            ID,
        ),
        key=("name", "email"),
        personal=True,
    ),
    SheetKind("pillar", (CODE, TITLE, DESCRIPTION, POSITION, ID)),
    SheetKind(
        "goal",
        (
            CODE,
            Column("pillar_id", Holds.ITEM, refers_to=(Pillar,), width=12),
            TITLE,
            DESCRIPTION,
            OWNER,
            UNIT,
            DUE,
            DUE_TEXT,
            Column("challenge_ids", Holds.ITEMS, refers_to=(Challenge,)),
            Column("un_goals", Holds.WHOLES),
            Column("plan_link_ids", Holds.ITEMS, refers_to=(PlanLink,), width=24),
            REORGANISATION,
            CONFIDENTIAL,
            ID,
        ),
        key=("title", "pillar_id"),
    ),
    SheetKind(
        "indicator",
        (
            CODE,
            Column("goal_id", Holds.ITEM, refers_to=(Goal,), width=12),
            Column("pillar_id", Holds.ITEM, refers_to=(Pillar,), width=12),
            TITLE,
            DESCRIPTION,
            _text("unit", width=14),
            _choice("direction", Direction, width=20),
            Column("baseline", Holds.MEASURED, text_field="baseline_text", width=14),
            _date("baseline_on"),
            _text("baseline_text", width=18),
            _whole("cadence_days"),
            OWNER,
            UNIT,
            _text("source", width=24),
            _text("numerator", width=24),
            _text("denominator", width=24),
            _text("licence", width=14),
            CONFIDENTIAL,
            ID,
        ),
        key=("title", "goal_id", "pillar_id"),
    ),
    SheetKind(
        "target",
        (
            INDICATOR,
            Column("text", Holds.TARGET, width=30),
            _choice("comparison", Comparison),
            Column("low", Holds.NUMBER, width=12),
            Column("high", Holds.NUMBER, width=12),
            Column("due", Holds.DATED, precision_field="due_precision"),
            ID,
        ),
        key=("indicator_id", "due"),
        second_key=("indicator_id", "text"),
    ),
    SheetKind(
        "measurement",
        (
            INDICATOR,
            _text("period", width=14),
            _date("on"),
            Column("value", Holds.MEASURED, text_field="text", width=14),
            _text("text", width=18),
            _text("note"),
            _whole("group_size"),
            _yes_no("series_break"),
            _yes_no("preliminary"),
            _text("source", width=24),
            _text("licence", width=14),
            ID,
        ),
        key=("indicator_id", "period", "on"),
        second_key=("indicator_id", "period"),
    ),
    SheetKind(
        "action",
        (
            CODE,
            TITLE,
            Column("goal_ids", Holds.ITEMS, refers_to=(Goal,), width=14),
            DESCRIPTION,
            OWNER,
            Column("contributor_ids", Holds.ITEMS, refers_to=(Position,), width=28),
            UNIT,
            Column("start", Holds.DATED, precision_field="start_precision"),
            DUE,
            DUE_TEXT,
            _date("original_due"),
            _choice("state", ActionState),
            _date("closed_on"),
            _whole("budget_nok"),
            _yes_no("experiment"),
            _text("hypothesis"),
            _text("success_criterion"),
            _text("learned"),
            REORGANISATION,
            CONFIDENTIAL,
            ID,
        ),
        key=("title", "goal_ids"),
    ),
    SheetKind(
        "milestone", (ACTION, TITLE, _date("due"), _date("done_on"), ID), key=("action_id", "title")
    ),
    SheetKind(
        "check_in",
        (
            ACTION,
            _date("on"),
            _person("by_id"),
            _whole("percent"),
            _choice("judgement", Signal),
            _text("override_reason"),
            _text("comment", width=48),
            _text("cause"),
            _text("remedy"),
            ID,
        ),
        key=("action_id", "on"),
        fixed=True,
    ),
    SheetKind(
        "postponement",
        (
            ACTION,
            _date("from_due"),
            _date("proposed_due"),
            _text("reason"),
            _person("proposed_by"),
            _date("proposed_on"),
            _choice("outcome", Outcome),
            _person("decided_by"),
            _date("decided_on"),
            _text("decision_note"),
            ID,
        ),
        key=("action_id", "proposed_on", "proposed_due"),
    ),
    SheetKind(
        "involvement",
        (
            _choice("item_kind", ItemKind),
            Column("item_id", Holds.ITEM, refers_to=(Goal, Action), width=12),
            _choice("party", Party, width=22),
            _text("who"),
            _date("on"),
            _text("how"),
            _text("outcome"),
            _person("by_id"),
            ID,
        ),
        key=("item_id", "party", "on"),
    ),
    SheetKind("meeting", (TITLE, _date("on"), ID), key=("title", "on")),
)
"""The sheets in the order a reader meets them."""

BY_KIND = {sheet.kind: sheet for sheet in SHEET_KINDS}

IMPORT_ORDER: tuple[SheetKind, ...] = (
    BY_KIND["person"],
    *(sheet for sheet in SHEET_KINDS if sheet.kind != "person"),
)
"""The sheets in an order in which whatever a row may refer to comes first."""
