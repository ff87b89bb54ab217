"""Which part of a photo shows a person, and not what is behind.

MediaPipe's Selfie Segmentation (Google 2020), in OpenCV's own engine. It was trained on faces seen
from the front, and finds the backs and tops of heads as well; of a close-up, it may find nothing.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from progress.vision import nets, weights

Image = NDArray[np.uint8]
Mask = NDArray[np.uint8]

SIDE = 256
"""Of the square that the network takes the whole photo as, in pixels."""
LIKELY = 0.5
NOT_ASKED: Mask = np.zeros((0, 0), np.uint8)


def find(image: Image) -> Mask:
    """(SIDE, SIDE), whatever the RGB photo's shape: 255 where a person is likely, else 0.

    NOT_ASKED when the weights are absent.
    """
    net = nets.net(weights.PERSON)
    if net is None:
        return NOT_ASKED
    small = cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    net.setInput(cv2.dnn.blobFromImage(small, 1 / 255))
    likely = net.forward().reshape(SIDE, SIDE) > LIKELY
    return np.where(likely, 255, 0).astype(np.uint8)
