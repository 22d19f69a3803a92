"""Real tables of statistics offices, in the JSON-stat they publish; read in place."""

import json
import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).parents[4] / "shared" / "cases"
REAL = Path(os.environ.get("SHARED_CASES", _BESIDE)) / "jsonstat"
NAMES = sorted(path.stem for path in REAL.glob("*.json"))
needs_real_tables = pytest.mark.skipif(
    not NAMES,
    reason="the real tables are not here: set SHARED_CASES to the folder they lie in",
)


def the_bytes(name: str) -> bytes:
    return (REAL / f"{name}.json").read_bytes()


def the_document(name: str):
    return json.loads(the_bytes(name))
