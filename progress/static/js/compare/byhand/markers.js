/* The numbered markers on one photo: dragged, nudged with the arrow keys, deleted. */

import { apply, invert } from "../matrix.js";

const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const LEAP = 10;
const NAMES = { reference: "left photo", moving: "right photo" };

export class Markers {
  constructor(pane, side, points) {
    Object.assign(this, { pane, side, points });
    this.buttons = [];
  }

  /** A point of the pane in the photo's pixels, counted from the middle of the first one. */
  toPhoto(point) {
    const [x, y] = apply(invert(this.pane.lens), point);
    return [x - 0.5, y - 0.5];
  }

  toPane([x, y]) {
    return apply(this.pane.lens, [x + 0.5, y + 0.5]);
  }

  draw() {
    const { pairs } = this.points;
    while (this.buttons.length < pairs.length) this.buttons.push(this.#make(this.buttons.length));
    this.buttons.forEach((button, index) => this.#put(button, pairs[index]?.[this.side]));
  }

  #put(button, point) {
    button.hidden = !point;
    if (!point) return;
    const [x, y] = this.toPane(point);
    button.style.left = `${x}px`;
    button.style.top = `${y}px`;
  }

  #make(index) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "marker", textContent: index + 1 });
    button.setAttribute("aria-label", `Point ${index + 1} on the ${NAMES[this.side]}`);
    button.dataset.index = index;
    button.addEventListener("keydown", (event) => this.#key(event, index));
    this.pane.element.append(button);
    return button;
  }

  /** Takes a drag over that began on a marker. */
  grab(point, event) {
    const marker = event.target.closest(".marker");
    if (!marker) return null;
    const index = Number(marker.dataset.index);
    const [x, y] = this.toPane(this.points.pairs[index][this.side]);
    const [dx, dy] = [x - point[0], y - point[1]];
    this.points.remember();
    marker.focus({ preventScroll: true });
    return (at) => at && this.points.move(index, this.side, this.toPhoto([at[0] + dx, at[1] + dy]));
  }

  #key(event, index) {
    const arrow = ARROWS[event.key];
    const remove = event.key === "Delete" || event.key === "Backspace";
    if (!arrow && !remove) return;
    event.preventDefault();
    event.stopPropagation();
    if (remove) this.#remove(index);
    else this.#nudge(index, arrow, event.shiftKey ? LEAP : 1);
  }

  #nudge(index, [dx, dy], step) {
    const [x, y] = this.toPane(this.points.pairs[index][this.side]);
    this.points.remember();
    this.points.move(index, this.side, this.toPhoto([x + dx * step, y + dy * step]));
  }

  #remove(index) {
    this.points.remove(index, this.side);
    this.pane.element.focus();
  }
}
