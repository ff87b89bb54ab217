"""Our alignment beside what OpenCV's users reach, on pairs of photos with known truth.

    python -m benchmarks.alignment PAIRS.jsonl

A pair has `reference`, `moving` (paths relative to the file), `region`, `set` and `truth`: 3x3,
pixels of reference to pixels of moving, with four `corners` in the reference; or null, for a pair
that must be refused; or "landmarks", for real photos of different days, with `landmarks_*`,
`inter_ocular_px` and `floor_percent`, which the best similarity leaves.

AUC@t: area under the recall curve up to t px at 1024 px long side, a refusal counting as an
infinite error (SuperGlue, Sarlin et al. 2020). Wrong: claimed, and off by more than 10 px.
Accepted: must be refused, claimed. Honest: within twice the stated error. Good: real pairs within
the floor + 5 percent; bad: claimed, beyond the floor + 10. ms: median CPU of one pair, both photos
prepared, decoding left out.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from progress.vision import codec
from progress.vision.align import Alignment, align
from progress.vision.transform import project

Pair = dict[str, Any]
Image = np.ndarray
LONG_SIDE = 1024
WRONG_PX = 10
GOOD_PERCENT, BAD_PERCENT = 5, 10


@dataclass(frozen=True)
class Answer:
    matrix: np.ndarray | None
    error_px: float | None
    grade: str
    ms: float


Method = Callable[[Image, Image, str], tuple[np.ndarray | None, float | None, str]]


def main(pairs_file: Path) -> None:
    cv2.setNumThreads(1)
    pairs = [json.loads(line) for line in pairs_file.read_text(encoding="utf-8").splitlines()]
    answers = {name: [] for name in METHODS}
    for pair in pairs:
        one, other = (
            codec.decode(pairs_file.parent / pair[role]) for role in ("reference", "moving")
        )
        for name, method in METHODS.items():
            answers[name].append(timed(method, one, other, pair["region"]))
    for group in dict.fromkeys(pair["set"] for pair in pairs):
        chosen = [index for index, pair in enumerate(pairs) if pair["set"] == group]
        print(f"\n{group}: {len(chosen)} pairs")
        for name, given in answers.items():
            print(f"  {name:20}{row([pairs[i] for i in chosen], [given[i] for i in chosen])}")


def timed(method: Method, one: Image, other: Image, region: str) -> Answer:
    cv2.setRNGSeed(1)
    started = time.process_time()
    matrix, error, grade = method(one, other, region)
    return Answer(matrix, error, grade, 1000 * (time.process_time() - started))


# -- methods -------------------------------------------------------------------------------------


def ours(one: Image, other: Image, region: str) -> tuple[np.ndarray | None, float | None, str]:
    answer = align(one, other, region)
    if isinstance(answer, Alignment):
        return answer.matrix, answer.error_px, answer.grade
    return None, None, "F"


def orb(one: Image, other: Image, region: str) -> tuple[np.ndarray | None, float | None, str]:
    """The usual tutorial: the best 15 percent of matches, RANSAC."""
    (here, first), (there, second) = detected(cv2.ORB.create(5000), other, one)
    matches = sorted(cv2.BFMatcher(cv2.NORM_HAMMING).match(first, second), key=distance)
    return fitted(here, there, matches[: int(len(matches) * 0.15)], cv2.RANSAC), None, "A"


def sift(one: Image, other: Image, region: str) -> tuple[np.ndarray | None, float | None, str]:
    """OpenCV's tutorial: ratio test at 0.7, RANSAC at 5 px."""
    (here, first), (there, second) = detected(cv2.SIFT.create(), other, one)
    matches = [pair for pair in cv2.BFMatcher().knnMatch(first, second, k=2) if len(pair) == 2]
    good = [m for m, n in matches if m.distance < 0.7 * n.distance]
    return (fitted(here, there, good, cv2.RANSAC) if len(good) > 10 else None), None, "A"


def rootsift(one: Image, other: Image, region: str) -> tuple[np.ndarray | None, float | None, str]:
    """RootSIFT, chosen both ways, MAGSAC++, at least fifteen inliers."""
    (here, first), (there, second) = detected(cv2.SIFT.create(), other, one)
    first, second = (np.sqrt(d / np.maximum(d.sum(1, keepdims=True), 1)) for d in (first, second))
    matches = cv2.BFMatcher(cv2.NORM_L2, crossCheck=True).match(first, second)
    return fitted(here, there, matches, cv2.USAC_MAGSAC, least=15), None, "A"


def detected(detector: Any, *photos: Image) -> Iterable[tuple[Any, np.ndarray]]:
    return (detector.detectAndCompute(cv2.cvtColor(p, cv2.COLOR_RGB2GRAY), None) for p in photos)


def fitted(here: Any, there: Any, matches: Any, how: int, least: int = 4) -> np.ndarray | None:
    if len(matches) < 4:
        return None
    a = np.array([here[m.queryIdx].pt for m in matches])
    b = np.array([there[m.trainIdx].pt for m in matches])
    matrix, inliers = cv2.findHomography(a, b, how, 5.0)
    return matrix if matrix is not None and inliers.sum() >= least else None


def distance(match: Any) -> float:
    return float(match.distance)


METHODS: dict[str, Method] = {
    "Progress": ours,
    "ORB": orb,
    "SIFT": sift,
    "RootSIFT, MAGSAC++": rootsift,
}


# -- scores --------------------------------------------------------------------------------------


def row(pairs: list[Pair], answers: list[Answer]) -> str:
    ms = f"{np.median([answer.ms for answer in answers]):6.0f} ms"
    claimed = np.array([answer.matrix is not None for answer in answers])
    if pairs[0]["truth"] is None:
        return f"accepted {100 * claimed.mean():5.1f} %  {ms}"
    if pairs[0]["truth"] == "landmarks":
        return real_row(pairs, answers, claimed) + ms
    errors = np.array([error_px(p, a.matrix) for p, a in zip(pairs, answers, strict=True)])
    scores = " / ".join(f"{100 * auc(errors, limit):4.1f}" for limit in (3, 5, 10))
    wrong = 100 * np.mean(claimed & (errors > WRONG_PX))
    return f"AUC {scores}  wrong {wrong:5.1f} %  honest {honest(errors, answers)}  {ms}"


def real_row(pairs: list[Pair], answers: list[Answer], claimed: np.ndarray) -> str:
    excess = np.array(
        [
            landmark_percent(p, a.matrix) - p["floor_percent"]
            for p, a in zip(pairs, answers, strict=True)
        ]
    )
    warned = np.array([answer.grade >= "D" for answer in answers]) | ~claimed
    bad = claimed & (excess > BAD_PERCENT)
    return (
        f"good {100 * np.mean(excess <= GOOD_PERCENT):5.1f} %  bad {100 * bad.mean():5.1f} %  "
        f"warned {100 * warned.mean():5.1f} %  "
    )


def error_px(pair: Pair, matrix: np.ndarray | None) -> float:
    """Mean distance of the corners after truth and answer, at 1024 px."""
    if matrix is None:
        return float("inf")
    corners = np.array(pair["corners"], float)
    with np.errstate(all="ignore"):
        back = project(matrix, project(np.array(pair["truth"]), corners))
    error = np.linalg.norm(back - corners, axis=1).mean() * LONG_SIDE / pair["long_side"]
    return float(error) if np.isfinite(error) else float("inf")


def landmark_percent(pair: Pair, matrix: np.ndarray | None) -> float:
    """RMS distance of the landmarks, in percent of the eyes' distance."""
    if matrix is None:
        return float("inf")
    there = project(matrix, np.array(pair["landmarks_moving"], float))
    gap = np.linalg.norm(there - np.array(pair["landmarks_reference"], float), axis=1)
    return float(100 * np.sqrt((gap**2).mean()) / pair["inter_ocular_px"])


def auc(errors: np.ndarray, limit: float) -> float:
    errors = np.sort(errors)
    recall = np.arange(1, len(errors) + 1) / len(errors)
    kept = int(np.searchsorted(errors, limit))
    x = np.r_[0, errors[:kept], limit]
    y = np.r_[0, recall[:kept], recall[kept - 1] if kept else 0]
    return float(np.trapezoid(y, x) / limit)


def honest(errors: np.ndarray, answers: list[Answer]) -> str:
    stated = [
        (error, answer.error_px)
        for error, answer in zip(errors, answers, strict=True)
        if np.isfinite(error) and answer.error_px is not None
    ]
    if not stated:
        return "    -  "
    return f"{100 * np.mean([error <= 2 * max(said, 1) for error, said in stated]):5.1f} %"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name a file of pairs: python -m benchmarks.alignment PAIRS.jsonl")
    main(Path(sys.argv[1]))
