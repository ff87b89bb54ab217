/* A window on a frame, in which one or two photos lie over each other. */

import { HOME, covered, lens } from "./camera.js";
import { IDENTITY, multiply } from "../matrix.js";
import { Picture } from "./picture.js";

class Layer {
  constructor(element) {
    this.element = element;
    this.picture = new Picture(element.querySelector("img"));
    this.matrix = IDENTITY;
  }

  show({ visible = true, opacity = 1, clip = "none" } = {}) {
    this.element.hidden = !visible;
    this.element.style.opacity = opacity;
    this.element.style.clipPath = clip;
  }
}

export class Pane {
  constructor(element) {
    this.element = element;
    this.window = element.querySelector(".pane-window");
    this.note = element.querySelector(".pane-note");
    const layers = [...element.querySelectorAll(".layer")];
    this.layers = Object.fromEntries(layers.map((layer) => [layer.dataset.layer, new Layer(layer)]));
    this.frame = { width: 1, height: 1 };
    this.camera = HOME;
    for (const { picture } of Object.values(this.layers)) this.#listen(picture);
  }

  #listen(picture) {
    picture.addEventListener("missing", () => this.#say(picture.photo.missing));
    picture.addEventListener("loaded", () => this.#say(""));
  }

  #say(sentence) {
    this.note.textContent = sentence;
    this.note.hidden = !sentence;
  }

  get box() {
    const { width, height } = this.element.getBoundingClientRect();
    return { width, height };
  }

  get showing() {
    return !this.element.hidden;
  }

  /** The matrix from the frame to this pane's CSS pixels. */
  get lens() {
    return lens(this.camera, this.frame, this.box);
  }

  /** The part of the pane that the frame covers. */
  get rect() {
    return covered(this.camera, this.frame, this.box);
  }

  /** A point of the screen in this pane's CSS pixels. */
  point({ clientX, clientY }) {
    const { left, top } = this.element.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  draw(camera) {
    this.camera = camera;
    const { box, rect, lens: place } = this;
    const edges = [rect.top, box.width - rect.right, box.height - rect.bottom, rect.left];
    this.window.style.clipPath = `inset(${edges.map((edge) => `${edge}px`).join(" ")})`;
    for (const layer of Object.values(this.layers)) {
      if (!layer.element.hidden) layer.picture.draw(multiply(place, layer.matrix));
    }
  }
}
