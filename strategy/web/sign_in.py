"""The way in and out: sign-in through a provider, invitations, the first administrator."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from strategy.domain.errors import (
    InvalidInputError,
    LapsedSecretError,
    RolesLeftOutError,
    TakenIdentityError,
    UnknownPersonError,
)
from strategy.i18n import LANGUAGES, Words, words
from strategy.services import clock, reading
from strategy.services import sign_in as service
from strategy.services.opening import the_database
from strategy.services.sign_in import Beginning, Vouched
from strategy.settings import Mode, Provider, Settings, read_settings
from strategy.store.database import Database
from strategy.templates import Markup
from strategy.web import calm_page
from strategy.web.calm_page import STYLE, style_sheet
from strategy.web.errands import (
    SIGN_IN,
    Errand,
    Errands,
    drop_cookie,
    safe_path,
    set_cookie,
    verifier_of,
)
from strategy.web.providers import OpenId, ProviderError

SIGN_OUT = "/sign-out"
INVITATION = "/invitation"
FIRST_ADMINISTRATOR = "/first-administrator"

_SALT_BYTES = 32
_NEVER_KEPT = {"cache-control": "no-store"}

_spoken: dict[Provider, OpenId] = {}


@dataclass(frozen=True)
class Visitor:
    """Somebody at the door."""

    request: Request
    settings: Settings
    database: Database
    words: Words

    @property
    def token(self) -> str:
        """The secret of their session, if they have one."""
        return self.request.cookies.get(self.settings.session_cookie, "")

    @property
    def errands(self) -> Errands:
        """What their tabs came for."""
        return Errands(self.request.cookies, self.settings, clock.now())

    @property
    def contact(self) -> str:
        """Whom to ask."""
        return self.settings.contact or self.words("sign_in.contact")


# --- signing in ---------------------------------------------------------------------------------


def choose_provider(request: Request) -> Response:
    """Let somebody choose whom to sign in with."""
    visitor = _visitor(request)
    errand = _errand_asked_for(visitor) or Errand(back_to=visitor.errands.newest().back_to)
    answer = _page(
        visitor,
        "sign_in.title",
        calm_page.text(visitor.words("sign_in.explained")),
        *_ways(visitor, errand),
        languages=errand,
    )
    visitor.errands.keep(answer, errand)
    return answer


async def leave_for_provider(request: Request) -> Response:
    """Send somebody to a provider."""
    visitor = await run_in_threadpool(_visitor, request)
    openid = _openid(visitor)
    if openid is None:
        return nothing_here(visitor)
    errand = _errand_asked_for(visitor) or visitor.errands.newest()
    salt = secrets.token_urlsafe(_SALT_BYTES)
    try:
        departure = await openid.departure(
            _back_to(visitor),
            language=visitor.words.language,
            verifier=verifier_of(openid.provider, salt),
        )
    except ProviderError:
        return _failed(visitor, errand)
    left = errand.leaving(
        openid.provider.key, state=departure.state, nonce=departure.nonce, salt=salt
    )
    answer = RedirectResponse(departure.address, 302, headers=_NEVER_KEPT)
    visitor.errands.keep(answer, left)
    return answer


def _errand_asked_for(visitor: Visitor) -> Errand | None:
    """Return the errand an address asks for; None where it asks for none."""
    asked = visitor.request.query_params
    found = visitor.errands.asked_for(asked.get("errand", ""))
    if found is None and ("next" in asked or "errand" in asked):
        return Errand(back_to=safe_path(asked.get("next", "/")))
    return found


async def come_back(request: Request) -> Response:
    """Receive somebody back from a provider, and let them in if everything is right.

    A reload, or the browser's Back, of the address they came back to leads a person who is signed
    in to where they were going.
    """
    visitor = await run_in_threadpool(_visitor, request)
    openid = _openid(visitor)
    if openid is None:
        return nothing_here(visitor)
    code, state = (request.query_params.get(name, "") for name in ("code", "state"))
    errand = visitor.errands.left_with(state)
    if errand is None or errand.finished:
        return await run_in_threadpool(_came_back_before, visitor, errand or Errand())
    is_theirs = errand.provider == openid.provider.key
    if not code or not is_theirs or not _answered_by(openid.provider, request.query_params):
        return _failed(visitor, errand)
    try:
        claims = await openid.claims(
            code,
            back_to=_back_to(visitor),
            nonce=errand.nonce,
            verifier=verifier_of(openid.provider, errand.salt),
        )
    except ProviderError:
        return _failed(visitor, errand)
    return await run_in_threadpool(_let_in, visitor, openid.provider, claims, errand)


def _came_back_before(visitor: Visitor, errand: Errand) -> Response:
    person = service.person_of(visitor.database, visitor.token, visitor.settings, now=clock.now())
    if person is None:
        return _failed(visitor, errand)
    return RedirectResponse(errand.back_to, 303, headers=_NEVER_KEPT)


def _answered_by(provider: Provider, answered: Mapping[str, str]) -> bool:
    """Tell whether the answer is from the provider asked; not every provider says who it is."""
    issuer = answered.get("iss")
    return issuer is None or issuer.rstrip("/") == provider.issuer.rstrip("/")


def _let_in(
    visitor: Visitor, provider: Provider, claims: Mapping[str, object], errand: Errand
) -> Response:
    try:
        vouched = service.vouched_for(provider, claims)
        token = _begun(visitor, vouched, errand)
    except UnknownPersonError:
        return _refused(visitor, "sign_in.unknown_title", "sign_in.unknown", errand)
    except TakenIdentityError:
        return _refused(visitor, "sign_in.taken_title", "sign_in.taken", errand)
    except RolesLeftOutError:
        return _refused(visitor, "sign_in.roles_left_out_title", "sign_in.roles_left_out", errand)
    except (LapsedSecretError, InvalidInputError):
        plain = Errand(back_to=errand.back_to)
        answer = _refused(visitor, "invitation.lapsed_title", "invitation.lapsed", plain)
        visitor.errands.drop(answer, errand.waiting())
        visitor.errands.drop(answer, errand)
        return answer
    answer = RedirectResponse(errand.back_to, 303, headers=_NEVER_KEPT)
    if token != visitor.token:
        set_cookie(answer, visitor.settings.session_cookie, token, visitor.settings)
        # A person who was signed in here before is signed out.
        service.sign_out(visitor.database, visitor.token, now=clock.now())
    visitor.errands.drop(answer, errand.waiting())
    visitor.errands.keep(answer, errand.done())
    return answer


def _begun(visitor: Visitor, vouched: Vouched, errand: Errand) -> str:
    """Return the secret of a session for this person.

    It is the session of this browser if that began in another tab while this one was away: two
    tabs that sign in side by side must not sign each other out.
    """
    meanwhile = service.begun_meanwhile(
        visitor.database,
        visitor.token,
        vouched,
        visitor.settings,
        since=errand.begun,
        now=clock.now(),
    )
    if meanwhile and not errand.lets_in:
        return visitor.token
    try:
        return _begun_for(visitor, vouched, errand)
    except LapsedSecretError:
        if meanwhile:
            return visitor.token
        raise


def _begun_for(visitor: Visitor, vouched: Vouched, errand: Errand) -> str:
    database, settings, now = visitor.database, visitor.settings, clock.now()
    if errand.code:
        told = Beginning(errand.administrator_name, errand.organisation, errand.language)
        today = reading.today_in(database)
        return service.become_first_administrator(
            database, errand.code, vouched, told, settings, now=now, today=today
        )
    if errand.invitation:
        return service.accept_invitation(database, errand.invitation, vouched, settings, now=now)
    return service.sign_in(database, vouched, settings, now=now)


# --- signing out --------------------------------------------------------------------------------


async def sign_out(request: Request) -> Response:
    """Sign somebody out, after asking if the request may come from another site."""
    visitor = await run_in_threadpool(_visitor, request)
    w = visitor.words
    if not _meant(visitor):
        question = calm_page.text(w("sign_in.sign_out_question"))
        return _page(
            visitor,
            "sign_in.sign_out",
            question,
            calm_page.form(SIGN_OUT, (), w("sign_in.sign_out")),
        )
    key = await run_in_threadpool(_end, visitor)
    parts = [calm_page.act(SIGN_IN, w("sign_in.again_in"))]
    openid = _openid_of(visitor.settings, key or "")
    farewell = await openid.farewell(f"{visitor.settings.base_url}{SIGN_IN}") if openid else None
    if openid and farewell:
        name = openid.provider.name
        parts.append(calm_page.text(w("sign_in.signed_out", name=name)))
        parts.append(calm_page.act(farewell, w("sign_in.sign_out_of", name=name)))
    answer = _page(visitor, "sign_in.signed_out_title", *parts)
    drop_cookie(answer, visitor.settings.session_cookie, visitor.settings)
    return answer


def _end(visitor: Visitor) -> str | None:
    key = service.provider_of(visitor.database, visitor.token, visitor.settings, now=clock.now())
    service.sign_out(visitor.database, visitor.token, now=clock.now())
    return key


def _meant(visitor: Visitor) -> bool:
    """Tell whether a request to sign out comes from our own pages or was entered by the person."""
    request = visitor.request
    if request.method == "POST":
        return _from_here(visitor)
    return request.headers.get("sec-fetch-site") == "same-origin"


def _from_here(visitor: Visitor) -> bool:
    base_url = visitor.settings.base_url
    return visitor.request.headers.get("origin", base_url) == base_url


# --- being let in for the first time ------------------------------------------------------------


def show_invitation(request: Request) -> Response:
    """Greet somebody who was invited, and let them sign in."""
    visitor = _visitor(request)
    w, token = visitor.words, request.path_params["token"]
    person = service.invited_person(visitor.database, token, now=clock.now())
    if person is None:
        return _refusal(visitor, "invitation.lapsed_title", "invitation.lapsed")
    organisation = visitor.database.plan().organisation.name
    told = calm_page.text(w("invitation.explained", organisation=organisation, name=person.name))
    errand = Errand(invitation=token)
    ways = _ways(visitor, errand)
    answer = _page(visitor, "invitation.title", told, *ways, languages=Errand())
    visitor.errands.keep(answer, errand)
    return answer


def ask_first_administrator(request: Request) -> Response:
    """Ask for the code that was printed when the program started."""
    visitor = _visitor(request)
    if not service.needs_first_administrator(visitor.database):
        told = visitor.words("first.not_needed", contact=visitor.contact)
        return _page(visitor, "first.title", calm_page.text(told), status=403)
    return _first_form(visitor, {}, "")


async def answer_first_administrator(request: Request) -> Response:
    """Take the code, and let anyone who knows it sign in."""
    visitor = await run_in_threadpool(_visitor, request)
    async with request.form(max_files=0, max_fields=10) as sent:
        given = {name: value.strip() for name, value in sent.items() if isinstance(value, str)}
    return await run_in_threadpool(_first_answered, visitor, given)


def _first_answered(visitor: Visitor, given: Mapping[str, str]) -> Response:
    code = given.get("code", "")
    if not _from_here(visitor) or not service.first_code_counts(
        visitor.database, code, now=clock.now()
    ):
        return _first_form(visitor, given, "first.wrong_code")
    wanted = service.names_wanted(visitor.database)
    if not all(given.get(name) for name in wanted):
        return _first_form(visitor, given, "first.missing")
    told = calm_page.text(visitor.words("first.now_sign_in"))
    errand = Errand(
        code=code,
        administrator_name=given.get("administrator_name", "")[:300],
        organisation=given.get("organisation", "")[:300],
        language=given.get("language", "nb"),
    )
    answer = _page(visitor, "first.title", told, *_ways(visitor, errand))
    visitor.errands.keep(answer, errand)
    return answer


def _first_form(visitor: Visitor, given: Mapping[str, str], complaint: str) -> Response:
    w = visitor.words
    wanted = service.names_wanted(visitor.database)
    fields = [
        calm_page.field(name, w(f"first.{name}"), given.get(name, "")) for name in ("code", *wanted)
    ]
    if "organisation" in wanted:
        named: dict[str, str] = {code: words(code)("language.own_name") for code in LANGUAGES}
        fields.append(calm_page.choice("language", w("first.language"), named, w.language))
    said = [calm_page.wrong(w(complaint))] if complaint else []
    return _page(
        visitor,
        "first.title",
        *said,
        calm_page.text(w("first.explained")),
        calm_page.form(FIRST_ADMINISTRATOR, fields, w("first.go_on")),
        status=403 if complaint else 200,
        languages=Errand(),
    )


# --- pages --------------------------------------------------------------------------------------


def nothing_here(visitor: Visitor) -> Response:
    """Say that there is no such page."""
    told = calm_page.text(visitor.words("sign_in.nothing_here_text"))
    return _page(
        visitor,
        "door.no_such_page_title",
        told,
        calm_page.act("/", visitor.words("sign_in.to_the_plan")),
        status=404,
    )


def _refusal(visitor: Visitor, title: str, why: str, errand: Errand | None = None) -> Response:
    w = visitor.words
    told = calm_page.text(w(why, contact=visitor.contact))
    address = errand.way(SIGN_IN, w.language) if errand else SIGN_IN
    return _page(visitor, title, told, calm_page.act(address, w("failure.again")), status=403)


def _refused(visitor: Visitor, title: str, why: str, errand: Errand) -> Response:
    """Refuse somebody who came back, and remember what they came for in case they try again."""
    waiting = errand.waiting()
    answer = _refusal(visitor, title, why, waiting)
    if errand.state:
        visitor.errands.drop(answer, errand)
    if waiting != Errand():
        visitor.errands.keep(answer, waiting)
    return answer


def _failed(visitor: Visitor, errand: Errand) -> Response:
    return _refused(visitor, "sign_in.failed_title", "sign_in.failed", errand)


def _page(
    visitor: Visitor,
    title: str,
    *parts: Markup,
    status: int = 200,
    languages: Errand | None = None,
) -> Response:
    """Return a page; with an errand, there are links to it in other languages that keep it."""
    w = visitor.words
    others = ""
    if languages is not None:
        path = visitor.request.url.path
        others = calm_page.languages(w, path, languages.asked() if path == SIGN_IN else None)
    return calm_page.page(w, w(title), parts, status=status, languages=others)


def _ways(visitor: Visitor, errand: Errand) -> list[Markup]:
    w = visitor.words
    return [
        calm_page.act(
            errand.way(f"{SIGN_IN}/{provider.key}", w.language),
            w("sign_in.with", name=provider.name),
        )
        for provider in visitor.settings.providers
    ]


def _style(_request: Request) -> Response:
    headers = {"cache-control": "public, max-age=3600"}
    return Response(style_sheet(), media_type="text/css", headers=headers)


def _visitor(request: Request) -> Visitor:
    database = the_database()
    w = calm_page.words_for(request, database.plan().organisation.language)
    visitor = Visitor(request, read_settings(), database, w)
    if visitor.settings.mode is not Mode.PRODUCTION:
        # There is no sign-in where everybody is let in.
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return visitor


def _openid(visitor: Visitor) -> OpenId | None:
    return _openid_of(visitor.settings, visitor.request.path_params["provider"])


def _openid_of(settings: Settings, key: str) -> OpenId | None:
    for provider in settings.providers:
        if provider.key == key:
            if provider not in _spoken:
                _spoken[provider] = OpenId(provider)
            return _spoken[provider]
    return None


def _back_to(visitor: Visitor) -> str:
    return (
        f"{visitor.settings.base_url}{SIGN_IN}/{visitor.request.path_params['provider']}/callback"
    )


ROUTES = (
    Route(STYLE, _style),
    Route(SIGN_IN, choose_provider),
    Route(f"{SIGN_IN}/{{provider}}", leave_for_provider),
    Route(f"{SIGN_IN}/{{provider}}/callback", come_back),
    Route(SIGN_OUT, sign_out, methods=["GET", "POST"]),
    Route(f"{INVITATION}/{{token}}", show_invitation),
    Route(FIRST_ADMINISTRATOR, ask_first_administrator, methods=["GET"]),
    Route(FIRST_ADMINISTRATOR, answer_first_administrator, methods=["POST"]),
)
