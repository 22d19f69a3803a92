"""One run with a wrong clock destroys nothing, keeps nothing from being done, and is told of."""

import logging
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from strategy.domain.items import Outcome
from strategy.domain.known_time import KnownDay
from strategy.services import reading
from strategy.services.administration.upkeep import ALWAYS_KEPT, list_backups
from strategy.services.clock import stored
from strategy.services.reflection import answering as reflection
from strategy.services.reflection import rounds as reflection_rounds
from strategy.settings import read_settings
from strategy.store.database import open_database
from strategy.store.outbox import MailKey, MailKind, MailState
from strategy.web.lifespan import keep_house, remind, send_mails
from tests.builders import ADA, LIV, OLA, a_check_in, an_organisation, stock
from tests.mail_server import mail_server
from tests.served import Server, a_free_port

NOW = datetime(2026, 6, 24, 5, tzinfo=UTC)
IN_2031 = datetime(2031, 1, 1, 3, tzinfo=UTC)
A_DAY = timedelta(days=1)
DAYS = [NOW.date() - n * A_DAY for n in range(14, 0, -1)]
LONG_AGO = datetime(2024, 1, 1, 12)  # noqa: DTZ001 - the store speaks UTC without a zone


def fill(database, folder):
    """A municipality that has everything a clock could make old, and two weeks of backups."""
    with database.change(by=LIV.id, reason="Begynte", made_at=LONG_AGO) as change:
        change.add_many((an_organisation(history_years=3, reminders=True), *(ADA, LIV, OLA)))
    with database.change(by=LIV.id, made_at=LONG_AGO + A_DAY) as change:
        change.update(change.plan.organisation.model_copy(update={"name": "Fjordvik"}))
    given = {"title": "Torde vi?", "prompts": ("dare-1",), "participant_ids": (LIV.id, OLA.id)}
    asked = reflection_rounds.prepare(database, given, by=LIV, today=DAYS[0])
    reflection_rounds.open_round(database, asked.id, by=LIV, today=DAYS[0])
    said = {"text": "Ja", "level": None, "by": OLA, "today": DAYS[0]}
    reflection.answer(database, asked.id, "dare-1", **said)
    reflection.close(database, asked.id, by=LIV, today=DAYS[0])
    at = stored(NOW - A_DAY)
    database.outbox.ask([MailKey(OLA.id, DAYS[-1], MailKind.ROWS)], now=at, asked_by="ada")
    database.outbox.hold(MailKey(OLA.id, NOW.date()), message_id="<1@x>", now=at, problem="away")
    database.identities.invite("link", OLA.id, expires_at=at + 14 * A_DAY)
    folder.mkdir(exist_ok=True)
    for day in DAYS:
        (folder / f"strategy-{day}.duckdb").write_bytes(b"a backup")


def all_of_it(database):
    """What could be lost, as one can see it."""
    with database.reflections.looking_at(database.reflections.rounds()[0].id) as one:
        answers = len(one.answers())
    return {
        "begins": database.begins(),
        "changes": len(database.revisions()),
        "answers": answers,
        "mails": {(m.kind, m.day): m.state for m in database.outbox.mails()},
        "invited": len(database.identities.invitations_of(OLA.id)),
    }


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def town(database, folder):
    fill(database, folder)
    database.upkeep.believe(stored(NOW - A_DAY))
    keep_house(database, folder, now=NOW - timedelta(hours=1))
    return database


def test_one_night_in_2031_deletes_nothing_and_keeps_the_next_backup_from_nobody(
    town, folder, caplog
):
    before, files = all_of_it(town), {backup.name for backup in list_backups(folder)}

    keep_house(town, folder, now=IN_2031)
    keep_house(town, folder, now=IN_2031 + timedelta(minutes=15))

    assert all_of_it(town) == before
    assert files <= {backup.name for backup in list_backups(folder)}
    assert "The clock says 2031-01-01" in caplog.text

    # The clock is right again: that day, and every day after it, has its backup.
    for day in range(1, 4):
        keep_house(town, folder, now=NOW + day * A_DAY)
    days = {backup.on for backup in list_backups(folder)}
    assert {NOW.date() + n * A_DAY for n in range(1, 4)} <= days
    assert not town.upkeep.known_time().in_doubt
    assert all_of_it(town)["mails"][MailKind.ROWS, DAYS[-1]] is MailState.WAITING


def test_a_clock_of_1970_deletes_nothing_now_and_nothing_later(town, folder):
    before = all_of_it(town)
    keep_house(town, folder, now=datetime(1970, 1, 1, tzinfo=UTC))
    # What is done meanwhile does not look fifty years old.
    assert reading.day_at(town, datetime(1970, 1, 1, tzinfo=UTC)) == NOW.date()
    keep_house(town, folder, now=NOW + timedelta(hours=1))
    assert all_of_it(town) == before


def test_a_change_that_says_it_is_of_1970_is_not_forgotten_with_what_is_old(town):
    at_noon = stored(NOW)
    for made_at in (at_noon, datetime(1970, 1, 1), datetime(2031, 1, 1)):  # noqa: DTZ001 - UTC
        with town.change(by=OLA.id, reason="Nylig", made_at=made_at) as change:
            organisation = change.plan.organisation
            change.update(organisation.model_copy(update={"name": f"Fra {made_at.year}"}))
    assert town.forget(KnownDay(NOW.date()).years_ago(1))
    kept = [(revision.by_id, revision.reason) for revision in town.revisions()]
    assert kept.count((OLA.id, "Nylig")) == 3


def test_no_mail_goes_while_nobody_can_be_sure_of_the_day_and_none_is_lost(town, folder):
    with mail_server() as mailbox:
        settings = replace(read_settings({}), mail=mailbox.settings)
        keep_house(town, folder, now=IN_2031)
        remind(town, settings, now=IN_2031 + timedelta(hours=5))
        send_mails(town, settings, now=IN_2031 + timedelta(hours=5))
        assert mailbox.to == []
        assert {mail.state for mail in town.outbox.mails()} == {MailState.WAITING}
        send_mails(town, settings, now=NOW)
        assert town.outbox.mails_of(MailKind.ROWS, DAYS[-1])[0].state is not MailState.WAITING


def test_what_a_clock_of_2031_sent_keeps_nobody_from_being_reminded_until_then(duck):
    yesterday = date(2026, 6, 23)
    stock(duck)
    with duck.change(by=None) as change:
        action = change.plan.by_id["action"]
        change.update(action.model_copy(update={"due": yesterday}))
        # A date nobody has decided on would wait for those who decide, not for the owner.
        proposal = change.plan.by_id["postponement"]
        change.update(proposal.model_copy(update={"outcome": Outcome.DECLINED}))
        change.add(a_check_in(action, on=yesterday))
        change.update(change.plan.organisation.model_copy(update={"reminders": True}))
    sent = MailKey(OLA.id, IN_2031.date())
    duck.outbox.claim(sent, message_id="<1@x>", now=stored(IN_2031), tried_before=stored(IN_2031))
    duck.outbox.settle(sent, MailState.SENT)
    duck.upkeep.believe(stored(NOW))
    with mail_server() as mailbox:
        remind(duck, replace(read_settings({}), mail=mailbox.settings), now=NOW)
    assert mailbox.to == ["ola@example.org"]


def test_once_somebody_vouches_for_the_clock_what_is_old_goes(town, folder, caplog):
    keep_house(town, folder, now=IN_2031)
    town.upkeep.believe(stored(IN_2031))
    with caplog.at_level(logging.INFO):
        keep_house(town, folder, now=IN_2031 + timedelta(minutes=15))
    assert town.begins() == date(2028, 1, 1)
    assert all_of_it(town)["answers"] == 0
    assert len(list_backups(folder)) == ALWAYS_KEPT


def has_kept_house(server):
    for _ in range(200):
        if "nothing more grows old" in server.log.read_text():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_the_app_started_by_a_clock_five_years_ahead_of_its_store_deletes_nothing(tmp_path):
    """The clock cannot be turned in a test; the store is five years behind it instead."""
    url, folder = f"duckdb:///{tmp_path / 'plan.duckdb'}", tmp_path / "backups"
    then = datetime.now(UTC) - timedelta(days=5 * 365)
    with closing(open_database(url)) as database:
        fill(database, folder)
        keep_house(database, folder, now=NOW)
        database.upkeep.believe(stored(then))
        before, files = all_of_it(database), {backup.name for backup in list_backups(folder)}
    server = Server(url, tmp_path, a_free_port(), {"STRATEGY_MODE": "local"})
    server.start()
    assert has_kept_house(server)
    server.stop()
    with closing(open_database(url)) as database:
        assert all_of_it(database) == before
    assert files <= {backup.name for backup in list_backups(folder)}
