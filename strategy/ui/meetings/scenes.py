"""What the screen shows for each item of an agenda: the plan's own current figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from strategy.charts.palette import SYMBOLS
from strategy.domain.figures.assessment import Assessment
from strategy.domain.figures.changes import Moment
from strategy.domain.figures.waiting import proposals
from strategy.domain.items import Action, Goal, Position, Signal
from strategy.domain.meeting_items import AgendaItem, Meeting, Topic
from strategy.domain.meetings.agenda import (
    agenda_of,
    decisions_of,
    meeting_before,
    slipping,
)
from strategy.domain.meetings.meeting_clock import MeetingClock
from strategy.domain.meetings.minutes import followed_up
from strategy.domain.plan import Plan
from strategy.reports.minutes.paper import became_words, decision_words
from strategy.services.meetings import running as service
from strategy.services.reflection.answering import RoundView
from strategy.ui.meetings.stage import Decided, Line, Scene
from strategy.ui.reflection.scene import asked, is_up, round_scene, which
from strategy.ui.session import Here
from strategy.ui.signals import activity_words, distance_words, effect_words
from strategy.ui.text import one_line, shortened

_MOST, _MOST_ON_A_PHONE = 8, 12
_LONG = 140


def scene(
    here: Here,
    meeting: Meeting,
    item: AgendaItem,
    up: MeetingClock,
    *,
    now: datetime,
    view: RoundView | None = None,
) -> Scene:
    """Return what the screen shows while an item is up, with the round it takes up."""
    w = here.words
    items = agenda_of(here.plan, meeting.id)
    place = items.index(item) if item in items else 0
    numbers = service.item_numbers(here.database, meeting.id, by=here.person)
    number = numbers.get(item.id, 1)
    lines = tuple(_LINES[item.topic](_for_the_wall(here, item), meeting, item))
    most = _MOST_ON_A_PHONE if here.look.narrow else _MOST
    rest = len(lines) - most
    shown = Scene(
        kicker=f"{w('run.item', place=number, count=len(numbers))} · {w(f'topic.{item.topic}')}",
        title=one_line(item.title),
        about=one_line(shortened(item.description, _LONG * 2)),
        lines=lines[:most],
        empty="" if lines else _nothing(here, item),
        more=w("run.more", count=rest) if rest > 0 else "",
        decided=tuple(_decided(_for_the_wall(here, item), meeting, item)),
        elapsed=up.seconds_on(item.id, now=now),
        allotted_minutes=item.minutes,
        running=not up.paused,
        previous=items[place - 1].id if place > 0 else None,
        next=items[place + 1].id if place + 1 < len(items) else None,
        seen=up.version,
    )
    return _with_round(here, item, shown, view) if view and is_up(view) else shown


def _with_round(here: Here, item: AgendaItem, shown: Scene, view: RoundView) -> Scene:
    """Return the scene with the round's question in place of the item's title and text."""
    return replace(
        shown,
        kicker=f"{shown.kicker} · {which(here, view)}",
        title=asked(here, view),
        about="",
        round=round_scene(here, item, view),
    )


def _for_the_wall(here: Here, item: AgendaItem) -> Here:
    """Return the view without confidential items, no matter who steers: the whole room sees it.

    Under a confidential item, which the user has chosen to show, it is the user's own view.
    """
    plan = here.plan
    if item.confidential_to or not plan.has_confidential:
        return here
    opened = here.moment.once("for the wall", lambda: _opened(plan, here.assessment))
    return replace(here, moment=opened)


def _opened(plan: Plan, figures: Assessment) -> Moment:
    return Moment(plan.seen_by(None), figures)


def withheld(here: Here, up: MeetingClock) -> Scene:
    """Return what the screen shows while the current item is not for everybody in the room."""
    return Scene(
        kicker=here.words("run.up_now"),
        title=here.words("run.confidential_up"),
        about=here.words("run.withheld"),
        timed=False,
        seen=up.version,
    )


def counted(here: Here, meeting: Meeting, item: AgendaItem) -> str:
    """Return how much there is to discuss under an item now; empty where nothing is counted."""
    w = here.words
    match item.topic:
        case Topic.FOLLOW_UP:
            previous = meeting_before(here.plan, meeting)
            decided = decisions_of(here.plan, previous.id) if previous else ()
            return w("agenda.follow_up_note", count=len(decided))
        case Topic.SLIPS:
            return w("agenda.slips_note", count=len(slipping(here.plan, here.assessment)))
        case Topic.DECIDE:
            return w("agenda.decide_note", count=len(proposals(here.plan)))
        case _:
            return ""


def _nothing(here: Here, item: AgendaItem) -> str:
    keys = {
        Topic.SLIPS: "run.nothing_slips",
        Topic.DECIDE: "run.nothing_waits",
        Topic.FOLLOW_UP: "run.nothing_decided_before",
    }
    key = keys.get(item.topic)
    return here.words(key) if key else ""


def _decided(here: Here, meeting: Meeting, item: AgendaItem) -> Iterator[Decided]:
    for decision in decisions_of(here.plan, meeting.id):
        if decision.agenda_item_id == item.id:
            told = decision_words(decision, here.plan, here.words)
            yield Decided(told.code, one_line(told.title), told.facts)


# --- the lines of each kind of item -------------------------------------------------------------


def _what_was_decided(here: Here, meeting: Meeting, item: AgendaItem) -> Iterator[Line]:
    previous = meeting_before(here.plan, meeting)
    for one in followed_up(here.plan, here.assessment, previous):
        # Actions show their signal sooner than goals, so they come first.
        signals = [became.signal for became in reversed(one.became) if became.signal]
        signal = signals[0] if signals else None
        note = "; ".join(became_words(became, here.words) for became in one.became)
        head = f"{one.decision.code} {one.decision.title}"
        yield _line(here, signal, head, note)
    yield from _named(here, item)


def _what_slips(here: Here, _meeting: Meeting, item: AgendaItem) -> Iterator[Line]:
    chosen = tuple(_named(here, item))
    if chosen:
        yield from chosen
        return
    for found in slipping(here.plan, here.assessment):
        if isinstance(found.item, Action):
            yield _action_line(here, found.item)


def _what_waits(here: Here, _meeting: Meeting, item: AgendaItem) -> Iterator[Line]:
    w, formats = here.words, here.formats
    for action, proposal in proposals(here.plan):
        note = w(
            "run.proposed",
            before=formats.short_day(proposal.from_due),
            after=formats.short_day(proposal.proposed_due),
            reason=shortened(one_line(proposal.reason), _LONG),
        )
        signal = here.assessment.actions[action.id].signal
        yield _line(here, signal, f"{action.code} {action.title}", note)
    yield from _named(here, item)


def _pillar_of_the_day(here: Here, _meeting: Meeting, item: AgendaItem) -> Iterator[Line]:
    goals = here.plan.goals_under(item.pillar_id) if item.pillar_id else ()
    yield from (_goal_line(here, goal) for goal in goals)
    yield from _named(here, item)


def _what_is_named(here: Here, _meeting: Meeting, item: AgendaItem) -> Iterator[Line]:
    yield from _named(here, item)


def _named(here: Here, item: AgendaItem) -> Iterator[Line]:
    plan: Plan = here.plan
    for goal_id in item.goal_ids:
        goal = plan.find(Goal, goal_id)
        if goal is not None:
            yield _goal_line(here, goal)
    for action_id in item.action_ids:
        action = plan.find(Action, action_id)
        if action is not None:
            yield _action_line(here, action)


def _goal_line(here: Here, goal: Goal) -> Line:
    w = here.words
    status = here.assessment.goals[goal.id]
    note = " · ".join(
        (
            w(f"signal.{status.signal}"),
            f"{w('figure.activity')} {activity_words(status.activity, w)}",
            f"{w('figure.effect')} {effect_words(status, w)}",
        )
    )
    return _line(here, status.signal, f"{goal.code} {goal.title}", note)


def _action_line(here: Here, action: Action) -> Line:
    w = here.words
    status = here.assessment.actions[action.id]
    owner = here.plan.find(Position, action.owner_id)
    said = here.plan.latest_check_in(action.id)
    parts = (
        w(f"signal.{status.signal}"),
        distance_words(status, w),
        one_line(owner.title if owner else action.owner_text or w("owner.none")),
        shortened(one_line(said.cause), _LONG) if said else "",
    )
    note = " · ".join(part for part in parts if part)
    return _line(here, status.signal, f"{action.code} {action.title}", note)


def _line(here: Here, signal: Signal | None, head: str, note: str) -> Line:
    symbol = SYMBOLS[signal] if signal else "·"
    colour = here.look.theme.ink(signal).text if signal else here.look.theme.muted
    return Line(symbol, colour, one_line(head), note)


_LINES: dict[Topic, Callable[[Here, Meeting, AgendaItem], Iterator[Line]]] = {
    Topic.FOLLOW_UP: _what_was_decided,
    Topic.SLIPS: _what_slips,
    Topic.DECIDE: _what_waits,
    Topic.PILLAR: _pillar_of_the_day,
    Topic.REFLECTION: _what_is_named,
    Topic.TALK: _what_is_named,
}
