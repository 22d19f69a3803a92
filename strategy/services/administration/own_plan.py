"""From the demo to one's own plan: nothing of the demo is lost, it is only laid aside."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from strategy.domain.errors import InvalidInputError, Problem
from strategy.domain.items import Person
from strategy.domain.roles import Permission, demand
from strategy.services.administration.upkeep import backup_now
from strategy.services.starting import start_own_plan
from strategy.store.database import Database


def leave_demo(
    database: Database,
    folder: Path,
    *,
    organisation_name: str,
    language: str,
    administrator_name: str,
    demo_may_leave: bool,
    by: Person,
    today: date,
    number: str = "",
) -> Person:
    """Back the demo up, begin an own plan in its place, and return its first administrator.

    Refuses with InvalidInputError listing every answer that is missing; nothing has changed then.
    """
    demand(by, Permission.ADMINISTER)
    answers = {"organisation_name": organisation_name, "administrator_name": administrator_name}
    missing = [Problem(field, "required") for field, text in answers.items() if not text.strip()]
    if not demo_may_leave:
        missing.append(Problem("demo_may_leave", "confirm_first"))
    if not database.plan().organisation.demo:
        missing.append(Problem("organisation", "already_started"))
    if missing:
        raise InvalidInputError(tuple(missing))
    backup_now(database, folder, by=by, today=today)
    return start_own_plan(
        database,
        name=organisation_name,
        number=number,
        language=language,
        administrator_name=administrator_name,
        today=today,
        by=by,
        replace_demo=True,
    )
