"""A figure is recorded for a period; a second one for the same period corrects the first."""

from datetime import date, timedelta

import pytest

from strategy.domain.errors import NotAllowedError, NotFoundError
from strategy.services.follow_up import reporting_in as follow_up
from strategy.store.database import Database
from tests.builders import CAST, HEGE, LIV, OLA
from tests.services.fjordvik import DINA, ODD, TODAY, item, refused, told

A_FIGURE = {"on": date(2026, 4, 30), "period": "T1 2026", "value": 8.1, "text": "8,1 %"}


def record(database: Database, values=A_FIGURE, *, indicator_id="indicator", by=OLA):
    return follow_up.record_measurement(database, indicator_id, values, by=by, today=TODAY)


def test_ola_records_what_the_indicator_showed(town):
    figure = record(town, {**A_FIGURE, "preliminary": True})

    assert town.plan().measurements_of("indicator") == (figure,)
    assert (figure.value, figure.text, figure.period) == (8.1, "8,1 %", "T1 2026")
    assert (figure.on, figure.preliminary, figure.version) == (date(2026, 4, 30), True, 1)


def test_a_second_figure_for_the_same_period_corrects_the_first(town):
    first = record(town, {**A_FIGURE, "note": "Foreløpig"})
    second = record(town, {**A_FIGURE, "value": 7.9, "text": "7,9 %"}, by=HEGE)

    assert town.plan().measurements_of("indicator") == (second,)
    assert (second.id, second.value, second.version) == (first.id, 7.9, 2)
    assert second.note == "Foreløpig"


def test_another_period_is_another_figure(small_town):
    record(small_town)
    record(small_town, {**A_FIGURE, "period": "april"})
    record(small_town, {**A_FIGURE, "period": "april", "on": date(2025, 4, 30)})
    record(small_town, {**A_FIGURE, "period": ""})

    assert len(small_town.plan().measurements_of("indicator")) == 4


@pytest.mark.parametrize("spelt", ["1. tertial 2026", "t1-2026", "Første tertial 2026"])
def test_a_period_is_the_same_however_it_is_spelt_and_whenever_it_was_measured(small_town, spelt):
    first = record(small_town)
    again = {**A_FIGURE, "period": spelt, "on": date(2026, 5, 6), "value": 6.0, "text": "6"}
    second = record(small_town, again)

    assert small_town.plan().measurements_of("indicator") == (second,)
    assert (second.id, second.value) == (first.id, 6.0)


@pytest.mark.parametrize(
    ("values", "field", "rule"),
    [
        ({**A_FIGURE, "value": "mye"}, "value", "not_a_number"),
        ({**A_FIGURE, "value": float("nan")}, "value", "not_a_number"),
        ({**A_FIGURE, "value": float("inf")}, "value", "not_a_number"),
        ({**A_FIGURE, "value": []}, "value", "not_a_number"),
        ({**A_FIGURE, "value": None, "text": ""}, "value", "required"),
        ({**A_FIGURE, "on": None}, "on", "required"),
        ({**A_FIGURE, "on": "i fjor"}, "on", "not_a_date"),
        ({**A_FIGURE, "on": TODAY + timedelta(days=1)}, "on", "in_the_future"),
        ({"value": 8.1}, "on", "required"),
        ({**A_FIGURE, "group_size": -1}, "group_size", "out_of_range"),
        ({**A_FIGURE, "group_size": 10**12}, "group_size", "out_of_range"),
        ({**A_FIGURE, "group_size": "noen"}, "group_size", "not_a_number"),
        ({**A_FIGURE, "note": "x" * 10_001}, "note", "too_long"),
        *[
            ({**A_FIGURE, name: value}, name, "not_here")
            for name, value in {
                "id": "x", "version": 3, "retired": True, "indicator_id": "their-figure",
            }.items()
        ],
    ],
)  # fmt: skip
def test_ola_is_told_what_is_wrong_with_a_figure(small_town, values, field, rule):
    with told(small_town, (field, rule)):
        record(small_town, values)


@pytest.mark.parametrize(
    "values", [{"text": "om lag som før"}, {"note": "Ikke målt"}, {"value": 0}]
)
def test_a_figure_may_be_words_a_note_or_nought(small_town, values):
    figure = record(small_town, {"on": TODAY, **values})

    assert figure.model_dump().items() >= values.items()


@pytest.mark.parametrize("size", [1, 4, "3"])
def test_a_figure_about_a_few_people_is_never_kept(small_town, size):
    figure = record(small_town, {**A_FIGURE, "group_size": size})

    assert (figure.value, figure.text, figure.masked) == (None, "", True)
    assert "8,1" not in repr(small_town.journal())


def test_when_it_turns_out_to_be_about_a_few_people_the_figure_goes(small_town):
    record(small_town)
    figure = record(small_town, {**A_FIGURE, "group_size": 3})

    assert (figure.value, figure.text, figure.masked) == (None, "", True)
    again = record(small_town, {"on": A_FIGURE["on"], "period": "T1 2026", "value": 8.1})
    assert (again.value, again.masked) == (None, True)


@pytest.mark.parametrize("person", [*CAST, DINA, ODD], ids=lambda person: person.id)
@pytest.mark.parametrize(
    ("indicator_id", "allowed"),
    [
        ("indicator", {"ada", "liv", "hege", "ola", "dina"}),
        ("their-figure", {"ada", "liv", "hege", "odd"}),
    ],
)
def test_each_role_measures_what_it_may(small_town, person, indicator_id, allowed):
    if person.id in allowed:
        figure = record(small_town, indicator_id=indicator_id, by=person)
        assert item(small_town, figure.id) == figure
        return
    with refused(small_town, NotAllowedError):
        record(small_town, indicator_id=indicator_id, by=person)


def test_what_is_hidden_is_not_measured_by_others(small_town):
    for indicator_id in ("nowhere", "action", "secret-figure"):
        with refused(small_town, NotFoundError):
            record(small_town, indicator_id=indicator_id, by=HEGE)
    assert record(small_town, indicator_id="secret-figure", by=LIV).value == 8.1
