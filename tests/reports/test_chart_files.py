"""Each published chart is a file of its own, with its title, its words and where it is from."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from strategy.i18n import words
from strategy.reports.publication.chart_files import chart_files
from strategy.reports.publication.report import Trend, report_of
from tests.reports.publications import HOSTILE, everything, record

SVG = "{http://www.w3.org/2000/svg}"


def texts(content: str) -> list[str]:
    root = ET.fromstring(content)  # noqa: S314 - our own drawing
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def files(report) -> dict[str, str]:
    return {one.name: one.content for one in chart_files(report)}


def test_there_is_one_for_all_goals_for_each_pillar_and_for_what_moved(report):
    found = chart_files(report)

    assert [(one.name, one.title) for one in found] == [
        ("nb-all.svg", "0 av 2 mål er i rute, 1 er bak plan"),
        ("nb-pillar-1.svg", "Å våge"),
        ("nb-indicator-I-1.svg", "Sykefravær"),
    ]


def test_each_says_what_it_shows_and_whose_it_is(report):
    for one in chart_files(report):
        root = ET.fromstring(one.content)  # noqa: S314 - our own drawing
        assert root.find(f"{SVG}title").text == one.title
        assert root.find(f"{SVG}desc").text
        said = " ".join(texts(one.content))
        assert one.title in said
        assert "Fjordvik kommune · Arbeidsgiverstrategi 2025–2029" in said
        assert root.get("lang") == "nb"
        assert float(root.get("height")) < 500


def test_a_line_has_its_last_value_and_its_aim_beside_it(report):
    said = " ".join(texts(files(report)["nb-indicator-I-1.svg"]))

    assert "10,5\xa0% (31.12.2025), dårligere enn ved start" in said
    assert "Måltall: 6 · 31.12.2027" in said


def test_what_people_wrote_stays_a_text():
    content = everything()
    pillar = content.pillars[0].model_copy(update={"title": HOSTILE})
    content = content.model_copy(update={"pillars": (pillar,), "strategy": HOSTILE})
    report = report_of(content, words("en"), publication=record(content))

    for one in chart_files(report):
        assert "<script>" not in one.content
        assert ET.fromstring(one.content).find(f"{SVG}title") is not None  # noqa: S314 - our own drawing


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("I-1", "nb-indicator-I-1.svg"),
        ("../x", "nb-indicator-_2e__2e__2f_x.svg"),
        ("Ø 1", "nb-indicator-_d8__20_1.svg"),
    ],
)
def test_a_code_is_safe_in_the_name_of_a_file(report, code: str, name: str):
    pillar = report.pillars[0]
    goal = pillar.goals[0]
    row = replace(goal.indicators[0], code=code)
    goal = replace(goal, indicators=(row,))
    other = replace(report, pillars=(replace(pillar, goals=(goal,)),))

    assert name in files(other)


@pytest.mark.parametrize("aim", [None, 8.0, 9.9, 10.5, 12.0])
def test_a_line_is_drawn_wherever_its_aim_lies(report, aim: float | None):
    pillar = report.pillars[0]
    goal = pillar.goals[0]
    trend = Trend(((1, 9.5), (2, 10.5)), aim, "x")
    goal = replace(goal, indicators=(replace(goal.indicators[0], trend=trend),))
    other = replace(report, pillars=(replace(pillar, goals=(goal,)),))

    said = texts(files(other)["nb-indicator-I-1.svg"])
    assert any("Måltall" in line for line in said) == (aim is not None)


def test_a_line_through_one_day_with_one_value_is_drawn_too(report):
    pillar = report.pillars[0]
    goal = pillar.goals[0]
    trend = Trend(((1, 9.5), (1, 9.5)), None, "x")
    goal = replace(goal, indicators=(replace(goal.indicators[0], trend=trend),))
    other = replace(report, pillars=(replace(pillar, goals=(goal,)),))

    assert "polyline" in files(other)["nb-indicator-I-1.svg"]


def test_an_empty_plan_has_no_charts(content):
    empty = content.model_copy(update={"pillars": (), "actions": ()})

    assert chart_files(report_of(empty, words("nb"))) == ()
