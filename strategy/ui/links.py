"""The pages' addresses, and links to an item's own page."""

from __future__ import annotations

import streamlit as st

from strategy.domain.items import Action, Goal, Indicator, Item
from strategy.domain.meeting_items import Decision, Meeting
from strategy.i18n import Words
from strategy.ui.messages import show_empty
from strategy.ui.text import plain, shortened

OVERVIEW = "pages/plan/overview.py"
MAP = "pages/plan/strategy_map.py"
GOALS = "pages/plan/goals.py"
GOAL = "pages/plan/goal.py"
ACTIONS = "pages/plan/actions.py"
ACTION = "pages/plan/action.py"
INDICATORS = "pages/plan/indicators.py"
INDICATOR = "pages/plan/indicator.py"
RESPONSIBILITY = "pages/follow_up/responsibility.py"
HEALTH = "pages/follow_up/health.py"
MY_PAGE = "pages/follow_up/my_page.py"
GRID = "pages/follow_up/grid.py"
PERIODS = "pages/follow_up/periods.py"
ROWS = "pages/follow_up/rows.py"
LISTS = "pages/follow_up/lists.py"
REFLECTION = "pages/reflection/reflection.py"
MATURITY = "pages/reflection/maturity.py"
PUBLISHED = "pages/publishing/politician.py"
PUBLISH = "pages/publishing/publish.py"
QUESTIONS = "pages/publishing/questions.py"
HISTORY = "pages/plan/history.py"
MEETINGS = "pages/meetings/meetings.py"
MEETING = "pages/meetings/meeting.py"
DECISIONS = "pages/meetings/decisions.py"
DECISION = "pages/meetings/decision.py"
INVOLVEMENT = "pages/meetings/involvement.py"
PEOPLE = "pages/administration/people.py"
STRATEGY = "pages/administration/strategy.py"
SETTINGS = "pages/administration/organisation.py"
TRANSFER = "pages/administration/transfer.py"
BACKUP = "pages/administration/backup.py"
REMINDERS = "pages/administration/reminders.py"
START = "pages/administration/start.py"
PRIVACY = "pages/administration/privacy.py"

_OWN_PAGE: dict[type[Item], str] = {
    Goal: GOAL,
    Action: ACTION,
    Indicator: INDICATOR,
    Decision: DECISION,
}

Linked = Goal | Action | Indicator | Decision
"""The kinds of item with a page of their own."""


def page_of(item: Item) -> str:
    """Return the page that shows one item."""
    return _OWN_PAGE[type(item)]


def coded_title(item: Linked, *, width: int = 90) -> str:
    """Return an item's code and title, safe in a label."""
    return plain(shortened(f"{item.code} {item.title}", width))


def link_to(item: Linked, *, label: str | None = None) -> None:
    """Show a link to an item's own page."""
    st.page_link(
        page_of(item),
        label=label or coded_title(item),
        query_params={"code": item.code},
    )


def link_to_meeting(meeting: Meeting, *, label: str) -> None:
    """Show a link to a meeting's own page."""
    st.page_link(
        MEETING, label=label, icon=":material/groups:", query_params={"meeting": meeting.id}
    )


def go_to_meeting(meeting: Meeting) -> None:
    """Open a meeting's own page."""
    st.switch_page(MEETING, query_params={"meeting": meeting.id})


def go_to(item: Linked) -> None:
    """Open an item's own page."""
    st.switch_page(page_of(item), query_params={"code": item.code})


def show_not_found(back: str, label: str, w: Words) -> None:
    """Say that what the address names does not exist, and link to where to look."""
    st.page_link(back, label=label, icon=":material/arrow_back:")
    st.title(w("not_found.title"), anchor=False)
    show_empty(w("error.not_found"))
