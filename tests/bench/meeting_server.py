"""The app as it is served, with somebody in the same process who runs a meeting when told to.

Orders are files in the folder MEETING_ORDERS: `reveal-KEY` and `show-KEY` for the round
MEETING_ROUND, `item-ID` for the meeting MEETING_ID. When one is carried out, the moment is written
into it under the name `done-…`.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from strategy.domain.items import ActionState, Person
from strategy.domain.roles import Permission, may
from strategy.services import reading
from strategy.services.follow_up import reporting_in
from strategy.services.meetings import running as meetings
from strategy.services.opening import the_database
from strategy.services.reflection import answering as reflection
from strategy.settings import ROOT

_TURN = count()


def run_the_meeting(orders: Path) -> None:
    """Carry out one order after another, for as long as the process lives."""
    while True:
        for order in sorted(orders.iterdir()):
            what, _, key = order.name.partition("-")
            if what not in _CARRIED_OUT:
                continue
            _CARRIED_OUT[what](key)
            written = orders / f"writing-{key}"
            written.write_text(str(time.time()))
            order.unlink()
            written.rename(orders / f"done-{what}-{key}")
        time.sleep(0.02)


def _put_up(key: str) -> None:
    reflection.put_up(the_database(), os.environ["MEETING_ROUND"], key, by=_leader())


def _reveal(key: str) -> None:
    database, round_id = the_database(), os.environ["MEETING_ROUND"]
    today = reading.today_in(database)
    reflection.reveal(database, round_id, by=_leader(), today=today, prompt_key=key)


def _show_item(key: str) -> None:
    database = the_database()
    seen = meetings.clock(database, os.environ["MEETING_ID"])
    now = datetime.now(UTC).replace(tzinfo=None)
    meetings.show_item(database, seen, key, by=_leader(), now=now)


def _check_in(_key: str) -> None:
    database = the_database()
    plan, today = database.plan(), reading.today_in(database)
    still_open = [a.id for a in plan.actions if a.state is ActionState.OPEN]
    values = {"percent": 60, "comment": "Vi er godt i gang."}
    by = next(p for p in plan.people if may(p, Permission.CHANGE_PLAN))
    action_id = still_open[next(_TURN) % len(still_open)]
    reporting_in.check_in(database, action_id, values, by=by, today=today)


def _leader() -> Person:
    return next(p for p in the_database().plan().people if may(p, Permission.RUN_MEETING))


_CARRIED_OUT: Mapping[str, Callable[[str], None]] = {
    "show": _put_up,
    "reveal": _reveal,
    "item": _show_item,
    "change": _check_in,
}


def main() -> None:
    orders = Path(os.environ["MEETING_ORDERS"])
    threading.Thread(target=run_the_meeting, args=(orders,), daemon=True).start()
    sys.argv = ["streamlit", "run", str(ROOT / "app.py"), *sys.argv[1:]]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
