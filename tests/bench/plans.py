"""Plans of a known size for measuring: made up from a seed, written once into real DuckDB files."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path

from strategy.domain.items import (
    Action,
    ActionState,
    Adoption,
    Challenge,
    CheckIn,
    Comparison,
    Goal,
    Indicator,
    Item,
    Measurement,
    Milestone,
    Organisation,
    Outcome,
    Person,
    Pillar,
    Position,
    Postponement,
    Role,
    Strategy,
    StrategyStatus,
    Target,
    Unit,
    Value,
)
from strategy.domain.meeting_items import Meeting
from strategy.settings import ROOT
from strategy.store.database import Database, open_database

BUILD = ROOT / "build" / "bench"

_YEARS = 3
_INDICATORS_A_GOAL = 2
_MEASURED_EVERY = 91
_TOLD_EVERY = timedelta(days=30)
_PILLARS = ("Å våge", "Å lede", "Å lære", "Å mobilisere", "Å samhandle")
_CHALLENGES = ("Aldring", "Klima", "Utenforskap", "Teknologi", "Økonomi")
_WANTED = ("Flere hele stillinger", "Lavere sykefravær", "Kortere vei til ny kompetanse")
_WHERE = ("i helse og omsorg", "i barnehagene", "i skolene", "i teknisk drift", "på tvers")
_DONE = ("Lederutvikling", "Heltidskultur", "Mentorordning", "Innføring av nyansatte")
_HOW = ("med tillitsvalgte", "for alle enheter", "som prøveprosjekt", "i hele kommunen")


@dataclass(frozen=True)
class Size:
    """How large a plan is."""

    name: str
    goals: int
    actions: int
    check_ins: int
    units: int = 30
    positions: int = 50


S = Size("S", goals=40, actions=300, check_ins=6_000)
L = Size("L", goals=400, actions=10_000, check_ins=200_000)


def plan_file(size: Size, *, today: date, folder: Path = BUILD) -> Path:
    """Return a DuckDB file with a plan of this size, written the first time it is asked for."""
    path = folder / f"plan-{size.name}-{_version(size, today)}.duckdb"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    for older in folder.glob(f"plan-{size.name}-*"):
        older.unlink()
    unfinished = path.with_suffix(".unfinished")
    database = open_database(f"duckdb:///{unfinished}")
    try:
        _write(database, _Plan(size, today))
    finally:
        database.close()
    unfinished.rename(path)
    return path


def _version(size: Size, today: date) -> str:
    """Return another name whenever the plan, its tables or the month of its dates is another."""
    told = hashlib.sha256(f"{size} {today:%Y-%m}".encode())
    for source in (Path(__file__), *sorted((ROOT / "strategy/store/migrations").glob("*.sql"))):
        told.update(source.read_bytes())
    return told.hexdigest()[:12]


def _write(database: Database, plan: _Plan) -> None:
    """Tell the plan's history month by month: what is looked back to must be there."""
    days = sorted(plan.added.keys() | plan.updated.keys())
    with database.many_changes() as make:
        for _, group in groupby(days, key=lambda day: -((plan.begins - day) // _TOLD_EVERY)):
            month = list(group)
            with make(by="p0", made_at=datetime.combine(month[-1], time(9))) as change:
                change.add_many(item for day in month for item in plan.added[day])
                for item in (item for day in month for item in plan.updated[day]):
                    change.update(item)


class _Plan:
    """A made-up plan: what was added and what was changed, by the day it was."""

    def __init__(self, size: Size, today: date) -> None:
        self.size = size
        self.today = today.replace(day=1)
        self.begins = self.today - timedelta(days=365 * _YEARS)
        self.added: defaultdict[date, list[Item]] = defaultdict(list)
        self.updated: defaultdict[date, list[Item]] = defaultdict(list)
        self.chance = random.Random(size.name)  # noqa: S311 - the same plan every time is the point
        self._frame()
        self._goals()
        self._actions()

    def _frame(self) -> None:
        self._add(
            Organisation(name="Målvik kommune", number="9998", demo=True),
            Strategy(
                id="strategy",
                title="Arbeidsgiverstrategi",
                vision="Sammen om morgendagen",
                period_from=self.begins,
                period_to=self.begins + timedelta(days=365 * 5),
                status=StrategyStatus.ADOPTED,
            ),
            Adoption(id="adoption", body="Kommunestyret", on=self.begins, case_number="21/99"),
            *(Value(id=f"v{n}", title=f"Verdi {n}", position=n) for n in range(4)),
            *(
                Challenge(id=f"c{n}", code=f"U{n + 1}", title=title, position=n)
                for n, title in enumerate(_CHALLENGES)
            ),
            *(
                Pillar(id=f"pillar{n}", code=str(n + 1), title=title, position=n)
                for n, title in enumerate(_PILLARS)
            ),
            *self._organisation(),
            *(
                Meeting(id=f"m{n}", title="Ledermøte", on=self.begins + timedelta(days=30 * n))
                for n in range(12 * _YEARS)
            ),
        )

    def _organisation(self) -> Iterator[Item]:
        for n in range(self.size.units):
            parent = f"u{(n - 1) // 4}" if n else None
            yield Unit(id=f"u{n}", code=f"E{n:02}", title=f"Enhet {n}", parent_id=parent)
        for n in range(self.size.positions):
            roles = (Role.HR, Role.ADMINISTRATOR) if n == 0 else (Role.OWNER,)
            yield Person(id=f"p{n}", name=f"Person {n:02}", roles=roles)
        for n in range(self.size.positions):
            vacant = n % 17 == 16
            yield Position(
                id=f"s{n}",
                title=f"Leder for enhet {n}",
                unit_id=f"u{n % self.size.units}",
                holder_id=None if vacant else f"p{n}",
            )

    def _goals(self) -> None:
        for n in range(self.size.goals):
            pillar = n % len(_PILLARS)
            goal = Goal(
                id=f"g{n}",
                code=f"{pillar + 1}.{n // len(_PILLARS) + 1}",
                pillar_id=f"pillar{pillar}",
                title=f"{self._one_of(_WANTED)} {self._one_of(_WHERE)} {n}",
                description="Vi når målet når flere blir lenger. " * 4,
                owner_id=self._owner(),
                due=self.begins + timedelta(days=365 * 5),
                challenge_ids=(f"c{n % len(_CHALLENGES)}",),
                un_goals=(8,),
            )
            self._add(goal)
            for m in range(_INDICATORS_A_GOAL):
                self._indicator(n, m)

    def _indicator(self, goal: int, place: int) -> None:
        code = goal * _INDICATORS_A_GOAL + place
        baseline = round(self.chance.uniform(5, 60), 1)
        indicator = Indicator(
            id=f"i{code}",
            code=f"I-{code + 1}",
            goal_id=f"g{goal}",
            title=f"Andel {self._one_of(_DONE).lower()} {code}",
            unit="%",
            baseline=baseline if code % 9 else None,
            baseline_on=self.begins,
            cadence_days=122,
            owner_id=self._owner(),
        )
        aim = round(baseline * 1.3, 1)
        target = Target(
            id=f"t{code}",
            indicator_id=indicator.id,
            text=f"minst {aim} %",
            comparison=Comparison.AT_LEAST,
            low=aim,
            due=self.begins + timedelta(days=365 * 4),
        )
        self._add(indicator, *([target] if code % 11 else []))
        steps = range(0 if code % 13 else 8, 365 * _YEARS // _MEASURED_EVERY)
        for step in steps:
            on = self.begins + timedelta(days=_MEASURED_EVERY * step + 10)
            value = round(baseline * (1 + 0.02 * step * self.chance.uniform(-0.3, 1.5)), 1)
            measured = Measurement(
                id=f"n{code}.{step}", indicator_id=indicator.id, on=on, value=value
            )
            self.added[on].append(measured)

    def _actions(self) -> None:
        counts = self._check_ins_an_action()
        for n, count in enumerate(counts):
            action = self._action(n, started=count > 0)
            self._add(action)
            for step in (1, 2):
                due = action.start + timedelta(days=60 * step) if action.start else None
                done = due if due and due < self.today and n % 3 else None
                title = f"Milepæl {step}"
                self._add(
                    Milestone(
                        id=f"k{n}.{step}", action_id=action.id, title=title, due=due, done_on=done
                    )
                )
            last = self._check_ins(action, n, count)
            self._moves(action, n, last)

    def _check_ins_an_action(self) -> list[int]:
        """Return how many check-ins each action has; one in twenty-five has not started."""
        started = [n for n in range(self.size.actions) if n % 25 != 24]
        counts = [0] * self.size.actions
        for place in range(self.size.check_ins):
            counts[started[place % len(started)]] += 1
        return counts

    def _action(self, n: int, *, started: bool) -> Action:
        day = self.chance.randrange(5, 365 * _YEARS - 40) if started else 365 * _YEARS + 20
        start = self.begins + timedelta(days=day)
        due = start + timedelta(days=self.chance.randrange(200, 1100)) if n % 29 else None
        goals = dict.fromkeys([n % self.size.goals, self.chance.randrange(self.size.goals)])
        return Action(
            id=f"a{n}",
            code=f"T-{n + 1:03}",
            title=f"{self._one_of(_DONE)} {self._one_of(_HOW)} {self._one_of(_WHERE)} {n}",
            description="Vi prøver ut, lærer og justerer sammen med dem det gjelder. " * 3,
            goal_ids=tuple(f"g{g}" for g in list(goals)[: 1 + n % 2]) if n % 37 else (),
            owner_id=self._owner() if n % 31 else None,
            start=start,
            due=due,
            original_due=due,
            # One in a plan is enough to make every reader's plan one of their own.
            confidential_to=("p0",) if n == 7 else (),
        )

    def _check_ins(self, action: Action, n: int, count: int) -> date:
        start = action.start or self.begins
        quiet = self.chance.randrange(200) if n % 6 == 0 else self.chance.randrange(40)
        last = max(start + timedelta(days=2), self.today - timedelta(days=quiet + 1))
        speed = self.chance.uniform(0.3, 1.1)
        whole = ((action.due or last) - start).days or 1
        for step in range(count):
            day = start + (last - start) * (step + 1) / count
            percent = min(95, round(100 * speed * (day - start).days / whole))
            said = "Vi er i rute, men trenger flere med." if step % 3 else ""
            self.added[day].append(
                CheckIn(
                    id=f"h{n}.{step}",
                    action_id=action.id,
                    on=day,
                    by_id="p0",
                    percent=percent,
                    comment=said,
                )
            )
        return last

    def _moves(self, action: Action, n: int, last: date) -> None:
        """Move some deadlines, ask to move others, and bring some actions to their end."""
        version = 1
        now = action
        if action.due and n % 5 == 0 and last < self.today:
            on = (action.start or last) + timedelta(days=30)
            later = action.due + timedelta(days=90)
            self._postpone(action, n, on, later, approved=True)
            now = now.model_copy(update={"version": version, "due": later})
            self.updated[on].append(now)
            version += 1
        if action.due and n % 41 == 0:
            self._postpone(
                now, n, self.today, (now.due or last) + timedelta(days=60), approved=False
            )
        if n % 4 == 1 and last < self.today:
            state = ActionState.STOPPED if n % 8 == 1 and n % 3 == 0 else ActionState.DONE
            closed = {"version": version, "state": state, "closed_on": last}
            # After its deadline was moved.
            day = max(last, (action.start or last) + timedelta(days=31)) + timedelta(days=1)
            self.updated[day].append(now.model_copy(update=closed))

    def _postpone(self, action: Action, n: int, on: date, later: date, *, approved: bool) -> None:
        decided = {"outcome": Outcome.APPROVED, "decided_by": "p0", "decided_on": on}
        self.added[on].append(
            Postponement(
                id=f"f{n}.{on}",
                action_id=action.id,
                from_due=action.due,
                proposed_due=later,
                reason="Vi mangler folk.",
                proposed_by=f"p{n % self.size.positions}",
                proposed_on=on,
                **(decided if approved else {}),
            )
        )

    def _add(self, *items: Item) -> None:
        self.added[self.begins].extend(items)

    def _owner(self) -> str:
        return f"s{self.chance.randrange(self.size.positions)}"

    def _one_of(self, words: tuple[str, ...]) -> str:
        return self.chance.choice(words)
