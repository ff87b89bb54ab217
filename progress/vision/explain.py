"""A picture of every stage of an alignment, with a sentence under each, for people who want to see.

The stages are run again by the functions that align() itself uses; its answer comes from outside.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from progress.vision import estimate, features, flow, subject, verify
from progress.vision.answer import Alignment, Refusal
from progress.vision.prepared import Prepared
from progress.vision.transform import Matrix, Points, compose, invert, project

Picture = NDArray[np.uint8]

ORANGE, BLUE, GREY = (230, 159, 0), (0, 130, 220), (150, 150, 150)
"""Told apart by everybody (Okabe & Ito 2008)."""
SQUARES = 8
TEXT_SIZE, LINE, MARGIN = 18, 26, 12
LETTERS_PER_PIXEL = 0.115


@dataclass(frozen=True)
class Stage:
    """`picture` is RGB, with its caption written under it."""

    name: str
    picture: Picture
    caption: str

    def png(self) -> bytes:
        return bytes(cv2.imencode(".png", self.picture[..., ::-1])[1])


@dataclass(frozen=True)
class Try:
    """A guess, and what dense flow made of it."""

    guess: estimate.Guess
    refined: Matrix
    evidence: verify.Evidence


def explain(reference: Prepared, moving: Prepared, answer: Alignment | Refusal) -> list[Stage]:
    """What led to `answer`, which align() gave for these two photos, in order."""
    tries = _tries(reference, moving)
    stages = [_photos(reference, moving), _features(reference, moving, tries)]
    stages += [_guess(reference, moving, number, each) for number, each in enumerate(tries, 1)]
    if isinstance(answer, Alignment):
        matrix = compose(reference.to_work, compose(answer.matrix, invert(moving.to_work)))
        last = _aligned(reference, moving, answer, matrix)
        return [*stages, _evidence(reference, moving, matrix), last]
    if tries:
        best = max(tries, key=lambda each: each.evidence.agrees)
        stages.append(_evidence(reference, moving, best.refined))
    return [*stages, _refused(reference, moving, answer)]


def _tries(reference: Prepared, moving: Prepared) -> list[Try]:
    """As many guesses as align() needs."""
    there, here = flow.flatten(reference.gray), flow.flatten(moving.gray)
    tries: list[Try] = []
    for guess in estimate.guesses(reference, moving):
        refined, seen = flow.refine(there, here, subject.mask(reference), guess.matrix)
        tries.append(Try(guess, refined, verify.weigh(seen)))
        if tries[-1].evidence.enough:
            break
    return tries


# -- the stages ----------------------------------------------------------------------------------


def _photos(reference: Prepared, moving: Prepared) -> Stage:
    return _stage(
        "photos",
        _beside(*(_as_compared(photo) for photo in (reference, moving))),
        "The two photos as they are compared, reference on the left: small, grey, light and "
        "contrast made even. Blue encloses the head as the program takes it to be; a face's "
        "landmarks are orange.",
    )


def _as_compared(photo: Prepared) -> Picture:
    picture = _head(photo)
    _dots(picture, photo.landmarks[:, :2], ORANGE)
    return picture


def _head(photo: Prepared) -> Picture:
    picture = _rgb(flow.flatten(photo.gray))
    inside = np.asarray(subject.mask(photo) == 255, np.uint8)
    outline, _ = cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(picture, outline, -1, BLUE, 2)
    return picture


def _features(reference: Prepared, moving: Prepared, tries: list[Try]) -> Stage:
    pairs = features.match(moving.descriptors, reference.descriptors)
    here = moving.points[pairs[:, 0]].astype(float)
    there = reference.points[pairs[:, 1]].astype(float)
    agree = _on(tries, here, there)
    picture = _beside(_rgb(reference.gray), _rgb(moving.gray))
    shift = [reference.size[0], 0]
    _lines(picture, there[~agree], here[~agree] + shift, GREY)
    _lines(picture, there[agree], here[agree] + shift, ORANGE)
    return _stage(
        "features",
        picture,
        f"{len(reference.points)} and {len(moving.points)} features; {len(pairs)} pairs chose each "
        f"other, and {agree.sum()} of them, in orange, agree on one transform.",
    )


def _on(tries: list[Try], here: Points, there: Points) -> NDArray[np.bool_]:
    """Which matches lie on the first guess that came from features."""
    for tried in tries:
        if tried.guess.method == "features":
            gap = np.linalg.norm(project(tried.guess.matrix, here) - there, axis=1)
            return np.asarray(gap < estimate.INLIER_PX)
    return np.zeros(len(here), bool)


def _guess(reference: Prepared, moving: Prepared, number: int, tried: Try) -> Stage:
    pictures = (_overlaid(reference, moving, each) for each in (tried.guess.matrix, tried.refined))
    return _stage(
        f"guess-{number}",
        _beside(*pictures),
        f"Guess {number}, from {tried.guess.method}: before refining it with dense flow, and "
        "after. Orange where the reference is brighter, blue where the other is, grey where they "
        "are alike. "
        f"{_percent(tried.evidence.agrees)} of the head agrees with it afterwards.",
    )


def _evidence(reference: Prepared, moving: Prepared, matrix: Matrix) -> Stage:
    there, here = flow.flatten(reference.gray), flow.flatten(moving.gray)
    seen = flow.measure(there, here, subject.mask(reference), matrix)
    evidence = verify.weigh(seen)
    agree = np.linalg.norm(seen.there - seen.here, axis=1) < verify.AGREES_PX
    picture = _head(reference)
    _dots(picture, seen.here[~agree], ORANGE)
    _dots(picture, seen.here[agree], BLUE)
    return _stage(
        "evidence",
        picture,
        "Dots stand where flow forward and backward tells the same: on "
        f"{_percent(evidence.believed)} of the head. Blue ones lie where the transform puts them "
        f"({_percent(evidence.agrees)} of the head), orange ones elsewhere.",
    )


def _aligned(reference: Prepared, moving: Prepared, answer: Alignment, matrix: Matrix) -> Stage:
    laid = _laid(reference, moving, matrix)
    board = np.where(_squares(reference.gray)[..., None], _rgb(reference.gray), _rgb(laid))
    blend = _rgb(np.asarray((reference.gray / 2 + laid / 2), np.uint8))
    reasons = " ".join(answer.reasons)
    return _stage(
        "result",
        _beside(board, blend),
        f"Aligned: the two in turns on a board, and both at half strength. Expected error "
        f"{answer.error_px:.1f} px at 1024 px, trust {answer.trust:.2f}, grade {answer.grade}, by "
        f"{answer.method}. {reasons}".strip(),
    )


def _refused(reference: Prepared, moving: Prepared, answer: Refusal) -> Stage:
    return _stage(
        "result",
        _beside(_rgb(reference.gray), _rgb(moving.gray)),
        f"Refused ({answer.reason}): {answer.message} Nothing is laid over anything.",
    )


# -- drawing -------------------------------------------------------------------------------------


def _stage(name: str, picture: Picture, caption: str) -> Stage:
    """The caption in black on white, under the picture."""
    lines = textwrap.wrap(caption, max(int(picture.shape[1] * LETTERS_PER_PIXEL), 20))
    strip = Image.new("RGB", (picture.shape[1], LINE * len(lines) + 2 * MARGIN), "white")
    draw, font = ImageDraw.Draw(strip), ImageFont.load_default(TEXT_SIZE)
    for number, line in enumerate(lines):
        draw.text((MARGIN, MARGIN + LINE * number), line, "black", font)
    return Stage(name, np.vstack([picture, np.asarray(strip)]), caption)


def _rgb(gray: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(gray, cv2.COLOR_GRAY2RGB), np.uint8)


def _beside(*pictures: Picture) -> Picture:
    height = max(picture.shape[0] for picture in pictures)
    padded = [
        cv2.copyMakeBorder(
            each, 0, height - each.shape[0], 0, 0, cv2.BORDER_CONSTANT, value=(255,) * 3
        )
        for each in pictures
    ]
    return np.asarray(np.hstack(padded), np.uint8)


def _laid(reference: Prepared, moving: Prepared, matrix: Matrix) -> Picture:
    return np.asarray(cv2.warpPerspective(moving.gray, matrix, reference.size), np.uint8)


def _overlaid(reference: Prepared, moving: Prepared, matrix: Matrix) -> Picture:
    one, other = (
        flow.flatten(gray).astype(float)
        for gray in (reference.gray, _laid(reference, moving, matrix))
    )
    return np.stack([one, (one + other) / 2, other], axis=2).astype(np.uint8)


def _squares(gray: Picture) -> NDArray[np.bool_]:
    y, x = np.indices(gray.shape)
    side = max(gray.shape) / SQUARES
    return np.asarray((y // side + x // side) % 2 == 0)


def _dots(picture: Picture, points: Points, colour: tuple[int, int, int]) -> None:
    for point in np.rint(points).astype(int).tolist():
        cv2.circle(picture, point, 2, colour, -1)


def _lines(picture: Picture, one: Points, other: Points, colour: tuple[int, int, int]) -> None:
    for start, end in zip(
        np.rint(one).astype(int).tolist(), np.rint(other).astype(int).tolist(), strict=True
    ):
        cv2.line(picture, start, end, colour, 1, cv2.LINE_AA)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
