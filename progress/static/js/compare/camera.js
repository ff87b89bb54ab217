/* Where we look. A camera is {zoom, x, y}: zoom 1 shows the whole frame, and x, y is the middle
 * of the view as a fraction of the frame. So one camera serves panes and photos of any size.
 * A frame and a box are {width, height}: in pixels of the photo, and in CSS pixels. */

export const HOME = Object.freeze({ zoom: 1, x: 0.5, y: 0.5 });

const LARGEST_PIXEL = 6;

const between = (value, low, high) => Math.min(Math.max(value, low), high);

/** CSS pixels per pixel of the frame when all of it shows. */
export const fit = (frame, box) => Math.min(box.width / frame.width, box.height / frame.height);

/** The matrix from the frame to the box. */
export function lens({ zoom, x, y }, frame, box) {
  const k = fit(frame, box) * zoom;
  return [
    [k, 0, box.width / 2 - k * x * frame.width],
    [0, k, box.height / 2 - k * y * frame.height],
    [0, 0, 1],
  ];
}

const kept = (centre, half) => (half >= 0.5 ? 0.5 : between(centre, half, 1 - half));

/** The nearest camera that wastes none of the box: no zoom below 1, no edge pulled inside. */
export function confined({ zoom, x, y }, frame, box) {
  const nearest = Math.max(8, LARGEST_PIXEL / fit(frame, box));
  const bounded = between(zoom, 1, nearest);
  const k = fit(frame, box) * bounded;
  const half = [box.width / (2 * k * frame.width), box.height / (2 * k * frame.height)];
  return { zoom: bounded, x: kept(x, half[0]), y: kept(y, half[1]) };
}

/** Zoom by a factor, keeping what lies under a point of the box where it is. */
export function zoomed(camera, factor, [px, py], frame, box) {
  const nearer = confined({ ...camera, zoom: camera.zoom * factor }, frame, box);
  const shift = (1 / camera.zoom - 1 / nearer.zoom) / fit(frame, box);
  const x = camera.x + ((px - box.width / 2) * shift) / frame.width;
  const y = camera.y + ((py - box.height / 2) * shift) / frame.height;
  return confined({ zoom: nearer.zoom, x, y }, frame, box);
}

/** Move what is seen by so many CSS pixels. */
export function panned(camera, dx, dy, frame, box) {
  const k = fit(frame, box) * camera.zoom;
  const [x, y] = [camera.x - dx / (k * frame.width), camera.y - dy / (k * frame.height)];
  return confined({ ...camera, x, y }, frame, box);
}

/** The part of the box that the frame covers, as {left, top, right, bottom} in CSS pixels. */
export function covered(camera, frame, box) {
  const [[k, , left], [, , top]] = lens(camera, frame, box);
  return {
    left: between(left, 0, box.width),
    top: between(top, 0, box.height),
    right: between(left + k * frame.width, 0, box.width),
    bottom: between(top + k * frame.height, 0, box.height),
  };
}
