"""The history is kept as long as the organisation says, and everybody is told where it begins."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from strategy.commands.outcome import Exit, Request
from strategy.commands.running import run
from strategy.domain.errors import ForgottenError, InvalidInputError
from strategy.domain.items import Goal, Organisation
from strategy.domain.known_time import KnownDay
from strategy.services import planning, reading
from strategy.services.administration import privacy, upkeep
from strategy.services.follow_up import health_trend, reporting
from strategy.services.plan import history
from strategy.services.publishing import publications as publishing
from strategy.services.publishing import published
from strategy.store.database import Database
from tests.builders import ADA, HEGE, LIV, OLA, PER, a_period, an_organisation
from tests.services.fjordvik import LONG_AGO, TODAY, item, settle

TWO_YEARS_BEFORE = date(2024, 7, 1)
NOW = datetime(2026, 7, 1, 10)  # noqa: DTZ001 - the store speaks UTC without a zone
IN_2023 = datetime(2023, 5, 4, 12)  # noqa: DTZ001 - as above
IN_2025 = datetime(2025, 5, 4, 12)  # noqa: DTZ001 - as above


@pytest.fixture
def old_town(database: Database) -> Database:
    """Fjordvik since 2020: a goal got another name in 2023, and its own again in 2025."""
    return aged(settle(database, a_period()))


@pytest.fixture
def old_small_town(duck: Database) -> Database:
    return aged(settle(duck, a_period()))


def aged(town: Database) -> Database:
    with town.change(by=OLA.id, reason="hemmelig-grunn", made_at=IN_2023) as change:
        change.update(item(town, "goal").model_copy(update={"title": "Et gammelt navn"}))
    with town.change(by=HEGE.id, reason="Tilbake", made_at=IN_2025) as change:
        change.update(item(town, "goal").model_copy(update={"title": "Vi prøver igjen"}))
    return town


def keeping(town: Database, years: int | None) -> Database:
    planning.change(town, town.plan().organisation, {"history_years": years}, by=ADA)
    return town


def title_on(town: Database, day: date) -> str:
    seen = reading.moment(town, by=LIV, today=TODAY, as_of=day)
    return seen.plan.find(Goal, "goal").title


def test_everything_is_kept_until_somebody_says_otherwise(old_small_town):
    assert Organisation(name="Fjordvik").history_years is None
    assert upkeep.forget_old_history(old_small_town, today=KnownDay(TODAY)) is None
    assert title_on(old_small_town, date(2020, 1, 1)) == "Vi prøver ut nye løsninger"
    assert reading.history_begins(old_small_town, by=LIV) is None


def test_what_is_older_than_the_organisation_keeps_is_forgotten(old_town):
    keeping(old_town, 2)
    before = old_town.plan()

    assert upkeep.forget_old_history(old_town, today=KnownDay(TODAY)) == TWO_YEARS_BEFORE
    assert upkeep.forget_old_history(old_town, today=KnownDay(TODAY)) is None
    assert reading.history_begins(old_town, by=LIV) == TWO_YEARS_BEFORE
    assert title_on(old_town, TWO_YEARS_BEFORE) == "Et gammelt navn"
    assert title_on(old_town, date(2025, 5, 4)) == "Vi prøver igjen"
    assert old_town.plan() == before
    with pytest.raises(ForgottenError) as refused:
        title_on(old_town, TWO_YEARS_BEFORE - timedelta(days=1))
    assert refused.value.begins == TWO_YEARS_BEFORE


def test_a_leap_day_has_a_day_before_it(old_small_town):
    keeping(old_small_town, 1)
    leap_day = date(2024, 2, 29)
    assert upkeep.forget_old_history(old_small_town, today=KnownDay(leap_day)) == date(2023, 2, 28)


@pytest.mark.parametrize("years", [0, -1, 101, "to"])
def test_only_a_whole_number_of_years_can_be_kept(old_small_town, years):
    with pytest.raises(InvalidInputError) as refused:
        keeping(old_small_town, years)
    assert [p.field for p in refused.value.problems] == ["history_years"]


def test_the_store_is_whole_afterwards(old_town, tmp_path: Path):
    keeping(old_town, 2)
    upkeep.forget_old_history(old_town, today=KnownDay(TODAY))

    checked = run(Request("check"), old_town, progress=lambda *_: None)
    assert (checked.exit_code, checked.document["journal_agrees"]) == (Exit.OK, True)
    kept = tmp_path / "kept.duckdb"
    old_town.backup(kept)
    old_town.restore(kept)
    assert reading.history_begins(old_town, by=LIV) == TWO_YEARS_BEFORE


def test_the_story_of_an_item_begins_with_how_it_stood(old_town):
    keeping(old_town, 2)
    upkeep.forget_old_history(old_town, today=KnownDay(TODAY))

    again, begins = history.entries(old_town, by=LIV, item_id="goal")
    assert (again.event, again.title, again.by_id) == ("changed", "Vi prøver igjen", HEGE.id)
    assert (begins.event, begins.title, begins.by_id) == ("begins", "Et gammelt navn", None)
    assert ("pillar_id", None, "pillar") in begins.fields
    # What everything began with is no news of the whole history, and nobody is found by it.
    assert {e.event for e in history.entries(old_town, by=LIV)} == {"changed"}
    assert history.count(old_town, by=LIV) == 2
    assert history.count(old_town, by=LIV, words="hemmelig-grunn") == 0
    assert history.count(old_town, by=LIV, who=OLA.id) == 0


def test_what_is_confidential_is_not_told_by_how_it_began(old_small_town):
    keeping(old_small_town, 2)
    upkeep.forget_old_history(old_small_town, today=KnownDay(TODAY))

    assert history.entries(old_small_town, by=HEGE, item_id="secret") == ()
    assert [e.event for e in history.entries(old_small_town, by=LIV, item_id="secret")] == [
        "begins"
    ]


def test_nobody_takes_along_what_was_forgotten_about_them(old_town):
    assert b"hemmelig-grunn" in privacy.everything_about(old_town, OLA.id, by=OLA, today=TODAY)
    keeping(old_town, 2)
    upkeep.forget_old_history(old_town, today=KnownDay(TODAY))
    assert b"hemmelig-grunn" not in privacy.everything_about(old_town, OLA.id, by=OLA, today=TODAY)


def test_health_is_followed_from_where_the_history_begins(old_small_town):
    keeping(old_small_town, 1)
    upkeep.forget_old_history(old_small_town, today=KnownDay(TODAY))

    begins = reading.history_begins(old_small_town, by=LIV)
    points = health_trend.health_trend(
        old_small_town, by=LIV, today=TODAY, as_of=begins + timedelta(days=40)
    )
    assert begins == date(2025, 7, 1)
    assert [point.day for point in points] == [date(2025, 7, 31), date(2025, 8, 10)]


def test_a_closed_period_shows_what_it_was_closed_with_however_old(old_town):
    with old_town.change(by=HEGE.id, made_at=IN_2023) as change:
        period = change.plan.reporting_periods[0]
        closed = {"closed_on": IN_2023.date(), "closed_by": HEGE.id, "closed_revision": 1}
        change.update(period.model_copy(update=closed))
    period = old_town.plan().reporting_periods[0]
    before = reporting.reported_in(old_town, period, by=LIV, today=TODAY)

    keeping(old_town, 1)
    assert upkeep.forget_old_history(old_town, today=KnownDay(TODAY)) == date(2025, 7, 1)
    assert reporting.reported_in(old_town, period, by=LIV, today=TODAY) == before
    assert old_town.plan(revision=1).find(Goal, "goal").title == "Vi prøver ut nye løsninger"


def test_what_was_published_stays_and_nothing_new_is_said_of_a_forgotten_day(old_town):
    day = date(2023, 12, 31)

    def prepare(title: str):
        said = {"analysis": "Vi er på vei.", "number": "1 av 1", "ahead": "Vi fortsetter."}
        draft = publishing.prepare(old_town, title=title, day=day, by=HEGE, today=TODAY, now=NOW)
        pillars = ({"pillar_id": "pillar", **said},)
        return publishing.save(old_town, draft, {"pillars": pillars}, by=HEGE)

    published_then = publishing.publish(old_town, prepare("2023"), by=LIV, now=NOW)
    draft = prepare("2023, igjen")
    seen = publishing.preview(old_town, draft, by=HEGE)

    keeping(old_town, 2)
    upkeep.forget_old_history(old_town, today=KnownDay(TODAY))

    (read,) = published.what_counts(old_town, by=PER)
    assert read.publication == published_then
    # What is being prepared can be read and thrown away; whether it still is true nobody can tell.
    assert publishing.preview(old_town, draft, by=HEGE) == seen
    assert publishing.is_stale(old_town, draft, by=HEGE)
    for act in (
        lambda: publishing.publish(old_town, draft, by=LIV, now=NOW),
        lambda: publishing.renew(old_town, draft, by=HEGE),
        lambda: prepare("2023, for tredje gang"),
    ):
        with pytest.raises(ForgottenError):
            act()
    publishing.discard(old_town, draft, by=HEGE)
    assert publishing.drafts(old_town, by=HEGE) == ()


def test_the_setting_is_the_administrators(old_small_town):
    for person in (LIV, HEGE, OLA, PER):
        with pytest.raises(planning.NotAllowedError):
            planning.change(
                old_small_town,
                old_small_town.plan().organisation,
                {"history_years": 1},
                by=person,
            )
    assert LONG_AGO.year < TODAY.year - 2
    assert an_organisation().history_years is None
