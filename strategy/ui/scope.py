"""How much of the plan a page shows."""

from __future__ import annotations

from dataclasses import replace

from strategy.services import reading
from strategy.ui.session import Here


def whole_plan(here: Here) -> Here:
    """Return the same view of the whole plan, where the chosen unit must not limit it."""
    if here.unit is None:
        return here
    draft = here.drafting
    whole = reading.moment(
        here.database,
        by=here.person,
        today=here.today,
        as_of=here.as_of,
        strategy_id=draft.id if draft else None,
    )
    return replace(here, moment=whole, unit=None, visit=replace(here.visit, unit_id=None))
