"""Two processes on one PostgreSQL database: alone, and behind the nginx we hand out."""

import re
from contextlib import ExitStack, closing
from datetime import UTC, datetime

import httpx
import pytest
from websockets.sync.client import connect

from strategy.services import sign_in
from strategy.services.sign_in import Vouched
from strategy.settings import read_settings
from strategy.store.database import open_database
from tests.builders import ADA, CAST, one_of_everything, stock
from tests.conftest import a_database_on
from tests.deploy.test_behind_nginx import (
    MISSING,
    NGINX,
    a_certificate,
    an_nginx,
    invite_phones,
)
from tests.hostile.test_whose_tab_it_is import FILE, FORM
from tests.hostile.wire import Client
from tests.phones import mark_of
from tests.served import Server, a_free_port

pytestmark = pytest.mark.slow
PEOPLE = [person for person in CAST if person.id in {"ada", "hege", "liv"}]


class Town:
    """One plan, served by two processes; behind nginx where there is one."""

    def __init__(self, url, folder, open_things):
        self.ports = [a_free_port(), a_free_port()]
        self.port, http_port = a_free_port(), a_free_port()
        self.folder = folder
        with closing(open_database(url)) as database:
            stock(database, *one_of_everything())
            self.code = invite_phones(database)
            self.tokens = {person.id: _signed_in(database, person) for person in PEOPLE}
        self.site = f"https://localhost:{self.port}"
        for port in self.ports:
            (folder / str(port)).mkdir()
            server = Server(
                url,
                folder / str(port),
                port,
                {
                    "STRATEGY_MODE": "production",
                    "BASE_URL": self.site,
                    "BACKUP_DIR": str(folder / "backups"),
                    "SIGN_IN_ISSUER": "https://login.example.org",
                    "SIGN_IN_CLIENT_ID": "kompass",
                    "SIGN_IN_CLIENT_SECRET": "s3cret",
                },
            )
            server.start()
            open_things.callback(server.stop)
        if NGINX:
            self.trust = a_certificate(folder)
            nginx = an_nginx(folder, *self.ports, port=self.port, http_port=http_port)
            open_things.callback(nginx.wait, 20)
            open_things.callback(nginx.terminate)

    def phone(self, process):
        """A guest's phone, in front of one of the processes."""
        headers = {"host": f"localhost:{self.port}", "accept": "text/html"}
        return httpx.Client(base_url=f"http://127.0.0.1:{self.ports[process]}", headers=headers)


def _signed_in(database, person):
    now = datetime.now(UTC).replace(tzinfo=None)
    invitation = sign_in.invite(database, person.id, by=ADA, now=now)
    vouched = Vouched("provider", "https://login.example.org", person.id)
    return sign_in.accept_invitation(database, invitation, vouched, read_settings({}), now=now)


@pytest.fixture(scope="module")
def town(postgres_server, tmp_path_factory):
    with a_database_on(postgres_server) as url, ExitStack() as open_things:
        yield Town(url, tmp_path_factory.mktemp("two"), open_things)


def test_a_vote_given_to_one_process_is_seen_by_the_other(town):
    with town.phone(0) as phone, town.phone(1) as same_phone:
        joined = phone.post(f"/vote/{town.code}/join")
        secret = re.search(r"__Secure-vote=([^;]+)", joined.headers["set-cookie"])[1]
        cookie = {"cookie": f"__Secure-vote={secret}"}
        page = same_phone.get(f"/vote/{town.code}", headers=cookie)
        assert page.status_code == 200
        given = {"form": mark_of(page.text), "level.dare-1": "4"}
        sent = same_phone.post(f"/vote/{town.code}", data=given, headers=cookie)
        assert sent.status_code == 303
        assert "Takk! Svaret ditt er sendt." in phone.get(f"/vote/{town.code}", headers=cookie).text


@pytest.mark.skipif(NGINX is None, reason=MISSING)
@pytest.mark.parametrize("who", [person.id for person in PEOPLE])
def test_an_upload_reaches_the_process_its_page_lives_in(town, who):
    token = "2|8e3ab0a7|" + "0" * 32 + "|1700000000"
    session = f"__Host-session={town.tokens[who]}"
    for _ in range(4):
        with connect(
            f"wss://localhost:{town.port}/_stcore/stream",
            subprotocols=["streamlit"],
            origin=town.site,
            additional_headers={"Cookie": session},
            ssl=town.trust,
            max_size=1 << 28,
        ) as connection:
            tab = Client.over(connection)
            tab.visit("transfer")
            (urls,) = tab.asks_where_to_upload("plan.xlsx").file_urls
            answer = httpx.put(
                f"{town.site}{urls.upload_url}",
                content=FILE,
                headers={
                    "cookie": f"_streamlit_xsrf={token}; {session}",
                    "x-xsrftoken": token,
                    "content-type": FORM,
                    "origin": town.site,
                },
                verify=town.trust,
            )
            assert answer.status_code == 204
