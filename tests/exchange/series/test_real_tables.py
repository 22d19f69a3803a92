"""Every figure, mark and note of a real table is there, counted here in a second way."""

from itertools import product

import pytest

from strategy.exchange.jsonstat.reading import read_json_stat
from tests.claims import every
from tests.exchange.series.real_tables import NAMES, needs_real_tables, the_bytes, the_document

pytestmark = needs_real_tables


def codes_of(dimension):
    """The codes of a dimension in order, each with its label."""
    category = dimension["category"]
    labels = category.get("label", {})
    index = category.get("index", list(labels))
    ordered = sorted(index, key=index.get) if isinstance(index, dict) else index
    return [(code, labels.get(code, code)) for code in ordered]


def cells_of(table):
    """Every cell by the labels of its categories, as the numbers say where it lies."""
    dimensions = {name: codes_of(table["dimension"][name]) for name in table["id"]}
    status = table.get("status", {})
    for place, combination in enumerate(product(*dimensions.values())):
        named = dict(zip(dimensions, combination, strict=True))
        yield named, table["value"][place], status.get(str(place), "")


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_and_mark_is_found_again(name):
    table = the_document(name)
    (time,) = table["role"]["time"]
    found = read_json_stat(the_bytes(name))
    assert (found.problems, found.questions) == ((), ())
    by_dimensions = {
        (tuple(one.dimensions.values()), point.period.text): point
        for one in found.series
        for point in one.points
    }
    count = 0
    for named, value, mark in cells_of(table):
        labels = tuple(label for dimension, (_, label) in named.items() if dimension != time)
        point = by_dimensions[labels, named[time][0]]
        assert (point.value, point.mark) == (value, mark)
        count += 1
    assert count == len(by_dimensions) == len(table["value"])


@pytest.mark.parametrize("name", NAMES)
def test_title_source_unit_and_notes_are_those_of_the_table(name):
    table = the_document(name)
    found = read_json_stat(the_bytes(name))
    (metric,) = table["role"]["metric"]
    ((_, unit),) = table["dimension"][metric]["category"]["unit"].items()
    told = {(s.title, s.source, s.updated, s.unit, s.decimals, s.notes) for s in found.series}
    assert told == {
        (
            table["label"],
            table["source"],
            table["updated"],
            unit.get("base") or unit["label"],
            unit["decimals"],
            tuple(table.get("note", [])),
        )
    }


@pytest.mark.parametrize("name", NAMES)
def test_what_is_missing_is_never_nought(name):
    found = read_json_stat(the_bytes(name))
    missing = [p for s in found.series for p in s.points if p.value is None]
    assert len(missing) == sum(value is None for value in the_document(name)["value"])
    if missing:
        assert every(point.missing is not None for point in missing)


def test_why_a_figure_is_missing_is_said_in_the_tables_own_words():
    found = read_json_stat(the_bytes("ssb_13615_v2_yearly_with_status_2025"))
    reasons = {p.reason for s in found.series for p in s.points if p.value is None}
    assert len(reasons) == 1
    assert reasons.pop().startswith("Ikke mulig å oppgi tall.")
