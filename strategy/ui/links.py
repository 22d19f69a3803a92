"""The pages: where they are, who may open them, and links to an item's own page."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from strategy.domain.items import Action, Goal, Indicator, Item
from strategy.domain.meeting_items import Decision, Meeting
from strategy.domain.roles import Permission
from strategy.i18n import Words
from strategy.ui.messages import show_empty
from strategy.ui.text import plain, shortened


@dataclass(frozen=True)
class Place:
    """One page: its script, address, place in the menu, and the permission needed to see it."""

    script: str
    path: str
    section: str
    needs: Permission
    hidden: bool = False


_places: list[Place] = []


def _page(
    script: str, path: str, needs: Permission, section: str = "", *, hidden: bool = False
) -> str:
    """List a page, in the order of the menu, and return its script for links to it."""
    _places.append(Place(script, path, section, needs, hidden))
    return script


_FOLLOW_UP = "menu.follow_up"
_MEETING = "menu.meeting"
_REPORT = "menu.report"
_SET_UP = "menu.administration"

OVERVIEW = _page("pages/plan/overview.py", "overview", Permission.SEE_PLAN)
MAP = _page("pages/plan/strategy_map.py", "strategy-map", Permission.SEE_PLAN)
GOALS = _page("pages/plan/goals.py", "goals", Permission.SEE_PLAN)
ACTIONS = _page("pages/plan/actions.py", "actions", Permission.SEE_PLAN)
INDICATORS = _page("pages/plan/indicators.py", "indicators", Permission.SEE_PLAN)
MY_PAGE = _page("pages/follow_up/my_page.py", "my-page", Permission.SEE_PLAN, _FOLLOW_UP)
GRID = _page("pages/follow_up/grid.py", "grid", Permission.CHANGE_PLAN, _FOLLOW_UP)
PERIODS = _page("pages/follow_up/periods.py", "periods", Permission.SEE_PLAN, _FOLLOW_UP)
ROWS = _page("pages/follow_up/rows.py", "rows", Permission.REPORT_OWN, _FOLLOW_UP)
RESPONSIBILITY = _page(
    "pages/follow_up/responsibility.py", "responsibility", Permission.SEE_PLAN, _FOLLOW_UP
)
HEALTH = _page("pages/follow_up/health.py", "health", Permission.SEE_PLAN, _FOLLOW_UP)
HISTORY = _page("pages/plan/history.py", "history", Permission.SEE_PLAN, _FOLLOW_UP)
MEETINGS = _page("pages/meetings/meetings.py", "meetings", Permission.SEE_PLAN, _MEETING)
REFLECTION = _page(
    "pages/reflection/reflection.py", "reflection", Permission.ANSWER_INVITED, _MEETING
)
MATURITY = _page("pages/reflection/maturity.py", "maturity", Permission.SEE_PLAN, _MEETING)
DECISIONS = _page("pages/meetings/decisions.py", "decisions", Permission.SEE_PLAN, _MEETING)
INVOLVEMENT = _page("pages/meetings/involvement.py", "involvement", Permission.SEE_PLAN, _MEETING)
PUBLISHED = _page("pages/publishing/politician.py", "published", Permission.SEE_PUBLISHED, _REPORT)
PUBLISH = _page("pages/publishing/publish.py", "publish", Permission.PREPARE_PUBLICATION, _REPORT)
QUESTIONS = _page("pages/publishing/questions.py", "questions", Permission.SEE_PLAN, _REPORT)
STRATEGY = _page(
    "pages/administration/strategy.py", "strategy", Permission.CHANGE_STRATEGY, _SET_UP
)
TRANSFER = _page("pages/administration/transfer.py", "transfer", Permission.CHANGE_PLAN, _SET_UP)
PEOPLE = _page("pages/administration/people.py", "people", Permission.ADMINISTER, _SET_UP)
SETTINGS = _page(
    "pages/administration/organisation.py", "organisation", Permission.ADMINISTER, _SET_UP
)
REMINDERS = _page("pages/administration/reminders.py", "reminders", Permission.ADMINISTER, _SET_UP)
BACKUP = _page("pages/administration/backup.py", "backup", Permission.ADMINISTER, _SET_UP)
START = _page("pages/administration/start.py", "start", Permission.ADMINISTER, _SET_UP)
DECISION = _page("pages/meetings/decision.py", "decision", Permission.SEE_PLAN, hidden=True)
LISTS = _page("pages/follow_up/lists.py", "lists", Permission.SEE_PLAN, hidden=True)
MEETING = _page("pages/meetings/meeting.py", "meeting", Permission.SEE_PLAN, hidden=True)
GOAL = _page("pages/plan/goal.py", "goal", Permission.SEE_PLAN, hidden=True)
ACTION = _page("pages/plan/action.py", "action", Permission.SEE_PLAN, hidden=True)
INDICATOR = _page("pages/plan/indicator.py", "indicator", Permission.SEE_PLAN, hidden=True)

PLACES: tuple[Place, ...] = tuple(_places)
"""The pages whose guard asks for a permission, in the order of the menu."""

PRIVACY = _page("pages/administration/privacy.py", "privacy", Permission.SEE_PUBLISHED, hidden=True)
OPEN_TO_ALL: Place = _places[-1]
"""Anyone with access may read what is stored about them."""

ADDRESSES: tuple[str, ...] = tuple(place.path for place in _places)
"""The pages' paths in an address; any other path is not found."""

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
