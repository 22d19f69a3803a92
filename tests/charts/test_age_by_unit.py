"""HR sees where nobody has said anything lately."""

from datetime import date, timedelta

import pytest

from strategy.charts.age_by_unit import (
    AgeByUnit,
    UnitRow,
    age_by_unit,
    age_by_unit_figure,
    summary,
    table,
)
from strategy.charts.palette import Look
from strategy.domain.figures.assessment import assess
from strategy.domain.items import ActionState, Unit
from strategy.i18n import words
from tests.charts.sample import HOSTILE, TODAY, a_check_in, a_plan, an_action, hovers, texts

NB = words("nb")
LAPTOP = Look(dark=False)
PHONE = Look(dark=True, narrow=True)
HEALTH = Unit(id="helse", code="1", title="Helse og velferd")
SCHOOLS = Unit(id="skole", code="2", title="Oppvekst")


def shown(*items, **given):
    actions = [item for item in items if hasattr(item, "goal_ids")]
    check_ins = [item for item in items if not hasattr(item, "goal_ids")]
    plan = a_plan(actions=tuple(actions), check_ins=tuple(check_ins), units=(HEALTH, SCHOOLS))
    return age_by_unit(plan, assess(plan, TODAY), **given)


def heard(number, days, unit="helse", **given):
    """An action somebody spoke of so many days ago."""
    said = a_check_in(number, 10, on=TODAY - timedelta(days=days))
    return an_action(number, unit_id=unit, **given), said


def a_quiet_municipality(**given):
    return shown(
        *heard(1, 0),
        *heard(2, 31),
        *heard(3, 32),
        *heard(4, 92),
        *heard(5, 93),
        *heard(6, 183),
        *heard(7, 184),
        an_action(8, unit_id="helse"),
        *heard(9, 5, unit="skole"),
        an_action(10),
        *heard(11, 400, state=ActionState.DONE),
        **given,
    )


def test_open_actions_are_counted_by_unit_and_the_age_of_the_last_word():
    assert a_quiet_municipality() == AgeByUnit(
        rows=(
            UnitRow("helse", "Helse og velferd", (2, 2, 2, 1, 1)),
            UnitRow(None, "", (0, 0, 0, 0, 1)),
            UnitRow("skole", "Oppvekst", (1, 0, 0, 0, 0)),
        ),
        everything=UnitRow(None, "", (3, 2, 2, 1, 2), everything=True),
    )


@pytest.mark.parametrize("look", [LAPTOP, PHONE])
def test_silence_is_marked_by_a_symbol(look):
    drawn = texts(age_by_unit_figure(a_quiet_municipality(), NB, look)).replace("<br>", " ")
    assert "3 av 10 åpne tiltak er ikke oppdatert siste halvår" in drawn
    for text in ("Alle enheter", "Helse og velferd", "Uten enhet", "Over 6 md.", "Aldri", "▲ 2"):
        assert text in drawn
    assert "▲ 3" not in drawn


def test_pointing_at_a_cell_says_what_it_counts():
    said = hovers(age_by_unit_figure(a_quiet_municipality(), NB, LAPTOP))
    assert "Helse og velferd<br>Over 6 md.: 1 tiltak" in said


def test_one_unit_needs_no_sum_of_all():
    drawn = texts(age_by_unit_figure(shown(*heard(1, 3)), NB, LAPTOP))
    assert "Alle enheter" not in drawn
    assert "Alle åpne tiltak er oppdatert siste halvår" in drawn


def test_the_units_with_least_silence_are_left_out_and_counted():
    few = a_quiet_municipality(units=1)
    assert [row.title for row in few.rows] == ["Helse og velferd"]
    assert few.everything.open == 10
    assert "+ 2 enheter til" in texts(age_by_unit_figure(few, NB, LAPTOP))


def test_no_open_actions_says_so():
    assert summary(shown(), NB) == "Ingen åpne tiltak."
    assert "Ingen åpne tiltak" in texts(age_by_unit_figure(shown(), NB, LAPTOP))
    assert len(table(shown(), NB)) == 0


def test_the_sentence_counts_the_silent_ones():
    assert summary(a_quiet_municipality(), NB) == (
        "3 av 10 åpne tiltak er ikke oppdatert siste halvår."
    )
    assert summary(shown(*heard(1, 3)), NB) == "Alle åpne tiltak er oppdatert siste halvår."


def test_the_table_has_a_column_for_each_age():
    row = table(a_quiet_municipality(), NB).iloc[0].to_dict()
    assert row == {
        "Enhet": "Helse og velferd",
        "Under 1 md.": 2,
        "1–3 md.": 2,
        "3–6 md.": 2,
        "Over 6 md.": 1,
        "Aldri": 1,
        "Åpne i alt": 8,
    }


def test_a_units_name_is_never_markup():
    plan = a_plan(
        actions=(an_action(1, unit_id="x", due=date(2027, 1, 1)),),
        units=(Unit(id="x", code="x", title=HOSTILE),),
    )
    drawn = age_by_unit_figure(age_by_unit(plan, assess(plan, TODAY)), NB, LAPTOP)
    assert "<a" not in texts(drawn) + hovers(drawn)
