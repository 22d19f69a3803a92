"""Fail when the tests leave something unvisited: lines and branches both count."""

import json
import sys
from pathlib import Path
from typing import Any

# The rules everything else trusts are visited completely.
COMPLETE = tuple(
    f"strategy/{name}"
    for name in ("domain", "services", "demo", "store", "reports", "charts", "exchange")
)
OVERALL_PERCENT = 90.0


def complaints(report: dict[str, Any]) -> list[str]:
    """List, in plain words, where the coverage falls short."""
    files = {path.replace("\\", "/"): entry for path, entry in report["files"].items()}
    found = []
    for package in COMPLETE:
        measured = {path: entry for path, entry in files.items() if path.startswith(f"{package}/")}
        if not measured:
            found.append(f"{package}: nothing was measured")
        found += [gap(path, entry) for path, entry in sorted(measured.items()) if has_gap(entry)]
    overall = report["totals"]["percent_covered"]
    if overall < OVERALL_PERCENT:
        found.append(f"overall: {overall:.1f} %, wanted {OVERALL_PERCENT:.0f} %")
    return found


def has_gap(entry: dict[str, Any]) -> bool:
    """Tell whether a file has a line or a branch that no test visits."""
    return bool(entry["missing_lines"] or entry["missing_branches"])


def gap(path: str, entry: dict[str, Any]) -> str:
    """Describe what no test visits in one file."""
    lines = ", ".join(map(str, entry["missing_lines"])) or "none"
    branches = ", ".join(f"{a}->{b}" for a, b in entry["missing_branches"]) or "none"
    return f"{path}: unvisited lines {lines}; branches {branches}"


if __name__ == "__main__":
    measured_report = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    shortfalls = complaints(measured_report)
    print("\n".join(shortfalls))
    print(f"Coverage: {measured_report['totals']['percent_covered']:.1f} % overall", end="; ")
    print(f"{len(shortfalls)} short of the goal" if shortfalls else "the goal is met")
    raise SystemExit(bool(shortfalls))
