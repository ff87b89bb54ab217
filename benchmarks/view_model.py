"""Fitting which side of the head a photo shows: what `progress/vision/viewpoint.npz` holds.

A softmax over (side, quarter turn) with the same weights for every turn; the turn of a training
photo is unknown, so that its likelihood sums over the four. Every photo is seen mirrored as well
(left becomes right), and moved a little. Full batch, Adam (Kingma & Ba 2015), nothing random but
the moves, whose seed is fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from progress.vision import viewpoint
from progress.vision.viewpoint import LEFT, RIGHT, SIDES, UPRIGHT, Model

MIRRORED = np.array(
    [RIGHT if side == LEFT else LEFT if side == RIGHT else side for side in range(5)]
)
COPIES = 4
"""Of every photo, the first as it is; the rest turned, scaled and shifted by about as much as hands
do: degrees, natural logarithm, shares of the side."""
TURN, SCALE, SHIFT = 8.0, 0.10, 0.04
ROUNDS, RATE, DECAY = 100, 0.05, 1e-4
"""Steps, step size and weight decay: 75 % to 200 % of the decay measure alike over persons."""
SETTLING = 25
"""Rounds in which photos are firmly taken to be upright, so that turns are named alike."""


@dataclass(frozen=True)
class Photos:
    """n photos: descriptions (n, COPIES, 2 mirrored, 4 turns, d), sides (n,) and persons (n,)."""

    described: np.ndarray
    sides: np.ndarray
    persons: np.ndarray

    def where(self, chosen: np.ndarray) -> Photos:
        return Photos(self.described[chosen], self.sides[chosen], self.persons[chosen])


def described(gray: np.ndarray, seed: int) -> np.ndarray:
    """(COPIES, 2, 4, d) of one gray photo; the seed says how its copies are moved."""
    random = np.random.default_rng(seed)
    copies = [gray, *(_moved(gray, random) for _ in range(COPIES - 1))]
    return np.stack(
        [[viewpoint.describe(copy), viewpoint.describe(copy[:, ::-1])] for copy in copies]
    )


def _moved(gray: np.ndarray, random: np.random.Generator) -> np.ndarray:
    middle = np.array(gray.shape[::-1]) / 2
    scale = float(np.exp(random.normal(0, SCALE)))
    matrix = cv2.getRotationMatrix2D(tuple(middle), random.normal(0, TURN), scale)
    matrix[:, 2] += random.normal(0, SHIFT, 2) * gray.shape[::-1]
    return cv2.warpAffine(gray, matrix, gray.shape[::-1], borderMode=cv2.BORDER_REFLECT)


def fit(photos: Photos) -> Model:
    """The model that explains the photos best."""
    mean = photos.described.mean(axis=(0, 1, 2, 3))
    values = photos.described - mean
    spread = np.sqrt((values**2).sum(axis=-1).mean())
    turns = (values / spread).reshape(-1, 4, values.shape[-1])
    both = np.stack([photos.sides, MIRRORED[photos.sides]], axis=1)
    sides = both[:, None].repeat(COPIES, axis=1).ravel()
    weights, bias = _descend(turns, sides)
    return Model(weights / spread, bias, mean.astype(np.float32))


def _descend(turns: np.ndarray, sides: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights (d, 5) and bias (5,)."""
    flat = turns.reshape(-1, turns.shape[-1])
    parts = [np.zeros((flat.shape[1], len(SIDES)), np.float32), np.zeros(len(SIDES), np.float32)]
    means, squares = ([np.zeros_like(part) for part in parts] for _ in range(2))
    for step in range(1, ROUNDS + 1):
        upright = UPRIGHT * (3 if step <= SETTLING else 1)
        slope = _slope(turns.shape[0], flat @ parts[0] + parts[1], sides, upright)
        for part, mean, square, by in zip(
            parts,
            means,
            squares,
            (flat.T @ slope + DECAY * parts[0], slope.sum(axis=0)),
            strict=True,
        ):
            mean += 0.1 * (by - mean)
            square += 0.01 * (by**2 - square)
            part -= RATE * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return parts[0], parts[1]


def _slope(count: int, logits: np.ndarray, sides: np.ndarray, upright: float) -> np.ndarray:
    """How the mean negative log likelihood changes with each logit, (n * 4, 5)."""
    shaped = logits.reshape(count, 4, len(SIDES)) - upright * (np.arange(4) > 0)[:, None]
    raw = np.exp(shaped - shaped.max(axis=(1, 2), keepdims=True))
    guess = raw / raw.sum(axis=(1, 2), keepdims=True)
    target = np.zeros_like(guess)
    every = np.arange(count)
    own = guess[every, :, sides]
    target[every, :, sides] = own / np.maximum(own.sum(axis=1, keepdims=True), 1e-12)
    return np.asarray((guess - target) / count, np.float32).reshape(-1, len(SIDES))


def write(model: Model, path: Path) -> None:
    """Half precision: 1,152 x 5 numbers and no photo."""
    halves = {name: value.astype(np.float16) for name, value in model._asdict().items()}
    np.savez_compressed(path, **halves)
