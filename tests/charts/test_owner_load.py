"""HR sees who carries how much, and when it piles up."""

from datetime import date

import pytest

from strategy.charts.owner_load import (
    OwnerLoad,
    OwnerRow,
    owner_in_words,
    owner_load,
    owner_load_figure,
    summary,
    table,
)
from strategy.charts.palette import Look
from strategy.domain.figures.assessment import assess
from strategy.domain.items import ActionState, Position
from strategy.i18n import words
from tests.charts.sample import TODAY, a_plan, an_action, hovers, texts

NB = words("nb")
LAPTOP = Look(dark=False)
PHONE = Look(dark=True, narrow=True)
HR = Position(id="hr", title="HR-sjef", holder_id="kari")
HEALTH = Position(id="helse", title="Kommunalsjef helse", holder_id=None)


def load(*actions, **given):
    plan = a_plan(actions=actions, positions=(HR, HEALTH))
    return owner_load(plan, assess(plan, TODAY), **given)


def due(number, year, month, day=15, **given):
    return an_action(number, due=date(year, month, day), **given)


def a_full_january():
    return load(
        *(due(n, 2027, 1, owner_id="hr") for n in range(1, 6)),
        due(6, 2026, 9, owner_id="hr"),
        due(7, 2028, 1, owner_id="helse"),
        an_action(8, owner_text="Tverrfaglig gruppe"),
        *(due(n, 2027, 1) for n in range(9, 15)),
        due(15, 2027, 2, owner_id="hr", state=ActionState.DONE),
        months=3,
    )


def test_open_actions_are_counted_by_owner_and_month():
    assert a_full_january() == OwnerLoad(
        months=(date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)),
        rows=(
            OwnerRow(None, "", vacant=False, earlier=0, by_month=(0, 0, 6), later=0, undated=0),
            OwnerRow(
                "hr", "HR-sjef", vacant=False, earlier=1, by_month=(0, 0, 5), later=0, undated=0
            ),
            OwnerRow(
                "helse",
                "Kommunalsjef helse",
                vacant=True,
                earlier=0,
                by_month=(0, 0, 0),
                later=1,
                undated=0,
            ),
            OwnerRow(
                None,
                "Tverrfaglig gruppe",
                vacant=False,
                earlier=0,
                by_month=(0, 0, 0),
                later=0,
                undated=1,
            ),
        ),
        limit=4,
    )


@pytest.mark.parametrize("look", [LAPTOP, PHONE])
def test_a_month_over_the_limit_is_marked_by_a_symbol(look):
    drawn = texts(owner_load_figure(a_full_january(), NB, look)).replace("<br>", " ")
    assert "▲ 5" in drawn
    # Nobody cannot have too much to do: that is another finding.
    assert "▲ 6" not in drawn
    for text in ("HR-sjef", "Kommunalsjef helse (ledig)", "Ingen ansvarlig", "(bare tekst)"):
        assert text in drawn
    assert "HR-sjef har 5 frister i jan. 2027" in drawn


def test_pointing_at_a_full_month_names_the_limit():
    said = hovers(owner_load_figure(a_full_january(), NB, LAPTOP))
    assert "HR-sjef<br>jan 2027: 5 tiltak<br>▲ over grensen på 4 i måneden" in said


def test_the_sentence_names_the_fullest_month_and_counts_the_others():
    assert summary(a_full_january(), NB) == "HR-sjef har 5 frister i jan. 2027."
    shown = load(
        *(due(n, 2027, 1, owner_id="hr") for n in range(5)),
        *(due(n, 2027, 3, owner_id="hr") for n in range(10, 16)),
    )
    assert summary(shown, NB) == (
        "HR-sjef har 6 frister i mars 2027, og 1 annen måned er over grensen."
    )


def test_nobody_has_too_much():
    shown = load(due(1, 2027, 1, owner_id="hr"))
    assert summary(shown, NB) == "Ingen har mer enn 4 frister på én måned."
    assert "Før" not in texts(owner_load_figure(shown, NB, LAPTOP)).split("\n")


def test_no_open_actions_says_so():
    shown = load()
    assert shown.rows == ()
    assert "Ingen åpne tiltak" in texts(owner_load_figure(shown, NB, LAPTOP))
    assert summary(shown, NB) == "Ingen åpne tiltak."
    assert len(table(shown, NB)) == 0


def test_the_owners_with_least_are_left_out_and_counted():
    shown = load(
        due(1, 2027, 1, owner_id="hr"),
        due(2, 2027, 1, owner_id="hr"),
        due(3, 2027, 1, owner_id="helse"),
        owners=1,
    )
    assert [row.name for row in shown.rows] == ["HR-sjef"]
    assert "+ 1 ansvarlig til" in texts(owner_load_figure(shown, NB, LAPTOP))


def test_a_long_name_is_cut_but_never_that_nobody_holds_the_position():
    row = OwnerRow(
        "a",
        "Kommunalsjef helse og velferd",
        vacant=True,
        earlier=0,
        by_month=(),
        later=0,
        undated=0,
    )
    assert owner_in_words(row, NB, limit=20) == "Kommunalsjef helse… (ledig)"


def test_the_table_has_a_column_for_each_month():
    row = table(a_full_january(), NB).iloc[1]
    assert row["Ansvarlig"] == "HR-sjef"
    assert row["Før"] == 1
    assert row["jan. 2027"] == 5
    assert row["Åpne i alt"] == 6
