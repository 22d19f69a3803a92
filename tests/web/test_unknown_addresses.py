"""What is no page of ours is answered with 404; what is ours is still there after a reload."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from strategy.settings import ROOT
from strategy.ui.links import ADDRESSES, OPEN_TO_ALL, PLACES
from strategy.web.headers import streamlit_folder
from tests.served import Server, a_free_port, served_own_plan

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
NONSENSE = [
    "/metrics",
    "/admin",
    "/wp-login.php",
    "/.env",
    "/.git/config",
    "/security.txt",
    "/.well-known/openid-configuration",
    "/first",
    "/Goals",
    "/goals/1",
    "/goals/_stcore",
    "/goals/static/js/x.js",
    "/goal.py",
    "/pages/plan/goals.py",
    "/app.py",
    "/static/nothing.js",
    "/_stcore/nothing",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp",
    "/auth/login",
    "/auth/logout",
    "/oauth2callback",
    "/%E2%80%A8",
    "/goals%00",
    "/" + "a" * 2000,
]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with served_own_plan(tmp_path_factory.mktemp("unknown")) as server:
        yield server


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """A municipality that is served, where nobody is signed in."""
    folder = tmp_path_factory.mktemp("production")
    port = a_free_port()
    environment = {
        "STRATEGY_MODE": "production",
        "BASE_URL": f"http://localhost:{port}",
        "CONTACT": "Servicetorget, 33 33 33 33",
        "SECURITY_CONTACT": "sikkerhet@fjordvik.example",
        "SIGN_IN_ISSUER": "https://login.example.org",
        "SIGN_IN_CLIENT_ID": "kompass",
        "SIGN_IN_CLIENT_SECRET": "s3cret",
    }
    server = Server(f"duckdb:///{folder / 'plan.duckdb'}", folder, port, environment)
    server.start()
    yield server
    server.stop()


def ask(server, path, *, method="GET", **headers):
    return httpx.request(method, f"http://localhost:{server.port}{path}", headers=headers)


@pytest.mark.parametrize("path", NONSENSE)
@pytest.mark.parametrize("accept", [HTML, {}], ids=["a browser", "a program"])
def test_an_address_that_is_nobodys_is_not_found(app, production, path, accept):
    for server in (app, production):
        answer = ask(server, path, **accept)
        assert answer.status_code == 404, answer.headers
        assert "<script" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert ask(server, path, method="HEAD", **accept).status_code == 404
        assert ask(server, path, method="POST", **accept).status_code == 404


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nb-NO,nb;q=0.9", "Denne siden finnes ikke"),
        ("nn-NO,nn;q=0.9", "Denne sida finst ikkje"),
        ("en-GB,en;q=0.9", "There is no such page"),
    ],
)
def test_that_is_said_calmly_in_the_readers_language(app, language, told):
    answer = ask(app, "/nonsense", **HTML, **{"accept-language": language})
    assert told in answer.text
    assert 'href="/"' in answer.text


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/work/callback", "/invitation/a"])
def test_where_nobody_signs_in_there_is_no_way_in(app, path):
    answer = ask(app, path, **HTML)
    assert answer.status_code == 404
    assert "Denne siden finnes ikke" in answer.text


def test_every_page_of_ours_is_there_by_its_own_address(app):
    assert set(ADDRESSES) >= {place.path for place in PLACES}
    for path in ("", *ADDRESSES):
        answer = ask(app, f"/{path}", **HTML)
        assert answer.status_code == 200, path
        assert '<html lang="nb">' in answer.text
        with_slash = ask(app, f"/{path}/", **HTML) if path else None
        assert with_slash is None or with_slash.headers["location"] == f"/{path}"


def test_every_script_of_pages_has_its_address():
    scripts = {str(path.relative_to(ROOT)) for path in (ROOT / "pages").rglob("*.py")}
    assert scripts == {place.script for place in (*PLACES, OPEN_TO_ALL)}


def test_everything_streamlit_loads_is_still_there(app):
    files = [path for path in streamlit_folder().rglob("*") if path.is_file()]
    assert len(files) > 50
    for path in files:
        address = path.relative_to(streamlit_folder()).as_posix()
        assert ask(app, f"/{address}", method="HEAD").status_code == 200, address
    for path in ("/_stcore/health", "/_stcore/host-config", "/app/static/icon.svg"):
        assert ask(app, path).status_code == 200


# --- the two files ------------------------------------------------------------------------------


def test_robots_are_told_to_stay_out(app):
    answer = ask(app, "/robots.txt", **HTML)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == "User-agent: *\nDisallow: /\n"


def test_a_browser_that_asks_for_an_icon_gets_ours(app, production):
    for server in (app, production):
        answer = ask(server, "/favicon.ico")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/svg+xml"


def test_whoever_finds_a_hole_is_told_whom_to_write_to(production):
    answer = ask(production, "/.well-known/security.txt", **HTML)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    told = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert told["Contact"] == "mailto:sikkerhet@fjordvik.example"
    assert told["Canonical"] == f"http://localhost:{production.port}/.well-known/security.txt"
    assert told["Preferred-Languages"] == "nb, nn, en"
    left = datetime.fromisoformat(told["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < left < timedelta(days=366)
