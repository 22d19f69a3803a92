"""Why somebody is on their way to a provider: one errand for each tab, kept in a cookie of theirs.

The cookie holds nothing that is of use to others, and nothing that alone completes a sign-in.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from starlette.responses import Response

from strategy.settings import Provider, Settings

SIGN_IN = "/sign-in"

_PREFIX = "errand-"
_KEY = 16
_AT_MOST = 6
_WAITS = timedelta(hours=2)
_AWAY = timedelta(minutes=30)
_LONGEST = 4000
# Together they must fit into the one header line of 8 kB a proxy accepts.
_LONGEST_TOGETHER = 5000
_LONGEST_PATH = 1500


@dataclass(frozen=True)
class Errand:
    """What one tab came for; with a `state` once it has left for a provider.

    `salt` is half of what the verifier is made from; our half never leaves the server.
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
    salt: str = ""
    since: str = ""
    finished: str = ""

    @property
    def key(self) -> str:
        """What tells this errand from others in the same browser; it gives no access."""
        content = {**asdict(self), "since": "", "finished": ""}
        told = self.state or json.dumps(content, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:_KEY]

    @property
    def lets_in(self) -> bool:
        """Whether it holds what lets somebody in for the first time."""
        return bool(self.invitation or self.code)

    @property
    def begun(self) -> datetime:
        """When it began (UTC); the beginning of time if that cannot be read."""
        try:
            return datetime.fromisoformat(self.since).replace(tzinfo=None)
        except ValueError:
            return datetime.min  # noqa: DTZ901 - times are UTC without a zone everywhere here

    def asked(self) -> dict[str, str]:
        """Return what an address asks for to take this errand along."""
        asked = {"errand": self.key}
        if not self.lets_in and self.back_to != "/":
            asked["next"] = self.back_to
        return asked

    def way(self, path: str, language: str) -> str:
        """Return an address that takes this errand along."""
        return f"{path}?{urlencode({'lang': language, **self.asked()})}"

    def leaving(self, provider: str, *, state: str, nonce: str, salt: str) -> Errand:
        """Return this errand on its way to a provider."""
        return replace(self, provider=provider, state=state, nonce=nonce, salt=salt, since="")

    def waiting(self) -> Errand:
        """Return what is left of this errand after a sign-in that failed: everything it is for."""
        return replace(self, provider="", state="", nonce="", salt="", since="", finished="")

    def done(self) -> Errand:
        """Return what is left of this errand after it succeeded: where it led."""
        return Errand(back_to=self.back_to, state=self.state, since=self.since, finished="yes")


def verifier_of(provider: Provider, salt: str) -> str:
    """Return the proof (PKCE) for one departure.

    Made from the salt in the cookie and the secret the server shares with the provider: who reads
    only one of them cannot make it, and every process of ours can.
    """
    key = f"verifier of {provider.client_id}\0{provider.client_secret}".encode()
    made = hmac.digest(key, salt.encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def safe_path(wish: str) -> str:
    """Return where to go after signing in: a page of ours, whatever the address says."""
    parts = urlsplit(wish)
    is_ours = wish.startswith("/") and not wish.startswith("//") and not parts.netloc
    is_plain = wish.isprintable() and wish.isascii() and "\\" not in wish
    is_known = is_ours and is_plain and len(wish) <= _LONGEST_PATH
    return wish if is_known and not wish.startswith(SIGN_IN) else "/"


def read_errand(cookie: str) -> Errand:
    """Return the errand a cookie holds; whatever else it holds counts as none."""
    try:
        known = json.loads(base64.urlsafe_b64decode(cookie[:_LONGEST]))
        errand = Errand(**{name: str(value) for name, value in known.items()})
    except (binascii.Error, ValueError, TypeError, AttributeError):
        return Errand()
    return replace(errand, back_to=safe_path(errand.back_to))


class Errands:
    """The errands of one browser, as its cookies hold them."""

    def __init__(self, cookies: Mapping[str, str], settings: Settings, now: datetime) -> None:
        """Read the cookies of a request; what is too old counts as none."""
        self._settings = settings
        self._now = now
        self._prefix = settings.cookie(_PREFIX)
        self._cookies = {n: v for n, v in cookies.items() if n.startswith(self._prefix)}
        found = (read_errand(cookie) for cookie in self._cookies.values())
        self._known = {errand.key: errand for errand in found if self._counts(errand)}

    def _counts(self, errand: Errand) -> bool:
        age = self._now - errand.begun
        return timedelta(0) <= age <= (_AWAY if errand.state else _WAITS)

    def asked_for(self, key: str) -> Errand | None:
        """Return the errand a link of ours names, if it is still waiting."""
        found = self._known.get(key)
        return found if found and not found.state else None

    def newest(self) -> Errand:
        """Return the errand that began to wait last; an empty one where none waits."""
        waiting = (errand for errand in self._known.values() if not errand.state)
        return max(waiting, key=lambda errand: errand.begun, default=Errand())

    def left_with(self, state: str) -> Errand | None:
        """Return the errand somebody left for a provider with."""
        found = self._known.get(Errand(state=state).key) if state else None
        same = found and hmac.compare_digest(found.state.encode(), state.encode())
        return found if same else None

    def keep(self, answer: Response, errand: Errand) -> None:
        """Keep an errand, and drop the oldest of too many."""
        kept = replace(errand, since=errand.since or self._now.isoformat())
        written = _written(kept)
        name = f"{self._prefix}{kept.key}"
        self._make_room(answer, name, len(written))
        seconds = int((_AWAY if kept.state else _WAITS).total_seconds())
        set_cookie(answer, name, written, self._settings, seconds=seconds)

    def drop(self, answer: Response, errand: Errand) -> None:
        """Forget an errand."""
        drop_cookie(answer, f"{self._prefix}{errand.key}", self._settings)

    def _make_room(self, answer: Response, name: str, length: int) -> None:
        """Drop errands until a new one fits: those that can be repeated first, then the oldest."""
        by_worth = sorted(
            (other for other in self._cookies if other != name),
            key=lambda other: _worth(read_errand(self._cookies[other])),
            reverse=True,
        )
        for place, other in enumerate(by_worth, start=2):
            length += len(self._cookies[other])
            if place > _AT_MOST or length > _LONGEST_TOGETHER:
                drop_cookie(answer, other, self._settings)


def _worth(errand: Errand) -> tuple[bool, datetime]:
    return errand.lets_in, errand.begun


def _written(errand: Errand) -> str:
    given = {name: value for name, value in asdict(errand).items() if value}
    text = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode()


def set_cookie(
    answer: Response, name: str, value: str, settings: Settings, *, seconds: int | None = None
) -> None:
    """Set a cookie that no script can read and no other site sends along with its own requests."""
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.behind_tls,
    )


def drop_cookie(answer: Response, name: str, settings: Settings) -> None:
    """Make the browser forget a cookie."""
    answer.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=settings.behind_tls)
