"""One card of Min side: the last report, fields for a new one, and a button that saves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from strategy.domain.dates import parse_date
from strategy.domain.errors import (
    InvalidInputError,
    RowsRefusedError,
    StaleEditError,
    StrategyError,
)
from strategy.domain.figures.waiting import Ask
from strategy.domain.follow_up.tasks import Task
from strategy.domain.items import (
    DEVIATIONS,
    JUDGEMENTS,
    Action,
    ActionState,
    CheckIn,
    Indicator,
    Measurement,
    Outcome,
    ReportingPeriod,
    Review,
    Signal,
)
from strategy.domain.numbers import measured_number, typed_number
from strategy.domain.plan import Plan
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.follow_up.my_tasks import ActionReport, FigureReport, Report
from strategy.services.follow_up.reporting import period_name
from strategy.ui import links, session, typed
from strategy.ui.forms import field_word, number_field
from strategy.ui.messages import problem_words, refusal_words
from strategy.ui.plan import check_ins, facts
from strategy.ui.plan.measurements import group_hint
from strategy.ui.pressing import pressed
from strategy.ui.session import Here
from strategy.ui.signals import Colour, measurement_words, signal_word, target_words
from strategy.ui.text import paragraphs, plain

_ENDING = (Ask.OVERDUE, Ask.DUE_SOON)
_FULL = 100
_SAVED = "my_saved"
_TEXTS = (*CheckIn.WORKING_WORDS, "proposed_due", "reason", "measured_value", "note")
Percent = float | str | None
"""A percent as typed: only a whole number from 0 to 100 can be saved."""

_LOOKS: dict[Ask, tuple[Colour, str]] = {
    Ask.OVERDUE: ("red", ":material/event_busy:"),
    Ask.SILENT: ("orange", ":material/notifications_off:"),
    Ask.NEVER_UPDATED: ("orange", ":material/edit_note:"),
    Ask.DUE_SOON: ("blue", ":material/event_upcoming:"),
    Ask.ASKED_BACK: ("orange", ":material/reply:"),
    Ask.PERIOD: ("blue", ":material/assignment:"),
    Ask.MEASURE: ("blue", ":material/straighten:"),
    Ask.BY_CHOICE: ("gray", ":material/edit:"),
}


@dataclass(frozen=True)
class Card:
    """A card as drawn: what it would report, whether it was written on or its button pressed."""

    task: Task
    report: Report
    written: bool
    pressed: bool


@dataclass(frozen=True)
class Base:
    """What the user saw when they began to write."""

    item: Action | Indicator
    latest: CheckIn | Measurement | None

    @property
    def latest_id(self) -> str | None:
        """The id of what was last reported."""
        return self.latest.id if self.latest else None

    @property
    def percent(self) -> int:
        """The percent last reported."""
        return self.latest.percent if isinstance(self.latest, CheckIn) else 0


def show_card(here: Here, task: Task) -> Card:
    """Show one thing to do, with the last report beside the fields for a new one."""
    base = _base(here, task)
    with st.container(border=True, gap="small"):
        _show_head(here, task)
        last, fresh = st.columns([2, 3], gap="xsmall" if here.look.narrow else "large")
        with last:
            _show_last(here, task)
            with st.container(horizontal=True):
                confirmed = _offer_confirming(here, task, base)
                _offer_completing(here, task, base)
        with fresh:
            _show_refusal(here, task)
        with fresh, _room(here, task, base):
            report = _show_fields(here, task, base)
            saved = st.button(
                here.words("save"), key=_key(here, task, "save"), icon=":material/check:"
            )
    return Card(task, report, _is_written(here, task, base), pressed=confirmed or saved)


def has_words(here: Here, task: Task) -> bool:
    """Return whether a card has anything written on it that is not saved."""
    base: Base | None = session.recall(_key(here, task, ":base"), None)
    return base is not None and _is_written(here, task, base)


def settle(here: Here, task: Task) -> None:
    """Clear a card's fields and their drafts once it is saved: if asked again, it is empty."""
    times = _times_saved()
    typed.settle(_prefix(here, task))
    times[task.key] = times.get(task.key, 0) + 1


def became_words(here: Here, task: Task) -> str:
    """Return what is stored now about something that was on the list: "95 %, I rute"."""
    if isinstance(task.item, Action):
        return check_ins.status_words(here, task.item)
    latest = _latest(here.plan, task.item)
    measured = latest if isinstance(latest, Measurement) else None
    return measurement_words(measured, task.item, here.words)


def keep_refusals(here: Here, cards: Sequence[Card], error: RowsRefusedError) -> None:
    """Keep each refusal for its card."""
    refused = {refusal.row_id: refusal.error for refusal in error.refusals}
    for card in cards:
        why = refused.get(card.report.row_id)
        session.remember(_key(here, card.task, ":refused"), why)
        # Only the next rerun sees the plan with the others' changes.
        session.remember(_key(here, card.task, ":met"), isinstance(why, StaleEditError) or None)


# --- the parts of a card --------------------------------------------------------------------------


def _show_head(here: Here, task: Task) -> None:
    w = here.words
    colour, icon = _LOOKS[task.ask]
    ending = "" if task.days is not None else "_first"
    details = _period_words(here, task.period) if task.period else {}
    with st.container(horizontal=True, vertical_alignment="center"):
        links.link_to(task.item)
        asked = w(f"ask.{task.ask}{ending}", count=task.days or 0, **details)
        st.badge(asked, icon=icon, color=colour)
        if task.as_deputy:
            st.badge(w("my.as_deputy"), icon=":material/group:", color="gray")


def _period_words(here: Here, period: ReportingPeriod) -> dict[str, str]:
    name = plain(period_name(period, here.words))
    return {"period": name, "day": here.formats.short_day(period.deadline)}


def _show_last(here: Here, task: Task) -> None:
    """Show what was last reported or measured, and what the plan expects by now."""
    w, item = here.words, task.item
    if isinstance(item, Action):
        status = here.assessment.actions[item.id]
        due = facts.due_words(here, item) or w("due.none")
        st.caption(w("my.expected", due=plain(due), percent=here.formats.share(status.planned)))
    else:
        target = here.assessment.indicators[item.id].target
        st.caption(w("my.target", target=plain(target_words(target, item, w))))
    latest = _latest(here.plan, item)
    if isinstance(latest, CheckIn):
        check_ins.show_one(here, latest)
    elif isinstance(latest, Measurement) and isinstance(item, Indicator):
        when = plain(latest.period) or here.formats.short_day(latest.on)
        st.markdown(f"**{when}** · {plain(measurement_words(latest, item, w))}")
    else:
        st.markdown(f":gray[{w('check_in.none')}]")
    if task.review is not None:
        st.info(_review_words(here, task.review), icon=":material/reply:")


def _review_words(here: Here, review: Review) -> str:
    names = {person.id: person.name for person in here.plan.people}
    who = plain(names.get(review.by_id, "")) or here.words("person.former")
    return here.words("my.asked_back", who=who, comment=paragraphs(review.comment))


def _offer_confirming(here: Here, task: Task, base: Base) -> bool:
    """Offer to confirm in one press that nothing has changed, unless something is written."""
    # «No change» does not answer a reviewer who asked for more.
    asked_back = task.ask is Ask.ASKED_BACK
    if asked_back or not isinstance(base.latest, CheckIn) or _is_written(here, task, base):
        return False
    key = _key(here, task, "confirm")
    return st.button(here.words("check_in.confirm"), key=key, icon=":material/done_all:")


def _offer_completing(here: Here, task: Task, base: Base) -> None:
    """Offer to mark what is late or soon due as finished; it takes effect once it is saved."""
    if task.ask not in _ENDING or _is_written(here, task, base):
        return
    st.button(
        here.words("signal.done"),
        key=_key(here, task, "complete"),
        icon=":material/task_alt:",
        on_click=pressed(here, _tick_completed, task),
    )


def _tick_completed(here: Here, task: Task) -> None:
    session.keep(_key(here, task, "percent"), str(_FULL))
    session.keep(_key(here, task, "completed"), value=True)


def _room(here: Here, task: Task, base: Base) -> DeltaGenerator:
    """Return where to write: on a phone collapsed where one press may be enough."""
    if here.look.narrow and isinstance(base.latest, CheckIn):
        is_written = _is_written(here, task, base)
        label = here.words("check_in.title")
        return st.expander(label, icon=":material/edit:", expanded=is_written)
    return st.container()


def _show_fields(here: Here, task: Task, base: Base) -> Report:
    if isinstance(task.item, Action):
        return _ask_about_action(here, task, task.item, base)
    return _ask_for_figure(here, task, task.item, base)


def _ask_about_action(here: Here, task: Task, action: Action, base: Base) -> ActionReport:
    w = here.words
    left, right = st.columns([1, 2], gap="medium")
    with left:
        percent = _percent(here, task, base)
    with right:
        judgement = _judgement(here, task)
    _text(here, task, "comment", lines=2)
    computed = _computed(here, action, percent, base)
    if judgement is not None and judgement is not computed:
        _text(here, task, "override_reason", hint=w("my.computed", signal=signal_word(computed, w)))
    is_done = percent == _FULL and st.checkbox(w("my.completed"), key=_key(here, task, "completed"))
    deviates = _deviation(here, task, action, judgement)
    return _action_report(
        here, task, base, percent=percent, judgement=judgement, is_done=is_done, deviates=deviates
    )


def _percent(here: Here, task: Task, base: Base) -> Percent:
    label, key = f"{here.words('field.percent')} (%)", _key(here, task, "percent")
    return typed_number(number_field(label, str(base.percent), key=key, live=True))


def _judgement(here: Here, task: Task) -> Signal | None:
    w = here.words
    chosen: Signal | None = st.segmented_control(
        w("field.judgement"),
        JUDGEMENTS,
        format_func=lambda signal: signal_word(signal, w),
        key=_key(here, task, "judgement"),
        help=w("field.judgement.help"),
    )
    return chosen


def _text(
    here: Here, task: Task, name: str, *, lines: int = 1, hint: str | None = None, example: str = ""
) -> None:
    kind = "postponement" if name == "reason" else ""
    label, key = field_word(name, here.words, of=kind), _key(here, task, name)
    if lines > 1:
        st.text_area(label, key=key, height=26 * lines + 20, help=hint, placeholder=example)
    else:
        st.text_input(label, key=key, help=hint, placeholder=example)


def _computed(here: Here, action: Action, percent: Percent, base: Base) -> Signal:
    """Return what the plan computes from this percent; from the last one while it is no percent."""
    known = percent if isinstance(percent, int) and 0 <= percent <= _FULL else base.percent
    fresh = CheckIn(action_id=action.id, on=here.today, by_id=here.person.id, percent=known)
    return follow_up.computed_after(here.plan, action, fresh, today=here.today)


def _deviation(here: Here, task: Task, action: Action, judgement: Signal | None) -> bool:
    """Ask for cause, remedy and a new date: open where something is wrong, else on demand."""
    w = here.words
    wrong = task.ask is Ask.OVERDUE or judgement in DEVIATIONS
    if not wrong and not st.toggle(w("my.deviation"), key=_key(here, task, ":open")):
        return False
    left, right = st.columns(2, gap="medium")
    with left:
        _text(here, task, "cause", lines=2)
    with right:
        _text(here, task, "remedy", lines=2)
    pending = [p for p in here.plan.postponements_of(action.id) if p.outcome is Outcome.PENDING]
    for proposal in pending:
        day = here.formats.short_day(proposal.proposed_due)
        st.caption(w("my.date_waits", day=day))
    if not pending:
        left, right = st.columns([1, 2], gap="medium")
        with left:
            _text(here, task, "proposed_due", example=w("form.day_example"))
        with right:
            _text(here, task, "reason", hint=w("dates.propose_help"))
    return True


def _action_report(
    here: Here,
    task: Task,
    base: Base,
    *,
    percent: Percent,
    judgement: Signal | None,
    is_done: bool,
    deviates: bool,
) -> ActionReport:
    texts = {name: _written(here, task, name) for name in CheckIn.WORKING_WORDS}
    if not deviates:
        texts |= {"cause": "", "remedy": ""}
    said = {"percent": percent, "judgement": judgement, **texts}
    proposal = _proposal(here, task) if deviates else None
    says_more = is_done or percent != base.percent or judgement is not None or any(texts.values())
    only_a_date = proposal is not None and not says_more
    unchanged = base.latest is not None and proposal is None and not says_more
    return ActionReport(
        task.item.id,
        base.item.version,
        base.latest_id,
        said=None if unchanged or only_a_date else said,
        unchanged=unchanged,
        state=ActionState.DONE if is_done else ActionState.OPEN,
        proposal=proposal,
    )


def _proposal(here: Here, task: Task) -> dict[str, object] | None:
    day, reason = (_written(here, task, name) for name in ("proposed_due", "reason"))
    if not day and not reason:
        return None
    dated = parse_date(day)
    return {"proposed_due": dated.date if dated else day or None, "reason": reason}


def _ask_for_figure(here: Here, task: Task, figure: Indicator, base: Base) -> FigureReport:
    w = here.words
    left, middle, right = st.columns(3, gap="medium")
    with left:
        number_field(
            field_word("measured_value", w),
            key=_key(here, task, "measured_value"),
            hint=w("field.value.help"),
        )
    with middle:
        day = st.text_input(
            w("field.on"), here.formats.short_day(here.today), key=_key(here, task, "on")
        )
    with right:
        group = number_field(
            w("field.group_size"),
            key=_key(here, task, "group_size"),
            hint=group_hint(here),
        )
    _text(here, task, "note")
    text = _written(here, task, "measured_value")
    dated = parse_date(day or "")
    measured = {
        "value": measured_number(text, point=here.formats.point),
        "text": text,
        "on": dated.date if dated else day or None,
        "group_size": typed_number(group, point=here.formats.point),
        "note": _written(here, task, "note"),
    }
    return FigureReport(figure.id, base.item.version, base.latest_id, measured)


# --- what is kept while somebody writes -----------------------------------------------------------


def _key(here: Here, task: Task, name: str) -> str:
    times = _times_saved().get(task.key, 0)
    # The browser keeps a field's content for as long as the field keeps its key.
    again = f"again{times}/" if times else ""
    return f"{_prefix(here, task)}{again}{name}"


def _prefix(here: Here, task: Task) -> str:
    return f"my.{here.person.id}/{task.key}/"


def _times_saved() -> dict[str, int]:
    times: dict[str, int] = session.recall(_SAVED, {})
    session.remember(_SAVED, times)
    return times


def _written(here: Here, task: Task, name: str) -> str:
    return str(session.recall(_key(here, task, name), "") or "").strip()


def _base(here: Here, task: Task) -> Base:
    """Return what the card started from; it follows the plan until the user writes on it."""
    current = Base(task.item, _latest(here.plan, task.item))
    kept: Base | None = session.recall(_key(here, task, ":base"), None)
    if kept is None or (kept != current and not _is_written(here, task, kept)):
        session.forget(_key(here, task, ""))
        session.remember(_key(here, task, ":base"), current)
        return current
    if session.recall(_key(here, task, ":met"), default=False):
        _take_over(here, task, kept, current)
        return current
    return kept


def _latest(plan: Plan, item: Action | Indicator) -> CheckIn | Measurement | None:
    if isinstance(item, Action):
        return plan.latest_check_in(item.id)
    return next(reversed(plan.measurements_of(item.id)), None)


def _is_written(here: Here, task: Task, base: Base) -> bool:
    shown = str(base.percent)
    percent = session.recall(_key(here, task, "percent"), shown)
    completed = session.recall(_key(here, task, "completed"), default=False)
    judged = session.recall(_key(here, task, "judgement"), None) is not None
    said = any(_written(here, task, name) for name in _TEXTS)
    return percent != shown or completed or judged or said


def _take_over(here: Here, task: Task, kept: Base, current: Base) -> None:
    """Take over somebody else's report in the fields where this person wrote nothing."""
    if session.recall(_key(here, task, "percent"), str(kept.percent)) == str(kept.percent):
        session.remember(_key(here, task, "percent"), None)
    session.remember(_key(here, task, ":base"), current)
    session.remember(_key(here, task, ":met"), None)


# --- refusals -------------------------------------------------------------------------------------


def _show_refusal(here: Here, task: Task) -> None:
    error: StrategyError | None = session.recall(_key(here, task, ":refused"), None)
    if error is None:
        return
    if isinstance(error, StaleEditError):
        st.warning(_stale_words(here, error), icon=":material/group:")
    else:
        st.error("  \n".join(_refusal_lines(here, error)), icon=":material/error:")


def _refusal_lines(here: Here, error: StrategyError) -> Iterator[str]:
    if not isinstance(error, InvalidInputError):
        yield refusal_words(error, here.words)
        return
    for problem in error.problems:
        sentence = problem_words(problem, here.words)
        label = f"field.{problem.field}"
        yield f"**{here.words(label)}:** {sentence}" if here.words.has(label) else sentence


def _stale_words(here: Here, error: StaleEditError) -> str:
    w = here.words
    names = {person.id: person.name for person in here.plan.people}
    who = plain(names.get(error.by_id or "", "")) or w("person.somebody")
    reported = isinstance(error.theirs, CheckIn | Measurement)
    return w("my.stale_report", who=who) if reported else w("my.stale_item", who=who)
