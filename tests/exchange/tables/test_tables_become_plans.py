"""What municipalities have, in any shape, becomes the plan a person would make of it."""

from datetime import date

import pytest
from openpyxl.styles import Font, PatternFill

from strategy.domain.items import ActionState, Comparison, Position, Precision, Signal
from strategy.exchange.tables.answers import OWN
from strategy.exchange.tables.files import Answers
from strategy.exchange.tables.vocabulary import Field
from strategy.exchange.workbook.complaints import explain
from strategy.exchange.workbook.workbook import write_workbook
from strategy.i18n import LANGUAGES, words
from tests.claims import every
from tests.exchange.plans import a_file, an_empty_plan, imported
from tests.exchange.tables.table_files import (
    TODAY,
    WILD,
    a_csv,
    a_new_plan,
    a_workbook,
    an_open_document,
    looked_at,
    needs_wild_files,
)

GUESS = Answers(guess=True)
HEADINGS = ["Satsingsområde", "Mål", "Tiltak", "Ansvar", "Frist", "Status", "Kommentar"]
ROW = ["Ledelse", "Trygge ledere", "Kurs", "HR-sjef", "2026", "Pågår", "Pilot"]


def the_plan(content, name="plan.xlsx", answers=GUESS, plan=None):
    before = plan or a_new_plan()
    result = looked_at(content, name, before, answers)
    assert result.problems == (), [(p.rule, p.details) for p in result.problems]
    return imported(before, result)


def of_table(*rows, answers=GUESS):
    return the_plan(a_csv(*rows), "plan.csv", answers)


def taken(*rows):
    (table,) = looked_at(a_csv(*rows), "plan.csv", None, GUESS).told.tables
    return {column.heading: column.field for column in table.columns}


def pillar_of(plan, goal):
    return plan.by_id[goal.pillar_id].title


# --- the wild files: each beside the plan a person would make of it ------------------------------

ONBOARDING = "Innføre onboardingprogram for nyansatte"
TALKS = "Sluttsamtaler med alle som slutter"
FULL_TIME = "Heltidsprosjekt i Helse og omsorg"
PROGRAMME = "Lederprogram modul 1-4"
SPAN = "Kartlegge kontrollspenn"
IA = "IA-handlingsplan per enhet"
TEN = "Gjennomføre 10-FAKTOR"
COMPETENCE, WHOLE, PRESENT = (
    "Vi har den kompetansen vi trenger",
    "Ledere som ser hele kommunen",
    "Nærvær på 93 %",
)
FILE_SAYS = {
    ONBOARDING: ("Rekruttere og beholde", COMPETENCE, "HR-sjef", "2024-06-01", "open"),
    TALKS: ("Rekruttere og beholde", COMPETENCE, "Virksomhetsledere", "løpende", "open"),
    FULL_TIME: (
        "Rekruttere og beholde", COMPETENCE, "Kommunalsjef helse/HTV Fagforbundet", "2025-12-31",
        "open",
    ),
    PROGRAMME: ("Ledelse", WHOLE, "Rådmann", "2024-08-31", "open"),
    SPAN: ("Ledelse", WHOLE, "HR-avd.", "2024-09-30", "open"),
    IA: ("Arbeidsmiljø", PRESENT, "Enhetsleder og verneombud", "2024-12-31", "done"),
    TEN: ("Arbeidsmiljø", PRESENT, "HR v/Kari", "2025-06-30", "open"),
}  # fmt: skip
LAID = {
    "Rekruttere og beholde": "Å mobilisere",
    "Ledelse": "Å lede",
    "Arbeidsmiljø": "Å mobilisere",
}
SUBGOALS = {
    "Redusere turnover til under 8 %", "Øke andel heltid til 70 %", "Kontrollspenn under 25",
    "Alle ledere har gjennomført lederutvikling", "Sykefravær under 7 %",
    "10-FAKTOR over landssnittet",
}  # fmt: skip
COMMENTS = {ONBOARDING: "Pilot i barnehage", TALKS: "Skjema finnes", IA: "se sak 23/114"}
WHOLE_PLANS = (
    "01_handlingsplan_merged.xlsx", "02_handlingsplan_flat.xlsx", "03_handlingsplan_word.docx",
    "07_framsikt.xlsx", "10_handlingsplan.ods", "10_handlingsplan.xls", "12_nynorsk.xlsx",
    "15_one_sheet_per_area.xlsx",
)  # fmt: skip
WITH_SUBGOALS = set(WHOLE_PLANS) - {"03_handlingsplan_word.docx", "15_one_sheet_per_area.xlsx"}
WITHOUT_AREAS = {"03_handlingsplan_word.docx"}
WITHOUT_COMMENTS = {"15_one_sheet_per_area.xlsx"}


def wild(name):
    return (WILD / name).read_bytes()


def due_of(action):
    return action.due.isoformat() if action.due else action.due_text


@needs_wild_files
@pytest.mark.parametrize("name", WHOLE_PLANS)
def test_every_fact_of_a_wild_plan_is_in_the_plan(name):
    result = looked_at(wild(name), name)
    assert len(result.told.questions) == 1
    plan = the_plan(wild(name), name)
    assert {action.title for action in plan.actions} == FILE_SAYS.keys()
    for action in plan.actions:
        area, goal, owner, due, state = FILE_SAYS[action.title]
        goals = {g.title: g for g in plan.goals_of_action(action)}
        assert goal in goals
        assert (action.owner_text, due_of(action), action.state) == (owner, due, state)
        if name not in WITHOUT_AREAS:
            assert pillar_of(plan, goals[goal]) == LAID[area]
            assert f"Satsingsområde: {area}" in goals[goal].description
        if name in WITH_SUBGOALS:
            assert len(goals) == 2
            assert goals.keys() - {goal} <= SUBGOALS
        if name not in WITHOUT_COMMENTS:
            assert COMMENTS.get(action.title, "") in action.description


@needs_wild_files
def test_a_plan_from_planner_has_its_tasks_owners_days_and_steps():
    plan = the_plan(wild("04_planner.xlsx"), "04_planner.xlsx")
    assert {a.title: a.owner_text for a in plan.actions} == {
        title: said[2] for title, said in FILE_SAYS.items()
    }
    assert every(action.due == date(2024, 6, 30) for action in plan.actions)
    assert [a.title for a in plan.actions if a.state is ActionState.DONE] == [IA]
    assert [m.title for m in plan.milestones[:3]] == ["Steg 1", "Steg 2", "Steg 3"]
    assert {goal.title: pillar_of(plan, goal) for goal in plan.goals} == LAID


@needs_wild_files
def test_key_results_become_indicators_with_their_figures():
    plan = the_plan(wild("08_okr.xlsx"), "08_okr.xlsx")
    found = [
        (
            plan.by_id[i.goal_id].title, i.title, i.baseline, i.owner_text,
            [(t.comparison, t.low, t.high, t.due) for t in plan.targets_of(i.id)],
            [m.value for m in plan.measurements_of(i.id)],
        )
        for i in plan.indicators
    ]  # fmt: skip
    reach, below = Comparison.REACH, Comparison.BELOW
    assert found == [
        ("Attractive employer", "Turnover below 8 %", 11, "HR manager",
         [(below, None, 8, date(2025, 12, 31))], [9.5]),
        ("Attractive employer", "Full-time share 70 %", 58, "Head of health",
         [(reach, 70, None, date(2026, 12, 31))], [61]),
        ("Great leaders", "90 % of leaders trained", 20, "CEO",
         [(reach, 90, None, date(2025, 6, 30))], [45]),
    ]  # fmt: skip


@needs_wild_files
def test_colours_percents_serial_days_and_hidden_rows_are_read():
    name = "11_formulas_colour.xlsx"
    plan = the_plan(wild(name), name)
    said = {a.title: (a.due, plan.latest_check_in(a.id)) for a in plan.actions}
    assert said[ONBOARDING][0] == date(2023, 5, 14)
    assert {t: (c.percent, c.judgement) for t, (_, c) in said.items()} == {
        ONBOARDING: (80, Signal.OFF_TRACK), TALKS: (50, Signal.ON_TRACK),
        FULL_TIME: (0, Signal.AT_RISK), PROGRAMME: (25, Signal.OFF_TRACK),
        SPAN: (0, Signal.ON_TRACK), IA: (100, Signal.AT_RISK), TEN: (10, Signal.OFF_TRACK),
    }  # fmt: skip
    rules = {notice.rule for notice in looked_at(wild(name), name).notices}
    assert rules == {"table.hidden_rows", "table.hidden_column", "table.left_out", "table.lost"}


@needs_wild_files
def test_a_plan_workbook_whose_styles_are_broken_is_still_one():
    result = looked_at(wild("18_bad_styles.xlsx"), "18_bad_styles.xlsx", an_empty_plan())
    assert (result.told.recognised, result.problems) == ("plan_workbook", ())
    counted = {fact: count for fact, count in result.told.found.items() if count}
    assert counted == {"pillars": 1, "goals": 4, "indicators": 9, "values": 27}


@needs_wild_files
@pytest.mark.parametrize("name", [*WHOLE_PLANS, "04_planner.xlsx", "08_okr.xlsx"])
def test_a_wild_file_read_again_changes_nothing(name):
    plan = the_plan(wild(name), name)
    again = looked_at(wild(name), name, plan, GUESS)
    new = {type(item).__name__ for item in again.items_to_add}
    assert (new, again.updates, again.problems) == (set(), (), ())


# --- what is recognised -------------------------------------------------------------------------


def test_each_column_says_what_it_is_taken_for_and_why():
    rows = (
        ["Prosjekt/aktivitet", "Ansvarlig for oppfølging", "Ansvarlegg", "Tull"],
        ["Kurs", "HR", "Kari", "x y"],
    )
    (table,) = looked_at(a_csv(*rows), "plan.csv", None, GUESS).told.tables
    assert [(c.field, c.why, c.sure) for c in table.columns] == [
        ("action", "alike", True),
        ("owner", "alike", True),
        ("owner", "alike", True),
        ("", "unknown", True),
    ]
    for language in LANGUAGES:
        assert every(words(language)(f"tables.why.{c.why}", like=c.like) for c in table.columns)


def test_the_values_decide_what_a_word_with_two_meanings_means():
    indicators = ["Indikator", "Mål", "Status", "Enhet", "2024", "Resultat 2025"], [
        "Sykefravær", "< 6 %", "8,1", "%", "8,3", "8,2",
    ]  # fmt: skip
    assert taken(*indicators) == {
        "Indikator": "indicator", "Mål": "target", "Status": "value", "Enhet": "measure",
        "2024": "value", "Resultat 2025": "value",
    }  # fmt: skip
    actions = (
        ["Mål", "Tiltak", "Ferdig", "Framdrift", "Enhet"],
        ["Ro", "Kurs", "Pågår", "40 %", "HR"],
    )
    assert taken(*actions) == {
        "Mål": "goal", "Tiltak": "action", "Ferdig": "status", "Framdrift": "percent",
        "Enhet": "department",
    }  # fmt: skip


def test_columns_without_a_known_heading_are_guessed_by_their_values_and_asked_about():
    rows = ["Tiltak", "A", "B", "2026"], ["Kurs", "Pågår", "31.12.2026", "100"]
    result = looked_at(a_csv(*rows), "plan.csv")
    assert [c.field for c in result.told.tables[0].columns] == ["action", "status", "due", "budget"]
    (question,) = result.told.questions
    assert (question.rule, question.names) == ("columns", ("A", "B", "2026"))
    assert question.about(words("nb")) == "Hva er disse kolonnene: A, B, 2026?"
    (one,) = looked_at(a_csv(["Tiltak", "2026"], ["Kurs", "bare ord"]), "a.csv").told.questions
    assert one.rule == "column"


def test_a_person_may_take_a_column_for_something_else():
    rows = ["Tiltak", "Ansvar", "Tull"], ["Kurs", "HR", "Husk rom"]
    chosen = Answers(columns={(0, 2): Field.COMMENT, (0, 1): Field.NOTHING}, guess=True)
    (action,) = of_table(*rows, answers=chosen).actions
    assert (action.owner_text, action.description) == ("", "Kommentar: Husk rom")


def test_ticks_under_a_status_or_a_year_are_the_status_and_the_due_date():
    rows = ["Tiltak", "Ikke startet", "Fullført", "2025", "2026"], ["Kurs", "", "x", "x", "x"], [
        "Samling", "x", "", "", "",
    ]  # fmt: skip
    done, waiting = of_table(*rows).actions
    assert (done.state, done.due) == (ActionState.DONE, date(2026, 12, 31))
    assert (waiting.state, waiting.due) == (ActionState.OPEN, None)


def test_a_column_of_colours_is_the_status_even_without_a_heading():
    def coloured(page):
        page["B2"].fill = PatternFill("solid", fgColor="FF0000")

    content = a_workbook(["Tiltak", None, "Frist"], ["Kurs", None, "2026"], change=coloured)
    (action,) = the_plan(content).actions
    assert action.description == "Status da planen ble importert: rød"


def test_tables_on_one_sheet_and_side_by_side_are_read_apart():
    rows = (
        ["Mål", "Tiltak", "", "Indikator", "Måltall"],
        ["Ro", "Kurs", "", "Sykefravær", "< 6 %"],
        ["", "", "", "", ""],
        ["Indikator", "Måltall"],
        ["Heltid", "70 %"],
        ["Indikator", "Måltall"],
        ["Turnover", "8 %"],
    )
    plan = of_table(*rows)
    assert [i.title for i in plan.indicators] == ["Sykefravær", "Heltid", "Turnover"]
    assert [a.title for a in plan.actions] == ["Kurs"]


def test_a_year_over_several_columns_belongs_to_each_of_them():
    def merged(page):
        page.merge_cells("B1:C1")
        page.merge_cells("D1:E1")

    years = ["", "2024", None, "2025", None]
    headings = ["Indikator", "Mål", "Resultat", "Mål", "Resultat"]
    plan = the_plan(
        a_workbook(years, headings, ["Sykefravær", "6 %", "8 %", "5 %", "7 %"], change=merged)
    )
    assert [(t.text, t.due) for t in plan.targets] == [
        ("6 %", date(2024, 12, 31)),
        ("5 %", date(2025, 12, 31)),
    ]
    assert [(m.period, m.value) for m in plan.measurements] == [("2024", 8), ("2025", 7)]


def test_a_sheet_for_each_focus_area_names_it_and_titles_name_it_better():
    headings, row = ["Mål", "Tiltak"], ["Ro", "Kurs"]
    sheets = {
        "Rekruttering": [headings, row],
        "Ark2": [["Satsing: Ledelse"], headings, ["Trygg", "Møte"]],
    }
    result = looked_at(a_file(sheets))
    assert result.told.found["pillars"] == 2
    assert result.told.questions[0].names == ("Rekruttering", "Ledelse")


# --- what rows say ------------------------------------------------------------------------------


def test_lines_between_the_rows_name_what_is_below_them():
    rows = (
        ["Tiltak", "Frist"],
        ["Satsingsområde 1: Ledelse", ""],
        ["Mål 1.1 Trygge ledere", ""],
        ["Kurs", "2026"],
        ["Delmål: Flere kurs", ""],
        ["Samling", "2027"],
        ["* gjelder alle", ""],
        ["Sum", "2"],
    )
    plan = of_table(*rows)
    assert [(g.title, pillar_of(plan, g)) for g in plan.goals] == [
        ("Trygge ledere", "Å lede"),
        ("Flere kurs", "Å lede"),
    ]
    assert [a.title for a in plan.actions] == ["Kurs", "Samling"]
    rules = {n.rule for n in looked_at(a_csv(*rows), "plan.csv").notices}
    assert rules == {"table.note", "table.total"}


def test_a_merged_line_is_a_section_and_the_next_one_is_below_it():
    def merged(page):
        for row in (2, 3, 5):
            page.merge_cells(f"A{row}:B{row}")

    rows = ["Tiltak", "Frist"], ["Ledelse", None], ["Trygge ledere", None], ["Kurs", 2026], [
        "1.2 Ro", None,
    ], ["Møte", 2026]  # fmt: skip
    plan = the_plan(a_workbook(*rows, change=merged))
    assert [goal.title for goal in plan.goals] == ["Trygge ledere", "Ro"]


def test_blank_cells_are_what_stood_above_until_something_higher_changes():
    rows = (
        ["Satsingsområde", "Mål", "Delmål", "Tiltak"],
        ["Ledelse", "Trygg", "Mer ro", "Kurs"],
        ["", "", "", "Møte"],
        ["", "Tydelig", "", "Samling"],
        ["Arbeidsmiljø", "", "", "Tur"],
    )
    plan = of_table(*rows)
    goals = {a.title: [g.title for g in plan.goals_of_action(a)] for a in plan.actions}
    assert goals == {
        "Kurs": ["Mer ro", "Trygg"],
        "Møte": ["Mer ro", "Trygg"],
        "Samling": ["Tydelig"],
        "Tur": ["Arbeidsmiljø"],
    }


def test_numbers_bullets_footnotes_and_several_in_a_cell_are_taken_apart():
    goals = "1.1 Trygge ledere*\n1.2 Flere lærlinger"
    actions = "- Kurs\n- Samling"
    owners = "HR-sjef; Kari Nordmann"
    content = a_workbook(["Mål", "Tiltak", "Ansvar"], [goals, actions, owners], ["2. Ro", "T¹", ""])
    plan = the_plan(content)
    assert [g.title for g in plan.goals] == ["Trygge ledere", "Flere lærlinger", "Ro"]
    assert [(a.title, len(a.goal_ids), a.owner_text) for a in plan.actions] == [
        ("Kurs", 2, owners),
        ("Samling", 2, owners),
        ("T", 1, ""),
    ]


@pytest.mark.parametrize(
    ("cell", "owners"),
    [
        ("Kommunalsjef helse og omsorg", 1),
        ("Enhetsleder og verneombud", 2),
        ("HR v/Kari", 1),
        ("Kari Nordmann, Ola Hansen", 2),
        ("HR-sjef/HTV", 2),
        ("; HR ;", 1),
    ],
)
def test_owners_are_taken_apart_where_each_is_somebody(cell, owners):
    content = a_workbook(["Tiltak", "Ansvar"], ["Kurs", cell])
    assert looked_at(content).told.found["owners"] == owners


def test_owners_become_positions_when_a_person_wants_them_to():
    rows = ["Tiltak", "Ansvar"], ["Kurs", "HR-sjef og verneombud"], ["Møte", "HR-sjef"]
    plan = of_table(*rows, answers=Answers(positions=True, guess=True))
    assert [position.title for position in plan.positions] == ["HR-sjef", "verneombud"]
    kurs, meeting = plan.actions
    assert kurs.owner_id == meeting.owner_id == plan.positions[0].id
    assert kurs.contributor_ids == (plan.positions[1].id,)
    again = looked_at(a_csv(*rows), "a.csv", plan, Answers(positions=True, guess=True))
    assert (again.new, again.changed) == (0, 0)


def test_several_owners_who_are_all_known_are_owner_and_contributors():
    plan = a_new_plan()
    known = tuple(Position(id=name, title=name) for name in ("HR-sjef", "verneombud"))
    positions = {p.title: p.id for p in known}
    found = the_plan(
        a_csv(["Tiltak", "Ansvar"], ["Kurs", "HR-sjef og verneombud"]),
        "a.csv",
        plan=type(plan)(
            revision=1, organisation=plan.organisation, pillars=plan.pillars, positions=known
        ),
    )
    (action,) = found.actions
    assert (action.owner_id, action.contributor_ids) == (
        positions["HR-sjef"],
        (positions["verneombud"],),
    )


def test_what_has_no_field_of_its_own_stands_in_the_description():
    headings = ["Tiltak", "Ansvar", "Medvirkende", "Enhet", "Beskrivelse", "Kommentar", "Status"]
    (action,) = of_table(
        headings, ["Kurs", "HR-sjef", "Alle", "Oppvekst", "To dager", "Pilot", "Utsatt"]
    ).actions
    assert action.description.splitlines() == [
        "To dager",
        "Kommentar: Pilot",
        "Medvirkende: Alle",
        "Enhet: Oppvekst",
        "Status da planen ble importert: Utsatt",
    ]
    (owned,) = of_table(["Tiltak", "Enhet"], ["Kurs", "Oppvekst"]).actions
    assert (owned.owner_text, owned.description) == ("Oppvekst", "")


def test_money_is_counted_where_it_is_money_and_kept_as_words_where_not():
    rows = ["Tiltak", "Budsjett 2025", "Budsjett 2026"], ["Kurs", "100 000 kr", "50 000"], [
        "Møte", "innenfor ramma", "",
    ], ["Tur", "", ""]  # fmt: skip
    course, meeting, trip = of_table(*rows).actions
    assert (course.budget_nok, course.description) == (150_000, "2025: 100 000 kr\n2026: 50 000")
    assert (meeting.budget_nok, meeting.description) == (None, "2025: innenfor ramma")
    assert (trip.budget_nok, trip.description) == (None, "")


def test_progress_is_a_percent_or_a_share_and_nothing_beyond():
    share = of_table(["Tiltak", "Prosent"], ["Kurs", "0,8"], ["Møte", "1"])
    assert [check.percent for check in share.check_ins] == [80, 100]
    plan = of_table(["Tiltak", "Prosent"], ["Kurs", "80"], ["Møte", "180"], ["Tur", "mye"])
    assert [check.percent for check in plan.check_ins] == [80]


def test_a_start_after_the_due_date_or_no_date_is_left_out_and_said():
    rows = ["Tiltak", "Start", "Frist"], ["Kurs", "2027", "2026"], ["Møte", "snart", "2026"], [
        "Tur", "2026", "T3 2026",
    ]  # fmt: skip
    plan = of_table(*rows)
    assert [(a.start, a.start_precision) for a in plan.actions] == [
        (None, Precision.DAY), (None, Precision.DAY), (date(2026, 12, 31), Precision.YEAR),
    ]  # fmt: skip
    rules = [n.rule for n in looked_at(a_csv(*rows), "plan.csv").notices]
    assert rules == ["table.start_left_out", "table.start_left_out"]


def test_struck_through_actions_are_stopped_after_asking():
    def struck(page):
        page["A2"].font = Font(strike=True)

    content = a_workbook(["Tiltak", "Frist"], ["Kurs", 2026], change=struck)
    assert [q.rule for q in looked_at(content).told.questions] == ["struck"]
    (action,) = the_plan(content).actions
    assert action.state is ActionState.STOPPED


def test_a_status_nobody_knows_is_asked_about_and_kept_as_text_until_answered():
    content = a_csv(["Tiltak", "Status"], ["Kurs", "Svever"])
    (question,) = looked_at(content, "a.csv").told.questions
    assert (question.rule, question.names) == ("statuses", ("svever",))
    (action,) = the_plan(content, "a.csv").actions
    assert action.description == "Status da planen ble importert: Svever"
    answered = Answers(statuses={"svever": ActionState.STOPPED})
    assert looked_at(content, "a.csv", None, answered).told.questions == ()
    (action,) = the_plan(content, "a.csv", answered).actions
    assert (action.state, action.description) == (ActionState.STOPPED, "")


def test_indicators_have_values_by_period_in_columns_or_in_rows():
    rows = ["Indikator", "Periode", "Verdi", "Status"], ["Sykefravær", "2024", "8,3 %", "Rød"], [
        "Sykefravær", "2025", "8,1 %", "",
    ]  # fmt: skip
    plan = of_table(*rows)
    (indicator,) = plan.indicators
    assert [(m.period, m.value) for m in plan.measurements_of(indicator.id)] == [
        ("2024", 8.3),
        ("2025", 8.1),
    ]
    due = of_table(
        ["Indikator", "Frist", "Mål 2026"], ["Heltid", "2027", "70 %"], ["Ro", "2027", ""]
    )
    assert [t.due for t in due.targets] == [date(2026, 12, 31)]
    assert due.indicators[1].description == "Frist: 2027"


# --- where focus areas go -----------------------------------------------------------------------


def test_focus_areas_go_where_a_person_says():
    answers = Answers(pillars={"Ledelse": OWN}, guess=True)
    plan = of_table(HEADINGS, ROW, answers=answers)
    (goal,) = plan.goals
    assert (pillar_of(plan, goal), goal.description) == ("Ledelse", "")
    elsewhere = of_table(HEADINGS, ROW, answers=Answers(pillars={"Ledelse": "p1"}))
    assert pillar_of(elsewhere, elsewhere.goals[0]) == "Å våge"
    answered = looked_at(a_csv(HEADINGS, ROW), "a.csv", None, Answers(pillars={"Ledelse": "p1"}))
    assert answered.told.questions == ()


def test_a_focus_area_called_as_a_pillar_is_that_pillar_and_nothing_is_asked():
    result = looked_at(a_csv(HEADINGS, ["Å lære", *ROW[1:]]), "a.csv")
    assert (result.told.questions, result.problems) == ((), ())


def test_a_plan_without_pillars_gets_those_of_the_file():
    plan = the_plan(a_csv(HEADINGS, ROW, ["Zz", "Zy", "Zx"]), "a.csv", None, an_empty_plan())
    assert [pillar.title for pillar in plan.pillars] == ["Ledelse", "Zz"]


def test_a_goal_row_of_its_own_has_its_owner_and_due_date():
    plan = of_table(["Mål", "Tiltak", "Ansvar", "Frist"], ["Ro", "", "HR-sjef", "2026"])
    (goal,) = plan.goals
    assert (goal.owner_text, goal.due, plan.actions) == ("HR-sjef", date(2026, 12, 31), ())
    alone = looked_at(a_csv(["Satsingsområde", "Mål", "Tiltak"], ["Ledelse", "", ""]), "a.csv")
    assert (alone.new, alone.told.found["pillars"]) == (0, 1)


def test_a_title_too_long_for_a_title_is_kept_whole_below_it():
    long = "Kurs " * 80
    (action,) = of_table(["Tiltak", "Frist"], [long, "2026"]).actions
    assert action.title.endswith("…")
    assert action.description == long.strip()


def test_an_action_that_is_there_already_is_changed_and_not_doubled():
    plan = of_table(HEADINGS, ROW)
    later = a_csv(HEADINGS, [*ROW[:4], "2027", "Fullført", "Pilot"])
    result = looked_at(later, "a.csv", plan, GUESS)
    ((update,), new) = (result.updates, result.new)
    assert (new, update.after.due, update.after.state) == (0, date(2027, 12, 31), ActionState.DONE)


def test_the_same_progress_read_again_is_no_new_report():
    rows = ["Tiltak", "Prosent", "Kommentar"], ["Kurs", "40 %", "Godt i gang"]
    plan = of_table(*rows)
    again = looked_at(a_csv(*rows), "a.csv", plan, GUESS)
    assert (again.new, again.changed) == (0, 0)


# --- files that are ours, and files that are nobody's -------------------------------------------


def test_our_own_workbook_is_told_of_with_its_sheets_columns_and_counts():
    plan = of_table(HEADINGS, ROW)
    told = looked_at(write_workbook(plan, words("nn")), "plan.xlsx", plan).told
    assert (told.recognised, told.questions) == ("plan_workbook", ())
    assert (told.found["goals"], told.found["actions"], told.found["owners"]) == (1, 1, 1)
    goals = next(table for table in told.tables if table.sheet == "Mål")
    assert {c.heading: c.field for c in goals.columns}["Tittel"] == "title"


def test_our_own_sheet_saved_as_open_document_is_still_ours():
    saved = an_open_document(["Kode", "Tittel", "Rekkefølge"], ["9", "Å dele", "9"], name="Pilarer")
    plan = the_plan(saved, "Pilarer.ods", None)
    assert "Å dele" in [pillar.title for pillar in plan.pillars]


def test_a_table_whose_every_column_is_ours_is_read_as_ours():
    result = looked_at(a_csv(["indikator", "2025"], ["Sykefravær", "8,1"]), "tidsserie.csv")
    assert result.told.recognised in ("plan_workbook", "table")
    assert (result.problems, result.told.found["values"]) == ((), 1)


def test_what_cannot_be_imported_is_said_with_the_place_in_the_file():
    long = "x" * 11_000
    result = looked_at(a_csv(["Tiltak", "Beskrivelse"], ["Kurs", long]), "plan.csv", None, GUESS)
    (problem,) = result.problems
    assert (problem.rule, problem.sheet, problem.row) == ("cell.too_long", "plan", 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_without_a_table_is_refused_in_words_with_a_next_step(language):
    (problem,) = looked_at(b"Kjaere kommune\n", "brev.txt").problems
    assert problem.rule == "file.no_table"
    assert explain(problem, words(language)).endswith(".")
    (locked,) = looked_at(b"\x89PNG", "plan.png").problems
    assert locked.rule == "file.picture"


def test_today_dates_what_a_file_says_is_so_now():
    plan = of_table(["Tiltak", "Prosent"], ["Kurs", "40 %"])
    assert [check.on for check in plan.check_ins] == [TODAY]


def test_blank_and_hidden_columns_and_rows_of_colour_alone_hold_nothing():
    def looks(page):
        page.column_dimensions["C"].hidden = True
        page.row_dimensions[2].hidden = True
        page.merge_cells("A2:A3")
        page["D3"].fill = PatternFill("solid", fgColor="00B050")

    content = a_workbook(
        ["Tiltak", None, "Frist", "Status"], ["Kurs", None, "2026", "=1"], change=looks
    )
    result = looked_at(content, "plan.xlsx", None, GUESS)
    assert [c.why for c in result.told.tables[0].columns] == ["exact", "hidden", "exact"]
    assert result.told.found["actions"] == 1
    assert {n.rule for n in result.notices} == {
        "table.hidden_rows", "table.hidden_column", "table.lost",
    }  # fmt: skip


def test_tasks_from_planner_have_american_days_and_steps():
    headings = [
        "Task ID",
        "Task Name",
        "Bucket Name",
        "Progress",
        "Assigned To",
        "Due date",
        "Checklist Items",
        "Priority",
    ]
    rows = (
        ["a1", "Kurs", "Ledelse", "In progress", "Kari", "06/30/2026", "Steg 1;Steg 2"],
        ["a2", "Møte", "Ledelse", "Completed", "Kari", "07/01/2026", ""],
    )
    content = a_csv(headings, *rows, delimiter="\t")
    result = looked_at(content, "tasks.csv", None, GUESS)
    assert result.told.recognised == "planner"
    assert [n.rule for n in result.notices].count("table.area_as_goal") == 1
    plan = imported(a_new_plan(), result)
    assert [a.due for a in plan.actions] == [date(2026, 6, 30), date(2026, 7, 1)]
    assert [m.title for m in plan.milestones] == ["Steg 1", "Steg 2"]
    assert plan.actions[1].state is ActionState.DONE


def test_goals_without_a_focus_area_are_asked_about_and_sub_goals_may_stand_alone():
    rows = ["Delmål", "Tiltak"], ["Flere lærlinger", "Kurs"], ["Mer nærvær", "Møte"]
    (question,) = looked_at(a_csv(*rows), "a.csv").told.questions
    assert question.rule == "no_pillars"
    plan = of_table(*rows)
    assert [pillar_of(plan, goal) for goal in plan.goals] == ["Å lære", "Å mobilisere"]
    chosen = Answers(pillars={"": "p1"})
    assert looked_at(a_csv(*rows), "a.csv", None, chosen).told.questions == ()
    assert pillar_of(of_table(*rows, answers=chosen), plan.goals[0])


def test_an_open_document_of_ours_keeps_its_numbers_and_days():
    saved = an_open_document(
        ["Tittel", "Frist", "Budsjett (kr)"], ["Kurs", date(2026, 12, 31), 4000], name="Tiltak"
    )
    (action,) = the_plan(saved, "Tiltak.ods", None).actions
    assert (action.due, action.budget_nok) == (date(2026, 12, 31), 4000)


def test_a_second_column_of_a_kind_is_the_level_below_more_text_or_asked_about():
    headings = ["Hovedmål", "Mål", "Mål for området", "Tiltak", "Aktivitet", "Frist", "Tidsfrist"]
    row = ["Ro", "Mer ro", "Mest ro", "Kurs", "To dager i mai", "2026", "2027"]
    result = looked_at(a_csv(headings, row), "plan.csv")
    assert [(c.field, c.why) for c in result.told.tables[0].columns][1:] == [
        ("subgoal", "second"),
        ("", "second"),
        ("action", "exact"),
        ("description", "second"),
        ("due", "exact"),
        ("", "second"),
    ]
    assert result.told.questions[0].names == ("Mål for området",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_field_and_line_has_words(language):
    w = words(language)
    for rule in ("column", "columns", "pillars", "no_pillars", "statuses", "struck"):
        assert w(f"tables.question.{rule}", names="x")
    assert every(w(f"tables.field.{field.value}") for field in Field)
