"""Whoever sets the tool up becomes its first administrator, with the code from the log."""

from datetime import UTC, datetime

import pytest

from strategy.domain.items import Role
from strategy.services import sign_in as service
from strategy.settings import read_settings
from tests.builders import ADA
from tests.sign_in.conftest import OURS

PATH = "/first-administrator"
TOLD = {"administrator_name": "Kari Kvam", "organisation": "Fjordvik kommune", "language": "nn"}


def now():
    return datetime.now(UTC).replace(tzinfo=None)


def here(door):
    return service.person_of(door.store, door.token, read_settings(), now=now())


def test_kari_begins_with_an_empty_store(empty_door):
    code = service.first_code(empty_door.store, now=now())
    form = empty_door.browser.get(f"{PATH}?lang=nn")
    assert 'name="organisation"' in form.text
    assert "Namnet på kommunen eller fylkeskommunen" in form.text

    answer = empty_door.browser.post(PATH, data={"code": code, **TOLD})
    assert "/sign-in/work?" in answer.text
    assert empty_door.signs_in("kari").status_code == 303
    assert (here(empty_door).name, here(empty_door).roles) == ("Kari Kvam", (Role.ADMINISTRATOR,))
    assert empty_door.store.plan().organisation.name == "Fjordvik kommune"

    again = empty_door.browser.get(PATH)
    assert again.status_code == 403
    assert "Det finst alt ein administrator" in again.text


def test_ada_is_on_record_already(door):
    code = service.first_code(door.store, now=now())
    assert 'name="organisation"' not in door.browser.get(PATH).text
    door.browser.post(PATH, data={"code": code})
    assert door.signs_in("ada").status_code == 303
    assert here(door).id == ADA.id


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"code": "guessed", **TOLD}, "Koden gjelder ikke"),
        ({**TOLD}, "Koden gjelder ikke"),
        ({}, "Koden gjelder ikke"),
        ({"organisation": "Fjordvik kommune"}, "Fyll ut alle feltene"),
        ({**TOLD, "administrator_name": "  "}, "Fyll ut alle feltene"),
    ],
)
def test_what_is_wrong_is_said(empty_door, given, told):
    code = service.first_code(empty_door.store, now=now())
    given = given if "Koden" in told else {"code": code, **given}
    answer = empty_door.browser.post(PATH, data=given)
    assert answer.status_code == 403
    assert told in answer.text
    assert 'role="alert"' in answer.text


def test_what_was_typed_comes_back_as_text(empty_door):
    answer = empty_door.browser.post(
        PATH, data={"code": '"><script>alert(1)</script>', "organisation": "<img src=x>"}
    )
    assert "<script>" not in answer.text
    assert "<img" not in answer.text
    assert "&lt;img src=x&gt;" in answer.text


def test_the_form_is_taken_from_our_own_page_only(empty_door):
    code = service.first_code(empty_door.store, now=now())
    given = {"code": code, **TOLD}
    answer = empty_door.browser.post(PATH, data=given, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert empty_door.browser.post(PATH, data=given, headers={"origin": OURS}).status_code == 200


def test_a_code_that_was_used_meanwhile_lets_nobody_in(door):
    code = service.first_code(door.store, now=now())
    door.browser.post(PATH, data={"code": code})
    assert door.store.identities.use_first_code(service.fingerprint_of(code), now=now())
    answer = door.signs_in("late")
    assert answer.status_code == 403
    assert "Lenken gjelder ikke lenger" in answer.text


def test_the_pages_have_a_style_of_their_own(door):
    answer = door.browser.get("/calm.css")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "focus-visible" in answer.text
