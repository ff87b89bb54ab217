"""Make the calibration again: what a share of agreeing samples says of being right, and how far.

    python -m benchmarks.calibrate PAIRS.jsonl [--write]

The pairs are those of `benchmarks.alignment`. Each set is reported by cross-validation over
`subject`: what is said of a person's pairs was fitted on other persons' pairs alone. With
--write, the calibration fitted on all pairs replaces progress/vision/calibration.json.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.alignment import WRONG_PX, error_px
from progress.vision import codec, verify
from progress.vision.prepared import Prepared, prepare
from progress.vision.solve import Solved, solve
from progress.vision.transform import normalised
from progress.vision.verify import Calibration, Evidence

FOLDS = 5
STEPS, RATE = 60, 1.0
HONEST = 0.975
"""Share of pairs within twice the stated error that the fit aims at; 0.95 is promised."""

Pair = dict[str, Any]
Case = tuple[Pair, Evidence, float]


def main(pairs_file: Path, write: bool) -> None:
    cv2.setNumThreads(1)
    cases = [measured(pairs_file.parent, pair) for pair in read(pairs_file)]
    subjects = sorted({pair["subject"] for pair, _, _ in cases})
    fold = {subject: index % FOLDS for index, subject in enumerate(subjects)}
    fitted = [fit([c for c in cases if fold[c[0]["subject"]] != k]) for k in range(FOLDS)]
    for name in dict.fromkeys(pair["set"] for pair, _, _ in cases):
        chosen = [case for case in cases if case[0]["set"] == name]
        print(f"{name:14}", row(chosen, [fitted[fold[c[0]["subject"]]] for c in chosen]))
    found = fit(cases)
    print(found)
    if write:
        verify.CALIBRATION_FILE.write_text(json.dumps(asdict(found), indent=2) + "\n")


def read(pairs_file: Path) -> list[Pair]:
    """Those whose truth is a transform, or that there is none."""
    pairs = [json.loads(line) for line in pairs_file.read_text(encoding="utf-8").splitlines()]
    return [pair for pair in pairs if pair["truth"] != "landmarks"]


def measured(folder: Path, pair: Pair) -> Case:
    one, other = (photo(folder / pair[role], pair["region"]) for role in ROLES)
    solved = solve(one, other)
    return pair, solved.evidence, off(pair, one, other, solved)


ROLES = ("reference", "moving")


def photo(path: Path, region: str) -> Prepared:
    image = codec.decode(path)
    return prepare(image, region, (image.shape[1], image.shape[0]))


def off(pair: Pair, one: Prepared, other: Prepared, solved: Solved) -> float:
    """Pixels at 1024; infinite where any answer is wrong."""
    if pair["truth"] is None:
        return float("inf")
    matrix = normalised(np.linalg.inv(one.to_work) @ solved.matrix @ other.to_work)
    return error_px(pair, matrix)


def fit(cases: list[Case]) -> Calibration:
    shares = np.array([evidence.agrees for _, evidence, _ in cases])
    errors = np.array([error for _, _, error in cases])
    at_half, slope = logistic(shares, errors <= WRONG_PX)
    right = [case for case in cases if case[2] <= WRONG_PX]
    return Calibration(at_half, slope, **stated(right))


def logistic(shares: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Platt (1999), with his targets short of 0 and 1 and Newton steps."""
    yes, no = right.sum(), (~right).sum()
    target = np.where(right, (yes + 1) / (yes + 2), 1 / (no + 2))
    x = np.stack([np.ones_like(shares), shares], axis=1)
    line = np.zeros(2)
    for _ in range(STEPS):
        said = 1 / (1 + np.exp(-x @ line))
        curve = x.T @ (x * (said * (1 - said))[:, None]) + 1e-6 * np.eye(2)
        line += RATE * np.linalg.solve(curve, x.T @ (target - said))
    return float(-line[0] / line[1]), float(line[1])


def stated(right: list[Case]) -> dict[str, float]:
    """Error as an exponential of looseness, for scalps and faces, wide enough to be honest."""
    loose = np.array([evidence.looseness for _, evidence, _ in right])
    face = np.array([pair["region"] == "face" for pair, _, _ in right], float)
    log = np.log([max(error, 0.1) for _, _, error in right])
    x = np.stack([np.ones_like(loose), loose, face], axis=1)
    line = np.linalg.lstsq(x, log, rcond=None)[0]
    wide = float(np.quantile(np.exp(log - x @ line), HONEST)) / 2
    return {
        "error_px": float(np.exp(line[0])) * max(wide, 1.0),
        "looseness": float(line[1]),
        "face_factor": float(np.exp(line[2])),
    }


def row(cases: list[Case], calibrations: list[Calibration]) -> str:
    trust = np.array([c.trust(e) for (_, e, _), c in zip(cases, calibrations, strict=True)])
    said = np.array(
        [c.error(e, p["region"]) for (p, e, _), c in zip(cases, calibrations, strict=True)]
    )
    errors = np.array([error for _, _, error in cases])
    claimed = trust >= verify.LEAST_TRUST
    right = errors <= WRONG_PX
    text = f"{len(cases):4} pairs, claimed {100 * claimed.mean():5.1f} %"
    text += f", claimed and wrong {100 * np.mean(claimed & ~right):4.1f} %"
    text += f", trust of right ones {np.median(trust[right]):.3f}" if right.any() else ""
    if (claimed & right).any():
        honest = errors[claimed] <= 2 * np.maximum(said[claimed], 1)
        text += f", within twice the stated error {100 * honest.mean():5.1f} %"
    return text + f", Brier {np.mean((trust - right) ** 2):.4f}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--write" in sys.argv[2:])
