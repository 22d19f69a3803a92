"""Readers in a process of their own, so that they do not take their time from the app.

`python -m tests.bench.readers PORT READERS SECONDS THINKING` prints one line of JSON when they have
gone: how long each page took, how long each first page took, and how busy this process was itself.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench.wire import Session

PATHS = ("", "goals", "actions", "indicators", "responsibility", "health", "history", "my-page")


@dataclass
class Readers:
    """People who read page after page, and think between them, until the time is over."""

    port: int
    until: float
    thinking: float
    first: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)

    def read(self, number: int) -> None:
        """Be one of them."""
        chance = random.Random(number)  # noqa: S311 - the same habits every time are the point
        # People do not all come in the same second.
        time.sleep(chance.uniform(0, self.thinking))
        with Session(self.port, PATHS[number % len(PATHS)], f"as=p{number % 40}") as session:
            self.first.append(session.rerun().seconds)
            while time.monotonic() < self.until or not self.later:
                time.sleep(chance.uniform(0.9, 1.1) * self.thinking)
                session.goes_to(chance.choice(PATHS))
                self.later.append(session.rerun().seconds)


def read(port: int, readers: int, seconds: float, thinking: float) -> dict[str, object]:
    """Let so many people read for so many seconds."""
    all_of_them = Readers(port, time.monotonic() + seconds, thinking)
    people = [
        threading.Thread(target=all_of_them.read, args=(number,)) for number in range(readers)
    ]
    began, used = time.perf_counter(), time.process_time()
    for person in people:
        person.start()
    for person in people:
        person.join()
    busy = (time.process_time() - used) / (time.perf_counter() - began)
    return {"first": all_of_them.first, "later": all_of_them.later, "busy": busy}


def main(arguments: Sequence[str]) -> None:
    port, readers, seconds, thinking = arguments
    print(json.dumps(read(int(port), int(readers), float(seconds), float(thinking))))


if __name__ == "__main__":
    main(sys.argv[1:])
