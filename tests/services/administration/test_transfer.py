"""The plan goes out into files and comes back in, all of it or nothing."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from strategy.domain.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    Problem,
    StaleEditError,
)
from strategy.domain.items import Action, Goal, Pillar
from strategy.exchange.tables.files import Answers
from strategy.services.administration import transfer
from tests.builders import (
    ADA,
    HEGE,
    LIV,
    OLA,
    PER,
    RITA,
    a_goal,
    a_pillar,
    a_unit,
    an_action,
    an_organisation,
    one_of_everything,
    stock,
)
from tests.exchange.cases import CASES, TIME_SERIES, a_case, goals, indicators, workbook_of
from tests.exchange.plans import a_file

TODAY = date(2026, 9, 1)


def previewed(database, content, name="plan.xlsx", *, by=HEGE):
    return transfer.preview_import(database, content, name, by=by, today=TODAY)


def carried_in(database, content, name="plan.xlsx", *, by=HEGE):
    return transfer.apply_import(database, previewed(database, content, name, by=by), by=by)


def of_kinds(plan, *kinds):
    return {(type(item).__name__, item.code) for item in plan.by_id.values() if type(item) in kinds}


# --- export ----------------------------------------------------------------------------------


def test_an_export_imported_again_changes_nothing(database):
    stock(database)
    before = database.revision()
    for by in (ADA, HEGE):
        content = transfer.export_workbook(database, by=by, language="nn")
        result = carried_in(database, content, by=by)
        assert (result.new, result.changed, result.problems) == (0, 0, ())
    assert database.revision() == before


def test_names_go_out_to_administrators_only(database):
    stock(database)
    for by, sheets in ((ADA, True), (HEGE, False), (RITA, False)):
        content = transfer.export_workbook(database, by=by, language="nb")
        assert ("Personer" in load_workbook(io.BytesIO(content)).sheetnames) is sheets
    assert b"Ada Aune" in transfer.export_csv(database, "person", by=ADA, language="nb")
    assert b"Ada Aune" not in transfer.export_csv(database, "person", by=HEGE, language="nb")


def test_somebody_who_may_not_see_the_plan_gets_no_file(database):
    stock(database)
    with pytest.raises(NotAllowedError):
        transfer.export_workbook(database, by=PER, language="nb")
    with pytest.raises(NotAllowedError):
        transfer.export_csv(database, "goal", by=PER, language="nb")


def test_what_is_confidential_goes_out_only_to_those_it_is_shown_to(database):
    secret = a_goal(id="secret", code="1.2", title="Hemmelig", confidential_to=(LIV.id,))
    stock(database, *one_of_everything(), secret)
    assert "Hemmelig" in transfer.export_csv(database, "goal", by=LIV, language="nb").decode()
    assert "Hemmelig" not in transfer.export_csv(database, "goal", by=HEGE, language="nb").decode()


def test_a_template_can_be_filled_in_and_imported(database):
    stock(database)
    book = load_workbook(io.BytesIO(transfer.import_template("en")))
    page = book["Actions"]
    headings = {cell.value: cell.column for cell in page[1]}
    page.cell(2, headings["Title"], "Onboarding")
    page.cell(2, headings["Goals"], "1.1")
    with io.BytesIO() as file:
        book.save(file)
        carried_in(database, file.getvalue())
    action = database.plan().coded(Action, "T-001")
    assert (action.title, action.goal_ids) == ("Onboarding", ("goal",))


# --- import ----------------------------------------------------------------------------------

NEW_ACTIONS = a_file(
    {"Tiltak": [["Tittel", "Mål", "Frist"], ["Kurs", "1.1", "2027"], ["Mer", "", ""]]}
)


def test_an_import_is_one_change_with_the_file_as_its_reason(database):
    stock(database)
    before = database.revision()
    result = carried_in(database, NEW_ACTIONS, "høsten.xlsx")
    assert (result.new, result.changed) == (2, 0)
    assert database.revision() == before + 1
    newest = database.revisions()[0]
    assert (newest.by_id, newest.reason) == (HEGE.id, "høsten.xlsx")
    assert database.plan().coded(Action, "T-001").due == date(2027, 12, 31)


def test_a_preview_saves_nothing(database):
    stock(database)
    before = database.revision()
    assert previewed(database, NEW_ACTIONS).new == 2
    assert database.revision() == before


def test_nothing_is_saved_while_there_is_a_problem(database):
    stock(database)
    content = a_file({"Tiltak": [["Tittel", "Mål"], ["Kurs", "1.1"], ["Mer", "9.9"]]})
    before = database.revision()
    with pytest.raises(InvalidInputError) as refused:
        carried_in(database, content)
    assert refused.value.problems == (Problem("file", "import_has_problems", {"count": "1"}),)
    assert database.revision() == before


def test_an_ambiguous_file_is_not_imported_before_its_questions_are_answered(database):
    stock(database, an_organisation(), a_pillar())
    content = b"Satsingsomr\xc3\xa5de;Tiltak\nRekruttering;Kurs\n"
    look = previewed(database, content, "plan.csv")
    with pytest.raises(InvalidInputError) as refused:
        transfer.apply_import(database, look, by=HEGE)
    assert refused.value.problems == (Problem("file", "import_has_questions"),)
    guessed = transfer.preview_import(
        database,
        content,
        "plan.csv",
        by=HEGE,
        today=TODAY,
        answers=Answers(pillars={"Rekruttering": "pillar"}),
    )
    assert transfer.apply_import(database, guessed, by=HEGE).new == 2
    assert [action.title for action in database.plan().actions] == ["Kurs"]


def test_only_those_who_plan_may_import(database):
    stock(database)
    for by in (OLA, RITA, PER):
        with pytest.raises(NotAllowedError):
            previewed(database, NEW_ACTIONS, by=by)
        with pytest.raises(NotAllowedError):
            transfer.apply_import(database, previewed(database, NEW_ACTIONS), by=by)
    assert not database.plan().coded(Action, "T-001")


@pytest.mark.parametrize(
    ("sheet", "may", "may_not"),
    [("Pilarer", LIV, HEGE), ("Enheter", ADA, LIV), ("Stillinger", ADA, HEGE)],
)
def test_strategy_and_people_are_changed_by_those_who_may(database, sheet, may, may_not):
    stock(database)
    content = a_file({sheet: [["Tittel"], ["Noe nytt"]]})
    with pytest.raises(NotAllowedError):
        carried_in(database, content, by=may_not)
    assert carried_in(database, content, by=may).new == 1


def test_hr_may_bring_in_check_ins_and_measurements(database):
    stock(database)
    content = a_file(
        {
            "Statusoppdateringer": [["Tiltak", "Framdrift i prosent"], ["T-1", 60]],
            "Målinger": [["Indikator", "Periode", "Verdi"], ["I-1", "T1 2026", "7,9 %"]],
        }
    )
    carried_in(database, content)
    plan = database.plan()
    check_in = plan.latest_check_in("action")
    assert (check_in.percent, check_in.by_id, check_in.on) == (60, HEGE.id, TODAY)
    assert [m.text for m in plan.measurements_of("indicator")] == ["", "7,9 %"]


def test_a_changed_row_keeps_what_the_file_does_not_mention(database):
    stock(database)
    carried_in(database, a_file({"Mål": [["Kode", "Tittel"], ["1.1", "Nytt navn"]]}))
    goal = database.plan().coded(Goal, "1.1")
    assert (goal.id, goal.title, goal.owner_id, goal.version) == (
        "goal",
        "Nytt navn",
        "position",
        2,
    )


def test_a_file_cannot_leave_nobody_to_administer(database):
    stock(database)
    content = a_file({"Personer": [["Navn", "Roller"], ["Ada Aune", "Leder"]]})
    with pytest.raises(InvalidInputError) as refused:
        carried_in(database, content, by=ADA)
    assert refused.value.problems == (Problem("roles", "last_administrator"),)
    content = a_file({"Personer": [["Navn", "Roller"], ["Ida Ny", "Administrator"]]})
    assert carried_in(database, content, by=ADA).new == 1


def test_an_import_that_somebody_was_quicker_than_is_refused(database):
    stock(database)
    preview = previewed(database, a_file({"Mål": [["Kode", "Tittel"], ["1.1", "Mitt navn"]]}))
    with database.change(by=LIV.id) as change:
        goal = change.plan.coded(Goal, "1.1")
        change.update(goal.model_copy(update={"title": "Livs navn"}))
    with pytest.raises(StaleEditError) as refused:
        transfer.apply_import(database, preview, by=HEGE)
    assert refused.value.theirs.title == "Livs navn"
    assert database.plan().coded(Goal, "1.1").title == "Livs navn"


def test_a_code_somebody_took_meanwhile_is_refused(database):
    stock(database)
    preview = previewed(database, NEW_ACTIONS)
    stock(database, an_action(code="T-002", title="Livs tiltak"))
    with pytest.raises(StaleEditError) as refused:
        transfer.apply_import(database, preview, by=HEGE)
    assert refused.value.theirs.title == "Livs tiltak"
    assert not database.plan().coded(Action, "T-001")


def test_what_an_import_refers_to_must_still_be_there(database):
    stock(database)
    preview = previewed(database, NEW_ACTIONS)
    with database.change(by=LIV.id) as change:
        goal = change.plan.coded(Goal, "1.1")
        change.update(goal.model_copy(update={"retired": True}))
    with pytest.raises(NotFoundError):
        transfer.apply_import(database, preview, by=HEGE)
    assert not database.plan().coded(Action, "T-001")


def test_nobody_hides_something_from_themselves_by_a_file(database):
    stock(database)
    content = a_file({"Mål": [["Kode", "Skjermet, synlig for"], ["1.1", "Liv Lie"]]})
    with pytest.raises(InvalidInputError) as refused:
        carried_in(database, content)
    assert refused.value.problems == (Problem("confidential_to", "not_yourself"),)
    carried_in(database, content, by=LIV)
    assert database.plan().coded(Goal, "1.1").confidential_to == (LIV.id,)


def test_what_somebody_cannot_see_is_neither_changed_nor_told(database):
    secret = a_goal(id="secret", code="1.2", title="Hemmelig", confidential_to=(LIV.id,))
    stock(database, *one_of_everything(), secret)
    by_id = a_file({"Mål": [["Tittel", "ID (ikke endre)"], ["Tatt over", "secret"]]})
    assert [found.rule for found in previewed(database, by_id).problems] == ["row.unavailable"]
    by_title = a_file({"Mål": [["Tittel", "Pilar"], ["Hemmelig", "1"]]})
    carried_in(database, by_title)
    plan = database.plan()
    assert plan.coded(Goal, "1.2").title == "Hemmelig"
    assert plan.coded(Goal, "1.3").title == "Hemmelig"
    assert plan.coded(Goal, "1.2").confidential_to == (LIV.id,)


def test_an_organisation_nobody_has_named_yet_is_named_by_the_file(database):
    content = a_file(
        {"Organisasjon": [["Navn"], ["Ny kommune"]], "Pilarer": [["Tittel"], ["Å våge"]]}
    )
    carried_in(database, content, by=ADA)
    plan = database.plan()
    assert (plan.organisation.name, plan.organisation.version) == ("Ny kommune", 1)
    assert [pillar.title for pillar in plan.pillars] == ["Å våge"]


def test_what_led_nowhere_before_is_no_reason_to_refuse(database):
    stock(database, an_organisation(), a_pillar(), a_goal(owner_id="gone"), a_unit())
    carried_in(database, a_file({"Mål": [["Kode", "Tittel"], ["1.1", "Nytt navn"]]}))
    assert database.plan().coded(Goal, "1.1").title == "Nytt navn"


# --- real cases ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_a_real_strategy_is_imported_and_found_again(database, name):
    case = a_case(name)
    carried_in(database, workbook_of(case), f"{name}.xlsx", by=ADA)
    plan = database.plan()
    assert plan.organisation.name == case["organisation"]
    assert len(plan.pillars) == len(case["focus_areas"])
    assert [goal.title for goal in plan.goals] == [goal["title"] for _, _, goal in goals(case)]
    assert len(plan.indicators) == len(indicators(case))
    assert of_kinds(plan, Pillar) == {("Pillar", str(n)) for n in range(1, len(plan.pillars) + 1)}
    again = previewed(database, workbook_of(case), by=ADA)
    assert (again.new, again.changed, again.problems) == (0, 0, ())


def test_a_real_time_series_is_imported_twice_without_doubling(database):
    stock(database)
    # The plan has an indicator of sickness absence: it gets its unit's history, not a double.
    for new, changed in ((79, 1), (0, 0)):
        result = carried_in(database, TIME_SERIES.read_bytes(), TIME_SERIES.name)
        assert (result.new, result.changed, result.problems) == (new, changed, ())
    assert len(database.plan().measurements_of("indicator")) == 8
