"""The minutes of a meeting in the reader's language: every text ready to print, in order.

What people wrote is unchanged. The page, the Word file and the PDF all show the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from strategy.charts.palette import SYMBOLS
from strategy.domain.figures.changes import ChangeKind
from strategy.domain.items import Person, Position
from strategy.domain.meeting_items import Attends, Decision, MeetingState, Presence
from strategy.domain.meetings.decisions import Became
from strategy.domain.meetings.minutes import Attendee, FollowedUp, Happened, Minutes, Treated, came
from strategy.domain.plan import Plan
from strategy.i18n import Words


@dataclass(frozen=True)
class PaperDecision:
    """One decision: its number, its text, and one line with its kind, owner and date."""

    code: str
    title: str
    description: str
    facts: str


@dataclass(frozen=True)
class PaperItem:
    """One agenda item, with its notes split into paragraphs."""

    title: str
    description: str
    notes: tuple[str, ...]
    decisions: tuple[PaperDecision, ...]


@dataclass(frozen=True)
class PaperPart:
    """A heading and the lines below it."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class MinutesPaper:
    """The minutes of a meeting, ready to print."""

    language: str
    organisation: str
    title: str
    state: str
    facts: tuple[str, ...]
    notices: tuple[str, ...]
    attendance: tuple[PaperPart, ...]
    items: tuple[PaperItem, ...]
    elsewhere: tuple[PaperDecision, ...]
    agreements: tuple[str, ...]
    parked: tuple[str, ...]
    followed_up: tuple[str, ...]
    since_heading: str
    since: tuple[PaperPart, ...]
    labels: dict[str, str]


_LABELS = (
    "minutes", "attendance", "items", "decisions", "elsewhere", "agreements", "parked",
    "followed_up", "decision", "nothing_decided",
)  # fmt: skip


def paper_of(told: Minutes, plan: Plan, w: Words, *, with_names: bool) -> MinutesPaper:
    """Return minutes in a language, with people's names or only their functions."""
    return MinutesPaper(
        language=w.language,
        organisation=plan.organisation.name,
        title=told.meeting.title,
        state=state_words(told, plan, w, with_names=with_names),
        facts=tuple(facts_of(told, w)),
        notices=tuple(notices_of(told, w)),
        attendance=attendance_parts(told.attendees, w, with_names=with_names),
        items=tuple(_item(one, plan, w) for one in told.treated),
        elsewhere=tuple(decision_words(d, plan, w) for d in told.elsewhere),
        agreements=tuple(one.sentence for one in told.agreements),
        parked=tuple(item.title for item in told.parked),
        followed_up=tuple(followed_words(one, w) for one in told.followed_up),
        since_heading=since_heading(told, w),
        since=since_parts(told.happened, w),
        labels={name: w(f"minutes.{name}") for name in _LABELS},
    )


def facts_of(told: Minutes, w: Words) -> Iterator[str]:
    """Yield the time and place of a meeting."""
    meeting = told.meeting
    yield w.formats.day(meeting.on)
    if meeting.begins and meeting.ends:
        yield w("meeting.from_to", begins=meeting.begins, ends=meeting.ends)
    elif meeting.begins:
        yield w("meeting.at", begins=meeting.begins)
    if meeting.place:
        yield meeting.place


def state_words(told: Minutes, plan: Plan, w: Words, *, with_names: bool) -> str:
    """Return the state of the minutes, with who approved them and when."""
    meeting = told.meeting
    if meeting.state is not MeetingState.APPROVED or meeting.approved_on is None:
        return w("minutes.draft")
    person = plan.find(Person, meeting.approved_by)
    day = w.formats.day(meeting.approved_on)
    if person is None or person.erased:
        return w("minutes.approved_by", day=day, who=w("person.former"))
    who = person.name if with_names else _function_of(plan, person, w)
    return w("minutes.approved_by", day=day, who=who)


def notices_of(told: Minutes, w: Words) -> Iterator[str]:
    """Yield warnings to show first: that items are withheld, or that the minutes were changed."""
    if not told.intact:
        yield w("minutes.tampered")
    if told.withheld:
        yield w("minutes.withheld", count=told.withheld)


def attendance_parts(
    attendees: Iterable[Attendee], w: Words, *, with_names: bool
) -> tuple[PaperPart, ...]:
    """Return those who came, grouped by capacity, and then those who did not."""
    everybody = tuple(attendees)
    present = came(everybody, Presence.PRESENT)
    parts = [
        PaperPart(w(f"attends_as.{role}"), _people(group, w, with_names=with_names))
        for role, group in groupby(present, key=lambda one: one.attendance.attends_as)
    ]
    absent = came(everybody, Presence.ABSENT)
    if absent:
        parts.append(PaperPart(w("presence.absent"), _people(absent, w, with_names=with_names)))
    asked = came(everybody, Presence.INVITED)
    if asked:
        parts.append(PaperPart(w("presence.invited"), _people(asked, w, with_names=with_names)))
    return tuple(parts)


def attendee_words(one: Attendee, w: Words, *, with_names: bool = True) -> str:
    """Return an attendee's name and function, or the function alone."""
    if one.former:
        return w("person.former")
    usual = w(f"attends.{one.attendance.attends_as}")
    if not one.name or not with_names:
        return one.function or usual
    return f"{one.name}, {one.function}" if one.function else one.name


def decision_words(
    decision: Decision, plan: Plan, w: Words, *, with_codes: bool = True
) -> PaperDecision:
    """Return a decision with one line with its kind, owner and date."""
    owner = plan.find(Position, decision.owner_id)
    parts = [w(f"decided.{decision.decided}"), *(_codes(decision, plan) if with_codes else ())]
    if owner is not None:
        parts.append(w("minutes.responsible", who=owner.title))
    if decision.due is not None:
        parts.append(w("minutes.due", day=w.formats.short_day(decision.due)))
    if decision.reorganisation:
        parts.append(w("minutes.reorganisation"))
    facts = " · ".join(parts)
    return PaperDecision(decision.code, decision.title, decision.description, facts)


def followed_words(one: FollowedUp, w: Words) -> str:
    """Return one line on what became of a decision."""
    became = "; ".join(became_words(b, w) for b in one.became)
    told = f"{one.decision.code} {one.decision.title}"
    return f"{told} – {became}" if became else told


def became_words(one: Became, w: Words) -> str:
    """Return the status of an item a decision is about: symbol, word, date and cause."""
    if one.signal is None:
        return w("became.left", code=one.item.code)
    parts = [f"{one.item.code} {SYMBOLS[one.signal]} {w(f'signal.{one.signal}')}"]
    if one.closed_on:
        parts.append(w.formats.short_day(one.closed_on))
    elif one.overdue_days:
        parts.append(w("action.overdue", count=one.overdue_days))
    elif one.due:
        parts.append(w("minutes.due", day=w.formats.due(one.due, one.precision)))
    if one.cause:
        parts.append(one.cause)
    return ", ".join(parts)


def since_heading(told: Minutes, w: Words) -> str:
    """Return the heading that says since when changes are listed; empty for the first meeting."""
    if told.previous is None:
        return ""
    return w("changes.since_meeting", day=w.formats.day(told.previous.on))


def since_parts(happened: Iterable[Happened], w: Words) -> tuple[PaperPart, ...]:
    """Return what happened since the last meeting, kind by kind, with the causes given."""
    return tuple(
        PaperPart(w(f"since_kind.{kind}"), tuple(_happened(one, w) for one in group))
        for kind, group in groupby(happened, key=lambda one: one.change.kind)
    )


def _happened(one: Happened, w: Words) -> str:
    change = one.change
    told = f"{change.code} {change.title}".strip()
    if change.kind is ChangeKind.NEW_STRATEGY and isinstance(change.after, date):
        told = w("changes.new_strategy", title=change.title, day=w.formats.day(change.after))
    if change.kind is ChangeKind.POSTPONED and isinstance(change.after, date):
        told = f"{told} ({w('minutes.new_due', day=w.formats.short_day(change.after))})"
    return f"{told}: {one.cause}" if one.cause else told


def _item(one: Treated, plan: Plan, w: Words) -> PaperItem:
    return PaperItem(
        f"{one.number}. {one.item.title}",
        one.item.description,
        tuple(line for line in one.item.notes.splitlines() if line.strip()),
        tuple(decision_words(decision, plan, w) for decision in one.decisions),
    )


def _codes(decision: Decision, plan: Plan) -> Iterator[str]:
    known = plan.ever_by_id
    for item_id in (*decision.goal_ids, *decision.action_ids):
        code = getattr(known.get(item_id), "code", "")
        if code:
            yield code


def _people(attendees: Iterable[Attendee], w: Words, *, with_names: bool) -> tuple[str, ...]:
    return tuple(attendee_words(one, w, with_names=with_names) for one in attendees)


def _function_of(plan: Plan, person: Person, w: Words) -> str:
    held = (plan.find(Position, p) for p in sorted(plan.positions_held_by(person.id)))
    titles = [p.title for p in held if p is not None and p.holder_id == person.id]
    return ", ".join(titles) or w(f"attends.{Attends.LEADER}")
