"""A cast of named people, and things with sensible defaults: a test shows only what matters."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

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
    Party,
    Person,
    Pillar,
    PlanLink,
    Position,
    Postponement,
    Precision,
    ReportingPeriod,
    Review,
    ReviewOutcome,
    Role,
    Strategy,
    Target,
    Unit,
    Value,
)
from strategy.domain.meeting_items import (
    AgendaItem,
    Agreement,
    Attendance,
    Attends,
    Decision,
    Hearing,
    Meeting,
    Prompt,
    Theme,
)
from strategy.store.database import Database


def today_here() -> date:
    """The day it is where the municipality is, which near midnight is not the machine's."""
    return datetime.now(ZoneInfo("Europe/Oslo")).date()


def a_person(person_id: str, name: str, *roles: Role, **given: Any) -> Person:
    email = f"{person_id}@example.org"
    return Person(**{"id": person_id, "name": name, "email": email, "roles": roles, **given})


ADA = a_person("ada", "Ada Aune", Role.ADMINISTRATOR)
LIV = a_person("liv", "Liv Lie", Role.LEADER)
HEGE = a_person("hege", "Hege Hagen", Role.HR)
OLA = a_person("ola", "Ola Owren", Role.OWNER)
RITA = a_person("rita", "Rita Ruud", Role.REPRESENTATIVE)
PER = a_person("per", "Per Pettersen", Role.POLITICIAN)
CAST = (ADA, LIV, HEGE, OLA, RITA, PER)


def an_organisation(**given: Any) -> Organisation:
    return Organisation(**{"name": "Fjordvik kommune", "number": "9999", **given})


def a_strategy(**given: Any) -> Strategy:
    given = {"id": "strategy", "title": "Arbeidsgiverstrategi 2025–2029", **given}
    return Strategy(**given)


def an_adoption(**given: Any) -> Adoption:
    return Adoption(**{"body": "Kommunestyret", "on": date(2025, 6, 19), **given})


def a_plan_link(**given: Any) -> PlanLink:
    return PlanLink(**{"title": "Kommuneplanens samfunnsdel", **given})


def a_value(**given: Any) -> Value:
    return Value(**{"title": "Modig", **given})


def a_challenge(**given: Any) -> Challenge:
    return Challenge(**{"code": "U1", "title": "Færre i arbeidsfør alder", **given})


def a_pillar(**given: Any) -> Pillar:
    return Pillar(**{"id": "pillar", "code": "1", "title": "Å våge", **given})


def a_goal(**given: Any) -> Goal:
    given = {"code": "1.1", "pillar_id": "pillar", "title": "Vi prøver ut nye løsninger", **given}
    return Goal(**given)


def an_indicator(**given: Any) -> Indicator:
    return Indicator(**{"code": "I-1", "title": "Sykefravær", "unit": "%", **given})


def a_target(indicator: Indicator, **given: Any) -> Target:
    return Target(**{"indicator_id": indicator.id, "text": "6", "low": 6.0, **given})


def a_measurement(indicator: Indicator, **given: Any) -> Measurement:
    given = {"indicator_id": indicator.id, "on": date(2025, 12, 31), "value": 8.4, **given}
    return Measurement(**given).as_kept_by(an_organisation())


def an_action(**given: Any) -> Action:
    given = {
        "code": "T-1",
        "title": "Lederutvikling for alle",
        "start": date(2026, 1, 1),
        "due": date(2026, 12, 31),
        "original_due": date(2026, 12, 31),
        **given,
    }
    return Action(**given)


def a_milestone(action: Action, **given: Any) -> Milestone:
    given = {"action_id": action.id, "title": "Første samling", "due": date(2026, 3, 1), **given}
    return Milestone(**given)


def a_check_in(action: Action, **given: Any) -> CheckIn:
    given = {
        "action_id": action.id,
        "on": date(2026, 4, 30),
        "by_id": OLA.id,
        "percent": 30,
        **given,
    }
    return CheckIn(**given)


def a_postponement(action: Action, **given: Any) -> Postponement:
    given = {
        "action_id": action.id,
        "from_due": action.due,
        "proposed_due": date(2027, 3, 31),
        "reason": "Venter på lokaler",
        "proposed_by": OLA.id,
        "proposed_on": date(2026, 9, 1),
        **given,
    }
    return Postponement(**given)


def an_involvement(item: Goal | Action, **given: Any) -> Involvement:
    given = {
        "item_kind": "goal" if isinstance(item, Goal) else "action",
        "item_id": item.id,
        "party": Party.UNION_REP,
        "on": date(2026, 2, 10),
        "how": "Drøftet i AMU",
        **given,
    }
    return Involvement(**given)


def a_meeting(**given: Any) -> Meeting:
    return Meeting(**{"title": "Ledermøte", "on": date(2026, 5, 4), **given})


def an_agenda_item(meeting: Meeting, **given: Any) -> AgendaItem:
    return AgendaItem(**{"meeting_id": meeting.id, "title": "Hva glipper?", **given})


def an_attendance(meeting: Meeting, **given: Any) -> Attendance:
    given = {"meeting_id": meeting.id, "person_id": LIV.id, "attends_as": Attends.LEADER, **given}
    return Attendance(**given)


def an_agreement(**given: Any) -> Agreement:
    given = {
        "round_key": "round",
        "prompt_key": "dare-1",
        "question": "Når prøvde vi sist noe vi ikke visste om ville lykkes?",
        "theme": Theme.DARE,
        "sentence": "Vi prøver i det små hver måned.",
        "on": date(2026, 5, 4),
        **given,
    }
    return Agreement(**given)


def a_decision(meeting: Meeting, **given: Any) -> Decision:
    given = {
        "meeting_id": meeting.id,
        "code": "1/2026",
        "title": "Vi prøver i tre enheter",
        **given,
    }
    return Decision(**given)


def a_hearing(**given: Any) -> Hearing:
    given = {
        "title": "Høring om ny lederstruktur",
        "opens": date(2026, 5, 1),
        "closes": date(2026, 6, 1),
        **given,
    }
    return Hearing(**given)


def a_prompt(**given: Any) -> Prompt:
    return Prompt(**{"theme": Theme.DARE, "text": "Hva torde vi ikke i fjor?", **given})


def a_period(**given: Any) -> ReportingPeriod:
    given = {
        "id": "period-2026-04-30",
        "first": date(2026, 1, 1),
        "ends": date(2026, 4, 30),
        "ends_precision": Precision.TERTIAL,
        "opens": date(2026, 4, 16),
        "deadline": date(2026, 5, 14),
        "grace_until": date(2026, 6, 13),
        **given,
    }
    return ReportingPeriod(**given)


def a_review(period: ReportingPeriod, **given: Any) -> Review:
    given = {
        "period_id": period.id,
        "unit_id": "unit",
        "outcome": ReviewOutcome.ACKNOWLEDGED,
        "by_id": LIV.id,
        "on": date(2026, 5, 4),
        **given,
    }
    return Review(**given)


def a_unit(**given: Any) -> Unit:
    return Unit(**{"id": "unit", "code": "100", "title": "Oppvekst", **given})


def a_position(**given: Any) -> Position:
    given = {
        "id": "position",
        "title": "Kommunalsjef oppvekst",
        "unit_id": "unit",
        "holder_id": OLA.id,
        **given,
    }
    return Position(**given)


def one_of_everything() -> tuple[Item, ...]:
    """One whole little plan: an item of every kind, all references kept."""
    goal = a_goal(id="goal", owner_id="position", challenge_ids=("challenge",), un_goals=(8, 16))
    goal = goal.model_copy(update={"plan_link_ids": ("plan_link",), "unit_id": "unit"})
    indicator = an_indicator(id="indicator", goal_id=goal.id, baseline=9.1)
    action = an_action(id="action", goal_ids=(goal.id,), owner_id="position", unit_id="unit")
    meeting = a_meeting(id="meeting")
    return (
        an_organisation(),
        a_strategy(),
        an_adoption(id="adoption"),
        a_plan_link(id="plan_link"),
        a_value(id="value"),
        a_challenge(id="challenge"),
        a_unit(),
        a_position(),
        a_pillar(),
        goal,
        indicator,
        a_target(indicator, id="target"),
        a_measurement(indicator, id="measurement"),
        action,
        a_milestone(action, id="milestone"),
        a_check_in(action, id="check_in"),
        a_postponement(action, id="postponement"),
        an_involvement(goal, id="involvement"),
        meeting,
        an_agenda_item(meeting, id="agenda_item"),
        an_attendance(meeting, id="attendance"),
        an_agreement(id="agreement"),
        a_decision(meeting, id="decision"),
        a_hearing(id="hearing"),
        a_prompt(id="prompt"),
        a_period(),
        a_review(a_period(), id="review", action_id=action.id),
        *CAST,
    )


def stock(database: Database, *items: Item) -> None:
    """Put these items into a database, or one of everything when none are given."""
    with database.change(by=None, reason="the first plan") as change:
        change.add_many(items or one_of_everything())
