"""HR sees whether an indicator moves towards its target, and what the figures cannot say."""

from datetime import date

import pytest

from strategy.charts.indicator_trend import (
    IndicatorTrend,
    TrendPoint,
    hidden_points,
    indicator_trend,
    indicator_trend_figure,
    summary,
    table,
)
from strategy.charts.palette import Look
from strategy.domain.figures.assessment import assess
from strategy.domain.items import Comparison, Direction, Signal, Strategy
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
START = date(2024, 1, 1)


def trend(indicator, targets=(), measurements=()):
    plan = a_plan(
        strategy=Strategy(id="s", title="Strategi", period_to=END),
        pillars=(a_pillar(),),
        goals=(a_goal(),),
        indicators=(indicator,),
        targets=targets,
        measurements=measurements,
    )
    return indicator_trend(plan, assess(plan, TODAY), indicator.id)


def full_time(*measurements, **given):
    indicator = an_indicator(1, "Andel heltid", baseline=33, baseline_on=START, **given)
    return trend(indicator, (a_target(1, low=60, due=END),), measurements)


def a_broken_series():
    return full_time(
        a_measurement(1, date(2024, 12, 31), 37, period="2024"),
        a_measurement(
            1, date(2025, 12, 31), 41, series_break=True, note="Ny definisjon", period="2025"
        ),
        a_measurement(1, date(2026, 8, 31), 46, preliminary=True, period="T2 2026"),
    )


def test_a_series_is_shown_with_its_break_its_path_and_its_target():
    broken = TrendPoint(date(2025, 12, 31), 41.0, "2025", "Ny definisjon")
    shown = a_broken_series()
    assert shown == IndicatorTrend(
        "i1",
        code="I-1",
        title="Andel heltid",
        unit="%",
        signal=Signal.AT_RISK,
        pieces=(
            (TrendPoint(date(2024, 12, 31), 37.0, "2024"),),
            (broken, TrendPoint(date(2026, 8, 31), 46.0, "T2 2026", preliminary=True)),
        ),
        baseline=TrendPoint(START, 33.0),
        path=((START, 33.0), (END, 60.0)),
        target=a_target(1, low=60, due=END),
        masked=(),
        without_figure=(),
        today=TODAY,
    )
    assert shown.breaks == (broken,)


@pytest.mark.parametrize("look", [LAPTOP, PHONE])
def test_the_last_value_the_target_and_the_break_are_labelled_directly(look):
    drawn = texts(indicator_trend_figure(a_broken_series(), NB, look)).replace("\xa0", " ")
    for text in ("46 %", "mål: 60 %", "Brudd i serien", "I dag", "fra 33 til 46 %"):
        assert text in drawn.replace("<br>", " ")


def test_the_line_is_broken_where_the_series_is_and_preliminary_points_are_hollow():
    drawn = indicator_trend_figure(a_broken_series(), NB, LAPTOP).to_dict()
    lines = [trace for trace in drawn["data"] if trace.get("line", {}).get("width") == 3]
    assert [trace["y"] for trace in lines] == [[37.0], [41.0, 46.0]]
    assert lines[1]["marker"]["color"] == ["#0d7a5f", "#ffffff"]


def test_pointing_at_a_measurement_shows_its_note():
    said = hovers(indicator_trend_figure(a_broken_series(), NB, LAPTOP)).replace("\xa0", " ")
    assert "2025: 41 %<br>Ny definisjon" in said
    assert "T2 2026: 46 %<br>Foreløpig tall" in said
    assert "start 33 %<br>01.01.2024" in said


def test_the_sentence_warns_that_a_broken_series_cannot_be_compared():
    assert summary(a_broken_series(), NB).replace("\xa0", " ") == (
        "Andel heltid: fra 33 til 46 %, mål 60 % innen 31.12.2027 – ▲ I risiko. "
        "Serien har ett brudd: tallene før og etter kan ikke sammenlignes."
    )


def test_withheld_and_missing_figures_are_said_in_words_and_never_drawn():
    shown = full_time(
        a_measurement(1, date(2024, 12, 31), 37, group_size=3, period="2024"),
        a_measurement(1, date(2025, 12, 31), text="mangler"),
        a_measurement(1, date(2026, 8, 31), 46),
    )
    assert [point.value for point in shown.points] == [46.0]
    assert shown.points[0].period == "2026"
    assert hidden_points(shown, NB) == [
        "Ett tall er skjermet fordi gruppen er liten: 2024.",
        "Én måling mangler tall: 2025.",
    ]
    assert table(shown, NB)["Verdi"].tolist() == ["46\xa0%", "skjermet", "ikke målt"]


def test_a_break_on_a_missing_figure_still_parts_the_series():
    shown = full_time(
        a_measurement(1, date(2024, 12, 31), 37),
        a_measurement(1, date(2025, 6, 30), series_break=True),
        a_measurement(1, date(2025, 12, 31), 41),
    )
    assert [len(piece) for piece in shown.pieces] == [1, 1]


def test_nothing_measured_shows_the_path_that_lies_ahead():
    shown = full_time()
    assert shown.points == ()
    drawn = texts(indicator_trend_figure(shown, NB, LAPTOP))
    assert "Andel heltid: ikke målt ennå" in drawn
    assert "mål: 60" in drawn


def test_nothing_at_all_is_said_and_not_drawn():
    shown = trend(an_indicator(1, "Andel heltid"))
    drawn = indicator_trend_figure(shown, NB, LAPTOP)
    assert drawn.to_dict()["data"] == []
    assert texts(drawn) == "Andel heltid: ikke målt ennå"
    assert len(table(shown, NB)) == 0
    assert summary(shown, NB) == "Andel heltid: ikke målt ennå."


def test_one_point_without_a_target_stands_alone():
    shown = trend(
        an_indicator(1, "Sykefravær"), measurements=(a_measurement(1, date(2026, 8, 31), 8.3),)
    )
    drawn = texts(indicator_trend_figure(shown, NB, LAPTOP)).replace("\xa0", " ")
    assert drawn.startswith("Sykefravær: 8,3 %, mål ikke satt – ○ Ukjent\n8,3 %")
    assert shown.bounds is None
    assert "Brudd" not in drawn


@pytest.mark.parametrize(
    ("target", "bounds", "shapes"),
    [
        (a_target(comparison=Comparison.BELOW, high=6), (None, 6.0), 3),
        (a_target(comparison=Comparison.AT_MOST, high=6), (None, 6.0), 3),
        (a_target(comparison=Comparison.AT_LEAST, low=6), (6.0, None), 3),
        (a_target(comparison=Comparison.BETWEEN, low=70, high=80), (70.0, 80.0), 4),
    ],
)
def test_a_limit_or_a_range_is_a_band(target, bounds, shapes):
    shown = trend(
        an_indicator(1, direction=Direction.DOWN),
        (target,),
        (a_measurement(1, date(2026, 8, 31), 8.3),),
    )
    assert shown.bounds == bounds
    drawn = indicator_trend_figure(shown, NB, LAPTOP)
    assert len(drawn.to_dict()["layout"]["shapes"]) == shapes
    assert "mål: " in texts(drawn)


def test_an_axis_stays_above_zero_unless_the_figures_go_below():
    rising = full_time(a_measurement(1, date(2026, 8, 31), 0))
    axis = indicator_trend_figure(rising, NB, LAPTOP).to_dict()["layout"]["yaxis"]
    assert axis["range"][0] == 0.0
    falling = trend(
        an_indicator(1, unit="mill."), measurements=(a_measurement(1, date(2026, 8, 31), -5),)
    )
    axis = indicator_trend_figure(falling, NB, LAPTOP).to_dict()["layout"]["yaxis"]
    assert axis["range"] == [-6.0, -4.0]
    assert axis["zeroline"] is True


def test_the_table_marks_what_is_special_about_a_figure():
    assert table(a_broken_series(), NB)["Merknad"].tolist() == [
        "",
        "Brudd i serien. Ny definisjon",
        "Foreløpig tall",
    ]


def test_an_indicator_that_is_gone_has_no_trend():
    plan = a_plan()
    assert indicator_trend(plan, assess(plan, TODAY), "borte") is None
