"""The engine's log, read entry by entry: what is committed but not in the file yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from struct import unpack_from

from strategy.store.files.soundness import checksum, checksum_of_rest

_HEAD_OF_ENTRY = 16
_WORD = 8
_COMMITTED = b"d\x00d"
_BYTE = 0xFF
_SEVEN_BITS, _MORE = 0x7F, 0x80


class _NoHeadError(ValueError):
    """The log does not begin with a valid head."""


@dataclass(frozen=True)
class Log:
    """What a log holds: the file it belongs to, how many whole changes, up to which byte.

    `torn` is set where it ends in the middle of a change: nobody was told that this change is
    stored.
    """

    belongs_to: bytes
    turn: int
    changes: int
    whole_until: int
    size: int
    damaged_at: int | None = None

    @property
    def torn(self) -> bool:
        """Whether it ends in the middle of a change."""
        return self.whole_until < self.size


def log_of(database: Path) -> Path:
    """Return where the log of a database file lies."""
    return database.with_name(f"{database.name}.wal")


def size_of_log(path: Path) -> int:
    """Return how many bytes lie in a log, 0 where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def read_log(path: Path) -> Log | None:
    """Return what a log holds; None where there is none, or nothing in it."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    if not content:
        return None
    try:
        belongs_to, turn, begins = _head(content)
    except (_NoHeadError, IndexError):
        return Log(b"", -1, 0, 0, len(content), damaged_at=0)
    return _walked(content, belongs_to, turn, begins)


def _walked(content: bytes, belongs_to: bytes, turn: int, begins: int) -> Log:
    changes, whole_until, damaged_at = 0, begins, None
    for place, entry in _entries(content, begins):
        if entry is None:
            damaged_at = place
            break
        if entry.startswith(_COMMITTED):
            changes += 1
            whole_until = place + _HEAD_OF_ENTRY + len(entry)
    if damaged_at is None and whole_until < len(content) and _goes_on(content, whole_until):
        # What looks torn off is followed by whole entries: the length of one is damaged.
        damaged_at = whole_until
    return Log(belongs_to, turn, changes, whole_until, len(content), damaged_at)


def _entries(content: bytes, begins: int) -> Iterator[tuple[int, bytes | None]]:
    """Return each entry with the byte it begins at; None for one that is not what was written."""
    place = begins
    while place + _HEAD_OF_ENTRY <= len(content):
        length, written = unpack_from("<QQ", content, place)
        ends = place + _HEAD_OF_ENTRY + length
        if ends > len(content):
            return
        entry = content[place + _HEAD_OF_ENTRY : ends]
        yield place, entry if _checksum(entry) == written else None
        place = ends


def _checksum(entry: bytes) -> int:
    words = len(entry) // _WORD * _WORD
    return checksum(entry[:words]) ^ checksum_of_rest(entry[words:])


def _goes_on(content: bytes, begins: int) -> bool:
    """Tell whether another change was committed somewhere after a place."""
    # The entry that ends a change is always the same, its length and its checksum too.
    ending = len(_ENDING).to_bytes(_WORD, "little") + _checksum(_ENDING).to_bytes(_WORD, "little")
    return content.find(ending + _ENDING, begins) >= 0


_ENDING = b"d\x00d\xff\xff"


def _head(content: bytes) -> tuple[bytes, int, int]:
    """Return which file a log belongs to, at which turn of it, and where its entries begin."""
    place = _after(content, 0, b"d\x00b")
    place = _after(content, place, b"e\x00")
    _, place = _number(content, place)
    place = _after(content, place, b"f\x00")
    count, place = _number(content, place)
    numbers = []
    for _ in range(min(count, _BYTE)):
        number, place = _number(content, place)
        numbers.append(number & _BYTE)
    place = _after(content, place, b"g\x00")
    turn, place = _number(content, place)
    return bytes(numbers), turn, _after(content, place, b"\xff\xff")


def _after(content: bytes, place: int, expected: bytes) -> int:
    if content[place : place + len(expected)] != expected:
        raise _NoHeadError
    return place + len(expected)


def _number(content: bytes, place: int) -> tuple[int, int]:
    """Return a number of variable length, and the place after it."""
    number = shift = 0
    while True:
        byte = content[place]
        number |= (byte & _SEVEN_BITS) << shift
        place, shift = place + 1, shift + 7
        if not byte & _MORE:
            return number, place
