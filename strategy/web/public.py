"""What is published, for everybody: plain files out of memory, where the organisation opens it."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from strategy.domain.errors import TamperedPublicationError
from strategy.domain.media_types import media_type
from strategy.i18n import LANGUAGES, words
from strategy.reports.publication.web_pages import notice_page
from strategy.services.failures import failures
from strategy.services.opening import the_database
from strategy.services.publishing import public_pages
from strategy.web import calm_page

PUBLIC = "/public"

_OPEN_TO_ALL = {"json", "csv", "xml"}
_A_MINUTE = "public, max-age=60"


def _index(_request: Request) -> Response:
    return RedirectResponse(f"{PUBLIC}/{public_pages.INDEX}", 307)


def _file(request: Request) -> Response:
    path = request.path_params["path"] or public_pages.INDEX
    try:
        content = public_pages.open_file(the_database(), path)
    except TamperedPublicationError:
        return _not_now(request, path, "published.not_as_sealed")
    except Exception as error:  # noqa: BLE001 - logged, with a number
        # Whatever went wrong: show nothing rather than something nobody published.
        failures.number_of(error, during="showing what is published")
        return _not_now(request, path, "published.not_now")
    if content is None:
        return _no_such_page()
    mark = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"cache-control": _A_MINUTE, "etag": mark}
    kind = path.rpartition(".")[2]
    if kind in _OPEN_TO_ALL:
        # Open data: other sites' pages may compute with it, too.
        headers["access-control-allow-origin"] = "*"
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type(path))


def _not_now(request: Request, path: str, why: str) -> Response:
    """Say calmly that nothing can be read here now, in the language of the page or the reader."""
    stem = path.rpartition("/")[2].partition(".")[0]
    asked = next((language for language in LANGUAGES if stem.endswith(language)), None)
    w = words(asked) if asked else calm_page.words_for(request, "nb")
    page = notice_page(w.language, w(f"{why}_title"), w(why), index="")
    return Response(page, 503, {"cache-control": "no-store", "retry-after": "300"}, "text/html")


def _no_such_page() -> Response:
    w = words("nb")
    # From the root: nobody knows how deep the address was that does not exist.
    is_open = public_pages.open_file(the_database(), public_pages.INDEX) is not None
    index = f"{PUBLIC}/{public_pages.INDEX}" if is_open else ""
    page = notice_page("nb", w("published.no_such_title"), w("published.no_such"), index=index)
    # Not to be cached: what is not open now may be in a moment.
    return Response(page, 404, {"cache-control": "no-store"}, "text/html")


PUBLIC_ROUTES = (
    Route(PUBLIC, _index),
    Route(f"{PUBLIC}/{{path:path}}", _file),
)
