"""Making photos comparable: numpy in, numpy out; no web, no database, no files."""

import cv2

# One thread each: the worker runs several photos side by side, the same photos give the same answer
# bit for bit, and no thread of OpenCV is lost when the server forks.
cv2.setNumThreads(1)
