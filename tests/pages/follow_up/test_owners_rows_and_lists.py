"""What HR does with the owners' rows, the lists to print, and what there is to mend in the plan."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from strategy.domain.items import ActionState, Role
from strategy.services import reading
from strategy.services.follow_up import owner_files, owner_rows
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.opening import close_databases, the_database
from strategy.store.database import Database
from strategy.ui import session
from tests.builders import (
    CAST,
    HEGE,
    OLA,
    a_goal,
    a_person,
    a_pillar,
    a_position,
    a_postponement,
    a_strategy,
    a_unit,
    an_action,
    an_indicator,
    an_organisation,
    stock,
)
from tests.mail_server import mail_server

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A plan with two of Ola's actions, a goal nobody owns and a position nobody holds."""
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{tmp_path / 'plan.duckdb'}")
    monkeypatch.delenv("SMTP_URL", raising=False)
    close_databases()
    opened = the_database()
    first = an_action(id="first", goal_ids=("goal",), owner_id="position", due=date(2030, 12, 31))
    stock(
        opened,
        an_organisation(),
        a_strategy(),
        a_unit(),
        a_position(),
        a_position(id="second", title="Rektor"),
        a_position(id="vacant", title="Fagsjef", holder_id=None),
        a_pillar(),
        a_goal(id="goal"),
        first,
        an_action(id="other", code="T-2", owner_id="second", due=date(2030, 12, 31)),
        an_action(id="waiting", code="T-3", owner_id="vacant", due=None, original_due=None),
        an_indicator(id="figure", goal_id="goal"),
        a_postponement(first, id="proposal", proposed_on=date(2026, 1, 1)),
        *CAST,
        a_person("idle", "Ida Ledig", Role.OWNER),
    )
    yield opened
    close_databases()


def shown(page: str, person_id: str = "hege", **address: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.session_state[session.PERSON] = person_id
    app.run()
    app.switch_page(f"pages/{page}.py")
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert [e.value for e in app.exception] == []
    return app


def said(app: AppTest) -> str:
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.error, app.info)
    told = [str(element.value) for kind in kinds for element in kind]
    return "\n".join((*told, *(button.label for button in app.button)))


def links(app: AppTest) -> list[tuple[str, str]]:
    found = app.get("page_link")
    return [(link.proto.label, link.proto.query_string) for link in found]


def downloads(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


def from_ola(database: Database, **cells) -> bytes:
    """Ola's workbook as he sends it back."""
    ((_, content),) = owner_files.owner_workbooks(
        database,
        by=HEGE,
        today=reading.today_in(database),
        language="nb",
        position_id="position",
    )
    book = load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    keys = next(row for row in page.iter_rows() if row[0].value == "action_id")
    for cell in keys:
        if cell.value in cells:
            page.cell(cell.row + 2, cell.column).value = cells[cell.value]
    with io.BytesIO() as file:
        book.save(file)
        return file.getvalue()


def with_files(app: AppTest, *contents: bytes) -> AppTest:
    uploader = app.file_uploader[0]
    files = [
        (f"fra-ola-{n}.xlsx", content, "application/zip") for n, content in enumerate(contents)
    ]
    uploader.set_value(files).run()
    assert [e.value for e in app.exception] == []
    return app


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


# --- send out and take in ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "offered"),
    [
        (None, ["Last ned alle (.zip)"]),
        ("units", ["Last ned alle (.zip)"]),
        ("position", ["Last ned arbeidsboken"]),
        ("unit", ["Last ned arbeidsboken"]),
    ],
)
def test_hr_downloads_for_one_or_for_all(to, offered):
    address = {"how": "file", **({"to": to} if to else {})}
    assert downloads(shown("follow_up/rows", **address)) == offered


def owners_shown(app: AppTest) -> list[list[object]]:
    return app.dataframe[0].value.values.tolist()


@pytest.fixture
def mailbox(monkeypatch):
    """A mail server the app has been told of."""
    with mail_server() as opened:
        monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{opened.port}")
        monkeypatch.setenv("MAIL_FROM", "strategi@example.org")
        yield opened


def test_hr_sees_who_gets_what_and_sends_it_once(mailbox):
    app = shown("follow_up/rows")
    assert owners_shown(app) == [
        ["Ola Owren", 2, "får e-post", "Kommunalsjef oppvekst, Rektor"],
        ["–", 1, "ledig: ingen å sende til", "Fagsjef"],
    ]
    assert "Én har åpne tiltak, men kan ikke få e-post." in said(app)
    press(app, "Send til én ansvarlig")
    assert [e.value for e in app.exception] == []
    assert [success.value for success in app.success] == ["Én e-post er sendt."]
    assert owners_shown(app)[0][2] == "sendt i dag"
    assert next(b for b in app.button if b.label == "Ingen å sende til").disabled
    assert mailbox.to == ["ola@example.org"]
    assert len(list(mailbox.received[0].iter_attachments())) == 2


def test_hr_sends_to_some_of_a_unit(database, mailbox):
    with database.change(by=None) as change:
        change.add(a_person("siri", "Siri Sand", Role.OWNER))
        change.add(a_unit(id="health", code="200", title="Helse"))
        change.add(a_position(id="third", title="Helsesjef", holder_id="siri", unit_id="health"))
        change.add(an_action(id="care", code="T-4", owner_id="third"))
    app = shown("follow_up/rows")
    assert app.multiselect(key="mails.units").options == ["Oppvekst", "Helse"]
    app.multiselect(key="mails.units").select("health").run()
    assert [row[0] for row in owners_shown(app)] == ["Siri Sand"]
    app.multiselect(key="mails.units").set_value([]).run()
    app.multiselect(key="mails.people").select("siri").run()
    assert [row[2] for row in owners_shown(app)] == [
        "ikke valgt",
        "får e-post",
        "ledig: ingen å sende til",
    ]
    press(app, "Send til én ansvarlig")
    assert mailbox.to == ["siri@example.org"]


def test_a_mail_the_server_refuses_shows_beside_whom_it_was_for(mailbox):
    mailbox.answers = {"ola@example.org": "550 No such user"}
    app = press(shown("follow_up/rows"), "Send til én ansvarlig")
    assert [warning.value for warning in app.warning] == [
        "Én ble avvist av e-postserveren. Se i listen."
    ]
    assert owners_shown(app)[0][2] == "avvist av e-postserveren: 550 No such user"


def test_whoever_lost_their_address_since_the_page_was_drawn_is_not_sent_to(database, mailbox):
    app = shown("follow_up/rows")
    with database.change(by=None) as change:
        change.update(database.plan().by_id["ola"].model_copy(update={"email": ""}))
    app.button(key="mails.send").click().run()
    assert [e.value for e in app.exception] == []
    assert mailbox.received == []
    assert ["Ola Owren", "mangler gyldig e-postadresse"] in [
        [row[0], row[2]] for row in owners_shown(app)
    ]


@pytest.mark.usefixtures("mailbox")
def test_a_demo_says_that_nothing_is_sent(database):
    with database.change(by=None) as change:
        change.update(database.plan().organisation.model_copy(update={"demo": True}))
    app = shown("follow_up/rows")
    assert "Dette er en demokommune: ingenting sendes." in said(app)
    assert not [b for b in app.button if b.key == "mails.send"]


def test_without_a_mail_server_hr_is_told_what_is_missing():
    app = shown("follow_up/rows")
    assert [w.value for w in app.warning if "SMTP_URL" in w.value] != []
    assert not [b for b in app.button if b.key == "mails.send"]


def test_where_nobody_has_open_actions_nothing_is_offered(database):
    with database.change(by=None) as change:
        for action in database.plan().actions:
            change.update(action.model_copy(update={"state": ActionState.DONE}))
    app = shown("follow_up/rows")
    assert "Ingen har åpne tiltak her." in said(app)


def test_an_owner_downloads_their_own_and_one_without_any_is_told():
    assert downloads(shown("follow_up/rows", "ola")) == ["Last ned arbeidsboken"] * 2
    assert "Du har ingen åpne tiltak." in said(shown("follow_up/rows", "idle"))


def test_what_comes_back_is_shown_and_taken_in(database):
    app = with_files(shown("follow_up/rows"), from_ola(database, percent=45, comment="Kurs holdt"))
    assert "Vi kjente igjen 1 fil: Kommunalsjef oppvekst" in said(app)
    assert "Ny statusoppdatering · 45 % · Kurs holdt" in app.dataframe[-1].value.to_string()
    press(app, "Hent inn 1 rad")
    latest = database.plan().latest_check_in("first")
    assert (latest.percent, latest.comment, latest.by_id) == (45, "Kurs holdt", "hege")


def test_what_is_wrong_must_be_left_out_before_the_rest_is_taken_in(database):
    app = with_files(shown("follow_up/rows"), from_ola(database, percent=45), b"ikke et regneark")
    assert "1 rad eller fil kan ikke hentes inn" in said(app)
    assert next(b for b in app.button if b.label == "Hent inn 1 rad").disabled
    app.checkbox[0].check().run()
    press(app, "Hent inn 1 rad")
    assert database.plan().latest_check_in("first").percent == 45


def test_a_conflict_is_decided_row_by_row(database):
    back = from_ola(database, percent=45)
    follow_up.check_in(
        database,
        "first",
        {"percent": 80, "comment": "I *møtet*"},
        by=OLA,
        today=reading.today_in(database),
    )
    app = with_files(shown("follow_up/rows"), back)
    assert "Dette må du avgjøre" in said(app)
    assert "80 % · «I \\*møtet\\*»" in said(app)
    assert "Avgjør radene som er endret" in said(app)
    choice = next(g for g in app.segmented_control if g.key.startswith("rows.choice."))
    choice.set_value(owner_rows.Choice.FILE).run()
    press(app, "Hent inn 1 rad")
    assert database.plan().latest_check_in("first").percent == 45


def test_what_was_closed_or_moved_meanwhile_is_told(database):
    back = from_ola(database, percent=45, proposed_due="31.12.2031", reason="Mer tid")
    today = reading.today_in(database)
    pending = database.plan().pending_postponements()[0]
    follow_up.decide_date(database, pending, approve=True, by=HEGE, today=today)
    told = said(with_files(shown("follow_up/rows"), back))
    assert "Fristen er nå 31.03.2027; i filen sto 31.12.2030" in told
    assert "I filen: Ny statusoppdatering · Ny frist foreslås · 45 % · ny frist 31.12.2031" in told
    follow_up.check_in(
        database, "first", {"percent": 1}, by=OLA, today=today, state=ActionState.DONE
    )
    app = with_files(shown("follow_up/rows"), back)
    assert "Tiltaket er lukket (Fullført)." in said(app)
    assert "Ingenting er nytt i filene." in said(app)


def test_whoever_was_quicker_while_one_looked_is_told_of(database):
    app = with_files(shown("follow_up/rows"), from_ola(database, percent=45))
    follow_up.check_in(database, "first", {"percent": 80}, by=OLA, today=reading.today_in(database))
    press(app, "Hent inn 1 rad")
    assert "Dette må du avgjøre" in said(app)
    assert database.plan().latest_check_in("first").percent == 80


def test_nothing_new_says_so(database):
    assert "Ingenting er nytt i filene." in said(
        with_files(shown("follow_up/rows"), from_ola(database))
    )


# --- lists to print ------------------------------------------------------------------------------


@pytest.mark.parametrize(("by", "heading"), [("person", "Ola Owren"), ("unit", "Oppvekst")])
def test_the_list_has_a_heading_for_each(by, heading):
    app = shown("follow_up/lists", by=by)
    assert heading in [h.value for h in app.subheader]
    assert downloads(app) == ["Last ned for utskrift", "Excel", "CSV"]


# --- responsibility ------------------------------------------------------------------------------


@pytest.mark.parametrize("picture", ["load", "age", "postponed", "postponed_units"])
def test_every_picture_of_who_carries_what_can_be_chosen(picture):
    app = shown("follow_up/responsibility", picture=picture)
    assert len(app.get("plotly_chart")) == 1


def test_a_new_holder_is_one_press_away_for_the_administrator():
    assert ("Sett inn ny person", "section=position&takeover=vacant") in links(
        shown("follow_up/responsibility", "ada")
    )
    hege = shown("follow_up/responsibility")
    assert "Sett inn ny person" not in [label for label, _ in links(hege)]
    assert "En administrator setter inn den nye." in said(hege)


# --- plan health ---------------------------------------------------------------------------------


def test_each_finding_leads_straight_to_what_mends_it():
    hege, ada = links(shown("follow_up/health")), links(shown("follow_up/health", "ada"))
    assert ("Rett opp: 1\\.1", "code=1.1&do=edit") in hege
    assert ("Oppdater status: T\\-1", "code=T-1") in hege
    assert ("Rett opp: T\\-3", "code=T-3&do=edit") in hege
    assert ("Sett inn ny person: T\\-3", "section=position&takeover=vacant") in ada
    assert ("Registrer måling: I\\-1", "code=I-1") in hege


def test_somebody_who_may_only_look_is_led_to_the_item():
    found = links(shown("follow_up/health", "rita", rule="no_owner"))
    assert [(label, query) for label, query in found if query] == [("Åpne: 1\\.1", "code=1.1")]


@pytest.mark.parametrize(
    ("by", "headings"),
    [
        ("owner", ["Kommunalsjef oppvekst", "Rektor", "Fagsjef", "Uten ansvarlig"]),
        ("unit", ["Oppvekst", "Uten enhet"]),
    ],
)
def test_findings_can_be_put_together_by_whose_they_are(by, headings):
    app = shown("follow_up/health", by=by)
    assert {h.value.split(" · ")[0] for h in app.subheader} == set(headings)


def test_one_owners_findings_can_be_seen_alone():
    app = shown("follow_up/health", by="owner", of_owner="vacant")
    assert {h.value.split(" · ")[0] for h in app.subheader} == {"Fagsjef"}


def test_the_trend_is_shown_with_its_sentence():
    app = shown("follow_up/health")
    assert "funn i planen nå" in app.get("plotly_chart")[0].proto.alt
