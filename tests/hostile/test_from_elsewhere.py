"""Without sign-in only this machine is answered, at its own address, with nobody in between.

Spoken byte by byte over a socket: a client of any library would put right what is wrong here.
"""

import socket
from contextlib import closing

import pytest

from tests.served import served_own_plan

REFUSED, LET_IN, SWITCHED = 403, 200, 101
# Refused by the server itself, which cannot make a request of it.
NOT_A_REQUEST = 400
UPGRADE = (
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)
STREAM = "/_stcore/stream"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with served_own_plan(tmp_path_factory.mktemp("from_elsewhere")) as server:
        yield server


def status(app, *lines, path="/", version="1.1", host="localhost:{port}"):
    """Send a request of exactly these lines and return the status of the answer."""
    named = [] if host is None else [f"Host: {host.format(port=app.port)}"]
    sent = "\r\n".join((f"GET {path} HTTP/{version}", *named, *lines, "", ""))
    with closing(socket.create_connection(("127.0.0.1", app.port), timeout=30)) as connection:
        connection.sendall(sent.format(port=app.port).encode("latin-1"))
        first = connection.makefile("rb").readline().split()
    return int(first[1]) if first else NOT_A_REQUEST


def upgrades(app, *lines, **how):
    return status(app, *UPGRADE, *lines, path=STREAM, **how)


# --- who is let in ------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["localhost:{port}", "127.0.0.1:{port}", "[::1]:{port}"])
def test_our_own_address_is_let_in(app, host):
    assert status(app, host=host) == LET_IN
    assert upgrades(app, f"Origin: http://{host}", host=host) == SWITCHED


@pytest.mark.parametrize(
    "lines",
    [
        ("User-Agent: Mozilla/5.0", "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate"),
        ('Sec-CH-UA: "Chromium"', "Sec-GPC: 1", "DNT: 1", "Priority: u=0, i"),
        ("Sec-Fetch-Site: cross-site", "Referer: https://intranett.example.no/lenker"),
        ("Sec-Fetch-Site: same-origin", "Referer: http://localhost:{port}/goals"),
        ("Cookie: a=b; c=d", "Accept-Language: nn", "If-None-Match: x"),
    ],
    ids=str,
)
def test_what_a_browser_says_of_itself_is_no_hindrance(app, lines):
    assert status(app, *lines) == LET_IN


# --- who is not ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "localhost",
        "localhost:",
        "localhost:80",
        "localhost:0{port}",
        "localhost:evil.com",
        "localhost:{port}.evil.com",
        "localhost:{port}@evil.com",
        "localhost:{port}:80",
        "localhost.:{port}",
        "localhost.evil.com:{port}",
        "evil.com:{port}",
        "evil.com@localhost:{port}",
        "LOCALHOST:{port}",
        "127.0.0.1.:{port}",
        "127.1:{port}",
        "127.0.0.2:{port}",
        "127.0.0.1.nip.io:{port}",
        "0.0.0.0:{port}",
        "0x7f000001:{port}",
        "2130706433:{port}",
        "::1:{port}",
        "::1",
        "[::1]",
        "[::1",
        "[::1]:{port}:1",
        "[::1%25lo]:{port}",
        "[0:0:0:0:0:0:0:1]:{port}",
        "[::ffff:127.0.0.1]:{port}",
        "localhost:{port}, evil.com",
        "localhost:{port} evil.com",
        "http://localhost:{port}",
        "localhost:{port}/",
        "localhost:{port}#",
        "xn--localhost:{port}",
    ],
)
def test_any_other_name_is_refused(app, host):
    assert status(app, host=host) in {REFUSED, NOT_A_REQUEST}
    assert upgrades(app, host=host) in {REFUSED, NOT_A_REQUEST}


FORWARDED = [
    *("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded", "Forwarded"),
    *("X-Real-IP", "Via", "CF-Connecting-IP", "CF-Ray", "CF-Visitor", "True-Client-IP"),
    *("X-Client-IP", "X-Cluster-Client-IP", "X-Original-Host", "X-Original-URL", "X-Host"),
    *("Fastly-Client-IP", "Fly-Client-IP", "X-Azure-ClientIP", "X-ARR-LOG-ID", "X-Envoy-Peer"),
    *("X-Amzn-Trace-Id", "CDN-Loop", "Client-IP", "WL-Proxy-Client-IP", "Proxy-Client-IP"),
    *("Tailscale-User-Login", "Remote-User", "X-ProxyUser-Ip", "Front-End-Https", "Early-Data"),
    *("X_Forwarded_For", "X-Something-Nobody-Has-Thought-Of", "Max-Forwards", "Ngrok-Trace-Id"),
    *("Traceparent", "X-Request-Id", "Proxy-Connection", "Proxy-Authorization"),
]


@pytest.mark.parametrize("name", FORWARDED)
@pytest.mark.parametrize("value", ["127.0.0.1", ""])
def test_a_header_no_browser_sends_is_somebody_in_between(app, name, value):
    assert status(app, f"{name}: {value}") == REFUSED
    assert upgrades(app, f"{name}: {value}") == REFUSED


@pytest.mark.parametrize(
    "lines",
    [
        ("Host: localhost:{port}",),
        ("Host: evil.com",),
        ("Origin: https://evil.com",),
        ("Origin: null",),
        ("Origin: ",),
        ("Origin: https://localhost:{port}",),
        ("Origin: http://localhost",),
        ("Origin: http://localhost:1",),
        ("Origin: http://127.0.0.1:{port}",),
        ("Origin: http://localhost:{port}.evil.com",),
        ("Origin: http://localhost:{port}@evil.com",),
        ("Origin: http://localhost:{port} https://evil.com",),
        ("Origin: http://localhost:{port}", "Origin: http://localhost:{port}"),
        ("Origin: http://localhost:{port}", "Origin: https://evil.com"),
        ("Referer: https://strategi.example.no/",),
        ("Referer: https://strategi.example.no/", "Sec-Fetch-Site: same-origin"),
        ("Referer: http://localhost:{port}.evil.com/",),
        ("Referer: http://localhost:{port}@evil.com/",),
        ("Referer: http://localhost:{port}/", "Referer: https://evil.com/"),
        ("Referer: https://a.no/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-origin"),
    ],
    ids=str,
)
def test_what_shows_another_address_is_refused(app, lines):
    assert status(app, *lines) in {REFUSED, NOT_A_REQUEST}
    assert upgrades(app, *lines) in {REFUSED, NOT_A_REQUEST}


def test_the_protocol_of_proxies_is_refused_with_and_without_a_name(app):
    assert status(app, version="1.0") == REFUSED
    assert status(app, version="1.0", host=None) == REFUSED


@pytest.mark.parametrize(
    "path",
    ["/", "/goals", "/healthz", "/public/", "/vote", STREAM, "/media/a.png", "/_stcore/health"],
)
def test_no_address_of_ours_is_an_exception(app, path):
    assert status(app, path=path, host="evil.com") == REFUSED
    assert status(app, "Via: 1.1 proxy", path=path) == REFUSED
    assert status(app, path=f"http://evil.com{path}", host="evil.com") == REFUSED


def test_the_log_says_once_what_gave_it_away_and_not_whom(app):
    for _ in range(3):
        assert status(app, "X-Seen-Once: 10.0.0.7") == REFUSED
    log = app.log.read_text(encoding="utf-8")
    assert log.count("the header 'x-seen-once'") == 1
    assert "10.0.0.7" not in log
