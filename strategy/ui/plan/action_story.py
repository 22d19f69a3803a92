"""The history of one action, short enough to fit beside a table."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from strategy.domain.items import Action, ActionState, Milestone, Outcome, Postponement, Review
from strategy.services.plan import history as journal
from strategy.ui import links
from strategy.ui.plan import check_ins, facts, history
from strategy.ui.session import Here
from strategy.ui.signals import distance_words, show_signal
from strategy.ui.text import paragraphs, plain

_CHECK_INS = 3
_CHANGES = 5
# Shown above already, in words of their own.
_TOLD_ABOVE = frozenset({"check_in", "postponement", "review"})


def show(here: Here, action: Action) -> None:
    """Show an action's status, its reports and decisions, and who changed it."""
    _show_state(here, action)
    _show_check_ins(here, action)
    _show_part(here, "dates", _date_lines(here, action))
    _show_part(here, "milestones", _milestone_lines(here, action))
    _show_part(here, "decisions", _decision_lines(here, action))
    _show_changes(here, action)


def _show_state(here: Here, action: Action) -> None:
    status = here.assessment.actions[action.id]
    links.link_to(action)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        show_signal(status.signal, here.words)
        st.markdown(f"**{here.formats.share(status.percent)}**", width="content")
    said = [facts.owner_words(here, action)]
    if action.state is ActionState.OPEN and status.behind is not None:
        said.append(distance_words(status, here.words))
    st.caption(" · ".join(said))


def _show_check_ins(here: Here, action: Action) -> None:
    w = here.words
    told = here.database.check_ins(action.id)
    _show_heading(here, "check_ins")
    if not told:
        st.caption(w("check_in.none"))
    for check_in in told[:_CHECK_INS]:
        check_ins.show_one(here, check_in)
    if len(told) > _CHECK_INS:
        st.caption(w("story.older", count=len(told) - _CHECK_INS))


def _show_part(here: Here, name: str, lines: Iterator[str]) -> None:
    _show_heading(here, name)
    told = list(lines)
    if told:
        st.markdown("  \n".join(told))
    else:
        st.caption(here.words(f"story.{name}.none"))


def _show_heading(here: Here, name: str) -> None:
    st.markdown(f"**{here.words(f'story.{name}')}**")


def _date_lines(here: Here, action: Action) -> Iterator[str]:
    w = here.words
    yield plain(facts.due_words(here, action)) or w("due.none")
    if action.original_due and action.original_due != action.due:
        yield f"{w('field.original_due')}: {here.formats.short_day(action.original_due)}"
    for proposal in here.plan.postponements_of(action.id):
        if proposal.outcome is Outcome.PENDING:
            yield _moved(here, proposal)


def _moved(here: Here, proposal: Postponement) -> str:
    moved = here.words(
        f"dates.{proposal.outcome}",
        before=here.formats.short_day(proposal.from_due),
        after=here.formats.short_day(proposal.proposed_due),
    )
    return f"{moved} {_aside(proposal.reason)}"


def _milestone_lines(here: Here, action: Action) -> Iterator[str]:
    for step in here.plan.milestones_of(action.id):
        yield f"{_mark(here, step)} {plain(step.title)} {_aside(_step_day(here, step))}"


def _mark(here: Here, step: Milestone) -> str:
    if step.done_on:
        return ":material/check_circle:"
    late = step.due is not None and step.due < here.today
    return ":material/error:" if late else ":material/radio_button_unchecked:"


def _step_day(here: Here, step: Milestone) -> str:
    w = here.words
    if step.done_on:
        return w("story.step_done", day=here.formats.short_day(step.done_on))
    return w("story.step_due", day=here.formats.short_day(step.due)) if step.due else ""


def _decision_lines(here: Here, action: Action) -> Iterator[str]:
    """Yield the decisions about the action, the newest first: on its dates and reports."""
    decided = [p for p in here.plan.postponements_of(action.id) if p.decided_on]
    said = [r for r in here.plan.reviews if r.action_id == action.id]
    found: list[Postponement | Review] = sorted([*decided, *said], key=_day_of, reverse=True)
    for one in found:
        if isinstance(one, Review):
            yield _reviewed(here, one)
        else:
            who = _who_when(here, one.decided_by, one)
            note = f" {_aside(one.decision_note)}" if one.decision_note else ""
            yield f"{_moved(here, one)}{note} {who}"


def _day_of(one: Postponement | Review) -> str:
    day = one.on if isinstance(one, Review) else one.decided_on
    return day.isoformat() if day else ""


def _reviewed(here: Here, review: Review) -> str:
    said = here.words(f"review_outcome.{review.outcome}")
    return f"{said} {_aside(review.comment)} {_who_when(here, review.by_id, review)}"


def _who_when(here: Here, person_id: str | None, one: Postponement | Review) -> str:
    day = one.on if isinstance(one, Review) else one.decided_on
    return f":gray[– {history.name_of(here, person_id)}, {here.formats.short_day(day)}]"


def _show_changes(here: Here, action: Action) -> None:
    _show_heading(here, "changes")
    found = journal.entries(here.database, by=here.person, item_id=action.id, limit=4 * _CHANGES)
    changes = [entry for entry in found if entry.kind not in _TOLD_ABOVE][:_CHANGES]
    for entry in changes:
        st.markdown("  \n".join(history.lines_of(here, entry)))


def _aside(text: str) -> str:
    return f":gray[{paragraphs(text)}]" if text else ""
