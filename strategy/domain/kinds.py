"""Every kind of item there is, by the name of its table, and which are parts of others."""

from __future__ import annotations

from strategy.domain.items import (
    Action,
    Adoption,
    Challenge,
    CheckIn,
    Goal,
    Indicator,
    Involvement,
    Item,
    Measurement,
    Milestone,
    Organisation,
    Person,
    Pillar,
    PlanLink,
    Position,
    Postponement,
    ReportingPeriod,
    Review,
    Strategy,
    Target,
    Unit,
    Value,
)
from strategy.domain.meeting_items import (
    AgendaItem,
    Agreement,
    Attendance,
    Decision,
    Hearing,
    Meeting,
    Prompt,
)

PLAN_KINDS: dict[str, type[Item]] = {
    "organisation": Organisation,
    "strategy": Strategy,
    "adoption": Adoption,
    "plan_link": PlanLink,
    "value": Value,
    "challenge": Challenge,
    "unit": Unit,
    "position": Position,
    "pillar": Pillar,
    "goal": Goal,
    "indicator": Indicator,
    "target": Target,
    "measurement": Measurement,
    "action": Action,
    "milestone": Milestone,
    "check_in": CheckIn,
    "postponement": Postponement,
    "meeting": Meeting,
    "agenda_item": AgendaItem,
    "attendance": Attendance,
    "agreement": Agreement,
    "decision": Decision,
    "hearing": Hearing,
    "involvement": Involvement,
    "prompt": Prompt,
    "reporting_period": ReportingPeriod,
    "review": Review,
    "person": Person,
}
"""Every kind of item, by the name of its table; parents come before their children."""

PARENT_FIELDS: dict[str, str] = {
    "target": "indicator_id",
    "measurement": "indicator_id",
    "milestone": "action_id",
    "check_in": "action_id",
    "postponement": "action_id",
    "involvement": "item_id",
    "review": "action_id",
    "agenda_item": "meeting_id",
    "attendance": "meeting_id",
    "adoption": "decision_id",
}
"""The field with the id of a part's parent; a part's history belongs to its parent's."""

KIND_OF: dict[type[Item], str] = {cls: kind for kind, cls in PLAN_KINDS.items()}


def kind_of(item: Item) -> str:
    """Return the kind of an item: the name of its table."""
    return KIND_OF[type(item)]
