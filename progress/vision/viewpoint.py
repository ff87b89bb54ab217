"""From where a head was photographed: which view a photo shows before anybody has said so.

    gray -> describe (middle of the face detector) -> sides (five, whichever way up)  \
            recalled (the patient's own earlier photos, by the same description)       -> look
    RGB  -> face.find -> yaw (faces only)                                             /

The first layers of BlazeFace (Bazarevsky et al. 2019) see ears, necks and outlines and not only
faces. A softmax over five sides of the head reads them; `python -m benchmarks.views --fit` fits
it and writes SIDES_FILE. A photo that lies on its side is unlabelled, so the quarter turns are
summed over, as a latent class (multiple-instance learning, Dietterich et al. 1997).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from math import isfinite
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from progress.vision import face, nets, weights
from progress.vision.prepared import Prepared

Image = NDArray[np.uint8]
Values = NDArray[np.float64]
Description = NDArray[np.float32]
Looks = dict[str, float]
"""How likely the picture would be for each view; only the ratios mean something."""

SIDE = 128
"""Side, in pixels, of the square that the detector was made for; photos are squeezed into it."""
LAYER = "activation_9"
"""Of the layers tried (8 to 16, and the mesh network's), none tells sides apart better, and the
later ones take longer. HOG on 64 px, fitted alike, reaches 74 % where this reaches 85 %."""
CELLS = 4
"""The layer's 16 x 16 places are averaged to 4 x 4: where in the photo, and no finer."""
UPRIGHT = 2.0
"""Log odds of an upright photo against each other quarter turn; 1 to 3 measure alike."""
SIDES = ("front", "top", "left", "right", "back")
FRONT, TOP, LEFT, RIGHT, BACK = range(len(SIDES))
SIDES_FILE = Path(__file__).with_name("viewpoint.npz")

SCALP_SIDES = {
    "frontal-hairline": FRONT,
    "midline": TOP,
    "superior": TOP,
    "vertex": TOP,
    "left-temporal": LEFT,
    "right-temporal": RIGHT,
    "occipital": BACK,
}
"""Midline, top and crown are one side: no photos tell how well they could be told apart."""


class Facing(NamedTuple):
    """A face view. `turn`: -1 (left cheek) to 1; `yaw`: degrees that landmarks give it; `missed`:
    how often no face is found in it; `made_up`: how often landmarks are, where one is found."""

    turn: float
    yaw: float
    missed: float
    made_up: float


FACE_VIEWS = {
    "frontal": Facing(0, 0, 0.04, 0.02),
    "left-oblique": Facing(-0.5, -45, 0.25, 0.1),
    "right-oblique": Facing(0.5, 45, 0.25, 0.1),
    "left-lateral": Facing(-1, -66, 0.7, 0.4),
    "right-lateral": Facing(1, 66, 0.7, 0.4),
}
"""Of 83 profiles a face was found in 24, at about 65 degrees in half of them and at random in the
rest."""
YAW_SPREAD = 12.0
"""Degrees by which patients miss the pose and landmarks miss the yaw."""
ANYWHERE = 0.17
"""Density of a made-up yaw, beside the peak of a true one."""
LEAST_LOOK = 0.01
"""No picture says more than a hundred to one against a view."""

SURE = 0.95
"""Share of the likeliest view from which no earlier photo is asked for: 99 % of such are right."""
KINSHIP = 20.0
"""Log likelihood per cosine between descriptions of one patient's photos."""
STRANGER = 0.15
"""Cosine with an earlier photo of another view; it is what a view without photos counts for."""
MOST_KINSHIP = 3.4
"""The likest earlier photo speaks thirty to one for its view, and no louder: a view that the
patient has no photo of yet looks like none of them, but still like the same head."""

SAME_SIDE, OTHER_SIDE = 0.5, 0.02
"""Probability that two photos show one side of the head; between the two nothing is said."""
TURNED = 30.0
"""Degrees of yaw between two faces that make them two views, halfway between the standard ones."""


class Model(NamedTuple):
    """`weights` (n, 5) and `bias` (5,) read a description (n,) from which `mean` is taken."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    mean: NDArray[np.float32]


def look(image: Image, region: str, earlier: Iterable[tuple[str, Image]] = ()) -> Looks:
    """What an RGB photo says of its view, helped by the patient's earlier (view, photo) pairs.

    Photos may be of any size; thumbs will do. The earlier ones are asked for only when the photo
    alone leaves a doubt. Empty when the weights are absent.
    """
    if not available():
        return {}
    turns = describe(_gray(image))
    found = sides(turns)
    looks = face_looks(found, yaw(image)) if region == "face" else scalp_looks(found)
    if max(looks.values()) >= SURE * sum(looks.values()):
        return looks
    return recalled(looks, turns[0], [(view, upright(_gray(photo))) for view, photo in earlier])


def scalp_looks(found: Values) -> Looks:
    """Looks of the scalp views, from the probabilities of the sides."""
    return {view: max(float(found[side]), LEAST_LOOK) for view, side in SCALP_SIDES.items()}


def face_looks(found: Values, turned: float | None) -> Looks:
    """The landmarks' yaw tells frontal from oblique; the head's outline tells the sides apart,
    where landmarks are missing or made up."""
    return {
        view: max(_outline_look(found, facing.turn), LEAST_LOOK) * _yaw_look(turned, facing)
        for view, facing in FACE_VIEWS.items()
    }


def different(reference: Prepared, moving: Prepared) -> bool | None:
    """Whether two photos show different sides of the head; None when that is not clear."""
    if reference.face is not None and moving.face is not None:
        turned = abs(reference.face.pose[0] - moving.face.pose[0])
        return turned > TURNED if isfinite(turned) else None
    if not available():
        return None
    return apart(sides(describe(reference.gray)), sides(describe(moving.gray)))


def apart(one: Values, other: Values) -> bool | None:
    """The same of two photos' probabilities of the sides."""
    together = float(one @ other)
    if OTHER_SIDE < together < SAME_SIDE:
        return None
    return together <= OTHER_SIDE


def available() -> bool:
    return weights.available() and SIDES_FILE.is_file()


# -- what is measured ----------------------------------------------------------------------------


def describe(gray: Image) -> Description:
    """(4, n): the photo as it is and turned by quarters, counter-clockwise."""
    small = _small(gray)
    return np.stack([_described(np.rot90(small, turn)) for turn in range(4)])


def upright(gray: Image) -> Description:
    """(n,): the photo as it is."""
    return _described(_small(gray))


def sides(turns: Description, model: Model | None = None) -> Values:
    """(5,) probabilities of SIDES, from what `describe` says of a photo."""
    read = model or _model()
    logits = (turns - read.mean) @ read.weights + read.bias
    logits[1:] -= UPRIGHT
    raw = np.exp(logits.astype(np.float64) - logits.max()).sum(axis=0)
    return np.asarray(raw / raw.sum())


def yaw(image: Image) -> float | None:
    """Degrees by which the face is turned to its own left; None when no face is found."""
    found = face.find(image)
    return None if found is None or not isfinite(found.pose[0]) else found.pose[0]


def recalled(looks: Looks, turns: Description, known: Sequence[tuple[str, Description]]) -> Looks:
    """The looks, each times how alike the patient's own photo of that view is."""
    mean = _model().mean
    likeness = {view: _cosine(turns - mean, other - mean) for view, other in known}
    best = max(likeness.values(), default=STRANGER)
    most = min(KINSHIP * (best - STRANGER), MOST_KINSHIP)
    kin = {view: np.exp(most + KINSHIP * (value - best)) for view, value in likeness.items()}
    every = {**dict.fromkeys(likeness, LEAST_LOOK), **looks}
    return {view: value * float(kin.get(view, 1.0)) for view, value in every.items()}


def _outline_look(found: Values, turn: float) -> float:
    """An outline that might be either side's is symmetrical: a face from the front. An oblique
    view lies between front and side; no photos of it were there to fit it."""
    either = float(min(found[LEFT], found[RIGHT]))
    front = float(found[FRONT] + found[TOP]) + 2 * either
    side = float(found[LEFT if turn < 0 else RIGHT]) - either
    return (1 - abs(turn)) * front + abs(turn) * side


def _yaw_look(turned: float | None, facing: Facing) -> float:
    if turned is None:
        return facing.missed
    near = float(np.exp(-(((turned - facing.yaw) / YAW_SPREAD) ** 2) / 2))
    return (1 - facing.missed) * ((1 - facing.made_up) * near + facing.made_up * ANYWHERE)


# -- parts ---------------------------------------------------------------------------------------


def _gray(image: Image) -> Image:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)


def _small(gray: Image) -> Image:
    return np.asarray(cv2.resize(gray, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)


def _described(small: Image) -> Description:
    net = nets.net(weights.DETECTOR)
    assert net is not None
    scaled = small.astype(np.float32) / 127.5 - 1
    net.setInput(np.ascontiguousarray(np.broadcast_to(scaled, (1, 3, SIDE, SIDE))))
    layer = net.forward(LAYER)[0]
    count, height, width = layer.shape
    cells = layer.reshape(count, CELLS, height // CELLS, CELLS, width // CELLS)
    return np.asarray(cells.mean(axis=(2, 4)).ravel(), np.float32)


def _cosine(one: Description, other: Description) -> float:
    length = float(np.linalg.norm(one)) * float(np.linalg.norm(other))
    return float(one @ other) / max(length, 1e-6)


@cache
def _model() -> Model:
    with np.load(SIDES_FILE, allow_pickle=False) as stored:
        return Model(*(stored[name].astype(np.float32) for name in Model._fields))
