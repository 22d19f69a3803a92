"""Real StratML documents come in whole: what they hold is counted here in a second way."""

import re
from html import unescape

import pytest

from strategy.domain.items import Goal, Indicator, Measurement, Pillar, Target
from strategy.exchange.workbook.complaints import explain
from strategy.i18n import words
from tests.exchange.plans import a_rich_plan, an_empty_plan, imported
from tests.exchange.stratml_documents import REAL, added, needs_real_documents, read

pytestmark = needs_real_documents

WHAT_IS_THERE = {
    # goals, objectives, indicators, targets and results that say anything
    "jlind0_PMOAI_part1_white-house-innovation": (1, 5, 0, 0, 0),
    "jlind0_SMLC2011_part2_performance_report": (3, 10, 11, 9, 11),
    "jlind0_StratTest_part2_bom_prefixed": (3, 10, 11, 9, 11),
    "owenambur_NCSES_part1_no-default-namespace": (4, 6, 0, 0, 0),
}


def the_bytes(name: str) -> bytes:
    return (REAL / f"{name}.xml").read_bytes()


def elements(text: str, name: str) -> list[str]:
    """What stands between the tags of a name, by searching the text alone."""
    return re.findall(rf"<(?:\w+:)?{name}\b[^>/]*>(.*?)</(?:\w+:)?{name}>", text, re.DOTALL)


def that_say_anything(texts: list[str]) -> int:
    return sum(bool(re.sub(r"<[^>]*>", "", text).strip()) for text in texts)


def first_names(texts: list[str]) -> list[str]:
    """The name of each element, its blanks as one."""
    found = (re.search(r"<(?:\w+:)?Name\b[^>/]*>(.*?)<", text, re.DOTALL) for text in texts)
    return [" ".join(unescape(match[1]).split()) if match else "" for match in found]


@pytest.mark.parametrize("name", sorted(WHAT_IS_THERE))
def test_every_goal_objective_indicator_target_and_result_comes_in(name):
    preview = read(the_bytes(name))

    assert preview.problems == ()
    counted = tuple(
        len(added(preview, kind)) for kind in (Pillar, Goal, Indicator, Target, Measurement)
    )
    text = the_bytes(name).decode("utf-8-sig")
    assert counted == WHAT_IS_THERE[name]
    assert counted == (
        len(re.findall(r"<(?:\w+:)?Goal\b", text)),
        len(re.findall(r"<(?:\w+:)?Objective\b", text)),
        len(re.findall(r"<(?:\w+:)?PerformanceIndicator\b", text)),
        that_say_anything(elements(text, "TargetResult")),
        that_say_anything(elements(text, "ActualResult")),
    )


@pytest.mark.parametrize("name", sorted(WHAT_IS_THERE))
def test_every_name_and_every_figure_is_the_one_in_the_document(name):
    plan = imported(an_empty_plan(), read(the_bytes(name)))
    text = the_bytes(name).decode("utf-8-sig")

    titles = [" ".join(pillar.title.split()) for pillar in plan.pillars]
    assert titles == first_names(elements(text, "Goal"))
    named = [title for title in first_names(elements(text, "Objective")) if title]
    assert set(named) <= {" ".join(goal.title.split()) for goal in plan.goals}
    figures = [
        float(number)
        for result in elements(text, "ActualResult")
        for number in elements(result, "NumberOfUnits")
        if number.strip()
    ]
    assert [m.value for m in plan.measurements if m.value is not None] == figures


def test_the_figures_of_the_committees_report_are_these():
    plan = imported(an_empty_plan(), read(the_bytes("jlind0_SMLC2011_part2_performance_report")))

    assert [m.value for m in plan.measurements if m.value is not None] == [829, 8, 13, 2]
    assert plan.strategy.title == "2011 Annual Report"
    assert plan.organisation.name == "Strategy Markup Language Committee"
    assert len(plan.values) == 5
    (converted,) = [i for i in plan.indicators if i.title == "Plans Converted"]
    assert converted.unit == "Number"
    assert plan.measurements_of(converted.id)[0].note.startswith("More than 800 plans")


@pytest.mark.parametrize("name", sorted(WHAT_IS_THERE))
def test_a_real_document_also_comes_in_beside_a_plan_that_is_there(name):
    preview = read(the_bytes(name), a_rich_plan())

    assert (preview.problems, preview.changed) == ((), 0)
    assert len(added(preview, Goal)) == WHAT_IS_THERE[name][1]


@pytest.mark.parametrize("name", sorted(WHAT_IS_THERE))
def test_a_real_document_read_again_has_nothing_to_add(name):
    plan = imported(an_empty_plan(), read(the_bytes(name)))

    again = read(the_bytes(name), plan)

    assert (again.new, again.changed, again.problems) == (0, 0, ())


def test_the_experimental_dialect_is_refused_politely():
    preview = read(the_bytes("jlind0_TransformationRun_stratml35"))

    assert preview.items_to_add == ()
    assert [explain(problem, words("en")) for problem in preview.problems] == [
        "This is StratML in the experimental version 3.5, which we do not read. Save the document "
        "as StratML Part 1 (ISO 17469-1) or Part 2 and try again."
    ]
