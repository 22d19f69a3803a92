"""Where everybody may be anybody, browsers are told apart and rights end when they end, too."""

import http.client

import pytest

from strategy.domain.items import Role
from tests.builders import CAST
from tests.hostile.deeds import comes_back, everything_in, leaves, roles_become
from tests.hostile.wire import Client


def page(town, *, cookie=""):
    connection = http.client.HTTPConnection("localhost", town.port, timeout=20)
    headers = {"Accept": "text/html", **({"Cookie": cookie} if cookie else {})}
    connection.request("GET", "/", headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers


def a_browser(town):
    """What a browser has to show that opens the demo for the first time."""
    return page(town)["set-cookie"].partition(";")[0]


def fetched(town, address, cookie):
    connection = http.client.HTTPConnection("localhost", town.port, timeout=20)
    connection.request("GET", address, headers={"Cookie": cookie} if cookie else {})
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.fixture
def demo(served_demo):
    """The demo, with everybody's roles as they were."""
    for person in CAST:
        served_demo.does(comes_back, person.id)
        served_demo.does(roles_become, person.id, *person.roles)
    return served_demo


def test_a_browser_is_given_something_to_be_told_by_once(demo):
    given = page(demo)["set-cookie"]
    name, _, rest = given.partition("=")
    assert name == "kompass-browser"
    assert len(rest.partition(";")[0]) >= 32
    for flag in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in given
    assert "Domain" not in given
    assert page(demo, cookie=given.partition(";")[0])["set-cookie"] is None


def test_another_browser_neither_takes_up_a_tab_nor_fetches_its_files(demo):
    hers, others = a_browser(demo), a_browser(demo)
    with Client(demo.port, cookie=hers) as hege:
        files = hege.visit("transfer", query="as=hege").files
        address = hege.asks_for(next(iter(files.values()))).deferred_file.url
        assert fetched(demo, address, hers) == 200
        assert fetched(demo, address, others) == 404
        assert fetched(demo, address, "") == 404
        for cookie in (others, ""):
            with Client(demo.port, cookie=cookie, session=hege.session) as thief:
                thief.visit("goals")
                assert thief.session != hege.session
        assert hege.visit("transfer", query="as=hege").files
        left = hege.session
    with Client(demo.port, cookie=hers, session=left) as hege:
        hege.visit("transfer")
        assert hege.session == left


@pytest.mark.parametrize("lost", ["role", "all", "access"])
def test_a_persona_who_has_lost_the_right_takes_nothing_along_and_does_nothing(demo, lost):
    hers = a_browser(demo)
    with Client(demo.port, cookie=hers) as hege:
        shown = hege.visit("transfer", query="as=hege")
        address = hege.asks_for(next(iter(shown.files.values()))).deferred_file.url
        assert hege.asks_where_to_upload("plan.xlsx").file_urls
        if lost == "access":
            demo.does(leaves, "hege")
        else:
            roles = (Role.POLITICIAN,) if lost == "role" else ()
            demo.does(roles_become, "hege", *roles)
        before = demo.does(everything_in)
        assert fetched(demo, address, hers) == 404
        for file_id in shown.files.values():
            assert hege.asks_for(file_id).error_msg
        assert hege.asks_where_to_upload("plan.xlsx").error_msg
        pressed = [widget.holding("x") for widget in shown.widgets]
        hege.visit("transfer", values=pressed)
        assert demo.does(everything_in) == before
