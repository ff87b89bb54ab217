"""Making photos comparable: numpy in, numpy out; no web, no database, no files."""

import cv2
from threadpoolctl import threadpool_limits

# One thread each: the worker runs several photos side by side, the same photos give the same answer
# bit for bit, no thread of OpenCV is lost when the server forks, and numpy's idle threads, which
# wait by spinning, do not cost more than the work.
cv2.setNumThreads(1)
threadpool_limits(1, user_api="blas")
