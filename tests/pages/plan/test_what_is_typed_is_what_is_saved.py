"""What people type is what is saved: numbers as typed, nothing dropped, nothing twice."""

import pytest

from strategy.domain.items import Action, Indicator
from tests.pages.opened import failures, said, shown, write

pytestmark = pytest.mark.usefixtures("nyfjord")

HANNE, AMINA = "demo-person-hanne", "demo-person-amina"


def submit(app, label):
    return next(button for button in app.button if button.label == label).click().run()


def told(app):
    return [str(toast.value) for toast in app.toast]


def test_the_percent_typed_is_the_percent_saved_and_shown(nyfjord):
    action = nyfjord.plan().coded(Action, "T-008")
    app = shown("plan/action", AMINA, code="T-008")
    write(app, f"form.check_in.{action.id}.percent", "95 %")
    app = submit(app, "Lagre status")
    assert failures(app) == []
    assert nyfjord.plan().latest_check_in(action.id).percent == 95
    assert any("95" in one for one in told(app))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("7695", "Tallet kan ikke være høyere enn 100"),
        ("-5", "Tallet kan ikke være lavere enn 0"),
        ("95,5", "Skriv et helt tall"),
        ("nesten ferdig", "Skriv et tall"),
        ("", "Dette må fylles ut"),
        ("1.200", "kan leses på to måter"),
    ],
)
def test_a_percent_that_cannot_be_is_refused_in_words_and_stays_in_its_field(nyfjord, typed, why):
    before = nyfjord.revision()
    action = nyfjord.plan().coded(Action, "T-008")
    field = f"form.check_in.{action.id}.percent"
    app = shown("plan/action", AMINA, code="T-008")
    write(app, field, typed)
    app = submit(app, "Lagre status")
    assert why in said(app)
    assert next(f for f in app.text_input if f.key == field).value == typed
    assert nyfjord.revision() == before


def test_a_completed_action_is_told_as_completed(nyfjord):
    action = nyfjord.plan().coded(Action, "T-008")
    app = shown("plan/action", AMINA, code="T-008")
    write(app, f"form.check_in.{action.id}.percent", "100")
    state = f"form.check_in.{action.id}.state"
    next(g for g in app.get("button_group") if g.key == state).set_value("done")
    app = submit(app, "Lagre status")
    assert nyfjord.plan().find(Action, action.id).state == "done"
    assert any("100" in one and "Fullført" in one for one in told(app))


def test_a_form_is_empty_once_it_is_saved_and_the_same_within_a_minute_is_asked_about(nyfjord):
    action = nyfjord.plan().coded(Action, "T-008")
    form = f"form.check_in.{action.id}"
    app = shown("plan/action", AMINA, code="T-008")
    write(app, f"{form}.comment", "Alle brukerne er i drift.")
    app = submit(app, "Lagre status")
    assert "Alle brukerne er i drift." not in [area.value for area in app.text_area]
    saved = nyfjord.revision()
    write(app, f"{form}.again1.comment", "Alle brukerne er i drift.")
    app = submit(app, "Lagre status")
    assert "for under et minutt siden" in said(app)
    assert nyfjord.revision() == saved
    app = submit(app, "Ja, lagre det en gang til")
    assert failures(app) == []
    assert nyfjord.revision() > saved


def test_a_figure_that_reads_two_ways_is_asked_about(nyfjord):
    before = nyfjord.revision()
    indicator = nyfjord.plan().coded(Indicator, "I-08")
    app = shown("plan/indicator", HANNE, code="I-08")
    write(app, f"form.measurement.{indicator.id}.measured_value", "1.200")
    app = submit(app, "Lagre måling")
    assert "Skriv 1200 hvis det er tusener" in said(app)
    assert nyfjord.revision() == before


def test_a_baseline_of_thousands_is_the_same_after_it_is_edited_in_english(nyfjord):
    indicator = nyfjord.plan().coded(Indicator, "I-08")
    for typed in ("1,200", None):
        app = shown("plan/indicator", HANNE, language="en", code="I-08", do="edit")
        if typed:
            write(app, f"form.indicator.{indicator.id}.baseline", typed)
        app = submit(app, "Save")
        assert failures(app) == []
        assert nyfjord.plan().find(Indicator, indicator.id).baseline == 1200
