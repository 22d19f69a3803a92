"""A municipality that is settled before the test begins."""

from collections.abc import Iterator

import pytest

from strategy.store.database import Database
from tests.mail_server import Mailbox, mail_server
from tests.services.fjordvik import settle


@pytest.fixture
def town(database: Database) -> Database:
    """Fjordvik, once on each engine."""
    return settle(database)


@pytest.fixture
def small_town(duck: Database) -> Database:
    """Fjordvik on DuckDB alone, for what does not depend on the engine."""
    return settle(duck)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real mail server on this machine."""
    with mail_server() as opened:
        yield opened
