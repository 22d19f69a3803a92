"""A report that says it is of tomorrow, from an older program or a wrong clock, counts then."""

from datetime import date, timedelta

import pytest

from strategy.commands.status import status_document
from strategy.domain.figures.waiting import Ask
from strategy.domain.follow_up.tasks import tasks_for
from strategy.exchange.stratml.files import Edition
from strategy.i18n import words
from strategy.services import reading
from strategy.services.administration import transfer
from strategy.services.follow_up import grid, my_tasks, reminders
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.publishing import publications
from strategy.store.database import Database
from tests.builders import ADA, HEGE, OLA, a_check_in, a_measurement
from tests.services.fjordvik import FIGURE, LONG_AGO, OPEN, TODAY, item, settle

AHEAD = date(2062, 1, 1)
HEARD = TODAY - timedelta(days=200)


@pytest.fixture
def ahead(database: Database) -> Database:
    """Ola said 40 % long ago; a wrong clock says 90 % in 2062, and a figure is dated there too."""
    settle(
        database,
        a_check_in(OPEN, id="ahead", on=AHEAD, percent=90),
        a_measurement(FIGURE, id="figure", on=AHEAD, period="2061", value=1),
    )
    with database.change(by=OLA.id, made_at=LONG_AGO) as change:
        change.add(a_check_in(OPEN, id="heard", on=HEARD, percent=40))
    return database


def percent(database: Database, today: date, **asked) -> float:
    seen = reading.moment(database, by=HEGE, today=today, **asked)
    return seen.assessment.actions["action"].percent


def test_every_screen_and_paper_counts_what_was_said_until_today(ahead):
    assert percent(ahead, TODAY) == 0.4
    assert percent(ahead, TODAY, as_of=HEARD) == 0.4
    assert percent(ahead, HEARD - timedelta(days=1)) == 0
    assert percent(ahead, AHEAD) == 0.9

    seen = reading.moment(ahead, by=HEGE, today=TODAY)
    document = status_document(seen, (), today=TODAY, w=words("nb"))
    (goal,) = document["pillars"][0]["goals"]
    assert [one["percent"] for one in goal["actions"]] == [40, 0]
    assert goal["indicators"][0]["measurements"] == []

    made = publications.prepare(ahead, title="Nå", day=TODAY, by=HEGE, today=TODAY, now=LONG_AGO)
    (action, _) = publications.preview(ahead, made, by=HEGE).actions
    assert action.percent == 0.4


def test_owners_are_asked_as_if_it_had_not_been_said(ahead):
    seen = reading.moment(ahead, by=OLA, today=TODAY)
    asked = {t.item.id: t.ask for t in tasks_for(seen.plan, seen.assessment, OLA)}
    assert (asked["action"], asked["indicator"]) == (Ask.SILENT, Ask.MEASURE)
    mails = reminders.planned(ahead, today=TODAY, base_url="https://x", by=ADA)
    assert "action" in {n.item_id for m in mails for n in m.digest.notices}


def test_what_is_written_today_follows_what_was_said_last_and_not_what_is_dated_ahead(ahead):
    said = follow_up.confirm_unchanged(ahead, "action", by=OLA, today=TODAY)
    assert (said.percent, said.unchanged_count) == (40, 1)
    assert percent(ahead, TODAY) == 0.4

    told = my_tasks.ActionReport(
        "action", item(ahead, "action").version, said.id, said={"percent": 50}
    )
    (written,) = my_tasks.report_all(ahead, [told], by=OLA, today=TODAY)
    row = grid.RowChange("action", item(ahead, "action").version, written.id, {"percent": 60})
    grid.save_rows(ahead, [row], by=HEGE, today=TODAY)
    assert percent(ahead, TODAY) == 0.6


def test_what_is_taken_out_says_what_counts_today(ahead):
    told = transfer.export_stratml(ahead, Edition.REPORT, by=HEGE, language="nb", today=TODAY)
    assert b"2062" not in told
    csv = transfer.export_csv(ahead, "check_in", by=HEGE, language="nb").decode("utf-8-sig")
    assert "40" in csv
    assert "2062" not in csv
