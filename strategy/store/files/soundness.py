"""Whether a DuckDB file is what was written, block by block.

The bytes themselves are read, before the engine sees them. The engine reads a block only when it
needs it, caches what it has read, and takes a log with a damaged entry length for one that ends
there; and damage may crash the process instead of being refused.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from struct import Struct, unpack_from

import numpy as np

from strategy.store.files.places import read_at

MAGIC = b"DUCK"
_FORMAT = 999
_HEADER = 4096
_FIRST_BLOCK = 3 * _HEADER
_NAME = slice(124, 140)
_SEED = 5381
_FACTOR = np.uint64(0xBF58476D1CE4E5B9)
_REST_SEED, _REST_FACTOR, _REST_SHIFT = 0xE17A1465, 0xC6A4A7935BD1E995, 47
_WORD = 8
_NUMBERS = Struct("<7Q")
_PARTS_OF_A_BLOCK = 64
_IN_BLOCK = (1 << 56) - 1
_NONE = (1 << 64) - 1
_SMALLEST_BLOCK, _LARGEST_BLOCK = 16_384, 262_144


class FlawKind(StrEnum):
    """What can be wrong with a file or with its log."""

    NOT_OURS = "not_ours"
    EMPTY = "empty"
    HEAD = "head"
    SHORT = "short"
    BLOCK = "block"
    UNUSED_BLOCK = "unused_block"
    OLDER = "older"
    LOG = "log"
    LOG_SHORT = "log_short"
    LOG_GONE = "log_gone"
    LOG_OF_ANOTHER = "log_of_another"
    NOTE = "note"


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong: `place` is a block or a byte, `whole` how many there should be."""

    kind: FlawKind
    place: int = 0
    whole: int = 0

    @property
    def loses_nothing(self) -> bool:
        """Whether no stored data is affected."""
        return self.kind in {FlawKind.UNUSED_BLOCK, FlawKind.NOTE}


@dataclass(frozen=True)
class Head:
    """What the head of a file says of the rest.

    Which file it is, how often its log was merged into it, where the list of unused blocks begins,
    how many blocks there are and how large each is.
    """

    file: bytes
    turn: int
    unused: int
    blocks: int
    size: int


def flaws_of_file(file: int) -> tuple[Flaw, ...]:
    """Return what is wrong with an open database file; nothing where all is well.

    A format this program does not write is not judged: the engine knows it or refuses it.
    """
    head = read_head(file)
    if isinstance(head, Flaw):
        return (head,)
    if head is None:
        return ()
    return tuple(_flaws_of_blocks(file, head))


def read_head(file: int) -> Head | Flaw | None:
    """Return the head of an open database file, what is wrong with it, or None: another format."""
    main = read_at(file, _HEADER, 0)
    if not main:
        return Flaw(FlawKind.EMPTY)
    if main[_WORD : _WORD + len(MAGIC)] != MAGIC:
        return Flaw(FlawKind.NOT_OURS)
    heads = [read_at(file, _HEADER, place) for place in (_HEADER, 2 * _HEADER)]
    if len(heads[-1]) < _HEADER:
        return Flaw(FlawKind.SHORT, os.fstat(file).st_size, _FIRST_BLOCK)
    if not all(map(is_sound, (main, *heads))):
        return Flaw(FlawKind.HEAD)
    if unpack_from("<Q", main, _WORD + len(MAGIC))[0] != _FORMAT:
        return None
    # The two are written in turn, so that one of them is always whole.
    head = max((_head(main, content) for content in heads), key=lambda one: one.turn)
    return head if _SMALLEST_BLOCK <= head.size <= _LARGEST_BLOCK else Flaw(FlawKind.HEAD)


def _flaws_of_blocks(file: int, head: Head) -> Iterator[Flaw]:
    size, whole = os.fstat(file).st_size, _FIRST_BLOCK + head.blocks * head.size
    there = min(head.blocks, (size - _FIRST_BLOCK) // head.size)
    flawed = [n for n in range(there) if not is_sound(_block(file, head, n))]
    unused = _unused_blocks(file, head) if flawed or there < head.blocks else frozenset()
    # The engine cuts off what lies unused at the end of a file.
    if not unused.issuperset(range(there, head.blocks)):
        yield Flaw(FlawKind.SHORT, size, whole)
        return
    for number in flawed:
        kind = FlawKind.UNUSED_BLOCK if number in unused else FlawKind.BLOCK
        yield Flaw(kind, number, head.blocks)


def _head(main: bytes, content: bytes) -> Head:
    _, turn, _, unused, blocks, size, _ = _NUMBERS.unpack_from(content)
    return Head(main[_NAME], turn, unused, blocks, size)


def _block(file: int, head: Head, number: int) -> bytes:
    return read_at(file, head.size, _FIRST_BLOCK + number * head.size)


def is_sound(content: bytes) -> bool:
    """Tell whether a head or a block, which begins with its checksum, is what was written."""
    whole = len(content) > _WORD and len(content) % _WORD == 0
    return whole and unpack_from("<Q", content)[0] == checksum(content[_WORD:])


def checksum(content: bytes) -> int:
    """Return the engine's checksum of a number of whole words."""
    words = np.frombuffer(content, dtype="<u8")
    with np.errstate(over="ignore"):
        return _SEED ^ int(np.bitwise_xor.reduce(words * _FACTOR))


def checksum_of_rest(content: bytes) -> int:
    """Return what the bytes of an unfinished word, at most seven, add to a checksum."""
    if not content:
        return 0
    mixed = _REST_SEED ^ (len(content) * _REST_FACTOR & _NONE)
    mixed = (mixed ^ int.from_bytes(content, "little")) * _REST_FACTOR & _NONE
    mixed = (mixed ^ mixed >> _REST_SHIFT) * _REST_FACTOR & _NONE
    return mixed ^ mixed >> _REST_SHIFT


# --- which blocks nothing lies in ---------------------------------------------------------------


def _unused_blocks(file: int, head: Head) -> frozenset[int]:
    """Return the blocks the head calls unused; none where that list itself cannot be read."""
    count, *numbers = (*_numbers_from(file, head, head.unused),) or (0,)
    return frozenset(numbers[:count]) if count <= len(numbers) else frozenset()


def _numbers_from(file: int, head: Head, pointer: int) -> Iterator[int]:
    """Return the numbers of a list that goes on from part to part of the blocks.

    A file from outside may have valid checksums and still point anywhere.
    """
    part = (head.size - _WORD) // _PARTS_OF_A_BLOCK // _WORD * _WORD
    seen: set[int] = set()
    while pointer != _NONE and pointer not in seen:
        seen.add(pointer)
        number, nth = pointer & _IN_BLOCK, pointer >> 56
        if number >= head.blocks or nth >= _PARTS_OF_A_BLOCK:
            return
        block = _block(file, head, number)
        if not is_sound(block):
            return
        begins = _WORD + nth * part
        pointer, *numbers = unpack_from(f"<{part // _WORD}Q", block, begins)
        yield from numbers
