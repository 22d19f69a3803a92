"""For any organisation: no set of figures that is shown determines one that is withheld."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from strategy.domain.plan import Plan
from strategy.domain.small_groups import Measured, withheld
from tests.builders import a_measurement, a_unit, an_indicator, an_organisation

DAY = date(2025, 12, 31)
WHAT = ("sykefravær", "%")


@st.composite
def organisations(draw):
    """Units in a tree of any depth, how many work in each itself, and which were measured."""
    count = draw(st.integers(1, 9))
    parents = {f"u{n}": f"u{draw(st.integers(0, n - 1))}" if n else None for n in range(count)}
    own = {unit: draw(st.integers(0, 9)) for unit in parents}
    measured = draw(st.lists(st.sampled_from([*parents, None]), min_size=1, unique=True))
    return parents, own, measured, draw(st.integers(3, 10))


def within(parents, unit):
    """A unit with all below it; no unit is all there are."""
    if unit is None:
        return set(parents)
    found = {unit}
    while more := {u for u, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def rank(rows):
    rows = [[Fraction(value) for value in row] for row in rows]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(found, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for other in range(found + 1, len(rows)):
            factor = rows[other][column] / rows[found][column]
            rows[other] = [a - factor * b for a, b in zip(rows[other], rows[found], strict=True)]
        found += 1
    return found


@given(organisations())
def test_no_figures_shown_determine_one_of_a_small_group(told):
    parents, own, measured, limit = told
    people = {unit: sum(own[u] for u in within(parents, unit)) for unit in [*parents, None]}
    below = {unit: within(parents, unit) - {unit} for unit in parents}
    figures = [Measured(str(unit), WHAT, DAY, unit, people[unit]) for unit in measured]
    hidden = withheld(figures, below, limit=limit)

    # What is known of a figure is the sum over those who work in its units; who is nobody is none.
    cells = [unit for unit in parents if own[unit]]
    rows = {
        unit: [int(cell in within(parents, unit)) for cell in cells] for unit in [*parents, None]
    }
    shown = [rows[unit] for unit in measured if str(unit) not in hidden]
    for unit in [*parents, None]:
        small = 0 < people[unit] < limit
        if small and unit in measured:
            assert str(unit) in hidden
        if small:
            assert rank([*shown, rows[unit]]) > rank(shown), (unit, hidden)


def test_the_example_of_three_levels():
    # Whole 26, a 10 of two times 5, b 12, c 4: c is the whole less b and the parts of a.
    units = (
        a_unit(id="all", code="0"),
        *(a_unit(id=u, code=u, parent_id="all") for u in "abc"),
        *(a_unit(id=u, code=u, parent_id="a") for u in ("a1", "a2")),
    )
    sizes = {"all": 26, "a": 10, "a1": 5, "a2": 5, "b": 12, "c": 4}
    indicators = {u: an_indicator(id=f"i-{u}", code=f"I-{u}", unit_id=u) for u in sizes}
    plan = Plan(
        revision=1,
        organisation=an_organisation(),
        units=units,
        indicators=tuple(indicators.values()),
        measurements=tuple(
            a_measurement(indicators[u], id=u, on=DAY, value=8.0, text="8", group_size=size)
            for u, size in sizes.items()
        ),
    )
    assert plan.withheld == {"c", "a", "a1"}
    for told in (plan.seen_by(None), plan.seen_by("liv")):
        figures = {m.id: (m.value, m.text, m.masked) for m in told.measurements}
        assert {u for u, figure in figures.items() if figure == (None, "", True)} == plan.withheld
        assert figures["b"] == (8.0, "8", False)
    # It is told once, and the same to everybody.
    assert plan.seen_by(None) is plan.seen_by("liv")


def test_the_same_unit_measured_twice_is_one_figure():
    figures = [Measured("small", WHAT, DAY, "a", 4), Measured("of no size", WHAT, DAY, "a", None)]
    assert withheld(figures, {"a": frozenset()}) == {"small", "of no size"}


def test_two_spellings_of_one_period_are_one_period():
    small = an_indicator(id="small", code="I-1", unit_id="unit")
    whole = an_indicator(id="whole", code="I-2")
    other = an_indicator(id="other", code="I-3", unit_id="other")
    plan = Plan(
        revision=1,
        organisation=an_organisation(),
        units=(a_unit(), a_unit(id="other", code="2")),
        indicators=(small, whole, other),
        measurements=(
            a_measurement(small, id="m1", on=DAY, period="2025", group_size=4),
            a_measurement(whole, id="m2", on=date(2026, 1, 15), period="2025", group_size=20),
            a_measurement(other, id="m3", on=date(2025, 11, 1), period="2025", group_size=16),
        ),
    )
    assert plan.withheld == {"m1", "m3"}
