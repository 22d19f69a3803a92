"""What the application answers beside its pages: whether it is well, and Streamlit's words."""

from __future__ import annotations

import hashlib
import json
import logging
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from strategy import __version__
from strategy.i18n.catalogue import all_entries
from strategy.services.opening import the_database

TRANSLATION = "/i18n.js"

_OWN_WORDS = "streamlit."
_A_YEAR = "public, max-age=31536000, immutable"

log = logging.getLogger(__name__)


@cache
def translation_script() -> str:
    """Return the script that translates Streamlit's own words, and those words."""
    script = Path(__file__).with_name("translate.js").read_text(encoding="utf-8")
    function = script[script.index("(words) =>") :].strip()
    entries = [forms for key, forms in all_entries().items() if key.startswith(_OWN_WORDS)]
    return f"({function})({json.dumps(entries, ensure_ascii=False)});\n"


@cache
def translation_address() -> str:
    """Return the script's address, another one for every other content, relative to a page."""
    digest = hashlib.sha256(translation_script().encode()).hexdigest()
    return f".{TRANSLATION}?v={digest[:12]}"


def _translation(_request: Request) -> Response:
    return Response(
        translation_script(),
        media_type="text/javascript",
        headers={"cache-control": _A_YEAR},
    )


def _health(_request: Request) -> Response:
    try:
        revision = the_database().revision()
    except Exception:
        # Whatever keeps the database from answering: we are not well.
        log.exception("The database does not answer")
        return JSONResponse({"status": "error", "version": __version__}, status_code=503)
    return JSONResponse({"status": "ok", "revision": revision, "version": __version__})


ROUTES = (Route("/healthz", _health), Route(TRANSLATION, _translation))
