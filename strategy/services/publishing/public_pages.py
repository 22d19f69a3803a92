"""The pages anyone may read without signing in: kept in memory, so readers need no database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from strategy.domain.errors import TamperedPublicationError
from strategy.domain.items import Organisation, Person
from strategy.domain.publishing.sealing import LogEnd
from strategy.domain.roles import Permission, demand
from strategy.i18n import LANGUAGES, Language, Words, words
from strategy.reports.publication.folder import folder_of
from strategy.reports.publication.open_data import SCHEMA, schema
from strategy.reports.publication.web_pages import index_name, index_page, notice_page
from strategy.services.failures import failures
from strategy.services.publishing.papers import Form, paper
from strategy.services.publishing.published import Published, pages, told_with_log_end
from strategy.store.database import Database

INDEX = "index.html"

_LOOK_EVERY_SECONDS = 30.0
_WAIT_AT_MOST_SECONDS = 0.5

Files = Mapping[str, bytes]


@dataclass
class Shelf:
    """The public files of one database, last checked at `looked_at`; `files` is None if none.

    `refusal` is the reason there are none when a stored publication fails its integrity check.
    """

    files: Files | None = None
    papers: dict[str, Published] = field(default_factory=dict)
    refusal: TamperedPublicationError | None = None
    looked_at: float = float("-inf")
    looking: threading.Lock = field(default_factory=threading.Lock)


_shelves: dict[str, Shelf] = {}
_shelving = threading.Lock()


def open_file(
    database: Database, path: str, *, clock: Callable[[], float] = time.monotonic
) -> bytes | None:
    """Return the public file at a path, None if there is none.

    Refreshes at most every half minute: another process may have published. Raises
    TamperedPublicationError while any stored publication is not what was published.
    """
    shelf = _looked_at(database, clock)
    if shelf.refusal is not None:
        raise shelf.refusal.with_traceback(None)
    if shelf.files is None:
        return None
    if path in shelf.files:
        return shelf.files[path]
    published = shelf.papers.get(path)
    return None if published is None else _made(published, path)


def look_again(database: Database) -> None:
    """Refresh at once after a publication or withdrawal."""
    with _shelving:
        shelf = _shelves.get(database.url)
    if shelf is not None:
        with shelf.looking:
            shelf.looked_at = float("-inf")


def export_folder(database: Database, *, by: Person) -> bytes:
    """Return everything published as a zipped folder of files, for one's own web server."""
    demand(by, Permission.PUBLISH)
    files, papers = _laid_out(database)
    printed = {path: _made(one, path) for path, one in papers.items()}
    return folder_of({**files, **printed})


def _looked_at(database: Database, clock: Callable[[], float]) -> Shelf:
    with _shelving:
        shelf = _shelves.setdefault(database.url, Shelf())
    if clock() - shelf.looked_at <= _LOOK_EVERY_SECONDS:
        return shelf
    if shelf.looked_at == float("-inf") or shelf.files is None:
        # One thread refreshes for everybody; the others find it done.
        with shelf.looking:
            _look(shelf, database, clock)
    elif shelf.looking.acquire(blocking=False):
        # The current files are served meanwhile: nobody waits long for an unresponsive database.
        looking = threading.Thread(
            target=_look_beside, args=(shelf, database, clock), name="public pages", daemon=True
        )
        looking.start()
        looking.join(_WAIT_AT_MOST_SECONDS)
    return shelf


def _look_beside(shelf: Shelf, database: Database, clock: Callable[[], float]) -> None:
    try:
        _look(shelf, database, clock)
    finally:
        shelf.looking.release()


def _look(shelf: Shelf, database: Database, clock: Callable[[], float]) -> None:
    now = clock()
    if now - shelf.looked_at <= _LOOK_EVERY_SECONDS:
        return
    try:
        _fill(shelf, database)
    except Exception as error:
        # Nothing can be withdrawn while the database is away: the current files stay.
        if shelf.files is None and shelf.refusal is None:
            raise
        failures.number_of(error, during="looking again at what is published, which stays")
    shelf.looked_at = now


def _fill(shelf: Shelf, database: Database) -> None:
    if not database.plan().organisation.public:
        shelf.files, shelf.papers, shelf.refusal = None, {}, None
        return
    try:
        shelf.files, shelf.papers = _laid_out(database)
        shelf.refusal = None
    except TamperedPublicationError as refusal:
        # Better to show nothing than something nobody published.
        shelf.files, shelf.papers, shelf.refusal = None, {}, refusal
        failures.number_of(refusal, during="showing what is published, which is not as sealed")


def _laid_out(database: Database) -> tuple[dict[str, bytes], dict[str, Published]]:
    """Return the files that are ready, and the publications that can be printed, by path."""
    organisation = database.plan().organisation
    files: dict[str, bytes] = {SCHEMA: schema().encode()}
    papers: dict[str, Published] = {}
    everything, log_end = told_with_log_end(database)
    for published in everything:
        folder = f"{published.publication.number}/"
        if published.counts:
            kept = pages(database, published.publication)
            files |= {folder + name: body.encode() for name, body in kept.items()}
            papers |= {
                f"{folder}{language}.{form}": published for language in LANGUAGES for form in Form
            }
        else:
            files |= _notices(published, folder)
    for language in LANGUAGES:
        files[index_name(language)] = _index(language, organisation, everything, log_end)
    files[INDEX] = files[index_name(organisation.language)]
    return files, papers


def _notices(published: Published, folder: str) -> dict[str, bytes]:
    """Return the notices shown in place of a publication that is no longer valid."""
    found = {}
    for language in LANGUAGES:
        w = words(language)
        title = w("published.withdrawn_title") if published.withdrawn_on else _name(published, w)
        found[f"{folder}{language}.html"] = notice_page(
            language,
            title,
            what_became(published, w),
            index=f"../{index_name(language)}",
        ).encode()
    return found


def _index(
    language: Language,
    organisation: Organisation,
    everything: tuple[Published, ...],
    log_end: LogEnd,
) -> bytes:
    w = words(language)
    entries = [
        (
            f"{published.publication.number}/{language}.html" if published.counts else "",
            _name(published, w),
            what_became(published, w),
        )
        for published in everything
    ]
    page = index_page(
        language,
        organisation.name,
        entries,
        log_end=log_end,
        statement_url=organisation.statement_url,
        feedback_address=organisation.feedback_address,
    )
    return page.encode()


def _name(published: Published, w: Words) -> str:
    one = published.publication
    day = w.formats.day(one.day)
    return w("published.named", number=str(one.number), title=one.title, day=day)


def what_became(published: Published, w: Words) -> str:
    """Return what became of a publication; empty while it is valid."""
    if published.withdrawn_on:
        day = w.formats.day(published.withdrawn_on.date())
        return w("published.was_withdrawn", day=day, why=published.withdrawn_reason)
    if published.replaced_by:
        return w("published.was_replaced", number=str(published.replaced_by))
    return ""


def _made(published: Published, path: str) -> bytes:
    return paper(published, _language_of(path), Form(path.rpartition(".")[2]))


def _language_of(path: str) -> Language:
    name = path.rpartition("/")[2].partition(".")[0]
    return next(language for language in LANGUAGES if language == name)
