"""The app as it is served, with somebody in the same process who runs a round when told to.

Orders are files: `reveal-KEY` and `show-KEY` in the folder MEETING_ORDERS for the round
MEETING_ROUND. When one is carried out, the moment is written into it under the name `done-…`.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading
import time
from pathlib import Path

from strategy.domain.items import Person
from strategy.services import reading, reflection
from strategy.services.opening import the_database
from strategy.settings import ROOT


def run_the_meeting(orders: Path, round_id: str) -> None:
    """Carry out one order after another, for as long as the process lives."""
    while True:
        for order in sorted([*orders.glob("reveal-*"), *orders.glob("show-*")]):
            what, _, key = order.name.partition("-")
            _carry_out(round_id, what, key)
            written = orders / f"writing-{key}"
            written.write_text(str(time.time()))
            order.unlink()
            written.rename(orders / f"done-{what}-{key}")
        time.sleep(0.02)


def _carry_out(round_id: str, what: str, key: str) -> None:
    database = the_database()
    with database.reflections.looking_at(round_id) as one:
        leader_id = one.round.facilitator_ids[0]
    by = database.plan().find(Person, leader_id)
    if by is None:
        raise AssertionError("nobody runs the round")
    if what == "show":
        reflection.put_up(database, round_id, key, by=by)
    else:
        today = reading.today_in(database)
        reflection.reveal(database, round_id, by=by, today=today, prompt_key=key)


def main() -> None:
    facilitator = threading.Thread(
        target=run_the_meeting,
        args=(Path(os.environ["MEETING_ORDERS"]), os.environ["MEETING_ROUND"]),
        daemon=True,
    )
    facilitator.start()
    sys.argv = ["streamlit", "run", str(ROOT / "app.py"), *sys.argv[1:]]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
