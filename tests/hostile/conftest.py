"""The app as a municipality runs it, on a real server, with a store the tests can look into."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg
import pytest

from strategy.domain.items import Role
from strategy.services import sign_in
from strategy.services.sign_in import Vouched
from strategy.settings import read_settings
from strategy.store.database import Database, open_database
from tests.builders import (
    ADA,
    CAST,
    a_check_in,
    a_goal,
    a_measurement,
    a_person,
    a_pillar,
    a_position,
    a_strategy,
    a_unit,
    an_action,
    an_indicator,
    an_organisation,
    stock,
)
from tests.hostile.wire import Client
from tests.served import Server, a_free_port

SECRETS = (
    "Hemmelig mål",
    "Hemmelig tiltak",
    "Hemmelig indikator",
    "Fortrolig sammenslåing",
    "Hemmelig kommentar",
    "Hemmelig pilar",
    "Hege Hagen",
    "ola@example.org",
)
"""What stands in the plan and nowhere else."""

GUEST = a_person("guest", "Gina Gjest")
CONFIDED = "Fortrolig sammenslåing"


@dataclass
class Municipality:
    """A served municipality, its store, and a session for each of its people."""

    port: int
    store: Database
    tokens: dict[str, str]

    def comes(self, who: str = "", *, session: str = "") -> Client:
        """Let somebody connect: one of the people by id, or nobody."""
        return Client(self.port, token=self.tokens.get(who, ""), session=session)


@pytest.fixture(scope="session")
def served_municipality(postgres_server, tmp_path_factory):
    name = f"hostile_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f'create database "{name}"')
    url = postgres_server.replace("/postgres?", f"/{name}?")
    store = open_database(url)
    port = a_free_port()
    environment = {
        "STRATEGY_MODE": "production",
        "BASE_URL": f"http://localhost:{port}",
        "SIGN_IN_ISSUER": "https://login.example.org",
        "SIGN_IN_CLIENT_ID": "kompass",
        "SIGN_IN_CLIENT_SECRET": "s3cret",
        "REQUESTS_PER_MINUTE": "100000",
    }
    _fill(store)
    app = Server(url, tmp_path_factory.mktemp("hostile"), port, environment)
    app.start()
    yield Municipality(port, store, {})
    app.stop()
    store.close()
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f'drop database "{name}" with (force)')


@pytest.fixture
def municipality(served_municipality):
    """Everybody signed in anew."""
    for person in (*CAST, GUEST):
        served_municipality.tokens[person.id] = signs_in(served_municipality.store, person)
    return served_municipality


def signs_in(store, person):
    now = datetime.now(UTC).replace(tzinfo=None)
    invitation = sign_in.invite(store, person.id, by=ADA, now=now)
    vouched = Vouched("provider", "https://login.example.org", person.id)
    return sign_in.accept_invitation(store, invitation, vouched, read_settings({}), now=now)


def _fill(store):
    indicator = an_indicator(id="indicator", title="Hemmelig indikator", goal_id="goal")
    action = an_action(
        id="action",
        title="Hemmelig tiltak",
        goal_ids=("goal",),
        owner_id="position",
        unit_id="unit",
    )
    stock(
        store,
        an_organisation(),
        a_strategy(),
        a_unit(),
        a_position(),
        a_pillar(title="Hemmelig pilar"),
        a_goal(id="goal", title="Hemmelig mål"),
        a_goal(id="secret", code="9.9", title=CONFIDED, confidential_to=("liv",)),
        indicator,
        a_measurement(indicator),
        action,
        a_check_in(action, comment="Hemmelig kommentar"),
        *CAST,
        GUEST,
    )
    assert GUEST.roles == ()
    assert Role.ADMINISTRATOR in ADA.roles
