"""Targets as real plans write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.domain.items import Comparison, Direction, Precision
from strategy.domain.targets import (
    ParsedTarget,
    contradicts,
    implied_direction,
    parse_target,
    parse_targets,
)

UP, DOWN = Direction.UP, Direction.DOWN


@pytest.mark.parametrize(
    ("text", "comparison", "low", "high", "unit"),
    [
        ("< 6 %", "below", None, 6, "%"),
        ("<6 %", "below", None, 6, "%"),
        (">70 %", "above", 70, None, "%"),
        ("≥ 80", "at_least", 80, None, None),
        ("<= 5,5", "at_most", None, 5.5, None),
        ("80 %", "reach", 80, None, "%"),
        ("0,08 %", "reach", 0.08, None, "%"),
        ("9 694", "reach", 9694, None, None),
        ("9\u00a0694", "reach", 9694, None, None),
        ("\u22123 %", "reach", -3, None, "%"),
        ("+5", "reach", 5, None, None),
        ("70–80", "between", 70, 80, None),
        ("70-80 %", "between", 70, 80, "%"),
        ("80 % - 70 %", "between", 70, 80, "%"),
        ("mellom 70 og 80 prosent", "between", 70, 80, "%"),
        ("minst 60 %", "at_least", 60, None, "%"),
        ("skal være minst 80 %", "at_least", 80, None, "%"),
        ("ikke under 80", "at_least", 80, None, None),
        ("høyst 5", "at_most", None, 5, None),
        ("ikkje over 5", "at_most", None, 5, None),
        ("5 eller færre", "at_most", None, 5, None),
        ("70 % eller mer", "at_least", 70, None, "%"),
        ("sykefraværet skal være under 6 %", "below", None, 6, "%"),
        ("over 2000 ansatte", "above", 2000, None, "ansatte"),
        ("2 prosent av befolkningen", "reach", 2, None, "%"),
        ("mål: 80", "reach", 80, None, None),
        ("100 % behandling av innrapporterte avvik", "reach", 100, None, "%"),
        ("> 3 prosentpoeng økning per år", "above", 3, None, "prosentpoeng"),
        ("til under 6 %", "below", None, 6, "%"),
        ("fra 8,2 til 6,5 %", "reach", 6.5, None, "%"),
        ("5 mill. kr", "reach", 5, None, "mill. kr"),
        ("80 øker", "reach", 80, None, None),
        # About a figure nobody can say whether it is met; the figure is kept all the same.
        ("ca. 2 % av innbyggertallet", "text", 2, None, "%"),
    ],
)
def test_a_target_is_read_as_it_is_meant(text, comparison, low, high, unit):
    read = parse_target(text, UP)
    assert (read.comparison, read.low, read.high, read.unit) == (comparison, low, high, unit)


@pytest.mark.parametrize(
    "text",
    [
        "", "TBD", "Se kapittel 11", "konkrete mål i Plan for heltidskultur", "under 2026",
        "innen 2026", "2030-mål", "50/50", "1:20", "70 80", "16 % økning", "øke til 2026",
    ],
)  # fmt: skip
def test_what_states_no_figure_to_reach_stays_text(text):
    read = parse_target(text, UP)
    assert (read.comparison, read.low, read.high) == (Comparison.TEXT, None, None)


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("ska minska", DOWN),
        ("skal ned", DOWN),
        ("redusere", DOWN),
        ("10 % nedgang", DOWN),
        ("skal øke", UP),
        ("auke", UP),
        ("increase", UP),
        ("< 6 %", DOWN),
        ("minst 60 %", UP),
        ("mer enn 5", UP),
        ("70–80", Direction.RANGE),
        ("opp og ned", None),
        ("80 %", None),
        ("TBD", None),
    ],
)
def test_the_wanted_direction_is_learnt_from_the_words(text, direction):
    assert parse_target(text, UP).direction is direction


@pytest.mark.parametrize(
    ("text", "pointing", "comparison"),
    [
        ("bedre enn 70", UP, "above"),
        ("bedre enn 6 %", DOWN, "below"),
        ("70 eller bedre", UP, "at_least"),
        ("6 eller bedre", DOWN, "at_most"),
    ],
)
def test_better_means_what_the_indicator_wants(text, pointing, comparison):
    assert parse_target(text, pointing).comparison == comparison


@pytest.mark.parametrize(
    ("text", "due", "precision"),
    [
        ("under 6,5 prosent i 2015", date(2015, 12, 31), "year"),
        ("6,5 prosent i 2015", date(2015, 12, 31), "year"),
        ("innen 2026: 80 %", date(2026, 12, 31), "year"),
        ("80 % innen 30.06.2026", date(2026, 6, 30), "day"),
        ("økt til 85 % i 2. halvår 2027", date(2027, 12, 31), "half_year"),
        ("80 %", None, "day"),
    ],
)
def test_the_due_date_is_found_in_the_text(text, due, precision):
    read = parse_target(text, UP)
    assert (read.due, read.due_precision) == (due, Precision(precision))


def test_a_whole_sentence_gives_everything_at_once():
    assert parse_target("under 6,5 prosent i 2015", DOWN) == ParsedTarget(
        comparison=Comparison.BELOW,
        high=6.5,
        unit="%",
        direction=DOWN,
        due=date(2015, 12, 31),
        due_precision=Precision.YEAR,
    )


@given(st.text() | st.from_regex(r"(minst|<|ca|fra|til|under)? ?[0-9.,% \-–]{1,14}[a-z]{0,5}"))
def test_no_text_is_too_odd_for_the_target_reader(text):
    read = parse_target(text, UP)
    figures = [figure for figure in (read.low, read.high) if figure is not None]
    assert [figure for figure in figures if abs(figure) == float("inf")] == []
    if read.comparison is Comparison.BETWEEN:
        assert read.low <= read.high


@given(st.floats(min_value=-1e9, max_value=1e9, allow_nan=False).map(lambda x: round(x, 4)))
def test_a_bare_number_is_the_figure_to_reach(number):
    written = f"{number:.4f}".replace(".", ",")
    assert parse_target(f"{written} %", UP).low == pytest.approx(number)


def test_a_long_and_winding_text_is_read_at_once():
    assert parse_target("skal være " * 3_000 + "fint", UP).comparison is Comparison.TEXT
    # So many figures cannot all be meant.
    assert parse_target("til 1 " * 5_000, UP).comparison is Comparison.TEXT


@pytest.mark.parametrize(
    "text",
    [
        "2 prosent av befolkningen, om lag 160 læreplasser",
        "under 6 % i 2025 og under 5 % i 2027",
        "80 prosent i 2024, 90 prosent i 2026",
        "1 av 4",
        "minst 3 av 4 ledere",
        "1.200",
        "minst 1.200 søkere",
        "80 % (nå 75 %)",
    ],
)
def test_what_can_be_read_in_several_ways_is_kept_as_text_without_a_day(text):
    read = parse_target(text, UP)
    assert (read.comparison, read.low, read.high) == (Comparison.TEXT, None, None)
    assert read.due is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "under 6 % i 2025 og under 5 % i 2027",
            [("under 6 % i 2025", "below", None, 6, 2025),
             ("under 5 % i 2027", "below", None, 5, 2027)],
        ),
        (
            "under 6 % i 2025 og 5 % i 2027",
            [("under 6 % i 2025", "below", None, 6, 2025), ("5 % i 2027", "below", None, 5, 2027)],
        ),
        (
            "minst 60 % i 2025; 70 i 2027",
            [("minst 60 % i 2025", "at_least", 60, None, 2025),
             ("70 i 2027", "at_least", 70, None, 2027)],
        ),
        (
            "80 prosent i 2024, 90 prosent i 2026",
            [("80 prosent i 2024", "reach", 80, None, 2024),
             ("90 prosent i 2026", "reach", 90, None, 2026)],
        ),
    ],
)  # fmt: skip
def test_several_dated_targets_become_several(text, found):
    read = [
        (words, one.comparison, one.low, one.high, one.due.year if one.due else None)
        for words, one in parse_targets(text, UP)
    ]
    assert read == found


@pytest.mark.parametrize(
    "text",
    ["80 % i 2026", "mellom 70 og 80 prosent i 2026", "fra 8,2 til 6,5 % i 2026", "skal ned",
     "80 % i 2026, 90 % i 2026", "80 %, så 90 % i 2026"],
)  # fmt: skip
def test_what_is_one_target_stays_one(text):
    ((words, _),) = parse_targets(text, UP)
    assert words == text


@pytest.mark.parametrize(
    ("title", "baseline", "target", "direction"),
    [
        ("Sykefravær", None, "under 8 %", DOWN),
        ("Andel heltid", None, "minst 60 %", UP),
        ("Antall avvik", 80, "60", DOWN),
        ("Antall avvik", 60, "80", UP),
        ("Sykefravær", None, None, DOWN),
        ("Lærlinger", None, "160", UP),
        ("Antall avvik", None, "60", None),
        ("Antall avvik", 60, "60", None),
        ("Heltid og sykefravær", None, None, None),
    ],
)
def test_the_direction_comes_from_target_baseline_and_what_is_usual(
    title, baseline, target, direction
):
    read = parse_target(target, UP) if target else None
    assert implied_direction(title, baseline, read) is direction


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "against"),
    [
        (UP, None, "under 8 %", True),
        (DOWN, None, "under 8 %", False),
        (DOWN, None, "minst 80 %", True),
        (UP, None, "minst 80 %", False),
        (UP, 80, "60", True),
        (DOWN, 80, "60", False),
        (DOWN, 60, "80", True),
        (UP, 60, "60", False),
        (UP, None, "60", False),
        (Direction.RANGE, None, "minst 80 %", False),
        (Direction.NONE, 80, "60", False),
        (UP, None, "skal ned", False),
    ],
)
def test_a_target_that_asks_for_the_opposite_is_noticed(direction, baseline, target, against):
    assert contradicts(direction, baseline, parse_target(target, direction)) is against
