/* The points that a person sets: pairs of one place on both photos, in full-size pixels.
 *
 * A point that was moved to the best matching spot remembers the person's own in `own`. */

import { apply, similarity } from "../../matrix.js";

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

  /** The same as the server takes them. */
  get told() {
    return this.complete.map(({ reference, moving, own }) => ({ reference, moving, matched: Boolean(own) }));
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
    if (index < 0) index = this.pairs.push({ reference: null, moving: null, own: null }) - 1;
    this.#set(index, side, point);
    const { reference, moving } = this.pairs[index];
    if (reference && moving) this.dispatchEvent(new CustomEvent("paired", { detail: { index, side } }));
    return index;
  }

  /** Move a point without a new step of undo: a drag is one step, remembered at its start. */
  move(index, side, point) {
    this.#set(index, side, point);
  }

  remove(index, side) {
    this.remember();
    this.#set(index, side, null);
    this.pairs = this.pairs.filter((pair) => pair.reference || pair.moving);
    this.#changed();
  }

  /** Move a point, if it still stands where it did, to the spot that was found for it.
   *  Answers with its number; -1 when it is gone. */
  improve(side, point, spot) {
    const index = this.pairs.findIndex((pair) => pair[side] === point);
    if (index < 0) return index;
    this.remember();
    this.#set(index, side, spot, { side, point });
    return index;
  }

  /** Back to where the person set it. */
  keepOwn(index) {
    const { own } = this.pairs[index];
    this.remember();
    this.#set(index, own.side, own.point);
  }

  /** Whether a point was moved from where the person set it. */
  improved(index, side) {
    return this.pairs[index]?.own?.side === side;
  }

  #set(index, side, point, own = null) {
    this.pairs[index] = { ...this.pairs[index], [side]: point, own };
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
