"""A command is handed over to the app that has the file open, over a private channel."""

import json
import os
import signal
import socket
import stat
import threading
import time
from contextlib import closing, contextmanager
from multiprocessing.connection import Client, Listener

import pytest

from strategy.cli import main
from strategy.commands.channel import (
    BrokenOffError,
    Channel,
    NobodyAnswersError,
    hand_over,
    invitation_file,
)
from strategy.commands.outcome import Exit, Outcome, Request
from strategy.commands.running import run
from strategy.store.database import open_database
from tests.builders import stock


def silence(_share, _doing):
    """Hear nothing."""


def parrot(request, tell):
    """Answer with what was asked, and with the file backwards."""
    tell(0.5, "half")
    document = {"name": request.name, "options": dict(request.options)}
    return Outcome(document, "Æ ø å", Exit.PROBLEMS, request.file[::-1])


@contextmanager
def listening(file, answer=parrot):
    channel = Channel(file, answer)
    channel.start()
    try:
        yield json.loads(invitation_file(file).read_text())
    finally:
        channel.stop()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "plan.duckdb"


def test_a_command_and_its_files_travel_there_and_back(file):
    heard = []
    asked = Request("import", {"name": "mål.xlsx", "dry_run": True}, b"\x00\xff" * 1_000_000)
    with listening(file):
        outcome = hand_over(file, asked, progress=lambda *told: heard.append(told))
    assert outcome == Outcome(
        {"name": "import", "options": {"name": "mål.xlsx", "dry_run": True}},
        "Æ ø å",
        Exit.PROBLEMS,
        b"\xff\x00" * 1_000_000,
    )
    assert heard == [(0.5, "half")]


def test_several_commands_are_answered_at_once(file):
    together = threading.Barrier(3, timeout=10)

    def wait_for_the_others(request, _tell):
        together.wait()
        return Outcome({}, request.name)

    answers = []
    with listening(file, wait_for_the_others):
        askers = [
            threading.Thread(
                target=lambda n=n: answers.append(
                    hand_over(file, Request(str(n)), progress=silence).text
                )
            )
            for n in range(3)
        ]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
    assert sorted(answers) == ["0", "1", "2"]


def test_only_the_own_user_can_read_the_invitation_and_knock(file):
    with listening(file) as invitation:
        for path in (str(invitation_file(file)), invitation["address"]):
            assert stat.S_IMODE(os.stat(path).st_mode) == 0o600  # noqa: PTH116 - a socket is no file
        assert invitation["process"] == os.getpid()


def test_nothing_is_left_behind(file, tmp_path):
    with listening(file):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_key_is_not_let_in(file):
    with listening(file) as invitation:
        wrong = {**invitation, "key": "00" * 32}
        invitation_file(file).write_text(json.dumps(wrong))
        with pytest.raises(NobodyAnswersError):
            hand_over(file, Request("status"), progress=silence)
        invitation_file(file).write_text(json.dumps(invitation))
        assert hand_over(file, Request("status"), progress=silence).text == "Æ ø å"


def test_whoever_knocks_and_leaves_disturbs_nobody(file):
    with listening(file) as invitation:
        Client(invitation["address"]).close()
        assert hand_over(file, Request("status"), progress=silence).text == "Æ ø å"


@pytest.mark.parametrize("left", [None, "", "{}", '{"address": 3}', '{"address": "/none"}'])
def test_where_no_app_listens_nobody_answers(file, left):
    if left is not None:
        invitation_file(file).write_text(left)
    with pytest.raises(NobodyAnswersError):
        hand_over(file, Request("status"), progress=silence)


def test_whoever_never_says_a_word_does_not_answer(file, tmp_path):
    address = str(tmp_path / "mute")
    with Listener(address, family="AF_UNIX"):
        invitation_file(file).write_text(json.dumps({"address": address, "key": "00"}))
        with pytest.raises(NobodyAnswersError):
            hand_over(file, Request("status"), progress=silence, patience_seconds=0.1)


def test_an_app_that_fails_midway_is_told_about_and_logs_it(file, caplog):
    def fail(_request, tell):
        tell(0.1, "so far")
        raise ZeroDivisionError

    with listening(file, fail), pytest.raises(BrokenOffError):
        hand_over(file, Request("status"), progress=silence)
    assert "ZeroDivisionError" in caplog.text


def test_whoever_asks_and_leaves_disturbs_nobody(file, caplog):
    gone = threading.Event()

    def wait(_request, tell):
        gone.wait(10)
        for _ in range(100):
            tell(0.5, "x" * 100_000)
        return Outcome({}, "")

    caplog.set_level("INFO")
    with listening(file, wait) as invitation:
        key = bytes.fromhex(invitation["key"])
        asker = Client(invitation["address"], authkey=key)
        asker.send_bytes(b'{"name": "status", "options": {}}')
        asker.send_bytes(b".")
        asker.close()
        gone.set()
        for _ in range(100):
            if "left before the answer" in caplog.text:
                break
            time.sleep(0.05)
    assert "left before the answer" in caplog.text


@pytest.mark.parametrize("beside", [True, False], ids=["beside", "elsewhere"])
def test_what_a_dead_app_left_is_cleared_away(file, tmp_path, beside):
    folder = tmp_path if beside else tmp_path / "strategy-x"
    folder.mkdir(exist_ok=True)
    address = folder / "plan.duckdb.sock"
    left_behind = socket.socket(socket.AF_UNIX)
    left_behind.bind(str(address))
    left_behind.close()
    invitation_file(file).write_text(json.dumps({"address": str(address), "key": "00"}))
    with listening(file):
        assert hand_over(file, Request("status"), progress=silence).text == "Æ ø å"
    assert list(tmp_path.iterdir()) == []


def test_an_invitation_never_leads_to_the_loss_of_a_file(file, tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Kjære kommune")
    invitation_file(file).write_text(json.dumps({"address": str(letter), "key": "00"}))
    with listening(file):
        pass
    assert list(tmp_path.iterdir()) == [letter]


def test_a_path_too_long_for_a_socket_is_no_obstacle(tmp_path):
    deep = tmp_path / ("folder" * 20)
    deep.mkdir()
    file = deep / "plan.duckdb"
    with listening(file) as invitation:
        assert len(invitation["address"]) < 100
        assert hand_over(file, Request("status"), progress=silence).text == "Æ ø å"
        folder = os.path.dirname(invitation["address"])  # noqa: PTH120 - as it is written
    assert not os.path.exists(folder)  # noqa: PTH110 - as it is written


def test_an_app_of_another_version_says_what_it_does_not_know(duck):
    outcome = run(Request("juggle"), duck, progress=silence)
    assert outcome.exit_code is Exit.REFUSED
    assert "'juggle'" in outcome.text


# --- with real processes ------------------------------------------------------------------------


@pytest.mark.slow
def test_commands_work_while_the_app_runs(start_app, duck_url, tmp_path):
    with closing(open_database(duck_url)) as database:
        stock(database)
    app = start_app()
    assert "demo" not in app.said

    status = app.document("status")
    assert status["strategy"]["organisation"] == "Fjordvik kommune"
    kept = tmp_path / "kept.duckdb"
    assert app.document("backup", kept) == {"path": str(kept), "bytes": kept.stat().st_size}
    assert app.beside("backup").returncode == 0
    workbook = tmp_path / "plan.xlsx"
    assert app.beside("export", workbook).returncode == 0
    assert app.document("import", workbook, "--dry-run")["new"] == 0
    assert app.beside("check").returncode == 0
    assert app.beside("demo").returncode == 3
    assert app.beside("restore", kept, "--yes").returncode == 0
    assert app.beside("migrate").stdout == "The tables are up to date.\n"

    assert app.end(signal.SIGINT) == 0
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"plan.duckdb", "plan.duckdb.last", "kept.duckdb", "plan.xlsx", "safe"}


@pytest.mark.slow
def test_a_killed_app_leaves_nothing_that_does_harm(start_app, duck_url, tmp_path):
    with closing(open_database(duck_url)) as database:
        stock(database)
    killed = start_app()
    assert killed.end(signal.SIGKILL) == -signal.SIGKILL
    assert (tmp_path / "plan.duckdb.sock").exists()
    assert killed.beside("status").returncode == 0

    again = start_app()
    assert again.document("status")["strategy"]["revision"] == 1
    assert again.end(signal.SIGTERM) == 0
    assert not (tmp_path / "plan.duckdb.sock").exists()
    assert not (tmp_path / "plan.duckdb.channel").exists()


@pytest.mark.slow
def test_a_process_that_takes_no_commands_is_named(start_app, duck_url, tmp_path, another_port):
    with closing(open_database(duck_url)) as database:
        stock(database)
    app = start_app()
    invitation_file(tmp_path / "plan.duckdb").unlink()
    refused = app.beside("status")
    assert refused.returncode == 4
    assert f"in use by process {app.process.pid}, which takes no commands" in refused.stderr
    second = app.beside("serve", "--port", another_port)
    assert second.returncode == 4
    assert f"in use by process {app.process.pid}" in second.stderr
    assert app.beside("serve", "--port", app.port).returncode == 5


@pytest.mark.slow
def test_a_new_store_is_filled_with_the_demo_only_if_wanted(start_app, tmp_path):
    empty = start_app("--no-demo")
    assert empty.document("status")["pillars"] == []
    assert empty.end() == 0
    filled = start_app()
    assert "Loading the demo municipality … 100%" in filled.said
    assert len(filled.document("status")["pillars"]) == 5
    assert filled.end() == 0
    again = start_app()
    assert "Loading" not in again.said
    assert again.end() == 0
    assert len(list((tmp_path / "safe").glob("*.duckdb"))) == 1


def test_serve_knows_its_port():
    (port,) = [option for option in main.commands["serve"].params if option.name == "port"]
    assert port.type.max == 65535
