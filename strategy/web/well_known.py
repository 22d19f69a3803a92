"""What programs look for on every site: what robots may read, and whom to tell of a flaw."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from strategy.i18n import LANGUAGES
from strategy.services.opening import the_database
from strategy.services.publishing import public_pages
from strategy.settings import ROOT, read_settings
from strategy.web.public import PUBLIC

ROBOTS = "/robots.txt"
SECURITY = "/.well-known/security.txt"
ICON = "/favicon.ico"

_A_DAY = {"cache-control": "public, max-age=86400"}
_AN_HOUR = {"cache-control": "public, max-age=3600"}
# A contact must be reviewed within a year (RFC 9116).
_HOLDS_FOR = timedelta(days=180)


def _robots(_request: Request) -> Response:
    """Keep robots out of everything but what is published for everybody."""
    is_open = public_pages.open_file(the_database(), public_pages.INDEX) is not None
    told = ["User-agent: *", *([f"Allow: {PUBLIC}/"] if is_open else []), "Disallow: /"]
    return PlainTextResponse("".join(f"{line}\n" for line in told), headers=_AN_HOUR)


def _security(_request: Request) -> Response:
    """Tell anyone who finds a security hole whom to write to, as RFC 9116 prescribes."""
    settings = read_settings()
    until = (datetime.now(UTC) + _HOLDS_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    told = {
        "Contact": settings.security_contact or f"{settings.address}/",
        "Expires": until.isoformat(),
        "Preferred-Languages": ", ".join(LANGUAGES),
        "Canonical": f"{settings.address}{SECURITY}",
    }
    lines = "".join(f"{name}: {value}\n" for name, value in told.items())
    return PlainTextResponse(lines, headers=_A_DAY)


def _icon(_request: Request) -> Response:
    """Give browsers the icon they ask for beside a page that names none."""
    return FileResponse(ROOT / "static" / "icon.svg", media_type="image/svg+xml", headers=_A_DAY)


WELL_KNOWN_ROUTES = (Route(ROBOTS, _robots), Route(SECURITY, _security), Route(ICON, _icon))
