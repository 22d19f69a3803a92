"""What refuses to start says why, and production tells how its first administrator comes in."""

import logging
import re
from datetime import datetime

import pytest

from strategy.commands.outcome import Exit
from strategy.services import sign_in
from strategy.services.sign_in import fingerprint_of
from strategy.settings import read_settings
from strategy.web import serving
from strategy.web.lifespan import (
    NotToBeServedError,
    invite_first_administrator,
    lifespan_on,
)
from strategy.web.starting_up import reasons_against
from tests.apart import run_apart
from tests.builders import an_organisation, stock
from tests.served import a_free_port

LONG_AGO = datetime(2026, 1, 1)  # noqa: DTZ001 - the store keeps UTC without a zone
A_PROVIDER = {
    "BASE_URL": "https://strategi.example.no",
    "SIGN_IN_ISSUER": "https://login.example.org",
    "SIGN_IN_CLIENT_ID": "kompass",
    "SIGN_IN_CLIENT_SECRET": "s3cret",
}


@pytest.fixture
def production(served, monkeypatch):
    monkeypatch.setenv("STRATEGY_MODE", "production")
    for name, value in A_PROVIDER.items():
        monkeypatch.setenv(name, value)
    return served


def begins(address="127.0.0.1"):
    async def live():
        async with lifespan_on(address)(None):
            pass

    run_apart(live())


@pytest.mark.usefixtures("served")
def test_without_a_mode_and_a_provider_nothing_is_served(monkeypatch):
    monkeypatch.delenv("STRATEGY_MODE")
    with pytest.raises(NotToBeServedError, match="BASE_URL is missing") as refused:
        begins()
    assert "No sign-in provider" in str(refused.value)


@pytest.mark.usefixtures("served")
def test_this_machine_only_is_not_served_to_the_network(monkeypatch):
    monkeypatch.setenv("STRATEGY_MODE", "local")
    with pytest.raises(NotToBeServedError, match="not on every address"):
        begins("")


@pytest.mark.usefixtures("production")
def test_production_tells_the_code_in_its_log(caplog):
    begins()
    told = re.search(
        r"Open (\S+)/first-administrator and give this code, which works once: (\w+)", caplog.text
    )
    assert told[1] == "https://strategi.example.no"
    assert len(told[2]) == 32
    assert fingerprint_of(told[2]) not in caplog.text


def test_once_there_is_an_administrator_no_code_is_told(production, caplog):
    stock(production)
    code = sign_in.first_code(production, now=LONG_AGO)
    assert code
    production.identities.bind("i", "s", "ada", former=None, now=LONG_AGO)
    with caplog.at_level(logging.WARNING):
        invite_first_administrator(production, read_settings())
    assert "first-administrator" not in caplog.text


def test_a_store_with_the_demo_is_not_for_production(production):
    stock(production, an_organisation(demo=True))
    (reason,) = reasons_against(production, read_settings(), listens_on="")
    assert "demo municipality" in reason


# --- the command ----------------------------------------------------------------------------------


def silence(*_told):
    """Hear nothing."""


def prepared(**given):
    return serving.prepare(
        a_free_port(), **{"demo": False, "say": silence, "progress": silence, **given}
    )


def test_the_command_shows_ones_own_plan_to_this_machine(served, monkeypatch):
    stock(served, an_organisation())
    monkeypatch.setenv("STRATEGY_MODE", "")
    assert prepared(demo=True).exit_code is Exit.OK
    assert read_settings().mode == "local"


def test_the_command_shows_the_demo_as_the_demo(served, monkeypatch):
    stock(served, an_organisation(demo=True))
    monkeypatch.setenv("STRATEGY_MODE", "")
    assert prepared().exit_code is Exit.OK
    assert read_settings().mode == "demo"


def test_the_command_refuses_modes_that_are_mixed(served, monkeypatch):
    stock(served, an_organisation())
    monkeypatch.setenv("STRATEGY_MODE", "demo")
    outcome = prepared()
    assert outcome.exit_code is Exit.REFUSED
    assert "holds a plan of your own" in outcome.text


@pytest.mark.usefixtures("served")
def test_the_command_says_what_is_set_wrongly(monkeypatch):
    monkeypatch.setenv("SESSION_HOURS", "long")
    outcome = prepared()
    assert outcome.exit_code is Exit.REFUSED
    assert outcome.text == "SESSION_HOURS must be a whole number above 0, not 'long'."
