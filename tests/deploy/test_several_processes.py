"""Two processes on one PostgreSQL database: alone, and behind the nginx we hand out."""

import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from strategy.domain.items import Role
from strategy.services import sign_in
from strategy.services.administration.store_state import Concern, look_at_store
from strategy.services.reflection import answering as reflection
from strategy.services.sign_in import Vouched
from strategy.settings import read_settings
from strategy.store.database import open_database
from tests.builders import (
    ADA,
    CAST,
    LIV,
    a_meeting,
    an_agenda_item,
    one_of_everything,
    stock,
    today_here,
)
from tests.conftest import a_database_on
from tests.deploy.test_behind_nginx import (
    MISSING,
    NGINX,
    a_certificate,
    an_nginx,
    invite_phones,
)
from tests.hostile.deeds import roles_become
from tests.hostile.test_whose_tab_it_is import FILE, FORM
from tests.hostile.wire import Client
from tests.phones import mark_of
from tests.served import Server, a_free_port

pytestmark = pytest.mark.slow
MEETING = (
    today := a_meeting(id="today", title="Dagens møte", on=today_here()),
    an_agenda_item(today, id="first", title="Neste sak"),
)
PEOPLE = [person for person in CAST if person.id in {"ada", "hege", "liv"}]


class Town:
    """One plan, served by two processes that start together; behind nginx where there is one."""

    def __init__(self, url, folder, open_things):
        self.ports = [a_free_port(), a_free_port()]
        self.port, http_port = a_free_port(), a_free_port()
        self.folder = folder
        self.database = open_things.enter_context(closing(open_database(url)))
        stock(self.database, *one_of_everything(), *MEETING)
        self.code = invite_phones(self.database)
        (self.round,) = reflection.rounds(self.database, by=LIV)
        self.tokens = {person.id: _signed_in(self.database, person) for person in PEOPLE}
        self.site = f"https://localhost:{self.port}"
        servers = [Server(url, folder / str(p), p, self.environment) for p in self.ports]
        with ThreadPoolExecutor() as together:
            for server in servers:
                server.folder.mkdir()
                open_things.callback(server.stop)
            list(together.map(Server.start, servers))
        if NGINX:
            self.trust = a_certificate(folder)
            nginx = an_nginx(folder, *self.ports, port=self.port, http_port=http_port)
            open_things.callback(nginx.wait, 20)
            open_things.callback(nginx.terminate)

    @property
    def environment(self):
        return {
            "STRATEGY_MODE": "production",
            "BASE_URL": self.site,
            "BACKUP_DIR": str(self.folder / "backups"),
            "SIGN_IN_ISSUER": "https://login.example.org",
            "SIGN_IN_CLIENT_ID": "kompass",
            "SIGN_IN_CLIENT_SECRET": "s3cret",
        }

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


@contextmanager
def a_tab(town, process, who):
    """Somebody's tab, in front of one of the processes."""
    with (
        closing(socket.create_connection(("127.0.0.1", town.ports[process]))) as way,
        connect(
            f"ws://localhost:{town.port}/_stcore/stream",
            sock=way,
            subprotocols=["streamlit"],
            origin=town.site,
            additional_headers={"Cookie": f"__Host-session={town.tokens[who]}"},
            max_size=1 << 28,
            compression=None,
        ) as connection,
    ):
        yield Client.over(connection)


def follows(tab, shown, text):
    """Let a page's timer run as a browser does, until the page says something."""
    (timer,) = shown.timers
    for _ in range(10):
        told = tab.runs_by_itself(timer, patience=3)
        # A timer that finds something changed has the whole page drawn again.
        told.messages += tab.hears(patience=1).messages
        if text in told.everything:
            return told
        timer = told.timers[-1] if told.timers else timer
    raise AssertionError(f"The page never says {text!r}")


def presses(tab, shown, key, address):
    (button,) = [widget for widget in shown.widgets if widget.id.endswith(key)]
    return tab.visit(address[0], query=address[1], values=[button.holding("")])


def joins(town, process):
    """A guest comes in at one process; returns what their phone shows from then on."""
    with town.phone(process) as phone:
        joined = phone.post(f"/vote/{town.code}/join")
    secret = re.search(r"__Secure-vote=([^;]+)", joined.headers["set-cookie"])[1]
    return {"cookie": f"__Secure-vote={secret}"}


def answers(town, process, cookie):
    """A guest answers at one process."""
    with town.phone(process) as phone:
        page = phone.get(f"/vote/{town.code}", headers=cookie)
        assert page.status_code == 200
        given = {"form": mark_of(page.text), "level.dare-1": "4"}
        return phone.post(f"/vote/{town.code}", data=given, headers=cookie).status_code


def test_a_vote_given_to_one_process_is_seen_by_the_other(town):
    cookie = joins(town, 0)
    assert answers(town, 1, cookie) == 303
    with town.phone(0) as phone:
        assert "Takk! Svaret ditt er sendt." in phone.get(f"/vote/{town.code}", headers=cookie).text


def given(town):
    """How many have answered."""
    with town.database.reflections.looking_at(town.round.id) as one:
        return len(one.answers())


def test_a_wall_at_one_process_counts_the_phones_at_both_and_none_is_lost(town):
    before = given(town)
    with a_tab(town, 0, "liv") as wall, ThreadPoolExecutor() as room:
        shown = wall.visit("reflection", query=f"round={town.round.id}")
        phones = list(room.map(lambda process: joins(town, process), (0, 1, 0, 1)))
        assert set(room.map(answers, [town] * 4, (1, 1, 0, 0), phones)) == {303}
        assert given(town) == before + 4
        follows(wall, shown, f"{before + 4} har svart")


def test_a_meeting_run_from_one_process_is_followed_in_the_other(town):
    address = "meeting", "meeting=today"
    with a_tab(town, 0, "liv") as liv, a_tab(town, 1, "hege") as wall:
        waiting = wall.visit(address[0], query=address[1])
        presses(liv, liv.visit(address[0], query=address[1]), "run.start", address)
        following = follows(wall, waiting, "run.pause")
        presses(liv, liv.visit(address[0], query=address[1]), "run.end", address)
        follows(wall, following, "Referat")


def test_a_role_taken_away_at_one_process_is_gone_at_the_other(town):
    with a_tab(town, 1, "hege") as hege:
        files = hege.visit("transfer").files
        assert files
        roles_become(town.database, "hege", Role.POLITICIAN)
        try:
            made = [hege.asks_for(file_id).deferred_file.url for file_id in files.values()]
            assert made == [""] * len(files)
        finally:
            roles_become(town.database, "hege", Role.HR)


def test_two_that_start_together_take_one_backup_and_leave_nothing_half_done(town):
    backups = Path(town.environment["BACKUP_DIR"])
    # The one that comes second may still be looking what there is to do.
    until = time.monotonic() + 60
    while time.monotonic() < until and not (
        any(backups.glob("strategy-*.duckdb")) and not any(backups.glob(".backup-*"))
    ):
        time.sleep(0.2)
    assert len(list(backups.glob("strategy-*.duckdb"))) == 1
    assert list(backups.glob(".backup-*")) == []
    seen = look_at_store(town.database, backups, now=datetime.now(UTC))
    assert (seen.backup_on, seen.writable) == (today_here(), True)
    assert not {Concern.NO_BACKUP, Concern.BACKUP_FAILED, Concern.BEHIND_BACKUP} & {*seen.concerns}


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
