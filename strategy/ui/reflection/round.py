"""One round of reflection: for those who answer, those who run it, and the whole room."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

import streamlit as st

from strategy.charts import vote_spread
from strategy.domain.errors import NotFoundError
from strategy.domain.items import Person
from strategy.domain.meeting_items import Agreement
from strategy.domain.reflection import Answer, Phase, Turnout
from strategy.i18n import Words
from strategy.services import reading
from strategy.services.reflection import answering as reflection
from strategy.services.reflection.answering import PromptView, RoundView
from strategy.ui.figures import Drawn, show_chart
from strategy.ui.following import follow
from strategy.ui.messages import show_empty
from strategy.ui.reflection import (
    answering as reflection_answers,
)
from strategy.ui.reflection import (
    prompts,
)
from strategy.ui.reflection import (
    running as reflection_running,
)
from strategy.ui.reflection.vote_code import show_vote_code
from strategy.ui.session import Here, Present
from strategy.ui.text import paragraphs, plain


def show_round(here: Present, round_id: str, *, big: bool = False) -> None:
    """Show a round as this person may see it, and keep every screen up to date with it.

    `big` is for the projector: one question that fills the screen, nothing to answer, and no list
    of who is missing.
    """
    try:
        view = reflection.view(here.database, round_id, by=here.person, today=here.today)
    except NotFoundError:
        show_empty(here.words("reflection.not_here"))
        return
    follow(here, lambda: reflection.pulse(here.database, round_id))
    if big:
        _show_big(here, view)
    else:
        _show_head(here, view)
        _show_prompts(here, view)


# --- as one person sees it ----------------------------------------------------------------------


def _show_head(here: Present, view: RoundView) -> None:
    w = here.words
    st.title(plain(view.round.title), anchor=False)
    st.caption(" · ".join(_facts(here, view)))
    if view.takes_part and view.takes_answers:
        reflection_answers.show_promise(here, view)
    if view.round.forgotten:
        st.info(w("reflection.forgotten"), icon=":material/auto_delete:")
    if view.runs and isinstance(here, Here):
        reflection_running.show_panel(here, view)
    elif view.ends and isinstance(here, Here):
        reflection_running.offer_ending(here, view)
    elif view.round.phase is Phase.PREPARED:
        show_empty(w("reflection.not_open"))
    elif view.takes_part and view.round.phase is Phase.OPEN and not view.takes_answers:
        key = "reflection.over" if view.round.is_late(here.today) else "reflection.opens_on"
        day = view.round.closes if view.round.is_late(here.today) else view.round.opens
        show_empty(w(key, day=here.formats.day(day or here.today)))


def _facts(here: Present, view: RoundView) -> Iterable[str]:
    w, asked = here.words, view.round
    yield w(f"round_phase.{asked.phase}")
    yield w("reflection.anonymous" if asked.anonymous else "reflection.named")
    yield w("reflection.questions", count=len(asked.prompts))
    yield w("reflection.invited", count=len(asked.participant_ids))
    if asked.phase is Phase.OPEN and asked.closes:
        yield w("reflection.answer_by", day=here.formats.day(asked.closes))
    elif asked.revealed_on:
        yield w("reflection.revealed_on", day=here.formats.day(asked.revealed_on))


def _show_prompts(here: Present, view: RoundView) -> None:
    shown = view.prompts
    if view.round.live and view.round.phase is Phase.OPEN and view.current is not None:
        shown = (view.current,)
    for one in shown:
        with st.container(border=True, key=f"prompt.{one.prompt.key}"):
            _show_prompt(here, view, one)


def _show_prompt(here: Present, view: RoundView, one: PromptView) -> None:
    _show_question(here, view, one)
    if one.shown.revealed:
        _show_revealed(here, view, one)
    elif view.round.phase is not Phase.PREPARED and not view.round.forgotten:
        _show_turnout(here, one.turnout)
    _offer_answering(here, view, one)


def _show_question(here: Present, view: RoundView, one: PromptView) -> None:
    w = here.words
    st.caption(plain(question_of(here, view, one)))
    st.subheader(plain(one.prompt.text(w.language)), anchor=False)


def question_of(here: Present, view: RoundView, one: PromptView) -> str:
    """Return a question's number in the round, and what it is about, as plain text."""
    number, theme = view.prompts.index(one) + 1, prompts.subject_of(here, one.prompt)
    return here.words("reflection.question_of", number=number, of=len(view.prompts), theme=theme)


def _offer_answering(here: Present, view: RoundView, one: PromptView) -> None:
    """Let participants answer, and read what they did not get to send."""
    too_late = one.shown.revealed and view.round.phase is not Phase.CLOSED
    if view.takes_part and (view.takes_answers or too_late):
        reflection_answers.show_answering(here, view, one)


def turnout_words(counted: Turnout, w: Words) -> str:
    """Say how many have answered, on every screen in the same way.

    Guests may be people who are invited: the two are told side by side and never added.
    """
    if not counted.guests:
        return w("reflection.turnout", answered=counted.answered, expected=counted.expected)
    if not counted.invited:
        return w("reflection.turnout", answered=counted.answered, expected=counted.guests)
    return w(
        "reflection.turnout_with_phones",
        answered=counted.answered,
        invited=counted.invited,
        count=counted.guests,
    )


def _show_turnout(here: Present, counted: Turnout) -> None:
    text = turnout_words(counted, here.words)
    st.progress(counted.answered / max(counted.expected, 1), text=text)


# --- after the reveal ---------------------------------------------------------------------------


def _show_revealed(here: Present, view: RoundView, one: PromptView, *, big: bool = False) -> None:
    w = here.words
    if one.agreement is not None:
        _show_agreement(here, one.agreement)
    if not one.turnout.answered and not view.round.forgotten:
        show_empty(w("reflection.no_answers"))
    if one.shown.too_few:
        key = "reflection.too_few" if one.shown.answers == () else "reflection.too_few_levels"
        st.info(w(key), icon=":material/visibility_off:")
    if one.shown.spread:
        _show_spread(here, view, one, big=big)
    if one.shown.answers:
        _show_texts(here, one.shown.answers)
    elif one.shown.spread and not view.inside:
        st.caption(w("reflection.only_figures"))
    if view.runs and isinstance(here, Here):
        reflection_running.show_after(here, view, one)


def _show_agreement(here: Present, agreement: Agreement) -> None:
    w = here.words
    level = w("reflection.agreed_level", level=agreement.level) if agreement.level else ""
    said = paragraphs(agreement.sentence)
    with st.container(key=f"agreed.{agreement.id}"):
        st.success(f"**{w('reflection.agreed')}** {said}  \n{level}", icon=":material/handshake:")
    if isinstance(here, Here):
        decided = [d for d in here.plan.decisions if agreement.id in d.agreement_ids]
        for decision in decided:
            title = f"{plain(decision.code)} {plain(decision.title)}"
            st.caption(f":material/arrow_forward: {w('reflection.led_to')} {title}")


def _show_spread(here: Present, view: RoundView, one: PromptView, *, big: bool) -> None:
    w = here.words
    shown = vote_spread.vote_spread([one.shown], w.language)
    chart = Drawn(
        vote_spread.vote_spread_figure(shown, w, here.look, big=big, questions=False),
        vote_spread.summary(shown, w),
        vote_spread.table(shown, w),
    )
    key = f"spread.{view.round.id}.{one.prompt.key}"
    show_chart(here, chart, key=key, with_table=not big)


def _show_texts(here: Present, answers: Iterable[Answer]) -> None:
    names = {p.id: p.name for p in reading.open_plan(here.database).people if isinstance(p, Person)}
    laid = sorted(answers, key=lambda a: (not a.heap, a.heap.casefold(), a.id))
    for heap, members in groupby(laid, key=lambda a: a.heap):
        lying = [a for a in members if a.text or a.person_id]
        if heap:
            st.markdown(f"**{plain(heap)}** · {len(lying)}")
        st.markdown("\n".join(_line(here, answer, names) for answer in lying))


def _line(here: Present, answer: Answer, names: dict[str, str]) -> str:
    """Return an answer as a list item, with who gave it where answers are named."""
    lines = [plain(line) for line in answer.text.splitlines() if line.strip()]
    if answer.person_id is not None:
        who = plain(names.get(answer.person_id, "") or here.words("person.somebody"))
        level = f" · {answer.level}" if answer.level is not None else ""
        lines.append(f":gray[– {who}{level}]")
    return "- " + "  \n  ".join(lines)


# --- in a meeting -------------------------------------------------------------------------------


def show_in_meeting(
    here: Here,
    view: RoundView,
    *,
    drop: Callable[[], None],
    then: Callable[[Agreement], None],
) -> None:
    """Show the controls of a round while the stage shows what everybody looks at.

    Anonymous answers are shown on the stage only; named answers are also shown with their names to
    those inside, on their own screens. `drop` removes the round; `then` is called for those who run
    it once the group has agreed.
    """
    if view.runs:
        reflection_running.show_steering(here, view, drop=drop)
    if view.round.phase is Phase.PREPARED:
        if not view.runs:
            show_empty(here.words("reflection.not_open"))
        return
    if view.takes_part and view.takes_answers and not view.up.shown.revealed:
        reflection_answers.show_promise(here, view)
    elif view.takes_part and not view.takes_answers and view.round.phase is Phase.OPEN:
        show_empty(here.words("reflection.not_now"))
    _show_questions_up(here, view)
    if view.runs and view.up.agreement is not None:
        then(view.up.agreement)
    if view.runs and not view.up.shown.revealed:
        reflection_running.show_way_in(here, view, drop=drop)


def _show_questions_up(here: Here, view: RoundView) -> None:
    """Show where to answer: the question on the stage, or all where people answer in their time."""
    is_one_by_one = view.round.live or view.round.phase is not Phase.OPEN
    for one in (view.up,) if is_one_by_one else view.prompts:
        with st.container(key=f"meeting.prompt.{one.prompt.key}"):
            if not is_one_by_one:
                _show_question(here, view, one)
            _offer_answering(here, view, one)
            if one.shown.revealed:
                _show_what_follows(here, view, one)


def _show_what_follows(here: Here, view: RoundView, one: PromptView) -> None:
    """Show who said what where answers are named, and let those who run it sum up."""
    if one.shown.answers and not view.round.anonymous:
        with st.expander(here.words("reflection.who_said_what"), icon=":material/badge:"):
            _show_texts(here, one.shown.answers)
    if view.runs:
        reflection_running.show_after(here, view, one, agreeing=one.agreement is None)


# --- for the whole room -------------------------------------------------------------------------


def _show_big(here: Present, view: RoundView) -> None:
    one = view.up
    with st.container(key="big-round"):
        _show_question_big(here, view, one)
        if one.shown.revealed:
            _show_revealed(here, view, one, big=True)
        elif view.round.phase is not Phase.PREPARED:
            _show_turnout(here, one.turnout)
            show_vote_code(here, view, big=True)
    if view.runs and isinstance(here, Here):
        reflection_running.show_controls(here, view, one)


def _show_question_big(here: Present, view: RoundView, one: PromptView) -> None:
    w = here.words
    st.markdown(plain(question_of(here, view, one)))
    st.title(plain(one.prompt.text(w.language)), anchor=False)
