// The outlines of a photo, thin and in one neutral colour: what is there without its light and skin.
// After Canny (1986): smooth, gradient, thin to the crest of the gradient, keep what hangs together.

const LONG_SIDE = 560;
const RADIUS = 3;
/** Of all crests, as a share. */
const STRONG_SHARE = 0.18;
const WEAK_TO_STRONG = 0.45;
const SHORTEST = 40;
const LINE = [240, 240, 240, 235];
const HALO = [0, 0, 0, 120];

/** Brightness of the photo, at most LONG_SIDE pixels long. */
function brightness(image) {
  const scale = Math.min(1, LONG_SIDE / Math.max(image.naturalWidth, image.naturalHeight));
  const [width, height] = [Math.round(image.naturalWidth * scale), Math.round(image.naturalHeight * scale)];
  const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const values = new Float32Array(width * height);
  for (let at = 0; at < values.length; at += 1) {
    values[at] = 0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2];
  }
  return { values, width, height };
}

/** The mean of each pixel's neighbours along one axis: `step` to the next, `stride` to the next line. */
function boxed(values, length, step, lines, stride) {
  const out = new Float32Array(values.length);
  for (let line = 0; line < lines; line += 1) {
    const at = (n) => line * stride + Math.min(Math.max(n, 0), length - 1) * step;
    let sum = 0;
    for (let n = -RADIUS; n <= RADIUS; n += 1) sum += values[at(n)];
    for (let n = 0; n < length; n += 1) {
      out[at(n)] = sum / (2 * RADIUS + 1);
      sum += values[at(n + RADIUS + 1)] - values[at(n - RADIUS)];
    }
  }
  return out;
}

/** Twice a box is nearly a Gaussian; single hairs go, the outline of the head stays. */
function smooth({ values, width, height }) {
  let out = values;
  for (let turn = 0; turn < 2; turn += 1) {
    out = boxed(out, width, 1, height, width);
    out = boxed(out, height, width, width, 1);
  }
  return out;
}

/** How steep each pixel is, where it is steeper than those before and behind; 0 elsewhere. */
function crests(values, width, height) {
  const [dx, dy, steep] = [0, 0, 0].map(() => new Float32Array(values.length));
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      dx[at] = values[at + 1] - values[at - 1];
      dy[at] = values[at + width] - values[at - width];
      steep[at] = Math.hypot(dx[at], dy[at]);
    }
  }
  return steep.map((value, at) => {
    const across = Math.abs(dx[at]) > Math.abs(dy[at]) ? 1 : width;
    return value > 0 && value >= steep[at - across] && value > steep[at + across] ? value : 0;
  });
}

/** Lines that have a strong pixel and are long enough: their pixels. */
function lines(steep, width) {
  const sorted = steep.filter((value) => value > 0).sort();
  const strong = sorted[Math.floor(sorted.length * (1 - STRONG_SHARE))] ?? Infinity;
  const around = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
  const seen = new Uint8Array(steep.length);
  const kept = [];
  steep.forEach((value, start) => {
    if (value < strong || seen[start]) return;
    seen[start] = 1;
    const line = [start];
    for (let next = 0; next < line.length; next += 1) {
      for (const step of around) {
        const at = line[next] + step;
        if (!seen[at] && steep[at] >= strong * WEAK_TO_STRONG) {
          seen[at] = 1;
          line.push(at);
        }
      }
    }
    if (line.length >= SHORTEST) kept.push(...line);
  });
  return { kept, around };
}

/** Draw the outlines of a loaded image on a canvas, which takes a size of the image's shape. */
export function drawEdges(image, canvas) {
  const grey = brightness(image);
  const { kept, around } = lines(crests(smooth(grey), grey.width, grey.height), grey.width);
  Object.assign(canvas, { width: grey.width, height: grey.height });
  const context = canvas.getContext("2d");
  const picture = context.createImageData(grey.width, grey.height);
  for (const at of kept) for (const step of around) picture.data.set(HALO, 4 * (at + step));
  for (const at of kept) picture.data.set(LINE, 4 * at);
  context.putImageData(picture, 0, 0);
}
