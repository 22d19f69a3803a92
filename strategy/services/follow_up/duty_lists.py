"""List who is responsible for what: on the page, as a workbook, as CSV, as a page to print."""

from __future__ import annotations

from dataclasses import replace

from strategy.domain.figures.changes import Moment
from strategy.domain.follow_up.duty_lists import DutyGroup, Heading, ListBy, duty_list
from strategy.domain.items import Person
from strategy.domain.roles import Permission, demand, may
from strategy.exchange.lists.duty_files import write_duty_csv, write_duty_page, write_duty_workbook
from strategy.i18n import Language, words


def duties(seen: Moment, *, by: Person, listed_by: ListBy) -> tuple[DutyGroup, ...]:
    """Return who is responsible for what, as this person sees it."""
    demand(by, Permission.SEE_PLAN)
    return seen.once(
        ("duties", listed_by), lambda: duty_list(seen.plan, seen.assessment, listed_by)
    )


def duty_workbook(seen: Moment, *, by: Person, listed_by: ListBy, language: Language) -> bytes:
    """Return the list as a workbook; the names of people for planners only."""
    return write_duty_workbook(_to_take_away(seen, by, listed_by), words(language))


def duty_csv(seen: Moment, *, by: Person, listed_by: ListBy, language: Language) -> bytes:
    """Return the list as CSV; the names of people for planners only."""
    return write_duty_csv(_to_take_away(seen, by, listed_by), words(language))


def duty_page(seen: Moment, *, by: Person, listed_by: ListBy, language: Language) -> bytes:
    """Return the list as a page to print; the names of people for planners only."""
    return write_duty_page(
        _to_take_away(seen, by, listed_by),
        words(language),
        title=seen.plan.organisation.name,
        on=seen.assessment.today,
    )


def _to_take_away(seen: Moment, by: Person, listed_by: ListBy) -> tuple[DutyGroup, ...]:
    groups = duties(seen, by=by, listed_by=listed_by)
    if may(by, Permission.REPORT):
        return groups
    # Exports name positions; those who need the person look them up in the tool.
    return tuple(_without_names(group) for group in groups)


def _without_names(group: DutyGroup) -> DutyGroup:
    title = ", ".join(group.positions) if group.heading is Heading.PERSON else group.title
    lines = tuple(replace(line, holder="") for line in group.lines)
    return replace(group, title=title, deputies=(), lines=lines)
