"""HR mails the owners their rows: each their own, once, as they stand when the mail goes."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from strategy.domain.errors import InvalidInputError, NotAllowedError
from strategy.domain.items import ActionState, Role
from strategy.services import outgoing
from strategy.services.administration import privacy
from strategy.services.follow_up import (
    owner_mails,
    owner_rows,
    reminders,
)
from strategy.services.follow_up import (
    reporting_in as follow_up,
)
from strategy.services.follow_up.owner_mails import Standing
from strategy.services.posting import Delivery
from strategy.store.outbox import MailKind, MailState
from tests.builders import (
    ADA,
    HEGE,
    LIV,
    OLA,
    PER,
    RITA,
    a_check_in,
    a_person,
    a_position,
    an_action,
)
from tests.mail_server import SENDER, a_free_port
from tests.services.fjordvik import DINA, ODD, OPEN, item, settle
from tests.services.mails import SITE, changed, text_of

TODAY = date(2026, 7, 1)
NINE = datetime(2026, 7, 1, 7, tzinfo=UTC)


def send(database, mailbox, *people, by=HEGE, today=TODAY, now=NINE):
    delivery = Delivery(mailbox.settings, SITE, now)
    told = owner_mails.send_rows(database, delivery, people, by=by, today=today)
    return {sent.person_id: sent.state for sent in told}


def send_waiting(database, mailbox, *, today=TODAY, now=NINE):
    delivery = Delivery(mailbox.settings, SITE, now)
    return len(owner_mails.send_waiting(database, delivery, today=today))


def away(mailbox):
    """The settings of a server that does not answer."""
    return replace(mailbox.settings, port=a_free_port())


def owners(database, *, by=HEGE, today=TODAY):
    return owner_mails.owners(database, by=by, today=today)


def standings(database):
    found = owners(database)
    return {o.person.id if o.person else o.positions[0].id: o.standing for o in found}


def attached(mail):
    """The workbooks of a mail, by name."""
    return {part.get_filename(): part.get_content() for part in mail.iter_attachments()}


def codes_in(content):
    """The codes of the actions a workbook holds."""
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    keys = next(row for row in page.iter_rows() if row[0].value == "action_id")
    at = next(cell.column for cell in keys if cell.value == "code")
    column = (page.cell(row, at).value for row in range(keys[0].row + 2, page.max_row + 1))
    return [code for code in column if code]


# --- who gets what ------------------------------------------------------------------------------


def test_one_sees_who_gets_how_much_and_who_cannot_be_mailed(small_town):
    with small_town.change(by=None) as change:
        change.add(a_position(id="vacant", title="Fagsjef", holder_id=None))
        change.add(an_action(id="loose", code="T-6", owner_id="vacant"))
        change.add(a_person("nn", "Nina Nes", Role.OWNER, email=""))
        change.add(a_position(id="nina", title="Rektor", holder_id="nn"))
        change.add(an_action(id="school", code="T-7", owner_id="nina"))
        change.add(a_position(id="rita", title="Tillitsvalgt", holder_id=RITA.id))
        change.add(an_action(id="union", code="T-10", owner_id="rita"))
    assert standings(small_town) == {
        "ola": Standing.READY,
        "odd": Standing.READY,
        "vacant": Standing.VACANT,
        "nn": Standing.NO_ADDRESS,
        "rita": Standing.NO_ACCESS,
    }
    actions = {o.positions[0].id: [a.code for a in o.actions] for o in owners(small_town)}
    # T-9 is Liv's secret and T-8 lies under a secret goal: nobody knows where a mail ends up.
    assert actions["position"] == ["T-1"]
    assert actions["other"] == ["T-2"]


def test_the_rows_of_a_vacant_position_go_to_its_deputy(small_town):
    changed(small_town, "position", holder_id=None)
    (to_dina,) = [o for o in owners(small_town) if o.person and o.person.id == DINA.id]
    assert [position.id for position in to_dina.positions] == ["position"]


def test_whoever_has_nothing_open_is_not_there(small_town):
    changed(small_town, "theirs", state=ActionState.DONE)
    assert list(standings(small_town)) == ["ola"]


# --- what is sent -------------------------------------------------------------------------------


def test_each_gets_their_own_rows_and_a_way_to_hand_them_in(database, mailbox):
    settle(database)
    assert send(database, mailbox, "ola", "odd") == {
        "ola": MailState.SENT,
        "odd": MailState.SENT,
    }
    mails = {mail["To"].addresses[0].username: mail for mail in mailbox.received}
    assert set(mails) == {"ola", "odd"}
    ((name, content),) = attached(mails["ola"]).items()
    assert (name, codes_in(content)) == ("tiltak-kommunalsjef-oppvekst-2026-07-01.xlsx", ["T-1"])
    assert [codes_in(file) for file in attached(mails["odd"]).values()] == [["T-2"]]
    text = mails["ola"].get_body(("plain",)).get_content()
    page = mails["ola"].get_body(("html",)).get_content()
    assert "Hei, Ola!" in text
    assert f"{SITE}/rows" in text
    assert f'<a href="{SITE}/rows">' in page
    assert "T-1 Lederutvikling for alle" in text
    assert "Frist 31.12.2026." in text
    assert "Fortrolige tiltak sendes aldri på e-post." in text


def test_what_was_mailed_comes_back_and_is_taken_in(small_town, mailbox):
    send(small_town, mailbox, "ola")
    files = list(attached(mailbox.received[0]).items())
    look = owner_rows.preview_returned(small_town, files, by=HEGE, today=TODAY)
    assert [(row.line.code, row.happens) for row in look.rows] == [("T-1", ("unchanged",))]


def test_an_answer_goes_to_whoever_sent_it(small_town, mailbox):
    send(small_town, mailbox, "ola", by=HEGE)
    (mail,) = mailbox.received
    assert (mail["From"], mail["Reply-To"]) == (SENDER, "hege@example.org")
    assert "så henter Hege Hagen den inn" in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    "now", [{"email": ""}, {"roles": (Role.POLITICIAN,)}], ids=["no address", "another role"]
)
def test_an_answer_goes_to_the_sender_when_nobody_else_can_take_it(small_town, mailbox, now):
    send_to_nobody = Delivery(away(mailbox), SITE, NINE)
    owner_mails.send_rows(small_town, send_to_nobody, ["ola"], by=HEGE, today=TODAY)
    changed(small_town, HEGE.id, **now)
    send_waiting(small_town, mailbox, now=NINE + timedelta(hours=1))
    (mail,) = mailbox.received
    assert mail["Reply-To"] is None
    assert "svar på denne e-posten" not in mail.get_body(("plain",)).get_content()


def test_somebody_with_two_positions_gets_one_mail_with_both_workbooks(small_town, mailbox):
    with small_town.change(by=None) as change:
        change.add(a_position(id="twin", title="Kommunalsjef oppvekst"))
        change.add(an_action(id="second", code="T-5", owner_id="twin", due=None))
    send(small_town, mailbox, "ola")
    (mail,) = mailbox.received
    assert {name: codes_in(content) for name, content in attached(mail).items()} == {
        "tiltak-kommunalsjef-oppvekst-2026-07-01.xlsx": ["T-1"],
        "tiltak-kommunalsjef-oppvekst-2026-07-01-2.xlsx": ["T-5"],
    }
    assert "Ingen frist er satt." in mail.get_body(("plain",)).get_content()


def test_a_long_list_is_cut_in_the_letter_but_not_in_the_workbook(small_town, mailbox):
    many = [OPEN.model_copy(update={"id": f"l{n}", "code": f"L-{n:02}"}) for n in range(14)]
    with small_town.change(by=None) as change:
        change.add_many(many)
    send(small_town, mailbox, "ola")
    (mail,) = mailbox.received
    assert "og 3 til, se Arbeidsgiverkompasset" in mail.get_body(("plain",)).get_content()
    ((_, content),) = attached(mail).items()
    assert len(codes_in(content)) == 15


def test_what_is_confidential_never_leaves_not_even_to_whom_it_is_shown(small_town, mailbox):
    own = an_action(
        id="own", code="T-66", title="Slå sammen", owner_id="position", confidential_to=(OLA.id,)
    )
    with small_town.change(by=None) as change:
        change.add(own)
        change.add(a_check_in(own, comment="Ingen må vite det"))
    send(small_town, mailbox, "ola", by=LIV)
    (mail,) = mailbox.received
    ((_, content),) = attached(mail).items()
    assert codes_in(content) == ["T-1"]
    assert "T-66" not in mail.get_body(("plain",)).get_content()


def test_whoever_asked_need_not_have_a_name(small_town, mailbox):
    changed(small_town, "hege", name="")
    send(small_town, mailbox, "ola")
    assert "så henter Noen den inn" in text_of(mailbox.received[0])


def test_letter_and_workbook_are_in_the_language_of_whoever_gets_them(small_town, mailbox):
    changed(small_town, "odd", language="en")
    changed(small_town, "ola", language="nn")
    send(small_town, mailbox, "ola", "odd")
    found = {mail["Subject"]: next(iter(attached(mail))) for mail in mailbox.received}
    assert found == {
        "Your action: fill in and send back": "actions-kommunalsjef-helse-2026-07-01.xlsx",
        "Tiltaket ditt: fyll ut og send tilbake": "tiltak-kommunalsjef-oppvekst-2026-07-01.xlsx",
    }


# --- once, whatever happens ---------------------------------------------------------------------


def test_the_next_day_it_can_be_sent_again(small_town, mailbox):
    send(small_town, mailbox, "ola")
    tomorrow = TODAY + timedelta(days=1)
    send(small_town, mailbox, "ola", today=tomorrow, now=NINE + timedelta(days=1))
    assert mailbox.to == ["ola@example.org"] * 2


def test_what_could_not_go_in_the_evening_tells_in_the_morning_what_is_true_then(database, mailbox):
    settle(database)
    delivery = Delivery(away(mailbox), SITE, NINE)
    told = owner_mails.send_rows(database, delivery, ["ola", "odd"], by=HEGE, today=TODAY)
    assert {sent.state for sent in told} == {MailState.WAITING}
    health = reminders.mail_health(database, by=ADA)
    assert (health.waiting, "refused" in health.problem) == (2, True)

    follow_up.check_in(database, "action", {"percent": 65}, by=OLA, today=TODAY)
    changed(database, "theirs", state=ActionState.DONE)
    morning = NINE + timedelta(days=1)
    assert send_waiting(database, mailbox, today=TODAY + timedelta(days=1), now=morning) == 2
    (mail,) = mailbox.received
    ((name, content),) = attached(mail).items()
    assert name == "tiltak-kommunalsjef-oppvekst-2026-07-02.xlsx"
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    assert 65 in [cell.value for row in page.iter_rows() for cell in row]
    # Odd has nothing open any more, and is told nothing.
    states = {m.person_id: m.state for m in database.outbox.mails_of(MailKind.ROWS, TODAY)}
    assert states == {"ola": MailState.SENT, "odd": MailState.OVERTAKEN}


def test_an_administrator_tries_again_at_once(small_town, mailbox):
    delivery = Delivery(away(mailbox), SITE, NINE)
    owner_mails.send_rows(small_town, delivery, ["ola"], by=HEGE, today=TODAY)
    now = Delivery(mailbox.settings, SITE, NINE + timedelta(minutes=1))
    assert outgoing.try_again(small_town, now, today=TODAY, by=ADA) >= 1
    assert {"ola@example.org"} <= set(mailbox.to)
    with pytest.raises(NotAllowedError):
        outgoing.try_again(small_town, now, today=TODAY, by=HEGE)


def test_one_whose_address_was_mended_is_sent_to_again_the_same_day(small_town, mailbox):
    mailbox.answers = {"ola@example.org": "550 No such user"}
    assert send(small_town, mailbox, "ola") == {"ola": MailState.REFUSED}
    (ola,) = [o for o in owners(small_town) if o.person and o.person.id == "ola"]
    assert (ola.can_be_asked, ola.mail.problem) == (True, "550 No such user")
    mailbox.answers = {}
    assert send(small_town, mailbox, "ola") == {"ola": MailState.SENT}
    (ola,) = [o for o in owners(small_town) if o.person and o.person.id == "ola"]
    assert not ola.can_be_asked


# --- refused ------------------------------------------------------------------------------------


def nothing_was_asked_for(database):
    return database.outbox.mails() == ()


@pytest.mark.parametrize("person", [OLA, RITA, PER], ids=lambda person: person.id)
def test_nobody_but_planners_mails_others_their_rows(small_town, mailbox, person):
    with pytest.raises(NotAllowedError):
        send(small_town, mailbox, "odd", by=person)
    with pytest.raises(NotAllowedError):
        owners(small_town, by=person)
    assert nothing_was_asked_for(small_town)


@pytest.mark.parametrize("people", [("ola", "nobody"), ("ola", "liv"), ("ola", "odd")])
def test_one_who_cannot_be_mailed_keeps_all_from_going(small_town, mailbox, people):
    changed(small_town, "odd", email="odd, ola")
    with pytest.raises(InvalidInputError) as refused:
        send(small_town, mailbox, *people)
    assert [(p.rule, p.details) for p in refused.value.problems] == [
        ("cannot_be_mailed", {"count": "1"})
    ]
    assert nothing_was_asked_for(small_town)
    assert mailbox.received == []


def test_sending_to_nobody_is_refused(small_town, mailbox):
    with pytest.raises(InvalidInputError) as refused:
        send(small_town, mailbox)
    assert [problem.rule for problem in refused.value.problems] == ["nobody_to_send_to"]


def test_what_was_mailed_to_somebody_is_theirs_to_see_and_gone_with_them(small_town, mailbox):
    send(small_town, mailbox, "ola", "odd")
    told = privacy.everything_about(small_town, ODD.id, by=ADA, today=TODAY).decode()
    assert '"kind": "rows"' in told
    privacy.erase_person(small_town, item(small_town, "odd"), by=ADA)
    assert [mail.person_id for mail in small_town.outbox.mails()] == ["ola"]
