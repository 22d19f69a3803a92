"""Every page, for everybody: all that can be pressed, fetched, sent or timed once rights are gone.

The table is made by opening the pages, so what is added to a page is tried without being told of.
`make attack` tries every page of everybody in every way rights are lost, on both engines, and
prints the table. In the gate the ways and the engines take turns.
"""

import os
import sys

from strategy.domain.items import Goal, Role
from strategy.domain.meeting_items import AgendaItem, MeetingState
from strategy.i18n import words
from tests.builders import ADA, CAST, LIV, PER, a_meeting, an_agenda_item
from tests.claims import until
from tests.hostile.conftest import CONFIDED, SECRETS
from tests.hostile.deeds import comes_back, everything_in, roles_become, signs_in
from tests.hostile.rights import (
    KINDS,
    LOSSES,
    TWINS,
    OldTab,
    Tried,
    a_meeting_under_way,
    asked_for,
    in_turn,
    open_tabs,
    the_meeting_is_paused,
)
from tests.hostile.test_files_to_take_along import words_of
from tests.hostile.test_in_the_demo import a_browser, fetched
from tests.hostile.test_whose_tab_it_is import asks
from tests.hostile.wire import Client

# Whose tab it is may stand in it: these are what stands in the plan.
PLANNED = [secret for secret in SECRETS if secret.startswith("Hemmelig")]
MEETING = "Hemmelig sak"
EVERY_WAY = "EVERY_WAY" in os.environ


def all_are_here(town, lost):
    """Everybody has their rights, and one that is left where one of two is lost."""
    left = (Role.POLITICIAN,) if lost == "one role of two" else ()
    for person in CAST:
        town.does(comes_back, person.id)
        town.does(roles_become, person.id, *dict.fromkeys((*person.roles, *left)))
    town.all_sign_in()
    if lost == "erased":
        for twin in TWINS:
            town.tokens[twin.id] = town.does(signs_in, twin)


def of_twins(pages_of):
    return {f"twin-{who}": pages for who, pages in pages_of.items()}


def test_nothing_gets_through_by_any_press_file_upload_or_timer(town, request):
    town.does(a_meeting_under_way)
    tried = Tried()
    engine = request.node.callspec.params["served_town"]
    for lost, pages_of in in_turn("" if EVERY_WAY else engine).items():
        all_are_here(town, lost)
        # A role that is left may see the meetings it is asked to.
        secrets = PLANNED if lost == "one role of two" else [*PLANNED, MEETING]
        whose = of_twins(pages_of) if lost == "erased" else pages_of
        with open_tabs(town, whose) as tabs:
            for who in whose:
                LOSSES[lost](town, who)
            before = town.does(everything_in)
            for tab in tabs:
                tried.everything_in(town, tab, lost, secrets)
            changed = before.items() ^ town.does(everything_in).items()
            tried.through += [(lost, "changed", table) for table in sorted(dict(changed))]
    sys.stdout.write(f"\n{tried.table()}\n")
    assert tried.through == []
    # There was something to try of every kind, in every way.
    assert [way for way in LOSSES if tried.counted[way, "pressed"] < 20] == []
    assert [kind for kind in KINDS if not any(tried.counted[way, kind] for way in LOSSES)] == []


def test_who_keeps_the_right_gets_all_of_it_in_this_very_way(town):
    # The attack is one: it succeeds where it may.
    all_are_here(town, "")
    tried = Tried()
    with open_tabs(town, {"hege": ["transfer", "history"]}) as tabs:
        for tab in tabs:
            tried.everything_in(town, tab, "", PLANNED)
    got = {(page, kind) for _, _, page, kind in tried.through}
    files = {("transfer", kind) for kind in ("fetched", "deferred", "uploaded")}
    assert got >= {*files, ("history", "pressed")}


def test_a_timer_tells_who_keeps_the_right_what_happens_in_the_meeting(town):
    town.does(a_meeting_under_way)
    all_are_here(town, "")
    tried = Tried()
    with open_tabs(town, {"hege": ["meeting"]}) as (tab,):
        town.does(the_meeting_is_paused)
        tried.everything_in(town, tab, "", [MEETING])
    assert ("", "hege", "meeting", "timed") in tried.through


def is_confided_to(store, *people):
    """A goal, and what was said of it in a meeting that was held, are for these people alone."""
    held = a_meeting(id="rights-held", title="Et møte", state=MeetingState.HELD)
    said = an_agenda_item(held, id="rights-said", title=CONFIDED, confidential_to=people)
    with store.change(by=LIV.id) as change:
        goal = change.plan.find(Goal, "secret")
        change.update(goal.model_copy(update={"confidential_to": people}))
        before = change.plan.find(AgendaItem, said.id)
        if before is None:
            change.add_many((held, said))
        else:
            change.update(before.model_copy(update={"confidential_to": people}))


def minutes_asked_for(client):
    """The minutes as a Word file, with what is confidential, where one may have that."""
    page = "meeting", "meeting=rights-held"
    toggles = [w for w in client.visit(page[0], query=page[1]).widgets if w.kind == "checkbox"]
    shown = client.visit(page[0], query=page[1], values=[w.holding("") for w in toggles])
    return client.asks_for(shown.files["Word"]).deferred_file.url


def test_what_is_kept_from_somebody_is_gone_from_their_open_tabs_too(town):
    all_are_here(town, "")
    town.does(is_confided_to, "liv", "hege")
    with town.comes("hege") as reader, town.comes("hege") as writer:
        made = minutes_asked_for(reader)
        assert CONFIDED in words_of(asks(town, made, who="hege")[1])
        form = writer.visit("goal", query="code=9.9&do=edit")
        assert CONFIDED in form.everything

        town.does(is_confided_to, "liv")
        before = town.does(everything_in)
        assert asks(town, made, who="hege")[0] == 404
        values = [widget.holding("x") for widget in form.widgets]
        for _ in range(2):
            told = writer.visit("goal", query="code=9.9&do=edit", values=values)
            assert CONFIDED not in told.everything
        assert town.does(everything_in) == before
        # What she asks for now is hers, without what is kept from her.
        status, content = asks(town, minutes_asked_for(reader), who="hege")
        assert status == 200
        assert CONFIDED not in words_of(content)


def becomes(client, shown, page, person, query=""):
    """Choose another persona in the menu, as the demo offers to."""
    role = words("nb")(f"role.{person.roles[0]}")
    (menu,) = [widget for widget in shown.widgets if widget.id.endswith("frame.person")]
    client.visit(page, query=query, values=[menu.holding(f"{person.name} · {role}")])
    # The choice begins a new page of its own.
    return client.hears(patience=2)


def test_a_demo_tab_that_is_somebody_else_now_has_nothing_left_of_before(served_demo):
    served_demo.does(a_meeting_under_way)
    hers = a_browser(served_demo)
    for page in ("transfer", "meeting"):
        with Client(served_demo.port, cookie=hers) as client:
            asked = asked_for(page)
            shown = client.visit(page, query=f"as=ada&{asked}")
            assert ADA.name in shown.everything
            tab = OldTab("", page, client, shown)
            tab.asks_for_everything()
            becomes(client, shown, page, PER, asked)
            before = served_demo.does(everything_in)
            assert [url for url in tab.made if fetched(served_demo, url, hers) != 404] == []
            files = tab.shown.files.values()
            assert [i for i in files if client.asks_for(i).deferred_file.url] == []
            values = [value for value in tab.values if not value.id.endswith("frame.person")]
            told = client.visit(page, query=asked, values=values)
            assert [secret for secret in (*PLANNED, MEETING) if secret in told.everything] == []
            assert served_demo.does(everything_in) == before


def test_files_are_not_kept_for_whoever_a_demo_tab_was_before(served_demo):
    hers = a_browser(served_demo)
    with Client(served_demo.port, cookie=hers) as client:
        shown = client.visit("transfer", query="as=hege")
        made = client.asks_for(next(iter(shown.files.values()))).deferred_file.url
        assert fetched(served_demo, made, hers) == 200
        # Liv may have the same, and asks for it herself.
        assert becomes(client, shown, "transfer", LIV).files
        # The file goes when the tab has been drawn for Liv, which it says a moment before.
        assert until(lambda: fetched(served_demo, made, hers) == 404)
