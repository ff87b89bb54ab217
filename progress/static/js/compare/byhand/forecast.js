/* What keeping the marks would mean, by the server's own reckoning: asked when they rest. */

import { ask } from "../pairs.js";

const REST = 150; // milliseconds without another change

export class Forecast extends EventTarget {
  #timer = 0;
  #asked = 0;
  #told = {};

  constructor(points, url) {
    super();
    Object.assign(this, { points, url });
    this.#forget();
    points.addEventListener("change", () => this.#later());
  }

  /** `{matrix, share, refusal}`: how the photos would lie, their error as a share of the longer
   *  side, or why they would not; all absent until the server has answered. */
  get told() {
    return this.#told;
  }

  begin([reference, moving]) {
    this.photos = { reference: reference.id, moving: moving.id };
  }

  #forget() {
    this.#asked += 1;
    this.#told = {};
    clearTimeout(this.#timer);
  }

  #later() {
    this.#forget();
    if (this.points.enough) this.#timer = setTimeout(() => this.#ask(this.#asked), REST);
  }

  async #ask(number) {
    const told = await this.#answer();
    if (number !== this.#asked) return;
    this.#told = told;
    this.dispatchEvent(new Event("told"));
  }

  async #answer() {
    try {
      const body = { ...this.photos, points: this.points.told };
      const { matrix, error_px: error } = await ask(this.url, body);
      return { matrix, share: error / 1024 };
    } catch (error) {
      return { refusal: error.message };
    }
  }
}
