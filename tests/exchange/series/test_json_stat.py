"""JSON-stat of every shape is read, and what is wrong with it is said in words."""

import json

import pytest

from strategy.domain.series.marks import Missing
from strategy.exchange.jsonstat.document import is_json
from strategy.exchange.jsonstat.reading import read_json_stat

TIME = {"label": "år", "category": {"index": ["2023", "2024"]}}
UNIT = {
    "label": "enhet",
    "category": {"index": {"B": 1, "A": 0}, "label": {"A": "Nord", "B": "Sør"}},
}


WITH_GAPS = {"category": {"index": {"a": 0, "b": 2}}}


def a_table(**given):
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "Sykefravær",
        "id": ["Enhet", "Tid"],
        "size": [2, 2],
        "dimension": {"Enhet": UNIT, "Tid": TIME},
        "role": {"time": ["Tid"]},
        "value": [8.1, 8.2, 7.1, 7.2],
        **given,
    }


def with_time(codes, *, labels=None, **given):
    category = {"index": codes, **({"label": labels} if labels else {})}
    dimensions = {"T": {"category": category}}
    values = list(range(1, len(codes) + 1))
    return a_table(id=["T"], size=[len(codes)], dimension=dimensions, role={}, value=values) | given


def read(document):
    return read_json_stat(json.dumps(document).encode())


def told(document):
    """The problems of a document, by their rules."""
    return [problem.rule for problem in read(document).problems]


def figures(series):
    return {point.period.text: point.value for point in series.points}


def test_figures_lie_in_the_order_of_the_index_not_of_the_labels():
    north, south = read(a_table()).series
    assert (dict(north.dimensions), figures(north)) == (
        {"enhet": "Nord"},
        {"2023": 8.1, "2024": 8.2},
    )
    assert (dict(south.dimensions), figures(south)) == (
        {"enhet": "Sør"},
        {"2023": 7.1, "2024": 7.2},
    )


def test_sparse_figures_leave_the_rest_missing():
    north, south = read(a_table(value={"0": 8.1, "3": 0})).series
    assert figures(north) == {"2023": 8.1, "2024": None}
    assert figures(south) == {"2023": None, "2024": 0}
    assert [point.missing for point in north.points] == [None, Missing.BLANK]


@pytest.mark.parametrize(
    ("status", "marks"),
    [
        ({"1": ":", "2": None}, ["", ":", "", ""]),
        (["", ":", "", "*"], ["", ":", "", "*"]),
        (["p"], ["p", "p", "p", "p"]),
        ("e", ["e", "e", "e", "e"]),
        (None, ["", "", "", ""]),
    ],
)
def test_marks_come_as_places_a_list_or_one_for_all(status, marks):
    found = read(a_table(value=[1, None, 3, 4], status=status)).series
    assert [point.mark for one in found for point in one.points] == marks


def test_nought_with_a_mark_that_stands_instead_is_no_figure():
    found = read(
        a_table(value=[0, 0, 5, 0], status={"0": ":", "1": "..", "2": ":", "3": "p"})
    ).series
    points = [point for one in found for point in one.points]
    assert [point.value for point in points] == [None, None, 5, 0]
    assert [point.missing for point in points[:2]] == [Missing.CONFIDENTIAL, Missing.NO_DATA]
    assert [point.preliminary for point in points] == [False, False, False, True]


def test_figures_as_texts_are_read_and_marks_among_them_kept():
    content = b'{"class": "dataset", "id": ["Tid"], "dimension": {"Tid": {"category": {"index": '
    content += b'["2020", "2021", "2022", "2023", "2024", "2025"]}}}, '
    content += b'"value": ["8,1", "..", NaN, true, 1e400, [1]]}'
    (one,) = read_json_stat(content).series
    assert list(figures(one).values()) == [8.1, None, None, None, None, None]
    assert [point.mark for point in one.points] == ["", "..", "", "True", "inf", ""]


def test_a_broken_series_and_the_meaning_of_its_mark_are_told():
    extension = {"status": {"label": {"b": "brudd i tidsserien"}}, "license": "NLOD"}
    north, _ = read(a_table(status={"1": "b"}, extension=extension)).series
    assert [point.series_break for point in north.points] == [False, True]
    assert north.points[1].reason == "brudd i tidsserien"
    assert north.licence == "NLOD"


def test_notes_of_table_dimension_and_category_come_along():
    unit = {
        **UNIT,
        "note": "Etter enhet.",
        "category": {**UNIT["category"], "note": {"A": ["Med skole."]}},
    }
    time = {"category": {"index": ["2023", "2024"], "note": {"2024": ["Nye regler."]}}, "note": []}
    table = a_table(note=["Uten vikarer."], dimension={"Enhet": unit, "Tid": time})
    north, south = read(table).series
    assert north.notes == ("Uten vikarer.", "Etter enhet.", "Med skole.")
    assert south.notes == ("Uten vikarer.", "Etter enhet.")
    assert [point.note for point in north.points] == ["", "Nye regler."]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ({"base": "prosent", "decimals": 1}, ("prosent", 1)),
        ({"label": "persons", "symbol": "p", "decimals": True}, ("persons", None)),
        ({"symbol": "%"}, ("%", None)),
        ({}, ("", None)),
    ],
)
def test_the_unit_is_the_contents(unit, expected):
    contents = {"category": {"label": {"X": "Fravær"}, "unit": {"X": unit}}}
    table = a_table(
        id=["ContentsCode", "Enhet", "Tid"],
        size=[1, 2, 2],
        dimension={"ContentsCode": contents, "Enhet": UNIT, "Tid": TIME},
    )
    found = read(table).series
    assert {(one.unit, one.decimals) for one in found} == {expected}


@pytest.mark.parametrize(
    ("code", "ends"),
    [
        ("2024", "2024-12-31"),
        ("2024K1", "2024-03-31"),
        ("2024M01", "2024-01-31"),
        ("2024U01", "2024-01-07"),
        ("2024-05", "2024-05-31"),
        ("2024Q3", "2024-09-30"),
        ("2024T2", "2024-08-31"),
        ("2024H1", "2024-06-30"),
    ],
)
def test_time_codes_are_periods(code, ends):
    (one,) = read(with_time([code])).series
    assert one.points[0].period.on.isoformat() == ends
    assert one.points[0].period.text == code


def test_time_is_read_from_labels_where_the_codes_say_nothing():
    (one,) = read(with_time(["b", "a"], labels={"a": "mai 2024", "b": "april 2024"})).series
    assert figures(one) == {"april 2024": 1, "mai 2024": 2}


def test_periods_in_another_order_are_put_in_order_and_one_spelt_twice_is_told():
    (one,) = read(with_time(["2024", "2022", "2023"])).series
    assert list(figures(one).items()) == [("2022", 2), ("2023", 3), ("2024", 1)]
    assert told(with_time(["2024K1", "2024Q1"])) == ["period_twice"]
    assert told(with_time(["2023", "2024K4", "2024"])) == ["periods_overlap"]


def test_time_is_found_by_role_by_name_or_by_how_it_reads():
    years = {"category": {"index": ["2001", "2002"]}}
    named = a_table(id=["Fra", "Tid"], dimension={"Fra": years, "Tid": TIME}, role={})
    assert [dict(one.dimensions) for one in read(named).series] == [
        {"Fra": "2001"},
        {"Fra": "2002"},
    ]
    by_role = {**named, "role": {"time": ["Fra"], "geo": "x"}}
    assert [dict(one.dimensions) for one in read(by_role).series] == [
        {"år": "2023"},
        {"år": "2024"},
    ]
    unnamed = a_table(
        id=["Enhet", "X"], dimension={"Enhet": UNIT, "X": TIME | {"label": "?"}}, role=1
    )
    assert len(read(unnamed).series) == 2


def test_of_two_times_the_one_that_is_divided_counts():
    one_year = {"category": {"index": ["2020"]}}
    table = a_table(
        id=["Enhet", "Basis", "Tid"],
        size=[2, 1, 2],
        dimension={"Enhet": UNIT, "Basis": one_year, "Tid": TIME},
        role={"time": ["Basis", "Tid"]},
    )
    assert [set(figures(one)) for one in read(table).series] == [{"2023", "2024"}] * 2


def test_two_values_or_dimensions_with_one_name_are_told_apart_by_their_codes():
    same = {"label": "år", "category": {"index": ["A", "B"], "label": {"A": "Nes", "B": "Nes"}}}
    table = a_table(
        id=["Kommune", "Enhet", "Tid"],
        size=[2, 2, 2],
        dimension={"Kommune": same, "Enhet": {**UNIT, "label": "år"}, "Tid": TIME},
        value=list(range(8)),
    )
    assert dict(read(table).series[0].dimensions) == {"Kommune": "Nes (A)", "Enhet": "Nord"}


def test_the_older_shape_has_id_and_size_inside_and_tables_by_name():
    inside = {
        "id": ["Enhet", "Tid"],
        "size": [2, 2],
        "role": {"time": ["Tid"]},
        "Enhet": UNIT,
        "Tid": TIME,
    }
    table = {"label": "", "dimension": inside, "value": [1, 2, 3, 4]}
    found = read({"dataset": table, "fravær": {**table, "label": "Fravær"}, "version": "1.3"})
    assert [one.title for one in found.series] == ["dataset", "dataset", "Fravær", "Fravær"]


def test_a_collection_gives_the_tables_that_lie_in_it():
    items = [a_table(), {"class": "dataset", "href": "https://example.org/x"}, "x"]
    found = read({"class": "collection", "link": {"item": items}})
    assert len(found.series) == 2
    assert told({"class": "collection", "link": {"item": items[1:]}}) == ["only_addresses"]


def test_a_table_without_id_or_size_is_divided_as_its_dimensions_are():
    table = a_table()
    del table["id"], table["size"]
    assert len(read(table).series) == 2


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"value": [1, 2, 3]}, "value_count"),
        ({"value": {"4": 1}}, "value_place"),
        ({"value": {"x": 1}}, "value_place"),
        ({"value": None}, "no_values"),
        ({"value": []}, "no_values"),
        ({"status": ["a", "b"]}, "status_count"),
        ({"status": {"9": "a"}}, "status_place"),
        ({"size": [2, 3]}, "sizes_differ"),
        ({"size": "x" * 200}, "sizes_differ"),
        ({"id": []}, "no_dimensions"),
        ({"id": ["Enhet", "Borte"]}, "dimension_missing"),
        ({"dimension": {"Enhet": UNIT, "Tid": {}}}, "dimension_missing"),
        ({"dimension": {"Enhet": UNIT, "Tid": {"category": {}}}}, "dimension_empty"),
        ({"dimension": {"Enhet": UNIT, "Tid": WITH_GAPS}}, "index_gaps"),
        ({"role": {}, "id": ["Enhet"], "size": [2], "value": [1, 2]}, "no_time"),
        ({"role": {"time": ["Enhet", "Tid"]}}, "several_times"),
    ],
)  # fmt: skip
def test_a_table_whose_parts_do_not_fit_is_refused(wrong, rule):
    found = read(a_table(**wrong))
    assert [problem.rule for problem in found.problems] == [rule]
    assert found.series == ()


def test_a_time_that_is_none_is_told_by_its_label():
    (problem,) = read(
        with_time(["2024", "sist"], labels={"sist": "I fjor"}, role={"time": ["T"]})
    ).problems
    assert (problem.rule, problem.details["text"]) == ("not_a_period", "I fjor")


def test_a_table_that_is_too_large_is_refused_before_it_is_spread_out():
    many = {"category": {"index": [str(number) for number in range(1000)]}}
    table = a_table(
        id=["A", "B"], size=[1000, 1000], dimension={"A": many, "B": many}, value={"0": 1}
    )
    assert told(table) == ["too_many_cells"]
    assert [p.rule for p in read_json_stat(b"{" + b" " * 60_000_000).problems] == ["too_large"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b'{"a": 1}', "not_json_stat"),
        (b"[1]", "not_json_stat"),
        (b'{"link": {"item": 1}, "b": []}', "not_json_stat"),
        (b'{"class": "collection", "link": 3}', "not_json_stat"),
        (b'{"a": \n', "broken_json"),
        (b'{"\xff": 1}', "not_json_stat"),
        (b'{"\x01\xff": 1}', "broken_json"),
        (b"[" * 100_000, "broken_json"),
    ],
)
def test_what_is_no_json_stat_is_refused(content, rule):
    assert [problem.rule for problem in read_json_stat(content).problems] == [rule]


def test_json_is_told_from_tables_by_how_it_begins():
    assert is_json(b'\xef\xbb\xbf {"a": 1}')
    assert is_json(b"[{")
    assert not is_json(b"Indikator;2024")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_table_that_an_editor_saved_in_another_encoding_is_read(encoding):
    content = json.dumps(a_table(), ensure_ascii=False).encode(encoding)
    assert is_json(content)
    assert [one.title for one in read_json_stat(content).series] == ["Sykefravær"] * 2


def test_decimals_said_of_the_whole_table_count_where_no_unit_is_given():
    for decimals, expected in ((2, 2), (True, None)):
        found = read(a_table(extension={"px": {"decimals": decimals}}))
        assert {one.decimals for one in found.series} == {expected}
