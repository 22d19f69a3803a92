"""The shapes plans come in, beyond the one with headings in its first row."""

import io
from datetime import date

import pytest
import typst
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from openpyxl import Workbook
from openpyxl.styles import Font

from strategy.domain.items import ActionState
from strategy.exchange.stratml.files import preview_stratml, stratml_in
from strategy.exchange.tables.files import Answers
from strategy.exchange.tables.reading import read_tables
from tests.exchange.plans import imported
from tests.exchange.tables.table_files import (
    TODAY,
    a_csv,
    a_new_plan,
    a_workbook,
    grids_of,
    looked_at,
    saved,
)

GUESS = Answers(guess=True)


def the_plan(content, name="plan.xlsx"):
    before = a_new_plan()
    result = looked_at(content, name, before, GUESS)
    assert result.problems == ()
    return imported(before, result)


def of_rows(*rows):
    return the_plan(a_csv(*rows), "plan.csv")


def taken(*rows):
    (table,) = looked_at(a_csv(*rows), "plan.csv", None, GUESS).told.tables
    return {column.heading: column.field for column in table.columns}


def areas(content, name="plan.xlsx"):
    """What a file says its focus areas are, and its goals by action."""
    result = looked_at(content, name, None, GUESS)
    plan = imported(a_new_plan(), result)
    goals = {a.title: [g.title for g in plan.goals_of_action(a)] for a in plan.actions}
    return result.told.found["pillars"], goals


# --- headings -----------------------------------------------------------------------------------


def test_questions_compounds_and_abbreviations_are_headings_too():
    assert taken(
        ["Hva vil vi oppnå?", "Hva skal vi gjøre?", "Ansv.", "Kommunefrist", "Prosjektkommentar"],
        ["Ro", "Kurs", "HR", "2026", "bra"],
    ) == {
        "Hva vil vi oppnå?": "goal", "Hva skal vi gjøre?": "action", "Ansv.": "owner",
        "Kommunefrist": "due", "Prosjektkommentar": "comment",
    }  # fmt: skip


def test_headings_that_are_only_like_the_known_ones_are_found_when_there_are_three_of_them():
    near = ["Tiltak i planperioden", "Ansvarlig etter vedtak", "Frist etter vedtak"]
    assert list(taken(near, ["Kurs", "HR", "2026"]).values()) == ["action", "owner", "due"]


def test_where_no_heading_says_what_rows_are_the_longest_texts_are_the_actions():
    rows = ["Ting", "Ansvarlig", "Frist", "Status"], [
        "Kurs for alle", "HR", "2026", "Pågår",
    ]  # fmt: skip
    table = looked_at(a_csv(*rows), "plan.csv").told.tables[0]
    first = table.columns[0]
    assert (first.field, first.why, first.sure) == ("action", "longest", False)
    dated = ["Ting", "Ansvarlig", "Frist", "Status"], ["2026", "HR", "2026", "Pågår"]
    assert looked_at(a_csv(*dated), "plan.csv").told.found["actions"] == 0


def test_people_under_an_unknown_heading_are_taken_for_owners_and_asked_about():
    rows = ["Tiltak", "Frist", "Xyz"], ["Kurs", "2026", "Kari Nordmann"], ["Møte", "2026", "HTV"]
    column = looked_at(a_csv(*rows), "plan.csv").told.tables[0].columns[2]
    assert (column.field, column.why, column.sure) == ("owner", "people", False)


def test_what_a_tool_numbers_and_counts_is_left_out_on_purpose():
    assert taken(["Summary", "Issue key", "Assignee Id", "Due"], ["Kurs", "A-1", "77", "2026"]) == {
        "Summary": "action", "Issue key": "code", "Assignee Id": "", "Due": "due",
    }  # fmt: skip


def test_headings_on_two_rows_are_read_as_one():
    def merged(page):
        for area in ("A1:A2", "B1:C1", "D1:E1", "A3:A4"):
            page.merge_cells(area)

    rows = ["Satsing", "Periode", None, "Ansvar", None, "Tiltak"], [
        None, "Start", "Slutt", "Hoved", "Medvirkende", None,
    ], ["Ledelse", "2025", "2026", "HR-sjef", "HTV", "Kurs"]  # fmt: skip
    (action,) = the_plan(a_workbook(*rows, change=merged)).actions
    assert (action.owner_text, action.due) == ("HR-sjef", date(2026, 12, 31))
    assert action.description == "Medvirkende: HTV"


def test_years_below_a_heading_belong_to_it_even_when_nothing_is_merged_downwards():
    def merged(page):
        page.merge_cells("C1:D1")

    rows = ["Mål", "Tiltak", "Budsjett"], [None, None, "2025", "2026"], ["Ro", "Kurs", 100, 50]
    (action,) = the_plan(a_workbook(*rows, change=merged)).actions
    assert action.budget_nok == 150
    apart = a_csv(["Mål", "Tiltak", "Ansvar"], [], ["Ro", "Kurs", "HR"])
    assert looked_at(apart, "plan.csv").told.found["actions"] == 1


def test_a_column_that_only_shows_what_is_merged_into_it_is_no_column():
    def merged(page):
        for row in (1, 2):
            page.merge_cells(f"A{row}:B{row}")

    result = looked_at(a_workbook(["Tiltak", None, "Frist"], ["Kurs", None, 2026], change=merged))
    assert [c.heading for c in result.told.tables[0].columns] == ["Tiltak", "Frist"]


def test_a_known_word_comes_before_one_that_is_only_like_it():
    assert taken(["Tiltak", "Planens status", "Status"], ["Kurs", "ukjent ord", "Pågår"]) == {
        "Tiltak": "action", "Planens status": "", "Status": "status",
    }  # fmt: skip


def test_numbered_focus_areas_are_titles_and_no_figures():
    assert taken(["Innsatsområde", "Tiltak"], ["1. Rekruttering", "Kurs"])["Innsatsområde"] == (
        "pillar"
    )


# --- titles above and between ---------------------------------------------------------------------


def test_tables_below_each_other_with_a_title_each_are_a_focus_area_each():
    headings = ["Tiltak", "Ansvar", "Frist"]
    rows = (
        ["Handlingsplan 2026"], [], ["Rekruttering"], headings, ["Kurs", "HR", "2026"],
        ["Ledelse"], headings, ["Samling", "HR", "2027"],
    )  # fmt: skip
    assert areas(a_csv(*rows), "plan.csv") == (
        2, {"Kurs": ["Rekruttering"], "Samling": ["Ledelse"]},
    )  # fmt: skip


def test_tables_beside_each_other_are_named_by_the_title_above_each():
    rows = ["Ledelse", "", "", "Nærvær"], ["Tiltak", "Frist", "", "Tiltak", "Frist"], [
        "Kurs", "2026", "", "Tur", "2026",
    ]  # fmt: skip
    assert areas(a_csv(*rows), "plan.csv") == (2, {"Kurs": ["Ledelse"], "Tur": ["Nærvær"]})


def test_what_stands_in_two_cells_above_a_table_says_what_it_is_under():
    rows = ["Hovedmål:", "Trygge ledere"], ["Tiltak", "Frist"], ["Kurs", "2026"]
    assert areas(a_csv(*rows), "plan.csv")[1] == {"Kurs": ["Trygge ledere"]}


def test_sheets_that_are_named_as_focus_areas_are_ones_whatever_their_headings():
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, headings in {"Heltid": ["Mål", "Tiltak"], "Nærvær": ["Mål", "Aktivitet"]}.items():
        page = book.create_sheet(title)
        page.append(headings)
        page.append([f"Mer {title.lower()}", f"Kurs om {title.lower()}"])
    assert looked_at(saved(book)).told.found["pillars"] == 2


def test_bold_and_numbered_lines_in_the_column_of_actions_are_titles():
    def bold(page):
        for row in (2, 5):
            page.cell(row, 1).font = Font(bold=True)

    rows = ["Aktivitet", "Ansvar"], ["Ledelse"], ["Kurs", "HR"], ["Møte", "HR"], ["Nærvær"], [
        "Tur", "HR",
    ]  # fmt: skip
    assert areas(a_workbook(*rows, change=bold)) == (
        2, {"Kurs": ["Ledelse"], "Møte": ["Ledelse"], "Tur": ["Nærvær"]},
    )  # fmt: skip
    numbered = (
        ["Aktivitet", "Ansvar"], ["1. Ledelse", ""], ["1.1 Trygge ledere", ""],
        ["1.1.1 Kurs", "HR"],
    )  # fmt: skip
    assert areas(a_csv(*numbered), "plan.csv") == (1, {"Kurs": ["Trygge ledere"]})


def test_a_goal_lies_where_another_table_of_the_file_lays_it():
    rows = (
        ["Satsingsområde", "Mål"], ["Nærvær", "Friske"],
        ["Mål", "Tiltak"], ["Friske", "Tur"], ["Andre", "Kurs"],
    )  # fmt: skip
    result = looked_at(a_csv(*rows), "plan.csv", None, GUESS)
    assert (result.told.found["goals"], result.told.found["pillars"]) == (2, 1)


# --- what cells say -------------------------------------------------------------------------------


def test_ticks_below_months_are_due_in_the_year_of_the_sheet():
    def plan_for(title, *above):
        rows = (*above, ["Tiltak", "Ansvar", "jan", "feb"], ["Kurs", "HR", "x", "x"])
        return the_plan(a_workbook(*rows, title=title)).actions[0]

    assert plan_for("2025").due == date(2025, 2, 28)
    assert plan_for("Plan", ["Aktiviteter i 2026"]).due == date(2026, 2, 28)
    assert plan_for("Plan").due_text == "feb"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("30/Jun/25 12:00 AM", date(2025, 6, 30)),
        ("2025-06-30T12:00:00.000Z", date(2025, 6, 30)),
        ("30.06.2025 08:00", date(2025, 6, 30)),
        ("mai 25", date(2025, 5, 31)),
    ],
)
def test_days_as_tools_write_them_are_days(written, meant):
    assert of_rows(["Tiltak", "Frist"], ["Kurs", written]).actions[0].due == meant


def test_a_yes_or_a_no_in_a_column_of_statuses_is_one():
    done, not_done = of_rows(["Tiltak", "Completed"], ["Kurs", "true"], ["Tur", "false"]).actions
    assert (done.state, not_done.state) == (ActionState.DONE, ActionState.OPEN)


def test_lists_of_a_board_that_say_how_far_things_have_come_are_the_status():
    rows = (
        ["Card Name", "List Name", "Board Name", "Checklist Item Total Count"],
        ["Kurs", "Done", "HR", "3"], ["Tur", "Doing", "HR", "0"],
    )  # fmt: skip
    result = looked_at(a_csv(*rows), "tavle.csv", None, GUESS)
    assert (result.told.recognised, result.told.questions) == ("trello", ())
    assert [a.state.value for a in imported(a_new_plan(), result).actions] == ["done", "open"]


def test_planner_speaks_the_language_of_whoever_exports():
    headings = [
        "Oppgave-ID", "Oppgavenavn", "Samlingsnavn", "Fremdrift", "Tilordnet til", "Forsinket",
    ]  # fmt: skip
    result = looked_at(
        a_csv(headings, ["1", "Kurs", "Ledelse", "Pågår", "Kari Nord", "false"]), "a.csv"
    )
    assert (result.told.recognised, result.told.found["owners"]) == ("planner", 1)


def test_a_name_of_several_words_stays_whole_and_two_people_do_not():
    rows = ["Tiltak", "Ansvar"], ["A", "Health & Safety Manager"], ["B", "HR-sjef og HTV"]
    assert looked_at(a_csv(*rows), "a.csv").told.found["owners"] == 3


def test_goals_beneath_objectives_are_indicators_where_their_figures_are_beside_them():
    rows = (
        ["Objektiv / Nøkkelresultat", "Start", "Nåverdi", "Målverdi"],
        ["Objective: Gode ledere", "", "", ""],
        ["KR1: Ledere på kurs", "20 %", "45 %", "90 %"],
    )
    (indicator,) = of_rows(*rows).indicators
    assert (indicator.title, indicator.baseline) == ("KR1: Ledere på kurs", 20)


def test_a_target_that_stands_on_every_row_of_an_indicator_is_one_target():
    rows = ["Indikator", "År", "Verdi", "Måltall"], ["Fravær", "2023", "8", "7"], [
        "Fravær", "2024", "7,5", "7",
    ]  # fmt: skip
    plan = of_rows(*rows)
    assert (len(plan.targets), len(plan.measurements)) == (1, 2)


def test_cards_below_each_other_become_a_row_each():
    rows = (
        ["Tiltak:", "Kurs"], ["Ansvarlig:", "HR"], ["Frist:", "2026"], ["Bilde", "x", "y"],
        ["Tiltak:", "Tur"], ["Frist:", "2027"],
    )  # fmt: skip
    found = [(a.title, a.owner_text, a.due.year) for a in of_rows(*rows).actions]
    assert found == [("Kurs", "HR", 2026), ("Tur", "", 2027)]
    without = ["Ansvarlig", "HR"], ["Frist", "2026"], ["Status", "Pågår"]
    assert looked_at(a_csv(*without), "a.csv").told.found.get("actions", 0) == 0


# --- documents ------------------------------------------------------------------------------------


def test_headings_of_a_word_document_say_what_its_tables_are_under():
    document = Document()
    document.styles.add_style("Overskrift 2", WD_STYLE_TYPE.PARAGRAPH)
    document.add_heading("Handlingsplan", 1)
    for area, goal in (("Rekruttering", "Flere søkere"), ("Nærvær", "Lavere fravær")):
        document.add_heading(area, 2)
        document.add_heading(f"Mål: {goal}", 3)
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip(
            (c for row in table.rows for c in row.cells),
            ("Tiltak", "Frist", f"Kurs i {area}", "2026"),
            strict=True,
        ):
            cell.text = text
        document.add_heading("", 4)
    with io.BytesIO() as file:
        document.save(file)
        content = file.getvalue()
    assert areas(content, "plan.docx") == (
        2, {"Kurs i Rekruttering": ["Flere søkere"], "Kurs i Nærvær": ["Lavere fravær"]},
    )  # fmt: skip


def test_headings_of_a_web_page_say_what_its_tables_are_under_and_cells_keep_their_lines():
    table = "<table><tr><th>Tiltak</th><th>Ansvar</th></tr><tr><td>{}</td><td>{}</td></tr></table>"
    page = (
        "<html><body><table><tr><td><table></table></td></tr></table>"
        "<h2>Ledelse</h2><h3>Ro</h3>"
        + table.format("Kurs <b>for</b> alle", "HR<br>HTV")
        + "<h2>Nærvær</h2>"
        + table.format("Tur<!-- x -->", "<p>HR</p>")
        + "</body></html>"
    )
    assert areas(page.encode(), "plan.html") == (
        2, {"Kurs for alle": ["Ro"], "Tur": ["Nærvær"]},
    )  # fmt: skip
    assert grids_of(page.encode(), "plan.html")[0][1] == ["Kurs for alle", "HR\nHTV"]
    assert read_tables(b"<html><body>tom</body></html>", "a.html").grids == ()


HEAD = "[Mål], [Tiltak], [Ansvar], [Frist],"


def pdf(rows, columns="4", page='width: 297mm, height: 210mm, numbering: "1"'):
    lines = f"#set page({page})\n= Handlingsplan\n#table(columns: {columns}, stroke: none, {rows})"
    return typst.compile(lines.encode())


def test_a_pdf_table_without_lines_is_told_by_where_its_words_stand():
    rows = HEAD + "[Trygge ledere], [Kurs], [HR], [2026], [], [Samling], [], [2027],"
    assert grids_of(pdf(rows), "plan.pdf") == [
        [["Handlingsplan"], ["Mål", "Tiltak", "Ansvar", "Frist"],
         ["Trygge ledere", "Kurs", "HR", "2026"], ["", "Samling", "", "2027"]]
    ]  # fmt: skip


def test_cells_of_several_lines_in_a_pdf_are_put_together():
    long = "[Trygge ledere i hele kommunen], [Et langt kurs for alle ledere], [HR], [2026],"
    (grid,) = grids_of(pdf(HEAD + long + long, "(60pt, 60pt, 60pt, 60pt)"), "plan.pdf")
    assert (
        grid[2:]
        == [["Trygge ledere i hele kommunen", "Et langt kurs for alle ledere", "HR", "2026"]] * 2
    )


def test_rows_set_closely_are_put_together_by_what_they_leave_out():
    set_close = "#set page(width: 297mm)\n#set table(inset: (x: 5pt, y: 2pt))\n"
    rows = HEAD + "[Ro], [Kurs], [HR], [2026], [], [for alle], [], [],"
    content = typst.compile(f"{set_close}#table(columns: 4, stroke: none, {rows * 1})".encode())
    (grid,) = grids_of(content, "plan.pdf")
    assert grid[1:] == [["Ro", "Kurs for alle", "HR", "2026"]]


def test_a_pdf_table_without_lines_goes_on_over_the_page():
    rows = HEAD + "".join(f"[Ro], [Kurs {n}], [HR], [2026]," for n in range(60))
    (grid,) = grids_of(pdf(rows), "plan.pdf")
    assert [row[1] for row in grid[2:]] == [f"Kurs {n}" for n in range(60)]


# --- StratML within something else ----------------------------------------------------------------

PLAN = (
    '<s:StrategicPlan xmlns="urn:x"><Name>Plan&nbsp;A</Name><StrategicPlanCore>'
    "<Goal><Name>Ro</Name></Goal></StrategicPlanCore></s:StrategicPlan>"
)


@pytest.mark.parametrize(
    "holder",
    [
        '<html xmlns:s="urn:y"><body>\n{}</body></html>',
        "<html><body><textarea>{}</textarea></body></html>",
        '<?xml version="1.0"?><form><instance>{}</instance></form>',
    ],
)
def test_stratml_is_found_within_a_page_or_a_form(holder):
    said = PLAN.replace("<", "&lt;").replace(">", "&gt;") if "textarea" in holder else PLAN
    document = stratml_in(holder.format(said).encode())
    result = preview_stratml(document, "form.html", a_new_plan(), today=TODAY)
    assert (result.problems, result.new) == ((), 2)


def test_stratml_of_its_own_is_read_as_it_is_and_other_files_are_none():
    whole = b'<?xml version="1.0"?><StrategicPlan><Name>A</Name></StrategicPlan>'
    assert stratml_in(whole) is whole
    assert stratml_in(b"<other/>") == b"<other/>"
    assert stratml_in(b"<html><body><table></table></body></html>") is None
    assert stratml_in(b"Tiltak;Frist") is None
