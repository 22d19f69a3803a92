"""The configuration we hand out, with a real nginx in front of the real app, over TLS."""

import http.client
import os
import re
import shutil
import ssl
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from websockets.sync.client import connect

from strategy.services import sign_in
from strategy.services.reflection import guests as reflection_guests
from strategy.services.reflection import rounds as reflection_rounds
from strategy.services.sign_in import Vouched
from strategy.settings import read_settings
from strategy.store.database import open_database
from tests.builders import ADA, LIV, one_of_everything, stock
from tests.hostile.wire import Client
from tests.phones import mark_of, seen_of
from tests.served import ROOT, Server, a_free_port

# Its packages put it where only root looks.
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
MISSING = "no nginx on this machine: the configuration in deploy/ is not tried here"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(NGINX is None, reason=MISSING)]


@dataclass
class Site:
    """The municipality's site as the world meets it."""

    port: int
    http_port: int
    trust: ssl.SSLContext
    token: str
    app: Server
    folder: Path
    code: str = ""

    def asks(self, path, **headers):
        with closing(
            http.client.HTTPSConnection("localhost", self.port, context=self.trust, timeout=20)
        ) as connection:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            return answer


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    trust = a_certificate(folder)
    app_port, port, http_port = a_free_port(), a_free_port(), a_free_port()
    url = f"duckdb:///{folder / 'plan.duckdb'}"
    with closing(open_database(url)) as database:
        stock(database, *one_of_everything())
        code = invite_phones(database)
        now = datetime.now(UTC).replace(tzinfo=None)
        invitation = sign_in.invite(database, "ada", by=ADA, now=now)
        vouched = Vouched("provider", "https://login.example.org", "ada")
        token = sign_in.accept_invitation(database, invitation, vouched, read_settings({}), now=now)
    app = Server(
        url,
        folder,
        app_port,
        {
            "STRATEGY_MODE": "production",
            "BASE_URL": f"https://localhost:{port}",
            "SIGN_IN_ISSUER": "https://login.example.org",
            "SIGN_IN_CLIENT_ID": "kompass",
            "SIGN_IN_CLIENT_SECRET": "s3cret",
        },
    )
    app.start()
    nginx = an_nginx(folder, app_port, port=port, http_port=http_port)
    try:
        yield Site(port, http_port, trust, token, app, folder, code)
    finally:
        nginx.terminate()
        nginx.wait(timeout=20)
        app.stop()


def invite_phones(database):
    """Open a round to whoever has its code, and return the code."""
    given = {"title": "Torde vi?", "prompts": ("dare-1",), "seats": 5, "live": True}
    today = date(2026, 5, 4)
    asked = reflection_rounds.prepare(database, given, by=LIV, today=today)
    reflection_rounds.open_round(database, asked.id, by=LIV, today=today)
    return reflection_guests.invite_guests(database, asked.id, by=LIV)


def a_certificate(folder):
    """Write a certificate for localhost, and return what trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(made.public_bytes(pem))
    private = serialization.PrivateFormat.PKCS8
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(pem, private, serialization.NoEncryption())
    )
    return ssl.create_default_context(cafile=str(folder / "fullchain.pem"))


def an_nginx(folder: Path, *app_ports, port, http_port):
    """Run nginx with the configuration in deploy/, its names and ports made this machine's."""
    ours = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for given, here in {
        "listen 80;": f"listen 127.0.0.1:{http_port};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "/etc/ssl/kompass": str(folder),
        "strategi.example.no": "localhost",
        "/var/log/nginx": str(folder),
        "server 127.0.0.1:8501;": "".join(f"server 127.0.0.1:{port};" for port in app_ports),
    }.items():
        assert given in ours
        ours = ours.replace(given, here)
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{places}{ours}}}\n"
    )
    process = subprocess.Popen(
        [NGINX, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(whole)],
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        try:
            with closing(http.client.HTTPConnection("localhost", http_port)) as connection:
                connection.request("GET", "/")
                connection.getresponse()
                return process
        except OSError:
            time.sleep(0.1)
    raise RuntimeError((folder / "error.log").read_text())


def test_it_answers_over_tls_and_insists_on_it(site):
    answer = site.asks("/healthz")
    assert answer.status == 200
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    with closing(http.client.HTTPConnection("localhost", site.http_port)) as connection:
        connection.request("GET", "/goals")
        answer = connection.getresponse()
    assert answer.status == 301
    assert answer.headers["location"].startswith("https://localhost")


def test_its_cookies_travel_by_tls_only(site):
    (cookie,) = site.asks("/sign-in").headers.get_all("set-cookie")
    assert cookie.startswith("__Host-errand-")
    assert "Secure" in cookie
    assert re.search(r"SameSite=lax", cookie)


def test_nobody_is_shown_the_way_in_and_ada_the_page(site):
    assert site.asks("/goals", Accept="text/html").status == 303
    ada = {"Accept": "text/html", "Cookie": f"__Host-session={site.token}"}
    assert site.asks("/goals", **ada).status == 200


def test_a_phone_comes_in_by_its_code_and_its_question_is_held_until_there_is_news(site):
    with httpx.Client(base_url=f"https://localhost:{site.port}", verify=site.trust) as phone:
        joined = phone.post(f"/vote/{site.code}/join", headers={"accept": "text/html"})
        assert joined.status_code == 303
        assert joined.headers["set-cookie"].startswith("__Secure-vote=")
        assert "Secure" in joined.headers["set-cookie"]
        page = phone.get(f"/vote/{site.code}", headers={"accept": "text/html"}).text
        with pytest.raises(httpx.ReadTimeout):
            phone.get(f"/vote/{site.code}/state", params={"seen": seen_of(page)}, timeout=2)
        sent = phone.post(
            f"/vote/{site.code}",
            data={"form": mark_of(page), "level.dare-1": "4"},
            headers={"origin": f"https://localhost:{site.port}"},
        )
        assert sent.status_code == 303
        news = phone.get(f"/vote/{site.code}/state", params={"seen": seen_of(page)}, timeout=20)
        assert "Takk! Svaret ditt er sendt." in news.text
        for path in ("/", "/goals"):
            assert phone.get(path, headers={"accept": "text/html"}).status_code == 303


def test_the_pages_come_through_the_websocket(site):
    with connect(
        f"wss://localhost:{site.port}/_stcore/stream",
        subprotocols=["streamlit"],
        origin=f"https://localhost:{site.port}",
        additional_headers={"Cookie": f"__Host-session={site.token}"},
        ssl=site.trust,
        max_size=1 << 28,
    ) as connection:
        ada = Client.over(connection)
        assert "Vi prøver ut nye løsninger" in ada.visit("goals").everything


def test_what_a_client_says_of_its_own_address_counts_for_nothing(site):
    # If it did, the limits would be another client's each time.
    answer = site.asks("/healthz", **{"X-Forwarded-For": "203.0.113.7", "Forwarded": "for=x"})
    assert answer.status == 200


def test_its_logs_name_no_secret(site):
    secrets = [f"{kind}-that-lets-in" for kind in ("invite", "feed", "file", "state", "item")]
    for path in (
        f"/invitation/{secrets[0]}",
        f"/calendar/{secrets[1]}.ics",
        f"/media/{secrets[2]}.xlsx",
        f"/sign-in/provider/callback?code={secrets[3]}&state={secrets[3]}",
        f"/goals?code={secrets[4]}",
        f"/vote/{site.code}",
    ):
        site.asks(path, Referer=f"https://localhost/?x={secrets[4]}")
    log = "".join(path.read_text() for path in site.folder.glob("kompass*.log"))
    assert "/invitation/..." in log
    assert [secret for secret in (*secrets, site.code, site.token) if secret in log] == []


def test_the_demo_answers_no_proxy(site, tmp_path):
    del site
    port, http_port, app_port = a_free_port(), a_free_port(), a_free_port()
    trust = a_certificate(tmp_path)
    url = f"duckdb:///{tmp_path / 'plan.duckdb'}"
    with closing(open_database(url)) as database:
        stock(database, *one_of_everything())
    app = Server(url, tmp_path, app_port, {"STRATEGY_MODE": "local"})
    app.start()
    nginx = an_nginx(tmp_path, app_port, port=port, http_port=http_port)
    try:
        behind = Site(port, http_port, trust, "", app, tmp_path)
        assert behind.asks("/").status == 403
        assert behind.asks("/healthz").status == 403
    finally:
        nginx.terminate()
        nginx.wait(timeout=20)
        app.stop()
