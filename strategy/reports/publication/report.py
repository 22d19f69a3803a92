"""A publication in the reader's language: everything to show, in display order.

Every text is ready to print. The modules that draw it decide only how it looks.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from strategy.charts.palette import READING_ORDER, SYMBOLS
from strategy.domain.items import GOOD, ActionState, Signal
from strategy.domain.publishing.publication import (
    Aim,
    Content,
    Figure,
    PublishedAction,
    PublishedGoal,
    PublishedIndicator,
    PublishedPillar,
)
from strategy.domain.publishing.published_changes import News, Told, since
from strategy.domain.publishing.sealing import LogEnd, Publication
from strategy.i18n import Words
from strategy.reports.publication.origins import origin_of, sources_of


@dataclass(frozen=True)
class State:
    """A signal: its name for the drawing, its symbol and its word for the reader."""

    signal: str
    symbol: str
    word: str


@dataclass(frozen=True)
class Share:
    """A share of 0..1 with its texts; `share` is None where there is none."""

    label: str
    said: str
    note: str
    share: float | None


@dataclass(frozen=True)
class Slice:
    """How many have a signal."""

    state: State
    count: int


@dataclass(frozen=True)
class Bar:
    """Goals by signal, with a sentence that says the same as the drawing."""

    slices: tuple[Slice, ...]
    said: str


@dataclass(frozen=True)
class Trend:
    """An indicator over time: days and values to draw, and a sentence that says the same."""

    points: tuple[tuple[int, float], ...]
    aim: float | None
    said: str


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator in a table; `origin` says how it is counted, and from which source."""

    code: str
    title: str
    state: State
    baseline: str
    latest: str
    aim: str
    trend: Trend
    origin: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActionRow:
    """One action in a table."""

    code: str
    title: str
    state: State
    responsible: str
    due: str
    percent: str
    why: str


@dataclass(frozen=True)
class GoalPart:
    """One goal with its indicators and actions."""

    id: str
    code: str
    title: str
    description: str
    state: State
    note: str
    facts: tuple[str, ...]
    activity: Share
    effect: Share
    indicators: tuple[IndicatorRow, ...]
    actions: tuple[ActionRow, ...]


@dataclass(frozen=True)
class PillarPart:
    """One pillar: its status, the text about it, and its goals."""

    id: str
    code: str
    title: str
    description: str
    state: State
    number: str
    analysis: tuple[str, ...]
    ahead: tuple[str, ...]
    bar: Bar
    activity: Share
    effect: Share
    indicators: tuple[IndicatorRow, ...]
    goals: tuple[GoalPart, ...]


@dataclass(frozen=True)
class NewsPart:
    """What happened of one kind since the previous publication."""

    news: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class SincePart:
    """What happened since another publication."""

    heading: str
    parts: tuple[NewsPart, ...]
    nothing: str


@dataclass(frozen=True)
class Table:
    """A table of texts."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Coat:
    """A coat of arms as base64-encoded PNG, with an alternative text."""

    picture: str
    said: str


@dataclass(frozen=True)
class Report:
    """A whole publication."""

    language: str
    organisation: str
    strategy: str
    title: str
    period: str
    finding: str
    summary: tuple[str, ...]
    notices: tuple[str, ...]
    bar: Bar
    activity: Share
    effect: Share
    needed: tuple[str, ...]
    pillars: tuple[PillarPart, ...]
    since: SincePart | None
    loose: tuple[ActionRow, ...]
    decisions: Table
    about: tuple[str, ...]
    labels: dict[str, str]
    coat: Coat | None = None


_LABELS = (
    "pillars", "needed", "decisions", "analysis", "ahead", "indicators", "actions", "indicator",
    "start_value", "latest_value", "aim", "state", "action", "responsible", "due", "done_share",
    "about", "loose", "goals", "trend", "contents",
)  # fmt: skip


def report_of(
    content: Content,
    w: Words,
    *,
    publication: Publication | None = None,
    before: Content | None = None,
    entry: LogEnd | None = None,
    log_before: LogEnd | None = None,
    corrects: int | None = None,
    coat: bytes | None = None,
) -> Report:
    """Return a publication as a report; without a `publication` it is only a preview.

    `entry` is its own entry in the log; `log_before` is the end of the log before it, used while
    there is no entry yet. `coat` is the coat of arms as PNG.
    """
    return Report(
        language=w.language,
        organisation=content.organisation,
        strategy=content.strategy,
        title=w("published.title", organisation=content.organisation, period=content.title),
        period=w("published.period", period=content.title, day=w.formats.day(content.day)),
        finding=_finding(content, w),
        summary=_paragraphs(content.summary),
        notices=tuple(_notices(content, w, corrects)),
        bar=_bar([goal.signal for goal in content.goals], w),
        activity=_activity(content.activity, w),
        effect=_effect(content.effect, content.measured, content.indicator_count, w),
        needed=content.needed,
        pillars=tuple(_pillar(content, pillar, w) for pillar in content.pillars),
        since=None if before is None else since_part(before, content, w),
        loose=tuple(_action(a, w) for a in _loose(content)),
        decisions=decisions_table(content, w),
        about=(
            *_about_figures(content, w),
            *_about(publication, w),
            *_about_log(entry, log_before, w),
        ),
        labels={name: w(f"published.label.{name}") for name in _LABELS},
        coat=None if coat is None else _coat(coat, content.organisation, w),
    )


def state_of(signal: Signal, w: Words) -> State:
    """Return a signal in the reader's language."""
    return State(signal.value, SYMBOLS[signal], w(f"signal.{signal}"))


def since_part(before: Content, after: Content, w: Words) -> SincePart:
    """Return what happened from one publication to another."""
    told = since(before, after)
    return SincePart(
        heading=w("published.since", period=before.title, day=w.formats.day(before.day)),
        parts=tuple(
            NewsPart(news.value, w(f"news.{news}"), tuple(_line(one, w) for one in group))
            for news, group in groupby(told, key=lambda one: one.news)
        ),
        nothing="" if told else w("published.nothing_new"),
    )


def decisions_table(content: Content, w: Words) -> Table:
    """Return the follow-up of decisions in the columns control committees ask for."""
    names = ("body", "on", "title", "decided", "status")
    return Table(
        caption=w("published.decisions_caption"),
        head=tuple(w(f"published.decision.{name}") for name in names),
        rows=tuple(
            (
                decision.body,
                w.formats.short_day(decision.on),
                decision.title,
                " – ".join(part for part in (decision.case_number, decision.decided) if part),
                decision.status,
            )
            for decision in content.decisions
        ),
    )


def _coat(picture: bytes, organisation: str, w: Words) -> Coat:
    written = base64.b64encode(picture).decode()
    return Coat(written, w("published.coat_of_arms", organisation=organisation))


# --- the parts ----------------------------------------------------------------------------------


def _finding(content: Content, w: Words) -> str:
    signals = [goal.signal for goal in content.goals]
    if not signals:
        return w("published.no_goals")
    good = sum(signal in GOOD for signal in signals)
    said = w("overview.finding", good=good, goals=len(signals))
    off = signals.count(Signal.OFF_TRACK)
    return said + w("overview.finding_off", off=off) if off else said


def _notices(content: Content, w: Words, corrects: int | None) -> Iterator[str]:
    if corrects is not None:
        yield w("published.corrects", number=str(corrects), why=content.correction)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _bar(signals: list[Signal], w: Words) -> Bar:
    slices = tuple(
        Slice(state_of(signal, w), signals.count(signal))
        for signal in READING_ORDER
        if signal in signals
    )
    told = ", ".join(
        f"{part.state.symbol} {part.state.word} {w.formats.number(part.count)}" for part in slices
    )
    said = w("published.bar", count=len(signals), told=told) if slices else w("published.no_goals")
    return Bar(slices, said)


def _activity(activity: float | None, w: Words) -> Share:
    said = w("figure.no_actions") if activity is None else w.formats.share(activity)
    return Share(w("figure.activity"), said, w("published.activity_note"), activity)


def _effect(effect: float | None, measured: int, indicators: int, w: Words) -> Share:
    label = w("figure.effect")
    if effect is None:
        return Share(label, w("figure.not_measured"), w("published.effect_note"), None)
    coverage = w("figure.coverage", measured=measured, indicators=indicators)
    return Share(label, w.formats.share(effect), coverage, effect)


def _pillar(content: Content, pillar: PublishedPillar, w: Words) -> PillarPart:
    return PillarPart(
        id=f"pillar-{pillar.code}",
        code=pillar.code,
        title=pillar.title,
        description=pillar.description,
        state=state_of(pillar.signal, w),
        number=pillar.number,
        analysis=_paragraphs(pillar.analysis),
        ahead=_paragraphs(pillar.ahead),
        bar=_bar([goal.signal for goal in pillar.goals], w),
        activity=_activity(pillar.activity, w),
        effect=_effect(pillar.effect, pillar.measured, pillar.indicator_count, w),
        indicators=tuple(_indicator(i, w) for i in pillar.indicators),
        goals=tuple(_goal(content, goal, w) for goal in pillar.goals),
    )


def _goal(content: Content, goal: PublishedGoal, w: Words) -> GoalPart:
    return GoalPart(
        id=f"goal-{goal.code}",
        code=goal.code,
        title=goal.title,
        description=goal.description,
        state=state_of(goal.signal, w),
        note=w("figure.by_activity") if goal.by_activity else "",
        facts=tuple(_facts(goal, w)),
        activity=_activity(goal.activity, w),
        effect=_effect(goal.effect, goal.measured, len(goal.indicators), w),
        indicators=tuple(_indicator(i, w) for i in goal.indicators),
        actions=tuple(_action(a, w) for a in content.actions_for(goal.id)),
    )


def _facts(goal: PublishedGoal, w: Words) -> Iterator[str]:
    if goal.responsible or goal.unit:
        yield w("published.responsible", who=goal.responsible or goal.unit)
    if goal.due:
        yield w("published.due", day=w.formats.due(goal.due, goal.due_precision))


def _action(action: PublishedAction, w: Words) -> ActionRow:
    due = w.formats.due(action.due, action.due_precision) if action.due else w("due.none")
    return ActionRow(
        code=action.code,
        title=action.title,
        state=state_of(action.signal, w),
        responsible=action.responsible or action.unit or w("published.nobody"),
        due=due,
        percent=w.formats.share(action.percent),
        why=" ".join(_why(action, w)),
    )


def _why(action: PublishedAction, w: Words) -> Iterator[str]:
    if action.state is ActionState.OPEN and action.overdue_days:
        yield w("published.late_by", count=action.overdue_days)
    if action.postponements and action.original_due:
        was = w.formats.short_day(action.original_due)
        yield w("published.moved", count=action.postponements, day=was)
    if action.explanation:
        yield action.explanation


def _loose(content: Content) -> Iterator[PublishedAction]:
    goals = {goal.id for goal in content.goals}
    return (a for a in content.actions if goals.isdisjoint(a.goal_ids))


def _indicator(indicator: PublishedIndicator, w: Words) -> IndicatorRow:
    latest = indicator.latest
    return IndicatorRow(
        code=indicator.code,
        title=indicator.title,
        state=state_of(indicator.signal, w),
        baseline=w.formats.measured(indicator.baseline, indicator.unit),
        latest=_latest(indicator, latest, w),
        aim=_aim(indicator.aim, indicator.unit, w),
        trend=_trend(indicator, w),
        origin=origin_of(indicator, w),
    )


def _latest(indicator: PublishedIndicator, latest: Figure | None, w: Words) -> str:
    if latest is None:
        return w("figure.not_measured")
    period = latest.period or w.formats.short_day(latest.on)
    value = (
        w("figure.masked") if latest.withheld else w.formats.measured(latest.value, indicator.unit)
    )
    said = f"{value} ({period})"
    said = f"{said}, {w('figure.doubtful')}" if latest.doubtful and not latest.withheld else said
    return f"{said}, {w('figure.worse_than_start')}" if indicator.worse_than_start else said


def _aim(aim: Aim | None, unit: str, w: Words) -> str:
    if aim is None:
        return w("figure.no_target")
    said = aim.text or w.formats.measured(_aimed_at(aim), unit)
    return f"{said} · {w.formats.due(aim.due, aim.due_precision)}" if aim.due else said


def _aimed_at(aim: Aim | None) -> float | None:
    if aim is None:
        return None
    return aim.low if aim.low is not None else aim.high


def _trend(indicator: PublishedIndicator, w: Words) -> Trend:
    shown = [(f, f.value) for f in indicator.figures if f.value is not None and not f.withheld]
    points = tuple((figure.on.toordinal(), value) for figure, value in shown)
    aim = _aimed_at(indicator.aim)
    if not shown:
        return Trend((), aim, w("figure.not_measured"))
    (first, start), (last, end) = shown[0], shown[-1]
    return Trend(
        points,
        aim,
        w(
            "published.trend",
            title=indicator.title,
            start=w.formats.measured(start, indicator.unit),
            first=first.period or w.formats.short_day(first.on),
            end=w.formats.measured(end, indicator.unit),
            last=last.period or w.formats.short_day(last.on),
            aim=_aim(indicator.aim, indicator.unit, w),
        ),
    )


def _line(told: Told, w: Words) -> str:
    named = " ".join(part for part in (told.code, told.title) if part)
    said = [named + _turn(told, w)]
    if told.why:
        said.append(told.why)
    elif told.news in {News.LATE, News.POSTPONED}:
        said.append(w("published.no_reason"))
    return ". ".join(part.rstrip(".") for part in said) + "."


def _turn(told: Told, w: Words) -> str:
    before, after = _plain(told.before, w), _plain(told.after, w)
    match told.news:
        case News.LATE:
            return ": " + w("published.late_by_due", count=told.days, day=after)
        case News.POSTPONED:
            return ": " + w("published.from_to", before=before, after=after)
        case News.WORSE | News.BETTER:
            return ": " + w("published.from_to", before=before, after=after)
        case _:
            return f" ({after})" if after else ""


def _plain(value: Signal | date | None, w: Words) -> str:
    if isinstance(value, Signal):
        return w(f"signal.{value}").lower()
    return w.formats.short_day(value) if value else ""


def _about_figures(content: Content, w: Words) -> tuple[str, ...]:
    masking = w("published.about_masking")
    return (w("published.about_figures"), masking, *sources_of(content, w))


def _about(publication: Publication | None, w: Words) -> Iterable[str]:
    if publication is None:
        yield w("published.about_preview")
        return
    published = publication.published_at.date()
    yield w(
        "published.about_record",
        number=str(publication.number),
        day=w.formats.day(published),
        revision=str(publication.plan_revision),
    )
    yield w("published.about_hash", hash=publication.content_hash)


def _about_log(entry: LogEnd | None, log_before: LogEnd | None, w: Words) -> Iterator[str]:
    """Yield the publication's place in the log, so that every copy documents the log's content."""
    if entry is not None and entry.entries:
        yield w("published.about_entry", number=str(entry.entries), seal=entry.seal)
    elif log_before is not None and log_before.entries:
        yield w("published.about_log", count=log_before.entries, seal=log_before.seal)
    elif log_before is not None:
        yield w("published.about_log_begins")
