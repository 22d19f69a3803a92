"""Today's reminders to each person: a digest, at most one a day, and only when there is news.

Everything is computed from the plan, the day, and the day a person was last notified. No single
reminder is stored, and none is lost on a day when nothing could be sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from strategy.domain.figures.assessment import Assessment
from strategy.domain.figures.waiting import Ask, proposals, reasons_of_action, silent_from
from strategy.domain.follow_up.quiet_days import is_quiet
from strategy.domain.follow_up.reporting import (
    PeriodReport,
    Phase,
    UnitReport,
    leaders_of,
    open_periods,
    people_in,
    report_of,
    reviewers_of,
)
from strategy.domain.follow_up.tasks import responsible_for
from strategy.domain.items import (
    Action,
    ActionState,
    Indicator,
    Person,
    Position,
    ReportingPeriod,
    Role,
)
from strategy.domain.meetings.involvement import unanswered_hearings
from strategy.domain.plan import Plan
from strategy.domain.reflection import Round
from strategy.domain.roles import Permission, may

AGAIN_EVERY = 7
"""How many days pass before a reminder that nobody reacted to is repeated."""

_A_WEEK, _A_DAY = 7, 1
_NEXT = timedelta(days=_A_DAY)


class Kind(StrEnum):
    """What a reminder is about, in the order of a digest."""

    ASKED_BACK = "asked_back"
    OVERDUE = "overdue"
    SILENT = "silent"
    PERIOD_CLOSES = "period_closes"
    DUE_SOON = "due_soon"
    TO_REFLECT = "to_reflect"
    TO_HEAR = "to_hear"
    TO_DECIDE = "to_decide"
    PERIOD_OPENS = "period_opens"
    TO_REVIEW = "to_review"


class Step(StrEnum):
    """The escalation level: up from the owner while nobody reacts."""

    OWNER = "owner"
    DEPUTY = "deputy"
    LEADER = "leader"
    HR = "hr"


STEPS = tuple(Step)

PERSONAL = (Kind.TO_REFLECT, Kind.TO_HEAR)
"""The kinds private to the person asked: others must not see who has not answered."""


@dataclass(frozen=True)
class Notice:
    """One thing to notify somebody of: the item, its relevant day, and since when it is news.

    `count` is the number of things to report in a period, `title` the title of something stored
    outside the plan; `day` is None where there is no last day.
    """

    kind: Kind
    item_id: str
    day: date | None
    since: date
    step: Step = Step.OWNER
    count: int = 0
    title: str = ""


@dataclass(frozen=True)
class Digest:
    """All the notices of one person on a day, the most serious first."""

    person_id: str
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class _Matter:
    """Something that waits: the days of the first and the later reminders, and who comes first."""

    kind: Kind
    item: Action | Indicator
    day: date | None
    began: date
    tellings: tuple[date, ...] = ()
    escalates: bool = True
    first: Step = Step.OWNER


def digests(
    plan: Plan,
    assessment: Assessment,
    *,
    today: date,
    last_told: Mapping[str, date],
    rounds: Mapping[str, Iterable[Round]] | None = None,
) -> tuple[Digest, ...]:
    """Return today's digests, in the plan's order of people; none on a quiet day.

    `last_told` is the day each person last got one. A digest is made when something in it is newer
    than that, and then lists everything that waits. `rounds` are the reflection rounds each person
    has yet to answer, by person id.
    """
    plan = plan.until(today)
    if is_quiet(today):
        return ()
    waiting: dict[str, dict[tuple[Kind, str], Notice]] = {}
    told = (*_all_notices(plan, assessment, today), *_about_rounds(plan, rounds or {}, today))
    for person, notice in told:
        mine = waiting.setdefault(person.id, {})
        # A person who is both owner and leader is notified as the owner.
        mine.setdefault((notice.kind, notice.item_id), notice)
    found = (
        Digest(person.id, _in_order(waiting[person.id].values()))
        for person in plan.people
        if person.id in waiting and last_told.get(person.id) != today
    )
    return tuple(digest for digest in found if _is_news(digest, last_told))


def _is_news(digest: Digest, last_told: Mapping[str, date]) -> bool:
    told = last_told.get(digest.person_id)
    return told is None or any(notice.since > told for notice in digest.notices)


def _in_order(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    kinds = tuple(Kind)
    return tuple(sorted(notices, key=lambda n: (kinds.index(n.kind), n.day or date.max, n.item_id)))


def _all_notices(
    plan: Plan, assessment: Assessment, today: date
) -> Iterator[tuple[Person, Notice]]:
    seen_by = _Sight(plan)
    told = [
        *_about_matters(plan, assessment, today),
        *_about_periods(plan, today, seen_by),
        *_about_hearings(plan, today),
    ]
    for person, notice in sorted(told, key=lambda pair: STEPS.index(pair[1].step)):
        if _can_be_told(person) and seen_by.sees(person, notice.item_id):
            yield person, notice


class _Sight:
    """Who may see what, computed once per person."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._known: dict[str, Plan] = {}

    def plan_of(self, person: Person) -> Plan:
        if person.id not in self._known:
            self._known[person.id] = self._plan.seen_by(person.id)
        return self._known[person.id]

    def sees(self, person: Person, item_id: str) -> bool:
        # A period that follows the calendar is not confidential and is in no table.
        return item_id not in self._plan.by_id or item_id in self.plan_of(person).by_id


def _can_be_told(person: Person) -> bool:
    return bool(person.email) and may(person, Permission.SEE_PLAN)


# --- actions and indicators ---------------------------------------------------------------------


def _about_matters(
    plan: Plan, assessment: Assessment, today: date
) -> Iterator[tuple[Person, Notice]]:
    for matter in _matters(plan, assessment, today):
        for step, people, begins in _told_to(plan, matter):
            tellings = [day for day in _days_told(matter, begins, today) if day <= today]
            if tellings:
                notice = Notice(matter.kind, matter.item.id, matter.day, max(tellings), step)
                yield from ((person, notice) for person in people)


def _matters(plan: Plan, assessment: Assessment, today: date) -> Iterator[_Matter]:
    for action in plan.actions:
        if action.state is ActionState.OPEN:
            yield from _about_action(plan, action, assessment, today)
    for action, proposal in proposals(plan):
        day = proposal.proposed_on
        yield _Matter(Kind.TO_DECIDE, action, day, day, first=Step.LEADER)
    for period in open_periods(plan, today=today):
        yield from _asked_back(plan, period, today)


def _about_action(
    plan: Plan, action: Action, assessment: Assessment, today: date
) -> Iterator[_Matter]:
    """Yield what waits for an action's owner and is worth a mail; the same as on Min side."""
    asks = {waits.ask for waits in reasons_of_action(plan, assessment, action)}
    check_in = plan.latest_check_in(action.id)
    heard = check_in.on if check_in else None
    if Ask.OVERDUE in asks and action.due:
        # A report since then restarts the waiting.
        yield _Matter(
            Kind.OVERDUE, action, action.due, max(action.due, heard or action.due) + _NEXT
        )
        return
    status = assessment.actions[action.id]
    if status.silent and status.silent_days is not None:
        quiet_since = today - timedelta(days=status.silent_days)
        yield _Matter(Kind.SILENT, action, heard, silent_from(plan, quiet_since))
    if Ask.DUE_SOON in asks and action.due:
        ahead = sorted({plan.organisation.due_soon_days, _A_WEEK, _A_DAY}, reverse=True)
        within = (days for days in ahead if days <= plan.organisation.due_soon_days)
        tellings = tuple(action.due - timedelta(days=days) for days in within)
        yield _Matter(Kind.DUE_SOON, action, action.due, tellings[0], tellings, escalates=False)


def _asked_back(plan: Plan, period: ReportingPeriod, today: date) -> Iterator[_Matter]:
    for unit in report_of(plan, period, today=today).units:
        for line in unit.lines:
            asked = line.asked_back
            if asked is not None:
                yield _Matter(Kind.ASKED_BACK, line.item, asked.on, asked.on)


def _told_to(plan: Plan, matter: _Matter) -> Iterator[tuple[Step, tuple[Person, ...], date]]:
    """Yield who is notified of a matter at each escalation level, and from which day.

    A level without people is skipped: without an owner, the next level is notified at once.
    """
    waits = timedelta(days=plan.organisation.escalate_days)
    begins = matter.began
    for step in STEPS[STEPS.index(matter.first) :]:
        people = _people_of(plan, matter, step)
        if not people:
            continue
        yield step, people, begins
        if not matter.escalates:
            return
        begins += waits


def _people_of(plan: Plan, matter: _Matter, step: Step) -> tuple[Person, ...]:
    owner = plan.find(Position, matter.item.owner_id)
    match step:
        case Step.OWNER:
            return _asked(plan, matter.item, owner.holder_id if owner else None)
        case Step.DEPUTY:
            return _asked(plan, matter.item, owner.deputy_id if owner else None)
        case Step.LEADER:
            leading = leaders_of(plan, plan.unit_of(matter.item))
            people = tuple(p for position in leading for p in people_in(plan, position)[:1])
        case _:
            people = tuple(p for p in plan.people if Role.HR in p.roles and not p.retired)
    if matter.kind is Kind.TO_DECIDE:
        return tuple(p for p in people if may(p, Permission.CHANGE_PLAN))
    return people


def _asked(plan: Plan, item: Action | Indicator, person_id: str | None) -> tuple[Person, ...]:
    asked = responsible_for(plan, item)
    return tuple(p for p in asked if p.id == person_id and _can_be_told(p))


def _days_told(matter: _Matter, begins: date, today: date) -> tuple[date, ...]:
    """Return the days to remind of a matter: at regular intervals, or on days of its own."""
    if not matter.escalates:
        return matter.tellings
    times = max((today - begins).days // AGAIN_EVERY, 0)
    return tuple(begins + timedelta(days=AGAIN_EVERY * n) for n in range(times + 1))


# --- what somebody is asked ---------------------------------------------------------------------


def _about_rounds(
    plan: Plan, rounds: Mapping[str, Iterable[Round]], today: date
) -> Iterator[tuple[Person, Notice]]:
    """Yield notices to those invited of the rounds they have not answered, whatever they may see.

    Rounds that are answered together in a meeting are left out.
    """
    for person in plan.people:
        for asked in rounds.get(person.id, ()):
            if person.email and not asked.live:
                since = _asked_since(asked.opens or asked.prepared_on, asked.closes, today)
                kind, title = Kind.TO_REFLECT, asked.title
                yield person, Notice(kind, asked.id, asked.closes, since, title=title)


def _about_hearings(plan: Plan, today: date) -> Iterator[tuple[Person, Notice]]:
    for person in plan.people:
        for hearing in unanswered_hearings(plan, person.id, today):
            since = _asked_since(hearing.opens, hearing.closes, today)
            yield person, Notice(Kind.TO_HEAR, hearing.id, hearing.closes, since)


def _asked_since(opens: date, closes: date | None, today: date) -> date:
    """Return the latest reminder day: the first day, then a week and a day before the last day.

    Without a last day it is repeated while nobody reacts.
    """
    if closes is None:
        return today - timedelta(days=(today - opens).days % AGAIN_EVERY)
    ahead = (closes - timedelta(days=days) for days in (_A_WEEK, _A_DAY))
    return max((day for day in ahead if opens < day <= today), default=opens)


# --- periods ------------------------------------------------------------------------------------


def _about_periods(plan: Plan, today: date, sight: _Sight) -> Iterator[tuple[Person, Notice]]:
    for period in open_periods(plan, today=today):
        report = report_of(plan, period, today=today)
        missing = _missing_by_person(plan, report, sight)
        for person, count in missing.values():
            yield person, _period_notice(report, count, today)
        for unit in report.units:
            yield from _to_review(plan, period, unit)


def _missing_by_person(
    plan: Plan, report: PeriodReport, sight: _Sight
) -> dict[str, tuple[Person, int]]:
    """Return how much each person has left to report: the holder, or else the deputy."""
    missing: dict[str, tuple[Person, int]] = {}
    for unit in report.units:
        for line in unit.lines:
            if line.reported:
                continue
            for person in responsible_for(plan, line.item)[:1]:
                if sight.sees(person, line.item.id):
                    _, before = missing.get(person.id, (person, 0))
                    missing[person.id] = person, before + 1
    return missing


def _period_notice(report: PeriodReport, count: int, today: date) -> Notice:
    period = report.period
    week_before = max(period.deadline - timedelta(days=_A_WEEK), period.opens)
    if today < week_before or week_before == period.opens == today:
        return Notice(Kind.PERIOD_OPENS, period.id, period.deadline, period.opens, count=count)
    days = [week_before, period.deadline - timedelta(days=_A_DAY)]
    if report.phase is Phase.GRACE:
        late = (today - period.deadline).days - 1
        days.append(today - timedelta(days=late % AGAIN_EVERY))
    since = max(day for day in days if day <= today)
    return Notice(Kind.PERIOD_CLOSES, period.id, period.deadline, since, count=count)


def _to_review(
    plan: Plan, period: ReportingPeriod, unit: UnitReport
) -> Iterator[tuple[Person, Notice]]:
    """Yield notices to a unit's reviewers when all is reported and they have not reviewed it."""
    if unit.unit is None or not unit.waits_for_review:
        return
    since = max((line.last for line in unit.lines if line.last), default=period.opens)
    for person in reviewers_of(plan, unit.unit):
        day = period.deadline
        yield person, Notice(Kind.TO_REVIEW, unit.unit.id, day, since, Step.LEADER)
