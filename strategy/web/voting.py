"""Voting from phones: anyone with the code may answer one round, and do nothing else."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from strategy.domain.errors import (
    InvalidInputError,
    LapsedSecretError,
    NotFoundError,
    StrategyError,
)
from strategy.domain.reflection import LEVELS
from strategy.i18n import Words
from strategy.services import reading
from strategy.services.failures import saved_words
from strategy.services.opening import the_database
from strategy.services.reflection import guests as reflection_guests
from strategy.services.reflection.guests import CODE_LENGTH, ForGuests, Given, GuestView
from strategy.settings import Settings, read_settings
from strategy.store import kept
from strategy.store.database import Database
from strategy.web import calm_page, vote_pages
from strategy.web.failing import failure_page
from strategy.web.guessing import Guesses
from strategy.web.vote_pages import SCRIPT, STYLE, VOTE, WAITING
from strategy.web.vote_watch import Watch

_LOOKS_EVERY_SECONDS = 0.4
_HELD_SECONDS = 20.0
# A round that runs for two weeks, and the days after it.
_COOKIE_SECONDS = 30 * 24 * 60 * 60
_A_YEAR = "public, max-age=31536000, immutable"
_MOST_FIELDS = 100
_COME_BACK_SECONDS = 5
_LEVELS: Mapping[str, int | None] = {"": None} | {str(level): level for level in LEVELS}


@dataclass(frozen=True)
class Guest:
    """Somebody with a phone, at an address with a code in it."""

    request: Request
    database: Database
    settings: Settings
    words: Words
    code: str

    @property
    def token(self) -> str:
        """The secret this phone was let in by, empty where it was not."""
        return self.request.cookies.get(cookie_name(self.settings), "")

    @property
    def path(self) -> str:
        """Where the round is for this phone; its cookie goes nowhere else."""
        return f"{VOTE}/{self.code}"

    @property
    def client(self) -> str:
        """Where the connection comes from."""
        return self.request.client.host if self.request.client else ""

    @property
    def organisation(self) -> str:
        """Whose page it is."""
        return self.database.plan().organisation.name

    def at(self, path: str, **details: str) -> str:
        """Return an address that keeps the language somebody has chosen."""
        query = urlencode({**self._chosen, **details})
        return f"{path}?{query}" if query else path

    @property
    def _chosen(self) -> dict[str, str]:
        wish = self.request.query_params.get("lang", "")
        return {"lang": wish} if wish == self.words.language else {}


def cookie_name(settings: Settings) -> str:
    """Return the name of the cookie; behind TLS one that nobody sets over an open line."""
    # Not __Host-, which would belong to every page: this one belongs to one round.
    return "__Secure-vote" if settings.behind_tls else "kompass-vote"


def form_mark(token: str) -> str:
    """Return the mark of our own forms; only somebody who has the token can compute it."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()[:32]


class Voting:
    """The guests' pages, and all that is remembered between them."""

    def __init__(
        self,
        *,
        held: float = _HELD_SECONDS,
        every: float = _LOOKS_EVERY_SECONDS,
        guesses: Guesses | None = None,
    ) -> None:
        """Set how long a phone's request is held, and how often to look for news meanwhile."""
        self._held = held
        self._every = every
        self._guesses = guesses or Guesses()
        self._watching: tuple[asyncio.AbstractEventLoop, Watch] | None = None

    @property
    def routes(self) -> tuple[Route, ...]:
        """The addresses that are answered."""
        round_ = f"{VOTE}/{{code}}"
        return (
            Route(VOTE, self.ask_code),
            Route(round_, self.show, methods=["GET"]),
            Route(round_, self.answer, methods=["POST"]),
            Route(f"{round_}/join", self.join, methods=["POST"]),
            Route(f"{round_}{WAITING}", self.wait),
            Route(STYLE, _style),
            Route(SCRIPT, _script),
        )

    @property
    def watch(self) -> Watch:
        """The one watch shared by everybody who waits."""
        loop = asyncio.get_running_loop()
        if self._watching is None or self._watching[0] is not loop:
            self._watching = (loop, Watch(self._every))
        return self._watching[1]

    # --- at the door ----------------------------------------------------------------------------

    def ask_code(self, request: Request) -> Response:
        """Ask for the code, and show the way to the round it leads to."""
        guest = _guest(request, "")
        written = request.query_params.get("code", "")
        code = reflection_guests.typed(written)
        if len(code) == CODE_LENGTH:
            return _redirect(guest.at(f"{VOTE}/{code}"))
        w = guest.words
        complaint = w("vote.code_length", count=CODE_LENGTH) if written else ""
        page = vote_pages.code_page(w, guest.organisation, complaint=complaint, typed=written)
        return _answer(page, HTTPStatus.BAD_REQUEST if complaint else HTTPStatus.OK)

    def show(self, request: Request) -> Response:
        """Show the round to a guest who is in, and the door to anyone who has the code."""
        guest = _guest(request)
        if len(guest.code) != CODE_LENGTH:
            # This cannot be a code: nothing is looked up, and it does not count as a guess.
            return _no_such(guest)
        if guest.code != request.path_params["code"]:
            # The cookie would not be found again under the address as it was typed.
            return _redirect(guest.at(guest.path))
        view = _view(guest)
        if view is not None:
            return _answer(vote_pages.round_page(_round(guest, view)))
        return self._at_the_door(guest)

    def _at_the_door(self, guest: Guest) -> Response:
        today = reading.today_in(guest.database)
        try:
            door = reflection_guests.at_the_door(guest.database, guest.code, today=today)
        except LapsedSecretError:
            return self._wrong_code(guest)
        here, join = guest.at(guest.path), guest.at(f"{guest.path}/join")
        return _answer(vote_pages.door_page(guest.words, door, here, join))

    def join(self, request: Request) -> Response:
        """Let a phone in, once: a guest who is already in stays the same guest."""
        guest = _guest(request)
        if not _from_here(guest):
            return _no_such(guest)
        answer = _redirect(guest.at(guest.path))
        if _view(guest) is not None:
            return answer
        today = reading.today_in(guest.database)
        try:
            token = reflection_guests.join(guest.database, guest.code, today=today)
        except LapsedSecretError:
            return self._wrong_code(guest)
        except InvalidInputError:
            # Not open, or full: the door says which.
            return answer
        _remember(answer, guest, token)
        return answer

    def _wrong_code(self, guest: Guest) -> Response:
        """Refuse a wrong code; who tries too many is told to wait, but a right one always passes.

        Many people in a room share one address, and must not be shut out by one who guesses.
        """
        wait = self._guesses.was_wrong(guest.client)
        return _too_often(guest, wait) if wait else _no_such(guest)

    # --- in the round ---------------------------------------------------------------------------

    async def answer(self, request: Request) -> Response:
        """Take what a guest answers."""
        async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
            sent = {name: value for name, value in form.items() if isinstance(value, str)}
        return await run_in_threadpool(_answered_or_kept, request, sent)

    async def wait(self, request: Request) -> Response:
        """Answer as soon as the page differs from what the phone has, or after a while."""
        guest = await run_in_threadpool(_guest, request)
        round_id = await run_in_threadpool(_round_of, guest)
        if round_id is None:
            return Response(status_code=HTTPStatus.FORBIDDEN, headers=_NEVER_KEPT)
        with self.watch.place(round_id, guest.token) as placed:
            if placed:
                return await self._waited(guest, round_id)
        headers = {**_NEVER_KEPT, "retry-after": str(_COME_BACK_SECONDS)}
        return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)

    async def _waited(self, guest: Guest, round_id: str) -> Response:
        waiting = asyncio.create_task(self._news(guest, round_id))
        leaving = asyncio.create_task(_until_gone(guest.request))
        await asyncio.wait((waiting, leaving), return_when=asyncio.FIRST_COMPLETED)
        for task in (waiting, leaving):
            task.cancel()
        with suppress(asyncio.CancelledError):
            return await waiting
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=_NEVER_KEPT)

    async def _news(self, guest: Guest, round_id: str) -> Response:
        seen = guest.request.query_params.get("seen", "")
        following = self.watch.follow(round_id, self._held)
        async with aclosing(following):
            async for known in following:
                if known is None:
                    return Response(status_code=HTTPStatus.GONE, headers=_NEVER_KEPT)
                shown = _round(guest, known.seen_by(guest.token))
                if vote_pages.seen(shown) != seen:
                    return _answer(vote_pages.round_page(shown))
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=_NEVER_KEPT)


async def _until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


# --- answering ----------------------------------------------------------------------------------


def _answered_or_kept(request: Request, sent: Mapping[str, str]) -> Response:
    """Take a guest's answers; if they cannot be stored, the guest gets them back."""
    kept.forget()
    try:
        return _answered(_guest(request), sent)
    except Exception as error:  # noqa: BLE001 - logged with a number, and shown
        w = calm_page.words_for(request, "nb")
        texts = {name: text for name, text in sent.items() if name.startswith("text.") and text}
        others = {name: value for name, value in sent.items() if name not in texts}
        fields = [calm_page.written(name, w("vote.unsent"), text) for name, text in texts.items()]
        fields += [calm_page.kept(name, value) for name, value in others.items()]
        form = calm_page.form(str(request.url.path), fields, w("failure.again"))
        return failure_page(request, error, told=saved_words(w), again=(form,))


def _answered(guest: Guest, sent: Mapping[str, str]) -> Response:
    view = _view(guest)
    if view is None:
        return _lapsed(guest)
    given = {one.prompt.key: _given(sent, one.prompt.key) for one in view.prompts}
    typed = {key: answer for key, answer in given.items() if answer != Given()}
    is_ours = hmac.compare_digest(sent.get("form", "").encode(), form_mark(guest.token).encode())
    if not is_ours or not _from_here(guest) or _has_strange_fields(sent, view):
        return _again(guest, {}, guest.words("vote.strange_form"), HTTPStatus.FORBIDDEN)
    if not typed:
        complaint = guest.words("problem.answer_is_empty")
        return _again(guest, {}, complaint, HTTPStatus.BAD_REQUEST)
    today = reading.today_in(guest.database)
    try:
        reflection_guests.answer_all_as_guest(guest.database, guest.token, typed, today=today)
    except StrategyError as error:
        return _again(guest, typed, _told(guest.words, error), HTTPStatus.BAD_REQUEST)
    return _redirect(guest.at(guest.path))


def _given(sent: Mapping[str, str], key: str) -> Given:
    # A browser sends two characters for each new line, but counts one.
    text = sent.get(f"text.{key}", "").replace("\r\n", "\n").replace("\x00", "").strip()
    return Given(text, _LEVELS.get(sent.get(f"level.{key}", "")))


def _has_strange_fields(sent: Mapping[str, str], view: GuestView) -> bool:
    """Tell whether a form has fields none of ours has: another question, another level."""
    keys = {one.prompt.key for one in view.prompts}
    levels = {f"level.{key}" for key in keys}
    known = {"form", *levels, *(f"text.{key}" for key in keys)}
    return not sent.keys() <= known or any(sent.get(name, "") not in _LEVELS for name in levels)


def _again(guest: Guest, typed: Mapping[str, Given], complaint: str, status: int) -> Response:
    """Show the current round, with what somebody answered and why it was not accepted."""
    view = _view(guest)
    if view is None:
        return _lapsed(guest)
    shown = _round(guest, view, typed=typed, complaint=complaint)
    return _answer(vote_pages.round_page(shown), status)


def _told(w: Words, error: StrategyError) -> str:
    problems = error.problems if isinstance(error, InvalidInputError) else ()
    for problem in problems:
        if problem.rule == "already_revealed":
            return w("vote.late")
        if w.has(f"problem.{problem.rule}"):
            return w(f"problem.{problem.rule}", **problem.details)
    return w("vote.strange_form")


# --- who it is ----------------------------------------------------------------------------------


def _guest(request: Request, code: str | None = None) -> Guest:
    database = the_database()
    w = calm_page.words_for(request, database.plan().organisation.language)
    written = str(request.path_params["code"]) if code is None else code
    known = reflection_guests.typed(written[: 2 * CODE_LENGTH])
    return Guest(request, database, read_settings(), w, known)


def _round_of(guest: Guest) -> str | None:
    """Return the id of the round a phone is in; None where its code now leads to another."""
    if not guest.token:
        return None
    round_id = reflection_guests.round_of_guest(guest.database, guest.token)
    leads_to = reflection_guests.round_of_code(guest.database, guest.code)
    return round_id if leads_to in {None, round_id} else None


def _view(guest: Guest) -> GuestView | None:
    round_id = _round_of(guest)
    if round_id is None:
        return None
    known: ForGuests
    try:
        today = reading.today_in(guest.database)
        known = reflection_guests.for_guests(guest.database, round_id, today=today)
    except NotFoundError:
        return None
    return known.seen_by(guest.token)


def _from_here(guest: Guest) -> bool:
    """Tell whether a form was sent from a page of ours, if the browser says so."""
    return guest.request.headers.get("sec-fetch-site", "same-origin") == "same-origin"


def _remember(answer: Response, guest: Guest, token: str) -> None:
    answer.set_cookie(
        cookie_name(guest.settings),
        token,
        max_age=_COOKIE_SECONDS,
        path=guest.path,
        httponly=True,
        # Not strict: a guest who follows a link in the meeting's chat stays the same guest.
        samesite="lax",
        secure=guest.settings.behind_tls,
    )


# --- answers ------------------------------------------------------------------------------------

_NEVER_KEPT = {"cache-control": "no-store"}


def _round(
    guest: Guest, view: GuestView, *, typed: Mapping[str, Given] | None = None, complaint: str = ""
) -> vote_pages.Round:
    return vote_pages.Round(
        view=view,
        words=guest.words,
        address=guest.at(guest.path),
        waiting=guest.at(f"{guest.path}{WAITING}"),
        form=form_mark(guest.token),
        typed=typed or {},
        complaint=complaint,
    )


def _answer(page: str, status: int = HTTPStatus.OK) -> Response:
    return Response(page, status, _NEVER_KEPT, "text/html")


def _redirect(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, headers=_NEVER_KEPT)


def _no_such(guest: Guest) -> Response:
    w = guest.words
    page = vote_pages.notice_page(w, guest.organisation, w("vote.no_such_title"), w("vote.no_such"))
    return _answer(page, HTTPStatus.NOT_FOUND)


def _lapsed(guest: Guest) -> Response:
    w = guest.words
    page = vote_pages.notice_page(w, guest.organisation, w("vote.lapsed_title"), w("vote.lapsed"))
    return _answer(page, HTTPStatus.FORBIDDEN)


def _too_often(guest: Guest, wait: float) -> Response:
    w = guest.words
    seconds = ceil(wait)
    told = w("vote.too_often", count=seconds)
    page = vote_pages.notice_page(w, guest.organisation, w("vote.too_often_title"), told)
    answer = _answer(page, HTTPStatus.TOO_MANY_REQUESTS)
    answer.headers["retry-after"] = str(seconds)
    return answer


def _style(_request: Request) -> Response:
    return _kept(vote_pages.style_sheet(), "text/css")


def _script(_request: Request) -> Response:
    return _kept(vote_pages.script(), "text/javascript")


def _kept(content: str, kind: str) -> Response:
    return Response(content, media_type=kind, headers={"cache-control": _A_YEAR})


VOTING_ROUTES = Voting().routes
