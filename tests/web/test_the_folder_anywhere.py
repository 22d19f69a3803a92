"""The exported folder works from any web server, in any folder of it: nothing points to ours."""

import io
import re
import subprocess
import sys
import time
import zipfile
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

import pytest

from strategy.services import planning
from strategy.services.publishing import coat_of_arms, public_pages
from strategy.services.publishing import publications as publishing
from strategy.store.database import Database
from tests.builders import ADA, HEGE, LIV
from tests.exchange.pictures import a_picture
from tests.served import a_free_port
from tests.services.fjordvik import TODAY, settle
from tests.services.publishing.test_publish_a_period import NOW

LINKED = re.compile(r"""(?:href|src)=["']([^"']+)["']""")


@contextmanager
def served_by_python(folder: Path):
    """Serve a folder with the plainest server there is."""
    port = a_free_port()
    server = subprocess.Popen(
        [*(sys.executable, "-m", "http.server", str(port)), *("--bind", "127.0.0.1")],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            fetched(address)
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(address)


def fetched(address: str) -> tuple[int, str, str]:
    try:
        with urlopen(address, timeout=10) as answer:  # noqa: S310 - our own server on this machine
            kind = answer.headers["content-type"]
            body = answer.read().decode("utf-8", errors="replace")
            return answer.status, kind, body
    except HTTPError as error:
        return error.code, "", ""


@pytest.fixture
def folder(duck: Database, tmp_path: Path) -> Path:

    settle(duck)
    coat_of_arms.choose(duck, a_picture(), by=ADA, now=NOW)
    contact = {"statement_url": "https://uustatus.no/x", "feedback_address": "post@example.org"}
    planning.change(duck, duck.plan().organisation, contact, by=ADA)
    for day in (date(2026, 3, 31), date(2026, 4, 30)):
        draft = publishing.prepare(duck, title="T1", day=day, by=HEGE, today=TODAY, now=NOW)
        publishing.publish(duck, draft, by=LIV, now=NOW)
    first = duck.publications.all()[-1]
    publishing.withdraw(duck, first.id, reason="Feil", by=LIV, now=NOW)
    packed = public_pages.export_folder(duck, by=LIV)
    place = tmp_path / "deep" / "strategi"
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(place)
    return tmp_path


def test_every_link_leads_somewhere_from_whatever_server(folder: Path):
    outside, seen = set(), {}
    with served_by_python(folder) as address:
        begin = urljoin(address, "deep/strategi/index.html")
        waiting = [begin]
        while waiting:
            page = waiting.pop()
            if page in seen:
                continue
            status, kind, body = fetched(page)
            seen[page] = (status, kind)
            for link in LINKED.findall(body) if kind.startswith("text/html") else ():
                assert not link.startswith(("/", "http://127")), (page, link)
                if urlsplit(link).scheme:
                    outside.add(link[:40])
                else:
                    waiting.append(urljoin(page, link).partition("#")[0])

    assert {status for status, _ in seen.values()} == {200}
    kinds = {kind.partition(";")[0] for _, kind in seen.values()}
    assert kinds == {
        "text/html",
        "application/pdf",
        "application/json",
        "text/csv",
        "image/svg+xml",
        "application/xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    paths = {page.partition("strategi/")[2] for page in seen}
    assert {"index.html", "2/nb.html", "2/nn.html", "2/en.html", "2/nb.pdf", "schema.json"} <= paths
    assert {link.partition(":")[0] for link in outside} == {"https", "mailto", "data"}
    assert "https://uustatus.no/x" in outside
