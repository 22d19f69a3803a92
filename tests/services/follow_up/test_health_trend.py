"""HR follows whether the plan itself gets better."""

from datetime import date, datetime

import pytest

from strategy.domain.errors import NotAllowedError
from strategy.domain.figures.health import Rule
from strategy.domain.items import Action
from strategy.services.follow_up.health_trend import health_trend
from strategy.store.database import Database
from tests.builders import CAST, HEGE, LIV, PER, a_pillar, an_action, an_organisation
from tests.services.fjordvik import item

TODAY = date(2026, 7, 15)
SPRING = datetime(2026, 4, 10, 12)  # noqa: DTZ001 - the store speaks UTC without a zone
SUMMER = datetime(2026, 6, 10, 12)  # noqa: DTZ001 - as above


@pytest.fixture
def told(duck: Database) -> Database:
    """A plan that began in April, got worse in June, and is as bad today."""
    with duck.change(by=None, made_at=SPRING) as change:
        change.add_many((an_organisation(), a_pillar(), an_action(id="first"), *CAST))
    with duck.change(by=None, made_at=SUMMER) as change:
        change.add(an_action(id="second", code="T-2"))
        change.add(an_action(id="secret", code="T-3", confidential_to=(LIV.id,)))
    return duck


def counted(database: Database, *, by=HEGE, rule: Rule = Rule.NO_OWNER, **given):
    points = health_trend(database, by=by, today=TODAY, **given)
    return [(point.day, point.count(rule)) for point in points]


def test_each_month_end_since_there_was_a_plan_has_its_count(told):
    assert counted(told) == [
        (date(2026, 4, 30), 1),
        (date(2026, 5, 31), 1),
        (date(2026, 6, 30), 2),
        (date(2026, 7, 15), 2),
    ]


def test_what_is_kept_from_somebody_is_not_counted_for_them(told):
    assert counted(told, by=LIV)[-2:] == [(date(2026, 6, 30), 3), (date(2026, 7, 15), 3)]
    assert counted(told)[-2:] == [(date(2026, 6, 30), 2), (date(2026, 7, 15), 2)]


def test_a_change_today_leaves_the_months_before_as_they_were(told):
    before = counted(told)
    with told.change(by=None) as change:
        action = item(told, "first")
        assert isinstance(action, Action)
        change.update(action.model_copy(update={"owner_text": "Arbeidsgruppen"}))
    assert counted(told) == [*before[:-1], (date(2026, 7, 15), 1)]


def test_looking_back_the_year_ends_on_that_day(told):
    assert counted(told, as_of=date(2026, 6, 20)) == [
        (date(2026, 4, 30), 1),
        (date(2026, 5, 31), 1),
        (date(2026, 6, 20), 2),
    ]


def test_a_politician_does_not_see_the_working_plan(told):
    with pytest.raises(NotAllowedError):
        health_trend(told, by=PER, today=TODAY)
