"""A goal's owner sees how far each indicator has come on its way to the target."""

from datetime import date

import pytest

from strategy.charts.goal_bullet import (
    BulletRow,
    GoalBullet,
    Lack,
    goal_bullet,
    goal_bullet_figure,
    summary,
    table,
)
from strategy.charts.palette import Look
from strategy.charts.targets import target_in_words, target_with_date
from strategy.domain.figures.assessment import assess
from strategy.domain.items import Comparison, Direction, Signal
from strategy.i18n import words
from tests.charts.sample import (
    TODAY,
    a_goal,
    a_measurement,
    a_pillar,
    a_plan,
    a_target,
    an_indicator,
    hovers,
    texts,
)

NB = words("nb")
LAPTOP = Look(dark=False)
PHONE = Look(dark=False, narrow=True)
END = date(2027, 12, 31)


def bullet(indicators, targets=(), measurements=()):
    plan = a_plan(
        pillars=(a_pillar(),),
        goals=(a_goal("1.1", "Heltid"),),
        indicators=indicators,
        targets=targets,
        measurements=measurements,
    )
    return goal_bullet(plan, assess(plan, TODAY), "g1.1")


def full_time(value=46, **given):
    return bullet(
        (an_indicator(1, "Andel heltid", baseline=33, baseline_on=date(2024, 1, 1)),),
        (a_target(1, low=60, due=END),),
        (a_measurement(1, date(2026, 8, 31), value, **given),),
    )


def test_a_measured_indicator_shows_where_it_is_and_where_it_should_be():
    assert full_time() == GoalBullet(
        title="1.1 Heltid",
        rows=(
            BulletRow(
                "i1",
                code="I-1",
                title="Andel heltid",
                unit="%",
                signal=Signal.AT_RISK,
                value=46.0,
                baseline=33.0,
                target=a_target(1, low=60, due=END),
                expected_value=52.5,
                reached=pytest.approx(13 / 27),
                expected=pytest.approx(1056 / 1460),
                distance=14.0,
            ),
        ),
    )


def test_the_bar_has_its_real_values_written_on_it():
    drawn = texts(goal_bullet_figure(full_time(), NB, LAPTOP))
    for text in (
        "0 av 1 målt indikator er der den skal være",
        "I-1 Andel heltid",
        "46\xa0%",
        "start 33\xa0%",
        "forventet i dag: 52,5\xa0%".replace("\xa0", " "),
        "innen 31.12.2027",
    ):
        assert text.replace("\xa0", " ") in drawn.replace("\xa0", " ")


def test_on_a_phone_the_target_stands_without_its_date():
    drawn = texts(goal_bullet_figure(full_time(), NB, PHONE))
    assert "31.12.2027" not in drawn
    assert "forventet" not in drawn


def test_pointing_at_the_bar_says_it_all():
    said = hovers(goal_bullet_figure(full_time(preliminary=True), NB, LAPTOP))
    said = said.replace("\xa0", " ")
    assert "46 % – ▲ I risiko" in said
    assert "48 % av veien fra start til mål" in said
    assert "Foreløpig tall" in said


def test_worse_than_the_start_is_said_in_words_and_has_no_bar():
    shown = full_time(30)
    assert shown.rows[0].reached == 0.0
    assert shown.rows[0].worse_than_start is True
    assert "dårligere enn ved start" in texts(goal_bullet_figure(shown, NB, LAPTOP))


def test_a_met_limit_without_baseline_fills_the_bar():
    shown = bullet(
        (an_indicator(1, direction=Direction.DOWN),),
        (a_target(1, comparison=Comparison.BELOW, high=6),),
        (a_measurement(1, date(2026, 8, 31), 5.5),),
    )
    assert shown.rows[0].reached == 1.0
    assert shown.rows[0].expected is None
    drawn = texts(goal_bullet_figure(shown, NB, LAPTOP))
    assert "1 av 1 målt indikator er der den skal være" in drawn
    assert "start" not in drawn


def lack_of(shown):
    return shown.rows[0].lack


@pytest.mark.parametrize(
    ("targets", "measurements", "lack", "said"),
    [
        ((), (), Lack.NOT_MEASURED, "Ikke målt ennå (mål: ikke satt)"),
        (
            (),
            (a_measurement(1, date(2026, 8, 31), 20, group_size=3),),
            Lack.MASKED,
            "Skjermet: gruppen er for liten til å vises (mål: ikke satt)",
        ),
        ((), (a_measurement(1, date(2026, 8, 31), 25),), Lack.NO_TARGET, "Måltallet er ikke satt"),
        (
            (a_target(1, comparison=Comparison.TEXT, text="skal ned"),),
            (a_measurement(1, date(2026, 8, 31), 25),),
            Lack.ONLY_TEXT,
            "Målet er bare tekst: skal ned",
        ),
        (
            (a_target(1, comparison=Comparison.AT_MOST, high=6),),
            (a_measurement(1, date(2026, 8, 31), 8.3),),
            Lack.NO_BASELINE,
            "2,3 % unna målet: høyst 6 %",
        ),
    ],
)
def test_what_cannot_be_drawn_says_why_in_words(targets, measurements, lack, said):
    shown = bullet((an_indicator(1, direction=Direction.DOWN),), targets, measurements)
    assert lack_of(shown) is lack
    drawn = texts(goal_bullet_figure(shown, NB, LAPTOP)).replace("\xa0", " ")
    assert said in drawn
    assert "0 %" not in drawn
    assert table(shown, NB).iloc[0]["Av veien"].replace("\xa0", " ") == said


def test_a_goal_without_indicators_says_so():
    shown = bullet(())
    assert shown == GoalBullet(title="1.1 Heltid", rows=())
    assert "Ingen indikatorer ennå" in texts(goal_bullet_figure(shown, NB, LAPTOP))
    assert summary(shown, NB) == "1.1 Heltid: Ingen indikatorer ennå."


def test_the_sentence_counts_what_is_not_measured():
    shown = bullet(
        (an_indicator(1, baseline=33), an_indicator(2)),
        (a_target(1, low=60, due=END),),
        (a_measurement(1, date(2026, 8, 31), 60),),
    )
    assert summary(shown, NB) == (
        "1.1 Heltid: 1 av 1 målt indikator er der den skal være; 1 er ikke målt."
    )
    nothing = bullet((an_indicator(1), an_indicator(2)))
    assert summary(nothing, NB) == "1.1 Heltid: Ingen av 2 indikatorer er målt."


def test_a_goal_that_is_gone_has_nothing_to_show():
    plan = a_plan()
    assert goal_bullet(plan, assess(plan, TODAY), "borte") == GoalBullet(title="", rows=())


def test_small_values_keep_their_decimals():
    shown = bullet(
        (an_indicator(1, baseline=3.8, baseline_on=date(2026, 1, 1)),),
        (a_target(1, low=4.2, due=date(2026, 12, 31)),),
        (a_measurement(1, date(2026, 8, 31), 4),),
    )
    assert shown.rows[0].expected_value == 4.16


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (None, "ikke satt"),
        (a_target(comparison=Comparison.TEXT, text="ca. 2 %"), "ca. 2 %"),
        (a_target(comparison=Comparison.TEXT), "ikke satt"),
        (a_target(low=60), "60 %"),
        (a_target(comparison=Comparison.AT_LEAST, low=60), "minst 60 %"),
        (a_target(comparison=Comparison.ABOVE, low=60), "over 60 %"),
        (a_target(comparison=Comparison.AT_MOST, high=6), "høyst 6 %"),
        (a_target(comparison=Comparison.BELOW, high=6), "under 6 %"),
        (a_target(comparison=Comparison.BETWEEN, low=70, high=80), "70–80 %"),
        (a_target(comparison=Comparison.BETWEEN, low=70), "70 %"),
    ],
)
def test_a_target_is_said_as_it_is_meant(target, said):
    assert target_in_words(target, "%", NB).replace("\xa0", " ") == said
    assert target_with_date(target, "%", NB).replace("\xa0", " ") == said


def test_a_targets_date_is_said_with_it():
    assert target_with_date(a_target(low=60, due=END), "", NB) == "60 innen 31.12.2027"
