"""The facts of real strategies go in through a workbook and are all found again."""

from datetime import date

import pytest

from strategy.domain.items import ActionState, Comparison, Direction, Indicator, Precision
from strategy.exchange.workbook.workbook import write_workbook
from strategy.i18n import words
from tests.exchange.cases import (
    CASES,
    TIME_SERIES,
    a_case,
    actions,
    focus_areas,
    goals,
    indicators,
    workbook_of,
)
from tests.exchange.plans import an_empty_plan, imported, previewed

DONE, OPEN = ActionState.DONE, ActionState.OPEN
STATES = {
    None: OPEN,
    "pågår": OPEN,
    "fullført": DONE,
    "vedtatt": DONE,
    "gjennomført": DONE,
    "genomfört": DONE,
    "innført": DONE,
    "iverksatt": DONE,
}
DEADLINES = {
    None: (None, Precision.DAY),
    "2022": (date(2022, 12, 31), Precision.YEAR),
    "2022-06-30": (date(2022, 6, 30), Precision.DAY),
    "2017-09-01": (date(2017, 9, 1), Precision.DAY),
}
TARGETS = {
    "< 6 %": (Comparison.BELOW, None, 6),
    "80 %": (Comparison.REACH, 80, None),
    "> 70 %": (Comparison.ABOVE, 70, None),
    "100 %": (Comparison.REACH, 100, None),
    "> 3 prosentpoeng økning per år": (Comparison.ABOVE, 3, None),
    "100 % behandling av innrapporterte avvik": (Comparison.REACH, 100, None),
    "6,5 prosent i 2015": (Comparison.REACH, 6.5, None),
    "konkrete mål i Plan for heltidskultur": (Comparison.TEXT, None, None),
    "mål finnes i kilden, men er kuttet i lagret kopi": (Comparison.TEXT, None, None),
}


def the_plan_of(case):
    empty = an_empty_plan()
    result = previewed(empty, workbook_of(case))
    assert result.problems == ()
    # A period for which the source has no figure and no word makes no measurement.
    mute = [v for _, _, given in indicators(case) for v in given.get("values", []) if not says(v)]
    assert [notice.rule for notice in result.notices] == ["row.no_value"] * len(mute)
    return imported(empty, result)


def says(value) -> bool:
    return value["value"] is not None or bool(value.get("raw") or value.get("note"))


@pytest.mark.parametrize("name", CASES)
def test_every_focus_area_and_goal_is_found_again(name):
    case = a_case(name)
    plan = the_plan_of(case)
    assert plan.organisation.name == case["organisation"]
    assert plan.strategy.title == case["title"]
    assert [value.title for value in plan.values] == case.get("values", [])
    assert [(p.code, p.title) for p in plan.pillars] == [
        (code, area["title"]) for code, area in focus_areas(case)
    ]
    assert [(g.code, plan.pillar_of(g).code, g.title) for g in plan.goals] == [
        (code, area, goal["title"]) for code, area, goal in goals(case)
    ]


@pytest.mark.parametrize("name", CASES)
def test_every_action_keeps_its_owner_deadline_status_and_budget(name):
    case = a_case(name)
    plan = the_plan_of(case)
    found = [
        (
            plan.goals_of_action(action)[0].code,
            action.title,
            action.owner_text,
            (action.due, action.due_precision),
            action.state,
            action.budget_nok,
            action.description,
        )
        for action in plan.actions
    ]
    assert found == [
        (
            code,
            action["title"],
            action.get("owner") or "",
            DEADLINES[action.get("deadline")],
            STATES[action.get("status")],
            action.get("budget_nok"),
            action.get("note", action.get("result", "")),
        )
        for code, action in actions(case)
    ]


@pytest.mark.parametrize("name", CASES)
def test_every_indicator_target_and_value_is_found_again(name):
    case = a_case(name)
    plan = the_plan_of(case)
    assert len(plan.indicators) == len(indicators(case))
    for code, goal, given in indicators(case):
        found = plan.coded(Indicator, code)
        assert (found.title, found.unit) == (given["name"], given["unit"])
        assert found.direction == given["direction"]
        assert found.baseline == given.get("baseline")
        assert (plan.by_id[found.goal_id].code if found.goal_id else None) == goal
        assert [(t.text, (t.comparison, t.low, t.high)) for t in plan.targets_of(found.id)] == [
            (text, TARGETS[text]) for text in [given.get("target_text")] if text
        ]
        assert [(m.period, m.value, m.text, m.note) for m in plan.measurements_of(found.id)] == [
            (value["period"], value["value"], value.get("raw") or "", value.get("note", ""))
            for value in given.get("values", [])
            if says(value)
        ]


@pytest.mark.parametrize("name", CASES)
def test_what_was_imported_goes_out_and_in_again_unchanged(name):
    plan = the_plan_of(a_case(name))
    again = previewed(plan, write_workbook(plan, words("nn")))
    assert (again.new, again.changed, again.problems) == (0, 0, ())
    once_more = previewed(plan, workbook_of(a_case(name)))
    assert (once_more.new, once_more.changed, once_more.problems) == (0, 0, ())


def test_the_adoption_and_a_period_that_is_only_a_month_are_kept():
    plan = the_plan_of(a_case("stavanger_organisasjonsstrategi_2021"))
    assert [(a.body, a.on) for a in plan.adoptions] == [("kommunestyret", date(2021, 6, 21))]
    assert plan.strategy.period_from == date(2021, 9, 1)
    assert plan.strategy.vision == "Vi bygger fellesskap"


def test_a_plan_that_is_linked_to_is_kept():
    plan = the_plan_of(a_case("loten_arbeidsgiver-og-medarbeiderstrategi_2019"))
    assert [link.title for link in plan.plan_links] == [
        "Kommuneplanens samfunnsdel 2018-2030 (Kommunen som samfunnsutvikler; "
        "Løten for barn og unge; Helse og livskvalitet)"
    ]


def test_a_due_year_within_a_target_becomes_its_date():
    plan = the_plan_of(a_case("andebu_gevinstplan_sykefravaer_2015"))
    (target,) = plan.targets
    assert (target.due, target.due_precision) == (date(2015, 12, 31), Precision.YEAR)


def test_a_time_series_with_a_column_a_year_becomes_indicators_with_measurements():
    empty = an_empty_plan()
    result = previewed(empty, TIME_SERIES.read_bytes(), TIME_SERIES.name)
    assert result.problems == ()
    # Sick leave is wanted down; of all but it and turnover nothing says what is better.
    assert {notice.rule for notice in result.notices} == {"row.direction_not_said"}
    plan = imported(empty, result)
    assert len(plan.indicators) == 10
    assert len(plan.measurements) == 70
    by_title = {indicator.title: indicator for indicator in plan.indicators}
    absence = by_title["Sykefravær"]
    assert (absence.unit, absence.direction) == ("%", Direction.DOWN)
    assert absence.description.startswith("2018-tabellen skriver 6.9% med punktum")
    assert [(m.period, m.on, m.value, m.text) for m in plan.measurements_of(absence.id)][:2] == [
        ("2013", date(2013, 12, 31), 6.9, ""),
        ("2014", date(2014, 12, 31), 7.2, ""),
    ]
    marked = {(m.period, m.value, m.text) for m in plan.measurements if m.text}
    assert marked == {
        ("2015", 9694, "9694**"),
        ("2015", 7889, "7889**"),
        ("2015", 9092, "9092**"),
        ("2015", 7389, "7389**"),
        ("2013", 68, "68*"),
        ("2016", 305, "305***"),
    }


def test_the_same_time_series_twice_changes_nothing():
    empty = an_empty_plan()
    plan = imported(empty, previewed(empty, TIME_SERIES.read_bytes(), TIME_SERIES.name))
    again = previewed(plan, TIME_SERIES.read_bytes(), TIME_SERIES.name)
    assert (again.new, again.changed, again.unchanged, again.problems) == (0, 0, 80, ())
