"""What happens to a store while an attack is under way, done in whichever process has it open."""

import hashlib
from datetime import UTC, datetime

from strategy.domain.items import Person, Role
from strategy.services import sign_in
from strategy.services.sign_in import Vouched
from strategy.settings import read_settings
from strategy.store.database import Database
from tests.builders import ADA

_CLOCKS = {"sign_in_session": ("seen_at",)}
"""What a look at a page may write: that somebody is still here."""


def signs_in(store: Database, person: Person) -> str:
    """Let somebody come in; returns their session's secret."""
    now = datetime.now(UTC).replace(tzinfo=None)
    invitation = sign_in.invite(store, person.id, by=ADA, now=now)
    vouched = Vouched("provider", "https://login.example.org", person.id)
    return sign_in.accept_invitation(store, invitation, vouched, read_settings({}), now=now)


def roles_become(store: Database, person_id: str, *roles: Role) -> None:
    """Give somebody these roles and no others."""
    with store.change(by=ADA.id) as change:
        person = change.plan.find(Person, person_id)
        change.update(person.model_copy(update={"roles": roles}))


def leaves(store: Database, person_id: str) -> None:
    """Take somebody's access away."""
    _is_there(store, person_id, retired=True)


def comes_back(store: Database, person_id: str) -> None:
    """Give somebody their access back."""
    _is_there(store, person_id, retired=False)


def _is_there(store: Database, person_id: str, *, retired: bool) -> None:
    with store.change(by=ADA.id) as change:
        person = change.plan.find(Person, person_id)
        change.update(person.model_copy(update={"retired": retired}))


def signed_out_everywhere(store: Database, person_id: str) -> None:
    """End every session of a person."""
    now = datetime.now(UTC).replace(tzinfo=None)
    sign_in.sign_out_everywhere(store, person_id, by=ADA, now=now)


def everything_in(store: Database) -> dict[str, str]:
    """A fingerprint of every table: two that are equal say that nothing was done in between."""
    with store._engine.reading() as connection:  # noqa: SLF001 - whatever the store does not tell
        tables = [
            name
            for (name,) in connection.rows(
                "select table_name from information_schema.tables "
                "where table_schema = current_schema() order by table_name"
            )
        ]
        return {table: _fingerprint(connection, table) for table in tables}


def _fingerprint(connection, table: str) -> str:
    columns = [
        name
        for (name,) in connection.rows(
            "select column_name from information_schema.columns "
            "where table_schema = current_schema() and table_name = $table order by column_name",
            {"table": table},
        )
        if name not in _CLOCKS.get(table, ())
    ]
    chosen = ", ".join(f'"{name}"' for name in columns)
    statement = f'select {chosen} from "{table}"'  # noqa: S608 - the names are the database's own
    rows = sorted(repr(row) for row in connection.rows(statement))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
