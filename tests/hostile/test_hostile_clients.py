"""Nothing changes and nothing leaks, whatever a client sends."""

import http.client
import re
from datetime import date

import pytest

from strategy.domain.items import Person, Role
from strategy.services import sign_in
from strategy.services.administration import people
from strategy.services.reflection import guests as reflection_guests
from strategy.services.reflection import rounds as reflection_rounds
from strategy.ui.links import PLACES
from tests.builders import ADA, LIV, OLA
from tests.hostile.conftest import CONFIDED, SECRETS, signs_in

pytestmark = pytest.mark.postgres

ADDRESSES = [place.path for place in PLACES]
OUTSIDERS = ["", "guest", "per"]
"""Nobody, somebody without a role, and a politician: nobody of them may see the working plan."""


def leaked(shown):
    return [secret for secret in SECRETS if secret in shown.everything]


def the_goal_form(client):
    """Open the form for a new goal as somebody who may, and return page and widgets."""
    start = client.visit()
    page_hash = start.pages["goals"]
    shown = client.visit(page_hash=page_hash, query="do=add")
    fields = [w for w in shown.widgets if w.form]
    assert fields, [w.label for w in shown.widgets]
    return page_hash, fields


def filled(fields):
    return [w.holding("Snikinnført mål") for w in fields]


# --- the positive control -----------------------------------------------------------------------


def test_ada_sees_all_of_it_and_changes_it_this_very_way(municipality):
    before = municipality.store.revision()
    with municipality.comes("ada") as ada:
        shown = ada.visit("goals")
        assert "Hemmelig mål" in shown.everything
        assert CONFIDED not in shown.everything
        page_hash, fields = the_goal_form(ada)
        ada.visit(page_hash=page_hash, query="do=add", values=filled(fields))
    assert municipality.store.revision() > before
    assert "Snikinnført mål" in [goal.title for goal in municipality.store.plan().goals]
    with municipality.comes("liv") as liv:
        assert CONFIDED in liv.visit("goals").everything


# --- addresses ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_address_shows_an_outsider_anything(municipality, who):
    with municipality.comes("ada") as ada:
        hashes = ada.visit().pages
    assert len(hashes) >= len(ADDRESSES)
    with municipality.comes(who) as outsider:
        for address in ADDRESSES:
            for query in ("", "code=1.1", "code=9.9", "item=goal&do=edit", "as_of=2026-01-01"):
                shown = outsider.visit(address, query=query)
                assert leaked(shown) == [], (address, query)
                assert shown.errors == []
        for address, page_hash in hashes.items():
            assert leaked(outsider.visit(page_hash=page_hash)) == [], address


def test_a_guest_of_a_round_is_nobody_in_the_app(municipality):
    # Whoever votes from a phone has a token, and tries it as a session.
    store, today = municipality.store, date(2026, 5, 4)
    given = {"title": "Torde vi?", "prompts": ("dare-1",), "seats": 3}
    asked = reflection_rounds.prepare(store, given, by=LIV, today=today)
    reflection_rounds.open_round(store, asked.id, by=LIV, today=today)
    code = reflection_guests.invite_guests(store, asked.id, by=LIV)
    municipality.tokens["phone"] = reflection_guests.join(store, code, today=today)
    with municipality.comes("phone") as phone:
        for address in ("", *ADDRESSES, "reflection"):
            shown = phone.visit(address, query=f"round={asked.id}")
            assert leaked(shown) == [], address
            assert "Torde vi?" not in shown.everything, address


@pytest.mark.parametrize("who", ["ola", "rita"])
def test_insiders_open_no_page_of_the_administrators(municipality, who):
    with municipality.comes("ada") as ada:
        hashes = ada.visit().pages
    with municipality.comes(who) as insider:
        for address in ("people", "organisation", "backup", "strategy", "transfer", "start"):
            shown = insider.visit(page_hash=hashes[address])
            assert "ola@example.org" not in shown.everything, address
            assert insider.visit(address).errors == []


@pytest.mark.parametrize("who", ["", "guest", "per", "ola", "rita", "hege", "ada"])
def test_what_is_confidential_exists_only_for_the_people_named(municipality, who):
    with municipality.comes(who) as somebody:
        for address in ADDRESSES:
            for query in ("", "code=9.9", "item=secret&do=edit", "search=sammenslåing"):
                assert CONFIDED not in somebody.visit(address, query=query).everything


@pytest.mark.parametrize(
    "query",
    [
        "person=ada",
        "session.person=ada",
        "role=administrator",
        "frame.person=ada",
        "user=ada&as=ada&id=ada",
        "unit=unit&as_of=2026-05-04&lang=en",
        "as_of=0000-00-00",
        "unit=%00&code=%ff&section=../../etc",
        "section=person&do=add",
        "code=" + "9" * 5000,
    ],
)
@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_address_makes_anybody_of_an_outsider(municipality, who, query):
    before = municipality.store.revision()
    with municipality.comes(who) as outsider:
        for address in ("", "goals", "people", "history"):
            assert leaked(outsider.visit(address, query=query)) == []
    assert municipality.store.revision() == before


# --- widgets ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [*OUTSIDERS, "ola", "rita"])
def test_values_for_a_form_nobody_was_shown_change_nothing(municipality, who):
    with municipality.comes("ada") as ada:
        page_hash, fields = the_goal_form(ada)
    before = municipality.store.revision()
    with municipality.comes(who) as hostile:
        hostile.visit()
        for page in (page_hash, hostile.hash, ""):
            hostile.visit(page_hash=page, query="do=add", values=filled(fields))
            hostile.visit("goals", query="do=add", values=filled(fields))
            for field in fields:
                hostile.visit(page_hash=page, query="do=add", values=[field.holding("x")])
    assert municipality.store.revision() == before


@pytest.mark.parametrize("who", OUTSIDERS)
def test_every_widget_of_every_page_does_nothing_for_an_outsider(municipality, who):
    before = municipality.store.revision()
    with municipality.comes("ada") as ada:
        pages = ada.visit().pages
        harvest = {
            page_hash: ada.visit(page_hash=page_hash).widgets for page_hash in pages.values()
        }
    assert sum(map(len, harvest.values())) > 50
    assert municipality.store.revision() == before
    with municipality.comes(who) as hostile:
        for page_hash, widgets in harvest.items():
            values = [widget.holding("ada") for widget in widgets]
            assert leaked(hostile.visit(page_hash=page_hash, values=values)) == []
            assert leaked(hostile.visit(values=values)) == []
    assert municipality.store.revision() == before


def test_the_personas_are_for_the_demo_only(municipality):
    with municipality.comes("per") as per:
        for key in ("frame.person", "session.person"):
            known = [w for w in per.visit().widgets if key in w.id]
            assert known == []


# --- sessions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_id_of_somebody_elses_connection_is_worth_nothing(municipality, who):
    with municipality.comes("ada") as ada:
        ada.visit("goals")
        stolen = ada.session
        assert re.fullmatch(r"[0-9a-f-]{36}", stolen)
        with municipality.comes(who, session=stolen) as thief:
            assert leaked(thief.visit("goals")) == []
    # Once more when she has gone: her connection may be taken up again.
    with municipality.comes(who, session=stolen) as thief:
        assert leaked(thief.hears(patience=1)) == []
        assert leaked(thief.visit("goals")) == []
        assert leaked(thief.visit()) == []


def test_ada_takes_her_own_connection_up_again(municipality):
    # Which shows that the connection of the test above could be taken up at all.
    with municipality.comes("ada") as ada:
        ada.visit("goals")
        left = ada.session
    with municipality.comes("ada", session=left) as ada:
        assert "Hemmelig mål" in ada.visit("goals").everything
        assert ada.session == left


@pytest.mark.parametrize("token", ["guessed", "ada", "' or 1=1 --", "%00", "x" * 3000])
def test_a_made_up_session_is_nobodys(municipality, token):
    municipality.tokens["made up"] = token
    with municipality.comes("made up") as nobody:
        assert leaked(nobody.visit("goals")) == []


def test_who_is_deactivated_is_out_at_the_next_click_in_an_open_tab(municipality):
    # Somebody without a position: whoever is let back does not get theirs back.
    store = municipality.store
    with municipality.comes("rita") as rita:
        assert "Hemmelig mål" in rita.visit("goals").everything
        people.deactivate(store, store.plan().find(Person, "rita"), by=ADA)
        shown = rita.visit("goals")
        assert leaked(shown) == []
        assert "Logg inn" in shown.everything
        people.let_back(store, store.plan().find(Person, "rita"), by=ADA)


def test_who_is_signed_out_everywhere_is_out_of_every_open_tab(municipality):
    with municipality.comes("liv") as one, municipality.comes("liv") as other:
        assert CONFIDED in one.visit("goals").everything
        assert CONFIDED in other.visit("goals").everything
        now = signed_in_at(municipality)
        sign_in.sign_out_everywhere(municipality.store, LIV.id, by=ADA, now=now)
        assert leaked(one.visit("goals")) == []
        assert leaked(other.visit("goals")) == []


def test_one_ends_ones_own_sessions_everywhere(municipality):
    with municipality.comes("ola") as lost, municipality.comes("ola") as ola:
        assert "Hemmelig mål" in lost.visit("goals").everything
        page = ola.visit().pages["privacy"]
        (button,) = (w for w in ola.visit(page_hash=page).widgets if "privacy.everywhere" in w.id)
        with municipality.comes("rita") as rita:
            ola.visit(page_hash=page, values=[button.holding("")])
            assert leaked(lost.visit("goals")) == []
            assert leaked(ola.visit("goals")) == []
            assert "Hemmelig mål" in rita.visit("goals").everything


def signed_in_at(municipality):
    return municipality.store.identities.visits_of(LIV.id)[-1].started_at


def test_a_changed_role_counts_at_the_next_click(municipality):
    store = municipality.store
    with municipality.comes("ola") as ola:
        assert "Hemmelig mål" in ola.visit("goals").everything
        _is(store, "ola", "politician")
        assert leaked(ola.visit("goals")) == []
        _is(store, "ola", "owner")
        assert "Hemmelig mål" in ola.visit("goals").everything


def _is(store, person_id, role):
    with store.change(by=ADA.id) as change:
        person = change.plan.find(Person, person_id)
        change.update(person.model_copy(update={"roles": (Role(role),)}))


def test_ada_invites_somebody_and_signs_them_out_everywhere(municipality):
    before = municipality.store.revision()
    with municipality.comes("liv") as liv, municipality.comes("ada") as ada:
        people_page = ada.visit().pages["people"]
        buttons = {w.id: w for w in ada.visit(page_hash=people_page).widgets}
        (invite,) = (w for w in buttons.values() if "letting_in.invite.liv" in w.id)
        made = ada.visit(page_hash=people_page, values=[invite.holding("")])
        (link,) = set(re.findall(r"http://localhost:\d+/invitation/([\w-]+)", made.everything))
        assert sign_in.invited_person(municipality.store, link, now=signed_in_at(municipality))
        assert "/invitation/" not in ada.visit(page_hash=people_page).everything

        assert CONFIDED in liv.visit("goals").everything
        (out,) = (w for w in buttons.values() if "letting_in.out.liv" in w.id)
        ada.visit(page_hash=people_page, values=[out.holding("")])
        assert leaked(liv.visit("goals")) == []
    assert municipality.store.revision() == before


# --- beside the pages ---------------------------------------------------------------------------


def asks(municipality, method, path, *, who="", headers=None):
    connection = http.client.HTTPConnection("localhost", municipality.port, timeout=20)
    token = municipality.tokens.get(who, "")
    cookie = {"Cookie": f"kompass-session={token}"} if token else {}
    connection.request(method, path, headers={**cookie, **(headers or {})})
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", errors="replace")
    connection.close()
    return answer, body


@pytest.mark.parametrize("path", ["/", "/goals", "/people?section=person"])
def test_a_page_is_shown_the_way_in_to_nobody(municipality, path):
    answer, _ = asks(municipality, "GET", path, headers={"Accept": "text/html"})
    assert answer.status == 303
    assert answer.headers["location"].startswith("/sign-in?next=%2F")


def test_an_address_that_is_no_page_is_not_there_for_nobody_either(municipality):
    answer, body = asks(municipality, "GET", "/anything", headers={"Accept": "text/html"})
    assert answer.status == 404
    assert "<script" not in body


def test_ada_is_shown_the_page(municipality):
    answer, body = asks(municipality, "GET", "/goals", who="ada", headers={"Accept": "text/html"})
    assert answer.status == 200
    assert '<html lang="nb">' in body


@pytest.mark.parametrize("path", ["/media/abc.png", "/_stcore/upload_file/a/b", "/_stcore/metrics"])
def test_files_and_figures_of_the_server_are_closed(municipality, path):
    assert asks(municipality, "GET", path)[0].status == 403


def test_nothing_is_uploaded_into_somebody_elses_session(municipality):
    with municipality.comes("ada") as ada:
        ada.visit()
        path = f"/_stcore/upload_file/{ada.session}/x"
        answer, _ = asks(municipality, "PUT", path)
        assert answer.status == 403


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/healthz", "/static/js/missing.js", "/_stcore/health", "/calm.css"]
)
def test_every_answer_carries_the_headers(municipality, path):
    headers = asks(municipality, "GET", path)[0].headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_the_database_says_nothing_to_nobody(municipality):
    _, body = asks(municipality, "GET", "/healthz")
    assert [secret for secret in SECRETS if secret in body] == []
    assert signs_in(municipality.store, OLA)
