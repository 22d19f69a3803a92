"""The ways somebody loses a right, and everything a tab that was left open can still ask for.

What there is to try is found on the pages themselves, so what is added to one is tried too.
"""

import json
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState

from strategy.domain.items import Person, Role
from strategy.domain.meeting_items import Meeting, Topic
from strategy.services.administration import privacy
from strategy.services.meetings import rounds as meeting_rounds
from strategy.services.meetings import running as meetings
from strategy.ui.links import ADDRESSES
from tests.builders import (
    ADA,
    CAST,
    LIV,
    a_meeting,
    a_person,
    an_agenda_item,
    an_attendance,
    today_here,
)
from tests.hostile.deeds import leaves, roles_become, signed_out_everywhere
from tests.hostile.test_whose_tab_it_is import asks, uploads
from tests.hostile.wire import Client, Shown

TWINS = tuple(a_person(f"twin-{p.id}", f"Tvilling av {p.name}", *p.roles) for p in CAST)
"""As the people of the town, for what nobody comes back from."""

ABOUT = {
    "goal": "code=1.1&do=edit",
    "action": "code=T-1&do=edit",
    "indicator": "code=I-1&do=edit",
    "meeting": "meeting=rights-meeting",
}
"""The pages about one thing, and what they are asked for; any other is asked for its form."""

OF_ANYBODY = {"privacy"}
"""Where somebody without a role signs themselves out everywhere, which nobody takes from them."""

KINDS = ("pressed", "timed", "deferred", "fetched", "uploaded")

_EDITS = json.dumps({"edited_rows": {"0": {"1": "x"}}, "added_rows": [{}], "deleted_rows": [0]})
_TOLD_BY_COMPONENTS = [
    {"event": "step", "value": {"to": "rights-item", "seen": 1}},
    {"event": "written", "value": {"item": "rights-item", "text": "x", "base": "", "id": "x-1"}},
]


def a_meeting_under_way(store):
    """Have Liv run a meeting with a reflection: its pages follow what happens, by timers."""
    meeting = a_meeting(id="rights-meeting", title="Hemmelig møte", on=today_here())
    item = an_agenda_item(meeting, id="rights-item", title="Hemmelig sak", topic=Topic.REFLECTION)
    asked = [an_attendance(meeting, id=f"rights-{p.id}", person_id=p.id) for p in CAST]
    now = datetime.now(UTC).replace(tzinfo=None)
    with store.change(by=LIV.id) as change:
        if change.plan.find(Meeting, meeting.id):
            return
        change.add_many((meeting, item, *asked, *TWINS))
    meetings.start(store, store.plan().find(Meeting, meeting.id), by=LIV, now=now)
    given = {"prompts": ("dare-1",), "anonymous": True, "seats": 0}
    meeting_rounds.begin(store, item.id, given, by=LIV, today=today_here())


def the_meeting_is_paused(store):
    """Have Liv pause her meeting, which every screen that follows it shows."""
    now = datetime.now(UTC).replace(tzinfo=None)
    meetings.pause(store, meetings.clock(store, "rights-meeting"), by=LIV, now=now)


# --- how rights are lost ------------------------------------------------------------------------


def _runs_out(store, person_id):
    """Two hours go by in which somebody does nothing."""
    long_ago = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=2)
    with store._engine.writing() as connection:  # noqa: SLF001 - time passes in no other way here
        connection.run(
            'update "sign_in_session" set "seen_at" = $at where "person_id" = $person',
            {"at": long_ago, "person": person_id},
        )


def _is_erased(store, person_id):
    privacy.erase_person(store, store.plan().find(Person, person_id), by=ADA)


def _loses_one_of_two(store, person_id):
    roles_become(store, person_id, Role.POLITICIAN)


def _signs_out_in_another_tab(town, person_id):
    ours = {"Origin": f"http://localhost:{town.port}"}
    status, _ = asks(town, "/sign-out", who=person_id, method="POST", headers=ours)
    assert status == 200, status


def _by(deed):
    return lambda town, person_id: town.does(deed, person_id)


LOSSES = {
    "every role": _by(roles_become),
    "one role of two": _by(_loses_one_of_two),
    "deactivated": _by(leaves),
    "erased": _by(_is_erased),
    "signed out in another tab": _signs_out_in_another_tab,
    "signed out by an administrator": _by(signed_out_everywhere),
    "the session ran out": _by(_runs_out),
}


# --- what an old tab can try --------------------------------------------------------------------


@dataclass
class OldTab:
    """A tab somebody opened while they had the right to, and all that was on it."""

    who: str
    page: str
    client: Client
    shown: Shown
    made: list[str] = field(default_factory=list)
    upload: str = ""

    @property
    def values(self):
        """Every widget pressed, ticked, filled in or told of."""
        return [value for widget in self.shown.widgets for value in _held_by(widget)]

    def asks_for_everything(self):
        """Have every file of the page made, and an upload's address: while one may."""
        answers = [self.client.asks_for(file_id) for file_id in self.shown.files.values()]
        self.made = [answer.deferred_file.url for answer in answers if answer.deferred_file.url]
        if any(widget.kind == "file_uploader" for widget in self.shown.widgets):
            (urls,) = self.client.asks_where_to_upload("plan.xlsx").file_urls
            self.upload = urls.upload_url


def _held_by(widget):
    if widget.kind == "bidi_component":
        told = json.dumps(_TOLD_BY_COMPONENTS)
        trigger = _make_trigger_id(widget.id, "events")
        return [WidgetState(id=trigger, json_trigger_value=told)]
    return [widget.holding(_EDITS if widget.kind == "arrow_data_frame" else "x")]


@contextmanager
def open_tabs(town, pages_of):
    """Tabs of several people, each on the pages of a table, and all asked for that can be."""
    with ExitStack() as opened:
        tabs = []
        for who, pages in pages_of.items():
            for page in pages:
                client = opened.enter_context(town.comes(who))
                tab = OldTab(who, page, client, client.visit(page, query=asked_for(page)))
                tab.asks_for_everything()
                tabs.append(tab)
        yield tabs


def asked_for(page):
    """What a page is asked for, so that it shows a form."""
    return ABOUT.get(page, "do=add")


@dataclass
class Tried:
    """What was tried, by the way the right was lost and by kind, and what got through."""

    counted: Counter = field(default_factory=Counter)
    through: list[tuple[str, ...]] = field(default_factory=list)

    def everything_in(self, town, tab, lost, secrets):
        """Try all there is in an old tab."""
        tab.client.hears_out()
        found = {
            "fetched": [url for url in tab.made if asks(town, url, who=tab.who)[0] == 200],
            "deferred": [label for label, i in tab.shown.files.items() if _is_made(tab, i)],
            "uploaded": list(_taken_in(town, tab)),
            "timed": [i for i in tab.shown.timers if _tells(_timed(tab, i), secrets)],
            "pressed": [1 for answer in _pressed(tab, lost) if _tells(answer, secrets)],
        }
        tried = {
            "fetched": len(tab.made),
            "deferred": len(tab.shown.files),
            "uploaded": 3 if tab.upload else 0,
            "timed": len(tab.shown.timers),
            "pressed": len(tab.values),
        }
        self.counted.update({(lost, kind): number for kind, number in tried.items()})
        self.through += [(lost, tab.who, tab.page, kind) for kind in KINDS if found[kind]]

    def table(self):
        """The table, to be printed."""
        losses = dict.fromkeys(lost for lost, _ in self.counted)
        head = f"{'':32}" + "".join(f"{kind:>10}" for kind in KINDS)
        lines = [
            f"{lost:32}" + "".join(f"{self.counted[lost, kind]:>10}" for kind in KINDS)
            for lost in losses
        ]
        return "\n".join((head, *lines, f"{'through':32}{len(self.through):>10}"))


def _is_made(tab, file_id):
    return bool(tab.client.asks_for(file_id).deferred_file.url)


def _taken_in(town, tab):
    if tab.upload:
        yield from (m for m in ("PUT", "DELETE") if uploads(town, tab.upload, tab.who, m) < 400)
        yield from tab.client.asks_where_to_upload("plan.xlsx").file_urls


def _pressed(tab, lost):
    yield tab.client.visit(tab.page, query=asked_for(tab.page), values=tab.values)
    if lost != "one role of two" and tab.page not in OF_ANYBODY:
        # The tab is drawn for nobody by now. With a role left, what is pressed then may count.
        yield tab.client.visit(tab.page, query=asked_for(tab.page), values=tab.values)


def _timed(tab, timer):
    told = tab.client.runs_by_itself(timer)
    # A timer that finds something changed has the whole page drawn again.
    told.messages += tab.client.hears(patience=2).messages
    return told


def _tells(shown, secrets):
    return any(secret in shown.everything for secret in secrets)


def in_turn(engine):
    """Which pages each person has open when they lose a right, by the way it is lost.

    All pages of everybody in every way where no engine is named. Else the ways take turns, and so
    do the engines: both together try every page of everybody, and each tries every way.
    """
    ways, first = tuple(LOSSES), engine == "postgresql"

    def has_a_turn(lost, number, at):
        turn = number + at
        return not engine or (turn % 2 == first and ways[turn // 2 % len(ways)] == lost)

    return {
        lost: {
            person.id: [page for at, page in enumerate(ADDRESSES) if has_a_turn(lost, number, at)]
            for number, person in enumerate(CAST)
        }
        for lost in ways
    }
