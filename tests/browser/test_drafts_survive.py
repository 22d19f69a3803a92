"""What one is typing survives a reload and another page, and a number is typed over."""

import pytest
from playwright.sync_api import expect

from strategy.domain.items import Action
from strategy.store.database import open_database
from tests.served import at_rest, served_demo

pytestmark = pytest.mark.browser


def test_what_one_types_is_there_after_a_reload_and_is_saved_once(tmp_path, visitor):
    with served_demo(tmp_path) as server:
        page = visitor().opens(f"{server.address}/action?code=T-008")
        percent = page.get_by_role("textbox", name="Framdrift (%)")
        comment = page.get_by_role("textbox", name="Kommentar", exact=True)
        percent.click()
        page.keyboard.type("95")
        comment.fill("Et langt utkast")
        page.reload()
        at_rest(page)
        expect(percent).to_have_value("95")
        expect(comment).to_have_value("Et langt utkast")

        page.get_by_role("banner").get_by_role("link", name="Mål", exact=True).click()
        at_rest(page)
        page.go_back()
        at_rest(page)
        expect(comment).to_have_value("Et langt utkast")

        page.get_by_role("button", name="Lagre status").dblclick()
        expect(page.get_by_test_id("stToast").filter(has_text="95")).to_be_visible()
        at_rest(page)
        expect(comment).to_have_value("")
        page.reload()
        at_rest(page)
        expect(comment).to_have_value("")
        server.stop()
        store = open_database(server.url)
        action = store.plan().coded(Action, "T-008")
        said = [(one.percent, one.comment) for one in store.check_ins(action.id)]
        store.close()
    assert said.count((95, "Et langt utkast")) == 1
