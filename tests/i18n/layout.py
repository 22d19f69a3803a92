"""The one layout of the catalogues: `python -m tests.i18n.layout` rewrites them all in it.

An entry stands on one line where it fits; otherwise each language has a line of its own. A key that
means the same as another has that key instead of words.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from strategy.i18n.catalogue import FOLDER, LANGUAGES, Entry

WIDTH = 200

Written = Mapping[str, Entry] | str
"""An entry as it is written: its words, or the key that has them."""


def laid_out(written: str) -> str:
    """Return a catalogue in the one layout; comments and order stay."""
    lines: list[str] = []
    for part in _parts(written):
        if isinstance(part, str):
            # A comment begins a group.
            if lines and not lines[-1].startswith("#"):
                lines.append("")
            lines.append(part)
        else:
            lines += _entry(*part)
    return "\n".join(lines) + "\n"


def _parts(written: str) -> Iterator[str | tuple[str, Written]]:
    lines, begun = written.splitlines(), ""
    for line in lines:
        if not begun and (not line.strip() or line.startswith("#")):
            if line.strip():
                yield line.rstrip()
            continue
        begun += f"{line}\n"
        entry = _whole_entry(begun)
        if entry is not None:
            yield entry
            begun = ""
    if begun:
        raise ValueError(f"an entry is not whole: {begun}")


def _whole_entry(begun: str) -> tuple[str, Written] | None:
    try:
        read = tomllib.loads(begun)
    except tomllib.TOMLDecodeError:
        return None
    ((key, entry),) = read.items()
    is_whole = isinstance(entry, str) or set(entry) == set(LANGUAGES)
    return (key, entry) if is_whole else None


def _entry(key: str, entry: Written) -> list[str]:
    named = _text(key)
    if isinstance(entry, str):
        return [f"{named} = {_text(entry)}"]
    forms = {language: _forms(entry[language]) for language in LANGUAGES}
    together = ", ".join(f"{language} = {said}" for language, said in forms.items())
    line = f"{named} = {{ {together} }}"
    if len(line) <= WIDTH and "\n" not in line:
        return [line]
    return [f"{named}.{language} = {said}" for language, said in forms.items()]


def _forms(entry: Entry) -> str:
    if isinstance(entry, str):
        return _text(entry)
    return "{ " + ", ".join(f"{form} = {_text(text)}" for form, text in entry.items()) + " }"


def _text(text: str) -> str:
    if "\n" in text:
        return '"""\n' + text.replace("\\", "\\\\") + '"""'
    return json.dumps(text, ensure_ascii=False)


def catalogues() -> list[Path]:
    """Return the files of words."""
    return sorted(FOLDER.rglob("*.toml"))


if __name__ == "__main__":
    for path in catalogues():
        path.write_text(laid_out(path.read_text(encoding="utf-8")), encoding="utf-8")
