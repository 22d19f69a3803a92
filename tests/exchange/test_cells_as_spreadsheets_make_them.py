"""What was typed is what is read, whatever a spreadsheet made of it; a blank cell is silent."""

import io
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from strategy.domain.dates import parse_date
from strategy.domain.items import Action, ActionState, Goal, Measurement, Organisation, Precision
from strategy.exchange.workbook.columns import SHEET_KINDS, Holds
from strategy.exchange.workbook.told import told_changes, told_names
from strategy.exchange.workbook.vocabulary import sheet_name
from strategy.exchange.workbook.workbook import explain, write_template, write_workbook
from strategy.i18n import LANGUAGES, words
from tests.claims import every
from tests.exchange.plans import a_file, a_rich_plan, an_empty_plan, imported, previewed

NB = words("nb")


def a_formatted_file(sheet: str, rows: list[list[object]], formats: dict[str, str]) -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in rows:
        page.append(row)
    for place, number_format in formats.items():
        page[place].number_format = number_format
    with io.BytesIO() as file:
        book.save(file)
        return file.getvalue()


def told(result) -> list[tuple[str, str, str]]:
    """Field, before and after of everything that would change."""
    names = told_names(result, a_rich_plan())
    return [
        (change.field, change.before, change.after)
        for update in result.updates
        for change in told_changes(update, names, NB)
    ]


# --- blank cells ----------------------------------------------------------------------------------


def test_a_blank_cell_leaves_what_stands():
    plan = replace(
        an_empty_plan(),
        organisation=Organisation(name="Nyfjord", language="nn", cadence_days=90, version=1),
    )
    template = load_workbook(io.BytesIO(write_template(NB)))
    template["Kommune"].cell(2, 1).value = "Nyfjord kommune"
    with io.BytesIO() as file:
        template.save(file)
        after = imported(plan, previewed(plan, file.getvalue())).organisation
    assert after == plan.organisation.model_copy(update={"name": "Nyfjord kommune"})


@pytest.mark.parametrize("sign", ["[tøm]", "[clear]", "[TØM]"])
def test_a_cell_is_emptied_by_its_sign_and_the_preview_says_so(sign):
    plan = a_rich_plan()
    action = plan.actions[0]
    rows = [["Kode", "Tittel", "Beskrivelse", "Frist"], [action.code, "Nytt", sign, sign]]
    result = previewed(plan, a_file({"Tiltak": rows}))
    after = result.items_to_update[0]
    assert isinstance(after, Action)
    assert (after.description, after.due, after.title) == ("", None, "Nytt")
    changes = told(result)
    assert [after for _, _, after in changes][-1] == "Nytt"
    assert changes[0][2] == ""


@pytest.mark.parametrize(("sheet", "heading"), [("Mål", "Kode"), ("Pilarer", "Rekkefølge")])
def test_a_code_and_a_place_are_never_emptied(sheet, heading):
    plan = a_rich_plan()
    (item, *_) = plan.goals if sheet == "Mål" else plan.pillars
    rows = [["Tittel", "ID", heading], [item.title, item.id, "[tøm]"]]
    assert imported(plan, previewed(plan, a_file({sheet: rows}))).find(type(item), item.id) == item


def test_the_sign_means_nothing_for_what_is_new():
    result = previewed(
        an_empty_plan(), a_file({"Pilarer": [["Tittel", "Beskrivelse"], ["A", "[tøm]"]]})
    )
    assert [item.description for item in result.items_to_add] == [""]


@pytest.mark.parametrize(
    ("sheet", "heading"), [("Tiltak", "Tittel"), ("Tiltak", "Tilstand"), ("Indikatorer", "Retning")]
)
def test_what_must_say_something_cannot_be_emptied(sheet, heading):
    plan = a_rich_plan()
    code = plan.actions[0].code if sheet == "Tiltak" else plan.indicators[0].code
    result = previewed(plan, a_file({sheet: [["Kode", heading], [code, "[tøm]"]]}))
    (problem,) = result.problems
    assert problem.rule in {"cell.cannot_be_emptied", "cell.required"}


def test_yes_is_taken_back_by_no_and_not_by_silence():
    plan = a_rich_plan()
    first = plan.actions[0].model_copy(update={"experiment": True})
    plan = replace(plan, actions=(first, *plan.actions[1:]))
    for said, expected in (("", 0), ("Nei", 1)):
        result = previewed(plan, a_file({"Tiltak": [["Kode", "Utprøving"], [first.code, said]]}))
        assert result.changed == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_says_how_a_cell_is_emptied(language):
    w = words(language)
    assert w("exchange.clear") in w("exchange.readme.text")


# --- codes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [write_template, lambda w: write_workbook(a_rich_plan(), w)])
def test_codes_and_references_are_text_all_the_way_down(make):
    book = load_workbook(io.BytesIO(make(NB)))
    checked = []
    for sheet in SHEET_KINDS:
        if sheet_name(sheet, NB) not in book.sheetnames:
            continue
        page = book[sheet_name(sheet, NB)]
        headings = {cell.value: cell.column_letter for cell in page[1]}
        for column in sheet.columns:
            place = headings.get(NB.field(column.field, of=column.of or sheet.kind))
            if place and column.holds in {Holds.CODE, Holds.ITEM, Holds.ITEMS, Holds.OWNER}:
                checked.append(page.column_dimensions[place].number_format == "@")
    assert every(checked)


@pytest.mark.parametrize("cell", [1.1, date(2026, 2, 1), "01.feb", "2026-02-01", "feb.26"])
@pytest.mark.parametrize("heading", ["Kode", "Pilar"])
def test_a_code_that_a_spreadsheet_changed_is_refused_with_what_to_do(cell, heading):
    rows = {"Kode": "9.9", "Tittel": "Nytt mål", "Pilar": "1"} | {heading: cell}
    content = a_file({"Mål": [list(rows), list(rows.values())]})
    problems = previewed(a_rich_plan(), content).problems
    assert problems[0].rule in {"cell.code_as_number", "cell.code_as_date"}
    assert "Sett cellen til Tekst" in explain(problems[0], NB)


def test_a_whole_number_is_a_code():
    result = previewed(an_empty_plan(), a_file({"Pilarer": [["Kode", "Tittel"], [1, "Å våge"]]}))
    assert [item.code for item in result.items_to_add] == ["1"]


@pytest.mark.parametrize("said", ["t-001", "T\u2011001", "T\u2013001", " T-001 ", "T-001"])
def test_a_code_is_known_however_its_hyphen_and_case_are_written(said):
    plan = a_rich_plan()
    assert plan.actions[0].code == "T-001"
    rows = [["Kode", "Budsjett i kroner"], [said, 5]]
    result = previewed(plan, a_file({"Tiltak": rows}))
    assert [(u.before.id, u.after.code) for u in result.updates] == [(plan.actions[0].id, "T-001")]


def test_references_know_a_code_however_its_hyphen_is_written():
    plan = a_rich_plan()
    rows = [["Tiltak", "Tittel"], ["t\u2011001", "Første kurs holdt"]]
    result = previewed(plan, a_file({"Milepæler": rows}))
    assert [m.action_id for m in result.items_to_add] == [plan.actions[0].id]


def test_two_new_codes_that_differ_in_a_hyphen_are_one():
    rows = [["Kode", "Tittel"], ["T-7", "A"], ["t\u20117", "B"]]
    result = previewed(an_empty_plan(), a_file({"Tiltak": rows}))
    assert [problem.rule for problem in result.problems] == ["cell.code_taken"]


def test_a_preview_says_first_that_a_code_would_rename_something():
    plan = a_rich_plan()
    goal = plan.goals[0]
    result = previewed(plan, a_file({"Mål": [["Kode", "Tittel"], [goal.code, "Noe helt annet"]]}))
    (rename,) = result.renames
    assert explain(rename, NB).startswith(f"Koden {goal.code} finnes fra før. «{goal.title}»")


def test_a_row_with_its_id_may_change_the_title_without_a_question():
    plan = a_rich_plan()
    goal = plan.goals[0]
    rows = [["Kode", "Tittel", "ID"], [goal.code, "Noe annet", goal.id]]
    assert previewed(plan, a_file({"Mål": rows})).renames == ()


# --- figures and dates ----------------------------------------------------------------------------


def test_a_figure_that_became_a_date_is_refused_with_what_to_do():
    rows = [["Indikator", "Periode", "Verdi"], ["I-01", "2025", date(2026, 5, 1)]]
    (problem,) = previewed(a_rich_plan(), a_file({"Målinger": rows})).problems
    assert problem.rule == "cell.number_as_date"
    assert "1,5" in explain(problem, NB)


@pytest.mark.parametrize("shown", ["mmm.yy", "mmmm yyyy", '[$-414]mmm"."yy', "mm/yyyy", "yyyy-mm"])
def test_a_month_stays_a_month(shown):
    rows = [["Tittel", "Frist"], ["Kurs", date(2026, 12, 1)]]
    content = a_formatted_file("Tiltak", rows, {"B2": shown})
    (action,) = previewed(an_empty_plan(), content).items_to_add
    assert isinstance(action, Action)
    assert (action.due, action.due_precision) == (date(2026, 12, 31), Precision.MONTH)


def test_a_year_stays_a_year_and_a_day_a_day():
    rows = [["Tittel", "Frist"], ["A", date(2026, 1, 1)], ["B", date(2026, 1, 1)],
            ["C", date(2026, 3, 1)]]  # fmt: skip
    content = a_formatted_file("Tiltak", rows, {"B2": "yyyy", "B3": "dd.mm.yyyy", "B4": "yyyy"})
    found = [a for a in previewed(an_empty_plan(), content).items_to_add if isinstance(a, Action)]
    assert [(a.due, a.due_precision) for a in found] == [
        (date(2026, 12, 31), Precision.YEAR),
        (date(2026, 1, 1), Precision.DAY),
        (date(2026, 3, 1), Precision.DAY),
    ]


def test_a_month_is_a_period_of_a_measurement():
    rows = [["Indikator", "Periode", "Verdi"], ["I-01", date(2025, 10, 1), 6]]
    content = a_formatted_file("Målinger", rows, {"B2": "mmm.yy"})
    (measured,) = previewed(a_rich_plan(), content).items_to_add
    assert isinstance(measured, Measurement)
    assert (measured.on, parse_date(measured.period).date) == (
        date(2025, 10, 31),
        date(2025, 10, 31),
    )


@pytest.mark.parametrize("said", ["jun.27", "jun-27", "juni.27"])
def test_a_month_as_a_spreadsheet_shows_it_is_read_from_a_list(said):
    content = f"Tittel;Frist\nKurs;{said}\n".encode()
    (action,) = previewed(an_empty_plan(), content, "tiltak.csv").items_to_add
    assert isinstance(action, Action)
    assert (action.due, action.due_precision) == (date(2027, 6, 30), Precision.MONTH)


# --- what a sheet is ------------------------------------------------------------------------------

PAYROLL = [
    ["Ansattnr", "Navn", "Enhet", "Måned"],
    *([n, f"Kari Nr {n}", "Skole", "mai"] for n in range(9)),
]
NAMES = [["Navn", "Enhet"], ["Kari Nordmann", "Oppvekst"], ["Ola Berg-Hansen", "Oppvekst"],
         ["Per Å. Dahl", "Helse"]]  # fmt: skip


@pytest.mark.parametrize("sheet", ["Ark1", "Stillinger", "Ansatte", "Tiltak", "Lønn mai"])
def test_a_payroll_list_makes_no_positions(sheet):
    result = previewed(an_empty_plan(), a_file({sheet: PAYROLL}))
    assert "sheet.people" in [problem.rule for problem in result.problems]
    assert result.new == 0


@pytest.mark.parametrize("sheet", ["Stillinger", "Tiltak", "Mål"])
def test_names_where_titles_belong_are_refused(sheet):
    result = previewed(an_empty_plan(), a_file({sheet: NAMES}))
    assert [problem.rule for problem in result.problems] == ["sheet.people"]
    assert "Personer" in explain(result.problems[0], NB)


def test_a_national_identity_number_is_refused_wherever_it_stands():
    rows = [["Tittel", "Beskrivelse"], ["Kurs", "Gjelder 010190 20094 og flere"]]
    numbers = [f"01019{n:06d}" for n in range(200_000, 200_400)]
    rows += [["Kurs", number] for number in numbers]
    result = previewed(an_empty_plan(), a_file({"Tiltak": rows}))
    assert [problem.rule for problem in result.problems] == ["sheet.people"]


def test_eleven_digits_that_are_no_such_number_are_let_in():
    rows = [["Tittel", "Beskrivelse"], ["Kurs", "Konto 99999999999"]]
    assert previewed(an_empty_plan(), a_file({"Tiltak": rows})).problems == ()


def test_people_are_read_under_people_and_units_may_have_names():
    result = previewed(
        an_empty_plan(),
        a_file(
            {
                "Personer": [["Navn", "E-post"], ["Kari Nordmann", "kari@example.org"]],
                "Enheter": [["Navn"], ["Solvang Barnehage"], ["Vestre Skole"]],
                "Stillinger": [["Navn"], ["Rektor"], ["Kommunalsjef oppvekst"]],
            }
        ),
    )
    assert result.problems == ()
    assert result.new == 5


def test_a_sheet_is_not_guessed_by_two_headings():
    rows = [["Tittel", "Enhet", "Hva vi tenker"], ["Rektor", "Oppvekst", "Noe"]]
    result = previewed(an_empty_plan(), a_file({"Ark1": rows}))
    assert [problem.rule for problem in result.problems] == ["file.nothing_known"]


def test_a_sheet_all_of_whose_headings_speak_of_one_thing_is_known():
    rows = [["Indikator", "Måleenhet", "Ønsket retning", "2024"], ["Sykefravær", "%", "ned", 8]]
    result = previewed(an_empty_plan(), a_file({"Ark1": rows}))
    assert (result.problems, result.new) == ((), 2)


def test_a_goal_keeps_its_state_of_things():
    """A plan that is read in and out keeps what a blank cell says nothing of."""
    plan = a_rich_plan()
    result = previewed(plan, write_workbook(plan, NB, include_people=True))
    assert (result.new, result.changed, result.renames) == (0, 0, ())
    assert {type(item) for item in plan.by_id.values()} >= {Goal, Action}
    assert ActionState.DONE in {action.state for action in plan.actions}
