"""Every file of a folder through the codec: it may answer with a photo or with a sentence, quickly.

    python -m benchmarks.bad_images FOLDER

Each file is decoded in a process of its own with limits on time and memory, so that a decoder that
crashes or never ends is counted and not suffered. Prints the outcomes and every file that crashed,
let another exception out, took more than 5 s or more than 1 GB; exit status 1 if there was any.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import cv2

from progress.errors import UnusablePhoto
from progress.vision import codec

SLOW_S = 5.0
LARGE_MB = 1024
KILLED_AFTER_S = 20
MEMORY_LIMIT = 4 << 30
_TOLD = 4096


@dataclass(frozen=True)
class Outcome:
    """What came of one file: `success`, `refused`, `leaked` or `crashed`, and what that took."""

    path: Path
    kind: str
    words: str
    seconds: float
    megabytes: float

    @property
    def is_fault(self) -> bool:
        return (
            self.kind in ("leaked", "crashed") or self.seconds > SLOW_S or self.megabytes > LARGE_MB
        )


def attempt(path: Path) -> Outcome:
    """Decode one file in a child process."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _limit()
        os.write(writing, _decode(path).encode(errors="replace")[:_TOLD])
        os._exit(0)
    os.close(writing)
    told = os.read(reading, _TOLD).decode(errors="replace")
    os.close(reading)
    _, status, usage = os.wait4(child, 0)
    kind, _, words = told.partition("\t")
    if status:
        kind, words = "crashed", f"exit status {os.waitstatus_to_exitcode(status)}"
    return Outcome(path, kind, words, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _limit() -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(KILLED_AFTER_S)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def _decode(path: Path) -> str:
    try:
        facts = codec.derivatives(path.read_bytes()).facts
        return f"success\t{facts.format} {facts.width} x {facts.height}"
    except UnusablePhoto as refusal:
        return f"refused\t{refusal.sentence}"
    except BaseException as error:
        return f"leaked\t{error!r}"


def report(outcomes: list[Outcome]) -> None:
    for (kind, words), count in Counter((o.kind, _gist(o)) for o in outcomes).most_common():
        print(f"{count:6d}  {kind:8s}  {words}")
    slowest = max(outcomes, key=lambda o: o.seconds)
    largest = max(outcomes, key=lambda o: o.megabytes)
    print(
        f"{len(outcomes):6d}  files; slowest {slowest.seconds:.2f} s ({slowest.path.name}), "
        f"largest {largest.megabytes:.0f} MB ({largest.path.name})"
    )
    for fault in filter(lambda o: o.is_fault, outcomes):
        print(
            f"FAULT  {fault.path}: {fault.kind}, {fault.words}, "
            f"{fault.seconds:.1f} s, {fault.megabytes:.0f} MB"
        )


def _gist(outcome: Outcome) -> str:
    """Sentences without their numbers; of a success only the format."""
    if outcome.kind == "success":
        return outcome.words.split()[0]
    return "".join("N" if c.isdigit() else c for c in outcome.words).replace("NN", "N")[:90]


def main(folder: Path) -> int:
    cv2.setNumThreads(1)
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "MANIFEST.csv")
    outcomes = [attempt(path) for path in paths]
    report(outcomes)
    return int(any(outcome.is_fault for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
