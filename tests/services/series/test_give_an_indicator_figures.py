"""An indicator gets the figures of a series: previewed, all or nothing, twice the same is once."""

from dataclasses import replace

import pytest

from strategy.domain.errors import NotAllowedError, NotFoundError
from strategy.domain.items import Measurement
from strategy.domain.series.series import Point, Remark, Series, parse_period
from strategy.i18n import LANGUAGES, words
from strategy.services.follow_up.reporting_in import record_measurement
from strategy.services.series import taking_in
from strategy.services.series.telling import explained, why_missing
from tests.builders import HEGE, OLA, PER, RITA
from tests.services.fjordvik import DINA, ODD, TODAY, refused, told


def a_series(*figures, **given):
    points = tuple(Point(parse_period(text), value) for text, value in figures)
    return Series(**{"title": "Sykefravær", "unit": "prosent", "points": points, **given})


SERIES = a_series(("2024K1", 8.1), ("2024K2", None), ("2024K3", 7.9))


def preview(town, series=SERIES, *, by=OLA, indicator_id="indicator"):
    return taking_in.preview_series(town, indicator_id, series, by=by, today=TODAY)


def take_in(town, series=SERIES, *, by=OLA, indicator_id="indicator"):
    return taking_in.take_in(town, indicator_id, series, by=by, today=TODAY, name="ssb.json")


def counts(previewed):
    return len(previewed.new), len(previewed.changed), previewed.unchanged


def rules(remarks):
    return [remark.rule for remark in remarks]


def stored(town):
    return {(m.period, m.value) for m in town.plan().measurements_of("indicator")}


def test_ola_takes_in_a_series_and_what_is_missing_is_left_out(town):
    previewed = preview(town)
    assert counts(previewed) == (2, 0, 0)
    assert rules(previewed.questions) == ["periods_without_figures"]
    assert stored(town) == set()

    take_in(town)
    assert stored(town) == {("2024K1", 8.1), ("2024K3", 7.9)}
    assert town.revisions()[0].reason == "ssb.json: Sykefravær"


def test_the_same_file_again_changes_nothing(small_town):
    take_in(small_town)
    before = small_town.plan().measurements
    assert counts(take_in(small_town)) == (0, 0, 2)
    assert small_town.plan().measurements == before


def test_a_corrected_figure_replaces_the_first_which_stays_in_the_history(small_town):
    take_in(small_town)
    first = small_town.revision()
    corrected = take_in(small_town, a_series(("Q1 2024", 8.3), ("2024K3", 7.9)))
    assert counts(corrected) == (0, 1, 1)
    assert stored(small_town) == {("2024K1", 8.3), ("2024K3", 7.9)}
    then = small_town.plan(revision=first).measurements_of("indicator")
    assert {m.value for m in then} == {8.1, 7.9}


@pytest.mark.parametrize(
    "typed",
    [
        {"on": "2024-03-31", "period": "1. kvartal 2024"},
        {"on": "2024-03-31", "period": ""},
        {"on": "2024-03-31", "period": "før påske"},
        {"on": "2024-04-15", "period": "2024K1"},
    ],
)
def test_what_somebody_typed_for_the_period_is_corrected_not_doubled(small_town, typed):
    record_measurement(
        small_town, "indicator", {**typed, "value": 9, "text": "9 %"}, by=OLA, today=TODAY
    )
    assert counts(take_in(small_town, a_series(("2024K1", 8.1)))) == (0, 1, 0)
    (only,) = small_town.plan().measurements_of("indicator")
    assert (only.value, only.text, only.period) == (8.1, "", typed["period"])


def test_a_year_and_its_last_quarter_are_two_periods(small_town):
    take_in(small_town, a_series(("2024", 8.0)))
    assert counts(take_in(small_town, a_series(("2024K4", 8.2)))) == (1, 0, 0)


def test_marks_notes_and_group_sizes_come_along(small_town):
    period = parse_period("2024")
    about = Point(
        period, 8.1, note="Ny definisjon", group_size=40, preliminary=True, series_break=True
    )
    few = Point(parse_period("2023"), 9.9, group_size=3)
    take_in(small_town, replace(SERIES, points=(few, about)))
    masked, whole = small_town.plan().measurements_of("indicator")
    assert (masked.value, masked.masked) == (None, True)
    assert (whole.note, whole.group_size) == ("Ny definisjon", 40)
    assert (whole.preliminary, whole.series_break) == (True, True)
    assert "9.9" not in repr(small_town.journal())
    assert counts(take_in(small_town, replace(SERIES, points=(few, about)))) == (0, 0, 2)


@pytest.mark.parametrize(
    ("series", "rule"),
    [
        (a_series(("2024", None)), "no_figures"),
        (a_series(("2024", 8), unit="antall"), "other_unit"),
        (a_series(("2024", 0.081)), "shares"),
        (a_series(("2025", 8), ("2026", 8)), "not_over_yet"),
        (a_series(("2024", 8), unit=""), ""),
    ],
)
def test_what_does_not_fit_is_refused_whole(small_town, series, rule):
    previewed = preview(small_town, series)
    assert rules(previewed.problems) == ([rule] if rule else [])
    if rule:
        with told(small_town, ("file", "import_has_problems")):
            take_in(small_town, series)
    else:
        assert rules(previewed.questions) == ["unit_not_told"]


def test_a_figure_the_rules_would_refuse_is_told_by_its_period(small_town):
    point = Point(parse_period("2024"), 8.1, note="x" * 10_001)
    (problem,) = preview(small_town, replace(SERIES, points=(point,))).problems
    assert (problem.rule, problem.details) == (
        "figure_refused",
        {"period": "2024", "field": "note"},
    )


def test_an_indicator_without_a_unit_asks_for_it(small_town):
    with small_town.change(by=None) as change:
        indicator = change.plan.by_id["indicator"]
        change.update(indicator.model_copy(update={"unit": ""}))
    assert "indicator_without_unit" in rules(preview(small_town).questions)


def test_many_periods_without_figures_are_not_all_listed(small_town):
    years = [(str(year), None) for year in range(2000, 2010)]
    questions = preview(small_town, a_series(("2024", 8), *years)).questions
    assert questions[0].details["count"] == "10"
    assert questions[0].details["periods"].endswith("2005 …")


def test_only_those_who_may_report_take_figures_in(small_town):
    for person in (ODD, RITA, PER):
        with refused(small_town, NotAllowedError):
            take_in(small_town, by=person)
    for hidden in ("secret-figure", "none"):
        with refused(small_town, NotFoundError):
            take_in(small_town, by=HEGE, indicator_id=hidden)
    assert counts(take_in(small_town, by=DINA)) == (2, 0, 0)


def test_a_file_is_read_for_those_who_may_report():
    nb = words("nb")
    found = taking_in.read_file(b"Indikator;2024\nX;8\n", "x.csv", by=HEGE, w=nb)
    assert [one.title for one in found.series] == ["X"]
    with pytest.raises(NotAllowedError):
        taking_in.read_file(b"", "x.csv", by=PER, w=nb)


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_a_figure_is_missing_is_said_in_every_language(language):
    w = words(language)
    period = parse_period("2024")
    assert why_missing(Point(period, 8.0), w) == ""
    assert why_missing(Point(period, None, mark=":", reason="Skjult"), w) == "Skjult"
    marks = ["", ".", "..", "...", ":", "-", "ikke målt"]
    assert len({why_missing(Point(period, None, mark=mark), w) for mark in marks}) == 7
    assert explained(Remark("file.too_large", {"limit": "25"}), w).count("25") == 1
    assert "2024" in explained(Remark("not_over_yet", {"periods": "2024"}), w)


def test_the_figures_are_measurements_like_any_other(small_town):
    take_in(small_town)
    assert {type(m) for m in small_town.plan().measurements_of("indicator")} == {Measurement}


def test_source_and_licence_are_kept_with_every_figure(small_town):
    series = a_series(("2024", 8.1), source="Statistisk sentralbyrå")
    take_in(small_town, series)
    (figure,) = small_town.plan().measurements_of("indicator")
    assert (figure.source, figure.licence) == ("Statistisk sentralbyrå", "CC BY 4.0")
    take_in(small_town, a_series(("2024", 8.2), source="KS", licence="NLOD"))
    take_in(small_town, a_series(("2024", 8.3)))
    (figure,) = small_town.plan().measurements_of("indicator")
    assert (figure.value, figure.source, figure.licence) == (8.3, "KS", "NLOD")


def test_what_looks_mistyped_is_told_before_it_is_taken_in(small_town):
    figures = [(f"{year}", 8.0) for year in range(2010, 2012)]
    misprints = [(f"{year}", 665.0) for year in range(2012, 2020)]
    (told_of,) = preview(small_town, a_series(*figures, ("2020", 7.9), *misprints)).questions
    assert told_of.rule == "implausible"
    assert told_of.details["periods"] == "2012, 2013, 2014, 2015, 2016, 2017 …"
    assert preview(small_town, a_series(*figures)).questions == ()
    (one,) = preview(small_town, a_series(("2012", 665.0))).questions
    assert one.details["periods"] == "2012"
