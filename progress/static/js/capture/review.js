// The earlier photo and the new one over each other: a slider between them, blinking, or one alone.
import { fit } from "../compare/camera.js";
import { IDENTITY, fromPixelCentres, invert, multiply, toCss } from "../matrix.js";
import { contained } from "./frame.js";

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
/** Slow enough for everybody (WCAG 2.3.1). */
const BLINK_MS = 600;

const square = (rows) => (rows ? fromPixelCentres(rows) : null);

/** Pixels of the new photo to those of the earlier one, as the server found; null where it did not. */
export function between(told, ghost) {
  const toBaseline = square(told?.matrix);
  const fromBaseline = ghost.baseline ? IDENTITY : square(ghost.matrix);
  if (!toBaseline || !fromBaseline) return null;
  return multiply(ghost.baseline ? IDENTITY : invert(fromBaseline), toBaseline);
}

/** As the ghost lay over the live picture: all of it in the middle of the new photo. */
function asSeen(size, ghost) {
  const { left, top, width } = contained(ghost, size);
  const scale = width / ghost.width;
  return invert([[scale, 0, left], [0, scale, top], [0, 0, 1]]);
}

function draw(image, size, matrix) {
  image.style.width = `${size.width}px`;
  image.style.height = `${size.height}px`;
  image.style.transform = toCss(matrix);
}

export class Review {
  #timer = 0;

  constructor(element, store) {
    this.element = element;
    this.store = store;
    [this.earlier, this.now] = element.querySelectorAll("img");
    this.cut = element.querySelector("[type=range]");
    this.now.addEventListener("load", () => this.draw());
    this.cut.addEventListener("input", () => this.store.set({ cut: Number(this.cut.value), blinking: false }));
    new ResizeObserver(() => this.draw()).observe(element);
    store.watch(["take", "news", "ghost", "screen"], (state) => this.#show(state));
    store.watch(["cut", "blinking", "flipped", "held", "screen"], (state) => this.#cutAt(state));
    store.watch(["blinking", "screen"], (state) => this.#blink(state));
  }

  #show({ take, ghost, screen }) {
    if (screen !== "review" || !take) return;
    this.element.toggleAttribute("data-alone", !ghost);
    if (ghost && this.earlier.getAttribute("src") !== ghost.url) this.earlier.src = ghost.url;
    if (take.url && this.now.getAttribute("src") !== take.url) this.now.src = take.url;
    this.draw();
  }

  /** Of the new photo: in full size once the server knows it, else as the browser has it. */
  get size() {
    const { told } = this.store.state.take;
    return told?.width ? told : { width: this.now.naturalWidth || 3, height: this.now.naturalHeight || 4 };
  }

  draw() {
    const { take, ghost, screen } = this.store.state;
    if (screen !== "review" || !take) return;
    const frame = ghost ?? this.size;
    const found = ghost && between(take.told, ghost);
    const place = this.#place(frame);
    if (ghost) draw(this.earlier, ghost, place);
    draw(this.now, this.size, multiply(place, ghost ? found ?? asSeen(this.size, ghost) : IDENTITY));
    this.element.toggleAttribute("data-aligned", Boolean(found));
  }

  #place(frame) {
    const box = { width: this.element.clientWidth, height: this.element.clientHeight };
    const scale = fit(frame, box);
    return [[scale, 0, (box.width - scale * frame.width) / 2], [0, scale, (box.height - scale * frame.height) / 2], [0, 0, 1]];
  }

  /** Left of the cut the earlier photo, right of it the new one. */
  #cutAt({ cut, blinking, flipped, held }) {
    const share = held ? 100 : blinking ? (flipped ? 100 : 0) : cut;
    this.element.style.setProperty("--cut", `${share}%`);
    this.element.toggleAttribute("data-whole", blinking || held);
    this.element.dataset.shows = share === 100 ? "earlier" : share === 0 ? "now" : "both";
    this.cut.value = cut;
  }

  #blink({ blinking, screen }) {
    clearInterval(this.#timer);
    if (!blinking || screen !== "review") return;
    if (STILL.matches) return;
    this.#timer = setInterval(() => this.store.set({ flipped: !this.store.state.flipped }), BLINK_MS);
  }

  /** With less motion asked for, each press shows the other one. */
  blink() {
    const { blinking, flipped } = this.store.state;
    if (STILL.matches) this.store.set({ blinking: true, flipped: blinking ? !flipped : true });
    else this.store.set({ blinking: !blinking, flipped: true });
  }
}
