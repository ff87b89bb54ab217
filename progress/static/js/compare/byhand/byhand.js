/* Lining two photos up by hand: points on both, a preview, and the server's word for it. */

import { HOME, confined } from "../camera.js";
import { IDENTITY, fromPixelCentres } from "../../matrix.js";
import { Pane } from "../pane.js";
import { ask } from "../pairs.js";
import { Board } from "./board.js";
import { Forecast } from "./forecast.js";
import { Points, SIDES } from "./points.js";
import { Refiner } from "./refiner.js";

const BEGIN = "Mark a place that is on both photos, such as a mole or the corner of an eye.";
const COUNTED = { reference: "left", moving: "right" };

const DOUBTFUL = 0.01;
const percent = (share) => `${(100 * share).toFixed(1)} %`;

export class ByHand {
  constructor(root, { stage, urls, announce }) {
    Object.assign(this, { root, stage, urls, announce });
    this.points = new Points();
    this.boards = SIDES.map(
      (side) => new Board(root.querySelector(`[data-pane=${side}]`), side, this.points),
    );
    this.refiner = new Refiner(this.points, this.boards, { root, url: urls.refine });
    this.forecast = new Forecast(this.points, urls.foresee);
    this.preview = new Pane(root.querySelector("[data-pane=preview]"));
    this.preview.layers.moving.show({ opacity: 0.5 });
    this.#listen();
  }

  #listen() {
    const actions = {
      "undo-point": () => this.points.undo(),
      own: () => this.refiner.keepOwn(),
      save: () => this.#save(),
      cancel: () => this.close(),
    };
    this.root.addEventListener("click", ({ target }) => actions[target.closest("[data-hand]")?.dataset.hand]?.());
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.points.addEventListener("change", () => this.#draw());
    this.forecast.addEventListener("told", () => this.#draw());
    new ResizeObserver(() => this.#draw()).observe(this.root);
  }

  #key(event) {
    if (event.key === "Escape") this.close();
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.points.undo();
  }

  get open() {
    return !this.root.hidden;
  }

  begin() {
    const { leftPhoto, rightPhoto } = this.stage.store.state;
    this.pair = [leftPhoto, rightPhoto];
    this.opener = document.activeElement;
    this.refiner.begin(this.pair);
    this.forecast.begin(this.pair);
    this.#reveal(true);
    this.boards.forEach((board, index) => board.show(this.pair[index]));
    this.preview.layers.reference.picture.set(leftPhoto);
    this.preview.layers.moving.picture.set(rightPhoto);
    this.preview.frame = leftPhoto;
    this.points.clear();
    this.boards[0].pane.element.focus({ preventScroll: true });
  }

  close() {
    this.#reveal(false);
  }

  #reveal(open) {
    this.root.hidden = !open;
    this.stage.root.hidden = open;
    if (!open) this.opener?.focus();
  }

  #draw() {
    if (!this.open) return;
    for (const board of this.boards) board.redraw();
    this.#drawPreview();
    this.root.querySelector(".hand-hint").textContent = this.#hint();
    this.root.querySelector("[data-hand=save]").disabled = !this.points.enough;
    this.root.querySelector("[data-hand=undo-point]").disabled = !this.points.undoable;
  }

  #drawPreview() {
    const matrix = this.forecast.told.matrix ?? this.points.matrix;
    const { element, frame, box, layers } = this.preview;
    element.classList.toggle("waiting", !matrix);
    layers.reference.show({ visible: Boolean(matrix) });
    layers.moving.show({ visible: Boolean(matrix), opacity: 0.5 });
    layers.moving.matrix = matrix ? fromPixelCentres(matrix) : IDENTITY;
    this.preview.draw(confined(HOME, frame, box));
  }

  #hint() {
    const open = this.points.pairs.findIndex((pair) => !pair.reference || !pair.moving);
    if (open >= 0) return this.#missing(open);
    const { complete, matrix } = this.points;
    if (complete.length === 0) return BEGIN;
    if (complete.length === 1) return "Now a second place, as far from the first as you can.";
    if (!matrix) return "These points lie on one spot. Move one of them away from the others.";
    return this.#doubt() ?? this.#promise();
  }

  #missing(index) {
    const side = SIDES.find((name) => !this.points.pairs[index][name]);
    return `Mark place ${index + 1} on the ${COUNTED[side]} photo too.`;
  }

  /** What does not fit: a point that contradicts the others, or what the server refuses. */
  #doubt() {
    const { misses } = this.points;
    const worst = Math.max(...misses);
    const share = worst / Math.max(this.pair[0].width, this.pair[0].height);
    if (share < DOUBTFUL) return this.forecast.told.refusal;
    const number = this.points.pairs.indexOf(this.points.complete[misses.indexOf(worst)]) + 1;
    return `Place ${number} is ${percent(share)} of the photo away from the others. Check it.`;
  }

  #promise() {
    const { share } = this.forecast.told;
    if (!share) return "";
    const exact = `Lined up to within about ${percent(share)} of the photo.`;
    return share < DOUBTFUL ? exact : `${exact} More places, far apart, make it surer.`;
  }

  async #save() {
    const [reference, moving] = this.pair.map(({ id }) => id);
    try {
      await ask(this.urls.align, { reference, moving, points: this.points.told });
      await this.#renew();
      this.close();
      this.announce("Kept as lined up by hand.");
    } catch (error) {
      this.root.querySelector(".hand-hint").textContent = error.message;
    }
  }

  /** Take the hand's alignment back; what the computer found before is in force again. */
  async undo() {
    try {
      await ask(this.stage.store.state.pair.undo, {});
      await this.#renew();
      this.announce("The alignment by hand is gone.");
    } catch (error) {
      this.stage.store.set({ trouble: error.message });
    }
  }

  #renew() {
    this.stage.pairs.forget();
    return this.stage.compare(this.stage.store.state);
  }
}
