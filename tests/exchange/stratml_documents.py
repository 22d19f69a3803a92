"""StratML of our own making, and where real documents are found when they are at hand."""

import os
from pathlib import Path

import pytest

from strategy.exchange.stratml.files import preview_stratml
from tests.exchange.plans import TODAY, an_empty_plan

CORE = "urn:ISO:std:iso:17469:tech:xsd:stratml_core"
PERFORMANCE = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"

_BESIDE = Path(__file__).parents[3] / "shared" / "cases"
REAL = Path(os.environ.get("SHARED_CASES", _BESIDE)) / "stratml"
needs_real_documents = pytest.mark.skipif(
    not REAL.is_dir(),
    reason="the real StratML documents are not here: set SHARED_CASES to the folder they lie in",
)
PART_1 = REAL / "StrategicPlanISOVersion20140401.xsd"
PART_2 = REAL / "PerformancePlanOrReport20160216.xsd"


def a_report(inside: str, *, prefix: str = "", about: str = "") -> bytes:
    """A performance report with what is given inside its core."""
    bound = f"xmlns:{prefix}" if prefix else "xmlns"
    p = f"{prefix}:" if prefix else ""
    return (
        f'<?xml version="1.0"?>\n<{p}PerformancePlanOrReport {bound}="{PERFORMANCE}"'
        f' Type="Performance_Report">\n<{p}Name>Årsrapport</{p}Name>\n<{p}StrategicPlanCore>\n'
        f"{inside}\n</{p}StrategicPlanCore>\n<{p}AdministrativeInformation>{about}"
        f"</{p}AdministrativeInformation>\n</{p}PerformancePlanOrReport>"
    ).encode()


def a_goal_with(measures: str) -> str:
    """A goal with one objective that is measured so."""
    return (
        "<Goal><Name>Å våge</Name><Description/>\n<Objective><Name>Flere prøver nytt</Name>"
        f"<Description/>\n{measures}</Objective></Goal>"
    )


def an_indicator_with(results: str) -> str:
    """A goal with one objective with one indicator with these results."""
    return a_goal_with(
        "<PerformanceIndicator><MeasurementDimension>Fravær</MeasurementDimension>"
        "<UnitOfMeasurement>%</UnitOfMeasurement>\n"
        f"<MeasurementInstance>\n{results}\n</MeasurementInstance></PerformanceIndicator>"
    )


def read(content: bytes, plan=None):
    """What importing a document would do, into an empty plan unless another is given."""
    return preview_stratml(content, "plan.xml", plan or an_empty_plan(), today=TODAY)


def added(preview, kind):
    """The new items of a kind."""
    return [item for item in preview.items_to_add if type(item) is kind]


def rules(complaints):
    """What is complained about."""
    return [complaint.rule for complaint in complaints]
