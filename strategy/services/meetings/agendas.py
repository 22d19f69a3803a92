"""The agenda a new meeting starts with: from a template, or drafted from the plan."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from strategy.domain.figures.assessment import Assessment
from strategy.domain.items import Person, Pillar, Role
from strategy.domain.meeting_items import AgendaItem, Attendance, Attends, Meeting, Topic
from strategy.domain.meetings.agenda import suggested
from strategy.domain.plan import Plan
from strategy.i18n import Language, words
from strategy.settings import DATA

FROM_PLAN = "plan"
BLANK = "blank"

_AS_WHAT: dict[str, tuple[Role | None, Attends]] = {
    "leader": (Role.LEADER, Attends.LEADER),
    "hr": (Role.HR, Attends.OTHER),
    "union_rep": (Role.REPRESENTATIVE, Attends.UNION_REP),
    "safety_rep": (None, Attends.SAFETY_REP),
}
_REFLECTION_MINUTES, _ROUND_TABLE_MINUTES = 30, 15


@dataclass(frozen=True)
class TemplateItem:
    """One item of a template's agenda."""

    topic: Topic
    minutes: int
    title: str
    description: str = ""


@dataclass(frozen=True)
class TemplateMeeting:
    """One meeting of a template, a number of days after the first of them."""

    title: str
    begins: str
    asked: tuple[str, ...]
    items: tuple[TemplateItem, ...]
    after_days: int = 0


@dataclass(frozen=True)
class Template:
    """A starting point for a meeting, in one language."""

    key: str
    title: str
    explained: str
    meetings: tuple[TemplateMeeting, ...]


@cache
def templates(language: Language) -> tuple[Template, ...]:
    """Return the starting points for a meeting: first the plan, then the templates, last empty."""
    with (DATA / "meeting_templates.toml").open("rb") as file:
        written = tomllib.load(file)["template"]
    w = words(language)
    everybody = ("leader", "hr", "union_rep", "safety_rep")
    own = {
        key: Template(
            key,
            w(f"meeting_template.{key}"),
            w(f"meeting_template.{key}_explained"),
            (TemplateMeeting(w("meeting.usual_title"), "09:00", asked, ()),),
        )
        for key, asked in ((FROM_PLAN, everybody), (BLANK, ()))
    }
    return (own[FROM_PLAN], *(_template(row, language) for row in written), own[BLANK])


def template(key: str, language: Language) -> Template | None:
    """Return the template with this key, None if there is none."""
    return next((one for one in templates(language) if one.key == key), None)


def agenda_from(
    plan: Plan, figures: Assessment, meeting: Meeting, *, of: TemplateMeeting, language: Language
) -> tuple[AgendaItem, ...]:
    """Return the agenda of a template's meeting, with the pillar whose turn it is filled in."""
    drafted = suggested(plan, figures, meeting)
    pillar_id = next((s.pillar_id for s in drafted if s.topic is Topic.PILLAR), None)
    items = [
        AgendaItem(
            meeting_id=meeting.id,
            title=item.title,
            description=item.description,
            minutes=item.minutes,
            topic=item.topic,
            pillar_id=pillar_id if item.topic is Topic.PILLAR else None,
        )
        for item in of.items
    ]
    carried = _carried(plan, figures, meeting, language) if of.after_days == 0 else ()
    return _in_order((*items, *carried))


def agenda_from_plan(
    plan: Plan, figures: Assessment, meeting: Meeting, *, language: Language
) -> tuple[AgendaItem, ...]:
    """Return an agenda of what needs attention in the plan, in the order to take it up."""
    w = words(language)
    found: list[AgendaItem] = []
    for one in suggested(plan, figures, meeting):
        if one.title:
            continue
        pillar = plan.find(Pillar, one.pillar_id)
        title = w(f"agenda.{one.topic}", pillar=pillar.title if pillar else "")
        found.append(
            AgendaItem(
                meeting_id=meeting.id,
                title=title,
                minutes=one.minutes,
                topic=one.topic,
                pillar_id=one.pillar_id,
            )
        )
    fixed = (
        (Topic.REFLECTION, _REFLECTION_MINUTES, w("agenda.reflection")),
        (Topic.TALK, _ROUND_TABLE_MINUTES, w("agenda.representatives")),
    )
    found += [
        AgendaItem(meeting_id=meeting.id, title=title, minutes=minutes, topic=topic)
        for topic, minutes, title in fixed
    ]
    return _in_order((*found, *_carried(plan, figures, meeting, language)))


def asked_to(
    plan: Plan, meeting: Meeting, asked: tuple[str, ...], *, language: Language
) -> Iterator[Attendance]:
    """Yield those a template invites: people who use the tool, or a function if nobody does."""
    taken: set[str] = set()
    for name in asked:
        role, attends_as = _AS_WHAT[name]
        people = [p for p in _present(plan) if role in p.roles and p.id not in taken]
        taken.update(person.id for person in people)
        for person in people:
            yield Attendance(meeting_id=meeting.id, person_id=person.id, attends_as=attends_as)
        if not people and attends_as in {Attends.UNION_REP, Attends.SAFETY_REP}:
            who = words(language)(f"attends.chief_{attends_as}")
            yield Attendance(meeting_id=meeting.id, who=who, attends_as=attends_as)


def _carried(
    plan: Plan, figures: Assessment, meeting: Meeting, language: Language
) -> Iterator[AgendaItem]:
    note = words(language)("agenda.carried")
    for one in suggested(plan, figures, meeting):
        if one.title:
            yield AgendaItem(
                meeting_id=meeting.id,
                title=one.title,
                description=note,
                minutes=one.minutes,
                topic=one.topic,
                takes_up_id=one.takes_up_id,
                confidential_to=one.confidential_to,
            )


def _in_order(items: tuple[AgendaItem, ...]) -> tuple[AgendaItem, ...]:
    return tuple(i.model_copy(update={"position": n}) for n, i in enumerate(items, start=1))


def _present(plan: Plan) -> Iterator[Person]:
    yield from (p for p in plan.people if not p.retired and not p.erased)


def _template(row: Mapping[str, Any], language: Language) -> Template:
    return Template(
        row["key"],
        row["title"][language],
        row["explained"][language],
        tuple(_meeting(part, language) for part in row["meeting"]),
    )


def _meeting(row: Mapping[str, Any], language: Language) -> TemplateMeeting:
    items = tuple(
        TemplateItem(
            Topic(item["topic"]),
            item["minutes"],
            item["title"][language],
            item.get("description", {}).get(language, ""),
        )
        for item in row["item"]
    )
    title, asked = row["title"][language], tuple(row["asked"])
    return TemplateMeeting(title, row["begins"], asked, items, row.get("after_days", 0))
