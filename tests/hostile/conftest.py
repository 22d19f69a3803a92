"""The app as a municipality runs it, on a real server, with a store the tests can look into."""

import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from strategy.domain.items import Role
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
from tests.conftest import ENGINES, a_database_on
from tests.hostile import attended
from tests.hostile.deeds import comes_back, roles_become, signs_in
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
class Town:
    """A served municipality on either engine, and a session for each of its people.

    `does` has something done to the store by whichever process has it open.
    """

    port: int
    does: Callable[..., Any]
    log: Path
    tokens: dict[str, str] = field(default_factory=dict)

    def comes(self, who: str = "", *, tab: str = "") -> Client:
        """Let somebody connect: one of the people by id, or nobody; maybe as an earlier tab."""
        return Client(self.port, token=self.tokens.get(who, ""), session=tab)

    def all_sign_in(self) -> None:
        """Let everybody come in anew."""
        for person in (*CAST, GUEST):
            self.tokens[person.id] = self.does(signs_in, person)


@dataclass
class Municipality:
    """A served municipality, its store, and a session for each of its people."""

    port: int
    store: Database
    tokens: dict[str, str]
    log: Path

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
    _fill(store)
    app = Server(url, tmp_path_factory.mktemp("hostile"), port, _environment(port))
    app.start()
    yield Municipality(port, store, {}, app.log)
    app.stop()
    store.close()
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f'drop database "{name}" with (force)')


@pytest.fixture(scope="session", params=ENGINES)
def served_town(request, tmp_path_factory):
    """A municipality that is served from each of the engines."""
    yield from _served_town(request, tmp_path_factory.mktemp("town"), _environment)


@pytest.fixture(scope="session", params=ENGINES)
def served_demo(request, tmp_path_factory):
    """The same where nobody signs in and everybody may be anybody."""
    yield from _served_town(
        request, tmp_path_factory.mktemp("demo"), lambda _port: {"STRATEGY_MODE": "demo"}
    )


def _served_town(request, folder, environment):
    if request.param == "postgresql":
        with a_database_on(request.getfixturevalue("postgres_server")) as url:
            yield from _served(url, folder, environment)
    else:
        yield from _served(f"duckdb:///{folder / 'plan.duckdb'}", folder, environment)


def _served(url, folder, environment):
    port, socket = a_free_port(), folder / "attended"
    settings = environment(port)
    with closing(open_database(url)) as store:
        _fill(store, demo=settings["STRATEGY_MODE"] == "demo")
    environment = {**settings, attended.SOCKET: str(socket)}
    app = Server(url, folder, port, environment, program="tests.hostile.attended")
    app.start()
    yield Town(port, partial(attended.tell, socket), app.log)
    app.stop()


@pytest.fixture
def town(served_town):
    """Everybody signed in anew, with the roles they have."""
    for person in CAST:
        served_town.does(comes_back, person.id)
        served_town.does(roles_become, person.id, *person.roles)
    served_town.all_sign_in()
    return served_town


@pytest.fixture
def municipality(served_municipality):
    """Everybody signed in anew."""
    for person in (*CAST, GUEST):
        served_municipality.tokens[person.id] = signs_in(served_municipality.store, person)
    return served_municipality


def _environment(port):
    return {
        "STRATEGY_MODE": "production",
        "BASE_URL": f"http://localhost:{port}",
        "SIGN_IN_ISSUER": "https://login.example.org",
        "SIGN_IN_CLIENT_ID": "kompass",
        "SIGN_IN_CLIENT_SECRET": "s3cret",
        "REQUESTS_PER_MINUTE": "100000",
    }


def _fill(store, *, demo=False):
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
        an_organisation(demo=demo),
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
