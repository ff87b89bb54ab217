/* One photo, drawn through a matrix, in the smallest size that is sharp enough. */

import { growth, multiply, scaling, toCss } from "../matrix.js";

const SIZES = ["thumb", "view", "full"];
const SHARP_ENOUGH = 1.1;

export class Picture extends EventTarget {
  #rank = -1;

  constructor(image) {
    super();
    this.image = image;
    this.photo = null;
  }

  /** Show another photo: what the filmstrip has of it at once, the larger sizes as they come. */
  set(photo) {
    if (this.photo?.id === photo.id) return;
    this.photo = photo;
    this.#rank = -1;
    this.image.removeAttribute("src");
    this.image.alt = photo.description;
    this.#load("thumb");
    this.#load("view");
  }

  /** Draw by a matrix from the photo's full-size pixels to CSS pixels of the layer.
   *  The element takes the size, in powers of two, at which the browser need not enlarge it. */
  draw(matrix) {
    const { width, height } = this.photo;
    const scale = growth(matrix, [width / 2, height / 2]);
    const size = 2 ** Math.ceil(Math.log2(scale));
    this.transform = toCss(multiply(matrix, scaling(1 / size)));
    this.extent = [width * size, height * size];
    this.#dress(this.image);
    this.#sharpen(scale * devicePixelRatio * width);
  }

  #dress(image) {
    const [width, height] = this.extent;
    image.style.width = `${width}px`;
    image.style.height = `${height}px`;
    image.style.transform = this.transform;
  }

  #sharpen(pixels) {
    const shown = SIZES[this.#rank] === "view" ? this.image.naturalWidth : Infinity;
    const better = this.photo.width > shown;
    if (better && pixels > shown * SHARP_ENOUGH) this.#load("full");
  }

  async #load(size) {
    const { photo } = this;
    const image = Object.assign(new Image(), { alt: photo.description, draggable: false });
    image.src = photo.urls[size];
    try {
      await image.decode();
    } catch {
      if (size === "view" && photo === this.photo) this.dispatchEvent(new Event("missing"));
      return;
    }
    this.#take(image, photo, size);
  }

  #take(image, photo, size) {
    const rank = SIZES.indexOf(size);
    if (photo !== this.photo || rank <= this.#rank) return;
    this.#rank = rank;
    image.dataset.size = size;
    if (this.transform) this.#dress(image);
    this.image.replaceWith(image);
    this.image = image;
    this.dispatchEvent(new Event("loaded"));
  }
}
