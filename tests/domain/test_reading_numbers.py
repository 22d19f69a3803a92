"""What counts as a number in a cell somebody typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.domain.numbers import (
    is_plain_number,
    measured_number,
    parse_number,
    typed_number,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("65", 65),
        ("8,3 %", 8.3),
        ("6.9%", 6.9),
        ("0,08 %", 0.08),
        ("5 prosent", 5),
        ("9 694", 9694),
        ("9\u00a0694", 9694),
        ("9\u202f694", 9694),
        ("1 234 567,5", 1_234_567.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234.567", 1_234_567),
        ("1,234,567", 1_234_567),
        ("1,234,567.5", 1_234_567.5),
        ("9694**", 9694),
        ("72 % ****", 72),
        ("78%***", 78),
        ("9694¹", 9694),
        ("\u22123", -3),
        ("- 3", -3),
        ("+3", 3),
        ("1e3", 1000),
    ],
)
def test_a_number_is_read_however_it_is_written(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "> 70 %", "<6", "ca. 8", "16 % økning", "20,3 prosentpoeng økning**", "TBD",
        "1 23", "--3", "3-", "nan", "inf", "1e999", "70–80",
    ],
)  # fmt: skip
def test_what_is_not_a_value_gives_no_number(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("8,3", True),
        ("9 694", True),
        ("\u22123", True),
        ("8,3 %", False),
        ("68*", False),
        ("", False),
    ],
)
def test_a_plain_number_says_nothing_but_its_figure(text, plain):
    assert is_plain_number(text) is plain


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_a_machine_writes_is_read_as_it_was(number):
    assert parse_number(repr(number)) == number
    assert parse_number(repr(number).replace(".", ",")) == number


@given(st.text())
def test_no_text_is_too_odd_for_the_number_reader(text):
    number = parse_number(text)
    assert number is None or abs(number) < float("inf")


def test_a_very_long_text_is_no_number():
    assert parse_number("*" * 30_000 + "x") is None
    assert parse_number("1" * 101) is None


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("95", 95),
        ("95 %", 95),
        ("7695", 7695),
        ("8,3", 8.3),
        ("1200", 1200),
        ("1.200", "1.200"),
        ("1.200 kr", "1.200 kr"),
        ("0.125", 0.125),
        ("8.3", 8.3),
        ("mye", "mye"),
        ("  ", None),
    ],
)
def test_a_number_is_taken_as_it_is_typed_unless_it_reads_two_ways(text, typed):
    assert typed_number(text) == typed


@pytest.mark.parametrize(
    ("text", "typed"), [("1,200", 1200), ("25,000", 25000), ("1.200", 1.2), ("8.3", 8.3)]
)
def test_where_a_point_marks_decimals_a_comma_marks_thousands(text, typed):
    assert typed_number(text, point=True) == typed


@pytest.mark.parametrize(
    ("text", "measured"),
    [("8,3 %", 8.3), ("> 70 %", None), ("", None), ("1.200", "1.200"), ("under fem", None)],
)
def test_a_figure_is_measured_in_words_or_in_a_number_that_reads_one_way(text, measured):
    assert measured_number(text) == measured
