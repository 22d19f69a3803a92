"""What every answer tells the browser: what a page may load, who may frame it, what it may use."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strategy.settings import Settings, read_settings
from strategy.web.vote_pages import is_voting

_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_NOBODY = "'none'"
_A_YEAR = 365 * 24 * 60 * 60
_NOT_NEEDED = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "serial",
    "usb",
    "xr-spatial-tracking",
)


class SecurityHeaders:
    """Adds our headers to every answer, Streamlit's own and its static files included."""

    def __init__(self, app: ASGIApp, settings: Settings | None = None) -> None:
        """Wrap this application, with the current settings unless given."""
        self._app = app
        self._headers = headers_for(settings or read_settings())
        self._for_guests = {**self._headers, **_GUESTS_HEADERS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with our headers."""
        is_guests = is_voting(str(scope.get("path", "")))
        ours = self._for_guests if is_guests else self._headers

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ours.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers)


# Nothing of Streamlit's is loaded there, so nothing but our own script and style is allowed, and no
# other site frames a page that takes answers. A page without any referrer would take its own forms
# for another site's; "same-origin" tells other sites nothing either.
_GUESTS_HEADERS = {
    "content-security-policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            f"frame-ancestors {_NOBODY}",
            f"base-uri {_NOBODY}",
        )
    ),
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow",
}


def headers_for(settings: Settings) -> Mapping[str, str]:
    """Return the headers of every answer."""
    headers = {
        "content-security-policy": content_security_policy(settings.frame_ancestors),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "permissions-policy": ", ".join(f"{feature}=()" for feature in _NOT_NEEDED),
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    if settings.frame_ancestors == _NOBODY:
        headers["x-frame-options"] = "DENY"
    if settings.behind_tls:
        headers["strict-transport-security"] = f"max-age={_A_YEAR}"
    return headers


def content_security_policy(frame_ancestors: str) -> str:
    """Return what a page may load: only what we serve, and no script written into it."""
    known = " ".join(script_hashes(streamlit_page()))
    return "; ".join(
        (
            "default-src 'self'",
            # WebAssembly draws the tables, blob: carries the scripts of our own components.
            f"script-src 'self' 'wasm-unsafe-eval' blob: {known}".strip(),
            # Streamlit styles its page from scripts, so this cannot be avoided.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'self'",
            "worker-src 'self' blob:",
            f"frame-ancestors {frame_ancestors}",
            "base-uri 'self'",
            "form-action 'self'",
            "object-src 'none'",
        )
    )


def script_hashes(page: bytes) -> Iterable[str]:
    """Return the hash of every script that is written into a page."""
    for script in _INLINE.findall(page):
        digest = hashlib.sha256(script).digest()
        yield f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def streamlit_page() -> bytes:
    """Return the page of the Streamlit that is installed, whichever version that is."""
    return (streamlit_folder() / "index.html").read_bytes()


@cache
def streamlit_folder() -> Path:
    """Return where that page lies, with all it loads."""
    found = importlib.util.find_spec("streamlit")
    folders = found.submodule_search_locations if found else None
    return Path((folders or [""])[0]) / "static"
