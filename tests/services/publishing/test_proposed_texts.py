"""What the tool proposes to say: only what the figures say, for somebody to edit."""

from datetime import date, timedelta

from strategy.domain.items import ActionState, Signal
from strategy.domain.publishing.publication import (
    Content,
    PublishedAction,
    PublishedGoal,
    PublishedPillar,
)
from strategy.i18n import words
from strategy.services.publishing.proposed_texts import (
    proposed_decisions,
    proposed_pillars,
    proposed_summary,
    to_explain,
)

NB = words("nb")
DAY = date(2026, 4, 30)


def goals(*signals: Signal) -> tuple[PublishedGoal, ...]:
    return tuple(
        PublishedGoal(id=f"g{n}", code=f"1.{n}", title=f"Mål nummer {n}", signal=signal)
        for n, signal in enumerate(signals, start=1)
    )


def an_action(number: int, *, days: int, **given) -> PublishedAction:
    given = {
        "id": f"a{number}",
        "code": f"T-{number}",
        "title": f"Tiltak {number}",
        "goal_ids": ("g1",),
        "due": DAY + timedelta(days=days),
        "overdue_days": max(-days, 0),
        "state": ActionState.OPEN,
        "signal": Signal.ON_TRACK,
        "percent": 0.5,
        **given,
    }
    return PublishedAction(**given)


def content(*signals: Signal, actions=(), **given) -> Content:
    pillar = PublishedPillar(
        id="p", code="1", title="Å våge", signal=Signal.ON_TRACK, goals=goals(*signals), **given
    )
    return Content(
        organisation="Fjordvik",
        title="T1",
        day=DAY,
        revision=1,
        pillars=(pillar,),
        actions=tuple(actions),
        **given,
    )


def proposed(*signals: Signal, **given):
    (text,) = proposed_pillars(content(*signals, **given), NB)
    return text


def test_a_pillar_without_goals_is_said_to_have_none():
    text = proposed()

    assert (text.number, text.analysis, text.ahead) == (
        "Ingen mål ennå.", "Effekten er ikke målt.", "",
    )  # fmt: skip


def test_the_figure_in_words_counts_what_is_on_track_off_track_and_unknown():
    assert proposed(Signal.ON_TRACK, Signal.DONE).number == "2 av 2 mål er i rute."
    assert proposed(Signal.OFF_TRACK, Signal.UNKNOWN, Signal.UNKNOWN).number == (
        "0 av 3 mål er i rute. Ett er bak plan. 2 mål mangler ferske tall eller oppdateringer."
    )


def test_the_analysis_names_the_goals_off_track_and_the_actions_that_are_late():
    late = [an_action(number, days=-number) for number in range(1, 6)]

    text = proposed(Signal.OFF_TRACK, actions=late, effect=0.4, measured=2, indicator_count=3)

    assert text.analysis == (
        "Mål 1.1 er bak plan («Mål nummer 1»). 5 tiltak er over fristen: T-1, T-2, T-3 og 2 til."
        " Effekten er 40\xa0%, regnet av 2 av 3 indikatorer."
    )


def test_what_comes_next_is_the_next_three_that_are_due():
    coming = [an_action(number, days=40 - number) for number in range(1, 6)]
    done = an_action(9, days=1, state=ActionState.DONE)
    elsewhere = an_action(8, days=1, goal_ids=("other",))
    undated = an_action(7, days=1).model_copy(update={"due": None})

    text = proposed(Signal.ON_TRACK, actions=[*coming, done, elsewhere, undated])

    assert text.ahead == (
        "Dette kommer: Tiltak 5 (04.06.2026); Tiltak 4 (05.06.2026); Tiltak 3 (06.06.2026)."
    )


def test_the_summary_says_what_the_headline_does_not():
    assert proposed_summary(content(Signal.ON_TRACK, activity=0.625), NB) == (
        "Tiltakene er kommet 62\xa0% av veien. Effekten er ikke målt."
    )
    assert proposed_summary(content(Signal.UNKNOWN), NB) == (
        "Effekten er ikke målt. Ett mål mangler ferske tall eller oppdateringer."
    )


def test_no_decisions_need_no_status():
    assert proposed_decisions(content(Signal.ON_TRACK), NB) == ()


def test_whatever_is_late_or_was_moved_is_to_be_explained_while_it_is_open():
    late = an_action(1, days=-3)
    moved = an_action(2, days=30, postponements=1)
    done = an_action(3, days=-3, state=ActionState.DONE)
    fine = an_action(4, days=30)

    found = to_explain(content(Signal.ON_TRACK, actions=[late, moved, done, fine]))

    assert [(one.action_id, one.text) for one in found] == [("a1", ""), ("a2", "")]
