"""What the rows of a table say, one record each: under what, who, when, how far, how much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from strategy.exchange.tables.cells import BLANK, Cell, Line
from strategy.exchange.tables.columns import Column
from strategy.exchange.tables.headings import Table, with_year
from strategy.exchange.tables.profiles import NO, YES, is_mark, light_of
from strategy.exchange.tables.vocabulary import Field, is_role, is_total, section_of

LEVELS = (Field.PILLAR, Field.GOAL, Field.SUBGOAL)

_FOOTNOTE = re.compile(r"[\s*†‡¹²³⁴⁵⁶⁷⁸⁹⁰]+$")
_NOTE = re.compile(
    r"^(?:[*†‡¹²³]|(?:kilder?|kjelder?|merknad|note|source|fotnote|forklaring)\s*:)", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"^(?:\d+(?:\.\d+)+\.?|\d+[.)]|"
    r"(?:(?:hoved|del|hovud)?mål|tiltak|satsingsområde|goal|action|objective) [A-Z]?\d+(?:\.\d+)*)"
    r"[\s:.)–-]+(?P<title>.*[^\W\d].*)$",
    re.IGNORECASE | re.DOTALL,
)
_BULLET = re.compile(r"^\s*(?:[-•·–*▪●○]|\d+[.)]|[a-z]\))\s+")
_POINT = re.compile(r"^\s*[-•·–▪●○]\s+")
_APART = re.compile(r"\s*(?:;|\n|\s/\s|/(?=\s*[A-ZÆØÅ])|,|\s(?:og|and|och|samt)\s|&|\+)\s*")
_NAME = re.compile(r"[A-ZÆØÅÄÖ][\w-]+(?: [A-ZÆØÅÄÖ][\w.-]*)+")


@dataclass(frozen=True)
class Record:
    """What a row says. Titles are without numbers and footnote marks; the rest is as written."""

    sheet: str
    row: int
    titles: Mapping[Field, str] = field(default_factory=dict)
    goals: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    texts: Mapping[Field, tuple[str, ...]] = field(default_factory=dict)
    status: str = ""
    figures: tuple[tuple[Field, str, str], ...] = ()
    struck: bool = False

    def said(self, of: Field) -> str:
        """Return what the row says in the columns of a field, put together."""
        return "\n".join(dict.fromkeys(self.texts.get(of, ())))


@dataclass(frozen=True)
class Read:
    """The records of a table, and the rows that were left out because they hold no facts."""

    records: tuple[Record, ...]
    left_out: tuple[tuple[int, str], ...] = ()


def records_of(
    table: Table, columns: tuple[Column, ...], above: Mapping[Field, str] | None = None
) -> Read:
    """Return what a table says; `above` is what its titles or its sheet say of all rows."""
    reader = _Reader(table, columns, above or {})
    for line in table.lines:
        reader.read(line)
    return Read(tuple(reader.records), tuple(reader.left_out))


class _Reader:
    """Reads line by line; what a line leaves blank at a level, the lines before it say."""

    def __init__(
        self, table: Table, columns: tuple[Column, ...], above: Mapping[Field, str]
    ) -> None:
        self.table, self.columns = table, columns
        self.fields = {column.field for column in columns}
        self.sections = dict(above)
        self.current: dict[Field, str] = {}
        self.records: list[Record] = []
        self.left_out: list[tuple[int, str]] = []
        self._section_before = False
        self._whole = [line for line in table.lines if len(list(line.said())) > 1]
        self._deepest = max((_depth(_leading(line)) for line in self._whole), default=0)
        self._has_plain_rows = any(not _leading_cell(line).bold for line in self._whole)

    def read(self, line: Line) -> None:
        said = [(i, c) for i, c in line.said() if i in self.table.columns]
        if len(said) == 1 and self._is_apart(line, *said[0]):
            self._read_apart(line, said[0][1])
        elif said and is_total(said[0][1].text):
            self.left_out.append((line.number, "total"))
        elif said:
            self._section_before = False
            self.records += self._records(line)

    # --- lines that are no rows -------------------------------------------------------------------

    def _is_apart(self, line: Line, index: int, cell: Cell) -> bool:
        """Tell whether the one thing a line says is above or below rows, not in a column."""
        if line.apart:
            return True
        wide = line.cell(index + 1)
        taken = next((c.field for c in self.columns if c.index == index), Field.NOTHING)
        spread = wide.spread and wide.text == cell.text
        own = taken in (*LEVELS, Field.ACTION, Field.INDICATOR)
        if spread or not own or section_of(cell.text) or _NOTE.match(cell.text):
            return True
        is_below = taken in (Field.ACTION, Field.INDICATOR) and len(self.columns) > 1
        higher = 0 < _depth(cell.text) < self._deepest
        return is_below and (higher or (cell.bold and self._has_plain_rows))

    def _read_apart(self, line: Line, cell: Cell) -> None:
        if _NOTE.match(cell.text) or is_total(cell.text):
            self.left_out.append((line.number, "note"))
            return
        level, title = section_of(cell.text) or (self._level(cell.text), cell.text)
        for below in LEVELS[LEVELS.index(level) :]:
            self.sections.pop(below, None)
        self.sections[level] = without_number(title)
        self.current.clear()
        self._section_before = True

    def _level(self, text: str) -> Field:
        """Return what a line is that says nothing but a title: what the columns do not say."""
        free = [level for level in LEVELS[:2] if level not in self.fields] or [Field.PILLAR]
        deep = re.match(r"\D*\d+\.\d+", text) is not None
        # A title right below another one is the level below it.
        return free[-1] if deep or (self._section_before and free[0] in self.sections) else free[0]

    # --- rows -------------------------------------------------------------------------------------

    def _records(self, line: Line) -> Iterator[Record]:
        texts = self._texts(line)
        goals = self._inherit(texts)
        titles = {level: self.current.get(level, "") for level in LEVELS}
        for below in (Field.ACTION, Field.INDICATOR):
            titles[below] = without_marks(_first(texts, below))
        struck = any(line.cell(c.index).struck for c in self.columns if c.field is Field.ACTION)
        record = Record(
            self.table.sheet,
            line.number,
            {level: title for level, title in titles.items() if title},
            goals,
            owners_in(texts.get(Field.OWNER, ())),
            texts,
            self._status(line),
            tuple(self._figures(line)),
            struck,
        )
        yield from _one_each(record)

    def _texts(self, line: Line) -> dict[Field, tuple[str, ...]]:
        found: dict[Field, list[str]] = {}
        for column in self.columns:
            text = line.cell(column.index).text
            if text and not column.marks and column.field is not Field.NOTHING:
                found.setdefault(column.field, []).append(text)
        last = [c.period for c in self.columns if c.field is Field.DUE and c.marks
                and is_mark(line.cell(c.index))]  # fmt: skip
        if last and Field.DUE not in found:
            found[Field.DUE] = [with_year(last[-1], self.table)]
        return {of: tuple(said) for of, said in found.items()}

    def _inherit(self, texts: Mapping[Field, tuple[str, ...]]) -> tuple[str, ...]:
        """Let blank levels be what they were above, and return the row's goals."""
        goals: tuple[str, ...] = ()
        for at, level in enumerate(LEVELS):
            said = _first(texts, level) or ""
            if said:
                parts = several(said) if level is not Field.PILLAR else (said,)
                self.current[level] = without_number(parts[0])
                goals += tuple(without_number(part) for part in parts[1:])
                for below in LEVELS[at + 1 :]:
                    self.current.pop(below, None)
            elif level not in self.current and level in self.sections:
                self.current[level] = self.sections[level]
        return goals

    def _status(self, line: Line) -> str:
        for column in self.columns:
            cell = line.cell(column.index)
            if column.field is not Field.STATUS:
                continue
            if column.marks and is_mark(cell):
                return column.heading
            if not column.marks and (cell.text or light_of(cell)):
                return _answer(cell.text) or light_of(cell)
        return ""

    def _figures(self, line: Line) -> Iterator[tuple[Field, str, str]]:
        for column in self.columns:
            text = line.cell(column.index).text
            if text and column.field in (Field.VALUE, Field.TARGET, Field.BASELINE, Field.BUDGET):
                yield column.field, column.period, text


def _answer(text: str) -> str:
    """Return a yes or a no in a column of statuses as the status it means."""
    said = text.casefold()
    return _IS_DONE if said in YES else _IS_NOT if said in NO else text


_IS_DONE, _IS_NOT = "Ferdig", "Ikke ferdig"


def _leading_cell(line: Line) -> Cell:
    return next((cell for _, cell in line.said()), BLANK)


def _leading(line: Line) -> str:
    return _leading_cell(line).text


def _depth(text: str) -> int:
    """Return how many numbers stand before a title: 2 for "1.1 Tittel"."""
    found = re.match(r"(?:[^\W\d]+ )?(\d+(?:\.\d+)*)[.)]?\s+\S", text)
    return found[1].count(".") + 1 if found else 0


def _first(texts: Mapping[Field, tuple[str, ...]], of: Field) -> str:
    return next(iter(texts.get(of, ())), "")


def _one_each(record: Record) -> Iterator[Record]:
    """Return a record for each action of a cell with a list of them."""
    lines = [line for line in record.titles.get(Field.ACTION, "").split("\n") if line.strip()]
    if len(lines) > 1 and all(_BULLET.match(line) for line in lines):
        for line in lines:
            title = _BULLET.sub("", line).strip()
            yield Record(**{**vars(record), "titles": {**record.titles, Field.ACTION: title}})
        return
    plain = {level: _POINT.sub("", title) for level, title in record.titles.items()}
    titles = {level: one_line(without_number(title)) for level, title in plain.items()}
    yield Record(**{**vars(record), "titles": titles})


def one_line(text: str) -> str:
    """Return a title on one line: where a cell broke it, no more."""
    return re.sub(r"-\n(?=[a-zæøå])|\u00ad", "", text).replace("\n", " ").strip()


def without_marks(text: str) -> str:
    """Return a title without the footnote marks at its end."""
    return _FOOTNOTE.sub("", text)


def without_number(text: str) -> str:
    """Return a title without the number before it: "1.1 Tittel", "Mål 2: Tittel"."""
    bare = without_marks(text).strip()
    section = section_of(bare)
    found = None if section else _NUMBERED.match(bare)
    return one_line(section[1] if section else found["title"].strip() if found else bare)


def several(text: str) -> tuple[str, ...]:
    """Return the titles of a cell that lists several, each with its number; else its own one."""
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    if len(parts) > 1 and (";" in text or all(_NUMBERED.match(part) for part in parts)):
        return tuple(parts)
    return (text,) if text else ()


def owners_in(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return everybody the cells name, the first as the one who answers for it."""
    found: dict[str, None] = {}
    for cell in cells:
        for owner in _owners(without_marks(cell)):
            found[owner] = None
    return tuple(found)


def _owners(text: str) -> Iterator[str]:
    """Split where what follows is somebody: "helse og omsorg" is one, "leder og verneombud" two."""
    start = 0
    for cut in _APART.finditer(text):
        rest = _APART.split(text[cut.end() :], maxsplit=1)[0]
        left = text[start : cut.start()]
        joined = any(sign in cut[0] for sign in ("og", "and", "och", "samt", "&", "+"))
        if joined and not (is_role(left) or _NAME.fullmatch(left.strip())):
            # "Health & Safety Manager" is one.
            continue
        plainly = cut[0].strip() in (";", "") and ("\n" in cut[0] or ";" in cut[0])
        named = _NAME.fullmatch(rest) and _NAME.fullmatch(text[start : cut.start()])
        if plainly or named or is_role(rest):
            if text[start : cut.start()].strip():
                yield text[start : cut.start()].strip()
            start = cut.end()
    if text[start:].strip():
        yield text[start:].strip()
