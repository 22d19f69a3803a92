"""When something is wrong with the store, its administrators get a mail, once a day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from strategy.domain.items import Role
from strategy.services import outgoing
from strategy.services.administration.upkeep import backup_now
from strategy.services.administration.upkeep_mails import ask_where_something_is_wrong
from strategy.services.clock import stored
from strategy.services.posting import Delivery
from strategy.settings import Settings
from strategy.store.outbox import MailKind, MailState
from strategy.web.lifespan import keep_house_and_tell
from tests.builders import CAST, a_person, an_organisation, stock

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
A_DAY = timedelta(days=1)
SITE = "https://strategi.fjordvik.example"
ADA = a_person("ada", "Ada Aune", Role.ADMINISTRATOR).model_copy(
    update={"email": "ada@fjordvik.example"}
)
OTHERS = tuple(person for person in CAST if person.id != "ada")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    return tmp_path / "backups"


@pytest.fixture
def town(duck):
    stock(duck, an_organisation(), ADA, *OTHERS)
    duck.upkeep.believe(stored(NOW))
    return duck


def asked(town, folder, mailbox, now=NOW):
    delivery = Delivery(mailbox.settings, SITE, now)
    return ask_where_something_is_wrong(town, folder, delivery, today=now.date())


def sent(town, mailbox, now=NOW):
    delivery = Delivery(mailbox.settings, SITE, now)
    return outgoing.send_waiting(town, delivery, today=now.date())


def test_ada_is_told_that_there_is_no_backup_and_nobody_else_is(town, folder, mailbox):
    assert asked(town, folder, mailbox) == 1
    (posted,) = sent(town, mailbox)
    assert (posted.key.kind, posted.state) == (MailKind.UPKEEP, MailState.SENT)
    (mail,) = mailbox.received
    assert mail["To"].endswith("<ada@fjordvik.example>")
    assert mail["Subject"] == "Noe er galt med lagringen av planen"
    text = mail.get_body(("plain",)).get_content()
    assert "Det finnes ingen sikkerhetskopi som kan leses." in text
    assert f"{SITE}/backup" in text


def test_she_is_told_once_a_day_for_as_long_as_it_lasts(town, folder, mailbox):
    for hour in range(3):
        asked(town, folder, mailbox, NOW + timedelta(hours=hour))
        sent(town, mailbox, NOW + timedelta(hours=hour))
    assert len(mailbox.received) == 1
    tomorrow = NOW + A_DAY
    town.upkeep.believe(stored(tomorrow))
    asked(town, folder, mailbox, tomorrow)
    sent(town, mailbox, tomorrow)
    assert len(mailbox.received) == 2


def test_where_all_is_well_nobody_is_told(town, folder, mailbox):
    backup_now(town, folder, by=None, today=NOW.date())
    assert asked(town, folder, mailbox) == 0


def test_what_is_in_order_again_before_the_mail_goes_is_not_told(town, folder, mailbox):
    asked(town, folder, mailbox)
    backup_now(town, folder, by=None, today=NOW.date())
    sent(town, mailbox)
    assert mailbox.received == []


def test_the_mail_says_which_backup_there_is(town, folder, mailbox):
    backup_now(town, folder, by=None, today=NOW.date() - 4 * A_DAY)
    asked(town, folder, mailbox)
    sent(town, mailbox)
    text = mailbox.received[0].get_body(("plain",)).get_content()
    assert "19.11.2026. Den inneholder versjon 1." in text.replace(
        "19. november 2026", "19.11.2026"
    )


def test_who_no_longer_administers_is_not_told(town, folder, mailbox):
    asked(town, folder, mailbox)
    with town.change(by=None) as change:
        change.update(change.plan.by_id["ada"].model_copy(update={"roles": (Role.HR,)}))
    sent(town, mailbox)
    assert mailbox.received == []
    assert asked(town, folder, mailbox) == 0


@pytest.mark.parametrize("away", [{"email": ""}, {"retired": True}])
def test_an_administrator_who_cannot_be_reached_is_not_asked_for(duck, folder, mailbox, away):
    stock(duck, an_organisation(), ADA.model_copy(update=away), *OTHERS)
    duck.upkeep.believe(stored(NOW))
    assert asked(duck, folder, mailbox) == 0


def test_a_demo_municipality_tells_nobody(duck, folder, mailbox):
    stock(duck, an_organisation(demo=True), ADA)
    assert asked(duck, folder, mailbox) == 0


def test_the_program_itself_asks_after_a_backup_that_failed(town, folder, mailbox, settings):
    folder.write_text("a file, no folder")
    keep_house_and_tell(town, settings(folder, mailbox.settings), now=NOW)
    sent(town, mailbox)
    text = mailbox.received[0].get_body(("plain",)).get_content()
    assert "Dagens sikkerhetskopi ble ikke tatt." in text


def test_without_a_mail_server_the_program_still_keeps_house(town, folder, settings):
    keep_house_and_tell(town, settings(folder, None), now=NOW)
    assert len(list(folder.glob("strategy-*.duckdb"))) == 1
    assert town.outbox.mails() == ()


def test_a_failure_to_tell_is_logged(town, folder, mailbox, settings, caplog):
    known = settings(folder, mailbox.settings)
    town.close()
    keep_house_and_tell(town, known, now=NOW)
    assert "during telling the administrators how the store fares" in caplog.text


@pytest.fixture
def settings(town):
    def made(folder, mail):
        known = Settings(database_url=town.url, backup_folder=folder, port=1, base_url=SITE)
        return replace(known, mail=mail)

    return made
