"""What the nginx configuration we hand out writes into its log, read from the configuration."""

import re

import pytest
from starlette.routing import Route

from strategy.web.routes import ROUTES
from strategy.web.sign_in import ROUTES as SIGN_IN_ROUTES
from tests.claims import every
from tests.served import ROOT

CONFIGURATION = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
SECRET = "A1B2C3-lets-somebody-in"
# What an address of ours may hold that is no secret.
NAMES = {"provider", "name", "path", "number"}


def masks():
    """The patterns of the map, in their order, and what each makes of an address."""
    (inside,) = re.findall(r"map \$uri \$kompass_path \{(.*?)\}", CONFIGURATION, re.DOTALL)
    return re.findall(r'"~(\S+)"\s+(\S+);', inside)


def logged(path):
    """What the log says of an address, its query gone as nginx's $uri has none."""
    uri = path.partition("?")[0]
    for pattern, masked in masks():
        found = re.match(pattern.replace("(?<", "(?P<"), uri)
        if found:
            named = found.groupdict()
            return re.sub(r"\$(\w+)", lambda name, named=named: named[name[1]], masked)
    return uri


def secret_addresses():
    """Every address of ours with something in it that lets somebody in."""
    paths = [route.path for route in (*ROUTES, *SIGN_IN_ROUTES) if isinstance(route, Route)]
    with_names = [(path, set(re.findall(r"\{(\w+)", path))) for path in paths]
    ours = [re.sub(r"\{[^}]*\}", SECRET, path) for path, names in with_names if names - NAMES]
    return [*ours, f"/media/{SECRET}.xlsx", f"/_stcore/upload_file/{SECRET}/{SECRET}"]


def test_there_are_addresses_that_let_somebody_in():
    started = {path.split("/")[1] for path in secret_addresses()}
    assert started >= {"invitation", "vote", "calendar", "media"}


@pytest.mark.parametrize("path", secret_addresses())
def test_no_secret_of_an_address_is_logged(path):
    assert SECRET not in logged(path)
    assert logged(path).startswith(f"/{path.split('/')[1]}/")


def test_an_ordinary_page_is_logged_as_it_is():
    assert logged("/goals?code=2.1") == "/goals"


def test_nothing_with_a_query_or_a_referrer_is_logged():
    (form,) = re.findall(r"log_format kompass '([^']*)'", CONFIGURATION)
    known = set(re.findall(r"\$(\w+)", form))
    assert "kompass_path" in known
    assert known.isdisjoint(
        {"request", "request_uri", "args", "query_string", "http_referer", "uri"}
    )


def test_every_server_says_what_it_logs_and_no_error_log_names_addresses():
    servers = CONFIGURATION.split("server {")[1:]
    assert every(re.search(r"access_log (off|\S+ kompass);", server) for server in servers)
    assert every(re.search(r"error_log +\S+ crit;", server) for server in servers)
