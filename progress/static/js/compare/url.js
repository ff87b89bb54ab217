/* The state in the address, so that a reload or a copied link shows the same picture. */

import { HOME } from "./camera.js";

export const MODES = ["side", "slider", "blink", "onion", "lens"];

const NUMBERS = {
  split: { low: 0, high: 1, usual: 0.5 },
  opacity: { low: 0, high: 1, usual: 0.5 },
  speed: { low: 0.5, high: 2.5, usual: 1 },
  size: { low: 80, high: 320, usual: 180 },
};
const MATCHED = "matched";
const ZOOMS = { low: 1, high: 100 };
const PLACES = { low: 0, high: 1 };

const inside = (value, { low, high }) => value >= low && value <= high;
const short = (value) => String(Math.round(value * 1e4) / 1e4);

function number(text, range) {
  const value = text === null || text.trim() === "" ? NaN : Number(text);
  return inside(value, range) ? value : range.usual;
}

function camera(text) {
  const [zoom, x, y] = (text ?? "").split(",").map(Number);
  return inside(zoom, ZOOMS) && inside(x, PLACES) && inside(y, PLACES) ? { zoom, x, y } : null;
}

const written = ({ zoom, x, y }) => [zoom, x, y].map(short).join(",");

/** What the address asks for; whatever makes no sense there is left as usual. */
export function read(search, modes = MODES) {
  const query = new URLSearchParams(search);
  const mode = query.get("mode");
  const state = { mode: modes.includes(mode) ? mode : "slider", light: query.get("light") === MATCHED };
  for (const [key, range] of Object.entries(NUMBERS)) state[key] = number(query.get(key), range);
  return { ...state, camera: camera(query.get("at")) ?? HOME, other: camera(query.get("apart")) };
}

/** The query that `read` turns back into this state; what it says of other things stays. */
function write(state, search = "") {
  const query = new URLSearchParams(search);
  const put = (key, value) => (value === null ? query.delete(key) : query.set(key, value));
  for (const key of ["left", "right", "mode"]) put(key, state[key]);
  for (const [key, { usual }] of Object.entries(NUMBERS)) {
    put(key, state[key] === usual ? null : short(state[key]));
  }
  put("light", state.light ? MATCHED : null);
  put("at", state.camera.zoom > 1 ? written(state.camera) : null);
  put("apart", state.other && written(state.other));
  return `?${query}`.replaceAll("%2C", ",");
}

/** Keep the address true; not at every step of a drag, which browsers forbid. */
export function mirror(store, delay = 150) {
  let timer = 0;
  store.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(() => history.replaceState(null, "", write(store.state, location.search)), delay);
  });
}
