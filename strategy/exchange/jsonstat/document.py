"""From the bytes of a JSON-stat file to the tables in it. Every file is hostile until read."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from strategy.exchange.encodings import text_of

MAX_BYTES = 60_000_000
"""As much as 800,000 cells with their status need; more is not a table to choose a series from."""

_LOOKED_AT = 200

Json = Mapping[str, Any]


class RefusedError(Exception):
    """The file cannot be read: which rule (`series.problem.<rule>`), with which details."""

    def __init__(self, rule: str, **details: str) -> None:
        """Remember both."""
        super().__init__(rule)
        self.rule = rule
        self.details = details


def is_json(content: bytes) -> bool:
    """Return whether a file is meant as JSON: it begins as an object or a list does."""
    head = content[:_LOOKED_AT]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", errors="ignore").encode()
    return re.match(rb"(?:\xef\xbb\xbf)?\s*[{\[]\s*[\"{\]}\[]", head) is not None


def tables_in(content: bytes) -> tuple[tuple[str, Json], ...]:
    """Return the tables of a file with their names: one for a dataset, several for a bundle.

    Raises RefusedError when it holds none.
    """
    document = _parsed(content)
    if not isinstance(document, Mapping):
        raise RefusedError("not_json_stat")
    found = tuple(_tables(document))
    if not found:
        raise RefusedError("only_addresses" if _links(document) else "not_json_stat")
    return found


def _parsed(content: bytes) -> object:
    if len(content) > MAX_BYTES:
        raise RefusedError("too_large", limit=str(MAX_BYTES // 1_000_000))
    try:
        # NaN and Infinity are not JSON, but some programs write them where there is no figure.
        return json.loads(_decoded(content), parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise RefusedError("broken_json", row=str(error.lineno)) from error
    except (ValueError, RecursionError) as error:
        raise RefusedError("broken_json", row="1") from error


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # An editor may have saved it as something else since it was downloaded.
        return text_of(content) or ""


def _tables(document: Json) -> Iterator[tuple[str, Json]]:
    if is_table(document):
        yield "", document
    elif document.get("class") == "collection":
        for item in _links(document):
            # Only a table that lies in the file: nothing is fetched because a file says so.
            yield from _tables(item)
    else:
        yield from ((name, part) for name, part in document.items() if is_table(part))


def is_table(part: object) -> bool:
    """Return whether this is a table: it has dimensions that are not those of a list of links."""
    return isinstance(part, Mapping) and isinstance(part.get("dimension"), Mapping)


def _links(document: Json) -> tuple[Json, ...]:
    link = document.get("link")
    items = link.get("item") if isinstance(link, Mapping) else None
    return tuple(i for i in items if isinstance(i, Mapping)) if isinstance(items, list) else ()
