"""A tab belongs to the browser it was opened in, and takes what was made for it along."""

import threading

import pytest

from strategy.domain.items import Role
from strategy.services import tabs as service
from strategy.services.tabs import NOBODY, MadeFile, Standing, Tabs, Wish, standing_of
from tests.builders import HEGE, LIV

HEGES, LIVS = "hege's browser", "liv's browser"
FILE = MadeFile(b"plan", "plan.xlsx", "text/plain", standing_of(HEGE))


class Watch:
    """A clock that goes when it is told to."""

    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def tabs(watch):
    return Tabs(watch)


def opened(tabs, session="session", browser=HEGES):
    tab = tabs.open(session, browser)
    tabs.sits_down(tab)
    return tab


# --- whose rights -------------------------------------------------------------------------------


def test_rights_follow_from_who_one_is_and_ones_roles():
    assert standing_of(HEGE) == Standing("hege", frozenset({Role.HR}))
    assert standing_of(HEGE) != standing_of(LIV)
    assert standing_of(HEGE.model_copy(update={"roles": (Role.HR, Role.OWNER)})) != standing_of(
        HEGE
    )
    in_another_order = {"roles": (Role.OWNER, Role.HR)}
    assert standing_of(HEGE.model_copy(update=in_another_order)) == standing_of(
        HEGE.model_copy(update={"roles": (Role.HR, Role.OWNER)})
    )


@pytest.mark.parametrize("gone", [{"retired": True}, {"erased": True}])
def test_who_has_left_is_nobody(gone):
    assert standing_of(HEGE.model_copy(update=gone)) == NOBODY
    assert standing_of(None) == NOBODY


# --- coming back --------------------------------------------------------------------------------


def test_a_browser_takes_its_own_tab_up_again(tabs):
    tab = opened(tabs)
    assert tabs.take_up(tab.name, HEGES, is_known=True) is tab
    tabs.gets_up(tab)
    assert tabs.take_up(tab.name, HEGES, is_known=True) is tab
    assert tabs.open("session", HEGES) is tab


def test_another_browser_does_not(tabs):
    tab = opened(tabs)
    assert tabs.take_up(tab.name, LIVS, is_known=True) is None
    tabs.gets_up(tab)
    assert tabs.take_up(tab.name, LIVS, is_known=True) is None
    assert tabs.take_up("made up", HEGES, is_known=True) is None
    # What the server calls it opens nothing.
    assert tabs.take_up(tab.session, HEGES, is_known=True) is None


def test_a_browser_nobody_knows_takes_up_only_what_was_left(tabs):
    tab = opened(tabs, browser="unknown")
    assert tabs.take_up(tab.name, "unknown", is_known=False) is None
    tabs.gets_up(tab)
    assert tabs.take_up(tab.name, "unknown", is_known=False) is tab


def test_a_tab_is_forgotten_some_time_after_it_was_left(tabs, watch):
    tab, open_still = opened(tabs), opened(tabs, "other")
    tabs.gets_up(tab)
    watch.seconds += 599
    tabs.open("third", HEGES)
    assert tabs.knows(tab.name)
    watch.seconds += 2
    tabs.open("fourth", HEGES)
    assert not tabs.knows(tab.name)
    assert tabs.knows(open_still.name)


def test_whom_it_is_drawn_for_is_known_before_its_browser_is(tabs):
    tabs.draw_for("session", standing_of(HEGE), "nn")
    tab = tabs.open("session", HEGES)
    assert (tab.drawn_for, tab.language) == (standing_of(HEGE), "nn")
    assert tab.browser == HEGES
    # Who comes later does not make it theirs.
    assert tabs.open("session", LIVS).browser == HEGES


# --- files --------------------------------------------------------------------------------------


def test_a_file_is_fetched_from_the_tab_it_was_made_for(tabs):
    address = tabs.hand_over(opened(tabs), FILE)
    assert tabs.handed_over(address, HEGES) is FILE
    assert tabs.handed_over(address, HEGES) is FILE
    assert tabs.handed_over(address, LIVS) is None
    assert tabs.handed_over("/media/made-up", HEGES) is None


def test_a_file_goes_with_the_rights_its_tab_was_drawn_for(tabs):
    tab = opened(tabs)
    tabs.draw_for("session", standing_of(HEGE), "nb")
    address = tabs.hand_over(tab, FILE)
    tabs.draw_for("session", standing_of(HEGE), "nn")
    assert tabs.handed_over(address, HEGES) is FILE
    tabs.draw_for("session", standing_of(LIV), "nb")
    assert tabs.handed_over(address, HEGES) is None


def test_no_address_is_given_twice(tabs):
    tab = opened(tabs)
    assert len({tabs.hand_over(tab, FILE) for _ in range(20)}) == 20


def test_a_file_goes_with_the_tab(tabs):
    tab = opened(tabs)
    tabs.sits_down(tab)
    address = tabs.hand_over(tab, FILE)
    tabs.gets_up(tab)
    assert tabs.handed_over(address, HEGES) is FILE
    tabs.gets_up(tab)
    assert tabs.handed_over(address, HEGES) is None


def test_a_file_goes_with_the_page(tabs):
    tab, other = opened(tabs), opened(tabs, "other")
    tabs.turn_to("session", "goals")
    address, others = tabs.hand_over(tab, FILE), tabs.hand_over(other, FILE)
    tabs.turn_to("session", "goals")
    assert tabs.handed_over(address, HEGES) is FILE
    tabs.turn_to("session", "actions")
    assert tabs.handed_over(address, HEGES) is None
    assert tabs.handed_over(others, HEGES) is FILE


def test_a_file_lies_ready_for_ten_minutes_and_the_last_four_of_a_tab(tabs, watch):
    tab, other = opened(tabs), opened(tabs, "other")
    others = tabs.hand_over(other, FILE)
    addresses = [tabs.hand_over(tab, FILE) for _ in range(6)]
    ready = [tabs.handed_over(address, HEGES) is FILE for address in addresses]
    assert ready == [False, False, True, True, True, True]
    assert tabs.handed_over(others, HEGES) is FILE
    watch.seconds += 601
    assert tabs.handed_over(addresses[-1], HEGES) is None


def test_a_file_is_sent_to_ones_own_open_tab(tabs):
    tab = opened(tabs)
    assert tabs.receiving(tab.upload_name, HEGES) is tab
    assert tabs.receiving(tab.upload_name, LIVS) is None
    assert tabs.receiving(tab.name, HEGES) is None
    assert tabs.receiving(tab.session, HEGES) is None
    tabs.gets_up(tab)
    assert tabs.receiving(tab.upload_name, HEGES) is None


def test_what_is_asked_for_is_known_where_it_is_done_and_nowhere_else(tabs):
    asked = Wish(opened(tabs))
    service.is_wished(asked)
    elsewhere = []
    thread = threading.Thread(target=lambda: elsewhere.append(service.wish()))
    thread.start()
    thread.join()
    assert (service.wish(), elsewhere) == (asked, [None])
    service.is_wished(None)
    assert service.wish() is None
