"""What a target says is read alike in every file, and a default never decides what it means."""

from dataclasses import replace

import pytest

from strategy.domain.items import Comparison, Direction, Indicator, Target
from strategy.exchange.stratml.files import preview_stratml
from strategy.exchange.tables.files import Answers
from strategy.exchange.workbook.complaints import explain
from strategy.i18n import LANGUAGES, words
from tests.claims import every
from tests.exchange.plans import TODAY, a_file, a_rich_plan, an_empty_plan, imported, previewed
from tests.exchange.stratml_documents import a_goal_with, a_report
from tests.exchange.tables.table_files import a_csv, a_new_plan, looked_at

GUESS = Answers(guess=True)


def in_the_workbook(title, target, **indicator):
    rows = {
        "Indikatorer": [["Kode", "Indikator", *indicator], ["A", title, *indicator.values()]],
        "Måltall": [["Indikator", "Måltall"], ["A", target]],
    }
    return previewed(an_empty_plan(), a_file(rows))


def in_a_table(title, target, **cells):
    rows = ["Indikator", "Måltall", *cells], [title, target, *cells.values()]
    return looked_at(a_csv(*rows), "plan.csv", a_new_plan(), GUESS)


def in_stratml(title, target):
    measured = (
        f"<PerformanceIndicator><MeasurementDimension>{title}</MeasurementDimension>"
        "<UnitOfMeasurement/><MeasurementInstance><TargetResult>"
        f"<Description>{target.replace('<', '&lt;')}</Description>"
        "</TargetResult></MeasurementInstance></PerformanceIndicator>"
    )
    content = a_report(a_goal_with(measured))
    return preview_stratml(content, "plan.xml", an_empty_plan(), today=TODAY)


DOORS = [in_the_workbook, in_a_table, in_stratml]


def found(result, kind):
    assert result.problems == (), result.problems
    return [item for item in result.items_to_add if type(item) is kind]


def said(result):
    return [
        (t.comparison.value, t.low, t.high, t.due.year if t.due else None)
        for t in found(result, Target)
    ]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("under 6 % i 2025 og under 5 % i 2027",
         [("below", None, 6, 2025), ("below", None, 5, 2027)]),
        ("under 6 % i 2025 og 5 % i 2027", [("below", None, 6, 2025), ("below", None, 5, 2027)]),
        ("80 prosent i 2024, 90 prosent i 2026",
         [("reach", 80, None, 2024), ("reach", 90, None, 2026)]),
        ("minst 95", [("at_least", 95, None, None)]),
        ("mellom 3 og 5", [("between", 3, 5, None)]),
        ("2 prosent av befolkningen, om lag 160 læreplasser", [("text", None, None, None)]),
        ("1 av 4", [("text", None, None, None)]),
        ("1.200", [("text", None, None, None)]),
        ("20 % færre", [("text", None, None, None)]),
        ("halveres", [("text", None, None, None)]),
        ("0-visjon", [("text", None, None, None)]),
    ],
)  # fmt: skip
def test_a_target_is_read_the_same_at_every_door(door, text, expected):
    assert said(door("Ordning", text)) == expected


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("title", "target", "direction", "unit"),
    [
        ("Sykefravær", "under 8 %", Direction.DOWN, "%"),
        ("Ordning", "halveres", Direction.DOWN, ""),
        ("Ordning", "dobles", Direction.UP, ""),
        ("Turnover", "7 pst", Direction.DOWN, "%"),
        ("Ordning", "mellom 3 og 5 dager", Direction.RANGE, "dager"),
    ],
)
def test_direction_and_unit_follow_from_target_and_title(door, title, target, direction, unit):
    result = door(title, target)
    (indicator,) = found(result, Indicator)
    assert (indicator.direction, indicator.unit) == (direction, unit)
    assert "row.direction_not_said" not in {notice.rule for notice in result.notices}


@pytest.mark.parametrize("door", DOORS)
def test_where_nothing_says_what_is_better_the_preview_asks(door):
    notices = {notice.rule: notice for notice in door("Ordning", "5").notices}
    assert every(explain(notices["row.direction_not_said"], words(each)) for each in LANGUAGES)


@pytest.mark.parametrize("door", DOORS)
def test_a_figure_that_is_kept_as_text_is_told_of(door):
    notices = {notice.rule: notice for notice in door("Ordning", "minst 3 av 4").notices}
    assert every(explain(notices["cell.target_as_text"], words(each)) for each in LANGUAGES)


def test_the_baseline_says_which_way_a_figure_to_reach_lies():
    (indicator,) = found(in_the_workbook("Avvik", "60", Utgangsverdi="80 %"), Indicator)
    assert (indicator.direction, indicator.unit) == (Direction.DOWN, "%")


def test_the_percent_sign_of_a_measured_figure_is_not_lost():
    rows = ["Indikator", "2024", "2025"], ["Sykefravær", "8,1 %", "7,9 %"]
    (indicator,) = found(previewed(an_empty_plan(), a_file({"Indikatorer": rows})), Indicator)
    assert indicator.unit == "%"


@pytest.mark.parametrize("target", ["under 8 %", "høyst 8"])
def test_a_target_against_the_direction_that_is_said_is_refused(target):
    result = in_the_workbook("Sykefravær", target, **{"Ønsket retning": "Høyere er bedre"})
    (problem,) = result.problems
    assert (problem.rule, problem.sheet, problem.row) == ("cell.against_direction", "Måltall", 2)
    assert every(target in explain(problem, words(each)) for each in LANGUAGES)


def test_a_direction_against_the_targets_that_stand_is_refused():
    rows = ["Kode", "Ønsket retning"], ["I-01", "Høyere er bedre"]
    (problem,) = previewed(a_rich_plan(), a_file({"Indikatorer": rows})).problems
    assert (problem.rule, problem.sheet, problem.column) == ("cell.against_direction",
                                                             "Indikatorer", "B")  # fmt: skip


def test_targets_that_disagree_among_themselves_are_told_of_where_nobody_said_a_direction():
    rows = {
        "Indikatorer": [["Kode", "Indikator"], ["A", "Ordning"]],
        "Måltall": [["Indikator", "Måltall"], ["A", "under 6"], ["A", "minst 9"]],
    }
    result = previewed(an_empty_plan(), a_file(rows))
    assert (result.problems, result.new) == ((), 3)
    assert "cell.against_direction" in {notice.rule for notice in result.notices}


def test_what_stands_already_is_not_complained_of_when_something_else_changes():
    plan = a_rich_plan()
    turned = tuple(i.model_copy(update={"direction": Direction.UP}) for i in plan.indicators)
    rows = ["Kode", "Kilde"], ["I-01", "SSB"]
    result = previewed(replace(plan, indicators=turned), a_file({"Indikatorer": list(rows)}))
    assert (result.problems, result.changed) == ((), 1)


def test_the_same_file_twice_adds_no_target_twice():
    content = a_file({
        "Indikatorer": [["Kode", "Indikator"], ["A", "Sykefravær"], ["B", "Nærvær"]],
        "Måltall": [["Indikator", "Måltall", "Frist"],
                    ["A", "under 6 % i 2025 og 5 % i 2027", "2027"], ["B", "minst 90 %", None]],
    })  # fmt: skip
    before = an_empty_plan()
    after = imported(before, previewed(before, content))
    assert [(t.text, t.comparison) for t in after.targets] == [
        ("under 6 % i 2025", Comparison.BELOW),
        ("5 % i 2027", Comparison.BELOW),
        ("minst 90 %", Comparison.AT_LEAST),
    ]
    again = previewed(after, content)
    assert (again.new, again.changed, again.problems) == (0, 0, ())


@pytest.mark.parametrize(
    ("sheet", "heading"), [("Målinger", "Verdi"), ("Indikatorer", "Utgangsverdi")]
)
def test_a_number_that_reads_two_ways_is_refused(sheet, heading):
    rows = ["Indikator", "Periode", heading], ["I-02", "2024", "1.200"]
    plan = replace(a_rich_plan(), measurements=())
    problems = previewed(plan, a_file({sheet: list(rows)})).problems
    (problem,) = [one for one in problems if one.rule == "cell.reads_two_ways"]
    assert problem.rule == "cell.reads_two_ways"
    assert every("1200" in explain(problem, words(each)) for each in LANGUAGES)


@pytest.mark.parametrize(
    "rows",
    [
        {"Målinger": [["Indikator", "Periode", "Verdi"], ["I-01", "2023", 0.08]]},
        {"Indikatorer": [["Kode", "2023"], ["I-01", 665]]},
    ],
)
def test_a_figure_that_looks_mistyped_is_told_of_and_not_refused(rows):
    result = previewed(a_rich_plan(), a_file(rows))
    (notice,) = [n for n in result.notices if n.rule == "cell.implausible"]
    assert (result.problems, notice.row) == ((), 2)
    assert every(explain(notice, words(each)) for each in LANGUAGES)
