"""The organisation's coat of arms: chosen by an administrator, kept with what was published."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime

from strategy.domain.items import Organisation, Person
from strategy.domain.roles import Permission, demand
from strategy.exchange.pictures import read_picture
from strategy.services import planning
from strategy.store.database import Database

_KEPT = 16
_seen: OrderedDict[str, bytes] = OrderedDict()
_looking = threading.Lock()


def choose(database: Database, content: bytes, *, by: Person, now: datetime) -> Organisation:
    """Use this picture on everything published from now on.

    Raises InvalidInputError for a picture that cannot be shown safely. Earlier publications keep
    the one they had.
    """
    demand(by, Permission.ADMINISTER)
    digest = database.pictures.add(read_picture(content), now=now)
    return _set(database, digest, by)


def remove(database: Database, *, by: Person) -> Organisation:
    """Show no coat of arms from now on."""
    demand(by, Permission.ADMINISTER)
    return _set(database, "", by)


def picture(database: Database, digest: str) -> bytes | None:
    """Return a coat of arms by its digest; None where there is none, or it was tampered with."""
    if not digest:
        return None
    with _looking:
        if digest in _seen:
            _seen.move_to_end(digest)
            return _seen[digest]
    found = database.pictures.picture(digest)
    if found is not None:
        # A picture with this digest is the same whichever store it comes from.
        with _looking:
            _seen[digest] = found
            while len(_seen) > _KEPT:
                _seen.popitem(last=False)
    return found


def _set(database: Database, digest: str, by: Person) -> Organisation:
    organisation = database.plan().organisation
    return planning.change(database, organisation, {"coat_of_arms": digest}, by=by)
