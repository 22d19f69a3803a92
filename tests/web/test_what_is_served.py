"""What is served beside and around the pages: health, language, headers; what nobody may send."""

import re

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from streamlit.proto.BackMsg_pb2 import BackMsg

from strategy import __version__
from strategy.i18n import LANGUAGES
from strategy.i18n.catalogue import all_entries
from strategy.services.opening import close_databases
from strategy.web.middleware import middleware, own_page
from strategy.web.routes import ROUTES, translation_address, translation_script
from tests.builders import an_organisation, stock

PAGE = '<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head><body>x</body></html>'


def page(request):
    if "if-none-match" in request.headers:
        return Response(status_code=304)
    return HTMLResponse(PAGE, headers={"etag": "early", "last-modified": "then"})


def missing(_request):
    return HTMLResponse(PAGE, status_code=404)


def figures(_request):
    return JSONResponse({"lang": '<html lang="en">'})


def in_parts(_request):
    return StreamingResponse(iter([PAGE[:20], PAGE[20:]]), media_type="text/html")


async def echo(websocket):
    await websocket.accept()
    async for message in websocket.iter_bytes():
        await websocket.send_bytes(message)


@pytest.fixture
def browser(served):
    """Something that asks as a browser does for pages."""
    routes = [
        *ROUTES,
        Route("/", page),
        Route("/missing", missing),
        Route("/figures", figures),
        Route("/parts", in_parts),
        WebSocketRoute("/_stcore/stream", echo),
    ]
    application = Starlette(routes=routes, middleware=list(middleware()))
    with TestClient(
        application,
        base_url="http://localhost",
        client=("127.0.0.1", 50000),
        headers={"accept": "text/html,*/*"},
    ) as client:
        client.store = served
        yield client


# --- health -------------------------------------------------------------------------------------


def test_health_tells_how_far_the_plan_has_come(browser):
    stock(browser.store)
    answer = browser.get("/healthz")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["status"], told["revision"], told["version"]) == ("ok", 1, __version__)


def test_health_says_when_the_database_does_not_answer(browser, monkeypatch):
    close_databases()
    monkeypatch.setenv("DATABASE_URL", "postgresql://ola:s3cret@127.0.0.1:1/plan")
    answer = browser.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "error", "version": __version__}


# --- the page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_in_the_organisations_language(browser, language):
    stock(browser.store, an_organisation(language=language))
    answer = browser.get("/")
    assert f'<html lang="{language}">' in answer.text
    assert f'<script defer src="{translation_address()}"></script>' in answer.text
    assert "<title>Streamlit</title>" not in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_a_page_is_asked_for_anew_each_time(browser):
    answer = browser.get("/", headers={"if-none-match": "early"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"
    assert "etag" not in answer.headers
    assert "last-modified" not in answer.headers


def test_a_page_that_comes_in_parts_is_made_ours_too(browser):
    assert browser.get("/parts").text == browser.get("/").text


def test_what_is_asked_for_without_a_page_in_mind_stays_as_it_is(browser):
    assert browser.get("/", headers={"accept": "*/*"}).text == PAGE
    assert browser.get("/missing").text == PAGE
    assert browser.get("/figures").json() == {"lang": '<html lang="en">'}


def test_the_answer_to_head_has_no_body(browser):
    answer = browser.head("/")
    assert answer.status_code == 200
    assert answer.content == b""


def test_a_page_of_another_kind_stays_as_it_is():
    assert own_page(b"<html><head></head></html>") == b"<html><head></head></html>"


@pytest.mark.parametrize("path", ["/", "/missing", "/figures", "/healthz", "/i18n.js", "/none"])
def test_every_answer_has_calm_headers(browser, path):
    answer = browser.get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


def test_the_translation_is_served_as_a_script_that_may_be_kept(browser):
    answer = browser.get(translation_address().removeprefix("."))
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.text == translation_script()
    assert '"Trykk Enter for å lagre"' in answer.text


def test_the_page_learns_where_its_server_is(browser):
    (address,) = re.findall(r'<script src="\.(/boot\.js[^"]+)"', browser.get("/").text)
    answer = browser.get(address)
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "BACKEND_BASE_URL" in answer.text


def test_every_word_of_streamlits_keeps_what_stands_in_braces():
    entries = {k: v for k, v in all_entries().items() if k.startswith("streamlit.")}
    assert len(entries) > 50
    for key, forms in entries.items():
        places = {language: text.count("{") for language, text in forms.items()}
        assert set(places) == set(LANGUAGES), key
        assert len(set(places.values())) == 1, key
        assert max(places.values()) <= 1, key


# --- what a browser sends -----------------------------------------------------------------------


def a_message(**given):
    return BackMsg(**given).SerializeToString()


def a_rerun():
    message = BackMsg()
    message.rerun_script.query_string = "unit=oppvekst"
    message.rerun_script.page_script_hash = "clear_cache" * 30
    return message.SerializeToString()


def test_nobody_empties_the_caches_of_everybody(browser):
    with browser.websocket_connect("ws://localhost/_stcore/stream") as connection:
        connection.send_bytes(a_message(clear_cache=True))
        connection.send_bytes(a_rerun() + a_message(clear_cache=True))
        connection.send_bytes(a_rerun())
        assert connection.receive_bytes() == a_rerun()


@pytest.mark.parametrize(
    "message",
    [a_rerun(), a_message(stop_script=True), a_message(app_heartbeat=True)],
)
def test_what_a_page_of_ours_says_gets_through(browser, message):
    with browser.websocket_connect("ws://localhost/_stcore/stream") as connection:
        connection.send_bytes(message)
        assert connection.receive_bytes() == message


@pytest.mark.parametrize(
    "message",
    [
        b"",
        a_message(clear_cache=True),
        a_message(clear_cache=False),
        a_message(stop_script=True) + a_message(clear_cache=True),
        b"\x09" + b"\0" * 8 + a_message(clear_cache=True),
        b"\xa8\x80\x00\x01",
        b"\x0b\x0c" + a_message(clear_cache=True),
        a_message(load_git_info=True),
        a_message(set_run_on_save=True),
        a_message(debug_shutdown_runtime=True),
        a_message(debug_disconnect_websocket=True),
    ],
)
def test_what_no_page_of_ours_says_is_not_heard(browser, message):
    with browser.websocket_connect("ws://localhost/_stcore/stream") as connection:
        connection.send_bytes(message)
        connection.send_bytes(a_rerun())
        assert connection.receive_bytes() == a_rerun()


@pytest.mark.parametrize("message", [b"\x80", b"\x0c", b"\x09" + b"\x28" * 3])
def test_what_is_no_message_ends_the_connection_calmly(browser, message):
    with browser.websocket_connect("ws://localhost/_stcore/stream") as connection:
        connection.send_bytes(message)
        assert connection.receive()["code"] == 1002
