/* Match light: the right photo shown in the left one's light, through a filter over its pixels.
 *
 * The server says by how much red, green and blue are to be multiplied, in linear light. The filter
 * is a table from each of the 256 levels to its new one, the same as in progress/vision/tone.py. */

import { ask } from "./pairs.js";

const ID = "match-light";
const SVG = "http://www.w3.org/2000/svg";

const light = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const level = (value) => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);

/** Where each level of a colour goes, as a filter's table of shares of 1. Some browsers cut off what
 *  others round: a little above a whole level is that level to both. */
function table(gain) {
  const moved = (at) => Math.round(255 * level(Math.min(light(at / 255) * gain, 1)));
  return Array.from({ length: 256 }, (_, at) => ((moved(at) + 0.1) / 255).toFixed(5)).join(" ");
}

export class Light {
  #found = new WeakMap();

  constructor(root, store, url) {
    Object.assign(this, { root, store, url: new URL(url, location) });
    this.functions = filter(root);
    this.button = root.querySelector("[data-do=light]");
    store.watch(["light", "pair"], (state) => this.#follow(state));
    store.watch(["gains", "original"], (state) => this.#draw(state));
    store.watch(["light"], (state) => this.button.setAttribute("aria-pressed", state.light));
  }

  toggle() {
    const { light, pair } = this.store.state;
    this.store.set({ light: !light && pair.aligned, trouble: "" });
  }

  /** The gains belong to one pair: none are shown until those of the pair in view are known. */
  async #follow({ light, pair }) {
    this.store.set({ gains: null, light: light && pair.aligned });
    if (!this.store.state.light) return;
    const { gains, message } = await this.#of(pair);
    const { state } = this.store;
    if (!state.light || state.pair !== pair) return;
    this.store.set(gains ? { gains } : { light: false, trouble: message });
  }

  async #of(pair) {
    if (this.#found.has(pair)) return this.#found.get(pair);
    this.url.searchParams.set("left", pair.left);
    this.url.searchParams.set("right", pair.right);
    try {
      const answer = await ask(this.url);
      this.#found.set(pair, answer);
      return answer;
    } catch (error) {
      return { gains: null, message: error.message };
    }
  }

  #draw({ gains, original }) {
    this.root.toggleAttribute("data-light-matched", Boolean(gains) && !original);
    if (!gains) return;
    this.functions.forEach((element, colour) => {
      element.setAttribute("tableValues", table(gains[colour]));
    });
  }
}

/** An empty filter that css/compare.css names; answers with its functions of red, green and blue. */
function filter(root) {
  const make = (name, attributes, parent) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    parent.append(element);
    return element;
  };
  const svg = make("svg", { width: 0, height: 0, "aria-hidden": true, class: "filters" }, root);
  const whole = { x: 0, y: 0, width: 1, height: 1, "color-interpolation-filters": "sRGB" };
  const transfer = make("feComponentTransfer", {}, make("filter", { id: ID, ...whole }, svg));
  return ["R", "G", "B"].map((colour) => make(`feFunc${colour}`, { type: "table" }, transfer));
}
