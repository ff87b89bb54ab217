"""Lining up by hand, simulated on pairs of photos with known truth.

    python -m benchmarks.clicks PAIRS.jsonl

A person clicks on places that stand out (Shi & Tomasi 1994) on the reference, and misses them on
the moving photo by a given root mean square, in px at 1024 px long side. Clicks: how many the best
match moves, how far off they are before and after, and how many of the moved end more than 5 px
off. Nothing there: clicks at least 60 px away from the place, which should all stay. By hand: the
mean error over the pair's corners with so many marks, without and with the best match, what is
stated with it, and how often twice of that suffices.
The pairs are those of benchmarks.alignment; only those with a known matrix count.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from progress.errors import InvalidInput
from progress.vision import byhand, click, codec
from progress.vision.transform import Matrix, compose, invert, project, resized

PLACES = 8
MISSES_PX = (3, 8, 16)
MARKS = (2, 4, 6)
NOWHERE_PX = 60
WRONG_PX = 5
EDGE_PX = 40


@dataclass(frozen=True)
class Scene:
    """A pair as it is searched, its truth in those pixels, and places that stand out."""

    reference: click.Gray
    moving: click.Gray
    truth: Matrix
    corners: np.ndarray
    places: np.ndarray

    @property
    def clicked(self) -> Iterable[tuple[np.ndarray, np.ndarray]]:
        """The most salient places, and where they are on the moving photo."""
        chosen = self.places[:PLACES]
        return zip(chosen, project(self.truth, chosen), strict=True)

    @property
    def sizes(self) -> tuple[tuple[int, int], tuple[int, int]]:
        moving, reference = (each.shape[::-1] for each in (self.moving, self.reference))
        return moving, reference


def main(pairs_file: Path) -> None:
    cv2.setNumThreads(1)
    pairs = [json.loads(line) for line in pairs_file.read_text(encoding="utf-8").splitlines()]
    known = [pair for pair in pairs if isinstance(pair["truth"], list)]
    for group in dict.fromkeys(pair["set"] for pair in known):
        rng = np.random.default_rng(1)
        scenes = [_scene(pairs_file.parent, pair) for pair in known if pair["set"] == group]
        print(f"\n{group}: {len(scenes)} pairs")
        for miss in MISSES_PX:
            print(f"  clicks {miss:2} px off: {clicks(scenes, miss, rng)}")
        print(f"  nothing there: {nothing_there(scenes, rng)}")
        for marks in MARKS:
            print(f"  by hand, {marks} marks: {by_hand(scenes, marks, rng)}")


def _scene(folder: Path, pair: dict[str, Any]) -> Scene:
    images = [codec.decode(folder / pair[role]) for role in ("reference", "moving")]
    sizes = [(image.shape[1], image.shape[0]) for image in images]
    there, here = (resized(size, click.size_of(size)) for size in sizes)
    truth = compose(here, compose(np.array(pair["truth"]), invert(there)))
    reference, moving = (click.ready(image) for image in images)
    corners = project(there, np.array(pair["corners"], float))
    return Scene(reference, moving, truth, corners, _places(reference, moving, truth, corners))


def _places(
    reference: click.Gray, moving: click.Gray, truth: Matrix, corners: np.ndarray
) -> np.ndarray:
    """On the head, and on both photos."""
    head = np.zeros_like(reference)
    low, high = (corners.min(axis=0) + EDGE_PX).astype(int), (corners.max(axis=0) - EDGE_PX)
    middle, axes = ((low + high) / 2).astype(int), ((high - low) * 0.45).astype(int)
    cv2.ellipse(head, middle.tolist(), axes.tolist(), 0, 0, 360, 255, -1)
    smooth = cv2.GaussianBlur(reference, (0, 0), 2)
    found = cv2.goodFeaturesToTrack(smooth, 60, 0.05, 25, mask=head).reshape(-1, 2).astype(float)
    there = project(truth, found)
    seen = (there > EDGE_PX) & (there < np.array(moving.shape[::-1]) - EDGE_PX)
    return found[seen.all(axis=1)]


def clicks(scenes: Iterable[Scene], miss: float, rng: np.random.Generator) -> str:
    before, after, asked = [], [], 0
    for scene in scenes:
        for place, true in scene.clicked:
            clicked = true + rng.normal(0, miss / np.sqrt(2), 2)
            spot = click.best_spot(scene.reference, scene.moving, tuple(place), tuple(clicked))
            asked += 1
            if spot is not None:
                before.append(np.linalg.norm(clicked - true))
                after.append(np.linalg.norm(spot - true))
    wrong = np.mean(np.array(after) > WRONG_PX)
    return (
        f"{len(after) / asked:4.0%} of {asked} moved, from {np.median(before):4.1f} px off to "
        f"{np.median(after):.2f} (medians), {wrong:.1%} of them wrong"
    )


def nothing_there(scenes: Iterable[Scene], rng: np.random.Generator) -> str:
    moved = asked = 0
    for scene in scenes:
        for place, true in scene.clicked:
            elsewhere = rng.uniform(0.25, 0.75, 2) * scene.moving.shape[::-1]
            if np.linalg.norm(elsewhere - true) < NOWHERE_PX:
                continue
            asked += 1
            spot = click.best_spot(scene.reference, scene.moving, tuple(place), tuple(elsewhere))
            moved += spot is not None
    return f"{moved} of {asked} moved"


def by_hand(scenes: Iterable[Scene], marks: int, rng: np.random.Generator) -> str:
    rows = []
    for scene in scenes:
        there, here = _marked(scene, marks, rng)
        rows.append((False, *_error(scene, there, here, np.zeros(len(here), bool))))
        best = _refined(scene, there, here)
        rows.append((True, *_error(scene, there, best, (best != here).any(axis=1))))
    own, best = (np.array([r[1:] for r in rows if r[0] == which]) for which in (False, True))
    honest = np.mean(best[:, 0] <= 2 * best[:, 1])
    return (
        f"{np.median(own[:, 0]):5.1f} px, with the best match {np.median(best[:, 0]):5.1f} px, "
        f"stated {np.median(best[:, 1]):5.1f}, honest {honest:.0%}"
    )


def _marked(scene: Scene, marks: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Careful clicks on places far from each other."""
    chosen = [0]
    while len(chosen) < min(marks, len(scene.places)):
        gaps = np.linalg.norm(scene.places[:, None] - scene.places[chosen], axis=2)
        chosen.append(int(gaps.min(axis=1).argmax()))
    there = scene.places[chosen]
    miss = byhand.CLICK_PX / np.sqrt(2)
    here = project(scene.truth, there) + rng.normal(0, miss, there.shape)
    return there + rng.normal(0, miss, there.shape), here


def _refined(scene: Scene, there: np.ndarray, here: np.ndarray) -> np.ndarray:
    """One after another, each helped by those before."""
    done: list[np.ndarray] = []
    for number, (place, clicked) in enumerate(zip(there, here, strict=True)):
        known = _known(scene, there[:number], np.array(done))
        spot = click.best_spot(scene.reference, scene.moving, tuple(place), tuple(clicked), known)
        done.append(clicked if spot is None else np.array(spot))
    return np.array(done)


def _known(scene: Scene, there: np.ndarray, here: np.ndarray) -> Matrix | None:
    try:
        return byhand.from_points(here, there, scene.sizes).matrix
    except InvalidInput:
        return None


def _error(
    scene: Scene, there: np.ndarray, here: np.ndarray, matched: np.ndarray
) -> tuple[float, float]:
    answer = byhand.from_points(here, there, scene.sizes, matched)
    back = project(answer.matrix, project(scene.truth, scene.corners))
    return float(np.linalg.norm(back - scene.corners, axis=1).mean()), answer.error_px


if __name__ == "__main__":
    main(Path(sys.argv[1]))
