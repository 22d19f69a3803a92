"""Somebody signs in with their work account, at a real provider."""

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from strategy.domain.items import Role
from strategy.services import sign_in as service
from strategy.settings import read_settings
from tests.builders import ADA, HEGE, OLA
from tests.claims import every
from tests.sign_in.conftest import asked_in


def now():
    return datetime.now(UTC).replace(tzinfo=None)


def invited(door, person):
    """Let somebody in as an administrator does, and come with the link."""
    token = service.invite(door.store, person.id, by=ADA, now=now())
    answer = door.browser.get(f"/invitation/{token}")
    assert answer.status_code == 200
    return answer


def here(door):
    return service.person_of(door.store, door.token, read_settings(), now=now())


def test_hege_is_invited_binds_her_account_and_comes_back_with_it(door):
    greeting = invited(door, HEGE)
    assert "Fjordvik kommune har invitert Hege Hagen" in greeting.text

    answer = door.signs_in("hege-at-work")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert here(door) == door.store.plan().find(type(HEGE), "hege")

    door.browser.cookies.clear()
    door.signs_in("hege-at-work")
    assert here(door).name == "Hege Hagen"


def test_what_is_asked_of_the_provider_is_what_the_protocol_wants(door, set_up):
    set_up.setenv("SIGN_IN_PROMPT", "select_account")
    set_up.setenv("SIGN_IN_ACR_VALUES", "idporten-loa-high")
    first, second = asked_in(door.leaves()), asked_in(door.leaves())
    assert first["response_type"] == "code"
    assert first["client_id"] == "kompass"
    assert first["scope"] == "openid"
    assert first["redirect_uri"] == "http://localhost:8501/sign-in/work/callback"
    assert first["code_challenge_method"] == "S256"
    assert first["prompt"] == "select_account"
    assert first["acr_values"] == "idporten-loa-high"
    assert first["ui_locales"] == "nb"
    assert "s3cret" not in str(first)
    for once in ("state", "nonce", "code_challenge"):
        assert len(first[once]) >= 20
        assert first[once] != second[once]


def test_a_stranger_is_told_kindly_whom_to_ask(door):
    answer = door.signs_in("a-stranger", name="Hege Hagen", email=HEGE.email)
    assert answer.status_code == 403
    assert "Du har ikke fått tilgang ennå" in answer.text
    assert "Ada Aune, 33 33 33 33" in answer.text
    assert door.token is None


@pytest.mark.parametrize(
    ("lie", "claims"),
    [
        ("another nonce", {"nonce": "of somebody else's sign-in"}),
        ("no nonce", {"nonce": None}),
        ("a token that has expired", {"exp": 1_700_000_000}),
        ("a token without an end", {"exp": None}),
        ("a token for another program", {"aud": "another-program"}),
        ("a token for another program too", {"aud": ["kompass", "another"], "azp": "another"}),
        ("a token of another provider", {"iss": "https://login.example.org"}),
        ("a token from tomorrow", {"nbf": 4_000_000_000, "iat": 4_000_000_000}),
    ],
)
def test_what_the_provider_says_is_checked(door, lie, claims):
    invited(door, HEGE)
    answer = door.signs_in(f"hege, with {lie}", **claims)
    assert answer.status_code == 403
    assert "Innloggingen ble ikke fullført" in answer.text
    assert door.token is None
    assert door.store.identities.known_people() == frozenset()


def test_a_token_that_expired_within_the_last_minute_still_counts(door):
    # Clocks differ a little.
    invited(door, HEGE)
    expired = int((datetime.now(UTC) - timedelta(seconds=20)).timestamp())
    assert door.signs_in("hege", exp=expired).status_code == 303


def test_the_level_asked_for_is_the_level_reached(door, set_up):
    set_up.setenv("SIGN_IN_ACR_VALUES", "idporten-loa-substantial")
    set_up.setenv("SIGN_IN_ACR_ACCEPTED", "idporten-loa-substantial idporten-loa-high")
    invited(door, HEGE)
    assert door.signs_in("low", acr="idporten-loa-low").status_code == 403
    invited(door, HEGE)
    assert door.signs_in("none").status_code == 403
    invited(door, HEGE)
    assert door.signs_in("high", acr="idporten-loa-high").status_code == 303


@pytest.mark.parametrize(
    "way_back",
    [
        "?code=abc",
        "?state=abc",
        "?code=abc&state=of-somebody-else",
        "?error=access_denied&error_description=<b>no</b>",
        "",
    ],
)
def test_only_who_left_from_here_comes_back(door, way_back):
    door.leaves()
    answer = door.browser.get(f"/sign-in/work/callback{way_back}")
    assert answer.status_code == 403
    assert "<b>no</b>" not in answer.text
    assert door.token is None


def test_a_way_back_cannot_be_taken_over_by_another_browser(door):
    invited(door, HEGE)
    door.provider.knows("hege")
    back = door.provider.asks_and_sends_back(door.leaves(), "hege")
    door.browser.cookies.clear()
    assert door.comes_back(back).status_code == 403


def an_intercepted_way_back(door):
    """Hege is on her way back, and somebody reads the address over her shoulder."""
    invited(door, HEGE)
    door.provider.knows("hege")
    back = door.provider.asks_and_sends_back(door.leaves(), "hege")
    return back, asked_in(back)["code"]


def test_a_code_without_its_verifier_is_worthless(door):
    # Even to somebody who knows the program's own secret.
    back, code = an_intercepted_way_back(door)
    before = len(door.provider.has_refused())
    for given in ({}, {"code_verifier": ""}, {"code_verifier": "a-guess" * 8}):
        answer = door.provider.trades(code, **given)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert door.provider.has_refused()[before:] == [
        "no verifier",
        "no verifier",
        "another verifier",
    ]
    # It was the proof that was missing: to Hege, who has it, the same code is worth something.
    assert door.comes_back(back).status_code == 303
    assert here(door).id == HEGE.id


def test_a_code_of_somebody_elses_sign_in_lets_nobody_in(door):
    _, code = an_intercepted_way_back(door)
    before = len(door.provider.has_refused())
    door.browser.cookies.clear()
    own = asked_in(door.leaves())
    answer = door.comes_back(f"/sign-in/work/callback?code={code}&state={own['state']}")
    assert answer.status_code == 403
    assert door.token is None
    assert door.provider.has_refused()[before:] == ["another verifier"]


def test_the_provider_refuses_whoever_brings_no_challenge(door):
    address = door.leaves()
    assert httpx.get(address).status_code == 200
    for left_out in ("code_challenge", "code_challenge_method"):
        without = httpx.URL(address).copy_remove_param(left_out)
        assert httpx.post(without, data={"sub": "hege"}).status_code == 400
    weaker = httpx.URL(address).copy_set_param("code_challenge_method", "plain")
    assert httpx.post(weaker, data={"sub": "hege"}).status_code == 400


def test_a_way_back_from_another_provider_leads_nowhere(door):
    # RFC 9207: who answers may say who they are, and then it must be whom one asked.
    invited(door, HEGE)
    door.provider.knows("hege")
    back = door.provider.asks_and_sends_back(door.leaves(), "hege")
    assert door.comes_back(f"{back}&iss=https%3A%2F%2Flogin.example.org").status_code == 403
    assert door.token is None

    invited(door, HEGE)
    back = door.provider.asks_and_sends_back(door.leaves(), "hege")
    assert door.comes_back(f"{back}&iss={door.provider.issuer}").status_code == 303


def test_a_way_back_leads_in_once(door):
    invited(door, HEGE)
    door.provider.knows("hege")
    back = door.provider.asks_and_sends_back(door.leaves(), "hege")
    assert door.comes_back(back).status_code == 303
    session = door.token
    again = door.comes_back(back)
    assert (again.status_code, door.token) == (303, session), "a reload begins nothing"

    door.browser.post("/sign-out")
    assert door.comes_back(back).status_code == 403


def test_another_account_at_the_provider_is_another_person(door):
    invited(door, HEGE)
    door.signs_in("hege")
    invited(door, OLA)
    answer = door.signs_in("hege")
    assert answer.status_code == 403
    assert "hører til en annen person her" in answer.text
    assert door.signs_in("ola").status_code == 303
    assert here(door).id == OLA.id


def test_an_invitation_counts_once(door):
    token = service.invite(door.store, HEGE.id, by=ADA, now=now())
    door.browser.get(f"/invitation/{token}")
    assert door.signs_in("hege").status_code == 303

    door.browser.cookies.clear()
    answer = door.browser.get(f"/invitation/{token}")
    assert answer.status_code == 403
    assert "Lenken gjelder ikke lenger" in answer.text
    assert door.signs_in("somebody-else").status_code == 403


def test_two_who_open_one_invitation_are_not_both_let_in(door):
    token = service.invite(door.store, HEGE.id, by=ADA, now=now())
    door.browser.get(f"/invitation/{token}")
    door.provider.knows("thief")
    back = door.provider.asks_and_sends_back(door.leaves(), "thief")
    errand = dict(door.browser.cookies)

    door.browser.cookies.clear()
    door.browser.get(f"/invitation/{token}")
    assert door.signs_in("hege").status_code == 303

    door.browser.cookies.clear()
    door.browser.cookies.update(errand)
    assert door.comes_back(back).status_code == 403
    assert door.store.identities.owner(door.provider.issuer, "thief") is None


# --- cookies ------------------------------------------------------------------------------------


def set_cookies(answer):
    return {c.partition("=")[0]: c for c in answer.headers.get_list("set-cookie")}


def test_the_session_lies_in_a_cookie_no_script_can_read(door):
    invited(door, HEGE)
    cookies = set_cookies(door.signs_in("hege"))
    session = cookies["kompass-session"]
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert "Path=/" in session
    assert "Max-Age" not in session, "it ends with the browser"
    assert "Domain" not in session
    kept = [c for name, c in cookies.items() if name.startswith("kompass-errand-")]
    assert every("HttpOnly" in cookie and "SameSite=lax" in cookie for cookie in kept)


def test_behind_tls_the_cookies_never_travel_in_the_open(door, set_up):
    set_up.setenv("BASE_URL", "https://strategi.fjordvik.example")
    answer = door.browser.get("/sign-in", follow_redirects=False)
    (cookie,) = set_cookies(answer).values()
    assert cookie.startswith("__Host-errand-")
    assert "Secure" in cookie
    assert "HttpOnly" in cookie


def test_the_store_never_holds_what_lets_somebody_in(door):
    invited(door, HEGE)
    door.signs_in("hege", pid="01019012345", name="Hege H", email="hege@fjordvik.example")
    with door.store._engine.reading() as connection:  # noqa: SLF001 - looks below on purpose
        kept = str(
            [
                connection.rows(f"select * from {table}")  # noqa: S608 - our own tables
                for table in ("identity", "invitation", "sign_in_session", "journal")
            ]
        )
    assert door.token
    assert door.token not in kept
    assert "01019012345" not in kept
    assert "hege@fjordvik.example" not in kept


# --- roles --------------------------------------------------------------------------------------


def test_roles_can_come_from_the_provider(door, set_up, tmp_path):
    config = tmp_path / "strategy.toml"
    config.write_text(
        f"""
        [sign_in.entra]
        issuer = "{door.provider.issuer}"
        client_id = "kompass"
        client_secret = "s3cret"
        subject_claim = "oid"
        roles_claim = "roles"
        [sign_in.entra.roles]
        "Strategi.Leder" = "leader"
        "Strategi.HR" = ["hr", "owner"]
        """
    )
    set_up.setenv("STRATEGY_CONFIG", str(config))
    set_up.delenv("SIGN_IN_CLIENT_ID")

    def signs_in(*roles):
        door.provider.knows("pairwise", oid="hege-oid", roles=list(roles))
        address = door.leaves("entra")
        return door.comes_back(door.provider.asks_and_sends_back(address, "pairwise"))

    invited(door, OLA)
    assert signs_in("Strategi.Leder", "Noe.Annet").status_code == 303
    assert door.store.identities.owner(door.provider.issuer, "hege-oid") == OLA.id
    assert here(door).roles == (Role.LEADER,)

    signs_in("Strategi.HR")
    assert here(door).roles == (Role.HR, Role.OWNER)
    signs_in()
    assert here(door).roles == ()


# --- signing out --------------------------------------------------------------------------------


def test_signing_out_ends_the_session_and_offers_the_providers_own(door):
    invited(door, HEGE)
    door.signs_in("hege")
    token = door.token
    answer = door.browser.get("/sign-out", headers={"sec-fetch-site": "same-origin"})
    assert "Du er logget ut" in answer.text
    assert f"{door.provider.issuer}/oauth2/end_session?" in answer.text
    assert "id_token_hint" not in answer.text
    assert door.token is None
    assert service.person_of(door.store, token, read_settings(), now=now()) is None


def test_another_site_cannot_sign_anybody_out(door):
    invited(door, HEGE)
    door.signs_in("hege")
    assert "Vil du logge ut?" in door.browser.get("/sign-out").text
    door.browser.post("/sign-out", headers={"origin": "https://evil.example"})
    assert here(door) is not None
    door.browser.post("/sign-out", headers={"origin": "http://localhost:8501"})
    assert door.token is None


def test_signing_in_again_ends_the_session_before(door):
    invited(door, HEGE)
    door.signs_in("hege")
    before = door.token
    door.signs_in("hege")
    assert door.token != before
    assert service.person_of(door.store, before, read_settings(), now=now()) is None


# --- where one comes in -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "heading"), [("nb", "Logg inn"), ("nn", "Logg inn"), ("en", "Sign in")]
)
def test_the_door_speaks_three_languages(door, language, heading):
    answer = door.browser.get(f"/sign-in?lang={language}")
    assert f'<html lang="{language}" dir="ltr">' in answer.text
    assert f"<h1>{heading}</h1>" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_one_lands_where_one_wanted_to_go(door):
    invited(door, HEGE)
    door.signs_in("hege")
    door.browser.get("/sign-in?next=/goals%3Funit%3Doppvekst")
    door.browser.get("/sign-in?lang=nn")
    assert door.signs_in("hege").headers["location"] == "/goals?unit=oppvekst"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/a\nb", "", "/sign-in", "goals"],
)
def test_nobody_is_sent_to_another_site(door, elsewhere):
    invited(door, HEGE)
    door.signs_in("hege")
    door.browser.get("/sign-in", params={"next": elsewhere})
    assert door.signs_in("hege").headers["location"] == "/"


@pytest.mark.parametrize("nonsense", ["%%%", "bm9uc2Vuc2U=", "W10=", "eyJ4IjogMX0=", "x" * 9000])
def test_an_errand_nobody_wrote_counts_as_none(door, nonsense):
    door.browser.cookies.set("kompass-errand-0123456789abcdef", nonsense)
    assert door.browser.get("/sign-in").status_code == 200
    assert door.browser.get("/sign-in/work/callback?code=a&state=").status_code == 403


def test_an_unknown_provider_is_nobody(door):
    assert door.browser.get("/sign-in/elsewhere").status_code == 404
    assert door.browser.get("/sign-in/elsewhere/callback?code=a&state=b").status_code == 404


def test_a_provider_that_does_not_answer_is_told_about_calmly(door, set_up):
    set_up.setenv("SIGN_IN_ISSUER", "http://localhost:1")
    answer = door.browser.get("/sign-in/work")
    assert answer.status_code == 403
    assert "Innloggingen ble ikke fullført" in answer.text


def test_a_provider_that_calls_itself_something_else_is_not_believed(door, set_up):
    with describing(issuer="https://login.example.org") as address:
        set_up.setenv("SIGN_IN_ISSUER", address)
        assert door.browser.get("/sign-in/work").status_code == 403


def test_a_token_anybody_could_have_written_is_not_believed(door, set_up):
    # With HS256 the secret that signs is ours, and with none there is none.
    theirs = httpx.get(f"{door.provider.issuer}/.well-known/openid-configuration").json()
    weak = {**theirs, "id_token_signing_alg_values_supported": ["none", "HS256"]}
    del weak["issuer"]
    invited(door, HEGE)
    with describing(**weak) as address:
        set_up.setenv("SIGN_IN_ISSUER", address)
        assert door.signs_in("hege").status_code == 403


@contextmanager
def describing(**document):
    """A provider's description of itself, served from an address of its own."""

    class Description(BaseHTTPRequestHandler):
        def do_GET(self):
            told = {"issuer": f"http://localhost:{server.server_port}", **document}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *_told):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Description)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("mode", ["demo", "local"])
@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/work", "/first-administrator", "/sign-out"])
def test_nobody_signs_in_where_everybody_is_let_in(door, set_up, mode, path):
    set_up.setenv("STRATEGY_MODE", mode)
    assert door.browser.get(path).status_code == 404
