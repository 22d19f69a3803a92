"""One browser with several tabs: each tab finishes what it came for."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from strategy.services import sign_in as service
from strategy.settings import read_settings
from strategy.web.errands import Errand, read_errand, safe_path
from tests.builders import ADA, HEGE, OLA
from tests.claims import every, none
from tests.sign_in.conftest import asked_in

KEPT = "kompass-errand-"


def now():
    return datetime.now(UTC).replace(tzinfo=None)


def here(door):
    return service.person_of(door.store, door.token, read_settings(), now=now())


def link(answer, start):
    """The first link of a page that begins so."""
    found = re.search(rf'href="({re.escape(start)}[^"]*)"', answer.text)
    assert found, answer.text
    return unescape(found[1])


def away(door, page, subject):
    """Follow a page's own link to the provider and answer there; where one is sent back to."""
    left = door.browser.get(link(page, "/sign-in/work"), follow_redirects=False)
    return door.provider.asks_and_sends_back(left.headers["location"], subject)


def opened(door, address):
    answer = door.browser.get(address)
    assert answer.status_code == 200
    return answer


def invitation(door, person):
    return f"/invitation/{service.invite(door.store, person.id, by=ADA, now=now())}"


@pytest.fixture
def known(door):
    """Hege and Ola have signed in before, and nobody is signed in now."""
    for person in (HEGE, OLA):
        door.provider.knows(person.id)
        door.comes_back(away(door, opened(door, invitation(door, person)), person.id))
    door.browser.cookies.clear()
    return door


@pytest.mark.parametrize("first", [0, 1])
def test_two_tabs_sign_in_side_by_side_and_neither_signs_the_other_out(known, first):
    places = ["/goals", "/actions"]
    pages = [opened(known, f"/sign-in?next={place}") for place in places]
    backs = [away(known, page, "hege") for page in pages]

    order = [first, 1 - first]
    answers = [known.comes_back(backs[tab]) for tab in order]
    assert every(answer.status_code == 303 for answer in answers)
    assert [a.headers["location"] for a in answers] == [places[tab] for tab in order]
    assert here(known).id == "hege"
    assert "kompass-session" in answers[0].headers["set-cookie"]
    assert "kompass-session" not in answers[1].headers["set-cookie"], "one session for both"


def test_a_second_tab_with_another_account_is_that_account(known):
    pages = [opened(known, "/sign-in") for _ in range(2)]
    backs = [
        away(known, page, subject) for page, subject in zip(pages, ("hege", "ola"), strict=True)
    ]
    known.comes_back(backs[0])
    before = known.token
    assert known.comes_back(backs[1]).status_code == 303
    assert here(known).id == "ola"
    assert service.person_of(known.store, before, read_settings(), now=now()) is None


@pytest.mark.parametrize("between", ["/sign-in", "/sign-in?next=/goals", "/sign-in?lang=en"])
def test_an_invitation_stays_open_beside_another_sign_in(known, between):
    liv = next(p for p in known.store.plan().people if p.id == "liv")
    invited = opened(known, invitation(known, liv))
    beside = opened(known, between)
    known.comes_back(away(known, beside, "hege"))
    assert here(known).id == "hege"

    known.provider.knows("liv")
    assert known.comes_back(away(known, invited, "liv")).status_code == 303
    assert here(known).id == "liv"


def test_an_invitation_opened_in_two_tabs_lets_its_person_in_from_both(door):
    address = invitation(door, HEGE)
    pages = [opened(door, address) for _ in range(2)]
    door.provider.knows("hege")
    backs = [away(door, page, "hege") for page in pages]
    assert every(door.comes_back(back).status_code == 303 for back in backs)
    assert here(door).id == "hege"


def test_a_reload_of_the_way_back_leads_to_the_same_place(known):
    back = away(known, opened(known, "/sign-in?next=/goals"), "hege")
    known.comes_back(back)
    again = known.comes_back(back)
    assert (again.status_code, again.headers["location"]) == (303, "/goals")


def test_an_old_way_back_leads_who_is_signed_in_to_the_plan(known):
    known.comes_back(away(known, opened(known, "/sign-in"), "hege"))
    session = known.token
    answer = known.comes_back("/sign-in/work/callback?code=old&state=long-ago")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert known.token == session


@pytest.mark.parametrize("failure", ["?error=access_denied", "?code=wrong"])
def test_a_failed_try_remembers_where_one_was_going(known, failure):
    left = asked_in(away(known, opened(known, "/sign-in?next=/goals"), "hege"))
    failed = known.comes_back(f"/sign-in/work/callback{failure}&state={left['state']}")
    assert failed.status_code == 403

    again = opened(known, link(failed, "/sign-in?"))
    answer = known.comes_back(away(known, again, "hege"))
    assert answer.headers["location"] == "/goals"


def test_a_stranger_who_tries_again_with_the_right_account_is_where_they_wanted_to_be(known):
    known.provider.knows("a-stranger")
    refused = known.comes_back(away(known, opened(known, "/sign-in?next=/goals"), "a-stranger"))
    assert refused.status_code == 403
    again = opened(known, link(refused, "/sign-in?"))
    assert known.comes_back(away(known, again, "hege")).headers["location"] == "/goals"


def test_an_invitation_is_not_lost_by_the_wrong_account(known):
    liv = next(p for p in known.store.plan().people if p.id == "liv")
    refused = known.comes_back(away(known, opened(known, invitation(known, liv)), "hege"))
    assert refused.status_code == 403
    again = opened(known, link(refused, "/sign-in?"))
    known.provider.knows("liv")
    assert known.comes_back(away(known, again, "liv")).status_code == 303
    assert here(known).id == "liv"


def test_another_language_keeps_where_one_was_going(known):
    page = opened(known, "/sign-in?next=/goals")
    opened(known, "/sign-in?next=/actions")
    english = opened(known, link(page, "/sign-in?lang=en"))
    assert known.comes_back(away(known, english, "hege")).headers["location"] == "/goals"


def test_twenty_tabs_fit_into_what_a_proxy_accepts(known):
    invited = opened(known, invitation(known, HEGE))
    pages = [opened(known, f"/sign-in?next=/goals?{tab}{'x' * 900}") for tab in range(20)]
    line = "; ".join(f"{n}={v}" for n, v in known.browser.cookies.items())
    assert len(line) < 7000
    # The oldest tab still knows its way, and the invitation was not pushed out.
    back = away(known, pages[0], "hege")
    assert known.comes_back(back).headers["location"].startswith("/goals?0x")
    assert known.comes_back(away(known, invited, "hege")).status_code == 303


def test_an_errand_ends_with_its_time(known):
    page = opened(known, "/sign-in?next=/goals")
    back = away(known, page, "hege")
    for name, value in list(known.browser.cookies.items()):
        told = json.loads(base64.urlsafe_b64decode(value))
        told["since"] = (now() - timedelta(hours=3)).isoformat()
        written = base64.urlsafe_b64encode(json.dumps(told).encode()).decode()
        known.browser.cookies.set(name, written)
    assert known.comes_back(back).status_code == 403


def test_the_browser_holds_no_verifier(known):
    page = opened(known, "/sign-in")
    left = known.browser.get(link(page, "/sign-in/work"), follow_redirects=False)
    address = left.headers["location"]
    back = known.provider.asks_and_sends_back(address, "hege")
    kept = [read_errand(v) for n, v in known.browser.cookies.items() if n.startswith(KEPT)]
    held = [value for errand in kept for value in vars(errand).values() if value]
    assert any(errand.salt for errand in kept)
    code = asked_in(back)["code"]
    assert none(known.provider.trades(code, code_verifier=v).status_code == 200 for v in held)
    assert known.comes_back(back).status_code == 303


def test_more_groups_than_a_token_holds_are_told_about(door, set_up):
    set_up.setenv("SIGN_IN_ROLES_CLAIM", "groups")
    opened(door, invitation(door, HEGE))
    elsewhere = {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "x"}}}
    answer = door.signs_in("hege", **elsewhere)
    assert answer.status_code == 403
    assert "så mange grupper" in answer.text
    assert door.token is None
    assert door.signs_in("hege", groups=["leader"]).status_code == 303


@pytest.mark.parametrize(
    "since", ["", "yesterday", "9999-01-01T00:00:00", "2026-01-01T00:00:00+00:00"]
)
def test_a_time_nobody_wrote_is_long_ago_or_never(known, since):
    told = base64.urlsafe_b64encode(json.dumps({"state": "s", "since": since}).encode()).decode()
    known.browser.cookies.set(f"{KEPT}{Errand(state='s').key}", told)
    assert known.browser.get("/sign-in/work/callback?code=a&state=s").status_code == 403


def test_an_address_too_long_to_remember_leads_to_the_plan():
    assert safe_path("/goals") == "/goals"
    assert safe_path("/" + "x" * 2000) == "/"
