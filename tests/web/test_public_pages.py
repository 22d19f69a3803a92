"""What is published, as a browser meets it: open to everybody, cacheable, or not there at all."""

import re
from datetime import datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from strategy.services import planning
from strategy.services.publishing import publications as publishing
from strategy.web.middleware import middleware
from strategy.web.routes import ROUTES
from tests.builders import ADA, HEGE, LIV
from tests.services.fjordvik import TODAY, settle

NOW = datetime(2026, 7, 1, 10)  # noqa: DTZ001 - the store speaks UTC without a zone
A_PAGE = {"accept": "text/html"}


@pytest.fixture
def town(served):
    settle(served)
    draft = publishing.prepare(served, title="T2", day=TODAY, by=HEGE, today=TODAY, now=NOW)
    publishing.publish(served, draft, by=LIV, now=NOW)
    return served


@pytest.fixture
def browser(town):
    planning.change(town, town.plan().organisation, {"public": True}, by=ADA)
    here = {"base_url": "http://localhost", "client": ("127.0.0.1", 1)}
    return TestClient(Starlette(routes=ROUTES, middleware=middleware()), **here)


def test_everybody_finds_the_list_and_reads_on_from_there(browser):
    answer = browser.get("/public", headers=A_PAGE)

    assert answer.status_code == 200
    assert str(answer.url).endswith("/public/index.html")
    assert 'href="1/nb.html"' in answer.text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("1/nb.html", "text/html; charset=utf-8"),
        ("1/en.html", "text/html; charset=utf-8"),
        ("1/nb.pdf", "application/pdf"),
        ("1/nb.xml", "application/xml"),
        (
            "1/en.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("1/data.json", "application/json"),
        ("1/goals.csv", "text/csv; charset=utf-8"),
        ("1/nb-all.svg", "image/svg+xml"),
        ("schema.json", "application/json"),
    ],
)
def test_every_file_says_what_it_is_and_may_be_kept_a_minute(browser, path, kind):
    answer = browser.get(f"/public/{path}", headers=A_PAGE)

    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert ("access-control-allow-origin" in answer.headers) == path.endswith(
        ("json", "csv", "xml")
    )


def test_our_pages_are_left_as_they_were_published(browser, town):
    (one,) = publishing.told(town)
    kept = town.publications.pages(one.publication.id)

    assert browser.get("/public/1/en.html", headers=A_PAGE).text == kept["en.html"]


def test_a_browser_that_has_it_already_is_told_so(browser):
    first = browser.get("/public/1/nb.html")

    again = browser.get("/public/1/nb.html", headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_what_is_not_there_is_said_calmly(browser):
    answer = browser.get("/public/9/nb.html")

    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"
    assert "Det er ingenting publisert på denne adressen." in answer.text


@pytest.mark.parametrize("address", ["/public/nothing.html", "/public/9/nb.html", "/public/a/b/c"])
def test_from_what_is_not_there_one_comes_to_what_is_published(browser, address):
    """However deep the address was, the way leads to the list, which is there."""
    lost = browser.get(address)

    (way,) = re.findall(r'href="([^"]+)"', lost.text)
    assert browser.get(way).status_code == 200
    assert "Alle publikasjoner" in lost.text


@pytest.mark.usefixtures("town")
def test_nothing_is_there_where_nothing_is_opened():
    browser = TestClient(Starlette(routes=ROUTES))

    assert browser.get("/public/1/nb.html").status_code == 404
    nothing = browser.get("/public/index.html")
    assert nothing.status_code == 404
    assert "href" not in nothing.text


def test_what_was_tampered_with_is_not_shown(browser, town, caplog):
    with town._engine.writing() as connection:  # noqa: SLF001 - as somebody would outside the tool
        connection.run("update publication set title = 'T9'")
    publishing.public_pages.look_again(town)

    answer = browser.get("/public/1/nb.html")

    assert answer.status_code == 503
    assert "Vises ikke før det er undersøkt" in answer.text
    assert "T9" not in answer.text
    assert "during showing what is published, which is not as sealed" in caplog.text


READ = ("index.html", "schema.json", "1/nb.html", "1/nn.html", "1/en.html", "1/data.json",
        "1/goals.csv", "1/nb-all.svg", "1/nb.pdf")  # fmt: skip


def test_once_read_everything_is_read_without_the_database(browser, town):
    marks = {path: browser.get(f"/public/{path}").headers["etag"] for path in READ}
    town.close()

    for _ in range(50):
        for path, mark in marks.items():
            assert browser.get(f"/public/{path}").headers["etag"] == mark
            again = browser.get(f"/public/{path}", headers={"if-none-match": mark})
            assert (again.status_code, again.content) == (304, b"")
    assert browser.get("/public/9/nb.html").status_code == 404


def test_a_database_that_is_away_closes_nothing_that_lies_open(browser, town, caplog):
    page = browser.get("/public/1/nb.html").text
    town.close()
    publishing.public_pages.look_again(town)

    assert browser.get("/public/1/nb.html").text == page
    assert "during looking again at what is published, which stays" in caplog.text


def test_a_database_that_was_never_there_shows_nothing(browser, town, caplog):
    town.close()

    assert browser.get("/public/1/nb.html").status_code == 503
    assert "during showing what is published" in caplog.text
