"""Fail unless the rooms where mistakes are dearest had enough branches taken by their own tests.

Reads what `make coverage` measured; counts branches alone, which is stricter than lines.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from coverage import Coverage

ROOMS = ("rules", "vision", "storage")
ENOUGH = 95.0


def main() -> None:
    measured = Coverage()
    measured.load()
    shares = {room: share(measured, room) for room in ROOMS}
    for room, percent in shares.items():
        print(f"{room:8} {percent:5.1f} % of branches")
    short = [room for room, percent in shares.items() if percent < ENOUGH]
    if short:
        measured.report(include=[f"progress/{room}/*" for room in short], skip_covered=True)
        sys.exit(f"Too few branches are tested (at least {ENOUGH:.0f} %): {', '.join(short)}")


def share(measured: Coverage, room: str) -> float:
    """Percent of the room's branches that were taken."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "coverage.json")
        measured.json_report(outfile=str(report), include=[f"progress/{room}/*"])
        totals = json.loads(report.read_text())["totals"]
    return 100.0 * totals["covered_branches"] / max(totals["num_branches"], 1)


if __name__ == "__main__":
    main()
