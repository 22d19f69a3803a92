"""The commands that mail: reminders to who is late, and to every owner their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from strategy.commands.outcome import Exit, Outcome, failure
from strategy.domain.items import Person
from strategy.services.follow_up import owner_mails, reminders
from strategy.services.follow_up.owner_mails import Owner, RowsSent, Standing
from strategy.services.posting import Delivery
from strategy.settings import read_settings
from strategy.store.database import Database
from strategy.store.outbox import MailState

_NO_SERVER = "No mail server is set up: set SMTP_URL and MAIL_FROM."


def remind(database: Database, *, by: Person, today: date, dry_run: bool) -> Outcome:
    """Send today's reminders, or only tell whom they would reach."""
    settings = read_settings()
    if dry_run:
        told = reminders.planned(database, today=today, base_url=settings.address, by=by)
        return _reminded(told, Exit.OK)
    if settings.mail is None:
        return failure(_NO_SERVER)
    if database.plan().organisation.demo:
        return failure("A demo municipality reminds nobody; --dry-run tells what it would say.")
    delivery = Delivery(settings.mail, settings.address, datetime.now(UTC))
    told = reminders.send_reminders(database, delivery, today=today, by=by)
    all_sent = all(sending.state == "sent" for sending in told)
    return _reminded(told, Exit.OK if all_sent else Exit.PROBLEMS)


def _reminded(told: tuple[reminders.Sending, ...], exit_code: Exit) -> Outcome:
    """Tell who was reminded of what; addresses stay where they are."""
    mails = [
        {
            "person": sending.person.id,
            "name": sending.person.name,
            "language": sending.letter.language,
            "state": str(sending.state) if sending.state else None,
            "problem": sending.problem,
            "notices": [
                {
                    "kind": str(n.kind),
                    "item": n.item_id,
                    "day": n.day.isoformat() if n.day else None,
                    "to": str(n.step),
                }
                for n in sending.digest.notices
            ],
        }
        for sending in told
    ]
    lines = [f"{len(mails)} people to remind."]
    for sending in told:
        how = str(sending.state or "planned")
        why = f" ({sending.problem})" if sending.problem else ""
        who = sending.person.name or sending.person.id
        lines.append(f"  {who}: {sending.letter.subject} [{how}]{why}")
    return Outcome({"mails": mails}, "\n".join(lines), exit_code)


def send_rows(database: Database, *, by: Person, today: date, dry_run: bool) -> Outcome:
    """Mail every owner who can be mailed their rows, or only tell who would get what."""
    found = owner_mails.owners(database, by=by, today=today)
    if dry_run:
        return _rows_told(found, {})
    settings = read_settings()
    if settings.mail is None:
        return failure(_NO_SERVER)
    if database.plan().organisation.demo:
        return failure("A demo municipality mails nobody; --dry-run tells who would get what.")
    ready = [o.person.id for o in found if o.person and o.standing is Standing.READY]
    delivery = Delivery(settings.mail, settings.address, datetime.now(UTC))
    told: Sequence[RowsSent] = ()
    if ready:
        told = owner_mails.send_rows(database, delivery, ready, by=by, today=today)
    return _rows_told(found, {sent.person_id: sent for sent in told})


def _rows_told(found: Sequence[Owner], sent: Mapping[str, RowsSent]) -> Outcome:
    """Tell who got what; whoever cannot be mailed is told of too, so that somebody mends it."""
    rows = [_row(owner, sent.get(owner.person.id) if owner.person else None) for owner in found]
    out_of_reach = sum(owner.standing is not Standing.READY for owner in found)
    lines = [f"Owners to mail: {len(found) - out_of_reach}. Out of reach: {out_of_reach}."]
    for row in rows:
        why = f" ({row['problem']})" if row["problem"] else ""
        lines.append(f"  {row['name']}: {row['actions']} actions [{row['state']}]{why}")
    unsent = any(one.state is not MailState.SENT for one in sent.values())
    return Outcome({"mails": rows}, "\n".join(lines), Exit.PROBLEMS if unsent else Exit.OK)


def _row(owner: Owner, sent: RowsSent | None) -> dict[str, Any]:
    person = owner.person
    return {
        "person": person.id if person else None,
        "name": person.name or person.id if person else owner.positions[0].title,
        "positions": [position.title for position in owner.positions],
        "actions": len(owner.actions),
        "state": str(sent.state if sent else owner.standing),
        "problem": sent.problem if sent else "",
    }
