"""Move from the demo to your own plan; the demo is backed up first, so nothing is lost."""

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
    """Back up the demo, start a new plan in its place, and return its first administrator.

    Raises InvalidInputError listing every missing answer; nothing has changed in that case.
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
