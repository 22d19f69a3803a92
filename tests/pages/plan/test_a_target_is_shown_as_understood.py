"""The form for an indicator shows how its target is understood; no default decides a direction."""

import pytest

from strategy.domain.items import Direction, Goal
from tests.pages.opened import failures, said, shown, write

pytestmark = pytest.mark.usefixtures("nyfjord")

HANNE = "demo-person-hanne"


def submit(app):
    return (
        next(button for button in app.button if str(button.key).endswith(":submit")).click().run()
    )


def filled(nyfjord, **fields):
    """The form for a new indicator under goal 1.2, with these fields written."""
    app = shown("plan/goal", HANNE, code="1.2", do="indicator")
    goal = nyfjord.plan().coded(Goal, "1.2")
    for name, text in fields.items():
        write(app, f"form.indicator.new.{goal.id}.{name}", text)
    return app.run()


def made(nyfjord, title):
    plan = nyfjord.plan()
    (indicator,) = (i for i in plan.indicators if i.title == title)
    return indicator, plan.targets_of(indicator.id)


def test_sick_leave_below_eight_per_cent_is_better_lower(nyfjord):
    app = filled(nyfjord, title="Sykefravær i nord", target_text="under 8 % i 2027")
    assert "Forstått slik\\: under 8 %, 2027" in said(app)
    assert "Lavere er bedre" in said(app)
    app = submit(app)
    assert failures(app) == []
    indicator, (target,) = made(nyfjord, "Sykefravær i nord")
    assert (indicator.direction, indicator.unit) == (Direction.DOWN, "%")
    assert (target.comparison, target.high) == ("below", 8)


def test_a_baseline_typed_with_a_percent_sign_gives_the_unit(nyfjord):
    app = filled(nyfjord, title="Andel i prosent", baseline="40 %", target_text="60")
    app = submit(app)
    assert failures(app) == []
    indicator, _ = made(nyfjord, "Andel i prosent")
    assert (indicator.direction, indicator.unit, indicator.baseline) == (Direction.UP, "%", 40)


def test_where_nothing_says_the_direction_it_is_asked_for(nyfjord):
    before = nyfjord.revision()
    app = submit(filled(nyfjord, title="Antall avvik", target_text="60"))
    assert "Dette må fylles ut" in said(app)
    assert nyfjord.revision() == before


def test_two_dated_targets_become_two(nyfjord):
    app = filled(nyfjord, title="Fravær", target_text="under 6 % i 2027 og under 5 % i 2029")
    assert "under 6 %, 2027; under 5 %, 2029" in said(app)
    app = submit(app)
    assert failures(app) == []
    _, targets = made(nyfjord, "Fravær")
    assert sorted((t.high, t.due.year) for t in targets) == [(5, 2029), (6, 2027)]


def test_a_target_that_cannot_be_read_for_certain_is_said_to_be_text(nyfjord):
    app = filled(nyfjord, title="Lærlinger", target_text="2 prosent, om lag 160 læreplasser")
    assert "Lagres som tekst" in said(app)
    app = submit(app)
    assert failures(app) == []
    _, (target,) = made(nyfjord, "Lærlinger")
    assert (target.comparison, target.low) == ("text", None)
