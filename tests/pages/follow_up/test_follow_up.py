"""What owners and HR meet: Min side, done in two minutes, and the table of all actions."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from strategy.domain.items import ReportingPeriod, Review, ReviewOutcome, Role
from strategy.services import planning
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.opening import close_databases, the_database
from strategy.services.reading import today_in
from strategy.store.database import Database
from strategy.ui import session
from strategy.ui.frame import places_for
from tests.builders import (
    CAST,
    HEGE,
    LIV,
    OLA,
    a_check_in,
    a_goal,
    a_measurement,
    a_milestone,
    a_person,
    a_pillar,
    a_position,
    a_postponement,
    a_strategy,
    a_unit,
    an_action,
    an_indicator,
    an_organisation,
    stock,
)
from tests.pages.opened import alone, failures, said, shown

pytestmark = pytest.mark.usefixtures("database")
DINA = a_person("dina", "Dina Dahl", Role.OWNER)
ODD = a_person("odd", "Odd Olsen", Role.OWNER)


def days_ago(database: Database, number: int) -> date:
    return today_in(database) - timedelta(days=number)


def an_owned(database: Database, action_id: str, code: str, *, due_in: int):
    return an_action(
        id=action_id,
        code=code,
        title=f"Tiltak {code}",
        goal_ids=("goal",),
        owner_id="position",
        start=days_ago(database, 100),
        due=days_ago(database, -due_in),
        original_due=None,
    )


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The store the app itself opens: Ola is late with one action, another is due soon."""
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{tmp_path / 'plan.duckdb'}")
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    close_databases()
    opened = the_database()
    late = an_owned(opened, "late", "T-1", due_in=-10)
    soon = an_owned(opened, "soon", "T-2", due_in=200)
    last = {"on": days_ago(opened, 40), "percent": 40, "comment": "Halvparten er kurset"}
    stock(
        opened,
        an_organisation(),
        a_strategy(),
        a_unit(),
        a_position(deputy_id="dina"),
        a_position(id="other", title="Kommunalsjef helse", holder_id=None),
        a_pillar(),
        a_goal(id="goal"),
        late,
        soon,
        a_check_in(late, id="said", **last),
        an_indicator(id="figure", goal_id="goal", owner_id="position"),
        *CAST,
        DINA,
        ODD,
    )
    yield opened
    close_databases()


def press(app: AppTest, key: str) -> AppTest:
    return next(button for button in app.button if button.key == key).click().run()


def write(app: AppTest, key: str, text: str) -> AppTest:
    fields = (*app.text_input, *app.text_area)
    return next(field for field in fields if field.key == key).set_value(text).run()


def card(person_id: str, item_id: str, name: str) -> str:
    return f"my.{person_id}/{item_id}/{name}"


# --- Min side -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize(("page", "person_id"), [("my_page", "ola"), ("grid", "hege")])
def test_the_pages_open_in_every_language(page, person_id, language):
    app = shown(f"follow_up/{page}", person_id, language=language)
    assert failures(app) == []
    assert app.title[0].value


def test_ola_sees_what_waits_for_him_with_what_was_said_last():
    told = said(shown("follow_up/my_page", OLA.id))
    assert "3 ting venter på deg" in told
    assert "10 dager over fristen" in told
    assert "40 %" in told
    assert "Halvparten er kurset" in told
    assert "Aldri oppdatert" in told
    assert "Aldri målt" in told


def test_nothing_has_changed_takes_one_press(database):
    app = press(shown("follow_up/my_page", OLA.id), card("ola", "late", "confirm"))
    latest = database.plan().latest_check_in("late")
    assert (latest.percent, latest.unchanged_count, latest.by_id) == (40, 1, "ola")
    # It is still late: that nothing has changed is no answer to a deadline that has passed.
    assert "3 ting venter på deg" in said(app)
    assert "10 dager over fristen" in said(app)


def test_ola_updates_an_action_nobody_asked_him_about(database):
    with database.change(by=OLA.id) as change:
        soon = change.plan.by_id["soon"]
        change.add(a_check_in(soon, id="told", on=days_ago(database, 3), percent=20))
    app = shown("follow_up/my_page", OLA.id)
    assert "2 ting venter på deg" in said(app)
    assert "Alle 2 tiltakene mine" in said(app)
    assert "Venter på deg, over" in said(app)
    assert card("ola", "soon", "comment") not in [area.key for area in app.text_area]
    app = press(app, "my.update.soon")
    app = write(app, card("ola", "soon", "comment"), "Kurset er bestilt")
    app = press(app, card("ola", "soon", "save"))
    assert failures(app) == []
    assert database.plan().latest_check_in("soon").comment == "Kurset er bestilt"
    assert "my.update.soon" in [button.key for button in app.button]


def test_liv_is_told_in_one_number_of_all_that_waits_for_her(database):
    today = days_ago(database, 0)
    period = ReportingPeriod(
        id="period", title="Høsten", first=days_ago(database, 90), ends=today,
        opens=days_ago(database, 8), deadline=days_ago(database, -6),
        grace_until=days_ago(database, -6),
    )  # fmt: skip
    plan = database.plan()
    with database.change(by=OLA.id) as change:
        change.update(plan.by_id["position"].model_copy(update={"unit_id": "unit"}))
        change.add(a_position(id="leads", holder_id=LIV.id, leads=True))
        change.add(period)
        change.add(a_postponement(plan.by_id["late"], id="p", proposed_on=days_ago(database, 3)))
        change.add(a_check_in(plan.by_id["late"], on=today))
        change.add(a_check_in(plan.by_id["soon"], on=today))
        change.add(a_measurement(plan.by_id["figure"], on=today))
    told = said(shown("follow_up/my_page", LIV.id))
    assert "2 ting venter på deg" in told
    assert "har rapportert alt for Høsten og venter på gjennomgangen din" in told


def test_ola_does_everything_and_is_told_that_he_is_done(database):
    app = shown("follow_up/my_page", OLA.id)
    app = write(app, card("ola", "late", "comment"), "Siste gruppe er i gang")
    app = write(app, card("ola", "late", "proposed_due"), "31.12.2060")
    app = write(app, card("ola", "late", "reason"), "Lokalet ble ledig sent")
    app = write(app, card("ola", "soon", "comment"), "Vi har begynt")
    app = write(app, card("ola", "figure", "measured_value"), "7,9 %")
    before = database.revision()
    app = press(app, "my.save_all")
    assert failures(app) == []
    assert database.revision() == before + 1
    plan = database.plan()
    assert plan.latest_check_in("late").comment == "Siste gruppe er i gang"
    assert plan.latest_check_in("soon").comment == "Vi har begynt"
    assert plan.measurements_of("figure")[0].value == 7.9
    (proposal,) = plan.postponements_of("late")
    assert proposal.proposed_due == date(2060, 12, 31)
    assert "Du er ferdig" in said(app)
    assert "Neste gang vi spør deg er" in said(app)


def test_one_refusal_saves_nothing_and_keeps_every_word(database):
    app = shown("follow_up/my_page", OLA.id)
    app = write(app, card("ola", "late", "proposed_due"), "31.12.2060")
    app = write(app, card("ola", "soon", "comment"), "Vi har begynt")
    before = database.revision()
    app = press(app, "my.save_all")
    assert database.revision() == before
    assert [error.value for error in app.error] == ["**Begrunnelse:** Skriv en kort begrunnelse."]
    kept = {field.key: field.value for field in (*app.text_input, *app.text_area)}
    assert kept[card("ola", "late", "proposed_due")] == "31.12.2060"
    assert kept[card("ola", "soon", "comment")] == "Vi har begynt"
    app = write(app, card("ola", "late", "reason"), "Lokalet ble ledig sent")
    app = press(app, "my.save_all")
    assert database.revision() == before + 1
    assert app.error == []


def test_a_judgement_of_ones_own_asks_for_a_reason_at_once(database):
    app = shown("follow_up/my_page", OLA.id)
    keys = [field.key for field in app.text_input]
    assert card("ola", "soon", "override_reason") not in keys
    choice = next(b for b in app.get("button_group") if b.key == card("ola", "soon", "judgement"))
    app = choice.set_value("on_track").run()
    app = write(app, card("ola", "soon", "override_reason"), "Det meste skjer i høst")
    app = press(app, card("ola", "soon", "save"))
    latest = database.plan().latest_check_in("soon")
    assert (latest.judgement, latest.override_reason) == ("on_track", "Det meste skjer i høst")


def test_what_somebody_else_did_meanwhile_is_shown_and_not_overwritten(database):
    app = shown("follow_up/my_page", OLA.id)
    app = write(app, card("ola", "late", "comment"), "Mitt ord")
    values = {"percent": 70, "comment": "Heges ord"}
    follow_up.check_in(database, "late", values, by=HEGE, today=today_in(database))
    # What Ola wrote is not thrown away.
    app = press(app, card("ola", "late", "save"))
    assert database.plan().latest_check_in("late").comment == "Heges ord"
    assert "Heges ord" in said(app)
    assert "Hege Hagen meldte mens du skrev" in said(app)
    percent = next(n for n in app.text_input if n.key == card("ola", "late", "percent"))
    assert percent.value == "70"
    app = press(app, card("ola", "late", "save"))
    latest = database.plan().latest_check_in("late")
    assert (latest.comment, latest.percent) == ("Mitt ord", 70)
    assert app.warning == []


def test_a_card_somebody_else_answered_first_says_so(database):
    app = shown("follow_up/my_page", OLA.id)
    app = write(app, card("ola", "soon", "comment"), "Mitt ord")
    planning.change(
        database,
        database.plan().by_id["soon"],
        {"title": "Nytt navn"},
        by=LIV,
        today=today_in(database),
    )
    before = database.revision()
    app = press(app, card("ola", "soon", "save"))
    assert database.revision() == before
    assert "Liv Lie endret dette mens du skrev" in said(app)
    app = press(app, card("ola", "soon", "save"))
    assert database.plan().latest_check_in("soon").comment == "Mitt ord"
    assert app.warning == []


def test_a_hundred_per_cent_asks_whether_it_is_completed(database):
    app = shown("follow_up/my_page", OLA.id)
    key = card("ola", "late", "percent")
    app = write(app, key, "100")
    box = next(c for c in app.checkbox if c.key == card("ola", "late", "completed"))
    app = box.check().run()
    press(app, card("ola", "late", "save"))
    assert database.plan().by_id["late"].state == "done"


def test_what_is_late_is_completed_in_two_presses(database):
    app = press(shown("follow_up/my_page", OLA.id), card("ola", "late", "complete"))
    assert failures(app) == []
    assert next(c for c in app.checkbox if c.key == card("ola", "late", "completed")).value
    assert database.plan().by_id["late"].state == "open"
    press(app, card("ola", "late", "save"))
    assert database.plan().by_id["late"].state == "done"
    assert database.plan().latest_check_in("late").percent == 100


def test_what_is_neither_late_nor_soon_due_is_not_offered_as_completed():
    app = shown("follow_up/my_page", OLA.id)
    assert card("ola", "soon", "complete") not in [button.key for button in app.button]


def test_what_the_reviewer_asks_about_is_answered_in_words(database):
    period = ReportingPeriod(
        id="period",
        title="Høsten",
        first=days_ago(database, 90),
        ends=days_ago(database, 1),
        opens=days_ago(database, 8),
        deadline=days_ago(database, -6),
        grace_until=days_ago(database, -6),
    )
    asked = Review(
        period_id="period",
        action_id="soon",
        check_in_id="told",
        outcome=ReviewOutcome.ASKED_BACK,
        comment="Hva gjenstår?",
        by_id=LIV.id,
        on=days_ago(database, 2),
    )
    soon = database.plan().by_id["soon"]
    with database.change(by=LIV.id) as change:
        change.add(period)
        change.add(a_check_in(soon, id="told", on=days_ago(database, 3), percent=30))
        change.add(asked)
    app = shown("follow_up/my_page", OLA.id)
    assert "Bedt om mer for 2 dager siden" in said(app)
    assert "Liv Lie ber om mer: Hva gjenstår?" in said(app)
    assert card("ola", "soon", "confirm") not in [button.key for button in app.button]
    app = write(app, card("ola", "soon", "comment"), "Bare kurset i mars")
    app = press(app, card("ola", "soon", "save"))
    assert database.plan().latest_check_in("soon").comment == "Bare kurset i mars"
    assert "Bedt om mer" not in said(app)


def test_nothing_written_is_told_calmly(database):
    before = database.revision()
    app = press(shown("follow_up/my_page", OLA.id), "my.save_all")
    assert "Du har ikke skrevet noe ennå" in said(app)
    assert database.revision() == before


def test_the_deputy_is_told_that_it_is_somebody_elses():
    told = said(shown("follow_up/my_page", DINA.id))
    assert "stedfortreder for Kommunalsjef oppvekst" in told
    assert "som stedfortreder" in told


def test_one_who_answers_for_nothing_is_told_what_the_page_is_for():
    told = said(shown("follow_up/my_page", ODD.id))
    assert "Ingenting er ditt ansvar ennå" in told
    assert "Lagre" not in told


def test_a_leader_answers_a_proposed_date_from_min_side(database):
    action = database.plan().by_id["late"]
    with database.change(by=OLA.id) as change:
        change.add(a_postponement(action, id="p", proposed_on=days_ago(database, 3)))
    app = shown("follow_up/my_page", LIV.id)
    assert "Ny frist, har ventet 3 dager" in said(app)
    app = write(app, "decide.note.p", "Greit")
    app = press(app, "decide.yes.p")
    (decided,) = database.plan().postponements_of("late")
    assert (decided.outcome, decided.decided_by, decided.decision_note) == (
        "approved",
        "liv",
        "Greit",
    )
    assert "Du er ferdig" in said(app)


def test_min_side_is_the_whole_plans_whatever_unit_is_chosen():
    app = shown("follow_up/my_page", OLA.id)
    app.session_state[session.UNIT] = "unit"
    assert "3 ting venter på deg" in said(app.run())


def test_nobody_reports_on_the_past(database):
    app = shown("follow_up/my_page", OLA.id)
    app.session_state[session.AS_OF] = days_ago(database, 1)
    app.run()
    assert "Gå tilbake til i dag for å melde" in said(app)
    assert app.text_area == []


def test_min_side_stands_first_in_the_menu_of_those_who_only_report():
    first = [(places_for(person)[0].path, places_for(person)[0].section) for person in (OLA, HEGE)]
    assert first == [("my-page", ""), ("overview", "")]
    assert [place.path for place in places_for(OLA)].count("my-page") == 1


@pytest.mark.parametrize("page", ["my_page", "grid"])
def test_a_politician_meets_a_closed_door(page):
    app = alone(f"follow_up/{page}", "per")
    assert failures(app) == []
    assert "ikke for din rolle" in said(app)
    assert app.button == []


@pytest.mark.parametrize("person_id", ["ola", "rita"])
def test_only_planners_meet_the_table(person_id):
    app = alone("follow_up/grid", person_id)
    assert app.get("arrow_data_frame") == []
    assert app.button == []


# --- the table ------------------------------------------------------------------------------------


def edit(app: AppTest, rows: dict[int, dict[str, object]], **more: object) -> AppTest:
    """Do in the table what a browser, or somebody pretending to be one, would send."""
    key = f"grid.editor.{app.session_state['grid_round']}"
    app.session_state[key] = {"edited_rows": rows, "added_rows": [], "deleted_rows": [], **more}
    return app.run()


def save(app: AppTest) -> AppTest:
    return next(b for b in app.button if b.label.startswith("Lagre")).click().run()


def test_hege_changes_two_rows_and_saves_them_together(database):
    app = edit(
        shown("follow_up/grid", HEGE.id),
        {0: {"owner_id": "Kommunalsjef helse", "due": "1. halvår 2060"}, 1: {"percent": "55 %"}},
    )
    assert "2 tiltak har endringer som ikke er lagret" in [e.label for e in app.expander]
    before = database.revision()
    app = save(app)
    assert failures(app) == []
    assert database.revision() == before + 1
    plan = database.plan()
    assert plan.by_id["late"].owner_id == "other"
    assert plan.by_id["late"].due == date(2060, 6, 30)
    assert plan.latest_check_in("soon").percent == 55


def test_what_cannot_be_saved_is_listed_by_row_and_column_and_nothing_is_lost(database):
    app = edit(
        shown("follow_up/grid", HEGE.id),
        {
            0: {"title": "Nytt navn", "due": "snart"},
            1: {"percent": "mye", "owner_id": "Ordføreren"},
        },
    )
    before = database.revision()
    app = save(app)
    assert database.revision() == before
    assert "Ingenting er lagret: 2 tiltak må rettes først" in said(app)
    listed = [tuple(row) for row in app.table[0].value.itertuples(index=False)]
    assert listed == [
        ("T\\-1 Tiltak T\\-1", "Frist", "Skriv en dato, for eksempel 31.12.2026."),
        ("T\\-2 Tiltak T\\-2", "Framdrift", "Skriv et tall, for eksempel 8,3."),
        (
            "T\\-2 Tiltak T\\-2",
            "Ansvarlig",
            "Det du har valgt, finnes ikke lenger. Velg noe annet.",
        ),
    ]
    assert "2 tiltak har endringer som ikke er lagret" in [e.label for e in app.expander]


def test_nothing_that_only_the_browser_forbids_gets_through(database):
    app = edit(shown("follow_up/grid", HEGE.id), {0: {"code": "T-99", "signal": "● I rute"}})
    before = database.revision()
    app = save(app)
    assert database.revision() == before
    assert [row[-1] for row in app.table[0].value.itertuples(index=False)] == [
        "Dette kan ikke endres her.",
        "Dette kan ikke endres her.",
    ]


# Streamlit adds the row to its copy of the table in a way pandas warns of.
@pytest.mark.filterwarnings("ignore::Warning")
def test_a_row_the_browser_made_up_is_refused(database):
    app = edit(
        shown("follow_up/grid", HEGE.id),
        {0: {"title": "Nytt navn"}},
        added_rows=[{"title": "Smuglet inn"}],
        deleted_rows=[1],
    )
    before = database.revision()
    app = save(app)
    assert database.revision() == before
    assert len(app.table[0].value) == 1
    assert {a.title for a in database.plan().actions} == {"Tiltak T-1", "Tiltak T-2"}


def test_what_others_changed_meanwhile_is_told_and_can_be_brought_in(database):
    app = edit(shown("follow_up/grid", HEGE.id), {0: {"title": "Heges navn"}})
    late = database.plan().by_id["late"]
    planning.change(database, late, {"unit_id": "unit"}, by=LIV, today=today_in(database))
    app = save(app)
    assert database.plan().by_id["late"].title == "Tiltak T-1"
    (told,) = app.table[0].value.itertuples(index=False)
    assert told[1:] == ("Enhet", "Liv Lie har endret dette mens du skrev. Nå står det: Oppvekst")
    app = next(b for b in app.button if b.label == "Hent inn de andres endringer").click().run()
    assert "1 tiltak har endringer som ikke er lagret" in [e.label for e in app.expander]
    save(app)
    both = database.plan().by_id["late"]
    assert (both.title, both.unit_id) == ("Heges navn", "unit")


def test_a_report_meanwhile_is_told_too(database):
    app = edit(shown("follow_up/grid", HEGE.id), {0: {"percent": 60}})
    follow_up.check_in(database, "late", {"percent": 50}, by=OLA, today=today_in(database))
    app = save(app)
    assert database.plan().latest_check_in("late").percent == 50
    told = [row[1:] for row in app.table[0].value.itertuples(index=False)]
    assert told[0] == ("Framdrift", "Ola Owren har endret dette mens du skrev. Nå står det: 50")


def test_the_same_is_set_for_all_that_are_ticked(database):
    app = edit(shown("follow_up/grid", HEGE.id), {0: {"chosen": True}, 1: {"chosen": True}})
    box = next(b for b in app.selectbox if b.key == "grid.many.owner_id")
    app = box.set_value("Kommunalsjef helse").run()
    app = next(b for b in app.button if b.label == "Sett for 2 tiltak").click().run()
    assert {a.owner_id for a in database.plan().actions} == {"position"}
    save(app)
    assert {a.owner_id for a in database.plan().actions} == {"other"}


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [("percent", "35", 35), ("due", "2060", None), ("unit_id", "Oppvekst", None)],
)
def test_percent_date_and_unit_are_set_for_many_as_well(database, field, value, found):
    app = edit(shown("follow_up/grid", HEGE.id), {0: {"chosen": True}})
    app = next(b for b in app.selectbox if b.key == "grid.many.field").set_value(field).run()
    widgets = (*app.text_input, *app.selectbox)
    app = next(x for x in widgets if x.key == f"grid.many.{field}").set_value(value).run()
    app = next(b for b in app.button if b.label == "Sett for 1 tiltak").click().run()
    app = save(app)
    assert failures(app) == []
    late = database.plan().by_id["late"]
    expected = {"due": date(2060, 12, 31), "unit_id": "unit"}
    told = database.plan().latest_check_in("late").percent
    assert (told if field == "percent" else getattr(late, field)) == expected.get(field, found)


def test_what_is_written_stays_when_the_filter_changes_the_rows(database):
    app = edit(shown("follow_up/grid", HEGE.id), {1: {"title": "Skrevet først"}})
    app = next(t for t in app.text_input if t.key == "search").set_value("T-2").run()
    app = edit(app, {0: {"percent": 15}})
    app = next(t for t in app.text_input if t.key == "search").set_value("").run()
    save(app)
    plan = database.plan()
    assert plan.by_id["soon"].title == "Skrevet først"
    assert plan.latest_check_in("soon").percent == 15
    assert plan.by_id["late"].title == "Tiltak T-1"


def test_the_table_stays_still_while_somebody_else_works(database):
    app = edit(shown("follow_up/grid", HEGE.id), {1: {"percent": 15}})
    with database.change(by=LIV.id) as change:
        change.add(an_owned(database, "aaa", "T-0", due_in=100))
    save(app.run())
    assert database.plan().latest_check_in("soon").percent == 15
    assert database.plan().latest_check_in("aaa") is None


def test_what_is_written_can_be_let_go(database):
    app = edit(shown("follow_up/grid", HEGE.id), {0: {"title": "Tull"}})
    app = next(b for b in app.button if b.label == "Forkast endringene").click().run()
    before = database.revision()
    app = save(app)
    assert "Ingenting er endret." in said(app)
    assert database.revision() == before


def test_a_cell_changed_back_is_no_change(database):
    app = edit(shown("follow_up/grid", HEGE.id), {0: {"title": "Tiltak T-1", "percent": "40"}})
    before = database.revision()
    assert "Ingenting er endret." in said(save(app))
    assert database.revision() == before


def test_the_reason_follows_every_change(database):
    app = edit(shown("follow_up/grid", HEGE.id), {0: {"due": "31.12.2060"}})
    save(write(app, "grid.reason", "Budsjettet"))
    (moved,) = database.plan().postponements_of("late")
    assert (moved.reason, moved.outcome) == ("Budsjettet", "approved")


def test_a_proposed_date_is_turned_down_from_the_table(database):
    action = database.plan().by_id["late"]
    with database.change(by=OLA.id) as change:
        change.add(a_postponement(action, id="p", proposed_on=days_ago(database, 3)))
    app = press(shown("follow_up/grid", HEGE.id), "decide.no.p")
    (decided,) = database.plan().postponements_of("late")
    assert (decided.outcome, decided.decided_by) == ("declined", "hege")
    assert "Ingen venter på svar" in said(app)


def link_labels(app: AppTest) -> str:
    return "\n".join(link.proto.label for link in app.get("page_link"))


def test_the_story_of_the_ticked_action_stands_beside_the_table():
    app = edit(shown("follow_up/grid", HEGE.id), {1: {"chosen": True}})
    assert "T\\-2" in link_labels(app)
    assert "Kryss av for en rad" not in said(app)


def test_the_row_ticked_last_is_told_of_until_another_is_chosen(database):
    app = edit(shown("follow_up/grid", HEGE.id), {1: {"chosen": True}})
    app = edit(app, {0: {"chosen": True}, 1: {"chosen": True}})
    assert "T\\-1" in link_labels(app)
    app = app.selectbox(key="grid.story").set_value("soon").run()
    assert failures(app) == []
    assert "T\\-2" in link_labels(app)
    assert "T\\-1" not in link_labels(app)
    # What was chosen stays when something else happens on the page.
    assert "T\\-2" in link_labels(write(app, "grid.reason", "Budsjettet"))
    assert database.plan().by_id["soon"].version == 1


def test_the_story_tells_check_ins_dates_steps_decisions_and_who_changed_what(database):
    today = today_in(database)
    late = database.plan().by_id["late"]
    follow_up.check_in(database, "late", {"percent": 55, "comment": "Kurs 2"}, by=OLA, today=today)
    with database.change(by=None) as change:
        change.add(a_milestone(late, id="done", title="Bestilt", done_on=date(2026, 2, 3)))
        change.add(a_milestone(late, id="missed", title="Holdt", due=days_ago(database, 3)))
        change.add(a_milestone(late, id="open", title="Evaluert", due=days_ago(database, -300)))
        change.add(a_milestone(late, id="undated", title="Feiret", due=None))
        change.add(a_postponement(late, id="asked", proposed_due=days_ago(database, -90)))
        told = {"outcome": "declined", "decided_by": "liv", "decided_on": days_ago(database, 5)}
        change.add(a_postponement(late, id="no", decision_note="Hold fristen", **told))
        review = {"period_id": "p", "action_id": "late", "comment": "Hva gjenstår?"}
        asked_back = {"outcome": ReviewOutcome.ASKED_BACK, "by_id": "liv", "on": today}
        change.add(Review(id="review", **review, **asked_back))
    planning.change(database, late, {"title": "Nytt navn"}, by=HEGE, reason="Tydeligere")
    app = shown("follow_up/grid", HEGE.id).selectbox(key="grid.story").set_value("late").run()
    assert failures(app) == []
    told = said(app)
    for words in ("55 %", "Kurs 2", "40 %", "Halvparten er kurset"):
        assert words in told
    for mark, words in (
        ("check_circle", "Bestilt :gray[nådd 03\\.02\\.2026]"),
        ("error", "Holdt"),
        ("radio_button_unchecked", "Evaluert"),
        ("radio_button_unchecked", "Feiret"),
    ):
        assert f":material/{mark}: {words}" in told
    assert "Forslag:" in told
    assert "Avslått:" in told
    assert ":gray[Hold fristen] :gray[– Liv Lie, " in told
    assert "Bedt om mer :gray[Hva gjenstår?] :gray[– Liv Lie, " in told
    assert "Tittel: Tiltak T\\-1 → Nytt navn" in told
    assert "Begrunnelse: Tydeligere" in told
    assert ":gray[– Hege Hagen, " in told


def test_an_action_nothing_has_happened_to_has_a_short_story():
    app = shown("follow_up/grid", HEGE.id).selectbox(key="grid.story").set_value("soon").run()
    assert "Ingen milepæler." in said(app)
    assert "Ingen frist er flyttet" in said(app)


def test_another_unit_shows_other_rows_and_the_past_shows_none(database):
    app = shown("follow_up/grid", HEGE.id)
    app.session_state[session.AS_OF] = days_ago(database, 1)
    assert "Gå tilbake til i dag for å redigere" in said(app.run())


def test_a_filter_that_leaves_nothing_says_so():
    app = shown("follow_up/grid", HEGE.id)
    app = next(t for t in app.text_input if t.key == "search").set_value("finnes ikke").run()
    assert failures(app) == []
    assert app.get("arrow_data_frame") == []
