"""Coats of arms, each under the digest of its bytes: added, and never changed or removed."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime

from strategy.store.engine import Engine
from strategy.store.statements import statement


class Pictures:
    """The pictures; every method is one transaction. Times are UTC."""

    def __init__(self, engine: Engine) -> None:
        """Keep them in this database."""
        self._engine = engine

    def picture(self, digest: str) -> bytes | None:
        """Return the picture with a digest; None where there is none, or it was changed."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("picture"), {"digest": digest})
        # What cannot be read any more has the digest of nothing, which no picture has.
        content = _read(rows[0][0]) if rows else b""
        return content if digest_of(content) == digest else None

    def add(self, content: bytes, *, now: datetime) -> str:
        """Keep a picture and return its digest."""
        digest = digest_of(content)
        values = {
            "digest": digest,
            "picture": base64.b64encode(content).decode(),
            "now": now,
        }
        with self._engine.writing() as connection:
            if not connection.rows(statement("picture"), {"digest": digest}):
                connection.run(statement("add_picture"), values)
        return digest


def _read(written: str) -> bytes:
    try:
        return base64.b64decode(written, validate=True)
    except ValueError:
        return b""


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a picture's bytes."""
    return hashlib.sha256(content).hexdigest()
