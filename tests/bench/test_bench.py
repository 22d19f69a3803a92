import json
import os
from datetime import date

import pytest

from tests.bench.crowd import Crowd
from tests.bench.pages import PAGES, Page
from tests.bench.plans import Size, plan_file
from tests.bench.result import table, write
from tests.bench.run import measure
from tests.bench.statements import asked_by_a_rerun
from tests.claims import every

TINY = Size("XS", goals=10, actions=40, check_ins=200, units=3, positions=5)
SMALL = Size("M", goals=15, actions=60, check_ins=300, units=3, positions=5)
OVERVIEW = Page("overview", "")
FEW = (
    Crowd(2, 1.0, thinking=0.2),
    Crowd(2, 1.0, changes=True, change_every=0.2, thinking=0.2),
)


@pytest.mark.slow
def test_a_small_run_tells_every_measurement_beside_what_it_is_measured_against(tmp_path):
    few = {"crowds": FEW, "crowded": (TINY,), "phones": 6, "laptops": 2}
    rows = measure((TINY, SMALL), rounds=2, folder=tmp_path, shown=(OVERVIEW,), **few)
    write(rows, tmp_path / "bench.json")

    told = json.loads((tmp_path / "bench.json").read_text())
    assert {row["name"] for row in told} == {
        "plan load (bare: the same rows fetched)",
        "assessment (bare: the rows fetched)",
        "findings (bare: the rows fetched)",
        "chart pillar overview (bare: Plotly alone)",
        "chart strategy map (bare: Plotly alone)",
        "chart challenge flow (bare: Plotly alone)",
        "chart goal bullet (bare: Plotly alone)",
        "chart indicator trend (bare: Plotly alone)",
        "chart action timeline (bare: Plotly alone)",
        "chart owner load (bare: Plotly alone)",
        "chart progress over time (bare: Plotly alone)",
        "one change (bare: update and insert)",
        "plan after a change (bare: plan load)",
        "cold start",
        "page overview",
        "growth of page overview",
        "memory of a session (MB)",
        "statements of a rerun of overview (statements)",
        "a meeting's 6 phones follow (each screen)",
        "late screens of a meeting, of 18 (screens)",
        "a meeting's 2 laptops follow (each screen)",
        "late laptops of a meeting, of 6 (screens)",
        "first content",
        "first view overview",
        "first view after a change overview",
        "readers 2",
        "readers 2, first page",
        "readers 2, the readers' own share (cores)",
        "memory 2 readers (MB)",
        "readers 2, changes",
        "readers 2, changes, first page",
        "readers 2, changes, the readers' own share (cores)",
        "export workbook",
        "export pdf",
        "export word",
        "export slides",
        "export stratml",
        "import workbook",
        f"load of the machine, of {os.cpu_count()} cores (processes)",
    }
    keys = ["name", "size", "seconds", "baseline_seconds", "ratio"]
    assert every(list(row) == keys for row in told)
    assert {row["size"] for row in told if row["name"] == "page overview"} == {"XS", "M"}
    assert every(row["seconds"] > 0 for row in told if row["name"].startswith("page "))
    assert len(table(rows).splitlines()) == len(told) + 1


@pytest.mark.slow
def test_a_rerun_without_a_change_asks_the_database_nothing_but_the_revision(tmp_path):
    file = plan_file(TINY, today=date(2026, 11, 1), folder=tmp_path)

    # Sikkerhetskopi tells how the store itself is doing, so it looks each time.
    pages = [page for page in PAGES if page.name != "backup"]
    asked = {page.name: asked_by_a_rerun(file, page) for page in pages}

    assert asked == {page.name: ('select "epoch", "revision" from "store"',) for page in pages}
