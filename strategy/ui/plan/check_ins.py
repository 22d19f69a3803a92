"""Check in on an action: the last check-in beside the new one; nothing written is lost."""

from __future__ import annotations

import streamlit as st

from strategy.domain.items import JUDGEMENTS, Action, ActionState, CheckIn, Signal
from strategy.services.follow_up import reporting_in as follow_up
from strategy.ui import session
from strategy.ui.acting import carry_out
from strategy.ui.forms import form
from strategy.ui.messages import show_empty
from strategy.ui.session import Here
from strategy.ui.signals import signal_word
from strategy.ui.text import paragraphs, plain

_LATEST = 10
_CLOSED = {ActionState.DONE: Signal.DONE, ActionState.STOPPED: Signal.STOPPED}


def show_form(here: Here, action: Action) -> None:
    """Offer a check-in to those who may report on the action."""
    if not here.may_report(action) or action.state is not ActionState.OPEN:
        return
    w = here.words
    latest = here.plan.latest_check_in(action.id)
    st.header(w("check_in.title"), anchor=False)
    if latest is not None:
        _show_last(here, latest)
        _offer_confirming(here, action)
    _show_fields(here, action, latest)


def show_all(here: Here, action: Action) -> None:
    """Show the check-ins, the newest first."""
    w = here.words
    st.header(w("check_in.all"), anchor=False)
    all_of_them = [c for c in here.database.check_ins(action.id) if c.on <= here.day]
    if not all_of_them:
        show_empty(w("check_in.none"))
    for check_in in all_of_them[:_LATEST]:
        show_one(here, check_in)
    if len(all_of_them) > _LATEST:
        with st.expander(w("check_in.older", count=len(all_of_them) - _LATEST)):
            for check_in in all_of_them[_LATEST:]:
                show_one(here, check_in)


def _show_last(here: Here, latest: CheckIn) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f":gray[{here.words('check_in.last')}]")
        show_one(here, latest)


def show_one(here: Here, check_in: CheckIn) -> None:
    """Show one check-in: when, progress, judgement, by whom, and the text."""
    w = here.words
    names = {person.id: person.name for person in here.plan.people}
    who = names.get(check_in.by_id) or w("person.former")
    judged = f" · {signal_word(check_in.judgement, w)}" if check_in.judgement else ""
    day = here.formats.short_day(check_in.on)
    lines = [f"**{day}** · {check_in.percent} %{judged} · {plain(who)}"]
    lines += [paragraphs(check_in.comment)] if check_in.comment else []
    for name in ("cause", "remedy", "override_reason"):
        text = getattr(check_in, name)
        lines += [f"**{w.field(name)}:** {paragraphs(text)}"] if text else []
    if not check_in.comment and check_in.unchanged_count:
        lines.append(f":gray[{w('check_in.unchanged')}]")
    st.markdown("  \n".join(lines))


def status_words(here: Here, action: Action) -> str:
    """Return an action's progress and signal as they are stored now: "95 %, I rute"."""
    status = here.assessment.actions.get(action.id)
    if status is None:
        return ""
    return f"{here.formats.share(status.percent)}, {signal_word(status.signal, here.words)}"


def _saved_words(here: Here, action: Action, saved: CheckIn, state: ActionState) -> str:
    """Return what to tell on the next page about what was saved."""
    signal = _CLOSED.get(state) or follow_up.computed_after(
        here.plan, action, saved, today=here.today
    )
    status = f"{here.formats.share(saved.percent / 100)}, {signal_word(signal, here.words)}"
    return here.words("check_in.saved", status=status)


def _offer_confirming(here: Here, action: Action) -> None:
    w = here.words
    if st.button(w("check_in.confirm"), icon=":material/done:", key="check_in.confirm"):
        carry_out(
            lambda: follow_up.confirm_unchanged(
                here.database, action.id, by=here.person, today=here.today
            ),
            w,
            news=lambda saved: _saved_words(here, action, saved, ActionState.OPEN),
        )


def _show_fields(here: Here, action: Action, latest: CheckIn | None) -> None:
    w = here.words
    start = {"percent": latest.percent if latest else 0}
    with form(here, f"check_in.{action.id}", values=start) as drawing:
        states = {str(state): w(f"check_in.state.{state}") for state in ActionState}
        left, right = st.columns(2)
        with left:
            drawing.percent("percent")
        with right:
            drawing.pick("state", states)
        drawing.text("comment", lines=3)
        left, right = st.columns(2)
        with left:
            drawing.choice(
                "judgement",
                {s: signal_word(s, w) for s in JUDGEMENTS},
                hint=w("field.judgement.help"),
            )
        with right:
            drawing.text("override_reason", hint=w("field.override_reason.help"))
        with st.expander(w("check_in.deviation")):
            drawing.text("cause", lines=2)
            drawing.text("remedy", lines=2)
            drawing.text("learned", lines=2, hint=w("field.learned.help"))
        saving = drawing.submit(w("check_in.save"))
    if saving:
        state = ActionState(str(drawing.values["state"]))
        saved = drawing.save(lambda values: _save(here, action, values))
        if saved is not None:
            session.tell_next(_saved_words(here, action, saved, state))
            st.rerun()


def _save(here: Here, action: Action, values: dict[str, object]) -> CheckIn:
    kept = dict(values)
    state = ActionState(str(kept.pop("state")))
    learned = str(kept.pop("learned") or "") or None
    return follow_up.check_in(
        here.database,
        action.id,
        kept,
        by=here.person,
        today=here.today,
        state=state,
        learned=learned,
    )
