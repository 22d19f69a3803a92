"""Whatever is drawn is valid, in every language, theme and width, and quickly."""

from datetime import date

import plotly.graph_objects as go
import pytest

from strategy.charts import (
    action_timeline,
    age_by_unit,
    challenge_flow,
    goal_bullet,
    health_trend,
    indicator_trend,
    owner_load,
    pillar_overview,
    postponements,
    progress_over_time,
    strategy_map,
)
from strategy.charts.frame import PLAIN
from strategy.charts.palette import Look
from strategy.domain.figures.assessment import assess
from strategy.domain.figures.health import findings
from strategy.domain.figures.health_trend import health_point
from strategy.i18n import words
from tests.charts.sample import (
    HOSTILE,
    TODAY,
    a_challenge,
    a_goal,
    a_large_plan,
    a_measurement,
    a_pillar,
    a_plan,
    a_target,
    an_action,
    an_indicator,
    hovers,
    texts,
)
from tests.claims import every


def every_chart(plan):
    """Each chart of a plan: its module, what it shows and how it is drawn."""
    seen = assess(plan, TODAY)
    pillar = plan.pillars[0].id
    points = [(check_in.action_id, check_in.on, check_in.percent) for check_in in plan.check_ins]
    return [
        (
            pillar_overview,
            pillar_overview.pillar_overview(plan, seen, pillar),
            pillar_overview.pillar_overview_figure,
        ),
        (strategy_map, strategy_map.strategy_map(plan, seen), strategy_map.strategy_map_figure),
        (
            challenge_flow,
            challenge_flow.challenge_flow(plan, seen),
            challenge_flow.challenge_flow_figure,
        ),
        (goal_bullet, goal_bullet.goal_bullet(plan, seen, "g1.1"), goal_bullet.goal_bullet_figure),
        (
            indicator_trend,
            indicator_trend.indicator_trend(plan, seen, "i1"),
            indicator_trend.indicator_trend_figure,
        ),
        (
            action_timeline,
            action_timeline.action_timeline(plan, seen, plan.actions),
            action_timeline.action_timeline_figure,
        ),
        (owner_load, owner_load.owner_load(plan, seen), owner_load.owner_load_figure),
        (age_by_unit, age_by_unit.age_by_unit(plan, seen), age_by_unit.age_by_unit_figure),
        (
            postponements,
            postponements.postponements_by_month(plan, seen),
            postponements.postponements_figure,
        ),
        (
            health_trend,
            health_trend.health_trend([health_point(TODAY, findings(plan, seen))]),
            health_trend.health_trend_figure,
        ),
        (
            progress_over_time,
            progress_over_time.progress_over_time(points, plan.actions, today=TODAY),
            progress_over_time.progress_over_time_figure,
        ),
    ]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("narrow", [False, True])
def test_every_figure_is_one_plotly_accepts(language, dark, narrow):
    said = words(language)
    for _, shown, draw in every_chart(a_large_plan()):
        drawn = draw(shown, said, Look(dark=dark, narrow=narrow)).to_dict()
        assert go.Figure(drawn).layout.height > 0


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_chart_has_a_sentence_and_a_table(language):
    said = words(language)
    for module, shown, _ in every_chart(a_large_plan()):
        assert module.summary(shown, said).endswith(".")
        assert "{" not in module.summary(shown, said)
        assert len(module.table(shown, said)) > 0
        assert len(set(module.table(shown, said).columns)) == len(module.table(shown, said).columns)


def a_hostile_plan():
    return a_plan(
        challenges=(a_challenge(1, HOSTILE),),
        pillars=(a_pillar(1, HOSTILE),),
        goals=(a_goal("1.1", HOSTILE, challenge_ids=("u1",)),),
        indicators=(an_indicator(1, HOSTILE, unit="<b>%</b>", baseline=1),),
        targets=(a_target(1, low=9, due=date(2027, 12, 31)),),
        measurements=(
            a_measurement(1, date(2026, 6, 30), 4, note=HOSTILE, period="<i>T1</i>"),
            a_measurement(1, date(2026, 8, 31), 5),
        ),
        actions=(an_action(1, HOSTILE, due=date(2027, 1, 31), owner_text="<u>Kari</u>"),),
    )


@pytest.mark.parametrize("narrow", [False, True])
def test_no_users_text_becomes_markup_in_any_chart(narrow):
    for _, shown, draw in every_chart(a_hostile_plan()):
        drawn = draw(shown, words("nb"), Look(dark=False, narrow=narrow))
        seen = texts(drawn) + hovers(drawn) + str(drawn.to_dict()["data"])
        for tag in ("<a", "<b>", "<i>", "<u>"):
            assert tag not in seen


def test_what_a_page_hands_the_browser_is_a_plain_mapping():
    assert dict(PLAIN)["displayModeBar"] is False


def test_a_chart_of_a_large_strategy_is_small_enough_for_a_phone():
    charts = every_chart(a_large_plan())
    assert every(
        len(draw(shown, words("nb"), Look(dark=False)).to_json()) < 50_000
        for _, shown, draw in charts
    )
