"""The way in and out: sign-in through a provider, invitations, the first administrator."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from strategy.domain.errors import (
    InvalidInputError,
    LapsedSecretError,
    TakenIdentityError,
    UnknownPersonError,
)
from strategy.i18n import LANGUAGES, Words, words
from strategy.services import reading
from strategy.services import sign_in as service
from strategy.services.opening import the_database
from strategy.services.sign_in import Beginning, Vouched
from strategy.settings import Mode, Provider, Settings, read_settings
from strategy.store.database import Database
from strategy.templates import Markup
from strategy.web import calm_page
from strategy.web.calm_page import STYLE, style_sheet
from strategy.web.providers import OpenId, ProviderError

SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"
INVITATION = "/invitation"
FIRST_ADMINISTRATOR = "/first-administrator"

_ERRAND = "errand"
_ERRAND_SECONDS = 15 * 60
_LONGEST_ERRAND = 4000
_NEVER_KEPT = {"cache-control": "no-store"}

_spoken: dict[Provider, OpenId] = {}


@dataclass(frozen=True)
class Errand:
    """Why somebody is sent to a provider, and how we recognise them when they come back.

    It is kept in a cookie of theirs: nothing in it is of use to others.
    """

    back_to: str = "/"
    invitation: str = ""
    code: str = ""
    administrator_name: str = ""
    organisation: str = ""
    language: str = ""
    provider: str = ""
    state: str = ""
    nonce: str = ""
    verifier: str = ""


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
    def errand(self) -> Errand:
        """What they came for before."""
        return read_errand(self.request.cookies.get(self.settings.cookie(_ERRAND), ""))

    @property
    def contact(self) -> str:
        """Whom to ask."""
        return self.settings.contact or self.words("sign_in.contact")


# --- signing in ---------------------------------------------------------------------------------


def choose_provider(request: Request) -> Response:
    """Let somebody choose whom to sign in with."""
    visitor = _visitor(request)
    back_to = safe_path(request.query_params.get("next", visitor.errand.back_to))
    answer = _page(
        visitor,
        "sign_in.title",
        calm_page.text(visitor.words("sign_in.explained")),
        *_ways(visitor),
        languages=True,
    )
    _keep(answer, Errand(back_to=back_to), visitor.settings)
    return answer


async def leave_for_provider(request: Request) -> Response:
    """Send somebody to a provider."""
    visitor = await run_in_threadpool(_visitor, request)
    openid = _openid(visitor)
    if openid is None:
        return nothing_here(visitor)
    try:
        departure = await openid.departure(_back_to(visitor), language=visitor.words.language)
    except ProviderError:
        return _failed(visitor)
    errand = replace(
        visitor.errand,
        provider=openid.provider.key,
        state=departure.state,
        nonce=departure.nonce,
        verifier=departure.verifier,
    )
    answer = RedirectResponse(departure.address, 302, headers=_NEVER_KEPT)
    _keep(answer, errand, visitor.settings)
    return answer


async def come_back(request: Request) -> Response:
    """Receive somebody back from a provider, and let them in if everything is right."""
    visitor = await run_in_threadpool(_visitor, request)
    openid, errand = _openid(visitor), visitor.errand
    if openid is None:
        return nothing_here(visitor)
    code, state = (request.query_params.get(name, "") for name in ("code", "state"))
    if not _answered_by(openid.provider, request.query_params.get("iss")):
        return _failed(visitor)
    expected = errand.state if errand.provider == openid.provider.key else ""
    if not code or not expected or not hmac.compare_digest(state.encode(), expected.encode()):
        return _failed(visitor)
    try:
        claims = await openid.claims(
            code, back_to=_back_to(visitor), nonce=errand.nonce, verifier=errand.verifier
        )
    except ProviderError:
        return _failed(visitor)
    return await run_in_threadpool(_let_in, visitor, openid.provider, claims, errand)


def _answered_by(provider: Provider, issuer: str | None) -> bool:
    """Tell whether the answer is from the provider asked; not every provider says who it is."""
    return issuer is None or issuer.rstrip("/") == provider.issuer.rstrip("/")


def _let_in(
    visitor: Visitor, provider: Provider, claims: Mapping[str, object], errand: Errand
) -> Response:
    try:
        vouched = service.vouched_for(provider, claims)
        token = _begun(visitor, vouched, errand)
    except UnknownPersonError:
        answer = _refusal(visitor, "sign_in.unknown_title", "sign_in.unknown")
    except TakenIdentityError:
        answer = _refusal(visitor, "sign_in.taken_title", "sign_in.taken")
    except (LapsedSecretError, InvalidInputError):
        answer = _refusal(visitor, "invitation.lapsed_title", "invitation.lapsed")
    else:
        answer = RedirectResponse(errand.back_to, 303, headers=_NEVER_KEPT)
        _set_cookie(answer, visitor.settings.session_cookie, token, visitor.settings)
        # A person who was signed in here before is signed out.
        service.sign_out(visitor.database, visitor.token, now=_now())
    _drop(answer, visitor.settings.cookie(_ERRAND), visitor.settings)
    return answer


def _begun(visitor: Visitor, vouched: Vouched, errand: Errand) -> str:
    database, settings, now = visitor.database, visitor.settings, _now()
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
    _drop(answer, visitor.settings.session_cookie, visitor.settings)
    return answer


def _end(visitor: Visitor) -> str | None:
    key = service.provider_of(visitor.database, visitor.token, visitor.settings, now=_now())
    service.sign_out(visitor.database, visitor.token, now=_now())
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
    person = service.invited_person(visitor.database, token, now=_now())
    if person is None:
        return _refusal(visitor, "invitation.lapsed_title", "invitation.lapsed")
    organisation = visitor.database.plan().organisation.name
    told = w("invitation.explained", organisation=organisation, name=person.name)
    answer = _page(
        visitor, "invitation.title", calm_page.text(told), *_ways(visitor), languages=True
    )
    _keep(answer, Errand(invitation=token), visitor.settings)
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
    if not _from_here(visitor) or not service.first_code_counts(visitor.database, code, now=_now()):
        return _first_form(visitor, given, "first.wrong_code")
    wanted = service.names_wanted(visitor.database)
    if not all(given.get(name) for name in wanted):
        return _first_form(visitor, given, "first.missing")
    told = calm_page.text(visitor.words("first.now_sign_in"))
    answer = _page(visitor, "first.title", told, *_ways(visitor))
    errand = Errand(
        code=code,
        administrator_name=given.get("administrator_name", "")[:300],
        organisation=given.get("organisation", "")[:300],
        language=given.get("language", "nb"),
    )
    _keep(answer, errand, visitor.settings)
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
        languages=True,
    )


# --- pages --------------------------------------------------------------------------------------


def nothing_here(visitor: Visitor) -> Response:
    """Say that there is no such page."""
    told = calm_page.text(visitor.words("sign_in.nothing_here_text"))
    return _page(
        visitor,
        "sign_in.nothing_here",
        told,
        calm_page.act("/", visitor.words("sign_in.to_the_plan")),
        status=404,
    )


def _refusal(visitor: Visitor, title: str, why: str) -> Response:
    w = visitor.words
    told = calm_page.text(w(why, contact=visitor.contact))
    again = calm_page.act(SIGN_IN, w("sign_in.again"))
    return _page(visitor, title, told, again, status=403)


def _failed(visitor: Visitor) -> Response:
    answer = _refusal(visitor, "sign_in.failed_title", "sign_in.failed")
    _drop(answer, visitor.settings.cookie(_ERRAND), visitor.settings)
    return answer


def _page(
    visitor: Visitor, title: str, *parts: Markup, status: int = 200, languages: bool = False
) -> Response:
    w = visitor.words
    others = calm_page.languages(w, visitor.request.url.path) if languages else ""
    return calm_page.page(w, w(title), parts, status=status, languages=others)


def _ways(visitor: Visitor) -> list[Markup]:
    w = visitor.words
    asked = urlencode({"lang": w.language})
    return [
        calm_page.act(f"{SIGN_IN}/{provider.key}?{asked}", w("sign_in.with", name=provider.name))
        for provider in visitor.settings.providers
    ]


def _style(_request: Request) -> Response:
    headers = {"cache-control": "public, max-age=3600"}
    return Response(style_sheet(), media_type="text/css", headers=headers)


# --- what is remembered meanwhile ---------------------------------------------------------------


def safe_path(wish: str) -> str:
    """Return where to go after signing in: a page of ours, whatever the address says."""
    parts = urlsplit(wish)
    is_ours = wish.startswith("/") and not wish.startswith("//") and not parts.netloc
    is_plain = wish.isprintable() and wish.isascii() and "\\" not in wish
    return wish if is_ours and is_plain and not wish.startswith(SIGN_IN) else "/"


def read_errand(cookie: str) -> Errand:
    """Return the errand a cookie holds; whatever else it holds counts as none."""
    try:
        known = json.loads(base64.urlsafe_b64decode(cookie[:_LONGEST_ERRAND]))
        errand = Errand(**{name: str(value) for name, value in known.items()})
    except (binascii.Error, ValueError, TypeError, AttributeError):
        return Errand()
    return replace(errand, back_to=safe_path(errand.back_to))


def _keep(answer: Response, errand: Errand, settings: Settings) -> None:
    given = {name: value for name, value in asdict(errand).items() if value}
    written = base64.urlsafe_b64encode(json.dumps(given).encode()).decode()
    _set_cookie(answer, settings.cookie(_ERRAND), written, settings, seconds=_ERRAND_SECONDS)


def _set_cookie(
    answer: Response, name: str, value: str, settings: Settings, *, seconds: int | None = None
) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.behind_tls,
    )


def _drop(answer: Response, name: str, settings: Settings) -> None:
    answer.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=settings.behind_tls)


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


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


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
