"""How well the view of a photo is proposed, on a folder of labelled photos.

    python -m benchmarks.views VIEWS [--fit] [--pairs PAIRS.jsonl]

VIEWS holds `<region>/<label>/<person>_<anything>.jpg`. Every number is for photos of persons whom
the model has not seen: it is fitted once for each person left out (without --fit nothing is kept;
with it, a model of everybody is written to progress/vision/viewpoint.npz).

--pairs adds how often a retake is recognised among its own patient's earlier photos.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np

from benchmarks import view_model
from benchmarks.view_model import Photos
from progress.rules.proposals import propose_view
from progress.rules.views import Region, proposed_views
from progress.vision import codec, viewpoint
from progress.vision.viewpoint import BACK, FRONT, LEFT, RIGHT, SIDES, TOP

LABELS = {
    "frontal": (FRONT, "frontal-hairline"),
    "top": (TOP, "superior"),
    "left-temporal": (LEFT, "left-temporal"),
    "right-temporal": (RIGHT, "right-temporal"),
    "occipital": (BACK, "occipital"),
}
"""Of the seven scalp views, the midline part and the crown are in no folder that we know of."""
FACE_PLAN = [view.slug for view in proposed_views(Region.FACE)]
SCALP_PLAN = [slug for _, slug in LABELS.values()]
SURE = (0.5, 0.8, 0.95)
SMALL = 320
"""Long side of the thumb from which a view is proposed."""


def main() -> None:
    options = _options()
    cv2.setNumThreads(1)
    files = sorted(options.views.glob("scalp/*/*.jpg"))
    images = [_thumb(file) for file in files]
    photos = _photos(files, images)
    found = held_out(photos)
    _say_sides(photos.sides, found)
    _say_scalp(photos.sides, found)
    _say_faces(photos.sides, found, images)
    _say_apart(photos.sides, found)
    _say_cost(images)
    if options.pairs:
        _say_recalled(options.pairs)
    if options.fit:
        view_model.write(view_model.fit(photos), viewpoint.SIDES_FILE)
        print(f"\nWrote {viewpoint.SIDES_FILE.name}, {viewpoint.SIDES_FILE.stat().st_size} bytes.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("views", type=Path)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--pairs", type=Path)
    return parser.parse_args()


def _thumb(file: Path) -> np.ndarray:
    return codec.decode(file, max_side=SMALL)


def _photos(files: Sequence[Path], images: Sequence[np.ndarray]) -> Photos:
    gray = [cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) for image in images]
    return Photos(
        described=np.stack([view_model.described(each, seed) for seed, each in enumerate(gray)]),
        sides=np.array([LABELS[file.parent.name][0] for file in files]),
        persons=np.array([file.name.split("_")[0] for file in files]),
    )


def held_out(photos: Photos) -> np.ndarray:
    """(n, 5) probabilities of the sides, each from a model that never saw the person."""
    found = np.zeros((len(photos.sides), len(SIDES)))
    for person in np.unique(photos.persons):
        theirs = photos.persons == person
        model = view_model.fit(photos.where(~theirs))
        found[theirs] = [viewpoint.sides(each[0, 0], model) for each in photos.described[theirs]]
    return found


def _say_sides(sides: np.ndarray, found: np.ndarray) -> None:
    table = np.zeros((5, 5), int)
    np.add.at(table, (sides, found.argmax(axis=1)), 1)
    print(f"{len(sides)} photos. Which side of the head (rows: truth):")
    print(f"{'':8}" + "".join(f"{name:>7}" for name in SIDES) + "  right")
    for name, row, right in zip(SIDES, table, table.diagonal() / table.sum(axis=1), strict=True):
        print(f"{name:8}" + "".join(f"{count:7}" for count in row) + f"{right:7.0%}")
    print(f"right: {table.trace() / table.sum():.1%}")
    own = found[np.arange(len(sides)), sides]
    print(f"mean log loss {-np.log(own).mean():.3f}")
    for least in SURE:
        sure = found.max(axis=1) >= least
        right = (found.argmax(axis=1) == sides)[sure].mean()
        print(f"at least {least:.0%} sure: {sure.mean():.0%} of photos, {right:.0%} of them right")


def _say_scalp(sides: np.ndarray, found: np.ndarray) -> None:
    """The whole proposal for a photo without a telling name, the first of its visit."""
    slugs = dict(LABELS.values())
    truth = [slugs[side] for side in sides]
    proposed = [propose_view("IMG.jpg", [], SCALP_PLAN, viewpoint.scalp_looks(p)) for p in found]
    blind = [propose_view("IMG.jpg", [], SCALP_PLAN) for _ in found]
    print(f"\nProposed with five views to take: {_right(proposed, truth)} (by list: ", end="")
    print(f"{_right(blind, truth)})")


def _say_faces(sides: np.ndarray, found: np.ndarray, images: Sequence[np.ndarray]) -> None:
    """Temples are photographed in profile: what a face course would make of them."""
    for side, slug in ((LEFT, "left-lateral"), (RIGHT, "right-lateral")):
        chosen = np.flatnonzero(sides == side)
        yaws = [viewpoint.yaw(images[index]) for index in chosen]
        looks = [
            viewpoint.face_looks(found[index], yaw) for index, yaw in zip(chosen, yaws, strict=True)
        ]
        proposed = [propose_view("IMG.jpg", [], FACE_PLAN, look) for look in looks]
        print(f"{slug}: {_right(proposed, [slug] * len(chosen))}", end="; ")
        print(f"face found in {sum(yaw is not None for yaw in yaws)}")


def _right(proposed: Sequence[str | None], truth: Sequence[str]) -> str:
    hits = sum(one == other for one, other in zip(proposed, truth, strict=True))
    return f"{hits} of {len(truth)} ({hits / len(truth):.0%})"


def _say_apart(sides: np.ndarray, found: np.ndarray) -> None:
    """`viewpoint.different`, for every two photos."""
    said: dict[bool, list[bool | None]] = {True: [], False: []}
    for one, other in combinations(range(len(sides)), 2):
        said[bool(sides[one] != sides[other])].append(viewpoint.apart(found[one], found[other]))
    print("\nTwo photos of         different   unclear      same")
    for differs, answers in said.items():
        shares = [np.mean([answer is way for answer in answers]) for way in (True, None, False)]
        name = "different sides" if differs else "one side"
        print(f"{name:20}" + "".join(f"{share:10.1%}" for share in shares))


def _say_cost(images: Sequence[np.ndarray]) -> None:
    for region in ("scalp", "face"):
        earlier = [(slug, images[index]) for index, slug in enumerate(SCALP_PLAN)]
        spent = []
        for image in images[:40]:
            before = time.process_time()
            viewpoint.look(image, region, earlier)
            spent.append(time.process_time() - before)
        print(f"{region}: {np.median(spent) * 1000:.1f} ms CPU, with five earlier photos")


def _say_recalled(pairs: Path) -> None:
    """Which of a person's photos a retake repeats, by the description alone."""
    rows = [json.loads(line) for line in pairs.read_text(encoding="utf-8").splitlines()]
    for name in ("scalp", "scalp-hard"):
        chosen = [row for row in rows if row["set"] == name]
        answers = [answer for _, answer in _recognised(pairs.parent, chosen, rows)]
        print(f"{name}: {sum(answers)} of {len(answers)} retakes recognised")


def _recognised(
    folder: Path, chosen: Iterable[dict[str, str]], rows: Iterable[dict[str, str]]
) -> Iterable[tuple[str, bool]]:
    albums: dict[str, list[np.ndarray]] = {}
    for row in rows:
        if row["set"] in ("scalp", "scalp-hard"):
            _add(albums.setdefault(row["subject"], []), _thumb(folder / row["reference"]))
    for row in chosen:
        album = albums[row["subject"]]
        truth = _nearest(album, _thumb(folder / row["reference"]))[0]
        earlier = [(str(index), photo) for index, photo in enumerate(album)]
        gray = cv2.cvtColor(_thumb(folder / row["moving"]), cv2.COLOR_RGB2GRAY)
        known = [
            (view, viewpoint.upright(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)))
            for view, photo in earlier
        ]
        looks = viewpoint.recalled({}, viewpoint.upright(gray), known)
        yield row["id"], max(looks, key=looks.__getitem__) == str(truth)


def _add(album: list[np.ndarray], photo: np.ndarray) -> None:
    """Several pairs are made from one photo; it is kept once."""
    if not album or _nearest(album, photo)[1] > SAME_PHOTO:
        album.append(photo)


SAME_PHOTO = 12.0
"""Mean difference in grey levels of two copies of one photo, at 16 x 16."""


def _nearest(album: Sequence[np.ndarray], photo: np.ndarray) -> tuple[int, float]:
    tiny = [cv2.resize(each, (16, 16), interpolation=cv2.INTER_AREA) for each in [photo, *album]]
    gaps = [float(cv2.absdiff(tiny[0], each).mean()) for each in tiny[1:]]
    return int(np.argmin(gaps)), min(gaps)


if __name__ == "__main__":
    main()
