"""What HR, leaders and owners do: set goals, report, move dates, look back, bring back."""

import pytest

from strategy.domain.items import Action, Goal, Indicator, Outcome, Role
from tests.builders import today_here
from tests.pages.opened import choose, failures, press, said, shown, write

pytestmark = pytest.mark.usefixtures("nyfjord")

HANNE, AMINA, OWNER_ELSEWHERE = (f"demo-person-{name}" for name in ("hanne", "amina", "ragnhild"))
TODAY = today_here()


def test_hr_sets_a_goal_under_a_pillar(nyfjord):
    app = shown("plan/goals", HANNE, pillar="3", do="add")
    write(app, "form.goal.new.title", "Alle nye ledere har en mentor")
    write(app, "form.goal.new.due", "1. halvår 2028")
    app = _submit(app, "Nytt mål")
    assert failures(app) == []
    goal = nyfjord.plan().coded(Goal, "3.4")
    assert goal.title == "Alle nye ledere har en mentor"
    assert goal.due.isoformat() == "2028-06-30"
    assert goal.due_precision == "half_year"


def test_a_goal_without_a_title_is_refused_beside_the_field_and_nothing_is_lost(nyfjord):
    before = nyfjord.revision()
    app = shown("plan/goals", HANNE, pillar="3", do="add")
    write(app, "form.goal.new.description", "Dette skal ikke forsvinne")
    app = _submit(app, "Nytt mål")
    assert "må fylles ut" in said(app).lower()
    assert "Dette skal ikke forsvinne" in [area.value for area in app.text_area]
    assert nyfjord.revision() == before


def test_hr_gives_a_goal_an_indicator_with_a_target_in_words(nyfjord):
    app = shown("plan/goal", HANNE, code="1.2", do="indicator")
    goal = nyfjord.plan().coded(Goal, "1.2")
    form = f"form.indicator.new.{goal.id}"
    write(app, f"{form}.title", "Forsøk meldt inn")
    write(app, f"{form}.unit", "antall")
    write(app, f"{form}.baseline", "4")
    write(app, f"{form}.target_text", "minst 20 i 2028")
    _submit(app, "Ny indikator")
    plan = nyfjord.plan()
    (indicator,) = (i for i in plan.indicators if i.title == "Forsøk meldt inn")
    (target,) = plan.targets_of(indicator.id)
    assert indicator.goal_id == goal.id
    assert (target.text, target.low, target.comparison) == ("minst 20 i 2028", 20.0, "at_least")
    assert target.due.isoformat() == "2028-12-31"


def test_an_owner_checks_in_with_the_last_one_beside(nyfjord):
    app = shown("plan/action", AMINA, code="T-008")
    assert "Fiberen er gravd ned til fire av de seks" in said(app)
    action = nyfjord.plan().coded(Action, "T-008")
    write(app, f"form.check_in.{action.id}.comment", "Alle brukerne er i drift.")
    app = _submit(app, "Lagre status")
    assert failures(app) == []
    latest = nyfjord.plan().latest_check_in(action.id)
    assert (latest.comment, latest.by_id, latest.on) == ("Alle brukerne er i drift.", AMINA, TODAY)


def test_an_owner_confirms_that_nothing_has_changed_in_one_press(nyfjord):
    app = press(shown("plan/action", AMINA, code="T-008"), "Ingen endring, bekreft")
    assert failures(app) == []
    action = nyfjord.plan().coded(Action, "T-008")
    assert nyfjord.plan().latest_check_in(action.id).unchanged_count == 1


def test_an_owner_is_not_offered_to_report_on_what_others_own():
    app = shown("plan/action", OWNER_ELSEWHERE, code="T-008")
    assert failures(app) == []
    assert "Lagre status" not in said(app)


def test_a_proposed_date_moves_nothing_until_hr_approves_it(nyfjord):
    action = nyfjord.plan().coded(Action, "T-008")
    app = shown("plan/action", AMINA, code="T-008")
    write(app, f"form.propose.{action.id}.proposed_due", "31.12.2030")
    write(app, f"form.propose.{action.id}.reason", "Leverandøren er forsinket")
    app = _submit(app, "Foreslå ny frist")
    assert failures(app) == []
    assert nyfjord.plan().find(Action, action.id).due == action.due
    app = press(shown("plan/action", HANNE, code="T-008"), "Godkjenn")
    assert failures(app) == []
    plan = nyfjord.plan()
    assert plan.find(Action, action.id).due.isoformat() == "2030-12-31"
    assert plan.find(Action, action.id).original_due == action.original_due
    assert plan.postponements_of(action.id)[-1].outcome is Outcome.APPROVED


def test_hr_records_a_figure_as_the_source_has_it(nyfjord):
    indicator = nyfjord.plan().coded(Indicator, "I-08")
    app = shown("plan/indicator", HANNE, code="I-08")
    write(app, f"form.measurement.{indicator.id}.measured_value", "9,7 %")
    write(app, f"form.measurement.{indicator.id}.period", "Prøve")
    app = _submit(app, "Lagre måling")
    assert failures(app) == []
    latest = nyfjord.plan().measurements_of(indicator.id)[-1]
    assert (latest.value, latest.text, latest.period) == (9.7, "9,7 %", "Prøve")


def test_a_figure_about_three_people_is_not_kept(nyfjord):
    indicator = nyfjord.plan().coded(Indicator, "I-08")
    app = shown("plan/indicator", HANNE, code="I-08")
    write(app, f"form.measurement.{indicator.id}.measured_value", "66 %")
    write(app, f"form.measurement.{indicator.id}.group_size", "3")
    app = _submit(app, "Lagre måling")
    assert failures(app) == []
    latest = nyfjord.plan().measurements_of(indicator.id)[-1]
    assert (latest.value, latest.text, latest.group_size) == (None, "", 3)


def test_what_is_kept_about_three_people_is_shown_to_those_who_may_change_the_plan(nyfjord):
    ada = next(p for p in nyfjord.plan().people if Role.ADMINISTRATOR in p.roles)
    app = shown("administration/organisation", ada.id)
    app.checkbox(key="form.organisation.keep_small_groups").check()
    write(app, "form.organisation.smallest_group", "4")
    press(app, "Lagre")
    assert nyfjord.plan().organisation.smallest_group == 4

    indicator = nyfjord.plan().coded(Indicator, "I-08")
    app = shown("plan/indicator", HANNE, code="I-08")
    write(app, f"form.measurement.{indicator.id}.measured_value", "66 %")
    write(app, f"form.measurement.{indicator.id}.group_size", "3")
    app = _submit(app, "Lagre måling")
    assert failures(app) == []
    assert "Tall om små grupper (1)" in [expander.label for expander in app.expander]
    assert nyfjord.plan().measurements_of(indicator.id)[-1].value == 66


def test_two_people_write_in_the_same_goal_and_neither_loses_a_word(nyfjord):
    goal = nyfjord.plan().coded(Goal, "1.2")
    mine = shown("plan/goal", HANNE, code="1.2", do="edit")
    theirs = shown("plan/goal", "demo-person-kari", code="1.2", do="edit")
    write(theirs, f"form.goal.{goal.id}.title", "Karis tittel")
    _submit(theirs, "Lagre")
    write(mine, f"form.goal.{goal.id}.title", "Hannes tittel")
    mine = _submit(mine, "Lagre")
    assert "Kari Nesheim lagret en endring mens du skrev" in said(mine)
    assert nyfjord.plan().coded(Goal, "1.2").title == "Karis tittel"
    _submit(mine, "Lagre")
    assert nyfjord.plan().coded(Goal, "1.2").title == "Hannes tittel"


def test_the_whole_plan_is_shown_as_it_stood_on_a_day():
    app = shown("plan/history", HANNE)
    year_ago = TODAY.replace(year=TODAY.year - 1, day=1)
    next(f for f in app.text_input if f.label == "Dato").set_value(f"{year_ago:%d.%m.%Y}")
    app = press(app, "Vis planen den dagen")
    assert "Du ser planen slik den var" in said(app)
    assert "Hent tilbake" not in said(app)
    app = press(app, "Tilbake til i dag")
    assert "Du ser planen slik den var" not in said(app)


def test_what_was_taken_out_can_be_brought_back(nyfjord):
    action = nyfjord.plan().coded(Action, "T-007")
    app = press(shown("plan/action", HANNE, code="T-007", do="edit"), "Ta ut")
    assert failures(app) == []
    assert nyfjord.plan().coded(Action, "T-007") is None
    app = shown("plan/history", HANNE)
    next(b for b in app.button if b.key == f"back.{action.id}").click().run()
    assert nyfjord.plan().coded(Action, "T-007").title == action.title


def test_one_unit_is_shown_with_what_lies_below_it(nyfjord):
    unit = next(u for u in nyfjord.plan().units if u.title == "Helse og mestring")
    app = shown("plan/goals", HANNE)
    whole = app.title[0].value
    choose(app, "frame.unit", unit.id)
    app.run()
    assert failures(app) == []
    assert app.title[0].value != whole


def _submit(app, label):
    """Press a form's own button; a page may have another with the same words."""
    named = [b for b in app.button if b.label == label]
    buttons = [b for b in named if b.proto.is_form_submitter or str(b.key).endswith(":submit")]
    return buttons[0].click().run()
