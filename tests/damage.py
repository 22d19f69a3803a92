"""Damage stores and backups as disks, copies and kills do, and see what the program says of it."""

from __future__ import annotations

import random
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ALL_IS_WELL = ("journal agrees", "as published", "Restored.", "up to date")


@dataclass(frozen=True)
class Damage:
    """One way a file is damaged: what it is called and what it does to the file's bytes."""

    name: str
    do: Callable[[Path], None]


def some_damage(parts: tuple[Path, ...], count: int, *, seed: int) -> Iterator[tuple[Path, Damage]]:
    """So many damages of the parts of a store, by chance, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - no secret, the same again
    sizes = [max(part.stat().st_size, 1) for part in parts]
    for number in range(count):
        part = chance.choice(parts) if number % 2 else chance.choices(parts, sizes)[0]
        yield part, one_damage(part, chance)


def one_damage(part: Path, chance: random.Random) -> Damage:
    """One damage that changes something in this file."""
    content = part.read_bytes()
    size, kind = len(content), chance.randrange(10)
    place = chance.randrange(size)
    if kind < 5:
        bit = 1 << chance.randrange(8)
        return Damage(f"bit {bit} of byte {place}", lambda p: change(p, place, bit))
    if kind < 7:
        return Damage(f"cut at {place}", lambda p: p.write_bytes(content[:place]))
    until = min(size, place + chance.choice((1, 16, 512, 4096, 70_000)))
    if kind == 7 and any(content[place:until]):
        zeros = bytes(until - place)
        return Damage(
            f"zeros {place} to {until}",
            lambda p: p.write_bytes(content[:place] + zeros + content[until:]),
        )
    if kind == 8:
        noise = chance.randbytes(until - place)
        return Damage(
            f"noise {place} to {until}",
            lambda p: p.write_bytes(content[:place] + noise + content[until:]),
        )
    return Damage(
        f"{until - place} bytes missing at {place}",
        lambda p: p.write_bytes(content[:place] + content[until:]),
    )


def change(path: Path, place: int, bit: int) -> None:
    """Turn a bit over."""
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ bit]))


def laid_again(sound: Path, folder: Path) -> tuple[Path, ...]:
    """Lay the files of a sound store into an empty folder, and return them."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sound, folder)
    return tuple(sorted(path for path in folder.iterdir() if path.is_file()))


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file of this process may grow larger, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
