"""What new indicators learn from their targets, and where targets and direction disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from strategy.domain.items import Comparison, Indicator, Item, Measurement, Target
from strategy.domain.targets import contradicts, implied_by_all, understood
from strategy.exchange.workbook.cells import Values
from strategy.exchange.workbook.matching import Entry
from strategy.exchange.workbook.sheets import RowProblem

ABOUT_MEANING = frozenset(
    {"row.direction_not_said", "cell.target_as_text", "cell.against_direction", "cell.implausible"}
)
"""The notices that ask what a figure means, in a file that is understood."""

_STATED = ("comparison", "low", "high")


@dataclass(frozen=True)
class Learnt:
    """New indicators with what nobody said about them, and what a person should look at."""

    indicators: tuple[Indicator, ...]
    problems: tuple[RowProblem, ...]
    notices: tuple[RowProblem, ...]


@dataclass
class _Learning:
    final: Mapping[str, Item]
    added: Mapping[str, Item]
    before: Mapping[str, Item]
    entries: Mapping[str, Entry]
    targets: defaultdict[str, list[Target]] = field(default_factory=lambda: defaultdict(list))
    figures: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    problems: list[RowProblem] = field(default_factory=list)
    notices: list[RowProblem] = field(default_factory=list)

    def run(self) -> Learnt:
        for item in self.final.values():
            if isinstance(item, Target) and not item.retired:
                self.targets[item.indicator_id].append(item)
            elif isinstance(item, Measurement) and item.id in self.added:
                self.figures[item.indicator_id].append(item.text)
        learnt = tuple(self._learnt())
        now = {**self.final, **{one.id: one for one in learnt}}
        for item in now.values():
            if isinstance(item, Indicator):
                self._compare(item)
        return Learnt(learnt, tuple(self.problems), tuple(self.notices))

    def _learnt(self) -> Iterator[Indicator]:
        for item in self.added.values():
            if isinstance(item, Indicator):
                values = {**self._direction(item), **self._unit(item)}
                yield item.model_copy(update=values)

    def _direction(self, item: Indicator) -> Values:
        entry = self.entries[item.id]
        if entry.said("direction"):
            return {}
        direction = implied_by_all(item.title, item.baseline, self.targets[item.id])
        if direction is None:
            self.notices.append(entry.problem("row.direction_not_said", "direction"))
            return {}
        return {"direction": direction}

    def _unit(self, item: Indicator) -> Values:
        if item.unit:
            return {}
        units = [understood(target).unit for target in self.targets[item.id]]
        figures = (item.baseline_text, *self.figures[item.id])
        unit = next(filter(None, units), None) or ("%" if any(map(_in_percent, figures)) else "")
        return {"unit": unit}

    def _compare(self, item: Indicator) -> None:
        """Complain of each new target that asks for the opposite of the direction, or tell it."""
        is_said = item.id not in self.added or bool(self.entries[item.id].said("direction"))
        for target in self.targets[item.id]:
            if not contradicts(item.direction, item.baseline, target):
                continue
            for where, name in self._changed(item, target):
                problem = where.problem("cell.against_direction", name, text=target.text)
                (self.problems if is_said else self.notices).append(problem)

    def _changed(self, item: Indicator, target: Target) -> Iterator[tuple[Entry, str]]:
        """Yield the row that makes the two disagree: of the target, else of the indicator."""
        if _differs(target, self.before.get(target.id), *_STATED):
            yield self.entries[target.id], "text"
        elif _differs(item, self.before.get(item.id), "direction", "baseline"):
            yield self.entries[item.id], "direction"


def learn(
    final: Iterable[Item],
    added: Mapping[str, Item],
    before: Mapping[str, Item],
    entries: Mapping[str, Entry],
) -> Learnt:
    """Return new indicators with the direction and unit that target, baseline or title imply.

    `final` is the plan after the import, `before` until now. Where direction and target contradict
    each other, what was said is refused; where nobody said a direction, the preview tells of it.
    """
    return _Learning({item.id: item for item in final}, added, before, entries).run()


def as_text(target: Target, entry: Entry) -> Iterator[RowProblem]:
    """Yield a notice about a target with figures that could not be read for sure."""
    if entry.said("comparison") or target.comparison is not Comparison.TEXT:
        return
    if target.low is None and any(sign.isdecimal() for sign in target.text):
        yield entry.problem("cell.target_as_text", "text", text=target.text)


def measured_anew(
    final: Iterable[Item], *changed: Collection[str]
) -> Iterator[tuple[Indicator, list[Measurement], list[Target]]]:
    """Yield each indicator that gets figures, with all its figures and targets then."""
    series: defaultdict[str, list[Measurement]] = defaultdict(list)
    targets: defaultdict[str, list[Target]] = defaultdict(list)
    indicators = []
    for item in final:
        if isinstance(item, Measurement):
            series[item.indicator_id].append(item)
        elif isinstance(item, Target):
            targets[item.indicator_id].append(item)
        elif isinstance(item, Indicator):
            indicators.append(item)
    for indicator in indicators:
        figures = series[indicator.id]
        if any(figure.id in ids for figure in figures for ids in changed):
            yield indicator, figures, targets[indicator.id]


def _differs(item: Item, before: Item | None, *fields: str) -> bool:
    return any(getattr(item, name) != getattr(before, name, None) for name in fields)


def _in_percent(text: str) -> bool:
    return text.rstrip("* ").endswith(("%", "prosent", "per cent", "percent"))
