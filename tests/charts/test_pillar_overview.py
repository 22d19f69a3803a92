"""A leader sees how the pillars stand: goals by signal, what is done, whether it works."""

from dataclasses import replace
from datetime import date

import pytest

from strategy.charts.palette import Look
from strategy.charts.pillar_overview import (
    PillarOverview,
    pillar_overview,
    pillar_overview_figure,
    summary,
    table,
)
from strategy.charts.signals import finding
from strategy.domain.figures.assessment import assess
from strategy.domain.items import ActionState, Signal, Strategy
from strategy.i18n import words
from tests.charts.sample import (
    TODAY,
    a_check_in,
    a_goal,
    a_measurement,
    a_pillar,
    a_plan,
    a_target,
    an_action,
    an_indicator,
    hovers,
    texts,
)

NB = words("nb")
LAPTOP = Look(dark=False)
PHONE = Look(dark=False, narrow=True)


def a_measured_plan():
    return a_plan(
        strategy=Strategy(id="s", title="Arbeidsgiverstrategi"),
        pillars=(a_pillar(1, "Å våge"), a_pillar(2, "Å lede")),
        goals=(a_goal("1.1"), a_goal("1.2"), a_goal("1.3")),
        indicators=(an_indicator(1, baseline=0), an_indicator(2)),
        targets=(a_target(1, low=100, due=date(2027, 12, 31)),),
        measurements=(a_measurement(1, date(2026, 8, 31), 40),),
        actions=(
            an_action(1, goals=("1.2",), state=ActionState.DONE),
            an_action(2, goals=("1.2", "1.3"), start=date(2026, 9, 1), due=date(2026, 10, 31)),
        ),
        check_ins=(a_check_in(2, 50),),
    )


def test_a_card_shows_the_pillars_goals_activity_and_effect():
    plan = a_measured_plan()
    assert pillar_overview(plan, assess(plan, TODAY), "p1") == PillarOverview(
        pillar_id="p1",
        code="1",
        title="Å våge",
        signals=((Signal.ON_TRACK, 1), (Signal.OFF_TRACK, 2)),
        activity=0.75,
        effect=0.4,
        measured=1,
        indicators=2,
    )


def test_a_pillar_without_goals_says_so_and_claims_nothing():
    plan = a_measured_plan()
    shown = pillar_overview(plan, assess(plan, TODAY), "p2")
    assert shown == PillarOverview(
        "p2",
        code="2",
        title="Å lede",
        signals=(),
        activity=None,
        effect=None,
        measured=0,
        indicators=0,
    )
    drawn = texts(pillar_overview_figure(shown, NB, LAPTOP))
    assert "Ingen mål ennå" in drawn
    assert "ikke målt" in drawn
    assert "0 %" not in drawn
    assert summary(shown, NB) == (
        "Å lede: Ingen mål ennå. Aktivitet: ingen tiltak. Effekt: ikke målt."
    )


@pytest.mark.parametrize(
    ("language", "activity", "effect"),
    [
        ("nb", "Aktivitet", "ikke målt"),
        ("nn", "Aktivitet", "ikkje målt"),
        ("en", "Activity", "not measured"),
    ],
)
def test_a_card_speaks_the_readers_language(language, activity, effect):
    shown = replace(a_card(), effect=None)
    drawn = texts(pillar_overview_figure(shown, words(language), LAPTOP))
    assert activity in drawn
    assert effect in drawn


def a_card(*signals):
    return PillarOverview(
        "p1",
        code="1",
        title="Å våge",
        signals=signals or ((Signal.ON_TRACK, 2), (Signal.AT_RISK, 1)),
        activity=0.41,
        effect=0.0,
        measured=2,
        indicators=3,
    )


def test_symbol_and_count_stand_in_the_segments_and_the_words_on_pointing():
    drawn = pillar_overview_figure(a_card(), NB, LAPTOP)
    assert "● 2" in texts(drawn)
    assert "▲ 1" in texts(drawn)
    assert "41\xa0%" in texts(drawn)
    assert "0\xa0%" in texts(drawn)
    assert hovers(drawn).split("\n") == ["2 i rute", "1 i risiko"]


def test_counts_too_narrow_for_their_segment_stand_below_the_bar():
    shown = a_card((Signal.ON_TRACK, 30), (Signal.OFF_TRACK, 1))
    assert "●\xa030\u2002■\xa01" in texts(pillar_overview_figure(shown, NB, LAPTOP))


def test_the_cards_table_says_the_same_in_rows():
    assert table(a_card(), NB).to_numpy().tolist() == [
        ["● I rute", "2"],
        ["▲ I risiko", "1"],
        ["Aktivitet", "41\xa0%"],
        ["Effekt", "0\xa0%"],
        ["Indikatorer", "2 av 3 teller"],
    ]


@pytest.mark.parametrize(
    ("signals", "said"),
    [
        ((), "Ingen mål ennå"),
        (((Signal.DONE, 1), (Signal.ON_TRACK, 1)), "2 av 2 mål er i rute"),
        (((Signal.ON_TRACK, 1), (Signal.AT_RISK, 2)), "1 av 3 mål er i rute, 2 er i risiko"),
        (((Signal.ON_TRACK, 9), (Signal.OFF_TRACK, 2)), "9 av 11 mål er i rute, 2 er bak plan"),
        (((Signal.UNKNOWN, 3),), "0 av 3 mål er i rute"),
    ],
)
def test_the_finding_is_said_in_words(signals, said):
    assert finding(signals, NB) == said


def test_an_effect_always_says_how_many_indicators_it_rests_on():
    shown = replace(a_card(), effect=0.4, measured=2, indicators=8)
    drawn = str(pillar_overview_figure(shown, words("nb"), Look(dark=False)).to_dict())
    assert "Effekt · 2 av 8 teller" in drawn
