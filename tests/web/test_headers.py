"""What every answer tells the browser."""

import hashlib
import re
from base64 import b64encode
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from strategy.settings import Settings, read_settings
from strategy.web.headers import SecurityHeaders, headers_for, script_hashes, streamlit_page


def a_server(_request):
    return PlainTextResponse("x", headers={"referrer-policy": "unsafe-url"})


@pytest.fixture
def browser(monkeypatch):
    monkeypatch.setenv("BASE_URL", "https://strategi.example.no")
    application = Starlette(routes=[Route("/", a_server)], middleware=[Middleware(SecurityHeaders)])
    with TestClient(application) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/missing"])
def test_every_answer_says_what_a_page_may_do(browser, path):
    headers = browser.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert "camera=()" in headers["permissions-policy"]


def test_a_page_may_load_only_what_we_serve():
    policy = headers_for(read_settings({}))["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'self'"
    assert rules["connect-src"] == "'self'"
    assert rules["object-src"] == "'none'"
    assert rules["base-uri"] == "'self'"
    assert rules["form-action"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in rules["script-src"].replace("'wasm-unsafe-eval'", "")
    assert "http" not in policy


def test_the_one_script_written_into_streamlits_page_is_known_by_its_content():
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    assert streamlit_page() == page
    (script,) = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
    digest = b64encode(hashlib.sha256(script).digest()).decode()
    assert list(script_hashes(page)) == [f"'sha256-{digest}'"]
    assert f"'sha256-{digest}'" in headers_for(read_settings({}))["content-security-policy"]


def test_a_municipality_can_show_it_within_its_own_pages():
    headers = headers_for(read_settings({"FRAME_ANCESTORS": "https://www.example.no"}))
    assert "frame-ancestors https://www.example.no;" in headers["content-security-policy"]
    assert "x-frame-options" not in headers


def test_without_tls_nothing_is_promised_about_it():
    headers = headers_for(Settings("duckdb:///:memory:", Path(), 1))
    assert "strict-transport-security" not in headers
