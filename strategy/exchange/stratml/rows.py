"""From a StratML document to the rows of a workbook, so that one importer serves both.

Errors in a row are reported at the place of its element in the document.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from strategy.domain.dates import parse_date
from strategy.domain.items import Action, ActionState, Comparison, Direction, Position
from strategy.domain.kinds import kind_of
from strategy.domain.plan import Plan
from strategy.domain.targets import parse_target
from strategy.exchange.stratml.document import (
    LOOSE,
    OF_PILLAR,
    OF_STRATEGY,
    WHOLE,
    Document,
    Goal,
    Measure,
    Objective,
    Result,
    Spot,
)
from strategy.exchange.stratml.lines import split_lines
from strategy.exchange.workbook.columns import BY_KIND
from strategy.exchange.workbook.names import Names, names_of
from strategy.exchange.workbook.sheets import Cell, Row, RowProblem, Sheet, Sheets
from strategy.exchange.workbook.vocabulary import choices_by_word, folded
from strategy.i18n import LANGUAGES, Words, words

Cells = dict[str, Cell]

_SHORT = 300
_CODE = 30
_OUR_IDS = re.compile(r"[0-9a-f]{32}")
_PERCENT = re.compile(r"(\d{1,3}) ?%")
_LIMITED_ABOVE = (Comparison.AT_MOST, Comparison.BELOW)
_ELEMENTS = {
    "title": "Name",
    "body": "Name",
    "description": "Description",
    "code": "SequenceIndicator",
    "id": "Identifier",
    "due": "EndDate",
    "on": "EndDate",
    "unit": "UnitOfMeasurement",
    "owner_id": "Stakeholder",
}
"""The element that holds a field, for complaints; without one the whole item is named."""


@dataclass(frozen=True)
class Converted:
    """A document as sheets, notices about it, and where each row is in the document."""

    sheets: Sheets
    notices: tuple[RowProblem, ...]
    spots: Mapping[tuple[str, int], Spot]

    def placed(self, problem: RowProblem) -> RowProblem:
        """Return a complaint about a row as one about an element of the document."""
        spot = self.spots.get((problem.sheet, problem.row))
        if spot is None:
            return problem
        element = _ELEMENTS.get(problem.heading, "")
        path = f"{spot.path}/{element}" if element else spot.path
        return replace(problem, sheet=path, row=spot.line, column="", heading="")


def converted(
    document: Document, name: str, plan: Plan, whole: Plan, *, today: date, w: Words
) -> Converted:
    """Return a document as the rows that say the same; `today` dates what nothing dates."""
    return _Converter(document, plan, whole, today, w).convert(name)


class _Converter:
    """Takes a document apart, from the top."""

    def __init__(self, document: Document, plan: Plan, whole: Plan, today: date, w: Words) -> None:
        self._document = document
        self._plan, self._w = plan, w
        self._names: Names = names_of(plan)
        self._rows: defaultdict[str, list[Cells]] = defaultdict(list)
        self._spots: dict[tuple[str, int], Spot] = {}
        self._notices: list[RowProblem] = []
        self._used: set[str] = set()
        self._taken = {
            (kind_of(item), getattr(item, "code", "")): item.id
            for item in (*whole.by_id.values(), *whole.retired)
        }
        self._actions: dict[str, Cells] = {}
        self._performers = 0
        self._fallback = document.ends or document.published or document.starts or today

    def convert(self, name: str) -> Converted:
        self._about()
        for goal in self._document.goals:
            self._goal(goal)
        left_out = self._document.stakeholders - self._performers
        if left_out > 0:
            self._notice("stakeholders", self._document.spot, count=left_out)
        sheets = tuple(_sheet(kind, rows) for kind, rows in self._rows.items())
        return Converted(Sheets(name, sheets), tuple(self._notices), self._spots)

    # --- the organisation and its strategy -------------------------------------------------------

    def _about(self) -> None:
        document, plan = self._document, self._plan
        if document.organisation and not plan.organisation.version:
            self._add("organisation", document.spot, name=document.organisation[:_SHORT])
        elif folded(document.organisation) not in {"", folded(plan.organisation.name)}:
            self._notice("organisation_kept", document.spot, name=document.organisation)
        title = self._short(document.name, document.spot)
        same = plan.strategy is not None and folded(plan.strategy.title) == folded(title)
        # A plan without a strategy goes out under the name of its organisation.
        unnamed = plan.strategy is None and folded(title) == folded(plan.organisation.name)
        if title and not unnamed and (same or not plan.goals):
            self._strategy(title)
        elif title and not unnamed:
            self._notice("strategy_kept", document.spot, name=title)
        for value in document.values:
            title = self._short(value.title or value.description, value.spot)
            self._add("value", value.spot, title=title, description=value.description)

    def _strategy(self, title: str) -> None:
        document, ends = self._document, self._document.ends
        if document.starts and ends and ends < document.starts:
            self._notice("period", document.spot)
            ends = None
        self._add(
            "strategy",
            document.spot,
            title=title,
            vision=document.vision or document.mission,
            description=_joined(
                document.description, document.mission if document.vision else "", document.other
            ),
            period_from=document.starts,
            period_to=ends,
        )

    # --- pillars and goals -----------------------------------------------------------------------

    def _goal(self, goal: Goal) -> None:
        if goal.identifier == WHOLE:
            pillar = ""
        else:
            title, rest = self._titled(goal.title, goal.description, goal.spot)
            pillar = self._own_id(goal.identifier)
            self._add(
                "pillar",
                goal.spot,
                id=pillar,
                code=self._code("pillar", goal.sequence, pillar),
                title=title,
                description=_joined(rest, goal.other),
            )
        for measure in goal.measures:
            self._measure(measure, pillar=pillar, goal="")
        for objective in goal.objectives:
            self._objective(objective, pillar, goal.title)

    def _objective(self, objective: Objective, pillar: str, under: str) -> None:
        name, goal = objective.identifier, ""
        if name not in {LOOSE, OF_STRATEGY} and not name.startswith(OF_PILLAR):
            goal = self._own_goal(objective, pillar, under)
        for measure in objective.measures:
            self._measure(measure, pillar="" if goal else pillar, goal=goal)

    def _own_goal(self, objective: Objective, pillar: str, under: str) -> str:
        goal = self._own_id(objective.identifier)
        other, said = split_lines(objective.other, "goal")
        title, rest = self._titled(
            objective.title, objective.description, objective.spot, instead=under
        )
        self._performers += bool(objective.performers)
        owner = objective.performers[0] if objective.performers else ""
        self._add(
            "goal",
            objective.spot,
            id=goal,
            code=self._code("goal", objective.sequence, goal),
            pillar_id=pillar,
            title=title,
            description=_joined(rest, other),
            owner_id=self._owner(goal, owner),
            due=said.get("due"),
        )
        return goal

    def _owner(self, item_id: str, said: str) -> str:
        """Return the owner to write in a cell: two positions may have the same title."""
        item = self._plan.by_id.get(item_id)
        position = self._plan.find(Position, getattr(item, "owner_id", None))
        if position is not None and position.title == said:
            return self._names.label(position.id)
        return said[:_SHORT]

    # --- indicators and actions ------------------------------------------------------------------

    def _measure(self, measure: Measure, *, pillar: str, goal: str) -> None:
        if _is_action(measure):
            self._action(measure, goal)
        else:
            self._indicator(measure, pillar, goal)

    def _action(self, measure: Measure, goal: str) -> None:
        known = next((self._actions[i] for i in measure.same_as if i in self._actions), None)
        if known is not None:
            known["goal_ids"] = "; ".join(filter(None, (str(known["goal_ids"] or ""), goal)))
            return
        action = self._own_id(measure.identifier)
        other, said = split_lines(measure.other, "action")
        title, rest = self._titled(measure.title, other, measure.spot)
        target = measure.targets[0] if measure.targets else Result()
        actual = measure.actuals[0] if measure.actuals else Result()
        state, percent = _state(actual.value)
        self._actions[measure.identifier] = self._add(
            "action",
            measure.spot,
            id=action,
            code=self._code("action", measure.sequence, action),
            title=title,
            goal_ids=goal,
            description=rest,
            owner_id=self._owner(action, said.get("owner_id", "")),
            start=said.get("start") or target.starts,
            due=said.get("due") or target.ends,
            original_due=said.get("original_due"),
            state=state.value,
            closed_on=self._closed_on(action, state, actual),
        )
        if percent is not None and not self._is_reported(action, state, percent):
            day = self._dated(actual, actual.spot)
            self._add("check_in", actual.spot, action_id=action, on=day, percent=percent)

    def _closed_on(self, action_id: str, state: ActionState, actual: Result) -> date | None:
        # A document dates what was closed on no known day by its last report.
        stored = self._plan.find(Action, action_id)
        known = stored is not None and stored.state is state
        return None if known or state is ActionState.OPEN else actual.ends

    def _is_reported(self, action_id: str, state: ActionState, percent: int) -> bool:
        # A document dates the report of a closed action by the day it was closed.
        latest = self._plan.latest_check_in(action_id)
        closed = state is not ActionState.OPEN
        return latest is not None and closed and latest.percent == percent

    def _indicator(self, measure: Measure, pillar: str, goal: str) -> None:
        indicator = self._own_id(measure.identifier)
        other, said = split_lines(measure.other, "indicator")
        told = next((r.told for r in (*measure.targets, *measure.actuals) if r.told), "")
        title, rest = self._titled(measure.title, other, measure.spot, instead=told)
        long = [r.told for r in measure.targets if len(r.told) > _SHORT]
        baseline = next((r for r in measure.actuals if _is_baseline(r)), Result())
        self._add(
            "indicator",
            measure.spot,
            id=indicator,
            code=self._code("indicator", measure.sequence, indicator),
            goal_id=goal,
            pillar_id=pillar,
            title=title,
            description=_joined(rest, *long),
            unit=measure.unit[:_SHORT],
            direction=said.get("direction"),
            baseline=baseline.number,
            baseline_on=baseline.ends or baseline.starts,
            baseline_text=said.get("baseline_text"),
            source=said.get("source"),
            licence=said.get("licence"),
            numerator=said.get("numerator"),
            denominator=said.get("denominator"),
        )
        for target in measure.targets:
            self._target(target, indicator)
        self._measurements((r for r in measure.actuals if not _is_baseline(r)), indicator)

    def _target(self, target: Result, indicator: str) -> None:
        text, said = split_lines(target.told, "target")
        if parse_date(said.get("due", "")) is None:
            text, said = target.told, {}
        comparison = choices_by_word(Comparison).get(folded(target.name))
        low, high = target.number, None
        if comparison in _LIMITED_ABOVE:
            low, high = None, target.number
        elif comparison is Comparison.BETWEEN:
            low, high = _range(target.value)
        if comparison is None:
            # What is not one of our words describes the target.
            text = _joined(*filter(None, (target.name, target.value)), text, apart=". ")
            comparison, low = self._unnamed(text, low)
        self._add(
            "target",
            target.spot,
            indicator_id=indicator,
            text=self._short(text, target.spot),
            comparison=comparison.value if comparison else None,
            low=low,
            high=high,
            due=said.get("due") or target.ends or target.starts,
        )

    def _unnamed(self, text: str, number: float | None) -> tuple[Comparison | None, float | None]:
        """Return comparison and number of a target that gives only a number or a text."""
        if number is None:
            return None, None
        read = parse_target(text, Direction.UP)
        if number in (read.low, read.high):
            return None, None
        return Comparison.REACH, number

    def _measurements(self, actuals: Iterable[Result], indicator: str) -> None:
        seen: defaultdict[tuple[str, date], int] = defaultdict(int)
        for actual in actuals:
            text, said = split_lines(actual.told, "measurement")
            is_ours = folded(actual.name) in _in_all("field.period")
            period = actual.value if is_ours else ""
            if not is_ours:
                named = " ".join(part for part in (actual.name, actual.value) if part)
                text = _joined(named, text, apart=". ")
            on = self._dated(actual, actual.spot)
            seen[period, on] += 1
            if seen[period, on] > 1:
                # One day may have several, but a period only one.
                period = f"{period} ({seen[period, on]})".strip()
            self._add(
                "measurement",
                actual.spot,
                indicator_id=indicator,
                period=period[:_SHORT],
                on=on,
                value=actual.number,
                text=self._short(text, actual.spot),
                note=_joined(said.get("note", ""), text if len(text) > _SHORT else ""),
                series_break=said.get("series_break"),
                preliminary=said.get("preliminary"),
            )

    def _dated(self, result: Result, spot: Spot) -> date:
        day = result.ends or result.starts
        if day is None:
            day = self._fallback
            self._notice("undated", spot, day=self._w.formats.short_day(day))
        return day

    # --- rows ------------------------------------------------------------------------------------

    def _add(self, kind: str, spot: Spot, **cells: Cell) -> Cells:
        row: Cells = {field: None if cell == "" else cell for field, cell in cells.items()}
        self._rows[kind].append(row)
        # The headings are in the first row.
        self._spots[kind, len(self._rows[kind]) + 1] = spot
        return row

    def _own_id(self, identifier: str) -> str:
        """Return the id something is known by: our own, one made of a UUID, or only of this file.

        Documents copy identifiers by mistake; only the first to bear one keeps it.
        """
        bare = identifier.removeprefix("_")
        plain = bare.replace("-", "").lower()
        found = bare if bare in self._plan.by_id else plain if _OUR_IDS.fullmatch(plain) else ""
        if not found or found in self._used:
            found = f"#{len(self._used) + 1}"
        self._used.add(found)
        return found

    def _code(self, kind: str, code: str, item_id: str) -> str:
        """Return a code nobody else has, else none: the import then gives it one."""
        if not code or len(code) > _CODE or self._taken.get((kind, code), item_id) != item_id:
            return ""
        self._taken[kind, code] = item_id
        return code

    def _titled(
        self, title: str, description: str, spot: Spot, *, instead: str = ""
    ) -> tuple[str, str]:
        """Return a title that fits, and a description that keeps the full text."""
        if title and len(title) <= _SHORT:
            return title, description
        if title:
            return self._short(title, spot), _joined(title, description)
        name = (description or instead or self._w("stratml.untitled")).splitlines()[0]
        name = name if len(name) <= _SHORT else _shortened(name)
        self._notice("untitled", spot, name=name)
        return name, description

    def _short(self, text: str, spot: Spot) -> str:
        if len(text) <= _SHORT:
            return text
        self._notice("shortened", spot)
        return _shortened(text)

    def _notice(self, rule: str, spot: Spot, **details: str | int) -> None:
        told = {name: str(value) for name, value in details.items()}
        self._notices.append(RowProblem(f"stratml.{rule}", spot.path, spot.line, details=told))


def _sheet(kind: str, rows: list[Cells]) -> Sheet:
    """Return rows as a sheet; a field that no row has gets no column, so the plan keeps it."""
    said = {field for row in rows for field, cell in row.items() if cell is not None}
    fields = [column.field for column in BY_KIND[kind].columns if column.field in said]
    body = (
        Row(number, tuple(row.get(field) for field in fields))
        for number, row in enumerate(rows, start=2)
    )
    return Sheet(kind, (Row(1, tuple(fields)), *body))


# --- what elements mean -------------------------------------------------------------------------


def _is_action(measure: Measure) -> bool:
    """Tell whether an indicator is an action: it says so itself."""
    named = _in_all("kind.action")
    return any(folded(result.name) in named for result in (*measure.targets, *measure.actuals))


def _is_baseline(result: Result) -> bool:
    named = {"baseline", *_in_all("field.baseline")}
    return bool(named & {folded(result.name), folded(result.value)})


def _in_all(key: str) -> set[str]:
    return {folded(words(language)(key)) for language in LANGUAGES}


def _state(said: str) -> tuple[ActionState, int | None]:
    percent = _PERCENT.search(said)
    word = folded(said.partition(",")[0])
    state = choices_by_word(ActionState).get(word, ActionState.OPEN)
    number = min(int(percent[1]), 100) if percent else None
    return ActionState(state), number


def _range(said: str) -> tuple[float | None, float | None]:
    low, _, high = said.partition("–")
    try:
        return float(low), float(high)
    except ValueError:
        return None, None


def _joined(*texts: str, apart: str = "\n") -> str:
    return apart.join(dict.fromkeys(text for text in texts if text))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1].rstrip()}…"
