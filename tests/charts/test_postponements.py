"""A leader sees when dates slip, and where."""

from datetime import date

import pytest

from strategy.charts.palette import Look
from strategy.charts.postponements import (
    PostponedRow,
    postponements_by_month,
    postponements_by_unit,
    postponements_figure,
    summary,
    table,
)
from strategy.domain.figures.assessment import assess
from strategy.domain.items import Outcome, Postponement, Unit
from strategy.i18n import words
from tests.charts.sample import HOSTILE, TODAY, a_plan, an_action, hovers, texts

NB = words("nb")
LAPTOP = Look(dark=False)
PHONE = Look(dark=True, narrow=True)
APPROVED, DECLINED, PENDING = Outcome.APPROVED, Outcome.DECLINED, Outcome.PENDING


def moved(number, decided, outcome=APPROVED, *, proposed=date(2025, 1, 1)):
    return Postponement(
        id=f"m{number}-{decided}-{outcome}-{proposed}",
        action_id=f"t{number}",
        proposed_due=date(2027, 12, 31),
        proposed_by="kari",
        proposed_on=proposed,
        decided_on=decided,
        outcome=outcome,
    )


def a_slipping_plan(*more, title="Helse"):
    return a_plan(
        actions=(an_action(1, unit_id="u1"), an_action(2, unit_id="u2"), an_action(3)),
        units=(Unit(id="u1", code="1", title=title), Unit(id="u2", code="2", title="Oppvekst")),
        postponements=(
            moved(1, date(2026, 11, 1)),
            moved(1, date(2026, 11, 20)),
            moved(1, date(2026, 10, 3), DECLINED),
            moved(2, date(2025, 12, 1)),
            moved(2, None, PENDING, proposed=date(2026, 11, 21)),
            moved(1, date(2025, 11, 30)),
            *more,
        ),
    )


def by_month(plan):
    return postponements_by_month(plan, assess(plan, TODAY))


def by_unit(plan, **given):
    return postponements_by_unit(plan, assess(plan, TODAY), **given)


def test_the_last_year_is_counted_month_by_month():
    rows = by_month(a_slipping_plan()).rows
    assert len(rows) == 12
    assert rows[0] == PostponedRow(date(2025, 12, 1), "", moved=1)
    assert rows[-2:] == (
        PostponedRow(date(2026, 10, 1), "", moved=0, declined=1),
        PostponedRow(date(2026, 11, 1), "", moved=2, waiting=1),
    )


def test_units_are_counted_those_that_moved_most_first():
    plan = a_slipping_plan(moved(3, date(2026, 3, 1)), moved(9, date(2026, 3, 2)))
    assert by_unit(plan).rows == (
        PostponedRow(None, "", moved=2),
        PostponedRow(None, "Helse", moved=2, declined=1),
        PostponedRow(None, "Oppvekst", moved=1, waiting=1),
    )
    assert [row.unit for row in by_unit(plan, units=1).rows] == [""]


@pytest.mark.parametrize("look", [LAPTOP, PHONE])
def test_what_waits_for_an_answer_stands_beside_what_was_moved(look):
    drawn = postponements_figure(by_month(a_slipping_plan()), NB, look)
    assert "2 + 1" in texts(drawn)
    assert "nov. 2026<br>Flyttet: 2<br>Venter på svar: 1" in hovers(drawn)
    assert "okt. 2026" in texts(drawn)


def test_the_sentence_says_how_many_and_where():
    assert summary(by_month(a_slipping_plan()), NB) == (
        "3 frister er flyttet det siste året, 1 venter på svar."
    )
    assert summary(by_unit(a_slipping_plan()), NB) == (
        "3 frister er flyttet det siste året, flest i Helse (2), 1 venter på svar."
    )
    one = a_plan(actions=(an_action(1),), postponements=(moved(1, date(2026, 11, 1)),))
    assert summary(by_unit(one), NB) == (
        "1 frist er flyttet det siste året, flest i Uten enhet (1)."
    )


def test_where_all_await_an_answer_no_unit_is_named():
    plan = a_plan(
        actions=(an_action(1),),
        postponements=(moved(1, None, PENDING, proposed=date(2026, 11, 1)),),
    )
    assert summary(by_unit(plan), NB) == "0 frister er flyttet det siste året, 1 venter på svar."


@pytest.mark.parametrize("counted", [by_month, by_unit])
def test_where_nothing_moved_it_says_so(counted):
    shown = counted(a_plan(postponements=(moved(1, date(2026, 11, 1), DECLINED),)))
    assert summary(shown, NB) == "Ingen frister er flyttet det siste året."
    drawn = postponements_figure(shown, NB, LAPTOP)
    assert "Ingen frister er flyttet det siste året" in texts(drawn)


def test_the_table_says_what_became_of_each_proposal():
    shown = table(by_unit(a_slipping_plan()), NB)
    assert list(shown.columns) == ["Enhet", "Flyttet", "Venter på svar", "Avslått"]
    assert shown.to_numpy().tolist() == [["Helse", 2, 0, 1], ["Oppvekst", 1, 1, 0]]
    assert table(by_month(a_slipping_plan()), NB).columns[0] == "Måned"


def test_a_units_name_is_never_markup():
    drawn = postponements_figure(by_unit(a_slipping_plan(title=HOSTILE)), NB, PHONE)
    assert "<a" not in texts(drawn) + hovers(drawn)
