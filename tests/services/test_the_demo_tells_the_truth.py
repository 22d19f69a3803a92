"""What Nyfjord says in its minutes, reports and publications is what its rows say."""

import itertools
import re
import tomllib
from datetime import date, timedelta

import pytest

from strategy.demo.days import DemoDays
from strategy.settings import DATA
from tests.claims import every, none

FOLDER = DATA / "demo"
FILES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.toml")}
ROWS = {
    row["code"]: row
    for name, file in FILES.items()
    if name.startswith("pillar_")
    for kind in ("goal", "indicator", "action")
    for row in file.get(kind, ())
}
JULY, SATURDAY = 7, 5
TOLD_ON_ANY_DAY = re.compile(
    r"(i|før|etter|til) (sommer|høst|vinter|vår|jul|påske)(en|a)?\b|\bi (januar|mars|mai|august)\b",
    re.IGNORECASE,
)


def reported(code: str) -> str:
    return " ".join(report.get("comment", "") for report in ROWS[code]["reports"])


def noted(meeting: int, key: str) -> str:
    held = next(row for row in FILES["meetings"]["held"] if row["meeting"] == meeting)
    return next(item["notes"] for item in held["item"] if item["key"] == key)


def published(number: int) -> dict:
    return FILES["publications"]["publication"][number]


def test_the_minutes_count_the_summer_jobs_as_the_action_does():
    found, applied = re.search(r"(\d+) av (\d+) fikk plass", noted(5, "glipper")).groups()

    assert f"{applied} søkte" in reported("T-042")
    assert f"{found} har fått tilbod" in reported("T-042")
    assert int(applied) - int(found) == 9
    assert "Ni ungdommar fekk nei" in reported("T-042")


def test_nobody_says_that_absence_went_down():
    assert "fraværet er ikke kommet ned" in noted(5, "fravaer")
    assert "Fraværet har vi ikke fått ned ennå" in reported("T-019")
    figures = [one["value"] for one in ROWS["I-08"]["measured"]]
    assert figures[-1] > figures[0]


def test_the_leaders_counted_are_those_of_the_indicator():
    counted = int(re.search(r"(\d+) ledere har flere enn 30", reported("T-012"))[1])
    # The count was made five tertials ago, give or take one.
    known = {one["period"]: one["value"] for one in ROWS["I-05"]["measured"]}

    assert {known["T-7"], known["T-6"]} == {counted}
    assert ROWS["I-05"]["baseline"] == counted


def test_nobody_has_been_to_a_programme_before_it_began():
    first = DemoDays(date(2026, 11, 22)).day(ROWS["T-015"]["start"])
    figures = ROWS["I-11"]["measured"]
    before = [
        one["value"]
        for one in figures
        if DemoDays(date(2026, 11, 22)).period(one["period"]).end < first
    ]

    assert every(value == 0 for value in before)
    assert (ROWS["I-11"]["baseline"], figures[0]["value"], ROWS["I-11"]["goal"]) == (0, 0, "2.2")


def test_a_trial_lasts_as_long_as_it_says():
    trial = ROWS["T-002"]
    measured = next(r["on"] for r in trial["reports"] if r["comment"].startswith("Målingen er fer"))

    assert "i ti måneder" in trial["description"]
    assert round((measured - trial["start"]) / 30.4) == 10


def test_trials_are_running_when_the_group_says_so():
    (then,) = (row for row in FILES["reflection"]["round"] if row["key"] == "then")
    running = [
        row
        for row in ROWS.values()
        if row.get("experiment") and row["start"] < then["on"] < row.get("stopped", 0)
    ]

    assert "To forsøk er i gang" in " ".join(then["question"][0]["texts"])
    assert [row["code"] for row in running] == ["T-002", "T-003"]


def test_what_is_told_of_certificates_is_what_is_reported():
    (now,) = (row for row in FILES["reflection"]["round"] if row["key"] == "now")
    told = " ".join(text for question in now["question"] for text in question["texts"])

    assert "Fire har bestått, og fire står igjen" in told
    assert "Fire har bestått, fire står att" in reported("T-027")


def test_what_is_published_is_what_is_reported():
    last = published(-1)

    assert "Feil på basestasjonene" in last["explanations"]["T-008"]
    assert "basestasjonene" in ROWS["T-008"]["postponed"][1]["reason"]
    assert "enheten er i gang" in last["explanations"]["T-038"]
    assert "vanskeligere" not in last["pillars"]["4"]["analysis"]
    assert every(
        ROWS["I-21"]["measured"][-1]["value"] > one["value"] for one in ROWS["I-21"]["measured"][:3]
    )
    assert "Møteplan" not in last["explanations"]["T-050"]


def test_the_joint_programme_has_nobody_before_they_have_signed_up():
    assert "påmeldingen åpner snart" in noted(5, "siden")
    assert "Påmeldingen åpner snart" in reported("T-054")


def test_an_open_town_hall_has_as_many_visitors_everywhere():
    assert "fire–fem" in noted(5, "glipper")
    assert "fire–fem hver gang" in ROWS["T-053"]["learned"]


def test_the_council_is_not_the_association():
    steps = [
        *FILES["organisation"]["adoption"],
        *(s for row in FILES["trail"]["decision"] for s in row.get("steps", ())),
    ]
    council = [step["case_number"] for step in steps if step["body"] == "Kommunestyret"]

    assert len(council) == 2
    assert every(number.startswith("KST ") for number in council)


def test_everybody_does_what_is_theirs():
    held = {row["meeting"]: row for row in FILES["meetings"]["held"]}
    politicians = [a.get("person") for a in held[4]["attendance"] if a["as"] == "politician"]
    decided = [d["decided"] for item in held[4]["item"] for d in item.get("decisions", ())]
    answers = [answer for row in FILES["trail"]["hearing"] for answer in row["answers"]]

    assert held[4]["approved_by"] in politicians
    assert "new_date" not in decided
    assert none(a["by"] == "geirove" for a in answers if a["party"] == "union_rep")
    assert none("trepart" in row["title"].casefold() for row in ROWS.values())


@pytest.mark.parametrize("name", FILES)
def test_no_text_names_a_season_that_fits_some_days_only(name):
    assert TOLD_ON_ANY_DAY.findall((FOLDER / f"{name}.toml").read_text("utf-8")) == []


def test_bodies_meet_on_working_days_never_in_july_and_in_the_order_of_the_story():
    for today in (date(2026, 1, 1) + timedelta(days=n) for n in range(366)):
        days = DemoDays(today)
        way = [days.day(-803)]
        for offset in (-786, -771, -757, -741):
            way.append(days.sitting_day(offset, after=way[-1]))
        met, last = days.sitting_day(-133), days.working_day(-42)
        approved = [days.sitting_day(-119, after=met), days.sitting_day(-28, after=last)]
        sat = [*way[1:], met, *approved]

        assert every(one < other for one, other in itertools.pairwise(way))
        assert met < approved[0]
        assert last < approved[1] < today
        assert none(day.month == JULY or day.weekday() >= SATURDAY for day in sat)
