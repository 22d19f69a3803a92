"""HR sees whether the plan itself gets better."""

from datetime import date

import pytest

from strategy.charts.health_trend import (
    HealthTrend,
    health_trend,
    health_trend_figure,
    summary,
    table,
)
from strategy.charts.palette import Look
from strategy.domain.figures.health import Rule
from strategy.domain.figures.health_trend import HealthPoint
from strategy.i18n import words
from tests.charts.sample import hovers, texts

NB = words("nb")
LAPTOP = Look(dark=False)
POINTS = (
    HealthPoint(date(2026, 9, 30), {Rule.SILENT: 5, Rule.NO_OWNER: 2}),
    HealthPoint(date(2026, 10, 31), {Rule.SILENT: 3}),
    HealthPoint(date(2026, 11, 22), {Rule.SILENT: 3, Rule.NO_OWNER: 1}),
)


def test_the_findings_of_every_rule_are_followed():
    assert health_trend(POINTS) == HealthTrend(
        ((date(2026, 9, 30), 7), (date(2026, 10, 31), 3), (date(2026, 11, 22), 4))
    )


def test_one_rule_can_be_followed_alone():
    shown = health_trend(POINTS, Rule.NO_OWNER)
    assert [count for _, count in shown.points] == [2, 0, 1]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((7, 4), "4 funn i planen nå, 3 færre enn 30. september 2026."),
        ((4, 5), "5 funn i planen nå, 1 mer enn 30. september 2026."),
        ((4, 4), "4 funn i planen nå, like mange som 30. september 2026."),
        ((4,), "4 funn i planen nå."),
        ((), "Vi har ingen historie å vise ennå."),
    ],
)
def test_the_sentence_says_whether_it_gets_better(counts, said):
    days = (date(2026, 9, 30), date(2026, 11, 22))
    assert summary(HealthTrend(tuple(zip(days, counts, strict=False))), NB) == said


def test_a_new_strategy_is_not_compared_with_the_one_before():
    begun = date(2026, 10, 1)
    told = health_trend(POINTS[1:], new_from=begun)
    assert summary(told, NB) == (
        "4 funn i planen nå, 1 mer enn 31. oktober 2026. Ny strategi fra 1. oktober 2026."
    )
    alone = health_trend(POINTS[2:], new_from=begun)
    assert summary(alone, NB) == "4 funn i planen nå. Ny strategi fra 1. oktober 2026."


@pytest.mark.parametrize("look", [LAPTOP, Look(dark=True, narrow=True)])
def test_the_last_figure_stands_beside_the_line(look):
    drawn = health_trend_figure(health_trend(POINTS), NB, look)
    assert "4" in texts(drawn).split("\n")
    assert "31.10.2026<br>Funn: 3" in hovers(drawn)
    axis = drawn.to_dict()["layout"]["yaxis"]
    assert (axis["range"], axis["tickvals"]) == ([0, 8], [0, 2, 4, 6, 8])


@pytest.mark.parametrize(
    ("most", "ticks"),
    [(43, [0, 20, 40, 60]), (9, [0, 5, 10]), (4000, [0, 1000, 2000, 3000, 4000])],
)
def test_the_scale_has_round_figures(most, ticks):
    days = (date(2026, 10, 31), date(2026, 11, 22))
    drawn = health_trend_figure(HealthTrend(((days[0], 0), (days[1], most))), NB, LAPTOP)
    assert drawn.to_dict()["layout"]["yaxis"]["tickvals"] == ticks


def test_the_line_begins_at_nought_however_few_there_are():
    drawn = health_trend_figure(health_trend(POINTS, Rule.NO_OWNER), NB, LAPTOP)
    assert drawn.to_dict()["layout"]["yaxis"]["tickvals"] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("points", [(), POINTS[:1]])
def test_one_day_is_no_trend(points):
    assert health_trend_figure(health_trend(points), NB, LAPTOP).to_dict()["data"] == []


def test_the_table_has_a_row_for_each_day():
    assert table(health_trend(POINTS), NB).to_numpy().tolist() == [
        ["30.09.2026", 7],
        ["31.10.2026", 3],
        ["22.11.2026", 4],
    ]
