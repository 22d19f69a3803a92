"""A figure withheld for a small group's sake is in nothing that anybody is given, and not lost."""

import io
import json
from datetime import date, timedelta

import openpyxl
import pytest

from strategy.commands.outcome import Request
from strategy.commands.running import run
from strategy.exchange.stratml.files import Edition
from strategy.services import reading
from strategy.services.administration import transfer
from strategy.services.plan import history
from strategy.store.database import Database
from tests.builders import ADA, HEGE, LIV, a_measurement, a_unit, an_indicator
from tests.services.fjordvik import TODAY, settle

DAY = date(2025, 12, 31)
SIZES = {"all": 26, "a": 10, "a1": 5, "a2": 5, "b": 12, "c": 4}
VALUES = {"all": 111.5, "a": 222.5, "a1": 333.5, "a2": 444.5, "b": 555.5, "c": 666.5}
WITHHELD = {"a", "a1"}
"""Beside c, which is small itself."""


@pytest.fixture
def town(duck: Database) -> Database:
    units = (
        a_unit(id="all", code="0"),
        *(a_unit(id=u, code=u, parent_id="all") for u in "abc"),
        *(a_unit(id=u, code=u, parent_id="a") for u in ("a1", "a2")),
    )
    indicators = {
        u: an_indicator(id=f"i-{u}", code=f"S-{u}", title="Fravær", unit="dager", unit_id=u)
        for u in SIZES
    }
    figures = (
        a_measurement(
            indicators[u], id=f"m-{u}", on=DAY, value=VALUES[u], text=f"{VALUES[u]} d",
            group_size=size,
        )
        for u, size in SIZES.items()
    )  # fmt: skip
    return settle(duck, *units, *indicators.values(), *figures)


def cells(workbook: bytes) -> str:
    pages = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets
    return "\n".join(str(c.value) for page in pages for row in page.iter_rows() for c in row)


def outlets(town: Database) -> dict[str, str]:
    """What people and programs are given of the plan, as text."""
    by = {"by": HEGE, "today": TODAY}
    now = reading.moment(town, **by)
    then = reading.moment(town, **by, as_of=TODAY - timedelta(days=1))
    return {
        "pages": repr(now.plan.measurements) + repr(now.assessment.indicators),
        "as it stood": repr(then.plan.measurements) + repr(then.assessment.indicators),
        "a unit's pages": repr(reading.moment(town, **by, unit_id="a").plan.measurements),
        "history": repr(history.entries(town, by=LIV, limit=500)),
        "workbook": cells(transfer.export_workbook(town, by=ADA, language="nb")),
        "csv": transfer.export_csv(town, "measurement", by=ADA, language="nb")
        .decode("utf-8-sig")
        .replace(",", "."),
        **{
            f"StratML {edition}": transfer.export_stratml(
                town, edition, by=ADA, language="nb", today=TODAY
            ).decode()
            for edition in Edition
        },
        "status": json.dumps(
            run(Request("status", {"language": "nb"}), town, progress=lambda *_: None).document
        ),
    }


def test_what_is_withheld_is_in_no_outlet(town: Database):
    for outlet, told in outlets(town).items():
        assert told
        for unit in WITHHELD:
            assert str(VALUES[unit]) not in told, (outlet, unit)
    assert str(VALUES["b"]) in outlets(town)["workbook"]
    assert str(VALUES["b"]) in outlets(town)["csv"]
    assert str(VALUES["b"]) in outlets(town)["history"]
    assert str(VALUES["b"]) in outlets(town)["pages"]


@pytest.mark.parametrize("unit", ["a", "a1", "b"])
def test_nobody_finds_a_withheld_figure_by_searching_for_it(town: Database, unit: str):
    found = history.entries(town, by=LIV, words=str(VALUES[unit]))
    assert history.count(town, by=LIV, words=str(VALUES[unit])) == len(found)
    assert [entry.item_id for entry in found] == ([] if unit in WITHHELD else [f"m-{unit}"])


def test_what_is_withheld_is_still_stored(town: Database):
    stored = {m.id: m.value for m in town.plan().measurements}
    assert {stored[f"m-{unit}"] for unit in WITHHELD} == {VALUES[unit] for unit in WITHHELD}


def test_reading_our_own_file_back_changes_nothing_that_is_withheld(town: Database):
    content = transfer.export_workbook(town, by=ADA, language="nb")
    told = transfer.preview_import(town, content, "plan.xlsx", by=ADA, today=TODAY)
    assert (told.new, told.changed) == (0, 0)


def test_a_note_on_a_withheld_figure_leaves_the_figure(town: Database):
    book = openpyxl.load_workbook(io.BytesIO(transfer.export_workbook(town, by=ADA, language="nb")))
    page = book["Målinger"]
    heads = [cell.value for cell in page[1]]
    row = next(row for row in page.iter_rows(min_row=2) if "m-a1" in [cell.value for cell in row])
    row[heads.index("Merknad")].value = "Ny kilde"
    with io.BytesIO() as file:
        book.save(file)
        told = transfer.preview_import(town, file.getvalue(), "plan.xlsx", by=ADA, today=TODAY)
    transfer.apply_import(town, told, by=ADA)

    (stored,) = (m for m in town.plan().measurements if m.id == "m-a1")
    assert (stored.note, stored.value, stored.text) == ("Ny kilde", VALUES["a1"], "333.5 d")
