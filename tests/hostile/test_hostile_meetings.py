"""A running meeting is steered by those who may, whatever a client sends."""

import json
from datetime import UTC, date, datetime

import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState

from strategy.services.meetings import running as meetings
from tests.builders import LIV, a_meeting, an_agenda_item

pytestmark = pytest.mark.postgres

MEETING = a_meeting(id="hostile-meeting", title="Hemmelig møte", on=date(2026, 7, 1))
ITEMS = (
    an_agenda_item(MEETING, id="hostile-1", title="Hemmelig sak", position=1),
    an_agenda_item(MEETING, id="hostile-2", title="Neste sak", position=2),
)
ADDRESS = "meeting=hostile-meeting"


def sent(widget, event, value):
    """What the browser sends when something happens in a component of our own."""
    payload = json.dumps([{"event": event, "value": value}])
    return WidgetState(id=_make_trigger_id(widget.id, "events"), json_trigger_value=payload)


def forged(widgets, version):
    """Every button pressed, every field filled in, and whatever our components can tell."""
    written = {"item": "hostile-1", "text": "Forfalsket", "base": "", "id": "x-1"}
    for widget in widgets:
        if widget.kind == "bidi_component":
            for seen in (version, version + 1, 0):
                yield sent(widget, "step", {"to": "hostile-2", "seen": seen})
            yield sent(widget, "written", written)
            yield sent(widget, "step", ["nonsense"])
        else:
            yield widget.holding("Forfalsket")


@pytest.fixture
def under_way(municipality):
    """A meeting Liv has started."""
    store = municipality.store
    if MEETING.id not in store.plan().by_id:
        with store.change(by="liv") as writing:
            writing.add_many((MEETING, *ITEMS))
    now = datetime.now(UTC).replace(tzinfo=None)
    meetings.start(store, store.plan().by_id[MEETING.id], by=LIV, now=now, on_another_day=True)
    meetings.show_item(store, meetings.clock(store, MEETING.id), "hostile-1", by=LIV, now=now)
    return municipality


def up(store):
    return meetings.clock(store, MEETING.id)


def test_hege_steers_this_very_way_and_others_do_not(under_way):
    store = under_way.store
    with under_way.comes("hege") as hege:
        page_hash = hege.visit().pages["meeting"]
        widgets = hege.visit(page_hash=page_hash, query=ADDRESS).widgets
    stage = next(w for w in widgets if w.kind == "bidi_component" and "meeting.stage" in w.id)
    before, revision = up(store), store.revision()

    for who in ("per", "ola", "rita", "guest", ""):
        with under_way.comes(who) as hostile:
            hostile.visit(page_hash=page_hash, query=ADDRESS)
            for state in forged(widgets, before.version):
                hostile.visit(query=ADDRESS, page_hash=page_hash, values=[state])
    assert up(store) == before
    assert store.revision() == revision

    with under_way.comes("hege") as hege:
        hege.visit(page_hash=page_hash, query=ADDRESS)
        step = sent(stage, "step", {"to": "hostile-2", "seen": before.version})
        hege.visit(query=ADDRESS, page_hash=page_hash, values=[step])
    assert (up(store).agenda_item_id, up(store).run_by) == ("hostile-2", "hege")


@pytest.mark.parametrize("who", ["per", "guest", ""])
def test_an_outsider_is_told_nothing_of_it(under_way, who):
    with under_way.comes(who) as outsider:
        for address in ("meeting", "meetings"):
            shown = outsider.visit(address, query=f"{ADDRESS}&prepare=hostile-meeting")
            assert "Hemmelig møte" not in shown.everything
            assert "Hemmelig sak" not in shown.everything
            assert shown.errors == []
