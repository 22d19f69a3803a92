"""How Liv prepares the next period in Fjordvik, and lets it take over."""

from datetime import date

from strategy.domain.strategies import in_preparation
from strategy.services import planning, reading
from strategy.services.plan import strategies
from tests.builders import LIV
from tests.services.fjordvik import TODAY

COUNCIL = {"body": "Kommunestyret", "on": date(2026, 6, 19), "case_number": "KS 47/26"}
NEXT = {"title": "Strategi 2030–2033", "period_from": date(2030, 1, 1)}


def begin(town, carried=None, **facts):
    return strategies.begin_period(town, {**NEXT, **facts}, carried or {}, by=LIV)


def drafted(town):
    draft = in_preparation(town.plan())
    return reading.moment(town, by=LIV, today=TODAY, strategy_id=draft.id).plan


def take_over(town, **step):
    """Let the draft be adopted, and be in force from the day it was."""
    begins = {"in_force_from": COUNCIL["on"]}
    return adopt_ahead(town, **{**begins, **step})


def adopt_ahead(town, **step):
    """Let the draft be adopted, in force from the first day of its period unless one is given."""
    draft = in_preparation(town.plan())
    return strategies.adopt(town, draft, {**COUNCIL, **step}, by=LIV, today=TODAY)


def titles(items):
    return [i.title for i in items]


def for_draft(town, kind, **values):
    draft = in_preparation(town.plan())
    return planning.add(town, kind, {"strategy_id": draft.id, **values}, by=LIV)
