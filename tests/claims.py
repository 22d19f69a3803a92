"""What a test says of many at once, or of what comes true in a moment.

Of nothing at all it says nothing, and fails.
"""

import time
from collections.abc import Callable, Iterable


def every(claims: Iterable[object]) -> bool:
    """Tell whether something holds for each there is; there must be one."""
    told = list(claims)
    assert told, "there is nothing to say this of"
    return all(told)


def none(claims: Iterable[object]) -> bool:
    """Tell whether something holds for nothing there is; there must be something."""
    return every(not claim for claim in claims)


def until(fact: Callable[[], bool]) -> bool:
    """Tell whether something comes true, which may take others ten seconds."""
    for _ in range(200):
        if fact():
            return True
        time.sleep(0.05)
    return False
