"""Rapportering and Påminnelser as people meet them: what they see, press, and are refused."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from strategy.domain.follow_up.quiet_days import is_quiet
from strategy.domain.follow_up.reporting import current_period
from strategy.domain.items import ReportingPeriod, Review
from strategy.services import reading
from strategy.services.follow_up import reporting
from strategy.services.opening import close_databases, the_database
from strategy.services.posting import NOT_MADE
from strategy.store.database import Database
from strategy.store.outbox import MailKey, MailKind
from strategy.ui import session
from tests.builders import (
    CAST,
    HEGE,
    LIV,
    OLA,
    a_check_in,
    a_goal,
    a_pillar,
    a_position,
    a_unit,
    an_action,
    an_organisation,
    stock,
)
from tests.mail_server import a_certificate, mail_server

ROOT = Path(__file__).resolve().parents[3]
LEADER = a_position(id="leader", title="Oppvekstsjef", holder_id=LIV.id, leads=True)
pytestmark = pytest.mark.usefixtures("database")
# However old this test gets, its actions run.
ALWAYS = {"start": None, "due": None, "original_due": None}


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The store the app itself opens: a unit that is led, an action of Ola's, one of nobody's."""
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{tmp_path / 'plan.duckdb'}")
    for name in ("SMTP_URL", "SMTP_HOST", "MAIL_FROM", "BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    close_databases()
    opened = the_database()
    stock(
        opened,
        an_organisation(),
        a_unit(),
        a_position(),
        LEADER,
        a_pillar(),
        a_goal(id="goal"),
        an_action(id="mine", title="Heltid", owner_id="position", goal_ids=("goal",), **ALWAYS),
        an_action(id="loose", code="T-2", title="Uten eier", **ALWAYS),
        *CAST,
    )
    yield opened
    close_databases()


def shown(page: str, person_id: str, *, language: str | None = None) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=20)
    app.session_state[session.PERSON] = person_id
    app.session_state[session.LANGUAGE] = language
    app.run()
    app.switch_page(page)
    return app.run()


def periods(person_id: str, **given) -> AppTest:
    return shown("pages/follow_up/periods.py", person_id, **given)


def reminders(person_id: str, **given) -> AppTest:
    return shown("pages/administration/reminders.py", person_id, **given)


def said(app: AppTest) -> str:
    assert not app.exception
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.error, app.info)
    return "\n".join(element.value for kind in (*kinds, app.warning) for element in kind)


def button(app: AppTest, key: str):
    (found,) = [b for b in app.button if b.key and b.key.startswith(key)]
    return found


def now(database: Database) -> ReportingPeriod:
    today = reading.today_in(database)
    return current_period(database.plan(), today=today)


def report(database: Database) -> None:
    today = reading.today_in(database)
    with database.change(by=OLA.id) as change:
        action = database.plan().by_id["mine"]
        change.add(a_check_in(action, on=max(now(database).opens, today - timedelta(days=1))))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_one_sees_who_has_reported_and_who_has_not(database, language):
    report(database)
    app = periods("hege", language=language)
    first = {"nb": "1 av 2 er rapportert", "nn": "1 av 2 er rapporterte", "en": "1 of 2 are"}
    assert app.title[0].value.startswith(first[language])
    assert [s.value for s in app.subheader] == [
        {"nb": "Uten enhet", "nn": "Utan eining", "en": "Without a unit"}[language],
        "Oppvekst",
    ]
    assert "Liv Lie" in said(app)


def test_the_leader_acknowledges_in_one_press(database):
    report(database)
    app = periods("liv")
    button(app, f"acknowledge.{now(database).id}.unit").click().run()
    assert not app.exception
    (review,) = database.plan().reviews
    assert (review.unit_id, review.by_id) == ("unit", "liv")
    assert "Godtatt av Liv Lie" in said(periods("ola"))


def test_the_leader_asks_for_more_and_the_owner_sees_it(database):
    app = periods("liv")
    key = f"form.ask.{now(database).id}.unit"
    app.selectbox(key=f"{key}.about").set_value("mine")
    app.text_area(key=f"{key}.comment").set_value("Hva med *lokalene*?")
    [b for b in app.button if b.form_id == key][0].click().run()  # noqa: RUF015 - a form has one
    assert not app.exception
    (review,) = database.plan().reviews
    assert (review.action_id, review.comment) == ("mine", "Hva med *lokalene*?")
    assert "Liv Lie spør: Hva med \\*lokalene\\*?" in said(periods("ola"))


def test_asking_without_a_word_is_refused_beside_the_field(database):
    app = periods("liv")
    key = f"form.ask.{now(database).id}.unit"
    [b for b in app.button if b.form_id == key][0].click().run()  # noqa: RUF015 - as above
    assert database.plan().reviews == ()
    assert any(":material/error:" in m.value for m in app.markdown)


@pytest.mark.parametrize("person", ["ola", "rita"])
def test_who_neither_leads_nor_plans_only_looks(person):
    app = periods(person)
    assert said(app)
    keys = [b.key for b in app.button if b.key]
    assert not [k for k in keys if k.startswith(("acknowledge", "period."))]


def test_a_politician_is_turned_away():
    app = AppTest.from_file(str(ROOT / "pages" / "follow_up" / "periods.py"))
    app.session_state[session.PERSON] = "per"
    app.run()
    assert "T-1" not in said(app)
    assert [title.value for title in app.title] == ["Denne siden er ikke for din rolle"]


def test_hr_closes_the_period_and_opens_it_again(database):
    app = periods("hege")
    button(app, "period.close").click().run()
    assert now(database).closed_by == "hege"
    app = periods("hege")
    assert "Lukket" in said(app)
    button(app, "period.reopen").click().run()
    assert now(database).closed_on is not None
    assert app.error
    app.text_input(key="period.reopen.reason").set_value("For tidlig").run()
    button(app, "period.reopen").click().run()
    assert now(database).closed_on is None


def test_hr_gives_a_period_a_name_and_adds_one(database):
    app = periods("hege")
    key = f"form.period.{now(database).id}.0"
    app.text_input(key=f"{key}.title").set_value("Halvveis")
    [b for b in app.button if b.form_id == key][0].click().run()  # noqa: RUF015 - as above
    assert not app.exception
    assert now(database).title == "Halvveis"

    app = periods("hege")
    days = ("1.1.2030", "30.6.2030", "1.7.2030", "15.7.2030", "31.7.2030")
    app.text_input(key="form.period.new.title").set_value("Ekstra")
    names = ("first", "ends", "opens", "deadline", "grace_until")
    for name, day in zip(names, days, strict=True):
        app.text_input(key=f"form.period.new.{name}").set_value(day)
    [b for b in app.button if b.form_id == "form.period.new"][0].click().run()  # noqa: RUF015
    assert not app.exception
    assert {p.title for p in database.plan().reporting_periods} == {"Halvveis", "Ekstra"}


def test_a_period_to_come_can_be_taken_out(database):
    today = reading.today_in(database)
    coming = reporting.add_period(
        database,
        {
            "title": "Neste",
            "first": today,
            "ends": today + timedelta(days=900),
            "opens": today + timedelta(days=901),
            "deadline": today + timedelta(days=902),
            "grace_until": today + timedelta(days=903),
        },
        by=HEGE,
    )
    app = periods("hege")
    app.query_params["period"] = coming.id
    app.run()
    button(app, "period.drop").click().run()
    assert database.plan().find(ReportingPeriod, coming.id) is None


def test_without_periods_and_without_actions_the_page_says_what_it_is_for(database):
    with database.change(by=None) as change:
        for action in database.plan().actions:
            change.update(action.model_copy(update={"retired": True}))
    assert "Her ser du hvem som har rapportert" in said(periods("hege"))
    with database.change(by=None) as change:
        organisation = database.plan().organisation
        change.update(organisation.model_copy(update={"reporting_days": ()}))
    assert "Ingen rapporteringsdager er satt" in said(periods("hege"))


def test_looking_back_there_is_no_reporting(database):
    app = periods("hege")
    app.session_state[session.AS_OF] = reading.today_in(database)
    app.run()
    assert "Gå tilbake til i dag" in said(app)


def test_a_closed_period_shows_a_review_by_somebody_who_has_left(database):
    today = reading.today_in(database)
    with database.change(by=None) as change:
        change.update(database.plan().by_id["liv"].model_copy(update={"name": ""}))
    review = reporting.acknowledge(database, now(database).id, "unit", by=LIV, today=today)
    assert isinstance(review, Review)
    assert "Godtatt av" in said(periods("hege"))


# --- reminders ----------------------------------------------------------------------------------


def test_the_administrator_sees_that_reminders_are_off_and_no_server_is_set_up():
    app = reminders("ada")
    assert app.title[0].value == "Påminnelser er slått av"
    assert "SMTP_URL" in said(app)
    assert "Ingenting er sendt ennå." in said(app)
    # Nobody is told who has not answered a round: such a reminder goes no further.
    assert "Reagerer ingen når et tiltak er over fristen" in said(app)


def test_the_administrator_sees_what_keeps_the_mails_from_going(database, monkeypatch):
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("MAIL_FROM", "strategi@example.org")
    today = reading.today_in(database)
    database.outbox.hold(
        MailKey("ola", today),
        message_id="<1@x>",
        now=database.revisions()[0].made_at,
        problem="[Errno 111] away",
    )
    with database.change(by=None) as change:
        organisation = database.plan().organisation
        change.update(organisation.model_copy(update={"reminders": True}))
    app = reminders("ada")
    assert app.title[0].value == "Påminnelser sendes hver virkedag fra kl. 7"
    assert "Én e-post venter" in said(app)
    assert "127\\.0\\.0\\.1" in said(app)


def test_without_a_mail_server_the_administrator_is_told_how_long_mails_wait_for_one(database):
    key = MailKey("ola", reading.today_in(database), MailKind.QUESTION, "q")
    database.outbox.ask([key], now=database.revisions()[0].made_at, asked_by=None)
    app = reminders("ada")
    assert "Én e-post venter på en e-postserver. Etter en uke blir den ikke sendt." in said(app)
    assert not [one for one in app.button if one.key == "mails.again"]


def test_the_administrator_is_told_in_words_of_a_mail_that_cannot_be_made(database, monkeypatch):
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("MAIL_FROM", "strategi@example.org")
    today, now = reading.today_in(database), database.revisions()[0].made_at
    key = MailKey("ola", today, MailKind.ROWS)
    database.outbox.hold(key, message_id="<1@x>", now=now, problem=NOT_MADE)
    app = reminders("ada")
    assert "Én e-post kunne ikke lages." in said(app)
    assert "e-postserveren ikke svarer" not in said(app)
    assert app.dataframe[0].value["Hva som er i veien"].tolist() == ["kunne ikke lages, se loggen"]


def test_a_server_that_cannot_prove_itself_is_told_of_with_what_to_do(
    database, monkeypatch, tmp_path
):
    with mail_server(tls_context=a_certificate(tmp_path).shown) as mailbox:
        monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{mailbox.port}")
        monkeypatch.setenv("SMTP_SECURITY", "starttls")
        monkeypatch.setenv("MAIL_FROM", "strategi@example.org")
        key = MailKey("ola", reading.today_in(database), MailKind.ROWS)
        now = database.revisions()[0].made_at
        database.outbox.ask([key], now=now, asked_by="hege")
        app = reminders("ada")
        assert "Én e-post er bedt om og venter på å bli sendt." in said(app)
        button(app, "mails.again").click().run()
        assert "certificate not trusted \\(self\\-signed certificate\\)" in said(app)
        assert "SMTP_CA_FILE" in said(app)
        assert mailbox.received == []

        monkeypatch.setenv("SMTP_CA_FILE", str(tmp_path / "127.0.0.1.pem"))
        app = reminders("ada")
        button(app, "mails.again").click().run()
        assert "venter fordi" not in said(app)
    assert mailbox.to == ["ola@example.org"]
    shown_mails = reminders("ada").dataframe[0].value
    assert shown_mails[["Hva", "Hva det ble av den"]].values.tolist() == [["arbeidsbok", "sendt"]]


@pytest.mark.parametrize("person", ["hege", "ola", "per"])
def test_nobody_else_sees_the_mails(person):
    app = AppTest.from_file(str(ROOT / "pages" / "administration" / "reminders.py"))
    app.session_state[session.PERSON] = person
    app.run()
    assert [title.value for title in app.title] == ["Denne siden er ikke for din rolle"]


# One who waits for an answer all year, so that somebody is reminded whenever this test is run.
def somebody_waits(database: Database) -> None:
    today = reading.today_in(database)
    with database.change(by=None) as change:
        action = database.plan().by_id["mine"]
        change.update(action.model_copy(update={"due": today - timedelta(days=1)}))
        change.add(a_check_in(action, on=today - timedelta(days=1)))


def test_the_administrator_sees_who_is_reminded_and_sends_it_now(database, monkeypatch):
    somebody_waits(database)
    with mail_server() as mailbox:
        monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{mailbox.port}")
        monkeypatch.setenv("MAIL_FROM", "strategi@example.org")
        app = reminders("ada")
        if is_quiet(reading.today_in(database)):
            assert "I dag er en stille dag" in said(app)
            return
        assert any("Ola Owren" in expander.label for expander in app.expander)
        button(app, "reminders.send").click().run()
        assert not app.exception
    assert "ola@example.org" in mailbox.to
    assert "sendt" in str(reminders("ada").dataframe[0].value)


def test_the_administrator_switches_reminders_on_and_chooses_the_days(database):
    app = shown("pages/administration/organisation.py", "ada")
    app.checkbox(key="form.organisation.reminders").check()
    app.text_input(key="form.organisation.reminder_hour").set_value("6")
    app.text_input(key="form.organisation.opens_days").set_value("21")
    [b for b in app.button if b.form_id == "form.organisation"][0].click().run()  # noqa: RUF015
    assert not app.exception
    organisation = database.plan().organisation
    assert (organisation.reminders, organisation.reminder_hour) == (True, 6)
    assert organisation.opens_days == 21


def test_an_hour_that_is_none_is_refused_beside_its_field(database):
    app = shown("pages/administration/organisation.py", "ada")
    app.text_input(key="form.organisation.reminder_hour").set_value("25")
    [b for b in app.button if b.form_id == "form.organisation"][0].click().run()  # noqa: RUF015
    assert database.plan().organisation.reminder_hour == 7
    assert any(":material/error:" in m.value for m in app.markdown)


# --- one's own calendar -------------------------------------------------------------------------


def calendar_page() -> None:
    """Stand in for the page the calendar will have."""
    from strategy.ui import session  # noqa: PLC0415 - it runs as a script
    from strategy.ui.follow_up import calendar_feed  # noqa: PLC0415 - it runs as a script

    calendar_feed.show_calendar(session.require())


def test_one_makes_an_address_sees_it_once_and_switches_it_off(database):
    app = AppTest.from_function(calendar_page, default_timeout=20)
    app.session_state[session.PERSON] = "ola"
    app.session_state[session.LANGUAGE] = "nb"
    app.run()
    button(app, "calendar.make").click().run()
    assert not app.exception
    address = app.code[0].value
    assert address.startswith("http://127.0.0.1:8501/calendar/")
    assert "Kopier adressen nå" in said(app)

    later = AppTest.from_function(calendar_page, default_timeout=20)
    later.session_state[session.PERSON] = "ola"
    later.session_state[session.LANGUAGE] = "nb"
    later.run()
    assert not later.code
    assert "Du laget en adresse" in said(later)
    button(later, "calendar.withdraw").click().run()
    assert database.calendar_feeds.made_at("ola") is None
