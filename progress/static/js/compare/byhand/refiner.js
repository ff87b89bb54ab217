/* Moves a mark to the best matching spot nearby, says so, and offers the way back. */

import { ask } from "../pairs.js";

const WORTH = 0.0005; // of the photo's long side; less nobody sees
const OTHER = { reference: "moving", moving: "reference" };

export class Refiner {
  #told = null;

  constructor(points, boards, { root, url }) {
    Object.assign(this, { points, boards, url });
    this.announcer = root.querySelector(".hand-announcer");
    points.addEventListener("paired", ({ detail }) => this.#refine(detail));
    points.addEventListener("change", () => this.#draw());
    for (const { side, markers } of boards) markers.onfocus = (index) => this.#tell({ side, index });
  }

  begin([reference, moving]) {
    this.photos = { reference, moving };
  }

  /** The mark that was just moved, or looked at, goes back to where the person set it. */
  keepOwn() {
    const { side, index } = this.#told;
    this.points.keepOwn(index);
    this.#board(side).markers.buttons[index].focus();
  }

  /** The mark that was set last is the one that moves: it was aimed at the other. */
  async #refine({ side, index }) {
    const point = this.points.pairs[index][side];
    const spot = await this.#ask(side, this.points.pairs[index]);
    if (!spot || !this.#worth(side, point, spot)) return;
    const now = this.points.improve(side, point, spot);
    if (now < 0) return;
    this.#board(side).markers.glide(now);
    this.#tell({ side, index: now });
    this.announcer.textContent = `${says(now)} Undo last brings it back.`;
  }

  async #ask(side, pair) {
    const other = OTHER[side];
    const seen = (each) => ({ reference: each[other], moving: each[side], matched: Boolean(each.own) });
    const others = this.points.complete.filter((each) => each !== pair);
    const [reference, moving] = [this.photos[other].id, this.photos[side].id];
    try {
      const body = { reference, moving, mark: seen(pair), points: others.map(seen) };
      return (await ask(this.url, body)).moving;
    } catch {
      return null; // The mark is good where the person set it.
    }
  }

  #worth(side, [x, y], [u, v]) {
    const { width, height } = this.photos[side];
    return Math.hypot(u - x, v - y) > WORTH * Math.max(width, height);
  }

  #tell(told) {
    this.#told = told;
    this.#draw();
  }

  #draw() {
    for (const { side, pane } of this.boards) {
      const shown = this.#told?.side === side && this.points.improved(this.#told.index, side);
      const note = pane.element.querySelector(".moved-note");
      note.hidden = !shown;
      if (shown) note.querySelector("span").textContent = says(this.#told.index);
    }
  }

  #board(side) {
    return this.boards.find((board) => board.side === side);
  }
}

const says = (index) => `Point ${index + 1} moved to the best match.`;
