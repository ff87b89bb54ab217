/* The stage: two panes, one camera (or two, unlocked), and the mode that fills them. */

import { HOME, confined, fit, panned, zoomed } from "./camera.js";
import { Gestures } from "./gestures.js";
import { IDENTITY, fromPixelCentres } from "../matrix.js";
import { Blink } from "./modes/blink.js";
import { Lens } from "./modes/lens.js";
import { Onion } from "./modes/onion.js";
import { Side } from "./modes/side.js";
import { Slider } from "./modes/slider.js";
import { Pane } from "./pane.js";
import { MODES } from "./url.js";

const CLOSER = 2.5;
const PATIENCE = 3000;
const KINDS = { side: Side, slider: Slider, blink: Blink, onion: Onion, lens: Lens };

export class Stage {
  #frameRequest = 0;

  constructor(root, store, pairs, photos) {
    Object.assign(this, { root, store, pairs, photos });
    this.area = root.querySelector(".panes");
    this.main = new Pane(root.querySelector("[data-pane=main]"));
    this.aside = new Pane(root.querySelector("[data-pane=aside]"));
    this.active = this.main;
    const offered = MODES.filter((name) => root.querySelector(`[data-mode-button=${name}]`));
    this.modes = Object.fromEntries(offered.map((name) => [name, new KINDS[name](this)]));
    this.#listen();
  }

  #listen() {
    for (const pane of [this.main, this.aside]) this.#attend(pane);
    new ResizeObserver(() => this.#draw()).observe(this.area);
    this.store.watch(["pair"], () => this.#place());
    this.store.watch(["pair"], (state) => this.#await(state));
    this.store.watch(["mode", "pair"], () => this.mode.enter?.());
    this.store.addEventListener("change", () => this.#later());
    this.#draw();
    this.root.dataset.ready = "";
  }

  /** Keys move the pane that was touched last. */
  #attend(pane) {
    const attend = () => (this.active = pane);
    pane.element.addEventListener("pointerdown", attend);
    pane.element.addEventListener("focusin", attend);
    new Gestures(pane, this.#handler(pane));
  }

  /** The mode that is shown: photos that do not align can only lie side by side. */
  get mode() {
    const { mode, pair } = this.store.state;
    return this.modes[pair.aligned ? mode : "side"];
  }

  get box() {
    return this.main.box;
  }

  /** Show two other photos; a slow answer must not overtake a newer choice. */
  async compare({ left, right }) {
    this.store.set({ left, right, busy: true, trouble: "" });
    const current = () => this.store.state.left === left && this.store.state.right === right;
    try {
      const pair = await this.pairs.get(left, right);
      if (current()) this.take(pair);
    } catch (error) {
      if (current()) this.#retreat(error);
    }
  }

  take(pair) {
    this.store.set({ pair, busy: false, ...this.photos.of(pair) });
  }

  /** While the server still looks at these two, ask again. */
  #await({ pair, left, right }) {
    clearTimeout(this.waiting);
    if (pair.waiting) this.waiting = setTimeout(() => this.compare({ left, right }), PATIENCE);
  }

  #retreat(error) {
    const { left, right } = this.store.state.pair;
    this.store.set({ left, right, busy: false, trouble: error.message });
  }

  swap() {
    const { left, right } = this.store.state;
    return this.compare({ left: right, right: left });
  }

  zoom(factor) {
    const { camera, frame, box } = this.#attended;
    const middle = [box.width / 2, box.height / 2];
    this.#look(this.#attended, zoomed(camera, factor, middle, frame, box));
  }

  pan(dx, dy) {
    const { camera, frame, box } = this.#attended;
    this.#look(this.#attended, panned(camera, dx, dy, frame, box));
  }

  get #attended() {
    return this.aside.showing ? this.active : this.main;
  }

  home() {
    this.store.set({ camera: HOME, other: this.store.state.other && HOME });
  }

  /** Let the two panes be moved each by itself, or join them again. */
  unlock() {
    const { other, camera } = this.store.state;
    this.store.set({ other: other ? null : { ...camera } });
  }

  /** The pane knows at once, because several moves may come before the next drawing. */
  #look(pane, camera) {
    pane.camera = camera;
    const { other } = this.store.state;
    this.store.set(other && pane === this.aside ? { other: camera } : { camera });
  }

  #handler(pane) {
    const mode = () => (pane === this.main ? this.mode : {});
    const zoomAt = (point, factor) =>
      this.#look(pane, zoomed(pane.camera, factor, point, pane.frame, pane.box));
    return {
      zoomAt,
      panBy: (dx, dy) => this.#look(pane, panned(pane.camera, dx, dy, pane.frame, pane.box)),
      doubleTap: (point) => zoomAt(point, pane.camera.zoom > 1 ? 0 : CLOSER),
      grab: (point, event) => mode().grab?.(point, event),
      hover: (point) => mode().hover?.(point),
      tap: (point) => mode().tap?.(point),
    };
  }

  /** Put the pair's photos into the panes; the left one is the frame of reference. */
  #place() {
    const { leftPhoto, rightPhoto } = this.store.state;
    this.main.layers.left.picture.set(leftPhoto);
    this.main.layers.right.picture.set(rightPhoto);
    this.aside.layers.right.picture.set(rightPhoto);
  }

  #later() {
    cancelAnimationFrame(this.#frameRequest);
    this.#frameRequest = requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    if (!this.area.clientWidth) return;
    const { state } = this.store;
    const { left, right } = this.main.layers;
    this.#arrange(this.mode.panes);
    this.#frames(state);
    this.main.camera = confined(state.camera, this.main.frame, this.main.box);
    this.mode.draw({ left, right, box: this.main.box, rect: this.main.rect, state });
    if (state.original && this.mode.panes === 1) this.#alone(left, right);
    this.main.draw(this.main.camera);
    if (this.aside.showing) this.#drawAside(state);
  }

  #drawAside({ camera, other }) {
    const { frame, box } = this.aside;
    this.aside.draw(confined((this.mode.panes === 2 && other) || camera, frame, box));
  }

  /** One pane, or two beside or below each other, whichever shows the photos larger. */
  #arrange(count) {
    const { width, height } = this.area.getBoundingClientRect();
    const { leftPhoto } = this.store.state;
    const row = fit(leftPhoto, { width: width / 2, height });
    const column = fit(leftPhoto, { width, height: height / 2 });
    this.root.dataset.layout = count === 1 ? "one" : row >= column ? "row" : "column";
    this.root.dataset.mode = Object.keys(this.modes).find((name) => this.modes[name] === this.mode);
    this.aside.element.hidden = count === 1;
  }

  /** As photographed, the right photo stands in its own frame, untouched by any matrix. */
  #frames({ pair, original, leftPhoto, rightPhoto }) {
    const untouched = original || !pair.aligned;
    const matrix = untouched ? IDENTITY : fromPixelCentres(pair.matrix);
    const alone = original && this.mode.panes === 1;
    this.main.frame = alone ? rightPhoto : leftPhoto;
    this.aside.frame = untouched ? rightPhoto : leftPhoto;
    this.main.layers.right.matrix = matrix;
    this.aside.layers.right.matrix = matrix;
  }

  #alone(left, right) {
    left.show({ visible: false });
    right.show();
  }
}
