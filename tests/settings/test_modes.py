"""What may be served, and what refuses to start and says why."""

from pathlib import Path

import pytest

from strategy.settings import (
    InvalidSettingsError,
    Mode,
    is_local,
    read_settings,
    reasons_not_to_start,
    store_file,
)

A_PROVIDER = {
    "SIGN_IN_ISSUER": "https://login.example.org",
    "SIGN_IN_CLIENT_ID": "kompass",
    "SIGN_IN_CLIENT_SECRET": "s3cret",
}
IN_PRODUCTION = {"BASE_URL": "https://strategi.example.no", **A_PROVIDER}


def reasons(given, **facts):
    return reasons_not_to_start(read_settings(given), **{"holds_demo": False, **facts})


# --- modes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "mode"),
    [
        ({}, Mode.PRODUCTION),
        ({"STRATEGY_MODE": ""}, Mode.PRODUCTION),
        ({"STRATEGY_MODE": "production"}, Mode.PRODUCTION),
        ({"STRATEGY_MODE": "dmeo"}, Mode.PRODUCTION),
        ({"STRATEGY_MODE": "test"}, Mode.PRODUCTION),
        ({"STRATEGY_MODE": "demo"}, Mode.DEMO),
        ({"STRATEGY_MODE": " Local "}, Mode.LOCAL),
    ],
)
def test_anything_that_is_not_demo_or_local_is_production(written, mode):
    assert read_settings(written).mode is mode


def test_a_municipality_that_is_set_up_starts():
    assert reasons(IN_PRODUCTION) == ()
    assert reasons(IN_PRODUCTION, holds_demo=None) == ()
    assert reasons({**IN_PRODUCTION, "BASE_URL": "http://localhost:8501"}) == ()
    assert reasons(IN_PRODUCTION, listens_on="0.0.0.0") == ()  # noqa: S104 - that is the question


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"BASE_URL": ""}, "BASE_URL is missing"),
        ({"BASE_URL": "http://strategi.example.no"}, "must begin with https"),
        ({"BASE_URL": "https://example.no/strategi"}, "without a path"),
        ({"BASE_URL": "https://example.no?a=b"}, "without a path"),
        ({"BASE_URL": "https://ola@strategi.example.no"}, "without a path"),
        ({"BASE_URL": "https://strategi.example.no#a"}, "without a path"),
        ({"BASE_URL": "strategi.example.no"}, "without a path"),
        ({"BASE_URL": "ftp://strategi.example.no"}, "without a path"),
        ({"SIGN_IN_CLIENT_ID": ""}, "No sign-in provider"),
    ],
)
def test_production_refuses_what_is_missing(changed, told):
    (reason,) = reasons({**IN_PRODUCTION, **changed})
    assert told in reason


def test_production_refuses_the_demo():
    (reason,) = reasons(IN_PRODUCTION, holds_demo=True)
    assert "init --replace-demo" in reason


@pytest.mark.parametrize("mode", ["demo", "local"])
def test_this_machine_needs_nothing_set(mode):
    assert reasons({"STRATEGY_MODE": mode}, holds_demo=None) == ()
    assert reasons({"STRATEGY_MODE": mode, "BASE_URL": "http://localhost:1"}, holds_demo=None) == ()


@pytest.mark.parametrize("mode", ["demo", "local"])
@pytest.mark.parametrize(
    ("changed", "listens_on", "told"),
    [
        ({}, "0.0.0.0", "not on 0.0.0.0"),  # noqa: S104 - that is the question
        ({}, "", "not on every address"),
        ({}, "10.0.0.7", "not on 10.0.0.7"),
        ({"BASE_URL": "https://strategi.example.no"}, "127.0.0.1", "stays on this machine"),
        (A_PROVIDER, "127.0.0.1", "a provider is set up"),
    ],
)
def test_this_machine_stays_this_machine(mode, changed, listens_on, told):
    given = {"STRATEGY_MODE": mode, **changed}
    (reason,) = reasons(given, holds_demo=None, listens_on=listens_on)
    assert told in reason


def test_the_demo_refuses_a_plan_of_ones_own():
    (reason,) = reasons({"STRATEGY_MODE": "demo"})
    assert "STRATEGY_MODE=local" in reason
    assert reasons({"STRATEGY_MODE": "demo"}, holds_demo=True) == ()
    assert reasons({"STRATEGY_MODE": "local"}) == ()


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "127.0.0.1", "127.8.8.8", "[::1]", "::1"]
)
def test_this_machine_has_these_names(host):
    assert is_local(host)


@pytest.mark.parametrize("host", ["", "example.no", "10.0.0.1", "0.0.0.0", "localhost.example.no"])  # noqa: S104 - that is the question
def test_other_names_are_others(host):
    assert not is_local(host)


# --- where things lie ---------------------------------------------------------------------------


def test_backups_lie_beside_the_store():
    assert read_settings({"DATABASE_URL": "duckdb:////srv/a/plan.duckdb"}).backup_folder == Path(
        "/srv/a/backups"
    )
    assert store_file("duckdb:///:memory:") is None
    assert store_file("postgresql://x/y") is None


def test_cookies_are_bound_to_the_host_behind_tls():
    assert read_settings(IN_PRODUCTION).session_cookie == "__Host-session"
    assert read_settings({}).session_cookie == "kompass-session"


# --- providers ----------------------------------------------------------------------------------


def with_file(tmp_path, text):
    path = tmp_path / "strategy.toml"
    path.write_text(text)
    return {"STRATEGY_CONFIG": str(path)}


def test_entra_needs_a_tenant_and_a_client(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("s3cret\n")
    (provider,) = read_settings(
        with_file(
            tmp_path,
            f"""
            [sign_in.entra]
            tenant = "11111111-2222-3333-4444-555555555555"
            client_id = "kompass"
            client_secret_file = "{secret}"
            """,
        )
    ).providers
    assert provider.name == "Microsoft"
    assert provider.subject_claim == "oid"
    assert provider.client_secret == "s3cret"
    assert provider.metadata_url == (
        "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0"
        "/.well-known/openid-configuration"
    )
    assert "s3cret" not in repr(provider)


def test_a_provider_can_be_set_by_environment_alone():
    (provider,) = read_settings({**A_PROVIDER, "SIGN_IN_ACR_VALUES": "low high"}).providers
    assert (provider.key, provider.name) == ("provider", "provider")
    assert provider.acr_accepted == ("low", "high")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[sign_in.a]\nclient_id = "x"', "lacks issuer, client_secret"),
        (
            '[sign_in.a]\nclient_id="x"\nclient_secret="y"\nissuer="http://login.example.org"',
            "must begin with https",
        ),
        (
            '[sign_in.a]\nclient_id="x"\nclient_secret="y"\nissuer="https://l"\nscpoe="z"',
            "no setting 'scpoe'",
        ),
        ('[sign_in."a/b"]\nclient_id="x"\nclient_secret="y"\nissuer="https://l"', "in an address"),
        ('[sign_in.a]\nclient_id="x"\nclient_secret_file="/nowhere"', "cannot be read"),
        ("[sign_in", "STRATEGY_CONFIG"),
    ],
)
def test_a_provider_that_is_half_set_up_is_refused(tmp_path, text, told):
    with pytest.raises(InvalidSettingsError, match=told):
        read_settings(with_file(tmp_path, text))


def test_a_file_that_is_not_there_is_told_about():
    with pytest.raises(InvalidSettingsError, match="STRATEGY_CONFIG"):
        read_settings({"STRATEGY_CONFIG": "/nowhere.toml"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SESSION_HOURS", "0"),
        ("SESSION_IDLE_MINUTES", "soon"),
        ("REQUESTS_PER_MINUTE", "-1"),
        ("FRAME_ANCESTORS", "https://a; script-src *"),
        ("FRAME_ANCESTORS", "https://å"),
    ],
)
def test_what_a_setting_cannot_be_is_refused(name, value):
    with pytest.raises(InvalidSettingsError, match=name):
        read_settings({name: value})
