"""From records to the rows of a plan workbook, so that one importer serves every kind of file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from strategy.domain.dates import Dated, parse_date
from strategy.domain.items import Action, ActionState, Goal, Item, Position, Signal, new_id
from strategy.domain.numbers import parse_number
from strategy.domain.plan import Plan
from strategy.exchange.status_words import SaidStatus, Standing, folded_status, status_said
from strategy.exchange.tables.answers import OWN, Answers, suggested_pillar
from strategy.exchange.tables.facts import Record, several
from strategy.exchange.tables.profiles import is_serial
from strategy.exchange.tables.vocabulary import Field
from strategy.exchange.workbook.columns import BY_KIND
from strategy.exchange.workbook.names import Names, names_of
from strategy.exchange.workbook.sheets import Cell, Row, RowProblem, Sheet, Sheets
from strategy.exchange.workbook.vocabulary import folded
from strategy.i18n import Words

Cells = dict[str, Cell]

_SHORT = 300
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_TIME = re.compile(
    r"(?<=\d)(?:T|,? )\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[AaPp]M)?(?:Z|[+-]\d\d:?\d\d)?$"
)
_NAMED_MONTH = re.compile(r"^(\d{1,2})[/-]([A-Za-z]{3})[/-](?:20)?(\d\d)$")
_SHORT_YEAR = re.compile(r"^([^\W\d]{3,9})\.? ['’]?([2-4]\d)$")
_MONTHS = 12
_WHOLE = 100


@dataclass(frozen=True)
class Made:
    """Records as sheets, notices about them, and the place in the file each row comes from."""

    sheets: Sheets
    notices: tuple[RowProblem, ...]
    places: Mapping[tuple[str, int], tuple[str, int]]

    def placed(self, problem: RowProblem) -> RowProblem:
        """Return a complaint about a row as one about the file people have."""
        place = self.places.get((problem.sheet, problem.row))
        if place is None:
            return problem
        return replace(problem, sheet=place[0], row=place[1], column="", heading="")


def made_of(
    records: Iterable[Record], name: str, plan: Plan, answers: Answers, *, today: date, w: Words
) -> Made:
    """Return records as the rows that say the same; `today` dates what is so now."""
    rows = tuple(records)
    maker = _Maker(rows, plan, answers, today, w)
    for record in rows:
        maker.add(record)
    sheets = tuple(_sheet(kind, made) for kind, made in maker.rows.items())
    return Made(Sheets(name, sheets), tuple(maker.notices), maker.places)


class _Maker:
    """Makes each thing once, in the order of the file."""

    def __init__(
        self, records: tuple[Record, ...], plan: Plan, answers: Answers, today: date, w: Words
    ) -> None:
        self.plan, self.answers, self.today, self.w = plan, answers, today, w
        self.names: Names = names_of(plan)
        self.rows: defaultdict[str, list[Cells]] = defaultdict(list)
        self.places: dict[tuple[str, int], tuple[str, int]] = {}
        self.notices: list[RowProblem] = []
        self._made: dict[tuple[str, ...], str] = {}
        self._month_first = _is_month_first(records)
        self._fraction = _is_fraction(records)
        self._about = _words_by_area(records)

    def add(self, record: Record) -> None:
        goals = self._goals(record)
        if Field.INDICATOR in record.titles:
            self._indicator(record, goals)
        if Field.ACTION in record.titles:
            self._action(record, goals)

    # --- pillars and goals ------------------------------------------------------------------------

    def _pillar(self, record: Record) -> str:
        area = record.titles.get(Field.PILLAR, "")
        title = area or record.titles.get(Field.GOAL, "") or record.titles.get(Field.SUBGOAL, "")
        about = self._about.get(folded(area or title), "")
        chosen = self.answers.pillars.get(area) or suggested_pillar(title, self.plan, about)
        if chosen != OWN:
            return chosen
        own = area or record.sheet
        return self._once("pillar", record, (folded(own),), title=own)

    def _goals(self, record: Record) -> tuple[str, ...]:
        """Return the goals a row is about, the most specific first; make those that are new."""
        titles = record.titles
        upper, lower = titles.get(Field.GOAL, ""), titles.get(Field.SUBGOAL, "")
        is_served = Field.ACTION in titles or Field.INDICATOR in titles
        if not upper and not lower:
            return self._area_itself(record) if titles.get(Field.PILLAR) else ()
        pillar = self._pillar(record)
        found = []
        if lower:
            above = self.w("tables.line.above", title=upper) if upper else ""
            found.append(self._goal(record, pillar, lower, above, own=not is_served))
        if upper:
            found.append(self._goal(record, pillar, upper, "", own=not is_served and not lower))
        found += [self._goal(record, pillar, title, "", own=False) for title in record.goals]
        return tuple(found)

    def _area_itself(self, record: Record) -> tuple[str, ...]:
        """Return the focus area as a goal: an action belongs to a pillar only by one."""
        pillar, area = self._pillar(record), record.titles[Field.PILLAR]
        if Field.ACTION not in record.titles and Field.INDICATOR not in record.titles:
            return ()
        key = (pillar, folded(area))
        if ("goal", *key) not in self._made:
            self.notices.append(RowProblem("table.area_as_goal", record.sheet, record.row,
                                           details={"title": area}))  # fmt: skip
        return (self._goal(record, pillar, area, "", own=False),)

    def _goal(self, record: Record, pillar: str, title: str, above: str, *, own: bool) -> str:
        known = self._one_called(Goal, title)
        area = record.titles.get(Field.PILLAR, "")
        laid = area and folded(area) != folded(title) and not self._is_called(pillar, area)
        lines = [self.w("tables.line.area", title=area)] if laid else []
        lines += [above] if above else []
        cells: Cells = {"pillar_id": None if known else pillar, "title": _short(title)}
        if known:
            cells = {"id": known, "title": _short(title)}
        if own:
            lines = [*self._lines(record), *lines]
            cells |= {"owner_id": self._owner(record)[0], "due": self._due(record)}
        if lines and not known:
            cells["description"] = "\n".join(lines)
        return self._once("goal", record, (pillar, folded(title)), **cells)

    def _is_called(self, pillar: str, area: str) -> bool:
        item = self.plan.by_id.get(pillar)
        return item is None or folded(getattr(item, "title", "")) == folded(area)

    # --- actions ----------------------------------------------------------------------------------

    def _action(self, record: Record, goals: tuple[str, ...]) -> None:
        title = record.titles[Field.ACTION]
        known = self._one_called(Action, title)
        owner, others = self._owner(record)
        said = self._status(record)
        percent = self._percent(record)
        reported = percent is not None
        budget, shares = _budget(record)
        lines = [*self._lines(record, reported=reported), *shares]
        if said is not None and not reported and (said.judgement or said.says_more):
            lines.append(self.w("tables.line.status", text=record.status))
        due = self._due(record)
        action = new_id() if known is None else known
        self._add(
            "action",
            record,
            id=action,
            title=_short(title),
            goal_ids=None if known else "; ".join(goals),
            description="\n".join(self._long(title, lines)) or None,
            owner_id=owner,
            contributor_ids=others,
            start=self._start(record, due),
            due=due,
            state=self._state(record, said),
            budget_nok=budget,
            success_criterion=record.said(Field.CRITERION) or None,
        )
        for step in _steps(record.said(Field.STEPS)):
            self._add("milestone", record, action_id=action, title=_short(step))
        if percent is not None:
            self._check_in(record, action, percent, said)

    def _state(self, record: Record, said: SaidStatus | None) -> str | None:
        if said is not None:
            return said.state.value
        chosen = self.answers.statuses.get(folded_status(record.status))
        if chosen is not None:
            return chosen.value
        return ActionState.STOPPED.value if record.struck else None

    def _status(self, record: Record) -> SaidStatus | None:
        if not record.status:
            return None
        unknown = SaidStatus(Standing.UNDER_WAY, f"{record.status} ?")
        known = status_said(record.status)
        if known is None and folded_status(record.status) in self.answers.statuses:
            return None
        return known or unknown

    def _percent(self, record: Record) -> int | None:
        number = parse_number(record.said(Field.PERCENT))
        if number is None:
            return None
        whole = round(number * (_WHOLE if self._fraction else 1))
        return whole if 0 <= whole <= _WHOLE else None

    def _check_in(self, record: Record, action: str, percent: int, said: SaidStatus | None) -> None:
        latest = self.plan.latest_check_in(action)
        comment = record.said(Field.COMMENT)
        if latest is not None and (latest.percent, latest.comment) == (percent, comment):
            # The same file read again reports nothing new.
            return
        judgement = said.judgement if said else None
        wrong = judgement in (Signal.AT_RISK, Signal.OFF_TRACK)
        unsaid = self.w("tables.not_said")
        self._add(
            "check_in",
            record,
            action_id=action,
            on=self.today,
            percent=percent,
            judgement=judgement.value if judgement else None,
            comment=comment,
            cause=(comment or unsaid) if wrong else None,
            remedy=unsaid if wrong else None,
        )

    # --- indicators -------------------------------------------------------------------------------

    def _indicator(self, record: Record, goals: tuple[str, ...]) -> None:
        title = record.titles[Field.INDICATOR]
        figures = record.figures
        targets = [(period, text) for of, period, text in figures if of is Field.TARGET]
        baseline = next((text for of, _, text in figures if of is Field.BASELINE), None)
        due = self._due(record)
        lines = self._lines(record)
        if due and not targets:
            lines.append(self.w("tables.line.due", text=str(due)))
        if record.status:
            lines.append(self.w("tables.line.status", text=record.status))
        goal = goals[0] if goals else ""
        cells: Cells = {
            "goal_id": goal or None,
            "title": _short(title),
            "unit": record.said(Field.MEASURE) or None,
            "baseline": baseline,
            "owner_id": self._owner(record)[0],
            "description": "\n".join(self._long(title, lines)) or None,
        }
        indicator = self._once("indicator", record, (goal, folded(title)), **cells)
        for period, text in targets:
            at = period or due
            by = at if at and parse_date(str(at)) else None
            self._once("target", record, (indicator, text, str(by)), indicator_id=indicator,
                       text=text[:_SHORT], due=by)  # fmt: skip
        for period, text in [(p, text) for of, p, text in figures if of is Field.VALUE]:
            at = period or record.said(Field.PERIOD)
            dated = parse_date(at)
            on = None if dated else self.today
            self._add("measurement", record, indicator_id=indicator, period=at, on=on,
                      value=text)  # fmt: skip

    # --- what rows have in common -----------------------------------------------------------------

    def _owner(self, record: Record) -> tuple[str | None, str | None]:
        """Return who answers for something, and the positions that take part."""
        if not record.owners:
            return record.said(Field.DEPARTMENT) or None, None
        if self.answers.positions:
            named = [self._position(record, owner) for owner in record.owners]
            return named[0], "; ".join(named[1:]) or None
        known = [self.names.find((Position,), owner) for owner in record.owners]
        if len(known) > 1 and all(len(found) == 1 for found in known):
            ids = [found[0] for found in known]
            return ids[0], "; ".join(ids[1:])
        # Several of whom nobody is known stay together as the file has them.
        return record.said(Field.OWNER).replace("\n", ", ")[:_SHORT], None

    def _position(self, record: Record, owner: str) -> str:
        found = self.names.find((Position,), owner)
        if len(found) == 1:
            return found[0]
        return self._once("position", record, (folded(owner),), title=_short(owner))

    def _lines(self, record: Record, *, reported: bool = False) -> list[str]:
        """Return what has no field of its own, a line each, so that nothing is lost."""
        lines = [record.said(Field.DESCRIPTION)]
        for of in (Field.COMMENT, Field.CONTRIBUTOR, Field.DEPARTMENT):
            text = record.said(of)
            told = (of is Field.COMMENT and reported) or (
                of is Field.DEPARTMENT and not record.owners
            )
            if text and text != lines[0] and not told:
                lines.append(self.w(f"tables.line.{of.value}", text=text.replace("\n", ", ")))
        return [line for line in lines if line]

    def _long(self, title: str, lines: list[str]) -> list[str]:
        return [title, *lines] if len(title) > _SHORT else lines

    def _due(self, record: Record) -> str | None:
        return self._day(record.said(Field.DUE))[:_SHORT] or None

    def _start(self, record: Record, due: str | None) -> str | None:
        said = self._day(record.said(Field.START))
        start, end = _dated(said), _dated(due or "")
        if start is None or (end is not None and start.first > end.date):
            if said:
                self.notices.append(RowProblem("table.start_left_out", record.sheet, record.row,
                                               details={"text": said}))  # fmt: skip
            return None
        return said

    def _day(self, written: str) -> str:
        text = _NAMED_MONTH.sub(r"\1 \2 20\3", _TIME.sub("", written))
        text = _SHORT_YEAR.sub(r"\1 20\2", text)
        found = _SLASHED.fullmatch(text)
        if found and self._month_first:
            return f"{found[3]}-{int(found[1]):02d}-{int(found[2]):02d}"
        return text

    def _one_called(self, kind: type[Item], title: str) -> str | None:
        found = self.names.find((kind,), _short(title))
        return found[0] if len(found) == 1 else None

    def _once(self, kind: str, record: Record, key: tuple[str, ...], **cells: Cell) -> str:
        """Return the id of a thing, made by the first row that names it."""
        made = self._made.get((kind, *key))
        if made is None:
            made = str(cells.pop("id", None) or new_id())
            self._made[kind, *key] = made
            self._add(kind, record, id=made, **cells)
        return made

    def _add(self, kind: str, record: Record, **cells: Cell) -> None:
        self.rows[kind].append(cells)
        self.places[kind, len(self.rows[kind]) + 1] = (record.sheet, record.row)


def _sheet(kind: str, rows: list[Cells]) -> Sheet:
    said = {field for cells in rows for field, value in cells.items() if value is not None}
    fields = [column.field for column in BY_KIND[kind].columns if column.field in said]
    body = (
        Row(number, tuple(cells.get(field) for field in fields))
        for number, cells in enumerate(rows, start=2)
    )
    return Sheet(kind, (Row(1, tuple(fields)), *body))


def _budget(record: Record) -> tuple[int | None, list[str]]:
    """Return the kroner of a row, and what its cells say when they are several or words."""
    said = [(period, text) for of, period, text in record.figures if of is Field.BUDGET]
    numbers = [parse_number(re.sub(r"(?i)\s*(?:kr|nok)\.?,?-?\s*", "", text)) for _, text in said]
    lines = [f"{period}: {text}".removeprefix(": ") for period, text in said]
    known = [number for number in numbers if number is not None and number >= 0]
    if len(known) < len(said):
        return None, lines
    return (round(sum(known)) if known else None), lines if len(said) > 1 else []


def _steps(text: str) -> tuple[str, ...]:
    return tuple(step for part in text.split("\n") for step in several(part))


def _dated(text: str) -> Dated | None:
    # A bare serial is a day too; it sorts with nothing here, and the importer reads it.
    return None if is_serial(text) else parse_date(text)


def _short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1].rstrip()}…"


def _is_month_first(records: Iterable[Record]) -> bool:
    """Tell whether days are written as Americans do: some month would be past December."""
    days = [_SLASHED.fullmatch(r.said(of)) for r in records for of in (Field.DUE, Field.START)]
    return any(int(found[2]) > _MONTHS for found in days if found)


def _is_fraction(records: Iterable[Record]) -> bool:
    """Tell whether progress is written as a share: 0,8 and 1."""
    said = [record.said(Field.PERCENT) for record in records]
    numbers = [parse_number(text) for text in said if text and "%" not in text]
    known = [number for number in numbers if number is not None]
    return any(0 < number < 1 for number in known) and max(known) <= 1


def _words_by_area(records: Iterable[Record]) -> Mapping[str, str]:
    """Return what stands under each focus area, or under a goal without one."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for record in records:
        area = record.titles.get(Field.PILLAR) or record.titles.get(Field.GOAL, "")
        found[folded(area)] += record.titles.values()
    return {area: " ".join(dict.fromkeys(said)) for area, said in found.items()}
