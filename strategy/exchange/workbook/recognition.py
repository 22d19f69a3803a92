"""What is told of a file before it is imported: what it was recognised as, and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from strategy.exchange.workbook.cells import plain
from strategy.exchange.workbook.tables import Table
from strategy.i18n import Words

FACTS = (
    "pillars", "goals", "subgoals", "actions", "indicators", "owners", "dates", "statuses",
    "comments", "values",
)  # fmt: skip
"""What is counted in a file, in the order it is told in."""

_COUNTED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "pillars": {"pillar": ("title",)},
    "goals": {"goal": ("title",)},
    "actions": {"action": ("title",)},
    "indicators": {"indicator": ("title",)},
    "owners": {"goal": ("owner_id",), "action": ("owner_id",), "indicator": ("owner_id",)},
    "dates": {"goal": ("due",), "action": ("start", "due"), "target": ("due",)},
    "statuses": {"action": ("state",), "check_in": ("percent",)},
    "comments": {"check_in": ("comment",), "action": ("description",), "goal": ("description",)},
    "values": {"measurement": ("value", "text"), "target": ("text",), "indicator": ("baseline",)},
}
"""The columns of a plan workbook in which each kind of fact stands."""


@dataclass(frozen=True)
class ToldColumn:
    """A column: its heading, what it is taken for, and why.

    `field` is empty for one that is left out. `why` is a rule (`tables.why.<why>`) about `like`.
    """

    index: int
    heading: str
    field: str
    why: str
    like: str = ""
    sure: bool = True
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class ToldTable:
    """A table that was found: on which sheet, in which row its headings are, how many rows."""

    sheet: str
    row: int
    rows: int
    columns: tuple[ToldColumn, ...]


@dataclass(frozen=True)
class Question:
    """What only a person can say about a file (`tables.question.<rule>`), and the choices."""

    rule: str
    names: tuple[str, ...]
    choices: tuple[str, ...]

    def about(self, w: Words) -> str:
        """Return the question in the reader's language."""
        return w(f"tables.question.{self.rule}", names=", ".join(self.names))


@dataclass(frozen=True)
class Told:
    """What a file was recognised as, its tables, how much was found, and what has to be asked.

    `settled` says that the questions have been answered, or are to be taken as guessed.
    """

    recognised: str = ""
    tables: tuple[ToldTable, ...] = ()
    found: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    questions: tuple[Question, ...] = ()
    settled: bool = True


UNTOLD = Told()
"""Of a file nothing could be told of."""


def told_of_workbook(tables: Iterable[Table], recognised: str) -> Told:
    """Return what is told of sheets that are named and laid out as in our own workbook."""
    known = tuple(tables)
    found = dict.fromkeys(FACTS, 0)
    for fact, places in _COUNTED.items():
        found[fact] = sum(
            _rows_saying(t, places[t.sheet.kind]) for t in known if t.sheet.kind in places
        )
    found["values"] += sum(
        row.cell(period.index) is not None for t in known for row in t.rows for period in t.periods
    )
    return Told(recognised, tuple(map(_told, known)), found)


def _rows_saying(table: Table, fields: Iterable[str]) -> int:
    places = [table.places[name] for name in fields if name in table.places]
    if "value" in table.places:
        return sum(any(plain(row.cell(place)) for place in places) for row in table.rows)
    return sum(bool(plain(row.cell(place))) for row in table.rows for place in places)


def _told(table: Table) -> ToldTable:
    fields = {index: name for name, index in table.places.items()}
    fields |= {period.index: "value" for period in table.periods}
    columns = []
    for index, cell in enumerate(table.headings.cells):
        if said := plain(cell):
            name = fields.get(index, "")
            why = "exact" if name else "unknown"
            columns.append(ToldColumn(index, said, name, why, like=said))
    return ToldTable(table.name, table.headings.number, len(table.rows), tuple(columns))
