"""Oversikt on the first day: what is missing, and nothing compared with a time before the plan."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from strategy.services.opening import close_databases, the_database
from strategy.services.reading import today_in
from strategy.store.database import Database
from tests.builders import (
    CAST,
    HEGE,
    a_check_in,
    a_goal,
    a_meeting,
    a_pillar,
    a_strategy,
    an_action,
    an_organisation,
    stock,
)
from tests.pages.opened import failures, said, shown

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The store the app opens: a plan made today, with one goal and one action."""
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{tmp_path / 'plan.duckdb'}")
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    close_databases()
    opened = the_database()
    today = today_in(opened)
    action = an_action(
        id="first", goal_ids=("goal",), start=today, due=today + timedelta(days=200),
        original_due=None,
    )  # fmt: skip
    held = a_meeting(on=today - timedelta(days=20), state="held")
    plan = (a_strategy(), a_pillar(), a_pillar(id="empty", code="2"), a_goal(id="goal"))
    stock(opened, an_organisation(), *plan, action, held, *CAST)
    yield opened
    close_databases()


def test_a_plan_born_today_says_what_is_missing_and_compares_with_nothing():
    app = shown("plan/overview", HEGE.id)
    assert failures(app) == []
    told = said(app)
    assert "Planen er ny: ett mål, ingenting er rapportert eller målt ennå" in told
    assert "i rute" not in told
    assert "Dette mangler" in told
    assert "**2** · Ingen ansvarlig" in told or "**2** · " in told
    assert "1 mål, ikke startet" in told
    assert "siden" not in told.lower()
    assert "since" not in [group.key for group in app.get("button_group")]


def test_an_empty_pillar_says_so_once():
    assert said(shown("plan/overview", HEGE.id)).count("Ingen mål ennå") == 1


def test_the_first_report_makes_it_a_plan_under_way(database):
    with database.change(by=HEGE.id) as change:
        action = change.plan.by_id["first"]
        change.add(a_check_in(action, on=today_in(database), percent=0))
    told = said(shown("plan/overview", HEGE.id))
    assert "1 av 1 mål er i rute" in told
    assert "Krever oppfølging" in told
