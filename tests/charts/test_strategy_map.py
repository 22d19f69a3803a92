"""Everybody sees how the strategy hangs together, in as much detail as can be read."""

from datetime import date

import pytest

from strategy.charts.challenge_flow import (
    ChallengeFlow,
    FlowGoal,
    challenge_flow,
    challenge_flow_figure,
)
from strategy.charts.challenge_flow import summary as flow_summary
from strategy.charts.challenge_flow import table as flow_table
from strategy.charts.palette import Look
from strategy.charts.strategy_map import (
    Detail,
    MapAction,
    MapGoal,
    MapPillar,
    StrategyMap,
    strategy_map,
    strategy_map_figure,
    summary,
    table,
)
from strategy.domain.figures.assessment import assess
from strategy.domain.items import Signal
from strategy.i18n import words
from tests.charts.sample import (
    TODAY,
    a_challenge,
    a_check_in,
    a_goal,
    a_large_plan,
    a_pillar,
    a_plan,
    an_action,
    hovers,
    texts,
)

NB = words("nb")
LAPTOP = Look(dark=False)
PHONE = Look(dark=True, narrow=True)


def the_map(plan):
    return strategy_map(plan, assess(plan, TODAY))


def a_small_plan():
    return a_plan(
        pillars=(a_pillar(1, "Å våge"),),
        goals=(a_goal("1.1", "Heltid"), a_goal("1.2", "Innovasjon")),
        actions=(an_action(1, "Kurs", start=date(2026, 1, 1), due=date(2026, 12, 31)),),
        check_ins=(a_check_in(1, 80),),
    )


def test_a_small_strategy_shows_its_actions_by_name():
    goals = (
        MapGoal(
            "g1.1",
            code="1.1",
            title="Heltid",
            signal=Signal.ON_TRACK,
            by_activity=True,
            actions=(MapAction("t1", "T-001", "Kurs", Signal.ON_TRACK, 0.8),),
            more=0,
            action_signals=((Signal.ON_TRACK, 1),),
        ),
        MapGoal(
            "g1.2",
            code="1.2",
            title="Innovasjon",
            signal=Signal.UNKNOWN,
            by_activity=True,
            actions=(),
            more=0,
            action_signals=(),
        ),
    )
    signals = ((Signal.ON_TRACK, 1), (Signal.UNKNOWN, 1))
    assert the_map(a_small_plan()) == StrategyMap(
        pillars=(MapPillar("p1", "1", "Å våge", signals, goals),),
        signals=signals,
        detail=Detail.ACTIONS,
    )


@pytest.mark.parametrize("look", [LAPTOP, PHONE])
def test_sixteen_goals_and_48_actions_are_all_named(look):
    drawn = texts(strategy_map_figure(the_map(a_large_plan()), NB, look))
    for code in ("1.1", "3.4", "5.3", "T-001", "T-048"):
        assert code in drawn
    assert "1 av 16 mål er i rute, 14 er bak plan" in drawn


def test_a_goal_with_many_actions_says_how_many_more_there_are():
    plan = a_plan(
        pillars=(a_pillar(),),
        goals=(a_goal(),),
        actions=tuple(an_action(n) for n in range(1, 10)),
    )
    shown = the_map(plan)
    assert len(shown.pillars[0].goals[0].actions) == 6
    assert shown.pillars[0].goals[0].more == 3
    assert "+ 3 tiltak til" in texts(strategy_map_figure(shown, NB, LAPTOP))
    assert table(shown, NB).iloc[-1].tolist()[3:] == ["9 tiltak", "○\xa09"]


def test_more_actions_than_can_be_read_are_counted_under_their_goals():
    plan = a_plan(
        pillars=(a_pillar(),),
        goals=(a_goal(),),
        actions=tuple(an_action(n) for n in range(1, 152)),
    )
    shown = the_map(plan)
    assert shown.detail is Detail.GOALS
    assert "151 tiltak: ○\xa0151" in texts(strategy_map_figure(shown, NB, LAPTOP))


@pytest.mark.parametrize("look", [LAPTOP, PHONE])
def test_four_hundred_goals_are_shown_by_code_and_symbol(look):
    plan = a_plan(
        pillars=tuple(a_pillar(n) for n in range(1, 6)),
        goals=tuple(a_goal(f"{p}.{n}") for p in range(1, 6) for n in range(1, 81)),
        actions=tuple(an_action(n, goals=(f"1.{n % 80 + 1}",)) for n in range(1, 10_001)),
    )
    shown = the_map(plan)
    assert shown.detail is Detail.CODES
    drawn = strategy_map_figure(shown, NB, look)
    assert "○ 5.80" in texts(drawn)
    assert "T-001" not in texts(drawn)
    waiting = "1.1 Heltid i helse og velferd<br>□ Ikke startet (etter aktivitet)<br>125 tiltak"
    empty = "5.80 Heltid i helse og velferd<br>○ Ukjent (etter aktivitet)<br>0 tiltak"
    assert waiting in hovers(drawn)
    assert empty in hovers(drawn)


def test_a_goal_picked_on_the_map_is_known_by_its_id():
    drawn = strategy_map_figure(the_map(a_small_plan()), NB, LAPTOP).to_dict()
    picked = {key for trace in drawn["data"] for key in trace["customdata"] if key}
    assert picked == {"p1", "g1.1", "g1.2", "t1"}


def test_an_empty_strategy_has_an_empty_map():
    shown = the_map(a_plan())
    assert shown == StrategyMap(pillars=(), signals=(), detail=Detail.ACTIONS)
    assert summary(shown, NB) == "0 pilarer: Ingen mål ennå."
    assert len(table(shown, NB)) == 0
    assert "Ingen mål ennå" in texts(strategy_map_figure(shown, NB, LAPTOP))


def test_a_pillar_without_goals_says_so():
    shown = the_map(a_plan(pillars=(a_pillar(),)))
    assert "Ingen mål ennå" in texts(strategy_map_figure(shown, NB, PHONE))


def test_the_map_as_a_table_and_a_sentence():
    shown = the_map(a_small_plan())
    assert summary(shown, NB) == "1 pilar: 1 av 2 mål er i rute."
    assert table(shown, NB).to_numpy().tolist() == [
        ["Å våge", "1.1 Heltid", "● I rute", "T-001 Kurs", "● I rute"],
        ["Å våge", "1.2 Innovasjon", "○ Ukjent", "0 tiltak", ""],
    ]


def the_flow(plan):
    return challenge_flow(plan, assess(plan, TODAY))


def a_plan_with_challenges(**given):
    return a_plan(
        **{
            "challenges": (a_challenge(1, "Flere eldre"), a_challenge(2, "Klima")),
            "pillars": (a_pillar(1, "Å våge"),),
            "goals": (
                a_goal("1.1", "Heltid", challenge_ids=("u1",)),
                a_goal("1.2", "Innovasjon"),
                a_goal("9.1", "Herreløst", challenge_ids=("u1", "borte")),
            ),
            **given,
        }
    )


def test_the_flow_goes_from_challenge_through_goal_to_pillar():
    shown = the_flow(a_plan_with_challenges())
    assert shown == ChallengeFlow(
        challenges=("Flere eldre", "Klima"),
        goals=(
            FlowGoal("g1.1", "1.1", "Heltid", Signal.UNKNOWN, "Å våge", ("Flere eldre",)),
            FlowGoal("g1.2", "1.2", "Innovasjon", Signal.UNKNOWN, "Å våge", ()),
            FlowGoal("g9.1", "9.1", "Herreløst", Signal.UNKNOWN, "", ("Flere eldre",)),
        ),
        pillars=("Å våge",),
    )
    drawn = texts(challenge_flow_figure(shown, NB, LAPTOP))
    for text in ("Flere eldre", "Uten utfordring", "○ 1.1 Heltid", "Å våge", "Uten pilar"):
        assert text in drawn
    assert "Ingen mål svarer på Klima" in drawn


def test_on_a_phone_the_flow_goes_straight_to_the_pillar():
    drawn = texts(challenge_flow_figure(the_flow(a_plan_with_challenges()), NB, PHONE))
    assert "Å våge" in drawn
    assert "1.1" not in drawn


def test_the_flow_tells_what_is_not_answered():
    shown = the_flow(a_plan_with_challenges())
    assert shown.unanswered == ("Klima",)
    assert flow_summary(shown, NB) == (
        "Ingen mål svarer på Klima. 1 mål svarer ikke på noen utfordring."
    )
    assert flow_table(shown, NB).to_numpy().tolist() == [
        ["Flere eldre", "1.1 Heltid", "Å våge", "○ Ukjent"],
        ["Uten utfordring", "1.2 Innovasjon", "Å våge", "○ Ukjent"],
        ["Flere eldre", "9.1 Herreløst", "", "○ Ukjent"],
    ]


def test_the_flow_tells_when_every_challenge_is_answered():
    plan = a_plan_with_challenges(
        challenges=(a_challenge(1),), goals=(a_goal(challenge_ids=("u1",)),)
    )
    assert flow_summary(the_flow(plan), NB) == "Utfordringen har mål som svarer på den."


def test_a_strategy_without_challenges_or_goals_says_what_is_missing():
    shown = the_flow(a_plan())
    assert flow_summary(shown, NB) == "Ingen utfordringer er lagt inn ennå."
    assert "Ingen utfordringer er lagt inn ennå" in texts(challenge_flow_figure(shown, NB, LAPTOP))
