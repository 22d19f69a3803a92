"""Pages everybody can read: no script, nothing from elsewhere, words for every drawing."""

import json
import re
import zipfile
from html.parser import HTMLParser
from io import BytesIO

import jsonschema
import pytest

from strategy.reports.publication.folder import folder_of
from strategy.reports.publication.open_data import schema
from strategy.reports.publication.web_pages import index_page, notice_page, pages_of
from tests.claims import every, none
from tests.reports.publications import HOSTILE, before


@pytest.fixture(scope="module")
def pages(content, publication) -> dict[str, str]:
    return pages_of(
        content,
        publication,
        before=before(),
        corrects=1,
        statement_url="https://uustatus.no/x",
        feedback_address="post@fjordvik.example",
    )


class Seen(HTMLParser):
    """Which elements and attributes a page has, and whether they are closed as opened."""

    EMPTY = {"meta", "br", "rect", "polyline", "circle", "line"}  # noqa: RUF012 - never changed

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.EMPTY:
            assert self.open.pop() == tag

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


LANGUAGES = ["nb", "nn", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_needs_no_script_and_nothing_from_elsewhere(pages, language):
    seen = Seen(pages[f"{language}.html"])

    assert seen.open == []
    assert not {name for name, _ in seen.elements} & {
        "script", "link", "img", "iframe", "object", "form",
    }  # fmt: skip
    assert none(name.startswith("on") for _, attributes in seen.elements for name in attributes)
    assert not re.search(r"url\(|@import", pages[f"{language}.html"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_built_as_a_reader_who_cannot_see_needs_it(pages, language):
    seen = Seen(pages[f"{language}.html"])

    assert seen.all("html")[0]["lang"] == language
    assert len(seen.all("h1")) == len(seen.all("main")) == 1
    assert every(th.get("scope") in {"col", "row"} for th in seen.all("th"))
    assert len(seen.all("caption")) == len(seen.all("table"))
    assert every("aria-label" in s or s.get("aria-hidden") == "true" for s in seen.all("svg"))
    ids = [a["id"] for _, a in seen.elements if "id" in a]
    assert len(ids) == len(set(ids))
    inside = [a["href"][1:] for a in seen.all("a") if a["href"].startswith("#")]
    assert inside
    assert set(inside) <= set(ids)


def test_the_other_languages_are_a_link_away(pages):
    links = {a["href"]: a.get("lang") for a in Seen(pages["nb.html"]).all("a")}

    assert (links["nn.html"], links["en.html"]) == ("nn", "en")
    assert {"nb.pdf", "data.json", "goals.csv", "../schema.json", "../index-nb.html"} <= set(links)


def test_whatever_people_write_stays_a_text(pages):
    assert "<script" not in pages["nb.html"]
    assert "&lt;script&gt;alert(&#34;1&#34;)" in pages["nb.html"]


def test_the_statement_and_the_address_are_links_only_where_they_are_addresses(
    content, publication, pages
):
    hostile = pages_of(
        content, publication, statement_url="javascript:alert(1)", feedback_address="ingen"
    )

    links = {a["href"] for a in Seen(pages["nb.html"]).all("a")}
    assert {"https://uustatus.no/x", "mailto:post@fjordvik.example"} <= links
    assert "javascript:" not in hostile["nb.html"]
    assert "mailto:" not in hostile["nb.html"]


def test_light_and_dark_and_paper_each_have_their_style(pages):
    assert "prefers-color-scheme: dark" in pages["nb.html"]
    assert "@media print" in pages["nb.html"]
    for left in ("SIGNALS_LIGHT", "SIGNALS_DARK", "STATES"):
        assert left not in pages["nb.html"]


def test_a_page_without_anything_before_says_nothing_of_it(content, publication):
    bare = content.model_copy(update={"needed": (), "actions": ()})

    page = pages_of(bare, publication)["nb.html"]

    assert "Siden sist" not in page
    assert "Dette må avgjøres" not in page


def test_where_nothing_changed_the_page_says_so(content, publication):
    quiet = content.model_copy(update={"actions": ()})

    assert "Ingenting har endret seg." in pages_of(quiet, publication, before=quiet)["nb.html"]


def test_the_data_follow_the_schema_that_is_published(pages):
    data = json.loads(pages["data.json"])

    jsonschema.validate(data, json.loads(schema()))
    assert data["publication"]["number"] == 1
    assert data["pillars"][0]["goals"][0]["title"] == HOSTILE
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "more": 1}, json.loads(schema()))


def test_the_tables_hold_text_no_program_would_run(pages):
    assert pages["actions.csv"].splitlines()[3].startswith("T-3,'=HYPERLINK(1),,")
    assert pages["goals.csv"].splitlines()[2] == "1,1.2,Uten noe,unknown,,,0,0"
    assert pages["indicators.csv"].splitlines()[3] == "I-2,Få folk,,2025-12-31,,,1,0,0,,,,"


def test_the_list_of_publications_leads_to_those_that_count():
    page = index_page(
        "nb", "Fjordvik", [("2/nb.html", "2. T2 <b>", ""), ("", "1. T1", "Erstattet av nummer 2")]
    )

    assert '<a href="2/nb.html">2. T2 &lt;b&gt;</a>' in page
    assert "<b>1. T1</b>" in page
    assert "Ingenting er publisert ennå." in index_page("nb", "Fjordvik", [])


def test_a_notice_says_why_there_is_nothing_to_read():
    page = notice_page("nn", "Trekt", "Feil <tal>", index="index-nn.html")

    assert "Feil &lt;tal&gt;" in page
    assert 'lang="nn"' in page
    assert '<a href="index-nn.html">' in page
    assert "<a" not in notice_page("nn", "Trekt", "Feil", index="")


def test_a_folder_is_the_same_whenever_it_is_packed():
    packed = folder_of({"b.txt": "b", "a/x.pdf": b"x"})

    assert packed == folder_of({"a/x.pdf": b"x", "b.txt": "b"})
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        assert archive.namelist() == ["a/x.pdf", "b.txt"]
        assert archive.read("a/x.pdf") == b"x"
