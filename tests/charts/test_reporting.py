"""Who has reported, unit by unit: a picture that says it in words too."""

from datetime import date

import plotly.graph_objects as go
import pytest

from strategy.charts import reporting_by_unit
from strategy.charts.palette import Look
from strategy.charts.reporting_by_unit import UnitBar
from strategy.domain.follow_up.reporting import report_of
from strategy.domain.plan import Plan
from strategy.i18n import words
from tests.builders import a_check_in, a_period, a_unit, an_action, an_organisation
from tests.charts.sample import hovers, texts

TODAY = date(2026, 5, 4)
NB = words("nb")
BARS = (
    UnitBar("h", "<b>Helse</b>", 1, 3),
    UnitBar("o", "Oppvekst", 2, 0),
    UnitBar(None, "", 0, 1),
)


def test_units_stand_by_what_they_are_missing():
    mine = an_action(id="mine", unit_id="unit")
    theirs = [an_action(id=f"t{n}", code=f"T-{n}", unit_id="other") for n in range(2)]
    loose = an_action(id="loose", code="T-9")
    plan = Plan(
        1,
        an_organisation(),
        units=(a_unit(), a_unit(id="other", code="2", title="Helse")),
        actions=(mine, *theirs, loose),
        check_ins=(a_check_in(mine, on=date(2026, 5, 1)),),
    )
    shown = reporting_by_unit.reporting_by_unit(report_of(plan, a_period(), today=TODAY))
    assert shown == (
        UnitBar("other", "Helse", 0, 2),
        UnitBar(None, "", 0, 1),
        UnitBar("unit", "Oppvekst", 1, 0),
    )


def test_the_finding_names_the_unit_that_is_missing_most():
    assert reporting_by_unit.finding(BARS, NB) == "2 enheter mangler noe, mest <b>Helse</b>"
    assert reporting_by_unit.finding(BARS[1:2], NB) == "Alle enheter har rapportert alt"
    assert reporting_by_unit.finding((), NB) == "Ingenting å rapportere"
    assert reporting_by_unit.summary(BARS[2:], NB) == "Én enhet mangler noe: Uten enhet."


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("dark", [False, True])
def test_the_bars_are_drawn_with_counts_beside_them(narrow, dark):
    look = Look(dark=dark, narrow=narrow)
    drawn = reporting_by_unit.reporting_by_unit_figure(BARS, NB, look)
    assert go.Figure(drawn.to_dict()).layout.height > 0
    assert "✓\N{NO-BREAK SPACE}1\N{EN SPACE}○\N{NO-BREAK SPACE}3" in texts(drawn)
    assert "&lt;b&gt;Helse&lt;/b&gt;<br>Mangler: 3" in hovers(drawn)
    assert "<b>" not in texts(drawn)


def test_with_nothing_to_report_the_picture_says_so():
    drawn = reporting_by_unit.reporting_by_unit_figure((), NB, Look(dark=False))
    assert texts(drawn) == "Ingenting å rapportere"


def test_the_units_are_a_table_too():
    rows = reporting_by_unit.table(BARS, NB).to_dict("records")
    assert rows[0] == {"Enhet": "<b>Helse</b>", "Rapportert": 1, "Mangler": 3}
    assert rows[2] == {"Enhet": "Uten enhet", "Rapportert": 0, "Mangler": 1}
