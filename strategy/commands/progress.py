"""How far something has come, for whoever waits at the terminal."""

from __future__ import annotations

import sys

import click

_STEP = 0.2


class ShownProgress:
    """Shows how far the demo has come, on one line where the terminal can do that."""

    def __init__(self) -> None:
        """Begin with nothing shown."""
        self._next = 0.0

    def __call__(self, share: float, _doing: str) -> None:
        """Show the share done, unless it is hardly more than was shown before."""
        if share < self._next:
            return
        self._next = min(share + _STEP / (10 if _is_terminal() else 1), 1.0)
        line = f"Loading the demo municipality … {share:.0%}"
        ends = share >= 1 or not _is_terminal()
        click.echo(f"\r{line}" if _is_terminal() else line, nl=ends, err=True)


def _is_terminal() -> bool:
    return sys.stderr.isatty()
