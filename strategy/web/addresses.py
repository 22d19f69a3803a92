"""Which address a request used: our own and directly from this machine, or some other way."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from strategy.settings import Settings, is_local

_USUAL_PORTS = {"http": 80, "https": 443}
_SCHEMES = {"ws": "http", "wss": "https"}

# All headers that browsers and other programs send when they ask a server directly. What a proxy
# adds has too many names to list, so any other header counts as a proxy's.
_ASKED_STRAIGHT = frozenset(
    {
        *("accept", "accept-charset", "accept-encoding", "accept-language", "alt-used"),
        *("access-control-request-headers", "access-control-request-method", "authorization"),
        *("cache-control", "connection", "content-encoding", "content-language"),
        *("content-length", "content-type", "cookie", "date", "device-memory", "dnt", "downlink"),
        *("dpr", "ect", "expect", "from", "host", "idempotency-key", "if-match"),
        *("if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "keep-alive"),
        *("last-event-id", "origin", "pragma", "priority", "purpose", "range", "referer", "rtt"),
        *("save-data", "service-worker", "te", "transfer-encoding", "upgrade"),
        *("upgrade-insecure-requests", "user-agent", "viewport-width", "width"),
        # Streamlit's page proves with it that an upload is its own.
        "x-xsrftoken",
    }
)
# No page and no proxy may set these; the browser itself does, and for websockets everybody must.
_BROWSERS_OWN = "sec-"
_SAID_ONCE = ("host", "origin", "referer", "sec-fetch-site", "content-length")
# A link on another site's page; requests from closer by name our own address as their origin.
_FROM_ANOTHER_SITE = frozenset({"cross-site", "same-site"})


def why_not_from_here(scope: Scope, settings: Settings) -> str:
    """Return what shows that a request was not made on this machine to our own address.

    Empty if it was, with no proxy in between.
    """
    return next(_traces_of_others(scope, settings), "")


def _traces_of_others(scope: Scope, settings: Settings) -> Iterator[str]:
    headers = Headers(scope=scope)
    if not all(_is_loopback(scope.get(end)) for end in ("client", "server")):
        yield "another machine"
    # HTTP/1.0 is what proxies speak unless they are configured otherwise.
    if scope.get("http_version", "1.1") == "1.0":
        yield "HTTP/1.0"
    for name in headers.keys():  # noqa: SIM118 - each time it occurs
        if name not in _ASKED_STRAIGHT and not name.startswith(_BROWSERS_OWN):
            yield f"the header {name!r}"
    for name in _SAID_ONCE:
        if len(headers.getlist(name)) > 1:
            yield f"the header {name!r} twice"
    ours = own_authorities(scope, settings)
    if headers.get("host") not in ours:
        yield "another name"
    own = {f"{_scheme(scope)}://{name}" for name in ours}
    if "origin" in headers and headers["origin"] not in own:
        yield "another origin"
    if not _is_near(headers, own):
        yield "a page of another address"


def own_authorities(scope: Scope, settings: Settings) -> frozenset[str]:
    """Return what this machine may be called in an address: by name or number, and which port."""
    where = scope.get("server") or ("127.0.0.1", settings.port)
    names = {"localhost", "127.0.0.1", "[::1]", _bracketed(str(where[0]))}
    scheme = _scheme(scope)
    told = {form for name in names for form in _forms(scheme, f"{name}:{where[1]}")}
    return frozenset(told | _forms(*_parts(settings.base_url)))


def is_called_by_its_name(scope: Scope, settings: Settings) -> bool:
    """Tell whether a request names the one address people use, once and exactly."""
    asked = Headers(scope=scope).getlist("host")
    return len(asked) == 1 and asked[0].lower() in _forms(*_parts(settings.base_url))


def _is_near(headers: Headers, own: set[str]) -> bool:
    """Tell whether the page somebody came from is ours, where it is not plainly another site's."""
    referer = headers.get("referer")
    if not referer or headers.get("sec-fetch-site") in _FROM_ANOTHER_SITE:
        return True
    scheme, separator, rest = referer.partition("://")
    return f"{scheme}{separator}{rest.partition('/')[0]}" in own


def _parts(base_url: str) -> tuple[str, str]:
    where = urlsplit(base_url)
    return where.scheme, where.netloc.lower()


def _forms(scheme: str, authority: str) -> set[str]:
    """Return the forms an authority may be written in: the default port may be left out."""
    if not authority:
        return set()
    usual = f":{_USUAL_PORTS.get(scheme, 0)}"
    name = authority.removesuffix(usual)
    has_port = ":" in name.rpartition("]")[2]
    return {name} if has_port else {name, f"{name}{usual}"}


def _scheme(scope: Scope) -> str:
    scheme = str(scope.get("scheme", "http"))
    return _SCHEMES.get(scheme, scheme)


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _is_loopback(address: tuple[str, int | None] | None) -> bool:
    # A server may not know an end of its connection: a socket of this machine's file system.
    return address is None or is_local(address[0])
