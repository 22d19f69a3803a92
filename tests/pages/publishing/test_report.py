"""HR prepares and a leader publishes on the page; a politician reads it on a phone."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from strategy.i18n import words
from strategy.services import planning
from strategy.services.opening import close_databases, the_database
from strategy.services.publishing import publications as publishing
from strategy.services.publishing import published
from strategy.store.database import Database
from strategy.ui import session
from tests.builders import ADA, HEGE, LIV, PER, a_check_in, an_adoption
from tests.services.fjordvik import OPEN, settle

ROOT = Path(__file__).resolve().parents[3]
APP = str(ROOT / "app.py")
SPRING = date(2026, 4, 30)
NOW = datetime(2026, 5, 20, 12)  # noqa: DTZ001 - the store speaks UTC without a zone


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Fjordvik, in the store the app opens."""
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{tmp_path / 'plan.duckdb'}")
    close_databases()
    said = a_check_in(OPEN, percent=40, comment="hemmelig-kommentar")
    yield settle(the_database(), said, an_adoption(id="ks", case_number="KS 47/25"))
    close_databases()


def shown(page: str, person_id: str, **address: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=20)
    app.session_state[session.PERSON] = person_id
    app.run()
    app.switch_page(f"pages/publishing/{page}.py")
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def said(app: AppTest) -> str:
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.metric)
    more = (app.error, app.warning, app.info, app.success, app.table)
    return "\n".join(str(element.value) for kind in (*kinds, *more) for element in kind)


def publish(database: Database, *, day: date = SPRING, title: str = "T1 2026"):
    draft = publishing.prepare(database, title=title, day=day, by=HEGE, today=NOW.date(), now=NOW)
    return publishing.publish(database, draft, by=LIV, now=NOW)


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [b for b in app.button if b.label == label]
    return button.click().run()


@pytest.mark.usefixtures("town")
def test_before_anything_is_published_a_politician_is_told_what_will_be_here():
    app = shown("politician", PER.id)

    assert not app.exception
    assert app.title[0].value == "Ingenting er publisert ennå."
    assert "Når kommunen publiserer en status" in said(app)


def test_a_politician_reads_how_it_goes_and_down_to_each_action(town: Database):
    publish(town, day=date(2025, 12, 31), title="T3 2025")
    publish(town)

    app = shown("politician", PER.id)
    assert not app.exception
    assert app.title[0].value == "0 av 1 mål er i rute"
    assert [metric.label for metric in app.metric] == ["Aktivitet", "Effekt"]
    assert "Siden sist\\: T3 2025" in said(app)
    assert "Kommunestyret" in said(app)

    below = shown("politician", PER.id, pillar="1")
    assert below.title[0].value == "Å våge"
    assert "T\\-1 Lederutvikling for alle" in said(below)
    assert "hemmelig" not in said(app) + said(below)


def test_a_politician_takes_what_is_published_away_in_any_form(town: Database):
    publish(town)

    app = shown("politician", PER.id)

    assert [button.proto.label for button in app.get("download_button")] == [
        "Last ned som PDF",
        "Last ned som Word",
        "Lysbilder (PowerPoint)",
        "Alt i Excel",
        "Vedtak som Excel",
        "Diagrammene som bilder",
        "StratML",
    ]


def test_on_a_phone_decisions_stand_one_below_the_other():
    def page() -> None:
        from strategy.i18n import words  # noqa: PLC0415 - it runs as a script
        from strategy.reports.publication.report import report_of  # noqa: PLC0415 - it runs as a script
        from strategy.ui.publishing.published import show_overview  # noqa: PLC0415 - it runs as a script
        from tests.reports.publications import before, everything  # noqa: PLC0415 - it runs as a script

        report = report_of(everything(), words("nb"), before=before(), corrects=1)
        show_overview(report, words("nb"), narrow=True, drill=False)

    app = AppTest.from_function(page).run()

    assert not app.exception
    assert len(app.table) == 0
    assert "**Kommunestyret** · 19\\.06\\.2025" in said(app)
    assert "Skal vi gå videre?" in said(app)


def test_the_address_names_what_one_reads_and_what_it_is_compared_with(town: Database):
    publish(town, day=date(2025, 12, 31), title="T3 2025")
    publish(town)

    old = shown("politician", PER.id, number="1")
    none = shown("politician", PER.id, number="7", pillar="99")

    assert "T3 2025, status per 31\\. desember 2025" in said(old)
    assert "Siden sist" not in said(old)
    assert none.title[0].value == "0 av 1 mål er i rute"


def test_a_politician_sees_nothing_of_the_plan_one_works_in(town: Database):
    publish(town)
    for page in ("pages/plan/overview.py", "pages/plan/goals.py", "pages/publishing/publish.py"):
        app = AppTest.from_file(str(ROOT / page))
        app.session_state[session.PERSON] = PER.id
        app.run()
        assert app.title[0].value == words("nb")("refusal.title")
        assert "Lederutvikling" not in said(app)


def test_what_is_published_stays_when_the_plan_moves_on(town: Database):
    publish(town)
    goal = town.plan().goals[0]
    planning.change(town, goal, {"title": "Ny tittel ingen har vedtatt"}, by=LIV)

    assert "Ny tittel" not in said(shown("politician", PER.id, pillar="1"))


def test_hr_prepares_writes_and_sees_what_would_embarrass(town: Database):
    app = shown("publish", HEGE.id)
    app.text_input[0].set_value("T1 2026")
    app = press(app, "Lag utkast")
    assert not app.exception

    areas = {area.label: area for area in app.text_area}
    areas["Hovedbildet"].set_value("Ola Owren gjør en god jobb.")
    app = press(app, "Lagre")

    assert "Teksten nevner Ola Owren" in said(app)
    assert "Når du er ferdig, ser en leder over og publiserer." in said(app)
    assert "Ola Owren gjør en god jobb\\." in said(app)
    assert published.told(town) == ()


def test_a_leader_publishes_what_hr_prepared_and_withdraws_it_with_a_reason(town: Database):
    publishing.prepare(town, title="T1 2026", day=SPRING, by=HEGE, today=NOW.date(), now=NOW)
    app = press(shown("publish", LIV.id), "Publiser nå")
    assert not app.exception
    (one,) = published.told(town)
    assert (one.publication.prepared_by, one.publication.approved_by) == ("hege", "liv")

    areas = {area.label: area for area in app.text_area}
    areas["Hvorfor trekkes den tilbake?"].set_value("Feil tall")
    app = press(app, "Trekk tilbake")

    assert "Feil tall" in said(app)
    assert published.what_counts(town, by=PER) == ()


def test_a_corrected_edition_begins_from_the_published_one(town: Database):
    publish(town)
    app = press(shown("publish", HEGE.id), "Lag en rettet utgave")

    assert "Hva retter denne utgaven?" in [area.label for area in app.text_area]


def test_a_stale_draft_says_so_and_can_be_renewed(town: Database):
    today = datetime.now().astimezone().date()
    publishing.prepare(town, title="Nå", day=today, by=HEGE, today=today, now=NOW)
    with town.change(by=LIV.id) as writing:
        writing.add(a_check_in(OPEN, on=date(2026, 6, 1), percent=90))

    app = shown("publish", LIV.id)
    assert "Tallene for denne dagen har endret seg" in said(app)
    app = press(app, "Hent tallene på nytt")
    assert "Tallene for denne dagen har endret seg" not in said(app)


def test_a_draft_can_be_thrown_away(town: Database):
    publishing.prepare(town, title="T1 2026", day=SPRING, by=HEGE, today=NOW.date(), now=NOW)
    press(shown("publish", HEGE.id), "Slett utkastet")

    assert publishing.drafts(town, by=HEGE) == ()


def test_tampering_is_told_instead_of_anything_else(town: Database):
    publish(town)
    with town._engine.writing() as connection:  # noqa: SLF001 - as somebody would outside the tool
        connection.run("update publication set title = 'T9'")

    app = shown("publish", LIV.id)
    assert "er ikke det som ble publisert" in said(app)
    assert len(app.text_area) == 0
    read = shown("politician", PER.id)
    assert "Si fra til administratoren" in said(read)
    assert "mål er i rute" not in said(read)


def test_an_administrator_opens_the_pages_for_everybody(town: Database):
    app = shown("publish", ADA.id)
    app.checkbox[0].set_value(True)
    press(app, "Lagre")

    assert town.plan().organisation.public
