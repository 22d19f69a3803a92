"""What a test says of many at once: of nothing at all it says nothing, and fails."""

from collections.abc import Iterable


def every(claims: Iterable[object]) -> bool:
    """Tell whether something holds for each there is; there must be one."""
    told = list(claims)
    assert told, "there is nothing to say this of"
    return all(told)


def none(claims: Iterable[object]) -> bool:
    """Tell whether something holds for nothing there is; there must be something."""
    return every(not claim for claim in claims)
