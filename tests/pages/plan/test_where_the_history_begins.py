"""Where the history begins everybody is told so calmly, on every page and in three languages."""

from datetime import timedelta

import pytest

from strategy.domain.items import Action
from strategy.domain.known_time import KnownDay
from strategy.domain.roles import Permission, may
from strategy.i18n import words
from strategy.services import planning
from strategy.services.administration import upkeep
from strategy.ui import session
from tests.builders import today_here
from tests.pages.opened import failures, press, said, shown, write

HANNE = "demo-person-hanne"
TODAY = today_here()


@pytest.fixture
def short_memory(nyfjord):
    """Nyfjord, whose administrator keeps the history for a year."""
    administrator = next(
        p for p in session.present(nyfjord.plan()) if may(p, Permission.ADMINISTER)
    )
    organisation = nyfjord.plan().organisation
    planning.change(nyfjord, organisation, {"history_years": 1}, by=administrator)
    assert upkeep.forget_old_history(nyfjord, today=KnownDay(TODAY)) is not None
    return nyfjord


def written_day(day, language="nb"):
    return words(language).formats.day(day)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_history_page_says_where_it_begins(short_memory, language):
    app = shown("plan/history", HANNE, language=language)
    assert failures(app) == []
    begins = written_day(short_memory.begins(), language)
    assert words(language)("history.begins", day=begins) in said(app)


def test_a_whole_history_says_nothing_of_it(nyfjord):
    del nyfjord
    assert "Historikken begynner" not in said(shown("plan/history", HANNE))


def test_a_day_before_it_begins_is_refused_where_one_asks_for_it(short_memory):
    begins = short_memory.begins()
    app = shown("plan/history", HANNE)
    field = next(f for f in app.text_input if f.label == "Dato")
    field.set_value(f"{begins - timedelta(days=1):%d.%m.%Y}")
    app = press(app, "Vis planen den dagen")
    assert f"Historikken begynner {written_day(begins)}" in app.error[0].value
    assert "Du ser planen slik den var" not in said(app)

    next(f for f in app.text_input if f.label == "Dato").set_value(f"{begins:%d.%m.%Y}")
    app = press(app, "Vis planen den dagen")
    assert "Du ser planen slik den var" in said(app)
    assert failures(app) == []


@pytest.mark.parametrize(
    "script",
    [
        "plan/overview", "plan/strategy_map", "plan/goals", "plan/actions", "plan/indicators",
        "follow_up/health", "follow_up/responsibility", "follow_up/my_page", "follow_up/grid",
        "follow_up/periods", "follow_up/rows", "plan/history", "publishing/publish",
    ],
)  # fmt: skip
def test_a_day_before_it_begins_in_the_address_shows_no_plan_and_the_way_back(short_memory, script):
    day = short_memory.begins() - timedelta(days=30)
    app = shown(script, HANNE)
    app.session_state[session.AS_OF] = day
    app.run()
    assert failures(app) == []
    assert f"Historikken begynner {written_day(short_memory.begins())}" in said(app)
    assert [title.value for title in app.title] == ["Så langt tilbake går ikke historikken"]
    assert "Du ser planen slik den var" not in said(app)
    app = press(app, "Tilbake til i dag")
    assert failures(app) == []
    assert app.title


def test_what_one_compares_with_is_never_older_than_the_history(short_memory):
    begins = short_memory.begins()
    app = shown("plan/overview", HANNE)
    app.session_state[session.AS_OF] = begins
    app.run()
    assert failures(app) == []
    assert app.title


def test_the_story_of_an_action_begins_with_how_it_stood(short_memory):
    action = short_memory.plan().coded(Action, "T-007")
    events = [e.event for e in short_memory.journal(item_id=action.id)]
    assert "begins" in events
    app = shown("plan/action", HANNE, code="T-007")
    assert failures(app) == []


def test_the_administrator_sets_how_long_and_everybody_reads_it(nyfjord):
    administrator = next(
        p for p in session.present(nyfjord.plan()) if may(p, Permission.ADMINISTER)
    )
    app = shown("administration/organisation", administrator.id)
    assert "Hele historikken beholdes." in said(app)
    write(app, "form.organisation.history_years", "5")
    press(app, "Lagre")
    assert nyfjord.plan().organisation.history_years == 5

    app = shown("administration/organisation", administrator.id)
    assert "Historikken beholdes i 5 år." in said(app)
    app = shown("administration/privacy", HANNE)
    assert "slettes etter 5 år" in said(app)

    app = shown("administration/organisation", administrator.id)
    write(app, "form.organisation.history_years", "")
    press(app, "Lagre")
    assert nyfjord.plan().organisation.history_years is None
    assert "like lenge som planen" in said(shown("administration/privacy", HANNE))


@pytest.mark.parametrize("given", ["0", "-1", "101", "1,5", "mange"])
def test_what_is_no_number_of_years_is_refused_and_told(nyfjord, given):
    administrator = next(
        p for p in session.present(nyfjord.plan()) if may(p, Permission.ADMINISTER)
    )
    before = nyfjord.revision()
    app = shown("administration/organisation", administrator.id)
    write(app, "form.organisation.history_years", given)
    app = press(app, "Lagre")
    assert ":red[" in said(app)
    assert nyfjord.revision() == before
