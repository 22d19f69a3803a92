"""A real OpenID provider, a process of its own, and our way in beside it."""

import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from strategy.services.opening import close_databases, the_database
from strategy.store.database import Database
from strategy.web.sign_in import ROUTES
from tests.builders import CAST, a_goal, a_pillar, a_strategy, an_organisation, stock

OURS = "http://localhost:8501"
ROOT = Path(__file__).resolve().parents[2]


def a_free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class ARealProvider:
    """Vouches for whomever the tests make up; it signs what it says with a key of its own."""

    issuer: str

    def knows(self, subject, **claims):
        """Know somebody, and say this of them; the claims of the protocol can be given too."""
        answer = httpx.put(f"{self.issuer}/users/{subject}", json=claims)
        assert answer.status_code == 204

    def asks_and_sends_back(self, address, subject):
        """Answer the person at the provider's own page, and tell where they are sent then."""
        answer = httpx.post(address, data={"sub": subject}, follow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def has_refused(self):
        """Why it has refused somebody for want of a proof that they are who left."""
        return httpx.get(f"{self.issuer}/refused").json()

    def trades(self, code, **given):
        """Try to trade a code for a token as the program itself would; returns the answer."""
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": f"{OURS}/sign-in/work/callback",
            **given,
        }
        return httpx.post(f"{self.issuer}/oauth2/token", data=asked, auth=("kompass", "s3cret"))


@pytest.fixture(scope="session")
def provider():
    port = a_free_port()
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.sign_in.provider", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    issuer = f"http://localhost:{port}"
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                httpx.get(f"{issuer}/.well-known/openid-configuration")
                break
            except httpx.ConnectError:
                time.sleep(0.1)
        yield ARealProvider(issuer)
    finally:
        process.terminate()
        process.wait(timeout=20)


@dataclass
class OurDoor:
    """The way in as a browser meets it, with a store behind it."""

    browser: TestClient
    store: Database
    provider: ARealProvider

    def leaves(self, key="work"):
        """Go to the provider; returns the address one is sent to."""
        answer = self.browser.get(f"/sign-in/{key}", follow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def signs_in(self, subject, **claims):
        """Go all the way there and back, and return how one is received."""
        self.provider.knows(subject, **claims)
        back = self.provider.asks_and_sends_back(self.leaves(), subject)
        return self.comes_back(back)

    def comes_back(self, address):
        path = address.removeprefix(OURS)
        return self.browser.get(path, follow_redirects=False)

    @property
    def token(self):
        return self.browser.cookies.get("kompass-session")


@pytest.fixture
def set_up(duck_url, monkeypatch, tmp_path, provider):
    """The settings of a municipality with one provider."""
    for name, value in {
        "DATABASE_URL": duck_url,
        "BACKUP_DIR": str(tmp_path / "backups"),
        "STRATEGY_MODE": "production",
        "BASE_URL": OURS,
        "CONTACT": "Ada Aune, 33 33 33 33",
        "STRATEGY_CONFIG": "",
        "SIGN_IN_ISSUER": provider.issuer,
        "SIGN_IN_CLIENT_ID": "kompass",
        "SIGN_IN_CLIENT_SECRET": "s3cret",
        "SIGN_IN_NAME": "Fjordvik",
        "SIGN_IN_KEY": "work",
    }.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.fixture
def door(set_up, provider):
    del set_up
    store = the_database()
    stock(store, an_organisation(), a_strategy(), a_pillar(), a_goal(), *CAST)
    with TestClient(_application(), base_url=OURS) as browser:
        yield OurDoor(browser, store, provider)
    close_databases()


@pytest.fixture
def empty_door(set_up, provider):
    """The way in to a store in which nothing has begun."""
    del set_up
    with TestClient(_application(), base_url=OURS) as browser:
        yield OurDoor(browser, the_database(), provider)
    close_databases()


def _application():
    return Starlette(routes=[*ROUTES, Route("/", lambda _: PlainTextResponse("the plan"))])


def asked_in(address):
    """What an address asks for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
