"""A series has one figure a period, the oldest first; what contradicts itself is told."""

from datetime import date

import pytest

from strategy.domain.items import Precision
from strategy.domain.series import marks
from strategy.domain.series.marks import Missing
from strategy.domain.series.series import (
    Found,
    Point,
    Remark,
    Series,
    chosen,
    dimensions_of,
    in_order,
    named,
    parse_period,
    refusal,
)
from strategy.domain.series.units import looks_like_shares, same_unit


def points(*told):
    return tuple(
        Point(parse_period(text), value, where=f"B{n}") for n, (text, value) in enumerate(told)
    )


def rules(series):
    return [remark.rule for remark in in_order(series)[1]]


def test_periods_are_equal_however_they_are_spelt():
    spelt = ("2024K1", "1. kvartal 2024", "Q1 2024", "2024-Q1", "K1 2024*")
    assert len({parse_period(text) for text in spelt}) == 1
    assert parse_period("i fjor") is None
    period = parse_period("2024K2")
    assert (period.first, period.on) == (date(2024, 4, 1), date(2024, 6, 30))
    assert period.precision is Precision.QUARTER


def test_points_come_in_the_order_of_time():
    series = Series("x", points(("2024", 3), ("2022", 1), ("2023", None)))
    ordered, remarks = in_order(series)
    assert [point.period.text for point in ordered.points] == ["2022", "2023", "2024"]
    assert (remarks, ordered.values, ordered.missing) == ((), 2, 1)


def test_the_same_figure_twice_is_one_and_a_blank_beside_it_is_none():
    ordered, remarks = in_order(Series("x", points(("2024", None), ("2024", 3), ("året 2024", 3))))
    assert ([point.value for point in ordered.points], remarks) == ([3], ())


def test_two_figures_for_one_period_contradict_each_other():
    (remark,) = in_order(Series("x", points(("2024K1", 1), ("Q1 2024", 2))))[1]
    assert remark == Remark(
        "period_twice", {"series": "x", "period": "2024K1, Q1 2024", "cells": "B0, B1"}
    )
    without_cells = tuple(Point(parse_period("2024"), value) for value in (1, 2))
    assert in_order(Series("x", without_cells))[1][0].details["cells"] == "–"


def test_a_year_among_its_quarters_overlaps():
    assert rules(Series("x", points(("2024K1", 1), ("2024K4", 2), ("2024", 3)))) == [
        "periods_overlap"
    ]
    assert rules(Series("x", points(("2023", 1), ("2024K1", 2)))) == []


def test_a_series_is_named_by_its_title_and_what_it_is_about():
    assert named(Series("Fravær", (), dimensions={"kjønn": "Menn"})) == "Fravær, Menn"


def test_series_are_chosen_by_their_dimensions_or_their_title():
    men, women = (Series("Fravær", (), dimensions={"kjønn": s}) for s in ("Menn", "Kvinner"))
    other = Series("Heltid", (), dimensions={"kjønn": "Menn"})
    found = (men, women, other)
    assert chosen(found, {"kjønn": "Kvinner"}) == (women,)
    assert chosen(found, {}, title="heltid") == (other,)
    assert chosen(found, {}, title="fravær") == found
    assert chosen(found, {"alder": "50"}) == ()
    assert dimensions_of(found) == {"kjønn": ("Menn", "Kvinner")}
    assert dimensions_of((men, other)) == {}


def test_what_two_tables_hold_is_put_together():
    both = refusal("a").plus(refusal("b", text="x"))
    assert both == Found(problems=(Remark("a", {}), Remark("b", {"text": "x"})))


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ("", Missing.BLANK), (".", Missing.IMPOSSIBLE), ("..", Missing.NO_DATA),
        (":", Missing.CONFIDENTIAL), ("-", Missing.NIL), ("*", Missing.NOT_YET),
        ("< 5", Missing.CONFIDENTIAL), ("ikke målt", Missing.OTHER), (" N/A ", Missing.NO_DATA),
    ],
)  # fmt: skip
def test_a_missing_figure_has_a_reason(mark, reason):
    assert Point(parse_period("2024"), None, mark=mark).missing is reason
    assert Point(parse_period("2024"), 0.0, mark=mark).missing is None


def test_marks_beside_figures_say_preliminary_or_broken():
    assert marks.says_preliminary(" P ")
    assert not marks.says_preliminary("b")
    assert marks.says_break("b")
    assert not marks.says_break("")
    assert marks.stands_instead("..")
    assert not marks.stands_instead("e")
    assert marks.is_known("-")
    assert not marks.is_known("mye")


def test_units_are_the_same_in_several_words():
    assert same_unit("%", "Prosent")
    assert same_unit("dager", " Dager ")
    assert not same_unit("%", "antall")


@pytest.mark.parametrize(
    ("figures", "earlier", "unit", "expected"),
    [
        ([0.08, 0.07], [8.1], "%", True),
        ([0.08, 0.07], [], "prosent", True),
        ([0.08, 0.07], [0.4], "%", False),
        ([0.08, 7], [8.1], "%", False),
        ([0, 1], [8.1], "%", False),
        ([0.08], [8.1], "antall", False),
        ([], [8.1], "%", False),
    ],
)
def test_shares_are_told_from_per_cent(figures, earlier, unit, expected):
    assert looks_like_shares(figures, earlier, unit) is expected


@pytest.mark.parametrize(
    ("year_first", "usual"),
    [
        ("2024 1. kvartal", "2024K1"),
        ("2024, 1. kvartal", "2024K1"),
        ("2024 januar", "2024M01"),
        ("2024 – februar*", "2024M02"),
    ],
)
def test_a_period_with_its_year_first_is_the_one_spelt_the_usual_way(year_first, usual):
    assert parse_period(year_first) == parse_period(usual) is not None
    assert parse_period(year_first).text == year_first


@pytest.mark.parametrize("text", ["2024 menn", "2024 1", "2024 1 2", "2024 –"])
def test_a_year_before_something_else_is_no_period(text):
    assert parse_period(text) is None


@pytest.mark.parametrize(
    "said",
    ["per august 2024", "2024 per august", "pr. 3. kvartal 2024", "Hittil i år 2024",
     "2024 t.o.m. august", "i år 2024", "Year to date 2024"],
)  # fmt: skip
def test_the_year_so_far_is_no_period(said):
    assert parse_period(said) is None


@pytest.mark.parametrize("said", ["per 31.12.2024", "pr. 1. desember 2024", "per 2024"])
def test_a_count_on_a_day_is_one(said):
    assert parse_period(said) is not None
