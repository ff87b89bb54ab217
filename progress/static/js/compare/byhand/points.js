/* The points that a person sets: pairs of one place on both photos, in full-size pixels. */

import { apply, similarity } from "../matrix.js";

export const SIDES = ["reference", "moving"];
const ENOUGH = 2;

export class Points extends EventTarget {
  #past = [];

  constructor() {
    super();
    this.pairs = [];
  }

  /** The pairs that have both their points. */
  get complete() {
    return this.pairs.filter((pair) => pair.reference && pair.moving);
  }

  get enough() {
    return this.complete.length >= ENOUGH && this.matrix !== null;
  }

  get undoable() {
    return this.#past.length > 0;
  }

  /** The similarity from the moving photo to the reference; null while it cannot be told. */
  get matrix() {
    const { complete } = this;
    if (complete.length < ENOUGH) return null;
    return similarity(complete.map(({ moving }) => moving), complete.map(({ reference }) => reference));
  }

  /** How far each complete pair's points lie apart when aligned, in pixels of the reference. */
  get misses() {
    const { matrix } = this;
    return this.complete.map(({ reference, moving }) => {
      const [x, y] = apply(matrix, moving);
      return Math.hypot(x - reference[0], y - reference[1]);
    });
  }

  /** Set the next point of a side; answers with its number, from 0. */
  add(side, point) {
    this.remember();
    let index = this.pairs.findIndex((pair) => !pair[side]);
    if (index < 0) index = this.pairs.push({ reference: null, moving: null }) - 1;
    this.pairs[index][side] = point;
    this.#changed();
    return index;
  }

  /** Move a point without a new step of undo: a drag is one step, remembered at its start. */
  move(index, side, point) {
    this.pairs[index][side] = point;
    this.#changed();
  }

  remove(index, side) {
    this.remember();
    this.pairs[index][side] = null;
    this.pairs = this.pairs.filter((pair) => pair.reference || pair.moving);
    this.#changed();
  }

  undo() {
    this.pairs = this.#past.pop() ?? this.pairs;
    this.#changed();
  }

  clear() {
    this.pairs = [];
    this.#past = [];
    this.#changed();
  }

  remember() {
    this.#past.push(this.pairs.map((pair) => ({ ...pair })));
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
