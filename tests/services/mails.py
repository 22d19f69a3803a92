"""What is mailed, kind by kind in one shape: what makes it go, to Odd and Ola, and when."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from strategy.domain.meeting_items import Meeting, MeetingState, Presence
from strategy.services import outgoing
from strategy.services.follow_up import owner_mails, reminders
from strategy.services.meetings import mails as meeting_mails
from strategy.services.posting import Delivery
from strategy.settings import MailSecurity, MailSettings
from strategy.store.database import Database, open_database
from strategy.store.outbox import MailKind
from tests.builders import HEGE, a_check_in, a_meeting, an_action, an_agenda_item, an_attendance
from tests.mail_server import SENDER, Mailbox, a_free_port
from tests.services.fjordvik import OPEN, item, settle
from tests.services.publishing import asking

ROOT = Path(__file__).resolve().parents[2]
SITE = "https://strategi.example"
# Ola's action is overdue since the day before; the summer holidays have not begun.
IN_JUNE = date(2026, 6, 24)
IN_JULY = date(2026, 7, 1)
LATE = an_action(
    id="late", code="T-3", title="Lærlinger", owner_id="position", due=date(2026, 6, 23)
)
MEETING = a_meeting(
    id="meeting", on=date(2026, 7, 8), begins="09:00", place="Rådhuset", title="Tertialmøte"
)


def calm(database: Database, *more) -> Database:
    """A place where only Ola is late, and Odd's action is two weeks from its deadline."""
    settle(database, LATE, a_check_in(LATE, on=date(2026, 6, 22)), *more)
    database.upkeep.believe(datetime.combine(IN_JUNE, time(5)))
    with database.change(by=None) as change:
        change.update(item(database, "organisation").model_copy(update={"reporting_days": ()}))
        theirs = {"due": IN_JUNE + timedelta(days=14), "title": "Heltid"}
        change.update(item(database, "theirs").model_copy(update=theirs))
        change.add(a_check_in(item(database, "theirs"), on=date(2026, 6, 1), by_id="odd"))
        change.add(a_check_in(OPEN, on=date(2026, 6, 1)))
    return database


def changed(database: Database, item_id: str, **given) -> None:
    """Something in the plan is otherwise now."""
    with database.change(by=None) as change:
        change.update(item(database, item_id).model_copy(update=given))


def text_of(mail) -> str:
    """What a mail says to whoever reads no HTML."""
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


@dataclass(frozen=True)
class Errand:
    """One kind of mail: how it comes to be wanted, what sends it, and how its page is reached."""

    kind: MailKind
    today: date
    prepare: Callable[[Database], object]
    send: Callable[[Database, Delivery, date], object]
    again: Callable[[Database, Delivery, date], object]
    link: str

    @property
    def now(self) -> datetime:
        """Seven in the morning, where the municipality is."""
        return datetime(self.today.year, self.today.month, self.today.day, 5, tzinfo=UTC)

    def delivery(self, mail: MailSettings, after: timedelta = timedelta()) -> Delivery:
        """What it takes to send through this server, so long after seven."""
        return Delivery(mail, SITE, self.now + after)

    def go(self, database: Database, mailbox: Mailbox, after: timedelta = timedelta()) -> None:
        """Send it, as whoever asks for it does."""
        self.run_until_then(database, after)
        self.send(database, self.delivery(mailbox.settings, after), self.today)

    def go_again(self, database: Database, mailbox: Mailbox, after: timedelta) -> None:
        """Send what still waits, as the app does by itself."""
        self.run_until_then(database, after)
        self.again(database, self.delivery(mailbox.settings, after), self.today)

    def go_nowhere(self, database: Database) -> None:
        """Send it while the mail server does not answer."""
        self.run_until_then(database)
        away = MailSettings("127.0.0.1", a_free_port(), SENDER, MailSecurity.NONE)
        self.send(database, self.delivery(away), self.today)

    def run_until_then(self, database: Database, after: timedelta = timedelta()) -> None:
        """Let the program have run all the while: the clock is as it was."""
        database.upkeep.believe((self.now + after).replace(tzinfo=None))

    def states(self, database: Database) -> dict[str, str]:
        """What became of it, person by person."""
        return {m.person_id: m.state for m in database.outbox.mails() if m.kind is self.kind}

    def begin_elsewhere(self, url: str, port: int) -> subprocess.Popen[bytes]:
        """Send it from another process."""
        code = "import sys; from tests.services.mails import go_here; go_here(*sys.argv[1:])"
        return subprocess.Popen([sys.executable, "-c", code, self.kind, url, str(port)], cwd=ROOT)


def go_here(kind: str, url: str, port: str) -> None:
    """Send what a database wants sent, in a process of its own."""
    mail = MailSettings("127.0.0.1", int(port), SENDER, MailSecurity.NONE)
    errand = ERRANDS[MailKind(kind)]
    database = open_database(url)
    errand.run_until_then(database)
    errand.send(database, errand.delivery(mail), errand.today)


def _remind(database: Database, delivery: Delivery, today: date) -> object:
    return reminders.send_reminders(database, delivery, today=today, by=None)


def _send_rows(database: Database, delivery: Delivery, today: date) -> object:
    return owner_mails.send_rows(database, delivery, ["odd", "ola"], by=HEGE, today=today)


def _ask_both(database: Database) -> None:
    settle(database)
    published = asking.publish(database)
    for position in ("other", "position"):
        asked = asking.ask(database, published, by=HEGE)
        asking.delegate(database, asked, position_id=position)


def gather(database: Database, meeting: Meeting = MEETING, *more) -> Database:
    """A meeting Odd and Ola are asked to, and came to where it has been held."""
    came = Presence.INVITED if meeting.state is MeetingState.PLANNED else Presence.PRESENT
    people = [
        an_attendance(meeting, id=f"{who}-asked", person_id=who, presence=came)
        for who in ("odd", "ola")
    ]
    item_ = an_agenda_item(meeting, id="first", position=1, description="Ti på topp")
    return settle(database, meeting, item_, *people, *more)


def approved(meeting: Meeting = MEETING) -> Meeting:
    """The meeting once its minutes are approved."""
    given = {"state": MeetingState.APPROVED, "on": date(2026, 6, 30), "seal": "sealed"}
    return meeting.model_copy(update=given)


def _send_of_meeting(kind: MailKind) -> Callable[[Database, Delivery, date], object]:
    def send(database: Database, delivery: Delivery, today: date) -> object:
        return meeting_mails.send(
            database, delivery, kind, "meeting", by=HEGE, today=today, turn=1, everybody=True
        )

    return send


def _send_waiting(database: Database, delivery: Delivery, today: date) -> object:
    return outgoing.send_waiting(database, delivery, today=today)


REMINDER = Errand(MailKind.REMINDER, IN_JUNE, calm, _remind, _remind, "/action?code=")
ROWS = Errand(MailKind.ROWS, IN_JULY, settle, _send_rows, _send_waiting, "/rows")
QUESTION = Errand(MailKind.QUESTION, IN_JULY, _ask_both, _send_waiting, _send_waiting, "/questions")
AGENDA = Errand(
    MailKind.AGENDA,
    IN_JULY,
    gather,
    _send_of_meeting(MailKind.AGENDA),
    _send_waiting,
    "/meeting?meeting=meeting",
)
MINUTES = replace(
    AGENDA,
    kind=MailKind.MINUTES,
    prepare=lambda database: gather(database, approved()),
    send=_send_of_meeting(MailKind.MINUTES),
)
ERRANDS = {one.kind: one for one in (REMINDER, ROWS, QUESTION, AGENDA, MINUTES)}
