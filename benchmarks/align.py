"""CPU of laying today's photo over a baseline whose features are stored, against decoding both.

    python -m benchmarks.align

Two 12-megapixel photos of one scene, the second from a slightly different place. What is compared,
in one run and on one thread: preparing the new photo and aligning it, against decoding both photos
in full. Medians of several rounds; the photo is decoded before the clock starts.
"""

from __future__ import annotations

import statistics

import cv2
import numpy as np

from benchmarks.photos import cpu, decode_cpu, photo_like
from progress.vision import codec
from progress.vision.align import Alignment, Prepared, align, prepare

ROUNDS = 9
DECODED_SIDE = 1600
GOAL = 2.2


def main() -> None:
    cv2.setNumThreads(1)
    baseline = photo_like()
    today = _retake(baseline)
    decoding = decode_cpu((baseline, today))
    stored = _prepared(baseline).to_bytes()
    facts, pixels = codec.inspect(today), codec.decode(today, max_side=DECODED_SIDE)

    def work() -> None:
        moving = prepare(pixels, "scalp", (facts.width, facts.height))
        answer = align(Prepared.from_bytes(stored), moving, "scalp")
        assert isinstance(answer, Alignment), answer

    aligning = statistics.median(cpu(work) for _ in range(ROUNDS))
    ratio = aligning / decoding
    print(f"decode both in full   {1000 * decoding:7.0f} ms")
    print(f"prepare and align     {1000 * aligning:7.0f} ms   {ratio:.2f}x   (goal {GOAL}x)")


def _prepared(jpeg: bytes) -> Prepared:
    facts = codec.inspect(jpeg)
    pixels = codec.decode(jpeg, max_side=DECODED_SIDE)
    return prepare(pixels, "scalp", (facts.width, facts.height))


def _retake(jpeg: bytes) -> bytes:
    """The same scene, turned, nearer and darker."""
    pixels = codec.decode(jpeg)
    height, width = pixels.shape[:2]
    moved = cv2.getRotationMatrix2D((width / 2, height / 2), 3, 1.05)
    warped = cv2.warpAffine(pixels, moved, (width, height), borderMode=cv2.BORDER_REFLECT)
    return codec.encode_jpeg((warped * 0.9).astype(np.uint8), 92)


if __name__ == "__main__":
    main()
