"""An administrator hands in the coat of arms on the page, sees it, and takes it away again."""

import pytest
from streamlit.testing.v1 import AppTest

from strategy.services.opening import the_database
from strategy.store.database import Database
from tests.exchange.pictures import a_picture
from tests.pages.opened import failures, press, said, shown


def settings_page(database: Database) -> AppTest:
    admin = next(p for p in database.plan().people if "administrator" in p.roles)
    return shown("administration/organisation", admin.id)


def hand_in(page: AppTest, name: str, content: bytes) -> AppTest:
    page.file_uploader[0].set_value((name, content, ""))
    return press(page, "Ta i bruk")


@pytest.mark.usefixtures("nyfjord")
def test_it_is_chosen_seen_and_removed():
    page = hand_in(settings_page(the_database()), "vaapen.png", a_picture())
    assert failures(page) == []
    assert the_database().plan().organisation.coat_of_arms

    page = settings_page(the_database())
    assert "Fjern" in said(page)
    page = press(page, "Fjern")
    assert failures(page) == []
    assert the_database().plan().organisation.coat_of_arms == ""


def test_what_is_no_png_is_refused_in_words_whatever_it_is_called(nyfjord: Database):
    page = hand_in(settings_page(nyfjord), "vaapen.png", b"<svg xmlns='x'></svg>")

    assert "Lagre våpenet som PNG" in said(page)
    assert nyfjord.plan().organisation.coat_of_arms == ""


def test_nothing_chosen_changes_nothing(nyfjord: Database):
    before = nyfjord.revision()
    page = press(settings_page(nyfjord), "Ta i bruk")

    assert failures(page) == []
    assert nyfjord.revision() == before
