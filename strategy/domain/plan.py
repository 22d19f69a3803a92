"""A whole strategy at one revision: one frozen value that everything else reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain
from operator import is_
from typing import Any, TypeVar

from strategy.domain.dates import parse_date
from strategy.domain.in_turn import involved_turn, measured_turn, target_turn
from strategy.domain.items import (
    Action,
    Adoption,
    Challenge,
    CheckIn,
    Goal,
    Indicator,
    Involvement,
    Item,
    Measurement,
    Milestone,
    Organisation,
    Outcome,
    Person,
    Pillar,
    PlanLink,
    Position,
    Postponement,
    ReportingPeriod,
    Review,
    Strategy,
    Target,
    Unit,
    Value,
)
from strategy.domain.meeting_items import (
    AgendaItem,
    Agreement,
    Attendance,
    Decision,
    Hearing,
    Meeting,
    Prompt,
)
from strategy.domain.naming import (
    about_what_stays,
    goals_named_by,
    hidden_among,
    is_of,
    may_see,
    named_by,
    not_in,
    without_goals,
)
from strategy.domain.small_groups import Measured, withheld

S = TypeVar("S")
T = TypeVar("T")
M = TypeVar("M", AgendaItem, Decision, Hearing)

_VIEWS_KEPT = 16

_GROUPS: dict[type, str] = {
    Unit: "units",
    Position: "positions",
    Pillar: "pillars",
    Goal: "goals",
    Indicator: "indicators",
    Action: "actions",
    Milestone: "milestones",
    Postponement: "postponements",
    Person: "people",
    Meeting: "meetings",
    Decision: "decisions",
    Agreement: "agreements",
}
"""The tuple to search for kinds often looked up by id; other kinds are found in `by_id`."""


@dataclass(frozen=True)
class Plan:
    """A strategy at one revision. Tuples hold what is not retired, in display order.

    `check_ins` holds the latest one of each action. `retired` holds what is no longer shown.

    `strategy` is the one looked at: the one in force unless another was asked for. The goals,
    indicators and actions, with their parts, belong to it. What belongs to another strategy, and
    the steps of decisions through the formal bodies, are in `elsewhere`: found by id, in no figure.
    """

    revision: int
    organisation: Organisation
    strategy: Strategy | None = None
    strategies: tuple[Strategy, ...] = ()
    adoptions: tuple[Adoption, ...] = ()
    plan_links: tuple[PlanLink, ...] = ()
    values: tuple[Value, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    units: tuple[Unit, ...] = ()
    positions: tuple[Position, ...] = ()
    pillars: tuple[Pillar, ...] = ()
    goals: tuple[Goal, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    targets: tuple[Target, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    actions: tuple[Action, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    postponements: tuple[Postponement, ...] = ()
    involvements: tuple[Involvement, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    agenda_items: tuple[AgendaItem, ...] = ()
    attendances: tuple[Attendance, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    decisions: tuple[Decision, ...] = ()
    hearings: tuple[Hearing, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    reporting_periods: tuple[ReportingPeriod, ...] = ()
    reviews: tuple[Review, ...] = ()
    people: tuple[Person, ...] = ()
    retired: tuple[Item, ...] = ()
    elsewhere: tuple[Item, ...] = ()
    _shared: dict[str, tuple[tuple[object, ...], Any]] = field(
        default_factory=dict, repr=False, compare=False
    )

    # --- by id -------------------------------------------------------------------------------

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """Every item that is not retired, by its id."""
        groups: tuple[Iterable[Item], ...] = (
            self.adoptions,
            self.plan_links,
            self.values,
            self.challenges,
            self.units,
            self.positions,
            self.pillars,
            self.goals,
            self.indicators,
            self.targets,
            self.measurements,
            self.actions,
            self.milestones,
            self.check_ins,
            self.postponements,
            self.involvements,
            self.meetings,
            self.agenda_items,
            self.attendances,
            self.agreements,
            self.decisions,
            self.hearings,
            self.prompts,
            self.reporting_periods,
            self.reviews,
            self.people,
            self.strategies,
        )
        found = {item.id: item for item in self.elsewhere}
        found |= {item.id: item for group in groups for item in group}
        found[self.organisation.id] = self.organisation
        if self.strategy is not None:
            found[self.strategy.id] = self.strategy
        return found

    @cached_property
    def ever_by_id(self) -> dict[str, Item]:
        """Every item by its id, the retired ones too."""
        return {**{item.id: item for item in self.retired}, **self.by_id}

    def find(self, kind: type[T], item_id: str | None) -> T | None:
        """Return the item of this kind with this id, or None where there is none."""
        if not item_id:
            return None
        known = self._found.get(kind)
        if known is None:
            known = self._found[kind] = self._by_id_of(kind)
        item = known.get(item_id, self._of_other_strategies.get(item_id))
        return item if isinstance(item, kind) else None

    @cached_property
    def _of_other_strategies(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.elsewhere}

    @cached_property
    def _found(self) -> dict[type, Mapping[str, Item]]:
        return {}

    def _by_id_of(self, kind: type) -> Mapping[str, Item]:
        name = _GROUPS.get(kind)
        if name is None:
            return self.by_id
        group: tuple[Item, ...] = getattr(self, name)
        return self._from(name, group, lambda items: {item.id: item for item in items})

    def _from(self, name: str, source: tuple[S, ...], work_out: Callable[[tuple[S, ...]], T]) -> T:
        """Return a value computed from one tuple alone, cached across revisions of the plan."""
        return self._from_all(name, (source,), lambda: work_out(source))

    def _from_all(self, name: str, sources: tuple[object, ...], work_out: Callable[[], T]) -> T:
        """Return a value computed from some tuples alone, cached across revisions of the plan.

        A change leaves most tuples the same objects, so what is computed from them stays valid.
        """
        known = self._shared.get(name)
        if known is None or not all(map(is_, known[0], sources)):
            known = self._shared[name] = (sources, work_out())
        value: T = known[1]
        return value

    def coded(self, kind: type[T], code: str | None) -> T | None:
        """Return the item of this kind with this human code ("2.1"), or None."""
        item = self._by_code.get((kind, code)) if code else None
        return item if isinstance(item, kind) else None

    @cached_property
    def _by_code(self) -> dict[tuple[type, str], Item]:
        coded: tuple[
            Iterable[Pillar | Goal | Indicator | Action | Challenge | Unit | Decision], ...
        ] = (
            self.pillars,
            self.goals,
            self.indicators,
            self.actions,
            self.challenges,
            self.units,
            self.decisions,
        )
        return {(type(item), item.code): item for group in coded for item in group}

    # --- the tree ----------------------------------------------------------------------------

    def goals_under(self, pillar_id: str) -> tuple[Goal, ...]:
        """Return the goals of a pillar."""
        return self._goals_by_pillar.get(pillar_id, ())

    def actions_for(self, goal_id: str) -> tuple[Action, ...]:
        """Return the actions that serve a goal."""
        return self._actions_by_goal.get(goal_id, ())

    def indicators_of(self, goal_id: str) -> tuple[Indicator, ...]:
        """Return the indicators of a goal."""
        return self._indicators_by_goal.get(goal_id, ())

    def pillar_of(self, goal: Goal) -> Pillar | None:
        """Return the pillar a goal belongs to."""
        return self.find(Pillar, goal.pillar_id)

    def goals_of_action(self, action: Action) -> tuple[Goal, ...]:
        """Return the goals an action serves."""
        found = (self.find(Goal, goal_id) for goal_id in action.goal_ids)
        return tuple(goal for goal in found if goal is not None)

    def pillar_of_indicator(self, indicator: Indicator) -> Pillar | None:
        """Return the pillar an indicator is about, or None when it is about the strategy."""
        goal = self.find(Goal, indicator.goal_id)
        return self.find(Pillar, goal.pillar_id if goal else indicator.pillar_id)

    @cached_property
    def loose_actions(self) -> tuple[Action, ...]:
        """The actions without a goal."""
        return tuple(a for a in self.actions if not self.goals_of_action(a))

    @cached_property
    def _goals_by_pillar(self) -> dict[str, tuple[Goal, ...]]:
        return self._from(
            "goals by pillar",
            self.goals,
            lambda goals: grouped(goals, lambda goal: (goal.pillar_id,)),
        )

    @cached_property
    def _actions_by_goal(self) -> dict[str, tuple[Action, ...]]:
        return self._from(
            "actions by goal",
            self.actions,
            lambda actions: grouped(actions, lambda action: dict.fromkeys(action.goal_ids)),
        )

    @cached_property
    def _indicators_by_goal(self) -> dict[str, tuple[Indicator, ...]]:
        return self._from(
            "indicators by goal",
            self.indicators,
            lambda indicators: grouped(indicators, lambda i: (i.goal_id,) if i.goal_id else ()),
        )

    # --- what belongs to one item ------------------------------------------------------------

    def latest_check_in(self, action_id: str) -> CheckIn | None:
        """Return the latest check-in of an action."""
        return self._check_in_by_action.get(action_id)

    @property
    def reported_until(self) -> date:
        """The day of the latest check-in of any action, of other strategies too."""
        return self._from_all("reported until", (self.check_ins, self.elsewhere), self._last_report)

    def _last_report(self) -> date:
        others = (item for item in self.elsewhere if isinstance(item, CheckIn))
        return max((said.on for said in chain(self.check_ins, others)), default=date.min)

    def until(self, today: date) -> Plan:
        """Return the plan without the check-ins that are dated after today."""
        if self.reported_until <= today:
            return self
        return replace(self, check_ins=tuple(c for c in self.check_ins if c.on <= today))

    def measurements_of(
        self, indicator_id: str, *, until: date = date.max
    ) -> tuple[Measurement, ...]:
        """Return an indicator's measurements, the oldest first, of all or until a day."""
        taken = self._measurements_by_indicator.get(indicator_id, ())
        return taken if until == date.max else tuple(m for m in taken if m.on <= until)

    def targets_of(self, indicator_id: str) -> tuple[Target, ...]:
        """Return an indicator's targets, the soonest first, an undated one last."""
        return self._targets_by_indicator.get(indicator_id, ())

    def milestones_of(self, action_id: str) -> tuple[Milestone, ...]:
        """Return an action's milestones, the soonest first."""
        return self._milestones_by_action.get(action_id, ())

    def postponements_of(self, action_id: str) -> tuple[Postponement, ...]:
        """Return every new date proposed for an action, the oldest first."""
        return self._postponements_by_action.get(action_id, ())

    def pending_postponements(self) -> tuple[Postponement, ...]:
        """Return the proposed dates nobody has decided on."""
        return tuple(p for p in self.postponements if p.outcome is Outcome.PENDING)

    def involvements_of(self, item_id: str) -> tuple[Involvement, ...]:
        """Return who was involved in a goal, an action or a decision, the earliest first."""
        return self._involvements_by_item.get(item_id, ())

    def trail_of(self, decision_id: str) -> tuple[Adoption, ...]:
        """Return a decision's steps through the formal bodies, the earliest first, undated last."""
        return tuple(
            step
            for step in self.elsewhere
            if isinstance(step, Adoption) and step.decision_id == decision_id
        )

    @cached_property
    def _check_in_by_action(self) -> dict[str, CheckIn]:
        latest: dict[str, CheckIn] = {}
        for check_in in self.check_ins:
            other = latest.get(check_in.action_id)
            if other is None or other.on <= check_in.on:
                latest[check_in.action_id] = check_in
        return latest

    @cached_property
    def _measurements_by_indicator(self) -> dict[str, tuple[Measurement, ...]]:
        return self._from(
            "measurements in order",
            self.measurements,
            lambda measurements: grouped(
                sorted(measurements, key=measured_turn), lambda m: (m.indicator_id,)
            ),
        )

    @cached_property
    def _targets_by_indicator(self) -> dict[str, tuple[Target, ...]]:
        return self._from(
            "targets in order",
            self.targets,
            lambda targets: grouped(
                sorted(targets, key=target_turn),
                lambda target: (target.indicator_id,),
            ),
        )

    @cached_property
    def _milestones_by_action(self) -> dict[str, tuple[Milestone, ...]]:
        return self._from(
            "milestones in order",
            self.milestones,
            lambda milestones: grouped(
                sorted(milestones, key=lambda m: (m.due or date.max, m.title, m.id)),
                lambda milestone: (milestone.action_id,),
            ),
        )

    @cached_property
    def _postponements_by_action(self) -> dict[str, tuple[Postponement, ...]]:
        return self._from(
            "postponements in order",
            self.postponements,
            lambda postponements: grouped(
                sorted(postponements, key=_in_turn), lambda p: (p.action_id,)
            ),
        )

    @cached_property
    def _involvements_by_item(self) -> dict[str, tuple[Involvement, ...]]:
        in_order = sorted(self.involvements, key=involved_turn)
        return grouped(in_order, lambda i: (i.item_id,))

    # --- people, positions, units ------------------------------------------------------------

    def positions_held_by(self, person_id: str) -> frozenset[str]:
        """Return the positions a person holds or is deputy for."""
        return self._positions_by_person.get(person_id, frozenset())

    def is_vacant(self, position: Position) -> bool:
        """Return whether a position is vacant: it has no holder, or the holder has left."""
        return position.holder_id is None or position.holder_id in self._people_who_left

    @cached_property
    def _people_who_left(self) -> frozenset[str]:
        everybody = (*self.people, *self.retired)
        return frozenset(
            p.id for p in everybody if isinstance(p, Person) and (p.retired or p.erased)
        )

    def units_below(self, unit_id: str) -> frozenset[str]:
        """Return a unit and everything below it."""
        found = {unit_id}
        waiting = [unit_id]
        while waiting:
            children = self._units_by_parent.get(waiting.pop(), ())
            fresh = [child.id for child in children if child.id not in found]
            found.update(fresh)
            waiting.extend(fresh)
        return frozenset(found)

    def unit_of(self, item: Goal | Action | Indicator) -> Unit | None:
        """Return the unit an item belongs to: its own, or else its owner's."""
        if item.unit_id:
            return self.find(Unit, item.unit_id)
        owner = self.find(Position, item.owner_id)
        return self.find(Unit, owner.unit_id) if owner else None

    @cached_property
    def _positions_by_person(self) -> dict[str, frozenset[str]]:
        held: defaultdict[str, set[str]] = defaultdict(set)
        for position in self.positions:
            for person_id in (position.holder_id, position.deputy_id):
                if person_id:
                    held[person_id].add(position.id)
        return {person_id: frozenset(ids) for person_id, ids in held.items()}

    @cached_property
    def _units_by_parent(self) -> dict[str, tuple[Unit, ...]]:
        return grouped(self.units, lambda unit: (unit.parent_id,) if unit.parent_id else ())

    # --- a smaller plan ----------------------------------------------------------------------

    @cached_property
    def has_confidential(self) -> bool:
        """Whether anything in the plan is kept from somebody."""
        return bool(self._open_to_few)

    @cached_property
    def _open_to_few(self) -> tuple[Item, ...]:
        groups: dict[str, tuple[Item, ...]] = {
            "goals": self.goals,
            "indicators": self.indicators,
            "actions": self.actions,
            "agenda": self.agenda_items,
            "agreements": self.agreements,
            "decisions": self.decisions,
            "hearings": self.hearings,
            "retired": self.retired,
            "elsewhere": self.elsewhere,
        }
        found = (self._from(f"few {name}", items, _for_few) for name, items in groups.items())
        return tuple(item for items in found for item in items)

    def opened_to(self, person_id: str) -> frozenset[str]:
        """Return the ids of what is kept from others and shown to this person."""
        return self._opened.get(person_id, frozenset())

    @cached_property
    def _opened(self) -> dict[str, frozenset[str]]:
        opened: defaultdict[str, set[str]] = defaultdict(set)
        for item in self._open_to_few:
            for person_id in getattr(item, "confidential_to", ()):
                opened[person_id].add(item.id)
        return {person_id: frozenset(ids) for person_id, ids in opened.items()}

    @cached_property
    def withheld(self) -> frozenset[str]:
        """The ids of the measurements whose figures are withheld to protect small groups."""
        return self._from_all("withheld", self._grounds_for_withholding, self._withheld)

    @property
    def _grounds_for_withholding(self) -> tuple[object, ...]:
        return self.measurements, self.indicators, self.units, self.positions, self.organisation

    def _withheld(self) -> frozenset[str]:
        units_below = {unit.id: self.units_below(unit.id) - {unit.id} for unit in self.units}
        indicators = {i.id: i for i in self.indicators}
        return withheld(
            (
                Measured(m.id, told_apart(indicator), period_day(m), self._unit_id(indicator),
                         m.group_size)
                for m in self.measurements
                if (indicator := indicators.get(m.indicator_id)) is not None
            ),
            units_below,
            limit=self.organisation.smallest_group,
        )  # fmt: skip

    def _unit_id(self, indicator: Indicator) -> str | None:
        unit = self.unit_of(indicator)
        return unit.id if unit else None

    @cached_property
    def _told(self) -> Plan:
        """The plan as shown to people: without the figures that would reveal small groups."""
        told = self._from_all(
            "told", self._grounds_for_withholding, lambda: self._measurements_less(self.withheld)
        )
        return self._with_measurements(told)

    def withholding(self, measurement_ids: AbstractSet[str]) -> Plan:
        """Return the plan with the figures of these measurements removed and marked as withheld."""
        return self._with_measurements(self._measurements_less(measurement_ids))

    def _measurements_less(self, ids: AbstractSet[str]) -> tuple[Measurement, ...]:
        fresh = {m.id for m in self.measurements if m.id in ids and not m.is_withheld}
        if not fresh:
            return self.measurements
        return tuple(m.withheld() if m.id in fresh else m for m in self.measurements)

    def _with_measurements(self, told: tuple[Measurement, ...]) -> Plan:
        if told is self.measurements:
            return self
        return replace(self, measurements=told, _shared={**self._shared})

    def alone(self) -> Plan:
        """Return the same plan without what has been computed from it, to be sent elsewhere."""
        return replace(self, _shared={})

    def seen_by(self, person_id: str | None) -> Plan:
        """Return the plan as one person may see it.

        It lacks what is confidential to others, with its parts, and the figures that would reveal
        small groups. Both are removed here, so that no caller can forget one of them.
        """
        if not self.has_confidential:
            return self._told
        opened = self.opened_to(person_id or "")
        known = self._seen.get(opened)
        if known is not None:
            return known
        hidden = self.kept_from(person_id)
        if len(self._seen) >= _VIEWS_KEPT:
            self._seen.clear()
        return self._seen.setdefault(opened, self._told.without(hidden) if hidden else self._told)

    @cached_property
    def _seen(self) -> dict[frozenset[str], Plan]:
        return {}

    def without(self, hidden: AbstractSet[str]) -> Plan:
        """Return the plan without the items with these ids, their parts included."""
        seen = self.only(
            goals={g.id for g in self.goals} - hidden,
            indicators={i.id for i in self.indicators} - hidden,
            actions={a.id for a in self.actions} - hidden,
        )
        retired = (i for i in self.retired if not is_of(i, hidden))
        return replace(
            seen,
            actions=tuple(without_goals(action, hidden) for action in seen.actions),
            agenda_items=not_in(hidden, seen.agenda_items),
            agreements=not_in(hidden, seen.agreements),
            decisions=not_in(hidden, seen.decisions),
            hearings=not_in(hidden, seen.hearings),
            involvements=tuple(i for i in seen.involvements if not is_of(i, hidden)),
            retired=tuple(without_goals(item, hidden) for item in retired),
            elsewhere=tuple(
                without_goals(i, hidden) for i in self.elsewhere if not is_of(i, hidden)
            ),
        )

    def hidden_from(self, person_id: str) -> frozenset[str]:
        """Return the ids of everything that this person may not see, with all of its parts."""
        if not self.has_confidential:
            return frozenset()
        opened = self.opened_to(person_id)
        if opened not in self._hidden:
            shown = {item.id for item in self.seen_by(person_id)._may_be_hidden}  # noqa: SLF001
            self._hidden[opened] = hidden_among(self._may_be_hidden, shown, self._parts)
        return self._hidden[opened]

    @property
    def _may_be_hidden(self) -> Iterator[Item]:
        tree: tuple[Iterable[Item], ...] = (self.goals, self.indicators, self.actions)
        talks: tuple[Iterable[Item], ...] = (self.agreements, self.decisions, self.hearings)
        return chain(*tree, *talks, self.agenda_items, self.retired, self.elsewhere)

    @property
    def _parts(self) -> Iterator[Item]:
        told: tuple[Iterable[Item], ...] = (self.targets, self.measurements, self.involvements)
        done: tuple[Iterable[Item], ...] = (self.milestones, self.check_ins, self.postponements)
        said: tuple[Iterable[Item], ...] = (self.reviews, self.agenda_items, self.attendances)
        return chain(*told, *done, *said, self.adoptions, self.retired, self.elsewhere)

    @cached_property
    def _hidden(self) -> dict[frozenset[str], frozenset[str]]:
        return {}

    def kept_from(self, person_id: str | None) -> frozenset[str]:
        """Return the ids of what a person may not know about.

        What serves a hidden goal is hidden too, unless it also serves a goal the person may see.
        An agenda item, decision or hearing is hidden if any item it refers to is hidden.
        """
        hidden = {item.id for item in self._open_to_few if not may_see(item, person_id)}
        if any(isinstance(i, Goal) and i.id in hidden for i in self._open_to_few):
            others = (i for i in self.elsewhere if isinstance(i, Goal))
            shown_goals = {goal.id for goal in (*self.goals, *others)} - hidden
            for item in (*self.indicators, *self.actions, *self.elsewhere, *self.retired):
                on = goals_named_by(item)
                if not hidden.isdisjoint(on) and shown_goals.isdisjoint(on):
                    hidden.add(item.id)
        # Decisions first: a hearing may be about one.
        for item in (*self.decisions, *self.agenda_items, *self.hearings, *self.retired):
            if not hidden.isdisjoint(named_by(item)):
                hidden.add(item.id)
        return frozenset(hidden)

    def within(self, unit_id: str) -> Plan:
        """Return the part of the plan that concerns a unit and the units below it.

        An action or indicator that belongs to no unit follows its goal.
        """
        units = self.units_below(unit_id)
        goals = {g.id for g in self.goals if self._belongs(g, units)}
        actions = {a.id for a in self.actions if self._belongs(a, units, goals)}
        indicators = {i.id for i in self.indicators if self._belongs(i, units, goals)}
        followers = actions | indicators
        kept = (i for i in (*self.actions, *self.indicators) if i.id in followers)
        goals.update(goal_id for item in kept for goal_id in goals_named_by(item))
        return self.only(goals=goals, indicators=indicators, actions=actions)

    def _belongs(
        self,
        item: Goal | Action | Indicator,
        units: frozenset[str],
        goals: Iterable[str] = (),
    ) -> bool:
        unit = self.unit_of(item)
        if unit is None:
            return any(goal_id in goals for goal_id in goals_named_by(item))
        return unit.id in units

    def only(self, *, goals: set[str], indicators: set[str], actions: set[str]) -> Plan:
        """Return the plan with these goals, indicators and actions and what belongs to them."""
        dropped = {goal.id for goal in self.goals} - goals
        # What is retired or in another strategy does not count as dropped: it was not shown.
        gone = dropped | ({action.id for action in self.actions} - actions)
        decisions = about_what_stays(self.decisions, gone)
        gone |= {decision.id for decision in self.decisions} - {d.id for d in decisions}
        return replace(
            self,
            goals=_less(self.goals, lambda g: g.id in goals),
            indicators=_less(self.indicators, lambda i: i.id in indicators),
            targets=_less(self.targets, lambda t: t.indicator_id in indicators),
            measurements=_less(self.measurements, lambda m: m.indicator_id in indicators),
            actions=self._serving(actions, dropped),
            milestones=_less(self.milestones, lambda m: m.action_id in actions),
            check_ins=_less(self.check_ins, lambda c: c.action_id in actions),
            postponements=_less(self.postponements, lambda p: p.action_id in actions),
            agenda_items=about_what_stays(self.agenda_items, gone),
            decisions=decisions,
            hearings=about_what_stays(self.hearings, gone),
            involvements=_less(self.involvements, lambda i: i.item_id not in gone),
            reviews=_less(self.reviews, lambda r: not r.action_id or r.action_id in actions),
            _shared={**self._shared},
        )

    def _serving(self, actions: set[str], dropped: set[str]) -> tuple[Action, ...]:
        kept = _less(self.actions, lambda action: action.id in actions)
        return tuple(without_goals(a, dropped) for a in kept) if dropped else kept


def _less(items: tuple[S, ...], stays: Callable[[S], bool]) -> tuple[S, ...]:
    """Return the items that stay; the same tuple if all do, for what depends on it."""
    kept = tuple(filter(stays, items))
    return items if len(kept) == len(items) else kept


def told_apart(indicator: Indicator) -> tuple[str, str]:
    """Return what identifies a figure; the same indicator in several units is the same figure."""
    return " ".join(indicator.title.casefold().split()), indicator.unit.casefold().strip()


def period_day(measurement: Measurement) -> date:
    """Return the last day a measurement covers; the same for all that name the same period."""
    named = parse_date(measurement.period) if measurement.period else None
    return named.date if named else measurement.on


def grouped(items: Iterable[T], keys: Callable[[T], Iterable[str]]) -> dict[str, tuple[T, ...]]:
    """Return the items under each of their keys, in the order they came in."""
    groups: defaultdict[str, list[T]] = defaultdict(list)
    for item in items:
        for key in keys(item):
            groups[key].append(item)
    return {key: tuple(members) for key, members in groups.items()}


def _for_few(items: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(item for item in items if getattr(item, "confidential_to", ()))


def _in_turn(proposal: Postponement) -> tuple[date, date, date, str]:
    # Two on the same day are in order: the second moves the date from where the first put it.
    return proposal.proposed_on, proposal.from_due or date.min, proposal.proposed_due, proposal.id
