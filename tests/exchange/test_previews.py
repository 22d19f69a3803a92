"""What a file would do to a plan, row by row."""

from dataclasses import replace
from datetime import date

import pytest

from strategy.domain.items import (
    Action,
    Challenge,
    CheckIn,
    Comparison,
    Direction,
    Goal,
    Indicator,
    Involvement,
    Measurement,
    Pillar,
    Postponement,
    Precision,
    Signal,
    Strategy,
    Target,
    Unit,
)
from strategy.exchange.workbook.columns import SHEET_KINDS
from strategy.exchange.workbook.sheets import RowProblem
from strategy.exchange.workbook.vocabulary import columns_by_word, folded, heading
from strategy.exchange.workbook.workbook import explain, preview, read_workbook, write_workbook
from strategy.i18n import LANGUAGES, words
from tests.claims import every
from tests.exchange.plans import (
    TODAY,
    a_file,
    a_rich_plan,
    an_empty_plan,
    imported,
    previewed,
)

nb = words("nb")


def change(sheet, *rows, plan=None, **options):
    """The one changed item after importing a sheet into the rich plan."""
    content = a_file({sheet: list(rows)})
    sheets = read_workbook(content, "plan.xlsx")
    result = preview(sheets, plan or a_rich_plan(), today=TODAY, **options)
    assert result.problems == ()
    assert result.new == 0
    (item,) = result.items_to_update
    return item


def new(sheet, *rows, plan=None, **options):
    """The one new item after importing a sheet into the rich plan."""
    content = a_file({sheet: list(rows)})
    sheets = read_workbook(content, "plan.xlsx")
    result = preview(sheets, plan or a_rich_plan(), today=TODAY, **options)
    assert result.problems == ()
    assert result.changed == 0
    (item,) = result.items_to_add
    return item


def problem(sheet, *rows, plan=None):
    """The one problem with a sheet: its rule, row and column."""
    (found,) = previewed(plan or a_rich_plan(), a_file({sheet: list(rows)})).problems
    for language in LANGUAGES:
        assert explain(found, words(language))
    return found.rule, found.row, found.column


# --- which item a row is about ---------------------------------------------------------------


def test_a_row_with_an_id_changes_that_item_whatever_else_it_says():
    goal = change("Mål", ["Kode", "Tittel", "ID (ikke endre)"], ["1.9", "Nytt navn", "g1"])
    assert (goal.id, goal.code, goal.title) == ("g1", "1.9", "Nytt navn")


def test_a_row_without_id_is_known_by_its_code():
    goal = change("Mål", ["Kode", "Tittel"], ["1.1", "Nytt navn"])
    assert (goal.id, goal.title) == ("g1", "Nytt navn")


def test_a_row_without_id_and_code_is_known_by_its_title_under_its_pillar():
    goal = change("Mål", ["Tittel", "Pilar", "Beskrivelse"], ["flere PRØVER nytt", "1", "ny"])
    assert (goal.id, goal.description) == ("g1", "ny")


def test_the_same_title_under_another_pillar_is_another_goal():
    goal = new("Mål", ["Tittel", "Pilar"], ["Flere prøver nytt", "Å lede"])
    assert (goal.pillar_id, goal.code) == ("p2", "2.2")


def test_a_row_whose_parent_nobody_knows_is_told():
    assert problem("Mål", ["Tittel", "Pilar"], ["Nytt", "9"]) == ("cell.reference_unknown", 2, "B")


def test_codes_two_rows_swap_are_swapped():
    content = a_file({"Mål": [["Kode", "ID (ikke endre)"], ["1.10", "g1"], ["1.1", "g2"]]})
    result = previewed(a_rich_plan(), content)
    assert result.problems == ()
    assert {goal.id: goal.code for goal in result.items_to_update} == {"g1": "1.10", "g2": "1.1"}


def test_a_row_that_merely_reads_alike_never_takes_what_another_row_names():
    content = a_file(
        {
            "Mål": [
                ["Tittel", "Pilar", "ID (ikke endre)"],
                ["Flere prøver nytt", "1", None],
                ["Flere prøver nytt", "1", "g1"],
            ]
        }
    )
    result = previewed(a_rich_plan(), content)
    assert (result.new, result.unchanged) == (1, 1)


def test_the_same_item_in_two_rows_is_told():
    assert problem("Mål", ["Kode", "Tittel"], ["2.1", "Ledere leder"], ["2.1", "b"]) == (
        "row.twice",
        3,
        "",
    )


def test_a_new_code_in_two_rows_is_told():
    rows = (["Kode", "Tittel"], ["T-9", "a"], ["T-9", "b"])
    assert problem("Tiltak", *rows) == ("cell.code_taken", 3, "A")


def test_a_code_that_something_else_has_is_told():
    rows = (["Kode", "ID (ikke endre)"], ["T-002", "a1"])
    assert problem("Tiltak", *rows) == ("cell.code_taken", 2, "A")


def test_a_row_about_something_retired_is_told():
    plan = a_rich_plan()
    gone = Pillar(id="p9", code="9", title="Borte", retired=True)
    plan = type(plan)(**{**vars_of(plan), "retired": (gone,)})
    rows = (["Tittel", "ID (ikke endre)"], ["Borte", "p9"])
    assert problem("Pilarer", *rows, plan=plan) == ("row.unavailable", 2, "B")


def vars_of(plan):
    return {name: getattr(plan, name) for name in plan.__dataclass_fields__}


def test_an_id_of_ours_from_another_installation_is_kept():
    item_id = "0123456789abcdef0123456789abcdef"
    pillar = new("Pilarer", ["Tittel", "ID (ikke endre)"], ["Å lære", item_id])
    assert (pillar.id, pillar.code, pillar.position) == (item_id, "3", 3)


def test_there_is_only_one_strategy():
    rows = (["Tittel"], ["Sammen om Nyfjord"], ["En til"])
    assert problem("Strategi", *rows) == ("row.only_one", 3, "")
    strategy = new("Strategi", ["Tittel"], ["Vår strategi"], plan=an_empty_plan())
    assert isinstance(strategy, Strategy)


# --- codes and order -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "kind", "code"),
    [
        ("Tiltak", Action, "T-003"),
        ("Indikatorer", Indicator, "I-03"),
        ("Utfordringer", Challenge, "U-2"),
        ("Enheter", Unit, "E-3"),
        ("Pilarer", Pillar, "3"),
    ],
)
def test_what_has_no_code_gets_the_next_free_one(sheet, kind, code):
    item = new(sheet, ["Tittel"], ["Noe nytt"])
    assert isinstance(item, kind)
    assert item.code == code


def test_a_made_code_avoids_the_codes_further_down_in_the_file():
    content = a_file({"Tiltak": [["Kode", "Tittel"], [None, "a"], ["T-003", "b"]]})
    result = previewed(a_rich_plan(), content)
    assert [action.code for action in result.items_to_add] == ["T-004", "T-003"]


def test_a_blank_code_or_order_leaves_what_there_is():
    rows = (["Kode", "Rekkefølge", "Beskrivelse", "ID (ikke endre)"], [None, None, "x", "p2"])
    pillar = change("Pilarer", *rows)
    assert (pillar.code, pillar.position, pillar.description) == ("2", 2, "x")


# --- blank cells and missing columns ---------------------------------------------------------


def test_a_blank_cell_and_a_missing_column_leave_the_field_and_the_sign_clears_it():
    rows = (["Kode", "Ansvarlig", "FNs bærekraftsmål", "Beskrivelse"], ["1.1", None, None, "ny"])
    goal = change("Mål", *rows)
    before = a_rich_plan().coded(Goal, "1.1")
    assert (goal.owner_id, goal.un_goals) == (before.owner_id, before.un_goals)
    goal = change("Mål", ["Kode", "Ansvarlig", "FNs bærekraftsmål"], ["1.1", "[tøm]", "[tøm]"])
    assert (goal.owner_id, goal.owner_text, goal.un_goals) == (None, "", ())
    assert (goal.due, goal.challenge_ids) == (date(2027, 6, 30), ("ch1",))


def test_a_cleared_number_is_gone_and_a_setting_is_never_cleared():
    action = change("Tiltak", ["Kode", "Budsjett (kr)"], ["T-001", "[tøm]"])
    assert action.budget_nok is None
    rows = (["Navn", "Dager mellom rapporter"], ["Nyfjord kommune", 90])
    assert change("Organisasjon", *rows).cadence_days == 90
    rows = (["Navn", "Dager mellom rapporter"], ["Nyfjord kommune", "[tøm]"])
    assert problem("Organisasjon", *rows) == ("cell.cannot_be_emptied", 2, "B")


def test_a_title_must_be_there():
    rows = (["Kode", "Tittel"], ["3", None])
    assert problem("Pilarer", *rows) == ("cell.required", 2, "B")
    rows = (["Tittel", "ID (ikke endre)"], ["[tøm]", "p1"])
    assert problem("Pilarer", *rows) == ("cell.cannot_be_emptied", 2, "A")


def test_a_person_has_a_name():
    rows = (["Navn", "E-post"], [None, "ny@example.org"])
    assert problem("Personer", *rows) == ("cell.required", 2, "A")


def test_a_column_without_which_nothing_new_can_be_made_is_told():
    assert problem("Mål", ["Tittel"], ["Nytt"]) == ("column.missing", 2, "")
    (found,) = previewed(a_rich_plan(), a_file({"Mål": [["Tittel"], ["Nytt"]]})).problems
    assert explain(found, nb) == "Kolonnen «Pilar» mangler."
    assert explain(found, words("en")) == 'The column "Pillar" is missing.'


# --- owners and references -------------------------------------------------------------------


def test_an_owner_who_is_a_position_is_linked_and_any_other_stays_text():
    action = change("Tiltak", ["Kode", "Ansvarlig"], ["T-002", "kommunedirektør"])
    assert (action.owner_id, action.owner_text) == ("po1", "")
    action = change("Tiltak", ["Kode", "Ansvarlig"], ["T-001", "Alle ledere"])
    assert (action.owner_id, action.owner_text) == (None, "Alle ledere")


def test_an_owner_two_positions_are_called_stays_text():
    action = change("Tiltak", ["Kode", "Ansvarlig"], ["T-001", "Rektor"])
    assert (action.owner_id, action.owner_text) == (None, "Rektor")


def test_an_owner_may_be_a_position_from_the_same_file():
    content = a_file(
        {
            "Tiltak": [["Tittel", "Ansvarlig"], ["Kurs", "HR-sjef"]],
            "Stillinger": [["Tittel", "Enhet"], ["HR-sjef", "E-1"]],
        }
    )
    position, action = previewed(a_rich_plan(), content).items_to_add
    assert (action.owner_id, position.unit_id) == (position.id, "u1")


def test_several_goals_stand_between_semicolons():
    action = change("Tiltak", ["Kode", "Mål"], ["T-002", "1.1; 2.1;\n1.1"])
    assert action.goal_ids == ("g1", "g3")


def test_a_title_with_a_semicolon_is_found_as_a_whole():
    goal = change("Mål", ["Kode", "Overordnede planer"], ["2.1", "Samfunnsdelen; del 1"])
    assert goal.plan_link_ids == ("pl1",)


def test_a_reference_may_be_our_own_id():
    action = change("Tiltak", ["Kode", "Bidragsytere"], ["T-002", "po3"])
    assert action.contributor_ids == ("po3",)


def test_a_reference_several_things_answer_to_is_told():
    rows = (["Kode", "Bidragsytere"], ["T-002", "Rektor"])
    assert problem("Tiltak", *rows) == ("cell.reference_ambiguous", 2, "B")


def test_a_unit_cannot_be_part_of_itself():
    rows = (["Kode", "Hører under"], ["E-1", "E-2"])
    assert problem("Enheter", *rows) == ("cell.below_itself", 2, "B")


def test_units_may_stand_in_any_order():
    content = a_file(
        {"Enheter": [["Kode", "Tittel", "Hører under"], ["B", "Skole", "A"], ["A", "Alt", None]]}
    )
    school, whole = previewed(an_empty_plan(), content).items_to_add
    assert school.parent_id == whole.id


# --- cells -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "due", "precision", "text"),
    [
        ("2026", date(2026, 12, 31), "year", ""),
        (2026, date(2026, 12, 31), "year", ""),
        (date(2026, 5, 4), date(2026, 5, 4), "day", ""),
        ("i løpet av første halvår 2026", date(2026, 6, 30), "half_year", ""),
        ("snarest", None, "day", "snarest"),
        ("[tøm]", None, "day", ""),
        (None, date(2027, 6, 30), "half_year", ""),
    ],
)
def test_a_due_date_is_as_exact_as_it_is_given_and_other_text_is_kept(said, due, precision, text):
    goal = change("Mål", ["Kode", "Frist", "Beskrivelse"], ["1.1", said, "ny"])
    assert (goal.due, goal.due_precision, goal.due_text) == (due, Precision(precision), text)


def test_the_text_of_a_due_date_may_have_a_column_of_its_own():
    goal = change("Mål", ["Kode", "Frist", "Frist slik den ble skrevet"], ["1.1", "2026", "i fjor"])
    assert (goal.due, goal.due_text) == (date(2026, 12, 31), "i fjor")


def test_a_start_that_is_only_a_year_agrees_with_a_due_date_within_it():
    rows = (["Kode", "Start", "Frist"], ["T-002", "2022", "30.06.2022"])
    action = change("Tiltak", *rows)
    assert (action.start, action.start_precision) == (date(2022, 6, 30), Precision.YEAR)
    assert action.original_due == date(2022, 6, 30)


def test_an_end_before_the_start_is_told():
    rows = (["Kode", "Start", "Frist"], ["T-002", "2023", "30.06.2022"])
    assert problem("Tiltak", *rows) == ("cell.before_start", 2, "C")
    rows = (["Tittel", "Gjelder til"], ["Sammen om Nyfjord", "2020"])
    assert problem("Strategi", *rows) == ("cell.before_start", 2, "B")


def test_the_original_due_date_stays_when_the_due_date_moves():
    action = change("Tiltak", ["Kode", "Frist"], ["T-001", "2027"])
    assert (action.due, action.original_due) == (date(2027, 12, 31), date(2026, 8, 31))
    plan = a_rich_plan()
    first = plan.actions[0].model_copy(update={"original_due": None})
    plan = type(plan)(**{**vars_of(plan), "actions": (first, plan.actions[1])})
    action = change("Tiltak", ["Kode", "Frist"], ["T-001", "2027"], plan=plan)
    assert action.original_due == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("heading", "said", "rule"),
    [
        ("Budsjett (kr)", "mye", "cell.not_a_number"),
        ("Budsjett (kr)", 2.5, "cell.not_whole"),
        ("Budsjett (kr)", -1, "cell.out_of_range"),
        ("Eksperiment", "kanskje", "cell.not_yes_or_no"),
        ("Avsluttet dato", "snart", "cell.not_a_date"),
        ("Start", "snart", "cell.not_a_date"),
        ("Tittel", "x" * 301, "cell.too_long"),
    ],
)
def test_what_a_cell_cannot_mean_is_told_with_its_place(heading, said, rule):
    assert problem("Tiltak", ["Kode", heading], ["T-002", said]) == (rule, 2, "B")


def test_a_choice_that_is_none_is_told_with_the_choices():
    content = a_file({"Kommune": [["Navn", "Språk"], ["Nyfjord kommune", "blå"]]})
    (found,) = previewed(a_rich_plan(), content).problems
    assert found.rule == "cell.unknown_choice"
    assert explain(found, nb).startswith("«blå» er ikke et av valgene. Velg: ")


def test_a_number_may_be_text_with_spaces_and_commas():
    action = change("Tiltak", ["Kode", "Budsjett (kr)"], ["T-002", "1 500 000"])
    assert action.budget_nok == 1_500_000


def test_yes_and_no_may_be_said_in_many_ways():
    for said in ("Ja", "yes", "x", True, 1):
        assert change("Tiltak", ["Kode", "Eksperiment"], ["T-002", said]).experiment is True
    for said in ("Nei", "no", "[tøm]"):
        assert change("Tiltak", ["Kode", "Eksperiment"], ["T-001", said]).experiment is False


def test_un_goals_are_whole_numbers_up_to_seventeen():
    goal = change("Mål", ["Kode", "FNs bærekraftsmål"], ["2.1", "4, 5;17"])
    assert goal.un_goals == (4, 5, 17)
    rows = (["Kode", "FNs bærekraftsmål"], ["2.1", "fire"])
    assert problem("Mål", *rows) == ("cell.not_whole", 2, "B")
    assert problem("Mål", rows[0], ["2.1", 18]) == ("cell.out_of_range", 2, "B")


def test_reporting_days_and_languages_are_read():
    rows = (["Navn", "Rapporteringsdager", "Språk"], ["Nyfjord kommune", "06-30; 12-31", "nynorsk"])
    organisation = change("Organisasjon", *rows)
    assert (organisation.reporting_days, organisation.language) == (("06-30", "12-31"), "nn")


# --- targets and measurements ----------------------------------------------------------------


def test_a_target_is_parsed_and_its_text_kept():
    rows = (["Indikator", "Måltall"], ["Sykefravær", "under 6,5 prosent i 2028"])
    target = new("Måltall", *rows)
    assert (target.indicator_id, target.text) == ("i1", "under 6,5 prosent i 2028")
    assert (target.comparison, target.low, target.high) == (Comparison.BELOW, None, 6.5)
    assert (target.due, target.due_precision) == (date(2028, 12, 31), Precision.YEAR)


def test_a_targets_new_text_is_parsed_anew():
    rows = (["Måltall", "Sammenligning", "Øvre verdi", "ID (ikke endre)"],)
    target = change("Måltall", *rows, ["høyst 5 %", "Under", 6, "t1"])
    assert (target.comparison, target.high) == (Comparison.AT_MOST, 5)


def test_better_is_read_the_way_the_indicator_points():
    target = new("Måltall", ["Indikator", "Måltall"], ["I-01", "bedre enn 5"])
    assert (target.comparison, target.high) == (Comparison.BELOW, 5)


@pytest.mark.parametrize(
    ("text", "comparison", "low", "high", "expected"),
    [
        ("se plan", None, 6, None, (Comparison.REACH, 6, None)),
        ("se plan", "Bare tekst", None, None, (Comparison.TEXT, None, None)),
        ("< 6 %", None, 6, None, (Comparison.BELOW, None, 6)),
        (None, "Høyst", 6, None, (Comparison.AT_MOST, None, 6)),
        (None, "Mellom", "70", "80 %", (Comparison.BETWEEN, 70, 80)),
    ],
)
def test_a_targets_figures_may_have_columns_of_their_own(text, comparison, low, high, expected):
    rows = (
        ["Indikator", "Måltall", "Sammenligning", "Nedre verdi", "Øvre verdi"],
        ["I-02", text, comparison, low, high],
    )
    target = new("Måltall", *rows, plan=without_targets())
    assert (target.comparison, target.low, target.high) == expected


def without_targets():
    # What lies within a range may be said with any comparison.
    plan = a_rich_plan()
    within = {"direction": Direction.RANGE}
    wanted = tuple(indicator.model_copy(update=within) for indicator in plan.indicators)
    return type(plan)(**{**vars_of(plan), "targets": (), "indicators": wanted})


def test_a_new_indicator_learns_from_its_target_what_nobody_said():
    content = a_file(
        {
            "Indikatorer": [
                ["Kode", "Indikator", "Måleenhet", "Ønsket retning"],
                ["A", "Sjukfrånvaro", None, None],
                ["B", "Nærvær", "%", "Høyere er bedre"],
                ["C", "Annet", None, None],
            ],
            "Måltall": [
                ["Indikator", "Måltall"],
                ["A", "under 6 %"],
                ["B", "skal ned"],
                ["C", "TBD"],
                ["I-02", "7"],
            ],
        }
    )
    result = previewed(a_rich_plan(), content)
    found = {i.code: i for i in result.items_to_add if isinstance(i, Indicator)}
    assert (found["A"].direction, found["A"].unit) == (Direction.DOWN, "%")
    assert (found["B"].direction, found["B"].unit) == (Direction.UP, "%")
    assert (found["C"].direction, found["C"].unit) == (Direction.UP, "")


def test_a_targets_due_date_must_be_a_date():
    rows = (["Indikator", "Måltall", "Frist"], ["I-02", "5", "snart"])
    assert problem("Måltall", *rows) == ("cell.not_a_date", 2, "C")


@pytest.mark.parametrize(
    ("said", "value", "text"),
    [
        ("8,3 %", 8.3, "8,3 %"),
        ("9694**", 9694, "9694**"),
        ("> 70 %", None, "> 70 %"),
        ("Se kapittel 11", None, "Se kapittel 11"),
        ("8,3", 8.3, ""),
        (8.3, 8.3, ""),
    ],
)
def test_a_value_may_be_a_figure_or_what_the_source_said(said, value, text):
    rows = (["Indikator", "Periode", "Verdi"], ["I-02", "2024", said])
    measurement = new("Målinger", *rows)
    assert (measurement.on, measurement.value, measurement.text) == (
        date(2024, 12, 31),
        value,
        text,
    )


def test_a_measurement_is_known_by_its_indicator_and_period():
    rows = (["Indikator", "Periode", "Verdi"], ["Sykefravær", "2024", "8,4"])
    measurement = change("Målinger", *rows)
    assert (measurement.id, measurement.value) == ("m1", 8.4)


def test_a_period_is_the_same_however_a_workbook_spells_it():
    rows = (["Indikator", "Periode", "Verdi"], ["Sykefravær", "året 2024", "8,4"])
    measurement = change("Målinger", *rows)
    assert (measurement.id, measurement.value) == ("m1", 8.4)
    twice = (rows[0], ["I-02", "T1 2026", "5"], ["I-02", "1. tertial 2026", "6"])
    content = a_file({"Målinger": list(twice)})
    assert [found.rule for found in previewed(a_rich_plan(), content).problems] == ["row.twice"]


def test_a_period_is_enough_to_know_a_measurement_whose_date_is_left_blank():
    rows = (["Indikator", "Periode", "Dato", "Verdi"], ["I-01", "2024", None, "8,4"])
    content = a_file({"Målinger": list(rows)})
    (update,) = previewed(a_rich_plan(), content).updates
    assert (update.before.id, update.before.value, update.after.value) == ("m1", 8.3, 8.4)
    assert update.after.on == date(2024, 12, 31)


def test_a_value_of_no_period_is_never_taken_for_another_period():
    rows = (["Indikator", "Verdi"], ["I-01", "8,4"])
    assert problem("Målinger", *rows) == ("column.missing", 2, "")


def test_a_target_is_known_by_its_due_date_or_else_by_its_text():
    head = ["Indikator", "Måltall", "Frist"]
    target = change("Måltall", head, ["I-01", "< 5 %", "2026"])
    assert (target.id, target.high) == ("t1", 5)
    content = a_file({"Måltall": [head[:2], ["I-02", "skal øke"], ["I-01", "< 6 %"]]})
    result = previewed(a_rich_plan(), content)
    assert (result.new, result.changed, result.unchanged) == (0, 0, 2)


def test_a_measurement_without_a_date_is_told():
    rows = (["Indikator", "Periode", "Dato", "Verdi"], ["I-02", "en gang", None, 5])
    assert problem("Målinger", *rows) == ("cell.required", 2, "C")


def test_the_figure_of_a_small_group_is_never_taken_in():
    rows = (["Indikator", "Dato", "Verdi", "Antall i gruppen"], ["I-02", "1.1.2024", "12 %", 4])
    measurement = new("Målinger", *rows)
    assert (measurement.value, measurement.text, measurement.group_size) == (None, "", 4)


def test_a_figure_that_will_not_be_kept_is_told_of_in_the_preview():
    rows = (["Indikator", "Dato", "Verdi", "Antall i gruppen"], ["I-02", "1.1.2024", "12 %", 4])
    result = previewed(a_rich_plan(), a_file({"Målinger": [*rows]}))
    assert [(n.rule, n.row) for n in result.notices] == [("row.figure_not_kept", 2)]


def test_an_organisation_that_keeps_small_groups_from_now_on_keeps_those_of_the_same_file():
    result = previewed(
        a_rich_plan(),
        a_file(
            {
                "Organisasjon": [
                    ["Navn", "Ta vare på tall om mindre grupper"],
                    [a_rich_plan().organisation.name, "ja"],
                ],
                "Målinger": [
                    ["Indikator", "Dato", "Verdi", "Antall i gruppen"],
                    ["I-02", "1.1.2024", "12 %", 4],
                ],
            }
        ),
    )
    assert "row.figure_not_kept" not in {notice.rule for notice in result.notices}
    assert [item.value for item in result.items_to_add] == [12]


def test_the_same_measurement_twice_is_told():
    head = ["Indikator", "Periode", "Verdi"]
    assert problem("Målinger", head, ["I-02", "2024", 1], ["I-02", "2024", 2]) == (
        "row.twice",
        3,
        "",
    )


def test_columns_of_periods_add_and_change_measurements():
    content = a_file(
        {"Indikatorer": [["Indikator", 2024, "2025", "T1 2026"], ["Sykefravær", 8.3, "7 %", None]]}
    )
    result = previewed(a_rich_plan(), content)
    assert result.problems == ()
    assert (result.new, result.unchanged) == (0, 2)
    (measurement,) = result.items_to_update
    assert (measurement.id, measurement.value, measurement.text) == ("m2", 7, "7 %")


def test_a_column_of_periods_changes_no_figure_that_would_not_be_kept():
    plan = a_rich_plan()
    few = {"group_size": 3, "value": None, "text": ""}
    plan = replace(
        plan,
        measurements=tuple(
            m.model_copy(update=few) if m.id == "m2" else m for m in plan.measurements
        ),
    )
    content = a_file({"Indikatorer": [["Indikator", "2025"], ["Sykefravær", "7 %"]]})
    result = previewed(plan, content)
    assert (result.new, result.changed, result.unchanged) == (0, 0, 2)
    assert [notice.rule for notice in result.notices] == ["row.figure_not_kept"]
    assert every(explain(result.notices[0], words(language)) for language in LANGUAGES)


def test_columns_of_periods_tell_what_is_wrong_with_their_cells():
    content = a_file({"Indikatorer": [["Indikator", 2023], ["Sykefravær", "#N/A"]]})
    (found,) = previewed(a_rich_plan(), content).problems
    assert (found.rule, found.row) == ("cell.error_value", 2)
    content = a_file(
        {
            "Indikatorer": [["Indikator", 2023], ["Sykefravær", 5]],
            "Målinger": [["Indikator", "Periode", "Verdi"], ["I-01", "2023", 5]],
        }
    )
    (found,) = previewed(a_rich_plan(), content).problems
    assert found.rule == "row.twice"


# --- what people report ----------------------------------------------------------------------


def test_a_check_in_is_by_whoever_imports_it_today_unless_it_says_otherwise():
    rows = (["Tiltak", "Framdrift i prosent", "Vurdering"], ["T-001", 60, "gul"])
    check_in = new("Statusoppdateringer", *rows, by_id="hege")
    assert (check_in.by_id, check_in.on, check_in.percent) == ("hege", TODAY, 60)
    assert check_in.judgement is Signal.AT_RISK
    assert new("Statusoppdateringer", *rows).by_id == "import"
    rows = (["Tiltak", "Dato", "Framdrift", "Meldt av"], ["T-001", "1.8.2026", 60, "Ola Vik"])
    assert new("Statusoppdateringer", *rows, by_id="hege").by_id == "pe2"


def test_a_check_in_is_never_changed():
    rows = (["Tiltak", "Dato", "Framdrift i prosent"], ["T-001", "20.08.2026", 90])
    assert problem("Statusoppdateringer", *rows) == ("row.fixed", 2, "")


def test_an_earlier_check_in_with_an_id_is_history_already():
    head = ["Tiltak", "Dato", "Framdrift i prosent", "ID (ikke endre)"]
    content = a_file({"Statusoppdateringer": [head, ["T-001", "1.5.2026", 10, "a" * 32]]})
    said = CheckIn(id="a" * 32, action_id="any", on=date(2026, 5, 1), by_id="ola", percent=10)
    read = read_workbook(content, "plan.xlsx")
    result = preview(read, a_rich_plan(), today=TODAY, earlier=lambda _: (said,))
    assert (result.new, result.changed, result.unchanged, result.problems) == (0, 0, 1, ())
    later = new("Statusoppdateringer", head, ["T-001", "30.8.2026", 50, "a" * 32])
    assert isinstance(later, CheckIn)
    assert problem("Statusoppdateringer", head, ["T-9", "30.8.2026", 50, "a" * 32])[0] == (
        "cell.reference_unknown"
    )


def test_a_proposed_date_is_by_whoever_imports_it():
    rows = (["Tiltak", "Foreslått frist"], ["T-002", "31.12.2027"])
    proposal = new("Utsettelser", *rows, by_id="hege")
    assert isinstance(proposal, Postponement)
    assert (proposal.proposed_by, proposal.proposed_on) == ("hege", TODAY)
    rows = (["Tiltak", "Foreslått dato", "Utfall"], ["T-001", "1.6.2026", "Avslått"])
    assert change("Utsettelser", *rows, by_id="hege").outcome == "declined"


def test_involvement_may_concern_a_goal_or_an_action():
    rows = (["Kode for mål eller tiltak", "Part", "Dato"], ["T-002", "Verneombud", "1.2.2026"])
    involvement = new("Medvirkning", *rows)
    assert isinstance(involvement, Involvement)
    assert (involvement.item_kind, involvement.item_id) == ("action", "a2")


# --- what is hidden --------------------------------------------------------------------------


def a_plan_with_a_secret():
    plan = a_rich_plan()
    secret = Goal(id="g9", code="2.2", pillar_id="p2", title="Hemmelig", confidential_to=("pe1",))
    shared = plan.actions[0].model_copy(update={"goal_ids": ("g1", "g9")})
    return type(plan)(
        **{
            **vars_of(plan),
            "goals": (*plan.goals, secret),
            "actions": (shared, plan.actions[1]),
        }
    )


def test_what_somebody_cannot_see_is_neither_changed_nor_shown():
    whole = a_plan_with_a_secret()
    content = a_file({"Mål": [["Tittel", "ID (ikke endre)"], ["Nytt navn", "g9"]]})
    seen = whole.seen_by("pe2")
    result = preview(read_workbook(content, "x.xlsx"), seen, today=TODAY, whole=whole)
    assert [found.rule for found in result.problems] == ["row.unavailable"]
    assert "Hemmelig" not in str(result)
    assert b"Hemmelig" not in write_workbook(seen, nb)


def test_a_hidden_code_stays_taken_and_a_hidden_link_stays():
    whole = a_plan_with_a_secret()
    content = a_file(
        {
            "Mål": [["Tittel", "Pilar"], ["Nytt", "2"]],
            "Tiltak": [["Kode", "Mål"], ["T-001", "2.1"]],
        }
    )
    sheets = read_workbook(content, "x.xlsx")
    result = preview(sheets, whole.seen_by("pe2"), today=TODAY, whole=whole)
    assert [goal.code for goal in result.items_to_add] == ["2.3"]
    (update,) = result.updates
    assert update.before.goal_ids == ("g1", "g9")
    assert update.after.goal_ids == ("g3", "g9")


def test_a_hidden_code_cannot_be_taken():
    whole = a_plan_with_a_secret()
    content = a_file({"Mål": [["Kode", "Tittel", "Pilar"], ["2.2", "Nytt", "2"]]})
    sheets = read_workbook(content, "x.xlsx")
    result = preview(sheets, whole.seen_by("pe2"), today=TODAY, whole=whole)
    assert [found.rule for found in result.problems] == ["cell.code_taken"]


# --- words -----------------------------------------------------------------------------------


def test_every_heading_of_a_sheet_means_one_column_in_every_language():
    for sheet in SHEET_KINDS:
        for column in sheet.columns:
            for language in LANGUAGES:
                word = folded(heading(sheet, column, words(language)))
                assert columns_by_word(sheet.kind)[word] is column


def test_a_complaint_about_a_column_nobody_knows_names_its_field():
    found = RowProblem("column.missing", details={"column": "goal.colour"})
    assert explain(found, nb) == "Kolonnen «colour» mangler."


def test_kinds_of_measurements_and_targets_are_what_they_say():
    plan = imported(an_empty_plan(), previewed(an_empty_plan(), write_workbook(a_rich_plan(), nb)))
    assert {type(item) for item in plan.by_id.values()} >= {Measurement, Target, Pillar}


def test_a_column_without_a_heading_is_not_told_of():
    content = a_file({"Tiltak": [["Kode", None, "Tittel"], ["T-1", "x", "Kurs"]]})
    (table,) = previewed(a_rich_plan(), content).told.tables
    assert [(column.index, column.field) for column in table.columns] == [
        (0, "code"), (2, "title"),
    ]  # fmt: skip
