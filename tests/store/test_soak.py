"""What `make soak` does a thousand times, a few times: it finds nothing lost, and would find it."""

from tests import soak
from tests.soak import Damaged, Killed


def test_what_a_killed_process_had_promised_is_there_once(tmp_path):
    found = soak.kill_rounds(tmp_path, 2, seed=4)
    assert (found.rounds, found.lost, found.doubled) == (2, 0, 0)
    assert found.acknowledged > 0


def test_damage_is_told_in_words(tmp_path):
    assert soak.damage_rounds(tmp_path, 2) == Damaged(files=2)


def test_what_was_promised_and_is_gone_is_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(soak, "_killed_after", lambda _url, _seconds: ["T-never"])
    found = soak.kill_rounds(tmp_path, 2)
    assert found == Killed(rounds=2, acknowledged=2, lost=2)


def test_the_table_says_what_was_found():
    told = "\n".join(soak.table(Killed(1000, 5000, 0, 0), Damaged(200)))
    assert "1000          5000     0        0" in told
    assert "  200" in told
