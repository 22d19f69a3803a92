"""Real strategies as facts (tests/cases), and the workbooks somebody would make of them."""

from pathlib import Path
from typing import Any

import yaml

from tests.exchange.plans import a_file

FOLDER = Path(__file__).parent.parent / "cases"
CASES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
TIME_SERIES = FOLDER / "stavanger_hr_tidsserie_2013-2019.csv"


def a_case(name: str) -> dict[str, Any]:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def focus_areas(case):
    return [(str(number), area) for number, area in enumerate(case["focus_areas"], start=1)]


def goals(case):
    """Each goal with the code it gets in the workbook and the code of its focus area."""
    return [
        (f"{code}.{number}", code, goal)
        for code, area in focus_areas(case)
        for number, goal in enumerate(area["goals"], start=1)
    ]


def actions(case):
    return [(code, action) for code, _, goal in goals(case) for action in goal.get("actions", [])]


def indicators(case):
    """Each indicator with its own code and the code of its goal; some stand under no goal."""
    under = [(code, each) for code, _, goal in goals(case) for each in goal.get("indicators", [])]
    loose = [(None, each) for each in case.get("indicators", [])]
    return [(f"I-{n:02d}", code, each) for n, (code, each) in enumerate(under + loose, start=1)]


def workbook_of(case) -> bytes:
    period = case.get("period", {})
    adopted = case.get("adopted", {})
    found = indicators(case)
    sheets = {
        "Organisasjon": [["Navn"], [case["organisation"]]],
        "Strategi": [
            ["Tittel", "Visjon", "Gjelder fra", "Gjelder til"],
            [case["title"], case.get("vision"), period.get("from"), period.get("to")],
        ],
        "Vedtak": [["Organ", "Dato"], [adopted.get("body"), adopted.get("date")]],
        "Verdier": [["Tittel"], *([value] for value in case.get("values", []))],
        "Overordnede planer": [["Tittel"], [case.get("linked_plan")]],
        "Satsingsområder": [
            ["Kode", "Satsingsområde"],
            *([code, area["title"]] for code, area in focus_areas(case)),
        ],
        "Mål": [
            ["Kode", "Satsingsområde", "Mål"],
            *([code, area, goal["title"]] for code, area, goal in goals(case)),
        ],
        "Tiltak": [
            ["Tiltak", "Mål", "Ansvarlig", "Frist", "Status", "Budsjett", "Merknad"],
            *(
                [
                    action["title"],
                    code,
                    action.get("owner"),
                    action.get("deadline"),
                    action.get("status"),
                    action.get("budget_nok"),
                    action.get("note", action.get("result")),
                ]
                for code, action in actions(case)
            ),
        ],
        "Indikatorer": [
            ["Kode", "Mål", "Indikator", "Måleenhet", "Ønsket retning", "Utgangsverdi"],
            *(
                [code, goal, each["name"], each["unit"], each["direction"], each.get("baseline")]
                for code, goal, each in found
            ),
        ],
        "Måltall": [
            ["Indikator", "Måltall"],
            *([code, each["target_text"]] for code, _, each in found if "target_text" in each),
        ],
        "Målinger": [
            ["Indikator", "Periode", "Verdi", "Slik kilden skrev det", "Merknad"],
            *(
                [code, value["period"], value["value"], value.get("raw"), value.get("note")]
                for code, _, each in found
                for value in each.get("values", [])
            ),
        ],
    }
    return a_file(sheets)
