"""Measure everything; `make bench` runs this."""

from __future__ import annotations

from strategy.settings import ROOT
from tests.bench.plans import BUILD, L, S
from tests.bench.result import table, write
from tests.bench.run import measure

_RESULT = ROOT / "build" / "bench.json"
_ROUNDS = 15


def main() -> None:
    rows = measure((S, L), rounds=_ROUNDS, folder=BUILD, say=lambda text: print(text, flush=True))
    write(rows, _RESULT)
    print(f"\n{table(rows)}\n\n{_RESULT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
