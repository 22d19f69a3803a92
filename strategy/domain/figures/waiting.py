"""Why something waits for somebody, and since when: one answer for pages, mails and findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from strategy.domain.figures.assessment import Assessment, silent_after
from strategy.domain.figures.effect import last_measured, measure_by
from strategy.domain.items import Action, ActionState, Indicator, Outcome, Postponement
from strategy.domain.plan import Plan

_A_DAY = timedelta(days=1)


class Ask(StrEnum):
    """What somebody is asked for, the most urgent first; last what they report unasked."""

    OVERDUE = "overdue"
    ASKED_BACK = "asked_back"
    SILENT = "silent"
    NEVER_UPDATED = "never_updated"
    DUE_SOON = "due_soon"
    DECIDE = "decide"
    MEASURE = "measure"
    PERIOD = "period"
    BY_CHOICE = "by_choice"


@dataclass(frozen=True)
class Waits:
    """One reason why an action or indicator waits for its owner.

    `since` is the first day it waits; None where nothing says when. `days` depends on the ask: days
    late, silent, left or since the last figure; None before the first report or figure.
    """

    ask: Ask
    since: date | None
    days: int | None = None


def reasons_of_action(plan: Plan, assessment: Assessment, action: Action) -> Iterator[Waits]:
    """Yield every reason why an open action waits for its owner, the most urgent first.

    What is overdue waits until it is completed or a new date is proposed: a report alone does not
    answer it. A proposed date waits for those who decide on it instead (see `proposals`).
    """
    if action.state is not ActionState.OPEN:
        return
    today, status = assessment.today, assessment.actions[action.id]
    if status.overdue_days and not proposal_for(plan, action):
        yield Waits(
            Ask.OVERDUE, today - timedelta(days=status.overdue_days - 1), status.overdue_days
        )
    if plan.latest_check_in(action.id) is None:
        if action.start is None or action.start <= today:
            yield Waits(Ask.NEVER_UPDATED, action.start)
    elif status.silent:
        heard = today - timedelta(days=status.silent_days or 0)
        yield Waits(Ask.SILENT, silent_from(plan, heard), status.silent_days)
    if action.due is not None:
        asked_from = asks_from(plan, action.due)
        answered = last_answer(plan, action)
        if asked_from <= today <= action.due and (answered is None or answered < asked_from):
            yield Waits(Ask.DUE_SOON, asked_from, (action.due - today).days)


def reasons_of_figure(plan: Plan, figure: Indicator, today: date) -> Iterator[Waits]:
    """Yield why an indicator waits for its owner: it was never measured, or it is time again."""
    last = last_measured(plan.measurements_of(figure.id), today)
    # Asked for when expected, before the grace period is over.
    since = measure_by(figure, last) + _A_DAY if last else None
    if last is None or since is None:
        yield Waits(Ask.MEASURE, None)
    elif since <= today:
        yield Waits(Ask.MEASURE, since, (today - last).days)


def proposals(plan: Plan) -> tuple[tuple[Action, Postponement], ...]:
    """Return the proposed dates that wait for those who decide, with their actions."""
    proposed = ((plan.find(Action, p.action_id), p) for p in plan.pending_postponements())
    return tuple((action, proposal) for action, proposal in proposed if action is not None)


def proposal_for(plan: Plan, action: Action) -> Postponement | None:
    """Return the latest proposed date for an action that nobody has decided on, or None."""
    pending = (p for p in plan.postponements_of(action.id) if p.outcome is Outcome.PENDING)
    return max(pending, key=lambda proposal: proposal.proposed_on, default=None)


def last_answer(plan: Plan, action: Action) -> date | None:
    """Return the day of the latest report or undecided proposal about an action; None before."""
    check_in, proposal = plan.latest_check_in(action.id), proposal_for(plan, action)
    said = (check_in.on if check_in else None, proposal.proposed_on if proposal else None)
    return max((day for day in said if day is not None), default=None)


def asks_from(plan: Plan, due: date) -> date:
    """Return the day from which an owner is asked about what is due."""
    return due - timedelta(days=plan.organisation.due_soon_days)


def silent_from(plan: Plan, last: date) -> date:
    """Return the first day something counts as silent after its start or latest report."""
    return last + silent_after(plan.organisation) + _A_DAY
