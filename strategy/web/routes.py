"""What the application answers beside its pages: its health, its scripts and its style."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from strategy import __version__
from strategy.exchange.calendar import MEDIA_TYPE
from strategy.i18n import LANGUAGES, words
from strategy.i18n.catalogue import all_entries
from strategy.services import clock, reading
from strategy.services.administration.store_state import Lately
from strategy.services.failures import contact_words, failures
from strategy.services.follow_up import calendar_feed
from strategy.services.opening import the_database
from strategy.services.sign_in import person_of
from strategy.settings import Mode, read_settings
from strategy.web.public import PUBLIC_ROUTES
from strategy.web.voting import VOTING_ROUTES
from strategy.web.well_known import WELL_KNOWN_ROUTES

TRANSLATION = "/i18n.js"
BOOT = "/boot.js"
CONTACT = "/contact.js"
STYLE = "/style.css"
CALENDAR = "/calendar/{token}.ics"

_OWN_WORDS = "streamlit."
_A_YEAR = "public, max-age=31536000, immutable"

_lately = Lately()


@cache
def translation_script() -> str:
    """Return the script that translates Streamlit's own words, and those words."""
    script = _own_file("translate.js")
    function = script[script.index("(words) =>") :].strip()
    entries = [forms for key, forms in all_entries().items() if key.startswith(_OWN_WORDS)]
    return f"({function})({json.dumps(entries, ensure_ascii=False)});\n"


@cache
def translation_address() -> str:
    """Return the script's address, which changes with its content, relative to a page."""
    return _address(TRANSLATION, translation_script())


@cache
def boot_script() -> str:
    """Return the script that tells Streamlit's page where its server is."""
    return _own_file("boot.js")


def contact_script() -> str:
    """Return the script that reports lost contact, with whom to ask, in each language."""
    script = _own_file("contact.js")
    function = script[script.index("(words) =>") :].strip()
    told = {
        language: w("failure.lost", contact=contact_words(w))
        for language, w in ((language, words(language)) for language in LANGUAGES)
    }
    return f"({function})({json.dumps(told, ensure_ascii=False)});\n"


def contact_address() -> str:
    """Return that script's address, which changes with its content, relative to a page."""
    return _address(CONTACT, contact_script())


@cache
def style_sheet() -> str:
    """Return what Streamlit's theme cannot say about how the pages look."""
    return _own_file("style.css")


def _own_file(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


@cache
def boot_address() -> str:
    """Return that script's address, which changes with its content, relative to a page."""
    return _address(BOOT, boot_script())


@cache
def style_address() -> str:
    """Return the style's address, which changes with its content, relative to a page."""
    return _address(STYLE, style_sheet())


def _address(path: str, content: str) -> str:
    digest = hashlib.sha256(content.encode()).hexdigest()
    return f".{path}?v={digest[:12]}"


def _translation(_request: Request) -> Response:
    return _kept(translation_script(), "text/javascript")


def _boot(_request: Request) -> Response:
    return _kept(boot_script(), "text/javascript")


def _contact(_request: Request) -> Response:
    return _kept(contact_script(), "text/javascript")


def _style(_request: Request) -> Response:
    return _kept(style_sheet(), "text/css")


def _kept(content: str, kind: str) -> Response:
    return Response(content, media_type=kind, headers={"cache-control": _A_YEAR})


def _health(request: Request) -> Response:
    try:
        revision = the_database().revision()
    except Exception as error:  # noqa: BLE001 - logged, with a number
        # Whatever keeps the database from answering: we are not healthy.
        failures.number_of(error, during="asking the database how it fares")
        return JSONResponse({"status": "error", "version": __version__}, status_code=503)
    told = {"status": "ok", "version": __version__}
    # How often the plan changes is nothing for strangers.
    known = {"revision": revision} if _is_let_in(request) else {}
    return JSONResponse({**told, **known, **_care()})


def _is_let_in(request: Request) -> bool:
    settings = read_settings()
    if settings.mode is not Mode.PRODUCTION:
        return True
    token = request.cookies.get(settings.session_cookie, "")
    now = clock.now()
    return person_of(the_database(), token, settings, now=now) is not None


def _care() -> dict[str, object]:
    """Return what monitoring should know about the store, and nothing of its content."""
    with failures.survived("looking at how the store fares"):
        seen = _lately.look(the_database(), read_settings().backup_folder)
        return {
            "problems": [str(concern) for concern in seen.concerns],
            "writable": seen.writable,
            "last_backup": seen.backup_on.isoformat() if seen.backup_on else None,
            "free_bytes": seen.free_bytes,
            "mails_waiting": seen.mails_waiting,
            "oldest_mail": seen.oldest_waiting.isoformat() if seen.oldest_waiting else None,
        }
    return {"problems": ["unknown"]}


def _calendar(request: Request) -> Response:
    database = the_database()
    content = calendar_feed.calendar_at(
        database,
        request.path_params["token"],
        today=reading.today_in(database),
        now=datetime.now(UTC),
        base_url=read_settings().address,
    )
    if content is None:
        return Response(status_code=404)
    headers = {
        "cache-control": "private, no-cache",
        "content-disposition": 'inline; filename="strategi.ics"',
        "x-robots-tag": "noindex",
    }
    return Response(content, headers=headers, media_type=MEDIA_TYPE)


ROUTES = (
    Route("/healthz", _health),
    Route(CALENDAR, _calendar),
    Route(TRANSLATION, _translation),
    Route(BOOT, _boot),
    Route(CONTACT, _contact),
    Route(STYLE, _style),
    *WELL_KNOWN_ROUTES,
    *PUBLIC_ROUTES,
    *VOTING_ROUTES,
)
