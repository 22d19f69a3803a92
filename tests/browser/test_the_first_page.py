"""The page one begins at lives at the root, and answers to its own name as well."""

import pytest
from playwright.sync_api import expect

from tests.served import at_rest, served_with
from tests.services.fjordvik import fjordvik

pytestmark = pytest.mark.browser

BEGINS = {"hege": "overview", "ola": "my-page", "per": "published"}
"""Where somebody in HR, an owner and a politician begin."""

ENGLISH = ("Page not found", "You have requested page")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """Fjordvik, where one can be anybody."""
    organisation, *others = fjordvik()
    demo = organisation.model_copy(update={"demo": True})
    with served_with(tmp_path_factory.mktemp("first"), demo, *others) as server:
        yield server


def path_of(page):
    return page.evaluate("location.pathname")


def asked(page, name):
    return page.evaluate("name => new URLSearchParams(location.search).get(name)", name)


@pytest.mark.parametrize("person_id", BEGINS)
def test_one_comes_to_the_first_page_by_its_own_name(town, visitor, person_id):
    page = visitor().opens(f"{town.address}/?as={person_id}&lang=nb")
    title = page.get_by_role("heading", level=1).inner_text()

    page.goto(f"{town.address}/{BEGINS[person_id]}?as={person_id}&lang=nb&note=kept")
    at_rest(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    for words in ENGLISH:
        expect(page.get_by_text(words)).to_have_count(0)
    page.wait_for_function("location.pathname === '/'")
    assert (asked(page, "as"), asked(page, "note")) == (person_id, "kept")


@pytest.mark.parametrize("person_id", BEGINS)
def test_the_first_pages_of_others_are_there_or_refused_calmly(town, visitor, person_id):
    page = visitor().page
    for name in set(BEGINS.values()) - {BEGINS[person_id]}:
        page.goto(f"{town.address}/{name}?as={person_id}&lang=nb")
        at_rest(page)
        assert path_of(page) == f"/{name}"
        for words in ENGLISH:
            expect(page.get_by_text(words)).to_have_count(0)
        refused = page.get_by_role("heading", name="Denne siden er ikke for din rolle")
        expect(refused).to_have_count(1 if person_id == "per" else 0)
