"""Settings every figure depends on are refused where no page could be shown with them."""

import pytest

from strategy.domain.errors import InvalidInputError
from strategy.domain.items import Organisation
from strategy.services.validation import build


def refusals(**given: object) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInputError) as refusal:
        build(Organisation, {"name": "Fjordvik", **given})
    return [(problem.field, problem.rule) for problem in refusal.value.problems]


@pytest.mark.parametrize(
    "day", ["02-29", "02-31", "13-01", "4-30", "30.04.", "", "W10-1", "i mai", "00-10"]
)
def test_a_reporting_day_comes_every_year(day):
    refused = [("reporting_days", "not_a_day_of_the_year")]
    assert refusals(reporting_days=("12-31", day)) == refused


@pytest.mark.parametrize("zone", ["", "Oslo", "Europe", "../etc/passwd", "Europe/Oslo "[:-2]])
def test_a_time_zone_exists(zone):
    assert refusals(time_zone=zone) == [("time_zone", "not_a_time_zone")]


@pytest.mark.parametrize("zone", ["Europe/Oslo", "UTC", "America/Argentina/Buenos_Aires"])
def test_any_real_time_zone_will_do(zone):
    assert build(Organisation, {"name": "Fjordvik", "time_zone": zone}).time_zone == zone


def test_an_organisation_may_report_whenever_it_likes():
    organisation = build(Organisation, {"name": "Fjordvik", "reporting_days": ("02-28", "12-01")})
    assert organisation.reporting_days == ("02-28", "12-01")
    assert build(Organisation, {"name": "Fjordvik", "reporting_days": ()}).reporting_days == ()
