"""The layout of an owner's workbook: its marker, its hidden keys, its columns and their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from strategy.domain.items import Action, ActionState, CheckIn, Signal
from strategy.exchange.workbook.columns import Column, Holds, SheetKind

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

OPEN: tuple[Column, ...] = (
    Column("percent", Holds.WHOLE, width=12),
    Column("judgement", Holds.CHOICE, choices=Signal, width=14),
    Column("override_reason", width=26),
    Column("state", Holds.CHOICE, choices=ActionState, width=18),
    Column("comment", width=40),
    Column("cause", width=26),
    Column("remedy", width=26),
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
    {
        "percent": None,
        "judgement": None,
        "override_reason": "",
        "state": ActionState.OPEN,
        "comment": "",
        "cause": "",
        "remedy": "",
        "proposed_due": None,
        "reason": "",
    }
)
"""What the open cells say about an action nobody has reported on."""

KEPT: tuple[str, ...] = ("percent", "judgement", "override_reason")
"""The open cells that already say what was last reported."""


def prefilled(latest: CheckIn | None) -> dict[str, object]:
    """Return what the open cells of a row say before anybody has touched them."""
    said = dict(NOTHING_SAID)
    if latest is not None:
        said |= {name: getattr(latest, name) for name in KEPT}
    return said
