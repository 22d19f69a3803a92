"""A tab is one person's: nobody else takes it up, fetches its files or puts files into it."""

import http.client
import time

import pytest

from strategy.domain.items import Role
from tests.builders import HEGE
from tests.hostile.conftest import SECRETS
from tests.hostile.deeds import leaves, roles_become, signed_out_everywhere, signs_in

OTHERS = ["", "guest", "per", "ola", "liv"]
"""Nobody, somebody without a role, a politician, and two who may see the plan themselves."""

WORKBOOK = "Last ned hele planen som arbeidsbok"


def asks(town, path, *, who="", method="GET", headers=None, body=None):
    """What the server answers somebody who has an address and a session."""
    connection = http.client.HTTPConnection("localhost", town.port, timeout=20)
    token = town.tokens.get(who, "")
    cookie = {"Cookie": f"kompass-session={token}"} if token else {}
    connection.request(method, path, body=body, headers={**cookie, **(headers or {})})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def sees(shown):
    return "Hemmelig mål" in shown.everything


# --- taking up somebody's tab -------------------------------------------------------------------


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_takes_up_somebody_elses_tab_while_it_is_open(town, who):
    with town.comes("hege") as hege:
        assert sees(hege.visit("goals"))
        with town.comes(who, tab=hege.session) as thief:
            thief.visit("goals")
            assert thief.session != hege.session
            # The tab goes on, and the other hears nothing of it.
            assert sees(hege.visit("goals"))
            heard = thief.hears(patience=0.5)
            assert [secret for secret in SECRETS if secret in heard.everything] == []
            assert sees(hege.visit("goals"))


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_takes_up_somebody_elses_tab_that_was_left(town, who):
    with town.comes("hege") as hege:
        assert sees(hege.visit("goals"))
        left = hege.session
    with town.comes(who, tab=left) as thief:
        thief.hears(patience=0.5)
        thief.visit("goals")
        assert thief.session != left


def test_the_same_person_with_another_session_does_not_take_it_up_either(town):
    with town.comes("hege") as hege:
        hege.visit("goals")
        town.tokens["hege at home"] = town.does(signs_in, HEGE)
        with town.comes("hege at home", tab=hege.session) as elsewhere:
            elsewhere.visit("goals")
            assert elsewhere.session != hege.session
            assert sees(hege.visit("goals"))


def test_a_session_that_has_ended_takes_up_nothing(town):
    with town.comes("hege") as hege:
        assert sees(hege.visit("goals"))
        left = hege.session
    town.does(signed_out_everywhere, "hege")
    with town.comes("hege", tab=left) as gone:
        shown = gone.visit("goals")
        assert gone.session != left
        assert not sees(shown)


def test_one_takes_up_ones_own_tab_again(town):
    with town.comes("hege") as hege:
        hege.visit("goals")
        left = hege.session
    with town.comes("hege", tab=left) as hege:
        assert sees(hege.visit("goals"))
        assert hege.session == left


@pytest.mark.parametrize(
    "tab", ["x", "5d0e3c1a-8f53-4a8e-9d0b-3f3f0e2c9a11", "a" * 4000, "..", "%00"]
)
def test_a_made_up_tab_is_a_new_one(town, tab):
    with town.comes("hege", tab=tab) as hege:
        assert sees(hege.visit("goals"))
        assert hege.session != tab


def test_what_a_tab_is_called_stands_in_no_address_and_no_log(town):
    with town.comes("hege") as hege:
        hege.visit("transfer")
        told = hege.asks_where_to_upload("plan.xlsx")
        called = hege.session
        with town.comes("hege", tab=called) as again:
            again.visit("goals")
        with town.comes("per", tab=called) as thief:
            thief.visit("goals")
    (urls,) = told.file_urls
    assert called not in urls.upload_url + urls.delete_url
    assert called not in town.log.read_text(errors="replace")


# --- uploads ------------------------------------------------------------------------------------

FORM = "multipart/form-data; boundary=edge"
FILE = (
    b'--edge\r\nContent-Disposition: form-data; name="file"; filename="plan.xlsx"\r\n'
    b"Content-Type: application/octet-stream\r\n\r\nhello\r\n--edge--\r\n"
)


def uploads(town, address, who, method="PUT"):
    token = "2|8e3ab0a7|" + "0" * 32 + "|1700000000"
    town_token = town.tokens.get(who, "")
    cookie = f"_streamlit_xsrf={token}" + (f"; kompass-session={town_token}" if town_token else "")
    headers = {"Cookie": cookie, "X-Xsrftoken": token, "Content-Type": FORM}
    return asks(town, address, method=method, headers=headers, body=FILE)[0]


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_uploads_into_somebody_elses_tab(town, who):
    with town.comes("hege") as hege:
        hege.visit("transfer")
        (urls,) = hege.asks_where_to_upload("plan.xlsx").file_urls
        for method in ("PUT", "DELETE"):
            assert uploads(town, urls.upload_url, who, method) in {403, 404}
        # Nor by what the tab is called.
        assert uploads(town, f"/_stcore/upload_file/{hege.session}/x", who) in {403, 404}
        assert uploads(town, urls.upload_url, "hege") == 204
        assert uploads(town, urls.delete_url, "hege", "DELETE") == 204


def test_nothing_is_uploaded_into_a_tab_that_is_closed(town):
    with town.comes("hege") as hege:
        hege.visit("transfer")
        (urls,) = hege.asks_where_to_upload("plan.xlsx").file_urls
    time.sleep(0.3)
    assert uploads(town, urls.upload_url, "hege") in {403, 404}


@pytest.mark.parametrize("lost", ["role", "session", "access"])
def test_who_has_lost_the_right_uploads_nothing_from_an_old_tab(town, lost):
    with town.comes("hege") as hege:
        hege.visit("transfer")
        (urls,) = hege.asks_where_to_upload("plan.xlsx").file_urls
        lose(town, lost)
        assert uploads(town, urls.upload_url, "hege") in {403, 404}
        again = hege.asks_where_to_upload("plan.xlsx")
        assert again.error_msg
        assert not again.file_urls


def lose(town, what):
    if what == "role":
        town.does(roles_become, "hege", Role.POLITICIAN)
    elif what == "session":
        town.does(signed_out_everywhere, "hege")
    else:
        town.does(leaves, "hege")
