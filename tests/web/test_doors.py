"""Who is answered: this machine only where there is no sign-in, the signed in where there is."""

from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from strategy.services import sign_in as service
from strategy.services.sign_in import Vouched
from strategy.settings import read_settings
from strategy.web.doors import OnlyHere, OwnOrigin, SignedInOnly
from tests.builders import ADA, CAST, an_organisation, stock

STREAM = "ws://localhost/_stcore/stream"
HTML = {"accept": "text/html,*/*"}


def told(_request):
    return PlainTextResponse("the plan")


async def echo(websocket):
    await websocket.accept()
    await websocket.send_text("hello")


def application(door):
    paths = [
        "/",
        "/goals",
        "/sign-in",
        "/sign-in/x",
        "/sign-inn",
        "/healthz",
        "/public/index.html",
        "/media/a.png",
    ]
    routes = [Route(path, told) for path in [*paths, "/_stcore/upload_file/a/b", "/static/a.js"]]
    routes.append(WebSocketRoute("/_stcore/stream", echo))
    return Starlette(routes=routes, middleware=[Middleware(door)])


def client(door, *, host="localhost", asking=("127.0.0.1", 50000)):
    return TestClient(application(door), base_url=f"http://{host}", client=asking)


# --- this machine only --------------------------------------------------------------------------


@pytest.fixture(params=["demo", "local"])
def open_to_all(request, served, monkeypatch):
    monkeypatch.setenv("STRATEGY_MODE", request.param)
    return served


@pytest.mark.usefixtures("open_to_all")
@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501"])
def test_this_machine_is_answered(host):
    with client(OnlyHere, host="localhost:8501") as here:
        assert here.get("/", headers={"host": host}).text == "the plan"
        stream = STREAM.replace("localhost", "localhost:8501")
        with here.websocket_connect(stream, headers={"host": host}) as connection:
            assert connection.receive_text() == "hello"


REFUSED = [
    {"host": "strategi.example.no"},
    {"host": "localhost.example.no"},
    {"host": "127.0.0.1.example.no"},
    {"host": ""},
    {"host": "0.0.0.0:8501"},
    {"x-forwarded-for": "10.0.0.1"},
    {"x-forwarded-host": "localhost"},
    {"x-forwarded-proto": "https"},
    {"x-forwarded-anything": ""},
    {"forwarded": "for=10.0.0.1"},
    {"via": "1.1 proxy"},
    {"x-real-ip": "127.0.0.1"},
]


@pytest.mark.usefixtures("open_to_all")
@pytest.mark.parametrize("headers", REFUSED, ids=str)
def test_a_proxy_and_another_name_are_refused(headers):
    with client(OnlyHere) as here:
        answer = here.get("/", headers={**headers, "accept-language": "nn-NO,nn;q=0.9"})
        assert answer.status_code == 403
        assert "Berre på denne maskina" in answer.text
        with (
            pytest.raises(WebSocketDisconnect),
            here.websocket_connect(STREAM, headers=headers),
        ):
            pass


@pytest.mark.usefixtures("open_to_all")
def test_another_machine_is_refused_whatever_it_calls_us():
    with client(OnlyHere, asking=("10.0.0.7", 50000)) as elsewhere:
        assert elsewhere.get("/").status_code == 403


@pytest.mark.usefixtures("served")
def test_in_production_everybody_may_knock(monkeypatch):
    monkeypatch.setenv("STRATEGY_MODE", "production")
    monkeypatch.setenv("BASE_URL", "https://strategi.example.no")
    with client(OnlyHere, host="strategi.example.no", asking=("10.0.0.7", 1)) as elsewhere:
        assert elsewhere.get("/", headers={"x-forwarded-for": "10.0.0.1"}).status_code == 200
        usual = elsewhere.get("/", headers={"host": "strategi.example.no:443"})
        assert usual.status_code == 200


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    "host",
    [
        "strategi.example.no.",
        "strategi.example.no:80",
        "strategi.example.no:8501",
        "strategi.example.no@evil.example",
        "evil.example",
        "localhost:8501",
        "10.0.0.5",
        "",
    ],
)
def test_in_production_no_other_name_is_answered_but_for_whether_we_are_well(monkeypatch, host):
    monkeypatch.setenv("STRATEGY_MODE", "production")
    monkeypatch.setenv("BASE_URL", "https://strategi.example.no")
    with client(OnlyHere, host="strategi.example.no", asking=("10.0.0.7", 1)) as elsewhere:
        answer = elsewhere.get("/", headers={"host": host, "accept-language": "nn"})
        assert answer.status_code == 421
        assert "Feil adresse" in answer.text
        assert 'href="https://strategi.example.no"' in answer.text
        assert elsewhere.get("/healthz", headers={"host": host}).status_code == 200
        with (
            pytest.raises(WebSocketDisconnect),
            elsewhere.websocket_connect(STREAM, headers={"host": host}),
        ):
            pass


# --- other sites --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base_url", "origin"),
    [
        ("", "http://localhost"),
        ("https://strategi.example.no", "https://strategi.example.no"),
        ("", None),
    ],
)
def test_our_own_pages_are_answered(served, monkeypatch, base_url, origin):
    del served
    monkeypatch.setenv("STRATEGY_MODE", "production" if base_url else "local")
    monkeypatch.setenv("BASE_URL", base_url)
    headers = {"origin": origin} if origin else {}
    with client(OwnOrigin) as own:
        assert own.get("/", headers=headers).text == "the plan"
        with own.websocket_connect(STREAM, headers=headers) as connection:
            assert connection.receive_text() == "hello"


@pytest.mark.parametrize(
    ("base_url", "origin"),
    [
        ("", "http://localhost:8502"),
        ("", "https://localhost"),
        ("", "https://evil.example"),
        ("", "null"),
        ("https://strategi.example.no", "http://strategi.example.no"),
        ("https://strategi.example.no", "http://localhost"),
        ("https://strategi.example.no", "https://strategi.example.no.evil.example"),
    ],
)
def test_the_scripts_of_other_sites_are_not(served, monkeypatch, base_url, origin):
    del served
    monkeypatch.setenv("STRATEGY_MODE", "production" if base_url else "local")
    monkeypatch.setenv("BASE_URL", base_url)
    headers = {"origin": origin}
    with client(OwnOrigin) as foreign:
        assert foreign.get("/", headers=headers).status_code == 403
        with (
            pytest.raises(WebSocketDisconnect),
            foreign.websocket_connect(STREAM, headers=headers),
        ):
            pass


# --- the signed in ------------------------------------------------------------------------------


@pytest.fixture
def production(served, monkeypatch):
    monkeypatch.setenv("STRATEGY_MODE", "production")
    stock(served, an_organisation(), *CAST)
    return served


@pytest.mark.usefixtures("production")
def test_whoever_is_not_signed_in_is_shown_the_way():
    with client(SignedInOnly) as nobody:
        answer = nobody.get("/goals?unit=a&code=1.1", headers=HTML, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fgoals%3Funit%3Da%26code%3D1.1"


@pytest.mark.usefixtures("production")
@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-in/x", "/healthz", "/public/index.html", "/static/a.js"]
)
def test_the_way_in_is_open(path):
    with client(SignedInOnly) as nobody:
        headers = {} if path == "/static/a.js" else HTML
        assert nobody.get(path, headers=headers).text == "the plan"


@pytest.mark.usefixtures("production")
@pytest.mark.parametrize("path", ["/media/a.png", "/_stcore/upload_file/a/b"])
def test_nobodys_files_are_shown_to_nobody(path):
    with client(SignedInOnly) as nobody:
        assert nobody.get(path).status_code == 403
        assert nobody.get(path, headers=HTML).status_code == 403


@pytest.mark.usefixtures("production")
def test_a_page_that_only_sounds_like_the_way_in_is_closed():
    with client(SignedInOnly) as nobody:
        assert nobody.get("/sign-inn", headers=HTML, follow_redirects=False).status_code == 303
        assert nobody.post("/goals", headers=HTML).status_code == 403


def test_whoever_is_signed_in_gets_everything(production):
    now = datetime.now(UTC).replace(tzinfo=None)
    invitation = service.invite(production, ADA.id, by=ADA, now=now)
    token = service.accept_invitation(
        production, invitation, Vouched("work", "i", "s"), read_settings(), now=now
    )
    with client(SignedInOnly) as ada:
        ada.cookies.set("kompass-session", token)
        for path in ("/", "/goals", "/media/a.png", "/_stcore/upload_file/a/b"):
            assert ada.get(path, headers=HTML).text == "the plan"


def test_where_everybody_is_let_in_nobody_is_asked(production, monkeypatch):
    del production
    monkeypatch.setenv("STRATEGY_MODE", "local")
    with client(SignedInOnly) as anybody:
        assert anybody.get("/goals", headers=HTML).text == "the plan"
