"""The layout of an owner's workbook: its marker, its hidden keys, its columns and their words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from strategy.domain.items import Action, ActionState, CheckIn, Signal
from strategy.exchange.workbook.columns import BY_KIND, Column, Holds, SheetKind

MARK = "arbeidsgiverkompasset.owner_rows.1"
"""The hidden marker in the first cell of every such workbook, and nowhere else."""

HIDDEN: tuple[str, ...] = ("action_id", "version", "check_in_id", "from_due")
"""The hidden columns: which action a row is about, and what the tool knew when it was written."""

LOCKED: tuple[Column, ...] = (
    Column("code", Holds.CODE, width=10),
    Column("title", width=44),
    Column("due", Holds.DATE, width=13),
    Column("signal", width=14),
    Column("last_on", Holds.DATE, width=13),
    Column("last_comment", width=36),
)
"""The columns that show the action's current state; nobody fills them in."""

_SAID = tuple(
    replace(column, width=max(12, column.width * 7 // 8))
    for column in BY_KIND["check_in"].columns
    if column.field in CheckIn.SAID
)

OPEN: tuple[Column, ...] = (
    *(column for column in _SAID if column.field in CheckIn.KEPT),
    Column("state", Holds.CHOICE, choices=ActionState, width=18),
    *(column for column in _SAID if column.field not in CheckIn.KEPT),
    Column("proposed_due", Holds.DATE, width=14),
    Column("reason", of="postponement", width=26),
)
"""The columns the owner fills in."""

SHEET = SheetKind("owner_row", (*LOCKED, *OPEN), key=("code",))
"""The sheet, so that its headings are found like those of any other."""


class Scope(StrEnum):
    """Whose rows a workbook holds."""

    POSITION = "position"
    UNIT = "unit"


@dataclass(frozen=True)
class OwnerRow:
    """One action in its current state, with what was last reported about it."""

    action: Action
    signal: Signal
    latest: CheckIn | None


@dataclass(frozen=True)
class OwnerBook:
    """What one workbook holds: whose it is, which revision it shows, on which day."""

    scope: Scope
    scope_id: str
    title: str
    organisation: str
    revision: int
    on: date
    rows: tuple[OwnerRow, ...]


NOTHING_SAID: MappingProxyType[str, object] = MappingProxyType(
    {column.field: "" if column.holds is Holds.TEXT else None for column in OPEN}
    | {"state": ActionState.OPEN}
)
"""What the open cells say about an action nobody has reported on."""

PREFILLED: tuple[str, ...] = ("percent",)
"""The open cells that already say what was last reported; a judgement is never filled in."""


def prefilled(latest: CheckIn | None) -> dict[str, object]:
    """Return what the open cells of a row say before anybody has touched them."""
    said = dict(NOTHING_SAID)
    if latest is not None:
        said |= {name: getattr(latest, name) for name in PREFILLED}
    return said
