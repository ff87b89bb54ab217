"""Networks in OpenCV's own engine, one of each for every thread.

A `cv2.dnn.Net` keeps its input and its layers inside itself and lets the interpreter's lock go
while it runs: two threads that share one read each other's photos.
"""

from __future__ import annotations

import threading

import cv2
import numpy as np

from progress.vision import weights

_own = threading.local()


def net(name: str) -> cv2.dnn.Net | None:
    """This thread's network of that name, or None when the weights are absent."""
    data = weights.load(name)
    if data is None:
        return None
    nets: dict[str, cv2.dnn.Net] = _own.__dict__.setdefault("nets", {})
    if name not in nets:
        nets[name] = cv2.dnn.readNetFromTFLite(np.frombuffer(data, np.uint8))
    return nets[name]
