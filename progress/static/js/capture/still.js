// A still of what the camera sees, as large as it gives one.

const QUALITY = 0.95;
const PATIENCE_MS = 4000;
const SAME_SHAPE = 0.01;

const long = ({ width, height }) => Math.max(width, height);
const short = ({ width, height }) => Math.min(width, height);
const shape = (size) => long(size) / short(size);

/** The frame that is seen at this moment, in every pixel of the live picture. */
function grab(video) {
  const canvas = Object.assign(document.createElement("canvas"), { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext("2d", { alpha: false }).drawImage(video, 0, 0);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
}

/** The largest still of the live picture's shape. Cameras tell their sizes lying down. */
async function settings(capture, video) {
  const { imageWidth, imageHeight } = await capture.getPhotoCapabilities();
  const ratio = shape({ width: video.videoWidth, height: video.videoHeight });
  const width = Math.min(imageWidth.max, Math.round(imageHeight.max * ratio));
  return { imageWidth: width, imageHeight: Math.min(imageHeight.max, Math.round(width / ratio)) };
}

async function photograph(track, video) {
  const capture = new window.ImageCapture(track);
  return capture.takePhoto(await settings(capture, video).catch(() => ({})));
}

async function sizeOf(blob) {
  const bitmap = await createImageBitmap(blob);
  const { width, height } = bitmap;
  bitmap.close();
  return { width, height };
}

/** Whether a still shows the field that was seen, the same way up, and more of it than the frame. */
async function isBetter(blob, seen) {
  const size = await sizeOf(blob);
  const upright = size.width > size.height === seen.width > seen.height;
  return upright && Math.abs(shape(size) / shape(seen) - 1) < SAME_SHAPE && size.width > seen.width;
}

const late = () => new Promise((_, reject) => { setTimeout(reject, PATIENCE_MS); });

/** A JPEG Blob. The ghost is laid over what is seen, so that a still of another field would mislead:
 *  then, or where stills fail, the frame itself is taken. */
export async function still(track, video) {
  const seen = { width: video.videoWidth, height: video.videoHeight };
  const frame = await grab(video);
  if (!("ImageCapture" in window)) return frame;
  try {
    const photo = await Promise.race([photograph(track, video), late()]);
    return (await isBetter(photo, seen)) ? photo : frame;
  } catch {
    return frame;
  }
}
